//! A mail that the server never hands over may be the very report that is missed: nobody who may have sent it is asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tiepnhan::clock::SetClock;
use tiepnhan::config;
use tiepnhan::daemon::Works;
use tiepnhan::ledger::{LedgerError, LetterState, Outgoing, Review};
use tiepnhan::message::{Origin, RawContent, RawMail};
use tiepnhan::scheduler;
use tiepnhan::standing::{Doubt, Filter, Standing, board};

/// The day before the half-yearly reports are due, in the morning; the units that are reminded then, what waits for a
/// person, what staff read, and why nothing is said of the health department.
async fn morning(header: Option<&str>) -> (BTreeSet<String>, Vec<Review>, Vec<String>, Option<Doubt>) {
    let folder = tempfile::tempdir().unwrap();
    config::sample::write("song-lam", folder.path()).unwrap();
    let now: Timestamp = "2024-06-19T02:00:00Z".parse().unwrap();
    let works = Works::open(config::load(folder.path()).unwrap(), Arc::new(SetClock::at(now)) as _).unwrap();
    if let Some(header) = header {
        let origin = Origin { source: "imap".into(), folder: "INBOX".into(), uid_validity: 7, uid: 2, key: "2".into() };
        let why = "máy chủ nhiều lần không giao được nội dung thư này (thư mục INBOX, UID 7/2)".to_owned();
        let content = RawContent::Unfetchable { why, header: header.replace('\n', "\r\n").into_bytes() };
        let received_at = now - SignedDuration::from_hours(1);
        works.intake.take(vec![RawMail { origin, received_at, server_id: None, content }]).await.unwrap();
    }
    let ground = Arc::clone(&works.ground.subscribe().borrow());
    scheduler::tick(&works.ledger, &ground.rules, &ground.templates, now).unwrap();
    let read = works.ledger.read(|snapshot| {
        let facts = snapshot.board(now)?;
        Ok::<_, LedgerError>((snapshot.letters(LetterState::Queued, Timestamp::MIN)?, snapshot.reviews(true)?, facts))
    });
    let (letters, reviews, facts) = read.unwrap();
    let of = |letters: &[Outgoing], kind: &str| -> Vec<Outgoing> {
        letters.iter().filter(|letter| letter.kind == kind).cloned().collect()
    };
    let reminded = of(&letters, "reminder").into_iter().map(|letter| letter.unit.unwrap().to_string()).collect();
    let desk = of(&letters, "desk").into_iter().map(|letter| {
        let bytes = works.ledger.read(|snapshot| snapshot.letter_bytes(letter.id)).map_err(|error: LedgerError| error);
        tiepnhan::mime::plain_text(&bytes.unwrap())
    });
    let rows =
        board(&ground.rules, &facts, &Filter { period: Some("2024-H1".parse().unwrap()), ..Filter::default() }, now);
    let doubt = rows.iter().find(|row| row.unit.as_str() == "so-y-te").and_then(|row| match row.standing {
        Standing::Maybe { why } => Some(why),
        _ => None,
    });
    (reminded, reviews, desk.collect(), doubt)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_mail_cannot_be_read_is_not_reminded_and_staff_see_why() {
    let (all, ..) = morning(None).await;
    assert!(all.len() > 10 && all.contains("so-y-te"), "{all:?}");
    let header = "From: Van thu <vanphong@syt.songlam.example>\nSubject: BC 6 thang\n\n";
    let (reminded, reviews, desk, doubt) = morning(Some(header)).await;
    assert_eq!(&all - &reminded, BTreeSet::from(["so-y-te".to_owned()]), "nobody else is held back");
    assert_eq!(doubt, Some(Doubt::InReview));
    assert_eq!(reviews.len(), 1);
    assert!(
        !desk.is_empty() && desk.iter().all(|text| text.contains("Sở Y tế") && text.contains("không đọc được")),
        "{desk:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_names_nobody_holds_nobody_and_is_shown_to_staff() {
    let (all, ..) = morning(None).await;
    let (reminded, reviews, desk, doubt) = morning(Some("")).await;
    assert_eq!((reminded, reviews.len(), doubt), (all, 1, None));
    assert!(!desk.is_empty() && desk.iter().all(|text| text.contains("không đọc được")), "{desk:?}");
}
