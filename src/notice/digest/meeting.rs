//! Meetings that come up, and how many have not sent what they wait for: the leader's question before the invitation
//! is written.

use jiff::civil::Date;

use super::report_of;
use crate::letter::values::DigestReport;
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::meeting::{Sitting, sittings};
use crate::standing::{BoardFacts, Row, Standing, days_after};

/// How many days ahead a meeting is spoken of: invitations are written about a week before.
const AHEAD: i32 = 14;

/// A line for each meeting of the next two weeks that waits for reports.
pub(super) fn lines(rows: &[Row], rules: &Rules, facts: &BoardFacts, today: Date) -> Vec<DigestReport> {
    let coming = sittings(rules, today, days_after(today, AHEAD)).into_iter();
    // A meeting without a day of its own lasts as long as its period and is no news on any day of it.
    coming
        .filter(|sitting| sitting.meeting.held.is_some())
        .filter_map(|sitting| line(&sitting, rows, rules, facts.is_unheard()))
        .collect()
}

fn line(sitting: &Sitting<'_>, rows: &[Row], rules: &Rules, unheard: bool) -> Option<DigestReport> {
    let awaited = sitting.awaited(&rules.plans);
    let states: Vec<String> = awaited
        .iter()
        .filter_map(|(report, period)| {
            let of_report: Vec<&Row> =
                rows.iter().filter(|row| row.report == *report && row.period == *period).collect();
            if of_report.is_empty() {
                return None;
            }
            let owed = of_report.iter().filter(|row| row.standing != Standing::Excused).count();
            let missing =
                of_report.iter().filter(|row| !row.standing.is_received() && row.standing != Standing::Excused).count();
            let name = report_of(rules, report, *period);
            // The names stand in the lists of what is overdue or due soon.
            Some(match missing {
                0 => format!("đã đủ {name} của {owed:02} đơn vị"),
                missing if unheard => format!("chờ {name}, chưa thấy của {missing:02}/{owed:02} đơn vị"),
                missing => format!("chờ {name}, còn thiếu {missing:02}/{owed:02} đơn vị"),
            })
        })
        .collect();
    let (first, last) = (wording::day_and_month(sitting.first), wording::date(sitting.last));
    let days = if sitting.first == sitting.last { last } else { format!("{first} đến {last}") };
    let due = if sitting.wording().contains("dự kiến") { format!("dự kiến {days}") } else { days };
    (!states.is_empty()).then(|| DigestReport {
        activity: false,
        missing: String::new(),
        title: sitting.title(),
        due,
        counts: states.join("; "),
    })
}
