//! A unit answers our question in words, without a file: what is then proposed for the mail that was asked about.

use std::sync::Arc;

use base64::Engine as _;
use tiepnhan::clock::Clock as _;
use tiepnhan::decision::Question;
use tiepnhan::delivery::Outcome;
use tiepnhan::judgment::Bucket;
use tiepnhan::ledger::{LetterQueue, LetterState};
use tiepnhan::outbox::Queue as _;

use super::passwords::{World, word_of};

const OFFICE: &str = "khoagiao.btgtusonglam@gmail.com";
const HEALTH: &str = "vanphong@syt.songlam.example";
/// One mailbox of two associations.
const SHARED: &str = "hoidongysonglam@gmail.com";
const SECOND: &str =
    "hoi-cham-cuu,Hội Châm cứu tỉnh,\"Sở, ngành\",HCC,Hoi Cham cuu tinh,hoidongysonglam@gmail.com,,,,\n";
const MAY: &str = "Kết quả công tác khoa giáo tháng 5 năm 2024";

fn document(issuer: &str, title: &str) -> Vec<u8> {
    word_of(&[
        issuer,
        "Số: 498/BC",
        "Sông Lam, ngày 17 tháng 5 năm 2024",
        "BÁO CÁO",
        title,
        "Kính gửi: Ban Tuyên giáo Tỉnh ủy.",
        "Đơn vị đã triển khai các nhiệm vụ về khoa giáo theo kế hoạch, kết quả cụ thể như sau.",
    ])
}

fn mail(from: &str, id: &str, subject: &str, body: &str, more: &str, file: Option<Vec<u8>>) -> Vec<u8> {
    let coded = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let mut text = format!(
        "From: {from}\r\nTo: khoagiao.btgtusonglam@gmail.com\r\nMessage-ID: <{id}@scene>\r\n{more}\
         Subject: =?UTF-8?B?{}?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        coded(subject.as_bytes()),
        coded(body.as_bytes())
    );
    if let Some(file) = file {
        text += &format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"Bao cao.docx\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            coded(&file)
        );
    }
    (text + "--b--\r\n").into_bytes()
}

/// A report under a subject that tells no more than that.
fn vague(from: &str, issuer: &str, title: &str) -> Vec<u8> {
    mail(from, "vague", "Gửi báo cáo", "Kính gửi Ban Tuyên giáo báo cáo.", "", Some(document(issuer, title)))
}

/// The question leaves; how replies to it begin: its subject and the header that names it.
fn asked(world: &World) -> (String, String) {
    let queue = LetterQueue { ledger: Arc::clone(&world.intake.ledger), from: OFFICE.to_owned() };
    let now = world.clock.now() + jiff::SignedDuration::from_hours(1);
    let claimed = queue.claim(now).unwrap().expect("a question was asked");
    assert_eq!(claimed.kind, "query");
    queue.settle(claimed.id, &Outcome::Sent { reply: "250 ok".to_owned() }, None, now).unwrap();
    let sent = world.intake.ledger.read(|snapshot| snapshot.letters(LetterState::Sent, world.clock.now())).unwrap();
    let letter = sent.iter().find(|letter| letter.id == claimed.id).unwrap();
    (format!("Re: {}", letter.subject), format!("In-Reply-To: <{}>\r\n", claimed.parcel.message_id))
}

fn reply(world: &World, from: &str, id: &str, words: &str) -> Vec<u8> {
    let (subject, header) = asked(world);
    mail(from, id, &subject, words, &header, None)
}

/// What is proposed: "unit report period", and the question to staff.
fn proposed(world: &World, mail: i64) -> (Vec<String>, Option<Question>) {
    let decision = world.decision(mail);
    let entries = decision.entries.iter().map(|entry| format!("{} {} {}", entry.unit, entry.report, entry.period));
    (entries.collect(), decision.question)
}

/// The first mail has the whole proposal, by the words of the second, which waits no more.
#[track_caller]
fn assert_taken_up(world: &World, first: i64, second: i64, unit: &str) {
    assert_eq!(world.waiting(), [(first, Question::Answered)], "{:?}", world.decision(second));
    let (entries, _) = proposed(world, first);
    assert!(entries.len() == 1 && entries[0].starts_with(unit) && entries[0].ends_with(" 2024-05"), "{entries:?}");
    let told = format!("theo trả lời của đơn vị trong thư số {second}");
    assert!(world.journal(first).contains(&format!("review-answered: {told}")), "{:?}", world.journal(first));
    let reasons = world.decision(first).reasons;
    assert!(reasons[0].starts_with(&format!("Theo trả lời của đơn vị trong thư số {second}: “")), "{reasons:?}");
    assert_eq!(world.bucket(second), Bucket::NotReport);
    let said = world.journal(second);
    assert!(said.iter().any(|line| line.contains(&format!("thuộc về thư số {first}"))), "{said:?}");
    let shown = world.types(&["review", "show", &first.to_string()]);
    assert!(shown.contains(&format!("Thư trả lời câu hỏi về thư này: số {second}")), "{shown}");
    let said = world.types(&["review", "assign", &first.to_string(), "--by", "Nam"]);
    assert!(said.contains("Đã vào sổ số 0001/2024"), "{said}");
    assert_eq!(world.queued(), ["settled"]);
    world.types(&["verify"]);
}

/// Nothing changes for the first mail, and a person sees the second, which is joined to it.
#[track_caller]
fn assert_left(world: &World, first: (i64, Question), second: i64, before: &(Vec<String>, Option<Question>)) {
    assert_eq!(world.waiting(), [first, (second, Question::PersonAsks)]);
    assert_eq!(&proposed(world, first.0), before);
    let shown = world.types(&["review", "show", &first.0.to_string()]);
    assert!(shown.contains(&format!("Thư trả lời câu hỏi về thư này: số {second}")), "{shown}");
    let shown = world.types(&["review", "show", &second.to_string()]);
    assert!(shown.contains(&format!("Trả lời câu hỏi của cơ quan về thư số {}", first.0)), "{shown}");
    world.types(&["verify"]);
}

#[tokio::test]
async fn the_unit_named_in_a_reply_completes_the_proposal() {
    let world = World::with_units(SECOND);
    let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
    assert_eq!(world.waiting(), [(first, Question::UnitUnclear)], "{:?}", world.decision(first));
    let second = world.receive(&[reply(&world, SHARED, "r", "Hội Đông y tỉnh - báo cáo tháng 5")]).await[0];
    assert_taken_up(&world, first, second, "hoi-dong-y ");
}

#[tokio::test]
async fn the_period_named_in_a_reply_completes_the_proposal() {
    let world = World::new();
    let first = world.receive(&[vague(HEALTH, "SỞ Y TẾ", "Kết quả công tác khoa giáo")]).await[0];
    assert_eq!(world.waiting(), [(first, Question::PeriodUnclear)], "{:?}", world.decision(first));
    let words = "Dạ, báo cáo tháng 5/2024 ạ. Em cảm ơn.";
    let second = world.receive(&[reply(&world, HEALTH, "r", words)]).await[0];
    assert_taken_up(&world, first, second, "so-y-te ");
}

#[tokio::test]
async fn unit_and_period_may_both_come_from_the_reply_however_it_is_worded() {
    for words in ["Hội Châm cứu tỉnh - tháng 5/2024", "Hội Châm cứu tỉnh gửi báo cáo tháng 5.\n\nTrân trọng cảm ơn!"]
    {
        let world = World::with_units(SECOND);
        let first = world.receive(&[vague(SHARED, "", "Kết quả công tác khoa giáo")]).await[0];
        assert_eq!(world.waiting(), [(first, Question::UnitUnclear)], "{:?}", world.decision(first));
        let second = world.receive(&[reply(&world, SHARED, "r", words)]).await[0];
        assert_taken_up(&world, first, second, "hoi-cham-cuu ");
    }
}

#[tokio::test]
async fn a_reply_that_the_document_contradicts_changes_nothing() {
    let world = World::with_units(SECOND);
    let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
    let before = proposed(&world, first);
    let second = world.receive(&[reply(&world, SHARED, "r", "Hội Đông y tỉnh - báo cáo tháng 4")]).await[0];
    assert_left(&world, (first, Question::UnitUnclear), second, &before);
    let told = format!("reply-left: trả lời trong thư số {second} chưa đủ để đề xuất, hoặc không khớp với văn bản");
    let world = world.restart().await;
    assert_eq!(world.journal(first).iter().filter(|line| **line == told).count(), 1, "{:?}", world.journal(first));
}

#[tokio::test]
async fn a_reply_that_the_letterhead_contradicts_changes_nothing() {
    let world = World::with_units(SECOND);
    let first = world.receive(&[vague(SHARED, "HỘI CHÂM CỨU TỈNH", "Kết quả công tác khoa giáo")]).await[0];
    let before = proposed(&world, first);
    let second = world.receive(&[reply(&world, SHARED, "r", "Hội Đông y tỉnh - tháng 5")]).await[0];
    assert_left(&world, (first, Question::PeriodUnclear), second, &before);
}

#[tokio::test]
async fn our_reference_in_the_subject_is_enough_and_a_file_makes_it_a_mail_of_its_own() {
    let world = World::with_units(SECOND);
    let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
    let (subject, header) = asked(&world);
    let file = document("HỘI ĐÔNG Y TỈNH", MAY);
    let own = mail(SHARED, "own", &subject, "Hội Đông y tỉnh - tháng 5", &header, Some(file));
    let own = world.receive(&[own]).await[0];
    assert_eq!((world.bucket(own), world.waiting()), (Bucket::Recorded, vec![(first, Question::UnitUnclear)]));
    let second = world.receive(&[mail(SHARED, "r", &subject, "Hội Châm cứu tỉnh - tháng 5", "", None)]).await[0];
    assert_eq!(world.waiting(), [(first, Question::Answered)], "{:?}", world.decision(second));
}

#[tokio::test]
async fn a_reply_that_names_a_unit_of_others_changes_nothing() {
    let world = World::with_units(SECOND);
    let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
    let before = proposed(&world, first);
    let second = world.receive(&[reply(&world, SHARED, "r", "Sở Y tế - báo cáo tháng 5")]).await[0];
    assert_left(&world, (first, Question::UnitUnclear), second, &before);
}

#[tokio::test]
async fn a_reply_that_says_something_else_is_for_a_person() {
    let words = [
        "Báo cáo này gửi để biết ạ. Em cảm ơn.",
        "Em đã gửi nhầm, báo cáo tháng 5 của Hội Đông y tỉnh ạ.",
        "Có phải báo cáo tháng 5 của Hội Đông y tỉnh không ạ?",
        "Không phải của Hội Đông y tỉnh.",
        "Hội Đông y tỉnh và Hội Châm cứu tỉnh - báo cáo tháng 5",
        "Em cảm ơn ạ, báo cáo của kỳ 6.",
        "Vâng ạ.",
        "Đúng rồi ạ, em cảm ơn.",
    ];
    for words in words {
        let world = World::with_units(SECOND);
        let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
        let before = proposed(&world, first);
        let second = world.receive(&[reply(&world, SHARED, "r", words)]).await[0];
        assert_left(&world, (first, Question::UnitUnclear), second, &before);
    }
}

#[tokio::test]
async fn mere_thanks_are_put_aside_and_the_question_stays_open() {
    for words in ["Em cảm ơn ạ.", "Đã nhận được, cảm ơn anh chị"] {
        let world = World::with_units(SECOND);
        let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
        let before = proposed(&world, first);
        let second = world.receive(&[reply(&world, SHARED, "r", words)]).await[0];
        assert_eq!(world.waiting(), [(first, Question::UnitUnclear)], "{:?}", world.decision(second));
        assert_eq!((proposed(&world, first), world.bucket(second)), (before, Bucket::NotReport));
        let told = format!("câu hỏi về thư số {first} vẫn chờ trả lời");
        assert!(world.decision(second).reasons[0].contains(&told), "{:?}", world.decision(second));
        assert_eq!(world.queued(), Vec::<String>::new(), "thanks are not answered");
        world.types(&["verify"]);
    }
}

#[tokio::test]
async fn anothers_reply_changes_nothing() {
    for from in ["nguoila@gmail.example", HEALTH] {
        let world = World::with_units(SECOND);
        let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
        let before = proposed(&world, first);
        let second = world.receive(&[reply(&world, from, "r", "Hội Đông y tỉnh - báo cáo tháng 5")]).await[0];
        assert_left(&world, (first, Question::UnitUnclear), second, &before);
    }
}

#[tokio::test]
async fn a_reply_to_what_a_person_has_settled_changes_nothing() {
    let world = World::with_units(SECOND);
    let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
    let answer = reply(&world, SHARED, "r", "Hội Đông y tỉnh - báo cáo tháng 5");
    world.types(&["review", "dismiss", &first.to_string(), "--why", "gửi để biết", "--by", "Nam"]);
    let before = proposed(&world, first);
    let second = world.receive(&[answer]).await[0];
    assert_eq!(world.waiting(), [(second, Question::PersonAsks)]);
    assert_eq!((proposed(&world, first), world.bucket(first)), (before, Bucket::NotReport));
    assert!(world.decision(second).reasons[0].contains("không còn chờ"), "{:?}", world.decision(second));
}

#[tokio::test]
async fn the_same_reply_twice_is_one_and_another_one_is_for_a_person() {
    let world = World::with_units(SECOND);
    let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
    let answers = [("r1", "Hội Đông y tỉnh - tháng 5"), ("r2", "Hội Đông y tỉnh - báo cáo tháng 5/2024")];
    let (subject, header) = asked(&world);
    let answer = |id: &str, words: &str| mail(SHARED, id, &subject, words, &header, None);
    let answers: Vec<Vec<u8>> = answers.iter().map(|(id, words)| answer(id, words)).collect();
    world.receive(&answers).await;
    assert_eq!(world.waiting(), [(first, Question::Answered)]);
    let before = proposed(&world, first);
    let third = world.receive(&[answer("r3", "Hội Châm cứu tỉnh - tháng 5")]).await[0];
    assert_left(&world, (first, Question::Answered), third, &before);
}

#[tokio::test]
async fn what_a_crash_left_out_is_taken_up_at_the_next_start() {
    let world = World::with_units(SECOND);
    let first = world.receive(&[vague(SHARED, "", MAY)]).await[0];
    let row = world.intake.ledger.read(|snapshot| snapshot.mail(first)).unwrap();
    let kept = world.intake.archive.path(&row.sha256);
    let aside = kept.with_extension("aside");
    std::fs::rename(&kept, &aside).unwrap();
    let second = world.receive(&[reply(&world, SHARED, "r", "Hội Đông y tỉnh - báo cáo tháng 5")]).await[0];
    assert_eq!(world.waiting(), [(first, Question::UnitUnclear), (second, Question::PersonAsks)]);
    std::fs::rename(&aside, &kept).unwrap();
    let world = world.restart().await;
    assert_taken_up(&world, first, second, "hoi-dong-y ");
}
