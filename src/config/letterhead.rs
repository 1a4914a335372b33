//! `[letterhead]`: what the office prints on its official letters.

use super::read::filled;
use crate::letter::official::Letterhead;
use crate::office::form::Section;

/// Reads it; every key may be empty.
pub(super) fn letterhead(root: &Section<'_, '_>) -> Option<Letterhead> {
    let section = root.section("letterhead")?;
    let text = |key| filled(&section, key).map(|text| text.value).unwrap_or_default();
    let (superior, issuer, symbol) = (text("superior"), text("issuer"), text("symbol"));
    let (place, signer_title, signer) = (text("place"), text("signer_title"), text("signer"));
    let copies = section.texts("copies").unwrap_or_default().into_iter().map(|text| text.value).collect();
    section.finish();
    Some(Letterhead { superior, issuer, symbol, place, signer_title, signer, copies })
}
