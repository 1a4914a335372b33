//! The little of a sender's style that says something: what is bold, slanted, struck out, set to a side, shaded. Each
//! becomes a name of ours; nothing that the sender wrote is passed on, so nothing can be hidden, moved or fetched by it.

use super::super::token::Tag;

/// What a tag's `style`, `align` and `bgcolor` say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    bold: bool,
    italic: bool,
    underlined: bool,
    struck: bool,
    side: Option<&'static str>,
    shaded: bool,
}

/// From this weight on letters are bold (CSS Fonts 4 §2.2.1: 600 and more).
const BOLD: u16 = 600;
/// Longest `style` that is looked at; programs write some hundred bytes.
const LONGEST: usize = 2_000;

impl Style {
    /// What a tag says.
    pub fn of(tag: &Tag<'_>) -> Self {
        let mut style = Self::default();
        if let Some(side) = tag.attribute("align") {
            style.side = set_to(&side.trim().to_ascii_lowercase());
        }
        style.shaded = tag.attribute("bgcolor").is_some_and(|colour| is_shade(&colour.trim().to_ascii_lowercase()));
        let written = tag.attribute("style").filter(|written| written.len() <= LONGEST).unwrap_or_default();
        for (name, value) in written.to_ascii_lowercase().split(';').filter_map(|rule| rule.split_once(':')) {
            style.rule(name.trim(), value.trim().trim_end_matches("!important").trim_end());
        }
        style
    }

    fn rule(&mut self, name: &str, value: &str) {
        match name {
            "font-weight" => {
                self.bold = matches!(value, "bold" | "bolder") || value.parse().is_ok_and(|weight: u16| weight >= BOLD);
            }
            "font-style" => self.italic = value.starts_with("italic") || value.starts_with("oblique"),
            "text-decoration" | "text-decoration-line" => {
                self.underlined = value.contains("underline");
                self.struck = value.contains("line-through");
            }
            "text-align" => self.side = set_to(value),
            "background" | "background-color" => self.shaded = is_shade(value),
            _ => {}
        }
    }

    /// The names that a block bears; only parts of tables are shaded.
    pub fn names(self, in_table: bool) -> impl Iterator<Item = &'static str> {
        let named = [
            (self.bold, "bold"),
            (self.italic, "italic"),
            (self.underlined, "underlined"),
            (self.struck, "struck"),
            (self.shaded && in_table, "shaded"),
        ];
        named.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).chain(self.side)
    }

    /// The elements of a line that say the same of words.
    pub fn inlines(self) -> impl DoubleEndedIterator<Item = &'static str> {
        let named = [(self.bold, "b"), (self.italic, "i"), (self.underlined, "u"), (self.struck, "s")];
        named.into_iter().filter(|(is, _)| *is).map(|(_, name)| name)
    }
}

fn set_to(side: &str) -> Option<&'static str> {
    match side {
        "center" | "middle" => Some("centre"),
        "right" | "end" => Some("right"),
        "justify" => Some("justified"),
        _ => None,
    }
}

/// Whether it is a colour other than the paper's; which one is ours to choose, so that words stay readable on it.
fn is_shade(value: &str) -> bool {
    let first = value.split([' ', ')']).next().unwrap_or_default();
    let paper = ["", "none", "transparent", "inherit", "initial", "unset", "white", "window", "#fff", "#ffffff"];
    let white = value.replace(' ', "").starts_with("rgb(255,255,255");
    !paper.contains(&first) && !white && !value.contains("url")
}
