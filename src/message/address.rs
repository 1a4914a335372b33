//! Addresses as they stand in real headers: groups, commas in names, missing brackets, raw 8-bit names.

use crate::mime::encoded_words;

use super::Person;

/// More addresses than this in one field are left aside.
const MOST: usize = 1_000;

/// The persons of an address field, in order. What holds no address is left out.
pub(super) fn persons(field: &str) -> Vec<Person> {
    let mut found: Vec<Person> = Vec::new();
    for mailbox in mailboxes(field).into_iter().take(MOST) {
        if let Some(person) = person(&mailbox)
            && !found.iter().any(|known| known.address == person.address)
        {
            found.push(person);
        }
    }
    found
}

/// Splits at commas and semicolons outside quotes, brackets and comments; a group's name and colon fall away.
fn mailboxes(field: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = Piece::default();
    let (mut quoted, mut escaped, mut angle, mut comment) = (false, false, false, 0u32);
    for c in field.chars() {
        if escaped {
            escaped = false;
            piece.push(c);
            continue;
        }
        match c {
            '\\' if quoted || comment > 0 => escaped = true,
            '"' if comment == 0 => quoted = !quoted,
            '(' if !quoted => comment = comment.saturating_add(1),
            ')' if !quoted => comment = comment.saturating_sub(1),
            '<' if !quoted && comment == 0 => angle = true,
            '>' if !quoted && comment == 0 => angle = false,
            ',' | ';' if !quoted && !angle && comment == 0 => {
                // `Nguyen, Van A <a@x>`: a comma inside a name that nobody quoted.
                if c == ',' && piece.written && !piece.addressed {
                    piece.push(c);
                } else {
                    pieces.push(std::mem::take(&mut piece).text);
                }
                continue;
            }
            ':' if !quoted && !angle && comment == 0 && !piece.at => {
                piece = Piece::default();
                continue;
            }
            _ => {}
        }
        piece.push(c);
    }
    pieces.push(piece.text);
    pieces
}

/// A mailbox under construction, with what was seen in it: to look for that at each comma would take a search each.
#[derive(Default)]
struct Piece {
    text: String,
    written: bool,
    at: bool,
    /// An address has begun, or an encoded word.
    addressed: bool,
}

impl Piece {
    fn push(&mut self, c: char) {
        self.written |= !c.is_whitespace();
        self.at |= c == '@';
        self.addressed |= matches!(c, '@' | '<') || (c == '?' && self.text.ends_with('='));
        self.text.push(c);
    }
}

fn person(mailbox: &str) -> Option<Person> {
    let mailbox = mailbox.trim();
    let (name, address) = match mailbox.rsplit_once('<') {
        Some((name, rest)) => (name.to_owned(), rest.split('>').next().unwrap_or(rest).to_owned()),
        None => {
            let (outside, comment) = without_comment(mailbox);
            match outside.split_whitespace().find(|word| word.contains('@')) {
                Some(word) if outside.trim() != word => (outside.replace(word, ""), word.to_owned()),
                _ => (comment, outside),
            }
        }
    };
    let address = clean(&address).or_else(|| clean(&name))?;
    Some(Person { name: display(&name, &address), address })
}

/// A plain lower-case `local@domain`, or none.
pub(super) fn clean(address: &str) -> Option<String> {
    let bare: String = encoded_words(address).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let bare = bare.trim_matches(['<', '>', '"', '\'', ',', ';', '(', ')', '[', ']', '.']);
    let bare = bare.strip_prefix("mailto:").or_else(|| bare.strip_prefix("MAILTO:")).unwrap_or(bare);
    // Source routes (RFC 822): `@relay:local@domain`.
    let bare = bare.rsplit(':').next().unwrap_or(bare);
    let (local, domain) = bare.rsplit_once('@')?;
    let local = local.trim_matches('"');
    let sound = !local.is_empty() && !domain.is_empty() && !domain.contains(['<', '>', ',']) && bare.len() <= 320;
    sound.then(|| format!("{}@{}", local.to_lowercase(), domain.to_lowercase()))
}

/// The part of a domain that one organisation holds: `tinh.gov.vn` of `mail.syt.tinh.gov.vn`.
///
/// Under a country's own sorts of names (`gov.vn`, `com.vn`) everybody takes a name of his own, else right under the top.
#[must_use]
pub(crate) fn organisation(domain: &str) -> &str {
    const SORTS: [&str; 14] =
        ["com", "net", "org", "edu", "gov", "ac", "co", "or", "ne", "biz", "info", "name", "int", "health"];
    let mut ends = domain.rmatch_indices('.').map(|(at, _)| at);
    let (top, second, third) = (ends.next(), ends.next(), ends.next());
    let from = |dot: Option<usize>| dot.and_then(|dot| domain.get(dot.saturating_add(1)..)).unwrap_or(domain);
    let sort = from(second).split('.').next().unwrap_or_default();
    let of_country = top.is_some_and(|top| domain.len().saturating_sub(top) == 3) && SORTS.contains(&sort);
    if of_country { from(third) } else { from(second) }
}

fn display(name: &str, address: &str) -> String {
    let bare = name.trim().trim_matches(['"', '\'']).replace("\\\"", "\"").replace("\\\\", "\\");
    let decoded = encoded_words(&bare);
    let decoded = decoded.trim().trim_matches(['"', '\'']).trim();
    if decoded.eq_ignore_ascii_case(address) { String::new() } else { decoded.to_owned() }
}

/// Text outside parentheses, and what stood inside them (an old place for the name).
fn without_comment(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0u32);
    for c in text.chars() {
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(c),
            _ => outside.push(c),
        }
    }
    (outside, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(field: &str) -> Vec<(String, String)> {
        persons(field).into_iter().map(|person| (person.name, person.address)).collect()
    }

    #[test]
    fn addresses_as_people_and_programs_write_them() {
        for (field, name, address) in [
            ("Văn phòng Sở Y tế <VP@SYT.songlam.example>", "Văn phòng Sở Y tế", "vp@syt.songlam.example"),
            ("\"Lan, Phòng\" <lan@x.example>", "Lan, Phòng", "lan@x.example"),
            ("Nguyen, Van A <a@x.example>", "Nguyen, Van A", "a@x.example"),
            ("a@x.example (Văn thư)", "Văn thư", "a@x.example"),
            ("=?utf-8?B?U+G7nyBZIHThur8=?= <a@x.example>", "Sở Y tế", "a@x.example"),
            ("\"=?utf-8?B?U+G7nyBZIHThur8=?=\" <a@x.example>", "Sở Y tế", "a@x.example"),
            ("a@x.example", "", "a@x.example"),
            ("'a@x.example' <a@x.example>", "", "a@x.example"),
            ("<a@x.example", "", "a@x.example"),
            ("Sở Y tế a@x.example", "Sở Y tế", "a@x.example"),
            ("Nhóm: a@x.example;", "", "a@x.example"),
            ("<@relay.example:a@x.example>", "", "a@x.example"),
        ] {
            assert_eq!(read(field), [(name.to_owned(), address.to_owned())], "{field}");
        }
    }

    #[test]
    fn lists_keep_their_order_and_nothing_twice() {
        let all = read("A <a@x.example>, b@x.example; Nhóm: c@x.example, \"D\" <A@x.example>;,");
        assert_eq!(
            all.iter().map(|(_, address)| address.as_str()).collect::<Vec<_>>(),
            ["a@x.example", "b@x.example", "c@x.example"]
        );
    }

    #[test]
    fn what_is_no_address_is_nobody() {
        for field in ["", "undisclosed-recipients:;", "<>", "Sở Y tế", "@", "a@"] {
            assert!(read(field).is_empty(), "{field}");
        }
    }

    #[test]
    fn an_organisation_is_what_one_office_holds() {
        for (domain, held) in [
            ("mail.syt.tinh.gov.vn", "tinh.gov.vn"),
            ("tinh.gov.vn", "tinh.gov.vn"),
            ("gov.vn", "gov.vn"),
            ("syt.songlam.example", "songlam.example"),
            ("mail-pl1-f119.google.com", "google.com"),
            ("baosonglam.vn", "baosonglam.vn"),
            ("localhost", "localhost"),
            ("", ""),
        ] {
            assert_eq!(organisation(domain), held, "{domain}");
        }
    }
}
