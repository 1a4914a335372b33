//! Any text is a dictionary of an office: faults are named with their place, and what is read keeps to words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiepnhan::dictionary::Dictionary;
use tiepnhan::dictionary::list::List;
use tiepnhan::spelling::tokens::plain;

fuzz_target!(|text: &str| {
    let (dictionary, faults) = Dictionary::with(text, "tu-dien.toml");
    for fault in &faults {
        assert!(!fault.to_string().is_empty());
    }
    let built_in = Dictionary::built_in();
    for list in [List::Report, List::Incident, List::Draft, List::Asks, List::OtherWork, List::Filler] {
        for phrase in dictionary.list(list).iter().map(|phrase| phrase.folded.as_str()) {
            assert!(!phrase.is_empty() && phrase.trim() == phrase && !phrase.contains("  "), "{phrase:?}");
            let line = plain(phrase);
            assert!(dictionary.read(&line).has(list), "{phrase:?} is not found in itself");
        }
    }
    let line = plain(text);
    for hit in dictionary.read(&line).of(List::Report).chain(built_in.read(&line).of(List::Filler)) {
        assert_eq!(line.get(hit.start..hit.end), Some(hit.phrase));
    }
});
