//! Machines that answer machines: a fixed small total, whatever they call themselves.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tiepnhan::clock::{Clock as _, SetClock};
use tiepnhan::config;
use tiepnhan::daemon::Works;
use tiepnhan::ledger::{LetterState, Outgoing};
use tiepnhan::message::{Origin, RawContent, RawMail};

/// The sample office Sông Lam on a working morning; mails are handed in one by one.
struct Office {
    works: Works,
    clock: Arc<SetClock>,
    count: u32,
    _folder: TempDir,
}

impl Office {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        config::sample::write("song-lam", folder.path()).unwrap();
        let clock = Arc::new(SetClock::at("2024-06-18T02:00:00Z".parse().unwrap()));
        let works = Works::open(config::load(folder.path()).unwrap(), Arc::clone(&clock) as _).unwrap();
        Self { works, clock, count: 0, _folder: folder }
    }

    /// Takes a mail; the letters that answer it.
    async fn take(&mut self, mail: &str) -> Vec<Outgoing> {
        let before = self.letters().len();
        self.count += 1;
        let now = self.clock.now() + SignedDuration::from_secs(20);
        self.clock.set(now);
        let key = self.count.to_string();
        let origin = Origin { source: "imap".into(), folder: "INBOX".into(), uid_validity: 1, uid: self.count, key };
        let content = RawContent::Whole(mail.replace('\n', "\r\n").into_bytes());
        let raw = RawMail { origin, received_at: now, server_id: None, content };
        self.works.intake.take(vec![raw]).await.unwrap();
        let staff = |letter: &Outgoing| letter.kind == "alert";
        self.letters().split_off(before).into_iter().filter(|letter| !staff(letter)).collect()
    }

    fn letters(&self) -> Vec<Outgoing> {
        self.works.ledger.read(|snapshot| snapshot.letters(LetterState::Queued, Timestamp::MIN)).unwrap()
    }

    fn message_id(&self, letter: &Outgoing) -> String {
        let bytes = self.works.ledger.read(|snapshot| snapshot.letter_bytes(letter.id)).unwrap();
        let mail = tiepnhan::mime::parse(&bytes, &tiepnhan::mime::Limits::default());
        mail.header("message-id").unwrap()
    }
}

/// A machine of the health department that forwards what it gets, from a new address each time.
fn robot(number: u32, answers: Option<&str>) -> String {
    let thread = answers.map_or(String::new(), |id| format!("In-Reply-To: {id}\nReferences: {id}\n"));
    format!(
        "From: May {number} <may{number}@syt.songlam.example>\nTo: khoagiao@tinhuy.songlam.example\n\
         Message-ID: <m{number}@syt.songlam.example>\nDate: Tue, 18 Jun 2024 09:00:00 +0700\n{thread}\
         Subject: Bao cao 6 thang dau nam 2024\nContent-Type: text/plain; charset=utf-8\n\n\
         Sở Y tế gửi báo cáo kết quả công tác khoa giáo 6 tháng đầu năm 2024, xin xem tệp kèm theo. Lần {number}.\n"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_robot_with_ever_new_addresses_gets_three_letters_in_one_conversation() {
    let mut office = Office::open();
    let (mut answered, mut last) = (0, None);
    for number in 0..60 {
        let letters = office.take(&robot(number, last.as_deref())).await;
        answered += letters.len();
        last = letters.first().map(|letter| office.message_id(letter)).or(last);
    }
    assert_eq!(answered, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_robot_that_forgets_what_it_answers_gets_a_fixed_number_all_the_same() {
    let mut office = Office::open();
    let mut answered = 0;
    for number in 0..60 {
        answered += office.take(&robot(number, None)).await.len();
    }
    assert_eq!(answered, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_vacation_replies_none_is_answered() {
    let mut office = Office::open();
    let signs = [
        "Auto-Submitted: auto-replied\nSubject: Vang mat\n",
        "Subject: =?utf-8?Q?Tr=E1=BA=A3_l=E1=BB=9Di_t=E1=BB=B1_=C4=91=E1=BB=99ng?=: nhac bao cao\n",
        "Subject: Out of office: Re: bao cao\n",
        "X-Autoreply: yes\nSubject: Re: bao cao 6 thang\n",
        "Precedence: auto_reply\nSubject: Re: bao cao 6 thang\n",
    ];
    let mut answered = 0;
    for number in 0..100_u32 {
        let sign = signs[number as usize % signs.len()];
        let mail = format!(
            "From: Van thu <vanphong{number}@syt.songlam.example>\nTo: khoagiao@tinhuy.songlam.example\n\
             Message-ID: <v{number}@syt.songlam.example>\n{sign}Content-Type: text/plain; charset=utf-8\n\n\
             Tôi đi vắng đến hết ngày 25/6/2024. Sở Y tế gửi báo cáo 6 tháng đầu năm 2024 sau ngày đó.\n"
        );
        answered += office.take(&mail).await.len();
    }
    assert_eq!(answered, 0);
}
