//! The opening notice: shown first, sent once to each unit, while the office works.

use super::*;
use crate::ledger::LetterState;

const HALF: [&str; 7] = ["send-notice", "--plan", "12-kh-btgtu", "--report", "6-thang", "--period", "2024-H1"];

impl World {
    fn notices(&self) -> Vec<(String, String)> {
        let ledger = self.desk().ledger;
        let waiting = ledger.read(|snapshot| snapshot.letters(LetterState::Queued, self.now)).unwrap();
        let openings = waiting.into_iter().filter(|letter| letter.kind == "opening");
        let moment =
            |at: Timestamp| at.to_zoned(TimeZone::get("Asia/Ho_Chi_Minh").unwrap()).strftime("%F %R").to_string();
        openings.map(|letter| (letter.unit.unwrap().to_string(), moment(letter.next_try))).collect()
    }

    /// Writes into a plan file of the office, before its first line.
    fn says_in_plan(&self, file: &str, lines: &str) {
        let path = self.folder.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{lines}\n{text}")).unwrap();
    }

    /// A tick; the letters of this kind that it wrote.
    fn ticks(&self, wanted: &str) -> Vec<String> {
        let desk = self.desk();
        let ticked = crate::scheduler::tick(&desk.ledger, desk.rules(), desk.templates().unwrap(), self.now).unwrap();
        ticked.written.iter().filter(|purpose| purpose.kind() == wanted).map(ToString::to_string).collect()
    }
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&HALF[..], more].concat()
}

#[test]
fn a_notice_is_shown_before_it_is_sent_and_sent_once() {
    let world = World::on("2024-06-03T09:00");
    let shown = world.types(&with(&["--unit", "so-y-te"])).0;
    assert!(shown.starts_with("Báo cáo 6 tháng đầu năm 2024: sẽ gửi 01 thư, mỗi đơn vị một thư."), "{shown}");
    assert!(shown.contains("hạn gửi: trước ngày"), "{shown}");
    assert!(shown.contains("Chưa gửi gì. Để gửi, chạy lại lệnh này và thêm --yes."), "{shown}");
    assert!(world.notices().is_empty());
    let said = world.done(&with(&["--unit", "so-y-te", "--yes"]));
    assert!(said.contains("đã xếp 01 thư vào hàng chờ gửi"), "{said}");
    let again = world.done(&with(&["--unit", "so-y-te", "--yes"]));
    assert!(again.contains("đã xếp 00 thư") && again.contains("không gửi lại (01): Sở Y tế."), "{again}");
    assert_eq!(world.notices(), [("so-y-te".to_owned(), "2024-06-03 09:00".to_owned())]);
    // A unit added later can still be told.
    world.done(&with(&["--unit", "so-y-te,bhxh", "--yes"]));
    assert_eq!(world.notices().len(), 2);
}

#[test]
fn who_has_sent_is_not_told_and_whom_no_letter_reaches_is_named() {
    let world = World::on("2024-06-03T09:00");
    world.done(&["record", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1", "--by", "Nam"]);
    let (said, _) = world.types(&with(&["--unit", "so-y-te"]));
    assert!(said.contains("Không còn báo cáo phải gửi (01): Sở Y tế."), "{said}");
    let mut silent = std::fs::read_to_string(world.folder.path().join("don-vi.csv")).unwrap();
    silent = silent.replace("vanphong@bhxh.songlam.example", "");
    std::fs::write(world.folder.path().join("don-vi.csv"), silent).unwrap();
    let (said, code) = world.types(&with(&["--unit", "bhxh"]));
    if said.contains("cần gọi điện (01): Bảo hiểm xã hội tỉnh") {
        assert_eq!(code, 1);
    } else {
        panic!("{said}");
    }
}

#[test]
fn a_notice_waits_for_the_office_to_open_and_for_a_day_without_another_letter() {
    let mut world = World::on("2024-06-01T20:00");
    world.done(&with(&["--unit", "so-y-te", "--yes"]));
    assert_eq!(world.notices()[0].1, "2024-06-03 07:30", "Saturday night: Monday morning");
    world.later("2024-06-17T08:00");
    let asked = world.ticks("reminder");
    assert!(asked.contains(&"reminder:2024-06-17:bhxh".to_owned()), "{asked:?}");
    world.done(&with(&["--unit", "bhxh", "--yes"]));
    assert!(world.notices().contains(&("bhxh".to_owned(), "2024-06-18 07:30".to_owned())), "{:?}", world.notices());
}

#[test]
fn a_notice_that_could_not_leave_in_the_day_does_not_leave_at_night() {
    let mut world = World::on("2024-06-03T16:59");
    world.done(&with(&["--unit", "so-y-te", "--yes"]));
    world.later("2024-06-03T17:00");
    world.ticks("opening");
    assert_eq!((world.sends(), world.notices()[0].1.as_str()), (0, "2024-06-04 07:30"));
    world.later("2024-06-04T07:30");
    world.ticks("opening");
    world.sends();
    assert_eq!(world.notices(), []);
}

#[test]
fn the_whole_plan_is_told_with_the_document_and_what_the_person_adds() {
    let world = World::on("2024-05-03T09:00");
    let plans = world.folder.path().join("plans");
    std::fs::write(plans.join("12-KH-TGTU.pdf"), b"%PDF-1.4").unwrap();
    world.says_in_plan("plans/12-kh-btgtu.toml", "document = \"12-KH-TGTU.pdf\"");
    let more = world.folder.path().join("Biểu số liệu.xlsx");
    std::fs::write(&more, b"PK").unwrap();
    let line = ["send-notice", "--plan", "12-kh-btgtu", "--unit", "so-y-te", "--attach", more.to_str().unwrap()];
    let shown = world.done(&line);
    assert!(shown.contains("Về việc thực hiện Kế hoạch số 12-KH/BTGTU"), "{shown}");
    assert!(shown.contains("12-KH-TGTU.pdf") && shown.contains("Biểu số liệu.xlsx"), "{shown}");
    assert!(shown.contains("Báo cáo tháng 5 năm 2024") && shown.contains("Báo cáo năm 2024"), "{shown}");
    assert!(!shown.contains("Báo cáo tháng 4 năm 2024"), "what is past is no news: {shown}");
    std::fs::remove_file(plans.join("12-KH-TGTU.pdf")).unwrap();
    let said = world.refused(&line);
    assert!(said.contains("12-KH-TGTU.pdf: không mở được (không có tệp này)"), "{said}");
}

#[test]
fn a_plan_may_have_the_program_send_its_notices() {
    let mut world = World::on("2024-05-30T09:00");
    world.says_in_plan("plans/12-kh-btgtu.toml", "notice_days_before = 15");
    world.done(&["record", "--unit", "so-y-te", "--report", "thang", "--period", "2024-05", "--by", "Nam"]);
    assert_eq!(world.ticks("opening"), Vec::<String>::new());
    world.later("2024-06-05T09:00");
    let told = world.ticks("opening");
    assert!(told.contains(&"opening:12-kh-btgtu:so-y-te:6-thang:2024-H1".to_owned()), "{told:?}");
    assert_eq!(world.ticks("opening"), Vec::<String>::new(), "once");
    let said = world.done(&with(&["--unit", "so-y-te", "--yes"]));
    assert!(said.contains("Đã được thông báo từ trước"), "{said}");
    world.later("2024-06-06T09:00");
    assert_eq!(world.ticks("opening"), Vec::<String>::new(), "nor the next day");
}

#[test]
fn wishes_that_cannot_be_met_are_refused() {
    let world = World::on("2024-06-03T09:00");
    let said = world.refused(&["send-notice", "--plan", "13"]);
    assert!(said.contains("không có kế hoạch `13`; các kế hoạch: 12-kh-btgtu"), "{said}");
    let said = world.refused(&["send-notice", "--plan", "12-kh-btgtu", "--report", "x", "--period", "2024-H1"]);
    assert!(said.contains("không có báo cáo `x`"), "{said}");
    let said = world.refused(&with(&["--attach", "/khong/co.pdf"]));
    assert!(said.contains("không có tệp này"), "{said}");
    let said = world.refused(&["send-notice", "--plan", "12-kh-btgtu", "--report", "6-thang", "--period", "2024-05"]);
    assert!(said.contains("không đơn vị nào còn phải gửi"), "{said}");
}
