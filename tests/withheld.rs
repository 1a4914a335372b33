//! A mail that the server never hands over may be the very report that is missed: nobody who may have sent it is asked,
//! and staff are told at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tiepnhan::clock::SetClock;
use tiepnhan::config;
use tiepnhan::daemon::Works;
use tiepnhan::ledger::{LedgerError, LetterState, Outgoing, Review};
use tiepnhan::message::{Origin, RawContent, RawMail};
use tiepnhan::mime::plain_text;
use tiepnhan::scheduler;
use tiepnhan::standing::{Filter, Standing, board};

const HEALTH: &str = "From: Van thu <vanphong@syt.songlam.example>\nSubject: BC 6 thang\n\n";

/// What is known on a morning.
struct Morning {
    reminded: BTreeSet<String>,
    reviews: Vec<Review>,
    /// What staff read of the day.
    desk: Vec<String>,
    /// What staff read when the mails were given up, and to whom.
    alerts: Vec<(String, String)>,
    digests: Vec<String>,
    /// What stands at the health department's half-yearly report: in its cell, and why.
    cell: (String, Option<&'static str>),
}

fn unfetchable(header: &str, uid: u32, received_at: Timestamp) -> RawMail {
    let key = uid.to_string();
    let origin = Origin { source: "imap".into(), folder: "INBOX".into(), uid_validity: 7, uid, key };
    let why = format!("máy chủ nhiều lần không giao được nội dung thư này (thư mục INBOX, UID 7/{uid})");
    let content = RawContent::Unfetchable { why, header: header.replace('\n', "\r\n").into_bytes() };
    RawMail { origin, received_at, server_id: None, content }
}

/// The day before the half-yearly reports are due, in the morning, when these mails were given up an hour ago.
async fn morning(headers: &[&str]) -> Morning {
    let folder = tempfile::tempdir().unwrap();
    config::sample::write("song-lam", folder.path()).unwrap();
    let now: Timestamp = "2024-06-19T02:00:00Z".parse().unwrap();
    let works = Works::open(config::load(folder.path()).unwrap(), Arc::new(SetClock::at(now)) as _).unwrap();
    let mails = || -> Vec<RawMail> {
        let come = |(header, uid): (&&str, u32)| unfetchable(header, uid, now - SignedDuration::from_hours(1));
        headers.iter().zip(2..).map(come).collect()
    };
    works.intake.take(mails()).await.unwrap();
    let letters = || {
        let queued = works.ledger.read(|snapshot| snapshot.letters(LetterState::Queued, Timestamp::MIN));
        queued.map_err(|error: LedgerError| error).unwrap()
    };
    let text = |letter: &Outgoing| {
        let bytes = works.ledger.read(|snapshot| snapshot.letter_bytes(letter.id)).map_err(|error: LedgerError| error);
        plain_text(&bytes.unwrap()).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let alerts = letters().iter().map(|letter| (letter.to.clone(), text(letter))).collect();
    let told = letters().len();
    // The source may hand over again what it handed over before.
    works.intake.take(mails()).await.unwrap();
    assert_eq!(letters().len(), told, "told once");
    let ground = Arc::clone(&works.ground.subscribe().borrow());
    scheduler::tick(&works.ledger, &ground.rules, &ground.templates, now).unwrap();
    let all = letters();
    let of = |kind: &'static str| all.iter().filter(move |letter| letter.kind == kind);
    let read = works.ledger.read(|snapshot| Ok::<_, LedgerError>((snapshot.reviews(true)?, snapshot.board(now)?)));
    let (reviews, facts) = read.unwrap();
    let half = Filter { period: Some("2024-H1".parse().unwrap()), ..Filter::default() };
    let rows = board(&ground.rules, &facts, &half, now);
    let row = rows.iter().find(|row| row.unit.as_str() == "so-y-te").unwrap();
    let why = match row.standing {
        Standing::Maybe { why } => Some(why.words()),
        _ => None,
    };
    Morning {
        reminded: of("reminder").map(|letter| letter.unit.clone().unwrap().to_string()).collect(),
        reviews,
        desk: of("desk").map(text).collect(),
        alerts,
        digests: of("digest").map(text).collect(),
        cell: (row.standing.words(), why),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_mail_cannot_be_read_is_not_reminded_and_staff_see_why() {
    let quiet = morning(&[]).await;
    assert!(quiet.reminded.len() > 10 && quiet.reminded.contains("so-y-te"), "{:?}", quiet.reminded);
    let told = morning(&[HEALTH]).await;
    assert_eq!(&quiet.reminded - &told.reminded, BTreeSet::from(["so-y-te".to_owned()]), "nobody else is held back");
    assert_eq!(told.cell, ("thư đến chưa đọc được".to_owned(), Some("thư của đơn vị đã đến nhưng chưa đọc được")));
    assert_eq!(told.reviews.len(), 1);
    let says = |text: &String| text.contains("Sở Y tế") && text.contains("chưa đọc được");
    assert!(!told.desk.is_empty() && told.desk.iter().all(says), "{:?}", told.desk);
    assert!(!told.digests.is_empty() && told.digests.iter().all(says), "{:?}", told.digests);
    assert!(told.digests[0].contains("Thư của đơn vị đã đến nhưng chưa đọc được: 01 đơn vị"), "{}", told.digests[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_names_nobody_holds_nobody_and_is_shown_to_staff() {
    let (quiet, told) = (morning(&[]).await, morning(&[""]).await);
    assert_eq!((&told.reminded, told.reviews.len(), told.cell.1), (&quiet.reminded, 1, None));
    assert!(
        !told.desk.is_empty() && told.desk.iter().all(|text| text.contains("không rõ người gửi")),
        "{:?}",
        told.desk
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_are_told_at_once_when_a_mail_is_given_up() {
    let told = morning(&[HEALTH]).await;
    let staff = told.alerts.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>();
    assert_eq!(staff, ["ntthuy.btg@tinhuy.songlam.example", "lhnam.btg@tinhuy.songlam.example"], "one letter to each");
    let text = &told.alerts[0].1;
    assert!(
        text.contains("Thư 1, nhận 08 giờ 00 ngày 19/6/2024, Sở Y tế, vanphong@syt.songlam.example: máy chủ nhiều lần")
            && text.contains("(thư mục INBOX, UID 7/2)")
            && text.contains("không bị nhắc")
            && text.contains("tiepnhan review show 1"),
        "{text}"
    );
    let many: Vec<String> = (0..12).map(|number| HEALTH.replace("BC 6", &format!("BC {number}"))).collect();
    let many = morning(&many.iter().map(String::as_str).chain([""]).collect::<Vec<_>>()).await;
    assert_eq!(many.alerts.len(), 2, "one letter of all mails: {:?}", many.alerts);
    let text = &many.alerts[0].1;
    assert!(text.contains("Có 13 thư đến") && text.contains("Thư 10,") && text.contains("03 thư khác"), "{text}");
    let nobody = morning(&[""]).await;
    let text = &nobody.alerts[0].1;
    assert!(text.contains("không rõ người gửi") && !text.contains("không bị nhắc"), "{text}");
}
