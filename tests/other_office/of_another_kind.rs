//! Papers that look like a unit's report and are none: another kind of document, another province's.

use super::*;

#[track_caller]
pub(super) fn sent(text: &str, expected: &str) {
    let from = "vp@syt.haxuyen.example";
    judged(&mail("2026-04-17", from, "Sở Y tế gửi báo cáo tháng 4", "", vec![doc("BC thang 4.docx", text)]), expected);
}

pub(super) fn headed(superior: &str, heading: &str, title: &str) -> String {
    format!(
        "{superior}\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ Y TẾ\tĐộc lập - Tự do - Hạnh phúc\n\
         Số: 188/BC-SYT\tHà Xuyên, ngày 17 tháng 4 năm 2026\n\n{heading}\n{title}\n\
         Thực hiện Hướng dẫn số 03-HD/BTGDVTU ngày 5/1/2026, Sở Y tế báo cáo như sau:\n1. Khám 3.000 lượt."
    )
}

pub(super) const OURS: &str = "UBND TỈNH HÀ XUYÊN";
pub(super) const TITLE: &str = "Kết quả công tác khoa giáo tháng 4 năm 2026";

#[test]
fn words_beside_bao_cao_may_make_it_another_kind_of_paper() {
    for heading in ["BÁO CÁO THẨM TRA", "BÁO CÁO THAM LUẬN", "BÁO CÁO TIẾP THU Ý KIẾN"] {
        sent(&headed(OURS, heading, TITLE), "ask NotOwed");
    }
    for heading in
        ["BÁO CÁO SƠ KẾT", "BÁO CÁO TÓM TẮT", "BÁO CÁO HẰNG THÁNG", "BÁO CÁO CỦA BAN GIÁM ĐỐC", "BÁO CÁO BỔ SUNG"]
    {
        sent(&headed(OURS, heading, TITLE), "accept so-y-te thang 2026-04");
    }
}

#[test]
fn a_heading_that_no_list_knows_is_no_report() {
    for heading in ["ĐÁP ÁN", "PHIẾU LẤY Ý KIẾN", "GIÁO ÁN", "NHẬT KÝ CÔNG TRÌNH"] {
        sent(&headed(OURS, heading, TITLE), "ask NotOwed");
    }
    // A title in capitals without the words BÁO CÁO says what it is.
    sent(&headed(OURS, "KẾT QUẢ CÔNG TÁC KHOA GIÁO", "Tháng 4 năm 2026"), "accept so-y-te thang 2026-04");
}

#[test]
fn a_plan_under_the_number_of_a_report_is_shown_to_a_person() {
    let text = headed(OURS, "KẾ HOẠCH", "công tác khoa giáo tháng 4 năm 2026");
    let from = "vp@syt.haxuyen.example";
    judged(&mail("2026-04-17", from, "188", "", vec![doc("188_signed.docx", &text)]), "ask Unsure");
    let plan = text.replace("188/BC-SYT", "188/KH-SYT");
    judged(&mail("2026-04-17", from, "188", "", vec![doc("188_signed.docx", &plan)]), "ignore");
}

#[test]
fn the_department_of_another_province_is_not_ours() {
    sent(&headed("UBND TỈNH BẮC THƯỢNG", "BÁO CÁO", TITLE), "ask UnitUnclear");
    sent(&headed("ỦY BAN NHÂN DÂN TỈNH BẮC THƯỢNG", "BÁO CÁO", TITLE), "ask UnitUnclear");
    sent(&headed("UBND TỈNH HÀ XUYÊN", "BÁO CÁO", TITLE), "accept so-y-te thang 2026-04");
    for head in ["HỘI ĐÔNG Y TỈNH BẮC THƯỢNG", "BAN CHẤP HÀNH ĐOÀN TỈNH BẮC THƯỢNG"] {
        sent(&headed(head, "BÁO CÁO", TITLE), "ask UnitUnclear");
    }
    // A slip, a broken line, no name at all.
    for ours in ["UBND TỈNH HÀ XUYỂN", "UBND TỈNH HÀ XUYEN", "UBND TỈNH HÀ", "UBND TỈNH", "SỞ Y TẾ TỈNH HÀ XUYÊN"]
    {
        sent(&headed(ours, "BÁO CÁO", TITLE), "accept so-y-te thang 2026-04");
    }
}

#[test]
fn heads_of_before_the_merger_are_used_up_in_its_first_months() {
    let text = headed("UBND TỈNH BẮC THƯỢNG", "BÁO CÁO", "Kết quả công tác khoa giáo tháng 8 năm 2025");
    let text = text.replace("tháng 4 năm 2026", "tháng 8 năm 2025");
    let from = "vp@syt.haxuyen.example";
    judged(&mail("2025-08-19", from, "BC tháng 8", "", vec![doc("bc.docx", &text)]), "accept so-y-te thang 2025-08");
}

#[test]
fn a_week_a_term_or_a_span_of_years_is_no_period_of_a_matter_either() {
    let head = "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM LÂM\n*";
    let sent = |title: &str, expected: &str| {
        let text = page(head, "Số 5-BC/ĐU", "ngày 17 tháng 4 năm 2026", title);
        let file = vec![doc("DLXH.docx", &text)];
        judged(&mail("2026-04-17", "camlam@dcs.example", "BC DLXH tháng 4 năm 2026", "", file), expected);
    };
    sent("tình hình dư luận xã hội tháng 4 năm 2026", "accept xa-cam-lam dlxh 2026-04");
    sent("tình hình dư luận xã hội tuần 2 tháng 4 năm 2026", "ask NotOwed");
    sent("công tác nắm bắt dư luận xã hội giai đoạn 2021 - 2026", "ask NotOwed");
}

#[test]
fn the_field_of_a_sister_board_alone_is_hers() {
    let mut rules = rules();
    let board = rules.roster.units.iter_mut().find(|unit| unit.id.as_str() == "xa-cam-lam").unwrap();
    board.aliases = vec!["Ban Tuyên giáo và Dân vận Đảng ủy xã Cam Lâm".into()];
    let office =
        Office {
            name: "Ban Tuyên giáo Tỉnh ủy Hà Xuyên".into(), short_name: "Ban Tuyên giáo".into(), ..office()
        };
    let rules = Rules::new(office, rules.roster.clone(), rules.plans.clone(), Calendar::default());
    let head = "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM LÂM\n*";
    let sent = |title: &str, expected: &str| {
        let text = page(head, "Số 5-BC/ĐU", "ngày 17 tháng 4 năm 2026", title);
        judged_by(
            &mail("2026-04-17", "camlam@dcs.example", "BC tháng 4", "", vec![doc("bc.docx", &text)]),
            expected,
            &rules,
        );
    };
    sent("công tác dân vận tháng 4 năm 2026", "ask NotOwed");
    sent("công tác tuyên giáo và dân vận tháng 4 năm 2026", "accept xa-cam-lam thang 2026-04");
}
