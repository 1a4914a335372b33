//! Reports on one matter beside those on the work as a whole, and what a writer says against his own paper.

use super::*;

/// The office, which also asks each year for one report on one matter, and once for the review of a resolution.
fn asking() -> Rules {
    let mut rules = rules();
    let both = ["so", "xa"];
    let mut learning = report("xhht", "Báo cáo chuyên đề xây dựng xã hội học tập", PeriodRule::Year, &both);
    learning.aliases = vec!["Báo cáo kết quả thực hiện Kết luận số 49-KL/TW".into()];
    let review = "Báo cáo sơ kết 5 năm thực hiện Nghị quyết số 20-NQ/TW";
    let once = report("nq-20", review, PeriodRule::Once("2026".parse().unwrap()), &both);
    for plan in &mut rules.plans.plans {
        plan.reports.extend([learning.clone(), once.clone()]);
    }
    rules
}

#[track_caller]
fn titled(day: &str, subject: &str, title: &str, expected: &str) {
    let file = doc("bc.docx", &state(SYT, "Số: 88/BC-SYT", title));
    judged_by(&mail(day, "phong.nvy@syt.haxuyen.example", subject, "", vec![file]), expected, &asking());
}

#[test]
fn the_title_tells_the_report_on_one_matter_from_the_one_on_the_whole() {
    let day = "2026-11-20";
    for matter in [
        "Kết quả xây dựng xã hội học tập năm 2026",
        "Chuyên đề: Ngành Y tế tham gia xây dựng xã hội học tập năm 2026",
        "Kết quả thực hiện Kết luận số 49-KL/TW năm 2026",
        "Chuyên đề kết quả thực hiện Kết luận 49 về xây dựng xã hội học tập",
    ] {
        titled(day, "Gửi báo cáo", matter, "accept so-y-te xhht 2026");
    }
    for whole in [
        "Kết quả công tác năm 2026; phương hướng, nhiệm vụ năm 2027",
        "Tổng kết công tác y tế năm 2026",
        "Kết quả công tác khoa giáo và xây dựng xã hội học tập năm 2026",
    ] {
        let expected = if whole.contains("học tập") { "ask PeriodUnclear" } else { "accept so-y-te nam 2026" };
        titled(day, "Gửi báo cáo", whole, expected);
    }
    titled(
        day,
        "Sơ kết NQ 20",
        "Sơ kết 5 năm thực hiện Nghị quyết số 20-NQ/TW ngày 25/10/2017",
        "accept so-y-te nq-20 2026",
    );
}

#[test]
fn a_mail_that_names_the_matter_over_a_paper_that_does_not_is_asked_about() {
    titled("2026-11-20", "BC xã hội học tập năm 2026", "Kết quả công tác năm 2026", "ask PeriodUnclear");
}

#[test]
fn general_work_under_a_period_owed_for_one_matter_only_is_asked_about() {
    // In June the communes owe the month's public opinion and the half year, no month's report on the work as a whole.
    let head = "ĐẢNG ỦY XÃ CAM LÂM\tĐẢNG CỘNG SẢN VIỆT NAM";
    let sent = |title: &str, expected: &str| {
        let text = page(head, "Số 12-BC/ĐU", "ngày 18 tháng 6 năm 2026", title);
        judged(&mail("2026-06-18", "camlam@dcs.example", "Gửi báo cáo", "", vec![doc("bc.docx", &text)]), expected);
    };
    sent("Tình hình dư luận xã hội tháng 6 năm 2026", "accept xa-cam-lam dlxh 2026-06");
    sent("Tình hình tư tưởng, dư luận xã hội tháng 6; dự báo tháng 7 năm 2026", "accept xa-cam-lam dlxh 2026-06");
    sent("Kết quả công tác tuyên giáo tháng 6 năm 2026", "ask PeriodUnclear");
}

#[test]
fn one_matter_is_owed_by_whoever_owes_it() {
    // Departments owe no report on public opinion.
    let file = doc("bc.docx", &state(SYT, "Số: 88/BC-SYT", "Tình hình dư luận xã hội tháng 4 năm 2026"));
    judged(&mail("2026-04-17", "phong.nvy@syt.haxuyen.example", "BC tháng 4", "", vec![file]), "ask NotOwed");
}

#[test]
fn two_reports_in_one_mail_are_told_apart_by_their_matter() {
    let head = "ĐẢNG ỦY XÃ CAM LÂM\tĐẢNG CỘNG SẢN VIỆT NAM";
    let paper =
        |name: &str, number: &str, title: &str| doc(name, &page(head, number, "ngày 18 tháng 4 năm 2026", title));
    let work = paper("1. BC tháng 4.docx", "Số 12-BC/ĐU", "Kết quả công tác tuyên giáo tháng 4 năm 2026");
    let opinion = paper("2. DLXH.docx", "Số 13-BC/ĐU", "Tình hình dư luận xã hội tháng 4 năm 2026");
    let both = "accept xa-cam-lam thang 2026-04 + xa-cam-lam dlxh 2026-04";
    judged(&mail("2026-04-18", "camlam@dcs.example", "BC tháng 4 và BC dư luận xã hội", "", vec![work, opinion]), both);
}

#[test]
fn a_scan_is_called_by_its_matter() {
    let from = "camlam@dcs.example";
    let sent = |subject: &str, body: &str, name: &str| {
        let both = "accept xa-cam-lam dlxh 2026-04";
        judged(&mail("2026-04-18", from, subject, body, vec![scan(name)]), both);
    };
    sent("BC DLXH T4/2026 - Đảng ủy xã Cam Lâm", "", "BC DLXH T4-2026.pdf");
    sent("bản scan", "Bản scan báo cáo DLXH tháng 4 (bản word em đã gửi hôm qua).", "290 DLXH T4.pdf");
}

#[test]
fn a_name_that_sounds_like_work_or_like_a_matter_is_neither() {
    // Without its marks "Vũ" is "vụ", a word for work as a whole.
    let file = || vec![scan("scan.pdf")];
    let from = "camlam@dcs.example";
    judged(&mail("2026-04-17", from, "BC tháng 4/2026 - Vũ Lan", "", file()), "ask PeriodUnclear");
    // A unit's own symbol tells no matter of which it is the initials.
    let mut rules = rules();
    let front = report("mat-tran", "Báo cáo mặt trận tổ quốc tháng", PeriodRule::Months(vec![4]), &["so"]);
    for plan in &mut rules.plans.plans {
        plan.reports.push(front.clone());
    }
    let sent = mail("2026-04-17", "mttq@haxuyen.example", "BC T4/2026 - MTTQ", "", file());
    judged_by(&sent, "ask PeriodUnclear", &rules);
}

#[test]
fn an_archive_with_the_work_and_the_matter_is_two_reports() {
    let head = "ĐẢNG ỦY XÃ CAM LÂM\tĐẢNG CỘNG SẢN VIỆT NAM";
    let paper = |number: &str, title: &str| page(head, number, "ngày 18 tháng 4 năm 2026", title);
    let mut zip = file("BC T4.zip", FileKind::Zip, "", None);
    for (name, text) in [
        ("a.docx", paper("Số 12-BC/ĐU", "Công tác tuyên giáo tháng 4 năm 2026")),
        ("b.docx", paper("Số 13-BC/ĐU", "Tình hình dư luận xã hội tháng 4 năm 2026")),
    ] {
        zip.text.members.push(Member { name: name.into(), size: 9, file: doc(name, &text).text });
    }
    let both = "accept xa-cam-lam thang 2026-04 + xa-cam-lam dlxh 2026-04";
    judged(&mail("2026-04-18", "camlam@dcs.example", "BC T4", "", vec![zip]), both);
}

#[test]
fn an_annex_says_itself_to_which_report_it_belongs() {
    let text = "PHỤ LỤC (kèm theo Báo cáo số 1404/BC-SYT ngày 12/6/2026, 6 tháng đầu năm 2026)\nTT\tChỉ tiêu\n1\tSố giường\t48";
    let annex = || vec![file("PL BC 1404.xlsx", FileKind::Xlsx, text, None)];
    let sent = |body: &str, expected: &str| {
        judged(&mail("2026-06-15", "vp@syt.haxuyen.example", "Phụ lục", body, annex()), expected);
    };
    let told = "Bổ sung phụ lục của Báo cáo 6 tháng đầu năm 2026 đã gửi ngày 12/6; báo cáo giữ nguyên.";
    sent(told, "accept so-y-te 6-thang 2026-H1");
    sent("Bổ sung phụ lục báo cáo quý I.", "ask PeriodUnclear");
}

#[test]
fn one_commune_sends_for_another_however_short_it_names_it() {
    let head = "ĐẢNG ỦY XÃ SƠN HẠ\tĐẢNG CỘNG SẢN VIỆT NAM";
    let text = page(head, "Số 12-BC/ĐU", "ngày 17 tháng 4 năm 2026", "Công tác tuyên giáo tháng 4 năm 2026");
    let sent = |subject: &str, body: &str, expected: &str| {
        judged(&mail("2026-04-18", "sonha@dcs.example", subject, body, vec![doc("12-BC-DU.pdf", &text)]), expected);
    };
    let locked = "Hộp thư của xã Sơn Hạ đang bị khóa nên nhờ chúng tôi gửi hộ.";
    sent("Gửi hộ báo cáo tháng 4 của xã Sơn Hạ", locked, "accept xa-son-ha-2 thang 2026-04");
    sent("Gửi báo cáo tháng 4", "", "ask SenderUnknown");
}

#[test]
fn what_the_writer_says_against_his_paper_is_heard() {
    let sent = |body: &str, expected: &str| {
        let file = doc("bc.docx", &state(SYT, "Số: 88/BC-SYT", "Công tác y tế tháng 4 năm 2026"));
        judged(&mail("2026-04-17", "phong.nvy@syt.haxuyen.example", "BC tháng 4", body, vec![file]), expected);
    };
    for body in [
        "Kính gửi Ban, đơn vị gửi nhầm tệp này ở thư trước, đề nghị Ban không sử dụng báo cáo đính kèm, đơn vị sẽ gửi lại sau.",
        "Em gửi nhầm tệp, Ban bỏ qua giúp em thư này, em gửi lại bản khác sau ạ.",
        "Gửi nhầm địa chỉ, mong Ban thông cảm xóa giúp thư này.",
        "Nhờ Ban chuyển báo cáo này giúp đơn vị sang Ban Dân vận Tỉnh ủy ạ.",
        "Ban khoan vào sổ giúp em nhé.",
        "Tệp kèm là báo cáo cũ, em gửi để Ban tham khảo cách trình bày.",
    ] {
        sent(body, "ask PersonAsks");
    }
    for body in [
        "Dự thảo báo cáo gửi kèm, mong Ban xem.",
        "Báo cáo này chưa được lãnh đạo duyệt, đơn vị gửi trước để Ban tham khảo.",
        "Số liệu trong báo cáo này chưa chính xác, Ban chờ bản chính thức của đơn vị.",
        "Em gửi bản nháp để Ban xem trước, bản chính thức sẽ gửi sau khi lãnh đạo ký.",
    ] {
        sent(body, "ask Incomplete");
    }
    for body in [
        "Hôm qua em gửi nhầm tệp, nay xin gửi lại bản đúng ạ.",
        "Bản ký số sẽ gửi lại sau qua trục liên thông.",
        "Có gì chưa đúng mong Ban phản hồi để đơn vị chỉnh sửa.",
        "Dự thảo gửi xin ý kiến tuần trước đề nghị Ban bỏ qua.",
        "Sở gửi lại BC tháng 4/2026, bản gửi ngày 15/4 sai số liệu, đề nghị không sử dụng bản cũ.",
        "Khi nào có công văn mới Ban gửi cho đơn vị với ạ.",
        "Ảnh hoạt động để ở đường dẫn dưới, khi nào cần thì tải.",
        "Văn thư chuyển giúp đến phòng Khoa giáo.",
        "Báo cáo đã được lãnh đạo ký duyệt, bản giấy chưa gửi kịp.",
    ] {
        sent(body, "accept so-y-te thang 2026-04");
    }
}

#[test]
fn one_that_went_astray_and_comes_again_is_this_paper() {
    let sent = |body: &str, expected: &str| {
        let file = doc("bc.docx", &state(SYT, "Số: 88/BC-SYT", "Công tác y tế tháng 4 năm 2026"));
        judged(&mail("2026-04-17", "phong.nvy@syt.haxuyen.example", "BC tháng 4", body, vec![file]), expected);
    };
    for body in [
        "Xin chuyển lại thư chiều qua gửi nhầm địa chỉ cũ của Ban.",
        "Hôm qua em gửi nhầm sang hộp thư cũ của Ban, nay em chuyển lại ạ.",
        "Báo cáo hôm trước em gửi nhầm email cũ của phòng, nay em chuyển vào hộp thư mới.",
        "Sáng nay Sở gửi nhầm hộp thư của Văn phòng, Sở xin chuyển lại báo cáo.",
        "Thư trước gửi nhầm người, em gửi lại ạ.",
        "Tuần trước đơn vị đã gửi nhầm địa chỉ. Nay đơn vị chuyển lại báo cáo để Ban tổng hợp.",
    ] {
        sent(body, "accept so-y-te thang 2026-04");
    }
    for body in [
        "Gửi nhầm địa chỉ, mong Ban thông cảm xóa giúp thư này.",
        "Thư này gửi nhầm địa chỉ, nhờ Ban chuyển lại giúp Sở Nội vụ.",
        "Chiều qua em gửi nhầm địa chỉ, nhờ Ban chuyển lại cho Văn phòng Tỉnh ủy.",
        "Báo cáo này gửi nhầm hộp thư, xin chuyển lại.",
        "Hôm qua em gửi nhầm địa chỉ, em sẽ gửi lại sau.",
        "Em gửi nhầm hộp thư.",
    ] {
        sent(body, "ask PersonAsks");
    }
}

#[test]
fn a_plan_under_the_name_of_a_report_is_seen_by_a_person() {
    let text = format!(
        "{SYT}\nSố: 9/KH-SYT\nHà Xuyên, ngày 16 tháng 4 năm 2026\nKẾ HOẠCH\nPhòng, chống dịch năm 2026\n1. Mục đích"
    );
    let sent = |subject: &str, name: &str, body: &str, expected: &str| {
        let from = "phong.nvy@syt.haxuyen.example";
        judged(&mail("2026-04-17", from, subject, body, vec![doc(name, &text)]), expected);
    };
    sent("", "BC thang 4.2026.docx", "", "ask Unsure");
    sent("", "1.docx", "Kính gửi Ban báo cáo tháng 4 năm 2026.", "ask Unsure");
    sent("Kế hoạch phòng, chống dịch", "KH.docx", "Kính gửi Ban kế hoạch của Sở.", "ignore");
}

#[test]
fn paper_that_our_registry_scanned_is_what_it_says_twice() {
    let sent = |subject: &str, body: &str, name: &str, expected: &str| {
        judged(&mail("2026-04-17", "chuyenvien@haxuyen.example", subject, body, vec![scan(name)]), expected);
    };
    let subject = "Hội Đông y tỉnh - BC tháng 4/2026 (bản giấy, văn thư quét)";
    sent(
        subject,
        "Báo cáo tháng 4/2026 của Hội Đông y tỉnh, nhận qua bưu điện.",
        "scan.pdf",
        "accept hoi-dong-y thang 2026-04",
    );
    sent(subject, "Kính chuyển.", "scan.pdf", "ask UnitUnclear");
    sent("Gửi báo cáo tháng 4/2026", "Của Hội Đông y tỉnh.", "scan.pdf", "ask UnitUnclear");
}

/// An office that asks for the work as a whole, "dân vận chính quyền", and beside it for two matters.
fn asking_dan_van(joined: bool) -> Rules {
    let mut rules = rules();
    let both = ["so", "xa"];
    let named = |id: &str, name: &str, alias: &str, periods: PeriodRule| {
        let mut report = report(id, name, periods, &both);
        report.joined = joined;
        report.aliases = vec![alias.into()];
        report
    };
    let democracy = "Báo cáo thực hiện quy chế dân chủ ở cơ sở";
    let skilled = "Báo cáo xây dựng mô hình “Dân vận khéo” năm";
    let reports = vec![
        named(
            "dv-q1",
            "Báo cáo dân vận chính quyền quý I",
            "Báo cáo công tác dân vận quý I",
            PeriodRule::Quarters(vec![1]),
        ),
        named(
            "dv-6t",
            "Báo cáo dân vận chính quyền 6 tháng",
            "Báo cáo công tác dân vận 6 tháng",
            PeriodRule::FirstHalf,
        ),
        named("dv-nam", "Báo cáo dân vận chính quyền năm", "Báo cáo công tác dân vận năm", PeriodRule::Year),
        named("qcdc-6t", &format!("{democracy} 6 tháng"), "QCDC 6 tháng", PeriodRule::FirstHalf),
        named("qcdc-nam", &format!("{democracy} năm"), "QCDC năm", PeriodRule::Year),
        named("dvk-nam", skilled, "DVK", PeriodRule::Year),
    ];
    rules.plans.plans = vec![Plan::new(PlanId::new("05-kh").unwrap(), "Kế hoạch báo cáo dân vận", reports)];
    Rules::new(rules.office, rules.roster, rules.plans, rules.calendar)
}

#[track_caller]
fn of_dan_van(day: &str, subject: &str, files: Vec<Attachment>, expected: &str) {
    judged_by(&mail(day, "vp@syt.haxuyen.example", subject, "", files), expected, &asking_dan_van(true));
}

fn paper(name: &str, title: &str) -> Attachment {
    doc(name, &state(SYT, "Số: 88/BC-SYT", title))
}

#[test]
fn one_paper_on_the_whole_and_on_a_matter_is_both_reports() {
    for title in [
        "Kết quả công tác dân vận và quy chế dân chủ ở cơ sở 6 tháng đầu năm 2026",
        "Kết quả công tác dân vận chính quyền, việc thực hiện quy chế dân chủ ở cơ sở 6 tháng đầu năm; phương hướng 6 tháng cuối năm 2026",
        "Công tác dân vận của ngành Y tế và việc thực hiện QCDC tại nơi làm việc 6 tháng đầu năm 2026",
        "Việc thực hiện quy chế dân chủ ở cơ sở và công tác dân vận 6 tháng đầu năm 2026",
    ] {
        let both = "accept so-y-te dv-6t 2026-H1 + so-y-te qcdc-6t 2026-H1";
        of_dan_van("2026-06-09", "Gửi báo cáo 6 tháng", vec![paper("bc.docx", title)], both);
    }
    let all = "accept so-y-te dv-nam 2026 + so-y-te qcdc-nam 2026 + so-y-te dvk-nam 2026";
    let three = "Kết quả công tác dân vận, quy chế dân chủ ở cơ sở và phong trào thi đua \"Dân vận khéo\" năm 2026; nhiệm vụ năm 2027";
    of_dan_van("2026-11-14", "BC năm", vec![paper("bc.docx", three)], all);
    let two = "Kết quả thực hiện quy chế dân chủ ở cơ sở và xây dựng mô hình \"Dân vận khéo\" năm 2026";
    let matters = "accept so-y-te qcdc-nam 2026 + so-y-te dvk-nam 2026";
    of_dan_van("2026-11-14", "BC năm", vec![paper("bc.docx", two)], matters);
}

#[test]
fn one_paper_for_two_reports_is_asked_about_where_the_plan_does_not_allow_it() {
    for (day, title) in [
        ("2026-06-09", "Kết quả công tác dân vận và quy chế dân chủ ở cơ sở 6 tháng đầu năm 2026"),
        ("2026-11-14", "Kết quả thực hiện quy chế dân chủ ở cơ sở và xây dựng mô hình \"Dân vận khéo\" năm 2026"),
    ] {
        let sent = mail(day, "vp@syt.haxuyen.example", "Gửi báo cáo", "", vec![paper("bc.docx", title)]);
        judged_by(&sent, "ask PeriodUnclear", &asking_dan_van(false));
    }
}

#[test]
fn a_matter_within_the_whole_or_the_whole_within_a_matter_is_asked_about() {
    for title in [
        "Công tác dân vận trong thực hiện quy chế dân chủ ở cơ sở 6 tháng đầu năm 2026",
        "Công tác dân vận gắn với thực hiện quy chế dân chủ ở cơ sở 6 tháng đầu năm 2026",
    ] {
        of_dan_van("2026-06-09", "Gửi báo cáo", vec![paper("bc.docx", title)], "ask PeriodUnclear");
    }
}

#[test]
fn a_matter_that_is_not_owed_for_its_period_is_not_the_whole() {
    let title = "Kết quả thực hiện quy chế dân chủ ở cơ sở quý I năm 2026";
    of_dan_van("2026-03-13", "BC QCDC quý I", vec![paper("bc.docx", title)], "ask PeriodUnclear");
    // Told with the whole it is a part of it.
    let whole = "Kết quả công tác dân vận và thực hiện quy chế dân chủ ở cơ sở quý I năm 2026";
    of_dan_van("2026-03-13", "BC quý I", vec![paper("bc.docx", whole)], "accept so-y-te dv-q1 2026-Q1");
}

#[test]
fn a_mail_that_names_another_matter_than_its_paper_is_asked_about() {
    let title = "Kết quả xây dựng mô hình \"Dân vận khéo\" năm 2026";
    let subject = "Sở Y tế gửi báo cáo QCDC năm 2026";
    of_dan_van("2026-11-14", subject, vec![paper("BC QCDC 2026.docx", title)], "ask Contradiction");
    let both =
        vec![paper("BC DVK.docx", title), paper("bc2.docx", "Kết quả thực hiện quy chế dân chủ ở cơ sở năm 2026")];
    of_dan_van("2026-11-14", "BC QCDC, DVK 2026", both, "accept so-y-te dvk-nam 2026 + so-y-te qcdc-nam 2026");
}

#[test]
fn scans_are_told_apart_by_the_whole_and_the_matter_in_their_names() {
    let both = "accept so-y-te dv-6t 2026-H1 + so-y-te qcdc-6t 2026-H1";
    let files = ["1. BC cong tac dan van 6 thang dau nam 2026.pdf", "2. BC QCDC 6 thang dau nam 2026.pdf"];
    let files = files.map(scan).into_iter().collect();
    of_dan_van("2026-06-14", "Sở Y tế gửi báo cáo 6 tháng 2026", files, both);
    let one = vec![scan("scan0012.pdf")];
    of_dan_van("2026-06-14", "BC công tác dân vận và QCDC 6 tháng đầu năm 2026 - Sở Y tế", one, both);
    of_dan_van("2026-06-14", "BC 6 tháng đầu năm 2026 - Sở Y tế", vec![scan("scan0012.pdf")], "ask PeriodUnclear");
}

#[test]
fn an_archive_of_the_whole_and_a_matter_is_two_reports_whatever_the_whole_is_called() {
    let mut zip = file("BC 6T.zip", FileKind::Zip, "", None);
    for (name, title) in [
        ("a.docx", "Kết quả công tác dân vận của ngành Y tế 6 tháng đầu năm 2026, chương trình 6 tháng cuối năm"),
        ("b.docx", "Tham gia thực hiện quy chế dân chủ ở cơ sở 6 tháng đầu năm 2026"),
    ] {
        zip.text.members.push(Member { name: name.into(), size: 9, file: paper(name, title).text });
    }
    let both = "accept so-y-te dv-6t 2026-H1 + so-y-te qcdc-6t 2026-H1";
    of_dan_van("2026-06-09", "Gửi các báo cáo", vec![zip], both);
}

#[test]
fn the_report_of_nine_months_is_also_called_by_its_quarter_where_the_plan_says_so() {
    let sent = |alias: Option<&str>, subject: &str, title: &str, expected: &str| {
        let mut rules = rules();
        for report in rules.plans.plans.iter_mut().flat_map(|plan| &mut plan.reports) {
            if report.id.as_str() == "9-thang" {
                report.aliases.extend(alias.map(ToOwned::to_owned));
            }
        }
        // One board asks its own units for a real report of the third quarter, another for one on a matter.
        let quarter = |id: &str, name: &str, group: &str| report(id, name, PeriodRule::Quarters(vec![3]), &[group]);
        for plan in &mut rules.plans.plans {
            plan.reports.push(quarter("quy-3", "Báo cáo quý III của trường", "truong"));
            plan.reports.push(quarter("nd", "Báo cáo tình hình Nhân dân quý III", "xa"));
        }
        rules.roster.groups.push(Group { id: GroupId::new("truong").unwrap(), name: "Trường".into() });
        let rules = Rules::new(rules.office, rules.roster, rules.plans, rules.calendar);
        let head = "ĐẢNG ỦY XÃ CAM LÂM\tĐẢNG CỘNG SẢN VIỆT NAM";
        let file = match title {
            "" => scan("bc quy III.pdf"),
            title => doc("bc.docx", &page(head, "Số 12-BC/ĐU", "ngày 18 tháng 9 năm 2026", title)),
        };
        judged_by(&mail("2026-09-18", "camlam@dcs.example", subject, "", vec![file]), expected, &rules);
    };
    let called = Some("Báo cáo quý III");
    let work = "Kết quả công tác tuyên giáo quý III năm 2026";
    sent(called, "BC quý III", work, "accept xa-cam-lam 9-thang 2026-9M");
    sent(called, "BC quý III", "Công tác tuyên giáo 9 tháng đầu năm 2026", "accept xa-cam-lam 9-thang 2026-9M");
    sent(called, "BC", "Tình hình Nhân dân quý III năm 2026", "accept xa-cam-lam nd 2026-Q3");
    // Not read: the report on the whole, or the one on the matter.
    sent(called, "Xã Cam Lâm báo cáo quý III/2026", "", "ask PeriodUnclear");
    sent(None, "BC quý III", work, "ask PeriodUnclear");
    sent(None, "BC quý III", "Công tác tuyên giáo 9 tháng đầu năm 2026", "ask Contradiction");
}

/// An office that asks twice in a year for reports on one matter each, once.
fn asking_once() -> Rules {
    let mut rules = rules();
    let once = |id: &str, name: &str, aliases: &[&str], period: &str| {
        let mut report = report(id, name, PeriodRule::Once(period.parse().unwrap()), &["so", "xa"]);
        report.aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        report
    };
    let drowning = "Báo cáo công tác phòng, chống tai nạn đuối nước trẻ em dịp hè 2026";
    let learning = "Báo cáo kết quả học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm";
    let covid = "Báo cáo kết quả tuyên truyền phòng, chống dịch Covid-19";
    for plan in &mut rules.plans.plans {
        plan.reports.push(once("duoi-nuoc", drowning, &["Báo cáo phòng, chống đuối nước"], "2026-Q3"));
        plan.reports.push(once("covid", covid, &[], "2026-Q3"));
        plan.reports.push(report("hoc-bac", learning, PeriodRule::Year, &["so", "xa"]));
    }
    Rules::new(rules.office, rules.roster, rules.plans, rules.calendar)
}

#[test]
fn what_is_asked_for_once_is_known_by_its_matter_whatever_period_stands_beside_it() {
    let sent = |subject: &str, file: Attachment, expected: &str| {
        let day = "2026-09-06";
        judged_by(&mail(day, "vp@syt.haxuyen.example", subject, "", vec![file]), expected, &asking_once());
    };
    for title in [
        "Kết quả công tác phòng, chống tai nạn đuối nước trẻ em dịp hè năm 2026",
        "Công tác phòng, chống đuối nước trên địa bàn tỉnh năm 2026",
        "Công tác phòng, chống tai nạn đuối nước ở trẻ em trên địa bàn tỉnh dịp hè",
    ] {
        sent("Gửi báo cáo", paper("bc.docx", title), "accept so-y-te duoi-nuoc 2026-Q3");
    }
    for title in [
        "Kết quả tuyên truyền công tác phòng, chống dịch Covid-19",
        "Công tác tuyên truyền phòng, chống dịch viêm đường hô hấp cấp do vi rút Corona (Covid-19)",
    ] {
        sent("Gửi báo cáo", paper("bc.docx", title), "accept so-y-te covid 2026-Q3");
    }
    sent("Sở Y tế báo cáo tuyên truyền phòng chống Covid 19", scan("bc.pdf"), "accept so-y-te covid 2026-Q3");
    // The same matter of next quarter, a neighbouring matter, and the first words of the name alone.
    sent("Gửi báo cáo", paper("bc.docx", "Công tác phòng, chống đuối nước quý II năm 2026"), "ask PeriodUnclear");
    sent("Gửi báo cáo", paper("bc.docx", "Công tác phòng, chống tai nạn giao thông năm 2026"), "ask NotOwed");
    sent("Gửi báo cáo", paper("bc.docx", "Công tác tuyên truyền phòng, chống dịch tả lợn châu Phi"), "ask NotOwed");
}

#[test]
fn a_long_name_of_a_matter_is_known_by_nearly_its_words_when_the_mail_says_it() {
    let title = "Kết quả học tập, làm theo tấm gương đạo đức, phong cách Hồ Chí Minh năm 2026";
    let sent = |subject: &str, title: &str, expected: &str| {
        let file = paper("bc.docx", title);
        judged_by(&mail("2026-11-20", "vp@syt.haxuyen.example", subject, "", vec![file]), expected, &asking_once());
    };
    sent(
        "BC học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026",
        title,
        "accept so-y-te hoc-bac 2026",
    );
    sent("Gửi báo cáo năm", title, "ask NotOwed");
    let comma = "Kết quả học tập, làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026";
    sent("Gửi báo cáo năm", comma, "accept so-y-te hoc-bac 2026");
}

#[test]
fn an_office_that_is_named_for_a_part_of_the_field_asks_for_that() {
    let mut rules = rules();
    rules.office.name = "Phòng Tuyên truyền - Báo chí, Ban Tuyên giáo Tỉnh ủy Hà Xuyên".into();
    for report in rules.plans.plans.iter_mut().flat_map(|plan| &mut plan.reports) {
        if report.id.as_str() == "quy-1" {
            report.aliases.push("Báo cáo công tác tuyên truyền quý I".into());
        }
    }
    let rules = Rules::new(rules.office, rules.roster, rules.plans, rules.calendar);
    let sent = |title: &str, expected: &str| {
        let head = "ĐẢNG ỦY XÃ CAM LÂM\tĐẢNG CỘNG SẢN VIỆT NAM";
        let file = doc("bc.docx", &page(head, "Số 12-BC/ĐU", "ngày 18 tháng 4 năm 2026", title));
        judged_by(&mail("2026-04-18", "camlam@dcs.example", "Gửi báo cáo", "", vec![file]), expected, &rules);
    };
    sent("Công tác tuyên truyền tháng 4 năm 2026", "accept xa-cam-lam thang 2026-04");
    sent("Công tác tuyên giáo tháng 4 năm 2026", "accept xa-cam-lam thang 2026-04");
    sent("Công tác báo chí, xuất bản tháng 4 năm 2026", "accept xa-cam-lam thang 2026-04");
}

#[test]
fn what_the_mail_announces_and_does_not_bring_is_asked_about() {
    let work = || paper("BC thang 8.docx", "Công tác y tế tháng 8 năm 2026");
    let sent = |subject: &str, files: Vec<Attachment>, expected: &str| {
        judged(&mail("2026-08-20", "vp@syt.haxuyen.example", subject, "", files), expected);
    };
    sent("BC tháng 7 (gửi bù) và tháng 8", vec![work()], "ask Incomplete");
    sent("BC tháng 8, nhiệm vụ tháng 9", vec![work()], "accept so-y-te thang 2026-08");
    let twin = Attachment { file_name: "BC chuyen de.docx".into(), ..work() };
    sent("BC tháng 8", vec![work(), twin], "ask Incomplete");
    let copy = Attachment { file_name: "BC thang 8 (1).docx".into(), ..work() };
    sent("BC tháng 8", vec![work(), copy], "accept so-y-te thang 2026-08");
}

#[test]
fn a_paper_on_two_reports_with_a_period_each_is_both() {
    let head = "ĐẢNG ỦY XÃ CAM LÂM\tĐẢNG CỘNG SẢN VIỆT NAM";
    let title = "Công tác tuyên giáo 6 tháng đầu năm và tình hình dư luận xã hội tháng 6 năm 2026";
    let file = doc("bc.docx", &page(head, "Số 12-BC/ĐU", "ngày 18 tháng 6 năm 2026", title));
    let sent = mail("2026-06-18", "camlam@dcs.example", "BC 6 tháng (kèm DLXH tháng 6)", "", vec![file]);
    judged(&sent, "ask PeriodUnclear");
    let mut rules = rules();
    for report in rules.plans.plans.iter_mut().flat_map(|plan| &mut plan.reports) {
        report.joined = report.id.as_str() == "dlxh";
    }
    let rules = Rules::new(rules.office, rules.roster, rules.plans, rules.calendar);
    judged_by(&sent, "accept xa-cam-lam 6-thang 2026-H1 + xa-cam-lam dlxh 2026-06", &rules);
}
