//! No page reads ten years: what it asks of the ledger finds its rows through an index.
//!
//! Each read is made with every statement noted, and SQLite is asked how it would answer that statement.

use std::cell::RefCell;
use std::collections::BTreeSet;

use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::*;
use crate::dossier::tests::rules;
use crate::dossier::{Selection, Sought, Stood, Whose};

const NOON: &str = "2020-06-12T05:00:00Z";

/// What may be gone through from end to end: an office has some hundred rows of it after ten years, or the statement
/// makes them itself.
const FEW: &[&str] = &[
    "CONSTANT",
    "one",
    "json_each",
    "exception",
    "incident",
    "incident_unit",
    "incident_mail",
    "bounced",
    "absence",
    "learned",
    "account",
    "mailbox",
    "installation",
    "revocation",
    "newest",
    // Of the index of words: its settings; a row of them by its name.
    "main.line_words_config",
    "t",
];

/// Indexes of what waits only.
const WAITING: &[&str] = &["review_open", "letter_due", "letter_claimed", "incident_open"];

/// Statements that go through many rows and may, each with why: part of the statement, part of the plan.
const ALLOWED: &[(&str, &str)] = &[
    // Through the register backwards, and no further than the page is long.
    ("FROM receipt WHERE 1 ORDER BY receipt.year DESC, receipt.number DESC LIMIT ?", "SCAN receipt USING"),
    ("FROM receipt WHERE 1 AND NOT EXISTS", "SCAN receipt USING"),
    // The journal likewise.
    ("FROM journal WHERE 1 ORDER BY id DESC LIMIT ?", "SCAN journal"),
    ("FROM journal WHERE 1 AND who <> ? ORDER BY id DESC LIMIT ?", "SCAN journal"),
    // Backwards to the last act that changed something; between two of them few log in.
    ("SELECT id FROM journal WHERE what NOT IN", "SCAN journal"),
    // The letters likewise.
    ("FROM letter WHERE 1 ORDER BY id DESC LIMIT ?", "SCAN letter"),
    // The words of the index are an index.
    ("line_words MATCH", "SCAN line_words VIRTUAL TABLE INDEX"),
    ("FROM line_terms WHERE term >= ?1", "SCAN line_terms VIRTUAL TABLE INDEX"),
    // Counted up to a limit.
    ("SELECT count(*) FROM (SELECT 1 FROM receipt WHERE 1 LIMIT ?)", "SCAN receipt USING COVERING INDEX"),
];

thread_local! {
    static ASKED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

fn note(event: TraceEvent<'_>) {
    if let TraceEvent::Stmt(statement, _) = event {
        ASKED.with_borrow_mut(|asked| asked.insert(statement.sql().into_owned()));
    }
}

/// The statements that `work` puts to the ledger.
fn asked(ledger: &Ledger, work: impl FnOnce(&Snapshot<'_>) -> Result<(), LedgerError>) -> BTreeSet<String> {
    let trace = |on: bool| {
        let call = on.then_some(note as fn(TraceEvent<'_>));
        lock(&ledger.reader).trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, call).unwrap();
    };
    ASKED.take();
    trace(true);
    ledger.read(work).unwrap();
    trace(false);
    ASKED.take()
}

/// The steps of the plan of a statement that go through a large table.
fn long_ways(ledger: &Ledger, sql: &str) -> Vec<String> {
    let reader = lock(&ledger.reader);
    let mut explain = reader.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let steps: Vec<String> = explain.raw_query().mapped(|row| row.get(3)).collect::<Result<_, _>>().unwrap();
    let is_long = |step: &&String| {
        let Some(table) = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()) else { return false };
        let few = FEW.contains(&table) || table.starts_with("(subquery");
        let waits = WAITING.iter().any(|index| step.ends_with(&format!("INDEX {index}")));
        let may = ALLOWED.iter().any(|(statement, plan)| sql.contains(statement) && step.starts_with(plan));
        !(few || waits || may)
    };
    steps.iter().filter(is_long).cloned().collect()
}

/// Reads of an office that has something in every list, and their statements that go through a large table.
struct Reads {
    world: World,
    wide: String,
}

impl Reads {
    fn look(&mut self, what: &str, work: impl FnOnce(&Snapshot<'_>) -> Result<(), LedgerError>) {
        let asked = asked(&self.world.ledger, work);
        assert!(!asked.is_empty(), "{what}: nothing was noted");
        for sql in asked.iter().filter(|sql| sql.starts_with("SELECT") || sql.starts_with("WITH")) {
            for step in long_ways(&self.world.ledger, sql) {
                self.wide.push_str(&format!("{what}: {step}\n    in {sql}\n"));
            }
        }
    }

    fn are_narrow(&self) {
        assert!(self.wide.is_empty(), "{}", self.wide);
    }
}

fn reads() -> Reads {
    let world = world();
    report(1, "so-y-te").hand_in(&world.ledger, NOON);
    report(2, "dang-uy").hand_in(&world.ledger, NOON);
    doubtful(3, "so-y-te").hand_in(&world.ledger, NOON);
    Reads { world, wide: String::new() }
}

#[test]
fn a_statement_that_goes_through_every_line_is_found_out() {
    let mut reads = reads();
    reads.look("the register", |snapshot| snapshot.lines().map(drop));
    assert!(reads.wide.contains("the register: SCAN receipt"), "{}", reads.wide);
}

#[test]
fn the_board_reads_what_it_shows() {
    let mut reads = reads();
    let now = at("2020-06-13T00:00:00Z");
    let half = BTreeSet::from(["2020-H1".parse().unwrap()]);
    reads.look("some periods", |snapshot| snapshot.board_within(Reach::Periods(&half, now), now).map(drop));
    reads.look("how they stand", |snapshot| snapshot.board_within(Reach::Standings(&half), now).map(drop));
    reads.look("one unit", |snapshot| snapshot.board_within(Reach::Unit(&unit("so-y-te")), now).map(drop));
    reads.are_narrow();
}

#[test]
fn a_page_of_the_register_reads_its_lines() {
    let mut reads = reads();
    let rules = rules();
    let all = Selection::default;
    let day = jiff::civil::date(2020, 6, 1);
    for (what, selection) in [
        ("the newest", all()),
        ("those that stand", Selection { standing: true, ..all() }),
        ("a year", Selection { year: Some(2020), ..all() }),
        ("some days", Selection { from: Some(day), to: Some(day), ..all() }),
        ("a unit", Selection { whose: Some(Whose::Unit(unit("so-y-te"))), ..all() }),
        ("the late ones", Selection { stood: Some(Stood::Late), ..all() }),
        ("a period", Selection { period: Some("2020-H1".parse().unwrap()), ..all() }),
        ("words", Selection { sought: Sought::typed("dịch tả"), ..all() }),
        ("words of a unit", Selection { sought: Sought::typed("so y te phong chong dich"), ..all() }),
        ("words anywhere", Selection { sought: Sought::typed("kinh te"), loose: true, ..all() }),
    ] {
        reads.look(what, |snapshot| {
            let lines = snapshot.newest(&selection, &rules, None, 100)?;
            snapshot.newest(&selection, &rules, Some((2020, 2)), 100)?;
            snapshot.how_many(&selection, &rules, 1000)?;
            snapshot.scans_of(&lines).map(drop)
        });
    }
    reads.look("a line", |snapshot| {
        let line = snapshot.line((2020, 1))?;
        snapshot.years()?;
        snapshot.periods()?;
        snapshot.lines_of_period(line.period)?;
        snapshot.lines_for(&line.unit, line.period)?;
        snapshot.lines_about(&line.unit, &line.report, line.period)?;
        snapshot.journal_of_line(line.number).map(drop)
    });
    reads.are_narrow();
}

#[test]
fn a_review_reads_what_waits() {
    let mut reads = reads();
    let message = doubtful(3, "so-y-te").message;
    reads.look("a review", |snapshot| {
        for review in snapshot.reviews(true)? {
            let mail = review.mail.id;
            snapshot.decision(mail)?;
            snapshot.evidence(mail)?;
            snapshot.attachments(mail)?;
            snapshot.replies_to(mail)?;
            snapshot.texts_of(mail)?;
            snapshot.lines_of(mail)?;
            snapshot.letters_about(mail)?;
            snapshot.mail_before((mail, review.mail.received_at), &unit("so-y-te"), &|_| true)?;
        }
        snapshot.reviews_open()?;
        snapshot.lessons_for(&message)?;
        snapshot.answers(&message)?;
        snapshot.facts_of(&message, &BTreeSet::from([unit("so-y-te")]), 2020, at(NOON)).map(drop)
    });
    reads.are_narrow();
}

#[test]
fn lists_of_letters_mails_and_acts_read_a_page() {
    let mut reads = reads();
    let now = at(NOON);
    let owed = (unit("so-y-te"), crate::plan::ReportId::new("6-thang").unwrap(), "2020-H1".parse().unwrap());
    for fate in [None, Some(Fate::Waiting), Some(Fate::Failed), Some(Fate::Returned), Some(Fate::Sent)] {
        let filter = LetterFilter { fate, ..LetterFilter::default() };
        reads.look(&format!("letters {fate:?}"), |snapshot| snapshot.letters_where(&filter, 100).map(drop));
    }
    reads.look("letters", |snapshot| {
        snapshot.letters_to_look_at(now)?;
        snapshot.letters(LetterState::Queued, now)?;
        snapshot.letters_on(&owed)?;
        snapshot.letters_to(&owed.0, 20)?;
        snapshot.mails_of(&owed.0, 20)?;
        snapshot.in_force((&owed.0, &owed.1, owed.2)).map(drop).or(Ok(()))
    });
    let people = JournalFilter { people: true, ..JournalFilter::default() };
    let one = JournalFilter { who: Some("Trần Minh Hòa".to_owned()), ..JournalFilter::default() };
    for filter in [JournalFilter::default(), people, one] {
        reads.look("the journal", |snapshot| snapshot.journal_where(&filter, 100).map(drop));
    }
    reads.look("the end", |snapshot| snapshot.journal_end().map(drop));
    reads.are_narrow();
}
