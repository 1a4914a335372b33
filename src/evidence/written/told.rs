//! A report told in the mail without any heading: "tôi xin báo cáo công tác Hội quý I năm 2021 như sau: 1. … 2. …".
//!
//! Its title is the sentence that announces it, and its content what stands behind the colon: several points with figures.
//! A sentence that goes on with anything else ("báo cáo tháng 4 còn vướng như sau:"), a file or a link that is spoken of, a
//! question or a wish for time among the points make it another mail, which a person reads.

use std::ops::Range;

use crate::calendar::Span;
use crate::dictionary::{Dictionary, List};
use crate::evidence::{intent, naming, words};
use crate::office::Rules;
use crate::roster::name::Names;
use crate::spelling::tokens::{Gap, Token, plain, says, stands, tokens};

/// Such a report.
pub(in crate::evidence) struct Told {
    /// What it is about, in the words that announce it.
    pub title: String,
    /// Where its content stands.
    pub content: Range<usize>,
}

/// Fewer letters than these are an announcement.
const LEAST: usize = 120;
/// Points that a report has, and how many of them bring figures.
const POINTS: (usize, usize) = (3, 2);
/// Letters of a point.
const POINT: usize = 10;
/// A shorter line was ended by its writer, not by his mail program.
const WRAPPED: usize = 60;
/// Words that announce a file even where they are told as an act: "xin gửi báo cáo … như sau" is both.
const HANDED_IN: [&str; 3] = ["xin gui bao cao", "gui bao cao", "gui bc"];
/// What people did with other papers, and with money.
const DONE: [&str; 2] = ["da nop", "da gui bao cao"];

/// The report that a text tells, if it tells one. The subject may be what calls it a report.
pub(super) fn find(text: &str, subject: &str, rules: &Rules, names: &Names) -> Option<Told> {
    let said = rules.dictionary.says(subject);
    if said.has(List::NotReport) && !said.has(List::Report) {
        return None;
    }
    let colons = text.match_indices(':').map(|(at, _)| at).filter(|at| !is_inside_a_word(text, *at));
    colons.take(20).find_map(|colon| {
        let (start, apart) = announcement_start(text, colon);
        let sentence = text.get(start..colon)?.split_whitespace().collect::<Vec<_>>().join(" ");
        let (before, behind) = (text.get(..start)?, text.get(colon.saturating_add(1)..)?);
        let called = || plain(subject).contains(" bao cao ") || plain(before).contains(" bao cao ");
        let announced = Announcement::of(&sentence, rules, names);
        let title = announced.title(apart).or_else(|| announced.heading().filter(|_| called()))?;
        let content = content(behind)?;
        let (told, after) = (behind.get(..content)?, behind.get(content..)?);
        let sincere = is_report(told)
            && speaks_of_no_file(&rules.dictionary, &sentence, &HANDED_IN)
            && speaks_of_no_file(&rules.dictionary, told, &HANDED_IN)
            && speaks_of_no_file(&rules.dictionary, &format!("{before}\n{after}"), &[])
            && says(&plain(after), &GOES_ON).is_none()
            && wants_nothing(&rules.dictionary, told);
        let from = colon.saturating_add(1);
        sincere.then(|| Told { title, content: from..from.saturating_add(content) })
    })
}

/// "10:30", "https://…".
fn is_inside_a_word(text: &str, colon: usize) -> bool {
    let (before, behind) = (text.get(..colon).unwrap_or_default(), text.get(colon.saturating_add(1)..));
    let behind = behind.unwrap_or_default();
    let digit = |c: char| c.is_ascii_digit();
    behind.starts_with("//") || (before.ends_with(digit) && behind.starts_with(digit))
}

/// Where the sentence that announces begins; it may stand apart from the words that lead over ("… quý I. Cụ thể như sau").
fn announcement_start(text: &str, colon: usize) -> (usize, bool) {
    let start = sentence_start(text, colon);
    let leading = text.get(start..colon).map(tokens).unwrap_or_default();
    let apart = leading.iter().all(|token| CLOSING.contains(&token.folded.as_str()));
    let stop = text.get(..start).unwrap_or_default().trim_end().len().checked_sub(1);
    match stop.filter(|stop| apart && text.get(*stop..).is_some_and(|rest| rest.starts_with('.'))) {
        Some(stop) => (sentence_start(text, stop), true),
        None => (start, false),
    }
}

/// Where the sentence before a colon begins: behind the last full stop, or the last line that its writer ended.
fn sentence_start(text: &str, colon: usize) -> usize {
    let before = text.get(..colon).unwrap_or_default();
    let stop = before.rmatch_indices(['.', '!', '?', ':', '\n']).find(|(at, mark)| {
        let (line, next) = (before.get(..*at).unwrap_or_default(), before.get(at.saturating_add(1)..));
        let line = line.rsplit('\n').next().unwrap_or_default().trim_end();
        match *mark {
            "\n" => line.chars().count() < WRAPPED || line.ends_with([',', '.', '!', ':', ';']),
            _ => next.is_none_or(|next| next.is_empty() || next.starts_with(char::is_whitespace)),
        }
    });
    stop.map_or(0, |(at, mark)| at.saturating_add(mark.len()))
}

/// How far the content goes: up to the last line that has a figure or begins a point. What stands below is the writer's word
/// again.
fn content(behind: &str) -> Option<usize> {
    let mut end = None;
    let mut at = 0_usize;
    for line in behind.split_inclusive('\n') {
        at = at.saturating_add(line.len());
        let point = line.trim_start().starts_with(['-', '+', '*', '•', '–']);
        if point || (line.chars().any(|c| c.is_ascii_digit()) && !is_contact(line)) {
            end = Some(at);
        }
    }
    end
}

/// A telephone or an address, as signatures end with.
fn is_contact(line: &str) -> bool {
    const TELEPHONE: usize = 9;
    let digits = line.chars().filter(char::is_ascii_digit).count();
    line.contains('@') || (digits >= TELEPHONE && line.chars().filter(|c| c.is_alphabetic()).count() < 2 * TELEPHONE)
}

/// Several points, and figures in some of them besides those that number the points.
fn is_report(told: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let points = told.split(['\n', ';']).flat_map(|line| line.split(". ")).filter(|point| letters(point) >= POINT);
    let points: Vec<&str> = points.collect();
    let counted = |point: &&&str| {
        let numbered = point.trim_start().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')'));
        numbered.chars().any(|c| c.is_ascii_digit())
    };
    letters(told) >= LEAST && points.len() >= POINTS.0 && points.iter().filter(counted).count() >= POINTS.1
}

/// Whether no file, link or later delivery is spoken of, but for these words.
fn speaks_of_no_file(dictionary: &Dictionary, text: &str, but: &[&str]) -> bool {
    let said = dictionary.says(text);
    let file = said.of(List::Announced).any(|hit| !but.contains(&hit.phrase));
    let done = said.of(List::Sent).any(|hit| !DONE.contains(&hit.phrase));
    !file && !done && !said.has(List::Link) && !said.has(List::Later)
}

/// Whether nobody is to answer, wait or take anything back.
fn wants_nothing(dictionary: &Dictionary, told: &str) -> bool {
    const WISHES: [List; 5] = [List::Asks, List::Extends, List::Moved, List::Declines, List::Withdraws];
    // What is said of this very report is its writer's word, wherever it stands.
    const OF_ITSELF: [&str; 9] = [
        "bao cao nay",
        "bao cao tren",
        "thu nay",
        "ban nay",
        "so lieu nay",
        "so lieu tren",
        "chua duyet",
        "chua duoc duyet",
        "chua trinh",
    ];
    let said = dictionary.says(told);
    says(&plain(told), &OF_ITSELF).is_none() && !intent::is_question(told) && !WISHES.iter().any(|wish| said.has(*wish))
}

/// A sentence that ends with a colon.
struct Announcement<'s> {
    /// Without what stands in brackets at its end.
    text: &'s str,
    /// What stands in them.
    aside: &'s str,
    /// The words of the office's name, whose province goes with any unit.
    office: String,
    /// Where only the plan for later begins.
    cut: usize,
    tokens: Vec<Token>,
    /// Names of units.
    named: Vec<Range<usize>>,
    /// Those of them that are more than the name of a place.
    bodies: Vec<Range<usize>>,
    periods: Vec<Range<usize>>,
    /// Words that open what a report is about.
    openings: Vec<usize>,
}

/// Words that may stand between what the report is about and the colon.
const CLOSING: [&str; 43] = [
    "va", "a", "ngay", "trong", "thu", "nay", "tai", "nhu", "sau", "day", "duoi", "cu", "the", "voi", "cac", "nhung",
    "mot", "so", "noi", "dung", "ket", "qua", "chinh", "chu", "yeu", "nhat", "gom", "cua", "hoi", "don", "vi", "tinh",
    "co", "quan", "de", "ban", "phong", "nam", "biet", "tong", "hop", "theo", "doi",
];
/// Words by which that end begins.
const CLOSES: [(&str, &str); 7] =
    [("voi", "cac"), ("nhu", "sau"), ("nhu", "duoi"), ("sau", "day"), ("duoi", "day"), ("cu", "the"), ("voi", "nhung")];
/// Words of a report that is told in haste, in part, or about itself.
const OTHERWISE: [&str; 17] = [
    "lại", "chậm", "muộn", "trễ", "sai", "nhầm", "thiếu", "lỗi", "sửa", "thay", "chưa", "không", "trước", "tắt",
    "nhanh", "vướng", "bổ",
];

/// What is said in brackets of one that is not whole.
const UNFINISHED: [&str; 7] = ["chưa", "tạm", "nháp", "thảo", "ảnh", "xem", "sơ"];
/// What is said below of one that is not whole.
const GOES_ON: [&str; 8] =
    ["con tiep", "viet tiep", "gui tiep", "phan con lai", "con lai", "phan thu nhat", "phan mot", "phan 1"];

impl<'s> Announcement<'s> {
    fn of(sentence: &'s str, rules: &Rules, names: &Names) -> Self {
        let open = sentence.trim_end().strip_suffix(')').and_then(|inner| inner.rfind('('));
        let text = open.and_then(|at| sentence.get(..at)).unwrap_or(sentence).trim();
        let aside = open.and_then(|at| sentence.get(at..)).unwrap_or_default();
        let office = plain(&rules.office.name);
        let tokens = tokens(text);
        let found = naming::find(names, &rules.roster, text);
        let bodies = found.iter().filter(|named| !named.place).map(|named| named.range.clone()).collect();
        let named = found.into_iter().map(|named| named.range).collect();
        let reading = words::read_tokens(&tokens);
        let calendar = reading.periods.iter().filter(|mention| !matches!(mention.span, Span::AdHoc(..)));
        let periods = calendar.map(|mention| mention.range.clone()).collect();
        let opens = |at: &usize| {
            let begin = tokens.get(*at).and_then(|token| text.get(token.range.start..)).unwrap_or_default();
            rules.dictionary.says(begin).opens(List::Opening)
        };
        let openings = (0..tokens.len()).filter(opens).collect();
        let cut = reading.cut.unwrap_or(text.len());
        Self { text, aside, office, cut, tokens, named, bodies, periods, openings }
    }

    /// What somebody says he reports on: "tôi xin báo cáo công tác Hội quý I năm 2021 như sau".
    fn title(&self, apart: bool) -> Option<String> {
        let verb = (0..self.tokens.len()).find(|at| self.is_act(*at))?;
        let begin = self.behind_addressee(verb.saturating_add(2));
        let closes = (begin..self.tokens.len()).find(|at| self.closes(*at));
        // Handing in is no telling, and what names no period must say that it goes on.
        let handed = verb.checked_sub(1).is_some_and(|at| self.reads(at, "gửi"));
        let dated = self.periods.iter().any(|range| self.starts(begin) <= range.start);
        if (handed && apart)
            || (closes.is_none() && (handed || !dated))
            || self.is_otherwise(verb)
            || !self.ends_well(begin)
        {
            return None;
        }
        let end = closes.map_or(self.text.len(), |at| self.starts(at));
        self.text.get(self.starts(begin)..end).map(|title| title.trim_matches([' ', ',', '-']).to_owned())
    }

    /// "Hội Cựu giáo chức tỉnh, sáu tháng đầu năm 2021": a unit, its period, and hardly a word more.
    fn heading(&self) -> Option<String> {
        const WORDS: [&str; 6] = ["cong", "tac", "hoat", "dong", "tinh", "hinh"];
        let opens = self.named.first().is_some_and(|range| range.start == 0);
        let known = |at: &usize| self.is_within(*at) || self.is_of(*at, &WORDS) || self.is_of(*at, &CLOSING);
        (opens && self.periods.len() == 1 && !self.is_of_others() && (0..self.tokens.len()).all(|at| known(&at)))
            .then(|| self.text.to_owned())
    }

    /// "báo cáo" as what the writer does: he opens with it, or says it of himself.
    fn is_act(&self, at: usize) -> bool {
        const SELF: [&str; 8] = ["xin", "kính", "trọng", "tôi", "em", "cháu", "mình", "vị"];
        if !(self.reads(at, "báo") && self.reads(at.saturating_add(1), "cáo")) {
            return false;
        }
        let Some(before) = at.checked_sub(1) else { return true };
        let wishes = |at: usize| at.checked_sub(1).is_some_and(|at| self.reads(at, "xin") || self.reads(at, "kính"));
        let unit =
            self.tokens.get(before).is_some_and(|token| self.named.iter().any(|range| range.end == token.range.end));
        let asked = ["gửi", "được", "phép"].iter().any(|word| self.reads(before, word)) && wishes(before);
        SELF.iter().any(|word| self.reads(before, word)) || unit || asked
    }

    /// "báo cáo Ban Tuyên giáo kết quả …", "báo cáo các đồng chí tình hình …".
    fn behind_addressee(&self, at: usize) -> usize {
        const ADDRESSEES: [&str; 17] = [
            "ban",
            "phòng",
            "quý",
            "các",
            "đồng",
            "lãnh",
            "thường",
            "anh",
            "chị",
            "cô",
            "chú",
            "bác",
            "với",
            "đến",
            "tới",
            "cho",
            "về",
        ];
        let period = |at: usize| self.periods.iter().any(|range| range.contains(&self.starts(at)));
        if period(at) || !ADDRESSEES.iter().any(|word| self.reads(at, word)) {
            return at;
        }
        let behind = at..self.tokens.len();
        behind.clone().find(|at| self.openings.contains(at) || period(*at) || self.closes(*at)).unwrap_or(behind.end)
    }

    fn closes(&self, at: usize) -> bool {
        let next = at.saturating_add(1);
        CLOSES.iter().any(|(one, two)| self.is_of(at, &[*one]) && self.is_of(next, &[*two]))
    }

    /// Whether nothing but a unit and words that lead over stand behind the period, or behind what closes.
    fn ends_well(&self, begin: usize) -> bool {
        let last = self.periods.iter().map(|range| range.end).max().filter(|end| *end > self.starts(begin));
        let from = match last {
            Some(end) => self.tokens.partition_point(|token| token.range.start < end),
            None => (begin..self.tokens.len()).find(|at| self.closes(*at)).unwrap_or(begin),
        };
        // "… và phương hướng quý II như sau": the plan for later goes on until the words that lead over.
        let closes = (begin..self.tokens.len()).find(|at| self.closes(*at)).unwrap_or(self.tokens.len());
        let planned = |at: usize| (self.cut..self.starts(closes)).contains(&self.starts(at));
        let ours = |at: usize| self.tokens.get(at).is_some_and(|token| stands(&self.office, &token.folded));
        let leads = |at: usize| self.is_within(at) || self.is_of(at, &CLOSING) || ours(at) || planned(at);
        (from..self.tokens.len()).all(leads)
    }

    /// Whether the words speak of a body below: "Chi hội Đông Hải", "Hội Cựu giáo chức huyện Trà Khê". A commune or a town that
    /// stands by itself ("xã Cam Lâm xin báo cáo", "của xã Cam Lâm") is the unit.
    fn is_of_others(&self) -> bool {
        const PLACES: [&str; 4] = ["huyện", "xã", "phường", "quận"];
        const TOWNS: [(&str, &str); 3] = [("thị", "xã"), ("thị", "trấn"), ("thành", "phố")];
        const BRANCHES: [&str; 5] = ["hội", "bộ", "đoàn", "nhánh", "cục"];
        let close = |at: usize| self.tokens.get(at).is_some_and(|token| token.gap <= Gap::Space);
        let body = |at: usize| {
            let next = at.saturating_add(1);
            let branch = self.reads(at, "chi") && close(next) && BRANCHES.iter().any(|word| self.reads(next, word));
            let town = TOWNS.iter().any(|(one, two)| self.reads(at, one) && self.reads(next, two));
            // "dư luận xã hội" is no commune.
            let social = self.reads(at, "xã") && self.reads(next, "hội");
            let place = town || (!social && PLACES.iter().any(|place| self.reads(at, place)));
            let before = at.checked_sub(1).filter(|_| close(at));
            let below = before.is_some_and(|at| !self.reads(at, "của") && !self.reads(at, "bàn"));
            branch || (place && below)
        };
        let within = |at: usize| self.bodies.iter().any(|range| range.contains(&self.starts(at)));
        (0..self.tokens.len()).any(|at| body(at) && !within(at))
    }

    fn is_otherwise(&self, verb: usize) -> bool {
        let behind = verb.saturating_add(2)..self.tokens.len();
        let hasty = |at: usize| OTHERWISE.iter().any(|word| self.reads(at, word));
        // "Báo cáo nhanh vụ việc …" is whole; one of a month told at once is not.
        let at_once = |at: usize| self.reads(at, "nhanh") && self.periods.is_empty();
        let partly = says(&plain(self.text), &["so bo", "so lieu"]).is_some();
        let open = tokens(self.aside).iter().any(|token| UNFINISHED.iter().any(|word| token.reads(word)));
        partly
            || open
            || self.is_of_others()
            || behind.into_iter().any(|at| hasty(at) && !at_once(at) && !self.is_within(at))
    }

    /// Whether a word belongs to a unit's name or to a period.
    fn is_within(&self, at: usize) -> bool {
        let start = self.starts(at);
        self.named.iter().chain(&self.periods).any(|range| range.contains(&start))
    }

    fn is_of(&self, at: usize, words: &[&str]) -> bool {
        self.tokens.get(at).is_some_and(|token| words.contains(&token.folded.as_str()))
    }

    fn reads(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.reads(word))
    }

    fn starts(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(self.text.len(), |token| token.range.start)
    }
}
