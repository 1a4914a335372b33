//! A page as a row of tags and texts: one pass, no memory, whatever stands in it.

use super::entity;

/// Attributes of one tag that are looked at; no program writes as many.
const MOST_ATTRIBUTES: usize = 64;

/// What stands next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, character references and all.
    Text(&'a str),
    /// The beginning of an element.
    Open(Tag<'a>),
    /// The end of an element: its name, lower case.
    Close(String),
}

/// The beginning of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name, lower case.
    pub name: String,
    /// What stands behind the name.
    pub attributes: &'a str,
}

/// The tags and texts of a page; comments, declarations and what is in no tongue of people are left out.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    /// Of this page.
    pub fn of(html: &'a str) -> Self {
        Self { rest: html }
    }

    /// The markup at the start of what is left; none when it says nothing.
    fn markup(&mut self) -> Option<Token<'a>> {
        let at = self.rest;
        if let Some(comment) = at.strip_prefix("<!--") {
            let empty = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->"));
            self.rest = empty.unwrap_or_else(|| comment.split_once("-->").map_or("", |(_, rest)| rest));
            return None;
        }
        if at.starts_with("<!") || at.starts_with("<?") {
            self.rest = at.split_once('>').map_or("", |(_, rest)| rest);
            return None;
        }
        let inside = at.strip_prefix('<')?;
        let (closing, inside) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.rest = inside;
            return Some(Token::Text(if closing { "</" } else { "<" }));
        }
        let (tag, rest) = split_tag(inside);
        let name_end = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
        let (name, attributes) = tag.split_at_checked(name_end).unwrap_or((tag, ""));
        let name = name.to_ascii_lowercase();
        self.rest = match name.as_str() {
            "script" | "style" | "title" | "template" | "xml" if !closing => after_close(rest, &name),
            _ => rest,
        };
        Some(if closing { Token::Close(name) } else { Token::Open(Tag { name, attributes }) })
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while !self.rest.is_empty() {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            if end > 0 {
                let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
                self.rest = rest;
                return Some(Token::Text(text));
            }
            if let Some(token) = self.markup() {
                return Some(token);
            }
        }
        None
    }
}

/// Splits behind the `>` of the tag; a `>` in a quoted value does not end it, unless that quote never ends.
fn split_tag(inside: &str) -> (&str, &str) {
    let mut quote = None;
    let mut after_equals = false;
    for (at, c) in inside.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '>' => return cut(inside, at),
            None if after_equals && matches!(c, '"' | '\'') => quote = Some(c),
            None => {}
        }
        after_equals = c == '=' || (after_equals && c.is_whitespace());
    }
    inside.split_once('>').unwrap_or((inside, ""))
}

fn cut(text: &str, at: usize) -> (&str, &str) {
    (text.get(..at).unwrap_or(text), text.get(at.saturating_add(1)..).unwrap_or(""))
}

/// What follows `</name`; nothing when the element never ends, as browsers have it.
fn after_close<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        if after.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = after;
    }
    ""
}

impl Tag<'_> {
    /// The value of an attribute, character references resolved; the first of that name counts.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        for _ in 0..MOST_ATTRIBUTES {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
            // A stray equals sign begins a name, as browsers have it.
            let (named, after) = rest.split_at_checked(end.max(1)).unwrap_or((rest, ""));
            let (value, after) = value(after);
            if named.eq_ignore_ascii_case(name) {
                return Some(resolved(value));
            }
            rest = after;
        }
        None
    }
}

/// The value that follows the name of an attribute, and what follows it.
fn value(after: &str) -> (&str, &str) {
    let Some(begin) = after.trim_start().strip_prefix('=') else { return ("", after) };
    let begin = begin.trim_start();
    for quote in ['"', '\''] {
        if let Some(inside) = begin.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    let end = begin.find(char::is_whitespace).unwrap_or(begin.len());
    begin.split_at_checked(end).unwrap_or((begin, ""))
}

/// A text with its character references resolved.
pub(super) fn resolved(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(before);
        let (c, after) = entity::decode(reference);
        text.push(c);
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attributes: &str, name: &str) -> Option<String> {
        Tag { name: String::new(), attributes }.attribute(name)
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        for (attributes, value) in [
            (" href=\"a b\"", "a b"),
            (" HREF = 'a'", "a"),
            (" x href=a/b y", "a/b"),
            (" title=\"href='x'\" href=y", "y"),
            ("/href=a", "a"),
            (" href", ""),
            (" href=\"a&amp;b&#61;c\"", "a&b=c"),
            (" href=\"never ends", "never ends"),
            (" href=1 href=2", "1"),
        ] {
            assert_eq!(of(attributes, "href").as_deref(), Some(value), "{attributes}");
        }
        for attributes in ["", " ", " xhref=a", " data-href=a", " title='href=b'"] {
            assert_eq!(of(attributes, "href"), None, "{attributes}");
        }
    }
}
