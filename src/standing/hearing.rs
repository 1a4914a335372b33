//! Which of the office's mailboxes are read: what came into one that is not may answer whatever is missed here.

use jiff::Timestamp;

use super::BoardFacts;

/// A mailbox that the program reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// What the ledger knows it by: "imap:khoagiao@imap.songlam.example".
    pub source: String,
    /// Whether it is the office's own; the others are read beside it for a time, as after a move.
    pub own: bool,
    /// When it was last read through; none: never yet.
    pub read_at: Option<Timestamp>,
    /// That it cannot be read, as long as that lasts.
    pub silence: Option<Silence>,
    /// That staff wait for nothing in it any more.
    pub let_go: Option<LetGo>,
}

/// A mailbox is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// Since when: what came later is not known.
    pub since: Timestamp,
    /// Why, as the source told it, in Vietnamese; empty when it told nothing.
    pub why: String,
}

/// A person's word that letters need not wait for a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetGo {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// In that person's words.
    pub why: String,
}

impl Mailbox {
    /// Why what is missed here may lie in it; none when it is read, or when nothing is waited for in it.
    #[must_use]
    pub fn silence(&self) -> Option<&Silence> {
        self.silence.as_ref().filter(|_| self.let_go.is_none())
    }
}

impl BoardFacts {
    /// The mailboxes in which what is missed may lie.
    pub fn silent(&self) -> impl Iterator<Item = (&Mailbox, &Silence)> {
        self.mailboxes.iter().filter_map(|mailbox| Some((mailbox, mailbox.silence()?)))
    }

    /// Whether there is one: then nobody can be said to owe what did not come.
    #[must_use]
    pub fn is_unheard(&self) -> bool {
        self.silent().next().is_some()
    }
}
