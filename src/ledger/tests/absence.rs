//! Who is away: noted from automatic answers to our letters, and forgotten in time.

use crate::delivery::Outcome;
use crate::outbox::Queue;

use super::sending::queue_of;
use super::*;

/// An automatic answer from `from` that names `reference`, with or without the last day away.
fn automatic(uid: u32, from: &str, reference: Option<&str>, until: Option<jiff::civil::Date>) -> Scene {
    let mut scene = report(uid, "so-y-te");
    (scene.decision.verdict, scene.decision.kind) = (Verdict::Ignore, MailKind::AutoReply);
    (scene.bucket, scene.decision.entries) = (Bucket::Machine, Vec::new());
    scene.letters.clear();
    scene.message.from.as_mut().unwrap().address = from.to_owned();
    scene.message.references = reference.map(str::to_owned).into_iter().collect();
    scene.message.robot.away_until = until;
    scene
}

#[test]
fn an_absence_is_noted_for_the_unit_and_the_reminder_counts_as_sent() {
    let (_folder, queue) = queue_of(world());
    let ledger = queue.ledger.as_ref();
    let day = jiff::civil::date;
    let reminder = Purpose::Reminder(unit("so-y-te"), day(2020, 6, 11));
    let letter = Letter { unit: Some(unit("so-y-te")), ..letter(reminder, "vanthu@so-y-te.example") };
    ledger.write(|tx| tx.queue(&letter, None, at("2020-06-11T02:00:00Z"))).unwrap();
    queue.claim(at("2020-06-11T02:00:00Z")).unwrap().unwrap();
    let sent = Outcome::Sent { reply: "250".into() };
    queue.settle(1, &sent, None, at("2020-06-11T02:00:01Z")).unwrap();
    let away = |now: &str| {
        let board = ledger.read(|snapshot| snapshot.board(at(now))).unwrap();
        assert!(board.notices.len() == 1 && board.notices[0].sent && !board.notices[0].lost, "{:?}", board.notices);
        board.away.get(&unit("so-y-te")).map(|away| away.until)
    };
    const NOON: &str = "2020-06-12T05:00:00Z";
    for (uid, from, reference, until, noted) in [
        (1, "khac@else.example", Some("nobody@else.example"), Some(day(2020, 6, 20)), None),
        (2, "vanthu@so-y-te.example", None, None, None),
        (3, "vanthu@so-y-te.example", None, Some(day(2020, 6, 25)), Some(day(2020, 6, 25))),
        (4, "lan@mail.example", Some(letter.message_id.as_str()), Some(day(2020, 6, 20)), Some(day(2020, 6, 20))),
    ] {
        automatic(uid, from, reference, until).hand_in(ledger, NOON);
        assert_eq!(away(NOON), noted, "{uid}");
    }
    let mut report = automatic(5, "vanthu@so-y-te.example", None, Some(day(2020, 6, 30)));
    report.decision.kind = MailKind::Other;
    report.hand_in(ledger, NOON);
    assert_eq!(away(NOON), Some(day(2020, 6, 20)), "only an automatic answer");
    assert_eq!(away("2020-06-20T10:00:00Z"), Some(day(2020, 6, 20)));
    assert_eq!(away("2020-06-22T10:00:00Z"), None);
    let told = ledger.read(|snapshot| snapshot.journal_of_letter(1)).unwrap();
    assert_eq!(told.iter().filter(|line| line.what == "letter-away").count(), 2);
}

#[test]
fn an_absence_without_an_end_lasts_two_weeks_or_until_the_unit_writes_again() {
    let (_folder, queue) = queue_of(world());
    let ledger = queue.ledger.as_ref();
    let reminder = Purpose::Reminder(unit("so-y-te"), jiff::civil::date(2020, 6, 11));
    let letter = Letter { unit: Some(unit("so-y-te")), ..letter(reminder, "vanthu@so-y-te.example") };
    ledger.write(|tx| tx.queue(&letter, None, at("2020-06-11T02:00:00Z"))).unwrap();
    queue.claim(at("2020-06-11T02:00:00Z")).unwrap().unwrap();
    queue.settle(1, &Outcome::Sent { reply: "250".into() }, None, at("2020-06-11T02:00:01Z")).unwrap();
    let away = |now: &str| {
        let board = ledger.read(|snapshot| snapshot.board(at(now))).unwrap();
        board.away.get(&unit("so-y-te")).map(|away| (away.until, away.named))
    };
    let mut answer = automatic(1, "vanthu@so-y-te.example", None, None);
    answer.message.robot.away = true;
    answer.message.received_at = at("2020-06-12T03:00:00Z");
    answer.hand_in(ledger, "2020-06-12T03:00:00Z");
    assert_eq!(away("2020-06-12T05:00:00Z"), Some((jiff::civil::date(2020, 6, 26), false)));
    assert_eq!(away("2020-06-28T05:00:00Z"), None, "nobody is believed to be away for ever");
    let told = ledger.read(|snapshot| snapshot.journal_of_letter(1)).unwrap();
    assert!(told.iter().any(|line| line.why.contains("không nêu đến ngày nào")));

    let mut other = report(2, "so-gddt");
    other.message.from.as_mut().unwrap().address = "vanthu@so-gddt.example".to_owned();
    other.message.received_at = at("2020-06-13T03:00:00Z");
    other.hand_in(ledger, "2020-06-13T03:00:00Z");
    assert!(away("2020-06-13T05:00:00Z").is_some(), "another unit wrote");
    let mut back = report(3, "so-y-te");
    back.message.received_at = at("2020-06-14T03:00:00Z");
    back.hand_in(ledger, "2020-06-14T03:00:00Z");
    assert_eq!(away("2020-06-14T05:00:00Z"), None);
}
