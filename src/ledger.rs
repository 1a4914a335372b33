//! SQLite: what happened, for good.
//!
//! One file, one writer at a time, many readers. A group of mails is recorded in one `write`, each of them in its own
//! savepoint, so that a thousand mails cost one flush to the disk and one bad mail costs only itself. What `write`
//! returned `Ok` for survives a power cut; what it did not, never happened.

mod absence;
mod account;
mod amend;
mod answered;
mod backup;
mod board;
mod claim;
mod column;
mod correspondence;
mod enclosed;
mod facts;
mod failure;
mod grant;
mod health;
mod incident;
mod installation;
mod journal;
mod lesson;
mod limit;
mod line;
mod listing;
mod lock;
mod locked;
mod mail;
mod mailbox;
mod migrate;
mod note;
mod open;
mod outgoing;
mod peek;
mod record;
mod queue;
mod register;
mod returned;
mod review;
mod scanned;
mod search;
mod session;
mod sighting;
mod tries;
mod volumes;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use column::Ms;
use failure::During;
use register::Cache;

pub use crate::dossier::{ByHand, Channel, Line, LineFile, Number};
pub use account::{Account, Role, Session, token_hash};
pub use amend::Act;
pub use board::Reach;
pub use correspondence::{Fate, LetterFilter};
pub use failure::LedgerError;
pub use grant::{Granted, Lifted};
pub use incident::{Case, NewCase};
pub use installation::Pause;
pub(crate) use journal::PROGRAM;
pub use journal::{JournalFilter, JournalLine, is_look};
pub use lesson::{LessonRow, Revoked, Teaching};
pub use lock::FolderLock;
pub use locked::Opened;
pub use mail::{Bucket, MailRow};
pub use outgoing::{LetterState, Outgoing};
pub use peek::peek;
pub use queue::LetterQueue;
pub use record::{Record, Recorded};
pub use review::{AttachmentRow, Review, ReviewState, Settlement};
pub use session::{Ending, OpenSession};
pub use tries::{Try, TryEnd};
pub use verify::Findings;

/// The office's ledger. Cheap to share by reference; calls block, so async code calls it on a blocking thread.
pub struct Ledger {
    path: PathBuf,
    writer: Mutex<Writer>,
    reader: Mutex<Connection>,
    /// Reminders and overdue notices stay in the queue: what they ask for may have come. Of this process only.
    asking_held: AtomicBool,
}

struct Writer {
    conn: Connection,
    cache: Cache,
}

/// What one moment of the ledger says; reads inside see no later writes.
pub struct Snapshot<'c> {
    conn: &'c Connection,
}

/// The one writing transaction. Reads as a [`Snapshot`] that sees its own changes.
pub struct Tx<'c> {
    snapshot: Snapshot<'c>,
    cache: &'c mut Cache,
}

impl<'c> std::ops::Deref for Tx<'c> {
    type Target = Snapshot<'c>;
    fn deref(&self) -> &Snapshot<'c> {
        &self.snapshot
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens or creates the ledger, bringing an older file to today's structure (a copy of the old one stays beside).
    ///
    /// # Errors
    /// [`LedgerError::Newer`] for a file of a newer program, [`LedgerError::Foreign`] for anything that is not a
    /// ledger, and what SQLite says.
    pub fn open(path: &Path, now: Timestamp) -> Result<Self, LedgerError> {
        let mut conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        migrate::run(&mut conn, path, migrate::MIGRATIONS)?;
        search::fill(&mut conn)?;
        // Receipts must survive a power cut, and there are few of them.
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;",
        )
        .during("mở sổ")?;
        conn.execute(
            "INSERT INTO installation (id, name, created_at) VALUES (1, lower(hex(randomblob(8))), ?1) ON CONFLICT DO NOTHING",
            [Ms(now)],
        )
        .during("mở sổ")?;
        let reader = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        reader.pragma_update(None, "query_only", true).during("mở sổ")?;
        let writer = Writer { conn, cache: Cache::default() };
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            asking_held: AtomicBool::new(false),
        })
    }

    /// The same without waiting for the disk: for a ledger that can be made anew, because a power cut may spoil it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unguarded(self) -> Result<Self, LedgerError> {
        lock(&self.writer).conn.pragma_update(None, "synchronous", "OFF").during("mở sổ")?;
        Ok(self)
    }

    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Does everything in `work` or nothing. An error from `work` undoes it and is handed on.
    ///
    /// # Errors
    /// What `work` says, or what SQLite says while beginning and committing.
    pub fn write<T, E: From<LedgerError>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let Writer { conn, cache } = &mut *writer;
        let done = attempt(conn, cache, work);
        if done.is_err() {
            cache.forget();
        }
        done
    }

    /// Reads one consistent moment of the ledger; never waits for writers.
    ///
    /// # Errors
    /// What `work` says, or what SQLite says.
    pub fn read<T, E: From<LedgerError>>(&self, work: impl FnOnce(&Snapshot<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut reader = lock(&self.reader);
        let tx = reader.transaction().during("đọc sổ")?;
        let value = work(&Snapshot { conn: &tx })?;
        tx.commit().during("đọc sổ")?;
        Ok(value)
    }
}

/// One transaction on the writing connection; rolled back on error and on panic.
fn attempt<T, E: From<LedgerError>>(
    conn: &mut Connection,
    cache: &mut Cache,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate).during("bắt đầu ghi sổ")?;
    cache.refresh(&transaction)?;
    let value = work(&mut Tx { snapshot: Snapshot { conn: &transaction }, cache })?;
    still_open(&transaction)?;
    cache.keep_up(&transaction)?;
    transaction.commit().during("ghi sổ")?;
    Ok(value)
}

/// A full disk makes SQLite undo the whole transaction by itself; going on would write outside of any.
fn still_open(conn: &Connection) -> Result<(), LedgerError> {
    if conn.is_autocommit() { Err(LedgerError::Full { what: "ghi sổ" }) } else { Ok(()) }
}

impl Tx<'_> {
    /// Does everything in `work` or nothing, without undoing what the transaction did before: one mail of a group.
    ///
    /// # Errors
    /// What `work` says. A temporary error concerns the whole group: hand it on.
    pub fn part<T, E: From<LedgerError>>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        const WHAT: &str = "ghi một thư";
        still_open(self.conn)?;
        self.conn.execute_batch("SAVEPOINT part").during(WHAT)?;
        match work(self) {
            Ok(value) => {
                still_open(self.conn)?;
                self.conn.execute_batch("RELEASE part").during(WHAT)?;
                Ok(value)
            }
            Err(error) => {
                self.cache.forget();
                if !self.conn.is_autocommit() {
                    self.conn.execute_batch("ROLLBACK TO part; RELEASE part").during(WHAT)?;
                }
                Err(error)
            }
        }
    }
}

/// A connection that waits for others and trusts nothing in the file.
fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, LedgerError> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).during("mở sổ")?;
    conn.busy_timeout(Duration::from_secs(10)).during("mở sổ")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).during("mở sổ")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true).during("mở sổ")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).during("mở sổ")?;
    // Without it REPLACE would take lines out without asking the triggers that keep them.
    conn.pragma_update(None, "recursive_triggers", true).during("mở sổ")?;
    // All statements that one mail takes, and then some: with too few each mail has them read again.
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// A panic in a closure rolled its transaction back, so what the lock guards is still sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
pub(crate) mod tests;
