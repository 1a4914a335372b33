//! Scenes.

use super::*;

#[test]
fn a_check_of_the_sample_office_says_what_it_understood() {
    let folder = tempfile::tempdir().unwrap();
    config::sample::write("song-lam", folder.path()).unwrap();
    std::fs::create_dir(folder.path().join("thu-den")).unwrap();
    let asked = Check { place: folder.path().to_owned(), json: false };
    let mut said = Vec::new();
    let exit = run(&asked, "2024-06-10T02:00:00Z".parse().unwrap(), &mut said).unwrap();
    let said = String::from_utf8(said).unwrap();
    assert_eq!(exit, Exit::Attention, "Thanh Lam and Thanh Lâm are worth a look");
    for line in [
        "Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Sông Lam\n",
        "  34 đơn vị (danh sách có 39, kể cả đã thôi hoặc chưa có), 4 nhóm; 6 loại báo cáo trong 1 kế hoạch.\n",
        "  Kỳ đến hạn gần nhất: Báo cáo 6 tháng đầu năm, kỳ 6 tháng đầu năm 2024, trước ngày 20/6 (thứ Năm, ngày 20/6/2024), 34 đơn vị\n",
        "Dùng được; có 1 điều cần lưu ý.\n",
    ] {
        assert!(said.contains(line), "{line}\nis not in\n{said}");
    }
    assert!(!said.contains("giả mạo"));
    let file = folder.path().join(config::FILE);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("authserv_id = \"mx.google.com\"", "")).unwrap();
    let mut said = Vec::new();
    run(&asked, "2024-06-10T02:00:00Z".parse().unwrap(), &mut said).unwrap();
    assert_eq!(String::from_utf8(said).unwrap().matches("kiểm tra giả mạo chưa đủ").count(), 1);
}

#[test]
fn the_same_as_json() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(config::FILE), "").unwrap();
    let asked = Check { place: folder.path().to_owned(), json: true };
    let mut said = Vec::new();
    let exit = run(&asked, Timestamp::UNIX_EPOCH, &mut said).unwrap();
    assert_eq!(exit, Exit::Input);
    let value: serde_json::Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(value["faults"][0]["severity"], "error");
    assert!(value["summary"].is_null());
}

#[test]
fn in_the_last_quarter_the_coming_year_s_holidays_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    config::sample::write("song-lam", folder.path()).unwrap();
    let asked = |now: &str| {
        let faults = examine(folder.path(), now.parse().unwrap()).faults;
        faults.into_iter().map(|fault| fault.what).filter(|what| what.contains("lịch nghỉ")).collect::<Vec<_>>()
    };
    assert_eq!(asked("2026-09-30T01:00:00Z"), [""; 0]);
    assert_eq!(asked("2026-10-01T01:00:00Z"), ["lịch nghỉ năm 2027 mới là dự kiến"]);
    assert_eq!(asked("2025-12-01T01:00:00Z"), [""; 0], "2026 was announced");
    let file = folder.path().join(config::FILE);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("[files]"));
    std::fs::write(&file, text.replace("[files]", "[files]\nholidays = \"ngay-nghi.toml\"")).unwrap();
    let line = |from: &str, to: &str| format!("[[off]]\nfrom = {from}\nto = {to}\nannounced = 2026-10-15\n");
    let days = [
        ("2027-01-01", "2027-01-01"),
        ("2027-02-05", "2027-02-11"),
        ("2027-04-16", "2027-04-16"),
        ("2027-04-30", "2027-05-03"),
        ("2027-09-02", "2027-09-03"),
        ("2027-11-24", "2027-11-24"),
    ];
    let table: String = days.iter().map(|(from, to)| line(from, to)).collect();
    std::fs::write(folder.path().join("ngay-nghi.toml"), table).unwrap();
    assert_eq!(asked("2026-10-20T01:00:00Z"), [""; 0]);
}
