//! The register as a judgment sees it: what came before, and of what it was made.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::calendar::Period;
use crate::message::Sha256;
use crate::plan::{Piece, ReportId};
use crate::roster::UnitId;

/// What has been received and still stands, by obligation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    /// Oldest first under each obligation.
    pub receipts: BTreeMap<(UnitId, ReportId, Period), Vec<KnownReceipt>>,
}

/// The pieces that the version which stands has: since the last delivery that began one.
#[must_use]
pub fn brought(known: &[KnownReceipt]) -> Vec<Piece> {
    let begin = known.iter().rposition(|receipt| receipt.begins).unwrap_or(0);
    let pieces = known.get(begin..).unwrap_or_default().iter().flat_map(|receipt| receipt.pieces.iter().copied());
    let mut pieces: Vec<Piece> = pieces.collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// A receipt already in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownReceipt {
    /// Year and number: 2024, 147.
    pub number: (i16, u32),
    /// Version of the report: 1, 2, …
    pub version: u32,
    /// Time of receipt.
    pub received_at: Timestamp,
    /// Hashes of its files.
    pub files: Vec<Sha256>,
    /// Whether it began a new version; else it joined what came before.
    pub begins: bool,
    /// Which pieces of a whole delivery its files are.
    pub pieces: Vec<Piece>,
}
