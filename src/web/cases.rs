//! Vụ việc: what is followed up of an incident, from the first word to the day a person closes it.

mod act;

use axum::extract::State;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

pub(super) use act::{act, open};

use super::address::{Path, Query};
use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::Who;
use super::journal::words::{Said, person, said};
use super::letters::fate::stamp;
use super::pages::{file_name, value};
use super::{Look, Shared};
use crate::decision::Question;
use crate::desk::case::lines_of;
use crate::dossier::register::number_name;
use crate::ledger::{Case, LedgerError, Line};
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::PeriodRule;
use crate::standing::grant;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// "het": closed ones too.
    xem: String,
}

/// A case in the list.
#[derive(Debug, Serialize)]
struct Listed {
    id: i64,
    title: String,
    units: String,
    opened: String,
    opened_by: String,
    last: String,
    closed: Option<String>,
    lines: usize,
    mails: usize,
}

/// A mail of a case.
#[derive(Debug, Serialize)]
struct Came {
    id: i64,
    moment: String,
    from: String,
    subject: String,
}

/// The list.
pub(super) async fn list(State(site): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Page {
    page(site, who, "/vu-viec", "vu-viec.html", move |look| listed(look, asked.xem == "het")).await
}

fn listed(look: &Look<'_>, all: bool) -> Result<Value, Refusal> {
    let rules = look.rules();
    let (cases, lines) = look.read(|snapshot| {
        let cases = snapshot.cases(!all)?;
        let mut lines = Vec::new();
        for case in &cases {
            for unit in &case.units {
                lines.extend(snapshot.lines_for(unit, case.period)?);
            }
        }
        Ok::<_, LedgerError>((cases, lines))
    })?;
    let mut rows: Vec<Listed> = cases.iter().map(|case| row(case, &lines, rules)).collect();
    rows.reverse();
    let units: Vec<Value> = rules
        .roster
        .on(look.desk.today())
        .map(|unit| context! { key => unit.id.as_str(), name => unit.name.as_str() })
        .collect();
    let kinds: Vec<Value> = rules
        .plans
        .reports()
        .filter(|(_, report)| report.periods == PeriodRule::AdHoc)
        .map(|(_, report)| context! { key => report.id.as_str(), name => report.name.as_str() })
        .collect();
    Ok(context! { cases => value(&rows), all, units, kinds })
}

fn row(case: &Case, lines: &[Line], rules: &Rules) -> Listed {
    let zone = &rules.office.time_zone;
    let at = |at| stamp(at, zone);
    Listed {
        id: case.id,
        title: wording::foreign(&case.title, 160),
        units: case.units.iter().map(|unit| grant::name(rules, unit)).collect::<Vec<_>>().join("; "),
        opened: at(case.opened_at),
        opened_by: person(&case.opened_by),
        last: at(case.last_at),
        closed: case.closed.as_ref().map(|(when, by, why)| format!("{} ({by}): {why}", at(*when))),
        lines: lines_of(case, lines).count(),
        mails: case.mails.len(),
    }
}

/// One case.
pub(super) async fn show(State(site): State<Shared>, who: Who, Path(id): Path<i64>) -> Page {
    page(site, who, "/vu-viec", "vu-viec-mot.html", move |look| shown(look, id)).await
}

fn shown(look: &Look<'_>, id: i64) -> Result<Value, Refusal> {
    let rules = look.rules();
    let zone = &rules.office.time_zone;
    let (case, lines, mails, journal) = look.read(|snapshot| {
        let case = snapshot.case(id)?;
        let mut lines = Vec::new();
        for unit in &case.units {
            lines.extend(snapshot.lines_for(unit, case.period)?);
        }
        let mails = case.mails.iter().map(|mail| snapshot.mail(*mail)).collect::<Result<Vec<_>, LedgerError>>()?;
        Ok::<_, LedgerError>((case, lines, mails, snapshot.journal_of_case(id)?))
    })?;
    let line = |line: &Line| {
        let files: Vec<String> = line.files.iter().map(|file| file_name(&file.name, 120)).collect();
        context! {
            number => number_name(line.number),
            to => format!("/so/{}/{}", line.number.0, line.number.1),
            unit => grant::name(rules, &line.unit),
            moment => stamp(line.received_at, zone),
            channel => line.channel.words(),
            files,
        }
    };
    let came: Vec<Came> = mails
        .iter()
        .map(|mail| Came {
            id: mail.id,
            moment: stamp(mail.received_at, zone),
            from: mail.from_address.clone(),
            subject: match mail.question {
                Some(Question::Secret) => "(không nêu)".to_owned(),
                _ => wording::foreign(&mail.subject, 160),
            },
        })
        .collect();
    let journal: Vec<Said> = journal.iter().rev().map(|line| said(line, rules)).collect();
    let reports: Vec<Value> = lines_of(&case, &lines).map(line).collect();
    let units: Vec<Value> = case
        .units
        .iter()
        .map(|unit| {
            let to = format!("/nghia-vu/{unit}/{}/{}", case.report, case.period);
            let phone = rules.roster.unit(unit).and_then(|unit| unit.phone.as_deref());
            context! { id => unit.as_str(), to, name => grant::name(rules, unit), phones => value(super::phone::phones(phone)) }
        })
        .collect();
    Ok(context! {
        case => value(row(&case, &lines, rules)),
        report => grant::title(rules, &case.report, case.period),
        units, reports, mails => value(&came), journal => value(&journal),
    })
}
