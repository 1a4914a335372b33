//! Markup that nests as HTML's grammar wants it, whatever is asked for in whatever order.

use super::block::Block;
use super::link::Target;

/// Blocks that stand inside each other; what lies deeper is written without its own.
const DEEPEST: usize = 40;
/// Elements of a line that are open at once.
const INLINES: usize = 32;
/// Letters of a link that are remembered, to see whether they say where it leads.
const REMEMBERED: usize = 300;

/// An element of a line, as the sender opened it.
#[derive(Debug)]
struct Inline {
    name: &'static str,
    /// Of a link.
    target: Option<Target>,
    /// What stands in a link so far.
    said: String,
}

/// A block that is open.
#[derive(Debug)]
struct Level {
    block: Block,
    /// Elements of a line before this one belong to what stands round the innermost cell.
    floor: usize,
    /// Where attributes of the start tag would stand.
    at: usize,
    /// The end of its start tag.
    begun: usize,
    /// What it is to the eye, in names of ours.
    names: Vec<&'static str>,
}

/// Markup in the making.
#[derive(Debug, Default)]
pub(super) struct Nest {
    out: String,
    levels: Vec<Level>,
    inlines: Vec<Inline>,
    /// Of the elements of a line from the floor on, those up to here are open in the markup; none across a block.
    written: usize,
}

impl Nest {
    /// Bytes written so far.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// The markup.
    pub fn finish(mut self) -> String {
        self.close_all();
        self.out
    }

    /// Whether white space says something here.
    pub fn takes_text(&self) -> bool {
        let last = self.levels.last().map(|level| level.block);
        !matches!(last, Some(Block::Table { .. } | Block::Row | Block::List | Block::Numbered { .. }))
    }

    /// Whether white space is kept here.
    pub fn keeps_space(&self) -> bool {
        self.levels.last().is_some_and(|level| level.block == Block::Kept)
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.enter_line();
        self.escape(text);
        self.remember(text);
    }

    fn remember(&mut self, words: &str) {
        let floor = self.floor();
        for link in self.inlines.iter_mut().skip(floor).filter(|inline| inline.target.is_some()) {
            let room = REMEMBERED.saturating_sub(link.said.len());
            link.said.extend(words.chars().take(room));
        }
    }

    /// A picture.
    pub fn image(&mut self, address: &str, words: &str, (width, height): (Option<u16>, Option<u16>)) {
        self.enter_line();
        self.out.push_str("<img src=\"");
        self.escape(address);
        self.out.push_str("\" alt=\"");
        self.escape(words);
        self.out.push_str("\" loading=\"lazy\"");
        for (name, size) in [("width", width), ("height", height)] {
            self.number(name, size);
        }
        self.out.push('>');
        self.remember(words);
    }

    /// `br`, or `hr`.
    pub fn void(&mut self, name: &str) {
        if name == "hr" {
            self.leave_line();
            self.make_room();
        } else if !self.takes_text() {
            return;
        }
        self.tag("<", name);
        self.out.push('>');
    }

    /// An element of a line begins.
    pub fn begin(&mut self, name: &'static str) {
        self.push_inline(Inline { name, target: None, said: String::new() });
    }

    /// A link begins, and ends the one before; one that leads nowhere is none.
    pub fn link(&mut self, target: Option<Target>) {
        self.end("a");
        if target.is_some() {
            self.push_inline(Inline { name: "a", target, said: String::new() });
        }
    }

    fn push_inline(&mut self, inline: Inline) {
        if self.inlines.len().saturating_sub(self.floor()) < INLINES {
            self.inlines.push(inline);
        }
    }

    /// An element of a line ends.
    pub fn end(&mut self, name: &str) {
        let floor = self.floor();
        let Some(at) = self.inlines.iter().skip(floor).rposition(|inline| inline.name == name) else { return };
        let at = at.saturating_add(floor);
        self.close_inlines(at);
        if at < self.inlines.len() {
            let ended = self.inlines.remove(at);
            self.tell(ended);
        }
    }

    /// A block begins.
    pub fn open(&mut self, block: Block) {
        self.leave_line();
        if self.levels.len() < DEEPEST {
            self.make_room();
            self.push(block);
        }
    }

    /// An item begins, in a list of its own when there is none.
    pub fn item(&mut self) {
        self.leave_line();
        let list = |block: Block| matches!(block, Block::List | Block::Numbered { .. });
        match self.find(|block| block.name() == "td", list) {
            Some(at) => self.pop_to(at.saturating_add(1)),
            None => self.open(Block::List),
        }
        if self.levels.last().is_some_and(|level| list(level.block)) {
            self.push(Block::Item);
        }
    }

    /// A row begins.
    pub fn row(&mut self) {
        self.leave_line();
        if let Some(at) = self.find(|_| false, |block| block.name() == "table") {
            self.pop_to(at.saturating_add(1));
            self.push(Block::Row);
        }
    }

    /// A cell begins.
    pub fn cell(&mut self, heading: bool, columns: Option<u16>, rows: Option<u16>) {
        self.leave_line();
        let table = |block: Block| block.name() == "table";
        let Some(at) = self.find(|_| false, table) else { return };
        match self.find(table, |block| block == Block::Row) {
            Some(row) => self.pop_to(row.saturating_add(1)),
            None => {
                self.pop_to(at.saturating_add(1));
                self.push(Block::Row);
            }
        }
        self.push(Block::Cell { heading });
        // Behind "<td", before the bracket.
        self.out.pop();
        self.number("colspan", columns);
        self.number("rowspan", rows);
        self.out.push('>');
        if let Some(cell) = self.levels.last_mut() {
            cell.begun = self.out.len();
        }
    }

    /// What the block that just began is to the eye.
    pub fn name(&mut self, names: impl Iterator<Item = &'static str>) {
        let here = self.out.len();
        if let Some(level) = self.levels.last_mut().filter(|level| level.begun == here) {
            level.names.extend(names);
        }
    }

    /// The innermost table is drawn with lines.
    pub fn rule(&mut self) {
        let tables = self.levels.iter_mut().rev().map(|level| &mut level.block);
        if let Some(Block::Table { ruled }) = tables.into_iter().find(|block| block.name() == "table") {
            *ruled = true;
        }
    }

    /// A block ends, when it is open.
    pub fn close(&mut self, block: &Block) {
        if let Some(at) = self.find(|other| block.stops_at(other), |other| block.ends(other)) {
            self.pop_to(at);
        }
    }

    /// Everything ends.
    pub fn close_all(&mut self) {
        self.pop_to(0);
        self.end_inlines();
    }

    /// The innermost block that is `wanted`, before one where the search ends.
    fn find(&self, ends: impl Fn(Block) -> bool, wanted: impl Fn(Block) -> bool) -> Option<usize> {
        for (at, level) in self.levels.iter().enumerate().rev() {
            if wanted(level.block) {
                return Some(at);
            }
            if ends(level.block) {
                return None;
            }
        }
        None
    }

    fn floor(&self) -> usize {
        self.levels.last().map_or(0, |level| level.floor)
    }

    /// Nothing of lines stays open in the markup, nor a paragraph.
    fn leave_line(&mut self) {
        self.close_inlines(self.floor());
        if self.levels.last().is_some_and(|level| matches!(level.block, Block::Line { .. } | Block::Kept)) {
            self.pop();
        }
    }

    /// Words may stand here, with everything open that the sender opened.
    fn enter_line(&mut self) {
        self.make_room();
        for at in self.written..self.inlines.len() {
            let Some(inline) = self.inlines.get(at) else { break };
            let (name, address) = (inline.name, inline.target.as_ref().map(|target| target.address.clone()));
            self.tag("<", name);
            if let Some(address) = address {
                self.out.push_str(" href=\"");
                self.escape(&address);
                self.out.push_str("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\"");
            }
            self.out.push('>');
        }
        self.written = self.inlines.len();
    }

    /// What stands between rows, cells and items gets one of its own.
    fn make_room(&mut self) {
        match self.levels.last().map(|level| level.block) {
            Some(Block::Table { .. }) => {
                self.push(Block::Row);
                self.push(Block::Cell { heading: false });
            }
            Some(Block::Row) => self.push(Block::Cell { heading: false }),
            Some(Block::List | Block::Numbered { .. }) => self.push(Block::Item),
            _ => {}
        }
    }

    fn push(&mut self, block: Block) {
        self.tag("<", block.name());
        let at = self.out.len();
        if let Block::Numbered { from } = block {
            self.number("start", from.filter(|from| *from > 1));
        }
        self.out.push('>');
        let floor = if matches!(block, Block::Cell { .. }) { self.inlines.len() } else { self.floor() };
        self.written = floor;
        self.levels.push(Level { block, floor, at, begun: self.out.len(), names: Vec::new() });
    }

    fn pop_to(&mut self, length: usize) {
        while self.levels.len() > length {
            self.pop();
        }
    }

    fn pop(&mut self) {
        self.close_inlines(self.floor());
        if matches!(self.levels.last(), Some(Level { block: Block::Cell { .. }, .. })) {
            self.end_inlines();
        }
        let Some(level) = self.levels.pop() else { return };
        self.tag("</", level.block.name());
        self.out.push('>');
        let names: Vec<&str> = level.block.own().into_iter().chain(level.names).collect();
        if !names.is_empty() {
            self.out.insert_str(level.at, &format!(" class=\"{}\"", names.join(" ")));
        }
        self.written = self.floor();
    }

    /// Ends the elements of a line from the floor on for good.
    fn end_inlines(&mut self) {
        let floor = self.floor();
        self.close_inlines(floor);
        for ended in self.inlines.split_off(floor.min(self.inlines.len())) {
            self.tell(ended);
        }
    }

    /// Closes in the markup what is open of elements of a line from `from` on; they may be opened again.
    fn close_inlines(&mut self, from: usize) {
        while self.written > from {
            self.written = self.written.saturating_sub(1);
            if let Some(inline) = self.inlines.get(self.written) {
                let name = inline.name;
                self.tag("</", name);
                self.out.push('>');
            }
        }
    }

    /// Behind a link that has ended: where it leads, unless its own words say that.
    fn tell(&mut self, link: Inline) {
        let Some(target) = link.target else { return };
        let said = link.said.trim();
        let bare = |text: &str| -> String {
            let text = text.trim_start_matches("https://").trim_start_matches("http://");
            text.trim_end_matches('/').to_owned()
        };
        if said.is_empty() || bare(said) == bare(&target.shown) {
            return;
        }
        self.enter_line();
        self.out.push_str(" <small class=\"to\">(");
        self.escape(&target.shown);
        self.out.push_str(")</small>");
    }

    fn tag(&mut self, bracket: &str, name: &str) {
        self.out.push_str(bracket);
        self.out.push_str(name);
    }

    fn number(&mut self, name: &str, number: Option<u16>) {
        if let Some(number) = number {
            self.out.push_str(&format!(" {name}=\"{number}\""));
        }
    }

    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                _ => self.out.push(c),
            }
        }
    }
}
