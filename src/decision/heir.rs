//! Units over time: whose report it is when the unit that a mail points to has ended, has not begun, or had another
//! name (vn-reporting §3.4). Old periods stay with old units; nothing crosses a split without a person.

use jiff::civil::Date;

use super::owing::owes;
use super::{Desk, Doubt, Question, when};
use crate::calendar::Period;
use crate::evidence::lesson::Lesson;
use crate::evidence::{Claim, Clue, Source, Strength, days_between};
use crate::roster::{Outcome, Succession, Unit, UnitId};
use crate::spelling;

/// Of units that one writing or one mailbox leaves open, those that lived when the report was written: "Cam Lâm" was a
/// district committee up to 30/6/2025 and is a commune's since. All of them when that settles nothing.
pub(super) fn of_the_day(desk: &Desk<'_>, attachment: Option<usize>, units: Vec<UnitId>) -> Vec<UnitId> {
    if units.len() < 2 {
        return units;
    }
    let mut days: Vec<Date> =
        when::guess(desk, attachment).into_iter().map(|period| period.last_day().min(desk.today)).collect();
    if days.is_empty() {
        days.push(desk.today);
    }
    let lived = |unit: &Unit| days.iter().any(|day| unit.validity.contains(*day));
    let kept: Vec<UnitId> =
        units.iter().filter(|unit| desk.rules.roster.unit(unit).is_some_and(lived)).cloned().collect();
    if kept.is_empty() { units } else { kept }
}

/// Who bears the report of this period for the unit that was found: itself when it owes it; who took over when it had
/// ended; with a note for whoever asks why. Several successors, or a unit that came later, are for a person.
pub(super) fn bearer(
    desk: &Desk<'_>,
    attachment: Option<usize>,
    (id, why): (UnitId, String),
    period: Period,
) -> Result<(UnitId, String), Doubt> {
    let Some(unit) = desk.rules.roster.unit(&id) else { return Ok((id, why)) };
    if owes(desk, &id, period) {
        let note = old_name(desk, attachment, unit).map_or(String::new(), |note| format!(" {note}"));
        return Ok((id, format!("{why}{note}")));
    }
    match desk.rules.roster.successors_on(unit, period.last_day()) {
        Outcome::Became(heir) if has_ended(desk, unit) && owes(desk, &heir, period) => {
            another_half(desk, unit, &heir, period)?;
            still_theirs(desk, attachment, unit, &heir)?;
            let note = format!("{}, nay là {}: ghi nhận cho đơn vị nay.", ended(unit), desk.unit_name(&heir));
            Ok((heir, format!("{why} {note}")))
        }
        Outcome::Split(parts) => Err(Doubt::new(
            Question::UnitUnclear,
            format!("{}, nhiệm vụ chia cho {}: chưa rõ báo cáo của đơn vị nào.", ended(unit), shares(desk, &parts)),
        )),
        Outcome::NotYet => match before(desk, unit, period).as_slice() {
            [] => Ok((id, why)),
            several => Err(Doubt::new(
                Question::UnitUnclear,
                format!("{} chưa có trong kỳ này; kỳ này do {} báo cáo.", unit.name, desk.unit_names(several)),
            )
            .of_unit(several.first().filter(|_| several.len() == 1).cloned())),
        },
        Outcome::Dissolved => {
            Err(Doubt::new(Question::NotOwed, format!("{}, không ghi đơn vị nào kế thừa.", ended(unit)))
                .of_unit(Some(id)))
        }
        Outcome::Lives | Outcome::Became(_) => Ok((id, why)),
    }
}

/// Days after its unit's end for which an old mailbox alone speaks for who took over. Offices keep old mailboxes for
/// months; after a year a clerk would ask who writes from there by now, unless the document or the mail says so too.
const YEAR: i32 = 365;

fn still_theirs(desk: &Desk<'_>, attachment: Option<usize>, old: &Unit, heir: &UnitId) -> Result<(), Doubt> {
    let Some(to) = old.validity.to.filter(|to| days_between(*to, desk.today) > YEAR) else { return Ok(()) };
    let named = |clue: &Clue| {
        let unit = match &clue.claim {
            Claim::Unit(unit) => unit == heir || *unit == old.id,
            Claim::OneOf(several) => several.contains(heir) || several.contains(&old.id),
            _ => false,
        };
        let here = clue.attachment.is_none() || clue.attachment == attachment;
        let sender = matches!(clue.source, Source::SenderAddress | Source::SenderDomain | Source::SenderName);
        unit && here && !sender && clue.strength >= Strength::Fair
    };
    let day = |lesson: &Lesson| desk.rules.office.time_zone.to_datetime(lesson.at).date();
    let confirmed = |lesson: &Lesson| lesson.taught.unit() == Some(&old.id) && day(lesson) > to;
    if desk.says(named) || desk.facts.lessons.iter().any(confirmed) {
        return Ok(());
    }
    let (ended, name) = (ended(old), desk.unit_name(heir));
    let why =
        format!("Hộp thư của {ended}, đã hơn một năm; ngoài địa chỉ gửi không có gì cho biết là báo cáo của {name}.");
    Err(Doubt::new(Question::UnitUnclear, why).of_unit(Some(heir.clone())))
}

/// Of a unit merged from several, what comes by an old mailbox after a report has come may be the other half and not a
/// better version: that is for a person, unless the mail says what it is or brings the same files again.
fn another_half(desk: &Desk<'_>, old: &Unit, heir: &UnitId, period: Period) -> Result<(), Doubt> {
    let roster = &desk.rules.roster;
    let merged = roster.units.iter().filter(|unit| roster.became(&unit.id, heir)).count() > 1;
    let said = desk.says(|clue| matches!(clue.claim, Claim::Replaces | Claim::Supplements));
    let register = desk.facts.register.receipts.iter();
    let mut known = register
        .filter(|((unit, _, of), _)| unit == heir && *of == period)
        .flat_map(|(_, receipts)| receipts)
        .peekable();
    let Some(first) = known.peek().map(|receipt| receipt.number.1).filter(|_| merged && !said) else { return Ok(()) };
    let files: Vec<_> = known.flat_map(|receipt| &receipt.files).collect();
    if desk.message.attachments.iter().all(|file| files.contains(&&file.sha256)) {
        return Ok(());
    }
    let name = desk.unit_name(heir);
    let why = format!(
        "{}, nhập vào {name}; {name} đã có báo cáo kỳ này (số tiếp nhận {first:04}): chưa rõ là bản thay thế hay phần của \
         đơn vị cũ.",
        ended(old)
    );
    Err(Doubt::new(Question::UnitUnclear, why).of_unit(Some(heir.clone())))
}

/// The unit to which a person is pointed first.
pub(super) fn likely(desk: &Desk<'_>, attachment: Option<usize>, unit: UnitId) -> UnitId {
    let periods = when::guess(desk, attachment);
    let borne = periods.first().map(|period| bearer(desk, attachment, (unit.clone(), String::new()), *period));
    match borne {
        Some(Ok((heir, _))) => heir,
        Some(Err(doubt)) => doubt.unit.unwrap_or(unit),
        None => unit,
    }
}

/// Whether the unit is no more on the day of receipt: nobody speaks for a successor before there is one.
pub(super) fn has_ended(desk: &Desk<'_>, unit: &Unit) -> bool {
    unit.validity.to.is_some_and(|to| to < desk.today)
}

fn ended(unit: &Unit) -> String {
    match unit.validity.to {
        Some(to) => format!("{} thôi từ sau ngày {}/{}/{}", unit.name, to.day(), to.month(), to.year()),
        None => unit.name.clone(),
    }
}

fn shares(desk: &Desk<'_>, parts: &[Succession]) -> String {
    let share = |part: &Succession| match part.fields.as_slice() {
        [] => desk.unit_name(&part.unit),
        fields => format!("{} ({})", desk.unit_name(&part.unit), fields.join(", ")),
    };
    parts.iter().map(share).collect::<Vec<_>>().join("; ")
}

/// The units that `unit` took over from and that owed this period.
fn before(desk: &Desk<'_>, unit: &Unit, period: Period) -> Vec<UnitId> {
    let roster = &desk.rules.roster;
    let olds = roster.units.iter().filter(|old| !old.successors.is_empty() && roster.inherits(&old.id, &unit.id));
    olds.map(|old| old.id.clone()).filter(|old| owes(desk, old, period)).collect()
}

/// What a person should know when a mail goes by a name or a mailbox that the unit has given up by then.
fn old_name(desk: &Desk<'_>, attachment: Option<usize>, unit: &Unit) -> Option<String> {
    let here = |clue: &&Clue| {
        clue.claim == Claim::Unit(unit.id.clone()) && (clue.attachment.is_none() || clue.attachment == attachment)
    };
    let given_up = |former: &&crate::roster::Former| former.validity.to.is_some_and(|to| to < desk.today);
    let names = |source: &Source| {
        matches!(source, Source::Letterhead | Source::Symbol | Source::FileName | Source::Subject | Source::Body)
    };
    for former in unit.former.iter().filter(given_up) {
        let old = |clue: &Clue| {
            let is = |name: &String| alike(name, &clue.quote);
            std::iter::once(&former.name).chain(&former.aliases).chain(&former.symbols).any(is)
        };
        let present = |clue: &Clue| {
            let now = unit.former_on(desk.today);
            let (name, aliases, symbols) =
                now.map_or((&unit.name, &unit.aliases, &unit.symbols), |now| (&now.name, &now.aliases, &now.symbols));
            std::iter::once(name).chain(aliases).chain(symbols).any(|name| alike(name, &clue.quote))
        };
        if desk.clues().filter(here).any(|clue| names(&clue.source) && old(clue) && !present(clue)) {
            return Some(format!("Ghi tên cũ “{}”, nay là {}.", former.name, unit.name_on(desk.today)));
        }
    }
    let mailbox = desk.clues().filter(here).find(|clue| {
        let (addresses, domains) = unit.mailboxes_on(desk.today);
        clue.source == Source::SenderAddress
            && unit.former.iter().any(|former| former.addresses.contains(&clue.quote))
            && !addresses.contains(&clue.quote)
            && !crate::roster::history::is_of_domain(&clue.quote, domains)
    });
    mailbox.map(|clue| format!("Gửi từ hộp thư cũ {}.", clue.quote))
}

/// Whether words of a mail are this name, whole or in part, marks and case aside.
fn alike(name: &str, words: &str) -> bool {
    let squeeze = |text: &str| spelling::fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (name, words) = (squeeze(name), squeeze(words));
    !name.is_empty() && !words.is_empty() && (name.contains(&words) || words.contains(&name))
}
