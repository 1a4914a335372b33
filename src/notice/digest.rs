//! The morning digest to leaders: names, days, telephone numbers, and what needs a person. On working days.

mod meeting;
mod unit;

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

use crate::calendar::{Period, period};
use crate::decision::{Question, Relation};
use crate::letter::template::{Fault, Kind};
use crate::letter::values::{Common, Digest, DigestReport, DigestReview, DigestUnit};
use crate::letter::{Cover, Letter, Purpose, Templates, seal, wording};
use crate::office::Rules;
use crate::plan::{Asks, ReportId};
use crate::roster::UnitId;
use crate::standing::{BoardFacts, Doubt, OpenIncident, OpenMail, Row, Standing, Tally, days_after};
use unit::{habits, units};

/// A digest that could not be written in the morning may still be written this long after its hour.
const LATEST: SignedDuration = SignedDuration::from_hours(9);
/// How many names a line of names holds.
const NAMES: usize = 30;
/// How many lines a list holds.
const LINES: usize = 60;

/// The digests due now, one to each leader who has none of today.
#[must_use]
pub fn due(rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Vec<Purpose> {
    let local = rules.office.time_zone.to_datetime(now);
    let today = local.date();
    let since_hour = local.duration_since(today.to_datetime(rules.office.digest_at));
    if !rules.calendar.is_workday(today) || since_hour.is_negative() || since_hour > LATEST {
        return Vec::new();
    }
    let purposes = rules.office.leaders.iter().map(|leader| Purpose::Digest(today, leader.clone()));
    purposes.filter(|purpose| !facts.written.contains(&purpose.to_string())).collect()
}

/// Writes these digests.
#[must_use]
pub fn letters(
    rules: &Rules,
    facts: &BoardFacts,
    rows: &[Row],
    templates: &Templates,
    purposes: &[Purpose],
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Vec<Letter> {
    let mut letters = Vec::new();
    for purpose in purposes {
        let Purpose::Digest(_, leader) = purpose else { continue };
        let values = values(rules, facts, rows, purpose, now);
        let Some(words) = templates.words(Kind::Digest, &values, faults) else { continue };
        let cover = Cover {
            purpose: purpose.clone(),
            to: leader,
            unit: None,
            about: Vec::new(),
            answers: None,
            enclosures: Vec::new(),
        };
        letters.push(seal(&rules.office, cover, words, now));
    }
    letters
}

fn values(rules: &Rules, facts: &BoardFacts, rows: &[Row], purpose: &Purpose, now: Timestamp) -> Digest {
    let today = rules.office.time_zone.to_datetime(now).date();
    let addressee = format!("Lãnh đạo {}", rules.office.short_name);
    let since = last_digest(rules, facts, today);
    let received = received(rules, facts, since, now);
    let count = |len: usize| if len == 0 { String::new() } else { format!("{len:02}") };
    let reviews: Vec<DigestReview> = facts.open.iter().map(|mail| review(mail, rules)).collect();
    let incidents = incidents(rules, facts, since);
    let soon = days_after(today, 7);
    let is_near = |row: &Row| row.deadline.as_ref().is_none_or(|due| due.nominal <= soon);
    Digest {
        common: Common::of(&rules.office, addressee, purpose.reference(), now),
        reports: reports(rows, rules, today),
        meetings: meeting::lines(rows, rules, today),
        overdue: units(rows, rules, (facts, today), &habits(rows, rules, now), |row| {
            matches!(row.standing, Standing::Overdue { .. })
        }),
        maybe: units(rows, rules, (facts, today), &BTreeMap::new(), |row| is_open_doubt(row.standing) && is_near(row)),
        due_soon: due_soon(rows, rules, today),
        received_count: count(received.len()),
        received: shortened(received),
        incident_count: count(incidents.len()),
        incidents: shortened(incidents),
        received_since: wording::short_moment(&since.to_zoned(rules.office.time_zone.clone())),
        review_count: count(reviews.len()),
        reviews: reviews.into_iter().take(LINES).collect(),
        enclosure: false,
    }
}

/// A doubt about something the unit should have sent by now, or a mail of its that waits.
fn is_open_doubt(standing: Standing) -> bool {
    matches!(standing, Standing::Maybe { why: Doubt::InReview | Doubt::MailFailed | Doubt::NotReached })
}

/// The moment of the digest before today's: of the last one that was written, so that after an outage nothing is left
/// out; of the working day before when none is known.
fn last_digest(rules: &Rules, facts: &BoardFacts, today: Date) -> Timestamp {
    // Purposes are sorted as text, so those of digests lie together, day by day.
    let digests = facts.written.range("digest:".to_owned().."digest;".to_owned());
    let written = digests.rev().filter_map(|purpose| match purpose.parse() {
        Ok(Purpose::Digest(day, _)) if day < today => Some(day),
        _ => None,
    });
    let day = written.max().unwrap_or_else(|| rules.calendar.previous_workday(days_after(today, -1)));
    let at = |time: Time| rules.office.time_zone.to_timestamp(day.to_datetime(time)).unwrap_or(Timestamp::MIN);
    at(rules.office.digest_at)
}

/// Every report and period with a date from a month ago to two weeks ahead, or with something still open.
fn reports(rows: &[Row], rules: &Rules, today: Date) -> Vec<DigestReport> {
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
            due: due.map(wording::due).unwrap_or_default(),
            counts: if activity {
                format!("đã ghi nhận {}/{} đơn vị", tally.received, tally.owed)
            } else {
                counts(&tally, rules)
            },
        })
    };
    shown.into_iter().filter_map(line).collect()
}

/// "đã nhận 17/22 đơn vị (đúng hạn 16, gửi chậm 1), quá hạn 3, chưa gửi 2".
fn counts(tally: &Tally, rules: &Rules) -> String {
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
        ("chưa gửi", tally.waiting),
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

/// What is due within a week, and the names of those who have not sent it.
fn due_soon(rows: &[Row], rules: &Rules, today: Date) -> Vec<DigestReport> {
    let week = today..=days_after(today, 7);
    let mut groups: BTreeMap<(Date, &ReportId, Period), (String, Vec<&str>)> = BTreeMap::new();
    for row in rows {
        let Some(due) = &row.deadline else { continue };
        let day = match row.standing {
            Standing::Extended { until } => until,
            Standing::Waiting => due.nominal,
            _ => continue,
        };
        if !week.contains(&day) {
            continue;
        }
        let Some(unit) = rules.roster.unit(&row.unit) else { continue };
        let said = match row.standing {
            Standing::Extended { until } => format!("gia hạn đến hết {}", wording::date_with_weekday(until)),
            _ => wording::due(due),
        };
        let group = groups.entry((day, &row.report, row.period)).or_insert((said, Vec::new()));
        group.1.push(&unit.name);
    }
    let line = |((_, report, period), (due, names)): ((Date, &ReportId, Period), (String, Vec<&str>))| {
        let report = rules.plans.report(report)?.1;
        Some(DigestReport {
            activity: report.asks == Asks::Activity,
            title: crate::calendar::period::title(&report.name, period),
            due,
            counts: name_list(&names),
        })
    };
    groups.into_iter().filter_map(line).collect()
}

/// "02 đơn vị: Sở Y tế; Hội Khuyến học tỉnh".
fn name_list(names: &[&str]) -> String {
    let shown: Vec<&str> = names.iter().copied().take(NAMES).collect();
    let more = names.len().saturating_sub(shown.len());
    let rest = if more == 0 { String::new() } else { format!("; và {more} đơn vị khác") };
    format!("{:02} đơn vị: {}{rest}", names.len(), shown.join("; "))
}

/// What came since the last digest, oldest first.
fn received(rules: &Rules, facts: &BoardFacts, since: Timestamp, now: Timestamp) -> Vec<DigestUnit> {
    let mut all: Vec<(Timestamp, &(UnitId, ReportId, Period), &crate::standing::BoardReceipt)> = Vec::new();
    for (owed, receipts) in &facts.receipts {
        let new =
            receipts.iter().filter(|r| (since..now).contains(&r.received_at) && r.relation != Relation::Duplicate);
        all.extend(new.map(|receipt| (receipt.received_at, owed, receipt)));
    }
    all.sort_by_key(|(at, owed, receipt)| (*at, (*owed).clone(), receipt.number));
    let line = |(at, owed, receipt): (Timestamp, &(UnitId, ReportId, Period), &crate::standing::BoardReceipt)| {
        let (unit, report, period) = owed;
        let kind = match receipt.relation {
            Relation::Replacement => ", bản thay thế",
            Relation::Supplement => ", bản bổ sung",
            Relation::Nil => ", không phát sinh",
            Relation::First | Relation::Duplicate => "",
        };
        let at = wording::short_moment(&at.to_zoned(rules.office.time_zone.clone()));
        DigestUnit {
            unit: rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone()),
            what: format!("{}{kind}, nhận lúc {at}", report_of(rules, report, *period)),
            note: format!("số tiếp nhận {:04}", receipt.number.1),
        }
    };
    all.into_iter().map(line).collect()
}

/// The cases that are open, but for those that ended before the office began to use the program.
fn incidents(rules: &Rules, facts: &BoardFacts, since: Timestamp) -> Vec<DigestUnit> {
    let zone = &rules.office.time_zone;
    let line = |case: &OpenIncident| {
        let names = case.units.iter().map(|unit| crate::standing::grant::name(rules, unit));
        let opened = wording::date(zone.to_datetime(case.opened_at).date());
        let last = wording::short_moment(&case.last_at.to_zoned(zone.clone()));
        let new = if case.opened_at >= since { "mới" } else { "theo dõi" };
        DigestUnit {
            unit: names.collect::<Vec<_>>().join("; "),
            what: format!("vụ việc số {} “{}”", case.id, wording::foreign(&case.title, 80)),
            note: format!("{new}, từ ngày {opened}, tin gần nhất {last}"),
        }
    };
    let begun = |case: &&OpenIncident| zone.to_datetime(case.last_at).date() >= rules.office.start_date;
    facts.incidents.iter().filter(begun).map(line).collect()
}

fn shortened(list: Vec<DigestUnit>) -> Vec<DigestUnit> {
    list.into_iter().take(LINES).collect()
}

/// A mail that a person must settle: when, from whom, its subject, what is unclear. Where the subject itself may be
/// secret or a lure, it is left out.
fn review(mail: &OpenMail, rules: &Rules) -> DigestReview {
    let at = wording::short_moment(&mail.received_at.to_zoned(rules.office.time_zone.clone()));
    let unit = mail.unit.as_ref().and_then(|unit| rules.roster.unit(unit));
    let from = unit.map_or_else(|| wording::foreign(&mail.from, 80), |unit| unit.name.clone());
    let told = !matches!(mail.question, None | Some(Question::Secret | Question::Dangerous | Question::Forged));
    let subject = if told { wording::foreign(&mail.subject, 60) } else { String::new() };
    let subject = if subject.is_empty() { subject } else { format!(", “{subject}”") };
    DigestReview { what: format!("{at}, {from}{subject}"), why: question(mail.question).to_owned() }
}

/// What is unclear, in the words of the office's list "cần kiểm tra".
#[must_use]
pub fn question(question: Option<Question>) -> &'static str {
    match question {
        None => "thư chưa xử lý được",
        Some(Question::Secret) => "có dấu hiệu chứa bí mật nhà nước, chưa mở",
        Some(Question::Dangerous) => "kèm tệp nguy hiểm, chưa mở",
        Some(Question::Forged) => "có dấu hiệu giả mạo người gửi",
        Some(Question::UnreadableMail) => "thư bị lỗi, không đọc được",
        Some(Question::UnreadableFile) => "tệp không mở được",
        Some(Question::MissingFile) => "không có tệp báo cáo",
        Some(Question::UnitUnclear) => "chưa rõ đơn vị",
        Some(Question::PeriodUnclear) => "chưa rõ loại báo cáo hoặc kỳ báo cáo",
        Some(Question::SenderUnknown) => "người gửi chưa có trong danh sách của đơn vị",
        Some(Question::Contradiction) => "thư, tên tệp và văn bản chưa thống nhất",
        Some(Question::Incomplete) => "bản dự thảo hoặc chưa đủ thành phần",
        Some(Question::NotOwed) => "không khớp báo cáo nào đang theo dõi",
        Some(Question::Unlocked) => "tệp có mật khẩu, đã mở được, chờ cán bộ cho vào sổ",
        Some(Question::PersonAsks) => "đơn vị hỏi, đề nghị gia hạn hoặc xin rút",
        Some(Question::Unsure) => "chưa rõ có phải báo cáo không",
    }
}
