//! "Số liệu cập nhật giữa hai kỳ báo cáo": between two reports of the same kind, whatever else the plan asks for.

use tiepnhan::letter::Purpose;
use tiepnhan::plan::{DueDate, DueKind, PeriodRule, Report};

use super::world::{World, at, monthly, shown, unit_id};

fn months(id: &str, name: &str, kind: DueKind, day: u8) -> Report {
    let mut report = monthly();
    (report.id, report.name) = (super::world::report_id(id), name.into());
    report.periods = PeriodRule::Months((1..=12).collect());
    let due = report.due.as_mut().unwrap();
    (due.kind, due.date) = (kind, DueDate::Day(day));
    report
}

/// The figures that Sở Y tế is asked for under a report, as the reminder names them.
fn asked(reports: Vec<Report>, report: &str, now: &str) -> String {
    let mut world = World::new(reports);
    world.rules.plans.plans[0].figures_between = true;
    for other in &mut world.rules.plans.plans[0].reports {
        other.remind_before = if other.id.as_str() == report { vec![2] } else { Vec::new() };
        other.overdue_after = Vec::new();
    }
    let letters = world.tick(now);
    let letter = letters
        .iter()
        .find(|letter| matches!(&letter.purpose, Purpose::Reminder(unit, _) if *unit == unit_id("so-y-te")));
    let text = shown(letter.unwrap_or_else(|| panic!("nothing at {}", at(now))));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let figures = text.split_once("Số liệu cập nhật ").map(|(_, behind)| behind.split_once(". ").unwrap().0);
    figures.unwrap_or_default().to_owned()
}

#[test]
fn another_report_of_the_same_months_ends_nothing() {
    let both = |day| {
        vec![
            months("thang", "Báo cáo tháng", DueKind::Before, 20),
            months("du-luan", "Báo cáo dư luận xã hội", DueKind::By, day),
        ]
    };
    for day in [15, 20] {
        assert_eq!(asked(both(day), "thang", "2020-09-18 08:00"), "từ ngày 20/8/2020 đến ngày 19/9/2020", "{day}");
    }
    assert_eq!(asked(both(15), "du-luan", "2020-10-13 08:00"), "từ ngày 16/9/2020 đến ngày 15/10/2020");
    assert_eq!(asked(both(20), "du-luan", "2020-10-16 08:00"), "từ ngày 21/9/2020 đến ngày 20/10/2020", "no day twice");
}

#[test]
fn a_report_that_comes_in_the_place_of_a_month_ends_it() {
    let mut month = months("thang", "Báo cáo tháng", DueKind::Before, 20);
    month.periods = PeriodRule::Months(vec![7, 8, 10, 11]);
    let mut quarter = months("quy", "Báo cáo quý", DueKind::Before, 25);
    quarter.periods = PeriodRule::Quarters(vec![3]);
    assert_eq!(asked(vec![month, quarter], "thang", "2020-10-16 08:00"), "từ ngày 25/9/2020 đến ngày 19/10/2020");
}
