//! What a leader reads standing in a lift: the digest on a telephone's screen.

use tiepnhan::decision::Question;
use tiepnhan::letter::{Enclosure, Letter, Purpose};
use tiepnhan::mime;
use tiepnhan::notice::{self, Annex, Pen};
use tiepnhan::plan::PeriodRule;
use tiepnhan::standing::OpenMail;

use super::world::{World, at, half_year, monthly, shown, unit, unit_id};
use crate::web::chromium::{Chromium, Seat};

/// An office of so many communes, of which the first have sent nothing; each has a telephone.
fn office(units: usize, silent: usize) -> World {
    let mut months = monthly();
    months.periods = PeriodRule::Months((5..=12).collect());
    let mut world = World::new(vec![half_year(), months]);
    let commune = |n: usize| {
        let mut unit = unit(&format!("xa-{n}"), &format!("Đảng ủy xã Tân Lâm {n}"), "so-nganh");
        unit.phone = Some(format!("0238 3 500 {n:03}"));
        unit
    };
    world.rules.roster.units = (1..=units).map(commune).collect();
    for n in silent + 1..=units {
        world.receive(&format!("xa-{n}"), "6-thang", "2020-H1", "2020-06-17 09:00");
    }
    for n in 1..=units {
        // Months in which some were late or silent make for different words about each.
        if n % 3 > 0 || n > silent {
            world.receive(&format!("xa-{n}"), "thang", "2020-05", "2020-05-18 09:00");
        }
        if n % 2 > 0 || n > silent {
            world.receive(&format!("xa-{n}"), "thang", "2020-06", "2020-06-17 09:00");
        }
    }
    world
}

/// The digest of that Monday, with a workbook.
fn digest(world: &World) -> Letter {
    let file = Enclosure { name: "Tinh-hinh.xlsx".into(), media_type: "x/y".into(), bytes: vec![0; 400].into() };
    let made = |_: &str| Some(file.clone());
    let pen = Pen { templates: &world.templates, annex: Annex::Made(&made) };
    let letters = notice::due(&world.rules, &world.facts, pen, at("2020-06-22 08:00"), &mut Vec::new());
    letters.into_iter().find(|letter| matches!(letter.purpose, Purpose::Digest(..))).unwrap()
}

/// How high it is there; CSS pixels.
fn height(browser: &Chromium, letter: &Letter) -> u64 {
    let mail = mime::parse(&letter.mime.frame, &mime::Limits::default());
    let html = mail.walk().into_iter().find(|part| part.media_type == "text/html").unwrap().text();
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("thu.html");
    std::fs::write(&page, html).unwrap();
    browser.go(&format!("file://{}", page.display()));
    assert_eq!(browser.overflow(), 0);
    browser.value("Math.ceil(document.body.getBoundingClientRect().height)").as_u64().unwrap()
}

fn mails(world: &mut World, count: i64) {
    let mail = |mail: i64| OpenMail {
        mail,
        received_at: at("2020-06-17 09:10"),
        unit: Some(unit_id(&format!("xa-{mail}"))),
        question: Some(Question::PeriodUnclear),
        from: "vanthu@xa.example".into(),
        subject: "bc gửi Ban".into(),
        words: String::new(),
        unread_scan: false,
        taught: false,
        delivers: true,
        brings: Vec::new(),
    };
    world.facts.open = (1..=count).map(mail).collect();
}

#[test]
fn an_average_morning_is_one_screen_of_a_telephone_and_a_crowded_one_two() {
    let browser = Chromium::open(Seat::LEADERS_PHONE);
    let mut average = office(30, 5);
    mails(&mut average, 1);
    let letter = digest(&average);
    let text = shown(&letter);
    assert!(text.contains("I. Quá hạn: 04 đơn vị") && text.contains("ĐT 0238 3 500 005"), "{text}");
    assert!(height(&browser, &letter) <= 920, "{}: {text}", height(&browser, &letter));

    let mut crowded = office(180, 90);
    mails(&mut crowded, 10);
    let letter = digest(&crowded);
    let text = shown(&letter);
    assert!(text.contains("I. Quá hạn: 80 đơn vị") && text.contains("Và 70 đơn vị khác: xem tệp kèm theo"), "{text}");
    assert!(height(&browser, &letter) <= 1600, "{}: {text}", height(&browser, &letter));
    assert!(text.lines().count() <= 50, "{text}");
    assert!(!text.contains("- Báo cáo 6 tháng đầu năm 2020 (quá hạn"), "forty owe another report besides: {text}");
}
