//! Our letters in a row of a table: which kind, to whom, what became of it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::ledger::{LetterState, Outgoing, TryEnd};
use crate::letter::{purpose, wording};

/// A letter as listings show it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::web) struct Sent {
    id: i64,
    kind: &'static str,
    to: String,
    unit: Option<String>,
    subject: String,
    state: &'static str,
    /// The colour of its sign.
    tone: &'static str,
    sign: &'static str,
    when: String,
    fate: String,
    reply: String,
    tries: u32,
}

/// The letter in the office's civil time.
pub(in crate::web) fn sent(letter: &Outgoing, zone: &TimeZone) -> Sent {
    let (sign, tone) = sign(letter);
    Sent {
        id: letter.id,
        kind: purpose::kind_words(&letter.kind),
        to: letter.to.clone(),
        unit: letter.unit.as_ref().map(ToString::to_string),
        subject: wording::foreign(&letter.subject, 200),
        state: state(letter),
        tone,
        sign,
        when: stamp(when(letter), zone),
        fate: fate(letter, zone),
        reply: wording::foreign(&letter.last_reply, 300),
        tries: letter.attempts,
    }
}

/// "15 giờ 42 ngày 18/6/2020".
pub(in crate::web) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    wording::short_moment(&at.to_zoned(zone.clone()))
}

/// "15:42 18/6/2020", for tables.
pub(in crate::web) fn stamp(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%H:%M %-d/%-m/%Y").to_string()
}

/// When it left; else when it will be tried, was tried last, or was written.
pub(in crate::web) fn when(letter: &Outgoing) -> Timestamp {
    match letter.state {
        LetterState::Queued => letter.next_try,
        LetterState::Sent => letter.sent_at.unwrap_or(letter.created_at),
        LetterState::Claimed | LetterState::Failed => letter.claimed_at.unwrap_or(letter.created_at),
        LetterState::Dropped => letter.created_at,
    }
}

/// Where it stands, in two or three words.
pub(in crate::web) fn state(letter: &Outgoing) -> &'static str {
    match letter.state {
        LetterState::Sent if letter.returned_at.is_some() => "bị trả lại",
        LetterState::Sent => "đã gửi",
        LetterState::Queued => "chờ gửi",
        LetterState::Claimed => "đang gửi",
        LetterState::Failed => "không gửi được",
        LetterState::Dropped => "không gửi",
    }
}

fn sign(letter: &Outgoing) -> (&'static str, &'static str) {
    match letter.state {
        LetterState::Sent if letter.returned_at.is_some() => ("↩", "overdue"),
        LetterState::Sent => ("●", "received"),
        LetterState::Queued | LetterState::Claimed => ("…", "extended"),
        LetterState::Failed if letter.seen.is_some() => ("✗", "waiting"),
        LetterState::Failed => ("✗", "overdue"),
        LetterState::Dropped => ("–", "excused"),
    }
}

/// What became of it, in a sentence.
pub(in crate::web) fn fate(letter: &Outgoing, zone: &TimeZone) -> String {
    let at = |at: Option<Timestamp>| at.map(|at| stamp(at, zone)).unwrap_or_default();
    let unsure = if letter.unknowns > 0 && letter.state != LetterState::Sent {
        "; có lần không rõ máy chủ đã nhận hay chưa"
    } else {
        ""
    };
    match letter.state {
        LetterState::Sent => match letter.returned_at {
            Some(back) => format!("gửi {}, bị trả lại {}", at(letter.sent_at), stamp(back, zone)),
            None => format!("đã gửi {}", at(letter.sent_at)),
        },
        LetterState::Queued if letter.attempts == 0 => format!("chờ gửi, từ {}", stamp(letter.next_try, zone)),
        LetterState::Queued => {
            format!("chờ gửi lại từ {}; đã thử {} lần{unsure}", stamp(letter.next_try, zone), letter.attempts)
        }
        LetterState::Claimed => format!("đang gửi từ {}{unsure}", at(letter.claimed_at)),
        LetterState::Failed => {
            let seen = letter.seen.as_ref().map(|(when, by)| format!("; {by} đã xem {}", stamp(*when, zone)));
            let last = at(letter.claimed_at);
            let tries = letter.attempts;
            format!("không gửi được, lần cuối {last}, đã thử {tries} lần{unsure}{}", seen.unwrap_or_default())
        }
        LetterState::Dropped => format!("lập {}, không gửi{unsure}", stamp(letter.created_at, zone)),
    }
}

/// How one try ended.
pub(in crate::web) fn end(end: Option<TryEnd>) -> &'static str {
    match end {
        None => "chưa biết kết quả",
        Some(TryEnd::Sent) => "đã gửi",
        Some(TryEnd::Later) => "tạm chưa gửi được",
        Some(TryEnd::Quota) => "máy chủ báo hết mức gửi",
        Some(TryEnd::Never) => "bị từ chối hẳn",
        Some(TryEnd::Unknown) => "không rõ máy chủ đã nhận hay chưa",
        Some(TryEnd::Down) => "không liên lạc được với máy chủ gửi thư",
    }
}
