//! Scenes.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn any_period() -> impl Strategy<Value = Period> {
    let span = prop_oneof![
        (1_u8..=12).prop_map(Span::Month),
        (1_u8..=4).prop_map(Span::Quarter),
        (1_u8..=2).prop_map(Span::Half),
        Just(Span::NineMonths),
        Just(Span::Year),
        (1_u8..=12, 1_u8..=28).prop_map(|(month, day)| Span::AdHoc(month, day)),
    ];
    (1990_i16..=2199, span, 1_u8..=9).prop_map(|(year, span, nth)| {
        let period = Period::new(year, span).unwrap();
        if period.is_ad_hoc() { Period::ad_hoc_nth(period.first_day(), nth).unwrap() } else { period }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(period in any_period()) {
        prop_assert_eq!(period.to_string().parse(), Ok(period));
        prop_assert_eq!(from_name(&name(period)), Some(period));
        prop_assert!(period.first_day() <= period.last_day());
        prop_assert_eq!(period.first_day().year(), period.year());
        prop_assert_eq!(period.last_day().year(), period.year());
    }

    #[test]
    fn nothing_else_panics(text in ".{0,40}") {
        let _ = from_name(&text);
        let _ = text.parse::<Period>();
    }
}

#[test]
fn people_call_periods_by_these_names() {
    let named = [
        ("2020-05", "tháng 5 năm 2020"),
        ("2020-Q1", "quý I năm 2020"),
        ("2020-Q4", "quý IV năm 2020"),
        ("2020-H1", "6 tháng đầu năm 2020"),
        ("2020-H2", "6 tháng cuối năm 2020"),
        ("2020-9M", "9 tháng đầu năm 2020"),
        ("2020", "năm 2020"),
        ("adhoc-2020-06-12", "đột xuất ngày 12/6/2020"),
        ("adhoc-2020-06-12-2", "đột xuất ngày 12/6/2020 (vụ việc thứ 2)"),
    ];
    for (id, expected) in named {
        assert_eq!(name(id.parse().unwrap()), expected);
    }
}

#[test]
fn periods_have_first_and_last_days() {
    let days = [
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2020-Q3", date(2020, 7, 1), date(2020, 9, 30)),
        ("2020-H2", date(2020, 7, 1), date(2020, 12, 31)),
        ("2020-9M", date(2020, 1, 1), date(2020, 9, 30)),
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("adhoc-2020-06-12", date(2020, 6, 12), date(2020, 6, 12)),
    ];
    for (id, first, last) in days {
        let period: Period = id.parse().unwrap();
        assert_eq!((period.first_day(), period.last_day()), (first, last), "{id}");
    }
}

#[test]
fn a_report_and_its_period_are_not_said_twice() {
    let said = |report: &str, period: &str| title(report, period.parse().unwrap());
    assert_eq!(said("Báo cáo 6 tháng đầu năm", "2020-H1"), "Báo cáo 6 tháng đầu năm 2020");
    assert_eq!(said("Báo cáo tháng", "2020-05"), "Báo cáo tháng 5 năm 2020");
    assert_eq!(said("Báo cáo quý I", "2020-Q1"), "Báo cáo quý I năm 2020");
    assert_eq!(said("Báo cáo năm", "2020"), "Báo cáo năm 2020");
    assert_eq!(said("Báo cáo đột xuất", "adhoc-2024-05-06"), "Báo cáo đột xuất ngày 6/5/2024");
    assert_eq!(said("Báo cáo công tác khoa giáo", "2020-H1"), "Báo cáo công tác khoa giáo 6 tháng đầu năm 2020");
    assert_eq!(said("Báo cáo 6 tháng đầu năm 2020", "2020-H1"), "Báo cáo 6 tháng đầu năm 2020");
    assert_eq!(said("Báo cáo quý III (9 tháng)", "2020-Q3"), "Báo cáo quý III (9 tháng) năm 2020");
    assert_eq!(said("Báo cáo tháng 12 (bổ sung)", "2020-01"), "Báo cáo tháng 12 (bổ sung) tháng 1 năm 2020");
    let long = "Báo cáo sơ kết 6 tháng đầu năm và phương hướng";
    assert_eq!(said(long, "2020-H1"), format!("{long} (kỳ 6 tháng đầu năm 2020)"));
}
