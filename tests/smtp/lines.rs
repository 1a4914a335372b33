//! The line itself: kept open, found closed, encrypted.

use std::time::{Duration, Instant};

use tempfile::TempDir;
use tiepnhan::delivery::smtp::{LogIn, Security, Sender, Settings};
use tiepnhan::trust::Trust;
use tokio_rustls::TlsAcceptor;

use super::server::{Act, Manner, Server, Step, certificate};
use super::{kind, parcel, password, sender, settings};

#[tokio::test]
async fn several_letters_go_over_one_line_and_arrive_as_written() {
    let server = Server::kind().await;
    let mut sender = sender(&server);
    for number in 0..5 {
        assert_eq!(kind(&sender.deliver(&parcel(number)).await), "sent");
    }
    sender.rest().await;
    assert_eq!(server.connections(), 1);
    assert_eq!(server.transcript().last().map(String::as_str), Some("QUIT"));
    for (number, (to, content)) in (0..5).zip(server.letters()) {
        assert_eq!(to, parcel(number).to);
        assert_eq!(String::from_utf8(content).unwrap(), String::from_utf8(parcel(number).mime).unwrap());
    }
}

#[tokio::test]
async fn a_refused_recipient_does_not_cost_the_line() {
    let server = Server::once(Step::Rcpt, Act::Say("550 5.1.1 user unknown")).await;
    let mut sender = sender(&server);
    assert_eq!(kind(&sender.deliver(&parcel(1)).await), "never");
    assert_eq!(kind(&sender.deliver(&parcel(2)).await), "sent");
    assert_eq!((server.connections(), server.letters().len()), (1, 1));
}

#[tokio::test]
async fn a_line_that_the_server_closed_while_idle_costs_no_letter() {
    for act in [Act::SayAndCut("421 4.4.2 idle too long"), Act::Cut, Act::Say("221 bye"), Act::Say("250 surplus")] {
        let server = Server::once(Step::Idle, act.clone()).await;
        let mut sender = sender(&server);
        assert_eq!(kind(&sender.deliver(&parcel(1)).await), "sent", "{act:?}");
        assert_eq!(kind(&sender.deliver(&parcel(2)).await), "sent", "{act:?}");
        assert_eq!((server.connections(), server.copies(&parcel(2).to)), (2, 1), "{act:?}");
    }
}

#[tokio::test]
async fn a_server_that_tires_after_some_letters_gets_a_fresh_line() {
    let mut mails = 0;
    let server = Server::start(Manner::default(), move |step| {
        mails += usize::from(step == Step::Mail);
        (step == Step::Mail && mails == 3).then_some(Act::Say("421 4.7.0 too many letters on this line"))
    })
    .await;
    let mut sender = sender(&server);
    for number in 0..4 {
        assert_eq!(kind(&sender.deliver(&parcel(number)).await), "sent");
    }
    assert_eq!((server.connections(), server.letters().len()), (2, 4));
}

#[tokio::test]
async fn a_warm_line_takes_a_letter_in_milliseconds() {
    let server = Server::kind().await;
    let mut sender = sender(&server);
    sender.deliver(&parcel(0)).await;
    let start = Instant::now();
    for number in 1..=100 {
        assert_eq!(kind(&sender.deliver(&parcel(number)).await), "sent");
    }
    // A delayed acknowledgement alone would be 40 ms for each.
    assert!(start.elapsed() < Duration::from_millis(2000), "{:?} for 100 letters", start.elapsed());
}

fn secured(server: &Server, security: Security, ca: &TempDir, log_in: LogIn) -> Settings {
    let trust = Trust { ca_file: Some(ca.path().join("cert.pem")), pin_sha256: None };
    Settings { security, trust, log_in, ..settings(server) }
}

fn certified(name: &str) -> (TempDir, TlsAcceptor) {
    let folder = tempfile::tempdir().unwrap();
    let (_, tls) = certificate(name, folder.path());
    (folder, tls)
}

#[tokio::test]
async fn tls_from_the_first_byte_carries_letters() {
    let (ca, tls) = certified("localhost");
    let manner = Manner { tls: Some(tls), offers: vec!["AUTH PLAIN LOGIN"], ..Manner::default() };
    let server = Server::start(manner, |_| None).await;
    let mut sender = Sender::new(secured(&server, Security::Tls, &ca, password("mật khẩu"))).unwrap();
    let report = sender.probe("khoagiao@songlam.example").await.unwrap();
    assert!(report.encrypted);
    assert_eq!((report.server.as_str(), report.logged_in.as_deref()), ("kind.example", Some("khoagiao")));
    assert_eq!(report.mechanisms, ["PLAIN", "LOGIN"]);
    assert!(server.letters().is_empty(), "a probe sends nothing");
    for number in 0..3 {
        assert_eq!(kind(&sender.deliver(&parcel(number)).await), "sent");
    }
    assert_eq!(server.letters().len(), 3);
}

#[tokio::test]
async fn starttls_carries_letters_and_nothing_is_said_in_clear() {
    let (ca, tls) = certified("localhost");
    let manner = Manner { starttls: Some(tls), offers: vec!["AUTH PLAIN"], ..Manner::default() };
    let server = Server::start(manner, |_| None).await;
    let mut sender = Sender::new(secured(&server, Security::StartTls, &ca, password("secret"))).unwrap();
    for number in 0..3 {
        let outcome = sender.deliver(&parcel(number)).await;
        assert_eq!(kind(&outcome), "sent", "{outcome:?}");
    }
    let transcript = server.transcript();
    assert_eq!(transcript[..3], ["EHLO tiepnhan.songlam.example", "STARTTLS", "EHLO tiepnhan.songlam.example"]);
    assert_eq!((server.connections(), server.letters().len()), (1, 3));
}

#[tokio::test]
async fn a_stripped_starttls_ends_the_conversation() {
    let (ca, _) = certified("localhost");
    let manner = Manner { offers: vec!["AUTH PLAIN"], ..Manner::default() };
    let server = Server::start(manner, |_| None).await;
    let mut sender = Sender::new(secured(&server, Security::StartTls, &ca, password("secret"))).unwrap();
    let outcome = sender.deliver(&parcel(1)).await;
    assert_eq!(kind(&outcome), "down", "{outcome:?}");
    assert_eq!(server.transcript(), ["EHLO tiepnhan.songlam.example"]);
}

#[tokio::test]
async fn words_slipped_in_before_tls_end_the_conversation() {
    let (ca, tls) = certified("localhost");
    let manner = Manner { starttls: Some(tls), slipped_in: "250 evil\r\n", ..Manner::default() };
    let server = Server::start(manner, |_| None).await;
    let mut sender = Sender::new(secured(&server, Security::StartTls, &ca, LogIn::None)).unwrap();
    let outcome = sender.deliver(&parcel(1)).await;
    assert_eq!(kind(&outcome), "down", "{outcome:?}");
    assert!(server.letters().is_empty());
}

#[tokio::test]
async fn a_certificate_of_another_name_or_maker_is_refused() {
    let (other_ca, tls) = certified("mail.other.example");
    let (strange_ca, _) = certified("localhost");
    let server = Server::start(Manner { tls: Some(tls), ..Manner::default() }, |_| None).await;
    for ca in [&other_ca, &strange_ca] {
        let mut sender = Sender::new(secured(&server, Security::Tls, ca, LogIn::None)).unwrap();
        let outcome = sender.deliver(&parcel(1)).await;
        assert_eq!(kind(&outcome), "down", "{outcome:?}");
        assert!(format!("{outcome:?}").contains("TLS"));
    }
    assert!(server.transcript().is_empty());
}

#[tokio::test]
async fn a_pinned_certificate_is_believed_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (digest, tls) = certificate("mail.other.example", folder.path());
    let server = Server::start(Manner { tls: Some(tls), ..Manner::default() }, |_| None).await;
    for (pin, expected) in [(digest, "sent"), ("ab".repeat(32), "down")] {
        let trust = Trust { ca_file: None, pin_sha256: Some(pin) };
        let mut sender = Sender::new(Settings { security: Security::Tls, trust, ..settings(&server) }).unwrap();
        let outcome = sender.deliver(&parcel(1)).await;
        assert_eq!(kind(&outcome), expected, "{outcome:?}");
    }
}

#[tokio::test]
async fn clear_text_leaves_this_machine_only_when_somebody_insists() {
    let server = Server::kind().await;
    let abroad = Settings { host: "mail.songlam.example".into(), ..settings(&server) };
    assert!(Sender::new(abroad.clone()).unwrap_err().contains("không mã hóa"));
    assert!(Sender::new(Settings { security: Security::Plain { insist: true }, ..abroad }).is_ok());
    assert!(Sender::new(Settings { hello: "a\r\nb".into(), ..settings(&server) }).is_err());
    let trust = Trust { ca_file: Some("/nowhere/ca.pem".into()), pin_sha256: None };
    let without_file = Settings { security: Security::Tls, trust, ..settings(&server) };
    assert!(Sender::new(without_file).unwrap_err().contains("/nowhere/ca.pem"));
}
