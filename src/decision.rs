//! What becomes of a mail: accepted, asked about, or left alone, with reasons a clerk would sign.

mod akin;
mod announced;
mod aside;
mod byname;
mod copy;
mod entry;
pub mod explain;
mod heir;
mod incident;
pub mod lesson;
mod listed;
mod matter;
mod misspelt;
mod once;
mod owing;
mod passed_on;
mod password;
pub mod proposal;
mod relate;
pub mod reply;
mod scanned;
mod supplement;
mod twice;
mod volumes;
pub mod weigh;
mod when;
mod written;

#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::calendar::Period;
use crate::evidence::{Alarm, Claim, Clue, Evidence, Facts, MailKind, Role, Source};
use crate::message::Message;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::{Outcome, UnitId};

/// The three ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Entered in the register.
    Accept,
    /// A person must settle it (cần kiểm tra).
    Ask,
    /// Nothing to do.
    Ignore,
}

/// What was decided about a mail.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Decision {
    /// The way.
    pub verdict: Verdict,
    /// What kind of mail it is.
    pub kind: MailKind,
    /// The unit; for [`Verdict::Ask`] the best guess.
    pub unit: Option<UnitId>,
    /// What is entered; for [`Verdict::Ask`] the best guess.
    pub entries: Vec<Entry>,
    /// What a person must settle; exactly when the verdict is [`Verdict::Ask`].
    pub question: Option<Question>,
    /// Whether the sender may be answered by a machine.
    pub acknowledge: bool,
    /// Why, in Vietnamese, most important first.
    pub reasons: Vec<String>,
}

impl Decision {
    /// Whether a person wrote the mail, in this office's business or in any other; not a machine.
    #[must_use]
    pub fn is_a_persons(&self) -> bool {
        matches!(self.kind, MailKind::Submission | MailKind::Question | MailKind::Other)
    }
}

/// One line for the register.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// Whose report.
    pub unit: UnitId,
    /// Which report.
    pub report: ReportId,
    /// Which period.
    pub period: Period,
    /// Its attachments, by index; empty for a nil report in the text.
    pub attachments: Vec<usize>,
    /// How it stands to what came before.
    pub relation: Relation,
    /// The document's own number and symbol, when found: "123/BC-SYT".
    pub document_number: Option<String>,
}

/// How a delivery stands to earlier ones of the same obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Nothing came before.
    First,
    /// It takes the place of what came before (bản thay thế): a new version.
    Replacement,
    /// It joins what came before (bản bổ sung).
    Supplement,
    /// The same files again (bản trùng).
    Duplicate,
    /// Nothing happened in the period (không phát sinh).
    Nil,
}

/// What a person must settle, from the most to the least urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Marked MẬT: not opened, not forwarded.
    Secret,
    /// Programs, macros: not opened.
    Dangerous,
    /// The sender may be forged.
    Forged,
    /// The mail itself could not be read.
    UnreadableMail,
    /// Zero bytes, cut off, encrypted, a broken winmail.dat: the unit should send it again.
    UnreadableFile,
    /// A link, or "file đính kèm" without a file.
    MissingFile,
    /// Which unit?
    UnitUnclear,
    /// Which period or report?
    PeriodUnclear,
    /// The sender is not known to write for that unit.
    SenderUnknown,
    /// Mail, file name and document contradict each other.
    Contradiction,
    /// A draft, or only a part ("báo cáo sẽ gửi sau").
    Incomplete,
    /// Not what any plan asks for.
    NotOwed,
    /// A password opened it: what came under lock is entered by a person only.
    Unlocked,
    /// The unit answered our question about it: what it says is entered by a person.
    Answered,
    /// A person asks, requests time, withdraws.
    PersonAsks,
    /// Perhaps a report, perhaps not.
    Unsure,
}

/// Everything a decision is made from.
struct Desk<'a> {
    message: &'a Message,
    evidence: &'a Evidence,
    facts: &'a Facts,
    rules: &'a Rules,
    /// The civil day of receipt.
    today: Date,
}

impl Desk<'_> {
    fn clues(&self) -> impl Iterator<Item = &Clue> {
        // What an optical reader saw is no evidence: `scanned` looks at it, last.
        self.evidence.clues.iter().filter(|clue| clue.source != Source::Scan)
    }

    fn about(&self, attachment: usize) -> impl Iterator<Item = &Clue> {
        self.clues().filter(move |clue| clue.attachment == Some(attachment))
    }

    fn says(&self, wanted: impl Fn(&Clue) -> bool) -> bool {
        self.clues().any(wanted)
    }

    /// The title of an attachment's first document; empty when none is read.
    fn title(&self, attachment: usize) -> &str {
        self.evidence.titles.get(attachment).map_or("", String::as_str)
    }

    /// The same; of the report that is written in the mail itself when no attachment is given.
    fn title_of(&self, attachment: Option<usize>) -> &str {
        attachment.map_or(self.evidence.written_title.as_str(), |attachment| self.title(attachment))
    }

    /// The titles of all reports in an attachment, or of the one that is written in the mail itself, as one text; empty when
    /// none is read.
    fn titles(&self, attachment: Option<usize>) -> String {
        let Some(attachment) = attachment else { return self.title_of(None).to_owned() };
        let further = self.evidence.further_titles.get(&attachment);
        let all = std::iter::once(self.title(attachment)).chain(further.into_iter().flatten().map(String::as_str));
        all.collect::<Vec<_>>().join("\n")
    }

    fn quote(&self, claim: &Claim) -> Option<&str> {
        self.clues().find(|clue| clue.claim == *claim).map(|clue| clue.quote.as_str())
    }

    fn unit_name(&self, unit: &UnitId) -> String {
        self.rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name_on(self.today).to_owned())
    }

    fn unit_names(&self, units: &[UnitId]) -> String {
        units.iter().map(|unit| self.unit_name(unit)).collect::<Vec<_>>().join(", ")
    }
}

/// Why something cannot be accepted, and what it might be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Doubt {
    question: Question,
    why: String,
    unit: Option<UnitId>,
    /// Whether staff look first: a letter to the unit might tell it of another's paper, or ask for what nobody wants.
    for_staff: bool,
}

impl Doubt {
    fn new(question: Question, why: String) -> Self {
        Self { question, why, unit: None, for_staff: false }
    }

    fn for_staff(self) -> Self {
        Self { for_staff: true, ..self }
    }

    fn of_unit(self, unit: Option<UnitId>) -> Self {
        Self { unit, ..self }
    }
}

/// Decides about a mail. Accepts only what has one sufficient, uncontradicted reading of unit, report and period.
#[must_use]
pub fn decide(message: &Message, evidence: &Evidence, facts: &Facts, rules: &Rules) -> Decision {
    let today = message.received_at.to_zoned(rules.office.time_zone.clone()).date();
    let desk = Desk { message, evidence, facts, rules, today };
    copy::settled(&desk, reply::held(&desk, password::held(&desk, scanned::compared(&desk, by_texts(&desk)))))
}

/// The decision as though scans were unread.
fn by_texts(desk: &Desk<'_>) -> Decision {
    let kind = desk.evidence.kind;
    if let Some(doubt) = alarm(desk) {
        return ask(desk, doubt);
    }
    if let Some(decision) = password::of_another(desk) {
        return decision;
    }
    if let Some(decision) = reply::to_our_question(desk) {
        return decision;
    }
    match kind {
        MailKind::Own => ignore(kind, "Thư của chính hệ thống quay lại."),
        MailKind::Bounce => ignore(kind, "Báo không gửi được thư."),
        MailKind::AutoReply => ignore(kind, "Thư trả lời tự động hoặc báo đã đọc."),
        MailKind::Bulk => ignore(kind, "Thư gửi hàng loạt."),
        MailKind::Other => ignore(kind, &lesson::why_ignored(desk)),
        MailKind::Question => {
            let words = desk.quote(&Claim::Kind(MailKind::Question)).unwrap_or_default();
            let why = if desk.facts.keys.given && crate::evidence::password::is_all(desk.evidence) {
                "Thư cho mật khẩu, nhưng chưa có thư nào của người gửi hay đơn vị này chờ mở tệp.".to_owned()
            } else if words.is_empty() {
                "Người gửi cần trả lời.".to_owned()
            } else {
                format!("Người gửi cần trả lời: \"{words}\".")
            };
            ask(desk, Doubt::new(Question::PersonAsks, why))
        }
        MailKind::Submission => match entry::entries(desk) {
            Ok((entries, reasons)) => accept(desk, entries, reasons),
            Err(doubt) => ask(desk, doubt),
        },
    }
}

/// What forbids acceptance, the most urgent first. Machines' mail is left alone, whatever it carries.
fn alarm(desk: &Desk<'_>) -> Option<Doubt> {
    if matches!(desk.evidence.kind, MailKind::Own | MailKind::Bounce | MailKind::AutoReply | MailKind::Bulk) {
        return None;
    }
    let clue = desk.clues().filter_map(|clue| match clue.claim {
        Claim::Alarm(alarm) => Some((alarm, clue)),
        _ => None,
    });
    let (alarm, clue) = clue.min_by_key(|(alarm, _)| *alarm)?;
    let quote = &clue.quote;
    let (question, why) = match alarm {
        Alarm::Secret => (Question::Secret, format!("Có dấu độ mật ({quote}): không mở, không chuyển tiếp.")),
        Alarm::Dangerous => (Question::Dangerous, format!("Có tệp chương trình hoặc macro ({quote}): không mở.")),
        Alarm::Forged => (Question::Forged, format!("Người gửi có thể bị giả mạo: {quote}.")),
        Alarm::UnreadableMail => (Question::UnreadableMail, format!("Không đọc được thư: {quote}.")),
        Alarm::UnreadableFile => {
            let lacking = volumes::lacking(desk, clue.attachment);
            let file = clue.attachment.and_then(|index| desk.message.attachments.get(index));
            let trouble = file.map_or("không rõ loại tệp", explain::trouble);
            let why = lacking
                .unwrap_or_else(|| format!("Tệp \"{quote}\" không mở được ({trouble}): đề nghị đơn vị gửi lại."));
            (Question::UnreadableFile, why)
        }
    };
    let unnoticed = desk.evidence.kind == MailKind::Other && question == Question::UnreadableFile;
    (!unnoticed).then(|| Doubt::new(question, why))
}

fn ignore(kind: MailKind, why: &str) -> Decision {
    Decision {
        verdict: Verdict::Ignore,
        kind,
        unit: None,
        entries: Vec::new(),
        question: None,
        acknowledge: false,
        reasons: vec![why.to_owned()],
    }
}

fn accept(desk: &Desk<'_>, entries: Vec<Entry>, mut reasons: Vec<String>) -> Decision {
    let mut units: Vec<&UnitId> = entries.iter().map(|entry| &entry.unit).collect();
    units.dedup();
    let sender = weigh::senders(desk);
    reasons.extend(lesson::relied_on(desk, &units));
    // A mail with reports of several units belongs to the one that sent it.
    let unit =
        entries.iter().map(|entry| &entry.unit).find(|unit| sender.contains(unit)).or(units.first().copied()).cloned();
    Decision {
        verdict: Verdict::Accept,
        kind: MailKind::Submission,
        unit,
        acknowledge: may_answer(desk),
        entries,
        question: None,
        reasons,
    }
}

fn ask(desk: &Desk<'_>, doubt: Doubt) -> Decision {
    let silent = matches!(
        doubt.question,
        Question::Secret
            | Question::Dangerous
            | Question::Forged
            | Question::UnreadableMail
            | Question::PersonAsks
            | Question::Unsure
    ) || desk.says(|clue| clue.claim == Claim::Draft)
        || (asks_back(doubt.question) && desk.says(|clue| clue.claim == Claim::Asks))
        || (doubt.question == Question::UnreadableFile && (volumes::came_apart(desk) || password::is_spoken_of(desk)));
    let answered = desk.evidence.kind == MailKind::Submission && !silent && !doubt.for_staff && may_answer(desk);
    let (unit, entries) = if doubt.question == Question::PersonAsks {
        (weigh::unit_of(desk, None).ok().map(|(unit, _)| unit), Vec::new())
    } else {
        entry::guess(desk, &doubt)
    };
    let mut reasons = vec![doubt.why];
    reasons.extend(lesson::relied_on(desk, &unit.iter().collect::<Vec<_>>()));
    Decision {
        verdict: Verdict::Ask,
        kind: desk.evidence.kind,
        unit,
        entries,
        question: Some(doubt.question),
        acknowledge: answered,
        reasons,
    }
}

/// A question of ours in answer to a question: whoever asks is answered by a person, who settles both.
fn asks_back(question: Question) -> bool {
    matches!(question, Question::Contradiction | Question::PeriodUnclear | Question::MissingFile | Question::NotOwed)
}

/// Only a known unit that lives, or in whose place another one stands, is answered by itself: no stranger, no machine,
/// none of our own people.
fn may_answer(desk: &Desk<'_>) -> bool {
    let senders = weigh::senders(desk);
    let roster = &desk.rules.roster;
    let stands = |unit: &UnitId| {
        roster.unit(unit).is_some_and(|unit| roster.successors_on(unit, desk.today) != Outcome::Dissolved)
    };
    senders.iter().any(stands)
        && !weigh::is_colleague(desk)
        && !desk.says(|clue| matches!(clue.claim, Claim::Machine) && clue.source == Source::Header)
}

/// The attachments that play a role.
fn with_role(evidence: &Evidence, wanted: Role) -> Vec<usize> {
    evidence.roles.iter().enumerate().filter(|(_, role)| **role == wanted).map(|(index, _)| index).collect()
}
