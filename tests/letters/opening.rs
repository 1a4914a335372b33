//! The opening notice, word by word.

use tiepnhan::letter::Enclosure;
use tiepnhan::notice::opening::{self, Desk, Scope, Told};
use tiepnhan::plan::{PeriodRule, Piece, UnitField};

use super::world::{World, at, golden, half_year, monthly, period, report, report_id, shown, unit_id};

/// A notice about the half year or the whole plan.
fn told(world: &World, whole: bool, more: &[Enclosure]) -> String {
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
    shown(&letter.unwrap())
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
    let form =
        Enclosure {
            name: "Biểu số liệu.xlsx".into(), media_type: "application/x".into(), bytes: vec![0; 31_000]
        };
    golden("mo-ky-yeu-cau", &told(&world, false, std::slice::from_ref(&form)));
    world.rules.plans.plans[0].reports.push(report("dot-xuat", "Báo cáo đột xuất", PeriodRule::AdHoc, None));
    golden("mo-ke-hoach", &told(&world, true, &[form]));
}
