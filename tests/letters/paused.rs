//! A person stopped sending for some time: what was not sent says why, and leaders and staff read of it afterwards.

use std::sync::Arc;

use jiff::Timestamp;
use tiepnhan::delivery::Outcome;
use tiepnhan::ledger::{Ledger, LedgerError, LetterFilter, LetterQueue, LetterState, Outgoing, Pause};
use tiepnhan::letter::Templates;
use tiepnhan::mime::plain_text;
use tiepnhan::outbox::Queue as _;
use tiepnhan::scheduler;

use super::world::{at, half_year, rules};

struct Stopped {
    ledger: Arc<Ledger>,
    _folder: tempfile::TempDir,
}

impl Stopped {
    fn tick(&self, now: &str) {
        scheduler::tick(&self.ledger, &rules(vec![half_year()]), &Templates::shipped().unwrap(), at(now)).unwrap();
    }

    fn letters(&self) -> Vec<Outgoing> {
        let read = self.ledger.read(|snapshot| snapshot.letters_where(&LetterFilter::default(), 1000));
        read.map_err(|error: LedgerError| error).unwrap()
    }

    /// The newest letter of a kind that is not withdrawn, in one line.
    fn newest(&self, kind: &str) -> Option<String> {
        let found =
            self.letters().into_iter().find(|letter| letter.kind == kind && letter.state != LetterState::Dropped)?;
        let bytes: Result<Vec<u8>, LedgerError> = self.ledger.read(|snapshot| snapshot.letter_bytes(found.id));
        Some(plain_text(&bytes.unwrap()).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn sends_all(&self, now: Timestamp) {
        let queue = LetterQueue { ledger: Arc::clone(&self.ledger), from: "a@b.example".into() };
        while let Some(letter) = queue.claim(now).unwrap() {
            queue.settle(letter.id, &Outcome::Sent { reply: "250 ok".into() }, None, now).unwrap();
        }
    }
}

/// Sending stops at 07:50 of the day of the reminders and goes on at 09:00 of the day after.
fn stopped() -> Stopped {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap());
    let stopped = Stopped { ledger, _folder: folder };
    let pause = Pause { at: at("2020-06-16 07:20"), by: "Nam".into(), why: "đổi máy chủ thư".into() };
    let paused: Result<bool, LedgerError> = stopped.ledger.write(|tx| tx.pause_sending(&pause));
    assert!(paused.unwrap());
    stopped.tick("2020-06-16 08:00");
    stopped.tick("2020-06-16 17:30");
    let resumed: Result<bool, LedgerError> =
        stopped.ledger.write(|tx| tx.resume_sending("Nam", "xong", at("2020-06-17 07:10")));
    assert!(resumed.unwrap());
    stopped
}

const SAID: &str = "dừng từ 07 giờ 20 ngày 16/6/2020 đến 07 giờ 10 ngày 17/6/2020";

#[test]
fn what_was_not_sent_says_why() {
    let stopped = stopped();
    let dropped: Vec<Outgoing> =
        stopped.letters().into_iter().filter(|letter| letter.state == LetterState::Dropped).collect();
    assert!(!dropped.is_empty());
    for letter in dropped {
        let why = &letter.last_reply;
        assert!(why.contains("gửi thư dừng từ 07 giờ 20 ngày 16/6/2020") && why.contains("đổi máy chủ thư"), "{why}");
    }
}

#[test]
fn leaders_and_staff_read_of_it_once_afterwards() {
    let stopped = stopped();
    stopped.tick("2020-06-17 07:35");
    for kind in ["digest", "desk"] {
        let text = stopped.newest(kind).unwrap_or_else(|| panic!("no {kind}"));
        assert!(text.contains(SAID) && text.contains("đổi máy chủ thư"), "{kind}: {text}");
    }
    stopped.sends_all(at("2020-06-17 07:36"));
    stopped.tick("2020-06-18 07:35");
    assert!(!stopped.newest("digest").unwrap().contains(SAID));
}
