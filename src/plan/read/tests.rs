//! Scenes.

use jiff::civil::date;

use super::*;
use crate::calendar::deadline::{DueDate, DueKind, Roll};
use crate::plan::{Asks, Piece, Plans, ReportId};
use crate::roster::name::Forms;
use crate::roster::read::Table;

fn faults(text: &str) -> Vec<String> {
    let found = read(text, "ke-hoach/thu.toml").expect_err("it should be refused");
    found.iter().map(|fault| fault.to_string().lines().next().unwrap().to_owned()).collect()
}

const HEAD: &str = "title = \"Kế hoạch\"\n[[report]]\nid = \"a\"\nname = \"A\"\ngroups = [\"so\"]\n";

fn one(rest: &str) -> Report {
    let (plan, _) = read(&format!("{HEAD}{rest}"), "thu.toml").unwrap_or_else(|faults| panic!("{faults:?}"));
    plan.reports.into_iter().next().unwrap()
}

#[test]
fn a_plan_is_read() {
    let text = r#"
        title = "Kế hoạch phối hợp"
        number = "12-KH/TGTU"
        date = 2015-12-23
        valid_from = "1/1/2016"
        [[report]]
        id = "thang"
        name = "Báo cáo tháng"
        aliases = "BC tháng"
        period = "month"
        months = [1, 2]
        groups = ["Sở, ngành"]
        except = ["so-y-te"]
        due = { before = "ngày 20 của tháng đó", wording = "trước ngày 20 của tháng đó", roll = "none" }
        remind_before = [5]
        paper = true
    "#;
    let (plan, warnings) = read(text, "ke-hoach/12-KH TGTU.toml").unwrap();
    assert_eq!(warnings, []);
    assert_eq!((plan.id.as_str(), plan.number.as_deref()), ("12-kh-tgtu", Some("12-KH/TGTU")));
    assert_eq!((plan.date, plan.validity.from), (Some(date(2015, 12, 23)), Some(date(2016, 1, 1))));
    let report = &plan.reports[0];
    assert_eq!(report.owed_by.groups[0].as_str(), "so-nganh", "groups may be given by name");
    assert_eq!((report.remind_before.as_slice(), report.overdue_after.as_slice()), (&[5][..], &[1, 3][..]));
    let due = report.due.as_ref().unwrap();
    assert_eq!((due.kind, due.date, due.roll), (DueKind::Before, DueDate::Day(20), Roll::None));
    assert_eq!(due.wording, "trước ngày 20 của tháng đó");
    assert!(report.paper);
}

#[test]
fn what_a_report_asks_beside_its_date_is_read() {
    let report = one(
        "period = \"month\"\nvia = \"Phòng Khoa giáo\"\nneeds = [\"pdf\", \"word\"]\nstands_for = [\"b\"]\ninstead_of = \"c\"\n\
         due = { before = \"ngày 20\", grace = 2 }\n[[report.topic]]\nname = \"môi trường\"\nunits = [\"so-tnmt\"]\n",
    );
    assert_eq!((report.via.as_deref(), report.to), (Some("Phòng Khoa giáo"), None));
    assert_eq!(report.needs, [Piece::Pdf, Piece::Word]);
    assert_eq!((report.stands_for[0].as_str(), report.instead_of[0].as_str()), ("b", "c"));
    assert_eq!(report.due.unwrap().grace, 2);
    assert_eq!(report.topics[0].owed_by.units[0].as_str(), "so-tnmt");
    let later = one("period = \"year\"\ndue = { later = \"sẽ có hướng dẫn cụ thể sau\" }");
    assert_eq!((later.due, later.due_later.as_deref()), (None, Some("sẽ có hướng dẫn cụ thể sau")));
    let done = one("period = \"year\"\nasks = \"activity\"\ndue = { before = \"26/6\" }");
    assert_eq!((done.asks, done.remind_before, done.overdue_after), (Asks::Activity, vec![], vec![]));
}

#[test]
fn a_plan_names_its_basis_fields_and_way() {
    let text = format!(
        "to = \"Ban Thường vụ\"\nvia = \"Ban Tuyên giáo\"\nbasis = [\"Quyết định số 1-QĐ/TU\"]\n{HEAD}period = \"month\"\n\
         [[field]]\nunit = \"so-tnmt\"\nnames = [\"môi trường\"]\n"
    );
    let (plan, faults) = read(&text, "thu.toml").unwrap();
    assert_eq!(faults, []);
    assert!(!plan.figures_between);
    assert!(read(&format!("figures = \"between-reports\"\n{text}"), "thu.toml").unwrap().0.figures_between);
    assert_eq!(plan.basis, ["Quyết định số 1-QĐ/TU"]);
    assert_eq!(plan.fields_of(&UnitId::new("so-tnmt").unwrap()), ["môi trường"]);
    let report = &plan.reports[0];
    assert_eq!((report.to.as_deref(), report.via.as_deref()), (Some("Ban Thường vụ"), Some("Ban Tuyên giáo")));
}

/// The faults of two plans over one unit "so-y-te" in the group "so".
fn together(one: &str, other: &str) -> Vec<String> {
    let plans = [one, other].map(|rest| read(&format!("{HEAD}{rest}"), "x.toml").unwrap().0);
    let mut plans = Plans { plans: plans.into() };
    plans.plans[1].id = PlanId::new("sau").unwrap();
    plans.plans[1].reports[0].id = ReportId::new("moi").unwrap();
    let files = ["truoc.toml".to_owned(), "sau.toml".to_owned()];
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let rows = ["Mã,Tên đơn vị,Nhóm,Thư điện tử", "so-y-te,Sở Y tế,so,a@syt.example"].map(cells);
    let table = Table { file: "don-vi.csv".into(), sheet: None, rows: (1..).zip(rows).collect() };
    let roster = crate::roster::read::read(&[table], &[], &Forms::default()).unwrap().0;
    check(&plans, &files, &roster).iter().map(|fault| fault.to_string().lines().next().unwrap().to_owned()).collect()
}

#[test]
fn reports_that_name_others_must_find_them() {
    let month = "period = \"month\"";
    let twice = "sau.toml, báo cáo “moi”: lưu ý: “Sở Y tế” phải gửi cả báo cáo này và “a” (truoc.toml) cho cùng một kỳ";
    assert_eq!(together(month, month), [twice]);
    assert_eq!(together(month, "period = \"month\"\ninstead_of = [\"a\"]"), Vec::<String>::new());
    assert_eq!(together(month, "period = \"year\"\nstands_for = [\"a\"]"), Vec::<String>::new());
    let wrong = together(month, "period = \"year\"\ninstead_of = [\"aa\"]");
    assert_eq!(wrong, ["sau.toml, báo cáo “moi”: lỗi: instead_of nêu báo cáo “aa” không có trong kế hoạch nào"]);
    let far = together(month, "period = \"year\"\ninstead_of = [\"khong-co-gi\"]");
    assert!(far[0].contains("“khong-co-gi” không có trong kế hoạch nào"), "{far:?}");
    let nobody = together(month, "period = \"year\"\nexcept = [\"so-y-te\"]");
    assert_eq!(nobody, ["sau.toml, báo cáo “moi”: lưu ý: không đơn vị nào phải gửi báo cáo này"]);
    let never = together(month, "period = \"year\"\ninstead_of = [\"a\"]");
    assert!(never[0].ends_with("instead_of nêu “a” nhưng hai báo cáo không có kỳ nào chung"), "{never:?}");
}

#[test]
fn a_topic_is_for_who_sends_the_report() {
    let topic = "[[report.topic]]\nname = \"môi trường\"\nunits = [\"so-y-te\"]\n";
    let year = "period = \"year\"\n";
    assert_eq!(together(&format!("{year}{topic}"), "period = \"month\""), Vec::<String>::new());
    let idle = together(&format!("{year}except = [\"so-y-te\"]\n{topic}"), "period = \"month\"");
    let line = "truoc.toml, báo cáo “a”: lưu ý: “Sở Y tế” phải làm rõ “môi trường” nhưng không phải gửi báo cáo này";
    assert_eq!(idle[0], line);
}

#[test]
fn two_plans_have_two_keys() {
    let plan = |report: &str| {
        let mut plan = read(&format!("{HEAD}period = \"month\""), "x.toml").unwrap().0;
        plan.reports[0].id = ReportId::new(report).unwrap();
        plan
    };
    let plans = Plans { plans: vec![plan("a"), plan("b")] };
    let roster = crate::roster::Roster::default();
    let found = check(&plans, &["truoc.toml".to_owned(), "sau.toml".to_owned()], &roster);
    let line = "sau.toml, kế hoạch “x”: lỗi: mã kế hoạch đã dùng trong truoc.toml";
    assert!(found.iter().any(|fault| fault.to_string().starts_with(line)), "{found:?}");
}

#[test]
fn an_open_bracket_is_one_fault_not_a_hundred() {
    let text = format!("{HEAD}period = \"month\"\nremind_before = [3, 1\npaper = true\nneeds = [\"pdf\"]\n");
    let found = faults(&text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("ke-hoach/thu.toml, dòng 8: lỗi: không đọc được"), "{found:#?}");
}

#[test]
fn due_dates_are_written_in_many_ways() {
    let ways = [
        ("period = \"year\"\ndue = { by = \"30/11\" }", DueDate::DayMonth(30, 11)),
        ("period = \"month\"\ndue = { by = \"ngày 5 tháng sau\" }", DueDate::DayAfter(5)),
        ("period = \"month\"\ndue = { by = \"day 20\" }", DueDate::Day(20)),
        ("period = \"quarter\"\ndue = { within = \"cuối kỳ\" }", DueDate::Day(31)),
        ("period = \"once\"\nfor = \"2020-H1\"\ndue = { before = \"19/6/2020\" }", DueDate::On(date(2020, 6, 19))),
        ("period = \"once\"\nfor = \"2020-H1\"\ndue = { before = \"2020-06-19\" }", DueDate::On(date(2020, 6, 19))),
    ];
    for (text, expected) in ways {
        assert_eq!(one(text).due.unwrap().date, expected, "{text}");
    }
    assert_eq!(one("period = \"adhoc\"").due, None);
}

#[test]
fn every_fault_of_a_plan_is_named_with_its_line() {
    let text = "number = 12\n[[report]]\nid = \"A B\"\nperiods = \"month\"\nperiod = \"thang\"\ngroups = []\ndue = { before = \"31/2\", by = \"20/6\" }\nmonths = [13]\n";
    assert_eq!(
        faults(text),
        [
            "ke-hoach/thu.toml, dòng 1: lỗi: thiếu “title” (tên kế hoạch)",
            "ke-hoach/thu.toml, dòng 1: lỗi: “number” không đúng kiểu",
            "ke-hoach/thu.toml, dòng 3: lỗi: mã “A B” không hợp lệ",
            "ke-hoach/thu.toml, dòng 3: lỗi: thiếu “report.name” (tên loại báo cáo)",
            "ke-hoach/thu.toml, dòng 8: lỗi: “report.months” không đúng kiểu",
            "ke-hoach/thu.toml, dòng 5: lỗi: kỳ báo cáo “thang” không có",
            "ke-hoach/thu.toml, dòng 3: lỗi: chưa ghi ai phải gửi báo cáo này",
            "ke-hoach/thu.toml, dòng 7: lỗi: hạn gửi phải có đúng một trong before, by, within, at",
            "ke-hoach/thu.toml, dòng 4: lỗi: khóa “report.periods” không có trong hệ thống",
        ]
    );
}

#[test]
fn an_unknown_key_comes_with_the_nearest() {
    let found = read(&format!("{HEAD}period = \"month\"\npapper = true\n"), "a.toml").unwrap_err();
    assert_eq!(found[0].remedy, "có phải là “paper”?");
}

#[test]
fn a_date_that_does_not_fit_its_period_is_refused() {
    for (text, expected) in [
        ("period = \"month\"\ndue = { before = \"20/6\" }", "hạn ghi ngày/tháng nhưng báo cáo có nhiều tháng"),
        ("period = \"year\"\ndue = { before = \"20/6/2020\" }", "hạn có cả năm nhưng báo cáo lặp lại nhiều kỳ"),
        ("period = \"year\"\ndue = { before = \"31/6\" }", "“31/6” không phải là hạn"),
        ("period = \"year\"\ndue = { at = \"20/6\" }", "hour và at phải đi cùng nhau"),
        ("period = \"year\"\ndue = { later = \"sau\", before = \"20/6\" }", "hạn vừa ghi ngày vừa ghi later"),
        ("period = \"once\"", "period = \"once\" cần khóa for ghi đúng một kỳ"),
        ("period = \"year\"\nmonths = [1]", "“months” không đi với period = \"year\""),
    ] {
        let found = faults(&format!("{HEAD}{text}"));
        assert!(found[0].ends_with(expected), "{text}: {found:?}");
    }
}

#[test]
fn broken_syntax_is_a_fault_without_the_line_itself() {
    let found = faults("title = \"mat-khau-that\nx = [1,\n");
    assert!(!found.is_empty());
    assert!(found.iter().all(|line| !line.contains("mat-khau-that")), "{found:?}");
}

proptest::proptest! {
    #[test]
    fn never_panics(text in "[a-z\\[\\]\"= {}0-9/\n.,]{0,120}") {
        let _ = read(&text, "x.toml");
    }
}
