//! Which column holds what, by its heading.

use super::Table;
use crate::roster::check::Fault;
use crate::spelling;

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Id,
    Name,
    Group,
    Symbols,
    Aliases,
    Addresses,
    Domains,
    From,
    To,
    Successor,
    Greeting,
    Contact,
    Phone,
    Leader,
    /// Known, and of no concern to us: numbering, notes.
    Ignored,
}

/// Headings, folded, that we know for each field.
const HEADINGS: &[(Field, &[&str])] = &[
    (Field::Id, &["ma", "ma don vi", "id", "code", "ma dinh danh"]),
    (Field::Name, &["ten don vi", "don vi", "ten", "name", "unit", "co quan", "ten co quan"]),
    (Field::Group, &["nhom", "nhom don vi", "group", "khoi", "loai don vi"]),
    (Field::Symbols, &["ky hieu", "viet tat", "ten viet tat", "symbols", "symbol", "abbr", "abbreviations"]),
    (Field::Aliases, &["ten khac", "ten goi khac", "aliases", "alias", "other names"]),
    (
        Field::Addresses,
        &[
            "thu dien tu",
            "dia chi thu dien tu",
            "dia chi thu",
            "dia chi email",
            "email",
            "e mail",
            "mail",
            "addresses",
            "address",
            "emails",
            "hop thu",
        ],
    ),
    (Field::Domains, &["ten mien", "ten mien thu", "domains", "domain"]),
    (Field::From, &["tu ngay", "hieu luc tu", "from", "valid from"]),
    (Field::To, &["den ngay", "hieu luc den", "to", "valid to"]),
    (Field::Successor, &["ke thua", "don vi ke thua", "successor", "nay la"]),
    (Field::Greeting, &["kinh gui", "greeting", "xung ho"]),
    (Field::Contact, &["nguoi lien he", "lien he", "contact", "dau moi", "can bo dau moi"]),
    (Field::Phone, &["dien thoai", "so dien thoai", "phone", "telephone", "tel", "dt"]),
    (
        Field::Leader,
        &["lanh dao", "thu lanh dao", "thu dien tu lanh dao", "email lanh dao", "dia chi lanh dao", "leader"],
    ),
    (Field::Ignored, &["stt", "tt", "so tt", "no", "ghi chu", "note", "notes", "comment"]),
];

/// Where each field stands, and headings that we do not know.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    places: Vec<(Field, usize)>,
    unknown: Vec<(usize, String)>,
}

impl Columns {
    /// The header row of a table: the first of its first twenty rows that has a name column and one more.
    pub fn find(table: &Table) -> Option<(usize, Self)> {
        table.rows.iter().take(20).enumerate().find_map(|(at, (_, cells))| {
            let columns = Self::of(cells);
            (columns.place(Field::Name).is_some() && columns.places.len() >= 2).then_some((at, columns))
        })
    }

    fn of(cells: &[String]) -> Self {
        let mut columns = Self::default();
        for (column, cell) in cells.iter().enumerate() {
            // "Thư điện tử (cách nhau bằng dấu phẩy)" is still the addresses.
            let head = cell.split(['(', '*', ':', '\n']).next().unwrap_or_default();
            let heading = spelling::fold(head);
            if heading.is_empty() {
                continue;
            }
            match HEADINGS.iter().find(|(_, known)| known.contains(&heading.as_str())) {
                Some((field, _)) => columns.places.push((*field, column)),
                None => columns.unknown.push((column, cell.trim().to_owned())),
            }
        }
        columns
    }

    /// The column of a field.
    pub fn place(&self, field: Field) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == field).map(|(_, column)| *column)
    }

    /// The text of a field in a row; empty when there is no such column or cell.
    pub fn get<'r>(&self, field: Field, cells: &'r [String]) -> &'r str {
        self.place(field).and_then(|column| cells.get(column)).map_or("", |cell| cell.trim())
    }

    /// Names headings that nobody knows and those that stand twice.
    pub fn check(&self, table: &Table, at: usize, faults: &mut Vec<Fault>) {
        let row = table.rows.get(at).map_or(1, |(number, _)| *number);
        for (column, heading) in &self.unknown {
            let nearest = nearest(&spelling::fold(heading));
            faults.push(Fault::warning(
                &table.file,
                &table.place(row, *column),
                format!("cột “{heading}” không được sử dụng"),
                "Chỉ những cột có tiêu đề như tệp mẫu mới được đọc",
                &nearest.map_or_else(
                    || "bỏ qua nếu cột chỉ để ghi chép riêng".to_owned(),
                    |near| format!("nếu muốn nói cột “{near}” thì đổi tiêu đề"),
                ),
            ));
        }
        for (index, (field, column)) in self.places.iter().enumerate() {
            let earlier = self.places.iter().take(index).any(|(known, _)| known == field);
            if earlier && *field != Field::Ignored {
                faults.push(Fault::error(
                    &table.file,
                    &table.place(row, *column),
                    "hai cột cùng một nội dung".to_owned(),
                    "Mỗi nội dung chỉ có một cột; nhiều giá trị thì ghi chung một ô, cách nhau bằng dấu phẩy",
                    "gộp hai cột làm một hoặc đổi tiêu đề cột thừa thành “Ghi chú”",
                ));
            }
        }
        if self.place(Field::Group).is_none() {
            faults.push(Fault::error(
                &table.file,
                &table.place(row, 0),
                "thiếu cột “Nhóm”".to_owned(),
                "Mỗi đơn vị thuộc một nhóm, vì kế hoạch giao báo cáo theo nhóm",
                "thêm cột “Nhóm” (ví dụ: Sở, ngành)",
            ));
        }
    }
}

fn nearest(heading: &str) -> Option<&'static str> {
    let known = HEADINGS.iter().filter(|(field, _)| *field != Field::Ignored);
    let mut best: Option<(usize, &'static str)> = None;
    for word in known.flat_map(|(_, words)| words.iter().copied()).filter(|word| word.len() >= 4) {
        let distance = strsim::damerau_levenshtein(heading, word);
        if distance <= 2 && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, word));
        }
    }
    best.map(|(_, word)| word)
}
