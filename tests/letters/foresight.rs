//! What an office is shown beforehand is what it writes later, and looking ahead touches nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;

use tiepnhan::cli::preview::{self, Preview, Which};
use tiepnhan::config::{self, Loaded, sample};
use tiepnhan::daemon;
use tiepnhan::failure::Exit;
use tiepnhan::ledger::Ledger;
use tiepnhan::letter::Templates;
use tiepnhan::notice::foresight::{foresee, known_at};
use tiepnhan::scheduler;
use tiepnhan::standing::Exception;

use super::world::{World, at, half_year, monthly, period, report_id, told, unit_id};

/// What is foreseen from the first moment until before the second, as [`World::run`] tells it.
fn foreseen(world: &World, from: &str, until: &str) -> Vec<String> {
    let span = (at(from), at(until));
    let zone = &world.rules.office.time_zone;
    let letters = foresee(
        &world.rules,
        world.facts.clone(),
        &world.templates,
        span,
        &|_, purpose| told(purpose).is_some(),
        &mut Vec::new(),
    );
    let line = |at: jiff::Timestamp, what: String| format!("{} {what}", zone.to_datetime(at).strftime("%F %H:%M"));
    letters.into_iter().filter_map(|seen| Some(line(seen.at, told(&seen.letter.purpose)?))).collect()
}

/// A world whose office opens on the hour, as [`World::run`] looks.
fn june() -> World {
    let mut world = World::new(vec![half_year(), monthly()]);
    world.rules.office.working_hours.0 = jiff::civil::time(8, 0, 0, 0);
    world.rules.office.digest_at = jiff::civil::time(8, 0, 0, 0);
    world
}

#[test]
fn what_is_foreseen_is_what_is_written() {
    let mut world = june();
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-12 10:00");
    let key = (unit_id("mttq"), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key, Exception::Extended(date(2020, 6, 26)));
    let foreseen = foreseen(&world, "2020-06-15 00:00", "2020-07-15 00:00");
    assert!(foreseen.len() > 6, "{foreseen:?}");
    assert_eq!(foreseen, world.run(date(2020, 6, 15), date(2020, 7, 14)));
}

#[test]
fn every_word_that_is_foreseen_is_the_word_that_is_written() {
    let mut world = june();
    let span = (at("2020-06-15 00:00"), at("2020-06-30 00:00"));
    let seen = foresee(&world.rules, world.facts.clone(), &world.templates, span, &|_, _| true, &mut Vec::new());
    world.run(date(2020, 6, 15), date(2020, 6, 29));
    let seen: Vec<_> = seen.into_iter().map(|seen| seen.letter).collect();
    assert_eq!(seen, world.letters);
}

#[test]
fn a_deadline_to_the_hour_is_foreseen_at_its_hour() {
    let mut report = half_year();
    let due = report.due.as_mut().unwrap();
    due.kind = tiepnhan::plan::DueKind::At;
    due.hour = Some(jiff::civil::time(9, 0, 0, 0));
    report.overdue_after = vec![0];
    report.remind_before = Vec::new();
    let mut world = World::new(vec![report]);
    world.rules.roster.units.truncate(1);
    assert_eq!(foreseen(&world, "2020-06-15 00:00", "2020-06-22 00:00"), ["2020-06-19 09:00 quá hạn so-y-te"]);
    let log = world.run(date(2020, 6, 15), date(2020, 6, 21));
    assert_eq!(log, ["2020-06-19 09:00 quá hạn so-y-te"]);
}

#[test]
fn days_past_are_shown_as_they_were_known_then() {
    let mut world = june();
    world.run(date(2020, 6, 1), date(2020, 6, 17));
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-18 10:00");
    world.run(date(2020, 6, 18), date(2020, 6, 30));
    let then = at("2020-06-16 00:00");
    world.facts = known_at(world.facts.clone(), &world.rules, then);
    assert!(world.facts.receipts.is_empty() && world.facts.notices.is_empty(), "{:?}", world.facts);
    let seen = foreseen(&world, "2020-06-16 00:00", "2020-06-17 00:00");
    assert_eq!(
        seen,
        ["2020-06-16 08:00 nhắc so-y-te", "2020-06-16 08:00 nhắc hoi-khuyen-hoc", "2020-06-16 08:00 nhắc mttq"]
    );
}

/// The sample office in a folder of its own.
fn office() -> (tempfile::TempDir, Loaded) {
    let folder = tempfile::tempdir().unwrap();
    sample::write("van-son-2020", folder.path()).unwrap();
    let loaded = config::load(folder.path()).unwrap();
    (folder, loaded)
}

async fn previewed(asked: &Preview, loaded: &Loaded, now: &str) -> String {
    let mut out = Vec::new();
    let exit = preview::run(asked, loaded, at(now), &mut out).await.unwrap();
    assert_eq!(exit, Exit::Fine);
    String::from_utf8(out).unwrap()
}

fn june_of(more: Preview) -> Preview {
    Preview { from: Some("15/6/2020".into()), to: Some("24/6/2020".into()), ..more }
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

#[tokio::test]
async fn an_office_that_is_not_running_yet_sees_its_letters_on_80_columns() {
    let (folder, loaded) = office();
    let before = files(folder.path());
    let text = previewed(&june_of(Preview::default()), &loaded, "2020-06-01 09:00").await;
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("Thứ Ba, 16/6/2020: 32 thư"), "{text}");
    assert!(text.contains("Cộng"), "{text}");
    assert_eq!(files(folder.path()), before);
}

#[tokio::test]
async fn looking_ahead_leaves_every_byte_of_a_running_office_as_it_was() {
    let (folder, loaded) = office();
    let data = &loaded.config.data;
    fs::create_dir_all(data).unwrap();
    let now = at("2020-06-16 07:30");
    {
        let ledger = Ledger::open(&daemon::ledger_file(&loaded.config), now).unwrap();
        scheduler::tick(&ledger, &loaded.rules, &Templates::shipped().unwrap(), now).unwrap();
    }
    let before = files(folder.path());
    let asked = Preview { from: Some("16/6/2020".into()), to: Some("18/6/2020".into()), ..Preview::default() };
    let text = previewed(&asked, &loaded, "2020-06-16 08:00").await;
    assert!(text.contains("Tính từ sổ lúc 08 giờ 00 ngày 16/6/2020"), "{text}");
    assert!(!text.contains("16/6/2020: 32 thư"), "the reminders of this morning are written already:\n{text}");
    assert!(text.contains("18/6/2020: 32 thư"), "{text}");
    assert_eq!(files(folder.path()), before);
}

#[tokio::test]
async fn one_letter_to_one_unit_can_be_read_in_full() {
    let (_folder, loaded) = office();
    let asked =
        Preview { unit: Some("Sở Y tế".into()), letter: Some(Which::Overdue), text: true, ..Preview::default() };
    let text = previewed(&june_of(asked), &loaded, "2020-06-01 09:00").await;
    assert_eq!(text.matches("Kính gửi: Sở Y tế").count(), 2, "{text}");
    assert!(!text.contains("Nhắc gửi"), "{text}");
}

#[tokio::test]
async fn the_letters_are_there_for_programs_too() {
    let (_folder, loaded) = office();
    let text = previewed(&june_of(Preview { json: true, ..Preview::default() }), &loaded, "2020-06-01 09:00").await;
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["by_kind"]["reminder"], 62);
    let first = &json["letters"][1];
    assert_eq!((&first["letter"], &first["unit"]), (&"reminder".into(), &"so-y-te".into()));
    assert_eq!(first["at"], "2020-06-16T07:30:00+07:00");
}

#[tokio::test]
async fn each_letter_is_shown_with_sample_values_and_this_offices_signature() {
    let (_folder, loaded) = office();
    for which in
        [Which::Receipt, Which::Query, Which::Settled, Which::Reminder, Which::Overdue, Which::Digest, Which::Alert]
    {
        let asked = Preview { letter: Some(which), ..Preview::default() };
        let text = previewed(&asked, &loaded, "2020-06-01 09:00").await;
        assert!(text.contains("Vân Sơn") && !text.contains("Sông Lam"), "{which:?}:\n{text}");
    }
}

#[tokio::test]
async fn days_the_wrong_way_round_and_unknown_units_are_refused() {
    let (_folder, loaded) = office();
    let back = Preview { from: Some("24/6/2020".into()), to: Some("15/6/2020".into()), ..Preview::default() };
    let stranger = june_of(Preview { unit: Some("so-giao-thong".into()), ..Preview::default() });
    for asked in [back, stranger] {
        let failure = preview::run(&asked, &loaded, at("2020-06-01 09:00"), &mut Vec::new()).await.unwrap_err();
        assert_eq!(failure.exit, Exit::Input, "{failure}");
    }
}

#[tokio::test]
async fn a_day_has_the_same_letters_in_whatever_window_it_is_seen() {
    let (_folder, loaded) = office();
    let mut seen = Vec::new();
    for from in ["1/6/2020", "18/6/2020", "23/6/2020"] {
        let asked = Preview { from: Some(from.into()), to: Some("26/6/2020".into()), json: true, ..Preview::default() };
        let text = previewed(&asked, &loaded, "2021-01-04 09:00").await;
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let letters = json["letters"].as_array().unwrap().iter();
        let lines = letters.map(|letter| format!("{} {} {}", letter["at"], letter["to"], letter["letter"]));
        seen.push(lines.filter(|line| line.as_str() > "\"2020-06-23").collect::<Vec<_>>());
    }
    assert!(!seen[0].is_empty());
    assert_eq!((&seen[1], &seen[2]), (&seen[0], &seen[0]));
}

#[tokio::test]
async fn every_occasion_of_an_alert_is_shown_before_it_comes() {
    let (_folder, loaded) = office();
    let text =
        previewed(&Preview { letter: Some(Which::Alert), ..Preview::default() }, &loaded, "2020-06-01 09:00").await;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in
        ["bí mật nhà nước", "phải gọi điện", "thư nhắc tạm hoãn", "không đọc được hộp thư", "đã đọc lại được hộp thư"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
}
