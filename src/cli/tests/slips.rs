//! A unit's name with one slip in it: a hint for the person who is asked, never a unit by itself.

use super::mails::{Mail, mail, page};
use super::*;

/// A monthly report under this letterhead; nothing else names a unit.
fn from(sender: &'static str, issuer: &str) -> Mail {
    let title = "Kết quả công tác khoa giáo tháng 5 năm 2024";
    Mail {
        from: sender,
        body: "Xin gửi báo cáo theo tệp đính kèm.".to_owned(),
        files: vec![("bao cao.docx", page(issuer, "VP", title))],
        ..mail("slip@scene", "Báo cáo tháng 5 năm 2024", title)
    }
}

/// What becomes of it: "sender-unknown hoi-khuyen-hoc" of what waits, or the line of the register.
fn becomes(mail: &Mail) -> String {
    let world = World::on("2024-05-16T09:00");
    world.receives(mail);
    let waits = world.done(&["review", "list", "--json"]);
    let waits = waits.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let waits =
        waits.map(|row| format!("{} {}", row["question"].as_str().unwrap(), row["unit"].as_str().unwrap_or("?")));
    waits.chain(world.register()).collect::<Vec<_>>().join("; ")
}

const STRANGER: &str = "Lan <lan.nguyen@mail.example>";
const HEALTH: &str = "vanphong@syt.songlam.example";
const LEARNING: &str = "hoikhuyenhoc.songlam@gmail.com";

#[test]
fn a_stranger_is_asked_about_with_the_unit_that_he_means() {
    assert_eq!(becomes(&from(STRANGER, "HỘI KHUYẾNN HỌC TỈNH")), "sender-unknown hoi-khuyen-hoc");
    let subject = Mail {
        subject: "BC tháng 5/2024 của Hội Khuuyến học tỉnh".to_owned(),
        ..from(STRANGER, "VĂN PHÒNG")
    };
    assert_eq!(becomes(&subject), "sender-unknown hoi-khuyen-hoc");
}

#[test]
fn a_sender_s_own_letterhead_with_a_slip_in_it_is_his() {
    let line = "*1/2024 hoi-khuyen-hoc thang 2024-05 v1 First OnTime [bao cao.docx]";
    assert_eq!(becomes(&from(LEARNING, "HỘI KHUYẾNN HỌC TỈNH")), line);
    assert_eq!(becomes(&from(LEARNING, "HỘI KHUYẾN NÔNG TỈNH")), "unit-unclear ?", "another word is another office");
}

#[test]
fn another_unit_s_letterhead_with_a_slip_in_it_stays_another_s() {
    assert_eq!(becomes(&from(HEALTH, "HỘI KHUYẾNN HỌC TỈNH")), "unit-unclear hoi-khuyen-hoc");
}

#[test]
fn marks_that_are_wrong_are_no_slip_and_symbols_have_none() {
    let own = Mail { subject: "Báo cáo tháng 5/2024 của Sở Y té".to_owned(), ..from(STRANGER, "SỞ Y TÉ") };
    assert_eq!(becomes(&own), "sender-unknown so-y-te");
    let symbol = Mail { subject: "BC thang 5/2024 SYYT".to_owned(), ..from(STRANGER, "VĂN PHÒNG") };
    assert_eq!(becomes(&symbol), "sender-unknown ?");
}
