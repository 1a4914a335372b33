//! An old mailbox at first start: everything is read, nobody is written to.

use std::time::{Duration, Instant, SystemTime};

use tiepnhan::judgment::Bucket;

use super::{Office, USER};

/// How many old mails; `TIEPNHAN_BACKLOG` asks for more by hand.
const MAILS: u64 = 1_000;
/// Most memory that the daemon may have held, in kB: what a build without optimisation takes, and room.
const MEMORY: u64 = 160_000;

fn mail(number: u64) -> String {
    let day = 1 + number % 28;
    format!(
        "From: =?utf-8?q?V=C4=83n_th=C6=B0?= <vanphong@syt.songlam.example>\r\nTo: khoagiao.btgtusonglam@gmail.com\r\n\
         Subject: =?utf-8?q?B=C3=A1o_c=C3=A1o?= {number}\r\nMessage-ID: <cu-{number}@syt.songlam.example>\r\n\
         Date: {day} Mar 2022 08:00:00 +0700\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Kính gửi Ban, đơn vị gửi báo cáo số {number}.\r\n"
    )
}

#[test]
fn old_mails_are_read_in_little_memory_and_nobody_is_written_to() {
    let count = std::env::var("TIEPNHAN_BACKLOG").map_or(MAILS, |count| count.parse().unwrap());
    let mut office = Office::open();
    let first = SystemTime::UNIX_EPOCH + Duration::from_secs(1_640_000_000);
    for number in 0..count {
        let received = first + Duration::from_secs(number * 600);
        let name = format!("{}.M{number}.cu", 1_640_000_000 + number * 600);
        office.dovecot.lay(USER, &name, mail(number).as_bytes(), received);
    }
    let begun = Instant::now();
    office.start();
    office.until("a tenth is read", |office| office.mails() >= count / 10);
    let early = office.memory("VmRSS");
    office.settle(count);
    let (took, peak, late) = (begun.elapsed(), office.memory("VmHWM"), office.memory("VmRSS"));
    println!("{count} mails in {took:?}; memory {early} kB early, {late} kB late, {peak} kB at most");
    assert!(peak < MEMORY, "{peak} kB");
    assert_eq!(office.count("SELECT count(*) FROM letter"), 0, "nothing is sent");
    let progress = office.told("reading a long folder") as u64;
    assert!(progress >= count / 100, "{progress} lines of progress");
    let buckets = office.ledger().read(|snapshot| snapshot.buckets()).unwrap();
    assert!(buckets.keys().all(|bucket| matches!(bucket, Bucket::Earlier | Bucket::NotReport)), "{buckets:?}");
    assert_eq!(buckets.values().sum::<u64>(), count);
    office.assert_whole();
}
