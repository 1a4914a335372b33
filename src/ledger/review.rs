//! Cần kiểm tra: what a person must settle, and how it was settled.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Params, params};

use super::column::{Count, Ms, Word};
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::register::NewLine;
use super::{Bucket, Channel, MailRow, Number, Snapshot, Tx};
use crate::calendar::deadline::Timeliness;
use crate::decision::{Decision, Entry, Question};
use crate::dossier::LineFile;
use crate::evidence::{Evidence, Role, Scan};

/// Where a review stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewState {
    /// Waits for a person.
    Open,
    /// Entered in the register by a person.
    Assigned,
    /// Not a report, a person said.
    Dismissed,
}

/// A mail that a person must settle, or has settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The mail.
    pub mail: MailRow,
    /// What must be settled.
    pub question: Question,
    /// Since when it waits.
    pub opened_at: Timestamp,
    /// Where it stands.
    pub state: ReviewState,
    /// Who settled it and when.
    pub settled: Option<(String, Timestamp)>,
    /// What the person said.
    pub outcome: Option<String>,
    /// How often it was settled; part of the purpose of the letter that tells so.
    pub times: u32,
}

/// One attachment of a mail, as listings show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// The file.
    pub file: LineFile,
    /// What the matcher took it for.
    pub role: Role,
    /// Whether it is a scan, and what has read it.
    pub scan: Option<Scan>,
}

/// How a person settles a review: the lines to enter.
#[derive(Clone, Copy)]
pub struct Settlement<'a> {
    /// The mail.
    pub mail: i64,
    /// The lines.
    pub entries: &'a [Entry],
    /// How an entry stands to its date, at the time the mail was received.
    pub timeliness: &'a dyn Fn(&Entry) -> Option<Timeliness>,
    /// Civil year in which the lines are numbered.
    pub year: i16,
    /// Who.
    pub by: &'a str,
    /// Why.
    pub why: &'a str,
    /// Now.
    pub now: Timestamp,
}

impl Snapshot<'_> {
    /// The reviews that wait, or all, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn reviews(&self, open_only: bool) -> Result<Vec<Review>, LedgerError> {
        const WHAT: &str = "liệt kê thư cần kiểm tra";
        let which = if open_only { "state = 'open'" } else { "1" };
        self.reviews_by(&format!("{which} ORDER BY opened_at, id"), [], WHAT)
    }

    /// What was settled, the last first: at most `most`, after so many others.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn settled(&self, most: u32, after: u32) -> Result<Vec<Review>, LedgerError> {
        let which = "state <> 'open' ORDER BY settled_at DESC, id DESC LIMIT ?1 OFFSET ?2";
        self.reviews_by(which, [most, after], "liệt kê thư đã kiểm tra")
    }

    fn reviews_by(&self, which: &str, values: impl Params, what: &'static str) -> Result<Vec<Review>, LedgerError> {
        let sql = format!("SELECT mail FROM review WHERE {which}");
        let mut select = self.conn.prepare_cached(&sql).during(what)?;
        let mails: Vec<i64> = select.query_map(values, |row| row.get(0)).and_then(Iterator::collect).during(what)?;
        mails.into_iter().map(|mail| self.review(mail)).collect()
    }

    /// How many mails wait for a person.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn reviews_open(&self) -> Result<usize, LedgerError> {
        self.conn
            .prepare_cached("SELECT count(*) FROM review WHERE state = 'open'")
            .and_then(|mut select| select.query_row([], |row| row.get::<_, Count<usize>>(0)))
            .map(|count| count.0)
            .during("đếm thư cần kiểm tra")
    }

    /// The review of a mail.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when the mail was never in review.
    pub fn review(&self, mail: i64) -> Result<Review, LedgerError> {
        let row = self.mail(mail)?;
        self.conn
            .prepare_cached(
                "SELECT question, opened_at, state, settled_by, settled_at, outcome, times FROM review WHERE mail = ?1",
            )
            .and_then(|mut select| {
                select
                    .query_row([mail], |found| {
                        let by: Option<String> = found.get(3)?;
                        let at: Option<Ms> = found.get(4)?;
                        Ok(Review {
                            mail: row,
                            question: found.get::<_, Word<_>>(0)?.0,
                            opened_at: found.get::<_, Ms>(1)?.0,
                            state: found.get::<_, Word<_>>(2)?.0,
                            settled: by.zip(at.map(|ms| ms.0)),
                            outcome: found.get(5)?,
                            times: found.get(6)?,
                        })
                    })
                    .optional()
            })
            .during("đọc thư cần kiểm tra")?
            .ok_or_else(|| LedgerError::Missing(format!("thư {mail} trong danh sách cần kiểm tra")))
    }

    /// What was decided when the mail came: the best guess and the reasons.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is no such mail.
    pub fn decision(&self, mail: i64) -> Result<Decision, LedgerError> {
        const WHAT: &str = "đọc quyết định về thư";
        let json: Option<String> = self
            .conn
            .prepare_cached("SELECT decision FROM mail WHERE id = ?1")
            .and_then(|mut select| select.query_row([mail], |row| row.get(0)).optional())
            .during(WHAT)?;
        let json = json.ok_or_else(|| LedgerError::Missing(format!("thư {mail}")))?;
        serde_json::from_str(&json).map_err(|error| rusqlite::types::FromSqlError::other(error).into()).during(WHAT)
    }

    /// The clues that were found when the mail came.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is no such mail.
    pub fn evidence(&self, mail: i64) -> Result<Evidence, LedgerError> {
        const WHAT: &str = "đọc dấu hiệu của thư";
        let json: Option<String> = self
            .conn
            .prepare_cached("SELECT evidence FROM mail WHERE id = ?1")
            .and_then(|mut select| select.query_row([mail], |row| row.get(0)).optional())
            .during(WHAT)?;
        let json = json.ok_or_else(|| LedgerError::Missing(format!("thư {mail}")))?;
        serde_json::from_str(&json).map_err(|error| rusqlite::types::FromSqlError::other(error).into()).during(WHAT)
    }

    /// The attachments of a mail, in order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn attachments(&self, mail: i64) -> Result<Vec<AttachmentRow>, LedgerError> {
        const WHAT: &str = "đọc tệp đính kèm";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT idx, name, media_type, size, sha256, role, \
                 (SELECT json_extract(evidence, '$.scans[' || idx || ']') FROM mail WHERE id = ?1) \
                 FROM attachment WHERE mail = ?1 ORDER BY idx",
            )
            .during(WHAT)?;
        let rows = select.query_map([mail], |row| {
            let file = LineFile {
                attachment: Some(row.get::<_, Count<_>>(0)?.0),
                name: row.get(1)?,
                media_type: row.get(2)?,
                size: row.get::<_, Count<_>>(3)?.0,
                sha256: row.get::<_, Word<_>>(4)?.0,
            };
            let scan = row.get::<_, Option<Word<_>>>(6)?.map(|word| word.0);
            Ok(AttachmentRow { file, role: row.get::<_, Word<_>>(5)?.0, scan })
        });
        rows.during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}

impl Tx<'_> {
    pub(crate) fn open_review(&mut self, mail: i64, question: Question, now: Timestamp) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("INSERT INTO review (mail, question, opened_at) VALUES (?1, ?2, ?3)")
            .and_then(|mut insert| insert.execute(params![mail, Word(question), Ms(now)]))
            .during("mở mục cần kiểm tra")?;
        self.journal(now, PROGRAM, "review-opened", &subject(mail), "")
    }

    /// Enters what a person recognised in a mail that waits. The lines' numbers.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when the mail does not wait, or nothing is to be entered.
    pub fn assign(&mut self, settlement: &Settlement<'_>) -> Result<Vec<Number>, LedgerError> {
        let Settlement { mail, entries, by, why, now, .. } = *settlement;
        let review = self.waiting(mail)?;
        if entries.is_empty() {
            return Err(LedgerError::Refused(
                "cần ít nhất một báo cáo để vào sổ; nếu không phải báo cáo, hãy bỏ qua thư".into(),
            ));
        }
        let attachments = self.attachments(mail)?;
        let mut numbers = Vec::new();
        for entry in entries {
            let files = chosen(&attachments, &entry.attachments)?;
            numbers.push(self.enter(&NewLine {
                year: settlement.year,
                mail: Some(mail),
                channel: Channel::Email,
                unit: &entry.unit,
                report: &entry.report,
                period: entry.period,
                relation: entry.relation,
                received_at: review.mail.received_at,
                timeliness: (settlement.timeliness)(entry),
                document_number: entry.document_number.as_deref(),
                decided_by: by,
                decided_at: now,
                why,
                corrects: None,
                split_from: None,
                version: None,
                files: &files,
                matter: None,
            })?);
        }
        self.settle_review(mail, ReviewState::Assigned, Bucket::Recorded, by, why, now)?;
        Ok(numbers)
    }

    /// Lays a mail that waits aside: it is not a report.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when the mail does not wait.
    pub fn dismiss(&mut self, mail: i64, by: &str, why: &str, now: Timestamp) -> Result<(), LedgerError> {
        self.waiting(mail)?;
        self.settle_review(mail, ReviewState::Dismissed, Bucket::NotReport, by, why, now)
    }

    /// Lets a mail that was laid aside, by a person or by the program, wait for a person (again). What its settlement
    /// taught is taken back. Of a settlement that is taken back within a day nobody was relieved: it waits since before.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when it stands in the register; lines are corrected there.
    pub fn reopen(&mut self, mail: i64, by: &str, why: &str, now: Timestamp) -> Result<(), LedgerError> {
        let row = self.mail(mail)?;
        if let Some(line) = self.lines_of(mail)?.into_iter().find(super::Line::stands) {
            let (year, number) = line.number;
            return Err(LedgerError::Refused(format!(
                "thư {mail} đã vào sổ, số {number}/{year}; hãy sửa hoặc hủy số đó"
            )));
        }
        if row.bucket == Bucket::Review {
            return Err(LedgerError::Refused(format!("thư {mail} đang chờ kiểm tra sẵn rồi")));
        }
        let question = row.question.unwrap_or(Question::Unsure);
        self.conn
            .prepare_cached(
                "INSERT INTO review (mail, question, opened_at) VALUES (?1, ?2, ?3) ON CONFLICT (mail) DO UPDATE SET \
                 state = 'open', settled_by = NULL, settled_at = NULL, outcome = NULL, \
                 opened_at = CASE WHEN settled_at > excluded.opened_at - 86400000 THEN opened_at ELSE excluded.opened_at END",
            )
            .and_then(|mut upsert| upsert.execute(params![mail, Word(question), Ms(now)]))
            .during("mở lại mục cần kiểm tra")?;
        self.move_to(mail, Bucket::Review)?;
        self.journal(now, by, "review-reopened", &subject(mail), why)?;
        self.unteach(mail, None, (by, why), now).map(drop)
    }

    /// A unit that was asked to send its file again has done so: the mail without it need not wait for a person.
    ///
    /// Only mails that brought nothing readable, came earlier and announced the very report that is now entered.
    pub(crate) fn settle_answered(
        &mut self,
        entry: &Entry,
        number: Number,
        received_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        for review in self.reviews(true)? {
            let empty_handed =
                matches!(review.question, Question::MissingFile | Question::UnreadableFile | Question::Unlocked);
            if !empty_handed || review.mail.received_at > received_at || review.mail.unit.as_ref() != Some(&entry.unit)
            {
                continue;
            }
            let announced = self.decision(review.mail.id)?.entries;
            if announced.iter().any(|said| said.report == entry.report && said.period == entry.period) {
                let why = format!("đơn vị đã gửi lại tệp, số tiếp nhận {:04}/{}", number.1, number.0);
                self.settle_review(review.mail.id, ReviewState::Dismissed, Bucket::NotReport, PROGRAM, &why, now)?;
            }
        }
        Ok(())
    }

    pub(crate) fn move_to(&mut self, mail: i64, bucket: Bucket) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("UPDATE mail SET bucket = ?2 WHERE id = ?1")
            .and_then(|mut update| update.execute(params![mail, Word(bucket)]))
            .during("chuyển ngăn của thư")?;
        Ok(())
    }

    fn waiting(&self, mail: i64) -> Result<Review, LedgerError> {
        let review = self.review(mail)?;
        match (review.state, &review.settled) {
            (ReviewState::Open, _) => Ok(review),
            (_, Some((by, _))) => {
                Err(LedgerError::Refused(format!("thư {mail} đã được {by} xử lý; hãy mở lại nếu cần")))
            }
            (_, None) => Err(LedgerError::Refused(format!("thư {mail} không chờ kiểm tra"))),
        }
    }

    pub(super) fn settle_review(
        &mut self,
        mail: i64,
        state: ReviewState,
        bucket: Bucket,
        by: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached(
                "UPDATE review SET state = ?2, settled_by = ?3, settled_at = ?4, outcome = ?5, times = times + 1 WHERE mail = ?1",
            )
            .and_then(|mut update| update.execute(params![mail, Word(state), by, Ms(now), why]))
            .during("ghi kết quả kiểm tra")?;
        self.move_to(mail, bucket)?;
        let what = if state == ReviewState::Assigned { "review-assigned" } else { "review-dismissed" };
        self.journal(now, by, what, &subject(mail), why)
    }
}

/// The files with these places in the mail.
fn chosen(attachments: &[AttachmentRow], indexes: &[usize]) -> Result<Vec<LineFile>, LedgerError> {
    indexes
        .iter()
        .map(|&index| {
            attachments.get(index).map(|row| row.file.clone()).ok_or_else(|| {
                LedgerError::Refused(format!(
                    "thư không có tệp số {}; thư có {} tệp, đánh số từ 1",
                    index.saturating_add(1),
                    attachments.len()
                ))
            })
        })
        .collect()
}

/// How the journal names a mail.
pub(crate) fn subject(mail: i64) -> String {
    format!("mail {mail}")
}
