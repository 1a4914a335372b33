//! Attachments in worker processes: what dies there dies alone.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tiepnhan::extraction::{Extractor, Settings};
use tiepnhan::text::{FileKind, Problem};

fn settings() -> Settings {
    Settings::new(PathBuf::from(env!("CARGO_BIN_EXE_tiepnhan")))
}

fn script(folder: &Path, lines: &str) -> PathBuf {
    let path = folder.join("program");
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn a_text_file_is_read_in_the_worker() {
    let extractor = Extractor::start(settings()).unwrap();
    let file = extractor.read("bao cao.txt", "text/plain", "Báo cáo\r\nquý I".as_bytes()).await;
    assert_eq!((file.kind, file.text.as_str(), file.problem), (FileKind::Text, "Báo cáo\nquý I", None));
}

#[tokio::test]
async fn two_hundred_files_go_through_two_workers_at_once() {
    let extractor = Extractor::start(settings()).unwrap();
    let reads = (0..200).map(|number| {
        let extractor = extractor.clone();
        tokio::spawn(async move {
            let text = format!("Báo cáo số {number}\n").repeat(20_000);
            extractor.read("a.txt", "", text.as_bytes()).await.text == text
        })
    });
    for read in reads.collect::<Vec<_>>() {
        assert!(read.await.unwrap());
    }
}

#[tokio::test]
async fn a_worker_that_needs_too_long_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let program = script(folder.path(), "exec sleep 1000");
    let wall = Duration::from_millis(300);
    let extractor = Extractor::start(Settings { program, wall, ..settings() }).unwrap();
    let begin = Instant::now();
    let file = extractor.read("a.txt", "", &vec![b'a'; 5_000_000]).await;
    assert_eq!(file.problem, Some(Problem::TimedOut));
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_worker_that_cannot_start_is_tried_again_with_the_next_file() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    std::fs::write(&program, "not a program").unwrap();
    let extractor = Extractor::start(Settings { program: program.clone(), ..settings() }).unwrap();
    assert_eq!(extractor.read("a.txt", "", b"a").await.problem, Some(Problem::Crashed));
    std::fs::remove_file(&program).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_tiepnhan"), &program).unwrap();
    assert_eq!(extractor.read("a.txt", "", b"a").await.text, "a");
}

#[tokio::test]
async fn a_worker_that_dies_or_babbles_costs_one_file() {
    let folder = tempfile::tempdir().unwrap();
    for lines in ["exit 1", "kill -SEGV $$", "head -c 100 /dev/zero >&0", "head -c 100 /dev/urandom | tr '\\0' x >&0"] {
        let program = script(folder.path(), lines);
        let extractor = Extractor::start(Settings { program, ..settings() }).unwrap();
        let file = extractor.read("a.txt", "", &vec![b'a'; 5_000_000]).await;
        assert_eq!(file.problem, Some(Problem::Crashed), "{lines}");
    }
}

#[tokio::test]
async fn a_file_above_the_limit_reaches_no_worker() {
    let extractor = Extractor::start(Settings { file: 10, ..settings() }).unwrap();
    let file = extractor.read("a.txt", "", b"more than ten bytes").await;
    assert!(matches!(file.problem, Some(Problem::TooLarge(_))));
}

#[test]
fn a_program_that_is_not_there_is_an_error_at_once() {
    assert!(Extractor::start(Settings { program: PathBuf::from("/no/such/program"), ..settings() }).is_err());
}

#[test]
fn the_worker_command_refuses_a_terminal_or_a_pipe() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_tiepnhan"))
        .arg("worker")
        .stdin(std::process::Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}
