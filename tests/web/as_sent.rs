//! The mail as its sender meant it, in a real browser: its shape is kept, nothing of it runs, nothing is fetched.

use serde_json::json;

use super::chromium::Seat;
use super::letter::{address, receive};
use super::morning::{at, is_sound};
use super::{CLERK, Site};

/// What stands in the region that shows the mail: every element by its name.
const NAMES: &str = "[...new Set([...document.querySelectorAll('.as-sent *')].map((e) => e.localName))].sort()";
/// Attributes of these elements that no page of ours would write there.
const ATTRIBUTES: &str = "[...document.querySelectorAll('.as-sent *')].flatMap((e) => e.getAttributeNames().map((n) => \
    e.localName + ' ' + n)).filter((n) => !['a href', 'a rel', 'a target', 'img src', 'img alt', 'img loading', \
    'img width', 'img height', 'td colspan', 'td rowspan', 'td class', 'p class', 'table class', 'small class', \
    'ol start'].includes(n))";
/// What the page asked for that is not ours.
const FETCHED: &str =
    "performance.getEntriesByType('resource').map((e) => e.name).filter((n) => !n.startsWith(location.origin))";

/// A unit, so that its mail without a file waits for a person.
const SENDER: &str = "vanphong@bhxh.vanson.example";
const SUBJECT: &str = "Bao cao 6 thang cua BHXH";

/// The page of that mail.
fn page_of(site: &Site) -> String {
    address(&site.logged_in(CLERK).get("/can-kiem-tra").body, SUBJECT)
}

#[test]
fn an_office_sees_the_table_that_another_pasted() {
    let site = Site::changed(|place| receive(place, &pasted(), SENDER));
    let mail = page_of(&site);
    for seat in [Seat::DESK, Seat { window: (390, 800), script: true }, Seat { script: false, ..Seat::DESK }] {
        let browser = at(&site, seat, CLERK);
        browser.go(&format!("{}{mail}", site.base));
        if seat.script {
            is_sound(&browser, &format!("{seat:?}"));
        }
        let cells =
            browser.value("[...document.querySelectorAll('.as-sent .ruled td')].map((e) => e.innerText.trim())");
        assert_eq!(cells, json!(["Chỉ tiêu", "Số lượng", "Lớp bồi dưỡng", "12"]));
        assert_eq!(browser.value("document.querySelector('.as-sent td').colSpan"), 1);
        browser.value("document.querySelector('.as-sent img').scrollIntoView()");
        let shown = "document.querySelector('.as-sent img').getAttribute('src')";
        assert_eq!(browser.value(shown), json!(format!("{mail}/tep/0?xem=1")), "the picture of the mail");
        assert!(browser.text(".as-sent").contains("Tải tại đây (https://la.example/tai)"), "links say where they lead");
        browser.press("Xem bản chữ");
        browser.sees("Bản chữ, tô dấu hiệu");
        assert!(browser.count(".text mark") > 0, "the clues are marked in the text");
        browser.press("Xem như người gửi trình bày");
        browser.sees("Lớp bồi dưỡng");
    }
}

#[test]
fn of_a_hostile_page_nothing_runs_and_nothing_leaves() {
    let site = Site::changed(|place| receive(place, &hostile(), SENDER));
    let mail = page_of(&site);
    for (seat, path) in [
        (Seat::DESK, mail.clone()),
        (Seat { window: (390, 800), script: true }, mail.clone()),
        (Seat::DESK, mail.replace("/thu/", "/can-kiem-tra/")),
    ] {
        let browser = at(&site, seat, CLERK);
        browser.go(&format!("{}{path}", site.base));
        is_sound(&browser, &path);
        assert_eq!(browser.value("window.chay"), json!(null), "something ran");
        assert_eq!(browser.place(), path, "nothing led away");
        assert_eq!(browser.value(FETCHED), json!([]));
        let names = browser.value(NAMES);
        let ours = [
            "a",
            "b",
            "blockquote",
            "br",
            "div",
            "i",
            "li",
            "p",
            "pre",
            "small",
            "table",
            "tbody",
            "td",
            "tr",
            "u",
            "ul",
        ];
        let strange: Vec<_> =
            names.as_array().unwrap().iter().filter(|n| !ours.contains(&n.as_str().unwrap())).collect();
        assert!(strange.is_empty(), "{strange:?}");
        assert_eq!(browser.value(ATTRIBUTES), json!([]));
        let ways = browser.value("[...document.querySelectorAll('.as-sent a')].map((e) => e.protocol + ' ' + e.rel)");
        assert_eq!(ways, json!(["https: noopener noreferrer nofollow"]), "only one of its links leads anywhere");
        // What stands round it stands where it stood: the page's own parts are its siblings, not its children.
        let round = "[document.querySelectorAll('.as-sent form, .as-sent section, .as-sent h2').length, \
                     document.querySelectorAll('main .columns > div').length, document.querySelectorAll('footer').length, \
                     document.querySelectorAll('base, meta[http-equiv]').length]";
        assert_eq!(browser.value(round)[0], 0);
        assert_eq!(browser.value(round)[2], 1);
        assert_eq!(browser.value(round)[3], 0);
        let cover = "[...document.querySelectorAll('.as-sent, .as-sent *')].filter((e) => \
                     ['fixed', 'absolute', 'sticky'].includes(getComputedStyle(e).position)).length";
        assert_eq!(browser.value(cover), 0, "nothing lies over our page");
        assert!(
            browser.value("document.querySelector('.as-sent').textContent").as_str().unwrap().contains("phần cuối thư")
        );
    }
}

#[test]
fn the_password_that_a_page_gives_is_shown_in_no_face_of_it() {
    let words = "<p>Sở Y tế gửi báo cáo 6 tháng đầu năm 2020.</p><p>Mật khẩu giải nén: <b>Khoagiao</b>2020x</p>";
    let site = Site::changed(|place| receive(place, &mail("", words, ""), SENDER));
    let mail = page_of(&site);
    for path in [mail.clone(), format!("{mail}?ban=chu"), mail.replace("/thu/", "/can-kiem-tra/")] {
        let page = site.logged_in(CLERK).get(&path).body;
        assert!(page.contains("•••") && !page.contains("2020x") && !page.contains("as-sent"), "{page}");
    }
}

/// A mail with this page, with a plain face before it and a further part behind it, when they are given.
fn mail(plain: &str, html: &str, part: &str) -> String {
    let plain = match plain {
        "" => String::new(),
        plain => format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--a\r\n"),
    };
    format!(
        "From: \"Lan\" <{SENDER}>\r\nSubject: {SUBJECT}\r\nMessage-ID: <1.{SENDER}>\r\n\
         To: khoagiao@btgtu.vanson.example\r\nDate: Tue, 23 Jun 2020 07:59:00 +0700\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: multipart/alternative; boundary=\"a\"\r\n\r\n--a\r\n{plain}\
         Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--a--\r\n{part}--b--\r\n"
    )
}

/// What a clerk pastes from a sheet, with a picture of her own.
fn pasted() -> String {
    let html = "<html><head><style>td{color:red}</style></head><body><p class=MsoNormal>Kính gửi: <b>Ban Tuyên giáo</b></p>\
        <p>Gửi báo cáo 6 tháng đầu năm 2020.</p><table border=1 class=MsoTableGrid style='width:1500pt'><tr>\
        <th style='width:900pt'>Chỉ tiêu</th><th>Số lượng</th></tr><tr><td>Lớp bồi dưỡng<td>12</table>\
        <img src=\"cid:dau@la\" width=900 alt=\"Dấu đến\"><p><a href=\"https://la.example/tai\">Tải tại đây</a></p>";
    // One red point.
    let part = "--b\r\nContent-Type: image/png\r\nContent-ID: <dau@la>\r\nContent-Disposition: inline; filename=dau.png\r\n\
        Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==\r\n";
    mail("Gửi báo cáo 6 tháng đầu năm 2020.", html, part)
}

/// Everything that a page can try.
fn hostile() -> String {
    let far = "https://theo-doi.example";
    let html = [
        "<base href='https://theo-doi.example/'><meta http-equiv=refresh content='0;url=https://theo-doi.example/'>",
        "<link rel=stylesheet href='https://theo-doi.example/a.css'><style>@import 'https://theo-doi.example/b.css';",
        "body,main{display:none}.top{position:fixed}*{background:url(https://theo-doi.example/c)}</style>",
        "<div style='position:fixed;inset:0;z-index:99999;background:red' class='top flash' id=noi-dung>che</div>",
        "<script>window.chay=1</script><script src='https://theo-doi.example/d.js'></script>",
        "<img src=x onerror='window.chay=2'><body onload='window.chay=3' onpageshow='window.chay=3'>",
        "<svg onload='window.chay=4'><script>window.chay=5</script><style><img src=x onerror='window.chay=6'></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.chay=7&gt;'></table></math>",
        "<a href='javascript:window.chay=8' autofocus onfocus='window.chay=9'>một</a>",
        "<a href='data:text/html,<script>window.chay=10</script>'>hai</a><a href='/dang-xuat'>ba</a>",
        "<a href='https://vanson.example@theo-doi.example/'>bốn</a><a href='https://la.example/nam' ping='https://theo-doi.example/'>năm</a>",
        "<img src='https://theo-doi.example/e.gif'><img srcset='https://theo-doi.example/f.gif 1x'>",
        "<img src='data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg onload=window.chay=11>'>",
        "<picture><source srcset='https://theo-doi.example/g.gif'></picture><video src='https://theo-doi.example/h' poster='https://theo-doi.example/i' autoplay></video>",
        "<iframe srcdoc='<script>parent.chay=12</script>'></iframe><object data='https://theo-doi.example/j'></object>",
        "<embed src='https://theo-doi.example/k'><form action='https://theo-doi.example/l'><input name=x autofocus onfocus='window.chay=13'><button>Đăng nhập</button></form>",
        "<table background='https://theo-doi.example/m'><tr><td>ô<div><table>lồng</table></div></div></div></td></section></main></body></html>",
        "<noscript><p title='</noscript><img src=x onerror=window.chay=14>'></noscript>",
        "<select><style></select><img src=x onerror=window.chay=15></style>",
        "<template><script>window.chay=16</script></template><details open ontoggle='window.chay=17'>chi tiết</details>",
        "<b><i><u><a><p><li><table><td><h1>lồng nhau</b></i></u></a></p></li>",
        "<p>Gửi báo cáo 6 tháng đầu năm 2020</p><p>phần cuối thư</p>",
        "<textarea><script>window.chay=18</script></textarea><!-- <p>hết",
    ];
    assert!(html.iter().any(|piece| piece.contains(far)));
    mail("", &html.concat(), "")
}
