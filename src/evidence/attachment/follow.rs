//! How an incident went on: "Kết quả xử lý vụ việc … (báo cáo lần 2)". Its title says of what the first report told, and
//! title or subject that one came before.

use crate::evidence::{Ground, Line};
use crate::spelling::tokens::{Token, says};

/// How such titles begin.
const OPENINGS: [&str; 6] = [" ket qua ", " tinh hinh ", " dien bien ", " tien do ", " qua trinh ", " viec "];
/// How far into a title the incident is named.
const REACH: usize = 9;

/// Whether a title goes on about one incident on which somebody has reported before.
pub(super) fn follows_up(ground: &Ground<'_>, title: &Line<'_>) -> bool {
    let opens = OPENINGS.iter().any(|words| title.words().starts_with(words));
    let named = || (0..title.tokens.len().min(REACH)).any(|at| is_incident(&title.tokens, at));
    opens && named() && [title, ground.headline()].into_iter().any(|line| is_another(line))
}

/// One case, not cases in general; a "vụ" of the fields is a season.
fn is_incident(all: &[Token], at: usize) -> bool {
    const MANY: [&str; 5] = ["các", "những", "số", "nhiều", "từng"];
    const SEASONS: [&str; 6] = ["mùa", "đông", "hè", "thu", "xuân", "chiêm"];
    const ACTS: [&str; 6] = ["lý", "quyết", "phục", "biến", "hình", "quả"];
    let reads = |at: Option<usize>, words: &[&str]| {
        at.and_then(|at| all.get(at)).is_some_and(|token| words.iter().any(|word| token.reads(word)))
    };
    let (before, next) = (at.checked_sub(1), at.checked_add(1));
    let case = reads(Some(at), &["vụ", "sự"]) && reads(next, &["việc", "cố"]);
    let bare = reads(Some(at), &["vụ"]) && reads(before, &ACTS) && !reads(next, &SEASONS);
    (case || bare) && !reads(before, &MANY)
}

/// "lần 2", "lần thứ ba", "tiếp theo", "cập nhật đến 17 giờ".
fn is_another(line: &Line<'_>) -> bool {
    const COUNTED: [&str; 5] = ["hai", "ba", "tu", "nam", "thu"];
    let again = line.tokens.windows(2).any(|pair| match pair {
        [times, count] => {
            let second = count.number.is_some_and(|number| (2..=20).contains(&number));
            times.reads("lần") && (second || COUNTED.contains(&count.folded.as_str()))
        }
        _ => false,
    });
    again || says(line.words(), &["tiep theo", "cap nhat"]).is_some()
}
