//! One line of the register: what it says, the mail and files it came with, what it was before and what it became.

use minijinja::{Value, context};
use serde::Serialize;

use super::super::Look;
use super::super::answer::Refusal;
use super::super::pages::value;
use super::super::tried::Tried;
use super::list::sign;
use super::{amend, extract, hour};
use crate::calendar::period;
use crate::dossier::register::number_name;
use crate::dossier::selection::channel_words;
use crate::dossier::{self, Line, Number, Row};
use crate::ledger::JournalLine;
use crate::letter::wording;

/// Another line that has to do with this one.
#[derive(Debug, Serialize)]
struct Other {
    number: String,
    to: String,
    when: String,
    version: String,
    standing: String,
    sign: &'static str,
    kind: &'static str,
    notes: Vec<String>,
    here: bool,
    gone: bool,
}

#[derive(Debug, Serialize)]
struct File {
    name: String,
    size: String,
    to: Option<String>,
}

/// Something that was done to the line.
#[derive(Debug, Serialize)]
struct Deed {
    when: String,
    who: String,
    what: &'static str,
    why: Vec<String>,
}

/// What the page is made of.
pub(super) fn view(look: &Look<'_>, number: Number, tried: &Tried) -> Result<Value, Refusal> {
    let line = look.read(|snapshot| snapshot.line(number))?;
    let others = look.read(|snapshot| snapshot.lines_about(&line.unit, &line.report, line.period))?;
    let journal = look.read(|snapshot| snapshot.journal_of_line(number))?;
    let mail = line.mail.map(|mail| look.read(|snapshot| snapshot.mail(mail))).transpose()?;
    let row = row(line.clone(), look)?;
    let moment = |at: jiff::Timestamp| wording::short_moment(&at.to_zoned(look.rules().office.time_zone.clone()));
    let chain = chain(look, &line)?;
    Ok(context! {
        number => row.number.as_str(),
        title => row.title.as_str(),
        unit => row.unit.as_str(),
        unit_to => format!("/don-vi/{}", line.unit),
        obligation_to => format!("/nghia-vu/{}/{}/{}", line.unit, line.report, line.period),
        report => row.report.as_str(),
        period => wording::upper_first(&period::name(line.period)),
        received => moment(line.received_at),
        dated => line.dated_at.filter(|dated| dated.duration_since(line.received_at).as_hours().abs() >= 1).map(moment),
        standing => row.standing.as_str(), sign => sign(&line).1, kind => sign(&line).0,
        version => row.version.as_str(),
        document_number => row.document_number.as_str(),
        channel => wording::upper_first(channel_words(line.channel)),
        sender => line.sender.as_str(),
        mail => mail.map(|mail| context! { to => format!("/thu/{}", mail.id), subject => mail.subject, id => mail.id }),
        decided_by => row.decided_by.as_str(),
        decided_at => moment(line.decided_at),
        why => line.why.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>(),
        files => value(files(&line, &row)),
        gone => !line.stands(),
        notes => row.notes,
        corrected_by => line.corrected_by.map(|of| context! { number => number_name(of), to => address(of) }),
        corrects => line.corrects.map(|of| context! { number => number_name(of), to => address(of) }),
        split_from => line.split_from.map(|of| context! { number => number_name(of), to => address(of) }),
        revoked => line.revoked.as_ref().map(|revoked| revoked.why.as_str()),
        versions => value(others.iter().map(|other| brief(other, number, look)).collect::<Result<Vec<_>, _>>()?),
        chain => value(chain),
        deeds => value(journal.iter().map(|said| deed(said, look)).collect::<Vec<_>>()),
        neighbours => neighbours(look, number)?,
        amend => amend::view(look, &line, tried)?,
    })
}

pub(super) fn address((year, number): Number) -> String {
    format!("/so/{year}/{number}")
}

fn row(line: Line, look: &Look<'_>) -> Result<Row, Refusal> {
    extract(look, vec![line])?.rows.into_iter().next().ok_or_else(Refusal::ours)
}

fn brief(line: &Line, here: Number, look: &Look<'_>) -> Result<Other, Refusal> {
    let row = row(line.clone(), look)?;
    Ok(Other {
        to: address(line.number),
        when: format!("{} {}", wording::date(row.received.date()), hour(line.received_at, look)),
        number: row.number,
        version: row.version,
        standing: row.standing,
        sign: sign(line).1,
        kind: sign(line).0,
        notes: row.notes,
        here: line.number == here,
        gone: !line.stands(),
    })
}

fn files(line: &Line, row: &Row) -> Vec<File> {
    let to = |file: &dossier::LineFile| Some(format!("/thu/{}/tep/{}", line.mail?, file.attachment?));
    let named = line.files.iter().zip(&row.files);
    named.map(|(file, name)| File { name: name.clone(), size: wording::size(file.size), to: to(file) }).collect()
}

/// What the line was before and became afterwards, in the order in which it happened; empty when it was never corrected.
fn chain(look: &Look<'_>, line: &Line) -> Result<Vec<Other>, Refusal> {
    let read = |number: Number| look.read(|snapshot| snapshot.line(number));
    let mut first = line.clone();
    while let Some(before) = first.corrects.or(first.split_from) {
        first = read(before)?;
    }
    let mut chain = vec![brief(&first, line.number, look)?];
    let mut last = first;
    while let Some(after) = last.corrected_by {
        last = read(after)?;
        chain.push(brief(&last, line.number, look)?);
    }
    if !chain.iter().any(|other| other.here) {
        chain.push(brief(line, line.number, look)?);
    }
    if chain.len() < 2 {
        chain.clear();
    }
    Ok(chain)
}

/// What the journal says was done, in the office's words.
fn deed(said: &JournalLine, look: &Look<'_>) -> Deed {
    let what = match said.what.as_str() {
        "receipt" => "vào sổ",
        "receipt-corrected" => "sửa",
        "receipt-merged" => "gộp",
        "receipt-split" => "tách",
        "receipt-undone" => "hoàn tác",
        "receipt-revoked" => "hủy",
        _ => "ghi chú",
    };
    Deed {
        when: wording::short_moment(&said.at.to_zoned(look.rules().office.time_zone.clone())),
        who: if said.who == "tiepnhan" { "tự động".to_owned() } else { said.who.clone() },
        what,
        why: said.why.lines().map(str::to_owned).collect(),
    }
}

/// The lines numbered before and after.
fn neighbours(look: &Look<'_>, (year, number): Number) -> Result<Value, Refusal> {
    let there = |number: u32| look.read(|snapshot| Ok(snapshot.line((year, number)).is_ok()));
    let before = number.checked_sub(1).filter(|number| *number > 0);
    let after = Some(number.saturating_add(1)).filter(|number| there(*number).unwrap_or_default());
    let place = |number: u32| context! { number => number_name((year, number)), to => address((year, number)) };
    Ok(context! { before => before.map(place), after => after.map(place) })
}
