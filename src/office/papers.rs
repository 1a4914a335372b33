//! The words of the office's own papers.

use super::Office;
use crate::dictionary::{Dictionary, List};
use crate::plan::Plans;
use crate::spelling::tokens::{plain, stands};

/// What the office calls itself and what its plans ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// Of the plans: folded words, a space around each.
    asked: String,
    /// Of the office's name and the plans, likewise.
    words: String,
    names_its_field: bool,
}

impl Papers {
    pub(super) fn of(office: &Office, plans: &Plans, dictionary: &Dictionary) -> Self {
        let mut asked = String::new();
        for (plan, report) in plans.reports() {
            for name in [&plan.title, &report.name].into_iter().chain(&report.aliases) {
                asked.push_str(&plain(name));
            }
        }
        let words = format!("{}{asked}", plain(&format!("{}\n{}", office.name, office.short_name)));
        let names_its_field = dictionary.read(&words).has(List::OurField);
        Self { asked, words, names_its_field }
    }

    /// Whether a folded phrase stands in them.
    #[must_use]
    pub fn name(&self, phrase: &str) -> bool {
        stands(&self.words, phrase)
    }

    /// Whether a plan names a folded phrase.
    #[must_use]
    pub fn ask_for(&self, phrase: &str) -> bool {
        stands(&self.asked, phrase)
    }

    /// Whether they say which field the office's own is.
    #[must_use]
    pub fn names_its_field(&self) -> bool {
        self.names_its_field
    }
}
