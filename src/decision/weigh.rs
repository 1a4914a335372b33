//! Which unit's report it is: the sender, the letterhead and the words of the mail, weighed as a clerk would.
//!
//! A known sender speaks for his own unit; for another one only when both the document and the mail name it. An
//! unknown sender speaks for nobody, whatever the document says.

use jiff::civil::Date;

use super::akin::is_akin;
use super::passed_on::passed_on;
use super::{Desk, Doubt, Question, heir, listed, misspelt};
use crate::evidence::{Claim, Clue, Source, Strength, days_between};
use crate::roster::{Unit, UnitId};

/// The units for which the sender is known to write; for mail that our own people pass on, those of its first author.
pub(super) fn senders(desk: &Desk<'_>) -> Vec<UnitId> {
    let from =
        if is_colleague(desk) { vec![Source::Forwarded] } else { vec![Source::SenderAddress, Source::SenderDomain] };
    let mut units = Vec::new();
    for clue in desk.clues().filter(|clue| from.contains(&clue.source)) {
        if let Claim::Unit(unit) = &clue.claim
            && !units.contains(unit)
        {
            units.push(unit.clone());
        }
    }
    units
}

pub(super) fn is_colleague(desk: &Desk<'_>) -> bool {
    desk.says(|clue| clue.claim == Claim::Colleague)
}

/// What the letterhead of an attachment says.
pub(super) enum Letterhead {
    Units(Vec<UnitId>),
    Other(String),
    Silent,
}

/// The unit of one attachment, or of the whole mail when none is given.
pub(super) fn unit_of(desk: &Desk<'_>, attachment: Option<usize>) -> Result<(UnitId, String), Doubt> {
    let senders = heir::of_the_day(desk, attachment, senders(desk));
    let head = letterhead(desk, attachment);
    if senders.is_empty() {
        return passed_on(desk, attachment, &head).ok_or_else(|| nobody(desk, attachment, &head));
    }
    match head {
        Letterhead::Units(units) => {
            not_long_gone(desk, &senders, &units)?;
            by_document(desk, attachment, &senders, &units)
        }
        Letterhead::Other(words)
            if !is_akin(desk, &senders, &words)
                && !misspelt::in_letterhead(desk, attachment).is_some_and(|unit| senders.contains(&unit)) =>
        {
            Err(Doubt::new(
                Question::UnitUnclear,
                format!(
                    "Văn bản do \"{words}\" ban hành, không phải đơn vị nào trong danh sách mà người gửi đại diện."
                ),
            )
            .for_staff()
            .of_unit(misspelt::in_letterhead(desk, attachment)))
        }
        _ => by_words(desk, attachment, &senders),
    }
}

/// How long after its end a unit's old letterhead is still used up, in days. Later somebody writes under a name that has no
/// seal any more, and only a person can tell who that is; unless the unit that took over writes by its own mailbox and
/// calls itself by its own name there: then only the head of a template was left over.
const OLD_PAPER_DAYS: i32 = 92;

fn not_long_gone(desk: &Desk<'_>, senders: &[UnitId], units: &[UnitId]) -> Result<(), Doubt> {
    let template = |old: &Unit| {
        let heir = only(senders).filter(|heir| desk.rules.roster.became(&old.id, heir));
        heir.is_some_and(|heir| named(desk, None, Strength::Fair).contains(&heir))
    };
    let unit = only(units).and_then(|unit| desk.rules.roster.unit(&unit));
    let ended = unit.and_then(|unit| Some((unit, unit.validity.to?)));
    let long_gone = |(unit, end): &(&Unit, Date)| days_between(*end, desk.today) > OLD_PAPER_DAYS && !template(unit);
    let Some((unit, end)) = ended.filter(long_gone) else { return Ok(()) };
    let days = days_between(end, desk.today);
    let why = format!("Văn bản mang tên {}, đơn vị đã thôi {days} ngày khi thư đến: chưa rõ ai báo cáo.", unit.name);
    Err(Doubt::new(Question::UnitUnclear, why).for_staff().of_unit(Some(unit.id.clone())))
}

fn letterhead(desk: &Desk<'_>, attachment: Option<usize>) -> Letterhead {
    // Of the mail itself there is one only when the report is written in it.
    let of = |source: Source| desk.clues().filter(move |clue| clue.attachment == attachment && clue.source == source);
    let mut units: Vec<UnitId> = Vec::new();
    let mut other = None;
    for clue in of(Source::Letterhead) {
        match &clue.claim {
            Claim::Unit(unit) => units.push(unit.clone()),
            Claim::OneOf(several) => units.extend(heir::of_the_day(desk, attachment, several.clone())),
            Claim::OtherIssuer(words) => other = Some(words.clone()),
            _ => {}
        }
    }
    units.sort();
    units.dedup();
    match (units.is_empty(), other) {
        (_, Some(words)) => Letterhead::Other(words),
        (false, None) => Letterhead::Units(units),
        (true, None) => {
            let symbol: Vec<UnitId> = of(Source::Symbol).filter_map(unit).collect();
            if symbol.is_empty() { Letterhead::Silent } else { Letterhead::Units(symbol) }
        }
    }
}

fn unit(clue: &Clue) -> Option<UnitId> {
    match &clue.claim {
        Claim::Unit(unit) => Some(unit.clone()),
        _ => None,
    }
}

/// Nobody whom we know: the document may be right, but a person has to look.
fn nobody(desk: &Desk<'_>, attachment: Option<usize>, head: &Letterhead) -> Doubt {
    let guess = match head {
        Letterhead::Units(units) => only(units),
        _ => only(&named(desk, attachment, Strength::Fair)),
    };
    let guess =
        guess.or_else(|| misspelt::in_letterhead(desk, attachment)).or_else(|| misspelt::in_words(desk, attachment));
    let question = if is_colleague(desk) { Question::UnitUnclear } else { Question::SenderUnknown };
    let near = desk.clues().find(|clue| clue.source == Source::SenderName && matches!(clue.claim, Claim::Resembles(_)));
    let why = match near {
        _ if is_colleague(desk) => "Thư do cán bộ cơ quan chuyển, chưa xác định được đơn vị đã gửi.".to_owned(),
        Some(near) => format!("Địa chỉ gửi chưa có trong danh sách đơn vị; {}: cần đối chiếu.", near.quote),
        None => "Địa chỉ gửi chưa có trong danh sách đơn vị.".to_owned(),
    };
    Doubt::new(question, why).of_unit(guess)
}

pub(super) fn only(units: &[UnitId]) -> Option<UnitId> {
    match units {
        [unit] => Some(unit.clone()),
        _ => None,
    }
}

/// The letterhead names units: one of the sender's, its successor or predecessor, or one for which he says to send.
fn by_document(
    desk: &Desk<'_>,
    attachment: Option<usize>,
    senders: &[UnitId],
    units: &[UnitId],
) -> Result<(UnitId, String), Doubt> {
    let own: Vec<UnitId> = units.iter().filter(|unit| senders.contains(unit)).cloned().collect();
    if let Some(unit) = only(&own) {
        if let Some(other) = contradicts(desk, attachment, &unit) {
            return Err(Doubt::new(
                Question::Contradiction,
                format!("Văn bản là của {}, nhưng thư ghi {}.", desk.unit_name(&unit), desk.unit_name(&other)),
            )
            .for_staff()
            .of_unit(Some(unit)));
        }
        return Ok((
            unit.clone(),
            format!("Đơn vị: {} (người gửi và phần đầu văn bản khớp nhau).", desk.unit_name(&unit)),
        ));
    }
    by_others_document(desk, attachment, senders, units)
}

/// The letterhead names none of the sender's units.
fn by_others_document(
    desk: &Desk<'_>,
    attachment: Option<usize>,
    senders: &[UnitId],
    units: &[UnitId],
) -> Result<(UnitId, String), Doubt> {
    let Some(unit) = only(units) else {
        return Err(Doubt::new(Question::UnitUnclear, "Phần đầu văn bản nêu nhiều đơn vị.".to_owned()));
    };
    if senders.iter().any(|sender| shares_work(desk, sender, &unit)) {
        return Ok((
            unit.clone(),
            format!("Đơn vị: {} (văn bản nêu; hộp thư của đơn vị trước hoặc sau sắp xếp).", desk.unit_name(&unit)),
        ));
    }
    let passed_on = desk.says(|clue| clue.source == Source::Forwarded && clue.claim == Claim::Unit(unit.clone()));
    if passed_on || is_named_by_sender(desk, &unit) {
        return Ok((
            unit.clone(),
            format!(
                "Đơn vị: {} (văn bản và lời thư cùng nêu; {} gửi thay).",
                desk.unit_name(&unit),
                desk.unit_names(senders)
            ),
        ));
    }
    if listed::names(desk, attachment, &unit, senders) {
        let name = desk.unit_name(&unit);
        return Ok((unit, format!("Đơn vị: {name} (phần đầu, số và ký hiệu văn bản; lời thư kê đúng số ấy).")));
    }
    Err(Doubt::new(
        Question::SenderUnknown,
        format!(
            "Văn bản là của {}, nhưng người gửi thuộc {} và thư không nói là gửi thay.",
            desk.unit_name(&unit),
            desk.unit_names(senders)
        ),
    )
    .for_staff())
}

/// Whether subject or text name the unit plainly, as one does when sending for another; who says that he sends for another
/// may name it as short as he likes ("gửi hộ xã Bình Khế").
fn is_named_by_sender(desk: &Desk<'_>, unit: &UnitId) -> bool {
    let behalf = desk.says(|clue| clue.claim == Claim::OnBehalf);
    let least = if behalf { Strength::Weak } else { Strength::Fair };
    let said = |source: Source, least: Strength| {
        desk.says(|clue| clue.source == source && clue.strength >= least && clue.claim == Claim::Unit(unit.clone()))
    };
    // A short name may be a subject matter; in both places it is the association.
    let twice = said(Source::Subject, Strength::Weak) && said(Source::Body, Strength::Weak);
    said(Source::Subject, least) || said(Source::Body, least) || twice
}

/// Another unit that subject or file name give as the author, while neither names this one. The file name of one that has ended
/// by then is that of a file saved over.
pub(super) fn contradicts(desk: &Desk<'_>, attachment: Option<usize>, unit: &UnitId) -> Option<UnitId> {
    // The place of an incident writes nothing: "sự cố môi trường xã Hòa Tiến".
    let place = desk.says(|clue| clue.claim == Claim::Incident && clue.strength >= Strength::Fair);
    let sources = [Source::Subject, Source::FileName].into_iter().filter(|_| !place);
    sources.into_iter().find_map(|source| {
        let here = |clue: &&Clue| {
            clue.source == source
                && clue.strength >= Strength::Fair
                && (clue.attachment.is_none() || clue.attachment == attachment)
        };
        let said: Vec<&Clue> = desk.clues().filter(here).collect();
        let supports = said.iter().any(|clue| match &clue.claim {
            Claim::Unit(named) => named == unit || shares_work(desk, named, unit),
            Claim::OneOf(several) => several.contains(unit),
            _ => false,
        });
        let ended = |named: &UnitId| desk.rules.roster.unit(named).is_some_and(|named| heir::has_ended(desk, named));
        let left_over = |named: &UnitId| source == Source::FileName && ended(named);
        if supports { None } else { said.into_iter().filter_map(self::unit).find(|named| !left_over(named)) }
    })
}

/// No letterhead to go by: the mail's words choose among the sender's units, or he says for whom he sends.
fn by_words(desk: &Desk<'_>, attachment: Option<usize>, senders: &[UnitId]) -> Result<(UnitId, String), Doubt> {
    let named = named(desk, attachment, Strength::Fair);
    let own: Vec<UnitId> = named.iter().filter(|unit| senders.contains(unit)).cloned().collect();
    // A report told in the mail itself names others as it likes.
    let told = attachment.is_none() && desk.says(|clue| clue.claim == Claim::InText);
    let headline = |unit: &UnitId| {
        let subject = |clue: &Clue| clue.source == Source::Subject && clue.strength >= Strength::Fair;
        !desk.says(|clue| subject(clue) && matches!(&clue.claim, Claim::Unit(other) if other != unit))
    };
    if let Some(unit) = only(&own).filter(|unit| named.len() == 1 || (told && headline(unit))) {
        return Ok((unit.clone(), format!("Đơn vị: {} (địa chỉ gửi và lời thư).", desk.unit_name(&unit))));
    }
    if named.is_empty() {
        let hinted: Vec<UnitId> =
            self::named(desk, attachment, Strength::Weak).into_iter().filter(|unit| senders.contains(unit)).collect();
        let slip = misspelt::in_words(desk, attachment).or_else(|| misspelt::in_letterhead(desk, attachment));
        let meant = slip.filter(|unit| hinted.is_empty() && senders.contains(unit));
        return match only(senders).or_else(|| only(&hinted)).or(meant) {
            Some(unit) => Ok((unit.clone(), format!("Đơn vị: {} (địa chỉ gửi).", desk.unit_name(&unit)))),
            None => Err(Doubt::new(
                Question::UnitUnclear,
                format!("Địa chỉ này gửi cho nhiều đơn vị: {}.", desk.unit_names(senders)),
            )),
        };
    }
    if let Some(unit) = only(&named) {
        let behalf = desk.says(|clue| clue.claim == Claim::OnBehalf);
        if behalf || senders.iter().any(|sender| is_related(desk, sender, &unit)) {
            return Ok((unit.clone(), format!("Đơn vị: {} (lời thư nêu rõ).", desk.unit_name(&unit))));
        }
    }
    Err(Doubt::new(
        Question::UnitUnclear,
        format!("Thư nêu {}, người gửi thuộc {}.", desk.unit_names(&named), desk.unit_names(senders)),
    )
    .of_unit(only(&own)))
}

/// The units named by file name, subject and text: those of the file name alone, when it names any. Writings that
/// leave several units open count for the sender's.
pub(super) fn named(desk: &Desk<'_>, attachment: Option<usize>, least: Strength) -> Vec<UnitId> {
    let senders = heir::of_the_day(desk, attachment, senders(desk));
    let collect = |sources: &[Source]| {
        let mut units: Vec<UnitId> = Vec::new();
        for clue in desk.clues().filter(|clue| {
            sources.contains(&clue.source)
                && clue.strength >= least
                && (clue.attachment.is_none() || clue.attachment == attachment)
        }) {
            match &clue.claim {
                Claim::Unit(unit) => units.push(unit.clone()),
                Claim::OneOf(several) => {
                    let own: Vec<UnitId> = several.iter().filter(|unit| senders.contains(unit)).cloned().collect();
                    let meant = if own.is_empty() { several.clone() } else { own };
                    units.extend(heir::of_the_day(desk, attachment, meant));
                }
                _ => {}
            }
        }
        units.sort();
        units.dedup();
        units
    };
    let file = if attachment.is_some() { collect(&[Source::FileName]) } else { Vec::new() };
    if file.is_empty() { collect(&[Source::Subject, Source::Body]) } else { file }
}

/// Whether one unit has taken over all that the other did, over any number of reorganisations.
fn is_related(desk: &Desk<'_>, one: &UnitId, other: &UnitId) -> bool {
    let roster = &desk.rules.roster;
    followed(desk, one, other, |old, new| roster.became(old, new))
}

/// Whether one unit has taken over some of what the other did. Enough where a document itself names the unit.
pub(super) fn shares_work(desk: &Desk<'_>, one: &UnitId, other: &UnitId) -> bool {
    let roster = &desk.rules.roster;
    followed(desk, one, other, |old, new| roster.inherits(old, new))
}

/// Whether one of them follows the other, and has begun to.
fn followed(desk: &Desk<'_>, one: &UnitId, other: &UnitId, follows: impl Fn(&UnitId, &UnitId) -> bool) -> bool {
    let ended = |unit: &UnitId| desk.rules.roster.unit(unit).is_some_and(|unit| heir::has_ended(desk, unit));
    (ended(one) && follows(one, other)) || (ended(other) && follows(other, one))
}
