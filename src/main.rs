//! Arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything else is set up: a worker must own nothing but its socket.
    if std::env::args_os().nth(1).is_some_and(|word| word == "worker") {
        return tiepnhan::extraction::worker();
    }
    tiepnhan::cli::main()
}
