//! The cells of a year: one sign each. A large office's year has ten thousand of them, so a line of them is written at
//! once, and a cell says nothing that stands over its column or before its line already.

use std::fmt::Write as _;

use minijinja::{HtmlEscape, Value};

use crate::letter::wording;
use crate::office::Rules;
use crate::standing::{Row, Standing};

/// The cells of a line, as the page takes them.
pub(super) fn line(cells: &[Option<&Row>], rules: &Rules) -> Value {
    let mut line = String::with_capacity(cells.len().saturating_mul(160));
    for cell in cells {
        match cell {
            // Writing into a string does not fail.
            Some(row) => drop(one(&mut line, row, rules)),
            None => line.push_str("<td class=\"none\"></td>"),
        }
    }
    Value::from_safe_string(line)
}

fn one(line: &mut String, row: &Row, rules: &Rules) -> std::fmt::Result {
    let standing = row.standing;
    let (unit, report) = (HtmlEscape(row.unit.as_str()), HtmlEscape(row.report.as_str()));
    write!(line, "<td class=\"{}\"><a href=\"/nghia-vu/{unit}/{report}/{}\" title=\"", standing.key(), row.period)?;
    write!(line, "{}", HtmlEscape(&words(row, rules)))?;
    write!(line, "\"><i aria-hidden=\"true\">{}</i></a></td>", standing.mark())
}

/// "đúng hạn, nhận 19/6"; "quá hạn 3 ngày, nhắc 16/6".
fn words(row: &Row, rules: &Rules) -> String {
    let asks = rules.plans.report(&row.report).map(|(_, report)| report.asks).unwrap_or_default();
    let words = row.standing.words_of(asks);
    let why = match row.standing {
        Standing::Maybe { why } => format!(": {}", why.words()),
        _ => String::new(),
    };
    match (&row.first, row.sent_days().last()) {
        (Some(receipt), _) => {
            let day = rules.office.time_zone.to_datetime(receipt.received_at).date();
            format!("{words}, nhận {}", wording::day_and_month(day))
        }
        (None, Some(day)) => format!("{words}{why}, nhắc {}", wording::day_and_month(day)),
        (None, None) => format!("{words}{why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::tests::rules;
    use crate::plan::ReportId;
    use crate::roster::UnitId;

    #[test]
    fn a_sign_says_itself_in_words_and_leads_to_what_stands_behind_it() {
        let mut row = Row {
            unit: UnitId::new("so-y-te").unwrap(),
            report: ReportId::new("6-thang").unwrap(),
            period: "2020-H1".parse().unwrap(),
            deadline: None,
            standing: Standing::Overdue { days: 3 },
            exception: None,
            first: None,
            current: None,
            asked: Vec::new(),
            vain: Vec::new(),
            unsent: Vec::new(),
            escalated: Vec::new(),
        };
        let cell = "<td class=\"overdue\"><a href=\"/nghia-vu/so-y-te/6-thang/2020-H1\" title=\"quá hạn 3 ngày\">\
                    <i aria-hidden=\"true\">✗</i></a></td>";
        assert_eq!(line(&[Some(&row), None], &rules()).to_string(), format!("{cell}<td class=\"none\"></td>"));
        row.asked.push(jiff::civil::date(2020, 6, 24));
        assert_eq!(words(&row, &rules()), "quá hạn 3 ngày, nhắc 24/6");
    }
}
