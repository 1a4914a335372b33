//! What a mail seems to be and nobody owes: said beforehand, not when the desk refuses it.

use crate::decision::Entry;
use crate::decision::proposal::Open;
use crate::letter::wording;
use crate::office::Rules;
use crate::standing::grant::{self, Whose};

/// Why the desk would not enter this; none when it would.
pub(super) fn why(rules: &Rules, entry: &Entry) -> Option<String> {
    let meant = grant::meant(rules, &Whose::Units(vec![entry.unit.clone()]), &entry.report, entry.period);
    meant.err().map(|refusal| format!("{}.", wording::upper_first(&refusal.to_string())))
}

/// What of the guess nobody owes, and the report of the unit that holds its period, when there is one.
pub(super) fn words(rules: &Rules, entries: &[Entry], open: &[Open]) -> Vec<String> {
    let said = |entry: &Entry| {
        let why = why(rules, entry)?;
        let holds = |(unit, _, period): &&Open| {
            *unit == entry.unit
                && period.first_day() <= entry.period.first_day()
                && period.last_day() >= entry.period.last_day()
        };
        let longer = open.iter().filter(holds).min_by_key(|(_, _, period)| period.last_day());
        let instead = longer.map_or_else(String::new, |(_, report, period)| {
            let title = wording::lower_first(&grant::title(rules, report, *period));
            format!(" Đơn vị còn phải gửi {title}: nếu thư là báo cáo ấy, hãy chọn nó.")
        });
        Some(format!("{why}{instead}"))
    };
    entries.iter().filter_map(said).collect()
}
