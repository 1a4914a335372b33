//! Commands: what a person types, and what the program answers.

mod arguments;
pub mod backup;
pub mod board;
mod bundle;
pub mod calendar;
mod case;
pub mod check;
mod correct;
mod desk;
mod draft;
mod explain;
mod figures;
mod grant;
mod import;
pub mod init;
mod learned;
pub mod log;
mod mailbox;
mod outbox;
pub mod verify;
pub mod preview;
mod record;
mod refusal;
mod remind;
mod review;
mod screen;
mod send_notice;
mod user;
mod web;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;
use jiff::Timestamp;

use crate::clock::{Clock as _, SystemClock};
use crate::daemon::{self, logging};
use crate::demo;
use crate::failure::{Exit, Failure};
use arguments::{Arguments, Command};
use check::Check;
use init::Init;
use screen::Screen;

/// Runs the command on the command line.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return arguments::refuse(&error),
    };
    let out = io::stdout().lock();
    let mut out: Box<dyn io::Write> =
        if out.is_terminal() && arguments.is_for_eyes() { Box::new(Screen::before(out)) } else { Box::new(out) };
    let result = run(arguments, SystemClock.now(), &mut *out).and_then(|exit| Ok(out.flush().map(|()| exit)?));
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{failure}");
            failure.exit.into()
        }
    }
}

fn run(arguments: Arguments, now: Timestamp, out: &mut dyn io::Write) -> Result<Exit, Failure> {
    let place = arguments.config;
    match arguments.command {
        Command::Init { folder, sample, letters } => init::run(&Init { folder, sample, letters }, now, out),
        Command::Check { online, json } => checked(place, online, json, now, out),
        Command::Run => {
            daemon::memory::give_back();
            let loaded = desk::load(&place)?;
            logging::start(&loaded.config.log)?;
            wait_for(daemon::run(place, loaded)).map(|()| Exit::Fine)
        }
        Command::Demo { folder } => wait_for(demo::run(&folder, out)),
        Command::Explain { path, received_at, short, json } => {
            let form = explain::Form::of(json, short);
            wait_for(explain::run(&path, received_at, form, &desk::load(&place)?, out))
        }
        Command::Import(asked) => wait_for(import::run(&asked, &desk::load(&place)?, now, out)),
        Command::Log(asked) => {
            let desk = desk::open(&place, now)?;
            log::run(&asked, &desk.ledger, desk.rules(), now, out)
        }
        Command::Board(asked) => {
            let desk = desk::open(&place, now)?;
            board::run(&asked, &desk.ledger, desk.rules(), now, out)
        }
        Command::Calendar(asked) => {
            let loaded = desk::load(&place)?;
            let facts = calendar::facts(&loaded, now)?;
            calendar::run(&asked, &loaded.rules, facts.as_ref(), now, out)
        }
        Command::Preview(asked) => wait_for(preview::run(&asked, &desk::load(&place)?, now, out)),
        Command::Verify { json } => verified(&desk::open(&place, now)?, json, out),
        Command::Backup { target } => {
            let desk = desk::open(&place, now)?;
            backup::run(&target, &desk.ledger, &desk.archive, &desk.rules().office.time_zone, now, out)
        }
        Command::Restore { allow_sending, by } => {
            let desk = desk::open(&place, now)?;
            backup::restore(allow_sending, &review::person(by.as_deref()), &desk.ledger, now, out)
        }
        Command::Review { command } => review::run(&command, &desk::open(&place, now)?, out),
        Command::Bundle(asked) => wait_for(bundle::run(&asked, &desk::open(&place, now)?, out)),
        Command::Figures(asked) => wait_for(figures::run(&asked, &desk::open(&place, now)?, out)),
        Command::Draft(asked) => draft::run(&asked, &desk::open(&place, now)?, out),
        Command::SendNotice(asked) => send_notice::run(&asked, &desk::open(&place, now)?, out),
        Command::Extend(asked) => grant::extend(&asked, &desk::open(&place, now)?, out),
        Command::Excuse(asked) => grant::excuse(&asked, &desk::open(&place, now)?, out),
        Command::Lift(asked) => grant::lift(&asked, &desk::open(&place, now)?, out),
        Command::Grants(asked) => grant::list(&asked, &desk::open(&place, now)?, out),
        Command::Correct(asked) => correct::correct(&asked, &desk::open(&place, now)?, out),
        Command::Withdraw(asked) => correct::withdraw(&asked, &desk::open(&place, now)?, out),
        Command::Merge(asked) => correct::merge(&asked, &desk::open(&place, now)?, out),
        Command::Split(asked) => correct::split(&asked, &desk::open(&place, now)?, out),
        Command::Undo(asked) => correct::undo(&asked, &desk::open(&place, now)?, out),
        Command::Case { command } => case::run(&command, &desk::open(&place, now)?, out),
        // What shall not send at all must be stopped before it first runs.
        Command::Outbox { command } if command.is_pause() => outbox::run(&command, &desk::begin(&place, now)?, out),
        Command::Outbox { command } => outbox::run(&command, &desk::open(&place, now)?, out),
        Command::Mailbox { command } => mailbox::run(&command, &desk::open(&place, now)?, out),
        Command::Learned(asked) => learned::run(&asked, &desk::open(&place, now)?, out),
        Command::Remind(asked) => remind::run(&asked, &desk::open(&place, now)?, out),
        Command::Record(asked) => record::run(&asked, &desk::open(&place, now)?, out),
        Command::User { command } => user::run(&command, &desk::open(&place, now)?, out),
        Command::Web(asked) => wait_for(web::run(&asked, desk::open(&place, now)?, out)),
        Command::Completions { shell } => Ok(arguments::completions(shell, out)),
    }
}

fn checked(place: PathBuf, online: bool, json: bool, now: Timestamp, out: &mut dyn io::Write) -> Result<Exit, Failure> {
    let exit = check::run(&Check { place: place.clone(), json }, now, out)?;
    if !online || exit == Exit::Input {
        return Ok(exit);
    }
    let answered = wait_for(check::online::run(&place, json, out))?;
    Ok(if answered == Exit::Fine { exit } else { answered })
}

fn verified(desk: &crate::desk::Desk, json: bool, out: &mut dyn io::Write) -> Result<Exit, Failure> {
    verify::run(&desk.ledger, &desk.archive, json, out)
}

/// Runs what waits for others: servers, workers, timers.
fn wait_for<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::outside)?.block_on(work)
}

#[cfg(test)]
pub(crate) mod tests;
