//! The rows together: what only shows when units are compared.

use std::collections::BTreeMap;

use super::Table;
use super::column::{Columns, Field};
use super::row::{Row, id_of};
use crate::roster::check::Fault;
use crate::roster::name::Names;
use crate::roster::{Group, GroupId, Roster, Succession, Unit, UnitId};
use crate::spelling;

struct Whole<'w> {
    table: &'w Table,
    columns: &'w Columns,
    faults: &'w mut Vec<Fault>,
}

/// Compares the rows and makes the roster of them.
pub(super) fn assemble(
    table: &Table,
    columns: &Columns,
    rows: Vec<Row>,
    ours: &[String],
    faults: &mut Vec<Fault>,
) -> Roster {
    let mut whole = Whole { table, columns, faults };
    whole.no_units(&rows);
    whole.twice(&rows);
    whole.addresses(&rows, ours);
    let successors: Vec<Option<UnitId>> = rows.iter().map(|row| whole.successor(row, &rows)).collect();
    let mut groups: Vec<Group> = Vec::new();
    let mut units = Vec::new();
    let mut numbers = Vec::new();
    for (row, successor) in rows.into_iter().zip(successors) {
        let Some(group) = whole.group(&row, &mut groups) else { continue };
        numbers.push(row.number);
        units.push(unit(row, group, successor));
    }
    let roster = Roster { groups, units };
    whole.collisions(&roster, &numbers);
    roster
}

fn unit(row: Row, group: GroupId, successor: Option<UnitId>) -> Unit {
    Unit {
        id: row.id,
        name: row.name,
        group,
        symbols: row.symbols,
        aliases: row.aliases,
        addresses: row.addresses,
        domains: row.domains,
        greeting: row.greeting,
        contact: row.contact,
        phone: row.phone,
        validity: row.validity,
        former: Vec::new(),
        successors: successor.into_iter().map(|unit| Succession { unit, fields: Vec::new() }).collect(),
    }
}

impl Whole<'_> {
    fn place(&self, row: usize, field: Field) -> String {
        self.table.place(row, self.columns.place(field).or(self.columns.place(Field::Name)).unwrap_or(0))
    }

    fn error(&mut self, row: usize, field: Field, what: String, rule: &str, remedy: &str) {
        let fault = Fault::error(&self.table.file, &self.place(row, field), what, rule, remedy);
        self.faults.push(fault);
    }

    fn warn(&mut self, row: usize, field: Field, what: String, rule: &str, remedy: &str) {
        let fault = Fault::warning(&self.table.file, &self.place(row, field), what, rule, remedy);
        self.faults.push(fault);
    }

    fn no_units(&mut self, rows: &[Row]) {
        if rows.is_empty() {
            self.faults.push(Fault::error(
                &self.table.file,
                "",
                "danh sách không có đơn vị nào".to_owned(),
                "Phải có ít nhất một đơn vị để biết ai gửi báo cáo",
                "điền các đơn vị dưới dòng tiêu đề",
            ));
        }
    }

    fn twice(&mut self, rows: &[Row]) {
        let mut seen: BTreeMap<&UnitId, usize> = BTreeMap::new();
        for row in rows {
            if let Some(first) = seen.get(&row.id) {
                let what = format!("mã “{}” đã dùng ở dòng {first}", row.id);
                self.error(
                    row.number,
                    Field::Id,
                    what,
                    "Mỗi đơn vị một mã riêng",
                    "xóa dòng trùng, hoặc ghi mã khác vào cột “Mã”",
                );
            } else {
                seen.insert(&row.id, row.number);
            }
        }
    }

    fn addresses(&mut self, rows: &[Row], ours: &[String]) {
        let mut seen: BTreeMap<&str, &Row> = BTreeMap::new();
        for row in rows {
            for address in &row.addresses {
                if ours.iter().any(|our| our == address) {
                    let what = format!("“{address}” là hộp thư hoặc cán bộ của chính cơ quan");
                    self.error(
                        row.number,
                        Field::Addresses,
                        what,
                        "Thư của cơ quan không bao giờ là báo cáo của đơn vị",
                        "xóa địa chỉ này khỏi danh sách đơn vị",
                    );
                } else if let Some(other) = seen.get(address.as_str()).filter(|other| other.id != row.id) {
                    let what = format!("địa chỉ “{address}” cũng ghi ở “{}” (dòng {})", other.name, other.number);
                    self.warn(
                        row.number,
                        Field::Addresses,
                        what,
                        "Một địa chỉ dùng cho hai đơn vị thì chỉ riêng địa chỉ không đủ để biết của đơn vị nào",
                        "để nguyên nếu đúng một người gửi cho cả hai, nếu không thì xóa bớt một chỗ",
                    );
                } else {
                    seen.insert(address, row);
                }
            }
        }
        self.silent(rows);
    }

    /// Without address and domain nobody can be reminded.
    fn silent(&mut self, rows: &[Row]) {
        for row in rows.iter().filter(|row| row.addresses.is_empty() && row.validity.to.is_none()) {
            // A faulty address was already named; naming the row twice helps nobody.
            let place = self.place(row.number, Field::Addresses);
            if !self.faults.iter().any(|fault| fault.place == place) {
                let what = format!("“{}” chưa có địa chỉ thư", row.name);
                self.warn(
                    row.number,
                    Field::Addresses,
                    what,
                    "Không có địa chỉ thì không nhắc được đơn vị, và thư của đơn vị phải có người xem",
                    "điền ít nhất một địa chỉ khi biết",
                );
            }
        }
    }

    fn successor(&mut self, row: &Row, rows: &[Row]) -> Option<UnitId> {
        let written = row.successor.as_deref()?;
        let named =
            |other: &&Row| other.id.as_str() == written || spelling::lower(&other.name) == spelling::lower(written);
        let found = rows.iter().find(named).map(|other| other.id.clone());
        match &found {
            None => self.error(
                row.number,
                Field::Successor,
                format!("đơn vị kế thừa “{written}” không có trong danh sách"),
                "Cột “Kế thừa” ghi mã hoặc đúng tên của một đơn vị khác trong danh sách",
                "thêm đơn vị kế thừa vào danh sách, hoặc để trống",
            ),
            Some(id) if *id == row.id => self.error(
                row.number,
                Field::Successor,
                format!("“{}” tự kế thừa chính mình", row.name),
                "Đơn vị kế thừa phải là đơn vị khác",
                "ghi đơn vị nhận nhiệm vụ, hoặc để trống",
            ),
            Some(_) if row.validity.to.is_none() => self.warn(
                row.number,
                Field::To,
                format!("“{}” có đơn vị kế thừa nhưng chưa ghi “đến ngày”", row.name),
                "Kế thừa chỉ có hiệu lực sau ngày đơn vị cũ kết thúc",
                "ghi ngày cuối cùng của đơn vị cũ",
            ),
            Some(_) => {}
        }
        found
    }

    fn group(&mut self, row: &Row, groups: &mut Vec<Group>) -> Option<GroupId> {
        if row.group.is_empty() {
            return None; // named in the row already
        }
        let id = id_of(&row.group).and_then(|id| GroupId::new(id.as_str()).ok());
        let Some(id) = id else {
            self.error(
                row.number,
                Field::Group,
                format!("tên nhóm “{}” không dùng được", row.group),
                "Tên nhóm phải có chữ hoặc số",
                "ghi nhóm như các dòng khác, ví dụ: Sở, ngành",
            );
            return None;
        };
        if !groups.iter().any(|group| group.id == id) {
            groups.push(Group { id: id.clone(), name: row.group.clone() });
        }
        Some(id)
    }

    /// Units whose written names meet when the marks are off: their mails will be asked about.
    fn collisions(&mut self, roster: &Roster, numbers: &[usize]) {
        for collision in Names::of(roster).collisions() {
            let mut units = collision.units.iter().filter_map(|id| roster.units.iter().position(|unit| unit.id == *id));
            let (Some(first), Some(second)) = (units.next(), units.next()) else { continue };
            let (Some(a), Some(b)) = (roster.units.get(first), roster.units.get(second)) else { continue };
            if a.id == b.id || !lived_together(a, b) {
                continue;
            }
            let row = numbers.get(second).copied().unwrap_or(1);
            let (folded, other) = (spelling::fold(&b.name), spelling::fold(&a.name));
            let form = if folded == other { folded } else { collision.form };
            let what = format!("“{}” và “{}” cùng có cách viết không dấu “{form}”", b.name, a.name);
            let known = format!("“{}” và “{}”", b.name, a.name);
            if self.faults.iter().any(|fault| fault.what.starts_with(&known)) {
                continue;
            }
            self.warn(
                row,
                Field::Name,
                what,
                "Hai tên trùng nhau khi viết không dấu thì thư phải có người xem, trừ khi địa chỉ gửi cho biết",
                "ghi đủ địa chỉ thư của cả hai; bỏ tên khác, ký hiệu dùng chung nếu có",
            );
        }
    }
}

fn lived_together(a: &Unit, b: &Unit) -> bool {
    let first = a.validity.from.unwrap_or(jiff::civil::Date::MIN);
    let last = a.validity.to.unwrap_or(jiff::civil::Date::MAX);
    b.validity.overlaps(first, last)
}
