//! Files behind a password, and the mail that gives it: in the same mail, later, earlier, or not at all.

use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use base64::Engine as _;
use tempfile::TempDir;
use tiepnhan::archive::Archive;
use tiepnhan::clock::{Clock, SetClock};
use tiepnhan::config;
use tiepnhan::decision::{Decision, Question};
use tiepnhan::extraction::{Extractor, Settings};
use tiepnhan::intake::{Ground, Intake};
use tiepnhan::judgment::Bucket;
use tiepnhan::ledger::{Ledger, LedgerError, LetterState, ReviewState};
use tiepnhan::letter::Templates;
use tiepnhan::message::{Origin, RawContent, RawMail};
use tokio::sync::watch;
use zip::unstable::write::FileOptionsExt as _;
use zip::write::SimpleFileOptions;

const HEALTH: &str = "vanphong@syt.songlam.example";
const SCHOOLS: &str = "vanphong@sgddt.songlam.example";
const PASSWORD: &str = "Khoagiao@2024";

/// The sample office Sông Lam on a day of May 2024, with the workers of the real program.
pub struct World {
    pub folder: TempDir,
    pub clock: Arc<SetClock>,
    pub intake: Intake,
    _ground: watch::Sender<Arc<Ground>>,
}

impl World {
    pub fn new() -> Self {
        Self::with_units("")
    }

    /// The same with more lines in the list of units.
    pub fn with_units(lines: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        config::sample::write("song-lam", folder.path()).unwrap();
        let list = folder.path().join("don-vi.csv");
        let known = std::fs::read_to_string(&list).unwrap();
        std::fs::write(&list, format!("{}\n{lines}", known.trim_end())).unwrap();
        Self::open(folder, "2024-05-20T02:00:00Z")
    }

    /// The program starts on what lies in the folder.
    pub fn open(folder: TempDir, now: &str) -> Self {
        let loaded = config::load(folder.path()).unwrap();
        std::fs::create_dir_all(&loaded.config.data).unwrap();
        let clock = Arc::new(SetClock::at(now.parse().unwrap()));
        let ledger = Ledger::open(&loaded.config.data.join("so.db"), clock.now()).unwrap();
        let ground = Ground { rules: loaded.rules, templates: Templates::shipped().unwrap() };
        let (keep, ground) = watch::channel(Arc::new(ground));
        let intake = Intake {
            archive: Archive::open(&loaded.config.data).unwrap(),
            ledger: Arc::new(ledger),
            extractor: Extractor::start(Settings::new(PathBuf::from(env!("CARGO_BIN_EXE_tiepnhan")))).unwrap(),
            ground,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            limits: tiepnhan::mime::Limits::default(),
        };
        Self { folder, clock, intake, _ground: keep }
    }

    /// The program is ended and starts again; what was left to do is done before the first mail.
    pub async fn restart(self) -> Self {
        let now = self.clock.now().to_string();
        let Self { folder, .. } = self;
        let world = Self::open(folder, &now);
        let (events, heard) = tokio::sync::mpsc::channel(1);
        drop(events);
        let (told, _listens) = tokio::sync::mpsc::channel(1);
        world.intake.run(heard, told, tokio_util::sync::CancellationToken::new()).await;
        world
    }

    /// The mails arrive together; their rows.
    pub async fn receive(&self, mails: &[Vec<u8>]) -> Vec<i64> {
        let taken = self.intake.take(mails.iter().map(|bytes| self.raw(bytes)).collect()).await.unwrap();
        taken.into_iter().map(|taken| taken.mail.unwrap()).collect()
    }

    pub fn raw(&self, bytes: &[u8]) -> RawMail {
        let key =
            format!("{:x}", bytes.iter().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add((*byte).into())));
        let origin = Origin { source: "maildir".into(), folder: "INBOX".into(), uid_validity: 1, uid: 0, key };
        RawMail { origin, received_at: self.clock.now(), server_id: None, content: RawContent::Whole(bytes.to_vec()) }
    }

    pub fn bucket(&self, mail: i64) -> Bucket {
        self.intake.ledger.read(|snapshot| snapshot.mail(mail)).unwrap().bucket
    }

    pub fn decision(&self, mail: i64) -> Decision {
        self.intake.ledger.read(|snapshot| snapshot.decision(mail)).unwrap()
    }

    /// What waits for a person: mail and question.
    pub fn waiting(&self) -> Vec<(i64, Question)> {
        let reviews = self.intake.ledger.read(|snapshot| snapshot.reviews(true)).unwrap();
        reviews.into_iter().map(|review| (review.mail.id, review.question)).collect()
    }

    pub fn journal(&self, mail: i64) -> Vec<String> {
        let lines = self.intake.ledger.read(|snapshot| snapshot.journal_of(Some(&format!("mail {mail}")))).unwrap();
        lines.into_iter().map(|line| format!("{}: {}", line.what, line.why)).collect()
    }

    pub fn queued(&self) -> Vec<String> {
        let since = "2024-01-01T00:00:00Z".parse().unwrap();
        let letters = self.intake.ledger.read(|snapshot| snapshot.letters(LetterState::Queued, since)).unwrap();
        letters.into_iter().map(|letter| letter.purpose.split(':').next().unwrap().to_owned()).collect()
    }

    /// Whether these words stand anywhere in the ledger.
    pub fn tells(&self, words: &str) -> bool {
        self.intake.ledger.read(|_| Ok::<_, LedgerError>(())).unwrap();
        let data = self.intake.ledger.path().parent().unwrap();
        ["so.db", "so.db-wal"].iter().any(|name| {
            let bytes = std::fs::read(data.join(name)).unwrap_or_default();
            bytes.windows(words.len()).any(|window| window == words.as_bytes())
        })
    }

    /// A command of staff, as they type it.
    pub fn types(&self, line: &[&str]) -> String {
        let program = Command::new(env!("CARGO_BIN_EXE_tiepnhan"))
            .args(["--config", self.folder.path().to_str().unwrap()])
            .args(line)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&program.stdout).into_owned();
        assert!(program.status.success(), "{line:?}: {said}{}", String::from_utf8_lossy(&program.stderr));
        said
    }
}

fn word(title: &str, issuer: &str, symbol: &str) -> Vec<u8> {
    let lines = [
        "UBND TỈNH SÔNG LAM",
        issuer,
        &format!("Số: 498/BC-{symbol}"),
        "Sông Lam, ngày 17 tháng 5 năm 2024",
        "BÁO CÁO",
        title,
        "Kính gửi: Ban Tuyên giáo Tỉnh ủy.",
        "Trong tháng đơn vị đã triển khai các nhiệm vụ về khoa giáo theo kế hoạch, kết quả cụ thể như sau.",
    ];
    word_of(&lines)
}

/// A Word file with these lines.
pub fn word_of(lines: &[&str]) -> Vec<u8> {
    let body: String = lines.iter().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    let document = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in
        [("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<Relationships/>"), ("word/document.xml", &document)]
    {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive with one report, locked as packers of old do it.
fn archive(document: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().with_deprecated_encryption(PASSWORD.as_bytes()).unwrap();
    writer.start_file("Bao cao thang 5 nam 2024.docx", options).unwrap();
    writer.write_all(document).unwrap();
    writer.finish().unwrap().into_inner()
}

fn mail(from: &str, id: &str, subject: &str, body: &str, file: Option<Vec<u8>>) -> Vec<u8> {
    let coded = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let mut text = format!(
        "From: {from}\r\nTo: khoagiao.btgtusonglam@gmail.com\r\nMessage-ID: <{id}@scene>\r\n\
         Subject: =?UTF-8?B?{}?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        coded(subject.as_bytes()),
        coded(body.as_bytes())
    );
    if let Some(file) = file {
        text += &format!(
            "--b\r\nContent-Type: application/zip\r\n\
             Content-Disposition: attachment; filename=\"Bao cao thang 5 nam 2024.zip\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            coded(&file)
        );
    }
    (text + "--b--\r\n").into_bytes()
}

/// The report of Sở Y tế for May, locked; `words` stand below.
fn locked(words: &str) -> Vec<u8> {
    let file = archive(&word("Kết quả công tác khoa giáo tháng 5 năm 2024", "SỞ Y TẾ", "SYT"));
    let body = format!("Sở Y tế gửi báo cáo tháng 5 năm 2024 theo tệp đính kèm.\n{words}");
    mail(HEALTH, "locked", "Báo cáo công tác khoa giáo tháng 5 năm 2024", &body, Some(file))
}

fn password(from: &str, id: &str, word: &str) -> Vec<u8> {
    mail(from, id, "Mật khẩu file báo cáo", &format!("Em gửi mật khẩu file nén: {word}. Em cảm ơn ạ."), None)
}

/// The proposal for the locked report of Sở Y tế is ready, and rests on the password in the mail `key`.
#[track_caller]
fn assert_ready(world: &World, mail: i64, place: &str) {
    let decision = world.decision(mail);
    let entries: Vec<_> =
        decision.entries.iter().map(|entry| format!("{} {} {}", entry.unit, entry.report, entry.period)).collect();
    assert_eq!(entries.len(), 1, "{decision:?}");
    assert!(entries[0].starts_with("so-y-te ") && entries[0].ends_with(" 2024-05"), "{entries:?}");
    assert_eq!(decision.question, Some(Question::Unlocked), "{decision:?}");
    assert!(decision.reasons[0].ends_with(&format!("mở được bằng mật khẩu {place}.")), "{decision:?}");
    assert!(decision.entries[0].document_number.as_deref() == Some("498/BC-SYT"), "the document was read");
    assert!(!world.tells(PASSWORD), "no password in the ledger");
}

#[tokio::test]
async fn a_password_in_the_same_mail_opens_the_file_for_a_person_to_accept() {
    let world = World::new();
    let mails = world.receive(&[locked(&format!("Mật khẩu: {PASSWORD}"))]).await;
    assert_eq!(world.waiting(), [(mails[0], Question::Unlocked)]);
    assert_ready(&world, mails[0], "ghi trong chính thư này");
    assert_eq!(world.queued(), [""; 0], "nobody is told to send it again");
}

#[tokio::test]
async fn a_password_that_comes_later_opens_what_waits_and_staff_accept_with_one_command() {
    let world = World::new();
    let first = world.receive(&[locked("")]).await[0];
    assert_eq!(world.waiting(), [(first, Question::UnreadableFile)]);
    assert_eq!(world.queued(), ["query"]);
    let key = world.receive(&[password(HEALTH, "key", PASSWORD)]).await[0];
    assert_eq!(world.bucket(key), Bucket::NotReport);
    assert_eq!(world.decision(key).reasons, [format!("Mật khẩu của thư số {first}.")]);
    assert_eq!(world.waiting(), [(first, Question::Unlocked)]);
    assert_ready(&world, first, &format!("trong thư số {key}"));
    assert!(world.journal(first).contains(&format!("review-unlocked: mở được bằng mật khẩu trong thư số {key}")));
    assert_eq!(world.queued(), [""; 0], "the question that still waited is taken back");

    let shown = world.types(&["review", "show", &first.to_string()]);
    assert!(shown.contains("tệp có mật khẩu, đã mở được") && !shown.contains(PASSWORD), "{shown}");
    let said = world.types(&["review", "assign", &first.to_string(), "--by", "Nam"]);
    assert!(said.contains("Đã vào sổ số 0001/2024: Sở Y tế"), "{said}");
    assert_eq!(world.queued(), ["settled"]);
    assert_eq!(world.waiting(), []);
    world.types(&["verify"]);
}

#[tokio::test]
async fn a_password_that_comes_first_is_asked_about_until_its_file_comes() {
    let world = World::new();
    let key = world.receive(&[password(HEALTH, "key", PASSWORD)]).await[0];
    assert_eq!(world.waiting(), [(key, Question::PersonAsks)]);
    let later = world.receive(&[locked("")]).await[0];
    assert_eq!(world.waiting(), [(later, Question::Unlocked)]);
    assert_ready(&world, later, &format!("trong thư số {key}"));
    let review = world.intake.ledger.read(|snapshot| snapshot.review(key)).unwrap();
    assert_eq!((review.state, review.outcome), (ReviewState::Dismissed, Some(format!("mật khẩu của thư số {later}"))));
    world.types(&["verify"]);
}

#[tokio::test]
async fn both_in_one_group_meet_in_either_order() {
    for turned in [false, true] {
        let world = World::new();
        let mut mails = vec![locked(""), password(HEALTH, "key", PASSWORD)];
        if turned {
            mails.reverse();
        }
        let rows = world.receive(&mails).await;
        let (file, key) = if turned { (rows[1], rows[0]) } else { (rows[0], rows[1]) };
        assert_eq!(world.waiting(), [(file, Question::Unlocked)]);
        assert_ready(&world, file, &format!("trong thư số {key}"));
    }
}

#[tokio::test]
async fn a_wrong_password_changes_nothing_and_is_tried_once() {
    let world = World::new();
    let first = world.receive(&[locked("")]).await[0];
    let before = world.decision(first);
    let wrong = world.receive(&[password(HEALTH, "wrong", "Khoagiao@2023")]).await[0];
    let told = format!("password-tried: mật khẩu trong thư số {wrong} không mở được tệp");
    let world = world.restart().await;
    assert_eq!(world.decision(first), before);
    assert_eq!(world.waiting(), [(first, Question::UnreadableFile)]);
    assert_eq!(world.journal(first).iter().filter(|line| **line == told).count(), 1, "{:?}", world.journal(first));
    let right = world.receive(&[password(HEALTH, "right", PASSWORD)]).await[0];
    assert_ready(&world, first, &format!("trong thư số {right}"));
    assert!(!world.tells("Khoagiao@2023"));
}

#[tokio::test]
async fn another_units_password_is_not_tried() {
    let world = World::new();
    let first = world.receive(&[locked("")]).await[0];
    let other = world.receive(&[password(SCHOOLS, "other", PASSWORD)]).await[0];
    assert_eq!(world.waiting(), [(first, Question::UnreadableFile), (other, Question::PersonAsks)]);
    assert!(world.journal(first).iter().all(|line| !line.contains("mật khẩu")), "{:?}", world.journal(first));
}

#[tokio::test]
async fn another_clerk_of_the_unit_may_give_it() {
    let world = World::new();
    let first = world.receive(&[locked("")]).await[0];
    let key = world.receive(&[password("lethuha.syt.songlam@gmail.com", "key", PASSWORD)]).await[0];
    assert_ready(&world, first, &format!("trong thư số {key}"));
}

#[tokio::test]
async fn a_question_beside_the_password_still_waits_for_an_answer() {
    let world = World::new();
    let first = world.receive(&[locked("")]).await[0];
    let body = format!("Mật khẩu: {PASSWORD}\nCho em hỏi hạn gửi báo cáo 6 tháng là ngày nào ạ?");
    let key = world.receive(&[mail(HEALTH, "key", "Mật khẩu file", &body, None)]).await[0];
    assert_eq!(world.waiting(), [(first, Question::Unlocked), (key, Question::PersonAsks)]);
    assert!(!world.tells(PASSWORD));
}

#[tokio::test]
async fn what_a_crash_left_out_is_done_at_the_next_start() {
    let world = World::new();
    let first = world.receive(&[locked("")]).await[0];
    // The archive cannot be read between the two steps: as if the program had ended there.
    let row = world.intake.ledger.read(|snapshot| snapshot.mail(first)).unwrap();
    let kept = world.intake.archive.path(&row.sha256);
    let aside = kept.with_extension("aside");
    std::fs::rename(&kept, &aside).unwrap();
    let key = world.receive(&[password(HEALTH, "key", PASSWORD)]).await[0];
    assert_eq!(world.waiting(), [(first, Question::UnreadableFile)]);
    std::fs::rename(&aside, &kept).unwrap();
    let world = world.restart().await;
    assert_eq!(world.waiting(), [(first, Question::Unlocked)]);
    assert_ready(&world, first, &format!("trong thư số {key}"));
}

#[tokio::test]
async fn word_and_pdf_files_open_too() {
    for (name, bytes) in [
        ("Bao cao 6 thang dau nam 2024.docx", include_bytes!("data/files/bao-cao-khoa.docx").as_slice()),
        ("Bao cao 6 thang dau nam 2024.pdf", include_bytes!("data/files/bao-cao-khoa.pdf").as_slice()),
    ] {
        let world = World::new();
        let mut mails = Vec::new();
        for (id, body, file) in [("1", "Sở Y tế gửi báo cáo.", Some(bytes.to_vec())), ("2", "MK: Khoagiao@2026", None)]
        {
            let bytes = mail(HEALTH, id, "Báo cáo 6 tháng đầu năm 2024", body, file);
            mails.push(String::from_utf8(bytes).unwrap().replace("Bao cao thang 5 nam 2024.zip", name).into_bytes());
        }
        let rows = world.receive(&mails).await;
        assert_eq!(world.waiting(), [(rows[0], Question::Unlocked)], "{name}");
        assert_eq!(world.decision(rows[0]).entries[0].document_number.as_deref(), Some("214/BC-SYT"), "{name}");
    }
}

#[tokio::test]
async fn a_password_in_a_subject_is_shown_to_nobody() {
    let world = World::new();
    let body = format!("Mật khẩu là {PASSWORD}, anh chị mở giúp em {PASSWORD} nhé.");
    let bytes = mail(HEALTH, "key", &format!("MK: {PASSWORD}"), &body, None);
    let key = world.receive(std::slice::from_ref(&bytes)).await[0];
    assert_eq!(world.waiting(), [(key, Question::PersonAsks)]);
    assert!(!world.tells(PASSWORD));
    let file = world.folder.path().join("thu.eml");
    std::fs::write(&file, &bytes).unwrap();
    for line in [&["explain", file.to_str().unwrap()][..], &["review", "list"], &["review", "show", "1"]] {
        let said = world.types(line);
        assert!(said.contains("MK: •••") && !said.contains(PASSWORD), "{line:?}: {said}");
    }
}

#[tokio::test]
async fn what_came_a_month_ago_is_left_to_people() {
    let world = World::new();
    let first = world.receive(&[locked("")]).await[0];
    world.clock.set("2024-06-20T02:00:00Z".parse().unwrap());
    let key = world.receive(&[password(HEALTH, "key", PASSWORD)]).await[0];
    assert_eq!(world.waiting(), [(first, Question::UnreadableFile), (key, Question::PersonAsks)]);
}
