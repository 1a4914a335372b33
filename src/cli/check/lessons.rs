//! What staff have taught against what the office's lists say by now.

use jiff::Timestamp;

use crate::cli::desk;
use crate::config::{Fault, Loaded};
use crate::decision::lesson::contradicted;
use crate::dossier::register::number_name;
use crate::evidence::lesson::Lesson;
use crate::ledger::LedgerError;

/// A warning for each lesson that a person should look at again. The ledger is only read.
pub(super) fn faults(loaded: &Loaded, now: Timestamp) -> Vec<Fault> {
    const FILE: &str = "sổ";
    let read =
        desk::glance(loaded, |snapshot| Ok::<_, LedgerError>((snapshot.lessons(false)?, snapshot.against_lessons()?)));
    let (rows, mut against) = match read {
        Ok(glance) => glance.said,
        Err(failure) => {
            let rule = "Sổ giữ những điều cán bộ đã ghi nhớ";
            return vec![Fault::warning(FILE, "", failure.message, rule, "xem lại tệp sổ và quyền đọc")];
        }
    };
    let known: Vec<Lesson> = rows.into_iter().map(|row| row.lesson).collect();
    let today = loaded.rules.office.time_zone.to_datetime(now).date();
    let fault = |lesson: &Lesson| {
        let lines = against.remove(&lesson.id).unwrap_or_default();
        let lines: Vec<_> = lines.into_iter().map(|(unit, number)| (unit, number_name(number))).collect();
        let why = contradicted(lesson, &lines, &known, &loaded.rules, today)?;
        let place = format!("ghi nhớ số {}", lesson.id);
        let what = format!("“{}”: {why}", lesson.taught.words());
        let rule = "Điều đã ghi nhớ được tính cho đến khi có người bỏ";
        let remedy = format!("không còn đúng thì bỏ: tiepnhan learned revoke {} --why \"…\"", lesson.id);
        Some(Fault::warning(FILE, &place, what, rule, &remedy))
    };
    known.iter().filter_map(fault).collect()
}
