//! The board on a terminal of 80 columns: words for one or two periods, a sign for each of more.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::letter::{wording, wrap};
use crate::office::Rules;
use crate::roster::{Unit, UnitId};
use crate::standing::grid::{Column, Grid, Line, Part};
use crate::standing::{Escalated, Row, Tally};

/// Columns of the narrowest terminal that offices use.
const WIDTH: usize = 80;
/// Columns of a name beside words.
const NAME: usize = 34;
/// The least that a name gets beside signs.
const LEAST_NAME: usize = 28;
/// Columns of the rate at the end of a line, with its space.
const RATE: usize = 5;
/// As many periods are told in words.
const IN_WORDS: usize = 2;

/// The board as text.
#[must_use]
pub fn table(rows: &[Row], rules: &Rules, now: Timestamp) -> String {
    let grid = Grid::of(rows, rules, now);
    let moment = wording::short_moment(&now.to_zoned(rules.office.time_zone.clone()));
    let mut text = format!("TÌNH HÌNH GỬI BÁO CÁO ĐẾN {}\n\n", moment.to_uppercase());
    if grid.columns.is_empty() {
        text.push_str("Không có báo cáo nào khớp với yêu cầu.\n");
    } else if grid.columns.len() <= IN_WORDS {
        words(&grid, rules, &mut text);
    } else {
        signs(&grid, rules, &mut text);
    }
    text.push_str(&escalated(rows, rules));
    if grid.left_out > 0 {
        let start = wording::date(rules.office.start_date);
        let line = format!("Không nêu {} kỳ đến hạn trước ngày bắt đầu theo dõi ({start}).", grid.left_out);
        text.push_str(&wrap::plain(&line));
    }
    text
}

/// Who of the units that still owe something was asked at more than one address.
fn escalated(rows: &[Row], rules: &Rules) -> String {
    let mut by_unit: BTreeMap<&UnitId, Vec<&Escalated>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.first.is_none()) {
        by_unit.entry(&row.unit).or_default().extend(&row.escalated);
    }
    let told = |unit: &Unit| {
        let words = Escalated::words(by_unit.get(&unit.id)?.iter().copied())?;
        Some(format!("{} ({words})", unit.name))
    };
    let told: Vec<String> = rules.roster.units.iter().filter_map(told).collect();
    if told.is_empty() {
        String::new()
    } else {
        wrap::plain(&format!("Nhắc nhiều lần chưa trả lời: {}.", told.join("; ")))
    }
}

/// What is asked for stands above, in full; each cell is a sign and words.
fn words(grid: &Grid<'_>, rules: &Rules, text: &mut String) {
    let one = grid.columns.len() == 1;
    for column in &grid.columns {
        for part in &column.parts {
            let due = part.deadline.map(|due| format!(", {}", wording::due(due))).unwrap_or_default();
            let code = if one { String::new() } else { format!("{}: ", column.code) };
            text.push_str(&wrap::plain(&format!("{code}{}{due}: {}", part.title, counts(column, part, rules))));
        }
    }
    text.push('\n');
    let width = WIDTH.saturating_sub(NAME).checked_div(grid.columns.len()).unwrap_or(WIDTH);
    if !one {
        let heads: String = grid.columns.iter().map(|column| pad(&column.code, width)).collect();
        text.push_str(&line(&pad("", NAME), &heads));
    }
    for band in &grid.bands {
        text.push_str(&format!("{} ({})\n", band.group.name, band.lines.len()));
        for unit in &band.lines {
            let cell = |row: &Option<&Row>| row.map(told).unwrap_or_default();
            let cells: String = unit.cells.iter().map(|row| pad(&cell(row), width)).collect();
            named(unit, NAME, &cells, text);
        }
    }
}

fn told(row: &Row) -> String {
    format!("{} {}", row.standing.mark(), row.standing.words())
}

/// Each cell is a sign; what the columns are stands below.
fn signs(grid: &Grid<'_>, rules: &Rules, text: &mut String) {
    let room = WIDTH.saturating_sub(LEAST_NAME).saturating_sub(RATE);
    let codes = grid.columns.iter().map(|column| column.code.chars().count()).max().unwrap_or(1);
    let lying = codes.saturating_add(1);
    // Codes lie side by side where there is room; else they stand upright, one letter a line.
    let upright = lying.saturating_mul(grid.columns.len()) > room;
    let width = if upright { 2 } else { room.checked_div(grid.columns.len()).unwrap_or(lying).clamp(lying, 6) };
    let most = room.checked_div(width).unwrap_or(1).max(1);
    let tables = grid.columns.len().div_ceil(most);
    let each = grid.columns.len().div_ceil(tables.max(1));
    for (nth, columns) in grid.columns.chunks(each.max(1)).enumerate() {
        if nth > 0 {
            text.push('\n');
        }
        let from = nth.saturating_mul(each);
        let last = nth.saturating_add(1) == tables;
        sheet(grid, columns, &Layout { from, width, upright, rate: last }, text);
    }
    text.push('\n');
    for column in &grid.columns {
        for part in &column.parts {
            below(column, part, rules, text);
        }
    }
    text.push('\n');
    text.push_str(&wrap::plain(&legend(grid)));
}

/// How a part of the picture is drawn.
struct Layout {
    /// Its first column.
    from: usize,
    /// Columns of a cell.
    width: usize,
    /// Whether codes stand upright.
    upright: bool,
    /// Whether rates stand at the end.
    rate: bool,
}

fn sheet(grid: &Grid<'_>, columns: &[Column<'_>], layout: &Layout, text: &mut String) {
    let cells_wide = layout.width.saturating_mul(columns.len());
    let name_wide = WIDTH.saturating_sub(RATE).saturating_sub(cells_wide).min(widest(grid));
    heads(columns, layout, name_wide, text);
    let rate = |figures: &crate::standing::figures::Figures| match layout.rate {
        true => format!("{:>RATE$}", figures.rate().percent()),
        false => String::new(),
    };
    for band in &grid.bands {
        let of_band = format!("{} ({})", band.group.name, band.lines.len());
        let wide = name_wide.saturating_add(cells_wide);
        text.push_str(&line(&pad(&of_band, wide), &rate(&band.figures)));
        for unit in &band.lines {
            let signs = unit.cells.iter().skip(layout.from).take(columns.len());
            let mark = |row: &Option<&Row>| row.map_or(" ", |row| row.standing.mark());
            let cells: String = signs.map(|row| pad(mark(row), layout.width)).collect();
            named(unit, name_wide, &format!("{cells}{}", rate(&unit.figures)), text);
        }
    }
    if layout.rate && grid.bands.len() > 1 {
        let all = format!("Tất cả ({})", grid.units());
        text.push_str(&line(&pad(&all, name_wide.saturating_add(cells_wide)), &rate(&grid.figures)));
    }
}

/// Columns for the longest name, with its indent and a space.
fn widest(grid: &Grid<'_>) -> usize {
    let names = grid.bands.iter().flat_map(|band| &band.lines).map(|unit| unit.name.chars().count());
    names.max().unwrap_or(0).saturating_add(3)
}

/// The codes over the columns, and the years above them when there are several.
fn heads(columns: &[Column<'_>], layout: &Layout, name_wide: usize, text: &mut String) {
    let blank = " ".repeat(name_wide);
    let year = |at: usize| columns.get(at).map(|column| column.period.year());
    let first_of_year = |at: usize| at.checked_sub(1).is_none_or(|before| year(before) != year(at));
    if (1..columns.len()).any(first_of_year) {
        // A year is four letters and its columns may be narrower; what does not fit is not written.
        let mut years = String::new();
        for at in 0..columns.len() {
            let begin = at.saturating_mul(layout.width);
            if first_of_year(at) && years.chars().count() <= begin {
                years = format!("{years:<begin$}{} ", year(at).unwrap_or_default());
            }
        }
        text.push_str(&line(&blank, &years));
    }
    let high =
        if layout.upright { columns.iter().map(|column| column.code.chars().count()).max().unwrap_or(1) } else { 1 };
    for at in 0..high {
        let head = |column: &Column<'_>| match layout.upright {
            true => column.code.chars().nth(at).map(String::from).unwrap_or_default(),
            false => column.code.clone(),
        };
        let codes: String = columns.iter().map(|column| pad(&head(column), layout.width)).collect();
        let rate =
            if layout.rate && at.saturating_add(1) == high { format!("{:>RATE$}", "Gửi") } else { String::new() };
        text.push_str(&line(&blank, &format!("{codes}{rate}")));
    }
}

/// A unit's line; a long name goes on below.
fn named(unit: &Line<'_>, width: usize, cells: &str, text: &mut String) {
    let lines = wrapped(unit.name, width.saturating_sub(3));
    for (nth, name) in lines.iter().enumerate() {
        let indent = if nth == 0 { "  " } else { "    " };
        text.push_str(&line(&pad(&format!("{indent}{name}"), width), if nth == 0 { cells } else { "" }));
    }
}

/// "T6   Báo cáo tháng 6 năm 2020   trước 20/6/2020   9/10   90%".
fn below(column: &Column<'_>, part: &Part<'_>, rules: &Rules, text: &mut String) {
    const TITLE: usize = 40;
    let due = part.deadline.map_or_else(
        || "không định hạn".to_owned(),
        |due| {
            let word = if due.kind == crate::plan::DueKind::Before { "trước" } else { "đến" };
            format!("{word} {}", wording::date(due.nominal))
        },
    );
    let tally = Tally::of(part.rows.iter().copied(), rules.office.due_day_counts);
    let counts = format!("{}/{}", tally.received, tally.owed);
    for (nth, title) in wrapped(&part.title, TITLE).iter().enumerate() {
        let shown = match nth {
            0 => format!("{:<5}{title:<TITLE$} {due:<17}{counts:>9}{:>5}%", column.code, tally.received_percent()),
            _ => format!("{:<7}{title}", ""),
        };
        text.push_str(&line(&shown, ""));
    }
}

fn counts(column: &Column<'_>, part: &Part<'_>, rules: &Rules) -> String {
    let tally = Tally::of(part.rows.iter().copied(), rules.office.due_day_counts);
    let done = column.done_words();
    format!("{done} {}/{} đơn vị ({}%)", tally.received, tally.owed, tally.received_percent())
}

fn line(name: &str, cells: &str) -> String {
    format!("{}\n", format!("{name}{cells}").trim_end())
}

/// Exactly `width` columns: cut with an ellipsis, or filled with spaces. Every letter of NFC Vietnamese is one column.
fn pad(text: &str, width: usize) -> String {
    let count = text.chars().count();
    if count < width || count <= 1 {
        return format!("{text}{}", " ".repeat(width.saturating_sub(count)));
    }
    let kept: String = text.chars().take(width.saturating_sub(2)).collect();
    format!("{kept}… ")
}

/// Words in lines of at most `width` letters; a longer word stays whole and is cut by [`pad`].
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        // Lines below the first are set in by two more columns.
        let room = if lines.len() > 1 { width.saturating_sub(2) } else { width };
        match lines.last_mut() {
            Some(last) if last.chars().count().saturating_add(word.chars().count()) < room => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// What the signs mean that are there, and what the rate is.
fn legend(grid: &Grid<'_>) -> String {
    let parts: Vec<String> = grid.signs().into_iter().map(|(mark, words)| format!("{mark} {words}")).collect();
    let signs = if parts.is_empty() { String::new() } else { format!("{}.\n", parts.join("; ")) };
    format!("{signs}Gửi: tỷ lệ đã nhận trong số báo cáo đã đến hạn, không kể được miễn.")
}
