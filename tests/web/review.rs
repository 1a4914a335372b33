//! Cần kiểm tra: what waits, the decision by one press, undo, and two people at once.

use super::{Browser, CLERK, LEADER, Site, between};

/// The other member of the staff, who may do the same.
const OTHER: (&str, &str) = ("quan.tri", "Lê Quản Trị");

/// Mail 15 of the demonstration: a stranger sends the half-year of Sở Lao động.
const STRANGER: &str = "/can-kiem-tra/15";

/// The fields of the form round the button with this text, as the browser would send them.
pub fn fields(page: &str, button: &str) -> Vec<(String, String)> {
    let form = page.split("<form").find(|form| form.contains(button)).unwrap_or_else(|| panic!("{button}: {page}"));
    let form = form.split("</form>").next().unwrap();
    let hidden = form.split("<input type=\"hidden\"").skip(1).filter_map(|input| {
        let (name, value) = (between(input, "name=\"", "\"")?, between(input, "value=\"", "\"")?);
        (name != "csrf").then(|| (name.to_owned(), value.to_owned()))
    });
    hidden.collect()
}

/// Presses the button of the page that is shown; where that leads.
fn press(browser: &mut Browser, path: &str, button: &str, doing: &str, more: &[(&str, &str)]) -> String {
    let sent = sends(browser, path, button, doing, more);
    assert_eq!(sent.status, 303, "{}", sent.body);
    let there = sent.headers["location"].clone();
    browser.get(&there);
    there
}

fn sends(browser: &mut Browser, path: &str, button: &str, doing: &str, more: &[(&str, &str)]) -> super::Answer {
    let hidden = fields(&browser.page, button);
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.push(("viec", doing));
    all.extend(more);
    browser.post(path, &all)
}

/// What the flash of the page says.
fn flash(page: &str) -> &str {
    between(page, "role=\"status\"", "</p>").unwrap_or_default()
}

#[test]
fn the_list_has_the_most_urgent_first_each_with_its_question_and_guess() {
    let site = Site::open();
    let page = site.logged_in(CLERK).get("/can-kiem-tra").body;
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    let forged = place("Thư này có thật của Sở Y tế không?");
    let stranger = place("hoangmaitrang.work@gmail.com có gửi thay Sở Lao động - Thương binh và Xã hội không?");
    assert!(forged < stranger, "what may be forged comes first");
    place("Sở Lao động - Thương binh và Xã hội · Báo cáo 6 tháng đầu năm 2020");
    place("Nhận 10:02, 17/6/2020 · chờ 13 ngày");
    place("hạn 19/6/2020, đã qua 11 ngày");
    assert!(!page.contains("Hội Nông dân"), "settled mails are listed elsewhere");
}

#[test]
fn one_press_enters_the_report_and_the_next_page_tells_its_number_and_is_the_next_mail() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get(STRANGER);
    let there = press(&mut browser, STRANGER, "Đúng: Sở Lao động", "vao-so", &[]);
    assert!(there.starts_with("/can-kiem-tra/") && there != STRANGER, "{there}");
    let said = flash(&browser.page);
    assert!(said.contains("Đã vào sổ số ") && said.contains("Sở Lao động - Thương binh và Xã hội"), "{said}");
    assert!(said.contains("vì địa chỉ người gửi chưa có trong danh sách đơn vị"), "{said}");
    let settled = browser.get(STRANGER).body;
    assert!(settled.contains("Đã xử lý: vào sổ") && settled.contains(CLERK.1), "{settled}");
    assert!(!site.run(&["review", "list"]).contains("hoangmaitrang"));
    assert!(!site.run(&["learned"]).contains("hoangmaitrang"), "nothing is learned by itself");
}

#[test]
fn what_was_just_entered_can_be_taken_back() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get(STRANGER);
    press(&mut browser, STRANGER, "Đúng: Sở Lao động", "vao-so", &[]);
    let number = between(flash(&browser.page), "Đã vào sổ số ", ":").unwrap().to_owned();
    let undo = fields(&browser.page, "Hoàn tác");
    assert!(undo.contains(&("so".to_owned(), number.clone())), "{undo:?}");
    press(&mut browser, STRANGER, "Hoàn tác", "huy", &[]);
    assert!(flash(&browser.page).contains(&format!("Đã hủy số {number}")), "{}", flash(&browser.page));
    assert!(browser.page.contains("Đúng: Sở Lao động"), "it waits again");
    assert!(browser.page.contains(", 17/6/2020.</p>"), "since it came: {}", browser.page);
    let list = browser.get("/can-kiem-tra").body;
    assert!(list.contains("Nhận 10:02, 17/6/2020 · chờ 13 ngày"), "as long as before: {list}");
}

/// The letters that wait to leave for this address.
fn letters_to(site: &Site, address: &str) -> Vec<String> {
    let queued = site.run(&["outbox", "list", "--state", "queued", "--json"]);
    let queued: serde_json::Value = serde_json::from_str(&queued).unwrap();
    let letters = queued["letters"].as_array().unwrap().iter().map(ToString::to_string);
    letters.filter(|letter| letter.contains(address)).collect()
}

#[test]
fn a_receipt_that_has_not_left_goes_back_with_what_it_tells() {
    const ASKED: &str = "/can-kiem-tra/19";
    let (site, address) = (Site::open(), "vanphong@mttq.vanson.example");
    let mut browser = site.logged_in(CLERK);
    let enter = |browser: &mut Browser| {
        browser.get(ASKED);
        let typed = [("don-vi-0", "mttq"), ("bao-cao-0", "6-thang 2020-H1")];
        press(browser, ASKED, "Thêm báo cáo nữa", "vao-so", &typed);
    };
    assert_eq!(letters_to(&site, address), Vec::<String>::new());
    enter(&mut browser);
    assert_eq!(letters_to(&site, address).len(), 1, "{}", flash(&browser.page));
    let undo = fields(&browser.page, "Hoàn tác");
    let undo: Vec<(&str, &str)> = undo.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(ASKED, &undo);
    assert!(flash(&browser.page).contains("thư xác nhận chưa gửi đi nên được giữ lại"), "{}", flash(&browser.page));
    assert_eq!(letters_to(&site, address), Vec::<String>::new(), "nobody was told, so nobody is told otherwise");
    // Withdrawn by mistake: the unit gets the receipt that it has not got, with the number that stands.
    let undo = fields(&browser.page, "Hoàn tác");
    let undo: Vec<(&str, &str)> = undo.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let place =
        between(browser.page.split("Hoàn tác").next().unwrap().rsplit("<form").next().unwrap(), "action=\"", "\"");
    let place = place.unwrap().to_owned();
    browser.submit(&place, &undo);
    let told = letters_to(&site, address);
    assert_eq!(told.len(), 1, "{told:?}");
    let log: serde_json::Value = serde_json::from_str(&site.run(&["log", "--json"])).unwrap();
    let line = log.as_array().unwrap().last().unwrap();
    let number = format!("{:04}", line["number"].as_u64().unwrap());
    assert!(line["stands"] == true && told[0].contains(&number), "{line}: {told:?}");
}

#[test]
fn a_line_that_was_withdrawn_counts_as_no_delivery_and_has_no_good_sign() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get(STRANGER);
    press(&mut browser, STRANGER, "Đúng: Sở Lao động", "vao-so", &[]);
    press(&mut browser, STRANGER, "Hoàn tác", "huy", &[]);
    let register = browser.get("/so").body;
    let gone = register.split("<tr role=\"row\"").find(|row| row.contains("class=\"gone\"")).unwrap();
    assert!(gone.contains("<span class=\"sign gone\" aria-hidden=\"true\">–</span> đã hủy"), "{gone}");
    let line = between(gone, "href=\"", "\"").unwrap().to_owned();
    let page = browser.get(&line).body;
    assert!(page.contains("–</span> đã hủy</dd>"), "its own page says so too: {page}");
    browser.get(STRANGER);
    press(&mut browser, STRANGER, "Đúng: Sở Lao động", "vao-so", &[]);
    let log: serde_json::Value = serde_json::from_str(&site.run(&["log", "--json"])).unwrap();
    let line = log.as_array().unwrap().last().unwrap();
    assert!(line["stands"] == true && line["version"] == 1, "{line}");
}

#[test]
fn a_mail_is_laid_aside_with_a_reason_and_brought_back() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get("/can-kiem-tra/2");
    press(&mut browser, "/can-kiem-tra/2", "Đã trả lời, cho ra", "bo-qua", &[("ly-do", "đã trả lời qua điện thoại")]);
    assert!(flash(&browser.page).contains("đã trả lời qua điện thoại"), "{}", browser.page);
    let done = browser.get("/can-kiem-tra?xem=da-xu-ly").body;
    assert!(done.contains("Hỏi về báo cáo 6 tháng") && done.contains("không vào sổ"), "{done}");
    assert!(done.contains("Đang chờ (4)"), "how many wait is told here too: {done}");
    assert!(browser.get("/can-kiem-tra?xem=da-xu-ly&trang=9").body.contains("Mới nhất"), "{}", browser.page);
    browser.get("/can-kiem-tra/2");
    press(&mut browser, "/can-kiem-tra/2", "Đưa trở lại", "mo-lai", &[("ly-do", "đơn vị hỏi tiếp")]);
    assert!(browser.page.contains("Trả lời Hội Đông y tỉnh thế nào?"), "{}", browser.page);
}

#[test]
fn without_a_reason_nothing_is_laid_aside() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get("/can-kiem-tra/2");
    let refused = sends(&mut browser, "/can-kiem-tra/2", "Đã trả lời, cho ra", "bo-qua", &[("ly-do", "  ")]);
    assert!(refused.status == 200 && refused.body.contains("Cần cho biết lý do."), "{}", refused.body);
    assert!(site.run(&["review", "list"]).contains("hoidongy"));
}

#[test]
fn another_unit_is_entered_by_its_name_and_the_sender_is_learned_when_ticked() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get(STRANGER);
    let typed = [("don-vi-0", "hoi khuyen hoc tinh"), ("bao-cao-0", "6-thang 2020-H1"), ("tep-0", "0")];
    let shown = sends(&mut browser, STRANGER, "Thêm báo cáo nữa", "xem", &typed).body;
    let offer = between(&shown, "value=\"dia-chi|hoi-khuyen-hoc|", "\"").unwrap_or_else(|| panic!("{shown}"));
    let tick = format!("dia-chi|hoi-khuyen-hoc|{offer}");
    browser.page = shown.clone();
    let typed =
        [("don-vi-0", "hoi khuyen hoc tinh"), ("bao-cao-0", "6-thang 2020-H1"), ("tep-0", "0"), ("nho", tick.as_str())];
    press(&mut browser, STRANGER, "Thêm báo cáo nữa", "vao-so", &typed);
    assert!(flash(&browser.page).contains("Hội Khuyến học tỉnh"), "{}", flash(&browser.page));
    let told = letters_to(&site, "hoangmaitrang.work@gmail.com");
    assert_eq!(
        told.len(),
        1,
        "whom staff have just named as the unit's clerk gets the receipt: {}",
        flash(&browser.page)
    );
    assert!(site.run(&["learned"]).contains("hoangmaitrang.work@gmail.com"));
}

#[test]
fn what_cannot_be_entered_is_shown_again_with_all_that_was_typed() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get(STRANGER);
    let typed =
        [("don-vi-0", "Sở Trên Trời"), ("bao-cao-0", "6-thang 2020-H1"), ("tep-0", "0"), ("ly-do", "theo công văn 12")];
    let again = sends(&mut browser, STRANGER, "Thêm báo cáo nữa", "vao-so", &typed).body;
    assert!(again.contains("Không có đơn vị nào tên “Sở Trên Trời”"), "{again}");
    assert!(again.contains("value=\"Sở Trên Trời\"") && again.contains("value=\"theo công văn 12\""), "{again}");
    let more = sends(&mut browser, STRANGER, "Thêm báo cáo nữa", "them-dong", &typed).body;
    assert!(more.contains("name=\"don-vi-1\"") && more.contains("value=\"Sở Trên Trời\""), "{more}");
}

#[test]
fn the_second_of_two_clerks_is_told_who_was_first_and_loses_nothing() {
    let site = Site::open();
    let (mut hoa, mut other) = (site.logged_in(CLERK), site.logged_in(OTHER));
    hoa.get(STRANGER);
    other.get(STRANGER);
    press(&mut hoa, STRANGER, "Đúng: Sở Lao động", "vao-so", &[]);
    let entered = site.run(&["log", "--csv"]);
    let typed = [
        ("don-vi-0", "Hội Khuyến học tỉnh"),
        ("bao-cao-0", "6-thang 2020-H1"),
        ("tep-0", "0"),
        ("ly-do", "gọi điện rồi"),
    ];
    let told = sends(&mut other, STRANGER, "Thêm báo cáo nữa", "vao-so", &typed).body;
    assert!(told.contains(&format!("{} đã xử lý thư này lúc 16:00 ngày 30/6/2020", CLERK.1)), "{told}");
    for kept in ["Hội Khuyến học tỉnh · Báo cáo 6 tháng đầu năm 2020", "Lý do: gọi điện rồi"] {
        assert!(told.contains(kept), "{kept}: {told}");
    }
    assert_eq!(entered, site.run(&["log", "--csv"]), "only the first one's line stands");
}

#[test]
fn a_page_that_shows_an_older_state_of_the_mail_changes_nothing() {
    let site = Site::open();
    let (mut hoa, mut other) = (site.logged_in(CLERK), site.logged_in(OTHER));
    hoa.get(STRANGER);
    other.get(STRANGER);
    press(&mut other, STRANGER, "Không phải báo cáo", "bo-qua", &[("ly-do", "gửi nhầm")]);
    other.get(STRANGER);
    press(&mut other, STRANGER, "Đưa trở lại", "mo-lai", &[("ly-do", "nhầm")]);
    let told = sends(&mut hoa, STRANGER, "Đúng: Sở Lao động", "vao-so", &[]);
    assert!(told.status == 200 && told.body.contains("Thư này đã thay đổi từ khi mở trang"), "{}", told.body);
    assert!(site.run(&["review", "list"]).contains("hoangmaitrang"));
}

#[test]
fn a_leader_reads_and_decides_nothing() {
    let site = Site::open();
    let mut leader = site.logged_in(LEADER);
    let page = leader.get(STRANGER).body;
    assert!(page.contains("Tài khoản lãnh đạo chỉ xem") && !page.contains("value=\"vao-so\""), "{page}");
    let refused = leader.post(STRANGER, &[("viec", "bo-qua"), ("ly-do", "x")]);
    assert_eq!(refused.status, 403);
    assert!(site.run(&["review", "list"]).contains("hoangmaitrang"));
}

#[test]
fn the_sender_is_asked_only_after_the_letter_was_read() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let path = format!("{STRANGER}/hoi?cau=unit-unclear");
    let page = browser.get(&path).body;
    assert!(page.contains("hoangmaitrang.work@gmail.com") && page.contains("Gửi thư hỏi"), "{page}");
    assert!(!site.run(&["outbox", "list"]).contains("hoangmaitrang"), "reading it sends nothing");
    let there = browser.submit(&format!("{STRANGER}/hoi"), &[("cau", "unit-unclear")]);
    assert!(there.body.contains("Thư hỏi sẽ gửi đến hoangmaitrang.work@gmail.com"), "{}", there.body);
    let asked = "Thư hỏi người gửi đã lập 16:00, 30/6/2020 (Trần Minh Hòa), chưa gửi đi.";
    assert!(there.body.contains(asked), "{}", there.body);
    let mut colleague = site.logged_in(("quan.tri", "Lê Quản Trị"));
    assert!(colleague.get("/can-kiem-tra").body.contains(asked), "{}", colleague.page);
    let again = browser.get(&path).body;
    assert!(again.contains("đã hỏi điều này hôm nay") && !again.contains("Gửi thư hỏi"), "{again}");
}

#[test]
fn a_unit_is_found_by_a_few_letters_of_its_name_and_shown_before_anything_is_decided() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get(STRANGER);
    let typed = |unit: &'static str| [("don-vi-0", unit), ("bao-cao-0", ""), ("tep-0", "0")];
    let shown = sends(&mut browser, STRANGER, "Thêm báo cáo nữa", "xem", &typed("khuyen ho")).body;
    assert!(shown.contains("name=\"don-vi-0\" value=\"Hội Khuyến học tỉnh\""), "{shown}");
    assert!(shown.contains("<optgroup label=\"Đơn vị này phải gửi\">"), "{shown}");
    let several = [("don-vi-0", "huyen uy phu"), ("bao-cao-0", "6-thang 2020-H1"), ("tep-0", "0")];
    let told = sends(&mut browser, STRANGER, "Thêm báo cáo nữa", "vao-so", &several).body;
    assert!(told.contains("Nhiều đơn vị có tên “huyen uy phu”: Huyện ủy Phú Khê; Huyện ủy Phú Sơn"), "{told}");
    assert!(site.run(&["review", "list"]).contains("hoangmaitrang"), "nothing was entered");
}

#[test]
fn what_may_be_forged_is_asked_on_the_number_that_the_office_knows() {
    let site = Site::open();
    let page = site.logged_in(CLERK).get("/can-kiem-tra/28").body;
    let phones = between(&page, "Số trong danh sách đơn vị: ", "</p>").unwrap_or_else(|| panic!("{page}"));
    assert!(phones.contains("href=\"tel:"), "{phones}");
}
