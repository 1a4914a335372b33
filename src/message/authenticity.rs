//! What the receiving server found out about the sender (RFC 8601).

use crate::mime::Entity;

use super::{AuthResult, Authenticity, address};

/// Headers that are looked at; a mail that carries more is playing.
const MOST: usize = 20;

/// Reads every Authentication-Results header, topmost first, each with the servers that had the mail after it was
/// written. Whose header is believed, only the configuration knows: [`Authenticity::by`].
///
/// ARC headers are left alone: they say what a server on the way believed, and which of those to believe nobody told us.
#[must_use]
pub fn read(root: &Entity) -> Authenticity {
    let mut all: Vec<AuthResult> = Vec::new();
    let mut above: Vec<String> = Vec::new();
    let mut inside = false;
    for field in &root.fields {
        match field.name.as_str() {
            "received" => {
                let (from, by) = hop(&field.value);
                inside |= matches!((&from, &by), (Some(from), Some(by)) if !is_local(from) && !are_kin(from, by));
                above.extend(by.filter(|_| above.len() < MOST));
            }
            "authentication-results" if all.len() < MOST => {
                all.extend(result(&field.value).map(|found| AuthResult { above: above.clone(), inside, ..found }));
            }
            _ => {}
        }
    }
    Authenticity { all, ..Authenticity::default() }
}

/// The authserv-id of the server that received the mail, as its topmost header shows it; none when the topmost header
/// stands below the trace of a foreign server, where anybody may have written it.
#[must_use]
pub fn receiver(root: &Entity) -> Option<String> {
    let found = read(root);
    let top = found.all.first()?;
    (!top.authserv_id.is_empty() && top.is_of(&top.authserv_id)).then(|| top.authserv_id.clone())
}

/// The authserv-id that most of these mails show: the receiving server's. None when fewer than two agree, or when no id
/// stands on more than half of those that show one.
#[must_use]
pub fn learn(mails: &[Entity]) -> Option<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    let ids: Vec<String> = mails.iter().filter_map(receiver).collect();
    for id in &ids {
        match counts.iter_mut().find(|(known, _)| known == id) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => counts.push((id.clone(), 1)),
        }
    }
    let (id, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= 2 && count.saturating_mul(2) > ids.len()).then_some(id)
}

impl Authenticity {
    /// What the server of that name (authserv-id) wrote. Only its topmost header counts, and the further ones of a server
    /// that writes one for each method above the line by which it took the mail in: below that line stands what the
    /// sender sent. Nothing counts that stands below the trace of another office's server.
    #[must_use]
    pub fn by(&self, authserv_id: &str) -> Option<AuthResult> {
        let theirs = |result: &&AuthResult| result.authserv_id.eq_ignore_ascii_case(authserv_id);
        let mut own = self.all.iter().filter(theirs).filter(|result| result.is_of(authserv_id));
        let mut first = own.next()?.clone();
        if !first.inside {
            for further in own.take_while(|further| !further.inside) {
                first.spf = first.spf.or_else(|| further.spf.clone());
                first.dkim = first.dkim.or_else(|| further.dkim.clone());
                first.dmarc = first.dmarc.or_else(|| further.dmarc.clone());
                first.signed_by.extend(further.signed_by.iter().cloned());
            }
        }
        Some(first)
    }
}

impl Authenticity {
    /// What the topmost header says when no server of another organisation had the mail after it was written. Whose it is
    /// nobody told us, so it may be held against a mail and never for it: whoever writes "fail" harms himself alone.
    #[must_use]
    pub fn topmost(&self) -> Option<AuthResult> {
        self.by(&self.all.first()?.authserv_id)
    }
}

impl AuthResult {
    /// Whether only servers of that name's own office had the mail after this was written.
    fn is_of(&self, authserv_id: &str) -> bool {
        self.above.iter().all(|host| is_local(host) || are_kin(host, authserv_id))
    }

    /// Whether the server says that the author's domain did not send this: DMARC failed, or SPF failed and no signature
    /// of that domain mends it. `none`, `neutral`, `softfail` and errors say nothing: many offices have no records.
    #[must_use]
    pub fn disproves(&self, author: &str) -> bool {
        let is = |found: &Option<String>, words: &[&str]| found.as_deref().is_some_and(|word| words.contains(&word));
        is(&self.dmarc, &["fail"]) || (is(&self.spf, &["fail", "hardfail"]) && !self.proves(author))
    }

    /// Whether the server says that the author's domain did send this: DMARC passed, or a signature of that very
    /// organisation did. A good signature of anybody else proves nothing about the author.
    #[must_use]
    pub fn proves(&self, author: &str) -> bool {
        let domain = author.rsplit_once('@').map_or(author, |(_, domain)| domain);
        self.dmarc.as_deref() == Some("pass") || self.signed_by.iter().any(|signer| are_kin(signer, domain))
    }
}

/// Whether two hosts or domains are of one organisation.
fn are_kin(one: &str, other: &str) -> bool {
    let bare = |name: &str| address::organisation(name.trim_end_matches('.')).to_lowercase();
    bare(one) == bare(other)
}

/// Steps inside a machine or a data centre: names without a domain, and bare numbers.
fn is_local(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']);
    !bare.contains('.') || bare.contains(':') || bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The two ends of a Received header: from whom, by whom.
fn hop(value: &str) -> (Option<String>, Option<String>) {
    let bare = without_comments(value);
    let words: Vec<&str> = bare.split_whitespace().collect();
    let after = |word: &str| {
        let place = words.iter().position(|other| other.eq_ignore_ascii_case(word))?;
        let host = words.get(place.checked_add(1)?)?.trim_end_matches(';').to_lowercase();
        Some(host)
    };
    (after("from").filter(|_| words.first().is_some_and(|word| word.eq_ignore_ascii_case("from"))), after("by"))
}

/// One header: `authserv-id [version] ; method=result … ; …`.
fn result(value: &str) -> Option<AuthResult> {
    let bare = without_comments(value).split('=').map(str::trim).collect::<Vec<_>>().join("=");
    let mut pieces = bare.split(';');
    let first = pieces.next()?;
    let authserv_id = first.split_whitespace().next()?.trim_matches('"').to_lowercase();
    // Some servers leave the id out and begin with a method at once.
    let (authserv_id, headless) =
        if authserv_id.contains('=') { (String::new(), Some(first)) } else { (authserv_id, None) };
    let mut found = AuthResult { authserv_id, ..AuthResult::default() };
    for piece in headless.into_iter().chain(pieces) {
        let mut words = piece.split_whitespace().filter_map(|word| word.split_once('='));
        let Some((method, outcome)) = words.next() else { continue };
        let outcome = outcome.trim_matches('"').to_lowercase();
        let slot = match method.split('/').next().unwrap_or(method).to_lowercase().as_str() {
            "spf" => &mut found.spf,
            "dkim" => {
                let signer = words
                    .filter(|(name, _)| matches!(name.to_ascii_lowercase().as_str(), "header.d" | "header.i"))
                    .map(|(_, value)| value.trim_matches('"').to_lowercase())
                    .map(|value| value.rsplit_once('@').map_or(value.clone(), |(_, domain)| domain.to_owned()));
                found.signed_by.extend(signer.filter(|_| outcome == "pass").take(1));
                &mut found.dkim
            }
            "dmarc" => &mut found.dmarc,
            _ => continue,
        };
        // Of several signatures one good one suffices.
        if slot.as_deref() != Some("pass") && (slot.is_none() || outcome == "pass") {
            *slot = Some(outcome);
        }
    }
    Some(found)
}

/// Comments may stand anywhere and hold semicolons; quoted strings may hold parentheses.
fn without_comments(value: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::new(), 0u32, false, false);
    for c in value.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if depth > 0 || quoted => escaped = true,
            '"' if depth == 0 => {
                quoted = !quoted;
                out.push(c);
            }
            '(' if !quoted => depth = depth.saturating_add(1),
            ')' if !quoted => depth = depth.saturating_sub(1),
            ';' if quoted => {}
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests;
