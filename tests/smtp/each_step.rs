//! Two hundred letters through a server that at every step of the dialogue goes silent or hangs up, and then is mended.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tiepnhan::clock::SetClock;
use tiepnhan::ledger::{LedgerError, LetterQueue, LetterState, Snapshot, Try, TryEnd};
use tiepnhan::outbox::Trace;

use super::crash::{ledger, receipt};
use super::postbox::monday;
use super::server::{Act, Manner, Server, Step};
use super::waiting::{outbox, to_the_end};
use super::{parcel, sender};

const COUNT: u32 = 200;
/// How often each misdeed is done.
const TIMES: usize = 3;

/// Every step, what can go wrong there, what that means, and the words by which staff find it.
const MISDEEDS: [(Step, Act, TryEnd, &str); 17] = [
    (Step::Greeting, Act::Silence, TryEnd::Down, "không trả lời ở bước chào hỏi"),
    (Step::Greeting, Act::Cut, TryEnd::Down, "mất kết nối với máy chủ gửi thư ở bước chào hỏi"),
    (Step::Ehlo, Act::Silence, TryEnd::Down, "không trả lời ở bước chào hỏi"),
    (Step::Ehlo, Act::Cut, TryEnd::Down, "mất kết nối với máy chủ gửi thư ở bước chào hỏi"),
    (Step::Mail, Act::Silence, TryEnd::Down, "không trả lời ở bước địa chỉ gửi"),
    (Step::Mail, Act::Cut, TryEnd::Down, "mất kết nối với máy chủ gửi thư ở bước địa chỉ gửi"),
    (Step::Rcpt, Act::Silence, TryEnd::Later, "không trả lời ở bước địa chỉ người nhận"),
    (Step::Rcpt, Act::Cut, TryEnd::Later, "mất kết nối với máy chủ gửi thư ở bước địa chỉ người nhận"),
    (Step::Data, Act::Silence, TryEnd::Later, "không trả lời ở bước chuẩn bị nhận thư"),
    (Step::Data, Act::Cut, TryEnd::Later, "mất kết nối với máy chủ gửi thư ở bước chuẩn bị nhận thư"),
    // A small letter has left us whole when the server hangs up in its middle: nobody can tell.
    (Step::Content, Act::Silence, TryEnd::Unknown, "không trả lời ở bước xác nhận đã nhận thư"),
    (Step::Content, Act::Cut, TryEnd::Unknown, "ở bước xác nhận đã nhận thư"),
    (Step::Dot, Act::Silence, TryEnd::Unknown, "không trả lời ở bước xác nhận đã nhận thư"),
    (Step::Dot, Act::Cut, TryEnd::Unknown, "mất kết nối với máy chủ gửi thư ở bước xác nhận đã nhận thư"),
    (Step::Dot, Act::TakeAndSilence, TryEnd::Unknown, "không trả lời ở bước xác nhận đã nhận thư"),
    (Step::Dot, Act::TakeAndCut, TryEnd::Unknown, "mất kết nối với máy chủ gửi thư ở bước xác nhận đã nhận thư"),
    (Step::Rset, Act::Cut, TryEnd::Later, "4.2.0 greylisted"),
];

/// At every fourth visit of a step one misdeed more, until all are done.
async fn faulty() -> Server {
    let mut left: HashMap<Step, Vec<Act>> = HashMap::new();
    for (step, act, ..) in MISDEEDS {
        left.entry(step).or_default().extend(std::iter::repeat_n(act, TIMES));
    }
    let mut refusals = TIMES;
    let mut visits: HashMap<Step, usize> = HashMap::new();
    Server::start(Manner::default(), move |step| {
        let visit = visits.entry(step).or_default();
        *visit += 1;
        match step {
            // Every letter has a line of its own, so that each fault is its own.
            Step::Idle => Some(Act::Cut),
            // After a refusal the line is reset, or breaks.
            Step::Rcpt if *visit % 4 == 2 && refusals > 0 => {
                refusals -= 1;
                Some(Act::Say("450 4.2.0 greylisted"))
            }
            _ if step == Step::Rset || visit.is_multiple_of(4) => left.get_mut(&step).and_then(Vec::pop),
            _ => None,
        }
    })
    .await
}

/// The folder of sent mail at a server that files there all that it takes.
struct Filed(Arc<Server>);

impl Trace for Filed {
    fn look(&self, message_id: String, _: Timestamp) -> BoxFuture<'_, Result<Option<String>, String>> {
        let bears = |mime: &[u8]| String::from_utf8_lossy(mime).contains(&format!("Message-ID: <{message_id}>"));
        let found = self.0.letters().iter().any(|(_, mime)| bears(mime));
        Box::pin(async move { Ok(found.then(|| "thấy trong thư mục thư đã gửi".to_owned())) })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_and_cuts_at_every_step_leave_nobody_out_and_nobody_gets_two() {
    let folder = tempfile::tempdir().unwrap();
    let queue: Arc<LetterQueue> = Arc::new(ledger(&folder.path().join("so.db")));
    let queued: Result<Vec<bool>, LedgerError> =
        queue.ledger.write(|tx| (1..=COUNT).map(|number| tx.queue(&receipt(number), None, monday())).collect());
    assert_eq!(queued.unwrap().len(), COUNT as usize);
    let server = Arc::new(faulty().await);
    let clock = Arc::new(SetClock::at(monday()));
    let (outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
    let mut outbox = outbox.looking(Some(Arc::new(Filed(Arc::clone(&server)))));
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;

    for number in 1..=COUNT {
        assert_eq!(server.copies(&parcel(number).to), 1, "letter {number}");
    }
    let read = |snapshot: &Snapshot<'_>| {
        let sent = snapshot.letters(LetterState::Sent, Timestamp::MIN)?;
        sent.into_iter().map(|letter| Ok((letter.id, snapshot.tries(letter.id)?))).collect()
    };
    let tries: Result<BTreeMap<i64, Vec<Try>>, LedgerError> = queue.ledger.read(read);
    let tries = tries.unwrap();
    assert_eq!(tries.len(), COUNT as usize, "nobody is left over");
    let ends: Vec<(TryEnd, &str)> =
        tries.values().flatten().filter_map(|one| Some((one.end?.1, one.said.as_str()))).collect();
    for (step, act, end, words) in MISDEEDS {
        let told = ends.iter().filter(|(how, said)| *how == end && said.contains(words)).count();
        assert!(told >= TIMES, "{step:?} {act:?}: {told} tries tell of {end:?} “{words}”");
    }
    let found = ends.iter().filter(|(how, said)| *how == TryEnd::Sent && said.contains("không gửi lại")).count();
    assert!(found >= 2 * TIMES, "only {found} were found where the server files what it took");
    while let Ok(alarm) = alarms.try_recv() {
        assert!(!matches!(alarm, tiepnhan::outbox::Alarm::GivenUp { .. }), "{alarm:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_letter_cut_in_its_middle_is_simply_not_sent() {
    let server = Server::once(Step::Content, Act::Cut).await;
    let mut sender = sender(&server);
    let line = b"0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\r\n";
    // More than any buffer between the two holds.
    let large = super::Parcel { mime: [parcel(1).mime, line.repeat(400_000)].concat(), ..parcel(1) };
    let outcome = sender.deliver(&large).await;
    assert_eq!(super::kind(&outcome), "later", "{outcome:?}");
    assert_eq!(server.letters().len(), 0);
}
