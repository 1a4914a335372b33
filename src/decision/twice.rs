//! One report twice in a mail: two files of the same kind under one number and one title whose texts differ. Two formats are
//! one report; two texts are two versions, and somebody has to say which of them holds.

use std::collections::BTreeSet;

use super::{Desk, Doubt, Entry, Question};
use crate::evidence::{Claim, Role};
use crate::message::Attachment;
use crate::spelling::fold;
use crate::spelling::tokens::{plain, says, tokens};
use crate::text::plausible::is_garbled;

/// A doubt when an entry has two texts of one paper, and the mail has no word which one holds.
pub(super) fn holds_one(desk: &Desk<'_>, entries: &[Entry]) -> Result<(), Doubt> {
    for entry in entries {
        let several = entry.attachments.iter().enumerate();
        let mut pairs = several
            .flat_map(|(at, one)| entry.attachments.iter().skip(at.saturating_add(1)).map(move |two| (*one, *two)));
        let Some((one, two)) = pairs.find(|(one, two)| are_versions(desk, *one, *two)).filter(|_| !is_told(desk))
        else {
            continue;
        };
        let name = |index: usize| desk.message.attachments.get(index).map_or("", |file| file.file_name.as_str());
        let why = format!(
            "Hai tệp \"{}\" và \"{}\" cùng số, cùng tên văn bản nhưng nội dung khác nhau, thư không nói lấy bản nào.",
            name(one),
            name(two)
        );
        return Err(Doubt::new(Question::Contradiction, why).of_unit(Some(entry.unit.clone())));
    }
    Ok(())
}

/// Two files of different names with the same words: one of them is not what its name says. A second copy of the same name, and
/// another kind of file, are the same report.
pub(super) fn is_one_text(desk: &Desk<'_>, reports: &[usize]) -> Result<(), Doubt> {
    let files: Vec<_> = reports.iter().filter_map(|index| desk.message.attachments.get(*index)).collect();
    let words = |name: &str| {
        let name = fold(name);
        let told =
            name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.chars().any(|c| c.is_alphabetic()));
        told.filter(|word| !matches!(*word, "copy" | "of" | "ban" | "sao")).map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let twins = |(at, file): (usize, &&Attachment)| {
        let mut others = files.iter().skip(at.saturating_add(1));
        let same = |other: &&&Attachment| {
            let text = file.text.text.trim();
            !text.is_empty()
                && file.text.kind == other.text.kind
                && text == other.text.text.trim()
                && words(&file.file_name) != words(&other.file_name)
        };
        others.find(same).map(|other| (file.file_name.clone(), other.file_name.clone()))
    };
    match files.iter().enumerate().find_map(twins) {
        Some((one, other)) => Err(Doubt::new(
            Question::Incomplete,
            format!("Tệp \"{one}\" và tệp \"{other}\" cùng một nội dung: có thể đơn vị đính nhầm tệp."),
        )),
        None => Ok(()),
    }
}

/// Whether two attachments are one paper in two texts.
fn are_versions(desk: &Desk<'_>, one: usize, two: usize) -> bool {
    let number = |index: usize| {
        desk.about(index).find_map(|clue| match &clue.claim {
            Claim::Numbered(number) => Some(plain(number)),
            _ => None,
        })
    };
    let report = |index: usize| desk.evidence.roles.get(index) == Some(&Role::Report);
    let text = |index: usize| {
        let file = desk.message.attachments.get(index).map(|file| &file.text);
        file.filter(|file| !file.text.trim().is_empty() && !is_garbled(&file.text))
    };
    let (first_title, second_title) = (plain(desk.title(one)), plain(desk.title(two)));
    let same_paper = || number(one).is_some() && number(one) == number(two) && first_title == second_title;
    // One with its number left open is the draft of the other, or the soft copy of it with the same words.
    let open = |index: usize| number(index).is_none();
    let draft = || {
        let same = first_title.starts_with(second_title.trim_end()) || second_title.starts_with(first_title.trim_end());
        open(one) != open(two) && same && !first_title.trim().is_empty() && !second_title.trim().is_empty()
    };
    let (Some(first), Some(second)) = (text(one), text(two)) else { return false };
    if !report(one) || !report(two) || first.kind != second.kind {
        return false;
    }
    let (first, second) = (unsigned(&first.text), unsigned(&second.text));
    (same_paper() && first != second) || (draft() && are_far_apart(&first, &second))
}

/// Whether more than a tenth of the words of one text are not in the other: number, day and signature are less.
fn are_far_apart(one: &str, two: &str) -> bool {
    let words = |text: &str| text.split(' ').map(ToOwned::to_owned).collect::<BTreeSet<String>>();
    let (one, two) = (words(one), words(two));
    let apart = one.symmetric_difference(&two).count();
    apart.saturating_mul(10) > one.union(&two).count()
}

/// The words of a text without the lines that a signing program stamps on its page.
fn unsigned(text: &str) -> String {
    const STAMPS: [&str; 8] = [
        " ky boi ",
        " nguoi ky ",
        " thoi gian ky ",
        " ngay ky ",
        " co quan ",
        " email ",
        " digitally signed ",
        " signature ",
    ];
    let lines = text.lines().map(plain).filter(|line| !STAMPS.iter().any(|stamp| line.starts_with(stamp)));
    lines.flat_map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>().join(" ")
}

/// Whether the mail, or the name of a file, has a word on versions: what it says a person told the office, as always.
fn is_told(desk: &Desk<'_>) -> bool {
    const PHRASES: [&str; 15] = [
        "chinh ta",
        "ban dung",
        "file dung",
        "chinh xac",
        "ban cuoi",
        "moi nhat",
        "chinh thuc",
        "dieu chinh",
        "cap nhat",
        "bo sung",
        "lay ban",
        "lay file",
        "dung file",
        "ban sau",
        "ban moi",
    ];
    if desk.says(|clue| matches!(clue.claim, Claim::Replaces | Claim::Supplements)) {
        return true;
    }
    // The signed one holds.
    let signed = |name: &str| says(&plain(name), &["signed", "ky so", "da ky", "ban ky", "co dau"]).is_some();
    let names = desk.message.attachments.iter().filter(|file| signed(&file.file_name)).count();
    if names == 1 {
        return true;
    }
    let text = format!("{}\n{}", desk.message.subject, desk.message.body.own);
    says(&plain(&text), &PHRASES).is_some()
        || tokens(&text).iter().any(|token| ["sửa", "chuẩn"].iter().any(|word| token.reads(word)))
}
