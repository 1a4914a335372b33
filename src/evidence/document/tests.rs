//! First pages as extraction hands them over.

use super::*;
use crate::dictionary::Dictionary;

const STATE: &str = "UBND TỈNH SÔNG LAM\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ Y TẾ\tĐộc lập - Tự do - Hạnh phúc\n\
    Số: 112/BC-SYT\tLam Thành, ngày 17 tháng 01 năm 2024\n\nBÁO CÁO\nKết quả công tác tháng 01 năm 2024; phương hướng, nhiệm vụ tháng 02 năm 2024\n\
    Căn cứ Công văn số 134-CV/UBKTTU, Sở Y tế báo cáo tình hình tháng 3 năm 2023:";

#[test]
fn a_state_document() {
    let read = read(&Dictionary::built_in(), STATE);
    assert_eq!(read.kind, Kind::Report);
    assert_eq!(read.issuer, ["UBND TỈNH SÔNG LAM", "SỞ Y TẾ"]);
    assert_eq!(read.number.map(|number| number.text), Some("112/BC-SYT".to_owned()));
    assert_eq!(read.date, Some(jiff::civil::date(2024, 1, 17)));
    assert_eq!(read.title, "Kết quả công tác tháng 01 năm 2024; phương hướng, nhiệm vụ tháng 02 năm 2024");
}

#[test]
fn a_party_document_with_its_columns_interleaved() {
    let read = read(
        &Dictionary::built_in(),
        "HUYỆN ỦY TÂY KHÊ ĐẢNG CỘNG SẢN VIỆT NAM\nBAN TUYÊN GIÁO Tây Khê, ngày 19 tháng 02 năm 2024\n*\nSố 71-BC/BTGHU\n\
         BÁO CÁO\ncông tác tuyên giáo tháng 02\nnăm 2024, nhiệm vụ tháng 03 năm 2024\n-----\nThực hiện Kế hoạch số 12-KH/BTGTU",
    );
    assert_eq!(read.kind, Kind::Report);
    assert_eq!(read.issuer.first().map(String::as_str), Some("HUYỆN ỦY TÂY KHÊ"));
    let number = read.number.unwrap();
    assert_eq!((number.text.as_str(), number.symbol.as_str()), ("71-BC/BTGHU", "BTGHU"));
    assert_eq!(read.title, "công tác tuyên giáo tháng 02 năm 2024, nhiệm vụ tháng 03 năm 2024");
}

#[test]
fn fixed_words_that_a_narrow_column_broke_are_no_issuer() {
    for (columns, issuer) in [
        (
            "HỘI LHPN VIỆT NAM\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT\nNAM\nBAN THƯỜNG VỤ TỈNH BÌNH\nSA\tĐộc lập - Tự do - Hạnh phúc",
            "HỘI LHPN VIỆT NAM BAN THƯỜNG VỤ TỈNH BÌNH SA",
        ),
        ("HUYỆN ỦY TÂY KHÊ   ĐẢNG CỘNG SẢN VIỆT\nBAN TUYÊN GIÁO   NAM", "HUYỆN ỦY TÂY KHÊ BAN TUYÊN GIÁO"),
        ("SỞ Y TẾ CỘNG HÒA XÃ HỘI CHỦ NGHĨA\nVIỆT NAM", "SỞ Y TẾ"),
        ("ĐẢNG ỦY XÃ CỘNG HÒA\nBAN XÂY DỰNG ĐẢNG", "ĐẢNG ỦY XÃ CỘNG HÒA BAN XÂY DỰNG ĐẢNG"),
    ] {
        let read = read(&Dictionary::built_in(), &format!("{columns}\nSố: 58/BC-BTV\nBÁO CÁO\ntháng 3 năm 2024"));
        assert_eq!(read.issuer.join(" "), issuer);
    }
}

#[test]
fn letters_plans_and_invitations_say_what_they_are() {
    let letter = read(
        &Dictionary::built_in(),
        "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG\nSố: 1876/STNMT-BVMT\nV/v lấy ý kiến dự thảo Báo cáo\nLam Thành, ngày 20 tháng 5 năm 2024\nKính gửi: Các sở",
    );
    assert_eq!(letter.kind, Kind::Letter("V/v lấy ý kiến dự thảo Báo cáo".to_owned()));
    assert!(
        matches!(read(&Dictionary::built_in(), "SỞ Y TẾ\nSố: 29/GM-SYT\nGIẤY MỜI\nDự hội thảo").kind, Kind::Other(name) if name == "GIẤY MỜI")
    );
    assert!(
        matches!(read(&Dictionary::built_in(), "SỞ Y TẾ\nSố: 31/KH-SYT\nKẾ HOẠCH\nTháng hành động").kind, Kind::Other(name) if name == "KẾ HOẠCH")
    );
    assert_eq!(read(&Dictionary::built_in(), "SỞ Y TẾ\nBÁO CÁO NHANH\nVụ ngộ độc").kind, Kind::Flash);
    assert_eq!(read(&Dictionary::built_in(), "PHỤ LỤC 02\nDANH SÁCH CƠ SỞ").kind, Kind::Annex);
}

#[test]
fn secrecy_is_a_mark_of_its_own() {
    assert!(read(&Dictionary::built_in(), "TỐI MẬT\nSỞ Y TẾ\nBÁO CÁO\ntháng 5").secret.is_some());
    assert!(
        read(&Dictionary::built_in(), "SỞ Y TẾ\nBÁO CÁO\nvề mật độ dân số và bảo vệ bí mật nhà nước").secret.is_none()
    );
}

#[test]
fn an_open_number_and_day_are_seen() {
    let read = read(
        &Dictionary::built_in(),
        "SỞ Y TẾ\nSố: .../BC-SYT\nLam Thành, ngày      tháng 5 năm 2024\nBÁO CÁO\ntháng 5",
    );
    assert!(read.undated);
    assert_eq!(read.number.map(|number| number.number), Some(None));
}

#[test]
fn file_names_carry_kinds_beside_numbers() {
    assert_eq!(named_in_file("29.GM-SKHCN").as_deref(), Some("GM"));
    assert_eq!(named_in_file("402_BC-BHXH_Báo cáo quý I").as_deref(), Some("BC"));
    assert_eq!(named_in_file("315.KH-SGDĐT").as_deref(), Some("KH"));
    assert_eq!(named_in_file("BC quý I KH"), None);
}
