//! An archive in several volumes: in one mail it is read, in several it is asked for, once.

use base64::Engine as _;
use std::io::{Cursor, Write};
use tiepnhan::decision::{Question, Verdict};
use tiepnhan::extraction::{Extractor, Settings};
use tiepnhan::judgment::Bucket;
use tiepnhan::text::Problem;
use zip::write::SimpleFileOptions;

use crate::passwords::{World, word_of};

const HEALTH: &str = "vanphong@syt.songlam.example";

/// The report of May, packed and cut in two.
fn volumes() -> [Vec<u8>; 2] {
    let report = word_of(&[
        "UBND TỈNH SÔNG LAM",
        "SỞ Y TẾ",
        "Số: 498/BC-SYT",
        "Sông Lam, ngày 17 tháng 5 năm 2024",
        "BÁO CÁO",
        "Kết quả công tác khoa giáo tháng 5 năm 2024",
        "Kính gửi: Ban Tuyên giáo Tỉnh ủy.",
        "Trong tháng đơn vị đã triển khai các nhiệm vụ về khoa giáo theo kế hoạch, kết quả cụ thể như sau.",
    ]);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("Bao cao thang 5 nam 2024.docx", SimpleFileOptions::default()).unwrap();
    writer.write_all(&report).unwrap();
    let whole = writer.finish().unwrap().into_inner();
    let (first, second) = whole.split_at(whole.len() / 2);
    [first.to_vec(), second.to_vec()]
}

fn mail(id: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut mail = format!(
        "From: Van phong <{HEALTH}>\r\nTo: khoagiao@tinhuy.songlam.example\r\nSubject: Bao cao thang 5\r\n\
         Date: Mon, 20 May 2024 08:50:00 +0700\r\nMessage-ID: <{id}@syt.songlam.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Sở Y tế gửi báo cáo tháng 5.\r\n"
    );
    for (name, bytes) in files {
        let content = base64::engine::general_purpose::STANDARD.encode(bytes);
        mail.push_str(&format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{content}\r\n"
        ));
    }
    mail.push_str("--b--\r\n");
    mail.into_bytes()
}

#[tokio::test]
async fn all_volumes_in_one_mail_are_read_and_kept_together() {
    let world = World::new();
    let [first, second] = volumes();
    // As mail programs list them: in no order.
    let taken = world.receive(&[mail("1", &[("BC T5.zip.002", &second), ("BC T5.zip.001", &first)])]).await[0];
    let decision = world.decision(taken);
    assert_eq!((decision.verdict, world.bucket(taken)), (Verdict::Accept, Bucket::Recorded), "{:?}", decision.reasons);
    assert_eq!(decision.entries[0].attachments, [0, 1]);
    assert_eq!(world.queued(), ["receipt"]);
    let file = world.folder.path().join("thu.eml");
    std::fs::write(&file, mail("1", &[("BC T5.zip.002", &second), ("BC T5.zip.001", &first)])).unwrap();
    let shown = world.types(&["explain", file.to_str().unwrap()]);
    assert!(shown.contains("đọc cùng phần đầu của tệp nén"), "{shown}");
}

#[tokio::test]
async fn a_volume_without_the_others_is_asked_for_in_its_own_words() {
    let world = World::new();
    let [first, _] = volumes();
    let mail = world.receive(&[mail("1", &[("BC T5.zip.001", &first)])]).await[0];
    assert_eq!(world.waiting(), [(mail, Question::UnreadableFile)]);
    let why = world.decision(mail).reasons.join(" ");
    assert!(why.contains("\"BC T5.zip\": thư có phần 1, thiếu phần sau"), "{why}");
    assert_eq!(world.queued(), ["query"]);
}

#[tokio::test]
async fn volumes_in_two_mails_name_each_other_and_are_asked_for_once() {
    let world = World::new();
    let [first, second] = volumes();
    let one = world.receive(&[mail("1", &[("BC T5.zip.001", &first)])]).await[0];
    world.clock.set("2024-05-20T02:10:00Z".parse().unwrap());
    let two = world.receive(&[mail("2", &[("BC T5.zip.002", &second)])]).await[0];
    assert_eq!(world.waiting().len(), 2);
    let why = world.decision(two).reasons.join(" ");
    assert!(why.contains("thư có phần 2, thiếu phần 1"), "{why}");
    assert!(why.contains(&format!("Phần khác ở thư số {one} (\"BC T5.zip.001\")")), "{why}");
    let told = format!("volumes: phần khác của tệp nén ở thư số {two}");
    assert!(world.journal(one).contains(&told), "{:?}", world.journal(one));
    assert_eq!(world.queued(), ["query"]);
}

#[tokio::test]
async fn next_months_volumes_are_no_part_of_this_months() {
    let world = World::new();
    let [first, second] = volumes();
    world.receive(&[mail("1", &[("BC.zip.001", &first)])]).await;
    world.clock.set("2024-06-20T02:00:00Z".parse().unwrap());
    let two = world.receive(&[mail("2", &[("BC.zip.002", &second)])]).await[0];
    assert!(!world.decision(two).reasons.join(" ").contains("Phần khác"), "{:?}", world.decision(two).reasons);
    assert_eq!(world.queued(), ["query", "query"]);
}

#[tokio::test]
async fn locked_volumes_open_together_with_the_password() {
    let own = env!("CARGO_BIN_EXE_tiepnhan").into();
    let extractor = Extractor::start(Settings::new(own)).unwrap();
    let sample = |number: u8| {
        let name = format!("bao-cao-rar5-khoa-ten.part{number}.rar");
        let bytes = std::fs::read(format!("{}/tests/data/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        (name, bytes)
    };
    let samples = [sample(2), sample(1)];
    let files: Vec<_> = samples.iter().map(|(name, bytes)| (name.as_str(), "", bytes.as_slice())).collect();
    let texts = extractor.read_mail(&files).await;
    assert_eq!((&texts[1].problem, &texts[0].problem), (&Some(Problem::Encrypted), &Some(Problem::Continued)));
    let words = ["Khoagiao@2026".to_owned()];
    let opened = extractor.read_locked_among(&files, &texts, 1, &words).await.unwrap();
    assert_eq!((opened.members.len(), opened.problem), (2, None));
}
