//! Incidents from the first call to the day they are closed.

use super::mails::{Mail, Written, mail, page};
use super::*;

const LEADER: &str = "truongphong.btg@tinhuy.songlam.example";
const STAFF: [&str; 2] = ["ntthuy.btg@tinhuy.songlam.example", "lhnam.btg@tinhuy.songlam.example"];

/// A quick report of Sở Y tế on `what`.
fn flash(id: &'static str, what: &str) -> Mail {
    let mut mail = mail(id, &format!("Báo cáo nhanh {what}"), what);
    let lines = &mut mail.files[0].1;
    lines[6] = "BÁO CÁO NHANH".to_owned();
    lines.push(format!("Văn bản {id}"));
    mail
}

fn alerted(letters: &[Written]) -> Vec<&str> {
    letters.iter().filter(|letter| letter.kind == "alert").map(|letter| letter.to.as_str()).collect()
}

fn cases(world: &World) -> Vec<serde_json::Value> {
    world.done(&["case", "list", "--all", "--json"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The letters that wait to be sent, as "kind recipient".
fn queued(world: &World) -> Vec<(String, String)> {
    let facts = world.facts();
    let mut alerts: Vec<_> = facts.written.iter().filter(|purpose| purpose.starts_with("alert:case:")).collect();
    alerts.sort();
    facts
        .written
        .iter()
        .filter_map(|purpose| {
            let (to, event) = purpose.strip_prefix("alert:")?.split_once(':')?;
            Some((to.to_owned(), event.to_owned()))
        })
        .collect()
}

const FOOD: &str = "vụ ngộ độc thực phẩm tại Trường Tiểu học Nghi Phú";

#[test]
fn who_types_commands_is_told_which_line_of_the_plan_is_missing() {
    let world = World::of("ha-khe-2018", "2018-06-12T09:00");
    let plan = world.folder.path().join("plans/581-cv-btgtu.toml");
    let text = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&plan, text.replacen("period = \"adhoc\"", "period = \"month\"", 1)).unwrap();
    let unit = config::load(world.folder.path()).unwrap().rules.roster.units[0].id.to_string();
    let said = world.refused(&["case", "open", "--unit", &unit, "--title", "Cháy kho"]);
    assert!(said.contains("[[report]] có period = \"adhoc\", với groups hoặc units gồm đơn vị này"), "{said}");
}

#[test]
fn a_call_at_night_becomes_a_case_that_reports_join_until_it_is_closed() {
    let mut world = World::on("2024-05-12T02:10");
    let call = ["case", "open", "--unit", "so-y-te", "--phone", "--title", "Ngộ độc tại Trường Tiểu học Nghi Phú"];
    let said = world.done(&[&call[..], &["--received", "2024-05-12 02:00", "--by", "Nam"]].concat());
    assert_eq!(
        said,
        "Đã mở vụ việc số 1: Ngộ độc tại Trường Tiểu học Nghi Phú.\n\
         Đã vào sổ số 1/2024: Sở Y tế; Báo cáo đột xuất ngày 12/5/2024; không định hạn (điện thoại).\n"
    );
    let told: Vec<String> = queued(&world).into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, [STAFF[1], STAFF[0], LEADER], "at once, at two in the night");

    world.later("2024-05-12T10:00");
    let letters = world.receives(&flash("1@syt", FOOD));
    assert_eq!(alerted(&letters), STAFF, "the leader knows of it");
    let alert = letters.iter().find(|letter| letter.kind == "alert").unwrap();
    assert!(alert.subject.contains("tin mới của vụ việc số 1 “Ngộ độc tại Trường Tiểu học Nghi Phú”"), "{alert:?}");
    assert!(letters.iter().any(|letter| letter.kind == "receipt" && letter.to == "vanphong@syt.songlam.example"));

    world.later("2024-05-14T16:00");
    let mut last = flash("2@syt", "kết quả điều tra, xét nghiệm");
    last.answers = letters.iter().find(|letter| letter.kind == "receipt").map(|letter| letter.message_id.clone());
    last.subject = format!("Re: Báo cáo nhanh {FOOD}");
    assert_eq!(alerted(&world.receives(&last)), STAFF);
    assert_eq!(
        world.register(),
        [
            "*1/2024 so-y-te dot-xuat adhoc-2024-05-12 v1 First",
            "*2/2024 so-y-te dot-xuat adhoc-2024-05-12 v1 Supplement [bao cao.docx]",
            "*3/2024 so-y-te dot-xuat adhoc-2024-05-12 v1 Supplement [bao cao.docx]",
        ]
    );
    world.done(&["case", "note", "1", "đã báo cáo Thường trực", "--by", "Nam"]);
    let said = world.done(&["case", "close", "1", "--why", "các cháu đã ra viện", "--by", "Nam"]);
    assert_eq!(said, "Đã đóng vụ việc số 1. Có thể mở lại bằng `case reopen 1`.\n");
    assert_eq!(world.done(&["case", "list"]), "Không có vụ việc nào đang mở.\n");
    let said = world.done(&["case", "show", "1"]);
    for words in [
        "mở 02:00 12/5/2024 (Nam)",
        "đóng 16:00 14/5/2024 (Nam): các cháu đã ra viện",
        "số 1/2024, điện thoại, Sở Y tế",
        "số 3/2024, thư điện tử, Sở Y tế",
        "Nam, ghi chú: đã báo cáo Thường trực",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    world.refused(&["case", "close", "1", "--why", "x", "--by", "Nam"]);
    world.done(&["case", "reopen", "1", "--why", "thêm ca mới", "--by", "Nam"]);
    world.assert_whole();
}

#[test]
fn what_people_are_angry_about_is_reported_at_once_and_opens_a_case() {
    let world = World::on("2024-10-03T23:40");
    let mut mail = flash("1@dongkhe", "tình hình dư luận về thu tiền đầu năm học tại xã Khê Thượng");
    mail.from = "bantuyengiao@dongkhe.songlam.example";
    mail.body = "Ban Tuyên giáo Huyện ủy Đông Khê gửi báo cáo nhanh.".to_owned();
    mail.files =
        vec![("bao cao.docx", page("HUYỆN ỦY ĐÔNG KHÊ", "BTGHU", "dư luận về thu tiền đầu năm học tại xã Khê Thượng"))];
    mail.files[0].1[6] = "BÁO CÁO NHANH".to_owned();
    let letters = world.receives(&mail);
    assert_eq!(alerted(&letters), [STAFF[0], STAFF[1], LEADER], "{letters:?}");
    let case = &cases(&world)[0];
    assert_eq!(case["title"], "dư luận về thu tiền đầu năm học tại xã Khê Thượng");
    assert_eq!((&case["units"][0], &case["receipts"][0]), (&"huyen-uy-dong-khe".into(), &"1/2024".into()));
    assert_eq!(case["opened_by"], "tiepnhan");
    world.assert_whole();
}

#[test]
fn two_incidents_of_one_unit_on_one_day_stay_apart() {
    let mut world = World::on("2024-05-12T08:00");
    world.receives(&flash("1@syt", FOOD));
    world.later("2024-05-12T09:00");
    let letters = world.receives(&flash("2@syt", "vụ ngộ độc thực phẩm tại Trường Tiểu học Nghi Liên"));
    assert_eq!(alerted(&letters), [STAFF[0], STAFF[1], LEADER], "another incident");
    let alert = letters.iter().find(|letter| letter.kind == "alert").unwrap();
    assert!(alert.text.contains("còn vụ việc đang mở: số 1") && alert.text.contains("case add"), "{}", alert.text);
    world.later("2024-05-12T15:00");
    world.receives(&flash("3@syt", "kết quả xử lý vụ ngộ độc thực phẩm tại Trường Tiểu học Nghi Liên"));
    world.receives(&flash("4@syt", "kết quả xử lý vụ ngộ độc thực phẩm tại Trường Tiểu học Nghi Phú"));
    assert_eq!(
        world.register(),
        [
            "*1/2024 so-y-te dot-xuat adhoc-2024-05-12 v1 First [bao cao.docx]",
            "*2/2024 so-y-te dot-xuat adhoc-2024-05-12-2 v1 First [bao cao.docx]",
            "*3/2024 so-y-te dot-xuat adhoc-2024-05-12-2 v1 Supplement [bao cao.docx]",
            "*4/2024 so-y-te dot-xuat adhoc-2024-05-12 v1 Supplement [bao cao.docx]",
        ]
    );
    // Titles that fit both open cases, or say nothing, are not laid to either.
    world.receives(&flash("5@syt", "vụ ngộ độc thực phẩm"));
    assert!(world.register()[4].contains("adhoc-2024-05-12-3 v1 First"), "{:?}", world.register());
    world.assert_whole();
}

#[test]
fn a_case_known_by_its_words_is_forgotten_after_a_month_of_silence() {
    let mut world = World::on("2024-03-01T08:00");
    world.receives(&flash("1@syt", "dịch sởi tại xã Khê Thượng"));
    world.later("2024-03-20T08:00");
    world.receives(&flash("2@syt", "diễn biến dịch sởi tại xã Khê Thượng"));
    world.later("2024-04-10T08:00");
    world.receives(&flash("3@syt", "dịch sởi tại xã Khê Thượng đến ngày 10/4"));
    world.later("2024-09-10T08:00");
    world.receives(&flash("4@syt", "dịch sởi tại xã Khê Thượng"));
    let periods: Vec<String> = cases(&world).iter().map(|case| case["period"].to_string()).collect();
    assert_eq!(periods, ["\"adhoc-2024-03-01\"", "\"adhoc-2024-09-10\""]);
}

#[test]
fn the_same_file_again_is_a_copy_and_wakes_nobody() {
    let mut world = World::on("2024-05-12T08:00");
    world.receives(&flash("1@syt", FOOD));
    world.done(&["case", "close", "1", "--why", "xong", "--by", "Nam"]);
    world.later("2024-05-13T01:00");
    let mut again = flash("1@syt", FOOD);
    again.id = "2@syt";
    again.body = "Gửi lại để chắc chắn.".to_owned();
    assert_eq!(alerted(&world.receives(&again)), Vec::<&str>::new());
    assert_eq!(world.register()[1], "*2/2024 so-y-te dot-xuat adhoc-2024-05-12 v1 Duplicate [bao cao.docx]");
    assert_eq!(cases(&world).len(), 1);
    world.assert_whole();
}

#[test]
fn a_person_joins_what_the_program_kept_apart_and_sets_apart_what_it_joined() {
    let mut world = World::on("2024-05-12T08:00");
    world.receives(&flash("1@syt", FOOD));
    world.receives(&flash("2@syt", "học sinh nhập viện sau bữa ăn bán trú ở Nghi Phú"));
    assert_eq!(cases(&world).len(), 2);
    let said = world.done(&["case", "add", "1", "2", "--by", "Nam"]);
    assert!(said.starts_with("Số 2/2024 đã vào vụ việc số 1, nay là số 3/2024: Sở Y tế"), "{said}");
    let all = cases(&world);
    assert_eq!(all[0]["receipts"], serde_json::json!(["1/2024", "3/2024"]));
    assert_eq!(all[1]["closed"]["why"], "không còn báo cáo nào; chuyển sang vụ việc số 1");
    let said = world.refused(&["case", "add", "1", "3", "--by", "Nam"]);
    assert!(said.contains("đã thuộc vụ việc 1"), "{said}");
    world.later("2024-05-12T11:00");
    let said = world.done(&["case", "open", "--line", "3", "--title", "Học sinh nhập viện", "--by", "Nam"]);
    assert!(said.contains("Đã mở vụ việc số 3: Học sinh nhập viện"), "{said}");
    assert_eq!(cases(&world)[2]["receipts"], serde_json::json!(["4/2024"]));
    assert!(world.register()[3].contains("adhoc-2024-05-12-3 v1 First"), "{:?}", world.register());
    world.assert_whole();
}

#[test]
fn a_case_may_concern_several_units() {
    let world = World::on("2024-05-12T08:00");
    let open =
        ["case", "open", "--unit", "so-y-te,so-tnmt", "--title", "Cá chết hàng loạt trên sông Lam", "--by", "Nam"];
    world.done(&open);
    world.receives(&flash("1@syt", "tình hình cá chết hàng loạt trên sông Lam"));
    let mut other = flash("2@stnmt", "tình hình cá chết hàng loạt trên sông Lam");
    other.from = "vanphong@stnmt.songlam.example";
    other.body = "Sở Tài nguyên và Môi trường gửi báo cáo.".to_owned();
    other.files[0].1[1] = "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG".to_owned();
    other.files[0].1[2] = "Số: 77/BC-STNMT".to_owned();
    world.receives(&other);
    assert_eq!(cases(&world)[0]["receipts"], serde_json::json!(["1/2024", "2/2024"]), "{:?}", world.register());
    let said = world.refused(&["case", "open", "--unit", "so-yte", "--title", "x", "--by", "Nam"]);
    assert!(said.contains("so-y-te"), "{said}");
    world.assert_whole();
}

#[test]
fn a_letter_in_the_thread_is_laid_to_the_case_and_one_about_another_thing_is_not() {
    let mut world = World::on("2024-05-12T08:00");
    world.receives(&flash("1@syt", FOOD));
    world.later("2024-05-12T20:00");
    let mut word = mail("2@syt", "Re: Báo cáo nhanh", "");
    word.body = "Tình hình đã ổn định, không thêm ca mới.".to_owned();
    word.files.clear();
    word.answers = Some("1@syt".to_owned());
    assert_eq!(alerted(&world.receives(&word)), STAFF);
    assert_eq!(cases(&world)[0]["mails"], serde_json::json!([1, 2]));
    world.done(&["case", "remove", "1", "--mail", "2", "--why", "chuyện khác", "--by", "Nam"]);
    world.refused(&["case", "remove", "1", "--mail", "2", "--why", "chuyện khác", "--by", "Nam"]);
    world.done(&["case", "add", "1", "--mail", "2", "--by", "Nam"]);
    assert_eq!(cases(&world)[0]["mails"], serde_json::json!([1, 2]));
    let mut fire = flash("3@syt", "vụ cháy kho hóa chất khu công nghiệp Hồng Phong");
    fire.answers = Some("1@syt".to_owned());
    assert_eq!(alerted(&world.receives(&fire)), [STAFF[0], STAFF[1], LEADER]);
    assert_eq!(cases(&world).len(), 2);
    world.assert_whole();
}

#[test]
fn a_quick_report_without_a_file_is_not_left_until_the_morning() {
    let world = World::on("2024-05-12T02:00");
    let mut word = flash("1@syt", FOOD);
    word.files.clear();
    word.body = "7h30 ngày 12/5 tại xã Nghi Phú xảy ra vụ ngộ độc. Đơn vị đang xử lý, sẽ có báo cáo tiếp.".to_owned();
    let letters = world.receives(&word);
    assert_eq!(alerted(&letters), [STAFF[0], STAFF[1], LEADER], "{letters:?}");
    assert!(world.register().is_empty());
    assert!(world.done(&["review", "list"]).contains("1 thư"));
    let entered = ["--unit", "so-y-te", "--report", "dot-xuat", "--period", "adhoc-2024-05-12", "--by", "Nam"];
    world.done(&[&["review", "assign", "1"], &entered[..]].concat());
    assert_eq!(cases(&world)[0]["title"], format!("Báo cáo nhanh {FOOD}"));
    world.assert_whole();
}

#[test]
fn one_mail_with_reports_on_two_incidents_waits_for_a_person() {
    let world = World::on("2024-05-12T08:00");
    let mut mail = flash("1@syt", FOOD);
    mail.subject = "Sở Y tế gửi báo cáo nhanh".to_owned();
    let mut fire = page("SỞ Y TẾ", "SYT", "vụ cháy kho hóa chất khu công nghiệp Hồng Phong");
    fire[6] = "BÁO CÁO NHANH".to_owned();
    mail.files.push(("bao cao 2.docx", fire));
    let letters = world.receives(&mail);
    assert!(world.register().is_empty(), "{:?}", world.register());
    assert_eq!(alerted(&letters), [STAFF[0], STAFF[1], LEADER], "{letters:?}");
    let mut scan = flash("2@syt", FOOD);
    scan.files.push(("ban ky.docx", scan.files[0].1.clone()));
    scan.files[1].1.push("Đã ký.".to_owned());
    world.receives(&scan);
    assert_eq!(world.register().len(), 1, "two forms of one report");
}

#[test]
fn the_leaders_on_duty_are_told_instead_of_all_leaders() {
    let world = World::on("2024-05-12T02:00");
    let file = world.folder.path().join("tiepnhan.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let duty = "on_duty = [\"truc.btg@tinhuy.songlam.example\", \"ntthuy.btg@tinhuy.songlam.example\"]\nleaders = ";
    std::fs::write(&file, text.replacen("leaders = ", duty, 1)).unwrap();
    let letters = world.receives(&flash("1@syt", FOOD));
    assert_eq!(alerted(&letters), [STAFF[0], STAFF[1], "truc.btg@tinhuy.songlam.example"]);
}

#[test]
fn the_morning_mail_names_the_open_cases() {
    let mut world = World::on("2024-05-12T20:00");
    world.receives(&flash("1@syt", FOOD));
    world.later("2024-05-13T08:10");
    let desk = world.desk();
    let (templates, facts) = (desk.templates().unwrap(), world.facts());
    let pen = crate::notice::Pen { templates, annex: crate::notice::Annex::Without };
    let letters = crate::notice::due(desk.rules(), &facts, pen, world.now, &mut Vec::new());
    let digest = letters.iter().find(|letter| letter.purpose.kind() == "digest").unwrap();
    let text = super::mails::written(digest).text;
    assert!(text.contains("II. Cần xử lý: 01 vụ việc đột xuất - Sở Y tế: vụ việc số 1"), "{text}");
    assert!(text.contains("mới, từ ngày 12/5/2024, tin gần nhất 20 giờ 00 ngày 12/5/2024"), "{text}");
}
