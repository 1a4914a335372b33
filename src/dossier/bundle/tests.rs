//! The dossier: what goes in, under which names, and what its index says.

use std::collections::BTreeSet;

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;

use super::index::{Faults, csv, xlsx};
use super::*;
use crate::dossier::tests::{line, rules_of};
use crate::dossier::{Channel, LineFile, Withdrawal};
use crate::plan::{OwedBy, PeriodRule, Plan, PlanId, Plans, Report};
use crate::roster::GroupId;

pub(in crate::dossier) fn plans() -> Plans {
    let groups = vec![GroupId::new("so-nganh").unwrap()];
    let owed_by = OwedBy { groups, ..OwedBy::default() };
    let id = ReportId::new("bao-cao-6-thang").unwrap();
    let report = Report::new(id, "Báo cáo 6 tháng đầu năm", PeriodRule::FirstHalf, owed_by);
    Plans { plans: vec![Plan::new(PlanId::new("kh").unwrap(), "Kế hoạch", vec![report])] }
}

pub(in crate::dossier) fn made(lines: &[Line], plans: Plans) -> Bundle {
    let asked = Asked { period: "2020-H1".parse().unwrap(), report: None, group: None };
    let now = "2020-07-01T02:00:00Z".parse().unwrap();
    bundle(&asked, (lines, &Scans::new()), &rules_of(plans), &BoardFacts::default(), now)
}

pub(in crate::dossier) fn named(number: u32, unit: &str, names: &[&str]) -> Line {
    let mut line = line(number, unit);
    let file = line.files[0].clone();
    line.files = names.iter().map(|name| LineFile { name: (*name).to_owned(), ..file.clone() }).collect();
    line
}

fn paths(bundle: &Bundle) -> Vec<&str> {
    bundle.files().map(|(_, file)| file.path.as_str()).collect()
}

#[test]
fn files_lie_by_group_in_the_order_of_the_list_under_unit_and_number() {
    let lines = [named(9, "dang-uy", &["BC.pdf"]), named(147, "so-y-te", &["Báo cáo 6 tháng.docx", "phu luc.xlsx"])];
    assert_eq!(
        paths(&made(&lines, plans())),
        [
            "1 Sở, ngành/001 Sở Y tế - số 147-2020 - Báo cáo 6 tháng.docx",
            "1 Sở, ngành/001 Sở Y tế - số 147-2020 (2) - phu luc.xlsx",
            "1 Sở, ngành/002 Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh - số 9-2020 - BC.pdf",
        ]
    );
}

#[test]
fn volumes_of_an_archive_are_named_so_that_they_find_each_other() {
    let line = named(7, "so-y-te", &["PL.xlsx", "BC.part2.rar", "BC.part1.rar", "tin.zip.001"]);
    assert_eq!(
        paths(&made(&[line], plans())),
        [
            "1 Sở, ngành/001 Sở Y tế - số 7-2020 - PL.xlsx",
            "1 Sở, ngành/001 Sở Y tế - số 7-2020 (2) - BC.part2.rar",
            "1 Sở, ngành/001 Sở Y tế - số 7-2020 (2) - BC.part1.rar",
            "1 Sở, ngành/001 Sở Y tế - số 7-2020 (4) - tin.zip.001",
        ]
    );
}

#[test]
fn several_reports_of_a_period_have_a_folder_each() {
    let mut other = named(3, "so-y-te", &["x.docx"]);
    other.report = ReportId::new("chuyen-de").unwrap();
    let bundle = made(&[named(2, "so-y-te", &["x.docx"]), other], plans());
    let folders: Vec<&str> = paths(&bundle).iter().map(|path| path.split('/').next().unwrap()).collect();
    assert_eq!(folders, ["1 Báo cáo 6 tháng đầu năm 2020", "2 chuyen-de 6 tháng đầu năm 2020"]);
}

#[test]
fn the_version_that_stands_and_its_supplements_go_in_and_the_others_are_named() {
    let at = |mut line: Line, relation, hour: i8| {
        line.relation = relation;
        line.received_at = format!("2020-06-18T{hour:02}:00:00Z").parse().unwrap();
        line
    };
    let mut withdrawn = at(named(6, "so-y-te", &["nham.docx"]), Relation::Replacement, 15);
    withdrawn.revoked = Some(Withdrawal { at: withdrawn.decided_at, by: "Nam".into(), why: "ghi nhầm".into() });
    let lines = [
        at(named(1, "so-y-te", &["cu.docx"]), Relation::First, 10),
        at(named(2, "so-y-te", &["phu luc cu.docx"]), Relation::Supplement, 11),
        at(named(3, "so-y-te", &["moi.docx"]), Relation::Replacement, 12),
        at(named(4, "so-y-te", &["phu luc moi.docx"]), Relation::Supplement, 13),
        at(named(5, "so-y-te", &["moi.docx"]), Relation::Duplicate, 14),
        withdrawn,
    ];
    let bundle = made(&lines, plans());
    let names: Vec<&str> = paths(&bundle).iter().map(|path| path.rsplit(" - ").next().unwrap()).collect();
    assert_eq!(names, ["moi.docx", "phu luc moi.docx"]);
    assert_eq!(bundle.entries[0].earlier, ["1/2020", "2/2020"]);
    let index = String::from_utf8(csv(&bundle, &Faults::new()).unwrap()).unwrap();
    assert!(index.contains("bản trước không đưa vào: số 1/2020, 2/2020"), "{index}");
}

#[test]
fn who_has_not_sent_and_what_came_on_paper_stand_in_the_index() {
    let mut paper = named(4, "so-y-te", &[]);
    paper.channel = Channel::Paper;
    let bundle = made(&[paper], plans());
    let mut book = Xlsx::new(std::io::Cursor::new(xlsx(&bundle, &Faults::new()).unwrap())).unwrap();
    let without = book.worksheet_range("Chưa có tệp").unwrap();
    let shown: Vec<String> = without.rows().skip(5).map(|row| format!("{} {} {}", row[2], row[6], row[10])).collect();
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert!(shown[0].contains("nhận bản giấy") && shown[0].contains("không có tệp"), "{shown:?}");
    assert!(shown[1].starts_with("Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh không định hạn"), "{shown:?}");
}

#[test]
fn a_file_that_is_lost_is_named_and_a_formula_stays_text() {
    let bundle = made(&[named(4, "so-y-te", &["=HYPERLINK(1).docx"])], plans());
    let path = paths(&bundle)[0].to_owned();
    let faults = Faults::from([(path.clone(), "không có tệp này".to_owned())]);
    let text = String::from_utf8(csv(&bundle, &faults).unwrap()).unwrap();
    assert!(text.contains("KHÔNG CÓ TRONG HỒ SƠ: không có tệp này") && text.contains(&path), "{text}");
    let mut book = Xlsx::new(std::io::Cursor::new(xlsx(&bundle, &faults).unwrap())).unwrap();
    assert!(book.worksheet_formula("Mục lục").unwrap().is_empty());
    assert_eq!(book.worksheet_range("Mục lục").unwrap().get((5, 8)), Some(&Data::String(path)));
}

#[test]
fn the_same_dossier_has_the_same_index() {
    let bundle = made(&[named(4, "so-y-te", &["a.docx"])], plans());
    assert_eq!(xlsx(&bundle, &Faults::new()).unwrap(), xlsx(&bundle, &Faults::new()).unwrap());
}

proptest! {
    #[test]
    fn whatever_senders_call_their_files_each_has_a_path_of_its_own_that_every_system_takes(
        names in prop::collection::vec(
            prop_oneof![
                any::<String>(),
                Just("../../etc/passwd".to_owned()),
                Just("CON".to_owned()),
                Just("a\u{202e}fdp.exe".to_owned()),
                Just("x.docx".to_owned()),
                Just("X.DOCX".to_owned()),
                "[. /\\\\]{0,8}",
            ],
            1..6,
        ),
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let bundle = made(&[named(1, "so-y-te", &names), named(2, "dang-uy", &names)], plans());
        let paths = paths(&bundle);
        prop_assert_eq!(paths.len(), names.len().saturating_mul(2));
        let different: BTreeSet<String> = paths.iter().map(|path| path.to_lowercase()).collect();
        prop_assert_eq!(different.len(), paths.len());
        for path in paths {
            prop_assert!(path.chars().count() < 200 && path.split('/').count() == 2, "{}", path);
            prop_assert_eq!(crate::spelling::nfc(path), path);
            for part in path.split('/') {
                prop_assert!(part.len() <= 255 && !part.ends_with(['.', ' ']) && !part.starts_with('.'), "{}", path);
                let odd = |c: char| c.is_control() || r#"<>:"\|?*#%"#.contains(c);
                prop_assert!(!part.contains(odd), "{}", path);
            }
        }
    }
}
