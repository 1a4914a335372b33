//! Period words of titles, subjects and file names: what a text says it is about, and what only lies ahead of it.
//!
//! A title names two periods, the one reported on and the one planned: it is read only left of its outlook
//! ("phương hướng, nhiệm vụ …"). Dates, school years, terms of office and cumulated months are no periods.

mod scan;
mod skip;
mod span;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::calendar::Span;
use crate::spelling::tokens::{Gap, Token, tokens};

/// A period as written, perhaps without its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its length and place in the year.
    pub span: Span,
    /// The year, when written.
    pub year: Option<i16>,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// What a text is about besides calendar periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// "năm học 2023-2024".
    SchoolYear,
    /// "nhiệm kỳ 2020-2025", "giai đoạn 2021-2025".
    Span,
    /// "5 năm thực hiện Chỉ thị …", "chuyên đề".
    Theme,
    /// "tuần 3 tháng 5", "báo cáo ngày".
    Week,
    /// "tổng kết Hội thi …", "kết quả Ngày hội …": one event, whatever year or month stands behind it.
    Event,
    /// "sơ kết", without saying of what.
    HalfSummary,
    /// "tổng kết", without saying of what.
    YearSummary,
}

/// What a line of text says about periods.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Reported on, in order.
    pub periods: Vec<Mention>,
    /// Only planned.
    pub outlook: Vec<Mention>,
    /// Other spans and occasions left of the outlook.
    pub topics: Vec<Topic>,
    /// Where the outlook begins, in bytes.
    pub cut: Option<usize>,
}

/// Reads one line: a title, a subject, a file name without extension, or a sentence.
#[must_use]
pub fn read(text: &str) -> Reading {
    read_tokens(&tokens(text))
}

/// Reads a line whose tokens these are.
#[must_use]
pub fn read_tokens(all: &[Token]) -> Reading {
    let found = scan::scan(all);
    let cut = outlook_starts(all, &found.mentions);
    let (mut periods, outlook): (Vec<Found>, Vec<Found>) =
        found.mentions.into_iter().partition(|mention| cut.is_none_or(|cut| mention.at < cut));
    settle_years(&mut periods, &outlook, &found.loose_years);
    let first = periods.first().map(|mention| mention.at);
    // What stands behind its period is contents: "công tác tháng 9 và kết quả Đại hội".
    let titular = |at: usize, topic: Topic| topic != Topic::Event || first.is_none_or(|first| at < first);
    Reading {
        periods: periods.into_iter().map(Found::mention).collect(),
        outlook: outlook.into_iter().map(Found::mention).collect(),
        topics: found
            .topics
            .into_iter()
            .filter(|(at, topic)| cut.is_none_or(|cut| *at < cut) && titular(*at, *topic))
            .map(|(_, topic)| topic)
            .collect(),
        cut: cut.and_then(|at| all.get(at)).map(|token| token.range.start),
    }
}

/// A period found, with its place among the tokens.
#[derive(Debug, Clone)]
struct Found {
    span: Span,
    year: Option<i16>,
    at: usize,
    range: Range<usize>,
    /// Joined to what stands before it by "và": a period of its own, not the year of another.
    joined: bool,
}

impl Found {
    fn mention(self) -> Mention {
        Mention { span: self.span, year: self.year, range: self.range }
    }
}

/// Where the planned part begins. "phương hướng" always opens it; "nhiệm vụ" and "kế hoạch" only after a period,
/// because reports are also "về kết quả thực hiện nhiệm vụ, kế hoạch …".
fn outlook_starts(all: &[Token], mentions: &[Found]) -> Option<usize> {
    const ALWAYS: [&[&str]; 5] =
        [&["phuong", "huong"], &["phu", "ng", "huong"], &["ph", "ng", "huong"], &["phnv"], &["dinh", "huong"]];
    const AFTER: [&[&str]; 9] = [
        &["du", "bao"],
        &["nhiem", "vu"],
        &["nv"],
        &["du", "kien"],
        &["ke", "hoach"],
        &["chuong", "trinh"],
        &["trong", "tam"],
        &["trien", "khai"],
        &["giai", "phap"],
    ];
    // What a report may be about itself: it lies ahead only where it is set apart, and for a later period.
    const APART: [&[&str]; 5] =
        [&["dang", "ky"], &["dang", "ki"], &["muc", "tieu"], &["giao", "uoc"], &["chi", "tieu"]];
    let first = mentions.first();
    (0..all.len()).find(|&at| {
        let starts = |words: &&[&str]| {
            all.get(at..at.saturating_add(words.len()))
                .is_some_and(|slice| slice.iter().zip(words.iter()).all(|(token, word)| token.is(word)))
        };
        let after = first.filter(|first| first.at < at);
        ALWAYS.iter().any(starts)
            || (after.is_some() && AFTER.iter().any(starts))
            || (after.is_some_and(|first| leads_on(all, at, first, mentions)) && APART.iter().any(starts))
    })
}

/// Whether a mark or "và" sets off what begins at a token, and the next period behind it is later than the first.
fn leads_on(all: &[Token], at: usize, first: &Found, mentions: &[Found]) -> bool {
    let apart = all.get(at).is_some_and(|token| token.gap >= Gap::Dash)
        || at.checked_sub(1).and_then(|at| all.get(at)).is_some_and(|token| token.is("va"));
    let next = mentions.iter().find(|mention| mention.at > at);
    apart
        && next.is_some_and(|next| match (first.year, next.year) {
            (Some(year), Some(later)) if year != later => year < later,
            _ => last_month(first.span) < first_month(next.span),
        })
}

/// Gives each period its year: the year of its own line, or the one before its outlook.
fn settle_years(periods: &mut Vec<Found>, outlook: &[Found], loose: &[i16]) {
    let specific = periods.iter().any(|found| found.span != Span::Year);
    if specific {
        let spare = periods.iter().find(|found| found.span == Span::Year && !found.joined).and_then(|found| found.year);
        periods.retain(|found| found.span != Span::Year || found.joined);
        fill(periods, spare);
    }
    let stated = periods.iter().rev().find_map(|found| found.year);
    fill(periods, stated);
    if let [only] = loose {
        fill(periods, Some(*only));
    }
    if let Some(ahead) = outlook.iter().find(|found| found.year.is_some()) {
        for found in periods.iter_mut().filter(|found| found.year.is_none()) {
            found.year = year_before(found.span, ahead);
        }
    }
    let mut seen = Vec::new();
    periods.retain(|found| {
        let new = !seen.contains(&(found.span, found.year));
        seen.push((found.span, found.year));
        new
    });
}

fn fill(periods: &mut [Found], year: Option<i16>) {
    for found in periods.iter_mut().filter(|found| found.year.is_none()) {
        found.year = year;
    }
}

/// The year in which a period ends before its outlook begins: "tháng 12; nhiệm vụ tháng 1/2025" is December 2024.
fn year_before(span: Span, ahead: &Found) -> Option<i16> {
    let year = ahead.year?;
    match (span, ahead.span) {
        (Span::Year, Span::Year) => year.checked_sub(1),
        (Span::Year, _) | (_, Span::Year) => None,
        (span, ahead) if last_month(span) < first_month(ahead) => Some(year),
        _ => year.checked_sub(1),
    }
}

/// First month of a span in its year, 1-12.
#[must_use]
pub fn first_month(span: Span) -> u8 {
    match span {
        Span::Month(month) | Span::AdHoc(month, _) => month,
        Span::Quarter(quarter) => quarter.saturating_mul(3).saturating_sub(2),
        Span::Half(2) => 7,
        Span::Half(_) | Span::NineMonths | Span::Year => 1,
    }
}

/// Last month of a span in its year, 1-12.
#[must_use]
pub fn last_month(span: Span) -> u8 {
    match span {
        Span::Month(month) | Span::AdHoc(month, _) => month,
        Span::Quarter(quarter) => quarter.saturating_mul(3),
        Span::Half(1) => 6,
        Span::NineMonths => 9,
        Span::Half(_) | Span::Year => 12,
    }
}

/// Whether nothing, or only a light mark, stands between.
fn close(gap: Gap) -> bool {
    gap <= Gap::Slash
}
