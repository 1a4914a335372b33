//! The office's own brakes, tried on the letters that would go out.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Shown;
use crate::config::Loaded;
use crate::daemon::wiring;
use crate::letter::Priority;
use crate::outbox;

/// How many letters of each day the brakes of the outbox would keep back.
pub(super) fn kept_back(letters: &[Shown], loaded: &Loaded) -> BTreeMap<Date, usize> {
    let budget = wiring::outbox(&loaded.config).budget;
    let mut tallies: BTreeMap<Date, Vec<&Shown>> = BTreeMap::new();
    for letter in letters {
        let day = loaded.rules.office.time_zone.to_datetime(letter.at).date();
        tallies.entry(day).or_default().push(letter);
    }
    let mut over = BTreeMap::new();
    for (day, letters) in tallies {
        let mut total = 0_u32;
        let (mut to_address, mut to_domain) = (BTreeMap::<&str, u32>::new(), BTreeMap::<&str, u32>::new());
        let mut kept_back = 0_usize;
        for letter in letters {
            let domain = letter.to.rsplit_once('@').map_or("", |(_, domain)| domain);
            let address = to_address.entry(&letter.to).or_default();
            let domain = to_domain.entry(domain).or_default();
            let tally = outbox::Tally { to_address: *address, to_domain: *domain, total };
            if budget.admit(&tally, priority(&letter.kind)).is_err() {
                kept_back = kept_back.saturating_add(1);
                continue;
            }
            for count in [address, domain, &mut total] {
                *count = count.saturating_add(1);
            }
        }
        if kept_back > 0 {
            over.insert(day, kept_back);
        }
    }
    over
}

fn priority(kind: &str) -> Priority {
    match kind {
        "alert" => Priority::Alert,
        "digest" => Priority::Digest,
        "reminder" | "overdue" => Priority::Reminder,
        _ => Priority::Answer,
    }
}
