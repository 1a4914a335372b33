//! Whether the ledger is whole: every mail in one bucket, every number in its place, nothing doubled, nothing dangling.

use std::collections::BTreeMap;

use super::failure::{During, LedgerError};
use super::{Bucket, Snapshot};

/// What was counted, and every fault that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// Mails in each bucket.
    pub buckets: BTreeMap<Bucket, u64>,
    /// Mails in all.
    pub mails: u64,
    /// Places where mails were seen.
    pub sightings: u64,
    /// Lines of the register.
    pub receipts: u64,
    /// Letters.
    pub letters: u64,
    /// Files that letters carry; each content counts once.
    pub enclosures: u64,
    /// What is wrong, in words for people.
    pub faults: Vec<String>,
}

/// A rule that no row may break: what it says of the rows it finds, and how to find them.
struct Rule {
    says: &'static str,
    rows: &'static str,
}

const STANDS: &str = "NOT EXISTS (SELECT 1 FROM receipt later WHERE later.corrects = receipt.id) \
                      AND NOT EXISTS (SELECT 1 FROM revocation WHERE revocation.receipt = receipt.id)";

/// Each query gives one text per offending row.
const RULES: &[Rule] = &[
    Rule {
        says: "thư không có ngăn hợp lệ",
        rows: "SELECT id FROM mail WHERE bucket NOT IN ('recorded', 'review', 'not-report', 'machine', 'failed', 'earlier')",
    },
    Rule {
        says: "thư xếp là đã tiếp nhận nhưng không có số tiếp nhận nào còn hiệu lực",
        rows: "SELECT id FROM mail WHERE bucket = 'recorded' AND NOT EXISTS \
               (SELECT 1 FROM receipt WHERE receipt.mail = mail.id AND {STANDS})",
    },
    Rule {
        says: "thư không xếp là đã tiếp nhận nhưng có số tiếp nhận còn hiệu lực",
        rows: "SELECT id FROM mail WHERE bucket <> 'recorded' AND EXISTS \
               (SELECT 1 FROM receipt WHERE receipt.mail = mail.id AND {STANDS})",
    },
    Rule {
        says: "thư xếp là cần kiểm tra nhưng không có trong danh sách chờ",
        rows: "SELECT id FROM mail WHERE bucket = 'review' AND NOT EXISTS \
               (SELECT 1 FROM review WHERE review.mail = mail.id AND review.state = 'open')",
    },
    Rule {
        says: "thư còn trong danh sách chờ kiểm tra nhưng xếp ở ngăn khác",
        rows: "SELECT mail.id FROM mail JOIN review ON review.mail = mail.id \
               WHERE mail.bucket <> 'review' AND review.state = 'open'",
    },
    Rule {
        says: "thư không ghi đã thấy ở đâu trong hộp thư",
        rows: "SELECT id FROM mail WHERE NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.mail = mail.id)",
    },
    Rule {
        says: "nơi thấy thư trỏ đến thư không có",
        rows: "SELECT folder || ' ' || key FROM sighting WHERE NOT EXISTS (SELECT 1 FROM mail WHERE mail.id = sighting.mail)",
    },
    Rule {
        says: "số tiếp nhận bị thiếu trước số",
        rows: "SELECT number || '/' || year FROM receipt WHERE number > 1 AND NOT EXISTS \
               (SELECT 1 FROM receipt earlier WHERE earlier.year = receipt.year AND earlier.number = receipt.number - 1)",
    },
    Rule {
        says: "số tiếp nhận không có dòng nào trong nhật ký",
        rows: "SELECT number || '/' || year FROM receipt WHERE NOT EXISTS \
               (SELECT 1 FROM journal WHERE subject = 'receipt ' || receipt.year || '/' || receipt.number)",
    },
    Rule {
        says: "nhật ký có số tiếp nhận mà sổ không có",
        rows: "SELECT DISTINCT subject FROM journal WHERE what = 'receipt' AND NOT EXISTS \
               (SELECT 1 FROM receipt WHERE journal.subject = 'receipt ' || receipt.year || '/' || receipt.number)",
    },
    Rule {
        says: "tệp của số tiếp nhận không khớp với tệp trong thư",
        rows: "SELECT receipt.number || '/' || receipt.year FROM receipt_file JOIN receipt ON receipt.id = receipt_file.receipt \
               WHERE receipt_file.attachment IS NOT NULL AND NOT EXISTS (SELECT 1 FROM attachment \
               WHERE attachment.mail = receipt.mail AND attachment.idx = receipt_file.attachment \
               AND attachment.sha256 = receipt_file.sha256)",
    },
    Rule {
        says: "thư gửi đi bị trùng mục đích",
        rows: "SELECT purpose FROM letter NOT INDEXED GROUP BY purpose HAVING count(*) > 1",
    },
    Rule {
        says: "một thư đến được xác nhận hai lần",
        rows: "SELECT mail FROM letter WHERE kind = 'receipt' AND mail IS NOT NULL AND state <> 'dropped' \
               GROUP BY mail HAVING count(*) > 1",
    },
    Rule {
        says: "thư gửi đi thiếu tệp kèm theo: thư số",
        rows: "SELECT letter.id FROM letter_enclosure JOIN letter ON letter.id = letter_enclosure.letter \
               LEFT JOIN enclosure USING (sha256) WHERE letter_enclosure.place > length(letter.mime) \
               OR (enclosure.bytes IS NULL AND NOT (letter.state = 'dropped' AND letter.unknowns = 0))",
    },
    Rule {
        says: "tệp kèm theo không thuộc thư gửi đi nào",
        rows: "SELECT substr(sha256, 1, 12) FROM enclosure WHERE NOT EXISTS \
               (SELECT 1 FROM letter_enclosure WHERE letter_enclosure.sha256 = enclosure.sha256)",
    },
    Rule {
        says: "báo cáo đột xuất không thuộc vụ việc nào: số",
        rows: "SELECT number || '/' || year FROM receipt WHERE period LIKE 'adhoc-%' AND {STANDS} AND NOT EXISTS \
               (SELECT 1 FROM incident JOIN incident_unit ON incident_unit.incident = incident.id \
               WHERE incident_unit.unit = receipt.unit AND incident.report = receipt.report AND incident.period = receipt.period)",
    },
    Rule {
        says: "một đơn vị có hai vụ việc cùng một kỳ",
        rows: "SELECT incident_unit.unit || ' ' || period FROM incident JOIN incident_unit \
               ON incident_unit.incident = incident.id GROUP BY incident_unit.unit, report, period HAVING count(*) > 1",
    },
    Rule {
        says: "phần tách ra và số gốc cùng có hiệu lực: số",
        rows: "SELECT receipt.number || '/' || receipt.year FROM receipt JOIN receipt origin ON origin.id = receipt.split_from \
               WHERE NOT EXISTS (SELECT 1 FROM receipt later WHERE later.corrects = origin.id)",
    },
    Rule {
        says: "số tiếp nhận chưa có trong mục lục tìm kiếm",
        rows: "SELECT number || '/' || year FROM receipt WHERE NOT EXISTS \
               (SELECT 1 FROM line_words_docsize WHERE line_words_docsize.id = receipt.year * 10000000 + receipt.number)",
    },
    Rule {
        says: "nhật ký bị mất dòng trước dòng",
        rows: "SELECT id FROM journal WHERE id > 1 AND NOT EXISTS (SELECT 1 FROM journal earlier WHERE earlier.id = journal.id - 1)",
    },
];

/// What keeps register and journal from being changed.
const TRIGGERS: [&str; 6] =
    ["receipt_stays", "receipt_kept", "receipt_file_stays", "receipt_file_kept", "journal_stays", "journal_kept"];

impl Snapshot<'_> {
    /// Examines the whole ledger. Reads everything; on a large one it takes seconds.
    ///
    /// # Errors
    /// What SQLite says when it cannot even read; faults that it can name are in the findings.
    pub fn verify(&self) -> Result<Findings, LedgerError> {
        let (enclosures, changed) = self.examine_enclosures()?;
        let mut findings = Findings {
            buckets: self.buckets()?,
            mails: self.total("SELECT count(*) FROM mail NOT INDEXED")?,
            sightings: self.total("SELECT count(*) FROM sighting")?,
            receipts: self.total("SELECT count(*) FROM receipt NOT INDEXED")?,
            letters: self.total("SELECT count(*) FROM letter NOT INDEXED")?,
            enclosures,
            faults: changed,
        };
        let sum: u64 = findings.buckets.values().sum();
        if sum != findings.mails {
            findings.faults.push(format!("tổng các ngăn là {sum} nhưng có {} thư", findings.mails));
        }
        let words = self.texts("PRAGMA integrity_check(20)", 0)?;
        findings
            .faults
            .extend(words.into_iter().filter(|word| word != "ok").map(|word| format!("tệp sổ bị hỏng: {word}")));
        let dangling = self.texts("PRAGMA foreign_key_check", 0)?;
        findings.faults.extend(dangling.into_iter().map(|table| format!("bảng {table} có dòng trỏ đến chỗ không có")));
        for rule in RULES {
            let rows = self.texts(&rule.rows.replace("{STANDS}", STANDS), 0)?;
            findings.faults.extend(rows.into_iter().map(|row| format!("{}: {row}", rule.says)));
        }
        let triggers = self.texts("SELECT name FROM sqlite_schema WHERE type = 'trigger'", 0)?;
        let gone = TRIGGERS.iter().filter(|name| !triggers.iter().any(|known| known == *name));
        findings.faults.extend(gone.map(|name| format!("khóa chống sửa sổ `{name}` đã bị gỡ")));
        Ok(findings)
    }

    fn total(&self, sql: &str) -> Result<u64, LedgerError> {
        self.conn.query_row(sql, [], |row| row.get::<_, super::column::Count<_>>(0)).map(|count| count.0).during("đếm")
    }

    fn texts(&self, sql: &str, column: usize) -> Result<Vec<String>, LedgerError> {
        const WHAT: &str = "kiểm tra sổ";
        let mut select = self.conn.prepare(sql).during(WHAT)?;
        let rows = select.query_map([], |row| {
            Ok(match row.get::<_, rusqlite::types::Value>(column)? {
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Integer(number) => number.to_string(),
                other => format!("{other:?}"),
            })
        });
        rows.during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}
