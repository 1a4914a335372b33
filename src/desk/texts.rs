//! The texts of a period's reports as one document. Files are opened in worker processes only, and each once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::bundle::{accepted_whole, beside};
use super::{Desk, Refusal};
use crate::dossier::bundle::{Asked, Bundle, Entry, Packed};
use crate::dossier::texts::{self, Texts};
use crate::extraction::Extractor;
use crate::failure::Failure;
use crate::message::Sha256;
use crate::text::FileText;

/// How many bytes of text are remembered.
const REMEMBERED: usize = 64 << 20;

/// Texts that were read, by the hash of the file.
#[derive(Debug)]
pub struct Reader {
    extractor: Extractor,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    texts: HashMap<Sha256, Arc<FileText>>,
    bytes: usize,
}

impl Reader {
    /// Nothing was read yet.
    #[must_use]
    pub fn new(extractor: Extractor) -> Self {
        Self { extractor, known: Mutex::default() }
    }

    /// The Word file with the texts of what `asked` has, in the office's order, and the dossier that it is of.
    ///
    /// # Errors
    /// What the ledger says.
    pub async fn document(&self, desk: &Desk, asked: &Asked) -> Result<(Bundle, Vec<u8>), Refusal> {
        let (blocking, of) = (desk.clone(), asked.clone());
        let bundle = tokio::task::spawn_blocking(move || blocking.bundle(&of)).await.map_err(Failure::ours)??;
        let mut read = Texts::new();
        for entry in &bundle.entries {
            let mut of_entry = Vec::new();
            for file in &entry.files {
                of_entry.push(self.text(desk, entry, file).await?);
            }
            read.push(of_entry);
        }
        let made = tokio::task::spawn_blocking(move || texts::docx(&bundle, &read).map(|bytes| (bundle, bytes)));
        Ok(made.await.map_err(Failure::ours)?.map_err(Failure::ours)?)
    }

    async fn text(&self, desk: &Desk, entry: &Entry, file: &Packed) -> Result<Result<FileText, String>, Refusal> {
        let Some(line) = entry.rows.get(file.row).map(|row| row.line.clone()) else {
            return Ok(Err("không có trong sổ".to_owned()));
        };
        let Some(known) = line.files.get(file.place).cloned() else {
            return Ok(Err("không có trong sổ".to_owned()));
        };
        // What stands in a volume hangs on the others: its own hash does not tell.
        let alone = beside(&line, file.place).is_none();
        let read = self.known.lock().unwrap_or_else(PoisonError::into_inner).texts.get(&known.sha256).cloned();
        if let Some(read) = read.filter(|_| alone) {
            return Ok(Ok(FileText::clone(&read)));
        }
        let (blocking, place) = (desk.clone(), file.place);
        let taken = tokio::task::spawn_blocking(move || accepted_whole(&blocking, &line, place))
            .await
            .map_err(Failure::ours)?;
        let (taken, wanted) = match taken {
            Ok(taken) => taken,
            Err(why) => return Ok(Err(why)),
        };
        let given: Vec<_> =
            taken.iter().map(|(name, kind, bytes)| (name.as_str(), kind.as_str(), &bytes[..])).collect();
        let Some(text) = self.extractor.read_mail(&given).await.into_iter().nth(wanted) else {
            return Ok(Err("không đọc được".to_owned()));
        };
        if !alone {
            return Ok(Ok(text));
        }
        let mut remembered = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.bytes.saturating_add(text.text.len()) > REMEMBERED {
            *remembered = Known::default();
        }
        remembered.bytes = remembered.bytes.saturating_add(text.text.len());
        remembered.texts.insert(known.sha256, Arc::new(text.clone()));
        Ok(Ok(text))
    }
}
