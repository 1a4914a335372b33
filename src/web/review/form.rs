//! What a person typed about a mail, so that nothing of it is lost when it cannot be done.

use crate::desk::named;
use crate::desk::settle::{EntryAsked, Seen};
use crate::desk::{Desk, Field, Pick, Refusal};
use crate::evidence::lesson::Taught;
use crate::roster::UnitId;

/// More reports than this no mail holds.
const MOST: usize = 12;

/// One report of the mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The unit, in words.
    pub unit: String,
    /// Report and period as the list gives them: `6-thang 2020-H1`.
    pub what: String,
    /// The files that are ticked, by their place in the mail.
    pub files: Vec<usize>,
    /// A part of what came before.
    pub supplement: bool,
}

/// A form.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    /// The reports.
    pub rows: Vec<Row>,
    /// The reason.
    pub why: String,
    /// What is ticked to be learned, as [`tick`] writes it.
    pub learn: Vec<String>,
    /// No receipt for the sender.
    pub silent: bool,
    /// The day until which more time is granted.
    pub until: String,
    /// Which state of the review the person saw.
    pub seen: Seen,
    /// Whether it says that the mail is no report.
    pub dismisses: bool,
    /// Why it was not done.
    pub fault: Option<String>,
}

/// Report and period in one word of a list.
pub(in crate::web) fn what(report: &str, period: impl std::fmt::Display) -> String {
    format!("{report} {period}")
}

/// Something to be learned, as its box carries it.
pub(super) fn tick(taught: &Taught) -> String {
    match taught {
        Taught::Address { address, unit } => format!("dia-chi|{unit}|{address}"),
        Taught::Alias { words, unit } => format!("ten|{unit}|{words}"),
        Taught::Ignore { address } => format!("bo-qua||{address}"),
    }
}

fn taught(tick: &str) -> Option<Taught> {
    let mut parts = tick.splitn(3, '|');
    let (kind, unit, words) = (parts.next()?, parts.next()?, parts.next()?.to_owned());
    match kind {
        "dia-chi" => Some(Taught::Address { address: words, unit: UnitId::new(unit).ok()? }),
        "ten" => Some(Taught::Alias { words, unit: UnitId::new(unit).ok()? }),
        "bo-qua" => Some(Taught::Ignore { address: words }),
        _ => None,
    }
}

impl Typed {
    /// What a form carries.
    pub fn of(posted: &super::Posted) -> Self {
        let rows = posted.text("so-dong").and_then(|count| count.parse().ok()).unwrap_or(0_usize).min(MOST);
        let row = |n: usize| {
            let text = |name: &str| posted.text(&format!("{name}-{n}")).unwrap_or_default().to_owned();
            Row {
                unit: text("don-vi"),
                what: text("bao-cao"),
                files: posted.all(&format!("tep-{n}")).filter_map(|place| place.parse().ok()).collect(),
                supplement: posted.has(&format!("bo-sung-{n}")),
            }
        };
        Self {
            rows: (0..rows).map(row).collect(),
            why: posted.text("ly-do").unwrap_or_default().to_owned(),
            learn: posted.all("nho").map(str::to_owned).collect(),
            silent: posted.has("im-lang"),
            until: posted.text("den").unwrap_or_default().to_owned(),
            seen: Seen::from(posted.text("luot").unwrap_or_default()),
            dismisses: posted.text("viec") == Some("bo-qua"),
            fault: None,
        }
    }

    /// One report more, or one less.
    pub fn with_rows(mut self, more: bool) -> Self {
        if more && self.rows.len() < MOST {
            self.rows.push(Row::default());
        } else if !more && self.rows.len() > 1 {
            self.rows.pop();
        }
        self
    }

    /// With the reason why it was not done.
    pub fn refused(self, why: impl Into<String>) -> Self {
        Self { fault: Some(why.into()), ..self }
    }

    /// The reports as the desk takes them; the mail has `files` files that may enter the register.
    pub fn entries(&self, desk: &Desk, files: usize) -> Result<Vec<EntryAsked>, Refusal> {
        let one = |row: &Row| {
            if row.unit.is_empty() {
                return Err(Refusal::Missing(Field::Unit));
            }
            let Some((report, period)) = row.what.split_once(' ') else {
                return Err(Refusal::Missing(Field::Report));
            };
            if row.files.is_empty() && files > 0 {
                let why = "hãy đánh dấu ít nhất một tệp của báo cáo".to_owned();
                return Err(Refusal::Wrong(Field::Files, why));
            }
            Ok(EntryAsked {
                unit: Some(named::typed_unit(&row.unit, desk.rules())?),
                report: Some(named::report(report, desk.rules())?),
                period: Some(named::period(period)?),
                files: row.files.clone(),
                supplement: row.supplement,
            })
        };
        self.rows.iter().map(one).collect()
    }

    /// What is to be learned.
    pub fn pick(&self) -> Pick {
        let ticked: Vec<Taught> = self.learn.iter().filter_map(|tick| taught(tick)).collect();
        if ticked.is_empty() { Pick::Nothing } else { Pick::Only(ticked) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learned_comes_back_from_its_box_as_it_was_offered() {
        let unit = || UnitId::new("so-y-te").unwrap();
        for one in [
            Taught::Address { address: "lan|x@mail.example".to_owned(), unit: unit() },
            Taught::Alias { words: "Sở Y | tế".to_owned(), unit: unit() },
            Taught::Ignore { address: "tin@mail.example".to_owned() },
        ] {
            assert_eq!(taught(&tick(&one)), Some(one));
        }
        assert_eq!(taught("la|gi"), None);
    }
}
