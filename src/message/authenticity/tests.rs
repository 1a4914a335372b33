//! Headers as Gmail, Postfix with its filters, Exchange and forgers write them.

use super::*;
use crate::mime;

fn of(header: &str) -> Authenticity {
    read(&mime::parse_header(format!("{}\r\n\r\n", header.replace('\n', "\r\n")).as_bytes()))
}

const TAKEN: &str =
    "Received: from mail.unit.example (mail.unit.example [192.0.2.1])\n by mx.ours.example with ESMTPS id 1\n";
const INNER: &str = "Received: from localhost (localhost [127.0.0.1]) by mx.ours.example (Postfix)\n";
const THEIRS: &str = "Received: from pc.unit.example by mail.unit.example with SMTP\n";

#[test]
fn gmails_header_with_comments_is_read() {
    let found = of("Received: by 2002:a05:6a50:6729:b0:3f1:7ed0:4172 with SMTP id x; Wed\n\
         Received: from mail.a.example (mail.a.example. [203.0.113.1]) by mx.google.com with ESMTPS id y\n\
         Authentication-Results: mx.google.com;\n dkim=fail (body hash; did not verify) header.i=@a.example;\n \
         spf=softfail (google.com: domain of a@a.example) smtp.mailfrom=a@a.example;\n dmarc=fail (p=NONE) header.from=a.example");
    let result = found.by("MX.google.com").unwrap();
    assert_eq!([&result.spf, &result.dkim, &result.dmarc].map(|r| r.as_deref().unwrap()), ["softfail", "fail", "fail"]);
    assert!(result.disproves("a@a.example"));
    assert_eq!(found.by("nobody.example"), None);
}

#[test]
fn every_outcome_says_what_it_says() {
    for (results, disproved) in [
        ("dmarc=fail", true),
        ("dmarc=fail; dkim=pass header.d=unit.example", true),
        ("spf=fail", true),
        ("spf=hardfail", true),
        ("spf = fail", true),
        ("spf=fail; dkim=pass header.d=unit.example", false),
        ("spf=fail; dkim=pass header.d=mail.unit.example header.s=x", false),
        ("spf=fail; dkim=pass header.i=\"@unit.example\"", false),
        ("spf=fail; dkim=pass header.d=other.example", true),
        ("spf=fail; dkim=pass", true),
        ("spf=fail; dkim=fail header.d=unit.example", true),
        ("spf=fail; dkim=fail header.d=a.example; dkim=pass header.d=unit.example", false),
        ("spf=fail; dmarc=pass", false),
        ("spf=softfail; dkim=none; dmarc=none", false),
        ("spf=temperror; dkim=permerror; dmarc=temperror", false),
        ("spf=neutral; dkim=policy; dmarc=permerror", false),
        ("spf=pass; dkim=pass header.d=unit.example; dmarc=pass", false),
        ("none", false),
    ] {
        let found = of(&format!("Authentication-Results: mx.ours.example 1; {results}\n{TAKEN}"));
        assert_eq!(found.by("mx.ours.example").unwrap().disproves("vt@unit.example"), disproved, "{results}");
    }
    // Under gov.vn every province is an organisation of its own.
    let signed = of("Authentication-Results: mx; spf=fail; dkim=pass header.d=khac.gov.vn");
    assert!(signed.by("mx").unwrap().disproves("vt@syt.tinh.gov.vn"));
}

#[test]
fn a_server_may_write_one_header_for_each_method() {
    let each = "Authentication-Results: mx.ours.example; spf=fail\nAuthentication-Results: mx.ours.example;\n \
                dkim=pass (2048-bit key) header.d=unit.example\n";
    assert!(!of(&format!("{INNER}{each}{TAKEN}")).by("mx.ours.example").unwrap().disproves("a@unit.example"));
}

#[test]
fn what_the_sender_wrote_under_our_name_does_not_count() {
    let honest = "Authentication-Results: mx.ours.example; spf=fail\n";
    let forged = "Authentication-Results: mx.ours.example; dkim=pass header.d=unit.example; dmarc=pass\n";
    for mail in [
        // Below the line by which our server took it in, below its own header.
        format!("{honest}{TAKEN}{forged}{THEIRS}"),
        // The same where our server writes below that line.
        format!("{TAKEN}{honest}{forged}{THEIRS}"),
        format!("{TAKEN}{honest}{THEIRS}{forged}"),
    ] {
        assert!(of(&mail).by("mx.ours.example").unwrap().disproves("a@unit.example"), "{mail}");
    }
    assert_eq!(of(&format!("{TAKEN}{THEIRS}{forged}")).by("mx.ours.example"), None);
    // A server on the way is not ours, whatever it calls itself, and neither is a chain of ARC.
    assert_eq!(of(&format!("{TAKEN}ARC-Authentication-Results: i=1; mx.ours.example; dmarc=pass\n")).all, []);
    assert_eq!(
        of(&format!("{TAKEN}Authentication-Results: mx.other.example; dmarc=fail\n")).by("mx.ours.example"),
        None
    );
}

#[test]
fn without_the_header_nothing_is_known() {
    assert_eq!(of("Subject: x"), Authenticity::default());
    assert_eq!(of("Authentication-Results:"), Authenticity::default());
    assert_eq!(
        of("Authentication-Results: spf=pass; dkim=pass").by(""),
        of("Authentication-Results: spf=pass; dkim=pass").all.first().cloned()
    );
}

#[test]
fn the_receiving_server_is_learned_from_what_it_writes_itself() {
    let mail = |header: &str| mime::parse_header(format!("{header}\n").replace('\n', "\r\n").as_bytes());
    let ours = format!("{TAKEN}Authentication-Results: mx.ours.example; spf=pass\n");
    let above = format!("Authentication-Results: tinhuy; spf=pass\n{TAKEN}");
    let strange = format!("{TAKEN}{THEIRS}Authentication-Results: mail.unit.example; spf=pass\n");
    assert_eq!(receiver(&mail(&ours)).as_deref(), Some("mx.ours.example"));
    assert_eq!(receiver(&mail(&above)).as_deref(), Some("tinhuy"));
    assert_eq!(receiver(&mail(&strange)), None);
    assert_eq!(
        learn(&[mail(&ours), mail(&strange), mail(&ours), mail("Subject: x")]).as_deref(),
        Some("mx.ours.example")
    );
    assert_eq!(learn(&[mail(&ours), mail(&strange)]), None);
    assert_eq!(learn(&[mail(&ours), mail(&ours), mail(&above), mail(&above)]), None);
}

#[test]
fn the_topmost_header_is_held_against_a_mail_before_the_office_names_its_server() {
    let failed = of(&format!("Authentication-Results: mx.ours.example; dmarc=fail\n{TAKEN}"));
    assert!(failed.topmost().unwrap().disproves("vt@unit.example"));
    let mended = format!(
        "Authentication-Results: mx.ours.example; spf=fail\nAuthentication-Results: mx.ours.example; dkim=pass \
         header.d=unit.example\n{TAKEN}"
    );
    assert!(!of(&mended).topmost().unwrap().disproves("vt@unit.example"));
    let foreign = of(&format!("{TAKEN}{THEIRS}Authentication-Results: mx.other.example; dmarc=fail"));
    assert_eq!(foreign.topmost(), None);
}
