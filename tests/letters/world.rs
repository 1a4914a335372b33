//! An invented office in June 2020: three departments and a town, the plan "trước ngày 19/6/2020" and a monthly report.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, Time, date};
use jiff::tz::TimeZone;

use tiepnhan::calendar::{Calendar, Period};
use tiepnhan::decision::Relation;
use tiepnhan::letter::{Letter, Purpose, Templates};
use tiepnhan::mime;
use tiepnhan::notice::{self, Annex, Pen, Written};
use tiepnhan::office::{Office, Rules};
use tiepnhan::plan::obligation;
use tiepnhan::plan::{DueDate, DueKind, DueRule, OwedBy, PeriodRule, Plan, PlanId, Plans, Report, ReportId, Roll};
use tiepnhan::roster::{Group, GroupId, Roster, Unit, UnitId};
use tiepnhan::standing::facts::Copied;
use tiepnhan::standing::{BoardFacts, BoardReceipt, Exception, Notice, NoticeKind};

pub fn unit_id(text: &str) -> UnitId {
    UnitId::new(text).unwrap()
}

pub fn report_id(text: &str) -> ReportId {
    ReportId::new(text).unwrap()
}

pub fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// A moment of the office's civil time: `at("2020-06-16 08:00")`.
pub fn at(text: &str) -> Timestamp {
    let local: jiff::civil::DateTime = text.parse().unwrap();
    zone().to_timestamp(local).unwrap()
}

pub fn zone() -> TimeZone {
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap()
}

pub fn unit(id: &str, name: &str, group: &str) -> Unit {
    Unit {
        addresses: vec![format!("vanthu@{id}.example"), format!("canbo.{id}@thu.example")],
        domains: vec![format!("{id}.example")],
        ..Unit::new(unit_id(id), name, GroupId::new(group).unwrap())
    }
}

fn roster() -> Roster {
    let group = |id: &str, name: &str| Group { id: GroupId::new(id).unwrap(), name: name.into() };
    let mut khuyen_hoc = unit("hoi-khuyen-hoc", "Hội Khuyến học tỉnh", "so-nganh");
    khuyen_hoc.phone = Some("0238 3 500 111".into());
    khuyen_hoc.contact = Some("đồng chí Lê Thị Hoa".into());
    let mut mttq = unit("mttq", "Ủy ban MTTQ Việt Nam tỉnh", "mttq");
    mttq.greeting = Some("Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh".into());
    Roster {
        groups: vec![group("so-nganh", "Sở, ngành"), group("mttq", "MTTQ, đoàn thể")],
        units: vec![unit("so-y-te", "Sở Y tế", "so-nganh"), khuyen_hoc, mttq],
    }
}

pub fn report(id: &str, name: &str, periods: PeriodRule, due: Option<DueRule>) -> Report {
    let groups = vec![GroupId::new("so-nganh").unwrap(), GroupId::new("mttq").unwrap()];
    Report { due, ..Report::new(report_id(id), name, periods, OwedBy { groups, ..OwedBy::default() }) }
}

fn before(date: DueDate) -> DueRule {
    DueRule {
        kind: DueKind::Before, date, hour: None, wording: "trước ngày {ngày}".into(), roll: Roll::Next, grace: 0
    }
}

/// Only the half-year report of S0.
pub fn half_year() -> Report {
    let mut report = report(
        "6-thang",
        "Báo cáo 6 tháng đầu năm",
        PeriodRule::Once(period("2020-H1")),
        Some(before(DueDate::On(date(2020, 6, 19)))),
    );
    report.paper = true;
    report
}

pub fn monthly() -> Report {
    report("thang", "Báo cáo tháng", PeriodRule::Months(vec![6]), Some(before(DueDate::Day(19))))
}

fn office() -> Office {
    Office {
        name: "Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Sông Lam".into(),
        short_name: "Ban Tuyên giáo Tỉnh ủy Sông Lam".into(),
        mailbox: "khoagiao@tinhuy.songlam.example".into(),
        own_addresses: Vec::new(),
        staff: vec!["tmhoa@tinhuy.songlam.example".into()],
        leaders: vec!["truongban@tinhuy.songlam.example".into()],
        briefings: Vec::new(),
        contact: Some("đồng chí Trần Minh Hòa, chuyên viên Phòng Khoa giáo".into()),
        phone: Some("0238 3 844 100".into()),
        time_zone: zone(),
        start_date: date(2020, 6, 1),
        working_hours: (Time::constant(7, 30, 0, 0), Time::constant(17, 0, 0, 0)),
        digest_at: Time::constant(7, 30, 0, 0),
        on_duty: Vec::new(),
        due_day_counts: true,
        authserv_id: None,
        also_signed_by: Vec::new(),
        largest_letter: 20_000_000,
        placing: tiepnhan::spelling::placing::Placing::default(),
        escalation: tiepnhan::office::Escalation::default(),
    }
}

pub fn rules(reports: Vec<Report>) -> Rules {
    let plan = Plan {
        number: Some("45-KH/BTGTU".into()),
        date: Some(date(2020, 5, 25)),
        ..Plan::new(
            PlanId::new("giao-ban").unwrap(),
            "Kế hoạch tổ chức giao ban công tác khoa giáo 6 tháng đầu năm 2020",
            reports,
        )
    };
    Rules::new(office(), roster(), Plans { plans: vec![plan] }, Calendar::vietnam())
}

/// An office at work: the clock is turned, letters are noted as written.
pub struct World {
    pub rules: Rules,
    pub facts: BoardFacts,
    pub templates: Templates,
    pub letters: Vec<Letter>,
}

impl World {
    pub fn new(reports: Vec<Report>) -> Self {
        let templates = Templates::shipped().unwrap();
        Self { rules: rules(reports), facts: BoardFacts::default(), templates, letters: Vec::new() }
    }

    /// One tick; the letters it wrote.
    pub fn tick(&mut self, now: &str) -> Vec<Letter> {
        let mut faults = Vec::new();
        let pen = Pen { templates: &self.templates, annex: Annex::Without };
        let letters = notice::due(&self.rules, &self.facts, pen, at(now), &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        for letter in &letters {
            self.note(letter);
        }
        self.letters.extend(letters.clone());
        letters
    }

    /// The units that were asked by one tick, "nhắc so-y-te", "quá hạn so-y-te".
    pub fn asked(&mut self, now: &str) -> Vec<String> {
        self.tick(now).iter().filter_map(|letter| told(&letter.purpose)).collect()
    }

    /// Ticks every hour from the first day to the last, both included; what was asked, with the moment.
    pub fn run(&mut self, first: Date, last: Date) -> Vec<String> {
        let mut log = Vec::new();
        for day in first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last) {
            for hour in 0..24 {
                let now = format!("{day} {hour:02}:00");
                log.extend(self.asked(&now).into_iter().map(|told| format!("{now} {told}")));
            }
        }
        log
    }

    /// As [`Self::run`], but looks only once a day, when the office opens: for whole years.
    pub fn run_mornings(&mut self, first: Date, last: Date) -> Vec<String> {
        let days = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
        days.flat_map(|day| {
            let now = format!("{day} 08:00");
            self.asked(&now).into_iter().map(|told| format!("{now} {told}")).collect::<Vec<_>>()
        })
        .collect()
    }

    /// A report arrives and is entered as intake enters it, with how it stands to its date now.
    pub fn receive(&mut self, unit: &str, report: &str, of: &str, received: &str) {
        self.enter(unit, report, of, received, Relation::First);
    }

    /// "không phát sinh".
    pub fn receive_nil(&mut self, unit: &str, report: &str, of: &str, received: &str) {
        self.enter(unit, report, of, received, Relation::Nil);
    }

    fn enter(&mut self, unit: &str, report: &str, of: &str, received: &str, relation: Relation) {
        let key = (unit_id(unit), report_id(report), period(of));
        let owner = self.rules.roster.unit(&key.0).unwrap();
        let deadline = obligation::owed(&self.rules, owner, &key.1, key.2).and_then(|owed| owed.deadline);
        let deadline = match self.facts.exceptions.get(&key) {
            Some(Exception::Extended(day)) => deadline.map(|deadline| deadline.extended(*day)),
            _ => deadline,
        };
        let count = u32::try_from(self.facts.receipts.len()).unwrap() + 1;
        let receipt = BoardReceipt {
            number: (2020, 100 + count),
            version: 1,
            received_at: at(received),
            news_at: at(received),
            relation,
            timeliness: deadline.map(|deadline| deadline.arrival(at(received))),
            pieces: Vec::new(),
        };
        self.facts.receipts.entry(key).or_default().push(receipt);
    }

    fn note(&mut self, letter: &Letter) {
        self.facts.written.insert(letter.purpose.to_string());
        if let Purpose::Escalated(unit, day, to) = &letter.purpose {
            let notice = self.facts.notices.iter_mut().find(|notice| (&notice.unit, &notice.day) == (unit, day));
            notice.unwrap().copies.push(Copied { to: to.clone(), sent: false, lost: false });
            return;
        }
        let (unit, day, kind) = match &letter.purpose {
            Purpose::Reminder(unit, day) => (unit, day, NoticeKind::Reminder),
            Purpose::Overdue(unit, day) => (unit, day, NoticeKind::Overdue),
            _ => return,
        };
        self.facts.notices.push(Notice {
            unit: unit.clone(),
            day: *day,
            kind,
            about: letter.about.clone(),
            gist: letter.gist.clone(),
            to: letter.to.clone(),
            sent: false,
            lost: false,
            copies: Vec::new(),
        });
    }
}

/// A letter as the ledger knows it.
pub fn written(letter: &Letter) -> Written<'_> {
    Written { purpose: &letter.purpose, about: &letter.about, to: &letter.to, gist: &letter.gist }
}

pub fn told(purpose: &Purpose) -> Option<String> {
    match purpose {
        Purpose::Reminder(unit, _) => Some(format!("nhắc {unit}")),
        Purpose::Overdue(unit, _) => Some(format!("quá hạn {unit}")),
        _ => None,
    }
}

/// Header and plain text of a letter as a mail program shows them.
pub fn shown(letter: &Letter) -> String {
    let mail = mime::parse(&letter.mime.frame, &mime::Limits::default());
    let header = |name: &str| mail.header(name).unwrap_or_default();
    let text = mail.walk().into_iter().find(|part| part.media_type == "text/plain").unwrap().text();
    let cc = mail.header("cc").map(|cc| format!("Cc: {cc}\n")).unwrap_or_default();
    format!("To: {}\n{cc}Subject: {}\n\n{}", header("to"), header("subject"), text.replace("\r\n", "\n"))
}

/// Compares with the file of that name below tests/golden/letters; `GOLDEN=write` writes it.
pub fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/letters").join(format!("{name}.txt"));
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "write") {
        fs::write(&path, text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(known == text, "{name} says now (GOLDEN=write accepts it):\n{text}");
}
