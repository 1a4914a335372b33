//! The figures of a period out of the units' workbooks. These are opened in worker processes only, and each once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::bundle::{Taken, accepted_whole, beside};
use super::{Desk, Field, Refusal};
use crate::dossier::bundle::{Asked, Bundle, Entry};
use crate::dossier::figures::form::{Form, form};
use crate::dossier::figures::reading::read;
use crate::dossier::figures::sheet::{Head, xlsx};
use crate::dossier::figures::{Sent, Table, table};
use crate::dossier::{Line, LineFile};
use crate::extraction::Extractor;
use crate::failure::Failure;
use crate::letter::wording;
use crate::message::Sha256;
use crate::plan::{Piece, ReportId};
use crate::text::sheet::cells::{Sheet, cells};
use crate::text::{Limits, Problem};

/// How many workbooks are remembered; what an office has of one period, several times over.
const REMEMBERED: usize = 2000;
/// How many cells of them.
const CELLS: usize = 2_000_000;

/// The workbooks of a file, itself or those packed in it: the name of a packed one, and its cells or why there are none, in
/// words.
type Books = Vec<(Option<String>, Result<Vec<Sheet>, String>)>;

/// Workbooks that were opened, by the hash of their bytes.
#[derive(Debug)]
pub struct Workbooks {
    extractor: Extractor,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    books: HashMap<Sha256, Arc<Books>>,
    cells: usize,
}

/// The table of a period and what stands above it.
#[derive(Debug)]
pub struct Figures {
    /// Units and figures.
    pub table: Table,
    /// Office, report, moment.
    pub head: Head,
}

impl Figures {
    /// As a workbook.
    ///
    /// # Errors
    /// Our own fault; none is expected.
    pub fn xlsx(&self) -> Result<Vec<u8>, Failure> {
        xlsx(&self.table, &self.head).map_err(Failure::ours)
    }
}

/// The reports whose plan has a form for figures.
pub fn with_forms(desk: &Desk) -> impl Iterator<Item = &ReportId> {
    desk.rules().plans.reports().filter(|(_, report)| report.figures_form.is_some()).map(|(_, report)| &report.id)
}

impl Workbooks {
    /// None was opened yet.
    #[must_use]
    pub fn new(extractor: Extractor) -> Self {
        Self { extractor, known: Mutex::default() }
    }

    /// The figures that `asked` units wrote in the form of the report.
    ///
    /// # Errors
    /// A report without a form, what the ledger says.
    pub async fn figures(&self, desk: &Desk, asked: &Asked) -> Result<Figures, Refusal> {
        let (form, empty) = form_of(desk, asked)?;
        let (blocking, of) = (desk.clone(), asked.clone());
        let bundle = tokio::task::spawn_blocking(move || blocking.bundle(&of)).await.map_err(Failure::ours)??;
        let mut sent = Vec::new();
        for entry in &bundle.entries {
            sent.push(self.sent(desk, entry, (&form, &empty)).await?);
        }
        let Bundle { office, scope, made, .. } = bundle;
        let head = Head { office, scope: wording::upper_first(&scope), made };
        Ok(Figures { table: table(&form, sent), head })
    }

    async fn sent(&self, desk: &Desk, entry: &Entry, (form, empty): (&Form, &[Sheet])) -> Result<Sent, Refusal> {
        let (mut files, mut books, mut notes, mut faults) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for file in &entry.files {
            let Some(line) = entry.rows.get(file.row).map(|row| &row.line) else { continue };
            let Some(known) = line.files.get(file.place) else { continue };
            if kind(known) == Kind::Other {
                continue;
            }
            for (packed, cells) in self.books(desk, line, file.place, known).await?.iter() {
                let inside = packed.as_ref().map(|inner| format!(" › {}", wording::foreign(inner, 80)));
                let name = format!("{}{}", wording::foreign(&known.name, 80), inside.unwrap_or_default());
                match cells {
                    Ok(sheets) => {
                        files.push((line.mail.zip(known.attachment), name));
                        books.push(sheets.clone());
                    }
                    Err(why) => {
                        notes.push(format!("{name}: {why}"));
                        faults.push(why.clone());
                    }
                }
            }
        }
        let reading = if entry.files.is_empty() {
            Err(if entry.rows.is_empty() { entry.words() } else { "đã nhận nhưng không có tệp".to_owned() })
        } else if books.is_empty() {
            Err(unread(&faults).to_owned())
        } else {
            let reading = read(form, empty, &books);
            if reading.knows_the_form() { Ok(reading) } else { Err("tệp Excel không theo biểu mẫu".to_owned()) }
        };
        Ok(Sent {
            unit: entry.unit.clone(),
            name: entry.name.clone(),
            group: entry.group.clone(),
            files,
            reading,
            notes,
        })
    }

    async fn books(&self, desk: &Desk, line: &Line, place: usize, file: &LineFile) -> Result<Arc<Books>, Refusal> {
        // What stands in a volume hangs on the others: its own hash does not tell.
        let alone = beside(line, place).is_none();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).books.get(&file.sha256).cloned();
        if let Some(known) = known.filter(|_| alone) {
            return Ok(known);
        }
        let (blocking, line) = (desk.clone(), line.clone());
        let taken = tokio::task::spawn_blocking(move || accepted_whole(&blocking, &line, place))
            .await
            .map_err(Failure::ours)?;
        let (taken, wanted) = match taken {
            Ok(taken) => taken,
            // Not remembered: whoever mends the archive sees it at once.
            Err(why) => return Ok(Arc::new(vec![(None, Err(why))])),
        };
        let read = Arc::new(self.opened(file, &taken, wanted).await);
        if !alone {
            return Ok(read);
        }
        let sheets = read.iter().filter_map(|(_, cells)| cells.as_ref().ok()).flatten();
        let size = sheets.fold(0_usize, |sum, sheet| sum.saturating_add(sheet.cells.len()));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.books.len() >= REMEMBERED || known.cells.saturating_add(size) > CELLS {
            *known = Known::default();
        }
        known.cells = known.cells.saturating_add(size);
        known.books.insert(file.sha256.clone(), Arc::clone(&read));
        Ok(read)
    }
}

impl Workbooks {
    /// What the file `wanted` of these holds; the others are volumes of the same archive.
    async fn opened(&self, file: &LineFile, taken: &[Taken], wanted: usize) -> Books {
        let given: Vec<_> =
            taken.iter().map(|(name, kind, bytes)| (name.as_str(), kind.as_str(), &bytes[..])).collect();
        let told = |cells: Result<Vec<Sheet>, Problem>| cells.map_err(|problem| words(&problem).to_owned());
        if let ([(name, media_type, bytes)], Kind::Workbook) = (given.as_slice(), kind(file)) {
            return vec![(None, told(self.extractor.cells(name, media_type, bytes).await))];
        }
        match self.extractor.packed_cells(&given, wanted).await {
            Ok(packed) => packed.into_iter().map(|(name, cells)| (Some(name), told(cells))).collect(),
            Err(problem) => vec![(None, told(Err(problem)))],
        }
    }
}

/// The empty form of the report, as the plan has it.
fn form_of(desk: &Desk, asked: &Asked) -> Result<(Form, Vec<Sheet>), Refusal> {
    let report = asked.report.as_ref().ok_or(Refusal::Missing(Field::Report))?;
    let known = desk.rules().plans.report(report).map(|(_, report)| report);
    let paper = known.and_then(|report| report.figures_form.as_ref()).ok_or_else(|| {
        let why = format!("báo cáo `{report}` không có biểu số liệu; thêm dòng figures_form vào kế hoạch");
        Refusal::Wrong(Field::Report, why)
    })?;
    // The office's own file, looked at when the plan was loaded.
    let sheets = cells(&paper.bytes, &paper.name, paper.media_type(), &Limits::default())
        .map_err(|problem| Refusal::impossible(format!("{}: {}", paper.name, words(&problem))))?;
    Ok((form(&sheets), sheets))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Workbook,
    Archive,
    Other,
}

fn kind(file: &LineFile) -> Kind {
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let declared = ["spreadsheet", "ms-excel"].iter().any(|word| file.media_type.contains(word));
    match Piece::of(&file.name) {
        [Piece::Sheet] => Kind::Workbook,
        pieces if pieces.len() > 1 => Kind::Archive,
        _ if declared || matches!(ending.as_str(), "xlsm" | "xlsb") => Kind::Workbook,
        _ => Kind::Other,
    }
}

/// What stands where figures should, when somebody must ask the unit for a password.
const LOCKED: &str = "tệp có mật khẩu, chưa đọc được";

/// Why a unit that sent files gave no figures; `faults` are those of its workbooks.
fn unread(faults: &[String]) -> &'static str {
    match faults {
        [] => "đã gửi báo cáo nhưng không có tệp Excel",
        faults if faults.iter().any(|fault| fault == LOCKED) => LOCKED,
        _ => "không mở được biểu số liệu",
    }
}

/// Why a workbook gives no figures.
fn words(problem: &Problem) -> &'static str {
    match problem {
        Problem::Empty => "tệp rỗng",
        Problem::Encrypted => LOCKED,
        Problem::Volume => "một phần của tệp nén chia nhỏ",
        Problem::TooLarge(_) => "tệp quá lớn",
        Problem::TimedOut | Problem::Crashed => "tệp làm bộ đọc dừng lại, không đọc được",
        Problem::Unsupported => "không phải tệp Excel",
        _ => "tệp hỏng, không đọc được",
    }
}

/// Reads the cells of a form in words of a fault, when the plan is loaded: whether it asks for anything.
///
/// # Errors
/// Why it cannot serve as a form.
pub fn usable(bytes: &[u8], name: &str) -> Result<Form, &'static str> {
    let sheets = cells(bytes, name, "", &Limits::default()).map_err(|problem| words(&problem))?;
    let form = form(&sheets);
    if form.tables.is_empty() {
        Err("không thấy bảng chỉ tiêu nào có ô trống để ghi số")
    } else {
        Ok(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_with_a_password_is_not_one_that_never_came() {
        let faults = |all: &[Problem]| all.iter().map(|one| words(one).to_owned()).collect::<Vec<_>>();
        assert_eq!(unread(&faults(&[Problem::Empty, Problem::Encrypted])), "tệp có mật khẩu, chưa đọc được");
        assert_eq!(unread(&faults(&[Problem::Empty])), "không mở được biểu số liệu");
        assert_eq!(unread(&[]), "đã gửi báo cáo nhưng không có tệp Excel");
    }
}
