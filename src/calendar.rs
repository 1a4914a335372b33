//! Civil time as offices live it: periods, holidays, working days, deadlines.

pub mod deadline;
pub mod holiday;
pub mod lunar;
pub mod period;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

pub use period::{Period, Span};

/// Which days are off and which Saturdays are worked: the office's dated table.
///
/// Years of which the table says nothing are completed by [`holiday`], so that it never runs out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Days off beside Saturdays and Sundays, with their name: "Tết Nguyên đán", "nghỉ bù".
    pub days_off: BTreeMap<Date, String>,
    /// Saturdays or Sundays that are worked, with the reason.
    pub worked: BTreeMap<Date, String>,
}

impl Calendar {
    /// The holidays of Vietnam by law, computed for 2020-2040. The office's table stands above it.
    #[must_use]
    pub fn vietnam() -> Self {
        let mut calendar = Self::default();
        for year in 2020..=2040 {
            calendar.days_off.extend(holiday::of_year(year));
        }
        calendar
    }

    /// Whether offices work on `day`.
    #[must_use]
    pub fn is_workday(&self, day: Date) -> bool {
        if self.worked.contains_key(&day) {
            return true;
        }
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.days_off.contains_key(&day)
    }

    /// The first working day on or after `day`.
    #[must_use]
    pub fn next_workday(&self, day: Date) -> Date {
        self.search(day, Date::tomorrow)
    }

    /// The last working day on or before `day`.
    #[must_use]
    pub fn previous_workday(&self, day: Date) -> Date {
        self.search(day, Date::yesterday)
    }

    /// The working day that is `count` working days after `day`; `day` itself is not counted (BLDS 2015 Đ.147).
    #[must_use]
    pub fn add_workdays(&self, day: Date, count: u16) -> Date {
        (0..count).fold(day, |at, _| at.tomorrow().map_or(at, |next| self.next_workday(next)))
    }

    /// How many working days lie in `after..=last`, `after` itself not counted.
    #[must_use]
    pub fn workdays_between(&self, after: Date, last: Date) -> usize {
        let days = after.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= last);
        days.filter(|day| self.is_workday(*day)).count()
    }

    /// The name of the holiday on `day`, when it is one.
    #[must_use]
    pub fn holiday(&self, day: Date) -> Option<&str> {
        if self.worked.contains_key(&day) { None } else { self.days_off.get(&day).map(String::as_str) }
    }

    /// Walks at most a year, so that a table in which every day is off cannot hang anybody.
    fn search(&self, day: Date, step: fn(Date) -> Result<Date, jiff::Error>) -> Date {
        let mut at = day;
        for _ in 0..366 {
            if self.is_workday(at) {
                return at;
            }
            let Ok(next) = step(at) else { return day };
            at = next;
        }
        day
    }
}

#[cfg(test)]
mod tests;
