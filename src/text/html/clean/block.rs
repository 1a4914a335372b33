//! The elements that stand for themselves, and which of them an end tag ends.

/// An element that stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// Whatever else.
    Plain,
    /// Quoted or indented.
    Quote,
    /// A list.
    List,
    /// A list with numbers, and its first one.
    Numbered {
        /// None: 1.
        from: Option<u16>,
    },
    /// In a list.
    Item,
    /// Rows.
    Table {
        /// Drawn with lines.
        ruled: bool,
    },
    /// In a table.
    Row,
    /// In a row.
    Cell {
        /// It heads others.
        heading: bool,
    },
    /// A paragraph: lines only, no blocks.
    Line {
        /// It heads others.
        heading: bool,
    },
    /// A paragraph whose white space is kept.
    Kept,
}

impl Block {
    /// Whether an end tag of `self` may end `other`.
    pub fn ends(self, other: Self) -> bool {
        match (self, other) {
            (Self::Line { heading }, Self::Line { heading: other }) => heading == other,
            _ => std::mem::discriminant(&self) == std::mem::discriminant(&other),
        }
    }

    /// What an end tag never reaches through.
    pub fn stops_at(self, other: Self) -> bool {
        match self {
            Self::Table { .. } => false,
            Self::Row | Self::Cell { .. } => matches!(other, Self::Table { .. }),
            Self::Item => matches!(other, Self::List | Self::Numbered { .. } | Self::Cell { .. }),
            _ => matches!(other, Self::Cell { .. }),
        }
    }

    /// What it is to the eye by itself, in a name of ours.
    pub fn own(self) -> Option<&'static str> {
        match self {
            Self::Table { ruled: true } => Some("ruled"),
            Self::Cell { heading: true } | Self::Line { heading: true } => Some("heading"),
            _ => None,
        }
    }

    /// What HTML calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "div",
            Self::Quote => "blockquote",
            Self::List => "ul",
            Self::Numbered { .. } => "ol",
            Self::Item => "li",
            Self::Table { .. } => "table",
            Self::Row => "tr",
            Self::Cell { .. } => "td",
            Self::Line { .. } => "p",
            Self::Kept => "pre",
        }
    }
}
