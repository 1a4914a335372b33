//! An office that moves to another mail server reads its old mailbox beside the new one for a time.

use tiepnhan::judgment::Bucket;
use tiepnhan::ledger::LedgerError;

use super::corpus::mails;
use super::{Imap, Mail, Office, USER};
use crate::servers::Dovecot;
use crate::wire::Proxy;

pub(super) const NEW_USER: &str = "khoagiao-moi";

/// Reports that are entered and confirmed without a person, each of another obligation.
fn reports(count: usize) -> Vec<Mail> {
    let plain = mails().into_iter().filter(|known| known.is_plain_report());
    let reports: Vec<Mail> = plain.map(|known| known.mail).take(count).collect();
    assert_eq!(reports.len(), count);
    reports
}

/// The same mail with one line more on top, as every server on its way writes.
fn by_another_way(mail: &Mail) -> Mail {
    let line = b"Received: from mx.cu.example by mx.moi.example; Mon, 1 Jan 2024 08:00:00 +0700\r\n";
    Mail { bytes: [line.as_slice(), &mail.bytes].concat(), received_at: mail.received_at.clone() }
}

/// Moves the office to a server of its own; the old one is read through the proxy.
pub(super) fn moved(office: &mut Office) -> (Dovecot, Proxy) {
    let old = std::mem::replace(&mut office.dovecot, Dovecot::start());
    (office.user, office.imap) = (NEW_USER, office.dovecot.imaps);
    let proxy = Proxy::to(old.imaps, []);
    let also = format!(
        "[[mailbox.also]]\naddress = \"khoagiao.cu@songlam.example\"\nhost = \"localhost\"\nport = {}\nuser = \"{USER}\"\n\
         password_file = \"mat-khau-imap\"\nca_file = \"{}\"\n",
        proxy.port,
        old.ca_file().display()
    );
    office.settings.insert("mailbox", also);
    (old, proxy)
}

fn receipts(office: &mut Office) -> usize {
    office.delivered().iter().filter(|letter| letter.kind == "receipt").count()
}

#[test]
fn for_a_time_both_mailboxes_are_read_and_what_comes_by_both_is_entered_once() {
    let reports = reports(6);
    let mut office = Office::open();
    office.start();
    office.append(&reports[..2]);
    office.settle(2);
    let (status, _) = office.stop();
    assert!(status.success());

    let (old, proxy) = moved(&mut office);
    office.start();
    let mut at_old = Imap::log_in_as(USER, old.imap);
    at_old.append(&reports[2]);
    office.append(&[by_another_way(&reports[2])]);
    at_old.append(&reports[3]);
    office.append(&reports[4..5]);
    // What the old mailbox had before the move is known; the mail that came by both ways is kept twice.
    office.settle(6);
    let picture = office.picture();
    assert_eq!(picture.register.len(), 5, "{:#?}", picture.register);
    assert_eq!(picture.buckets.values().filter(|bucket| **bucket == Bucket::NotReport).count(), 1);
    assert_eq!(receipts(&mut office), 5);

    // The old server is gone; the new mailbox goes on.
    proxy.black_hole(true);
    proxy.cut();
    office.append(&reports[5..]);
    office.settle(7);
    assert_eq!((office.picture().register.len(), receipts(&mut office)), (6, 6));

    // Asked from beside: each server answers for itself.
    let asked = office.run(&["check", "--online"]);
    let said = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert_eq!(asked.status.code(), Some(3), "{said}");
    assert!(
        said.contains("Nhận thư (localhost): KHÔNG ĐƯỢC") && said.contains("Nhận thư: đăng nhập localhost"),
        "{said}"
    );
    proxy.black_hole(false);
    let asked = office.run(&["check", "--online"]);
    let said = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert_ne!(asked.status.code(), Some(3), "{said}");
    assert_eq!(said.matches("Nhận thư: đăng nhập localhost").count(), 2, "{said}");
    office.assert_whole();
}

#[test]
fn a_copy_that_can_be_entered_takes_the_place_of_one_that_waits() {
    let report = reports(1).remove(0);
    let mut office = Office::open();
    let (old, _proxy) = moved(&mut office);
    let file = office.place().join("tiepnhan.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let signed = text.replacen("authserv_id = \"mx.google.com\"", "authserv_id = \"mx.moi.example\"", 1);
    assert_ne!(signed, text);
    std::fs::write(&file, signed).unwrap();
    office.settings.entry("mailbox").or_default().push_str("authserv_id = \"mx.google.com\"\n");
    // What is forwarded can fail the check of the sender that the original passes.
    let failed = b"Authentication-Results: mx.moi.example; dmarc=fail\r\n";
    let forwarded =
        Mail { bytes: [failed.as_slice(), &report.bytes].concat(), received_at: report.received_at.clone() };
    office.start();
    office.append(&[forwarded]);
    office.until("the forwarded copy waits for a person", |office| {
        office.count("SELECT count(*) FROM review WHERE state = 'open' AND question = 'forged'") == 1
    });
    Imap::log_in_as(USER, old.imap).append(&report);
    office.settle(2);
    let picture = office.picture();
    assert_eq!((picture.register.len(), receipts(&mut office)), (1, 1), "{picture:#?}");
    let open = office.ledger().read(|snapshot| snapshot.reviews(true));
    assert!(open.map_err(|error: LedgerError| error).unwrap().is_empty(), "nothing is left to be settled");
    office.assert_whole();
}

#[test]
fn a_copy_that_came_days_earlier_by_the_other_way_is_shown_to_a_person() {
    let report = reports(1).remove(0);
    let mut office = Office::open();
    let (old, _proxy) = moved(&mut office);
    office.start();
    let late = report.received_at.checked_add(jiff::Span::new().days(2)).unwrap();
    office.append(&[Mail { received_at: late, ..by_another_way(&report) }]);
    office.settle(1);
    Imap::log_in_as(USER, old.imap).append(&report);
    office.settle(2);
    let open = office.ledger().read(|snapshot| snapshot.reviews(true));
    let open = open.map_err(|error: LedgerError| error).unwrap();
    let why = office.ledger().read(|snapshot| snapshot.decision(open[0].mail.id)).map_err(|error: LedgerError| error);
    assert!(why.unwrap().reasons[0].contains("sớm hơn ngày ghi trong sổ"));
    assert_eq!((open.len(), receipts(&mut office)), (1, 1));
    office.assert_whole();
}
