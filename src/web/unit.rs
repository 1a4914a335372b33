//! A unit: how to reach it, what it sent over the years, its habits, and what went between it and the office.

pub(super) mod card;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::date;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use super::address::{Path, Query};
use super::answer::Refusal;
use super::flash::Flash;
use super::frame::{Page, page};
use super::guard::{Posted, Who};
use super::journal::words::{Said, said};
use super::letters::fate::{Sent, sent, stamp};
use super::letters::{done, reason};
use super::pages::value;
use super::{Look, Shared};
use crate::desk::note;
use crate::judgment::Bucket;
use crate::ledger::{LedgerError, MailRow, Reach};
use crate::letter::wording;
use crate::office::Rules;
use crate::roster::{Unit, UnitId};
use crate::standing::figures::{Figures, repeaters};
use crate::standing::{self, Filter, Row, days_after, grant};

/// So many letters and mails are shown.
const RECENT: u32 = 30;
/// So many of the last reports show a habit.
const HABIT: usize = 6;
/// A habit is looked for in so many days.
const HABIT_DAYS: i32 = -730;

/// What the address asks for.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The year; none: this year.
    nam: Option<i16>,
}

/// One report of the year.
#[derive(Debug, Serialize)]
struct Owes {
    to: String,
    title: String,
    due: String,
    sign: &'static str,
    tone: &'static str,
    words: String,
    came: String,
}

/// A mail of the unit.
#[derive(Debug, Serialize)]
struct Came {
    id: i64,
    moment: String,
    from: String,
    subject: String,
    became: &'static str,
}

/// The page.
pub(super) async fn show(
    State(site): State<Shared>,
    who: Who,
    Path(unit): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    page(site, who, "/", "don-vi.html", move |look| shown(look, &unit, asked)).await
}

/// A note is written beside the unit.
pub(super) async fn act(State(site): State<Shared>, Path(unit): Path<String>, posted: Posted) -> Response {
    let there = format!("/don-vi/{unit}");
    let id = unit.clone();
    let work = move |look: &Look<'_>, posted: &Posted| {
        let unit = crate::desk::named::unit(&id, look.rules())?;
        note::unit(&look.desk, &unit, &reason(posted, "")?)?;
        Ok(Flash::done("Đã ghi vào nhật ký."))
    };
    done(site, posted, &there, work, ("/", "don-vi.html"), move |look| shown(look, &unit, Asked::default())).await
}

fn shown(look: &Look<'_>, unit: &str, asked: Asked) -> Result<Value, Refusal> {
    let (rules, today) = (look.rules(), look.desk.today());
    let id = UnitId::new(unit).ok();
    let unit = id.as_ref().and_then(|id| rules.roster.unit(id)).ok_or_else(|| Refusal::missing("đơn vị này"))?;
    let year = asked.nam.filter(|year| (1990..=2199).contains(year)).unwrap_or(today.year());
    let zone = &rules.office.time_zone;
    let (facts, letters, mails, journal) = look.read(|snapshot| {
        let facts = snapshot.board_within(Reach::Unit(&unit.id), look.now())?;
        let (letters, mails) = (snapshot.letters_to(&unit.id, RECENT)?, snapshot.mails_of(&unit.id, RECENT)?);
        Ok::<_, LedgerError>((facts, letters, mails, snapshot.journal_of_unit(&unit.id)?))
    })?;
    let of = |days| Filter { unit: Some(unit.id.clone()), days: Some(days), ..Filter::default() };
    let mut rows = standing::board(rules, &facts, &of((date(year, 1, 1), date(year, 12, 31))), look.now());
    rows.retain(|row| row.period.year() == year);
    rows.sort_by_key(|row| (row.deadline.as_ref().map(|due| due.nominal), row.period));
    let figures = Figures::of(&rows, rules, look.now());
    let past = standing::board(rules, &facts, &of((days_after(today, HABIT_DAYS), today)), look.now());
    let owes: Vec<Owes> = rows.iter().map(|row| owes(row, rules)).collect();
    let letters: Vec<Sent> = letters.iter().map(|letter| sent(letter, zone)).collect();
    let mails: Vec<Came> = mails.iter().map(|mail| came(mail, rules)).collect();
    let journal: Vec<Said> = journal.iter().rev().take(RECENT as usize).map(|line| said(line, rules)).collect();
    Ok(context! {
        id => unit.id.as_str(),
        name => unit.name_on(today),
        year, this_year => today.year(),
        before => others(unit, rules),
        habit => habit(&past, rules, look),
        figures => context! {
            expected => figures.expected, received => figures.received, on_time => figures.on_time,
            late => figures.late, overdue => figures.overdue, maybe => figures.maybe,
            rate => figures.rate().percent(), on_time_rate => figures.on_time_rate().percent(),
        },
        owes => value(&owes),
        letters => value(&letters),
        mails => value(&mails),
        journal => value(&journal),
        card => card::card(unit, rules, &facts, today),
    })
}

/// What it was before, and who took over, in a sentence; empty when neither.
fn others(unit: &Unit, rules: &Rules) -> String {
    let mut said: Vec<String> = unit
        .former
        .iter()
        .map(|former| {
            let until = former.validity.to.map(|to| format!(" đến hết {}", wording::date(to))).unwrap_or_default();
            format!("trước đây là {}{until}", former.name)
        })
        .collect();
    if let Some(end) = unit.validity.to {
        let heirs: Vec<String> = unit.successors.iter().map(|successor| grant::name(rules, &successor.unit)).collect();
        let heirs = if heirs.is_empty() { String::new() } else { format!(", nay là {}", heirs.join(", ")) };
        said.push(format!("đã kết thúc {}{heirs}", wording::date(end)));
    }
    wording::upper_first(&said.join("; "))
}

/// Whether it is late again and again.
fn habit(rows: &[Row], rules: &Rules, look: &Look<'_>) -> Option<String> {
    let all = repeaters(rows, rules, HABIT, look.now());
    let found = all.first()?;
    let titles: Vec<String> = found.lapses.iter().map(|row| grant::title(rules, &row.report, row.period)).collect();
    Some(format!(
        "Hay chậm: {} trong {} báo cáo đến hạn gần nhất gửi chậm hoặc chưa gửi ({}).",
        found.lapses.len(),
        found.looked_at,
        titles.join("; ")
    ))
}

fn owes(row: &Row, rules: &Rules) -> Owes {
    let zone = &rules.office.time_zone;
    let came = row.first.as_ref().map(|first| stamp(first.received_at, zone));
    Owes {
        to: format!("/nghia-vu/{}/{}/{}", row.unit, row.report, row.period),
        title: grant::title(rules, &row.report, row.period),
        due: row.deadline.as_ref().map_or_else(|| "không định hạn".to_owned(), wording::due),
        sign: row.standing.mark(),
        tone: row.standing.key(),
        words: row.standing.words(),
        came: came.unwrap_or_default(),
    }
}

fn came(mail: &MailRow, rules: &Rules) -> Came {
    let secret = mail.question == Some(crate::decision::Question::Secret);
    Came {
        id: mail.id,
        moment: stamp(mail.received_at, &rules.office.time_zone),
        from: mail.from_address.clone(),
        subject: if secret { "(không nêu)".to_owned() } else { wording::foreign(&mail.subject, 160) },
        became: match mail.bucket {
            Bucket::Recorded => "đã vào sổ",
            Bucket::Review => "chờ kiểm tra",
            Bucket::NotReport => "không phải báo cáo",
            Bucket::Machine => "thư máy",
            Bucket::Failed => "chưa xử lý được",
            Bucket::Earlier => "thư cũ, trước ngày bắt đầu",
        },
    }
}
