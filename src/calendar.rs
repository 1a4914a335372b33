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
    pub days_off: BTreeMap<Date, Entry>,
    /// Saturdays or Sundays that are worked, with the reason; or a day off that was taken back.
    pub worked: BTreeMap<Date, Entry>,
}

/// One day of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What people call it: "Tết Nguyên đán", "làm bù cho 2/1".
    pub name: String,
    /// When it was announced; none when it was known all the time, as the days of the law are.
    pub announced: Option<Date>,
    /// Whether it is computed or expected, and no notice has confirmed it yet (dự kiến).
    pub estimate: bool,
}

impl From<&str> for Entry {
    fn from(name: &str) -> Self {
        Self { name: name.to_owned(), announced: None, estimate: false }
    }
}

/// The table as far as it was known on a day.
#[derive(Debug, Clone, Copy)]
pub struct Known<'c> {
    calendar: &'c Calendar,
    /// None: all that is known at all.
    on: Option<Date>,
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

    /// The table without what was announced after `day`. Deadlines are judged by it: a swap of working days comes at a
    /// week's notice and the table is edited at any time, but what was in time on its last day stays so.
    #[must_use]
    pub fn known_on(&self, day: Date) -> Known<'_> {
        Known { calendar: self, on: Some(day) }
    }

    fn now(&self) -> Known<'_> {
        Known { calendar: self, on: None }
    }

    /// Whether offices work on `day`.
    #[must_use]
    pub fn is_workday(&self, day: Date) -> bool {
        self.now().is_workday(day)
    }

    /// The first working day on or after `day`.
    #[must_use]
    pub fn next_workday(&self, day: Date) -> Date {
        self.now().next_workday(day)
    }

    /// The last working day on or before `day`.
    #[must_use]
    pub fn previous_workday(&self, day: Date) -> Date {
        self.now().previous_workday(day)
    }

    /// The working day that is `count` working days after `day`; `day` itself is not counted (BLDS 2015 Đ.147).
    #[must_use]
    pub fn add_workdays(&self, day: Date, count: u16) -> Date {
        self.now().add_workdays(day, count)
    }

    /// How many working days lie in `after..=last`, `after` itself not counted.
    #[must_use]
    pub fn workdays_between(&self, after: Date, last: Date) -> usize {
        let days = after.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= last);
        days.filter(|day| self.is_workday(*day)).count()
    }

    /// The holiday on `day`, when it is one.
    #[must_use]
    pub fn day_off(&self, day: Date) -> Option<&Entry> {
        self.now().entry(day).filter(|(works, _)| !works).map(|(_, entry)| entry)
    }

    /// The name of the holiday on `day`, when it is one.
    #[must_use]
    pub fn holiday(&self, day: Date) -> Option<&str> {
        self.day_off(day).map(|entry| entry.name.as_str())
    }

    /// The reason why offices work on `day` although it is a weekend or was to be a holiday.
    #[must_use]
    pub fn worked_day(&self, day: Date) -> Option<&Entry> {
        self.now().entry(day).filter(|(works, _)| *works).map(|(_, entry)| entry)
    }

    /// Whether a day off in `first..=last` is only expected: what is computed across it may still move.
    #[must_use]
    pub fn is_estimate(&self, first: Date, last: Date) -> bool {
        let mut days = self.days_off.range(first.min(last)..=last);
        days.any(|(day, entry)| entry.estimate && self.day_off(*day).is_some())
    }
}

impl<'c> Known<'c> {
    /// What the table says of `day`, and whether that means work. Of two opposite entries the later announced holds;
    /// of two of the same day the one that says work.
    fn entry(self, day: Date) -> Option<(bool, &'c Entry)> {
        let known = |entry: &&Entry| match (entry.announced, self.on) {
            (Some(announced), Some(on)) => announced <= on,
            _ => true,
        };
        let worked = self.calendar.worked.get(&day).filter(known);
        let off = self.calendar.days_off.get(&day).filter(known);
        match (worked, off) {
            (Some(worked), off) if off.is_none_or(|off| off.announced <= worked.announced) => Some((true, worked)),
            (_, off) => off.map(|off| (false, off)),
        }
    }

    /// Whether offices work on `day`.
    #[must_use]
    pub fn is_workday(self, day: Date) -> bool {
        match self.entry(day) {
            Some((works, _)) => works,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The first working day on or after `day`.
    #[must_use]
    pub fn next_workday(self, day: Date) -> Date {
        self.search(day, Date::tomorrow)
    }

    /// The last working day on or before `day`.
    #[must_use]
    pub fn previous_workday(self, day: Date) -> Date {
        self.search(day, Date::yesterday)
    }

    /// The working day that is `count` working days after `day`; `day` itself is not counted (BLDS 2015 Đ.147).
    #[must_use]
    pub fn add_workdays(self, day: Date, count: u16) -> Date {
        (0..count).fold(day, |at, _| at.tomorrow().map_or(at, |next| self.next_workday(next)))
    }

    /// Walks at most a year, so that a table in which every day is off cannot hang anybody.
    fn search(self, day: Date, step: fn(Date) -> Result<Date, jiff::Error>) -> Date {
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
