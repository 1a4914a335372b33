//! How a unit is reached: whom to call, and which of its addresses work.

use jiff::civil::Date;
use minijinja::{Value, context};
use serde::Serialize;

use crate::letter::wording;
use crate::office::Rules;
use crate::roster::Unit;
use crate::standing::{BoardFacts, address};
use crate::web::pages::value;
use crate::web::phone::phones;

#[derive(Debug, Serialize)]
struct Mailbox<'a> {
    address: &'a str,
    /// Letters to the unit go there.
    used: bool,
    /// Since when letters to it come back: "18/6/2020".
    bounced: Option<String>,
}

/// What the piece `the-don-vi.html` shows.
pub(in crate::web) fn card(unit: &Unit, rules: &Rules, facts: &BoardFacts, day: Date) -> Value {
    let used = address(unit, facts, day);
    let civil = |at| rules.office.time_zone.to_datetime(at).date();
    let (addresses, domains) = unit.mailboxes_on(day);
    let mailboxes: Vec<Mailbox<'_>> = addresses
        .iter()
        .map(|address| Mailbox {
            address,
            used: used == Some(address.as_str()),
            bounced: facts.bounced.get(address).map(|at| wording::date(civil(*at))),
        })
        .collect();
    let group = rules.roster.groups.iter().find(|group| group.id == *unit.group_on(day));
    let away = facts.away.get(&unit.id).filter(|away| away.until >= day);
    context! {
        id => unit.id.as_str(),
        name => unit.name_on(day),
        group => group.map_or("", |group| group.name.as_str()),
        contact => unit.contact.as_deref().unwrap_or_default(),
        phones => value(phones(unit.phone.as_deref())),
        mailboxes => value(&mailboxes),
        domains => value(domains),
        reached => used.is_some(),
        away => away.map(|away| match away.named {
            true => format!("người nhận báo vắng đến hết {}", wording::date(away.until)),
            false => "người nhận đang vắng, không rõ đến ngày nào".to_owned(),
        }),
    }
}
