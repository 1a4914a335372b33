//! Every page of the site, in one place: a page that is not named here fails, so none is left unlooked at.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::chromium::Chromium;

/// A page: its route as the program has it, its text, and where scenes look at it. Words in braces stand for something
/// that the office of the scene has.
pub struct Page {
    /// `/thu/{mail}`.
    pub route: &'static str,
    /// The file in src/web/pages.
    pub text: &'static str,
    /// Addresses.
    pub at: &'static [&'static str],
}

const fn page(route: &'static str, text: &'static str, at: &'static [&'static str]) -> Page {
    Page { route, text, at }
}

/// The pages.
pub const PAGES: &[Page] = &[
    page("/", "bang.html", &["/", "/?ky=2020-H1", "/?ky=2020-H1&tt=qua-han", "/?tim=khong+co+ai"]),
    page("/nam/{year}", "bang.html", &["/nam/2020", "/nam/2018"]),
    page("/lanh-dao", "lanh-dao.html", &["/lanh-dao"]),
    page("/can-kiem-tra", "can-kiem-tra.html", &["/can-kiem-tra", "/can-kiem-tra?xem=da-xu-ly"]),
    page("/can-kiem-tra/{mail}", "kiem-tra.html", &["/can-kiem-tra/{waits}", "/can-kiem-tra/15", "/can-kiem-tra/2"]),
    page(
        "/can-kiem-tra/{mail}/hoi",
        "hoi.html",
        &["/can-kiem-tra/{waits}/hoi?cau=unit-unclear", "/can-kiem-tra/28/hoi"],
    ),
    page("/thu", "thu-den.html", &["/thu", "/thu?ngan=machine", "/thu?tim=khong+co"]),
    page("/thu/{mail}", "thu.html", &["/thu/{waits}", "/thu/{entered}", "/thu/15"]),
    page("/thu/{mail}/tep/{place}/chu", "chu.html", &["/thu/{waits}/tep/0/chu", "/thu/{entered}/tep/0/chu"]),
    page("/so-lieu", "so-lieu.html", &["/so-lieu?ky=2020-H1", "/so-lieu"]),
    page("/mang-ve", "mang-ve.html", &["/mang-ve?ky=2020-H1"]),
    page("/so", "so.html", &["/so", "/so?in=1", "/so?tim=tinh+hinh", "/so?tim=khong+co+gi", "/so?tu=ngay+mai&con=1"]),
    page("/so/{year}/{number}", "so-dong.html", &["/so/{number}", "/so/2020/1"]),
    page(
        "/nghia-vu/{unit}/{report}/{period}",
        "nghia-vu.html",
        &["/nghia-vu/{unit}/6-thang/2020-H1", "/nghia-vu/bhxh/6-thang/2020-H1"],
    ),
    page("/goi-dien", "goi-dien.html", &["/goi-dien"]),
    page("/don-vi/{unit}", "don-vi.html", &["/don-vi/{unit}", "/don-vi/bhxh?nam=2018"]),
    page("/nhat-ky", "nhat-ky.html", &["/nhat-ky", "/nhat-ky?ai=nguoi", "/nhat-ky?ngay=2019-01-01"]),
    page("/vu-viec", "vu-viec.html", &["/vu-viec", "/vu-viec?xem=het"]),
    page("/vu-viec/{id}", "vu-viec-mot.html", &["/vu-viec/1"]),
    page("/tai-khoan", "tai-khoan.html", &["/tai-khoan"]),
    page("/thu-di", "thu-di.html", &["/thu-di", "/thu-di?tt=khong-duoc"]),
    page("/thu-di/{letter}", "thu-di-mot.html", &["/thu-di/{letter}", "/thu-di/1"]),
];

/// What is shown after a form was sent, what stands outside, and what is not found: text and where. The scenes that walk
/// over all pages go there by hand.
pub const OTHERWISE: &[(&str, &str)] = &[
    ("xem-truoc.html", "an obligation's form, sent once"),
    ("loi.html", "an address that is none"),
    ("dang-nhap.html", "the log-in"),
];

/// What answers with something that is no page: files, feeds, news.
const NO_PAGES: &[&str] = &[
    "/tin",
    "/thu/{mail}/tep/{place}",
    "/thu/{mail}/tep/{place}/trong/{number}",
    "/so-lieu.xlsx",
    "/mang-ve/toan-van.docx",
    "/mang-ve/ho-so.zip",
    "/so.xlsx",
    "/so.csv",
    "/dang-xuat",
    "/dang-nhap",
    "/tep/{name}",
    "/lich.ics",
    "/healthz",
    "/metrics",
];

/// The routes of the program: path, and what may be done with it.
pub fn routes() -> Vec<(String, String)> {
    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web.rs")).unwrap();
    let routes = source.split(".route(\"").skip(1).map(|rest| {
        let (path, rest) = rest.split_once('"').unwrap();
        (path.to_owned(), rest.lines().next().unwrap().to_owned())
    });
    routes.collect()
}

/// Shows every page in turn, and calls `look` on each with its address.
pub fn walk(browser: &Chromium, base: &str, named: &[(&str, String)], mut look: impl FnMut(&str)) {
    for page in PAGES {
        for at in page.at {
            let address =
                named.iter().fold((*at).to_owned(), |at, (name, value)| at.replace(&format!("{{{name}}}"), value));
            browser.go(&format!("{base}{address}"));
            assert!(browser.count("header.top") == 1, "{address} is no page: {}", browser.text("body"));
            look(&address);
        }
    }
    browser.go(&format!("{base}/nghia-vu/bhxh/6-thang/2020-H1"));
    browser.press("Gia hạn");
    browser.value("document.querySelector('details[open] input[name=den]').value = '2020-07-03'");
    browser.write("details[open] input[name=ly-do]", "lãnh đạo đồng ý");
    browser.press("Xem trước");
    browser.sees("Chưa có gì thay đổi.");
    look("xem-truoc.html");
    browser.go(&format!("{base}/can-kiem-tra/2"));
    browser.write("#khong input[name=ly-do]", " ");
    browser.click("#khong button[value=bo-qua]");
    browser.sees("Cần cho biết lý do.");
    look("a form that was refused");
    browser.go(&format!("{base}/khong-co-trang-nay"));
    browser.sees("Không tìm thấy");
    browser.complaints();
    look("loi.html");
}

#[test]
fn every_page_of_the_program_is_on_the_list_and_every_text_of_a_page_too() {
    let listed: BTreeSet<&str> = PAGES.iter().map(|page| page.route).chain(NO_PAGES.iter().copied()).collect();
    let routes = routes();
    assert!(routes.len() > 25, "{routes:?}");
    for (path, _) in &routes {
        assert!(listed.contains(path.as_str()), "{path} is on neither list of tests/web/pages.rs");
    }
    for path in &listed {
        assert!(routes.iter().any(|(route, _)| route == path), "{path} is listed, but the program has none such");
    }
    let shown: BTreeSet<&str> =
        PAGES.iter().map(|page| page.text).chain(OTHERWISE.iter().map(|(text, _)| *text)).collect();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/pages")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let whole = text.starts_with("{% extends") || text.starts_with("<!doctype");
        assert!(!whole || name == "khung.html" || shown.contains(name.as_str()), "{name}: no scene looks at it");
    }
}
