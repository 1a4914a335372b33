//! The page of one mail: what it says, what was decided and why, what was written about it, what was done.

use std::collections::BTreeMap;

use jiff::Timestamp;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use super::super::Look;
use super::super::answer::Refusal;
use super::super::pages::value;
use super::super::review::{line_view, moment};
use super::{fate, piece};
use crate::calendar::Period;
use crate::decision::{Decision, Verdict, explain};
use crate::judgment::Bucket;
use crate::ledger::{JournalLine, LedgerError, Line, ReviewState, is_look};
use crate::letter::wording;

#[derive(Debug, Serialize)]
struct Clue {
    says: String,
    quote: String,
    place: String,
    weight: &'static str,
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Asked {
    /// "chu": the text with its clues, not the mail as its sender meant it.
    ban: String,
}

/// So many of those who opened a file are named, the latest; the journal names all.
const LOOKS: usize = 50;

/// The page.
pub(super) fn view(look: &Look<'_>, mail: i64, asked: &Asked) -> Result<Value, Refusal> {
    let rules = look.rules();
    let row = look.read(|snapshot| snapshot.mail(mail))?;
    let (files, evidence, decision, lines, letters, review) = look.read(|snapshot| {
        let review = if row.question.is_some() { snapshot.review(mail).ok() } else { None };
        let letters = snapshot.letters_about(mail)?;
        let (files, lines) = (snapshot.attachments(mail)?, snapshot.lines_of(mail)?);
        Ok((files, snapshot.evidence(mail)?, snapshot.decision(mail)?, lines, letters, review))
    })?;
    let mut deeds = look.read(|snapshot| {
        let mut deeds = snapshot.journal_of(Some(&format!("mail {mail}")))?;
        for line in &lines {
            deeds.extend(snapshot.journal_of(Some(&format!("receipt {}/{}", line.number.0, line.number.1)))?);
        }
        Ok(deeds)
    })?;
    deeds.sort_by_key(|line| line.at);
    let takes = taken_away(look, &lines)?;
    let (looks, deeds): (Vec<_>, Vec<_>) = deeds.into_iter().partition(|line| is_look(&line.what));
    let (parsed, face) = look.desk.reread_shown(mail).map_err(Refusal::from)?;
    let told = explain::told(&evidence, &decision, rules);
    let clues: Vec<Clue> = explain::found(&evidence, &decision, rules)
        .into_iter()
        .filter(|clue| !clue.says.is_empty())
        .map(|clue| Clue { says: clue.says, quote: clue.quote, place: clue.place, weight: clue.weight })
        .collect();
    let secret = piece::is_secret(&evidence);
    let settled = review.as_ref().filter(|review| review.state != ReviewState::Open);
    Ok(context! {
        mail,
        verdict => verdict(&decision),
        bucket => bucket(row.bucket),
        // What a person laid aside is fetched back where its settlement stands.
        fetched => matches!(row.bucket, Bucket::NotReport | Bucket::Machine | Bucket::Earlier),
        decided => settled.is_some(),
        reasons => decision.reasons.clone(),
        question => decision.question.map(|question| wording::upper_first(explain::question(question))).unwrap_or_default(),
        waits => review.as_ref().is_some_and(|review| review.state == ReviewState::Open),
        settled => settled.and_then(|review| review.settled.as_ref()).map(|(by, at)| {
            format!("{}, {}", super::super::review::person(by), moment(rules, *at))
        }).unwrap_or_default(),
        outcome => settled.and_then(|review| review.outcome.clone()).unwrap_or_default(),
        for_unit => told.unit,
        for_period => told.period,
        against => told.against,
        clues => value(if secret { Vec::new() } else { clues }),
        lines => lines.iter().map(|line| line_view(line, rules)).collect::<Vec<_>>(),
        letters => letters.iter().map(|one| fate::letter(look, one)).collect::<Vec<_>>(),
        looks => looks.iter().rev().take(LOOKS).map(|line| fate::deed(look, line)).collect::<Vec<_>>(),
        looked => looks.len(),
        takes => takes.iter().rev().take(LOOKS).map(|line| fate::deed(look, line)).collect::<Vec<_>>(),
        took => takes.len(),
        deeds => deeds.iter().map(|line| fate::deed(look, line)).collect::<Vec<_>>(),
        whole => true,
        view => if asked.ban == "chu" || face.faces.is_empty() { "chu" } else { "goc" },
        ..piece::view(look, &row, &parsed.message, (&files, &parsed.contents), (&evidence, &decision), &face)
    })
}

/// Who took away what the period of these lines holds, once they stood in the register: one line of the journal stands
/// for all that was in it.
fn taken_away(look: &Look<'_>, lines: &[Line]) -> Result<Vec<JournalLine>, Refusal> {
    let mut since: BTreeMap<Period, Timestamp> = BTreeMap::new();
    for line in lines {
        let first = since.entry(line.period).or_insert(line.decided_at);
        *first = line.decided_at.min(*first);
    }
    let mut takes = look.read(|snapshot| {
        let mut takes = Vec::new();
        for (period, first) in &since {
            let of_period = snapshot.journal_of(Some(&format!("period {period}")))?;
            takes.extend(of_period.into_iter().filter(|line| is_look(&line.what) && line.at >= *first));
        }
        Ok::<_, LedgerError>(takes)
    })?;
    takes.sort_by_key(|line| line.at);
    Ok(takes)
}

fn verdict(decision: &Decision) -> &'static str {
    match decision.verdict {
        Verdict::Accept => "Chương trình cho vào sổ",
        Verdict::Ask => "Chương trình hỏi cán bộ",
        Verdict::Ignore => "Chương trình không vào sổ",
    }
}

/// Where the mail stands now.
pub(super) fn bucket(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Recorded => "Đã tiếp nhận",
        Bucket::Review => "Cần kiểm tra",
        Bucket::NotReport => "Không phải báo cáo",
        Bucket::Machine => "Thư máy",
        Bucket::Failed => "Lỗi, không lấy được thư",
        Bucket::Earlier => "Thư trước ngày bắt đầu theo dõi",
    }
}
