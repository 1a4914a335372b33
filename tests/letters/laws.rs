//! What holds of letters and deadlines whatever arrives, whenever the clock is read, and whatever the calendar says.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;

use tiepnhan::calendar::Calendar;
use tiepnhan::calendar::deadline::{Deadline, Timeliness};
use tiepnhan::decision::Question;
use tiepnhan::letter::{Letter, Purpose};
use tiepnhan::notice::{self, foresight, is_office_time};
use tiepnhan::plan::{DueDate, DueKind, DueRule, Roll};
use tiepnhan::standing::{Exception, OpenMail, board};

use super::world::{World, at, half_year, monthly, period, report_id, told, unit_id, zone};

const UNITS: [&str; 3] = ["so-y-te", "hoi-khuyen-hoc", "mttq"];

/// What is known of a unit, about its half-year report.
#[derive(Debug, Clone, Copy)]
enum Known {
    Nothing,
    /// Received so many hours after the first of June.
    Received(i64),
    InReview,
    Excused,
    /// Until this day of June.
    Extended(i8),
    Bounced,
    NoAddress,
}

fn any_known() -> impl Strategy<Value = Known> {
    prop_oneof![
        3 => Just(Known::Nothing),
        2 => (0_i64..24 * 45).prop_map(Known::Received),
        1 => Just(Known::InReview),
        1 => Just(Known::Excused),
        1 => (10_i8..30).prop_map(Known::Extended),
        1 => Just(Known::Bounced),
        1 => Just(Known::NoAddress),
    ]
}

fn hours_after_june(hours: i64) -> Timestamp {
    at("2020-06-01 00:00") + jiff::SignedDuration::from_hours(hours)
}

/// The office with what is known of its three units. What was received later than a look is entered when it comes.
fn world(known: &[Known]) -> World {
    let mut world = World::new(vec![half_year(), monthly()]);
    for (unit, known) in UNITS.iter().zip(known) {
        for (report, of) in [("6-thang", "2020-H1"), ("thang", "2020-06")] {
            let key = (unit_id(unit), report_id(report), period(of));
            match known {
                Known::Excused => {
                    world.facts.exceptions.insert(key, Exception::Excused);
                }
                Known::Extended(day) => {
                    let until = Exception::Extended(date(2020, 6, *day));
                    world.facts.exceptions.insert(key, until);
                }
                _ => {}
            }
        }
        match known {
            Known::InReview => world.facts.open.push(OpenMail {
                mail: 1,
                received_at: at("2020-06-01 08:00"),
                unit: Some(unit_id(unit)),
                question: Some(Question::PeriodUnclear),
                from: format!("vanthu@{unit}.example"),
                subject: "bc".into(),
                words: String::new(),
                unread_scan: false,
                taught: false,
                delivers: true,
                brings: Vec::new(),
            }),
            Known::Bounced => {
                for address in [format!("vanthu@{unit}.example"), format!("canbo.{unit}@thu.example")] {
                    world.facts.bounced.insert(address, at("2020-06-01 08:00"));
                }
            }
            Known::NoAddress => {
                let unit = unit_id(unit);
                world.rules.roster.units.iter_mut().filter(|u| u.id == unit).for_each(|u| u.addresses.clear());
            }
            _ => {}
        }
    }
    world
}

/// One look at `now`, after what has come by then was entered.
fn look(world: &mut World, known: &[Known], now: Timestamp) -> Vec<Letter> {
    for (unit, known) in UNITS.iter().zip(known) {
        let Known::Received(hours) = known else { continue };
        let came = hours_after_june(*hours);
        if came <= now && !world.facts.receipts.keys().any(|(whose, ..)| *whose == unit_id(unit)) {
            let text = zone().to_datetime(came).strftime("%F %H:%M").to_string();
            world.receive(unit, "6-thang", "2020-H1", &text);
            world.receive(unit, "thang", "2020-06", &text);
        }
    }
    let local = zone().to_datetime(now).strftime("%F %H:%M").to_string();
    world.tick(&local)
}

/// To whom a reminder or overdue notice goes, and of which day it is.
fn asks(letter: &Letter) -> Option<(&str, Date)> {
    match &letter.purpose {
        Purpose::Reminder(unit, day) | Purpose::Overdue(unit, day) => Some((unit.as_str(), *day)),
        _ => None,
    }
}

/// Minutes after the first of June: six weeks.
fn any_minute() -> impl Strategy<Value = i64> {
    0_i64..60 * 24 * 45
}

fn minutes_after_june(minutes: i64) -> Timestamp {
    at("2020-06-01 00:00") + jiff::SignedDuration::from_mins(minutes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_units_that_owe_are_asked_only_in_office_hours_and_once_a_day(
        known in vec(any_known(), 3),
        mut minutes in vec(any_minute(), 1..40),
    ) {
        minutes.sort_unstable();
        let mut world = world(&known);
        let mut asked = Vec::new();
        for now in minutes.into_iter().map(minutes_after_june) {
            let local = zone().to_datetime(now);
            for letter in look(&mut world, &known, now) {
                let Some((unit, day)) = asks(&letter) else { continue };
                prop_assert!(is_office_time(&world.rules, local), "{unit} is asked at {local}");
                prop_assert_eq!(day, local.date());
                let place = UNITS.iter().position(|known| *known == unit).unwrap();
                match known[place] {
                    Known::Nothing | Known::Extended(_) => {}
                    Known::Received(hours) => prop_assert!(now < hours_after_june(hours), "{unit} has sent"),
                    held => prop_assert!(false, "{unit} is asked in spite of {held:?}"),
                }
                if let Known::Extended(until) = known[place]
                    && matches!(letter.purpose, Purpose::Overdue(..))
                {
                    prop_assert!(local.date() > date(2020, 6, until));
                }
                asked.push((unit.to_owned(), day));
            }
        }
        let count = asked.len();
        asked.sort();
        asked.dedup();
        prop_assert_eq!(asked.len(), count, "a unit was asked twice on one day");
    }

    #[test]
    fn a_clock_that_jumps_writes_nothing_twice_and_asks_nobody_about_days_gone_by(
        known in vec(any_known(), 3),
        minutes in vec(any_minute(), 2..40),
    ) {
        let mut world = world(&known);
        let mut purposes = std::collections::BTreeSet::new();
        let mut last = std::collections::BTreeMap::<String, Date>::new();
        for now in minutes.into_iter().map(minutes_after_june) {
            for letter in look(&mut world, &known, now) {
                prop_assert!(purposes.insert(letter.purpose.to_string()), "{} twice", letter.purpose);
                let Some((unit, day)) = asks(&letter) else { continue };
                if let Some(before) = last.insert(unit.to_owned(), day) {
                    prop_assert!(before < day, "{unit} was asked on {before}, then for {day}");
                }
            }
        }
    }

    #[test]
    fn five_days_without_power_cost_one_letter_to_each_unit_that_has_not_sent(
        due in 10_i8..28,
        before in 0_i32..5,
        minute in 0_i32..(9 * 60),
        sent in any::<bool>(),
    ) {
        let mut report = half_year();
        report.due.as_mut().unwrap().date = DueDate::On(date(2020, 6, due));
        let mut world = World::new(vec![report]);
        let dark = date(2020, 6, due).saturating_sub(jiff::Span::new().days(before));
        world.run_mornings(date(2020, 6, 1), dark.yesterday().unwrap());
        let asked_before = world.facts.notices.len() / UNITS.len();
        if sent {
            world.receive("mttq", "6-thang", "2020-H1", &format!("{} 10:00", dark.yesterday().unwrap()));
        }
        let calendar = &world.rules.calendar;
        let light = calendar.next_workday(dark.saturating_add(jiff::Span::new().days(5)));
        let (hour, minute) = (8 + minute / 60, minute % 60);
        let row = &board(&world.rules, &world.facts, &Default::default(), at(&format!("{light} 12:00")))[0];
        let overdue = matches!(row.deadline.as_ref().unwrap().arrival(at(&format!("{light} 08:00"))), Timeliness::Late { .. });
        let days = if overdue { notice::overdue::days(row, &world.rules) } else { notice::reminder::days(row, &world.rules) };
        // Whether an asking day of what holds now has come and nobody asked on or after it.
        let open = days.into_iter().filter(|day| *day <= light).max().is_some_and(|day| row.asked.iter().all(|a| *a < day));
        let now = format!("{light} {hour:02}:{minute:02}");
        let expected: Vec<String> = UNITS
            .iter()
            .filter(|unit| open && !(sent && **unit == "mttq"))
            .map(|unit| format!("{} {unit}", if overdue { "quá hạn" } else { "nhắc" }))
            .collect();
        prop_assert_eq!(world.asked(&now), expected, "{} asked before {}", asked_before, dark);
        prop_assert!(world.asked(&now).is_empty());
        // The due date lay in the dark: afterwards a report is overdue, and one letter says so.
        if before > 0 && overdue && date(2020, 6, due) < light {
            prop_assert!(open, "nobody was told after {light}");
        }
    }

    #[test]
    fn what_is_foreseen_is_what_is_written_whatever_is_known(known in vec(any_known(), 3), first in 1_i8..28) {
        let known: Vec<Known> = known
            .into_iter()
            .map(|known| if let Known::Received(_) = known { Known::Received(0) } else { known })
            .collect();
        let mut world = world(&known);
        let eight = jiff::civil::time(8, 0, 0, 0);
        (world.rules.office.working_hours.0, world.rules.office.digest_at) = (eight, eight);
        look(&mut world, &known, at("2020-06-01 01:00"));
        let span = (at(&format!("2020-06-{first:02} 00:00")), at("2020-07-10 00:00"));
        let seen = foresight::foresee(
            &world.rules, world.facts.clone(), &world.templates, span, &|_, purpose| told(purpose).is_some(), &mut Vec::new(),
        );
        let seen: Vec<String> = seen
            .iter()
            .map(|seen| {
                let local = zone().to_datetime(seen.at).strftime("%F %H:%M");
                format!("{local} {}", told(&seen.letter.purpose).unwrap())
            })
            .collect();
        prop_assert_eq!(seen, world.run_mornings(date(2020, 6, first), date(2020, 7, 9)));
    }

    #[test]
    fn no_holiday_entered_later_changes_how_a_received_report_stands(
        received in vec(0_i64..24 * 45, 3),
        extended in proptest::option::of(10_i8..30),
        holidays in vec(1_i8..=30, 0..12),
    ) {
        let known: Vec<Known> = received.into_iter().map(Known::Received).collect();
        let mut world = world(&known);
        if let Some(day) = extended {
            let key = (unit_id("so-y-te"), report_id("6-thang"), period("2020-H1"));
            world.facts.exceptions.insert(key, Exception::Extended(date(2020, 6, day)));
        }
        look(&mut world, &known, at("2020-07-20 23:00"));
        let standings = |world: &World| -> Vec<_> {
            board(&world.rules, &world.facts, &Default::default(), at("2020-07-20 23:00"))
                .iter()
                .map(|row| row.standing)
                .collect()
        };
        let before = standings(&world);
        prop_assert!(before.iter().all(|standing| standing.is_received()));
        for day in holidays {
            world.rules.calendar.days_off.insert(date(2020, 6, day), "nghỉ".into());
        }
        prop_assert_eq!(standings(&world), before);
    }
}

fn any_rule() -> impl Strategy<Value = DueRule> {
    let kind = prop_oneof![Just(DueKind::Before), Just(DueKind::By), Just(DueKind::Within), Just(DueKind::At)];
    let roll = prop_oneof![Just(Roll::None), Just(Roll::Next), Just(Roll::Previous)];
    let day = prop_oneof![
        (1_u8..=31).prop_map(DueDate::Day),
        (1_u8..=31).prop_map(DueDate::DayAfter),
        (1_u8..=28, 1_u8..=12).prop_map(|(day, month)| DueDate::DayMonth(day, month)),
    ];
    (kind, day, roll, 0_i8..24, 0_u8..4).prop_map(|(kind, date, roll, hour, grace)| DueRule {
        kind,
        date,
        hour: (kind == DueKind::At).then(|| jiff::civil::time(hour, 0, 0, 0)),
        wording: "hạn {ngày}".into(),
        roll,
        grace,
    })
}

/// The law's calendar with any further days off in one month.
fn any_calendar() -> impl Strategy<Value = Calendar> {
    vec((1_i8..=12, 1_i8..=28), 0..20).prop_map(|days| {
        let mut calendar = Calendar::vietnam();
        calendar.days_off.extend(days.into_iter().map(|(month, day)| (date(2026, month, day), "nghỉ".into())));
        calendar
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_comes_later_never_stands_better(
        rule in any_rule(),
        calendar in any_calendar(),
        month in 1_u8..=12,
        (first, second) in (-60_i64 * 24 * 60..60 * 24 * 60, 0_i64..60 * 24 * 60),
    ) {
        let of = tiepnhan::calendar::Period::new(2026, tiepnhan::calendar::Span::Month(month)).unwrap();
        let deadline = Deadline::of(&rule, of, &calendar, &zone()).unwrap();
        let earlier = deadline.on_time_until + jiff::SignedDuration::from_mins(first);
        let later = earlier + jiff::SignedDuration::from_mins(second);
        prop_assert!(deadline.arrival(earlier) <= deadline.arrival(later));
        prop_assert!(deadline.grace_until >= deadline.on_time_until);
        if let Timeliness::Late { days } = deadline.arrival(later) {
            prop_assert!(days >= 1);
        }
    }

    #[test]
    fn rolling_on_makes_nobody_late_earlier_and_rolling_back_nobody_late_later(
        rule in any_rule(),
        calendar in any_calendar(),
        month in 1_u8..=12,
        minutes in -20_i64 * 24 * 60..20 * 24 * 60,
    ) {
        let of = tiepnhan::calendar::Period::new(2026, tiepnhan::calendar::Span::Month(month)).unwrap();
        let rolled = |roll| Deadline::of(&DueRule { roll, ..rule.clone() }, of, &calendar, &zone()).unwrap();
        let (plain, next, previous) = (rolled(Roll::None), rolled(Roll::Next), rolled(Roll::Previous));
        let moment = plain.on_time_until + jiff::SignedDuration::from_mins(minutes);
        prop_assert!(next.arrival(moment) <= plain.arrival(moment));
        prop_assert!(plain.on_time_until >= previous.on_time_until);
        if rule.kind != DueKind::At {
            prop_assert!(calendar.is_workday(next.last_day()) || next.due_day_until.is_some());
        }
    }

    #[test]
    fn an_extension_makes_nobody_late(
        rule in any_rule(),
        calendar in any_calendar(),
        month in 1_u8..=12,
        days in -30_i32..60,
        minutes in -20_i64 * 24 * 60..60 * 24 * 60,
    ) {
        let of = tiepnhan::calendar::Period::new(2026, tiepnhan::calendar::Span::Month(month)).unwrap();
        let deadline = Deadline::of(&rule, of, &calendar, &zone()).unwrap();
        let until = deadline.nominal.saturating_add(jiff::Span::new().days(days));
        let moment = deadline.on_time_until + jiff::SignedDuration::from_mins(minutes);
        prop_assert!(deadline.extended(until).arrival(moment) <= deadline.arrival(moment));
    }
}
