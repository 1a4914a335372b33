//! `board`: who has sent what. Units against periods, the figures of them, and who is late again and again.

mod export;
mod figures;
mod repeat;
mod table;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::{Date, Time, date};

use super::log::{self, Form};
use crate::dossier::workbook;
use crate::failure::{Exit, Failure};
use crate::ledger::Ledger;
use crate::letter::{wording, wrap};
use crate::notice::silence;
use crate::office::Rules;
use crate::roster::{GroupId, UnitId};
use crate::standing::figures::repeaters;
use crate::standing::grid::Grid;
use crate::standing::summary::By;
use crate::standing::{self, BoardFacts, Filter, Row, days_after};

pub use table::table;

/// What was asked for, as it was typed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Board {
    /// Chỉ kỳ này: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020. Không ghi: các kỳ đến hạn gần đây.
    #[arg(long, value_name = "KỲ")]
    pub period: Option<String>,
    /// Mọi kỳ của năm này, trên một bảng.
    #[arg(long, value_name = "NĂM", conflicts_with_all = ["period", "from", "to"], value_parser = clap::value_parser!(i16).range(1990..=2199))]
    pub year: Option<i16>,
    /// Báo cáo có hạn gửi từ ngày này (2020-06-01 hoặc 1/6/2020).
    #[arg(long, value_name = "NGÀY", conflicts_with = "period")]
    pub from: Option<String>,
    /// Báo cáo có hạn gửi đến hết ngày này.
    #[arg(long, value_name = "NGÀY", conflicts_with = "period")]
    pub to: Option<String>,
    /// Chỉ loại báo cáo này (mã trong kế hoạch).
    #[arg(long, value_name = "BÁO CÁO")]
    pub report: Option<String>,
    /// Chỉ nhóm đơn vị này (mã hoặc tên nhóm).
    #[arg(long, value_name = "NHÓM")]
    pub group: Option<String>,
    /// Chỉ đơn vị này (mã hoặc tên trong danh sách đơn vị).
    #[arg(long, value_name = "ĐƠN VỊ")]
    pub unit: Option<String>,
    /// Như vào cuối ngày này (2020-06-30 hoặc 30/6/2020). Không ghi: bây giờ.
    #[arg(long, value_name = "NGÀY")]
    pub at: Option<String>,
    /// Số liệu: phải gửi, đã nhận, đúng hạn, tỷ lệ gửi, tỷ lệ đúng hạn.
    #[arg(long, conflicts_with = "repeat")]
    pub figures: bool,
    /// Số liệu theo loại báo cáo, kỳ, nhóm hay đơn vị. Không ghi: loại báo cáo và nhóm.
    #[arg(long, value_name = "THEO", requires = "figures")]
    pub by: Option<Grouping>,
    /// Đơn vị chậm hoặc thiếu từ 2 lần trở lên trong N báo cáo đến hạn gần nhất của mình (không ghi N: 6).
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "6", conflicts_with = "period", value_parser = clap::value_parser!(u8).range(2..=99))]
    pub repeat: Option<u8>,
    /// In JSON.
    #[arg(long, conflicts_with_all = ["csv", "xlsx"])]
    pub json: bool,
    /// In CSV.
    #[arg(long, conflicts_with = "xlsx")]
    pub csv: bool,
    /// Ghi ra tệp Excel để in: tình hình, số liệu, đơn vị hay chậm.
    #[arg(long, value_name = "TỆP", conflicts_with_all = ["figures", "repeat"])]
    pub xlsx: Option<PathBuf>,
}

/// By what figures are taken together, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Grouping {
    /// Loại báo cáo.
    Report,
    /// Kỳ báo cáo.
    Period,
    /// Nhóm đơn vị.
    Group,
    /// Đơn vị.
    Unit,
}

impl Grouping {
    fn by(self) -> By {
        match self {
            Self::Report => By::Report,
            Self::Period => By::Period,
            Self::Group => By::Group,
            Self::Unit => By::Unit,
        }
    }
}

/// How many obligations of a unit a workbook looks at for its habits.
const HABITS: u8 = 6;
/// How many days back habits are looked for: two years, so that a yearly report has two of them.
const HABIT_DAYS: i32 = 731;

/// Shows where the obligations stand that were asked for.
///
/// # Errors
/// [`Exit::Input`] for a unit, group, report, period or day that does not exist; [`Exit::Outside`] when the ledger
/// cannot be read or the file not be written.
pub fn run(
    board: &Board,
    ledger: &Ledger,
    rules: &Rules,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let asked = Asked::read(board, rules)?;
    let now = match board.at.as_deref() {
        None => now,
        Some(text) => end_of(log::day("--at", text)?, rules)?,
    };
    let mut facts: BoardFacts = ledger.read(|snapshot| snapshot.board(now)).map_err(Failure::from_ledger)?;
    facts.receipts.values_mut().for_each(|receipts| receipts.retain(|receipt| receipt.received_at <= now));
    if let Some(last) = board.repeat {
        let history = asked.history();
        let rows = history.rows(rules, &facts, now);
        let found = repeaters(&rows, rules, usize::from(last), now);
        repeat::write(&found, last, &board.form(), &history.scope(rules), rules, now, out)?;
        return Ok(Exit::Fine);
    }
    let rows = asked.rows(rules, &facts, now);
    if let Some(path) = &board.xlsx {
        let history = asked.history().rows(rules, &facts, now);
        let book = workbook::Book {
            grid: Grid::of(&rows, rules, now),
            repeaters: repeaters(&history, rules, usize::from(HABITS), now),
            looked_at: HABITS,
            scope: asked.scope(rules),
            calls: Vec::new(),
        };
        let bytes = workbook::xlsx(&book, rules, now).map_err(Failure::ours)?;
        std::fs::write(path, bytes)
            .map_err(|error| Failure::outside(format!("không ghi được {}: {error}", path.display())))?;
        writeln!(out, "Đã ghi tình hình của {} đơn vị vào {}.", book.grid.units(), path.display())?;
    } else if board.figures {
        let sections = board.by.map_or(vec![By::Report, By::Group], |by| vec![by.by()]);
        figures::write(&rows, &sections, &board.form(), &capital(&asked.scope(rules)), rules, now, out)?;
    } else if board.json {
        let rows: Vec<serde_json::Value> = rows.iter().map(|row| export::json(row, rules, &facts)).collect();
        writeln!(out, "{:#}", serde_json::Value::from(rows))?;
    } else if board.csv {
        out.write_all(&export::csv(&rows, rules, &facts).map_err(Failure::ours)?)?;
    } else {
        if let Some(which) = silence::mailboxes(rules, &facts) {
            writeln!(out, "{which} Đơn vị có thể đã gửi.\n")?;
        }
        write!(out, "{}", table(&rows, rules, now))?;
        write!(out, "{}", away(&rows, rules, &facts, now))?;
        if rows.is_empty() && asked.is_open() {
            let year = rules.office.time_zone.to_datetime(now).year();
            writeln!(out, "Không có kỳ nào đến hạn trong 60 ngày qua và 30 ngày tới. Xem cả năm: board --year {year}")?;
        }
    }
    Ok(Exit::Fine)
}

impl Board {
    fn form(&self) -> Form {
        match (&self.xlsx, self.json, self.csv) {
            (Some(path), ..) => Form::Xlsx(path.clone()),
            (None, true, _) => Form::Json,
            (None, false, true) => Form::Csv,
            (None, false, false) => Form::Table,
        }
    }
}

/// What was asked for, understood.
#[derive(Debug, Clone, Default)]
struct Asked {
    filter: Filter,
    year: Option<i16>,
    /// Due from this day, through this day.
    due: (Option<Date>, Option<Date>),
    group: Option<GroupId>,
    /// Days back from now in which habits are looked for.
    back: Option<i32>,
}

impl Asked {
    fn read(board: &Board, rules: &Rules) -> Result<Self, Failure> {
        let day = |name: &str, text: &Option<String>| text.as_deref().map(|text| log::day(name, text)).transpose();
        let due = (day("--from", &board.from)?, day("--to", &board.to)?);
        if let (Some(first), Some(last)) = due
            && last < first
        {
            return Err(Failure::input("--to: ngày cuối ở trước ngày đầu; hãy đổi chỗ hai ngày"));
        }
        let filter = Filter {
            period: board.period.as_deref().map(log::period).transpose()?,
            report: board.report.as_deref().map(|text| log::report(text, rules)).transpose()?,
            unit: board.unit.as_deref().map(|text| log::unit(text, rules)).transpose()?,
            ..Filter::default()
        };
        let group = board.group.as_deref().map(|text| group(text, rules)).transpose()?;
        Ok(Self { filter, year: board.year, due, group, back: None })
    }

    /// The same units and reports over the time in which habits show: the year or the days that were asked for, else
    /// two years back.
    fn history(&self) -> Self {
        if self.year.is_some() || self.due != (None, None) {
            return self.clone();
        }
        let filter = Filter { period: None, ..self.filter.clone() };
        Self { filter, group: self.group.clone(), back: Some(HABIT_DAYS), ..Self::default() }
    }

    /// Whether the board shows what was due of late because nothing else was said.
    fn is_open(&self) -> bool {
        self.filter == Filter::default() && self.group.is_none() && self.year.is_none() && self.due == (None, None)
    }

    /// The rows, in the board's order.
    fn rows(&self, rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Vec<Row> {
        let today = rules.office.time_zone.to_datetime(now).date();
        let days = match (self.year, self.due, self.back) {
            (Some(year), ..) => Some((date(year, 1, 1), date(year, 12, 31))),
            (None, (None, None), Some(back)) => Some((days_after(today, back.saturating_neg()), today)),
            (None, (None, None), None) => None,
            (None, (first, last), _) => Some((
                first.unwrap_or_else(|| last.map_or(today, |last| days_after(last, -366))),
                last.unwrap_or_else(|| first.map_or(today, |first| days_after(first, 366))),
            )),
        };
        let filter = Filter { days, ..self.filter.clone() };
        let mut rows = standing::board(rules, facts, &filter, now);
        rows.retain(|row| self.takes(row, days, rules));
        rows
    }

    fn takes(&self, row: &Row, days: Option<(Date, Date)>, rules: &Rules) -> bool {
        let by_due_day = self.due != (None, None);
        let day = standing::grid::day_of(row);
        let of_group = |group: &GroupId| rules.roster.unit(&row.unit).is_some_and(|unit| unit.group_on(day) == group);
        self.year.is_none_or(|year| row.period.year() == year)
            && (!by_due_day || days.is_none_or(|(first, last)| (first..=last).contains(&day)))
            && self.group.as_ref().is_none_or(of_group)
    }

    /// "năm 2020, Sở Y tế", "hạn gửi từ 1/6/2020, hạn gửi đến 30/6/2020"; what a sheet says of itself.
    fn scope(&self, rules: &Rules) -> String {
        let day = |word: &str, day: Option<Date>| day.map(|day| format!("{word} {}", wording::date(day)));
        let group = |id: &GroupId| rules.roster.groups.iter().find(|group| group.id == *id).map(|g| g.name.clone());
        let when = [
            self.year.map(|year| format!("năm {year}")),
            self.filter.period.map(crate::calendar::period::name),
            day("hạn gửi từ", self.due.0),
            day("hạn gửi đến", self.due.1),
            self.back.map(|_| "trong hai năm qua".to_owned()),
        ];
        let mut parts: Vec<String> = when.into_iter().flatten().collect();
        if parts.is_empty() {
            parts.push("các kỳ đến hạn gần đây".to_owned());
        }
        parts.extend(self.group.as_ref().and_then(group));
        parts.extend(self.filter.unit.as_ref().and_then(|id| rules.roster.unit(id)).map(|unit| unit.name.clone()));
        let report = self.filter.report.as_ref().and_then(|id| rules.plans.report(id));
        parts.extend(report.map(|(_, report)| wording::lower_first(&report.name)));
        parts.join(", ")
    }
}

/// Who of those that still owe something answered that somebody is away; empty when nobody did.
fn away(rows: &[Row], rules: &Rules, facts: &BoardFacts, now: Timestamp) -> String {
    let today = rules.office.time_zone.to_datetime(now).date();
    let owing = |row: &&Row| !row.standing.is_received() && row.standing != standing::Standing::Excused;
    let open: BTreeSet<&UnitId> = rows.iter().filter(owing).map(|row| &row.unit).collect();
    let named = rules.roster.units.iter().filter(|unit| open.contains(&unit.id)).filter_map(|unit| {
        let away = facts.away.get(&unit.id).filter(|away| away.until >= today)?;
        let until = match away.named {
            true => format!("đến hết {}", wording::date(away.until)),
            false => "không rõ đến ngày nào".to_owned(),
        };
        Some(format!("{} ({until})", unit.name_on(today)))
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() { String::new() } else { wrap::plain(&format!("Báo vắng: {}.", named.join("; "))) }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A group by key or by name, however its diacritics were typed.
fn group(text: &str, rules: &Rules) -> Result<GroupId, Failure> {
    let typed = crate::spelling::fold(text);
    let groups = &rules.roster.groups;
    let same = groups.iter().find(|group| group.id.as_str() == text || crate::spelling::fold(&group.name) == typed);
    same.map(|group| group.id.clone()).ok_or_else(|| {
        let known: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
        Failure::input(format!("--group: không có nhóm `{text}`. Các nhóm: {}.", known.join(", ")))
    })
}

/// The last moment of a day at the office.
fn end_of(day: Date, rules: &Rules) -> Result<Timestamp, Failure> {
    rules.office.time_zone.to_timestamp(day.to_datetime(Time::MAX)).map_err(Failure::input)
}
