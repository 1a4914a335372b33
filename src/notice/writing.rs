//! The letter that asks a unit: one for all that is asked today.

use jiff::Timestamp;

use super::{Asked, escalation, overdue};
use crate::calendar::deadline::{Deadline, Timeliness};
use crate::calendar::{Period, period};
use crate::letter::demand::Demand;
use crate::letter::template::{Fault, Kind};
use crate::letter::values::{self, Asking, Common, ReportValues};
use crate::letter::{Cover, Heads, Letter, Purpose, Templates, Words, seal_for, wording};
use crate::message::Sha256;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::Unit;
use crate::standing::facts::Copied;
use crate::standing::{BoardFacts, Notice, NoticeKind, Standing, address};

/// Why `unit` is written to about everything in `asked`, and what the ledger will know of it; none without an address.
pub(super) fn noted(
    unit: &Unit,
    asked: &[Asked<'_>],
    rules: &Rules,
    facts: &BoardFacts,
    now: Timestamp,
) -> (Purpose, Option<Notice>) {
    let today = rules.office.time_zone.to_datetime(now).date();
    let overdue = asked.iter().any(|asked| asked.kind == NoticeKind::Overdue);
    let (kind, purpose) = if overdue {
        (NoticeKind::Overdue, Purpose::Overdue(unit.id.clone(), today))
    } else {
        (NoticeKind::Reminder, Purpose::Reminder(unit.id.clone(), today))
    };
    let about = asked.iter().map(|asked| (asked.row.report.clone(), asked.row.period)).collect();
    let notice = address(unit, facts, today).map(|to| {
        let heads = escalation::heads(unit, asked, rules, facts, (to, today));
        let others = heads.to.into_iter().skip(1).chain(heads.cc);
        Notice {
            unit: unit.id.clone(),
            day: today,
            kind,
            about,
            gist: gist(unit, asked, rules, now),
            to: to.to_owned(),
            sent: true,
            lost: false,
            copies: others.map(|to| Copied { to, sent: true, lost: false }).collect(),
        }
    });
    (purpose, notice)
}

/// Writes to `unit` about everything in `asked`: an overdue notice when anything is overdue, else a reminder. One letter,
/// in as many copies as people of the unit get it.
pub(super) fn letters(
    unit: &Unit,
    asked: &[Asked<'_>],
    rules: &Rules,
    facts: &BoardFacts,
    templates: &Templates,
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Vec<Letter> {
    let today = rules.office.time_zone.to_datetime(now).date();
    let of = |kind: NoticeKind| {
        let rows = asked.iter().filter(move |asked| asked.kind == kind);
        rows.filter_map(|asked| report(asked, rules, now)).collect::<Vec<_>>()
    };
    let (upcoming, overdue) = (of(NoticeKind::Reminder), of(NoticeKind::Overdue));
    let (purpose, notice) = noted(unit, asked, rules, facts, now);
    let Some(notice) = notice else { return Vec::new() };
    let (kind, count) = match notice.kind {
        NoticeKind::Reminder => (Kind::Reminder, upcoming.len()),
        NoticeKind::Overdue => (Kind::Overdue, overdue.len()),
    };
    let common = Common::of(&rules.office, wording::greeting(unit, today), purpose.reference(), now);
    let heads = escalation::heads(unit, asked, rules, facts, (&notice.to, today));
    let (wider, leader) = (heads.to.len() > 1, !heads.cc.is_empty());
    let told = || {
        let late = asked.iter().filter(|asked| asked.kind == NoticeKind::Overdue);
        late.map(|asked| escalation::told_late(asked.row))
    };
    let (times, notices_before) = (told().min().unwrap_or(0).saturating_add(1), told().max().unwrap_or(0));
    let (report_count, day) = (format!("{count:02}"), wording::date(today));
    let values = Asking { common, upcoming, overdue, report_count, wider, leader, times, notices_before, day };
    let Some(words) = templates.words(kind, &values, faults) else { return Vec::new() };
    copies(&notice, purpose, (&heads, &words), rules, facts, now)
}

/// The letter to the unit's first address, then the copies; each names those before it, so that whoever gets two of
/// them sees one conversation.
fn copies(
    notice: &Notice,
    purpose: Purpose,
    (heads, words): (&Heads, &Words),
    rules: &Rules,
    facts: &BoardFacts,
    now: Timestamp,
) -> Vec<Letter> {
    let mut earlier = earlier(notice, facts, &rules.office.mailbox);
    let mut letters = Vec::new();
    for to in heads.to.iter().chain(&heads.cc) {
        let purpose = match letters.is_empty() {
            true => purpose.clone(),
            false => Purpose::Escalated(notice.unit.clone(), notice.day, to.clone()),
        };
        let (unit, about) = (Some(notice.unit.clone()), notice.about.clone());
        let cover = Cover { purpose, to, unit, about, answers: None, enclosures: Vec::new() };
        let letter = seal_for(&rules.office, cover, words.clone(), now, (earlier.clone(), heads));
        let letter = Letter { gist: notice.gist.clone(), ..letter };
        earlier.push(letter.message_id.clone());
        letters.push(letter);
    }
    letters
}

/// The letters that asked the unit for all or part of the same before, oldest first, by Message-ID; what is known not
/// to have arrived is left out. None that spoke of more: a reply bears all these ids and is about what they are about.
fn earlier(notice: &Notice, facts: &BoardFacts, mailbox: &str) -> Vec<String> {
    let same = |about: &[(ReportId, Period)]| !about.is_empty() && about.iter().all(|owed| notice.about.contains(owed));
    let told = facts.openings.iter().filter(|opening| opening.unit == notice.unit && !opening.waits);
    let told = told.filter(|opening| same(&opening.about)).map(|opening| opening.purpose());
    let asked = facts.notices.iter().filter(|other| other.unit == notice.unit && other.day < notice.day && !other.lost);
    let asked = asked.filter(|other| same(&other.about)).map(Notice::purpose);
    told.chain(asked).map(|purpose| purpose.message_id(mailbox)).collect()
}

/// What a letter to `unit` about everything in `asked` says today, as one mark: whom it addresses and whom to call, and
/// of each report the stage, the date, the name, the plan and all that the plan asks. Whatever order they stand in.
pub(super) fn gist(unit: &Unit, asked: &[Asked<'_>], rules: &Rules, now: Timestamp) -> String {
    let (office, today) = (&rules.office, rules.office.time_zone.to_datetime(now).date());
    let mut said: Vec<String> = asked
        .iter()
        .map(|asked| {
            let values = serde_json::to_string(&report(asked, rules, now)).unwrap_or_default();
            format!("{} {:?} {values}", asked.row.period, asked.kind)
        })
        .collect();
    said.sort();
    let from = [&office.name, &office.short_name, &office.mailbox, &wording::contact(office)];
    let head = from.map(String::as_str).join("\n");
    let whole = format!("{head}\n{}\n{}", wording::greeting(unit, today), said.join("\n"));
    Sha256::of(whole.as_bytes()).as_str().to_owned()
}

/// The values of one report that is asked for.
pub(super) fn report(asked: &Asked<'_>, rules: &Rules, now: Timestamp) -> Option<ReportValues> {
    let (row, today) = (asked.row, rules.office.time_zone.to_datetime(now).date());
    let (plan, report) = rules.plans.report(&row.report)?;
    let deadline = row.deadline.as_ref();
    let title = period::title(&report.name, row.period);
    // After an extension the last day lies behind what the plan's own date allows.
    let plain =
        report.due.as_ref().and_then(|due| Deadline::of(due, row.period, &rules.calendar, &rules.office.time_zone));
    let extended = plain.zip(deadline).is_some_and(|(plain, deadline)| plain.last_day() < deadline.last_day());
    let last_day = deadline.filter(|_| extended).map(|deadline| deadline.last_day());
    Some(ReportValues {
        title_inside: wording::lower_first(&title),
        title,
        due: deadline.map(wording::due).or_else(|| report.due_later.clone()).unwrap_or_default(),
        due_short: match (deadline, &last_day) {
            (_, Some(last)) => format!("gia hạn đến hết ngày {}", wording::date(*last)),
            (deadline, None) => deadline.map(wording::due_short).unwrap_or_default(),
        },
        basis: values::basis(plan),
        days: deadline.map_or(0, |deadline| late(asked, deadline, now)),
        workdays: format!("{:02}", overdue::workdays(row, rules, today)),
        extended: last_day.map(wording::date_with_weekday).unwrap_or_default(),
        last_day: match deadline {
            Some(due) if asked.kind == NoticeKind::Reminder && due.last_day_in_time() == today => {
                "hôm nay là ngày cuối".to_owned()
            }
            _ => String::new(),
        },
        demand: Demand::of(
            rules,
            (plan, report),
            rules.roster.unit(&row.unit),
            (row.period, deadline.map(|due| due.nominal)),
        ),
    })
}

/// How many days it is late. Also where earlier letters came back: the board does not call such a unit overdue, but
/// the letter that reaches it says how it stands.
fn late(asked: &Asked<'_>, deadline: &Deadline, now: Timestamp) -> u32 {
    match (asked.kind, asked.row.standing, deadline.arrival(now)) {
        (_, Standing::Overdue { days }, _) | (NoticeKind::Overdue, _, Timeliness::Late { days }) => days,
        _ => 0,
    }
}
