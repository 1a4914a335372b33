//! The driver: a command goes out, its answers come in one by one, and whatever is not a plain OK is an error.
//!
//! The high-level calls of async-imap take a refused command, a closed connection and half an answer for success with
//! nothing in it; this driver never does. After any error but `Refused` the connection must be dropped.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_imap::imap_proto::{Capability, MailboxDatum, RequestId, Response, Status};
use tokio::time::timeout;

use super::connect::Wire;
use crate::mailbox::MailboxError;

/// Longest text of the server that is passed on to people.
const SAID: usize = 200;

/// A logged-in connection.
pub(super) struct Session {
    wire: async_imap::Session<Box<dyn Wire>>,
    /// Bytes that came so far.
    heard: Arc<AtomicU64>,
    patience: Duration,
    capabilities: HashSet<String>,
    /// Something new was announced since `forget_news`.
    news: bool,
    /// Messages in the open folder, as last announced.
    exists: u32,
}

/// A command on its way.
#[derive(Debug, Clone)]
pub(super) struct Running {
    tag: RequestId,
    verb: String,
}

impl Session {
    /// Takes over a connection after its login.
    pub(super) fn new(wire: async_imap::Session<Box<dyn Wire>>, heard: Arc<AtomicU64>, patience: Duration) -> Self {
        Self { wire, heard, patience, capabilities: HashSet::new(), news: false, exists: 0 }
    }

    /// Sends a command; its answers are read with `next`.
    ///
    /// # Errors
    /// The line holds a line break, or the network failed.
    pub(super) async fn start(&mut self, line: &str) -> Result<Running, MailboxError> {
        let verb = verb(line);
        if line.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(MailboxError::BrokenCommand { verb });
        }
        let sent = timeout(self.patience, self.wire.run_command(line)).await;
        let tag = sent.map_err(|_| timed_out(&verb))?.map_err(|fault| library(fault, &verb))?;
        Ok(Running { tag, verb })
    }

    /// Passes the next untagged answer to `read`, or none once the command is completed with OK. Commands complete in
    /// the order in which they were sent, and are to be read in that order.
    ///
    /// # Errors
    /// Everything that is not an answer or OK.
    pub(super) async fn next<T>(
        &mut self,
        running: &Running,
        read: impl FnOnce(&Response<'_>) -> T,
    ) -> Result<Option<T>, MailboxError> {
        let tag = &running.tag;
        let verb = &running.verb;
        self.answer(verb, Some(self.patience), |answer| match answer {
            Response::Done { tag: done, status, outcome } => {
                let (verb, said) = (verb.clone(), clip(outcome.information.as_deref()));
                match status {
                    _ if done != tag => Err(MailboxError::Garbled { doing: verb }),
                    Status::Ok => Ok(None),
                    Status::No => Err(MailboxError::Refused { verb, said }),
                    _ => Err(MailboxError::Bad { verb, said }),
                }
            }
            _ => Ok(Some(read(answer))),
        })
        .await?
    }

    /// Sends a command and shows each untagged answer to `on`, until OK.
    pub(super) async fn command(&mut self, line: &str, mut on: impl FnMut(&Response<'_>)) -> Result<(), MailboxError> {
        let running = self.start(line).await?;
        while self.next(&running, &mut on).await?.is_some() {}
        Ok(())
    }

    /// Waits for any answer as long as it takes; may be dropped while waiting.
    pub(super) async fn wait<T>(
        &mut self,
        doing: &str,
        read: impl FnOnce(&Response<'_>) -> T,
    ) -> Result<T, MailboxError> {
        self.answer(doing, None, read).await
    }

    async fn answer<T>(
        &mut self,
        doing: &str,
        limit: Option<Duration>,
        read: impl FnOnce(&Response<'_>) -> T,
    ) -> Result<T, MailboxError> {
        let answer = loop {
            let before = self.heard.load(Ordering::Relaxed);
            let Some(limit) = limit else { break self.wire.read_response().await };
            match timeout(limit, self.wire.read_response()).await {
                Ok(answer) => break answer,
                // A large mail on a slow line: bytes still come. Reading may be dropped and taken up again.
                Err(_) if self.heard.load(Ordering::Relaxed) != before => {}
                Err(_) => return Err(timed_out(doing)),
            }
        };
        let answer = answer
            .map_err(|fault| network(&fault, doing))?
            .ok_or_else(|| MailboxError::Closed { doing: doing.to_owned() })?;
        match answer.parsed() {
            Response::Data { status: Status::Bye, outcome } => {
                return Err(MailboxError::Bye { said: clip(outcome.information.as_deref()) });
            }
            Response::MailboxData(MailboxDatum::Exists(count)) => {
                self.exists = *count;
                self.news = true;
            }
            Response::MailboxData(MailboxDatum::Recent(count)) if *count > 0 => self.news = true,
            Response::Capabilities(list) => self.capabilities = names(list),
            _ => {}
        }
        Ok(read(answer.parsed()))
    }

    /// Sends a line without a tag (`DONE`).
    pub(super) async fn say(&mut self, line: &str) -> Result<(), MailboxError> {
        let sent = timeout(self.patience, self.wire.run_command_untagged(line)).await;
        sent.map_err(|_| timed_out(line))?.map_err(|fault| library(fault, line))
    }

    /// Whether the server has this capability (upper case).
    pub(super) fn has(&self, capability: &str) -> bool {
        self.capabilities.contains(capability)
    }

    /// All capabilities, sorted.
    pub(super) fn capabilities(&self) -> Vec<String> {
        let mut all: Vec<_> = self.capabilities.iter().cloned().collect();
        all.sort();
        all
    }

    /// Something new was announced since this was last called.
    pub(super) fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.news)
    }

    /// Whether something new was announced.
    pub(super) fn has_news(&self) -> bool {
        self.news
    }

    /// Messages in the open folder, as last announced.
    pub(super) fn exists(&self) -> u32 {
        self.exists
    }
}

fn names(list: &[Capability<'_>]) -> HashSet<String> {
    list.iter()
        .map(|capability| match capability {
            Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
            Capability::Auth(name) => format!("AUTH={}", name.to_ascii_uppercase()),
            Capability::Atom(name) => name.to_ascii_uppercase(),
        })
        .collect()
}

/// The words of a command that may stand in logs and errors: no arguments.
fn verb(line: &str) -> String {
    let mut words = line.split(' ');
    match (words.next(), words.next()) {
        (Some("UID"), Some(second)) => format!("UID {second}"),
        (Some(first), _) => first.to_owned(),
        (None, _) => String::new(),
    }
}

/// What the server said, one line, short enough to be shown.
pub(super) fn clip(said: Option<&str>) -> String {
    let said: String = said.unwrap_or_default().chars().filter(|letter| !letter.is_control()).take(SAID).collect();
    if said.is_empty() { "(không nói lý do)".to_owned() } else { said }
}

pub(super) fn timed_out(doing: &str) -> MailboxError {
    MailboxError::TimedOut { doing: doing.to_owned() }
}

/// A fault of the library below; its texts may hold mail and are not passed on.
pub(super) fn library(fault: async_imap::error::Error, doing: &str) -> MailboxError {
    match fault {
        async_imap::error::Error::Io(fault) => network(&fault, doing),
        async_imap::error::Error::ConnectionLost => MailboxError::Closed { doing: doing.to_owned() },
        _ => MailboxError::Garbled { doing: doing.to_owned() },
    }
}

/// A fault of the stream: the network's, or (kind `Other`, with the bytes in its text) the parser's.
fn network(fault: &std::io::Error, doing: &str) -> MailboxError {
    let doing = doing.to_owned();
    match fault.kind() {
        std::io::ErrorKind::UnexpectedEof => MailboxError::Closed { doing },
        std::io::ErrorKind::Other => MailboxError::Garbled { doing },
        kind => MailboxError::Io { doing, why: kind.to_string() },
    }
}
