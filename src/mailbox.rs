//! Where mail comes from: what a source promises.
//!
//! A source hands over every mail that its folders show and that the journal does not know, oldest first, and tells
//! when it has seen everything once (a pass). It never writes to the mailbox: no flag, no move, no deletion. A mail is
//! handed over at least once; the journal (the ledger's list of what was recorded) makes it exactly once. What was
//! handed over but is not in the journal after a while is handed over again.

pub mod imap;
pub mod maildir;
pub mod mbox;
mod fault;
mod handed;
mod hearing;
mod received;

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::message::RawMail;

pub use fault::MailboxError;

/// What a source tells the program.
#[derive(Debug, Clone)]
pub enum Event {
    /// A mail that the journal does not know.
    Mail(RawMail),
    /// Every folder was looked through, and all that was new has been handed over.
    PassComplete {
        /// The source's name.
        source: String,
        /// When the pass ended.
        at: Timestamp,
        /// How many mails this pass handed over.
        mails: u64,
    },
    /// No pass could be completed for long; sent once until `Recovered`.
    Deaf {
        /// The source's name.
        source: String,
        /// The last error, in Vietnamese, without secrets.
        why: String,
        /// When the mailbox was last heard.
        since: Timestamp,
    },
    /// A pass was completed again after `Deaf`.
    Recovered {
        /// The source's name.
        source: String,
        /// When.
        at: Timestamp,
    },
    /// How far a long pass has come; only for folders with many new mails.
    Progress {
        /// The source's name.
        source: String,
        /// The folder, decoded.
        folder: String,
        /// Mails handed over from this folder in this pass.
        done: u64,
        /// Mails that were new in it when the pass began.
        of: u64,
    },
}

/// What the ledger knows of a folder.
pub trait Journal: Send + Sync {
    /// The mails of `folder` that are in the ledger under this validity (0 for a Maildir). Called on a thread that may
    /// block.
    ///
    /// # Errors
    /// The reason why the ledger could not be read; the source asks again at its next pass.
    fn known(&self, source: &str, folder: &str, uid_validity: u32) -> Result<Known, String>;
}

/// The mails of one folder that are in the ledger: UIDs in digits, or Maildir names up to the colon.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    keys: HashSet<String>,
}

impl Known {
    /// Whether this mail is known.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// How many are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The known UIDs; keys that are not numbers are none of IMAP's.
    pub(crate) fn uids(&self) -> HashSet<u32> {
        self.keys.iter().filter_map(|key| key.parse().ok()).collect()
    }
}

impl FromIterator<String> for Known {
    fn from_iter<I: IntoIterator<Item = String>>(keys: I) -> Self {
        Self { keys: keys.into_iter().collect() }
    }
}

/// When the last server on its way received a mail, as its topmost Received header says.
#[must_use]
pub fn received_at(mail: &[u8]) -> Option<Timestamp> {
    received::top_received(mail)
}

/// How a source learns the time: the shell passes the clock in.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;
