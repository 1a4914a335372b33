//! What takes back the last thing that was done to a line: all of it, also where it concerned other lines.

use super::{Ground, Refusal, standing};
use crate::dossier::line::{Line, Number, Withdrawal};
use crate::dossier::register::number_name;

/// What takes back the last thing that was done to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// The line whose place the new one takes.
    pub of: Number,
    /// The line as it was before.
    pub back: Line,
    /// Lines that were split off and are withdrawn.
    pub withdrawn: Vec<Number>,
    /// Lines that went with it and come back with it.
    pub along: Vec<Line>,
}

impl Undo {
    /// Whether those that come back with it are parts that were split off, not lines of their own.
    #[must_use]
    pub fn parts_again(&self) -> bool {
        self.back.revoked.is_none()
    }
}

impl Ground<'_> {
    /// What takes back the last thing that was done to `line`: a correction, a merger, a split, a withdrawal with all
    /// that was withdrawn at once with it, or the taking back of one of these.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn undone(&self, line: &Line) -> Result<Undo, Refusal> {
        let number = number_name(line.number);
        // A line that has been taken back already comes back once; what stands in its place goes on from there.
        if line.corrected_by.is_some() {
            standing(line)?;
        }
        if let Some(revoked) = &line.revoked {
            return match self.joined_again(line) {
                Some(whole) => standing(whole).and_then(|()| self.undone(whole)),
                None => self.restored(line, revoked),
            };
        }
        if let Some(whole) = line.split_from {
            let rest = self.after(whole).ok_or_else(|| Refusal::NothingToUndo(number.clone()))?;
            return standing(rest).map_err(|_| Refusal::PartChanged(number_name(rest.number))).and(self.undone(rest));
        }
        let back = self.before(line).filter(|back| back.revoked.is_none());
        let back = back.ok_or(Refusal::NothingToUndo(number))?;
        let parts: Vec<&Line> = self.parts_of(back.number).collect();
        if let Some(changed) = parts.iter().find(|part| !part.stands()) {
            return Err(Refusal::PartChanged(number_name(changed.number)));
        }
        let withdrawn = parts.iter().map(|part| part.number).collect();
        let along = self.rejoined(line, back).cloned().collect();
        Ok(Undo { of: line.number, back: back.clone(), withdrawn, along })
    }

    /// A withdrawn line counts again, and what a person withdrew of the same mail in the same moment with it: they saw
    /// one thing done, so it is one thing to take back.
    fn restored(&self, line: &Line, revoked: &Withdrawal) -> Result<Undo, Refusal> {
        let of_this_mail = || self.lines.iter().filter(|other| other.mail.is_some() && other.mail == line.mail);
        let anew = of_this_mail().find(|other| other.stands() && !self.of_one_decision(line, other));
        if let Some(other) = anew {
            return Err(Refusal::EnteredAnew(number_name(line.number), number_name(other.number)));
        }
        let with_it = |other: &&Line| {
            other.id != line.id && other.corrected_by.is_none() && other.revoked.as_ref() == Some(revoked)
        };
        let along = of_this_mail().filter(with_it).cloned().collect();
        Ok(Undo { of: line.number, back: line.clone(), withdrawn: Vec::new(), along })
    }

    /// The line before `line` in whose place it stands.
    fn before(&self, line: &Line) -> Option<&Line> {
        self.lines.iter().find(|other| Some(other.number) == line.corrects)
    }

    /// The line that took the place of this one.
    fn after(&self, number: Number) -> Option<&Line> {
        self.lines.iter().find(|other| other.corrects == Some(number))
    }

    /// What was split off from this line.
    fn parts_of(&self, whole: Number) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |other| other.split_from == Some(whole))
    }

    /// The parts that came back to `line` when the split that had left `rest` was undone. Only that gives a line more
    /// files than the one in whose place it stands.
    fn rejoined(&self, line: &Line, rest: &Line) -> impl Iterator<Item = &Line> {
        let whole = rest.corrects.filter(|_| line.files.len() > rest.files.len());
        let parts = whole.into_iter().flat_map(|whole| self.parts_of(whole));
        parts.filter(|part| part.revoked.is_some() && part.corrected_by.is_none())
    }

    /// The line to which a part came back when the split was undone.
    fn joined_again(&self, part: &Line) -> Option<&Line> {
        let rest = self.after(part.split_from?)?;
        let whole = self.after(rest.number)?;
        self.rejoined(whole, rest).any(|other| other.id == part.id).then_some(whole)
    }

    /// Whether both go back to the same decision about one mail that held several reports.
    fn of_one_decision(&self, line: &Line, other: &Line) -> bool {
        let (line, other) = (self.origin(line), self.origin(other));
        line.decided_at == other.decided_at && line.decided_by == other.decided_by
    }

    /// The line as it was first entered, before anybody set it right.
    fn origin<'l>(&'l self, line: &'l Line) -> &'l Line {
        let earlier = |line: &&'l Line| {
            let before = line.corrects.or(line.split_from)?;
            self.lines.iter().find(|other| other.number == before && other.id < line.id)
        };
        std::iter::successors(Some(line), earlier).last().unwrap_or(line)
    }
}
