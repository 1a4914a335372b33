//! Titles that bear a period and yet are about one matter only: "Thành tích đề nghị khen thưởng năm 2020".

use crate::calendar::Span;
use crate::evidence::tokens::{plain, says, tokens};
use crate::evidence::{Ground, naming, words};

/// Words for a unit's work as a whole, or for what these offices collect on.
const WHOLE: [&str; 24] = [
    "cong tac",
    "tong ket",
    "so ket",
    "ket qua",
    "nhiem vu",
    "hoat dong",
    "tinh hinh",
    "phong trao",
    "tong hop",
    "khoa giao",
    "tuyen giao",
    "dan van",
    "linh vuc",
    "chuong trinh",
    "ke hoach",
    "nganh",
    "dinh ky",
    "nhanh",
    "dot xuat",
    "chuyen de",
    "giao ban",
    "vu viec",
    "vu",
    "ctkg",
];

/// Matters that are reported on by the calendar, to other boards.
const MATTERS: [&str; 10] = [
    "kiem diem",
    "thanh tich",
    "khen thuong",
    "giai trinh",
    "quyet toan",
    "du toan",
    "ke khai tai san",
    "hoc tap va lam theo",
    "xep loai",
    "cham diem",
];

/// Words that say nothing about the matter.
const FILL: [&str; 14] =
    ["bao", "cao", "cua", "ve", "nam", "thang", "quy", "dau", "cuoi", "tinh", "va", "ban", "ky", "so"];

/// Whether a title names one matter, or has a year and at least three words that are neither its unit nor any word for
/// the work as a whole.
pub(super) fn is_single(ground: &Ground<'_>, title: &str) -> bool {
    let line = plain(title);
    let periods = words::read(title).periods;
    if says(&line, &MATTERS).is_some() {
        return true;
    }
    // Of a month or quarter a sector reports in its own words ("Thu, chi BHXH, BHYT tháng 5"); by the year there are many.
    let yearly = !periods.is_empty() && periods.iter().all(|period| period.span == Span::Year);
    if !yearly || says(&line, &WHOLE).is_some() {
        return false;
    }
    let named = naming::find(&ground.names, &ground.rules.roster, title);
    let told = |at: usize| {
        let mut ranges = periods.iter().map(|period| &period.range).chain(named.iter().map(|named| &named.range));
        ranges.any(|range| range.contains(&at))
    };
    let rest = tokens(title)
        .into_iter()
        .filter(|token| !told(token.range.start) && token.number.is_none() && !FILL.contains(&token.folded.as_str()));
    rest.count() >= 3
}
