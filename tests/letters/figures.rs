//! What counts as expected, received and on time, who is often late, and how a whole year is drawn.

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;

use tiepnhan::cli::board::{self, Board, Grouping};
use tiepnhan::ledger::Ledger;
use tiepnhan::plan::{Asks, DueDate, PeriodRule, Report};
use tiepnhan::roster::{Former, GroupId, Validity};
use tiepnhan::standing::figures::{Figures, Rate, repeaters};
use tiepnhan::standing::grid::Grid;
use tiepnhan::standing::{self, Exception, Filter, Row};

use super::world::{World, at, golden, half_year, monthly, period, report, report_id, rules, unit, unit_id};

/// The monthly report of every month, due before the 20th.
fn months() -> Report {
    let mut months = monthly();
    months.periods = PeriodRule::Months((1..=12).collect());
    months.due.as_mut().unwrap().date = DueDate::Day(20);
    months
}

fn rows(world: &World, now: &str) -> Vec<Row> {
    let filter = Filter { days: Some((date(2020, 1, 1), date(2020, 12, 31))), ..Filter::default() };
    standing::board(&world.rules, &world.facts, &filter, at(now))
}

fn figures(world: &World, now: &str) -> Figures {
    Figures::of(&rows(world, now), &world.rules, at(now))
}

fn bounce(world: &mut World, unit: &str) {
    for address in [format!("vanthu@{unit}.example"), format!("canbo.{unit}@thu.example")] {
        world.facts.bounced.insert(address, at("2020-06-01 08:00"));
    }
}

#[test]
fn what_may_have_been_sent_is_expected_but_nobody_is_accused_of_it() {
    let mut world = World::new(vec![half_year()]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-18 10:00");
    world.receive("hoi-khuyen-hoc", "6-thang", "2020-H1", "2020-06-23 10:00");
    bounce(&mut world, "mttq");
    let got = figures(&world, "2020-06-25 08:00");
    assert_eq!((got.expected, got.received, got.on_time, got.late), (3, 2, 1, 1));
    assert_eq!((got.maybe, got.overdue), (1, 0));
    assert_eq!((got.rate().to_string().as_str(), got.on_time_rate().to_string().as_str()), ("66,6%", "33,3%"));
}

#[test]
fn nothing_is_expected_before_its_last_day_has_passed_not_even_what_came() {
    let mut world = World::new(vec![half_year()]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-10 10:00");
    let before = figures(&world, "2020-06-19 23:59");
    assert_eq!((before.expected, before.received, before.not_due, before.early), (0, 0, 3, 1));
    assert_eq!(before.rate().to_string(), "–");
    let after = figures(&world, "2020-06-20 00:00");
    assert_eq!((after.expected, after.received, after.overdue, after.not_due), (3, 1, 2, 0));
}

#[test]
fn grace_and_an_extension_put_off_the_day_on_which_a_report_is_expected() {
    let mut graced = half_year();
    graced.due.as_mut().unwrap().grace = 2;
    let mut world = World::new(vec![graced]);
    let key = (unit_id("mttq"), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key, Exception::Extended(date(2020, 6, 26)));
    assert_eq!(figures(&world, "2020-06-23 23:59").expected, 0);
    assert_eq!((figures(&world, "2020-06-24 00:01").expected, figures(&world, "2020-06-24 00:01").overdue), (2, 2));
    assert_eq!(figures(&world, "2020-06-27 00:01").expected, 3);
}

#[test]
fn an_excused_unit_is_not_expected_whatever_it_sends() {
    let mut world = World::new(vec![half_year()]);
    let key = (unit_id("mttq"), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key, Exception::Excused);
    let silent = figures(&world, "2020-06-25 08:00");
    world.receive("mttq", "6-thang", "2020-H1", "2020-06-24 10:00");
    let late = figures(&world, "2020-06-25 08:00");
    assert_eq!((silent.expected, silent.excused), (2, 1));
    assert_eq!(late, silent);
}

#[test]
fn what_was_due_before_the_office_began_is_left_out() {
    let mut world = World::new(vec![half_year()]);
    world.rules.office.start_date = date(2020, 6, 20);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-18 10:00");
    let got = figures(&world, "2020-06-25 08:00");
    assert_eq!((got.expected, got.received, got.before_start), (0, 0, 3));
}

#[test]
fn the_due_day_counts_as_the_office_says_and_is_never_late() {
    let mut world = World::new(vec![half_year()]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-19 10:00");
    let counted = figures(&world, "2020-06-25 08:00");
    world.rules.office.due_day_counts = false;
    let not_counted = figures(&world, "2020-06-25 08:00");
    assert_eq!((counted.on_time, counted.on_due_day, counted.late), (1, 1, 0));
    assert_eq!((not_counted.on_time, not_counted.on_due_day, not_counted.late), (0, 1, 0));
}

#[test]
fn a_nil_report_is_received_and_measured_like_any_other() {
    let mut world = World::new(vec![half_year()]);
    world.receive_nil("so-y-te", "6-thang", "2020-H1", "2020-06-18 10:00");
    world.receive_nil("mttq", "6-thang", "2020-H1", "2020-06-24 10:00");
    let got = figures(&world, "2020-06-25 08:00");
    assert_eq!((got.received, got.on_time, got.late, got.overdue), (2, 1, 1, 1));
}

#[test]
fn reports_without_a_date_and_activities_stand_apart() {
    let undated = report("chuyen-de", "Báo cáo chuyên đề", PeriodRule::Once(period("2020")), None);
    let mut conference = half_year();
    conference.asks = Asks::Activity;
    conference.id = report_id("giao-ban");
    let mut world = World::new(vec![undated, conference]);
    world.receive("so-y-te", "chuyen-de", "2020", "2020-06-18 10:00");
    world.receive("so-y-te", "giao-ban", "2020-H1", "2020-06-30 10:00");
    let got = figures(&world, "2020-12-25 08:00");
    assert_eq!((got.expected, got.undated, got.undated_received), (0, 3, 1));
    assert_eq!((got.activities, got.activities_done), (3, 1));
    assert!(repeaters(&rows(&world, "2020-12-25 08:00"), &world.rules, 6, at("2020-12-25 08:00")).is_empty());
}

#[test]
fn a_rate_never_says_all_when_one_is_missing() {
    let said = |part, whole| Rate::of(part, whole).to_string();
    assert_eq!([said(199, 200), said(1999, 2000), said(2000, 2000)], ["99,5%", "99,9%", "100%"]);
    assert_eq!([said(1, 5000), said(0, 5), said(1, 2), said(0, 0)], ["0,1%", "0%", "50%", "–"]);
    assert_eq!([Rate::of(1999, 2000).percent(), Rate::of(0, 0).percent()], ["99%", "–"]);
}

/// January to June: Sở Y tế always in time, Hội Khuyến học late once and missing twice, MTTQ late twice and excused once.
fn spring() -> World {
    let mut world = World::new(vec![months()]);
    world.rules.office.start_date = date(2020, 1, 1);
    for month in 1..=6 {
        let (of, day) = (format!("2020-{month:02}"), format!("2020-{month:02}-15 09:00"));
        world.receive("so-y-te", "thang", &of, &day);
        if ![2, 4, 5].contains(&month) {
            world.receive("hoi-khuyen-hoc", "thang", &of, &day);
        }
        if ![1, 3, 6].contains(&month) {
            world.receive("mttq", "thang", &of, &day);
        }
    }
    world.receive("hoi-khuyen-hoc", "thang", "2020-02", "2020-02-25 09:00");
    world.receive("mttq", "thang", "2020-03", "2020-03-23 09:00");
    world.receive("mttq", "thang", "2020-06", "2020-06-29 09:00");
    let key = (unit_id("mttq"), report_id("thang"), period("2020-01"));
    world.facts.exceptions.insert(key, Exception::Excused);
    world
}

fn habits(world: &World, last: usize, now: &str) -> Vec<(String, usize, usize, Vec<String>)> {
    let rows = rows(world, now);
    let found = repeaters(&rows, &world.rules, last, at(now));
    let told = |row: &&Row| format!("{} {}", row.period, row.standing.words());
    let line = |unit: &tiepnhan::standing::figures::Repeater<'_>| {
        (unit.unit.id.to_string(), unit.looked_at, unit.missing(), unit.lapses.iter().map(told).collect())
    };
    found.iter().map(line).collect()
}

#[test]
fn who_is_late_again_and_again_is_named_worst_first() {
    let found = habits(&spring(), 6, "2020-07-01 08:00");
    let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        found,
        [
            (
                "hoi-khuyen-hoc".to_owned(),
                6,
                2,
                words(&["2020-02 gửi chậm 5 ngày", "2020-04 quá hạn 72 ngày", "2020-05 quá hạn 42 ngày"])
            ),
            ("mttq".to_owned(), 5, 0, words(&["2020-03 gửi chậm 3 ngày", "2020-06 gửi chậm 9 ngày"])),
        ]
    );
}

#[test]
fn old_lapses_are_forgotten_and_doubtful_ones_never_counted() {
    let mut world = spring();
    // Of the last three of each only those of Hội Khuyến học hold two lapses.
    let found = habits(&world, 3, "2020-07-01 08:00");
    assert_eq!(found.iter().map(|found| (found.0.as_str(), found.1)).collect::<Vec<_>>(), [("hoi-khuyen-hoc", 3)]);
    // Its letters do not arrive: what is missing is no lapse of its, and the one that is left makes no habit.
    bounce(&mut world, "hoi-khuyen-hoc");
    assert!(habits(&world, 6, "2020-07-01 08:00").iter().all(|found| found.0 != "hoi-khuyen-hoc"));
}

#[test]
fn reports_of_one_period_share_a_column_unless_a_unit_owes_both() {
    let of_group = |mut report: Report, id: &str, group: &str| {
        report.asks = if id == "viec" { Asks::Activity } else { Asks::Report };
        report.id = report_id(id);
        report.owed_by.groups = vec![GroupId::new(group).unwrap()];
        report
    };
    let split = vec![of_group(months(), "thang-so", "so-nganh"), of_group(months(), "thang-mt", "mttq")];
    let both = vec![of_group(months(), "thang-so", "so-nganh"), of_group(months(), "thang-khac", "so-nganh")];
    let work = vec![of_group(months(), "thang-so", "so-nganh"), of_group(months(), "viec", "mttq")];
    let codes = |reports: Vec<Report>| {
        let world = World::new(reports);
        let rows = rows(&world, "2020-12-31 08:00");
        let grid = Grid::of(&rows, &world.rules, at("2020-12-31 08:00"));
        grid.columns.iter().take(3).map(|column| column.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes(split), ["T6", "T7", "T8"]);
    assert_eq!(codes(both), ["T6a", "T6b", "T7a"]);
    assert_eq!(codes(work), ["T6", "T6v", "T7"]);
}

/// The year in which districts ended and communes began.
#[test]
fn districts_and_communes_stand_each_only_in_their_own_months() {
    let mut world = World::new(vec![months()]);
    world.rules.office.start_date = date(2020, 1, 1);
    let mut district = unit("hu-cam-lam", "Huyện ủy Cam Lâm", "so-nganh");
    district.validity = Validity { from: None, to: Some(date(2020, 6, 30)) };
    let mut commune = unit("du-xa-cam-lam", "Đảng ủy xã Cam Lâm", "mttq");
    commune.validity = Validity { from: Some(date(2020, 7, 1)), to: None };
    world.rules.roster.units = vec![district, commune];
    let rows = rows(&world, "2020-12-31 08:00");
    let grid = Grid::of(&rows, &world.rules, at("2020-12-31 08:00"));
    let owed: Vec<(&str, String)> = grid
        .bands
        .iter()
        .flat_map(|band| &band.lines)
        .map(|line| (line.name, line.cells.iter().map(|cell| if cell.is_some() { '+' } else { '.' }).collect()))
        .collect();
    assert_eq!(
        owed,
        [("Huyện ủy Cam Lâm", "++++++......".to_owned()), ("Đảng ủy xã Cam Lâm", "......++++++".to_owned())]
    );
}

#[test]
fn a_unit_stands_under_the_name_and_in_the_group_of_those_days() {
    let mut world = World::new(vec![months()]);
    world.rules.office.start_date = date(2020, 1, 1);
    let mut moved = unit("so-nnmt", "Sở Nông nghiệp và Môi trường", "so-nganh");
    moved.former.push(Former {
        name: "Sở Tài nguyên và Môi trường".into(),
        symbols: Vec::new(),
        aliases: Vec::new(),
        addresses: Vec::new(),
        domains: Vec::new(),
        group: GroupId::new("mttq").unwrap(),
        validity: Validity { from: None, to: Some(date(2020, 6, 30)) },
    });
    world.rules.roster.units = vec![moved];
    let rows = rows(&world, "2020-12-31 08:00");
    let grid = Grid::of(&rows, &world.rules, at("2020-12-31 08:00"));
    let shown = |band: &tiepnhan::standing::grid::Band<'_>| {
        let line = &band.lines[0];
        let owed = line.cells.iter().position(Option::is_some).unwrap();
        (band.group.name.clone(), line.name.to_owned(), owed, band.figures.expected)
    };
    assert_eq!(
        grid.bands.iter().map(shown).collect::<Vec<_>>(),
        [
            ("Sở, ngành".to_owned(), "Sở Nông nghiệp và Môi trường".to_owned(), 6, 6),
            ("MTTQ, đoàn thể".to_owned(), "Sở Tài nguyên và Môi trường".to_owned(), 0, 6),
        ]
    );
    assert_eq!(grid.figures.expected, 12);
}

/// The year of S4: a report each month, and the longer ones.
fn whole_year() -> World {
    let longer = |id: &str, name: &str, periods, day, month| {
        let mut report = half_year();
        (report.id, report.name, report.periods) = (report_id(id), name.into(), periods);
        report.due.as_mut().unwrap().date = DueDate::DayMonth(day, month);
        report
    };
    let mut world = World::new(vec![
        months(),
        longer("quy", "Báo cáo quý I", PeriodRule::Quarters(vec![1]), 20, 3),
        longer("6-thang", "Báo cáo 6 tháng đầu năm", PeriodRule::FirstHalf, 20, 6),
        longer("quy-3", "Báo cáo quý III", PeriodRule::Quarters(vec![3]), 20, 9),
        longer("nam", "Báo cáo năm", PeriodRule::Year, 30, 11),
    ]);
    world.rules.office.start_date = date(2020, 1, 1);
    for month in 1..=9 {
        let (of, day) = (format!("2020-{month:02}"), format!("2020-{month:02}-1{month} 09:00"));
        world.receive("so-y-te", "thang", &of, &day);
        if month % 3 > 0 {
            world.receive("hoi-khuyen-hoc", "thang", &of, &format!("2020-{month:02}-2{month} 09:00"));
        }
    }
    world.receive("so-y-te", "quy", "2020-Q1", "2020-03-20 15:00");
    world.receive_nil("mttq", "6-thang", "2020-H1", "2020-06-18 15:00");
    let key = (unit_id("mttq"), report_id("nam"), period("2020"));
    world.facts.exceptions.insert(key.clone(), Exception::Excused);
    world
        .facts
        .exceptions
        .insert((key.0, report_id("quy-3"), period("2020-Q3")), Exception::Extended(date(2020, 10, 9)));
    world
}

const OCTOBER: &str = "2020-10-05 08:00";

#[test]
fn a_year_is_one_picture() {
    let world = whole_year();
    let text = board::table(&rows(&world, OCTOBER), &world.rules, at(OCTOBER));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    golden("bang-ca-nam", &text);
}

#[test]
fn on_every_day_of_the_year_each_obligation_is_counted_once() {
    let mut world = whole_year();
    bounce(&mut world, "mttq");
    world.rules.office.start_date = date(2020, 2, 1);
    let total = |figures: &Figures| {
        let apart = [figures.excused, figures.before_start, figures.undated, figures.activities];
        figures.expected + figures.not_due + apart.iter().sum::<u32>()
    };
    let mut expected_before = 0;
    for day in date(2020, 1, 1).series(jiff::Span::new().days(1)).take(400) {
        let now = format!("{day} 12:00");
        let (rows, all) = (rows(&world, &now), figures(&world, &now));
        assert_eq!(usize::try_from(total(&all)).unwrap(), rows.len(), "{now}");
        assert_eq!(all.expected, all.received + all.overdue + all.maybe, "{now}");
        assert_eq!(all.received, all.on_time + all.late, "{now}: the due day counts as on time");
        assert!(all.expected >= expected_before, "{now}: nothing that fell due is forgotten");
        let accused = rows.iter().filter(|row| matches!(row.standing, standing::Standing::Overdue { .. })).count();
        assert_eq!(usize::try_from(all.overdue).unwrap(), accused, "{now}: figures accuse whom the board accuses");
        let grid = Grid::of(&rows, &world.rules, at(&now));
        let cells = grid.bands.iter().flat_map(|band| &band.lines).flat_map(|line| &line.cells).flatten().count();
        assert_eq!(cells, rows.len() - 3 * grid.left_out, "{now}: a row of the board is a cell of the picture");
        expected_before = all.expected;
    }
    assert_eq!(expected_before, 48 - 3 - 1, "all but January, which was before the start, and the excused one");
}

#[test]
fn a_picture_of_130_communes_over_two_years_fits_80_columns() {
    let mut world = whole_year();
    let commune = |n: usize| unit(&format!("xa-{n}"), &format!("Đảng ủy xã Suối Tân Hiệp Thượng {n}"), "mttq");
    world.rules.roster.units.extend((1..=130).map(commune));
    let filter = Filter { days: Some((date(2020, 1, 1), date(2021, 12, 31))), ..Filter::default() };
    let rows = standing::board(&world.rules, &world.facts, &filter, at("2022-01-05 08:00"));
    let text = board::table(&rows, &world.rules, at("2022-01-05 08:00"));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("Thượng 130") && text.contains("2020") && text.contains("2021"), "{text}");
    let shown = text.lines().filter(|line| line.starts_with("  Đảng ủy xã")).count();
    assert_eq!(shown, 2 * 130, "every unit once in each of the two tables:\n{text}");
}

fn printed(asked: Board, now: &str) -> String {
    printed_of(vec![half_year(), months()], asked, now)
}

fn printed_of(reports: Vec<Report>, asked: Board, now: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("so.db"), at("2020-01-01 08:00")).unwrap();
    let mut rules = rules(reports);
    rules.office.start_date = date(2020, 1, 1);
    let mut out = Vec::new();
    board::run(&asked, &ledger, &rules, at(now), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn figures_are_told_by_report_and_by_group() {
    golden("so-lieu", &printed(Board { year: Some(2020), figures: true, ..Board::default() }, "2020-07-01 08:00"));
    let asked = Board { figures: true, json: true, by: Some(Grouping::Unit), year: Some(2020), ..Board::default() };
    let json: serde_json::Value = serde_json::from_str(&printed(asked, "2020-07-01 08:00")).unwrap();
    assert_eq!((json["all"]["expected"].as_u64(), json["all"]["rate"].as_f64()), (Some(21), Some(0.0)));
    assert_eq!((json["unit"][0]["id"].as_str(), json["unit"][0]["not_due"].as_u64()), (Some("so-y-te"), Some(6)));
    let csv = printed(Board { figures: true, csv: true, ..Board::default() }, "2020-07-01 08:00");
    assert!(csv.contains("\nreport,6-thang,Báo cáo 6 tháng đầu năm,3,0,0,0%,0%,0,3,"), "{csv}");
}

#[test]
fn an_empty_board_says_how_to_see_a_year() {
    let told = |asked: Board| printed_of(vec![half_year()], asked, "2025-03-01 08:00");
    assert!(told(Board::default()).contains("board --year 2025"));
    assert!(!told(Board { group: Some("mttq".into()), ..Board::default() }).contains("--year"));
}

#[test]
fn habits_are_told_with_whom_to_call() {
    let text =
        printed(Board { repeat: Some(6), unit: Some("hoi-khuyen-hoc".into()), ..Board::default() }, "2020-04-01 08:00");
    golden("hay-cham", &text);
}

#[test]
fn days_choose_by_the_due_day_and_a_year_by_its_periods() {
    let periods = |asked: Board| {
        let rows: serde_json::Value =
            serde_json::from_str(&printed(Board { json: true, ..asked }, "2020-07-01 08:00")).unwrap();
        let of: std::collections::BTreeSet<String> =
            rows.as_array().unwrap().iter().map(|row| row["period"].as_str().unwrap().to_owned()).collect();
        of.into_iter().collect::<Vec<_>>()
    };
    let june = Board { from: Some("20/6/2020".into()), to: Some("2020-07-20".into()), ..Board::default() };
    assert_eq!(periods(june), ["2020-06", "2020-07"]);
    assert_eq!(periods(Board { year: Some(2020), ..Board::default() }).len(), 13);
    let group = Board { group: Some("MTTQ, doan the".into()), period: Some("2020-H1".into()), ..Board::default() };
    assert_eq!(printed(Board { csv: true, ..group }, "2020-07-01 08:00").lines().count(), 2);
}

#[test]
fn the_workbook_says_what_the_board_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tinh-hinh.xlsx");
    printed(Board { year: Some(2020), xlsx: Some(path.clone()), ..Board::default() }, "2020-07-01 08:00");
    let mut book: Xlsx<_> = calamine::open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["Tình hình", "Số liệu", "Hay chậm"]);
    let text = |sheet: &calamine::Range<Data>, row: u32, column: u32| {
        sheet.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
    };
    let board = book.worksheet_range("Tình hình").unwrap();
    let head: Vec<String> = (0..17).map(|column| text(&board, 4, column)).collect();
    assert_eq!(head.join(" "), "TT Đơn vị T1 T2 T3 T4 T5 6T T6 T7 T8 T9 T10 T11 T12 Đã nhận Tỷ lệ gửi");
    assert_eq!((text(&board, 5, 2), text(&board, 5, 7)), ("20/1".to_owned(), "19/6".to_owned()));
    assert_eq!((text(&board, 6, 0), text(&board, 7, 1)), ("Sở, ngành (2)".to_owned(), "Sở Y tế".to_owned()));
    assert_eq!((text(&board, 7, 7), text(&board, 7, 15)), ("✗ 12".to_owned(), "0/7".to_owned()));
    let figures = book.worksheet_range("Số liệu").unwrap();
    assert_eq!((text(&figures, 5, 0), text(&figures, 5, 1)), ("Tất cả".to_owned(), "21".to_owned()));
    let habits = book.worksheet_range("Hay chậm").unwrap();
    assert_eq!((text(&habits, 5, 1), text(&habits, 5, 2)), ("Sở Y tế".to_owned(), "6/6".to_owned()));
}
