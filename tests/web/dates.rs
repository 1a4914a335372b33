//! Days and moments as offices write them, whatever language the browser speaks.

use std::fs;
use std::path::Path;

use super::chromium::Seat;
use super::morning::{at, is_sound};
use super::{CLERK, Site, between};

#[test]
fn a_day_may_be_typed_in_every_way_in_which_offices_write_it() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let page = browser.get("/?ky=2020-H1&tt=qua-han").body;
    let place = between(&page, "<td class=\"overdue\"><a href=\"", "\"").unwrap().to_owned();
    browser.get(&place);
    for day in ["3/7/2020", "03/07/2020", "3-7-2020", "3.7.2020", "3/7", "03072020", "2020-07-03"] {
        let shown = browser.post(&place, &[("viec", "gia-han"), ("den", day), ("ly-do", "lãnh đạo đồng ý")]);
        assert_eq!(shown.status, 200, "{day}: {}", shown.body);
        assert!(shown.body.contains("3/7/2020"), "{day}: {}", shown.body);
    }
    let refused = browser.post(&place, &[("viec", "gia-han"), ("den", "31/6/2020"), ("ly-do", "lãnh đạo đồng ý")]).body;
    let form = between(&refused, "<summary>Gia hạn</summary>", "</form>").unwrap();
    assert!(form.contains("Không có ngày 31/6/2020") && form.contains("value=\"31/6/2020\""), "{form}");
}

#[test]
fn a_list_is_narrowed_to_a_day_and_says_beside_the_field_when_there_is_none() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    for list in ["/thu-di", "/nhat-ky"] {
        let day = browser.get(&format!("{list}?ngay=19%2F6")).body;
        assert!(day.contains("value=\"19/6/2020\"") && day.contains("19/6/2020"), "{list}: {day}");
        let wrong = browser.get(&format!("{list}?ngay=h%C3%B4m+qua"));
        assert_eq!(wrong.status, 200);
        let label = between(&wrong.body, "value=\"hôm qua\"", "</label>").unwrap_or_else(|| panic!("{}", wrong.body));
        assert!(label.contains("“hôm qua” không phải ngày"), "{label}");
    }
    let register = browser.get("/so?tu=1%2F6&den=30.6.2020").body;
    assert!(!register.contains("role=\"alert\"") && register.contains("lượt tiếp nhận"), "{register}");
}

#[test]
fn no_page_has_a_field_that_writes_dates_as_the_browser_likes() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/pages");
    for page in fs::read_dir(pages).unwrap() {
        let path = page.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for kind in ["type=\"date", "type=\"time", "type=\"month", "type=\"week"] {
            assert!(!text.contains(kind), "{}: {kind}", path.display());
        }
    }
}

#[test]
fn the_browser_takes_what_the_page_takes_and_says_the_rest_in_words() {
    let site = Site::open();
    let browser = at(&site, Seat::DESK, CLERK);
    browser.go(&format!("{}/thu-di", site.base));
    browser.sees("Ngày lập");
    for (typed, fits) in
        [("19/6", true), ("19/06/2020", true), ("2020-06-19", true), ("19062020", true), ("mai", false)]
    {
        let set = format!("Object.assign(document.querySelector('[name=ngay]'), {{value: '{typed}'}}).checkValidity()");
        assert_eq!(browser.value(&set), fits, "{typed}");
    }
    let said = browser.value("document.querySelector('[name=ngay]').validationMessage");
    assert_eq!(said, "Ghi ngày như 19/6/2020 hoặc 19/6.");
    is_sound(&browser, "a field that is wrong");
}
