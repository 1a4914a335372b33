//! The program killed without warning, again and again.

use std::time::{Duration, Instant};

use super::Office;
use super::lines::{assert_same, finish};

/// Numbers that look random and are the same in each run (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

const SENT: &str = "SELECT count(*) FROM letter WHERE state = 'sent' AND attempts > 0";
const TRIED: &str = "SELECT coalesce(sum(attempts), 0) FROM letter";

/// Mails whose bytes lie in the archive.
fn raw_mails(office: &Office) -> u64 {
    let folders = std::fs::read_dir(office.data().join("thu")).into_iter().flatten().flatten();
    let files = folders.flat_map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten().flatten());
    let whole = files.filter(|file| file.path().extension().is_some_and(|end| end == "eml"));
    u64::try_from(whole.count()).unwrap()
}

#[test]
fn killed_at_any_moment_it_takes_each_mail_once_and_sends_each_letter_once() {
    let mut office = Office::open();
    office.remember_earlier_letters();
    office.receive_the_corpus();
    let mut chance = Chance(20_200_619);
    let (mut amid_mails, mut amid_letters) = (0, 0);
    for round in 0..12 {
        let (mails, tried) = (office.mails(), office.count(TRIED));
        office.launch();
        let begun = Instant::now();
        // While bytes are taken (they lie on disk before any is read, let alone recorded), at the start, at a commit, at a
        // claim or send: and then a little later.
        let taken = 1 + chance.below(60);
        let (limit, linger) = (Duration::from_millis(200 + chance.below(1_300)), chance.below(40));
        office.until("it is time to die", |office| match round % 3 {
            _ if round < 3 => raw_mails(office) >= taken,
            0 => begun.elapsed() > limit,
            1 if mails < 100 => office.mails() > mails,
            _ => office.count(TRIED) > tried || begun.elapsed() > Duration::from_secs(4),
        });
        if round >= 3 {
            std::thread::sleep(Duration::from_millis(linger));
        }
        office.kill();
        amid_mails += u32::from(raw_mails(&office) > 0 && office.mails() < 100);
        amid_letters += u32::from(office.count("SELECT count(*) FROM letter WHERE state IN ('queued', 'claimed')") > 0);
        println!("killed with {} mails, {} letters sent", office.mails(), office.count(SENT));
        office.assert_whole_but_for_the_shelf();
    }
    assert!(amid_mails >= 2 && amid_letters >= 2, "killed {amid_mails} times amid mails, {amid_letters} amid letters");
    finish(&mut office, 100);
    assert_eq!(office.count("SELECT count(*) FROM sighting"), 100);
    assert_same(&mut office);
}
