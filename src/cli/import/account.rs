//! The configured mailbox as a place of old mails: read by the daemon's own driver, which changes nothing in it.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::source::{self, Found};
use crate::clock::{Clock, SystemClock};
use crate::config::{Loaded, Mailbox};
use crate::daemon::wiring;
use crate::failure::Failure;
use crate::mailbox::{Event, Journal, Known, imap};
use crate::message::RawContent;

/// A server that gives nothing for so long is not waited for.
const PATIENCE: Duration = Duration::from_mins(2);

/// To a rehearsal every mail is new.
struct Nothing;

impl Journal for Nothing {
    fn known(&self, _: &str, _: &str, _: u32) -> Result<Known, String> {
        Ok(Known::default())
    }
}

/// All mails of the configured mailboxes that were received on these days, in these folders (none named: those that the
/// daemon reads). Bodies wait in a file without a name, which is gone when the program is.
///
/// # Errors
/// A mailbox that does not answer; a disk that is full.
pub async fn find(
    loaded: &Loaded,
    days: Option<(Date, Date)>,
    folders: &[String],
    mut told: impl FnMut(usize),
) -> Result<Vec<Found>, Failure> {
    let mut found = match &loaded.config.mailbox {
        Mailbox::Maildir(path) => source::find(path, &loaded.rules.office.time_zone)?,
        Mailbox::Imap(_) => Vec::new(),
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    for account in loaded.config.accounts() {
        let settings = wiring::imap(account, &clock)?;
        let before = found.len();
        found.extend(fetched(settings, days, folders, |count| told(before.saturating_add(count))).await?);
    }
    Ok(found)
}

/// The same for one account.
async fn fetched(
    mut settings: imap::Settings,
    days: Option<(Date, Date)>,
    folders: &[String],
    mut told: impl FnMut(usize),
) -> Result<Vec<Found>, Failure> {
    settings.days = days;
    settings.deaf_after = PATIENCE;
    if !folders.is_empty() {
        let inbox = |folder: &String| folder.eq_ignore_ascii_case("INBOX");
        settings.inbox = folders.iter().any(inbox);
        settings.folders = folders.iter().filter(|folder| !inbox(folder)).cloned().collect();
        settings.junk = false;
    }
    // The first fault in words, before anything is fetched.
    imap::probe(&settings, None).await.map_err(Failure::outside)?;
    let disk = |error| Failure::outside(format!("không ghi được tệp tạm (thư mục tạm đặt bằng biến TMPDIR): {error}"));
    let spool: Arc<File> = Arc::new(tempfile::tempfile().map_err(disk)?);
    let (events, mut heard) = mpsc::channel(1);
    let stop = CancellationToken::new();
    let reading = tokio::spawn(imap::run(settings, Arc::new(Nothing), events, stop.clone()));
    let (mut found, mut end) = (Vec::new(), 0_u64);
    while let Some(event) = heard.recv().await {
        match event {
            Event::Mail(mail) => {
                found.push(Found::spooled(&mail, &spool, end));
                if let RawContent::Whole(bytes) = &mail.content {
                    spool.write_all_at(bytes, end).map_err(disk)?;
                    end = end.saturating_add(bytes.len() as u64);
                }
                told(found.len());
            }
            Event::PassComplete { .. } => break,
            Event::Deaf { why, .. } => {
                stop.cancel();
                return Err(Failure::outside(format!("đang đọc hộp thư thì mất liên lạc: {why}")));
            }
            Event::Recovered { .. } | Event::Progress { .. } => {}
        }
    }
    stop.cancel();
    drop(heard);
    let _ = reading.await;
    Ok(found)
}
