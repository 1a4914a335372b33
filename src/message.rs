//! What we keep of a mail: a value without any knowledge of units, made from bytes once and never changed.

pub(crate) mod address;
pub mod authenticity;
pub mod away;
mod body;
pub mod bounce;
pub mod read;
pub mod robot;

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256 as Hasher};

use crate::text::FileText;
use crate::text::html::clean::Face;

/// SHA-256 as 64 lower-case hexadecimal digits: the address of content in archive and ledger.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Sha256(pub(crate) String);

impl Sha256 {
    /// The address of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Hasher::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Digits read back from a ledger; none when they are not 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn from_hex(digits: &str) -> Option<Self> {
        let right = digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        right.then(|| Self(digits.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a mail stood when we took it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// Which mailbox of the configuration: "imap" or "maildir" and its account, never a password.
    pub source: String,
    /// The folder, decoded: "INBOX", "Thư rác".
    pub folder: String,
    /// IMAP UIDVALIDITY; 0 for a Maildir.
    pub uid_validity: u32,
    /// IMAP UID; for a Maildir the name up to the colon stands in `key`.
    pub uid: u32,
    /// What identifies it inside folder and validity: the UID in digits, or the Maildir name.
    pub key: String,
}

/// A mail as the mailbox handed it over.
#[derive(Debug, Clone)]
pub struct RawMail {
    /// Where it stood.
    pub origin: Origin,
    /// When the server received it (INTERNALDATE; for a Maildir the top Received header, else the file's time).
    pub received_at: Timestamp,
    /// The server's own name for this mail across folders, where it has one (Gmail's X-GM-MSGID in digits): a mail that
    /// stands under two labels has one name and two origins.
    pub server_id: Option<String>,
    /// The bytes, or why they are not here (too large to fetch: then the size the server named).
    pub content: RawContent,
}

impl RawMail {
    /// The bytes that are here: all of it, its header, or where it lies and why it could not be fetched. They are what
    /// the archive keeps, and their hash names the mail.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            RawContent::Whole(bytes) => bytes,
            RawContent::TooLarge { header, .. } => header,
            RawContent::Unfetchable { why, header } if header.is_empty() => why.as_bytes(),
            RawContent::Unfetchable { header, .. } => header,
        }
    }
}

/// The bytes of a mail, or their absence.
#[derive(Debug, Clone)]
pub enum RawContent {
    /// All bytes.
    Whole(Vec<u8>),
    /// Larger than the limit: only the header was fetched.
    TooLarge {
        /// Header bytes.
        header: Vec<u8>,
        /// The size that the server names, in bytes.
        size: u64,
    },
    /// The server or the disk would not give it, time and again: a person must look at it where it lies.
    Unfetchable {
        /// What happened and where the mail lies (no two alike), in Vietnamese, for the person who looks.
        why: String,
        /// Header bytes, where the server gives at least those: they name the sender. Else empty.
        header: Vec<u8>,
    },
}

/// A mail, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Hash of the raw bytes.
    pub sha256: Sha256,
    /// Size of the raw bytes.
    pub size: u64,
    /// When the server received it.
    pub received_at: Timestamp,
    /// What the sender's clock said (Date header).
    pub dated_at: Option<Timestamp>,
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// In-Reply-To and References, without brackets, oldest first, no duplicates.
    pub references: Vec<String>,
    /// The author (From); none when missing or unreadable.
    pub from: Option<Person>,
    /// Where the author wants answers (Reply-To), when given.
    pub reply_to: Vec<Person>,
    /// To.
    pub to: Vec<Person>,
    /// Cc.
    pub cc: Vec<Person>,
    /// The subject, decoded, NFC, one line.
    pub subject: String,
    /// What the sender wrote.
    pub body: Body,
    /// Everything that is a file, in MIME order; index = place in this list.
    pub attachments: Vec<Attachment>,
    /// What the header says about machines.
    pub robot: RobotSigns,
    /// A delivery report, when the mail is one.
    pub bounce: Option<Bounce>,
    /// What the receiving server found out about the sender.
    pub authenticity: Authenticity,
    /// What was wrong with the bytes; empty for most mails.
    pub faults: Vec<Fault>,
}

impl Message {
    /// Whether it has no file, or none but the pictures of a signature.
    #[must_use]
    pub fn brings_no_file(&self) -> bool {
        self.attachments.iter().all(|file| file.inline)
    }
}

/// A mail that has been split: the message, still without the texts of its files, and the bytes of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The message; the text of each attachment is blank.
    pub message: Message,
    /// Decoded bytes, in the order of `message.attachments`.
    pub contents: Vec<Vec<u8>>,
}

/// A mail as its sender's program showed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// What was shown, one below the other; empty when nothing is more than plain text.
    pub faces: Vec<Face>,
    /// Where pictures that have a Content-ID (lower case) stand among the attachments.
    pub pictures: BTreeMap<String, usize>,
}

impl Parsed {
    /// The message with what the worker read in its files, in the order of the attachments.
    #[must_use]
    pub fn with_texts(mut self, texts: Vec<FileText>) -> Message {
        for (attachment, text) in self.message.attachments.iter_mut().zip(texts) {
            attachment.text = text;
        }
        self.message
    }
}

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Person {
    /// Display name, decoded, NFC; may be empty.
    pub name: String,
    /// Address, lower case, as plain `local@domain`.
    pub address: String,
}

/// The text of a mail, NFC, with `\n` line ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// What the sender wrote now: without quoted mail, without the forwarded one.
    pub own: String,
    /// What was quoted below (a reply's history).
    pub quoted: String,
    /// An inline forwarded mail ("---------- Forwarded message"), with its header lines.
    pub forwarded: String,
}

/// A file in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Name, decoded, NFC, base name only; a file without a name has one by its type.
    pub file_name: String,
    /// Declared media type, lower case: `application/pdf`.
    pub media_type: String,
    /// Size of the decoded bytes.
    pub size: u64,
    /// Hash of the decoded bytes.
    pub sha256: Sha256,
    /// Whether it is shown inside the text: its Content-ID is referred to by the HTML, or it is a picture with a
    /// Content-ID and disposition inline.
    pub inline: bool,
    /// What stands in it, as the worker read it.
    pub text: FileText,
}

/// Signs that a machine wrote the mail (RFC 3834, RFC 3798, RFC 2919 and practice).
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct RobotSigns {
    /// `Auto-Submitted` other than `no`: its value.
    pub auto_submitted: Option<String>,
    /// `Precedence: bulk | list | junk`, `List-Id`, `List-Unsubscribe`, `Feedback-ID`: which.
    pub bulk: Option<String>,
    /// Null return path, or mailer-daemon/postmaster as author.
    pub null_sender: bool,
    /// The author is a no-reply address.
    pub no_reply: bool,
    /// `X-Autoreply`, `X-Autorespond`, `Precedence: auto_reply`, `X-FC-MachineGenerated` …: which.
    pub vendor: Option<String>,
    /// `X-Auto-Response-Suppress` that forbids answers by programs. People's mail has it too: it says nothing of the author.
    #[serde(default)]
    pub no_answer: Option<String>,
    /// Subject or text reads as an automatic answer ("Trả lời tự động", "Out of office"): the words.
    pub wording: Option<String>,
    /// A read receipt (multipart/report; report-type=disposition-notification, or "Đã đọc:").
    pub read_receipt: bool,
    /// A calendar invitation or answer (text/calendar), or Zimbra's notice of a shared folder.
    pub calendar: bool,
    /// Our own header (`X-Tiepnhan`) or Message-ID: our mail came back.
    pub own: bool,
    /// The last day on which the author of an automatic answer says to be away.
    #[serde(default)]
    pub away_until: Option<jiff::civil::Date>,
    /// Whether an automatic answer says that its author is away, until whenever.
    #[serde(default)]
    pub away: bool,
}

/// A delivery report (RFC 3464, or the wording of servers that do not keep to it).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bounce {
    /// Who was not reached.
    pub recipients: Vec<BouncedRecipient>,
    /// Message-ID of the mail that failed, without brackets.
    pub original_message_id: Option<String>,
}

/// One recipient of a delivery report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BouncedRecipient {
    /// Lower-case address.
    pub address: String,
    /// Enhanced status (RFC 3463), `5.1.1`, when it can be told.
    pub status: Option<String>,
    /// Whether trying again is pointless. A full mailbox is not permanent.
    pub permanent: bool,
    /// Whether the server still tries: nothing is lost yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delayed: bool,
}

/// What stands in the header about who really sends: the servers' findings (RFC 8601), and further names.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Authenticity {
    /// Every server's header, topmost first. Which one is believed: [`Authenticity::by`].
    #[serde(default)]
    pub all: Vec<AuthResult>,
    /// Authors beside the first: a second address, or a second From field.
    #[serde(default)]
    pub other_authors: Vec<Person>,
    /// Who handed it in for the author (Sender), when somebody else did.
    #[serde(default)]
    pub sender: Option<Person>,
}

/// What one server found out about the sender; words as in the header, lower case.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct AuthResult {
    /// authserv-id, lower case; empty when the server left it out.
    pub authserv_id: String,
    /// `spf=`: pass, fail, softfail, none …
    pub spf: Option<String>,
    /// `dkim=`: pass when one of several signatures passed.
    pub dkim: Option<String>,
    /// `dmarc=`.
    pub dmarc: Option<String>,
    /// Domains whose signatures passed (`header.d`, else `header.i`).
    #[serde(default)]
    pub signed_by: Vec<String>,
    /// The servers that took the mail in after this was written (`by` of the Received fields above), topmost first.
    #[serde(default)]
    pub above: Vec<String>,
    /// Whether it stands below a line by which a server took the mail in from another office's.
    #[serde(default)]
    pub inside: bool,
}

/// Something wrong with the bytes of a mail that did not stop us from reading it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing in it could be understood as a mail.
    Unreadable(String),
    /// Larger than the limit; only the header is here.
    TooLarge(u64),
    /// More parts than the limit; the rest was left aside.
    TooManyParts(usize),
    /// Nested more deeply than the limit.
    TooDeep,
    /// An attachment's transfer encoding was damaged; what could be decoded was.
    DamagedEncoding(usize),
    /// No From address.
    NoSender,
}
