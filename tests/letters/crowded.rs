//! What leaders and staff read on days when much waits, and when the workbook finds no room.

use jiff::civil::date;
use tiepnhan::decision::Question;
use tiepnhan::letter::{Enclosure, Letter, Purpose};
use tiepnhan::notice::{self, Annex, Pen};
use tiepnhan::plan::PeriodRule;
use tiepnhan::standing::OpenMail;

use super::world::{World, at, half_year, monthly, shown, unit, unit_id};

const MONDAY: &str = "2020-06-22 08:00";

fn open_mail(mail: i64, unit: &str) -> OpenMail {
    OpenMail {
        mail,
        received_at: at("2020-06-17 09:10"),
        unit: Some(unit_id(unit)),
        question: Some(Question::PeriodUnclear),
        from: format!("vanthu@{unit}.example"),
        subject: "bc gửi Ban".into(),
        words: String::new(),
        unread_scan: false,
        taught: false,
        delivers: true,
        brings: Vec::new(),
    }
}

/// The text of the letters of that morning to nobody's unit: the digest, then the work of the day.
fn told(world: &World, annex: Annex<'_>) -> (String, String) {
    let pen = Pen { templates: &world.templates, annex };
    let letters = notice::due(&world.rules, &world.facts, pen, at(MONDAY), &mut Vec::new());
    let of = |wanted: fn(&Purpose) -> bool| {
        let letter: Option<&Letter> = letters.iter().find(|letter| wanted(&letter.purpose));
        letter.map_or_else(String::new, |letter| shown(letter).split_whitespace().collect::<Vec<_>>().join(" "))
    };
    (of(|purpose| matches!(purpose, Purpose::Digest(..))), of(|purpose| matches!(purpose, Purpose::Desk(..))))
}

#[test]
fn a_mail_that_waits_says_nothing_of_what_was_due_before_the_office_began() {
    let mut months = monthly();
    months.periods = PeriodRule::Months((1..=12).collect());
    let mut world = World::new(vec![months]);
    world.rules.office.start_date = date(2020, 6, 1);
    world.facts.open.push(open_mail(7, "so-y-te"));
    let (digest, _) = told(&world, Annex::Without);
    assert!(digest.contains("01 đơn vị chưa kết luận - 17/6, Sở Y tế: chưa rõ"), "{digest}");
    assert!(digest.contains("- Có thư của đơn vị đang chờ kiểm tra: 01 đơn vị nêu trên."), "{digest}");
    assert!(!digest.contains("tháng 5 năm 2020"), "{digest}");
}

#[test]
fn of_many_whose_mails_wait_the_names_are_told_once_and_of_many_mails_the_oldest() {
    let mut months = monthly();
    months.periods = PeriodRule::Months((6..=12).collect());
    let mut world = World::new(vec![half_year(), months]);
    world.rules.roster.units =
        (1..=20).map(|n| unit(&format!("xa-{n}"), &format!("Đảng ủy xã {n}"), "so-nganh")).collect();
    world.facts.open = (1..=20).map(|n| open_mail(n, &format!("xa-{n}"))).collect();
    let (digest, desk) = told(&world, Annex::Without);
    assert!(
        digest.contains("- Có thư của đơn vị đang chờ kiểm tra: 20 đơn vị: Đảng ủy xã 1; Đảng ủy xã 2;"),
        "{digest}"
    );
    let (_, doubts) = digest.split_once("II. Cần xử lý").unwrap();
    let (doubts, _) = doubts.split_once("III. ").unwrap();
    assert_eq!(doubts.matches("Đảng ủy xã 20").count(), 1, "{doubts}");
    assert!(desk.contains("I. Thư cần kiểm tra: 20") && desk.contains("- Và 05 thư khác."), "{desk}");
    assert!(desk.contains("Thư 15:") && !desk.contains("Thư 16:"), "{desk}");
}

#[test]
fn a_workbook_larger_than_the_server_takes_stays_behind_and_the_digest_says_so() {
    let mut world = World::new(vec![half_year()]);
    let file = Enclosure { name: "Tinh-hinh.xlsx".into(), media_type: "x/y".into(), bytes: vec![0; 400_000].into() };
    let made = |_: &str| Some(file.clone());
    let (digest, _) = told(&world, Annex::Made(&made));
    assert!(digest.contains("tệp kèm theo Tinh-hinh.xlsx"), "{digest}");
    world.facts.letter_limit = Some(300_000);
    let (digest, _) = told(&world, Annex::Made(&made));
    assert!(digest.contains("lớn hơn mức máy chủ gửi thư nhận") && !digest.contains("kèm theo"), "{digest}");
}
