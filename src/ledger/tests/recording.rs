//! A mail becomes rows once, whatever happens around it.

use super::*;

const NOON: &str = "2020-06-12T05:00:00Z";

#[test]
fn an_accepted_mail_has_a_line_with_its_file_and_a_letter() {
    let World { ledger, .. } = &world();
    let recorded = report(1, "so-y-te").hand_in(ledger, NOON);
    assert_eq!((recorded.new, recorded.receipts.as_slice()), (true, [(2020, 1)].as_slice()));
    let line = ledger.read(|snapshot| snapshot.line((2020, 1))).unwrap();
    assert_eq!(line.unit, unit("so-y-te"));
    assert_eq!(line.version, 1);
    assert_eq!(line.received_at, at("2020-06-12T02:03:04.567Z"));
    assert_eq!(line.timeliness, Some(Timeliness::Late { days: 3 }));
    assert_eq!(line.files[0].name, "Báo cáo 6 tháng.docx");
    assert_eq!(line.files[0].attachment, Some(0));
    assert_eq!(count(ledger, "letter"), 1);
    let journal = ledger.read(|snapshot| snapshot.journal_of(Some("receipt 2020/1"))).unwrap();
    assert_eq!(journal[0].who, "tiepnhan");
}

#[test]
fn the_same_mail_again_changes_nothing() {
    let World { ledger, .. } = &world();
    report(1, "so-y-te").hand_in(ledger, NOON);
    let again = report(1, "so-y-te").hand_in(ledger, "2020-06-13T05:00:00Z");
    assert_eq!((again.new, again.receipts.as_slice()), (false, [(2020, 1)].as_slice()));
    let rows = ["mail", "sighting", "receipt", "letter", "journal"].map(|table| count(ledger, table));
    assert_eq!(rows, [1, 1, 1, 1, 1]);
}

#[test]
fn a_renumbered_folder_only_adds_sightings() {
    let World { ledger, .. } = &world();
    report(1, "so-y-te").hand_in(ledger, NOON);
    let mut renumbered = report(1, "so-y-te");
    renumbered.origin = origin("INBOX", 8, 44);
    assert!(!renumbered.hand_in(ledger, NOON).new);
    assert_eq!(["mail", "sighting", "letter"].map(|table| count(ledger, table)), [1, 2, 1]);
}

#[test]
fn a_twin_with_other_bytes_is_a_mail_of_its_own_and_known_as_twin() {
    let World { ledger, .. } = &world();
    let first = report(1, "so-y-te").hand_in(ledger, NOON);
    let mut twin = report(2, "so-y-te");
    twin.message.message_id = Some("1@unit.example".to_owned());
    let facts = ledger.write(|tx| tx.facts(&twin.message, 2020, at(NOON))).unwrap();
    assert_eq!(facts.twins, [crate::evidence::Twin { mail: first.mail, same_bytes: false, copied: None }]);
    assert!(twin.hand_in(ledger, NOON).new);
    assert_eq!(count(ledger, "mail"), 2);
}

#[test]
fn two_reports_for_one_obligation_are_two_versions_and_the_second_knows_the_first() {
    let World { ledger, .. } = &world();
    report(1, "so-y-te").hand_in(ledger, NOON);
    let second = report(2, "so-y-te");
    let facts = ledger.write(|tx| tx.facts(&second.message, 2020, at(NOON))).unwrap();
    assert_eq!(facts.next_number, 2);
    assert_eq!(facts.fruitless.to_address, 0, "a first delivery is no loop");
    let known = facts.register.receipts.values().next().unwrap();
    assert_eq!((known[0].number, known[0].version), ((2020, 1), 1));
    let mut second = second;
    second.decision.entries[0].relation = Relation::Replacement;
    second.hand_in(ledger, NOON);
    assert_eq!(ledger.read(|snapshot| snapshot.line((2020, 2))).unwrap().version, 2);
    let facts = ledger.write(|tx| tx.facts(&report(3, "so-y-te").message, 2020, at(NOON))).unwrap();
    let none = facts.fruitless;
    assert_eq!((none.to_address, none.to_domain, none.to_anyone), (1, 1, 1), "a replacement counts");
}

#[test]
fn a_supplement_keeps_the_version() {
    let World { ledger, .. } = &world();
    report(1, "so-y-te").hand_in(ledger, NOON);
    let mut supplement = report(2, "so-y-te");
    supplement.decision.entries[0].relation = Relation::Supplement;
    supplement.hand_in(ledger, NOON);
    assert_eq!(ledger.read(|snapshot| snapshot.line((2020, 2))).unwrap().version, 1);
}

#[test]
fn a_judgment_on_old_facts_is_refused_and_leaves_nothing() {
    let World { ledger, .. } = &world();
    let slow = report(2, "so-giao-duc");
    let old = ledger.write(|tx| tx.facts(&slow.message, 2020, at(NOON))).unwrap();
    report(1, "so-y-te").hand_in(ledger, NOON);
    let refused = ledger.write(|tx| slow.record_knowing(tx, &old, at(NOON)));
    assert!(matches!(refused, Err(LedgerError::Stale)));
    assert_eq!(["mail", "attachment", "letter"].map(|table| count(ledger, table)), [1, 1, 1]);
}

#[test]
fn a_bad_mail_in_a_group_costs_only_itself() {
    let World { ledger, .. } = &world();
    let good = [report(1, "so-y-te"), report(3, "so-giao-duc")];
    let mut bad = report(2, "so-tu-phap");
    bad.decision.entries[0].attachments = vec![5];
    ledger
        .write(|tx| {
            good[0].record(tx, at(NOON))?;
            assert!(tx.part(|tx| bad.record(tx, at(NOON))).is_err());
            let known = Arc::clone(&tx.facts(&good[1].message, 2020, at(NOON))?.register);
            assert_eq!(known.receipts.len(), 1);
            good[1].record(tx, at(NOON))
        })
        .unwrap();
    assert_eq!(["mail", "receipt", "letter"].map(|table| count(ledger, table)), [2, 2, 2]);
}

#[test]
fn a_group_that_breaks_off_leaves_nothing_and_the_next_one_knows_it() {
    let World { ledger, .. } = &world();
    let broken: Result<(), LedgerError> = ledger.write(|tx| {
        report(1, "so-y-te").record(tx, at(NOON))?;
        Err(LedgerError::Refused("cắt ngang".to_owned()))
    });
    assert!(broken.is_err());
    assert_eq!(["mail", "receipt", "letter", "journal"].map(|table| count(ledger, table)), [0; 4]);
    let facts = ledger.write(|tx| tx.facts(&report(1, "so-y-te").message, 2020, at(NOON))).unwrap();
    assert_eq!((facts.next_number, facts.register.receipts.len()), (1, 0));
}

#[test]
fn a_doubtful_mail_waits_for_a_person_and_enters_nothing() {
    let World { ledger, .. } = &world();
    let recorded = doubtful(1, "so-y-te").hand_in(ledger, NOON);
    assert!(recorded.receipts.is_empty());
    assert_eq!(["review", "receipt"].map(|table| count(ledger, table)), [1, 0]);
    let buckets = ledger.read(|snapshot| snapshot.buckets()).unwrap();
    assert_eq!(buckets.into_iter().collect::<Vec<_>>(), [(Bucket::Review, 1)]);
}
