//! Whom a report in plain words names as not reached.

use super::wording::{is_late, is_permanent, status};
use super::{BouncedRecipient, address, robot};

/// An address of the report.
struct Named {
    address: String,
    /// Whether it opens a line or stands where the protocol names a recipient.
    leads: bool,
    /// Its line and those below it, up to the next address.
    said: String,
}

/// Recipients that the text names, each with the status that stands at or below its line. `named`: those of a header
/// field; `addressees`: of the returned mail; `ours`: addresses that a report shows without meaning a failure.
pub(super) fn named(lines: &[&str], named: &[String], addressees: &[String], ours: &[String]) -> Vec<BouncedRecipient> {
    let mut found = in_lines(lines, |address| {
        named.contains(address) || (named.is_empty() && !ours.contains(address) && !robot::is_mailer(address))
    });
    // Whom the letter was written to cannot be mistaken; else a line of its own says more than a sentence.
    if found.iter().any(|who| addressees.contains(&who.address)) {
        found.retain(|who| addressees.contains(&who.address));
    } else if found.iter().any(|who| who.leads) {
        found.retain(|who| who.leads);
    }
    let whole = lines.join("\n");
    let mut rest: Vec<&String> =
        named.iter().filter(|address| !found.iter().any(|who| who.address == **address)).collect();
    if let ([], [], [only]) = (found.as_slice(), rest.as_slice(), addressees) {
        rest.push(only);
    }
    let rest: Vec<String> = rest.into_iter().cloned().collect();
    let late = is_late(&whole);
    let judged = |address: String, said: &str| {
        let status = status(said);
        let permanent = !late && is_permanent(status.as_deref(), said);
        BouncedRecipient { address, status, permanent, delayed: late }
    };
    // Of those whom no line names the whole report speaks: it is read once, however many they are.
    let silent = judged(String::new(), &whole);
    let told = found.into_iter().map(|who| judged(who.address, &who.said));
    told.chain(rest.into_iter().map(|address| BouncedRecipient { address, ..silent.clone() })).collect()
}

fn in_lines(lines: &[&str], may_be: impl Fn(&String) -> bool) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for line in lines {
        let address = addresses(line).into_iter().find(&may_be);
        if let Some(address) = address.filter(|_| !is_trace(line)) {
            let leads = leads(line);
            match found.iter_mut().find(|known| known.address == address) {
                Some(known) => known.leads |= leads,
                None => found.push(Named { address, leads, said: String::new() }),
            }
        }
        if let Some(last) = found.last_mut() {
            last.said.push_str(line);
            last.said.push('\n');
        }
    }
    found
}

/// A line of a header or of a server's trace names other people than the recipient.
fn is_trace(line: &str) -> bool {
    const NAMES: [&str; 9] = [
        "message-id",
        "received",
        "from",
        "return-path",
        "reply-to",
        "sender",
        "references",
        "in-reply-to",
        "reporting-mta",
    ];
    let start = line.trim_start_matches(['>', '*', '|', ' ', '\t']).to_ascii_lowercase();
    NAMES.iter().any(|name| start.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(':')))
}

/// Whether the address opens its line, or stands where the protocol names a recipient.
fn leads(line: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = bare.split_whitespace().next().unwrap_or_default();
    let lower = line.to_ascii_lowercase();
    first.contains('@')
        || ["rcpt to", "final-recipient", "original-recipient"].iter().any(|words| lower.contains(words))
}

fn addresses(line: &str) -> Vec<String> {
    line.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | '\'' | '[' | ']' | '=' | '|' | '?')
    })
    .filter(|word| word.contains('@') && word.len() < 255)
    .filter_map(|word| address::clean(word.trim_end_matches([':', '.', '!'])))
    .filter(|address| address.rsplit('@').next().is_some_and(|domain| domain.contains('.') && !domain.contains("..")))
    .collect()
}
