//! The staff's letter of the day: what waits for a person, once each working day when the office opens, and only when
//! something waits.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::digest::unit::units;
use super::digest::{ONE_BY_ONE, mail_line, question, why};
use super::overdue;
use super::{Pen, opening_of, silence, stop};
use crate::decision::Question;
use crate::evidence::Scan;
use crate::letter::template::{Fault, Kind};
use crate::letter::values::{Common, Desk, DeskGroup};
use crate::letter::{Cover, Letter, Purpose, seal, wording};
use crate::office::Rules;
use crate::roster::Unit;
use crate::standing::facts::{GivenUp, Health};
use crate::standing::{BoardFacts, OpenMail, Row, Standing, days_after};

/// So long after the opening it may still be written; what comes later waits until tomorrow.
const WINDOW: SignedDuration = SignedDuration::from_hours(2);
/// For so many days after the last notice a missing report is work of the day; then the board tells.
const FRESH: i32 = 14;
/// So many days before its date a unit that no letter reaches is called.
const AHEAD: i32 = 7;

/// The letters due now, one to each of the staff who has none of today.
pub(super) fn due(rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Vec<Purpose> {
    let office = &rules.office;
    let local = office.time_zone.to_datetime(now);
    let today = local.date();
    let since = local.duration_since(today.to_datetime(office.working_hours.0));
    if !rules.calendar.is_workday(today) || since.is_negative() || since > WINDOW {
        return Vec::new();
    }
    let purposes = office.staff.iter().map(|to| Purpose::Desk(today, to.clone()));
    purposes.filter(|purpose| !facts.written.contains(&purpose.to_string())).collect()
}

/// Writes these letters.
pub(super) fn letters(
    work: &Desk,
    rules: &Rules,
    pen: Pen<'_>,
    purposes: &[Purpose],
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Vec<Letter> {
    let mut letters = Vec::new();
    for purpose in purposes {
        let Purpose::Desk(_, to) = purpose else { continue };
        let addressee = format!("Cán bộ phụ trách, {}", rules.office.name);
        let common = Common::of(&rules.office, addressee, purpose.reference(), now);
        let values = Desk { common, ..work.clone() };
        let Some(words) = pen.templates.words(Kind::Desk, &values, faults) else { continue };
        let (unit, about, enclosures) = (None, Vec::new(), Vec::new());
        let cover = Cover { purpose: purpose.clone(), to, unit, about, answers: None, enclosures };
        letters.push(seal(&rules.office, cover, words, now));
    }
    letters
}

/// What waits for a person today; none when nothing does.
pub(super) fn work(rules: &Rules, facts: &BoardFacts, rows: &[Row], now: Timestamp) -> Option<Desk> {
    let today = rules.office.time_zone.to_datetime(now).date();
    let open = facts.open.iter().filter(|mail| !was_alerted(mail, rules, today));
    let (wishes, reviews): (Vec<&OpenMail>, Vec<&OpenMail>) =
        open.partition(|mail| mail.question == Some(Question::PersonAsks));
    let unreached = |row: &Row| is_unreached(row, rules, facts, today);
    let asked_out = |row: &Row| is_asked_out(row, rules, today);
    let none = BTreeMap::new();
    let desk = Desk {
        common: Common::of(&rules.office, String::new(), String::new(), now),
        silence: silence::warning(rules, facts).into_iter().chain(silence::todo(facts)).collect::<Vec<_>>().join("\n"),
        day: wording::date_with_weekday(today).trim_start_matches("ngày ").to_owned(),
        review_count: format!("{:02}", reviews.len()),
        reviews: grouped(&reviews, rules, today),
        wishes: shortened(wishes.iter().map(|mail| format!("{}: {}", line(mail, rules, today), why(mail))).collect()),
        calls: units(rows, rules, (facts, today), &none, unreached),
        overdue: units(rows, rules, (facts, today), &none, asked_out),
        letters: stop::sentences(rules, facts, opened_before(rules, today), now)
            .into_iter()
            .chain(outgoing(&facts.health, rules, today))
            .collect(),
        health: health(&facts.health, rules),
    };
    let waits = [desk.reviews.is_empty(), desk.wishes.is_empty(), desk.calls.is_empty(), desk.overdue.is_empty()];
    let nothing = waits.into_iter().all(|empty| empty) && desk.letters.is_empty() && desk.silence.is_empty();
    (!nothing).then_some(desk)
}

/// When the office last opened before today.
fn opened_before(rules: &Rules, today: Date) -> Timestamp {
    let before = rules.calendar.previous_workday(days_after(today, -1));
    opening_of(rules, before).unwrap_or(Timestamp::MIN)
}

/// Whether a unit is to be called because no letter reaches it, and its date is near.
fn is_unreached(row: &Row, rules: &Rules, facts: &BoardFacts, today: Date) -> bool {
    let near = days_after(today, FRESH.saturating_neg())..=days_after(today, AHEAD);
    matches!(row.standing, Standing::Maybe { why } if why.is_unreached())
        && row.deadline.as_ref().is_some_and(|due| near.contains(&due.nominal) || near.contains(&due.last_day()))
        && !rules.roster.unit(&row.unit).is_some_and(|unit| bounced_today(unit, rules, facts, today))
}

/// Whether a unit is overdue and no further notice will be written.
fn is_asked_out(row: &Row, rules: &Rules, today: Date) -> bool {
    let last = overdue::days(row, rules).into_iter().max();
    let last = last.or_else(|| row.deadline.as_ref().map(|due| due.last_graced_day()));
    matches!(row.standing, Standing::Overdue { .. })
        && last.is_some_and(|last| last < today && days_after(last, FRESH) >= today)
}

/// Whether an alert of today has told staff of it already.
fn was_alerted(mail: &OpenMail, rules: &Rules, today: Date) -> bool {
    let urgent = matches!(mail.question, Some(Question::Secret | Question::Dangerous | Question::Forged));
    urgent && rules.office.time_zone.to_datetime(mail.received_at).date() == today
}

/// Whether an alert of today has told staff to call this unit.
fn bounced_today(unit: &Unit, rules: &Rules, facts: &BoardFacts, today: Date) -> bool {
    let day = |at: &Timestamp| rules.office.time_zone.to_datetime(*at).date();
    unit.mailboxes_on(today).0.iter().filter_map(|address| facts.bounced.get(address)).any(|at| day(at) == today)
}

/// Mails by what must be settled, those first of which one has waited longest.
fn grouped(mails: &[&OpenMail], rules: &Rules, today: Date) -> Vec<DeskGroup> {
    let mut groups: Vec<DeskGroup> = Vec::new();
    for mail in mails {
        let title = wording::upper_first(question(mail.question));
        let item = line(mail, rules, today);
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.items.push(item),
            None => groups.push(DeskGroup { title, items: vec![item] }),
        }
    }
    groups.into_iter().map(|group| DeskGroup { items: shortened(group.items), ..group }).collect()
}

/// The first of them, which have waited longest, and how many more there are: a letter of a hundred lines is not read.
fn shortened(mut items: Vec<String>) -> Vec<String> {
    let more = items.len().saturating_sub(ONE_BY_ONE);
    if more > 1 {
        items.truncate(ONE_BY_ONE);
        items.push(format!("Và {more:02} thư khác"));
    }
    items
}

/// "Thư 12: 09 giờ 10 ngày 17/6/2020, Sở Y tế, “bc gửi Ban”, đã chờ 5 ngày".
fn line(mail: &OpenMail, rules: &Rules, today: Date) -> String {
    let received = rules.office.time_zone.to_datetime(mail.received_at).date();
    let age = match received.until(today).map_or(0, |span| span.get_days()) {
        ..=0 => String::new(),
        1 => ", chờ từ hôm qua".to_owned(),
        days => format!(", đã chờ {days} ngày"),
    };
    let scan = if mail.unread_scan { format!("; có {}", Scan::Unread.words()) } else { String::new() };
    format!("Thư {}: {}{age}{scan}", mail.mail, mail_line(mail, rules))
}

/// What did not arrive. Of what was given up today an alert has told.
fn outgoing(health: &Health, rules: &Rules, today: Date) -> Vec<String> {
    let at = |moment: Timestamp| wording::short_moment(&moment.to_zoned(rules.office.time_zone.clone()));
    let given_up = |letter: &GivenUp| {
        let what = match letter.kind.as_str() {
            "reminder" => "thư nhắc",
            "overdue" => "thông báo quá hạn",
            "digest" => "bản tổng hợp",
            "receipt" => "thư xác nhận",
            _ => "thư",
        };
        format!("Thư gửi đi số {}, {what} gửi {}: thôi gửi từ {}", letter.id, letter.to, at(letter.at))
    };
    let waiting =
        health.waiting_since.map(|since| format!("{:02} thư còn chờ gửi, lâu nhất từ {}", health.waiting, at(since)));
    let earlier = |letter: &&GivenUp| rules.office.time_zone.to_datetime(letter.at).date() < today;
    health.given_up.iter().filter(earlier).map(given_up).chain(waiting).collect()
}

/// One line about the program itself.
fn health(health: &Health, rules: &Rules) -> String {
    let at = |moment: Timestamp| wording::short_moment(&moment.to_zoned(rules.office.time_zone.clone()));
    let known = [
        health.paused.map(|since| format!("ĐANG DỪNG GỬI THƯ từ {}", at(since))),
        health.last_mail.map(|came| format!("thư đến gần nhất lúc {}", at(came))),
        health.last_sent.map(|left| format!("thư gửi đi gần nhất lúc {}", at(left))),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    if known.is_empty() { "chưa có thư đến, thư đi".to_owned() } else { known.join("; ") }
}
