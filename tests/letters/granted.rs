//! More time, and its end, where the report has come already: what stands in the register is not asked for.

use jiff::civil::date;
use tiepnhan::letter::Letter;
use tiepnhan::notice::grant;
use tiepnhan::plan::obligation;
use tiepnhan::standing::grant::{Refusal, may_grant};
use tiepnhan::standing::{Exception, Owed};

use super::world::{World, at, half_year, period, report_id, shown, unit_id};

fn owed() -> Owed {
    (unit_id("so-y-te"), report_id("6-thang"), period("2020-H1"))
}

/// The report is due before 19/6; the unit has until 24/6.
fn extended() -> World {
    let mut world = World::new(vec![half_year()]);
    world.facts.exceptions.insert(owed(), Exception::Extended(date(2020, 6, 24)));
    world
}

fn asked(world: &World, until: jiff::civil::Date, now: &str) -> Result<(), Refusal> {
    let (unit, report, of) = owed();
    let unit = world.rules.roster.unit(&unit).unwrap();
    let obligation = obligation::owed(&world.rules, unit, &report, of).unwrap();
    may_grant(&world.rules, &obligation, Exception::Extended(until), &world.facts, at(now))
}

fn told(world: &World, exception: Exception, lifted: bool, now: &str) -> String {
    let (unit, report, of) = owed();
    let told = grant::Told { id: 7, owed: (&unit, &report, of), exception, lifted, authority: "" };
    let letter = grant::letter(&told, &world.rules, &world.facts, &world.templates, at(now), &mut Vec::new());
    let letter: Letter = letter.unwrap();
    shown(&letter).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_came_within_its_extension_needs_no_further_one() {
    let mut world = extended();
    assert_eq!(asked(&world, date(2020, 6, 30), "2020-06-22 09:00"), Ok(()));
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-22 08:31");
    let refused = asked(&world, date(2020, 6, 30), "2020-06-22 09:40").unwrap_err().to_string();
    assert!(refused.contains("đã gửi (đúng hạn, số tiếp nhận 0101/2020)"), "{refused}");
    // What came late to its extension is helped by a longer one.
    let mut late = extended();
    late.receive("so-y-te", "6-thang", "2020-H1", "2020-06-26 08:31");
    assert_eq!(asked(&late, date(2020, 6, 30), "2020-06-26 09:40"), Ok(()));
    assert!(asked(&late, date(2020, 6, 25), "2020-06-26 09:40").is_err());
}

#[test]
fn the_end_of_an_extension_does_not_ask_for_what_has_come() {
    let mut world = extended();
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-22 08:31");
    let text = told(&world, Exception::Extended(date(2020, 6, 24)), true, "2020-06-22 09:40");
    assert!(text.contains("số tiếp nhận 0101/2020") && text.contains("không phải gửi lại"), "{text}");
    assert!(!text.contains("Đề nghị đơn vị gửi báo cáo") && !text.contains("trong thời gian sớm nhất"), "{text}");
}

#[test]
fn more_time_for_what_came_late_says_that_it_came() {
    let mut world = World::new(vec![half_year()]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-22 08:31");
    let text = told(&world, Exception::Extended(date(2020, 6, 24)), false, "2020-06-23 09:40");
    assert!(text.contains("số tiếp nhận 0101/2020") && !text.contains("Đề nghị đơn vị gửi báo cáo"), "{text}");
}

#[test]
fn a_longer_extension_says_that_it_takes_the_place_of_the_shorter_one() {
    let text = told(&extended(), Exception::Extended(date(2020, 6, 30)), false, "2020-06-22 09:40");
    assert!(text.contains("thay cho thời hạn đã gia hạn trước đó (đến hết ngày 24/6/2020 (thứ Tư))"), "{text}");
    assert!(text.contains("Đề nghị đơn vị gửi báo cáo"), "{text}");
    let text = told(&extended(), Exception::Extended(date(2020, 6, 24)), false, "2020-06-22 09:40");
    assert!(!text.contains("thay cho"), "the very same: {text}");
}
