//! Plain text at most 72 columns wide, and the simple HTML beside it.

/// The widest line of a plain letter (RFC 3676 advises at most 78; quoting adds some).
pub const WIDTH: usize = 72;

/// Breaks long lines at spaces. Lines that begin a list ("- ", "1. ") continue indented below their text; words longer
/// than a line stay whole; runs of empty lines shrink to one.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut empty_before = true;
    for line in text.replace(CELL, "").lines() {
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

/// Stands between the cells of a list item; templates write it as `{{ cell }}`. Plain text drops it, HTML makes a table
/// of the list. No name or subject from a stranger can hold it.
pub const CELL: char = '\u{1f}';

const CELL_STYLE: &str = "border:1px solid #8c8c8c;padding:6px 8px;vertical-align:top;overflow-wrap:anywhere;\
     word-break:break-word";
/// A cell of so few letters is not broken: "86 KB".
const SHORT: usize = 10;
const TABLE: &str = "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;width:100%;\
     margin:0 0 12px 0\">\n";

/// The same letter as HTML: paragraphs, lists and tables, inline style, nothing remote; at most 600 pixels wide, and as
/// narrow as a telephone. `text` is unwrapped: both forms are made of the same lines, so they cannot disagree.
#[must_use]
pub fn html(text: &str) -> String {
    // Outlook knows no max-width but the attribute; telephones obey the style. No colour but that of lines: a telephone
    // at night sets light letters on dark ground by itself, and keeps those that a letter insists on dark.
    let mut out = String::from(
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"supported-color-schemes\" content=\"light dark\"></head>\n\
         <body style=\"margin:0;padding:12px\">\n\
         <table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
         style=\"width:100%;max-width:600px\"><tr>\
         <td style=\"font-family:'Times New Roman',Times,serif;font-size:16px;line-height:1.35;\
         overflow-wrap:anywhere;word-break:break-word\">\n",
    );
    for block in blocks(text) {
        paragraph(&block, &mut out);
    }
    out.push_str("</td></tr></table>\n</body></html>\n");
    out
}

fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks = vec![Vec::new()];
    for line in text.lines().map(|line| line.trim_end_matches(' ')) {
        if line.trim_start().is_empty() {
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
    let columns = lines.iter().map(|line| line.split(CELL).count()).max().unwrap_or(1);
    for (at, line) in lines.iter().enumerate() {
        // Below the text of an item, as plain text sets it in.
        if line.starts_with("  ") && matches!(open, "ul" | "ol") {
            out.push_str(&format!("<br>\n{}", escape(line.trim_start())));
            continue;
        }
        let line = line.trim_start();
        let tag = match line.strip_prefix("- ") {
            Some(item) if item.contains(CELL) => "table",
            Some(_) => "ul",
            None if !marker(line).is_empty() => "ol",
            None => "p",
        };
        if open != tag {
            close(open, out);
            // What introduces a list stands close above it.
            let leads = tag == "p" && lines.iter().skip(at).any(|line| !marker(line.trim_start()).is_empty());
            out.push_str(if leads { LEAD } else { opening(tag) });
        } else if tag == "p" {
            out.push_str("<br>\n");
        } else if matches!(tag, "ul" | "ol") {
            out.push_str("</li>\n");
        }
        match line.strip_prefix("- ") {
            Some(item) if tag == "table" => row(item, columns, out),
            Some(item) => out.push_str(&format!("<li>{}", escape(item))),
            None if tag == "ol" => out.push_str(&numbered(line)),
            None if is_heading(line) => out.push_str(&format!("<strong>{}</strong>", escape(line))),
            None => out.push_str(&escape(line)),
        }
        open = tag;
    }
    close(open, out);
}

/// An item of a list that counts; it keeps its own number.
fn numbered(line: &str) -> String {
    let (number, item) = line.split_at_checked(marker(line).len()).unwrap_or(("", line));
    format!("<li value=\"{}\">{}", number.trim_end_matches(['.', ' ']), escape(item))
}

/// "III. Chưa kết luận": a line that begins with a Roman numeral, as papers number their parts.
fn is_heading(line: &str) -> bool {
    let numeral = line.split_once(". ").map_or("", |(numeral, _)| numeral);
    (1..=4).contains(&numeral.len()) && numeral.bytes().all(|sign| matches!(sign, b'I' | b'V' | b'X'))
}

/// What joins the cells in plain text ("tên (86 KB);") is not needed in a table. Every row has all `columns`.
fn row(item: &str, columns: usize, out: &mut String) {
    out.push_str("<tr>");
    let long = item.rsplit(CELL).next().is_some_and(|last| last.chars().count() > SHORT.saturating_mul(2));
    for (place, cell) in item.split(CELL).chain(std::iter::repeat("")).take(columns).enumerate() {
        let cell = cell.trim().trim_start_matches([':', ',', ';']).trim_end_matches([';', '.', ',', ':']).trim();
        let inner = cell.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let cell = inner.unwrap_or(cell);
        let whole = match cell.chars().count() {
            // What a row is about keeps room beside a long remark.
            0..=SHORT => ";white-space:nowrap",
            _ if place == 0 && long => ";width:40%",
            _ => "",
        };
        out.push_str(&format!("<td style=\"{CELL_STYLE}{whole}\">{}</td>", escape(cell)));
    }
    out.push_str("</tr>\n");
}

/// A paragraph above a list.
const LEAD: &str = "<p style=\"margin:0 0 2px 0\">";

fn opening(tag: &str) -> &'static str {
    match tag {
        "table" => TABLE,
        "ul" => "<ul style=\"margin:0 0 8px 0;padding-left:18px\">\n",
        "ol" => "<ol style=\"margin:0 0 8px 0;padding-left:28px\">\n",
        _ => "<p style=\"margin:0 0 8px 0\">",
    }
}

fn close(tag: &str, out: &mut String) {
    if matches!(tag, "ul" | "ol") {
        out.push_str(&format!("</li>\n</{tag}>\n"));
    } else if !tag.is_empty() {
        out.push_str(&format!("</{tag}>\n"));
    }
}

/// Text as HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            CELL => {}
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
    fn a_list_with_cells_is_a_table_and_reads_as_before_in_plain_text() {
        let text = "Gồm:\n- BC.docx\u{1f} (86 KB);\n- <PL>.xlsx\u{1f} (31 KB).\n- riêng";
        assert_eq!(plain(text), "Gồm:\n- BC.docx (86 KB);\n- <PL>.xlsx (31 KB).\n- riêng\n");
        let html = html(text);
        let cells: Vec<&str> = html
            .split("<td style=\"border")
            .skip(1)
            .filter_map(|cell| Some(cell.split_once('>')?.1.split_once("</td>")?.0))
            .collect();
        assert_eq!(cells, ["BC.docx", "86 KB", "&lt;PL&gt;.xlsx", "31 KB"]);
        assert!(html.contains("<li>riêng</li>") && !html.contains('\u{1f}'));
    }

    #[test]
    fn what_stands_below_an_item_stays_in_it_and_parts_have_headings() {
        let html = html("II. Ghi nhận\n- một\n  Tệp: A.docx.\n- hai\nIV thì không");
        assert!(html.contains("<strong>II. Ghi nhận</strong>"), "{html}");
        assert!(html.contains("<li>một<br>\nTệp: A.docx.</li>\n<li>hai</li>\n</ul>"), "{html}");
        assert!(!html.contains("<strong>IV"), "{html}");
    }

    #[test]
    fn a_list_that_counts_keeps_its_numbers() {
        let html = html("II. Quá hạn: 02 đơn vị\n1. Sở Y tế.\n2. Tỉnh đoàn.\nHết");
        assert!(html.contains("<li value=\"1\">Sở Y tế.</li>\n<li value=\"2\">Tỉnh đoàn.</li>\n</ol>"), "{html}");
    }

    #[test]
    fn no_letter_insists_on_dark_words_or_a_light_ground() {
        let html = html("Kính gửi\n- A\u{1f} (1 KB)");
        assert!(!html.contains(";color:") && !html.contains("background"), "{html}");
        assert!(html.contains("content=\"light dark\""), "{html}");
    }

    #[test]
    fn rows_of_a_table_have_all_its_columns() {
        let html = html("- A\u{1f} (1 KB);\n- B\u{1f} (2 KB)\u{1f}: tệp rỗng.");
        assert_eq!(html.matches("<td style=\"border").count(), 6, "{html}");
    }

    #[test]
    fn html_carries_no_markup_of_strangers() {
        let html = html("Tệp: <script>alert(1)</script>\n- a & b\n\nHết");
        assert!(!html.contains("<script>"));
        assert!(html.contains("<li>a &amp; b</li>"));
        assert_eq!(html.matches("<p ").count(), html.matches("</p>").count());
    }
}
