//! Whether the sender is real: what the receiving server says, and whether all names in the header agree.

use super::{clue, is_colleague, writes_for};
use crate::evidence::{Alarm, Claim, Clue, Ground, Source, Strength, lesson};
use crate::message::{AuthResult, Person};
use crate::roster::UnitId;

/// A mail that fails DMARC, or SPF without a signature of its own domain to mend it, may be anyone's; so may one whose
/// header names a stranger beside the unit; and one whose answers would go to a stranger asks for our trust in him, unless
/// the receiving server has proven that it comes from an address of the unit.
/// Only the receiving servers are heard: each mailbox that the office reads has one, and what a server of theirs did not
/// write below its own line of receipt counts for none. As long as the office has not said of each which that is, the
/// topmost header may raise a doubt and settles none.
pub(super) fn clues(ground: &Ground<'_>) -> Vec<Clue> {
    let seen = &ground.message.authenticity;
    let Some(from) = &ground.message.from else { return Vec::new() };
    let office = &ground.rules.office;
    let servers = || std::iter::once(&office.authserv_id).chain(&office.also_signed_by);
    let found = servers().flatten().find_map(|id| seen.by(id));
    let all_named = servers().all(Option::is_some);
    let against = found.clone().or_else(|| seen.topmost().filter(|_| !all_named));
    let mut clues = Vec::new();
    if against.is_some_and(|found| found.disproves(&from.address)) {
        clues.push(forged("không qua được kiểm tra SPF/DKIM/DMARC"));
    }
    let mut own: Vec<UnitId> = units(ground, from);
    own.extend(lesson::taught_units(ground).cloned());
    if own.is_empty() {
        return clues;
    }
    let stranger = |person: &&Person| !is_near(ground, from, &own, person);
    let proven = found.is_some_and(|found: AuthResult| found.proves(&from.address));
    // Who really writes from the unit's own mailbox may want answers at home; ours go to the mailbox anyway.
    let listed = || writes_for(ground, &from.address).iter().any(|(_, source)| *source == Source::SenderAddress);
    let answers = ground.message.reply_to.iter().filter(|_| !(proven && listed())).filter(stranger);
    clues.extend(answers.map(|to| forged(&format!("thư trả lời sẽ đến {}", to.address))));
    clues.extend(
        seen.other_authors
            .iter()
            .filter(stranger)
            .map(|other| forged(&format!("thư ghi thêm người gửi {}", other.address))),
    );
    let hand = seen.sender.as_ref().filter(|_| !proven).filter(stranger);
    clues.extend(hand.map(|sender| forged(&format!("thư do {} gửi dưới tên {}", sender.address, from.address))));
    clues
}

fn forged(quote: &str) -> Clue {
    clue(Source::Authenticity, Claim::Alarm(Alarm::Forged), Strength::Decisive, quote)
}

/// Whether somebody named beside the author is of his house: the same address or domain, the same unit, or one of us.
fn is_near(ground: &Ground<'_>, from: &Person, own: &[UnitId], other: &Person) -> bool {
    let domain = |person: &Person| person.address.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    domain(from) == domain(other)
        || units(ground, other).iter().any(|unit| own.contains(unit))
        || is_colleague(&ground.rules.office, &other.address)
}

fn units(ground: &Ground<'_>, person: &Person) -> Vec<UnitId> {
    writes_for(ground, &person.address).into_iter().map(|(unit, _)| unit).collect()
}
