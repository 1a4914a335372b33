//! The list: what waits, grouped by question, the most urgent first; or what was settled.

use jiff::Timestamp;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use super::super::Look;
use super::super::answer::Refusal;
use super::super::pages::value;
use super::{LIST, asked, unowed};
use crate::decision::{Decision, Entry, explain};
use crate::desk::queue::{self, Press, Waiting};
use crate::dossier::register::number_name;
use crate::ledger::{LedgerError, Review, ReviewState};
use crate::letter::wording;
use crate::office::Rules;
use crate::standing::grant;

/// How many settled mails stand on a page.
const SETTLED: u32 = 200;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Asked {
    /// "da-xu-ly": what was settled.
    xem: String,
    /// Which page of that, from 1.
    trang: String,
}

#[derive(Debug, Serialize)]
struct Group {
    heading: String,
    alarm: bool,
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    to: String,
    question: String,
    from: String,
    address: String,
    subject: String,
    received: String,
    age: String,
    guess: String,
    pressing: String,
    /// What the sender was asked.
    asked: Option<String>,
    alarm: bool,
}

#[derive(Debug, Serialize)]
struct Done {
    to: String,
    from: String,
    subject: String,
    received: String,
    how: String,
    lines: Vec<(String, String)>,
    why: String,
    by: String,
    at: String,
}

/// The list.
pub(super) fn view(look: &Look<'_>, asked: &Asked) -> Result<Value, Refusal> {
    if asked.xem == "da-xu-ly" {
        let page = asked.trang.parse().unwrap_or(1_u32).max(1);
        let mut done = settled(look, page)?;
        let older = done.len() > SETTLED as usize;
        done.truncate(SETTLED as usize);
        let count = look.read(|snapshot| snapshot.reviews_open())?;
        return Ok(context! {
            settled => true, done => value(&done), groups => Value::from(()), count, page,
            older => older.then(|| page.saturating_add(1)),
        });
    }
    let waiting = queue::waiting(&look.desk).map_err(Refusal::from)?;
    let count = waiting.len();
    let mut groups: Vec<Group> = Vec::new();
    for one in &waiting {
        let heading = wording::upper_first(explain::question(one.review.question));
        let item = item(look, one)?;
        match groups.last_mut().filter(|group| group.heading == heading) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { heading, alarm: item.alarm, items: vec![item] }),
        }
    }
    Ok(context! { settled => false, groups => value(&groups), done => Value::from(()), count })
}

fn item(look: &Look<'_>, one: &Waiting) -> Result<Item, Refusal> {
    let rules = look.rules();
    let mail = &one.review.mail;
    let unit = one.decision.unit.as_ref().or(mail.unit.as_ref()).map(|unit| grant::name(rules, unit));
    let address = wording::foreign(&mail.from_address, 80);
    Ok(Item {
        to: format!("{LIST}/{}", mail.id),
        question: explain::asked(one.review.question, unit.as_deref(), &address),
        from: wording::foreign(&mail.from_name, 80),
        subject: wording::foreign(&mail.subject, 160),
        received: moment(rules, mail.received_at),
        age: age(mail.received_at.min(one.review.opened_at), look.now()),
        guess: guess(&one.decision, rules).unwrap_or_else(|| unit.unwrap_or_default()),
        pressing: queue::pressing(one.press, look.desk.today()),
        asked: asked::sentence(look, mail.id)?,
        alarm: one.press == Press::Alarm,
        address,
    })
}

/// "Sở Y tế · Báo cáo 6 tháng đầu năm 2020"; none when no report is guessed.
fn guess(decision: &Decision, rules: &Rules) -> Option<String> {
    let one = |entry: &Entry| {
        let words = super::show::entry_words(entry, rules);
        match unowed::why(rules, entry) {
            None => words,
            Some(_) => format!("{words} (đơn vị không phải gửi)"),
        }
    };
    let entries: Vec<String> = decision.entries.iter().map(one).collect();
    (!entries.is_empty()).then(|| entries.join("; "))
}

/// "09:50, 18/6/2020".
pub(in crate::web) fn moment(rules: &Rules, at: Timestamp) -> String {
    let local = rules.office.time_zone.to_datetime(at);
    format!("{}, {}", local.strftime("%H:%M"), wording::date(local.date()))
}

/// "chờ 12 ngày".
fn age(since: Timestamp, now: Timestamp) -> String {
    let waited = now.duration_since(since);
    match (waited.as_hours().div_euclid(24), waited.as_hours(), waited.as_mins()) {
        (days @ 1.., _, _) => format!("chờ {days} ngày"),
        (_, hours @ 1.., _) => format!("chờ {hours} giờ"),
        (_, _, minutes @ 1..) => format!("chờ {minutes} phút"),
        _ => "vừa đến".to_owned(),
    }
}

/// The settled mails of a page, and one more when there are more.
fn settled(look: &Look<'_>, page: u32) -> Result<Vec<Done>, Refusal> {
    let rules = look.rules();
    look.read(|snapshot| {
        let after = page.saturating_sub(1).saturating_mul(SETTLED);
        let reviews: Vec<Review> = snapshot.settled(SETTLED.saturating_add(1), after)?;
        let done = reviews.into_iter().map(|review| {
            let mail = &review.mail;
            let lines = snapshot
                .lines_of(mail.id)?
                .into_iter()
                .map(|line| (number_name(line.number), format!("/so/{}/{}", line.number.0, line.number.1)));
            let (by, at) = review.settled.clone().unzip();
            Ok::<_, LedgerError>(Done {
                to: format!("{LIST}/{}", mail.id),
                from: wording::foreign(&mail.from_name, 60),
                subject: wording::foreign(&mail.subject, 120),
                received: moment(rules, mail.received_at),
                how: how(review.state).to_owned(),
                lines: lines.collect(),
                why: review.outcome.clone().unwrap_or_default(),
                by: super::fate::person(by.as_deref().unwrap_or_default()),
                at: at.map(|at| moment(rules, at)).unwrap_or_default(),
            })
        });
        done.collect()
    })
}

/// How it was settled.
pub(super) fn how(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Open => "đang chờ",
        ReviewState::Assigned => "vào sổ",
        ReviewState::Dismissed => "không vào sổ",
    }
}
