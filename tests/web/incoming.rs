//! Thư đến: every mail that came, with what became of it; what the program put aside is fetched back.

use super::chromium::Seat;
use super::morning::{at, is_sound};
use super::{CLERK, LEADER, Site, between};

#[test]
fn every_mail_stands_in_the_list_of_what_came_with_what_became_of_it() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let queue = browser.get("/can-kiem-tra").body;
    assert!(queue.contains("href=\"/thu\""), "{queue}");
    let all = browser.get("/thu").body;
    for mail in 1..=28 {
        assert!(all.contains(&format!("href=\"/thu/{mail}\"")), "{mail}: {all}");
    }
    for words in ["Thư máy", "Đã tiếp nhận", "Cần kiểm tra", "Không phải báo cáo"] {
        assert!(all.contains(words), "{words}: {all}");
    }
    let machines = browser.get("/thu?ngan=machine").body;
    assert!(machines.contains("href=\"/thu/1\"") && !machines.contains("href=\"/thu/4\""), "{machines}");
    let found = browser.get("/thu?tim=hoangmaitrang").body;
    assert!(found.contains("href=\"/thu/15\"") && !found.contains("href=\"/thu/4\""), "{found}");
    assert!(browser.get("/thu?trang=9").body.contains("Mới nhất"), "{}", browser.page);
}

#[test]
fn what_the_program_put_aside_is_put_before_a_person() {
    let site = Site::open();
    let mut leader = site.logged_in(LEADER);
    let page = leader.get("/thu/1").body;
    assert!(page.contains("Thư máy") && !page.contains("Đưa vào cần kiểm tra"), "a leader only reads: {page}");
    let mut browser = site.logged_in(CLERK);
    let page = browser.get("/thu/1").body;
    let form =
        page.split("<form").find(|form| form.contains("Đưa vào cần kiểm tra")).unwrap_or_else(|| panic!("{page}"));
    assert_eq!(between(form, "action=\"", "\""), Some("/can-kiem-tra/1"));
    let shown = browser.submit("/can-kiem-tra/1", &[("viec", "mo-lai"), ("ly-do", "đơn vị báo đã gửi báo cáo")]).body;
    assert!(shown.contains("Thư này chờ kiểm tra") && shown.contains("Vào sổ"), "{shown}");
    assert_eq!(site.run(&["review", "list", "--json"]).lines().count(), 6);
    let again = browser.get("/thu/1").body;
    assert!(again.contains("đơn vị báo đã gửi báo cáo") && !again.contains("Đưa vào cần kiểm tra"), "{again}");
    assert!(site.run(&["verify"]).contains("Sổ nguyên vẹn."));
}

#[test]
fn the_list_of_what_came_is_sound_at_a_desk_and_on_a_telephone() {
    let site = Site::open();
    for seat in [Seat::DESK, Seat::PHONE] {
        let browser = at(&site, seat, CLERK);
        browser.go(&format!("{}/thu", site.base));
        browser.sees("Thư đến");
        is_sound(&browser, "what came");
    }
}
