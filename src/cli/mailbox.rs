//! `mailbox`: which mailboxes are read, which is not; letters need not wait for one that the office is leaving.

use std::io::Write;

use clap::Subcommand;
use serde_json::{Value, json};

use super::desk::written;
use super::preview::table::folded;
use super::review::said as signed;
use crate::desk::{Desk, mailbox};
use crate::failure::{Exit, Failure};
use crate::letter::wording;
use crate::standing::hearing::Mailbox;

/// What to do with the mailboxes.
#[derive(Debug, Subcommand)]
pub enum MailboxCommand {
    /// Liệt kê các hộp thư: đọc hết lần gần nhất lúc nào, hộp nào chưa đọc được, hộp nào đã thôi chờ.
    List {
        /// In dạng JSON.
        #[arg(long)]
        json: bool,
    },
    /// Thôi chờ một hộp thư đọc thêm: thư nhắc, thông báo quá hạn đi tiếp dù hộp ấy chưa đọc được.
    LetGo {
        /// Địa chỉ hoặc tên đăng nhập của hộp thư (xem `mailbox list`).
        #[arg(value_name = "HỘP THƯ")]
        mailbox: String,
        /// Lý do; vào nhật ký.
        #[arg(long, value_name = "LÝ DO", value_parser = written)]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
    /// Chờ lại một hộp thư đã thôi chờ.
    Await {
        /// Địa chỉ hoặc tên đăng nhập của hộp thư (xem `mailbox list`).
        #[arg(value_name = "HỘP THƯ")]
        mailbox: String,
        /// Lý do; vào nhật ký.
        #[arg(long, value_name = "LÝ DO", value_parser = written, default_value = "hộp thư lại có đơn vị gửi đến")]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
}

impl MailboxCommand {
    /// Whether JSON was asked for.
    pub fn is_json(&self) -> bool {
        matches!(self, Self::List { json: true })
    }
}

/// Runs the command.
///
/// # Errors
/// A mailbox that is not read, or that is the office's own and cannot be let go.
pub fn run(command: &MailboxCommand, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        MailboxCommand::List { json } => list(*json, desk, out),
        MailboxCommand::LetGo { mailbox, why, by } => {
            let (mailbox, news) = mailbox::let_go(desk, mailbox, &signed(by.as_deref(), why)?)?;
            let name = wording::mailbox(&mailbox.source);
            let text = match news {
                true => format!(
                    "Thôi chờ hộp thư {name}: thư nhắc, thông báo quá hạn đi tiếp, trong vòng một phút. Hộp thư vẫn được đọc \
                     khi đọc được. Chờ lại: `tiepnhan mailbox await`."
                ),
                false => format!("Hộp thư {name} đã thôi chờ từ trước; không có gì thay đổi."),
            };
            said(out, &text)
        }
        MailboxCommand::Await { mailbox, why, by } => {
            let (mailbox, news) = mailbox::wait_for(desk, mailbox, &signed(by.as_deref(), why)?)?;
            let name = wording::mailbox(&mailbox.source);
            let text = match news {
                true => format!("Chờ lại hộp thư {name}: thư nhắc chỉ đi khi hộp thư này cũng đã đọc hết."),
                false => format!("Hộp thư {name} vẫn đang được chờ; không có gì thay đổi."),
            };
            said(out, &text)
        }
    }
}

fn list(as_json: bool, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mailboxes = desk.ledger.read(|snapshot| snapshot.mailboxes()).map_err(Failure::from_ledger)?;
    let silent = mailboxes.iter().any(|mailbox| mailbox.silence().is_some());
    if as_json {
        let rows: Vec<Value> = mailboxes.iter().map(row).collect();
        writeln!(out, "{:#}", Value::from(rows))?;
    } else if mailboxes.is_empty() {
        said(out, "Chương trình chưa chạy lần nào nên chưa đọc hộp thư nào.")?;
    } else {
        mailboxes.iter().try_for_each(|mailbox| one(mailbox, desk, out))?;
        if silent {
            said(out, "Thư nhắc, thông báo quá hạn chờ đến khi mọi hộp thư đã đọc hết; bản tổng hợp vẫn đi.")?;
        }
    }
    Ok(if silent { Exit::Attention } else { Exit::Fine })
}

fn one(mailbox: &Mailbox, desk: &Desk, out: &mut dyn Write) -> Result<(), Failure> {
    let at = |moment: jiff::Timestamp| desk.rules().office.time_zone.to_datetime(moment).strftime("%H:%M %-d/%-m/%Y");
    let kind = if mailbox.own { "hộp thư của cơ quan" } else { "đọc thêm" };
    let mut text = format!("{} ({kind})", wording::mailbox(&mailbox.source));
    text.push_str(&match (&mailbox.silence, mailbox.read_at) {
        (None, Some(read)) => format!(": đọc hết gần nhất lúc {}", at(read)),
        (None, None) => ": chưa đọc hết lần nào".to_owned(),
        (Some(silence), _) => {
            let why = wording::foreign(&silence.why, 300);
            let why = why.trim_end_matches('.');
            let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
            format!(": CHƯA ĐỌC ĐƯỢC từ {}{why}", at(silence.since))
        }
    });
    if let Some(word) = &mailbox.let_go {
        text.push_str(&format!("; đã thôi chờ từ {} ({}: {})", at(word.at), word.by, wording::foreign(&word.why, 200)));
    }
    write!(out, "{}", folded("- ", 2, &format!("{text}.")))?;
    Ok(())
}

fn row(mailbox: &Mailbox) -> Value {
    let moment = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
    let silence = mailbox.silence.as_ref();
    let let_go = mailbox.let_go.as_ref().map(|word| json!({"at": word.at.to_string(), "by": word.by, "why": word.why}));
    json!({
        "mailbox": mailbox.source,
        "own": mailbox.own,
        "read_at": moment(mailbox.read_at),
        "unread_since": moment(silence.map(|silence| silence.since)),
        "why": silence.map(|silence| silence.why.as_str()),
        "let_go": let_go,
    })
}

fn said(out: &mut dyn Write, text: &str) -> Result<Exit, Failure> {
    write!(out, "{}", folded("", 0, text))?;
    Ok(Exit::Fine)
}
