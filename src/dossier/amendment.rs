//! Setting the register right: what a line may become, with what it may be merged, how it is split, what undoes that.
//!
//! A line is never changed. Each of these says which new lines are entered, and which old one the first of them takes
//! the place of.

mod undoing;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::line::{Channel, Line, LineFile, Number};
use super::register::number_name;
use crate::calendar::deadline::{Deadline, Timeliness};
use crate::calendar::{Period, Span};
use crate::decision::Relation;
use crate::office::Rules;
use crate::plan::obligation::owed;
use crate::plan::{Asks, ReportId};
use crate::roster::UnitId;
use crate::standing::Owed;
use crate::standing::grant::{name, title, who_owes};

pub use undoing::Undo;

/// A line that a person enters: a report that did not come by mail, or a line set right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// How it came.
    pub channel: Channel,
    /// Whose.
    pub unit: UnitId,
    /// Which report.
    pub report: ReportId,
    /// Which period.
    pub period: Period,
    /// How it stands to what came before.
    pub relation: Relation,
    /// When it was received.
    pub received_at: Timestamp,
    /// How it stood to its date then.
    pub timeliness: Option<Timeliness>,
    /// The document's own number and symbol.
    pub document_number: Option<String>,
    /// Its files, when it has any.
    pub files: Vec<LineFile>,
}

impl From<&Line> for ByHand {
    /// What a correction starts from.
    fn from(line: &Line) -> Self {
        Self {
            channel: line.channel,
            unit: line.unit.clone(),
            report: line.report.clone(),
            period: line.period,
            relation: line.relation,
            received_at: line.received_at,
            timeliness: line.timeliness,
            document_number: line.document_number.clone(),
            files: line.files.clone(),
        }
    }
}

impl ByHand {
    fn owed(&self) -> Owed {
        (self.unit.clone(), self.report.clone(), self.period)
    }
}

/// What is to be different; what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Another unit.
    pub unit: Option<UnitId>,
    /// Another report.
    pub report: Option<ReportId>,
    /// Another period.
    pub period: Option<Period>,
    /// Another time of receipt.
    pub received_at: Option<Timestamp>,
    /// Another relation to what came before; else it follows from what the register holds.
    pub relation: Option<Relation>,
}

/// Why the register cannot be set right so; in words for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It no longer stands.
    #[error("số {0} đã được thay bằng số {1}; hãy dùng số {1}")]
    Corrected(String, String),
    /// It was withdrawn.
    #[error("số {0} đã bị hủy")]
    Withdrawn(String),
    /// The unit does not owe that.
    #[error("{0} không phải gửi {1}; {2}")]
    NotOwed(String, String, String),
    /// Nothing would be different.
    #[error("số {0} đã ghi đúng như vậy; không có gì để sửa")]
    Same(String),
    /// The moment has not come yet.
    #[error("thời điểm nhận nằm trong tương lai")]
    Future,
    /// Nothing is there that it could replace or supplement.
    #[error("{0}: chưa có báo cáo nào trong sổ để bổ sung hay thay thế")]
    NothingBefore(String),
    /// Nobody sends an activity, so nobody can say that there was none.
    #[error("{0} là một việc phải làm, không phải báo cáo; nếu không phải làm, hãy ghi là được miễn")]
    Activity(String),
    /// A line cannot join itself.
    #[error("số {0} không thể gộp vào chính nó")]
    Itself(String),
    /// Two units' lines.
    #[error("số {0} là của {1}, số {2} là của {3}; sửa đơn vị trước khi gộp")]
    OtherUnit(String, String, String, String),
    /// The line to join is itself only a part or a copy.
    #[error("số {0} là {1}; hãy gộp vào số của báo cáo chính")]
    NotMain(String, &'static str),
    /// It is part of that report already.
    #[error("số {0} đã là bản bổ sung của báo cáo ấy")]
    Joined(String),
    /// Not a file of the line.
    #[error("số {0} không có tệp thứ {1}; số này có {2} tệp, đánh số từ 1")]
    NoFile(String, usize, usize),
    /// Nothing or everything would be taken.
    #[error("tách số {0} thì mỗi phần phải còn ít nhất một tệp; chuyển cả số thì sửa chính số ấy")]
    NotAPart(String),
    /// The part would belong where it is.
    #[error("phần tách ra vẫn thuộc báo cáo ấy; cho biết đơn vị, loại báo cáo hoặc kỳ khác")]
    SameObligation,
    /// The line is as it was first entered.
    #[error("số {0} chưa sửa lần nào; muốn bỏ thì hủy số ấy")]
    NothingToUndo(String),
    /// A part of the split was changed since.
    #[error("số {0} tách ra cùng lúc đã được sửa hoặc hủy; hãy hoàn tác số ấy trước")]
    PartChanged(String),
    /// The mail of a withdrawn line was entered anew.
    #[error("thư của số {0} đã vào sổ lại, số {1}; hãy hủy số {1} trước")]
    EnteredAnew(String, String),
}

/// What a correction is judged against.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Roster, plans, calendar.
    pub rules: &'a Rules,
    /// The whole register.
    pub lines: &'a [Line],
    /// The extensions in force.
    pub extended: &'a BTreeMap<Owed, Date>,
    /// Now.
    pub now: Timestamp,
}

impl Ground<'_> {
    /// A report that did not come by mail. `nil`: the unit says that there was nothing.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn recorded(&self, report: ByHand, nil: bool) -> Result<ByHand, Refusal> {
        let activity = self.rules.plans.report(&report.report).is_some_and(|(_, of)| of.asks == Asks::Activity);
        if nil && activity {
            return Err(Refusal::Activity(title(self.rules, &report.report, report.period)));
        }
        self.placed(report, nil.then_some(Relation::Nil), None)
    }

    /// `line` with the change.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn corrected(&self, line: &Line, change: &Change) -> Result<ByHand, Refusal> {
        standing(line)?;
        let old = ByHand::from(line);
        let moved = changed(&old, change);
        let same_place = moved.owed() == old.owed() && moved.received_at == old.received_at;
        let kept = match old.relation {
            Relation::Nil => true,
            Relation::Supplement => same_place || !self.others(&moved, Some(line)).is_empty(),
            Relation::First | Relation::Replacement | Relation::Duplicate => same_place,
        };
        let relation = change.relation.or(kept.then_some(old.relation));
        let right = self.placed(moved, relation, Some(line))?;
        if right == old { Err(Refusal::Same(number_name(line.number))) } else { Ok(right) }
    }

    /// `line` as a part of the delivery that `into` is: one report that came in two mails.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn merged(&self, line: &Line, into: &Line) -> Result<ByHand, Refusal> {
        standing(line)?;
        standing(into)?;
        let (this, that) = (number_name(line.number), number_name(into.number));
        if line.id == into.id {
            return Err(Refusal::Itself(this));
        }
        if line.unit != into.unit {
            let (whose, theirs) = (name(self.rules, &line.unit), name(self.rules, &into.unit));
            return Err(Refusal::OtherUnit(this, whose, that, theirs));
        }
        match into.relation {
            Relation::Supplement => return Err(Refusal::NotMain(that, "bản bổ sung")),
            Relation::Duplicate => return Err(Refusal::NotMain(that, "bản trùng")),
            Relation::First | Relation::Replacement | Relation::Nil => {}
        }
        let joined = ByHand { report: into.report.clone(), period: into.period, ..ByHand::from(line) };
        if line.relation == Relation::Supplement && joined.owed() == ByHand::from(line).owed() {
            return Err(Refusal::Joined(this));
        }
        self.placed(joined, Some(Relation::Supplement), Some(line))
    }

    /// `line` in two: what stays where it is, and the files at these places (from 1) where `change` says.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn split(&self, line: &Line, files: &BTreeSet<usize>, change: &Change) -> Result<(ByHand, ByHand), Refusal> {
        standing(line)?;
        let number = number_name(line.number);
        if let Some(wrong) = files.iter().find(|place| !(1..=line.files.len()).contains(*place)) {
            return Err(Refusal::NoFile(number, *wrong, line.files.len()));
        }
        if files.is_empty() || files.len() == line.files.len() {
            return Err(Refusal::NotAPart(number));
        }
        let whole = ByHand::from(line);
        let chosen = |taken: bool| -> Vec<LineFile> {
            let places = (1..).zip(&line.files).filter(|(place, _)| files.contains(place) == taken);
            places.map(|(_, file)| file.clone()).collect()
        };
        let taken = changed(&ByHand { files: chosen(true), document_number: None, ..whole.clone() }, change);
        if taken.owed() == whole.owed() {
            return Err(Refusal::SameObligation);
        }
        let taken = self.placed(taken, change.relation, Some(line))?;
        Ok((ByHand { files: chosen(false), ..whole }, taken))
    }

    /// The line that comes first for the obligation of `line` when `line` is gone, though it was entered as following
    /// another: a person should look at it.
    #[must_use]
    pub fn orphan(&self, line: &Line) -> Option<&Line> {
        let others = self.others(&ByHand::from(line), Some(line));
        let first = others.into_iter().min_by_key(|other| (other.received_at, other.number))?;
        let follows = matches!(first.relation, Relation::Supplement | Relation::Replacement | Relation::Duplicate);
        (follows && first.received_at >= line.received_at).then_some(first)
    }

    /// Whether it is owed, how it stands to what else is there, and how it stood to its date.
    fn placed(&self, report: ByHand, relation: Option<Relation>, old: Option<&Line>) -> Result<ByHand, Refusal> {
        if report.received_at > self.now {
            return Err(Refusal::Future);
        }
        let unit = self.rules.roster.unit(&report.unit);
        let Some(owed) = unit.and_then(|unit| owed(self.rules, unit, &report.report, report.period)) else {
            let what = title(self.rules, &report.report, report.period);
            let others = who_owes(self.rules, &report.report, report.period);
            return Err(Refusal::NotOwed(name(self.rules, &report.unit), what, others));
        };
        let others = self.others(&report, old);
        let relation = relation.unwrap_or_else(|| relation_to(&report, &others));
        let follows = matches!(relation, Relation::Replacement | Relation::Supplement | Relation::Duplicate);
        if others.is_empty() && follows {
            return Err(Refusal::NothingBefore(title(self.rules, &report.report, report.period)));
        }
        // What was judged at receipt stands, whatever calendar and plan say now.
        let as_entered = old.map(ByHand::from).filter(|old| {
            old.owed() == report.owed() && old.received_at == report.received_at && old.relation == relation
        });
        if let Some(old) = as_entered {
            return Ok(ByHand { relation, timeliness: old.timeliness, ..report });
        }
        let first = others.iter().map(|other| other.received_at).filter(|_| relation == Relation::Replacement).min();
        let counted = first.map_or(report.received_at, |first| first.min(report.received_at));
        let timeliness = owed.deadline.map(|deadline| self.extended(&report, deadline).arrival(counted));
        Ok(ByHand { relation, timeliness, ..report })
    }

    fn extended(&self, report: &ByHand, deadline: Deadline) -> Deadline {
        match self.extended.get(&report.owed()) {
            Some(until) => deadline.extended(*until),
            None => deadline,
        }
    }

    /// What stands in the register for the same obligation.
    fn others(&self, report: &ByHand, old: Option<&Line>) -> Vec<&Line> {
        let same = |line: &&Line| {
            line.unit == report.unit && line.report == report.report && line.period == report.period && line.stands()
        };
        self.lines.iter().filter(same).filter(|line| old.is_none_or(|old| old.id != line.id)).collect()
    }
}

fn changed(old: &ByHand, change: &Change) -> ByHand {
    let Change { unit, report, period, received_at, .. } = change.clone();
    ByHand {
        unit: unit.unwrap_or_else(|| old.unit.clone()),
        report: report.unwrap_or_else(|| old.report.clone()),
        period: period.unwrap_or(old.period),
        received_at: received_at.unwrap_or(old.received_at),
        ..old.clone()
    }
}

/// What came first is the first delivery, the same files again are a copy, anything else takes the place of what came.
fn relation_to(report: &ByHand, others: &[&Line]) -> Relation {
    let files = || others.iter().flat_map(|line| &line.files).map(|file| &file.sha256);
    if others.iter().all(|other| other.received_at > report.received_at) {
        Relation::First
    } else if !report.files.is_empty() && report.files.iter().all(|file| files().any(|known| *known == file.sha256)) {
        Relation::Duplicate
    } else if matches!(report.period.span(), Span::AdHoc(..)) {
        // Reports on one incident follow each other; none takes the place of the one before.
        Relation::Supplement
    } else {
        Relation::Replacement
    }
}

/// Whether a line still counts.
///
/// # Errors
/// [`Refusal::Corrected`], [`Refusal::Withdrawn`].
pub fn standing(line: &Line) -> Result<(), Refusal> {
    let number = number_name(line.number);
    match (line.corrected_by, &line.revoked) {
        (Some(later), _) => Err(Refusal::Corrected(number, number_name(later))),
        (None, Some(_)) => Err(Refusal::Withdrawn(number)),
        (None, None) => Ok(()),
    }
}

/// The number of a line as people write it: "147/2020", "0147/2020", or "147" of `this_year`.
#[must_use]
pub fn number(text: &str, this_year: i16) -> Option<Number> {
    let (number, year) = match text.trim().split_once('/') {
        Some((number, year)) => (number, year.trim().parse().ok()?),
        None => (text, this_year),
    };
    let number: u32 = number.trim().parse().ok()?;
    (number > 0 && (1990..=2199).contains(&year)).then_some((year, number))
}
