//! `calendar`: what is due, reminded and held when, and which days are off; as a table, JSON or iCalendar.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use super::log;
use crate::config::Loaded;
use crate::daemon;
use crate::dossier::agenda::{Item, Progress, Scope, What, agenda};
use crate::dossier::ical::ical;
use crate::failure::{Exit, Failure};
use crate::ledger::Ledger;
use crate::letter::wording;
use crate::office::Rules;
use crate::roster::{GroupId, UnitId};
use crate::standing::{BoardFacts, days_after};

/// What was asked for, as it was typed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Calendar {
    /// Từ ngày này (2020-06-01 hoặc 1/6/2020). Không ghi: hôm nay.
    #[arg(long, value_name = "NGÀY")]
    pub from: Option<String>,
    /// Đến hết ngày này. Không ghi: 60 ngày.
    #[arg(long, value_name = "NGÀY")]
    pub to: Option<String>,
    /// Chỉ loại báo cáo này (mã trong kế hoạch) và hội nghị chờ báo cáo này.
    #[arg(long, value_name = "BÁO CÁO")]
    pub report: Option<String>,
    /// Chỉ đơn vị này (mã hoặc tên trong danh sách đơn vị).
    #[arg(long, value_name = "ĐƠN VỊ")]
    pub unit: Option<String>,
    /// Chỉ nhóm đơn vị này (mã hoặc tên).
    #[arg(long, value_name = "NHÓM")]
    pub group: Option<String>,
    /// In JSON.
    #[arg(long, conflicts_with = "ics")]
    pub json: bool,
    /// Ghi tệp lịch .ics để nhập vào Outlook, Google Calendar, Thunderbird; dấu - là in ra màn hình.
    #[arg(long, value_name = "TỆP")]
    pub ics: Option<PathBuf>,
}

/// What the office's ledger knows; none when it has none yet, and the calendar then only says what is planned.
///
/// # Errors
/// A ledger that is there and cannot be read.
pub fn facts(loaded: &Loaded, now: Timestamp) -> Result<Option<BoardFacts>, Failure> {
    let file = daemon::ledger_file(&loaded.config);
    if !file.exists() {
        return Ok(None);
    }
    let ledger = Ledger::open(&file, now).map_err(Failure::outside)?;
    ledger.read(|snapshot| snapshot.board(now)).map(Some).map_err(Failure::from_ledger)
}

/// Lists the days.
///
/// # Errors
/// [`Exit::Input`] for days that do not exist or lie the wrong way round, for unknown units, groups and reports, and
/// for a file that is no calendar; [`Exit::Outside`] when the file cannot be written.
pub fn run(
    asked: &Calendar,
    rules: &Rules,
    facts: Option<&BoardFacts>,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let items = agenda(rules, facts, &scope(asked, rules, now)?, now);
    if let Some(path) = &asked.ics {
        export(path, &items, rules, now, out)?;
    } else if asked.json {
        let items: Vec<serde_json::Value> = items.iter().map(json).collect();
        writeln!(out, "{:#}", serde_json::Value::from(items))?;
    } else if items.is_empty() {
        writeln!(out, "Không có hạn gửi, ngày nhắc, hội nghị hay ngày nghỉ nào trong khoảng này.")?;
    } else {
        write!(out, "{}", text(&items))?;
    }
    Ok(Exit::Fine)
}

fn scope(asked: &Calendar, rules: &Rules, now: Timestamp) -> Result<Scope, Failure> {
    let day = |name: &str, text: &Option<String>| text.as_deref().map(|text| log::day(name, text)).transpose();
    let today = now.to_zoned(rules.office.time_zone.clone()).date();
    let first = day("--from", &asked.from)?.unwrap_or(today);
    let last = day("--to", &asked.to)?.unwrap_or_else(|| days_after(first, 60));
    if last < first {
        return Err(Failure::input("--to: ngày cuối ở trước ngày đầu; hãy đổi chỗ hai ngày"));
    }
    Ok(Scope {
        first,
        last,
        report: asked.report.as_deref().map(|text| log::report(text, rules)).transpose()?,
        unit: asked.unit.as_deref().map(|text| log::unit(text, rules)).transpose()?,
        group: asked.group.as_deref().map(|text| group(text, rules)).transpose()?,
    })
}

/// A group by key or by name, however its diacritics were typed.
fn group(text: &str, rules: &Rules) -> Result<GroupId, Failure> {
    let typed = crate::spelling::fold(text);
    let groups = &rules.roster.groups;
    let same = groups.iter().find(|group| group.id.as_str() == text || crate::spelling::fold(&group.name) == typed);
    same.map(|group| group.id.clone()).ok_or_else(|| {
        let known: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
        Failure::input(format!("--group: không có nhóm `{text}`; các nhóm hiện có: {}", known.join(", ")))
    })
}

/// Days as headings, what happens on them as lines of at most 80 columns.
fn text(items: &[Item]) -> String {
    let mut days: BTreeMap<Date, Vec<&Item>> = BTreeMap::new();
    for item in items {
        days.entry(item.first).or_default().push(item);
    }
    let mut text = String::new();
    for (day, items) in days {
        let weekday = wording::weekday(day).replacen("thứ", "Thứ", 1);
        text.push_str(&format!("{weekday}, {}\n", wording::date(day)));
        let list: String = items.iter().map(|item| lines(item)).collect();
        text.push_str(&crate::letter::wrap::plain(&list));
    }
    text
}

fn lines(item: &Item) -> String {
    let waits = matches!(item.what, What::Meeting | What::Own);
    let mut line = format!("- {}", words(item));
    if !waits && let Some(progress) = item.progress.first() {
        match item.what {
            What::Due | What::Extended if progress.known => line.push_str(&format!("; {}", progress.words(true))),
            // Whom a reminder goes to is said where the report is due.
            _ => line.push_str(&format!(" ({} đơn vị)", progress.tally.owed)),
        }
    }
    line.push('\n');
    for progress in item.progress.iter().filter(|_| waits) {
        line.push_str(&format!("  chờ {}: {}\n", progress.title, progress.words(true)));
    }
    line
}

/// One item as a clause: "hạn gửi Báo cáo quý I năm 2026: trước ngày 20/3".
fn words(item: &Item) -> String {
    let (title, detail) = (&item.title, &item.detail);
    let span = item.span();
    let until = if span.is_empty() { String::new() } else { format!(" ({span})") };
    let kind = wording::lower_first(item.kind());
    let words = match item.what {
        What::Off if item.first < item.last => format!("{kind}{until}: {title}"),
        What::Due => format!("{kind} {title}: {detail}"),
        What::LastDay => format!("{kind} của {title} (hạn rơi vào ngày nghỉ)"),
        What::Extended => format!("{kind} {title}"),
        What::Own => format!("{kind}: {title}, {detail}"),
        What::Meeting => format!("{kind} {title}{until}: {detail}"),
        What::Off | What::Worked | What::Reminder | What::Overdue | What::Asked => format!("{kind}: {title}"),
    };
    if item.estimate { format!("{words} – dự kiến") } else { words }
}

fn json(item: &Item) -> serde_json::Value {
    serde_json::json!({
        "day": item.first.to_string(),
        "until": item.last.to_string(),
        "at": item.moment.map(|moment| moment.to_string()),
        "what": item.what.key(),
        "words": words(item),
        "title": item.title,
        "detail": item.detail,
        "estimate": item.estimate,
        "plan": item.plan.as_ref().map(|plan| plan.as_str()),
        "report": item.about,
        "period": item.period.map(|period| period.to_string()),
        "progress": item.progress.iter().map(progress).collect::<Vec<_>>(),
    })
}

fn progress(progress: &Progress) -> serde_json::Value {
    let units = |units: &[(UnitId, String)]| -> Vec<serde_json::Value> {
        units.iter().map(|(id, name)| serde_json::json!({ "unit": id.as_str(), "unit_name": name })).collect()
    };
    let mut value = serde_json::json!({
        "report": progress.report.as_str(),
        "period": progress.period.to_string(),
        "expected": progress.tally.owed,
    });
    if let (true, Some(fields)) = (progress.known, value.as_object_mut()) {
        fields.insert("counts".into(), serde_json::json!(progress.tally));
        fields.insert("overdue".into(), units(&progress.overdue).into());
        fields.insert("maybe".into(), units(&progress.doubtful).into());
        fields.insert("waiting".into(), units(&progress.waiting).into());
    }
    value
}

fn export(path: &Path, items: &[Item], rules: &Rules, now: Timestamp, out: &mut dyn Write) -> Result<(), Failure> {
    let calendar = ical(items, rules, now);
    if path.as_os_str() == "-" {
        return Ok(out.write_all(calendar.as_bytes())?);
    }
    replaceable(path)?;
    let fail = |error: std::io::Error| Failure::outside(format!("không ghi được {}: {error}", path.display()));
    std::fs::write(path, calendar).map_err(fail)?;
    Ok(writeln!(out, "Đã ghi {} mục vào {}.", items.len(), path.display())?)
}

/// A file that is there is written over only when it is a calendar: a slip of the hand must not cost a configuration.
fn replaceable(path: &Path) -> Result<(), Failure> {
    let mut head = [0_u8; 15];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    match read {
        Ok(()) if head == *b"BEGIN:VCALENDAR" => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        _ => Err(Failure::input(format!(
            "--ics: {} đã có và không phải tệp lịch; hãy ghi tên một tệp .ics khác",
            path.display()
        ))),
    }
}
