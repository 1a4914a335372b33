//! Who comes in, and what is refused at the door.

use super::{CLERK, LEADER, PASSWORD, Site};

#[test]
fn who_is_not_logged_in_sees_the_form_and_nothing_else() {
    let site = Site::open();
    let mut stranger = site.browser();
    let answer = stranger.get("/nam/2020?tim=y+te");
    assert_eq!(
        (answer.status, answer.headers["location"].as_str()),
        (303, "/dang-nhap?den=%2Fnam%2F2020%3Ftim%3Dy%2Bte")
    );
    let form = stranger.get(&answer.headers["location"].clone());
    assert!(form.body.contains("name=\"mat-khau\"") && !form.body.contains("Sở Y tế"), "{}", form.body);
}

#[test]
fn after_log_in_one_is_where_one_wanted_to_be() {
    let site = Site::open();
    let mut browser = site.browser();
    browser.get("/dang-nhap?den=%2Fnam%2F2020");
    let answer = browser.post("/dang-nhap", &[("ten", " Hoa.Tran "), ("mat-khau", PASSWORD), ("den", "/nam/2020")]);
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/nam/2020"));
    let cookie = &answer.headers["set-cookie"];
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert!(browser.get("/nam/2020").body.contains(CLERK.1));
}

#[test]
fn a_foreign_address_is_no_place_to_go_after_log_in() {
    let site = Site::open();
    for trap in
        ["//evil.example/", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "/\r\n/evil.example"]
    {
        let mut browser = site.browser();
        browser.get("/dang-nhap");
        let answer = browser.post("/dang-nhap", &[("ten", CLERK.0), ("mat-khau", PASSWORD), ("den", trap)]);
        assert_eq!(answer.headers["location"], "/", "{trap}");
    }
}

#[test]
fn guessing_is_held_up_and_the_right_password_must_wait_too() {
    let site = Site::open();
    let mut browser = site.browser();
    for _ in 0..5 {
        let answer = browser.log_in(CLERK.0, "sai mật khẩu rồi");
        assert_eq!(answer.status, 403);
        assert!(answer.body.contains("Tên hoặc mật khẩu không đúng."), "{}", answer.body);
    }
    let held = browser.log_in(CLERK.0, PASSWORD);
    assert_eq!(held.status, 429);
    assert!(held.body.contains("thử lại từ 16 giờ 15 (15 phút nữa)"), "{}", held.body);
    assert_eq!(site.browser().log_in(LEADER.0, PASSWORD).status, 303, "the others work on");
}

#[test]
fn a_name_that_nobody_has_is_answered_like_a_wrong_password() {
    let site = Site::open();
    let unknown = site.browser().log_in("khong.co", PASSWORD);
    let wrong = site.browser().log_in(CLERK.0, "sai mật khẩu rồi");
    assert_eq!(unknown.status, wrong.status);
    assert_eq!(unknown.body.replace("khong.co", ""), wrong.body.replace(CLERK.0, ""));
}

#[test]
fn a_form_of_a_foreign_page_changes_nothing() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get("/");
    let csrf = super::between(&browser.page, "name=\"csrf\" value=\"", "\"").unwrap().to_owned();
    let base = site.base.clone();
    let from = |origin: &'static str| vec![("Origin", origin), ("Sec-Fetch-Site", "cross-site")];
    let foreign = browser.ask("POST", "/dang-xuat", &from("https://evil.example"), &[("csrf", &csrf)]);
    let silent = browser.ask("POST", "/dang-xuat", &[], &[("csrf", &csrf)]);
    let without = browser.ask("POST", "/dang-xuat", &[("Origin", &base)], &[]);
    let guessed = browser.ask("POST", "/dang-xuat", &[("Origin", &base)], &[("csrf", &"0".repeat(64))]);
    assert_eq!([foreign.status, silent.status, without.status, guessed.status], [403; 4]);
    assert_eq!(browser.get("/").status, 200, "still logged in");
}

#[test]
fn a_name_that_is_not_ours_is_not_answered() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let answer = browser.ask("GET", "/", &[("Host", "evil.example")], &[]);
    assert_eq!(answer.status, 421);
    assert!(!answer.body.contains("Sở Y tế"));
}

#[test]
fn logging_out_ends_the_session_also_for_who_kept_the_cookie() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let kept = browser.cookie.clone();
    browser.get("/");
    assert_eq!(browser.post("/dang-xuat", &[]).headers["location"], "/dang-nhap");
    browser.cookie = kept;
    assert_eq!(browser.get("/").status, 303);
}

#[test]
fn a_closed_account_is_out_at_once() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    site.run(&["user", "close", CLERK.0, "--why", "chuyển công tác"]);
    assert_eq!(browser.get("/").status, 303);
    assert_eq!(browser.log_in(CLERK.0, PASSWORD).status, 403);
}

#[test]
fn every_answer_says_what_a_browser_must_not_do() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    for path in ["/", "/nam/2020", "/dang-nhap", "/khong-co", "/tep/khong-co"] {
        let answer = browser.get(path);
        let policy = &answer.headers["content-security-policy"];
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        assert!(!answer.body.contains("style=") && !answer.body.contains("onclick"), "{path}");
    }
}

#[test]
fn the_board_shows_who_has_sent_and_who_has_not() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    let page = browser.get("/?ky=2020-H1").body;
    for words in
        ["Báo cáo 6 tháng đầu năm 2020", "trước ngày 19/6/2020 (thứ Sáu)", "Sở Y tế", "gửi chậm 5 ngày", "quá hạn"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let narrowed = browser.get("/?ky=2020-H1&tim=y+te").body;
    assert!(narrowed.contains("Sở Y tế") && !narrowed.contains("Sở Khoa học"), "found without diacritics");
}

#[test]
fn an_address_that_says_nothing_leads_to_a_page_of_ours() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    for address in [
        "/thu/abc",
        "/thu/99999999999999999999",
        "/so/2020/15abc",
        "/nam/99999",
        "/thu/10/tep/x",
        "/can-kiem-tra/-",
        "/vu-viec/mot",
        "/thu-di/1.5",
        "/so?nam=2020&nam=2021",
    ] {
        let answer = browser.get(address);
        assert_eq!(answer.status, 404, "{address}: {}", answer.body);
        assert!(answer.body.contains("Không có trang này") && answer.body.contains("href=\"/\""), "{}", answer.body);
    }
}
