//! The question back: one thing that the sender can settle with one answer.

use jiff::Timestamp;

use crate::calendar::period;
use crate::decision::{Decision, Question};
use crate::evidence::{Evidence, Facts, Role};
use crate::letter::answer::{file, receipt};
use crate::letter::demand::Demand;
use crate::letter::values::{self, Common, Query, ReportValues};
use crate::letter::wording;
use crate::message::Message;
use crate::office::Rules;
use crate::plan::Asks;
use crate::plan::obligation::obligations;
use crate::roster::UnitId;

/// The key of a question that its sender can answer; none for those that only staff can settle, and for those whose
/// answer a machine must not ask for (secrets, forgeries).
#[must_use]
pub fn answerable(question: Question) -> Option<&'static str> {
    Some(match question {
        Question::UnitUnclear => "unit-unclear",
        Question::PeriodUnclear => "period-unclear",
        Question::Contradiction => "contradiction",
        Question::UnreadableFile => "unreadable-file",
        Question::MissingFile => "missing-file",
        Question::Incomplete => "incomplete",
        Question::NotOwed => "not-owed",
        Question::UnreadableMail => "unreadable-mail",
        Question::Secret
        | Question::Dangerous
        | Question::Forged
        | Question::SenderUnknown
        | Question::Unlocked
        | Question::Answered
        | Question::PersonAsks
        | Question::Unsure => return None,
    })
}

/// The values of the question `key` about `mail`.
#[must_use]
pub fn values(
    mail: &Message,
    read: (&Evidence, &Decision),
    key: &str,
    facts: &Facts,
    rules: &Rules,
    common: Common,
    now: Timestamp,
) -> Query {
    let (evidence, decision) = read;
    let mut shown = receipt::mail_values(mail, rules);
    if key == "unreadable-file" {
        shown.files = troubled(mail, evidence, &shown.files);
    }
    let bad = shown.files.iter().filter(|file| !file.trouble.is_empty()).count();
    let kept = if bad == 0 { 0 } else { shown.files.len().saturating_sub(bad) };
    let asks_period = matches!(key, "period-unclear" | "not-owed");
    let owed = match &decision.unit {
        Some(unit) if asks_period => still_owed(unit, facts, rules, now),
        _ => Vec::new(),
    };
    let text = mail.body.own.to_lowercase();
    let link = text.contains("http://") || text.contains("https://");
    let store = if link { store(&text) } else { "" }.to_owned();
    let files = file::seen(mail).filter_map(|(_, file)| file::trouble(file));
    let mut troubles: Vec<String> = files.map(|(key, _)| key.to_owned()).collect();
    troubles.sort_unstable();
    troubles.dedup();
    let bad_count = format!("{bad:02}");
    Query { common, mail: shown, question: key.to_owned(), troubles, bad_count, kept: kept > 0, link, store, owed }
}

/// The files with what is wrong with each; `shown` are all of them, in their order.
fn troubled(mail: &Message, evidence: &Evidence, shown: &[values::FileValues]) -> Vec<values::FileValues> {
    let told = file::seen(mail).zip(shown).map(|((place, file), shown)| {
        let unreadable = evidence.roles.get(place) == Some(&Role::Unreadable);
        let trouble = file::trouble(file).map(|(_, words)| words).or(unreadable.then_some("không đọc được"));
        values::FileValues { trouble: trouble.unwrap_or_default().into(), ..shown.clone() }
    });
    told.collect()
}

/// The stores to which people upload what is too large for a mail, by the host in a link.
const STORES: [(&str, &str); 9] = [
    ("drive.google.com", "Google Drive"),
    ("docs.google.com", "Google Drive"),
    ("onedrive.live.com", "OneDrive"),
    ("1drv.ms", "OneDrive"),
    ("sharepoint.com", "OneDrive"),
    ("dropbox.com", "Dropbox"),
    ("mega.nz", "Mega"),
    ("fshare.vn", "Fshare"),
    ("wetransfer.com", "WeTransfer"),
];

fn store(text: &str) -> &'static str {
    STORES.iter().find(|(host, _)| text.contains(host)).map_or("", |(_, name)| name)
}

/// What the unit owes about now and has not sent: the due day from 45 days ago to 20 days ahead.
fn still_owed(unit: &UnitId, facts: &Facts, rules: &Rules, now: Timestamp) -> Vec<ReportValues> {
    let today = rules.office.time_zone.to_datetime(now).date();
    let first = today.saturating_sub(jiff::Span::new().days(45));
    let last = today.saturating_add(jiff::Span::new().days(20));
    // What was due before the office began may have come then.
    let known = rules.office.start_date;
    obligations(rules, first, last)
        .into_iter()
        .filter(|owed| owed.unit == *unit)
        .filter(|owed| {
            owed.deadline.as_ref().is_some_and(|due| (first..=last).contains(&due.nominal) && due.last_day() >= known)
        })
        .filter(|owed| {
            let key = (owed.unit.clone(), owed.report.clone(), owed.period);
            !facts.register.receipts.contains_key(&key)
        })
        .filter_map(|owed| {
            let (plan, report) = rules.plans.report(&owed.report).filter(|(_, report)| report.asks == Asks::Report)?;
            let (title, due) = (period::title(&report.name, owed.period), owed.deadline.as_ref());
            Some(ReportValues {
                title_inside: wording::lower_first(&title),
                title,
                due: due.map(wording::due).unwrap_or_default(),
                due_short: due.map(wording::due_short).unwrap_or_default(),
                basis: values::basis(plan),
                days: 0,
                workdays: "00".into(),
                extended: String::new(),
                last_day: String::new(),
                demand: Demand::of(
                    rules,
                    (plan, report),
                    rules.roster.unit(&owed.unit),
                    (owed.period, due.map(|due| due.nominal)),
                ),
            })
        })
        .take(6)
        .collect()
}
