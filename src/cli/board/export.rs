//! The rows of the board for other programs: JSON and CSV.

use jiff::Timestamp;

use crate::calendar::period;
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::Piece;
use crate::standing::grid::day_of;
use crate::standing::pieces::lacking;
use crate::standing::{BoardFacts, Escalated, Exception, Row};

/// A row for programs.
pub(super) fn json(row: &Row, rules: &Rules, facts: &BoardFacts) -> serde_json::Value {
    let (unit, day) = (rules.roster.unit(&row.unit), day_of(row));
    let at = |moment: Timestamp| moment.to_zoned(rules.office.time_zone.clone()).strftime("%FT%T%:z").to_string();
    serde_json::json!({
        "unit": row.unit.as_str(),
        "unit_name": unit.map(|unit| unit.name_on(day)),
        "group": unit.map(|unit| unit.group_on(day).as_str()),
        "report": row.report.as_str(),
        "period": row.period.to_string(),
        "due": row.deadline.as_ref().map(|due| due.nominal.to_string()),
        "due_wording": row.deadline.as_ref().map(|due| due.wording.as_str()),
        "standing": row.standing.key(),
        "words": row.standing.words(),
        "days": row.standing.days(),
        "received_at": row.first.as_ref().map(|receipt| at(receipt.received_at)),
        "number": row.current.as_ref().map(|receipt| format!("{}/{}", receipt.number.0, receipt.number.1)),
        "version": row.current.as_ref().map(|receipt| receipt.version),
        "granted": granted(row.exception),
        "lacking": lacking(row, rules, facts).into_iter().map(Piece::key).collect::<Vec<_>>(),
        "asked": row.asked.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "escalated": row.escalated.iter().map(|one| {
            serde_json::json!({"day": one.day.to_string(), "second": one.second, "leader": one.leader})
        }).collect::<Vec<_>>(),
        "away": facts.away.contains_key(&row.unit),
        "away_until": facts.away.get(&row.unit).filter(|away| away.named).map(|away| away.until.to_string()),
    })
}

/// What the office granted: "excused", "extended"; also when something came all the same.
fn granted(exception: Option<Exception>) -> Option<&'static str> {
    exception.map(|exception| match exception {
        Exception::Excused => "excused",
        Exception::Extended(_) => "extended",
    })
}

/// With a byte order mark, by which Excel knows UTF-8.
pub(super) fn csv(rows: &[Row], rules: &Rules, facts: &BoardFacts) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    sheet.write_record([
        "Đơn vị",
        "Mã đơn vị",
        "Báo cáo",
        "Kỳ",
        "Hạn gửi",
        "Tình trạng",
        "Số ngày",
        "Nhận lúc",
        "Số tiếp nhận",
        "Đã nhắc",
        "Còn thiếu",
    ])?;
    for row in rows {
        let unit = rules.roster.unit(&row.unit).map_or(row.unit.as_str(), |unit| unit.name_on(day_of(row)));
        let at = |moment: Timestamp| moment.to_zoned(rules.office.time_zone.clone()).strftime("%F %T").to_string();
        let asked: Vec<String> = row.asked.iter().map(|day| wording::date(*day)).collect();
        sheet.write_record([
            inert(unit),
            row.unit.to_string(),
            inert(&title(row, rules)),
            row.period.to_string(),
            row.deadline.as_ref().map(|due| inert(&due.wording)).unwrap_or_default(),
            row.standing.words(),
            row.standing.days().map(|days| days.to_string()).unwrap_or_default(),
            row.first.as_ref().map(|receipt| at(receipt.received_at)).unwrap_or_default(),
            row.current.as_ref().map(|r| format!("{}/{}", r.number.0, r.number.1)).unwrap_or_default(),
            format!("{}{}", asked.join(", "), wider(row)),
            lacking(row, rules, facts).into_iter().map(Piece::words).collect::<Vec<_>>().join(", "),
        ])?;
    }
    sheet.into_inner().map_err(|error| error.into_error().into())
}

/// " (từ 26/6 gửi cả lãnh đạo đơn vị)"; empty when only the first address was asked.
fn wider(row: &Row) -> String {
    Escalated::words(&row.escalated).map(|words| format!(" ({words})")).unwrap_or_default()
}

/// A cell that a spreadsheet does not take for a formula.
pub(super) fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Report and period as one name.
pub(super) fn title(row: &Row, rules: &Rules) -> String {
    let name = rules.plans.report(&row.report).map_or("Báo cáo", |(_, report)| report.name.as_str());
    period::title(name, row.period)
}
