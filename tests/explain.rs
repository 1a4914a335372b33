//! What `explain` tells a clerk about six typical mails, word for word.

use std::path::Path;

use tiepnhan::evidence::{self, Facts};
use tiepnhan::{config, decision, mailbox};

use crate::corpus::message;

/// A clean report, one sent for a neighbour, a stranger, a contradiction, a forgotten file, an invitation.
const MAILS: [&str; 6] = [
    "sl-001-syt-thang-1",
    "sl-025-lamthanh-gui-ho-hongphong",
    "sl-053-gmail-la-chu-ky-so-ldtbxh",
    "sl-080-dukhoi-lech-thang",
    "sl-056-tinhdoan-quen-dinh-kem",
    "sl-029-skhcn-giay-moi",
];

#[test]
fn a_clerk_reads_in_ten_lines_what_becomes_of_a_mail_and_what_is_missing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = config::load(&root.join("config/offices/song-lam")).unwrap().rules;
    for name in MAILS {
        let eml = root.join(format!("tests/data/corpus/eml/{name}.eml"));
        let received = mailbox::received_at(&std::fs::read(&eml).unwrap()).unwrap();
        let message = message(&eml, &received.to_string());
        let facts = Facts::default();
        let evidence = evidence::gather(&message, &facts, &rules);
        let decision = decision::decide(&message, &evidence, &facts, &rules);
        let text = decision::explain::text(&message, &evidence, &decision, &rules);
        assert!(text.lines().count() <= 10, "{name}:\n{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{name}:\n{text}");
        let golden = root.join(format!("tests/golden/explain/{name}.txt"));
        assert_eq!(text, std::fs::read_to_string(golden).unwrap_or_default(), "{name}:\n{text}");
    }
}
