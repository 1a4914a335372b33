//! Scenes.

use super::*;

#[test]
fn the_sample_offices_load_without_a_fault() {
    for sample in sample::SAMPLES {
        let folder = tempfile::tempdir().unwrap();
        sample::write(sample.name, folder.path()).unwrap();
        match load(folder.path()) {
            Ok(loaded) => {
                let lines: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
                println!("{}", lines.join("\n"));
            }
            Err(faults) => panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        }
    }
}

#[test]
fn the_default_file_lacks_only_what_nobody_can_know() {
    let mut faults = Vec::new();
    let understood = read::read(DEFAULT, Path::new("/office"), &mut faults);
    let what: Vec<&str> = faults.iter().map(|fault| fault.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "thiếu “office.name” (tên cơ quan)",
            "thiếu “office.mailbox” (hộp thư chung nhận báo cáo)",
            "chưa ghi chuyên viên nào (office.staff)",
            "thiếu times.start_date (ngày đầu tiên dùng tiepnhan)",
        ]
    );
    let config = understood.config.unwrap();
    assert_eq!(config.data, Path::new("/office/du-lieu"));
    assert_eq!(config.limits.letters_per_day, 400);
}

/// A few lines over the defaults.
fn small(rest: &str) -> (Vec<Fault>, Option<Config>, Option<crate::office::Office>) {
    let text = format!(
        "[office]\nname = \"Ban\"\nmailbox = \"KG@ban.example\"\nstaff = \"a@ban.example\"\n[times]\nstart_date = 2020-06-01\n{rest}"
    );
    let mut faults = Vec::new();
    let understood = read::read(&text, Path::new("/office"), &mut faults);
    (faults, understood.config, understood.office)
}

#[test]
fn silence_means_the_default() {
    let (faults, config, office) = small("");
    assert_eq!(faults, []);
    let (config, office) = (config.unwrap(), office.unwrap());
    let mut nothing = Vec::new();
    let default = read::read(DEFAULT, Path::new("/office"), &mut nothing).config.unwrap();
    assert_eq!(config.limits, default.limits);
    assert_eq!(config.log, default.log);
    assert_eq!((config.roster, config.plans), (default.roster, default.plans));
    assert_eq!(office.mailbox, "kg@ban.example", "addresses are lower case");
    assert_eq!(office.short_name, "Ban");
    assert_eq!(office.staff, ["a@ban.example"], "one may stand without brackets");
    assert!(office.due_day_counts);
}

#[test]
fn every_key_of_the_default_file_is_explained_above_it_or_above_its_neighbours() {
    let mut explained = false;
    for (line, text) in (1..).zip(DEFAULT.lines()) {
        match text.trim() {
            "" => explained = false,
            comment if comment.starts_with('#') => explained = true,
            section if section.starts_with('[') => explained = false,
            _ => assert!(explained, "line {line} is not explained: {text}"),
        }
    }
}

#[test]
fn values_outside_their_range_are_faults() {
    for (rest, expected) in [
        ("working_hours = [\"17:00\", \"07:30\"]", "times.working_hours không đúng"),
        ("digest_at = \"25:00\"", "“times.digest_at” không đúng kiểu"),
        (
            "[limits]\nletters_per_day = 2000\nseconds_between_letters = 60",
            "limits.seconds_between_letters = 60: mỗi ngày gửi được nhiều nhất 1440 thư",
        ),
        ("[limits]\nletters_per_day = 0", "“limits.letters_per_day” không đúng kiểu"),
        ("[log]\nlevel = \"loud\"", "log.level = “loud” không có"),
        ("[mailbox]\nsource = \"pop3\"", "mailbox.source = “pop3” không có"),
        (
            "[delivery.smtp]\nauth = \"xoauth2\"",
            "delivery.smtp.auth = “xoauth2” nhưng thiếu token_file, hoặc cả client_id và refresh_token_file",
        ),
        ("[limit]", "khóa “limit” không có trong hệ thống"),
    ] {
        let (faults, ..) = small(rest);
        assert_eq!(faults.first().map(|fault| fault.what.as_str()), Some(expected), "{rest}");
    }
}

#[test]
fn the_name_of_the_receiving_server_is_a_name() {
    let with = |id: &str| {
        let text = format!(
            "[office]\nname = \"Ban\"\nmailbox = \"KG@ban.example\"\nstaff = \"a@ban.example\"\nauthserv_id = \"{id}\"\n\
             [times]\nstart_date = 2020-06-01\n"
        );
        let mut faults = Vec::new();
        let office = read::read(&text, Path::new("/office"), &mut faults).office;
        (faults.into_iter().map(|fault| format!("{}: {}", fault.place, fault.what)).collect::<Vec<_>>(), office)
    };
    let (faults, office) = with("MX.Google.com");
    assert_eq!((faults, office.unwrap().authserv_id.as_deref()), (vec![], Some("mx.google.com")));
    assert_eq!(with("").0, [""; 0]);
    for id in ["mx.google.com; spf=pass", "kg@ban.example", "Authentication-Results: mx.google.com", "may chu"] {
        assert_eq!(with(id).0, ["dòng 5: office.authserv_id không phải tên máy chủ"], "{id}");
    }
}

#[test]
fn an_edited_letter_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    sample::write("song-lam", folder.path()).unwrap();
    let letter = folder.path().join("mau-thu/receipt/body.txt");
    std::fs::create_dir_all(letter.parent().unwrap()).unwrap();
    std::fs::write(&letter, "Kính gửi: {{ to }}").unwrap();
    let file = folder.path().join(FILE);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("[files]", "[files]\nletters = \"mau-thu\"", 1)).unwrap();
    let loaded = load(folder.path()).unwrap();
    assert!(reload(folder.path(), &loaded.fingerprint).is_none());
    std::fs::write(&letter, "Kính gửi: {{ to }}.").unwrap();
    assert!(reload(folder.path(), &loaded.fingerprint).is_some());
}
