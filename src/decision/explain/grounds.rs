//! What speaks for a decision and what speaks against it: each time the words of the mail and where they stand.
//! What contradicts is shown beside what carried, however much stronger the latter was.

use super::page::clipped;
use crate::calendar::{Period, Span, period};
use crate::decision::{Decision, Verdict};
use crate::evidence::{Claim, Clue, Evidence, MailKind, Source, Strength, Topic};
use crate::office::Rules;
use crate::roster::UnitId;

/// Quotations that are shown for one finding.
const QUOTES: usize = 4;
/// Letters of a quotation.
const QUOTE: usize = 44;

/// The mail's findings, sorted by what they say about the decision.
pub(super) struct Grounds<'a> {
    pub evidence: &'a Evidence,
    pub decision: &'a Decision,
    pub rules: &'a Rules,
    units: Vec<&'a UnitId>,
    periods: Vec<Period>,
}

impl<'a> Grounds<'a> {
    pub fn of(evidence: &'a Evidence, decision: &'a Decision, rules: &'a Rules) -> Self {
        let mut units: Vec<&UnitId> = decision.entries.iter().map(|entry| &entry.unit).collect();
        if units.is_empty() {
            units.extend(&decision.unit);
        }
        let periods = decision.entries.iter().map(|entry| entry.period).collect();
        Self { evidence, decision, rules, units, periods }
    }

    fn name(&self, unit: &UnitId) -> String {
        self.rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone())
    }

    /// Whether a unit is one of those decided for, or stands in a line of succession with one.
    fn is_ours(&self, unit: &UnitId) -> bool {
        let roster = &self.rules.roster;
        self.units.iter().any(|own| *own == unit || roster.inherits(unit, own) || roster.inherits(own, unit))
    }

    /// What speaks for the unit; without one, every unit that is named somewhere.
    pub fn unit(&self) -> String {
        if self.units.is_empty() {
            let named = |clue: &Clue| matches!(clue.claim, Claim::Unit(_) | Claim::OneOf(_)) || is_misspelt(clue);
            let found = self.told(named, true);
            return if found.is_empty() { String::new() } else { format!("chưa rõ; thấy {found}") };
        }
        let found = self.told(
            |clue| match &clue.claim {
                Claim::Unit(unit) => self.is_ours(unit),
                Claim::OneOf(several) => several.iter().any(|unit| self.is_ours(unit)),
                Claim::Resembles(unit) if is_misspelt(clue) => self.is_ours(unit),
                Claim::Colleague => true,
                _ => false,
            },
            false,
        );
        let predecessor = self.evidence.clues.iter().find_map(|clue| match (&clue.claim, clue.source) {
            (Claim::Unit(unit), Source::SenderAddress | Source::SenderDomain)
                if self.is_ours(unit) && !self.units.contains(&unit) =>
            {
                Some(format!(" (hộp thư của {} trước hoặc sau sắp xếp)", self.name(unit)))
            }
            _ => None,
        });
        format!("{found}{}", predecessor.unwrap_or_default())
    }

    /// What speaks for the period; without one, every period that is named somewhere.
    pub fn period(&self) -> String {
        let named = |clue: &Clue| matches!(clue.claim, Claim::Period(_) | Claim::YearlessPeriod(_));
        if self.periods.is_empty() {
            let found = self.told(|clue| named(clue) || matches!(clue.claim, Claim::Topic(_)), true);
            return if found.is_empty() { String::new() } else { format!("chưa rõ; thấy {found}") };
        }
        let adhoc = self.periods.iter().any(|period| matches!(period.span(), Span::AdHoc(..)));
        self.told(|clue| self.fits(&clue.claim) || (adhoc && clue.claim == Claim::Incident), false)
    }

    /// A place that names no year leaves it open; "9 tháng" and "quý III" are one where the office asks for one.
    fn fits(&self, claim: &Claim) -> bool {
        let nine = |span| matches!(span, Span::NineMonths | Span::Quarter(3));
        let like = |one: Period, own: &Period| one.span() == own.span() || (nine(one.span()) && nine(own.span()));
        match claim {
            Claim::Period(one) => self.periods.iter().any(|own| one.year() == own.year() && like(*one, own)),
            Claim::YearlessPeriod(one) => self.periods.iter().any(|own| like(*one, own)),
            _ => false,
        }
    }

    /// Why a mail that is left alone is none of the office's reports.
    pub fn signs(&self) -> String {
        let sign = |clue: &Clue| matches!(clue.claim, Claim::Kind(_) | Claim::Machine);
        let by_header = self.evidence.clues.iter().any(|clue| clue.source == Source::Header && sign(clue));
        self.told(|clue| sign(clue) && (!by_header || clue.source == Source::Header), false)
    }

    /// What does not fit the decision.
    pub fn against(&self) -> Vec<String> {
        let left_alone = self.decision.verdict == Verdict::Ignore;
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        let ranked = self.ranked();
        for clue in ranked.into_iter().filter(|clue| clue.strength > Strength::Weak) {
            let why = match &clue.claim {
                Claim::Report if left_alone && self.decision.kind == MailKind::Other && !self.is_told(clue) => {
                    "gọi là báo cáo".to_owned()
                }
                _ if left_alone => continue,
                Claim::Unit(unit) if !self.units.is_empty() && !self.is_ours(unit) => self.name(unit),
                Claim::OtherIssuer(_) => "nơi chưa có trong danh sách đơn vị".to_owned(),
                Claim::Period(other) if !self.periods.is_empty() && !self.fits(&clue.claim) => {
                    format!("kỳ {}", period::name(*other))
                }
                Claim::YearlessPeriod(_) if !self.periods.is_empty() && !self.fits(&clue.claim) => "kỳ khác".to_owned(),
                claim => match objection(claim) {
                    Some(why) if self.decision.verdict == Verdict::Accept => why.to_owned(),
                    _ => continue,
                },
            };
            let told = stands(&self.quote(clue), &short(&self.place(clue)));
            match found.iter_mut().find(|(known, _)| *known == why) {
                Some((_, places)) if places.contains(&told) => {}
                Some((_, places)) => places.push(told),
                None => found.push((why, vec![told])),
            }
        }
        found.into_iter().map(|(why, places)| format!("{why}: {}", places.join(", "))).collect()
    }

    /// Whether the same words are why the mail is left alone: "lấy ý kiến dự thảo báo cáo".
    fn is_told(&self, clue: &Clue) -> bool {
        self.evidence.clues.iter().any(|other| matches!(other.claim, Claim::Kind(_)) && other.quote == clue.quote)
    }

    /// Strongest first; among equals in the order of their places.
    fn ranked(&self) -> Vec<&'a Clue> {
        let mut clues: Vec<&Clue> = self.evidence.clues.iter().collect();
        clues.sort_by_key(|clue| std::cmp::Reverse(clue.strength));
        clues
    }

    /// The clues that were asked for: each quotation once, with all places where it stands; weak ones only when no others
    /// are there. With `whose`, what each is taken for.
    fn told(&self, wanted: impl Fn(&Clue) -> bool, whose: bool) -> String {
        let all: Vec<&Clue> = self.ranked().into_iter().filter(|clue| wanted(clue)).collect();
        let strong = all.iter().any(|clue| clue.strength > Strength::Weak);
        let mut found: Vec<(String, String, Vec<String>)> = Vec::new();
        for clue in all.into_iter().filter(|clue| !strong || clue.strength > Strength::Weak) {
            let meant = if whose { self.meant(&clue.claim) } else { String::new() };
            let (quote, place) = (self.quote(clue), self.place(clue));
            let again = found.iter_mut().find(|(known, of, places)| {
                let same = *known == quote || crate::spelling::fold(known) == crate::spelling::fold(&quote);
                *of == meant && (same || (!whose && places.contains(&place)))
            });
            match again {
                Some((_, _, places)) if places.contains(&place) => {}
                Some((.., places)) => places.push(place),
                None => found.push((quote, meant, vec![place])),
            }
        }
        found.truncate(QUOTES);
        let told =
            found.into_iter().map(|(quote, meant, places)| format!("{}{meant}", stands(&quote, &places.join(", "))));
        told.collect::<Vec<_>>().join("; ")
    }

    fn meant(&self, claim: &Claim) -> String {
        match claim {
            Claim::Unit(unit) | Claim::Resembles(unit) => format!(" ({})", self.name(unit)),
            Claim::OneOf(several) => {
                format!(" ({})", several.iter().map(|unit| self.name(unit)).collect::<Vec<_>>().join(" hoặc "))
            }
            _ => String::new(),
        }
    }

    /// The words of the mail; none where only a machine's words stand, or none are needed.
    pub fn quote(&self, clue: &Clue) -> String {
        match clue.source {
            Source::SenderAddress | Source::SenderDomain | Source::Header | Source::Expected | Source::Thread => {
                String::new()
            }
            _ => clipped(&clue.quote, QUOTE),
        }
    }

    /// Where it stands; the file is numbered when there are several.
    pub fn place(&self, clue: &Clue) -> String {
        let place = match clue.source {
            Source::SenderAddress if clue.claim == Claim::Colleague => "cán bộ cơ quan chuyển thư",
            Source::SenderAddress => "địa chỉ gửi có trong danh sách đơn vị",
            Source::SenderDomain => "tên miền của người gửi",
            // What machines write into a header is no language of people.
            Source::Header => header(&clue.claim),
            Source::Expected => "kế hoạch",
            Source::Thread => "thư trả lời thư của cơ quan về việc này",
            Source::Authenticity => "kết quả xác thực người gửi",
            Source::SenderName => "tên người gửi",
            Source::Letterhead => "đầu văn bản",
            Source::Symbol => "số, ký hiệu",
            Source::Title => "tên văn bản",
            Source::DocumentDate => "ngày văn bản",
            Source::FileName => "tên tệp",
            Source::Subject => "tiêu đề thư",
            Source::Body => "lời thư",
            Source::Forwarded => "thư được chuyển tiếp",
            Source::Scan => "bản chụp (máy đọc)",
        };
        let several = self.evidence.roles.len() > 1;
        let file = clue.attachment.filter(|_| several).map(|index| format!(" (tệp {})", index.saturating_add(1)));
        format!("{place}{}", file.unwrap_or_default())
    }
}

/// A unit's name with a slip in it; an unknown sender's address that looks like a unit's is told of elsewhere.
fn is_misspelt(clue: &Clue) -> bool {
    clue.source != Source::SenderName && matches!(clue.claim, Claim::Resembles(_))
}

/// A place in a few words, where what it is taken for follows.
fn short(place: &str) -> String {
    place.replace(" có trong danh sách đơn vị", "")
}

fn stands(quote: &str, place: &str) -> String {
    if quote.is_empty() { place.to_owned() } else { format!("“{quote}” ở {place}") }
}

fn header(claim: &Claim) -> &'static str {
    match claim {
        Claim::Kind(MailKind::Bulk) => "đầu thư ghi là thư gửi hàng loạt",
        Claim::Kind(MailKind::Bounce) => "đầu thư ghi là báo không gửi được",
        Claim::Kind(MailKind::Own) => "đầu thư có dấu của hệ thống này",
        Claim::Kind(MailKind::Other) => "thư của lịch hẹn: mời họp hoặc trả lời lời mời",
        Claim::Machine => "thư do máy gửi, không ai đọc thư trả lời",
        Claim::CopyOnly => "thư gửi nơi khác, cơ quan chỉ nhận bản sao",
        _ => "đầu thư ghi là thư tự động",
    }
}

/// What one would not expect of a report that is entered.
fn objection(claim: &Claim) -> Option<&'static str> {
    Some(match claim {
        Claim::Draft => "dự thảo",
        Claim::Unsigned => "chưa có số, ngày ký",
        Claim::Later => "hẹn gửi sau",
        Claim::CopyOnly => "gửi nơi khác, đồng gửi",
        // A half-year's "sơ kết" is no other matter; a week or a school year is.
        Claim::Topic(Topic::SchoolYear | Topic::Span | Topic::Week | Topic::Event) => "không phải kỳ theo lịch",
        Claim::OtherField(_) => "lĩnh vực khác",
        Claim::OtherKind(_) => "loại báo cáo khác",
        Claim::Kind(MailKind::Question) => "có ý hỏi, đề nghị",
        Claim::Kind(MailKind::Other) => "loại văn bản khác",
        _ => return None,
    })
}
