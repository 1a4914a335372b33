//! The dictionary of period wordings, and the traps beside it.

use super::*;

fn said(text: &str) -> Vec<String> {
    read(text)
        .periods
        .into_iter()
        .map(|mention| {
            let span = match mention.span {
                Span::Month(month) => format!("M{month}"),
                Span::Quarter(quarter) => format!("Q{quarter}"),
                Span::Half(half) => format!("H{half}"),
                Span::NineMonths => "9M".to_owned(),
                Span::Year => "Y".to_owned(),
                Span::AdHoc(..) => "AH".to_owned(),
            };
            mention.year.map_or(span.clone(), |year| format!("{span} {year}"))
        })
        .collect()
}

#[track_caller]
fn reads(text: &str, expected: &[&str]) {
    assert_eq!(said(text), expected, "{text}");
}

#[test]
fn subjects_of_clerks() {
    reads("Báo cáo sơ kết công tác khoa giáo 6 tháng đầu năm 2020", &["H1 2020"]);
    reads("BC 6T dau nam 2020 - So Y te", &["H1 2020"]);
    reads("SGDĐT gửi BC công tác khoa giáo quý I/2020", &["Q1 2020"]);
    reads("BAO CAO THANG 5 CUA HOI DONG Y", &["M5"]);
    reads("FW: Fw: bao cao quy 3", &["Q3"]);
    reads("Huyện ủy Vạn Ninh: BC công tác tuyên giáo tháng 5/2020", &["M5 2020"]);
    reads("BTGHU Cam Lâm gửi BC 9 tháng", &["9M"]);
    reads("Thị ủy Ninh Hòa - báo cáo năm 2020", &["Y 2020"]);
    reads("LHHKHKT BC CTKG Q3", &["Q3"]);
    reads("Hội Khuyến học tỉnh - BC số 15-BC/HKH", &[]);
    reads("BC T9 (MTTQ tinh)", &["M9"]);
    reads("Báo cáo quý II", &["Q2"]);
    reads("DU phuong Ninh Hoa - BC quy III 2026", &["Q3 2026"]);
    reads("BC qI-2024 SKHCN", &["Q1 2024"]);
    reads("BC quý ll", &["Q2"]);
    reads("báo cáo 3 tháng đầu năm", &["Q1"]);
    reads("BC công tác quí IV/24", &["Q4 2024"]);
}

#[test]
fn file_names() {
    reads("BC_CTKG_Q1_SGDDT", &["Q1"]);
    reads("123_BC-SYT_18062020-signed", &[]);
    reads("bc t5", &["M5"]);
    reads("BC_DangUy_BacNhaTrang_T10_2026_signed", &["M10 2026"]);
    reads("261018_bc_thang10_xa_van_hung", &["M10"]);
    reads("BC T5.2023", &["M5 2023"]);
    reads("BC 6 tháng Hội LHPN tỉnh 2024", &["H1 2024"]);
    reads("BAO CAO NAM 2024", &["Y 2024"]);
    reads("BC quy I (1)", &["Q1"]);
    reads("BC quy I v2 final OK", &["Q1"]);
    reads("98.BC-SGDĐT bc khoa giáo T1", &["M1"]);
    reads("BC nhanh ngo doc 06.5.2024", &[]);
    reads("1. BC Nhà trường T4.2024", &["M4 2024"]);
    reads("BC tháng 12-2024 LHH", &["M12 2024"]);
    reads("BC_05.2024", &["M5 2024"]);
}

#[test]
fn titles_are_read_left_of_their_outlook() {
    reads("kết quả công tác khoa giáo 6 tháng đầu năm và phương hướng, nhiệm vụ 6 tháng cuối năm 2020", &["H1 2020"]);
    reads("tổng kết công tác tuyên giáo năm 2020; phương hướng, nhiệm vụ trọng tâm năm 2021", &["Y 2020"]);
    reads("Bao cao tong ket nam 2020, phuong huong 2021 (LHH)", &["Y 2020"]);
    reads("BC tổng kết 2024 - phương hướng 2025", &["Y 2024"]);
    reads("LĐLĐ tỉnh: Báo cáo công tác tháng 4, nhiệm vụ tháng 5/2024", &["M4 2024"]);
    reads("công tác tháng 12; nhiệm vụ tháng 01 năm 2025", &["M12 2024"]);
    reads("BC 9 tháng, nhiệm vụ quý IV/2024", &["9M 2024"]);
    reads("công tác 9 tháng đầu năm 2024; nhiệm vụ 3 tháng cuối năm", &["9M 2024"]);
    reads("BC 9 thang 2024, phuong huong 3 thang cuoi nam 2024", &["9M 2024"]);
    reads("BC 3 tháng cuối năm 2024", &["Q4 2024"]);
    reads("BC phuong huong 6 thang cuoi nam 2024 - So GDDT", &[]);
    reads("kết quả thực hiện nhiệm vụ công tác tháng 8 năm 2024", &["M8 2024"]);
    reads("tình hình thực hiện kế hoạch quý I; kế hoạch quý II", &["Q1"]);
}

#[test]
fn what_is_entered_for_a_later_period_lies_ahead() {
    reads("kết quả xây dựng mô hình trong các cấp Hội năm 2023; đăng ký mô hình năm 2024", &["Y 2023"]);
    reads("Hội LHPN tỉnh: Báo cáo kết quả năm 2023, đăng ký năm 2024", &["Y 2023"]);
    reads("tổng kết phong trào thi đua năm 2023 và đăng ký thi đua năm 2024", &["Y 2023"]);
    reads("Bao cao nam 2023 - dang ky danh hieu thi dua 2024", &["Y 2023"]);
    reads("kết quả công tác quý I, đăng kí chỉ tiêu quý II/2024", &["Q1 2024"]);
    reads("kết quả năm 2023; dự kiến năm 2024", &["Y 2023"]);
    reads("tổng kết năm 2023, mục tiêu năm 2024", &["Y 2023"]);
    reads("tổng kết phong trào năm 2023; giao ước thi đua năm 2024", &["Y 2023"]);
    // The registration is what it is about, or no later period stands behind it.
    reads("kết quả đăng ký mô hình năm 2024", &["Y 2024"]);
    reads("năm 2024, đăng ký thi đua năm 2024", &["Y 2024"]);
    reads("tháng 5 về đăng ký kinh doanh tháng 6", &["M5", "M6"]);
    reads("tháng 6, đăng ký kinh doanh tháng 5 năm 2024", &["M6 2024", "M5 2024"]);
    assert_eq!(read("tháng 5 năm 2024, đăng ký khai sinh").cut, None);
}

#[test]
fn several_periods_in_one_line() {
    reads("Bao cao thang 11, 12 va nam 2020 (gui bu)", &["M11 2020", "M12 2020", "Y 2020"]);
    reads("Báo cáo tháng 4 và báo cáo tháng 5 năm 2024", &["M4 2024", "M5 2024"]);
    reads("Bao cao so ket 6 thang va bao cao thang 6", &["H1", "M6"]);
    reads("báo cáo tháng 5, 3 phụ lục", &["M5"]);
}

#[test]
fn what_only_looks_like_a_period() {
    reads("Báo cáo tổng kết năm học 2019-2020", &[]);
    reads("hiện trạng môi trường giai đoạn 2021 - 2025", &[]);
    reads("BC chuyên đề 5 năm thực hiện CT 42-CT/TW", &[]);
    reads("Sơ kết 6 tháng thực hiện Chỉ thị 05-CT/TW", &[]);
    reads("lũy kế 4 tháng", &[]);
    reads("Lam Thành, ngày 17 tháng 01 năm 2024", &[]);
    reads("ngày      tháng 5 năm 2024", &[]);
    reads("họp sáng T5 tuần sau", &[]);
    reads("số 240/BC-SKHCN ngày 17/6/2024", &[]);
    reads("Uy ban MTTQ Viet Nam tinh", &[]);
    assert_eq!(read("tổng kết năm học 2023-2024").topics, [Topic::YearSummary, Topic::SchoolYear]);
}
