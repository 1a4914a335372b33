//! Two hundred letters through a Postfix that refuses, hangs up and keeps silent, and is mended afterwards.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tiepnhan::clock::{Clock as _, SetClock};
use tiepnhan::delivery::smtp::{Limits, Security, Sender, Settings};
use tiepnhan::ledger::{Ledger, LetterQueue, LetterState, Try, TryEnd};
use tiepnhan::letter::{Letter, Purpose};
use tiepnhan::outbox::Queue as _;
use tokio_util::sync::CancellationToken;

use super::{Postfix, parcel};
use crate::smtp::postbox::{minutes, monday};
use crate::smtp::waiting::{outbox, to_the_end};

const COUNT: usize = 200;

/// By the last digit of the number; 8 and 18 meet silence, the other eights nothing.
const AT_RECIPIENT: &str = "/^vanthu[0-9]*1@/ 450 4.2.0 greylisted, come back later
/^vanthu[0-9]*2@/ 452 4.3.1 insufficient system storage
/^vanthu[0-9]*3@/ 550 5.1.1 no such user here
/^vanthu[0-9]*5@/ 421 4.3.2 closing in the middle
/^vanthu1?8@/ sleep 4
";
const AFTER_DATA: &str = "/^vanthu[0-9]*4@/ 554 5.7.1 looks like spam
/^vanthu[0-9]*6@/ 451 4.7.1 try again
/^vanthu[0-9]*7@/ 421 4.7.0 too busy now
";
const FAULTY: &str =
    "smtpd_recipient_restrictions = check_recipient_access regexp:{root}/config/at-recipient, reject_unauth_destination
smtpd_end_of_data_restrictions = check_recipient_access regexp:{root}/config/after-data
";

struct Line {
    queue: Arc<LetterQueue>,
    _folder: tempfile::TempDir,
}

impl Line {
    fn of(count: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("so.db"), monday()).unwrap();
        let queue = LetterQueue { ledger: Arc::new(ledger), from: "khoagiao@songlam.example".into() };
        let letter = |number: usize| {
            let parcel = parcel(number);
            let (to, message_id, mime) = (parcel.to, parcel.message_id, parcel.mime);
            let purpose = Purpose::Receipt(format!("{number}"));
            Letter {
                purpose,
                to,
                unit: None,
                about: vec![],
                subject: "x".into(),
                message_id,
                gist: String::new(),
                mime: mime.into(),
                not_before: None,
            }
        };
        let put = |tx: &mut tiepnhan::ledger::Tx<'_>| {
            for number in 0..count {
                assert!(tx.queue(&letter(number), None, monday())?);
            }
            Ok::<_, tiepnhan::ledger::LedgerError>(())
        };
        queue.ledger.write(put).unwrap();
        Self { queue: Arc::new(queue), _folder: folder }
    }

    /// Number of each letter, and its tries.
    fn tries(&self, state: LetterState) -> BTreeMap<usize, Vec<Try>> {
        let read = |snapshot: &tiepnhan::ledger::Snapshot<'_>| {
            let letters = snapshot.letters(state, Timestamp::MIN)?;
            letters.into_iter().map(|l| Ok((number(&l.to), snapshot.tries(l.id)?))).collect()
        };
        self.queue.ledger.read(read).map_err(|error: tiepnhan::ledger::LedgerError| error.to_string()).unwrap()
    }
}

fn number(to: &str) -> usize {
    to.trim_start_matches("vanthu").split('@').next().unwrap().parse().unwrap()
}

fn sender(postfix: &Postfix) -> Sender {
    // The final dot is waited for as long as it takes: what is silent there may have been taken.
    let limits = Limits { command: Duration::from_millis(1500), data: Duration::from_secs(20), ..Limits::default() };
    Sender::new(Settings { limits, ..postfix.settings(Security::StartTls) }).unwrap()
}

/// How many letters lie in the Maildir for each number.
fn copies(postfix: &Postfix, expected: usize) -> BTreeMap<usize, usize> {
    let mut copies = BTreeMap::new();
    for mail in postfix.mails(expected) {
        let text = String::from_utf8(mail).unwrap();
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <receipt-")).unwrap();
        *copies.entry(id.split('@').next().unwrap().parse().unwrap()).or_default() += 1;
    }
    copies
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_every_fault_two_hundred_letters_arrive_once_or_say_why_not() {
    let files = [("at-recipient", AT_RECIPIENT), ("after-data", AFTER_DATA)];
    let postfix = Postfix::with("donvi.example", FAULTY, &files);
    let line = Line::of(COUNT);
    let clock = Arc::new(SetClock::at(monday()));
    let (mut outbox, _alarms) = outbox(&line.queue, sender(&postfix), &clock);
    let never = CancellationToken::new();
    let untried = |line: &Line| line.tries(LetterState::Queued).values().any(Vec::is_empty);
    while untried(&line) {
        outbox.drain(&never).await.unwrap();
        let now = clock.now();
        let due = line.queue.next_due(now).unwrap().unwrap_or(now);
        clock.set(due.max(now + minutes(1)));
        assert!(now < monday() + minutes(60 * 24 * 2), "some letter was never tried");
    }
    postfix.mend();
    to_the_end(&mut outbox, line.queue.as_ref(), &clock).await;

    let (sent, failed) = (line.tries(LetterState::Sent), line.tries(LetterState::Failed));
    assert_eq!(sent.len() + failed.len(), COUNT, "a letter is left over");
    let arrived = copies(&postfix, sent.len());
    assert!(arrived.values().all(|count| *count == 1), "somebody got two: {arrived:?}");
    assert!(arrived.keys().eq(sent.keys()), "what counts as sent is not what arrived");
    assert!(failed.keys().all(|number| matches!(number % 10, 3 | 4)), "{:?}", failed.keys());
    assert_eq!(failed.len(), 40);
    for (number, tries) in sent.iter().chain(&failed) {
        let met: Vec<_> = tries.iter().filter_map(|one| Some((one.end?.1, one.said.as_str()))).collect();
        let (end, words) = match number % 10 {
            1 => (TryEnd::Later, "greylisted"),
            2 => (TryEnd::Later, "insufficient system storage"),
            3 => (TryEnd::Never, "no such user here"),
            4 => (TryEnd::Never, "looks like spam"),
            5 => (TryEnd::Later, "closing in the middle"),
            6 => (TryEnd::Later, "try again"),
            7 => (TryEnd::Later, "too busy now"),
            8 if *number <= 18 => (TryEnd::Later, ""),
            _ => (TryEnd::Sent, "queued as"),
        };
        let told = met.iter().any(|(how, said)| alike(*how, end) && said.contains(words) && !said.is_empty());
        assert!(told, "letter {number} should have met {end:?} “{words}”: {met:?}");
        assert!(!met.iter().any(|(how, _)| *how == TryEnd::Unknown), "letter {number}: {met:?}");
    }
}

/// A server that hangs up speaks of the line, not of the letter: both mean "not now".
fn alike(met: TryEnd, expected: TryEnd) -> bool {
    met == expected || (expected == TryEnd::Later && matches!(met, TryEnd::Down | TryEnd::Quota))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_turns_everybody_away_at_the_door_costs_no_letter() {
    let shut = "smtpd_delay_reject = no\nsmtpd_client_restrictions = check_client_access static:{421 4.3.2 not now}\n";
    let postfix = Postfix::with("donvi.example", shut, &[]);
    let line = Line::of(20);
    let clock = Arc::new(SetClock::at(monday()));
    let (mut outbox, _alarms) = outbox(&line.queue, sender(&postfix), &clock);
    let never = CancellationToken::new();
    for _ in 0..5 {
        outbox.drain(&never).await.unwrap();
        clock.set(clock.now() + minutes(20));
    }
    let waiting = line.tries(LetterState::Queued);
    assert_eq!(waiting.len(), 20);
    let said: Vec<String> = waiting.values().flatten().map(|one| one.said.clone()).collect();
    assert!(!said.is_empty() && said.iter().all(|said| said.contains("not now")), "{said:?}");
    postfix.mend();
    to_the_end(&mut outbox, line.queue.as_ref(), &clock).await;
    assert_eq!(line.tries(LetterState::Sent).len(), 20);
    assert!(copies(&postfix, 20).values().all(|count| *count == 1));
}
