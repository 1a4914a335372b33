//! Scenes: lines as RFC 5545 wants them.

use super::*;

fn folded(content: &str) -> String {
    let mut out = String::new();
    line(&mut out, content);
    out
}

#[test]
fn a_line_of_75_octets_is_whole_and_one_of_76_is_folded() {
    assert_eq!(folded(&"a".repeat(75)), format!("{}\r\n", "a".repeat(75)));
    assert_eq!(folded(&"a".repeat(76)), format!("{}\r\n a\r\n", "a".repeat(75)));
    // "ế" has three octets: the 25th would end at 76.
    let folded = folded(&format!("a{}", "ế".repeat(25)));
    assert_eq!(folded, format!("a{}\r\n ế\r\n", "ế".repeat(24)));
}

#[test]
fn signs_with_a_meaning_are_escaped_and_controls_left_out() {
    let mut out = String::new();
    text(&mut out, "SUMMARY", "Sở A, B; C\\D\r\nE\tF\u{0}: “G”");
    assert_eq!(out, "SUMMARY:Sở A\\, B\\; C\\\\D\\nEF: “G”\r\n");
}

proptest::proptest! {
    #[test]
    fn unfolding_gives_back_every_line(content in "[a-zế ,;:😀\\\\]{0,300}") {
        let folded = folded(&content);
        for line in folded.split_terminator("\r\n") {
            proptest::prop_assert!(line.len() <= 75, "{}", line.len());
        }
        proptest::prop_assert_eq!(folded.replace("\r\n ", ""), format!("{content}\r\n"));
    }
}
