//! A text with the words marked that clues quote from it.

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Marked {
    /// The words as they stand there.
    pub words: String,
    /// What they were taken for; none for what no clue quotes.
    pub label: Option<String>,
}

/// The text in stretches. `quotes` are the words of clues, shortened as clues are, with what they were taken for; of two
/// that overlap the one named first is marked. White space in a quotation stands for any in the text.
#[must_use]
pub fn marked(text: &str, quotes: &[(String, String)]) -> Vec<Marked> {
    let mut places: Vec<(usize, usize, &str)> = Vec::new();
    for (quote, label) in quotes {
        let Some((from, to)) = place(text, quote) else { continue };
        if places.iter().all(|(begin, end, _)| to <= *begin || *end <= from) {
            places.push((from, to, label));
        }
    }
    places.sort_unstable();
    let (mut stretches, mut at) = (Vec::new(), 0);
    for (from, to, label) in places {
        plain(&mut stretches, text.get(at..from));
        let words = text.get(from..to).unwrap_or_default().to_owned();
        stretches.push(Marked { words, label: Some(label.to_owned()) });
        at = to;
    }
    plain(&mut stretches, text.get(at..));
    stretches
}

fn plain(stretches: &mut Vec<Marked>, words: Option<&str>) {
    if let Some(words) = words.filter(|words| !words.is_empty()) {
        stretches.push(Marked { words: words.to_owned(), label: None });
    }
}

/// Where a quotation stands: its words in order, with white space only between them.
fn place(text: &str, quote: &str) -> Option<(usize, usize)> {
    let whole = quote.trim().trim_end_matches('…');
    let words: Vec<&str> = whole.split_whitespace().collect();
    let first = *words.first()?;
    // A word of one or two letters stands everywhere.
    if whole.chars().count() < 3 {
        return None;
    }
    let starts = text.match_indices(first).map(|(start, _)| start);
    starts.into_iter().find_map(|start| follows(text, start, &words).map(|end| (start, end)))
}

/// The end of these words when they stand at `start`.
fn follows(text: &str, start: usize, words: &[&str]) -> Option<usize> {
    let mut at = start;
    for (nth, word) in words.iter().enumerate() {
        let rest = text.get(at..)?;
        let bare = rest.trim_start();
        let gap = rest.len().saturating_sub(bare.len());
        if nth > 0 && gap == 0 {
            return None;
        }
        if nth == 0 && gap > 0 || !bare.starts_with(word) {
            return None;
        }
        at = at.saturating_add(gap).saturating_add(word.len());
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, quotes: &[(&str, &str)]) -> String {
        let quotes: Vec<_> = quotes.iter().map(|(quote, label)| ((*quote).to_owned(), (*label).to_owned())).collect();
        let show = |one: Marked| match one.label {
            Some(label) => format!("[{}|{label}]", one.words),
            None => one.words,
        };
        marked(text, &quotes).into_iter().map(show).collect()
    }

    #[test]
    fn a_quotation_is_found_across_line_ends_and_when_it_was_cut_off() {
        assert_eq!(
            shown("Kính gửi Ban. Báo cáo\n6 tháng đầu năm 2020 của Sở", &[("Báo cáo 6 tháng đầu n…", "kỳ")]),
            "Kính gửi Ban. [Báo cáo\n6 tháng đầu n|kỳ]ăm 2020 của Sở"
        );
    }

    #[test]
    fn nothing_is_marked_twice_or_lost() {
        let text = "SỞ Y TẾ Số: 12/BC-SYT";
        let quotes = [("SỞ Y TẾ", "đơn vị"), ("Y TẾ", "khác"), ("BC-SYT", "ký hiệu"), ("không có", "x"), ("S", "y")];
        assert_eq!(shown(text, &quotes), "[SỞ Y TẾ|đơn vị] Số: 12/[BC-SYT|ký hiệu]");
        let whole: String = marked(text, &[]).into_iter().map(|one| one.words).collect();
        assert_eq!(whole, text);
    }
}
