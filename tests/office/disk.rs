//! A disk that is full: mails wait, nothing is lost, and it goes on when there is room.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Office;
use super::lines::{assert_same, finish};

/// A small file system of its own; gone when dropped.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path, size: &str) -> Self {
        fs::create_dir_all(at).unwrap();
        let disk = Self(at.to_owned());
        disk.run("mount", &["-t", "tmpfs", "-o", &format!("size={size}"), "tiepnhan"]);
        disk
    }

    fn grow(&self, size: &str) {
        self.run("mount", &["-o", &format!("remount,size={size}")]);
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let done = Command::new(program).args(arguments).arg(&self.0).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "this scene mounts a small disk, which root may do: {said}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing_and_it_goes_on_when_there_is_room() {
    let mut office = Office::open();
    let disk = Disk::mount(&office.data(), "3m");
    office.remember_earlier_letters();
    office.receive_the_corpus();
    office.start();
    office.until("the disk is full", |office| office.told("mails wait") > 0);
    assert!(office.mails() < 100, "the disk was too large for this scene");
    disk.grow("200m");
    office.until("the rest is taken", |office| office.mails() == 100);
    assert!(office.stop().0.success());
    finish(&mut office, 100);
    assert_same(&mut office);
    drop(office);
    drop(disk);
}
