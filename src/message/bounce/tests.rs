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
    assert!(!of(&full).unwrap().recipients[0].delayed, "it did not arrive");
    let expired = report("Final-Recipient: rfc822; a@unit.example\nAction: failed\nStatus: 4.4.7");
    assert_eq!(lost(&expired), [("a@unit.example".to_owned(), Some("4.4.7".to_owned()), false)]);
    assert!(!of(&expired).unwrap().recipients[0].delayed);
    let late = report("Final-Recipient: rfc822; a@unit.example\nAction: delayed\nStatus: 4.4.1");
    assert!(of(&late).unwrap().recipients[0].delayed, "the server still tries");
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

/// A report of a mail server in plain words.
fn words(from: &str, subject: &str, text: &str) -> String {
    format!("Return-Path: <>\nFrom: {from}\nTo: kg@ours.example\nSubject: {subject}\n\n{text}\n")
}

const COPY: &str = "Received: from ours.example by mx.example\nMessage-ID: <letter-9@ours.example>\n\
                    From: kg@ours.example\nTo: a@unit.example\nSubject: Nhắc gửi báo cáo\n\nKính gửi đơn vị.\n";

#[test]
fn words_of_many_servers_name_recipient_status_and_letter() {
    for (name, from, subject, text, status, permanent) in [
        (
            "old Exchange",
            "System Administrator <admin@mx.example>",
            "Undeliverable: Nhắc gửi báo cáo",
            "Your message\n\n  To:      a@unit.example\n  Subject: Nhắc gửi báo cáo\n\ndid not reach the following recipient(s):\n\n\
             a@unit.example on Mon, 1 Jun 2020\n    The recipient name is not recognized\n",
            None,
            true,
        ),
        (
            "old sendmail",
            "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>",
            "Returned mail: User unknown",
            "   ----- Transcript of session follows -----\n550 5.1.1 <a@unit.example>... User unknown\n\n\
             ----- Unsent message follows -----\n",
            Some("5.1.1"),
            true,
        ),
        (
            "Notes",
            "postmaster@mx.example",
            "Undeliverable message",
            "------- Failure Reasons  --------\n\nUser a (a@unit.example) not listed in directory\n\n------- Returned Message --------\n",
            None,
            true,
        ),
        (
            "OpenSMTPD",
            "Mailer Daemon <MAILER-DAEMON@mx.example>",
            "Delivery status notification: error",
            "An error has occurred while attempting to deliver a message:\n\na@unit.example: 550 5.2.1 disabled\n\n\
             Below is a copy of the original message:\n",
            Some("5.2.1"),
            true,
        ),
        (
            "Postfix in words",
            "MAILER-DAEMON@mx.example",
            "Undelivered Mail Returned to Sender",
            "I'm sorry. For further assistance, please send mail to help@mx.example.\n\n\
             <a@unit.example>: host mx.unit.example[192.0.2.1] said: 450 try again (in reply to RCPT TO)\n\n",
            None,
            false,
        ),
        (
            "a gateway, full",
            "MAILER-DAEMON@mx.example",
            "Undelivered Mail",
            "The mailbox exceeds allowed size: a@unit.example\n\nOriginal message follows.\n\n",
            None,
            false,
        ),
        (
            "Exim, late",
            "Mail Delivery System <Mailer-Daemon@mx.example>",
            "Warning: message 1abc-2 delayed 24 hours",
            "A message that you sent has not yet been delivered to one or more of its recipients.\n\n  a@unit.example\n\n\
             No action is required. Delivery attempts will continue for some time.\n\n",
            None,
            false,
        ),
        (
            "Gmail in Vietnamese, late",
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Delay)",
            "** Gửi chưa hoàn tất **\n\nĐã xảy ra sự cố tạm thời khi gửi thư của bạn tới a@unit.example. Gmail sẽ thử lại \
             trong 47 giờ nữa. Bạn sẽ được thông báo nếu gửi không thành công.\n\n",
            None,
            false,
        ),
        (
            "Gmail in Vietnamese, full",
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Failure)",
            "** Hộp thư đầy **\n\nKhông gửi được thư của bạn tới a@unit.example vì hộp thư của họ đã đầy.\n\n",
            None,
            false,
        ),
        (
            "Exchange in Vietnamese",
            "Microsoft Outlook <MicrosoftExchange0@unit.example>",
            "Không gửi được: Nhắc gửi báo cáo",
            "Gửi không thành công đến những người nhận hoặc nhóm này:\n\na@unit.example<mailto:a@unit.example>\n\
             Không tìm thấy địa chỉ email bạn đã nhập.\n\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'\n\n",
            Some("5.1.10"),
            true,
        ),
    ] {
        let mail = words(from, subject, &format!("{text}{COPY}"));
        assert_eq!(lost(&mail), [("a@unit.example".to_owned(), status.map(str::to_owned), permanent)], "{name}");
        assert_eq!(of(&mail).unwrap().original_message_id.as_deref(), Some("letter-9@ours.example"), "{name}");
    }
}

#[test]
fn a_gateway_under_any_name_is_known_by_what_it_gives_back() {
    let mail = "From: antivirus@unit.example\nTo: kg@ours.example\nSubject: Mail could not be delivered\n\
                Content-Type: multipart/mixed; boundary=b\n\n--b\n\nUnable to deliver message to the recipients.\n\
                --b\nContent-Type: message/rfc822\n\nMessage-ID: <letter-9@ours.example>\nTo: a@unit.example\n\nx\n--b--\n";
    assert_eq!(lost(mail), [("a@unit.example".to_owned(), None, true)]);
    // A clerk passes a report on, or sends his own report after one: neither is a machine.
    assert_eq!(of(&mail.replace("Subject: Mail", "Subject: Fwd: Mail")), None);
    let with_file = mail.replace("--b--", "--b\nContent-Type: application/pdf; name=BC.pdf\n\nx\n--b--");
    assert_eq!(of(&with_file), None);
}

#[test]
fn a_report_that_names_nobody_is_still_a_report() {
    let silent = words("MAILER-DAEMON@mx.example", "Undelivered Mail Returned to Sender", "Something went wrong.");
    assert_eq!(of(&silent), Some(Bounce { recipients: Vec::new(), original_message_id: None }));
    let late = report("Final-Recipient: rfc822; a@unit.example\nAction: failure\nStatus: 5.1.1");
    assert_eq!(lost(&late), [("a@unit.example".to_owned(), Some("5.1.1".to_owned()), true)]);
    // Fields without a recipient: the words beside them, else whom the returned mail was written to.
    let mail = report("").replace("Subject: x", "To: a@unit.example");
    assert_eq!(lost(&mail), [("a@unit.example".to_owned(), None, true)]);
}

#[test]
fn a_complaint_about_a_letter_is_no_delivery_report() {
    let mail = "From: staff@provider.example\nSubject: Email feedback report\n\
                Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nundelivered? no\n--b\n\
                Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b\nContent-Type: message/rfc822\n\n\
                To: a@unit.example\n\nx\n--b--\n";
    assert_eq!(of(mail), None);
}
