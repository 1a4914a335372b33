//! The register as CSV that Excel opens with its diacritics and without running anything.

use super::register::{Extract, HEADERS, Row};

/// UTF-8 with a byte order mark, comma separated. Cells that a spreadsheet would take for a formula begin with an
/// apostrophe (OWASP, "CSV injection"): subjects and file names are written by strangers.
///
/// # Errors
/// Only when memory runs out.
pub fn csv(extract: &Extract) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADERS.iter().copied().chain(["Ghi chú"]))?;
    for row in &extract.rows {
        writer.write_record(cells(row).iter().map(|cell| harmless(cell)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// The cells of a row under [`HEADERS`], then the notes.
pub(super) fn cells(row: &Row) -> [String; 11] {
    [
        row.number.clone(),
        row.received.strftime("%d/%m/%Y %H:%M").to_string(),
        row.unit.clone(),
        row.report.clone(),
        row.period.clone(),
        row.version.clone(),
        row.standing.clone(),
        row.document_number.clone(),
        row.files.join("; "),
        row.decided_by.clone(),
        row.notes.join("; "),
    ]
}

pub(super) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
