//! Any bytes under any name are a file: what the worker reads in it keeps within its limits.
//!
//! All bytes are the file, so that any document is a seed; its length chooses the name. A panic inside a document crate is contained by the worker
//! and does not count here; one in our own readers does.
#![no_main]

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use libfuzzer_sys::fuzz_target;
use tiepnhan::text::{self, FileText, Limits};

const NAMES: [&str; 12] = [
    "bc.doc", "bc.docx", "bc.pdf", "bc.xls", "bc.xlsx", "bc.ods", "bc.odt", "bc.rtf", "bc.txt", "bc.html", "bc.eml",
    "bc.zip",
];

const LIMITS: Limits = Limits {
    text: 64 << 10,
    part: 1 << 20,
    members: 20,
    unpacked: 4 << 20,
    ratio: 200,
    depth: 2,
    cells: 2_000,
    pages: 3,
};

static CONTAINED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Panics of other crates are told once; our own end the run.
fn judge_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let foreign = place.contains("/registry/") || place.contains("/rustc/") || place.contains("/library/");
        if !foreign {
            eprintln!("{panic}");
            std::process::abort();
        }
        if CONTAINED.lock().is_ok_and(|mut seen| seen.insert(place.clone())) {
            eprintln!("contained: {place}");
        }
    }));
}

/// Texts of a file and of everything in it, and how many files these are.
fn count(file: &FileText) -> (usize, usize) {
    let inside = file.members.iter().map(|member| count(&member.file));
    inside.fold((file.text.len(), 1), |all, one| (all.0 + one.0, all.1 + one.1))
}

fuzz_target!(
    init: judge_panics(),
    |bytes: &[u8]| {
        let name = NAMES[bytes.len() % NAMES.len()];
        let Ok(read) = catch_unwind(AssertUnwindSafe(|| text::read(bytes, name, "", &LIMITS))) else { return };
        let (text, files) = count(&read);
        // An archive has members, and mails of a mail each have a text of their own.
        assert!(files <= 2 + LIMITS.members.saturating_mul(3), "{files} files");
        assert!(text <= LIMITS.text.saturating_mul(files), "{text} bytes of {files} files");
        assert!(read.text.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control()));
    }
);
