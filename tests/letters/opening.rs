//! The opening notice, word by word.

use tiepnhan::letter::{Enclosure, Letter};
use tiepnhan::notice::opening::{self, Desk, Scope, Told};
use tiepnhan::plan::paper::Paper;
use tiepnhan::plan::{Asks, PeriodRule, Piece, UnitField};

use super::world::{World, at, golden, half_year, monthly, period, report, report_id, shown, unit_id};

/// A notice about the half year or the whole plan.
fn told(world: &World, whole: bool, more: &[Enclosure]) -> String {
    shown(&letter(world, whole, more))
}

fn letter(world: &World, whole: bool, more: &[Enclosure]) -> Letter {
    let of = (!whole).then(|| (report_id("6-thang"), period("2020-H1")));
    let scope = Scope { plan: &world.rules.plans.plans[0], of };
    let now = at("2020-06-02 08:00");
    let units = opening::units(&scope, &world.rules, &world.facts, now);
    let (unit, told) = units.into_iter().find(|(unit, _)| unit.id == unit_id("so-y-te")).unwrap();
    let Told::Now(to, rows) = told else { panic!("{told:?}") };
    let desk = Desk { rules: &world.rules, facts: &world.facts, templates: &world.templates, now };
    let mut faults = Vec::new();
    let letter = opening::letter(unit, (&to, &rows), &scope, more, &desk, &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    letter.unwrap()
}

#[test]
fn a_period_is_opened_with_what_the_plan_asks_and_a_plan_with_all_that_is_owed() {
    let mut world = World::new(vec![half_year(), monthly()]);
    golden("mo-ky", &told(&world, false, &[]));
    let plan = &mut world.rules.plans.plans[0];
    plan.fields =
        vec![UnitField { unit: unit_id("so-y-te"), names: vec!["y tế dự phòng".into(), "dân số".into()] }];
    plan.reports[0].needs = vec![Piece::Pdf, Piece::Word];
    plan.reports[0].via = Some("Phòng Khoa giáo".into());
    let form = Enclosure {
        name: "Biểu số liệu.xlsx".into(),
        media_type: "application/x".into(),
        bytes: vec![0; 31_000].into(),
    };
    golden("mo-ky-yeu-cau", &told(&world, false, std::slice::from_ref(&form)));
    world.rules.plans.plans[0].reports.push(report("dot-xuat", "Báo cáo đột xuất", PeriodRule::AdHoc, None));
    golden("mo-ke-hoach", &told(&world, true, &[form]));
}

#[test]
fn a_file_too_large_for_the_server_stays_behind_and_the_letter_says_so() {
    let mut world = World::new(vec![half_year()]);
    world.rules.office.largest_letter = 5_000_000;
    let paper = |name: &str, size: usize| {
        let bytes = vec![7; size].into();
        Paper { bytes, ..Paper::named(name) }
    };
    // Packed for the way the second grows beyond what is left, though as files all would fit.
    world.rules.plans.plans[0].papers =
        vec![paper("12-KH.pdf", 1_000_000), paper("Tài liệu.zip", 3_000_000), paper("Biểu số liệu.xlsx", 90_000)];
    let said = told(&world, false, &[]);
    assert!(said.contains("Gửi kèm thư này:\n- 12-KH.pdf (977 KB);\n- Biểu số liệu.xlsx (88 KB)."), "{said}");
    let apart =
        "Tệp quá lớn để gửi kèm thư này, Ban Tuyên giáo Tỉnh ủy Sông Lam sẽ gửi riêng:\n- Tài liệu.zip (2,8 MB).";
    assert!(said.split_whitespace().collect::<Vec<_>>().join(" ").contains(&apart.replace('\n', " ")), "{said}");
    let (office, own) = (std::mem::replace(&mut world.rules.office.largest_letter, 20_000_000), said);
    world.facts.letter_limit = Some(office);
    assert_eq!(told(&world, false, &[]), own, "what the server says binds like what the office says");
    let size = letter(&world, false, &[]).mime.whole().len();
    assert!((1_400_000..5_000_000).contains(&size), "{size} bytes");
    assert_eq!(opening::left_out(&world.rules.plans.plans[0], 5_000_000), ["Tài liệu.zip"]);
    assert!(opening::left_out(&world.rules.plans.plans[0], 20_000_000).is_empty());
}

#[test]
fn a_year_under_a_plan_is_told_without_a_list_of_everything() {
    let mut thang = monthly();
    (thang.periods, thang.paper) = (PeriodRule::Months((6..=12).collect()), true);
    let mut list = report("dau-viec", "Danh mục đầu việc", PeriodRule::Quarters(vec![3]), thang.due.clone());
    list.paper = false;
    let mut meeting = report("du-giao-ban", "Dự giao ban", PeriodRule::Quarters(vec![3]), None);
    meeting.asks = Asks::Activity;
    let world = World::new(vec![half_year(), thang, list, meeting]);
    let said = told(&world, true, &[]);
    assert!(said.contains("Dự giao ban quý III năm 2020: thời gian sẽ thông báo sau"), "{said}");
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let paper =
        "đồng thời gửi bản giấy đối với các báo cáo trên, trừ danh mục đầu việc quý III năm 2020, theo quy định;";
    assert!(words.contains(paper), "{said}");
    let world = World::new(vec![half_year(), monthly()]);
    let words = told(&world, true, &[]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("đồng thời gửi bản giấy đối với báo cáo 6 tháng đầu năm 2020 theo quy định;"), "{words}");
}
