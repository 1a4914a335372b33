//! The rows together: what only shows when units are compared.

use std::collections::BTreeMap;

use super::Table;
use super::column::{Columns, Field};
use super::row::{Row, id_of};
use super::succession::spans;
use super::version::former;
use crate::roster::check::Fault;
use crate::roster::name::{Forms, Names};
use crate::roster::{Group, GroupId, Roster, Succession, Unit, UnitId, Validity};
use crate::spelling;

pub(super) struct Whole<'w> {
    table: &'w Table,
    columns: &'w Columns,
    faults: &'w mut Vec<Fault>,
}

/// Compares the rows and makes the roster of them.
pub(super) fn assemble(
    table: &Table,
    columns: &Columns,
    rows: Vec<Row>,
    (ours, forms): (&[String], &Forms),
    faults: &mut Vec<Fault>,
) -> Roster {
    let mut whole = Whole { table, columns, faults };
    whole.no_units(&rows);
    whole.addresses(&rows, ours);
    let histories = whole.histories(rows);
    let successors: Vec<_> = histories.iter().map(|history| whole.successors(history, &histories)).collect();
    whole.rings(&histories, &successors);
    let mut groups: Vec<Group> = Vec::new();
    let mut units = Vec::new();
    let mut numbers = Vec::new();
    for (history, successors) in histories.into_iter().zip(successors) {
        let number = history.last().map_or(1, |row| row.number);
        if let Some(unit) = whole.unit(history, successors, &mut groups) {
            numbers.push(number);
            units.push(unit);
        }
    }
    let roster = Roster { groups, units };
    whole.collisions(&roster, &Names::of(&roster, forms), &numbers);
    roster
}

impl Whole<'_> {
    /// The unit that its rows make, oldest first; none when a row has no usable group.
    fn unit(&mut self, history: Vec<Row>, successors: Vec<Succession>, groups: &mut Vec<Group>) -> Option<Unit> {
        let validity = spans(&history);
        let mut dated = Vec::new();
        for row in history {
            let group = self.group(&row, groups)?;
            dated.push((row, group));
        }
        let (row, group) = dated.pop()?;
        Some(Unit {
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
            leader: row.leader,
            validity,
            former: dated.into_iter().map(|(row, group)| former(row, group)).collect(),
            successors,
        })
    }

    fn place(&self, row: usize, field: Field) -> String {
        self.table.place(row, self.columns.place(field).or(self.columns.place(Field::Name)).unwrap_or(0))
    }

    pub(super) fn error(&mut self, row: usize, field: Field, what: String, rule: &str, remedy: &str) {
        let fault = Fault::error(&self.table.file, &self.place(row, field), what, rule, remedy);
        self.faults.push(fault);
    }

    pub(super) fn warn(&mut self, row: usize, field: Field, what: String, rule: &str, remedy: &str) {
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

    fn addresses(&mut self, rows: &[Row], ours: &[String]) {
        let mut seen: BTreeMap<&str, &Row> = BTreeMap::new();
        for row in rows {
            if let Some(leader) = row.leader.as_ref().filter(|leader| ours.contains(leader)) {
                self.of_the_office(row.number, Field::Leader, leader);
            }
            for address in &row.addresses {
                if ours.iter().any(|our| our == address) {
                    self.of_the_office(row.number, Field::Addresses, address);
                } else if let Some(other) =
                    seen.get(address.as_str()).filter(|other| other.id != row.id && together(other, row))
                {
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

    fn of_the_office(&mut self, row: usize, field: Field, address: &str) {
        self.error(
            row,
            field,
            format!("“{address}” là hộp thư hoặc cán bộ của chính cơ quan"),
            "Thư của cơ quan không bao giờ là báo cáo của đơn vị",
            "xóa địa chỉ này khỏi danh sách đơn vị",
        );
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
    fn collisions(&mut self, roster: &Roster, names: &Names, numbers: &[usize]) {
        let mut told: Vec<(usize, usize)> = Vec::new();
        for collision in names.collisions() {
            let place = |id: &UnitId| roster.units.iter().position(|unit| unit.id == *id);
            let places: Vec<usize> = collision.units.iter().filter_map(place).collect();
            for (at, first) in places.iter().enumerate() {
                for second in places.iter().skip(at.saturating_add(1)) {
                    let (Some(a), Some(b)) = (roster.units.get(*first), roster.units.get(*second)) else { continue };
                    if lived_together(a, b) && !told.contains(&(*first, *second)) {
                        told.push((*first, *second));
                        self.collision((a, b), numbers.get(*second).copied().unwrap_or(1), &collision.form);
                    }
                }
            }
        }
    }

    fn collision(&mut self, (a, b): (&Unit, &Unit), row: usize, form: &str) {
        let (folded, other) = (spelling::fold(&b.name), spelling::fold(&a.name));
        let form = if folded == other { folded.as_str() } else { form };
        self.warn(
            row,
            Field::Name,
            format!("“{}” và “{}” cùng có cách viết không dấu “{form}”", b.name, a.name),
            "Hai tên trùng nhau khi viết không dấu thì thư phải có người xem, trừ khi địa chỉ gửi cho biết",
            "ghi đủ địa chỉ thư của cả hai; bỏ tên khác, ký hiệu dùng chung nếu có",
        );
    }
}

fn lived_together(a: &Unit, b: &Unit) -> bool {
    meet(a.validity, b.validity)
}

/// Whether two rows hold at the same time.
fn together(a: &Row, b: &Row) -> bool {
    meet(a.validity, b.validity)
}

fn meet(a: Validity, b: Validity) -> bool {
    b.overlaps(a.from.unwrap_or(jiff::civil::Date::MIN), a.to.unwrap_or(jiff::civil::Date::MAX))
}
