//! The grammar of the command line.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};
use jiff::Timestamp;

use super::board::Board;
use super::bundle::Bundle;
use super::calendar::Calendar;
use super::case::CaseCommand;
use super::correct::{Correct, Merge, Split};
use super::draft::Draft;
use super::figures::Figures;
use super::grant::{Extend, Grants, Which};
use super::import::Import;
use super::learned::Learned;
use super::log::Log;
use super::mailbox::MailboxCommand;
use super::outbox::OutboxCommand;
use super::preview::Preview;
use super::record::Record;
use super::remind::Remind;
use super::review::ReviewCommand;
use super::send_notice::SendNotice;
use super::user::UserCommand;
use super::web::Web;
use crate::failure::Exit;

const TEMPLATE: &str = "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}";

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    name = "tiepnhan",
    version,
    about = "Tiếp nhận báo cáo gửi qua thư điện tử: ai phải gửi, ai đã gửi, ai còn thiếu.",
    after_help = "Mã kết thúc: 0 xong; 1 xong nhưng có điều cần xem; 2 cấu hình hoặc câu lệnh sai; \
                  3 máy chủ, ổ đĩa hoặc quyền truy cập có trục trặc; 4 lỗi của chương trình.",
    help_template = TEMPLATE,
    subcommand_help_heading = "Các lệnh",
    disable_help_subcommand = true,
    disable_version_flag = true,
    disable_help_flag = true,
    override_usage = "tiepnhan [TÙY CHỌN] <LỆNH>",
    max_term_width = 80
)]
pub struct Arguments {
    /// Thư mục cấu hình của cơ quan (chứa tiepnhan.toml).
    #[arg(short, long, global = true, value_name = "THƯ MỤC", default_value = ".", help_heading = "Tùy chọn chung")]
    pub config: PathBuf,
    /// In hướng dẫn.
    #[arg(short, long, global = true, action = clap::ArgAction::Help, help_heading = "Tùy chọn chung")]
    pub help: Option<bool>,
    /// In phiên bản.
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "Tùy chọn chung")]
    pub version: Option<bool>,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// Whether the answer is lines for people, which a terminal may break; JSON, CSV and lines to copy stay as they are.
    #[must_use]
    pub fn is_for_eyes(&self) -> bool {
        match &self.command {
            Command::Check { json, .. } => !json,
            Command::Log(asked) => !asked.json && !asked.csv,
            Command::Board(asked) => !asked.json && !asked.csv,
            Command::Learned(asked) => !asked.json,
            Command::Review { command } => !command.is_json(),
            Command::Outbox { command } => !command.is_json(),
            Command::Mailbox { command } => !command.is_json(),
            Command::User { command: UserCommand::List { json } } => !json,
            _ => false,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tạo thư mục cấu hình cho một cơ quan mới: tệp cấu hình, danh sách đơn vị, kế hoạch mẫu.
    #[command(help_template = TEMPLATE)]
    Init {
        /// Thư mục sẽ tạo.
        #[arg(value_name = "THƯ MỤC")]
        folder: PathBuf,
        /// Viết ra một cơ quan mẫu đầy đủ thay cho mẫu trống: song-lam, van-son-2020, khanh-hai,
        /// dang-uy-khoi-2024, ha-khe-2018, tan-lam-2025.
        #[arg(long, value_name = "TÊN")]
        sample: Option<String>,
        /// Viết cả các mẫu thư có sẵn vào thư mục mẫu thư (files.letters) để cơ quan sửa. Ở thư mục đã có cấu hình
        /// thì chỉ viết mẫu thư. Không ghi đè tệp nào.
        #[arg(long, conflicts_with = "sample")]
        letters: bool,
    },
    /// Kiểm tra cấu hình, danh sách đơn vị, kế hoạch; nêu mọi lỗi cùng lúc.
    #[command(help_template = TEMPLATE)]
    Check {
        /// Đăng nhập thử hộp thư và máy chủ gửi; không gửi gì.
        #[arg(long)]
        online: bool,
        /// In dạng JSON.
        #[arg(long)]
        json: bool,
    },
    /// Chạy thường trực: đọc hộp thư, ghi sổ, trả lời, nhắc, tổng hợp.
    #[command(help_template = TEMPLATE)]
    Run,
    /// Diễn lại tháng 6/2020 của một cơ quan mẫu trong vài giây; không gửi gì ra ngoài.
    #[command(help_template = TEMPLATE)]
    Demo {
        /// Thư mục trống để chứa cơ quan mẫu.
        #[arg(value_name = "THƯ MỤC", default_value = "demo-office")]
        folder: PathBuf,
    },
    /// Giải thích chương trình sẽ quyết định thế nào về một thư (.eml) hoặc cả thư mục; không ghi gì.
    #[command(help_template = TEMPLATE)]
    Explain {
        /// Tệp .eml hoặc thư mục chứa các tệp .eml.
        #[arg(value_name = "TỆP HOẶC THƯ MỤC")]
        path: PathBuf,
        /// Coi như thư nhận lúc này (RFC 3339, ví dụ 2020-06-18T15:42:00+07:00).
        #[arg(long, value_name = "LÚC")]
        received_at: Option<Timestamp>,
        /// Mỗi thư một dòng.
        #[arg(long, conflicts_with = "json")]
        short: bool,
        /// In dạng JSON; với thư mục, mỗi thư một dòng.
        #[arg(long)]
        json: bool,
    },
    /// Chạy thử trên thư cũ (thư mục .eml, Maildir, mbox, hộp thư): kết quả từng thư, điều cần hỏi, địa chỉ cần thêm.
    #[command(help_template = TEMPLATE)]
    Import(Import),
    /// Sổ tiếp nhận: bảng, CSV, JSON hoặc tệp Excel để in.
    #[command(help_template = TEMPLATE)]
    Log(Log),
    /// Bảng theo dõi: đơn vị × báo cáo, ai đã gửi, ai còn thiếu.
    #[command(help_template = TEMPLATE)]
    Board(Board),
    /// Lịch: hạn gửi, ngày nhắc, hội nghị, ngày nghỉ; xuất tệp .ics cho Outlook, Google, Thunderbird.
    #[command(help_template = TEMPLATE)]
    Calendar(Calendar),
    /// Xem trước mọi thư sẽ gửi trong những ngày tới, hoặc mẫu thư với số liệu ví dụ; không gửi gì.
    #[command(help_template = TEMPLATE)]
    Preview(Preview),
    /// Thư chương trình không tự quyết định: xem, vào sổ, bỏ qua.
    #[command(help_template = TEMPLATE)]
    Review {
        /// Việc cần làm.
        #[command(subcommand)]
        command: ReviewCommand,
    },
    /// Điều cán bộ đã dạy chương trình (địa chỉ, tên gọi, nơi không báo cáo): xem, thêm, bỏ.
    #[command(help_template = TEMPLATE)]
    Learned(Learned),
    /// Ghi sổ báo cáo nhận bằng giấy, điện thoại, Zalo.
    #[command(help_template = TEMPLATE)]
    Record(Record),
    /// Vụ việc đột xuất: mở, theo dõi, đóng.
    #[command(help_template = TEMPLATE)]
    Case {
        /// Việc cần làm.
        #[command(subcommand)]
        command: CaseCommand,
    },
    /// Sửa một số tiếp nhận bằng một số mới; số cũ vẫn đọc được.
    #[command(help_template = TEMPLATE)]
    Correct(Correct),
    /// Hủy một số tiếp nhận ghi nhầm; thư của nó trở lại chờ kiểm tra.
    #[command(help_template = TEMPLATE)]
    Withdraw(super::correct::Which),
    /// Gộp một số vào báo cáo chính: một báo cáo gửi bằng hai thư.
    #[command(help_template = TEMPLATE)]
    Merge(Merge),
    /// Tách vài tệp của một số thành báo cáo khác.
    #[command(help_template = TEMPLATE)]
    Split(Split),
    /// Hoàn tác việc sửa, gộp, tách hoặc hủy gần nhất của một số.
    #[command(help_template = TEMPLATE)]
    Undo(super::correct::Which),
    /// Gửi từng đơn vị thông báo những báo cáo phải gửi theo một kế hoạch, kèm văn bản; xem trước, rồi gửi bằng --yes.
    #[command(help_template = TEMPLATE)]
    SendNotice(SendNotice),
    /// Mang hồ sơ của một kỳ về: mọi tệp đã tiếp nhận trong một tệp nén, có mục lục và danh sách đơn vị còn thiếu.
    #[command(help_template = TEMPLATE)]
    Bundle(Bundle),
    /// Số liệu của một kỳ: gộp biểu Excel của các đơn vị thành một bảng, nêu số thiếu, số lạ, tổng cộng.
    #[command(help_template = TEMPLATE)]
    Figures(Figures),
    /// Soạn công văn đôn đốc các đơn vị quá hạn thành tệp Word để hoàn thiện, trình ký; chương trình không gửi.
    #[command(help_template = TEMPLATE)]
    Draft(Draft),
    /// Nhắc ngay một đơn vị về báo cáo còn thiếu; xem trước, rồi gửi bằng --send.
    #[command(help_template = TEMPLATE)]
    Remind(Remind),
    /// Gia hạn một báo cáo cho một đơn vị, nhiều đơn vị hoặc cả nhóm.
    #[command(help_template = TEMPLATE)]
    Extend(Extend),
    /// Miễn một báo cáo cho một đơn vị, nhiều đơn vị hoặc cả nhóm.
    #[command(help_template = TEMPLATE)]
    Excuse(Which),
    /// Bỏ miễn, bỏ gia hạn.
    #[command(help_template = TEMPLATE)]
    Lift(Which),
    /// Những gia hạn, miễn đang áp dụng và đã bỏ.
    #[command(help_template = TEMPLATE)]
    Grants(Grants),
    /// Thư gửi đi: xem, gửi lại, hủy; dừng và cho gửi trở lại.
    #[command(help_template = TEMPLATE)]
    Outbox {
        /// Việc cần làm.
        #[command(subcommand)]
        command: OutboxCommand,
    },
    /// Các hộp thư được đọc: xem hộp nào chưa đọc được; thôi chờ một hộp thư cũ.
    #[command(help_template = TEMPLATE)]
    Mailbox {
        /// Việc cần làm.
        #[command(subcommand)]
        command: MailboxCommand,
    },
    /// Kiểm tra sổ và kho thư: mỗi thư ở đúng một nhóm, mọi tệp còn nguyên vẹn.
    #[command(help_template = TEMPLATE)]
    Verify {
        /// In dạng JSON.
        #[arg(long)]
        json: bool,
    },
    /// Sao lưu sổ vào một tệp.
    #[command(help_template = TEMPLATE)]
    Backup {
        /// Tệp hoặc thư mục nhận bản sao.
        #[arg(value_name = "TỆP")]
        target: PathBuf,
    },
    /// Cho bản sao được gửi thư, khi chắc chắn máy cũ đã dừng.
    #[command(help_template = TEMPLATE)]
    Restore {
        /// Cho phép gửi.
        #[arg(long)]
        allow_sending: bool,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN")]
        by: Option<String>,
    },
    /// Người dùng trang web: thêm, liệt kê, đặt lại mật khẩu, khóa.
    #[command(help_template = TEMPLATE)]
    User {
        /// Việc cần làm.
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Chỉ mở trang web, không nhận và không gửi thư (`run` mở trang cùng lúc).
    #[command(help_template = TEMPLATE)]
    Web(Web),
    /// In bảng gợi ý lệnh cho trình vỏ (bash, zsh, fish …).
    #[command(help_template = TEMPLATE)]
    Completions {
        /// Trình vỏ.
        #[arg(value_name = "TRÌNH VỎ")]
        shell: clap_complete::Shell,
    },
}

/// Writes the completion script.
pub fn completions(shell: clap_complete::Shell, out: &mut dyn Write) -> Exit {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tiepnhan", &mut bytes);
    match out.write_all(&bytes) {
        Ok(()) => Exit::Fine,
        Err(_) => Exit::Outside,
    }
}

/// The few words that clap itself puts into a help page.
fn in_vietnamese(help: &str) -> String {
    [
        ("Usage:", "Cách dùng:"),
        ("Options:", "Tùy chọn:"),
        ("Arguments:", "Đối số:"),
        ("Commands:", "Các lệnh:"),
        ("[OPTIONS]", "[TÙY CHỌN]"),
        ("<COMMAND>", "<LỆNH>"),
        ("[default: ", "[mặc định: "),
        ("[possible values: ", "[giá trị: "),
        ("Possible values:", "Giá trị:"),
    ]
    .iter()
    .fold(help.to_owned(), |help, (theirs, ours)| help.replace(theirs, ours))
}

/// Says in Vietnamese what is wrong with the command line; help and version are no faults.
#[must_use]
pub fn refuse(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let said = std::io::stdout().write_all(in_vietnamese(&error.render().to_string()).as_bytes());
        return if said.is_ok() { Exit::Fine.into() } else { Exit::Outside.into() };
    }
    let value = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = value(clap::error::ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("không có lệnh `{}`", value(clap::error::ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("không có tùy chọn `{argument}`"),
        ErrorKind::MissingRequiredArgument => format!("còn thiếu {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
            if value(clap::error::ContextKind::InvalidValue).trim().is_empty() =>
        {
            format!("{argument} không được để trống")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("`{}` không dùng được cho {argument}", value(clap::error::ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => {
            format!("{argument} không đi cùng {}", value(clap::error::ContextKind::PriorArg))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "cần cho biết lệnh".to_owned()
        }
        _ => error.kind().to_string(),
    };
    let near = [
        clap::error::ContextKind::SuggestedSubcommand,
        clap::error::ContextKind::SuggestedArg,
        clap::error::ContextKind::SuggestedValue,
    ]
    .into_iter()
    .map(value)
    .find(|text| !text.is_empty())
    .map(|text| format!(" Có phải `{text}`?"))
    .unwrap_or_default();
    let _ = writeln!(std::io::stderr(), "Câu lệnh chưa đúng: {what}.{near} Xem `tiepnhan --help`.");
    Exit::Input.into()
}
