//! Letters against a mail server that misbehaves on command.

mod crash;
mod dkim;
mod each_step;
mod faults;
mod lines;
pub mod postbox;
mod restart;
mod secrets;
pub mod server;
mod size;
mod trace;
pub mod waiting;

use std::time::Duration;

use secrecy::SecretString;
use tiepnhan::delivery::smtp::{Limits, LogIn, Security, Sender, Settings};
use tiepnhan::delivery::{Outcome, Parcel};

use server::Server;

/// Short enough for a test, long enough for a busy machine.
pub const LIMITS: Limits = Limits {
    connect: Duration::from_millis(2000),
    command: Duration::from_millis(300),
    data: Duration::from_millis(300),
    quit: Duration::from_millis(200),
};

/// A letter with its number in every place where it could get lost.
pub fn parcel(number: u32) -> Parcel {
    Parcel {
        from: "khoagiao@songlam.example".into(),
        to: format!("vanthu{number}@donvi.example"),
        message_id: format!("letter-{number}@songlam.example"),
        mime: format!(
            "From: <khoagiao@songlam.example>\r\nTo: <vanthu{number}@donvi.example>\r\n\
             Message-ID: <letter-{number}@songlam.example>\r\nSubject: {number}\r\n\r\n.a line with a dot\r\nend {number}\r\n"
        )
        .into_bytes(),
    }
}

/// Settings for a server on this machine, in clear, without log-in.
pub fn settings(server: &Server) -> Settings {
    Settings {
        host: "localhost".into(),
        port: server.port(),
        security: Security::Plain { insist: false },
        trust: tiepnhan::trust::Trust::default(),
        hello: "tiepnhan.songlam.example".into(),
        log_in: LogIn::None,
        limits: LIMITS,
    }
}

pub fn password(secret: &str) -> LogIn {
    LogIn::Password { user: "khoagiao".into(), password: SecretString::from(secret) }
}

pub fn sender(server: &Server) -> Sender {
    Sender::new(settings(server)).unwrap()
}

pub fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Sent { .. } => "sent",
        Outcome::Later { quota: false, .. } => "later",
        Outcome::Later { quota: true, .. } => "quota",
        Outcome::Never { .. } => "never",
        Outcome::Unknown { .. } => "unknown",
        Outcome::Down { .. } => "down",
    }
}
