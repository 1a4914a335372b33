//! The scans of one mail: which are read by eye, in what order, and when enough is enough.

use std::borrow::Cow;
use std::time::Instant;

use futures_util::future::join_all;

use super::frame::Want;
use super::ocr::Eye;
use super::volumes::{Given, Joined};
use super::{Brought, Extractor};
use crate::text::scan::{self, Sight};
use crate::text::{FileKind, FileText};

/// A file of a mail: its name, its declared media type, its bytes.
pub type File<'a> = (&'a str, &'a str, &'a [u8]);

/// Pages of one file that are looked at: a cover sheet or a blank page may stand before the letterhead.
const PAGES_OF_A_FILE: usize = 3;

/// A scan of a mail.
struct Scan<'a> {
    /// What was attached.
    attached: Given<'a>,
    /// Its number among the members of that, when it is packed.
    member: Option<usize>,
    kind: FileKind,
    /// Where what is read in it goes.
    scanned: &'a mut Option<String>,
}

/// What the scans of one mail may still cost.
struct Patience<'a> {
    eye: &'a Eye,
    begin: Instant,
    pages: usize,
}

impl Patience<'_> {
    fn ends(&self) -> bool {
        self.pages == 0 || self.begin.elapsed() > self.eye.settings.mail
    }
}

impl Extractor {
    /// Reads all files of one mail: their texts at once, then, where an optical reader is there, the scans among them one
    /// page after the other. Archives whose volumes are all there are read as one. Never fails, like [`Extractor::read`]; a scan that could not be read stays unread.
    pub async fn read_mail(&self, files: &[File<'_>]) -> Vec<FileText> {
        let mut texts = join_all(files.iter().map(|(name, kind, bytes)| self.read(name, kind, bytes))).await;
        let joined = self.join(files, &mut texts).await;
        if let Some(eye) = &self.0.eye {
            let scans = scans(files, &joined, &mut texts);
            if !scans.is_empty() {
                self.read_scans(eye, scans).await;
            }
        }
        texts
    }

    async fn read_scans(&self, eye: &Eye, scans: Vec<Scan<'_>>) {
        // One mail after the other: neither memory nor processors are shared between many.
        let Some(_turn) = eye.turn().await else { return };
        let mut patience = Patience { eye, begin: Instant::now(), pages: eye.settings.pages };
        for scan in scans {
            if patience.ends() {
                break;
            }
            let bytes = match scan.member {
                None => Cow::Borrowed(scan.attached.bytes),
                Some(number) => match self.member(scan.attached, number).await {
                    Some(bytes) => Cow::Owned(bytes),
                    None => continue,
                },
            };
            *scan.scanned = self.look(&mut patience, &bytes, scan.kind).await;
        }
    }

    /// What can be read by eye on the first pages.
    async fn look(&self, patience: &mut Patience<'_>, bytes: &[u8], kind: FileKind) -> Option<String> {
        let mut read = String::new();
        for number in 0..PAGES_OF_A_FILE {
            if patience.ends() || scan::suffices(&read) {
                break;
            }
            let sight = self.sight(bytes, kind, number).await;
            if sight == Sight::Nothing {
                break;
            }
            patience.pages = patience.pages.saturating_sub(1);
            if let Some(page) = patience.eye.read(bytes, number, sight).await {
                read.push_str(&page);
                read.push('\n');
            }
        }
        (!read.is_empty()).then_some(read)
    }

    /// The picture of one page, by a worker. What dies there leaves the page to the renderer.
    async fn sight(&self, bytes: &[u8], kind: FileKind, number: usize) -> Sight {
        match self.ask(("", "", bytes).into(), Want::Page(kind, number)).await {
            Some(Brought::Page(sight)) => sight,
            _ if kind == FileKind::Pdf => Sight::Drawn,
            _ => Sight::Nothing,
        }
    }

    /// The bytes of a member, by a worker; none when it does not bring them.
    async fn member(&self, attached: Given<'_>, number: usize) -> Option<Vec<u8>> {
        match self.ask(attached, Want::Members(vec![number])).await? {
            Brought::Members(members) => members.into_iter().next().map(|(_, bytes)| bytes),
            _ => None,
        }
    }

    pub(super) async fn ask(&self, given: Given<'_>, want: Want) -> Option<Brought> {
        let _turn = self.0.turns.acquire().await.ok()?;
        self.run(&self.job(given, want), given.bytes, &mut None).await.ok()
    }
}

/// The scans of a mail: those that lie open before those that are packed, so that no archive takes their share of pages.
fn scans<'a>(files: &[File<'a>], joined: &'a [Joined], texts: &'a mut [FileText]) -> Vec<Scan<'a>> {
    let written = texts.iter().any(has_document);
    let mut found = Vec::new();
    for (place, (file, text)) in files.iter().zip(texts).enumerate() {
        let whole = joined.iter().find(|joined| joined.first == place);
        let attached = whole.map_or_else(|| (*file).into(), Joined::given);
        collect(attached, text, None, &mut 0, &mut found);
    }
    // Pictures beside a document show an event, not a page.
    found.retain(|scan| !(written && scan.kind == FileKind::Picture));
    found.sort_by_key(|scan| scan.member.is_some());
    found
}

/// Whether a document in it has a text. What stands in a mail above its files is no document.
fn has_document(file: &FileText) -> bool {
    (!file.wraps() && !file.text.trim().is_empty()) || file.members.iter().any(|member| has_document(&member.file))
}

/// Counts as [`FileText::numbered`] does.
fn collect<'a>(
    attached: Given<'a>,
    file: &'a mut FileText,
    member: Option<usize>,
    next: &mut usize,
    found: &mut Vec<Scan<'a>>,
) {
    let (scan, kind) = (file.is_scan(), file.kind);
    let FileText { scanned, members, .. } = file;
    if scan {
        found.push(Scan { attached, member, kind, scanned });
    }
    for inner in members {
        let number = *next;
        *next = number.saturating_add(1);
        collect(attached, &mut inner.file, Some(number), next, found);
    }
}
