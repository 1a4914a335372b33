//! A real browser: headless Chromium, driven over WebDriver (W3C), each scene with one of its own.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The key under which WebDriver hands out elements (W3C WebDriver §12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// The longest that a scene waits for something to appear; a busy machine is slow, a broken page never ready.
const PATIENCE_MS: u32 = 20_000;

/// The driver takes a port that is free for IPv4 and gives up when the same one is taken for IPv6: then another will do.
const MOST_STARTS: u32 = 5;

/// The browser and its driver; both end with the scene.
pub struct Chromium {
    driver: Child,
    base: String,
    agent: ureq::Agent,
    _profile: tempfile::TempDir,
    /// Kept open: the driver goes on talking.
    _said: BufReader<ChildStdout>,
}

/// More often than any page renews a part while one clicks on it.
const MOST_RENEWALS: usize = 10;
/// More stops than any page has.
const MOST_TABS: usize = 150;

/// Where the focus is, and whether a person who does not use a mouse can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// What it is on: `button`, `a`, `body` for nothing.
    pub name: String,
    /// The words by which people know it.
    pub words: String,
    /// It is on something inside the window.
    pub is_seen: bool,
    /// There is a line round it.
    pub is_marked: bool,
}

/// How the browser stands before its user.
#[derive(Debug, Clone, Copy)]
pub struct Seat {
    /// Width and height of the window; CSS pixels.
    pub window: (u32, u32),
    /// Whether scripts run.
    pub script: bool,
}

impl Seat {
    /// An office's desk.
    pub const DESK: Self = Self { window: (1280, 900), script: true };
    /// A telephone.
    pub const PHONE: Self = Self { window: (360, 740), script: true };
    /// A leader's telephone.
    pub const LEADERS_PHONE: Self = Self { window: (390, 844), script: true };
    /// A desk where scripts are switched off.
    pub const SCRIPTLESS: Self = Self { script: false, ..Self::DESK };
}

/// A driver that listens, what it says, and where it listens.
fn driver() -> Option<(Child, BufReader<ChildStdout>, u16)> {
    let mut command = Command::new("chromedriver");
    let command = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut driver = command.spawn().expect("chromedriver is missing");
    let mut said = BufReader::new(driver.stdout.take().unwrap());
    let port =
        said.by_ref().lines().map_while(Result::ok).find_map(|line| {
            line.split("started successfully on port ").nth(1)?.trim_end_matches('.').parse::<u16>().ok()
        });
    if port.is_none() {
        let _ = driver.kill();
        let _ = driver.wait();
    }
    Some((driver, said, port?))
}

impl Chromium {
    /// Opens a browser.
    pub fn open(seat: Seat) -> Self {
        let started = (0..MOST_STARTS).find_map(|_| driver());
        let (driver, said, port) = started.expect("chromedriver did not start");
        let server = format!("http://127.0.0.1:{port}");
        let profile = tempfile::tempdir().unwrap();
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let (width, height) = seat.window;
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--window-size={width},{height}"),
        ];
        let scripts = if seat.script { 1 } else { 2 };
        let options = json!({
            "args": arguments,
            "prefs": {"profile.managed_default_content_settings.javascript": scripts},
            "mobileEmulation": (width < 500).then(|| json!({"deviceMetrics": {"width": width, "height": height, "pixelRatio": 2.0, "touch": true}})),
        });
        let options: serde_json::Map<String, Value> = options
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"implicit": PATIENCE_MS, "script": PATIENCE_MS * 3},
            // A page that opens a window of its own (alert) fails the scene at the next step.
            "unhandledPromptBehavior": "dismiss and notify",
            // Scenes with TLS make their own certificates.
            "acceptInsecureCerts": true,
        }}});
        let mut browser = Self { driver, base: server, agent, _profile: profile, _said: said };
        let made = browser.send("/session", &wanted);
        let session = made["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {made}"));
        browser.base = format!("{}/session/{session}", browser.base);
        browser
    }

    /// Opens an address.
    pub fn go(&self, url: &str) {
        self.send("/url", &json!({"url": url}));
    }

    /// Where it is: path and query.
    pub fn place(&self) -> String {
        let url = self.fetch("/url");
        let url = url.as_str().unwrap();
        url.splitn(4, '/').nth(3).map_or_else(|| "/".to_owned(), |path| format!("/{path}"))
    }

    /// Clicks what a CSS selector finds first; waits for it to appear.
    pub fn click(&self, selector: &str) {
        self.click_found("css selector", selector);
    }

    /// Clicks the first link or button on which these words stand.
    pub fn press(&self, words: &str) {
        let quoted = words.replace('"', "");
        let path = format!("//*[self::a or self::button or self::summary][contains(normalize-space(.), \"{quoted}\")]");
        self.click_found("xpath", &path);
    }

    /// What is found may be renewed by the page before it is clicked: then it is looked for again.
    fn click_found(&self, using: &str, value: &str) {
        for _ in 0..MOST_RENEWALS {
            let element = self.find(using, value);
            let done = self.asked(&format!("/element/{element}/click"), &json!({}));
            match done["error"].as_str() {
                None => return,
                Some("stale element reference") => {}
                Some(_) => panic!("{value}: {done}\n{}", self.text_of_page()),
            }
        }
        panic!("{value} is renewed all the time");
    }

    /// Types into the field that a CSS selector finds.
    pub fn write(&self, selector: &str, text: &str) {
        let element = self.find("css selector", selector);
        self.send(&format!("/element/{element}/clear"), &json!({}));
        self.send(&format!("/element/{element}/value"), &json!({"text": text}));
    }

    /// Writes a few letters of a name over what stands in a field and leaves it; returns when the page has put the whole
    /// name there.
    pub fn retype(&self, selector: &str, text: &str) {
        let element = self.find("css selector", selector);
        let typed = format!("\u{E009}a\u{E000}{text}\u{E004}");
        self.send(&format!("/element/{element}/value"), &json!({"text": typed}));
        let value = format!("document.querySelector('{selector}').value === '{text}'");
        self.becomes(&value, false);
    }

    /// Waits until an expression is worth this on the page.
    pub fn becomes(&self, expression: &str, wanted: impl Into<Value>) {
        let (wanted, begun) = (wanted.into(), Instant::now());
        loop {
            let found = self.value(expression);
            if found == wanted {
                return;
            }
            let late = begun.elapsed() > Duration::from_millis(u64::from(PATIENCE_MS));
            assert!(!late, "{expression} is {found}, never {wanted}\n{}", self.text_of_page());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Does something to which the page answers by itself with another page; returns when that is there.
    pub fn renewed(&self, act: impl FnOnce()) {
        self.value("document.body.dataset.before = ''");
        act();
        self.find("css selector", "body:not([data-before])");
    }

    /// Chooses what carries this value in a list.
    pub fn choose(&self, selector: &str, value: &str) {
        self.click(&format!("{selector} option[value=\"{value}\"]"));
    }

    /// Presses keys, wherever the focus is: characters, or names as "Tab", "Enter".
    pub fn keys(&self, keys: &[&str]) {
        let code = |key: &str| match key {
            "Tab" => "\u{E004}".to_owned(),
            "Enter" => "\u{E007}".to_owned(),
            "Escape" => "\u{E00C}".to_owned(),
            "Space" => " ".to_owned(),
            "End" => "\u{E010}".to_owned(),
            "Down" => "\u{E015}".to_owned(),
            other => other.to_owned(),
        };
        let each = keys.iter().flat_map(|key| {
            let key = code(key);
            [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
        });
        let actions: Vec<Value> = each.collect();
        self.send("/actions", &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}));
    }

    /// Types letter by letter, wherever the focus is.
    pub fn types(&self, text: &str) {
        let letters: Vec<String> = text.chars().map(String::from).collect();
        self.keys(&letters.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// Goes on with the Tab key until the focus is on something with these words; fails when there is nothing such.
    pub fn tab_to(&self, words: &str) {
        for _ in 0..MOST_TABS {
            self.keys(&["Tab"]);
            let here = self.focus();
            // After the last stop the focus is on the browser's own buttons, then on the first one again.
            if here.name == "body" {
                continue;
            }
            assert!(here.is_seen && here.is_marked, "nobody sees where the focus is: {here:?}");
            if here.words.contains(words) {
                return;
            }
        }
        panic!("the Tab key never comes to “{words}”\n{}", self.text_of_page());
    }

    /// Where the focus is.
    pub fn focus(&self) -> Focus {
        let found = self.value(
            "(() => { const here = document.activeElement, box = here.getBoundingClientRect(), look = \
             getComputedStyle(here); return { name: here.localName, words: (here.getAttribute('aria-label') || \
             [...(here.labels || [])].map((label) => label.innerText).join(' ') || here.innerText || '').trim(), \
             is_seen: here !== document.body && box.width > 1 && box.height > 1 && box.bottom > 0 && \
             box.top < innerHeight && box.right > 0 && box.left < innerWidth, is_marked: \
             here.matches(':focus-visible, input:focus-within') && look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 }; })()",
        );
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        Focus {
            name: text("name"),
            words: text("words"),
            is_seen: found["is_seen"] == true,
            is_marked: found["is_marked"] == true,
        }
    }

    /// The cookie with this name, as the browser keeps it.
    pub fn cookie(&self, name: &str) -> Value {
        self.fetch(&format!("/cookie/{name}"))
    }

    /// Shows the page that is open in another window: width and height in CSS pixels, light or dark.
    pub fn looks(&self, (width, height): (u32, u32), dark: bool) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", &metrics);
        // The window is as wide as was asked for, without a bar that takes some of it.
        self.command("Emulation.setScrollbarsHidden", &json!({"hidden": true}));
        let scheme = if dark { "dark" } else { "light" };
        // Colours on their way from one to the other are no colours to judge.
        let still = json!({"name": "prefers-reduced-motion", "value": "reduce"});
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}, still]});
        self.command("Emulation.setEmulatedMedia", &features);
    }

    /// The page as it is printed.
    pub fn on_paper(&self) {
        self.command("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    }

    /// A command of the DevTools protocol.
    fn command(&self, name: &str, values: &Value) {
        self.send("/goog/cdp/execute", &json!({"cmd": name, "params": values}));
    }

    /// The words that a CSS selector shows.
    pub fn text(&self, selector: &str) -> String {
        let element = self.find("css selector", selector);
        self.fetch(&format!("/element/{element}/text")).as_str().unwrap_or_default().to_owned()
    }

    /// How many elements a CSS selector finds now.
    pub fn count(&self, selector: &str) -> usize {
        self.send("/timeouts", &json!({"implicit": 0}));
        let found = self.send("/elements", &json!({"using": "css selector", "value": selector}));
        self.send("/timeouts", &json!({"implicit": PATIENCE_MS}));
        found.as_array().map_or(0, Vec::len)
    }

    /// Waits until words stand somewhere on the page.
    pub fn sees(&self, words: &str) {
        let path = format!("//body//*[contains(normalize-space(.), \"{}\")]", words.replace('"', ""));
        self.find("xpath", &path);
    }

    /// Waits until an element that a CSS selector finds shows these words, on this page or on the one that is coming: a
    /// script that waits in a page goes with it.
    pub fn comes(&self, selector: &str, words: &str) {
        let look = "const found = document.querySelector(arguments[0]); return !!found && found.innerText.includes(arguments[1]);";
        let begun = Instant::now();
        while self.asked("/execute/sync", &json!({"script": look, "args": [selector, words]})) != true {
            let late = begun.elapsed() > Duration::from_millis(u64::from(PATIENCE_MS));
            assert!(!late, "“{words}” never came at {selector}\n{}", self.text_of_page());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Fails when what a CSS selector finds does not show these words; for browsers in which nothing changes by itself.
    pub fn shows(&self, selector: &str, words: &str) {
        let text = self.text(selector);
        assert!(text.contains(words), "“{words}” is not at {selector}: {text}\n{}", self.text_of_page());
    }

    /// Sends a form that is on no page, from the page that is open: what the server answers.
    pub fn posts(&self, path: &str, fields: &[(&str, &str)]) -> u64 {
        let send = "const done = arguments[arguments.length - 1]; fetch(arguments[0], {method: 'POST', redirect: 'manual', \
                    body: new URLSearchParams(arguments[1])}).then((answer) => done(answer.status), (error) => done(String(error)));";
        let answer = self.send("/execute/async", &json!({"script": send, "args": [path, fields]}));
        answer.as_u64().unwrap_or_else(|| panic!("{path}: {answer}"))
    }

    /// What an expression is worth on the page. Runs also where the page's own scripts do not.
    pub fn value(&self, expression: &str) -> Value {
        self.send("/execute/sync", &json!({"script": format!("return {expression};"), "args": []}))
    }

    /// What the browser complained of: scripts that broke, and what the page's policy forbade.
    pub fn complaints(&self) -> Vec<String> {
        let logged = self.send("/se/log", &json!({"type": "browser"}));
        let lines = logged.as_array().unwrap_or_else(|| panic!("no log: {logged}"));
        let grave = lines.iter().filter(|line| line["level"] == "SEVERE");
        grave.filter_map(|line| line["message"].as_str().map(str::to_owned)).collect()
    }

    /// What axe-core finds wrong for people who cannot see, or not well: rule, how often, where first.
    pub fn faults_of_access(&self) -> Vec<String> {
        self.axe("{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}")
    }

    /// The same of colours alone.
    pub fn faults_of_contrast(&self) -> Vec<String> {
        self.axe("{runOnly: {type: 'rule', values: ['color-contrast']}}")
    }

    fn axe(&self, asked: &str) -> Vec<String> {
        let file = std::env::var("TIEPNHAN_AXE").unwrap_or_else(|_| "target/axe-core/axe.min.js".to_owned());
        let axe = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("axe-core is missing ({file}: {error}); tests/run fetches it"));
        if self.value("typeof axe") != "object" {
            self.send("/execute/sync", &json!({"script": axe, "args": []}));
        }
        let run = format!(
            "const done = arguments[arguments.length - 1]; axe.run({asked}).then((found) => done(found.violations.map(\
             (one) => one.id + ' x' + one.nodes.length + ': ' + one.nodes[0].target)), (error) => done([String(error)]));"
        );
        let found = self.send("/execute/async", &json!({"script": run, "args": []}));
        let faults = found.as_array().unwrap_or_else(|| panic!("axe-core did not answer: {found}"));
        faults.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
    }

    /// By how many CSS pixels the page is wider than the window.
    pub fn overflow(&self) -> i64 {
        self.value("document.documentElement.scrollWidth - document.documentElement.clientWidth").as_i64().unwrap_or(-1)
    }

    fn find(&self, using: &str, value: &str) -> String {
        let found = self.send("/element", &json!({"using": using, "value": value}));
        found[ELEMENT]
            .as_str()
            .unwrap_or_else(|| panic!("nothing at {value}: {found}\n{}", self.text_of_page()))
            .to_owned()
    }

    fn text_of_page(&self) -> String {
        self.value("document.body.innerText").as_str().unwrap_or_default().chars().take(2000).collect()
    }

    fn send(&self, path: &str, body: &Value) -> Value {
        Self::checked(self.asked(path, body))
    }

    /// What the driver answers, refusals too.
    fn asked(&self, path: &str, body: &Value) -> Value {
        let mut answer = self
            .agent
            .post(format!("{}{path}", self.base))
            .content_type("application/json")
            .send(body.to_string())
            .unwrap();
        Self::read(&answer.body_mut().read_to_string().unwrap())
    }

    fn fetch(&self, path: &str) -> Value {
        let mut answer = self.agent.get(format!("{}{path}", self.base)).call().unwrap();
        Self::checked(Self::read(&answer.body_mut().read_to_string().unwrap()))
    }

    /// The value of an answer.
    fn read(text: &str) -> Value {
        let mut answer: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        answer["value"].take()
    }

    /// What could not be done stands in a value as `error`, and only a search may say so.
    fn checked(value: Value) -> Value {
        let refused = value["error"].as_str().is_some_and(|error| error != "no such element");
        assert!(!refused, "{value}");
        value
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.base).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
