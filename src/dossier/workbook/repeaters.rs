//! Sheet "Hay chậm": who is late again and again, about what, and whom to call.

use jiff::civil::DateTime;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Book, HEADER, Look, heading, page};
use crate::calendar::period;
use crate::office::Rules;
use crate::standing::Row;
use crate::standing::figures::Repeater;

const HEADS: [&str; 7] =
    ["TT", "Đơn vị", "Số lần", "Còn thiếu", "Báo cáo chậm hoặc thiếu", "Người liên hệ", "Điện thoại"];
const WIDTHS: [f64; 7] = [5.0, 34.0, 9.0, 9.0, 52.0, 28.0, 18.0];
const LAST: u16 = 6;

pub(super) fn write(sheet: &mut Worksheet, book: &Book<'_>, rules: &Rules, made: DateTime) -> Result<(), XlsxError> {
    let look = Look::new();
    page(sheet, "Hay chậm", (HEADER, HEADER), 2)?;
    for (column, width) in (0_u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let scope = format!("chậm hoặc thiếu từ 2 lần trong {} báo cáo đến hạn gần nhất", book.looked_at);
    heading(sheet, LAST, "ĐƠN VỊ HAY GỬI CHẬM", &scope, rules, made)?;
    for (column, head) in (0_u16..).zip(HEADS) {
        sheet.write_string_with_format(HEADER, column, head, &look.head)?;
    }
    for ((row, number), unit) in (HEADER.saturating_add(1)..).zip(1_u32..).zip(&book.repeaters) {
        line(sheet, row, number, unit, rules, &look)?;
    }
    if book.repeaters.is_empty() {
        let below = HEADER.saturating_add(1);
        sheet.merge_range(below, 0, below, LAST, "Không có đơn vị nào", &look.text)?;
    }
    Ok(())
}

fn line(
    sheet: &mut Worksheet,
    row: u32,
    number: u32,
    found: &Repeater<'_>,
    rules: &Rules,
    look: &Look,
) -> Result<(), XlsxError> {
    let lapses: Vec<String> = found.lapses.iter().map(|row| lapse(row, rules)).collect();
    let unit = found.unit;
    sheet.write_number_with_format(row, 0, number, &look.centred)?;
    sheet.write_string_with_format(row, 1, &unit.name, &look.text)?;
    sheet.write_string_with_format(row, 2, format!("{}/{}", found.lapses.len(), found.looked_at), &look.centred)?;
    sheet.write_number_with_format(row, 3, u32::try_from(found.missing()).unwrap_or(u32::MAX), &look.centred)?;
    sheet.write_string_with_format(row, 4, lapses.join("\n"), &look.text)?;
    sheet.write_string_with_format(row, 5, unit.contact.as_deref().unwrap_or_default(), &look.text)?;
    sheet.write_string_with_format(row, 6, unit.phone.as_deref().unwrap_or_default(), &look.text)?;
    Ok(())
}

fn lapse(row: &Row, rules: &Rules) -> String {
    let name = rules.plans.report(&row.report).map_or("Báo cáo", |(_, report)| report.name.as_str());
    format!("{}: {}", period::title(name, row.period), row.standing.words())
}
