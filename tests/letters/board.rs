//! The board and the calendar, as staff see them on a terminal.

use tiepnhan::cli::board;
use tiepnhan::failure::Exit;
use tiepnhan::ledger::Ledger;
use tiepnhan::plan::{Asks, DueDate, PeriodRule, Piece};
use tiepnhan::standing::{self, Doubt, Exception, Filter, Standing, Tally};

use super::world::{World, at, golden, half_year, monthly, period, report_id, rules, unit_id};

fn june() -> World {
    let mut world = World::new(vec![half_year()]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-19 10:00");
    world
}

fn drawn(world: &World, now: &str) -> String {
    let rows = standing::board(&world.rules, &world.facts, &Filter::default(), at(now));
    let text = board::table(&rows, &world.rules, at(now));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    text
}

#[test]
fn one_report_is_drawn_with_words() {
    golden("bang-mot-bao-cao", &drawn(&june(), "2020-06-23 08:00"));
}

#[test]
fn many_reports_are_drawn_with_marks_on_80_columns() {
    let mut months = monthly();
    months.periods = PeriodRule::Months((1..=12).collect());
    months.due.as_mut().unwrap().date = DueDate::Day(20);
    let mut world = June::with(vec![half_year(), months]);
    world.rules.roster.units[2].name = "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Sông Lam".into();
    world.receive("so-y-te", "thang", "2020-06", "2020-06-25 10:00");
    golden("bang-nhieu-bao-cao", &drawn(&world, "2020-06-26 08:00"));
}

struct June;
impl June {
    fn with(reports: Vec<tiepnhan::plan::Report>) -> World {
        let mut world = World::new(reports);
        world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-18 10:00");
        world
    }
}

#[test]
fn an_excused_unit_is_neither_owing_nor_missing() {
    let mut world = june();
    let key = (unit_id("mttq"), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key, Exception::Excused);
    let rows = standing::board(&world.rules, &world.facts, &Filter::default(), at("2020-06-23 08:00"));
    let tally = Tally::of(&rows, true);
    assert_eq!((tally.owed, tally.received, tally.overdue, tally.excused), (2, 1, 1, 1));
    assert_eq!((tally.received_percent(), tally.on_time, tally.on_due_day), (50, 1, 1));
    assert_eq!(Tally::of(&rows, false).on_time, 0);
}

#[test]
fn the_command_prints_json_that_names_every_standing() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap();
    let rules = rules(vec![half_year()]);
    let asked = board::Board { json: true, period: Some("2020-H1".into()), ..board::Board::default() };
    let mut out = Vec::new();
    assert_eq!(board::run(&asked, &ledger, &rules, at("2020-06-16 08:00"), &mut out).unwrap(), Exit::Fine);
    let rows: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 3);
    assert_eq!(rows[0]["standing"], "waiting");
    assert_eq!(rows[0]["due"], "2020-06-19");
    let csv = board::Board { csv: true, ..board::Board::default() };
    let mut out = Vec::new();
    board::run(&csv, &ledger, &rules, at("2020-06-16 08:00"), &mut out).unwrap();
    assert!(out.starts_with(b"\xef\xbb\xbf") && String::from_utf8(out).unwrap().contains("Sở Y tế,so-y-te"));
    let wrong = board::Board { unit: Some("so-y-tee".into()), ..board::Board::default() };
    let failure = board::run(&wrong, &ledger, &rules, at("2020-06-16 08:00"), &mut Vec::new()).unwrap_err();
    assert_eq!(failure.exit, Exit::Input);
    assert!(failure.message.contains("`so-y-te`"), "{failure}");
}

#[test]
fn what_no_plan_dates_is_received_and_neither_in_time_nor_late() {
    let mut report = half_year();
    report.due = None;
    let mut world = World::new(vec![report]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-07-18 10:00");
    let filter = Filter { period: Some(period("2020-H1")), ..Filter::default() };
    let rows = standing::board(&world.rules, &world.facts, &filter, at("2020-12-23 08:00"));
    let standings: Vec<Standing> = rows.iter().map(|row| row.standing).collect();
    assert_eq!(standings, [Standing::Received, Standing::NoDate, Standing::NoDate]);
    assert!(world.asked("2020-12-23 08:00").is_empty(), "nobody is asked for what has no date");
}

#[test]
fn an_excused_unit_that_sends_all_the_same_is_not_late() {
    let mut world = june();
    let key = (unit_id("mttq"), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key, Exception::Excused);
    world.receive("mttq", "6-thang", "2020-H1", "2020-06-29 10:00");
    let rows = standing::board(&world.rules, &world.facts, &Filter::default(), at("2020-06-30 08:00"));
    assert_eq!(rows[2].standing, Standing::Received);
    assert_eq!(Tally::of(&rows, true).late, 0);
}

#[test]
fn work_without_a_file_waits_for_a_person_to_record_it() {
    let mut report = half_year();
    report.asks = Asks::Activity;
    let world = World::new(vec![report]);
    let standing = |now: &str| standing::board(&world.rules, &world.facts, &Filter::default(), at(now))[0].standing;
    assert_eq!(standing("2020-06-18 08:00"), Standing::Waiting);
    assert_eq!(standing("2020-06-26 08:00"), Standing::Maybe { why: Doubt::Unrecorded }, "the program cannot know");
}

#[test]
fn within_the_grace_nobody_is_overdue() {
    let mut report = half_year();
    report.due.as_mut().unwrap().grace = 2;
    let mut world = World::new(vec![report]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-22 10:00");
    let standings = |now: &str| {
        let rows = standing::board(&world.rules, &world.facts, &Filter::default(), at(now));
        rows.into_iter().map(|row| row.standing).collect::<Vec<_>>()
    };
    let late = Standing::Late { days: 3 };
    assert_eq!(standings("2020-06-23 08:00"), [late, Standing::Waiting, Standing::Waiting], "late all the same");
    let overdue = Standing::Overdue { days: 5 };
    assert_eq!(standings("2020-06-24 08:00"), [late, overdue, overdue]);
}

#[test]
fn the_board_knows_what_a_received_report_still_lacks() {
    let mut report = half_year();
    report.needs = vec![Piece::Pdf, Piece::Word];
    let mut world = World::new(vec![report]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-18 10:00");
    let key = (unit_id("so-y-te"), report_id("6-thang"), period("2020-H1"));
    world.facts.receipts.get_mut(&key).unwrap()[0].pieces = vec![Piece::Pdf];
    let rows = standing::board(&world.rules, &world.facts, &Filter::default(), at("2020-06-22 08:00"));
    let lacking: Vec<Vec<Piece>> =
        rows.iter().map(|row| standing::pieces::lacking(row, &world.rules, &world.facts)).collect();
    assert_eq!(lacking, [vec![Piece::Word], vec![], vec![]], "what has not come at all is missing, not incomplete");
}
