//! Which browsers of a person are logged in, and how that ends.

use jiff::Timestamp;
use rusqlite::params;

use super::account::{Account, IDLE, LONGEST};
use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};
use crate::message::Sha256;

/// A browser that is logged in, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// The hash of its token: whoever knows it can end the session, not use it.
    pub token: Sha256,
    /// Whose: the name at log-in.
    pub account: String,
    /// Since when.
    pub opened_at: Timestamp,
    /// When it last asked for a page, to the minute.
    pub seen_at: Timestamp,
    /// From where: an address of the network.
    pub origin: String,
}

/// Which sessions of a person end.
#[derive(Debug, Clone, Copy)]
pub enum Ending<'a> {
    /// This one.
    One(&'a Sha256),
    /// All but this one.
    Others(&'a Sha256),
    /// All.
    All,
}

impl Snapshot<'_> {
    /// The sessions that last, of everybody, the newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open_sessions(&self, now: Timestamp) -> Result<Vec<OpenSession>, LedgerError> {
        const WHAT: &str = "liệt kê phiên làm việc";
        let over = [now.saturating_sub(LONGEST), now.saturating_sub(IDLE)].map(|at| at.unwrap_or(now));
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT token, account, opened_at, seen_at, origin FROM session \
                 WHERE opened_at > ?1 AND seen_at > ?2 ORDER BY opened_at DESC, token",
            )
            .during(WHAT)?;
        let rows = select.query_map(params![Ms(over[0]), Ms(over[1])], |row| {
            Ok(OpenSession {
                token: row.get::<_, Word<Sha256>>(0)?.0,
                account: row.get(1)?,
                opened_at: row.get::<_, Ms>(2)?.0,
                seen_at: row.get::<_, Ms>(3)?.0,
                origin: row.get(4)?,
            })
        });
        rows.during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}

impl Tx<'_> {
    /// The person logs out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn log_out(&mut self, token: &Sha256, account: &Account, now: Timestamp) -> Result<(), LedgerError> {
        self.end(&account.name, Ending::One(token))?;
        self.journal(now, &account.full_name, "logout", &format!("account {}", account.name), "")
    }

    /// Ends sessions of a person; how many there were. The journal says who ended them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn end_sessions(
        &mut self,
        name: &str,
        which: Ending<'_>,
        (by, why): (&str, &str),
        now: Timestamp,
    ) -> Result<usize, LedgerError> {
        let ended = self.end(name, which)?;
        if ended > 0 {
            let why = format!("{ended} phiên; {why}");
            self.journal(now, by, "session-ended", &format!("account {name}"), &why)?;
        }
        Ok(ended)
    }

    fn end(&mut self, name: &str, which: Ending<'_>) -> Result<usize, LedgerError> {
        let (condition, token) = match which {
            Ending::One(token) => ("token = ?2", token.as_str()),
            Ending::Others(token) => ("token <> ?2", token.as_str()),
            Ending::All => ("?2 = ''", ""),
        };
        self.conn
            .prepare_cached(&format!("DELETE FROM session WHERE account = ?1 AND {condition}"))
            .and_then(|mut delete| delete.execute([name, token]))
            .during("đóng phiên làm việc")
    }
}
