//! `board`: who has sent what, units against reports, on 80 columns.

use std::io::Write;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::log;
use crate::calendar::{Period, period};
use crate::failure::{Exit, Failure};
use crate::ledger::Ledger;
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::Unit;
use crate::standing::{self, BoardFacts, Doubt, Filter, Row, Standing, Tally};

/// What was asked for, as it was typed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Board {
    /// Chỉ kỳ này: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020. Không ghi: các kỳ đến hạn gần đây.
    #[arg(long, value_name = "KỲ")]
    pub period: Option<String>,
    /// Chỉ loại báo cáo này (mã trong kế hoạch).
    #[arg(long, value_name = "BÁO CÁO")]
    pub report: Option<String>,
    /// Chỉ đơn vị này (mã hoặc tên trong danh sách đơn vị).
    #[arg(long, value_name = "ĐƠN VỊ")]
    pub unit: Option<String>,
    /// Như vào cuối ngày này (2020-06-30 hoặc 30/6/2020). Không ghi: bây giờ.
    #[arg(long, value_name = "NGÀY")]
    pub at: Option<String>,
    /// In JSON.
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// In CSV.
    #[arg(long)]
    pub csv: bool,
}

/// Shows where the obligations stand that were asked for.
///
/// # Errors
/// [`Exit::Input`] for a unit, report or period that does not exist; [`Exit::Outside`] when the ledger cannot be read.
pub fn run(
    board: &Board,
    ledger: &Ledger,
    rules: &Rules,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let filter = Filter {
        period: board.period.as_deref().map(log::period).transpose()?,
        report: board.report.as_deref().map(|text| log::report(text, rules)).transpose()?,
        unit: board.unit.as_deref().map(|text| log::unit(text, rules)).transpose()?,
        days: None,
    };
    let now = match board.at.as_deref() {
        None => now,
        Some(text) => end_of(log::day("--at", text)?, rules)?,
    };
    let mut facts: BoardFacts = ledger.read(|snapshot| snapshot.board(now)).map_err(Failure::from_ledger)?;
    facts.receipts.values_mut().for_each(|receipts| receipts.retain(|receipt| receipt.received_at <= now));
    let rows = standing::board(rules, &facts, &filter, now);
    if board.json {
        let rows: Vec<serde_json::Value> = rows.iter().map(|row| json(row, rules)).collect();
        writeln!(out, "{:#}", serde_json::Value::from(rows))?;
    } else if board.csv {
        out.write_all(&csv(&rows, rules).map_err(Failure::ours)?)?;
    } else {
        write!(out, "{}", table(&rows, rules, now))?;
    }
    Ok(Exit::Fine)
}

/// The last moment of a day at the office.
fn end_of(day: Date, rules: &Rules) -> Result<Timestamp, Failure> {
    rules.office.time_zone.to_timestamp(day.to_datetime(Time::MAX)).map_err(Failure::input)
}

fn json(row: &Row, rules: &Rules) -> serde_json::Value {
    let unit = rules.roster.unit(&row.unit);
    let at = |moment: Timestamp| moment.to_zoned(rules.office.time_zone.clone()).strftime("%FT%T%:z").to_string();
    serde_json::json!({
        "unit": row.unit.as_str(),
        "unit_name": unit.map(|unit| unit.name.as_str()),
        "group": unit.map(|unit| unit.group.as_str()),
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
        "asked": row.asked.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// With a byte order mark, by which Excel knows UTF-8.
fn csv(rows: &[Row], rules: &Rules) -> Result<Vec<u8>, csv::Error> {
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
    ])?;
    for row in rows {
        let unit = rules.roster.unit(&row.unit).map_or(row.unit.as_str(), |unit| unit.name.as_str());
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
            asked.join(", "),
        ])?;
    }
    sheet.into_inner().map_err(|error| error.into_error().into())
}

/// A cell that a spreadsheet does not take for a formula.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t']) { format!("'{cell}") } else { cell.to_owned() }
}

fn title(row: &Row, rules: &Rules) -> String {
    let name = rules.plans.report(&row.report).map_or("Báo cáo", |(_, report)| report.name.as_str());
    period::title(name, row.period)
}

/// Columns of the name; with the widest table 80 in all.
const NAME: usize = 34;
/// Columns that the standings share.
const REST: usize = 46;

type Column<'a> = ((&'a ReportId, Period), Vec<&'a Row>);

/// The board as text.
#[must_use]
pub fn table(rows: &[Row], rules: &Rules, now: Timestamp) -> String {
    let moment = wording::short_moment(&now.to_zoned(rules.office.time_zone.clone()));
    let mut text = format!("TÌNH HÌNH GỬI BÁO CÁO ĐẾN {}\n", moment.to_uppercase());
    let mut columns: Vec<Column<'_>> = Vec::new();
    for row in rows {
        match columns.iter_mut().find(|(key, _)| *key == (&row.report, row.period)) {
            Some((_, column)) => column.push(row),
            None => columns.push(((&row.report, row.period), vec![row])),
        }
    }
    let begun: Vec<Column<'_>> = columns.iter().filter(|(_, rows)| !is_before_start(rows)).cloned().collect();
    // What was due before the office began is shown only when nothing else was asked for.
    if !begun.is_empty() {
        columns = begun;
    }
    if columns.is_empty() {
        text.push_str("\nKhông có báo cáo nào khớp với yêu cầu.\n");
        return text;
    }
    columns.sort_by_key(|(_, rows)| rows.iter().find_map(|row| row.deadline.as_ref()).map(|due| due.nominal));
    // Two columns have room for words; more of them for marks.
    let per_table = if columns.len() <= 2 { 2 } else { 9 };
    for part in columns.chunks(per_table) {
        part_of(part, rules, &mut text);
    }
    legend(&columns, columns.len() > 2, &mut text);
    text
}

fn part_of(columns: &[Column<'_>], rules: &Rules, text: &mut String) {
    let one = columns.len() == 1;
    for (place, (_, rows)) in columns.iter().enumerate() {
        let Some(first) = rows.first() else { continue };
        let due = first.deadline.as_ref().map(|due| format!(", {}", wording::due(due))).unwrap_or_default();
        let letter = if one { String::new() } else { format!("{}. ", letter(place)) };
        let tally = Tally::of(rows.iter().copied(), rules.office.due_day_counts);
        let line = format!(
            "{letter}{}{due}: đã nhận {}/{} đơn vị ({}%)",
            title(first, rules),
            tally.received,
            tally.owed,
            tally.received_percent()
        );
        text.push('\n');
        text.push_str(crate::letter::wrap::plain(&line).trim_end());
    }
    text.push_str("\n\n");
    let width = REST.checked_div(columns.len()).unwrap_or(REST).clamp(4, 30);
    if !one {
        let heads: String = (0..columns.len()).map(|place| pad(&letter(place), width)).collect();
        text.push_str(&line(&pad("", NAME), &heads));
    }
    for group in &rules.roster.groups {
        let of_group = |unit: &&Unit| unit.group == group.id && columns.iter().any(|(_, rows)| has(rows, unit));
        let units: Vec<&Unit> = rules.roster.units.iter().filter(of_group).collect();
        if units.is_empty() {
            continue;
        }
        text.push_str(&format!("{} ({})\n", group.name, units.len()));
        for unit in units {
            let cells: String = columns.iter().map(|(_, rows)| pad(&cell(rows, unit, width), width)).collect();
            text.push_str(&line(&pad(&format!("  {}", unit.name), NAME), &cells));
        }
    }
}

fn line(name: &str, cells: &str) -> String {
    format!("{}\n", format!("{name}{cells}").trim_end())
}

fn has(rows: &[&Row], unit: &Unit) -> bool {
    rows.iter().any(|row| row.unit == unit.id)
}

fn cell(rows: &[&Row], unit: &Unit, width: usize) -> String {
    let Some(row) = rows.iter().find(|row| row.unit == unit.id) else { return String::new() };
    if width < 18 {
        row.standing.mark().to_owned()
    } else {
        format!("{} {}", row.standing.mark(), row.standing.words())
    }
}

fn letter(place: usize) -> String {
    let offset = u8::try_from(place.min(25)).unwrap_or(25);
    char::from(b'A'.saturating_add(offset)).to_string()
}

/// Exactly `width` columns: cut with an ellipsis, or filled with spaces. Every letter of NFC Vietnamese is one column.
fn pad(text: &str, width: usize) -> String {
    let count = text.chars().count();
    if count < width {
        return format!("{text}{}", " ".repeat(width.saturating_sub(count)));
    }
    let kept: String = text.chars().take(width.saturating_sub(2)).collect();
    format!("{kept}… ")
}

fn is_before_start(rows: &[&Row]) -> bool {
    rows.iter().all(|row| row.standing == Standing::Maybe { why: Doubt::BeforeStart })
}

fn legend(columns: &[Column<'_>], marks_only: bool, text: &mut String) {
    let mut shown: Vec<(&str, String)> = Vec::new();
    for row in columns.iter().flat_map(|(_, rows)| rows) {
        let words = row.standing.words();
        let words = words.trim_end_matches(|c: char| c.is_ascii_digit() || c == '/' || c == ' ');
        let words = words.split(" đến").next().unwrap_or(words);
        let words: String = match row.standing.days() {
            Some(_) => words.split_whitespace().take(2).collect::<Vec<_>>().join(" "),
            None => words.to_owned(),
        };
        if !row.standing.mark().trim().is_empty() && !shown.iter().any(|(_, known)| *known == words) {
            shown.push((row.standing.mark(), words));
        }
    }
    if marks_only && !shown.is_empty() {
        let parts: Vec<String> = shown.into_iter().map(|(mark, words)| format!("{mark} {words}")).collect();
        text.push('\n');
        text.push_str(&crate::letter::wrap::plain(&parts.join("; ")));
    }
}
