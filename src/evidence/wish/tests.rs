//! Days as clerks write them, read on Wednesday, 17/6/2020.

use jiff::civil::{Date, date};

use super::until;
use crate::calendar::Calendar;

fn on(today: Date, text: &str) -> Option<Date> {
    until(text, today, &Calendar::vietnam())
}

fn read(text: &str) -> Option<Date> {
    on(date(2020, 6, 17), text)
}

#[test]
fn days_are_read_as_clerks_write_them() {
    for text in [
        "Đơn vị xin gia hạn đến 25/6.",
        "Đề nghị Ban cho phép gửi chậm đến hết ngày 25/6/2020",
        "xin phép lùi thời hạn tới 25.6",
        "xin gia han den ngay 25 thang 6",
        "Xin gia hạn đến ngày 25 tháng 6 năm 2020.",
        "xin gửi muộn sang thứ Năm tuần sau",
        "Hạn 19/6 nhưng chưa xong, xin gia hạn đến 25/6",
        "xin gia hạn đến ngày 25",
        "xin gia hạn đến thứ Năm tuần sau, ngày 25/6",
        "xin gia hạn đến ngày 25/6 và xin lỗi Ban",
        "xin gia hạn đến ngày 25/6 hoặc sớm hơn",
    ] {
        assert_eq!(read(text), Some(date(2020, 6, 25)), "{text}");
    }
    assert_eq!(read("xin gia hạn hết tuần này"), Some(date(2020, 6, 19)));
    assert_eq!(read("Xin gia hạn đến cuối tuần sau"), Some(date(2020, 6, 26)));
    assert_eq!(read("xin gia hạn đến hết tháng 6"), Some(date(2020, 6, 30)));
    assert_eq!(read("xin gửi chậm đến thứ Sáu"), Some(date(2020, 6, 19)));
    assert_eq!(read("xin gửi chậm đến ngày mai"), Some(date(2020, 6, 18)));
    assert_eq!(on(date(2020, 12, 28), "xin gia hạn đến 5/1"), Some(date(2021, 1, 5)));
}

#[test]
fn what_may_mean_two_days_or_one_gone_by_is_not_guessed() {
    for text in [
        "xin gia hạn đến 25/6 hoặc đến 30/6",
        "xin gửi chậm đến khoảng ngày 24, 25 tháng này",
        "xin gia hạn đến ngày 23 hoặc 24/6",
        "xin gia hạn đến ngày 24 hay 25 tháng 6",
        "xin gia hạn đến thứ Năm hoặc thứ Sáu tuần sau",
        "xin gia hạn đến ngày 24 và 25/6",
        "xin gia hạn đến 24 - 25/6",
        "xin gia hạn thêm 3 ngày",
        "xin gia hạn đến đầu tuần sau",
        "xin gia hạn đến 15/6",
        "xin gia hạn đến 31/6",
        "Báo cáo đã gửi ngày 25/6",
        "xin gia hạn",
        "",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(on(date(2020, 6, 20), "xin gia hạn đến hết tuần này"), None, "said on a Saturday");
    assert_eq!(on(date(2020, 6, 19), "xin gia hạn đến thứ Sáu"), None, "said on a Friday");
}
