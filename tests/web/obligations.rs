//! What stands behind a cell of the board, and what staff do there.

use super::{CLERK, LEADER, Site, between};

/// Somebody who has not sent: a cell of the board that is overdue.
fn overdue(browser: &mut super::Browser) -> String {
    let page = browser.get("/?ky=2020-H1&tt=qua-han").body;
    between(&page, "<td class=\"overdue\"><a href=\"", "\"").unwrap_or_else(|| panic!("{page}")).to_owned()
}

#[test]
fn a_cell_of_the_board_says_what_stands_behind_it() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let place = overdue(&mut browser);
    let page = browser.get(&place);
    assert_eq!(page.status, 200);
    for words in [
        "Báo cáo 6 tháng đầu năm 2020",
        "Quá hạn",
        "trước ngày 19/6/2020",
        "đến nay chưa nhận được",
        "Đã nhắc",
        "/thu-di/",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("name=\"viec\""), "a leader only reads");
    let received = browser.get("/nghia-vu/so-y-te/6-thang/2020-H1").body;
    assert!(received.contains("Nhận lần đầu") && received.contains("/so/2020/"), "{received}");
    for nothing in
        ["/nghia-vu/khong-co/6-thang/2020-H1", "/nghia-vu/so-y-te/khong-co/2020-H1", "/nghia-vu/so-y-te/6-thang/x"]
    {
        assert_eq!(browser.get(nothing).status, 404, "{nothing}");
    }
}

#[test]
fn an_extension_is_shown_before_it_is_granted_and_may_be_taken_back() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let place = overdue(&mut browser);
    browser.get(&place);
    let wish =
        [("viec", "gia-han"), ("den", "2020-07-03"), ("ly-do", "lãnh đạo đồng ý"), ("can-cu", "Công văn số 9-CV/X")];
    let shown = browser.post(&place, &wish);
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("Chưa có gì thay đổi") && shown.body.contains("Công văn số 9-CV/X"), "{}", shown.body);
    assert!(shown.body.contains("3/7/2020"), "{}", shown.body);
    let unchanged = browser.get(&place).body;
    assert!(unchanged.contains("Quá hạn") && !unchanged.contains("Được gia hạn"), "nothing has changed: {unchanged}");
    let done = [&wish[..], &[("buoc", "lam")]].concat();
    let page = browser.submit(&place, &done).body;
    assert!(page.contains("Được gia hạn đến hết ngày 3/7/2020") && page.contains("lãnh đạo đồng ý"), "{page}");
    assert!(page.contains("Thư báo đã xếp để gửi") && page.contains("Báo gia hạn, miễn"), "{page}");
    let board = browser.get("/?ky=2020-H1").body;
    assert!(board.contains(" 1 được gia hạn</a>"), "the card of the period tells it: {board}");
    browser.get(&place);
    let page = browser.submit(&place, &[("viec", "bo"), ("buoc", "lam"), ("ly-do", "hoàn tác, ghi nhầm")]).body;
    assert!(page.contains("Quá hạn") && page.contains("bỏ gia hạn"), "{page}");
}

/// Presses "Hoàn tác" on the page that is shown.
fn undoes(browser: &mut super::Browser, place: &str) -> String {
    let undo = super::review::fields(&browser.page, "Hoàn tác");
    let undo: Vec<(&str, &str)> = undo.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(place, &undo).body
}

#[test]
fn a_second_extension_that_is_undone_leaves_the_first_as_it_was() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let place = overdue(&mut browser);
    let unit = place.split('/').nth(2).unwrap().to_owned();
    let grants = |browser: &mut super::Browser, day: &str| {
        browser.get(&place);
        let wish = [("viec", "gia-han"), ("den", day), ("ly-do", "lãnh đạo đồng ý"), ("buoc", "lam")];
        browser.submit(&place, &wish)
    };
    let letters = |state: &str| {
        let all = site.run(&["outbox", "list", "--state", state, "--json"]);
        let all: serde_json::Value = serde_json::from_str(&all).unwrap();
        let letters = all["letters"].as_array().unwrap().iter().map(ToString::to_string);
        letters.filter(|letter| letter.contains("granted") && letter.contains(&unit)).count()
    };
    // Neither letter has left: the first one is written again.
    grants(&mut browser, "2020-07-03");
    grants(&mut browser, "2020-07-10");
    let page = undoes(&mut browser, &place);
    assert!(page.contains("Được gia hạn đến hết ngày 3/7/2020"), "{page}");
    assert!(page.contains("Có hiệu lực trở lại: gia hạn đến hết ngày 3/7/2020 (thứ Sáu)."), "{page}");
    assert_eq!(letters("queued"), 1, "the unit is told of the day that holds");
    // The first has left: the unit knows the day that holds.
    let ledger = rusqlite::Connection::open(site.place().join("du-lieu/so.db")).unwrap();
    let left = "UPDATE letter SET state = 'sent', sent_at = created_at WHERE kind = 'granted' AND state = 'queued'";
    assert_eq!(ledger.execute(left, []).unwrap(), 1);
    grants(&mut browser, "2020-07-10");
    assert_eq!(letters("queued"), 1);
    let page = undoes(&mut browser, &place);
    assert!(page.contains("Được gia hạn đến hết ngày 3/7/2020"), "{page}");
    assert_eq!(letters("queued"), 0, "it has the letter that says so");
    // Both have left: the unit must hear that the first day holds again.
    grants(&mut browser, "2020-07-10");
    ledger.execute(left, []).unwrap();
    let page = undoes(&mut browser, &place);
    assert!(page.contains("Được gia hạn đến hết ngày 3/7/2020"), "{page}");
    assert_eq!(letters("queued"), 1, "{page}");
}

#[test]
fn what_is_refused_keeps_what_was_typed() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let place = overdue(&mut browser);
    browser.get(&place);
    let wish = [("viec", "gia-han"), ("den", "2020-06-01"), ("ly-do", "gõ <b>nhầm</b> ngày")];
    let refused = browser.post(&place, &wish);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("không muộn hơn hạn gửi: trước ngày 19/6/2020"), "{}", refused.body);
    assert!(
        refused.body.contains("gõ &lt;b&gt;nhầm&lt;/b&gt; ngày") && refused.body.contains("2020-06-01"),
        "{}",
        refused.body
    );
}

#[test]
fn a_report_on_paper_enters_the_register_and_may_be_taken_out_again() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let place = overdue(&mut browser);
    browser.get(&place);
    let entered = [
        ("viec", "ghi-nhan"),
        ("cach", "giay"),
        ("luc", "2020-06-30T09:15"),
        ("so-hieu", "77-BC/X"),
        ("ly-do", "văn thư nhận bản giấy"),
    ];
    let page = browser.submit(&place, &entered).body;
    assert!(page.contains("Đã vào sổ, số ") && page.contains("09 giờ 15 ngày 30/6/2020"), "{page}");
    assert!(page.contains("nhận bản giấy") && page.contains("77-BC/X"), "{page}");
    let number = between(&page, "name=\"so\" value=\"", "\"").unwrap().to_owned();
    let page = browser.submit(&place, &[("viec", "rut"), ("so", &number), ("ly-do", "hoàn tác, ghi nhầm")]).body;
    assert!(page.contains("Quá hạn") && page.contains("class=\"gone\""), "{page}");
}

#[test]
fn one_paper_on_two_desks_is_entered_once_unless_a_person_says_that_there_are_two() {
    let site = Site::open();
    let (mut first, mut second) = (site.logged_in(CLERK), site.logged_in(("quan.tri", "Lê Quản Trị")));
    let place = overdue(&mut first);
    for browser in [&mut first, &mut second] {
        browser.get(&place);
    }
    let entered = |browser: &super::Browser, why: &'static str| {
        let seen = between(&browser.page, "name=\"da-co\" value=\"", "\"").unwrap().to_owned();
        [("viec", "ghi-nhan".to_owned()), ("cach", "giay".into()), ("luc", "9:00 29/6/2020".into()), ("da-co", seen)]
            .into_iter()
            .chain([("ly-do", why.to_owned())])
            .collect::<Vec<_>>()
    };
    let sent = |fields: &[(&'static str, String)]| -> Vec<(&'static str, String)> { fields.to_vec() };
    let done = sent(&entered(&first, "văn thư nhận"));
    let fields: Vec<(&str, &str)> = done.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = first.submit(&place, &fields).body;
    assert!(page.contains("Đã vào sổ, số 18/2020") && page.contains("vào sổ số 18/2020, bản giấy"), "{page}");
    assert!(page.contains("văn thư nhận"), "who brought it stands on the page: {page}");
    let late = sent(&entered(&second, "tôi cũng nhận"));
    let fields: Vec<(&str, &str)> = late.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = second.refused(&place, &fields).body;
    assert!(refused.contains("Số 18/2020 (bản giấy) vừa vào sổ") && refused.contains(CLERK.1), "{refused}");
    assert!(refused.contains("value=\"tôi cũng nhận\""), "what was typed is kept: {refused}");
    assert!(!site.run(&["log", "--csv"]).contains("19/2020"));
    second.page = refused;
    let again = sent(&entered(&second, "bản thứ hai"));
    let fields: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert!(second.submit(&place, &fields).body.contains("Đã vào sổ, số 19/2020"), "who insists is believed");
}

#[test]
fn a_reminder_is_shown_and_then_sent_once_a_day() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let place = overdue(&mut browser);
    browser.get(&place);
    let shown = browser.post(&place, &[("viec", "nhac"), ("ly-do", "cần số liệu gấp")]);
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert!(shown.body.contains("Kính gửi") && shown.body.contains("Chưa có gì thay đổi"), "{}", shown.body);
    let page = browser.submit(&place, &[("viec", "nhac"), ("ly-do", "cần số liệu gấp"), ("buoc", "lam")]).body;
    assert!(page.contains("Thư nhắc đã xếp để gửi") && page.contains("cần số liệu gấp"), "{page}");
    assert!(page.contains("Thư nhắc ngày 30/6 đã lập, chưa gửi đi."), "what has not left is told as such: {page}");
    let times = between(&page, "Đã nhắc ", ".").unwrap_or_else(|| panic!("{page}"));
    assert!(!times.contains("30/6"), "{times}");
    site.run(&["outbox", "pause", "--why", "sửa máy chủ thư"]);
    let summary = site.logged_in(LEADER).get("/lanh-dao").body;
    assert!(!summary.contains(", 30/6") && summary.contains("18/6"), "nor is the leader told otherwise: {summary}");
    let again = browser.post(&place, &[("viec", "nhac"), ("ly-do", "lần nữa"), ("buoc", "lam")]);
    assert_eq!(again.status, 422);
    assert!(again.body.contains("mỗi đơn vị mỗi ngày một thư") && again.body.contains(CLERK.1), "{}", again.body);
}

#[test]
fn a_unit_that_no_letter_reaches_is_not_reminded_by_letter() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let place = "/nghia-vu/huyen-uy-dinh-son/6-thang/2020-H1";
    browser.get(place);
    let letters = site.run(&["outbox", "list", "--json"]);
    let refused = browser.post(place, &[("viec", "nhac"), ("ly-do", "cần số liệu gấp"), ("buoc", "lam")]);
    assert!(refused.status == 422 && refused.body.contains("gọi điện"), "{}: {}", refused.status, refused.body);
    assert!(refused.body.contains("value=\"cần số liệu gấp\""), "what was typed is kept: {}", refused.body);
    assert_eq!(site.run(&["outbox", "list", "--json"]), letters);
}

#[test]
fn a_note_stands_on_the_page_with_who_wrote_it() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let place = overdue(&mut browser);
    browser.get(&place);
    let page = browser.submit(&place, &[("viec", "ghi-chu"), ("ly-do", "đã gọi, hứa gửi 2/7 <script>")]).body;
    assert!(page.contains("đã gọi, hứa gửi 2/7 &lt;script&gt;") && page.contains(CLERK.1), "{page}");
    assert_eq!(browser.post(&place, &[("viec", "ghi-chu"), ("ly-do", " ")]).status, 422);
    let mut leader = site.logged_in(LEADER);
    leader.get(&place);
    assert_eq!(leader.post(&place, &[("viec", "ghi-chu"), ("ly-do", "tôi")]).status, 403);
}
