//! Character references: those that mail programs write for Vietnamese and for typography, and all numeric ones.

use encoding_rs::WINDOWS_1252;

/// Names and their characters; some programs leave the semicolon out, so it is never part of the name.
const NAMED: &[(&str, char)] = &[
    ("AElig", 'Æ'),
    ("Aacute", 'Á'),
    ("Abreve", 'Ă'),
    ("Acirc", 'Â'),
    ("Agrave", 'À'),
    ("Atilde", 'Ã'),
    ("Dstrok", 'Đ'),
    ("ETH", 'Ð'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Egrave", 'È'),
    ("Iacute", 'Í'),
    ("Igrave", 'Ì'),
    ("Itilde", 'Ĩ'),
    ("NewLine", '\n'),
    ("Oacute", 'Ó'),
    ("Ocirc", 'Ô'),
    ("Ograve", 'Ò'),
    ("Otilde", 'Õ'),
    ("Tab", '\t'),
    ("Uacute", 'Ú'),
    ("Ugrave", 'Ù'),
    ("Utilde", 'Ũ'),
    ("Yacute", 'Ý'),
    ("aacute", 'á'),
    ("abreve", 'ă'),
    ("acirc", 'â'),
    ("acute", '´'),
    ("agrave", 'à'),
    ("amp", '&'),
    ("apos", '\''),
    ("atilde", 'ã'),
    ("bdquo", '„'),
    ("bull", '•'),
    ("cent", '¢'),
    ("check", '✓'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("copy", '©'),
    ("deg", '°'),
    ("divide", '÷'),
    ("dstrok", 'đ'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("egrave", 'è'),
    ("emsp", ' '),
    ("ensp", ' '),
    ("eth", 'ð'),
    ("euro", '€'),
    ("frac12", '½'),
    ("ge", '≥'),
    ("gt", '>'),
    ("hellip", '…'),
    ("iacute", 'í'),
    ("igrave", 'ì'),
    ("itilde", 'ĩ'),
    ("laquo", '«'),
    ("larr", '←'),
    ("ldquo", '“'),
    ("le", '≤'),
    ("lpar", '('),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("macr", '¯'),
    ("mdash", '—'),
    ("middot", '·'),
    ("minus", '−'),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("ne", '≠'),
    ("num", '#'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("ograve", 'ò'),
    ("ordm", 'º'),
    ("otilde", 'õ'),
    ("para", '¶'),
    ("percnt", '%'),
    ("period", '.'),
    ("plusmn", '±'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rarr", '→'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rpar", ')'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("sect", '§'),
    ("shy", '\u{ad}'),
    ("sol", '/'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("thinsp", ' '),
    ("tilde", '˜'),
    ("times", '×'),
    ("trade", '™'),
    ("uacute", 'ú'),
    ("ugrave", 'ù'),
    ("uml", '¨'),
    ("utilde", 'ũ'),
    ("yacute", 'ý'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
];

/// The character that stands at the start of `text`, which begins with `&`, and what follows it.
pub(super) fn decode(text: &str) -> (char, &str) {
    let plain = ('&', text.get(1..).unwrap_or(""));
    let Some(body) = text.strip_prefix('&') else { return plain };
    if let Some(digits) = body.strip_prefix('#') {
        return numeric(digits).unwrap_or(plain);
    }
    let end = body.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(body.len());
    let (name, rest) = body.split_at_checked(end).unwrap_or((body, ""));
    match NAMED.binary_search_by(|(known, _)| known.cmp(&name)) {
        Ok(at) => NAMED.get(at).map_or(plain, |(_, c)| (*c, rest.strip_prefix(';').unwrap_or(rest))),
        Err(_) => plain,
    }
}

fn numeric(digits: &str) -> Option<(char, &str)> {
    let (radix, digits) = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => (16, hex),
        None => (10, digits),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (number, rest) = digits.split_at_checked(end)?;
    if number.is_empty() {
        return None;
    }
    let value = u32::from_str_radix(number, radix).unwrap_or(0);
    Some((character(value), rest.strip_prefix(';').unwrap_or(rest)))
}

/// HTML reads 128..=159 as Windows-1252 (HTML standard, 13.2.5.80); what is no character becomes U+FFFD.
fn character(value: u32) -> char {
    match u8::try_from(value) {
        Ok(0) => '\u{fffd}',
        Ok(byte @ 128..=159) => {
            let bytes = [byte];
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
            text.chars().next().unwrap_or('\u{fffd}')
        }
        _ => char::from_u32(value).unwrap_or('\u{fffd}'),
    }
}

#[cfg(test)]
mod tests {
    use super::NAMED;

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(NAMED.is_sorted_by(|a, b| a.0 < b.0));
    }
}
