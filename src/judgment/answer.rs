//! Who is answered, when, and with which letter.

use jiff::Timestamp;

use super::before_start;
use crate::decision::{Decision, Entry, Question, Relation, Verdict};
use crate::evidence::{self, Evidence, Facts, Fruitless, MailKind, Role};
use crate::letter::answer::{query, receipt};
use crate::letter::template::{Fault, Kind};
use crate::letter::values::Common;
use crate::letter::{Cover, Letter, Purpose, Templates, seal, wording};
use crate::message::Message;
use crate::office::Rules;
use crate::roster::UnitId;

/// Answers that brought no first delivery, after which receipts for anything but first deliveries stop. First deliveries
/// are never held back: there are as many as there are obligations, so no loop can live on them, and a unit may send all
/// that it owes at once when an outage is over. A machine may answer from ever new addresses, of ever new domains, and
/// forget what it answers: each number is a bound of its own.
const RECEIPT_BRAKE: Fruitless = Fruitless { to_address: 12, to_domain: 40, to_anyone: 150, in_a_row: 8 };
/// The same for questions: a person who got three of them needs a call, not a fourth.
const QUERY_BRAKE: Fruitless = Fruitless { to_address: 3, to_domain: 20, to_anyone: 80, in_a_row: 3 };
/// Deliveries of one report after which further ones are entered without a receipt, whoever sends them.
const VERSIONS: usize = 8;

/// All that is needed to answer one mail.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub message: &'a Message,
    pub facts: &'a Facts,
    pub rules: &'a Rules,
    pub templates: &'a Templates,
    pub now: Timestamp,
}

impl Desk<'_> {
    /// Receipt or question; most mails that are not reports get neither.
    pub fn answer(&self, evidence: &Evidence, decision: &Decision, faults: &mut Vec<Fault>) -> Option<Letter> {
        let to = self.sender().filter(|_| decision.acknowledge && may_be_answered(decision.kind))?;
        match decision.verdict {
            Verdict::Accept => self.receipt(to, evidence, decision, faults),
            Verdict::Ask => self.query(to, evidence, decision, faults),
            Verdict::Ignore => None,
        }
    }

    fn receipt(&self, to: &str, evidence: &Evidence, decision: &Decision, faults: &mut Vec<Fault>) -> Option<Letter> {
        let entries = &decision.entries;
        let copy_again = !self.facts.twins.is_empty() && entries.iter().all(|e| e.relation == Relation::Duplicate);
        let first = entries.iter().any(|entry| entry.relation == Relation::First);
        let again = !first && (self.is_braked(RECEIPT_BRAKE) || entries.iter().all(|entry| self.is_worn_out(entry)));
        if entries.is_empty() || copy_again || again {
            return None;
        }
        let purpose = Purpose::Receipt(self.message.sha256.as_str().to_owned());
        self.entered((Kind::Receipt, purpose), to, (&evidence.roles, entries), faults)
    }

    /// Whether one of the bounds against loops is reached.
    fn is_braked(&self, most: Fruitless) -> bool {
        let Fruitless { to_address, to_domain, to_anyone, in_a_row } = self.facts.fruitless;
        to_address >= most.to_address
            || to_domain >= most.to_domain
            || to_anyone >= most.to_anyone
            || in_a_row >= most.in_a_row
    }

    /// Whether this report has been delivered so often that somebody or something sends it in circles.
    fn is_worn_out(&self, entry: &Entry) -> bool {
        let owed = (entry.unit.clone(), entry.report.clone(), entry.period);
        self.facts.register.receipts.get(&owed).is_some_and(|known| known.len() >= VERSIONS)
    }

    fn query(&self, to: &str, evidence: &Evidence, decision: &Decision, faults: &mut Vec<Fault>) -> Option<Letter> {
        let key = decision.question.and_then(query::answerable)?;
        if !self.sender_is_known() || !self.facts.twins.is_empty() || self.is_braked(QUERY_BRAKE) {
            return None;
        }
        let known = decision.question != Some(Question::UnitUnclear);
        self.question((super::query_of(self.message), to), (evidence, decision), key, known, faults)
    }

    /// What a person asks the sender: about anything that a sender can settle, of anybody who wrote as a person.
    pub fn asked(
        &self,
        (evidence, decision): (&Evidence, &Decision),
        question: Question,
        faults: &mut Vec<Fault>,
    ) -> Option<Letter> {
        let (to, key) = (self.sender()?, query::answerable(question)?);
        let today = self.rules.office.time_zone.to_datetime(self.now).date();
        let purpose = Purpose::Asked(self.message.sha256.as_str().to_owned(), key.to_owned(), today);
        let doubted = [Some(question), decision.question].contains(&Some(Question::UnitUnclear));
        self.question((purpose, to), (evidence, decision), key, !doubted && self.sender_is_known(), faults)
    }

    /// The letter that asks; `known`: for sure from which unit the mail is. An unclear unit must not be addressed by a
    /// guess.
    fn question(
        &self,
        (purpose, to): (Purpose, &str),
        (evidence, decision): (&Evidence, &Decision),
        key: &str,
        known: bool,
        faults: &mut Vec<Fault>,
    ) -> Option<Letter> {
        let unit = decision.unit.clone().filter(|_| known);
        let addressee = unit.as_ref().map_or_else(|| "Quý đơn vị".to_owned(), |unit| self.greeting(unit));
        let common = Common::of(&self.rules.office, addressee, purpose.reference(), self.now);
        let values = query::values(self.message, (evidence, decision), key, self.facts, self.rules, common, self.now);
        let words = self.templates.words(Kind::Query, &values, faults)?;
        let about = decision.entries.iter().map(|entry| (entry.report.clone(), entry.period)).collect();
        let cover = Cover { purpose, to, unit, about, answers: Some(self.message), enclosures: Vec::new() };
        Some(seal(&self.rules.office, cover, words, self.now))
    }

    /// The receipt that follows when staff settled a review; they are no machine, so no brake.
    pub fn settled(&self, entries: &[Entry], count: u32, faults: &mut Vec<Fault>) -> Option<Letter> {
        let to = self.sender().filter(|_| self.sender_is_known())?;
        if entries.is_empty() {
            return None;
        }
        let purpose = Purpose::Settled(self.message.sha256.as_str().to_owned(), count);
        let evidence = evidence::gather(self.message, self.facts, self.rules);
        self.entered((Kind::Settled, purpose), to, (&evidence.roles, entries), faults)
    }

    fn entered(
        &self,
        (kind, purpose): (Kind, Purpose),
        to: &str,
        (roles, entries): (&[Role], &[Entry]),
        faults: &mut Vec<Fault>,
    ) -> Option<Letter> {
        let mut names: Vec<String> = entries.iter().map(|entry| self.greeting(&entry.unit)).collect();
        names.dedup();
        let numbers: Vec<Option<u32>> = (self.facts.next_number..).take(entries.len()).map(Some).collect();
        let common = Common::of(&self.rules.office, names.join("; "), purpose.reference(), self.now);
        let values = receipt::values((self.message, roles), entries, &numbers, self.facts, self.rules, common);
        let words = self.templates.words(kind, &values, faults)?;
        let about = entries.iter().map(|entry| (entry.report.clone(), entry.period)).collect();
        let unit = entries.first().map(|entry| entry.unit.clone());
        let cover = Cover { purpose, to, unit, about, answers: Some(self.message), enclosures: Vec::new() };
        Some(seal(&self.rules.office, cover, words, self.now))
    }

    fn greeting(&self, unit: &UnitId) -> String {
        let today = self.rules.office.time_zone.to_datetime(self.now).date();
        self.rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| wording::greeting(unit, today))
    }

    /// The address to answer, when a machine may answer it at all: the author, or where the author wants answers when
    /// that is in the same domain or stands in the roster. Never a machine, a list, ourselves, our staff, or anything
    /// from before the start date.
    pub(super) fn sender(&self) -> Option<&str> {
        let robot = &self.message.robot;
        let machine = robot.auto_submitted.is_some()
            || robot.bulk.is_some()
            || robot.null_sender
            || robot.no_reply
            || robot.vendor.is_some()
            || robot.no_answer.is_some()
            || robot.wording.is_some()
            || robot.read_receipt
            || robot.calendar
            || robot.own
            || self.message.bounce.is_some();
        if machine || before_start(self.message, self.rules) {
            return None;
        }
        let from = self.message.from.as_ref()?.address.as_str();
        let domain = domain(from)?;
        let wanted = self.message.reply_to.iter().map(|person| person.address.as_str());
        let wanted = wanted.into_iter().find(|to| self::domain(to) == Some(domain) || self.in_roster(to));
        let to = wanted.unwrap_or(from);
        let office = &self.rules.office;
        let ours = |address: &str| {
            office.mailbox == address
                || office.own_addresses.iter().any(|own| own == address)
                || office.staff.iter().any(|own| own == address)
        };
        (!ours(from) && !ours(to)).then_some(to)
    }

    fn in_roster(&self, address: &str) -> bool {
        let known = |addresses: &[String]| addresses.iter().any(|known| known == address);
        let units = &self.rules.roster.units;
        units.iter().any(|unit| known(&unit.addresses) || unit.former.iter().any(|former| known(&former.addresses)))
    }

    pub(super) fn sender_is_known(&self) -> bool {
        let Some(from) = &self.message.from else { return false };
        let units = &self.rules.roster.units;
        units.iter().any(|unit| unit.ever_wrote_from(&from.address)) || !self.facts.learned_units.is_empty()
    }
}

fn may_be_answered(kind: MailKind) -> bool {
    !matches!(kind, MailKind::AutoReply | MailKind::Bounce | MailKind::Bulk | MailKind::Own)
}

fn domain(address: &str) -> Option<&str> {
    address.rsplit_once('@').map(|(_, domain)| domain).filter(|domain| !domain.is_empty())
}
