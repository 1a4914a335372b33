//! When letters are written: around "trước ngày 19/6/2020", a Friday, and around holidays, nights and outages.

use std::collections::BTreeSet;

use jiff::civil::date;

use tiepnhan::decision::Question;
use tiepnhan::ledger::Ledger;
use tiepnhan::letter::{Purpose, Templates};
use tiepnhan::notice::{self, Truth};
use tiepnhan::plan::meeting::{Held, Meeting, MeetingId, Week};
use tiepnhan::plan::{Asks, OwedBy, PeriodRule, Piece, Topic, UnitField};
use tiepnhan::scheduler;
use tiepnhan::standing::facts::Decided;
use tiepnhan::standing::{Away, Exception, OpenMail, Standing, board};

use super::world::{World, at, golden, half_year, monthly, period, report_id, rules, shown, unit_id, written};

fn open_mail(unit: &str, question: Question) -> OpenMail {
    OpenMail {
        mail: 7,
        received_at: at("2020-06-17 09:10"),
        unit: Some(unit_id(unit)),
        question: Some(question),
        from: format!("vanthu@{unit}.example"),
        subject: "bc gửi Ban".into(),
        words: String::new(),
        unread_scan: false,
        taught: false,
        delivers: true,
        brings: Vec::new(),
    }
}

#[test]
fn a_report_that_never_comes_is_asked_for_on_the_right_days_and_then_left_to_people() {
    let mut world = World::new(vec![half_year()]);
    world.rules.roster.units.truncate(1);
    let log = world.run(date(2020, 6, 1), date(2020, 7, 20));
    assert_eq!(
        log,
        [
            "2020-06-16 08:00 nhắc so-y-te",
            "2020-06-18 08:00 nhắc so-y-te",
            "2020-06-22 08:00 quá hạn so-y-te",
            "2020-06-24 08:00 quá hạn so-y-te",
        ]
    );
}

#[test]
fn a_report_that_comes_on_the_due_day_itself_is_never_called_late() {
    let mut world = World::new(vec![half_year()]);
    world.rules.roster.units.truncate(1);
    world.run(date(2020, 6, 15), date(2020, 6, 18));
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-19 16:59");
    assert!(world.run(date(2020, 6, 19), date(2020, 6, 30)).is_empty());
    let rows = board(&world.rules, &world.facts, &Default::default(), at("2020-06-22 08:00"));
    assert_eq!(rows[0].standing, Standing::OnDueDay);
}

#[test]
fn a_mail_in_review_holds_every_letter_to_its_unit_and_no_other() {
    let mut world = World::new(vec![half_year()]);
    world.facts.open.push(open_mail("so-y-te", Question::PeriodUnclear));
    let log = world.run(date(2020, 6, 15), date(2020, 6, 22));
    assert!(!log.iter().any(|line| line.contains("so-y-te")), "{log:?}");
    assert!(log.iter().any(|line| line.contains("hoi-khuyen-hoc")), "{log:?}");
}

#[test]
fn a_mail_in_review_holds_letters_to_its_sender_even_when_it_names_somebody_else() {
    let mut world = World::new(vec![half_year()]);
    for guess in [None, Some(unit_id("hoi-khuyen-hoc"))] {
        let mail = OpenMail { unit: guess, ..open_mail("so-y-te", Question::UnitUnclear) };
        world.facts.open = vec![mail];
        let rows = board(&world.rules, &world.facts, &Default::default(), at("2020-06-22 08:00"));
        assert_eq!(rows[0].standing.words(), "có thể đã gửi");
    }
}

#[test]
fn a_strangers_mail_holds_what_it_says_it_brings_and_nothing_else() {
    let mut world = World::new(vec![half_year(), monthly()]);
    let mail = OpenMail {
        from: "ke.la@nobody.example".into(),
        brings: vec![period("2020-H1")],
        ..open_mail("so-y-te", Question::SenderUnknown)
    };
    let stand = |world: &World| {
        let rows = board(&world.rules, &world.facts, &Default::default(), at("2020-07-22 08:00"));
        let theirs = rows.into_iter().filter(|row| row.unit == unit_id("so-y-te"));
        theirs.map(|row| (row.period.to_string(), row.standing.words())).collect::<Vec<_>>()
    };
    let held = |world: &World| {
        let rows = stand(world);
        let held = rows.into_iter().filter(|(_, words)| words.contains("có thể")).map(|(of, _)| of);
        held.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    world.facts.open = vec![mail.clone()];
    // The month that ends with the half-year may be meant; what ends on another day is owed as before.
    assert_eq!(held(&world), ["2020-06", "2020-H1"], "{:?}", stand(&world));
    let other = OpenMail { brings: vec![period("2020-03")], ..mail.clone() };
    for strange in [other.clone(), OpenMail { brings: Vec::new(), delivers: false, ..mail }] {
        world.facts.open = vec![strange];
        assert_eq!(held(&world), Vec::<String>::new(), "another period, or nothing: {:?}", stand(&world));
    }
    let own = OpenMail { from: "vanthu@so-y-te.example".into(), ..other.clone() };
    for known in [own, OpenMail { taught: true, ..other }] {
        world.facts.open = vec![known];
        assert_eq!(held(&world), ["2020-06", "2020-H1"], "what the unit itself says may be meant otherwise");
    }
}

#[test]
fn a_unit_that_letters_do_not_reach_is_neither_asked_nor_overdue() {
    let mut world = World::new(vec![half_year()]);
    for address in ["vanthu@so-y-te.example", "canbo.so-y-te@thu.example"] {
        world.facts.bounced.insert(address.into(), at("2020-06-10 08:00"));
    }
    let log = world.run(date(2020, 6, 15), date(2020, 6, 24));
    assert!(!log.iter().any(|line| line.contains("so-y-te")), "{log:?}");
    let rows = board(&world.rules, &world.facts, &Default::default(), at("2020-06-22 08:00"));
    assert_eq!(rows[0].standing.words(), "chưa nhắc được");
}

#[test]
fn a_dead_address_gives_way_to_the_units_second_one() {
    let mut report = half_year();
    report.remind_before = vec![3];
    let mut world = World::new(vec![report]);
    world.rules.roster.units.truncate(1);
    world.rules.office.leaders.clear();
    let first = world.tick("2020-06-16 09:00");
    assert_eq!(first.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["vanthu@so-y-te.example"]);
    // The report of failure comes at noon: the letter asked nobody, and the next one goes elsewhere on the next day.
    world.facts.bounced.insert("vanthu@so-y-te.example".into(), at("2020-06-16 12:00"));
    world.facts.notices.iter_mut().for_each(|notice| (notice.sent, notice.lost) = (true, true));
    assert!(world.tick("2020-06-16 15:00").is_empty(), "one letter a day");
    let second = world.tick("2020-06-17 09:00");
    assert_eq!(second.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["canbo.so-y-te@thu.example"]);
    assert!(world.tick("2020-06-18 09:00").is_empty(), "it is asked now");
    let rows = board(&world.rules, &world.facts, &Default::default(), at("2020-06-22 08:00"));
    assert!(matches!(rows[0].standing, tiepnhan::standing::Standing::Overdue { .. }), "{:?}", rows[0].standing);
}

#[test]
fn what_comes_back_for_now_is_asked_again_thrice_and_was_asked_never() {
    let mut report = half_year();
    report.remind_before = vec![3];
    let mut world = World::new(vec![report]);
    world.rules.roster.units.truncate(1);
    world.rules.office.leaders.clear();
    let lose = |world: &mut World| world.facts.notices.iter_mut().for_each(|n| (n.sent, n.lost) = (true, true));
    let mut days = Vec::new();
    for day in [16, 17, 18, 19] {
        let letters = world.tick(&format!("2020-06-{day} 09:00"));
        days.extend(letters.iter().map(|_| day));
        lose(&mut world);
    }
    assert_eq!(days, [16, 17, 18]);
    let rows = board(&world.rules, &world.facts, &Default::default(), at("2020-06-22 08:00"));
    assert_eq!((rows[0].standing.words().as_str(), rows[0].asked.len(), rows[0].vain.len()), ("chưa nhắc được", 0, 3));
    // After the date it is asked once more, and says how late it is.
    world.rules.office.staff.clear();
    let late = world.tick("2020-06-23 09:00");
    assert_eq!(late.len(), 1);
    let said = shown(&late[0]);
    assert!(said.contains("sau hạn 02 ngày làm việc"), "{said}");
}

#[test]
fn a_letter_about_a_decision_takes_the_place_of_the_reminder_of_its_day() {
    let told = |now: &str| Decided { owed: (unit_id("so-y-te"), report_id("6-thang"), period("2020-H1")), at: at(now) };
    let mut world = World::new(vec![half_year()]);
    world.rules.roster.units.truncate(1);
    let mut log = world.run(date(2020, 6, 15), date(2020, 6, 17));
    world.facts.decided.push(told("2020-06-18 07:40"));
    log.extend(world.run(date(2020, 6, 18), date(2020, 6, 22)));
    assert_eq!(log, ["2020-06-16 08:00 nhắc so-y-te", "2020-06-22 08:00 quá hạn so-y-te"]);
    // An exemption that ends after the first reminder's day: the letter said so, and the second comes on its own day.
    let mut world = World::new(vec![half_year()]);
    world.rules.roster.units.truncate(1);
    world.facts.decided.push(told("2020-06-17 07:40"));
    assert_eq!(world.run(date(2020, 6, 17), date(2020, 6, 19)), ["2020-06-18 08:00 nhắc so-y-te"]);
}

#[test]
fn after_five_days_of_standing_still_each_unit_gets_one_letter() {
    let mut world = World::new(vec![half_year()]);
    world.rules.roster.units.truncate(1);
    // Both reminders and the first overdue day fell into the outage.
    assert_eq!(world.asked("2020-06-23 09:40"), ["quá hạn so-y-te"]);
    assert!(world.asked("2020-06-23 09:41").is_empty());
    // It stands for the second notice, of the very next day, too.
    assert!(world.run(date(2020, 6, 24), date(2020, 7, 10)).is_empty());
}

#[test]
fn what_is_not_near_the_letter_after_an_outage_comes_on_its_day() {
    let after = |steps: &[u8], back: &str| {
        let mut report = half_year();
        report.overdue_after = steps.to_vec();
        let mut world = World::new(vec![report]);
        world.rules.roster.units.truncate(1);
        let told = world.asked(back);
        assert_eq!(told, ["quá hạn so-y-te"], "{back}");
        let first = date(2020, 6, 24);
        world.run(first, date(2020, 7, 10)).into_iter().map(|told| told[8..10].to_owned()).collect::<Vec<_>>()
    };
    // Overdue on 22/6, 24/6 and 30/6.
    assert_eq!(after(&[1, 3, 7], "2020-06-23 09:00"), ["30"]);
    assert_eq!(after(&[1, 4, 7], "2020-06-23 09:00"), ["30"], "25/6 is two working days later");
    assert_eq!(after(&[1, 5, 7], "2020-06-23 09:00"), ["26", "30"], "26/6 is three");
    // A notice of its own day stands for no other.
    assert_eq!(after(&[1, 2, 3], "2020-06-23 09:00"), ["24"]);
}

#[test]
fn nothing_leaves_at_night_at_weekends_or_on_holidays() {
    let mut world = World::new(vec![half_year()]);
    for moment in ["2020-06-16 05:00", "2020-06-16 07:29", "2020-06-16 17:00", "2020-06-16 23:00"] {
        assert!(world.asked(moment).is_empty(), "{moment}");
    }
    for moment in ["2020-06-20 09:00", "2020-06-21 09:00"] {
        assert!(world.tick(moment).is_empty(), "{moment}");
    }
    world.rules.calendar.days_off.insert(date(2020, 6, 16), "ngày nghỉ của tỉnh".into());
    assert!(world.tick("2020-06-16 09:00").is_empty());
}

#[test]
fn a_reminder_that_falls_on_a_sunday_leaves_on_the_friday_before() {
    let mut report = half_year();
    report.remind_before = vec![5];
    let mut world = World::new(vec![report]);
    world.rules.roster.units.truncate(1);
    assert_eq!(world.run(date(2020, 6, 10), date(2020, 6, 18)), ["2020-06-12 08:00 nhắc so-y-te"]);
}

#[test]
fn two_reports_of_one_unit_are_asked_for_in_one_letter() {
    let mut world = World::new(vec![half_year(), monthly()]);
    world.rules.roster.units.truncate(1);
    let letters = world.tick("2020-06-16 08:00");
    let reminders: Vec<_> = letters.iter().filter(|letter| letter.unit.is_some()).collect();
    assert_eq!(reminders.len(), 1);
    assert_eq!(reminders[0].about.len(), 2);
    golden("nhac-hai-bao-cao", &shown(reminders[0]));
}

#[test]
fn a_second_tick_writes_nothing() {
    let mut world = World::new(vec![half_year(), monthly()]);
    assert_eq!(world.tick("2020-06-16 08:00").len(), 4);
    assert!(world.tick("2020-06-16 08:00").is_empty());
    assert!(world.tick("2020-06-16 16:59").is_empty());
}

#[test]
fn excused_extended_and_ended_units_are_not_asked() {
    let mut world = World::new(vec![half_year()]);
    let key = |unit: &str| (unit_id(unit), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key("so-y-te"), Exception::Excused);
    world.facts.exceptions.insert(key("hoi-khuyen-hoc"), Exception::Extended(date(2020, 6, 30)));
    world.rules.roster.units[2].validity.to = Some(date(2020, 6, 10));
    assert!(world.run(date(2020, 6, 15), date(2020, 6, 25)).is_empty());
    // Three days before 30/6 is a Saturday.
    assert_eq!(world.asked("2020-06-26 08:00"), ["nhắc hoi-khuyen-hoc"]);
    let reminder = world.letters.iter().rfind(|letter| letter.unit.is_some()).unwrap();
    golden("nhac-gia-han", &shown(reminder));
}

#[test]
fn what_was_due_before_the_office_began_is_nobodys_fault() {
    let mut world = World::new(vec![half_year()]);
    world.rules.office.start_date = date(2020, 6, 22);
    assert!(world.run(date(2020, 6, 15), date(2020, 7, 5)).is_empty());
    let rows = board(&world.rules, &world.facts, &Default::default(), at("2020-06-25 08:00"));
    assert!(rows.iter().all(|row| matches!(row.standing, Standing::Maybe { .. })));
}

#[test]
fn a_reminder_expires_when_its_report_arrives_or_its_day_ends() {
    let mut world = World::new(vec![half_year()]);
    let letter = world.tick("2020-06-16 08:00").into_iter().find(|letter| letter.unit.is_some()).unwrap();
    let check = |world: &World, now: &str| notice::still_true(&written(&letter), &world.rules, &world.facts, at(now));
    assert_eq!(check(&world, "2020-06-16 08:05"), Truth::Send);
    assert!(matches!(check(&world, "2020-06-16 17:30"), Truth::Withdraw(_)));
    assert!(matches!(check(&world, "2020-06-17 08:05"), Truth::Withdraw(_)));
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-16 08:03");
    assert!(matches!(check(&world, "2020-06-16 08:05"), Truth::Withdraw(_)));
}

#[test]
fn letters_that_ask_read_as_an_office_writes_them() {
    let mut world = World::new(vec![half_year()]);
    world.rules.roster.units.remove(0);
    let reminder = world.tick("2020-06-16 08:00").into_iter().find(|letter| letter.unit.is_some()).unwrap();
    golden("nhac", &shown(&reminder));
    world.tick("2020-06-18 08:00");
    let overdue = world.tick("2020-06-22 08:00").into_iter().rfind(|letter| letter.unit.is_some()).unwrap();
    golden("qua-han", &shown(&overdue));
}

#[test]
fn a_reminder_says_what_the_plan_asks_beside_the_date() {
    let mut report = half_year();
    report.needs = vec![Piece::Pdf, Piece::Word];
    report.via = Some("Phòng Khoa giáo".into());
    let owed_by = OwedBy { units: vec![unit_id("so-y-te")], ..OwedBy::default() };
    report.topics =
        vec![Topic { name: "phương án y tế dự phòng phòng, chống dịch Covid-19".into(), owed_by }];
    let mut world = World::new(vec![report]);
    let fields = vec!["y tế dự phòng".into(), "dân số".into()];
    world.rules.plans.plans[0].fields = vec![UnitField { unit: unit_id("so-y-te"), names: fields }];
    let letters = world.tick("2020-06-16 08:00");
    let of = |unit: &str| shown(letters.iter().find(|letter| letter.unit == Some(unit_id(unit))).unwrap());
    golden("nhac-yeu-cau", &of("so-y-te"));
    assert!(!of("mttq").contains("Covid-19") && of("mttq").contains("qua Phòng Khoa giáo"));
}

#[test]
fn work_without_a_file_is_reminded_of_as_work_when_the_plan_says_so() {
    let mut meeting = half_year();
    meeting.name = "Tổ chức giao ban công tác khoa giáo cấp huyện".into();
    meeting.asks = Asks::Activity;
    meeting.overdue_after = vec![1];
    let mut world = World::new(vec![meeting]);
    let letters = world.tick("2020-06-16 08:00");
    golden("nhac-viec", &shown(letters.iter().find(|letter| letter.unit == Some(unit_id("mttq"))).unwrap()));
    let later = world.run(date(2020, 6, 19), date(2020, 7, 19));
    assert!(
        later.iter().all(|told| !told.contains("quá hạn")),
        "{later:?}: nobody is overdue in what only people know"
    );
}

#[test]
fn an_overdue_notice_also_names_what_is_due_next() {
    let mut next = monthly();
    next.due.as_mut().unwrap().date = tiepnhan::plan::DueDate::Day(23);
    let mut world = World::new(vec![half_year(), next]);
    world.rules.roster.units.truncate(1);
    let letters = world.tick("2020-06-22 08:00");
    golden("qua-han-va-sap-den-han", &shown(letters.iter().find(|letter| letter.unit.is_some()).unwrap()));
}

#[test]
fn the_digest_names_who_is_overdue_and_what_needs_a_person() {
    let mut world = World::new(vec![half_year(), monthly()]);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-18 15:42");
    world.run(date(2020, 6, 15), date(2020, 6, 19));
    world.facts.open.push(open_mail("mttq", Question::PeriodUnclear));
    world.receive("so-y-te", "thang", "2020-06", "2020-06-19 10:00");
    let letters = world.tick("2020-06-22 07:30");
    let digest = letters.iter().find(|letter| matches!(letter.purpose, Purpose::Digest(..))).unwrap();
    golden("tong-hop", &shown(digest));
}

#[test]
fn the_digest_says_who_has_not_sent_what_a_meeting_waits_for() {
    let mut world = World::new(vec![half_year()]);
    world.rules.plans.plans[0].meetings = vec![Meeting {
        id: MeetingId::new("giao-ban").unwrap(),
        name: "Hội nghị giao ban công tác khoa giáo".into(),
        periods: PeriodRule::Once(period("2020-H1")),
        held: Some(Held::InWeek(Week::Last, None)),
        attended_by: OwedBy::default(),
        wording: None,
        waits_for: vec![report_id("6-thang")],
    }];
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-18 10:00");
    let digest = |world: &mut World, now: &str| {
        let letters = world.tick(now);
        shown(letters.iter().find(|letter| matches!(letter.purpose, Purpose::Digest(..))).unwrap())
    };
    let far = digest(&mut world, "2020-06-12 08:00");
    assert!(!far.contains("Hội nghị"), "more than two weeks ahead:\n{far}");
    golden("tong-hop-hoi-nghi", &digest(&mut world, "2020-06-22 08:00"));
}

#[test]
fn the_digest_says_when_being_late_is_a_habit() {
    let mut months = monthly();
    months.periods = PeriodRule::Months((1..=12).collect());
    let mut world = World::new(vec![months]);
    world.rules.office.start_date = date(2020, 3, 1);
    for (of, received) in
        [("2020-03", "2020-03-25 09:00"), ("2020-04", "2020-04-15 09:00"), ("2020-05", "2020-05-29 09:00")]
    {
        world.receive("so-y-te", "thang", of, received);
        world.receive("mttq", "thang", of, &received.replace("-25", "-10").replace("-29", "-10"));
    }
    let letters = world.tick("2020-06-23 08:00");
    let digest = letters.iter().find(|letter| matches!(letter.purpose, Purpose::Digest(..))).unwrap();
    let text = shown(digest).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("Báo cáo tháng 6 năm 2020 (quá hạn 4 ngày); chưa nhắc: - Sở Y tế; chậm hoặc thiếu 3/4 lần"),
        "{text}"
    );
    assert!(text.contains("- Ủy ban MTTQ Việt Nam tỉnh."), "{text}");
}

#[test]
fn a_quiet_day_has_a_digest_too() {
    let mut world = World::new(vec![half_year()]);
    let letters = world.tick("2020-06-02 07:30");
    assert_eq!(letters.len(), 1);
    golden("tong-hop-trong", &shown(&letters[0]));
}

#[test]
fn digests_come_once_a_working_day_and_not_in_the_evening() {
    let mut world = World::new(vec![half_year()]);
    world.rules.roster.units.clear();
    let mut days = Vec::new();
    for day in 5..=9 {
        for hour in 0..24 {
            let moment = format!("2020-06-{day:02} {hour:02}:00");
            days.extend(world.tick(&moment).iter().map(|_| moment.clone()));
        }
    }
    assert_eq!(days, ["2020-06-05 08:00", "2020-06-08 08:00", "2020-06-09 08:00"]);
    assert!(world.tick("2020-06-10 19:00").is_empty());
}

#[test]
fn a_tick_on_the_ledger_queues_once_and_withdraws_what_the_day_has_overtaken() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap();
    let rules = rules(vec![half_year()]);
    let templates = Templates::shipped().unwrap();
    let tick = |now: &str| scheduler::tick(&ledger, &rules, &templates, at(now)).unwrap();
    let first = tick("2020-06-16 08:00");
    assert_eq!((first.written.len(), first.withdrawn.len()), (4, 0));
    let second = tick("2020-06-16 08:00");
    assert_eq!((second.written.len(), second.withdrawn.len()), (0, 0));
    // Nothing could be sent all day; in the evening yesterday's words are taken back, and written anew in the morning.
    assert_eq!(tick("2020-06-16 17:00").withdrawn.len(), 3);
    assert_eq!(tick("2020-06-17 08:00").written.len(), 4);
}

#[test]
fn the_scheduler_wakes_for_the_opening_of_the_office_and_at_least_hourly() {
    let rules = rules(Vec::new());
    assert_eq!(scheduler::next_tick(&rules, at("2020-06-16 07:10")), at("2020-06-16 07:30"));
    assert_eq!(scheduler::next_tick(&rules, at("2020-06-16 12:10")), at("2020-06-16 13:10"));
    assert_eq!(scheduler::next_tick(&rules, at("2020-06-20 07:10")), at("2020-06-20 08:10"));
}

#[test]
fn an_answer_that_lost_its_header_is_joined_by_the_reference_in_its_subject() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap();
    let rules = rules(vec![half_year()]);
    let now = at("2020-06-16 08:00");
    let ticked = scheduler::tick(&ledger, &rules, &Templates::shipped().unwrap(), now).unwrap();
    let reminder = ticked.written.iter().find(|purpose| matches!(purpose, Purpose::Reminder(..))).unwrap();
    let mut mail = super::answers::mail("2020-06-17 09:00");
    mail.references.clear();
    let answered = |mail: &tiepnhan::message::Message| {
        ledger.write::<_, tiepnhan::ledger::LedgerError>(|tx| tx.facts(mail, 2020, now)).unwrap().answers
    };
    mail.subject = "Re: Nhắc gửi báo cáo [TN-23456789]".into();
    assert!(answered(&mail).is_empty());
    mail.subject = format!("RE: Nhắc gửi báo cáo [{}]", reminder.reference());
    let answers = answered(&mail);
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].about, [(report_id("6-thang"), period("2020-H1"))]);
}

#[test]
fn letters_about_the_same_report_are_one_conversation() {
    let header = |letter: &tiepnhan::letter::Letter, name: &str| {
        let mail = tiepnhan::mime::parse(&letter.mime.frame, &tiepnhan::mime::Limits::default());
        mail.header(name).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let mut report = half_year();
    (report.remind_before, report.overdue_after) = (vec![7, 3], vec![1]);
    let mut world = World::new(vec![report, monthly()]);
    world.rules.roster.units.truncate(1);
    world.rules.office.leaders.clear();
    world.run(date(2020, 6, 8), date(2020, 6, 30));
    let of_unit: Vec<_> = world.letters.iter().filter(|letter| letter.unit.is_some()).collect();
    let threads = of_unit.iter().filter(|letter| header(letter, "references").is_some()).count();
    assert!(of_unit.len() >= 4 && threads >= 2, "{threads} of {} letters", of_unit.len());
    for (at, letter) in of_unit.iter().enumerate() {
        // Whoever asked for more began a conversation of its own.
        let before = of_unit[..at].iter().filter(|other| other.about.iter().all(|owed| letter.about.contains(owed)));
        let ids: Vec<String> = before.map(|other| format!("<{}>", other.message_id)).collect();
        assert_eq!(header(letter, "references").unwrap_or_default(), ids.join(" "), "{}", letter.purpose);
    }
    for letter in of_unit {
        assert_eq!(header(letter, "in-reply-to"), None, "nobody's mail is answered");
        assert_eq!(header(letter, "auto-submitted").as_deref(), Some("auto-generated"));
        assert_eq!(header(letter, "x-auto-response-suppress").as_deref(), Some("All"));
        assert_eq!(header(letter, "list-unsubscribe"), None);
    }
}

#[test]
fn a_letter_that_came_back_begins_no_conversation() {
    let mut report = half_year();
    report.remind_before = vec![7, 3];
    let mut world = World::new(vec![report]);
    world.rules.roster.units.truncate(1);
    world.rules.office.leaders.clear();
    assert_eq!(world.run(date(2020, 6, 11), date(2020, 6, 12)).len(), 1);
    world.facts.notices.iter_mut().for_each(|notice| (notice.sent, notice.lost) = (true, true));
    assert_eq!(world.run(date(2020, 6, 15), date(2020, 6, 15)).len(), 1);
    let last = world.letters.last().unwrap();
    let mail = tiepnhan::mime::parse(&last.mime.frame, &tiepnhan::mime::Limits::default());
    assert_eq!((world.letters.len(), mail.header("references")), (2, None));
}

#[test]
fn leaders_see_that_somebody_is_away_and_until_when() {
    let mut world = World::new(vec![half_year()]);
    world.rules.roster.units.truncate(1);
    world.run(date(2020, 6, 16), date(2020, 6, 19));
    let mut away = Away { until: date(2020, 6, 25), named: true };
    world.facts.away.insert(super::world::unit_id("so-y-te"), away);
    let digest = |world: &mut World, now: &str| {
        let letters = world.tick(now);
        let digest = letters.iter().find(|letter| letter.unit.is_none()).unwrap();
        shown(digest).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let said = digest(&mut world, "2020-06-23 08:00");
    assert!(said.contains("đã nhắc") && said.contains("; báo vắng đến hết 25/6"), "{said}");
    away.named = false;
    world.facts.away.insert(super::world::unit_id("so-y-te"), away);
    let said = digest(&mut world, "2020-06-24 08:00");
    assert!(said.contains("đã nhắc") && said.contains("; đang vắng, không rõ đến ngày nào"), "{said}");
    let said = digest(&mut world, "2020-06-26 08:00");
    assert!(said.contains("đã nhắc") && !said.contains("báo vắng"), "{said}");
}
