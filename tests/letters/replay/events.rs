//! What happens in the year, by a dice that always falls alike.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tiepnhan::desk::correct::{self, Amendment};
use tiepnhan::desk::grant::{self, Wish};
use tiepnhan::desk::record::{Recording, record};
use tiepnhan::desk::settle::{self, Assignment, Dismissal, EntryAsked};
use tiepnhan::desk::{Desk, Pick, Refusal, Said};
use tiepnhan::dossier::amendment::Change;
use tiepnhan::intake::Ground;
use tiepnhan::ledger::Channel;
use tiepnhan::office::Rules;
use tiepnhan::plan::obligation::{Obligation, obligations};
use tiepnhan::roster::UnitId;
use tiepnhan::standing::Exception;
use tiepnhan::standing::facts::Owed;
use tiepnhan::standing::grant::Whose;

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

impl Year {
    pub async fn happen(&mut self, event: Event, now: Timestamp) {
        let day = SignedDuration::from_hours(24);
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
            decided => {
                if let Err(refusal) = self.decide(decided.clone(), now) {
                    self.refused(decided, &refusal);
                }
            }
        }
    }

    /// What came needs neither more time nor an exemption, and what was not granted cannot be taken back. Staff are
    /// refused nothing else in the whole year.
    fn refused(&mut self, decided: Event, refusal: &Refusal) {
        let key = |owed: Obligation| (owed.unit, owed.report, owed.period);
        match decided {
            Event::Grant(owed, _) => {
                assert!(refusal.to_string().contains("không còn tác dụng"), "{owed:?}: {refusal}");
                self.refused.insert(key(owed));
            }
            Event::Lift(owed) => assert!(self.refused.contains(&key(owed)), "{refusal}"),
            other => panic!("{other:?}: {refusal}"),
        }
    }

    /// Whether an address of the unit is dead.
    fn is_lost(&self, unit: &UnitId) -> bool {
        let ground = self.ground();
        let unit = ground.rules.roster.unit(unit).unwrap();
        unit.addresses.iter().any(|address| self.fates.contains_key(&address.to_lowercase()))
    }

    /// The room in which staff work.
    fn desk(&self, now: Timestamp) -> Desk {
        let archive = self.works.intake.archive.clone();
        Desk::of(Arc::clone(&self.works.config), self.ground(), self.ledger(), archive, now)
    }

    /// What a person does. What no longer fits by then (the line was withdrawn, the mail was settled, the same was
    /// decided before) is refused, as staff would be.
    fn decide(&self, event: Event, now: Timestamp) -> Result<(), Refusal> {
        let desk = self.desk(now);
        let said = || Said::new(CLERK, "đã xem văn bản");
        let wish = |owed: &Obligation| {
            Ok::<_, Refusal>(Wish {
                whose: Whose::Units(vec![owed.unit.clone()]),
                report: owed.report.clone(),
                period: owed.period,
                basis: None,
                quiet: false,
                seen: None,
                said: said()?,
            })
        };
        let by_hand = |owed: &Obligation, nil: bool| {
            let (unit, report, period) = (owed.unit.clone(), owed.report.clone(), owed.period);
            let (channel, received_at, document_number, seen) = (Channel::Paper, None, None, None);
            let said = said()?;
            record(&desk, &Recording { unit, report, period, channel, received_at, document_number, nil, seen, said })
        };
        let amendment = |owed: &Obligation| {
            let lines = self.ledger().read(|snapshot| snapshot.lines_about(&owed.unit, &owed.report, owed.period))?;
            let number = lines.iter().rfind(|line| line.stands()).map(|line| line.number);
            let said = said()?;
            Ok::<_, Refusal>(number.map(|number| Amendment { number, quiet: false, said }))
        };
        match event {
            Event::Came(owed) => by_hand(&owed, false).map(drop),
            Event::Nil(owed) => by_hand(&owed, true).map(drop),
            Event::Grant(owed, exception) => grant::grant(&desk, &wish(&owed)?, exception).map(drop),
            Event::Lift(owed) => grant::lift(&desk, &wish(&owed)?).map(drop),
            Event::Revoked(owed) => match amendment(&owed)? {
                Some(asked) => correct::withdraw(&desk, &asked).map(drop),
                None => Ok(()),
            },
            Event::Moved(owed, to) => match amendment(&owed)? {
                Some(asked) => {
                    let change = Change { unit: Some(to.unit), ..Change::default() };
                    correct::correct(&desk, &asked, &change).map(drop)
                }
                None => Ok(()),
            },
            Event::Dismiss(mail) => {
                let (learn, said) = (Pick::Nothing, said()?);
                settle::dismiss(&desk, &Dismissal { mail, seen: None, learn, said }).map(drop)
            }
            Event::Settle(mail, owed) => {
                let (unit, report, period) = (Some(owed.unit), Some(owed.report), Some(owed.period));
                let entries = vec![EntryAsked { unit, report, period, ..EntryAsked::default() }];
                let (learn, said) = (Pick::Nothing, said()?);
                let asked = Assignment { mail, seen: None, entries, learn, silent: false, said };
                settle::assign(&desk, &asked).map(drop)
            }
            other => panic!("no decision: {other:?}"),
        }
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
