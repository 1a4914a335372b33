//! The register in a browser: found, filtered, taken away, line by line.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use super::{CLERK, LEADER, Site, between};

#[test]
fn the_register_shows_every_line_newest_first() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let page = browser.get("/so").body;
    let json: serde_json::Value = serde_json::from_str(&site.run(&["log", "--json"])).unwrap();
    let lines = json.as_array().unwrap();
    assert!(lines.len() > 10);
    let mut last = usize::MAX;
    for line in lines {
        let at = page.find(&format!("/so/{}/{}\"", line["year"], line["number"])).expect("a line is missing");
        assert!(at < last, "newest first");
        last = at;
        assert!(page.contains(line["unit_name"].as_str().unwrap()));
    }
    assert!(page.contains(&format!("{} lượt tiếp nhận", lines.len())), "{page}");
    assert!(page.contains("aria-current=\"page\">Sổ tiếp nhận"));
}

#[test]
fn words_are_found_in_heads_and_in_files() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    for typed in ["so+y+te", "S%E1%BB%9F+Y+t%E1%BA%BF"] {
        let page = browser.get(&format!("/so?tim={typed}")).body;
        assert!(page.contains("Sở Y tế") && !page.contains("data-ten"), "{page}");
        assert!(!page.contains(">Sở Khoa học và Công nghệ</a>"), "{page}");
    }
    let none = browser.get("/so?tim=S%E1%BB%91+Y+t%E1%BB%87").body;
    assert!(none.contains("Không có lượt tiếp nhận nào khớp"), "the diacritics are others: {none}");
    let text = browser.get("/so?tim=tinh+hinh").body;
    assert!(text.contains("<mark>"), "the place in the text is shown: {text}");
}

#[test]
fn filters_narrow_and_what_cannot_be_understood_is_said_beside_what_was_typed() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let page = browser.get("/so?don-vi=so-y-te&ky=2020-H1").body;
    assert!(page.contains("Đơn vị: Sở Y tế; kỳ: 6 tháng đầu năm 2020"), "{page}");
    assert!(page.contains("<option value=\"so-y-te\" selected>"), "{page}");
    let wrong = browser.get("/so?tu=ngay+mai&tim=y+te");
    assert_eq!(wrong.status, 200);
    assert!(wrong.body.contains("Từ ngày: “ngay mai” không phải ngày"), "{}", wrong.body);
    assert!(wrong.body.contains("value=\"ngay mai\"") && wrong.body.contains("value=\"y te\""), "{}", wrong.body);
    let late = browser.get("/so?tt=late").body;
    assert!(late.contains("gửi chậm") && !late.contains("</span> đúng hạn"), "{late}");
    let nowhere = browser.get("/so?nam=2019").body;
    assert!(nowhere.contains("Bỏ lọc, xem cả sổ"), "{nowhere}");
}

#[test]
fn what_is_shown_is_what_is_taken_away() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let all = browser.get("/so.csv");
    assert_eq!(all.headers["content-type"], "text/csv; charset=utf-8");
    assert!(all.headers["content-disposition"].starts_with("attachment; filename=\"so-tiep-nhan-2020-06-30.csv\""));
    assert_eq!(all.body, site.run(&["log", "--csv"]), "the page and the command line give the same file");
    let one = browser.get("/so.csv?don-vi=so-y-te").body;
    assert!(one.lines().count() < all.body.lines().count());
    assert!(one.lines().skip(1).all(|line| line.contains("Sở Y tế")), "{one}");
    let shown = browser.get("/so?don-vi=so-y-te").body;
    assert!(shown.contains("href=\"/so.xlsx?don-vi=so-y-te\""), "{shown}");
    let book = browser.bytes("/so.xlsx?don-vi=so-y-te");
    let mut book = Xlsx::new(Cursor::new(book)).unwrap();
    let sheet = book.worksheet_range("Sổ tiếp nhận").unwrap();
    assert!(matches!(sheet.get((2, 0)), Some(Data::String(scope)) if scope.starts_with("Đơn vị: Sở Y tế")));
    assert_eq!(sheet.height() - 5, one.lines().count() - 1);
}

#[test]
fn a_sheet_to_print_has_the_offices_head_and_every_line() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let page = browser.get("/so?in=1&nam=2020").body;
    for words in ["SỔ TIẾP NHẬN BÁO CÁO", "Năm 2020. In lúc 16 giờ 00 ngày 30/6/2020", "Xem từng trang"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let (first, second) = (page.find("/so/2020/1\"").unwrap(), page.find("/so/2020/2\"").unwrap());
    assert!(first < second, "a printed register begins with its first line");
}

#[test]
fn a_line_tells_where_it_came_from_and_what_it_became() {
    let site = Site::open();
    let json: serde_json::Value = serde_json::from_str(&site.run(&["log", "--unit", "so-y-te", "--json"])).unwrap();
    let line = &json.as_array().unwrap()[0];
    let (year, number) = (&line["year"], &line["number"]);
    let said = ["--by", "Nguyễn Thị Lan", "--why", "nhầm đơn vị", "--quiet"];
    site.run(&[["correct", &format!("{number}/{year}"), "--unit", "so-ldtbxh"].as_slice(), &said].concat());
    let mut browser = site.logged_in(CLERK);
    let page = browser.get(&format!("/so/{year}/{number}")).body;
    for words in ["Sở Y tế", "Số này đã thay bằng", "Nguyễn Thị Lan", "nhầm đơn vị", "Căn cứ"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains(&format!("/thu/{}", line["mail"])), "{page}");
    assert!(page.contains(&format!("/thu/{}/tep/0", line["mail"])), "{page}");
    let standing = browser.get("/so?con=1&don-vi=so-y-te").body;
    assert!(!standing.contains(&format!("/so/{year}/{number}\"")), "{standing}");
    assert_eq!(browser.get("/so/2020/99999").status, 404);
}

#[test]
fn what_would_be_a_page_is_only_words() {
    let site = Site::open();
    let trap = "<img src=x onerror=alert(1)>";
    let entered = ["--unit", "so-y-te", "--report", "6-thang", "--period", "2020-H1", "--received", "2020-06-20 08:00"];
    let said = ["--number", trap, "--why", "=<script>alert(1)</script>", "--by", "Nguyễn Thị Lan"];
    site.run(&[&["record"], entered.as_slice(), said.as_slice()].concat());
    let mut browser = site.logged_in(CLERK);
    let list = browser.get("/so?kenh=paper").body;
    assert!(list.contains("&lt;img src=x onerror=alert(1)&gt;") && list.contains("Nguyễn Thị Lan"), "{list}");
    let to = super::between(&list, "<a href=\"/so/2020/", "\"").unwrap().to_owned();
    let line = browser.get(&format!("/so/2020/{to}")).body;
    let typed = browser.get("/so?tim=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&tu=%3Cscript%3E").body;
    for page in [list, line, typed] {
        assert!(page.contains("&lt;") && !page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
    }
}

#[test]
fn nobody_sees_the_register_without_logging_in() {
    let site = Site::open();
    let mut stranger = site.browser();
    for path in ["/so", "/so.csv", "/so.xlsx", "/so/2020/1"] {
        assert_eq!(stranger.get(path).status, 303, "{path}");
    }
}

#[test]
fn a_number_that_a_unit_reads_out_of_its_letter_is_found() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    for typed in ["0006", "6/2020", "0006/2020", "s%E1%BB%91+6", "6"] {
        let page = browser.get(&format!("/so?tim={typed}")).body;
        let found = between(&page, "<a href=\"/so/2020/6\">Số tiếp nhận 6/2020</a>", "</p>");
        assert!(found.is_some_and(|found| found.contains("Sở Giáo dục và Đào tạo")), "{typed}: {page}");
    }
    for typed in ["9999", "6/2019", "6-BC", "%22%3E"] {
        assert!(!browser.get(&format!("/so?tim={typed}")).body.contains("Số tiếp nhận "), "{typed}: {}", browser.page);
    }
}
