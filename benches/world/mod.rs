//! Ten years of an invented office with two hundred units, some hundred thousand reports: the same in each run. A folder
//! that `tiepnhan --config FOLDER web` opens.

mod dice;
mod mails;
mod office;
mod years;

use std::error::Error;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use tiepnhan::ledger::{Ledger, Role};
use tiepnhan::message::Sha256;

/// The first day and the last.
const DAYS: (Date, Date) = (date(2016, 1, 1), date(2026, 6, 22));
/// Who settles: name at log-in, name in the journal.
pub const CLERK: (&str, &str) = ("hoa.tran", "Trần Minh Hòa");
/// The clerk's password.
pub const PASSWORD: &str = "Cau lac bo sach 2020";
/// The moment at which it is looked at.
pub const MOMENT: &str = "2026-06-22T09:00:00+07:00";

/// Written into the folder when all of it is there: what it was made from.
const MARK: &str = ".muoi-nam";
/// All that decides what the folder holds.
const MADE_FROM: &[&str] = &[
    include_str!("mod.rs"),
    include_str!("dice.rs"),
    include_str!("mails.rs"),
    include_str!("office.rs"),
    include_str!("years.rs"),
    include_str!("tiepnhan.toml"),
    include_str!("plans-cu.toml"),
    include_str!("plans-nay.toml"),
];

/// That moment.
fn moment() -> Result<Timestamp, jiff::Error> {
    MOMENT.parse()
}

/// Makes the office in `folder`, unless it is there as this program would make it. Whether it was made.
///
/// # Errors
/// A folder that holds something else, and what configuration, ledger and disk say.
pub fn ensure(folder: &Path) -> Result<bool, Box<dyn Error>> {
    let mark = folder.join(MARK);
    let made_from = Sha256::of(MADE_FROM.concat().as_bytes());
    if fs::read_to_string(&mark).is_ok_and(|found| found == made_from.as_str()) {
        return Ok(false);
    }
    let is_ours = mark.exists();
    if !is_ours && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!("{}: holds something else", folder.display()).into());
    }
    if is_ours {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    fs::write(&mark, "")?;
    make(folder)?;
    fs::write(&mark, made_from.as_str())?;
    Ok(true)
}

/// Makes the office in `folder`.
fn make(folder: &Path) -> Result<(), Box<dyn Error>> {
    office::write(folder)?;
    let loaded = tiepnhan::config::load(folder)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    years::live(&loaded)?;
    let now = moment()?;
    let ledger = Ledger::open(&tiepnhan::daemon::ledger_file(&loaded.config), now)?;
    let hash = tiepnhan::web::hash_password(PASSWORD)?;
    ledger.write(|tx| tx.add_account(CLERK, Role::Admin, &hash, CLERK.1, now))?;
    Ok(())
}
