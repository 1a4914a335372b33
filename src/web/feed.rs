//! What other programs fetch: the calendar of deadlines, and how the program is. Each has a token of its own, which
//! stands in a header and never in an address: addresses end up in histories and logs.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use secrecy::ExposeSecret as _;

use super::answer::Refusal;
use super::{Look, Shared, Site};
use crate::config::SecretFile;
use crate::dossier::agenda::{Scope, agenda, concerned};
use crate::dossier::ical::ical;
use crate::failure::Failure;
use crate::judgment::Bucket;
use crate::ledger::token_hash;
use crate::message::Sha256;
use crate::standing::{self, Filter, Standing, days_after};

/// The calendar reaches so many days back and ahead: what a person looks up in it.
const DAYS: (i32, i32) = (60, 400);

/// The hashes of the tokens that the office gave out.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    calendar: Option<Sha256>,
    monitor: Option<Sha256>,
}

impl Tokens {
    /// Reads the tokens from their files.
    ///
    /// # Errors
    /// A file that is not there or that others can read.
    pub fn read(web: &crate::config::Web) -> Result<Self, Failure> {
        let hash = |file: &Option<SecretFile>| {
            let read = |file: &SecretFile| {
                let secret = file.read().map_err(|fault| Failure::input(fault.to_string()))?;
                Ok::<_, Failure>(token_hash(secret.expose_secret().trim()))
            };
            file.as_ref().map(read).transpose()
        };
        Ok(Self { calendar: hash(&web.calendar_token)?, monitor: hash(&web.monitor_token)? })
    }
}

/// Whether the request brings the token: `Authorization: Bearer …`, or the password of `Basic`, which calendars speak.
fn brings(headers: &HeaderMap, token: Option<&Sha256>) -> bool {
    let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = said.and_then(|said| {
        let (scheme, rest) = said.split_once(' ')?;
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Some(rest.trim().to_owned()),
            "basic" => {
                let bytes = base64::engine::general_purpose::STANDARD.decode(rest.trim()).ok()?;
                String::from_utf8(bytes).ok()?.split_once(':').map(|(_, password)| password.to_owned())
            }
            _ => None,
        }
    });
    // Hashes are compared: how long that takes says nothing of the token.
    given.zip(token).is_some_and(|(given, token)| token_hash(given.trim()) == *token)
}

fn asked_for() -> Response {
    let realm = [(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"tiepnhan\", charset=\"UTF-8\""))];
    (StatusCode::UNAUTHORIZED, realm, "Cần mã truy cập (token) của cơ quan.\n").into_response()
}

/// Makes an answer on a thread that may block, for who brings the token; for an office that gave none out there is no
/// such page.
async fn given<W>(site: Shared, headers: &HeaderMap, which: fn(&Tokens) -> Option<&Sha256>, work: W) -> Response
where
    W: FnOnce(&Look<'_>) -> Result<Response, Refusal> + Send + 'static,
{
    let token = which(&site.tokens);
    if token.is_none() {
        return Refusal::missing("trang này").into_response();
    }
    if !brings(headers, token) {
        return asked_for();
    }
    match tokio::task::spawn_blocking(move || work(&site.look())).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(refusal)) => refusal.into_response(),
        Err(_) => Refusal::ours().into_response(),
    }
}

/// The calendar of deadlines, reminders and meetings (RFC 5545).
pub(super) async fn calendar(State(site): State<Shared>, headers: HeaderMap) -> Response {
    given(
        site,
        &headers,
        |tokens| tokens.calendar.as_ref(),
        |look| {
            let (rules, now) = (look.rules(), look.now());
            let today = look.today();
            let scope = Scope {
                first: days_after(today, DAYS.0.saturating_neg()),
                last: days_after(today, DAYS.1),
                report: None,
                unit: None,
                group: None,
            };
            let facts = look.desk.facts(&[&concerned(rules, &scope)])?;
            let text = ical(&agenda(rules, Some(&facts), &scope, now), rules, now);
            Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
        },
    )
    .await
}

/// Whether the program does its work: 200, or 503 with what is wrong.
pub(super) async fn health(State(site): State<Shared>, headers: HeaderMap) -> Response {
    given(site, &headers, |tokens| tokens.monitor.as_ref(), |look| {
        let paused = look.read(|snapshot| snapshot.pause())?.is_some();
        let fresh = look.site.is_fresh(look.now());
        let status = if fresh == Some(false) { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        let mailbox = match fresh {
            None => "not-read-here",
            Some(true) => "read",
            Some(false) => "not-read",
        };
        let mailboxes = look.read(|snapshot| snapshot.mailboxes())?;
        let let_go = mailboxes.iter().filter(|mailbox| mailbox.let_go.is_some()).count();
        let body = serde_json::json!({"ledger": "ok", "mailbox": mailbox, "mailboxes_let_go": let_go, "sending": if paused { "paused" } else { "on" }});
        Ok((status, [(header::CONTENT_TYPE, "application/json")], format!("{body}\n")).into_response())
    })
    .await
}

/// Figures for Prometheus (text format 0.0.4). No name, address or subject of anybody stands in them.
pub(super) async fn metrics(State(site): State<Shared>, headers: HeaderMap) -> Response {
    given(
        site,
        &headers,
        |tokens| tokens.monitor.as_ref(),
        |look| {
            let text = figures(look)?;
            Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
        },
    )
    .await
}

fn figures(look: &Look<'_>) -> Result<String, Refusal> {
    let now = look.now();
    let (buckets, reviews) = look.read(|snapshot| Ok((snapshot.buckets()?, snapshot.reviews_open()?)))?;
    let filter = Filter::default();
    let facts = look.desk.facts(&[&filter])?;
    let rows = standing::board(look.rules(), &facts, &filter, now);
    let overdue = rows.iter().filter(|row| matches!(row.standing, Standing::Overdue { .. })).count();
    let health = &facts.health;
    let seconds = |at: Option<jiff::Timestamp>| at.map_or_else(|| "NaN".to_owned(), |at| at.as_second().to_string());
    let mut text = String::new();
    let mut family = |name: &str, kind: &str, help: &str, samples: Vec<(String, String)>| {
        text.push_str(&format!("# HELP tiepnhan_{name} {help}\n# TYPE tiepnhan_{name} {kind}\n"));
        for (labels, value) in samples {
            text.push_str(&format!("tiepnhan_{name}{labels} {value}\n"));
        }
    };
    let one = |value: String| vec![(String::new(), value)];
    let mails = buckets.iter().map(|(bucket, count)| (format!("{{bucket=\"{}\"}}", key(*bucket)), count.to_string()));
    family("mails_total", "counter", "Mails taken, by the bucket in which they stand.", mails.collect());
    family("reviews_open", "gauge", "Mails that wait for a person.", one(reviews.to_string()));
    family("obligations_overdue", "gauge", "Overdue reports among those due of late.", one(overdue.to_string()));
    family(
        "letters_waiting",
        "gauge",
        "Letters written over an hour ago that have not left.",
        one(health.waiting.to_string()),
    );
    family(
        "letters_given_up",
        "gauge",
        "Letters given up in the last week that nobody has taken note of.",
        one(health.given_up.len().to_string()),
    );
    family(
        "last_mail_timestamp_seconds",
        "gauge",
        "When the newest mail was received.",
        one(seconds(health.last_mail)),
    );
    family("last_sent_timestamp_seconds", "gauge", "When a letter last left.", one(seconds(health.last_sent)));
    family(
        "sending_paused",
        "gauge",
        "1 while a person has stopped all sending.",
        one(u8::from(health.paused.is_some()).to_string()),
    );
    if let Some(fresh) = look.site.is_fresh(now) {
        family(
            "mailbox_fresh",
            "gauge",
            "1 while the mailbox has been read through of late.",
            one(u8::from(fresh).to_string()),
        );
    }
    Ok(text)
}

fn key(bucket: Bucket) -> String {
    serde_json::to_value(bucket).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

impl Site {
    /// Whether the mailbox has been read through of late; none when this process does not read it.
    fn is_fresh(&self, now: jiff::Timestamp) -> Option<bool> {
        self.reading.as_ref().map(|reading| reading(now))
    }
}
