//! A date on a day off: everybody reads until when it counts, units as well as leaders.

use jiff::civil::date;
use tiepnhan::letter::{Letter, Purpose};
use tiepnhan::plan::{DueDate, DueKind, Report};

use super::world::{World, monthly, shown, unit_id};

/// Due at the latest on Saturday 20/6/2020, so through Monday 22/6.
fn by_saturday() -> Report {
    let mut report = monthly();
    let due = report.due.as_mut().unwrap();
    (due.kind, due.date, due.wording) = (DueKind::By, DueDate::Day(20), "chậm nhất ngày {ngày}".into());
    (report.remind_before, report.overdue_after) = (vec![3, 0], vec![1, 3]);
    report
}

const LAST: &str = "tính đến hết ngày 22/6/2020, thứ Hai";

fn flat(letters: &[Letter], wanted: impl Fn(&Purpose) -> bool) -> String {
    let found = letters.iter().find(|letter| wanted(&letter.purpose)).expect("a letter");
    shown(found).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn to_health(purpose: &Purpose) -> bool {
    matches!(purpose, Purpose::Reminder(unit, _) | Purpose::Overdue(unit, _) if *unit == unit_id("so-y-te"))
}

#[test]
fn units_read_until_when_it_counts() {
    let mut world = World::new(vec![by_saturday()]);
    let reminder = flat(&world.tick("2020-06-17 08:00"), to_health);
    assert!(reminder.contains(&format!("ngày 20/6/2020 (thứ Bảy; {LAST})")), "{reminder}");
    // One that is reminded on the very last day.
    world.tick("2020-06-19 08:00");
    world.facts.notices.retain(|notice| notice.unit != unit_id("so-y-te"));
    world.facts.written.retain(|purpose| !purpose.contains("so-y-te"));
    let late = flat(&world.tick("2020-06-22 08:00"), to_health);
    assert!(
        late.contains("Subject: Nhắc gửi báo cáo tháng 6 năm 2020") && late.contains("tính đến hết 22/6/2020)"),
        "{late}"
    );
    let overdue = flat(&world.tick("2020-06-23 08:00"), to_health);
    assert!(overdue.contains(LAST) && overdue.contains("(sau hạn 01 ngày làm việc)"), "{overdue}");
}

#[test]
fn on_the_last_day_leaders_read_who_has_not_sent_and_why_nobody_is_overdue() {
    let mut world = World::new(vec![by_saturday()]);
    let digest =
        |world: &mut World, now: &str| flat(&world.tick(now), |purpose| matches!(purpose, Purpose::Digest(..)));
    let text = digest(&mut world, "2020-06-22 07:30");
    let (_, general) = text.split_once("III. ").unwrap();
    assert!(general.contains("chưa gửi 3: Sở Y tế; Hội Khuyến học tỉnh; Ủy ban MTTQ"), "{text}");
    assert!(general.contains("tính đến hết 22/6/2020") && text.contains("I. Quá hạn: không có"), "{text}");
    let text = digest(&mut world, "2020-06-23 07:30");
    assert!(text.contains("I. Quá hạn: 03 đơn vị"), "{text}");
}

#[test]
fn where_nothing_rolls_or_more_time_was_granted_no_other_day_is_named() {
    let mut world = World::new(vec![monthly()]);
    let text = flat(&world.tick("2020-06-16 08:00"), to_health);
    assert!(!text.contains("tính đến hết"), "{text}");
    let mut world = World::new(vec![by_saturday()]);
    let key = (unit_id("so-y-te"), super::world::report_id("thang"), super::world::period("2020-06"));
    world.facts.exceptions.insert(key, tiepnhan::standing::Exception::Extended(date(2020, 6, 26)));
    let text = flat(&world.tick("2020-06-23 08:00"), to_health);
    assert!(text.contains("gia hạn đến hết ngày 26/6/2020") && !text.contains("tính đến hết"), "{text}");
}
