//! What the writer wants besides delivering: to ask, to withdraw, to replace, to supplement, to send for another.

use super::subject::Subject;
use super::{Alarm, Claim, Clue, Ground, MailKind, Source, Strength, shortened};
use crate::spelling::tokens::{plain, says};

/// Asks for time; with a report attached it only excuses a late one.
const EXTENDS: [&str; 11] = [
    "gia han",
    "xin gui cham",
    "xin phep gui cham",
    "xin lui",
    "xin nop cham",
    "xin cham",
    "xin gui muon",
    "cho phep gui cham",
    "cho phep lui",
    "xin duoc gui cham",
    "xin duoc lui",
];

/// Withdraws or inquires: a person has to answer, whatever is attached.
const ASKS: [&str; 19] = [
    "xin rut",
    "rut lai",
    "de nghi rut",
    "cho rut",
    "thu hoi bao cao",
    "xin hoi",
    "cho hoi",
    "hoi ve",
    "hoi y kien",
    "muon hoi",
    "xin mau",
    "theo mau nao",
    "mau nao",
    "ngay nao",
    "khi nao",
    "bao gio",
    "co phai lam",
    "co phai gui",
    "chua nhan duoc cong van",
];

/// Wants opinions: on a draft it is a question, under a finished report it is politeness.
const OPINIONS: [&str; 7] = ["xin y kien", "cho y kien", "gop y", "lay y kien", "xem giup", "xem truoc", "duyet giup"];

/// Says that it has been sent; means something only when nothing is attached.
const SENT: [&str; 8] = [
    "da gui hom",
    "da gui roi",
    "da gui bao cao",
    "gui hom qua",
    "kiem tra lai hop thu",
    "da nop",
    "da gui ngay",
    "da gui tu",
];

const REPLACES: [&str; 16] = [
    "ban thay the",
    "thay the",
    "thay cho",
    "thay ban",
    "thay file",
    "huy ban",
    "dinh chinh",
    "ban chinh sua",
    "ban sua",
    "da chinh sua",
    "da sua",
    "gui lai ban",
    "lay file nay",
    "lay ban nay",
    "ban cap nhat",
    "gui nham",
];

const SUPPLEMENTS: [&str; 9] = [
    "bo sung phu luc",
    "bo sung bieu",
    "bo sung so lieu",
    "bo sung danh sach",
    "phu luc bo sung",
    "gui bo sung phu luc",
    "gui them phu luc",
    "bo sung file phu luc",
    "bo sung bang",
];

const BEHALF: [&str; 8] =
    ["gui ho", "gui thay", "chuyen ho", "nop ho", "gui giup", "thay mat", "gui dum", "chuyen giup"];

const LATER: [&str; 5] = ["gui sau", "se gui sau", "gui bo sung sau", "bao cao loi", "dang trinh ky"];

const LINKS: [&str; 12] = [
    "drive.google.com",
    "docs.google.com",
    "onedrive",
    "1drv.ms",
    "dropbox.com",
    "fshare.vn",
    "mediafire.com",
    "wetransfer.com",
    "mega.nz",
    "sharepoint.com",
    "zalo.me",
    "photos.app.goo.gl",
];

const ANNOUNCED: [&str; 14] = [
    "dinh kem",
    "file kem",
    "tep kem",
    "kem theo",
    "gui kem",
    "xin gui bao cao",
    "gui bao cao",
    "gui bc",
    "duong link",
    "file trong link",
    "xem zalo",
    "em gui anh chi bc",
    "gui file",
    "gui ban",
];

const NIL: [&str; 4] =
    ["khong phat sinh", "khong co phat sinh", "khong co noi dung phat sinh", "khong co noi dung bao cao"];

pub(super) fn clues(ground: &Ground<'_>) -> Vec<Clue> {
    let subject = Subject::of(&ground.message.subject);
    let mut clues = of(&subject.text, Source::Subject, subject.answer);
    clues.extend(of(&ground.message.body.own, Source::Body, false));
    clues.extend(opinions(ground, &subject));
    if !has_files(ground) {
        clues.extend(without_files(ground, &subject));
    }
    clues
}

/// Whether the subject is that of an answer.
pub(super) fn is_answer(subject: &str) -> bool {
    Subject::of(subject).answer
}

/// Files that are more than the pictures of a signature.
pub(super) fn has_files(ground: &Ground<'_>) -> bool {
    ground.message.attachments.iter().any(|file| !file.inline)
}

fn say(source: Source, claim: Claim, quote: &str) -> Clue {
    Clue { source, claim, strength: Strength::Fair, attachment: None, quote: shortened(quote) }
}

fn of(text: &str, source: Source, answer: bool) -> Vec<Clue> {
    let words = plain(text);
    let mut clues = Vec::new();
    let mut find = |claim: Claim, phrases: &[&str]| {
        if let Some(phrase) = says(&words, phrases).filter(|_| !answer) {
            clues.push(say(source, claim, sentence_with(text, phrase)));
        }
    };
    find(Claim::Kind(MailKind::Question), &ASKS);
    find(Claim::Replaces, &REPLACES);
    find(Claim::Supplements, &SUPPLEMENTS);
    find(Claim::OnBehalf, &BEHALF);
    find(Claim::Later, &LATER);
    if source == Source::Subject && is_draft(text) {
        clues.push(say(source, Claim::Draft, text));
    }
    if let Some(mark) = secret(text).filter(|_| source == Source::Subject) {
        clues.push(say(source, Claim::Alarm(Alarm::Secret), &mark));
    }
    clues
}

fn opinions(ground: &Ground<'_>, subject: &Subject) -> Option<Clue> {
    let own = &ground.message.body.own;
    let asked = says(&plain(&subject.text), &OPINIONS).filter(|_| !subject.answer);
    if asked.is_some() {
        return Some(say(Source::Subject, Claim::Kind(MailKind::Question), &subject.text));
    }
    let words = plain(own);
    let phrase = says(&words, &OPINIONS)?;
    let files = &ground.message.attachments;
    let draft = is_draft(own) || is_draft(&subject.text) || files.iter().any(|file| is_draft(&file.file_name));
    draft.then(|| say(Source::Body, Claim::Kind(MailKind::Question), sentence_with(own, phrase)))
}

fn without_files(ground: &Ground<'_>, subject: &Subject) -> Vec<Clue> {
    let own = &ground.message.body.own;
    let words = plain(own);
    let mut clues = Vec::new();
    if let Some(phrase) = says(&words, &EXTENDS).or_else(|| says(&plain(&subject.text), &EXTENDS)) {
        clues.push(say(Source::Body, Claim::Kind(MailKind::Question), sentence_with(own, phrase)));
        return clues;
    }
    const MOVES: [&str; 6] =
        ["thay doi dia chi", "doi dia chi", "thay doi hop thu", "hop thu moi", "dia chi thu moi", "email moi"];
    let moves = says(&words, &MOVES).or_else(|| says(&plain(&subject.text), &MOVES));
    if let Some(phrase) = moves {
        clues.push(say(Source::Body, Claim::Kind(MailKind::Question), sentence_with(own, phrase)));
        return clues;
    }
    let link = LINKS.iter().find(|link| own.to_lowercase().contains(*link));
    if let Some(phrase) = says(&words, &NIL).or_else(|| says(&plain(&subject.text), &NIL)) {
        clues.push(say(Source::Body, Claim::Nil, sentence_with(own, phrase)));
    } else if let Some(phrase) = says(&words, &SENT).filter(|_| link.is_none()) {
        clues.push(say(Source::Body, Claim::Kind(MailKind::Question), sentence_with(own, phrase)));
    } else if let Some(phrase) = link.copied().or_else(|| says(&words, &ANNOUNCED)) {
        clues.push(say(Source::Body, Claim::Missing, sentence_with(own, phrase)));
    } else if own.contains('?') {
        clues.push(say(Source::Body, Claim::Kind(MailKind::Question), own));
    }
    clues
}

/// The line in which a phrase stands, for people to recognise.
fn sentence_with<'t>(text: &'t str, phrase: &str) -> &'t str {
    super::subject::sentences(text)
        .find(|line| says(&plain(line), &[phrase]).is_some() || line.contains(phrase))
        .unwrap_or(text)
}

/// "DỰ THẢO BC T5", but not "thay bản dự thảo".
pub(super) fn is_draft(text: &str) -> bool {
    let words = plain(text);
    let draft = says(&words, &["du thao", "ban thao", "ban nhap", "draft"]).is_some();
    draft && says(&words, &["thay ban", "thay the", "chinh thuc", "gui nham", "khong phai"]).is_none()
}

/// A secrecy mark standing alone in brackets or at the head: "[MẬT] …", "(TỐI MẬT)", "Độ mật: …".
pub(super) fn secret(text: &str) -> Option<String> {
    for mark in ["TUYỆT MẬT", "TỐI MẬT", "MẬT"] {
        let bracketed = ["[", "(", "{", "<"].iter().any(|open| text.contains(&format!("{open}{mark}")));
        let leading = text
            .trim_start()
            .strip_prefix(mark)
            .is_some_and(|rest| rest.starts_with([' ', '_', '-', ':', '.']) && !rest.trim_start().starts_with("KH"));
        if bracketed || leading || (mark != "MẬT" && text.contains(mark)) {
            return Some(mark.to_owned());
        }
    }
    crate::spelling::lower(text).contains("độ mật:").then(|| "độ mật".to_owned())
}
