//! Incidents (vụ việc): what a case is known by, and whether a mail's words are those of a case.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Evidence;
use crate::calendar::Period;
use crate::message::Message;
use crate::plan::ReportId;
use crate::roster::{Unit, UnitId};
use crate::spelling::tokens::plain;

/// A case as judgments need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownIncident {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// Whom it concerns.
    pub units: Vec<UnitId>,
    /// The kind of report in which it is followed up.
    pub report: ReportId,
    /// The period of its reports.
    pub period: Period,
    /// What its mails say they are about.
    pub matters: Vec<String>,
    /// Whether it is open.
    pub open: bool,
    /// When something of it last came.
    pub last_at: Timestamp,
    /// Whether the mail that is judged answers a mail of it, or a letter of ours about one.
    pub answered: bool,
}

/// Fewer words than these tell no incident from another.
const ENOUGH: usize = 2;

/// Words that titles of incident reports share, whatever happened. Syllables that names of places are made of are left
/// out of this list, wherever possible: they tell incidents apart.
const COMMON: [&str; 50] = [
    "bao cao nhanh",
    "bao cao dot xuat",
    "bao cao so bo",
    "bao cao bo sung",
    "bao cao",
    "dot xuat",
    "tinh hinh",
    "hoa toc",
    "thuong khan",
    "khan cap",
    "khan",
    "vu viec",
    "su viec",
    "su co",
    "ve viec",
    "ve",
    "vu",
    "viec",
    "tiep theo",
    "ban dau",
    "buoc dau",
    "lan",
    "thu hai",
    "thu ba",
    "so",
    "bo sung",
    "cap nhat",
    "ket qua",
    "qua trinh",
    "xu ly",
    "giai quyet",
    "khac phuc",
    "dien bien",
    "nguyen nhan",
    "dien ra",
    "xay ra",
    "lien quan",
    "gui",
    "kinh gui",
    "tai",
    "tren dia ban",
    "dia ban",
    "den ngay",
    "den",
    "ngay",
    "gio",
    "bc",
    "fwd",
    "fw",
    "re",
];

/// What a mail says it reports on: the title of the document as it was read, then the subject, a line each.
#[must_use]
pub fn matter(message: &Message, evidence: &Evidence, attachments: &[usize]) -> String {
    let titles = attachments.iter().filter_map(|index| evidence.titles.get(*index));
    let mut lines: Vec<String> = Vec::new();
    for line in titles.chain(std::iter::once(&message.subject)) {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !line.is_empty() && !lines.contains(&line) {
            lines.push(line.chars().take(300).collect());
        }
    }
    lines.join("\n")
}

/// The words by which an incident of `unit` is known: neither those that all such titles share, nor numbers and dates,
/// nor the unit's own names.
#[must_use]
pub fn words(text: &str, unit: Option<&Unit>) -> BTreeSet<String> {
    let mut line = plain(text);
    let own = unit.into_iter().flat_map(|unit| {
        let names = std::iter::once(&unit.name).chain(&unit.aliases).chain(&unit.symbols);
        names.map(|name| plain(name).trim().to_owned()).collect::<Vec<_>>()
    });
    let common = COMMON.iter().map(|phrase| (*phrase).to_owned());
    for phrase in own.chain(common).filter(|phrase| !phrase.is_empty()) {
        let (found, mark) = (format!(" {phrase} "), " ".to_owned());
        while line.contains(&found) {
            line = line.replace(&found, &mark);
        }
    }
    let tells = |word: &&str| word.chars().count() > 1 && !word.chars().any(|c| c.is_ascii_digit());
    line.split_whitespace().filter(tells).map(str::to_owned).collect()
}

/// Whether the shorter of two matters says nothing that the longer does not say too.
///
/// Units send the next report on an incident under the title of the first one, more or less of it. A second incident
/// has at least another place or another thing in its title, so that each says a word the other lacks. When the rule
/// errs, a case too many is opened and a person joins them; a new incident is not laid silently to an old one.
#[must_use]
pub fn says_the_same(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    shorter.len() >= ENOUGH && shorter.is_subset(longer)
}

/// Whether two matters are of two incidents: both say enough, and each says something that the other does not.
#[must_use]
pub fn tells_another(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    one.len() >= ENOUGH && other.len() >= ENOUGH && !says_the_same(one, other)
}

/// Whether an answer in the thread of a case is about something else: it has words of its own, and hardly any of the
/// case's.
#[must_use]
pub fn says_another(mail: &BTreeSet<String>, case: &BTreeSet<String>) -> bool {
    mail.len() >= ENOUGH && case.len() >= ENOUGH && mail.intersection(case).count() < ENOUGH
}

impl KnownIncident {
    /// The words of everything that is known of it.
    #[must_use]
    pub fn words(&self, unit: Option<&Unit>) -> BTreeSet<String> {
        let all = std::iter::once(&self.title).chain(&self.matters);
        all.flat_map(|text| words(text, unit)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        says_the_same(&words(one, None), &words(other, None))
    }

    #[test]
    fn the_next_report_on_an_incident_is_known_by_its_title() {
        let first = "Báo cáo nhanh vụ ngộ độc thực phẩm tại Trường Tiểu học Nghi Phú";
        for next in [
            "Báo cáo kết quả xử lý vụ ngộ độc thực phẩm tại Trường Tiểu học Nghi Phú",
            "BC lan 2: ngo doc thuc pham Nghi Phu",
            "Re: Báo cáo nhanh vụ ngộ độc thực phẩm tại Trường Tiểu học Nghi Phú, xã Nghi Phú (đến 17h ngày 13/5)",
        ] {
            assert!(same(first, next), "{next}");
        }
    }

    #[test]
    fn another_place_or_another_thing_is_another_incident() {
        let first = "Báo cáo nhanh vụ ngộ độc thực phẩm tại Trường Tiểu học Nghi Phú";
        for other in [
            "Báo cáo nhanh vụ ngộ độc thực phẩm tại Trường Tiểu học Nghi Liên",
            "Báo cáo nhanh vụ cháy tại Trường Tiểu học Nghi Phú",
            "Báo cáo nhanh tình hình dịch sởi",
            "Báo cáo nhanh (lần 2)",
            "Báo cáo nhanh",
        ] {
            assert!(!same(first, other), "{other}");
        }
        assert!(!same("Báo cáo nhanh", "Báo cáo nhanh"), "nothing is said of either");
    }
}
