//! The dossier of a period (hồ sơ của kỳ): which files go into it, in what order and under which names, and who is
//! missing.

pub mod index;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::line::Line;
use super::register::{self, number_name};
use crate::calendar::{Period, period};
use crate::decision::Relation;
use crate::evidence::Scans;
use crate::office::Rules;
use crate::plan::{Asks, ReportId};
use crate::roster::{GroupId, UnitId};
use crate::spelling::file_name::{fitted, plain};
use crate::standing::grid::day_of;
use crate::standing::{BoardFacts, Filter, Standing, Tally, board};
use crate::text::volumes::sets;

/// Longest name of a file or folder in it, in letters; Windows limits whole paths to 260.
const LETTERS: usize = 110;
/// The same in bytes: what ext4 takes.
const BYTES: usize = 240;
/// How much of that the unit's name may take, and a folder's name.
const NAME: usize = 48;

/// What is taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Of this period.
    pub period: Period,
    /// This kind of report only.
    pub report: Option<ReportId>,
    /// This group of units only.
    pub group: Option<GroupId>,
}

/// The dossier, before any file is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The office.
    pub office: String,
    /// "6 tháng đầu năm 2020; nhóm: Sở, ngành".
    pub scope: String,
    /// When it was made.
    pub made: DateTime,
    /// How many have sent.
    pub tally: Tally,
    /// Who owes or sent what, in the office's order.
    pub entries: Vec<Entry>,
}

/// One report of one unit: what came, or that nothing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The unit's place in this dossier, from 1: index and files name it.
    pub place: usize,
    /// The group's name.
    pub group: String,
    /// The unit.
    pub unit: UnitId,
    /// Its name at that time.
    pub name: String,
    /// The report.
    pub report: ReportId,
    /// Report and period as one name.
    pub title: String,
    /// How it stands; none of what came without being owed.
    pub standing: Option<Standing>,
    /// The version that stands and what supplements it, oldest first.
    pub rows: Vec<register::Row>,
    /// The earlier versions, which are not in the dossier: "12/2020".
    pub earlier: Vec<String>,
    /// Its files, in order.
    pub files: Vec<Packed>,
}

/// A file of the dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Where it lies in the dossier: NFC, no two the same, nothing that a system forbids.
    pub path: String,
    /// The line that brought it, by its place in [`Entry::rows`].
    pub row: usize,
    /// Its place among the files of that line.
    pub place: usize,
}

/// Where an entry belongs: group, unit, report, each by its place in the office's own lists; what is in none of them
/// comes last.
type Order = (usize, usize, UnitId, usize, ReportId);

/// Who, and which report; the period is the same for all.
type Of = (UnitId, ReportId);

/// The dossier of `asked` at `now`, of the lines of its period and what is known of scans among their files.
#[must_use]
pub fn bundle(
    asked: &Asked,
    (lines, scans): (&[Line], &Scans),
    rules: &Rules,
    facts: &BoardFacts,
    now: Timestamp,
) -> Bundle {
    let filter = Filter { period: Some(asked.period), report: asked.report.clone(), ..Filter::default() };
    let mut owed = board(rules, facts, &filter, now);
    owed.retain(|row| {
        let group = rules.roster.unit(&row.unit).map(|unit| unit.group_on(day_of(row)));
        let asks = rules.plans.report(&row.report).map(|(_, report)| report.asks);
        asks != Some(Asks::Activity) && asked.group.as_ref().is_none_or(|wanted| group == Some(wanted))
    });
    let mut came = came(asked, lines, rules, now);
    let mut entries: BTreeMap<Order, Entry> = BTreeMap::new();
    for row in &owed {
        let older = rules.plans.report(&row.report).map_or(&[][..], |(_, report)| report.instead_of.as_slice());
        let mut lines: Vec<&Line> = Vec::new();
        for report in std::iter::once(&row.report).chain(older) {
            lines.extend(came.remove(&(row.unit.clone(), report.clone())).unwrap_or_default());
        }
        let of = (row.unit.clone(), row.report.clone());
        let (order, entry) = entry(of, Some(row.standing), (&lines, scans), asked, rules);
        entries.insert(order, entry);
    }
    for (of, lines) in came {
        let (order, entry) = entry(of, None, (&lines, scans), asked, rules);
        entries.insert(order, entry);
    }
    Bundle {
        office: rules.office.name.clone(),
        scope: scope(asked, rules),
        made: rules.office.time_zone.to_datetime(now),
        tally: Tally::of(&owed, rules.office.due_day_counts),
        entries: ordered(entries.into_values().collect(), rules),
    }
}

/// With their numbers, and their files named.
fn ordered(mut entries: Vec<Entry>, rules: &Rules) -> Vec<Entry> {
    number(&mut entries);
    name_files(&mut entries, rules);
    entries
}

/// Every line that stands and is asked for, by what it is about. A second copy of the same files brings nothing.
fn came<'l>(asked: &Asked, lines: &'l [Line], rules: &Rules, now: Timestamp) -> BTreeMap<Of, Vec<&'l Line>> {
    let older: BTreeSet<&ReportId> = match &asked.report {
        None => BTreeSet::new(),
        Some(report) => {
            let older = rules.plans.report(report).map_or(&[][..], |(_, known)| known.instead_of.as_slice());
            older.iter().chain([report]).collect()
        }
    };
    let in_group = |line: &Line| {
        let group = rules.roster.unit(&line.unit).map(|unit| unit.group_on(line.period.last_day()));
        asked.group.as_ref().is_none_or(|wanted| group == Some(wanted))
    };
    let mut came: BTreeMap<Of, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        let wanted = line.period == asked.period && (older.is_empty() || older.contains(&line.report));
        let counts = line.stands() && line.relation != Relation::Duplicate && line.received_at <= now;
        if wanted && counts && in_group(line) {
            came.entry((line.unit.clone(), line.report.clone())).or_default().push(line);
        }
    }
    came
}

fn entry(
    (unit, report): Of,
    standing: Option<Standing>,
    (lines, scans): (&[&Line], &Scans),
    asked: &Asked,
    rules: &Rules,
) -> (Order, Entry) {
    let mut lines = lines.to_vec();
    lines.sort_by_key(|line| (line.received_at, line.number));
    let begin = lines.iter().rposition(|line| line.relation != Relation::Supplement).unwrap_or(0);
    let (earlier, current) = lines.split_at_checked(begin).unwrap_or((&[], &lines));
    let day = asked.period.last_day();
    let known = rules.roster.unit(&unit);
    let group = known.map(|unit| unit.group_on(day));
    let groups = &rules.roster.groups;
    let band = groups.iter().position(|known| Some(&known.id) == group);
    let nth = rules.roster.units.iter().position(|known| known.id == unit);
    let kind = rules.plans.reports().position(|(_, known)| known.id == report);
    let last = usize::MAX;
    let order = (band.unwrap_or(last), nth.unwrap_or(last), unit.clone(), kind.unwrap_or(last), report.clone());
    let title = rules.plans.report(&report).map_or_else(
        || format!("{report} {}", period::name(asked.period)),
        |(_, report)| period::title(&report.name, asked.period),
    );
    let entry = Entry {
        place: 0,
        group: band
            .and_then(|band| groups.get(band))
            .map_or_else(|| "Ngoài danh sách".into(), |band| band.name.clone()),
        name: known.map_or_else(|| unit.to_string(), |unit| unit.name_on(day).to_owned()),
        unit,
        report,
        title,
        standing,
        rows: current.iter().map(|line| register::row((*line).clone(), scans, rules)).collect(),
        earlier: earlier.iter().map(|line| number_name(line.number)).collect(),
        files: Vec::new(),
    };
    (order, entry)
}

fn number(entries: &mut [Entry]) {
    let mut last: Option<UnitId> = None;
    let mut place = 0_usize;
    for entry in entries {
        if last.as_ref() != Some(&entry.unit) {
            place = place.saturating_add(1);
            last = Some(entry.unit.clone());
        }
        entry.place = place;
    }
}

/// A folder for each group; above it one for each report when there are several. A file's name begins with its unit's
/// place and the number of its line, so no two are the same whatever their senders called them.
fn name_files(entries: &mut [Entry], rules: &Rules) {
    let with_files = entries.iter().filter(|entry| entry.rows.iter().any(|row| !row.files.is_empty()));
    let reports: Vec<ReportId> = with_files.map(|entry| entry.report.clone()).collect();
    let mut kinds: Vec<&ReportId> = Vec::new();
    for report in rules.plans.reports().map(|(_, report)| &report.id).chain(&reports) {
        if reports.contains(report) && !kinds.contains(&report) {
            kinds.push(report);
        }
    }
    let mut bands: Vec<String> = Vec::new();
    for entry in entries {
        if !bands.contains(&entry.group) {
            bands.push(entry.group.clone());
        }
        let nth = |place: Option<usize>| place.unwrap_or(0).saturating_add(1);
        let kind = kinds.iter().position(|report| **report == entry.report);
        let above = if kinds.len() > 1 { format!("{}/", folder(nth(kind), &entry.title)) } else { String::new() };
        let band = folder(nth(bands.iter().position(|band| *band == entry.group)), &entry.group);
        let unit = fitted("", &plain(&entry.name), NAME, NAME.saturating_mul(3));
        for (at, row) in entry.rows.iter().enumerate() {
            let sets = sets(&row.files.iter().map(String::as_str).collect::<Vec<_>>());
            for (place, name) in row.files.iter().enumerate() {
                let (year, number) = row.line.number;
                let prefix = |place: usize| {
                    let more = if place == 0 { String::new() } else { format!(" ({})", place.saturating_add(1)) };
                    format!("{:03} {unit} - số {number}-{year}{more} - ", entry.place)
                };
                // A link to a file takes what follows these signs for something else.
                let name = plain(name).replace(['#', '%'], "_");
                // The volumes of an archive find each other by their names: they begin alike, unless one had to be cut.
                let first = sets.iter().find(|set| set.files.contains(&place)).and_then(|set| set.files.iter().min());
                let alike = first.map(|first| prefix(*first) + &name);
                let name = alike
                    .filter(|name| name.chars().count() <= LETTERS && name.len() <= BYTES)
                    .unwrap_or_else(|| fitted(&prefix(place), &name, LETTERS, BYTES));
                entry.files.push(Packed { path: format!("{above}{band}/{name}"), row: at, place });
            }
        }
    }
}

fn folder(nth: usize, name: &str) -> String {
    // A folder has no ending to keep: its name is cut where it is too long.
    let name = plain(name).replace(['.', '#', '%'], " ");
    fitted(&format!("{nth} "), name.trim(), NAME, NAME.saturating_mul(3))
}

fn scope(asked: &Asked, rules: &Rules) -> String {
    let mut scope = period::name(asked.period);
    if let Some((_, report)) = asked.report.as_ref().and_then(|report| rules.plans.report(report)) {
        scope = period::title(&report.name, asked.period);
    }
    let group = asked.group.as_ref().and_then(|group| rules.roster.groups.iter().find(|known| known.id == *group));
    group.map_or(scope.clone(), |group| format!("{scope}; nhóm: {}", group.name))
}

impl Bundle {
    /// All files with their entries.
    pub fn files(&self) -> impl Iterator<Item = (&Entry, &Packed)> {
        self.entries.iter().flat_map(|entry| entry.files.iter().map(move |file| (entry, file)))
    }

    /// How many bytes all files have.
    #[must_use]
    pub fn size(&self) -> u64 {
        let rows = self.entries.iter().flat_map(|entry| &entry.rows);
        rows.flat_map(|row| &row.line.files).fold(0, |sum, file| sum.saturating_add(file.size))
    }
}

impl Entry {
    /// How it stands, in words.
    #[must_use]
    pub fn words(&self) -> String {
        self.standing.map_or_else(|| "ngoài danh sách phải gửi".to_owned(), Standing::words)
    }

    /// What a reader of the index must know beside.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.rows.iter().flat_map(|row| row.notes.iter().cloned()).collect();
        if !self.rows.is_empty() && self.files.is_empty() && self.standing != Some(Standing::Nil) {
            notes.push("không có tệp trong kho".to_owned());
        }
        if !self.earlier.is_empty() {
            notes.push(format!("bản trước không đưa vào: số {}", self.earlier.join(", ")));
        }
        notes
    }
}

#[cfg(test)]
pub(super) mod tests;
