//! The reorganisation of 2025, as the sample office Tân Lâm lived it: departments merged and split in March, districts
//! gone and 130 communes come in July.

use std::collections::BTreeMap;

use tiepnhan::config;
use tiepnhan::office::Rules;
use tiepnhan::plan::obligation::{Obligation, obligations};

/// The office, and what `check` would say of it.
fn office() -> (Rules, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    config::sample::write("tan-lam-2025", folder.path()).unwrap();
    let loaded = config::load(folder.path()).unwrap();
    (loaded.rules, loaded.warnings.iter().map(|fault| format!("{} {}", fault.place, fault.what)).collect())
}

/// Who owes this report for this period.
fn owing(rules: &Rules, report: &str, period: &str) -> Vec<Obligation> {
    let first = period.parse::<tiepnhan::calendar::Period>().unwrap();
    let all = obligations(rules, first.first_day(), first.last_day());
    all.into_iter().filter(|owed| owed.report.as_str() == report && owed.period == first).collect()
}

/// How many units of each group owe it, by the groups of the day on which it is due.
fn by_group(rules: &Rules, report: &str, period: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for owed in owing(rules, report, period) {
        let unit = rules.roster.unit(&owed.unit).unwrap();
        let group = unit.group_on(owed.deadline.unwrap().nominal);
        *counts.entry(group.to_string()).or_default() += 1;
    }
    counts
}

fn counts(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected.iter().map(|(group, count)| ((*group).to_owned(), *count)).collect()
}

#[test]
fn the_list_of_units_has_no_fault_and_two_namesakes() {
    let (_, warnings) = office();
    assert_eq!(
        warnings,
        [
            "dòng 120, cột 2 “Đảng ủy xã Hạ Lâm” và “Đảng ủy xã Hà Lam” cùng có cách viết không dấu “dang uy xa ha lam”",
            "dòng 135, cột 2 “Đảng ủy xã Đồng Tiến” và “Đảng ủy xã Đông Tiên” cùng có cách viết không dấu “dang uy xa dong tien”",
        ]
    );
}

#[test]
fn the_half_year_is_the_districts_and_the_third_quarter_the_communes() {
    let (rules, _) = office();
    assert_eq!(
        by_group(&rules, "6-thang", "2025-H1"),
        counts(&[("so-nganh", 12), ("huyen-thi-thanh-uy", 10), ("dang-uy-truc-thuoc", 4), ("mttq-doan-the", 6)])
    );
    assert_eq!(
        by_group(&rules, "quy-3", "2025-Q3"),
        counts(&[
            ("so-nganh", 9),
            ("dang-uy-truc-thuoc", 4),
            ("mttq-doan-the", 1),
            ("doan-the-hoi-thuoc-mttq", 8),
            ("xa-phuong-dac-khu", 130),
        ])
    );
}

#[test]
fn merged_and_split_departments_owe_up_to_their_last_day() {
    let (rules, _) = office();
    let who = |report: &str, period: &str| -> Vec<String> {
        let all = owing(&rules, report, period).into_iter().map(|owed| owed.unit.to_string());
        all.filter(|unit| unit.starts_with("so-") || unit.starts_with("dang-uy-")).collect()
    };
    assert_eq!(
        who("thang", "2025-02"),
        [
            "so-y-te",
            "so-gddt",
            "so-khcn",
            "so-tnmt",
            "so-ldtbxh",
            "so-vhtt",
            "dang-uy-co-quan-dang",
            "dang-uy-ubnd",
            "dang-uy-cong-an",
            "dang-uy-quan-su",
            "dang-uy-bien-phong",
        ],
        "Khối ended on 14/2, before the day"
    );
    assert_eq!(
        who("quy-1", "2025-Q1"),
        [
            "so-y-te",
            "so-gddt",
            "so-khcn",
            "so-nnmt",
            "so-noi-vu",
            "so-vhttdl",
            "dang-uy-co-quan-dang",
            "dang-uy-ubnd",
            "dang-uy-cong-an",
            "dang-uy-quan-su",
        ]
    );
}
