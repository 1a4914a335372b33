//! Looks for one mail by its Message-ID, in the folder of sent mail and in those that are read. EXAMINE and SEARCH only.

use jiff::civil::Date;

use super::folder::{self, Listed};
use super::session::Session;
use super::{Settings, login};
use crate::mailbox::MailboxError;

/// Names of folders for sent mail on servers that do not know RFC 6154.
const SENT_NAMES: [&str; 8] =
    ["sent", "sent items", "sent messages", "sent mail", "inbox.sent", "đã gửi", "thư đã gửi", "các mục đã gửi"];

/// Where something with this Message-ID (without brackets) can be seen, received or kept since the day before `since`:
/// the folder of sent mail holds it, or a mail of a folder that is read bears or mentions it. In Vietnamese; none when
/// nothing does. A server without such a folder is searched where it can be.
///
/// # Errors
/// The server could not be asked.
pub async fn find(settings: &Settings, message_id: &str, since: Date) -> Result<Option<String>, MailboxError> {
    if message_id.is_empty() || !message_id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
    {
        return Ok(None);
    }
    let mut session = login::enter(settings, false).await?;
    let listed = folder::list(&mut session).await?;
    let day = since.yesterday().unwrap_or(since).strftime("%-d-%b-%Y");
    let mut places = Vec::new();
    let sent = settings.sent.clone().or_else(|| sent(&listed).map(|folder| folder.name.clone()));
    places.extend(sent.map(|name| (name, format!("SINCE {day} HEADER Message-ID \"{message_id}\""))));
    let read = settings.inbox.then(|| "INBOX".to_owned()).into_iter().chain(settings.folders.iter().cloned());
    for name in read {
        if !places.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            // A report of failure holds our letter's header in its body; an answer names it among its references.
            places.push((name, format!("SINCE {day} TEXT \"{message_id}\"")));
        }
    }
    let mut found = None;
    for (name, what) in places {
        if holds(&mut session, &name, &what).await? {
            found = Some(format!("thấy trong thư mục “{name}” của hộp thư"));
            break;
        }
    }
    // Politeness; what matters is known.
    let _ = session.command("LOGOUT", |_| {}).await;
    Ok(found)
}

/// A folder that is not there, or that the server will not search, holds nothing.
async fn holds(session: &mut Session, name: &str, what: &str) -> Result<bool, MailboxError> {
    match folder::open(session, name).await {
        Ok(_) => {}
        Err(MailboxError::FolderMissing { .. }) => return Ok(false),
        Err(fault) => return Err(fault),
    }
    match folder::search(session, what).await {
        Ok(uids) => Ok(!uids.is_empty()),
        Err(MailboxError::Refused { .. }) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// The folder of sent mail: by special use, else by a usual name.
fn sent(folders: &[Listed]) -> Option<&Listed> {
    let usable = || folders.iter().filter(|folder| folder.holds_mail);
    usable()
        .find(|folder| folder.special.as_deref() == Some("\\Sent"))
        .or_else(|| usable().find(|folder| SENT_NAMES.contains(&folder.name.to_lowercase().as_str())))
}
