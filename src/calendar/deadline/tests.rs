//! Scenes: the wordings of vn-reporting §2.1 and the dates of §2.5.

use jiff::civil::date;

use super::*;

fn hanoi() -> TimeZone {
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap()
}

fn rule(kind: DueKind, date: DueDate, roll: Roll) -> DueRule {
    DueRule { kind, date, hour: None, wording: "trước ngày {ngày}".to_owned(), roll, grace: 0 }
}

/// "trước ngày <day>", rolled by law.
fn before(day: Date, roll: Roll) -> Deadline {
    let period = Period::new(day.year(), super::super::Span::Year).unwrap();
    Deadline::of(&rule(DueKind::Before, DueDate::On(day), roll), period, &table(), &hanoi()).unwrap()
}

/// The law's own table, with the make-up Saturdays that matter here.
fn table() -> Calendar {
    Calendar::vietnam()
}

fn at(text: &str) -> Timestamp {
    hanoi().to_timestamp(text.parse().unwrap()).unwrap()
}

/// The last on-time day.
fn last(deadline: &Deadline) -> Date {
    let moment = deadline.on_time_until.checked_sub(1.nanosecond()).unwrap();
    hanoi().to_datetime(moment).date()
}

#[test]
fn before_the_19th_means_until_midnight_of_the_18th() {
    let due = before(date(2020, 6, 19), Roll::Next);
    assert_eq!(due.on_time_until, at("2020-06-19T00:00"));
    assert_eq!(due.wording, "trước ngày 19/6/2020");
    let standings = [
        ("2020-06-18T23:59:59.999", Timeliness::OnTime),
        ("2020-06-19T00:00", Timeliness::OnDueDay),
        ("2020-06-19T23:59:59", Timeliness::OnDueDay),
        ("2020-06-20T00:00", Timeliness::Late { days: 1 }),
        ("2020-06-22T08:00", Timeliness::Late { days: 3 }),
    ];
    for (moment, expected) in standings {
        assert_eq!(due.arrival(at(moment)), expected, "{moment}");
    }
}

#[test]
fn a_literal_last_day_off_rolls_to_the_next_working_day() {
    // due "trước ngày X" → last on-time day by law
    let cases = [
        (date(2025, 11, 30), date(2025, 12, 1)),
        (date(2026, 4, 20), date(2026, 4, 20)),
        (date(2026, 7, 20), date(2026, 7, 20)),
        (date(2026, 9, 20), date(2026, 9, 21)),
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 20), date(2026, 12, 21)),
        (date(2027, 6, 20), date(2027, 6, 21)),
        (date(2027, 9, 20), date(2027, 9, 20)),
        (date(2027, 12, 20), date(2027, 12, 20)),
        (date(2028, 2, 20), date(2028, 2, 21)),
        (date(2028, 3, 20), date(2028, 3, 20)),
    ];
    for (named, expected) in cases {
        let due = before(named, Roll::Next);
        assert_eq!(last(&due), expected, "trước ngày {named}");
        assert_eq!(due.nominal, named, "reminders count to the named day");
        let on_the_day = hanoi().to_timestamp(named.to_datetime(Time::midnight())).unwrap();
        assert_eq!(due.arrival(on_the_day), Timeliness::OnTime, "rolled past X: X itself is on time");
    }
}

#[test]
fn a_last_day_in_tet_rolls_past_the_whole_break() {
    // 19/2/2026 is the third day of Tết; the break of the law's table ends on Friday 20/2.
    let due = before(date(2026, 2, 20), Roll::Next);
    assert_eq!(last(&due), date(2026, 2, 23));
    assert_eq!(last(&before(date(2026, 2, 20), Roll::Previous)), date(2026, 2, 13));
    let kept = before(date(2026, 2, 20), Roll::None);
    assert_eq!(last(&kept), date(2026, 2, 19));
    assert_eq!(kept.arrival(at("2026-02-20T10:00")), Timeliness::OnDueDay);
}

#[test]
fn a_named_day_on_a_weekend_changes_nothing_when_the_day_before_is_worked() {
    for (named, friday) in [(date(2026, 6, 20), date(2026, 6, 19)), (date(2027, 3, 20), date(2027, 3, 19))] {
        let due = before(named, Roll::Next);
        assert_eq!(last(&due), friday);
        assert_eq!(due.last_day(), named, "the Saturday itself is trong ngày hạn");
    }
}

#[test]
fn a_make_up_saturday_is_not_rolled() {
    let mut calendar = table();
    calendar.worked.insert(date(2026, 8, 22), "làm bù".into());
    let period = "2026-08".parse().unwrap();
    let due = Deadline::of(&rule(DueKind::By, DueDate::Day(22), Roll::Next), period, &calendar, &hanoi()).unwrap();
    assert_eq!(last(&due), date(2026, 8, 22));
}

#[test]
fn no_later_than_x_includes_x() {
    let period = "2020-06".parse().unwrap();
    let due = Deadline::of(&rule(DueKind::By, DueDate::Day(19), Roll::Next), period, &table(), &hanoi()).unwrap();
    assert_eq!(due.arrival(at("2020-06-19T23:59:59")), Timeliness::OnTime);
    assert_eq!(due.arrival(at("2020-06-20T00:00")), Timeliness::Late { days: 1 });
}

#[test]
fn an_hour_holds_to_the_minute_even_on_a_holiday() {
    let mut tet = rule(DueKind::At, DueDate::On(date(2022, 2, 2)), Roll::Next);
    tet.hour = Some(jiff::civil::time(9, 0, 0, 0));
    let due = Deadline::of(&tet, "2022-02".parse().unwrap(), &table(), &hanoi()).unwrap();
    assert_eq!(due.arrival(at("2022-02-02T08:59:59")), Timeliness::OnTime);
    assert_eq!(due.arrival(at("2022-02-02T09:00")), Timeliness::Late { days: 1 });
    assert_eq!(due.arrival(at("2022-02-03T07:00")), Timeliness::Late { days: 1 });
    assert_eq!(due.arrival(at("2022-02-04T07:00")), Timeliness::Late { days: 2 });
}

#[test]
fn the_named_day_is_completed_by_the_period() {
    let on = |date: DueDate, period: &str| rule(DueKind::By, date, Roll::None).nominal(period.parse().unwrap());
    assert_eq!(on(DueDate::Day(20), "2026-03"), Some(date(2026, 3, 20)));
    assert_eq!(on(DueDate::Day(20), "2026-Q1"), Some(date(2026, 3, 20)));
    assert_eq!(on(DueDate::Day(31), "2026-02"), Some(date(2026, 2, 28)), "cuối tháng");
    assert_eq!(on(DueDate::DayAfter(5), "2026-12"), Some(date(2027, 1, 5)), "ngày 05 tháng sau");
    assert_eq!(on(DueDate::DayMonth(30, 11), "2026"), Some(date(2026, 11, 30)));
    assert_eq!(on(DueDate::DayMonth(29, 2), "2026"), Some(date(2026, 2, 28)));
    assert_eq!(on(DueDate::Day(0), "2026-02"), None);
}

#[test]
fn grace_keeps_back_the_accusation_and_not_the_fact() {
    let rule = DueRule { grace: 2, ..rule(DueKind::Before, DueDate::On(date(2020, 6, 19)), Roll::Next) };
    let due = Deadline::of(&rule, "2020-H1".parse().unwrap(), &table(), &hanoi()).unwrap();
    assert_eq!(due.arrival(at("2020-06-22T08:00")), Timeliness::Late { days: 3 });
    assert_eq!((due.last_day(), due.last_graced_day()), (date(2020, 6, 19), date(2020, 6, 23)), "Monday and Tuesday");
    let without = before(date(2020, 6, 19), Roll::Next);
    assert_eq!(without.last_graced_day(), without.last_day());
}

#[test]
fn an_extension_never_shortens() {
    let due = before(date(2020, 6, 19), Roll::Next);
    let longer = due.extended(date(2020, 6, 23));
    assert_eq!(longer.arrival(at("2020-06-23T20:00")), Timeliness::OnTime);
    assert_eq!(longer.due_day_until, None);
    assert_eq!(due.extended(date(2020, 6, 1)), due);
}

proptest::proptest! {
    #[test]
    fn later_is_never_better(first in 0_i64..400_000_000, wait in 0_i64..40_000_000, day in 1_u8..=28, month in 1_u8..=12) {
        let rule = rule(DueKind::Before, DueDate::DayMonth(day, month), Roll::Next);
        let due = Deadline::of(&rule, "2026".parse().unwrap(), &table(), &hanoi()).unwrap();
        let rank = |moment: i64| match due.arrival(Timestamp::from_second(moment).unwrap()) {
            Timeliness::OnTime => 0,
            Timeliness::OnDueDay => 1,
            Timeliness::Late { days } => days.saturating_add(1),
        };
        let first = first.saturating_add(1_600_000_000);
        proptest::prop_assert!(rank(first) <= rank(first.saturating_add(wait)));
    }
}
