//! Scenes.

use super::*;
use crate::cli::check;

fn noon() -> Timestamp {
    "2026-11-20T05:00:00Z".parse().unwrap()
}

#[test]
fn what_init_writes_passes_check() {
    let folder = tempfile::tempdir().unwrap();
    let asked = Init { folder: folder.path().join("moi"), sample: None };
    let mut said = Vec::new();
    assert_eq!(run(&asked, noon(), &mut said).unwrap(), Exit::Fine);
    let findings = check::examine(&asked.folder, noon());
    let faults: Vec<&str> = findings.faults.iter().map(|fault| fault.what.as_str()).collect();
    assert_eq!(faults, ["lịch nghỉ năm 2027 mới là dự kiến"], "it is November");
    let summary = findings.summary.unwrap();
    assert_eq!((summary.units, summary.groups, summary.reports), ((4, 4), 3, 6));
    let next = "Báo cáo năm, kỳ năm 2026, trước ngày 30/11/2026 (thứ Hai, ngày 30/11/2026), 4 đơn vị";
    assert_eq!(summary.next.as_deref(), Some(next));
}

#[test]
fn both_templates_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    run(&Init { folder: folder.path().to_owned(), sample: None }, noon(), &mut Vec::new()).unwrap();
    let workbook = config::load(folder.path()).unwrap().rules.roster;
    let file = folder.path().join(config::FILE);
    let text = fs::read_to_string(&file).unwrap().replace("don-vi.xlsx", "don-vi.csv");
    fs::write(&file, text).unwrap();
    assert_eq!(config::load(folder.path()).unwrap().rules.roster, workbook);
    assert_eq!(workbook.units[2].id.as_str(), "huyen-uy-dong-khe", "an id is made of the name");
    assert_eq!(workbook.units[0].addresses.len(), 2);
}

#[test]
fn init_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("don-vi.csv"), "của cơ quan").unwrap();
    let failure = run(&Init { folder: folder.path().to_owned(), sample: None }, noon(), &mut Vec::new()).unwrap_err();
    assert_eq!(failure.exit, Exit::Input);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written beside it");
}

#[test]
fn every_sample_office_is_written_whole_and_none_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = <crate::cli::arguments::Arguments as clap::CommandFactory>::command();
    let help = command.find_subcommand_mut("init").unwrap().render_long_help().to_string();
    for sample in sample::SAMPLES {
        let asked = Init { folder: folder.path().join(sample.name), sample: Some(sample.name.to_owned()) };
        let mut said = Vec::new();
        assert_eq!(run(&asked, noon(), &mut said).unwrap(), Exit::Fine);
        let faults = check::examine(&asked.folder, noon()).faults;
        assert!(faults.iter().all(|fault| fault.severity != config::Severity::Error), "{}: {faults:?}", sample.name);
        let line = format!("  {:<18} {}", sample.name, sample.about);
        assert!(line.chars().count() <= 80, "{line}");
        assert!(help.contains(sample.name), "--help does not name {}", sample.name);
        assert_eq!(run(&asked, noon(), &mut said).unwrap_err().exit, Exit::Input, "what is there stays as it is");
    }
}

#[test]
fn a_wrong_name_is_answered_with_the_right_ones() {
    let folder = tempfile::tempdir().unwrap();
    let asked = Init { folder: folder.path().join("moi"), sample: Some("khanh-hoa".to_owned()) };
    let said = run(&asked, noon(), &mut Vec::new()).unwrap_err().to_string();
    assert!(said.contains("khanh-hai") && said.contains("ha-khe-2018"), "{said}");
    assert!(!asked.folder.exists());
}
