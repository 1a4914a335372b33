//! A server that takes no large mail: what is larger is taken back, to be written anew without its files.

use std::sync::Arc;

use tiepnhan::clock::SetClock;
use tiepnhan::ledger::{LedgerError, LetterQueue, LetterState};
use tiepnhan::letter::{Letter, Mime, Purpose};
use tiepnhan::outbox::Alarm;

use super::crash::{ledger, receipt};
use super::postbox::monday;
use super::server::{Manner, Server};
use super::waiting::{outbox, to_the_end};
use super::{parcel, sender};

const MOST: u64 = 100_000;

/// A notice with a plan of 200 kB to the unit of this number.
fn notice(number: u32, plan: &Arc<[u8]>) -> Letter {
    let frame = parcel(number).mime;
    let mime = Mime { files: vec![(frame.len(), Arc::clone(plan))], frame };
    Letter { purpose: Purpose::Query(format!("{number:064}")), mime, ..receipt(number) }
}

fn queued(queue: &LetterQueue, letters: &[Letter]) {
    let new: Result<Vec<bool>, LedgerError> =
        queue.ledger.write(|tx| letters.iter().map(|letter| tx.queue(letter, None, monday())).collect());
    assert!(new.unwrap().into_iter().all(|new| new));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_finds_too_large_is_taken_back_and_told_once() {
    let plan: Arc<[u8]> = vec![7; 200_000].into();
    let notices: Vec<Letter> = (2..=4).map(|number| notice(number, &plan)).collect();
    // Learned from a small letter that leaves, or from a large one that cannot.
    for small in [vec![receipt(1)], Vec::new()] {
        let manner = Manner { offers: vec!["SIZE 100000"], ..Manner::default() };
        let server = Server::start(manner, |_| None).await;
        let folder = tempfile::tempdir().unwrap();
        let queue = Arc::new(ledger(&folder.path().join("so.db")));
        queued(&queue, &small);
        queued(&queue, &notices);
        let clock = Arc::new(SetClock::at(monday()));
        let (mut outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
        to_the_end(&mut outbox, queue.as_ref(), &clock).await;

        assert_eq!(alarms.try_recv().unwrap(), Alarm::TooLarge { letters: 3, most: MOST });
        assert!(alarms.try_recv().is_err(), "once, and nothing was given up");
        assert_eq!(server.letters().len(), small.len());
        let read = queue.ledger.read(|snapshot| {
            let of = |state| snapshot.letters(state, jiff::Timestamp::MIN);
            Ok::<_, LedgerError>((of(LetterState::Dropped)?, of(LetterState::Failed)?.len(), snapshot.letter_limit()?))
        });
        let (dropped, failed, limit) = read.unwrap();
        assert_eq!((dropped.len(), failed, limit), (3, 0, Some(MOST)));
        assert!(dropped.iter().all(|letter| letter.last_reply.contains("lớn hơn mức máy chủ")), "{dropped:?}");
        // Their purposes are free: the same notices leave without the file.
        let lighter = |letter: &Letter| Letter { mime: letter.mime.frame.clone().into(), ..letter.clone() };
        queued(&queue, &notices.iter().map(lighter).collect::<Vec<_>>());
        to_the_end(&mut outbox, queue.as_ref(), &clock).await;
        assert_eq!(server.letters().len(), small.len() + 3);
    }
}
