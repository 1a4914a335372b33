//! Reports that are written in the mail itself, under their own letterhead: what they tell is not what their sender says.

use super::*;

const SYT: &str = "UBND TỈNH HÀ XUYÊN\nSỞ Y TẾ\nSố: 188/BC-SYT\nHà Xuyên, ngày 17 tháng 4 năm 2026";
const CAM_LAM: &str = "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM LÂM\n*\nSố 12-BC/ĐU";

fn written(head: &str, title: &str, content: &str) -> String {
    format!(
        "{head}\n\nBÁO CÁO\n{title}\n\n{content}\n1. Kết quả nổi bật: cấp ủy chỉ đạo kịp thời, các đơn vị phối hợp chặt chẽ, \
         nhiệm vụ cơ bản đạt kế hoạch, không có việc phức tạp.\n2. Hạn chế: kinh phí còn ít, cán bộ kiêm nhiệm nhiều việc.\n\
         Trên đây là báo cáo của đơn vị./.\n"
    )
}

#[track_caller]
fn sent(from: &str, text: &str, expected: &str) {
    judged(&mail("2026-04-17", from, "Gửi báo cáo tháng 4", text, vec![]), expected);
}

#[test]
fn what_the_report_tells_is_not_what_its_sender_says() {
    let title = "Kết quả công tác khoa giáo tháng 4 năm 2026";
    for content in [
        "Tư vấn, phản biện: tham gia góp ý 8 dự thảo văn bản, xin ý kiến 3 cơ quan.",
        "Phối hợp chặt chẽ. Sở Giáo dục và Đào tạo, Hội Đông y tỉnh cùng tham gia khám sức khỏe học đường.",
        "Nhân dân hỏi khi nào có bác sĩ về trạm; đơn vị đã trả lời.",
        "Không phát sinh ổ dịch mới; không có vụ việc phát sinh.",
    ] {
        sent("vp@syt.haxuyen.example", &written(SYT, title, content), "accept so-y-te thang 2026-04");
        let greeted = format!("Kính gửi Ban,\nĐơn vị gửi báo cáo dưới đây ạ.\n\n{}", written(SYT, title, content));
        sent("vp@syt.haxuyen.example", &greeted, "accept so-y-te thang 2026-04");
    }
}

#[test]
fn its_title_tells_which_report_it_is() {
    let head = CAM_LAM;
    let general = written(head, "công tác tuyên giáo tháng 4 năm 2026", "4. Dư luận xã hội: nhân dân đồng tình.");
    sent("camlam@dcs.example", &general, "accept xa-cam-lam thang 2026-04");
    let matter = written(head, "tình hình dư luận xã hội tháng 4 năm 2026", "Nhân dân đồng tình với chủ trương.");
    sent("camlam@dcs.example", &matter, "accept xa-cam-lam dlxh 2026-04");
}

#[test]
fn its_letterhead_tells_whose_it_is() {
    let other = written(CAM_LAM, "công tác tuyên giáo tháng 4 năm 2026", "Nhân dân đồng tình.");
    sent("vp@syt.haxuyen.example", &other, "ask SenderUnknown");
    // A stranger's is not lost.
    sent("la@gmail.com", &written(SYT, "Kết quả công tác khoa giáo tháng 4 năm 2026", "Tốt."), "ask SenderUnknown");
}

#[test]
fn what_stands_around_it_is_its_senders_word() {
    let report = written(SYT, "Kết quả công tác khoa giáo tháng 4 năm 2026", "Khám 3.000 lượt.");
    let from = "vp@syt.haxuyen.example";
    sent(from, &format!("Báo cáo dưới đây chưa được lãnh đạo duyệt.\n\n{report}"), "ask Incomplete");
    sent(from, &format!("{report}\nCho em hỏi biểu số 2 lấy ở đâu ạ?"), "ask PersonAsks");
    sent(
        from,
        &format!("{report}\nNơi nhận:\n- Như trên;\n- Sở Giáo dục và Đào tạo;\n- Lưu VT."),
        "accept so-y-te thang 2026-04",
    );
}

#[test]
fn a_report_that_a_colleague_or_a_machine_passes_on_in_words_is_not_lost() {
    let report = written(SYT, "Kết quả công tác khoa giáo tháng 4 năm 2026", "Khám 3.000 lượt.");
    sent("chuyenvien@haxuyen.example", &report, "ask UnitUnclear");
    let mut machine = mail("2026-04-17", "qlvb@syt.haxuyen.example", "[QLVB] 188/BC-SYT", &report, vec![]);
    machine.robot.auto_submitted = Some("auto-generated".into());
    judged(&machine, "accept so-y-te thang 2026-04");
}
