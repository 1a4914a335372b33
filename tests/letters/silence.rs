//! A mailbox that cannot be read: nobody is asked, because the answer may lie there; leaders and staff get their letters
//! all the same, and read in them what is known and what is not.

use std::sync::Arc;

use jiff::civil::date;
use tiepnhan::ledger::{Ledger, LedgerError, LetterState};
use tiepnhan::letter::{Letter, Purpose, Templates};
use tiepnhan::notice::request::{self, Wanted};
use tiepnhan::notice::{self, Truth, Written};
use tiepnhan::scheduler;
use tiepnhan::standing::hearing::{LetGo, Mailbox, Silence};
use tiepnhan::standing::{Filter, Standing, board};

use super::world::{World, at, golden, half_year, monthly, period, report_id, rules, shown, unit_id};

const OLD: &str = "imap:khoagiao.songlam@gmail.example@imap.gmail.example";
const OWN: &str = "imap:khoagiao@tinhuy.songlam.example@mail.songlam.example";

/// A mailbox that is read, or has not been since a moment.
fn mailbox(source: &str, silent: Option<&str>) -> Mailbox {
    Mailbox {
        source: source.into(),
        own: source == OWN,
        read_at: Some(at(silent.unwrap_or("2020-06-22 07:29"))),
        silence: silent.map(|since| Silence { since: at(since), why: "máy chủ báo sai mật khẩu".into() }),
        let_go: None,
    }
}

fn let_go() -> LetGo {
    LetGo { at: at("2020-06-22 09:00"), by: "Trần Minh Hòa".into(), why: "đã chuyển hẳn".into() }
}

fn of_kind<'l>(letters: &'l [Letter], kind: &str) -> Vec<&'l Letter> {
    letters.iter().filter(|letter| letter.purpose.kind() == kind).collect()
}

/// The Monday after the Friday on which two reports were due; two of three units have sent neither.
fn monday(mailboxes: Vec<Mailbox>) -> World {
    let mut world = World::new(vec![half_year(), monthly()]);
    world.run(date(2020, 6, 15), date(2020, 6, 19));
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-18 15:42");
    world.receive("so-y-te", "thang", "2020-06", "2020-06-19 10:00");
    world.facts.mailboxes = mailboxes;
    world
}

#[test]
fn leaders_and_staff_are_told_what_is_known_and_nobody_is_called_overdue() {
    let mut world = monday(vec![mailbox(OWN, None), mailbox(OLD, Some("2020-06-19 16:40"))]);
    let letters = world.tick("2020-06-22 07:30");
    let (digests, desks) = (of_kind(&letters, "digest"), of_kind(&letters, "desk"));
    assert_eq!((digests.len(), desks.len(), letters.len()), (1, 1, 2), "to nobody else");
    golden("tong-hop-chua-doc", &shown(digests[0]));
    golden("viec-chua-doc", &shown(desks[0]));
    let filter = Filter { period: Some(period("2020-H1")), ..Filter::default() };
    let rows = board(&world.rules, &world.facts, &filter, at("2020-06-22 08:00"));
    assert!(rows.iter().all(|row| !matches!(row.standing, Standing::Overdue { .. })), "{rows:?}");
    assert_eq!(rows[1].standing.words(), "chưa thấy báo cáo");
    // Nor by a person's hand.
    let wanted = Wanted { unit: unit_id("mttq"), report: None, period: None };
    let (templates, now) = (Templates::shipped().unwrap(), at("2020-06-22 08:00"));
    let refused = request::letters(&wanted, &world.rules, &world.facts, &templates, now, &mut Vec::new());
    assert_eq!(
        refused.unwrap_err().to_string(),
        "hộp thư khoagiao.songlam@gmail.example (máy chủ imap.gmail.example) chưa đọc được từ 16 giờ 40 ngày 19/6/2020. \
         Đơn vị có thể đã gửi; hãy nhắc khi đã đọc lại được"
    );
}

#[test]
fn when_it_can_be_read_again_who_has_not_sent_is_asked() {
    let mut world = monday(vec![mailbox(OWN, None), mailbox(OLD, Some("2020-06-19 16:40"))]);
    assert!(world.asked("2020-06-22 08:00").is_empty());
    world.receive("mttq", "6-thang", "2020-H1", "2020-06-18 10:00");
    world.receive("mttq", "thang", "2020-06", "2020-06-18 10:00");
    world.facts.mailboxes[1].silence = None;
    assert_eq!(world.asked("2020-06-22 15:00"), ["quá hạn hoi-khuyen-hoc"], "and nobody who had sent in time");
}

#[test]
fn when_staff_let_it_go_letters_go_on() {
    let mut world = monday(vec![mailbox(OWN, None), mailbox(OLD, Some("2020-06-19 16:40"))]);
    world.facts.mailboxes[1].let_go = Some(let_go());
    let letters = world.tick("2020-06-22 08:00");
    assert_eq!(of_kind(&letters, "overdue").len(), 2);
    let digest = shown(of_kind(&letters, "digest")[0]);
    assert!(digest.contains("I. Quá hạn: 02 đơn vị") && !digest.contains("chưa đọc được"), "{digest}");
}

#[test]
fn of_the_only_mailbox_nothing_can_be_let_go_and_the_day_has_its_letters() {
    let mut world = World::new(vec![half_year()]);
    world.facts.mailboxes = vec![mailbox(OWN, Some("2020-06-09 16:40"))];
    // Nothing else waits for staff on this day.
    let letters = world.tick("2020-06-10 07:30");
    let desk = shown(of_kind(&letters, "desk")[0]);
    assert!(desk.contains("ghi sổ bằng tay") && !desk.contains("let-go"), "{desk}");
    assert_eq!(of_kind(&letters, "digest").len(), 1);
    assert!(world.run(date(2020, 6, 11), date(2020, 7, 10)).is_empty(), "nobody is asked as long as it lasts");
}

#[test]
fn a_letter_that_asks_does_not_leave_when_a_mailbox_falls_silent() {
    let mut world = monday(vec![mailbox(OWN, None), mailbox(OLD, None)]);
    let letters = world.tick("2020-06-22 08:00");
    let letter = of_kind(&letters, "overdue")[0];
    let still = |world: &World, letter: &Letter| {
        let Letter { purpose, about, to, gist, .. } = letter;
        let written = Written { purpose, about, to, gist };
        notice::still_true(&written, &world.rules, &world.facts, at("2020-06-22 08:10"))
    };
    assert_eq!(still(&world, letter), Truth::Send);
    world.facts.mailboxes[1] = mailbox(OLD, Some("2020-06-22 07:35"));
    assert_eq!(still(&world, letter), Truth::Withdraw("chưa đọc hết hộp thư, báo cáo có thể đã đến"));
    assert_eq!(still(&world, of_kind(&letters, "digest")[0]), Truth::Send);
}

#[test]
fn what_came_before_the_last_digest_and_is_entered_after_it_is_told_in_the_next() {
    let mut world = monday(vec![mailbox(OWN, Some("2020-06-19 16:40"))]);
    world.tick("2020-06-22 07:30");
    world.facts.mailboxes[0].silence = None;
    world.receive("mttq", "6-thang", "2020-H1", "2020-06-20 10:00");
    let key = (unit_id("mttq"), report_id("6-thang"), period("2020-H1"));
    world.facts.receipts.get_mut(&key).unwrap()[0].news_at = at("2020-06-22 13:00");
    let digest = shown(of_kind(&world.tick("2020-06-23 07:30"), "digest")[0]);
    let said = digest.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("Đã gửi bù từ ngày 22/6: Ủy ban MTTQ Việt Nam tỉnh")
            && said.contains("- Đã vào sổ từ 07 giờ 30 ngày 22/6/2020: báo cáo"),
        "{said}"
    );
}

#[test]
fn the_ledger_keeps_which_mailbox_is_read_and_what_staff_said_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Ledger::open(&folder.path().join("so.db"), at("2020-06-15 00:00")).unwrap());
    let read = || ledger.read(|snapshot| snapshot.mailboxes()).map_err(|error: LedgerError| error).unwrap();
    let note = |mailboxes: &[Mailbox]| {
        ledger.write(|tx| tx.note_mailboxes(mailboxes)).map_err(|error: LedgerError| error).unwrap();
    };
    assert!(read().is_empty());
    let known = [mailbox(OWN, None), mailbox(OLD, Some("2020-06-15 16:40"))];
    note(&known);
    assert_eq!(read(), known);
    let word = let_go();
    let own = ledger.write(|tx| tx.let_mailbox_go(OWN, &word)).unwrap_err();
    assert!(own.to_string().contains("hộp thư chính"), "{own}");
    let go = || ledger.write(|tx| tx.let_mailbox_go(OLD, &word)).map_err(|error: LedgerError| error).unwrap();
    assert_eq!((go(), go()), (true, false));
    note(&known);
    assert_eq!(read()[1].let_go.as_ref(), Some(&word), "a note of the daemon leaves it");
    let lines = ledger.read(|snapshot| snapshot.journal_of(Some(&format!("mailbox {OLD}"))));
    let lines = lines.map_err(|error: LedgerError| error).unwrap();
    assert_eq!(
        lines.iter().map(|line| (line.what.as_str(), line.who.as_str(), line.why.as_str())).collect::<Vec<_>>(),
        [("mailbox-let-go", "Trần Minh Hòa", "đã chuyển hẳn")]
    );
    let back = || ledger.write(|tx| tx.await_mailbox(OLD, "Nam", "lại dùng", at("2020-06-16 09:00")));
    assert_eq!((back().unwrap(), back().unwrap()), (true, false));
    // One that is taken out of the configuration is forgotten.
    note(&known[..1]);
    assert_eq!(read().len(), 1);
}

#[test]
fn a_tick_on_the_ledger_holds_what_asks_and_sends_what_tells() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("so.db"), at("2020-06-15 00:00")).unwrap();
    let (rules, templates) = (rules(vec![half_year()]), Templates::shipped().unwrap());
    let queued = |kind: &str| -> usize {
        let waiting = ledger.read(|snapshot| snapshot.letters(LetterState::Queued, at("2020-06-01 00:00")));
        let waiting = waiting.map_err(|error: LedgerError| error).unwrap();
        waiting.iter().filter(|letter| letter.kind == kind).count()
    };
    let tick = |now: &str| scheduler::tick(&ledger, &rules, &templates, at(now)).unwrap();
    let note = |mailbox: Mailbox| {
        ledger.write(|tx| tx.note_mailboxes(&[mailbox])).map_err(|error: LedgerError| error).unwrap();
    };
    note(mailbox(OWN, None));
    tick("2020-06-16 08:00");
    assert_eq!((queued("reminder"), queued("digest")), (3, 1));
    note(mailbox(OWN, Some("2020-06-16 08:05")));
    let ticked = tick("2020-06-16 09:00");
    assert_eq!((ticked.withdrawn.len(), queued("reminder"), queued("digest")), (3, 0, 1));
    assert!(ticked.withdrawn.iter().all(|purpose| matches!(purpose, Purpose::Reminder(..))));
    note(mailbox(OWN, None));
    tick("2020-06-16 10:00");
    assert_eq!(queued("reminder"), 3, "written anew");
}
