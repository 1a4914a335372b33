//! Where an answer ends, as each mail program draws the border.

use super::*;

fn parts(text: &str) -> (String, String, String) {
    let body = separate(text, false);
    (body.own, body.quoted, body.forwarded)
}

#[test]
fn an_answer_ends_where_the_old_mail_begins_in_every_program() {
    for old in [
        "Vào Th 2, 18 thg 3, 2024 vào lúc 08:00 Phòng Khoa giáo <kg@x.example> đã viết:\n> Mã: KG-1",
        "Vào Th 2, 18 thg 3, 2024 vào lúc 08:00 Phòng Khoa giáo\n<kg@x.example> đã viết:\n\n> Mã: KG-1",
        "Vào 08:00, Th 2, 18 thg 3, 2024 Phòng Khoa giáo <kg@x.example> đã viết:\nMã: KG-1",
        "On Mon, Mar 18, 2024 at 8:00 AM Khoa giao <kg@x.example> wrote:\n> Mã: KG-1",
        "On 18 Mar 2024, at 08:00, Khoa giao <kg@x.example>\nwrote:\n\n> Mã: KG-1",
        "-----Original Message-----\nFrom: KG\nSent: Monday\nTo: a\nMã: KG-1",
        "----- Original Message -----\nFrom: KG\nMã: KG-1",
        "-----Thư gốc-----\nTừ: KG\nMã: KG-1",
        "________________________________\nFrom: KG <kg@x.example>\nSent: Monday, March 18, 2024 8:00 AM\nTo: a@x.example\nSubject: x\n\nMã: KG-1",
        "Từ: KG <kg@x.example>\nĐã gửi: Thứ Hai, 18 Tháng Ba 2024 08:00\nTới: a@x.example\nChủ đề: x\n\nMã: KG-1",
        "*From:* KG <kg@x.example>\n*Sent:* Monday\n*To:* a@x.example\n*Subject:* x\n\nMã: KG-1",
        "From: KG\nDate: 2024-03-18 08:00\nTo: a\nSubject: x\nMã: KG-1",
        "------------------ Original ------------------\nFrom: KG\nMã: KG-1",
        "> Mã: KG-1",
    ] {
        let (own, quoted, forwarded) = parts(&format!("Dạ em gửi ạ.\nTrang\n\n{old}"));
        assert_eq!(own, "Dạ em gửi ạ.\nTrang", "{old}");
        assert!(quoted.contains("KG-1"), "{old}: {quoted}");
        assert_eq!(forwarded, "", "{old}");
    }
}

#[test]
fn an_answer_below_the_quotation_is_the_senders_own() {
    let (own, quoted, _) =
        parts("On Mon, 18 Mar 2024 08:00, KG <kg@x.example> wrote:\n> Hạn: 20/3\n\nĐã gửi hôm qua.\n> Mã: KG-1\nRõ ạ.");
    assert_eq!(own, "Đã gửi hôm qua.\nRõ ạ.");
    assert_eq!(quoted, "On Mon, 18 Mar 2024 08:00, KG <kg@x.example> wrote:\n> Hạn: 20/3\n> Mã: KG-1");
}

#[test]
fn a_forwarded_mail_is_kept_apart_with_its_header_lines() {
    for mark in [
        "---------- Forwarded message ---------",
        "----- Forwarded Message -----",
        "-------- Forwarded Message --------",
        "---------- Thư đã chuyển tiếp ----------",
        "-------- Thư chuyển tiếp --------",
        "Begin forwarded message:",
        "Bắt đầu thư được chuyển tiếp:",
    ] {
        let (own, quoted, forwarded) =
            parts(&format!("Kính chuyển.\n\n{mark}\nTừ: A <a@x.example>\nChủ đề: BC\n\nEm gửi."));
        assert_eq!((own.as_str(), quoted.as_str()), ("Kính chuyển.", ""), "{mark}");
        assert!(forwarded.contains("Từ: A <a@x.example>") && forwarded.ends_with("Em gửi."), "{mark}: {forwarded}");
    }
    let (_, _, forwarded) = parts("Begin forwarded message:\n\n> From: A\n> To: B\n>\n> Em gửi.");
    assert_eq!(forwarded, "Begin forwarded message:\n\nFrom: A\nTo: B\n\nEm gửi.");
}

#[test]
fn under_a_forwarding_subject_outlooks_block_is_the_forwarded_mail() {
    let body = separate("Kính chuyển.\n\nFrom: A\nSent: Monday\nTo: B\nSubject: BC\n\nEm gửi.", true);
    assert_eq!(body.own, "Kính chuyển.");
    assert!(body.forwarded.ends_with("Em gửi."));
    assert_eq!(body.quoted, "");
}

#[test]
fn sentences_that_only_resemble_a_border_stay() {
    for text in [
        "Từ: Sở Y tế\nKính gửi báo cáo.",
        "Ngày 5/6 Sở đã viết: nội dung như sau",
        "Kính gửi: Ban Tuyên giáo\nChủ đề: an toàn",
        "--\nVăn thư Hội Khuyến học tỉnh",
        "Báo cáo gồm:\n- phần I\n- phần II",
    ] {
        assert_eq!(parts(text), (text.to_owned(), String::new(), String::new()));
    }
}

#[test]
fn what_a_telephone_adds_is_not_what_the_sender_wrote() {
    for line in [
        "Đã gửi từ iPhone",
        "Sent from my iPhone",
        "Gửi từ Outlook cho Android",
        "Tải Outlook cho iOS",
        "Đã gửi từ Yahoo Mail trên Android",
        "Được gửi từ thiết bị di động Samsung của tôi.",
        "Sent from Mail for Windows 10",
    ] {
        assert_eq!(parts(&format!("Em cảm ơn ạ.\n\n{line}\n")).0, "Em cảm ơn ạ.", "{line}");
    }
    for line in ["Đã gửi từ tuần trước", "Gửi từ Văn thư Sở Y tế, điện thoại 02", "Đã gửi báo cáo bằng điện thoại"]
    {
        assert!(parts(&format!("Em chào anh.\n{line}")).0.ends_with(line), "{line}");
    }
}
