//! Where accepted files lie for people to browse: names that say what they are and that Windows takes.

use std::path::PathBuf;

use crate::calendar::{Period, Span};
use crate::roster::UnitId;
use crate::spelling::file_name::{fitted, plain};

/// Longest name of a file, in characters; Windows limits whole paths to 260.
const LENGTH: usize = 120;

/// Longest name of a file, in bytes; ext4 refuses more than 255, and a Vietnamese letter takes three.
const BYTES: usize = 240;

/// A file of a line of the register. Its path follows from these alone, and none of them ever changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shelved<'a> {
    /// Year and number of the line.
    pub number: (i16, u32),
    /// Version of the report.
    pub version: u32,
    /// The period it is about.
    pub period: Period,
    /// Whose.
    pub unit: &'a UnitId,
    /// Its place among the files of the line, from 0.
    pub place: usize,
    /// Its name as sent.
    pub name: &'a str,
}

impl Shelved<'_> {
    /// Below `bao-cao/`: `2020/6-thang-dau-nam/so-y-te/147-v1-Báo cáo.docx`; further files of the line are `147.2-v1-…`,
    /// a line numbered in another year than its period is `2021_3-v1-…`.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        let (year, number) = self.number;
        let year = if year == self.period.year() { String::new() } else { format!("{year}_") };
        let place = if self.place == 0 { String::new() } else { format!(".{}", self.place.saturating_add(1)) };
        let prefix = format!("{year}{number}{place}-v{}-", self.version);
        let name = fitted(&prefix, &plain(self.name), LENGTH, BYTES);
        [&self.period.year().to_string(), &folder(self.period), self.unit.as_str(), &name].into_iter().collect()
    }
}

/// The folder of a period inside its year.
#[must_use]
pub fn folder(period: Period) -> String {
    match period.span() {
        Span::Month(month) => format!("thang-{month:02}"),
        Span::Quarter(quarter) => format!("quy-{quarter}"),
        Span::Half(1) => "6-thang-dau-nam".to_owned(),
        Span::Half(_) => "6-thang-cuoi-nam".to_owned(),
        Span::NineMonths => "9-thang".to_owned(),
        Span::Year => "ca-nam".to_owned(),
        Span::AdHoc(month, day) if period.nth() == 1 => format!("dot-xuat-{month:02}-{day:02}"),
        Span::AdHoc(month, day) => format!("dot-xuat-{month:02}-{day:02}-{}", period.nth()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str, place: usize, number: (i16, u32)) -> String {
        let unit = UnitId::new("so-y-te").unwrap();
        let period = "2020-H1".parse().unwrap();
        Shelved { number, version: 1, period, unit: &unit, place, name }.path().to_str().unwrap().to_owned()
    }

    #[test]
    fn a_report_lies_where_people_look_for_it() {
        assert_eq!(
            path("Báo cáo 6 tháng.docx", 0, (2020, 147)),
            "2020/6-thang-dau-nam/so-y-te/147-v1-Báo cáo 6 tháng.docx"
        );
    }

    #[test]
    fn no_two_files_of_a_period_share_a_path() {
        let paths = [
            path("2-v1-x.docx", 0, (2020, 147)),
            path("x.docx", 1, (2020, 147)),
            path("x.docx", 0, (2020, 147)),
            path("x.docx", 0, (2021, 147)),
            path("x.docx", 0, (2020, 1472)),
        ];
        let different: std::collections::BTreeSet<_> = paths.iter().collect();
        assert_eq!(different.len(), paths.len());
    }

    #[test]
    fn what_windows_forbids_is_replaced() {
        let name = |name| path(name, 0, (2020, 1)).rsplit('/').next().unwrap().to_owned();
        assert_eq!(name("a/b\\c:d*e?.docx"), "1-v1-a_b_c_d_e_.docx");
        assert_eq!(name("../../etc/passwd"), "1-v1-_.._etc_passwd");
        assert_eq!(name("báo cáo.docx. . "), "1-v1-báo cáo.docx");
        assert_eq!(name("bao\u{202e}xcod.exe"), "1-v1-baoxcod.exe");
        assert_eq!(name("a\n\tb"), "1-v1-a b");
        assert_eq!(name(""), "1-v1-khong-ten");
        assert_eq!(name("Ba\u{301}o.docx"), "1-v1-Báo.docx");
    }

    #[test]
    fn a_long_name_keeps_its_extension_and_fits_ext4_and_windows() {
        let long = path(&format!("{}.docx", "Báo cáo tổng kết ".repeat(30)), 0, (2020, 147));
        let name = long.rsplit('/').next().unwrap();
        assert!(name.ends_with(".docx") && name.chars().count() <= 120 && name.len() <= 240, "{name}");
        let wide = path(&format!("{}.docx", "ệ".repeat(200)), 0, (2020, 147));
        assert!(wide.rsplit('/').next().unwrap().len() <= 240);
    }
}
