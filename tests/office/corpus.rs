//! The hundred mails of the corpus through real servers, in the order in which they arrived.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use mail_parser::{Address, MessageParser};
use rusqlite::{Connection, params};
use serde_json::Value;
use tiepnhan::judgment::Bucket;
use tiepnhan::ledger::{Ledger, LedgerError};

use super::{Delivered, Mail, Office, Picture};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/corpus")
}

/// A mail of the corpus, and what is true of it.
pub struct Known {
    pub id: String,
    pub mail: Mail,
    truth: Value,
}

impl Known {
    fn is(&self, what: &str, value: &str) -> bool {
        self.truth[what] == value
    }

    /// A report that is entered and confirmed without a person.
    pub fn is_plain_report(&self) -> bool {
        self.is("kind", "report") && self.is("accept", "auto") && self.truth["acknowledge"] == true
    }

    /// Where a clerk would have put it. A mail whose file is missing or broken needs nobody any more when `later` mails
    /// brought the report.
    fn bucket_fits(&self, bucket: Bucket, later: &[Self]) -> bool {
        if self.is("accept", "review") {
            let brought = |mail: &Self| {
                mail.is("accept", "auto") && mail.truth["unit"] == self.truth["unit"] && mail.same_reports(self)
            };
            bucket == Bucket::Review || (bucket == Bucket::NotReport && later.iter().any(brought))
        } else if self.truth["reports"].as_array().is_some_and(|reports| !reports.is_empty()) {
            bucket == Bucket::Recorded
        } else {
            matches!(bucket, Bucket::NotReport | Bucket::Machine)
        }
    }

    fn same_reports(&self, other: &Self) -> bool {
        let reports = |mail: &Self| {
            let reports = mail.truth["reports"].as_array().cloned().unwrap_or_default();
            reports.iter().map(|one| (one["report"].clone(), one["period"].clone())).collect::<Vec<_>>()
        };
        reports(self) == reports(other)
    }

    /// Message-ID, and the addresses that may be answered.
    fn envelope(&self) -> (Option<String>, BTreeSet<String>) {
        let mail = MessageParser::default().parse(&self.mail.bytes).unwrap();
        let people = [mail.from(), mail.reply_to()].into_iter().flatten().flat_map(Address::iter);
        let addresses = people.filter_map(|person| person.address()).map(str::to_lowercase).collect();
        (mail.message_id().map(str::to_owned), addresses)
    }
}

/// All of them, oldest first.
pub fn mails() -> Vec<Known> {
    let rows = fs::read_to_string(folder().join("truth.jsonl")).unwrap();
    let known: Vec<Known> = rows
        .lines()
        .map(|row| {
            let row: Value = serde_json::from_str(row).unwrap();
            let bytes = fs::read(folder().join(row["eml"].as_str().unwrap())).unwrap();
            let mail = Mail::at(row["received_at"].as_str().unwrap(), bytes);
            Known { id: row["id"].as_str().unwrap().to_owned(), mail, truth: row["truth"].clone() }
        })
        .collect();
    assert_eq!(known.len(), 100);
    assert!(known.is_sorted_by(|one, next| one.mail.received_at < next.mail.received_at));
    known
}

impl Office {
    /// The whole corpus into the inbox.
    pub fn receive_the_corpus(&self) {
        let mails: Vec<Mail> = mails().into_iter().map(|known| known.mail).collect();
        self.append(&mails);
    }

    /// The letters that the office had sent before, which some mails of the corpus answer.
    pub fn remember_earlier_letters(&self) {
        fs::create_dir_all(self.data()).unwrap();
        let path = self.data().join("so.db");
        drop(Ledger::open(&path, jiff::Timestamp::now()).unwrap());
        let file = Connection::open(&path).unwrap();
        let scenario = fs::read_to_string(folder().join("scenario.json")).unwrap();
        let scenario: Value = serde_json::from_str(&scenario).unwrap();
        for letter in scenario["references"].as_array().unwrap() {
            let word = |name: &str| letter[name].as_str().unwrap().trim_matches(['<', '>']).to_owned();
            let sent_at: jiff::Timestamp = word("sent_at").parse().unwrap();
            // As the ledger finds its own letters: the Message-ID begins with the reference in small letters.
            file.execute(
                "INSERT INTO letter (purpose, kind, recipient, unit, subject, message_id, mime, priority, not_before, \
                 state, next_try, created_at, sent_at) \
                 VALUES (?1, 'reminder', ?2, ?3, ?1, ?4, x'', 2, ?5, 'sent', ?5, ?5, ?5)",
                params![word("token"), word("to"), word("unit"), word("message_id"), sent_at.as_millisecond()],
            )
            .unwrap();
            let about = params![file.last_insert_rowid(), word("report"), word("period")];
            file.execute("INSERT INTO letter_about (letter, report, period) VALUES (?1, ?2, ?3)", about).unwrap();
        }
    }
}

/// What comes out when nothing goes wrong; made once, for all scenes that compare with it.
pub fn undisturbed() -> &'static (Picture, Vec<Delivered>) {
    static ONCE: OnceLock<(Picture, Vec<Delivered>)> = OnceLock::new();
    ONCE.get_or_init(|| {
        let mut office = Office::open();
        office.remember_earlier_letters();
        office.receive_the_corpus();
        let begun = Instant::now();
        office.start();
        office.settle(100);
        println!("a hundred mails: {:?}", begun.elapsed());
        let delivered = office.delivered();
        assert_every_mail_is_where_a_clerk_would_put_it(&office);
        office.assert_whole();
        assert_eq!(office.count("SELECT count(*) FROM sighting"), 100);
        assert!(office.stop().0.success());
        (office.picture(), delivered)
    })
}

fn assert_every_mail_is_where_a_clerk_would_put_it(office: &Office) {
    let (buckets, sum) =
        office.ledger().read(|snapshot| Ok::<_, LedgerError>((snapshot.mails(None)?, snapshot.buckets()?))).unwrap();
    assert_eq!(sum.values().sum::<u64>(), 100, "{sum:?}");
    let mails = mails();
    let wrong: Vec<String> = mails
        .iter()
        .zip(&buckets)
        .enumerate()
        .filter(|(place, (known, row))| {
            assert_eq!(known.mail.received_at.timestamp(), row.received_at, "{}", known.id);
            !known.bucket_fits(row.bucket, &mails[place + 1..])
        })
        .map(|(_, (known, row))| format!("{}: {:?} {:?}; {}", known.id, row.bucket, row.question, known.truth))
        .collect();
    assert!(wrong.is_empty(), "{sum:?}\n{}", wrong.join("\n"));
}

#[test]
fn each_of_a_hundred_mails_ends_in_the_right_bucket_and_its_sender_hears_of_it() {
    let (picture, delivered) = undisturbed();
    let known = mails();
    let by_id: BTreeMap<String, &Known> =
        known.iter().filter_map(|known| known.envelope().0.map(|id| (id, known))).collect();
    let staff = ["ntthuy.btg@tinhuy.songlam.example", "lhnam.btg@tinhuy.songlam.example"];
    let mut answered = BTreeSet::new();
    for letter in delivered {
        assert_eq!(letter.to, letter.header_to);
        assert!(letter.auto_submitted.is_some(), "{letter:?}");
        if letter.kind == "alert" {
            // Incidents alone are told to the leader on duty.
            let duty = letter.to == "truongphong.btg@tinhuy.songlam.example" && letter.subject.contains("đột xuất");
            assert!(duty || staff.contains(&letter.to.as_str()), "{letter:?}");
            continue;
        }
        // On the morning of a working day the office's own letters go out too.
        if matches!(letter.kind.as_str(), "desk" | "digest") {
            assert!(letter.to.ends_with("@tinhuy.songlam.example"), "{letter:?}");
            continue;
        }
        assert!(matches!(letter.kind.as_str(), "receipt" | "query"), "{letter:?}");
        let mail = by_id[letter.in_reply_to.as_ref().expect("it answers a mail")];
        assert_eq!(mail.truth["acknowledge"], true, "{} must not be answered: {letter:?}", mail.id);
        assert!(mail.envelope().1.contains(&letter.to), "{} answered to {}", mail.id, letter.to);
        assert_eq!(letter.auto_submitted.as_deref(), Some("auto-replied"));
        assert_eq!(letter.kind == "query", mail.is("accept", "review"), "{}", mail.id);
        assert!(answered.insert(&mail.id), "{} answered twice", mail.id);
    }
    let missing: Vec<_> = known
        .iter()
        .filter(|mail| mail.truth["acknowledge"] == true && mail.is("accept", "auto") && !answered.contains(&mail.id))
        .map(|mail| &mail.id)
        .collect();
    assert!(missing.is_empty(), "no receipt for {missing:?}");
    let sent: BTreeSet<_> = delivered.iter().map(|letter| &letter.message_id).collect();
    assert_eq!((sent.len(), delivered.len()), (picture.letters.len(), picture.letters.len()), "each letter once");
}
