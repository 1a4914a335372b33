//! Several rows of one unit: its names, addresses and groups one after the other (a clerk who renames a unit ends its
//! row and adds another one with the same key).

use jiff::civil::Date;

use super::column::Field;
use super::row::{Row, day};
use super::whole::Whole;
use crate::roster::{Former, GroupId};

const RULE: &str = "Các dòng cùng mã là các giai đoạn của một đơn vị, phải nối tiếp nhau từng ngày";

impl Whole<'_> {
    /// Puts rows of one key together, oldest first; the units stay in the order of the list.
    pub(super) fn histories(&mut self, rows: Vec<Row>) -> Vec<Vec<Row>> {
        let mut histories: Vec<Vec<Row>> = Vec::new();
        for row in rows {
            match histories.iter_mut().find(|known| known.first().is_some_and(|first| first.id == row.id)) {
                Some(known) => known.push(row),
                None => histories.push(vec![row]),
            }
        }
        for history in &mut histories {
            history.sort_by_key(|row| row.validity.from.unwrap_or(Date::MIN));
            for (row, next) in history.iter().zip(history.iter().skip(1)) {
                self.follows(row, next);
                self.successor_too_early(row);
            }
        }
        histories
    }

    /// Whether one row ends on the day before the next begins.
    fn follows(&mut self, row: &Row, next: &Row) {
        match (row.validity.to, next.validity.from) {
            (None, None) => self.error(
                next.number,
                Field::Id,
                format!("mã “{}” đã dùng ở dòng {}", next.id, row.number),
                "Mỗi đơn vị một mã riêng; một mã ghi nhiều dòng chỉ khi đơn vị đổi tên, và phải có ngày",
                "xóa dòng trùng, ghi mã khác, hoặc ghi “đến ngày” ở dòng cũ và “từ ngày” ở dòng mới",
            ),
            (_, None) => {
                let what =
                    format!("dòng {} và {} cùng mã “{}” đều chưa ghi “từ ngày”", row.number, next.number, next.id);
                self.error(next.number, Field::From, what, RULE, "ghi ngày bắt đầu của dòng sau");
            }
            (None, Some(from)) => self.endless(row, next, from),
            (Some(to), Some(from)) => self.apart(row, next, (to, from)),
        }
    }

    /// The next row has begun, and this one never ends.
    fn endless(&mut self, row: &Row, next: &Row, from: Date) {
        let what = format!(
            "chưa ghi “đến ngày”, trong khi dòng {} cùng mã “{}” bắt đầu từ {}",
            next.number,
            row.id,
            day(from)
        );
        let remedy =
            from.yesterday().map_or("ghi ngày kết thúc".to_owned(), |to| format!("ghi {} vào ô này", day(to)));
        self.error(row.number, Field::To, what, RULE, &remedy);
    }

    /// Between two rows lie days that both claim, or none.
    fn apart(&mut self, row: &Row, next: &Row, (to, from): (Date, Date)) {
        let Some(wanted) = to.tomorrow().ok().filter(|wanted| *wanted != from) else { return };
        if from < wanted {
            let what =
                format!("bắt đầu từ {}, khi dòng {} cùng mã “{}” còn đến {}", day(from), row.number, row.id, day(to));
            let remedy = "sửa “đến ngày” của dòng trước hoặc “từ ngày” của dòng này";
            self.error(next.number, Field::From, what, RULE, remedy);
        } else {
            let what =
                format!("từ {} đến trước {} không dòng nào của mã “{}” có hiệu lực", day(wanted), day(from), row.id);
            let remedy = format!("ghi {} vào ô này; nếu là đơn vị khác thì ghi mã khác", day(wanted));
            self.error(next.number, Field::From, what, RULE, &remedy);
        }
    }

    /// A successor belongs to the last row: before it the unit went on under another name.
    fn successor_too_early(&mut self, row: &Row) {
        if !row.successors.is_empty() {
            self.error(
                row.number,
                Field::Successor,
                format!("ghi kế thừa, trong khi mã “{}” còn dòng sau", row.id),
                "Đơn vị chỉ đổi tên thì dòng sau cùng mã đã nối tiếp; kế thừa ghi khi đơn vị kết thúc hẳn",
                "xóa ô này, hoặc ghi kế thừa ở dòng cuối cùng của mã",
            );
        }
    }
}

/// What a row that was followed by another one says of the past.
pub(super) fn former(row: Row, group: GroupId) -> Former {
    Former {
        name: row.name,
        symbols: row.symbols,
        aliases: row.aliases,
        addresses: row.addresses,
        domains: row.domains,
        group,
        validity: row.validity,
    }
}
