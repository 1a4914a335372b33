//! Access tokens for XOAUTH2: read from a file that another program keeps fresh, or fetched with a refresh token
//! (RFC 6749 §6). Everything here blocks.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// A token is renewed this long before it ends.
const MARGIN: Duration = Duration::from_mins(5);
/// Longest wait for the token server.
const LIMIT: Duration = Duration::from_secs(30);

/// Where a token for XOAUTH2 comes from.
pub trait Credentials: Send + Sync {
    /// An access token. `renew`: the server refused the last one. Called on a thread that may block.
    ///
    /// # Errors
    /// Why there is none, for people, without secrets.
    fn access_token(&self, renew: bool) -> Result<SecretString, String>;
}

/// An access token in a file, kept fresh by somebody else; read at each login.
pub struct TokenFile(pub PathBuf);

impl Credentials for TokenFile {
    fn access_token(&self, _renew: bool) -> Result<SecretString, String> {
        let text = std::fs::read_to_string(&self.0)
            .map_err(|fault| format!("không đọc được tệp mã truy cập {}: {fault}", self.0.display()))?;
        let token = text.trim();
        if token.is_empty() || token.contains(char::is_whitespace) {
            return Err(format!("tệp mã truy cập {} phải có đúng một mã", self.0.display()));
        }
        Ok(SecretString::from(token.to_owned()))
    }
}

/// A refresh token and where to trade it for access tokens.
pub struct Refresh {
    endpoint: String,
    client_id: String,
    client_secret: Option<SecretString>,
    refresh_token: SecretString,
    current: Mutex<Option<(SecretString, Instant)>>,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Option<SecretString>,
    expires_in: Option<u64>,
    error: Option<String>,
}

impl Refresh {
    /// Tokens from `endpoint` (`https://oauth2.googleapis.com/token`). A public client has no secret.
    #[must_use]
    pub fn new(
        endpoint: String,
        client_id: String,
        client_secret: Option<SecretString>,
        refresh_token: SecretString,
    ) -> Self {
        Self { endpoint, client_id, client_secret, refresh_token, current: Mutex::new(None) }
    }

    fn fetch(&self) -> Result<(SecretString, Instant), String> {
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("client_id", self.client_id.as_str()),
            ("refresh_token", self.refresh_token.expose_secret()),
        ];
        if let Some(secret) = &self.client_secret {
            form.push(("client_secret", secret.expose_secret()));
        }
        let config = ureq::Agent::config_builder().timeout_global(Some(LIMIT)).http_status_as_error(false).build();
        let unreachable = |fault: ureq::Error| format!("máy chủ cấp mã {} không trả lời đúng: {fault}", self.endpoint);
        let mut response = ureq::Agent::from(config).post(&self.endpoint).send_form(form).map_err(unreachable)?;
        let text = response.body_mut().read_to_string().map_err(unreachable)?;
        // The parser's own message could quote the token.
        let answer: Answer = serde_json::from_str(&text)
            .map_err(|_| format!("máy chủ cấp mã {} trả lời không hiểu được", self.endpoint))?;
        match answer {
            Answer { access_token: Some(token), expires_in, .. } => {
                let life = Duration::from_secs(expires_in.unwrap_or(3600)).saturating_sub(MARGIN);
                let now = Instant::now();
                Ok((token, now.checked_add(life).unwrap_or(now)))
            }
            Answer { error, .. } => {
                let error = error.unwrap_or_else(|| response.status().to_string());
                Err(format!("máy chủ cấp mã {} từ chối ({error}); cấp lại refresh token", self.endpoint))
            }
        }
    }
}

impl Credentials for Refresh {
    fn access_token(&self, renew: bool) -> Result<SecretString, String> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, until)) = &*current
            && !renew
            && *until > Instant::now()
        {
            return Ok(token.clone());
        }
        let (token, until) = self.fetch()?;
        *current = Some((token.clone(), until));
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// Answers each request with the next of `answers`; returns what was asked.
    fn token_server(answers: Vec<(u16, &'static str)>) -> (String, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}/token", listener.local_addr().unwrap());
        let served = std::thread::spawn(move || {
            answers
                .into_iter()
                .map(|(status, answer)| {
                    let (mut stream, _) = listener.accept().unwrap();
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    let mut length = 0;
                    loop {
                        let mut line = String::new();
                        reader.read_line(&mut line).unwrap();
                        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                            length = value.trim().parse().unwrap();
                        }
                        if line.trim().is_empty() {
                            break;
                        }
                    }
                    let mut form = vec![0; length];
                    reader.read_exact(&mut form).unwrap();
                    let size = answer.len();
                    write!(
                        stream,
                        "HTTP/1.1 {status} X\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n{answer}"
                    )
                    .unwrap();
                    String::from_utf8(form).unwrap()
                })
                .collect()
        });
        (endpoint, served)
    }

    fn refresh(endpoint: &str) -> Refresh {
        Refresh::new(endpoint.to_owned(), "office".to_owned(), Some("s3cret".into()), "r+1".into())
    }

    #[test]
    fn a_token_is_traded_once_and_again_when_refused() {
        let (endpoint, served) = token_server(vec![
            (200, r#"{"access_token":"one","expires_in":3600}"#),
            (200, r#"{"access_token":"two","expires_in":3600}"#),
        ]);
        let refresh = refresh(&endpoint);
        let tokens: Vec<_> =
            [false, false, true].map(|renew| refresh.access_token(renew).unwrap().expose_secret().to_owned()).into();
        assert_eq!(tokens, ["one", "one", "two"]);
        let asked = served.join().unwrap();
        assert_eq!(asked[0], "grant_type=refresh_token&client_id=office&refresh_token=r%2B1&client_secret=s3cret");
    }

    #[test]
    fn a_refusal_is_explained_without_the_secrets() {
        let (endpoint, served) =
            token_server(vec![(400, r#"{"error":"invalid_grant"}"#), (200, r#"{"access_token":5}"#)]);
        let refresh = refresh(&endpoint);
        for expected in ["invalid_grant", "không hiểu được"] {
            let why = refresh.access_token(false).unwrap_err();
            assert!(why.contains(expected) && !why.contains("s3cret") && !why.contains("r+1"), "{why}");
        }
        served.join().unwrap();
    }

    #[test]
    fn a_token_file_holds_one_token() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "abc\n").unwrap();
        let source = TokenFile(file.path().to_owned());
        assert_eq!(source.access_token(false).unwrap().expose_secret(), "abc");
        std::fs::write(file.path(), "a b").unwrap();
        assert!(source.access_token(false).is_err());
    }
}
