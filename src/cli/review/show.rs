//! One mail that waits, whole: what was asked and why, the files, the guess, and what may be learned from it.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::json;

use super::{lesson, reply, row};
use crate::calendar::period;
use crate::decision::explain;
use crate::decision::lesson::Offer;
use crate::desk::reply::{Proposal, proposals};
use crate::desk::shown::{Shown, shown};
use crate::desk::{Desk, named};
use crate::failure::{Exit, Failure};
use crate::letter::wording::foreign;
use crate::standing::Owed;

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
    let unit = unit.map(|unit| named::unit(unit, desk.rules())).transpose()?;
    let shown = shown(desk, mail, unit.as_ref())?;
    let proposals = proposals(desk, &shown.review, &shown.decision, &shown.message)?;
    let entry = entry(&shown, &proposals);
    let proposals = reply::lines(desk, mail, &proposals);
    if as_json {
        print_json(&shown, &proposals, out)?
    } else {
        print(desk, &shown, (&proposals, &entry), out)?
    }
    Ok(Exit::Fine)
}

fn print_json(shown: &Shown, proposals: &[String], out: &mut dyn Write) -> std::io::Result<()> {
    let mut object = row(&shown.review);
    if let serde_json::Value::Object(fields) = &mut object {
        fields.insert("reasons".to_owned(), json!(shown.decision.reasons));
        fields.insert("reports".to_owned(), json!(shown.decision.entries));
        fields.insert("replies".to_owned(), json!(shown.replies));
        let files =
            shown.files.iter().map(|file| json!({"name": file.file.name, "size": file.file.size, "scan": file.scan}));
        fields.insert("files".to_owned(), files.collect());
        let offers = |offers: &[Offer]| (1..).zip(offers).map(|(n, offer)| lesson::offer(n, offer)).collect::<Vec<_>>();
        fields.insert("proposals".to_owned(), json!(proposals));
        fields.insert(
            "offers".to_owned(),
            json!({"assign": offers(&shown.entered), "dismiss": offers(&shown.dismissed)}),
        );
    }
    writeln!(out, "{object}")
}

/// What `review assign` needs to know, as far as the mail and the letter that it answers name it.
fn entry(shown: &Shown, proposals: &[Proposal]) -> String {
    let unit = shown.decision.unit.as_ref().or(shown.review.mail.unit.as_ref()).map(ToString::to_string);
    let meant = proposals.iter().flat_map(|proposal| match proposal {
        Proposal::AlreadySent { of, .. } => of.clone(),
        Proposal::Extend { of, .. } => of.iter().map(|one| one.owed.clone()).collect(),
    });
    let guessed = shown.decision.entries.iter().map(|entry| (entry.unit.clone(), entry.report.clone(), entry.period));
    let all: BTreeSet<Owed> = guessed.chain(meant).collect();
    match (all.len(), all.first()) {
        (1, Some((unit, report, period))) => format!("--unit {unit} --report {report} --period {period}"),
        _ => format!("--unit {} --report MÃ --period KỲ", unit.as_deref().unwrap_or("MÃ")),
    }
}

fn print(
    desk: &Desk,
    shown: &Shown,
    (proposals, entry): (&[String], &str),
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let Shown { review, decision, replies, files, entered, dismissed, .. } = shown;
    let mail = review.mail.id;
    let rules = desk.rules();
    let received = rules.office.time_zone.to_datetime(review.mail.received_at).strftime("%H:%M ngày %-d/%-m/%Y");
    writeln!(out, "Thư {mail}, nhận lúc {received}")?;
    writeln!(out, "Người gửi: {} <{}>", foreign(&review.mail.from_name, 80), foreign(&review.mail.from_address, 120))?;
    writeln!(out, "Tiêu đề:   {}", foreign(&review.mail.subject, 300))?;
    for (place, attachment) in (1..).zip(files) {
        let scan = attachment.scan.map(|scan| format!("; {}", scan.words())).unwrap_or_default();
        let name = foreign(&attachment.file.name, 120);
        writeln!(out, "Tệp {place}:     {name} ({} byte{scan})", attachment.file.size)?;
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
    writeln!(out, "Vào sổ:  tiepnhan review assign {mail} {entry}")?;
    writeln!(out, "Bỏ qua:  tiepnhan review dismiss {mail} --why \"…\"")
}
