//! The sample offices as files: complete in the program, and without a fault.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tiepnhan::config::{self, sample};

use super::office::load;

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config/offices")
}

fn files(folder: &Path, below: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // The sample mails belong to the demonstration.
        if path.is_dir() && !path.ends_with("thu-mau") {
            files(&path, below, found);
        } else if path.is_file() {
            found.insert(path.strip_prefix(below).unwrap().to_str().unwrap().to_owned());
        }
    }
}

#[test]
fn every_file_of_every_sample_is_in_the_program_and_writes_the_same_office() {
    for entry in fs::read_dir(shipped()).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let mut on_disk = BTreeSet::new();
        files(&folder, &folder, &mut on_disk);
        let written = tempfile::tempdir().unwrap();
        sample::write(&name, written.path()).unwrap();
        let mut built_in = BTreeSet::new();
        files(written.path(), written.path(), &mut built_in);
        assert_eq!(built_in, on_disk, "{name}");
        assert!(config::load(written.path()).is_ok(), "{name}");
    }
}

#[test]
fn samples_load_without_a_fault_and_with_the_warnings_that_are_meant() {
    // Names that differ by a mark only: a mail may leave open which is meant.
    let meant: [(&str, &[&str]); 5] = [
        ("song-lam", &["“Huyện ủy Thanh Lâm”"]),
        ("van-son-2020", &[]),
        ("khanh-hai", &[]),
        ("dang-uy-khoi-2024", &[]),
        ("ha-khe-2018", &[]),
    ];
    for (name, meant) in meant {
        let warnings: Vec<String> = load(name).warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings.len(), meant.len(), "{name}: {warnings:#?}");
        for (warning, meant) in warnings.iter().zip(meant) {
            assert!(warning.contains(meant), "{name}: {warning}");
        }
    }
}

#[test]
fn samples_name_nobody_who_lives() {
    for entry in fs::read_dir(shipped()).unwrap() {
        let folder = entry.unwrap().path();
        let loaded = config::load(&folder).unwrap();
        for unit in &loaded.rules.roster.units {
            for address in &unit.addresses {
                let invented = address.ends_with(".example") || folder.ends_with("song-lam");
                assert!(invented, "{}: {address}", folder.display());
            }
        }
    }
}
