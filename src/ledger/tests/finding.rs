//! Lines of the register are found by what stands in them, and by nothing that somebody types between the words.

use super::*;
use crate::dossier::tests::rules;
use crate::dossier::{ByHand, Selection, Sought, Stood, Whose};
use crate::evidence::{Alarm, Claim, Clue, Source, Strength};

const NOON: &str = "2020-06-12T05:00:00Z";

/// A report whose file says `text`.
fn saying(uid: u32, unit_id: &str, text: &str) -> Scene {
    let mut scene = report(uid, unit_id);
    scene.message.attachments[0].text.text = text.to_owned();
    scene
}

fn found(ledger: &Ledger, selection: &Selection) -> Vec<u32> {
    let lines = ledger.read(|snapshot| snapshot.newest(selection, &rules(), None, 100)).unwrap();
    lines.iter().map(|line| line.number.1).collect()
}

fn by(text: &str) -> Selection {
    Selection { sought: Sought::typed(text), ..Selection::default() }
}

#[test]
fn words_are_found_with_and_without_diacritics_in_head_and_text() {
    let World { ledger, .. } = &world();
    saying(1, "so-y-te", "Tình hình dịch tả lợn châu Phi\ntại các xã").hand_in(ledger, NOON);
    saying(2, "dang-uy", "Học tập và làm theo; hội thảo").hand_in(ledger, NOON);
    for (typed, lines) in [
        ("dich ta lon", vec![1]),
        ("dịch tả", vec![1]),
        ("dịch tá", vec![]),
        ("so y te", vec![1]),
        ("Sở Y tế dịch tả", vec![1]),
        ("dịch tả sở y tế", vec![1]),
        ("sở y tế hội thảo", vec![]),
        ("hội", vec![2]),
        ("hồi", vec![]),
        ("hoi tha", vec![]),
        ("hoi thao", vec![2]),
        ("12/bc-syt", vec![2, 1]),
        ("12/BC", vec![2, 1]),
        ("13/bc-syt", vec![]),
        ("bao cao 6 thang.docx", vec![2, 1]),
        ("van thu", vec![2, 1]),
        ("dang-uy@unit.example", vec![2]),
        ("phuong thuc", vec![]),
        ("thảo", vec![2]),
        ("thao luan", vec![]),
        ("tinh hinh dich ta lon chau phi tai cac xa", vec![1]),
    ] {
        assert_eq!(found(ledger, &by(typed)), lines, "{typed}");
    }
}

#[test]
fn what_names_a_unit_is_one_thing() {
    let World { ledger, .. } = &world();
    let mut summing_up = saying(1, "dang-uy", "Duy trì khai báo y tế");
    summing_up.message.subject = "Báo cáo sơ kết".to_owned();
    summing_up.hand_in(ledger, NOON);
    saying(2, "so-y-te", "văn bản").hand_in(ledger, NOON);
    saying(3, "dang-uy", "Kính gửi Sở Y tế").hand_in(ledger, NOON);
    assert_eq!(found(ledger, &by("so y te")), [3, 2], "neither sơ here and y tế there");
    assert_eq!(found(ledger, &by("so ket y te")), [1], "what names no unit may stand here and there");
}

#[test]
fn syllables_that_stand_apart_are_found_only_when_that_is_asked_for() {
    let World { ledger, .. } = &world();
    saying(1, "dang-uy", "Kinh tế phát triển; có ý kiến").hand_in(ledger, NOON);
    assert_eq!(found(ledger, &by("y te")), [] as [u32; 0]);
    assert_eq!(found(ledger, &Selection { loose: true, ..by("y te") }), [1]);
    assert_eq!(found(ledger, &Selection { loose: true, ..by("ý thế") }), [] as [u32; 0]);
}

#[test]
fn what_somebody_types_is_never_syntax() {
    let World { ledger, .. } = &world();
    saying(1, "so-y-te", "văn bản").hand_in(ledger, NOON);
    for hostile in [
        "\"",
        "a\"b",
        "* OR *",
        "NEAR(a b)",
        "-bao",
        "^văn",
        "{head}:x",
        "head:bao",
        "'); DROP TABLE mail; --",
        "(((",
        "x AND",
        "\u{e000}\u{e001}",
    ] {
        for loose in [false, true] {
            let selection = Selection { loose, ..by(hostile) };
            ledger.read(|snapshot| snapshot.newest(&selection, &rules(), None, 10)).unwrap();
        }
    }
    assert_eq!(found(ledger, &by("văn OR bản")), [] as [u32; 0], "OR is a word");
}

#[test]
fn what_bears_a_mark_of_secrecy_is_not_kept() {
    let World { ledger, .. } = &world();
    let mut scene = saying(1, "so-y-te", "Phương án tác chiến");
    scene.evidence.clues.push(Clue {
        source: Source::Letterhead,
        claim: Claim::Alarm(Alarm::Secret),
        strength: Strength::Decisive,
        attachment: Some(0),
        quote: "MẬT".to_owned(),
    });
    scene.hand_in(ledger, NOON);
    assert_eq!(count(ledger, "mail_text"), 0);
    assert_eq!(found(ledger, &by("tác chiến")), [] as [u32; 0]);
}

#[test]
fn every_filter_takes_its_lines_and_pages_follow_the_numbers() {
    let World { ledger, .. } = &world();
    for uid in 1..=5 {
        saying(uid, if uid % 2 == 0 { "so-y-te" } else { "dang-uy" }, "văn bản").hand_in(ledger, NOON);
    }
    let unit = |id: &str| Selection { whose: Some(Whose::Unit(unit(id))), ..Selection::default() };
    let all = Selection::default();
    assert_eq!(found(ledger, &all), [5, 4, 3, 2, 1]);
    assert_eq!(found(ledger, &unit("so-y-te")), [4, 2]);
    assert_eq!(found(ledger, &Selection { year: Some(2019), ..all.clone() }), [] as [u32; 0]);
    assert_eq!(found(ledger, &Selection { year: Some(2020), ..unit("dang-uy") }), [5, 3, 1]);
    assert_eq!(found(ledger, &Selection { stood: Some(Stood::Late), ..all.clone() }).len(), 5);
    assert_eq!(found(ledger, &Selection { stood: Some(Stood::OnTime), ..all.clone() }), [] as [u32; 0]);
    assert_eq!(found(ledger, &Selection { channel: Some(Channel::Paper), ..all.clone() }), [] as [u32; 0]);
    assert_eq!(
        found(ledger, &Selection { from: "2020-06-12".parse().ok(), to: "2020-06-12".parse().ok(), ..all.clone() })
            .len(),
        5
    );
    assert_eq!(found(ledger, &Selection { from: "2020-06-13".parse().ok(), ..all.clone() }), [] as [u32; 0]);
    for selection in [all, by("văn bản")] {
        let page = |before| ledger.read(|snapshot| snapshot.newest(&selection, &rules(), before, 2)).unwrap();
        let numbers = |lines: Vec<Line>| lines.iter().map(|line| line.number.1).collect::<Vec<_>>();
        assert_eq!(numbers(page(None)), [5, 4]);
        assert_eq!(numbers(page(Some((2020, 4)))), [3, 2]);
        assert_eq!(numbers(page(Some((2020, 2)))), [1]);
        let count = |most| ledger.read(|snapshot| snapshot.how_many(&selection, &rules(), most)).unwrap();
        assert_eq!((count(100), count(3)), (5, 3));
    }
}

#[test]
fn a_corrected_line_is_found_in_its_new_place_with_the_text_of_its_mail() {
    let World { ledger, .. } = &world();
    saying(1, "so-y-te", "Tình hình dịch tả").hand_in(ledger, NOON);
    let line = ledger.read(|snapshot| snapshot.line((2020, 1))).unwrap();
    let right = ByHand { unit: unit("dang-uy"), ..ByHand::from(&line) };
    let act = Act { by: "Trần Minh Hòa", why: "nhầm đơn vị", year: 2020, now: at(NOON) };
    ledger.write(|tx| tx.correct((2020, 1), &right, act)).unwrap();
    assert_eq!(found(ledger, &by("dịch tả")), [2, 1]);
    assert_eq!(found(ledger, &Selection { standing: true, ..by("dịch tả") }), [2]);
    assert_eq!(found(ledger, &by("đảng ủy khối dịch tả")), [2]);
    let paper =
        ByHand { channel: Channel::Paper, files: Vec::new(), document_number: Some("77/BC-X".to_owned()), ..right };
    ledger.write(|tx| tx.record_by_hand(&paper, Act { why: "đồng chí Lan mang đến", ..act })).unwrap();
    assert_eq!(found(ledger, &by("77/bc-x")), [3]);
    assert_eq!(found(ledger, &by("lan mang den")), [3]);
    assert_eq!(found(ledger, &Selection { channel: Some(Channel::Paper), ..Selection::default() }), [3]);
}

#[test]
fn an_index_that_lost_lines_is_made_whole_at_the_next_opening_and_verified_until_then() {
    let World { ledger, folder } = world();
    saying(1, "so-y-te", "Tình hình dịch tả").hand_in(&ledger, NOON);
    let path = folder.path().join("so.db");
    drop(ledger);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("DELETE FROM line_words", []).unwrap();
    drop(conn);
    let faults = peek(&path, |snapshot| Ok::<_, LedgerError>(snapshot.verify()?.faults)).unwrap().unwrap();
    assert!(faults.iter().any(|fault| fault.contains("mục lục tìm kiếm: 1/2020")), "{faults:?}");
    let ledger = Ledger::open(&path, at(NOON)).unwrap();
    assert_eq!(found(&ledger, &by("dịch tả")), [1]);
    assert!(ledger.read(|snapshot| snapshot.verify()).unwrap().faults.is_empty());
}

#[test]
fn a_backup_is_found_in_as_well() {
    let World { ledger, folder } = world();
    saying(1, "so-y-te", "Tình hình dịch tả").hand_in(&ledger, NOON);
    let copy = folder.path().join("ban-sao.db");
    ledger.backup(&copy).unwrap();
    let copy = Ledger::open(&copy, at(NOON)).unwrap();
    assert_eq!(found(&copy, &by("dịch tả")), [1]);
    assert!(copy.read(|snapshot| snapshot.verify()).unwrap().faults.is_empty());
}

#[test]
fn the_last_word_may_be_the_beginning_of_one() {
    let World { ledger, .. } = &world();
    saying(1, "so-y-te", "Nghêu chết hàng loạt tại bãi").hand_in(ledger, NOON);
    saying(2, "dang-uy", "Hộ nghèo, nghề cá").hand_in(ledger, NOON);
    saying(3, "so-y-te", "Ca mắc Covid, nghi ngờ nghiêm trọng").hand_in(ledger, NOON);
    for (typed, lines) in [
        ("nghe", vec![2, 1]),
        ("nghê", vec![1]),
        ("nghề", vec![2]),
        ("ho nghe", vec![2]),
        ("hộ nghè", vec![2]),
        ("covi", vec![3]),
        ("mac covi", vec![3]),
        ("covid nghe", vec![]),
        ("nghiê", vec![3]),
        ("nghe ch", vec![]),
    ] {
        assert_eq!(found(ledger, &by(typed)), lines, "{typed}");
    }
}
