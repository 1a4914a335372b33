//! What a careful clerk enters without asking, though something in it is crooked.

use super::of_another_kind::{OURS, TITLE, headed, sent};
use super::*;

#[test]
fn a_title_with_one_syllable_unmarked_is_read() {
    for title in ["Kết quả công tac khoa giáo tháng 4 năm 2026", "Kết quả công tác tuyên giao tháng 4 năm 2026"]
    {
        sent(&headed(OURS, "BÁO CÁO", title), "accept so-y-te thang 2026-04");
    }
}

#[test]
fn an_annex_is_added_to_the_report_that_its_mail_names() {
    let body = "Sở Y tế bổ sung Phụ lục 2 của Báo cáo tháng 4 năm 2026 đã gửi ngày 15/4. Phần lời không thay đổi.";
    let annex = doc("PL2.docx", "PHỤ LỤC 2\nDANH MỤC CƠ SỞ\n(Kèm theo Báo cáo số 188/BC-SYT)");
    let subject = "Bổ sung Phụ lục 2 của Báo cáo số 188/BC-SYT";
    judged(&mail("2026-04-17", "vp@syt.haxuyen.example", subject, body, vec![annex]), "accept so-y-te thang 2026-04");
}

#[test]
fn an_annex_that_answers_our_question_is_added() {
    let annex = || file("PL 188.xlsx", FileKind::Xlsx, "PHỤ LỤC\n(Kèm theo Báo cáo tháng 4 năm 2026)", None);
    let from = "vp@syt.haxuyen.example";
    let subject = "Re: SYT_BC tháng 4 năm 2026 - bổ sung phụ lục";
    judged(&mail("2026-04-17", from, subject, "Gửi Ban.", vec![annex()]), "accept so-y-te thang 2026-04");
    judged(&mail("2026-04-17", from, "Re: BC tháng 4 năm 2026", "Gửi Ban.", vec![annex()]), "ask Incomplete");
}

#[test]
fn two_associations_that_the_mail_names_twice_share_it() {
    let paper = |name: &str, symbol: &str| {
        let head = format!("HỘI {name} TỈNH HÀ XUYÊN");
        page(&head, &format!("Số: 11/BC-{symbol}"), "ngày 17 tháng 4 năm 2026", TITLE)
    };
    let files = || vec![doc("BC HKH.docx", &paper("KHUYẾN HỌC", "HKH")), doc("BC HDY.docx", &paper("ĐÔNG Y", "HĐY"))];
    let both = "BC tháng 4/2026 của Hội Khuyến học và Hội Đông y";
    let body = "Hai hội chung trụ sở, gửi chung một thư: tệp 1 của Hội Khuyến học, tệp 2 của Hội Đông y.";
    let from = "khuyenhochx@gmail.com";
    let entered = "accept hoi-khuyen-hoc thang 2026-04 + hoi-dong-y thang 2026-04";
    judged(&mail("2026-04-17", from, both, body, files()), entered);
    judged(&mail("2026-04-17", from, "BC tháng 4/2026", "Gửi Ban.", files()), "ask SenderUnknown");
}

#[test]
fn a_file_named_after_a_unit_that_is_no_more_contradicts_nobody() {
    let mut rules = rules();
    let mut district = unit("huyen-cam-lam", "Huyện ủy Cam Lâm", &[], &["cu@haxuyen.example"], &[]);
    district.validity = Validity { from: None, to: Some(date(2025, 6, 30)) };
    rules.roster.units.push(district);
    let rules = Rules::new(office(), rules.roster.clone(), rules.plans.clone(), Calendar::default());
    let head = "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM LÂM\n*";
    let text = page(head, "Số 5-BC/ĐU", "ngày 17 tháng 4 năm 2026", "công tác tuyên giáo tháng 4 năm 2026");
    let file = || vec![doc("BC thang 4 - HU Cam Lam (sua).docx", &text)];
    let sent = |subject: &str| mail("2026-04-17", "camlam@dcs.example", subject, "", file());
    judged_by(&sent("BC tuyên giáo tháng 4"), "accept xa-cam-lam thang 2026-04", &rules);
    // In the subject it is somebody's word.
    judged_by(&sent("BC tháng 4 của Huyện ủy Cam Lâm"), "ask Contradiction", &rules);
}

#[test]
fn a_report_in_an_archive_answers_an_invitation() {
    let mut zip = file("Tai lieu.zip", FileKind::Zip, "", None);
    let report = doc("BC thang 4.docx", &headed(OURS, "BÁO CÁO", TITLE));
    zip.text.members = vec![Member { name: report.file_name.clone(), size: 40_000, file: report.text.clone() }];
    judged(
        &mail(
            "2026-04-17",
            "vp@syt.haxuyen.example",
            "Re: Mời dự giao ban khối khoa giáo ngày 24/4",
            "Gửi Ban.",
            vec![zip],
        ),
        "accept so-y-te thang 2026-04",
    );
}

#[test]
fn a_matter_that_is_asked_for_each_quarter_is_told_by_its_period() {
    let mut rules = rules();
    for plan in &mut rules.plans.plans {
        plan.reports.retain(|report| report.id.as_str() != "dlxh");
        for (id, quarter) in [("dlxh-1", 1), ("dlxh-2", 2)] {
            let name = format!("Báo cáo tình hình dư luận xã hội quý {}", "I".repeat(quarter.into()));
            plan.reports.push(report(id, &name, PeriodRule::Quarters(vec![quarter]), &["xa"]));
        }
    }
    let head = "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM LÂM\n*";
    let text = page(head, "Số 5-BC/ĐU", "ngày 17 tháng 3 năm 2026", "tình hình dư luận xã hội quý I năm 2026");
    let sent = mail("2026-03-18", "camlam@dcs.example", "BC DLXH quý I", "", vec![doc("DLXH.docx", &text)]);
    judged_by(&sent, "accept xa-cam-lam dlxh-1 2026-Q1", &rules);
}

#[test]
fn nothing_to_report_is_said_for_the_period_that_the_subject_names() {
    let body = "Tháng 4/2026 không phát sinh nội dung mới so với báo cáo quý I năm 2026, đơn vị xin báo cáo.";
    judged(
        &mail("2026-04-20", "dongyhaxuyen@gmail.com", "Re: Nhắc gửi báo cáo tháng 4 năm 2026", body, vec![]),
        "accept hoi-dong-y thang 2026-04",
    );
}

#[test]
fn a_flash_report_told_in_the_mail_may_name_others() {
    let body = "Sở Y tế báo cáo nhanh: từ 17 giờ ngày 9/7, trên mạng lan truyền tin chợ bị phong tỏa, khoảng 400 người đổ đến \
        mua hàng tích trữ. Lực lượng tại chỗ đã phát loa phản bác, đến 20 giờ tình hình ổn định.\n\
        Kiến nghị Hội Khuyến học tỉnh phối hợp tuyên truyền. Báo cáo công tác tháng 7 đơn vị sẽ gửi đúng hạn.";
    let subject = "BÁO CÁO NHANH: tin đồn phong tỏa chợ";
    judged(
        &mail("2026-07-09", "vp@syt.haxuyen.example", subject, body, vec![]),
        "accept so-y-te dot-xuat adhoc-2026-07-09",
    );
    let other = "BÁO CÁO NHANH của Hội Khuyến học tỉnh: tin đồn phong tỏa chợ";
    judged(&mail("2026-07-09", "vp@syt.haxuyen.example", other, body, vec![]), "ask UnitUnclear");
}

#[test]
fn a_thread_called_draft_brings_the_signed_report() {
    let text = headed(OURS, "BÁO CÁO", TITLE);
    let from = "vp@syt.haxuyen.example";
    let sent = |subject: &str| mail("2026-04-17", from, subject, "Kính chuyển.", vec![doc("188-BC-SYT.docx", &text)]);
    judged(&sent("Fwd: dự thảo BC tháng 4 đã ký"), "accept so-y-te thang 2026-04");
    judged(&sent("Fwd: dự thảo BC tháng 4"), "ask Incomplete");
}

#[test]
fn a_strangers_threat_to_lock_a_mailbox_is_laid_aside() {
    let body = "Mật khẩu hộp thư sẽ hết hạn hôm nay. Đăng nhập để gia hạn: http://webmail.example.net/login";
    judged(&mail("2026-07-09", "support@webmail.example.net", "Hộp thư của bạn sẽ bị khóa", body, vec![]), "ignore");
    let wish = "Đơn vị xin gia hạn nộp báo cáo tháng 7, tài liệu tại http://syt.example/x";
    judged(&mail("2026-07-09", "la@gmail.com", "Xin gia hạn", wish, vec![]), "ask PersonAsks");
    let question = "Cho em hỏi lịch tập huấn đăng ở http://www.haxuyen.example/lich còn đúng không ạ?";
    judged(&mail("2026-07-09", "la@gmail.com", "Lịch tập huấn", question, vec![]), "ask PersonAsks");
}
