//! Commands that look into the ledger and change nothing there.

use super::*;
use crate::evidence::{Claim, Facts, gather};
use crate::message::read::split;
use crate::message::{Origin, RawContent, RawMail};
use crate::mime::Limits;

/// The ledger's files with their bytes.
fn files(world: &World) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let file = daemon::ledger_file(&desk::load(world.folder.path()).unwrap().config);
    let entries = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.is_file()).map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn explain_knows_what_staff_have_taught_and_leaves_the_ledger_alone() {
    let world = World::on("2024-06-10T09:00");
    let mail = world.folder.path().join("thu.eml");
    let text = "From: he-thong@van-ban.example\r\nTo: khoagiao.btgtusonglam@gmail.com\r\nMessage-ID: <1@van-ban>\r\n\
                Subject: Bao cao thang 5 cua So Y te\r\nDate: Mon, 10 Jun 2024 08:00:00 +0700\r\n\r\n\
                Kinh gui bao cao thang 5/2024 cua So Y te, co file dinh kem.\r\n";
    std::fs::write(&mail, text).unwrap();
    let path = mail.to_str().unwrap();
    let line = ["explain", path, "--received-at", "2024-06-10T09:00:00+07:00"];
    let before = world.done(&line);
    assert!(!before.contains("ghi nhớ số"), "{before}");
    world.done(&["learned", "add", "ignore", "he-thong@van-ban.example", "--by", "Nam"]);
    let kept = files(&world);
    let after = world.done(&line);
    let words = after.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("ghi nhớ số 1"), "{after}");
    assert!(after.contains("KHÔNG VÀO SỔ"), "{after}");
    assert_eq!(files(&world), kept);
}

#[test]
fn explain_without_a_ledger_makes_none() {
    let world = World::on("2024-06-10T09:00");
    let file = daemon::ledger_file(&desk::load(world.folder.path()).unwrap().config);
    std::fs::remove_file(&file).unwrap();
    let mail = world.folder.path().join("thu.eml");
    std::fs::write(&mail, "From: a@mail.example\r\nSubject: x\r\n\r\nx\r\n").unwrap();
    world.done(&["explain", mail.to_str().unwrap(), "--short"]);
    assert!(!file.exists());
}

#[test]
fn check_names_lessons_that_the_list_of_units_contradicts() {
    let world = World::on("2024-06-10T09:00");
    world.done(&["learned", "add", "address", "lan.nguyen@mail.example", "--unit", "so-y-te", "--by", "Nam"]);
    let (before, _) = world.types(&["check"]);
    assert!(!before.contains("ghi nhớ số"), "{before}");
    let roster = world.folder.path().join("don-vi.csv");
    let text = std::fs::read_to_string(&roster).unwrap();
    let own = "hoikhuyenhoc.songlam@gmail.com, ";
    assert!(text.contains(own));
    std::fs::write(&roster, text.replace(own, &format!("{own}lan.nguyen@mail.example, "))).unwrap();
    let kept = files(&world);
    let (said, code) = world.types(&["check"]);
    assert_eq!(code, Exit::Attention as u8, "{said}");
    let fault = "sổ, ghi nhớ số 1: lưu ý: “lan.nguyen@mail.example”: địa chỉ này có trong danh sách là của Hội Khuyến học \
                 tỉnh";
    assert!(said.contains(fault), "{said}");
    assert!(said.contains("tiepnhan learned revoke 1"), "{said}");
    assert_eq!(files(&world), kept);
}

#[test]
fn check_asks_again_for_private_mailboxes_of_units_that_have_ended() {
    let mut world = World::of("tan-lam-2025", "2025-02-10T09:00");
    for (address, unit) in [
        ("nguyen.van.a1975@gmail.com", "so-tnmt"),
        ("phong@khac.example", "so-tnmt"),
        ("tran.b1980@gmail.com", "so-y-te"),
    ] {
        world.done(&["learned", "add", "address", address, "--unit", unit, "--by", "Nam"]);
    }
    world.later("2025-06-02T09:00");
    let (said, _) = world.types(&["check"]);
    let told: Vec<&str> = said.lines().filter(|line| line.contains("ghi nhớ số")).collect();
    let why =
        "Sở Tài nguyên và Môi trường đã thôi từ sau ngày 28/2/2025: hỏi lại người dùng hộp thư này nay ở đơn vị nào";
    assert_eq!(told, [format!("sổ, ghi nhớ số 1: lưu ý: “nguyen.van.a1975@gmail.com”: {why}")]);
}

#[test]
fn words_are_quoted_as_they_stand() {
    let world = World::on("2024-06-10T09:00");
    let bytes = "From: a@mail.example\r\nSubject: =?UTF-8?Q?BC_Ho=E1=BA=A3__T=E1=BB=91c_vu_chay_cho?=\r\n\r\nx\r\n";
    let origin = Origin { source: String::new(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
    let content = RawContent::Whole(bytes.as_bytes().to_vec());
    let raw = RawMail { origin, received_at: world.now, server_id: None, content };
    let message = split(&raw, &Limits::default()).message;
    let evidence = gather(&message, &Facts::default(), world.desk().rules());
    let incident = evidence.clues.iter().find(|clue| clue.claim == Claim::Incident).unwrap();
    assert_eq!(incident.quote, "Hoả Tốc");
}
