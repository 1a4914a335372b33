//! Bodies: asked for in batches of bounded size, the next batch on its way while the last is read.

use std::collections::VecDeque;

use async_imap::imap_proto::{AttributeValue, MessageSection, Response, SectionPath};

use super::Settings;
use super::folder::{Waiting, set};
use super::session::{Running, Session};
use crate::mailbox::{MailboxError, received};
use crate::message::RawContent;

/// How much of the header of a mail that is too large is fetched, in bytes.
const HEADER: u32 = 256 * 1024;
/// Commands on their way at a time.
const AHEAD: usize = 2;

/// One command: the mails it asks for and that have not come yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    mails: Vec<Waiting>,
    header_only: bool,
    alone: bool,
}

/// How a mail that came to grief before is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// Nothing is known against it: together with others.
    None,
    /// It was on its way when a connection ended: by itself, but in its turn, because order matters to those who read.
    Slight,
    /// It ended connections when asked for alone: by itself and last, so that it holds up nobody.
    Grave,
    /// It will not come: its header alone, likewise, because that names the sender.
    Hopeless,
}

/// Cuts `waiting` (ascending) into commands, oldest first but for what is gravely suspect.
pub(super) fn plan(settings: &Settings, waiting: &[Waiting], suspicion: impl Fn(u32) -> Suspicion) -> VecDeque<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let mut room = 0_u64;
    let (grave, in_turn): (Vec<Waiting>, Vec<Waiting>) =
        waiting.iter().partition(|mail| matches!(suspicion(mail.uid), Suspicion::Grave | Suspicion::Hopeless));
    let lonely = |mail: Waiting| {
        let header_only = mail.size > settings.max_mail_bytes || suspicion(mail.uid) == Suspicion::Hopeless;
        Batch { header_only, mails: vec![mail], alone: true }
    };
    for mail in in_turn {
        let header_only = mail.size > settings.max_mail_bytes;
        match batches.last_mut() {
            _ if suspicion(mail.uid) == Suspicion::Slight => {
                room = 0;
                batches.push(lonely(mail));
            }
            Some(batch)
                if !header_only
                    && !batch.header_only
                    && !batch.alone
                    && batch.mails.len() < settings.batch_mails
                    && mail.size <= room =>
            {
                room = room.saturating_sub(mail.size);
                batch.mails.push(mail);
            }
            _ => {
                room = settings.batch_bytes.saturating_sub(mail.size);
                batches.push(Batch { mails: vec![mail], header_only, alone: false });
            }
        }
    }
    batches.extend(grave.into_iter().map(lonely));
    for batch in &mut batches {
        batch.alone = batch.mails.len() == 1;
    }
    batches.into()
}

impl Batch {
    /// The mails that have not come yet.
    pub(super) fn missing(&self) -> &[Waiting] {
        &self.mails
    }

    /// Whether this command asked for one mail, and was the only one on its way.
    pub(super) fn alone(&self) -> bool {
        self.alone
    }

    fn line(&self) -> String {
        let uids: Vec<_> = self.mails.iter().map(|mail| mail.uid).collect();
        let body = if self.header_only { format!("BODY.PEEK[HEADER]<0.{HEADER}>") } else { "BODY.PEEK[]".to_owned() };
        format!("UID FETCH {} (UID {body})", set(&uids))
    }

    /// Takes a mail that has come off the list.
    fn take(&mut self, uid: u32) -> Option<Waiting> {
        let index = self.mails.iter().position(|mail| mail.uid == uid)?;
        Some(self.mails.remove(index))
    }
}

/// A stream of bodies over a session: commands are sent ahead, answers read one by one.
pub(super) struct Bodies<'a> {
    session: &'a mut Session,
    to_ask: VecDeque<Batch>,
    asked: VecDeque<Asked>,
}

/// A command on its way, and what has come of it before its turn: Dovecot answers two commands at once when the first
/// finds the line full. This holds at most what `batch_bytes` allows.
struct Asked {
    running: Running,
    batch: Batch,
    come: VecDeque<(Waiting, RawContent)>,
}

/// What the stream yields.
pub(super) enum Next {
    /// A mail that was asked for.
    Mail(Waiting, RawContent),
    /// A command is completed; what is still missing from it will not come.
    Done(Batch),
    /// All commands are completed.
    End,
}

impl<'a> Bodies<'a> {
    /// The bodies of all `batches`.
    pub(super) fn new(session: &'a mut Session, batches: VecDeque<Batch>) -> Self {
        Self { session, to_ask: batches, asked: VecDeque::new() }
    }

    /// The command whose mails are coming: one of them is at fault when the connection fails.
    pub(super) fn reading(&self) -> Option<&Batch> {
        self.asked.iter().map(|asked| &asked.batch).find(|batch| !batch.mails.is_empty())
    }

    /// The next body whose turn it is: everything that was asked for before it has come.
    fn in_turn(&mut self) -> Option<(Waiting, RawContent)> {
        for asked in &mut self.asked {
            if let Some(body) = asked.come.pop_front() {
                return Some(body);
            }
            if !asked.batch.mails.is_empty() {
                return None;
            }
        }
        None
    }

    /// The next body.
    ///
    /// # Errors
    /// The connection must be dropped.
    pub(super) async fn next(&mut self) -> Result<Next, MailboxError> {
        loop {
            if let Some((mail, content)) = self.in_turn() {
                return Ok(Next::Mail(mail, content));
            }
            self.ask_ahead().await?;
            let Some(running) = self.asked.front().map(|asked| asked.running.clone()) else { return Ok(Next::End) };
            // Dovecot holds back the OK of a command while the next one is waiting: bodies of any may come.
            let all = &mut self.asked;
            let found = self.session.next(&running, |answer| {
                all.iter_mut().find_map(|asked| body(answer, &mut asked.batch).map(|body| asked.come.push_back(body)))
            });
            if found.await?.is_none()
                && let Some(done) = self.asked.pop_front()
            {
                return Ok(Next::Done(done.batch));
            }
        }
    }

    async fn ask_ahead(&mut self) -> Result<(), MailboxError> {
        // A mail that is asked for alone is alone on the wire: nobody else may be blamed for it.
        while self.asked.len() < AHEAD {
            let next_alone = self.to_ask.front().is_some_and(Batch::alone);
            let last_alone = self.asked.back().is_some_and(|asked| asked.batch.alone());
            if !self.asked.is_empty() && (next_alone || last_alone) {
                return Ok(());
            }
            let Some(batch) = self.to_ask.pop_front() else { return Ok(()) };
            let running = self.session.start(&batch.line()).await?;
            self.asked.push_back(Asked { running, batch, come: VecDeque::new() });
        }
        Ok(())
    }
}

/// The body in an answer, when it is one that this batch asked for. Servers also tell of flags that others change.
fn body(answer: &Response<'_>, batch: &mut Batch) -> Option<(Waiting, RawContent)> {
    let Response::Fetch(_, attributes) = answer else { return None };
    let uid = attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    })?;
    let header_only = batch.header_only;
    let bytes = attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::BodySection { section: None, data: Some(data), .. } if !header_only => Some(data),
        AttributeValue::BodySection {
            section: Some(SectionPath::Full(MessageSection::Header)),
            data: Some(data),
            ..
        } if header_only => Some(data),
        _ => None,
    })?;
    let mail = batch.take(uid)?;
    let content = if header_only {
        RawContent::TooLarge { header: received::header(bytes).to_vec(), size: mail.size }
    } else {
        RawContent::Whole(bytes.to_vec())
    };
    Some((mail, content))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::Login;
    use super::*;

    fn settings() -> Settings {
        let now = std::sync::Arc::new(|| Timestamp::UNIX_EPOCH);
        let mut settings = Settings::new("mail.example", 993, "u", Login::Password("p".into()), now);
        (settings.batch_mails, settings.batch_bytes, settings.max_mail_bytes) = (3, 100, 500);
        settings
    }

    fn planned(sizes: &[u64], grave: &[u32]) -> Vec<(Vec<u32>, bool)> {
        planned_with(sizes, |uid| if grave.contains(&uid) { Suspicion::Grave } else { Suspicion::None })
    }

    fn planned_with(sizes: &[u64], suspicion: impl Fn(u32) -> Suspicion) -> Vec<(Vec<u32>, bool)> {
        let waiting: Vec<_> =
            (1..).zip(sizes).map(|(uid, size)| Waiting { uid, size: *size, received_at: None, gmail: None }).collect();
        plan(&settings(), &waiting, suspicion)
            .iter()
            .map(|batch| (batch.mails.iter().map(|mail| mail.uid).collect(), batch.header_only))
            .collect()
    }

    #[test]
    fn batches_are_bounded_by_count_and_bytes() {
        assert_eq!(planned(&[1, 1, 1, 1], &[]), [(vec![1, 2, 3], false), (vec![4], false)]);
        assert_eq!(
            planned(&[60, 40, 1, 200, 1], &[]),
            [(vec![1, 2], false), (vec![3], false), (vec![4], false), (vec![5], false)]
        );
    }

    #[test]
    fn of_what_is_too_large_only_the_header_is_asked_for() {
        assert_eq!(planned(&[1, 501, 1], &[]), [(vec![1], false), (vec![2], true), (vec![3], false)]);
        assert_eq!(planned(&[u64::MAX], &[1]), [(vec![1], true)]);
    }

    #[test]
    fn what_ended_connections_alone_comes_last_and_alone() {
        assert_eq!(planned(&[1, 1, 1, 1], &[1, 2]), [(vec![3, 4], false), (vec![1], false), (vec![2], false)]);
    }

    #[test]
    fn what_was_merely_on_its_way_comes_alone_in_its_turn() {
        let slight = |uid| if (2..=3).contains(&uid) { Suspicion::Slight } else { Suspicion::None };
        let expected = [vec![1], vec![2], vec![3], vec![4, 5]].map(|uids| (uids, false));
        assert_eq!(planned_with(&[1, 1, 1, 1, 1], slight), expected);
    }
}
