//! `user`: who may open the staff page.

use std::io::{BufRead as _, IsTerminal as _, Write};

use clap::{Subcommand, ValueEnum};

use super::review::person;
use crate::desk::Desk;
use crate::desk::account::login_name;
use crate::failure::{Exit, Failure};
use crate::ledger::{Account, Role};
use crate::office::Rules;
use crate::web::{hash_password, weak};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Thêm một người dùng trang web; mật khẩu được hỏi, hoặc đọc từ đầu vào.
    Add {
        /// Tên đăng nhập: chữ thường không dấu, số, dấu chấm, gạch nối.
        #[arg(value_name = "TÊN")]
        name: String,
        /// Họ và tên như ghi trong nhật ký.
        #[arg(long, value_name = "HỌ TÊN", value_parser = super::desk::written)]
        full_name: String,
        /// Vai trò.
        #[arg(long, value_name = "VAI TRÒ", default_value = "staff")]
        role: RoleName,
        /// Người thêm (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = super::desk::written)]
        by: Option<String>,
    },
    /// Liệt kê người dùng.
    List {
        /// In dạng JSON, mỗi người một dòng.
        #[arg(long)]
        json: bool,
    },
    /// Đặt lại mật khẩu; mọi phiên đang mở của người ấy bị đóng.
    Password {
        /// Tên đăng nhập.
        #[arg(value_name = "TÊN")]
        name: String,
        /// Người đặt lại.
        #[arg(long, value_name = "TÊN", value_parser = super::desk::written)]
        by: Option<String>,
    },
    /// Khóa tài khoản; mọi phiên đang mở bị đóng, tên vẫn ở lại trong nhật ký.
    Close {
        /// Tên đăng nhập.
        #[arg(value_name = "TÊN")]
        name: String,
        /// Lý do.
        #[arg(long, value_name = "LÝ DO", value_parser = super::desk::written)]
        why: String,
        /// Người khóa.
        #[arg(long, value_name = "TÊN", value_parser = super::desk::written)]
        by: Option<String>,
    },
}

/// Roles as they are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Chuyên viên: xem và quyết định.
    Staff,
    /// Lãnh đạo: chỉ xem.
    Leader,
    /// Quản trị: như chuyên viên, thêm quản lý tài khoản.
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Staff => Self::Staff,
            RoleName::Leader => Self::Leader,
            RoleName::Admin => Self::Admin,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// A name or password that will not do, an account that is there or is not.
pub fn run(command: &UserCommand, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (ledger, now) = (&desk.ledger, desk.now);
    match command {
        UserCommand::Add { name, full_name, role, by } => {
            let name = login_name(name)?;
            let (hash, by) = (asked_password(&name, out)?, person(by.as_deref()));
            let role = Role::from(*role);
            ledger
                .write(|tx| tx.add_account((&name, full_name), role, &hash, &by, now))
                .map_err(Failure::from_ledger)?;
            writeln!(out, "Đã thêm {full_name} ({name}), {}.", role.words())?;
        }
        UserCommand::List { json } => {
            list(&ledger.read(|snapshot| snapshot.accounts()).map_err(Failure::from_ledger)?, *json, desk.rules(), out)?
        }
        UserCommand::Password { name, by } => {
            let name = login_name(name)?;
            let (hash, by) = (asked_password(&name, out)?, person(by.as_deref()));
            ledger.write(|tx| tx.set_password(&name, &hash, &by, now)).map_err(Failure::from_ledger)?;
            writeln!(out, "Đã đổi mật khẩu của {name}; các phiên đang mở đã đóng.")?;
        }
        UserCommand::Close { name, why, by } => {
            let (name, by) = (login_name(name)?, person(by.as_deref()));
            ledger.write(|tx| tx.close_account(&name, &by, why, now)).map_err(Failure::from_ledger)?;
            writeln!(out, "Đã khóa tài khoản {name}.")?;
        }
    }
    Ok(Exit::Fine)
}

/// Asks for a password without showing it, twice; from a pipe one line.
fn asked_password(name: &str, out: &mut dyn Write) -> Result<String, Failure> {
    let stdin = std::io::stdin();
    let line = |out: &mut dyn Write, words: &str| -> Result<String, Failure> {
        let hidden = stdin.is_terminal();
        if hidden {
            write!(out, "{words}: ")?;
            out.flush()?;
        }
        let _shade = hidden.then(Shade::draw);
        let mut line = String::new();
        stdin.lock().read_line(&mut line)?;
        if hidden {
            writeln!(out)?;
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    };
    let password = line(out, "Mật khẩu")?;
    if let Some(why) = weak(&password, name) {
        return Err(Failure::input(why));
    }
    if stdin.is_terminal() && line(out, "Nhập lại mật khẩu")? != password {
        return Err(Failure::input("hai lần nhập mật khẩu không giống nhau; chưa có gì thay đổi"));
    }
    hash_password(&password)
}

/// While it lives, the terminal does not show what is typed.
struct Shade(Option<rustix::termios::Termios>);

impl Shade {
    fn draw() -> Self {
        let terminal = std::io::stdin();
        let before = rustix::termios::tcgetattr(&terminal).ok();
        if let Some(mut quiet) = before.clone() {
            quiet.local_modes.remove(rustix::termios::LocalModes::ECHO);
            let _ = rustix::termios::tcsetattr(&terminal, rustix::termios::OptionalActions::Flush, &quiet);
        }
        Self(before)
    }
}

impl Drop for Shade {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, before);
        }
    }
}

fn list(accounts: &[Account], as_json: bool, rules: &Rules, out: &mut dyn Write) -> Result<(), Failure> {
    for account in accounts {
        let since = rules.office.time_zone.to_datetime(account.created_at).strftime("%-d/%-m/%Y").to_string();
        if as_json {
            let closed = account.closed_at.map(|at| at.to_string());
            let row = serde_json::json!({"name": account.name, "full_name": account.full_name, "role": account.role,
                "created_at": account.created_at.to_string(), "closed_at": closed});
            writeln!(out, "{row}")?;
        } else {
            let closed = if account.closed_at.is_some() { ", đã khóa" } else { "" };
            writeln!(out, "{:<16} {}, {}, từ {since}{closed}", account.name, account.full_name, account.role.words())?;
        }
    }
    if accounts.is_empty() && !as_json {
        writeln!(out, "Chưa có người dùng nào. Thêm: tiepnhan user add TÊN --full-name \"HỌ TÊN\" --role staff")?;
    }
    Ok(())
}
