//! Where a link leads, as far as anybody should follow it.

/// Longest address that is followed.
const LONGEST: usize = 2_000;
/// Letters of an address that are shown; its host always stands among them.
const SHOWN: usize = 120;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The address, ASCII.
    pub address: String,
    /// The same for people to read.
    pub shown: String,
}

/// The target of a link: a page (http, https) or a mail address; none for everything else, scripts first of all, and
/// none where the host is not what it seems: a name in front of it (`https://vanson.gov.vn@la.example`), a backslash.
pub(super) fn target(href: &str) -> Option<Target> {
    // Browsers take line breaks and tabs out of addresses, wherever they stand.
    let href: String = href.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
    let href = href.trim();
    if href.len() > LONGEST || href.chars().any(|c| c.is_control() || c.is_whitespace() || is_hidden(c) || c == '\\') {
        return None;
    }
    let (scheme, rest) = href.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "mailto" => mailbox(rest),
        scheme @ ("http" | "https") => page(scheme, rest.strip_prefix("//")?),
        _ => None,
    }
}

fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn page(scheme: &str, rest: &str) -> Option<Target> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, format!(":{}", port.parse::<u16>().ok()?)),
        None => (authority, String::new()),
    };
    // Letters that only look like others show what they are in punycode.
    let host = idna::domain_to_ascii(host).ok().filter(|host| is_host(host))?;
    let address = format!("{scheme}://{host}{port}{}", escaped(path));
    let mut shown: String = address.chars().take(SHOWN.max(host.len().saturating_add(16))).collect();
    if shown.len() < address.len() {
        shown.push('…');
    }
    Some(Target { address, shown })
}

fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// A path with its letters outside ASCII, and those that mean something in HTML, percent-encoded.
fn escaped(path: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`');
    path.bytes().map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Only to whom; what a link wants written there is left out.
fn mailbox(rest: &str) -> Option<Target> {
    let address = rest.split('?').next()?;
    let (local, domain) = address.split_once('@')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    (!local.is_empty() && local.bytes().all(plain) && is_host(domain))
        .then(|| Target { address: format!("mailto:{address}"), shown: address.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(href: &str) -> Option<String> {
        target(href).map(|target| target.address)
    }

    #[test]
    fn pages_and_mail_addresses_are_followed() {
        for (href, to) in [
            (" https://Van-Son.example/a b", None),
            (" HTTPS://Van-Son.example/a?b=1&c=2#d ", Some("https://van-son.example/a?b=1&c=2#d")),
            ("http://x.example:8080", Some("http://x.example:8080")),
            ("https://x.example/báo cáo", None),
            ("https://x.example/báo'\"<>", Some("https://x.example/b%C3%A1o%27%22%3C%3E")),
            ("https://vаnson.example/", Some("https://xn--vnson-4ve.example/")),
            ("mailto:lan@x.example?body=x", Some("mailto:lan@x.example")),
        ] {
            assert_eq!(address(href).as_deref(), to, "{href}");
        }
    }

    #[test]
    fn everything_else_is_not() {
        for href in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "file:///etc/passwd",
            "//x.example/a",
            "/thu-di",
            "#a",
            "tiepnhan",
            "",
            "https:x.example",
            "https://",
            "https:///x",
            "https://vanson.gov.example@la.example/",
            "https://vanson.example\\@la.example/",
            "https://x.example:1:2/",
            "https://x\u{202e}.example/",
            "mailto:<b>@x.example",
            "mailto:lan",
        ] {
            assert_eq!(address(href), None, "{href:?}");
        }
    }

    #[test]
    fn of_a_long_address_the_host_is_shown() {
        let target = target(&format!("https://x.example/{}", "a".repeat(1_000))).unwrap();
        assert!(target.shown.starts_with("https://x.example/aaa") && target.shown.ends_with('…'), "{target:?}");
        assert!(target.shown.chars().count() < 130);
    }
}
