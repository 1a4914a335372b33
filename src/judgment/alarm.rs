//! What staff must know at once: secrets, danger, forgeries; incidents, which the leaders on duty are told too, at any
//! hour.

use super::answer::Desk;
use super::before_start;
use crate::decision::{Decision, Entry, Question, Relation, Verdict, explain};
use crate::evidence::incident::KnownIncident;
use crate::evidence::{Claim, Evidence, Source, Strength};
use crate::letter::alert::{self, Event};
use crate::letter::answer::receipt;
use crate::letter::template::Fault;
use crate::letter::{Letter, wording};

/// An event, and whether the leaders on duty are told.
struct Call {
    kind: &'static str,
    title: String,
    paragraphs: Vec<String>,
    duty: bool,
}

impl Desk<'_> {
    /// One letter to each of those who must know. Later mails of a case are for the staff alone: the leaders on duty
    /// know of it.
    pub fn alerts(&self, evidence: &Evidence, decision: &Decision, faults: &mut Vec<Fault>) -> Vec<Letter> {
        if before_start(self.message, self.rules) {
            return Vec::new();
        }
        let Some(call) = self.call(evidence, decision) else { return Vec::new() };
        let key = format!("{}:{}", call.kind, self.message.sha256.as_str());
        let event = Event { key, title: call.title, paragraphs: call.paragraphs };
        if call.duty {
            alert::to_staff_and_duty(&event, self.rules, self.templates, self.now, faults)
        } else {
            alert::letters(&event, self.rules, self.templates, self.now, faults)
        }
    }

    fn call(&self, evidence: &Evidence, decision: &Decision) -> Option<Call> {
        if let Some(alarm) = decision.question.and_then(|question| self.alarm(question)) {
            return Some(alarm);
        }
        let reported = decision.entries.iter().find(|entry| entry.period.is_ad_hoc());
        match (decision.verdict, reported) {
            (Verdict::Accept, Some(entry)) if entry.relation == Relation::Duplicate => None,
            (Verdict::Accept, Some(entry)) => Some(match self.case_of(entry) {
                Some(case) => self.followed(case, &self.numbered()),
                None => self.incident(entry),
            }),
            (Verdict::Accept, None) => None,
            (Verdict::Ask | Verdict::Ignore, _) => self.thread(decision).or_else(|| self.perhaps(evidence, decision)),
        }
    }

    fn case_of(&self, entry: &Entry) -> Option<&KnownIncident> {
        let known = &self.facts.incidents;
        known
            .iter()
            .find(|case| case.report == entry.report && case.period == entry.period && case.units.contains(&entry.unit))
    }

    fn alarm(&self, question: Question) -> Option<Call> {
        let what = self.named_by_sender_only();
        let (kind, title, told, todo) = match question {
            Question::Secret => (
                "secret",
                "thư có dấu hiệu chứa bí mật nhà nước",
                "có dấu hiệu chứa bí mật nhà nước (tiêu đề, tên tệp hoặc văn bản ghi độ mật). Hệ thống đã dừng xử lý, \
                 không chuyển tiếp và không trả lời thư.",
                "Đề nghị liên hệ đơn vị gửi và xử lý theo quy định về bảo vệ bí mật nhà nước.",
            ),
            Question::Dangerous => (
                "dangerous",
                "thư kèm tệp nguy hiểm",
                "kèm tệp chương trình hoặc tệp chứa macro. Hệ thống không mở tệp và không trả lời thư.",
                "Đề nghị không mở tệp; liên hệ đơn vị gửi qua điện thoại để xác minh và đề nghị gửi lại tệp an toàn.",
            ),
            Question::Forged => (
                "forged",
                "thư có dấu hiệu giả mạo đơn vị gửi",
                "có dấu hiệu giả mạo người gửi: máy chủ nhận thư không xác thực được địa chỉ. Hệ thống không ghi nhận \
                 và không trả lời thư.",
                "Đề nghị không mở tệp, không bấm đường dẫn; gọi điện cho đơn vị để xác minh.",
            ),
            _ => return None,
        };
        let paragraphs = vec![format!("{what} {told}"), todo.to_owned()];
        Some(Call { kind, title: title.to_owned(), paragraphs, duty: false })
    }

    /// A report that opens a case.
    fn incident(&self, entry: &Entry) -> Call {
        let unit = self.rules.roster.unit(&entry.unit);
        let name = unit.map_or_else(|| entry.unit.to_string(), |unit| unit.name.clone());
        let phone = unit.and_then(|unit| unit.phone.as_ref()).map(|p| format!(" (điện thoại {p})")).unwrap_or_default();
        let subject = wording::foreign(&self.message.subject, 120);
        let told = format!(
            "{} đã được ghi nhận là báo cáo đột xuất của {name}, số tiếp nhận {}. Tiêu đề thư: “{subject}”.",
            self.named_by_sender_only(),
            self.numbered()
        );
        let todo = format!("Đề nghị đọc ngay và giữ liên lạc với đơn vị{phone}; cán bộ phụ trách báo cáo lãnh đạo.");
        let mut paragraphs = vec![told, todo];
        let theirs = self.facts.incidents.iter().filter(|case| case.open && case.units.contains(&entry.unit));
        let open: Vec<String> = theirs.map(named).collect();
        if !open.is_empty() {
            paragraphs.push(format!(
                "Đơn vị này còn vụ việc đang mở: {}. Nếu thư nói về cùng một việc, chuyển vào bằng lệnh: \
                 tiepnhan case add SỐ-VỤ-VIỆC {}.",
                open.join("; "),
                self.numbered()
            ));
        }
        Call { kind: "ad-hoc", title: format!("báo cáo đột xuất của {name}"), paragraphs, duty: true }
    }

    /// A report or a mail of a case that is known.
    fn followed(&self, case: &KnownIncident, number: &str) -> Call {
        let what = self.named_by_sender_only();
        let entered = if number.is_empty() { String::new() } else { format!(", số tiếp nhận {number}") };
        let told = format!("{what} đã được đưa vào vụ việc {}{entered}.", named(case));
        let todo = format!(
            "Đề nghị đọc và cập nhật cho lãnh đạo. Xem cả vụ việc: tiepnhan case show {}. Nếu là một vụ việc khác, \
             chuyển bằng lệnh tiepnhan case open.",
            case.id
        );
        Call {
            kind: "case",
            title: format!("tin mới của vụ việc {}", named(case)),
            paragraphs: vec![told, todo],
            duty: false,
        }
    }

    /// A mail in the thread of exactly one open case, though no report.
    fn thread(&self, decision: &Decision) -> Option<Call> {
        let mut cases = self.facts.incidents.iter().filter(|case| case.open && case.answered);
        let case = cases.next().filter(|_| decision.is_a_persons())?;
        cases.next().is_none().then(|| self.followed(case, ""))
    }

    /// A mail of a known unit that calls itself a report on an incident, but that only a person can enter: to wait for
    /// the morning would be too late.
    fn perhaps(&self, evidence: &Evidence, decision: &Decision) -> Option<Call> {
        let said = evidence.clues.iter().any(|clue| {
            clue.claim == Claim::Incident
                && clue.strength >= Strength::Fair
                && matches!(clue.source, Source::Subject | Source::Title)
        });
        let question = decision.question.filter(|_| said && self.sender_is_known())?;
        let subject = wording::foreign(&self.message.subject, 120);
        let told = format!(
            "{} có thể là báo cáo đột xuất nhưng chưa vào sổ được: {}. Tiêu đề thư: “{subject}”.",
            self.named_by_sender_only(),
            explain::question(question)
        );
        let todo = "Đề nghị đọc ngay; vào sổ bằng lệnh tiepnhan review.".to_owned();
        let title = "thư có thể là báo cáo đột xuất".to_owned();
        Some(Call { kind: "ad-hoc", title, paragraphs: vec![told, todo], duty: true })
    }

    /// The number that the first line of this mail gets.
    fn numbered(&self) -> String {
        receipt::register_number(self.facts.next_number)
    }

    /// "Thư nhận lúc 15 giờ 42 ngày 18/6/2020 từ địa chỉ x@y": no subject and no file name, which may be secret.
    fn named_by_sender_only(&self) -> String {
        let at = self.message.received_at.to_zoned(self.rules.office.time_zone.clone());
        let from = self.message.from.as_ref().map_or("không rõ", |from| from.address.as_str());
        format!("Thư nhận lúc {} từ địa chỉ {from}", wording::short_moment(&at))
    }
}

/// "số 3 “Ngộ độc tại Trường Tiểu học Nghi Phú”".
fn named(case: &KnownIncident) -> String {
    format!("số {} “{}”", case.id, wording::foreign(&case.title, 80))
}
