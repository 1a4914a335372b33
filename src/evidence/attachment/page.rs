//! What the name and the first page of one attachment say.

use super::role::of_letter;
use super::{Leaf, follow, issuer, matter};
use crate::dictionary::List;
use crate::evidence::document::{self, Document, Kind};
use crate::evidence::naming;
use crate::evidence::{
    Alarm, Claim, Clue, Ground, Line, MailKind, Role, Source, Strength, intent, sender, shortened, subject,
};
use crate::office::Office;
use crate::roster::UnitId;
use crate::spelling::tokens::{plain, says, tokens};
use crate::text::FileKind;

pub(super) fn of_name(ground: &Ground<'_>, name: &str, index: usize) -> Vec<Clue> {
    if is_of_zalo(stem(name)) {
        return Vec::new();
    }
    let line = ground.line(stem(name));
    let mut clues = subject::line(ground, &line, Source::FileName, Some(index), Strength::Fair);
    let clue = |claim: Claim| Clue {
        source: Source::FileName,
        claim,
        strength: Strength::Fair,
        attachment: Some(index),
        quote: shortened(name),
    };
    if intent::is_draft(&line) {
        clues.push(clue(Claim::Draft));
    }
    clues.extend(
        other_matter(ground, &line).map(|(matter, strength)| Clue { strength, ..clue(Claim::OtherField(matter)) }),
    );
    let kind = document::named_in_file(line.text);
    let other = kind.as_deref().is_some_and(|kind| kind != "BC") || line.has(List::NotReport);
    if !line.has(List::Report) && other {
        clues.push(clue(Claim::Kind(MailKind::Other)));
    }
    if line.has(List::Replaces) || says(line.words(), &["thay", "chinh sua"]).is_some() {
        clues.push(clue(Claim::Replaces));
    }
    clues
}

/// A name without its extension: what follows the last full stop, when it looks like one.
fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, end))
            if end.len() <= 4
                && !stem.is_empty()
                && end.chars().all(|c| c.is_ascii_alphanumeric())
                && !end.chars().all(|c| c.is_ascii_digit()) =>
        {
            stem
        }
        _ => name,
    }
}

pub(super) fn of_text(ground: &Ground<'_>, leaf: &Leaf<'_>, index: usize) -> Vec<Clue> {
    if leaf.file.kind == FileKind::Mail {
        return sender::forwarded(ground, &leaf.file.text, Some(index));
    }
    if leaf.file.text.trim().is_empty() || leaf.file.kind == FileKind::Tnef {
        return Vec::new();
    }
    let mut clues = of_page(ground, &leaf.page, Some(index));
    // In a list "Dự thảo" heads a column: of what somebody else drafts. What a list is of is no matter of the report beside it.
    if leaf.file.kind.is_workbook() && leaf.page.kind != Kind::Report {
        clues.retain(|clue| !matches!(clue.claim, Claim::Draft | Claim::OtherField(_) | Claim::OtherKind(_)));
    }
    clues
}

/// "z5189342229031_a177bc0e": how Zalo calls a picture. The number and the hash are no words, though letters of a hash can
/// look like one ("bc").
fn is_of_zalo(stem: &str) -> bool {
    let Some((number, hash)) = stem.trim().strip_prefix('z').and_then(|rest| rest.split_once('_')) else {
        return false;
    };
    let hash = hash.split([' ', '(']).next().unwrap_or_default();
    let digits = number.len() >= 10 && number.bytes().all(|byte| byte.is_ascii_digit());
    digits && hash.len() >= 4 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What a first page says: that of an attachment, or of a report written in the mail itself.
pub(in crate::evidence) fn of_page(ground: &Ground<'_>, page: &Document, attachment: Option<usize>) -> Vec<Clue> {
    let mut clues = Vec::new();
    let mut say = |source: Source, claim: Claim, strength: Strength, quote: &str| {
        clues.push(Clue { source, claim, strength, attachment, quote: shortened(quote) });
    };
    let issuer = issuer::of(ground, &page.issuer);
    if let Some((claim, quote)) = &issuer {
        say(Source::Letterhead, claim.clone(), Strength::Strong, quote);
    }
    if let Some(number) = &page.number {
        say(Source::Symbol, Claim::Numbered(number.text.clone()), Strength::Fair, &number.text);
        for named in naming::find(&ground.names, &ground.rules.roster, &number.symbol) {
            if let [unit] = named.units.as_slice() {
                say(Source::Symbol, Claim::Unit(unit.clone()), Strength::Fair, &number.text);
            }
        }
    }
    if let Some(date) = page.date {
        say(Source::DocumentDate, Claim::Signed(date), Strength::Fair, &date.strftime("%d/%m/%Y").to_string());
    }
    if page.undated && page.number.as_ref().is_none_or(|number| number.number.is_none()) {
        say(Source::DocumentDate, Claim::Unsigned, Strength::Fair, "số và ngày để trống");
    }
    marks(ground, page, &mut say);
    // The paper is its issuer's, or its sender's.
    let mut units = matter::of_sender(ground);
    if let Some((Claim::Unit(unit), _)) = &issuer {
        units.push(unit.clone());
    }
    title(ground, page, &units, &mut say);
    clues
}

/// What an optical reader saw on a page: only what is worth a question or a guess, and from a source of its own, so that
/// no rule can take it for the document's word.
pub(super) fn of_scan(ground: &Ground<'_>, seen: &str, index: usize) -> Vec<Clue> {
    let page = document::read(&ground.rules.dictionary, seen);
    let mut clues = Vec::new();
    let mut say = |claim: Claim, quote: &str| {
        let (source, strength) = (Source::Scan, Strength::Weak);
        clues.push(Clue { source, claim, strength, attachment: Some(index), quote: shortened(quote) });
    };
    if let Some((claim @ Claim::Unit(_), quote)) = issuer::of(ground, &page.issuer) {
        say(claim, &quote);
    }
    if let Some(number) = &page.number {
        say(Claim::Numbered(number.text.clone()), &number.text);
    }
    if let Some(mark) = &page.secret {
        say(Claim::Alarm(Alarm::Secret), mark);
    }
    if let Kind::Other(name) = &page.kind {
        say(Claim::Kind(MailKind::Other), name);
    }
    for (claim, quote) in ground.periods(&ground.line(&page.title)).into_iter().filter(|_| page.kind != Kind::Annex) {
        if matches!(claim, Claim::Period(_) | Claim::YearlessPeriod(_)) {
            say(claim, &quote);
        }
    }
    clues
}

fn marks(ground: &Ground<'_>, page: &Document, say: &mut impl FnMut(Source, Claim, Strength, &str)) {
    if let Some(mark) = &page.secret {
        say(Source::Letterhead, Claim::Alarm(Alarm::Secret), Strength::Decisive, mark);
    }
    if is_bait(ground, page) {
        say(Source::Title, Claim::Alarm(Alarm::Dangerous), Strength::Decisive, "văn bản đòi bật nội dung/macro");
    }
    if page.draft {
        say(Source::Letterhead, Claim::Draft, Strength::Strong, "DỰ THẢO");
    }
}

/// A first page that wants macros. Its words are made only when the first of such a phrase stands there.
fn is_bait(ground: &Ground<'_>, page: &Document) -> bool {
    let dictionary = &ground.rules.dictionary;
    dictionary.may_bait(&page.text) && dictionary.says(&page.text).has(List::Bait)
}

fn title(ground: &Ground<'_>, page: &Document, units: &[UnitId], say: &mut impl FnMut(Source, Claim, Strength, &str)) {
    match &page.kind {
        Kind::Report => say(Source::Title, Claim::Report, Strength::Strong, "BÁO CÁO"),
        Kind::Flash => {
            say(Source::Title, Claim::Report, Strength::Strong, "BÁO CÁO");
            say(Source::Title, Claim::Incident, Strength::Strong, "BÁO CÁO NHANH");
        }
        Kind::Letter(about) => match of_letter(ground, page, about) {
            Role::Report => say(Source::Title, Claim::Report, Strength::Fair, about),
            Role::Cover => {}
            _ => say(Source::Title, Claim::Kind(MailKind::Other), Strength::Strong, about),
        },
        Kind::Other(name) => say(Source::Title, Claim::Kind(MailKind::Other), Strength::Strong, name),
        Kind::Annex | Kind::Unknown => {}
    }
    let strength = if page.kind == Kind::Annex { Strength::Weak } else { Strength::Decisive };
    let line = ground.line(&page.title);
    for (claim, quote) in ground.periods(&line) {
        say(Source::Title, claim, strength, &quote);
    }
    if let Some(incident) = line.written(List::Incident) {
        say(Source::Title, Claim::Incident, Strength::Strong, incident);
    } else if [" nhanh ", " dot xuat "].iter().any(|words| line.words().starts_with(words))
        || follow::follows_up(ground, &line)
    {
        say(Source::Title, Claim::Incident, Strength::Strong, &page.title);
    } else if page.title.trim_start().to_lowercase().starts_with("vụ ") || line.words().starts_with(" vu viec ") {
        say(Source::Title, Claim::Incident, Strength::Fair, &page.title);
    }
    subject_matter(ground, page, (&line, units), say);
}

/// What its title says it is about, and to whom it is written.
fn subject_matter(
    ground: &Ground<'_>,
    page: &Document,
    (line, units): (&Line<'_>, &[UnitId]),
    say: &mut impl FnMut(Source, Claim, Strength, &str),
) {
    let report = page.kind == Kind::Report
        || matches!(&page.kind, Kind::Letter(about) if of_letter(ground, page, about) == Role::Report);
    if let Some(field) = other_field(ground, line) {
        say(Source::Title, Claim::OtherField(field.to_owned()), Strength::Fair, &page.title);
    } else if let Some(matter) = report.then(|| matter::single(ground, line, units)).flatten() {
        say(Source::Title, Claim::OtherField(matter), Strength::Fair, &page.title);
    }
    if let Some(heading) = &page.heading {
        say(Source::Title, Claim::OtherKind(heading.clone()), Strength::Fair, heading);
    }
    if let Some(kind) = matter::qualifying(ground, &ground.line(&page.qualifier), units) {
        say(Source::Title, Claim::OtherKind(kind), Strength::Fair, &format!("BÁO CÁO {}", page.qualifier));
    }
    if let Some(others) = page.addressees.as_ref().filter(|to| page.kind == Kind::Report && !names_us(ground, to)) {
        say(Source::Title, Claim::CopyOnly, Strength::Fair, others);
    }
}

/// The one matter that a subject or a file name is about. A known field of another board speaks for itself; words that
/// nobody knows count only where no title is read.
pub(in crate::evidence) fn other_matter(ground: &Ground<'_>, line: &Line<'_>) -> Option<(String, Strength)> {
    if !line.has(List::Report) {
        return None;
    }
    if let Some(field) = other_field(ground, line) {
        return Some((field.to_owned(), Strength::Fair));
    }
    let matter = matter::single_in_line(ground, line, &matter::of_sender(ground))?;
    Some((matter, Strength::Weak))
}

/// A field that none of the office's own reports is about. Only an office whose own field its papers name can tell: one
/// that just asks for "báo cáo tháng" may well collect on administrative reform.
fn other_field<'l>(ground: &Ground<'_>, line: &Line<'l>) -> Option<&'l str> {
    let hit = line.said.of(List::OtherWork).next()?;
    let field = hit.phrase;
    let papers = ground.rules.papers();
    let known = papers.names_its_field() && !papers.name(field);
    (known && !matter::names_our_field(ground, line)).then_some(hit.lower)
}

/// Whether the addressees include the office: by the first words of its name, as the units write it.
pub(super) fn names_us(ground: &Ground<'_>, addressees: &str) -> bool {
    let words = plain(addressees);
    let office = &ground.rules.office;
    let named = [&office.name, &office.short_name].iter().any(|name| {
        let first: Vec<_> = tokens(name).into_iter().take(3).map(|token| token.folded).collect();
        first.len() >= 2 && words.contains(&format!(" {} ", first.join(" ")))
    });
    named
        || names_our_committee(office, addressees)
        || says(&words, &["ban tuyen giao", "phong khoa giao", "btg", "thuong truc"]).is_some()
}

/// "Kính gửi: Ban Thường vụ Huyện ủy" goes through the office of that committee; "Ban Tổ chức Tỉnh ủy" is another one.
fn names_our_committee(office: &Office, addressees: &str) -> bool {
    const BODIES: [&str; 6] = ["tinh uy", "thanh uy", "huyen uy", "thi uy", "dang uy", "ubnd"];
    const SISTERS: [&str; 8] = [
        "ban to chuc",
        "ban noi chinh",
        "uy ban kiem tra",
        "ubkt",
        "van phong",
        "ban dan van",
        "ban kinh te",
        "truong chinh tri",
    ];
    let own = plain(&office.name);
    addressees.split([';', ',', '-', '\n']).map(plain).any(|one| {
        let sister = SISTERS.iter().any(|sister| says(&one, &[sister]).is_some() && says(&own, &[sister]).is_none());
        !sister && BODIES.iter().any(|body| says(&own, &[body]).is_some() && says(&one, &[body]).is_some())
    })
}
