//! Matters on a par in a title: "chuyển đổi số và công tác khoa giáo", "dạy nghề, trẻ em".
//!
//! Units write one report to two boards. One that opens with the office's field, or with the unit's whole work, is the report
//! that the office waits for, whatever else is in it ("tuyên giáo, nữ công"). One that opens with a matter that nobody knows
//! and names the field after it is another board's, and whether it is meant for this one too a person has to say.

use super::{Own, Title};
use crate::dictionary::List;
use crate::evidence::Ground;
use crate::spelling::tokens::Gap;

/// Words between "và" and the field that belong to the field: "… và công tác khoa giáo".
const LEADING: [&str; 8] = ["cong", "tac", "linh", "vuc", "hoat", "dong", "nhiem", "vu"];
/// How bodies begin: "báo cáo Ban Tuyên giáo và Ban Thường vụ".
const BODIES: [&str; 4] = ["ban", "so", "ubnd", "uy"];

impl Title<'_> {
    /// Whether anything in the title joins two matters, or narrows one.
    pub(super) fn may_join(&self) -> bool {
        let joins = |gap: Gap| matches!(gap, Gap::Comma | Gap::And);
        self.line.text.contains('(') || self.tokens.iter().any(|token| token.is("va") || joins(token.gap))
    }

    /// The unknown matter that stands beside the office's field.
    pub(super) fn beside_field(&self, own: &Own<'_>) -> Option<String> {
        let fields = self.line.said.of(List::OurField).chain(self.line.said.of(List::JointField));
        let first = fields.map(|hit| hit.start).min()?;
        let field = self.starts.partition_point(|start| *start < first);
        self.before(own, field).or_else(|| self.narrowed(own, field))
    }

    /// "chuyển đổi số và công tác khoa giáo".
    fn before(&self, own: &Own<'_>, field: usize) -> Option<String> {
        let leads = |at: &usize| self.tokens.get(*at).is_some_and(|token| LEADING.contains(&token.folded.as_str()));
        let begins = field.checked_sub((0..field).rev().take_while(leads).count())?;
        let joined = begins.checked_sub(1).and_then(|at| self.tokens.get(at)).is_some_and(|token| token.is("va"));
        let head = self.head().filter(|head| joined && *head < begins)?;
        self.unknown(own, head)
    }

    /// "dạy nghề, bình đẳng giới và trẻ em": matters on a par, each of the office's field or the unit's own. A department
    /// reports on each of them to a ministry of its own; on several at once to the office that coordinates them.
    pub(super) fn names_parts(&self, own: &Own, head: usize) -> bool {
        let Some(first) = self.tokens.get(head).map(|token| token.range.start) else { return false };
        let end = self.periods.iter().map(|range| range.start).find(|start| *start > first).unwrap_or(usize::MAX);
        let mut parts = vec![head];
        let later = self.tokens.iter().enumerate().skip(head.saturating_add(1));
        for (at, token) in later.take_while(|(_, token)| token.range.start < end) {
            let joined = token.is("va");
            if joined || matches!(token.gap, Gap::Comma | Gap::And) {
                parts.extend(self.content_from(at.saturating_add(usize::from(joined))));
            }
        }
        parts.dedup();
        let known = |at: &usize| self.known_from(own, *at).is_some_and(|end| !self.is_compound(end));
        parts.len() >= 2 && parts.iter().all(known)
    }

    fn in_period(&self, place: usize) -> bool {
        self.periods.iter().any(|range| range.contains(&place))
    }

    /// The first word of content from a token on, before the next period; none when it begins something that goes with a
    /// report, or names a body.
    fn content_from(&self, from: usize) -> Option<usize> {
        for at in from..self.tokens.len() {
            let (token, start) = (self.tokens.get(at)?, *self.starts.get(at)?);
            let paper = [List::Annex, List::NotReport, List::Cover].iter().any(|list| self.says_at(*list, start));
            if self.in_period(token.range.start) || paper || BODIES.iter().any(|word| token.is(word)) {
                return None;
            }
            if !self.is_empty(at) && !self.weak.get(at).copied().unwrap_or(false) {
                return Some(at);
            }
        }
        None
    }

    /// "công tác y tế (HIV/AIDS) tháng 4": brackets in front of the period narrow the work to one programme.
    pub(super) fn narrowed(&self, own: &Own<'_>, head: usize) -> Option<String> {
        let begin = self.periods.iter().map(|range| range.start).min().filter(|_| self.line.text.contains('('))?;
        let opens = |at: &usize| {
            let last = at.checked_sub(1).and_then(|at| self.tokens.get(at));
            let between = last.zip(self.tokens.get(*at)).and_then(|(last, token)| {
                self.line.text.get(last.range.end..token.range.start).filter(|_| token.range.start < begin)
            });
            between.is_some_and(|between| between.contains('('))
        };
        let at = (head.saturating_add(1)..self.tokens.len()).find(opens)?;
        let start = *self.starts.get(at)?;
        let version = [List::Draft, List::NoDraft, List::Replaces, List::Supplements, List::SoftCopy];
        let again = self.tokens.get(at).is_some_and(|token| token.is("bo") || token.is("lan"));
        if again || version.iter().any(|list| self.says_at(*list, start)) {
            return None;
        }
        self.content_from(at).and_then(|content| self.unknown(own, content))
    }
}

impl<'t> Own<'t> {
    /// The same with the office's own fields and what they are made of.
    pub(super) fn with_field(&mut self, ground: &'t Ground<'_>) -> &Self {
        let dictionary = &ground.rules.dictionary;
        let own = [List::OurField, List::FieldPart].into_iter().flat_map(|list| dictionary.list(list));
        let papers = ground.rules.papers();
        let joint = dictionary.list(List::JointField).iter().filter(|phrase| papers.name(&phrase.folded));
        self.phrases.extend(own.chain(joint).map(|phrase| phrase.folded.as_str()));
        self
    }
}
