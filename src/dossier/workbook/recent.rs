//! The workbook of the days around now, as it goes with a digest: what was due of late, and whom to call.

use jiff::Timestamp;
use rust_xlsxwriter::XlsxError;

use super::{Book, xlsx};
use crate::notice::silence;
use crate::office::Rules;
use crate::standing::figures::repeaters;
use crate::standing::grid::Grid;
use crate::standing::{BoardFacts, Filter, Row, Standing, board, days_after};

/// Among how many of its last obligations a unit's lapses are looked for.
const HABITS: u8 = 6;
/// How many days back: two years, so that a yearly report has two of them.
const HABIT_DAYS: i32 = 731;
/// The largest workbook that goes with a letter, in bytes; mail servers of offices take some ten megabytes.
const LARGEST: usize = 3 << 20;

/// What of the board it shows: the days around now, and among what lapses are looked for.
#[must_use]
pub fn shown(rules: &Rules, now: Timestamp) -> [Filter; 2] {
    let today = rules.office.time_zone.to_datetime(now).date();
    let back = (days_after(today, HABIT_DAYS.saturating_neg()), today);
    [Filter::default(), Filter { days: Some(back), ..Filter::default() }]
}

/// The workbook of the rows that `takes` chooses, which together are called `scope`; none when it is too large for a
/// letter.
///
/// # Errors
/// What the writer of workbooks says, in English.
pub fn recent(
    rules: &Rules,
    facts: &BoardFacts,
    (takes, scope): (&dyn Fn(&Row) -> bool, &str),
    now: Timestamp,
) -> Result<Option<Vec<u8>>, XlsxError> {
    let [rows, history] = shown(rules, now).map(|filter| {
        let mut rows = board(rules, facts, &filter, now);
        rows.retain(takes);
        rows
    });
    let period = "các kỳ đến hạn gần đây";
    let scope = if scope.is_empty() { period.to_owned() } else { format!("{period}, {scope}") };
    let silence = silence::mailboxes(rules, facts).map(|which| format!(". {}", which.trim_end_matches('.')));
    let book = Book {
        grid: Grid::of(&rows, rules, now),
        repeaters: repeaters(&history, rules, usize::from(HABITS), now),
        looked_at: HABITS,
        scope: scope + &silence.unwrap_or_default(),
        calls: rows.iter().filter(|row| matches!(row.standing, Standing::Overdue { .. })).cloned().collect(),
    };
    let bytes = xlsx(&book, rules, now)?;
    Ok((bytes.len() <= LARGEST).then_some(bytes))
}
