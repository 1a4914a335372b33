//! Which lines of the register are asked for, and each as people read it.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

use super::collation;
use super::line::{Channel, Line, LineFile, Number, Withdrawal};
use crate::calendar::Period;
use crate::calendar::deadline::Timeliness;
use crate::calendar::period;
use crate::decision::Relation;
use crate::evidence::scan::beside;
use crate::evidence::{Scan, Scans};
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::spelling::placing::placed;
use crate::standing::Standing;

/// The headers of the printed register.
pub const HEADERS: [&str; 10] = [
    "Số TN",
    "Ngày giờ nhận",
    "Đơn vị",
    "Loại báo cáo",
    "Kỳ",
    "Lần/phiên bản",
    "Tình trạng",
    "Số ký hiệu",
    "Tệp",
    "Người quyết định",
];

/// Which lines; an absent field takes all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of this unit.
    pub unit: Option<UnitId>,
    /// Of this kind of report.
    pub report: Option<ReportId>,
    /// About this period.
    pub period: Option<Period>,
    /// Received on this day of the office or later.
    pub from: Option<Date>,
    /// Received on this day of the office or earlier.
    pub to: Option<Date>,
    /// Entered on this day of the office or later, whenever it was received.
    pub since: Option<Date>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By number, as it was written.
    #[default]
    Number,
    /// By the unit's name, as a Vietnamese list, then by number.
    Unit,
}

/// A line as people read it, in civil time of the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line itself, for programs.
    pub line: Line,
    /// "147/2020".
    pub number: String,
    /// When it was received.
    pub received: DateTime,
    /// The unit's name; its key when the roster no longer has it.
    pub unit: String,
    /// The report's name; its key when no plan has it any more.
    pub report: String,
    /// "6 tháng đầu năm 2020".
    pub period: String,
    /// Kind and period as one name: "Báo cáo tháng 5 năm 2020".
    pub title: String,
    /// "1", "2, thay thế".
    pub version: String,
    /// "đúng hạn".
    pub standing: String,
    /// "123/BC-SYT", or nothing.
    pub document_number: String,
    /// Names of the files, and which nobody has read.
    pub files: Vec<String>,
    /// The same for programs, one per file.
    pub scans: Vec<Option<Scan>>,
    /// "tự động", or the person.
    pub decided_by: String,
    /// What a reader must know beside: withdrawn, corrected, on paper, another date in the mail.
    pub notes: Vec<String>,
}

/// A part of the register, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// The office that keeps the register.
    pub office: String,
    /// "Từ ngày 1/6/2020 đến ngày 30/6/2020; đơn vị: Sở Y tế".
    pub scope: String,
    /// When it was made.
    pub made: DateTime,
    /// The lines.
    pub rows: Vec<Row>,
}

/// The lines that `filter` asks for; `scans` among their files.
#[must_use]
pub fn extract(
    lines: Vec<Line>,
    scans: &Scans,
    filter: &Filter,
    order: Order,
    rules: &Rules,
    now: Timestamp,
) -> Extract {
    let mut rows: Vec<Row> =
        lines.into_iter().map(|line| row(line, scans, rules)).filter(|row| filter.takes(row, rules)).collect();
    match order {
        Order::Number => rows.sort_by_key(|row| row.line.number),
        Order::Unit => rows.sort_by_cached_key(|row| (collation::key(&row.unit), row.line.number)),
    }
    Extract { office: rules.office.name.clone(), scope: scope(filter, rules), made: civil(now, rules), rows }
}

impl Filter {
    fn takes(&self, row: &Row, rules: &Rules) -> bool {
        let (line, received) = (&row.line, row.received.date());
        self.unit.as_ref().is_none_or(|unit| *unit == line.unit)
            && self.report.as_ref().is_none_or(|report| *report == line.report)
            && self.period.is_none_or(|period| period == line.period)
            && self.from.is_none_or(|from| from <= received)
            && self.to.is_none_or(|to| received <= to)
            && self.since.is_none_or(|since| since <= civil(line.decided_at, rules).date())
    }
}

fn civil(at: Timestamp, rules: &Rules) -> DateTime {
    rules.office.time_zone.to_datetime(at)
}

fn scope(filter: &Filter, rules: &Rules) -> String {
    let day = |word: &str, day: Option<Date>| day.map(|day| format!("{word} {}", period::day_name(day)));
    let parts = [
        day("nhận từ ngày", filter.from),
        day("nhận đến hết ngày", filter.to),
        day("vào sổ từ ngày", filter.since),
        filter.unit.as_ref().map(|unit| format!("đơn vị: {}", unit_name(unit, rules))),
        filter.report.as_ref().map(|report| format!("loại báo cáo: {}", report_name(report, rules))),
        filter.period.map(|of| format!("kỳ: {}", period::name(of))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "Toàn bộ sổ".to_owned() } else { capital(&parts.join("; ")) }
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

fn unit_name(unit: &UnitId, rules: &Rules) -> String {
    rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone())
}

fn report_name(report: &ReportId, rules: &Rules) -> String {
    rules.plans.report(report).map_or_else(|| report.to_string(), |(_, report)| report.name.clone())
}

/// "147/2020".
#[must_use]
pub fn number_name((year, number): Number) -> String {
    format!("{number}/{year}")
}

/// A line as people read it.
pub(super) fn row(line: Line, scans: &Scans, rules: &Rules) -> Row {
    let scan = |file: &LineFile| scans.get(&(line.mail?, file.attachment?)).copied();
    let scans: Vec<Option<Scan>> = line.files.iter().map(scan).collect();
    Row {
        number: number_name(line.number),
        received: civil(line.received_at, rules),
        unit: unit_name(&line.unit, rules),
        report: report_name(&line.report, rules),
        title: period::title(&report_name(&line.report, rules), line.period),
        period: period::name(line.period),
        version: version(&line),
        standing: stands(&line, rules),
        document_number: line.document_number.clone().unwrap_or_default(),
        files: line.files.iter().zip(&scans).map(|(file, scan)| beside(&file.name, *scan)).collect(),
        scans,
        decided_by: if line.decided_by == "tiepnhan" { "tự động".to_owned() } else { line.decided_by.clone() },
        notes: notes(&line, rules),
        line,
    }
}

/// How a line stands in a listing: one that counts no more says that, so that nobody counts it.
fn stands(line: &Line, rules: &Rules) -> String {
    match (line.corrected_by, &line.revoked) {
        (Some(_), _) => "đã thay".to_owned(),
        (None, Some(_)) => placed("đã hủy", rules.office.placing),
        (None, None) => standing(line),
    }
}

fn version(line: &Line) -> String {
    let words = match line.relation {
        Relation::First | Relation::Nil => return line.version.to_string(),
        Relation::Replacement => "thay thế",
        Relation::Supplement => "bổ sung",
        Relation::Duplicate => "bản trùng",
    };
    format!("{}, {words}", line.version)
}

/// How a line stood to its date: "đúng hạn", "không phát sinh".
#[must_use]
pub fn standing(line: &Line) -> String {
    stood(line).words()
}

/// How a line stood to its date.
#[must_use]
pub fn stood(line: &Line) -> Standing {
    if line.relation == Relation::Nil {
        return Standing::Nil;
    }
    match line.timeliness {
        Some(Timeliness::OnTime) => Standing::OnTime,
        Some(Timeliness::OnDueDay) => Standing::OnDueDay,
        Some(Timeliness::Late { days }) => Standing::Late { days },
        None => Standing::NoDate,
    }
}

fn notes(line: &Line, rules: &Rules) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(later) = line.corrected_by {
        notes.push(format!("đã thay bằng số {}", number_name(later)));
    }
    if let Some(Withdrawal { why, .. }) = &line.revoked {
        notes.push(format!("{}: {why}", placed("đã hủy", rules.office.placing)));
    }
    if let Some(earlier) = line.corrects {
        notes.push(format!("thay cho số {}", number_name(earlier)));
    }
    if let Some(whole) = line.split_from {
        notes.push(format!("tách từ số {}", number_name(whole)));
    }
    match line.channel {
        Channel::Email => {}
        Channel::Paper => notes.push("nhận bản giấy".to_owned()),
        Channel::Phone => notes.push("nhận qua điện thoại".to_owned()),
        Channel::Zalo => notes.push("nhận qua Zalo".to_owned()),
        Channel::Other => notes.push("nhận cách khác".to_owned()),
    }
    let hour = SignedDuration::from_hours(1);
    if let Some(dated) = line.dated_at.filter(|dated| dated.duration_since(line.received_at).abs() > hour) {
        let dated = civil(dated, rules);
        notes.push(format!("thư ghi {}", dated.strftime("%H:%M %d/%m/%Y")));
    }
    notes
}
