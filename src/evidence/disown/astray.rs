//! A delivery that went to a wrong mailbox and now comes again: "Xin chuyển lại thư chiều qua gửi nhầm địa chỉ cũ của Ban".
//! What was mistaken is its way, not the paper.

use super::{Line, TO_COME};
use crate::spelling::tokens::says;

/// When the other delivery was.
const EARLIER: [&str; 16] = [
    "hom qua",
    "hom truoc",
    "hom kia",
    "chieu qua",
    "toi qua",
    "sang nay",
    "hoi sang",
    "tuan truoc",
    "thu truoc",
    "lan truoc",
    "truoc do",
    "truoc day",
    "vua roi",
    "ban nay",
    "thang truoc",
    "da gui",
];
/// The paper of this very mail.
const THIS: [&str; 6] = ["thu nay", "bao cao nay", "tep nay", "file nay", "mail nay", "email nay"];
/// The place to which it went.
const PLACES: [&str; 12] = [
    "nham dia chi",
    "nham hop thu",
    "nham hop mail",
    "nham mail",
    "nham email",
    "nham gmail",
    "nham noi",
    "nham nguoi",
    "nham sang",
    "nham vao",
    "nham den",
    "nham qua",
];

/// Whether an earlier delivery went astray, and its sender sends it again with this mail.
pub(super) fn comes_again(line: &Line<'_>) -> bool {
    let words = line.words();
    let astray = says(words, &PLACES).is_some() && says(words, &EARLIER).is_some();
    let all: Vec<&str> = words.split_whitespace().collect();
    let again = || (0..all.len()).any(|at| is_sent_again(&all, at));
    astray && says(words, &THIS).is_none() && says(words, &TO_COME).is_none() && again()
}

/// "xin chuyển lại thư …", "nay em gửi": by the sender himself, not as a wish that we pass it on.
fn is_sent_again(all: &[&str], at: usize) -> bool {
    const WISHES: [&str; 5] = ["nho", "nghi", "mong", "phien", "giup"];
    const TIMES: [&str; 5] = ["sang", "chieu", "toi", "trua", "hom"];
    const PAPERS: [&str; 14] =
        ["thu", "bao", "bc", "ban", "mail", "email", "tep", "file", "van", "vao", "den", "toi", "qua", "a"];
    const REACH: usize = 5;
    let word = |at: usize| all.get(at).copied().unwrap_or_default();
    let before = |by: usize| at.checked_sub(by).map_or("", word);
    let wished = (1..=REACH).any(|by| WISHES.contains(&before(by)));
    if matches!(word(at), "chuyen" | "gui") && word(at.saturating_add(1)) == "lai" {
        let own = matches!(before(1), "em" | "toi" | "chau" | "vi" | "so") || (2..=REACH).any(|by| before(by) == "nay");
        return !wished && (own || PAPERS.contains(&word(at.saturating_add(2))));
    }
    let now = word(at) == "nay" && !TIMES.contains(&before(1));
    let acts = |by: usize| {
        let act = at.saturating_add(by);
        matches!(word(act), "chuyen" | "gui") && word(act.saturating_add(1)) != "nham"
    };
    let asked = (1..REACH).any(|by| WISHES.contains(&word(at.saturating_add(by))));
    now && !asked && (1..REACH).any(acts)
}
