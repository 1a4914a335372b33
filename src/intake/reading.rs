//! Bytes to a message whose files have been opened by the worker.

use std::sync::Arc;

use crate::extraction::Extractor;
use crate::message::read::split_hashed;
use crate::message::{Fault, Message, Parsed, RawContent, RawMail, Sha256};
use crate::mime::Limits;

/// A mail that can be judged, with the bytes of its files, which the archive wants when it is accepted.
#[derive(Debug)]
pub struct Reading {
    /// The mail.
    pub message: Message,
    /// The bytes of its files, in the order of `message.attachments`.
    pub contents: Vec<Vec<u8>>,
}

/// Reads a mail, whose bytes have this hash, and what stands in its files. Never fails: what could not be read stands in the message.
///
/// The structure is parsed on a thread that may panic, the files in worker processes that may die.
pub async fn read(mail: Arc<RawMail>, sha256: Sha256, extractor: &Extractor, limits: Limits) -> Reading {
    let (same, hash) = (Arc::clone(&mail), sha256.clone());
    let parsed = tokio::task::spawn_blocking(move || split_hashed(&same, hash, &limits)).await;
    let Parsed { message, contents } = parsed.unwrap_or_else(|_| unreadable(&mail, sha256, &limits));
    // Its bytes are on disk, its files taken out: while these are opened it need not stay in memory.
    drop(mail);
    let files = message.attachments.iter().zip(&contents);
    let files: Vec<_> =
        files.map(|(file, bytes)| (file.file_name.as_str(), file.media_type.as_str(), bytes.as_slice())).collect();
    let texts = extractor.read_mail(&files).await;
    Reading { message: Parsed { message, contents: Vec::new() }.with_texts(texts), contents }
}

/// What is left of a mail on which the reader failed: its identity, and that it could not be read.
fn unreadable(mail: &RawMail, sha256: Sha256, limits: &Limits) -> Parsed {
    let nothing = RawMail { content: RawContent::TooLarge { header: Vec::new(), size: 0 }, ..RawMail::clone(mail) };
    let mut parsed = split_hashed(&nothing, sha256, limits);
    parsed.message.size = u64::try_from(mail.bytes().len()).unwrap_or(u64::MAX);
    parsed.message.faults = vec![Fault::Unreadable("the reader failed on it".to_owned())];
    parsed
}
