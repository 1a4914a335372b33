//! The tree of parts: borders from `mail-parser`, bounded, everything else read from the raw bytes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use mail_parser::{HeaderName, MessageParser, MessagePart, PartType};
use regex::bytes::Regex;

use super::{Entity, Fault, Limits, field, transfer};

/// Multiparts that are looked for; each costs a search through the rest of the mail.
const MULTIPARTS: usize = 256;

pub(super) fn read(raw: &[u8], limits: &Limits) -> Entity {
    let raw = without_envelope(raw);
    if raw.len() > limits.bytes {
        let mut head = super::parse_header(raw);
        head.faults.push(Fault::TooLarge(u64::try_from(raw.len()).unwrap_or(u64::MAX)));
        return head;
    }
    let (masked, blotted) = masked(raw);
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        MessageParser::new()
            .with_mime_headers()
            .header_text(HeaderName::ContentTransferEncoding)
            .default_header_ignore()
            .parse(masked.as_slice())
            .map(|message| message.parts.iter().map(Piece::of).collect::<Vec<_>>())
    }));
    let (pieces, fault) = match parsed {
        Ok(Some(pieces)) if !pieces.is_empty() => (pieces, None),
        Ok(_) => (Vec::new(), Some("không có phần đầu thư")),
        Err(_) => (Vec::new(), Some("cấu trúc thư hỏng")),
    };
    let mut root = if pieces.is_empty() {
        whole(raw)
    } else {
        let mut walk = Walk { raw, pieces: &pieces, limits, taken: 0, faults: Vec::new() };
        let mut root = walk.build(0, 0, None);
        root.faults = walk.faults;
        root
    };
    if blotted && !root.faults.contains(&Fault::TooDeep) {
        root.faults.push(Fault::TooDeep);
    }
    root.faults.extend(fault.map(|why| Fault::Unreadable(why.to_owned())));
    root
}

/// A mail whose structure nobody understood: header if any, the rest as text.
fn whole(raw: &[u8]) -> Entity {
    let end = field::header_end(raw, 0);
    let (head, body) = raw.split_at_checked(end).unwrap_or((raw, &[]));
    let has_header = !field::fields(head).is_empty();
    if has_header { entity(head, body, None) } else { entity(&[], raw, None) }
}

/// Without the "From " line of an mbox and blank lines before the header.
pub(super) fn without_envelope(raw: &[u8]) -> &[u8] {
    let mut rest = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    loop {
        let line = rest.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
        let blank = !line.is_empty() && line.trim_ascii().is_empty();
        if !blank && !line.starts_with(b"From ") && !line.starts_with(b">From ") {
            return rest;
        }
        rest = rest.get(line.len()..).unwrap_or_default();
    }
}

/// What the tree needs of a parsed part.
struct Piece {
    head: usize,
    body: usize,
    end: usize,
    children: Option<Vec<usize>>,
}

impl Piece {
    fn of(part: &MessagePart<'_>) -> Self {
        let place = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        let children = match &part.body {
            PartType::Multipart(ids) if !ids.is_empty() => Some(ids.iter().map(|id| place(*id)).collect()),
            _ => None,
        };
        Self { head: place(part.offset_header), body: place(part.offset_body), end: place(part.offset_end), children }
    }
}

struct Walk<'a> {
    raw: &'a [u8],
    pieces: &'a [Piece],
    limits: &'a Limits,
    taken: usize,
    faults: Vec<Fault>,
}

impl Walk<'_> {
    fn build(&mut self, id: usize, depth: usize, parent: Option<&str>) -> Entity {
        self.taken = self.taken.saturating_add(1);
        let Some(piece) = self.pieces.get(id) else { return entity(&[], &[], parent) };
        let head = self.raw.get(piece.head..piece.body).unwrap_or_default();
        let Some(children) = &piece.children else {
            return entity(head, self.raw.get(piece.body..piece.end).unwrap_or_default(), parent);
        };
        let mut this = entity(head, &[], parent);
        let deeper = depth.saturating_add(1);
        let flat;
        let children = if deeper < self.limits.depth {
            children
        } else {
            flat = self.leaves(children);
            &flat
        };
        for child in children {
            if self.taken >= self.limits.parts {
                let all = Fault::TooManyParts(self.pieces.len());
                if !self.faults.contains(&all) {
                    self.faults.push(all);
                }
                break;
            }
            this.children.push(self.build(*child, deeper, Some(&this.media_type)));
        }
        this
    }

    /// Everything below the last level that is no multipart, in order.
    fn leaves(&mut self, ids: &[usize]) -> Vec<usize> {
        let mut waiting: Vec<usize> = ids.iter().rev().copied().collect();
        let mut found = Vec::new();
        while let Some(id) = waiting.pop() {
            // A part stands after the multipart that holds it, so this ends.
            match self.pieces.get(id).and_then(|piece| piece.children.as_ref()) {
                Some(below) => {
                    if !self.faults.contains(&Fault::TooDeep) {
                        self.faults.push(Fault::TooDeep);
                    }
                    waiting.extend(below.iter().rev().filter(|child| **child > id));
                }
                None => found.push(id),
            }
        }
        found
    }
}

/// One part from its header block and its raw body.
pub(super) fn entity(head: &[u8], body: &[u8], parent: Option<&str>) -> Entity {
    let fields = field::fields(head);
    let first = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.value.as_str());
    let (declared, params) = first("content-type").map(field::with_params).unwrap_or_default();
    let media_type = match declared.split_once('/') {
        Some((main, sub)) if !main.trim().is_empty() && !sub.trim().is_empty() => {
            format!("{}/{}", main.trim(), sub.trim())
        }
        _ if parent == Some("multipart/digest") => "message/rfc822".to_owned(),
        _ => "text/plain".to_owned(),
    };
    let (disposition, names) = first("content-disposition")
        .map(field::with_params)
        .map_or((None, Vec::new()), |(kind, params)| (Some(kind), params));
    let (content, damaged) = transfer::decode(body, first("content-transfer-encoding"));
    let file_name = file_name(&names, &params);
    let content_id =
        first("content-id").map(|id| id.trim_matches(['<', '>', ' ']).to_owned()).filter(|id| !id.is_empty());
    let disposition = disposition.filter(|kind| !kind.is_empty());
    Entity {
        media_type,
        disposition,
        file_name,
        content_id,
        content,
        damaged,
        params,
        fields,
        children: Vec::new(),
        faults: Vec::new(),
    }
}

/// `filename=` of the disposition, else `name=` of the type; when they disagree, the one that is whole.
fn file_name(names: &[(String, String)], params: &[(String, String)]) -> Option<String> {
    let among = |list: &[(String, String)], key: &str| {
        list.iter().find(|(name, value)| name == key && !value.trim().is_empty()).map(|(_, value)| value.clone())
    };
    let candidates = [among(names, "filename"), among(params, "name"), among(names, "name"), among(params, "filename")];
    let mut candidates: Vec<String> = candidates.into_iter().flatten().collect();
    let whole =
        |name: &String| !name.contains(char::REPLACEMENT_CHARACTER) && !name.contains("??") && name.contains('.');
    let best = candidates.iter().position(whole).unwrap_or(0);
    (best < candidates.len()).then(|| candidates.swap_remove(best))
}

/// Words that are blotted out before the parser reads.
static WORDS: LazyLock<Regex> = LazyLock::new(words);

#[expect(clippy::expect_used, reason = "the pattern is a constant, and every mail that is read compiles it")]
fn words() -> Regex {
    Regex::new("(?i-u:rfc822|global|digest|base64|boundary)").expect("a valid pattern")
}

/// The same bytes with the words blotted out that would make the parser recurse (a mail inside a mail), search too
/// often (more multiparts than anybody writes: whether that was so) or decode what is decoded again here. Lengths stay,
/// so offsets hold.
fn masked(raw: &[u8]) -> (Vec<u8>, bool) {
    let mut copy = raw.to_vec();
    let mut multiparts = 0usize;
    for word in WORDS.find_iter(raw) {
        let blot = if word.len() == BOUNDARY {
            let named = names_boundary(raw.get(word.end()..).unwrap_or_default());
            multiparts = multiparts.saturating_add(usize::from(named));
            named && multiparts > MULTIPARTS
        } else {
            true
        };
        if let Some(letters) = copy.get_mut(word.range()).filter(|_| blot) {
            letters.fill(b'x');
        }
    }
    (copy, multiparts > MULTIPARTS)
}

/// The length of the word `boundary`, the only one of its length.
const BOUNDARY: usize = 8;

/// Whether the word `boundary` before this text is a parameter (it also stands inside delimiters).
fn names_boundary(after: &[u8]) -> bool {
    after.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'=' | b'*'))
}
