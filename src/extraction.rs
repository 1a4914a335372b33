//! Attachments are opened in a worker process that can die alone.
//!
//! The crates that read documents can panic, overflow the stack, ask for half a terabyte of memory or never end. So
//! this program starts itself again as `tiepnhan worker` and hands it one file at a time; whatever dies there makes
//! one attachment unreadable, and nothing else. A few workers stay warm, because a start costs more than most files.
//!
//! The sandbox is by construction, not by a list of forbidden calls: the worker has an empty environment, `/` as its
//! folder, nothing but `/dev/null` as output, and one socket, to us. Before it reads its first byte it lowers its own
//! limits for good: no further descriptor (so neither file nor socket nor program can be opened), no file growth, no
//! core dump, 1 GiB of address space, some seconds of processor time per file. What this does not stop: code that an
//! attacker would get to run could still send signals to processes of the same user; `deploy/` runs us as a user of
//! our own.

//!
//! Scans have no text to read. Where the office's machine has an optical reader, a worker takes the picture of a page
//! out, still undecoded, and [`ocr`] hands it to that program, under limits of its own. Where the scan is packed, a worker
//! takes it out of its archive or mail first.

pub mod ocr;
mod cells;
mod frame;
pub mod packed;
mod pages;
mod volumes;
mod worker;

use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use crate::text::scan::Sight;
use crate::text::sheet::cells::Sheet;
use crate::text::{FileKind, FileText, Limits, Problem};
use frame::{Answer, Job, Want};
use volumes::Given;

/// How attachments are read.
#[derive(Debug, Clone)]
pub struct Settings {
    /// This very program: what to execute with the argument `worker`.
    pub program: PathBuf,
    /// Most workers at the same time; at least one.
    pub workers: usize,
    /// Longest time for one file by the wall clock, waiting in the queue not counted.
    pub wall: Duration,
    /// Longest processor time for one file.
    pub cpu: Duration,
    /// Most address space of a worker, in bytes.
    pub memory: u64,
    /// Largest file that is handed to a worker, in bytes.
    pub file: u64,
    /// Files after which a worker is replaced.
    pub jobs: u32,
    /// Resident memory after a job above which a worker is replaced, in bytes.
    pub resident: u64,
    /// How much of a file is read.
    pub limits: Limits,
    /// How scans are read; none: not at all.
    pub ocr: Option<ocr::Settings>,
}

impl Settings {
    /// Settings for an office: two workers, 30 s and 1 GiB for a file of at most 64 MiB; scans are not read.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self {
            program,
            workers: 2,
            wall: Duration::from_secs(30),
            cpu: Duration::from_secs(20),
            memory: 1 << 30,
            file: 64 << 20,
            jobs: 500,
            resident: 256 << 20,
            limits: Limits::default(),
            ocr: None,
        }
    }
}

/// Reads attachments in worker processes; clones share one pool. When the last clone is dropped the workers end.
#[derive(Debug, Clone)]
pub struct Extractor(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    settings: Settings,
    /// One permit per worker that may live; waiting is first come, first served.
    turns: Semaphore,
    idle: Mutex<Vec<Worker>>,
    eye: Option<ocr::Eye>,
}

/// What a worker answers: a text, the sight of a page, the bytes of members, each with its number, or the cells of a
/// workbook.
enum Brought {
    Text(FileText),
    Page(Sight),
    Members(Vec<(usize, Vec<u8>)>),
    Cells(Result<Vec<Sheet>, Problem>),
}

/// Why a job has no answer.
enum Loss {
    Spawn(io::Error),
    Died(Option<ExitStatus>),
    TooLong,
}

impl Extractor {
    /// Prepares the pool; workers start with the first files. An error when `program` is no file.
    pub fn start(settings: Settings) -> io::Result<Self> {
        if !std::fs::metadata(&settings.program)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the worker program is not a file"));
        }
        let turns = Semaphore::new(settings.workers.max(1));
        let eye = settings.ocr.clone().map(|ocr| ocr::Eye::new(settings.program.clone(), ocr));
        Ok(Self(Arc::new(Pool { settings, turns, idle: Mutex::new(Vec::new()), eye })))
    }

    /// Reads one file: waits for its turn, then at most as long as the settings say. Never fails; what went wrong is
    /// the problem of the file. Dropping the future ends the worker that was busy with it.
    pub async fn read(&self, name: &str, media_type: &str, bytes: &[u8]) -> FileText {
        self.read_locked(name, media_type, bytes, &[]).await
    }

    /// The same of a file that may be locked: senders mail the password after the archive. Archives, PDF and the
    /// files of newer Office open with the first of these that fits; of others the problem stays
    /// [`Problem::Encrypted`].
    pub async fn read_locked(&self, name: &str, media_type: &str, bytes: &[u8], passwords: &[String]) -> FileText {
        self.read_given((name, media_type, bytes).into(), passwords).await
    }

    async fn read_given(&self, given: Given<'_>, passwords: &[String]) -> FileText {
        let settings = &self.0.settings;
        let job = Job { passwords: passwords.to_vec(), ..self.job(given, Want::Text) };
        let (size, bytes) = (job.size, given.bytes);
        if size > settings.file {
            let problem = Problem::TooLarge(format!("{size} bytes, at most {} are read", settings.file));
            return FileText::blank(FileKind::Unknown, Some(problem));
        }
        let Ok(_turn) = self.0.turns.acquire().await else {
            return FileText::blank(FileKind::Unknown, Some(Problem::Crashed));
        };
        let mut first_look = None;
        match self.run(&job, bytes, &mut first_look).await {
            Ok(Brought::Text(text)) => text,
            Ok(_) => FileText::blank(FileKind::Unknown, Some(Problem::Crashed)),
            Err(loss) => {
                let problem = report(&loss, size);
                let (kind, macros) = first_look.unwrap_or((FileKind::Unknown, false));
                FileText { macros, ..FileText::blank(kind, Some(problem)) }
            }
        }
    }

    fn job(&self, given: Given<'_>, want: Want) -> Job {
        let (name, media_type) = (given.name.to_owned(), given.media_type.to_owned());
        let size = u64::try_from(given.bytes.len()).unwrap_or(u64::MAX);
        let (limits, volumes) = (self.0.settings.limits, given.volumes.to_vec());
        Job { name, media_type, size, limits, want, volumes, passwords: Vec::new() }
    }

    async fn run(&self, job: &Job, bytes: &[u8], look: &mut Option<(FileKind, bool)>) -> Result<Brought, Loss> {
        let settings = &self.0.settings;
        let warm = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = match warm {
            Some(worker) => worker,
            None => Worker::start(settings).map_err(Loss::Spawn)?,
        };
        match tokio::time::timeout(settings.wall, worker.exchange(job, bytes, look)).await {
            Ok(Ok(brought)) => {
                if worker.jobs < settings.jobs && worker.resident() <= settings.resident {
                    self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                }
                Ok(brought)
            }
            Ok(Err(_)) => Err(Loss::Died(worker.end().await)),
            Err(_) => {
                worker.end().await;
                Err(Loss::TooLong)
            }
        }
    }
}

/// Logs the loss, without the name of the file, and says it as the problem of the file.
fn report(loss: &Loss, size: u64) -> Problem {
    match loss {
        Loss::Spawn(error) => {
            tracing::error!(%error, "cannot start a worker to read attachments; the next file tries again");
            Problem::Crashed
        }
        Loss::TooLong => {
            tracing::warn!(size, "a worker needed too long for a file and was ended");
            Problem::TimedOut
        }
        Loss::Died(status) if status.and_then(|status| signal(&status)) == Some(SIGXCPU) => {
            tracing::warn!(size, "a worker used up its processor time on a file");
            Problem::TimedOut
        }
        Loss::Died(status) => {
            let status = status.map(|status| status.to_string()).unwrap_or_default();
            tracing::warn!(size, status, "a worker died on a file");
            Problem::Crashed
        }
    }
}

/// The signal of an exhausted RLIMIT_CPU on Linux (signal(7)).
const SIGXCPU: i32 = 24;

fn signal(status: &ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(status)
}

/// A running worker; killed when dropped.
#[derive(Debug)]
struct Worker {
    child: Child,
    wire: UnixStream,
    jobs: u32,
}

impl Worker {
    fn start(settings: &Settings) -> io::Result<Self> {
        let (wire, theirs) = std::os::unix::net::UnixStream::pair()?;
        wire.set_nonblocking(true)?;
        let child = Command::new(&settings.program)
            .arg("worker")
            .arg(settings.memory.to_string())
            .arg(settings.cpu.as_secs().max(1).to_string())
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self { child, wire: UnixStream::from_std(wire)?, jobs: 0 })
    }

    /// Hands over the file while reading what comes back, so that neither side waits for a full pipe.
    async fn exchange(&mut self, job: &Job, bytes: &[u8], look: &mut Option<(FileKind, bool)>) -> io::Result<Brought> {
        self.jobs = self.jobs.saturating_add(1);
        let head = frame::encode(job)?;
        let (mut from, mut to) = self.wire.split();
        let give = async {
            to.write_all(&head).await?;
            to.write_all(bytes).await
        };
        let take = async {
            loop {
                let mut length = [0; 4];
                from.read_exact(&mut length).await?;
                let mut frame = vec![0; frame::checked_length(length)?];
                from.read_exact(&mut frame).await?;
                match serde_json::from_slice(&frame)? {
                    Answer::Look { kind, macros } => *look = Some((kind, macros)),
                    Answer::Read(text) => return Ok(Brought::Text(text)),
                    Answer::Nothing => return Ok(Brought::Page(Sight::Nothing)),
                    Answer::Drawn => return Ok(Brought::Page(Sight::Drawn)),
                    Answer::Picture(length) => {
                        let mut picture = vec![0; frame::checked(length)?];
                        from.read_exact(&mut picture).await?;
                        return Ok(Brought::Page(Sight::Picture(picture)));
                    }
                    Answer::Cells(sheets) => return Ok(Brought::Cells(sheets)),
                    Answer::Members(lengths) => return Ok(Brought::Members(members(&mut from, &lengths).await?)),
                }
            }
        };
        let ((), brought) = tokio::try_join!(give, take)?;
        Ok(brought)
    }

    /// Resident memory in bytes by `/proc`; zero where that is not to be had.
    fn resident(&self) -> u64 {
        let pages = self.child.id().and_then(|id| std::fs::read_to_string(format!("/proc/{id}/statm")).ok());
        let pages = pages.and_then(|line| line.split(' ').nth(1)?.parse::<u64>().ok());
        pages.unwrap_or(0).saturating_mul(4096)
    }

    /// Kills the worker, unless it has just died, and tells how it ended.
    async fn end(mut self) -> Option<ExitStatus> {
        let grace = Duration::from_secs(2);
        if let Ok(Ok(status)) = tokio::time::timeout(Duration::from_millis(100), self.child.wait()).await {
            return Some(status);
        }
        self.child.start_kill().ok()?;
        tokio::time::timeout(grace, self.child.wait()).await.ok()?.ok()
    }
}

/// The bytes that follow an answer with members; together no more than one frame may have.
async fn members(
    from: &mut (impl AsyncReadExt + Unpin),
    lengths: &[(usize, u64)],
) -> io::Result<Vec<(usize, Vec<u8>)>> {
    frame::checked(lengths.iter().fold(0, |sum: u64, (_, length)| sum.saturating_add(*length)))?;
    let mut members = Vec::new();
    for (number, length) in lengths {
        let mut content = vec![0; frame::checked(*length)?];
        from.read_exact(&mut content).await?;
        members.push((*number, content));
    }
    Ok(members)
}

/// The worker's side: the hidden command `tiepnhan worker MEMORY CPU`, started by [`Extractor`] only.
///
/// Lowers its limits, then reads files from the socket at its standard input until that closes. Ends with 2 when
/// standard input is no such socket.
#[must_use]
pub fn worker() -> ExitCode {
    worker::main()
}

/// The hidden command `tiepnhan confined MEMORY CPU PROGRAM ARGUMENT…`, started by [`ocr`] only: lowers its limits and
/// becomes the program. Ends with 2 when it cannot.
#[must_use]
pub fn confined() -> ExitCode {
    ocr::confined()
}
