//! Mails built from the words of reports and from chance: the laws of a decision hold for all of them.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use tiepnhan::decision::{Verdict, explain};
use tiepnhan::evidence::{Alarm, Claim, Evidence, Facts, MailKind, Role, Source};
use tiepnhan::judgment::{self, Judgment};
use tiepnhan::letter::Templates;
use tiepnhan::message::{Attachment, AuthResult, Authenticity, Body, Bounce, Message, Person, RobotSigns, Sha256};
use tiepnhan::office::Rules;
use tiepnhan::plan::obligation::owed;
use tiepnhan::roster::UnitId;
use tiepnhan::text::{FileKind, FileText, Problem};

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let office = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/offices/song-lam");
    tiepnhan::config::load(&office).expect("the sample office loads").rules
});
static TEMPLATES: LazyLock<Templates> =
    LazyLock::new(|| Templates::shipped().expect("the shipped letters load"));

/// What clerks write, whole and in parts; the rest is chance.
const WORDS: [&str; 88] = [
    "Báo cáo",
    "BÁO CÁO",
    "BC",
    "bao cao",
    "sơ kết",
    "tổng kết",
    "công tác",
    "khoa giáo",
    "tuyên giáo",
    "kết quả",
    "thực hiện",
    "nhiệm vụ",
    "phương hướng",
    "trọng tâm",
    "6 tháng đầu năm",
    "6 tháng cuối năm",
    "tháng 5",
    "tháng 12",
    "T5",
    "quý I",
    "quý III",
    "Quý 1",
    "9 tháng",
    "năm",
    "2024",
    "2025",
    "2026",
    "năm học 2023-2024",
    "tuần 3",
    "Sở Y tế",
    "SYT",
    "Sở Giáo dục và Đào tạo",
    "ngành giáo dục",
    "Huyện ủy Thanh Lam",
    "Huyện ủy Thanh Lâm",
    "Đảng ủy phường Lam Thành",
    "Thành ủy Lam Thành",
    "Hội Đông y tỉnh",
    "UBND TỈNH SÔNG LAM",
    "SỞ Y TẾ",
    "TỈNH ỦY SÔNG LAM",
    "BAN TUYÊN GIÁO",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Số: 123/BC-SYT",
    "Số: /BC-SYT",
    "Số 45-BC/HUTL",
    "Sông Lam, ngày 12 tháng 6 năm 2024",
    "ngày tháng năm 2024",
    "V/v gửi báo cáo",
    "V/v",
    "Kính gửi:",
    "Kính gửi: Ban Tuyên giáo Tỉnh ủy",
    "Kính gửi: UBND tỉnh",
    "Phụ lục",
    "biểu số liệu",
    "đột xuất",
    "báo cáo nhanh",
    "ngộ độc",
    "dịch sởi",
    "không phát sinh",
    "xin gia hạn",
    "gửi hộ",
    "thay thế",
    "bổ sung phụ lục",
    "dự thảo",
    "xin ý kiến",
    "gửi sau",
    "file đính kèm",
    "https://drive.google.com/x",
    "kế hoạch",
    "giấy mời",
    "cải cách hành chính",
    "an toàn giao thông",
    "Chỉ thị số 05-CT/TW",
    "nghị quyết",
    "Nơi nhận:",
    "Re: ",
    "Fwd: ",
    "và",
    ";",
    "-",
    "_",
    "/",
    "(",
    ")",
    "\n",
    "\t",
];

const SENDERS: [&str; 12] = [
    "vanphong@syt.songlam.example",
    "ai-do@syt.songlam.example",
    "hoidongysonglam@gmail.com",
    "bantuyengiao@thanhlam.songlam.example",
    "tuyengiaohuyenuythanhlam@gmail.com",
    "danguy@dhsl.songlam.example",
    "hanhchinh@dhsl.songlam.example",
    "bantuyengiao@lamthanh.songlam.example",
    "bxddang@phuonglamthanh.songlam.example",
    "ntthuy.btg@tinhuy.songlam.example",
    "nguoila@gmail.com",
    "khoagiao.btgtusonglam@gmail.com",
];

const ENDINGS: [&str; 8] = [".docx", ".doc", ".pdf", ".xlsx", ".jpg", ".zip", "", ".exe"];

#[derive(Debug, Arbitrary)]
enum Piece {
    Word(u8),
    Number(u16),
    Any(String),
}

#[derive(Debug)]
struct Text(String);

impl<'a> Arbitrary<'a> for Text {
    fn arbitrary(u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut text = String::new();
        for piece in u.arbitrary_iter::<Piece>()?.take(40) {
            match piece? {
                Piece::Word(word) => text.push_str(WORDS[usize::from(word) % WORDS.len()]),
                Piece::Number(number) => text.push_str(&(number % 3000).to_string()),
                Piece::Any(any) => text.push_str(&any),
            }
            text.push(' ');
        }
        Ok(Self(text))
    }
}

#[derive(Debug, Arbitrary)]
struct File {
    name: Text,
    ending: u8,
    page: Text,
    more: Text,
    problem: Option<u8>,
    macros: bool,
    inline: bool,
    member: Option<Text>,
}

#[derive(Debug, Arbitrary)]
struct Mail {
    sender: u8,
    /// None of the senders: any address.
    stranger: Option<String>,
    name: Text,
    subject: Text,
    own: Text,
    quoted: Text,
    forwarded: Text,
    forwarded_from: Option<u8>,
    /// Days after 1/1/2023.
    day: u16,
    files: Vec<File>,
    machine: u8,
    dmarc: u8,
    copy: bool,
    reply_to: Option<u8>,
}

fn address(index: u8) -> String {
    SENDERS[usize::from(index) % SENDERS.len()].to_owned()
}

/// What the office's own server found out.
fn result(dmarc: &str) -> AuthResult {
    AuthResult { authserv_id: "mx.google.com".into(), dmarc: Some(dmarc.into()), ..AuthResult::default() }
}

fn person(address: String) -> Person {
    Person { name: String::new(), address }
}

impl File {
    fn attachment(&self, index: usize) -> Attachment {
        let ending = ENDINGS[usize::from(self.ending) % ENDINGS.len()];
        let kind = match ending {
            ".docx" => FileKind::Docx,
            ".doc" => FileKind::Doc,
            ".pdf" => FileKind::Pdf,
            ".xlsx" => FileKind::Xlsx,
            ".jpg" => FileKind::Picture,
            ".zip" => FileKind::Zip,
            ".exe" => FileKind::Program,
            _ => FileKind::Unknown,
        };
        let problem = self.problem.and_then(|which| match which % 8 {
            0 => Some(Problem::Empty),
            1 => Some(Problem::Encrypted),
            2 => Some(Problem::Broken("x".into())),
            3 => Some(Problem::NoText),
            4 => Some(Problem::Garbled),
            5 => Some(Problem::Crashed),
            _ => None,
        });
        let page = format!("{}\n{}", self.page.0, self.more.0);
        let mut text = FileText { text: page, macros: self.macros, ..FileText::blank(kind, problem) };
        if let Some(member) = &self.member {
            let file = FileText { text: self.more.0.clone(), ..FileText::blank(FileKind::Docx, None) };
            text.members.push(tiepnhan::text::Member { name: format!("{}.docx", member.0.trim()), size: 9, file });
        }
        let name: String = self.name.0.trim().chars().filter(|c| !matches!(c, '/' | '\\' | '\n')).collect();
        Attachment {
            file_name: format!("{name}{ending}"),
            media_type: "application/octet-stream".into(),
            size: 9,
            sha256: Sha256::of(&index.to_be_bytes()),
            inline: self.inline,
            text,
        }
    }
}

impl Mail {
    fn message(&self) -> Message {
        let from = match &self.stranger {
            Some(other) => other.clone(),
            None => address(self.sender),
        };
        let ours = person("khoagiao.btgtusonglam@gmail.com".into());
        let other = person("vanthu@ubnd.songlam.example".into());
        let forwarded = match self.forwarded_from {
            Some(index) => format!("From: <{}>\n{}", address(index), self.forwarded.0),
            None => self.forwarded.0.clone(),
        };
        let mut robot = RobotSigns::default();
        match self.machine % 32 {
            1 => robot.auto_submitted = Some("auto-replied".into()),
            2 => robot.auto_submitted = Some("auto-generated".into()),
            3 => robot.bulk = Some("List-Id".into()),
            4 => robot.null_sender = true,
            5 => robot.no_reply = true,
            6 => robot.vendor = Some("X-Autoreply".into()),
            7 => robot.wording = Some("Trả lời tự động".into()),
            8 => robot.read_receipt = true,
            9 => robot.calendar = true,
            10 => robot.own = true,
            _ => {}
        }
        let bounce = (self.machine % 32 == 11).then(|| Bounce { recipients: Vec::new(), original_message_id: None });
        let seen = result(if self.dmarc % 16 == 1 { "fail" } else { "pass" });
        Message {
            sha256: Sha256::of(b"mail"),
            size: 1000,
            received_at: Timestamp::from_second(1_672_531_200 + i64::from(self.day % 1500) * 86_400 + 30_000)
                .unwrap_or(Timestamp::UNIX_EPOCH),
            dated_at: None,
            message_id: Some("a@b.example".into()),
            references: Vec::new(),
            from: Some(Person { name: self.name.0.clone(), address: from }),
            reply_to: self.reply_to.map(|index| person(address(index))).into_iter().collect(),
            to: vec![if self.copy { other } else { ours.clone() }],
            cc: if self.copy { vec![ours] } else { Vec::new() },
            subject: self.subject.0.replace('\n', " "),
            body: Body { own: self.own.0.clone(), quoted: self.quoted.0.clone(), forwarded },
            attachments: self.files.iter().take(4).enumerate().map(|(index, file)| file.attachment(index)).collect(),
            robot,
            bounce,
            authenticity: Authenticity { all: vec![seen], ..Authenticity::default() },
            faults: Vec::new(),
        }
    }
}

fn judged(message: &Message) -> Judgment {
    judgment::judge(message, &Facts::default(), &RULES, &TEMPLATES, message.received_at)
}

/// The units whose mailbox the sender's is, or, for what our own people pass on, the first author's.
fn known(evidence: &Evidence) -> Vec<&UnitId> {
    let colleague = evidence.clues.iter().any(|clue| clue.claim == Claim::Colleague);
    let units = evidence.clues.iter().filter_map(|clue| match (&clue.claim, clue.source) {
        (Claim::Unit(unit), Source::Forwarded) if colleague => Some(unit),
        (Claim::Unit(unit), Source::SenderAddress | Source::SenderDomain) if !colleague => Some(unit),
        _ => None,
    });
    units.collect()
}

fn laws(message: &Message, judged: &Judgment) {
    let (evidence, decision) = (&judged.evidence, &judged.decision);
    assert_eq!(evidence.roles.len(), message.attachments.len());
    assert_eq!(decision.question.is_some(), decision.verdict == Verdict::Ask);
    assert!(!decision.reasons.is_empty() && judged.faults.is_empty());
    if decision.verdict == Verdict::Accept {
        assert!(!known(evidence).is_empty(), "a stranger is accepted");
        assert!(!evidence.clues.iter().any(|clue| matches!(clue.claim, Claim::Alarm(_))), "accepted with an alarm");
        assert!(!decision.entries.is_empty());
    }
    let entered = decision.entries.iter().filter(|_| decision.verdict == Verdict::Accept);
    for entry in entered {
        let unit = RULES.roster.unit(&entry.unit).expect("a unit of the roster");
        assert!(owed(&RULES, unit, &entry.report, entry.period).is_some(), "not owed: {entry:?}");
        for (place, index) in entry.attachments.iter().enumerate() {
            assert!(matches!(evidence.roles[*index], Role::Report | Role::Annex), "{entry:?}");
            assert!(!entry.attachments[..place].contains(index), "a file twice: {entry:?}");
        }
    }
    let robot = &message.robot;
    let machine = robot.auto_submitted.is_some() || robot.bulk.is_some() || robot.null_sender || robot.no_reply;
    let kind = matches!(decision.kind, MailKind::AutoReply | MailKind::Bounce | MailKind::Bulk | MailKind::Own);
    let sender = message.from.as_ref().map_or("", |from| from.address.as_str());
    if machine || kind || known(evidence).is_empty() {
        assert!(!decision.acknowledge, "a machine or a stranger is answered");
    }
    if !decision.acknowledge {
        let answer = judged.letters.iter().any(|letter| letter.to == sender && letter.purpose.is_answer());
        assert!(!answer, "answered though not to be: {sender}");
    }
    let _ = explain::text(message, evidence, decision, &RULES);
    let _ = explain::json(None, message, evidence, decision, &RULES);
}

/// What alarms can only make a decision more careful.
fn alarms(message: &Message) {
    let mut marked = Vec::new();
    let mut secret = message.clone();
    secret.subject = format!("[MẬT] {}", message.subject);
    marked.push((Alarm::Secret, secret));
    let mut forged = message.clone();
    forged.authenticity.all = vec![result("fail")];
    marked.push((Alarm::Forged, forged));
    let mut dangerous = message.clone();
    let program = FileText::blank(FileKind::Program, Some(Problem::Unsupported));
    dangerous.attachments.push(Attachment {
        file_name: "bao cao.exe".into(),
        media_type: "application/octet-stream".into(),
        size: 9,
        sha256: Sha256::of(b"program"),
        inline: false,
        text: program,
    });
    marked.push((Alarm::Dangerous, dangerous));
    for (alarm, message) in marked {
        let judged = judged(&message);
        laws(&message, &judged);
        assert_ne!(judged.decision.verdict, Verdict::Accept, "{alarm:?} is accepted");
    }
}

fuzz_target!(|mail: Mail| {
    let message = mail.message();
    let judged_once = judged(&message);
    laws(&message, &judged_once);
    assert_eq!(judged_once.decision, judged(&message).decision);
    alarms(&message);
    // The same mail of a stranger is nobody's.
    let mut strange = message.clone();
    strange.from = Some(person("nguoi.khong.quen@gmail.example".into()));
    assert_ne!(judged(&strange).decision.verdict, Verdict::Accept);
});
