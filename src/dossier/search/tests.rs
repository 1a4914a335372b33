//! What is sought, what names a unit, and what is shown of a text.

use super::*;
use crate::roster::{Group, GroupId};

fn sought(text: &str) -> Sought {
    Sought::typed(text).unwrap()
}

fn roster() -> Roster {
    let group = GroupId::new("so-nganh").unwrap();
    let unit = |id: &str, name: &str| Unit::new(UnitId::new(id).unwrap(), name, group.clone());
    let units = vec![
        Unit { symbols: vec!["SYT".to_owned()], ..unit("so-y-te", "Sở Y tế") },
        unit("so-xd", "Sở Xây dựng"),
        unit("hoi-nd", "Hội Nông dân tỉnh"),
    ];
    Roster { groups: vec![Group { id: group.clone(), name: "Sở, ngành".to_owned() }], units }
}

fn named(text: &str) -> Vec<(Range<usize>, Vec<String>)> {
    let units = sought(text).units(&roster());
    units.into_iter().map(|named| (named.words, named.units.into_iter().map(String::from).collect())).collect()
}

#[test]
fn nothing_is_sought_by_signs_alone() {
    assert_eq!(Sought::typed("  \"*()- ' "), None);
    assert_eq!(
        sought("“y” OR (te*").words().iter().map(|word| word.typed.as_str()).collect::<Vec<_>>(),
        ["y", "or", "te"]
    );
}

#[test]
fn a_document_number_is_one_thing() {
    let sought = sought("123/BC-SYT");
    let words: Vec<_> = sought.words().iter().map(|word| (word.typed.as_str(), word.glued)).collect();
    assert_eq!(words, [("123", false), ("bc", true), ("syt", true)]);
}

#[test]
fn diacritics_are_asked_for_where_they_are_typed() {
    let words: Vec<_> =
        sought("Sở y te\u{302}\u{301}").words().iter().map(|word| (word.typed.clone(), word.marked)).collect();
    assert_eq!(words, [("sở".to_owned(), true), ("y".to_owned(), false), ("tế".to_owned(), true)]);
    assert!(!sought("đang").words().first().unwrap().open || sought("đang").words().first().unwrap().marked);
}

#[test]
fn only_a_last_word_of_some_length_may_be_a_beginning() {
    let open = |text: &str| sought(text).words().iter().map(|word| word.open).collect::<Vec<_>>();
    assert_eq!(
        (open("covid tiêm"), open("y te"), open("bc 2020")),
        (vec![false, true], vec![false; 2], vec![false; 2])
    );
}

#[test]
fn the_longest_run_of_words_names_the_unit() {
    assert_eq!(named("so y te cum gia cam"), [(0..3, vec!["so-y-te".to_owned()])]);
    assert_eq!(named("sở"), [(0..1, vec!["so-y-te".to_owned(), "so-xd".to_owned()])]);
    assert_eq!(named("y tế syt"), [(0..2, vec!["so-y-te".to_owned()]), (2..3, vec!["so-y-te".to_owned()])]);
    assert_eq!(named("hối nông"), [(1..2, vec!["hoi-nd".to_owned()])], "another word than hội");
    assert_eq!(named("nông d"), [(0..1, vec!["hoi-nd".to_owned()])]);
}

#[test]
fn a_text_shows_where_the_words_stand_together() {
    let text = "Nhiều tế bào.\n\nSở\tY\u{a0}tế tổng hợp <b>số liệu</b>";
    let pieces = sought("so y te").found_in(text).unwrap();
    assert_eq!(pieces[1], ("Sở Y tế".to_owned(), true));
    assert_eq!(pieces[2], (" tổng hợp <b>số liệu</b>".to_owned(), false));
    assert_eq!(sought("số y tế").found_in(text).unwrap()[1].0, "Y tế", "the longest part that stands together");
    assert_eq!(sought("covid").found_in(text), None);
}

#[test]
fn what_is_cut_is_cut_between_words() {
    let text = format!("{}đích {}", "trước ".repeat(40), "phía sau ".repeat(40));
    let pieces = sought("dich").found_in(&text).unwrap();
    assert!(pieces[0].0.starts_with("… trước ") && pieces[0].0.ends_with(' '), "{pieces:?}");
    assert!(pieces[2].0.ends_with(" …"), "{pieces:?}");
}

#[test]
fn the_index_has_each_word_alone_and_with_the_next_as_spelt_and_without_diacritics() {
    let shown = |text: &str| indexed(Place::Text, text).replace('\u{e001}', ":").replace('\u{e000}', "~");
    assert_eq!(shown("12/bc, Y tế"), "t:12 t:12~bc t:bc t:bc~y t:y t:y~te w:y~tế t:te w:tế ");
    assert_eq!(shown(" … "), "");
    assert_eq!(shown(&"x".repeat(99)).trim().len(), 42);
}
