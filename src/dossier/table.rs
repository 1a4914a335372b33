//! The register on a terminal of 80 columns.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::register::{Extract, Row};

/// Widths of the columns with their padding; with the lines between them they make 80.
const WIDTHS: [u16; 6] = [11, 12, 16, 16, 12, 8];

/// The extract as a table of at most 80 columns, with a line that counts. Number of the document and deciding person
/// stand under what they belong to, when there is something to say.
#[must_use]
pub fn table(extract: &Extract) -> String {
    if extract.rows.is_empty() {
        return format!("{}: chưa có lượt tiếp nhận nào.\n", extract.scope);
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_width(80).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["Số TN", "Ngày giờ nhận", "Đơn vị", "Báo cáo, kỳ", "Tình trạng", "Tệp"]);
    for row in &extract.rows {
        table.add_row(cells(row));
    }
    table.set_constraints(WIDTHS.map(|width| ColumnConstraint::Absolute(Width::Fixed(width))));
    format!("{}\n{} lượt tiếp nhận. {}.\n", table.trim_fmt(), extract.rows.len(), extract.scope)
}

fn cells(row: &Row) -> [String; 6] {
    let received = row.received.strftime("%d/%m/%Y %H:%M").to_string();
    let report = match row.document_number.as_str() {
        "" => format!("{}\n{}", row.report, row.period),
        number => format!("{}\n{}\n{number}", row.report, row.period),
    };
    let mut standing = vec![row.standing.clone()];
    if row.version != "1" {
        standing.push(format!("lần {}", row.version));
    }
    if row.decided_by != "tự động" {
        standing.push(row.decided_by.clone());
    }
    standing.extend(row.notes.iter().cloned());
    let files = match row.files.as_slice() {
        [] => "–".to_owned(),
        [file] => file.clone(),
        files => format!("{} tệp", files.len()),
    };
    [row.number.clone(), received, row.unit.clone(), report, standing.join("\n"), files]
}
