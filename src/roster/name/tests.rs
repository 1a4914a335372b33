//! Scenes.

use super::*;
use crate::dictionary::Dictionary;
use crate::roster::{Group, GroupId, Unit};

fn unit(id: &str, name: &str, symbols: &[&str], aliases: &[&str]) -> Unit {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    Unit {
        symbols: texts(symbols),
        aliases: texts(aliases),
        ..Unit::new(UnitId::new(id).unwrap(), name, GroupId::new("so-nganh").unwrap())
    }
}

fn names() -> Names {
    let units = vec![
        unit("so-y-te", "Sở Y tế", &["SYT"], &["So Y te", "ngành Y tế tỉnh"]),
        unit("so-gddt", "Sở Giáo dục và Đào tạo", &["SGDĐT", "SGD&ĐT", "SGDDT"], &["Sở GD và ĐT"]),
        unit("so-ldtbxh", "Sở Lao động - Thương binh và Xã hội", &["SLĐTBXH", "LĐ-TB&XH"], &[]),
        unit("dhsl", "Trường Đại học Sông Lam", &["ĐHSL"], &["Đại học Sông Lam"]),
        unit("dang-uy-dhsl", "Đảng ủy Trường Đại học Sông Lam", &["ĐUĐHSL"], &[]),
        unit("thanh-lam", "Huyện ủy Thanh Lam", &["HUTL"], &["Huyen uy Thanh Lam"]),
        unit("thanh-lam-nui", "Huyện ủy Thanh Lâm", &["HUTLâm"], &[]),
        unit("nha-trang", "Đảng ủy phường Nha Trang", &[], &[]),
        unit("bac-nha-trang", "Đảng ủy phường Bắc Nha Trang", &[], &[]),
        unit("bhxh", "Bảo hiểm xã hội tỉnh", &["BHXH"], &[]),
        unit("hoi-nong-dan", "Hội Nông dân tỉnh", &["HND"], &[]),
    ];
    let groups = vec![Group { id: GroupId::new("so-nganh").unwrap(), name: "Sở, ngành".to_owned() }];
    Names::of(&Roster { groups, units }, Dictionary::built_in().forms())
}

/// "unit tier kind" of each hit, with its words.
fn found(text: &str) -> Vec<String> {
    let line = |hit: NameHit| {
        format!(
            "{} {:?} {:?} “{}”{}",
            hit.unit,
            hit.tier,
            hit.kind,
            text.get(hit.range()).unwrap(),
            if hit.shared { " shared" } else { "" }
        )
    };
    names().find(text).into_iter().map(line).collect()
}

#[test]
fn a_name_is_found_with_its_marks() {
    assert_eq!(found("BÁO CÁO của Sở Y tế tháng 5"), ["so-y-te Marked Name “Sở Y tế”"]);
    assert_eq!(found("SỞ GIÁO DỤC\nVÀ ĐÀO TẠO"), ["so-gddt Marked Name “SỞ GIÁO DỤC\nVÀ ĐÀO TẠO”"]);
}

#[test]
fn decomposed_and_otherwise_toned_letters_are_the_same_name() {
    assert_eq!(found("Huye\u{323}\u{302}n uy\u{309} Thanh Lâm").len(), 1);
    assert_eq!(found("Huyện uỷ Thanh Lâm"), ["thanh-lam-nui Marked Name “Huyện uỷ Thanh Lâm”"]);
}

#[test]
fn without_marks_it_is_the_lower_tier() {
    assert_eq!(found("bao cao cua so y te"), ["so-y-te Folded Name “so y te”"]);
    assert_eq!(found("BC_So_Giao_duc_&_Dao_tao.pdf"), ["so-gddt Folded Alias “So_Giao_duc_&_Dao_tao”"]);
}

#[test]
fn names_that_differ_only_in_marks_are_both_meant_when_none_are_typed() {
    assert_eq!(
        found("Huyen uy Thanh Lam"),
        ["thanh-lam Folded Name “Huyen uy Thanh Lam” shared", "thanh-lam-nui Folded Name “Huyen uy Thanh Lam” shared"]
    );
    assert_eq!(found("Huyện ủy Thanh Lam"), ["thanh-lam Marked Name “Huyện ủy Thanh Lam”"]);
}

#[test]
fn the_longest_name_hides_those_inside_it() {
    assert_eq!(
        found("Đảng ủy Trường Đại học Sông Lam"),
        ["dang-uy-dhsl Marked Name “Đảng ủy Trường Đại học Sông Lam”"]
    );
    assert_eq!(found("Trường Đại học Sông Lam"), ["dhsl Marked Name “Trường Đại học Sông Lam”"]);
    assert_eq!(found("Đảng ủy phường Bắc Nha Trang"), ["bac-nha-trang Marked Name “Đảng ủy phường Bắc Nha Trang”"]);
}

#[test]
fn glued_file_names_are_read() {
    assert_eq!(found("BC_DangUyPhuongBacNhaTrang_T10_2026"), ["bac-nha-trang Folded Name “DangUyPhuongBacNhaTrang”"]);
    assert_eq!(found("BCSoYTe2020"), ["so-y-te Folded Name “SoYTe”"]);
    assert_eq!(found("SYT2020.docx"), ["so-y-te Marked Symbol “SYT”"]);
}

#[test]
fn symbols_stand_in_one_piece() {
    assert_eq!(found("Số: 123/BC-SGD&ĐT"), ["so-gddt Marked Symbol “SGD&ĐT”"]);
    assert_eq!(found("LĐ-TB&XH"), ["so-ldtbxh Marked Symbol “LĐ-TB&XH”"]);
    assert_eq!(found("s y t"), Vec::<String>::new());
    assert_eq!(found("HĐND tỉnh"), Vec::<String>::new());
}

#[test]
fn a_word_that_only_contains_a_name_is_none() {
    assert_eq!(found("bhxhtn"), Vec::<String>::new());
    assert_eq!(found("sở y tếu"), Vec::<String>::new());
}

#[test]
fn brief_symbols_are_flagged() {
    assert!(names().find("SYT")[0].brief);
    assert!(!names().find("SGDĐT")[0].brief);
}

#[test]
fn short_forms_and_places_are_told_apart_from_names() {
    assert_eq!(found("công tác bảo hiểm xã hội"), ["bhxh Marked Short “bảo hiểm xã hội”"]);
    assert_eq!(found("BTGHU Thanh Lâm"), ["thanh-lam-nui Marked Alias “BTGHU Thanh Lâm”"]);
    assert_eq!(found("tại huyện Thanh Lâm"), ["thanh-lam-nui Marked Place “huyện Thanh Lâm”"]);
}

#[test]
fn collisions_are_known_beforehand() {
    let collisions = names().collisions();
    let forms: Vec<&str> = collisions.iter().map(|collision| collision.form.as_str()).collect();
    assert!(forms.contains(&"huyenuythanhlam"), "{forms:?}");
    assert!(collisions.iter().all(|collision| collision.units.len() == 2));
}

/// "unit" of each slip, with its words.
fn slipped(text: &str) -> Vec<String> {
    let hits = names().slips(text);
    assert!(hits.iter().all(|hit| hit.tier == Tier::Slip && hit.shared == (hits.len() > 1)));
    hits.into_iter().map(|hit| format!("{} “{}”", hit.unit, text.get(hit.range()).unwrap())).collect()
}

#[test]
fn a_name_with_one_slip_is_a_hint() {
    assert_eq!(slipped("Sở Gaio dục và Đào tạo báo cáo"), ["so-gddt “Sở Gaio dục và Đào tạo”"]);
    assert_eq!(slipped("hoi nong dann tinh"), ["hoi-nong-dan “hoi nong dann tinh”"]);
    assert_eq!(slipped("Đảng ủy phường Nha Tragn"), ["nha-trang “Đảng ủy phường Nha Tragn”"]);
}

#[test]
fn a_slip_near_two_names_names_both() {
    assert_eq!(
        slipped("Huyện ủy Thanh Lamm"),
        ["thanh-lam “Huyện ủy Thanh Lamm”", "thanh-lam-nui “Huyện ủy Thanh Lamm”"]
    );
}

#[test]
fn another_word_that_people_speak_is_another_name() {
    assert_eq!(slipped("Đảng ủy phường Nha Tran"), Vec::<String>::new());
    assert_eq!(slipped("Huyện ủy Thanh Lan"), Vec::<String>::new());
    assert_eq!(slipped("Sở Y tếế"), Vec::<String>::new(), "too short");
    assert_eq!(slipped("Sở Giáo dục và Đào tạo, Sở Giáo ddục"), Vec::<String>::new());
}

/// Every unit of an office of 170, every word of its name, each letter left out, doubled, exchanged with the next or
/// replaced: whoever is found, it is never one other unit alone.
#[test]
fn a_slip_never_names_one_other_unit() {
    let text = include_str!("../../../config/offices/tan-lam-2025/don-vi.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let units: Vec<Unit> = rows.iter().map(|row| unit(&row[0], &row[1], &[], &[])).collect();
    let names = Names::of(&Roster { groups: Vec::new(), units: units.clone() }, Dictionary::built_in().forms());
    let (mut tried, mut known) = (0, 0);
    for unit in &units {
        let letters: Vec<char> = spelling::fold(&unit.name).chars().collect();
        for (at, letter) in letters.iter().enumerate().filter(|(_, letter)| letter.is_alphabetic()) {
            let (head, tail) = (&letters[..at], &letters[at + 1..]);
            let typed = |middle: &[char], tail: &[char]| [head, middle, tail].concat().into_iter().collect::<String>();
            let mut slips =
                vec![typed(&[], tail), typed(&[*letter, *letter], tail), typed(&['q'], tail), typed(&['h'], tail)];
            slips.extend(tail.split_first().map(|(next, rest)| typed(&[*next, *letter], rest)));
            for slip in slips {
                let hits = names.slips(&slip);
                let own = hits.iter().any(|hit| hit.unit == unit.id);
                (tried, known) = (tried + 1, known + usize::from(own));
                assert!(own || hits.iter().all(|hit| hit.shared), "{slip}: {hits:?}");
            }
        }
    }
    assert!(tried > 10_000 && known * 3 > tried, "{known} of {tried}");
}

proptest::proptest! {
    #[test]
    fn never_panics_and_ranges_are_inside(text in ".{0,200}") {
        for hit in names().find(&text) {
            proptest::prop_assert!(text.get(hit.range()).is_some());
        }
    }
}
