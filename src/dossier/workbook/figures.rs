//! Sheet "Số liệu": the figures by report, period, group and unit.

use jiff::Timestamp;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::{Book, HEADER, Look, heading, page, remark};
use crate::office::Rules;
use crate::standing::figures::{Figures, Rate};
use crate::standing::summary::{By, summary};

/// The headers after the name: what is owed and its fate, and last the work without a report.
pub(crate) const HEADS: [&str; 13] = [
    "Phải gửi",
    "Đã nhận",
    "Đúng hạn",
    "Tỷ lệ gửi",
    "Tỷ lệ đúng hạn",
    "Gửi chậm",
    "Quá hạn",
    "Có thể đã gửi",
    "Chưa đến hạn",
    "Đã nhận trước hạn",
    "Miễn",
    "Không định hạn",
    "Việc khác",
];
const LAST: u16 = 13;
/// Widths of the name and of a figure.
const WIDTHS: (f64, f64) = (46.0, 8.5);

pub(super) fn write(sheet: &mut Worksheet, book: &Book<'_>, rules: &Rules, now: Timestamp) -> Result<(), XlsxError> {
    let look = Look::new();
    let made = rules.office.time_zone.to_datetime(now);
    page(sheet, "Số liệu", (HEADER, HEADER), 1)?;
    sheet.set_column_width(0, WIDTHS.0)?;
    for column in 1..=LAST {
        sheet.set_column_width(column, WIDTHS.1)?;
    }
    heading(sheet, LAST, "SỐ LIỆU GỬI BÁO CÁO", &book.scope, rules, made)?;
    sheet.write_string_with_format(HEADER, 0, "Nội dung", &look.head)?;
    for (column, head) in (1..).zip(HEADS) {
        sheet.write_string_with_format(HEADER, column, head, &look.head)?;
    }
    let mut row = HEADER.saturating_add(1);
    line(sheet, row, "Tất cả", &book.grid.figures, (&look.group, &look.group_centred, &look.group_rate))?;
    for by in By::ALL {
        row = row.saturating_add(1);
        sheet.merge_range(row, 0, row, LAST, by.words(), &look.group)?;
        for entry in summary(&book.grid, by, rules, now) {
            row = row.saturating_add(1);
            line(sheet, row, &entry.name, &entry.figures, (&look.text, &look.centred, &look.rate))?;
        }
    }
    row = row.saturating_add(1);
    for note in notes(rules) {
        row = row.saturating_add(1);
        remark(sheet, row, LAST, WIDTHS.0 + WIDTHS.1 * f64::from(LAST), &note, &look)?;
    }
    Ok(())
}

fn line(
    sheet: &mut Worksheet,
    row: u32,
    name: &str,
    figures: &Figures,
    (text, count, share): (&Format, &Format, &Format),
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 0, name, text)?;
    for (column, figure) in [(1, figures.expected), (2, figures.received), (3, figures.on_time)] {
        sheet.write_number_with_format(row, column, figure, count)?;
    }
    let rest = [
        (6, figures.late),
        (7, figures.overdue),
        (8, figures.maybe),
        (9, figures.not_due),
        (10, figures.early),
        (11, figures.excused),
    ];
    // What there is none of stays empty, so that the eye finds what there is.
    for (column, figure) in rest {
        match figure {
            0 => sheet.write_blank(row, column, count)?,
            _ => sheet.write_number_with_format(row, column, figure, count)?,
        };
    }
    let apart = [(12, figures.undated_received, figures.undated), (13, figures.activities_done, figures.activities)];
    for (column, done, all) in apart {
        match all {
            0 => sheet.write_blank(row, column, count)?,
            _ => sheet.write_string_with_format(row, column, format!("{done}/{all}"), count)?,
        };
    }
    rate(sheet, row, 4, figures.rate(), share, count)?;
    rate(sheet, row, 5, figures.on_time_rate(), share, count)
}

/// A share as a number that can be reckoned with, floored to a tenth of a percent; "–" of nothing.
pub(super) fn rate(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    rate: Rate,
    share: &Format,
    none: &Format,
) -> Result<(), XlsxError> {
    match rate.per_mille() {
        Some(value) => sheet.write_number_with_format(row, column, f64::from(value) / 1000.0, share)?,
        None => sheet.write_string_with_format(row, column, "–", none)?,
    };
    Ok(())
}

fn notes(rules: &Rules) -> [String; 3] {
    let due_day = if rules.office.due_day_counts { "tính" } else { "không tính" };
    [
        "Phải gửi: báo cáo đã đến hạn (kể cả gia hạn), không kể được miễn và báo cáo đến hạn trước ngày bắt đầu theo \
         dõi; đã nhận: trong số đó, kể cả không phát sinh; tỷ lệ gửi = đã nhận/phải gửi; tỷ lệ đúng hạn = đúng \
         hạn/phải gửi. Tỷ lệ làm tròn xuống."
            .to_owned(),
        format!("Báo cáo nhận trong ngày hạn {due_day} là đúng hạn."),
        "Có thể đã gửi: tính vào phải gửi, chưa tính là đã nhận, không phải quá hạn. Báo cáo chưa đến hạn, không định \
         hạn và việc khác (không kèm báo cáo; đã ghi nhận/tổng số) không tính vào tỷ lệ."
            .to_owned(),
    ]
}
