//! Thư đến: every mail that came, with what became of it, the last received first.

use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

use super::super::Look;
use super::super::answer::Refusal;
use super::super::guard::form_pair;
use super::super::pages::value;
use super::super::review::moment;
use super::show::bucket;
use crate::judgment::Bucket;
use crate::ledger::MailRow;
use crate::letter::wording;
use crate::spelling::fold;
use crate::standing::grant;

/// How many mails stand on a page.
const ON_PAGE: u32 = 100;
/// Among so many of the newest mails words are looked for.
const SOUGHT: u32 = 20_000;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Asked {
    /// One bucket only: `machine`.
    ngan: String,
    /// Words of the sender or the subject, or a mail's number.
    tim: String,
    /// Which page, from 1.
    trang: String,
}

#[derive(Debug, Serialize)]
struct Came {
    id: i64,
    from: String,
    address: String,
    subject: String,
    received: String,
    bucket: &'static str,
    /// Whose it is, or may be.
    unit: String,
    unit_to: String,
}

/// The buckets in the order of the list's choices.
const BUCKETS: [(&str, Bucket); 6] = [
    ("review", Bucket::Review),
    ("recorded", Bucket::Recorded),
    ("not-report", Bucket::NotReport),
    ("machine", Bucket::Machine),
    ("failed", Bucket::Failed),
    ("earlier", Bucket::Earlier),
];

/// The page.
pub(super) fn view(look: &Look<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let chosen = BUCKETS.iter().find(|(key, _)| *key == asked.ngan).map(|(_, bucket)| *bucket);
    let page = asked.trang.parse().unwrap_or(1_u32).max(1);
    let sought = fold(asked.tim.trim());
    let after = page.saturating_sub(1).saturating_mul(ON_PAGE);
    let mut mails = if sought.is_empty() {
        look.read(|snapshot| snapshot.mails_newest(chosen, ON_PAGE.saturating_add(1), after))?
    } else {
        let among = look.read(|snapshot| snapshot.mails_newest(chosen, SOUGHT, 0))?;
        let found = among.into_iter().filter(|mail| says(mail, &sought)).skip(after as usize);
        found.take(ON_PAGE.saturating_add(1) as usize).collect()
    };
    let older = mails.len() > ON_PAGE as usize;
    mails.truncate(ON_PAGE as usize);
    let (counts, open) = look.read(|snapshot| Ok((snapshot.buckets()?, snapshot.reviews_open()?)))?;
    let choices = BUCKETS.iter().map(|(key, of)| {
        context! { key => *key, words => bucket(*of), count => counts.get(of).copied().unwrap_or_default(), chosen => chosen == Some(*of) }
    });
    Ok(context! {
        came => value(mails.iter().map(|mail| came(look, mail)).collect::<Vec<_>>()),
        choices => choices.collect::<Vec<_>>(),
        count => open,
        all => counts.values().sum::<u64>(),
        ngan => if chosen.is_some() { asked.ngan.as_str() } else { "" },
        tim => asked.tim.trim(),
        here => format!("{}&{}", form_pair("tim", asked.tim.trim()), form_pair("ngan", &asked.ngan)),
        page,
        older => older.then(|| page.saturating_add(1)),
    })
}

/// Whether a mail is the one of this number, or its sender or subject says this.
fn says(mail: &MailRow, sought: &str) -> bool {
    let texts = [&mail.from_address, &mail.from_name, &mail.subject];
    mail.id.to_string() == sought || texts.iter().any(|text| fold(text).contains(sought))
}

fn came(look: &Look<'_>, mail: &MailRow) -> Came {
    let unit = mail.unit.as_ref();
    Came {
        id: mail.id,
        from: wording::foreign(&mail.from_name, 60),
        address: wording::foreign(&mail.from_address, 80),
        subject: wording::foreign(&mail.subject, 120),
        received: moment(look.rules(), mail.received_at),
        bucket: bucket(mail.bucket),
        unit: unit.map(|unit| grant::name(look.rules(), unit)).unwrap_or_default(),
        unit_to: unit.map(|unit| format!("/don-vi/{unit}")).unwrap_or_default(),
    }
}
