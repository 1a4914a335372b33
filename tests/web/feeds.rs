//! What other programs fetch, and by which token.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use base64::Engine as _;

use super::{CLERK, Site};

/// The office gives out tokens for both.
fn with_tokens(place: &Path) {
    for (file, token) in [("ma-lich", "lich-1234567890"), ("ma-giam-sat", "giam-sat-1234567890")] {
        fs::write(place.join(file), format!("{token}\n")).unwrap();
        fs::set_permissions(place.join(file), fs::Permissions::from_mode(0o600)).unwrap();
    }
    let settings = place.join("tiepnhan.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let web = "\n[web]\ncalendar_token_file = \"ma-lich\"\nmonitor_token_file = \"ma-giam-sat\"\n";
    fs::write(settings, text + web).unwrap();
}

fn basic(password: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("lich:{password}")))
}

#[test]
fn without_tokens_there_is_nothing_to_fetch_even_for_who_is_logged_in() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    for path in ["/lich.ics", "/healthz", "/metrics"] {
        assert_eq!(browser.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_calendar_brings_its_token_as_a_password() {
    let site = Site::changed(with_tokens);
    let mut client = site.browser();
    let ask = |client: &mut super::Browser, said: &str| client.ask("GET", "/lich.ics", &[("Authorization", said)], &[]);
    let answer = ask(&mut client, &basic("lich-1234567890"));
    assert_eq!((answer.status, answer.headers["content-type"].as_str()), (200, "text/calendar; charset=utf-8"));
    assert!(answer.body.starts_with("BEGIN:VCALENDAR\r\n") && answer.body.contains("DTSTART;VALUE=DATE:20200619"));
    for wrong in [basic("lich"), basic("giam-sat-1234567890"), "Bearer x".to_owned(), "Basic ???".to_owned()] {
        let answer = ask(&mut client, &wrong);
        assert_eq!(answer.status, 401, "{wrong}");
        assert!(answer.headers.contains_key("www-authenticate"), "the calendar asks its user");
    }
    assert_eq!(client.ask("GET", "/lich.ics?token=lich-1234567890", &[], &[]).status, 401, "never in the address");
}

#[test]
fn a_monitor_reads_figures_and_no_names() {
    let site = Site::changed(with_tokens);
    let said = [("Authorization", "Bearer giam-sat-1234567890")];
    let answer = site.browser().ask("GET", "/metrics", &said, &[]);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let value = |name: &str| {
        let line = answer.body.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}"));
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    let waiting = site.run(&["review", "list", "--json"]).lines().count();
    assert_eq!(value("tiepnhan_reviews_open") as usize, waiting);
    assert!(value("tiepnhan_mails_total{bucket=\"recorded\"}") > 10.0 && value("tiepnhan_obligations_overdue") > 0.0);
    assert!(!answer.body.contains('@') && !answer.body.contains("Sở"), "{}", answer.body);
    assert!(answer.body.lines().all(|line| line.starts_with('#') || line.split(' ').count() == 2), "{}", answer.body);
    let health = site.browser().ask("GET", "/healthz", &said, &[]);
    assert_eq!(health.status, 200);
    assert_eq!(health.body.trim(), r#"{"ledger":"ok","mailbox":"not-read-here","mailboxes_let_go":0,"sending":"on"}"#);
}
