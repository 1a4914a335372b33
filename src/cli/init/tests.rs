//! Scenes.

use super::*;
use crate::cli::check;

fn noon() -> Timestamp {
    "2026-11-20T05:00:00Z".parse().unwrap()
}

#[test]
fn what_init_writes_passes_check() {
    let folder = tempfile::tempdir().unwrap();
    let asked = Init { folder: folder.path().join("moi"), sample: None, letters: false };
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
    run(&Init { folder: folder.path().to_owned(), sample: None, letters: false }, noon(), &mut Vec::new()).unwrap();
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
    let failure =
        run(&Init { folder: folder.path().to_owned(), sample: None, letters: false }, noon(), &mut Vec::new())
            .unwrap_err();
    assert_eq!(failure.exit, Exit::Input);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written beside it");
}

#[test]
fn every_sample_office_is_written_whole_and_none_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = <crate::cli::arguments::Arguments as clap::CommandFactory>::command();
    let help = command.find_subcommand_mut("init").unwrap().render_long_help().to_string();
    for sample in sample::SAMPLES {
        let asked =
            Init { folder: folder.path().join(sample.name), sample: Some(sample.name.to_owned()), letters: false };
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
    let asked = Init { folder: folder.path().join("moi"), sample: Some("khanh-hoa".to_owned()), letters: false };
    let said = run(&asked, noon(), &mut Vec::new()).unwrap_err().to_string();
    assert!(said.contains("khanh-hai") && said.contains("ha-khe-2018"), "{said}");
    assert!(!asked.folder.exists());
}

/// Asks for the letters, and what is said.
fn letters(folder: &Path) -> String {
    let mut said = Vec::new();
    let asked = Init { folder: folder.to_owned(), sample: None, letters: true };
    assert_eq!(run(&asked, noon(), &mut said).unwrap(), Exit::Fine);
    String::from_utf8(said).unwrap()
}

#[test]
fn a_new_office_with_letters_of_its_own_uses_them() {
    let folder = tempfile::tempdir().unwrap();
    let said = letters(folder.path());
    assert!(said.contains("Đã viết 23 tệp mẫu thư") && !said.contains("[files]"), "{said}");
    let config = config::load(folder.path()).unwrap().config;
    assert_eq!(config.letters, Some(folder.path().join("mau-thu")));
    assert!(crate::daemon::templates(&config).is_ok());
}

#[test]
fn an_office_that_runs_gets_the_texts_and_loses_none_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    config::sample::write("song-lam", folder.path()).unwrap();
    let said = letters(folder.path());
    assert!(said.contains("ghi  letters = \"mau-thu\""), "{said}");
    let shelf = folder.path().join("mau-thu");
    let own = shelf.join("receipt/body.txt");
    fs::write(&own, "Kính gửi: {{ to }}\r\n").unwrap();
    fs::remove_file(shelf.join("signature.txt")).unwrap();
    let said = letters(folder.path());
    assert!(said.contains("Đã viết 1 tệp mẫu thư có sẵn") && said.contains("\n  signature.txt "), "{said}");
    assert!(said.contains("khác mẫu có sẵn, giữ nguyên: receipt/body.txt."), "{said}");
    assert_eq!(fs::read_to_string(&own).unwrap(), "Kính gửi: {{ to }}\r\n");
    assert!(letters(folder.path()).contains("đã có đủ 23 tệp"));
}

#[test]
fn an_office_gets_the_texts_spelt_as_it_spells() {
    let folder = tempfile::tempdir().unwrap();
    config::sample::write("song-lam", folder.path()).unwrap();
    let file = folder.path().join(config::FILE);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("[office]", "[office]\ntone = \"uỷ\"", 1)).unwrap();
    let before = config::letters::templates(None, crate::spelling::placing::Placing::Second).unwrap();
    letters(folder.path());
    let shelf = folder.path().join("mau-thu");
    let after = config::letters::templates(Some(&shelf), crate::spelling::placing::Placing::Second).unwrap();
    for kind in crate::letter::template::Kind::ALL {
        for values in crate::letter::samples::samples(kind) {
            let words = |texts: &crate::letter::Templates| texts.words(kind, &values, &mut Vec::new());
            assert_eq!(words(&before), words(&after), "{kind:?}");
        }
    }
}

#[test]
fn a_configuration_that_says_nothing_is_answered_with_its_faults() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(config::FILE), "[office\n").unwrap();
    let asked = Init { folder: folder.path().to_owned(), sample: None, letters: true };
    let failure = run(&asked, noon(), &mut Vec::new()).unwrap_err();
    assert_eq!(failure.exit, Exit::Input);
    assert!(failure.to_string().contains("tiepnhan.toml, dòng 1"), "{failure}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
