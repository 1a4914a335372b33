//! One mail and the decision about it: the likeliest readings as one button each, anything else by hand.

use jiff::civil::Date;
use minijinja::{Value, context};
use serde::Serialize;

use super::super::Look;
use super::super::answer::Refusal;
use super::super::mail::piece;
use super::super::pages::{file_name, value};
use super::super::phone::{Phone, phones};
use super::choice::{Choice, choices};
use super::fate::{granted, settled};
use super::form::{Row, Typed, tick, what};
use super::list::moment;
use super::{ask, asked, reply, unowed};
use crate::decision::lesson::Offer;
use crate::decision::{Decision, Entry, Question, explain, proposal};
use crate::desk::settle::Seen;
use crate::desk::shown::{Shown, shown};
use crate::desk::{named, queue};
use crate::dossier::register::number_name;
use crate::evidence::{Claim, Clue, Evidence, Role, Source};
use crate::ledger::{Review, ReviewState};
use crate::letter::wording;
use crate::office::Rules;
use crate::standing::BoardFacts;
use crate::standing::grant;

/// A reading of the mail that one button enters.
#[derive(Debug, Serialize)]
struct Proposal {
    key: usize,
    words: Vec<String>,
    because: Vec<String>,
    files: Vec<String>,
    fields: Vec<(String, String)>,
}

#[derive(Debug, Serialize)]
struct RowView {
    n: usize,
    unit: String,
    owed: Vec<Choice>,
    others: Vec<Choice>,
    files: Vec<FileTick>,
    supplement: bool,
}

#[derive(Debug, Serialize)]
struct FileTick {
    place: usize,
    name: String,
    ticked: bool,
    /// Nobody may open it, so it enters nothing.
    danger: bool,
}

#[derive(Debug, Serialize)]
struct OfferView {
    value: String,
    does: String,
    caution: String,
    ticked: bool,
}

/// The page; with what was typed, when that was refused or wants more room.
pub(super) fn view(look: &Look<'_>, mail: i64, person: &str, typed: Option<&Typed>) -> Result<Value, Refusal> {
    let rules = look.rules();
    let (review, evidence, lines) =
        look.read(|snapshot| Ok((snapshot.review(mail)?, snapshot.evidence(mail)?, snapshot.lines_of(mail)?)))?;
    let day = look.desk.day(review.mail.received_at);
    let typed_unit =
        typed.and_then(|typed| typed.rows.first()).and_then(|row| named::typed_unit(&row.unit, rules).ok());
    let shown = shown(&look.desk, mail, typed_unit.as_ref()).map_err(Refusal::from)?;
    let facts = queue::facts_around(&look.desk, shown.decision.entries.iter().map(|entry| entry.period), day)?;
    let open = queue::open_around(&look.desk, &facts, &proposal::units(&shown.decision, &evidence), day);
    let readings = proposal::proposals(&shown.decision, &evidence, &open);
    let page = Page { look, shown: &shown, evidence: &evidence, facts: &facts, day };
    let proposals: Vec<Proposal> = readings
        .iter()
        .filter(|entries| page.is_owed(entries))
        .enumerate()
        .map(|(n, entries)| page.proposal(n, entries))
        .collect();
    let rows = match typed {
        Some(typed) if !typed.rows.is_empty() => typed.rows.clone(),
        _ => page.guessed_rows(),
    };
    let rows: Vec<RowView> = rows.iter().enumerate().map(|(n, row)| page.row(n, row)).collect();
    let next_field = typed.filter(|typed| typed.fault.is_none()).and_then(|_| next_field(&rows));
    let question = review.question;
    let unit = shown.decision.unit.as_ref().or(review.mail.unit.as_ref()).map(|unit| grant::name(rules, unit));
    let waits = review.state == ReviewState::Open;
    let wishes = if waits { reply::view(look, &shown, person)? } else { Value::from(()) };
    let learn = typed.map(|typed| typed.learn.as_slice()).unwrap_or_default();
    Ok(context! {
        mail,
        waits,
        state => Seen::of(&review).to_string(),
        question => explain::asked(question, unit.as_deref(), &wording::foreign(&review.mail.from_address, 80)),
        kind => wording::upper_first(explain::question(question)),
        advice => explain::advice(question),
        alarm => alarm(question),
        phones => if alarm(question) { value(phones_of(&shown.decision, &review, rules)) } else { Value::from(()) },
        asks => question == Question::PersonAsks,
        wishes,
        until => typed.map_or("", |typed| typed.until.as_str()),
        questions => if alarm(question) { Vec::new() } else { ask::choices(Some(question)) },
        reasons => shown.decision.reasons.clone(),
        unowed => unowed::words(rules, &shown.decision.entries, &open),
        stranger => !is_known(&evidence),
        replies => shown.replies.clone(),
        proposals => value(&proposals),
        rows => value(&rows),
        next_field,
        units => rules.roster.on(day).map(|unit| unit.name.clone()).collect::<Vec<_>>(),
        entered => value(offers(&shown.entered, learn)),
        dismissed => value(offers(&shown.dismissed, learn)),
        why => typed.map_or("", |typed| typed.why.as_str()),
        silent => typed.is_some_and(|typed| typed.silent),
        dismisses => typed.is_some_and(|typed| typed.dismisses),
        typed => typed.is_some(),
        fault => typed.and_then(|typed| typed.fault.as_deref()).unwrap_or_default(),
        lost => typed.filter(|_| !waits).map(|typed| page.lost(typed)).unwrap_or_default(),
        asked => if waits { asked::sentence(look, mail)? } else { None },
        opened => moment(rules, review.mail.received_at.min(review.opened_at)),
        settled => settled(&review, &lines, rules),
        granted => if waits { None } else { granted(look, mail)? },
        whole => false,
        view => "chu",
        ..piece::view(look, &review.mail, &shown.message, (&shown.files, &shown.contents), (&evidence, &shown.decision), &shown.face)
    })
}

/// The numbers of the unit from which such a mail says it comes, as the office's list has them: never those in the mail.
fn phones_of(decision: &Decision, review: &Review, rules: &Rules) -> Vec<Phone> {
    let unit = decision.unit.as_ref().or(review.mail.unit.as_ref()).and_then(|unit| rules.roster.unit(unit));
    phones(unit.and_then(|unit| unit.phone.as_deref()))
}

/// The field in which a person goes on after the form was shown again: what is still empty, else the last report.
fn next_field(rows: &[RowView]) -> Option<String> {
    let chosen = |row: &RowView| row.owed.iter().chain(&row.others).any(|choice| choice.chosen);
    let row = rows.iter().find(|row| row.unit.is_empty() || !chosen(row)).or(rows.last())?;
    let field = if row.unit.is_empty() { "don-vi" } else { "bao-cao" };
    Some(format!("{field}-{}", row.n))
}

/// Whether the sender's address is one of a unit, in the office's list or by what staff taught: others get no receipt.
fn is_known(evidence: &Evidence) -> bool {
    let of_address = |clue: &Clue| matches!(clue.source, Source::SenderAddress | Source::SenderDomain);
    evidence.clues.iter().any(|clue| of_address(clue) && matches!(clue.claim, Claim::Unit(_)))
}

/// What nobody may be asked about by mail, and nobody should agree to by one press.
fn alarm(question: Question) -> bool {
    matches!(question, Question::Secret | Question::Dangerous | Question::Forged)
}

/// "Sở Y tế · Báo cáo 6 tháng đầu năm 2020".
pub(super) fn entry_words(entry: &Entry, rules: &Rules) -> String {
    format!("{} · {}", grant::name(rules, &entry.unit), grant::title(rules, &entry.report, entry.period))
}

fn offers(offers: &[Offer], ticked: &[String]) -> Vec<OfferView> {
    let one = |offer: &Offer| {
        let value = tick(&offer.taught);
        let caution = offer.caution.clone().unwrap_or_default();
        OfferView { ticked: ticked.contains(&value), value, does: offer.does.clone(), caution }
    };
    offers.iter().map(one).collect()
}

/// What the page is made of.
struct Page<'a> {
    look: &'a Look<'a>,
    shown: &'a Shown,
    evidence: &'a Evidence,
    facts: &'a BoardFacts,
    /// The civil day of receipt.
    day: Date,
}

impl Page<'_> {
    fn rules(&self) -> &Rules {
        self.look.rules()
    }

    /// The desk enters only what is owed.
    fn is_owed(&self, entries: &[Entry]) -> bool {
        entries.iter().all(|entry| unowed::why(self.rules(), entry).is_none())
    }

    fn proposal(&self, nth: usize, entries: &[Entry]) -> Proposal {
        let decision = Decision { entries: entries.to_vec(), ..self.shown.decision.clone() };
        let told = explain::told(self.evidence, &decision, self.rules());
        let mut because = Vec::new();
        let mut because_of = |label: &str, words: &str| {
            if !words.is_empty() {
                because.push(format!("{label}: {words}"));
            }
        };
        because_of("Đơn vị", &told.unit);
        because_of("Kỳ", &told.period);
        for entry in entries {
            because_of("Trong sổ", &self.known(entry));
        }
        because_of("Trái lại", &told.against.join("; "));
        let every = self.every_file();
        let named = |place: &usize| self.shown.files.get(*place).map(|file| file_name(&file.file.name, 80));
        let mut files: Vec<String> = entries
            .iter()
            .flat_map(|entry| &entry.attachments)
            .filter(|place| every.contains(place))
            .filter_map(named)
            .collect();
        files.dedup();
        Proposal {
            key: nth.saturating_add(1),
            words: entries.iter().map(|entry| entry_words(entry, self.rules())).collect(),
            because,
            files,
            fields: self.fields(entries),
        }
    }

    /// What the register has of it already.
    fn known(&self, entry: &Entry) -> String {
        let key = (entry.unit.clone(), entry.report.clone(), entry.period);
        match self.facts.receipts.get(&key).and_then(|receipts| receipts.last()) {
            Some(last) => format!("đã có số {}; bản này sẽ thay thế", number_name(last.number)),
            None => String::new(),
        }
    }

    /// The hidden fields that enter these lines. Without any file of its own a line takes all of the mail.
    fn fields(&self, entries: &[Entry]) -> Vec<(String, String)> {
        let mut fields = vec![("so-dong".to_owned(), entries.len().to_string())];
        for (n, entry) in entries.iter().enumerate() {
            fields.push((format!("don-vi-{n}"), entry.unit.to_string()));
            fields.push((format!("bao-cao-{n}"), what(entry.report.as_str(), entry.period)));
            fields.extend(self.files_of(entry).into_iter().map(|place| (format!("tep-{n}"), place.to_string())));
        }
        fields
    }

    fn files_of(&self, entry: &Entry) -> Vec<usize> {
        let all = self.every_file();
        if entry.attachments.is_empty() {
            return all;
        }
        entry.attachments.iter().copied().filter(|place| all.contains(place)).collect()
    }

    /// The files that may enter the register.
    fn every_file(&self) -> Vec<usize> {
        let files = self.shown.files.iter().enumerate();
        files.filter(|(_, file)| file.role != Role::Dangerous).map(|(place, _)| place).collect()
    }

    /// The rows of the form before anybody typed: the guess.
    fn guessed_rows(&self) -> Vec<Row> {
        // What the desk would refuse is not chosen for anybody.
        let chosen = |entry: &Entry| {
            if unowed::why(self.rules(), entry).is_none() {
                what(entry.report.as_str(), entry.period)
            } else {
                String::new()
            }
        };
        let row = |entry: &Entry| Row {
            unit: grant::name(self.rules(), &entry.unit),
            what: chosen(entry),
            files: self.files_of(entry),
            supplement: false,
        };
        let rows: Vec<Row> = self.shown.decision.entries.iter().map(row).collect();
        if !rows.is_empty() {
            return rows;
        }
        let unit = self.shown.decision.unit.as_ref().or(self.shown.review.mail.unit.as_ref());
        let unit = unit.map(|unit| grant::name(self.rules(), unit)).unwrap_or_default();
        vec![Row { unit, files: self.every_file(), ..Row::default() }]
    }

    fn row(&self, n: usize, row: &Row) -> RowView {
        let unit = named::typed_unit(&row.unit, self.rules()).ok();
        let (owed, others) = choices(self.look, self.facts, (unit.as_ref(), self.day), &row.what);
        let secret = piece::is_secret(self.evidence);
        let tick = |(place, file): (usize, &crate::ledger::AttachmentRow)| FileTick {
            place,
            name: if secret { format!("tệp {}", place.saturating_add(1)) } else { file_name(&file.file.name, 80) },
            ticked: row.files.contains(&place) && file.role != Role::Dangerous,
            danger: file.role == Role::Dangerous,
        };
        let files = self.shown.files.iter().enumerate().map(tick).collect();
        let named = unit.as_ref().map_or_else(|| row.unit.clone(), |unit| grant::name(self.rules(), unit));
        RowView { n, unit: named, owed, others, files, supplement: row.supplement }
    }

    /// What somebody typed about a mail that another had settled by then: it is shown, not done.
    fn lost(&self, typed: &Typed) -> Vec<String> {
        let title = |what: &str| {
            let (report, period) = what.split_once(' ')?;
            let period = named::period(period).ok()?;
            Some(grant::title(self.rules(), &named::report(report, self.rules()).ok()?, period))
        };
        let unit = |typed: &str| {
            named::typed_unit(typed, self.rules())
                .map_or_else(|_| typed.to_owned(), |unit| grant::name(self.rules(), &unit))
        };
        let rows = typed.rows.iter().filter(|_| !typed.dismisses);
        let mut lost: Vec<String> = rows
            .map(|row| {
                format!("{} · {}", unit(&row.unit), title(&row.what).unwrap_or_else(|| "chưa chọn báo cáo".to_owned()))
            })
            .collect();
        if typed.dismisses {
            lost.push("Không phải báo cáo".to_owned());
        }
        if !typed.until.is_empty() {
            lost.push(format!("Gia hạn đến hết ngày: {}", typed.until));
        }
        if !typed.why.is_empty() {
            lost.push(format!("Lý do: {}", typed.why));
        }
        lost
    }
}
