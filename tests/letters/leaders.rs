//! What leaders read: what changed since yesterday, what lies in their field, at their hour, on one screen.

use jiff::civil::time;
use tiepnhan::ledger::{Ledger, LetterState};
use tiepnhan::letter::{Letter, Purpose, Templates};
use tiepnhan::office::Briefing;
use tiepnhan::plan::ReportId;
use tiepnhan::roster::GroupId;
use tiepnhan::scheduler;

use super::world::{World, at, golden, half_year, monthly, rules, shown, unit};

const HEAD: &str = "truongban@tinhuy.songlam.example";
const DEPUTY: &str = "ptban@tinhuy.songlam.example";

fn digests(letters: Vec<Letter>) -> Vec<Letter> {
    letters.into_iter().filter(|letter| matches!(letter.purpose, Purpose::Digest(..))).collect()
}

fn digest(world: &mut World, now: &str) -> String {
    let found = digests(world.tick(now));
    assert_eq!(found.len(), 1);
    shown(&found[0])
}

/// The text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_digest_says_who_is_newly_overdue_and_who_has_caught_up() {
    let mut earlier = monthly();
    earlier.due.as_mut().unwrap().date = tiepnhan::plan::DueDate::Day(16);
    let mut world = World::new(vec![half_year(), earlier]);
    world.receive("so-y-te", "thang", "2020-06", "2020-06-15 09:00");
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-15 09:00");
    let first = digest(&mut world, "2020-06-17 07:45");
    assert!(
        flat(&first).contains("Tất cả mới quá hạn so với ngày 16/6. Báo cáo tháng 6 năm 2020 (quá hạn 1 ngày)"),
        "{first}"
    );
    let same = digest(&mut world, "2020-06-19 07:45");
    assert!(!same.contains("Mới quá hạn") && !same.contains("mới quá hạn"), "nothing is new:\n{same}");
    world.receive("mttq", "thang", "2020-06", "2020-06-19 10:00");
    world.receive("mttq", "6-thang", "2020-H1", "2020-06-19 10:00");
    golden("tong-hop-thay-doi", &digest(&mut world, "2020-06-22 07:45"));
}

#[test]
fn sixty_overdue_units_leave_a_letter_that_a_telephone_shows() {
    let mut world = World::new(vec![half_year()]);
    let xa = |n: usize| {
        let mut unit = unit(&format!("xa-{n}"), &format!("Đảng ủy xã Tân Lâm {n}"), "so-nganh");
        unit.phone = Some(format!("0238 3 500 {n:03}"));
        unit
    };
    world.rules.roster.units = (1..=60).map(xa).collect();
    let text = digest(&mut world, "2020-06-22 07:45");
    golden("tong-hop-dong", &text);
    assert!(text.lines().count() < 60, "{}", text.lines().count());
    let all = flat(&text);
    assert!((1..=60).all(|n| all.contains(&format!("Đảng ủy xã Tân Lâm {n}"))), "every name: {text}");
}

#[test]
fn a_leader_reads_of_his_field_at_his_hour_on_his_days() {
    let mut world = World::new(vec![half_year(), monthly()]);
    world.rules.office.leaders.push(DEPUTY.to_owned());
    world.rules.office.briefings = vec![Briefing {
        address: DEPUTY.to_owned(),
        name: Some("đồng chí Nguyễn Văn An, Phó Trưởng ban".to_owned()),
        groups: vec![GroupId::new("mttq").unwrap()],
        reports: vec![ReportId::new("thang").unwrap()],
        at: Some(time(16, 30, 0, 0)),
        days: vec![jiff::civil::Weekday::Monday],
    }];
    let to = |letters: Vec<Letter>| digests(letters).into_iter().map(|letter| letter.to).collect::<Vec<_>>();
    assert_eq!(to(world.tick("2020-06-22 08:00")), [HEAD]);
    let afternoon = digests(world.tick("2020-06-22 16:30"));
    assert_eq!(afternoon.len(), 1);
    let text = shown(&afternoon[0]);
    assert!(text.contains("Kính gửi: đồng chí Nguyễn Văn An, Phó Trưởng ban"), "{text}");
    assert!(text.contains("MTTQ") && !text.contains("Sở Y tế") && !text.contains("6 tháng đầu năm"), "{text}");
    assert!(to(world.tick("2020-06-23 16:30")).iter().all(|to| to == HEAD), "a Tuesday");
    assert_eq!(scheduler::next_tick(&world.rules, at("2020-06-22 15:50")), at("2020-06-22 16:30"));
}

#[test]
fn the_workbook_of_the_days_goes_with_the_digest_to_each_his_own() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap();
    let mut rules = rules(vec![half_year()]);
    rules.office.leaders.push(DEPUTY.to_owned());
    rules.office.briefings = vec![Briefing {
        address: DEPUTY.to_owned(),
        groups: vec![GroupId::new("mttq").unwrap()],
        ..Briefing::default()
    }];
    let templates = Templates::shipped().unwrap();
    scheduler::tick(&ledger, &rules, &templates, at("2020-06-22 08:00")).unwrap();
    let sheets = |leader: &str| {
        let bytes = ledger
            .read(|snapshot| {
                let letters = snapshot.letters(LetterState::Queued, at("2020-06-22 00:00"))?;
                snapshot.letter_bytes(letters.iter().find(|letter| letter.to == leader).unwrap().id)
            })
            .unwrap();
        let mail = tiepnhan::mime::parse(&bytes, &tiepnhan::mime::Limits::default());
        let parts = mail.walk();
        let name = "Tinh-hinh-gui-bao-cao-22-6-2020.xlsx";
        let file = parts.iter().find(|part| part.file_name.as_deref() == Some(name)).expect("the workbook");
        let text = parts.iter().find(|part| part.media_type == "text/plain").unwrap().text();
        assert!(flat(&text).contains(&format!("Danh sách đầy đủ, điện thoại: tệp kèm theo {name}.")), "{text}");
        let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(file.content.clone())).unwrap();
        let range = calamine::Reader::worksheet_range(&mut book, "Quá hạn").unwrap();
        let cells: Vec<String> = range.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
        cells.join("|")
    };
    let (head, deputy) = (sheets(HEAD), sheets(DEPUTY));
    assert!(head.contains("Hội Khuyến học tỉnh") && head.contains("0238 3 500 111"), "{head}");
    assert!(!deputy.contains("Hội Khuyến học tỉnh") && deputy.contains("MTTQ"), "{deputy}");
}

#[test]
fn digests_that_waited_for_days_are_dropped_and_the_newest_tells_everything_since() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap();
    let (rules, templates) = (rules(vec![half_year()]), Templates::shipped().unwrap());
    for day in 15..=19 {
        scheduler::tick(&ledger, &rules, &templates, at(&format!("2020-06-{day} 08:00"))).unwrap();
    }
    scheduler::tick(&ledger, &rules, &templates, at("2020-06-22 08:00")).unwrap();
    let waiting = ledger.read(|snapshot| snapshot.letters(LetterState::Queued, at("2020-06-01 00:00"))).unwrap();
    let digests: Vec<&str> = waiting.iter().filter(|l| l.kind == "digest").map(|l| l.purpose.as_str()).collect();
    assert_eq!(digests, [format!("digest:2020-06-22:{HEAD}")]);
}
