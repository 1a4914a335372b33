//! Rich Text Format.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::flow::Flow;
use super::{Limits, Reading};

/// Groups that hold no text of the document.
#[rustfmt::skip]
const UNSEEN: [&str; 22] = [
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "objdata", "header", "footer", "listtable",
    "listoverridetable", "rsidtbl", "themedata", "colorschememapping", "latentstyles", "datastore", "xmlnstbl",
    "generator", "fldinst", "filetbl", "revtbl", "mmathPr",
];

/// Nesting beyond which groups are no longer told apart.
const DEEPEST: usize = 1000;

/// The text of an RTF file: Unicode characters, else the code page that the file names.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let mut story = Story {
        flow: Flow::default(),
        pending: Vec::new(),
        groups: vec![Group { unseen: false, fallback: 1 }],
        skip: 0,
        surrogate: None,
        coding: WINDOWS_1252,
    };
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        if story.flow.len() > limits.text {
            break;
        }
        rest = match first {
            b'\\' => story.control(after),
            b'{' => story.enter(after),
            b'}' => story.leave(after),
            b'\r' | b'\n' | 0 => after,
            byte => story.byte(*byte, after),
        };
    }
    story.settle();
    Reading { text: story.flow.finish(), ..Reading::default() }
}

#[derive(Debug, Clone, Copy)]
struct Group {
    unseen: bool,
    /// How many characters behind `\u` stand there for programs that know no Unicode (`\ucN`).
    fallback: usize,
}

#[derive(Debug)]
struct Story {
    flow: Flow,
    /// Bytes in the code page, not yet decoded.
    pending: Vec<u8>,
    groups: Vec<Group>,
    /// Fallback characters still to skip.
    skip: usize,
    surrogate: Option<u16>,
    coding: &'static Encoding,
}

impl Story {
    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or(Group { unseen: false, fallback: 1 })
    }

    fn enter<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let mut group = self.group();
        // `{\*` begins what a reader may ignore; only its text boxes are of use.
        group.unseen |= rest.starts_with(b"\\*\\") && !rest.starts_with(b"\\*\\shpinst");
        if self.groups.len() < DEEPEST {
            self.groups.push(group);
        }
        self.skip = 0;
        rest
    }

    fn leave<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        if self.groups.len() > 1 {
            self.groups.pop();
        }
        self.skip = 0;
        rest
    }

    fn byte<'a>(&mut self, byte: u8, rest: &'a [u8]) -> &'a [u8] {
        if self.skip > 0 {
            self.skip = self.skip.saturating_sub(1);
        } else if !self.group().unseen {
            self.pending.push(byte);
        }
        rest
    }

    /// A control symbol or word; `rest` begins behind the backslash.
    fn control<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let Some((first, after)) = rest.split_first() else { return rest };
        match first {
            b'\'' => {
                let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                    Some(byte) => self.byte(byte, after.get(2..).unwrap_or_default()),
                    None => after,
                }
            }
            b'~' => self.byte(b' ', after),
            b'_' => self.byte(b'-', after),
            b'\\' | b'{' | b'}' => self.byte(*first, after),
            b'\r' | b'\n' => {
                self.word("par", None);
                after
            }
            letter if letter.is_ascii_alphabetic() => self.control_word(rest),
            _ => after,
        }
    }

    fn control_word<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let letters = rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let (word, rest) = rest.split_at_checked(letters).unwrap_or((rest, &[]));
        let digits = rest.iter().take(12).enumerate();
        let digits = digits.take_while(|(at, b)| b.is_ascii_digit() || (*at == 0 && **b == b'-')).count();
        let (number, rest) = rest.split_at_checked(digits).unwrap_or((rest, &[]));
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<i64>().ok());
        self.word(std::str::from_utf8(word).unwrap_or_default(), number);
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        // Raw bytes of a picture may hold braces.
        let raw = if word == b"bin" { number.and_then(|count| usize::try_from(count).ok()).unwrap_or(0) } else { 0 };
        rest.get(raw..).unwrap_or_default()
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        match word {
            "ansicpg" => self.coding = code_page(number).unwrap_or(self.coding),
            "uc" => {
                if let Some(group) = self.groups.last_mut() {
                    group.fallback = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1).min(16);
                }
            }
            _ if UNSEEN.contains(&word) => {
                if let Some(group) = self.groups.last_mut() {
                    group.unseen = true;
                }
            }
            _ if self.group().unseen => {}
            "u" => self.unicode(number.unwrap_or(0)),
            _ => self.mark(word),
        }
    }

    fn mark(&mut self, word: &str) {
        match word {
            "par" | "line" | "sect" | "page" => self.settled(Flow::newline),
            "tab" => self.settled(|flow| flow.push('\t', "")),
            "trowd" => self.settled(Flow::line),
            "cell" | "nestcell" => self.settled(Flow::cell),
            "row" | "nestrow" => self.settled(Flow::row),
            "emdash" => self.settled(|flow| flow.push('—', "")),
            "endash" => self.settled(|flow| flow.push('–', "")),
            "lquote" => self.settled(|flow| flow.push('‘', "")),
            "rquote" => self.settled(|flow| flow.push('’', "")),
            "ldblquote" => self.settled(|flow| flow.push('“', "")),
            "rdblquote" => self.settled(|flow| flow.push('”', "")),
            _ => {}
        }
    }

    fn unicode(&mut self, number: i64) {
        self.settle();
        self.skip = self.group().fallback;
        // Numbers are signed 16-bit units; above the basic plane they come as surrogates.
        let Ok(unit) = u16::try_from(number.rem_euclid(0x1_0000)) else { return };
        let units: Vec<u16> = self.surrogate.take().into_iter().chain([unit]).collect();
        if (0xd800..0xdc00).contains(&unit) {
            self.surrogate = Some(unit);
            return;
        }
        for c in char::decode_utf16(units).flatten() {
            self.flow.text(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn settled(&mut self, act: impl FnOnce(&mut Flow)) {
        self.settle();
        act(&mut self.flow);
    }

    /// Decodes the bytes that wait.
    fn settle(&mut self) {
        if !self.pending.is_empty() {
            let bytes = std::mem::take(&mut self.pending);
            self.flow.text(&self.coding.decode_without_bom_handling(&bytes).0);
        }
    }
}

fn code_page(number: Option<i64>) -> Option<&'static Encoding> {
    match number? {
        65001 => Some(encoding_rs::UTF_8),
        page => Encoding::for_label(format!("windows-{page}").as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use crate::text::{self, FileKind, Limits};

    fn read(rtf: &[u8]) -> String {
        let file = text::read(rtf, "a.doc", "application/msword", &Limits::default());
        assert_eq!(file.kind, FileKind::Rtf);
        file.text
    }

    #[test]
    fn unicode_with_fallback_and_code_page_bytes() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1258\\uc1{\\fonttbl{\\f0 Times;}}{\\*\\generator x;}\r\nB\\'e1o c\\u225?o qu\\u253\\'3f {\\b I}\\par S\\u7889?: 1/BC\\tab x\\line \\{y\\}}";
        assert_eq!(read(rtf), "Báo cáo quý I\nSố: 1/BC\tx\n{y}");
    }

    #[test]
    fn combining_marks_of_windows_1258_are_composed() {
        assert_eq!(read(b"{\\rtf1\\ansicpg1258 nh\\'e2\\'f2n}"), "nhận");
    }

    #[test]
    fn rows_cells_pictures_and_fields() {
        let rtf = b"{\\rtf1 \\trowd a\\cell b\\cell\\row\\trowd c\\cell d\\cell\\row{\\pict\\bin4 }}}}}{\\field{\\*\\fldinst PAGE}{\\fldrslt 7}}}";
        assert_eq!(read(rtf), "a\tb\nc\td\n7");
    }

    #[test]
    fn a_surrogate_pair_and_a_lonely_surrogate() {
        assert_eq!(read(b"{\\rtf1\\uc0 \\u-10179 \\u-8704 .\\u-10179 x}"), "\u{1f600}.x");
    }

    #[test]
    fn groups_without_end_and_without_begin() {
        assert_eq!(read(format!("{{\\rtf1 {}a", "{\\b ".repeat(100_000)).as_bytes()), "a");
        assert_eq!(read(b"{\\rtf1 a}}}}}b"), "ab");
    }
}
