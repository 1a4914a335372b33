//! Which addresses may be taught: never our own people's, machines' and lists', nor one that only looks like a unit's.

use super::{Offer, Settled};
use crate::decision::Question;
use crate::evidence::lesson::{Lesson, Taught};
use crate::evidence::{Claim, MailKind};
use crate::message::robot::is_no_reply;
use crate::office::{Office, Rules};
use crate::roster::UnitId;
use crate::roster::read::{BARE, PUBLIC};

/// "This address writes for this unit", unless that is known.
pub(super) fn of_unit(settled: &Settled<'_>, unit: &UnitId, lessons: &[Lesson], rules: &Rules) -> Option<Offer> {
    let robot = &settled.message.robot;
    let machine = robot.bulk.is_some()
        || robot.auto_submitted.is_some()
        || robot.null_sender
        || robot.no_reply
        || robot.vendor.is_some()
        || robot.own;
    let address = settled.message.from.as_ref()?.address.clone();
    let taught = Taught::Address { address: address.clone(), unit: unit.clone() };
    if machine || super::refusal(&taught, lessons, rules).is_some() {
        return None;
    }
    let name = rules.roster.unit(unit)?.name.as_str();
    let others = others(&address, unit, lessons, rules);
    let caution = match others.as_slice() {
        [] => alike_at_provider(&address, rules).map(|known| {
            format!("địa chỉ này chỉ khác đôi chút với {known} trong danh sách: gọi điện hỏi đơn vị trước khi ghi nhớ")
        }),
        several => Some(format!(
            "địa chỉ này hiện đã gửi cho {}: từ nay văn bản nêu đơn vị nào thì theo đơn vị ấy, không rõ thì hỏi lại",
            several.join(", ")
        )),
    };
    let does =
        format!("Địa chỉ {address} viết thay cho {name}: từ nay thư của địa chỉ này được nhận là thư của {name}.");
    Some(Offer { taught, does, caution })
}

/// "What this address sends is no report". Not for a person who asks something, as the next mail may ask again; nor
/// for a mail with a document that calls itself a report, as such mails are shown to a person whatever is taught.
pub(super) fn to_ignore(settled: &Settled<'_>, lessons: &[Lesson], rules: &Rules) -> Option<Offer> {
    let address = settled.message.from.as_ref()?.address.clone();
    let taught = Taught::Ignore { address: address.clone() };
    let robot = &settled.message.robot;
    let machine = robot.bulk.is_some() || robot.auto_submitted.is_some() || robot.no_reply || robot.vendor.is_some();
    let asks = settled.question == Question::PersonAsks
        && settled.evidence.clues.iter().any(|clue| clue.claim == Claim::Kind(MailKind::Question));
    let reports = settled
        .evidence
        .clues
        .iter()
        .any(|clue| clue.attachment.is_some() && matches!(clue.claim, Claim::Report | Claim::Incident));
    if reports || (asks && !machine) || super::refusal(&taught, lessons, rules).is_some() {
        return None;
    }
    let does = format!(
        "Thư của địa chỉ {address} không phải báo cáo: từ nay không đưa vào danh sách chờ; thư có văn bản báo cáo kèm \
         theo vẫn hỏi lại."
    );
    Some(Offer { taught, does, caution: None })
}

/// The names of other units for which the address writes.
fn others(address: &str, unit: &UnitId, known: &[Lesson], rules: &Rules) -> Vec<String> {
    let taught = |other: &UnitId| {
        let said = |lesson: &Lesson| match &lesson.taught {
            Taught::Address { address: of, unit } => of == address && unit == other,
            Taught::Alias { .. } | Taught::Ignore { .. } => false,
        };
        known.iter().any(said)
    };
    let units = rules.roster.units.iter().filter(|other| other.id != *unit);
    units.filter(|other| other.ever_wrote_from(address) || taught(&other.id)).map(|other| other.name.clone()).collect()
}

pub(super) fn refusal(address: &str, unit: &UnitId, known: &[Lesson], rules: &Rules) -> Option<String> {
    let unit = rules.roster.unit(unit)?;
    if let Some(why) = unfit(address, rules) {
        return Some(why);
    }
    if is_no_reply(address) {
        return Some(format!("{address} là địa chỉ máy gửi, không ai đọc thư trả lời"));
    }
    if unit.ever_wrote_from(address) {
        return Some(format!("{address} đã có trong danh sách đơn vị, là của {}", unit.name));
    }
    known.iter().find_map(|lesson| match &lesson.taught {
        Taught::Address { address: of, unit: other } if of == address && *other == unit.id => {
            Some(format!("{address} đã được ghi nhớ là của {} (ghi nhớ số {})", unit.name, lesson.id))
        }
        Taught::Ignore { address: of } if of == address => Some(format!(
            "{address} đang được ghi nhớ là nơi không gửi báo cáo; bỏ ghi nhớ số {} trước (`learned revoke {}`)",
            lesson.id, lesson.id
        )),
        _ => None,
    })
}

pub(super) fn refusal_to_ignore(address: &str, known: &[Lesson], rules: &Rules) -> Option<String> {
    if let Some(why) = unfit(address, rules) {
        return Some(why);
    }
    if let Some(unit) = rules.roster.units.iter().find(|unit| unit.ever_wrote_from(address)) {
        return Some(format!("{address} là địa chỉ của {}: thư của đơn vị không bao giờ bị bỏ qua", unit.name));
    }
    known.iter().find_map(|lesson| match &lesson.taught {
        Taught::Address { address: of, .. } if of == address => Some(format!(
            "{address} đang được ghi nhớ là viết thay cho đơn vị; bỏ ghi nhớ số {} trước (`learned revoke {}`)",
            lesson.id, lesson.id
        )),
        Taught::Ignore { address: of } if of == address => {
            Some(format!("{address} đã được ghi nhớ là nơi không gửi báo cáo (ghi nhớ số {})", lesson.id))
        }
        _ => None,
    })
}

/// What no lesson may be about: half an address, our own people, a domain that imitates one that we know.
fn unfit(address: &str, rules: &Rules) -> Option<String> {
    let whole = address.split_once('@').filter(|(local, domain)| {
        let odd = |c: char| c.is_whitespace() || matches!(c, '@' | '*' | ',' | ';' | '<' | '>' | '%');
        !local.is_empty() && domain.contains('.') && !local.contains(odd) && !domain.contains(odd)
    });
    let Some((_, domain)) = whole else {
        return Some(format!("“{address}” không phải một địa chỉ đầy đủ; chỉ ghi nhớ từng địa chỉ, không cả tên miền"));
    };
    if is_ours(&rules.office, address) {
        return Some(format!("{address} là địa chỉ của cơ quan hoặc cán bộ cơ quan"));
    }
    imitated(domain, rules).map(|known| {
        format!(
            "tên miền {domain} gần giống {known}: có thể là giả mạo; gọi điện hỏi đơn vị, đúng thì ghi địa chỉ vào danh \
             sách đơn vị"
        )
    })
}

fn is_ours(office: &Office, address: &str) -> bool {
    office.mailbox == address
        || [&office.own_addresses, &office.staff, &office.leaders, &office.on_duty]
            .iter()
            .any(|list| list.iter().any(|own| own == address))
}

/// A domain of the roster, of our own or of a great provider that this one imitates.
///
/// Whoever owns "songlam.gov.vn" gives out all names under it, so two of those may be as near to each other as they
/// like; only what can be bought by anybody is compared.
fn imitated<'r>(domain: &str, rules: &'r Rules) -> Option<&'r str> {
    let own = bought(domain);
    let mut known = domains(rules);
    if known.iter().any(|known| bought(known) == own) {
        return None;
    }
    known.sort_unstable();
    known.into_iter().find(|known| {
        let theirs = bought(known);
        let (one, other) = (letters(own), letters(theirs));
        let most = if other.chars().count() >= 12 { 2 } else { 1 };
        let near = other.chars().count() >= 6 && strsim::damerau_levenshtein(&one, &other) <= most;
        near || letters(domain) == letters(known)
    })
}

fn domains(rules: &Rules) -> Vec<&str> {
    let of = |address: &'_ str| address.rsplit_once('@').map_or(0, |(local, _)| local.len().saturating_add(1));
    let mut all: Vec<&str> = PUBLIC.to_vec();
    let mailbox = rules.office.mailbox.as_str();
    all.extend(mailbox.get(of(mailbox)..));
    for unit in &rules.roster.units {
        let past = unit.former.iter().map(|former| (&former.addresses, &former.domains));
        for (addresses, domains) in past.chain([(&unit.addresses, &unit.domains)]) {
            all.extend(domains.iter().map(String::as_str));
            all.extend(addresses.iter().filter_map(|address| address.get(of(address)..)));
        }
    }
    all
}

/// The part of a domain that somebody has bought: one name above what everybody may buy under.
fn bought(domain: &str) -> &str {
    let mut part = domain;
    while let Some((_, rest)) = part.split_once('.') {
        if BARE.contains(&rest) || !rest.contains('.') {
            return part;
        }
        part = rest;
    }
    part
}

/// A domain as a hasty eye sees it: without dots and hyphens, and with the letters that pass for others made one.
fn letters(domain: &str) -> String {
    let plain: String = domain.chars().filter(|c| c.is_alphanumeric()).collect();
    plain.replace("rn", "m").replace("vv", "w").replace('0', "o").replace(['1', 'i'], "l")
}

/// An address of the roster at the same public provider that differs in one or two letters.
fn alike_at_provider<'r>(address: &str, rules: &'r Rules) -> Option<&'r str> {
    let (local, domain) = address.rsplit_once('@')?;
    let every = rules.roster.units.iter().flat_map(|unit| &unit.addresses);
    every.map(String::as_str).find(|known| {
        known.rsplit_once('@').is_some_and(|(theirs, at)| {
            at == domain && PUBLIC.contains(&domain) && strsim::damerau_levenshtein(theirs, local) <= 2
        })
    })
}
