//! Every form of a text is settled at once, keeps within bounds, and cuts no letter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiepnhan::evidence::words;
use tiepnhan::spelling::tokens::{plain, tokens};
use tiepnhan::spelling::{charset, fold, legacy, lower, nfc};

/// Labels that mails give, right or wrong.
const LABELS: [Option<&str>; 6] =
    [None, Some("utf-8"), Some("windows-1258"), Some("us-ascii"), Some("x-viet-tcvn5712"), Some("iso-8859-1")];

fuzz_target!(|bytes: &[u8]| {
    let Some((label, bytes)) = bytes.split_last() else { return };
    let decoded = charset::decode(bytes, LABELS[usize::from(*label) % LABELS.len()]);
    assert!(decoded.len() <= bytes.len().saturating_mul(6).saturating_add(64));
    let lossy = String::from_utf8_lossy(bytes);
    for text in [decoded.as_str(), lossy.as_ref()] {
        forms(text);
        let words = words::read(text);
        for mention in words.periods.iter().chain(&words.outlook) {
            assert!(text.get(mention.range.clone()).is_some_and(|quote| !quote.is_empty()));
        }
        assert!(words.cut.is_none_or(|cut| text.is_char_boundary(cut)));
    }
});

fn forms(text: &str) {
    let (composed, folded, small) = (nfc(text), fold(text), lower(text));
    assert_eq!(nfc(&composed), composed);
    assert_eq!(fold(&folded), folded);
    assert_eq!(lower(&small), small);
    assert_eq!(fold(&small), folded);
    assert_eq!(fold(&composed), folded);
    for form in [&composed, &folded, &small] {
        assert!(form.len() <= text.len().saturating_mul(12), "{} of {}", form.len(), text.len());
    }
    let mut end = 0;
    for token in tokens(text) {
        assert!(token.range.start >= end && token.range.start < token.range.end);
        assert!(text.get(token.range.clone()).is_some());
        end = token.range.end;
    }
    let line = plain(text);
    assert!(line.starts_with(' ') && line.ends_with(' '));
    if let Some((repaired, _)) = legacy::repair(text) {
        assert!(repaired.len() <= text.len().saturating_mul(4).saturating_add(16));
        // Damage may lie over damage (TCVN3 that was then misread); it comes off layer by layer, and ends.
        let mut under = repaired.clone();
        for _ in 0..4 {
            under = legacy::repair(&under).map_or(under, |(better, _)| better);
        }
        assert_eq!(legacy::repair(&under), None, "{text:?} {under:?}");
    }
    let _ = (legacy::from_tcvn3(text), legacy::from_vni(text));
}
