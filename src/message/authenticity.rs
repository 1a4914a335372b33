//! What the receiving server found out about the sender (RFC 8601).

use crate::mime::Entity;

use super::{AuthResult, Authenticity};

/// Headers that are looked at; a mail that carries more is playing.
const MOST: usize = 20;

/// Reads every Authentication-Results header, topmost first.
///
/// Each server writes its own on top, and whoever forges one can only put it below. Which server is ours, only the
/// configuration knows: without it the topmost counts.
#[must_use]
pub fn read(root: &Entity) -> Authenticity {
    let mut all: Vec<AuthResult> = Vec::new();
    for value in root.raw_all("authentication-results").take(MOST) {
        let Some(found) = result(value) else { continue };
        // One server may write one header for each method, directly under each other.
        match all.last_mut() {
            Some(last) if last.authserv_id == found.authserv_id => {
                last.spf = last.spf.take().or(found.spf);
                last.dkim = last.dkim.take().or(found.dkim);
                last.dmarc = last.dmarc.take().or(found.dmarc);
            }
            _ => all.push(found),
        }
    }
    let top = all.first().cloned();
    Authenticity {
        authserv_id: top.as_ref().map(|result| result.authserv_id.clone()),
        spf: top.as_ref().and_then(|result| result.spf.clone()),
        dkim: top.as_ref().and_then(|result| result.dkim.clone()),
        dmarc: top.and_then(|result| result.dmarc),
        all,
    }
}

/// One header: `authserv-id [version] ; method=result … ; …`.
fn result(value: &str) -> Option<AuthResult> {
    let bare = without_comments(value);
    let mut pieces = bare.split(';');
    let first = pieces.next()?;
    let authserv_id = first.split_whitespace().next()?.to_lowercase();
    // Some servers leave the id out and begin with a method at once.
    let (authserv_id, headless) =
        if authserv_id.contains('=') { (String::new(), Some(first)) } else { (authserv_id, None) };
    let mut found = AuthResult { authserv_id, ..AuthResult::default() };
    for piece in headless.into_iter().chain(pieces) {
        let Some((method, outcome)) = piece.split_whitespace().next().and_then(|word| word.split_once('=')) else {
            continue;
        };
        let outcome = outcome.trim_matches('"').to_lowercase();
        let slot = match method.split('/').next().unwrap_or(method).to_lowercase().as_str() {
            "spf" => &mut found.spf,
            "dkim" => &mut found.dkim,
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
            '"' if depth == 0 => quoted = !quoted,
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
mod tests {
    use super::*;
    use crate::mime;

    fn of(header: &str) -> Authenticity {
        read(&mime::parse_header(header.as_bytes()))
    }

    #[test]
    fn gmails_header_with_comments_is_read() {
        let found = of(
            "Authentication-Results: mx.google.com;\r\n dkim=fail (body hash; did not verify) header.i=@a.example;\r\n \
             spf=softfail (google.com: domain of a@a.example) smtp.mailfrom=a@a.example;\r\n dmarc=fail (p=NONE) header.from=a.example\r\n\r\n",
        );
        assert_eq!(found.authserv_id.as_deref(), Some("mx.google.com"));
        assert_eq!([found.spf, found.dkim, found.dmarc].map(Option::unwrap), ["softfail", "fail", "fail"]);
    }

    #[test]
    fn the_topmost_counts_and_the_others_can_be_asked_for() {
        let found = of(
            "Authentication-Results: ours.example 1; dmarc=fail\r\nAuthentication-Results: ours.example; spf=pass\r\n\
             Authentication-Results: forged.example; dmarc=pass\r\n\r\n",
        );
        assert_eq!(found.dmarc.as_deref(), Some("fail"));
        assert_eq!(found.spf.as_deref(), Some("pass"));
        assert_eq!(found.by("FORGED.example").and_then(|result| result.dmarc.as_deref()), Some("pass"));
        assert_eq!(found.by("nobody.example"), None);
    }

    #[test]
    fn one_good_signature_suffices() {
        let found =
            of("Authentication-Results: x.example; dkim=fail header.d=a; dkim=pass header.d=b; dkim=neutral\r\n\r\n");
        assert_eq!(found.dkim.as_deref(), Some("pass"));
    }

    #[test]
    fn without_the_header_nothing_is_known() {
        assert_eq!(of("Subject: x\r\n\r\n"), Authenticity::default());
        assert_eq!(of("Authentication-Results:\r\n\r\n"), Authenticity::default());
        assert_eq!(of("Authentication-Results: x.example; none\r\n\r\n").spf, None);
    }
}
