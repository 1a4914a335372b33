//! Plain text at most 72 columns wide, and the simple HTML beside it.

/// The widest line of a plain letter (RFC 3676 advises at most 78; quoting adds some).
pub const WIDTH: usize = 72;

/// Breaks long lines at spaces. Lines that begin a list ("- ", "1. ") continue indented below their text; words longer
/// than a line stay whole; runs of empty lines shrink to one.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut empty_before = true;
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            if !empty_before {
                out.push('\n');
            }
            empty_before = true;
            continue;
        }
        empty_before = false;
        fold(line, &mut out);
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    out.push('\n');
    out
}

fn fold(line: &str, out: &mut String) {
    let indent = line.chars().take_while(|c| *c == ' ').count();
    let hang = indent.saturating_add(marker(line.trim_start()).chars().count());
    let mut column = indent;
    out.push_str(&" ".repeat(indent));
    let mut first = true;
    for word in line.split_whitespace() {
        let width = word.chars().count();
        if !first && column.saturating_add(width).saturating_add(1) > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            column = hang;
        } else if !first {
            out.push(' ');
            column = column.saturating_add(1);
        }
        out.push_str(word);
        column = column.saturating_add(width);
        first = false;
    }
    out.push('\n');
}

/// The sign with which a list item begins, with its space: "- ", "12. "; empty for other lines.
fn marker(line: &str) -> &str {
    if line.starts_with("- ") {
        return "- ";
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let end = digits.saturating_add(2);
    match line.get(digits..end) {
        Some(". ") if (1..=3).contains(&digits) => line.get(..end).unwrap_or_default(),
        _ => "",
    }
}

/// The same letter as HTML: paragraphs, line breaks and lists, inline style, nothing remote. `text` is unwrapped.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::from(
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"></head>\n\
         <body style=\"font-family:'Times New Roman',Times,serif;font-size:16px;line-height:1.45;color:#111\">\n",
    );
    for block in blocks(text) {
        paragraph(&block, &mut out);
    }
    out.push_str("</body></html>\n");
    out
}

fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks = vec![Vec::new()];
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            blocks.push(Vec::new());
        } else if let Some(block) = blocks.last_mut() {
            block.push(line);
        }
    }
    blocks.retain(|block: &Vec<&str>| !block.is_empty());
    blocks
}

fn paragraph(lines: &[&str], out: &mut String) {
    let mut open = "";
    for line in lines {
        if let Some(item) = line.strip_prefix("- ") {
            if open != "ul" {
                close(open, out);
                out.push_str("<ul style=\"margin:0 0 12px 0;padding-left:24px\">\n");
            }
            out.push_str(&format!("<li>{}</li>\n", escape(item)));
            open = "ul";
        } else {
            match open {
                "p" => out.push_str("<br>\n"),
                other => {
                    close(other, out);
                    out.push_str("<p style=\"margin:0 0 12px 0\">");
                }
            }
            out.push_str(&escape(line));
            open = "p";
        }
    }
    close(open, out);
}

fn close(tag: &str, out: &mut String) {
    if !tag.is_empty() {
        out.push_str(&format!("</{tag}>\n"));
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paragraph_is_broken_at_72_columns_counted_in_letters() {
        let text = plain(&"Tuyên giáo ".repeat(30));
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().next().unwrap().chars().count() > 60);
    }

    #[test]
    fn list_items_continue_below_their_text() {
        let text = plain(&format!("- {}\n12. {}", "một hai ba ".repeat(12), "bốn năm ".repeat(12)));
        assert!(text.lines().nth(1).unwrap().starts_with("  hai"), "{text}");
        assert!(text.contains("\n    năm"), "{text}");
    }

    #[test]
    fn a_word_longer_than_a_line_stays_whole() {
        let address = format!("https://kho.songlam.example/{}", "x".repeat(90));
        assert!(plain(&format!("Xem {address} nhé")).contains(&address));
    }

    #[test]
    fn html_carries_no_markup_of_strangers() {
        let html = html("Tệp: <script>alert(1)</script>\n- a & b\n\nHết");
        assert!(!html.contains("<script>"));
        assert!(html.contains("<li>a &amp; b</li>"));
        assert_eq!(html.matches("<p ").count(), html.matches("</p>").count());
    }
}
