//! Delivery reports of the servers that offices meet.

use super::*;
use crate::mime::{Limits, parse};

fn of(mail: &str) -> Option<Bounce> {
    let root = parse(mail.replace('\n', "\r\n").as_bytes(), &Limits::default());
    let author = root.raw("from").map(address::persons).unwrap_or_default().into_iter().next();
    let subject = root.header("subject").unwrap_or_default();
    read(&root, author.as_ref(), &subject, &crate::text::mail::parts::text(&root))
}

fn lost(mail: &str) -> Vec<(String, Option<String>, bool)> {
    of(mail).unwrap().recipients.into_iter().map(|who| (who.address, who.status, who.permanent)).collect()
}

fn report(fields: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
         --b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{fields}\n\
         --b\nContent-Type: message/rfc822\n\nMessage-ID: <letter-1@ours.example>\nSubject: x\n\nx\n--b--\n"
    )
}

#[test]
fn fields_of_a_report_name_recipient_status_and_original() {
    let mail = report(
        "Original-Recipient: rfc822;A@Unit.example\nFinal-Recipient: rfc822; b@unit.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550-5.1.1 <a@unit.example>:\n unknown",
    );
    assert_eq!(lost(&mail), [("a@unit.example".to_owned(), Some("5.1.1".to_owned()), true)]);
    assert_eq!(of(&mail).unwrap().original_message_id.as_deref(), Some("letter-1@ours.example"));
}

#[test]
fn a_full_mailbox_and_a_delay_are_not_for_good() {
    let full = report("Final-Recipient: rfc822; a@unit.example\nAction: failed\nStatus: 5.2.2");
    assert_eq!(lost(&full), [("a@unit.example".to_owned(), Some("5.2.2".to_owned()), false)]);
    let late = report("Final-Recipient: rfc822; a@unit.example\nAction: delayed\nStatus: 4.4.1");
    assert_eq!(lost(&late), [("a@unit.example".to_owned(), Some("4.4.1".to_owned()), false)]);
}

#[test]
fn a_vague_status_gives_way_to_the_servers_words() {
    let mail = report(
        "Final-Recipient: rfc822; a@unit.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552 5.2.2 Over quota",
    );
    assert_eq!(lost(&mail), [("a@unit.example".to_owned(), Some("5.2.2".to_owned()), false)]);
}

#[test]
fn a_report_of_success_names_nobody() {
    assert_eq!(lost(&report("Final-Recipient: rfc822; a@unit.example\nAction: delivered\nStatus: 2.0.0")), []);
}

#[test]
fn servers_that_only_write_words_are_understood() {
    let qmail = "From: MAILER-DAEMON@mx.example\nTo: kg@ours.example\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.\n\
        I'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up.\n\n\
        <a@unit.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n\
        Return-Path: <kg@ours.example>\nMessage-ID: <letter-2@ours.example>\nTo: a@unit.example, c@unit.example\n";
    assert_eq!(lost(qmail), [("a@unit.example".to_owned(), Some("5.1.1".to_owned()), true)]);
    assert_eq!(of(qmail).unwrap().original_message_id.as_deref(), Some("letter-2@ours.example"));
    let full = qmail.replace(
        "Sorry, no mailbox here by that name. (#5.1.1)",
        "The users mailfolder is over the allowed quota (size). (#5.2.2)",
    );
    assert_eq!(lost(&full), [("a@unit.example".to_owned(), Some("5.2.2".to_owned()), false)]);
    let exim = "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: a@unit.example\nSubject: Mail delivery failed: returning message to sender\n\n\
        A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  \
        a@unit.example\n    host mx.unit.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<a@unit.example>:\n    550 No such user here\n\n\
        ------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: <letter-3@ours.example>\n";
    assert_eq!(lost(exim), [("a@unit.example".to_owned(), None, true)]);
    assert_eq!(of(exim).unwrap().original_message_id.as_deref(), Some("letter-3@ours.example"));
    let gmail = "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nIn-Reply-To: <letter-4@ours.example>\nSubject: Delivery Status Notification (Failure)\n\n\
        ** Không tìm thấy địa chỉ **\n\nKhông gửi được thư của bạn tới a@unit.example do không tìm thấy địa chỉ đó.\n\n550 5.1.1 unknown\n";
    assert_eq!(lost(gmail), [("a@unit.example".to_owned(), Some("5.1.1".to_owned()), true)]);
    assert_eq!(of(gmail).unwrap().original_message_id.as_deref(), Some("letter-4@ours.example"));
}

#[test]
fn other_mails_of_machines_and_people_are_no_reports() {
    for mail in [
        "Return-Path: <>\nFrom: a@unit.example\nSubject: Trả lời tự động: x\n\nTôi đang nghỉ, liên hệ b@unit.example.\n",
        "From: a@unit.example\nSubject: Re: failure notice\n\nThư gửi b@unit.example user unknown, 550.\n",
        "From: postmaster@mx.example\nSubject: Thông báo\n\nHộp thư của kg@ours.example sắp đầy.\n",
        "From: a@unit.example\nSubject: BC\n\nKính gửi.\n",
    ] {
        assert_eq!(of(mail), None, "{mail}");
    }
}
