//! Scenes of the ledger: a mail is handed in, and what stands there afterwards.

use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::calendar::deadline::Timeliness;
use crate::decision::{Decision, Entry, Question, Relation, Verdict};
use crate::evidence::{Evidence, Facts, MailKind, Role};
use crate::letter::{Letter, Purpose};
use crate::message::{Attachment, Authenticity, Body, Message, Origin, Person, RobotSigns, Sha256};
use crate::roster::UnitId;
use crate::text::{FileKind, FileText};

mod absence;
mod enclosing;
mod finding;
mod opening;
mod plans;
mod reach;
mod recording;
mod sending;
mod settling;
mod strain;

/// A ledger in a folder of its own.
pub(crate) struct World {
    pub folder: TempDir,
    pub ledger: Ledger,
}

pub(crate) fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("so.db"), at("2020-06-01T00:00:00Z")).unwrap();
    World { folder, ledger }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn unit(id: &str) -> UnitId {
    UnitId::new(id).unwrap()
}

/// A mail with one attachment whose bytes are `content`, and what the matcher says of it.
pub(crate) struct Scene {
    pub origin: Origin,
    pub message: Message,
    pub evidence: Evidence,
    pub decision: Decision,
    pub letters: Vec<Letter>,
    pub bucket: Bucket,
}

/// The report of `unit` for the first half of 2020, arriving as UID `uid`.
pub(crate) fn report(uid: u32, unit_id: &str) -> Scene {
    let content = format!("report {uid} of {unit_id}");
    let sha256 = Sha256::of(content.as_bytes());
    let attachment = Attachment {
        file_name: "Báo cáo 6 tháng.docx".to_owned(),
        media_type: "application/msword".to_owned(),
        size: 17,
        sha256: Sha256::of(b"file"),
        inline: false,
        text: FileText::blank(FileKind::Docx, None),
    };
    let message = Message {
        sha256: sha256.clone(),
        size: 100,
        received_at: at("2020-06-12T02:03:04.567Z"),
        dated_at: None,
        message_id: Some(format!("{uid}@unit.example")),
        references: Vec::new(),
        from: Some(Person { name: "Văn thư".to_owned(), address: format!("{unit_id}@unit.example") }),
        reply_to: Vec::new(),
        to: Vec::new(),
        cc: Vec::new(),
        subject: "Báo cáo 6 tháng đầu năm".to_owned(),
        body: Body::default(),
        attachments: vec![attachment],
        robot: RobotSigns::default(),
        bounce: None,
        authenticity: Authenticity::default(),
        faults: Vec::new(),
    };
    let entry = Entry {
        unit: unit(unit_id),
        report: crate::plan::ReportId::new("6-thang").unwrap(),
        period: "2020-H1".parse().unwrap(),
        attachments: vec![0],
        relation: Relation::First,
        document_number: Some("12/BC-SYT".to_owned()),
    };
    let decision = Decision {
        verdict: Verdict::Accept,
        kind: MailKind::Submission,
        unit: Some(unit(unit_id)),
        entries: vec![entry],
        question: None,
        acknowledge: true,
        reasons: vec!["Địa chỉ gửi có trong danh sách đơn vị".to_owned()],
    };
    let letters = vec![letter(Purpose::Receipt(sha256.as_str().to_owned()), &format!("{unit_id}@unit.example"))];
    Scene {
        origin: origin("INBOX", 7, uid),
        message,
        evidence: Evidence {
            kind: MailKind::Submission,
            clues: Vec::new(),
            roles: vec![Role::Report],
            titles: Vec::new(),
            written_title: String::new(),
            further_titles: std::collections::BTreeMap::new(),
            scans: Vec::new(),
        },
        decision,
        letters,
        bucket: Bucket::Recorded,
    }
}

/// The same mail, but the matcher asks.
pub(crate) fn doubtful(uid: u32, unit_id: &str) -> Scene {
    let mut scene = report(uid, unit_id);
    scene.decision.verdict = Verdict::Ask;
    scene.decision.question = Some(Question::PeriodUnclear);
    scene.letters.clear();
    scene.bucket = Bucket::Review;
    scene
}

pub(crate) fn origin(folder: &str, uid_validity: u32, uid: u32) -> Origin {
    Origin { source: "imap".to_owned(), folder: folder.to_owned(), uid_validity, uid, key: uid.to_string() }
}

pub(crate) fn letter(purpose: Purpose, to: &str) -> Letter {
    let message_id = format!("{}@office.example", Sha256::of(format!("{purpose:?}").as_bytes()).as_str());
    Letter {
        purpose,
        to: to.to_owned(),
        unit: None,
        about: vec![(crate::plan::ReportId::new("6-thang").unwrap(), "2020-H1".parse().unwrap())],
        subject: "Xác nhận".to_owned(),
        message_id,
        gist: String::new(),
        mime: b"Subject: x\r\n\r\nx\r\n".to_vec().into(),
        not_before: None,
    }
}

impl Scene {
    /// Judged and recorded at `now` in one transaction of its own.
    pub fn hand_in(&self, ledger: &Ledger, now: &str) -> Recorded {
        ledger.write(|tx| self.record(tx, at(now))).unwrap()
    }

    pub fn record(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Recorded, LedgerError> {
        let facts = tx.facts(&self.message, 2020, now)?;
        self.record_knowing(tx, &facts, now)
    }

    pub fn record_knowing(&self, tx: &mut Tx<'_>, facts: &Facts, now: Timestamp) -> Result<Recorded, LedgerError> {
        tx.record(&Record {
            origin: &self.origin,
            message: &self.message,
            facts,
            evidence: &self.evidence,
            decision: &self.decision,
            letters: &self.letters,
            bucket: self.bucket,
            year: 2020,
            timeliness: &|_| Some(Timeliness::Late { days: 3 }),
            now,
        })
    }
}

/// How many rows a table has.
pub(crate) fn count(ledger: &Ledger, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    ledger.read(|snapshot| snapshot.conn.query_row(&sql, [], |row| row.get(0)).during("đếm")).unwrap()
}
