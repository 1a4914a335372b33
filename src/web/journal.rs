//! Nhật ký: who did what, when and why; by day, by person, by thing.

pub(super) mod words;

use axum::extract::State;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use super::address::Query;
use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::{Who, form_pair as pair};
use super::letters::{day, of_day};
use super::pages::value;
use super::{Look, Shared};
use crate::ledger::{JournalFilter, LedgerError};
use crate::letter::wording;
use words::{Said, about, said};

/// So many lines stand on a page.
const MOST: u32 = 200;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// A day, as typed.
    ngay: String,
    /// A person's name; "nguoi" stands for all people, without the program.
    ai: String,
    /// One thing, as the journal names it: "letter 12".
    ve: String,
    /// What kind: "lam" for what was done, "xem" for who saw or took something, came or went.
    viec: String,
    /// Lines before this number: the next page.
    truoc: String,
}

/// The lines of one day.
#[derive(Debug, Serialize)]
struct Day {
    name: String,
    lines: Vec<Said>,
}

/// The page.
pub(super) async fn list(State(site): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Page {
    page(site, who, "/nhat-ky", "nhat-ky.html", move |look| listed(look, &asked)).await
}

fn listed(look: &Look<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let rules = look.rules();
    let (day, fault) = match day(look, &asked.ngay) {
        Ok(day) => (day, String::new()),
        Err(fault) => (None, fault),
    };
    let written = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let everybody = asked.ai == "nguoi";
    let filter = JournalFilter {
        days: day.map(|day| of_day(look, day)),
        who: written(&asked.ai).filter(|_| !everybody),
        subject: written(&asked.ve),
        before: asked.truoc.parse().ok(),
        people: everybody,
        looks: [("xem", true), ("lam", false)].into_iter().find(|(key, _)| *key == asked.viec).map(|(_, only)| only),
    };
    let (lines, accounts) =
        look.read(|snapshot| Ok::<_, LedgerError>((snapshot.journal_where(&filter, MOST)?, snapshot.accounts()?)))?;
    let lines = if fault.is_empty() { lines } else { Vec::new() };
    let ngay = day.map_or_else(|| asked.ngay.clone(), wording::date);
    let next = lines.last().filter(|_| lines.len() == MOST as usize).map(|(id, _)| *id);
    let mut days: Vec<Day> = Vec::new();
    for (_, line) in &lines {
        let name = wording::date_with_weekday(look.desk.day(line.at));
        match days.last_mut() {
            Some(day) if day.name == name => day.lines.push(said(line, rules)),
            _ => days.push(Day { name, lines: vec![said(line, rules)] }),
        }
    }
    let mut people: Vec<&str> = accounts.iter().map(|account| account.full_name.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    let thing = if asked.ve.is_empty() { None } else { Some(about(&asked.ve, rules)) };
    Ok(context! {
        older => format!(
            "{}&{}&{}&{}&",
            pair("ngay", &ngay),
            pair("ai", &asked.ai),
            pair("ve", &asked.ve),
            pair("viec", &asked.viec)
        ),
        days => value(&days), next, people => value(&people),
        thing => thing.map(|(words, to)| context! { words, to }),
        filter => context! { ngay, ai => asked.ai.as_str(), ve => asked.ve.as_str(), viec => asked.viec.as_str() },
        fault,
        narrowed => !(asked.ngay.is_empty() && asked.ai.is_empty() && asked.ve.is_empty() && asked.viec.is_empty()),
    })
}
