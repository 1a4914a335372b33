//! How a delivery stands to what came before: first, again, in its place, or beside it.

use super::{Desk, Entry, Relation};
use crate::calendar::Span;
use crate::evidence::{Claim, KnownReceipt, brought};
use crate::message::Sha256;
use crate::plan::Piece;

/// How each line stands to what is in the register.
pub(super) fn relate(desk: &Desk<'_>, entries: &mut [Entry]) {
    for entry in entries {
        let key = (entry.unit.clone(), entry.report.clone(), entry.period);
        let Some(known) = desk.facts.register.receipts.get(&key).filter(|known| !known.is_empty()) else { continue };
        let files: Vec<&Sha256> = entry
            .attachments
            .iter()
            .filter_map(|index| desk.message.attachments.get(*index))
            .map(|file| &file.sha256)
            .collect();
        let same =
            !files.is_empty() && files.iter().all(|file| known.iter().any(|receipt| receipt.files.contains(file)));
        let incident = matches!(entry.period.span(), Span::AdHoc(..));
        // Folders are read one after the other: what lay in the junk folder may be older than what is known.
        let oldest = known.iter().all(|receipt| receipt.received_at > desk.message.received_at);
        entry.relation = match (same, incident) {
            (true, _) => Relation::Duplicate,
            (false, _) if oldest => Relation::First,
            (false, true) => Relation::Supplement,
            (false, false) if completes(desk, entry, known) => Relation::Supplement,
            (false, false) => Relation::Replacement,
        };
    }
}

/// Whether a later delivery brings just what the plan asks for and the earlier ones lacked: the Word file after the
/// signed PDF. It joins them then, and does not take their place.
fn completes(desk: &Desk<'_>, entry: &Entry, known: &[KnownReceipt]) -> bool {
    let Some((_, report)) = desk.rules.plans.report(&entry.report) else { return false };
    let missing = report.lacks(&brought(known));
    let files = entry.attachments.iter().filter_map(|index| desk.message.attachments.get(*index));
    let brings = Piece::in_files(files.map(|file| (file.file_name.as_str(), file.size)));
    let replaces = desk.says(|clue| clue.claim == Claim::Replaces);
    !replaces && !brings.is_empty() && brings.iter().all(|piece| missing.contains(piece))
}
