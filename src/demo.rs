//! A month of an invented office in seconds: June 2020, day by day, mails arriving in a Maildir, the clock simulated.
//!
//! What runs here is the program itself: the same source, intake, scheduler and outbox as in the daemon; only the
//! clock is set by hand and letters go into a Maildir. The folder that is left can be looked at with every command.

mod mails;
mod story;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::clock::{Clock, SetClock};
use crate::config::{self, Mailbox, Way, sample};
use crate::daemon::{Works, wiring};
use crate::failure::{Exit, Failure};
use crate::mailbox::{Journal as _, maildir};
use crate::message::{Origin, RawMail};
use crate::outbox::Outbox;
use crate::scheduler;
use story::Story;

/// The sample office.
const OFFICE: &str = "van-son-2020";
/// The days that are replayed.
const DAYS: (Date, Date) = (date(2020, 6, 1), date(2020, 6, 30));
/// Between two looks of the scheduler at the clock.
const LOOK: SignedDuration = SignedDuration::from_mins(30);

/// Replays the month into `folder` and tells it on `out`.
///
/// # Errors
/// A folder that is not empty and not an earlier demonstration, a disk that cannot be written.
pub async fn run(folder: &Path, out: &mut dyn Write) -> Result<Exit, Failure> {
    prepare(folder)?;
    let loaded = config::load(folder)
        .map_err(|faults| Failure::ours(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;
    let zone = loaded.rules.office.time_zone.clone();
    let instant = |day: Date| zone.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).map_err(Failure::ours);
    let (first, end) = (instant(DAYS.0)?, instant(DAYS.1.tomorrow().map_err(Failure::ours)?)?);
    let clock = Arc::new(SetClock::at(first));
    let works = Works::open(loaded, Arc::clone(&clock) as Arc<dyn Clock>)?;
    let (Mailbox::Maildir(inbox), Way::Maildir(letters)) = (&works.config.mailbox, &works.config.delivery) else {
        return Err(Failure::ours("cơ quan mẫu phải dùng Maildir"));
    };
    let (alarm, _alarms) = tokio::sync::mpsc::unbounded_channel();
    let delivery = wiring::delivery(&works.config.delivery)?;
    let mut outbox = Outbox::new(works.queue(), delivery, works.clock.clone(), wiring::outbox(&works.config), alarm);
    let mut story = Story::begin(&works, inbox, letters, out)?;
    for moment in moments(first, end)? {
        clock.set(moment);
        story.day(moment);
        if deliver(inbox, moment)? {
            story.taken(&take(&works, inbox).await?)?;
        }
        let ground = Arc::clone(&works.intake.ground.borrow());
        scheduler::tick(&works.ledger, &ground.rules, &ground.templates, moment).map_err(Failure::outside)?;
        outbox.drain(&CancellationToken::new()).await.map_err(Failure::outside)?;
        story.sent()?;
    }
    story.end(folder)?;
    Ok(Exit::Fine)
}

/// Writes the sample office into `folder`; an earlier demonstration there is replaced, anything else is left alone.
fn prepare(folder: &Path) -> Result<(), Failure> {
    const MARK: &str = ".tiepnhan-demo";
    let cannot = |error: io::Error| Failure::outside(format!("không ghi được vào {}: {error}", folder.display()));
    if folder.join(MARK).exists() {
        fs::remove_dir_all(folder).map_err(cannot)?;
    } else if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::input(format!(
            "{}: thư mục đã có tệp khác; hãy chọn thư mục trống: tiepnhan demo THƯ-MỤC",
            folder.display()
        )));
    }
    fs::create_dir_all(folder).map_err(cannot)?;
    fs::write(folder.join(MARK), "").map_err(cannot)?;
    sample::write(OFFICE, folder).map_err(cannot)
}

/// Every moment at which something may happen: the arrival of each mail, and the scheduler's regular looks.
fn moments(first: Timestamp, end: Timestamp) -> Result<BTreeSet<Timestamp>, Failure> {
    let mut moments = BTreeSet::new();
    let mut at = first;
    while at < end {
        moments.insert(at);
        at = at.checked_add(LOOK).map_err(Failure::ours)?;
    }
    moments.extend(mails::MAILS.iter().filter_map(mails::received_at).filter(|at| (first..end).contains(at)));
    Ok(moments)
}

/// Puts the mails that arrive at `moment` into the Maildir, as a mail server does: written aside, then moved.
fn deliver(inbox: &Path, moment: Timestamp) -> Result<bool, Failure> {
    let cannot = |error: io::Error| Failure::outside(format!("không ghi được vào {}: {error}", inbox.display()));
    let mut any = false;
    for mail in mails::MAILS.iter().filter(|mail| mails::received_at(mail) == Some(moment)) {
        for part in ["tmp", "new", "cur"] {
            fs::create_dir_all(inbox.join(part)).map_err(cannot)?;
        }
        let name = format!("{}.{}.demo", moment.as_second(), mail.name);
        let aside: PathBuf = inbox.join("tmp").join(&name);
        fs::write(&aside, mail.bytes).map_err(cannot)?;
        fs::rename(&aside, inbox.join("new").join(&name)).map_err(cannot)?;
        any = true;
    }
    Ok(any)
}

/// What the daemon does with a pass over the Maildir.
async fn take(works: &Works, inbox: &Path) -> Result<Vec<crate::intake::Taken>, Failure> {
    let settings = maildir::Settings::new(inbox.to_owned(), wiring::now(&works.clock));
    let known = works.ledger.known(&settings.source, &settings.folder, 0).map_err(Failure::outside)?;
    let mut mails = Vec::new();
    for entry in maildir::scan(inbox, &known).map_err(Failure::outside)? {
        let Some(content) = maildir::read(&entry, settings.max_mail_bytes) else { continue };
        let (source, folder) = (settings.source.clone(), settings.folder.clone());
        let origin = Origin { source, folder, uid_validity: 0, uid: 0, key: entry.key.clone() };
        mails.push(RawMail { origin, received_at: entry.received_at, server_id: None, content });
    }
    works.intake.take(mails).await.map_err(Failure::outside)
}
