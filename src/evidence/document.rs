//! The first page of a document: who issued it, its number and date, what kind it is, and its title.
//!
//! Extraction interleaves the two columns of a letterhead, so the right one (national or Party heading, place and
//! date) is taken out by its fixed words. Only what stands above the title is the document's own: the text below
//! cites other documents.

mod head;
pub(super) mod marking;
mod number;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::dictionary::{Dictionary, List};
use crate::spelling;
use crate::spelling::tokens::{first, plain, plain_of, tokens};

pub use number::{Number, named_in_file};

/// What kind of document it says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// BÁO CÁO.
    Report,
    /// BÁO CÁO NHANH, BÁO CÁO ĐỘT XUẤT.
    Flash,
    /// A letter (công văn) with what it is about (V/v …).
    Letter(String),
    /// PHỤ LỤC, BIỂU, DANH SÁCH: goes with something.
    Annex,
    /// KẾ HOẠCH, GIẤY MỜI, THÔNG BÁO …: its name.
    Other(String),
    /// It does not say.
    Unknown,
}

/// What its first page tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What kind it is.
    pub kind: Kind,
    /// Its title, one line; empty when there is none.
    pub title: String,
    /// What stands on the line of BÁO CÁO beside it, where the title goes on below: "THẨM TRA", "SƠ KẾT".
    pub qualifier: String,
    /// The heading that it has instead of BÁO CÁO, where no list knows it: "ĐÁP ÁN".
    pub heading: Option<String>,
    /// The lines of the left column, from the superior to the issuer.
    pub issuer: Vec<String>,
    /// Its own number and symbol.
    pub number: Option<Number>,
    /// The day it was signed.
    pub date: Option<Date>,
    /// The day is left open: not signed yet.
    pub undated: bool,
    /// A secrecy mark standing alone: MẬT, TỐI MẬT, TUYỆT MẬT.
    pub secret: Option<String>,
    /// DỰ THẢO at the top.
    pub draft: bool,
    /// The page, a piece a line.
    pub text: String,
    /// To whom it is addressed (Kính gửi), when it says.
    pub addressees: Option<String>,
}

impl Document {
    /// The words of the page, folded, a space around each.
    #[must_use]
    pub fn words(&self) -> String {
        plain(&self.text)
    }
}

/// How far a first page goes, in pieces of text.
const PAGE: usize = 60;
/// How far a letterhead goes.
const HEAD: usize = 28;

/// Reads the first page of a text.
#[must_use]
pub fn read(dictionary: &Dictionary, text: &str) -> Document {
    let pieces: Vec<&str> =
        text.split(['\n', '\t']).map(str::trim).filter(|piece| !piece.is_empty()).take(PAGE).collect();
    let typed = |(at, piece): (usize, &&str)| Some((at, type_of(dictionary, piece)?));
    let (opened, named) = pieces.iter().take(HEAD).enumerate().find_map(typed).unzip();
    let above = opened.unwrap_or(HEAD.min(pieces.len()));
    let head = head::read(pieces.get(..above).unwrap_or_default());
    let kind = match (&named, &head.about) {
        (Some((kind, _)), _) => kind.clone(),
        (None, Some(about)) => Kind::Letter(about.clone()),
        (None, None) => kind_of_number(head.number.as_ref()),
    };
    let unknown = named.is_none() && head.about.is_none();
    let heading = unknown.then(|| unknown_heading(dictionary, &pieces)).flatten().map(str::to_owned);
    let beside = named.map_or(String::new(), |(_, rest)| rest);
    let title = match (&kind, opened) {
        (Kind::Letter(about), _) => about.clone(),
        (kind, Some(at)) => title(&pieces, at, beside.clone(), *kind == Kind::Flash),
        _ => String::new(),
    };
    let qualifier = if kind == Kind::Report && title.len() > beside.len() { beside } else { String::new() };
    Document {
        kind,
        title,
        qualifier,
        heading,
        issuer: head.issuer,
        number: head.number,
        date: head.date,
        undated: head.undated,
        secret: head.secret.or_else(|| marking::alone(text).map(str::to_owned)),
        draft: head.draft,
        text: pieces.join("\n"),
        addressees: addressees(&pieces),
    }
}

/// Words of a heading between the head and a title are few.
const HEADING_WORDS: usize = 7;

/// A heading in capitals that no list knows ("ĐÁP ÁN", "PHIẾU LẤY Ý KIẾN"), between the number and day of a head and a title
/// that names a period. A document that says what it is, and does not say BÁO CÁO, is something else.
fn unknown_heading<'p>(dictionary: &Dictionary, pieces: &[&'p str]) -> Option<&'p str> {
    let head = pieces.get(..HEAD.min(pieces.len()))?;
    let number = head.iter().position(|piece| number::read(piece).is_some())?;
    let signed = head.iter().position(|piece| head::is_signed(piece))?;
    let mut below = pieces.iter().skip(number.max(signed).saturating_add(1)).filter(|piece| !is_rule(piece));
    let (heading, under) = (below.next()?, below.next()?);
    let letters = || heading.chars().filter(|c| c.is_alphabetic());
    let capital = letters().count() >= 3 && letters().all(char::is_uppercase);
    let said = dictionary.says(heading);
    const TITLES: [List; 6] = [List::Report, List::Opening, List::OurField, List::WholeWork, List::Annex, List::Draft];
    let title = TITLES.iter().any(|list| said.has(*list)) || names_period(heading);
    let few = heading.split_whitespace().count() <= HEADING_WORDS;
    let titled = under.chars().count() <= 250 && !under.ends_with([':', '.']) && names_period(under);
    (capital && few && !title && titled && !starts_text(heading, false)).then_some(*heading)
}

fn names_period(line: &str) -> bool {
    !crate::evidence::words::read(line).periods.is_empty()
}

fn kind_of_number(number: Option<&Number>) -> Kind {
    match number.and_then(|number| number.kind.as_deref()) {
        Some("BC") => Kind::Report,
        Some("KH") => Kind::Other("KẾ HOẠCH".to_owned()),
        Some("GM") => Kind::Other("GIẤY MỜI".to_owned()),
        Some("TB") => Kind::Other("THÔNG BÁO".to_owned()),
        _ => Kind::Unknown,
    }
}

/// Whether a line is the heading of a report in capitals: "BÁO CÁO", "BÁO CÁO NHANH …".
pub(super) fn is_heading(line: &str) -> bool {
    is_capital(line) && of_report(line, &plain(line)).is_some()
}

/// Whether a line may belong to a letterhead: a name in capitals, a number, a place and day, the fixed words, a rule.
pub(super) fn is_of_head(line: &str) -> bool {
    head::may_have(line.trim())
}

/// A heading in capitals; the shortest are "ĐƠN" and "BIỂU".
fn is_capital(piece: &str) -> bool {
    let letters = || piece.chars().filter(|c| c.is_alphabetic());
    letters().take(3).count() == 3 && letters().take(5).all(char::is_uppercase)
}

/// The kind of report that a heading in capitals announces, and what follows on the same line.
fn of_report(piece: &str, spaced: &str) -> Option<(Kind, String)> {
    let line = spaced.trim();
    // "B Á O  C Á O": letters set apart.
    let squeezed: String = line.split(' ').filter(|word| word.chars().count() == 1).collect();
    let line = if squeezed == "baocao" { "bao cao" } else { line };
    let after = |words: &str| -> Option<String> {
        let rest = line.strip_prefix(words)?;
        if rest.is_empty() {
            return Some(String::new());
        }
        rest.starts_with(' ').then(|| rest_of(piece, words.split(' ').count()))
    };
    for flash in ["bao cao nhanh", "bao cao dot xuat", "bao cao su viec", "bao cao vu viec"] {
        if let Some(rest) = after(flash) {
            return Some((Kind::Flash, rest));
        }
    }
    after("bao cao").map(|rest| (Kind::Report, rest))
}

/// The kind that a piece of text announces, and what follows on the same line.
fn type_of(dictionary: &Dictionary, piece: &str) -> Option<(Kind, String)> {
    if !is_capital(piece) {
        return small_title(piece);
    }
    let spaced = plain(piece);
    if let Some(report) = of_report(piece, &spaced) {
        return Some(report);
    }
    let said = dictionary.read(&spaced);
    let opening = |list: List| said.of(list).filter(|hit| hit.start == 1).max_by_key(|hit| hit.end);
    if let Some(hit) = opening(List::AnnexDocument) {
        return Some((Kind::Annex, rest_of(piece, hit.phrase.split(' ').count())));
    }
    // "CHƯƠNG TRÌNH" alone, or written through in capitals: a sentence may begin with the same words.
    let hit =
        opening(List::OtherDocument).filter(|_| piece.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase))?;
    let words = hit.phrase.split(' ').count();
    let rest = rest_of(piece, words);
    let name = piece.get(..piece.len().saturating_sub(rest.len())).unwrap_or(piece).trim().to_owned();
    Some((Kind::Other(name), rest))
}

/// "Báo cáo kết quả công tác tháng 5 năm 2024" on a line of its own, not in capitals: a title when it names a period
/// and is no sentence.
fn small_title(piece: &str) -> Option<(Kind, String)> {
    let title = piece.starts_with("Báo cáo") || piece.starts_with("Bao cao");
    let short =
        piece.chars().count() <= 200 && !piece.ends_with(['.', ':', ';']) && piece.split_whitespace().count() > 3;
    (title && short && !crate::evidence::words::read(piece).periods.is_empty())
        .then(|| (Kind::Report, rest_of(piece, 2)))
}

/// What follows the first `words` words of a piece.
fn rest_of(piece: &str, words: usize) -> String {
    tokens(piece).get(words).and_then(|token| piece.get(token.range.start..)).unwrap_or_default().to_owned()
}

/// The title: what follows the kind, up to the first line that is text.
fn title(pieces: &[&str], opened: usize, same_line: String, flash: bool) -> String {
    let mut title = same_line;
    for (count, piece) in pieces.iter().skip(opened.saturating_add(1)).take(4).enumerate() {
        let open = title.is_empty();
        let known = || !open && !crate::evidence::words::read(&title).periods.is_empty();
        let goes_on =
            piece.chars().next().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '(' | ';'));
        if is_rule(piece) && !open {
            break;
        }
        if is_rule(piece) {
            continue;
        }
        if starts_text(piece, open || count == 0) || (!goes_on && known()) || (!open && title.chars().count() > 300) {
            break;
        }
        if !open && (tells_hour(piece) || (is_sentence(piece) && (flash || is_of_incident(&title)))) {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(piece);
    }
    title.chars().take(400).collect()
}

/// "Từ 7 giờ 30 ngày 12/11, 186/420 công nhân …": a line that begins with an hour tells what happened.
fn tells_hour(piece: &str) -> bool {
    let words = first(piece, 5);
    let opens = words.first().is_some_and(|word| ["tu", "vao", "luc", "hoi", "khoang"].contains(&word.folded.as_str()));
    let hour =
        words.windows(2).any(|pair| matches!(pair, [hour, unit] if hour.number.is_some() && is_hour(&unit.folded)));
    opens && hour
}

fn is_hour(unit: &str) -> bool {
    matches!(unit, "gio" | "h" | "g")
}

/// A title that says of one incident, under which the next sentence tells it.
fn is_of_incident(title: &str) -> bool {
    let line = plain_of(&first(title, 3));
    [" nhanh ", " dot xuat ", " vu viec ", " vu "].iter().any(|words| line.starts_with(words))
}

/// A whole sentence: a title may end with a full stop, but has no clause after clause.
fn is_sentence(piece: &str) -> bool {
    const WORDS: usize = 12;
    let capital = piece.chars().next().is_some_and(char::is_uppercase);
    capital && piece.ends_with('.') && piece.split_whitespace().count() >= WORDS
}

fn is_rule(piece: &str) -> bool {
    !piece.chars().any(char::is_alphanumeric)
}

/// Whether a line under the title already belongs to the text.
fn starts_text(piece: &str, is_first: bool) -> bool {
    // Pieces of text are long, and what is looked for has three words at most.
    let line = plain_of(&first(piece, 6));
    let line = line.trim_start();
    let always = ["kinh gui", "can cu ", "c n cu ", "i ", "ii ", "phan thu", "phan i ", "hoi "];
    let numbered = piece.trim_start_matches(|c: char| c.is_ascii_digit());
    if numbered.len() < piece.len() && numbered.starts_with(['.', ')']) {
        return !is_first;
    }
    let later = ["thuc hien ", "trong ", "1 ", "a ", "tiep tuc", "de ", "ngay ", "theo "];
    // "6 tháng đầu năm" goes on a title, "1. Công tác …" opens the text.
    always.iter().any(|words| line.starts_with(words))
        || (!is_first && later.iter().any(|words| line.starts_with(words)))
}

/// The addressees of a document: the line "Kính gửi" and the list under it.
fn addressees(pieces: &[&str]) -> Option<String> {
    let at = pieces.iter().position(|piece| {
        // The beginning suffices, and pages are long.
        let begin = piece.get(..piece.floor_char_boundary(24)).unwrap_or(piece);
        // The last one is the sign of Kelvin, which folds to k.
        begin.contains(['k', 'K', '\u{212a}']) && spelling::fold(begin).starts_with("kinh gui")
    })?;
    let mut named = (*pieces.get(at)?).to_owned();
    for piece in
        pieces.iter().skip(at.saturating_add(1)).take(5).take_while(|piece| piece.starts_with(['-', '–', '+', '•']))
    {
        named.push(' ');
        named.push_str(piece);
    }
    Some(named)
}
