//! What people and programs are told.

use super::*;

#[test]
fn lines_break_between_words_and_stay_within_the_width() {
    let mut page = Page::default();
    page.line("Vì", &"một hai ba bốn ".repeat(20));
    page.line("", &"x".repeat(300));
    assert!(page.text.lines().all(|line| line.chars().count() <= WIDTH));
    assert!(page.text.starts_with("Vì         một hai"));
}
