//! Archives in several volumes: all of them belong to what was read in the first, and some of them are not enough.

use super::{Desk, Entry};
use crate::text::Problem;
use crate::text::volumes::{LAST, Set, sets};

/// The volumes that were read together with the first go where that goes: nobody could open it without them.
pub(super) fn follow(desk: &Desk<'_>, entries: &mut [Entry]) {
    for set in of_mail(desk).iter().filter(|set| set.files.len() > 1) {
        let follows = |place: &usize| problem(desk, *place) == Some(&Problem::Continued);
        for entry in entries.iter_mut() {
            if set.files.first().is_some_and(|first| entry.attachments.contains(first)) {
                entry.attachments.extend(set.files.iter().filter(|place| follows(place)));
                entry.attachments.sort_unstable();
                entry.attachments.dedup();
            }
        }
    }
}

/// Why this attachment cannot be read, when it is a volume that lacks others: which are here, which are not, and where
/// they may be.
pub(super) fn lacking(desk: &Desk<'_>, attachment: Option<usize>) -> Option<String> {
    let place = attachment.filter(|place| problem(desk, *place) == Some(&Problem::Volume))?;
    let name = desk.message.attachments.get(place).map_or("", |file| file.file_name.as_str());
    let sets = of_mail(desk);
    let parts = match sets.iter().find(|set| set.files.contains(&place)) {
        Some(set) => format!("Tệp nén chia nhiều phần \"{}\": thư có {}, {}", set.name, here(set), missing(set)),
        None => format!("Tệp \"{name}\" là một phần của tệp nén chia nhiều phần, thiếu các phần khác"),
    };
    let mut elsewhere: Vec<String> = Vec::new();
    for other in &desk.facts.volumes {
        elsewhere.push(format!("thư số {} (\"{}\")", other.mail, other.name));
    }
    Some(if elsewhere.is_empty() {
        format!("{parts}. Đề nghị gửi lại thành một tệp, hoặc đủ các phần trong một thư.")
    } else {
        format!("{parts}. Phần khác ở {}: tải các phần về cùng một chỗ rồi mở.", elsewhere.join(", "))
    })
}

/// Whether other volumes came in other mails: the sender was asked when the first of them came.
pub(super) fn came_apart(desk: &Desk<'_>) -> bool {
    !desk.facts.volumes.is_empty()
}

fn of_mail(desk: &Desk<'_>) -> Vec<Set> {
    let names: Vec<&str> = desk.message.attachments.iter().map(|file| file.file_name.as_str()).collect();
    sets(&names)
}

fn problem<'a>(desk: &Desk<'a>, place: usize) -> Option<&'a Problem> {
    desk.message.attachments.get(place)?.text.problem.as_ref()
}

fn here(set: &Set) -> String {
    format!("phần {}", numbers(&set.numbers))
}

/// Where the numbers have no gap, the end is missing: only the last volume says that it is the last.
fn missing(set: &Set) -> String {
    if set.missing.is_empty() {
        "thiếu phần sau".to_owned()
    } else {
        format!("thiếu phần {}", numbers(&set.missing))
    }
}

fn numbers(numbers: &[u32]) -> String {
    let word = |number: &u32| if *number == LAST { "cuối".to_owned() } else { number.to_string() };
    numbers.iter().map(word).collect::<Vec<_>>().join(", ")
}
