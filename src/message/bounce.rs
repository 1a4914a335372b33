//! Delivery reports: who was not reached, and for good?

mod recipient;
mod returned;
mod wording;

use crate::mime::{self, Entity, message_ids};
use crate::spelling::fold;

use self::returned::Returned;
use self::wording::Signs;
use super::{Bounce, BouncedRecipient, Person, address, robot};

/// Recipients of one report that are kept.
const MOST: usize = 500;
/// Groups of fields of one report that are read.
const MOST_GROUPS: usize = 2_000;
/// Addresses of its header that are read.
const MOST_NAMED: usize = 1_000;

/// The delivery report that the mail is, if it is one: by its fields (RFC 3464, RFC 6533), else by the words of servers
/// that do not keep to the standard. Reports of success, and of mere delay, name nobody as lost: the former have no
/// recipients, the latter recipients that are not permanent. Who wrote in vain may remain unknown: then nobody is named.
#[must_use]
pub fn read(root: &Entity, author: Option<&Person>, subject: &str, body: &str) -> Option<Bounce> {
    let everything = root.walk();
    if everything.iter().any(|part| part.media_type == "message/feedback-report") {
        return None;
    }
    let returned = Returned::find(&everything, body);
    let lines = returned::before(body);
    let fields: Vec<String> =
        everything.iter().filter(|part| is_status(part)).map(|part| decoded(&part.content)).collect();
    let failed = root.raw_all("x-failed-recipients").flat_map(|value| value.split(','));
    let named: Vec<String> = failed.take(MOST_NAMED).filter_map(address::clean).collect();
    let told_in_header = !named.is_empty() && is_machine(root, author);
    if fields.is_empty() && !told_in_header {
        let files = everything.iter().any(|part| part.file_name.is_some() && !part.media_type.starts_with("message/"));
        if !is_told(root, author, wording::signs(subject, &lines), &returned, files) {
            return None;
        }
    }
    let (mut recipients, mut told) = (Vec::new(), false);
    for part in &fields {
        told |= by_fields(part, &mut recipients);
    }
    if !told {
        recipients = recipient::named(&lines, &named, &returned.addressees(), &ours(root));
    }
    recipients.truncate(MOST);
    Some(Bounce { recipients, original_message_id: original_id(root, &everything, &returned, body) })
}

fn is_status(part: &Entity) -> bool {
    part.media_type.ends_with("/delivery-status") || part.media_type == "message/global-delivery-status"
}

fn decoded(content: &[u8]) -> String {
    String::from_utf8_lossy(content).replace("\r\n", "\n")
}

/// Whether words alone make it a report. A machine's word is believed when two signs agree, or
/// when it brings nothing but its word; under any other name (a
/// gateway's, an administrator's) it takes the opening words of a report, a failure told, and the mail given back with
/// nothing else attached: a clerk who passes a report on, or complains of one, is not a machine.
fn is_told(root: &Entity, author: Option<&Person>, signs: Signs, returned: &Returned, files: bool) -> bool {
    let reported = root.media_type == "multipart/report"
        && root.param("report-type").is_none_or(|kind| kind.eq_ignore_ascii_case("delivery-status"));
    let witness = signs.code || returned.is_shown() || reported;
    if is_machine(root, author) || reported {
        return (signs.subject && (signs.text || witness || !files)) || (signs.text && witness);
    }
    signs.opens && signs.text && returned.attached && !files
}

/// Whether a mail server writes, by its address, its name, or the path back.
fn is_machine(root: &Entity, author: Option<&Person>) -> bool {
    const NAMES: [&str; 6] = [
        "mail deliver",
        "mailer daemon",
        "system administrator",
        "mail administrator",
        "mail system",
        "he thong gui thu",
    ];
    let path = root.raw("return-path").map(|path| path.trim_matches(['<', '>', ' ', '\t']).to_ascii_lowercase());
    author.is_none_or(|person| {
        let name = fold(&person.name);
        robot::is_mailer(&person.address) || NAMES.iter().any(|words| name.contains(words))
    }) || path.is_some_and(|path| path.is_empty() || robot::is_mailer(&path))
}

/// Addresses that a report shows without meaning a failure: whom it was sent to, who writes it.
fn ours(root: &Entity) -> Vec<String> {
    ["to", "from", "delivered-to"]
        .iter()
        .flat_map(|name| root.raw_all(name))
        .flat_map(address::persons)
        .take(MOST_NAMED)
        .map(|person| person.address)
        .collect()
}

/// Field groups of a message/delivery-status part. Whether any of them names a recipient, reached or not.
fn by_fields(text: &str, found: &mut Vec<BouncedRecipient>) -> bool {
    let mut told = false;
    for group in text.split("\n\n").filter(|group| !group.trim().is_empty()).take(MOST_GROUPS) {
        let fields = mime::parse_header(format!("{}\n\n", group.trim()).as_bytes());
        let typed = |name: &str| fields.raw(name).map(|value| value.split_once(';').map_or(value, |(_, rest)| rest));
        let names = ["original-recipient", "final-recipient", "x-actual-recipient"];
        let Some(who) = names.into_iter().find_map(|name| typed(name).and_then(address::clean)) else {
            continue;
        };
        told = true;
        let action = fields.raw("action").unwrap_or("failed").trim().to_ascii_lowercase();
        if ["delivered", "relayed", "expanded"].iter().any(|fine| action.starts_with(fine))
            || found.iter().any(|known| known.address == who)
        {
            continue;
        }
        let said = typed("diagnostic-code").unwrap_or_default();
        let status = fields.raw("status").and_then(wording::status);
        // "5.0.0" says nothing; the server's own words may be more exact.
        let status = match (status, wording::status(said)) {
            (Some(vague), Some(exact)) if vague.ends_with(".0.0") => Some(exact),
            (given, exact) => given.or(exact),
        };
        let delayed = action.starts_with("delay");
        let permanent = action.starts_with("fail") && wording::is_permanent(status.as_deref(), said);
        found.push(BouncedRecipient { address: who, status, permanent, delayed });
    }
    told
}

/// Message-ID of the mail that failed: from the returned mail, else from what the report says, else from its thread.
fn original_id(root: &Entity, everything: &[&Entity], returned: &Returned, body: &str) -> Option<String> {
    let told = || {
        everything
            .iter()
            .filter(|part| is_status(part))
            .find_map(|part| line_value(&decoded(&part.content), &["x-original-message-id", "original-message-id"]))
    };
    returned
        .id()
        .or_else(told)
        .or_else(|| line_value(body, &["message-id", "message id", "original-message-id"]))
        .or_else(|| root.raw("in-reply-to").and_then(|value| message_ids(value).into_iter().next()))
        .or_else(|| root.raw("references").and_then(|value| message_ids(value).pop()))
}

/// The Message-ID of a line "Name: <id>" in plain text.
fn line_value(text: &str, names: &[&str]) -> Option<String> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let name = name.trim().trim_start_matches('>').trim().to_ascii_lowercase();
        names.contains(&name.as_str()).then(|| message_ids(value).into_iter().next()).flatten()
    })
}

#[cfg(test)]
mod tests;
