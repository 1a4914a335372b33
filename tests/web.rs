//! The staff page as a browser meets it: the program serves an office, and forms are filled in that its own pages hold.

pub mod chromium;
mod day;
mod dangerous;
mod incoming;
mod accounts;
mod encrypted;
mod amend;
mod as_sent;
mod entrance;
mod everywhere;
mod feeds;
mod inside;
mod keyboard;
mod letter;
mod figures;
mod hostile;
mod letters;
mod names;
mod obligations;
mod units;
mod morning;
mod pages;
mod post;
mod scriptless;
mod telephone;
mod together;
mod reply;
mod review;
mod take_away;
mod register;
mod refused;
mod dates;
mod looks;
mod paper;
mod board;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// The password of everybody here.
pub const PASSWORD: &str = "Cau lac bo doc sach 2020";
/// The staff member of these scenes: name at log-in, name in the journal.
pub const CLERK: (&str, &str) = ("hoa.tran", "Trần Minh Hòa");
/// The leader.
pub const LEADER: (&str, &str) = ("an.nguyen", "Nguyễn Văn An");
/// The moment that pages show: after the month of the demonstration.
pub const MOMENT: &str = "2020-06-30T16:00:00+07:00";

/// An office after a month of work, and its page.
pub struct Site {
    folder: TempDir,
    server: Child,
    /// `http://127.0.0.1:49152`.
    pub base: String,
}

/// A browser without script: it keeps its cookie and fills in forms.
pub struct Browser {
    base: String,
    pub cookie: Option<String>,
    /// The page it shows.
    pub page: String,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
    /// The same before it was read as text.
    pub bytes: Vec<u8>,
}

/// The office of the demonstration, made once; scenes work on copies.
fn demonstrated() -> &'static Path {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("van-son");
        let done = program().arg("demo").arg(&place).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        for ((name, full), role) in [(CLERK, "staff"), (LEADER, "leader"), (("quan.tri", "Lê Quản Trị"), "admin")]
        {
            add_user(&place, name, full, role);
        }
        folder
    })
    .path()
}

fn add_user(place: &Path, name: &str, full: &str, role: &str) {
    let mut command = program();
    command.arg("--config").arg(place).args(["user", "add", name, "--full-name", full, "--role", role]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    assert!(child.wait().unwrap().success());
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_tiepnhan"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Site {
    /// The demonstrated office, served.
    pub fn open() -> Self {
        Self::changed(|_| {})
    }

    /// The same after somebody changed files of it.
    pub fn changed(change: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("van-son");
        copy(&demonstrated().join("van-son"), &place);
        change(&place);
        let (server, base) = serve(&place);
        Self { folder, server, base }
    }

    /// The folder of the office.
    pub fn place(&self) -> PathBuf {
        self.folder.path().join("van-son")
    }

    /// A command of the program on this office; what it prints.
    pub fn run(&self, arguments: &[&str]) -> String {
        let done = program().arg("--config").arg(self.place()).args(arguments).stdin(Stdio::null()).output().unwrap();
        assert!(done.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// A browser that is not logged in.
    pub fn browser(&self) -> Browser {
        Browser { base: self.base.clone(), cookie: None, page: String::new() }
    }

    /// A browser in which somebody is logged in.
    pub fn logged_in(&self, (name, _): (&str, &str)) -> Browser {
        let mut browser = self.browser();
        browser.get("/dang-nhap");
        browser.submit("/dang-nhap", &[("ten", name), ("mat-khau", PASSWORD), ("den", "/")]);
        browser
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn serve(place: &Path) -> (Child, String) {
    let mut command = program();
    command.arg("--config").arg(place).args(["web", "--listen", "127.0.0.1:0", "--at", MOMENT]);
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let base = line.trim().strip_prefix("Trang web: ").unwrap_or_else(|| panic!("no page: {line:?}")).to_owned();
    (server, base)
}

impl Browser {
    /// Asks for a page and shows it.
    pub fn get(&mut self, path: &str) -> Answer {
        let answer = self.ask("GET", path, &[], &[]);
        self.page.clone_from(&answer.body);
        answer
    }

    /// A file that a page leads to.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        let mut request = ureq::get(format!("{}{path}", self.base));
        if let Some(cookie) = &self.cookie {
            request = request.header("Cookie", cookie.as_str());
        }
        request.call().unwrap().body_mut().read_to_vec().unwrap()
    }

    /// Sends a form of the page that is shown, as the browser does: with the page's own token, from our own site.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = between(&self.page, "name=\"csrf\" value=\"", "\"").map(str::to_owned);
        let mut all: Vec<(&str, &str)> = fields.to_vec();
        if let Some(csrf) = &csrf {
            all.push(("csrf", csrf));
        }
        let base = self.base.clone();
        self.ask("POST", path, &[("Origin", &base), ("Sec-Fetch-Site", "same-origin")], &all)
    }

    /// Sends a form and shows where that leads.
    pub fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields);
        assert_eq!(answer.status, 303, "{}", answer.body);
        let there = answer.headers["location"].clone();
        self.get(&there)
    }

    /// Sends a form that is refused: the page of the form comes back.
    pub fn refused(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields);
        assert_eq!(answer.status, 422, "{}", answer.body);
        answer
    }

    /// Fills in the log-in form.
    pub fn log_in(&mut self, name: &str, password: &str) -> Answer {
        self.get("/dang-nhap");
        self.post("/dang-nhap", &[("ten", name), ("mat-khau", password), ("den", "/")])
    }

    /// One request with everything as given.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into();
        let url = format!("{}{path}", self.base);
        let mut answer = if method == "GET" {
            let mut request = agent.get(&url);
            for (name, value) in
                headers.iter().copied().chain(self.cookie.iter().map(|cookie| ("Cookie", cookie.as_str())))
            {
                request = request.header(name, value);
            }
            request.call().unwrap()
        } else {
            let mut request = agent.post(&url);
            for (name, value) in
                headers.iter().copied().chain(self.cookie.iter().map(|cookie| ("Cookie", cookie.as_str())))
            {
                request = request.header(name, value);
            }
            request.send_form(fields.iter().copied()).unwrap()
        };
        let named = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers: BTreeMap<String, String> = answer.headers().iter().map(named).collect();
        if let Some(cookie) = headers.get("set-cookie").and_then(|cookie| cookie.split(';').next()) {
            self.cookie = Some(cookie.to_owned());
        }
        let status = answer.status().as_u16();
        let bytes = answer.body_mut().read_to_vec().unwrap_or_default();
        let body = String::from_utf8_lossy(&bytes).replace("&#x2f;", "/");
        Answer { status, body, bytes, headers }
    }
}

/// What stands between two marks.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}
