//! The outlook on a terminal of 80 columns: day by day, then how much it is.

use std::collections::BTreeMap;
use std::io::Write;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Outlook, Shown, by_day, by_kind};
use crate::failure::Failure;
use crate::letter::{purpose, wording};
use crate::office::Rules;
use crate::roster::UnitId;
use crate::standing::Doubt;

/// Columns of the narrowest terminal that offices use.
pub(super) const WIDTH: usize = 80;
/// How many names a line of names holds; `--unit` and `--json` show the others.
const NAMES: usize = 30;

/// What is said of a letter that goes to more than the first address of a unit.
pub(in crate::cli) const COPY: &str = ", gửi thêm vì các lần trước chưa trả lời";

/// Letters that went to several at one moment with the same words.
struct Group<'a> {
    at: Timestamp,
    kind: &'a str,
    escalated: bool,
    subject: String,
    letters: Vec<&'a Shown>,
}

/// Prints the outlook; with `whole`, every letter in full.
pub(super) fn write(outlook: &Outlook, rules: &Rules, whole: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (first, last) = outlook.days;
    writeln!(out, "THƯ SẼ GỬI TỪ {} ĐẾN HẾT {}", wording::date(first), wording::date(last))?;
    let known = outlook.known.map(|at| wording::short_moment(&at.to_zoned(rules.office.time_zone.clone())));
    let known = known.map_or_else(|| "Chưa có sổ".to_owned(), |at| format!("Tính từ sổ lúc {at}"));
    let assumed = match &outlook.mails {
        None => "như không có thư nào đến thêm và cán bộ không xử lý gì".to_owned(),
        Some(mails) => format!("diễn lại {} thư đến trên bản nháp: {}", mails.count, mails.words()),
    };
    let assumed = format!("{known}, {assumed}. Không gửi, không ghi gì vào sổ.");
    write!(out, "{}", folded("", 0, &assumed))?;
    let mut days: BTreeMap<Date, Vec<Group<'_>>> = BTreeMap::new();
    for group in groups(&outlook.letters, whole) {
        days.entry(rules.office.time_zone.to_datetime(group.at).date()).or_default().push(group);
    }
    let mut quiet: Vec<(Date, Vec<Group<'_>>)> = Vec::new();
    for (day, groups) in days {
        if !whole && groups.iter().all(|group| group.kind == "digest") {
            quiet.push((day, groups));
            continue;
        }
        quiet_days(&mut quiet, rules, out)?;
        one_day(day, &groups, rules, whole, out)?;
    }
    quiet_days(&mut quiet, rules, out)?;
    writeln!(out)?;
    for line in summary(outlook, rules) {
        write!(out, "{}", folded("", 0, &line))?;
    }
    Ok(())
}

/// Days on which only the digest goes out: many are told in one line.
fn quiet_days(days: &mut Vec<(Date, Vec<Group<'_>>)>, rules: &Rules, out: &mut dyn Write) -> Result<(), Failure> {
    let days = std::mem::take(days);
    match days.as_slice() {
        [(first, _), .., (last, _)] if days.len() > 2 => {
            let letters = days.iter().flat_map(|(_, groups)| groups).map(|group| group.letters.len());
            let said = format!(
                "{} đến {}: {} ngày làm việc, mỗi ngày chỉ có thư tổng hợp gửi lãnh đạo ({} thư).",
                capital(&wording::date_with_weekday(*first)),
                wording::date_with_weekday(*last),
                days.len(),
                letters.fold(0_usize, usize::saturating_add)
            );
            Ok(write!(out, "\n{}", folded("", 2, &said))?)
        }
        _ => days.iter().try_for_each(|(day, groups)| one_day(*day, groups, rules, false, out)),
    }
}

fn one_day(day: Date, groups: &[Group<'_>], rules: &Rules, whole: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let count = groups.iter().map(|group| group.letters.len()).fold(0_usize, usize::saturating_add);
    writeln!(out, "\n{}, {}: {count} thư", capital(wording::weekday(day)), wording::date(day))?;
    for group in groups {
        let local = rules.office.time_zone.to_datetime(group.at);
        let lead = format!("  {}  ", local.strftime("%H:%M"));
        let copy = if group.escalated { COPY } else { "" };
        write!(out, "{}", folded(&lead, 9, &format!("{}{copy}: “{}”", kind(group.kind), group.subject)))?;
        write!(out, "{}", folded("         → ", 11, &recipients(&group.letters, rules, day)))?;
        if whole && let Some(letter) = group.letters.first() {
            writeln!(out)?;
            for line in letter.text.lines() {
                writeln!(out, "{}", format!("    │ {line}").trim_end())?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// The letters, those of one moment, kind and subject together; in full each stands alone.
fn groups(letters: &[Shown], whole: bool) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for letter in letters {
        let subject = wording::foreign(bare(&letter.subject), 300);
        let same = |group: &&mut Group<'_>| {
            let alike = (group.kind, group.escalated) == (letter.kind.as_str(), letter.escalated);
            !whole && group.at == letter.at && alike && group.subject == subject
        };
        match groups.iter_mut().rev().take_while(|group| group.at == letter.at).find(same) {
            Some(group) => group.letters.push(letter),
            None => {
                let Shown { at, kind, escalated, .. } = letter;
                groups.push(Group { at: *at, kind, escalated: *escalated, subject, letters: vec![letter] });
            }
        }
    }
    groups
}

/// A subject without the reference at its end, which differs from letter to letter.
fn bare(subject: &str) -> &str {
    subject.rsplit_once(" [TN-").map_or(subject, |(bare, _)| bare)
}

/// What a unit is called on `day`.
fn name<'a>(unit: &'a UnitId, rules: &'a Rules, day: Date) -> &'a str {
    rules.roster.unit(unit).map_or(unit.as_str(), |unit| unit.name_on(day))
}

fn recipients(letters: &[&Shown], rules: &Rules, day: Date) -> String {
    if let [letter] = letters {
        let unit = letter.unit.as_ref();
        return unit.map_or_else(|| letter.to.clone(), |unit| format!("{} <{}>", name(unit, rules, day), letter.to));
    }
    let name =
        |letter: &&&Shown| letter.unit.as_ref().map_or(letter.to.as_str(), |unit| name(unit, rules, day)).to_owned();
    let names: Vec<String> = letters.iter().take(NAMES).map(|letter| name(&letter)).collect();
    let more = letters.len().saturating_sub(NAMES);
    let rest = if more == 0 { String::new() } else { format!("; và {more} nơi khác") };
    let what = if letters.iter().all(|letter| letter.unit.is_some()) { "đơn vị" } else { "người nhận" };
    format!("{} {what}: {}{rest}", letters.len(), names.join("; "))
}

/// A letter's kind as people call it.
pub(in crate::cli) fn kind(kind: &str) -> &'static str {
    purpose::kind_words(kind)
}

/// How much it is, what is held, and what wants attention.
fn summary(outlook: &Outlook, rules: &Rules) -> Vec<String> {
    let days = by_day(&outlook.letters, rules);
    let mut lines = Vec::new();
    if outlook.letters.is_empty() {
        lines.push("Không có thư nào phải gửi trong những ngày này.".to_owned());
    } else {
        let kinds = by_kind(&outlook.letters);
        let kinds: Vec<String> =
            kinds.iter().map(|(name, count)| format!("{} {count}", kind(name).to_lowercase())).collect();
        let most = days.iter().max_by_key(|(day, count)| (**count, std::cmp::Reverse(**day)));
        let most = most.map(|(day, count)| format!("{count} thư, ngày {}", wording::date(*day))).unwrap_or_default();
        lines.push(format!(
            "Cộng {} thư trong {} ngày: {}. Ngày nhiều nhất: {most}.",
            outlook.letters.len(),
            days.len(),
            kinds.join(", ")
        ));
    }
    if outlook.mails.is_none() && outlook.letters.iter().any(|letter| letter.kind == "digest") {
        lines.push("Bản tổng hợp xem trước chưa kèm tệp .xlsx.".to_owned());
    }
    for (why, words) in [
        (Doubt::NotReached, "Không nhắc được vì chưa có địa chỉ thư hoặc thư bị trả lại"),
        (Doubt::InReview, "Chưa nhắc vì có thư của đơn vị đang chờ kiểm tra (`tiepnhan review list`)"),
        (Doubt::Stranger, "Chưa nhắc vì có thư của người lạ ghi tên đơn vị đang chờ kiểm tra (`tiepnhan review list`)"),
        (Doubt::Unread, "Chưa nhắc vì thư của đơn vị đã đến nhưng chưa đọc được (`tiepnhan review list`)"),
        (Doubt::MailFailed, "Chưa nhắc vì có thư của đơn vị chưa xử lý được"),
    ] {
        let units: Vec<&UnitId> = outlook.held.iter().filter(|(_, held)| *held == why).map(|(unit, _)| unit).collect();
        if !units.is_empty() {
            let names: Vec<&str> = units.iter().take(NAMES).map(|unit| name(unit, rules, outlook.days.0)).collect();
            let more = units.len().saturating_sub(NAMES);
            let rest = if more == 0 { String::new() } else { format!("; và {more} đơn vị khác") };
            lines.push(format!("{words}: {} đơn vị: {}{rest}.", units.len(), names.join("; ")));
        }
    }
    for (day, count) in &outlook.over {
        lines.push(format!(
            "Ngày {}: {count} thư vượt mức gửi trong 24 giờ ([limits] letters_per_day, letters_per_domain); các thư này \
             phải chờ, thư nhắc hết giờ làm việc sẽ lập lại vào ngày làm việc sau.",
            wording::date(*day)
        ));
    }
    lines.extend(outlook.faults.iter().take(5).map(|fault| format!("Mẫu thư có lỗi, dùng mẫu gốc: {fault}.")));
    lines
}

/// A paragraph within the width of the terminal, begun by `lead`, further lines set in by `inset`.
pub(in crate::cli) fn folded(lead: &str, inset: usize, text: &str) -> String {
    let mut out = lead.to_owned();
    let mut column = lead.chars().count();
    let mut first = true;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if !first && column.saturating_add(length).saturating_add(1) > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(inset));
            column = inset;
        } else if !first {
            out.push(' ');
            column = column.saturating_add(1);
        }
        out.push_str(word);
        column = column.saturating_add(length);
        first = false;
    }
    out.push('\n');
    out
}
