//! A unit that no letter reaches: staff call it while there is still time.

use jiff::civil::date;
use tiepnhan::letter::{Letter, Purpose};
use tiepnhan::standing::{Exception, Filter, board};

use super::world::{World, at, half_year, period, report_id, shown, unit_id};

/// The only address of Hội Khuyến học is dead since the reminder of 16/6; the report is due before Friday 19/6.
fn bounced() -> World {
    let mut world = World::new(vec![half_year()]);
    let unit = world.rules.roster.units.iter_mut().find(|unit| unit.id == unit_id("hoi-khuyen-hoc")).unwrap();
    unit.addresses.truncate(1);
    world.tick("2020-06-16 08:00");
    let notice = world.facts.notices.iter_mut().find(|notice| notice.unit == unit_id("hoi-khuyen-hoc")).unwrap();
    (notice.sent, notice.lost) = (true, true);
    world.facts.bounced.insert("vanthu@hoi-khuyen-hoc.example".into(), at("2020-06-16 08:01"));
    world
}

fn flat(letters: &[Letter], kind: &str) -> String {
    let found = letters.iter().find(|letter| letter.purpose.kind() == kind);
    let found = found.unwrap_or_else(|| panic!("no {kind}"));
    shown(found).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn staff_are_told_whom_to_call_before_the_report_is_due() {
    let mut world = bounced();
    let letters = world.tick("2020-06-17 07:30");
    let desk = flat(&letters, "desk");
    assert!(
        desk.contains("III. Phải gọi điện (thư không đến được đơn vị) 1. Hội Khuyến học tỉnh")
            && desk.contains("(chưa nhắc được)")
            && desk.contains("đồng chí Lê Thị Hoa, ĐT 0238 3 500 111"),
        "{desk}"
    );
    let digest = flat(&letters, "digest");
    assert!(digest.contains("Thư gửi đơn vị không đến được: Hội Khuyến học tỉnh."), "{digest}");
    let rows = |world: &World, now: &str| {
        let filter = Filter { unit: Some(unit_id("hoi-khuyen-hoc")), ..Filter::default() };
        board(&world.rules, &world.facts, &filter, at(now))[0].standing.words()
    };
    assert_eq!(rows(&world, "2020-06-17 07:30"), "chưa nhắc được");
    // Nor would more time change that.
    let key = (unit_id("hoi-khuyen-hoc"), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key, Exception::Extended(date(2020, 6, 24)));
    assert_eq!(rows(&world, "2020-06-22 07:30"), "chưa nhắc được");
    assert!(!world.tick("2020-06-18 08:00").iter().any(|letter| letter.unit == Some(unit_id("hoi-khuyen-hoc"))));
}

#[test]
fn with_a_new_address_it_is_reminded_and_waited_for_like_any_other() {
    let mut world = bounced();
    world.tick("2020-06-17 07:30");
    let unit = world.rules.roster.units.iter_mut().find(|unit| unit.id == unit_id("hoi-khuyen-hoc")).unwrap();
    unit.addresses = vec!["moi@hoi-khuyen-hoc.example".into()];
    let letters = world.tick("2020-06-17 10:00");
    let purposes: Vec<&Purpose> = letters.iter().map(|letter| &letter.purpose).collect();
    assert_eq!(purposes, [&Purpose::Reminder(unit_id("hoi-khuyen-hoc"), date(2020, 6, 17))], "not an overdue notice");
    assert_eq!(letters[0].to, "moi@hoi-khuyen-hoc.example");
}

#[test]
fn nobody_is_called_long_before_the_date() {
    let mut world = World::new(vec![half_year()]);
    let unit = world.rules.roster.units.iter_mut().find(|unit| unit.id == unit_id("hoi-khuyen-hoc")).unwrap();
    unit.addresses.clear();
    assert!(!world.tick("2020-06-11 07:30").iter().any(|letter| letter.purpose.kind() == "desk"));
    assert!(world.tick("2020-06-12 07:30").iter().any(|letter| letter.purpose.kind() == "desk"), "a week before");
}
