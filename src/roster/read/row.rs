//! One row of the list: one unit, and all that is wrong inside that row.

use jiff::civil::Date;

use super::Table;
use super::address::{self, PUBLIC};
use super::column::{Columns, Field};
use crate::roster::check::Fault;
use crate::roster::{UnitId, Validity};
use crate::spelling;

/// A unit as its row says, not yet compared with the others.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub number: usize,
    pub id: UnitId,
    pub name: String,
    pub group: String,
    pub symbols: Vec<String>,
    pub aliases: Vec<String>,
    pub addresses: Vec<String>,
    pub domains: Vec<String>,
    pub greeting: Option<String>,
    pub contact: Option<String>,
    pub phone: Option<String>,
    pub leader: Option<String>,
    pub validity: Validity,
    /// As written: ids or names, with fields in brackets.
    pub successors: Vec<String>,
}

/// The identifier made of a name: "Sở Y tế" → "so-y-te".
#[must_use]
pub(crate) fn id_of(name: &str) -> Option<UnitId> {
    let folded = spelling::fold(name);
    let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut id = String::new();
    for word in words {
        if id.len().saturating_add(word.len()) >= 64 {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(word);
    }
    UnitId::new(&id).ok()
}

struct Reader<'r> {
    table: &'r Table,
    columns: &'r Columns,
    number: usize,
    cells: &'r [String],
    faults: &'r mut Vec<Fault>,
}

/// Reads a row; none when it is empty, a heading between groups, or its name cannot be used.
pub(super) fn read(
    table: &Table,
    columns: &Columns,
    row: &(usize, Vec<String>),
    faults: &mut Vec<Fault>,
) -> Option<Row> {
    let (number, cells) = row;
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return None;
    }
    let mut reader = Reader { table, columns, number: *number, cells, faults };
    let name = reader.one_line(Field::Name);
    if name.is_empty() {
        reader.nameless();
        return None;
    }
    let id = reader.id(&name)?;
    let group = reader.group(&name);
    Some(Row {
        number: *number,
        id,
        group,
        symbols: reader.many(Field::Symbols, false),
        aliases: reader.many(Field::Aliases, true),
        addresses: reader.addresses(),
        domains: reader.domains(),
        greeting: reader.optional(Field::Greeting),
        contact: reader.optional(Field::Contact),
        phone: reader.optional(Field::Phone),
        leader: reader.leader(),
        validity: reader.validity(),
        successors: reader.many(Field::Successor, true),
        name,
    })
}

impl Reader<'_> {
    fn place(&self, field: Field) -> String {
        self.table.place(self.number, self.columns.place(field).unwrap_or(0))
    }

    fn fault(&mut self, field: Field, what: String, rule: &str, remedy: &str) {
        let fault = Fault::error(&self.table.file, &self.place(field), what, rule, remedy);
        self.faults.push(fault);
    }

    /// The cell as one line in NFC.
    fn one_line(&self, field: Field) -> String {
        let text = spelling::nfc(self.columns.get(field, self.cells));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn optional(&self, field: Field) -> Option<String> {
        let text = self.one_line(field);
        (!text.is_empty()).then_some(text)
    }

    /// Several values in a cell. Names may hold commas ("Sở Văn hóa, Thể thao và Du lịch"), so only semicolons and
    /// line ends part them; symbols and addresses are also parted by commas.
    fn many(&self, field: Field, names: bool) -> Vec<String> {
        let text = spelling::nfc(self.columns.get(field, self.cells));
        let parts = text.split(|c: char| matches!(c, ';' | '\n' | '\r' | '|') || (c == ',' && !names));
        let words = parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
        words.filter(|word| !word.is_empty()).collect()
    }

    fn nameless(&mut self) {
        let filled = self.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        // A line such as "I. CÁC SỞ, NGÀNH" divides the list and is no unit.
        if filled >= 2 {
            self.fault(
                Field::Name,
                "dòng có nội dung nhưng thiếu tên đơn vị".to_owned(),
                "Mỗi dòng là một đơn vị, phải có tên",
                "ghi tên đơn vị hoặc xóa cả dòng",
            );
        }
    }

    fn group(&mut self, name: &str) -> String {
        let group = self.one_line(Field::Group);
        if group.is_empty() && self.columns.place(Field::Group).is_some() {
            self.fault(
                Field::Group,
                format!("“{name}” chưa ghi nhóm"),
                "Mỗi đơn vị thuộc một nhóm, vì kế hoạch giao báo cáo theo nhóm",
                "ghi nhóm như các dòng khác, ví dụ: Sở, ngành",
            );
        }
        group
    }

    fn id(&mut self, name: &str) -> Option<UnitId> {
        let written = self.one_line(Field::Id);
        let id = if written.is_empty() { id_of(name) } else { UnitId::new(&written).ok() };
        if id.is_none() {
            let (field, what) = if written.is_empty() {
                (Field::Name, format!("không đặt được mã cho tên “{name}”"))
            } else {
                (Field::Id, format!("mã “{written}” không hợp lệ"))
            };
            self.fault(
                field,
                what,
                "Mã gồm chữ thường không dấu, số và gạch nối, dài không quá 64, không đổi về sau",
                "ghi mã như so-y-te, hoặc để trống để chương trình tự đặt theo tên",
            );
        }
        id
    }

    fn addresses(&mut self) -> Vec<String> {
        let mut good: Vec<String> = Vec::new();
        for written in self.many(Field::Addresses, false) {
            let address = bare(&written);
            match address::check(&address) {
                Ok(()) if good.contains(&address) => {}
                Ok(()) => good.push(address),
                Err((what, remedy)) => {
                    self.fault(
                        Field::Addresses,
                        what,
                        "Địa chỉ thư phải đủ dạng ten@ten-mien; nhiều địa chỉ cách nhau bằng dấu phẩy",
                        remedy,
                    );
                }
            }
        }
        good
    }

    /// Lists that name the leader without an address help people; letters need the address.
    fn leader(&mut self) -> Option<String> {
        let written = self.one_line(Field::Leader);
        if written.is_empty() {
            return None;
        }
        let rule = "Cột lãnh đạo ghi địa chỉ thư của lãnh đạo đơn vị, một địa chỉ một ô";
        if !written.contains('@') {
            let what = format!("“{written}” không có địa chỉ thư nên chưa dùng được");
            let remedy = "ghi địa chỉ thư, hoặc để nguyên nếu không gửi thư cho lãnh đạo đơn vị";
            self.faults.push(Fault::warning(&self.table.file, &self.place(Field::Leader), what, rule, remedy));
            return None;
        }
        let address = bare(&written);
        match address::check(&address) {
            Ok(()) => Some(address),
            Err((what, remedy)) => {
                self.fault(Field::Leader, what, rule, remedy);
                None
            }
        }
    }

    fn domains(&mut self) -> Vec<String> {
        let mut good = Vec::new();
        for written in self.many(Field::Domains, false) {
            let lower = written.to_lowercase();
            let domain = lower.trim_start_matches(['@', '*', '.']).to_owned();
            if PUBLIC.contains(&domain.as_str()) {
                self.fault(
                    Field::Domains,
                    format!("“{domain}” là nhà cung cấp thư công cộng"),
                    "Tên miền chỉ ghi khi mọi hộp thư của tên miền ấy đều thuộc đơn vị",
                    "xóa khỏi cột tên miền; ghi hộp thư cụ thể vào cột thư điện tử",
                );
                continue;
            }
            match address::domain(&domain) {
                Ok(()) => good.push(domain),
                Err((what, remedy)) => {
                    self.fault(Field::Domains, what, "Tên miền phải là của riêng đơn vị", remedy);
                }
            }
        }
        good
    }

    fn validity(&mut self) -> Validity {
        let validity = Validity { from: self.date(Field::From), to: self.date(Field::To) };
        if let (Some(from), Some(to)) = (validity.from, validity.to)
            && from > to
        {
            self.fault(
                Field::To,
                format!("“đến ngày” ({}) trước “từ ngày” ({})", day(to), day(from)),
                "Ngày kết thúc không được trước ngày bắt đầu",
                "đổi lại hai ngày, hoặc để trống ngày chưa biết",
            );
        }
        validity
    }

    fn date(&mut self, field: Field) -> Option<Date> {
        let written = self.one_line(field);
        if written.is_empty() {
            return None;
        }
        let date = parse_date(&written);
        if date.is_none() {
            self.fault(
                field,
                format!("“{written}” không phải là ngày"),
                "Ngày ghi dạng 30/6/2025 hoặc 2025-06-30",
                "ghi lại ngày, hoặc để trống nếu không giới hạn",
            );
        }
        date
    }
}

/// "Lê Thu Hà <lth@syt.example>" and "mailto:…" hold an address; the rest is taken as it is.
fn bare(written: &str) -> String {
    let lower = written.to_lowercase();
    let inner = lower.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(lower.as_str(), |(a, _)| a);
    inner.trim().trim_start_matches("mailto:").trim_end_matches('.').to_owned()
}

/// A date as offices write it, or as files do.
#[must_use]
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(date) = text.get(..10).unwrap_or(text).parse::<Date>() {
        return Some(date);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let year: i16 = year.parse().ok().filter(|year| (1900..2200).contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A day as people write it: 30/6/2025.
pub(super) fn day(date: Date) -> String {
    format!("{}/{}/{}", date.day(), date.month(), date.year())
}
