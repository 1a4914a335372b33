//! Receipts that are true no more, and what people granted, as the unit reads it.

use jiff::civil::date;
use tiepnhan::calendar::deadline::Timeliness;
use tiepnhan::letter::Letter;
use tiepnhan::notice::correction::{self, Change, Entered, Part, Told};
use tiepnhan::notice::grant;
use tiepnhan::plan::ReportId;
use tiepnhan::roster::UnitId;
use tiepnhan::standing::Exception;

use super::world::{World, at, golden, half_year, monthly, period, report_id, shown, unit_id};

/// Line 147 of Sở Y tế, and the lines in its place.
struct Lines {
    units: [UnitId; 2],
    reports: [ReportId; 2],
}

impl Lines {
    fn new() -> Self {
        Self {
            units: [unit_id("so-y-te"), unit_id("hoi-khuyen-hoc")],
            reports: [report_id("6-thang"), report_id("thang")],
        }
    }

    fn line(&self, number: u32, unit: usize, report: usize) -> Entered<'_> {
        let of = if report == 0 { "2020-H1" } else { "2020-06" };
        Entered {
            number: (2020, number),
            owed: (&self.units[unit], &self.reports[report], period(of)),
            received_at: at("2020-06-18 15:42"),
            timeliness: Some(Timeliness::OnTime),
        }
    }
}

fn told(lines: &Lines, new: Option<Entered<'_>>, part: Option<Part<'_>>, change: Change) -> Letter {
    let world = World::new(vec![half_year(), monthly()]);
    let (old, unit) = (lines.line(147, 0, 0), &lines.units[0]);
    let told = Told { to: "vanthu@so-y-te.example", unit, old, new, part, change };
    let mut faults = Vec::new();
    let now = at("2020-06-19 09:00");
    let letter = correction::letter(&told, &world.rules, &world.facts, &world.templates, now, &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    letter.unwrap()
}

#[test]
fn every_change_of_a_line_reads_as_an_office_would_write_it() {
    let lines = Lines::new();
    let other = Some(lines.line(152, 1, 0));
    golden("dinh-chinh-don-vi", &shown(&told(&lines, other, None, Change::Corrected)));
    let month = Some(lines.line(152, 0, 1));
    golden("dinh-chinh-ky", &shown(&told(&lines, month, None, Change::Corrected)));
    golden("huy", &shown(&told(&lines, None, None, Change::Withdrawn { reviewed: false })));
    golden("huy-kiem-tra-lai", &shown(&told(&lines, None, None, Change::Withdrawn { reviewed: true })));
    golden("gop", &shown(&told(&lines, Some(lines.line(152, 0, 0)), None, Change::Merged)));
    let part = Part { line: lines.line(153, 1, 0), files: vec!["Số liệu hội viên.xlsx"] };
    golden("tach", &shown(&told(&lines, Some(lines.line(152, 0, 0)), Some(part), Change::Split)));
    golden("khoi-phuc", &shown(&told(&lines, Some(lines.line(152, 0, 0)), None, Change::Restored)));
}

#[test]
fn who_is_excused_is_told_of_other_periods_only_where_there_are_any() {
    for (reports, others) in [(vec![half_year()], false), (vec![half_year(), monthly()], true)] {
        let world = World::new(reports);
        let (unit, report) = (unit_id("so-y-te"), report_id("6-thang"));
        let owed = (&unit, &report, period("2020-H1"));
        let granted = grant::Told { id: 1, owed, exception: Exception::Excused, lifted: false, authority: "" };
        let now = at("2020-06-12 09:00");
        let letter = grant::letter(&granted, &world.rules, &world.facts, &world.templates, now, &mut Vec::new());
        assert_eq!(shown(&letter.unwrap()).contains("Các kỳ báo cáo khác vẫn"), others);
    }
}

#[test]
fn what_is_granted_and_taken_back_reads_as_an_office_would_write_it() {
    let world = World::new(vec![half_year()]);
    let (unit, report) = (unit_id("so-y-te"), report_id("6-thang"));
    let extended = Exception::Extended(date(2020, 6, 24));
    for (name, exception, lifted) in [
        ("gia-han", extended, false),
        ("mien", Exception::Excused, false),
        ("thoi-gia-han", extended, true),
        ("thoi-mien", Exception::Excused, true),
    ] {
        let owed = (&unit, &report, period("2020-H1"));
        let authority = if lifted { "" } else { "đề nghị tại Công văn số 45/CV-SYT ngày 12/6/2020" };
        let told = grant::Told { id: 7, owed, exception, lifted, authority };
        let (now, mut faults) = (at("2020-06-15 09:00"), Vec::new());
        let letter = grant::letter(&told, &world.rules, &world.facts, &world.templates, now, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        golden(name, &shown(&letter.unwrap()));
    }
}
