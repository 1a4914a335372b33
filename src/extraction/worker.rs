//! Inside the worker process.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use rlimit::Resource;

use super::frame::{self, Answer, Job, Want};
use crate::text::scan::{self, Sight};
use crate::text::sheet::cells::Sheet;
use crate::text::{self, FileKind, FileText, Problem};

/// Descriptors that the worker may have: none beyond those it was born with.
const DESCRIPTORS: u64 = 3;

/// Stack of the thread that reads: document crates recurse over nested structures.
const STACK: usize = 64 << 20;

pub(super) fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(2).map_while(|argument| argument.parse::<u64>().ok());
    let memory = numbers.next().unwrap_or(1 << 30);
    let cpu = Duration::from_secs(numbers.next().unwrap_or(20));
    // A panic is an answer here, not a message: the output is nobody's.
    panic::set_hook(Box::new(|_| {}));
    let Ok(wire) = io::stdin().as_fd().try_clone_to_owned().map(UnixStream::from) else {
        return ExitCode::from(2);
    };
    if wire.peer_addr().is_err() || enclose(memory).is_err() {
        return ExitCode::from(2);
    }
    let work = std::thread::Builder::new().stack_size(STACK).spawn(move || serve(wire, cpu));
    match work.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Gives up, for good, what reading a document never needs.
fn enclose(memory: u64) -> io::Result<()> {
    Resource::CORE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::AS.set(memory, memory)?;
    Resource::NOFILE.set(DESCRIPTORS, DESCRIPTORS)
}

/// Answers jobs until the other side closes the socket.
fn serve(mut wire: UnixStream, cpu: Duration) -> io::Result<()> {
    let mut busy = Duration::ZERO;
    while let Some(job) = receive(&mut wire)? {
        let begin = Instant::now();
        raise_cpu_limit(busy, cpu)?;
        let mut bytes = vec![0; usize::try_from(job.size).map_err(io::Error::other)?];
        wire.read_exact(&mut bytes)?;
        match job.want {
            Want::Text => {
                let answer = Answer::Read(read(&mut wire, &job, &bytes)?);
                wire.write_all(&frame::encode(&answer)?)?;
            }
            Want::Page(kind, number) => show(&mut wire, &bytes, kind, number)?,
            Want::Cells => {
                let answer = Answer::Cells(cells(&job, &bytes));
                wire.write_all(&frame::encode(&answer)?)?;
            }
            Want::Members(ref numbers) => unpack(&mut wire, &job, &bytes, numbers)?,
        }
        busy = busy.saturating_add(begin.elapsed());
    }
    Ok(())
}

/// The kernel counts processor time over the life of a process: what earlier files can have used comes on top.
fn raise_cpu_limit(busy: Duration, cpu: Duration) -> io::Result<()> {
    Resource::CPU.set(busy.saturating_add(cpu).as_secs().saturating_add(1), rlimit::INFINITY)
}

fn receive(wire: &mut UnixStream) -> io::Result<Option<Job>> {
    let mut length = [0; 4];
    match wire.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut head = vec![0; frame::checked_length(length)?];
    wire.read_exact(&mut head)?;
    Ok(Some(serde_json::from_slice(&head)?))
}

/// The first look goes out at once: should the rest kill us, the kind is known.
fn read(wire: &mut UnixStream, job: &Job, bytes: &[u8]) -> io::Result<FileText> {
    let sniffed = text::sniff::sniff(bytes, &job.name, &job.media_type);
    let joined = |sniffed| {
        if job.volumes.is_empty() {
            return text::read_sniffed(sniffed, bytes, &job.name, &job.limits, &job.passwords);
        }
        text::volumes::read(bytes, &job.volumes, &job.name, &job.limits, &job.passwords)
    };
    wire.write_all(&frame::encode(&Answer::Look { kind: sniffed.kind, macros: sniffed.macros })?)?;
    let blank = FileText { macros: sniffed.macros, ..FileText::blank(sniffed.kind, Some(Problem::Crashed)) };
    let attempt = AssertUnwindSafe(|| joined(sniffed));
    Ok(panic::catch_unwind(attempt).unwrap_or(blank))
}

/// The cells of a workbook.
fn cells(job: &Job, bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    let attempt = AssertUnwindSafe(|| text::sheet::cells::cells(bytes, &job.name, &job.media_type, &job.limits));
    panic::catch_unwind(attempt).unwrap_or(Err(Problem::Crashed))
}

/// The picture of a page. What fails here costs the picture only: the text was read before.
fn show(wire: &mut UnixStream, bytes: &[u8], kind: FileKind, number: usize) -> io::Result<()> {
    let sight = panic::catch_unwind(|| scan::page(bytes, kind, number)).unwrap_or(Sight::Drawn);
    let (answer, picture) = match sight {
        Sight::Nothing => (Answer::Nothing, Vec::new()),
        Sight::Drawn => (Answer::Drawn, Vec::new()),
        Sight::Picture(picture) => (Answer::Picture(u64::try_from(picture.len()).map_err(io::Error::other)?), picture),
    };
    wire.write_all(&frame::encode(&answer)?)?;
    wire.write_all(&picture)
}

/// The bytes of members. What fails here costs their bytes only: the text was read before.
fn unpack(wire: &mut UnixStream, job: &Job, bytes: &[u8], numbers: &[usize]) -> io::Result<()> {
    let file = (bytes, job.name.as_str(), job.media_type.as_str());
    let take =
        AssertUnwindSafe(|| text::take(file, &job.volumes, &job.limits, &job.passwords, numbers, frame::LONGEST));
    let members = panic::catch_unwind(take).unwrap_or_default();
    let length = |content: &Vec<u8>| u64::try_from(content.len()).map_err(io::Error::other);
    let lengths: io::Result<_> = members.iter().map(|(number, content)| Ok((*number, length(content)?))).collect();
    wire.write_all(&frame::encode(&Answer::Members(lengths?))?)?;
    members.iter().try_for_each(|(_, content)| wire.write_all(content))
}
