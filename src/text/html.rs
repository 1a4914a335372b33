//! HTML to plain text.
//!
//! Mail programs write HTML that no grammar allows, so this is a scanner over tags, not a tree: it needs no memory
//! beyond its output, no recursion, and one pass whatever stands in the input.

pub mod clean;
mod entity;
mod token;

use unicode_normalization::UnicodeNormalization;

use super::flow::Flow;
use token::{Token, Tokens};

/// Longest text made of one page, in bytes; what follows is left aside.
const MAX_TEXT: usize = 2 * 1024 * 1024;

/// Deepest quotation that is still told apart.
const MAX_QUOTE: usize = 8;

/// Hosts on which people leave the report instead of attaching it; their links survive as ` <address>`.
const FILE_HOSTS: [&str; 12] = [
    "drive.google.com",
    "docs.google.com",
    "1drv.ms",
    "onedrive.live.com",
    "sharepoint.com",
    "dropbox.com",
    "wetransfer.com",
    "we.tl",
    "mediafire.com",
    "fshare.vn",
    "mega.nz",
    "zalo.me",
];

/// Elements that begin and end a line.
const BLOCKS: &str = "p div li ul ol dl dt dd table tbody caption h1 h2 h3 h4 \
                      h5 h6 section article header footer address center form body fieldset figure figcaption main nav aside";

/// Text of an HTML page as a reader sees it, NFC.
///
/// One line per block or `<br>`, a tab between the cells of a row, white space folded, scripts, styles, titles and
/// comments dropped. Lines of a quoted mail (`<blockquote>`, unless it only indents) begin with `"> "` per level;
/// `<hr>` is a line of 32 underscores, as Outlook writes it. Never fails; at most 2 MiB come out.
#[must_use]
pub fn to_text(html: &str) -> String {
    let mut page = Page::default();
    for token in Tokens::of(html) {
        match token {
            Token::Text(text) => page.text(text),
            Token::Open(tag) => page.open(&tag.name, tag.attributes),
            Token::Close(name) => page.close(&name),
        }
        if page.flow.len() >= MAX_TEXT {
            break;
        }
    }
    page.flow.finish().nfc().collect()
}

#[derive(Debug, Default)]
struct Page {
    flow: Flow,
    quote: Vec<bool>,
    prefix: String,
    preformatted: usize,
    link: Option<(String, usize)>,
}

impl Page {
    fn open(&mut self, name: &str, attributes: &str) {
        match name {
            "br" => self.flow.newline(),
            "hr" => {
                self.flow.line();
                self.text("________________________________");
                self.flow.line();
            }
            "td" | "th" => self.flow.cell(),
            "tr" => self.flow.row(),
            "pre" => {
                self.flow.line();
                self.preformatted = self.preformatted.saturating_add(1);
            }
            "blockquote" => {
                if self.quote.len() < 256 {
                    self.quote.push(!only_indents(attributes));
                }
                self.quote();
            }
            "a" => self.link = file_link(attributes).map(|url| (url, self.flow.len())),
            _ if is_block(name) => self.flow.line(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "br" => self.flow.newline(),
            "pre" => {
                self.flow.line();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "blockquote" => {
                self.quote.pop();
                self.quote();
            }
            "a" => {
                if let Some((url, start)) = self.link.take()
                    && !self.flow.since(start).contains(&url)
                {
                    self.text(&format!(" <{url}>"));
                }
            }
            "tr" => self.flow.break_line(),
            _ if is_block(name) => self.flow.line(),
            _ => {}
        }
    }

    fn text(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some(c) = rest.chars().next() {
            let (c, after) = if c == '&' { entity::decode(rest) } else { (c, rest.get(c.len_utf8()..).unwrap_or("")) };
            self.push(c);
            rest = after;
            if self.flow.len() >= MAX_TEXT {
                return;
            }
        }
    }

    fn push(&mut self, c: char) {
        match c {
            '\n' if self.preformatted > 0 => self.flow.newline(),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\r' => {}
            _ if c.is_whitespace() && self.preformatted == 0 => self.flow.space(),
            _ if c.is_control() && c != '\t' => {}
            _ => self.flow.push(c, &self.prefix),
        }
    }

    fn quote(&mut self) {
        self.flow.break_line();
        let depth = self.quote.iter().filter(|quotes| **quotes).count().min(MAX_QUOTE);
        self.prefix = "> ".repeat(depth);
    }
}

fn is_block(name: &str) -> bool {
    BLOCKS.split(' ').any(|block| block == name)
}

/// Gmail's indent button makes a `<blockquote>` without a border: a paragraph of one's own, not a quotation.
fn only_indents(attributes: &str) -> bool {
    let squeezed: String = attributes.chars().take(2000).filter(|c| !c.is_whitespace()).collect();
    let squeezed = squeezed.to_ascii_lowercase();
    squeezed.contains("border:none") && !squeezed.contains("cite")
}

fn file_link(attributes: &str) -> Option<String> {
    let lower = attributes.to_ascii_lowercase();
    let at = lower.find("href")?.saturating_add("href".len());
    let value = attributes.get(at..)?.trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value.trim_start_matches(quote).split(quote).next()?,
        _ => value.split_whitespace().next()?,
    };
    let host =
        value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"))?.split(['/', '?', '#']).next()?;
    let known = FILE_HOSTS.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")));
    (known && value.len() <= 500).then(|| value.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn blocks_breaks_and_folded_space() {
        let html = "<html><head><title>x</title><style>p{}</style></head><body>\r\n<div>Kính  gửi:\n Ban</div><div><br></div>\
                    <p class=\"a>b\">Báo c&aacute;o<br/>th&#225;ng&nbsp;&#x35;</p><ul><li>m&#7897;t<li>hai</ul></body></html>";
        assert_eq!(to_text(html), "Kính gửi: Ban\n\nBáo cáo\ntháng 5\nmột\nhai");
    }

    #[test]
    fn rows_and_cells() {
        let html = "<table><tr><td><p>SỞ Y TẾ</p></td><td><p>CỘNG HÒA</p></td></tr><tr><td></td><td>a</td><td></td><td>b</td></tr></table>sau";
        assert_eq!(to_text(html), "SỞ Y TẾ\tCỘNG HÒA\na\t\tb\nsau");
    }

    #[test]
    fn quoted_mail_is_marked_and_an_indented_paragraph_is_not() {
        let html = "Tôi gửi lại<blockquote style=\"margin:0 0 0 40px;border:none\">thụt vào</blockquote>\
                    <div>Ngày 1 đã viết:</div><blockquote type=cite>cũ<br>nữa<blockquote>rất cũ</blockquote></blockquote>mới";
        assert_eq!(to_text(html), "Tôi gửi lại\nthụt vào\nNgày 1 đã viết:\n> cũ\n> nữa\n> > rất cũ\nmới");
    }

    #[test]
    fn entities_of_every_kind() {
        assert_eq!(
            to_text("&ETH; &Dstrok;&dstrok; &Abreve; &ocirc; &amp;lt; &lt;a&gt; &nbsp x"),
            "Ð Đđ Ă ô &lt; <a> x"
        );
        assert_eq!(to_text("&#150;&#0;&#xD800;&#99999999999;&khong; &"), "–\u{fffd}\u{fffd}\u{fffd}&khong; &");
        assert_eq!(to_text("a&#769;"), "á");
    }

    #[test]
    fn comments_scripts_and_stray_brackets() {
        assert_eq!(
            to_text("a<!--[if mso]><b>no</b><![endif]-->b<script>if(1<2)</p></SCRIPT >c 1 < 2 <> </ x"),
            "abc 1 < 2 <> </ x"
        );
        assert_eq!(to_text("a<style>never ends"), "a");
        assert_eq!(to_text("a<b title=\"never ends>b"), "ab");
    }

    #[test]
    fn a_link_to_a_shared_file_survives_and_others_do_not() {
        let html = "<a href=\"https://drive.google.com/file/d/1/view?a=1&amp;b=2\">Báo cáo</a> <a href='https://x.example/'>đây</a>";
        assert_eq!(to_text(html), "Báo cáo <https://drive.google.com/file/d/1/view?a=1&b=2> đây");
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        assert_eq!(to_text("x<pre>a  b\n c</pre>d"), "x\na  b\n c\nd");
    }

    #[test]
    fn hostile_pages_end_soon_and_stay_small() {
        for unit in
            ["<blockquote>a", "<a b=\">", "<a b='\">", "<!-", "<!--", "</", "<script></", "&", "&#", "<td>", "<p"]
        {
            let html = unit.repeat(200_000);
            let begin = std::time::Instant::now();
            assert!(to_text(&html).len() <= super::MAX_TEXT * 2, "{unit}");
            assert!(begin.elapsed().as_secs() < 10, "{unit}");
        }
    }
}
