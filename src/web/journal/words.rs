//! The journal's own words in Vietnamese, and where the thing that a line is about can be seen.

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::calendar::{Period, period};
use crate::ledger::JournalLine;
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::grant;

/// A line as people read it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::web) struct Said {
    /// "15 giờ 42 ngày 18/6/2020".
    pub moment: String,
    /// "15 giờ 42".
    pub hour: String,
    /// The person, or that the program did it.
    pub who: String,
    /// What was done.
    pub what: String,
    /// To what.
    pub about: String,
    /// Where that can be seen; none when nowhere.
    pub to: Option<String>,
    /// In people's words.
    pub why: String,
}

/// A line of the journal in the office's civil time.
pub(in crate::web) fn said(line: &JournalLine, rules: &Rules) -> Said {
    let zone: &TimeZone = &rules.office.time_zone;
    let (about, to) = about(&line.subject, rules);
    let at = line.at.to_zoned(zone.clone());
    Said {
        moment: wording::short_moment(&at),
        hour: wording::time(at.time()),
        who: person(&line.who),
        what: what(&line.what),
        about,
        to,
        why: wording::foreign(&why(line), 500),
    }
}

/// The reason; where the journal writes keys of its own before it, in words.
fn why(line: &JournalLine) -> String {
    let keys: &[(&str, &str)] = match line.what.as_str() {
        "case-mail" | "case-mail-removed" => &[("mail ", "thư đến số ")],
        "lesson-taught" | "lesson-revoked" => {
            &[("address ", "địa chỉ "), ("alias ", "tên gọi "), ("ignore ", "bỏ qua thư của ")]
        }
        _ => &[],
    };
    let found = keys.iter().find_map(|(key, words)| Some(format!("{words}{}", line.why.strip_prefix(key)?)));
    found.unwrap_or_else(|| line.why.clone())
}

/// Who did it.
pub(in crate::web) fn person(who: &str) -> String {
    if who == "tiepnhan" { "chương trình".to_owned() } else { wording::foreign(who, 80) }
}

/// What was done, by the journal's own word.
pub(in crate::web) fn what(what: &str) -> String {
    let known = WORDS.iter().find(|(word, _)| *word == what);
    known.map_or_else(|| "thao tác khác".to_owned(), |(_, words)| (*words).to_owned())
}

/// Every word of the journal.
pub(in crate::web) const WORDS: [(&str, &str); 56] = [
    ("receipt", "vào sổ"),
    ("receipt-corrected", "sửa dòng của sổ"),
    ("receipt-split", "tách dòng của sổ"),
    ("receipt-merged", "gộp dòng của sổ"),
    ("receipt-undone", "hoàn tác trên sổ"),
    ("receipt-revoked", "rút khỏi sổ"),
    ("review-opened", "chờ kiểm tra"),
    ("review-assigned", "kiểm tra xong, vào sổ"),
    ("review-dismissed", "kiểm tra xong, không phải báo cáo"),
    ("review-reopened", "kiểm tra lại"),
    ("review-queried", "hỏi lại người gửi"),
    ("review-answered", "người gửi trả lời"),
    ("reply-left", "người gửi trả lời, chưa đủ rõ"),
    ("review-unlocked", "mở được tệp có mật khẩu"),
    ("password-tried", "thử mật khẩu"),
    ("volumes", "tệp nén chia nhiều phần"),
    ("extended", "gia hạn"),
    ("excused", "miễn"),
    ("exception-lifted", "bỏ miễn, gia hạn"),
    ("obligation-note", "ghi chú"),
    ("unit-note", "ghi chú khi gọi điện"),
    ("unit-reminded", "nhắc ngay"),
    ("address-reachable", "địa chỉ dùng lại được"),
    ("bounced", "địa chỉ không nhận được thư"),
    ("letter-away", "người nhận báo vắng"),
    ("letter-returned", "thư bị trả lại"),
    ("letter-failed", "thôi gửi thư"),
    ("letter-dropped", "giữ lại thư"),
    ("letter-retried", "gửi lại thư"),
    ("letter-cancelled", "hủy thư"),
    ("letter-seen", "đã xem thư không gửi được"),
    ("sending-paused", "dừng gửi mọi thư"),
    ("sending-resumed", "cho gửi thư trở lại"),
    ("sending-allowed", "cho bản khôi phục gửi thư"),
    ("mailbox-let-go", "thôi chờ một hộp thư"),
    ("mailbox-awaited", "chờ lại một hộp thư"),
    ("lesson-taught", "ghi nhớ"),
    ("lesson-revoked", "bỏ điều ghi nhớ"),
    ("case-opened", "mở vụ việc"),
    ("case-closed", "đóng vụ việc"),
    ("case-reopened", "mở lại vụ việc"),
    ("case-note", "ghi chú vụ việc"),
    ("case-mail", "thêm thư vào vụ việc"),
    ("case-mail-removed", "bỏ thư khỏi vụ việc"),
    ("account-added", "thêm tài khoản"),
    ("account-password", "đổi mật khẩu"),
    ("account-role", "đổi vai trò"),
    ("account-closed", "khóa tài khoản"),
    ("login", "đăng nhập"),
    ("taken-away", "mang về"),
    ("logout", "đăng xuất"),
    ("session-ended", "đóng phiên đang mở"),
    ("register-printed", "mở bản in sổ"),
    ("file-taken", "tải tệp về"),
    ("file-opened", "mở xem tệp"),
    ("file-withheld", "muốn mở tệp có dấu mật, không được"),
];

/// What a line is about, and its page.
pub(in crate::web) fn about(subject: &str, rules: &Rules) -> (String, Option<String>) {
    let (kind, key) = subject.split_once(' ').unwrap_or((subject, ""));
    let paged = |words: String, to: String| (words, Some(to));
    match kind {
        "receipt" => match key.split_once('/') {
            Some((year, number)) => paged(format!("số {number}/{year}"), format!("/so/{year}/{number}")),
            None => (key.to_owned(), None),
        },
        "mail" => paged(format!("thư đến số {key}"), format!("/thu/{key}")),
        "letter" => paged(format!("thư đi số {key}"), format!("/thu-di/{key}")),
        "case" => paged(format!("vụ việc {key}"), format!("/vu-viec/{key}")),
        "unit" => match UnitId::new(key) {
            Ok(unit) => paged(grant::name(rules, &unit), format!("/don-vi/{unit}")),
            Err(_) => (key.to_owned(), None),
        },
        "obligation" => obligation(key, rules).unwrap_or_else(|| (key.to_owned(), None)),
        "mailbox" => (format!("hộp thư {}", wording::mailbox(key)), None),
        "address" => (format!("địa chỉ {key}"), None),
        "account" => (format!("tài khoản {key}"), None),
        "lesson" => (format!("điều ghi nhớ số {key}"), None),
        "installation" => ("việc gửi thư".to_owned(), None),
        "register" => paged("sổ tiếp nhận".to_owned(), "/so".to_owned()),
        "period" => match key.parse::<Period>() {
            Ok(period) => paged(period::name(period), format!("/mang-ve?ky={period}")),
            Err(_) => (key.to_owned(), None),
        },
        _ => (subject.to_owned(), None),
    }
}

fn obligation(key: &str, rules: &Rules) -> Option<(String, Option<String>)> {
    let mut parts = key.split(' ');
    let unit = UnitId::new(parts.next()?).ok()?;
    let report = ReportId::new(parts.next()?).ok()?;
    let period: Period = parts.next()?.parse().ok()?;
    let words = format!("{}, {}", grant::name(rules, &unit), grant::title(rules, &report, period));
    Some((words, Some(format!("/nghia-vu/{unit}/{report}/{period}"))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use regex::Regex;

    use super::*;

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(sources(&path));
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
        found
    }

    /// The words that `source` writes in the journal: in the call itself, or by a name that the same file explains.
    fn written(source: &str) -> BTreeSet<String> {
        let call = Regex::new(r"(?s)\.journal\(\s*([^;]*?)\)\s*\??\s*[;}\n]").unwrap();
        let word = Regex::new(r#""([a-z]+(?:-[a-z]+)*)""#).unwrap();
        let mut words = BTreeSet::new();
        for call in call.captures_iter(source) {
            let third = call[1].split(',').nth(2).unwrap_or_default().trim().to_owned();
            match word.captures(&third) {
                Some(found) => {
                    words.insert(found[1].to_owned());
                }
                None => {
                    // A name: all that the file gives to it.
                    let name = third.split('[').next().unwrap_or_default();
                    let given = Regex::new(&format!(r"(?s)\b{name}\b[^=;]{{0,30}}=\s*([^;]*);")).unwrap();
                    let given = given.captures_iter(source).map(|given| given[1].to_owned());
                    let found: Vec<String> = given
                        .flat_map(|text| word.captures_iter(&text).map(|one| one[1].to_owned()).collect::<Vec<_>>())
                        .collect();
                    // Handed in by a caller: every such word of the file.
                    let handed =
                        word.captures_iter(source).map(|one| one[1].to_owned()).filter(|one| one.contains('-'));
                    let found = if found.is_empty() { handed.collect() } else { found };
                    assert!(!found.is_empty(), "{third}: what does this write in the journal?");
                    words.extend(found);
                }
            }
        }
        words
    }

    #[test]
    fn every_word_that_is_written_in_the_journal_is_said_in_words_of_the_office() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut words = BTreeSet::new();
        for path in ["ledger", "desk"].iter().flat_map(|room| sources(&root.join(room))) {
            if !path.ends_with("tests.rs") {
                words.extend(written(&fs::read_to_string(path).unwrap()));
            }
        }
        // Words that one file hands to another: they begin as those do that are known.
        let families: BTreeSet<&str> = WORDS.iter().filter_map(|(word, _)| Some(word.split_once('-')?.0)).collect();
        let word = Regex::new(r#""([a-z]+)(-[a-z]+)+""#).unwrap();
        for path in ["ledger", "desk"].iter().flat_map(|room| sources(&root.join(room))) {
            let text = fs::read_to_string(path).unwrap();
            let alike = word.captures_iter(&text).filter(|one| families.contains(&one[1]));
            words.extend(alike.map(|one| one[0].trim_matches('"').to_owned()));
        }
        assert!(words.len() > 30, "{words:?}");
        let unknown: Vec<&String> = words.iter().filter(|word| what(word) == "thao tác khác").collect();
        assert!(unknown.is_empty(), "{unknown:?} have no words in the journal's page");
    }
}
