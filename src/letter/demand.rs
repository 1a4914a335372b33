//! What a plan asks of a delivery beside its date, as letters say it.

use jiff::civil::Date;
use serde::Serialize;

use crate::calendar::Period;
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::window::{Window, window};
use crate::plan::{Asks, Piece, Plan, Report};
use crate::roster::Unit;

/// Phrases without a full stop; empty where the plan asks nothing of the kind.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Demand {
    /// Whether it is something to be done that leaves no file.
    pub activity: bool,
    /// The fields on which the unit reports: "dạy nghề; bình đẳng giới".
    pub fields: String,
    /// The days between which its figures run: "từ ngày 20/5/2020 đến ngày 19/6/2020", "từ ngày 1/1/2020 đến thời điểm
    /// báo cáo".
    pub figures: String,
    /// What the unit must treat: "công tác quản lý nhà nước về môi trường; …".
    pub topics: String,
    /// What the delivery consists of: "bản đã ký (PDF) và tệp văn bản (Word), kèm bản giấy".
    pub needs: String,
    /// Whether the signed original is expected on paper too.
    pub paper: bool,
    /// To whom it is addressed, when not to the office itself: "Ban Thường vụ Đảng ủy Khối".
    pub addressee: String,
    /// Through whom: "Ban Tuyên giáo Đảng ủy Khối".
    pub via: String,
}

impl Demand {
    /// What `report` of `plan` asks of `unit` for `period`, when it is due on the day `due`.
    #[must_use]
    pub fn of(
        rules: &Rules,
        (plan, report): (&Plan, &Report),
        unit: Option<&Unit>,
        (period, due): (Period, Option<Date>),
    ) -> Self {
        let window = unit.zip(due).and_then(|(unit, due)| window(rules, unit, &report.id, period, due));
        let figures = window.map_or_else(String::new, |Window { from, until }| {
            let until =
                until.map_or_else(|| "thời điểm báo cáo".to_owned(), |day| format!("ngày {}", wording::date(day)));
            format!("từ ngày {} đến {until}", wording::date(from))
        });
        let fields = unit.map(|unit| plan.fields_of(&unit.id).join("; ")).unwrap_or_default();
        let topics = unit
            .map(|unit| report.topics_of(unit, due.unwrap_or(Date::MAX)).collect::<Vec<_>>().join("; "))
            .unwrap_or_default();
        let paper = if report.paper { ", kèm bản giấy" } else { "" };
        let needs = if report.needs.is_empty() { String::new() } else { format!("{}{paper}", pieces(&report.needs)) };
        let (addressee, via) = (report.to.clone().unwrap_or_default(), report.via.clone().unwrap_or_default());
        Self {
            activity: report.asks == Asks::Activity,
            fields,
            figures,
            topics,
            needs,
            paper: report.paper,
            addressee,
            via,
        }
    }
}

/// "bản đã ký (PDF), tệp văn bản (Word) và biểu số liệu (Excel)".
#[must_use]
pub fn pieces(pieces: &[Piece]) -> String {
    match pieces {
        [] => String::new(),
        [only] => only.words().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|piece| piece.words()).collect();
            format!("{} và {}", first.join(", "), last.words())
        }
    }
}
