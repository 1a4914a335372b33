//! `check`: reads everything that people wrote and names every fault at once.

mod lessons;
pub mod online;
mod page;
mod papers;

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::calendar::period;
use crate::config::{self, Config, Fault, Imap, Loaded, Mailbox, Severity, Way, Web};
use crate::daemon::wiring;
use crate::extraction::ocr;
use crate::failure::{Exit, Failure};
use crate::plan::obligation;

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Check {
    /// The configuration folder.
    pub place: PathBuf,
    /// One JSON object instead of lines.
    pub json: bool,
}

/// What a check found.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Findings {
    /// Errors and warnings, in the order of the files.
    pub faults: Vec<Fault>,
    /// What was understood; none when errors forbid it.
    pub summary: Option<Summary>,
}

/// What was understood.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// The office.
    pub office: String,
    /// Units that exist today, and all in the list.
    pub units: (usize, usize),
    /// Groups.
    pub groups: usize,
    /// Plans and reports.
    pub plans: usize,
    /// Kinds of report over all plans.
    pub reports: usize,
    /// Where mails come from.
    pub mailbox: String,
    /// Where letters go.
    pub delivery: String,
    /// What must stand in DNS for the signature of letters: name and content of a TXT record; none when not signed here.
    pub dkim: Option<(String, String)>,
    /// Whether scans can be read, and by what.
    pub scans: String,
    /// Where the staff page is opened, and who may.
    pub page: String,
    /// Whether the receiving server's findings about senders are used (`office.authserv_id`).
    pub senders_checked: bool,
    /// The next due day: report, period, units, wording.
    pub next: Option<String>,
}

/// Loads and examines a configuration without changing anything.
#[must_use]
pub fn examine(place: &Path, now: Timestamp) -> Findings {
    match config::load(place) {
        Err(faults) => Findings { faults, summary: None },
        Ok(loaded) => {
            let mut faults = loaded.warnings.clone();
            faults.extend(secrets(&loaded));
            faults.extend(places(&loaded));
            faults.extend(expected_holidays(&loaded, now));
            faults.extend(lessons::faults(&loaded, now));
            faults.extend(papers::faults(&loaded));
            let there = loaded.config.letters.as_ref().is_none_or(|letters| letters.is_dir());
            if let Some(failure) = there.then(|| crate::daemon::templates(&loaded.config).err()).flatten() {
                let rule = "Mẫu thư của cơ quan phải dựng được mọi loại thư";
                faults.push(Fault::error("mẫu thư", "", failure.message, rule, "sửa mẫu, hoặc xóa để dùng mẫu có sẵn"));
            }
            let summary = Some(summary(&loaded, now));
            Findings { faults, summary }
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When the answer cannot be written.
pub fn run(asked: &Check, now: Timestamp, out: &mut dyn Write) -> Result<Exit, Failure> {
    let findings = examine(&asked.place, now);
    if asked.json {
        serde_json::to_writer_pretty(&mut *out, &findings).map_err(Failure::outside)?;
        writeln!(out)?;
    } else {
        print(&findings, out)?;
    }
    Ok(findings.exit())
}

impl Findings {
    /// Errors forbid to run; warnings want a look.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self.faults.iter().map(|fault| fault.severity).max() {
            Some(Severity::Error) => Exit::Input,
            Some(Severity::Warning) => Exit::Attention,
            None => Exit::Fine,
        }
    }
}

fn print(findings: &Findings, out: &mut dyn Write) -> std::io::Result<()> {
    for fault in &findings.faults {
        writeln!(out, "{fault}")?;
    }
    if !findings.faults.is_empty() {
        writeln!(out)?;
    }
    let of = |severity| findings.faults.iter().filter(|fault| fault.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    if let Some(summary) = &findings.summary {
        let (today, all) = summary.units;
        writeln!(out, "{}", summary.office)?;
        let ended = if today == all {
            String::new()
        } else {
            format!(" (danh sách có {all}, kể cả đã thôi hoặc chưa có)")
        };
        writeln!(
            out,
            "  {today} đơn vị{ended}, {} nhóm; {} loại báo cáo trong {} kế hoạch.",
            summary.groups, summary.reports, summary.plans
        )?;
        writeln!(out, "  Nhận thư: {}", summary.mailbox)?;
        writeln!(out, "  Gửi thư: {}", summary.delivery)?;
        if let Some((name, text)) = &summary.dkim {
            writeln!(
                out,
                "  Ký DKIM: cần bản ghi TXT sau trên DNS (dài quá 255 ký tự thì nhiều nơi phải tách thành hai chuỗi)"
            )?;
            writeln!(out, "    {name}\n    {text}")?;
        }
        writeln!(out, "  Bản chụp: {}", summary.scans)?;
        writeln!(out, "  Trang web: {}", summary.page)?;
        if !summary.senders_checked {
            writeln!(
                out,
                "  Người gửi: kiểm tra giả mạo chưa đủ (authserv_id để trống); check --online cho biết cần ghi gì."
            )?;
        }
        if let Some(next) = &summary.next {
            writeln!(out, "  Kỳ đến hạn gần nhất: {next}")?;
        }
    }
    match (errors, warnings) {
        (0, 0) => writeln!(out, "Không có lỗi."),
        (0, _) => writeln!(out, "Dùng được; có {warnings} điều cần lưu ý."),
        _ => writeln!(out, "Chưa dùng được: {errors} lỗi, {warnings} lưu ý."),
    }
}

fn summary(loaded: &Loaded, now: Timestamp) -> Summary {
    let rules = &loaded.rules;
    let today = rules.office.time_zone.to_datetime(now).date();
    Summary {
        office: rules.office.name.clone(),
        units: (rules.roster.on(today).count(), rules.roster.units.len()),
        groups: rules.roster.groups.len(),
        plans: rules.plans.plans.len(),
        reports: rules.plans.reports().count(),
        mailbox: mailboxes(&loaded.config),
        delivery: match &loaded.config.delivery {
            Way::Maildir(path) => format!("chỉ ghi vào thư mục Maildir {}, không gửi đi đâu", path.display()),
            Way::Smtp(smtp) => format!("{}:{}", smtp.server.host, smtp.server.port),
        },
        dkim: dkim(loaded),
        scans: scans(loaded),
        page: page::told(loaded),
        senders_checked: rules.office.authserv_id.is_some() && rules.office.also_signed_by.iter().all(Option::is_some),
        next: next(loaded, today),
    }
}

/// Every mailbox that is read.
fn mailboxes(config: &Config) -> String {
    let server =
        |imap: &Imap| format!("{}:{}, thư mục {}", imap.server.host, imap.server.port, imap.folders.join(", "));
    let own = match &config.mailbox {
        Mailbox::Maildir(path) => format!("thư mục Maildir {}", path.display()),
        Mailbox::Imap(imap) => server(imap),
    };
    let also = config.also.iter().map(|also| format!("{} ({})", server(&also.imap), also.address));
    std::iter::once(own).chain(also).collect::<Vec<_>>().join("; và ")
}

fn dkim(loaded: &Loaded) -> Option<(String, String)> {
    let Way::Smtp(smtp) = &loaded.config.delivery else { return None };
    let record = wiring::signer(smtp).ok()??.record();
    Some((record.name, record.text))
}

/// What this machine has to read scans with. None of it is needed: a scan then stands as unread.
fn scans(loaded: &Loaded) -> String {
    let (Some(settings), Ok(own)) = (wiring::ocr(&loaded.config), std::env::current_exe()) else {
        return "không nhận dạng chữ (scans.read = \"off\")".to_owned();
    };
    let found = ocr::find(&own, &settings);
    let Some(tesseract) = found.tesseract else {
        return "chưa nhận dạng được chữ; muốn dùng thì cài gói tesseract-ocr và tesseract-ocr-vie".to_owned();
    };
    if !found.vietnamese {
        let tesseract = tesseract.display();
        return format!(
            "chưa nhận dạng được chữ: {tesseract} chưa đọc được tiếng Việt, cài thêm gói tesseract-ocr-vie"
        );
    }
    let draws = match found.pdftoppm {
        Some(pdftoppm) => format!("vẽ trang PDF bằng {}", pdftoppm.display()),
        None => "chưa có pdftoppm (gói poppler-utils) nên một số trang PDF không đọc được".to_owned(),
    };
    format!("nhận dạng chữ bằng {}; {draws}", tesseract.display())
}

/// The next due day within a year, as a sentence.
fn next(loaded: &Loaded, today: Date) -> Option<String> {
    let owed = obligation::obligations(&loaded.rules, today, today.saturating_add(1.year()));
    let coming = owed.iter().filter_map(|owed| {
        let due = owed.deadline.as_ref()?;
        (due.nominal >= today).then_some((due.nominal, owed))
    });
    let (day, first) = coming.min_by_key(|(day, owed)| (*day, owed.report.clone()))?;
    let units = owed.iter().filter(|other| other.report == first.report && other.period == first.period).count();
    let (_, report) = loaded.rules.plans.report(&first.report)?;
    let wording = first.deadline.as_ref().map_or("", |due| due.wording.as_str());
    Some(format!(
        "{}, kỳ {}, {wording} ({}, ngày {}), {units} đơn vị",
        report.name,
        period::name(first.period),
        period::weekday_name(day),
        period::day_name(day)
    ))
}

fn secrets(loaded: &Loaded) -> Vec<Fault> {
    let (mut files, mut unusable) = (Vec::new(), Vec::new());
    files.extend(loaded.config.accounts().flat_map(|imap| imap.login.secrets()));
    if let Way::Smtp(smtp) = &loaded.config.delivery {
        files.extend(smtp.login.secrets());
        unusable.extend(wiring::signer(smtp).err());
    }
    files.extend(loaded.config.web.iter().flat_map(Web::secrets));
    unusable.extend(page::fault(loaded));
    files.into_iter().filter_map(|secret| secret.read().err()).chain(unusable).map(|fault| *fault).collect()
}

/// In the last quarter, that the holidays of the coming year still have to be entered: the government announces them
/// then, and reminders of January are reckoned by them.
fn expected_holidays(loaded: &Loaded, now: Timestamp) -> Option<Fault> {
    let today = loaded.rules.office.time_zone.to_datetime(now).date();
    let year = today.year().checked_add(1).filter(|_| today.month() >= 10)?;
    let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
    loaded.rules.calendar.is_estimate(first, last).then(|| {
        Fault::warning(
            config::FILE,
            "files.holidays",
            format!("lịch nghỉ năm {year} mới là dự kiến"),
            "Lịch nghỉ Tết, Quốc khánh và hoán đổi được công bố vào cuối năm trước",
            &format!("có thông báo thì ghi ngày nghỉ năm {year}, kèm announced, vào bảng của cơ quan (files.holidays)"),
        )
    })
}

/// Folders that would only be missed when the daemon starts.
fn places(loaded: &Loaded) -> Vec<Fault> {
    let config = &loaded.config;
    let mut faults = Vec::new();
    if let Mailbox::Maildir(path) = &config.mailbox
        && !path.is_dir()
    {
        faults.push(Fault::warning(
            config::FILE,
            "",
            format!("chưa có thư mục nhận thư {}", path.display()),
            "mailbox.maildir.path là nơi máy chủ thư đặt thư đến",
            "tạo thư mục, hoặc dùng source = \"imap\" để lấy thư từ máy chủ",
        ));
    }
    if config.data.exists() && !config.data.is_dir() {
        faults.push(Fault::error(
            config::FILE,
            "",
            format!("{} không phải là thư mục", config.data.display()),
            "files.data là thư mục lưu sổ tiếp nhận và thư gốc",
            "ghi tên một thư mục khác",
        ));
    }
    if let Some(letters) = config.letters.as_ref().filter(|letters| !letters.is_dir()) {
        faults.push(Fault::error(
            config::FILE,
            "",
            format!("không có thư mục mẫu thư {}", letters.display()),
            "files.letters là thư mục mẫu thư của cơ quan",
            "để trống để dùng mẫu có sẵn, hoặc viết các mẫu ấy ra bằng `tiepnhan init THƯ-MỤC-CẤU-HÌNH --letters`",
        ));
    }
    faults
}

#[cfg(test)]
mod tests;
