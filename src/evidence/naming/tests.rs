//! Names as clerks write them.

use super::*;
use crate::dictionary::Dictionary;
use crate::roster::{GroupId, Unit, UnitId};

fn unit(id: &str, name: &str, symbols: &[&str]) -> Unit {
    Unit {
        symbols: symbols.iter().map(|s| (*s).to_owned()).collect(),
        ..Unit::new(UnitId::new(id).unwrap(), name, GroupId::new("g").unwrap())
    }
}

fn roster() -> Roster {
    Roster {
        groups: vec![],
        units: vec![
            unit("so-y-te", "Sở Y tế", &["SYT"]),
            unit("so-gddt", "Sở Giáo dục và Đào tạo", &["SGDĐT", "SGD&ĐT", "GDĐT"]),
            unit("so-vhtt", "Sở Văn hóa và Thể thao", &["SVHTT"]),
            unit("so-vhttdl", "Sở Văn hóa, Thể thao và Du lịch", &["SVHTTDL"]),
            unit("hu-thanh-lam", "Huyện ủy Thanh Lam", &["HUTL"]),
            unit("hu-thanh-lam-nui", "Huyện ủy Thanh Lâm", &[]),
            unit("tu-hong-phong", "Thị ủy Hồng Phong", &[]),
            unit("phuong-tan-an", "Đảng ủy phường Tân An", &[]),
            unit("dai-hoc", "Trường Đại học Sông Lam", &["ĐHSL"]),
            unit("dang-uy-dai-hoc", "Đảng ủy Trường Đại học Sông Lam", &[]),
            unit("khuyen-hoc", "Hội Khuyến học tỉnh", &["HKH"]),
            unit("mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", &["MTTQ"]),
            unit("cong-an", "Đảng ủy Công an tỉnh", &["ĐUCA"]),
            unit("dtnt", "Trường Phổ thông Dân tộc nội trú THPT tỉnh", &[]),
            unit("cd-nghe", "Trường Cao đẳng Nghề Sông Lam", &[]),
            unit("bv", "Bệnh viện Đa khoa tỉnh", &[]),
            unit("quan-su", "Bộ Chỉ huy Quân sự tỉnh", &[]),
            unit("gdtx", "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên tỉnh", &[]),
        ],
    }
}

fn found(text: &str) -> Vec<String> {
    let roster = roster();
    find(&Names::of(&roster, Dictionary::built_in().forms()), &roster, text)
        .into_iter()
        .map(|named| {
            let units: Vec<&str> = named.units.iter().map(UnitId::as_str).collect();
            format!("{}{:?} {}", if named.aside { "aside " } else { "" }, named.form, units.join("|"))
        })
        .collect()
}

#[track_caller]
fn names_in(text: &str, expected: &[&str]) {
    assert_eq!(found(text), expected, "{text}");
}

#[test]
fn with_and_without_marks_and_spaces() {
    names_in("BC 6T dau nam 2020 - So Y te", &["Name so-y-te"]);
    names_in("SỞ Y TẾ", &["Name so-y-te"]);
    names_in("So Yte gui bao cao", &["Name so-y-te"]);
    names_in("BC_T5-2024_DangUyCongAn", &["Hint cong-an"]);
    names_in("BC 6T 2020 SYT.docx", &["Symbol so-y-te"]);
    names_in("Sở GD&ĐT gửi", &["Name so-gddt"]);
    names_in("SGD&ĐT", &["Symbol so-gddt"]);
}

#[test]
fn kinds_of_units_are_written_short_everywhere() {
    names_in("TRƯỜNG PTDTNT THPT TỈNH", &["Name dtnt"]);
    names_in("Truong PT DTNT THPT tinh", &["Name dtnt"]);
    names_in("TRƯỜNG CĐ NGHỀ SÔNG LAM", &["Name cd-nghe"]);
    names_in("BVĐK TỈNH", &["Name bv"]);
    names_in("BỘ CHQS TỈNH", &["Name quan-su"]);
    names_in("Trung tâm GDNN-GDTX tỉnh gửi báo cáo", &["Name gdtx"]);
    names_in("Trường PTDTNT huyện Đông Khê", &[]);
}

#[test]
fn the_longest_name_wins() {
    names_in("Sở Văn hóa, Thể thao và Du lịch", &["Name so-vhttdl"]);
    names_in("ĐẢNG ỦY TRƯỜNG ĐẠI HỌC SÔNG LAM", &["Name dang-uy-dai-hoc"]);
    names_in("TRƯỜNG ĐẠI HỌC SÔNG LAM", &["Name dai-hoc"]);
}

#[test]
fn names_that_differ_by_marks_stay_two() {
    names_in("huyen uy thanh lam", &["Name hu-thanh-lam|hu-thanh-lam-nui"]);
    names_in("HUYỆN ỦY THANH LÂM", &["Name hu-thanh-lam-nui"]);
    names_in("Huyện uỷ Thanh Lam", &["Name hu-thanh-lam"]);
}

#[test]
fn the_province_may_be_left_out_but_a_lower_level_is_another_office() {
    names_in("TỈNH SÔNG LAM HỘI KHUYẾN HỌC", &["Hint khuyen-hoc"]);
    names_in("Hội Khuyến học huyện Đông Khê", &[]);
    names_in("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH SÔNG LAM", &["Name mttq"]);
    names_in("Đảng bộ Sở Y tế", &[]);
    names_in("Phòng GDĐT huyện", &[]);
}

#[test]
fn places_are_only_places() {
    names_in("BC T4 Hồng Phong", &["Hint tu-hong-phong"]);
    names_in("TXU Hồng Phong", &["Name tu-hong-phong"]);
    names_in("P. Tân An bc Q3", &["Hint phuong-tan-an"]);
    names_in("cá chết đoạn qua Thanh Lam", &["aside Hint hu-thanh-lam"]);
}

#[test]
fn addressees_and_partners_are_not_authors() {
    names_in("phối hợp với Sở Y tế", &["aside Name so-y-te"]);
    names_in("Kính gửi Sở Y tế", &["aside Name so-y-te"]);
}
