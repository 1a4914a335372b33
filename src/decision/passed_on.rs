//! What our own people bring for a unit: paper that the registry scanned, a mail that went to a colleague.

use super::Desk;
use super::akin::is_akin;
use super::weigh::{Letterhead, contradicts, is_colleague, named, only};
use crate::evidence::{Claim, Source, Strength};
use crate::roster::UnitId;

/// Our own people bring what one or several units gave them in another way: their words and the document must name the same
/// unit. Where they name none in full, its short name in their own text will do ("báo cáo của Hội Người cao tuổi").
pub(super) fn passed_on(desk: &Desk<'_>, attachment: Option<usize>, head: &Letterhead) -> Option<(UnitId, String)> {
    if !is_colleague(desk) || attachment.is_none() {
        return None;
    }
    let named = named(desk, None, Strength::Fair);
    let unit = match head {
        Letterhead::Units(units) => {
            only(units).filter(|unit| named.contains(unit) || (named.is_empty() && is_in_own_words(desk, unit)))?
        }
        Letterhead::Other(words) => only(&named).filter(|unit| is_akin(desk, std::slice::from_ref(unit), words))?,
        // Paper that our registry scanned: what it writes of it in the subject, and again in the text or in the name that
        // it gave the file, is what a clerk enters.
        Letterhead::Silent => only(&named).filter(|unit| is_named_twice(desk, attachment, unit))?,
    };
    let other_file = named.len() > 1 && contradicts(desk, attachment, &unit).is_some();
    let why = format!("Đơn vị: {} (cán bộ cơ quan chuyển; lời thư và văn bản khớp nhau).", desk.unit_name(&unit));
    (!other_file).then_some((unit, why))
}

/// Whether the subject names the unit, and the text or the file name does too.
fn is_named_twice(desk: &Desk<'_>, attachment: Option<usize>, unit: &UnitId) -> bool {
    let says = |source: Source| {
        desk.says(|clue| {
            clue.source == source
                && clue.claim == Claim::Unit(unit.clone())
                && (clue.attachment.is_none() || clue.attachment == attachment)
        })
    };
    says(Source::Subject) && (says(Source::Body) || says(Source::FileName))
}

/// Whether the text of the mail, what it quotes left out, names the unit in whatever form.
fn is_in_own_words(desk: &Desk<'_>, unit: &UnitId) -> bool {
    desk.says(|clue| clue.source == Source::Body && clue.claim == Claim::Unit(unit.clone()))
}
