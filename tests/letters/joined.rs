//! Two reports of one unit: whichever letter goes names all that is missed, and counts for all of it.

use jiff::civil::date;
use tiepnhan::letter::Letter;
use tiepnhan::plan::{DueDate, DueKind, Report};

use super::world::{World, monthly, report_id, shown, unit_id};

/// Overdue from Monday 22/6 on, due before Saturday 20/6; and one due by that Saturday, so through Monday.
fn both() -> Vec<Report> {
    let mut month = monthly();
    month.due.as_mut().unwrap().date = DueDate::Day(20);
    (month.remind_before, month.overdue_after) = (Vec::new(), vec![1, 3, 7]);
    let mut mood = monthly();
    (mood.id, mood.name) = (report_id("du-luan"), "Báo cáo dư luận xã hội".into());
    let due = mood.due.as_mut().unwrap();
    (due.kind, due.date) = (DueKind::By, DueDate::Day(20));
    (mood.remind_before, mood.overdue_after) = (Vec::new(), vec![1, 3]);
    vec![month, mood]
}

fn to_health(world: &World) -> Vec<&Letter> {
    world.letters.iter().filter(|letter| letter.unit == Some(unit_id("so-y-te"))).collect()
}

#[test]
fn a_letter_about_one_overdue_report_names_the_other_and_counts_for_it() {
    let mut world = World::new(both());
    let told = world.run_mornings(date(2020, 6, 22), date(2020, 7, 3));
    let days: Vec<&str> = told.iter().filter(|told| told.ends_with("so-y-te")).map(|told| &told[8..10]).collect();
    assert_eq!(days, ["22", "23", "25"], "not on four working days running");
    let about: Vec<usize> = to_health(&world).iter().map(|letter| letter.about.len()).collect();
    assert_eq!(about, [1, 2, 2]);
    assert!(
        shown(to_health(&world)[1]).contains("Về việc chưa nhận được 02 báo cáo"),
        "{}",
        shown(to_health(&world)[1])
    );
}

#[test]
fn what_has_come_is_named_in_no_letter_about_the_other() {
    let mut world = World::new(both());
    world.run_mornings(date(2020, 6, 22), date(2020, 6, 22));
    world.receive("so-y-te", "thang", "2020-06", "2020-06-22 10:00");
    world.run_mornings(date(2020, 6, 23), date(2020, 7, 3));
    let about: Vec<usize> = to_health(&world).iter().map(|letter| letter.about.len()).collect();
    assert_eq!(about, [1, 1, 1]);
}

#[test]
fn a_report_is_named_no_sooner_than_its_own_first_notice() {
    let mut reports = both();
    reports[0].overdue_after = vec![4];
    let mut world = World::new(reports);
    world.run_mornings(date(2020, 6, 22), date(2020, 6, 24));
    assert_eq!(to_health(&world).iter().map(|letter| letter.about.len()).collect::<Vec<_>>(), [1]);
}
