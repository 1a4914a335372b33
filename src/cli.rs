//! Commands: what a person types, and what the program answers.

mod arguments;
pub mod backup;
pub mod check;
pub mod init;
pub mod log;
pub mod verify;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

use crate::failure::{Exit, Failure};
use arguments::{Arguments, Command};

/// Runs the command on the command line.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return arguments::refuse(&error),
    };
    let mut out = io::stdout().lock();
    let result = run(&arguments, &mut out).and_then(|exit| Ok(out.flush().map(|()| exit)?));
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{failure}");
            failure.exit.into()
        }
    }
}

fn run(arguments: &Arguments, out: &mut dyn io::Write) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Completions { shell } => Ok(arguments::completions(*shell, out)),
    }
}
