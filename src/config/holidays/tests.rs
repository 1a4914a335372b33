//! Scenes: the table built in against what was decreed, the office's own above it, deadlines on both.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::*;
use crate::calendar::Period;
use crate::calendar::deadline::{Deadline, DueDate, DueKind, DueRule, Roll, Timeliness};

fn shipped() -> Calendar {
    let mut faults = Vec::new();
    let calendar = built_in(&mut faults);
    assert_eq!(faults, []);
    calendar
}

fn with(own: &str) -> Calendar {
    let mut faults = Vec::new();
    let calendar = super::own(own, "ngay-nghi.toml", shipped(), &mut faults);
    assert_eq!(faults, []);
    calendar
}

fn faults(own: &str) -> Vec<String> {
    let mut faults = Vec::new();
    super::own(own, "ngay-nghi.toml", shipped(), &mut faults);
    faults.iter().map(|fault| fault.to_string().lines().next().unwrap().to_owned()).collect()
}

/// Days as "23-29/1 2/4".
fn listed(year: i16, text: &str) -> Vec<Date> {
    let mut days = Vec::new();
    for span in text.split_whitespace() {
        let (span, month) = span.split_once('/').unwrap();
        let (first, last) = span.split_once('-').unwrap_or((span, span));
        let day = |text: &str| date(year, month.parse().unwrap(), text.parse().unwrap());
        days.extend(day(first).series(jiff::Span::new().days(1)).take_while(|at| *at <= day(last)));
    }
    days
}

#[test]
fn each_day_off_of_2020_to_2030_is_the_decreed_or_expected_one() {
    // Days from Monday to Friday that were, or will be, off; Saturdays worked in exchange (vn-reporting §2.4).
    let years = [
        (2020, "1/1 23-24/1 27-29/1 2/4 30/4 1/5 2/9", ""),
        (2021, "1/1 10-12/2 15-16/2 21/4 30/4 3/5 2-3/9", ""),
        (2022, "3/1 31/1 1-4/2 11/4 2-3/5 1-2/9", ""),
        (2023, "2/1 20/1 23-26/1 1-3/5 1/9 4/9", ""),
        (2024, "1/1 8-9/2 12-14/2 18/4 29-30/4 1/5 2-3/9", "4/5"),
        (2025, "1/1 27-31/1 7/4 30/4 1-2/5 1-2/9", "26/4"),
        (2026, "1-2/1 16-20/2 27/4 30/4 1/5 31/8 1-2/9 24/11", "10/1 22/8"),
        (2027, "1/1 4-5/2 8-10/2 16/4 30/4 3/5 2-3/9 24/11", ""),
        (2028, "3/1 24-28/1 4/4 1-2/5 1/9 4/9 24/11", ""),
        (2029, "1/1 12-16/2 23/4 30/4 1/5 3-4/9 26/11", ""),
        (2030, "1/1 31/1 1/2 4-6/2 12/4 30/4 1/5 2-3/9 25/11", ""),
    ];
    let calendar = shipped();
    for (year, off, worked) in years {
        let all = date(year, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| day.year() == year);
        let weekend = |day: &Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let (weekends, weekdays): (Vec<Date>, Vec<Date>) = all.partition(weekend);
        let is_off: Vec<Date> = weekdays.into_iter().filter(|day| !calendar.is_workday(*day)).collect();
        let is_worked: Vec<Date> = weekends.into_iter().filter(|day| calendar.is_workday(*day)).collect();
        assert_eq!((is_off, is_worked), (listed(year, off), listed(year, worked)), "{year}");
        assert_eq!(calendar.is_estimate(date(year, 1, 1), date(year, 12, 31)), year >= 2027, "{year}");
    }
}

#[test]
fn the_law_and_the_decrees_agree_but_for_swaps_and_the_length_of_tet() {
    let calendar = shipped();
    for (day, entry) in (2020..=2030).flat_map(holiday::of_year) {
        let tet = entry.name.contains("Nguyên đán");
        assert!(tet || !calendar.is_workday(day), "{day} {entry:?}");
    }
}

#[test]
fn years_beyond_the_table_are_computed_and_said_to_be_estimates() {
    let calendar = shipped();
    assert_eq!(calendar.day_off(date(2031, 1, 23)), Some(&Entry { estimate: true, ..Entry::from("Tết Nguyên đán") }));
    assert!(calendar.is_estimate(date(2045, 4, 1), date(2045, 12, 31)));
    assert!(!calendar.is_workday(date(2031, 11, 24)));
}

#[test]
fn a_swap_is_two_lines_and_leaves_the_rest_of_the_table() {
    let own = "[[off]]\nfrom = 2026-12-31\nname = \"hoán đổi\"\nannounced = 2026-12-20\n\
               [[worked]]\nfrom = 2026-12-26\nname = \"làm bù cho 31/12\"\nannounced = 2026-12-20\n";
    let calendar = with(own);
    assert_eq!(calendar.holiday(date(2026, 12, 31)), Some("hoán đổi"));
    assert!(calendar.is_workday(date(2026, 12, 26)));
    assert_eq!(calendar.holiday(date(2026, 9, 2)), Some("Quốc khánh (31/8 hoán đổi)"), "the built-in table stands");
    assert!(calendar.is_estimate(date(2027, 1, 1), date(2027, 12, 31)), "2027 is still expected only");
}

const TET_2027: &str = "[[off]]\nfrom = 2027-01-01\nname = \"Tết Dương lịch\"\nannounced = \"15/10/2026\"\n\
    [[off]]\nfrom = 2027-02-05\nto = 2027-02-11\nname = \"Tết Nguyên đán\"\nannounced = \"15/10/2026\"\n\
    [[off]]\nfrom = 2027-04-16\nname = \"Giỗ Tổ Hùng Vương\"\nannounced = \"15/10/2026\"\n\
    [[off]]\nfrom = 2027-04-30\nto = 2027-05-03\nname = \"30/4, 1/5\"\nannounced = \"15/10/2026\"\n\
    [[off]]\nfrom = 2027-09-02\nto = 2027-09-03\nname = \"Quốc khánh\"\nannounced = \"15/10/2026\"\n\
    [[off]]\nfrom = 2027-11-24\nname = \"Ngày Văn hóa Việt Nam\"\nannounced = \"15/10/2026\"\n";

#[test]
fn a_decreed_year_takes_the_place_of_the_expected_one() {
    let calendar = with(TET_2027);
    assert!(calendar.is_workday(date(2027, 2, 4)), "expected off, decreed otherwise");
    assert!(!calendar.is_workday(date(2027, 2, 11)));
    assert!(!calendar.is_workday(date(2027, 2, 6)), "a Saturday stays one");
    assert_eq!(calendar.worked_day(date(2027, 2, 6)), None);
    assert!(!calendar.is_estimate(date(2027, 1, 1), date(2027, 12, 31)));
    assert!(calendar.is_estimate(date(2028, 1, 1), date(2028, 12, 31)));
}

#[test]
fn a_decreed_year_with_gaps_is_warned_of() {
    let own = TET_2027.split("[[off]]\nfrom = 2027-04-16").next().unwrap();
    assert_eq!(
        faults(own),
        ["ngay-nghi.toml, năm 2027: lưu ý: chưa có ngày nghỉ Giỗ Tổ Hùng Vương (16/4/2027), Ngày Chiến thắng 30/4 \
          (30/4/2027), Quốc khánh (2/9/2027), Ngày Văn hóa Việt Nam (24/11/2027)"]
    );
}

#[test]
fn a_line_that_differs_should_say_when_it_was_announced() {
    assert_eq!(
        faults("[[off]]\nfrom = \"15/6/2026\"\nname = \"ngày nghỉ của tỉnh\"\n"),
        ["ngay-nghi.toml, dòng 2: lưu ý: ngày 15/6/2026 khác bảng có sẵn mà chưa ghi ngày công bố (announced)"]
    );
    assert_eq!(faults("[[off]]\nfrom = 2026-02-14\nto = 2026-02-22\nname = \"Tết\"\n"), [""; 0], "a copy needs none");
    assert_eq!(
        faults("[[off]]\nto = 2026-02-22\n[[worked]]\nfrom = 2026-02-22\nto = 2026-02-14\n"),
        [
            "ngay-nghi.toml, dòng 2: lỗi: thiếu ngày (from)",
            "ngay-nghi.toml, dòng 4: lỗi: khoảng ngày nghỉ không hợp lý"
        ]
    );
}

fn hanoi() -> TimeZone {
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap()
}

/// "trước ngày X".
fn before(named: Date, roll: Roll, calendar: &Calendar) -> Deadline {
    let wording = "trước ngày {ngày}".to_owned();
    let rule = DueRule { kind: DueKind::Before, date: DueDate::On(named), hour: None, wording, roll, grace: 0 };
    let period: Period = named.strftime("%Y-%m").to_string().parse().unwrap();
    Deadline::of(&rule, period, calendar, &hanoi()).unwrap()
}

/// The last on-time day.
fn last(deadline: &Deadline) -> Date {
    let end = deadline.on_time_until.checked_sub(jiff::Span::new().seconds(1)).unwrap();
    hanoi().to_datetime(end).date()
}

#[test]
fn every_awkward_date_of_2025_to_2028_has_its_literal_and_its_rolled_last_day() {
    // "trước ngày X": X, the literal last day, the next working day, the one before (vn-reporting §2.5).
    let cases = [
        // The literal last day is off.
        ("30/11/2025", "29/11/2025", "1/12/2025", "28/11/2025"),
        ("20/2/2026", "19/2/2026", "23/2/2026", "13/2/2026"),
        ("20/4/2026", "19/4/2026", "20/4/2026", "17/4/2026"),
        ("20/7/2026", "19/7/2026", "20/7/2026", "17/7/2026"),
        ("20/9/2026", "19/9/2026", "21/9/2026", "18/9/2026"),
        ("30/11/2026", "29/11/2026", "30/11/2026", "27/11/2026"),
        ("20/12/2026", "19/12/2026", "21/12/2026", "18/12/2026"),
        ("20/6/2027", "19/6/2027", "21/6/2027", "18/6/2027"),
        ("20/9/2027", "19/9/2027", "20/9/2027", "17/9/2027"),
        ("20/12/2027", "19/12/2027", "20/12/2027", "17/12/2027"),
        ("20/2/2028", "19/2/2028", "21/2/2028", "18/2/2028"),
        ("20/3/2028", "19/3/2028", "20/3/2028", "17/3/2028"),
        // Only X itself is off.
        ("20/6/2026", "19/6/2026", "19/6/2026", "19/6/2026"),
        ("20/3/2027", "19/3/2027", "19/3/2027", "19/3/2027"),
        // A Saturday that is worked in exchange for another day is no day off.
        ("23/8/2026", "22/8/2026", "22/8/2026", "22/8/2026"),
    ];
    let calendar = shipped();
    for (named, literal, next, previous) in cases {
        let day = |text| crate::roster::read::parse_date(text).unwrap();
        let of = |roll| last(&before(day(named), roll, &calendar));
        assert_eq!(of(Roll::None), day(literal), "trước ngày {named}, kept");
        assert_eq!(of(Roll::Next), day(next), "trước ngày {named}, next");
        assert_eq!(of(Roll::Previous), day(previous), "trước ngày {named}, previous");
    }
}

#[test]
fn a_later_announcement_changes_no_standing_of_the_past() {
    // Due through Sunday 3/1/2027, rolled to Monday: on Friday it is announced that Monday is off.
    let own = |announced: &str| format!("[[off]]\nfrom = 2027-01-04\nname = \"hoán đổi\"\nannounced = {announced}\n");
    let monday = "2027-01-04T20:00:00+07:00".parse().unwrap();
    let tuesday = "2027-01-05T08:00:00+07:00".parse().unwrap();
    let named = date(2027, 1, 4);
    let arrivals = |calendar: &Calendar| {
        let due = before(named, Roll::Next, calendar);
        (due.arrival(monday), due.arrival(tuesday))
    };
    let late = Timeliness::Late { days: 1 };
    assert_eq!(arrivals(&shipped()), (Timeliness::OnTime, late));
    assert_eq!(arrivals(&with(&own("2027-01-01"))), (Timeliness::OnTime, Timeliness::OnTime), "known in time");
    assert_eq!(arrivals(&with(&own("2027-01-05"))), (Timeliness::OnTime, late), "the table was edited afterwards");
}

#[test]
fn a_break_that_was_expected_still_counts_for_what_was_due_before_the_notice() {
    // Nobody had corrected the table when Thursday 4/2/2027, expected off, was the last day: it was rolled to 11/2.
    let late_notice = TET_2027.replace("15/10/2026", "20/2/2027");
    assert_eq!(last(&before(date(2027, 2, 5), Roll::Next, &with(&late_notice))), date(2027, 2, 11));
    assert_eq!(last(&before(date(2027, 2, 5), Roll::Next, &with(TET_2027))), date(2027, 2, 4));
}

proptest::proptest! {
    #[test]
    fn adding_a_day_off_never_changes_a_standing_before_it_was_announced(
        announced in 0_i32..700, off in 0_i32..700, due in 0_i32..700, arrived in 0_i64..20_000, worked: bool,
    ) {
        let start = date(2026, 1, 1);
        let day = |days: i32| start.checked_add(jiff::Span::new().days(days)).unwrap();
        let (announced, off, named) = (day(announced), day(off), day(due));
        let known = shipped();
        let mut edited = known.clone();
        let entry = Entry { announced: Some(announced), ..Entry::from("nghỉ") };
        if worked { edited.worked.insert(off, entry) } else { edited.days_off.insert(off, entry) };
        let at = hanoi().to_timestamp(start.to_datetime(jiff::civil::Time::midnight())).unwrap();
        let at = at.checked_add(jiff::Span::new().hours(arrived)).unwrap();
        for roll in [Roll::None, Roll::Next, Roll::Previous] {
            let (before, after) = (before(named, roll, &known), before(named, roll, &edited));
            let new = !known.days_off.contains_key(&off) && !known.worked.contains_key(&off);
            if new && named.yesterday().unwrap() < announced {
                proptest::prop_assert_eq!(before.arrival(at), after.arrival(at));
            }
        }
    }
}
