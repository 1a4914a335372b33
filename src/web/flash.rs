//! What is said once, on the next page: what was done, and how to take it back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::guard::Who;
use crate::message::Sha256;

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Flash {
    /// In one or two sentences.
    pub text: String,
    /// How to take it back.
    pub undo: Option<Undo>,
}

/// A form that takes it back: where it goes and what it carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Undo {
    /// Where it is sent.
    pub to: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
    /// What stands on the button.
    pub label: String,
}

impl Flash {
    /// It is done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), undo: None }
    }

    /// With a button that takes it back.
    pub fn undoable(self, to: &str, label: &str, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { undo: Some(Undo { to: to.to_owned(), fields, label: label.to_owned() }), ..self }
    }
}

/// What waits for the next page of each session.
#[derive(Debug, Default)]
pub(super) struct Flashes(Mutex<HashMap<Sha256, Flash>>);

/// More sessions than any office has; older words are dropped.
const MOST: usize = 1000;

impl Flashes {
    /// Says something on the session's next page.
    pub fn put(&self, who: &Who, flash: Flash) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            waiting.clear();
        }
        waiting.insert(who.session.clone(), flash);
    }

    /// What the page that is made now says.
    pub fn take(&self, who: &Who) -> Option<Flash> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&who.session)
    }
}
