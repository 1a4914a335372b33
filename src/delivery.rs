//! Where letters go: one letter handed over, and what became of the try.

pub mod dkim;
pub mod maildir;
pub mod smtp;

/// A letter as the carrier sees it: one recipient, complete bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Envelope sender, a plain address: reports about delivery come back to it.
    pub from: String,
    /// Envelope recipient, a plain address.
    pub to: String,
    /// Message-ID without brackets; the same at every try.
    pub message_id: String,
    /// The complete mail, CRLF, 7-bit.
    pub mime: Vec<u8>,
}

/// Shows no content: what an office writes does not belong into a log.
impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parcel")
            .field("to", &self.to)
            .field("message_id", &self.message_id)
            .field("bytes", &self.mime.len())
            .finish_non_exhaustive()
    }
}

/// What became of one try. `why` is Vietnamese, for people, one line, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The next server has taken responsibility for it (250 after the final dot), or the file is safe on disk.
    Sent {
        /// What the server said: its queue id stands there.
        reply: String,
    },
    /// Refused for now; nothing was handed over.
    Later {
        /// Reason.
        why: String,
        /// The server counts what we send and has had enough: nothing else should be tried for a while either.
        quota: bool,
    },
    /// Refused for good: the recipient or the letter is at fault.
    Never {
        /// Reason.
        why: String,
        /// SMTP reply code, when there was one.
        code: Option<u16>,
        /// Whether the address is at fault: no letter will ever reach it. Else this letter, or we, are not wanted.
        dead: bool,
    },
    /// The line was lost after the last byte: it may or may not have been taken.
    Unknown {
        /// Reason.
        why: String,
    },
    /// The channel itself does not work (unreachable, log-in refused, sender refused): says nothing about the letter,
    /// and the next one would fare the same.
    Down {
        /// Reason.
        why: String,
    },
}

/// A channel for letters.
#[derive(Debug)]
pub enum Delivery {
    /// A mail server.
    Smtp(Box<smtp::Sender>),
    /// Files in a Maildir: demonstrations, trials, local delivery.
    Maildir(maildir::Drop),
}

impl Delivery {
    /// Tries once. Never fails: every accident is an [`Outcome`].
    pub async fn deliver(&mut self, parcel: &Parcel) -> Outcome {
        match self {
            Self::Smtp(sender) => sender.deliver(parcel).await,
            Self::Maildir(folder) => folder.deliver(parcel).await,
        }
    }

    /// After the future of [`deliver`](Self::deliver) was dropped half-way: what the try has come to; none when the
    /// letter cannot have been taken, or a repeat does no harm.
    pub fn broken_off(&mut self) -> Option<Outcome> {
        match self {
            Self::Smtp(sender) => sender.broken_off(),
            Self::Maildir(_) => None,
        }
    }

    /// The largest mail that the channel takes, in bytes: `Some(None)` when it has no limit, none when that is not known
    /// yet.
    #[must_use]
    pub fn announced(&self) -> Option<Option<u64>> {
        match self {
            Self::Smtp(sender) => sender.announced(),
            Self::Maildir(_) => Some(None),
        }
    }

    /// There is nothing to do for a while: lets go of what is held open.
    pub async fn rest(&mut self) {
        match self {
            Self::Smtp(sender) => sender.rest().await,
            Self::Maildir(_) => {}
        }
    }
}
