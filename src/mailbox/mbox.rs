//! Mails in one file: mboxo, mboxrd, mboxcl2, and what Google Takeout gives. Read as a stream: the file may be larger
//! than the memory.
//!
//! A mail begins with a line "From ", after an empty line or at the top, that ends in a moment. Where Content-Length
//! leads exactly to the next such line (mboxcl2) the length is believed and nothing in between is looked at; else lines
//! that were quoted as ">From " lose one sign.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use super::received;
use crate::message::RawContent;

/// Of a header so much is looked at.
const HEAD: usize = 64 * 1024;
/// Of a line so much is held.
const LINE: u64 = 64 * 1024;

/// A mail in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where its header begins, in bytes.
    pub offset: u64,
    /// How long it is, as it stands in the file.
    pub length: u64,
    /// Whether its length was given, so that nothing in it was quoted.
    pub as_is: bool,
    /// The date of the top Received header.
    pub received_at: Option<Timestamp>,
    /// The moment in the line "From ".
    pub delivered_at: Option<Timestamp>,
    /// `X-Gmail-Labels` as it stands in the header, still encoded.
    pub labels: Option<String>,
}

/// The mails of a file in their order; moments without a zone are taken in `zone`.
///
/// # Errors
/// The file cannot be read.
pub fn scan(path: &Path, zone: &TimeZone) -> io::Result<Vec<Entry>> {
    let file = File::open(path)?;
    let mut reader = BufReader::with_capacity(1 << 20, file.try_clone()?);
    let mut scan = Scan { at: 0, entries: Vec::new(), open: None, blank: 0, top: true };
    let mut line = Vec::new();
    let mut fresh = true;
    loop {
        line.clear();
        if (&mut reader).take(LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if fresh && (scan.top || scan.blank > 0) && is_begin(&line) {
            scan.close();
            scan.begin(&line, zone);
        } else if let Some(jump) = scan.take(&line, fresh, &file)? {
            reader.seek(SeekFrom::Start(jump))?;
        }
        fresh = line.ends_with(b"\n");
    }
    scan.blank = 0;
    scan.close();
    Ok(scan.entries)
}

/// The mail of an entry; of one larger than `max_bytes` only the header.
///
/// # Errors
/// The file cannot be read, or became shorter.
pub fn read(path: &Path, entry: &Entry, max_bytes: u64) -> io::Result<RawContent> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(entry.offset))?;
    let mut bytes = Vec::new();
    if entry.length > max_bytes {
        file.take(entry.length.min(HEAD as u64)).read_to_end(&mut bytes)?;
        return Ok(RawContent::TooLarge { header: received::header(&bytes).to_vec(), size: entry.length });
    }
    bytes.reserve_exact(usize::try_from(entry.length).unwrap_or_default());
    file.take(entry.length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < entry.length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(RawContent::Whole(if entry.as_is { bytes } else { unquoted(bytes) }))
}

struct Open {
    entry: Entry,
    head: Option<Vec<u8>>,
}

struct Scan {
    /// Bytes before the line that comes next.
    at: u64,
    entries: Vec<Entry>,
    open: Option<Open>,
    /// Length of the empty line just read; it parts mails and belongs to none.
    blank: u64,
    top: bool,
}

impl Scan {
    fn begin(&mut self, line: &[u8], zone: &TimeZone) {
        self.at = self.at.saturating_add(line.len() as u64);
        (self.blank, self.top) = (0, false);
        let entry = Entry {
            offset: self.at,
            length: 0,
            as_is: false,
            received_at: None,
            delivered_at: moment(line, zone),
            labels: None,
        };
        self.open = Some(Open { entry, head: Some(Vec::new()) });
    }

    /// A line that begins no mail; where to go on reading when that is elsewhere.
    fn take(&mut self, line: &[u8], fresh: bool, file: &File) -> io::Result<Option<u64>> {
        self.at = self.at.saturating_add(line.len() as u64);
        let empty = fresh && matches!(line, b"\n" | b"\r\n");
        self.blank = if empty { line.len() as u64 } else { 0 };
        let Some(open) = &mut self.open else { return Ok(None) };
        let Some(head) = &mut open.head else { return Ok(None) };
        if !empty && head.len() < HEAD {
            head.extend_from_slice(line);
            return Ok(None);
        }
        let head = open.head.take().unwrap_or_default();
        open.entry.received_at = received::top_received(&head);
        open.entry.labels = received::top_field(&head, b"x-gmail-labels:").map(|field| field.trim().to_owned());
        let length = received::top_field(&head, b"content-length:").and_then(|field| field.trim().parse::<u64>().ok());
        let Some(end) = length.and_then(|length| self.at.checked_add(length)) else { return Ok(None) };
        if !empty || end <= self.at || !ends_at(file, end)? {
            return Ok(None);
        }
        open.entry.as_is = true;
        // The last byte before is read again, so that what follows begins a line; a length may leave out its end.
        (self.at, self.blank) = (end, 1);
        open.entry.length = end.saturating_sub(open.entry.offset);
        Ok(Some(end))
    }

    fn close(&mut self) {
        let Some(Open { mut entry, head }) = self.open.take() else { return };
        if let Some(head) = head {
            entry.received_at = received::top_received(&head);
        }
        if !entry.as_is {
            entry.length = self.at.saturating_sub(self.blank).saturating_sub(entry.offset);
        }
        self.entries.push(entry);
    }
}

/// Whether a mail ends here: the end of the file or, after an empty line or none, the next "From ".
fn ends_at(file: &File, end: u64) -> io::Result<bool> {
    if end == file.metadata()?.len() {
        return Ok(true);
    }
    let mut next = [0_u8; 9];
    let read = file.read_at(&mut next, end)?;
    let next = next.get(..read).unwrap_or_default();
    let next = next.strip_prefix(b"\r\n").or_else(|| next.strip_prefix(b"\n")).unwrap_or(next);
    Ok(next.is_empty() || next.starts_with(b"From "))
}

fn is_begin(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let bare = matches!(rest.trim_ascii(), b"" | b"-");
    // "From 10:00 on we meet" names no day: a sentence, no delivery.
    bare || moment(line, &TimeZone::UTC).is_some()
}

fn is_hour(word: &str) -> bool {
    let parts: Vec<&str> = word.split(':').collect();
    (2..=3).contains(&parts.len())
        && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
}

/// "From x@y Mon Apr  1 10:00:00 2024", with a zone before or after the year, or none.
fn moment(line: &[u8], zone: &TimeZone) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    let words: Vec<&str> = line.split_whitespace().collect();
    let hour = words.iter().rposition(|word| is_hour(word))?;
    let day: i8 = words.get(hour.checked_sub(1)?)?.parse().ok()?;
    let month = words.get(hour.checked_sub(2)?)?;
    let month = MONTHS.iter().position(|known| month.starts_with(known))?.checked_add(1)?;
    let rest = words.get(hour.checked_add(1)?..)?;
    let year: i16 = rest.iter().find(|word| word.len() == 4)?.parse().ok()?;
    let mut clock = words.get(hour)?.split(':').map(|part| part.parse::<i8>().ok());
    let (hours, minutes) = (clock.next()??, clock.next()??);
    let seconds = clock.next().flatten().unwrap_or(0);
    let time = jiff::civil::Time::new(hours, minutes, seconds.min(59), 0).ok()?;
    let at = DateTime::from_parts(Date::new(year, i8::try_from(month).ok()?, day).ok()?, time);
    match rest.iter().find_map(|word| offset(word)) {
        Some(offset) => offset.to_timestamp(at).ok(),
        None => zone.to_timestamp(at).ok(),
    }
}

fn offset(word: &str) -> Option<Offset> {
    if matches!(word, "utc" | "gmt") {
        return Some(Offset::UTC);
    }
    let (sign, digits) = word.strip_prefix('+').map(|d| (1, d)).or_else(|| word.strip_prefix('-').map(|d| (-1, d)))?;
    let (hours, minutes) = digits.split_at_checked(2).filter(|_| digits.len() == 4)?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
    Offset::from_seconds(seconds.checked_mul(sign)?).ok()
}

/// Takes back what the writer of the file did to lines that begin with "From ".
fn unquoted(bytes: Vec<u8>) -> Vec<u8> {
    let quoted = |line: &[u8]| {
        let bare = line.iter().position(|byte| *byte != b'>').unwrap_or(line.len());
        bare > 0 && line.get(bare..).is_some_and(|rest| rest.starts_with(b"From "))
    };
    if !bytes.split(|byte| *byte == b'\n').any(quoted) {
        return bytes;
    }
    let mut whole = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        whole.extend_from_slice(if quoted(line) { line.get(1..).unwrap_or(line) } else { line });
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &[u8]) -> Vec<(Entry, String)> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let entries = scan(file.path(), &TimeZone::UTC).unwrap();
        let whole = |entry: &Entry| match read(file.path(), entry, 1 << 20).unwrap() {
            RawContent::Whole(bytes) => String::from_utf8(bytes).unwrap(),
            other => panic!("{other:?}"),
        };
        entries.iter().map(|entry| (entry.clone(), whole(entry))).collect()
    }

    #[test]
    fn mails_are_parted_and_quoted_lines_restored() {
        let read = read_all(
            b"From a@b.example Mon Apr  1 10:00:00 2024\nSubject: 1\n\nFrom now on\n>From here\n>>From there\n\n\
              From - Tue Apr 02 10:00:00 2024\nReceived: from x; Tue, 2 Apr 2024 09:00:00 +0700\nSubject: 2\n\nb\n",
        );
        let texts: Vec<&str> = read.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts[0], "Subject: 1\n\nFrom now on\nFrom here\n>From there\n");
        assert!(texts[1].ends_with("Subject: 2\n\nb\n"), "{texts:?}");
        assert_eq!(read[0].0.delivered_at, Some("2024-04-01T10:00:00Z".parse().unwrap()));
        assert_eq!(read[1].0.received_at, Some("2024-04-02T02:00:00Z".parse().unwrap()));
    }

    #[test]
    fn a_length_that_leads_to_the_next_mail_is_believed_and_no_other() {
        let body = "a\n\nFrom x Mon Apr  1 10:00:00 2024\nb\n";
        let text = format!(
            "From a Mon Apr  1 10:00:00 2024\nContent-Length: {}\n\n{body}\nFrom b Mon Apr  1 11:00:00 2024\nContent-Length: 3\n\nlonger\n",
            body.len()
        );
        let read = read_all(text.as_bytes());
        assert_eq!(read.len(), 2, "{read:?}");
        assert!(read[0].1.ends_with(body), "{read:?}");
        assert!(read[1].1.ends_with("longer\n"), "{read:?}");
    }

    #[test]
    fn what_takeout_gives_has_its_labels_and_its_moment_with_a_zone() {
        let read = read_all(
            b"From 1790@xxx Mon Apr 01 10:00:00 +0700 2024\r\nX-Gmail-Labels: Inbox,\r\n Unread\r\nSubject: a\r\n\r\nb\r\n\r\n",
        );
        assert_eq!(read[0].0.delivered_at, Some("2024-04-01T03:00:00Z".parse().unwrap()));
        assert!(read[0].0.labels.as_deref().unwrap().contains("Unread"));
    }
}
