//! The agenda as an iCalendar file (RFC 5545) that Outlook, Google Calendar and Thunderbird import.
//!
//! Written here and not by the crate `icalendar`: that brings a second library of time, which stamps events by the
//! system's clock and names them by chance, while ours must come out alike from run to run. What is needed of the
//! standard is one component with nine properties, escaping and folding.
//!
//! Without alarms: the program itself reminds those who owe something, and whoever imports the file for a whole office
//! wants to look up days and not to be rung on each of them; every calendar program lets its owner add an alarm.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::agenda::{Item, What};
use crate::office::Rules;
use crate::plan::Plan;

/// The most octets of a line, its end not counted.
const LINE: usize = 75;

/// The calendar, lines ending in CRLF. `now` is its time stamp; all else depends on the items only.
#[must_use]
pub fn ical(items: &[Item], rules: &Rules, now: Timestamp) -> String {
    let office = &rules.office;
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//tiepnhan//tiepnhan//VI");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, "METHOD:PUBLISH");
    // Some programs show the escapes of this name, which no standard describes: so it has nothing to escape.
    let name = office.short_name.replace([',', ';', '\\'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    text(&mut out, "X-WR-CALNAME", &format!("Lịch báo cáo – {name}"));
    if let Some(zone) = office.time_zone.iana_name() {
        line(&mut out, &format!("X-WR-TIMEZONE:{zone}"));
    }
    let host = office.mailbox.rsplit_once('@').map_or("tiepnhan.invalid", |(_, host)| host);
    for item in items {
        event(&mut out, item, rules, host, now);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, item: &Item, rules: &Rules, host: &str, now: Timestamp) {
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}@{host}", item.key));
    line(out, &format!("DTSTAMP:{}", utc(now)));
    match item.moment {
        // An hour is shown as the half hour that ends with it, in UTC: so no description of the zone is needed.
        Some(moment) => {
            line(out, &format!("DTSTART:{}", utc(moment.checked_sub(30.minutes()).unwrap_or(moment))));
            line(out, &format!("DTEND:{}", utc(moment)));
        }
        None => {
            line(out, &format!("DTSTART;VALUE=DATE:{}", item.first.strftime("%Y%m%d")));
            // Exclusive: the day after the last one.
            line(out, &format!("DTEND;VALUE=DATE:{}", item.last.tomorrow().unwrap_or(Date::MAX).strftime("%Y%m%d")));
        }
    }
    text(out, "SUMMARY", &summary(item));
    text(out, "DESCRIPTION", &description(item, rules));
    text(out, "CATEGORIES", category(item.what));
    // Nobody is busy on a due day; a week in which a meeting will be held is no appointment yet.
    line(out, "TRANSP:TRANSPARENT");
    let open = item.estimate || (item.what == What::Meeting && item.first != item.last);
    line(out, if open { "STATUS:TENTATIVE" } else { "STATUS:CONFIRMED" });
    line(out, "END:VEVENT");
}

fn summary(item: &Item) -> String {
    let estimate = if item.estimate { " (dự kiến)" } else { "" };
    let title = &item.title;
    match item.what {
        What::Meeting => format!("{title}{estimate}"),
        _ => format!("{}: {title}{estimate}", item.kind()),
    }
}

fn category(what: What) -> &'static str {
    match what {
        What::Off | What::Worked => "Ngày nghỉ và làm bù",
        What::Due | What::LastDay | What::Extended => "Hạn gửi báo cáo",
        What::Own => "Báo cáo của cơ quan",
        What::Meeting => "Hội nghị",
        What::Reminder | What::Overdue | What::Asked => "Nhắc và đôn đốc",
    }
}

/// The plan's wording, its name, and how many have sent; who has not is nothing to hand around.
fn description(item: &Item, rules: &Rules) -> String {
    let mut lines: Vec<String> = Vec::new();
    if !item.detail.is_empty() {
        lines.push(item.detail.clone());
    }
    for progress in &item.progress {
        let of = matches!(item.what, What::Own | What::Meeting);
        let report = if of { format!("Chờ {}: ", progress.title) } else { String::new() };
        lines.push(format!("{report}{}", progress.words(false)));
    }
    let plan = item.plan.as_ref().and_then(|id| rules.plans.plans.iter().find(|plan| plan.id == *id));
    lines.extend(plan.map(basis));
    lines.join("\n")
}

fn basis(plan: &Plan) -> String {
    let date = plan.date.map(|day| format!(" ngày {}", crate::calendar::period::day_name(day)));
    match &plan.number {
        Some(number) => format!("Căn cứ: {} (số {number}{})", plan.title, date.unwrap_or_default()),
        None => format!("Căn cứ: {}", plan.title),
    }
}

fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A property of type TEXT (RFC 5545 §3.3.11).
fn text(out: &mut String, name: &str, value: &str) {
    let mut escaped = String::with_capacity(value.len());
    for sign in value.chars() {
        match sign {
            '\\' | ';' | ',' => escaped.extend(['\\', sign]),
            '\n' => escaped.push_str("\\n"),
            sign if sign.is_control() => {}
            sign => escaped.push(sign),
        }
    }
    line(out, &format!("{name}:{escaped}"));
}

/// A content line, folded at 75 octets and never inside a character (§3.1).
fn line(out: &mut String, content: &str) {
    let mut used = 0_usize;
    for sign in content.chars() {
        if used.saturating_add(sign.len_utf8()) > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(sign);
        used = used.saturating_add(sign.len_utf8());
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests;
