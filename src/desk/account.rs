//! Who may open the staff page: kept by those who administer it.

use super::{Desk, Field, Refusal, Said};
use crate::ledger::{Account, Ending, Role, Snapshot};

/// The longest name at log-in.
const LONGEST: usize = 40;

/// What may be typed at log-in on every keyboard.
///
/// # Errors
/// Other signs, too many, none.
pub fn login_name(text: &str) -> Result<String, Refusal> {
    let name = text.trim().to_lowercase();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    if name.is_empty() || name.len() > LONGEST || !name.chars().all(fits) {
        return Err(Refusal::Impossible(format!(
            "tên đăng nhập “{text}”: chỉ dùng chữ thường không dấu, số, dấu chấm, gạch nối, tối đa {LONGEST} ký tự; ví dụ: hoa.tran"
        )));
    }
    Ok(name)
}

/// Adds a person, or opens a closed account again.
///
/// # Errors
/// A name that is taken, no name for the journal.
pub fn add(desk: &Desk, name: &str, full_name: &str, role: Role, hash: &str, by: &str) -> Result<(), Refusal> {
    let full_name = full_name.trim();
    if full_name.is_empty() {
        return Err(Refusal::Missing(Field::By));
    }
    desk.ledger.write(|tx| Ok(tx.add_account((name, full_name), role, hash, by, desk.now)?))
}

/// Sets a new password; the person's sessions end.
///
/// # Errors
/// An account that is not open.
pub fn password(desk: &Desk, name: &str, hash: &str, by: &str) -> Result<(), Refusal> {
    desk.ledger.write(|tx| Ok(tx.set_password(name, hash, by, desk.now)?))
}

/// Gives a person another role.
///
/// # Errors
/// An account that is not open, the last one that administers.
pub fn role(desk: &Desk, name: &str, role: Role, said: &Said) -> Result<(), Refusal> {
    desk.ledger.write(|tx| {
        if role != Role::Admin {
            not_the_last(tx, name)?;
        }
        Ok(tx.set_role(name, role, said.by(), said.why(), desk.now)?)
    })
}

/// Closes an account; the person's sessions end.
///
/// # Errors
/// An account that is not open, the last one that administers.
pub fn close(desk: &Desk, name: &str, said: &Said) -> Result<(), Refusal> {
    desk.ledger.write(|tx| {
        not_the_last(tx, name)?;
        Ok(tx.close_account(name, said.by(), said.why(), desk.now)?)
    })
}

/// Ends sessions of a person; how many there were.
///
/// # Errors
/// What the ledger says.
pub fn end_sessions(desk: &Desk, name: &str, which: Ending<'_>, said: &Said) -> Result<usize, Refusal> {
    desk.ledger.write(|tx| Ok(tx.end_sessions(name, which, (said.by(), said.why()), desk.now)?))
}

/// Somebody must be left who can add others. (At the machine itself `tiepnhan user` always can.)
fn not_the_last(snapshot: &Snapshot<'_>, name: &str) -> Result<(), Refusal> {
    let accounts = snapshot.accounts()?;
    let administers = |account: &&Account| account.role == Role::Admin && account.closed_at.is_none();
    let mut others = accounts.iter().filter(administers).filter(|account| account.name != name);
    let is_one = accounts.iter().filter(administers).any(|account| account.name == name);
    if is_one && others.next().is_none() {
        let why = "đây là tài khoản quản trị cuối cùng; hãy giao vai trò quản trị cho người khác trước";
        return Err(Refusal::Impossible(why.to_owned()));
    }
    Ok(())
}
