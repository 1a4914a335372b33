//! The figures of the board: a table of 80 columns, JSON, CSV.

use std::io::Write;

use jiff::Timestamp;

use super::export::inert;
use super::table::wrapped;
use crate::cli::log::Form;
use crate::dossier::workbook::figures::HEADS;
use crate::failure::Failure;
use crate::letter::{wording, wrap};
use crate::office::Rules;
use crate::standing::Row;
use crate::standing::figures::{Figures, Rate};
use crate::standing::grid::Grid;
use crate::standing::summary::{By, Entry, summary};

/// Columns of the name; with the figures 80 in all.
const NAME: usize = 38;

/// How many of the workbook's figures the sheet has: all but the work without a report, which is no count of one thing.
const COUNTED: usize = 12;

/// Writes the figures of `rows`, taken together by each of `sections`, and of all.
pub(super) fn write(
    rows: &[Row],
    sections: &[By],
    form: &Form,
    scope: &str,
    rules: &Rules,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let grid = Grid::of(rows, rules, now);
    let sections: Vec<(By, Vec<Entry>)> = sections.iter().map(|by| (*by, summary(&grid, *by, rules, now))).collect();
    match form {
        Form::Json => {
            let mut all = serde_json::Map::new();
            all.insert("all".to_owned(), object(&grid.figures));
            for (by, entries) in &sections {
                all.insert(by.key().to_owned(), entries.iter().map(entry_json).collect());
            }
            writeln!(out, "{:#}", serde_json::Value::from(all))?;
        }
        Form::Csv => out.write_all(&sheet(&sections, &grid.figures).map_err(Failure::ours)?)?,
        Form::Table | Form::Xlsx(_) => write!(out, "{}", table(&sections, &grid, scope, rules, now))?,
    }
    Ok(())
}

fn entry_json(entry: &Entry) -> serde_json::Value {
    let mut value = object(&entry.figures);
    if let Some(map) = value.as_object_mut() {
        map.insert("id".to_owned(), entry.key.as_str().into());
        map.insert("name".to_owned(), entry.name.as_str().into());
    }
    value
}

/// Counts, and the rates in percent with one decimal, rounded down; null of nothing.
fn object(figures: &Figures) -> serde_json::Value {
    let mut value = serde_json::to_value(figures).unwrap_or_default();
    let rate = |rate: Rate| rate.per_mille().map(|share| f64::from(share) / 10.0);
    if let Some(map) = value.as_object_mut() {
        map.insert("rate".to_owned(), rate(figures.rate()).into());
        map.insert("on_time_rate".to_owned(), rate(figures.on_time_rate()).into());
    }
    value
}

fn sheet(sections: &[(By, Vec<Entry>)], all: &Figures) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    sheet.write_record(["Theo", "Mã", "Tên"].iter().chain(HEADS.iter().take(COUNTED)))?;
    let total = Entry { key: String::new(), name: "Tất cả".to_owned(), figures: *all };
    let entries = sections.iter().flat_map(|(by, entries)| entries.iter().map(|entry| (by.key(), entry)));
    for (by, entry) in entries.chain([("all", &total)]) {
        let figures = &entry.figures;
        let counts = [figures.expected, figures.received, figures.on_time].map(|count| count.to_string());
        let rates = [figures.rate().to_string(), figures.on_time_rate().to_string()];
        let rest = [
            figures.late,
            figures.overdue,
            figures.maybe,
            figures.not_due,
            figures.early,
            figures.excused,
            figures.undated,
        ];
        let cells = [by.to_owned(), entry.key.clone(), inert(&entry.name)].into_iter();
        sheet.write_record(cells.chain(counts).chain(rates).chain(rest.map(|count| count.to_string())))?;
    }
    sheet.into_inner().map_err(|error| error.into_error().into())
}

fn table(sections: &[(By, Vec<Entry>)], grid: &Grid<'_>, scope: &str, rules: &Rules, now: Timestamp) -> String {
    let moment = wording::short_moment(&now.to_zoned(rules.office.time_zone.clone()));
    let mut text = format!("SỐ LIỆU GỬI BÁO CÁO ĐẾN {}\n", moment.to_uppercase());
    text.push_str(&format!("{}\n", wrap::plain(scope)));
    if grid.columns.is_empty() {
        text.push_str("Không có báo cáo nào khớp với yêu cầu.\n");
        return text;
    }
    text.push_str(&cells("", ["Phải", "Đã", "Đúng", "Tỷ lệ", "Tỷ lệ", "Chưa"]));
    text.push_str(&cells("", ["gửi", "nhận", "hạn", "gửi", "đúng hạn", "đến hạn"]));
    for (by, entries) in sections {
        text.push_str(&format!("{}\n", by.words()));
        for entry in entries {
            named(2, &entry.name, &entry.figures, &mut text);
        }
    }
    named(0, "Tất cả", &grid.figures, &mut text);
    text.push('\n');
    text.push_str(&wrap::plain(&notes(&grid.figures, rules)));
    text
}

/// A line of figures; a long name goes on below.
fn named(indent: usize, name: &str, figures: &Figures, text: &mut String) {
    let lines = wrapped(name, NAME.saturating_sub(3));
    for (nth, part) in lines.iter().enumerate() {
        let inset = if nth == 0 { indent } else { 4 };
        let part = format!("{:inset$}{part}", "");
        text.push_str(&match (nth, apart(figures)) {
            (0, None) => cells(&part, told(figures).each_ref().map(String::as_str)),
            (0, Some(apart)) => format!("{part:<NAME$}{apart:>42}\n"),
            _ => format!("{part}\n"),
        });
    }
}

fn told(figures: &Figures) -> [String; 6] {
    let not_due = match figures.early {
        0 => figures.not_due.to_string(),
        early => format!("{early}/{}", figures.not_due),
    };
    [
        figures.expected.to_string(),
        figures.received.to_string(),
        figures.on_time.to_string(),
        figures.rate().to_string(),
        figures.on_time_rate().to_string(),
        not_due,
    ]
}

/// What is said in place of figures that count nothing.
fn apart(figures: &Figures) -> Option<String> {
    if figures.expected > 0 || figures.not_due > 0 {
        return None;
    }
    if figures.activities > 0 {
        return Some(format!("việc, đã ghi nhận {}/{}", figures.activities_done, figures.activities));
    }
    if figures.undated > 0 {
        return Some(format!("không định hạn, đã nhận {}/{}", figures.undated_received, figures.undated));
    }
    (figures.excused > 0 && figures.before_start == 0).then(|| format!("được miễn {}", figures.excused))
}

fn cells(name: &str, shown: [&str; 6]) -> String {
    let [expected, received, on_time, rate, on_time_rate, not_due] = shown;
    let line = format!("{name:<NAME$}{expected:>6}{received:>6}{on_time:>6}{rate:>7}{on_time_rate:>9}{not_due:>8}");
    format!("{}\n", line.trim_end())
}

/// What the figures count, and what they leave apart.
fn notes(figures: &Figures, rules: &Rules) -> String {
    let due_day = if rules.office.due_day_counts { "tính là đúng hạn" } else { "không tính là đúng hạn" };
    let mut lines = vec![
        "Phải gửi: đã đến hạn (kể cả gia hạn), không kể được miễn. Không phát sinh tính là đã nhận.".to_owned(),
        "Chưa đến hạn: đã nhận/tổng số, không tính vào tỷ lệ.".to_owned(),
    ];
    if figures.on_due_day > 0 {
        lines.push(format!("Gửi trong ngày hạn: {}, {due_day}.", figures.on_due_day));
    }
    if figures.maybe > 0 {
        lines.push(format!(
            "Có thể đã gửi: {}, tính vào phải gửi, chưa tính là đã nhận, không phải quá hạn.",
            figures.maybe
        ));
    }
    let apart = [("được miễn", figures.excused), ("trước ngày bắt đầu theo dõi", figures.before_start)];
    let mut apart: Vec<String> =
        apart.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{what} {count}")).collect();
    if figures.undated > 0 {
        apart.push(format!("không định hạn {} (đã nhận {})", figures.undated, figures.undated_received));
    }
    if figures.activities > 0 {
        apart.push(format!("việc không kèm báo cáo {} (đã ghi nhận {})", figures.activities, figures.activities_done));
    }
    if !apart.is_empty() {
        lines.push(format!("Để riêng: {}.", apart.join(", ")));
    }
    lines.join("\n")
}
