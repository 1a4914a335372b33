//! Bytes to a message whose files have been opened by the worker.

use std::sync::Arc;

use crate::evidence::password::{self, Passwords};
use crate::extraction::Extractor;
use crate::message::read::split_hashed;
use crate::message::{Fault, Message, Parsed, RawContent, RawMail, Sha256};
use crate::mime::Limits;
use crate::office::Rules;
use crate::text::FileText;

/// A file of a mail: its name, its declared media type, its bytes.
type File<'a> = (&'a str, &'a str, &'a [u8]);

/// A mail that can be judged, with the bytes of its files, which the archive wants when it is accepted.
#[derive(Debug)]
pub struct Reading {
    /// The mail.
    pub message: Message,
    /// The bytes of its files, in the order of `message.attachments`.
    pub contents: Vec<Vec<u8>>,
    /// Whether it gave a password, which its text then has no more.
    pub gave_password: bool,
}

impl Reading {
    /// Whether a password of this mail may open another's file, or the other way round.
    #[must_use]
    pub fn seeks_another(&self) -> bool {
        self.gave_password || self.message.attachments.iter().any(|file| password::locked(&file.text) > 0)
    }
}

/// What reads.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Opens files.
    pub extractor: &'a Extractor,
    /// How much of a mail is looked at.
    pub limits: Limits,
    /// Their dictionary knows the words that introduce a password.
    pub rules: &'a Rules,
}

/// Reads a mail, whose bytes have this hash, and what stands in its files. Never fails: what could not be read stands in the message.
///
/// The structure is parsed on a thread that may panic, the files in worker processes that may die.
pub async fn read(mail: Arc<RawMail>, sha256: Sha256, reader: Reader<'_>) -> Reading {
    read_with(mail, sha256, reader, &Passwords::default()).await
}

/// The same with passwords that another mail gave, tried after those in this one.
pub async fn read_with(mail: Arc<RawMail>, sha256: Sha256, reader: Reader<'_>, others: &Passwords) -> Reading {
    let Reader { extractor, limits, rules } = reader;
    let (same, hash) = (Arc::clone(&mail), sha256.clone());
    let parsed = tokio::task::spawn_blocking(move || split_hashed(&same, hash, &limits)).await;
    let Parsed { mut message, contents } = parsed.unwrap_or_else(|_| unreadable(&mail, sha256, &limits));
    // Its bytes are on disk, its files taken out: while these are opened it need not stay in memory.
    drop(mail);
    let names: Vec<_> =
        message.attachments.iter().map(|file| (file.file_name.clone(), file.media_type.clone())).collect();
    let files = names.iter().zip(&contents);
    let files: Vec<File<'_>> =
        files.map(|((name, media_type), bytes)| (name.as_str(), media_type.as_str(), bytes.as_slice())).collect();
    let mut texts = extractor.read_mail(&files).await;
    let own = password::take_out(&rules.dictionary, &mut message);
    let gave_password = !own.is_empty();
    unlock(&files, &mut texts, extractor, &own.with(others)).await;
    drop(files);
    Reading { message: Parsed { message, contents: Vec::new() }.with_texts(texts), contents, gave_password }
}

/// Tries the passwords on what is locked. What they do not open stays as it was read without them.
async fn unlock(files: &[File<'_>], texts: &mut [FileText], extractor: &Extractor, passwords: &Passwords) {
    if passwords.is_empty() {
        return;
    }
    for place in 0..files.len() {
        let locked = texts.get(place).map_or(0, password::locked);
        if locked == 0 {
            continue;
        }
        let Some(opened) = extractor.read_locked_among(files, texts, place, passwords.words()).await else { continue };
        let shows = !opened.text.is_empty() || !opened.members.is_empty();
        if let Some(text) = texts.get_mut(place).filter(|_| shows && password::locked(&opened) < locked) {
            *text = FileText { unlocked: true, ..opened };
        }
    }
}

/// What is left of a mail on which the reader failed: its identity, and that it could not be read.
fn unreadable(mail: &RawMail, sha256: Sha256, limits: &Limits) -> Parsed {
    let nothing = RawMail { content: RawContent::TooLarge { header: Vec::new(), size: 0 }, ..RawMail::clone(mail) };
    let mut parsed = split_hashed(&nothing, sha256, limits);
    parsed.message.size = u64::try_from(mail.bytes().len()).unwrap_or(u64::MAX);
    parsed.message.faults =
        vec![Fault::Unreadable("chương trình gặp lỗi khi đọc thư này; mở hộp thư để xem".to_owned())];
    parsed
}
