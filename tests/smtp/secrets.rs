//! Passwords and tokens: sent in the right form, shown nowhere.

use base64::Engine as _;
use secrecy::SecretString;
use tiepnhan::delivery::smtp::{LogIn, Sender, Settings, TokenSource};

use super::server::{Act, Manner, Server, Step};
use super::{kind, parcel, password, settings};

const SECRET: &str = "abcd efgh Mật-khẩu ijkl";

fn coded(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn token() -> LogIn {
    LogIn::OAuth2 { user: "khoagiao".into(), token: TokenSource::new(|| Ok(SecretString::from(SECRET))) }
}

async fn server(offer: &'static str, act: Option<Act>) -> Server {
    let manner = Manner { offers: vec![offer], ..Manner::default() };
    Server::start(manner, move |step| if step == Step::Auth { act.clone() } else { None }).await
}

#[tokio::test]
async fn each_mechanism_says_what_the_server_expects() {
    for (offer, log_in, said) in [
        ("AUTH LOGIN PLAIN", password(SECRET), vec![format!("AUTH PLAIN {}", coded(&format!("\0khoagiao\0{SECRET}")))]),
        ("AUTH LOGIN", password(SECRET), vec!["AUTH LOGIN".into(), coded("khoagiao"), coded(SECRET)]),
        (
            "AUTH XOAUTH2 PLAIN",
            token(),
            vec![format!("AUTH XOAUTH2 {}", coded(&format!("user=khoagiao\x01auth=Bearer {SECRET}\x01\x01")))],
        ),
    ] {
        let server = server(offer, None).await;
        let outcome = Sender::new(Settings { log_in, ..settings(&server) }).unwrap().deliver(&parcel(1)).await;
        assert_eq!(kind(&outcome), "sent", "{offer}: {outcome:?}");
        let transcript = server.transcript();
        assert_eq!(transcript[1..=said.len()], said, "{offer}");
    }
}

#[tokio::test]
async fn a_server_without_a_fitting_mechanism_gets_no_password() {
    let server = server("AUTH CRAM-MD5", None).await;
    let outcome =
        Sender::new(Settings { log_in: password(SECRET), ..settings(&server) }).unwrap().deliver(&parcel(1)).await;
    assert_eq!(kind(&outcome), "down", "{outcome:?}");
    assert_eq!(server.transcript().len(), 1);
}

#[tokio::test]
async fn a_refused_log_in_concerns_the_settings_and_repeats_no_secret() {
    let echo: &'static str = Box::leak(
        format!(
            "535 5.7.8 no: {SECRET} {} {} {}",
            coded(&format!("\0khoagiao\0{SECRET}")),
            coded(SECRET),
            coded(&format!("user=khoagiao\x01auth=Bearer {SECRET}\x01\x01"))
        )
        .into_boxed_str(),
    );
    for (log_in, answer) in [
        (password(SECRET), echo),
        (token(), echo),
        (token(), "334 eyJzdGF0dXMiOiI0MDAifQ=="),
        (password(SECRET), "454 4.7.0 too many log-ins"),
    ] {
        let server = server("AUTH PLAIN XOAUTH2", Some(Act::Say(answer))).await;
        let mut sender = Sender::new(Settings { log_in, ..settings(&server) }).unwrap();
        let outcome = sender.deliver(&parcel(1)).await;
        assert_eq!(kind(&outcome), "down", "{outcome:?}");
        let shown = format!("{outcome:?} {sender:?}");
        for secret in ["abcd", "Mật-khẩu", &coded(SECRET)[..12], &coded(&format!("\0khoagiao\0{SECRET}"))[..16]] {
            assert!(!shown.contains(secret), "`{secret}` in {shown}");
        }
        assert!(server.letters().is_empty());
    }
}

#[tokio::test]
async fn settings_and_letters_show_nothing_confidential() {
    let server = Server::kind().await;
    for log_in in [password(SECRET), token()] {
        let settings = Settings { log_in, ..settings(&server) };
        let shown = format!("{settings:?} {:?} {:?}", Sender::new(settings.clone()).unwrap(), parcel(1));
        assert!(!shown.contains("abcd") && !shown.contains("a line with a dot"), "{shown}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_had_is_the_channels_fault() {
    let server = server("AUTH XOAUTH2", None).await;
    let log_in = LogIn::OAuth2 {
        user: "khoagiao".into(),
        token: TokenSource::new(|| Err("máy chủ OAuth2 từ chối".into())),
    };
    let outcome = Sender::new(Settings { log_in, ..settings(&server) }).unwrap().deliver(&parcel(1)).await;
    assert_eq!(kind(&outcome), "down");
    assert!(format!("{outcome:?}").contains("máy chủ OAuth2 từ chối"));
}

#[tokio::test]
async fn a_token_that_the_server_refuses_is_renewed_once() {
    let mut log_ins = 0;
    let manner = Manner { offers: vec!["AUTH XOAUTH2"], ..Manner::default() };
    let server = Server::start(manner, move |step| {
        log_ins += usize::from(step == Step::Auth);
        (step == Step::Auth && log_ins == 1).then_some(Act::Say("334 eyJzdGF0dXMiOiI0MDEifQ=="))
    })
    .await;
    let token = TokenSource::renewing(|renew| Ok(SecretString::from(if renew { "new" } else { "old" })));
    let log_in = LogIn::OAuth2 { user: "khoagiao".into(), token };
    let outcome = Sender::new(Settings { log_in, ..settings(&server) }).unwrap().deliver(&parcel(1)).await;
    assert_eq!(kind(&outcome), "sent", "{outcome:?}");
    let said: Vec<String> = server.transcript().into_iter().filter(|line| line.starts_with("AUTH")).collect();
    let expected = |token| format!("AUTH XOAUTH2 {}", coded(&format!("user=khoagiao\x01auth=Bearer {token}\x01\x01")));
    assert_eq!(said, [expected("old"), expected("new")]);
}
