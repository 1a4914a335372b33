//! What lines of the register are found by: kept texts of mails, and an index of words that is always whole.
//!
//! The index (FTS5, without content of its own) has one row a line, written in the transaction that enters the line. A
//! line never changes, so its row does not either.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::Tx;
use super::column::Count;
use super::failure::{During, LedgerError};
use crate::decision::Relation;
use crate::dossier::search::{BESIDE, KIND, Place, indexed, indexed_word};
use crate::evidence::{Alarm, Claim, Evidence, Role};
use crate::message::Message;
use crate::text::FileText;

use super::column::Word;

/// A row of the index is `year * YEAR + number`: the order of rows is the order of the register.
pub(super) const YEAR: i64 = 10_000_000;
/// Bytes of text that are kept of a mail: some seventy pages.
const KEPT: usize = 200_000;
/// Of these for what the sender wrote himself.
const WRITTEN: usize = 20_000;

/// One of the facts of a line, as the index has it: one word that nobody can type.
pub(super) fn fact(kind: char, value: &str) -> String {
    let whole = value.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '\u{e000}' });
    indexed_word(kind, &whole.collect::<String>())
}

impl Tx<'_> {
    /// Keeps what was read in a mail, bounded; what was kept of it before is replaced. Of a mail with a mark of secrecy
    /// nothing is kept.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn keep_text(&mut self, mail: i64, message: &Message, evidence: &Evidence) -> Result<(), LedgerError> {
        const WHAT: &str = "giữ văn bản của thư";
        self.conn
            .prepare_cached("DELETE FROM mail_text WHERE mail = ?1")
            .and_then(|mut delete| delete.execute([mail]))
            .during(WHAT)?;
        if evidence.clues.iter().any(|clue| clue.claim == Claim::Alarm(Alarm::Secret)) {
            return Ok(());
        }
        let mut insert =
            self.conn.prepare_cached("INSERT INTO mail_text (mail, part, text) VALUES (?1, ?2, ?3)").during(WHAT)?;
        let mut room = KEPT;
        for (part, text) in texts(message).into_iter().enumerate() {
            let most = if part == 0 { WRITTEN } else { room };
            let kept = beginning(text.trim(), most);
            if !kept.is_empty() {
                room = room.saturating_sub(kept.len());
                insert.execute(params![mail, Count(part), kept]).during(WHAT)?;
            }
        }
        Ok(())
    }
}

/// What the sender wrote, then what stands in each attachment.
fn texts(message: &Message) -> Vec<String> {
    let body = &message.body;
    let own = [body.own.as_str(), body.forwarded.as_str()].join("\n\n");
    std::iter::once(own).chain(message.attachments.iter().map(|file| file_text(&file.text))).collect()
}

/// A file's text, and its members' behind their names; where there is none, what an optical reader saw.
fn file_text(file: &FileText) -> String {
    let seen = file.scanned.as_deref().filter(|_| file.text.trim().is_empty());
    let mut text = seen.unwrap_or(&file.text).to_owned();
    for member in &file.members {
        text.push_str("\n\n");
        text.push_str(&member.name);
        text.push('\n');
        text.push_str(&file_text(&member.file));
    }
    text
}

/// At most so many bytes, cut between characters.
fn beginning(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or_default()
}

/// Writes the words of a line that was just entered.
pub(super) fn index(conn: &Connection, receipt: i64) -> Result<(), LedgerError> {
    const WHAT: &str = "ghi mục lục tìm kiếm";
    let (row, facts, mut head, mail) = conn
        .prepare_cached(
            "SELECT receipt.year * 10000000 + receipt.number, receipt.unit, receipt.report, receipt.period, receipt.channel, \
             receipt.relation, receipt.timeliness, receipt.mail, coalesce(receipt.document_number, '') || char(10) \
             || coalesce(mail.subject || char(10) || mail.from_name || char(10) || mail.from_address, receipt.why) \
             FROM receipt LEFT JOIN mail ON mail.id = receipt.mail WHERE receipt.id = ?1",
        )
        .and_then(|mut select| {
            select.query_row([receipt], |row| {
                let nil = row.get::<_, Word<Relation>>(5)?.0 == Relation::Nil;
                let stood: String = row.get(6)?;
                let stood = stood.split(':').next().unwrap_or_default();
                let column = |place: usize| row.get::<_, String>(place);
                let facts = [
                    fact('u', &column(1)?),
                    fact('r', &column(2)?),
                    fact('p', &column(3)?),
                    fact('c', &column(4)?),
                    fact('s', if nil { "nil" } else { stood }),
                ];
                Ok((row.get::<_, i64>(0)?, facts.join(" "), column(8)?, row.get::<_, Option<i64>>(7)?))
            })
        })
        .during(WHAT)?;
    let mut select = conn.prepare_cached("SELECT name FROM receipt_file WHERE receipt = ?1").during(WHAT)?;
    for name in select.query_map([receipt], |row| row.get::<_, String>(0)).during(WHAT)? {
        head.push('\n');
        head.push_str(&name.during(WHAT)?);
    }
    let text = match mail {
        Some(mail) => text_of(conn, receipt, mail)?,
        None => String::new(),
    };
    let words = [facts, indexed(Place::Head, &head), indexed(Place::Text, &text)].join(" ");
    conn.prepare_cached("INSERT INTO line_words (rowid, words) VALUES (?1, ?2)")
        .and_then(|mut insert| insert.execute(params![row, words]))
        .during(WHAT)?;
    Ok(())
}

/// What stands in the mail and in the files of the line; another report in the same mail is another line's.
fn text_of(conn: &Connection, receipt: i64, mail: i64) -> Result<String, LedgerError> {
    const WHAT: &str = "đọc văn bản của thư";
    let mut select = conn
        .prepare_cached(
            "SELECT mail_text.text FROM mail_text LEFT JOIN attachment ON attachment.mail = mail_text.mail \
             AND attachment.idx = mail_text.part - 1 WHERE mail_text.mail = ?1 AND (mail_text.part = 0 \
             OR attachment.role <> ?3 OR attachment.idx IN \
             (SELECT receipt_file.attachment FROM receipt_file WHERE receipt_file.receipt = ?2)) ORDER BY mail_text.part",
        )
        .during(WHAT)?;
    let texts = select.query_map(params![mail, receipt, Word(Role::Report)], |row| row.get(0)).during(WHAT)?;
    let texts: Vec<String> = texts.collect::<Result<_, _>>().during(WHAT)?;
    Ok(texts.join("\n\n"))
}

/// So many longer words stand for the beginning of one.
const LONGER: usize = 40;

/// The words of the index that begin as `word` does. FTS5's own prefixes read the lines of all of them, and of the word
/// itself, before the first is found.
pub(super) fn longer(conn: &Connection, word: &str) -> Result<Vec<String>, LedgerError> {
    let mut next = conn
        .prepare_cached("SELECT term FROM line_terms WHERE term >= ?1 AND term < ?2 LIMIT 1")
        .during("tìm chữ trong mục lục")?;
    // What stands for two words side by side comes after all longer words.
    let (mut from, end) = (format!("{word}\u{1}"), format!("{word}{BESIDE}"));
    let sides = word.matches(BESIDE).count();
    let mut found: Vec<String> = Vec::new();
    while found.len() < LONGER {
        let term: Option<String> =
            next.query_row([&from, &end], |row| row.get(0)).optional().during("tìm chữ trong mục lục")?;
        let Some(term) = term else { break };
        match term.split_once(BESIDE).filter(|_| sides == 0) {
            Some((first, _)) => from = format!("{first}{KIND}"),
            None => {
                from = format!("{term}\u{1}");
                found.push(term);
            }
        }
    }
    Ok(found)
}

/// Indexes lines that an older program entered: their words are found, their texts were not kept.
pub(super) fn fill(conn: &mut Connection) -> Result<(), LedgerError> {
    const WHAT: &str = "lập mục lục tìm kiếm";
    let tx = conn.transaction_with_behavior(TransactionBehavior::Deferred).during(WHAT)?;
    let count = |table: &str| -> Result<i64, LedgerError> {
        tx.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).during(WHAT)
    };
    if count("receipt")? == count("line_words_docsize")? {
        return Ok(());
    }
    drop(tx);
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).during(WHAT)?;
    let mut select = tx
        .prepare(
            "SELECT id FROM receipt WHERE NOT EXISTS \
             (SELECT 1 FROM line_words_docsize WHERE line_words_docsize.id = receipt.year * 10000000 + receipt.number)",
        )
        .during(WHAT)?;
    let missing: Vec<i64> =
        select.query_map([], |row| row.get(0)).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)?;
    drop(select);
    for receipt in missing {
        index(&tx, receipt)?;
    }
    tx.commit().during(WHAT)
}
