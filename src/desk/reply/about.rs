//! Of which reports an answer speaks: "đã gửi BC tháng 6, còn BC dư luận xin gia hạn" says one thing of each. What is said
//! is said of the reports that the same clause names; where it names none, of those that are named elsewhere and not in
//! what is said otherwise; where none is named at all, of every report that the answer can mean.

use std::collections::BTreeSet;

use crate::calendar::period;
use crate::evidence::wish::said::{Said, said};
use crate::office::Rules;
use crate::spelling::tokens::plain;
use crate::standing::Owed;

/// Words with which a clause begins that speaks of something else than the one before it.
const TURNS: [&str; 3] = ["con", "rieng", "nhung"];
/// Words before the name of a report.
const HEADS: [&str; 2] = ["bao cao", "bc"];

/// Those of `of` of which `text` says `what`.
pub(super) fn spoken_of(rules: &Rules, text: &str, what: Said, of: Vec<Owed>) -> Vec<Owed> {
    if of.len() < 2 {
        return of;
    }
    let clauses = clauses(text);
    let says = |clause: &&String, what: Said| said(clause).contains(&what);
    let other = if what == Said::Later { Said::Sent } else { Said::Later };
    let named = |wanted: &dyn Fn(&&String) -> bool| -> BTreeSet<Owed> {
        clauses.iter().filter(|clause| wanted(clause)).flat_map(|clause| named(rules, clause, &of)).collect()
    };
    let there = named(&|clause| says(clause, what));
    let meant = if there.is_empty() { named(&|clause| !says(clause, other)) } else { there };
    if meant.is_empty() { of } else { of.into_iter().filter(|owed| meant.contains(owed)).collect() }
}

/// Sentences, cut where they turn to something else.
fn clauses(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for sentence in text.replace(". ", "\n").split(['\n', ';', '!', '?']) {
        for (place, piece) in sentence.split(',').enumerate() {
            let turns = plain(piece).split_whitespace().next().is_some_and(|word| TURNS.contains(&word));
            match found.last_mut().filter(|_| place > 0 && !turns) {
                Some(clause) => {
                    clause.push(',');
                    clause.push_str(piece);
                }
                None => found.push(piece.to_owned()),
            }
        }
    }
    found
}

/// The reports that a clause names, the longest names first: "dư luận xã hội tháng 6" is not the report of the month.
fn named(rules: &Rules, clause: &str, of: &[Owed]) -> Vec<Owed> {
    let folded = plain(clause);
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    let all: Vec<(Vec<String>, &Owed)> =
        of.iter().flat_map(|owed| names(rules, owed).into_iter().map(move |name| (name, owed))).collect();
    let mut by_length: Vec<&(Vec<String>, &Owed)> = all.iter().collect();
    by_length.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let mut found = Vec::new();
    for (name, owed) in by_length {
        // A name that two of them share tells neither from the other.
        if all.iter().any(|(other, whose)| other == name && whose != owed) {
            continue;
        }
        while let Some(at) = place(&words, name) {
            words.splice(at..at.saturating_add(name.len()), ["|"]);
            found.push((*owed).clone());
        }
    }
    found
}

/// Where a name stands in a row of words: whole, and not as part of a date ("26 tháng 6") or of another number.
fn place(words: &[&str], name: &[String]) -> Option<usize> {
    let number = |word: Option<&&str>| word.is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let ends_open = name.last().is_some_and(|last| !last.bytes().any(|byte| byte.is_ascii_digit()));
    let starts_open = name.first().is_some_and(|first| first == "thang" || first == "quy" || first == "nam");
    (0..words.len()).find(|at| {
        let end = at.saturating_add(name.len());
        let same = words.get(*at..end).is_some_and(|there| there.iter().zip(name).all(|(word, part)| word == part));
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        same && !(starts_open && number(before)) && !(ends_open && number(words.get(end)))
    })
}

/// As what people write of a report: its name with its period, its name, the beginning of a long name.
fn names(rules: &Rules, (_, report, of): &Owed) -> Vec<Vec<String>> {
    let Some((_, report)) = rules.plans.report(report) else { return Vec::new() };
    let words = |text: &str| plain(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let bare = |text: &str| {
        let folded = plain(text);
        let text = HEADS.iter().find_map(|head| folded.trim().strip_prefix(head)).unwrap_or(folded.trim());
        words(text)
    };
    let core = bare(&report.name);
    let mut full = bare(&period::title(&report.name, *of));
    if let [.., nam, year] = full.as_slice()
        && nam == "nam"
        && year.len() == 4
        && full.len() > 2
    {
        full.truncate(full.len().saturating_sub(2));
    }
    let rest: Vec<String> = full.get(core.len()..).unwrap_or_default().to_vec();
    let mut names = vec![full];
    if core.len() > 1 {
        let short = core.get(..2).unwrap_or_default().to_vec();
        names.extend([core.clone(), [short.clone(), rest].concat(), short]);
    }
    names.extend(HEADS.map(|head| [words(head), core.clone()].concat()));
    names.extend(report.aliases.iter().map(|alias| bare(alias)).filter(|alias| alias.len() > 1));
    names.sort();
    names.dedup();
    names.retain(|name| !name.is_empty());
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tests::World;

    /// What of the two reports of Sở Y tế is meant by these words, "thang", "6-thang".
    fn meant(text: &str, what: Said) -> String {
        let world = World::on("2024-06-18T09:00");
        let desk = world.desk();
        let owed = |report: &str, of: &str| {
            let id = |text: &str| crate::plan::ReportId::new(text).unwrap();
            (crate::roster::UnitId::new("so-y-te").unwrap(), id(report), of.parse().unwrap())
        };
        let of = vec![owed("thang", "2024-05"), owed("6-thang", "2024-H1")];
        let found = spoken_of(desk.rules(), text, what, of);
        found.iter().map(|owed| owed.1.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_report_is_told_what_its_clause_says() {
        for (text, sent, later) in [
            ("Báo cáo tháng 5 đã gửi hôm qua, còn BC 6 tháng xin gia hạn đến 25/6.", "thang", "6-thang"),
            ("Đã gửi BC tháng 5 lên trục. Báo cáo 6 tháng đầu năm xin gia hạn đến 25/6", "thang", "6-thang"),
            ("Báo cáo 6 tháng đầu năm 2024 xin gia hạn đến 25/6. Báo cáo tháng 5 gửi đúng hạn.", "thang", "6-thang"),
            ("Về báo cáo 6 tháng: Sở gửi sau. Xin gia hạn đến ngày 25 tháng 6.", "6-thang", "6-thang"),
            ("Xin gia hạn cả báo cáo tháng 5 và báo cáo 6 tháng.", "thang 6-thang", "thang 6-thang"),
            ("Xin gia hạn đến ngày 25 tháng 5.", "thang 6-thang", "thang 6-thang"),
            ("Xin gia hạn", "thang 6-thang", "thang 6-thang"),
        ] {
            assert_eq!((meant(text, Said::Sent).as_str(), meant(text, Said::Later).as_str()), (sent, later), "{text}");
        }
    }
}
