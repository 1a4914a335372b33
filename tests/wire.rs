//! Bad lines and bad servers: a proxy that cuts, stalls and delays, and an IMAP server that says what a scene wants.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What happens to one connection through the proxy. Bytes are the server's, counted from its greeting, if nothing else
/// is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Nothing happens.
    Good,
    /// Cut after so many bytes.
    CutAfter(u64),
    /// Cut after so many bytes of the client's.
    CutAfterSent(u64),
    /// Silent, but open, after so many bytes.
    StallAfter(u64),
    /// Each piece comes so much later.
    Slow(Duration),
}

/// A TCP proxy to a server on the loopback.
pub struct Proxy {
    /// Where to connect.
    pub port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    plan: Mutex<VecDeque<Line>>,
    open: Mutex<Vec<TcpStream>>,
    accepted: AtomicUsize,
    passed: AtomicU64,
    mute: AtomicBool,
    shut: AtomicBool,
    over: AtomicBool,
}

impl Proxy {
    /// A proxy to `upstream`; the first connections get `plan` in turn, later ones are good.
    pub fn to(upstream: u16, plan: impl IntoIterator<Item = Line>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            plan: Mutex::new(plan.into_iter().collect()),
            open: Mutex::default(),
            accepted: AtomicUsize::new(0),
            passed: AtomicU64::new(0),
            mute: AtomicBool::new(false),
            shut: AtomicBool::new(false),
            over: AtomicBool::new(false),
        });
        let all = shared.clone();
        thread::spawn(move || {
            for client in listener.incoming() {
                if all.over.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(("127.0.0.1", upstream))) else { continue };
                if all.shut.load(Ordering::SeqCst) {
                    continue;
                }
                let line = all.plan.lock().unwrap().pop_front().unwrap_or(Line::Good);
                all.accepted.fetch_add(1, Ordering::SeqCst);
                all.open.lock().unwrap().extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
                let (client_too, server_too) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let (to_server, to_client) = (all.clone(), all.clone());
                let (up, down) = match line {
                    Line::CutAfterSent(bytes) => (Line::CutAfter(bytes), Line::Good),
                    other => (Line::Good, other),
                };
                thread::spawn(move || carry(client, server, up, &to_server, false));
                thread::spawn(move || carry(server_too, client_too, down, &to_client, true));
            }
        });
        Self { port, shared }
    }

    /// Cuts all connections that are open now.
    pub fn cut(&self) {
        for stream in self.shared.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// From now on (`true`) bytes go nowhere, on old and new connections, until `false`; what went is lost.
    pub fn black_hole(&self, mute: bool) {
        self.shared.mute.store(mute, Ordering::SeqCst);
    }

    /// From now on (`true`) connections are closed as soon as they are made, and all open ones now, until `false`.
    pub fn shut(&self, shut: bool) {
        self.shared.shut.store(shut, Ordering::SeqCst);
        if shut {
            self.cut();
        }
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }

    /// How many bytes of the server went through.
    pub fn passed(&self) -> u64 {
        self.shared.passed.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        self.cut();
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, line: Line, shared: &Shared, servers: bool) {
    let mut buffer = vec![0; 64 * 1024];
    let mut gone = 0_u64;
    let limit = match line {
        Line::CutAfter(bytes) | Line::StallAfter(bytes) => bytes,
        Line::Good | Line::Slow(_) | Line::CutAfterSent(_) => u64::MAX,
    };
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(fault) if fault.kind() == ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        let room = usize::try_from(limit - gone).unwrap_or(usize::MAX).min(count);
        if let Line::Slow(pause) = line {
            thread::sleep(pause);
        }
        let mute = shared.mute.load(Ordering::SeqCst);
        if !mute && to.write_all(&buffer[..room]).is_err() {
            break;
        }
        gone += room as u64;
        if servers {
            shared.passed.fetch_add(room as u64, Ordering::SeqCst);
        }
        if room < count && matches!(line, Line::CutAfter(_)) {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// What the scripted server does with one command (or with a line of a login, which comes as `= line`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// As a decent server would.
    Decent,
    /// As a decent server would, but the OK comes only with that of the next command (Dovecot does so).
    LateOk,
    /// Says this, `{tag}` replaced by the command's; line ends are the scene's.
    Say(String),
    /// Says this, then closes.
    Close(String),
    /// Says nothing, stays open.
    Silent,
}

/// An IMAP server with one folder, whose every answer a scene may replace.
pub struct Scripted {
    /// Where to connect.
    pub port: u16,
    seen: Arc<Mutex<Vec<String>>>,
    over: Arc<AtomicBool>,
}

/// What stands in the scripted server.
#[derive(Debug, Clone)]
pub struct Stock {
    /// First line.
    pub greeting: String,
    /// Capabilities.
    pub capabilities: String,
    /// Mails of INBOX, by UID.
    pub mails: Vec<(u32, Vec<u8>)>,
}

impl Default for Stock {
    fn default() -> Self {
        let capabilities = "IMAP4rev1 IDLE AUTH=PLAIN".to_owned();
        Self { greeting: format!("* OK [CAPABILITY {capabilities}] ready\r\n"), capabilities, mails: Vec::new() }
    }
}

impl Scripted {
    /// A server; `act` is asked for each command: the connection's number from 0, and the line without its tag.
    pub fn start(stock: Stock, act: impl Fn(usize, &str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let over = Arc::new(AtomicBool::new(false));
        let (all, ended, act) = (seen.clone(), over.clone(), Arc::new(act));
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let (stock, act, all) = (stock.clone(), act.clone(), all.clone());
                // A client that goes away ends its conversation, and nothing else.
                thread::spawn(move || stream.and_then(|stream| converse(stream, number, &stock, &*act, &all)));
            }
        });
        Self { port, seen, over }
    }

    /// All commands so far, without tags.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn converse(
    mut stream: TcpStream,
    number: usize,
    stock: &Stock,
    act: &(dyn Fn(usize, &str) -> Act + Send + Sync),
    seen: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    stream.write_all(stock.greeting.as_bytes())?;
    let mut idling = String::new();
    let mut authenticating = None;
    let mut late = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        if line == "DONE" {
            stream.write_all(format!("{idling} OK idled\r\n").as_bytes())?;
            continue;
        }
        let secret = format!("= {line}");
        let (tag, command) = match &authenticating {
            Some(tag) => (String::clone(tag), secret.as_str()),
            None => line.split_once(' ').map(|(tag, command)| (tag.to_owned(), command)).unwrap_or_default(),
        };
        let tag = tag.as_str();
        seen.lock().unwrap().push(command.to_owned());
        let act = act(number, command);
        // A login goes on until a tagged answer.
        if !matches!(&act, Act::Say(said) if !said.contains("{tag}")) {
            authenticating = None;
        }
        let answer = match act {
            Act::Silent => continue,
            Act::Close(said) => return stream.write_all(said.replace("{tag}", tag).as_bytes()),
            Act::Say(said) => said.replace("{tag}", tag).into_bytes(),
            Act::Decent if command == "IDLE" => {
                idling = tag.to_owned();
                b"+ idling\r\n".to_vec()
            }
            Act::Decent if command.starts_with("AUTHENTICATE") => {
                authenticating = Some(tag.to_owned());
                b"+ \r\n".to_vec()
            }
            Act::LateOk => {
                let (data, ok) = decent(stock, tag, command);
                late.extend_from_slice(&ok);
                data
            }
            Act::Decent => {
                let (data, ok) = decent(stock, tag, command);
                [data, std::mem::take(&mut late), ok].concat()
            }
        };
        stream.write_all(&answer)?;
    }
}

fn decent(stock: &Stock, tag: &str, command: &str) -> (Vec<u8>, Vec<u8>) {
    let mut answer = Vec::new();
    let mut say = |text: String| answer.extend_from_slice(text.as_bytes());
    let count = stock.mails.len();
    if command == "CAPABILITY" {
        say(format!("* CAPABILITY {}\r\n", stock.capabilities));
    } else if command.starts_with("EXAMINE") {
        say(format!("* {count} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"));
    } else if command.starts_with("UID SEARCH") {
        let uids: Vec<_> = stock.mails.iter().map(|(uid, _)| uid.to_string()).collect();
        say(format!("* SEARCH {}\r\n", uids.join(" ")));
    } else if let Some(rest) = command.strip_prefix("UID FETCH ") {
        let (set, items) = rest.split_once(' ').unwrap();
        for (sequence, (uid, mail)) in (1..).zip(&stock.mails).filter(|(_, (uid, _))| in_set(set, *uid)) {
            let size = mail.len();
            if items.contains("BODY.PEEK[]") {
                answer.extend_from_slice(format!("* {sequence} FETCH (UID {uid} BODY[] {{{size}}}\r\n").as_bytes());
                answer.extend_from_slice(mail);
                answer.extend_from_slice(b")\r\n");
            } else if items.contains("BODY.PEEK[HEADER]") {
                let end = mail.windows(4).position(|four| four == b"\r\n\r\n").map_or(size, |end| end + 4);
                answer.extend_from_slice(
                    format!("* {sequence} FETCH (UID {uid} BODY[HEADER]<0> {{{end}}}\r\n").as_bytes(),
                );
                answer.extend_from_slice(&mail[..end]);
                answer.extend_from_slice(b")\r\n");
            } else {
                let date = "05-Jun-2020 08:15:00 +0700";
                answer.extend_from_slice(
                    format!("* {sequence} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE \"{date}\")\r\n").as_bytes(),
                );
            }
        }
    }
    (answer, format!("{tag} OK done\r\n").into_bytes())
}

fn in_set(set: &str, uid: u32) -> bool {
    set.split(',').any(|range| {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        (first.parse().unwrap()..=last.parse().unwrap()).contains(&uid)
    })
}
