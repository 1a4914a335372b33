//! The column “Kế thừa”: who takes over from a unit that ends, and in which fields of work.

use super::column::Field;
use super::row::Row;
use super::whole::Whole;
use crate::roster::{Succession, UnitId, Validity};
use crate::spelling;

/// A unit by all its rows, oldest first.
type History = Vec<Row>;

impl Whole<'_> {
    /// The successors that the last row of a unit names, faults taken down.
    pub(super) fn successors(&mut self, history: &History, all: &[History]) -> Vec<Succession> {
        let Some(row) = history.last() else { return Vec::new() };
        let mut found: Vec<Succession> = Vec::new();
        for written in &row.successors {
            let Some((other, fields)) = named(written, all) else {
                self.unknown_successor(row, written);
                continue;
            };
            let Some(unit) = other.last().map(|last| last.id.clone()) else { continue };
            if unit == row.id {
                self.own_successor(row);
            } else if let Some(known) = found.iter_mut().find(|known| known.unit == unit) {
                known.fields.extend(fields);
            } else {
                self.absent_successor(row, other);
                found.push(Succession { unit, fields });
            }
        }
        if !found.is_empty() && row.validity.to.is_none() {
            self.warn(
                row.number,
                Field::To,
                format!("“{}” có đơn vị kế thừa nhưng chưa ghi “đến ngày”", row.name),
                "Kế thừa chỉ có hiệu lực sau ngày đơn vị cũ kết thúc",
                "ghi ngày cuối cùng của đơn vị cũ",
            );
        }
        found
    }

    fn unknown_successor(&mut self, row: &Row, written: &str) {
        self.error(
            row.number,
            Field::Successor,
            format!("đơn vị kế thừa “{written}” không có trong danh sách"),
            "Cột “Kế thừa” ghi mã hoặc đúng tên đơn vị khác trong danh sách, nhiều đơn vị cách nhau bằng dấu chấm phẩy",
            "thêm đơn vị kế thừa vào danh sách, hoặc để trống",
        );
    }

    fn own_successor(&mut self, row: &Row) {
        self.error(
            row.number,
            Field::Successor,
            format!("“{}” tự kế thừa chính mình", row.name),
            "Đơn vị kế thừa phải là đơn vị khác; đơn vị chỉ đổi tên thì thêm một dòng cùng mã",
            "ghi đơn vị nhận nhiệm vụ, hoặc để trống",
        );
    }

    /// Who takes over should be there on the day after.
    fn absent_successor(&mut self, row: &Row, other: &History) {
        let next = row.validity.to.and_then(|to| to.tomorrow().ok());
        if let (Some(next), Some(last)) = (next, other.last())
            && !spans(other).contains(next)
        {
            self.warn(
                row.number,
                Field::Successor,
                format!("“{}” không có vào ngày sau khi “{}” kết thúc", last.name, row.name),
                "Giữa hai đơn vị kế thừa nhau không nên có ngày nào trống",
                "kiểm tra lại “đến ngày” của đơn vị cũ và “từ ngày” của đơn vị kế thừa",
            );
        }
    }

    /// Units that take over from one another in a ring: nobody would be left.
    pub(super) fn rings(&mut self, all: &[History], successors: &[Vec<Succession>]) {
        let heirs = |unit: &UnitId| {
            let at = all.iter().position(|history| history.last().is_some_and(|row| row.id == *unit));
            at.and_then(|at| successors.get(at)).map_or(&[][..], Vec::as_slice)
        };
        let mut told: Vec<UnitId> = Vec::new();
        for row in all.iter().filter_map(|history| history.last()) {
            let mut open = vec![row.id.clone()];
            let mut reached: Vec<UnitId> = Vec::new();
            while let Some(unit) = open.pop() {
                let next = heirs(&unit).iter().map(|heir| heir.unit.clone());
                let fresh: Vec<UnitId> = next.filter(|heir| !reached.contains(heir)).collect();
                reached.extend(fresh.iter().cloned());
                open.extend(fresh);
            }
            if reached.contains(&row.id) && !told.contains(&row.id) {
                self.error(
                    row.number,
                    Field::Successor,
                    format!("“{}” qua các đơn vị kế thừa lại trở về chính nó", row.name),
                    "Kế thừa chỉ đi một chiều, từ đơn vị cũ sang đơn vị mới",
                    "xóa kế thừa ở đơn vị mới nhất",
                );
                told.extend(reached);
            }
        }
    }
}

/// The whole life of a unit.
pub(super) fn spans(history: &History) -> Validity {
    Validity {
        from: history.first().and_then(|row| row.validity.from),
        to: history.last().and_then(|row| row.validity.to),
    }
}

/// The unit that is written, by key or by a name of any time, and the fields in brackets behind it.
fn named<'a>(written: &str, all: &'a [History]) -> Option<(&'a History, Vec<String>)> {
    let find = |text: &str| {
        all.iter().find(|history| {
            history.iter().any(|row| row.id.as_str() == text || spelling::lower(&row.name) == spelling::lower(text))
        })
    };
    if let Some(whole) = find(written) {
        return Some((whole, Vec::new()));
    }
    let (unit, fields) = written.strip_suffix(')')?.rsplit_once('(')?;
    let fields = fields.split([',', '+']).map(|field| field.trim().to_owned()).filter(|field| !field.is_empty());
    Some((find(unit.trim())?, fields.collect()))
}
