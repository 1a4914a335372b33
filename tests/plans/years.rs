//! Years of sample offices, day by day, against lists written by hand from their plans: who sends when, and who is
//! reminded, called overdue, or left in peace on which day. See tests/data/years.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use tiepnhan::decision::Question;
use tiepnhan::letter::Purpose;
use tiepnhan::office::Rules;
use tiepnhan::roster::Unit;
use tiepnhan::standing::{Exception, Filter, OpenMail, Standing, board};

use super::office::{World, at, open, period, report_id, stands, unit_id};

/// A list: what happens, and what must come of it.
struct Year {
    days: (Date, Date),
    events: Vec<(Timestamp, Event)>,
    asked: BTreeSet<String>,
    stands: Vec<(String, String, String, String, String)>,
    /// Everything that is overdue on the evening of a day, and nothing else.
    overdue: BTreeMap<Date, BTreeSet<String>>,
}

#[derive(Clone)]
enum Event {
    Arrives {
        unit: String,
        report: String,
        of: String,
        at: String,
    },
    Review {
        unit: String,
    },
    /// A person entered it, as of the moment when it came.
    Settled {
        unit: String,
        report: String,
        of: String,
        at: String,
    },
    Grants {
        unit: String,
        report: String,
        of: String,
        exception: Exception,
    },
    Bounces {
        unit: String,
    },
    Mended {
        unit: String,
    },
}

/// Units named one by one, by group, or by how their keys begin ("xa-*"); "trừ" takes some away.
fn units(rules: &Rules, text: &str, on: Date) -> Vec<String> {
    let (named, except) = text.split_once(" trừ ").unwrap_or((text, ""));
    let living = || rules.roster.units.iter().filter(|unit| unit.validity.contains(on));
    let of = |word: &str| -> Vec<String> {
        let means = |unit: &Unit| match word.strip_suffix('*') {
            Some(begin) => unit.id.as_str().starts_with(begin),
            None => unit.group_on(on).as_str() == word,
        };
        let group: Vec<String> = living().filter(|unit| means(unit)).map(|unit| unit.id.to_string()).collect();
        if group.is_empty() {
            assert!(rules.roster.unit(&unit_id(word)).is_some(), "no unit and no group “{word}” on {on}: {text}");
            return vec![word.to_owned()];
        }
        group
    };
    let words = |list: &str| list.split(',').map(str::trim).filter(|word| !word.is_empty()).flat_map(of).collect();
    let (named, except): (Vec<String>, Vec<String>) = (words(named), words(except));
    named.into_iter().filter(|unit| !except.contains(unit)).collect()
}

impl Year {
    fn read(name: &str, rules: &Rules) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/years").join(format!("{name}.txt"));
        let text = fs::read_to_string(&path).unwrap();
        let mut year = Self {
            days: (Date::MIN, Date::MIN),
            events: vec![],
            asked: BTreeSet::new(),
            stands: vec![],
            overdue: BTreeMap::new(),
        };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            year.line(line, rules);
        }
        // What a person settles in the morning is settled before the office writes.
        year.events.sort_by_key(|(at, _)| *at);
        year
    }

    fn line(&mut self, line: &str, rules: &Rules) {
        // Hours have colons too, but no space behind them.
        let (head, rest) = line.split_once(": ").unwrap_or((line, ""));
        let words: Vec<&str> = head.split_whitespace().collect();
        let day = |text: &str| text.parse::<Date>().unwrap_or_else(|_| panic!("{line}"));
        match words.as_slice() {
            ["days", first, last] => self.days = (day(first), day(last)),
            ["arrives", on, hour, report, of] => {
                let moment = format!("{on} {hour}");
                for unit in units(rules, rest, day(on)) {
                    let event = Event::Arrives { unit, report: (*report).into(), of: (*of).into(), at: moment.clone() };
                    self.events.push((at(&moment), event));
                }
            }
            ["review", on, hour, "to", until, end, report, of] => {
                let came = format!("{on} {hour}");
                for unit in units(rules, rest, day(on)) {
                    self.events.push((at(&came), Event::Review { unit: unit.clone() }));
                    let (report, of) = ((*report).into(), (*of).into());
                    let settled = Event::Settled { unit, report, of, at: came.clone() };
                    self.events.push((at(&format!("{until} {end}")), settled));
                }
            }
            ["all-overdue", on] => {
                let rows = rest.split(',').map(|row| row.trim().to_owned()).filter(|row| row != "nobody");
                self.overdue.insert(day(on), rows.collect());
            }
            ["excuse", on, report, of] => self.grant(rules, (on, rest), (report, of), Exception::Excused),
            ["extend", on, "to", until, report, of] => {
                self.grant(rules, (on, rest), (report, of), Exception::Extended(day(until)));
            }
            ["bounce", on, "to", until] => {
                for unit in units(rules, rest, day(on)) {
                    self.events.push((at(&format!("{on} 07:00")), Event::Bounces { unit: unit.clone() }));
                    self.events.push((at(&format!("{until} 07:00")), Event::Mended { unit }));
                }
            }
            [kind @ ("remind" | "overdue"), on, about @ ..] => {
                for unit in units(rules, rest, day(on)) {
                    assert!(self.asked.insert(format!("{on} {kind} {unit}: {}", about.join(" "))), "twice: {line}");
                }
            }
            ["stands", on, report, of] => {
                let (who, how) = rest.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
                for unit in units(rules, who, day(on)) {
                    let row = (unit, (*report).into(), (*of).into(), format!("{on} 20:00"), how.trim().to_owned());
                    self.stands.push(row);
                }
            }
            _ => panic!("what is meant by: {line}"),
        }
    }

    fn grant(&mut self, rules: &Rules, (on, who): (&str, &str), (report, of): (&str, &str), exception: Exception) {
        for unit in units(rules, who, on.parse().unwrap()) {
            let event = Event::Grants { unit, report: report.into(), of: of.into(), exception };
            self.events.push((at(&format!("{on} 07:00")), event));
        }
    }
}

fn happens(world: &mut World, event: Event) {
    match event {
        Event::Arrives { unit, report, of, at } => world.receive(&unit, &report, &of, &at),
        Event::Review { unit } => {
            let from = world.rules.roster.unit(&unit_id(&unit)).unwrap().addresses[0].clone();
            world.facts.open.push(OpenMail {
                mail: 1,
                received_at: at("2019-01-01 00:00"),
                unit: Some(unit_id(&unit)),
                question: Some(Question::PeriodUnclear),
                from,
                subject: "bc gửi Ban".into(),
                words: String::new(),
                unread_scan: false,
                taught: false,
                delivers: true,
                brings: Vec::new(),
            });
        }
        Event::Settled { unit, report, of, at } => {
            world.facts.open.retain(|mail| mail.unit != Some(unit_id(&unit)));
            world.receive(&unit, &report, &of, &at);
        }
        Event::Grants { unit, report, of, exception } => {
            world.facts.exceptions.insert((unit_id(&unit), report_id(&report), period(&of)), exception);
        }
        Event::Bounces { unit } => {
            let address = world.rules.roster.unit(&unit_id(&unit)).unwrap().addresses[0].clone();
            world.facts.bounced.insert(address, at("2019-01-01 00:00"));
        }
        Event::Mended { unit } => {
            let address = world.rules.roster.unit(&unit_id(&unit)).unwrap().addresses[0].clone();
            world.facts.bounced.remove(&address);
        }
    }
}

/// Runs the list, each morning at 08:00 and again at 16:59 when something happened on the day, and says what came out
/// otherwise.
fn differences(mut world: World, year: &Year) -> Vec<String> {
    let mut events = year.events.iter().peekable();
    let mut asked = BTreeSet::new();
    let mut stands_at: Vec<_> = year.stands.iter().collect();
    stands_at.sort_by_key(|row| row.3.clone());
    let mut to_check = stands_at.into_iter().peekable();
    let mut wrong = Vec::new();
    for day in year.days.0.series(jiff::Span::new().days(1)).take_while(|day| *day <= year.days.1) {
        for hour in ["08:00", "16:59"] {
            let now = format!("{day} {hour}");
            let mut quiet = true;
            while let Some((_, event)) = events.next_if(|(moment, _)| *moment <= at(&now)) {
                happens(&mut world, event.clone());
                quiet = false;
            }
            if quiet && hour != "08:00" {
                continue;
            }
            for letter in world.tick(&now) {
                let (kind, unit) = match &letter.purpose {
                    Purpose::Reminder(unit, _) => ("remind", unit),
                    Purpose::Overdue(unit, _) => ("overdue", unit),
                    _ => continue,
                };
                let about: Vec<String> = letter.about.iter().map(|(report, of)| format!("{report} {of}")).collect();
                asked.insert(format!("{day} {kind} {unit}: {}", about.join(" + ")));
            }
        }
        let evening = format!("{day} 20:00");
        if let Some(expected) = year.overdue.get(&day) {
            let found = overdue(&world, (year.days.0, day), &evening);
            wrong.extend(found.difference(expected).map(|row| format!("{day}: overdue, and not in the list: {row}")));
            wrong.extend(expected.difference(&found).map(|row| format!("{day}: in the list, and not overdue: {row}")));
        }
        while let Some((unit, report, of, on, how)) = to_check.next_if(|row| row.3 <= evening) {
            let stood = stands(&world, unit, report, of, on);
            if stood != *how {
                wrong.push(format!("{on} {unit} {report} {of}: {stood}, and not {how}"));
            }
        }
    }
    wrong.extend(asked.difference(&year.asked).map(|line| format!("written, and not in the list: {line}")));
    wrong.extend(year.asked.difference(&asked).map(|line| format!("in the list, and not written: {line}")));
    wrong
}

/// All rows of these days that are called overdue, each "unit report period".
fn overdue(world: &World, days: (Date, Date), now: &str) -> BTreeSet<String> {
    let filter = Filter { days: Some(days), ..Filter::default() };
    let rows = board(&world.rules, &world.facts, &filter, at(now)).into_iter();
    let late = rows.filter(|row| matches!(row.standing, Standing::Overdue { .. }));
    late.map(|row| format!("{} {} {}", row.unit, row.report, row.period)).collect()
}

fn replay(office: &str, list: &str) {
    let world = open(office);
    let year = Year::read(list, &world.rules);
    let empty = year.asked.is_empty() || year.stands.is_empty() || year.overdue.is_empty();
    assert!(!empty, "{list}: a list that expects nothing");
    let wrong = differences(world, &year);
    assert!(wrong.is_empty(), "{list}: {} of {}:\n{}", wrong.len(), year.asked.len(), wrong.join("\n"));
}

#[test]
fn a_year_of_a_standing_plan() {
    replay("khanh-hai", "khanh-hai-2019");
}

#[test]
fn a_month_before_a_meeting() {
    replay("van-son-2020", "van-son-2020-06");
}

#[test]
fn a_year_in_which_the_districts_end() {
    replay("tan-lam-2025", "tan-lam-2025");
}

#[test]
fn a_list_that_is_wrong_is_found_out() {
    let world = open("van-son-2020");
    let mut year = Year::read("van-son-2020-06", &world.rules);
    assert!(year.asked.remove("2020-06-22 overdue so-ldtbxh: 6-thang 2020-H1"));
    year.asked.insert("2020-06-22 overdue so-y-te: 6-thang 2020-H1".into());
    year.stands[0].4 = "quá hạn 1 ngày".into();
    assert_eq!(differences(world, &year).len(), 3);
}
