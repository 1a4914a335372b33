//! What we sent, what waits; all sending stopped and let go on.

use super::{CLERK, LEADER, Site, between};

#[test]
fn letters_are_listed_and_narrowed_and_each_shows_its_text() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let all = browser.get("/thu-di").body;
    for words in ["Xác nhận tiếp nhận", "Báo quá hạn", "đã gửi", "Thư cũ hơn"] {
        assert!(all.contains(words), "{words}: {all}");
    }
    assert!(!all.contains("name=\"viec\""), "a leader only reads");
    let overdue = browser.get("/thu-di?loai=overdue").body;
    assert!(overdue.contains("Báo quá hạn") && !overdue.contains("\">Xác nhận tiếp nhận</a>"), "{overdue}");
    let of_unit = browser.get("/thu-di?dv=so-y-te&loai=receipt").body;
    assert!(of_unit.contains("vanphong@syt.vanson.example") && !of_unit.contains("Huyện ủy Phú Khê</a>"), "{of_unit}");
    let none = browser.get("/thu-di?tt=khong-duoc").body;
    assert!(none.contains("Không có thư nào khớp"), "{none}");
    let older = between(&all, "truoc=", "\"").unwrap().to_owned();
    assert!(!browser.get(&format!("/thu-di?truoc={older}")).body.contains(&format!(">{older}</a>")));
    let one = between(&overdue, "<th scope=\"row\"><a href=\"", "\"").unwrap().to_owned();
    let page = browser.get(&one).body;
    for words in ["Kính gửi", "Các lần gửi", "/nghia-vu/", "Máy chủ trả lời"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(browser.get("/thu-di/999999").status, 404);
}

#[test]
fn a_pause_stands_at_the_head_of_every_page_while_it_lasts() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get("/thu-di");
    let page = browser.submit("/thu-di", &[("viec", "dung"), ("ly-do", "đổi máy chủ <thư>")]).body;
    assert!(page.contains("Đã dừng gửi mọi thư"), "{page}");
    let mut leader = site.logged_in(LEADER);
    for place in ["/", "/thu-di", "/goi-dien", "/don-vi/so-y-te", "/nhat-ky"] {
        let page = leader.get(place).body;
        assert!(page.contains("Đang dừng gửi mọi thư") && page.contains("đổi máy chủ &lt;thư&gt;"), "{place}: {page}");
    }
    assert!(site.run(&["outbox", "list"]).contains("ĐANG DỪNG GỬI"));
    browser.get("/thu-di");
    let page = browser.submit("/thu-di", &[("viec", "gui"), ("ly-do", "xong")]).body;
    assert!(page.contains("Thư được gửi trở lại") && !page.contains("Đang dừng gửi"), "{page}");
    leader.get("/thu-di");
    assert_eq!(leader.post("/thu-di", &[("viec", "dung"), ("ly-do", "tôi")]).status, 403);
}

#[test]
fn a_letter_that_waits_is_cancelled_and_says_who_did_it() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get("/nghia-vu/so-y-te/6-thang/2020-H1");
    let page = browser.get("/?ky=2020-H1&tt=qua-han").body;
    let place = between(&page, "<td class=\"overdue\"><a href=\"", "\"").unwrap().to_owned();
    browser.get(&place);
    let wish = [("viec", "gia-han"), ("den", "2020-07-03"), ("ly-do", "lãnh đạo đồng ý"), ("buoc", "lam")];
    browser.submit(&place, &wish);
    let waiting = browser.get("/thu-di?tt=cho").body;
    let one = between(&waiting, "<th scope=\"row\"><a href=\"", "\"").unwrap_or_else(|| panic!("{waiting}")).to_owned();
    browser.get(&one);
    assert!(browser.refused(&one, &[("viec", "huy"), ("ly-do", " ")]).body.contains("Cần cho biết lý do"));
    let page = browser.submit(&one, &[("viec", "huy"), ("ly-do", "đã báo qua điện thoại")]).body;
    assert!(page.contains("Đã hủy thư") && page.contains("hủy thư – đã báo qua điện thoại"), "{page}");
    assert!(page.contains(CLERK.1), "{page}");
    let again = browser.refused(&one, &[("viec", "huy"), ("ly-do", "lần nữa")]).body;
    assert!(again.contains("role=\"alert\"") && again.contains("không có gì để hủy"), "{again}");
}
