//! The receipt: what came, when, and as what it was entered.

use jiff::Timestamp;

use crate::calendar::deadline::{Deadline, Timeliness};
use crate::calendar::{Span, period};
use crate::decision::{Entry, Relation};
use crate::evidence::{Facts, KnownReceipt, Role, brought};
use crate::letter::answer::file;
use crate::letter::demand;
use crate::letter::values::{Common, EntryValues, FileValues, MailValues, Receipt};
use crate::letter::wording;
use crate::message::Message;
use crate::office::Rules;
use crate::plan::Piece;
use crate::roster::UnitId;

/// The values of a receipt of `mail`, the files of which have these roles, as `entries`, numbered in their order by
/// `numbers` (a duplicate has none).
#[must_use]
pub fn values(
    (mail, roles): (&Message, &[Role]),
    entries: &[Entry],
    numbers: &[Option<u32>],
    facts: &Facts,
    rules: &Rules,
    common: Common,
) -> Receipt {
    let lines: Vec<EntryValues> = entries
        .iter()
        .enumerate()
        .map(|(place, entry)| line(mail, entry, numbers.get(place).copied().flatten(), facts, rules))
        .collect();
    let was_entered = |place: usize| entries.iter().any(|entry| entry.attachments.contains(&place));
    let role = |place: usize| roles.get(place).copied();
    let lost = |(place, file)| file::hindrance(file, role(place)).is_some() && !was_entered(place);
    let files = file::seen(mail).map(|(place, file)| file::received(file, role(place), was_entered(place)));
    let given: Vec<&str> = lines.iter().map(|line| line.number.as_str()).filter(|n| !n.is_empty()).collect();
    Receipt {
        numbers: given.join(", "),
        entry_count: format!("{:02}", lines.len()),
        paper: entries.iter().any(|entry| wants_paper(entry, rules)),
        late: lines.iter().any(|line| line.late),
        ad_hoc: lines.iter().any(|line| line.ad_hoc),
        mail: MailValues { files: files.collect(), ..mail_values(mail, rules) },
        unread: file::seen(mail).any(lost),
        common,
        entries: lines,
    }
}

fn wants_paper(entry: &Entry, rules: &Rules) -> bool {
    let whole = matches!(entry.relation, Relation::First | Relation::Replacement);
    whole && rules.plans.report(&entry.report).is_some_and(|(_, report)| report.paper)
}

/// How a mail is named in an answer.
#[must_use]
pub fn mail_values(mail: &Message, rules: &Rules) -> MailValues {
    let received = mail.received_at.to_zoned(rules.office.time_zone.clone());
    let files: Vec<FileValues> = file::seen(mail).map(|(_, file)| file::named(file)).collect();
    MailValues {
        subject: wording::foreign(&mail.subject, 100),
        received: wording::moment(&received),
        received_short: wording::short_moment(&received),
        file_count: if files.is_empty() { String::new() } else { format!("{:02}", files.len()) },
        files,
    }
}

fn line(mail: &Message, entry: &Entry, number: Option<u32>, facts: &Facts, rules: &Rules) -> EntryValues {
    let known = earlier(entry, facts);
    let deadline = deadline(entry, facts, rules);
    let timeliness = timeliness(entry, mail.received_at, facts, rules);
    let title = title(entry, rules);
    let before = known.last();
    let at = |moment: Timestamp| wording::short_moment(&moment.to_zoned(rules.office.time_zone.clone()));
    EntryValues {
        number: number.map(register_number).unwrap_or_default(),
        unit: unit_name(&entry.unit, rules),
        title_inside: wording::lower_first(&title),
        title,
        relation: relation(entry.relation, before).into(),
        due: deadline.as_ref().map(wording::due).unwrap_or_default(),
        standing: timeliness.map(wording::arrival).unwrap_or_default(),
        late: matches!(timeliness, Some(Timeliness::Late { .. })),
        missing: missing(mail, entry, known, rules),
        files: files_of(mail, entry),
        document: entry.document_number.clone().unwrap_or_default(),
        earlier_number: before.map(|known| register_number(known.number.1)).unwrap_or_default(),
        earlier_received: before.map(|known| at(known.received_at)).unwrap_or_default(),
        ad_hoc: matches!(entry.period.span(), Span::AdHoc(..)),
    }
}

/// How receipts write a register number: "0147".
#[must_use]
pub fn register_number(number: u32) -> String {
    format!("{number:04}")
}

/// The name of a unit, or its key when the roster lost it.
#[must_use]
pub fn unit_name(unit: &UnitId, rules: &Rules) -> String {
    rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone())
}

/// "Báo cáo 6 tháng đầu năm 2020".
fn title(entry: &Entry, rules: &Rules) -> String {
    let name = rules.plans.report(&entry.report).map_or("Báo cáo", |(_, report)| report.name.as_str());
    period::title(name, entry.period)
}

/// A replacement of something that the register does not hold can only be called a first delivery.
fn relation(relation: Relation, before: Option<&KnownReceipt>) -> &'static str {
    match (relation, before) {
        (Relation::Nil, _) => "nil",
        (Relation::First, _) | (_, None) => "first",
        (Relation::Replacement, _) => "replacement",
        (Relation::Supplement, _) => "supplement",
        (Relation::Duplicate, _) => "duplicate",
    }
}

/// How an entry that came at `received_at` stands to its date; none for reports without one. A
/// replacement counts from the first delivery: mending a report must not make it late.
#[must_use]
pub fn timeliness(entry: &Entry, received_at: Timestamp, facts: &Facts, rules: &Rules) -> Option<Timeliness> {
    let first = earlier(entry, facts).first().map(|first| first.received_at);
    let counted = match entry.relation {
        Relation::Replacement => first.unwrap_or(received_at),
        _ => received_at,
    };
    Some(deadline(entry, facts, rules)?.arrival(counted))
}

fn earlier<'a>(entry: &Entry, facts: &'a Facts) -> &'a [KnownReceipt] {
    let key = (entry.unit.clone(), entry.report.clone(), entry.period);
    facts.register.receipts.get(&key).map_or(&[], Vec::as_slice)
}

fn deadline(entry: &Entry, facts: &Facts, rules: &Rules) -> Option<Deadline> {
    let (_, report) = rules.plans.report(&entry.report)?;
    let zone = &rules.office.time_zone;
    let deadline = Deadline::of(report.due.as_ref()?, entry.period, &rules.calendar, zone)?;
    let key = (entry.unit.clone(), entry.report.clone(), entry.period);
    Some(match facts.extended.get(&key) {
        Some(day) => deadline.extended(*day),
        None => deadline,
    })
}

/// What the plan asks for that neither this delivery nor, unless it takes their place, the earlier ones brought.
fn missing(mail: &Message, entry: &Entry, known: &[KnownReceipt], rules: &Rules) -> String {
    if matches!(entry.relation, Relation::Duplicate | Relation::Nil) {
        return String::new();
    }
    let Some((_, report)) = rules.plans.report(&entry.report) else { return String::new() };
    let files = entry.attachments.iter().filter_map(|index| mail.attachments.get(*index));
    let mut pieces = Piece::in_files(files.map(|file| (file.file_name.as_str(), file.size)));
    if entry.relation == Relation::Supplement {
        pieces.extend(brought(known));
    }
    demand::pieces(&report.lacks(&pieces))
}

fn files_of(mail: &Message, entry: &Entry) -> Vec<String> {
    let file = |index: &usize| mail.attachments.get(*index).map(|file| wording::foreign(&file.file_name, 80));
    entry.attachments.iter().filter_map(file).collect()
}
