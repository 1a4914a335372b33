//! The month as it is told on the terminal: who wrote, what was entered, what was asked, who was reminded.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::period;
use crate::daemon::Works;
use crate::decision::Verdict;
use crate::failure::Failure;
use crate::intake::Taken;
use crate::judgment::Bucket;
use crate::ledger::{Line, MailRow};
use crate::letter::wording;
use crate::message::{Message, Origin, RawContent, RawMail};
use crate::office::Rules;
use crate::plan::{Asks, Report};
use crate::roster::Unit;

/// Columns of the narrowest terminal that offices use.
const WIDTH: usize = 80;
/// Mornings whose digest is told in full: the day after the deadline, and the last one.
const FULL_DIGESTS: [(i8, i8); 2] = [(6, 22), (6, 30)];

/// Tells while the month runs.
pub(super) struct Story<'a> {
    works: &'a Works,
    letters: PathBuf,
    told: BTreeSet<String>,
    zone: TimeZone,
    now: Timestamp,
    printed_day: Option<Date>,
    counts: String,
    out: &'a mut dyn Write,
}

/// A letter that has left, as its recipient sees it.
struct Sent {
    kind: String,
    to: String,
    subject: String,
    body: String,
}

impl<'a> Story<'a> {
    pub(super) fn begin(
        works: &'a Works,
        inbox: &Path,
        letters: &Path,
        out: &'a mut dyn Write,
    ) -> Result<Self, Failure> {
        let ground = works.intake.ground.borrow().clone();
        let rules = &ground.rules;
        say(out, 0, &format!("Diễn lại tháng 6/2020 của một cơ quan mẫu: {}.", rules.office.name))?;
        for plan in &rules.plans.plans {
            let dated = || plan.reports.iter().filter(|report| report.asks == Asks::Report && report.due.is_some());
            let owes = |unit: &&Unit| dated().any(|report| report.owed_by.includes(unit));
            let units = rules.roster.units.iter().filter(owes).count();
            // A conclusion that sets no date asks nobody for anything in this month.
            if units > 0 {
                let wordings = wordings(dated());
                say(out, 0, &format!("{}: {units} đơn vị phải gửi báo cáo {wordings}.", plan.title))?;
            }
        }
        writeln!(out, "Đơn vị, người và thư đều là giả định; không có thư nào ra khỏi máy này.")?;
        writeln!(out, "Thư đến: {}\nThư đi:  {}", inbox.display(), letters.display())?;
        let zone = rules.office.time_zone.clone();
        let letters = letters.join("new");
        Ok(Self {
            works,
            letters,
            told: BTreeSet::new(),
            zone,
            now: Timestamp::UNIX_EPOCH,
            printed_day: None,
            counts: String::new(),
            out,
        })
    }

    /// The clock stands at `now`.
    pub(super) fn day(&mut self, now: Timestamp) {
        self.now = now;
    }

    fn line(&mut self, text: &str) -> Result<(), Failure> {
        let local = self.zone.to_datetime(self.now);
        if self.printed_day != Some(local.date()) {
            self.printed_day = Some(local.date());
            writeln!(
                self.out,
                "\n{} {}",
                wording::weekday(local.date()).replacen('t', "T", 1),
                wording::date(local.date())
            )?;
        }
        say(self.out, 9, &format!("  {}  {text}", local.strftime("%H:%M")))
    }

    /// Mails have been taken.
    pub(super) fn taken(&mut self, taken: &[Taken]) -> Result<(), Failure> {
        for mail in taken.iter().filter_map(|taken| taken.mail) {
            let (row, lines, decision) = self
                .works
                .ledger
                .read(|snapshot| {
                    Ok::<_, crate::ledger::LedgerError>((
                        snapshot.mail(mail)?,
                        snapshot.lines_of(mail)?,
                        snapshot.decision(mail)?,
                    ))
                })
                .map_err(Failure::outside)?;
            let ground = self.works.intake.ground.borrow().clone();
            let subject = if row.subject.is_empty() {
                "(không có tiêu đề)".to_owned()
            } else {
                format!("“{}”", wording::foreign(&row.subject, 300))
            };
            self.line(&format!("{}: {subject}", sender(&row, &ground.rules)))?;
            let entered: Vec<String> = lines.iter().map(|line| entered(line, &ground.rules)).collect();
            let outcome = match row.bucket {
                Bucket::Recorded => entered.join("; "),
                Bucket::Review => format!("cần kiểm tra: {}", decision.reasons.first().map_or("", String::as_str)),
                Bucket::NotReport | Bucket::Machine | Bucket::Earlier | Bucket::Failed => {
                    format!("không ghi sổ: {}", decision.reasons.first().map_or("", String::as_str))
                }
            };
            say(self.out, 11, &format!("         → {outcome}"))?;
            debug_assert!(decision.verdict != Verdict::Accept || !lines.is_empty());
        }
        Ok(())
    }

    /// Letters may have left: tells those not told yet.
    pub(super) fn sent(&mut self) -> Result<(), Failure> {
        let ground = self.works.intake.ground.borrow().clone();
        let place =
            |letter: &Sent| ground.rules.roster.units.iter().position(|unit| unit.addresses.contains(&letter.to));
        let mut letters = self.new_letters()?;
        letters.sort_by_key(place);
        let mut asked: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for letter in &letters {
            match letter.kind.as_str() {
                kind @ ("reminder" | "overdue") => {
                    asked.entry(kind).or_default().push(recipient(&letter.to, &ground.rules));
                }
                "digest" => self.digest(letter)?,
                "desk" if told.insert(&letter.subject) => {
                    self.line(&format!("Gửi cán bộ phụ trách: “{}”", letter.subject))?
                }
                "desk" => {}
                // Alerts go to each of the staff; the story tells them once.
                "alert" if told.insert(&letter.subject) => {
                    self.line(&format!("Báo cán bộ phụ trách: “{}”", letter.subject))?
                }
                "alert" => {}
                _ => self.line(&format!("Trả lời: “{}”", letter.subject))?,
            }
        }
        for (kind, names) in asked {
            let what = if kind == "reminder" { "Nhắc" } else { "Báo quá hạn cho" };
            self.line(&format!("{what} {} đơn vị chưa gửi: {}.", names.len(), names.join("; ")))?;
        }
        Ok(())
    }

    /// The leaders' morning mail: in full on two mornings, else the counts, and nothing when they are as before.
    fn digest(&mut self, letter: &Sent) -> Result<(), Failure> {
        let local = self.zone.to_datetime(self.now);
        if FULL_DIGESTS.contains(&(local.month(), local.day())) {
            self.line("Thư tổng hợp buổi sáng gửi lãnh đạo:")?;
            writeln!(self.out, "    ┌ {}", letter.subject)?;
            for line in letter.body.lines() {
                writeln!(self.out, "{}", format!("    │ {line}").trim_end())?;
            }
            return Ok(());
        }
        let counts = counts(&letter.body);
        if counts != self.counts {
            self.line(&format!("Tổng hợp gửi lãnh đạo: {counts}"))?;
            self.counts = counts;
        }
        Ok(())
    }

    /// The letters in the outgoing Maildir that were not there before, by name.
    fn new_letters(&mut self) -> Result<Vec<Sent>, Failure> {
        let mut found: Vec<PathBuf> = Vec::new();
        let Ok(entries) = fs::read_dir(&self.letters) else { return Ok(Vec::new()) };
        for entry in entries {
            let entry = entry?;
            if self.told.insert(entry.file_name().to_string_lossy().into_owned()) {
                found.push(entry.path());
            }
        }
        found.sort();
        found.iter().map(|path| self.letter(path)).collect()
    }

    fn letter(&self, path: &Path) -> Result<Sent, Failure> {
        let bytes = fs::read(path)?;
        let kind = crate::mime::parse_header(&bytes).header("x-tiepnhan").unwrap_or_default();
        let message = read(bytes, self.now, &self.works.intake.limits);
        let to = message.to.first().map(|person| person.address.clone()).unwrap_or_default();
        Ok(Sent { kind, to, subject: message.subject, body: message.body.own })
    }

    /// How it ended, and where to look further.
    pub(super) fn end(self, folder: &Path) -> Result<(), Failure> {
        let buckets = self.works.ledger.read(|snapshot| snapshot.buckets()).map_err(Failure::outside)?;
        let count = |bucket| buckets.get(&bucket).copied().unwrap_or_default();
        let sum: u64 = buckets.values().sum();
        writeln!(self.out)?;
        say(
            self.out,
            0,
            &format!(
                "Hết tháng: {sum} thư đến; {} thư ghi sổ, {} thư cần kiểm tra, {} thư không phải báo cáo, {} thư máy. \
                 Đã gửi {} thư.",
                count(Bucket::Recorded),
                count(Bucket::Review),
                count(Bucket::NotReport),
                count(Bucket::Machine),
                self.told.len()
            ),
        )?;
        let at = folder.display();
        writeln!(self.out, "\nXem tiếp:")?;
        for (command, what) in [
            ("log", "sổ tiếp nhận"),
            ("board --period 2020-H1 --at 30/6/2020", "đơn vị nào đã gửi, đơn vị nào còn thiếu"),
            ("review list", "thư chờ người xem"),
            ("verify", "mọi thư ở đúng một nhóm, mọi tệp nguyên vẹn"),
            ("user add hoa.tran --full-name \"Trần Minh Hòa\"", "người dùng của trang web; mật khẩu được hỏi"),
            ("web --at 2020-06-30T16:00:00+07:00", "trang web như vào chiều 30/6/2020: mở địa chỉ được in ra"),
        ] {
            writeln!(self.out, "  # {what}\n  tiepnhan --config {at} {command}")?;
        }
        Ok(())
    }
}

/// The first line of a digest that counts, joined again where the letter was wrapped.
fn counts(body: &str) -> String {
    let joined = body.split_whitespace().collect::<Vec<_>>().join(" ");
    let counted = joined.split(" - ").find_map(|item| item.split_once(": đã nhận "));
    counted.map_or_else(String::new, |(_, counts)| format!("đã nhận {counts}"))
}

fn read(bytes: Vec<u8>, now: Timestamp, limits: &crate::mime::Limits) -> Message {
    let origin = Origin { source: String::new(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
    let raw = RawMail { origin, received_at: now, server_id: None, content: RawContent::Whole(bytes) };
    crate::message::read::split(&raw, limits).message
}

fn sender(row: &MailRow, rules: &Rules) -> String {
    let unit = rules.roster.units.iter().find(|unit| unit.addresses.contains(&row.from_address));
    match unit {
        Some(unit) => unit.name.clone(),
        None if row.from_name.is_empty() => row.from_address.clone(),
        None => format!("{} <{}>", wording::foreign(&row.from_name, 80), row.from_address),
    }
}

fn recipient(address: &str, rules: &Rules) -> String {
    let unit = rules.roster.units.iter().find(|unit| unit.addresses.iter().any(|own| own == address));
    unit.map_or_else(|| address.to_owned(), |unit| unit.name.clone())
}

fn entered(line: &Line, rules: &Rules) -> String {
    use crate::calendar::deadline::Timeliness;
    use crate::decision::Relation;
    let report = rules.plans.report(&line.report).map_or(line.report.as_str(), |(_, report)| report.name.as_str());
    let unit = rules.roster.unit(&line.unit).map_or(line.unit.as_str(), |unit| unit.name.as_str());
    let standing = match line.timeliness {
        Some(Timeliness::OnTime) => ", đúng hạn".to_owned(),
        Some(Timeliness::OnDueDay) => ", trong ngày hạn".to_owned(),
        Some(Timeliness::Late { days }) => format!(", gửi chậm {days} ngày"),
        None => String::new(),
    };
    let relation = match line.relation {
        Relation::Replacement => ", bản thay thế",
        Relation::Supplement => ", bản bổ sung",
        Relation::Duplicate => ", bản trùng",
        Relation::First | Relation::Nil => "",
    };
    format!("vào sổ số {:04}: {}, {unit}{standing}{relation}", line.number.1, period::title(report, line.period))
}

fn wordings<'r>(reports: impl Iterator<Item = &'r Report>) -> String {
    let mut wordings: Vec<&str> = reports.filter_map(|report| Some(report.due.as_ref()?.wording.as_str())).collect();
    wordings.dedup();
    wordings.join(", ")
}

/// Prints a paragraph within the width of a terminal, further lines set in by `inset`.
fn say(out: &mut dyn Write, inset: usize, text: &str) -> Result<(), Failure> {
    let mut column = 0_usize;
    let lead: String = text.chars().take_while(|c| *c == ' ').collect();
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > inset && column.saturating_add(length).saturating_add(1) > WIDTH {
            write!(out, "\n{}{word}", " ".repeat(inset))?;
            column = inset.saturating_add(length);
        } else if column == 0 {
            write!(out, "{lead}{word}")?;
            column = lead.chars().count().saturating_add(length);
        } else {
            write!(out, " {word}")?;
            column = column.saturating_add(length).saturating_add(1);
        }
    }
    Ok(writeln!(out)?)
}
