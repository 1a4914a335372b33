//! The mail itself, as the pages that show one share it: head, text, files.

use jiff::SignedDuration;
use minijinja::{Value, context};
use serde::Serialize;

use super::super::Look;
use super::super::pages::{file_name, value};
use super::super::review::moment;
use super::file::{PDF, shown_as};
use crate::decision::Decision;
use crate::decision::explain::{self, marked};
use crate::evidence::{Alarm, Claim, Clue, Evidence, Role, Source};
use crate::ledger::{AttachmentRow, MailRow};
use crate::letter::wording;
use crate::message::{Message, Person, Shown};
use crate::office::Rules;
use crate::text::html::clean::clean;

/// The sender's clock is named when it differs by more than this.
const APART: SignedDuration = SignedDuration::from_hours(1);
/// Letters of a text that are shown; nobody reads more on a page.
const LONGEST: usize = 100_000;

#[derive(Debug, Serialize)]
struct File {
    name: String,
    size: String,
    role: &'static str,
    danger: bool,
    /// A picture or PDF by its bytes.
    picture: bool,
    pdf: bool,
    /// What it claims to be and is not.
    false_kind: &'static str,
    /// Where it is saved from; empty when nobody should open it.
    to: String,
}

/// The values of the piece.
pub(in crate::web) fn view(
    look: &Look<'_>,
    row: &MailRow,
    message: &Message,
    (files, contents): (&[AttachmentRow], &[Vec<u8>]),
    (evidence, decision): (&Evidence, &Decision),
    face: &Shown,
) -> Value {
    let rules = look.rules();
    let secret = is_secret(evidence);
    let dated = row.dated_at.filter(|dated| row.received_at.duration_since(*dated).abs() > APART);
    let text = |text: &str, source: Source| -> Value {
        let text: String = if secret { String::new() } else { text.chars().take(LONGEST).collect() };
        let quotes = quotes(evidence, decision, rules, |clue| clue.source == source && clue.attachment.is_none());
        value(if text.trim().is_empty() { Vec::new() } else { marked(&text, &quotes) })
    };
    let shown = |place: usize| contents.get(place).and_then(|bytes| shown_as(bytes));
    let files_shown = files.iter().filter(|_| !secret).enumerate().map(|(place, file)| File {
        name: file_name(&file.file.name, 160),
        size: wording::size(file.file.size),
        role: role(file.role),
        danger: file.role == Role::Dangerous,
        to: if file.role == Role::Dangerous { String::new() } else { format!("/thu/{}/tep/{place}", row.id) },
        picture: shown(place).is_some_and(|kind| kind != PDF),
        pdf: shown(place) == Some(PDF),
        false_kind: if shown(place).is_some() { "" } else { false_kind(file) },
    });
    context! {
        letter => context! {
            id => row.id,
            subject => match wording::foreign(&row.subject, 400) {
                subject if subject.is_empty() => "(không có tiêu đề)".to_owned(),
                subject => subject,
            },
            from => wording::foreign(&row.from_name, 160),
            address => wording::foreign(&row.from_address, 160),
            to => people(&message.to),
            cc => people(&message.cc),
            received => moment(rules, row.received_at),
            dated => dated.map(|at| moment(rules, at)).unwrap_or_default(),
            secret,
            own => text(&message.body.own, Source::Body),
            forwarded => text(&message.body.forwarded, Source::Forwarded),
            quoted => text(&message.body.quoted, Source::Thread),
            as_sent => if secret { Value::from(()) } else { as_sent(row.id, files, face) },
            files => value(files_shown.collect::<Vec<_>>()),
            hidden => if secret { files.len() } else { 0 },
        },
    }
}

/// What a file calls itself, but is not by its bytes; empty when it claims nothing that a browser shows.
fn false_kind(file: &AttachmentRow) -> &'static str {
    let (kind, name) = (file.file.media_type.as_str(), file.file.name.to_lowercase());
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if kind == PDF || ends(&[".pdf"]) {
        "không phải PDF như tên gọi"
    } else if matches!(kind, "image/png" | "image/jpeg" | "image/gif") || ends(&[".png", ".jpg", ".jpeg", ".gif"]) {
        "không phải ảnh như tên gọi"
    } else {
        ""
    }
}

/// The mail as its sender's program showed it, written anew; none when that is no more than its text.
fn as_sent(mail: i64, files: &[AttachmentRow], face: &Shown) -> Value {
    let picture = |id: &str| {
        let place = *face.pictures.get(id)?;
        let harmless = files.get(place).is_some_and(|file| file.role != Role::Dangerous);
        harmless.then(|| format!("/thu/{mail}/tep/{place}?xem=1"))
    };
    if face.faces.is_empty() {
        return Value::from(());
    }
    let page = clean(&face.faces, &picture);
    // What `clean` wrote is markup of ours, and the only one that is not escaped again.
    context! { markup => Value::from_safe_string(page.markup), left_out => page.left_out, cut => page.cut }
}

/// The words that clues quote, with what each says; of some clues only.
pub(in crate::web) fn quotes(
    evidence: &Evidence,
    decision: &Decision,
    rules: &Rules,
    wanted: impl Fn(&Clue) -> bool,
) -> Vec<(String, String)> {
    let told = explain::found(evidence, decision, rules);
    let mut both: Vec<_> =
        evidence.clues.iter().zip(told).filter(|(clue, told)| wanted(clue) && !told.says.is_empty()).collect();
    both.sort_by_key(|(clue, _)| rank(&clue.claim));
    both.into_iter().map(|(clue, told)| (clue.quote.clone(), told.says)).collect()
}

/// What decides is marked before what surrounds it.
fn rank(claim: &Claim) -> u8 {
    match claim {
        Claim::Alarm(_) | Claim::Unit(_) | Claim::OneOf(_) | Claim::Period(_) | Claim::YearlessPeriod(_) => 0,
        Claim::Report | Claim::Kind(_) | Claim::Topic(_) => 2,
        _ => 1,
    }
}

/// Whether anything in the mail bears a secrecy mark: then nothing of it is shown.
pub(in crate::web) fn is_secret(evidence: &Evidence) -> bool {
    evidence.clues.iter().any(|clue| clue.claim == Claim::Alarm(Alarm::Secret))
}

fn people(people: &[Person]) -> String {
    let one = |person: &Person| match person.name.as_str() {
        "" => person.address.clone(),
        name => format!("{name} <{}>", person.address),
    };
    wording::foreign(&people.iter().map(one).collect::<Vec<_>>().join(", "), 1_000)
}

/// What the program took a file for.
pub(in crate::web) fn role(role: Role) -> &'static str {
    match role {
        Role::Report => "báo cáo",
        Role::Annex => "phụ lục, biểu số liệu",
        Role::Cover => "công văn gửi kèm",
        Role::Picture => "ảnh trong thư",
        Role::Unreadable => "không mở được",
        Role::Dangerous => "nguy hiểm, không mở",
        Role::Other => "tệp khác",
    }
}
