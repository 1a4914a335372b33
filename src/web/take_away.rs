//! Mang về: what the officer who writes the office's own report takes away of a period.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Seek as _, SeekFrom};

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt as _;
use tokio::sync::Semaphore;

use super::address::Query;
use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::{Who, form_pair};
use super::pages::{file_name, value};
use super::{Look, Shared};
use crate::calendar::{Period, period};
use crate::desk::figures::with_forms;
use crate::desk::taken::{self, Taken};
use crate::desk::{Desk, named};
use crate::dossier::bundle::index::counted;
use crate::dossier::bundle::{self, Bundle, Entry};
use crate::letter::wording;
use crate::plan::Asks;
use crate::standing::{self, Doubt, Filter, Row, Standing};

/// One dossier is packed at a time: the disk is the ledger's too.
static PACKING: Semaphore = Semaphore::const_new(1);
/// What a Word file is called on the wire.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// How much of a file is read before it is sent on; bytes.
const PIECE: usize = 64 * 1024;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The period: "2020-H1".
    ky: String,
    /// One kind of report.
    bc: String,
    /// One group.
    nhom: String,
}

impl Asked {
    /// What was asked for; none without a period.
    pub(super) fn read(&self, look: &Look<'_>) -> Result<Option<bundle::Asked>, Refusal> {
        let rules = look.rules();
        let written = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let Some(ky) = written(&self.ky) else { return Ok(None) };
        let period = ky.parse().map_err(|_| Refusal::missing("kỳ báo cáo này"))?;
        let report = written(&self.bc).map(|text| named::report(&text, rules)).transpose()?;
        let group = written(&self.nhom).map(|text| named::group(&text, rules)).transpose()?;
        Ok(Some(bundle::Asked { period, report, group }))
    }

    /// The same as the end of an address.
    pub(super) fn pairs(asked: &bundle::Asked) -> String {
        let report = asked.report.as_ref().map_or("", |report| report.as_str());
        let group = asked.group.as_ref().map_or("", |group| group.as_str());
        let pairs = [("ky", asked.period.to_string()), ("bc", report.to_owned()), ("nhom", group.to_owned())];
        let written = pairs.iter().filter(|(_, value)| !value.is_empty());
        written.map(|(name, value)| form_pair(name, value)).collect::<Vec<_>>().join("&")
    }
}

/// The page: choose, see what is there and what is not, take it.
pub(super) async fn show(State(site): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Page {
    page(site, who, "/mang-ve", "mang-ve.html", move |look| {
        let near = near(look)?;
        let today = look.desk.today();
        let asked = match asked.read(look)? {
            Some(asked) => Some(asked),
            None => nearest(&near, today).map(|period| bundle::Asked { period, report: None, group: None }),
        };
        let periods = choices(look, &near, asked.as_ref())?;
        let Some(asked) = asked else {
            return Ok(context! { periods => value(&periods), bundle => Value::from(()) });
        };
        let bundle = look.desk.bundle(&asked)?;
        Ok(context! { periods => value(&periods), ..view(look, &asked, &bundle) })
    })
    .await
}

/// The dossier as a zip.
pub(super) async fn dossier(
    State(site): State<Shared>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let _turn = PACKING.acquire().await.map_err(|_| Refusal::ours())?;
    let made = tokio::task::spawn_blocking(move || {
        let look = site.look();
        let asked = asked.read(&look)?.ok_or_else(|| Refusal::missing("kỳ báo cáo này"))?;
        let bundle = look.desk.bundle(&asked)?;
        let made = look.desk.pack(&bundle, &look.desk.config.data.join("bao-cao"))?;
        let name = format!("ho-so{}.zip", marks(&asked));
        let noted = format!("{name}: {}", counted(&bundle));
        taken::note(&look.desk, Taken::Period(asked.period), &who.account.full_name, &noted)?;
        Ok::<_, Refusal>((made.file.into_file(), name))
    });
    let (file, name) = made.await.map_err(|_| Refusal::ours())??;
    sent(file, &name, "application/zip")
}

/// The texts as one Word file.
pub(super) async fn texts(
    State(site): State<Shared>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let _turn = PACKING.acquire().await.map_err(|_| Refusal::ours())?;
    let look = site.look();
    let asked = asked.read(&look)?.ok_or_else(|| Refusal::missing("kỳ báo cáo này"))?;
    let (_, bytes) = site.reader.document(&look.desk, &asked).await?;
    let name = format!("toan-van{}.docx", marks(&asked));
    noted(&look.desk, Taken::Period(asked.period), who, &name).await?;
    let kept = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, kept)], bytes).into_response())
}

/// Notes in the journal who takes a file away.
pub(super) async fn noted(desk: &Desk, what: Taken, who: Who, name: &str) -> Result<(), Refusal> {
    let (desk, name) = (desk.clone(), name.to_owned());
    let noted = tokio::task::spawn_blocking(move || taken::note(&desk, what, &who.account.full_name, &name)).await;
    Ok(noted.map_err(|_| Refusal::ours())??)
}

/// "-2020-H1-6-thang-so-nganh": what a file is called after.
pub(super) fn marks(asked: &bundle::Asked) -> String {
    let report = asked.report.iter().map(|report| report.as_str().to_owned());
    let group = asked.group.iter().map(|group| group.as_str().to_owned());
    let parts = std::iter::once(asked.period.to_string()).chain(report).chain(group);
    parts.map(|part| format!("-{part}")).collect()
}

/// A file to be kept by the browser, piece by piece.
pub(super) fn sent(mut file: File, name: &str, media_type: &'static str) -> Result<Response, Refusal> {
    let length = file.metadata().map_err(|_| Refusal::ours())?.len();
    file.seek(SeekFrom::Start(0)).map_err(|_| Refusal::ours())?;
    let pieces = futures_util::stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((piece, file)))
    });
    let kept = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, kept),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// The reports that are due about now.
fn near(look: &Look<'_>) -> Result<Vec<Row>, Refusal> {
    let filter = Filter::default();
    let facts = look.desk.standings(&[&filter])?;
    let mut rows = standing::board(look.rules(), &facts, &filter, look.now());
    rows.retain(|row| {
        let asks = look.rules().plans.report(&row.report).map(|(_, report)| report.asks);
        asks == Some(Asks::Report) && row.standing != Standing::Maybe { why: Doubt::BeforeStart }
    });
    Ok(rows)
}

/// The period whose reports are due nearest to today; the longest of several.
fn nearest(rows: &[Row], today: Date) -> Option<Period> {
    let dated = rows.iter().filter_map(|row| Some((row.deadline.as_ref()?.nominal, row.period)));
    let distance = |day: Date| day.duration_since(today).abs();
    dated.min_by_key(|(day, period)| (distance(*day), std::cmp::Reverse(period.span()))).map(|(_, period)| period)
}

#[derive(Debug, Serialize)]
struct Choice {
    key: String,
    name: String,
    here: bool,
}

/// Every period of which something is owed about now or was ever received, the newest first.
fn choices(look: &Look<'_>, near: &[Row], asked: Option<&bundle::Asked>) -> Result<Vec<Choice>, Refusal> {
    let mut periods: BTreeSet<Period> = look.read(|snapshot| snapshot.periods())?.into_iter().collect();
    periods.extend(near.iter().map(|row| row.period));
    periods.extend(asked.map(|asked| asked.period));
    let mut periods: Vec<Period> = periods.into_iter().collect();
    periods.sort_by_key(|period| std::cmp::Reverse((period.last_day(), period.span(), period.nth())));
    let choice = |period: Period| Choice {
        key: period.to_string(),
        name: wording::upper_first(&period::name(period)),
        here: asked.is_some_and(|asked| asked.period == period),
    };
    Ok(periods.into_iter().map(choice).collect())
}

#[derive(Debug, Serialize)]
struct Band {
    name: String,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    place: usize,
    unit: String,
    to: String,
    title: String,
    sign: &'static str,
    kind: &'static str,
    words: String,
    numbers: Vec<Number>,
    files: Vec<FileView>,
    notes: String,
}

#[derive(Debug, Serialize)]
struct Number {
    words: String,
    to: String,
    when: String,
}

#[derive(Debug, Serialize)]
struct FileView {
    name: String,
    size: String,
    to: Option<String>,
}

fn view(look: &Look<'_>, asked: &bundle::Asked, bundle: &Bundle) -> Value {
    let mut bands: Vec<Band> = Vec::new();
    for entry in &bundle.entries {
        if bands.last().is_none_or(|band| band.name != entry.group) {
            bands.push(Band { name: entry.group.clone(), lines: Vec::new() });
        }
        if let Some(band) = bands.last_mut() {
            band.lines.push(line(entry, asked.period));
        }
    }
    let rules = look.rules();
    let titles: BTreeSet<&str> = bundle.entries.iter().map(|entry| entry.title.as_str()).collect();
    let reports: Vec<Choice> = rules
        .plans
        .reports()
        .filter(|(_, report)| report.asks == Asks::Report)
        .map(|(_, report)| Choice {
            key: report.id.as_str().to_owned(),
            name: report.name.clone(),
            here: asked.report.as_ref() == Some(&report.id),
        })
        .collect();
    let groups: Vec<Choice> = rules
        .roster
        .groups
        .iter()
        .map(|group| Choice {
            key: group.id.as_str().to_owned(),
            name: group.name.clone(),
            here: asked.group.as_ref() == Some(&group.id),
        })
        .collect();
    let without = bundle.entries.iter().filter(|entry| entry.files.is_empty()).count();
    context! {
        bundle => context! {
            scope => wording::upper_first(&bundle.scope),
            counted => counted(bundle),
            size => wording::size(bundle.size()),
            files => bundle.files().count(),
            without,
            several => titles.len() > 1,
            bands => value(&bands),
        },
        figures => figures(look, asked),
        reports => value(&reports),
        groups => value(&groups),
        query => Asked::pairs(asked),
    }
}

/// The end of the address of the figures; none where no form was given.
fn figures(look: &Look<'_>, asked: &bundle::Asked) -> Option<String> {
    let mut forms = with_forms(&look.desk);
    let report = match &asked.report {
        Some(report) => forms.find(|known| *known == report),
        None => forms.next(),
    };
    let report = Some(report?.clone());
    Some(Asked::pairs(&bundle::Asked { report, ..asked.clone() }))
}

fn line(entry: &Entry, period: Period) -> Line {
    let files = entry.files.iter().filter_map(|packed| {
        let line = &entry.rows.get(packed.row)?.line;
        let file = line.files.get(packed.place)?;
        let to = line.mail.zip(file.attachment).map(|(mail, index)| format!("/thu/{mail}/tep/{index}"));
        Some(FileView { name: file_name(&file.name, 120), size: wording::size(file.size), to })
    });
    let numbers = entry.rows.iter().map(|row| Number {
        words: row.number.clone(),
        to: format!("/so/{}/{}", row.line.number.0, row.line.number.1),
        when: row.received.strftime("%H:%M %-d/%-m/%Y").to_string(),
    });
    Line {
        place: entry.place,
        unit: entry.name.clone(),
        to: format!("/nghia-vu/{}/{}/{period}", entry.unit, entry.report),
        title: entry.title.clone(),
        sign: entry.standing.map_or("＋", Standing::mark),
        kind: entry.standing.map_or("received", Standing::key),
        words: entry.words(),
        numbers: numbers.collect(),
        files: files.collect(),
        notes: wording::upper_first(&entry.notes().join("; ")),
    }
}
