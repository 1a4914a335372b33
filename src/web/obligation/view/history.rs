//! What people did and wrote about an obligation, the newest first.

use jiff::Timestamp;
use serde::Serialize;

use super::Found;
use crate::dossier::register::number_name;
use crate::ledger::{Lifted, Line, PROGRAM};
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

/// Notes on the obligation and on the unit, grants and their ends, what people entered and withdrew.
pub(super) fn history(found: &Found, owed: &Owed, rules: &Rules) -> Vec<Did> {
    let mut all: Vec<Did> = Vec::new();
    let of_report = found.lines.iter().filter(|line| line.report == owed.1);
    all.extend(of_report.flat_map(|line| by_hand(line, rules)));
    for (granted, lifted) in &found.granted {
        let what = grant::words(granted.exception);
        all.push(did(granted.at, &granted.by, what.clone(), &granted.why, rules));
        if let Some(Lifted { at, by, why }) = lifted {
            all.push(did(*at, by, format!("bỏ {what}"), why.as_deref().unwrap_or_default(), rules));
        }
    }
    let own = found.journal.iter().filter(|line| !GRANTS.contains(&line.what.as_str()));
    // What was said of the unit before the period says nothing of this report.
    let begin = rules.office.time_zone.to_timestamp(owed.2.first_day().to_datetime(jiff::civil::Time::midnight()));
    let since = begin.unwrap_or(Timestamp::MIN);
    for line in own.chain(found.of_unit.iter().filter(|line| line.at >= since)) {
        let said = said(line, rules);
        all.push(Did { at: line.at, moment: said.moment, who: said.who, what: said.what, why: said.why });
    }
    all.sort_by_key(|did| std::cmp::Reverse(did.at));
    all
}

/// What people did to a line of the register: their words stand nowhere else on the page.
fn by_hand(line: &Line, rules: &Rules) -> Vec<Did> {
    let number = number_name(line.number);
    let mut all = Vec::new();
    if line.decided_by != PROGRAM {
        let what = match (line.corrects, line.split_from) {
            (Some(old), _) => format!("thay số {} bằng số {number}", number_name(old)),
            (None, Some(whole)) => format!("tách số {number} từ số {}", number_name(whole)),
            (None, None) => format!("vào sổ số {number}, {}", line.channel.words()),
        };
        all.push(did(line.decided_at, &line.decided_by, what, &line.why, rules));
    }
    if let Some(gone) = &line.revoked {
        all.push(did(gone.at, &gone.by, format!("hủy số {number}"), &gone.why, rules));
    }
    all
}

fn did(at: Timestamp, by: &str, what: String, why: &str, rules: &Rules) -> Did {
    let moment = moment(at, &rules.office.time_zone);
    Did { at, moment, who: person(by), what, why: wording::foreign(why, 500) }
}
