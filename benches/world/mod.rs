//! Ten years of an invented office with two hundred units, some hundred thousand reports: the same in each run. A folder
//! that `tiepnhan --config FOLDER web` opens.

mod dice;
mod mails;
mod office;
mod years;

use std::error::Error;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use tiepnhan::ledger::{Ledger, Role};

/// The first day and the last.
const DAYS: (Date, Date) = (date(2016, 1, 1), date(2026, 6, 22));
/// Who settles: name at log-in, name in the journal.
pub const CLERK: (&str, &str) = ("hoa.tran", "Trần Minh Hòa");
/// The clerk's password.
pub const PASSWORD: &str = "Cau lac bo sach 2020";
/// The moment at which it is looked at.
pub const MOMENT: &str = "2026-06-22T09:00:00+07:00";

/// That moment.
fn moment() -> Result<Timestamp, jiff::Error> {
    MOMENT.parse()
}

/// Makes the office in `folder`, which is empty.
///
/// # Errors
/// What configuration, ledger and disk say.
pub fn make(folder: &Path) -> Result<(), Box<dyn Error>> {
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
