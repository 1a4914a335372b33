//! The program stops and starts while letters that ask wait: none is lost, none leaves before the mailbox has been read,
//! and a server that has had enough is left in peace.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tempfile::TempDir;
use tiepnhan::clock::SetClock;
use tiepnhan::config;
use tiepnhan::daemon::{self, Works};
use tiepnhan::ledger::{Ledger, LedgerError, LetterFilter, LetterState, Outgoing};
use tokio_util::sync::CancellationToken;

use super::PATIENCE;
use crate::letters::world::at;
use crate::smtp::server::{Act, Server, Step};

const UNITS: [&str; 3] = ["so-y-te", "so-gddt", "so-khcn"];

/// Three units, a monthly report due before the 20th, a Maildir, and a mail server that follows a script.
struct Place {
    folder: TempDir,
    server: Server,
}

impl Place {
    fn with(server: Server) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: String| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(folder.path().join("thu-den").join(part)).unwrap();
        }
        let lines = UNITS.map(|id| format!("{id},Đơn vị {id},\"Sở, ngành\",vanthu@{id}.example\n")).concat();
        write("don-vi.csv", format!("Mã,Tên đơn vị,Nhóm,Thư điện tử\n{lines}"));
        write(
            "plans/kh.toml",
            "id = \"kh\"\ntitle = \"Kế hoạch công tác khoa giáo\"\nvalid_from = \"5/1/2026\"\n[[report]]\nid = \"thang\"\n\
             name = \"Báo cáo tháng\"\nperiod = \"month\"\ngroups = [\"Sở, ngành\"]\ndue = { before = \"ngày 20\" }\n\
             remind_before = [3]\noverdue_after = []\n"
                .to_owned(),
        );
        let port = server.port();
        write(
            "tiepnhan.toml",
            format!(
                "[office]\nname = \"Phòng Khoa giáo\"\nshort_name = \"Phòng Khoa giáo\"\nmailbox = \"khoagiao@songmay.example\"\n\
                 staff = [\"cb@songmay.example\"]\nleaders = []\n[files]\nplans = \"plans\"\n[mailbox]\nsource = \"maildir\"\n\
                 [delivery]\nway = \"smtp\"\n[delivery.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"plain\"\n\
                 auth = \"none\"\nseconds = 5\n[times]\nstart_date = \"1/6/2026\"\n[web]\nlisten = \"\"\n"
            ),
        );
        Self { folder, server }
    }

    /// One life of the program, from then until `done`; the clock stands still.
    async fn runs(&self, now: &str, done: impl Fn(&Self, &Works) -> bool) {
        let loaded = config::load(self.folder.path()).unwrap();
        let fingerprint = loaded.fingerprint.clone();
        let works = Arc::new(Works::open(loaded, Arc::new(SetClock::at(at(now)))).unwrap());
        let stop = CancellationToken::new();
        let (serving, place, asked) = (Arc::clone(&works), self.folder.path().to_owned(), stop.clone());
        let served = tokio::spawn(async move {
            daemon::serve(&serving, place, fingerprint, async move { asked.cancelled().await }).await
        });
        let begun = Instant::now();
        let read = |works: &Works| {
            let known = works.ledger.read(|snapshot| snapshot.mailboxes()).map_err(|error: LedgerError| error).unwrap();
            known.iter().all(|mailbox| mailbox.read_at == Some(at(now))) && !known.is_empty()
        };
        while !(read(&works) && done(self, &works)) {
            assert!(begun.elapsed() < PATIENCE, "{now}: {:?}\n{:?}", letters(&works.ledger), self.server.transcript());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.cancel();
        served.await.unwrap().unwrap();
    }

    fn letters(&self) -> Vec<Outgoing> {
        let file = self.folder.path().join("du-lieu/so.db");
        letters(&Ledger::open(&file, Timestamp::now()).unwrap())
    }

    fn copies(&self) -> Vec<usize> {
        UNITS.map(|id| self.server.copies(&format!("vanthu@{id}.example"))).to_vec()
    }

    /// How often a letter was handed over.
    fn tries(&self) -> usize {
        self.server.transcript().iter().filter(|line| line.contains("DATA")).count()
    }
}

/// What asks, oldest first.
fn letters(ledger: &Ledger) -> Vec<Outgoing> {
    let read = ledger.read(|snapshot| snapshot.letters_where(&LetterFilter::default(), 1000));
    let mut found = read.map_err(|error: LedgerError| error).unwrap();
    found.retain(|letter| letter.kind == "reminder");
    found.reverse();
    found
}

fn states(place: &Place) -> Vec<LetterState> {
    place.letters().iter().map(|letter| letter.state).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reminder_of_unknown_fate_is_sent_again_after_a_restart_and_once_only() {
    let place = Place::with(Server::once(Step::Dot, Act::Cut).await);
    let sent = |count: usize| {
        move |_: &Place, works: &Works| {
            letters(&works.ledger).iter().filter(|letter| letter.state == LetterState::Sent).count() >= count
        }
    };
    place.runs("2026-06-17 07:31", sent(2)).await;
    assert_eq!(place.letters().iter().map(|letter| letter.unknowns).collect::<Vec<_>>(), [1, 0, 0]);
    place.runs("2026-06-17 07:45", |_, _| true).await;
    assert_eq!(states(&place), [LetterState::Queued, LetterState::Sent, LetterState::Sent]);
    place.runs("2026-06-17 09:50", sent(3)).await;
    assert_eq!((place.copies(), place.letters().len()), (vec![1, 1, 1], 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_has_had_enough_is_not_tried_again_by_each_start() {
    let place = Place::with(Server::once(Step::Dot, Act::Say("550 5.4.5 Daily user sending limit exceeded")).await);
    place.runs("2026-06-17 07:31", |place, _| place.tries() > 0).await;
    for now in ["2026-06-17 07:33", "2026-06-17 07:35", "2026-06-17 07:37"] {
        place.runs(now, |_, _| true).await;
    }
    assert_eq!(place.tries(), 1);
    let waiting = place.letters();
    assert!(waiting.len() == 3 && waiting.iter().all(|letter| letter.state == LetterState::Queued), "{waiting:?}");
    place.runs("2026-06-17 08:40", |place, _| place.copies() == [1, 1, 1]).await;
    assert_eq!(place.letters().len(), 3, "the very letters");
}
