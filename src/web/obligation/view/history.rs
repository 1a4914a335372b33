//! What people did and wrote about an obligation, the newest first.

use jiff::Timestamp;
use serde::Serialize;

use crate::ledger::{Granted, JournalLine, Lifted};
use crate::letter::wording;
use crate::office::Rules;
use crate::standing::{Owed, grant};
use crate::web::journal::words::{person, said};
use crate::web::letters::fate::moment;

/// One line.
#[derive(Debug, Serialize)]
pub(super) struct Did {
    #[serde(skip)]
    at: Timestamp,
    moment: String,
    who: String,
    what: String,
    why: String,
}

/// Words of the journal that the grants themselves say better.
const GRANTS: [&str; 3] = ["extended", "excused", "exception-lifted"];

/// Notes on the obligation and on the unit, grants and their ends.
pub(super) fn history(
    granted: &[(Granted, Option<Lifted>)],
    journal: &[JournalLine],
    of_unit: &[JournalLine],
    owed: &Owed,
    rules: &Rules,
) -> Vec<Did> {
    let mut all: Vec<Did> = Vec::new();
    for (granted, lifted) in granted {
        let what = grant::words(granted.exception);
        all.push(did(granted.at, &granted.by, what.clone(), &granted.why, rules));
        if let Some(Lifted { at, by, why }) = lifted {
            all.push(did(*at, by, format!("bỏ {what}"), why.as_deref().unwrap_or_default(), rules));
        }
    }
    let own = journal.iter().filter(|line| !GRANTS.contains(&line.what.as_str()));
    // What was said of the unit before the period says nothing of this report.
    let begin = rules.office.time_zone.to_timestamp(owed.2.first_day().to_datetime(jiff::civil::Time::midnight()));
    let since = begin.unwrap_or(Timestamp::MIN);
    for line in own.chain(of_unit.iter().filter(|line| line.at >= since)) {
        let said = said(line, rules);
        all.push(Did { at: line.at, moment: said.moment, who: said.who, what: said.what, why: said.why });
    }
    all.sort_by_key(|did| std::cmp::Reverse(did.at));
    all
}

fn did(at: Timestamp, by: &str, what: String, why: &str, rules: &Rules) -> Did {
    let moment = moment(at, &rules.office.time_zone);
    Did { at, moment, who: person(by), what, why: wording::foreign(why, 500) }
}
