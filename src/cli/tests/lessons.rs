//! Learning from people: nothing by itself, everything with author and day, and never against an alarm.

use super::mails::{Mail, mail, page};
use super::*;

/// A report of Sở Y tế from an address that nobody knows.
fn from_lan(id: &'static str, subject: &str, title: &str) -> Mail {
    Mail { from: "Lan <lan.nguyen@mail.example>", ..mail(id, subject, title) }
}

fn half_year(id: &'static str) -> Mail {
    from_lan(id, "Báo cáo 6 tháng đầu năm 2024", "Kết quả công tác khoa giáo 6 tháng đầu năm 2024")
}

/// The monthly report of that month of 2024.
fn month(id: &'static str, month: u8) -> Mail {
    from_lan(
        id,
        &format!("Báo cáo tháng {month} năm 2024"),
        &format!("Kết quả công tác khoa giáo tháng {month} năm 2024"),
    )
}

/// A mail of an office's document system: a notice without any file.
fn notice(id: &'static str) -> Mail {
    Mail {
        from: "he-thong@van-ban.example",
        subject: "Văn bản mới: Báo cáo tháng 5 của Sở Y tế".to_owned(),
        body: "Đồng chí có văn bản mới: Báo cáo tháng 5 của Sở Y tế.".to_owned(),
        files: Vec::new(),
        ..mail(id, "", "")
    }
}

impl World {
    /// What waits: "12 sender-unknown".
    fn waiting(&self) -> Vec<String> {
        let rows = self.done(&["review", "list", "--json"]);
        let row = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {}", row["mail"], row["question"].as_str().unwrap())
        };
        rows.lines().map(row).collect()
    }

    /// What the program decided about a mail, and why.
    fn decided(&self, mail: i64) -> (crate::decision::Verdict, String) {
        let decision = self.desk().ledger.read(|snapshot| snapshot.decision(mail)).unwrap();
        (decision.verdict, decision.reasons.join(" "))
    }

    /// What a settled mail offers: "address lan@mail.example", "alias SỞ Y TẾ".
    fn offers(&self, mail: &str, way: &str, more: &[&str]) -> Vec<String> {
        let said = self.done(&[&["review", "show", mail, "--json"], more].concat());
        let shown: serde_json::Value = serde_json::from_str(&said).unwrap();
        let word = |offer: &serde_json::Value| {
            let words = offer["address"].as_str().or(offer["words"].as_str()).unwrap();
            format!("{} {words}", offer["kind"].as_str().unwrap())
        };
        shown["offers"][way].as_array().unwrap().iter().map(word).collect()
    }
}

const BY: [&str; 2] = ["--by", "Nam"];

fn by<'a>(line: &[&'a str]) -> Vec<&'a str> {
    [line, &BY].concat()
}

#[test]
fn a_stranger_once_confirmed_is_recorded_until_that_is_taken_back() {
    let mut world = World::on("2024-06-10T09:00");
    world.receives(&half_year("1@lan"));
    assert_eq!(world.waiting(), ["1 sender-unknown"]);
    assert_eq!(world.offers("1", "assign", &[]), ["address lan.nguyen@mail.example"]);
    assert!(world.offers("1", "dismiss", &[]).is_empty(), "a report is never ignored later");
    let said = world.done(&["review", "show", "1"]);
    assert!(said.contains("  1. Địa chỉ lan.nguyen@mail.example viết thay cho Sở Y tế: từ nay"), "{said}");
    let said = world.refused(&by(&["review", "assign", "1", "--learn", "2"]));
    assert!(said.contains("thư này có 1 điều"), "{said}");
    assert_eq!(world.waiting(), ["1 sender-unknown"], "a wrong number settles nothing");
    let said = world.done(&by(&["review", "assign", "1", "--learn", "1"]));
    assert!(said.contains("Đã ghi nhớ (số 1): Địa chỉ lan.nguyen@mail.example"), "{said}");

    world.later("2024-07-18T09:00");
    world.receives(&month("2@lan", 7));
    assert_eq!(
        world.register(),
        [
            "*1/2024 so-y-te 6-thang 2024-H1 v1 First OnTime [bao cao.docx]",
            "*2/2024 so-y-te thang 2024-07 v1 First OnTime [bao cao.docx]",
        ]
    );
    let (_, why) = world.decided(2);
    let lesson =
        "Địa chỉ lan.nguyen@mail.example đã được đồng chí Nam xác nhận ngày 10/6/2024 là của Sở Y tế (ghi nhớ số 1).";
    assert!(why.contains(lesson), "{why}");

    let said = world.done(&by(&["learned", "revoke", "1", "--reason", "đã chuyển công tác"]));
    assert!(said.contains("Đã bỏ ghi nhớ số 1"), "{said}");
    let twice = world.refused(&by(&["learned", "revoke", "1", "--why", "nhầm"]));
    assert!(twice.contains("ghi nhớ số 1 đã được Nam bỏ lúc ") && twice.contains("ngày 18/7/2024"), "{twice}");
    world.later("2024-08-16T09:00");
    world.receives(&month("3@lan", 8));
    assert_eq!(world.waiting(), ["3 sender-unknown"]);
    assert_eq!(world.register().len(), 2, "what was entered by it stays");
    let journal = world.journal();
    assert!(journal.contains(
        &"Nam lesson-revoked lesson 1: address lan.nguyen@mail.example so-y-te: đã chuyển công tác".to_owned()
    ));
    assert_eq!(world.done(&["learned"]), "Chưa ghi nhớ điều gì.\n");
    let all = world.done(&["learned", "--all"]);
    assert!(all.contains("Nam ghi nhớ ngày 10/6/2024, từ thư 1: cán bộ xác nhận"), "{all}");
    assert!(all.contains("Đã bỏ ngày 18/7/2024, Nam: đã chuyển công tác"), "{all}");
    world.assert_whole();
}

#[test]
fn nothing_is_learned_unless_a_person_says_so() {
    let mut world = World::on("2024-06-10T09:00");
    world.receives(&half_year("1@lan"));
    let said = world.done(&by(&["review", "assign", "1"]));
    let command = "tiepnhan learned add address lan.nguyen@mail.example --unit so-y-te --mail 1";
    assert!(said.contains(command), "{said}");
    world.later("2024-07-18T09:00");
    world.receives(&month("2@lan", 7));
    assert_eq!(world.waiting(), ["2 sender-unknown"]);
    let later: Vec<&str> = command.split(' ').skip(1).collect();
    world.done(&by(&later));
    let said = world.done(&["learned", "--json"]);
    let row: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((row["id"].as_i64(), row["mail"].as_i64(), row["by"].as_str()), (Some(1), Some(1), Some("Nam")));
}

#[test]
fn a_name_once_confirmed_is_read_from_that_day_on() {
    let mut world = World::on("2024-06-10T09:00");
    let of_society = |id: &'static str, subject: &str, title: &str| Mail {
        from: "hoikhuyenhoc.songlam@gmail.com",
        body: "Gửi báo cáo theo tệp đính kèm.".to_owned(),
        files: vec![("bao cao.docx", page("HỘI KHUYẾN TÀI TỈNH", "HKT", title))],
        ..mail(id, subject, title)
    };
    let title = "Kết quả công tác khoa giáo 6 tháng đầu năm 2024";
    world.receives(&of_society("1@hkh", "Báo cáo 6 tháng đầu năm 2024", title));
    assert_eq!(world.waiting(), ["1 unit-unclear"]);
    let settled = ["--unit", "hoi-khuyen-hoc", "--report", "6-thang", "--period", "2024-H1"];
    assert_eq!(world.offers("1", "assign", &settled[..2]), ["alias HỘI KHUYẾN TÀI TỈNH"]);
    assert_eq!(world.offers("1", "assign", &["--unit", "so-y-te"]), ["address hoikhuyenhoc.songlam@gmail.com"]);
    world.done(&by(&[&["review", "assign", "1", "--learn"], &settled[..]].concat()));
    world.later("2024-07-18T09:00");
    let title = "Kết quả công tác khoa giáo tháng 7 năm 2024";
    world.receives(&of_society("2@hkh", "Báo cáo tháng 7 năm 2024", title));
    assert_eq!(world.register().len(), 2);
    let (_, why) = world.decided(2);
    assert!(why.contains("Tên “HỘI KHUYẾN TÀI TỈNH” đã được đồng chí Nam xác nhận ngày 10/6/2024"), "{why}");
    world.now = at("2024-06-08T09:00");
    world.receives(&of_society("3@hkh", "Báo cáo tháng 5 năm 2024", "Kết quả công tác khoa giáo tháng 5 năm 2024"));
    assert_eq!(world.waiting(), ["3 unit-unclear"], "a mail of before that day");
    world.now = at("2024-08-16T09:00");
    world.done(&by(&["learned", "revoke", "1", "--why", "nhầm"]));
    world.receives(&of_society("4@hkh", "Báo cáo tháng 8 năm 2024", "Kết quả công tác khoa giáo tháng 8 năm 2024"));
    assert_eq!(world.waiting(), ["3 unit-unclear", "4 unit-unclear"]);
}

#[test]
fn a_notice_is_left_alone_once_confirmed_and_a_report_never_is() {
    let mut world = World::on("2024-06-10T09:00");
    world.receives(&notice("1@vb"));
    assert_eq!(world.waiting(), ["1 person-asks"]);
    assert_eq!(world.offers("1", "dismiss", &[]), ["ignore he-thong@van-ban.example"]);
    world.done(&by(&["review", "dismiss", "1", "--why", "thông báo của hệ thống văn bản", "--learn"]));
    world.later("2024-06-11T09:00");
    world.receives(&notice("2@vb"));
    assert_eq!(world.waiting(), Vec::<String>::new());
    let (_, why) = world.decided(2);
    assert!(
        why.contains("đã được đồng chí Nam xác nhận ngày 10/6/2024 là nơi không gửi báo cáo (ghi nhớ số 1)"),
        "{why}"
    );
    let mut report = half_year("3@vb");
    report.from = "he-thong@van-ban.example";
    world.receives(&report);
    assert_eq!(world.waiting(), ["3 sender-unknown"]);
    let (_, why) = world.decided(3);
    assert!(why.contains("nhưng lần này có văn bản báo cáo kèm theo"), "{why}");
    let mut secret = notice("4@vb");
    secret.subject = "Văn bản MẬT: báo cáo của Sở Y tế".to_owned();
    secret.files = vec![("MẬT - bao cao.docx", page("SỞ Y TẾ", "SYT", "Tình hình tháng 5 năm 2024"))];
    world.receives(&secret);
    assert_eq!(world.waiting().last().unwrap(), "4 secret");
    world.done(&by(&["learned", "revoke", "1", "--why", "cần xem"]));
    world.receives(&notice("5@vb"));
    assert_eq!(world.waiting().last().unwrap(), "5 person-asks");
    world.assert_whole();
}

#[test]
fn one_address_taught_for_two_units_lets_the_document_decide() {
    let mut world = World::on("2024-06-10T09:00");
    for unit in ["so-y-te", "so-gddt"] {
        world.done(&by(&["learned", "add", "address", "Lan.Nguyen@mail.example", "--unit", unit]));
    }
    world.receives(&half_year("1@lan"));
    assert_eq!(world.register(), ["*1/2024 so-y-te 6-thang 2024-H1 v1 First OnTime [bao cao.docx]"]);
    world.later("2024-07-18T09:00");
    let mut silent = month("2@lan", 7);
    silent.body = "Gửi báo cáo theo tệp đính kèm.".to_owned();
    silent.files[0].1.retain(|line| !line.contains("SYT") && !line.contains("SỞ Y TẾ"));
    world.receives(&silent);
    assert_eq!(world.waiting(), ["2 unit-unclear"]);
}

#[test]
fn a_lesson_never_overrides_an_alarm_and_an_alarm_teaches_nothing() {
    let world = World::on("2024-06-10T09:00");
    let mut bait = half_year("0@lan");
    bait.files.push(("bieu.docm", vec!["Biểu số liệu".to_owned()]));
    world.receives(&bait);
    assert_eq!(world.waiting(), ["1 dangerous"]);
    assert!(world.offers("1", "assign", &[]).is_empty() && world.offers("1", "dismiss", &[]).is_empty());
    world.done(&by(&["learned", "add", "address", "lan.nguyen@mail.example", "--unit", "so-y-te"]));
    let mut again = bait.clone();
    again.id = "1@lan";
    world.receives(&again);
    let mut astray = half_year("2@lan");
    astray.from = "lan.nguyen@mail.example\r\nReply-To: <thu@nguoi-la.example>";
    world.receives(&astray);
    assert_eq!(world.waiting(), ["1 dangerous", "2 dangerous", "3 forged"]);
    assert!(world.offers("3", "assign", &[]).is_empty());
    assert!(world.register().is_empty());
}

#[test]
fn undoing_a_settlement_takes_back_what_it_taught() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&half_year("1@lan"));
    world.receives(&notice("2@vb"));
    world.done(&by(&["review", "assign", "1", "--learn"]));
    world.done(&by(&["review", "dismiss", "2", "--why", "thông báo", "--learn"]));
    assert_eq!(world.done(&["learned", "--json"]).lines().count(), 2);
    let said = world.done(&by(&["withdraw", "1", "--why", "nhầm"]));
    assert!(said.contains("Ghi nhớ số 1 từ thư này (“lan.nguyen@mail.example”) cũng được bỏ"), "{said}");
    let said = world.done(&by(&["review", "reopen", "2", "--why", "nhầm"]));
    assert!(said.contains("Ghi nhớ số 2 từ thư này"), "{said}");
    assert_eq!(world.done(&["learned"]), "Chưa ghi nhớ điều gì.\n");

    world.done(&by(&["review", "assign", "1", "--learn"]));
    world.done(&by(&["correct", "2", "--unit", "bhxh", "--why", "của bảo hiểm"]));
    assert_eq!(world.done(&["learned"]), "Chưa ghi nhớ điều gì.\n", "it was taught for the wrong unit");
    world.assert_whole();
}

#[test]
fn what_contradicts_a_lesson_later_is_shown() {
    let mut world = World::on("2024-06-10T09:00");
    world.receives(&half_year("1@lan"));
    world.done(&by(&["review", "assign", "1", "--learn"]));
    world.later("2024-06-18T09:00");
    let mut other = half_year("2@lan");
    other.files[0].1 = page("BẢO HIỂM XÃ HỘI TỈNH", "BHXH", "Kết quả công tác khoa giáo 6 tháng đầu năm 2024");
    other.body = "Gửi báo cáo.".to_owned();
    world.receives(&other);
    assert_eq!(world.waiting(), ["2 sender-unknown"]);
    world.done(&by(&["review", "assign", "2", "--unit", "bhxh", "--report", "6-thang", "--period", "2024-H1"]));
    let said = world.done(&["learned"]);
    let words = "Cần xem lại: thư của địa chỉ này đã vào sổ cho Bảo hiểm xã hội tỉnh (số 2/2024)";
    assert!(said.contains(words), "{said}");
    world.done(&by(&["learned", "add", "address", "lan.nguyen@mail.example", "--unit", "bhxh", "--mail", "2"]));
    assert!(!world.done(&["learned"]).contains("Cần xem lại"), "both were taught");
}

#[test]
fn a_successor_inherits_an_address_and_a_dissolved_unit_has_none() {
    let mut world = World::on("2025-06-10T09:00");
    for unit in ["so-tnmt", "huyen-uy-dong-khe"] {
        let address = format!("lan.{unit}@mail.example");
        world.done(&by(&["learned", "add", "address", &address, "--unit", unit]));
    }
    world.later("2025-09-16T09:00");
    let nine = |id: &'static str, from: &'static str, issuer: &str, symbol: &str| {
        let title = "Kết quả công tác khoa giáo 9 tháng đầu năm 2025";
        let mut lines = page(issuer, symbol, title);
        lines[5] = "Sông Lam, ngày 15 tháng 9 năm 2025".to_owned();
        let files = vec![("bao cao.docx", lines)];
        let body = "Gửi báo cáo theo tệp đính kèm.".to_owned();
        Mail { from, files, body, ..mail(id, "Báo cáo 9 tháng đầu năm 2025", title) }
    };
    let heir = "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG";
    world.receives(&nine("1@tnmt", "lan.so-tnmt@mail.example", heir, "SNNMT"));
    world.receives(&nine("2@hudk", "lan.huyen-uy-dong-khe@mail.example", "HUYỆN ỦY ĐÔNG KHÊ", "HUĐK"));
    let register = world.register();
    assert_eq!(register.len(), 1, "{register:?} {:?} {:?}", world.waiting(), world.decided(1));
    assert!(register[0].contains("so-nnmt"), "{register:?}");
    assert_eq!(world.waiting(), ["2 not-owed"]);
    let said = world.done(&["learned"]);
    assert!(said.contains("Cần xem lại: Huyện ủy Đông Khê đã thôi, không có đơn vị kế thừa"), "{said}");
}

#[test]
fn of_two_staff_the_second_is_told_that_the_mail_is_settled() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&half_year("1@lan"));
    world.done(&by(&["review", "assign", "1", "--learn"]));
    let said = world.refused(&["review", "dismiss", "1", "--why", "không phải", "--learn", "--by", "Hoa"]);
    assert!(said.contains("thư 1 đã được Nam xử lý"), "{said}");
    assert_eq!(world.done(&["learned", "--json"]).lines().count(), 1);
}
