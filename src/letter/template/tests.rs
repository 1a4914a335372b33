//! Templates: the shipped ones work, and faults of an office's own show at start with file and line.

use super::*;

fn own(name: &str, text: &str) -> Result<Templates, Vec<Fault>> {
    Templates::load(vec![Source { name: name.into(), file: format!("thư/{name}"), text: text.into() }], Placing::First)
}

fn only_fault(name: &str, text: &str) -> String {
    let faults = own(name, text).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults[0].to_string()
}

#[test]
fn the_shipped_texts_pass_their_own_trial() {
    assert!(Templates::shipped().is_ok(), "{:?}", Templates::shipped().err());
}

#[test]
fn every_shipped_text_speaks_of_each_sample_without_gaps() {
    let templates = Templates::shipped().unwrap();
    for kind in Kind::ALL {
        for values in crate::letter::samples::samples(kind) {
            let words = templates.own_words(kind, &values).unwrap();
            assert!(words.text.lines().all(|line| line.chars().count() <= 72), "{kind:?}\n{}", words.text);
            for odd in ["none", "undefined", "  ;", " .", " ,", ";.", "..", ";;", "()", "“”", "{", "}"] {
                assert!(!words.text.contains(odd), "{kind:?} says `{odd}`:\n{}", words.text);
            }
            assert!(!words.subject.contains('\n') && !words.subject.contains("  "), "{}", words.subject);
        }
    }
}

#[test]
fn a_syntax_fault_names_file_and_line() {
    let said = only_fault("receipt/body.txt", "Kính gửi: {{ to }}\n\n{% if paper %}\nbản giấy");
    assert!(said.starts_with("thư/receipt/body.txt, dòng "), "{said}");
    assert!(said.contains("sai cú pháp"), "{said}");
}

#[test]
fn a_misspelt_value_is_named_with_the_nearest_one() {
    let said = only_fault("reminder/body.txt", "Kính gửi: {{ to }}\nĐến {{ as_off }}");
    assert!(said.contains("dòng 2") && said.contains("`as_off`") && said.contains("`as_of`"), "{said}");
}

#[test]
fn a_misspelt_field_inside_a_value_fails_the_trial() {
    let said = only_fault("receipt/body.txt", "{% for entry in entries %}{{ entry.tittle }}\n{% endfor %}");
    assert!(said.contains("receipt/body.txt, dòng 1"), "{said}");
}

#[test]
fn a_value_of_another_letter_is_unknown_here() {
    assert!(only_fault("query/body.txt", "{{ entries }}").contains("`entries`"));
}

#[test]
fn a_file_of_no_letter_is_refused_with_the_nearest_name() {
    let said = only_fault("reciept/body.txt", "Kính gửi: {{ to }}");
    assert!(said.contains("`receipt/body.txt`"), "{said}");
}

#[test]
fn a_text_without_end_is_stopped() {
    let said =
        only_fault("alert/body.txt", "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}");
    assert!(said.contains("lặp quá nhiều"), "{said}");
}

#[test]
fn an_empty_text_is_refused() {
    assert!(only_fault("digest/body.txt", "{% if enclosure %}{% endif %}").contains("trống"));
}

#[test]
fn an_office_changes_its_signature_for_all_letters_to_units_at_once() {
    let templates = own("signature.txt", "Kính thư,\n{{ office.short_name }}").unwrap();
    for kind in [Kind::Receipt, Kind::Query, Kind::Settled, Kind::Reminder, Kind::Overdue] {
        let values = crate::letter::samples::samples(kind).remove(0);
        assert!(templates.own_words(kind, &values).unwrap().text.contains("Kính thư,"), "{kind:?}");
    }
}

#[test]
fn html_of_an_office_escapes_what_strangers_wrote() {
    let templates = own("receipt/body.html", "<p>{{ mail.subject }}</p>").unwrap();
    let mut values = crate::letter::samples::samples(Kind::Receipt).remove(0);
    values["mail"]["subject"] = "<b>x</b>".into();
    assert!(templates.own_words(Kind::Receipt, &values).unwrap().html.contains("&lt;b&gt;"));
}

#[test]
fn a_letter_is_still_written_when_the_own_text_fails_on_real_values() {
    let templates =
        own("alert/body.txt", "{{ to }}{% if title == \"khác\" %}{{ paragraphs[7].x }}{% endif %}").unwrap();
    let mut values = crate::letter::samples::samples(Kind::Alert).remove(0);
    values["title"] = "khác".into();
    let mut faults = Vec::new();
    let words = templates.words(Kind::Alert, &values, &mut faults).unwrap();
    assert!(words.text.contains("Kính gửi"), "{}", words.text);
    assert_eq!(faults.len(), 1);
}

#[test]
fn the_shipped_texts_are_spelt_as_the_office_spells() {
    let texts = |placing| {
        let templates = Templates::load(Vec::new(), placing).unwrap();
        let samples = crate::letter::samples::samples(Kind::Correction);
        let words = samples.iter().map(|values| templates.own_words(Kind::Correction, values).unwrap().text);
        words.collect::<String>()
    };
    let (first, second) = (texts(Placing::First), texts(Placing::Second));
    assert!(first.contains("nêu trên được hủy") && second.contains("nêu trên được huỷ"), "{second}");
    assert!(second.contains("Tỉnh ủy Sông Lam"), "names stay as the office wrote them");
    assert_eq!(crate::spelling::fold(&first), crate::spelling::fold(&second));
}
