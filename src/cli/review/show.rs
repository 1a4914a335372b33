//! One mail that waits, whole: what was asked and why, the files, the guess, and what may be learned from it.

use std::io::Write;

use serde_json::json;

use super::{known_unit, refused, row};
use super::{lesson, reply};
use crate::calendar::period;
use crate::cli::desk::Desk;
use crate::decision::lesson::Offer;
use crate::decision::{Decision, explain};
use crate::failure::{Exit, Failure};
use crate::ledger::{AttachmentRow, LedgerError, Review};
use crate::letter::wording::foreign;
use crate::roster::UnitId;

/// What is shown of a mail.
struct Shown {
    review: Review,
    decision: Decision,
    /// The mails that reply to our question about it.
    replies: Vec<i64>,
    files: Vec<AttachmentRow>,
    /// What may be learned when it is entered for the unit that was asked about or guessed.
    entered: Vec<Offer>,
    /// What may be learned when it is laid aside.
    dismissed: Vec<Offer>,
    /// What may be done about what the writer asks.
    proposals: Vec<String>,
}

/// Shows a mail.
///
/// # Errors
/// A mail that was never in review, a unit that does not exist.
pub(super) fn run(
    desk: &Desk,
    mail: i64,
    unit: Option<&str>,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let message = desk.reread(mail)?.message;
    let year = desk.rules().office.time_zone.to_datetime(message.received_at).year();
    let asked = unit.map(|unit| known_unit(desk, unit)).transpose().map_err(refused)?;
    let shown = desk
        .ledger
        .write(|tx| {
            let (review, decision) = (tx.review(mail)?, tx.decision(mail)?);
            let (files, replies) = (tx.attachments(mail)?, tx.replies_to(mail)?);
            let guessed = decision.entries.first().map(|entry| entry.attachments.clone());
            let every = || (0..files.len()).collect();
            let whose: Vec<(UnitId, Vec<usize>)> = asked
                .or_else(|| decision.entries.first().map(|entry| entry.unit.clone()).or(decision.unit.clone()))
                .map(|unit| (unit, guessed.filter(|files| !files.is_empty()).unwrap_or_else(every)))
                .into_iter()
                .collect();
            let facts = tx.facts(&message, year, desk.now)?;
            let offers = |whose: &[_]| lesson::offers_with(tx, desk, &review, &message, whose, &facts);
            let entered = if whose.is_empty() { Vec::new() } else { offers(&whose)? };
            let dismissed = offers(&[])?;
            let proposals = Vec::new();
            Ok::<_, LedgerError>(Shown { review, decision, replies, files, entered, dismissed, proposals })
        })
        .map_err(refused)?;
    let proposals = reply::proposals(desk, &shown.review, &shown.decision, &message)?;
    let shown = Shown { proposals, ..shown };
    if as_json {
        print_json(&shown, out)?
    } else {
        print(desk, &shown, out)?
    }
    Ok(Exit::Fine)
}

fn print_json(shown: &Shown, out: &mut dyn Write) -> std::io::Result<()> {
    let mut object = row(&shown.review);
    if let serde_json::Value::Object(fields) = &mut object {
        fields.insert("reasons".to_owned(), json!(shown.decision.reasons));
        fields.insert("reports".to_owned(), json!(shown.decision.entries));
        fields.insert("replies".to_owned(), json!(shown.replies));
        let files = shown.files.iter().map(|file| json!({"name": file.file.name, "size": file.file.size}));
        fields.insert("files".to_owned(), files.collect());
        let offers = |offers: &[Offer]| (1..).zip(offers).map(|(n, offer)| lesson::offer(n, offer)).collect::<Vec<_>>();
        fields.insert("proposals".to_owned(), json!(shown.proposals));
        fields.insert(
            "offers".to_owned(),
            json!({"assign": offers(&shown.entered), "dismiss": offers(&shown.dismissed)}),
        );
    }
    writeln!(out, "{object}")
}

fn print(desk: &Desk, shown: &Shown, out: &mut dyn Write) -> std::io::Result<()> {
    let Shown { review, decision, replies, files, entered, dismissed, proposals } = shown;
    let mail = review.mail.id;
    let rules = desk.rules();
    let received = rules.office.time_zone.to_datetime(review.mail.received_at).strftime("%H:%M ngày %-d/%-m/%Y");
    writeln!(out, "Thư {mail}, nhận lúc {received}")?;
    writeln!(out, "Người gửi: {} <{}>", foreign(&review.mail.from_name, 80), foreign(&review.mail.from_address, 120))?;
    writeln!(out, "Tiêu đề:   {}", foreign(&review.mail.subject, 300))?;
    for (place, attachment) in (1..).zip(files) {
        writeln!(out, "Tệp {place}:     {} ({} byte)", foreign(&attachment.file.name, 120), attachment.file.size)?;
    }
    writeln!(out, "\nCần quyết định: {}", explain::question(review.question))?;
    for reason in &decision.reasons {
        writeln!(out, "- {reason}")?;
    }
    for reply in replies {
        writeln!(out, "Thư trả lời câu hỏi về thư này: số {reply} (xem: tiepnhan review show {reply})")?;
    }
    for entry in &decision.entries {
        let unit = rules.roster.unit(&entry.unit).map_or(entry.unit.as_str(), |unit| &unit.name);
        writeln!(out, "Phỏng đoán: {unit}; {} ({}), {}", entry.report, entry.period, period::name(entry.period))?;
    }
    lesson::list("Khi vào sổ, có thể ghi nhớ cho những thư sau (--learn, hoặc --learn 1,2):", entered, out)?;
    lesson::list("Khi bỏ qua, có thể ghi nhớ cho những thư sau (--learn):", dismissed, out)?;
    if !proposals.is_empty() {
        writeln!(out)?;
    }
    for line in proposals {
        writeln!(out, "{line}")?;
    }
    let path = desk.archive.path(&review.mail.sha256);
    writeln!(out, "\nThư gốc: {}", path.display())?;
    writeln!(out, "Vào sổ:  tiepnhan review assign {mail} --unit MÃ --report MÃ --period KỲ")?;
    writeln!(out, "Bỏ qua:  tiepnhan review dismiss {mail} --why \"…\"")
}
