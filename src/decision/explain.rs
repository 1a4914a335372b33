//! A decision told to people and to programs: what was found, where it stood, why it sufficed or what is missing.

mod asked;
mod clues;
mod grounds;
mod json;
mod marked;
mod page;

use super::{Decision, Entry, Question, Relation, Verdict};
use crate::calendar::period;
use crate::evidence::{Claim, Evidence, MailKind, Role, Scan, Source};
use crate::message::{Attachment, Message};
use crate::office::Rules;
use crate::text::{FileKind, Problem};
use grounds::Grounds;
use page::{Page, clipped};

pub use asked::{advice, asked};
pub use clues::{Found, Told, found, told};
pub use json::json;
pub use marked::{Marked, marked};

/// What may be cut short, the least important last: a clerk first wants to know what becomes of the mail and what is
/// missing.
const ORDER: [&str; 8] = ["Cần biết", "Kết luận", "Trái lại", "Có thể là", "Thư", "Đơn vị", "Kỳ", "Tệp"];
/// Reasons with these beginnings repeat what the lines on unit and period say with quotations.
const TOLD: [&str; 2] = ["Đơn vị: ", "Nội dung: "];
/// Letters of a file name in its line.
const FILE_NAME: usize = 34;

/// The decision in Vietnamese, for a terminal: at most ten lines of 80 columns.
#[must_use]
pub fn text(message: &Message, evidence: &Evidence, decision: &Decision, rules: &Rules) -> String {
    let grounds = Grounds::of(evidence, decision, rules);
    let mut page = Page::default();
    let from = message.from.as_ref().map_or("(không rõ người gửi)", |person| person.address.as_str());
    let local = message.received_at.to_zoned(rules.office.time_zone.clone());
    let when = format!("{} ngày {}", local.strftime("%H:%M"), period::day_name(local.date()));
    page.say("Thư", 2, &format!("nhận {when}, {from}: “{}”", message.subject));
    page.say("Kết luận", 3, &conclusion(decision, rules));
    if decision.verdict == Verdict::Ask {
        page.say("Có thể là", 2, &guess(decision, rules));
    }
    page.list("Tệp", 3, files(message, evidence));
    if decision.verdict == Verdict::Ignore {
        page.say("Vì", 2, &grounds.signs());
    } else {
        page.say("Đơn vị", 2, &grounds.unit());
        page.say("Kỳ", 2, &grounds.period());
    }
    page.say("Trái lại", 2, &grounds.against().join("; "));
    if let Some(question) = decision.question {
        page.say("Cần biết", 2, &missing(question, from, evidence, decision, rules));
    }
    page.say("Trả lời", 1, answer(message, decision, rules));
    page.text(&ORDER)
}

/// The decision in one line of at most 80 columns, begun by the name of the file.
#[must_use]
pub fn short(file: &str, decision: &Decision, rules: &Rules) -> String {
    let verdict = match decision.verdict {
        Verdict::Accept => "VÀO SỔ",
        Verdict::Ask => "CẦN KIỂM TRA",
        Verdict::Ignore => "KHÔNG VÀO SỔ",
    };
    let about = match decision.question {
        None if decision.entries.is_empty() => kind(decision.kind).to_owned(),
        None => all_entries(decision, rules),
        Some(of) => match guess(decision, rules) {
            guess if guess.is_empty() => question(of).to_owned(),
            guess => format!("{}; {guess}", question(of)),
        },
    };
    clipped(&format!("{verdict:<13}{:<26} {about}", clipped(file, 26)), page::WIDTH)
}

fn conclusion(decision: &Decision, rules: &Rules) -> String {
    let why = decision.reasons.join(" ");
    match decision.verdict {
        Verdict::Accept => {
            let more = decision.reasons.iter().filter(|reason| !TOLD.iter().any(|begin| reason.starts_with(begin)));
            let more: String = more.map(|reason| format!(". {}", reason.trim_end_matches('.'))).collect();
            format!("VÀO SỔ. {}{more}", all_entries(decision, rules))
        }
        Verdict::Ask => format!("CẦN KIỂM TRA. {why}"),
        Verdict::Ignore => format!("KHÔNG VÀO SỔ. {why}"),
    }
}

fn all_entries(decision: &Decision, rules: &Rules) -> String {
    decision.entries.iter().map(|entry| entry_line(entry, rules)).collect::<Vec<_>>().join("; ")
}

/// What it would be if a person agrees.
fn guess(decision: &Decision, rules: &Rules) -> String {
    if !decision.entries.is_empty() {
        return all_entries(decision, rules);
    }
    let unit = decision.unit.as_ref().and_then(|unit| rules.roster.unit(unit));
    unit.map_or_else(String::new, |unit| format!("thư của {}", unit.name))
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
        Question::Unlocked => "tệp có mật khẩu, đã mở được",
        Question::Answered => "đơn vị đã trả lời câu hỏi, chờ cho vào sổ",
        Question::PersonAsks => "người gửi cần trả lời",
        Question::Unsure => "chưa rõ có phải báo cáo không",
    }
}

/// What exactly is missing to decide, and whom to ask.
fn missing(question: Question, from: &str, evidence: &Evidence, decision: &Decision, rules: &Rules) -> String {
    let unit = decision.unit.as_ref().and_then(|unit| rules.roster.unit(unit)).map(|unit| unit.name.as_str());
    let known = evidence.clues.iter().any(|clue| {
        matches!(clue.source, Source::SenderAddress | Source::SenderDomain) && matches!(clue.claim, Claim::Unit(_))
    });
    match (question, unit) {
        (Question::SenderUnknown, _) if known => "người gửi có gửi thay đơn vị ghi trong văn bản không".to_owned(),
        (Question::SenderUnknown, Some(unit)) => {
            format!("{from} có gửi báo cáo cho {unit} không; nếu có, ghi địa chỉ này vào danh sách đơn vị")
        }
        (Question::SenderUnknown, None) => {
            format!("{from} là của đơn vị nào; nếu là đơn vị phải gửi, ghi vào danh sách")
        }
        _ => wanted(question).to_owned(),
    }
}

fn wanted(question: Question) -> &'static str {
    match question {
        Question::Secret => "văn bản có mật không; chương trình không mở tệp, xử lý theo quy định về bí mật nhà nước",
        Question::Dangerous => {
            "đơn vị có gửi tệp này không; đừng mở, hỏi qua điện thoại, đề nghị gửi lại .docx hoặc .pdf"
        }
        Question::Forged => "thư có thật của đơn vị không; hỏi qua số điện thoại đã biết, đừng trả lời thư",
        Question::UnreadableMail => "thư viết gì; mở thư trong hộp thư để xem",
        Question::UnreadableFile => "nội dung tệp; đề nghị đơn vị gửi lại tệp mở được",
        Question::MissingFile => "tệp báo cáo; đề nghị đơn vị gửi tệp đính kèm",
        Question::UnitUnclear | Question::SenderUnknown => "đây là báo cáo của đơn vị nào",
        Question::PeriodUnclear => "đây là báo cáo nào, kỳ nào",
        Question::Contradiction => "chỗ nào ghi đúng, chỗ nào ghi nhầm",
        Question::Incomplete => "đã có bản chính thức, đủ số và ngày ký chưa",
        Question::NotOwed => "cơ quan có cần báo cáo này không; nếu cần hằng kỳ, ghi thêm vào kế hoạch",
        Question::Unlocked => "cán bộ xem tệp rồi cho vào sổ; tệp có mật khẩu không bao giờ tự vào sổ",
        Question::Answered => "cán bộ xem đề xuất theo lời đơn vị rồi cho vào sổ",
        Question::PersonAsks => "cán bộ trả lời người gửi thế nào",
        Question::Unsure => "cán bộ xem: có phải báo cáo gửi cơ quan không",
    }
}

/// What the sender would be told. Questions that only staff can settle are asked of nobody else.
fn answer(message: &Message, decision: &Decision, rules: &Rules) -> &'static str {
    let day = message.received_at.to_zoned(rules.office.time_zone.clone()).date();
    let silent = [
        Question::Secret,
        Question::Dangerous,
        Question::Forged,
        Question::SenderUnknown,
        Question::Unlocked,
        Question::Answered,
        Question::PersonAsks,
        Question::Unsure,
    ];
    match (decision.verdict, decision.question) {
        (Verdict::Ignore, _) => "không trả lời",
        _ if day < rules.office.start_date => "không trả lời: thư đến trước ngày cơ quan bắt đầu dùng chương trình",
        (Verdict::Accept, _) if decision.acknowledge => "gửi thư xác nhận đã nhận",
        (Verdict::Accept, _) => "không gửi thư xác nhận (người gửi không phải đơn vị)",
        (Verdict::Ask, Some(question)) if decision.acknowledge && !silent.contains(&question) => {
            "gửi thư đề nghị đơn vị làm rõ; cán bộ vẫn quyết định được trước"
        }
        (Verdict::Ask, _) => "không trả lời; chờ cán bộ quyết định",
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

/// "Sở Y tế: Báo cáo tháng 1 năm 2024, số 112/BC-SYT".
#[must_use]
pub fn entry_line(entry: &Entry, rules: &Rules) -> String {
    let unit = rules.roster.unit(&entry.unit).map_or(entry.unit.as_str(), |unit| unit.name.as_str());
    let report = rules.plans.report(&entry.report).map_or(entry.report.as_str(), |(_, report)| report.name.as_str());
    let number = entry.document_number.as_ref().map_or(String::new(), |number| format!(", số {number}"));
    format!("{unit}: {}{number}{}", period::title(report, entry.period), relation(entry.relation))
}

/// Each attachment with its role and what told it.
fn files(message: &Message, evidence: &Evidence) -> Vec<String> {
    let roles = evidence.roles.iter().copied().chain(std::iter::repeat(Role::Other));
    let shown = message.attachments.iter().zip(roles).enumerate();
    shown
        .map(|(index, (file, role))| {
            let number = index.saturating_add(1);
            format!("{number}. {}: {}", file_name(&file.file_name), part(file, role, index, evidence))
        })
        .collect()
}

/// A long name loses its middle: the ending tells what kind of file it is.
fn file_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 5 && name.chars().count() > FILE_NAME => {
            let room = FILE_NAME.saturating_sub(ending.chars().count()).saturating_sub(1);
            format!("{}.{ending}", clipped(stem, room))
        }
        _ => clipped(name, FILE_NAME),
    }
}

fn part(file: &Attachment, role: Role, index: usize, evidence: &Evidence) -> String {
    let of = |wanted: &dyn Fn(&Claim) -> bool, place: Source| {
        let own = evidence.clues.iter().filter(|clue| clue.attachment == Some(index) && clue.source == place);
        own.into_iter().find(|clue| wanted(&clue.claim)).map(|clue| clipped(&clue.quote, 30))
    };
    let titled = of(&|claim| matches!(claim, Claim::Report | Claim::Incident), Source::Title);
    let named = of(&|claim| matches!(claim, Claim::Report | Claim::Incident), Source::FileName);
    let other = of(&|claim| matches!(claim, Claim::Kind(_)), Source::Title);
    let scan = evidence.scans.get(index).copied().flatten();
    let aside = scan.map(|scan| format!("; {}", scan.words())).unwrap_or_default();
    match role {
        Role::Report => match (titled, named) {
            (Some(title), _) => format!("báo cáo (văn bản ghi “{title}”){aside}"),
            (None, Some(_)) => format!("báo cáo (theo tên tệp{})", unread(file, scan)),
            (None, None) => format!("coi là báo cáo (không thấy dấu hiệu khác{})", unread(file, scan)),
        },
        Role::Annex => format!("phụ lục, biểu số liệu hoặc ảnh kèm báo cáo{aside}"),
        Role::Cover => format!("công văn gửi kèm{aside}"),
        Role::Picture => "ảnh trang trí, chữ ký thư".to_owned(),
        Role::Unreadable => format!("không mở được ({})", trouble(file)),
        Role::Dangerous => "nguy hiểm, không mở (chương trình, macro hoặc trang mạng)".to_owned(),
        Role::Other if file.text.problem == Some(Problem::Continued) => "đọc cùng phần đầu của tệp nén".to_owned(),
        Role::Other if file.file_name.trim_start().starts_with("~$") => {
            "tệp tạm của Word, không phải văn bản".to_owned()
        }
        Role::Other if file.text.is_album() => format!("tệp nén chỉ có ảnh, có thể là ảnh chụp văn bản{aside}"),
        Role::Other => {
            other.map_or_else(|| format!("không phải báo cáo{aside}"), |title| format!("văn bản khác (“{title}”)"))
        }
    }
}

/// Why nobody's eyes but a person's can read what stands in it, or in the one page that it wraps.
fn unread(file: &Attachment, scan: Option<Scan>) -> &'static str {
    let mut page = &file.text;
    while let ([member], true) = (page.members.as_slice(), page.text.trim().is_empty()) {
        page = &member.file;
    }
    match page.problem {
        _ if scan == Some(Scan::Unread) => "; bản chụp, chưa đọc được",
        _ if scan.is_some() => "; bản chụp, chỉ có máy đọc chữ trong ảnh",
        Some(Problem::Garbled) => "; chữ trong tệp bị lỗi, không đọc được",
        Some(Problem::Unsupported) => "; chưa đọc được loại tệp này",
        _ => "",
    }
}

/// What keeps a file from being opened, in a few words.
#[must_use]
pub fn trouble(file: &Attachment) -> &'static str {
    let inside = || file.text.members.iter().find_map(|member| member.file.problem.as_ref());
    match (file.text.kind, file.text.problem.as_ref().or_else(inside)) {
        (FileKind::Tnef, _) => "Outlook đóng gói thành winmail.dat",
        (_, Some(Problem::Empty)) | (FileKind::Empty, _) => "tệp rỗng",
        (_, Some(Problem::Encrypted)) => "đặt mật khẩu",
        (_, Some(Problem::Volume)) => "một phần của tệp nén chia nhỏ",
        (_, Some(Problem::TooLarge(_) | Problem::TimedOut)) => "quá lớn",
        (_, Some(Problem::Broken(_) | Problem::Crashed)) => "tệp hỏng",
        _ => "không rõ loại tệp",
    }
}
