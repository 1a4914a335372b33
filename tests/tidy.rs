//! The house rules, checked on our own files: direction, purity, first lines, sizes, names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may know whom: each top-level module and the modules it may name. The shell may name anything; nobody names it.
const MAY_NAME: &[(&str, &[&str])] = &[
    // what people write
    ("spelling", &[]),
    ("calendar", &[]),
    ("roster", &["spelling"]),
    ("dictionary", &["spelling", "roster", "office"]),
    ("plan", &["roster", "calendar", "office", "spelling"]),
    ("office", &["roster", "plan", "calendar", "dictionary", "spelling"]),
    ("standing", &["office", "roster", "plan", "calendar", "evidence", "decision", "letter"]),
    // the line
    ("mime", &["spelling"]),
    ("text", &["spelling", "mime"]),
    ("message", &["mime", "spelling", "text"]),
    ("evidence", &["message", "text", "plan", "roster", "dictionary", "calendar", "office", "spelling"]),
    ("decision", &["evidence", "message", "text", "plan", "roster", "dictionary", "calendar", "office", "spelling"]),
    ("letter", &["decision", "evidence", "message", "text", "plan", "roster", "calendar", "office", "spelling"]),
    (
        "judgment",
        &[
            "letter", "decision", "evidence", "message", "text", "plan", "roster", "calendar", "office", "spelling",
            "standing",
        ],
    ),
    (
        "notice",
        &["letter", "standing", "decision", "evidence", "message", "plan", "roster", "calendar", "office", "spelling"],
    ),
    (
        "dossier",
        &[
            "notice", "letter", "standing", "decision", "evidence", "message", "text", "plan", "roster", "calendar",
            "office", "spelling",
        ],
    ),
    // edges: they know the values they carry, never each other
    ("trust", &[]),
    ("mailbox", &["message", "spelling", "trust"]),
    ("extraction", &["text"]),
    ("archive", &["message", "spelling", "calendar", "roster", "plan"]),
    ("delivery", &["letter", "trust"]),
    ("clock", &[]),
    (
        "ledger",
        &[
            "judgment", "letter", "decision", "evidence", "message", "text", "calendar", "plan", "roster", "office",
            "standing", "spelling", "outbox", "mailbox", "delivery", "dossier",
        ],
    ),
    // three sentences
    (
        "intake",
        &[
            "mailbox",
            "mime",
            "message",
            "text",
            "extraction",
            "archive",
            "ledger",
            "judgment",
            "letter",
            "decision",
            "evidence",
            "office",
            "clock",
            "calendar",
            "plan",
            "roster",
        ],
    ),
    ("scheduler", &["ledger", "notice", "dossier", "standing", "letter", "office", "clock", "calendar"]),
    ("outbox", &["delivery", "letter", "clock"]),
];

/// Modules that know everything and that nobody below may know.
const SHELL: &[&str] = &["config", "daemon", "desk", "cli", "failure", "demo", "web"];

/// Modules that judge: no I/O, no clock, no chance.
const PURE: &[&str] = &[
    "spelling",
    "calendar",
    "roster",
    "dictionary",
    "plan",
    "office",
    "standing",
    "mime",
    "message",
    "text",
    "evidence",
    "decision",
    "letter",
    "judgment",
    "notice",
    "dossier",
];

/// What a pure module must not name.
const IMPURE: &[&str] = &[
    "tokio",
    "rusqlite",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "tracing",
    "rand::",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "async fn",
];

/// Names that say nothing.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "common", "types", "models", "manager", "misc", "imp"];

/// Code lines a file may have.
const FILE_LINES: usize = 300;
/// Lines a function may have, in the core and elsewhere.
const FUNCTION_LINES: (usize, usize) = (40, 70);

struct File {
    path: PathBuf,
    module: String,
    lines: Vec<String>,
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let module = inside
                    .components()
                    .next()
                    .unwrap()
                    .as_os_str()
                    .to_string_lossy()
                    .trim_end_matches(".rs")
                    .to_owned();
                let lines = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
                files.push(File { path: inside.to_owned(), module, lines });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

impl File {
    /// The file without its tests: everything above the first `#[cfg(test)]`.
    fn product(&self) -> &[String] {
        let end = self
            .lines
            .iter()
            .position(|line| line.trim_start().starts_with("#[cfg(test)]"))
            .unwrap_or(self.lines.len());
        &self.lines[..end]
    }

    fn is_test(&self) -> bool {
        self.path.file_stem().is_some_and(|stem| stem == "tests")
    }

    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.product()
            .iter()
            .enumerate()
            .map(|(n, line)| (n + 1, line.as_str()))
            .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with("//"))
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Every function as (name, first line, lines from `fn` to its closing brace).
    fn functions(&self) -> Vec<(String, usize, usize)> {
        let mut found = Vec::new();
        let lines = self.product();
        let mut at = 0;
        while at < lines.len() {
            let line = &lines[at];
            let trimmed = line.trim_start();
            let indent = line.len() - trimmed.len();
            let head = trimmed.strip_prefix("pub ").unwrap_or(trimmed);
            let head = head.strip_prefix("pub(crate) ").or(head.strip_prefix("pub(super) ")).unwrap_or(head);
            let head = head.strip_prefix("const ").unwrap_or(head);
            let head = head.strip_prefix("async ").unwrap_or(head);
            if let Some(rest) = head.strip_prefix("fn ") {
                let name = rest.split(['(', '<']).next().unwrap_or_default().to_owned();
                let close = format!("{}}}", " ".repeat(indent));
                let end = lines[at..]
                    .iter()
                    .position(|l| *l == close || (l.trim_end().ends_with('}') && l.trim_start().contains("fn ")));
                let length = end.map_or(1, |end| end + 1);
                found.push((name, at + 1, length));
            }
            at += 1;
        }
        found
    }
}

fn report(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
}

#[test]
fn every_file_begins_by_saying_what_it_is_for() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|f| f.lines.first().is_none_or(|line| !line.starts_with("//! ")))
        .map(File::name)
        .collect();
    report("files whose first line is not `//! …`", &faults);
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|f| {
            EMPTY_NAMES.iter().any(|n| f.path.file_stem().is_some_and(|stem| stem == *n) || f.path.ends_with("mod.rs"))
        })
        .map(File::name)
        .collect();
    report("names that say nothing", &faults);
}

#[test]
fn files_and_functions_fit_a_screen() {
    let mut faults = Vec::new();
    let mut sizes = Vec::new();
    for file in sources().iter().filter(|f| !f.is_test()) {
        let lines = file.code().count();
        sizes.push(lines);
        if lines > FILE_LINES {
            faults.push(format!("{}: {lines} lines of code, at most {FILE_LINES}", file.name()));
        }
        let most = if PURE.contains(&file.module.as_str()) { FUNCTION_LINES.0 } else { FUNCTION_LINES.1 };
        for (name, at, length) in file.functions() {
            if length > most {
                faults.push(format!("{}:{at}: `{name}` has {length} lines, at most {most}", file.name()));
            }
        }
    }
    sizes.sort_unstable();
    println!(
        "{} files, median {} lines of code, longest {}",
        sizes.len(),
        sizes[sizes.len() / 2],
        sizes[sizes.len() - 1]
    );
    report("too long", &faults);
}

#[test]
fn modules_know_only_what_lies_before_them() {
    let table: BTreeMap<&str, &[&str]> = MAY_NAME.iter().copied().collect();
    let mut faults = Vec::new();
    for file in sources().iter().filter(|f| !f.is_test()) {
        if SHELL.contains(&file.module.as_str()) || ["lib", "main"].contains(&file.module.as_str()) {
            continue;
        }
        let Some(allowed) = table.get(file.module.as_str()) else {
            faults.push(format!("{}: module `{}` has no line in the table of directions", file.name(), file.module));
            continue;
        };
        for (n, line) in file.code() {
            for named in line.split("crate::").skip(1) {
                let other: String = named.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if !other.is_empty() && other != file.module && !allowed.contains(&other.as_str()) {
                    faults.push(format!("{}:{n}: `{}` may not know `{other}`", file.name(), file.module));
                }
            }
        }
    }
    report("against the direction of the line", &faults);
}

#[test]
fn modules_that_judge_touch_nothing_outside() {
    let mut faults = Vec::new();
    for file in sources().iter().filter(|f| PURE.contains(&f.module.as_str()) && !f.is_test()) {
        for (n, line) in file.code() {
            for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                faults.push(format!("{}:{n}: names `{word}`", file.name()));
            }
        }
    }
    report("pure modules with an outside", &faults);
}

#[test]
fn sql_stands_below_the_ledger_only() {
    let verbs = ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "PRAGMA "];
    let mut faults = Vec::new();
    for file in sources().iter().filter(|f| f.module != "ledger" && !f.is_test()) {
        for (n, line) in file.code() {
            if line.contains("rusqlite") || verbs.iter().any(|verb| line.contains(verb)) {
                faults.push(format!("{}:{n}", file.name()));
            }
        }
    }
    report("SQL outside ledger/", &faults);
}

#[test]
fn only_one_file_reads_the_clock() {
    let mut faults = Vec::new();
    for file in sources().iter().filter(|f| f.path != Path::new("clock.rs") && !f.is_test()) {
        for (n, line) in file.code() {
            if ["Timestamp::now", "Zoned::now", "SystemTime::now"].iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{n}", file.name()));
            }
        }
    }
    report("system clock read outside clock.rs", &faults);
}
