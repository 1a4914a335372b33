//! Which lines of the register a page or a file shows, and in words which.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::line::Channel;
use super::search::Sought;
use crate::calendar::{Period, period};
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::{GroupId, UnitId};

/// Whose lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// One unit's.
    Unit(UnitId),
    /// Those of a group's units of today.
    Group(GroupId),
}

/// How a report stood to its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stood {
    /// đúng hạn.
    OnTime,
    /// trong ngày hạn.
    OnDueDay,
    /// gửi chậm.
    Late,
    /// không phát sinh.
    Nil,
    /// không định hạn.
    NoDate,
}

/// Which lines; an absent field takes all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Numbered in this year.
    pub year: Option<i16>,
    /// Whose.
    pub whose: Option<Whose>,
    /// Of this kind of report.
    pub report: Option<ReportId>,
    /// About this period.
    pub period: Option<Period>,
    /// How it stood to its date.
    pub stood: Option<Stood>,
    /// How it came.
    pub channel: Option<Channel>,
    /// Received on this day of the office or later.
    pub from: Option<Date>,
    /// Received on this day of the office or earlier.
    pub to: Option<Date>,
    /// Only what was neither withdrawn nor replaced by a corrected line.
    pub standing: bool,
    /// The words.
    pub sought: Option<Sought>,
    /// Whether the words may stand anywhere in a text, not only side by side.
    pub loose: bool,
}

impl Stood {
    /// All, in the order in which people choose.
    pub const ALL: [Self; 5] = [Self::OnTime, Self::OnDueDay, Self::Late, Self::Nil, Self::NoDate];

    /// The key in addresses and in the ledger's index.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::OnTime => "on-time",
            Self::OnDueDay => "on-due-day",
            Self::Late => "late",
            Self::Nil => "nil",
            Self::NoDate => "no-date",
        }
    }

    /// As people say it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OnTime => "đúng hạn",
            Self::OnDueDay => "trong ngày hạn",
            Self::Late => "gửi chậm",
            Self::Nil => "không phát sinh",
            Self::NoDate => "không định hạn",
        }
    }
}

/// How a report came, as a filter names it: key, words.
pub const CHANNELS: [(Channel, &str, &str); 5] = [
    (Channel::Email, "email", "thư điện tử"),
    (Channel::Paper, "paper", "bản giấy"),
    (Channel::Phone, "phone", "điện thoại"),
    (Channel::Zalo, "zalo", "Zalo"),
    (Channel::Other, "other", "cách khác"),
];

impl Selection {
    /// The units whose lines are meant; none for all.
    #[must_use]
    pub fn units(&self, rules: &Rules) -> Option<Vec<UnitId>> {
        match self.whose.as_ref()? {
            Whose::Unit(unit) => Some(vec![unit.clone()]),
            Whose::Group(group) => {
                let of = rules.roster.units.iter().filter(|unit| unit.group == *group);
                Some(of.map(|unit| unit.id.clone()).collect())
            }
        }
    }

    /// The first moment that is meant, and the first that no longer is.
    #[must_use]
    pub fn moments(&self, zone: &TimeZone) -> (Option<Timestamp>, Option<Timestamp>) {
        let begin = |day: Date| day.to_zoned(zone.clone()).ok().map(|day| day.timestamp());
        let after = self.to.and_then(|day| day.checked_add(1.day()).ok());
        (self.from.and_then(begin), after.and_then(begin))
    }

    /// "Năm 2020; đơn vị: Sở Y tế; có chữ “covid”".
    #[must_use]
    pub fn scope(&self, typed: &str, rules: &Rules) -> String {
        let day = |word: &str, day: Option<Date>| day.map(|day| format!("{word} {}", period::day_name(day)));
        let parts = [
            self.year.map(|year| format!("năm {year}")),
            self.whose.as_ref().map(|whose| whose_words(whose, rules)),
            self.report.as_ref().map(|report| format!("loại báo cáo: {}", report_name(report, rules))),
            self.period.map(|of| format!("kỳ: {}", period::name(of))),
            self.stood.map(|stood| stood.words().to_owned()),
            self.channel.map(|channel| format!("nhận bằng {}", channel_words(channel))),
            day("nhận từ ngày", self.from),
            day("nhận đến hết ngày", self.to),
            self.standing.then(|| "chỉ số còn hiệu lực".to_owned()),
            self.sought.as_ref().map(|_| format!("có chữ “{}”", typed.trim())),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { "Toàn bộ sổ".to_owned() } else { super::register::capital(&parts.join("; ")) }
    }
}

fn whose_words(whose: &Whose, rules: &Rules) -> String {
    match whose {
        Whose::Unit(id) => {
            let name = rules.roster.unit(id).map_or(id.as_str(), |unit| unit.name.as_str());
            format!("đơn vị: {name}")
        }
        Whose::Group(id) => {
            let group = rules.roster.groups.iter().find(|group| group.id == *id);
            format!("nhóm: {}", group.map_or(id.as_str(), |group| group.name.as_str()))
        }
    }
}

fn report_name<'r>(id: &'r ReportId, rules: &'r Rules) -> &'r str {
    rules.plans.report(id).map_or(id.as_str(), |(_, report)| report.name.as_str())
}

/// "bản giấy".
#[must_use]
pub fn channel_words(channel: Channel) -> &'static str {
    CHANNELS.iter().find(|(of, ..)| *of == channel).map_or("cách khác", |(.., words)| words)
}
