//! Which words of a subject, a file name or a number are taken for a name of the unit.

use super::alias::{has_initials, named};
use crate::roster::{GroupId, Unit, UnitId};

fn unit(name: &str) -> Unit {
    Unit::new(UnitId::new("don-vi").unwrap(), name, GroupId::new("nhom").unwrap())
}

#[test]
fn a_name_is_cut_out_of_the_words_around_it() {
    for (text, name, words) in [
        ("BC HoiKhuyenHoc va Khuyen tai 6 thang dau nam", "Hội Khuyến học tỉnh", Some("HoiKhuyenHoc va Khuyen tai")),
        ("Hội Khuyến học, Khuyến tài gửi báo cáo quý II", "Hội Khuyến học tỉnh", Some("Hội Khuyến học")),
        ("Báo cáo công tác của Sở Y tế và Dân số tháng 5", "Sở Y tế", Some("Sở Y tế và Dân số")),
        ("Báo cáo an toàn giao thông quý I", "Ban An toàn giao thông tỉnh", None),
        ("Báo cáo số liệu y tế tháng 5", "Sở Y tế", None),
        ("Báo cáo tháng 5 năm 2024", "Sở Y tế", None),
        ("Trung tâm Y tế huyện báo cáo", "Sở Y tế", None),
        ("Hội Nông dân", "Hội Khuyến học tỉnh", None),
    ] {
        assert_eq!(named(text, &unit(name)).as_deref(), words, "{text}");
    }
}

#[test]
fn a_symbol_is_a_units_when_it_begins_as_its_name_does() {
    let yes = |symbol: &str, name: &str| has_initials(symbol, &unit(name));
    assert!(yes("HKHT", "Hội Khuyến học tỉnh") && yes("SYTSL", "Sở Y tế"));
    assert!(!yes("UBND", "Sở Y tế") && !yes("BTGDV", "Huyện ủy Đông Khê") && !yes("", "Sở Y tế"));
}
