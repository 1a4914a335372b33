//! A line of the register, as a value.

use jiff::Timestamp;

use crate::calendar::Period;
use crate::calendar::deadline::Timeliness;
use crate::decision::Relation;
use crate::message::Sha256;
use crate::plan::ReportId;
use crate::roster::UnitId;

/// Year and number of a line: 2020, 147. Given once, never again.
pub type Number = (i16, u32);

/// How a report came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// By mail.
    Email,
    /// On paper, by hand or post.
    Paper,
    /// By telephone.
    Phone,
    /// By Zalo.
    Zalo,
    /// By any other way; the reason says which.
    Other,
}

impl Channel {
    /// As people call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Email => "thư điện tử",
            Self::Paper => "bản giấy",
            Self::Phone => "điện thoại",
            Self::Zalo => "Zalo",
            Self::Other => "cách khác",
        }
    }
}

/// A line of the register with everything that a listing shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Row.
    pub id: i64,
    /// Year and number.
    pub number: Number,
    /// The mail it came by.
    pub mail: Option<i64>,
    /// How it came.
    pub channel: Channel,
    /// Whose.
    pub unit: UnitId,
    /// Which report.
    pub report: ReportId,
    /// Which period.
    pub period: Period,
    /// 1, 2, …
    pub version: u32,
    /// How it stood to what came before.
    pub relation: Relation,
    /// When it was received.
    pub received_at: Timestamp,
    /// What the sender's clock said, for mails.
    pub dated_at: Option<Timestamp>,
    /// The sender's address; empty when it did not come by mail.
    pub sender: String,
    /// How it stood to its date when it came; none for reports without a date.
    pub timeliness: Option<Timeliness>,
    /// The document's own number and symbol.
    pub document_number: Option<String>,
    /// Who decided: `tiepnhan` or a person.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
    /// Why.
    pub why: String,
    /// The line that this one takes the place of.
    pub corrects: Option<Number>,
    /// The line from which its files were split off.
    pub split_from: Option<Number>,
    /// The line that took the place of this one.
    pub corrected_by: Option<Number>,
    /// That it no longer counts, when it was withdrawn.
    pub revoked: Option<Withdrawal>,
    /// Its files.
    pub files: Vec<LineFile>,
}

impl Line {
    /// Whether it still counts: neither withdrawn nor replaced by a corrected line.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.corrected_by.is_none() && self.revoked.is_none()
    }
}

/// That a line was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why, in the person's words.
    pub why: String,
}

/// A file of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFile {
    /// Its place in the mail; none when it did not come by mail.
    pub attachment: Option<usize>,
    /// Name as sent.
    pub name: String,
    /// Declared media type.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Hash of the bytes.
    pub sha256: Sha256,
}
