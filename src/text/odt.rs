//! OpenDocument text.

use std::io::Read;
use std::ops::ControlFlow;

use super::flow::Flow;
use super::package::Package;
use super::xml::{self, Node};
use super::{Limits, Problem, Reading};

/// Elements whose text no reader sees.
const UNSEEN: [&str; 5] = ["annotation", "tracked-changes", "desc", "title", "note-citation"];

/// The body of the document; page headers stand with the styles and are left aside.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(reason) => return Reading::broken(reason),
    };
    if is_locked(&mut package) {
        return Reading::of(Problem::Encrypted);
    }
    let cut = package.size("content.xml").unwrap_or(0) > limits.part;
    let Some(part) = package.part("content.xml", limits.part) else {
        return Reading::broken("no content in the container");
    };
    let mut story = Story::default();
    let outcome = xml::walk(part, |node| {
        story.visit(&node);
        if story.flow.len() > limits.text { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let problem = match outcome {
        _ if cut || story.flow.len() > limits.text => {
            Some(Problem::TooLarge("content.xml is larger than is read".into()))
        }
        Ok(()) => None,
        Err(reason) => Some(Problem::Broken(reason)),
    };
    Reading { text: story.flow.finish(), recoded: None, problem }
}

/// An encrypted document says so in its manifest (ODF 1.3 part 2, 4.8).
pub(crate) fn is_locked(package: &mut Package<'_>) -> bool {
    let mut manifest = Vec::new();
    let Some(part) = package.part("META-INF/manifest.xml", 1 << 20) else { return false };
    let mut part = part;
    part.read_to_end(&mut manifest).is_ok() && String::from_utf8_lossy(&manifest).contains("encryption-data")
}

#[derive(Debug, Default)]
struct Story {
    flow: Flow,
    unseen: usize,
    /// How many paragraphs we stand in: white space between them is not text.
    paragraphs: usize,
}

impl Story {
    fn visit(&mut self, node: &Node<'_>) {
        match node {
            Node::Open(name, _) if UNSEEN.contains(name) => self.unseen = self.unseen.saturating_add(1),
            Node::Close(name) if UNSEEN.contains(name) => self.unseen = self.unseen.saturating_sub(1),
            _ if self.unseen > 0 => {}
            Node::Open("p" | "h", _) => {
                self.paragraphs = self.paragraphs.saturating_add(1);
                self.flow.line();
            }
            Node::Close("p" | "h") => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.flow.newline();
            }
            Node::Open("table-row", _) => self.flow.row(),
            Node::Close("table-row") => self.flow.break_line(),
            Node::Open("table-cell" | "covered-table-cell", _) => self.flow.cell(),
            Node::Open("tab", _) => self.flow.push('\t', ""),
            Node::Open("line-break", _) => self.flow.newline(),
            Node::Open("s", _) => self.flow.space(),
            Node::Text(text) if self.paragraphs > 0 => self.text(text),
            _ => {}
        }
    }

    /// White space in a paragraph counts as one space (ODF 1.3 part 3, 6.1.2).
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_ascii_whitespace() { self.flow.space() } else { self.flow.push(c, "") }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::text::package::pack;
    use crate::text::{self, FileKind, Limits, Problem};

    fn odt(content: &str, manifest: &str) -> Vec<u8> {
        let mimetype = b"application/vnd.oasis.opendocument.text".as_slice();
        pack(&[
            ("mimetype", mimetype),
            ("content.xml", content.as_bytes()),
            ("META-INF/manifest.xml", manifest.as_bytes()),
        ])
    }

    #[test]
    fn paragraphs_spaces_and_cells() {
        let content = "<o><text:h>BÁO\n  CÁO</text:h>\n<table:table><table:table-row><table:table-cell><text:p>a</text:p>\
            </table:table-cell><table:table-cell><text:p>b<text:tab/>c<text:s text:c=\"3\"/>d<text:line-break/>e</text:p>\
            </table:table-cell></table:table-row></table:table><text:p><office:annotation><text:p>x</text:p></office:annotation>cuối</text:p></o>";
        let file = text::read(&odt(content, ""), "a.odt", "", &Limits::default());
        assert_eq!((file.kind, file.text.as_str()), (FileKind::Odt, "BÁO CÁO\na\tb\tc d\ne\ncuối"));
        assert_eq!(file.problem, None);
    }

    #[test]
    fn a_locked_document_is_told() {
        let file = text::read(&odt("\u{1}", "<manifest:encryption-data/>"), "a.odt", "", &Limits::default());
        assert_eq!(file.problem, Some(Problem::Encrypted));
    }
}
