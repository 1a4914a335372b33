//! One try against one misdeed: what it counts as, and how often the letter arrived.

use super::server::{Act, Server, Step};
use super::{kind, parcel, sender};

async fn scene(step: Step, act: Act) -> (&'static str, usize, String) {
    let server = Server::once(step, act).await;
    let outcome = sender(&server).deliver(&parcel(1)).await;
    (kind(&outcome), server.letters().len(), format!("{outcome:?}"))
}

#[tokio::test]
async fn each_refusal_counts_for_what_it_is() {
    for (step, reply, expected) in [
        (Step::Greeting, "421 4.3.2 busy", "down"),
        (Step::Greeting, "554 5.7.1 go away", "down"),
        (Step::Ehlo, "550 5.7.1 bad name", "down"),
        (Step::Mail, "550 5.7.1 not your address", "down"),
        (Step::Mail, "451 4.3.0 later", "down"),
        (Step::Rcpt, "450 4.2.0 greylisted, come back in 5 minutes", "later"),
        (Step::Rcpt, "452 4.5.3 daily sending quota exceeded", "quota"),
        (Step::Rcpt, "550 5.1.1 user unknown", "never"),
        (Step::Rcpt, "552 5.2.2 mailbox full", "later"),
        (Step::Data, "451 4.3.0 later", "later"),
        (Step::Data, "554 5.5.1 no valid recipients", "never"),
        (Step::Dot, "554 5.7.1 looks like spam", "never"),
        (Step::Dot, "550 5.4.5 Daily user sending limit exceeded", "quota"),
        (Step::Dot, "451 4.7.1 try again", "later"),
    ] {
        let (outcome, arrived, shown) = scene(step, Act::Say(reply)).await;
        assert_eq!((outcome, arrived), (expected, 0), "{step:?} {reply}: {shown}");
    }
}

#[tokio::test]
async fn silence_and_cuts_are_unknown_only_after_the_dot() {
    for (step, expected) in [
        (Step::Greeting, "down"),
        (Step::Ehlo, "down"),
        (Step::Mail, "down"),
        (Step::Rcpt, "later"),
        (Step::Data, "later"),
        (Step::Dot, "unknown"),
    ] {
        for act in [Act::Silence, Act::Cut] {
            let (outcome, arrived, shown) = scene(step, act.clone()).await;
            assert_eq!((outcome, arrived), (expected, 0), "{step:?} {act:?}: {shown}");
        }
    }
    for act in [Act::TakeAndCut, Act::TakeAndSilence] {
        let (outcome, arrived, shown) = scene(Step::Dot, act).await;
        assert_eq!((outcome, arrived), ("unknown", 1), "{shown}");
    }
}

#[tokio::test]
async fn words_that_are_no_replies_never_count_as_sent() {
    for (step, act, expected) in [
        (Step::Greeting, Act::Say("HTTP/1.1 400 Bad Request"), "down"),
        (Step::Mail, Act::Say("999 what"), "down"),
        (Step::Mail, Act::Say("250 ok\r\n250 ok again"), "later"),
        (Step::Rcpt, Act::Say("250 ok\r\n354 go\r\n250 queued"), "later"),
        (Step::Rcpt, Act::Say("354 go"), "later"),
        (Step::Data, Act::SayAndCut("354 go\r\n250 2.0.0 queued as NOTHING"), "later"),
        (Step::Data, Act::SayAndCut("250 ok"), "later"),
        (Step::Dot, Act::Say("354 go on"), "unknown"),
        (Step::Dot, Act::Say("220 hm"), "unknown"),
        (Step::Dot, Act::Say("garbage"), "unknown"),
    ] {
        let (outcome, arrived, shown) = scene(step, act.clone()).await;
        assert_eq!((outcome, arrived), (expected, 0), "{step:?} {act:?}: {shown}");
    }
}

#[tokio::test]
async fn a_greeting_of_blanks_topples_nobody() {
    let (outcome, _, shown) = scene(Step::Ehlo, Act::Say("250-kind.example\r\n250-   \r\n250 \u{a0}")).await;
    assert_eq!(outcome, "sent", "{shown}");
}

#[tokio::test]
async fn nobody_at_the_port_is_the_channels_fault() {
    let server = Server::kind().await;
    let mut sender = sender(&server);
    drop(server);
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let refused = super::Settings { port, ..gone() };
    let outcome = super::Sender::new(refused).unwrap().deliver(&parcel(1)).await;
    assert_eq!(kind(&outcome), "down", "{outcome:?}");
    sender.rest().await;
}

fn gone() -> super::Settings {
    super::Settings {
        host: "127.0.0.1".into(),
        port: 1,
        security: super::Security::Plain { insist: false },
        trust: tiepnhan::trust::Trust::default(),
        hello: "a.example".into(),
        log_in: super::LogIn::None,
        limits: super::LIMITS,
    }
}

#[tokio::test]
async fn an_address_that_would_smuggle_a_command_reaches_no_server() {
    let server = Server::kind().await;
    for to in
        ["a@b.example>\r\nRCPT TO:<c@d.example", "a b@c.example", "a@", "@b.example", "á@b.example", "a@b..example"]
    {
        let outcome = sender(&server).deliver(&super::Parcel { to: to.into(), ..parcel(1) }).await;
        assert_eq!(kind(&outcome), "never", "{to}");
    }
    let outcome = sender(&server).deliver(&super::Parcel { from: "x".into(), ..parcel(1) }).await;
    assert_eq!(kind(&outcome), "down");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn addresses_odd_but_alive_are_written_to() {
    let server = Server::kind().await;
    for to in ["a..b@carrier.example", "dot.@carrier.example", "o'neil+x@donvi.example"] {
        let outcome = sender(&server).deliver(&super::Parcel { to: to.into(), ..parcel(1) }).await;
        assert_eq!((kind(&outcome), server.copies(to)), ("sent", 1), "{to}");
    }
}
