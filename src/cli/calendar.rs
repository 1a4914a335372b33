//! `calendar`: what is due when, on which days units are reminded, and which days are off.

use std::collections::BTreeMap;
use std::io::Write;

use crate::calendar::period;
use jiff::Timestamp;
use jiff::civil::Date;

use super::log;
use crate::failure::{Exit, Failure};
use crate::letter::wording;
use crate::notice::{overdue, reminder};
use crate::office::Rules;
use crate::standing::{self, BoardFacts, Filter, Row, days_after};

/// What was asked for, as it was typed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Calendar {
    /// Từ ngày này (2020-06-01 hoặc 1/6/2020). Không ghi: hôm nay.
    #[arg(long, value_name = "NGÀY")]
    pub from: Option<String>,
    /// Đến hết ngày này. Không ghi: 60 ngày.
    #[arg(long, value_name = "NGÀY")]
    pub to: Option<String>,
    /// In JSON.
    #[arg(long)]
    pub json: bool,
}

/// One thing on one day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
struct Item {
    day: Date,
    /// `off`, `worked`, `reminder`, `due`, `last-day`, `overdue`.
    what: &'static str,
    words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
}

/// Lists the days.
///
/// # Errors
/// [`Exit::Input`] for days that do not exist or lie the wrong way round.
pub fn run(calendar: &Calendar, rules: &Rules, now: Timestamp, out: &mut dyn Write) -> Result<Exit, Failure> {
    let day = |name: &str, text: &Option<String>| text.as_deref().map(|text| log::day(name, text)).transpose();
    let today = now.to_zoned(rules.office.time_zone.clone()).date();
    let first = day("--from", &calendar.from)?.unwrap_or(today);
    let last = day("--to", &calendar.to)?.unwrap_or_else(|| days_after(first, 60));
    if last < first {
        return Err(Failure::input("--to: ngày cuối ở trước ngày đầu; hãy đổi chỗ hai ngày"));
    }
    let items = items(rules, first, last, now);
    if calendar.json {
        let json = serde_json::to_value(&items).map_err(Failure::ours)?;
        writeln!(out, "{json:#}")?;
    } else if items.is_empty() {
        writeln!(out, "Không có hạn gửi, ngày nhắc hay ngày nghỉ nào trong khoảng này.")?;
    } else {
        write!(out, "{}", text(&items))?;
    }
    Ok(Exit::Fine)
}

fn text(items: &[Item]) -> String {
    let mut days: BTreeMap<Date, Vec<&str>> = BTreeMap::new();
    for item in items {
        days.entry(item.day).or_default().push(&item.words);
    }
    let mut text = String::new();
    for (day, words) in days {
        let weekday = wording::weekday(day).replacen("thứ", "Thứ", 1);
        text.push_str(&format!("{weekday}, {}\n", wording::date(day)));
        let list: String = words.iter().map(|words| format!("- {words}\n")).collect();
        text.push_str(&crate::letter::wrap::plain(&list));
    }
    text
}

fn items(rules: &Rules, first: Date, last: Date, now: Timestamp) -> Vec<Item> {
    // Reminders of what is due a little later, and overdue days of what was due a little earlier, belong here too.
    let filter = Filter { days: Some((days_after(first, -60), days_after(last, 60))), ..Filter::default() };
    let mut reports: BTreeMap<(String, String), (Row, usize)> = BTreeMap::new();
    for row in standing::board(rules, &BoardFacts::default(), &filter, now) {
        let key = (row.report.to_string(), row.period.to_string());
        let entry = reports.entry(key).or_insert((row, 0));
        entry.1 = entry.1.saturating_add(1);
    }
    let mut items: Vec<Item> = days_of_the_table(rules, first, last);
    for (row, units) in reports.values() {
        items.extend(days_of(row, *units, rules));
    }
    items.retain(|item| (first..=last).contains(&item.day));
    items.sort();
    items
}

fn days_of_the_table(rules: &Rules, first: Date, last: Date) -> Vec<Item> {
    let item = |day: Date, what: &'static str, words: String| Item { day, what, words, report: None, period: None };
    let off = rules.calendar.days_off.range(first..=last).filter(|(day, _)| rules.calendar.day_off(**day).is_some());
    let off = off.map(|(day, entry)| item(*day, "off", format!("nghỉ: {}", entry.name)));
    let worked = rules.calendar.worked.range(first..=last);
    let worked = worked.filter(|(day, _)| rules.calendar.worked_day(**day).is_some());
    let worked = worked.map(|(day, entry)| item(*day, "worked", format!("làm việc: {}", entry.name)));
    off.chain(worked).collect()
}

fn days_of(row: &Row, units: usize, rules: &Rules) -> Vec<Item> {
    let (Some(deadline), Some((_, report))) = (&row.deadline, rules.plans.report(&row.report)) else {
        return Vec::new();
    };
    let title = period::title(&report.name, row.period);
    let item = |day: Date, what: &'static str, words: String| Item {
        day,
        what,
        words,
        report: Some(row.report.to_string()),
        period: Some(row.period.to_string()),
    };
    let mut items =
        vec![item(deadline.nominal, "due", format!("hạn gửi {title}: {} ({units} đơn vị)", deadline.wording))];
    let last = deadline.last_day();
    if last != deadline.nominal {
        items.push(item(last, "last-day", format!("ngày cuối chưa tính chậm của {title} (hạn rơi vào ngày nghỉ)")));
    }
    let asks = reminder::days(row, rules).into_iter().map(|day| (day, "reminder", "nhắc đơn vị chưa gửi"));
    let asks = asks.chain(overdue::days(row, rules).into_iter().map(|day| (day, "overdue", "thông báo quá hạn")));
    items.extend(asks.map(|(day, what, words)| item(day, what, format!("{words}: {title}"))));
    items
}
