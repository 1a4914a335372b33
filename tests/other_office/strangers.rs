//! Mails without files that nobody waits for, and some that look like them.

use super::*;

#[track_caller]
fn sent(from: &str, subject: &str, body: &str, expected: &str) {
    judged(&mail("2026-04-17", from, subject, body, vec![]), expected);
}

#[test]
fn an_invitation_is_one_whoever_is_named_before_it() {
    let school = "vp@cdsp.haxuyen.example";
    for (subject, body) in [
        ("Trường Cao đẳng Sư phạm mời dự hội thảo khoa học cấp trường", "Trân trọng mời đồng chí dự ngày 12/5/2026."),
        ("Trường CĐSP - Giấy mời dự khai giảng", "Kính mời đồng chí đến dự lúc 7 giờ 30 tại Hội trường A."),
        ("Trường Cao đẳng Sư phạm tỉnh Hà Xuyên: giấy mời dự lễ tốt nghiệp", "Lễ bắt đầu lúc 8 giờ ngày 30/4."),
        ("[CĐSP] Thư mời dự tọa đàm", "Trân trọng kính mời."),
        ("Trường Cao đẳng Sư phạm kính mời họp mặt cựu sinh viên", "Trân trọng kính mời."),
    ] {
        sent(school, subject, body, "ignore");
    }
    for (subject, body) in [
        ("Trường Cao đẳng Sư phạm mời dự họp góp ý báo cáo tháng 4", "Kính mời đồng chí."),
        ("Trường Cao đẳng Sư phạm mời dự hội thảo", "Đồng chí có dự được không ạ?"),
        ("Trường Cao đẳng Sư phạm thông báo thay đổi địa chỉ thư", "Từ 1/5 dùng hộp thư mới cdsp2@gmail.com."),
        ("Trường Cao đẳng Sư phạm", "Thông báo lịch nghỉ lễ từ 30/4."),
        // A notice may want something done, and so may an invitation.
        ("Trường Cao đẳng Sư phạm thông báo đầu mối mới", "Từ 1/5 đồng chí An thay đồng chí Bình làm đầu mối."),
        ("Trường Cao đẳng Sư phạm mời dự hội thảo", "Đề nghị đồng chí gửi tham luận trước 20/4."),
    ] {
        sent(school, subject, body, "ask PersonAsks");
    }
}

#[test]
fn a_strangers_figures_are_shown_to_a_person() {
    let stranger = "mancute.vt@yahoo.example";
    for (subject, body) in [
        (
            "so lieu",
            "So tre tiem soi: 4.120/4.388. So truong chuan: 41. Lop mam non thieu giao vien: 37. Con lai em gui sau chi nhe.",
        ),
        ("Gửi chị", "Số liệu tháng 4 ạ:\n- Trẻ dưới 5 tuổi: 4.120\n- Trạm y tế đạt chuẩn: 41"),
        ("tổng hợp", "Học sinh bỏ học: 12; giáo viên thiếu: 37"),
        ("Số liệu bổ sung", "Hộ nghèo 312 hộ, cận nghèo 208 hộ."),
    ] {
        sent(stranger, subject, body, "ask PersonAsks");
    }
    for (subject, body) in [
        ("Thông báo số dư", "Số dư tài khoản: 1.200.000. Giao dịch: +500.000 lúc 10:05. Mã số: 123456."),
        ("Số liệu thị trường", "VN-Index: 1.250. Vàng: 74,5 triệu. Đăng ký khóa học ngay, hotline: 0909123456."),
        ("Tổng hợp số liệu bất động sản", "Căn hộ: 120. Đất nền: 45. Xem tại http://batdongsan.example"),
        ("Xin chào", "Chúc anh chị một ngày tốt lành. ĐT: 0912345678. Fax: 02543888999."),
        ("so lieu", "Chị ơi em gửi ở nhóm rồi nhé."),
        ("Weekly figures", "Total orders: 120. Open tickets: 45. Best regards, the team of the shop and all of us."),
    ] {
        sent(stranger, subject, body, "ignore");
    }
}
