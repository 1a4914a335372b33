//! The draft of the signed letter: whom it names, what it says, and that nothing leaves.

use super::*;
use crate::text;

const HALF: [&str; 5] = ["draft", "--report", "6-thang", "--period", "2024-H1"];

#[test]
fn the_draft_names_the_units_that_are_overdue_and_is_never_sent() {
    let mut world = World::on("2024-06-18T09:00");
    let file = world.folder.path().join("don-doc.docx");
    let line = [&HALF[..], &["--out", file.to_str().unwrap()]].concat();
    let said = world.refused(&line);
    assert!(said.contains("không có đơn vị quá hạn"), "{said}");
    let received = ["--received", "2024-06-18T08:00", "--by", "Nam"];
    world.done(&[&["record", "--unit", "bhxh", "--report", "6-thang", "--period", "2024-H1"][..], &received].concat());
    world.later("2024-06-24T09:00");
    let said = world.done(&line);
    assert!(said.contains("Sở Y tế") && !said.contains("Bảo hiểm xã hội"), "{said}");
    assert!(said.contains("Chương trình không gửi công văn này."), "{said}");
    let bytes = std::fs::read(&file).unwrap();
    let read = text::read(&bytes, "don-doc.docx", "", &text::Limits::default()).text;
    assert!(read.contains("V/v đôn đốc gửi báo cáo 6 tháng đầu năm 2024"), "{read}");
    assert!(read.contains("Thực hiện Kế hoạch số 12-KH/BTGTU ngày 5/1/2024, đến ngày 24/6/2024"), "{read}");
    assert!(read.contains("đã nhận báo cáo 6 tháng đầu năm 2024 của 1/"), "{read}");
    assert!(read.contains("chậm nhất ngày 27/6/2024"), "{read}");
    assert_eq!(world.sends(), 0);
    let said = world.refused(&line);
    assert!(said.contains("tệp đã có"), "what was drafted may have been worked on: {said}");
}
