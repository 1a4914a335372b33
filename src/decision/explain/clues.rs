//! The clues of a mail one by one, as people read them: what each says, its words, where it stands.

use super::grounds::Grounds;
use super::kind;
use crate::calendar::period;
use crate::decision::Decision;
use crate::evidence::{Alarm, Claim, Evidence, Source, Strength, Topic};
use crate::office::Rules;
use crate::roster::UnitId;

/// What speaks for a decision and against it, each with the words of the mail and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// For the unit; empty when nothing does.
    pub unit: String,
    /// For the report and its period; empty when nothing does.
    pub period: String,
    /// Against it.
    pub against: Vec<String>,
}

/// What speaks for this decision and against it.
#[must_use]
pub fn told(evidence: &Evidence, decision: &Decision, rules: &Rules) -> Told {
    let grounds = Grounds::of(evidence, decision, rules);
    Told { unit: grounds.unit(), period: grounds.period(), against: grounds.against() }
}

/// A clue, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it says: "đơn vị: Sở Y tế".
    pub says: String,
    /// Its words in the mail; empty where a machine's words stand.
    pub quote: String,
    /// Where they stand: "đầu văn bản".
    pub place: String,
    /// Where, for programs.
    pub source: Source,
    /// The file, by its place in the mail.
    pub attachment: Option<usize>,
    /// How much it carries: "đủ để quyết định".
    pub weight: &'static str,
}

/// Every clue of a mail, in the order of where they stand.
#[must_use]
pub fn found(evidence: &Evidence, decision: &Decision, rules: &Rules) -> Vec<Found> {
    let grounds = Grounds::of(evidence, decision, rules);
    let one = |clue: &crate::evidence::Clue| Found {
        says: says(&clue.claim, rules),
        quote: grounds.quote(clue),
        place: grounds.place(clue),
        source: clue.source,
        attachment: clue.attachment,
        weight: weight(clue.strength),
    };
    evidence.clues.iter().map(one).collect()
}

fn weight(strength: Strength) -> &'static str {
    match strength {
        Strength::Weak => "gợi ý",
        Strength::Fair => "khá rõ",
        Strength::Strong => "rõ",
        Strength::Decisive => "quyết định",
    }
}

fn says(claim: &Claim, rules: &Rules) -> String {
    let name = |unit: &UnitId| rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone());
    match claim {
        Claim::Unit(unit) => format!("đơn vị: {}", name(unit)),
        Claim::OneOf(units) => format!("một trong: {}", units.iter().map(name).collect::<Vec<_>>().join(", ")),
        Claim::OtherIssuer(words) => format!("cơ quan khác ban hành: {words}"),
        Claim::Period(one) => format!("kỳ: {}", period::name(*one)),
        Claim::YearlessPeriod(one) => format!("kỳ, không ghi năm: {}", period::name(*one)),
        Claim::OtherField(words) => format!("lĩnh vực khác: {words}"),
        Claim::OtherKind(words) => format!("loại báo cáo khác: {words}"),
        Claim::Numbered(number) => format!("số, ký hiệu văn bản: {number}"),
        Claim::Signed(day) => format!("ngày ký: {}/{}/{}", day.day(), day.month(), day.year()),
        Claim::Resembles(unit) => format!("giống tên đơn vị: {}", name(unit)),
        Claim::Kind(of) => format!("loại thư: {}", kind(*of)),
        Claim::Answers(mail) => format!("trả lời câu hỏi của cơ quan về thư số {mail}"),
        Claim::Topic(topic) => topic_words(*topic).to_owned(),
        Claim::Alarm(alarm) => alarm_words(*alarm).to_owned(),
        other => plain(other).to_owned(),
    }
}

fn plain(claim: &Claim) -> &'static str {
    match claim {
        Claim::Report => "gọi là báo cáo",
        Claim::Incident => "báo cáo nhanh, đột xuất",
        Claim::Unsigned => "chưa có số, ngày ký",
        Claim::Replaces => "thay bản đã gửi",
        Claim::Supplements => "bổ sung bản đã gửi",
        Claim::Draft => "dự thảo",
        Claim::Nil => "không phát sinh",
        Claim::Later => "hẹn gửi sau",
        Claim::InText => "báo cáo viết ngay trong thư",
        Claim::Missing => "nói có tệp nhưng thư không có tệp",
        Claim::OnBehalf => "gửi hộ đơn vị khác",
        Claim::Asks => "có câu hỏi",
        Claim::CopyOnly => "gửi nơi khác, cơ quan nhận bản sao",
        Claim::Colleague => "cán bộ cơ quan chuyển thư",
        Claim::Machine => "máy gửi, không ai đọc thư trả lời",
        Claim::Password => "cho mật khẩu",
        Claim::Locked => "tệp đặt mật khẩu",
        _ => "",
    }
}

fn topic_words(topic: Topic) -> &'static str {
    match topic {
        Topic::SchoolYear => "năm học, không phải kỳ theo lịch",
        Topic::Week => "tuần, không phải kỳ theo lịch",
        Topic::Span => "khoảng thời gian riêng, không phải kỳ theo lịch",
        Topic::Event => "một sự kiện, không phải kỳ theo lịch",
        Topic::Theme => "chuyên đề",
        Topic::HalfSummary => "sơ kết, không ghi của kỳ nào",
        Topic::YearSummary => "tổng kết, không ghi của kỳ nào",
    }
}

fn alarm_words(alarm: Alarm) -> &'static str {
    match alarm {
        Alarm::Secret => "dấu độ mật",
        Alarm::Dangerous => "tệp chương trình hoặc macro",
        Alarm::Forged => "người gửi có thể bị giả mạo",
        Alarm::UnreadableMail => "không đọc được thư",
        Alarm::UnreadableFile => "tệp không mở được",
    }
}
