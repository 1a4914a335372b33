//! Reports on what happened, under titles as they are written in haste.

use super::*;

const CAM_LAM: &str = "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM LÂM\n*\nSố 163-BC/ĐU\nCam Lâm, ngày 17 tháng 4 năm 2026";

#[track_caller]
fn sent(subject: &str, title_and_text: &str, expected: &str) {
    let text = format!("{CAM_LAM}\nBÁO CÁO\n{title_and_text}\nTrên đây là báo cáo của đơn vị.");
    judged(&mail("2026-04-17", "camlam@dcs.example", subject, "", vec![doc("BC.docx", &text)]), expected);
}

const INCIDENT: &str = "accept xa-cam-lam dot-xuat adhoc-2026-04-17";

#[test]
fn what_happened_at_an_hour_is_told_and_no_title() {
    for (title, told) in [
        (
            "Nhanh vụ việc ngừng việc tập thể tại Công ty TNHH May Sơn Hà, Cụm công nghiệp Cam An",
            "Từ 7 giờ 30 ngày 17/4, 186/420 công nhân ngừng việc do chậm lương tháng 3, bữa ăn ca 16.000 đồng.",
        ),
        (
            "Nhanh tình hình cháy tại chợ Cam Lâm",
            "Khoảng 22h ngày 16/4 xảy ra cháy 12 ki-ốt, trong đó 5 ki-ốt mới sửa tháng 3 năm 2026.",
        ),
        ("Vụ việc sạt lở tại thôn 3", "Vào lúc 5 giờ sáng 17/4, 300 m³ đất đá vùi lấp đường làm từ tháng 2."),
        ("Nhanh vụ tai nạn giao thông trên Quốc lộ 1", "Hồi 6 giờ 15, xe khách va vào xe tải, như vụ tháng 3 vừa qua."),
        (
            "Nhanh vụ ngộ độc tại Trường Tiểu học Cam Lâm",
            "Sau bữa trưa ngày 16/4 có 26 em nhập viện, đông hơn đợt tháng 3.",
        ),
    ] {
        sent("Báo cáo nhanh", &format!("{title}\n{told}"), INCIDENT);
    }
    // A title of two lines, each with its capital, is still read whole.
    sent(
        "BC tháng 4",
        "Kết quả công tác tuyên giáo\nTháng 4 năm 2026\nTrong tháng, 12 chi bộ sinh hoạt đều.",
        "accept xa-cam-lam thang 2026-04",
    );
    sent(
        "BC tháng 4",
        "Công tác tuyên giáo\nTừ ngày 15/3/2026 đến ngày 14/4/2026 (tháng 4 năm 2026)",
        "accept xa-cam-lam thang 2026-04",
    );
}

#[test]
fn how_an_incident_went_on_is_reported_as_one() {
    let title = "Kết quả xử lý vụ việc người dân tổ 7 ngăn xe chở rác";
    for (subject, title) in [
        ("Báo cáo tiếp theo vụ tổ 7 (lần 2)", format!("{title} (báo cáo lần 2)")),
        ("Gửi Ban", format!("{title} (lần thứ ba)")),
        ("Báo cáo tiếp theo vụ tổ 7", title.to_owned()),
        ("BC cập nhật", "Tình hình khắc phục sự cố vỡ đập tại thôn 2 (cập nhật đến 17 giờ ngày 17/4)".to_owned()),
        ("BC lần 3", "Diễn biến vụ cháy chợ Cam Lâm (tiếp theo Báo cáo số 160-BC/ĐU)".to_owned()),
    ] {
        sent(subject, &format!("{title}\n-----\nChiều 17/4, buổi đối thoại có 74 người dự."), INCIDENT);
    }
    // Cases in general, one that nobody has told of before, a term's report: a person looks.
    for (subject, title) in [
        ("Gửi báo cáo", title),
        ("BC bổ sung lần 2", "Kết quả giải quyết các vụ việc khiếu nại đông người"),
        ("Báo cáo lần 2", "Kết quả thực hiện nhiệm vụ xây dựng nông thôn mới"),
        ("Báo cáo tiếp theo", "Kết quả cung cấp dịch vụ công trực tuyến"),
    ] {
        sent(subject, &format!("{title}\n-----\nĐơn vị báo cáo như sau."), "ask NotOwed");
    }
}
