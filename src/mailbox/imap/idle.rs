//! Waiting for the server to speak (RFC 2177), never longer than a while: a silent line may be a dead one.

use std::time::Duration;

use async_imap::imap_proto::Response;
use tokio::time::Instant;

use super::session::Session;
use crate::mailbox::MailboxError;

/// Servers and firewalls forget a connection that is silent for ten minutes or more.
const RENEW: Duration = Duration::from_mins(9);

/// Why waiting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Woken {
    /// The open folder may hold something new.
    News,
    /// It is time to look at all folders.
    Due,
}

/// Idles on the open folder until something is announced or `due`.
///
/// # Errors
/// `Refused` when the server ends or refuses IDLE itself (the connection can still be used); else the connection must
/// be dropped.
pub(super) async fn until(session: &mut Session, due: Instant) -> Result<Woken, MailboxError> {
    // Announced while another command ran: it will not be announced again.
    if session.has_news() {
        return Ok(Woken::News);
    }
    let renew = Instant::now().checked_add(RENEW).unwrap_or(due);
    let running = session.start("IDLE").await?;
    loop {
        match session.next(&running, |answer| matches!(answer, Response::Continue(_))).await? {
            Some(true) => break,
            Some(false) => {}
            None => return Err(ended()),
        }
    }
    while !session.has_news() {
        tokio::select! {
            biased;
            () = tokio::time::sleep_until(due.min(renew)) => break,
            over = session.wait("IDLE", |answer| matches!(answer, Response::Done { .. })) => {
                if over? {
                    return Err(ended());
                }
            }
        }
    }
    session.say("DONE").await?;
    while session.next(&running, |_| ()).await?.is_some() {}
    if session.has_news() || Instant::now() < due { Ok(Woken::News) } else { Ok(Woken::Due) }
}

fn ended() -> MailboxError {
    MailboxError::Refused { verb: "IDLE".to_owned(), said: "máy chủ tự kết thúc IDLE".to_owned() }
}
