//! How a mail was settled: by whom, when, and what came of it.

use minijinja::{Value, context};

use super::super::Look;
use super::super::answer::Refusal;
use super::list::{how, moment};
use crate::desk::reply::agree;
use crate::dossier::register::number_name;
use crate::ledger::{Line, Review, ReviewState};
use crate::letter::wording;
use crate::office::Rules;
use crate::standing::Exception;
use crate::standing::grant;

/// How the mail was settled; blank while it waits.
pub(super) fn settled(review: &Review, lines: &[Line], rules: &Rules) -> Value {
    context! {
        how => how(review.state),
        by => review.settled.as_ref().map(|(by, _)| person(by)).unwrap_or_default(),
        at => review.settled.as_ref().map(|(_, at)| moment(rules, *at)).unwrap_or_default(),
        why => review.outcome.as_deref().unwrap_or_default(),
        lines => lines.iter().map(|line| line_view(line, rules)).collect::<Vec<_>>(),
        standing => lines.iter().filter(|line| line.stands()).map(|line| number_name(line.number)).collect::<Vec<_>>(),
        reopens => review.state == ReviewState::Dismissed,
    }
}

/// What was granted when the mail was settled, which goes when it is fetched back; in words.
pub(super) fn granted(look: &Look<'_>, mail: i64) -> Result<Option<String>, Refusal> {
    let granted = look.read(|snapshot| agree::granted(snapshot, &look.desk, mail))?;
    Ok(granted.map(|granted| {
        let title = wording::lower_first(&grant::title(look.rules(), &granted.report, granted.period));
        match granted.exception {
            Exception::Extended(day) => format!("Gia hạn {title} đến hết {}", wording::date_with_weekday(day)),
            Exception::Excused => format!("Miễn {title}"),
        }
    }))
}

/// Who decided, as people call him: the program has a name too.
pub(in crate::web) fn person(by: &str) -> String {
    if by == "tiepnhan" { "chương trình".to_owned() } else { by.to_owned() }
}

/// A line of the register that came of a mail.
pub(in crate::web) fn line_view(line: &Line, rules: &Rules) -> Value {
    let (unit, title) = (grant::name(rules, &line.unit), grant::title(rules, &line.report, line.period));
    context! {
        number => number_name(line.number),
        to => format!("/so/{}/{}", line.number.0, line.number.1),
        words => format!("{unit} · {title}"),
        stands => line.stands(),
    }
}
