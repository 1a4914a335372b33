//! What the page of an obligation shows.

mod history;
mod reasons;

use jiff::tz::TimeZone;
use minijinja::{Value, context};
use serde::Serialize;

use crate::decision::Question;
use crate::dossier::register::number_name;
use crate::dossier::{self, Filter, Order};
use crate::evidence::Scans;
use crate::ledger::{Granted, JournalLine, LedgerError, Lifted, Line, Outgoing, Reach, Snapshot};
use crate::letter::values::basis;
use crate::letter::{demand, wording};
use crate::notice::is_owing;
use crate::office::Rules;
use crate::plan::{Asks, Report};
use crate::roster::Unit;
use crate::standing::agenda::{Held, open_of};
use crate::standing::{self, BoardFacts, Exception, Owed, Row, Standing, grant};
use crate::web::Look;
use crate::web::answer::Refusal;
use crate::web::letters::fate::{Sent, moment, sent, stamp};
use crate::web::pages::{file_name, value};
use crate::web::unit::card::card;

/// What the ledger knows of an obligation.
struct Found {
    facts: BoardFacts,
    lines: Vec<Line>,
    scans: Scans,
    letters: Vec<Outgoing>,
    journal: Vec<JournalLine>,
    of_unit: Vec<JournalLine>,
    granted: Vec<(Granted, Option<Lifted>)>,
}

/// A line of the register.
#[derive(Debug, Serialize)]
struct Came {
    to: String,
    number: String,
    moment: String,
    standing: String,
    version: String,
    document_number: String,
    files: Vec<String>,
    notes: Vec<String>,
    stands: bool,
}

/// What staff may do about it, as it stands.
#[derive(Debug, Default, Serialize)]
struct May {
    remind: bool,
    extend: bool,
    excuse: bool,
    /// What is in force and may be taken back.
    lift: Option<String>,
    activity: bool,
}

/// How a report comes by hand.
const WAYS: [(&str, &str); 4] =
    [("giay", "Bản giấy"), ("dien-thoai", "Điện thoại"), ("zalo", "Zalo"), ("khac", "Cách khác")];

/// A mail of the unit that waits for a person.
#[derive(Debug, Serialize)]
struct Waits {
    to: String,
    moment: String,
    subject: String,
    /// The address of a sender whom nobody knows; else empty.
    stranger: String,
}

/// Everything behind one cell of the board.
pub(super) fn of(look: &Look<'_>, owed: &Owed) -> Result<Value, Refusal> {
    let rules = look.rules();
    let found = found(look, owed)?;
    let row = standing::one(rules, &found.facts, owed, look.now());
    let (unit, report, period) = owed;
    let Some((plan, asked)) = rules.plans.report(report) else { return Err(Refusal::missing("loại báo cáo này")) };
    let Some(unit) = rules.roster.unit(unit) else { return Err(Refusal::missing("đơn vị này")) };
    let zone = &rules.office.time_zone;
    let due = row.as_ref().and_then(|row| row.deadline.as_ref());
    let day = due.map_or_else(|| period.last_day(), |due| due.nominal);
    let letters: Vec<Sent> = found.letters.iter().rev().map(|letter| sent(letter, zone)).collect();
    let topics: Vec<&str> = asked.topics_of(unit, day).collect();
    Ok(context! {
        title => grant::title(rules, report, *period),
        period => period.to_string(),
        path => format!("/nghia-vu/{}/{report}/{period}", unit.id),
        unit => unit.id.as_str(),
        name => unit.name_on(day),
        sign => row.as_ref().map_or("–", |row| row.standing.mark()),
        tone => row.as_ref().map_or("excused", |row| row.standing.key()),
        words => row.as_ref().map_or_else(|| "không phải gửi".to_owned(), |row| wording::upper_first(&row.standing.words_of(asked.asks))),
        reasons => value(reasons::reasons(row.as_ref(), rules, &found.facts, look.desk.today())),
        granted => value(in_force(&found, zone)),
        plan => basis(plan),
        plan_title => plan.title.as_str(),
        due => due.map(wording::due).unwrap_or_default(),
        later => asked.due_later.as_deref().unwrap_or_default(),
        needs => demand::pieces(&asked.needs),
        paper => asked.paper,
        topics => value(&topics),
        history => value(history::history(&found, owed, rules)),
        standing => standing_numbers(&found.lines),
        lines => value(lines(found.lines, &found.scans, owed, look)),
        letters => value(&letters),
        waits => value(waits(row.as_ref(), &found.facts, unit, rules)),
        may => value(may(row.as_ref(), asked)),
        ways => value(WAYS),
        seen => look.now().as_millisecond(),
        card => card(unit, rules, &found.facts, look.desk.today()),
    })
}

fn may(row: Option<&Row>, report: &Report) -> May {
    let activity = report.asks == Asks::Activity;
    let Some(row) = row else { return May { activity, ..May::default() } };
    let open = !row.standing.is_received() && row.standing != Standing::Excused;
    let late = matches!(row.standing, Standing::Late { .. });
    May {
        remind: is_owing(row.standing),
        extend: row.deadline.is_some() && (open || late) && row.exception != Some(Exception::Excused),
        excuse: open,
        lift: row.exception.map(|exception| match exception {
            Exception::Excused => "miễn".to_owned(),
            Exception::Extended(_) => "gia hạn".to_owned(),
        }),
        activity,
    }
}

fn found(look: &Look<'_>, owed: &Owed) -> Result<Found, Refusal> {
    let now = look.now();
    look.read(|snapshot| {
        let lines = snapshot.lines_for(&owed.0, owed.2)?;
        Ok(Found {
            facts: snapshot.board_within(Reach::Unit(&owed.0), now)?,
            scans: scans(snapshot, &lines)?,
            lines,
            letters: snapshot.letters_on(owed)?,
            journal: snapshot.journal_of_obligation(owed)?,
            of_unit: snapshot.journal_of_unit(&owed.0)?,
            granted: snapshot.ever_granted()?,
        })
    })
    .map(|mut found: Found| {
        let (unit, report, period) = owed;
        found.granted.retain(|(one, _)| one.unit == *unit && one.report == *report && one.period == *period);
        found
    })
}

/// Which files of the lines are pictures of pages.
fn scans(snapshot: &Snapshot<'_>, lines: &[Line]) -> Result<Scans, LedgerError> {
    let mut found = Scans::new();
    for mail in lines.iter().filter_map(|line| line.mail) {
        let files = snapshot.attachments(mail)?.into_iter().enumerate();
        found.extend(files.filter_map(|(place, file)| Some(((mail, place), file.scan?))));
    }
    Ok(found)
}

/// What the office granted and has not taken back, in one sentence.
fn in_force(found: &Found, zone: &TimeZone) -> Option<String> {
    let (granted, _) = found.granted.iter().rev().find(|(_, lifted)| lifted.is_none())?;
    let what = match granted.exception {
        Exception::Excused => "Được miễn".to_owned(),
        Exception::Extended(day) => format!("Được gia hạn đến hết {}", wording::date_with_weekday(day)),
    };
    let why = wording::foreign(&granted.why, 300);
    Some(format!("{what}: {why} ({}, {})", granted.by, moment(granted.at, zone)))
}

/// The numbers that stand, as the form for what came on paper carries them; never empty, so that a page without the
/// field is told from one that saw none.
fn standing_numbers(lines: &[Line]) -> String {
    let numbers = lines.iter().filter(|line| line.stands()).map(|line| number_name(line.number));
    std::iter::once("-".to_owned()).chain(numbers).collect::<Vec<_>>().join(" ")
}

/// What was entered for it, also under the report of an older plan whose place it took.
fn lines(mut lines: Vec<Line>, scans: &Scans, (_, report, _): &Owed, look: &Look<'_>) -> Vec<Came> {
    let rules = look.rules();
    let older = rules.plans.report(report).map_or(&[][..], |(_, report)| report.instead_of.as_slice());
    lines.retain(|line| line.report == *report || older.contains(&line.report));
    let rows = dossier::extract(lines, scans, &Filter::default(), Order::Number, rules, look.now()).rows;
    let came = |row: dossier::Row| Came {
        to: format!("/so/{}/{}", row.line.number.0, row.line.number.1),
        moment: stamp(row.line.received_at, &rules.office.time_zone),
        stands: row.line.stands(),
        number: row.number,
        standing: row.standing,
        version: row.version,
        document_number: row.document_number,
        files: row.files.iter().map(|name| file_name(name, 120)).collect(),
        notes: row.notes,
    };
    rows.into_iter().map(came).collect()
}

/// The mails of the unit that may be it, while nothing has been entered.
fn waits(row: Option<&Row>, facts: &BoardFacts, unit: &Unit, rules: &Rules) -> Vec<Waits> {
    let Some(row) = row.filter(|row| matches!(row.standing, Standing::Maybe { .. })) else { return Vec::new() };
    let held = open_of(unit, &rules.roster, facts).into_iter().filter(|held| held.may_be(row.period));
    let shown = |held: Held<'_>| waiting(held, rules);
    held.map(shown).collect()
}

fn waiting(Held { mail, strange }: Held<'_>, rules: &Rules) -> Waits {
    Waits {
        to: format!("/can-kiem-tra/{}", mail.mail),
        moment: moment(mail.received_at, &rules.office.time_zone),
        // Not that of a mail that may hold a secret.
        subject: match mail.question {
            Some(Question::Secret) => "(không nêu)".to_owned(),
            _ => wording::foreign(&mail.subject, 120),
        },
        stranger: if strange { wording::foreign(&mail.from, 80) } else { String::new() },
    }
}
