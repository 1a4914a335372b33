//! The texts of letters: shipped ones, and the office's own in their place. Faults show at start, with file and line.

use std::collections::BTreeSet;
use std::fmt;

use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::wrap;
use crate::spelling::placing::{Placing, placed};

/// Which letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Receipt of a mail.
    Receipt,
    /// Question back.
    Query,
    /// Staff settled a review.
    Settled,
    /// A receipt that is true no more.
    Correction,
    /// A plan, or one period of it, begins: what the unit owes.
    Opening,
    /// Before the due date.
    Reminder,
    /// After it.
    Overdue,
    /// More time, exemption, or the end of either.
    Grant,
    /// To leaders.
    Digest,
    /// To staff: the work of the day.
    Desk,
    /// To staff.
    Alert,
}

impl Kind {
    /// All letters.
    pub const ALL: [Self; 11] = [
        Self::Receipt,
        Self::Query,
        Self::Settled,
        Self::Correction,
        Self::Opening,
        Self::Reminder,
        Self::Overdue,
        Self::Grant,
        Self::Digest,
        Self::Desk,
        Self::Alert,
    ];

    /// The name of its folder.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Query => "query",
            Self::Settled => "settled",
            Self::Correction => "correction",
            Self::Opening => "opening",
            Self::Reminder => "reminder",
            Self::Overdue => "overdue",
            Self::Grant => "grant",
            Self::Digest => "digest",
            Self::Desk => "desk",
            Self::Alert => "alert",
        }
    }
}

/// The shipped texts, by the path an office may override.
pub const SHIPPED: [(&str, &str); 23] = [
    ("signature.txt", include_str!("../../config/letters/signature.txt")),
    ("receipt/subject.txt", include_str!("../../config/letters/receipt/subject.txt")),
    ("receipt/body.txt", include_str!("../../config/letters/receipt/body.txt")),
    ("query/subject.txt", include_str!("../../config/letters/query/subject.txt")),
    ("query/body.txt", include_str!("../../config/letters/query/body.txt")),
    ("settled/subject.txt", include_str!("../../config/letters/settled/subject.txt")),
    ("settled/body.txt", include_str!("../../config/letters/settled/body.txt")),
    ("correction/subject.txt", include_str!("../../config/letters/correction/subject.txt")),
    ("correction/body.txt", include_str!("../../config/letters/correction/body.txt")),
    ("opening/subject.txt", include_str!("../../config/letters/opening/subject.txt")),
    ("opening/body.txt", include_str!("../../config/letters/opening/body.txt")),
    ("reminder/subject.txt", include_str!("../../config/letters/reminder/subject.txt")),
    ("reminder/body.txt", include_str!("../../config/letters/reminder/body.txt")),
    ("overdue/subject.txt", include_str!("../../config/letters/overdue/subject.txt")),
    ("overdue/body.txt", include_str!("../../config/letters/overdue/body.txt")),
    ("grant/subject.txt", include_str!("../../config/letters/grant/subject.txt")),
    ("grant/body.txt", include_str!("../../config/letters/grant/body.txt")),
    ("digest/subject.txt", include_str!("../../config/letters/digest/subject.txt")),
    ("digest/body.txt", include_str!("../../config/letters/digest/body.txt")),
    ("desk/subject.txt", include_str!("../../config/letters/desk/subject.txt")),
    ("desk/body.txt", include_str!("../../config/letters/desk/body.txt")),
    ("alert/subject.txt", include_str!("../../config/letters/alert/subject.txt")),
    ("alert/body.txt", include_str!("../../config/letters/alert/body.txt")),
];

/// The shipped texts as this office spells, by the path that an office may override.
pub fn shipped(placing: Placing) -> impl Iterator<Item = (&'static str, String)> {
    SHIPPED.iter().map(move |(name, text)| (*name, placed(text, placing)))
}

/// A text that an office wrote: what it overrides, where it stands, and the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `receipt/body.txt`, with `/` on every system; also `receipt/body.html`.
    pub name: String,
    /// The file, as people know it: for faults.
    pub file: String,
    /// Its text, UTF-8.
    pub text: String,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, from 1, when known.
    pub line: Option<usize>,
    /// What is wrong and what to do, in Vietnamese.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, dòng {line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

impl std::error::Error for Fault {}

/// The words of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// One line.
    pub subject: String,
    /// Plain text, at most 72 columns.
    pub text: String,
    /// The same as simple HTML.
    pub html: String,
}

/// All texts in force, checked.
#[derive(Debug, Clone)]
pub struct Templates {
    own: Environment<'static>,
    shipped: Environment<'static>,
    files: Vec<(String, String)>,
}

/// Steps a template may take: a digest of 200 units takes some ten thousand.
const FUEL: u64 = 500_000;
/// The longest letter, in bytes.
const LONGEST: usize = 256 * 1024;
/// The longest subject, in letters; longer ones are cut in mail programs anyway.
const LONGEST_SUBJECT: usize = 180;

impl Templates {
    /// The shipped texts alone.
    ///
    /// # Errors
    /// The faults of the shipped texts; a build whose tests pass has none.
    pub fn shipped() -> Result<Self, Vec<Fault>> {
        Self::load(Vec::new(), Placing::First)
    }

    /// The shipped texts, spelt as the office spells, with the office's own in their place, every one checked: name,
    /// syntax, values, and a trial with sample letters.
    ///
    /// # Errors
    /// Every fault found, with file and line.
    pub fn load(own: Vec<Source>, placing: Placing) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let shipped = environment(placing, &mut faults);
        let mut templates = Self { own: shipped.clone(), shipped, files: Vec::new() };
        for source in own {
            templates.add(source, &mut faults);
        }
        if faults.is_empty() {
            templates.check_values(&mut faults);
        }
        if faults.is_empty() {
            super::samples::try_all(&templates, &mut faults);
        }
        if faults.is_empty() { Ok(templates) } else { Err(faults) }
    }

    fn add(&mut self, source: Source, faults: &mut Vec<Fault>) {
        let Source { name, file, text } = source;
        if !may_override(&name) {
            faults.push(Fault { file, line: None, what: unknown_name(&name) });
            return;
        }
        match self.own.add_template_owned(name.clone(), text) {
            Ok(()) => self.files.push((name, file)),
            Err(error) => faults.push(Fault { file, line: error.line(), what: explain(&error) }),
        }
    }

    fn check_values(&self, faults: &mut Vec<Fault>) {
        for (name, template) in self.own.templates() {
            let known = known_values(name);
            let is_known = |used: &String| known.contains(used) || self.own.globals().any(|(global, _)| global == used);
            let mut unknown: Vec<String> =
                template.undeclared_variables(false).into_iter().filter(|used| !is_known(used)).collect();
            unknown.sort();
            for value in unknown {
                let line = template.source().lines().position(|line| line.contains(&value));
                let what = unknown_value(&value, &known);
                faults.push(Fault { file: self.file(name), line: line.map(|l| l.saturating_add(1)), what });
            }
        }
    }

    fn file(&self, name: &str) -> String {
        let own = self.files.iter().find(|(known, _)| known == name);
        own.map_or_else(|| format!("config/letters/{name}"), |(_, file)| file.clone())
    }

    /// The words of a letter.
    ///
    /// When an office's own text fails on values that the trial at start did not foresee, the shipped text speaks in
    /// its place, and the fault is added to `faults`: somebody waits for this letter. None only when the shipped text
    /// fails too, which no test has seen.
    pub fn words(&self, kind: Kind, values: &impl Serialize, faults: &mut Vec<Fault>) -> Option<Words> {
        let values = minijinja::Value::from(minijinja::value::Serde(values));
        self.render(&self.own, kind, &values)
            .or_else(|fault| {
                faults.push(fault);
                self.render(&self.shipped, kind, &values)
            })
            .map_err(|fault| faults.push(fault))
            .ok()
    }

    /// The words from the office's own texts only; samples are tried so.
    pub(super) fn own_words(&self, kind: Kind, values: &impl Serialize) -> Result<Words, Fault> {
        self.render(&self.own, kind, &minijinja::Value::from(minijinja::value::Serde(values)))
    }

    fn render(&self, env: &Environment<'static>, kind: Kind, values: &minijinja::Value) -> Result<Words, Fault> {
        let subject = self.render_one(env, &format!("{}/subject.txt", kind.folder()), values)?;
        let text = self.render_one(env, &format!("{}/body.txt", kind.folder()), values)?;
        let html = match env.get_template(&format!("{}/body.html", kind.folder())) {
            Ok(_) => self.render_one(env, &format!("{}/body.html", kind.folder()), values)?,
            Err(_) => wrap::html(&text),
        };
        let subject = super::wording::foreign(&subject, LONGEST_SUBJECT);
        Ok(Words { subject, text: wrap::plain(&text), html })
    }

    fn render_one(&self, env: &Environment<'static>, name: &str, values: &minijinja::Value) -> Result<String, Fault> {
        let fault = |error: &minijinja::Error| Fault {
            file: self.file(error.name().unwrap_or(name)),
            line: error.line(),
            what: explain(error),
        };
        let text = env.get_template(name).and_then(|template| template.render(values)).map_err(|e| fault(&e))?;
        let fault = |what: &str| Fault { file: self.file(name), line: None, what: what.into() };
        if text.trim().is_empty() {
            return Err(fault("mẫu thư cho ra nội dung trống; hãy viết lại nội dung"));
        }
        if text.len() > LONGEST {
            return Err(fault("mẫu thư cho ra nội dung dài quá 256 KB; hãy bớt phần lặp"));
        }
        Ok(text)
    }
}

fn environment(placing: Placing, faults: &mut Vec<Fault>) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    env.add_global("cell", wrap::CELL.to_string());
    if let Ok(syntax) = minijinja::syntax::SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        env.set_syntax(syntax);
    }
    for (name, text) in shipped(placing) {
        if let Err(error) = env.add_template_owned(name, text) {
            faults.push(Fault { file: format!("config/letters/{name}"), line: error.line(), what: explain(&error) });
        }
    }
    env
}

/// Whether an office may put a text of its own under this name.
fn may_override(name: &str) -> bool {
    let html = name.strip_suffix("/body.html").is_some_and(|folder| Kind::ALL.iter().any(|k| k.folder() == folder));
    html || SHIPPED.iter().any(|(known, _)| *known == name)
}

fn unknown_name(name: &str) -> String {
    let nearest = SHIPPED.iter().map(|(known, _)| *known).min_by_key(|known| strsim::damerau_levenshtein(known, name));
    let hint = nearest.map(|known| format!("; gần nhất là `{known}`")).unwrap_or_default();
    format!("không có mẫu thư tên `{name}`{hint}. Đổi tên tệp hoặc chuyển tệp ra khỏi thư mục mẫu thư")
}

fn unknown_value(value: &str, known: &BTreeSet<String>) -> String {
    let nearest = known.iter().min_by_key(|k| strsim::damerau_levenshtein(k, value));
    let hint = nearest.map(|k| format!("; gần nhất là `{k}`")).unwrap_or_default();
    let all: Vec<&str> = known.iter().map(String::as_str).collect();
    format!("không có giá trị `{value}` trong thư này{hint}. Các giá trị dùng được: {}", all.join(", "))
}

/// The top-level names a template may use: those of the sample values of its letter; of all letters for parts that are
/// included.
fn known_values(name: &str) -> BTreeSet<String> {
    let kind = Kind::ALL.into_iter().find(|kind| name.starts_with(&format!("{}/", kind.folder())));
    match kind {
        Some(kind) => super::samples::names(kind),
        None => {
            let mut all = Kind::ALL.into_iter().map(super::samples::names);
            let first = all.next().unwrap_or_default();
            all.fold(first, |both, names| both.intersection(&names).cloned().collect())
        }
    }
}

/// How an office gets the text back that it has spoilt.
const AS_SHIPPED: &str =
    "cần lại mẫu gốc thì chuyển tệp này ra khỏi thư mục mẫu thư rồi chạy `tiepnhan init THƯ-MỤC --letters`";

fn explain(error: &minijinja::Error) -> String {
    use minijinja::ErrorKind;
    let detail = error.detail().unwrap_or("").to_owned();
    match error.kind() {
        ErrorKind::SyntaxError => format!("sai cú pháp mẫu thư ({detail}); xem lại dấu {{{{ }}}} và {{% %}}"),
        ErrorKind::UndefinedError => format!("dùng một giá trị không có ({detail}); {AS_SHIPPED}"),
        ErrorKind::TemplateNotFound => format!("gọi một mẫu không có ({detail}); chỉ có thể gọi `signature.txt`"),
        ErrorKind::OutOfFuel => "mẫu thư lặp quá nhiều; hãy bỏ vòng lặp thừa".into(),
        _ => format!("mẫu thư không dùng được ({error}); {AS_SHIPPED}"),
    }
}

#[cfg(test)]
mod tests;
