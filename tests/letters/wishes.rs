//! What units write in answer to a reminder, as leaders and staff read of it: held, and called what it is.

use tiepnhan::decision::Question;
use tiepnhan::letter::Purpose;
use tiepnhan::standing::{Filter, OpenMail, board};

use super::world::{World, at, half_year, shown, unit_id};

/// Sở Y tế has answered the reminder of 16/6; the digest of the day after, in one line.
fn digest(words: &str) -> String {
    let mut world = answered(words);
    let letters = world.tick("2020-06-17 07:30");
    let digest = letters.iter().find(|letter| matches!(letter.purpose, Purpose::Digest(..))).unwrap();
    assert!(!letters.iter().any(|letter| letter.unit == Some(unit_id("so-y-te"))), "nobody asks it");
    shown(digest).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn answered(words: &str) -> World {
    let mut world = World::new(vec![half_year()]);
    world.tick("2020-06-16 08:00");
    world.facts.open.push(OpenMail {
        mail: 12,
        received_at: at("2020-06-16 14:20"),
        unit: Some(unit_id("so-y-te")),
        question: Some(Question::PersonAsks),
        from: "vanthu@so-y-te.example".into(),
        subject: "Re: Nhắc gửi báo cáo [TN-GGRMQZKJ]".into(),
        words: words.into(),
        unread_scan: false,
        taught: false,
        delivers: false,
        brings: Vec::new(),
    });
    world
}

#[test]
fn who_writes_that_nothing_was_sent_is_not_told_to_have_sent() {
    for words in [
        "Sở xin gia hạn báo cáo đến 25/6.",
        "Sở chưa có báo cáo, xin Ban thông cảm.",
        "Do lũ lụt, Sở chưa gửi được.",
        "Sở không thuộc đối tượng báo cáo.",
        "Sở không thuộc khối khoa giáo, đề nghị rút tên khỏi danh sách.",
        "Ban cho hỏi mẫu biểu ở đâu ạ?",
        "Xin nợ báo cáo ít hôm.",
    ] {
        let text = digest(words);
        assert!(!text.contains("có thể đã gửi"), "{words}: {text}");
        assert!(!text.contains("xin rút văn bản"), "{words}: {text}");
        assert!(text.contains("Đơn vị có thư hỏi, đề nghị, chưa được trả lời: 01 đơn vị"), "{words}: {text}");
        let world = answered(words);
        let filter = Filter { unit: Some(unit_id("so-y-te")), ..Filter::default() };
        let rows = board(&world.rules, &world.facts, &filter, at("2020-06-25 08:00"));
        assert_eq!(rows[0].standing.words(), "chờ trả lời", "nor is it overdue");
    }
}

#[test]
fn who_writes_that_it_was_sent_may_have_sent() {
    for words in [
        "Sở đã gửi từ hôm 14/6 rồi ạ.",
        "Sở đã có báo cáo gửi từ ngày 10/6, sao Ban vẫn nhắc?",
        "Báo cáo Sở đã gửi qua trục liên thông, còn báo cáo tháng xin gia hạn đến 25/6.",
        "Đã gửi nhầm hôm qua, xin rút.",
    ] {
        let text = digest(words);
        assert!(
            text.contains("Có thư của đơn vị đang chờ kiểm tra: 01") && text.contains("báo đã gửi"),
            "{words}: {text}"
        );
    }
}

#[test]
fn each_wish_is_told_in_its_own_words() {
    for (words, told) in [
        ("Sở xin gia hạn báo cáo đến 25/6.", "đơn vị đề nghị gia hạn"),
        ("Do lũ lụt, Sở chưa gửi được.", "đơn vị báo chưa gửi được"),
        ("Sở không thuộc khối khoa giáo, đề nghị rút tên khỏi danh sách.", "đơn vị cho rằng không phải gửi báo cáo"),
        ("Sở xin rút báo cáo đã gửi hôm qua.", "xin rút văn bản đã gửi"),
        ("Ban cho hỏi mẫu biểu ở đâu ạ?", "cần cán bộ trả lời"),
    ] {
        let text = digest(words);
        assert!(text.contains(told), "{words}: {text}");
        assert!(!text.contains("TN-"), "our own mark says nothing to people: {text}");
    }
}
