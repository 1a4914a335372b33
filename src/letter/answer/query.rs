//! The question back: one thing that the sender can settle with one answer.

use jiff::Timestamp;

use crate::calendar::period;
use crate::decision::{Decision, Question};
use crate::evidence::{Evidence, Facts, Role};
use crate::letter::answer::receipt;
use crate::letter::demand::Demand;
use crate::letter::values::{self, Common, Query, ReportValues};
use crate::letter::wording;
use crate::message::{Attachment, Message};
use crate::office::Rules;
use crate::plan::Asks;
use crate::plan::obligation::obligations;
use crate::roster::UnitId;
use crate::text::{FileKind, Problem};

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
        shown.file_count = format!("{:02}", shown.files.len());
    }
    let asks_period = matches!(key, "period-unclear" | "not-owed");
    let owed = match &decision.unit {
        Some(unit) if asks_period => still_owed(unit, facts, rules, now),
        _ => Vec::new(),
    };
    let text = mail.body.own.to_lowercase();
    let link = text.contains("http://") || text.contains("https://");
    let store = if link { store(&text) } else { "" }.to_owned();
    let files = mail.attachments.iter().filter(|file| !file.inline);
    let mut troubles: Vec<String> = files.filter_map(trouble).map(|(key, _)| key.to_owned()).collect();
    troubles.sort_unstable();
    troubles.dedup();
    Query { common, mail: shown, question: key.to_owned(), troubles, link, store, owed }
}

fn troubled(mail: &Message, evidence: &Evidence, shown: &[values::FileValues]) -> Vec<values::FileValues> {
    let files = mail.attachments.iter().enumerate().filter(|(_, file)| !file.inline);
    let told = files.zip(shown).map(|((place, file), shown)| {
        let unreadable = evidence.roles.get(place) == Some(&Role::Unreadable);
        let trouble = trouble(file).map(|(_, words)| words).or(unreadable.then_some("không đọc được"));
        values::FileValues { trouble: trouble.unwrap_or_default().into(), ..shown.clone() }
    });
    let told: Vec<_> = told.collect();
    let bad: Vec<_> = told.iter().filter(|file| !file.trouble.is_empty()).cloned().collect();
    if bad.is_empty() { told } else { bad }
}

/// What is wrong with a file: its key, for the advice in the letter, and its words beside the name.
fn trouble(file: &Attachment) -> Option<(&'static str, &'static str)> {
    if file.text.kind == FileKind::Tnef {
        return Some(("winmail", "tệp do Outlook đóng gói (winmail.dat), không mở được bằng hộp thư thông thường"));
    }
    Some(match file.text.problem.as_ref()? {
        Problem::Empty => ("empty", "tệp rỗng"),
        Problem::Encrypted => ("password", "tệp đặt mật khẩu"),
        Problem::Volume => ("volume", "một phần của tệp nén chia nhỏ, thiếu các phần khác thì không mở được"),
        Problem::Broken(_) | Problem::Crashed => ("broken", "tệp bị hỏng, không mở được"),
        Problem::TooLarge(_) | Problem::TimedOut => ("large", "tệp quá lớn, không mở được"),
        Problem::Unsupported => ("kind", "loại tệp không đọc được"),
        Problem::NoText | Problem::Garbled => return None,
    })
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
    obligations(rules, first, last)
        .into_iter()
        .filter(|owed| owed.unit == *unit)
        .filter(|owed| owed.deadline.as_ref().is_some_and(|due| (first..=last).contains(&due.nominal)))
        .filter(|owed| {
            let key = (owed.unit.clone(), owed.report.clone(), owed.period);
            !facts.register.receipts.contains_key(&key)
        })
        .filter_map(|owed| {
            let (plan, report) = rules.plans.report(&owed.report).filter(|(_, report)| report.asks == Asks::Report)?;
            let title = period::title(&report.name, owed.period);
            let due = owed.deadline.as_ref();
            Some(ReportValues {
                title_inside: wording::lower_first(&title),
                title,
                due: due.map(wording::due).unwrap_or_default(),
                due_short: due.map(|due| due.wording.clone()).unwrap_or_default(),
                basis: values::basis(plan),
                days: 0,
                workdays: "00".into(),
                extended: String::new(),
                demand: Demand::of(rules, (plan, report), rules.roster.unit(&owed.unit), due.map(|due| due.nominal)),
            })
        })
        .take(6)
        .collect()
}
