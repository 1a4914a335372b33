//! What is asked of the board is read, and no more; it is the same as when all were read.

use std::collections::BTreeSet;

use super::*;
use crate::standing::BoardFacts;

const NOON: &str = "2020-06-12T05:00:00Z";

/// Three reports of two units for two periods; the first was corrected, and the board knows its files.
fn entered() -> World {
    let world = world();
    report(1, "so-y-te").hand_in(&world.ledger, NOON);
    report(2, "dang-uy").hand_in(&world.ledger, NOON);
    let mut month = report(3, "so-y-te");
    month.decision.entries[0].period = "2020-05".parse().unwrap();
    month.message.received_at = at("2020-05-18T02:00:00Z");
    month.hand_in(&world.ledger, NOON);
    world
        .ledger
        .write(|tx| {
            let old = tx.line((2020, 1))?;
            let act = Act { by: "Trần Minh Hòa", why: "số hiệu", year: 2020, now: at(NOON) };
            tx.correct((2020, 1), &ByHand::from(&old), act)
        })
        .unwrap();
    world
}

fn within(ledger: &Ledger, reach: Reach<'_>) -> BoardFacts {
    ledger.read(|snapshot| snapshot.board_within(reach, at("2020-06-13T00:00:00Z"))).unwrap()
}

#[test]
fn what_is_read_for_a_unit_or_some_periods_is_what_all_have_of_them() {
    let World { ledger, .. } = &entered();
    let all = within(ledger, Reach::All);
    assert_eq!(all.receipts.len(), 3);
    assert!(all.receipts.values().flatten().all(|receipt| receipt.pieces.len() == 1), "{all:?}");
    let half: crate::calendar::Period = "2020-H1".parse().unwrap();
    let mut wanted = all.clone();
    wanted.receipts.retain(|(_, _, period), _| *period == half);
    assert_eq!(wanted.receipts.len(), 2);
    let never = at("2021-01-01T00:00:00Z");
    assert_eq!(within(ledger, Reach::Periods(&BTreeSet::from([half]), never)), wanted);
    assert_eq!(within(ledger, Reach::Periods(&BTreeSet::new(), at("2020-06-01T00:00:00Z"))), wanted, "by when it came");
    let mut wanted = all.clone();
    wanted.receipts.retain(|(of, ..), _| *of == unit("so-y-te"));
    assert_eq!(within(ledger, Reach::Unit(&unit("so-y-te"))), wanted);
}

#[test]
fn what_decides_how_things_stand_is_the_same_with_and_without_all_else() {
    let World { ledger, .. } = &entered();
    doubtful(4, "so-y-te").hand_in(ledger, NOON);
    let half = BTreeSet::from(["2020-H1".parse().unwrap()]);
    let mut wanted = within(ledger, Reach::Periods(&half, at("2021-01-01T00:00:00Z")));
    wanted.receipts.values_mut().flatten().for_each(|receipt| receipt.pieces.clear());
    let found = within(ledger, Reach::Standings(&half));
    assert_eq!((found.receipts.len(), found.open.len()), (2, 1));
    assert_eq!(found, BoardFacts { health: found.health.clone(), written: BTreeSet::new(), ..wanted });
}

#[test]
fn a_period_has_its_lines_also_those_that_stand_no_more() {
    let World { ledger, .. } = &entered();
    let (periods, lines) = ledger
        .read(|snapshot| {
            Ok::<_, LedgerError>((snapshot.periods()?, snapshot.lines_of_period("2020-H1".parse().unwrap())?))
        })
        .unwrap();
    assert_eq!(periods.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2020-05", "2020-H1"]);
    assert_eq!(lines.iter().map(|line| line.number.1).collect::<Vec<_>>(), [1, 2, 4]);
    let all = ledger.read(|snapshot| snapshot.lines()).unwrap();
    assert!(lines.iter().all(|line| all.contains(line)), "with files and all that belongs to them");
}

#[test]
fn what_another_connection_enters_corrects_and_withdraws_is_known_at_once() {
    let World { ledger, folder } = &entered();
    let other = Ledger::open(&folder.path().join("so.db"), at(NOON)).unwrap();
    let known = || {
        let message = report(9, "so-y-te").message;
        let facts = other.write(|tx| tx.facts(&message, 2020, at(NOON))).unwrap();
        let mut numbers: Vec<u32> =
            facts.register.receipts.values().flatten().map(|receipt| receipt.number.1).collect();
        numbers.sort_unstable();
        numbers
    };
    assert_eq!(known(), [2, 3, 4]);
    report(5, "so-tu-phap").hand_in(ledger, NOON);
    assert_eq!(known(), [2, 3, 4, 5]);
    report(6, "so-noi-vu").hand_in(&other, NOON);
    report(7, "so-tai-chinh").hand_in(ledger, NOON);
    assert_eq!(known(), [2, 3, 4, 5, 6, 7]);
    let act = Act { by: "Trần Minh Hòa", why: "nhầm", year: 2020, now: at(NOON) };
    ledger.write(|tx| tx.revoke((2020, 5), act)).unwrap();
    assert_eq!(known(), [2, 3, 4, 6, 7]);
    let old = ledger.read(|snapshot| snapshot.line((2020, 6))).unwrap();
    ledger.write(|tx| tx.correct((2020, 6), &ByHand::from(&old), act)).unwrap();
    assert_eq!(known(), [2, 3, 4, 7, 8]);
}
