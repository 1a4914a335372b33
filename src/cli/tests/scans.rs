//! A scan that nothing has read is called that wherever staff meet it.

use super::mails::{Mail, mail};
use super::*;

const WORDS: &str = "bản chụp, chưa đọc được";

fn scanned(id: &'static str, subject: &str) -> Mail {
    Mail { files: vec![("scan0001.pdf", Vec::new())], ..mail(id, subject, "") }
}

#[test]
fn the_register_says_which_file_nobody_has_read() {
    let world = World::on("2024-06-17T09:00");
    world.receives(&scanned("1@syt", "Báo cáo 6 tháng đầu năm 2024"));
    assert!(world.register()[0].contains("[scan0001.pdf]"), "{:?}", world.register());
    let shown = format!("scan0001.pdf ({WORDS})");
    assert!(world.done(&["log"]).contains(&shown), "{}", world.done(&["log"]));
    assert!(world.done(&["log", "--csv"]).contains(&shown));
    let json: serde_json::Value = serde_json::from_str(&world.done(&["log", "--json"])).unwrap();
    let file = &json[0]["files"][0];
    assert_eq!((&file["name"], &file["scan"]), (&"scan0001.pdf".into(), &"unread".into()));
    world.assert_whole();
}

#[test]
fn what_waits_says_which_file_nobody_has_read() {
    let world = World::on("2024-06-17T09:00");
    world.receives(&scanned("1@syt", "Kính gửi Ban"));
    let shown = world.done(&["review", "show", "1"]);
    assert!(shown.contains("scan0001.pdf (") && shown.contains(&format!("byte; {WORDS})")), "{shown}");
    let json: serde_json::Value = serde_json::from_str(&world.done(&["review", "show", "1", "--json"])).unwrap();
    assert_eq!(json["files"][0]["scan"], "unread");
    assert!(world.facts().open[0].unread_scan);
}

#[test]
fn a_file_with_a_text_says_nothing_of_the_kind() {
    let world = World::on("2024-06-17T09:00");
    world.receives(&mail("1@syt", "Báo cáo 6 tháng đầu năm 2024", "Công tác y tế 6 tháng đầu năm 2024"));
    world.receives(&Mail {
        body: "Chuyển đồng chí.".to_owned(), ..mail("2@syt", "Kính gửi Ban", "Công tác y tế")
    });
    assert!(!world.done(&["log"]).contains("bản chụp"));
    let json: serde_json::Value = serde_json::from_str(&world.done(&["log", "--json"])).unwrap();
    assert!(json[0]["files"][0]["scan"].is_null());
    assert!(world.facts().open.iter().all(|mail| !mail.unread_scan));
}
