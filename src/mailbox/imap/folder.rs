//! One folder: opened read-only, listed, compared with what is known.

use async_imap::imap_proto::{AttributeValue, MailboxDatum, NameAttribute, Response, ResponseCode};
use jiff::Timestamp;
use jiff::civil::Date;

use super::session::Session;
use super::utf7;
use crate::mailbox::MailboxError;

/// Most UIDs in one command line.
const LIST: usize = 500;

/// Names of junk folders on servers that do not know RFC 6154.
const JUNK_NAMES: [&str; 7] = ["junk", "spam", "junk e-mail", "junk email", "bulk mail", "thư rác", "inbox.junk"];

/// A folder as the server lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// As on the wire.
    pub wire: String,
    /// As people read it.
    pub name: String,
    /// Special use, as the server names it: `\Junk`.
    pub special: Option<String>,
    /// Whether mail can stand in it.
    pub holds_mail: bool,
}

/// A folder that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opened {
    /// As people read it.
    pub name: String,
    /// RFC 3501 §2.3.1.1.
    pub uid_validity: u32,
}

/// What is known of a mail before its body is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waiting {
    /// Its UID.
    pub uid: u32,
    /// Its size, in bytes, as the server says.
    pub size: u64,
    /// INTERNALDATE, when the server gave a readable one.
    pub received_at: Option<Timestamp>,
    /// Gmail's X-GM-MSGID.
    pub gmail: Option<u64>,
}

/// All folders of the account.
pub(super) async fn list(session: &mut Session) -> Result<Vec<Listed>, MailboxError> {
    let mut folders = Vec::new();
    session
        .command("LIST \"\" \"*\"", |answer| {
            if let Response::MailboxData(MailboxDatum::List(data)) = answer {
                let wire = data.name.to_string();
                folders.push(Listed {
                    name: utf7::decode(&wire),
                    wire,
                    special: data.name_attributes.iter().find_map(special),
                    holds_mail: !data.name_attributes.iter().any(no_mail),
                });
            }
        })
        .await?;
    Ok(folders)
}

/// The junk folder: by special use, else by a usual name.
pub(super) fn junk(folders: &[Listed]) -> Option<&Listed> {
    let usable = || folders.iter().filter(|folder| folder.holds_mail);
    usable()
        .find(|folder| folder.special.as_deref() == Some("\\Junk"))
        .or_else(|| usable().find(|folder| JUNK_NAMES.contains(&folder.name.to_lowercase().as_str())))
}

/// Opens a folder for reading only.
///
/// # Errors
/// `FolderMissing` (the connection can still be used), or no UIDVALIDITY.
pub(super) async fn open(session: &mut Session, name: &str) -> Result<Opened, MailboxError> {
    let wire = utf7::encode(name).replace('\\', "\\\\").replace('"', "\\\"");
    let mut uid_validity = None;
    let done = session
        .command(&format!("EXAMINE \"{wire}\""), |answer| {
            if let Response::Data { outcome, .. } = answer
                && let Some(ResponseCode::UidValidity(value)) = outcome.code
            {
                uid_validity = Some(value);
            }
        })
        .await;
    match done {
        Ok(()) => {}
        Err(MailboxError::Refused { said, .. }) => {
            return Err(MailboxError::FolderMissing { folder: name.to_owned(), said });
        }
        Err(fault) => return Err(fault),
    }
    let uid_validity = uid_validity.ok_or_else(|| MailboxError::Garbled { doing: format!("mở {name}") })?;
    Ok(Opened { name: name.to_owned(), uid_validity })
}

/// What to search for: everything, or what was received around these days.
pub(super) fn span(days: Option<(Date, Date)>) -> String {
    let day = |day: Date| day.strftime("%-d-%b-%Y").to_string();
    let Some((first, last)) = days else { return "ALL".to_owned() };
    let first = first.yesterday().unwrap_or(first);
    let after = last.tomorrow().and_then(Date::tomorrow).unwrap_or(last);
    format!("SINCE {} BEFORE {}", day(first), day(after))
}

/// UIDs of the open folder that match, ascending.
pub(super) async fn search(session: &mut Session, what: &str) -> Result<Vec<u32>, MailboxError> {
    session.take_news();
    let mut uids = Vec::new();
    session
        .command(&format!("UID SEARCH {what}"), |answer| {
            if let Response::MailboxData(MailboxDatum::Search(found)) = answer {
                uids.extend_from_slice(found);
            }
        })
        .await?;
    uids.sort_unstable();
    uids.dedup();
    Ok(uids)
}

/// Sizes and dates of `uids`, in their order. What was expunged meanwhile is left out.
pub(super) async fn sizes(session: &mut Session, uids: &[u32]) -> Result<Vec<Waiting>, MailboxError> {
    let gmail = if session.has("X-GM-EXT-1") { " X-GM-MSGID" } else { "" };
    let mut waiting = Vec::with_capacity(uids.len());
    for some in uids.chunks(LIST) {
        let line = format!("UID FETCH {} (UID RFC822.SIZE INTERNALDATE{gmail})", set(some));
        session
            .command(&line, |answer| {
                if let Response::Fetch(_, attributes) = answer {
                    waiting.extend(row(attributes));
                }
            })
            .await?;
    }
    waiting.sort_unstable_by_key(|mail| mail.uid);
    waiting.dedup_by_key(|mail| mail.uid);
    waiting.retain(|mail| uids.binary_search(&mail.uid).is_ok());
    Ok(waiting)
}

/// A set of ascending UIDs as RFC 3501 writes it: `3:5,9`.
pub(super) fn set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*uid) => *last = *uid,
            _ => ranges.push((*uid, *uid)),
        }
    }
    let written: Vec<_> = ranges
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}:{last}") })
        .collect();
    written.join(",")
}

fn row(attributes: &[AttributeValue<'_>]) -> Option<Waiting> {
    let (mut uid, mut size, mut received_at, mut gmail) = (None, None, None, None);
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::Rfc822Size(value) => size = Some(u64::from(*value)),
            AttributeValue::InternalDate(text) => received_at = internal_date(text),
            AttributeValue::GmailMsgId(value) => gmail = Some(*value),
            _ => {}
        }
    }
    // A size that does not fit 32 bits is not parsed: larger than any limit.
    Some(Waiting { uid: uid?, size: size.unwrap_or(u64::MAX), received_at, gmail })
}

/// RFC 3501 date-time: `" 5-Jun-2020 08:15:00 +0700"`.
pub(super) fn internal_date(text: &str) -> Option<Timestamp> {
    Timestamp::strptime("%d-%b-%Y %H:%M:%S %z", text.trim()).ok()
}

fn special(attribute: &NameAttribute<'_>) -> Option<String> {
    let name = match attribute {
        NameAttribute::All => "\\All",
        NameAttribute::Archive => "\\Archive",
        NameAttribute::Drafts => "\\Drafts",
        NameAttribute::Flagged => "\\Flagged",
        NameAttribute::Junk => "\\Junk",
        NameAttribute::Sent => "\\Sent",
        NameAttribute::Trash => "\\Trash",
        _ => return None,
    };
    Some(name.to_owned())
}

fn no_mail(attribute: &NameAttribute<'_>) -> bool {
    match attribute {
        NameAttribute::NoSelect => true,
        NameAttribute::Extension(name) => name.eq_ignore_ascii_case("\\NonExistent"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_written_short() {
        assert_eq!(set(&[3]), "3");
        assert_eq!(set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(set(&[u32::MAX - 1, u32::MAX]), "4294967294:4294967295");
        assert_eq!(set(&[]), "");
    }

    #[test]
    fn dates_of_one_and_two_digits_and_any_zone_are_read() {
        for text in [" 5-Jun-2020 08:15:00 +0700", "05-Jun-2020 01:15:00 +0000", "5-Jun-2020 08:15:00 +0700"] {
            assert_eq!(internal_date(text), Some("2020-06-05T01:15:00Z".parse().unwrap()), "{text}");
        }
        assert_eq!(internal_date(""), None);
        assert_eq!(internal_date("yesterday"), None);
    }

    #[test]
    fn junk_is_found_by_use_before_name() {
        let folder = |name: &str, special: Option<&str>, holds_mail| Listed {
            wire: name.to_owned(),
            name: name.to_owned(),
            special: special.map(str::to_owned),
            holds_mail,
        };
        let by_use = [folder("Spam", None, true), folder("Rác", Some("\\Junk"), true)];
        assert_eq!(junk(&by_use).unwrap().name, "Rác");
        let by_name = [folder("Junk", None, false), folder("Thư rác", None, true)];
        assert_eq!(junk(&by_name).unwrap().name, "Thư rác");
        assert_eq!(junk(&[folder("INBOX", None, true)]), None);
    }
}
