//! Odd mails to other invented offices, each named by its oddity, with the truth about each: among them a province whose city
//! bears its name and which asks for every quarter, one of many communes with names that hardly differ, and two of the
//! sample offices.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tiepnhan::decision;
use tiepnhan::evidence::{self, Facts};

use super::corpus::{Figures, message};

fn folder(office: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/others").join(office)
}

/// Every mail is decided as a clerk would, except that it may be asked about once too often (`asked`, `noise`).
fn decided_as_a_clerk_would(office: &str, mails: usize) {
    let own = folder(office).join("office");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/offices").join(office);
    let rules = tiepnhan::config::load(if own.exists() { &own } else { &sample }).expect("the office loads").rules;
    let mut figures = Figures::default();
    let truth = std::fs::read_to_string(folder(office).join("truth.jsonl")).unwrap();
    for row in truth.lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        let message = message(&folder(office).join(row["eml"].as_str().unwrap()), row["received_at"].as_str().unwrap());
        let facts = Facts::default();
        let evidence = evidence::gather(&message, &facts, &rules);
        let decision = decision::decide(&message, &evidence, &facts, &rules);
        figures.judge(row["id"].as_str().unwrap(), &row["truth"], &decision);
    }
    println!("{:#?}", figures.count);
    let misses = figures.misses.join("\n");
    for never in ["WRONG", "hasty", "hidden", "missed", "HARMFUL ACK", "ack missing", "robot unknown", "asked", "noise"]
    {
        assert_eq!(figures.of(never), 0, "{never}:\n{misses}");
    }
    assert_eq!(truth.lines().count(), mails);
}

#[test]
fn a_city_named_like_its_province_is_not_taken_for_it() {
    decided_as_a_clerk_would("kieu-son", 45);
}

#[test]
fn communes_with_names_that_hardly_differ_are_told_apart() {
    decided_as_a_clerk_would("tay-loc", 51);
}

#[test]
fn work_of_other_boards_is_not_taken_for_the_plans_reports() {
    decided_as_a_clerk_would("khanh-hai", 16);
}

#[test]
fn old_mailboxes_and_letterheads_after_the_mergers_are_read_with_care() {
    decided_as_a_clerk_would("tan-lam-2025", 18);
}

#[test]
fn a_mountain_provinces_units_write_in_the_text_and_to_other_boards() {
    decided_as_a_clerk_would("nam-pha", 20);
}

#[test]
fn communes_sign_their_reports_by_machine_and_send_other_boards_theirs() {
    decided_as_a_clerk_would("dinh-hai", 17);
}

#[test]
fn units_that_bear_their_towns_name_are_not_its_committee() {
    decided_as_a_clerk_would("vam-hau", 22);
}

#[test]
fn staff_vouch_for_a_unit_without_a_mailbox_and_questions_are_answered_by_people() {
    decided_as_a_clerk_would("vinh-giang", 10);
}

#[test]
fn a_file_named_after_the_coming_half_year_is_the_report_of_the_past_one() {
    decided_as_a_clerk_would("tra-hai", 9);
}

#[test]
fn old_subjects_and_lists_of_drafts_do_not_make_a_draft() {
    decided_as_a_clerk_would("dak-lang", 11);
}

#[test]
fn a_subject_left_over_from_last_month_does_not_contradict() {
    decided_as_a_clerk_would("thao-giang", 12);
}

#[test]
fn long_after_a_unit_ended_its_letterhead_is_for_a_person() {
    decided_as_a_clerk_would("cao-linh", 11);
}

#[test]
fn old_software_writes_in_old_codes_and_a_roster_of_duty_is_no_report() {
    decided_as_a_clerk_would("vam-xuan", 11);
}

#[test]
fn several_fields_of_a_department_are_its_report_and_an_incident_needs_no_period() {
    decided_as_a_clerk_would("hoan-giang", 17);
}

#[test]
fn a_province_called_like_a_school_issues_nothing() {
    decided_as_a_clerk_would("truong-ha", 10);
}

#[test]
fn a_list_beside_a_report_is_of_no_other_matter() {
    decided_as_a_clerk_would("cuu-giang", 7);
}

#[test]
fn an_everyday_office_is_read_as_its_clerk_would() {
    decided_as_a_clerk_would("thuan-phuoc", 6);
}
