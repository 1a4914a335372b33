//! The sample letters, by which an office judges its texts: each agrees with itself, in sums, days and weekdays.

use jiff::civil::{Date, Weekday};
use regex::Regex;
use serde_json::Value;
use tiepnhan::calendar::Calendar;
use tiepnhan::letter::samples::samples;
use tiepnhan::letter::template::Kind;
use tiepnhan::letter::wording;

/// Every text in a sample, with the names that lead to it.
fn texts(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(place, item)| texts(item, &format!("{path}.{place}"), found));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, item)| texts(item, &format!("{path}.{name}"), found)),
        _ => {}
    }
}

fn all() -> Vec<(Kind, usize, Value)> {
    let of = |kind: Kind| samples(kind).into_iter().enumerate().map(move |(place, value)| (kind, place, value));
    Kind::ALL.into_iter().flat_map(of).collect()
}

fn day(text: &str) -> Date {
    let found =
        Regex::new(r"(\d+)/(\d+)/(20\d\d)").unwrap().captures(text).unwrap_or_else(|| panic!("no day in {text}"));
    let part = |place: usize| found[place].parse::<i16>().unwrap();
    Date::new(part(3), part(2).try_into().unwrap(), part(1).try_into().unwrap()).unwrap()
}

/// The number after these words: "quá hạn 3"; 0 where they do not stand.
fn number(text: &str, words: &str) -> u32 {
    let found = Regex::new(&format!(r"{words} 0*(\d+)")).unwrap().captures(text);
    found.map_or(0, |found| found[1].parse().unwrap())
}

fn days(from: Date, to: Date) -> u32 {
    u32::try_from(from.until(to).unwrap().get_days()).unwrap_or_else(|_| panic!("{from} lies after {to}"))
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("no {name}"))
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// "02" as a number; "" is none.
fn count(value: &Value, name: &str) -> u32 {
    let said = text(value, name);
    if said.is_empty() { 0 } else { said.parse().unwrap() }
}

fn len(items: &[Value]) -> u32 {
    items.len().try_into().unwrap()
}

#[test]
fn every_weekday_in_a_sample_is_that_of_its_day() {
    let after = Regex::new(r"(\d+/\d+/20\d\d) \((thứ \w+|Chủ nhật)\)").unwrap();
    let before = Regex::new(r"(thứ \w+|Chủ nhật) ngày (\d+/\d+/20\d\d)").unwrap();
    let mut seen = 0;
    for (kind, place, value) in all() {
        let mut found = Vec::new();
        texts(&value, "", &mut found);
        for (path, text) in found {
            let told = after.captures_iter(&text).map(|one| (one[2].to_owned(), day(&one[1])));
            for (weekday, day) in told.chain(before.captures_iter(&text).map(|one| (one[1].to_owned(), day(&one[2])))) {
                assert_eq!(wording::weekday(day), weekday, "{kind:?} {place}{path}: {text}");
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn what_a_sample_counts_is_there() {
    for (kind, place, value) in all() {
        let at = format!("{kind:?} {place}");
        let counts = |counted: &str, items: &str| {
            assert_eq!(count(&value, counted), len(list(&value, items)), "{at}: {counted}");
        };
        match kind {
            Kind::Receipt | Kind::Settled => {
                counts("entry_count", "entries");
                let numbers: Vec<&str> = list(&value, "entries").iter().map(|entry| text(entry, "number")).collect();
                let said = text(&value, "numbers");
                assert!(said.is_empty() || said == numbers.join(", "), "{at}: {said}");
            }
            Kind::Query => {
                let bad = list(&value["mail"], "files").iter().filter(|file| !text(file, "trouble").is_empty()).count();
                assert_eq!(count(&value, "bad_count") as usize, bad, "{at}");
            }
            Kind::Opening => counts("report_count", "reports"),
            Kind::Reminder => counts("report_count", "upcoming"),
            Kind::Overdue => counts("report_count", "overdue"),
            _ => {}
        }
        if matches!(kind, Kind::Receipt | Kind::Settled | Kind::Query) {
            let files = list(&value["mail"], "files");
            assert_eq!(count(&value["mail"], "file_count"), len(files), "{at}");
        }
    }
}

#[test]
fn the_days_of_a_sample_lie_between_its_dates() {
    let calendar = Calendar::vietnam();
    for (kind, place, value) in all() {
        let at = format!("{kind:?} {place}");
        let today = day(text(&value, "as_of"));
        if kind == Kind::Overdue {
            for report in list(&value, "overdue") {
                let extended = text(report, "extended");
                let due = day(if extended.is_empty() { text(report, "due") } else { extended });
                assert_eq!(report["days"], days(due, today), "{at}: {report}");
                assert_eq!(count(report, "workdays") as usize, calendar.workdays_between(due, today), "{at}: {report}");
            }
        }
        if matches!(kind, Kind::Reminder | Kind::Overdue) {
            for report in list(&value, "upcoming") {
                assert!(day(text(report, "due")) > today && report["days"] == 0, "{at}: {report}");
            }
        }
        if matches!(kind, Kind::Receipt | Kind::Settled) {
            let received = day(text(&value["mail"], "received"));
            for entry in list(&value, "entries").iter().filter(|entry| !text(entry, "due").is_empty()) {
                let late = number(text(entry, "standing"), "nhận sau hạn");
                let due = day(text(entry, "due"));
                assert_eq!(late, if received > due { days(due, received) } else { 0 }, "{at}: {entry}");
            }
        }
    }
}

/// What a line of names says, and how many it names: "02 đơn vị: Sở Y tế; Tỉnh đoàn".
fn named(counts: &str) -> u32 {
    let (said, names) = counts.split_once(" đơn vị: ").unwrap_or_else(|| panic!("no names: {counts}"));
    let told: u32 = said.parse().unwrap();
    let there: u32 = names
        .split("; ")
        .map(|name| match name.strip_prefix("và ").and_then(|rest| rest.strip_suffix(" đơn vị khác")) {
            Some(more) => more.parse().unwrap(),
            None => 1,
        })
        .sum();
    assert_eq!(told, there, "{counts}");
    told
}

/// How many units a digest names whose report of this title stands so.
fn standing(digest: &Value, (all, brief): (&str, &str), title: &str, words: &str) -> u32 {
    let means = |text: &str| text.to_lowercase().contains(&title.to_lowercase()) && text.contains(words);
    match list(digest, brief) {
        [] => len(&list(digest, all).iter().filter(|unit| means(text(unit, "what"))).cloned().collect::<Vec<_>>()),
        groups => {
            groups.iter().filter(|group| means(text(group, "title"))).map(|group| named(text(group, "counts"))).sum()
        }
    }
}

/// Received and owed: "đã nhận 19/22 đơn vị".
fn received(counts: &str) -> (u32, u32) {
    let found = Regex::new(r"đã nhận (\d+)/(\d+) đơn vị").unwrap().captures(counts).unwrap();
    (found[1].parse().unwrap(), found[2].parse().unwrap())
}

/// The figures of one report agree with each other, and with every list in which it stands.
fn agrees(report: &Value, digest: &Value, today: Date) {
    let (title, counts) = (text(report, "title"), text(report, "counts"));
    let means = |text: &str| text.to_lowercase().contains(&title.to_lowercase());
    let at = format!("{title}: {counts}");
    let (received, owed) = received(counts);
    let inside = ["đúng hạn", "trong ngày hạn", "gửi chậm"].map(|words| number(counts, words)).iter().sum::<u32>();
    let dated = !text(report, "due").is_empty();
    assert_eq!(inside, if dated { received } else { 0 }, "{at}");
    let (overdue, maybe) = (number(counts, "quá hạn"), number(counts, "chưa kết luận"));
    let waiting = number(counts, "chưa gửi") + number(counts, "chưa thấy");
    assert_eq!(received + overdue + maybe + waiting, owed, "{at}");
    assert_eq!(standing(digest, ("overdue", "overdue_brief"), title, "quá hạn"), overdue, "{at}");
    if list(digest, "maybe_brief").is_empty() {
        assert_eq!(standing(digest, ("maybe", "maybe_brief"), title, ""), maybe, "{at}");
    }
    for soon in list(digest, "due_soon").iter().filter(|soon| soon["title"] == report["title"]) {
        assert_eq!((&soon["due"], named(text(soon, "counts"))), (&report["due"], waiting), "{at}");
    }
    for awaited in list(digest, "meetings").iter().map(|meeting| text(meeting, "counts")).filter(|text| means(text)) {
        assert!(awaited.contains(&format!("{:02}/{owed:02} đơn vị", owed - received)), "{at}: {awaited}");
    }
    if dated {
        let late = days(day(text(report, "due")).min(today), today);
        for said in said(digest, "overdue").iter().filter(|said| means(said)) {
            assert_eq!(number(said, "quá hạn"), late, "{at}: {said}");
        }
    }
}

#[test]
fn the_figures_of_every_sample_of_a_digest_agree() {
    for (place, digest) in samples(Kind::Digest).iter().enumerate() {
        let today = day(text(digest, "as_of"));
        list(digest, "reports").iter().for_each(|report| agrees(report, digest, today));
        for soon in list(digest, "due_soon") {
            assert!(list(digest, "reports").iter().any(|report| report["title"] == soon["title"]), "{place}: {soon}");
            assert!((0..=7).contains(&days(today, day(text(soon, "due")))), "{place}: {soon}");
        }
        if list(digest, "overdue_brief").is_empty() {
            assert_eq!(count(digest, "overdue_count"), len(list(digest, "overdue")), "{place}");
        }
        let named = list(digest, "late").iter().map(|group| len(list(group, "units"))).sum::<u32>();
        assert_eq!(count(digest, "overdue_count"), named + count(digest, "late_more"), "{place}");
        let reviews = len(list(digest, "reviews")) + count(digest, "reviews_more");
        assert_eq!(count(digest, "review_count"), reviews, "{place}");
        assert_eq!(count(digest, "incident_count"), len(list(digest, "incidents")), "{place}");
        let came = match list(digest, "received_brief") {
            [] => len(list(digest, "received")),
            lines => lines.iter().map(|line| number(&format!(" {}", text(line, "counts")), "")).sum(),
        };
        assert_eq!(count(digest, "received_count"), came, "{place}");
        let unseen = said(digest, "maybe").iter().any(|said| said.contains("chưa thấy"));
        let unheard = !text(digest, "silence").is_empty();
        assert_eq!((unseen, unheard && count(digest, "overdue_count") > 0), (unheard, false), "{place}");
        asked_before(digest, today);
    }
}

/// What is said of units in a list and in its short form.
fn said(digest: &Value, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    texts(&digest[name], "", &mut found);
    texts(&digest[format!("{name}_brief")], "", &mut found);
    found.into_iter().map(|(_, text)| text).filter(|text| text.contains('(')).collect()
}

/// The days on which a unit was reminded are past, and the office worked.
fn asked_before(value: &Value, today: Date) {
    let mut found = Vec::new();
    texts(value, "", &mut found);
    let short = Regex::new(r"đã nhắc ((?:\d+/\d+(?:, )?)+)").unwrap();
    for (path, text) in found {
        for days in short.captures_iter(&text) {
            for said in days[1].split(", ").filter(|said| !said.is_empty()) {
                let on = day(&format!("{said}/2020"));
                let works = !matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday);
                assert!(on < today && works, "{path}: {text}");
            }
        }
    }
}

#[test]
fn the_figures_of_every_sample_of_the_staffs_letter_agree() {
    for (place, desk) in samples(Kind::Desk).iter().enumerate() {
        let today = day(text(desk, "day"));
        let items = list(desk, "reviews").iter().map(|group| len(list(group, "items"))).sum::<u32>();
        assert_eq!(items, count(desk, "review_count"), "{place}");
        let mut found = Vec::new();
        texts(desk, "", &mut found);
        for (path, text) in found.iter().filter(|(_, text)| text.contains("đã chờ")) {
            assert_eq!(number(text, "đã chờ"), days(day(text), today), "{place}{path}: {text}");
        }
        // Whom no letter reaches was not asked in vain: he is called, and is not overdue.
        let names = |list_name: &str| {
            list(desk, list_name).iter().map(|unit| text(unit, "unit").to_owned()).collect::<Vec<_>>()
        };
        let (calls, overdue) = (names("calls"), names("overdue"));
        assert!(calls.iter().all(|unit| !overdue.contains(unit)), "{place}: {calls:?} {overdue:?}");
        asked_before(desk, today);
    }
}
