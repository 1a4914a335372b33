//! What an old mailbox tells an office before it goes live: how its mails end, what is open and why, what the register
//! would hold, and whom nobody ever saw.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::cause::Cause;
use super::list::moment;
use super::seen::{Outcome, Seen};
use super::source::{Found, Timed};
use crate::calendar::period::day_name;
use crate::cli::board;
use crate::cli::preview::table::folded;
use crate::failure::Failure;
use crate::office::Rules;
use crate::roster::UnitId;
use crate::standing::{self, BoardFacts, Filter, Row};

/// Example files of a group.
const EXAMPLES: usize = 3;
/// Names in one paragraph; JSON has all.
const NAMES: usize = 40;

/// Open mails with one cause.
struct Group<'a> {
    cause: &'a Cause,
    mails: Vec<&'a Seen>,
}

/// All of it.
pub struct Summary<'a> {
    days: (Date, Date),
    end: Timestamp,
    outcomes: BTreeMap<Outcome, usize>,
    timed: BTreeMap<Timed, usize>,
    failed: Vec<&'a Seen>,
    groups: Vec<Group<'a>>,
    rows: Vec<Row>,
    unseen: Vec<&'a UnitId>,
    silent: Vec<(&'a UnitId, &'a str)>,
}

impl<'a> Summary<'a> {
    /// Takes together what was judged; `mails` are in the order of their receipt.
    pub fn of(mails: &'a [Seen], found: &[Found], rules: &'a Rules, facts: &BoardFacts) -> Self {
        let mut outcomes: BTreeMap<Outcome, usize> = BTreeMap::new();
        let mut timed: BTreeMap<Timed, usize> = BTreeMap::new();
        let mut groups: BTreeMap<&Cause, Vec<&Seen>> = BTreeMap::new();
        for mail in mails {
            let count = outcomes.entry(mail.outcome).or_default();
            *count = count.saturating_add(1);
            let count = timed.entry(mail.timed).or_default();
            *count = count.saturating_add(1);
            if let Some(cause) = &mail.cause {
                groups.entry(cause).or_default().push(mail);
            }
        }
        let mut groups: Vec<Group<'_>> = groups.into_iter().map(|(cause, mails)| Group { cause, mails }).collect();
        groups.sort_by_key(|group| (section(group.cause), std::cmp::Reverse(group.mails.len())));
        let at = |mail: Option<&Found>| mail.map_or(Timestamp::UNIX_EPOCH, |mail| mail.received_at);
        let (begin, end) = (at(found.first()), at(found.last()));
        let day = |at: Timestamp| rules.office.time_zone.to_datetime(at).date();
        let days = (day(begin), day(end));
        let rows = standing::board(rules, facts, &Filter { days: Some(days), ..Filter::default() }, end);
        let (unseen, silent) = never_seen(mails, rules, &rows, days);
        let failed = mails.iter().filter(|mail| mail.outcome == Outcome::Failed).collect();
        Self { days, end, outcomes, timed, failed, groups, rows, unseen, silent }
    }

    /// Whether nothing is left to do.
    pub fn is_settled(&self) -> bool {
        self.groups.is_empty() && self.failed.is_empty()
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }

    /// For a person at a terminal of 80 columns.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn write(&self, rules: &Rules, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(out, "CHẠY THỬ TRÊN THƯ CŨ, TỪ {} ĐẾN {}", day_name(self.days.0), day_name(self.days.1))?;
        let words = "Như thể chương trình đã chạy từ thư đầu tiên. Không gửi thư, không ghi sổ, không sửa hộp thư.";
        writeln!(out, "{}", folded("", 0, words))?;
        let sum = self.outcomes.values().fold(0_usize, |sum, count| sum.saturating_add(*count));
        for outcome in Outcome::ALL.into_iter().filter(|outcome| self.count(*outcome) > 0) {
            writeln!(out, "{:>8}  {}", self.count(outcome), outcome.words())?;
        }
        writeln!(out, "{sum:>8}  cộng")?;
        for (timed, what) in [
            (Timed::FileTime, "không ghi lúc nhận: lấy giờ của tệp, có thể sai; các thư này có thể bị xếp sai kỳ"),
            (Timed::FromLine, "không có dòng Received: lấy giờ ghi ở đầu thư trong tệp mbox"),
        ] {
            if let Some(count) = self.timed.get(&timed) {
                write!(out, "{}", folded("", 0, &format!("{count} thư {what}.")))?;
            }
        }
        self.write_groups(rules, out)?;
        for mail in &self.failed {
            let why = mail.reasons.join(" ");
            write!(out, "{}", folded("  ", 4, &format!("Không đọc được: {}. {why}", mail.file)))?;
        }
        writeln!(out, "\nNẾU CHẠY THẬT, TRONG SỔ SẼ CÓ\n")?;
        write!(out, "{}", board::table(&self.rows, rules, self.end))?;
        self.write_unseen(rules, out)
    }

    fn write_groups(&self, rules: &Rules, out: &mut dyn Write) -> Result<(), Failure> {
        let mails = self.count(Outcome::Review);
        if self.groups.is_empty() {
            return Ok(writeln!(out, "\nKhông có điều gì phải hỏi người.")?);
        }
        writeln!(out, "\nCẦN KIỂM TRA: {mails} thư, {} việc", self.groups.len())?;
        let mut last = "";
        for group in &self.groups {
            let heading = heading(group.cause);
            if heading != last {
                writeln!(out, "\n{heading}")?;
                last = heading;
            }
            let newest = group.mails.last().map(|mail| moment(mail.received_at, rules)).unwrap_or_default();
            let what = what(group.cause, rules);
            let count = group.mails.len();
            write!(out, "{}", folded("- ", 2, &format!("{what}: {count} thư, mới nhất {newest}.")))?;
            let todo = todo(group.cause, rules, self.days.1);
            write!(out, "{}", folded("  → ", 4, &todo.words))?;
            if let Some(line) = todo.line {
                // To be copied as it is: never broken.
                writeln!(out, "    {line}")?;
            }
            let files: Vec<&str> = group.mails.iter().rev().take(EXAMPLES).map(|mail| mail.file.as_str()).collect();
            write!(out, "{}", folded("  Ví dụ: ", 4, &files.join("; ")))?;
        }
        Ok(())
    }

    fn write_unseen(&self, rules: &Rules, out: &mut dyn Write) -> Result<(), Failure> {
        let names: Vec<String> = self.unseen.iter().map(|unit| name(unit, rules)).collect();
        if !names.is_empty() {
            let lead = format!("Đơn vị phải gửi báo cáo mà không có thư nào ({}): ", names.len());
            write!(out, "\n{}", folded("", 2, &format!("{lead}{}.", some(&names))))?;
        }
        let silent: Vec<String> = self.silent.iter().map(|(_, address)| (*address).to_owned()).collect();
        if !silent.is_empty() {
            let lead = format!("Địa chỉ trong danh sách đơn vị chưa từng gửi thư ({}): ", silent.len());
            write!(out, "\n{}", folded("", 2, &format!("{lead}{}.", some(&silent))))?;
        }
        Ok(())
    }

    /// Everything but the mails themselves.
    pub fn json(&self, rules: &Rules) -> Value {
        let group = |group: &Group<'_>| {
            let todo = todo(group.cause, rules, self.days.1);
            json!({
                "cause": group.cause,
                "what": what(group.cause, rules),
                "count": group.mails.len(),
                "newest": group.mails.last().map(|mail| mail.received_at.to_string()),
                "files": group.mails.iter().map(|mail| mail.file.as_str()).collect::<Vec<_>>(),
                "todo": todo.words,
                "roster_line": todo.line,
            })
        };
        let row = |row: &Row| {
            json!({"unit": row.unit, "report": row.report, "period": row.period, "standing": row.standing,
                   "words": row.standing.words()})
        };
        json!({
            "from": self.days.0.to_string(),
            "to": self.days.1.to_string(),
            "count": self.outcomes.values().fold(0_usize, |sum, count| sum.saturating_add(*count)),
            "outcomes": self.outcomes,
            "timed_by": self.timed,
            "open": self.groups.iter().map(group).collect::<Vec<_>>(),
            "board": self.rows.iter().map(row).collect::<Vec<_>>(),
            "units_never_seen": self.unseen,
            "addresses_never_seen":
                self.silent.iter().map(|(unit, address)| json!({"unit": unit, "address": address})).collect::<Vec<_>>(),
        })
    }
}

/// Units that owe something in these days and from which nothing came, and addresses that never wrote.
fn never_seen<'a>(
    mails: &'a [Seen],
    rules: &'a Rules,
    rows: &[Row],
    days: (Date, Date),
) -> (Vec<&'a UnitId>, Vec<(&'a UnitId, &'a str)>) {
    let wrote: BTreeSet<&str> = mails.iter().map(|mail| mail.from.as_str()).collect();
    let entered = mails.iter().flat_map(|mail| mail.entries.iter().map(|entry| &entry.unit));
    let seen: BTreeSet<&UnitId> = mails.iter().filter_map(|mail| mail.unit.as_ref()).chain(entered).collect();
    let owing: BTreeSet<&UnitId> = rows.iter().map(|row| &row.unit).collect();
    let units = || rules.roster.units.iter().filter(|unit| owing.contains(&unit.id));
    let quiet = |unit: &&crate::roster::Unit| {
        !seen.contains(&unit.id) && !wrote.iter().any(|address| unit.ever_wrote_from(address))
    };
    let unseen = units().filter(quiet).map(|unit| &unit.id).collect();
    let living = rules.roster.units.iter().filter(|unit| unit.validity.contains(days.1));
    let addresses = living.flat_map(|unit| unit.addresses.iter().map(move |address| (&unit.id, address.as_str())));
    (unseen, addresses.filter(|(_, address)| !wrote.contains(address)).collect())
}

fn some(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMES);
    let rest = if more == 0 { String::new() } else { format!("; và {more} nữa (xem --json)") };
    format!("{}{rest}", names.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join("; "))
}

fn name(unit: &UnitId, rules: &Rules) -> String {
    rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone())
}

fn names(units: &BTreeSet<UnitId>, rules: &Rules) -> String {
    units.iter().map(|unit| name(unit, rules)).collect::<Vec<_>>().join(" hoặc ")
}

fn section(cause: &Cause) -> usize {
    const ORDER: [&str; 6] = [ALARMS, ADDRESSES, UNITS, PLANS, FILES, PEOPLE];
    ORDER.iter().position(|known| *known == heading(cause)).unwrap_or(ORDER.len())
}

const ALARMS: &str = "CẨN THẬN";
const ADDRESSES: &str = "NGƯỜI GỬI CHƯA CÓ TRONG DANH SÁCH ĐƠN VỊ";
const UNITS: &str = "NƠI BAN HÀNH CHƯA CÓ TRONG DANH SÁCH ĐƠN VỊ";
const PLANS: &str = "BÁO CÁO, KỲ BÁO CÁO";
const FILES: &str = "TỆP";
const PEOPLE: &str = "THƯ CẦN NGƯỜI ĐỌC";

fn heading(cause: &Cause) -> &'static str {
    match cause {
        Cause::Alarm { .. } | Cause::Resembling { .. } => ALARMS,
        Cause::Stranger { .. } | Cause::Behalf { .. } => ADDRESSES,
        Cause::Issuer { .. } => UNITS,
        Cause::Unasked { .. } | Cause::Period | Cause::Contradiction => PLANS,
        Cause::File { .. } | Cause::MissingFile | Cause::Incomplete => FILES,
        Cause::Unsure { .. } | Cause::Person => PEOPLE,
    }
}

fn what(cause: &Cause, rules: &Rules) -> String {
    match cause {
        Cause::Alarm { question } => format!("Thư {question}"),
        Cause::Resembling { address } => format!("{address}, gần giống địa chỉ của một đơn vị"),
        Cause::Stranger { address, units } if units.is_empty() => address.clone(),
        Cause::Stranger { address, units } => format!("{address}, văn bản của {}", names(units, rules)),
        Cause::Behalf { address, units } if units.is_empty() => format!("{address}, gửi cho nhiều đơn vị"),
        Cause::Behalf { address, units } => {
            format!("{address}, đã có trong danh sách, gửi văn bản của {}", names(units, rules))
        }
        Cause::Issuer { words } => format!("“{words}”"),
        Cause::Unasked { what } => format!("Không kế hoạch nào yêu cầu {what}"),
        Cause::Period => "Chưa rõ báo cáo nào, kỳ nào".to_owned(),
        Cause::Contradiction => "Thư ghi một đằng, văn bản ghi một nẻo".to_owned(),
        Cause::File { kind } => format!("Tệp không mở được ({kind})"),
        Cause::MissingFile => "Thư báo có tệp mà không có tệp, hoặc chỉ có đường dẫn".to_owned(),
        Cause::Incomplete => "Dự thảo, hoặc chỉ có phụ lục".to_owned(),
        Cause::Unsure { address } => format!("{address}, chưa rõ có phải báo cáo"),
        Cause::Person => "Người gửi hỏi, đề nghị, xin gia hạn, xin rút".to_owned(),
    }
}

/// What to do about a group, and a line to copy.
struct Todo {
    words: String,
    line: Option<String>,
}

fn todo(cause: &Cause, rules: &Rules, day: Date) -> Todo {
    let plain = |words: &str| Todo { words: words.to_owned(), line: None };
    match cause {
        Cause::Resembling { .. } => {
            plain("Có thể là giả mạo: gọi điện cho đơn vị theo số đã biết, chưa ghi địa chỉ này vào danh sách.")
        }
        Cause::Behalf { units, .. } if units.len() == 1 => {
            plain("Hỏi người gửi: gửi thay đơn vị kia, hay kèm nhầm tệp.")
        }
        Cause::Stranger { address, units } if units.len() == 1 => {
            let unit = units.first().and_then(|unit| rules.roster.unit(unit));
            let Some(unit) = unit else {
                return plain("Xem thư, ghi địa chỉ vào danh sách đơn vị nếu đúng.");
            };
            let (held, _) = unit.mailboxes_on(day);
            let cell: Vec<&str> = held.iter().map(String::as_str).chain([address.as_str()]).collect();
            let words = format!("Nếu đúng, sửa ô “Thư điện tử” của {} (mã {}) thành:", unit.name, unit.id);
            Todo { words, line: Some(cell.join(", ")) }
        }
        Cause::Stranger { .. } | Cause::Behalf { .. } => {
            plain("Hỏi người gửi thuộc đơn vị nào, rồi ghi địa chỉ vào danh sách đơn vị.")
        }
        Cause::Issuer { words } => {
            let group = rules.roster.groups.first().map_or("", |group| group.name.as_str());
            let line = format!(",\"{}\",\"{group}\",,,,,,,", words.replace('"', "'"));
            Todo {
                words: "Nếu nơi này phải gửi báo cáo, thêm dòng (sửa tên, nhóm, địa chỉ thư):".to_owned(),
                line: Some(line),
            }
        }
        Cause::Alarm { .. } => plain("Xem từng thư, hỏi đơn vị qua điện thoại; chương trình không mở tệp."),
        Cause::Unasked { .. } => {
            plain("Nếu cơ quan cần báo cáo này, ghi thêm vào kế hoạch; nếu không, để cán bộ bỏ qua.")
        }
        Cause::Period => plain("Cán bộ xem từng thư; đơn vị nên ghi kỳ báo cáo ở tên tệp hoặc tiêu đề thư."),
        Cause::Contradiction => plain("Cán bộ xem từng thư: chỗ nào ghi nhầm."),
        Cause::File { .. } => plain("Nhắc đơn vị gửi .docx hoặc .pdf, không đặt mật khẩu."),
        Cause::MissingFile => plain("Nhắc đơn vị đính kèm tệp vào thư."),
        Cause::Incomplete => plain("Chờ bản chính thức."),
        Cause::Unsure { .. } => plain("Cán bộ xem: báo cáo, hay thư khác."),
        Cause::Person => plain("Cán bộ đọc và trả lời."),
    }
}
