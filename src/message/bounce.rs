//! Delivery reports: who was not reached, and for good?

mod wording;

use crate::mime::{self, Entity, message_ids};

use super::{Bounce, BouncedRecipient, Person, address, robot};

/// Recipients of one report that are kept.
const MOST: usize = 500;

/// The delivery report that the mail is, if it is one: by its fields (RFC 3464), else by the words of servers that
/// do not keep to the standard. Reports of success, and of mere delay, name nobody as lost: the former have no
/// recipients, the latter recipients that are not permanent.
#[must_use]
pub fn read(root: &Entity, author: Option<&Person>, subject: &str, body: &str) -> Option<Bounce> {
    let everything = root.walk();
    let status = everything.iter().find(|part| {
        part.media_type.ends_with("/delivery-status") || part.media_type == "message/global-delivery-status"
    });
    let mut recipients = match status {
        Some(part) => by_fields(&String::from_utf8_lossy(&part.content)),
        None => {
            let failed: Vec<String> = root
                .raw_all("x-failed-recipients")
                .flat_map(|value| value.split(','))
                .filter_map(address::clean)
                .collect();
            let machine = author.is_none_or(|person| robot::is_mailer(&person.address))
                || root.raw("return-path").is_some_and(|path| path.trim() == "<>");
            let named = machine && (wording::is_report(subject, body) || !failed.is_empty());
            if !named {
                return None;
            }
            wording::recipients(body, &failed, &ours(root))
        }
    };
    recipients.truncate(MOST);
    if status.is_none() && recipients.is_empty() {
        return None;
    }
    Some(Bounce { recipients, original_message_id: original_id(root, &everything, body) })
}

/// Addresses that a report shows without meaning a failure: whom it was sent to, who writes it.
fn ours(root: &Entity) -> Vec<String> {
    ["to", "from", "delivered-to"]
        .iter()
        .flat_map(|name| root.raw_all(name))
        .flat_map(address::persons)
        .map(|person| person.address)
        .collect()
}

/// Field groups of a message/delivery-status part.
fn by_fields(text: &str) -> Vec<BouncedRecipient> {
    let text = text.replace("\r\n", "\n");
    let mut found: Vec<BouncedRecipient> = Vec::new();
    for group in text.split("\n\n") {
        let fields = mime::parse_header(format!("{}\n\n", group.trim()).as_bytes());
        let typed = |name: &str| fields.raw(name).map(|value| value.split_once(';').map_or(value, |(_, rest)| rest));
        let Some(who) =
            ["original-recipient", "final-recipient"].into_iter().find_map(|name| typed(name).and_then(address::clean))
        else {
            continue;
        };
        let action = fields.raw("action").unwrap_or("failed").trim().to_ascii_lowercase();
        if matches!(action.as_str(), "delivered" | "relayed" | "expanded")
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
        let permanent = action == "failed" && wording::is_permanent(status.as_deref(), said);
        found.push(BouncedRecipient { address: who, status, permanent });
    }
    found
}

/// Message-ID of the mail that failed: from the returned mail, else from what the report says, else from its thread.
fn original_id(root: &Entity, everything: &[&Entity], body: &str) -> Option<String> {
    let first = |value: &str| message_ids(value).into_iter().next();
    let returned = everything
        .iter()
        .filter(|part| {
            matches!(
                part.media_type.as_str(),
                "message/rfc822"
                    | "message/global"
                    | "text/rfc822-headers"
                    | "message/rfc822-headers"
                    | "message/global-headers"
            )
        })
        .find_map(|part| mime::parse_header(&part.content).raw("message-id").and_then(first));
    let told = || {
        everything.iter().filter(|part| part.media_type.ends_with("delivery-status")).find_map(|part| {
            line_value(&String::from_utf8_lossy(&part.content), &["x-original-message-id", "original-message-id"])
        })
    };
    returned
        .or_else(told)
        .or_else(|| line_value(body, &["message-id"]))
        .or_else(|| root.raw("in-reply-to").and_then(first))
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
