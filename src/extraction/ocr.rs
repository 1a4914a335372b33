//! The optical reader: Tesseract with Vietnamese, a program of the machine that may be there or not.
//!
//! It gets one page at a time at its standard input and answers with text. Pictures are decoded there and nowhere else,
//! and what a stranger's picture may do to it is bounded: an empty environment, `/` as its folder, one thread, memory,
//! processor time, no files written, no further processes, and an end by the clock. We start ourselves as `confined`,
//! which lowers these limits for good and then becomes the program: no code of ours runs between fork and exec.
//!
//! Pages that are not one picture (strips, layers, JBIG2, letters in damaged fonts) are drawn by `pdftoppm` when that is
//! there, under the same limits, to a size that the file cannot choose. Pictures that can be handed on as they are take
//! the shorter way: one program less that reads a stranger's bytes.
//!
//! Only Vietnamese is used. The reader's English makes "KE ROACH" of "KẾ HOẠCH", and nobody could tell the difference.

mod confined;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::{OnceCell, Semaphore, SemaphorePermit};

use crate::text::scan::{self, Sight};

pub(super) use confined::main as confined;

/// How scans are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Tesseract: a path, or a name that is looked for as a shell would.
    pub tesseract: PathBuf,
    /// The program of poppler that draws pages, likewise.
    pub pdftoppm: PathBuf,
    /// Longest time for one page, by the clock and of the processor.
    pub page: Duration,
    /// After this long no further page of the same mail is begun.
    pub mail: Duration,
    /// Most pages of one mail.
    pub pages: usize,
    /// Most address space of each program, in bytes.
    pub memory: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tesseract: "tesseract".into(),
            pdftoppm: "pdftoppm".into(),
            page: Duration::from_secs(30),
            mail: Duration::from_secs(60),
            pages: 6,
            memory: 1 << 30,
        }
    }
}

/// What of it this machine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Tesseract, when it is there at all.
    pub tesseract: Option<PathBuf>,
    /// Whether it reads Vietnamese.
    pub vietnamese: bool,
    /// Whether it can tell which way up a page lies.
    pub turns: bool,
    /// The program that draws pages.
    pub pdftoppm: Option<PathBuf>,
}

/// Longest text of a page, in bytes; more is no page of writing.
const LONGEST_TEXT: u64 = 256 << 10;
/// Longest picture of a drawn page, in bytes: A4 in grey at the size below has 4 million.
const LONGEST_DRAWING: u64 = 16 << 20;
/// The longer side of a drawn page in pixels: A4 at 200 dpi.
const DRAWN_SIDE: &str = "2340";

/// The optical reader of this process; mails wait in line for it.
#[derive(Debug)]
pub(super) struct Eye {
    /// This very program, which becomes the others.
    program: PathBuf,
    pub settings: Settings,
    turns: Semaphore,
    found: OnceCell<Found>,
}

impl Eye {
    pub fn new(program: PathBuf, settings: Settings) -> Self {
        Self { program, settings, turns: Semaphore::new(1), found: OnceCell::new() }
    }

    /// The right to read the scans of one mail; none when nothing here can read. First come, first served.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        let found = self.found().await;
        if found.tesseract.is_none() || !found.vietnamese {
            return None;
        }
        self.turns.acquire().await.ok()
    }

    /// Looked for once: what is installed later is used after the next start.
    async fn found(&self) -> &Found {
        self.found
            .get_or_init(|| async {
                let (program, settings) = (self.program.clone(), self.settings.clone());
                let found = tokio::task::spawn_blocking(move || find(&program, &settings)).await;
                let found = found.unwrap_or(Found { tesseract: None, vietnamese: false, turns: false, pdftoppm: None });
                tracing::info!(
                    tesseract = found.tesseract.is_some(),
                    vietnamese = found.vietnamese,
                    pdftoppm = found.pdftoppm.is_some(),
                    "looked for programs that read scans"
                );
                found
            })
            .await
    }

    /// The text of one page; none when it cannot be read. `file` is what the page stands in.
    pub async fn read(&self, file: &[u8], number: usize, sight: Sight) -> Option<String> {
        let found = self.found().await;
        let picture = match sight {
            Sight::Nothing => return None,
            Sight::Picture(picture) => picture,
            Sight::Drawn => self.draw(found.pdftoppm.as_deref()?, file, number).await?,
        };
        // With orientation: pages that were scanned upside down are no rarity.
        let layout = if found.turns { "1" } else { "3" };
        let arguments = [
            "stdin",
            "stdout",
            "-l",
            "vie",
            "--psm",
            layout,
            // Letterheads have two columns: the gap between them must stay wide.
            "-c",
            "preserve_interword_spaces=1",
            // Of a TIFF with many pages the first.
            "-c",
            "tessedit_page_number=0",
        ];
        let text = self.run(found.tesseract.as_deref()?, &arguments, &picture, LONGEST_TEXT).await?;
        scan::legible(&text)
    }

    async fn draw(&self, pdftoppm: &Path, file: &[u8], number: usize) -> Option<Vec<u8>> {
        let page = number.checked_add(1)?.to_string();
        let arguments = ["-q", "-gray", "-singlefile", "-scale-to", DRAWN_SIDE, "-f", &page, "-l", &page, "-"];
        let picture = self.run(pdftoppm, &arguments, file, LONGEST_DRAWING).await?;
        picture.starts_with(b"P5").then_some(picture)
    }

    /// Runs one program over `input`; none when it fails, says too much or needs too long. It never outlives the call.
    async fn run(&self, program: &Path, arguments: &[&str], input: &[u8], longest: u64) -> Option<Vec<u8>> {
        let mut child = Command::from(command(&self.program, &self.settings, program, arguments))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .inspect_err(|error| tracing::warn!(%error, "cannot start the program that reads scans"))
            .ok()?;
        let (mut to, from) = (child.stdin.take()?, child.stdout.take()?);
        let give = async move {
            // A program that has seen enough closes its end: that is no fault.
            let _ = to.write_all(input).await;
            drop(to);
        };
        let take = async {
            let mut output = Vec::new();
            from.take(longest.saturating_add(1)).read_to_end(&mut output).await.ok()?;
            let whole = u64::try_from(output.len()).is_ok_and(|length| length <= longest);
            (whole && child.wait().await.ok()?.success()).then_some(output)
        };
        let answer = tokio::time::timeout(self.settings.page, async { tokio::join!(give, take).1 }).await;
        let answer = answer.unwrap_or_else(|_| {
            tracing::warn!(size = input.len(), "a program that reads scans needed too long for a page and was ended");
            None
        });
        if answer.is_none() {
            let _ = child.start_kill();
            let _ = tokio::time::timeout(Duration::from_secs(2), child.wait()).await;
        }
        answer
    }
}

/// Our own program as the other one, with nothing of ours in its surroundings.
fn command(own: &Path, settings: &Settings, program: &Path, arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(own);
    command
        .arg("confined")
        .arg(settings.memory.to_string())
        .arg(settings.page.as_secs().max(1).to_string())
        .arg(program)
        .args(arguments)
        .env_clear()
        // Threads make one page slower when several programs share the machine.
        .env("OMP_THREAD_LIMIT", "1")
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Looks for the programs, and asks Tesseract for its languages. Takes a moment, at most ten seconds.
#[must_use]
pub fn find(own: &Path, settings: &Settings) -> Found {
    let tesseract = locate(&settings.tesseract);
    let languages = tesseract.as_deref().map(|tesseract| languages(own, settings, tesseract)).unwrap_or_default();
    let has = |language: &str| languages.lines().any(|line| line.trim() == language);
    Found { tesseract, vietnamese: has("vie"), turns: has("osd"), pdftoppm: locate(&settings.pdftoppm) }
}

fn languages(own: &Path, settings: &Settings, tesseract: &Path) -> String {
    let started = command(own, settings, tesseract, &["--list-langs"]).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = started else { return String::new() };
    let begin = Instant::now();
    while matches!(child.try_wait(), Ok(None)) && begin.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let ended = matches!(child.try_wait(), Ok(Some(status)) if status.success());
    if !ended {
        let _ = child.kill();
        let _ = child.wait();
        return String::new();
    }
    let mut said = Vec::new();
    let _ = child.stdout.take().map(|out| out.take(LONGEST_TEXT).read_to_end(&mut said));
    String::from_utf8_lossy(&said).into_owned()
}

/// A path as it is, a bare name from the folders of PATH.
fn locate(name: &Path) -> Option<PathBuf> {
    if name.components().count() > 1 {
        return name.is_file().then(|| name.to_owned());
    }
    let folders = std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}
