//! What happens in the year, by a dice that always falls alike.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tiepnhan::decision::{Entry, Relation};
use tiepnhan::dossier::amendment::ByHand;
use tiepnhan::intake::Ground;
use tiepnhan::ledger::{Act, Channel, Granted, LedgerError, Line, ReviewState, Settlement};
use tiepnhan::office::Rules;
use tiepnhan::plan::obligation::{Obligation, obligations};
use tiepnhan::roster::UnitId;
use tiepnhan::standing::Exception;
use tiepnhan::standing::facts::Owed;

use super::{DAYS, Year, moment};

const CLERK: &str = "lhnam.btg@tinhuy.songlam.example";

/// What becomes of letters to an address, from a moment on.
#[derive(Debug, Clone, Copy)]
pub enum Fate {
    /// Its server refuses them.
    Refuses(Timestamp),
    /// Its server takes them and sends them back.
    Returns(Timestamp),
    /// It is full on every other day.
    Full(Timestamp),
}

impl Fate {
    pub fn since(self) -> Timestamp {
        match self {
            Self::Refuses(since) | Self::Returns(since) | Self::Full(since) => since,
        }
    }
}

/// Something that happens.
#[derive(Debug, Clone)]
pub enum Event {
    /// Staff enter what came on paper.
    Came(Obligation),
    /// The clerk of the unit writes and forgets the file; staff settle it so many days later.
    Fileless(Obligation, i64),
    /// Staff enter what they found in a mail.
    Settle(i64, Obligation),
    /// The unit asks something; staff lay it aside so many days later.
    Asks(Obligation, i64),
    Dismiss(i64),
    /// "Không phát sinh", on paper.
    Nil(Obligation),
    Grant(Obligation, Exception),
    Lift(Obligation),
    /// What was entered last was another unit's.
    Moved(Obligation, Obligation),
    /// What was entered should not have been.
    Revoked(Obligation),
    /// A letter comes back.
    Returned(String, String),
    /// Staff write a new address into the office's list.
    NewAddress(&'static str, &'static str),
}

/// 0..100, the same for the same throw.
fn dice(owed: &Obligation, salt: u64) -> u64 {
    let text = format!("{}/{}/{}/{salt}", owed.unit, owed.report, owed.period);
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 20) % 100
}

/// All that happens, to which addresses no letter comes, and about which obligations nothing ever happens.
pub struct Story {
    pub events: Vec<(Timestamp, Event)>,
    pub fates: BTreeMap<String, Fate>,
    pub quiet: BTreeSet<Owed>,
}

pub fn story(rules: &Rules) -> Story {
    let (mut events, mut quiet) = (Vec::new(), BTreeSet::new());
    let all: Vec<Obligation> =
        obligations(rules, DAYS.0, DAYS.1).into_iter().filter(|owed| owed.deadline.is_some()).collect();
    for (owed, next) in all.iter().zip(all.iter().skip(1)) {
        let happens = of_one(rules, owed, next);
        if happens.is_empty() {
            quiet.insert((owed.unit.clone(), owed.report.clone(), owed.period));
        }
        events.extend(happens);
    }
    let at = |month, day| moment(rules, Date::constant(2024, month, day), 10, 0);
    let units = &rules.roster.units;
    let address = |unit: &str, nth: usize| {
        units.iter().find(|one| one.id.as_str() == unit).unwrap().addresses[nth].to_lowercase()
    };
    let fates = BTreeMap::from([
        // Its second address is used from then on, until that one refuses, too.
        (address("so-y-te", 0), Fate::Refuses(at(2, 1))),
        (address("so-y-te", 1), Fate::Returns(at(6, 1))),
        // These have one address only.
        (address("so-gddt", 0), Fate::Returns(at(4, 1))),
        (address("so-khcn", 0), Fate::Refuses(at(1, 1))),
        (address("so-tnmt", 0), Fate::Full(at(1, 1))),
    ]);
    // After the call staff write down where the department can be reached.
    events.push((at(8, 5), Event::NewAddress("so-gddt", "phongcntt@sgddt.songlam.example")));
    // A mail of a unit that waits for a person holds back all that the unit is asked for.
    let heard = |unit: &UnitId| {
        let unit = units.iter().find(|one| one.id == *unit).unwrap();
        let written = events.iter().any(|(_, event)| match event {
            Event::Fileless(owed, _) | Event::Asks(owed, _) => owed.unit == unit.id,
            Event::Moved(_, to) => to.unit == unit.id,
            _ => false,
        });
        written || unit.addresses.iter().any(|address| fates.contains_key(&address.to_lowercase()))
    };
    quiet.retain(|(unit, ..)| !heard(unit));
    Story { events, fates, quiet }
}

fn of_one(rules: &Rules, owed: &Obligation, next: &Obligation) -> Vec<(Timestamp, Event)> {
    let due = owed.deadline.as_ref().unwrap().nominal;
    let on = |days: i64| {
        let minute = i8::try_from(dice(owed, 9) % 60).unwrap();
        moment(rules, due.saturating_add(jiff::Span::new().days(days)), 9, minute)
    };
    let mut events = Vec::new();
    match dice(owed, 1) {
        0..3 => events.push((on(-6), Event::Grant(owed.clone(), Exception::Excused))),
        3..5 => {
            events.push((on(-6), Event::Grant(owed.clone(), Exception::Excused)));
            events.push((on(-2), Event::Lift(owed.clone())));
        }
        5..9 => events.push((on(-2), Event::Grant(owed.clone(), extended(due, 7)))),
        9..11 => {
            events.push((on(-3), Event::Grant(owed.clone(), extended(due, 7))));
            events.push((on(3), Event::Grant(owed.clone(), extended(due, 12))));
        }
        11..13 => {
            events.push((on(-4), Event::Grant(owed.clone(), extended(due, 9))));
            events.push((on(2), Event::Lift(owed.clone())));
        }
        // More time than it had, only when it is late already.
        13..15 => events.push((on(4), Event::Grant(owed.clone(), extended(due, 10)))),
        _ => {}
    }
    match dice(owed, 2) {
        0..48 => events.push((on(-i64::try_from(dice(owed, 3) % 8).unwrap()), Event::Came(owed.clone()))),
        48..60 => events.push((on(i64::try_from(dice(owed, 3) % 12).unwrap()), Event::Came(owed.clone()))),
        60..64 => events.push((on(-2), Event::Nil(owed.clone()))),
        64..70 => events.push((on(-4), Event::Fileless(owed.clone(), 6))),
        70..74 => events.push((on(-3), Event::Asks(owed.clone(), 5))),
        74..77 => {
            events.push((on(-7), Event::Came(owed.clone())));
            events.push((on(-2), Event::Revoked(owed.clone())));
        }
        77..79 if next.report == owed.report && next.period == owed.period => {
            events.push((on(-7), Event::Came(owed.clone())));
            events.push((on(1), Event::Moved(owed.clone(), next.clone())));
        }
        // Never.
        _ => {}
    }
    events
}

fn extended(due: Date, days: i64) -> Exception {
    Exception::Extended(due.saturating_add(jiff::Span::new().days(days)))
}

fn by_hand(owed: &Obligation, relation: Relation, now: Timestamp) -> ByHand {
    ByHand {
        channel: Channel::Paper,
        unit: owed.unit.clone(),
        report: owed.report.clone(),
        period: owed.period,
        relation,
        received_at: now,
        timeliness: owed.deadline.as_ref().map(|due| due.arrival(now)),
        document_number: None,
        files: Vec::new(),
    }
}

impl Year {
    pub async fn happen(&mut self, event: Event, now: Timestamp) {
        let day = SignedDuration::from_hours(24);
        let by = (CLERK, "đã xem văn bản");
        match event {
            // Who cannot get mail does not write any.
            Event::Fileless(ref owed, _) | Event::Asks(ref owed, _) if self.is_lost(&owed.unit) => {}
            Event::Fileless(owed, days) => {
                if let Some(mail) = self.take(fileless(self.ground().as_ref(), &owed), now).await {
                    let later = now + day * i32::try_from(days).unwrap();
                    self.moments.entry(later).or_default().push(Event::Settle(mail, owed));
                }
            }
            Event::Asks(owed, days) => {
                if let Some(mail) = self.take(asks(self.ground().as_ref(), &owed), now).await {
                    let later = now + day * i32::try_from(days).unwrap();
                    self.moments.entry(later).or_default().push(Event::Dismiss(mail));
                }
            }
            Event::Returned(address, id) => {
                self.take(returned(&address, &id), now).await;
                self.watch.dead.entry(address).or_insert(now);
            }
            Event::NewAddress(unit, address) => {
                let ground = self.ground();
                let mut rules = ground.rules.clone();
                let unit = rules.roster.units.iter_mut().find(|one| one.id.as_str() == unit).unwrap();
                unit.addresses = vec![address.to_owned()];
                self.works.ground.send(Arc::new(Ground { rules, templates: ground.templates.clone() })).unwrap();
            }
            decided => self.decide(decided, by, now).unwrap(),
        }
    }

    /// Whether an address of the unit is dead.
    fn is_lost(&self, unit: &UnitId) -> bool {
        let ground = self.ground();
        let unit = ground.rules.roster.unit(unit).unwrap();
        unit.addresses.iter().any(|address| self.fates.contains_key(&address.to_lowercase()))
    }

    /// What a person writes into the ledger.
    fn decide(&self, event: Event, (by, why): (&str, &str), now: Timestamp) -> Result<(), LedgerError> {
        let act = Act { by, why, year: 2024, now };
        self.ledger().write(|tx| {
            let line = |owed: &Obligation, lines: Vec<Line>| {
                let about = |line: &Line| line.unit == owed.unit && line.report == owed.report;
                let here = |line: &&Line| about(line) && line.period == owed.period && line.stands();
                lines.iter().rfind(here).map(|line| line.number)
            };
            match event {
                Event::Came(owed) => tx.record_by_hand(&by_hand(&owed, Relation::First, now), act).map(drop),
                Event::Nil(owed) => tx.record_by_hand(&by_hand(&owed, Relation::Nil, now), act).map(drop),
                Event::Grant(Obligation { unit, report, period, .. }, exception) => {
                    let (by, why) = (by.to_owned(), why.to_owned());
                    tx.grant(&Granted { unit, report, period, exception, at: now, by, why }).map(drop)
                }
                Event::Lift(owed) => tx.lift((&owed.unit, &owed.report, owed.period), by, why, now).map(drop),
                Event::Revoked(owed) => match line(&owed, tx.lines()?) {
                    Some(number) => tx.revoke(number, act),
                    None => Ok(()),
                },
                Event::Moved(owed, to) => match line(&owed, tx.lines()?) {
                    Some(number) => tx.correct(number, &by_hand(&to, Relation::First, now), act).map(drop),
                    None => Ok(()),
                },
                Event::Dismiss(mail) if tx.review(mail)?.state == ReviewState::Open => tx.dismiss(mail, by, why, now),
                Event::Settle(mail, owed) if tx.review(mail)?.state == ReviewState::Open => {
                    let (unit, report, period) = (owed.unit.clone(), owed.report.clone(), owed.period);
                    let (attachments, relation) = (Vec::new(), Relation::First);
                    let entry = Entry { unit, report, period, attachments, relation, document_number: None };
                    let timeliness = |_: &Entry| owed.deadline.as_ref().map(|due| due.arrival(now));
                    let entries = &[entry];
                    tx.assign(&Settlement { mail, entries, timeliness: &timeliness, year: 2024, by, why, now })?;
                    Ok(())
                }
                _ => Ok(()),
            }
        })
    }
}

fn from(ground: &Ground, owed: &Obligation) -> String {
    ground.rules.roster.unit(&owed.unit).unwrap().addresses[0].clone()
}

fn fileless(ground: &Ground, owed: &Obligation) -> String {
    let id = format!("{}.{}.{}", owed.unit, owed.report, owed.period);
    format!(
        "From: Van thu <{}>\nTo: khoagiao.btgtusonglam@gmail.com\nMessage-ID: <tep.{id}@gui.example>\n\
         Subject: Gui bao cao\nContent-Type: text/plain; charset=utf-8\n\n\
         Đơn vị gửi báo cáo kỳ {}, xin xem tệp kèm theo.\n",
        from(ground, owed),
        owed.period
    )
}

fn asks(ground: &Ground, owed: &Obligation) -> String {
    let id = format!("{}.{}.{}", owed.unit, owed.report, owed.period);
    format!(
        "From: Van thu <{}>\nTo: khoagiao.btgtusonglam@gmail.com\nMessage-ID: <hoi.{id}@gui.example>\n\
         Subject: Hỏi mẫu báo cáo\nContent-Type: text/plain; charset=utf-8\n\n\
         Đề nghị Ban cho biết mẫu báo cáo kỳ {} có gì thay đổi không?\n",
        from(ground, owed),
        owed.period
    )
}

/// As Postfix returns what it could not deliver.
fn returned(address: &str, id: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: khoagiao.btgtusonglam@gmail.com\n\
         Subject: Undelivered Mail Returned to Sender\nMessage-ID: <tra.{}@mx.example>\nAuto-Submitted: auto-replied\n\
         MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"ranh\"\n\n\
         --ranh\nContent-Type: text/plain; charset=us-ascii\n\n<{address}>: host mx.example said: 550 5.1.1 User unknown\n\
         --ranh\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n\
         --ranh\nContent-Type: text/rfc822-headers\n\nMessage-ID: {id}\n\n--ranh--\n",
        id.trim_matches(['<', '>']).replace('@', ".")
    )
}
