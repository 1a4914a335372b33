//! How many mails go together: as many as are waiting, within bounds, so that one flush to disk serves them all.

use std::sync::Arc;

use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;

use super::reading::bytes;
use super::{Kept, Step};
use crate::mailbox::Event;

/// Mails of one group, at most.
const MAILS: usize = 64;
/// Bytes after which a group is closed; a single larger mail is a group of its own.
const BYTES: usize = 16 << 20;

/// Waits for something and takes what has come meanwhile. A word of the source closes the group, so that it is heard
/// only when everything before it is in the ledger. None when the source is gone or `cancel` was called.
pub(super) async fn next_group(events: &mut Receiver<Event>, cancel: &CancellationToken) -> Option<Step<Kept>> {
    let first = tokio::select! {
        biased;
        () = cancel.cancelled() => return None,
        event = events.recv() => event?,
    };
    let (mut group, mut size) = (Vec::new(), 0_usize);
    let mut next = Some(first);
    while let Some(event) = next {
        match event {
            Event::Mail(mail) => {
                size = size.saturating_add(bytes(&mail).len());
                group.push(Arc::new(mail));
            }
            word => return Some(Step { group, word: Some(word) }),
        }
        if group.len() >= MAILS || size >= BYTES {
            break;
        }
        next = events.try_recv().ok();
    }
    Some(Step { group, word: None })
}
