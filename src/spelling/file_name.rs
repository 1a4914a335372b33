//! Names of files that strangers wrote, as names that every system takes.

use super::nfc;

/// NFC, without what Windows forbids and without signs that hide how a name reads (U+202E makes `gpj.exe` of `exe.jpg`).
#[must_use]
pub fn plain(name: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}');
    let name: String = nfc(name)
        .chars()
        .filter(|&c| !hidden(c))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .map(|c| if c.is_control() || r#"<>:"/\|?*"#.contains(c) { '_' } else { c })
        .collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(|c: char| c == '.' || c == ' ');
    if name.is_empty() { "khong-ten".to_owned() } else { name.to_owned() }
}

/// Prefix and name in at most so many letters and bytes, the stem shortened so that the extension stays. Reserved names
/// of Windows (CON, NUL …) cannot arise behind a prefix.
#[must_use]
pub fn fitted(prefix: &str, name: &str, letters: usize, bytes: usize) -> String {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && (1..=8).contains(&extension.len()) => {
            (stem, format!(".{extension}"))
        }
        _ => (name, String::new()),
    };
    let mut fitted = prefix.to_owned();
    let length = letters.saturating_sub(extension.chars().count());
    let bytes = bytes.saturating_sub(extension.len());
    let mut count = prefix.chars().count();
    for c in stem.chars() {
        if count >= length || fitted.len().saturating_add(c.len_utf8()) > bytes {
            break;
        }
        fitted.push(c);
        count = count.saturating_add(1);
    }
    let kept = fitted.trim_end_matches(['.', ' ']).len();
    fitted.truncate(kept);
    fitted + &extension
}

/// A name of at most so many letters: what is too long loses its middle, so that its beginning and its ending stay, which
/// tells people and systems what opens it.
#[must_use]
pub fn shortened(name: &str, letters: usize) -> String {
    let count = name.chars().count();
    if count <= letters {
        return name.to_owned();
    }
    let tail = name.rsplit_once('.').map_or(0, |(_, ending)| ending.chars().count().saturating_add(1));
    let tail = if (2..=9).contains(&tail) { tail.saturating_add(8) } else { 12 };
    let head = letters.saturating_sub(tail.saturating_add(1));
    let head: String = name.chars().take(head).collect();
    let tail: String = name.chars().skip(count.saturating_sub(tail)).collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_too_long_keeps_its_ending() {
        let long = format!("{}.docx", "A".repeat(400));
        let short = shortened(&long, 160);
        assert_eq!(short.chars().count(), 160);
        assert!(short.starts_with("AAAA") && short.ends_with("AAAA.docx") && short.contains('…'), "{short}");
        assert_eq!(shortened("bao cao.docx", 160), "bao cao.docx");
        assert_eq!(shortened(&"B".repeat(400), 80).chars().count(), 80);
    }
}
