//! Access tokens for XOAUTH2: read from a file that another program keeps fresh, or fetched with a refresh token
//! (RFC 6749 §6). Everything here blocks.

use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::trust::refusal;

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

/// One trade at a time: where tokens are replaced at each trade, two accounts that share one must not trade the same
/// token twice, because that makes the server withdraw both.
static TRADING: Mutex<()> = Mutex::new(());

/// A refresh token and where to trade it for access tokens. A server may replace the token at any trade and forget the
/// old one: the new one is kept on disk before it is used.
pub struct Refresh {
    /// Folder of replaced tokens; none: they are lost at the end of the process.
    kept: Option<PathBuf>,
    /// A replaced token that the disk would not take.
    unkept: Mutex<Option<SecretString>>,
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
    refresh_token: Option<SecretString>,
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
        Self {
            endpoint,
            client_id,
            client_secret,
            refresh_token,
            kept: None,
            unkept: Mutex::new(None),
            current: Mutex::new(None),
        }
    }

    /// The same, keeping replaced tokens in `folder` (made with the first one).
    #[must_use]
    pub fn keeping(self, folder: PathBuf) -> Self {
        Self { kept: Some(folder), ..self }
    }

    /// Where the token is kept that took the place of the configured one. Named by a digest of what was configured, so
    /// that a token newly written by the office is not passed over for the successor of an older one.
    fn place(&self) -> Option<PathBuf> {
        let mut digest = Sha256::new();
        for part in [self.endpoint.as_str(), &self.client_id, self.refresh_token.expose_secret()] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        let name: String = digest.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        self.kept.as_ref().map(|folder| folder.join(name))
    }

    /// The token in force: the newest that a server gave in place of the configured one, else that.
    fn in_force(&self) -> SecretString {
        let unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = &*unkept {
            return token.clone();
        }
        let kept = self.place().and_then(|place| std::fs::read_to_string(place).ok());
        let kept = kept.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        kept.map_or_else(|| self.refresh_token.clone(), SecretString::from)
    }

    /// The old token is void from now on: where the disk does not take the new one, this process at least goes on.
    fn keep(&self, token: SecretString) {
        let stored = match self.place() {
            Some(place) => store(&place, &token),
            None => Err(std::io::ErrorKind::Unsupported.into()),
        };
        let mut unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        *unkept = None;
        if let Err(error) = stored {
            tracing::error!(folder = ?self.kept, %error, "a replaced refresh token could not be kept; lost at the next start");
            *unkept = Some(token);
        }
    }

    fn fetch(&self) -> Result<(SecretString, Instant), String> {
        let _turn = TRADING.lock().unwrap_or_else(PoisonError::into_inner);
        let refresh_token = self.in_force();
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("client_id", self.client_id.as_str()),
            ("refresh_token", refresh_token.expose_secret()),
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
            Answer { access_token: Some(token), expires_in, refresh_token: next, .. } => {
                if let Some(next) = next.filter(|next| next.expose_secret() != refresh_token.expose_secret()) {
                    self.keep(next);
                }
                let life = Duration::from_secs(expires_in.unwrap_or(3600)).saturating_sub(MARGIN);
                let now = Instant::now();
                Ok((token, now.checked_add(life).unwrap_or(now)))
            }
            Answer { error, .. } => {
                let error = error.unwrap_or_else(|| response.status().to_string());
                Err(format!("máy chủ cấp mã {} từ chối ({error}): {}", self.endpoint, refusal::token(&error)))
            }
        }
    }
}

/// Whole or not at all, on disk, for its owner's eyes only. Given to the owner of the folder above: a person who tries
/// the log-in as root must not lock out the daemon.
fn store(place: &Path, token: &SecretString) -> std::io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let owner = std::fs::metadata(folder.parent().unwrap_or(folder))?;
    let mut file = tempfile::Builder::new().prefix("token.").tempfile_in(folder)?;
    file.write_all(token.expose_secret().as_bytes())?;
    for path in [folder, file.path()] {
        if std::fs::metadata(path)?.uid() != owner.uid() {
            std::os::unix::fs::chown(path, Some(owner.uid()), Some(owner.gid()))?;
        }
    }
    file.as_file().sync_all()?;
    file.persist(place).map_err(|fault| fault.error)?;
    std::fs::File::open(folder)?.sync_all()
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
    fn a_token_that_the_server_replaced_outlives_the_process_and_yields_to_a_new_one() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("token");
        let (endpoint, served) = token_server(vec![
            (200, r#"{"access_token":"one","refresh_token":"r+2"}"#),
            (200, r#"{"access_token":"two","refresh_token":"r+3"}"#),
            (200, r#"{"access_token":"three","refresh_token":"r+3"}"#),
            (200, r#"{"access_token":"four"}"#),
        ]);
        let kept = || refresh(&endpoint).keeping(folder.clone());
        let first = kept();
        first.access_token(false).unwrap();
        first.access_token(true).unwrap();
        // After a restart, and for the other account beside it.
        kept().access_token(false).unwrap();
        let new = Refresh::new(endpoint.clone(), "office".to_owned(), None, "new".into()).keeping(folder.clone());
        new.access_token(false).unwrap();
        let traded: Vec<String> = served.join().unwrap();
        let traded: Vec<_> = traded.iter().map(|form| form.split("refresh_token=").last().unwrap()).collect();
        assert_eq!(
            traded,
            ["r%2B1&client_secret=s3cret", "r%2B2&client_secret=s3cret", "r%2B3&client_secret=s3cret", "new"]
        );
        let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(std::fs::metadata(&files[0]).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_token_that_the_disk_does_not_take_serves_until_the_end_of_the_process() {
        let (endpoint, served) = token_server(vec![
            (200, r#"{"access_token":"one","refresh_token":"r+2"}"#),
            (200, r#"{"access_token":"two"}"#),
        ]);
        let refresh = refresh(&endpoint).keeping("/dev/null/token".into());
        refresh.access_token(false).unwrap();
        refresh.access_token(true).unwrap();
        assert!(served.join().unwrap()[1].contains("refresh_token=r%2B2"));
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
