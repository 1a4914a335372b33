//! The Party's organisation inside a unit: it writes under its own head and from the unit's mailbox.

use super::*;

#[track_caller]
fn sent(from: &str, issuer: &str, expected: &str) {
    let head = format!("ĐẢNG BỘ TỈNH HÀ XUYÊN\tĐẢNG CỘNG SẢN VIỆT NAM\n{issuer}");
    let text = page(&head, "Số 145-BC/ĐU", "ngày 16 tháng 4 năm 2026", "công tác tuyên giáo tháng 4 năm 2026");
    judged_by(&mail("2026-04-17", from, "Báo cáo tháng 4", "", vec![doc("145-BC.docx", &text)]), expected, &asking());
}

/// The office, of which one unit's committee is a unit of its own.
fn asking() -> Rules {
    let mut rules = rules();
    let committee =
        unit("du-cong-thuong", "Đảng ủy Sở Công Thương", &[], &["dangbo.ct@gmail.com"], &["ct.haxuyen.example"]);
    let department = unit("so-cong-thuong", "Sở Công Thương", &["SCT"], &["vp@sct.haxuyen.example"], &[]);
    rules.roster.units.extend([committee, department]);
    let (office, plans, calendar) = (rules.office.clone(), rules.plans.clone(), rules.calendar.clone());
    Rules::new(office, rules.roster.clone(), plans, calendar)
}

#[test]
fn the_party_organisation_of_a_unit_is_the_unit() {
    let school = "vp@cdsp.haxuyen.example";
    for issuer in [
        "ĐẢNG ỦY TRƯỜNG CAO ĐẲNG SƯ PHẠM",
        "ĐẢNG ỦY\nTRƯỜNG CAO ĐẲNG SƯ PHẠM",
        "CHI BỘ TRƯỜNG CĐSP",
        "ĐẢNG BỘ TRƯỜNG CAO ĐẲNG SƯ PHẠM\nBAN CHẤP HÀNH",
        "ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH\nĐẢNG BỘ TRƯỜNG CAO ĐẲNG SƯ PHẠM",
        "BAN CHẤP HÀNH ĐẢNG BỘ TRƯỜNG CAO ĐẲNG SƯ PHẠM",
    ] {
        sent(school, issuer, "accept cd-su-pham thang 2026-04");
    }
    sent("dongyhaxuyen@gmail.com", "CHI BỘ HỘI ĐÔNG Y TỈNH", "accept hoi-dong-y thang 2026-04");
    sent("phong.nvy@syt.haxuyen.example", "ĐẢNG ỦY SỞ Y TẾ\n*", "accept so-y-te thang 2026-04");
}

#[test]
fn what_stands_below_it_or_writes_for_another_is_not() {
    let (school, health) = ("vp@cdsp.haxuyen.example", "vp@syt.haxuyen.example");
    for (from, issuer) in [
        (health, "ĐẢNG ỦY SỞ Y TẾ\nCHI BỘ BỆNH VIỆN ĐA KHOA TỈNH"),
        (health, "ĐẢNG ỦY SỞ Y TẾ\nỦY BAN KIỂM TRA"),
        (health, "CHI BỘ VĂN PHÒNG SỞ Y TẾ"),
        (health, "ĐẢNG ỦY TRƯỜNG CAO ĐẲNG SƯ PHẠM"),
        (school, "ĐẢNG ỦY SỞ Y TẾ"),
        (school, "CHI BỘ KHOA TIỂU HỌC TRƯỜNG CAO ĐẲNG SƯ PHẠM"),
        (school, "CÔNG ĐOÀN TRƯỜNG CAO ĐẲNG SƯ PHẠM"),
    ] {
        sent(from, issuer, "ask UnitUnclear");
    }
}

#[test]
fn a_committee_that_is_a_unit_of_its_own_is_itself() {
    sent("dangbo.ct@gmail.com", "ĐẢNG ỦY SỞ CÔNG THƯƠNG", "accept du-cong-thuong thang 2026-04");
    sent("vp@sct.haxuyen.example", "ĐẢNG ỦY SỞ CÔNG THƯƠNG", "ask SenderUnknown");
}
