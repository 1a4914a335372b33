//! Scans that came in an archive or inside a forwarded mail: judged as those that lie open.

use super::*;

/// These files in one archive, or as attachments of a mail.
fn packed(kind: FileKind, text: &str, files: Vec<Attachment>) -> Attachment {
    let mut packed = file(if kind == FileKind::Mail { "thu.eml" } else { "tai lieu.zip" }, kind, text, None);
    let members = files.into_iter().map(|inner| Member { name: inner.file_name, size: 40_000, file: inner.text });
    packed.text.members = members.collect();
    packed
}

/// The scan open, in an archive, in a forwarded mail, and in an archive in a mail.
fn every_way(scan: &Attachment) -> [Attachment; 4] {
    let forwarded = "Từ: vanthu@syt.haxuyen.example\nChủ đề: BC\n\nKính chuyển.";
    let zip = packed(FileKind::Zip, "", vec![scan.clone()]);
    [
        scan.clone(),
        zip.clone(),
        packed(FileKind::Mail, forwarded, vec![scan.clone()]),
        packed(FileKind::Mail, forwarded, vec![zip]),
    ]
}

#[test]
fn what_a_machine_saw_in_a_packed_scan_ends_an_acceptance_and_never_begins_one() {
    let number = "Số: 12/BC-SYT";
    let right = page("SỞ Y TẾ", number, "ngày 17 tháng 6 năm 2026", "Công tác y tế 6 tháng đầu năm 2026");
    let judge = |from: &str, subject: &str, page: &str, expected: &str| {
        for file in every_way(&seen("scan0001.pdf", page)) {
            judged(&mail("2026-06-17", from, subject, "Kính chuyển.", vec![file]), expected);
        }
    };
    let (syt, subject) = ("vp@syt.haxuyen.example", "BC 6T dau nam 2026 - So Y te");
    judge(syt, subject, &right, "accept so-y-te 6-thang 2026-H1");
    judge(syt, subject, "§ ~ l1I", "accept so-y-te 6-thang 2026-H1");
    judge(syt, subject, &right.replace("6 tháng đầu năm 2026", "quý I năm 2026"), "ask Contradiction");
    judge(syt, subject, &right.replace("BÁO CÁO", "KẾ HOẠCH").replace("/BC-", "/KH-"), "ask Unsure");
    judge(syt, subject, &right.replace(number, &format!("{number}\nMẬT")), "ask Secret");
    judge("la@gmail.example", subject, &right, "ask SenderUnknown");
}

#[test]
fn a_scanned_plan_packed_beside_a_good_report_does_not_ask() {
    let from = "vp@syt.haxuyen.example";
    let plan = page("BAN TUYÊN GIÁO VÀ DÂN VẬN TỈNH ỦY", "Số 5-KH/BTGDVTU", "ngày 2 tháng 3 năm 2026", "Kiểm tra");
    let report = doc("BC T4.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"));
    let scan = seen("scan0001.pdf", &plan.replace("BÁO CÁO", "KẾ HOẠCH"));
    let both = packed(FileKind::Zip, "", vec![report.clone(), scan]);
    judged(&mail("2026-04-17", from, "Báo cáo tháng 4", "", vec![both]), "accept so-y-te thang 2026-04");
    let other = page("SỞ Y TẾ", "Số: 12/BC-SYT", "ngày 4 tháng 4 năm 2026", "Công tác y tế quý I năm 2026");
    let both = packed(FileKind::Zip, "", vec![report, seen("scan0001.pdf", &other)]);
    judged(&mail("2026-04-17", from, "Báo cáo tháng 4", "", vec![both]), "ask Contradiction");
}

#[test]
fn an_archive_of_photographed_pages_is_looked_at_and_never_called_missing() {
    let photo = |name: &str, seen: Option<&str>| {
        let mut photo = file(name, FileKind::Picture, "", Some(Problem::NoText));
        photo.text.scanned = seen.map(str::to_owned);
        photo
    };
    let right = page("SỞ Y TẾ", "Số: 12/BC-SYT", "ngày 17 tháng 6 năm 2026", "Công tác y tế 6 tháng đầu năm 2026");
    let from = "vp@syt.haxuyen.example";
    for subject in ["BC 6T dau nam 2026 - So Y te", "Gửi báo cáo"] {
        let pages = packed(FileKind::Zip, "", vec![photo("1.jpg", Some(&right)), photo("2.jpg", None)]);
        let message = mail("2026-06-17", from, subject, "Kính chuyển.", vec![pages]);
        judged(&message, "ask Unsure");
        let (facts, rules) = (Facts::default(), rules());
        let decision = decision::decide(&message, &evidence::gather(&message, &facts, &rules), &facts, &rules);
        let [entry] = decision.entries.as_slice() else { panic!("{decision:?}") };
        assert_eq!((entry.unit.as_str(), &*entry.period.to_string()), ("so-y-te", "2026-H1"));
    }
    let mut logo = packed(FileKind::Zip, "", vec![photo("logo.png", None)]);
    logo.text.members[0].size = 4_000;
    judged(&mail("2026-06-17", from, "Gửi báo cáo", "", vec![logo]), "ask MissingFile");
}

#[test]
fn a_text_that_is_no_report_is_none_in_an_archive_either() {
    let roster = doc("lich truc.docx", "LỊCH TRỰC THÁNG 4\nThứ hai: đồng chí An");
    for file in [roster.clone(), packed(FileKind::Zip, "", vec![roster])] {
        let message = mail("2026-04-17", "vp@syt.haxuyen.example", "Gửi báo cáo tháng 4", "", vec![file]);
        let (facts, rules) = (Facts::default(), rules());
        let decision = decision::decide(&message, &evidence::gather(&message, &facts, &rules), &facts, &rules);
        assert_ne!(decision.verdict, Verdict::Accept, "{decision:?}");
    }
}
