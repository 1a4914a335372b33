//! The unit whose name a mail bears with one slip in it. Never sufficient: a voice among units that are known.

use super::Desk;
use crate::evidence::{Claim, Clue, Source};
use crate::roster::UnitId;

/// In the letterhead of the attachment.
pub(super) fn in_letterhead(desk: &Desk<'_>, attachment: Option<usize>) -> Option<UnitId> {
    only(desk, attachment, &[Source::Letterhead])
}

/// In its name, the subject or the text.
pub(super) fn in_words(desk: &Desk<'_>, attachment: Option<usize>) -> Option<UnitId> {
    only(desk, attachment, &[Source::FileName, Source::Subject, Source::Body])
}

/// The one unit that is meant there; none when there are several.
fn only(desk: &Desk<'_>, attachment: Option<usize>, sources: &[Source]) -> Option<UnitId> {
    let here =
        |clue: &&Clue| sources.contains(&clue.source) && (clue.attachment.is_none() || clue.attachment == attachment);
    let mut units = desk.clues().filter(here).filter_map(|clue| match &clue.claim {
        Claim::Resembles(unit) => Some(unit),
        _ => None,
    });
    let first = units.next()?;
    units.all(|unit| unit == first).then(|| first.clone())
}
