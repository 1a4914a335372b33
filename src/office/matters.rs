//! What each report of the plans is about, where that is one matter: "dư luận xã hội", "xã hội học tập", "Nghị quyết số
//! 20-NQ/TW". Beside such a report a unit owes others for the same months and years, and only the matter tells them apart.

use crate::dictionary::{Dictionary, List, Plain, Said};
use crate::plan::{Asks, PeriodRule, Plans, Report, ReportId};
use crate::roster::Roster;
use crate::spelling::tokens::{Token, plain, stands, tokens};

/// The matters of the plans' reports; none for reports on the work as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matters {
    /// Folded phrases of each report on one matter, the longest first.
    phrases: Vec<(ReportId, Vec<String>)>,
    /// Whether the plans also ask for reports on the work as a whole.
    general: bool,
}

/// Kinds of directives that reports are asked for on: sign, and name in full.
const DIRECTIVES: [(&str, &str); 6] = [
    ("nq", "nghi quyet"),
    ("ct", "chi thi"),
    ("kl", "ket luan"),
    ("qd", "quyet dinh"),
    ("nd", "nghi dinh"),
    ("da", "de an"),
];
/// Who issues those that a whole province reports on.
const ISSUERS: [&str; 6] = ["tw", "tu", "cp", "ttg", "bct", "ubnd"];
/// Words that no matter begins or ends with, beside the dictionary's openings and fillers.
const EMPTY: [&str; 18] = [
    "bao", "cao", "ket", "qua", "so", "tong", "nghi", "quyet", "chi", "thi", "luan", "thuc", "hien", "dinh", "tuan",
    "lan", "giai", "doan",
];
/// Words by which names of reports tell who owes them: "(khối trường, bệnh viện)", "của các huyện, thành ủy".
const OWNERS: [&str; 48] = [
    "ban", "tuyen", "giao", "dan", "van", "cac", "va", "khoi", "cap", "huyen", "thanh", "thi", "xa", "phuong", "tran",
    "dac", "khu", "quan", "tinh", "pho", "uy", "dang", "bo", "chi", "doan", "the", "hoi", "so", "nganh", "truong",
    "hoc", "benh", "vien", "trung", "tam", "co", "don", "vi", "doanh", "nghiep", "truc", "thuoc", "dia", "mat", "mttq",
    "quoc", "luc", "luong",
];
/// Words that lead to those who owe a report.
const LEADS: [&str; 9] = [" - ", " – ", " của ", " dành cho ", " đối với ", " do ", " cấp ", " khối ", " các "];
/// Initials of fewer words may stand for anything.
const INITIALS: usize = 4;
/// The same, where the office itself entered them as a name: "DVK".
const GIVEN_INITIALS: usize = 3;
/// Kinds of undertakings that have names of their own: "mô hình “Dân vận khéo”" is also called "phong trào “Dân vận khéo”".
const UNDERTAKINGS: [&str; 6] =
    ["mo hinh ", "phong trao thi dua ", "phong trao ", "cuoc van dong ", "chuong trinh ", "de an "];
/// Fewer words of content may be anything when what stood between them is left out.
const CONTENT_WORDS: usize = 3;
/// Names of undertakings with fewer words may be anything.
const NAME_WORDS: usize = 3;

impl Matters {
    pub(super) fn of(plans: &Plans, roster: &Roster, dictionary: &Dictionary) -> Self {
        let mut phrases = Vec::new();
        let mut general = false;
        let periodic = |report: &&Report| report.asks == Asks::Report && report.periods != PeriodRule::AdHoc;
        let reports: Vec<&Report> = plans.reports().map(|(_, report)| report).filter(periodic).collect();
        for report in &reports {
            if let Some(own) = of_a_part(report, &reports, roster, dictionary) {
                match own.is_empty() {
                    true => general = true,
                    false => phrases.push((report.id.clone(), own)),
                }
                continue;
            }
            let mut own: Vec<String> =
                names(report).flat_map(|name| matter(&without_owners(name, roster), dictionary)).collect();
            if names(report).any(|name| tells_the_whole(&without_owners(name, roster), dictionary)) {
                own.clear();
            }
            // Initials that are a unit's own symbol ("MTTQ") say who writes, not of what.
            own.retain(|phrase| phrase.contains(' ') || !is_symbol(roster, phrase));
            own.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
            own.dedup();
            if own.is_empty() {
                general = true;
            } else {
                phrases.push((report.id.clone(), own));
            }
        }
        Self { phrases, general }
    }

    /// Whether no report is about one matter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Whether the plans ask for reports on the work as a whole too.
    #[must_use]
    pub fn beside_general(&self) -> bool {
        self.general
    }

    /// Whether this report is about one matter.
    #[must_use]
    pub fn has(&self, report: &ReportId) -> bool {
        self.phrases.iter().any(|(id, _)| id == report)
    }

    /// The folded phrases by which its matter is told, the longest first; none for a report on the work as a whole.
    pub fn phrases(&self, report: &ReportId) -> impl Iterator<Item = &str> {
        let own = self.phrases.iter().find(|(id, _)| id == report);
        own.into_iter().flat_map(|(_, phrases)| phrases).map(String::as_str)
    }

    /// The longest of its phrases that stands in folded words with a space around each.
    #[must_use]
    pub fn said(&self, report: &ReportId, words: &str) -> Option<&str> {
        let (_, phrases) = self.phrases.iter().find(|(id, _)| id == report)?;
        phrases.iter().map(String::as_str).find(|phrase| stands(words, phrase))
    }
}

/// The phrases of a report on a part of the office's field, where the same units owe another for the same time that is not told
/// by a matter of its own: "giáo dục lý luận chính trị" beside the year's report of an office for "khoa giáo, lý luận chính trị".
fn of_a_part(report: &Report, all: &[&Report], roster: &Roster, dictionary: &Dictionary) -> Option<Vec<String>> {
    let parts = |report: &Report| {
        let said = |part: &&String| names(report).any(|name| stands(&plain(name), part));
        dictionary.parts().iter().filter(said).cloned().collect::<Vec<String>>()
    };
    let told = parts(report);
    let plain_dictionary = dictionary.of_all();
    if told.is_empty() || names(report).any(|name| tells_the_whole(name, &plain_dictionary)) {
        return None;
    }
    let both =
        |other: &Report| roster.units.iter().any(|unit| report.owed_by.includes(unit) && other.owed_by.includes(unit));
    let whole = |other: &Report| {
        let matters = names(other).flat_map(|name| matter(&without_owners(name, roster), dictionary)).count();
        matters == 0 || !parts(other).is_empty()
    };
    let beside =
        |other: &&&Report| other.id != report.id && other.periods == report.periods && both(other) && whole(other);
    if !all.iter().any(|other| beside(&other)) {
        // Alone it is the work as a whole of an office so named.
        return (!matches!(report.periods, PeriodRule::Once(_))).then(Vec::new);
    }
    let mut own: Vec<String> =
        names(report).flat_map(|name| matter(&without_owners(name, roster), &plain_dictionary)).chain(told).collect();
    own.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    own.dedup();
    Some(own)
}

fn names(report: &Report) -> impl Iterator<Item = &String> {
    std::iter::once(&report.name).chain(&report.aliases)
}

/// Whether a name tells the office's own field and no matter in it: "Báo cáo công tác dân vận quý" beside "Báo cáo dân vận
/// chính quyền quý" says that the one on the work as a whole is meant by both.
fn tells_the_whole(name: &str, dictionary: &Dictionary) -> bool {
    let said = dictionary.says(name);
    (said.has(List::OurField) || said.has(List::JointField)) && matter(name, dictionary).is_empty()
}

/// A report's name without those who owe it: whose report it is tells nothing of what it is about.
fn without_owners(name: &str, roster: &Roster) -> String {
    let groups: Vec<String> = roster.groups.iter().map(|group| plain(&group.name)).collect();
    let units = || roster.units.iter().flat_map(|unit| unit.every_name());
    let owners = |part: &str| {
        let words = plain(part);
        let known = |word: &str| OWNERS.contains(&word) || groups.iter().any(|group| stands(group, word));
        // "khối y tế", "cấp xã": a group, whatever it is called.
        let group = words.starts_with(" khoi ") || words.starts_with(" cap ");
        group
            || !words.trim().is_empty()
                && (words.split_whitespace().all(known) || units().any(|unit| plain(unit) == words))
    };
    let mut kept = String::new();
    for (at, part) in name.split('(').enumerate() {
        let (inside, after) = part.split_once(')').unwrap_or((part, ""));
        match at {
            0 => kept.push_str(part),
            _ if owners(inside) => kept.push_str(after),
            _ => kept.extend([" (", part]),
        }
    }
    let mut ends = LEADS.iter().flat_map(|lead| kept.match_indices(lead)).map(|(at, _)| at).collect::<Vec<_>>();
    ends.sort_unstable();
    let tail = |at: &usize| {
        let tail = kept.get(*at..).unwrap_or_default();
        let rest = LEADS.iter().take(6).find_map(|lead| tail.strip_prefix(lead)).unwrap_or(tail);
        owners(rest)
    };
    if let Some(at) = ends.into_iter().find(tail) {
        kept.truncate(at);
    }
    kept
}

fn is_symbol(roster: &Roster, phrase: &str) -> bool {
    let mut symbols = roster.units.iter().flat_map(|unit| &unit.symbols);
    symbols.any(|symbol| plain(symbol).split_whitespace().collect::<String>() == phrase)
}

/// The phrases by which one name tells its matter; none when it tells none.
fn matter(name: &str, dictionary: &Dictionary) -> Vec<String> {
    let all = tokens(name);
    let words = Plain::of(&all);
    let said = dictionary.read_marked(&all, &words);
    let mut phrases = directives(&all);
    let full = |at: &usize| !is_empty(&all, *at, &words, &said);
    let (first, last) = ((0..all.len()).find(full), (0..all.len()).rfind(full));
    let Some(core) = first.zip(last).and_then(|(first, last)| all.get(first..=last)) else { return phrases };
    let folded: Vec<&str> = core.iter().map(|token| token.folded.as_str()).collect();
    let least = if all.len() == 1 { GIVEN_INITIALS } else { INITIALS };
    let sign = matches!(core, [only] if only.folded.len() >= least && is_capital(name, only));
    let directive =
        !phrases.is_empty() && core.iter().any(|token| token.number.is_some() || ISSUERS.contains(&&*token.folded));
    if (folded.len() > 1 || sign) && !directive {
        let whole = folded.join(" ");
        let own = UNDERTAKINGS.iter().find_map(|kind| whole.strip_prefix(kind));
        let content = |at: &usize| {
            let start = words.starts.get(at.saturating_add(first.unwrap_or_default()));
            start.is_some_and(|start| !is_filling(&said, *start))
        };
        let told: Vec<&str> = (0..folded.len()).filter(content).filter_map(|at| folded.get(at)).copied().collect();
        if told.len() >= CONTENT_WORDS && told.len() < folded.len() {
            phrases.push(told.join(" "));
        }
        phrases.extend(own.filter(|own| own.split(' ').count() >= NAME_WORDS).map(ToOwned::to_owned));
        phrases.push(whole);
        let initials: String = folded.iter().filter_map(|word| word.chars().next()).collect();
        if folded.len() >= INITIALS {
            phrases.push(initials);
        }
    }
    phrases
}

/// The words of a line that say what it is about, folded, a space around each: "học tập và làm theo" and "học tập, làm theo"
/// are one.
#[must_use]
pub fn content(line: &str, dictionary: &Dictionary) -> String {
    let all = tokens(line);
    let words = Plain::of(&all);
    let said = dictionary.read_marked(&all, &words);
    let told = all.iter().zip(&words.starts).filter(|(_, start)| !is_filling(&said, **start));
    let told: Vec<&str> = told.map(|(token, _)| token.folded.as_str()).collect();
    format!(" {} ", told.join(" "))
}

/// Whether the word that begins there joins or opens, and tells nothing.
pub(crate) fn is_filling(said: &Said<'_>, start: usize) -> bool {
    [List::Opening, List::Filler].into_iter().any(|list| said.of(list).any(|hit| (hit.start..hit.end).contains(&start)))
}

fn is_empty(all: &[Token], at: usize, plain: &Plain, said: &Said<'_>) -> bool {
    let (Some(token), Some(start)) = (all.get(at), plain.starts.get(at)) else { return true };
    let lists =
        [List::Report, List::Opening, List::Filler, List::Weak, List::WholeWork, List::OurField, List::JointField];
    let listed = |list: &List| said.of(*list).any(|hit| (hit.start..hit.end).contains(start));
    token.number.is_some()
        || (token.folded.chars().count() < 2 && !token.is("y"))
        || EMPTY.contains(&token.folded.as_str())
        || lists.iter().any(listed)
}

fn is_capital(name: &str, token: &Token) -> bool {
    name.get(token.range.clone()).is_some_and(|word| word.chars().all(char::is_uppercase))
}

/// "Nghị quyết số 20-NQ/TW" is also written "Nghị quyết 20" and "NQ 20".
fn directives(all: &[Token]) -> Vec<String> {
    let mut phrases = Vec::new();
    for three in all.windows(3) {
        let [number, kind, issuer] = three else { continue };
        let known = DIRECTIVES.iter().find(|(sign, _)| *sign == kind.folded);
        let (Some(_), Some((sign, name))) = (number.number, known) else { continue };
        if ISSUERS.contains(&issuer.folded.as_str()) {
            let number = &number.folded;
            phrases.extend([
                format!("{number} {sign} {}", issuer.folded),
                format!("{name} so {number}"),
                format!("{name} {number}"),
                format!("{sign} {number}"),
                format!("{sign}{number}"),
            ]);
        }
    }
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::{Group, GroupId, Unit, UnitId};

    fn of(name: &str) -> Vec<String> {
        matter(name, &Dictionary::built_in())
    }

    #[test]
    fn a_report_on_the_work_as_a_whole_has_no_matter() {
        for name in [
            "Báo cáo tháng",
            "Báo cáo quý III (9 tháng)",
            "Báo cáo 6 tháng đầu năm",
            "Báo cáo tổng kết công tác khoa giáo năm",
            "Báo cáo công tác tuyên giáo quý",
            "Báo cáo kết quả thực hiện nhiệm vụ năm",
            "Báo cáo chuyên đề",
            "Báo cáo sơ kết 6 tháng",
        ] {
            assert_eq!(of(name), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn who_owes_a_report_is_no_matter_of_it() {
        let mut roster = Roster::default();
        roster.groups.push(Group { id: GroupId::new("y").unwrap(), name: "Khối y tế tuyến tỉnh".into() });
        roster.units.push(Unit::new(UnitId::new("hv").unwrap(), "Học viện Sông Lam", GroupId::new("y").unwrap()));
        for name in [
            "Báo cáo tháng (ban tuyên giáo các huyện, thành ủy)",
            "Báo cáo quý II (khối trường, bệnh viện)",
            "Báo cáo quý của các sở, ngành",
            "Báo cáo tháng - cấp huyện",
            "Báo cáo năm dành cho khối doanh nghiệp",
            "Báo cáo quý các đảng ủy trực thuộc",
            "Báo cáo quý (khối y tế tuyến tỉnh)",
            "Báo cáo quý IV (khối dân cư)",
            "Báo cáo năm của Học viện Sông Lam",
        ] {
            assert_eq!(of(&without_owners(name, &roster)), Vec::<String>::new(), "{name}");
        }
        for (name, phrase) in [
            ("Báo cáo tháng (dư luận xã hội)", "du luan xa hoi"),
            ("Báo cáo dư luận xã hội của các huyện, thành ủy", "du luan xa hoi"),
            ("Báo cáo chuyên đề xây dựng xã hội học tập", "xa hoi hoc tap"),
            ("Báo cáo quý - công tác y tế học đường (khối trường)", "y te hoc duong"),
        ] {
            let found = of(&without_owners(name, &roster));
            assert_eq!(found.first().map(String::as_str), Some(phrase), "{name}");
        }
    }

    #[test]
    fn a_report_on_one_matter_is_known_by_its_words_and_their_initials() {
        assert_eq!(of("Báo cáo tình hình dư luận xã hội tháng"), ["du luan xa hoi", "dlxh"]);
        assert_eq!(of("Báo cáo chuyên đề xây dựng xã hội học tập"), ["xa hoi hoc tap", "xhht"]);
        assert_eq!(of("BC DLXH"), ["dlxh"]);
    }

    #[test]
    fn an_undertaking_is_known_by_its_own_name() {
        let phrases = of("Báo cáo xây dựng mô hình “Dân vận khéo” năm");
        assert!(phrases.iter().any(|phrase| phrase == "dan van kheo"), "{phrases:?}");
        assert_eq!(of("DVK"), ["dvk"]);
        assert_eq!(of("Báo cáo dân vận chính quyền quý I"), Vec::<String>::new());
    }

    #[test]
    fn a_directive_is_known_however_it_is_cited() {
        let phrases = of("Báo cáo sơ kết 5 năm thực hiện Nghị quyết số 20-NQ/TW");
        for cited in ["20 nq tw", "nghi quyet 20", "nghi quyet so 20", "nq 20"] {
            assert!(phrases.iter().any(|phrase| phrase == cited), "{cited}: {phrases:?}");
        }
    }
}
