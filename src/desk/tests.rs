//! Scenes at the desk itself, as a page in the daemon's process works there: several people, one ledger.

use super::correct::{Amendment, Deed, amend_all, undo, withdraw};
use super::grant::{Wish, grant, lift, preview, preview_lift};
use super::record::{Recording, record};
use super::reply::agree;
use super::settle::{Assignment, Dismissal, EntryAsked, Seen, assign, dismiss, reopen};
use super::*;
use crate::cli::tests::World;
use crate::cli::tests::mails::{Mail, mail, page};
use crate::decision::Question;
use crate::ledger::{Channel, Ledger};
use crate::notice::request::Wanted;
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::Exception;
use crate::standing::grant::Whose;

/// What this person says.
fn said(by: &str) -> Said {
    Said::new(by, "đã xem tệp").unwrap()
}

/// A mail of Sở Y tế with two files, about which a person is asked.
fn two_files(id: &'static str) -> Mail {
    let file = |title: &str| page("SỞ Y TẾ", "SYT", title);
    let files = vec![("mot.docx", file("Công tác y tế thời gian qua")), ("hai.docx", file("Công tác y tế vừa rồi"))];
    Mail { from: "lan.nguyen@mail.example", files, ..mail(id, "Gửi Ban", "") }
}

fn entry(unit: &str, report: &str, period: &str, files: &[usize]) -> EntryAsked {
    EntryAsked {
        unit: Some(UnitId::new(unit).unwrap()),
        report: Some(ReportId::new(report).unwrap()),
        period: Some(period.parse().unwrap()),
        files: files.to_vec(),
        supplement: false,
    }
}

fn assignment(by: &str, entries: Vec<EntryAsked>) -> Assignment {
    Assignment { mail: 1, seen: None, entries, learn: Pick::Nothing, silent: true, said: said(by) }
}

#[test]
fn one_mail_may_hold_two_reports() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&two_files("1@lan"));
    let entries = vec![entry("so-y-te", "6-thang", "2024-H1", &[0]), entry("so-y-te", "thang", "2024-05", &[1])];
    let done = assign(&world.desk(), &assignment("Nam", entries)).unwrap();
    assert_eq!(done.lines.len(), 2);
    assert_eq!(done.off_shelf, None);
    let register = world.register();
    assert!(register[0].contains("so-y-te 6-thang 2024-H1") && register[0].ends_with("[mot.docx]"), "{register:?}");
    assert!(register[1].contains("so-y-te thang 2024-05") && register[1].ends_with("[hai.docx]"), "{register:?}");
    world.assert_whole();
}

#[test]
fn one_report_twice_in_a_mail_is_refused_and_nothing_happens() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&two_files("1@lan"));
    let twice = vec![entry("so-y-te", "6-thang", "2024-H1", &[0]), entry("so-y-te", "6-thang", "2024-H1", &[1])];
    let refusal = assign(&world.desk(), &assignment("Nam", twice)).unwrap_err().to_string();
    assert!(refusal.contains("ghi hai lần"), "{refusal}");
    assert!(world.register().is_empty());
}

#[test]
fn what_nobody_said_and_nobody_guessed_is_asked_for_without_naming_an_option() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&Mail { files: Vec::new(), ..two_files("1@lan") });
    let desk = world.desk();
    let wish = Assignment { mail: 1, ..assignment("Nam", vec![EntryAsked::default()]) };
    match assign(&desk, &wish).unwrap_err() {
        refusal @ Refusal::Missing(Field::Unit) => assert_eq!(refusal.to_string(), "cần cho biết đơn vị"),
        other => panic!("{other}"),
    }
    assert!(matches!(Said::new("Nam", "  "), Err(Refusal::Missing(Field::Why))));
}

#[test]
fn of_two_people_at_once_one_is_refused_and_told_who_was_first_and_when() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&two_files("1@lan"));
    let desk = world.desk();
    let outcomes: Vec<Result<(), Refusal>> = std::thread::scope(|scope| {
        let enter = |by: &'static str, desk: Desk| {
            scope.spawn(move || {
                assign(&desk, &assignment(by, vec![entry("so-y-te", "6-thang", "2024-H1", &[])])).map(drop)
            })
        };
        let (nam, hoa) = (enter("Nam", desk.clone()), enter("Hoa", desk.clone()));
        let away = Dismissal { mail: 1, seen: None, learn: Pick::Nothing, said: said("Minh") };
        let minh = dismiss(&desk, &away).map(drop);
        vec![nam.join().unwrap(), hoa.join().unwrap(), minh]
    });
    let refused: Vec<String> = outcomes.iter().filter_map(|one| one.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(refused.len(), 2, "{outcomes:?}");
    for why in refused {
        assert!(why.starts_with("thư 1 đã được ") && why.contains(" xử lý lúc 9:00 ngày 10/6/2024"), "{why}");
    }
    assert!(world.register().len() <= 1);
    world.assert_whole();
}

#[test]
fn what_was_settled_and_reopened_since_it_was_seen_is_refused_where_it_is_done() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&two_files("1@lan"));
    let desk = world.desk();
    let seen = || Some(Seen::of(&desk.ledger.read(|snapshot| snapshot.review(1)).unwrap()));
    let before = seen();
    let away = |seen: Option<Seen>| Dismissal { mail: 1, seen, learn: Pick::Nothing, said: said("Minh") };
    dismiss(&desk, &away(before.clone())).unwrap();
    reopen(&desk, 1, &said("Minh")).unwrap();
    let entries = || vec![entry("so-y-te", "6-thang", "2024-H1", &[])];
    let late = Assignment { seen: before.clone(), ..assignment("Nam", entries()) };
    assert!(matches!(assign(&desk, &late), Err(Refusal::Changed(1))));
    assert!(matches!(dismiss(&desk, &away(before)), Err(Refusal::Changed(1))));
    assert!(world.register().is_empty());
    assign(&desk, &Assignment { seen: seen(), ..assignment("Nam", entries()) }).unwrap();
    world.assert_whole();
}

#[test]
fn a_line_that_somebody_changed_meanwhile_names_the_one_who_did() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&two_files("1@lan"));
    let desk = world.desk();
    let entries = vec![entry("so-y-te", "6-thang", "2024-H1", &[])];
    let number = assign(&desk, &assignment("Nam", entries)).unwrap().lines[0].number;
    let asked = |by: &str| Amendment { number, quiet: true, said: said(by) };
    assert_eq!(withdraw(&desk, &asked("Nam")).unwrap().waits, Some(1));
    let why = withdraw(&desk, &asked("Hoa")).unwrap_err().to_string();
    assert_eq!(why, "số 1/2024 đã bị hủy (Nam, 9:00 ngày 10/6/2024)");
    undo(&desk, &asked("Nam")).unwrap();
    let why = withdraw(&desk, &asked("Hoa")).unwrap_err().to_string();
    assert_eq!(why, "số 1/2024 đã được thay bằng số 2/2024; hãy dùng số 2/2024 (Nam, 9:00 ngày 10/6/2024)");
    world.assert_whole();
}

#[test]
fn lines_that_were_withdrawn_at_once_come_back_at_once() {
    let mut world = World::on("2024-06-10T09:00");
    world.receives(&two_files("1@lan"));
    let entries = vec![entry("so-y-te", "6-thang", "2024-H1", &[0]), entry("so-y-te", "thang", "2024-05", &[1])];
    let lines = assign(&world.desk(), &assignment("Nam", entries)).unwrap().lines;
    let asked = |number| Amendment { number, quiet: true, said: said("Hoa") };
    world.later("2024-06-10T09:05");
    let all: Vec<Amendment> = lines.iter().map(|line| asked(line.number)).collect();
    amend_all(&world.desk(), 1, &all, &Deed::Withdraw).unwrap();
    let before = world.register();
    world.later("2024-06-10T09:10");
    let back = undo(&world.desk(), &asked((2024, 2))).unwrap();
    let numbers: Vec<_> = back.lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [(2024, 3), (2024, 4)]);
    let again = |line: &str, number: &str| format!("*{number}/2024 {}", line.split_once(' ').unwrap().1);
    assert_eq!(world.register()[2..], [again(&before[1], "3"), again(&before[0], "4")]);
    let waiting = world.desk().ledger.read(|snapshot| snapshot.reviews_open()).unwrap();
    assert_eq!(waiting, 0, "the mail waits no more");
    world.assert_whole();
}

#[test]
fn lines_of_one_mail_that_were_withdrawn_one_after_the_other_come_back_so() {
    let mut world = World::on("2024-06-10T09:00");
    world.receives(&two_files("1@lan"));
    let entries = vec![entry("so-y-te", "6-thang", "2024-H1", &[0]), entry("so-y-te", "thang", "2024-05", &[1])];
    assign(&world.desk(), &assignment("Nam", entries)).unwrap();
    let asked = |number| Amendment { number: (2024, number), quiet: true, said: said("Hoa") };
    for (minute, number) in [(5, 1), (6, 2)] {
        world.later(&format!("2024-06-10T09:0{minute}"));
        withdraw(&world.desk(), &asked(number)).unwrap();
    }
    for (minute, number) in [(7, 1), (8, 2)] {
        world.later(&format!("2024-06-10T09:0{minute}"));
        assert_eq!(undo(&world.desk(), &asked(number)).unwrap().lines.len(), 1);
    }
    assert_eq!(world.register().iter().filter(|line| line.starts_with('*')).count(), 2, "{:?}", world.register());
    world.assert_whole();
}

#[test]
fn the_board_shows_the_same_of_the_little_that_it_reads() {
    let mut world = World::on("2024-06-10T09:00");
    world.receives(&two_files("1@lan"));
    world.receives(&mail("2@syt", "Báo cáo 6 tháng đầu năm 2024", "Kết quả công tác khoa giáo 6 tháng đầu năm 2024"));
    let until = Exception::Extended("2024-06-25".parse().unwrap());
    grant(&world.desk(), &Wish { whose: Whose::Units(vec![UnitId::new("bhxh").unwrap()]), ..wish("Nam") }, until)
        .unwrap();
    world.later("2024-06-24T09:00");
    let (desk, filter) = (world.desk(), crate::standing::Filter::default());
    let rows = |mut facts: crate::standing::BoardFacts| {
        facts.receipts.values_mut().flatten().for_each(|receipt| receipt.pieces.clear());
        crate::standing::board(desk.rules(), &facts, &filter, desk.now)
    };
    let little = rows(desk.standings(&[&filter]).unwrap());
    let kinds: std::collections::BTreeSet<&str> = little.iter().map(|row| row.standing.key()).collect();
    assert!(kinds.len() > 2, "{kinds:?}");
    assert_eq!(little, rows(desk.facts(&[&filter]).unwrap()));
}

#[test]
fn a_withdrawn_paper_line_comes_back_once() {
    let world = World::on("2024-06-18T09:00");
    let desk = world.desk();
    let asked = Recording {
        unit: UnitId::new("so-y-te").unwrap(),
        report: ReportId::new("6-thang").unwrap(),
        period: "2024-H1".parse().unwrap(),
        channel: Channel::Paper,
        received_at: None,
        document_number: None,
        nil: false,
        seen: None,
        said: said("Nam"),
    };
    let number = record(&desk, &asked).unwrap().number;
    let asked = |by: &str| Amendment { number, quiet: true, said: said(by) };
    withdraw(&desk, &asked("Nam")).unwrap();
    undo(&desk, &asked("Nam")).unwrap();
    let why = undo(&desk, &asked("Hoa")).unwrap_err().to_string();
    assert_eq!(why, "số 1/2024 đã được thay bằng số 2/2024; hãy dùng số 2/2024 (Nam, 9:00 ngày 18/6/2024)");
    assert_eq!(world.register().len(), 2);
    world.assert_whole();
}

fn wish(by: &str) -> Wish {
    Wish {
        whose: Whose::Units(vec![UnitId::new("so-y-te").unwrap()]),
        report: ReportId::new("6-thang").unwrap(),
        period: "2024-H1".parse().unwrap(),
        basis: None,
        quiet: false,
        seen: None,
        said: said(by),
    }
}

#[test]
fn a_letter_about_a_grant_is_shown_before_it_is_written_and_then_leaves_once() {
    let world = World::on("2024-06-10T09:00");
    let desk = world.desk();
    let until = Exception::Extended("2024-06-25".parse().unwrap());
    let shown = preview(&desk, &wish("Nam"), until).unwrap();
    assert_eq!(shown.told.letters.len(), 1);
    assert!(desk.ledger.read(|snapshot| snapshot.ever_granted()).unwrap().is_empty(), "nothing has happened");
    let done = grant(&desk, &wish("Nam"), until).unwrap();
    assert_eq!(done.told.letters[0].subject, shown.told.letters[0].subject);
}

#[test]
fn who_only_looks_waits_for_nobody_who_writes() {
    let world = World::on("2024-06-10T09:00");
    world.receives(&two_files("1@lan"));
    let desk = world.desk();
    let until = "2024-06-25".parse().unwrap();
    let asked = agree::Agreement {
        mail: 1,
        review: None,
        owed: (UnitId::new("so-y-te").unwrap(), ReportId::new("6-thang").unwrap(), "2024-H1".parse().unwrap()),
        until,
        seen: None,
        said: said("Nam"),
    };
    let excused = Wish { period: "2024-05".parse().unwrap(), report: ReportId::new("thang").unwrap(), ..wish("Nam") };
    grant(&desk, &excused, Exception::Excused).unwrap();
    let (_, report, period) = asked.owed.clone();
    let wanted = Wanted { unit: UnitId::new("bhxh").unwrap(), report: Some(report), period: Some(period) };
    let other = Ledger::open(desk.ledger.path(), world.now).unwrap();
    let shown = other
        .write(|_| {
            shown::shown(&desk, 1, None)?;
            preview(&desk, &wish("Nam"), Exception::Extended(until))?;
            assert_eq!(preview_lift(&desk, &excused)?.told.taken_back.len(), 1);
            remind::preview(&desk, &wanted)?;
            ask::letter(&desk, 1, Question::PeriodUnclear)?;
            agree::preview(&desk, &asked)
        })
        .unwrap();
    let done = agree::agree(&desk, &asked).unwrap();
    assert_eq!(shown.told.letters, done.told.letters, "to the letter");
    assert_eq!(shown.told.letters.len(), 1);
}

#[test]
fn what_somebody_granted_since_the_page_was_shown_stands() {
    let mut world = World::on("2024-06-10T09:00");
    let seen = Some(world.now);
    world.later("2024-06-10T09:05");
    let desk = world.desk();
    grant(&desk, &wish("Nam"), Exception::Extended("2024-06-25".parse().unwrap())).unwrap();
    world.later("2024-06-10T09:06");
    let desk = world.desk();
    let later = Wish { seen, ..wish("Hoa") };
    let why = grant(&desk, &later, Exception::Excused).unwrap_err().to_string();
    assert!(why.starts_with("Sở Y tế vừa được Nam cho gia hạn") && why.ends_with("lúc 9:05 ngày 10/6/2024"), "{why}");
    let why = grant(&desk, &wish("Hoa"), Exception::Extended("2024-06-25".parse().unwrap())).unwrap_err().to_string();
    assert!(why.ends_with("từ trước (Nam, 9:05 ngày 10/6/2024)"), "{why}");
    lift(&desk, &wish("Nam")).unwrap();
    let why = lift(&desk, &wish("Hoa")).unwrap_err().to_string();
    assert!(why.ends_with("; Nam đã bỏ lúc 9:06 ngày 10/6/2024"), "{why}");
}
