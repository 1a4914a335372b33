//! Between our program and the one that it becomes: limits lowered for good.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use rlimit::Resource;

/// Descriptors: libraries and language data are opened one after the other.
const DESCRIPTORS: u64 = 32;

/// `tiepnhan confined MEMORY CPU PROGRAM ARGUMENT…`
pub(in super::super) fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(2);
    let mut number = || arguments.next()?.to_str()?.parse::<u64>().ok();
    let (Some(memory), Some(cpu)) = (number(), number()) else { return ExitCode::from(2) };
    let Some(program) = arguments.next() else { return ExitCode::from(2) };
    if enclose(memory, cpu).is_err() {
        return ExitCode::from(2);
    }
    // Only comes back when it failed.
    let _ = Command::new(program).args(arguments).exec();
    ExitCode::from(2)
}

/// Gives up, for good, what reading a page never needs. Pipes are no files: output still flows.
fn enclose(memory: u64, cpu: u64) -> io::Result<()> {
    Resource::CORE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::NPROC.set(0, 0)?;
    Resource::NOFILE.set(DESCRIPTORS, DESCRIPTORS)?;
    Resource::CPU.set(cpu, cpu)?;
    Resource::AS.set(memory, memory)
}
