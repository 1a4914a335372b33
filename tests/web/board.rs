//! The board as hands use it: its head stays in sight, groups are one press away, telephone numbers are dialled.

use std::fs;
use std::path::Path;

use super::chromium::Seat;
use super::morning::{at, is_sound};
use super::post::{Mail, WORD, report, take_in};
use super::{CLERK, LEADER, Site};

#[test]
fn the_head_of_the_board_stays_in_sight_while_one_scrolls() {
    let site = Site::open();
    let browser = at(&site, Seat::DESK, CLERK);
    browser.go(&format!("{}/?ky=2020-H1", site.base));
    browser.sees("31 đơn vị");
    let top = "Math.round(document.querySelector('.board thead th').getBoundingClientRect().top)";
    assert!(browser.value(top).as_i64().unwrap() > 0, "below the summary at first");
    browser.value("(window.scrollTo(0, document.body.scrollHeight), 1)");
    assert_eq!(browser.value("window.scrollY > 300"), true, "there is something to scroll");
    assert_eq!(browser.value(top), 0, "at the top of the window");
    let last = "document.querySelector('.board tbody:last-of-type tr:last-child').getBoundingClientRect().top > 40";
    assert_eq!(browser.value(last), true, "and not over the last unit");
}

/// Fifteen more units: a board on which one looks for a group.
fn with_many_units(place: &Path) {
    let list = place.join("don-vi.csv");
    let text = fs::read_to_string(&list).unwrap();
    let row = text.lines().find(|line| line.contains("hoi-dong-y")).unwrap().to_owned();
    let more = (1..=15).map(|n| {
        row.replace("hoi-dong-y", &format!("hoi-so-{n}"))
            .replace("Hội Đông y", &format!("Hội thứ {n}"))
            .replace('@', &format!("{n}@"))
    });
    let text = text.replace(&row, &std::iter::once(row.clone()).chain(more).collect::<Vec<_>>().join("\n"));
    fs::write(&list, text).unwrap();
}

#[test]
fn on_a_long_board_a_group_is_one_press_away_and_not_hidden_under_the_head() {
    let site = Site::changed(with_many_units);
    let browser = at(&site, Seat::DESK, CLERK);
    browser.go(&format!("{}/?ky=2020-H1", site.base));
    browser.sees("46 đơn vị");
    browser.click(".groups li:last-child a");
    let band = "document.querySelector(document.querySelector('.groups li:last-child a').hash)";
    let place = |what: &str| browser.value(&format!("Math.round({what})")).as_i64().unwrap();
    let top = place(&format!("{band}.getBoundingClientRect().top"));
    let head = place("document.querySelector('.board thead th').getBoundingClientRect().bottom");
    let window = place("window.innerHeight");
    assert!(top >= head - 1 && top < window, "the group at {top}, below the head that ends at {head}, of {window}");
    is_sound(&browser, "a long board");
}

#[test]
fn the_bar_of_a_group_counts_reports_not_the_work_that_leaves_none() {
    let site = Site::open();
    let page = site.logged_in(LEADER).get("/").body;
    let band = page.split("<tr class=\"band\">").find(|band| band.contains("<span>Huyện, thành, thị ủy</span>"));
    let band = band.unwrap_or_else(|| panic!("{page}"));
    let counted = super::between(band, "<small>", "</small>").unwrap();
    let sent = |row: &&str| row.contains("<tr data-ten=") && !row.contains("<td class=\"none\"");
    let rows = band.split("</tbody>").next().unwrap().split_inclusive("</tr>").filter(sent).count();
    assert_eq!(counted.split('/').nth(1), Some(rows.to_string().as_str()), "each unit owes one report: {counted}");
}

#[test]
fn tabs_lead_from_period_to_period_and_say_where_one_is() {
    let site = Site::open();
    let browser = at(&site, Seat::DESK, CLERK);
    let here = "document.querySelector('.tabs [aria-current]').textContent";
    assert_eq!(browser.value(here), "Kỳ này");
    browser.click(".tabs a[href='/?ky=2020-H1']");
    browser.shows(".tabs [aria-current]", "6 tháng đầu năm 2020");
    assert_eq!(browser.value("document.querySelectorAll('.tabs [aria-current]').length"), 1);
    browser.click(".tabs a[href='/nam/2020']");
    browser.shows(".tabs [aria-current]", "2020");
    assert_eq!(browser.place(), "/nam/2020");
    browser.click(".tabs a[href='/']");
    browser.shows(".tabs [aria-current]", "Kỳ này");
}

#[test]
fn the_call_list_is_one_press_from_the_board_and_its_numbers_are_dialled() {
    let site = Site::open();
    let browser = at(&site, Seat::PHONE, LEADER);
    browser.go(&format!("{}/", site.base));
    browser.click(".tabs a[href='/goi-dien']");
    browser.sees("Gọi điện");
    let all =
        "[...document.querySelectorAll('.phones a')].every((a) => /^tel:\\+?[0-9]+$/.test(a.getAttribute('href')))";
    assert_eq!(browser.value(all), true);
    assert!(browser.count(".phones a.dial") > 5);
    let high = "[...document.querySelectorAll('.phones a')].every((a) => a.getBoundingClientRect().height >= 24)";
    assert_eq!(browser.value(high), true, "a finger finds them");
    is_sound(&browser, "the call list on a telephone");
}

/// Somebody whom nobody knows, who writes the name of a unit.
fn stranger(subject: &'static str, words: &'static str, files: Vec<(&'static str, &'static str, Vec<u8>)>) -> Site {
    let mail = Mail { name: "Kẻ Lạ", from: "ke.la@nobody.example", subject, body: ("text/plain", words), files };
    Site::changed(|place| take_in(place, &[mail]))
}

#[test]
fn who_only_writes_the_name_of_a_unit_does_not_hold_its_reports() {
    let site = stranger(
        "Hỏi về biểu mẫu báo cáo",
        "Cho tôi hỏi: Bảo hiểm xã hội tỉnh phải điền biểu mẫu nào trong báo cáo 6 tháng đầu năm 2020?",
        Vec::new(),
    );
    let page = site.logged_in(LEADER).get("/nghia-vu/bhxh/6-thang/2020-H1").body;
    assert!(page.contains("Quá hạn"), "{page}");
}

#[test]
fn a_report_that_a_stranger_sends_for_a_unit_holds_it_until_somebody_looked_and_says_whose_it_is() {
    let word = report("BẢO HIỂM XÃ HỘI TỈNH", "BHXH", "công tác khoa giáo 6 tháng đầu năm 2020", "Kết quả như sau.");
    let site = stranger(
        "Báo cáo 6 tháng đầu năm 2020 của Bảo hiểm xã hội tỉnh",
        "Xin gửi báo cáo.",
        vec![("bao cao.docx", WORD, word)],
    );
    let mut browser = site.logged_in(CLERK);
    let page = browser.get("/nghia-vu/bhxh/6-thang/2020-H1").body;
    assert!(page.contains("Người lạ gửi: <span class=\"address\">ke.la@nobody.example"), "{page}");
    let board = browser.get("/?ky=2020-H1&tim=bao+hiem").body;
    assert!(board.contains("có thể đã gửi (thư người lạ)"), "{board}");
    let list = browser.get("/can-kiem-tra").body;
    let mail = super::letter::address(&list, "ke.la@nobody.example").replace("/thu/", "/can-kiem-tra/");
    let state = super::between(&browser.get(&mail).body, "name=\"luot\" value=\"", "\"").unwrap().to_owned();
    browser.submit(&mail, &[("viec", "bo-qua"), ("luot", &state), ("ly-do", "không phải của đơn vị")]);
    let page = browser.get("/nghia-vu/bhxh/6-thang/2020-H1").body;
    assert!(page.contains("Quá hạn") && !page.contains("ke.la@"), "{page}");
}

/// Three reports more, due nearer to today than the one that is missed; units owe them that owe the other.
fn with_nearer_reports(place: &Path) {
    let plan = place.join("plans/giao-ban-6-thang-2020.toml");
    let mut text = fs::read_to_string(&plan).unwrap();
    for (id, of, day) in [("thang", "2020-06", 29), ("quy", "2020-Q2", 28), ("nam", "2020", 27)] {
        text += &format!(
            "\n[[report]]\nid = \"{id}\"\nname = \"Báo cáo {id}\"\nperiod = \"once\"\nfor = \"{of}\"\n\
             groups = [\"mttq-doan-the\"]\ndue = {{ by = \"{day}/6/2020\", wording = \"chậm nhất ngày {day}/6/2020\" }}\n"
        );
    }
    fs::write(plan, text).unwrap();
}

#[test]
fn what_is_overdue_is_told_on_home_whichever_period_it_is_of() {
    let site = Site::changed(with_nearer_reports);
    let mut browser = site.logged_in(LEADER);
    let whole = browser.get("/?ky=2020-H1&tt=qua-han").body;
    let overdue = whole.matches("<td class=\"overdue\">").count();
    let home = browser.get("/").body;
    assert!(!home.contains("Báo cáo 6 tháng đầu năm 2020</h2>"), "the period itself is not on home: {home}");
    let behind = super::between(&home, "Còn quá hạn ở kỳ khác:", "</p>").unwrap_or_else(|| panic!("{home}"));
    assert!(
        behind.contains(&format!("6 tháng đầu năm 2020: {overdue} báo cáo")) && behind.contains("/goi-dien"),
        "{behind}"
    );
    assert!(home.contains(&format!("title=\"{overdue} báo cáo quá hạn\"")), "its tab says so too: {home}");
    let phone = at(&site, Seat::PHONE, CLERK);
    phone.sees("Còn quá hạn ở kỳ khác");
    is_sound(&phone, "home with other periods");
}

#[test]
fn a_count_on_a_card_leads_to_those_that_it_counts() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let home = browser.get("/").body;
    let chips: Vec<&str> =
        home.split("<p class=\"rest\">").skip(1).flat_map(|rest| rest.split("<a href=\"").skip(1)).collect();
    let chips = chips.iter().filter(|chip| chip.contains("tt=") && chip.contains("</a>"));
    for chip in chips {
        let to = chip.split('"').next().unwrap().replace("&amp;", "&");
        let words = super::between(chip, "</span>", "</a>").unwrap();
        let counted: usize = words.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<usize>().ok()).sum();
        let page = browser.get(&format!("/{to}")).body;
        if to.contains("tt=chua") {
            continue;
        }
        assert_eq!(page.matches("<tr data-ten=").count(), counted, "{to}: {words}");
    }
}

#[test]
fn what_nobody_owes_is_said_beforehand_and_not_chosen_for_anybody() {
    let mail = Mail {
        name: "BHXH",
        from: "vanphong@bhxh.vanson.example",
        subject: "Báo cáo tháng 6 năm 2020 của Bảo hiểm xã hội tỉnh",
        body: ("text/plain", "Xin gửi báo cáo tháng 6 năm 2020."),
        files: vec![(
            "bao cao thang 6.docx",
            WORD,
            report("BẢO HIỂM XÃ HỘI TỈNH", "BHXH", "công tác khoa giáo tháng 6 năm 2020", "Kết quả như sau."),
        )],
    };
    let site = Site::changed(|place| {
        with_nearer_reports(place);
        take_in(place, &[mail]);
    });
    let mut browser = site.logged_in(CLERK);
    let list = browser.get("/can-kiem-tra").body;
    let mail = super::letter::address(&list, "Báo cáo tháng 6 năm 2020 của").replace("/thu/", "/can-kiem-tra/");
    let page = browser.get(&mail).body;
    assert!(!page.contains("value=\"thang 2020-06\" selected"), "{page}");
    if list.contains("Báo cáo thang tháng 6") {
        assert!(page.contains("không phải gửi"), "{page}");
    }
}
