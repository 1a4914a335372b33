//! A mail that waits for a person, as one line: when, from whom, and what is unclear about it or asked in it.

use crate::decision::Question;
use crate::evidence::Scan;
use crate::evidence::wish::said::{self, Said};
use crate::letter::values::DigestReview;
use crate::letter::wording;
use crate::office::Rules;
use crate::standing::OpenMail;

/// A mail that a person must settle: when, from whom, its subject, what is unclear. Where the subject itself may be
/// secret or a lure, it is left out.
pub(super) fn review(mail: &OpenMail, rules: &Rules) -> DigestReview {
    let scan = if mail.unread_scan { format!("; có {}", Scan::Unread.words()) } else { String::new() };
    DigestReview { what: mail_line(mail, rules), why: format!("{}{scan}", why(mail)) }
}

/// Up to so many mails are told of one by one; of more only the weighty ones are, and so many of them.
const ONE_BY_ONE: usize = 3;

/// The mails that the letter names: a leader decides on more time, and hears of what may be secret or forged; what else
/// is unclear is the staff's work.
pub(super) fn told<'m>(mails: &[&'m OpenMail]) -> Vec<&'m OpenMail> {
    let weighs = |mail: &&&OpenMail| match mail.question {
        Some(Question::Secret | Question::Dangerous | Question::Forged) => true,
        Some(Question::PersonAsks) => said::said(&mail.words).iter().any(|said| !matches!(said, Said::Sent)),
        _ => false,
    };
    if mails.len() <= ONE_BY_ONE {
        return mails.to_vec();
    }
    mails.iter().filter(weighs).take(ONE_BY_ONE).copied().collect()
}

/// "17/6, Sở Y tế: chưa rõ kỳ báo cáo".
pub(super) fn short(mail: &OpenMail, rules: &Rules) -> String {
    let DigestReview { why, .. } = review(mail, rules);
    format!("{}, {}: {why}", day(mail, rules), from(mail, rules))
}

/// When it came: "17/6".
pub(super) fn day(mail: &OpenMail, rules: &Rules) -> String {
    wording::day_and_month(rules.office.time_zone.to_datetime(mail.received_at).date())
}

/// Its unit, else who sent it.
fn from(mail: &OpenMail, rules: &Rules) -> String {
    match mail.unit.as_ref().and_then(|unit| rules.roster.unit(unit)) {
        Some(unit) => unit.name.clone(),
        None if mail.from.is_empty() => "không rõ người gửi".to_owned(),
        None => wording::foreign(&mail.from, 80),
    }
}

/// "09 giờ 10 ngày 17/6/2020, Sở Y tế, “bc gửi Ban”".
pub(in crate::notice) fn mail_line(mail: &OpenMail, rules: &Rules) -> String {
    let at = wording::short_moment(&mail.received_at.to_zoned(rules.office.time_zone.clone()));
    let from = from(mail, rules);
    let told = !matches!(mail.question, None | Some(Question::Secret | Question::Dangerous | Question::Forged));
    let subject = if told { wording::foreign(&without_reference(&mail.subject), 60) } else { String::new() };
    let subject = if subject.is_empty() { subject } else { format!(", “{subject}”") };
    format!("{at}, {from}{subject}")
}

/// A subject without the mark by which the program knows its own letters again: to people it says nothing.
fn without_reference(subject: &str) -> String {
    match subject.split_once("[TN-").and_then(|(before, behind)| Some((before, behind.split_once(']')?.1))) {
        Some((before, behind)) => format!("{} {}", before.trim_end(), behind.trim_start()).trim().to_owned(),
        None => subject.to_owned(),
    }
}

/// What is unclear about it, or what its writer asks or tells.
pub(in crate::notice) fn why(mail: &OpenMail) -> String {
    let who = if mail.unit.is_some() { "đơn vị" } else { "người gửi" };
    let told = |said: &Said| match (said, said::way(&mail.words)) {
        (Said::Sent, Some(way)) => format!("báo đã gửi {}, cần đối chiếu", way.words()),
        (Said::Sent, None) => "báo đã gửi, cần đối chiếu".to_owned(),
        (Said::NotYet, _) => "báo chưa gửi được".to_owned(),
        (Said::Later, _) => "đề nghị gia hạn".to_owned(),
        (Said::NotOwed, _) => "cho rằng không phải gửi báo cáo".to_owned(),
        (Said::Withdraws, _) => "xin rút văn bản đã gửi".to_owned(),
    };
    let told: Vec<String> = said::said(&mail.words).iter().map(told).collect();
    if mail.question != Some(Question::PersonAsks) || told.is_empty() {
        return question(mail.question).to_owned();
    }
    format!("{who} {}", told.join("; "))
}

/// What is unclear, in the words of the office's list "cần kiểm tra".
#[must_use]
pub fn question(question: Option<Question>) -> &'static str {
    match question {
        None => "thư chưa xử lý được",
        Some(Question::Secret) => "có dấu hiệu chứa bí mật nhà nước, chưa mở",
        Some(Question::Dangerous) => "kèm tệp nguy hiểm, chưa mở",
        Some(Question::Forged) => "có dấu hiệu giả mạo người gửi",
        Some(Question::UnreadableMail) => "thư chưa đọc được, mở hộp thư để xem",
        Some(Question::UnreadableFile) => "tệp không mở được",
        Some(Question::MissingFile) => "không có tệp báo cáo",
        Some(Question::UnitUnclear) => "chưa rõ đơn vị",
        Some(Question::PeriodUnclear) => "chưa rõ loại báo cáo hoặc kỳ báo cáo",
        Some(Question::SenderUnknown) => "người gửi chưa có trong danh sách của đơn vị",
        Some(Question::Contradiction) => "thư, tên tệp và văn bản chưa thống nhất",
        Some(Question::Incomplete) => "bản dự thảo hoặc chưa đủ thành phần",
        Some(Question::NotOwed) => "không khớp báo cáo nào đang theo dõi",
        Some(Question::Unlocked) => "tệp có mật khẩu, đã mở được, chờ cán bộ cho vào sổ",
        Some(Question::Answered) => "đơn vị đã trả lời câu hỏi, chờ cán bộ cho vào sổ",
        Some(Question::PersonAsks) => "cần cán bộ trả lời",
        Some(Question::Unsure) => "chưa rõ có phải báo cáo không",
    }
}
