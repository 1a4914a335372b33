//! `check --online`: logs in to the servers and says what it found, and by which name the receiving server signs
//! its findings about senders. Only headers are fetched; nothing is changed or sent.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::calendar::period;
use crate::clock::{Clock, SystemClock};
use crate::config::{self, Imap, Loaded, Mailbox, Smtp, Way};
use crate::daemon::wiring;
use crate::delivery::smtp::megabytes;
use crate::failure::{Exit, Failure};
use crate::mailbox::imap;
use crate::message::authenticity;
use crate::mime;

/// Mails whose headers are looked at.
const NEWEST: usize = 20;

/// What one server answered: lines for people, the same as JSON, and whether all is well.
struct Answer {
    lines: Vec<String>,
    json: Value,
    fine: bool,
}

/// By which name the server of one mailbox signs, as far as the office has written it down, and where it does that.
struct Signs<'a> {
    key: &'static str,
    section: &'static str,
    name: Option<&'a str>,
}

/// Asks every server of a configuration that loads.
///
/// # Errors
/// A configuration that does not load, or an answer that cannot be written.
pub async fn run(place: &Path, as_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let loaded = config::load(place).map_err(|_| Failure::input("cấu hình có lỗi; sửa xong hãy thử kết nối"))?;
    let own =
        Signs { key: "office.authserv_id", section: "[office]", name: loaded.rules.office.authserv_id.as_deref() };
    let mailbox = match &loaded.config.mailbox {
        Mailbox::Maildir(path) => maildir(path, &own),
        Mailbox::Imap(account) => incoming(account, &own, &loaded).await,
    };
    let mut also = Vec::new();
    for one in &loaded.config.also {
        let name = one.authserv_id.as_deref();
        let signs = Signs { key: "mailbox.also.authserv_id", section: "[[mailbox.also]]", name };
        also.push(incoming(&one.imap, &signs, &loaded).await);
    }
    let delivery = match &loaded.config.delivery {
        Way::Maildir(path) => Answer {
            lines: vec![format!("Gửi thư: chỉ ghi vào {}, không có máy chủ để thử.", path.display())],
            json: json!({"way": "maildir", "path": path}),
            fine: true,
        },
        Way::Smtp(account) => outgoing(account, &loaded).await,
    };
    if as_json {
        let further: Vec<&Value> = also.iter().map(|answer| &answer.json).collect();
        writeln!(out, "{}", json!({"mailbox": mailbox.json, "also": further, "delivery": delivery.json}))?;
    } else {
        let lines = std::iter::once(&mailbox).chain(&also).chain([&delivery]).flat_map(|answer| &answer.lines);
        for line in lines {
            writeln!(out, "{line}")?;
        }
    }
    Ok(if mailbox.fine && delivery.fine && also.iter().all(|answer| answer.fine) { Exit::Fine } else { Exit::Outside })
}

fn failed(what: &str, why: &str) -> Answer {
    Answer { lines: vec![format!("{what}: KHÔNG ĐƯỢC. {why}")], json: json!({"error": why}), fine: false }
}

fn maildir(path: &Path, signs: &Signs<'_>) -> Answer {
    let count = |folder: &str| std::fs::read_dir(path.join(folder)).map(Iterator::count);
    match (count("new"), count("cur")) {
        (Ok(new), Ok(cur)) => {
            let (said, id) = signature(signs, &newest_files(path));
            Answer {
                lines: vec![format!("Nhận thư: thư mục {} có {new} thư mới, {cur} thư đã xem.", path.display()), said],
                json: json!({"source": "maildir", "path": path, "new": new, "cur": cur, "authserv_id": id}),
                fine: true,
            }
        }
        _ => failed("Nhận thư", &format!("{} không phải là Maildir (cần new/ và cur/)", path.display())),
    }
}

/// The newest mails of a Maildir; what cannot be read is left out, the daemon will tell of it.
fn newest_files(path: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<(std::time::SystemTime, std::path::PathBuf)> = ["new", "cur"]
        .iter()
        .filter_map(|folder| std::fs::read_dir(path.join(folder)).ok())
        .flatten()
        .filter_map(|entry| entry.ok())
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort();
    files.iter().rev().take(NEWEST).filter_map(|(_, file)| std::fs::read(file).ok()).collect()
}

/// What the newest mails say about the receiving server's name in Authentication-Results, against what the office has
/// written down; and that name, when it can be told.
fn signature(signs: &Signs<'_>, mails: &[Vec<u8>]) -> (String, Option<String>) {
    let mails: Vec<_> = mails.iter().map(|mail| mime::parse_header(mail)).collect();
    let seen = authenticity::learn(&mails);
    let Signs { key, section, name } = signs;
    let said = match (name, &seen) {
        (None, Some(id)) => format!(
            "  Máy chủ nhận thư ghi kết quả kiểm tra người gửi dưới tên \"{id}\". Nếu đúng là máy chủ của cơ quan, thêm \
             vào mục {section} dòng authserv_id = \"{id}\""
        ),
        (None, None) => format!(
            "  Chưa nhận ra tên máy chủ nhận thư trong {} thư mới nhất: không kiểm tra được người gửi giả mạo \
             ({key} để trống).",
            mails.len()
        ),
        (Some(own), Some(id)) if !own.eq_ignore_ascii_case(id) => format!(
            "  LƯU Ý: {key} là \"{own}\" nhưng thư mới ghi \"{id}\": kết quả kiểm tra người gửi không được \
             dùng. Nếu \"{id}\" đúng là máy chủ của cơ quan thì sửa lại."
        ),
        (Some(own), Some(_)) => format!("  Kết quả kiểm tra người gửi của máy chủ \"{own}\" có trong thư mới."),
        (Some(own), None) => format!(
            "  Chưa thấy kết quả kiểm tra người gửi của \"{own}\" trong {} thư mới nhất: xem lại {key}.",
            mails.len()
        ),
    };
    (said, seen)
}

async fn incoming(account: &Imap, signs: &Signs<'_>, loaded: &Loaded) -> Answer {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let what = format!("Nhận thư ({})", account.server.host);
    let settings = match wiring::imap(account, &clock) {
        Ok(settings) => settings,
        Err(failure) => return failed(&what, &failure.message),
    };
    let since = loaded.rules.office.start_date;
    let report = match imap::probe(&settings, Some(since)).await {
        Ok(report) => report,
        Err(error) => return failed(&what, &error.to_string()),
    };
    let at_once =
        if report.idle { "báo thư mới ngay (IDLE)" } else { "không báo thư mới: kiểm tra định kỳ" };
    let mut lines = vec![
        format!("Nhận thư: đăng nhập {}:{} được; máy chủ {at_once}.", settings.host, settings.port),
        format!("  Khả năng của máy chủ: {}", report.capabilities.join(" ")),
    ];
    let mut folders = Vec::new();
    for folder in &report.folders {
        let read = match (folder.read, folder.mails, folder.since) {
            (true, Some(all), Some(new)) => {
                format!("đọc: {all} thư, {new} thư từ ngày {} là của tiepnhan", period::day_name(since))
            }
            (true, all, _) => format!("đọc: {} thư", all.unwrap_or(0)),
            (false, ..) => "không đọc".to_owned(),
        };
        lines.push(format!("  {}: {read}", folder.name));
        folders.push(json!({"name": folder.name, "read": folder.read, "mails": folder.mails, "since": folder.since}));
    }
    let (said, id) = signature(signs, &report.newest);
    lines.push(said);
    let json = json!({"source": "imap", "host": settings.host, "idle": report.idle, "authserv_id": id,
                      "capabilities": report.capabilities, "folders": folders});
    Answer { lines, json, fine: true }
}

async fn outgoing(account: &Smtp, loaded: &Loaded) -> Answer {
    let mut sender = match wiring::sender(account) {
        Ok(sender) => sender,
        Err(failure) => return failed("Gửi thư", &failure.message),
    };
    let office = &loaded.rules.office;
    match sender.probe(&office.mailbox).await {
        Err(trouble) => failed("Gửi thư", &trouble.why()),
        Ok(report) => {
            let login = report
                .logged_in
                .as_deref()
                .map_or("không đăng nhập".to_owned(), |user| format!("đăng nhập {user}"));
            let cover = if report.encrypted { "có mã hóa" } else { "KHÔNG mã hóa" };
            let mut lines = vec![
                format!("Gửi thư: nối {}:{} được, {cover}, {login}.", account.server.host, account.server.port),
                format!("  Máy chủ {} nhận gửi thư từ {}; chưa có thư nào được gửi.", report.server, office.mailbox),
            ];
            let most = loaded.config.limits.letter_bytes;
            lines.extend(report.largest.filter(|largest| *largest < most).map(|largest| {
                format!(
                    "  LƯU Ý: máy chủ chỉ nhận thư đến {} mà mức của chương trình là {} (limits.letter_mb): tệp kèm \
                     làm thư lớn hơn mức của máy chủ sẽ không gửi kèm. Nên ghi letter_mb nhỏ hơn mức đó.",
                    megabytes(largest),
                    megabytes(most)
                )
            }));
            let json = json!({"way": "smtp", "largest": report.largest, "host": account.server.host, "server": report.server,
                              "encrypted": report.encrypted, "logged_in": report.logged_in});
            Answer { lines, json, fine: true }
        }
    }
}
