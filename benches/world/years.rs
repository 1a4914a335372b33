//! Ten years day by day: what is due, what comes, what is asked, what a person settles.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use tiepnhan::archive::Archive;
use tiepnhan::calendar::period;
use tiepnhan::config::Loaded;
use tiepnhan::daemon::ledger_file;
use tiepnhan::decision::{Entry, Relation};
use tiepnhan::delivery::Outcome;
use tiepnhan::dossier::amendment::ByHand;
use tiepnhan::ledger::{Act, Bucket, Channel, Granted, Ledger, LetterQueue, Record, Settlement, Tx};
use tiepnhan::letter::Templates;
use tiepnhan::message::Origin;
use tiepnhan::office::Rules;
use tiepnhan::outbox::Queue as _;
use tiepnhan::plan::Asks;
use tiepnhan::plan::obligation::{Obligation, obligations};
use tiepnhan::standing::Exception;
use tiepnhan::{judgment, scheduler};

use super::dice::Dice;
use super::mails::{Draft, eml, message, report};
use super::{CLERK, DAYS, moment};

/// Mails of the last days lie in the archive with their bytes.
const KEPT_DAYS: i64 = 60;
/// Letters of the clock are written in the last days; before them only what answers a mail.
const ASKED_DAYS: i64 = 130;
/// Of mails that somebody must settle, those of the last days still wait.
const OPEN_DAYS: i64 = 12;

/// Something that happens.
#[derive(Clone, Copy)]
enum Event {
    /// A unit sends what it owes; which version.
    Report(usize, u32),
    /// The same in a way that a person must look at.
    Unclear(usize),
    /// A mail that is no report.
    Invitation(usize),
    /// Staff enter what came by hand.
    ByHand(usize),
    /// Staff grant something: more days, or all of it.
    Grant(usize, Option<i32>),
}

/// Everything the years need.
struct Years<'a> {
    rules: &'a Rules,
    templates: Templates,
    ledger: Arc<Ledger>,
    archive: Archive,
    queue: LetterQueue,
    owed: Vec<Obligation>,
    dice: Dice,
    mails: usize,
    /// Mails that a person settles, and what they held.
    waiting: Vec<(i64, usize, Timestamp)>,
    end: Timestamp,
    today: Date,
}

/// Lives through them.
///
/// # Errors
/// What ledger and disk say.
pub fn live(loaded: &Loaded) -> Result<(), Box<dyn Error>> {
    let rules = &loaded.rules;
    let end = moment()?;
    std::fs::create_dir_all(&loaded.config.data)?;
    let start = rules.office.time_zone.to_timestamp(DAYS.0.at(0, 0, 0, 0))?;
    let ledger = Arc::new(Ledger::open(&ledger_file(&loaded.config), start)?.unguarded()?);
    let mut years = Years {
        rules,
        templates: Templates::shipped().map_err(|faults| format!("{faults:?}"))?,
        archive: Archive::open(Path::new(&loaded.config.data))?,
        queue: LetterQueue { ledger: Arc::clone(&ledger), from: rules.office.mailbox.clone() },
        ledger,
        owed: obligations(rules, DAYS.0, DAYS.1),
        dice: Dice::of(2016),
        mails: 0,
        waiting: Vec::new(),
        end,
        today: DAYS.1,
    };
    let mut events = years.events();
    events.retain(|(at, _)| *at <= end);
    events.sort_by_key(|(at, _)| *at);
    let mut by_day: BTreeMap<Date, Vec<(Timestamp, Event)>> = BTreeMap::new();
    for (at, event) in events {
        by_day.entry(rules.office.time_zone.to_datetime(at).date()).or_default().push((at, event));
    }
    let mut day = DAYS.0;
    while day <= DAYS.1 {
        years.day(day, by_day.get(&day).map_or(&[], Vec::as_slice))?;
        day = day.tomorrow()?;
    }
    Ok(())
}

impl Years<'_> {
    fn before_end(&self, days: i64) -> Date {
        self.today.saturating_sub(days.days())
    }

    fn at(&mut self, day: Date) -> Timestamp {
        let minutes = self.dice.between(7 * 60 + 30, 17 * 60);
        let midnight = self.rules.office.time_zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN);
        midnight.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(midnight)
    }

    fn events(&mut self) -> Vec<(Timestamp, Event)> {
        let mut events = Vec::new();
        let places: BTreeMap<_, _> =
            self.rules.roster.units.iter().map(|unit| unit.id.clone()).zip(0_usize..).collect();
        for nth in 0..self.owed.len() {
            let Some(owed) = self.owed.get(nth) else { continue };
            let place = places.get(&owed.unit).copied().unwrap_or_default();
            let due = owed.deadline.as_ref().map_or(owed.period.last_day(), |due| due.nominal);
            let activity =
                self.rules.plans.report(&owed.report).is_some_and(|(_, report)| report.asks == Asks::Activity);
            self.fate(nth, place, due, activity, &mut events);
        }
        for _ in 0..4000 {
            let day = DAYS.0.saturating_add(self.dice.between(0, 3825).days());
            let unit = self.dice.throw(self.owed.len());
            events.push((self.at(day), Event::Invitation(unit)));
        }
        events
    }

    /// What becomes of one obligation. A third of the units is careful, a tenth careless.
    fn fate(&mut self, nth: usize, place: usize, due: Date, activity: bool, events: &mut Vec<(Timestamp, Event)>) {
        let after = |days: i64| due.saturating_add(days.days());
        if activity {
            if self.dice.happens(800) {
                let at = self.at(after(2));
                events.push((at, Event::ByHand(nth)));
            }
            return;
        }
        let (missing, late) = match place % 10 {
            0..=3 => (5, 30),
            4..=8 => (30, 120),
            _ => (140, 350),
        };
        if self.dice.happens(4) {
            let at = self.at(after(-6));
            events.push((at, Event::Grant(nth, self.dice.happens(600).then_some(7))));
        }
        if self.dice.happens(missing) {
            return;
        }
        let days = if self.dice.happens(late) {
            self.dice.between(1, 12)
        } else if self.dice.happens(70) {
            0
        } else {
            self.dice.between(1, 6).saturating_neg()
        };
        let at = self.at(after(days));
        let open = at > self.end.saturating_sub(SignedDuration::from_hours(OPEN_DAYS.saturating_mul(24))).unwrap_or(at);
        let unclear = if open { 160 } else { 14 };
        if self.dice.happens(unclear) {
            events.push((at, Event::Unclear(nth)));
            return;
        }
        if self.dice.happens(8) {
            events.push((at, Event::ByHand(nth)));
            return;
        }
        events.push((at, Event::Report(nth, 1)));
        if self.dice.happens(45) {
            let again = at.saturating_add(SignedDuration::from_hours(self.dice.between(2, 60))).unwrap_or(at);
            events.push((again, Event::Report(nth, 2)));
        }
    }

    /// One day: the clock in the morning, what comes, the clock in the afternoon, what leaves.
    fn day(&mut self, day: Date, events: &[(Timestamp, Event)]) -> Result<(), Box<dyn Error>> {
        let hour = |hour: i8| self.rules.office.time_zone.to_timestamp(day.at(hour, 5, 0, 0));
        let (morning, evening) = (hour(8)?, hour(17)?.min(self.end));
        let asks = day >= self.before_end(ASKED_DAYS);
        if asks {
            scheduler::tick(&self.ledger, self.rules, &self.templates, morning)?;
        }
        let ledger = Arc::clone(&self.ledger);
        ledger.write(|tx| events.iter().try_for_each(|(at, event)| self.happen(tx, *at, *event, day)))?;
        if day < self.before_end(OPEN_DAYS) {
            ledger.write(|tx| self.settle(tx, evening))?;
        }
        // On the last day some letters still wait.
        let most = if day == self.today { 70 } else { usize::MAX };
        self.send(evening, most)
    }

    fn happen(&mut self, tx: &mut Tx<'_>, at: Timestamp, event: Event, day: Date) -> Result<(), Box<dyn Error>> {
        let (Event::Report(nth, _)
        | Event::Unclear(nth)
        | Event::Invitation(nth)
        | Event::ByHand(nth)
        | Event::Grant(nth, _)) = event;
        let Some(owed) = self.owed.get(nth).cloned() else { return Ok(()) };
        match event {
            Event::Grant(_, days) => {
                let until = days.and_then(|days| Some(owed.deadline.as_ref()?.nominal.saturating_add(days.days())));
                tx.grant(&Granted {
                    unit: owed.unit,
                    report: owed.report,
                    period: owed.period,
                    exception: until.map_or(Exception::Excused, Exception::Extended),
                    at,
                    by: CLERK.1.to_owned(),
                    why: "Đơn vị có công văn đề nghị".to_owned(),
                })?;
            }
            Event::ByHand(_) => {
                let hand = ByHand {
                    channel: if self.dice.happens(700) { Channel::Paper } else { Channel::Zalo },
                    unit: owed.unit,
                    report: owed.report,
                    period: owed.period,
                    relation: Relation::First,
                    received_at: at,
                    timeliness: owed.deadline.as_ref().map(|due| due.arrival(at)),
                    document_number: None,
                    files: Vec::new(),
                };
                tx.record_by_hand(&hand, Act { by: CLERK.1, why: "văn thư chuyển", year: day.year(), now: at })?;
            }
            Event::Report(..) | Event::Unclear(_) | Event::Invitation(_) => {
                self.mail(tx, at, event, (nth, &owed), day)?;
            }
        }
        Ok(())
    }

    /// A mail comes and is judged, as intake does it.
    fn mail(
        &mut self,
        tx: &mut Tx<'_>,
        at: Timestamp,
        event: Event,
        (nth, owed): (usize, &Obligation),
        day: Date,
    ) -> Result<(), Box<dyn Error>> {
        self.mails = self.mails.saturating_add(1);
        let bytes = eml(&self.draft(at, event, owed).ok_or("no such unit")?)?;
        if day >= self.before_end(KEPT_DAYS) {
            self.archive.keep(&bytes)?;
        }
        let key = format!("{}", self.mails);
        let origin = Origin { source: "maildir".into(), folder: String::new(), uid_validity: 0, uid: 0, key };
        let (message, _) = message(bytes, origin.clone(), at);
        let facts = tx.facts(&message, day.year(), at)?;
        let judged = judgment::judge(&message, &facts, self.rules, &self.templates, at);
        let recorded = tx.record(&Record {
            origin: &origin,
            message: &message,
            facts: &facts,
            evidence: &judged.evidence,
            decision: &judged.decision,
            letters: &judged.letters,
            bucket: judged.bucket,
            year: day.year(),
            timeliness: &|entry| judgment::timeliness(entry, at, &facts, self.rules),
            now: at,
        })?;
        if judged.bucket == Bucket::Review {
            self.waiting.push((recorded.mail, nth, at));
        }
        Ok(())
    }

    fn draft(&mut self, at: Timestamp, event: Event, owed: &Obligation) -> Option<Draft<'_>> {
        let rules = self.rules;
        let unit = rules.roster.unit(&owed.unit)?;
        let (_, kind) = rules.plans.report(&owed.report)?;
        let title = period::title(&kind.name, owed.period);
        let day = rules.office.time_zone.to_datetime(at).date();
        let number = format!("{}-BC/{}", self.dice.between(1, 400), initials(&unit.name));
        let place = format!("An Hải, ngày {} tháng {} năm {}", day.day(), day.month(), day.year());
        let address = unit.addresses.first()?.as_str();
        let mut draft = Draft {
            nth: self.mails,
            from: (&unit.name, address),
            subject: format!("{} gửi {}", unit.name, tiepnhan::letter::wording::lower_first(&title)),
            body: format!("Kính gửi Ban Tuyên giáo và Dân vận Tỉnh ủy.\n\n{} xin gửi {title}.", unit.name),
            file: None,
            at,
        };
        let version = if let Event::Report(_, version) = event { version } else { 1 };
        let name = format!("BC-{}-{}.docx", self.mails, initials(&unit.name));
        match (event, self.dice.throw(3)) {
            (Event::Invitation(_), _) => {
                "Giấy mời dự hội nghị".clone_into(&mut draft.subject);
                "Kính mời đồng chí dự hội nghị theo giấy mời.".clone_into(&mut draft.body);
                return Some(draft);
            }
            (Event::Unclear(_), 0) => {
                draft.from = ("Nguyen Van Thu", "vanthu.gui2016@thurieng.example");
                "Bao cao".clone_into(&mut draft.subject);
            }
            (Event::Unclear(_), 1) => {
                "Gửi báo cáo".clone_into(&mut draft.subject);
                "Gửi các đồng chí báo cáo của đơn vị.".clone_into(&mut draft.body);
                let lines =
                    report(&mut self.dice, &unit.name, &number, &place, "Báo cáo tình hình, kết quả công tác", 1);
                draft.file = Some((name, lines));
                return Some(draft);
            }
            // Forgot the file.
            (Event::Unclear(_), _) => return Some(draft),
            _ => {}
        }
        if version > 1 {
            draft.subject.push_str(" (bản thay thế)");
        }
        draft.file = Some((name, report(&mut self.dice, &unit.name, &number, &place, &title, version)));
        Some(draft)
    }

    /// A person settles what waits: enters it, or lays it aside when it brought nothing.
    fn settle(&mut self, tx: &mut Tx<'_>, now: Timestamp) -> Result<(), Box<dyn Error>> {
        for (mail, nth, at) in std::mem::take(&mut self.waiting) {
            let Some(owed) = self.owed.get(nth) else { continue };
            if tx.review(mail)?.state != tiepnhan::ledger::ReviewState::Open {
                continue;
            }
            if tx.attachments(mail)?.is_empty() {
                tx.dismiss(mail, CLERK.1, "không có tệp, đơn vị đã gửi lại", now)?;
                continue;
            }
            let entry = Entry {
                unit: owed.unit.clone(),
                report: owed.report.clone(),
                period: owed.period,
                attachments: vec![0],
                relation: Relation::First,
                document_number: None,
            };
            tx.assign(&Settlement {
                mail,
                entries: &[entry],
                timeliness: &|_| owed.deadline.as_ref().map(|due| due.arrival(at)),
                year: self.rules.office.time_zone.to_datetime(now).year(),
                by: CLERK.1,
                why: "đọc văn bản",
                now,
            })?;
        }
        Ok(())
    }

    /// Letters leave; one in some hundreds does not.
    fn send(&mut self, now: Timestamp, most: usize) -> Result<(), Box<dyn Error>> {
        for _ in 0..most {
            let Some(claimed) = self.queue.claim(now)? else { break };
            let outcome = if self.dice.happens(3) {
                let why = "550 5.1.1 không có hộp thư này".to_owned();
                Outcome::Never { why, code: Some(550), dead: self.dice.happens(300) }
            } else {
                Outcome::Sent { reply: "250 2.0.0 queued".to_owned() }
            };
            self.queue.settle(claimed.id, &outcome, None, now)?;
        }
        Ok(())
    }
}

/// "SYT".
fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}
