//! What the draft of the signed letter says, and to whom: the units whose report is overdue.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::Period;
use crate::letter::official::{Letterhead, Official};
use crate::letter::{values, wording};
use crate::office::Rules;
use crate::plan::{Plan, ReportId};
use crate::roster::Unit;
use crate::standing::grant::title;
use crate::standing::{BoardFacts, Doubt, Filter, Row, Standing, Tally, board};

/// The draft, and who is not in it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The letter; none when nobody is overdue, or nobody can be said to be because a mailbox is not read.
    pub letter: Option<Official>,
    /// Units of which a mail waits for a person: they may have sent.
    pub in_review: Vec<String>,
}

/// Drafts the letter about `report` for `period`; `until` is the last day that it grants.
#[must_use]
pub fn draft(
    (plan, report, period): (&Plan, &ReportId, Period),
    letterhead: Letterhead,
    until: Date,
    rules: &Rules,
    facts: &BoardFacts,
    now: Timestamp,
) -> Draft {
    let filter = Filter { period: Some(period), report: Some(report.clone()), ..Filter::default() };
    let rows = board(rules, facts, &filter, now);
    let of = |wanted: &dyn Fn(Standing) -> bool| -> Vec<&Unit> {
        rows.iter().filter(|row| wanted(row.standing)).filter_map(|row| rules.roster.unit(&row.unit)).collect()
    };
    // Whom no letter of ours reaches has not been told: the signed letter goes by post.
    let mut missing =
        of(&|standing| matches!(standing, Standing::Overdue { .. } | Standing::Maybe { why: Doubt::NotReached }));
    if facts.is_unheard() {
        missing.clear();
    }
    let in_review = of(&|standing| matches!(standing, Standing::Maybe { why } if why.has_mail()));
    let in_review = in_review.into_iter().map(|unit| unit.name.clone()).collect();
    let today = rules.office.time_zone.to_datetime(now).date();
    let what = wording::lower_first(&title(rules, report, period));
    let letter = (!missing.is_empty()).then(|| Official {
        letterhead: filled(letterhead, rules),
        drafted: today,
        about: format!("đôn đốc gửi {what}"),
        addressees: missing.iter().map(|unit| wording::greeting(unit, today)).collect(),
        paragraphs: paragraphs(plan, report, &what, (&rows, missing.len()), (today, until), rules),
    });
    Draft { letter, in_review }
}

fn filled(mut letterhead: Letterhead, rules: &Rules) -> Letterhead {
    if letterhead.issuer.is_empty() {
        letterhead.issuer = rules.office.short_name.to_uppercase();
    }
    letterhead
}

fn paragraphs(
    plan: &Plan,
    report: &ReportId,
    what: &str,
    (rows, missing): (&[Row], usize),
    (today, until): (Date, Date),
    rules: &Rules,
) -> Vec<String> {
    let office = &rules.office;
    let us = &office.short_name;
    let tally = Tally::of(rows, office.due_day_counts);
    let (basis, day) = (values::basis(plan), wording::date(today));
    let they = if missing == 1 { "đơn vị" } else { "các đơn vị" };
    let first = if tally.received == 0 {
        format!("Thực hiện {basis}, đến ngày {day}, {us} chưa nhận được {what} của {they} nêu trên.")
    } else {
        let (received, owed) = (tally.received, tally.owed);
        format!(
            "Thực hiện {basis}, đến ngày {day}, {us} đã nhận {what} của {received}/{owed} đơn vị; {they} nêu trên chưa gửi."
        )
    };
    let via = plan.reports.iter().find(|known| known.id == *report).and_then(|report| report.via.as_ref());
    let via = via.map(|via| format!(" (qua {via})")).unwrap_or_default();
    let second = format!(
        "Để kịp tổng hợp, đề nghị {they} gửi báo cáo về {us}{via} chậm nhất ngày {}, đồng thời gửi tệp văn bản tới địa \
         chỉ thư điện tử {}.",
        wording::date(until),
        office.mailbox
    );
    let contact = wording::contact(office);
    let third = if contact.is_empty() {
        "Trường hợp đã gửi, đề nghị đơn vị thông báo lại để đối chiếu.".to_owned()
    } else {
        format!("Trường hợp đã gửi, đề nghị đơn vị thông báo lại với {contact} để đối chiếu.")
    };
    vec![first, second, third]
}
