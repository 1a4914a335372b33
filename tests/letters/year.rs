//! A year of an office of two hundred units: who is written to how often, and on which days never.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use tiepnhan::plan::PeriodRule;

use super::world::{World, half_year, monthly, unit, unit_id};

const UNITS: usize = 200;

/// On which day unit `n` sends its report of `month`; the due day is the 19th. Some never do.
fn sends(n: usize, month: i8) -> Option<Date> {
    match (n * 7 + usize::from(month.unsigned_abs()) * 13) % 20 {
        0 => None,
        day @ 1..=12 => Some(date(2020, month, i8::try_from(day).unwrap())),
        day => Some(date(2020, month, i8::try_from(day + 5).unwrap())),
    }
}

#[test]
fn in_a_year_of_two_hundred_units_nobody_is_pestered() {
    let mut months = monthly();
    months.periods = PeriodRule::Months((1..=12).collect());
    let mut world = World::new(vec![half_year(), months]);
    world.rules.office.start_date = date(2020, 1, 1);
    world.rules.office.leaders.clear();
    world.rules.office.staff.clear();
    world.rules.roster.units =
        (1..=UNITS).map(|n| unit(&format!("xa-{n}"), &format!("Đảng ủy xã {n}"), "so-nganh")).collect();
    let mut log: Vec<(Date, String)> = Vec::new();
    for day in date(2020, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| day.year() == 2020) {
        for n in (1..=UNITS).filter(|n| sends(*n, day.month()) == Some(day)) {
            let of = format!("2020-{:02}", day.month());
            world.receive(&format!("xa-{n}"), "thang", &of, &format!("{day} 07:00"));
            if day.month() == 6 {
                world.receive(&format!("xa-{n}"), "6-thang", "2020-H1", &format!("{day} 07:00"));
            }
        }
        for letter in world.tick(&format!("{day} 08:00")) {
            let unit = letter.unit.clone().unwrap();
            for (report, of) in &letter.about {
                let key = (unit.clone(), report.clone(), *of);
                assert!(!world.facts.receipts.contains_key(&key), "{unit} was asked on {day} for what it had sent");
            }
            log.push((day, unit.to_string()));
        }
        world.facts.notices.retain(|notice| notice.day.saturating_add(jiff::Span::new().days(120)) >= day);
    }
    assert!(log.iter().all(|(day, _)| world.rules.calendar.is_workday(*day)), "a day off");
    let once: BTreeSet<&(Date, String)> = log.iter().collect();
    assert_eq!(once.len(), log.len(), "two letters to a unit on one day");
    let mut by_month: BTreeMap<i8, BTreeMap<&str, usize>> = BTreeMap::new();
    for (day, unit) in &log {
        *by_month.entry(day.month()).or_default().entry(unit).or_default() += 1;
    }
    for (month, units) in &by_month {
        let (letters, most) = (units.values().sum::<usize>(), units.values().max().unwrap());
        println!("tháng {month}: {letters} thư, {} đơn vị, nhiều nhất {most} thư một đơn vị", units.len());
        // Twice before the date and twice after it, whatever is owed.
        assert!(*most <= 4, "{month}: {most}");
    }
    let early = unit_id("xa-1");
    let quiet = (1..=12).filter(|month| sends(1, *month).is_some_and(|day| day.day() <= 12)).count();
    assert!(quiet > 0 && log.iter().filter(|(_, unit)| *unit == early.to_string()).count() <= (12 - quiet) * 4);
}
