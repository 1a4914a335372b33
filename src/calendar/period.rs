//! The span of time a report is about (kỳ báo cáo).

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

/// The span of time a report is about, as the ledger writes it: `2020-06`, `2020-Q1`, `2020-H1`, `2020-9M`,
/// `2020`, `adhoc-2020-06-12`, `adhoc-2020-06-12-2` for a unit's second incident of that day.
///
/// Fields are private so that no thirteenth month can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    year: i16,
    span: Span,
    /// Which of the incidents of a unit on that day; 1 for every other period.
    nth: u8,
}

/// The length of a [`Period`] and its place in the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Span {
    /// Month 1-12.
    Month(u8),
    /// Quarter 1-4.
    Quarter(u8),
    /// Half 1-2.
    Half(u8),
    /// January to September.
    NineMonths,
    /// The calendar year.
    Year,
    /// An incident; month and day of the year on which it was first reported.
    AdHoc(u8, u8),
}

/// Not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” không phải kỳ báo cáo; viết 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020 hoặc adhoc-2020-06-12")]
pub struct BadPeriod(pub String);

impl Period {
    /// Builds a period of a year between 1990 and 2199.
    ///
    /// # Errors
    /// [`BadPeriod`] when month, quarter, half, day or year do not exist.
    pub fn new(year: i16, span: Span) -> Result<Self, BadPeriod> {
        let fits = match span {
            Span::Month(month) => (1..=12).contains(&month),
            Span::Quarter(quarter) => (1..=4).contains(&quarter),
            Span::Half(half) => (1..=2).contains(&half),
            Span::NineMonths | Span::Year => true,
            Span::AdHoc(month, day) => {
                Date::new(year, i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0)).is_ok()
            }
        };
        if fits && (1990..=2199).contains(&year) {
            Ok(Self { year, span, nth: 1 })
        } else {
            Err(BadPeriod(format!("{year} {span:?}")))
        }
    }

    /// The ad hoc period of an incident first reported on `day`.
    ///
    /// # Errors
    /// [`BadPeriod`] when the year is outside 1990-2199.
    pub fn ad_hoc(day: Date) -> Result<Self, BadPeriod> {
        Self::new(day.year(), Span::AdHoc(day.month().unsigned_abs(), day.day().unsigned_abs()))
    }

    /// The period of the `nth` incident of a unit that was first reported on `day`; the first has the number 1.
    ///
    /// # Errors
    /// [`BadPeriod`] when the year is outside 1990-2199, or `nth` is 0.
    pub fn ad_hoc_nth(day: Date, nth: u8) -> Result<Self, BadPeriod> {
        if nth == 0 {
            return Err(BadPeriod(format!("adhoc-{day}-0")));
        }
        Ok(Self { nth, ..Self::ad_hoc(day)? })
    }

    /// Which of the incidents of a unit on that day; 1 for every period that is no incident.
    #[must_use]
    pub fn nth(self) -> u8 {
        self.nth
    }

    /// Whether it is an incident's.
    #[must_use]
    pub fn is_ad_hoc(self) -> bool {
        matches!(self.span, Span::AdHoc(..))
    }

    /// The calendar year it belongs to.
    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// Its length and place in the year.
    #[must_use]
    pub fn span(self) -> Span {
        self.span
    }

    /// The first day it is about; of an incident, the day it was first reported.
    #[must_use]
    pub fn first_day(self) -> Date {
        let (month, day) = match self.span {
            Span::Month(month) => (month, 1),
            Span::Quarter(quarter) => (quarter.saturating_mul(3).saturating_sub(2), 1),
            Span::Half(half) => (half.saturating_mul(6).saturating_sub(5), 1),
            Span::NineMonths | Span::Year => (1, 1),
            Span::AdHoc(month, day) => (month, day),
        };
        let day = Date::new(self.year, month.cast_signed(), day.cast_signed());
        day.unwrap_or_default() // the constructor let no other day in
    }

    /// The last day it is about.
    #[must_use]
    pub fn last_day(self) -> Date {
        let months: i32 = match self.span {
            Span::Month(_) => 0,
            Span::Quarter(_) => 2,
            Span::Half(_) => 5,
            Span::NineMonths => 8,
            Span::Year => 11,
            Span::AdHoc(..) => return self.first_day(),
        };
        self.first_day().saturating_add(months.months()).last_of_month()
    }

    /// The period of the same kind one year before.
    #[must_use]
    pub fn year_before(self) -> Option<Self> {
        Self::new(self.year.checked_sub(1)?, self.span).ok()
    }
}

const QUARTERS: [&str; 4] = ["I", "II", "III", "IV"];

/// What people call the period: "tháng 5 năm 2020", "quý I năm 2020", "6 tháng đầu năm 2020".
#[must_use]
pub fn name(period: Period) -> String {
    let year = period.year;
    match period.span {
        Span::Month(month) => format!("tháng {month} năm {year}"),
        Span::Quarter(quarter) => {
            let numeral = QUARTERS.get(usize::from(quarter.saturating_sub(1))).copied().unwrap_or_default();
            format!("quý {numeral} năm {year}")
        }
        Span::Half(1) => format!("6 tháng đầu năm {year}"),
        Span::Half(_) => format!("6 tháng cuối năm {year}"),
        Span::NineMonths => format!("9 tháng đầu năm {year}"),
        Span::Year => format!("năm {year}"),
        Span::AdHoc(month, day) if period.nth == 1 => format!("đột xuất ngày {day}/{month}/{year}"),
        Span::AdHoc(month, day) => format!("đột xuất ngày {day}/{month}/{year} (vụ việc thứ {})", period.nth),
    }
}

/// A report of one period, as one name: "Báo cáo 6 tháng đầu năm 2020", "Báo cáo tháng 5 năm 2020".
///
/// Names of reports often end in the words with which the period begins, or name the period already; these are not
/// said twice.
#[must_use]
pub fn title(report: &str, period: Period) -> String {
    let period = name(period);
    let lower = report.to_lowercase();
    if lower.contains(&period.to_lowercase()) {
        return report.to_owned();
    }
    let words: Vec<&str> = period.split_whitespace().collect();
    for taken in (1..=words.len()).rev() {
        let (begin, rest) = words.split_at_checked(taken).unwrap_or((&[], &words));
        let begin = begin.join(" ").to_lowercase();
        if lower == begin || lower.ends_with(&format!(" {begin}")) {
            return format!("{report} {}", rest.join(" "));
        }
        if taken > 1 && stands(&lower, &begin) {
            // "Báo cáo quý III (9 tháng)": only its year is missing.
            let whole_span = rest.first() == Some(&"năm") && lower.ends_with(')');
            return if whole_span {
                format!("{report} {}", rest.join(" "))
            } else {
                format!("{report} (kỳ {period})")
            };
        }
    }
    format!("{report} {period}")
}

/// Whether words stand in a text as whole words: "tháng 1" does not in "tháng 12".
fn stands(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let behind = text.get(at.saturating_add(words.len())..).unwrap_or_default();
        !behind.starts_with(char::is_alphanumeric)
    })
}

/// The period that [`name`] calls so. Only exactly these names: reading people's own words is the matcher's business.
#[must_use]
pub fn from_name(text: &str) -> Option<Period> {
    if let Some(date) = text.strip_prefix("đột xuất ngày ") {
        let second = date.strip_suffix(')').and_then(|date| date.split_once(" (vụ việc thứ "));
        let (date, nth) = second.map_or(Some((date, 1)), |(date, nth)| Some((date, nth.parse().ok()?)))?;
        let mut parts = date.splitn(3, '/');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let first = Period::new(year.parse().ok()?, Span::AdHoc(month.parse().ok()?, day.parse().ok()?)).ok()?;
        return Period::ad_hoc_nth(first.first_day(), nth).ok();
    }
    let (span, year) = text.rsplit_once("năm ")?;
    let span = match span.trim_end() {
        "" => Span::Year,
        "6 tháng đầu" => Span::Half(1),
        "6 tháng cuối" => Span::Half(2),
        "9 tháng đầu" => Span::NineMonths,
        other => {
            if let Some(numeral) = other.strip_prefix("quý ") {
                let place = QUARTERS.iter().position(|known| *known == numeral)?;
                Span::Quarter(u8::try_from(place).ok()?.checked_add(1)?)
            } else {
                Span::Month(other.strip_prefix("tháng ")?.parse().ok()?)
            }
        }
    };
    Period::new(year.parse().ok()?, span).ok()
}

/// A day as offices write it: "19/6/2020".
#[must_use]
pub fn day_name(day: Date) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year())
}

/// The weekday as offices write it: "thứ Sáu", "Chủ nhật".
#[must_use]
pub fn weekday_name(day: Date) -> &'static str {
    use jiff::civil::Weekday as W;
    match day.weekday() {
        W::Monday => "thứ Hai",
        W::Tuesday => "thứ Ba",
        W::Wednesday => "thứ Tư",
        W::Thursday => "thứ Năm",
        W::Friday => "thứ Sáu",
        W::Saturday => "thứ Bảy",
        W::Sunday => "Chủ nhật",
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year;
        match self.span {
            Span::Month(month) => write!(f, "{year}-{month:02}"),
            Span::Quarter(quarter) => write!(f, "{year}-Q{quarter}"),
            Span::Half(half) => write!(f, "{year}-H{half}"),
            Span::NineMonths => write!(f, "{year}-9M"),
            Span::Year => write!(f, "{year}"),
            Span::AdHoc(month, day) if self.nth == 1 => write!(f, "adhoc-{year}-{month:02}-{day:02}"),
            Span::AdHoc(month, day) => write!(f, "adhoc-{year}-{month:02}-{day:02}-{}", self.nth),
        }
    }
}

impl FromStr for Period {
    type Err = BadPeriod;

    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let bad = || BadPeriod(text.to_owned());
        if let Some(date) = text.strip_prefix("adhoc-") {
            let (date, nth) = match date.get(10..).unwrap_or_default().strip_prefix('-') {
                Some(nth) => (date.get(..10).unwrap_or_default(), nth.parse().map_err(|_| bad())?),
                None => (date, 1),
            };
            return Self::ad_hoc_nth(date.parse().map_err(|_| bad())?, nth);
        }
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        let year: i16 = year.parse().map_err(|_| bad())?;
        let span = match rest {
            None => Span::Year,
            Some("Q1") => Span::Quarter(1),
            Some("Q2") => Span::Quarter(2),
            Some("Q3") => Span::Quarter(3),
            Some("Q4") => Span::Quarter(4),
            Some("H1") => Span::Half(1),
            Some("H2") => Span::Half(2),
            Some("9M") => Span::NineMonths,
            Some(month) if month.len() == 2 && month.bytes().all(|b| b.is_ascii_digit()) => {
                Span::Month(month.parse().map_err(|_| bad())?)
            }
            Some(_) => return Err(bad()),
        };
        Self::new(year, span).map_err(|_| bad())
    }
}

impl TryFrom<String> for Period {
    type Error = BadPeriod;
    fn try_from(text: String) -> Result<Self, BadPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests;
