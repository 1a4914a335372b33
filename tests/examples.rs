//! The worked examples below deploy/: an office copies one, so each must be right as it stands.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tiepnhan::cli::check::examine;
use tiepnhan::config::{self, Mailbox, Severity, Way};

/// A copy of an example, with the files that hold its passwords.
fn copied(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name), folder.path());
    for secret in ["mat-khau-imap", "mat-khau-imap-cu", "mat-khau-smtp"] {
        let path = folder.path().join(secret);
        fs::write(&path, "hoa-sen\n").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            fs::create_dir(to.join(&name)).unwrap();
            copy(&path, &to.join(name));
        } else {
            fs::copy(path, to.join(name)).unwrap();
        }
    }
}

/// What the ledger knows a mailbox by.
fn account(imap: &config::Imap) -> String {
    let config::Login::Password { user, .. } = &imap.login else { panic!("{:?}", imap.login) };
    format!("{user}@{}", imap.server.host)
}

#[test]
fn both_examples_are_right_as_they_stand() {
    let addresses = ["gmail", "co-quan"].map(|name| {
        let folder = copied(name);
        let found = examine(folder.path(), "2026-07-02T01:00:00Z".parse().unwrap());
        let errors: Vec<_> = found.faults.iter().filter(|fault| fault.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        assert!(found.faults.is_empty(), "{name}: {:?}", found.faults);
        let summary = found.summary.unwrap();
        assert_eq!((summary.units, summary.plans, summary.dkim), ((4, 4), 1, None), "{name}");
        assert!(summary.next.unwrap().contains("kỳ quý III"), "{name}");
        let loaded = config::load(folder.path()).unwrap();
        let (Mailbox::Imap(_), Way::Smtp(_)) = (&loaded.config.mailbox, &loaded.config.delivery) else {
            panic!("{name} does not speak to servers")
        };
        let accounts: Vec<String> = loaded.config.accounts().map(account).collect();
        (loaded.rules.office.mailbox, loaded.rules.office.own_addresses, loaded.config.data, accounts)
    });
    let [(old, _, data, before), (new, own, kept, after)] = addresses;
    assert!(old != new && own == [old], "who moves keeps the old address as its own");
    assert_eq!((after.len(), after.last()), (2, before.first()), "who moves reads the old mailbox on, under its name");
    assert_eq!(data, kept, "who moves keeps the ledger");
}

#[test]
fn an_example_without_its_passwords_says_which_files_are_missing() {
    let folder = copied("co-quan");
    fs::remove_file(folder.path().join("mat-khau-smtp")).unwrap();
    let said: Vec<String> = examine(folder.path(), "2026-07-02T01:00:00Z".parse().unwrap())
        .faults
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("delivery.smtp.password_file"), "{said:?}");
}
