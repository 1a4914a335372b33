//! An SMTP server in a few lines that follows a script of misdeeds and keeps a transcript.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto, pki_types::PrivateKeyDer};

/// Where the dialogue stands when the server decides what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    Greeting,
    Ehlo,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After the first line of the content.
    Content,
    Dot,
    Rset,
    /// After a letter was answered, before the next command.
    Idle,
}

/// What it does instead of the usual answer.
#[derive(Debug, Clone)]
pub enum Act {
    /// Another answer; the dialogue goes on.
    Say(&'static str),
    /// Another answer, then the line is closed.
    SayAndCut(&'static str),
    /// Nothing, for as long as the client stays.
    Silence,
    /// The line is closed.
    Cut,
    /// At the dot: the letter is taken, then the line is closed without a word.
    TakeAndCut,
    /// At the dot: the letter is taken, then nothing is said.
    TakeAndSilence,
}

type Plan = Box<dyn FnMut(Step) -> Option<Act> + Send>;

#[derive(Default)]
struct Seen {
    letters: Vec<(String, Vec<u8>)>,
    transcript: Vec<String>,
    connections: usize,
}

pub struct Server {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    taken: watch::Receiver<usize>,
    steps: watch::Receiver<Option<Step>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// How the server differs from one in clear.
#[derive(Clone, Default)]
pub struct Manner {
    /// TLS from the first byte.
    pub tls: Option<TlsAcceptor>,
    /// STARTTLS offered; `None` offers none.
    pub starttls: Option<TlsAcceptor>,
    /// Said right behind the 220 to STARTTLS, in clear.
    pub slipped_in: &'static str,
    /// Lines of the EHLO answer.
    pub offers: Vec<&'static str>,
}

struct Talk {
    manner: Manner,
    plan: Arc<Mutex<Plan>>,
    seen: Arc<Mutex<Seen>>,
    taken: watch::Sender<usize>,
    steps: watch::Sender<Option<Step>>,
}

impl Server {
    /// Does everything right.
    pub async fn kind() -> Self {
        Self::start(Manner::default(), |_| None).await
    }

    /// Does `act` the first time it comes to `step`.
    pub async fn once(step: Step, act: Act) -> Self {
        let mut act = Some(act);
        Self::start(Manner::default(), move |at| if at == step { act.take() } else { None }).await
    }

    /// Does `act` the first `count` times it comes to `step`.
    pub async fn first(count: usize, step: Step, act: Act) -> Self {
        let mut left = count;
        Self::start(Manner::default(), move |at| {
            let due = at == step && left > 0;
            left -= usize::from(due);
            due.then(|| act.clone())
        })
        .await
    }

    /// Does `act` each time it comes to `step`.
    pub async fn always(step: Step, act: Act) -> Self {
        Self::start(Manner::default(), move |at| (at == step).then(|| act.clone())).await
    }

    pub async fn start(manner: Manner, plan: impl FnMut(Step) -> Option<Act> + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (taken_in, taken) = watch::channel(0);
        let (steps_in, steps) = watch::channel(None);
        let seen = Arc::new(Mutex::new(Seen::default()));
        let talk = Arc::new(Talk {
            manner,
            plan: Arc::new(Mutex::new(Box::new(plan))),
            seen: Arc::clone(&seen),
            taken: taken_in,
            steps: steps_in,
        });
        let task = tokio::spawn(async move {
            loop {
                let Ok((tcp, _)) = listener.accept().await else { return };
                talk.seen.lock().unwrap().connections += 1;
                let talk = Arc::clone(&talk);
                tokio::spawn(async move {
                    let _ = match talk.manner.tls.clone() {
                        Some(tls) => match tls.accept(tcp).await {
                            Ok(stream) => talk.converse(stream, true).await.map(|_| ()),
                            Err(error) => Err(error),
                        },
                        None => match talk.converse(tcp, true).await {
                            Ok(Some(tcp)) => {
                                let tls = talk.manner.starttls.clone().unwrap();
                                match tls.accept(tcp).await {
                                    Ok(stream) => talk.converse(stream, false).await.map(|_| ()),
                                    Err(error) => Err(error),
                                }
                            }
                            Ok(None) => Ok(()),
                            Err(error) => Err(error),
                        },
                    };
                });
            }
        });
        Self { port, seen, taken, steps, task }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Recipients and contents of the letters taken, in order.
    pub fn letters(&self) -> Vec<(String, Vec<u8>)> {
        self.seen.lock().unwrap().letters.clone()
    }

    /// How often each recipient's letter was taken.
    pub fn copies(&self, to: &str) -> usize {
        self.seen.lock().unwrap().letters.iter().filter(|(rcpt, _)| rcpt == to).count()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub fn transcript(&self) -> Vec<String> {
        self.seen.lock().unwrap().transcript.clone()
    }

    /// Waits until `count` letters were taken.
    pub async fn has_taken(&self, count: usize) {
        let mut taken = self.taken.clone();
        tokio::time::timeout(std::time::Duration::from_secs(20), taken.wait_for(|n| *n >= count))
            .await
            .unwrap()
            .unwrap();
    }

    /// Waits until the dialogue has come to `step`.
    pub async fn has_reached(&self, step: Step) {
        let mut steps = self.steps.clone();
        let reached = steps.wait_for(|at| *at == Some(step));
        tokio::time::timeout(std::time::Duration::from_secs(20), reached).await.unwrap().unwrap();
    }
}

impl Talk {
    /// Some: the client asked for TLS and shall have it on this stream.
    async fn converse<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S, greet: bool) -> std::io::Result<Option<S>> {
        let mut line = BufReader::new(stream);
        if greet && !self.answer(&mut line, Step::Greeting, "220 kind.example ESMTP").await? {
            return Ok(None);
        }
        let mut to = String::new();
        loop {
            let mut command = String::new();
            if line.read_line(&mut command).await? == 0 {
                return Ok(None);
            }
            let command = command.trim_end().to_owned();
            self.seen.lock().unwrap().transcript.push(command.clone());
            let verb = command.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            let goes_on = match verb.as_str() {
                "EHLO" => self.answer(&mut line, Step::Ehlo, &self.ehlo(greet)).await?,
                "STARTTLS" => {
                    line.write_all(format!("220 go ahead\r\n{}", self.manner.slipped_in).as_bytes()).await?;
                    line.flush().await?;
                    return Ok(Some(line.into_inner()));
                }
                "AUTH" if command == "AUTH LOGIN" => {
                    for challenge in ["334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n"] {
                        line.write_all(challenge.as_bytes()).await?;
                        let mut response = String::new();
                        line.read_line(&mut response).await?;
                        self.seen.lock().unwrap().transcript.push(response.trim_end().to_owned());
                    }
                    self.answer(&mut line, Step::Auth, "235 2.7.0 welcome").await?
                }
                "AUTH" => self.answer(&mut line, Step::Auth, "235 2.7.0 welcome").await?,
                "MAIL" => self.answer(&mut line, Step::Mail, "250 2.1.0 ok").await?,
                "RCPT" => {
                    to = command.trim_start_matches("RCPT TO:<").trim_end_matches('>').to_owned();
                    self.answer(&mut line, Step::Rcpt, "250 2.1.5 ok").await?
                }
                "DATA" => self.data(&mut line, &to).await?,
                "RSET" => self.answer(&mut line, Step::Rset, "250 2.0.0 ok").await?,
                "QUIT" => {
                    line.write_all(b"221 2.0.0 bye\r\n").await?;
                    return Ok(None);
                }
                _ => {
                    line.write_all(b"502 5.5.2 what\r\n").await?;
                    true
                }
            };
            if !goes_on {
                return Ok(None);
            }
        }
    }

    fn ehlo(&self, clear: bool) -> String {
        let mut lines = vec!["kind.example"];
        lines.extend(&self.manner.offers);
        if clear && self.manner.starttls.is_some() {
            lines.push("STARTTLS");
        }
        let last = lines.pop().unwrap();
        lines.iter().map(|line| format!("250-{line}\r\n")).collect::<String>() + &format!("250 {last}")
    }

    async fn data<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        line: &mut BufReader<S>,
        to: &str,
    ) -> std::io::Result<bool> {
        if let Some(act) = self.decide(Step::Data) {
            let goes_on = self.misbehave(line, act).await?;
            return Ok(goes_on);
        }
        line.write_all(b"354 go\r\n").await?;
        let mut content = Vec::new();
        loop {
            let mut text = Vec::new();
            if line.read_until(b'\n', &mut text).await? == 0 {
                return Ok(false);
            }
            if text == b".\r\n" {
                break;
            }
            let first = content.is_empty();
            content.extend(text.strip_prefix(b".").unwrap_or(&text));
            if first && let Some(act) = self.decide(Step::Content) {
                return self.misbehave(line, act).await;
            }
        }
        let act = self.decide(Step::Dot);
        if matches!(act, None | Some(Act::TakeAndCut | Act::TakeAndSilence)) {
            self.seen.lock().unwrap().letters.push((to.to_owned(), content));
            self.taken.send_modify(|count| *count += 1);
        }
        match act {
            None => line.write_all(b"250 2.0.0 queued as A1B2\r\n").await?,
            Some(act) => return self.misbehave(line, act).await,
        }
        match self.decide(Step::Idle) {
            None => Ok(true),
            Some(act) => self.misbehave(line, act).await,
        }
    }

    fn decide(&self, step: Step) -> Option<Act> {
        self.steps.send_replace(Some(step));
        (self.plan.lock().unwrap())(step)
    }

    async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        line: &mut BufReader<S>,
        step: Step,
        usual: &str,
    ) -> std::io::Result<bool> {
        match self.decide(step) {
            None => {
                line.write_all(format!("{usual}\r\n").as_bytes()).await?;
                Ok(true)
            }
            Some(act) => self.misbehave(line, act).await,
        }
    }

    async fn misbehave<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        line: &mut BufReader<S>,
        act: Act,
    ) -> std::io::Result<bool> {
        match act {
            Act::Say(words) => {
                line.write_all(format!("{words}\r\n").as_bytes()).await?;
                Ok(true)
            }
            Act::SayAndCut(words) => {
                line.write_all(format!("{words}\r\n").as_bytes()).await?;
                line.flush().await?;
                Ok(false)
            }
            Act::Silence | Act::TakeAndSilence => {
                let mut rest = Vec::new();
                while line.read_until(b'\n', &mut rest).await? > 0 {}
                Ok(false)
            }
            Act::Cut | Act::TakeAndCut => Ok(false),
        }
    }
}

/// A certificate for `name` as files `cert.pem` and `key.pem` in `folder`; its SHA-256; a server's side of TLS with it.
pub fn certificate(name: &str, folder: &std::path::Path) -> (String, TlsAcceptor) {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let digest = tiepnhan::message::Sha256::of(made.cert.der()).as_str().to_owned();
    (digest, TlsAcceptor::from(Arc::new(config)))
}
