//! What a mail is read against, and its lines, each read once: the same subject is asked about many things.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use jiff::civil::Date;

use super::naming::{self, Named};
use super::subject::Subject;
use super::words::{self, Reading};
use super::{Claim, Facts, nearest, shortened, written};
use crate::calendar::Period;
use crate::dictionary::{Dictionary, List, Plain, Said};
use crate::message::Message;
use crate::office::Rules;
use crate::roster::name::Names;
use crate::spelling::tokens::{Token, tokens};
use crate::spelling::typed;

/// What a mail is read against.
pub(crate) struct Ground<'a> {
    pub message: &'a Message,
    pub typed: &'a Typed<'a>,
    pub facts: &'a Facts,
    pub rules: &'a Rules,
    pub names: Arc<Names>,
    /// The civil day of receipt.
    pub today: Date,
    subject: OnceCell<Line<'a>>,
    headline: OnceCell<Line<'a>>,
    own: OnceCell<Line<'a>>,
}

/// What people typed, as they meant it: keystrokes of Telex and VNI undone, slips mended. For reading only.
pub(crate) struct Typed<'a> {
    pub subject: Cow<'a, str>,
    /// What the sender says, without the report that he wrote into the mail itself.
    pub own: Cow<'a, str>,
    /// That report.
    pub written: Option<String>,
    /// What it is about, when the sender's words announce it and it has no heading.
    pub told: Option<String>,
    /// The names of the attachments, in order.
    pub names: Vec<Cow<'a, str>>,
}

/// Lines of a text that are mended; what people say of a report stands at the top.
const MENDED_LINES: usize = 10;

impl<'a> Typed<'a> {
    pub(super) fn of(message: &'a Message, rules: &Rules, names: &Names) -> Self {
        let (subject, own) = (mended(&message.subject), mended_text(&message.body.own));
        let taken = message.brings_no_file().then(|| written::taken(&own, &subject, rules, names)).flatten();
        let (own, written, told) = match taken {
            Some(taken) => (Cow::Owned(taken.around), Some(taken.report), taken.told),
            None => (own, None, None),
        };
        Self {
            subject,
            own,
            written,
            told,
            names: message.attachments.iter().map(|file| mended(&file.file_name)).collect(),
        }
    }

    pub(super) fn name(&self, attachment: usize) -> &str {
        self.names.get(attachment).map_or("", AsRef::as_ref)
    }
}

fn mended(line: &str) -> Cow<'_, str> {
    typed::mend(line).map_or(Cow::Borrowed(line), |mended| Cow::Owned(mended.text().to_owned()))
}

fn mended_text(text: &str) -> Cow<'_, str> {
    let lines: Vec<Cow<'_, str>> = text.lines().take(MENDED_LINES).map(mended).collect();
    if lines.iter().all(|line| matches!(line, Cow::Borrowed(_))) {
        return Cow::Borrowed(text);
    }
    let rest = text.lines().skip(MENDED_LINES).map(Cow::Borrowed);
    Cow::Owned(lines.into_iter().chain(rest).collect::<Vec<_>>().join("\n"))
}

/// A line, its words and what the dictionary knows of them.
pub(crate) struct Line<'a> {
    pub text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) plain: Plain,
    pub(super) said: Said<'a>,
    reading: OnceCell<Reading>,
    named: OnceCell<Vec<Named>>,
}

impl<'a> Line<'a> {
    fn of(dictionary: &'a Dictionary, text: &'a str) -> Self {
        let tokens = tokens(text);
        let plain = Plain::of(&tokens);
        let said = dictionary.read_marked(&tokens, &plain);
        Self { text, tokens, plain, said, reading: OnceCell::new(), named: OnceCell::new() }
    }

    /// What it says about periods.
    pub fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| words::read_tokens(&self.tokens))
    }

    /// The units named in it.
    pub fn named(&self, ground: &Ground<'_>) -> &[Named] {
        self.named.get_or_init(|| naming::find_in(&ground.names, &ground.rules.roster, self.text, &self.tokens))
    }

    /// Folded words, a space around each.
    pub fn words(&self) -> &str {
        &self.plain.words
    }

    /// The first phrase of the list in it.
    pub fn says(&self, list: List) -> Option<&'a str> {
        self.said.first(list)
    }

    /// The first phrase of the list in it that these folded words do not follow.
    pub fn says_without(&self, list: List, after: &str) -> Option<&'a str> {
        let follows = |end: usize| self.plain.words.get(end..).is_some_and(|rest| rest.trim_start().starts_with(after));
        self.said.of(list).filter(|hit| !follows(hit.end)).min_by_key(|hit| hit.start).map(|hit| hit.phrase)
    }

    /// The words of the first phrase of the list as they stand in it, for people to read.
    pub fn written(&self, list: List) -> Option<&'a str> {
        let hit = self.said.of(list).min_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)))?;
        let first = self.plain.starts.partition_point(|start| *start < hit.start);
        let last = self.plain.starts.partition_point(|start| *start < hit.end).checked_sub(1)?;
        self.text.get(self.tokens.get(first)?.range.start..self.tokens.get(last)?.range.end)
    }

    /// Whether a phrase of the list stands in it.
    pub fn has(&self, list: List) -> bool {
        self.said.has(list)
    }

    /// Whether it opens with a phrase of the list.
    pub fn opens(&self, list: List) -> bool {
        self.said.opens(list)
    }
}

impl<'a> Ground<'a> {
    pub(super) fn of(
        message: &'a Message,
        typed: &'a Typed<'a>,
        facts: &'a Facts,
        rules: &'a Rules,
        names: Arc<Names>,
        today: Date,
    ) -> Self {
        let (subject, headline, own) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { message, typed, facts, rules, names, today, subject, headline, own }
    }

    /// The subject.
    pub(super) fn subject(&self) -> &Line<'a> {
        self.subject.get_or_init(|| Line::of(&self.rules.dictionary, &self.typed.subject))
    }

    /// The subject without what mail programs put before it.
    pub(super) fn headline(&self) -> &Line<'a> {
        let text = Subject::of(&self.typed.subject).text;
        if text.len() == self.typed.subject.len() {
            return self.subject();
        }
        self.headline.get_or_init(|| Line::of(&self.rules.dictionary, text))
    }

    /// What the sender wrote, as one line.
    pub(super) fn own(&self) -> &Line<'a> {
        self.own.get_or_init(|| Line::of(&self.rules.dictionary, &self.typed.own))
    }

    /// A line, read by the dictionary.
    pub(super) fn line<'t>(&'t self, text: &'t str) -> Line<'t> {
        Line::of(&self.rules.dictionary, text)
    }

    /// The claims of a line about periods, each with the words it stands in.
    pub(super) fn periods(&self, line: &Line<'_>) -> Vec<(Claim, String)> {
        let read = line.reading();
        let line = line.text;
        let quote = |range: &std::ops::Range<usize>| line.get(range.clone()).unwrap_or_default().to_owned();
        let periods = read.periods.iter().filter_map(|mention| {
            let claim = match mention.year {
                Some(year) => Claim::Period(Period::new(year, mention.span).ok()?),
                None => Claim::YearlessPeriod(nearest(mention.span, self.today)?),
            };
            Some((claim, quote(&mention.range)))
        });
        let topics = read.topics.iter().map(|topic| (Claim::Topic(*topic), shortened(line)));
        periods.chain(topics).collect()
    }
}
