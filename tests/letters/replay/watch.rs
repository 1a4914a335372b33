//! What must hold of every letter in the moment in which it leaves, and of every digest beside the board.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use tiepnhan::calendar::period;
use tiepnhan::ledger::Outgoing;
use tiepnhan::letter::Purpose;
use tiepnhan::mime::plain_text;
use tiepnhan::notice::is_office_time;
use tiepnhan::office::Rules;
use tiepnhan::outbox::Claimed;
use tiepnhan::plan::ReportId;
use tiepnhan::roster::{Unit, UnitId};
use tiepnhan::standing::facts::{Decided, Owed};
use tiepnhan::standing::{BoardFacts, Doubt, Exception, Filter, Row, Standing, board, days_after, one};

/// What was seen so far.
#[derive(Default)]
pub struct Watch {
    /// To whom a letter was tried on which day, and to whom one went.
    asked: BTreeSet<(UnitId, Date)>,
    arrived: BTreeSet<(UnitId, Date)>,
    /// What was asked for by a letter that went.
    sent: BTreeSet<Owed>,
    /// On which days for what: before the date and after it.
    about: BTreeMap<Owed, (Vec<Date>, Vec<Date>)>,
    /// Addresses that the office knows to be dead, and since when.
    pub dead: BTreeMap<String, Timestamp>,
    kinds: BTreeMap<String, usize>,
    /// Units that digests called unreached.
    unreached: BTreeSet<UnitId>,
    /// Units whose mailbox takes letters on some days only.
    slow: BTreeSet<UnitId>,
    /// Obligations about which nothing ever happens.
    quiet: BTreeSet<Owed>,
}

impl Watch {
    /// Nothing seen yet; nothing ever happens about `quiet`, and what goes to `slow` units is tried on more days.
    pub fn of(quiet: BTreeSet<Owed>, slow: BTreeSet<UnitId>) -> Self {
        Self { quiet, slow, ..Self::default() }
    }

    pub fn kinds(&self) -> BTreeSet<&str> {
        self.kinds.keys().map(String::as_str).collect()
    }

    /// A letter leaves, when this is known.
    pub fn left(&mut self, rules: &Rules, facts: &BoardFacts, known: &Outgoing, letter: &Claimed, now: Timestamp) {
        *self.kinds.entry(known.kind.clone()).or_default() += 1;
        let local = rules.office.time_zone.to_datetime(now);
        let purpose: Purpose = known.purpose.parse().unwrap();
        match &purpose {
            Purpose::Reminder(unit, day) | Purpose::Overdue(unit, day) => {
                assert!(
                    self.asked.insert((unit.clone(), *day)) || known.attempts > 1,
                    "{unit} is asked twice on {day}"
                );
                self.asks(rules, facts, (unit, *day), &known.to, now);
            }
            Purpose::Escalated(unit, day, to) => {
                assert!(self.asked.contains(&(unit.clone(), *day)), "a copy without its letter: {unit}, {day}");
                self.asks(rules, facts, (unit, *day), to, now);
            }
            Purpose::Digest(..) => {
                assert!(rules.calendar.is_workday(local.date()), "a digest on {local}");
                self.digest(rules, facts, &plain_text(&letter.parcel.mime), now);
            }
            Purpose::Desk(..) => assert!(rules.calendar.is_workday(local.date()), "staff's letter on {local}"),
            _ => {}
        }
    }

    /// Of a unit that was asked for what is missing no line may say that it was not, nor call it unreached without
    /// saying what to do.
    fn reminded(&self, rules: &Rules, text: &str, today: Date) {
        for told in passages(text) {
            for unit in rules.roster.units.iter().filter(|unit| names(&told, unit.name_on(today))) {
                let said = |owed: &Owed| {
                    let name = &rules.plans.report(&owed.1).unwrap().1.name;
                    told.to_lowercase().contains(&period::title(name, owed.2).to_lowercase())
                };
                let asked = self.sent.iter().any(|owed| owed.0 == unit.id && said(owed));
                assert!(!asked || !told.replace("hưa nhắc được", "").contains("chưa nhắc"), "{today}: {told}");
            }
            if let Some(unreached) = told.strip_prefix("Chưa nhắc được: ") {
                let calls = unreached.matches("phải gọi điện").count();
                assert!(!unreached.contains('(') || calls == unreached.split("); ").count(), "{today}: {told}");
            }
        }
    }

    /// The mail server took it.
    pub fn taken(&mut self, facts: &BoardFacts, known: &Outgoing) {
        if let Ok(Purpose::Reminder(unit, day) | Purpose::Overdue(unit, day)) = known.purpose.parse() {
            let notice = facts.notices.iter().find(|notice| (&notice.unit, notice.day) == (&unit, day)).unwrap();
            self.sent.extend(notice.about.iter().map(|(report, period)| (unit.clone(), report.clone(), *period)));
            self.arrived.insert((unit, day));
        }
    }

    fn asks(&mut self, rules: &Rules, facts: &BoardFacts, (unit, day): (&UnitId, Date), to: &str, now: Timestamp) {
        let local = rules.office.time_zone.to_datetime(now);
        assert!(is_office_time(rules, local) && day == local.date(), "{unit} is asked at {local}");
        assert!(!self.dead.contains_key(to), "{unit} is asked on {day} at {to}, which is dead");
        let notice = facts.notices.iter().find(|notice| (&notice.unit, notice.day) == (unit, day)).unwrap();
        assert!(!facts.open.iter().any(|mail| mail.unit.as_ref() == Some(unit)), "{unit} has a mail that waits, {day}");
        for (report, period) in &notice.about {
            let owed: Owed = (unit.clone(), report.clone(), *period);
            let at = format!("{unit}, {report}, {period}, on {day}");
            assert!(!facts.receipts.contains_key(&owed), "asked for what came: {at}");
            let told = |told: &Decided| told.owed == owed && rules.office.time_zone.to_datetime(told.at).date() == day;
            assert!(!facts.decided.iter().any(told), "asked on the day of a letter about a decision: {at}");
            assert_ne!(facts.exceptions.get(&owed), Some(&Exception::Excused), "asked though excused: {at}");
            let row = one(rules, facts, &owed, now).unwrap();
            let deadline = row.deadline.as_ref().unwrap();
            let asked = self.about.entry(owed).or_default();
            let (days, first) = match row.standing {
                Standing::Waiting => (&mut asked.0, first_day(rules, report, deadline.nominal)),
                Standing::Extended { until } => (&mut asked.0, first_day(rules, report, until)),
                Standing::Overdue { .. } | Standing::Maybe { why: Doubt::NotReached } => {
                    (&mut asked.1, days_after(deadline.last_day(), 1))
                }
                other => panic!("asked though {other:?}: {at}"),
            };
            assert!(day >= first, "asked before {first}: {at}");
            if days.last() != Some(&day) {
                days.push(day);
            }
        }
    }

    /// Beside the board of the same moment.
    fn digest(&mut self, rules: &Rules, facts: &BoardFacts, text: &str, now: Timestamp) {
        let today = rules.office.time_zone.to_datetime(now).date();
        self.reminded(rules, text, today);
        let (raw, text) = (text, text.split_whitespace().collect::<Vec<_>>().join(" "));
        let filter = Filter { days: Some((days_after(today, -180), days_after(today, 60))), ..Filter::default() };
        let rows: Vec<Row> =
            board(rules, facts, &filter, now).into_iter().filter(|row| row.deadline.is_some()).collect();
        let section = |from: &str, to: &str| {
            let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from}: {text}"));
            rest.split_once(to).unwrap_or_else(|| panic!("no {to}: {text}")).0.to_owned()
        };
        counted(rules, &rows, &section("III. Tình hình chung", &rules.office.name), today);

        let (late, doubtful) =
            (section("I. Quá hạn: ", "II. Cần xử lý"), section("II. Cần xử lý", "III. Tình hình chung"));
        let units = |wanted: &dyn Fn(&Row) -> bool| -> BTreeSet<UnitId> {
            rows.iter().filter(|row| wanted(row)).map(|row| row.unit.clone()).collect()
        };
        let overdue = units(&|row| matches!(row.standing, Standing::Overdue { .. }));
        let first = |text: &str| text.split(' ').next().unwrap().parse().unwrap_or(0);
        assert_eq!(first(&late), overdue.len(), "on {today}: {text}");
        let name = |unit: &UnitId| rules.roster.unit(unit).unwrap().name_on(today).to_owned();
        let told = passages(raw.split_once("I. Quá hạn").unwrap().1.split_once("II. Cần xử lý").unwrap().0).join(" | ");
        let unnamed = overdue.iter().filter(|unit| !names(&told, &name(unit))).count();
        let more = late.split_once("- Và ").map_or(0, |(_, rest)| first(rest));
        assert_eq!(unnamed, more, "on {today}: {text}");
        // Whom no letter reaches is not accused, and staff see that he must be called.
        let reached = |unit: &Unit| unit.mailboxes_on(today).0.iter().any(|own| !self.dead.contains_key(own));
        let unreached = units(&|row| {
            let missed = row.deadline.as_ref().is_some_and(|due| due.last_graced_day() < today);
            missed
                && matches!(row.standing, Standing::Overdue { .. } | Standing::Maybe { why: Doubt::NotReached })
                && !reached(rules.roster.unit(&row.unit).unwrap())
        });
        for unit in &unreached {
            let said = doubtful.split_once("Chưa nhắc được: ").is_some_and(|(_, rest)| {
                names(rest, &name(unit)) || rest.contains(&format!("{:02} đơn vị.", unreached.len()))
            });
            assert!(said && !overdue.contains(unit), "{unit} cannot be reached on {today}: {text}");
        }
        self.unreached.extend(unreached);
    }

    /// After the whole year; `granted`: how often more time was given for what.
    pub fn judge(&self, rules: &Rules, granted: &BTreeMap<Owed, usize>) {
        let mut by_month: BTreeMap<i8, BTreeMap<&UnitId, usize>> = BTreeMap::new();
        for (unit, day) in &self.arrived {
            *by_month.entry(day.month()).or_default().entry(unit).or_default() += 1;
        }
        for (month, units) in &by_month {
            let (letters, most) = (units.values().sum::<usize>(), units.values().max().unwrap());
            println!("tháng {month}: {letters} thư, {} đơn vị, nhiều nhất {most} thư một đơn vị", units.len());
        }
        // Twice before its date and three times after it; more time has its own days.
        for (owed, (before, after)) in self.about.iter().filter(|((unit, ..), _)| !self.slow.contains(unit)) {
            let (_, report) = rules.plans.report(&owed.1).unwrap();
            let spells = 1 + granted.get(owed).copied().unwrap_or(0);
            let most = (report.remind_before.len() * spells, report.overdue_after.len() * spells);
            assert!(before.len() <= most.0 && after.len() <= most.1, "{owed:?}, {spells}: {before:?}, {after:?}");
        }
        println!("{:?}, phải gọi {:?}", self.kinds, self.unreached);
        assert!(!self.unreached.is_empty());
        assert!(self.quiet.len() > 5, "{}", self.quiet.len());
        for owed in &self.quiet {
            let (_, report) = rules.plans.report(&owed.1).unwrap();
            let none = (Vec::new(), Vec::new());
            let (before, after) = self.about.get(owed).unwrap_or(&none);
            let most = (report.remind_before.len(), report.overdue_after.len());
            assert_eq!((before.len(), after.len()), most, "{owed:?}: {before:?}, {after:?}");
        }
    }
}

/// What a letter lists, each item in one line: with what stands above them all, where that ends in a colon.
fn passages(text: &str) -> Vec<String> {
    let mut passages: Vec<String> = Vec::new();
    let (mut above, mut open) = (String::new(), false);
    for line in text.lines() {
        match (line.strip_prefix("- "), line.strip_prefix("  ")) {
            (Some(item), _) if above.ends_with(':') => passages.push(format!("{above} {item}")),
            (Some(item), _) => passages.push(item.to_owned()),
            (None, Some(more)) if open => {
                let last = passages.last_mut().unwrap();
                *last = format!("{last} {}", more.trim_start());
            }
            _ if open || line.is_empty() => above = line.to_owned(),
            _ => above = format!("{above} {line}").trim().to_owned(),
        }
        open = line.starts_with("- ") || (open && line.starts_with("  "));
    }
    passages
}

/// Whether the unit of this name is named, and not only one in whose name it stands.
fn names(text: &str, name: &str) -> bool {
    let begins = |head: &str| head.is_empty() || ["- ", "; ", ": ", "| "].iter().any(|sign| head.ends_with(sign));
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([';', ':', '.']) || rest.starts_with(" (");
    text.match_indices(name).any(|(at, _)| begins(&text[..at]) && ends(&text[at + name.len()..]))
}

/// The first day on which a report due on `due` may be asked for.
fn first_day(rules: &Rules, report: &ReportId, due: Date) -> Date {
    let ahead = rules.plans.report(report).unwrap().1.remind_before.iter().copied().max().unwrap();
    let mut day = days_after(due, -i32::from(ahead));
    while !rules.calendar.is_workday(day) {
        day = day.yesterday().unwrap();
    }
    day
}

/// Each report and period of the digest against the rows that stand on the board.
fn counted(rules: &Rules, rows: &[Row], told: &str, today: Date) {
    let mut groups: BTreeMap<(&ReportId, String), Vec<Standing>> = BTreeMap::new();
    for row in rows {
        let name = &rules.plans.report(&row.report).unwrap().1.name;
        groups.entry((&row.report, period::title(name, row.period))).or_default().push(row.standing);
    }
    for ((_, title), standings) in groups {
        let of = |wanted: &dyn Fn(&Standing) -> bool| standings.iter().filter(|standing| wanted(standing)).count();
        let overdue = of(&|standing| matches!(standing, Standing::Overdue { .. }));
        let Some((_, rest)) = told.split_once(&format!("- {title}, hạn gửi ")) else {
            assert_eq!(overdue, 0, "{title} is overdue, but the digest of {today} is silent: {told}");
            continue;
        };
        let excused = of(&|standing| *standing == Standing::Excused);
        let received = of(&|standing| standing.is_received());
        let on_time = of(&|one| matches!(one, Standing::OnTime | Standing::OnDueDay | Standing::Nil));
        let waiting = of(&|one| matches!(one, Standing::Waiting | Standing::Extended { .. } | Standing::NoDate));
        let parts = |parts: &[(&str, usize)]| {
            let parts = parts.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{what} {count}"));
            parts.collect::<Vec<_>>().join(", ")
        };
        let late = of(&|one| matches!(one, Standing::Late { .. }));
        let maybe = of(&|one| matches!(one, Standing::Maybe { .. }));
        let came = parts(&[("đúng hạn", on_time), ("gửi chậm", late)]);
        let came = if came.is_empty() { came } else { format!(" ({came})") };
        let open = [("quá hạn", overdue), ("chưa kết luận", maybe), ("chưa gửi", waiting), ("miễn", excused)];
        let open = parts(&open);
        let open = if open.is_empty() { open } else { format!(", {open}") };
        let counts = format!("đã nhận {received}/{} đơn vị{came}{open}", standings.len() - excused);
        let line = rest.split(" - Báo cáo").next().unwrap();
        let whole = [".", ":"].iter().any(|end| line.contains(&format!("{counts}{end}")));
        assert!(whole, "{title} on {today}: board {counts}, digest {line}");
    }
}
