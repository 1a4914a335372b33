//! Scenes.

use jiff::civil::date;

use super::*;

#[test]
fn weekends_and_holidays_are_no_working_days() {
    let calendar = Calendar::vietnam();
    assert!(!calendar.is_workday(date(2026, 9, 20)), "Sunday");
    assert!(!calendar.is_workday(date(2026, 2, 17)), "Tết");
    assert!(!calendar.is_workday(date(2026, 11, 24)), "from 2026");
    assert!(calendar.is_workday(date(2025, 11, 24)), "not yet");
    assert!(calendar.is_workday(date(2026, 11, 23)));
}

#[test]
fn a_make_up_saturday_is_a_working_day() {
    let mut calendar = Calendar::vietnam();
    assert!(!calendar.is_workday(date(2026, 8, 22)));
    calendar.worked.insert(date(2026, 8, 22), "làm bù cho 31/8".into());
    assert!(calendar.is_workday(date(2026, 8, 22)));
    assert_eq!(calendar.add_workdays(date(2026, 8, 21), 1), date(2026, 8, 22));
}

#[test]
fn the_day_in_lieu_comes_after_the_weekend() {
    let calendar = Calendar::vietnam();
    assert_eq!(calendar.holiday(date(2026, 4, 27)), Some("nghỉ bù Giỗ Tổ Hùng Vương"));
    assert_eq!(calendar.next_workday(date(2026, 4, 25)), date(2026, 4, 28));
    assert_eq!(calendar.previous_workday(date(2026, 4, 27)), date(2026, 4, 24));
}

#[test]
fn the_first_day_is_not_counted() {
    let calendar = Calendar::vietnam();
    assert_eq!(calendar.add_workdays(date(2026, 9, 18), 1), date(2026, 9, 21));
    assert_eq!(calendar.add_workdays(date(2026, 9, 18), 3), date(2026, 9, 23));
    assert_eq!(calendar.workdays_between(date(2026, 9, 18), date(2026, 9, 23)), 3);
    assert_eq!(calendar.workdays_between(date(2026, 9, 23), date(2026, 9, 18)), 0);
}

#[test]
fn a_table_without_working_days_hangs_nobody() {
    let mut calendar = Calendar::default();
    let mut day = date(2024, 1, 1);
    for _ in 0..1200 {
        calendar.days_off.insert(day, "mất điện".into());
        day = day.tomorrow().unwrap();
    }
    assert_eq!(calendar.next_workday(date(2024, 6, 1)), date(2024, 6, 1));
}
