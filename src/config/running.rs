//! How the program runs: the sections `[reminders]`, `[limits]`, `[scans]` and `[log]`.

use std::time::Duration;

use super::{FILE, Fault, Limits, Log, LogFormat, Scans};
use crate::office::Escalation;
use crate::office::form::{Put, Section};
use crate::plan::Plans;
use crate::roster::Roster;
use crate::spelling::placing::Placing;

pub(super) fn limits(root: &Section<'_, '_>) -> Option<Limits> {
    let section = root.section("limits")?;
    let letters_per_day = section.number("letters_per_day", 1..=100_000);
    let pace = section.number("seconds_between_letters", 0..=60);
    let letters_per_address = section.number("letters_per_address", 1..=1000);
    let letters_per_domain = section.number("letters_per_domain", 1..=100_000);
    let letter_mb = section.number("letter_mb", 1..=100);
    let seconds = section.number("file_seconds", 1..=600);
    let memory = section.number("file_memory_mb", 64..=65_536);
    let workers = section.number("workers", 0..=64);
    if let (Some(letters), Some(pace)) = (&letters_per_day, &pace) {
        too_slow(&section, letters, pace);
    }
    section.finish();
    Some(Limits {
        letters_per_day: letters_per_day?.value,
        pace: Duration::from_secs(u64::from(pace?.value)),
        letters_per_address: letters_per_address?.value,
        letters_per_domain: letters_per_domain?.value,
        letter_bytes: u64::from(letter_mb?.value).saturating_mul(1_000_000),
        file_time: Duration::from_secs(u64::from(seconds?.value)),
        file_memory: u64::from(memory?.value).saturating_mul(1 << 20),
        workers: usize::try_from(workers?.value).ok()?,
    })
}

/// What a day has no time for is promised by no forecast.
fn too_slow(section: &Section<'_, '_>, letters_per_day: &Put<u32>, pace: &Put<u32>) {
    const DAY: u32 = 24 * 60 * 60;
    let most = DAY.checked_div(pace.value).unwrap_or(u32::MAX);
    if letters_per_day.value > most {
        section.error(
            pace.span.clone(),
            format!("limits.seconds_between_letters = {}: mỗi ngày gửi được nhiều nhất {most} thư", pace.value),
            &format!("Phải đủ thời gian gửi limits.letters_per_day = {} thư", letters_per_day.value),
            "giảm một trong hai số",
        );
    }
}

/// None when misspelt, some of none when switched off.
pub(super) fn scans(root: &Section<'_, '_>) -> Option<Option<Scans>> {
    let section = root.section("scans")?;
    let read = section.text("read");
    let tesseract = section.required("tesseract", "chương trình nhận dạng chữ");
    let pdftoppm = section.required("pdftoppm", "chương trình vẽ trang PDF");
    let seconds = section.number("page_seconds", 1..=600);
    let pages = section.number("pages", 1..=100);
    let used = read.and_then(|read| match read.value.as_str() {
        "auto" => Some(true),
        "off" => Some(false),
        other => {
            let what = format!("scans.read = “{other}” không có");
            section.error(read.span, what, "scans.read là \"auto\" hoặc \"off\"", "chọn một trong hai");
            None
        }
    });
    section.finish();
    let scans = Scans {
        tesseract: tesseract?.value.into(),
        pdftoppm: pdftoppm?.value.into(),
        page_time: Duration::from_secs(u64::from(seconds?.value)),
        pages: usize::try_from(pages?.value).ok()?,
    };
    used.map(|used| used.then_some(scans))
}

pub(super) fn log(root: &Section<'_, '_>) -> Option<Log> {
    let section = root.section("log")?;
    let (format, level) = (section.text("format")?, section.text("level")?);
    let known = match format.value.as_str() {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        "journald" => Some(LogFormat::Journald),
        other => {
            let what = format!("log.format = “{other}” không có");
            section.error(format.span, what, "format là \"text\", \"json\" hoặc \"journald\"", "chọn một trong ba");
            None
        }
    };
    if !["error", "warn", "info", "debug"].contains(&level.value.as_str()) {
        let what = format!("log.level = “{}” không có", level.value);
        section.error(level.span, what, "level là error, warn, info hoặc debug", "chọn một trong bốn");
        return None;
    }
    section.finish();
    Some(Log { format: known?, level: level.value })
}

/// `office.tone`, told by an example.
pub(super) fn placing(office: &Section<'_, '_>) -> Option<Placing> {
    let said = office.text("tone")?;
    match crate::spelling::nfc(&said.value).as_str() {
        "ủy" => Some(Placing::First),
        "uỷ" => Some(Placing::Second),
        other => {
            let what = format!("office.tone = “{other}” không có");
            office.error(said.span, what, "office.tone là \"ủy\" hoặc \"uỷ\"", "chọn cách viết của cơ quan");
            None
        }
    }
}

/// The section `[reminders]`.
pub(super) fn escalation(root: &Section<'_, '_>) -> Option<Escalation> {
    let section = root.section("reminders")?;
    let (after, to_leader) = (section.number("escalate_after", 0..=20), section.flag("escalate_to_leader"));
    section.finish();
    let after = after.and_then(|after| u8::try_from(after.value).ok());
    Some(Escalation { after: after?, to_leader: to_leader? })
}

/// A setting that can never come to act was meant otherwise.
pub(super) fn check(escalation: Escalation, roster: &Roster, plans: &Plans) -> Vec<Fault> {
    if escalation.after == 0 {
        return Vec::new();
    }
    let place = "[reminders]";
    let mut faults = Vec::new();
    let most = plans.reports().map(|(_, report)| report.overdue_after.len()).max().unwrap_or(0);
    if most <= usize::from(escalation.after) {
        faults.push(Fault::warning(
            FILE,
            place,
            format!("escalate_after = {}, nhưng không báo cáo nào được báo quá hạn quá {most} lần", escalation.after),
            "Lần báo sau số lần ấy mới gửi thêm người; số lần báo do overdue_after của kế hoạch định",
            "giảm escalate_after, hoặc thêm ngày vào overdue_after, ví dụ [1, 3, 7]",
        ));
    }
    if escalation.to_leader && roster.units.iter().all(|unit| unit.leader.is_none()) {
        faults.push(Fault::warning(
            FILE,
            place,
            "escalate_to_leader = true, nhưng danh sách chưa ghi địa chỉ lãnh đạo đơn vị nào".to_owned(),
            "Lãnh đạo đơn vị chỉ nhận thư theo địa chỉ ở cột “Lãnh đạo” của danh sách đơn vị",
            "thêm cột “Lãnh đạo”, hoặc đặt escalate_to_leader = false",
        ));
    }
    faults
}
