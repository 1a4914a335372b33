//! The board's table, as the page writes it.

use jiff::civil::Date;
use minijinja::{Value, context};
use serde::Serialize;

use super::super::Look;
use super::super::pages::value;
use super::{AT_ONCE, Asked, signs};
use crate::calendar::deadline::Deadline;
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::Asks;
use crate::roster::Unit;
use crate::spelling::fold;
use crate::standing::figures::Figures;
use crate::standing::grid::{Band, Column, Grid};
use crate::standing::{self, Row, Standing};

/// What one may filter by: key, words.
const KINDS: [(&str, &str); 5] = [
    ("chua", "Chưa có báo cáo"),
    ("qua-han", "Quá hạn"),
    ("co-the", "Có thể đã gửi, chưa nhắc được"),
    ("da", "Đã nhận"),
    ("cham", "Gửi chậm"),
];

/// A period at the head of the table.
#[derive(Debug, Serialize)]
struct Head {
    code: String,
    title: String,
    period: String,
    /// Its reports, for the addresses of its counts.
    reports: String,
    parts: Vec<HeadPart>,
    received: u32,
    owed: u32,
    /// Share received, in percent, for the bar.
    share: u32,
    done: &'static str,
    overdue: u32,
    maybe: u32,
    /// How many stand how, of those whom nobody may call overdue.
    maybe_words: String,
    /// Given more time, still open.
    extended: u32,
    extended_sign: &'static str,
    excused: u32,
    excused_sign: &'static str,
    waiting: u32,
    waiting_words: &'static str,
}

#[derive(Debug, Serialize)]
struct HeadPart {
    title: String,
    due: String,
    left: String,
    soon: bool,
}

#[derive(Debug, Serialize)]
struct BandView {
    id: String,
    name: String,
    received: u32,
    owed: u32,
    share: u32,
    lines: Vec<LineView>,
}

#[derive(Debug, Serialize)]
struct LineView {
    unit: String,
    name: String,
    phone: String,
    rate: String,
    /// Its cells in words; empty where they are signs.
    cells: Vec<Option<Cell>>,
    /// Its cells as signs, ready; empty where they are words.
    signs: Value,
}

#[derive(Debug, Serialize)]
struct Cell {
    sign: &'static str,
    kind: &'static str,
    words: String,
    /// When it came, or when it was last asked for.
    when: String,
    /// All of it in one sentence.
    title: String,
    to: String,
}

/// What the table is made of.
pub(super) fn view(look: &Look<'_>, grid: &Grid<'_>, asked: &Asked, today: Date) -> Value {
    let rules = look.rules();
    let heads: Vec<Head> =
        grid.columns.iter().map(|column| head(column, name(column, &grid.columns), look, today)).collect();
    let words = grid.columns.len() <= AT_ONCE;
    let sought = fold(asked.tim.trim());
    let mut bands: Vec<BandView> = Vec::new();
    for band in &grid.bands {
        if !asked.nhom.is_empty() && band.group.id.as_str() != asked.nhom {
            continue;
        }
        let mut lines: Vec<&standing::grid::Line<'_>> = band
            .lines
            .iter()
            .filter(|line| sought.is_empty() || is_sought(line.unit, line.name, &sought))
            .filter(|line| asked.tt.is_empty() || line.cells.iter().flatten().any(|row| is_asked(row, asked)))
            .collect();
        if lines.is_empty() {
            continue;
        }
        if asked.xep == "tre" {
            lines.sort_by_key(|line| {
                std::cmp::Reverse(line.cells.iter().flatten().filter_map(|row| row.standing.days()).max())
            });
        }
        let (received, owed) = counted(of_reports(band, rules).into_iter(), rules, look);
        bands.push(BandView {
            id: band.group.id.as_str().to_owned(),
            name: band.group.name.clone(),
            received,
            owed,
            share: share(received, owed),
            lines: lines.into_iter().map(|line| line_view(line, words, rules)).collect(),
        });
    }
    let groups: Vec<Value> = grid
        .bands
        .iter()
        .map(|band| context! { id => band.group.id.as_str(), name => band.group.name.as_str() })
        .collect();
    let kinds: Vec<Value> = KINDS.iter().map(|(key, words)| context! { key => *key, words => *words }).collect();
    let shown: usize = bands.iter().map(|band| band.lines.len()).sum();
    context! {
        heads => value(&heads),
        bands => value(&bands),
        groups, kinds, words, shown,
        units => grid.units(),
        signs => grid.signs(),
        filter => context! {
            nhom => asked.nhom.as_str(), tt => asked.tt.as_str(), tim => asked.tim.as_str(), xep => asked.xep.as_str(),
            bc => asked.bc.as_str(),
        },
        left_out => grid.left_out,
        start => wording::date(rules.office.start_date),
    }
}

/// What the bar of a group counts: its reports. Work that leaves no file is another thing, counted only where there is
/// nothing else.
fn of_reports<'a>(band: &Band<'a>, rules: &Rules) -> Vec<&'a Row> {
    let all: Vec<&Row> = band.lines.iter().flat_map(|line| line.cells.iter().flatten().copied()).collect();
    let is_report = |row: &&&Row| rules.plans.report(&row.report).is_none_or(|(_, report)| report.asks == Asks::Report);
    let reports: Vec<&Row> = all.iter().filter(is_report).copied().collect();
    if reports.is_empty() { all } else { reports }
}

fn head(column: &Column<'_>, title: String, look: &Look<'_>, today: Date) -> Head {
    let rules = look.rules();
    let (received, owed) = counted(column.rows(), rules, look);
    let of =
        |kind: &str| u32::try_from(column.rows().filter(|row| is_kind(row.standing, kind)).count()).unwrap_or(u32::MAX);
    let parts = column
        .parts
        .iter()
        .map(|part| HeadPart {
            title: part.title.clone(),
            due: part.deadline.map(wording::due).unwrap_or_default(),
            left: part.deadline.map(|due| left(due, today)).unwrap_or_default(),
            soon: part.deadline.is_some_and(|due| today <= due.last_day() && days(today, due.last_day_in_time()) <= 3),
        })
        .collect();
    let activity = column.asks == Asks::Activity;
    let (overdue, maybe) = (of("qua-han"), of("co-the"));
    let count = |is: fn(Standing) -> bool| {
        u32::try_from(column.rows().filter(|row| is(row.standing)).count()).unwrap_or(u32::MAX)
    };
    let extended = count(|standing| matches!(standing, Standing::Extended { .. }));
    let excused = count(|standing| standing == Standing::Excused);
    let waiting = of("chua").saturating_sub(overdue).saturating_sub(maybe).saturating_sub(extended);
    Head {
        code: column.code.clone(),
        title,
        period: column.period.to_string(),
        reports: column.parts.iter().map(|part| part.report.as_str()).collect::<Vec<_>>().join(","),
        parts,
        received,
        owed,
        share: share(received, owed),
        done: column.done_words(),
        overdue,
        maybe,
        maybe_words: doubtful(column),
        extended,
        extended_sign: Standing::Extended { until: today }.mark(),
        excused,
        excused_sign: Standing::Excused.mark(),
        waiting,
        waiting_words: if activity { "chưa đến hạn" } else { "chưa gửi" },
    }
}

/// "3 có thể đã gửi, 1 chưa nhắc được".
fn doubtful(column: &Column<'_>) -> String {
    let doubtful = column.rows().filter(|row| is_kind(row.standing, "co-the"));
    let mut counts: Vec<(String, u32)> = Vec::new();
    for words in doubtful.map(|row| row.standing.words_of(column.asks)) {
        match counts.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => counts.push((words, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.iter().map(|(words, count)| format!("{count} {words}")).collect::<Vec<_>>().join(", ")
}

/// Calendar days from one day to another.
pub(super) fn days(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours().div_euclid(24)
}

/// "còn 5 ngày", up to the last day that is on time by the plan's words; the day that "trước ngày" names is "ngày hạn".
fn left(due: &Deadline, today: Date) -> String {
    match (days(today, due.last_day_in_time()), days(today, due.last_day())) {
        (0, _) => "hôm nay là ngày cuối".to_owned(),
        (1, _) => "mai là ngày cuối".to_owned(),
        (days @ 2.., _) => format!("còn {days} ngày"),
        (_, 0..) => "hôm nay là ngày hạn".to_owned(),
        (_, days) => format!("đã qua {} ngày", days.abs()),
    }
}

/// Received, and owed whether due yet or not. Who is excused, or was due before the office began, owes nothing.
fn counted<'a>(rows: impl Iterator<Item = &'a Row>, rules: &Rules, look: &Look<'_>) -> (u32, u32) {
    let figures = Figures::of(rows, rules, look.now());
    let received = figures
        .received
        .saturating_add(figures.early)
        .saturating_add(figures.undated_received)
        .saturating_add(figures.activities_done);
    let owed = figures
        .expected
        .saturating_add(figures.not_due)
        .saturating_add(figures.undated)
        .saturating_add(figures.activities);
    (received, owed)
}

/// In whole percent, rounded down, so that a full bar means all.
fn share(part: u32, whole: u32) -> u32 {
    part.saturating_mul(100).checked_div(whole).unwrap_or(0)
}

fn is_sought(unit: &Unit, name: &str, sought: &str) -> bool {
    let names = [name, unit.name.as_str(), unit.id.as_str()].into_iter();
    let others = unit.aliases.iter().chain(&unit.symbols).map(String::as_str);
    names.chain(others).any(|name| fold(name).contains(sought))
}

/// Whether this is what is looked for: so it stands, and of the card that was pressed.
fn is_asked(row: &Row, asked: &Asked) -> bool {
    let of_card = asked.bc.is_empty() || asked.bc.split(',').any(|report| report == row.report.as_str());
    of_card && is_kind(row.standing, &asked.tt)
}

fn is_kind(standing: Standing, kind: &str) -> bool {
    match kind {
        "da" => standing.is_received(),
        "cham" => matches!(standing, Standing::Late { .. }),
        "qua-han" => matches!(standing, Standing::Overdue { .. }),
        "co-the" => matches!(standing, Standing::Maybe { why } if why != standing::Doubt::BeforeStart),
        "chua" => {
            matches!(
                standing,
                Standing::Waiting | Standing::Overdue { .. } | Standing::Extended { .. } | Standing::NoDate
            ) || is_kind(standing, "co-the")
        }
        _ => true,
    }
}

fn line_view(line: &standing::grid::Line<'_>, words: bool, rules: &Rules) -> LineView {
    let cells = if words { line.cells.as_slice() } else { &[] };
    LineView {
        unit: line.unit.id.as_str().to_owned(),
        name: line.name.to_owned(),
        phone: line.unit.phone.clone().unwrap_or_default(),
        rate: line.figures.rate().percent(),
        cells: cells.iter().map(|row| row.map(|row| cell(row, line.name, rules))).collect(),
        signs: if words { Value::from("") } else { signs::line(&line.cells, rules) },
    }
}

fn cell(row: &Row, unit: &str, rules: &Rules) -> Cell {
    let report = rules.plans.report(&row.report).map(|(_, report)| report);
    let words = row.standing.words_of(report.map(|report| report.asks).unwrap_or_default());
    // The first decides how it stands; a later version does not make it late.
    let came = row.first.as_ref().map(|receipt| {
        let at = receipt.received_at.to_zoned(rules.office.time_zone.clone());
        (wording::time(at.time()), at.date())
    });
    let when = match (&came, row.sent_days().last()) {
        (Some((_, day)), _) => wording::day_and_month(*day),
        (None, Some(day)) => format!("nhắc {}", wording::day_and_month(day)),
        (None, None) => String::new(),
    };
    let report = report.map_or(row.report.as_str(), |report| report.name.as_str());
    let mut title = format!("{unit}: {}, {words}", crate::calendar::period::title(report, row.period));
    if let (Some((hour, day)), Some(receipt)) = (came, &row.first) {
        title.push_str(&format!(
            "; nhận {hour} ngày {}, số {:04}/{}",
            wording::date(day),
            receipt.number.1,
            receipt.number.0
        ));
    }
    if let Standing::Maybe { why } = row.standing {
        title.push_str(&format!("; {}", why.words()));
    }
    let to = format!("/nghia-vu/{}/{}/{}", row.unit, row.report, row.period);
    Cell { sign: row.standing.mark(), kind: row.standing.key(), words, when, title, to }
}

/// What a period is called over its column: the period, or the report where several columns are of that period, or what
/// is to be done in it when that leaves no file.
fn name(column: &Column<'_>, all: &[Column<'_>]) -> String {
    let same = |other: &&Column<'_>| other.period == column.period && other.asks == column.asks;
    let alone = all.iter().filter(same).count() == 1;
    match column.parts.first() {
        Some(part) if column.asks == Asks::Activity || !alone => part.title.clone(),
        _ => wording::upper_first(&crate::calendar::period::name(column.period)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::calendar::Calendar;
    use crate::calendar::deadline::{DueDate, DueKind, DueRule, Roll};

    #[test]
    fn the_last_day_is_the_last_one_that_is_in_time_by_the_words_of_the_plan() {
        let due = |kind: DueKind| {
            let date = DueDate::On(date(2020, 6, 19));
            let rule = DueRule { kind, date, hour: None, wording: String::new(), roll: Roll::Next, grace: 0 };
            let period = "2020-H1".parse().unwrap();
            let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
            Deadline::of(&rule, period, &Calendar::vietnam(), &zone).unwrap()
        };
        let said = |kind, day| left(&due(kind), date(2020, 6, day));
        assert_eq!(said(DueKind::Before, 16), "còn 2 ngày");
        assert_eq!(said(DueKind::Before, 17), "mai là ngày cuối");
        assert_eq!(said(DueKind::Before, 18), "hôm nay là ngày cuối");
        assert_eq!(said(DueKind::Before, 19), "hôm nay là ngày hạn");
        assert_eq!(said(DueKind::Before, 20), "đã qua 1 ngày");
        assert_eq!(said(DueKind::By, 18), "mai là ngày cuối");
        assert_eq!(said(DueKind::By, 19), "hôm nay là ngày cuối");
        assert_eq!(said(DueKind::By, 21), "đã qua 2 ngày");
    }
}
