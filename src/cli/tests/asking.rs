//! Letters that staff ask for: a question about a mail that waits, a reminder now.

use super::mails::{Mail, mail};
use super::*;
use crate::letter::Purpose;

/// A stranger's mail about which a person is asked.
fn stranger(id: &'static str) -> Mail {
    Mail { from: "lan.nguyen@mail.example", ..mail(id, "Gửi Ban", "Công tác y tế thời gian qua") }
}

impl World {
    /// What waits to leave, as "to purpose".
    fn outgoing(&self) -> Vec<String> {
        let letters =
            self.desk().ledger.read(|snapshot| snapshot.letters(crate::ledger::LetterState::Queued, self.now));
        letters.unwrap().iter().map(|letter| format!("{} {}", letter.to, letter.purpose)).collect()
    }
}

#[test]
fn a_question_is_shown_first_and_asked_once_a_day() {
    let mut world = World::on("2024-06-10T09:00");
    world.receives(&stranger("1@lan"));
    let before = world.outgoing();
    let said = world.done(&["review", "ask", "1", "--what", "period-unclear"]);
    assert!(said.starts_with("Thư gửi lan.nguyen@mail.example\nTiêu đề: Đề nghị làm rõ thư gửi lúc"), "{said}");
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Kính gửi: Quý đơn vị") && words.contains("loại báo cáo hoặc kỳ báo cáo"), "{said}");
    assert!(said.ends_with("Chưa gửi gì. Để gửi, chạy lại lệnh này và thêm --send.\n"), "{said}");
    assert_eq!(world.outgoing(), before);
    let send = ["review", "ask", "1", "--what", "period-unclear", "--send", "--by", "Nam"];
    assert_eq!(world.done(&send), "Thư đã xếp vào hàng chờ gửi: lan.nguyen@mail.example.\n");
    let queued = world.outgoing();
    let of_today = |line: &&String| line.contains("query:") && line.ends_with(":period-unclear:2024-06-10");
    assert_eq!(queued.iter().filter(of_today).count(), 1, "{queued:?}");
    world.later("2024-06-10T09:30");
    let again = world.refused(&["review", "ask", "1", "--what", "period-unclear", "--send", "--by", "Hoa"]);
    assert!(again.contains("đã hỏi điều này hôm nay (Nam, 9:00 ngày 10/6/2024)"), "{again}");
    world.done(&["review", "ask", "1", "--what", "missing-file", "--send"]);
    world.later("2024-06-11T09:00");
    world.done(&send);
    assert!(
        world.journal().iter().any(|line| line.starts_with("Nam review-queried mail 1: ")),
        "{:?}",
        world.journal()
    );
    world.done(&["review", "dismiss", "1", "--why", "không phải báo cáo", "--by", "Nam"]);
    let gone = world.refused(&send);
    assert!(gone.contains("thư 1 đã được Nam xử lý lúc 9:00 ngày 11/6/2024"), "{gone}");
    world.assert_whole();
}

#[test]
fn the_reply_to_a_person_s_question_is_read_as_one() {
    let mut world = World::on("2024-06-10T09:00");
    world.receives(&stranger("1@lan"));
    world.done(&["review", "ask", "1", "--what", "unit-unclear", "--send"]);
    let day = "2024-06-10".parse().unwrap();
    let row = world.desk().ledger.read(|snapshot| snapshot.mail(1)).unwrap();
    let id = Purpose::Asked(row.sha256.as_str().to_owned(), "unit-unclear".to_owned(), day)
        .message_id(&world.desk().rules().office.mailbox);
    world.later("2024-06-10T10:00");
    let reply = Mail {
        files: Vec::new(),
        body: "Sở Y tế - báo cáo 6 tháng đầu năm 2024.".to_owned(),
        answers: Some(id),
        ..stranger("2@lan")
    };
    world.receives(&reply);
    let shown = world.done(&["review", "show", "1"]);
    assert!(shown.contains("Thư trả lời câu hỏi về thư này: số 2"), "{shown}");
}

#[test]
fn our_own_mail_and_machines_are_not_asked() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&Mail { from: "no-reply@mail.example", ..stranger("1@robot") });
    let (said, code) = world.types(&["review", "ask", "1", "--what", "unit-unclear", "--send"]);
    assert_eq!(code, 2, "{said}");
    assert!(!world.outgoing().iter().any(|line| line.contains("unit-unclear")));
}

#[test]
fn a_unit_is_reminded_now_once_a_day_and_shown_first() {
    let world = World::on("2024-06-12T09:00");
    let remind = ["remind", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1"];
    let said = world.done(&remind);
    assert!(said.contains("Kính gửi: Sở Y tế") && said.contains("báo cáo 6 tháng đầu năm 2024"), "{said}");
    assert!(world.outgoing().is_empty());
    let send = [&remind[..], &["--send", "--by", "Nam"]].concat();
    assert_eq!(world.done(&send), "Thư đã xếp vào hàng chờ gửi: vanphong@syt.songlam.example.\n");
    assert_eq!(world.outgoing(), ["vanphong@syt.songlam.example reminder:2024-06-12:so-y-te"]);
    let again = world.refused(&["remind", "--unit", "so-y-te", "--send"]);
    assert!(again.contains("mỗi đơn vị mỗi ngày một thư (Nam, 9:00 ngày 12/6/2024)"), "{again}");
    let desk = world.desk();
    let ticked = crate::scheduler::tick(&desk.ledger, desk.rules(), desk.templates().unwrap(), world.now).unwrap();
    assert!(!ticked.written.iter().any(|purpose| purpose.to_string().contains("so-y-te")), "{:?}", ticked.written);
    assert!(ticked.withdrawn.is_empty(), "{:?}", ticked.withdrawn);
}

#[test]
fn nobody_is_reminded_of_what_came_is_looked_at_or_was_granted_nor_at_night() {
    let mut world = World::on("2024-06-12T09:00");
    let remind = ["remind", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1", "--send"];
    world.done(&["excuse", "--unit", "so-gddt", "--report", "6-thang", "--period", "2024-H1", "--why", "đã họp"]);
    let said = world.refused(&["remind", "--unit", "so-gddt", "--report", "6-thang", "--period", "2024-H1", "--send"]);
    assert!(said.contains("miễn; không cần nhắc"), "{said}");
    world.receives(&mail("1@syt", "Gửi Ban", "Công tác y tế thời gian qua"));
    let said = world.refused(&remind);
    assert!(said.contains("có thể đã gửi; không cần nhắc"), "{said}");
    world.done(&[
        "review", "assign", "1", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1", "--silent",
    ]);
    let said = world.refused(&remind);
    assert!(said.contains("đúng hạn; không cần nhắc"), "{said}");
    world.later("2024-06-12T19:00");
    let said = world.refused(&["remind", "--unit", "bhxh", "--send"]);
    assert!(said.contains("ngoài giờ làm việc"), "{said}");
}
