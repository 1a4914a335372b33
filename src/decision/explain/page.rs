//! A page of ten lines and eighty columns: items that give way to each other when there is too much to say.

/// Lines are at most this wide.
pub(super) const WIDTH: usize = 80;
/// Lines that one mail may take.
pub(super) const LINES: usize = 10;
/// Where words begin; labels stand before.
const INDENT: usize = 11;

/// A label and what stands beside it.
struct Item {
    label: &'static str,
    words: Vec<String>,
    /// How many lines it may take, and the fewest it must keep.
    room: (usize, usize),
}

/// Items from top to bottom.
#[derive(Default)]
pub(super) struct Page {
    items: Vec<Item>,
}

impl Page {
    /// A paragraph of at most `most` lines. Nothing is said about nothing.
    pub fn say(&mut self, label: &'static str, most: usize, words: &str) {
        if !words.trim().is_empty() {
            self.items.push(Item { label, words: vec![words.to_owned()], room: (most, 1) });
        }
    }

    /// A list of which each member begins a line; of many, the last line counts those left out.
    pub fn list(&mut self, label: &'static str, most: usize, members: Vec<String>) {
        if !members.is_empty() {
            self.items.push(Item { label, words: members, room: (most, 1) });
        }
    }

    /// The lines. What comes late in `order` gives way first when there are too many.
    pub fn text(mut self, order: &[&str]) -> String {
        loop {
            let lines: Vec<Vec<String>> = self.items.iter().map(Item::lines).collect();
            let count = lines.iter().map(Vec::len).fold(0_usize, usize::saturating_add);
            let giving = order.iter().rev().find_map(|label| {
                let place = self.items.iter().position(|item| item.label == *label)?;
                lines.get(place).filter(|own| own.len() > self.items.get(place).map_or(0, |item| item.room.1))?;
                Some((place, lines.get(place).map_or(1, Vec::len).saturating_sub(1)))
            });
            match giving.filter(|_| count > LINES) {
                Some((place, fewer)) => {
                    if let Some(item) = self.items.get_mut(place) {
                        item.room.0 = fewer;
                    }
                }
                None => return lines.into_iter().flatten().fold(String::new(), |text, line| format!("{text}{line}\n")),
            }
        }
    }
}

impl Item {
    fn lines(&self) -> Vec<String> {
        let most = self.room.0.max(1);
        let lines = match self.words.as_slice() {
            [only] => folded(only, most),
            several if several.len() <= most => several.iter().flat_map(|words| folded(words, 1)).collect(),
            several => {
                let kept = several.iter().take(most.saturating_sub(1)).flat_map(|words| folded(words, 1));
                let left = several.get(most.saturating_sub(1)..).unwrap_or_default();
                let told = match (most, left) {
                    (1, _) => format!("{:02}, gồm: {}", several.len(), left.join("; ")),
                    _ => format!("và {:02} nữa: {}", left.len(), left.join("; ")),
                };
                kept.chain(folded(&told, 1)).collect()
            }
        };
        let label = |place: usize| if place == 0 { self.label } else { "" };
        lines.iter().enumerate().map(|(place, line)| format!("{:<INDENT$}{line}", label(place))).collect()
    }
}

/// Words in at most `most` lines; what does not fit ends in an ellipsis.
fn folded(words: &str, most: usize) -> Vec<String> {
    let room = WIDTH.saturating_sub(INDENT);
    let mut lines: Vec<String> = vec![String::new()];
    for word in words.split_whitespace() {
        let count = lines.len();
        let Some(line) = lines.last_mut() else { continue };
        let taken = line.chars().count();
        if taken > 0 && taken.saturating_add(word.chars().count()) < room {
            line.push(' ');
            line.push_str(word);
        } else if taken == 0 {
            line.push_str(&clipped(word, room));
        } else if count < most {
            lines.push(clipped(word, room));
        } else {
            *line = clipped(&format!("{line} {word} …"), room);
            if !line.ends_with('…') {
                line.push('…');
            }
            break;
        }
    }
    lines
}

/// At most so many letters, the last an ellipsis where some were left out.
pub(super) fn clipped(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end_matches([' ', ',', ';']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_stay_within_the_width() {
        let mut page = Page::default();
        page.say("Vì", 4, &"một hai ba bốn ".repeat(20));
        page.say("Tệp", 2, &"x".repeat(300));
        let text = page.text(&[]);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.starts_with("Vì         một hai"), "{text}");
    }

    #[test]
    fn what_matters_least_gives_way_first() {
        let mut page = Page::default();
        page.list("Tệp", 8, (1..=8).map(|n| format!("{n}. tệp")).collect());
        page.say("Đơn vị", 4, &"đơn vị ".repeat(60));
        page.say("Kỳ", 4, &"kỳ báo cáo ".repeat(40));
        let text = page.text(&["Kỳ", "Đơn vị", "Tệp"]);
        assert_eq!(text.lines().count(), LINES, "{text}");
        assert_eq!(text.lines().filter(|line| line.contains("báo cáo")).count(), 4, "{text}");
        assert!(text.contains("và 07 nữa") || text.contains("08, gồm") || text.contains("nữa:"), "{text}");
    }
}
