//! The digest to leaders: names, days, telephone numbers, what changed, and what needs a person. On working days, to
//! each leader what lies in his field.

mod came;
mod changes;
mod doubt;
mod late;
mod soon;
mod mail;
mod meeting;
mod screen;
pub mod scope;
pub(super) mod unit;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

use super::{Annex, Pen, silence, stop};
use crate::calendar::{Period, period};
use crate::letter::template::{Fault, Kind};
use crate::letter::values::{Common, Digest, DigestReport};
use crate::letter::{Cover, Letter, Purpose, seal, wording};
use crate::office::Rules;
use crate::plan::{Asks, ReportId};
use crate::standing::{BoardFacts, Doubt, Row, Standing, Tally, days_after};
pub use mail::question;
use mail::review;
pub(super) use mail::{mail_line, why};
use scope::Scope;
use screen::Morning;
use unit::{brief, habits, units};

/// A digest that could not be written at its hour may still be written this long after it.
const LATEST: SignedDuration = SignedDuration::from_hours(9);
/// How many names a line of names holds.
const NAMES: usize = 30;
/// How many units, reports or mails are told one by one: as many as a telephone's screen shows. Where there are more,
/// names come first and the rest stands in the workbook.
pub(super) const ONE_BY_ONE: usize = 15;

/// More names than these stand in the workbook only, when one goes with the letter.
const ENOUGH: usize = 5;

/// The digests due now, one to each leader who has none of today.
#[must_use]
pub fn due(rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Vec<Purpose> {
    let office = &rules.office;
    let local = office.time_zone.to_datetime(now);
    let today = local.date();
    let is_hour = |leader: &&String| {
        let since_hour = local.duration_since(today.to_datetime(office.digest_hour(leader)));
        let days = office.briefing(leader).map_or(&[][..], |briefing| &briefing.days);
        !since_hour.is_negative() && since_hour <= LATEST && (days.is_empty() || days.contains(&today.weekday()))
    };
    if !rules.calendar.is_workday(today) {
        return Vec::new();
    }
    let purposes = office.leaders.iter().filter(is_hour).map(|leader| Purpose::Digest(today, leader.clone()));
    purposes.filter(|purpose| !facts.written.contains(&purpose.to_string())).collect()
}

/// Writes these digests.
#[must_use]
pub(super) fn letters(
    rules: &Rules,
    facts: &BoardFacts,
    rows: &[Row],
    pen: Pen<'_>,
    purposes: &[Purpose],
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Vec<Letter> {
    let mut letters = Vec::new();
    let today = rules.office.time_zone.to_datetime(now).date();
    for purpose in purposes {
        let Purpose::Digest(_, leader) = purpose else { continue };
        let scope = Scope::of(rules, leader, today);
        let mine: Cow<'_, [Row]> = if scope.is_whole() {
            Cow::Borrowed(rows)
        } else {
            Cow::Owned(rows.iter().filter(|row| scope.row(row)).cloned().collect())
        };
        let enclosure = match pen.annex {
            Annex::Made(made) => made(leader),
            Annex::Without => None,
        };
        let (enclosure, too_large) = match enclosure {
            Some(file) if !super::opening::fits(&file, rules, facts) => (None, true),
            fitting => (fitting, false),
        };
        let named = enclosure.as_ref().map(|file| file.name.clone()).unwrap_or_default();
        // What no workbook tells, the letter must.
        let most = if enclosure.is_some() { ENOUGH } else { usize::MAX };
        let values =
            Digest { enclosure: named, too_large, ..values((rules, &scope), facts, &mine, (leader, most), now) };
        let Some(words) = pen.templates.words(Kind::Digest, &values, faults) else { continue };
        let enclosures = enclosure.into_iter().collect();
        let cover =
            Cover { purpose: purpose.clone(), to: leader, unit: None, about: Vec::new(), answers: None, enclosures };
        letters.push(seal(&rules.office, cover, words, now));
    }
    letters
}

/// What the digest to all leaders says at this moment, whether it is due or not.
#[must_use]
pub fn at_once(rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Digest {
    let today = rules.office.time_zone.to_datetime(now).date();
    let rows = super::rows(&super::agenda(rules, today, today), rules, facts, now);
    values((rules, &Scope::of(rules, "", today)), facts, &rows, ("", usize::MAX), now)
}

fn values(
    (rules, scope): (&Rules, &Scope<'_>),
    facts: &BoardFacts,
    rows: &[Row],
    (leader, most): (&str, usize),
    now: Timestamp,
) -> Digest {
    let today = rules.office.time_zone.to_datetime(now).date();
    let (since, came) = news((rules, facts), scope, leader, now);
    let (reviews, incidents) = (scope.mails(facts), came::incidents(rules, facts, scope, since));
    let habits = habits(rows, rules, now);
    let overdue = units(rows, rules, (facts, today), &habits, is_overdue);
    let doubtful = units(rows, rules, (facts, today), &BTreeMap::new(), |row| is_maybe(row, today));
    let morning = Morning { rules, facts, rows, today, habits: &habits, reviews: &reviews, came: &came, most };
    Digest {
        common: common(rules, leader, now),
        screen: screen::screen(&morning),
        silence: silence::warning(rules, facts).unwrap_or_default(),
        reports: reports(rows, rules, facts, today, most),
        meetings: meeting::lines(rows, rules, facts, today),
        overdue_count: count(overdue.len()),
        overdue_brief: brief(overdue.len(), rows, rules, today, is_overdue),
        changes: happened((rules, facts), rows, since, now),
        overdue,
        maybe_brief: doubt::doubts(doubtful.len(), rows, rules, today),
        maybe: doubtful,
        due_soon: soon::reports(rows, rules, today),
        received_count: count(came.len()),
        received_brief: came::counted(&came, rules),
        received: came::lines(&came, rules),
        incident_count: count(incidents.len()),
        incidents: incidents.into_iter().take(ONE_BY_ONE).collect(),
        received_since: wording::short_moment(&since.to_zoned(rules.office.time_zone.clone())),
        review_count: count(reviews.len()),
        reviews: reviews.iter().take(ONE_BY_ONE).map(|mail| review(mail, rules)).collect(),
        reviews_more: count(reviews.len().saturating_sub(ONE_BY_ONE)),
        enclosure: String::new(),
        too_large: false,
    }
}

/// What came since the last digest, and when that was.
fn news<'f>(
    (rules, facts): (&Rules, &'f BoardFacts),
    scope: &Scope<'_>,
    leader: &str,
    now: Timestamp,
) -> (Timestamp, Vec<came::Came<'f>>) {
    let since = last_digest(rules, facts, leader, rules.office.time_zone.to_datetime(now).date());
    (since, came::receipts((rules, facts), scope, since, now))
}

/// Whether nothing can be said of it though it should have come.
fn is_maybe(row: &Row, today: Date) -> bool {
    is_open_doubt(row.standing) && is_near(row, today) && row.deadline.is_some()
}

/// That sending was stopped meanwhile, and what changed.
fn happened((rules, facts): (&Rules, &BoardFacts), rows: &[Row], since: Timestamp, now: Timestamp) -> Vec<String> {
    let stops = stop::sentences(rules, facts, since, now).into_iter().map(|said| format!("{said}."));
    stops.chain(changes::sentences(rows, rules, since, now)).collect()
}

fn is_overdue(row: &Row) -> bool {
    matches!(row.standing, Standing::Overdue { .. })
}

/// Whether it is due within a week, if it has a date.
fn is_near(row: &Row, today: Date) -> bool {
    let soon = days_after(today, 7);
    row.deadline.as_ref().is_none_or(|due| due.nominal <= soon)
}

/// Whom a digest addresses: the leader as the office names him, else all of them.
fn common(rules: &Rules, leader: &str, now: Timestamp) -> Common {
    let today = rules.office.time_zone.to_datetime(now).date();
    let named = rules.office.briefing(leader).and_then(|briefing| briefing.name.clone());
    let addressee = named.unwrap_or_else(|| format!("Lãnh đạo {}", rules.office.short_name));
    Common::of(&rules.office, addressee, Purpose::Digest(today, leader.to_owned()).reference(), now)
}

/// "06"; empty for nothing.
fn count(len: usize) -> String {
    if len == 0 { String::new() } else { format!("{len:02}") }
}

/// A doubt about something the unit should have sent by now, or a mail of its that waits. What has no date is not missed.
fn is_open_doubt(standing: Standing) -> bool {
    matches!(standing, Standing::Maybe { why } if why.has_mail() || why.is_unreached() || why == Doubt::Unheard)
}

/// The moment of the digest before today's: of the last one that was written to this leader, so that after an outage
/// nothing is left out; of the working day before when none is known.
fn last_digest(rules: &Rules, facts: &BoardFacts, leader: &str, today: Date) -> Timestamp {
    // Purposes are sorted as text, so those of digests lie together, day by day.
    let digests = facts.written.range("digest:".to_owned().."digest;".to_owned());
    let mut written = digests.rev().filter_map(|purpose| match purpose.parse() {
        Ok(Purpose::Digest(day, to)) if day < today && to == leader => Some(day),
        _ => None,
    });
    let day = written.next().unwrap_or_else(|| rules.calendar.previous_workday(days_after(today, -1)));
    let at = |time: Time| rules.office.time_zone.to_timestamp(day.to_datetime(time)).unwrap_or(Timestamp::MIN);
    at(rules.office.digest_hour(leader))
}

/// Every report and period with a date from a month ago to two weeks ahead, or with something still open.
fn reports(rows: &[Row], rules: &Rules, facts: &BoardFacts, today: Date, most: usize) -> Vec<DigestReport> {
    let mut groups: Vec<((&ReportId, Period), Vec<&Row>)> = Vec::new();
    for row in rows {
        // Rows come report by report.
        match groups.last_mut().filter(|(key, _)| *key == (&row.report, row.period)) {
            Some((_, group)) => group.push(row),
            None => groups.push(((&row.report, row.period), vec![row])),
        }
    }
    let near = days_after(today, -7)..=days_after(today, 14);
    let shown = groups.into_iter().filter(|(_, rows)| {
        let dated = rows.iter().find_map(|row| row.deadline.as_ref());
        let open = rows.iter().any(|row| matches!(row.standing, Standing::Overdue { .. }));
        dated.is_some_and(|due| near.contains(&due.nominal)) || open
    });
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by_key(|(_, rows)| rows.iter().find_map(|row| row.deadline.as_ref()).map(|due| due.nominal));
    let line = |((report, period), rows): ((&ReportId, Period), Vec<&Row>)| {
        let (_, report) = rules.plans.report(report)?;
        let plain = rows.iter().filter(|row| !matches!(row.standing, Standing::Extended { .. }));
        let due = plain.chain(rows.iter()).find_map(|row| row.deadline.as_ref());
        let tally = Tally::of(rows.iter().copied(), rules.office.due_day_counts);
        let activity = report.asks == Asks::Activity;
        Some(DigestReport {
            activity,
            title: period::title(&report.name, period),
            missing: soon::names(&rows, rules, today, most),
            // The weekday of a day gone by helps nobody.
            due: due
                .map(|due| if due.nominal < today { wording::due_short(due) } else { wording::due(due) })
                .unwrap_or_default(),
            counts: if activity {
                format!("đã ghi nhận {}/{} đơn vị", tally.received, tally.owed)
            } else {
                counts(&tally, facts.is_unheard(), rules)
            },
        })
    };
    shown.into_iter().filter_map(line).collect()
}

/// "đã nhận 17/22 đơn vị (đúng hạn 16, gửi chậm 1), quá hạn 3, chưa gửi 2". `unheard`: whether what is missed may lie in
/// a mailbox that is not read.
fn counts(tally: &Tally, unheard: bool, rules: &Rules) -> String {
    let said = |parts: &[(&str, u32)]| {
        let parts = parts.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{what} {count}"));
        parts.collect::<Vec<_>>().join(", ")
    };
    let on_due_day = if rules.office.due_day_counts { 0 } else { tally.on_due_day };
    let inside = said(&[("đúng hạn", tally.on_time), ("trong ngày hạn", on_due_day), ("gửi chậm", tally.late)]);
    let mut text = format!("đã nhận {}/{} đơn vị", tally.received, tally.owed);
    if !inside.is_empty() {
        text.push_str(&format!(" ({inside})"));
    }
    let rest = [
        ("quá hạn", tally.overdue),
        ("chưa kết luận", tally.maybe),
        (if unheard { "chưa thấy" } else { "chưa gửi" }, tally.waiting),
        ("miễn", tally.excused),
    ];
    let rest = said(&rest);
    if !rest.is_empty() {
        text.push_str(&format!(", {rest}"));
    }
    text
}

fn report_of(rules: &Rules, report: &ReportId, period: Period) -> String {
    let name = rules.plans.report(report).map_or("Báo cáo", |(_, report)| report.name.as_str());
    wording::lower_first(&period::title(name, period))
}

/// "02 đơn vị: Sở Y tế; Hội Khuyến học tỉnh".
fn name_list(names: &[&str], most: usize) -> String {
    let shown: Vec<&str> = names.iter().copied().take(most).collect();
    let more = names.len().saturating_sub(shown.len());
    let rest = if more == 0 { String::new() } else { format!("; và {more} đơn vị khác") };
    format!("{:02} đơn vị: {}{rest}", names.len(), shown.join("; "))
}
