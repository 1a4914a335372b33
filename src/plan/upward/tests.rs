//! Scenes: what the two provinces' offices write upward themselves, and from what.

use jiff::civil::date;

use super::*;
use crate::plan::meeting::tests::{KHANH_HOA, THAI_NGUYEN, office_of};

#[test]
fn own_reports_have_their_day_and_what_they_are_made_from() {
    let rules = office_of(&[KHANH_HOA]);
    let line = |duty: &Duty<'_>| {
        let awaited = duty.awaited(&rules.plans);
        format!(
            "{} {}: {} lượt chờ, từ {:?}",
            duty.day(),
            duty.title(),
            awaited.len(),
            awaited.first().map(|(id, _)| id.as_str())
        )
    };
    let duties = duties(&rules, date(2019, 1, 1), date(2019, 12, 31));
    assert_eq!(
        duties.iter().map(line).collect::<Vec<_>>(),
        [
            "2019-03-25 Báo cáo Ban Thường vụ quý I năm 2019: 1 lượt chờ, từ Some(\"quy-1\")",
            "2019-09-25 Báo cáo Ban Thường vụ quý III năm 2019: 0 lượt chờ, từ None",
            "2019-12-10 Báo cáo Ban Thường vụ năm 2019: 12 lượt chờ, từ Some(\"nam\")",
        ]
    );
    assert_eq!(duties[0].report.to.as_deref(), Some("Ban Thường vụ Tỉnh ủy"));
}

#[test]
fn one_without_a_date_stands_at_the_end_of_its_period() {
    let rules = office_of(&[THAI_NGUYEN]);
    let duties = duties(&rules, date(2020, 6, 1), date(2020, 6, 30));
    assert_eq!(duties.len(), 1);
    assert_eq!((duties[0].day(), duties[0].deadline.is_none()), (date(2020, 6, 30), true));
    assert_eq!(duties[0].title(), "Báo cáo công tác khoa giáo toàn tỉnh 6 tháng đầu năm 2020");
    assert_eq!(duties[0].awaited(&rules.plans).len(), 1);
}
