//! A stranger's page written anew: what the sender meant, in markup that can do nothing.
//!
//! Nothing of the page is passed on. Its tags are read as [`to_text`] reads them, and a page of ours is written from what
//! they say: a dozen elements, each closed where it stands, text escaped, no attribute but spans of cells, sizes and
//! addresses that were looked at. What we write nests as HTML's grammar wants it, lines in blocks, rows in tables,
//! nothing of lines open across a block: a browser builds from it the very tree that we meant, so it can neither close
//! what stands round it nor become something else when it is read again.
//!
//! It is a scanner with a short stack and no tree: one pass, bounded in depth and length, whatever stands in the page.
//! Parsers that build the tree of a page as browsers do take minutes over deep nesting. So it belongs where the text of
//! a mail is read, and needs no process of its own.
//!
//! [`to_text`]: super::to_text

mod block;
mod link;
mod nest;
mod style;

use unicode_normalization::UnicodeNormalization;

use super::token::{Tag, Token, Tokens, resolved};
use block::Block;
use nest::Nest;
use style::Style;

/// Longest markup that is written, in bytes; what follows is left aside.
const MOST: usize = 256 * 1024;
/// Bytes of text that are written before it is seen whether there is room for more.
const AT_ONCE: usize = 2048;
/// Line breaks in a row; more only push the rest out of sight.
const BREAKS: usize = 3;
/// Spans inside each other of which is known what they say; deeper ones say nothing.
const SPANS: usize = 200;

/// One face of a mail, as its sender's program showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Face {
    /// A page.
    Html(String),
    /// Plain text, `\n` line ends.
    Plain(String),
}

/// A page of ours. Only what stands here may be shown without being escaped again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clean {
    /// The markup.
    pub markup: String,
    /// Pictures that are not shown: they lie at other places, or are none.
    pub left_out: usize,
    /// Whether the page was longer.
    pub cut: bool,
}

/// Writes the faces anew, one below the other. `picture` tells where a picture of the mail itself, named by its
/// Content-ID (lower case), is to be had; pictures of which it knows nothing are left out.
#[must_use]
pub fn clean(faces: &[Face], picture: &dyn Fn(&str) -> Option<String>) -> Clean {
    let mut writer =
        Writer { nest: Nest::default(), picture, left_out: 0, breaks: 0, cut: false, spans: Vec::new(), deeper: 0 };
    for face in faces {
        match face {
            Face::Html(html) => writer.page(html),
            Face::Plain(text) => writer.plain(text),
        }
        writer.nest.close_all();
        writer.spans.clear();
        writer.deeper = 0;
    }
    Clean { markup: writer.nest.finish(), left_out: writer.left_out, cut: writer.cut }
}

struct Writer<'p> {
    nest: Nest,
    picture: &'p dyn Fn(&str) -> Option<String>,
    left_out: usize,
    breaks: usize,
    cut: bool,
    /// What each `span` that is open says of its words.
    spans: Vec<Style>,
    /// Spans that are open inside those.
    deeper: usize,
}

impl Writer<'_> {
    fn page(&mut self, html: &str) {
        for token in Tokens::of(html) {
            if self.is_full() {
                return;
            }
            match token {
                Token::Text(text) => self.text(&resolved(text)),
                Token::Open(tag) => self.open(&tag),
                Token::Close(name) => self.close(&name),
            }
        }
    }

    fn plain(&mut self, text: &str) {
        for line in text.lines() {
            if self.is_full() {
                return;
            }
            self.text(line);
            self.line_break();
        }
    }

    fn is_full(&mut self) -> bool {
        self.cut = self.cut || self.nest.len() > MOST;
        self.cut
    }

    fn text(&mut self, text: &str) {
        let blank = text.chars().all(|c| c.is_whitespace() && c != '\u{a0}');
        if blank && !self.nest.takes_text() {
            return;
        }
        if !blank {
            self.breaks = 0;
        }
        let kept = self.nest.keeps_space();
        let mut rest = text;
        while !rest.is_empty() && !self.is_full() {
            let end = rest.floor_char_boundary(AT_ONCE.min(rest.len()));
            let (piece, more) = rest.split_at_checked(end).unwrap_or((rest, ""));
            // Composed piece by piece: composed as a whole, an accent could melt into the bracket of a tag.
            let shown: String = piece.nfc().filter(|c| is_visible(*c)).collect();
            if kept {
                self.nest.text(&shown)
            } else {
                self.nest.text(&folded(&shown))
            }
            rest = more;
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "br" => self.line_break(),
            "hr" => self.nest.void("hr"),
            "img" => self.image(tag),
            "a" => self.nest.link(tag.attribute("href").as_deref().and_then(link::target)),
            "td" | "th" => {
                if is_ruled(tag) {
                    self.nest.rule();
                }
                self.nest.cell(tag.name == "th", span(tag, "colspan"), span(tag, "rowspan"));
                self.nest.name(Style::of(tag).names(true));
            }
            "tr" => {
                self.nest.row();
                self.nest.name(Style::of(tag).names(true));
            }
            // Where a table stands says nothing of its words.
            "table" => self.nest.open(Block::Table { ruled: is_ruled(tag) }),
            "li" => self.nest.item(),
            "ol" => self.nest.open(Block::Numbered { from: number(tag, "start", 9_999) }),
            "p" => self.block(tag, Block::Line { heading: false }),
            "span" => self.span(tag),
            name => {
                if let Some(inline) = inline(name) {
                    self.nest.begin(inline);
                } else if let Some(block) = block(name) {
                    self.block(tag, block);
                }
            }
        }
    }

    fn block(&mut self, tag: &Tag<'_>, block: Block) {
        self.nest.open(block);
        self.nest.name(Style::of(tag).names(false));
        if tag.name == "center" {
            self.nest.name(std::iter::once("centre"));
        }
    }

    fn span(&mut self, tag: &Tag<'_>) {
        if self.spans.len() >= SPANS {
            self.deeper = self.deeper.saturating_add(1);
            return;
        }
        let style = Style::of(tag);
        style.inlines().for_each(|inline| self.nest.begin(inline));
        self.spans.push(style);
    }

    fn close(&mut self, name: &str) {
        match name {
            "br" => self.line_break(),
            "a" => self.nest.end("a"),
            "span" if self.deeper > 0 => self.deeper = self.deeper.saturating_sub(1),
            "span" => {
                let ended = self.spans.pop().unwrap_or_default();
                ended.inlines().rev().for_each(|inline| self.nest.end(inline));
            }
            "p" => self.nest.close(&Block::Line { heading: false }),
            "td" | "th" => self.nest.close(&Block::Cell { heading: false }),
            "tr" => self.nest.close(&Block::Row),
            "table" => self.nest.close(&Block::Table { ruled: false }),
            "li" => self.nest.close(&Block::Item),
            "ol" => self.nest.close(&Block::Numbered { from: None }),
            name => {
                if let Some(inline) = inline(name) {
                    self.nest.end(inline);
                } else if let Some(block) = block(name) {
                    self.nest.close(&block);
                }
            }
        }
    }

    fn line_break(&mut self) {
        self.breaks = self.breaks.saturating_add(1);
        if self.breaks <= BREAKS {
            self.nest.void("br");
        }
    }

    fn image(&mut self, tag: &Tag<'_>) {
        let source = tag.attribute("src").unwrap_or_default();
        let words = tag.attribute("alt").unwrap_or_default();
        let words: String = folded(&words).nfc().filter(|c| is_visible(*c)).take(200).collect();
        let id = source.trim().get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("cid:"));
        let id = id.and_then(|_| source.trim().get(4..)).map(|id| id.replace("%40", "@").to_lowercase());
        let Some(address) = id.and_then(|id| (self.picture)(&id)) else {
            self.left_out = self.left_out.saturating_add(1);
            if !words.trim().is_empty() {
                self.text(&format!("[{}]", words.trim()));
            }
            return;
        };
        self.breaks = 0;
        let words = if words.trim().is_empty() { "Ảnh trong thư" } else { words.trim() };
        self.nest.image(&address, words, (number(tag, "width", 2_000), number(tag, "height", 2_000)));
    }
}

/// Elements of a line, by what they are to the eye.
fn inline(name: &str) -> Option<&'static str> {
    Some(match name {
        "b" | "strong" => "b",
        "i" | "em" | "cite" | "dfn" | "var" => "i",
        "u" | "ins" => "u",
        "s" | "strike" | "del" => "s",
        "sub" => "sub",
        "sup" => "sup",
        "code" | "tt" | "kbd" | "samp" => "code",
        "small" => "small",
        _ => return None,
    })
}

/// Elements that stand for themselves.
fn block(name: &str) -> Option<Block> {
    Some(match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Block::Line { heading: true },
        "pre" | "xmp" | "listing" => Block::Kept,
        "blockquote" => Block::Quote,
        "ul" | "menu" | "dir" => Block::List,
        "div" | "center" | "section" | "article" | "header" | "footer" | "main" | "nav" | "aside" | "address"
        | "fieldset" | "figure" | "figcaption" | "caption" | "form" | "dl" | "dt" | "dd" | "legend" => Block::Plain,
        _ => return None,
    })
}

/// Nothing that hides, or that turns the direction of what follows.
fn is_visible(c: char) -> bool {
    let hidden = matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    !hidden && (!c.is_control() || matches!(c, '\n' | '\t'))
}

/// White space as browsers fold it.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_ascii_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

/// How many cells one spans; a sheet is no wider or longer than this.
fn span(tag: &Tag<'_>, name: &str) -> Option<u16> {
    number(tag, name, 100).filter(|cells| *cells > 1)
}

fn number(tag: &Tag<'_>, name: &str, most: u16) -> Option<u16> {
    let digits = tag.attribute(name)?;
    digits.trim().trim_end_matches("px").parse().ok().filter(|number| (1..=most).contains(number))
}

/// Whether a table or cell was drawn with lines: most tables in mails only hold the layout together.
fn is_ruled(tag: &Tag<'_>) -> bool {
    if tag.attribute("border").is_some_and(|border| border.trim().parse().is_ok_and(|width: u16| width > 0)) {
        return true;
    }
    let style = tag.attribute("style").unwrap_or_default().to_ascii_lowercase();
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, value)| {
        let name = name.trim();
        let sides = ["border", "border-top", "border-bottom", "border-left", "border-right", "border-style"];
        sides.contains(&name) && ["solid", "double", "dotted", "dashed"].iter().any(|line| value.contains(line))
    })
}

#[cfg(test)]
mod tests;
