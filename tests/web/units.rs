//! Whom to call, one unit, cases, the journal.

use std::fs;
use std::path::Path;

use super::{CLERK, LEADER, Site, between};

/// The office also asks for another kind of report on incidents.
pub fn with_incidents(place: &Path) {
    let plan = place.join("plans/giao-ban-6-thang-2020.toml");
    let incident = "\n[[report]]\nid = \"dot-xuat\"\nname = \"Báo cáo đột xuất\"\nperiod = \"adhoc\"\n\
                    groups = [\"so-nganh\", \"mttq-doan-the\"]\n";
    let text = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, text + incident).unwrap();
}

#[test]
fn the_call_list_names_whom_to_call_and_keeps_what_was_promised() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let page = browser.get("/goi-dien").body;
    for words in ["quá hạn", "chưa nhắc được", "href=\"tel:", "đã nhắc", "Không thư nào đến được đơn vị"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains(">Sở Y tế</a>"), "who has sent is not called");
    let unit = between(&page, "name=\"don-vi\" value=\"", "\"").unwrap().to_owned();
    let answer = browser.post("/goi-dien", &[("don-vi", &unit), ("ly-do", "đã gọi, hứa gửi 2/7 <img src=x>")]);
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, format!("/goi-dien#{unit}").as_str()));
    let page = browser.get("/goi-dien").body;
    assert!(page.contains("đã gọi, hứa gửi 2/7 &lt;img src=x&gt;") && page.contains(CLERK.1), "{page}");
    assert!(browser.get(&format!("/don-vi/{unit}")).body.contains("hứa gửi 2/7"));
    let mut leader = site.logged_in(LEADER);
    assert!(!leader.get("/goi-dien").body.contains("name=\"ly-do\""));
    assert_eq!(leader.post("/goi-dien", &[("don-vi", &unit), ("ly-do", "tôi")]).status, 403);
}

#[test]
fn a_unit_has_a_page_with_its_year_its_letters_and_its_mails() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let page = browser.get("/don-vi/so-y-te").body;
    for words in
        ["Sở Y tế", "Báo cáo 6 tháng đầu năm 2020", "đúng hạn", "Xác nhận tiếp nhận", "đã vào sổ", "thư gửi đến đây"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(browser.get("/don-vi/so-y-te?nam=2018").body.contains("không phải gửi báo cáo nào"));
    assert_eq!(browser.get("/don-vi/khong-co").status, 404);
}

#[test]
fn a_case_is_opened_noted_closed_and_opened_again() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get("/vu-viec");
    let wish = [("ten", "Ngộ độc tại bếp ăn <b>"), ("don-vi", "so-y-te"), ("dien-thoai", "1"), ("buoc", "lam")];
    let page = browser.submit("/vu-viec", &wish).body;
    assert!(page.contains("Đã mở vụ việc số ") && page.contains("Ngộ độc tại bếp ăn &lt;b&gt;"), "{page}");
    let one = between(&page, "<th scope=\"row\"><a href=\"", "\"").unwrap().to_owned();
    let page = browser.get(&one).body;
    assert!(page.contains("điện thoại") && page.contains("Sở Y tế"), "{page}");
    let page = browser.submit(&one, &[("viec", "ghi-chu"), ("ly-do", "12 người nhập viện")]).body;
    assert!(page.contains("12 người nhập viện") && page.contains(CLERK.1), "{page}");
    let page = browser.submit(&one, &[("viec", "dong"), ("ly-do", "đã xử lý xong")]).body;
    assert!(page.contains("đã đóng") && page.contains("Mở lại"), "{page}");
    assert!(browser.refused(&one, &[("viec", "dong"), ("ly-do", "lần nữa")]).body.contains(CLERK.1), "who was first");
    assert!(browser.get("/vu-viec").body.contains("Không có vụ việc nào"));
    browser.get(&one);
    assert!(browser.submit(&one, &[("viec", "mo-lai"), ("ly-do", "có tin mới")]).body.contains("đang theo dõi"));
}

#[test]
fn a_case_is_opened_only_after_its_letters_were_read_and_taken_back_with_them() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get("/vu-viec");
    let wish = [("ten", "Cháy kho"), ("don-vi", "so-y-te"), ("dien-thoai", "1")];
    let shown = browser.post("/vu-viec", &wish).body;
    assert!(shown.contains("Chưa có gì thay đổi") && shown.contains("“Cháy kho”"), "{shown}");
    let queued = || site.run(&["outbox", "list", "--state", "queued", "--json"]).matches("\"letter\"").count();
    assert_eq!(queued(), 0, "reading sends nothing");
    assert!(browser.get("/vu-viec").body.contains("Không có vụ việc nào"), "nothing is opened");
    let page = browser.submit("/vu-viec", &[&wish[..], &[("buoc", "lam")]].concat()).body;
    assert!(page.contains("Đã mở vụ việc số ") && queued() > 0, "{page}");
    let undo = super::review::fields(&page, "Hoàn tác");
    let undo: Vec<(&str, &str)> = undo.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let form = page.split("Hoàn tác").next().unwrap().rsplit("<form").next().unwrap();
    let there = between(form, "action=\"", "\"").unwrap().to_owned();
    let page = browser.submit(&there, &undo).body;
    assert!(page.contains("Thư báo chưa gửi đi nên được giữ lại"), "{page}");
    assert_eq!(queued(), 0);
    assert!(browser.get("/vu-viec").body.contains("Không có vụ việc nào"));
    let log = site.run(&["log", "--json"]);
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    assert_eq!(log.as_array().unwrap().last().unwrap()["stands"], false, "the call is out of the register");
}

#[test]
fn the_journal_says_who_did_what_in_words_of_the_office() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get("/don-vi/so-y-te");
    browser.submit("/don-vi/so-y-te", &[("ly-do", "đổi văn thư từ tháng 7")]);
    let page = browser.get("/nhat-ky").body;
    assert!(page.contains("ghi chú khi gọi điện") && page.contains("đổi văn thư từ tháng 7"), "{page}");
    for path in ["/nhat-ky", "/nhat-ky?ai=tiepnhan", "/nhat-ky?ai=nguoi"] {
        let page = browser.get(path).body;
        for word in ["receipt", "review-", "letter-", "unit-note", "case-", "account-"] {
            assert!(!page.contains(&format!("<td>{word}")), "{path}: {word}");
        }
    }
    let mine = browser.get("/nhat-ky?ngay=2020-06-30&ai=nguoi").body;
    assert!(
        mine.contains(CLERK.1) && mine.contains("ngày 30/6/2020 (thứ Ba)") && !mine.contains("<td>chương trình</td>"),
        "{mine}"
    );
    assert!(browser.get("/nhat-ky?ngay=2019-01-01").body.contains("Không có dòng nào khớp"));
    assert!(browser.get("/nhat-ky?ve=unit+so-y-te").body.contains("đổi văn thư từ tháng 7"));
}

#[test]
fn an_office_that_asks_for_no_reports_on_incidents_is_told_how_to_have_cases() {
    let site = Site::changed(|place| fs::remove_file(place.join("plans/ket-luan-30-6-2020.toml")).unwrap());
    let mut browser = site.logged_in(CLERK);
    let page = browser.get("/vu-viec").body;
    assert!(page.contains("Không có vụ việc nào") && page.contains("Kế hoạch của cơ quan chưa yêu cầu"), "{page}");
    assert!(page.contains("Người quản lý kế hoạch trên máy chủ") && !page.contains("name=\"ten\""), "{page}");
    // A page from before the plan was changed.
    let page = browser.refused("/vu-viec", &[("ten", "Ngộ độc tại bếp ăn"), ("don-vi", "so-y-te")]).body;
    assert!(page.contains("không yêu cầu đơn vị này báo cáo đột xuất"), "{page}");
    assert!(page.contains("<dd>Ngộ độc tại bếp ăn</dd>"), "{page}");
    assert!(!site.logged_in(LEADER).get("/vu-viec").body.contains("adhoc"), "nothing for who only reads");
}

#[test]
fn where_incidents_are_reported_in_several_ways_the_page_offers_them_by_name() {
    let site = Site::changed(with_incidents);
    let mut browser = site.logged_in(CLERK);
    let page = browser.get("/vu-viec").body;
    let list = between(&page, "name=\"loai\"", "</select>").unwrap_or_else(|| panic!("{page}"));
    assert!(list.contains("Báo cáo đột xuất") && list.contains("Báo cáo, cung cấp thông tin"), "{list}");
    let wish = [
        ("ten", "Ngộ độc tại bếp ăn"),
        ("don-vi", "so-y-te"),
        ("loai", "dot-xuat"),
        ("dien-thoai", "1"),
        ("buoc", "lam"),
    ];
    let page = browser.submit("/vu-viec", &wish).body;
    assert!(page.contains("Đã mở vụ việc số "), "{page}");
    let one = between(&page, "<th scope=\"row\"><a href=\"", "\"").unwrap().to_owned();
    assert!(browser.get(&one).body.contains("Báo cáo đột xuất"), "{}", browser.page);
    browser.get("/vu-viec");
    let page = browser.refused("/vu-viec", &[("ten", "Cháy kho"), ("don-vi", "so-y-te"), ("loai", "")]).body;
    assert!(page.contains("role=\"alert\"") && page.contains("loại báo cáo"), "{page}");
    assert!(!page.contains("dot-xuat, thong-tin"), "no keys of the program: {page}");
}

#[test]
fn telephone_numbers_in_the_summary_are_dialled() {
    let site = Site::open();
    let page = site.logged_in(LEADER).get("/lanh-dao").body;
    assert!(page.contains("ĐT <a class=\"dial\" href=\"tel:0"), "{page}");
}
