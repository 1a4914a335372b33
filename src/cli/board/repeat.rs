//! Units that are late again and again: whom to call, and about what.

use std::io::Write;

use jiff::Timestamp;

use super::export::{inert, title};
use crate::cli::log::Form;
use crate::failure::Failure;
use crate::letter::{wording, wrap};
use crate::office::Rules;
use crate::standing::Row;
use crate::standing::figures::Repeater;

/// Writes the list.
pub(super) fn write(
    found: &[Repeater<'_>],
    last: u8,
    form: &Form,
    scope: &str,
    rules: &Rules,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match form {
        Form::Json => {
            let units: Vec<serde_json::Value> = found.iter().map(|unit| object(unit, rules)).collect();
            writeln!(out, "{:#}", serde_json::Value::from(units))?;
        }
        Form::Csv => out.write_all(&sheet(found, rules).map_err(Failure::ours)?)?,
        Form::Table | Form::Xlsx(_) => write!(out, "{}", text(found, last, scope, rules, now))?,
    }
    Ok(())
}

fn object(found: &Repeater<'_>, rules: &Rules) -> serde_json::Value {
    let lapse = |row: &&Row| {
        serde_json::json!({
            "report": row.report.as_str(),
            "period": row.period.to_string(),
            "title": title(row, rules),
            "due": row.deadline.as_ref().map(|due| due.nominal.to_string()),
            "standing": row.standing.key(),
            "days": row.standing.days(),
        })
    };
    serde_json::json!({
        "unit": found.unit.id.as_str(),
        "unit_name": found.unit.name,
        "group": found.unit.group.as_str(),
        "looked_at": found.looked_at,
        "lapses": found.lapses.iter().map(lapse).collect::<Vec<_>>(),
        "missing": found.missing(),
        "days": found.days(),
        "contact": found.unit.contact,
        "phone": found.unit.phone,
    })
}

fn sheet(found: &[Repeater<'_>], rules: &Rules) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let heads = [
        "Đơn vị",
        "Mã đơn vị",
        "Số lần",
        "Trong số",
        "Còn thiếu",
        "Tổng số ngày",
        "Báo cáo",
        "Người liên hệ",
        "Điện thoại",
    ];
    sheet.write_record(heads)?;
    for unit in found {
        let lapses: Vec<String> = unit.lapses.iter().map(|row| lapse(row, rules)).collect();
        sheet.write_record([
            inert(&unit.unit.name),
            unit.unit.id.to_string(),
            unit.lapses.len().to_string(),
            unit.looked_at.to_string(),
            unit.missing().to_string(),
            unit.days().to_string(),
            inert(&lapses.join("; ")),
            inert(unit.unit.contact.as_deref().unwrap_or_default()),
            inert(unit.unit.phone.as_deref().unwrap_or_default()),
        ])?;
    }
    sheet.into_inner().map_err(|error| error.into_error().into())
}

/// "Báo cáo tháng 6 năm 2020: gửi chậm 3 ngày".
fn lapse(row: &Row, rules: &Rules) -> String {
    format!("{}: {}", title(row, rules), row.standing.words())
}

fn text(found: &[Repeater<'_>], last: u8, scope: &str, rules: &Rules, now: Timestamp) -> String {
    let moment = wording::short_moment(&now.to_zoned(rules.office.time_zone.clone()));
    let mut text = format!("ĐƠN VỊ HAY CHẬM ĐẾN {}\n", moment.to_uppercase());
    let about = format!("Chậm hoặc thiếu từ 2 lần trong {last} báo cáo đến hạn gần nhất của mỗi đơn vị ({scope}).");
    text.push_str(&format!("{}\n", wrap::plain(&about)));
    if found.is_empty() {
        text.push_str("Không có đơn vị nào.\n");
    }
    for (nth, unit) in (1_usize..).zip(found) {
        let missing = match unit.missing() {
            0 => String::new(),
            count => format!(", {count} báo cáo còn thiếu"),
        };
        let head = format!("{nth}. {}: {}/{} lần{missing}", unit.unit.name, unit.lapses.len(), unit.looked_at);
        text.push_str(&wrap::plain(&head));
        let lapses: String = unit.lapses.iter().map(|row| format!("   - {}\n", lapse(row, rules))).collect();
        text.push_str(&wrap::plain(&lapses));
        text.push_str(&wrap::plain(&format!("   {}", call(unit))));
    }
    text
}

/// Whom to call.
fn call(found: &Repeater<'_>) -> String {
    let phone = found.unit.phone.as_ref().map(|phone| format!("ĐT {phone}"));
    let known: Vec<String> = found.unit.contact.iter().cloned().chain(phone).collect();
    if known.is_empty() {
        "Danh sách đơn vị chưa có người liên hệ và số điện thoại.".to_owned()
    } else {
        format!("Liên hệ: {}", known.join(", "))
    }
}
