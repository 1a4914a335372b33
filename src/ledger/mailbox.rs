//! Which mailboxes are read, which cannot be, and for which nothing is waited any more.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};
use crate::standing::hearing::{LetGo, Mailbox, Silence};

impl Snapshot<'_> {
    /// The mailboxes that the daemon reads, the office's own first; none as long as it has never run.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn mailboxes(&self) -> Result<Vec<Mailbox>, LedgerError> {
        const WHAT: &str = "đọc tình trạng các hộp thư";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT source, place = 0, read_at, silent_since, silent_why, let_go_at, let_go_by, let_go_why \
                 FROM mailbox ORDER BY place, source",
            )
            .during(WHAT)?;
        let rows = select
            .query_map([], |row| {
                let moment = |place| row.get::<_, Option<Ms>>(place).map(|at| at.map(|ms| ms.0));
                let silence = match moment(3)? {
                    Some(since) => Some(Silence { since, why: row.get(4)? }),
                    None => None,
                };
                let let_go = match moment(5)? {
                    Some(at) => Some(LetGo { at, by: row.get(6)?, why: row.get(7)? }),
                    None => None,
                };
                Ok(Mailbox { source: row.get(0)?, own: row.get(1)?, read_at: moment(2)?, silence, let_go })
            })
            .during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }
}

impl Tx<'_> {
    /// Notes how these mailboxes are read, which are all that there are, in this order. What staff said of them stays;
    /// a moment of reading that is not known now stays as it was known.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_mailboxes(&mut self, heard: &[Mailbox]) -> Result<(), LedgerError> {
        const WHAT: &str = "ghi tình trạng các hộp thư";
        let named: BTreeSet<&str> = heard.iter().map(|one| one.source.as_str()).collect();
        for gone in self.mailboxes()?.iter().filter(|known| !named.contains(known.source.as_str())) {
            self.conn.execute("DELETE FROM mailbox WHERE source = ?1", [&gone.source]).during(WHAT)?;
        }
        for (place, one) in (0_i64..).zip(heard) {
            let silence = one.silence.as_ref();
            self.conn
                .prepare_cached(
                    "INSERT INTO mailbox (source, place, read_at, silent_since, silent_why) VALUES (?1, ?2, ?3, ?4, ?5) \
                     ON CONFLICT (source) DO UPDATE SET place = ?2, read_at = coalesce(?3, read_at), silent_since = ?4, \
                     silent_why = ?5",
                )
                .and_then(|mut note| {
                    let since = silence.map(|silence| Ms(silence.since));
                    let why = silence.map(|silence| &silence.why);
                    note.execute(params![one.source, place, one.read_at.map(Ms), since, why])
                })
                .during(WHAT)?;
        }
        Ok(())
    }

    /// Says that letters need not wait for this mailbox. Whether that was news; an earlier word keeps its date and
    /// reason.
    ///
    /// # Errors
    /// A mailbox that is not read, or that is the office's own: for that one every letter waits.
    pub fn let_mailbox_go(&mut self, source: &str, word: &LetGo) -> Result<bool, LedgerError> {
        if self.place_of(source)? == 0 {
            return Err(LedgerError::Refused("hộp thư chính của cơ quan thì không thôi chờ được".to_owned()));
        }
        let LetGo { at, by, why } = word;
        let changed = self
            .conn
            .execute(
                "UPDATE mailbox SET let_go_at = ?2, let_go_by = ?3, let_go_why = ?4 \
                 WHERE source = ?1 AND let_go_at IS NULL",
                params![source, Ms(*at), by, why],
            )
            .during("ghi việc thôi chờ hộp thư")?;
        if changed > 0 {
            self.journal(*at, by, "mailbox-let-go", &format!("mailbox {source}"), why)?;
        }
        Ok(changed > 0)
    }

    /// Says that letters wait for it again. Whether that was news.
    ///
    /// # Errors
    /// A mailbox that is not read.
    pub fn await_mailbox(&mut self, source: &str, by: &str, why: &str, now: Timestamp) -> Result<bool, LedgerError> {
        self.place_of(source)?;
        let changed = self
            .conn
            .execute(
                "UPDATE mailbox SET let_go_at = NULL, let_go_by = NULL, let_go_why = NULL \
                 WHERE source = ?1 AND let_go_at IS NOT NULL",
                [source],
            )
            .during("ghi việc chờ lại hộp thư")?;
        if changed > 0 {
            self.journal(now, by, "mailbox-awaited", &format!("mailbox {source}"), why)?;
        }
        Ok(changed > 0)
    }

    fn place_of(&self, source: &str) -> Result<i64, LedgerError> {
        let place = self
            .conn
            .query_row("SELECT place FROM mailbox WHERE source = ?1", [source], |row| row.get(0))
            .optional()
            .during("đọc tình trạng các hộp thư")?;
        place.ok_or_else(|| LedgerError::Refused(format!("chương trình không đọc hộp thư {source}")))
    }
}
