//! The corpus of an invented province: one hundred mails of two years with the truth about each. The figures are those
//! by which the program is judged; what was reached once may not be lost again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tiepnhan::decision::{self, Decision, Verdict, explain};
use tiepnhan::evidence::{self, Facts, MailKind, SentLetter};
use tiepnhan::message::{Message, Origin, RawContent, RawMail, read};
use tiepnhan::office::Rules;
use tiepnhan::roster::UnitId;

/// Accepted as the truth says, of 63; see the commit that raised it.
const RIGHT_AT_LEAST: u32 = 63;

fn folder() -> PathBuf {
    // An office's corpus elsewhere may be judged by the same scene.
    std::env::var_os("TIEPNHAN_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/corpus"), PathBuf::from)
}

fn rules() -> Rules {
    let office = std::env::var_os("TIEPNHAN_OFFICE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("config/offices/song-lam"), PathBuf::from);
    tiepnhan::config::load(&office).expect("the sample office loads").rules
}

/// A mail read in this process: the corpus is our own, so nothing in it aborts a reader.
pub(crate) fn message(eml: &Path, received_at: &str) -> Message {
    let raw = RawMail {
        origin: Origin {
            source: "corpus".into(),
            folder: "INBOX".into(),
            uid_validity: 0,
            uid: 0,
            key: eml.display().to_string(),
        },
        received_at: received_at.parse().unwrap(),
        server_id: None,
        content: RawContent::Whole(std::fs::read(eml).unwrap()),
    };
    let parsed = read::split(&raw, &tiepnhan::mime::Limits::default());
    let limits = tiepnhan::text::Limits::default();
    let texts = parsed
        .message
        .attachments
        .iter()
        .zip(&parsed.contents)
        .map(|(file, bytes)| tiepnhan::text::read(bytes, &file.file_name, &file.media_type, &limits))
        .collect();
    parsed.with_texts(texts)
}

/// The letters of ours that a mail answers: by Message-ID, or by the reference in its subject.
fn answers(message: &Message, scenario: &Value) -> Vec<SentLetter> {
    let empty = Vec::new();
    let sent = scenario["references"].as_array().unwrap_or(&empty);
    let cites = |letter: &&Value| {
        let id = letter["message_id"].as_str().unwrap().trim_matches(['<', '>']).to_owned();
        message.references.contains(&id) || message.subject.contains(letter["token"].as_str().unwrap())
    };
    sent.iter()
        .filter(cites)
        .map(|letter| SentLetter {
            kind: "query".to_owned(),
            to: String::new(),
            asked: None,
            unit: UnitId::new(letter["unit"].as_str().unwrap()).ok(),
            about: vec![(
                tiepnhan::plan::ReportId::new(letter["report"].as_str().unwrap()).unwrap(),
                letter["period"].as_str().unwrap().parse().unwrap(),
            )],
            sent_at: letter["sent_at"].as_str().unwrap().parse().unwrap(),
            round: 0,
        })
        .collect()
}

/// What is entered: unit, report, period; the day of an incident is left out, as the truth's is the day of receipt.
type Claims = Vec<(String, String, String)>;

fn period_key(period: &str) -> String {
    if period.starts_with("adhoc") { "adhoc".to_owned() } else { period.to_owned() }
}

fn wanted(truth: &Value) -> Claims {
    let mut claims: Claims = truth["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|report| {
            let unit = report["unit"].as_str().or(truth["unit"].as_str()).unwrap_or_default();
            (
                unit.to_owned(),
                report["report"].as_str().unwrap().to_owned(),
                period_key(report["period"].as_str().unwrap()),
            )
        })
        .collect();
    claims.sort();
    claims.dedup();
    claims
}

fn entered(decision: &Decision) -> Claims {
    let mut claims: Claims = decision
        .entries
        .iter()
        .map(|entry| (entry.unit.to_string(), entry.report.to_string(), period_key(&entry.period.to_string())))
        .collect();
    claims.sort();
    claims.dedup();
    claims
}

#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub count: BTreeMap<&'static str, u32>,
    pub misses: Vec<String>,
}

impl Figures {
    fn add(&mut self, what: &'static str) {
        *self.count.entry(what).or_default() += 1;
    }

    pub fn of(&self, what: &str) -> u32 {
        self.count.get(what).copied().unwrap_or(0)
    }

    pub fn judge(&mut self, id: &str, truth: &Value, decision: &Decision) {
        let recordable = truth["accept"] == "auto"
            && (truth["kind"] == "report" || truth["kind"] == "adhoc-report")
            && truth["reports"].as_array().is_some_and(|reports| !reports.is_empty());
        let review = truth["accept"] == "review";
        let same = wanted(truth) == entered(decision);
        let figure = match (recordable, review, decision.verdict, same) {
            (true, _, Verdict::Accept, true) => "right",
            (true, _, Verdict::Ask, _) => "asked",
            (true, _, Verdict::Ignore, _) => "missed",
            (_, true, Verdict::Ask, _) => "review asked",
            (_, true, Verdict::Accept, true) => "hasty",
            (_, true, Verdict::Ignore, _) => "hidden",
            (false, false, Verdict::Ignore, _) => "quiet",
            (false, false, Verdict::Ask, _) => "noise",
            (_, _, Verdict::Accept, _) => "WRONG",
        };
        self.add(figure);
        if !matches!(figure, "right" | "review asked" | "quiet") {
            self.misses.push(format!(
                "{figure:8} {id}: want {:?}, got {:?}; {:?}",
                wanted(truth),
                entered(decision),
                decision.reasons
            ));
        }
        if decision.acknowledge && truth["acknowledge"] == false {
            self.add("HARMFUL ACK");
            self.misses.push(format!("HARMFUL ACK {id}: {}", truth["why"]));
        }
        if recordable && truth["acknowledge"] == true && !decision.acknowledge {
            self.add("ack missing");
            self.misses.push(format!("ack missing {id}"));
        }
        let robot = truth["kind"] == "auto-reply" || truth["kind"] == "bounce";
        if robot && !matches!(decision.kind, MailKind::AutoReply | MailKind::Bounce | MailKind::Bulk | MailKind::Own) {
            self.add("robot unknown");
        }
    }
}

#[test]
fn the_corpus_of_song_lam_is_decided_as_a_clerk_would() {
    let rules = rules();
    let scenario: Value =
        serde_json::from_str(&std::fs::read_to_string(folder().join("scenario.json")).unwrap()).unwrap();
    let mut figures = Figures::default();
    let mut answers_out = String::new();
    for row in std::fs::read_to_string(folder().join("truth.jsonl")).unwrap().lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        let eml = folder().join(row["eml"].as_str().unwrap());
        let message = message(&eml, row["received_at"].as_str().unwrap());
        let facts = Facts { answers: answers(&message, &scenario), ..Facts::default() };
        let evidence = evidence::gather(&message, &facts, &rules);
        let decision = decision::decide(&message, &evidence, &facts, &rules);
        figures.judge(row["id"].as_str().unwrap(), &row["truth"], &decision);
        let name = eml.file_name().unwrap().to_string_lossy().into_owned();
        answers_out += &format!("{}\n", explain::json(Some(&name), &message, &evidence, &decision, &rules));
        let text = explain::text(&message, &evidence, &decision, &rules);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        if std::env::var("TIEPNHAN_SHOW").is_ok_and(|wanted| name.contains(&wanted)) {
            println!(
                "{text}\n{:#?}\n{:#?}",
                message.attachments.iter().map(|file| (&file.file_name, &file.text)).collect::<Vec<_>>(),
                evidence
            );
        }
    }
    if let Some(out) = std::env::var_os("TIEPNHAN_ANSWERS") {
        std::fs::write(out, answers_out).unwrap();
    }
    println!("{:#?}", figures.count);
    for miss in &figures.misses {
        println!("{miss}");
    }
    for never in ["WRONG", "hasty", "hidden", "missed", "HARMFUL ACK", "ack missing", "robot unknown"] {
        assert_eq!(figures.of(never), 0, "{never}");
    }
    assert!(figures.of("right") >= RIGHT_AT_LEAST, "right {} of 63", figures.of("right"));
}

/// Every mail of the corpus with its truth and the decision about it, after `change` was made to the message.
fn with(change: impl Fn(&mut Message), mut check: impl FnMut(&str, &Value, &Message, &Decision)) {
    let rules = rules();
    let scenario: Value =
        serde_json::from_str(&std::fs::read_to_string(folder().join("scenario.json")).unwrap()).unwrap();
    for row in std::fs::read_to_string(folder().join("truth.jsonl")).unwrap().lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        let mut message = message(&folder().join(row["eml"].as_str().unwrap()), row["received_at"].as_str().unwrap());
        change(&mut message);
        let facts = Facts { answers: answers(&message, &scenario), ..Facts::default() };
        let evidence = evidence::gather(&message, &facts, &rules);
        let decision = decision::decide(&message, &evidence, &facts, &rules);
        check(row["id"].as_str().unwrap(), &row["truth"], &message, &decision);
    }
}

#[test]
fn the_same_mails_from_a_stranger_are_never_entered_nor_answered() {
    let stranger = |message: &mut Message| {
        if let Some(from) = &mut message.from {
            "nguoi.la.2024@gmail.com".clone_into(&mut from.address);
        }
    };
    with(stranger, |id, _, _, decision| {
        assert_ne!(decision.verdict, Verdict::Accept, "{id}: {:?}", decision.reasons);
        assert!(!decision.acknowledge, "{id}");
    });
}

#[test]
fn the_same_mails_from_another_unit_are_never_entered_as_that_unit() {
    let other = "vanphong@snv.songlam.example";
    let change = |message: &mut Message| {
        if let Some(from) = &mut message.from {
            other.clone_into(&mut from.address);
        }
    };
    let mut wrong = Vec::new();
    with(change, |id, truth, message, decision| {
        // Nothing in these mails but the sender says whose they are, or the unit is that one's own.
        let own = truth["unit"] == "so-noi-vu" || message.attachments.iter().all(|file| file.text.text.is_empty());
        if decision.verdict == Verdict::Accept && !own && entered(decision).iter().any(|(unit, ..)| unit == "so-noi-vu")
        {
            wrong.push(format!("{id}: {:?}", decision.reasons));
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}
