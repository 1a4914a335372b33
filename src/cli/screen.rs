//! A terminal of 80 columns: lines that are longer go on below, set in under the words that they belong to. What goes
//! into a pipe or a file is left as it is.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

/// Columns of the narrowest terminal that offices use.
const WIDTH: usize = 80;
/// How far a line may be set in below its number or label.
const DEEPEST: usize = 24;

/// Writes whole lines to `out`, the long ones in several.
pub struct Screen<W: Write> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> Screen<W> {
    /// A screen in front of a terminal.
    pub fn before(out: W) -> Self {
        Self { out, line: Vec::new() }
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                self.out.write_all(wrapped(String::from_utf8_lossy(&line).trim_end_matches('\n')).as_bytes())?;
                self.out.write_all(b"\n")?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.line);
        self.out.write_all(&rest)?;
        self.out.flush()
    }
}

/// The line in lines of at most 80 columns; a word that is wider, such as a path, stays whole. Blanks inside are kept.
fn wrapped(line: &str) -> String {
    if line.width() <= WIDTH {
        return line.to_owned();
    }
    let inset = inset(line);
    let (mut text, mut column, mut blanks) = (String::new(), 0_usize, 0_usize);
    let mut begun = false;
    for (nth, word) in line.split(' ').enumerate() {
        if nth > 0 {
            blanks = blanks.saturating_add(1);
        }
        if word.is_empty() {
            continue;
        }
        let after = column.saturating_add(blanks).saturating_add(word.width());
        if begun && after > WIDTH {
            text.push('\n');
            text.push_str(&" ".repeat(inset));
            column = inset.saturating_add(word.width());
        } else {
            text.push_str(&" ".repeat(blanks));
            column = after;
        }
        text.push_str(word);
        (blanks, begun) = (0, true);
    }
    text
}

/// Where a line goes on: under the words behind its number or label, when two blanks set them apart; else a little
/// further in than it begins.
fn inset(line: &str) -> usize {
    let words = line.trim_start_matches(' ');
    let begin = line.len().saturating_sub(words.len());
    let behind = words.split_once("  ").map(|(label, rest)| {
        let gap = rest.len().saturating_sub(rest.trim_start_matches(' ').len());
        begin.saturating_add(label.width()).saturating_add(2).saturating_add(gap)
    });
    behind.filter(|at| *at <= DEEPEST).unwrap_or(begin.saturating_add(2).min(DEEPEST))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        let mut out = Vec::new();
        let mut screen = Screen::before(&mut out);
        // In pieces, as `writeln!` hands them over.
        text.as_bytes().chunks(7).for_each(|piece| screen.write_all(piece).unwrap());
        screen.flush().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_long_line_goes_on_under_its_words() {
        let words = "Địa chỉ lan.nguyen@mail.example viết thay cho Sở Giáo dục và Đào tạo tỉnh Sông Lam và các trường";
        assert_eq!(
            shown(&format!("   12  {words}\n")),
            "   12  Địa chỉ lan.nguyen@mail.example viết thay cho Sở Giáo dục và Đào tạo tỉnh\n       Sông Lam và các trường\n"
        );
        let fault = format!("    {words}");
        assert!(shown(&format!("{fault}\n")).contains("\n      "), "{fault}");
        assert_eq!(shown("ngắn\n\n  cũng ngắn"), "ngắn\n\n  cũng ngắn");
    }

    #[test]
    fn letters_are_measured_as_they_are_seen() {
        let composed = "Hội Khuyến học ".repeat(5);
        let apart: String = unicode_normalization::UnicodeNormalization::nfd(composed.as_str()).collect();
        assert!(composed.chars().count() < 80 && apart.chars().count() > 80);
        assert_eq!(shown(&apart), apart);
        assert_eq!(shown(&format!("{apart}\n")), format!("{apart}\n"), "75 columns are no long line");
    }

    #[test]
    fn a_word_that_is_wider_than_the_screen_stays_whole() {
        let path = format!("/var/lib/tiepnhan/{}", "a".repeat(90));
        assert_eq!(shown(&format!("Thư gốc: {path}\n")), format!("Thư gốc:\n  {path}\n"));
    }

    proptest! {
        #[test]
        fn no_line_is_wider_and_no_word_is_lost(text in "( {0,30}([a-zđêộ“”0-9]{1,30} {1,3}){0,20}\n){0,4}") {
            let shown = shown(&text);
            prop_assert!(shown.lines().all(|line| line.trim_end().width() <= 80), "{shown}");
            prop_assert!(shown.split_whitespace().eq(text.split_whitespace()));
        }
    }
}
