//! Scenes.

use jiff::civil::{Date, Time, date};
use jiff::tz::TimeZone;

use super::*;
use crate::calendar::Calendar;
use crate::calendar::deadline::{DueDate, DueKind, DueRule, Roll};
use crate::office::Office;
use crate::plan::{OwedBy, PlanId, Plans};
use crate::roster::{Group, GroupId, Roster, Validity};

fn unit(id: &str, group: &str, from: Option<Date>, to: Option<Date>) -> Unit {
    Unit { validity: Validity { from, to }, ..Unit::new(UnitId::new(id).unwrap(), id, GroupId::new(group).unwrap()) }
}

fn report(id: &str, periods: PeriodRule, due: Option<DueDate>) -> Report {
    let group = |id| GroupId::new(id).unwrap();
    let owed_by = OwedBy { groups: vec![group("so")], units: vec![], except: vec![UnitId::new("mien").unwrap()] };
    let due = due.map(|date| DueRule {
        kind: DueKind::Before,
        date,
        hour: None,
        wording: "trước ngày {ngày}".to_owned(),
        roll: Roll::Next,
        grace: 0,
    });
    Report { due, ..Report::new(ReportId::new(id).unwrap(), id, periods, owed_by) }
}

/// Sở TNMT ends and Sở NNMT begins at the middle of 2025; a plan in force from 2024 on.
fn rules() -> Rules {
    let units = vec![
        unit("syt", "so", None, None),
        unit("stnmt", "so", None, Some(date(2025, 6, 30))),
        unit("snnmt", "so", Some(date(2025, 7, 1)), None),
        unit("mien", "so", None, None),
        unit("hoi", "hoi", None, None),
    ];
    let groups = vec![Group { id: GroupId::new("so").unwrap(), name: "Sở".to_owned() }];
    let reports = vec![
        report("thang", PeriodRule::Months(vec![1, 2, 4, 5, 7, 8, 10, 12]), Some(DueDate::Day(20))),
        report("6-thang", PeriodRule::FirstHalf, Some(DueDate::DayMonth(20, 6))),
        report("nam", PeriodRule::Year, Some(DueDate::DayMonth(30, 11))),
        report("chuyen-de", PeriodRule::Quarters(vec![4]), None),
        report("dot-xuat", PeriodRule::AdHoc, None),
    ];
    let plan = Plan {
        validity: Validity { from: Some(date(2024, 1, 1)), to: None },
        ..Plan::new(PlanId::new("ke-hoach").unwrap(), "Kế hoạch", reports)
    };
    let office = Office {
        name: String::new(),
        short_name: String::new(),
        mailbox: String::new(),
        own_addresses: vec![],
        staff: vec![],
        leaders: vec![],
        briefings: Vec::new(),
        contact: None,
        phone: None,
        time_zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
        start_date: date(2024, 1, 1),
        working_hours: (Time::midnight(), Time::midnight()),
        digest_at: Time::midnight(),
        on_duty: Vec::new(),
        due_day_counts: true,
        authserv_id: None,
        also_signed_by: Vec::new(),
        largest_letter: 20_000_000,
        placing: crate::spelling::placing::Placing::default(),
        escalation: crate::office::Escalation::default(),
    };
    Rules::new(office, Roster { groups, units }, Plans { plans: vec![plan] }, Calendar::vietnam())
}

fn lines(first: Date, last: Date) -> Vec<String> {
    obligations(&rules(), first, last)
        .iter()
        .map(|owed| format!("{} {} {}", owed.unit, owed.report, owed.period))
        .collect()
}

#[test]
fn a_month_owes_what_runs_or_falls_due_in_it() {
    assert_eq!(
        lines(date(2025, 6, 1), date(2025, 6, 30)),
        ["syt 6-thang 2025-H1", "stnmt 6-thang 2025-H1", "syt nam 2025", "snnmt nam 2025"],
        "no monthly report in June; the unit that ends owes the half year, its successor the year"
    );
}

#[test]
fn month_m_is_due_in_month_m() {
    let owed = obligations(&rules(), date(2024, 5, 20), date(2024, 5, 20));
    let monthly = owed.iter().find(|owed| owed.report.as_str() == "thang").unwrap();
    assert_eq!(
        (monthly.period.to_string(), monthly.deadline.as_ref().unwrap().nominal),
        ("2024-05".to_owned(), date(2024, 5, 20))
    );
}

#[test]
fn a_plan_asks_for_nothing_before_it_is_in_force() {
    assert_eq!(lines(date(2023, 1, 1), date(2023, 12, 31)), Vec::<String>::new());
    let mut rules = rules();
    rules.plans.plans[0].validity.from = Some(date(2024, 12, 23));
    let owed = obligations(&rules, date(2024, 1, 1), date(2024, 12, 31));
    assert!(owed.iter().all(|owed| owed.deadline.is_none()), "what fell due before the plan is not owed: {owed:?}");
}

#[test]
fn reports_without_a_date_are_owed_without_a_deadline() {
    let owed = obligations(&rules(), date(2024, 10, 1), date(2024, 10, 1));
    let thematic: Vec<&Obligation> = owed.iter().filter(|owed| owed.report.as_str() == "chuyen-de").collect();
    assert!(!thematic.is_empty() && thematic.iter().all(|owed| owed.deadline.is_none()));
}

#[test]
fn incidents_are_never_owed_beforehand_but_known() {
    assert!(lines(date(2024, 1, 1), date(2024, 12, 31)).iter().all(|line| !line.contains("dot-xuat")));
    let rules = rules();
    let period = "adhoc-2024-05-06".parse().unwrap();
    let owed_by = |unit: &str| {
        let unit = rules.roster.unit(&UnitId::new(unit).unwrap()).unwrap();
        owed(&rules, unit, &ReportId::new("dot-xuat").unwrap(), period).is_some()
    };
    assert!(owed_by("syt"));
    assert!(!owed_by("mien"), "excepted");
    assert!(!owed_by("hoi"), "another group");
}

#[test]
fn a_period_that_a_report_lacks_is_not_owed() {
    let rules = rules();
    let unit = &rules.roster.units[0];
    let report = ReportId::new("thang").unwrap();
    assert!(owed(&rules, unit, &report, "2024-05".parse().unwrap()).is_some());
    assert!(owed(&rules, unit, &report, "2024-06".parse().unwrap()).is_none());
    assert!(owed(&rules, unit, &report, "2024-Q2".parse().unwrap()).is_none());
}

/// The standing plan of `rules`, its longer reports standing for months, and a later plan for one half year.
fn overridden() -> Rules {
    let mut rules = rules();
    let monthly = ReportId::new("thang").unwrap();
    for report in &mut rules.plans.plans[0].reports {
        match report.id.as_str() {
            "thang" => report.periods = PeriodRule::Months((1..=12).collect()),
            "6-thang" | "nam" => report.stands_for = vec![monthly.clone()],
            _ => {}
        }
    }
    let half: Period = "2024-H1".parse().unwrap();
    let mut meeting = report("giao-ban", PeriodRule::Once(half), Some(DueDate::On(date(2024, 6, 19))));
    meeting.instead_of = vec![ReportId::new("6-thang").unwrap()];
    meeting.owed_by.except.push(UnitId::new("stnmt").unwrap());
    rules.plans.plans.push(Plan::new(PlanId::new("giao-ban").unwrap(), "Kế hoạch giao ban", vec![meeting]));
    rules
}

#[test]
fn a_longer_report_stands_for_the_month_of_its_last_day() {
    let rules = overridden();
    let owed = obligations(&rules, date(2024, 1, 1), date(2024, 12, 31));
    let months = owed.iter().filter(|owed| owed.unit.as_str() == "syt" && owed.report.as_str() == "thang");
    let months: Vec<String> = months.map(|owed| owed.period.to_string()).filter(|p| p.starts_with("2024")).collect();
    assert!(!months.contains(&"2024-06".to_owned()), "the half year due 20/6 stands for June");
    assert!(!months.contains(&"2024-11".to_owned()), "the year due 30/11 stands for November");
    assert_eq!(months.len(), 10, "{months:?}");
}

#[test]
fn figures_run_from_one_report_to_the_next() {
    let mut rules = overridden();
    assert_eq!(figures(&rules, "thang", "2024-05", date(2024, 5, 20)), "", "the plan does not count so");
    rules.plans.plans[0].figures_between = true;
    let month = |month: i8, day| figures(&rules, "thang", &format!("2024-{month:02}"), date(2024, month, day));
    assert_eq!(month(5, 20), "2024-04-20 2024-05-19");
    assert_eq!(month(4, 20), "2024-03-20 2024-04-19", "no day is told twice");
    assert_eq!(month(12, 20), "2024-11-30 2024-12-19", "the year's came before it");
    assert_eq!(month(7, 20), "2024-06-19 2024-07-19", "the later plan's");
    assert_eq!(month(1, 20), "", "the first under this plan");
    let due = rules.plans.plans[0].reports.iter_mut().find(|report| report.id.as_str() == "thang");
    due.and_then(|report| report.due.as_mut()).unwrap().kind = DueKind::By;
    assert_eq!(figures(&rules, "thang", "2024-05", date(2024, 5, 20)), "2024-04-21 2024-05-20", "chậm nhất ngày 20");
}

#[test]
fn a_report_of_several_months_tells_the_figures_of_all_of_them() {
    let mut rules = overridden();
    rules.plans.plans[0].figures_between = true;
    assert_eq!(
        figures(&rules, "6-thang", "2025-H1", date(2025, 6, 20)),
        "2025-01-01 now",
        "it is due before June ends"
    );
    assert_eq!(figures(&rules, "6-thang", "2025-H1", date(2025, 7, 10)), "2025-01-01 2025-06-30");
    assert_eq!(figures(&rules, "nam", "2025", date(2025, 11, 30)), "2025-01-01 now");
    // Where nothing is asked for by the month, quarters follow each other; a half-year stays what it is called.
    let reports = &mut rules.plans.plans[0].reports;
    let thang = reports.iter_mut().find(|report| report.id.as_str() == "thang").unwrap();
    (thang.periods, thang.due.as_mut().unwrap().date) = (PeriodRule::Quarters(vec![1, 3]), DueDate::Day(20));
    assert_eq!(figures(&rules, "thang", "2025-Q3", date(2025, 9, 20)), "2025-06-20 2025-09-19");
    assert_eq!(figures(&rules, "6-thang", "2025-H1", date(2025, 6, 20)), "2025-01-01 now");
}

fn figures(rules: &Rules, report: &str, period: &str, due: Date) -> String {
    let unit = rules.roster.unit(&UnitId::new("syt").unwrap()).unwrap();
    let window =
        crate::plan::window::window(rules, unit, &ReportId::new(report).unwrap(), period.parse().unwrap(), due);
    window.map_or_else(String::new, |window| {
        format!("{} {}", window.from, window.until.map_or("now".to_owned(), |day| day.to_string()))
    })
}

#[test]
fn a_later_plan_takes_the_place_of_a_standing_one_for_its_period() {
    let rules = overridden();
    let halves = |year: i16, unit: &str| {
        let owed = obligations(&rules, date(year, 6, 1), date(year, 6, 30)).into_iter();
        let of_unit = owed.filter(|owed| owed.unit.as_str() == unit && owed.period.span() == Span::Half(1));
        of_unit.map(|owed| format!("{} {}", owed.report, owed.deadline.unwrap().nominal)).collect::<Vec<_>>()
    };
    assert_eq!(halves(2024, "syt"), ["giao-ban 2024-06-19"], "19/6 over 20/6");
    assert_eq!(halves(2024, "stnmt"), ["6-thang 2024-06-20"], "the later plan does not ask this unit");
    assert_eq!(halves(2025, "syt"), ["6-thang 2025-06-20"], "another year");
}
