//! Mails to a sample office, and what becomes of them.

use tiepnhan::decision::Verdict;
use tiepnhan::evidence::Facts;
use tiepnhan::judgment::{self, Judgment};
use tiepnhan::letter::Templates;
use tiepnhan::message::{Attachment, Authenticity, Body, Message, Person, RobotSigns, Sha256};
use tiepnhan::office::Rules;
use tiepnhan::text::{FileKind, FileText};

use super::office::{at, unit_id};

pub fn person(address: &str) -> Person {
    Person { name: String::new(), address: address.to_owned() }
}

/// A mail of the unit, from the address to which its letters go.
pub fn mail(rules: &Rules, unit: &str, received: &str, subject: &str, files: Vec<Attachment>) -> Message {
    let from = rules.roster.unit(&unit_id(unit)).unwrap().addresses[0].clone();
    Message {
        sha256: Sha256::of(format!("{unit} {received} {subject}").as_bytes()),
        size: 60_000,
        received_at: at(received),
        dated_at: None,
        message_id: Some(format!("{}@thu.example", received.replace([' ', ':'], "-"))),
        references: vec![],
        from: Some(person(&from)),
        reply_to: vec![],
        to: vec![person(&rules.office.mailbox)],
        cc: vec![],
        subject: subject.to_owned(),
        body: Body { own: "Kính gửi Ban. Đơn vị gửi báo cáo kèm theo.".to_owned(), ..Body::default() },
        attachments: files,
        robot: RobotSigns::default(),
        bounce: None,
        authenticity: Authenticity::default(),
        faults: vec![],
    }
}

/// A Word file with the first page of a report: who issued it, its number, its day, what it is about.
pub fn paper(name: &str, issuer: &str, number: &str, day: &str, title: &str) -> Attachment {
    let text = format!(
        "{issuer}\n{number}\n{day}\nBÁO CÁO\n{title}\n-----\nĐơn vị báo cáo kết quả như sau:\n1. Kết quả thực hiện"
    );
    Attachment {
        file_name: name.to_owned(),
        media_type: "application/octet-stream".into(),
        size: 40_000,
        sha256: Sha256::of(text.as_bytes()),
        inline: false,
        text: FileText { text, ..FileText::blank(FileKind::Docx, None) },
    }
}

/// Judges a mail that arrives at an office which knows nothing yet, a minute after it came.
pub fn judged(rules: &Rules, mail: &Message) -> Judgment {
    let now = mail.received_at + jiff::SignedDuration::from_mins(1);
    let judgment = judgment::judge(
        mail,
        &Facts { next_number: 1, ..Facts::default() },
        rules,
        &Templates::shipped().unwrap(),
        now,
    );
    assert!(judgment.faults.is_empty(), "{:?}", judgment.faults);
    judgment
}

/// What was decided, in one line: "accept so-y-te 6-thang 2020-H1", "ask Unsure", "ignore".
pub fn decided(rules: &Rules, mail: &Message) -> String {
    let decision = judged(rules, mail).decision;
    let lines: Vec<String> =
        decision.entries.iter().map(|entry| format!("{} {} {}", entry.unit, entry.report, entry.period)).collect();
    match decision.verdict {
        Verdict::Accept => format!("accept {}", lines.join(" + ")),
        Verdict::Ask => format!("ask {:?}", decision.question.unwrap()),
        Verdict::Ignore => "ignore".to_owned(),
    }
}
