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

const POINTS: &str = "1. Tổ chức: toàn Hội có 1.312 hội viên, tháng này kết nạp 12 người, hai chi hội mới ở Cam Lâm.\n\
                      2. Khám chữa bệnh: khám 402 lượt người, châm cứu miễn phí cho 65 cụ già, mỗi suất thuốc 50.000 đồng.\n\
                      3. Tháng tới Hội sẽ mở 2 lớp tập huấn cho các chi hội huyện.\n";

#[track_caller]
fn told_on(day: &str, subject: &str, text: &str, expected: &str) {
    judged(&mail(day, "dongyhaxuyen@gmail.com", subject, text, vec![]), expected);
}

#[track_caller]
fn told(announced: &str, expected: &str) {
    let text = format!("Kính thưa các đồng chí,\n\n{announced}\n\n{POINTS}\nKính chúc các đồng chí mạnh khỏe.\n");
    told_on("2026-04-17", "Kính gửi các đồng chí Phòng Khoa giáo", &text, expected);
}

#[test]
fn a_report_that_is_only_announced_and_told_needs_no_heading() {
    for announced in [
        "Thay mặt Thường trực Hội Đông y tỉnh, tôi xin báo cáo công tác Hội tháng 4 năm 2026 như sau (tuổi cao nên viết \
         thẳng trong thư, mong các đồng chí thể tất):",
        "Mắt tôi nay đã sáng hơn. Xin báo cáo kết quả công tác Hội tháng 4 năm 2026:",
        "Hội Đông y tỉnh báo cáo kết quả hoạt động tháng 4/2026, cụ thể:",
        "Hội Đông y xin gửi báo cáo tháng 4 năm 2026 như sau:",
        "Em báo cáo các đồng chí tình hình hoạt động tháng 4/2026 của Hội Đông y tỉnh như sau:",
        "Hội kính báo cáo Ban Tuyên giáo và Dân vận kết quả công tác tháng 4 năm 2026 với những nội dung chính sau đây:",
        "Báo cáo công tác tháng 4/2026 của Hội Đông y tỉnh:",
        "Hội Đông y xin được báo cáo một số kết quả công tác tháng 4 năm 2026 như dưới đây:",
        "Hội xin báo cáo kết quả công tác tháng 4 năm 2026. Cụ thể như sau:",
        "Tôi báo cáo công tác Hội tháng 4/2026 ngay trong thư này, nội dung như sau ạ:",
        "Tôi xin báo cáo công tác tháng 4/2026 của Hội Đông y tỉnh Hà Xuyên với các nội dung sau:",
        "Hội Đông y tỉnh báo cáo công tác tháng 4 năm 2026 và phương hướng, nhiệm vụ tháng 5 như sau:",
        "Kính gửi các đồng chí, Hội Đông y tỉnh báo cáo công tác tháng 4; nhiệm vụ tháng 5 năm 2026 như sau:",
        "Toi xin bao cao cong tac Hoi thang 4 nam 2026 nhu sau:",
        "Thay mặt Ban Thường vụ Hội Đông y tỉnh và toàn thể hội viên, tôi xin báo cáo\ncông tác Hội tháng 4 năm 2026 như sau:",
    ] {
        told(announced, "accept hoi-dong-y thang 2026-04");
    }
    // The whole in one line, and the period in the subject only.
    let line = format!("Tôi xin báo cáo công tác Hội tháng 4/2026 như sau: {}", POINTS.replace('\n', " "));
    told_on("2026-04-17", "Hội Đông y", &line, "accept hoi-dong-y thang 2026-04");
    let text = format!("Tôi xin báo cáo kết quả công tác của Hội như sau:\n{POINTS}");
    told_on("2026-04-17", "BC tháng 4/2026 - Hội Đông y tỉnh", &text, "accept hoi-dong-y thang 2026-04");
    let text = format!("Xin báo cáo tổng kết công tác Hội năm 2026:\n{POINTS}4. Năm 2027: Đại hội nhiệm kỳ 2027-2032.");
    told_on("2026-12-01", "Tổng kết năm của Hội", &text, "accept hoi-dong-y nam 2026");
}

#[test]
fn a_unit_and_its_period_over_points_are_the_heading_of_a_report() {
    let text = |heading: &str| format!("Anh Hai nằm viện nên tôi báo cáo thay.\n\n{heading}\n{POINTS}\nTrần Bảo");
    for heading in ["Hội Đông y tỉnh, tháng tư năm 2026:", "Hội Đông y - kết quả công tác tháng 4/2026:"]
    {
        told_on("2026-04-17", "Báo cáo công tác Hội", &text(heading), "accept hoi-dong-y thang 2026-04");
    }
    let half = text("Hội Đông y tỉnh, sáu tháng đầu năm 2026:");
    told_on("2026-06-15", "Báo cáo công tác Hội", &half, "accept hoi-dong-y 6-thang 2026-H1");
    // Another's name, or words that say something else.
    told_on("2026-04-17", "Báo cáo", &text("Sở Y tế, tháng 4 năm 2026:"), "ask UnitUnclear");
    for heading in
        ["Kế hoạch tháng 4 năm 2026 của Hội Đông y:", "Hội Đông y, các chi hội chưa nộp báo cáo tháng 4/2026:"]
    {
        told_on("2026-04-17", "Báo cáo công tác Hội", &text(heading), "ask PersonAsks");
    }
}

#[test]
fn what_sounds_like_a_report_told_is_asked_about() {
    told("Em gửi file báo cáo tháng 4/2026, nội dung chính như sau:", "ask MissingFile");
    told("Em gửi báo cáo tháng 4/2026. Nội dung chính:", "ask MissingFile");
    told("Em xin gửi báo cáo tháng 4/2026. Nội dung chính như sau:", "ask MissingFile");
    told("Các huyện chưa gửi báo cáo tháng 4/2026 như sau:", "ask MissingFile");
    told("Em xin báo cáo công tác tháng 4/2026 như sau (biểu số liệu có tệp kèm):", "ask MissingFile");
    told("Xin báo cáo kết quả chuyển đổi số tháng 4 năm 2026 như sau:", "ask NotOwed");
    told("Xin báo cáo kết quả 5 năm thực hiện Chỉ thị số 24-CT/TW như sau:", "ask NotOwed");
    for announced in [
        "Em làm báo cáo tháng 4/2026 có mấy chỗ khó như sau:",
        "Em xin báo cáo tháng 4/2026 còn vướng mấy chỗ như sau:",
        "Em xin báo cáo lý do chậm nộp báo cáo tháng 4/2026 như sau:",
        "Hội xin báo cáo số liệu tháng 4/2026 như sau:",
        "Hội xin báo cáo lại kết quả công tác tháng 4/2026 như sau:",
        "Chi hội Cam Lâm báo cáo kết quả công tác tháng 4/2026 như sau:",
        "Hội Đông y huyện Cam Lâm xin báo cáo công tác tháng 4/2026 như sau:",
        "Xin báo cáo công tác tháng 4/2026 như sau (bản chưa trình Thường trực):",
        "Em xin báo cáo sơ bộ kết quả tháng 4/2026 như sau:",
        "Em xin báo cáo nhanh kết quả tháng 4/2026 như sau:",
        "Đề nghị Ban sửa giúp báo cáo tháng 4/2026 của Hội như sau:",
        "Báo cáo tháng 4/2026 của Hội cần những số liệu như sau:",
    ] {
        told(announced, "ask PersonAsks");
    }
    let points = |points: &str, expected: &str| {
        let text = format!("Tôi xin báo cáo công tác Hội tháng 4 năm 2026 như sau:\n{points}");
        told_on("2026-04-17", "Hội Đông y", &text, expected);
    };
    points(&format!("{POINTS}4. Phần biểu Hội xin gửi chậm đến 25/4."), "ask PersonAsks");
    points(&format!("{POINTS}4. Số thẻ hội viên lấy ngày nào ạ?"), "ask PersonAsks");
    points(
        "Hội hoạt động bình thường, 12 chi hội đều sinh hoạt đều đặn, không có việc gì đáng nói thêm cả.",
        "ask PersonAsks",
    );
    points(&format!("{POINTS}\nĐây là phần thứ nhất, phần còn lại mai tôi viết tiếp."), "ask PersonAsks");
    points(&format!("{POINTS}\nBáo cáo chính thức Hội sẽ gửi sau."), "ask PersonAsks");
    points(&format!("{POINTS}\nBáo cáo này chưa được lãnh đạo Hội duyệt."), "ask Incomplete");
    let signed = "Nguyễn Văn An - ĐT: 0912.345.678";
    points(&format!("{POINTS}\nBáo cáo chưa được lãnh đạo Hội duyệt.\n{signed}"), "ask Incomplete");
    points(&format!("{POINTS}\nSố liệu trên chưa chính xác, tháng 5 Hội rà lại."), "ask PersonAsks");
    points(&format!("{POINTS}\nTrân trọng.\n{signed}"), "accept hoi-dong-y thang 2026-04");
    points(&format!("{POINTS}\nCho tôi hỏi tháng 5 có phải làm không?"), "ask PersonAsks");
    let text = format!("Hội Đông y tỉnh xin báo cáo công tác tháng 4 năm 2026 như sau:\n{POINTS}");
    judged(&mail("2026-04-17", "la@gmail.com", "Hội Đông y", &text, vec![]), "ask PersonAsks");
}

#[test]
fn a_commune_that_tells_its_report_is_no_body_below() {
    let sent = |announced: &str, expected: &str| {
        let text = format!("{announced}\n{POINTS}");
        judged(&mail("2026-04-17", "camlam@dcs.example", "Kính gửi Ban", &text, vec![]), expected);
    };
    sent("Đảng ủy xã Cam Lâm xin báo cáo công tác tuyên giáo tháng 4/2026 như sau:", "accept xa-cam-lam thang 2026-04");
    sent("Xã Cam Lâm báo cáo công tác tuyên giáo tháng 4/2026 như sau:", "accept xa-cam-lam thang 2026-04");
    sent("Em xin báo cáo công tác tuyên giáo tháng 4/2026 của xã Cam Lâm như sau:", "accept xa-cam-lam thang 2026-04");
    sent("Xin báo cáo tình hình dư luận xã hội tháng 4/2026:", "accept xa-cam-lam dlxh 2026-04");
    sent("Hội Nông dân xã Cam Lâm báo cáo công tác tháng 4/2026 như sau:", "ask PersonAsks");
}
