//! The letters as people read them: the list with the day's budget, and one letter with its fate.

use std::io::Write;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{List, asked_unit, history, moment, name, said, stopped};
use crate::cli::log;
use crate::cli::preview;
use crate::cli::preview::table::{self, folded};
use crate::cli::refusal::refused;
use crate::daemon::forecast::forecast;
use crate::daemon::wiring;
use crate::desk::Desk;
use crate::desk::budget::{Budget, budget};
use crate::failure::{Exit, Failure};
use crate::ledger::{JournalLine, LedgerError, LetterState, Outgoing, Pause};
use crate::letter::{Purpose, wording};
use crate::mime;

/// How far back finished letters are listed.
const FINISHED: SignedDuration = SignedDuration::from_hours(30 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Lists letters.
pub(super) fn list(asked: &List, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let unit = asked_unit(asked, desk)?;
    let since = match &asked.from {
        None => before(desk.now, FINISHED),
        Some(text) => {
            let day = log::day("--from", text)?.to_datetime(jiff::civil::Time::midnight());
            desk.rules().office.time_zone.to_timestamp(day).map_err(Failure::input)?
        }
    };
    let states = asked.state.map_or_else(
        || vec![LetterState::Claimed, LetterState::Queued, LetterState::Failed],
        |state| vec![state.meant()],
    );
    let read = |state, since| {
        let mut letters = desk.ledger.read(|snapshot| snapshot.letters(state, since)).map_err(Failure::from_ledger)?;
        letters.retain(|letter| unit.is_none() || letter.unit == unit);
        letters.retain(|letter| asked.state.is_some() || letter.seen.is_none());
        if state == LetterState::Queued {
            letters.sort_by_key(|letter| (letter.next_try, letter.id));
        }
        Ok::<_, Failure>(letters)
    };
    let listed = states.iter().map(|state| Ok((*state, read(*state, since)?))).collect::<Result<Vec<_>, Failure>>()?;
    let budget = budget(desk)?;
    let failed = listed.iter().flat_map(|(_, letters)| letters);
    let failed = failed.into_iter().any(|letter| letter.state == LetterState::Failed && letter.seen.is_none());
    if asked.json {
        let exit = stopped(desk, &mut std::io::sink())?;
        let letters: Vec<Value> = listed.iter().flat_map(|(_, letters)| letters).map(row).collect();
        writeln!(out, "{:#}", as_json(&letters, &budget, desk)?)?;
        return Ok(if failed { Exit::Attention } else { exit });
    }
    let exit = stopped(desk, out)?;
    for (state, letters) in &listed {
        if letters.is_empty() && (asked.state.is_none() && *state != LetterState::Queued) {
            continue;
        }
        writeln!(out, "{}: {} thư", heading(*state), letters.len())?;
        letters.iter().try_for_each(|letter| one(letter, desk, out))?;
        writeln!(out)?;
    }
    if asked.state.is_none() {
        let day = before(desk.now, DAY);
        let (sent, held) = (read(LetterState::Sent, day)?.len(), read(LetterState::Dropped, day)?.len());
        said(
            out,
            &format!("24 giờ qua: đã gửi {sent} thư, giữ lại hoặc hủy {held} thư (xem: --state sent, dropped)."),
        )?;
    }
    let limits = wiring::outbox(&desk.config).budget;
    let forecast = desk.ledger.read(|snapshot| forecast(snapshot, &limits, desk.rules(), desk.now));
    if let Some(forecast) = forecast.map_err(Failure::from_ledger)? {
        said(out, &forecast)?;
    }
    let Budget { sent, left, left_for_notices, total } = budget;
    said(
        out,
        &format!(
            "Mức gửi trong 24 giờ: đã dùng {sent}/{total}, còn {left} thư; trong đó thư nhắc còn \
             {left_for_notices}."
        ),
    )?;
    Ok(if failed { Exit::Attention } else { exit })
}

fn before(now: Timestamp, time: SignedDuration) -> Timestamp {
    now.checked_sub(time).unwrap_or(Timestamp::MIN)
}

fn heading(state: LetterState) -> &'static str {
    match state {
        LetterState::Claimed => "ĐANG GỬI",
        LetterState::Queued => "CHỜ GỬI",
        LetterState::Failed => "GỬI KHÔNG ĐƯỢC",
        LetterState::Sent => "ĐÃ GỬI",
        LetterState::Dropped => "GIỮ LẠI HOẶC HỦY",
    }
}

fn one(letter: &Outgoing, desk: &Desk, out: &mut dyn Write) -> Result<(), Failure> {
    let subject = wording::foreign(&letter.subject, 200);
    let head = format!("{}{}: “{subject}”", table::kind(&letter.kind), copy(letter));
    write!(out, "{}", folded(&format!("{:>6}  ", letter.id), 8, &head))?;
    let to =
        letter.unit.as_ref().map_or_else(|| letter.to.clone(), |unit| format!("{} <{}>", name(unit, desk), letter.to));
    write!(out, "{}", folded("        → ", 10, &to))?;
    write!(out, "{}", folded("        ", 8, &fate(letter, desk)))?;
    Ok(())
}

/// That it is the copy of a notice, when it is; one that was taken out bears its purpose after its number.
fn copy(letter: &Outgoing) -> &'static str {
    let purpose = letter.purpose.strip_prefix("dropped:").and_then(|rest| rest.split_once(':'));
    let purpose = purpose.map_or(letter.purpose.as_str(), |(_, purpose)| purpose);
    if matches!(purpose.parse(), Ok(Purpose::Escalated(..))) { table::COPY } else { "" }
}

/// What became of a letter, in one sentence.
fn fate(letter: &Outgoing, desk: &Desk) -> String {
    let reply = wording::foreign(&letter.last_reply, 300);
    let answer = |lead: &str| if reply.is_empty() { String::new() } else { format!("; {lead}: {reply}") };
    let tries = match letter.attempts {
        0 => String::new(),
        tries => format!("; đã thử {tries} lần"),
    };
    let unsure = if letter.unknowns > 0 && letter.state != LetterState::Sent {
        "; có lần không rõ máy chủ đã nhận hay chưa"
    } else {
        ""
    };
    match letter.state {
        LetterState::Claimed => {
            let since = letter.claimed_at.map(|at| moment(desk, at)).unwrap_or_default();
            format!("từ {since}, lần thứ {}{unsure}{}", letter.attempts, answer("lần trước"))
        }
        LetterState::Queued => {
            format!("gửi từ {}{tries}{unsure}{}", moment(desk, letter.next_try), answer("lần trước"))
        }
        LetterState::Failed => {
            let last = letter.claimed_at.map(|at| format!("lần cuối {}", moment(desk, at))).unwrap_or_default();
            let seen = letter.seen.as_ref().map(|(at, by)| format!("; {by} đã xem {}", moment(desk, *at)));
            format!("{last}{tries}{unsure}{}{}", answer("lý do"), seen.unwrap_or_default())
        }
        LetterState::Sent => {
            let sent = letter.sent_at.map(|at| moment(desk, at)).unwrap_or_default();
            let returned = letter.returned_at.map(|at| format!("; BỊ TRẢ LẠI {}", moment(desk, at)));
            format!("lúc {sent}{}{}", answer("máy chủ"), returned.unwrap_or_default())
        }
        LetterState::Dropped => {
            format!("lập {}, không gửi{unsure}{}", moment(desk, letter.created_at), answer("lý do"))
        }
    }
}

fn row(letter: &Outgoing) -> Value {
    let at = |at: Timestamp| at.to_string();
    json!({
        "letter": letter.id,
        "kind": letter.kind,
        "state": letter.state,
        "to": letter.to,
        "escalated": !copy(letter).is_empty(),
        "unit": letter.unit,
        "subject": letter.subject,
        "mail": letter.mail,
        "attempts": letter.attempts,
        "unknowns": letter.unknowns,
        "next_try": (letter.state == LetterState::Queued).then(|| at(letter.next_try)),
        "last_reply": letter.last_reply,
        "created_at": at(letter.created_at),
        "claimed_at": letter.claimed_at.map(at),
        "sent_at": letter.sent_at.map(at),
        "returned_at": letter.returned_at.map(at),
        "seen_at": letter.seen.as_ref().map(|(seen, _)| at(*seen)),
    })
}

fn as_json(letters: &[Value], budget: &Budget, desk: &Desk) -> Result<Value, Failure> {
    let (pause, own) = desk
        .ledger
        .read(|snapshot| Ok::<_, LedgerError>((snapshot.pause()?, snapshot.may_send()?)))
        .map_err(Failure::from_ledger)?;
    let paused = pause.map(|Pause { at, by, why }| json!({ "at": at.to_string(), "by": by, "why": why }));
    Ok(json!({
        "paused": paused,
        "restored_copy": !own,
        "budget": {
            "hours": 24,
            "total": budget.total,
            "used": budget.sent,
            "left": budget.left,
            "left_for_notices": budget.left_for_notices,
        },
        "letters": letters,
    }))
}

/// Shows one letter as a mail program does, and what became of it.
pub(super) fn show(id: i64, whole: bool, as_json: bool, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (letter, bytes, journal, tries) = desk
        .ledger
        .read(|snapshot| {
            let journal = snapshot.journal_of_letter(id)?;
            Ok((snapshot.letter(id)?, snapshot.letter_bytes(id)?, journal, snapshot.tries(id)?))
        })
        .map_err(refused)?;
    let mail = mime::parse(&bytes, &mime::Limits::default());
    let text = preview::words(&bytes);
    if as_json {
        let mut row = row(&letter);
        if let Some(fields) = row.as_object_mut() {
            fields.insert("text".to_owned(), text.into());
            fields.insert("tries".to_owned(), tries.iter().map(history::row).collect());
            fields.insert("journal".to_owned(), journal.iter().map(journal_row).collect());
        }
        writeln!(out, "{row:#}")?;
        return Ok(Exit::Fine);
    }
    let written = wording::moment(&letter.created_at.to_zoned(desk.rules().office.time_zone.clone()));
    let from = mail.header("from").unwrap_or_default();
    for (label, value) in [("Từ:", &from), ("Đến:", &letter.to), ("Lập lúc:", &written), ("Tiêu đề:", &letter.subject)]
    {
        write!(out, "{}", folded(&format!("{label:<10}"), 10, &wording::foreign(value, 500)))?;
    }
    for part in mail.walk() {
        if let Some(file) = &part.file_name {
            write!(out, "{}", folded("Kèm tệp:  ", 10, &wording::foreign(file, 200)))?;
        }
    }
    if whole {
        writeln!(out)?;
        text.lines().try_for_each(|line| writeln!(out, "{}", format!("  │ {line}").trim_end()))?;
    }
    writeln!(out)?;
    let state = wording::upper_first(&heading(letter.state).to_lowercase());
    said(
        out,
        &format!(
            "Thư số {id}, {}{}. {state}: {}.",
            table::kind(&letter.kind).to_lowercase(),
            copy(&letter),
            fate(&letter, desk)
        ),
    )?;
    if let Some(mail) = letter.mail {
        said(out, &format!("Trả lời thư đến số {mail}."))?;
    }
    history::tries(&tries, desk, out)?;
    for line in &journal {
        let what = match line.what.as_str() {
            "letter-failed" => "thôi gửi",
            "letter-dropped" => "giữ lại",
            "letter-retried" => "gửi lại",
            "letter-cancelled" => "hủy",
            "letter-seen" => "đã xem",
            "letter-returned" => "bị trả lại",
            "letter-away" => "báo vắng",
            other => other,
        };
        write!(out, "{}", folded("- ", 2, &format!("{}  {}, {what}: {}", moment(desk, line.at), line.who, line.why)))?;
    }
    Ok(Exit::Fine)
}

fn journal_row(line: &JournalLine) -> Value {
    json!({ "at": line.at.to_string(), "who": line.who, "what": line.what, "why": line.why })
}
