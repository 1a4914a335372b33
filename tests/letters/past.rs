//! What was judged when a report came stays judged: tables and plans that people change later do not reach back.

use jiff::civil::date;

use tiepnhan::standing::{Exception, Standing, board};

use super::world::{World, at, half_year, period, report_id, unit_id};

fn standing(world: &World) -> Standing {
    board(&world.rules, &world.facts, &Default::default(), at("2020-06-26 08:00"))[0].standing
}

fn extended(world: &mut World, day: jiff::civil::Date) {
    let key = (unit_id("so-y-te"), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key, Exception::Extended(day));
}

#[test]
fn a_holiday_entered_later_changes_no_standing_of_what_had_come() {
    let mut world = World::new(vec![half_year()]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-22 10:00");
    assert_eq!(standing(&world), Standing::Late { days: 3 });
    for day in 18..=23 {
        world.rules.calendar.days_off.insert(date(2020, 6, day), "nghỉ bão".into());
    }
    assert_eq!(standing(&world), Standing::Late { days: 3 });
}

#[test]
fn a_date_that_a_plan_moves_forward_makes_nobody_late_who_was_in_time() {
    let mut world = World::new(vec![half_year()]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-18 10:00");
    let due = world.rules.plans.plans[0].reports[0].due.as_mut().unwrap();
    due.date = tiepnhan::plan::DueDate::On(date(2020, 6, 10));
    assert_eq!(standing(&world), Standing::OnTime);
}

#[test]
fn an_extension_granted_after_the_arrival_lifts_the_delay() {
    let mut world = World::new(vec![half_year()]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-24 10:00");
    assert_eq!(standing(&world), Standing::Late { days: 5 });
    extended(&mut world, date(2020, 6, 22));
    assert_eq!(standing(&world), Standing::Late { days: 2 });
    extended(&mut world, date(2020, 6, 24));
    assert_eq!(standing(&world), Standing::OnTime);
}

#[test]
fn an_extension_taken_back_makes_nobody_late_who_had_kept_to_it() {
    let mut world = World::new(vec![half_year()]);
    extended(&mut world, date(2020, 6, 24));
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-24 10:00");
    world.facts.exceptions.clear();
    assert_eq!(standing(&world), Standing::OnTime);
}
