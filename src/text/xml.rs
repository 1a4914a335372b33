//! XML parts of documents, streamed: no tree, no recursion, whatever the depth.

use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// What a walk meets. Names come without their prefix; an empty element is opened and closed.
pub(crate) enum Node<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Close(&'a str),
    Text(&'a str),
}

/// Hands every node to `visit` until the part ends or it breaks off. The error is the reason the part cannot be read
/// further; what was visited before stands.
pub(crate) fn walk(part: impl Read, mut visit: impl FnMut(Node<'_>) -> ControlFlow<()>) -> Result<(), String> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 * 1024, part));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(|error| error.to_string())?;
        let flow = match &event {
            Event::Start(tag) => visit(Node::Open(tag.local_name().into_inner(), tag)),
            Event::Empty(tag) => match visit(Node::Open(tag.local_name().into_inner(), tag)) {
                ControlFlow::Continue(()) => visit(Node::Close(tag.local_name().into_inner())),
                broken => broken,
            },
            Event::End(tag) => visit(Node::Close(tag.local_name().into_inner())),
            Event::Text(text) => visit(Node::Text(&text.borrow().into_inner())),
            Event::CData(text) => visit(Node::Text(&text.borrow().into_inner())),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => visit(Node::Text(c.encode_utf8(&mut [0; 4]))),
                _ => {
                    let name = reference.borrow().into_inner();
                    resolve_predefined_entity(&name).map_or(ControlFlow::Continue(()), |text| visit(Node::Text(text)))
                }
            },
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => ControlFlow::Continue(()),
        };
        if flow.is_break() {
            return Ok(());
        }
        buffer.clear();
    }
}

/// The raw value of an attribute by its name without prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, local: &str) -> Option<String> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == local)
        .map(|attribute| attribute.value.into_owned())
}
