//! `import --dry-run`: what the program would have done with an old mailbox, and what to put into its roster, before an
//! office goes live. The mails go through the very intake on a draft that has no name on disk, in the order in which
//! they came; nothing is sent, nothing kept, the mailbox not touched.
//!
//! Taking old mails into the ledger for good is refused. What still lies in the mailbox `run` takes by itself at its
//! first start, unanswered; a report that is taken later than its own replacement would be entered as the newer one.

mod account;
mod cause;
mod draft;
mod list;
mod seen;
mod source;
mod summary;

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;

use super::log;
use crate::config::Loaded;
use crate::failure::{Exit, Failure};
use crate::message::RawMail;
use draft::Draft;
use seen::Seen;
use source::Found;
use summary::Summary;

/// Mails that are judged together, at most.
const MAILS: usize = 64;
/// Bytes after which a group is closed.
const BYTES: usize = 8 << 20;
/// Of larger mails only the header is looked at.
const LARGEST: u64 = 64 << 20;

/// What was asked for, as it was typed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Import {
    /// Thư mục chứa tệp .eml, Maildir, hoặc tệp mbox (Thunderbird, Google Takeout).
    #[arg(value_name = "NƠI CÓ THƯ", required_unless_present = "mailbox", conflicts_with = "mailbox")]
    pub source: Option<PathBuf>,
    /// Đọc hộp thư đã cấu hình; chỉ đọc, không đánh dấu, không chuyển, không xóa.
    #[arg(long)]
    pub mailbox: bool,
    /// Chạy thử: không ghi sổ, không gửi thư.
    #[arg(long)]
    pub dry_run: bool,
    /// Chỉ thư nhận từ ngày này (2024-01-01 hoặc 1/1/2024).
    #[arg(long, value_name = "NGÀY")]
    pub from: Option<String>,
    /// Chỉ thư nhận đến hết ngày này.
    #[arg(long, value_name = "NGÀY")]
    pub to: Option<String>,
    /// Chỉ thư trong thư mục này (với Google Takeout: nhãn); ghi được nhiều lần.
    #[arg(long, value_name = "THƯ MỤC")]
    pub folder: Vec<String>,
    /// In JSON, một đối tượng có tất cả.
    #[arg(long)]
    pub json: bool,
    /// Ghi danh sách từng thư ra tệp CSV.
    #[arg(long, value_name = "TỆP")]
    pub csv: Option<PathBuf>,
    /// Ghi danh sách từng thư ra tệp Excel.
    #[arg(long, value_name = "TỆP")]
    pub xlsx: Option<PathBuf>,
}

/// Tries an old mailbox out.
///
/// # Errors
/// [`Exit::Input`] without `--dry-run`, for a place without mails, for days that are none; [`Exit::Outside`] when a
/// mailbox does not answer or a file cannot be written.
pub async fn run(asked: &Import, loaded: &Loaded, now: Timestamp, out: &mut dyn Write) -> Result<Exit, Failure> {
    if !asked.dry_run {
        return Err(Failure::input(
            "import chỉ chạy thử: hãy thêm --dry-run. Thư cũ còn trong hộp thư sẽ được `tiepnhan run` tự nhận vào sổ khi \
             chạy lần đầu (không trả lời);\nthư đã lấy ra khỏi hộp thư thì ghi bằng `tiepnhan record`, vì nhận lại sau \
             sẽ làm sai thứ tự bản đầu, bản thay thế.",
        ));
    }
    let days = days(asked)?;
    let mut progress = Progress { shown: io::stderr().is_terminal(), last: 0 };
    for path in [&asked.csv, &asked.xlsx].into_iter().flatten() {
        list::has_place(path)?;
    }
    let found = match &asked.source {
        Some(path) => source::find(path, &loaded.rules.office.time_zone)?,
        None => {
            account::find(loaded, days, &asked.folder, |count| progress.tell(&format!("đã tải {count} thư"), count))
                .await?
        }
    };
    let found = chosen(found, asked, days, loaded)?;
    let first = found.iter().find(|mail| !mail.aside).map_or(now, |mail| mail.received_at);
    let draft = Draft::open(loaded, first)?;
    let mails = judged(&draft, &found, &mut progress).await?;
    let facts = draft.facts()?;
    let summary = Summary::of(&mails, &found, &draft.rules, &facts);
    progress.end();
    if let Some(path) = &asked.csv {
        list::csv(path, &mails, &draft.rules)?;
    }
    if let Some(path) = &asked.xlsx {
        list::xlsx(path, &mails, &draft.rules)?;
    }
    if asked.json {
        writeln!(out, "{:#}", list::json(&summary, &mails, &draft.rules))?;
    } else {
        summary.write(&draft.rules, out)?;
        for path in [&asked.csv, &asked.xlsx].into_iter().flatten() {
            writeln!(out, "Đã ghi danh sách {} thư vào {}.", mails.len(), path.display())?;
        }
    }
    Ok(if summary.is_settled() { Exit::Fine } else { Exit::Attention })
}

/// The days that were asked for; an open end reaches as far as mail goes.
fn days(asked: &Import) -> Result<Option<(Date, Date)>, Failure> {
    let day = |name: &str, text: &Option<String>| text.as_deref().map(|text| log::day(name, text)).transpose();
    let (from, to) = (day("--from", &asked.from)?, day("--to", &asked.to)?);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        return Err(Failure::input("--to: ngày cuối ở trước ngày đầu; hãy đổi chỗ hai ngày"));
    }
    let (oldest, newest) = (jiff::civil::date(1990, 1, 1), jiff::civil::date(2199, 12, 31));
    Ok((from.is_some() || to.is_some()).then(|| (from.unwrap_or(oldest), to.unwrap_or(newest))))
}

/// Those that were asked for, in the order of their receipt.
fn chosen(
    mut found: Vec<Found>,
    asked: &Import,
    days: Option<(Date, Date)>,
    loaded: &Loaded,
) -> Result<Vec<Found>, Failure> {
    let zone = &loaded.rules.office.time_zone;
    found.retain(|mail| {
        let day = zone.to_datetime(mail.received_at).date();
        days.is_none_or(|(first, last)| (first..=last).contains(&day)) && mail.lies_in(&asked.folder)
    });
    if found.is_empty() {
        return Err(Failure::input("không có thư nào trong những ngày và thư mục đã chọn"));
    }
    found.sort_by(|a, b| (a.received_at, &a.name).cmp(&(b.received_at, &b.name)));
    Ok(found)
}

/// Every mail through the draft, in groups that fit the memory.
async fn judged(draft: &Draft, found: &[Found], progress: &mut Progress) -> Result<Vec<Seen>, Failure> {
    let mut mails: Vec<Seen> = Vec::with_capacity(found.len());
    let mut coming = found.iter().peekable();
    while coming.peek().is_some() {
        let (mut group, mut raws, mut size): (Vec<&Found>, Vec<RawMail>, usize) = (Vec::new(), Vec::new(), 0);
        while group.len() < MAILS && size < BYTES {
            let Some(mail) = coming.next() else { break };
            if mail.aside {
                mails.push(Seen::aside(mail));
                continue;
            }
            let raw = mail.read(LARGEST);
            size = size.saturating_add(raw.bytes().len());
            raws.push(raw);
            group.push(mail);
        }
        let rehearsed = draft.intake.rehearse(raws).await.map_err(Failure::outside)?;
        mails.extend(group.iter().zip(rehearsed).map(|(found, mail)| Seen::of(found, mail)));
        progress.tell(&format!("đã xét {}/{} thư", mails.len(), found.len()), mails.len());
    }
    Ok(mails)
}

/// A line that a person at a terminal watches.
struct Progress {
    shown: bool,
    last: usize,
}

impl Progress {
    fn tell(&mut self, words: &str, count: usize) {
        if self.shown && count.saturating_sub(self.last) >= MAILS {
            self.last = count;
            let mut screen = io::stderr();
            let _ = write!(screen, "\r{words} …").and_then(|()| screen.flush());
        }
        if count < self.last {
            self.last = 0;
        }
    }

    fn end(&self) {
        if self.shown && self.last > 0 {
            let _ = write!(io::stderr(), "\r{:40}\r", "");
        }
    }
}
