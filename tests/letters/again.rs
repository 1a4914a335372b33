//! Notices that follow each other are told apart, and the last day is called so.

use tiepnhan::letter::Letter;
use tiepnhan::office::Escalation;

use super::world::{World, half_year, shown, unit_id};

fn world() -> World {
    let mut report = half_year();
    (report.remind_before, report.overdue_after) = (vec![3, 1], vec![1, 3]);
    let mut world = World::new(vec![report]);
    world.rules.roster.units.truncate(1);
    world
}

fn letter(world: &mut World, now: &str) -> String {
    let letters: Vec<Letter> =
        world.tick(now).into_iter().filter(|letter| letter.unit == Some(unit_id("so-y-te"))).collect();
    let all: Vec<String> = letters.iter().map(shown).collect();
    all.join("\n").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_second_notice_is_called_that_and_names_the_day() {
    let mut world = world();
    let first = letter(&mut world, "2020-06-22 08:00");
    assert!(first.contains("Subject: Về việc chưa nhận được báo cáo 6 tháng đầu năm 2020 ["), "{first}");
    let second = letter(&mut world, "2020-06-24 08:00");
    assert!(second.contains("chưa nhận được báo cáo 6 tháng đầu năm 2020 (lần 2) ["), "{second}");
    assert!(second.contains("khẩn trương gửi trong ngày 24/6/2020 về địa chỉ"), "{second}");
}

#[test]
fn on_the_last_day_the_reminder_says_so() {
    let mut world = world();
    let first = letter(&mut world, "2020-06-16 08:00");
    assert!(!first.contains("ngày cuối"), "{first}");
    let last = letter(&mut world, "2020-06-18 08:00");
    assert!(last.contains("hôm nay là ngày cuối"), "{last}");
}

#[test]
fn after_one_notice_nobody_speaks_of_several() {
    let mut world = world();
    world.rules.office.escalation = Escalation { after: 1, to_leader: false };
    letter(&mut world, "2020-06-22 08:00");
    let second = letter(&mut world, "2020-06-24 08:00");
    assert!(second.contains("Do lần thông báo trước chưa nhận được trả lời"), "{second}");
}
