//! The process ends and starts again with letters in every state.

use std::collections::BTreeMap;
use std::sync::Arc;

use tiepnhan::clock::SetClock;
use tiepnhan::delivery::Outcome;
use tiepnhan::ledger::{LedgerError, LetterState, Pause};
use tiepnhan::outbox::{Cause, Queue as _};

use super::crash::{ledger, receipt};
use super::postbox::{minutes, monday};
use super::server::Server;
use super::waiting::{outbox, to_the_end};
use super::{parcel, sender};

#[tokio::test]
async fn after_a_restart_every_letter_goes_on_from_where_it_stood() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("so.db");
    let now = monday();
    {
        let queue = ledger(&path);
        let queued: Result<Vec<bool>, LedgerError> =
            queue.ledger.write(|tx| (1..=7).map(|number| tx.queue(&receipt(number), None, now)).collect());
        assert_eq!(queued.unwrap().len(), 7);
        let later = || Some(now + minutes(180));
        let why = || "451 4.3.0".to_owned();
        for id in 1..=6 {
            assert_eq!(queue.claim(now).unwrap().unwrap().id, id);
        }
        let settle = |id, outcome: Outcome, next| queue.settle(id, &outcome, next, now).unwrap();
        settle(1, Outcome::Sent { reply: "250 ok".into() }, None);
        settle(2, Outcome::Later { why: why(), quota: false }, later());
        settle(3, Outcome::Unknown { why: why() }, later());
        queue.postpone(4, now + minutes(60), &Cause::Held("đã đủ thư".into()), now).unwrap();
        settle(5, Outcome::Never { why: why(), code: Some(550), dead: true }, None);
        // 6 stays claimed, 7 waits; a person cancels one more and stops everything.
        let pause = Pause { at: now, by: "Nam".into(), why: "đổi máy chủ".into() };
        let decided: Result<bool, LedgerError> = queue.ledger.write(|tx| {
            tx.queue(&receipt(8), None, now)?;
            tx.cancel_letter(8, ("Nam", "gửi nhầm"), now)?;
            tx.pause_sending(&pause)
        });
        assert!(decided.unwrap());
    }
    let server = Server::kind().await;
    let clock = Arc::new(SetClock::at(now));
    let queue = Arc::new(ledger(&path));
    {
        let (mut paused, _alarms) = outbox(&queue, sender(&server), &clock);
        paused.recover().await.unwrap();
        to_the_end(&mut paused, queue.as_ref(), &clock).await;
    }
    assert_eq!(server.letters().len(), 0, "a pause outlives the process");
    let resumed: Result<bool, LedgerError> = queue.ledger.write(|tx| tx.resume_sending("Nam", "xong", now));
    assert!(resumed.unwrap());
    let queue = Arc::new(ledger(&path));
    let (mut outbox, _alarms) = outbox(&queue, sender(&server), &clock);
    outbox.recover().await.unwrap();
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    let states: BTreeMap<i64, (LetterState, usize)> = (1..=8)
        .map(|id| {
            let letter = queue.ledger.read(|snapshot| snapshot.letter(id)).unwrap();
            let number = u32::try_from(id).unwrap();
            (id, (letter.state, server.copies(&parcel(number).to)))
        })
        .collect();
    let sent = (LetterState::Sent, 1);
    let expected =
        [(LetterState::Sent, 0), sent, sent, sent, (LetterState::Failed, 0), sent, sent, (LetterState::Dropped, 0)];
    assert_eq!(states, (1..=8).zip(expected).collect());
}
