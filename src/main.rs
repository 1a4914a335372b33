//! Arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything else is set up: a worker must own nothing but its socket.
    let word = std::env::args_os().nth(1);
    if word.as_ref().is_some_and(|word| word == "worker") {
        return tiepnhan::extraction::worker();
    }
    if word.as_ref().is_some_and(|word| word == "confined") {
        return tiepnhan::extraction::confined();
    }
    tiepnhan::cli::main()
}
