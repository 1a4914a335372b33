//! Who sends: exact address, domain, what staff have taught; our own people; and whether the sender is real.
//!
//! The sender is evidence, never identity: a display name that quotes a unit proves nothing.

mod proof;
mod resembling;

use super::{Alarm, Claim, Clue, Ground, MailKind, Source, Strength, lesson};
use crate::message::{Fault, Person};
use crate::office::Office;
use crate::roster::history::is_of_domain;
use crate::roster::{Unit, UnitId};

pub(super) fn clues(ground: &Ground<'_>) -> Vec<Clue> {
    let mut clues = Vec::new();
    let message = ground.message;
    if let Some(from) = &message.from {
        clues.extend(author(ground, from));
    }
    clues.extend(forwarded(ground, &message.body.forwarded, None));
    clues.extend(proof::clues(ground));
    clues.extend(machine(ground));
    clues.extend(copy_only(ground));
    let partial = |fault: &Fault| {
        matches!(
            fault,
            Fault::Unreadable(_) | Fault::TooLarge(_) | Fault::TooManyParts(_) | Fault::TooDeep | Fault::NoSender
        )
    };
    if message.faults.iter().any(partial) {
        clues.push(clue(
            Source::Header,
            Claim::Alarm(Alarm::UnreadableMail),
            Strength::Decisive,
            "thư không đọc được trọn vẹn",
        ));
    }
    clues
}

fn clue(source: Source, claim: Claim, strength: Strength, quote: &str) -> Clue {
    Clue { source, claim, strength, attachment: None, quote: quote.to_owned() }
}

fn author(ground: &Ground<'_>, from: &Person) -> Vec<Clue> {
    if is_colleague(&ground.rules.office, &from.address) {
        return vec![clue(Source::SenderAddress, Claim::Colleague, Strength::Decisive, &from.address)];
    }
    let mut clues: Vec<Clue> = writes_for(ground, &from.address)
        .into_iter()
        .map(|(unit, source)| clue(source, Claim::Unit(unit), Strength::Strong, &from.address))
        .collect();
    for unit in lesson::taught_units(ground) {
        clues.push(clue(Source::SenderAddress, Claim::Unit(unit.clone()), Strength::Strong, &from.address));
    }
    if clues.is_empty() {
        clues.extend(resembling::clues(ground, from));
    }
    clues.extend(lesson::ignored(ground, &from.address));
    if !from.name.is_empty() {
        for named in super::naming::find(&ground.names, &ground.rules.roster, &from.name) {
            clues.extend(
                named
                    .units
                    .first()
                    .filter(|_| named.units.len() == 1)
                    .map(|unit| clue(Source::SenderName, Claim::Unit(unit.clone()), Strength::Weak, &from.name)),
            );
        }
    }
    clues
}

/// Staff, leaders, and whoever writes from the office's own mailbox.
pub(super) fn is_colleague(office: &Office, address: &str) -> bool {
    office.mailbox == address
        || [&office.own_addresses, &office.staff, &office.leaders, &office.on_duty]
            .iter()
            .any(|list| list.iter().any(|own| own == address))
}

/// The units for which an address is known to write: by itself, else by its domain.
pub(super) fn writes_for(ground: &Ground<'_>, address: &str) -> Vec<(UnitId, Source)> {
    let (boxes, roster) = (ground.rules.mailboxes(), &ground.rules.roster);
    let with_address = boxes.with_address(roster, address);
    let exact = holders(ground, &with_address, |addresses, _| addresses.iter().any(|known| known == address));
    let (units, source) = if exact.is_empty() {
        let with_domain = boxes.with_domain(roster, address);
        (holders(ground, &with_domain, |_, domains| is_of_domain(address, domains)), Source::SenderDomain)
    } else {
        (exact, Source::SenderAddress)
    };
    units.into_iter().map(|unit| (unit, source)).collect()
}

/// Whose mailbox it is on the day of receipt, of those who ever had it; units that ended with it among them. One that was given up speaks for
/// its former holder for as long as nobody else has taken it: old mailboxes go on writing for months.
fn holders(ground: &Ground<'_>, units: &[&Unit], has: impl Fn(&[String], &[String]) -> bool) -> Vec<UnitId> {
    let holds = |unit: &Unit| {
        let (addresses, domains) = unit.mailboxes_on(ground.today);
        has(addresses, domains)
    };
    let held = |unit: &Unit| {
        let past = unit.former.iter().any(|former| has(&former.addresses, &former.domains));
        past || has(&unit.addresses, &unit.domains)
    };
    let taken = units.iter().any(|unit| unit.validity.contains(ground.today) && holds(unit));
    let theirs = units.iter().filter(|unit| holds(unit) || (!taken && held(unit)));
    theirs.map(|unit| unit.id.clone()).collect()
}

/// The authors named in a forwarded mail's header lines.
pub(super) fn forwarded(ground: &Ground<'_>, text: &str, attachment: Option<usize>) -> Vec<Clue> {
    let mut clues = Vec::new();
    for line in text.lines().take(400).filter(|line| is_author_line(line)) {
        for address in addresses(line) {
            for (unit, _) in writes_for(ground, &address) {
                clues.push(Clue {
                    source: Source::Forwarded,
                    claim: Claim::Unit(unit),
                    strength: Strength::Fair,
                    attachment,
                    quote: address.clone(),
                });
            }
        }
    }
    clues
}

fn is_author_line(line: &str) -> bool {
    let head = crate::spelling::fold(line.trim_start_matches(['>', '*', ' ']));
    ["from", "tu", "nguoi gui", "de", "von"]
        .iter()
        .any(|word| head.strip_prefix(word).is_some_and(|rest| rest.trim_start_matches(['*', ' ']).starts_with(':')))
}

fn addresses(line: &str) -> Vec<String> {
    line.split(|c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c))
        .filter(|word| word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.')))
        .map(str::to_lowercase)
        .collect()
}

/// Signs that nobody reads answers to this address.
fn machine(ground: &Ground<'_>) -> Vec<Clue> {
    let robot = &ground.message.robot;
    let mut clues = Vec::new();
    let mut sign = |claim: Claim, quote: &str| clues.push(clue(Source::Header, claim, Strength::Strong, quote));
    if robot.own {
        sign(Claim::Kind(MailKind::Own), "thư của chính hệ thống");
    }
    if ground.message.bounce.is_some() {
        sign(Claim::Kind(MailKind::Bounce), "báo không gửi được");
    }
    if robot.read_receipt {
        sign(Claim::Kind(MailKind::AutoReply), "báo đã đọc");
    }
    if let Some(wording) = robot.wording.as_ref().or(robot.vendor.as_ref()) {
        sign(Claim::Kind(MailKind::AutoReply), wording);
    }
    if let Some(bulk) = &robot.bulk {
        sign(Claim::Kind(MailKind::Bulk), bulk);
        sign(Claim::Machine, bulk);
    }
    if let Some(value) = &robot.auto_submitted {
        sign(Claim::Kind(MailKind::AutoReply), value);
        sign(Claim::Machine, value);
    }
    if let Some(forbidden) = &robot.no_answer {
        sign(Claim::Machine, forbidden);
    }
    if robot.no_reply || robot.null_sender {
        sign(Claim::Machine, "địa chỉ không nhận thư trả lời");
    }
    if robot.calendar {
        sign(Claim::Kind(MailKind::Other), "thư của lịch hẹn");
    }
    clues
}

/// Written to others, with a copy to us: perhaps only for our information (đồng gửi).
fn copy_only(ground: &Ground<'_>) -> Option<Clue> {
    let office = &ground.rules.office;
    let ours = |person: &Person| is_colleague(office, &person.address);
    let to_others = !ground.message.to.is_empty() && !ground.message.to.iter().any(ours);
    let copied = ground.message.cc.iter().any(ours);
    (to_others && copied).then(|| {
        let to = ground.message.to.iter().map(|person| person.address.as_str()).collect::<Vec<_>>().join(", ");
        clue(Source::Header, Claim::CopyOnly, Strength::Strong, &super::shortened(&to))
    })
}
