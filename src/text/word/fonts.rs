//! Which coding a run is typed in: by its own font, its style's, or the document's.

use std::collections::HashMap;
use std::ops::ControlFlow;

use quick_xml::events::BytesStart;

use crate::text::Limits;
use crate::text::font::Coding;
use crate::text::package::Package;
use crate::text::xml::{self, Node};

/// Styles that are remembered at most; no honest document has more.
const MOST_STYLES: usize = 5000;

/// The fonts of `word/styles.xml`.
#[derive(Debug, Default)]
pub(super) struct Fonts {
    styles: HashMap<String, Style>,
    /// Style of paragraphs that name none.
    paragraph: Option<String>,
    document: Option<Coding>,
}

#[derive(Debug, Default)]
struct Style {
    coding: Option<Coding>,
    based_on: Option<String>,
}

impl Fonts {
    /// Reads the styles, as far as they can be read.
    pub fn of(package: &mut Package<'_>, limits: &Limits) -> Self {
        let mut fonts = Self::default();
        let mut current: Option<String> = None;
        let Some(part) = package.part("word/styles.xml", limits.part) else { return fonts };
        // A damaged style sheet costs the fonts that stand behind the damage, not the document.
        let _ = xml::walk(part, |node| {
            match node {
                Node::Open("style", tag) if fonts.styles.len() < MOST_STYLES => current = fonts.enter(tag),
                Node::Close("style") => current = None,
                Node::Open("basedOn", tag) => {
                    if let Some(style) = current.as_ref().and_then(|id| fonts.styles.get_mut(id)) {
                        style.based_on = xml::attribute(tag, "val");
                    }
                }
                Node::Open("rFonts", tag) => match &current {
                    None => fonts.document = coding(tag),
                    Some(id) => {
                        if let Some(style) = fonts.styles.get_mut(id) {
                            style.coding = coding(tag);
                        }
                    }
                },
                _ => {}
            }
            ControlFlow::Continue(())
        });
        fonts
    }

    fn enter(&mut self, tag: &BytesStart<'_>) -> Option<String> {
        let id = xml::attribute(tag, "styleId")?;
        let standard = xml::attribute(tag, "default").is_some_and(|value| value == "1" || value == "true");
        if standard && xml::attribute(tag, "type").as_deref() == Some("paragraph") {
            self.paragraph = Some(id.clone());
        }
        self.styles.insert(id.clone(), Style::default());
        Some(id)
    }

    /// The coding of a run: `own` font first, then its style, its paragraph's, the document's.
    pub fn coding(&self, own: Option<Coding>, run: Option<&str>, paragraph: Option<&str>) -> Coding {
        let by_style = || self.of_style(run).or_else(|| self.of_style(paragraph.or(self.paragraph.as_deref())));
        own.or_else(by_style).or(self.document).unwrap_or(Coding::Unicode)
    }

    fn of_style(&self, id: Option<&str>) -> Option<Coding> {
        let mut style = self.styles.get(id?)?;
        for _ in 0..10 {
            if style.coding.is_some() {
                return style.coding;
            }
            style = self.styles.get(style.based_on.as_deref()?)?;
        }
        None
    }
}

/// The coding of a `w:rFonts`, when it names a font for Latin letters.
pub(super) fn coding(tag: &BytesStart<'_>) -> Option<Coding> {
    let font = xml::attribute(tag, "ascii").or_else(|| xml::attribute(tag, "hAnsi"))?;
    Some(Coding::of(&font))
}
