//! The page of the register: filters as they were set, a table of lines, where to go on.

use std::collections::HashMap;

use minijinja::{Value, context};
use serde::Serialize;

use super::super::Look;
use super::super::answer::Refusal;
use super::super::pages::value;
use super::asked::Asked;
use super::{AT_ONCE, ON_PAPER, extract, found, hour};
use crate::calendar::{Period, Span, period};
use crate::dossier::amendment;
use crate::dossier::register::stood;
use crate::dossier::search::Piece;
use crate::dossier::selection::CHANNELS;
use crate::dossier::{self, Row, Sought, Stood};
use crate::ledger::LedgerError;
use crate::letter::wording;
use crate::spelling::fold;

/// Counting stops here: the page says "hơn 1.000".
const COUNTED: usize = 1001;
/// Bytes of texts that one page is shown from; looking for the place in more would be felt.
const LOOKED_AT: usize = 1_500_000;

/// A line of the table.
#[derive(Debug, Serialize)]
struct Shown {
    number: String,
    to: String,
    day: String,
    hour: String,
    unit: String,
    unit_to: String,
    title: String,
    version: String,
    standing: String,
    kind: &'static str,
    sign: &'static str,
    document_number: String,
    files: Vec<File>,
    notes: Vec<String>,
    decided_by: String,
    gone: bool,
    found: Vec<Piece>,
}

#[derive(Debug, Serialize)]
struct File {
    name: String,
    to: Option<String>,
}

/// What the page is made of.
pub(super) fn view(look: &Look<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let selection = match asked.selection(look.rules(), look.today()) {
        Ok(selection) => selection,
        Err(faults) => {
            return Ok(
                context! { faults, numbered => Vec::<Value>::new(), rows => Vec::<Value>::new(), ..form(look, asked)? },
            );
        }
    };
    let sheet = !asked.sheet.is_empty();
    let most = if sheet { ON_PAPER } else { AT_ONCE };
    let asked_loose = selection.loose;
    let (mut lines, selection) = found(look, selection, asked.before(), most.saturating_add(1))?;
    let more = lines.len() > most;
    lines.truncate(most);
    let last = lines.last().map(|line| format!("{}-{}", line.number.0, line.number.1)).filter(|_| more);
    // What fits on the first page is counted already.
    let count = match (more, asked.before()) {
        (false, None) => lines.len(),
        _ => look.read(|snapshot| snapshot.how_many(&selection, look.rules(), COUNTED))?,
    };
    let places = match &selection.sought {
        Some(sought) => places(look, &lines, sought)?,
        None => HashMap::new(),
    };
    let extract = extract(look, lines)?;
    let mut rows: Vec<Shown> = extract.rows.iter().map(|row| shown(row, look, &places)).collect();
    if !sheet {
        rows.reverse();
    }
    let words = selection.sought.as_ref().map_or(0, |sought| sought.words().len());
    Ok(context! {
        rows => value(&rows),
        numbered => value(numbered(look, asked)?),
        faults => Vec::<String>::new(),
        count => counted(count, if sheet { rows.len() } else { count }),
        scope => selection.scope(&asked.tim, look.rules()),
        older => last.filter(|_| !sheet).map(|last| asked.address(&[("sau", &last)])),
        newest => asked.before().map(|_| asked.address(&[])),
        fell_back => selection.loose && !asked_loose && !rows.is_empty(),
        looser => (words > 1 && !selection.loose && !rows.is_empty()).then(|| asked.address(&[("roi", "1")])),
        stricter => asked_loose.then(|| asked.address(&[("roi", "")])),
        sheet,
        cut => sheet && more,
        ..form(look, asked)?
    })
}

/// The lines whose number was typed, as our letters to units and the register itself write it: "0006/2020", "6/2020",
/// "số 6". Without a year, those of the year that is chosen, or of every year.
fn numbered(look: &Look<'_>, asked: &Asked) -> Result<Vec<Shown>, Refusal> {
    let typed = fold(asked.tim.trim());
    let typed = typed.strip_prefix("so ").unwrap_or(&typed).trim();
    let years: Vec<i16> = match (typed.contains('/'), asked.nam.trim().parse()) {
        (true, _) => vec![0],
        (false, Ok(year)) => vec![year],
        (false, Err(_)) => look.read(|snapshot| snapshot.years())?,
    };
    let mut lines = Vec::new();
    for number in years.into_iter().filter_map(|year| amendment::number(typed, year)) {
        match look.desk.ledger.read(|snapshot| snapshot.line(number)) {
            Ok(line) => lines.push(line),
            Err(LedgerError::Missing(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(extract(look, lines)?.rows.iter().map(|row| shown(row, look, &HashMap::new())).collect())
}

/// "34", "1.000", "hơn 1.000".
fn counted(count: usize, shown: usize) -> String {
    if shown >= COUNTED && count < COUNTED || shown > COUNTED {
        return shown.to_string();
    }
    if count >= COUNTED { "hơn 1.000".to_owned() } else { count.to_string() }
}

/// Where the words stand in the texts of the lines' mails.
fn places(look: &Look<'_>, lines: &[dossier::Line], sought: &Sought) -> Result<HashMap<i64, Vec<Piece>>, Refusal> {
    let mut room = LOOKED_AT;
    let mut places = HashMap::new();
    for mail in lines.iter().filter_map(|line| line.mail) {
        if room == 0 || places.contains_key(&mail) {
            continue;
        }
        for (_, text) in look.read(|snapshot| snapshot.texts_of(mail))? {
            room = room.saturating_sub(text.len());
            let longer = |pieces: &Vec<Piece>, known: Option<&Vec<Piece>>| {
                let length = |pieces: &Vec<Piece>| {
                    pieces.iter().filter(|piece| piece.1).map(|piece| piece.0.len()).sum::<usize>()
                };
                known.is_none_or(|known| length(known) < length(pieces))
            };
            if let Some(pieces) = sought.found_in(&text)
                && longer(&pieces, places.get(&mail))
            {
                places.insert(mail, pieces);
            }
        }
    }
    Ok(places)
}

fn shown(row: &Row, look: &Look<'_>, places: &HashMap<i64, Vec<Piece>>) -> Shown {
    let line = &row.line;
    let to_file = |file: &dossier::LineFile| {
        let (mail, index) = line.mail.zip(file.attachment)?;
        Some(format!("/thu/{mail}/tep/{index}"))
    };
    Shown {
        number: row.number.clone(),
        to: format!("/so/{}/{}", line.number.0, line.number.1),
        day: wording::date(row.received.date()),
        hour: hour(line.received_at, look),
        unit: row.unit.clone(),
        unit_to: format!("/don-vi/{}", line.unit),
        title: row.title.clone(),
        version: row.version.clone(),
        standing: row.standing.clone(),
        kind: sign(line).0,
        sign: sign(line).1,
        document_number: row.document_number.clone(),
        files: line
            .files
            .iter()
            .zip(&row.files)
            .map(|(file, name)| File { name: name.clone(), to: to_file(file) })
            .collect(),
        notes: row.notes.clone(),
        decided_by: row.decided_by.clone(),
        gone: !line.stands(),
        found: line.mail.and_then(|mail| places.get(&mail).cloned()).unwrap_or_default(),
    }
}

/// The sign of a line: one that counts no more has none of those that count.
pub(super) fn sign(line: &dossier::Line) -> (&'static str, &'static str) {
    let standing = stood(line);
    if line.stands() { (standing.key(), standing.mark()) } else { ("gone", "–") }
}

/// The filters and what they offer.
fn form(look: &Look<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let rules = look.rules();
    let this_year = look.now().to_zoned(rules.office.time_zone.clone()).year();
    let years = look.read(|snapshot| snapshot.years())?;
    let choice = |key: &str, words: String, chosen: &str| context! { key => key, words, chosen => key == chosen };
    let groups: Vec<Value> = rules
        .roster
        .groups
        .iter()
        .map(|group| {
            let of = rules.roster.units.iter().filter(|unit| unit.group == group.id);
            let units: Vec<Value> = of.map(|unit| choice(unit.id.as_str(), unit.name.clone(), &asked.don_vi)).collect();
            let all = format!("nhom:{}", group.id);
            context! { name => group.name.as_str(), all => choice(&all, format!("Cả nhóm: {}", group.name), &asked.don_vi), units }
        })
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    let reports = rules.plans.reports().filter(|(_, report)| seen.insert(report.id.clone()));
    let reports: Vec<Value> =
        reports.map(|(_, report)| choice(report.id.as_str(), report.name.clone(), &asked.loai)).collect();
    let year = asked.nam.trim().parse().unwrap_or(this_year);
    Ok(context! {
        asked => context! {
            tim => asked.tim.as_str(), tu => asked.tu.as_str(), den => asked.den.as_str(), con => !asked.con.is_empty(),
            roi => !asked.roi.is_empty(), don_vi => asked.don_vi.as_str(),
        },
        filters => asked.filters(),
        years => years.iter().map(|year| choice(&year.to_string(), year.to_string(), asked.nam.trim())).collect::<Vec<_>>(),
        groups,
        reports,
        periods => periods(year, asked.ky.trim()).into_iter().map(|of| choice(&of.to_string(), wording::upper_first(&period::name(of)), asked.ky.trim())).collect::<Vec<_>>(),
        kinds => Stood::ALL.map(|of| choice(of.key(), wording::upper_first(of.words()), asked.tt.trim())).to_vec(),
        channels => CHANNELS.map(|(_, key, words)| choice(key, wording::upper_first(words), asked.kenh.trim())).to_vec(),
        here => asked.address(&[]),
        print => asked.address(&[("in", "1")]),
        nothing => asked.address(&[]).is_empty(),
    })
}

/// The periods of a year, and the one that is chosen already.
fn periods(year: i16, chosen: &str) -> Vec<Period> {
    let months = (1..=12).map(Span::Month);
    let quarters = (1..=4).map(Span::Quarter);
    let longer = [Span::Half(1), Span::NineMonths, Span::Half(2), Span::Year];
    let all = months.chain(quarters).chain(longer).filter_map(|span| Period::new(year, span).ok());
    let mut all: Vec<Period> = all.collect();
    if let Ok(chosen) = chosen.parse()
        && !all.contains(&chosen)
    {
        all.insert(0, chosen);
    }
    all
}
