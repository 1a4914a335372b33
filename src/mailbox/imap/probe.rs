//! What an account looks like, for the person who sets it up: only the newest headers are fetched, nothing is changed.

use async_imap::imap_proto::{AttributeValue, MessageSection, Response, SectionPath};
use jiff::civil::Date;

use super::folder;
use super::session::Session;
use super::{Settings, login};
use crate::mailbox::MailboxError;

/// Mails of the inbox whose headers are looked at.
const NEWEST: u32 = 20;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeReport {
    /// Capabilities after login, upper case, sorted.
    pub capabilities: Vec<String>,
    /// Whether new mail is announced at once (IDLE).
    pub idle: bool,
    /// All folders of the account.
    pub folders: Vec<FolderReport>,
    /// The headers of the newest mails in the inbox, at most twenty; empty when the server would not show them.
    pub newest: Vec<Vec<u8>>,
}

/// One folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderReport {
    /// Name, decoded.
    pub name: String,
    /// Special use, as the server names it (`\Junk`, `\Sent`).
    pub special_use: Option<String>,
    /// Whether the settings have it read.
    pub read: bool,
    /// Mails in it; none for folders that are not read.
    pub mails: Option<u64>,
    /// Of these, received on or after the date asked about; none without a date.
    pub since: Option<u64>,
}

/// Connects, logs in and looks around; `since`: the day from which mails count as the office's.
///
/// # Errors
/// The first thing that would keep `run` from reading, in words for a person; a configured folder that is missing too.
pub async fn probe(settings: &Settings, since: Option<Date>) -> Result<ProbeReport, MailboxError> {
    let mut session = login::enter(settings, true).await?;
    let listed = folder::list(&mut session).await?;
    let junk = folder::junk(&listed).filter(|_| settings.junk).map(|junk| junk.name.clone());
    let wanted = |name: &str| {
        name.eq_ignore_ascii_case("INBOX")
            || settings.folders.iter().any(|folder| folder == name)
            || junk.as_deref() == Some(name)
    };
    let mut folders = Vec::with_capacity(listed.len());
    for found in &listed {
        let mut report = FolderReport {
            name: found.name.clone(),
            special_use: found.special.clone(),
            read: found.holds_mail && wanted(&found.name),
            mails: None,
            since: None,
        };
        if report.read {
            folder::open(&mut session, &found.name).await?;
            report.mails = Some(u64::from(session.exists()));
            if let Some(day) = since {
                let what = day.strftime("SINCE %-d-%b-%Y").to_string();
                report.since = Some(folder::search(&mut session, &what).await?.len() as u64);
            }
        }
        folders.push(report);
    }
    for name in &settings.folders {
        if !folders.iter().any(|folder| folder.read && folder.name == *name) {
            // Some servers do not list what they open.
            folder::open(&mut session, name).await?;
            let mails = Some(u64::from(session.exists()));
            folders.push(FolderReport { name: name.clone(), special_use: None, read: true, mails, since: None });
        }
    }
    // A courtesy to the person who sets up: a server that will not show headers does not fail the probe.
    let newest = newest(&mut session).await.unwrap_or_default();
    let report = ProbeReport { capabilities: session.capabilities(), idle: session.has("IDLE"), folders, newest };
    // Politeness; what matters is known.
    let _ = session.command("LOGOUT", |_| {}).await;
    Ok(report)
}

async fn newest(session: &mut Session) -> Result<Vec<Vec<u8>>, MailboxError> {
    folder::open(session, "INBOX").await?;
    let last = session.exists();
    let mut headers = Vec::new();
    if last > 0 {
        let first = last.saturating_sub(NEWEST.saturating_sub(1)).max(1);
        let line = format!("FETCH {first}:{last} (BODY.PEEK[HEADER]<0.65536>)");
        session.command(&line, |answer| headers.extend(header(answer))).await?;
    }
    Ok(headers)
}

fn header(answer: &Response<'_>) -> Option<Vec<u8>> {
    let Response::Fetch(_, attributes) = answer else { return None };
    attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::BodySection {
            section: Some(SectionPath::Full(MessageSection::Header)),
            data: Some(data),
            ..
        } => Some(data.to_vec()),
        _ => None,
    })
}
