//! What stands in a mail as a password, and what only speaks of one.

use super::*;

fn found(text: &str) -> Vec<&str> {
    offered(&Dictionary::built_in(), text).into_iter().filter_map(|place| text.get(place)).collect()
}

#[test]
fn a_password_is_found_with_marks_and_without() {
    for (text, expected) in [
        ("Mật khẩu file nén: khoagiao2020", "khoagiao2020"),
        ("Mat khau file nen: khoagiao2020", "khoagiao2020"),
        ("MẬT KHẨU LÀ: KHOAGIAO", "KHOAGIAO"),
        ("MK: 123456", "123456"),
        ("mk = 123456 nhé", "123456"),
        ("pass la khoagiao", "khoagiao"),
        ("Em gửi anh chị pass giải nén là Khoagiao@2026 ạ", "Khoagiao@2026"),
        ("mat khau la khoagiao a", "khoagiao"),
        ("Mật khẩu của tệp báo cáo tháng 6 (đơn vị đã nén) là:\n\nkhoagiao2020\nTrân trọng", "khoagiao2020"),
        ("Kính gửi anh chị,\nPassword: Bc6thang", "Bc6thang"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
}

#[test]
fn signs_at_the_end_may_belong_to_it_or_to_the_sentence() {
    assert_eq!(found("Mật khẩu: khoagiao2020."), ["khoagiao2020", "khoagiao2020."]);
    assert_eq!(found("(mật khẩu: Khoagiao!)"), ["Khoagiao", "Khoagiao!", "Khoagiao!)"]);
    assert_eq!(found("Mật khẩu là khoagiao, đề nghị giữ kín."), ["khoagiao", "khoagiao,"]);
}

#[test]
fn quotes_hold_it_whatever_it_is() {
    assert_eq!(found("mật khẩu \"khoa giáo\""), ["khoa giáo"]);
    assert_eq!(found("Mật khẩu mở tệp là “Khoa giao 2020”."), ["Khoa giao 2020"]);
    assert_eq!(found("pass: 'abc.'"), ["abc."]);
}

#[test]
fn several_are_kept_in_order() {
    assert_eq!(found("Mật khẩu: khoagiao1 hoặc khoagiao2\nMK tệp 2: 456789"), ["khoagiao1", "khoagiao2", "456789"]);
    assert_eq!(found("pass là khoagiao hoặc Khoagiao"), ["khoagiao", "Khoagiao"]);
    assert_eq!(found(&"MK: abc1 \n".repeat(5)).len(), 5, "each place");
}

#[test]
fn what_only_speaks_of_one_is_none() {
    for text in [
        "mật khẩu là sđt của em",
        "mat khau la sdt cua em",
        "Mật khẩu là số điện thoại của chị Lan",
        "Mật khẩu em nhắn qua Zalo",
        "Mật khẩu là gì ạ?",
        "Mật khẩu như lần trước.",
        "Em quên mật khẩu. Nội dung: 3 tệp",
        "Mật khẩu:",
        "Mật khẩu: xem tin nhắn",
        "Báo cáo công tác khoa giáo tháng 6: 12 trang",
        "Hộ chiếu (passport): C123456",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
    assert_eq!(found(&format!("Mật khẩu: {}1", "a".repeat(64))), [""; 0]);
    assert_eq!(found("Mật khẩu: a1"), [""; 0]);
}

#[test]
fn masked_nothing_of_it_is_left() {
    let mut text = "Mật khẩu: khoagiao2020. Nhắc lại: khoagiao2020".to_owned();
    let places = offered(&Dictionary::built_in(), &text);
    mask(&mut text, places);
    assert_eq!(text, "Mật khẩu: ••• Nhắc lại: khoagiao2020");
    assert_eq!(format!("{:?}", Passwords(vec!["khoagiao2020".to_owned()])), "Passwords(1)");
}
