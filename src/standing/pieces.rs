//! What a received report still lacks of what its plan asks for.

use super::{BoardFacts, Row, Standing, receipts};
use crate::decision::Relation;
use crate::office::Rules;
use crate::plan::Piece;

/// The pieces that `row`'s report lacks: asked for by the plan and in no delivery since the one that began the version
/// which stands. None while nothing came, and none for a nil report.
#[must_use]
pub fn lacking(row: &Row, rules: &Rules, facts: &BoardFacts) -> Vec<Piece> {
    let Some((_, report)) = rules.plans.report(&row.report) else { return Vec::new() };
    if report.needs.is_empty() || !row.standing.is_received() || row.standing == Standing::Nil {
        return Vec::new();
    }
    let key = (row.unit.clone(), row.report.clone(), row.period);
    let receipts = receipts(&key, rules, facts);
    let begins = |relation: Relation| !matches!(relation, Relation::Supplement | Relation::Duplicate);
    let begin = receipts.iter().rposition(|receipt| begins(receipt.relation)).unwrap_or(0);
    let pieces = receipts.get(begin..).unwrap_or_default().iter().flat_map(|receipt| receipt.pieces.iter().copied());
    report.lacks(&pieces.collect::<Vec<_>>())
}
