//! `verify`: proves that nothing was lost, or says what was.

use std::io::Write;

use crate::archive::{Archive, ArchiveError, shelf::Shelved};
use crate::failure::{Exit, Failure};
use crate::judgment::Bucket;
use crate::ledger::{Findings, Ledger, Line};

/// All that was examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The ledger.
    pub ledger: Findings,
    /// Raw mails whose bytes are right.
    pub raw: u64,
    /// Accepted files whose bytes are right.
    pub accepted: u64,
    /// What is wrong with files.
    pub faults: Vec<String>,
}

/// Examines ledger and archive, prints sums and every fault.
///
/// # Errors
/// [`Exit::Outside`] when the ledger cannot be read at all. Faults are no error: the exit code is then
/// [`Exit::Attention`].
pub fn run(ledger: &Ledger, archive: &Archive, json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let report = examine(ledger, archive)?;
    if json {
        write_json(&report, out)?
    } else {
        write_text(&report, out)?
    }
    let whole = report.ledger.faults.is_empty() && report.faults.is_empty();
    Ok(if whole { Exit::Fine } else { Exit::Attention })
}

/// Examines ledger and archive: every row, every hash.
///
/// # Errors
/// As [`run`].
pub fn examine(ledger: &Ledger, archive: &Archive) -> Result<Report, Failure> {
    let (findings, mails, lines) = ledger
        .read(|snapshot| {
            Ok::<_, crate::ledger::LedgerError>((snapshot.verify()?, snapshot.mails(None)?, snapshot.lines()?))
        })
        .map_err(Failure::from_ledger)?;
    let mut report = Report { ledger: findings, raw: 0, accepted: 0, faults: Vec::new() };
    for mail in &mails {
        match archive.raw(&mail.sha256) {
            Ok(_) => report.raw = report.raw.saturating_add(1),
            Err(error) => report.faults.push(format!("thư {}: {}", mail.id, lost(&error))),
        }
    }
    for line in &lines {
        examine_files(line, archive, &mut report);
    }
    Ok(report)
}

fn examine_files(line: &Line, archive: &Archive, report: &mut Report) {
    for (place, file) in line.files.iter().enumerate() {
        let Line { number, version, period, .. } = *line;
        let shelved = Shelved { number, version, period, unit: &line.unit, place, name: &file.name };
        match archive.check(&shelved, &file.sha256) {
            Ok(()) => report.accepted = report.accepted.saturating_add(1),
            Err(error) => report.faults.push(format!("số {}/{}: {}", number.1, number.0, lost(&error))),
        }
    }
}

fn lost(error: &ArchiveError) -> String {
    match error {
        ArchiveError::System { path, source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            format!("thiếu tệp {}", path.display())
        }
        other => other.to_string(),
    }
}

const BUCKETS: [(Bucket, &str, &str); 6] = [
    (Bucket::Recorded, "recorded", "đã tiếp nhận"),
    (Bucket::Review, "review", "cần kiểm tra"),
    (Bucket::NotReport, "not_report", "không phải báo cáo"),
    (Bucket::Machine, "machine", "thư máy"),
    (Bucket::Failed, "failed", "không đọc được"),
    (Bucket::Earlier, "earlier", "thư cũ, trước ngày bắt đầu"),
];

fn write_text(report: &Report, out: &mut dyn Write) -> Result<(), Failure> {
    let Findings { buckets, mails, sightings, receipts, letters, enclosures, faults } = &report.ledger;
    writeln!(out, "{mails} thư, mỗi thư ở đúng một ngăn:")?;
    for (bucket, _, words) in BUCKETS {
        writeln!(out, "{:>8}  {words}", buckets.get(&bucket).copied().unwrap_or(0))?;
    }
    writeln!(out, "{:>8}  cộng", buckets.values().sum::<u64>())?;
    writeln!(out, "{sightings} lần thấy trong hộp thư; {receipts} số tiếp nhận; {letters} thư gửi đi.")?;
    if *enclosures > 0 {
        writeln!(out, "{enclosures} tệp kèm thư gửi đi.")?;
    }
    writeln!(out, "{} thư gốc và {} tệp đã tiếp nhận đúng nội dung lúc lưu.", report.raw, report.accepted)?;
    let faults: Vec<&String> = faults.iter().chain(&report.faults).collect();
    if faults.is_empty() {
        writeln!(out, "Sổ nguyên vẹn.")?;
        return Ok(());
    }
    writeln!(out, "Có {} điều không đúng:", faults.len())?;
    for fault in faults {
        writeln!(out, "- {fault}")?;
    }
    writeln!(out, "Ngừng chương trình, giữ nguyên thư mục dữ liệu và khôi phục phần hỏng từ bản sao lưu.")?;
    Ok(())
}

fn write_json(report: &Report, out: &mut dyn Write) -> Result<(), Failure> {
    let Findings { buckets, mails, sightings, receipts, letters, enclosures, faults } = &report.ledger;
    let sums: serde_json::Map<String, serde_json::Value> = BUCKETS
        .iter()
        .map(|(bucket, key, _)| ((*key).to_owned(), buckets.get(bucket).copied().unwrap_or(0).into()))
        .collect();
    let faults: Vec<&String> = faults.iter().chain(&report.faults).collect();
    let json = serde_json::json!({
        "mails": mails,
        "buckets": sums,
        "sightings": sightings,
        "receipts": receipts,
        "letters": letters,
        "enclosures": enclosures,
        "raw_right": report.raw,
        "accepted_right": report.accepted,
        "whole": faults.is_empty(),
        "faults": faults,
    });
    writeln!(out, "{json:#}")?;
    Ok(())
}

#[cfg(test)]
mod tests;
