//! Commands: what a person types, and what the program answers.

use std::process::ExitCode;

use crate::failure::Exit;

/// Runs the command on the command line.
#[must_use]
pub fn main() -> ExitCode {
    Exit::Input.into()
}
