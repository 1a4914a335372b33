//! Word 2007 and later, and the slides of PowerPoint, which name paragraphs, runs and cells alike.

mod fonts;

use std::ops::ControlFlow;

use quick_xml::events::BytesStart;

use super::flow::Flow;
use super::font::Coding;
use super::package::Package;
use super::xml::{self, Node};
use super::{Limits, Problem, Reading};
use fonts::Fonts;

/// Elements whose text no reader sees: the older twin of a drawing, deleted and moved text, field codes. `tabs` holds
/// tab stops, which are not tabs.
const UNSEEN: [&str; 9] =
    ["Fallback", "del", "moveFrom", "instrText", "delText", "tabs", "sectPr", "rPrChange", "pPrChange"];

/// Parts beyond which headers, footers or slides are left aside.
const MOST_PARTS: usize = 300;

/// Headers, body, footnotes, endnotes and footers of a document, in this order.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(reason) => return Reading::broken(reason),
    };
    let Some(body) = package.names("word/document", ".xml").into_iter().next() else {
        return Reading::broken("no document in the container");
    };
    let fonts = Fonts::of(&mut package, limits);
    let (story, problem) = tell(&mut package, &body, Story { fonts, ..Story::new(limits) });
    if story.contradicted > story.converted {
        // The fonts are a leftover of an old template; what was typed under them is Unicode.
        let (story, problem) = tell(&mut package, &body, Story { believes_fonts: false, ..Story::new(limits) });
        return story.finish(problem);
    }
    story.finish(problem)
}

fn tell<'l>(package: &mut Package<'_>, body: &str, mut story: Story<'l>) -> (Story<'l>, Option<Problem>) {
    for name in package.names("word/header", ".xml").iter().take(MOST_PARTS) {
        story.part(package, name);
    }
    // Only the body decides whether the document is whole.
    let problem = story.part(package, body);
    let mut rest = vec!["word/footnotes.xml".to_owned(), "word/endnotes.xml".to_owned()];
    rest.extend(package.names("word/footer", ".xml").into_iter().take(MOST_PARTS));
    for name in &rest {
        story.part(package, name);
    }
    (story, problem)
}

/// The slides of a presentation in their order, then what the speaker notes beside them.
pub(crate) fn slides(bytes: &[u8], limits: &Limits) -> Reading {
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(reason) => return Reading::broken(reason),
    };
    let mut story = Story::new(limits);
    let mut problem = None;
    for name in package.names("ppt/slides/slide", ".xml").iter().take(MOST_PARTS) {
        problem = problem.or(story.part(&mut package, name));
    }
    for name in package.names("ppt/notesSlides/notesSlide", ".xml").iter().take(MOST_PARTS) {
        story.part(&mut package, name);
    }
    story.finish(problem)
}

/// The text of the parts read so far, and the paragraph and run that we stand in.
#[derive(Debug)]
struct Story<'l> {
    limits: &'l Limits,
    flow: Flow,
    fonts: Fonts,
    recoded: Option<&'static str>,
    /// Whether the names of fonts are believed at all.
    believes_fonts: bool,
    /// Runs under an old font that were converted, and that were plainly typed in Unicode.
    converted: usize,
    contradicted: usize,
    /// How many unseen elements we stand in.
    unseen: usize,
    /// How many `t` we stand in: only their text is text.
    in_text: usize,
    typed: String,
    font: Option<Coding>,
    run_style: Option<String>,
    paragraph_style: Option<String>,
}

impl<'l> Story<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            flow: Flow::default(),
            fonts: Fonts::default(),
            recoded: None,
            believes_fonts: true,
            converted: 0,
            contradicted: 0,
            unseen: 0,
            in_text: 0,
            typed: String::new(),
            font: None,
            run_style: None,
            paragraph_style: None,
        }
    }

    /// Appends the text of a part; nothing when it is missing. Gives back why it is not all of it.
    fn part(&mut self, package: &mut Package<'_>, name: &str) -> Option<Problem> {
        let cut = package.size(name)? > self.limits.part;
        let Some(part) = package.part(name, self.limits.part) else {
            return Some(Problem::Broken(format!("{name} cannot be unpacked")));
        };
        self.flow.break_line();
        (self.unseen, self.in_text) = (0, 0);
        let outcome = xml::walk(part, |node| {
            self.visit(&node);
            if self.full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        self.settle_run();
        match outcome {
            _ if cut || self.full() => Some(Problem::TooLarge(format!("{name} is larger than is read"))),
            Ok(()) => None,
            Err(reason) => Some(Problem::Broken(reason)),
        }
    }

    fn full(&self) -> bool {
        self.flow.len().saturating_add(self.typed.len()) > self.limits.text
    }

    fn visit(&mut self, node: &Node<'_>) {
        match node {
            Node::Open(name, _) if UNSEEN.contains(name) => self.unseen = self.unseen.saturating_add(1),
            Node::Close(name) if UNSEEN.contains(name) => self.unseen = self.unseen.saturating_sub(1),
            _ if self.unseen > 0 => {}
            Node::Open(name, tag) => self.open(name, tag),
            Node::Close(name) => self.close(name),
            Node::Text(text) if self.in_text > 0 => self.typed.push_str(text),
            Node::Text(_) => {}
        }
    }

    fn open(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "t" => self.in_text = self.in_text.saturating_add(1),
            "p" => {
                self.settle_run();
                self.paragraph_style = None;
                self.flow.line();
            }
            "r" => {
                self.settle_run();
                (self.font, self.run_style) = (None, None);
            }
            "pStyle" => self.paragraph_style = xml::attribute(tag, "val"),
            "rStyle" => self.run_style = xml::attribute(tag, "val"),
            "rFonts" => self.font = fonts::coding(tag),
            "tab" | "ptab" => self.typed.push('\t'),
            "noBreakHyphen" => self.typed.push('-'),
            // On its code TCVN3 has the letter ư.
            "softHyphen" => self.typed.push('\u{ad}'),
            "br" | "cr" => self.typed.push('\n'),
            "tr" => self.flow.row(),
            "tc" => self.flow.cell(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = self.in_text.saturating_sub(1),
            "r" => self.settle_run(),
            "p" => {
                self.settle_run();
                self.flow.newline();
            }
            "tr" => self.flow.break_line(),
            _ => {}
        }
    }

    /// Writes down what was typed in one font.
    fn settle_run(&mut self) {
        let typed = std::mem::take(&mut self.typed);
        if typed.is_empty() {
            return;
        }
        let coding = self.fonts.coding(self.font, self.run_style.as_deref(), self.paragraph_style.as_deref());
        let coding = if self.believes_fonts { coding } else { Coding::Unicode };
        if coding != Coding::Unicode && Coding::is_unicode(&typed) {
            self.contradicted = self.contradicted.saturating_add(1);
        }
        let text = coding.decode(&typed);
        if text != typed {
            self.converted = self.converted.saturating_add(1);
            self.recoded = coding.name();
        }
        self.flow.text(&text);
    }

    fn finish(self, problem: Option<Problem>) -> Reading {
        let recoded = self.recoded.map(str::to_owned);
        Reading { text: self.flow.finish(), recoded, problem }
    }
}

#[cfg(test)]
mod tests;
