//! Every obligation (O) and meeting (M) of the five plans, and the scene that proves it. A row whose scene is gone does
//! not compile; a row that is missing fails below.

use super::{dang_uy_khoi, ha_khe, khanh_hai, van_son};

macro_rules! rows {
    ($($row:ident $what:literal => $scene:path;)+) => {
        $(
            #[test]
            fn $row() {
                $scene();
            }
        )+

        /// The rows, with what each one is.
        const ROWS: &[(&str, &str)] = &[$((stringify!($row), $what)),+];
    };
}

rows! {
    o1 "sở, ngành: báo cáo kết quả công tác của ngành 6 tháng đầu năm 2020" => van_son::o1_departments_write_of_their_own_work;
    o2 "huyện, thành, thị ủy: báo cáo sơ kết công tác khoa giáo, trước hội nghị của mình" => van_son::o2_districts_report_before_they_meet;
    o3 "đảng ủy trực thuộc, MTTQ, đoàn thể: lồng ghép trong báo cáo tuyên giáo" => van_son::o3_a_report_on_propaganda_work_fulfils_it;
    o4 "các đơn vị liên quan báo cáo làm rõ" => van_son::o4_topics_go_to_the_units_named;
    o5 "huyện, thành, thị ủy tổ chức giao ban xong trước ngày 26/6/2020" => van_son::o5_a_meeting_that_is_held_leaves_no_file;
    o6 "báo cáo chung của tỉnh" => van_son::o6_the_provinces_own_report_waits_for_the_others;
    o7 "Ban Tuyên giáo Đảng ủy Khối định kỳ báo cáo lên tỉnh" => dang_uy_khoi::o7_the_committee_reports_upward_itself;
    o8 "chi, đảng bộ cơ sở định kỳ báo cáo Ban Thường vụ, qua Ban Tuyên giáo" => dang_uy_khoi::o8_without_a_date_nobody_is_asked_or_late;
    o9 "sơ kết, tổng kết: sẽ có hướng dẫn cụ thể sau" => dang_uy_khoi::o9_a_later_letter_sets_the_date;
    o10 "chế độ thông tin, báo cáo định kỳ, qua Phòng Khoa giáo" => ha_khe::o10_districts_of_party_and_state_report_without_a_date;
    o11 "khi có băn khoăn, bức xúc: kịp thời báo cáo" => ha_khe::o11_what_stirs_people_is_reported_at_once;
    o12 "duy trì thường xuyên chế độ báo cáo" => van_son::o12_a_conclusion_restates_and_adds_no_date;
    o13 "báo cáo tháng, trước ngày 20 của tháng đó" => khanh_hai::o13_month_m_is_due_in_month_m;
    o14 "báo cáo quý I, trước ngày 20/3" => khanh_hai::o14_the_first_quarter_stands_for_march;
    o15 "báo cáo 6 tháng đầu năm, trước ngày 20/6" => khanh_hai::o15_the_half_year_stands_for_june_and_the_second_quarter;
    o16 "báo cáo quý III, trước ngày 20/9" => khanh_hai::o16_nine_months_are_the_third_quarter;
    o17 "báo cáo năm, trước ngày 30/11" => khanh_hai::o17_the_year_stands_for_november_and_the_fourth_quarter;
    o18 "huyện, thị, thành ủy: báo cáo công tác tuyên giáo" => khanh_hai::o18_districts_report_on_propaganda_work;
    o19 "số liệu cập nhật giữa hai kỳ báo cáo" => khanh_hai::o19_the_due_days_leave_no_gap_in_the_figures;
    o20 "văn bản gửi Ban, tệp gửi hộp thư của chuyên viên" => khanh_hai::o20_either_of_the_two_addresses_will_do;
    o21 "báo cáo gửi UBND tỉnh đồng gửi Ban" => khanh_hai::o21_a_copy_of_what_goes_to_others_is_not_the_report;
    o22 "báo cáo đột xuất: báo ngay, văn bản sau" => khanh_hai::o22_an_incident_rings_at_night_and_has_no_clock;
    o23 "cung cấp thông tin khi có yêu cầu" => khanh_hai::o23_a_request_concerns_only_those_it_names;
    o24 "quý I hằng năm: danh mục đầu việc" => khanh_hai::o24_a_list_within_the_first_quarter;
    o25 "dự giao ban theo giấy mời" => khanh_hai::o25_attending_is_recorded_by_a_person;
    o26 "Ban báo cáo Ban Thường vụ Tỉnh ủy theo quý, 6 tháng, năm" => khanh_hai::o26_the_office_reports_upward_after_the_units;
    m1 "giao ban tỉnh: tuần cuối tháng 6/2020, họp ngày 30/6" => van_son::m1_the_province_meets_in_the_last_week_of_june;
    m2 "giao ban huyện: xong trước ngày 26/6/2020" => van_son::m2_districts_meet_before_the_26th;
    m3 "giao ban luân phiên 6 tháng hoặc hằng quý" => ha_khe::m3_districts_meet_in_turn;
    m4 "giao ban Khối: tuần cuối của tháng cuối quý, quý IV tuần đầu tháng 12" => khanh_hai::m4_the_bloc_meets_each_quarter;
}

#[test]
fn no_obligation_and_no_meeting_is_without_a_scene() {
    let expected: Vec<String> = (1..=26).map(|n| format!("o{n}")).chain((1..=4).map(|n| format!("m{n}"))).collect();
    assert_eq!(ROWS.iter().map(|(row, _)| (*row).to_owned()).collect::<Vec<_>>(), expected);
    assert!(ROWS.iter().all(|(_, what)| !what.is_empty()));
}
