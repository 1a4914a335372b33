//! What the writer wants besides delivering: to ask, to withdraw, to replace, to supplement, to send for another.

use super::document::marking;
use super::subject::Subject;
use super::{Alarm, Claim, Clue, Ground, Line, MailKind, Source, Strength, shortened};
use crate::dictionary::List;
use crate::spelling::tokens::{plain, says};

pub(super) fn clues(ground: &Ground<'_>) -> Vec<Clue> {
    let subject = Subject::of(&ground.typed.subject);
    let (title, body) = (ground.headline(), ground.own());
    let mut clues = of(title, Source::Subject, subject.answer);
    clues.extend(of(body, Source::Body, false));
    let texts = [&ground.message.body.own, &ground.message.body.forwarded];
    if let Some(mark) = texts.into_iter().find_map(|text| marking::alone(text)) {
        clues.push(say(Source::Body, Claim::Alarm(Alarm::Secret), mark));
    }
    if let Some(phrase) = body.says(List::Machine) {
        clues.push(say(Source::Header, Claim::Machine, sentence_with(body.text, phrase)));
    }
    if let Some(sentence) = super::subject::sentences(body.text).find(|sentence| is_question(sentence)) {
        clues.push(say(Source::Body, Claim::Asks, sentence));
    }
    clues.extend(opinions(ground, (title, subject.answer), body));
    if !has_files(ground) {
        clues.extend(without_files(title, body));
    }
    clues
}

/// Whether the subject is that of an answer ("Re:", "Trả lời:").
#[must_use]
pub fn is_answer(subject: &str) -> bool {
    Subject::of(subject).answer
}

/// Files that are more than the pictures of a signature.
pub(super) fn has_files(ground: &Ground<'_>) -> bool {
    !ground.message.brings_no_file()
}

fn say(source: Source, claim: Claim, quote: &str) -> Clue {
    Clue { source, claim, strength: Strength::Fair, attachment: None, quote: shortened(quote) }
}

fn of(line: &Line<'_>, source: Source, answer: bool) -> Vec<Clue> {
    let mut clues = Vec::new();
    // Who withdraws a paper and sends another in its place asks for nothing; who "xin rút kinh nghiệm" is sorry and
    // takes nothing back.
    let replaced = super::disown::brings_another(line);
    let withdrawn = line.says_without(List::Withdraws, "kinh nghiem").filter(|_| !answer && !replaced);
    let mut find = |claim: Claim, list: List| {
        if let Some(phrase) = line.says(list).filter(|_| !answer) {
            clues.push(say(source, claim, sentence_with(line.text, phrase)));
        }
    };
    find(Claim::Replaces, List::Replaces);
    find(Claim::Supplements, List::Supplements);
    find(Claim::OnBehalf, List::OnBehalf);
    find(Claim::Later, List::Later);
    let asked = line.said.of(List::Asks).filter(|_| !answer).find(|hit| !is_whenever(line, hit.phrase, hit.end));
    if let Some(hit) = asked {
        clues.push(say(source, Claim::Kind(MailKind::Question), sentence_with(line.text, hit.phrase)));
    }
    if let Some(phrase) = withdrawn {
        clues.push(say(source, Claim::Kind(MailKind::Question), sentence_with(line.text, phrase)));
    }
    // With its mark: "Hội …" begins many a subject, and looks the same without.
    if source == Source::Subject && !answer && crate::spelling::lower(line.text).trim_start().starts_with("hỏi ") {
        clues.push(say(source, Claim::Kind(MailKind::Question), line.text));
    }
    // The subject of an old conversation may speak of any draft; of a report's, it still might be this one.
    if source == Source::Subject && is_draft(line) && (!answer || line.has(List::Report)) {
        clues.push(say(source, Claim::Draft, line.text));
    }
    if source == Source::Subject
        && let Some(mark) = secret(line.text)
    {
        clues.push(say(source, Claim::Alarm(Alarm::Secret), &mark));
    }
    clues
}

fn opinions(ground: &Ground<'_>, (subject, answer): (&Line<'_>, bool), body: &Line<'_>) -> Option<Clue> {
    if subject.has(List::Opinions) && !answer {
        return Some(say(Source::Subject, Claim::Kind(MailKind::Question), subject.text));
    }
    let phrase = body.says(List::Opinions)?;
    // "Dự thảo gửi xin ý kiến tuần trước đề nghị Ban bỏ qua": of what was sent before.
    if says(&plain(sentence_with(body.text, phrase)), &["tuan truoc", "lan truoc", "hom", "thang truoc", "bo qua"])
        .is_some()
    {
        return None;
    }
    let draft =
        is_draft(body) || is_draft(subject) || ground.typed.names.iter().any(|name| is_draft(&ground.line(name)));
    draft.then(|| say(Source::Body, Claim::Kind(MailKind::Question), sentence_with(body.text, phrase)))
}

fn without_files(subject: &Line<'_>, body: &Line<'_>) -> Vec<Clue> {
    let either = |list: List| body.says(list).or_else(|| subject.says(list));
    let quote = |phrase: &str| sentence_with(body.text, phrase);
    let question = |phrase: &str| say(Source::Body, Claim::Kind(MailKind::Question), quote(phrase));
    if let Some(phrase) = either(List::Extends).or_else(|| either(List::Moved)) {
        return vec![question(phrase)];
    }
    if let Some(sentence) = super::subject::sentences(body.text).find(|sentence| asks_for_time(sentence)) {
        return vec![say(Source::Body, Claim::Kind(MailKind::Question), sentence)];
    }
    if let Some(phrase) = either(List::Declines) {
        return vec![question(phrase)];
    }
    let link = body.says(List::Link);
    let clue = if let Some(phrase) = either(List::Nil).or_else(|| nothing_happened(body)) {
        say(Source::Body, Claim::Nil, quote(phrase))
    } else if let Some(phrase) = body.says(List::Sent).filter(|_| link.is_none()) {
        question(phrase)
    } else if let Some(phrase) =
        body.says(List::Announced).filter(|phrase| link.is_none() && is_other_time(quote(phrase)))
    {
        question(phrase)
    } else if let Some(phrase) = link.or_else(|| body.says(List::Announced)) {
        say(Source::Body, Claim::Missing, quote(phrase))
    } else if is_question(body.text) {
        say(Source::Body, Claim::Kind(MailKind::Question), body.text)
    } else {
        return Vec::new();
    };
    vec![clue]
}

/// "Khi nào cần thì tải", "Khi nào có công văn mới Ban gửi cho đơn vị": whenever, not when.
fn is_whenever(line: &Line<'_>, phrase: &str, end: usize) -> bool {
    const REACH: usize = 8;
    if !matches!(phrase, "khi nao" | "bao gio") {
        return false;
    }
    let behind = line.words().get(end..).unwrap_or_default();
    let sentence = sentence_with(line.text, phrase);
    let opens = plain(sentence).starts_with(&format!(" {phrase} ")) && !is_question(sentence);
    opens || behind.split_whitespace().take(REACH).any(|word| word == "thi")
}

/// A question mark that ends a word; in an address of the web it means nothing.
pub(super) fn is_question(text: &str) -> bool {
    text.split_whitespace().any(|word| word.contains('?') && !word.contains("://") && !word.contains('='))
}

/// "xin phép gửi báo cáo 6 tháng chậm đến hết ngày 16/6": a wish, and a word for later some words on.
fn asks_for_time(sentence: &str) -> bool {
    const WISHES: [&str; 4] = ["xin", "phep", "mong", "nghi"];
    const LATER: [&str; 5] = ["cham", "muon", "lui", "tre", "hoan"];
    const BETWEEN: usize = 12;
    let words = plain(sentence);
    let words: Vec<&str> = words.split_whitespace().collect();
    let wish = words.iter().position(|word| WISHES.contains(word));
    wish.is_some_and(|at| {
        let rest: Vec<&str> = words.iter().skip(at.saturating_add(1)).take(BETWEEN).copied().collect();
        if rest.windows(2).skip_while(|pair| !matches!(pair.first(), Some(&("gui" | "nop")))).any(is_another_day) {
            return true;
        }
        let later = rest.iter().position(|word| LATER.contains(word));
        // "chậm nhất ngày 16/6", "hoàn thành": no delay is meant.
        later.is_some_and(|at| !matches!(rest.get(at.saturating_add(1)), Some(&("nhat" | "thanh" | "tra"))))
    })
}

/// "xin gửi báo cáo vào sáng 18/3", "xin nộp ngày mai".
fn is_another_day(pair: &[&str]) -> bool {
    matches!(
        pair,
        ["vao", "sang" | "chieu" | "ngay" | "tuan" | "dau" | "cuoi"] | ["ngay", "mai"] | ["tuan", "sau" | "toi"]
    )
}

/// "Hôm kia gửi BC tháng 10 rồi mà …", "đề nghị được gửi vào ngày 25/9": a delivery that was or is wished for, not this one.
fn is_other_time(sentence: &str) -> bool {
    let words = plain(sentence);
    let words: Vec<&str> = words.split_whitespace().collect();
    let over = words.contains(&"roi") || (words.windows(2).any(|pair| matches!(pair, ["da", "gui" | "nop"])));
    let at_another_time = words.windows(2).any(|pair| match pair {
        ["hom", next] => *next != "nay",
        ["tuan" | "thang" | "bua", "truoc"] | ["duoc" | "se", "gui" | "nop"] => true,
        _ => false,
    });
    // "Em đã gửi trong file kèm": it should be here.
    at_another_time || (over && !words.contains(&"kem"))
}

/// "không có hoạt động, vụ việc nào phát sinh": a few words between.
fn nothing_happened(line: &Line<'_>) -> Option<&'static str> {
    const BETWEEN: usize = 6;
    let words: Vec<&str> = line.words().split_whitespace().collect();
    let said = words.windows(2).enumerate().filter(|(_, pair)| **pair == ["khong", "co"]).any(|(at, _)| {
        let rest = words.iter().skip(at.saturating_add(2)).take(BETWEEN).copied().collect::<Vec<_>>();
        rest.windows(2).any(|pair| *pair == ["phat", "sinh"])
    });
    said.then_some("phat sinh")
}

/// The line in which a phrase stands, for people to recognise.
fn sentence_with<'t>(text: &'t str, phrase: &str) -> &'t str {
    let phrase = format!(" {phrase} ");
    super::subject::sentences(text).find(|line| plain(line).contains(&phrase)).unwrap_or(text)
}

/// "DỰ THẢO BC T5", but not "thay bản dự thảo".
pub(super) fn is_draft(line: &Line<'_>) -> bool {
    line.has(List::Draft) && !line.has(List::NoDraft)
}

/// A secrecy mark standing alone in brackets or at the head: "[MẬT] …", "(TỐI MẬT)", "Độ mật: …".
pub(super) fn secret(text: &str) -> Option<String> {
    // Nearly no line has the word: one look for what the three marks share.
    let marks: &[&str] = if text.contains("MẬT") { &["TUYỆT MẬT", "TỐI MẬT", "MẬT"] } else { &[] };
    for mark in marks.iter().copied() {
        let bracketed = ["[", "(", "{", "<"].iter().any(|open| text.contains(&format!("{open}{mark}")));
        let leading = text
            .trim_start()
            .strip_prefix(mark)
            .is_some_and(|rest| rest.starts_with([' ', '_', '-', ':', '.']) && !rest.trim_start().starts_with("KH"));
        if bracketed || leading || (mark != "MẬT" && text.contains(mark)) {
            return Some(mark.to_owned());
        }
    }
    (text.contains(':') && crate::spelling::lower(text).contains("độ mật:")).then(|| "độ mật".to_owned())
}
