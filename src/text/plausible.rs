//! Whether a text layer is language: damaged fonts show the right letters and hide wrong ones, or none, behind them.

/// True when the text cannot be trusted as a whole. Parts of it may still be right.
pub(crate) fn is_garbled(text: &str) -> bool {
    let visible = text.chars().filter(|c| !c.is_whitespace()).count();
    let broken = text.chars().filter(|c| is_broken(*c)).count();
    broken.saturating_mul(25) > visible
}

/// Characters that no typist types: replacement, control, private use.
fn is_broken(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..) || (c.is_control() && !c.is_whitespace())
}
