//! Scenes: the meetings of the plans of Thái Nguyên 2020 and Khánh Hòa, and what is a first and a last week.

use jiff::civil::{Time, date};
use jiff::tz::TimeZone;

use super::*;
use crate::office::Office;
use crate::roster::Roster;

pub fn office_of(plans: &[&str]) -> Rules {
    let read =
        |text: &&str| crate::plan::read::read(text, "ke-hoach.toml").unwrap_or_else(|faults| panic!("{faults:?}")).0;
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
        start_date: date(2016, 1, 1),
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
    let plans = Plans { plans: plans.iter().map(read).collect() };
    Rules::new(office, Roster::default(), plans, Calendar::vietnam())
}

/// What S0 says of the meetings of province and districts in June 2020 (M1, M2).
pub const THAI_NGUYEN: &str = r#"
    title = "Kế hoạch tổ chức giao ban công tác khoa giáo 6 tháng đầu năm 2020"
    valid_from = "1/6/2020"
    [[report]]
    id = "6-thang-2020"
    name = "Báo cáo sơ kết công tác khoa giáo 6 tháng đầu năm"
    period = "once"
    for = "2020-H1"
    groups = ["so-nganh"]
    due = { before = "19/6/2020" }
    [[meeting]]
    id = "giao-ban-tinh"
    name = "Hội nghị giao ban công tác khoa giáo"
    period = "once"
    for = "2020-H1"
    groups = ["so-nganh"]
    held = { week = "last" }
    waits_for = ["6-thang-2020"]
    [[meeting]]
    id = "giao-ban-huyen"
    name = "Giao ban cấp huyện"
    period = "once"
    for = "2020-H1"
    groups = ["huyen"]
    held = { before = "26/6/2020" }
    wording = "½ ngày, tổ chức hội nghị xong trước ngày 26/6/2020"
    [[own]]
    id = "tong-hop-tinh"
    name = "Báo cáo công tác khoa giáo toàn tỉnh"
    period = "once"
    for = "2020-H1"
    waits_for = ["6-thang-2020"]
"#;

/// What S4 says of reports, meetings and the Ban's own reports (M4, O26).
pub const KHANH_HOA: &str = r#"
    title = "Kế hoạch phối hợp"
    valid_from = "1/1/2016"
    [[report]]
    id = "thang"
    name = "Báo cáo tháng"
    period = "month"
    groups = ["so"]
    due = { before = "ngày 20" }
    [[report]]
    id = "quy-1"
    name = "Báo cáo quý I"
    period = "quarter"
    quarters = [1]
    groups = ["so"]
    due = { before = "20/3" }
    stands_for = ["thang"]
    [[report]]
    id = "6-thang"
    name = "Báo cáo 6 tháng đầu năm"
    period = "half"
    groups = ["so"]
    due = { before = "20/6" }
    stands_for = ["thang"]
    [[report]]
    id = "nam"
    name = "Báo cáo năm"
    period = "year"
    groups = ["so"]
    due = { before = "30/11" }
    stands_for = ["thang"]
    [[meeting]]
    id = "giao-ban-quy"
    name = "Giao ban Khối khoa giáo"
    period = "quarter"
    quarters = [1, 2, 3]
    groups = ["so"]
    held = { week = "last" }
    wording = "01 buổi vào tuần cuối của tháng cuối quý"
    waits_for = ["quy-1", "6-thang"]
    [[meeting]]
    id = "giao-ban-nam"
    name = "Hội nghị đánh giá công tác phối hợp"
    period = "year"
    groups = ["so"]
    held = { week = "first", month = 12 }
    waits_for = ["thang", "nam"]
    [[own]]
    id = "btv-quy"
    name = "Báo cáo Ban Thường vụ"
    to = "Ban Thường vụ Tỉnh ủy"
    period = "quarter"
    quarters = [1, 3]
    due = { by = "ngày 25" }
    waits_for = ["quy-1"]
    [[own]]
    id = "btv-nam"
    name = "Báo cáo Ban Thường vụ"
    to = "Ban Thường vụ Tỉnh ủy"
    period = "year"
    due = { by = "10/12" }
    waits_for = ["thang", "nam"]
"#;

fn held(rules: &Rules, first: Date, last: Date) -> Vec<String> {
    let line = |sitting: &Sitting<'_>| {
        format!("{}..{} {} ({})", sitting.first, sitting.last, sitting.title(), sitting.wording())
    };
    sittings(rules, first, last).iter().map(line).collect()
}

#[test]
fn the_meetings_of_june_2020_fall_on_the_days_on_which_they_were_held() {
    let rules = office_of(&[THAI_NGUYEN]);
    // The provincial one was held on Tuesday 30/6/2020 (S3).
    assert_eq!(
        held(&rules, date(2020, 6, 1), date(2020, 6, 30)),
        [
            "2020-06-25..2020-06-25 Giao ban cấp huyện 6 tháng đầu năm 2020 \
             (½ ngày, tổ chức hội nghị xong trước ngày 26/6/2020)",
            "2020-06-29..2020-06-30 Hội nghị giao ban công tác khoa giáo 6 tháng đầu năm 2020 (tuần cuối tháng 6/2020)",
        ]
    );
    assert_eq!(held(&rules, date(2021, 6, 1), date(2021, 6, 30)), [""; 0], "once is once");
}

#[test]
fn quarterly_meetings_fall_in_the_last_week_and_the_years_in_the_first_of_december() {
    let rules = office_of(&[KHANH_HOA]);
    let days: Vec<(Date, Date)> = sittings(&rules, date(2019, 1, 1), date(2019, 12, 31))
        .iter()
        .map(|sitting| (sitting.first, sitting.last))
        .collect();
    let week = |month, first, last| (date(2019, month, first), date(2019, month, last));
    // 30/9/2019 is a Monday: one day of that week does not make a last week of September.
    assert_eq!(days, [week(3, 25, 29), week(6, 24, 28), week(9, 23, 27), week(12, 2, 6)]);
    assert_eq!(sittings(&rules, date(2015, 1, 1), date(2015, 12, 31)), [], "the plan is younger");
}

#[test]
fn a_week_belongs_to_the_month_that_has_two_of_its_working_days() {
    let calendar = Calendar::vietnam();
    let cases = [
        // Monday 31st alone; Monday and Tuesday; a whole week.
        (date(2025, 3, 1), Week::Last, date(2025, 3, 24), date(2025, 3, 28)),
        (date(2020, 6, 1), Week::Last, date(2020, 6, 29), date(2020, 6, 30)),
        (date(2026, 10, 1), Week::Last, date(2026, 10, 26), date(2026, 10, 30)),
        // Friday 1/12 alone; Thursday and Friday.
        (date(2023, 12, 1), Week::First, date(2023, 12, 4), date(2023, 12, 8)),
        (date(2022, 12, 1), Week::First, date(2022, 12, 1), date(2022, 12, 2)),
        // 30/4 is off, so Monday 29/4/2024 stands alone.
        (date(2024, 4, 1), Week::Last, date(2024, 4, 22), date(2024, 4, 26)),
    ];
    for (month, week, first, last) in cases {
        assert_eq!(week_of(month, week, &calendar), (first, last), "{week:?} of {month}");
    }
    let mut closed = Calendar::default();
    closed.days_off.extend(date(2024, 4, 1).series(1.day()).take(30).map(|day| (day, "nghỉ".into())));
    assert_eq!(week_of(date(2024, 4, 1), Week::Last, &closed), (date(2024, 4, 1), date(2024, 4, 30)));
}

#[test]
fn a_meeting_waits_for_what_ends_in_its_period_and_is_due_by_its_day() {
    let rules = office_of(&[KHANH_HOA]);
    let of = |first, last| {
        let sittings = sittings(&rules, first, last);
        assert_eq!(sittings.len(), 1, "{sittings:?}");
        let awaited = sittings[0].awaited(&rules.plans).into_iter();
        awaited.map(|(report, period)| format!("{report} {period}")).collect::<Vec<_>>()
    };
    assert_eq!(of(date(2019, 3, 25), date(2019, 3, 31)), ["quy-1 2019-Q1"]);
    assert_eq!(of(date(2019, 6, 24), date(2019, 6, 30)), ["6-thang 2019-H1"]);
    let year = of(date(2019, 12, 1), date(2019, 12, 7));
    assert_eq!(
        (year.first().map(String::as_str), year.last().map(String::as_str)),
        (Some("nam 2019"), Some("thang 2019-11"))
    );
    assert_eq!(year.len(), 12, "December's report is due after the meeting");
}

#[test]
fn a_later_plan_s_report_is_waited_for_in_place_of_the_standing_one() {
    let override_2020 = r#"
        id = "rieng-2020"
        title = "Kế hoạch 6 tháng đầu năm 2020"
        [[report]]
        id = "6-thang-2020"
        name = "Báo cáo 6 tháng đầu năm"
        period = "once"
        for = "2020-H1"
        groups = ["so"]
        due = { before = "19/6/2020" }
        instead_of = ["6-thang"]
    "#;
    let rules = office_of(&[KHANH_HOA, override_2020]);
    let awaited = |year| {
        let sittings = sittings(&rules, date(year, 6, 22), date(year, 6, 30));
        sittings[0].awaited(&rules.plans).iter().map(|(report, _)| report.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(awaited(2020), ["6-thang", "6-thang-2020"], "whichever the units owe");
    assert_eq!(awaited(2019), ["6-thang"]);
}

#[test]
fn a_meeting_without_a_day_is_open_through_its_period() {
    // M3: "giao ban luân phiên 6 tháng hoặc hằng quý".
    let rules =
        office_of(&["title = \"K\"\n[[meeting]]\nid = \"luan-phien\"\nname = \"Giao ban\"\nperiod = \"quarter\"\n"]);
    assert_eq!(
        held(&rules, date(2018, 5, 1), date(2018, 5, 31)),
        ["2018-04-01..2018-06-30 Giao ban quý II năm 2018 (chưa định ngày)"]
    );
}
