//! Titles that bear a period and yet are about one matter only: "Thành tích đề nghị khen thưởng năm 2020".

use std::collections::BTreeSet;

use crate::calendar::Span;
use crate::evidence::{Ground, naming, sender, words};
use crate::roster::{Unit, UnitId};
use crate::spelling;
use crate::spelling::tokens::{plain, says, tokens};

/// Words for a unit's work as a whole, or for what these offices collect on.
const WHOLE: [&str; 16] = [
    "tong ket",
    "so ket",
    "phong trao",
    "tong hop",
    "khoa giao",
    "tuyen giao",
    "dan van",
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

/// Words that open a report on anything, a unit's whole work ("Kết quả công tác y tế năm 2024") as well as one matter
/// ("Kết quả xây dựng nông thôn mới năm 2024").
const OPENING: [&str; 20] = [
    "cong tac",
    "ket qua",
    "nhiem vu",
    "hoat dong",
    "tinh hinh",
    "linh vuc",
    "chuong trinh",
    "ke hoach",
    "thuc hien",
    "trien khai",
    "danh gia",
    "chi dao",
    "lanh dao",
    "phoi hop",
    "chuyen mon",
    "chinh tri",
    "trong tam",
    "kinh te",
    "xa hoi",
    "chu yeu",
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

/// Diseases whose figures go to the health authority every week and month. Many words, so that none is met by chance.
const DISEASES: [&str; 8] = [
    "sot xuat huyet",
    "tay chan mieng",
    "sot ret",
    "cum gia cam",
    "ta lon chau phi",
    "lo mom long mong",
    "covid",
    "bach hau",
];

/// Words that say nothing about the matter.
const FILL: [&str; 22] = [
    "bao", "cao", "cua", "ve", "nam", "thang", "quy", "dau", "cuoi", "tinh", "va", "ban", "ky", "so", "uoc", "ca",
    "den", "het", "tu", "trong", "cac", "mot",
];

/// Whether a title names one matter, or has a year and at least three words that are neither its unit's own nor any word
/// for the work as a whole.
pub(super) fn is_single(ground: &Ground<'_>, title: &str) -> bool {
    let line = plain(title);
    let periods = words::read(title).periods;
    if says(&line, &MATTERS).is_some() {
        return true;
    }
    if !periods.is_empty() && is_one_disease(ground, title, &line) {
        return true;
    }
    // Of a month or quarter a sector reports in its own words ("Thu, chi BHXH, BHYT tháng 5"); over half a year and more
    // there are many reports on one matter.
    let long = |span: Span| matches!(span, Span::Year | Span::Half(_) | Span::NineMonths);
    if periods.is_empty() || !periods.iter().all(|period| long(period.span)) || says(&line, &WHOLE).is_some() {
        return false;
    }
    let named = naming::find(&ground.names, &ground.rules.roster, title);
    let told = |at: usize| {
        let mut ranges = periods.iter().map(|period| &period.range).chain(named.iter().map(|named| &named.range));
        ranges.any(|range| range.contains(&at))
    };
    let own = own_words(ground);
    let rest = tokens(title).into_iter().filter(|token| {
        let word = token.folded.as_str();
        !told(token.range.start)
            && token.number.is_none()
            && !FILL.contains(&word)
            && !own.contains(word)
            && !OPENING.iter().any(|opening| opening.split(' ').any(|part| part == word))
    });
    rest.count() >= 3
}

/// "Tình hình dịch sốt xuất huyết tháng 5" is about the disease alone; "Công tác y tế, phòng chống sốt xuất huyết tháng 5"
/// names the unit's own work too.
fn is_one_disease(ground: &Ground<'_>, title: &str, line: &str) -> bool {
    if says(line, &DISEASES).is_none() || says(line, &WHOLE).is_some() {
        return false;
    }
    let own = own_words(ground);
    !tokens(title).iter().any(|token| {
        let word = token.folded.as_str();
        own.contains(word) && !FILL.contains(&word) && !DISEASES.iter().any(|d| d.split(' ').any(|part| part == word))
    })
}

/// The words of the names of the sender's unit, after which its whole work is called; of every unit when the sender is
/// nobody's.
fn own_words(ground: &Ground<'_>) -> BTreeSet<String> {
    let address = ground.message.from.as_ref().map_or("", |from| from.address.as_str());
    let senders: Vec<UnitId> = sender::writes_for(ground, address).into_iter().map(|(unit, _)| unit).collect();
    let units = ground.rules.roster.units.iter().filter(|unit| senders.is_empty() || senders.contains(&unit.id));
    let names = units.flat_map(Unit::every_name);
    names.flat_map(words_of).collect()
}

fn words_of(name: &str) -> Vec<String> {
    spelling::fold(name).split_whitespace().map(str::to_owned).collect()
}
