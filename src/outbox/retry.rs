//! When to try again, and when to give up. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::delivery::Outcome;

/// Minutes to wait after the first, second … refusal; from then on [`STEADY`]. Greylisting lets a letter in after one
/// to five minutes; a server under repair is back within hours.
const FIRST: [i64; 4] = [1, 5, 15, 60];
/// Minutes between later tries.
const STEADY: i64 = 240;
/// After this many refused tries, spread over three days, a letter is given up (RFC 5321 §4.5.4.1 asks for 4-5 days,
/// but a reminder three days old is worth nothing, and staff should know).
pub const MOST_TRIES: u32 = 22;
/// How often a letter of unknown fate is sent again.
pub const MOST_AFTER_UNKNOWN: u32 = 2;
/// Minutes to wait after a try of unknown fate: long enough for a slow server to have finished.
const AFTER_UNKNOWN: i64 = 120;

/// What happens to a letter after a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it was sent.
    Finished,
    /// It is tried again.
    Again(Timestamp),
    /// It is not tried again.
    GiveUp,
}

/// Decides by the number of tries made (this one included), of earlier tries with unknown fate, and the outcome.
/// [`Outcome::Down`] says nothing about a letter; should it come here all the same, the letter just waits.
#[must_use]
pub fn next(id: i64, attempt: u32, unknowns: u32, outcome: &Outcome, now: Timestamp) -> Next {
    match outcome {
        Outcome::Sent { .. } => Next::Finished,
        Outcome::Never { .. } => Next::GiveUp,
        Outcome::Unknown { .. } if unknowns >= MOST_AFTER_UNKNOWN => Next::GiveUp,
        Outcome::Unknown { .. } => Next::Again(later(now, AFTER_UNKNOWN, id, attempt)),
        Outcome::Later { .. } if attempt >= MOST_TRIES => Next::GiveUp,
        Outcome::Later { .. } | Outcome::Down { .. } => {
            let index = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
            Next::Again(later(now, FIRST.get(index).copied().unwrap_or(STEADY), id, attempt))
        }
    }
}

/// `minutes` from `now`, lengthened by up to a tenth, so that letters refused together do not come back together.
fn later(now: Timestamp, minutes: i64, id: i64, attempt: u32) -> Timestamp {
    let jitter = i64::try_from(spread(id, attempt) % 101).unwrap_or(0);
    let millis = minutes.saturating_mul(60_000).saturating_add(minutes.saturating_mul(60).saturating_mul(jitter));
    now.checked_add(SignedDuration::from_millis(millis)).unwrap_or(Timestamp::MAX)
}

/// A number that looks random and is the same for the same letter and try (splitmix64).
fn spread(id: i64, attempt: u32) -> u64 {
    let mut z =
        id.cast_unsigned().wrapping_mul(31).wrapping_add(u64::from(attempt)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{MOST_TRIES, Next, next};
    use crate::delivery::Outcome;
    use jiff::{SignedDuration, Timestamp};

    fn later() -> Outcome {
        Outcome::Later { why: String::new(), quota: false }
    }

    fn unknown() -> Outcome {
        Outcome::Unknown { why: String::new() }
    }

    fn wait(id: i64, attempt: u32, outcome: &Outcome) -> Option<SignedDuration> {
        let now = Timestamp::UNIX_EPOCH;
        match next(id, attempt, 0, outcome, now) {
            Next::Again(then) => Some(then.duration_since(now)),
            _ => None,
        }
    }

    #[test]
    fn refused_letters_wait_longer_and_longer_for_three_days() {
        let mut total = SignedDuration::ZERO;
        for attempt in 1..MOST_TRIES {
            let wait = wait(7, attempt, &later()).unwrap();
            let base = [1, 5, 15, 60].get(attempt as usize - 1).copied().unwrap_or(240);
            assert!(wait >= SignedDuration::from_mins(base) && wait <= SignedDuration::from_mins(base) * 11 / 10);
            total += wait;
        }
        assert!(total > SignedDuration::from_hours(66) && total < SignedDuration::from_hours(78), "{total}");
        assert_eq!(wait(7, MOST_TRIES, &later()), None);
    }

    #[test]
    fn letters_refused_together_come_back_apart_but_always_at_the_same_moment() {
        let waits: std::collections::BTreeSet<_> = (0..100).map(|id| wait(id, 3, &later())).collect();
        assert!(waits.len() > 50, "{}", waits.len());
        assert_eq!(wait(5, 3, &later()), wait(5, 3, &later()));
    }

    #[test]
    fn a_letter_of_unknown_fate_is_sent_at_most_twice_more() {
        let now = Timestamp::UNIX_EPOCH;
        assert!(matches!(next(1, 1, 0, &unknown(), now), Next::Again(_)));
        assert!(matches!(next(1, 2, 1, &unknown(), now), Next::Again(_)));
        assert_eq!(next(1, 3, 2, &unknown(), now), Next::GiveUp);
    }

    #[test]
    fn what_is_final_is_final() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(next(1, 1, 0, &Outcome::Sent { reply: String::new() }, now), Next::Finished);
        assert_eq!(
            next(1, 1, 0, &Outcome::Never { why: String::new(), code: Some(550), dead: true }, now),
            Next::GiveUp
        );
    }
}
