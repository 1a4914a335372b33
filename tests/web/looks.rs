//! Who came, saw and took something away: the journal says it by name, once for what a person opened, and not for what a
//! page shows by itself.

use super::{Browser, CLERK, LEADER, Site, between};

const ADMIN: (&str, &str) = ("quan.tri", "Lê Quản Trị");

/// The lines of the journal that say who saw or took something.
fn looks(site: &Site) -> Vec<String> {
    let page = site.logged_in(ADMIN).get("/nhat-ky?viec=xem").body;
    let rows = page.split("<tr><td>").skip(1).map(|row| row.split("</tr>").next().unwrap_or_default());
    let words = |row: &str| {
        let cells: Vec<&str> = row.split("</td><td").skip(1).map(|cell| cell.split_once('>').unwrap().1).collect();
        cells.join(" | ").replace("</td>", "").trim().to_owned()
    };
    rows.map(words).filter(|row| !row.starts_with(ADMIN.1)).collect()
}

/// The first file of the first mail that has one of its files in the register.
fn file(browser: &mut Browser) -> String {
    let page = browser.get("/mang-ve?ky=2020-H1").body;
    between(&page, "<span class=\"entry\"><a href=\"/thu/", "\"").map(|rest| format!("/thu/{rest}")).unwrap()
}

#[test]
fn who_comes_and_goes_and_opens_or_saves_a_file_is_named() {
    let site = Site::open();
    let mut leader = site.logged_in(LEADER);
    let place = file(&mut leader);
    assert_eq!(leader.get(&place).status, 200);
    assert_eq!(leader.get(&format!("{place}/chu")).status, 200);
    leader.get("/so?in=1&don-vi=so-y-te");
    leader.get("/");
    leader.post("/dang-xuat", &[]);
    let seen = looks(&site);
    for (words, about) in [
        ("đăng nhập", "tài khoản an.nguyen"),
        ("tải tệp về", "thư đến số"),
        ("mở xem tệp", "thư đến số"),
        ("mở bản in sổ", "Đơn vị: Sở Y tế"),
        ("đăng xuất", "tài khoản an.nguyen"),
    ] {
        let of: Vec<&String> = seen.iter().filter(|row| row.contains(words)).collect();
        assert_eq!(of.len(), 1, "{words}: {seen:#?}");
        assert!(of[0].starts_with(LEADER.1) && of[0].contains(about), "{words}: {of:?}");
    }
    let mail = place.split("/tep/").next().unwrap();
    let page = site.logged_in(CLERK).get(mail).body;
    assert!(page.contains("Ai đã mở, tải tệp: 2 lượt") && page.contains(LEADER.1), "{page}");
    let done = site.logged_in(CLERK).get("/nhat-ky?viec=lam").body;
    assert!(!done.contains("đăng nhập</td>") && !done.contains("tải tệp về") && done.contains("vào sổ"), "{done}");
}

#[test]
fn what_a_page_fetches_by_itself_is_no_line() {
    let site = Site::open();
    let mut clerk = site.logged_in(CLERK);
    let place = file(&mut clerk);
    clerk.ask("GET", &format!("{place}/chu"), &[("Sec-Fetch-Dest", "empty")], &[]);
    clerk.ask("GET", "/so?in=1", &[("Sec-Fetch-Dest", "empty")], &[]);
    assert_eq!(looks(&site).len(), 1, "the log-in: {:#?}", looks(&site));
    // Saved by a script of whatever page is saved all the same.
    clerk.ask("GET", &place, &[("Sec-Fetch-Dest", "empty")], &[]);
    clerk.ask("GET", &place, &[("Sec-Fetch-Dest", "image")], &[]);
    assert_eq!(looks(&site).iter().filter(|row| row.contains("tải tệp về")).count(), 2, "{:#?}", looks(&site));
}

#[test]
fn a_dossier_that_is_taken_away_is_one_line_and_each_mail_in_it_knows_of_it() {
    let site = Site::open();
    let mut clerk = site.logged_in(CLERK);
    let place = file(&mut clerk);
    clerk.get("/mang-ve/ho-so.zip?ky=2020-H1");
    let seen = looks(&site);
    let taken: Vec<&String> = seen.iter().filter(|row| !row.contains("đăng nhập")).collect();
    assert_eq!(taken.len(), 1, "{seen:#?}");
    assert!(taken[0].contains("mang về") && taken[0].contains("ho-so-2020-H1.zip: Đã nhận "), "{taken:?}");
    assert!(taken[0].contains(" tệp"), "with the count: {taken:?}");
    let page = clerk.get(place.split("/tep/").next().unwrap()).body;
    let who =
        between(&page, "Ai đã mang báo cáo của kỳ này về: 1 lượt", "</details>").unwrap_or_else(|| panic!("{page}"));
    assert!(who.contains("ho-so-2020-H1.zip") && who.contains(CLERK.1), "{who}");
    assert!(!page.contains("Ai đã mở, tải tệp"), "nobody opened this one: {page}");
}

#[test]
fn a_person_sees_the_own_sessions_and_ends_another() {
    let site = Site::open();
    let (mut desk, mut phone) = (site.logged_in(LEADER), site.logged_in(LEADER));
    let page = desk.get("/tai-khoan").body;
    assert_eq!(page.matches(">phiên này</strong>").count(), 1, "{page}");
    let other = between(&page, "name=\"phien\" value=\"", "\"").unwrap().to_owned();
    assert_eq!(phone.get("/").status, 200);
    let told = desk.submit("/tai-khoan", &[("viec", "dong-phien"), ("phien", &other)]).body;
    assert!(told.contains("Đã đóng 1 phiên") && !told.contains("name=\"phien\""), "{told}");
    assert_eq!(phone.get("/").status, 303, "out");
    assert_eq!(desk.get("/").status, 200, "the own one goes on");
    assert!(looks(&site).iter().any(|row| row.contains("đóng phiên đang mở") && row.contains("1 phiên")));
}

#[test]
fn nobody_ends_a_session_of_somebody_else_but_who_administers() {
    let site = Site::open();
    let (mut clerk, mut leader) = (site.logged_in(CLERK), site.logged_in(LEADER));
    let _second = site.logged_in(LEADER);
    let theirs = between(&leader.get("/tai-khoan").body, "name=\"phien\" value=\"", "\"").unwrap().to_owned();
    clerk.get("/tai-khoan");
    let told = clerk.submit("/tai-khoan", &[("viec", "dong-phien"), ("phien", &theirs)]).body;
    assert!(told.contains("Không còn phiên nào khác"), "{told}");
    let all = [("viec", "dong-phien-cua"), ("ten", LEADER.0), ("ly-do", "mất điện thoại")];
    assert_eq!(clerk.post("/tai-khoan", &all).status, 403);
    assert_eq!(leader.get("/").status, 200);
    let mut admin = site.logged_in(ADMIN);
    let page = admin.get("/tai-khoan").body;
    assert!(page.contains("Đóng 2 phiên đang mở"), "{page}");
    let told = admin.submit("/tai-khoan", &all).body;
    assert!(told.contains("Đã đóng 2 phiên của an.nguyen"), "{told}");
    assert_eq!(leader.get("/").status, 303);
    assert_eq!(site.browser().log_in(LEADER.0, super::PASSWORD).status, 303, "who knows the password comes in again");
}
