//! A decision told to people and to programs: what was found, where it stood, and why it sufficed or did not.

#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use super::{Decision, Entry, Question, Relation, Verdict};
use crate::calendar::period;
use crate::evidence::{Claim, Clue, Evidence, MailKind, Role, Source, Strength};
use crate::message::Message;
use crate::office::Rules;

/// Lines are at most this wide.
const WIDTH: usize = 80;
/// How many findings are shown to a person.
const CLUES: usize = 6;

/// The decision in Vietnamese, for a terminal: at most 80 columns, some ten lines.
#[must_use]
pub fn text(message: &Message, evidence: &Evidence, decision: &Decision, rules: &Rules) -> String {
    let mut page = Page::default();
    let from = message.from.as_ref().map_or("(không rõ)", |person| person.address.as_str());
    let when = message.received_at.to_zoned(rules.office.time_zone.clone()).strftime("%H:%M ngày %d/%m/%Y");
    page.line("Thư", &format!("\"{}\" của {from}, nhận lúc {when}", message.subject));
    page.line("Kết luận", &verdict(decision));
    for entry in &decision.entries {
        let maybe = if decision.verdict == Verdict::Ask { "Có thể là: " } else { "" };
        page.line("", &format!("{maybe}{}", entry_line(entry, rules)));
    }
    if decision.entries.is_empty()
        && let Some(unit) = decision.unit.as_ref().and_then(|unit| rules.roster.unit(unit))
    {
        page.line("", &format!("Có thể là của {}", unit.name));
    }
    for (number, reason) in decision.reasons.iter().enumerate() {
        page.line(if number == 0 { "Vì" } else { "" }, reason);
    }
    for (number, finding) in telling(evidence, rules).into_iter().enumerate() {
        page.line(if number == 0 { "Dấu hiệu" } else { "" }, &finding);
    }
    page.line("Trả lời", if decision.acknowledge { "có, tự động" } else { "không tự động trả lời" });
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    /// A label and words, broken between words and indented under themselves.
    fn line(&mut self, label: &str, words: &str) {
        const INDENT: usize = 11;
        let mut line = format!("{label:<INDENT$}");
        let mut width = INDENT;
        for word in words.split_whitespace() {
            let long = word.chars().count();
            if width > INDENT && width.saturating_add(long) >= WIDTH {
                self.text.push_str(line.trim_end());
                self.text.push('\n');
                line = " ".repeat(INDENT);
                width = INDENT;
            }
            // A word longer than a line is cut: addresses and file names may be.
            let kept: String = word.chars().take(WIDTH.saturating_sub(INDENT).saturating_sub(1)).collect();
            width = width.saturating_add(kept.chars().count()).saturating_add(1);
            line.push_str(&kept);
            line.push(' ');
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

fn verdict(decision: &Decision) -> String {
    match decision.verdict {
        Verdict::Accept => "ghi vào sổ tiếp nhận".to_owned(),
        Verdict::Ask => format!("cần kiểm tra: {}", decision.question.map_or("chưa rõ", question)),
        Verdict::Ignore => format!("không ghi sổ ({})", kind(decision.kind)),
    }
}

/// What a person must settle, in a few words.
#[must_use]
pub fn question(question: Question) -> &'static str {
    match question {
        Question::Secret => "có dấu độ mật",
        Question::Dangerous => "có tệp nguy hiểm",
        Question::Forged => "người gửi có thể bị giả mạo",
        Question::UnreadableMail => "không đọc được thư",
        Question::UnreadableFile => "tệp không mở được",
        Question::MissingFile => "thiếu tệp đính kèm",
        Question::UnitUnclear => "chưa rõ đơn vị",
        Question::PeriodUnclear => "chưa rõ kỳ báo cáo",
        Question::SenderUnknown => "người gửi chưa có trong danh sách của đơn vị",
        Question::Contradiction => "thư và văn bản mâu thuẫn nhau",
        Question::Incomplete => "dự thảo hoặc chưa đủ",
        Question::NotOwed => "không có trong kế hoạch",
        Question::PersonAsks => "người gửi cần trả lời",
        Question::Unsure => "chưa rõ có phải báo cáo không",
    }
}

fn kind(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Submission => "gửi báo cáo",
        MailKind::Question => "hỏi, đề nghị",
        MailKind::AutoReply => "trả lời tự động",
        MailKind::Bounce => "báo không gửi được",
        MailKind::Bulk => "thư hàng loạt",
        MailKind::Own => "thư của hệ thống",
        MailKind::Other => "không phải báo cáo",
    }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::First => "",
        Relation::Replacement => ", bản thay thế",
        Relation::Supplement => ", bản bổ sung",
        Relation::Duplicate => ", bản trùng",
        Relation::Nil => ", không phát sinh",
    }
}

fn entry_line(entry: &Entry, rules: &Rules) -> String {
    let unit = rules.roster.unit(&entry.unit).map_or(entry.unit.as_str(), |unit| unit.name.as_str());
    let report = rules.plans.report(&entry.report).map_or(entry.report.as_str(), |(_, report)| report.name.as_str());
    let number = entry.document_number.as_ref().map_or(String::new(), |number| format!(", số {number}"));
    let files = match entry.attachments.len() {
        0 => String::new(),
        count => format!(" ({count:02} tệp)"),
    };
    format!("{unit}: {}{number}{}{files}", period::title(report, entry.period), relation(entry.relation))
}

/// The findings that carried most, each with the places where it stands.
fn telling(evidence: &Evidence, rules: &Rules) -> Vec<String> {
    let mut clues: Vec<&Clue> =
        evidence.clues.iter().filter(|clue| clue.strength > Strength::Weak && shows(&clue.claim)).collect();
    clues.sort_by_key(|clue| std::cmp::Reverse(clue.strength));
    let mut findings: Vec<(String, Vec<&'static str>)> = Vec::new();
    for clue in clues {
        let (what, place) = (claim(&clue.claim, rules), place(clue.source));
        match findings.iter_mut().find(|(known, _)| *known == what) {
            Some((_, places)) if places.contains(&place) => {}
            Some((_, places)) => places.push(place),
            None => findings.push((what, vec![place])),
        }
    }
    findings.truncate(CLUES);
    findings.into_iter().map(|(what, places)| format!("{what}: {}", places.join("; "))).collect()
}

fn shows(claim: &Claim) -> bool {
    !matches!(claim, Claim::Report | Claim::Signed(_) | Claim::Numbered(_))
}

/// Where a clue stands, in words.
fn place(source: Source) -> &'static str {
    match source {
        Source::SenderAddress => "địa chỉ gửi",
        Source::SenderDomain => "tên miền người gửi",
        Source::SenderName => "tên người gửi",
        Source::Letterhead => "đầu văn bản",
        Source::Symbol => "số, ký hiệu",
        Source::Title => "tên văn bản",
        Source::DocumentDate => "ngày văn bản",
        Source::FileName => "tên tệp",
        Source::Subject => "tiêu đề thư",
        Source::Body => "lời thư",
        Source::Forwarded => "thư được chuyển",
        Source::Thread => "thư được trả lời",
        Source::Expected => "kế hoạch",
        Source::Authenticity => "xác thực",
        Source::Header => "đầu thư",
        Source::Scan => "bản chụp (máy đọc)",
    }
}

pub(super) fn claim(claim: &Claim, rules: &Rules) -> String {
    let name = |unit| rules.roster.unit(unit).map_or_else(String::new, |unit| unit.name.clone());
    match claim {
        Claim::Unit(unit) => name(unit),
        Claim::Resembles(unit) => format!("gần giống {}", name(unit)),
        Claim::OneOf(units) => units.iter().map(name).collect::<Vec<_>>().join(" hoặc "),
        Claim::OtherIssuer(_) => "nơi khác ban hành".to_owned(),
        Claim::Report => "báo cáo".to_owned(),
        Claim::Incident => "đột xuất".to_owned(),
        Claim::Period(period) => period::name(*period),
        Claim::YearlessPeriod(period) => format!("{} (không ghi năm)", period::name(*period)),
        Claim::Topic(_) => "không phải kỳ theo lịch".to_owned(),
        Claim::OtherField(_) => "lĩnh vực khác".to_owned(),
        Claim::Numbered(number) => number.clone(),
        Claim::Signed(day) => period::day_name(*day),
        Claim::Unsigned => "chưa ký".to_owned(),
        Claim::Replaces => "thay bản trước".to_owned(),
        Claim::Supplements => "bổ sung".to_owned(),
        Claim::Draft => "dự thảo".to_owned(),
        Claim::Nil => "không phát sinh".to_owned(),
        Claim::Later => "gửi sau".to_owned(),
        Claim::InText => "báo cáo viết trong thư".to_owned(),
        Claim::Missing => "báo có tệp".to_owned(),
        Claim::OnBehalf => "gửi thay".to_owned(),
        Claim::CopyOnly => "đồng gửi".to_owned(),
        Claim::Colleague => "cán bộ cơ quan".to_owned(),
        Claim::Machine => "máy gửi".to_owned(),
        Claim::Kind(mail) => kind(*mail).to_owned(),
        Claim::Alarm(_) => "cảnh báo".to_owned(),
    }
}

/// The decision for programs: the object that `tiepnhan explain --json` prints.
#[must_use]
pub fn json(file: Option<&str>, message: &Message, evidence: &Evidence, decision: &Decision, rules: &Rules) -> Value {
    let received = message.received_at.to_zoned(rules.office.time_zone.clone());
    let mut object = json!({
        "mail": {
            "kind": evidence.kind,
            "from": message.from.as_ref().map_or("", |person| person.address.as_str()),
            "subject": message.subject,
            "received_at": received.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            "message_id": message.message_id,
        },
        "attachments": attachments(message, evidence),
        "decision": {
            "verdict": decision.verdict,
            "unit": decision.unit,
            "reports": decision.entries.iter().map(|entry| report(entry, decision)).collect::<Vec<_>>(),
            "acknowledge": decision.acknowledge,
            "question": decision.question,
            "reasons": decision.reasons,
        },
        "bounce": message.bounce.as_ref().map(|bounce| json!({"recipients": bounce.recipients})),
    });
    if let (Some(file), Value::Object(fields)) = (file, &mut object) {
        fields.insert("file".to_owned(), json!(file));
    }
    object
}

fn attachments(message: &Message, evidence: &Evidence) -> Vec<Value> {
    let roles = evidence.roles.iter().copied().chain(std::iter::repeat(Role::Other));
    message
        .attachments
        .iter()
        .zip(roles)
        .enumerate()
        .map(|(index, (file, role))| {
            json!({
                "index": index,
                "file_name": file.file_name,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "role": role,
            })
        })
        .collect()
}

fn report(entry: &Entry, decision: &Decision) -> Value {
    let mut line = json!({
        "report": entry.report,
        "period": entry.period,
        "attachments": entry.attachments,
        "relation": entry.relation,
        "document_number": entry.document_number,
    });
    // Only where one mail brings reports of several units.
    if decision.unit.as_ref() != Some(&entry.unit)
        && let Value::Object(fields) = &mut line
    {
        fields.insert("unit".to_owned(), json!(entry.unit));
    }
    line
}
