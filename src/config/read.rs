//! From the words of `tiepnhan.toml` to values.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::leader::briefings;
use super::letterhead::letterhead;
use super::mailbox::{choice, mailboxes, path_of};
use super::running::{escalation, limits, log, placing, scans};
use super::server::{dkim, login, server};
use super::web::web;
use super::{Config, DEFAULT, FILE, Fault, Smtp, Way};
use crate::office::Office;
use crate::office::form::{Form, Put, Section};
use crate::roster::read::bad_address;

/// What could be understood of the file; with faults, less than all.
pub(super) struct Understood {
    pub config: Option<Config>,
    pub office: Option<Office>,
    /// Where the other files are, so that their faults can be named in the same run.
    pub files: Option<Files>,
}

/// The section `[files]`.
pub(super) struct Files {
    pub roster: PathBuf,
    pub plans: PathBuf,
    pub data: PathBuf,
    pub letters: Option<PathBuf>,
    pub holidays: Option<PathBuf>,
    pub dictionary: Option<PathBuf>,
}

/// Reads the file over the defaults.
pub(super) fn read(text: &str, folder: &Path, faults: &mut Vec<Fault>) -> Understood {
    let form = Form::over(FILE, text, DEFAULT);
    let root = form.root();
    let office = office(&root);
    let files = files(&root, folder);
    let config = config(&root, folder, office.as_ref(), files.as_ref());
    root.finish();
    faults.extend(form.into_faults());
    let office = office.map(|office| match &config {
        Some(config) => served(office, config),
        None => office,
    });
    Understood { config, office, files }
}

/// The office with what other sections say of it.
fn served(mut office: Office, config: &Config) -> Office {
    for also in &config.also {
        if also.address != office.mailbox && !office.own_addresses.contains(&also.address) {
            office.own_addresses.push(also.address.clone());
        }
        office.also_signed_by.push(also.authserv_id.clone());
    }
    Office { largest_letter: config.limits.letter_bytes, ..office }
}

fn files(root: &Section<'_, '_>, folder: &Path) -> Option<Files> {
    let section = root.section("files")?;
    let path = |key| filled(&section, key).map(|name| folder.join(name.value));
    let (roster, plans, data) = (path("roster"), path("plans"), path("data"));
    for (key, missing) in [("roster", roster.is_none()), ("plans", plans.is_none()), ("data", data.is_none())] {
        if missing {
            section.error(
                section.span(),
                format!("files.{key} trống"),
                "Khóa này bắt buộc phải có",
                "ghi tên tệp hoặc thư mục",
            );
        }
    }
    let (letters, holidays, dictionary) = (path("letters"), path("holidays"), path("dictionary"));
    section.finish();
    Some(Files { roster: roster?, plans: plans?, data: data?, letters, holidays, dictionary })
}

fn config(root: &Section<'_, '_>, folder: &Path, office: Option<&Office>, files: Option<&Files>) -> Option<Config> {
    let user = office.map_or("", |office| office.mailbox.as_str());
    let data = files.map_or(folder, |files| files.data.as_path());
    let (mailboxes, delivery) = (mailboxes(root, folder, user, data), delivery(root, folder, user, data));
    let (limits, scans, log, letterhead) = (limits(root), scans(root), log(root), letterhead(root));
    let web = web(root, folder);
    let (files, (mailbox, also)) = (files?, mailboxes?);
    Some(Config {
        folder: folder.to_owned(),
        mailbox,
        also,
        delivery: delivery?,
        roster: files.roster.clone(),
        plans: files.plans.clone(),
        letters: files.letters.clone(),
        placing: office.map_or_else(Default::default, |office| office.placing),
        holidays: files.holidays.clone(),
        dictionary: files.dictionary.clone(),
        data: files.data.clone(),
        limits: limits?,
        scans: scans?,
        web: web?,
        log: log?,
        letterhead: letterhead?,
    })
}

/// A text that is there and not empty.
pub(super) fn filled(section: &Section<'_, '_>, key: &'static str) -> Option<Put<String>> {
    section.text(key).filter(|text| !text.value.is_empty())
}

/// The name under which the receiving server signs (RFC 8601 §2.5: most often its host name). Anything else would never
/// be met, and no sender be checked.
pub(super) fn authserv_id(section: &Section<'_, '_>) -> Option<String> {
    let text = filled(section, "authserv_id")?;
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !text.value.chars().all(fits) {
        section.error(
            text.span,
            format!("{} không phải tên máy chủ", section.full("authserv_id")),
            "Chỉ ghi tên đứng đầu dòng Authentication-Results, ví dụ mx.google.com; không ghi cả dòng, không có dấu cách, @",
            "để trống rồi chạy `tiepnhan check --online` để biết cần ghi gì",
        );
        return None;
    }
    Some(text.value.to_lowercase())
}

fn office(root: &Section<'_, '_>) -> Option<Office> {
    let escalation = escalation(root);
    let section = root.section("office")?;
    let name = section.required("name", "tên cơ quan");
    let short_name = filled(&section, "short_name").map(|text| text.value);
    let mailbox = section.required("mailbox", "hộp thư chung nhận báo cáo");
    let mailbox = mailbox.and_then(|text| address(&section, &text));
    let own_addresses = addresses(&section, "own_addresses");
    let staff = addresses(&section, "staff");
    let mut leaders = addresses(&section, "leaders");
    let briefings = briefings(root);
    let named = briefings.iter().map(|briefing| briefing.address.clone());
    let named: Vec<String> = named.filter(|leader| !leaders.contains(leader)).collect();
    leaders.extend(named);
    let on_duty = addresses(&section, "on_duty");
    let contact = filled(&section, "contact").map(|text| text.value);
    let phone = filled(&section, "phone").map(|text| text.value);
    let time_zone = time_zone(&section);
    let due_day_counts = section.flag("due_day_counts");
    let placing = placing(&section);
    let authserv_id = authserv_id(&section);
    if staff.is_empty() {
        section.warning(
            section.span(),
            "chưa ghi chuyên viên nào (office.staff)".to_owned(),
            "Việc cần kiểm tra và cảnh báo được gửi cho chuyên viên",
            "thêm staff = [\"địa chỉ thư\"]",
        );
    }
    section.finish();
    let times = root.section("times")?;
    let start_date = times.date("start_date");
    if start_date.is_none() && !times.has("start_date") {
        times.error(
            times.span(),
            "thiếu times.start_date (ngày đầu tiên dùng tiepnhan)".to_owned(),
            "Thư đến trước ngày này chỉ được ghi sổ, không ai bị trả lời hay nhắc vì thư cũ",
            "thêm vào mục [times] dòng start_date = \"ngày/tháng/năm\"",
        );
    }
    let working_hours = working_hours(&times);
    let digest_at = times.time("digest_at");
    times.finish();
    let name = name?.value;
    Some(Office {
        short_name: short_name.unwrap_or_else(|| name.clone()),
        name,
        mailbox: mailbox?,
        own_addresses,
        staff,
        leaders,
        briefings,
        on_duty,
        contact,
        phone,
        time_zone: time_zone?,
        start_date: start_date?.value,
        working_hours: working_hours?,
        digest_at: digest_at?.value,
        due_day_counts: due_day_counts?,
        authserv_id,
        also_signed_by: Vec::new(),
        largest_letter: u64::MAX,
        placing: placing?,
        escalation: escalation?,
    })
}

pub(super) fn address(section: &Section<'_, '_>, text: &Put<String>) -> Option<String> {
    let lower = text.value.to_lowercase();
    match bad_address(&lower) {
        None => Some(lower),
        Some((what, remedy)) => {
            section.error(text.span.clone(), what, "Địa chỉ thư phải đủ dạng ten@ten-mien", remedy);
            None
        }
    }
}

fn addresses(section: &Section<'_, '_>, key: &'static str) -> Vec<String> {
    let written = section.texts(key).unwrap_or_default();
    written.iter().filter_map(|text| address(section, text)).collect()
}

fn time_zone(section: &Section<'_, '_>) -> Option<TimeZone> {
    let name = section.required("time_zone", "múi giờ")?;
    match TimeZone::get(&name.value) {
        Ok(zone) => Some(zone),
        Err(_) => {
            section.error(
                name.span,
                format!("không có múi giờ “{}”", name.value),
                "Múi giờ ghi theo tên của IANA",
                "ở Việt Nam ghi \"Asia/Ho_Chi_Minh\"",
            );
            None
        }
    }
}

fn working_hours(times: &Section<'_, '_>) -> Option<(Time, Time)> {
    let written = times.texts("working_hours")?;
    let hours: Vec<Time> = written.iter().filter_map(|text| crate::office::form::clock(&text.value)).collect();
    if let [first, last] = hours.as_slice()
        && written.len() == 2
        && first < last
    {
        return Some((*first, *last));
    }
    let span = written.first().map_or_else(|| times.span(), |text| text.span.clone());
    times.error(
        span,
        "times.working_hours không đúng".to_owned(),
        "Giờ làm việc gồm giờ bắt đầu và giờ kết thúc trong cùng một ngày",
        "ghi working_hours = [\"07:30\", \"17:00\"]",
    );
    None
}

fn delivery(root: &Section<'_, '_>, folder: &Path, user: &str, data: &Path) -> Option<Way> {
    let section = root.section("delivery")?;
    let way = choice(&section, "way", ["maildir", "smtp"]);
    let maildir = section.section("maildir").map(|section| path_of(section, folder));
    let smtp = section.section("smtp")?;
    let used = way == Some("smtp");
    let server = server(&smtp, folder, used);
    let login = login(&smtp, folder, user, data);
    let hello = filled(&smtp, "hello").map(|text| text.value);
    let seconds = smtp.number("seconds", 5..=600);
    smtp.finish();
    let dkim = dkim(section.section("dkim")?, folder, user);
    section.finish();
    if !used {
        return (way == Some("maildir")).then(|| maildir.flatten().map(Way::Maildir))?;
    }
    let patience = Duration::from_secs(u64::from(seconds?.value));
    Some(Way::Smtp(Box::new(Smtp { server: server?, login: login?, hello, patience, dkim: dkim? })))
}
