//! A mail that lists its documents by number and symbol: "gửi 02 báo cáo: số 311/BC-ĐHSL, số 64-BC/ĐUĐHSL".

use super::{Desk, with_role};
use crate::dictionary::List;
use crate::evidence::{Claim, Role, Source};
use crate::roster::UnitId;
use crate::spelling::tokens::plain;

/// Whether the sender lists by their numbers all the reports that he attached, one of them his own unit's, and `unit` is
/// what letterhead and symbol of this attachment both say. A clerk who keeps two registers, of a school and of its party
/// committee, sends for both at once; a number with its symbol names the author as plainly as his name would. Nothing of it
/// counts where the mail says that something is only to be read.
pub(super) fn names(desk: &Desk<'_>, attachment: Option<usize>, unit: &UnitId, senders: &[UnitId]) -> bool {
    let own = &desk.message.body.own;
    let words = plain(own);
    let reports = with_role(desk.evidence, Role::Report);
    let listed = |index: &usize| number(desk, *index).is_some_and(|number| words.contains(plain(number).as_str()));
    let of = |index: usize, source: Source, unit: &UnitId| {
        desk.about(index).any(|clue| clue.source == source && clue.claim == Claim::Unit(unit.clone()))
    };
    let proven = |index: usize, unit: &UnitId| of(index, Source::Letterhead, unit) && of(index, Source::Symbol, unit);
    let own_report = |index: &usize| senders.iter().any(|sender| of(*index, Source::Letterhead, sender));
    attachment.is_some_and(|index| proven(index, unit))
        && reports.iter().all(listed)
        && reports.iter().any(own_report)
        && !desk.rules.dictionary.says(own).has(List::ForReading)
}

/// Number and symbol as the document bears them.
fn number<'d>(desk: &'d Desk<'_>, index: usize) -> Option<&'d str> {
    desk.about(index).find_map(|clue| match &clue.claim {
        // Where the number is left open, the rest names a drawer, not a document.
        Claim::Numbered(number) if clue.source == Source::Symbol => {
            Some(number.as_str()).filter(|number| number.starts_with(|c: char| c.is_ascii_digit()))
        }
        _ => None,
    })
}
