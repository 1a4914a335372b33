//! The scans of one mail: which are read by eye, in what order, and when enough is enough.

use std::time::Instant;

use futures_util::future::join_all;

use super::frame::{Job, Want};
use super::ocr::Eye;
use super::{Brought, Extractor};
use crate::text::scan::{self, Sight};
use crate::text::{FileKind, FileText};

/// A file of a mail: its name, its declared media type, its bytes.
pub type File<'a> = (&'a str, &'a str, &'a [u8]);

/// Pages of one file that are looked at: a cover sheet or a blank page may stand before the letterhead.
const PAGES_OF_A_FILE: usize = 3;

impl Extractor {
    /// Reads all files of one mail: their texts at once, then, where an optical reader is there, the scans among them one
    /// page after the other. Never fails, like [`Extractor::read`]; a scan that could not be read stays unread.
    pub async fn read_mail(&self, files: &[File<'_>]) -> Vec<FileText> {
        let mut texts = join_all(files.iter().map(|(name, kind, bytes)| self.read(name, kind, bytes))).await;
        if let Some(eye) = &self.0.eye
            && texts.iter().any(FileText::is_scan)
        {
            self.read_scans(eye, files, &mut texts).await;
        }
        texts
    }

    async fn read_scans(&self, eye: &Eye, files: &[File<'_>], texts: &mut [FileText]) {
        // Pictures beside a document show an event, not a page.
        let written = texts.iter().any(|text| !text.text.trim().is_empty());
        // One mail after the other: neither memory nor processors are shared between many.
        let Some(_turn) = eye.turn().await else { return };
        let begin = Instant::now();
        let mut left = eye.settings.pages;
        for ((_, _, bytes), text) in files.iter().zip(texts) {
            if !text.is_scan() || (written && text.kind == FileKind::Picture) {
                continue;
            }
            let mut read = String::new();
            for number in 0..PAGES_OF_A_FILE {
                if left == 0 || begin.elapsed() > eye.settings.mail || scan::suffices(&read) {
                    break;
                }
                let sight = self.sight(bytes, text.kind, number).await;
                if sight == Sight::Nothing {
                    break;
                }
                left = left.saturating_sub(1);
                if let Some(page) = eye.read(bytes, number, sight).await {
                    read.push_str(&page);
                    read.push('\n');
                }
            }
            text.scanned = (!read.is_empty()).then_some(read);
        }
    }

    /// The picture of one page, by a worker. What dies there leaves the page to the renderer.
    async fn sight(&self, bytes: &[u8], kind: FileKind, number: usize) -> Sight {
        let Ok(_turn) = self.0.turns.acquire().await else { return Sight::Nothing };
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let limits = self.0.settings.limits;
        let (name, media_type, passwords) = (String::new(), String::new(), Vec::new());
        let job = Job { name, media_type, size, limits, want: Want::Page(kind, number), passwords };
        match self.run(&job, bytes, &mut None).await {
            Ok(Brought::Page(sight)) => sight,
            _ if kind == FileKind::Pdf => Sight::Drawn,
            _ => Sight::Nothing,
        }
    }
}
