//! From unit and period to the lines of the register: which report it is, which files belong to it, and how it
//! stands to what came before.

use super::aside::{is_for_information, no_event, of_own_kind, other_topic};
use super::owing::{entered_for, incident_report, of_same_length, owes, report_for};
use super::relate::relate;
use super::supplement::supplement;
use super::{
    Desk, Doubt, Entry, Question, Relation, announced, heir, incident, matter, once, twice, volumes, weigh, when,
    with_role, written,
};
use crate::calendar::Period;
use crate::dictionary::List;
use crate::evidence::{Claim, Clue, Role, Source, Strength};
use crate::plan::Report;
use crate::roster::UnitId;
use crate::spelling::tokens::plain;
use crate::text::plausible::is_garbled;
use crate::text::{FileKind, FileText};

/// The lines to enter with the reasons, or the first doubt.
pub(super) fn entries(desk: &Desk<'_>) -> Result<(Vec<Entry>, Vec<String>), Doubt> {
    let reports = with_role(desk.evidence, Role::Report);
    let annexes = with_role(desk.evidence, Role::Annex);
    mail_level(desk)?;
    if reports.is_empty() && annexes.is_empty() {
        return written::without_files(desk);
    }
    twice::is_one_text(desk, &reports)?;
    let mut found = Found::default();
    if reports.is_empty() {
        supplement(desk, &annexes, &mut found)?;
        volumes::follow(desk, &mut found.entries);
        return Ok(found.finish());
    }
    let (told, silent): (Vec<usize>, Vec<usize>) =
        reports.into_iter().partition(|index| tells_its_period(desk, *index));
    of_told(desk, &told, &mut found)?;
    // A scan beside the Word file of the same report says nothing of its own.
    match found.entries.as_mut_slice() {
        [only] => {
            only.attachments.extend(silent);
            only.attachments.sort_unstable();
        }
        _ => {
            for index in silent {
                of_attachment(desk, index, &mut found)?;
            }
        }
    }
    found.adopt(desk, &annexes)?;
    announced::all_came(desk, &found.entries)?;
    twice::holds_one(desk, &found.entries)?;
    volumes::follow(desk, &mut found.entries);
    relate(desk, &mut found.entries);
    Ok(found.finish())
}

/// The attachments that say themselves what they are about.
fn of_told(desk: &Desk<'_>, told: &[usize], found: &mut Found) -> Result<(), Doubt> {
    let mut aside = None;
    for index in told {
        match of_attachment(desk, *index, found) {
            Err(doubt) if is_for_information(desk, *index) => aside = aside.or(Some((*index, doubt))),
            other => other?,
        }
    }
    if let Some((index, doubt)) = aside {
        if found.entries.is_empty() {
            return Err(doubt);
        }
        let name = desk.message.attachments.get(index).map_or("", |file| file.file_name.as_str());
        found.reasons.push(format!("Tệp \"{name}\" là báo cáo về việc khác, gửi để tham khảo: không vào sổ."));
    }
    Ok(())
}

/// Lines and reasons as they come together.
#[derive(Default)]
pub(super) struct Found {
    pub entries: Vec<Entry>,
    pub reasons: Vec<String>,
}

impl Found {
    pub fn add(
        &mut self,
        desk: &Desk<'_>,
        index: Option<usize>,
        unit: (UnitId, String),
        report: &Report,
        period: Period,
    ) {
        let known = self
            .entries
            .iter_mut()
            .find(|entry| entry.unit == unit.0 && entry.report == report.id && entry.period == period);
        if let Some(entry) = known {
            entry.attachments.extend(index);
            return;
        }
        let document_number = index.and_then(|index| number(desk, index));
        self.reasons.push(unit.1);
        self.reasons.push(format!("Nội dung: {}.", crate::calendar::period::title(&report.name, period)));
        self.entries.push(Entry {
            unit: unit.0,
            report: report.id.clone(),
            period,
            attachments: index.into_iter().collect(),
            relation: Relation::First,
            document_number,
        });
    }

    /// The files entered so far for this unit and period.
    fn of(&self, unit: &UnitId, period: Period) -> Vec<usize> {
        let same = self.entries.iter().filter(|entry| entry.unit == *unit && entry.period == period);
        same.flat_map(|entry| entry.attachments.iter().copied()).collect()
    }

    /// Annexes go with the one report, or with the one whose number they cite; else with the first.
    fn adopt(&mut self, desk: &Desk<'_>, annexes: &[usize]) -> Result<(), Doubt> {
        for annex in annexes {
            let text = desk.message.attachments.get(*annex).map(|file| file.text.text.as_str()).unwrap_or_default();
            let cited = self
                .entries
                .iter()
                .position(|entry| entry.document_number.as_ref().is_some_and(|number| text.contains(number.as_str())));
            if let Some(entry) = self.entries.get_mut(cited.unwrap_or(0)) {
                entry.attachments.push(*annex);
                entry.attachments.sort_unstable();
            }
        }
        Ok(())
    }

    pub fn finish(mut self) -> (Vec<Entry>, Vec<String>) {
        self.reasons.dedup();
        (self.entries, self.reasons)
    }
}

fn number(desk: &Desk<'_>, index: usize) -> Option<String> {
    desk.about(index).find_map(|clue| match &clue.claim {
        Claim::Numbered(number) => Some(number.clone()),
        _ => None,
    })
}

/// Doubts about the mail as a whole.
fn mail_level(desk: &Desk<'_>) -> Result<(), Doubt> {
    if let Some(clue) = desk.clues().find(|clue| clue.claim == Claim::CopyOnly) {
        return Err(Doubt::new(
            Question::Unsure,
            format!("Thư hoặc văn bản gửi nơi khác ({}), cơ quan chỉ được đồng gửi.", clue.quote),
        ));
    }
    if let Some(clue) = desk.clues().find(|clue| clue.claim == Claim::Draft) {
        return Err(Doubt::new(Question::Incomplete, format!("Bản dự thảo: \"{}\".", clue.quote)));
    }
    let called = || (0..desk.message.attachments.len()).any(|index| matter::is_anyones(desk, index));
    if !desk.says(|clue| matches!(clue.claim, Claim::Report | Claim::Incident | Claim::Nil)) && !called() {
        return Err(Doubt::new(Question::Unsure, "Không chỗ nào ghi là báo cáo.".to_owned()));
    }
    Ok(())
}

/// Whether the file itself, by its title or name, says what it is about.
fn tells_its_period(desk: &Desk<'_>, index: usize) -> bool {
    desk.about(index).any(|clue| {
        let period =
            matches!(clue.claim, Claim::Period(_) | Claim::YearlessPeriod(_) | Claim::Topic(_) | Claim::Incident);
        (period && matches!(clue.source, Source::Title | Source::FileName)) || clue.source == Source::Letterhead
    })
}

fn of_attachment(desk: &Desk<'_>, index: usize, found: &mut Found) -> Result<(), Doubt> {
    let unit = weigh::unit_of(desk, Some(index))?;
    says_it_is_a_report(desk, index, &unit.0)?;
    open_document(desk, index, &unit.0)?;
    of_own_kind(desk, Some(index), &unit.0)?;
    if is_incident(desk, index) {
        return of_incident(desk, index, unit, found);
    }
    if once::on_one_matter(desk, index, &unit, found)? {
        return Ok(());
    }
    if !matter::is_called(desk, &unit.0, index) {
        other_topic(desk, index, &unit.0)?;
    }
    if desk.about(index).any(|clue| clue.claim == Claim::Incident && clue.source == Source::Title) {
        let why = "Báo cáo nhanh nhưng tên văn bản nêu kỳ báo cáo: chưa rõ là đột xuất hay định kỳ.".to_owned();
        return Err(Doubt::new(Question::PeriodUnclear, why).of_unit(Some(unit.0)));
    }
    of_periods(desk, index, &unit, found)
}

fn of_incident(desk: &Desk<'_>, index: usize, unit: (UnitId, String), found: &mut Found) -> Result<(), Doubt> {
    no_event(desk, index, &unit.0)?;
    let today = ad_hoc_today(desk)?;
    let unit = heir::bearer(desk, Some(index), unit, today)?;
    let report = incident_report(desk, &unit.0, today, index)?;
    let (period, why) = incident::period_of(desk, &unit.0, &report.id, Some(index))?;
    incident::not_of_two(desk, &unit.0, index, &found.of(&unit.0, period))?;
    found.add(desk, Some(index), unit, report, period);
    found.reasons.push(why);
    Ok(())
}

fn of_periods(desk: &Desk<'_>, index: usize, unit: &(UnitId, String), found: &mut Found) -> Result<(), Doubt> {
    let periods = when::periods_of(desk, Some(index)).map_err(|doubt| doubt.of_unit(Some(unit.0.clone())))?;
    let bearer = |period: Period| heir::bearer(desk, Some(index), unit.clone(), period);
    let asked = |wider: Period| bearer(wider).is_ok_and(|unit| owes(desk, &unit.0, wider));
    for period in &periods {
        let unit = bearer(*period)?;
        let within = || periods.iter().any(|wider| encloses(*wider, *period) && asked(*wider));
        match report_for(desk, &unit.0, *period, Some(index)) {
            Ok(report) => found.add(desk, Some(index), unit, report, entered_for(report, *period)),
            // "Quý II và 6 tháng đầu năm" is the half-year report where no quarter is asked for, "tháng 9, quý III" that of the
            // quarter where the month owes one on a matter only.
            Err(doubt) if matches!(doubt.question, Question::NotOwed | Question::PeriodUnclear) && within() => {}
            Err(doubt) => return Err(doubt),
        }
    }
    Ok(())
}

fn encloses(wider: Period, period: Period) -> bool {
    wider != period && wider.first_day() <= period.first_day() && period.last_day() <= wider.last_day()
}

/// A text that was read and nowhere calls itself a report is not made one by the words of the mail: the duty roster that a
/// clerk attached under "gửi báo cáo tháng 5". What nobody could read may be one.
fn says_it_is_a_report(desk: &Desk<'_>, index: usize, unit: &UnitId) -> Result<(), Doubt> {
    let Some(file) = desk.message.attachments.get(index) else { return Ok(()) };
    let called = |clue: &Clue| match &clue.claim {
        Claim::Report | Claim::Incident => true,
        Claim::Period(_) | Claim::YearlessPeriod(_) => matches!(clue.source, Source::Title | Source::FileName),
        Claim::Numbered(number) => number.contains("BC"),
        _ => false,
    };
    // The texts are long: they are looked at last.
    if !desk.about(index).any(called) && is_silent(&file.text) {
        let name = &file.file_name;
        return Err(Doubt::new(
            Question::Unsure,
            format!("Tệp \"{name}\" đọc được nhưng không chỗ nào ghi là báo cáo."),
        )
        .of_unit(Some(unit.clone())));
    }
    Ok(())
}

/// Whether texts were read in a file or its members and none of them speaks of a report. The lines above a forwarded mail
/// are a text too; beside a scan they say nothing.
fn is_silent(file: &FileText) -> bool {
    let texts = || std::iter::once(file).chain(file.numbered().into_iter().map(|member| &member.file));
    let unread = |one: &FileText| {
        let closed = one.problem.is_some() && one.text.trim().is_empty() && one.members.is_empty();
        (closed && one.kind != FileKind::Picture) || is_garbled(&one.text)
    };
    let says = |one: &FileText| plain(&one.text).contains(" bao cao ");
    texts().any(|one| !one.text.trim().is_empty()) && !texts().any(unread) && !texts().any(says)
}

/// Number and day left open: a draft, unless the mail also brings the signed one or says that this is only the soft
/// copy of it.
fn open_document(desk: &Desk<'_>, index: usize, unit: &UnitId) -> Result<(), Doubt> {
    let open = desk.about(index).any(|clue| clue.claim == Claim::Unsigned);
    let signed = desk.says(|clue| {
        clue.attachment.is_some() && clue.attachment != Some(index) && matches!(clue.claim, Claim::Signed(_))
    });
    let soft = || desk.rules.dictionary.says(&desk.message.body.own).has(List::SoftCopy);
    if open && !signed && !soft() {
        return Err(Doubt::new(Question::Incomplete, "Văn bản chưa có số và ngày ký: có thể là dự thảo.".to_owned())
            .of_unit(Some(unit.clone())));
    }
    Ok(())
}

/// A report on one incident: said by the document or the subject, and no calendar period in its title.
fn is_incident(desk: &Desk<'_>, index: usize) -> bool {
    let titled = when::is_titled(desk, index);
    let said = desk.says(|clue| {
        clue.claim == Claim::Incident
            && clue.strength >= Strength::Fair
            && (clue.attachment == Some(index) || clue.source == Source::Subject)
    });
    said && !titled
}

/// The day of receipt, as the period of a report on an incident.
pub(super) fn ad_hoc_today(desk: &Desk<'_>) -> Result<Period, Doubt> {
    Period::ad_hoc(desk.today).map_err(|_| Doubt::new(Question::PeriodUnclear, "Ngày nhận không hợp lệ.".to_owned()))
}

/// The best guess for a person: unit, and a line for each period found.
pub(super) fn guess(desk: &Desk<'_>, doubt: &Doubt) -> (Option<UnitId>, Vec<Entry>) {
    let files: Vec<usize> = [Role::Report, Role::Annex, Role::Unreadable, Role::Dangerous]
        .iter()
        .flat_map(|role| with_role(desk.evidence, *role))
        .collect();
    let first = files.first().copied();
    let weighed = weigh::unit_of(desk, first);
    let unit = match (&doubt.unit, weighed) {
        (Some(unit), _) => Some(unit.clone()),
        (None, Ok((unit, _))) => Some(unit),
        (None, Err(doubt)) => doubt.unit,
    };
    let Some(unit) = unit.map(|unit| heir::likely(desk, first, unit)) else { return (None, Vec::new()) };
    let mut found = Found::default();
    for period in when::guess(desk, first) {
        let owed = report_for(desk, &unit, period, first).ok().map(|report| report.id.clone());
        if let Some(report) = owed.or_else(|| of_same_length(desk, period))
            && let Some((_, report)) = desk.rules.plans.report(&report)
        {
            found.add(desk, first, (unit.clone(), String::new()), report, entered_for(report, period));
        }
    }
    for entry in &mut found.entries {
        entry.attachments.clone_from(&files);
    }
    volumes::follow(desk, &mut found.entries);
    (Some(unit), found.entries)
}
