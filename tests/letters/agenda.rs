//! The calendar: what is due, reminded and held when, as staff read it and as calendar programs do.

use jiff::civil::{Time, date};
use tiepnhan::cli::calendar::{self, Calendar};
use tiepnhan::failure::{Exit, Failure};
use tiepnhan::office::Rules;
use tiepnhan::plan::meeting::{Held, Meeting, MeetingId, Week};
use tiepnhan::plan::upward::OwnReport;
use tiepnhan::plan::{Asks, DueDate, DueKind, OwedBy, PeriodRule};
use tiepnhan::roster::GroupId;
use tiepnhan::standing::{BoardFacts, Exception, Notice, NoticeKind};

use super::world::{World, at, golden, half_year, monthly, period, report_id, rules, unit_id};

fn june() -> Calendar {
    Calendar { from: Some("1/6/2020".into()), to: Some("30/6/2020".into()), ..Calendar::default() }
}

fn printed(asked: &Calendar, rules: &Rules, facts: Option<&BoardFacts>, now: &str) -> String {
    let mut out = Vec::new();
    assert_eq!(calendar::run(asked, rules, facts, at(now), &mut out).unwrap(), Exit::Fine);
    String::from_utf8(out).unwrap()
}

fn refused(asked: &Calendar, rules: &Rules) -> Failure {
    calendar::run(asked, rules, None, at("2020-06-01 08:00"), &mut Vec::new()).unwrap_err()
}

/// The half-year report, the meeting in June's last week (M1), districts' meetings before 26/6 (M2), and the Ban's own
/// report (O6).
fn world() -> World {
    let mut world = World::new(vec![half_year()]);
    let everyone = vec![GroupId::new("so-nganh").unwrap(), GroupId::new("mttq").unwrap()];
    let meeting = |id: &str, name: &str, held: Held, groups: Vec<GroupId>| Meeting {
        id: MeetingId::new(id).unwrap(),
        name: name.into(),
        periods: PeriodRule::Once(period("2020-H1")),
        held: Some(held),
        attended_by: OwedBy { groups, ..OwedBy::default() },
        wording: None,
        waits_for: vec![report_id("6-thang")],
    };
    let plan = &mut world.rules.plans.plans[0];
    plan.meetings = vec![
        meeting("giao-ban-tinh", "Hội nghị giao ban công tác khoa giáo", Held::InWeek(Week::Last, None), everyone),
        meeting("giao-ban-huyen", "Giao ban cấp huyện", Held::Before(DueDate::On(date(2020, 6, 26))), Vec::new()),
    ];
    plan.own = vec![OwnReport {
        id: report_id("tong-hop"),
        name: "Báo cáo công tác khoa giáo toàn tỉnh".into(),
        to: Some("Thường trực Tỉnh ủy".into()),
        periods: PeriodRule::Once(period("2020-H1")),
        due: None,
        waits_for: vec![report_id("6-thang")],
    }];
    world
}

#[test]
fn an_office_without_a_ledger_sees_what_is_planned() {
    let mut rules = rules(vec![half_year()]);
    rules.calendar.days_off.insert(date(2020, 6, 25), "ngày nghỉ của tỉnh".into());
    golden("lich", &printed(&june(), &rules, None, "2020-06-01 08:00"));
}

#[test]
fn meetings_and_own_reports_say_whom_they_wait_for() {
    let mut world = world();
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-17 10:00");
    let key = (unit_id("mttq"), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key.clone(), Exception::Extended(date(2020, 6, 24)));
    for unit in ["mttq", "hoi-khuyen-hoc"] {
        world.facts.notices.push(Notice {
            unit: unit_id(unit),
            day: date(2020, 6, 16),
            kind: NoticeKind::Reminder,
            about: vec![(key.1.clone(), key.2)],
            gist: String::new(),
            to: format!("vanthu@{unit}.example"),
            sent: true,
            lost: false,
            copies: Vec::new(),
        });
    }
    let text = printed(&june(), &world.rules, Some(&world.facts), "2020-06-23 08:00");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    golden("lich-hoi-nghi", &text);
}

#[test]
fn what_has_come_is_no_longer_reminded_of() {
    let mut world = world();
    for unit in ["so-y-te", "hoi-khuyen-hoc", "mttq"] {
        world.receive(unit, "6-thang", "2020-H1", "2020-06-12 10:00");
    }
    let text = printed(&june(), &world.rules, Some(&world.facts), "2020-06-13 08:00");
    assert!(!text.contains("nhắc") && !text.contains("quá hạn"), "{text}");
    assert!(text.contains("đã nhận 3/3 đơn vị"), "{text}");
}

#[test]
fn work_without_a_file_is_done_and_not_sent() {
    // O5: districts hold their own meeting before 26/6.
    let mut world = World::new(vec![half_year()]);
    let report = &mut world.rules.plans.plans[0].reports[0];
    (report.name, report.asks) = ("Tổ chức giao ban cấp huyện".into(), Asks::Activity);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-17 10:00");
    let text = printed(&june(), &world.rules, Some(&world.facts), "2020-06-17 12:00");
    let line = text.replace("\n  ", " ");
    let due = "- hạn hoàn thành Tổ chức giao ban cấp huyện 6 tháng đầu năm 2020: trước ngày 19/6/2020; đã ghi nhận 1/3";
    assert!(line.contains(due), "{text}");
    assert!(!text.contains("quá hạn"), "{text}");
    assert!(text.contains("chưa ghi nhận 2") && !text.contains("gửi"), "{text}");
}

#[test]
fn the_calendar_can_be_that_of_one_unit_group_or_report() {
    let mut world = world();
    let months = monthly();
    world.rules.plans.plans[0].reports.push(months);
    let of = |asked: Calendar| {
        let json = printed(&Calendar { json: true, ..asked }, &world.rules, None, "2020-06-01 08:00");
        let items: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
        let mut kinds: Vec<String> = items
            .iter()
            .map(|item| format!("{} {}", item["what"].as_str().unwrap(), item["report"].as_str().unwrap()))
            .collect();
        kinds.dedup();
        kinds
    };
    let month_only = of(Calendar { report: Some("thang".into()), ..june() });
    assert!(month_only.iter().all(|kind| kind.ends_with(" thang")), "{month_only:?}");
    let half = of(Calendar { report: Some("6-thang".into()), ..june() });
    assert!(half.contains(&"meeting giao-ban-tinh".into()) && half.contains(&"own tong-hop".into()), "{half:?}");
    let unit = of(Calendar { unit: Some("Sở Y tế".into()), ..june() });
    assert!(unit.contains(&"meeting giao-ban-tinh".into()), "it attends: {unit:?}");
    assert!(!unit.contains(&"meeting giao-ban-huyen".into()) && !unit.contains(&"own tong-hop".into()), "{unit:?}");
    let group = of(Calendar { group: Some("MTTQ, đoàn thể".into()), ..june() });
    assert!(group.contains(&"due thang".into()), "{group:?}");
    let failure = refused(&Calendar { group: Some("hoi".into()), ..june() }, &world.rules);
    assert_eq!(failure.exit, Exit::Input);
    assert!(failure.message.contains("các nhóm hiện có: so-nganh, mttq"), "{failure}");
}

#[test]
fn the_json_names_who_is_missing() {
    let mut world = world();
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-17 10:00");
    let json = printed(&Calendar { json: true, ..june() }, &world.rules, Some(&world.facts), "2020-06-23 08:00");
    let items: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let meeting = items.iter().find(|item| item["report"] == "giao-ban-tinh").unwrap();
    assert_eq!((meeting["day"].as_str(), meeting["until"].as_str()), (Some("2020-06-29"), Some("2020-06-30")));
    let progress = &meeting["progress"][0];
    assert_eq!((progress["report"].as_str(), progress["period"].as_str()), (Some("6-thang"), Some("2020-H1")));
    assert_eq!((progress["expected"].as_u64(), progress["counts"]["received"].as_u64()), (Some(3), Some(1)));
    let overdue: Vec<&str> =
        progress["overdue"].as_array().unwrap().iter().map(|unit| unit["unit"].as_str().unwrap()).collect();
    assert_eq!(overdue, ["hoi-khuyen-hoc", "mttq"]);
    assert_eq!(meeting["estimate"], false);
}

#[test]
fn what_rests_on_expected_holidays_is_said_to_be_expected() {
    let mut rules = rules(vec![half_year()]);
    let report = &mut rules.plans.plans[0].reports[0];
    (report.name, report.periods) = ("Báo cáo tháng".into(), PeriodRule::Months(vec![2]));
    report.due.as_mut().unwrap().date = DueDate::Day(7);
    report.remind_before = vec![1];
    // The law's table: Tết from Friday 5/2/2027 on, in lieu until Thursday 11/2. Due "trước ngày 7/2", a Sunday.
    let asked = Calendar { from: Some("1/2/2027".into()), to: Some("20/2/2027".into()), ..Calendar::default() };
    let text = printed(&asked, &rules, None, "2026-12-01 08:00");
    golden("lich-du-kien", &text);
    let json = printed(&Calendar { json: true, ..asked }, &rules, None, "2026-12-01 08:00");
    let items: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(items.iter().filter(|item| item["estimate"] == true).count(), 6, "{json}");
}

/// Reads a calendar as strictly as the standard writes it: its components in order, each with its properties.
fn read(ics: &str) -> Vec<(String, Vec<(String, String)>)> {
    assert!(ics.ends_with("\r\n") && !ics.replace("\r\n", "").contains(['\r', '\n']), "only CRLF ends a line");
    for line in ics.split_terminator("\r\n") {
        assert!(!line.is_empty() && line.len() <= 75, "{} octets: {line}", line.len());
    }
    let (mut components, mut open) = (Vec::new(), Vec::new());
    for line in ics.replace("\r\n ", "").split_terminator("\r\n") {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no value: {line}"));
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || "-;=".contains(c)), "{name}");
        match name {
            "BEGIN" => {
                open.push(components.len());
                components.push((value.to_owned(), Vec::new()));
            }
            "END" => assert_eq!(components[open.pop().unwrap()].0, value),
            _ => components[*open.last().unwrap()].1.push((name.to_owned(), value.to_owned())),
        }
    }
    assert!(open.is_empty());
    components
}

fn value<'c>(component: &'c (String, Vec<(String, String)>), name: &str) -> &'c str {
    let mut found = component.1.iter().filter(|(property, _)| property.split(';').next() == Some(name));
    let value = &found.next().unwrap_or_else(|| panic!("{name} is missing in {component:?}")).1;
    assert!(found.next().is_none(), "{name} stands twice");
    value
}

fn ics(world: &World, asked: Calendar, now: &str) -> String {
    printed(&Calendar { ics: Some("-".into()), ..asked }, &world.rules, Some(&world.facts), now)
}

#[test]
fn calendar_programs_read_each_event_with_its_days() {
    let mut world = world();
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-17 10:00");
    world.rules.calendar.days_off.insert(date(2020, 6, 25), "nghỉ; bù, \\ “Tết”".into());
    let ics = ics(&world, june(), "2020-06-23 08:00");
    let components = read(&ics);
    let (calendar, events) = components.split_first().unwrap();
    assert_eq!(
        (calendar.0.as_str(), value(calendar, "VERSION"), value(calendar, "METHOD")),
        ("VCALENDAR", "2.0", "PUBLISH")
    );
    assert_eq!(value(calendar, "X-WR-CALNAME"), "Lịch báo cáo – Ban Tuyên giáo Tỉnh ủy Sông Lam");
    assert!(!value(calendar, "PRODID").is_empty());
    let mut uids = std::collections::BTreeSet::new();
    for event in events {
        assert_eq!(event.0, "VEVENT");
        assert_eq!(value(event, "DTSTAMP"), "20200623T010000Z", "the moment of the export, in UTC");
        assert!(value(event, "DTSTART") < value(event, "DTEND"), "the end is exclusive: {event:?}");
        assert_eq!(value(event, "TRANSP"), "TRANSPARENT");
        assert!(uids.insert(value(event, "UID").to_owned()), "a key stands twice: {event:?}");
        let texts = [value(event, "SUMMARY"), value(event, "DESCRIPTION"), value(event, "CATEGORIES")];
        assert!(texts.iter().all(|text| !text.contains("Hội Khuyến học")), "who is missing is not handed around");
    }
    let find = |uid: &str| events.iter().find(|event| value(event, "UID").starts_with(uid)).unwrap();
    let due = find("due-6-thang-2020-h1@tinhuy.songlam.example");
    assert_eq!((value(due, "DTSTART"), value(due, "DTEND")), ("20200619", "20200620"));
    assert!(due.1.iter().any(|(name, _)| name == "DTSTART;VALUE=DATE"));
    assert_eq!(value(due, "SUMMARY"), "Hạn gửi: Báo cáo 6 tháng đầu năm 2020");
    assert_eq!(
        value(due, "DESCRIPTION"),
        "trước ngày 19/6/2020\\nđã nhận 1/3 đơn vị\\, quá hạn 2\\nCăn cứ: Kế hoạch tổ chức giao ban công tác khoa giáo \
         6 tháng đầu năm 2020 (số 45-KH/BTGTU ngày 25/5/2020)"
    );
    let meeting = find("meeting-giao-ban-tinh-2020-h1");
    assert_eq!((value(meeting, "DTSTART"), value(meeting, "DTEND")), ("20200629", "20200701"));
    assert_eq!((value(meeting, "STATUS"), value(meeting, "CATEGORIES")), ("TENTATIVE", "Hội nghị"));
    assert_eq!(value(find("off-2020-06-25"), "SUMMARY"), "Nghỉ: nghỉ\\; bù\\, \\\\ “Tết”");
}

#[test]
fn a_second_export_differs_in_its_time_stamp_only() {
    let world = world();
    let [first, second] = ["2020-06-02 08:00", "2020-06-03 09:30"].map(|now| ics(&world, june(), now));
    assert_ne!(first, second);
    assert_eq!(first.replace("20200602T010000Z", ""), second.replace("20200603T023000Z", ""));
}

#[test]
fn an_hour_is_a_moment_in_utc() {
    let mut world = world();
    let due = world.rules.plans.plans[0].reports[0].due.as_mut().unwrap();
    (due.kind, due.hour) = (DueKind::At, Some(Time::constant(9, 0, 0, 0)));
    let components = read(&ics(&world, june(), "2020-06-01 08:00"));
    let due = components.iter().find(|event| event.1.iter().any(|(_, value)| value.starts_with("due-"))).unwrap();
    assert_eq!((value(due, "DTSTART"), value(due, "DTEND")), ("20200619T013000Z", "20200619T020000Z"));
}

#[test]
fn a_file_that_is_no_calendar_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let (settings, file) = (folder.path().join("tiepnhan.toml"), folder.path().join("lich.ics"));
    std::fs::write(&settings, "[office]\n").unwrap();
    let rules = world().rules;
    let failure = refused(&Calendar { ics: Some(settings.clone()), ..june() }, &rules);
    assert_eq!(failure.exit, Exit::Input);
    assert_eq!(std::fs::read_to_string(settings).unwrap(), "[office]\n");
    let asked = Calendar { ics: Some(file.clone()), ..june() };
    for _ in 0..2 {
        let said = printed(&asked, &rules, None, "2020-06-01 08:00");
        assert!(said.starts_with("Đã ghi 8 mục vào "), "{said}");
    }
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("BEGIN:VCALENDAR\r\n"));
    let nowhere = Calendar { ics: Some(folder.path().join("thieu/lich.ics")), ..june() };
    assert_eq!(refused(&nowhere, &rules).exit, Exit::Outside);
}
