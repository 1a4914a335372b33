//! `preview`: every letter that would go out in a span of days, without sending or writing anything; and each letter
//! with sample values.

mod brake;
mod replay;
mod samples;
pub(super) mod table;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::json;

use super::log;
use crate::config::Loaded;
use crate::daemon;
use crate::failure::{Exit, Failure};
use crate::ledger::Ledger;
use crate::letter::template::{Fault, Kind};
use crate::letter::{Letter, Purpose, Templates};
use crate::mime;
use crate::notice::foresight::{self, Foreseen};
use crate::office::Rules;
use crate::roster::UnitId;
use crate::standing::{self, BoardFacts, Doubt, Filter, Standing, address, days_after};

/// Days that are previewed when none are named.
const DAYS: i32 = 13;
/// So many days before the first one a look back begins: longer than any notice follows its report, and than one that was
/// missed is made up for.
const LEAD: i32 = -60;
/// The longest span: what lies further ahead will have other plans.
const LONGEST: i32 = 800;

/// Which letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// Xác nhận đã tiếp nhận.
    Receipt,
    /// Hỏi lại đơn vị gửi.
    Query,
    /// Báo kết quả sau khi cán bộ kiểm tra.
    Settled,
    /// Đính chính một xác nhận đã gửi.
    Correction,
    /// Thông báo kế hoạch, kỳ báo cáo.
    Opening,
    /// Nhắc trước hạn.
    Reminder,
    /// Thông báo chưa nhận được sau hạn.
    Overdue,
    /// Gia hạn, miễn báo cáo, hoặc thôi áp dụng.
    Grant,
    /// Tổng hợp gửi lãnh đạo.
    Digest,
    /// Việc cần làm trong ngày gửi cán bộ phụ trách.
    Desk,
    /// Báo cán bộ phụ trách.
    Alert,
}

impl Which {
    fn kind(self) -> Kind {
        match self {
            Self::Receipt => Kind::Receipt,
            Self::Query => Kind::Query,
            Self::Settled => Kind::Settled,
            Self::Correction => Kind::Correction,
            Self::Opening => Kind::Opening,
            Self::Reminder => Kind::Reminder,
            Self::Overdue => Kind::Overdue,
            Self::Grant => Kind::Grant,
            Self::Digest => Kind::Digest,
            Self::Desk => Kind::Desk,
            Self::Alert => Kind::Alert,
        }
    }
}

/// What was asked for, as it was typed.
#[derive(Debug, Clone, Default, Args)]
pub struct Preview {
    /// Từ ngày này (2020-06-01 hoặc 1/6/2020). Không ghi: hôm nay, từ lúc này.
    #[arg(long, value_name = "NGÀY")]
    pub from: Option<String>,
    /// Đến hết ngày này. Không ghi: 14 ngày.
    #[arg(long, value_name = "NGÀY")]
    pub to: Option<String>,
    /// Chỉ loại thư này. Không kèm --from, --to, --mails: xem mẫu thư với số liệu ví dụ.
    #[arg(long, value_name = "LOẠI", value_enum)]
    pub letter: Option<Which>,
    /// Chỉ thư gửi đơn vị này (mã hoặc tên trong danh sách đơn vị).
    #[arg(long, value_name = "ĐƠN VỊ")]
    pub unit: Option<String>,
    /// In toàn văn từng thư.
    #[arg(long, conflicts_with = "json")]
    pub text: bool,
    /// In JSON, có toàn văn từng thư.
    #[arg(long)]
    pub json: bool,
    /// Ghi phần HTML của mẫu thư với số liệu ví dụ vào tệp này, để xem bằng trình duyệt.
    #[arg(long, value_name = "TỆP", requires = "letter", conflicts_with_all = ["from", "to", "unit", "text", "json", "mails"])]
    pub html: Option<PathBuf>,
    /// Diễn lại các thư đến (.eml) trong thư mục này, mỗi thư vào lúc máy chủ nhận.
    #[arg(long, value_name = "THƯ MỤC")]
    pub mails: Option<PathBuf>,
}

/// A letter as it would go out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    at: Timestamp,
    /// `reminder`, `receipt` …: the folder of its template.
    kind: String,
    to: String,
    unit: Option<UnitId>,
    /// Whether it is a copy to somebody else of the unit, because earlier ones had no answer.
    escalated: bool,
    subject: String,
    text: String,
}

/// Everything that is told.
struct Outlook {
    days: (Date, Date),
    /// The moment whose ledger it begins with; none for an office without one.
    known: Option<Timestamp>,
    letters: Vec<Shown>,
    /// Units that would be asked, but letters to them are held: why.
    held: Vec<(UnitId, Doubt)>,
    /// Letters of a day that the office's own brakes would keep back.
    over: BTreeMap<Date, usize>,
    /// With mails: how many ended where.
    mails: Option<replay::Mails>,
    faults: Vec<Fault>,
}

/// Shows what would go out.
///
/// # Errors
/// [`Exit::Input`] for days and units that do not exist; [`Exit::Outside`] when ledger or mails cannot be read.
pub async fn run(asked: &Preview, loaded: &Loaded, now: Timestamp, out: &mut dyn Write) -> Result<Exit, Failure> {
    let rules = &loaded.rules;
    let templates = daemon::templates(&loaded.config)?;
    if let (Some(which), None, None, None) = (asked.letter, &asked.from, &asked.to, &asked.mails) {
        let form = samples::Form { json: asked.json, html: asked.html.as_deref() };
        return samples::run(which.kind(), &templates, rules, form, now, out);
    }
    let unit = asked.unit.as_deref().map(|text| log::unit(text, rules)).transpose()?;
    let outlook = match &asked.mails {
        Some(folder) => replay::outlook(folder, days(asked, rules, None)?, loaded, templates, now).await?,
        None => {
            let days = days(asked, rules, Some(now))?.unwrap_or_default();
            let kind = asked.letter.map(Which::kind);
            let wanted = |purpose: &Purpose| is_wanted(purpose, kind, unit.as_ref());
            foreseen(days, &wanted, asked.text || asked.json, loaded, &templates, now)?
        }
    };
    let outlook = only(outlook, asked.letter, unit.as_ref());
    if asked.json {
        writeln!(out, "{:#}", as_json(&outlook, rules))?;
    } else {
        table::write(&outlook, rules, asked.text, out)?;
    }
    let calm = outlook.faults.is_empty() && outlook.over.is_empty();
    Ok(if calm { Exit::Fine } else { Exit::Attention })
}

/// The days that were named; without any, those from `now` on, or none when the mails shall tell.
fn days(asked: &Preview, rules: &Rules, now: Option<Timestamp>) -> Result<Option<(Date, Date)>, Failure> {
    let day = |name: &str, text: &Option<String>| text.as_deref().map(|text| log::day(name, text)).transpose();
    let (from, to) = (day("--from", &asked.from)?, day("--to", &asked.to)?);
    let first = match (from, to, now) {
        (Some(from), ..) => from,
        (None, _, Some(now)) => rules.office.time_zone.to_datetime(now).date(),
        (None, None, None) => return Ok(None),
        (None, Some(_), None) => return Err(Failure::input("--to: cần cho biết cả ngày đầu bằng --from")),
    };
    let last = to.unwrap_or_else(|| days_after(first, DAYS));
    if last < first {
        return Err(Failure::input("--to: ngày cuối ở trước ngày đầu; hãy đổi chỗ hai ngày"));
    }
    if last > days_after(first, LONGEST) {
        return Err(Failure::input(format!(
            "--to: chỉ xem trước được {LONGEST} ngày một lần; hãy chọn ngày cuối gần hơn"
        )));
    }
    Ok(Some((first, last)))
}

/// The first moment of a day at the office.
fn begin(day: Date, rules: &Rules) -> Result<Timestamp, Failure> {
    rules.office.time_zone.to_timestamp(day.to_datetime(Time::midnight())).map_err(Failure::input)
}

fn is_wanted(purpose: &Purpose, kind: Option<Kind>, unit: Option<&UnitId>) -> bool {
    let theirs = match purpose {
        Purpose::Opening(whose, ..)
        | Purpose::Reminder(whose, _)
        | Purpose::Overdue(whose, _)
        | Purpose::Escalated(whose, ..) => unit.is_none_or(|unit| unit == whose),
        _ => unit.is_none(),
    };
    theirs && kind.is_none_or(|kind| purpose.kind() == kind.folder())
}

/// What the clock calls for, nothing more arriving. Days to come begin with what is known now; of days past, with what
/// was known then.
fn foreseen(
    days: (Date, Date),
    wanted: &(dyn Fn(&Purpose) -> bool + Sync),
    whole: bool,
    loaded: &Loaded,
    templates: &Templates,
    now: Timestamp,
) -> Result<Outlook, Failure> {
    let rules = &loaded.rules;
    let (first, until) = (begin(days.0, rules)?, begin(days_after(days.1, 1), rules)?);
    let today = rules.office.time_zone.to_datetime(now).date();
    let start = if days.0 < today { first } else { now };
    let known = facts(loaded, start, now)?;
    let (known, facts) = (known.as_ref().map(|_| start), known.unwrap_or_default());
    let held = held(rules, &facts, days, start);
    // Of days past on which nothing is known to have left, what would have left before them counts as sent.
    let unknown = days.0 < today && facts.written.is_empty();
    let start = if unknown { begin(days_after(days.0, LEAD), rules)? } else { start };
    // Who is asked when is quickly known; the words take their time. Each core words a part of the days.
    let one = |(from, to): (Timestamp, Timestamp)| {
        let mut faults = Vec::new();
        let wanted = |at: Timestamp, purpose: &Purpose| (from..to).contains(&at) && wanted(purpose);
        let letters = foresight::foresee(rules, facts.clone(), templates, (start, to), &wanted, &mut faults);
        (letters.iter().map(|letter| shown(letter, whole)).collect::<Vec<Shown>>(), faults)
    };
    let (mut letters, mut faults) = (Vec::new(), Vec::new());
    let worded: Vec<_> = std::thread::scope(|scope| {
        let parts: Vec<_> = parts(first, until).into_iter().map(|part| scope.spawn(move || one(part))).collect();
        parts.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    for part in worded {
        let (more, wrong) = part.map_err(|_| Failure::ours("lập thư xem trước bị gián đoạn"))?;
        letters.extend(more);
        faults.extend(wrong);
    }
    faults.dedup();
    let over = brake::kept_back(&letters, loaded);
    Ok(Outlook { days, known, letters, held, over, mails: None, faults })
}

/// A span of time in as many equal parts as there are cores.
fn parts(first: Timestamp, until: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 8);
    let cores = i32::try_from(cores).unwrap_or(1);
    let each = until.duration_since(first).checked_div(cores).unwrap_or_default();
    let cut = |part: i32| match each.checked_mul(part) {
        Some(after) if part < cores => first.checked_add(after).unwrap_or(until),
        _ => until,
    };
    (0..cores).map(|part| (cut(part), cut(part.saturating_add(1)))).collect()
}

/// What the ledger knew at `start`; none when the office is not running yet.
fn facts(loaded: &Loaded, start: Timestamp, now: Timestamp) -> Result<Option<BoardFacts>, Failure> {
    let file = daemon::ledger_file(&loaded.config);
    if !file.exists() {
        return Ok(None);
    }
    let ledger = Ledger::open(&file, now).map_err(Failure::from_ledger)?;
    let facts = ledger.read(|snapshot| snapshot.board(start)).map_err(Failure::from_ledger)?;
    Ok(Some(if start < now { foresight::known_at(facts, &loaded.rules, start) } else { facts }))
}

/// A letter as it is told; its text only where the `whole` of it is.
fn shown(foreseen: &Foreseen, whole: bool) -> Shown {
    let Letter { purpose, to, unit, subject, mime, .. } = &foreseen.letter;
    let kind = purpose.kind().to_owned();
    let text = if whole { words(&mime.frame) } else { String::new() };
    let escalated = matches!(purpose, Purpose::Escalated(..));
    Shown { at: foreseen.at, kind, to: to.clone(), unit: unit.clone(), escalated, subject: subject.clone(), text }
}

/// The plain text of a letter, as a mail program shows it.
pub(super) fn words(mail: &[u8]) -> String {
    mime::plain_text(mail)
}

/// Units that owe something around these days and are not asked for it, each with the first reason.
fn held(rules: &Rules, facts: &BoardFacts, (first, last): (Date, Date), start: Timestamp) -> Vec<(UnitId, Doubt)> {
    let filter = Filter { days: Some((days_after(first, -14), days_after(last, 14))), ..Filter::default() };
    let today = rules.office.time_zone.to_datetime(start).date();
    let mut held: BTreeMap<UnitId, Doubt> = BTreeMap::new();
    for row in standing::board(rules, facts, &filter, start) {
        let why = match row.standing {
            Standing::Maybe { why } if why.has_mail() => why,
            Standing::Waiting | Standing::Extended { .. } | Standing::Overdue { .. } | Standing::Maybe { .. }
                if rules.roster.unit(&row.unit).is_some_and(|unit| address(unit, facts, today).is_none()) =>
            {
                Doubt::NotReached
            }
            _ => continue,
        };
        held.entry(row.unit).or_insert(why);
    }
    let units = rules.roster.units.iter();
    units.filter_map(|unit| held.remove(&unit.id).map(|why| (unit.id.clone(), why))).collect()
}

/// Leaves only the letters that were asked for.
fn only(mut outlook: Outlook, which: Option<Which>, unit: Option<&UnitId>) -> Outlook {
    outlook.letters.retain(|letter| {
        which.is_none_or(|which| letter.kind == which.kind().folder())
            && unit.is_none_or(|unit| letter.unit.as_ref() == Some(unit))
    });
    outlook.held.retain(|(held, _)| unit.is_none_or(|unit| unit == held));
    outlook
}

/// How many letters of each kind, in the order of the kinds.
fn by_kind(letters: &[Shown]) -> Vec<(&'static str, usize)> {
    let count = |kind: &Kind| (kind.folder(), letters.iter().filter(|letter| letter.kind == kind.folder()).count());
    Kind::ALL.iter().map(count).filter(|(_, count)| *count > 0).collect()
}

/// How many letters on each day.
fn by_day(letters: &[Shown], rules: &Rules) -> BTreeMap<Date, usize> {
    let mut days: BTreeMap<Date, usize> = BTreeMap::new();
    for letter in letters {
        let count = days.entry(rules.office.time_zone.to_datetime(letter.at).date()).or_default();
        *count = count.saturating_add(1);
    }
    days
}

fn as_json(outlook: &Outlook, rules: &Rules) -> serde_json::Value {
    let zone = &rules.office.time_zone;
    let name = |unit: &UnitId, day: Date| rules.roster.unit(unit).map(|unit| unit.name_on(day).to_owned());
    let at = |moment: Timestamp| moment.to_zoned(zone.clone()).strftime("%FT%T%:z").to_string();
    let letter = |letter: &Shown| {
        json!({
            "at": at(letter.at), "letter": letter.kind, "to": letter.to, "unit": letter.unit.as_ref().map(UnitId::as_str),
            "unit_name": letter.unit.as_ref().and_then(|unit| name(unit, zone.to_datetime(letter.at).date())), "escalated": letter.escalated, "subject": letter.subject, "text": letter.text,
        })
    };
    let held = |(unit, why): &(UnitId, Doubt)| json!({"unit": unit.as_str(), "unit_name": name(unit, outlook.days.0), "why": why});
    let counts: BTreeMap<&str, usize> = by_kind(&outlook.letters).into_iter().collect();
    json!({
        "from": outlook.days.0.to_string(),
        "to": outlook.days.1.to_string(),
        "known_at": outlook.known.map(at),
        "letters": outlook.letters.iter().map(letter).collect::<Vec<_>>(),
        "count": outlook.letters.len(),
        "by_kind": counts,
        "by_day": by_day(&outlook.letters, rules).into_iter().map(|(day, count)| (day.to_string(), count.into()))
            .collect::<serde_json::Map<String, serde_json::Value>>(),
        "kept_back": outlook.over.iter().map(|(day, count)| (day.to_string(), (*count).into()))
            .collect::<serde_json::Map<String, serde_json::Value>>(),
        "held": outlook.held.iter().map(held).collect::<Vec<_>>(),
        "mails": outlook.mails,
        "template_faults": outlook.faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
