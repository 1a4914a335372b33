//! What cannot be done is said on the page of the form, and what was typed stands there: in the form, or, where things
//! have changed so that there is no such form any more, at the head of the page.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{Browser, CLERK, PASSWORD, Site, between};

const ADMIN: (&str, &str) = ("quan.tri", "Lê Quản Trị");
/// What a person typed, as no page has it by itself.
const TYPED: &str = "chữ vừa gõ <b>chưa ghi</b>";
const SHOWN: &str = "chữ vừa gõ &lt;b&gt;chưa ghi&lt;";

/// Where on the page it stands.
#[derive(Debug, PartialEq)]
enum Place {
    /// In a form that is open.
    Form,
    /// At the head.
    Head,
}

/// Where a form is sent, its fields, and where its words stand then.
type Case<'a> = (&'a str, Vec<(&'a str, &'a str)>, Place);

/// Sends a form that is refused; where its words stand then. Nothing is said twice.
fn refused(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Place {
    let answer = browser.post(path, fields);
    assert_eq!(answer.status, 422, "{path} {fields:?}: {}", answer.body);
    let page = answer.body;
    assert_eq!(page.matches("id=\"loi\"").count(), 1, "{path} {fields:?}: said once: {page}");
    assert!(page.contains(SHOWN), "{path} {fields:?}: what was typed is there: {page}");
    match between(&page, "Điều vừa nhập, chưa ghi:", "</dl>") {
        Some(kept) => {
            assert!(kept.contains(SHOWN), "{path}: {kept}");
            Place::Head
        }
        None => {
            let form = page.split("<form").find(|form| form.contains(SHOWN)).unwrap();
            assert!(form.contains("name=\"csrf\""), "{path}: it can be sent again: {form}");
            Place::Form
        }
    }
}

/// The first address on a page after some words.
fn address(browser: &mut Browser, page: &str, before: &str) -> String {
    let shown = browser.get(page).body;
    between(&shown, before, "\"").unwrap_or_else(|| panic!("{page}: {shown}")).to_owned()
}

#[test]
fn every_form_that_is_refused_keeps_what_was_typed() {
    let site = Site::open();
    let mut clerk = site.logged_in(CLERK);
    let owed = address(&mut clerk, "/?ky=2020-H1&tt=qua-han", "<td class=\"overdue\"><a href=\"");
    let letter = address(&mut clerk, "/thu-di?tt=da-gui", "<th scope=\"row\"><a href=\"");
    clerk.get("/vu-viec");
    clerk.submit(
        "/vu-viec",
        &[("ten", "Ngộ độc tại bếp ăn"), ("don-vi", "so-y-te"), ("dien-thoai", "1"), ("buoc", "lam")],
    );
    let number = between(&clerk.get("/vu-viec/1").body, "href=\"/so/", "\"").unwrap().to_owned();
    let number = number.split_once('/').map(|(year, number)| format!("{number}/{year}")).unwrap();
    let day = ("den", "31/6/2020");
    let typed = ("ly-do", TYPED);
    use Place::{Form, Head};
    let cases: Vec<Case> = vec![
        // The board's cells.
        (&owed, vec![("viec", "gia-han"), day, typed], Form),
        (&owed, vec![("viec", "ghi-nhan"), ("luc", "hôm qua"), typed], Form),
        (&owed, vec![("viec", "bo"), typed], Head),
        ("/nghia-vu/so-y-te/6-thang/2020-H1", vec![("viec", "mien"), typed], Head),
        ("/nghia-vu/so-y-te/6-thang/2020-H1", vec![("viec", "nhac"), typed], Head),
        // The register.
        ("/so/2020/3", vec![("viec", "gop"), ("vao-so", "999"), typed], Form),
        ("/so/2020/3", vec![("viec", "tach"), ("don-vi", "bhxh"), ("bao-cao", "6-thang 2020-H1"), typed], Head),
        ("/so/2020/3", vec![("viec", "hoan-tac"), typed], Head),
        // Cases.
        ("/vu-viec", vec![("ten", TYPED), ("don-vi", "so-y-te"), ("luc", "sáng nay")], Form),
        ("/vu-viec/1", vec![("viec", "them-thu"), ("thu", TYPED)], Form),
        ("/vu-viec/1", vec![("viec", "them-dong"), ("so", TYPED)], Form),
        ("/vu-viec/1", vec![("viec", "mo-lai"), typed], Head),
        ("/vu-viec/1", vec![("viec", "tach"), ("so", "999"), typed], Head),
        // Letters.
        (&letter, vec![("viec", "huy"), typed], Head),
        (&letter, vec![("viec", "gui-lai"), typed], Head),
        ("/thu-di", vec![("viec", "khong-ro"), typed], Head),
        // Notes about units.
        ("/goi-dien", vec![("don-vi", "don-vi-khong-co"), typed], Head),
        // The question to a sender.
        ("/can-kiem-tra/WAITS/hoi", vec![("cau", "khong-co"), typed], Head),
    ];
    let waits = address(&mut clerk, "/can-kiem-tra", "<a href=\"/can-kiem-tra/");
    for (path, fields, place) in cases {
        let path = path.replace("WAITS", &waits);
        assert_eq!(refused(&mut clerk, &path, &fields), place, "{path} {fields:?}");
    }
    // A line of the register that belongs to the case stays where it is named.
    clerk.get("/vu-viec/1");
    clerk.submit("/vu-viec/1", &[("viec", "dong"), ("ly-do", "xong")]);
    assert_eq!(refused(&mut clerk, "/vu-viec/1", &[("viec", "dong"), typed]), Head, "closed meanwhile");
    assert!(number.ends_with("/2020"), "{number}");

    let mut admin = site.logged_in(ADMIN);
    admin.get("/tai-khoan");
    let account = [("viec", "them"), ("ho-ten", TYPED), ("ten", "mai.vu"), ("vai-tro", "lanh-dao")];
    let short = [&account[..], &[("moi", "ngắn quá"), ("moi-lai", "ngắn quá")]].concat();
    assert_eq!(refused(&mut admin, "/tai-khoan", &short), Form);
    let page = admin.post("/tai-khoan", &short).body;
    assert!(page.contains("<option value=\"lanh-dao\" selected>") && !page.contains("ngắn quá"), "no password: {page}");
    let last = [("viec", "khoa"), ("ten", ADMIN.0), typed];
    assert_eq!(refused(&mut admin, "/tai-khoan", &last), Head);
    let of_one = [("viec", "vai-tro"), ("ten", CLERK.0), ("vai-tro", "khong-co"), typed];
    assert_eq!(refused(&mut admin, "/tai-khoan", &of_one), Form);
}

#[test]
fn no_form_is_left_out() {
    let routes = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web.rs")).unwrap();
    let takes: BTreeSet<&str> =
        routes.lines().filter(|line| line.contains("post(")).filter_map(|line| line.split('"').nth(1)).collect();
    let here = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/refused.rs")).unwrap();
    // Nothing is typed on the way out, and the log-in form has its own scenes.
    let known: BTreeSet<&str> =
        takes.iter().copied().filter(|path| !matches!(*path, "/dang-xuat" | "/dang-nhap")).collect();
    assert!(known.len() > 8, "{known:?}");
    for path in known {
        let begins = path.split("/{").next().unwrap();
        assert!(
            here.contains(&format!("\"{begins}")) || here.contains(&format!("({begins}")),
            "{path}: no scene of a refusal"
        );
    }
}

#[test]
fn a_decision_about_a_mail_that_changed_meanwhile_keeps_the_reason() {
    let site = Site::open();
    let (mut first, mut second) = (site.logged_in(CLERK), site.logged_in(ADMIN));
    let waits = address(&mut first, "/can-kiem-tra", "<a href=\"/can-kiem-tra/");
    let path = format!("/can-kiem-tra/{waits}");
    let state = between(&first.get(&path).body, "name=\"luot\" value=\"", "\"").unwrap().to_owned();
    let wish = [("viec", "bo-qua"), ("luot", state.as_str()), ("ly-do", "trao đổi công việc")];
    first.submit(&path, &wish);
    second.get(&path);
    let answer = second.post(&path, &[("viec", "bo-qua"), ("luot", &state), ("ly-do", TYPED)]).body;
    assert!(answer.contains(CLERK.1) && answer.contains(SHOWN), "{answer}");
    second.submit(&path, &[("viec", "mo-lai"), ("ly-do", "xem lại")]);
    let again = first.post(&path, &[("viec", "mo-lai"), ("ly-do", TYPED)]).body;
    assert!(again.contains("id=\"loi\"") && again.contains(SHOWN), "{again}");
    let day = [("viec", "gia-han"), ("luot", "cũ"), ("don-vi", "so-y-te"), ("den", "31/6"), ("ly-do", TYPED)];
    let more = first.post(&path, &day).body;
    assert!(more.contains("id=\"loi\"") && more.contains(SHOWN), "{more}");
}

#[test]
fn a_note_about_a_unit_that_is_gone_from_the_list_is_not_lost() {
    let site = Site::open();
    let mut clerk = site.logged_in(CLERK);
    clerk.get("/don-vi/so-y-te");
    for (path, status) in [("/don-vi/khong-co", 404), ("/nghia-vu/khong-co/6-thang/2020-H1", 404), ("/vu-viec/77", 404)]
    {
        let answer = clerk.post(path, &[("viec", "ghi-chu"), ("ly-do", TYPED)]);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains("chưa ghi:") && answer.body.contains(SHOWN), "{path}: {}", answer.body);
    }
    let answer = clerk.post("/don-vi/so-y-te", &[("ly-do", " ")]);
    assert!(answer.status == 422 && answer.body.contains("Cần cho biết lý do"), "{}", answer.body);
}

#[test]
fn who_wrote_until_the_session_ended_may_copy_it() {
    let site = Site::open();
    let mut clerk = site.logged_in(CLERK);
    clerk.get("/don-vi/so-y-te");
    let (form, cookie) = (clerk.page.clone(), clerk.cookie.clone());
    clerk.post("/dang-xuat", &[]);
    clerk.cookie.clone_from(&cookie);
    clerk.page.clone_from(&form);
    let late = clerk.post("/don-vi/so-y-te", &[("ly-do", TYPED), ("moi", PASSWORD)]);
    assert_eq!(late.status, 403, "{}", late.body);
    assert!(late.body.contains("Phiên làm việc đã hết") && late.body.contains(SHOWN), "{}", late.body);
    assert!(!late.body.contains(PASSWORD), "{}", late.body);
    assert!(late.body.contains("href=\"/dang-nhap?den=%2Fdon-vi%2Fso-y-te\""), "back to where it was: {}", late.body);
    let foreign = clerk.ask("POST", "/don-vi/so-y-te", &[("Origin", "https://evil.example")], &[("ly-do", TYPED)]);
    assert_eq!(foreign.status, 303, "a foreign page is not answered with its own words");
    let mut new = site.logged_in(CLERK);
    new.page = form;
    let old = new.post("/don-vi/so-y-te", &[("ly-do", TYPED)]);
    assert!(old.status == 403 && old.body.contains(SHOWN), "{}", old.body);
}

#[test]
fn nobody_wrote_what_an_undo_button_carries() {
    let site = Site::open();
    let mut clerk = site.logged_in(CLERK);
    clerk.get("/so/2020/3");
    let fields = [("viec", "hoan-tac"), ("buoc", "lam"), ("ly-do", "hoàn tác, ghi nhầm"), ("hoan-lai", "1")];
    let answer = clerk.post("/so/2020/3", &fields);
    assert!(answer.status == 422 && !answer.body.contains("Điều vừa nhập"), "{}", answer.body);
    assert!(answer.body.contains("chưa sửa lần nào"), "{}", answer.body);
}
