//! `outbox`: the letters that wait and what became of the others; try again, cancel, stop all sending.

mod history;
mod listing;

use std::io::Write;

use clap::{Args, Subcommand, ValueEnum};

use super::desk::written;
use super::log;
use super::preview::table::folded;
use super::review::said as signed;
use crate::desk::outbox::{self, Paused, Resumed, Which};
use crate::desk::{Desk, Said};
use crate::failure::{Exit, Failure};
use crate::ledger::{LedgerError, LetterState, Pause};
use crate::letter::wording;
use crate::notice::silence;
use crate::roster::UnitId;
use crate::standing::BoardFacts;

/// What to do with the letters.
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// Liệt kê thư đang gửi, chờ gửi, gửi không được; mức gửi trong 24 giờ.
    List(List),
    /// Xem một thư: người nhận, tiêu đề, đã gửi chưa, máy chủ trả lời gì.
    Show {
        /// Số của thư gửi đi.
        #[arg(value_name = "THƯ")]
        letter: i64,
        /// In cả toàn văn.
        #[arg(long)]
        text: bool,
        /// In dạng JSON, có toàn văn.
        #[arg(long, conflicts_with = "text")]
        json: bool,
    },
    /// Gửi lại một thư đã gửi không được.
    Retry {
        /// Số của thư gửi đi.
        #[arg(value_name = "THƯ")]
        letter: i64,
        /// Lý do; vào nhật ký.
        #[arg(long, value_name = "LÝ DO", value_parser = written, default_value = "cán bộ yêu cầu gửi lại")]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
    /// Hủy một thư đang chờ gửi; thư ấy không được lập lại.
    Cancel {
        /// Số của thư gửi đi.
        #[arg(value_name = "THƯ")]
        letter: i64,
        /// Lý do; vào nhật ký.
        #[arg(long, value_name = "LÝ DO", value_parser = written)]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
    /// Ghi là đã xem những thư gửi không được: danh sách thôi nêu lại, thư không bị xóa.
    Seen {
        /// Số của các thư gửi đi.
        #[arg(value_name = "THƯ", required_unless_present = "all")]
        letters: Vec<i64>,
        /// Mọi thư gửi không được hiện có.
        #[arg(long, conflicts_with = "letters")]
        all: bool,
        /// Đã làm gì (ví dụ: đã gọi điện); vào nhật ký.
        #[arg(long, value_name = "LÝ DO", value_parser = written, default_value = "cán bộ đã xem")]
        why: String,
        /// Người xem (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
    /// Dừng gửi mọi thư; chương trình vẫn nhận và vào sổ.
    Pause {
        /// Lý do; vào nhật ký.
        #[arg(long, value_name = "LÝ DO", value_parser = written)]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
    /// Cho gửi thư trở lại.
    Resume {
        /// Lý do; vào nhật ký.
        #[arg(long, value_name = "LÝ DO", value_parser = written, default_value = "hết lý do dừng")]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
}

impl OutboxCommand {
    /// Whether all sending is to be stopped.
    pub fn is_pause(&self) -> bool {
        matches!(self, Self::Pause { .. })
    }

    /// Whether JSON was asked for.
    pub fn is_json(&self) -> bool {
        matches!(self, Self::List(List { json: true, .. }) | Self::Show { json: true, .. })
    }
}

/// Which letters to list.
#[derive(Debug, Args)]
pub struct List {
    /// Chỉ thư ở tình trạng này. Không ghi: đang gửi, chờ gửi, gửi không được.
    #[arg(long, value_name = "TÌNH TRẠNG", value_enum)]
    state: Option<State>,
    /// Chỉ thư gửi đơn vị này (mã hoặc tên trong danh sách đơn vị).
    #[arg(long, value_name = "ĐƠN VỊ")]
    unit: Option<String>,
    /// Thư đã xong: từ ngày này (không ghi: 30 ngày qua).
    #[arg(long, value_name = "NGÀY")]
    from: Option<String>,
    /// In dạng JSON.
    #[arg(long)]
    json: bool,
}

/// A state as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    /// Đang gửi.
    Claimed,
    /// Chờ gửi.
    Queued,
    /// Gửi không được.
    Failed,
    /// Đã gửi.
    Sent,
    /// Giữ lại hoặc hủy.
    Dropped,
}

impl State {
    fn meant(self) -> LetterState {
        match self {
            Self::Claimed => LetterState::Claimed,
            Self::Queued => LetterState::Queued,
            Self::Failed => LetterState::Failed,
            Self::Sent => LetterState::Sent,
            Self::Dropped => LetterState::Dropped,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// A letter that does not exist, or that is not in the state that was expected.
pub fn run(command: &OutboxCommand, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        OutboxCommand::List(asked) => listing::list(asked, desk, out),
        OutboxCommand::Show { letter, text, json } => listing::show(*letter, *text, *json, desk, out),
        OutboxCommand::Retry { letter, why, by } => retry(*letter, &signed(by.as_deref(), why)?, desk, out),
        OutboxCommand::Cancel { letter, why, by } => cancel(*letter, &signed(by.as_deref(), why)?, desk, out),
        OutboxCommand::Seen { letters, all, why, by } => {
            let which = if *all { Which::All } else { Which::These(letters.clone()) };
            seen(&which, &signed(by.as_deref(), why)?, desk, out)
        }
        OutboxCommand::Pause { why, by } => pause(&signed(by.as_deref(), why)?, desk, out),
        OutboxCommand::Resume { why, by } => resume(&signed(by.as_deref(), why)?, desk, out),
    }
}

fn retry(id: i64, by: &Said, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let next = outbox::retry(desk, id, by)?;
    let when =
        if next > desk.now { format!("lúc {}", moment(desk, next)) } else { "trong vòng một phút".to_owned() };
    said(out, &format!("Thư số {id} được xếp lại để gửi {when}."))?;
    stopped(desk, out)
}

fn cancel(id: i64, by: &Said, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let letter = outbox::cancel(desk, id, by)?;
    let subject = wording::foreign(&letter.subject, 200);
    said(out, &format!("Đã hủy thư số {id} gửi {}: “{subject}”. Thư này không được lập lại.", letter.to))?;
    if letter.unknowns > 0 {
        said(out, "Lưu ý: lần gửi trước không rõ máy chủ đã nhận hay chưa; người nhận có thể đã có thư này.")?;
    }
    Ok(Exit::Fine)
}

fn seen(which: &Which, by: &Said, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let text = match outbox::seen(desk, which, by)? {
        0 => "Không có thư nào mới; các thư này đã được ghi là đã xem từ trước.".to_owned(),
        noted => {
            format!("Đã ghi {noted} thư gửi không được là đã xem; xem lại: `tiepnhan outbox list --state failed`.")
        }
    };
    said(out, &text)?;
    Ok(Exit::Fine)
}

fn pause(by: &Said, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let Paused { news, waiting, .. } = outbox::pause(desk, by)?;
    if !news {
        said(out, "Việc gửi thư đã dừng từ trước; không có gì thay đổi.")?;
        stopped(desk, out)?;
        return Ok(Exit::Fine);
    }
    said(
        out,
        &format!(
            "Đã dừng gửi mọi thư; {waiting} thư đang chờ được giữ nguyên. Chương trình vẫn nhận, vào sổ và lập thư. Thư \
             đang gửi dở lúc này (nếu có) được gửi nốt."
        ),
    )?;
    said(out, "Cho gửi trở lại: `tiepnhan outbox resume`.")?;
    Ok(Exit::Fine)
}

fn resume(by: &Said, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let Resumed { news, old } = outbox::resume(desk, by)?;
    if news {
        said(out, "Thư được gửi trở lại, trong vòng một phút.")?;
    } else {
        said(out, "Không có lệnh dừng gửi nào; không có gì thay đổi.")?;
    }
    if old > 0 {
        said(
            out,
            &format!("{old} thư không còn đúng nên giữ lại, không gửi; xem: `tiepnhan outbox list --state dropped`."),
        )?;
    }
    stopped(desk, out)
}

/// Says why nothing leaves, when nothing does.
fn stopped(desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (pause, own, mailboxes) = desk
        .ledger
        .read(|snapshot| Ok::<_, LedgerError>((snapshot.pause()?, snapshot.may_send()?, snapshot.mailboxes()?)))
        .map_err(Failure::from_ledger)?;
    if let Some(which) = silence::mailboxes(desk.rules(), &BoardFacts { mailboxes, ..BoardFacts::default() }) {
        said(out, &format!("{which} Thư nhắc, thông báo quá hạn chờ đến khi đọc lại được: `tiepnhan mailbox list`."))?;
    }
    if let Some(Pause { at, by, why }) = &pause {
        said(out, &format!("ĐANG DỪNG GỬI MỌI THƯ từ {} ({by}): {why}.", moment(desk, *at)))?;
        said(out, "Cho gửi trở lại: `tiepnhan outbox resume`.")?;
    }
    if !own {
        said(out, "Sổ này là bản khôi phục, chưa được gửi thư: xem `tiepnhan restore --help`.")?;
    }
    Ok(if pause.is_some() || !own { Exit::Attention } else { Exit::Fine })
}

fn said(out: &mut dyn Write, text: &str) -> Result<(), Failure> {
    Ok(write!(out, "{}", folded("", 0, text))?)
}

fn moment(desk: &Desk, at: jiff::Timestamp) -> String {
    desk.rules().office.time_zone.to_datetime(at).strftime("%H:%M %-d/%-m/%Y").to_string()
}

/// What a unit is called today.
fn name<'a>(unit: &'a UnitId, desk: &'a Desk) -> &'a str {
    let today = desk.rules().office.time_zone.to_datetime(desk.now).date();
    desk.rules().roster.unit(unit).map_or(unit.as_str(), |unit| unit.name_on(today))
}

/// The unit that was asked for.
fn asked_unit(asked: &List, desk: &Desk) -> Result<Option<UnitId>, Failure> {
    asked.unit.as_deref().map(|text| log::unit(text, desk.rules())).transpose()
}
