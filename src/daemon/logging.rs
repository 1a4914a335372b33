//! How the daemon speaks to the IT officer: lines, JSON or the journal of systemd. Never a subject, a body or a secret.

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

use crate::config::{Log, LogFormat};
use crate::failure::Failure;

/// The mail libraries say at DEBUG and TRACE what stands in mails and log-ins; they are held at INFO whatever is set.
const QUIET: &str = "async_imap=info,lettre=info,rustls=info,mail_parser=info,ureq=info,hyper=info";

/// Starts logging to standard error, or to the journal when that is asked for and there.
///
/// # Errors
/// A level that does not exist, or logging that runs already.
pub fn start(log: &Log) -> Result<(), Failure> {
    let filter = || {
        EnvFilter::try_new(format!("{},{QUIET}", log.level)).map_err(|error| {
            Failure::input(format!(
                "log.level = \"{}\" không dùng được ({error}); dùng error, warn, info hoặc debug",
                log.level
            ))
        })
    };
    let lines = || fmt::layer().with_writer(std::io::stderr).with_target(false);
    let layer = match log.format {
        LogFormat::Json => lines().json().with_filter(filter()?).boxed(),
        LogFormat::Text => lines().with_ansi(false).with_filter(filter()?).boxed(),
        // Without a journal (in a container, by hand) lines are better than silence.
        LogFormat::Journald => match tracing_journald::layer() {
            Ok(journal) => journal.with_filter(filter()?).boxed(),
            Err(_) => lines().with_ansi(false).with_filter(filter()?).boxed(),
        },
    };
    tracing_subscriber::registry().with(layer).try_init().map_err(Failure::ours)
}
