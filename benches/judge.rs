//! How many mails a second the rules decide about, and judge with the letters that follow: the sample corpus, its texts
//! already extracted, against the sample office and against the same office with two hundred units. One core.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tiepnhan::evidence::{self, Facts};
use tiepnhan::letter::Templates;
use tiepnhan::message::{Message, Origin, RawContent, RawMail, read};
use tiepnhan::office::Rules;
use tiepnhan::roster::{Unit, UnitId};
use tiepnhan::{decision, judgment};

/// Units of a large province.
const MANY: usize = 200;
/// How long each figure is measured.
const LONG: Duration = Duration::from_secs(3);

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = tiepnhan::config::load(&here.join("config/offices/song-lam"))
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?
        .rules;
    let templates = Templates::shipped().map_err(|faults| format!("{faults:?}"))?;
    let mails = mails(&here.join("tests/data/corpus/eml"))?;
    let large = enlarged(&rules)?;
    for rules in [&rules, &large] {
        let facts = Facts::default();
        let decided = measured(&mails, |mail| {
            let evidence = evidence::gather(mail, &facts, rules);
            std::hint::black_box(decision::decide(mail, &evidence, &facts, rules));
        });
        let judged = measured(&mails, |mail| {
            std::hint::black_box(judgment::judge(mail, &facts, rules, &templates, mail.received_at));
        });
        let units = rules.roster.units.len();
        for (what, each) in [("decisions", decided), ("judgments with letters", judged)] {
            writeln!(std::io::stdout(), "{units:4} units: {:6.0} {what}/s, {:5.0} µs each", 1.0 / each, each * 1e6)?;
        }
    }
    Ok(())
}

/// Seconds for one mail.
fn measured(mails: &[Message], work: impl Fn(&Message)) -> f64 {
    let begin = Instant::now();
    let mut count = 0_u32;
    while begin.elapsed() < LONG {
        for mail in mails {
            work(mail);
            count = count.saturating_add(1);
        }
    }
    begin.elapsed().as_secs_f64() / f64::from(count.max(1))
}

/// The same rules with more units of the last one's kind, each with names of its own.
fn enlarged(rules: &Rules) -> Result<Rules, Box<dyn Error>> {
    let mut large = rules.clone();
    let last = rules.roster.units.last().ok_or("an office without units")?;
    for number in rules.roster.units.len()..MANY {
        large.roster.units.push(Unit {
            id: UnitId::new(&format!("phuong-{number}"))?,
            name: format!("Đảng ủy phường Cẩm Lệ {number}"),
            symbols: vec![format!("ĐUCL{number}")],
            aliases: vec![format!("Dang uy phuong Cam Le {number}")],
            addresses: vec![format!("phuong{number}@camle.example")],
            domains: Vec::new(),
            ..last.clone()
        });
    }
    Ok(large)
}

/// The mails of a folder with the texts of their files, read in this process: the corpus is our own.
fn mails(folder: &Path) -> Result<Vec<Message>, Box<dyn Error>> {
    let mut mails = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let bytes = std::fs::read(entry?.path())?;
        let received_at = tiepnhan::mailbox::received_at(&bytes).unwrap_or(Timestamp::UNIX_EPOCH);
        let origin =
            Origin { source: "bench".into(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
        let raw = RawMail { origin, received_at, server_id: None, content: RawContent::Whole(bytes) };
        let parsed = read::split(&raw, &tiepnhan::mime::Limits::default());
        let limits = tiepnhan::text::Limits::default();
        let files = parsed.message.attachments.iter().zip(&parsed.contents);
        let texts = files
            .map(|(file, bytes)| tiepnhan::text::read(bytes, &file.file_name, &file.media_type, &limits))
            .collect();
        mails.push(parsed.with_texts(texts));
    }
    Ok(mails)
}
