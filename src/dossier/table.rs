//! The register on a terminal of 80 columns: a line for what one looks for, and under it what one reads once found.

use std::fmt::Write as _;

use super::register::{Extract, Row};

/// Columns of the narrowest terminal that offices use.
const WIDTH: usize = 80;
/// Where the second column begins: what stands under a line is set in so far.
const INSET: usize = 11;

/// The extract as text of at most 80 columns, with a line that counts.
#[must_use]
pub fn table(extract: &Extract) -> String {
    if extract.rows.is_empty() {
        return format!("{}: chưa có lượt tiếp nhận nào.\n", extract.scope);
    }
    let mut text = line("Số TN", "Nhận lúc", "Đơn vị", "Tình trạng");
    let _ = writeln!(text, "{}", "─".repeat(WIDTH));
    for row in &extract.rows {
        text.push_str(&entry(row));
    }
    let _ = writeln!(text, "{}", "─".repeat(WIDTH));
    let _ = writeln!(text, "{} lượt tiếp nhận. {}.", extract.rows.len(), extract.scope);
    text
}

fn entry(row: &Row) -> String {
    let received = row.received.strftime("%d/%m/%Y %H:%M").to_string();
    let standing =
        if row.version == "1" { row.standing.clone() } else { format!("{}, lần {}", row.standing, row.version) };
    let mut text = line(&row.number, &received, &row.unit, &standing);
    let mut about = row.title.clone();
    if !row.document_number.is_empty() {
        let _ = write!(about, "; số {}", row.document_number);
    }
    text.push_str(&under(&about));
    for note in &row.notes {
        text.push_str(&under(note));
    }
    if row.decided_by != "tự động" {
        text.push_str(&under(&format!("người ghi: {}", row.decided_by)));
    }
    for file in &row.files {
        text.push_str(&under(&format!("› {file}")));
    }
    text
}

/// Number, moment, unit and standing; a unit with a long name goes on below.
fn line(number: &str, received: &str, unit: &str, standing: &str) -> String {
    const NAME: usize = 28;
    let names = wrapped(unit, NAME);
    let standings = wrapped(standing, WIDTH.saturating_sub(INSET.saturating_add(19).saturating_add(NAME)));
    let blank = String::new();
    let mut text = String::new();
    for at in 0..names.len().max(standings.len()) {
        let (first, second) = if at == 0 { (number, received) } else { ("", "") };
        let name = names.get(at).unwrap_or(&blank);
        let standing = standings.get(at).unwrap_or(&blank);
        let row = format!("{first:<INSET$}{second:<18}{name:<NAME$} {standing}");
        let _ = writeln!(text, "{}", row.trim_end());
    }
    text
}

fn under(text: &str) -> String {
    let lines = wrapped(text, WIDTH.saturating_sub(INSET));
    lines.iter().fold(String::new(), |all, line| format!("{all}{}{line}\n", " ".repeat(INSET)))
}

/// Words in lines of at most `width` letters; a longer word is cut.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut rest: Vec<char> = word.chars().collect();
        let needed = line.chars().count().saturating_add(rest.len()).saturating_add(1);
        if !line.is_empty() && needed > width {
            lines.push(std::mem::take(&mut line));
        }
        while rest.len() > width {
            let tail = rest.split_off(width);
            lines.push(rest.into_iter().collect());
            rest = tail;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(rest);
    }
    lines.push(line);
    lines
}
