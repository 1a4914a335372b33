//! Scenes: what is wrong with a meeting or an own report, in its file and beside the others.

use super::*;
use crate::plan::read::{self, check};
use crate::roster::{Group, GroupId, Unit, UnitId};

const HEAD: &str = "title = \"K\"\n[[report]]\nid = \"6-thang\"\nname = \"A\"\nperiod = \"half\"\ngroups = [\"so\"]\n";

fn first_lines(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(|fault| fault.to_string().lines().next().unwrap().to_owned()).collect()
}

/// Faults of the file itself.
fn alone(rest: &str) -> Vec<String> {
    first_lines(&read::read(&format!("{HEAD}{rest}"), "k.toml").expect_err("it should be refused"))
}

fn meeting(rest: &str) -> String {
    format!("[[meeting]]\nid = \"gb\"\nname = \"Giao ban\"\n{rest}\n")
}

/// Faults of two plans together, over one unit "so-y-te" in the group "so".
fn together(one: &str, other: &str) -> Vec<String> {
    let one = read::read(&format!("{HEAD}{one}"), "truoc.toml").unwrap().0;
    let other = read::read(&format!("title = \"K2\"\n{other}"), "sau.toml").unwrap().0;
    let group = Group { id: GroupId::new("so").unwrap(), name: "Sở".to_owned() };
    let unit = Unit::new(UnitId::new("so-y-te").unwrap(), "Sở Y tế", group.id.clone());
    let roster = Roster { groups: vec![group], units: vec![unit] };
    let files = ["truoc.toml".to_owned(), "sau.toml".to_owned()];
    first_lines(&check(&Plans { plans: vec![one, other] }, &files, &roster))
}

#[test]
fn the_day_of_a_meeting_is_said_in_one_way() {
    for (held, expected) in [
        ("held = { }", "chưa ghi hội nghị họp khi nào"),
        ("held = { month = 12 }", "chưa ghi hội nghị họp khi nào"),
        ("held = { week = \"last\", on = \"30/6\" }", "hội nghị có nhiều cách định ngày"),
        ("held = { week = \"cuối\" }", "week = “cuối” không có"),
        ("held = { week = \"last\", month = 13 }", "“meeting.held.month” không đúng kiểu"),
        ("held = { before = \"26/6\", month = 6 }", "“month” chỉ đi với week"),
        ("held = { on = \"31/6\" }", "“31/6” không phải là hạn"),
        ("held = { on = \"30/6/2020\" }", "hạn có cả năm nhưng báo cáo lặp lại nhiều kỳ"),
        ("held = { weak = \"last\" }", "chưa ghi hội nghị họp khi nào"),
    ] {
        let found = alone(&meeting(&format!("period = \"half\"\n{held}")));
        assert!(found[0].ends_with(expected), "{held}: {found:?}");
    }
}

#[test]
fn meetings_and_own_reports_have_periods_and_names() {
    assert_eq!(
        alone("[[meeting]]\nid = \"A B\"\nperiod = \"adhoc\"\nwait_for = [\"6-thang\"]\n"),
        [
            "k.toml, dòng 8: lỗi: mã “A B” không hợp lệ",
            "k.toml, dòng 8: lỗi: thiếu “meeting.name” (tên hội nghị)",
            "k.toml, dòng 8: lỗi: hội nghị không theo vụ việc đột xuất",
            "k.toml, dòng 10: lỗi: khóa “meeting.wait_for” không có trong hệ thống",
        ]
    );
    assert_eq!(
        alone("[[own]]\nname = \"B\"\nperiod = \"adhoc\"\ndue = { by = \"25\", at = \"25\" }\n"),
        [
            "k.toml, dòng 8: lỗi: thiếu “own.id” (mã của báo cáo)",
            "k.toml, dòng 8: lỗi: báo cáo của cơ quan không theo vụ việc đột xuất",
            "k.toml, dòng 10: lỗi: hạn gửi phải có đúng một trong before, by, within, at",
        ]
    );
}

#[test]
fn a_plan_may_call_a_meeting_and_ask_for_nothing_else() {
    let plan = read::read(&format!("title = \"K\"\n{}", meeting("period = \"year\"")), "k.toml").unwrap().0;
    assert_eq!((plan.reports.len(), plan.meetings.len()), (0, 1));
}

#[test]
fn what_is_waited_for_must_exist_and_end_in_the_same_period() {
    let fine = meeting("period = \"quarter\"\nquarters = [2]\nwaits_for = [\"6-thang\"]\ngroups = [\"so\"]");
    assert_eq!(together("", &fine), [""; 0]);
    let waits =
        |rest: &str| together("[[report]]\nid = \"dx\"\nname = \"B\"\nperiod = \"adhoc\"\ngroups = [\"so\"]\n", rest);
    assert_eq!(
        waits(&meeting("period = \"year\"\nwaits_for = [\"6-thng\", \"dx\"]")),
        [
            "sau.toml, hội nghị “gb”: lỗi: waits_for nêu báo cáo “6-thng” không có trong kế hoạch nào",
            "sau.toml, hội nghị “gb”: lỗi: waits_for nêu “dx” là báo cáo đột xuất",
        ]
    );
    let own =
        "[[own]]\nid = \"6-thang\"\nname = \"B\"\nperiod = \"quarter\"\nquarters = [1]\nwaits_for = [\"6-thang\"]\n";
    assert_eq!(
        waits(own),
        [
            "sau.toml, báo cáo của cơ quan “6-thang”: lỗi: mã “6-thang” đã dùng trong truoc.toml",
            "sau.toml, báo cáo của cơ quan “6-thang”: lỗi: waits_for nêu “6-thang” nhưng không kỳ nào của báo cáo ấy \
             kết thúc trong kỳ này",
        ]
    );
}

#[test]
fn who_attends_must_be_in_the_list_of_units() {
    let twice = meeting("period = \"year\"");
    let strangers = meeting("period = \"year\"\ngroups = [\"hoi\"]\nunits = [\"so-y-t\"]");
    assert_eq!(
        together(&twice, &strangers),
        [
            "sau.toml, hội nghị “gb”: lỗi: mã “gb” đã dùng trong truoc.toml",
            "sau.toml, hội nghị “gb”: lỗi: không có nhóm “hoi”",
            "sau.toml, hội nghị “gb”: lỗi: không có đơn vị “so-y-t”",
        ]
    );
}
