//! Text that grows by paragraphs, cells and rows, with the white space between them owed until something follows.

/// White space owed before the next visible character.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Space,
    Tabs(usize),
    Lines(usize),
}

/// A text under construction.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    out: String,
    gap: Gap,
    row_has_text: bool,
}

impl Flow {
    /// Bytes written so far.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// What was written from byte `start` on.
    pub fn since(&self, start: usize) -> &str {
        self.out.get(start..).unwrap_or_default()
    }

    /// The text, without white space at its end.
    pub fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out
    }

    /// Appends a character, after what is owed; `prefix` goes in front of it when it is the first of its line.
    pub fn push(&mut self, c: char, prefix: &str) {
        let first = self.out.is_empty();
        match std::mem::take(&mut self.gap) {
            Gap::Space if !first => self.out.push(' '),
            Gap::Tabs(n) if !first => self.out.extend(std::iter::repeat_n('\t', n)),
            Gap::Lines(n) if !first => self.out.extend(std::iter::repeat_n('\n', n)),
            _ => {}
        }
        if !prefix.is_empty() && (first || self.out.ends_with('\n')) {
            self.out.push_str(prefix);
        }
        self.out.push(c);
        self.row_has_text = true;
    }

    /// Appends text as it is; line breaks in it are breaks, carriage returns nothing.
    pub fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' | '\u{b}' | '\u{2028}' | '\u{2029}' => self.newline(),
                '\r' | '\u{feff}' | '\u{200b}' => {}
                _ => self.push(c, ""),
            }
        }
    }

    /// Owes one space, unless at the start of something.
    pub fn space(&mut self) {
        if self.gap == Gap::None && !self.out.is_empty() {
            self.gap = Gap::Space;
        }
    }

    /// Begins a line, unless one or a cell has just begun.
    pub fn line(&mut self) {
        if !matches!(self.gap, Gap::Lines(_) | Gap::Tabs(_)) {
            self.gap = Gap::Lines(1);
        }
    }

    /// Begins a line, even where a cell has just begun.
    pub fn break_line(&mut self) {
        self.gap = Gap::Lines(1);
    }

    /// Ends the line; a second time leaves a blank line, further ones nothing.
    pub fn newline(&mut self) {
        self.gap = match self.gap {
            Gap::Lines(_) => Gap::Lines(2),
            Gap::Tabs(n) => Gap::Tabs(n),
            Gap::None | Gap::Space => Gap::Lines(1),
        };
    }

    /// Begins a row of a table.
    pub fn row(&mut self) {
        self.break_line();
        self.row_has_text = false;
    }

    /// Begins a cell: a tab, except before the first text of the row.
    pub fn cell(&mut self) {
        if self.row_has_text {
            self.gap = match self.gap {
                Gap::Tabs(n) => Gap::Tabs(n.saturating_add(1).min(64)),
                _ => Gap::Tabs(1),
            };
        }
    }
}
