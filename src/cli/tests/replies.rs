//! Answers to reminders: what a unit asks or says becomes a command that staff only need to enter.

use super::mails::{Mail, mail};
use super::*;

/// Words of Sở Y tế without a file.
fn words(id: &'static str, subject: &str, body: &str) -> Mail {
    Mail { body: body.to_owned(), files: Vec::new(), ..mail(id, subject, "") }
}

#[test]
fn a_wish_for_more_time_is_shown_with_the_very_command() {
    let world = World::on("2024-06-18T09:00");
    world.receives(&words("1@syt", "Về báo cáo 6 tháng", "Sở Y tế xin gia hạn báo cáo 6 tháng đầu năm đến 25/6."));
    let said = world.done(&["review", "show", "1"]);
    assert!(said.contains("Đề nghị gia hạn đến hết ngày 25/6/2024 (thứ Ba); nếu đồng ý:"), "{said}");
    let command = "tiepnhan extend --unit so-y-te --report 6-thang --period 2024-H1 --until 2024-06-25 \
                   --why \"đơn vị đề nghị, thư 1\"";
    assert!(said.contains(command), "{said}");
    let line = ["extend", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1", "--until", "2024-06-25"];
    world.done(&[&line[..], &["--why", "đơn vị đề nghị, thư 1", "--by", "Nam"]].concat());
    let again = world.done(&["review", "show", "1"]);
    assert!(again.contains("đã được gia hạn đến hết ngày 25/6/2024 (thứ Ba) từ trước"), "{again}");
}

#[test]
fn who_says_that_it_was_sent_is_told_what_has_been_seen() {
    let mut world = World::on("2024-06-18T09:00");
    world.receives(&words("1@syt", "Về báo cáo 6 tháng", "Sở Y tế đã gửi báo cáo 6 tháng từ hôm 14/6 rồi ạ."));
    let said = world.done(&["review", "show", "1"]);
    assert!(said.contains("Đơn vị báo đã gửi. Chưa thấy thư nào khác của đơn vị từ"), "{said}");
    world.later("2024-06-18T10:00");
    world.receives(&words("2@syt", "Re: Về báo cáo", "Đơn vị đã gửi rồi mà, từ hôm qua?"));
    let said = world.done(&["review", "show", "2"]);
    assert!(said.contains("Thư trước đó của đơn vị: thư 1"), "{said}");
}

#[test]
fn who_sent_on_another_way_is_entered_by_the_very_command() {
    let mut world = World::on("2024-06-12T09:00");
    world.done(&["remind", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1", "--send"]);
    let id =
        crate::letter::Purpose::Reminder(crate::roster::UnitId::new("so-y-te").unwrap(), "2024-06-12".parse().unwrap())
            .message_id(&world.desk().rules().office.mailbox);
    world.later("2024-06-13T09:00");
    let body = "Báo cáo đơn vị đã gửi hôm qua qua trục liên thông rồi ạ.";
    world.receives(&Mail { answers: Some(id), ..words("1@syt", "Re: Nhắc gửi báo cáo", body) });
    let said = world.done(&["review", "show", "1"]);
    assert!(said.contains("Đơn vị báo đã gửi qua trục liên thông."), "{said}");
    let command = "tiepnhan record --unit so-y-te --report 6-thang --period 2024-H1 --channel other \
                   --received 2024-06-12 --why \"";
    assert!(said.contains(command), "{said}");
    assert!(said.contains("review assign 1 --unit so-y-te --report 6-thang --period 2024-H1"), "{said}");
    world.done(&[
        "record",
        "--unit",
        "so-y-te",
        "--report",
        "6-thang",
        "--period",
        "2024-H1",
        "--channel",
        "other",
        "--received",
        "2024-06-12",
        "--why",
        "đơn vị báo đã gửi, thư 1",
        "--by",
        "Nam",
    ]);
    let facts = world.desk().facts_of(&crate::roster::UnitId::new("so-y-te").unwrap()).unwrap();
    let told = crate::notice::digest::at_once(world.desk().rules(), &facts, world.now);
    let why: Vec<&str> = told.reviews.iter().map(|review| review.why.as_str()).collect();
    assert_eq!(why, ["đơn vị báo đã gửi qua trục liên thông, cần đối chiếu"]);
}
