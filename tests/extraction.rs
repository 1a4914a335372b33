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

/// An Excel 97 workbook of a few hundred bytes with a cell at each end of its sheet: as a table, 16 million cells.
fn far_apart() -> Vec<u8> {
    fn record(stream: &mut Vec<u8>, kind: u16, data: &[u8]) {
        stream.extend_from_slice(&kind.to_le_bytes());
        stream.extend_from_slice(&u16::try_from(data.len()).unwrap().to_le_bytes());
        stream.extend_from_slice(data);
    }
    fn begin(stream: &mut Vec<u8>, of: u8) {
        record(stream, 0x0809, &[0, 6, of, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
    let mut stream = Vec::new();
    begin(&mut stream, 0x05);
    let sheet_at = u8::try_from(stream.len() + 13 + 4).unwrap();
    record(&mut stream, 0x0085, &[sheet_at, 0, 0, 0, 0, 0, 1, 0, b'S']);
    record(&mut stream, 0x000a, &[]);
    assert_eq!(stream.len(), usize::from(sheet_at));
    begin(&mut stream, 0x10);
    for (row, column) in [(0_u16, 0_u16), (u16::MAX, 255)] {
        let mut cell = Vec::new();
        cell.extend_from_slice(&row.to_le_bytes());
        cell.extend_from_slice(&column.to_le_bytes());
        cell.extend_from_slice(&[0, 0]);
        cell.extend_from_slice(&1.0_f64.to_le_bytes());
        record(&mut stream, 0x0203, &cell);
    }
    record(&mut stream, 0x000a, &[]);
    stream.resize(5000, 0);
    let mut compound =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, std::io::Cursor::new(Vec::new())).unwrap();
    std::io::Write::write_all(&mut compound.create_stream("/Workbook").unwrap(), &stream).unwrap();
    compound.into_inner().into_inner()
}

#[tokio::test]
async fn a_bomb_kills_its_worker_and_the_next_file_is_read() {
    let extractor = Extractor::start(Settings { workers: 1, memory: 600 << 20, ..settings() }).unwrap();
    assert_eq!(extractor.read("a.txt", "", b"before").await.text, "before");
    let file = extractor.read("bao cao.xls", "", &far_apart()).await;
    assert_eq!((file.kind, file.problem), (FileKind::Xls, Some(Problem::Crashed)));
    assert_eq!(extractor.read("a.txt", "", b"after").await.text, "after");
}

#[tokio::test]
async fn a_worker_without_processor_time_left_took_too_long() {
    let folder = tempfile::tempdir().unwrap();
    let program = script(folder.path(), "ulimit -S -t 1; while :; do :; done");
    let extractor = Extractor::start(Settings { program, ..settings() }).unwrap();
    assert_eq!(extractor.read("a.txt", "", b"a").await.problem, Some(Problem::TimedOut));
}

/// Folders in `/proc` of workers that were started with this memory limit.
fn workers_with(memory: u64) -> Vec<PathBuf> {
    let wanted = format!("\0worker\0{memory}\0");
    let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    processes
        .filter(|path| std::fs::read_to_string(path.join("cmdline")).unwrap_or_default().contains(&wanted))
        .collect()
}

fn descriptors(process: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(process.join("fd")).unwrap().flatten();
    let targets = entries.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    targets.filter(|target| target != Path::new("/dev/null")).collect()
}

#[tokio::test]
async fn a_worker_owns_nothing_but_its_socket_and_ends_with_the_pool() {
    let memory = (1 << 30) + 4096;
    let extractor = Extractor::start(Settings { memory, workers: 1, ..settings() }).unwrap();
    extractor.read("a.txt", "", b"a").await;
    let workers = workers_with(memory);
    assert_eq!(workers.len(), 1, "the worker stays warm");
    let limits = std::fs::read_to_string(workers[0].join("limits")).unwrap();
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(limit("Max open files"), ["3", "3"]);
    assert_eq!(limit("Max file size"), ["0", "0"]);
    assert_eq!(limit("Max core file size"), ["0", "0"]);
    assert_eq!(limit("Max address space"), [memory.to_string(), memory.to_string()]);
    assert_eq!(std::fs::read(workers[0].join("environ")).unwrap(), b"");
    assert_eq!(std::fs::read_link(workers[0].join("cwd")).unwrap(), Path::new("/"));
    let inherited = descriptors(Path::new("/proc/self"));
    let own: Vec<_> = descriptors(&workers[0]).into_iter().filter(|target| !inherited.contains(target)).collect();
    assert_eq!(own.len(), 2, "one socket, as descriptor 0 and once more: {own:?}");
    assert!(own[0] == own[1] && own[0].to_string_lossy().starts_with("socket:"));
    drop(extractor);
    let begin = Instant::now();
    while !workers_with(memory).is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(20), "the worker outlives its pool");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_worker_is_replaced_after_its_share_of_files() {
    let memory = (1 << 30) + 8192;
    let extractor = Extractor::start(Settings { memory, workers: 1, jobs: 2, ..settings() }).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for file in 1..=4 {
        extractor.read("a.txt", "", b"a").await;
        if file % 2 == 1 {
            seen.extend(workers_with(memory));
        }
    }
    assert_eq!(seen.len(), 2, "one worker for the first two files, one for the next: {seen:?}");
}

#[tokio::test]
async fn a_dropped_read_frees_its_turn() {
    let folder = tempfile::tempdir().unwrap();
    let program = script(folder.path(), "exec sleep 1000");
    let extractor = Extractor::start(Settings { program: program.clone(), workers: 1, ..settings() }).unwrap();
    let cut = tokio::time::timeout(Duration::from_millis(200), extractor.read("a.txt", "", b"a")).await;
    assert!(cut.is_err());
    std::fs::remove_file(&program).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_tiepnhan"), &program).unwrap();
    assert_eq!(extractor.read("a.txt", "", b"a").await.text, "a");
}

#[tokio::test]
async fn passwords_reach_the_worker_and_open_what_is_locked() {
    let extractor = Extractor::start(settings()).unwrap();
    let words = ["sai".to_owned(), "Khoagiao@2026".to_owned()];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/files");
    for name in ["bao-cao-khoa-aes.zip", "bao-cao-khoa-ten.7z", "bao-cao-rar5-khoa-ten.rar", "bao-cao-rar4-khoa.rar"] {
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        let locked = extractor.read(name, "", &bytes).await;
        assert_eq!(locked.problem, Some(Problem::Encrypted), "{name}");
        let opened = extractor.read_locked(name, "", &bytes, &words).await;
        assert_eq!((opened.problem, opened.members.len()), (None, 2), "{name}");
        assert!(opened.members[0].file.text.starts_with("BÁO CÁO"), "{name}");
    }
}
