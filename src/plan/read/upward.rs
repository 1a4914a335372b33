//! One report of the office itself: an `[[own]]` section.

use super::{due, id, ids, line, report};
use crate::office::form::Section;
use crate::plan::upward::OwnReport;
use crate::plan::{PeriodRule, ReportId};

/// Reads it; none when it lacks what it cannot be without.
pub(super) fn read(section: &Section<'_, '_>) -> Option<OwnReport> {
    let written = section.required("id", "mã của báo cáo");
    let id = written.and_then(|text| id(section, &text, |text| ReportId::new(text).ok()));
    let name = section.required("name", "tên báo cáo của cơ quan");
    let to = line(section, "to");
    let periods = report::periods(section);
    if periods == Some(PeriodRule::AdHoc) {
        section.error(
            section.span(),
            "báo cáo của cơ quan không theo vụ việc đột xuất".to_owned(),
            "Mục [[own]] là báo cáo định kỳ hoặc một kỳ của chính cơ quan",
            "chọn period là month, quarter, half, second-half, nine-months, year hoặc once",
        );
    }
    // A date that is set later is no date yet.
    let (due, _) = due::read(section, periods.as_ref());
    let waits_for = ids(section, "waits_for", |text| ReportId::new(text).ok());
    Some(OwnReport { id: id?, name: name?.value, to, periods: periods?, due, waits_for })
}
