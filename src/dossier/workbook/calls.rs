//! Sheet "Quá hạn": who owes what since when, when they were asked, and whom to call.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Book, HEADER, Look, heading, page};
use crate::calendar::period;
use crate::office::Rules;
use crate::roster::UnitId;
use crate::standing::{Escalated, Row};

const HEADS: [&str; 8] =
    ["TT", "Đơn vị", "Báo cáo", "Hạn gửi", "Quá hạn (ngày)", "Đã nhắc", "Người liên hệ", "Điện thoại"];
const WIDTHS: [f64; 8] = [5.0, 34.0, 40.0, 20.0, 10.0, 16.0, 26.0, 18.0];
const LAST: u16 = 7;

pub(super) fn write(sheet: &mut Worksheet, book: &Book<'_>, rules: &Rules, made: DateTime) -> Result<(), XlsxError> {
    let look = Look::new();
    page(sheet, "Quá hạn", (HEADER, HEADER), 2)?;
    for (column, width) in (0_u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    heading(sheet, LAST, "ĐƠN VỊ QUÁ HẠN", &book.scope, rules, made)?;
    for (column, head) in (0_u16..).zip(HEADS) {
        sheet.write_string_with_format(HEADER, column, head, &look.head)?;
    }
    let places: BTreeMap<&UnitId, usize> = rules.roster.units.iter().map(|unit| &unit.id).zip(0..).collect();
    let mut rows: Vec<&Row> = book.calls.iter().collect();
    rows.sort_by_key(|row| places.get(&row.unit));
    for ((line, number), row) in (HEADER.saturating_add(1)..).zip(1_u32..).zip(rows) {
        call(sheet, line, number, row, rules, &look)?;
    }
    Ok(())
}

fn call(sheet: &mut Worksheet, line: u32, number: u32, row: &Row, rules: &Rules, look: &Look) -> Result<(), XlsxError> {
    let Some(unit) = rules.roster.unit(&row.unit) else { return Ok(()) };
    let name = rules.plans.report(&row.report).map_or("Báo cáo", |(_, report)| report.name.as_str());
    let asked: Vec<String> = row.sent_days().map(|day| format!("{}/{}", day.day(), day.month())).collect();
    sheet.write_number_with_format(line, 0, number, &look.centred)?;
    sheet.write_string_with_format(line, 1, &unit.name, &look.text)?;
    sheet.write_string_with_format(line, 2, period::title(name, row.period), &look.text)?;
    let due = row.deadline.as_ref().map_or("", |due| due.wording.as_str());
    sheet.write_string_with_format(line, 3, due, &look.text)?;
    sheet.write_number_with_format(line, 4, row.standing.days().unwrap_or_default(), &look.centred)?;
    let wider = Escalated::words(&row.escalated).map(|words| format!(" ({words})")).unwrap_or_default();
    sheet.write_string_with_format(line, 5, format!("{}{wider}", asked.join(", ")), &look.text)?;
    sheet.write_string_with_format(line, 6, unit.contact.as_deref().unwrap_or_default(), &look.text)?;
    sheet.write_string_with_format(line, 7, unit.phone.as_deref().unwrap_or_default(), &look.text)?;
    Ok(())
}
