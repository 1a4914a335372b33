//! How long a page of the register takes in a ledger of 100,000 receipts: ten years, two hundred units, a text each.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tiepnhan::calendar::deadline::Timeliness;
use tiepnhan::decision::{Decision, Entry, Relation, Verdict};
use tiepnhan::dossier::{self, Selection, Sought, Stood, Whose};
use tiepnhan::evidence::{Evidence, Facts, MailKind, Role};
use tiepnhan::ledger::{Bucket, Ledger, LedgerError, Record, Tx};
use tiepnhan::message::{Attachment, Authenticity, Body, Message, Origin, Person, RobotSigns, Sha256};
use tiepnhan::office::Rules;
use tiepnhan::roster::UnitId;
use tiepnhan::text::{FileKind, FileText};

/// Receipts of a year; a year has as many in the ten years of the ledger.
const A_YEAR: u32 = 10_000;
/// The years.
const YEARS: std::ops::Range<i16> = 2011..2021;
/// Words of a report's text.
const WORDS: usize = 400;
/// Lines of a page.
const AT_ONCE: usize = 101;

/// What reports are written with; the last ones are rare.
const SYLLABLES: &[&str] = &[
    "công",
    "tác",
    "tuyên",
    "giáo",
    "của",
    "các",
    "và",
    "trong",
    "tháng",
    "năm",
    "đã",
    "được",
    "tổ",
    "chức",
    "thực",
    "hiện",
    "kinh",
    "tế",
    "xã",
    "hội",
    "văn",
    "hóa",
    "giáo",
    "dục",
    "y",
    "sở",
    "ban",
    "tỉnh",
    "huyện",
    "ủy",
    "nghị",
    "quyết",
    "kết",
    "quả",
    "tình",
    "hình",
    "nhân",
    "dân",
    "cán",
    "bộ",
    "đảng",
    "viên",
    "phòng",
    "chống",
    "dịch",
    "bệnh",
    "tiếp",
    "tục",
    "phát",
    "triển",
    "nông",
    "thôn",
    "mới",
    "xây",
    "dựng",
    "trường",
    "học",
    "sinh",
    "khoa",
    "công",
    "nghệ",
    "thông",
    "tin",
    "báo",
    "cáo",
];
const RARE: &[&str] = &["covid", "kiểng", "nghêu", "thủy", "quặng", "vắc", "xin", "hạn", "mặn", "sạt", "lở", "bão"];

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0).checked_rem(sides).unwrap_or(0)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let place = self.throw(of.len());
        of.get(place).copied().unwrap_or_default()
    }

    fn text(&mut self, words: usize) -> String {
        let mut text = String::with_capacity(words.saturating_mul(6));
        for _ in 0..words {
            let word = if self.throw(2000) == 0 { self.one(RARE) } else { self.one(SYLLABLES) };
            text.push_str(word);
            text.push(' ');
        }
        text
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = tiepnhan::config::load(&here.join("config/offices/van-son-2020"))
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?
        .rules;
    let rules = enlarged(&rules)?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("so.db");
    let now: Timestamp = "2020-12-31T00:00:00Z".parse()?;
    let mut out = std::io::stdout();
    let begin = Instant::now();
    let ledger = Ledger::open(&path, now)?;
    fill(&ledger, &rules)?;
    let size = std::fs::metadata(&path)?.len() / 1_000_000;
    writeln!(out, "entered in {:.1?}; the ledger has {size} MB", begin.elapsed())?;
    drop(ledger);
    let begin = Instant::now();
    let ledger = Ledger::open(&path, now)?;
    writeln!(out, "opened in {:.2?}", begin.elapsed())?;
    for (what, selection) in questions()? {
        let mut times: Vec<Duration> = Vec::new();
        let mut shown = 0;
        for _ in 0..9 {
            let begin = Instant::now();
            shown = page(&ledger, &rules, &selection, now)?;
            times.push(begin.elapsed());
        }
        times.sort_unstable();
        let (median, worst) = (times.get(4).copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
        writeln!(out, "{what}: {shown} lines, {median:.2?} (worst of nine {worst:.2?})")?;
    }
    Ok(())
}

/// What a page of the register does short of its HTML.
fn page(ledger: &Ledger, rules: &Rules, selection: &Selection, now: Timestamp) -> Result<usize, LedgerError> {
    let mut selection = selection.clone();
    let mut lines = ledger.read(|snapshot| snapshot.newest(&selection, rules, None, AT_ONCE))?;
    if lines.is_empty() && selection.sought.as_ref().is_some_and(|sought| sought.words().len() > 1) {
        selection.loose = true;
        lines = ledger.read(|snapshot| snapshot.newest(&selection, rules, None, AT_ONCE))?;
    }
    if lines.len() == AT_ONCE {
        ledger.read(|snapshot| snapshot.how_many(&selection, rules, 1001))?;
    }
    let scans = ledger.read(|snapshot| snapshot.scans_of(&lines))?;
    if let Some(sought) = &selection.sought {
        for mail in lines.iter().filter_map(|line| line.mail) {
            for (_, text) in ledger.read(|snapshot| snapshot.texts_of(mail))? {
                std::hint::black_box(sought.found_in(&text));
            }
        }
    }
    let filter = dossier::Filter::default();
    let extract = dossier::extract(lines, &scans, &filter, dossier::Order::Number, rules, now);
    Ok(std::hint::black_box(extract).rows.len())
}

fn questions() -> Result<Vec<(String, Selection)>, Box<dyn Error>> {
    let unit = UnitId::new("phuong-77")?;
    let mut questions = vec![
        ("the newest".to_owned(), Selection::default()),
        ("one year".to_owned(), Selection { year: Some(2014), ..Selection::default() }),
        ("one unit".to_owned(), Selection { whose: Some(Whose::Unit(unit.clone())), ..Selection::default() }),
        ("late of a year".to_owned(), Selection { stood: Some(Stood::Late), year: Some(2013), ..Selection::default() }),
        (
            "some days".to_owned(),
            Selection { from: "2015-03-01".parse().ok(), to: "2015-03-31".parse().ok(), ..Selection::default() },
        ),
        ("nil, of which there are none".to_owned(), Selection { stood: Some(Stood::Nil), ..Selection::default() }),
    ];
    for typed in [
        "y tế",
        "y te",
        "so y te",
        "Sở Y tế phòng chống",
        "covid",
        "vac xin",
        "123/BC-P77",
        "phuong 77 dich benh",
        "không có gì như vậy",
        "kinh te xa hoi",
        "nghê",
    ] {
        let words = Selection { sought: Sought::typed(typed), ..Selection::default() };
        questions.push((format!("“{typed}”"), words));
    }
    let words =
        Selection { sought: Sought::typed("dich benh"), whose: Some(Whose::Unit(unit)), ..Selection::default() };
    questions.push(("“dich benh” of one unit".to_owned(), words));
    Ok(questions)
}

/// The same rules with two hundred units.
fn enlarged(rules: &Rules) -> Result<Rules, Box<dyn Error>> {
    let mut large = rules.clone();
    let last = rules.roster.units.last().ok_or("an office without units")?;
    for number in rules.roster.units.len()..200 {
        large.roster.units.push(tiepnhan::roster::Unit {
            id: UnitId::new(&format!("phuong-{number}"))?,
            name: format!("Đảng ủy phường Cẩm Lệ {number}"),
            symbols: vec![format!("P{number}")],
            ..last.clone()
        });
    }
    Ok(large)
}

fn fill(ledger: &Ledger, rules: &Rules) -> Result<(), Box<dyn Error>> {
    let mut dice = Dice(7);
    for year in YEARS {
        let start: Timestamp = format!("{year}-01-02T01:00:00Z").parse()?;
        for group in 0..A_YEAR / 100 {
            ledger.write(|tx| {
                let first = group.saturating_mul(100);
                (1..=100).try_for_each(|place| enter(tx, rules, &mut dice, (year, first.saturating_add(place)), start))
            })?;
        }
    }
    Ok(())
}

fn enter(
    tx: &mut Tx<'_>,
    rules: &Rules,
    dice: &mut Dice,
    number: (i16, u32),
    start: Timestamp,
) -> Result<(), LedgerError> {
    let unit = rules.roster.units.get(dice.throw(rules.roster.units.len()));
    let Some(unit) = unit else { return Ok(()) };
    let symbol = unit.symbols.first().map_or("X", String::as_str);
    let received_at =
        start.saturating_add(SignedDuration::from_mins(i64::from(number.1).saturating_mul(50))).unwrap_or(start);
    let message = message(dice, &unit.name, number, received_at);
    let Ok(report) = tiepnhan::plan::ReportId::new("6-thang") else { return Ok(()) };
    let Ok(period) = format!("{}-{:02}", number.0, (number.1 % 12).saturating_add(1)).parse() else { return Ok(()) };
    let entry = Entry {
        unit: unit.id.clone(),
        report,
        period,
        attachments: vec![0],
        relation: Relation::First,
        document_number: Some(format!("{}/BC-{symbol}", number.1 % 400)),
    };
    let decision = Decision {
        verdict: Verdict::Accept,
        kind: MailKind::Submission,
        unit: Some(unit.id.clone()),
        entries: vec![entry],
        question: None,
        acknowledge: true,
        reasons: vec!["Địa chỉ gửi có trong danh sách đơn vị".to_owned()],
    };
    let (clues, titles, scans) = (Vec::new(), Vec::new(), Vec::new());
    let evidence = Evidence {
        kind: MailKind::Submission,
        clues,
        roles: vec![Role::Report],
        titles,
        written_title: String::new(),
        further_titles: std::collections::BTreeMap::new(),
        scans,
    };
    let late = dice.throw(10) == 0;
    tx.record(&Record {
        origin: &Origin {
            source: "imap".to_owned(),
            folder: "INBOX".to_owned(),
            uid_validity: 1,
            uid: 1,
            key: format!("{number:?}"),
        },
        message: &message,
        facts: &Facts { next_number: number.1, ..Facts::default() },
        evidence: &evidence,
        decision: &decision,
        letters: &[],
        bucket: Bucket::Recorded,
        year: number.0,
        timeliness: &|_| Some(if late { Timeliness::Late { days: 3 } } else { Timeliness::OnTime }),
        now: received_at,
    })?;
    Ok(())
}

fn message(dice: &mut Dice, unit: &str, number: (i16, u32), received_at: Timestamp) -> Message {
    let text = format!("BÁO CÁO\n{unit}\n{}", dice.text(WORDS));
    let name = format!("{number:?}");
    let file = Attachment {
        file_name: format!("BC tháng {}.docx", number.1 % 12),
        media_type: "application/msword".to_owned(),
        size: 20_000,
        sha256: Sha256::of(name.as_bytes()),
        inline: false,
        text: FileText { text, ..FileText::blank(FileKind::Docx, None) },
    };
    Message {
        sha256: Sha256::of(format!("mail {name}").as_bytes()),
        size: 30_000,
        received_at,
        dated_at: None,
        message_id: Some(format!("{}.{}@unit.example", number.0, number.1)),
        references: Vec::new(),
        from: Some(Person { name: unit.to_owned(), address: "vanthu@unit.example".to_owned() }),
        reply_to: Vec::new(),
        to: Vec::new(),
        cc: Vec::new(),
        subject: format!("{unit} gửi báo cáo tháng {}", number.1 % 12),
        body: Body { own: "Kính gửi báo cáo.".to_owned(), ..Body::default() },
        attachments: vec![file],
        robot: RobotSigns::default(),
        bounce: None,
        authenticity: Authenticity::default(),
        faults: Vec::new(),
    }
}
