//! Days off and worked ones, and what rests on days off that are only expected.

use jiff::civil::Date;

use super::{Item, What};
use crate::calendar::{Calendar, Entry};
use crate::standing::days_after;

/// A break that began so long before is still shown whole.
const LONGEST: i32 = 31;

/// The days off and make-up days that touch `first..=last`; a break of several days in a row is one item.
pub(super) fn of_the_table(calendar: &Calendar, first: Date, last: Date) -> Vec<Item> {
    let around = days_after(first, LONGEST.saturating_neg())..=days_after(last, LONGEST);
    let off = calendar.days_off.range(around.clone()).filter(|(day, _)| calendar.day_off(**day).is_some());
    let mut items: Vec<Item> = Vec::new();
    for (day, entry) in off {
        match items.last_mut() {
            Some(item) if item.title == entry.name && item.last.tomorrow().is_ok_and(|next| next == *day) => {
                item.last = *day;
                item.estimate |= entry.estimate;
            }
            _ => items.push(item(*day, What::Off, entry)),
        }
    }
    let worked = calendar.worked.range(around).filter(|(day, _)| calendar.worked_day(**day).is_some());
    items.extend(worked.map(|(day, entry)| item(*day, What::Worked, entry)));
    items
}

fn item(day: Date, what: What, entry: &Entry) -> Item {
    Item { estimate: entry.estimate, ..Item::new(day, what, format!("{}-{day}", what.key()), entry.name.clone(), None) }
}

/// Whether the days off right after `day` are partly expected only: then `day` may have been chosen because of them.
pub(super) fn after_is_estimate(calendar: &Calendar, day: Date) -> bool {
    run(calendar, day, Date::tomorrow).any(|day| calendar.is_estimate(day, day))
}

/// The same for the days off on both sides of a span.
pub(super) fn beside_is_estimate(calendar: &Calendar, first: Date, last: Date) -> bool {
    after_is_estimate(calendar, last) || run(calendar, first, Date::yesterday).any(|day| calendar.is_estimate(day, day))
}

/// The days off next to `day`, at most a month of them.
fn run(calendar: &Calendar, day: Date, step: fn(Date) -> Result<Date, jiff::Error>) -> impl Iterator<Item = Date> {
    let next = std::iter::successors(step(day).ok(), move |day| step(*day).ok());
    next.take(31).take_while(|day| !calendar.is_workday(*day))
}
