//! Cases as people read them: the list, and one with everything that belongs to it.

use std::io::Write;

use jiff::Timestamp;
use serde_json::json;

use crate::cli::review::refused;
use crate::desk::Desk;
use crate::desk::case::lines_of;
use crate::dossier::register::number_name;
use crate::evidence::scan::beside;
use crate::failure::{Exit, Failure};
use crate::ledger::{Case, LedgerError, Line};
use crate::letter::wording;
use crate::standing::grant;

/// Lists the open cases, or all.
pub(super) fn list(desk: &Desk, all: bool, as_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (cases, lines) = desk
        .ledger
        .read(|snapshot| Ok::<_, LedgerError>((snapshot.cases(!all)?, snapshot.lines()?)))
        .map_err(Failure::from_ledger)?;
    if as_json {
        for case in &cases {
            writeln!(out, "{}", row(case, &lines))?;
        }
        return Ok(Exit::Fine);
    }
    if cases.is_empty() {
        writeln!(out, "Không có vụ việc nào{}.", if all { "" } else { " đang mở" })?;
    }
    for case in &cases {
        head(case, desk, out)?;
        let (reports, mails) = (lines_of(case, &lines).count(), case.mails.len());
        writeln!(out, "       {reports} lượt tiếp nhận, {mails} thư; tin gần nhất {}", moment(desk, case.last_at))?;
    }
    Ok(Exit::Fine)
}

fn head(case: &Case, desk: &Desk, out: &mut dyn Write) -> Result<(), Failure> {
    let names = case.units.iter().map(|unit| grant::name(desk.rules(), unit)).collect::<Vec<_>>().join("; ");
    writeln!(out, "{:>5}  {}", case.id, wording::foreign(&case.title, 70))?;
    writeln!(out, "       {names}")?;
    writeln!(out, "       mở {} ({})", moment(desk, case.opened_at), case.opened_by)?;
    if let Some((at, by, why)) = &case.closed {
        writeln!(out, "       đóng {} ({by}): {why}", moment(desk, *at))?;
    }
    Ok(())
}

fn moment(desk: &Desk, at: Timestamp) -> String {
    desk.rules().office.time_zone.to_datetime(at).strftime("%H:%M %-d/%-m/%Y").to_string()
}

fn row(case: &Case, lines: &[Line]) -> serde_json::Value {
    let numbers: Vec<String> = lines_of(case, lines).map(|line| number_name(line.number)).collect();
    json!({
        "case": case.id,
        "title": case.title,
        "units": case.units,
        "report": case.report,
        "period": case.period,
        "opened_at": case.opened_at.to_string(),
        "opened_by": case.opened_by,
        "last_at": case.last_at.to_string(),
        "closed": case.closed.as_ref().map(|(at, by, why)| json!({ "at": at.to_string(), "by": by, "why": why })),
        "receipts": numbers,
        "mails": case.mails,
    })
}

/// Shows all that is known of a case.
pub(super) fn show(desk: &Desk, id: i64, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (case, lines, journal, scans) = desk
        .ledger
        .read(|snapshot| {
            Ok((snapshot.case(id)?, snapshot.lines()?, snapshot.journal_of_case(id)?, snapshot.scans(None)?))
        })
        .map_err(refused)?;
    head(&case, desk, out)?;
    writeln!(out, "\nBáo cáo:")?;
    for line in lines_of(&case, &lines) {
        let how = line.channel.words();
        let unit = grant::name(desk.rules(), &line.unit);
        writeln!(out, "- {}  số {}, {how}, {unit}", moment(desk, line.received_at), number_name(line.number))?;
        for file in &line.files {
            let scan = line.mail.zip(file.attachment).and_then(|place| scans.get(&place).copied());
            writeln!(out, "    › {}", beside(&wording::foreign(&file.name, 70), scan))?;
        }
    }
    let mails = desk
        .ledger
        .read(|snapshot| case.mails.iter().map(|mail| snapshot.mail(*mail)).collect::<Result<Vec<_>, LedgerError>>());
    writeln!(out, "\nThư:")?;
    for mail in mails.map_err(Failure::from_ledger)? {
        let subject = wording::foreign(&mail.subject, 50);
        writeln!(out, "- {}  thư {}: “{subject}”", moment(desk, mail.received_at), mail.id)?;
    }
    writeln!(out, "\nDiễn biến:")?;
    for line in journal {
        let what = match line.what.as_str() {
            "case-opened" => "mở",
            "case-closed" => "đóng",
            "case-reopened" => "mở lại",
            "case-mail" => "thêm thư",
            "case-mail-removed" => "bỏ thư",
            _ => "ghi chú",
        };
        writeln!(out, "- {}  {}, {what}: {}", moment(desk, line.at), line.who, line.why)?;
    }
    Ok(Exit::Fine)
}
