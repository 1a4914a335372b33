//! The register for other programs.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::line::{Line, LineFile};
use super::register::{Extract, Row};
use crate::calendar::deadline::Timeliness;
use crate::evidence::Scan;

/// One object a line, with keys and names, moments in RFC 3339 with the office's offset.
#[must_use]
pub fn json(extract: &Extract, zone: &TimeZone) -> Value {
    Value::Array(extract.rows.iter().map(|row| object(row, zone)).collect())
}

fn object(row: &Row, zone: &TimeZone) -> Value {
    let line = &row.line;
    let moment = |at: jiff::Timestamp| zone.to_offset(at).to_datetime(at).to_string() + &offset(zone, at);
    let number = |number: super::Number| json!({"year": number.0, "number": number.1});
    json!({
        "year": line.number.0,
        "number": line.number.1,
        "received_at": moment(line.received_at),
        "dated_at": line.dated_at.map(moment),
        "unit": line.unit,
        "unit_name": row.unit,
        "report": line.report,
        "report_name": row.report,
        "period": line.period,
        "period_name": row.period,
        "version": line.version,
        "relation": line.relation,
        "standing": standing(line),
        "days_late": days_late(line),
        "document_number": line.document_number,
        "channel": line.channel,
        "sender": line.sender,
        "mail": line.mail,
        "decided_by": line.decided_by,
        "decided_at": moment(line.decided_at),
        "why": line.why,
        "stands": line.stands(),
        "corrects": line.corrects.map(number),
        "split_from": line.split_from.map(number),
        "corrected_by": line.corrected_by.map(number),
        "revoked": line.revoked.as_ref().map(|revoked| &revoked.why),
        "files": files(row),
    })
}

fn files(row: &Row) -> Vec<Value> {
    let files = row.line.files.iter().zip(&row.scans);
    let object = |(file, scan): (&LineFile, &Option<Scan>)| {
        json!({
            "name": file.name,
            "scan": scan,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
            "attachment": file.attachment,
        })
    };
    files.map(object).collect()
}

fn offset(zone: &TimeZone, at: jiff::Timestamp) -> String {
    at.to_zoned(zone.clone()).strftime("%:z").to_string()
}

fn standing(line: &Line) -> &'static str {
    match line.timeliness {
        None => "no-date",
        Some(Timeliness::OnTime) => "on-time",
        Some(Timeliness::OnDueDay) => "on-due-day",
        Some(Timeliness::Late { .. }) => "late",
    }
}

fn days_late(line: &Line) -> Option<u32> {
    match line.timeliness {
        Some(Timeliness::Late { days }) => Some(days),
        _ => None,
    }
}
