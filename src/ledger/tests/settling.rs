//! People settle what waits and set the register right; nothing is overwritten.

use super::*;

const NOON: &str = "2020-06-12T05:00:00Z";

fn act(why: &str) -> Act<'_> {
    Act { by: "Trần Minh Hòa", why, year: 2020, now: at(NOON) }
}

fn assign(ledger: &Ledger, mail: i64, entries: &[Entry]) -> Result<Vec<Number>, LedgerError> {
    ledger.write(|tx| {
        tx.assign(&Settlement {
            mail,
            entries,
            timeliness: &|_| Some(Timeliness::OnTime),
            year: 2020,
            by: "Trần Minh Hòa",
            why: "đã gọi điện hỏi",
            now: at(NOON),
        })
    })
}

fn bucket(ledger: &Ledger, mail: i64) -> Bucket {
    ledger.read(|snapshot| snapshot.mail(mail)).unwrap().bucket
}

#[test]
fn an_assigned_mail_is_in_the_register_under_the_persons_name() {
    let World { ledger, .. } = &world();
    let scene = doubtful(1, "so-y-te");
    let mail = scene.hand_in(ledger, NOON).mail;
    assert_eq!(ledger.read(|snapshot| snapshot.reviews(true)).unwrap().len(), 1);
    let numbers = assign(ledger, mail, &scene.decision.entries).unwrap();
    let line = ledger.read(|snapshot| snapshot.line(numbers[0])).unwrap();
    assert_eq!((line.decided_by.as_str(), line.files.len()), ("Trần Minh Hòa", 1));
    assert_eq!(bucket(ledger, mail), Bucket::Recorded);
    assert!(ledger.read(|snapshot| snapshot.reviews(true)).unwrap().is_empty());
    assert!(matches!(assign(ledger, mail, &scene.decision.entries), Err(LedgerError::Refused(_))));
}

#[test]
fn assigning_a_file_that_is_not_there_changes_nothing() {
    let World { ledger, .. } = &world();
    let mut scene = doubtful(1, "so-y-te");
    let mail = scene.hand_in(ledger, NOON).mail;
    scene.decision.entries[0].attachments = vec![3];
    assert!(assign(ledger, mail, &scene.decision.entries).is_err());
    assert_eq!((bucket(ledger, mail), count(ledger, "receipt")), (Bucket::Review, 0));
}

#[test]
fn a_dismissed_mail_can_wait_again() {
    let World { ledger, .. } = &world();
    let mail = doubtful(1, "so-y-te").hand_in(ledger, NOON).mail;
    ledger.write(|tx| tx.dismiss(mail, "Hòa", "giấy mời", at(NOON))).unwrap();
    assert_eq!(bucket(ledger, mail), Bucket::NotReport);
    ledger.write(|tx| tx.reopen(mail, "Hòa", "nhầm", at(NOON))).unwrap();
    let review = ledger.read(|snapshot| snapshot.review(mail)).unwrap();
    assert_eq!((review.state, review.times, bucket(ledger, mail)), (ReviewState::Open, 1, Bucket::Review));
}

#[test]
fn a_correction_is_a_new_line_and_the_old_one_no_longer_counts() {
    let World { ledger, .. } = &world();
    report(1, "so-y-te").hand_in(ledger, NOON);
    let mut right = ByHand::from(&ledger.read(|snapshot| snapshot.line((2020, 1))).unwrap());
    right.unit = unit("so-giao-duc");
    let number = ledger.write(|tx| tx.correct((2020, 1), &right, act("nhầm đơn vị"))).unwrap();
    assert_eq!(number, (2020, 2));
    let lines = ledger.read(|snapshot| snapshot.lines()).unwrap();
    assert_eq!(
        (lines[0].corrected_by, lines[0].stands(), lines[1].corrects),
        (Some((2020, 2)), false, Some((2020, 1)))
    );
    assert_eq!(lines[1].files, lines[0].files);
    let facts = ledger.write(|tx| tx.facts(&report(2, "x").message, 2020, at(NOON))).unwrap();
    let units: Vec<_> = facts.register.receipts.keys().map(|(unit, ..)| unit.as_str()).collect();
    assert_eq!(units, ["so-giao-duc"]);
    assert!(ledger.write(|tx| tx.correct((2020, 1), &right, act("lần nữa"))).is_err());
}

#[test]
fn a_withdrawn_line_sends_its_mail_back_to_a_person() {
    let World { ledger, .. } = &world();
    let mail = report(1, "so-y-te").hand_in(ledger, NOON).mail;
    ledger.write(|tx| tx.revoke((2020, 1), act("gửi nhầm nơi"))).unwrap();
    assert_eq!(bucket(ledger, mail), Bucket::Review);
    assert_eq!(ledger.read(|snapshot| snapshot.line((2020, 1))).unwrap().revoked.unwrap().why, "gửi nhầm nơi");
    assert!(ledger.read(|snapshot| snapshot.board(at(NOON))).unwrap().receipts.is_empty());
    assert_eq!(ledger.read(|snapshot| snapshot.next_number(2020)).unwrap(), 2);
}

#[test]
fn paper_is_recorded_by_hand() {
    let World { ledger, .. } = &world();
    let paper = ByHand {
        channel: Channel::Paper,
        unit: unit("so-y-te"),
        report: crate::plan::ReportId::new("6-thang").unwrap(),
        period: "2020-H1".parse().unwrap(),
        relation: Relation::First,
        received_at: at(NOON),
        timeliness: None,
        document_number: None,
        files: Vec::new(),
    };
    assert_eq!(ledger.write(|tx| tx.record_by_hand(&paper, act("công văn giấy"))).unwrap(), (2020, 1));
}

#[test]
fn lines_of_register_and_journal_cannot_be_changed() {
    let World { ledger, .. } = &world();
    report(1, "so-y-te").hand_in(ledger, NOON);
    for sql in [
        "UPDATE receipt SET unit = 'x'",
        "DELETE FROM receipt",
        "DELETE FROM receipt_file",
        "UPDATE journal SET who = 'x'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal",
    ] {
        let tried = ledger.write(|tx| tx.conn.execute(sql, []).during("phá sổ"));
        assert!(tried.is_err(), "{sql}");
    }
}

#[test]
fn what_staff_said_about_an_address_is_known_until_taken_back() {
    use crate::evidence::lesson::Taught;
    let World { ledger, .. } = &world();
    let message = report(1, "so-y-te").message;
    let learned = || ledger.write(|tx| tx.facts(&message, 2020, at(NOON))).unwrap().learned_units;
    let taught = Taught::Address { address: "so-y-te@unit.example".to_owned(), unit: unit("so-giao-duc") };
    let by = |by: &'static str| Teaching { mail: None, since: None, by, why: "đã gọi điện", now: at(NOON) };
    let id = ledger.write(|tx| tx.teach(&taught, by("Hòa"))).unwrap().unwrap();
    assert_eq!(learned(), [unit("so-giao-duc")]);
    assert_eq!(ledger.write(|tx| tx.teach(&taught, by("Nam"))).unwrap(), None, "taught once");
    ledger.write(|tx| tx.revoke_lesson(id, "Hòa", "đã nghỉ hưu", at(NOON))).unwrap();
    assert!(learned().is_empty());
    let twice = ledger.write(|tx| tx.revoke_lesson(id, "Nam", "đã nghỉ hưu", at(NOON))).unwrap_err();
    assert_eq!(twice.to_string(), format!("ghi nhớ số {id} đã được Hòa bỏ rồi"));
    let again = ledger.write(|tx| tx.teach(&taught, by("Nam"))).unwrap();
    assert!(again.is_some_and(|again| again > id), "a number is never given twice");
}

#[test]
fn two_staff_who_teach_at_once_teach_once() {
    use crate::evidence::lesson::Taught;
    let World { folder, .. } = &world();
    let path = folder.path().join("so.db");
    let together = std::sync::Barrier::new(2);
    let teach = |by: &'static str, unit_id: &'static str| {
        let ledger = Ledger::open(&path, at(NOON)).unwrap();
        let teaching = Teaching { mail: None, since: None, by, why: "xác nhận", now: at(NOON) };
        let shared = Taught::Address { address: "lan@mail.example".to_owned(), unit: unit("so-y-te") };
        let own = Taught::Address { address: "lan@mail.example".to_owned(), unit: unit(unit_id) };
        together.wait();
        let first = ledger.write(|tx| tx.teach(&shared, teaching)).unwrap();
        ledger.write(|tx| tx.teach(&own, teaching)).unwrap().unwrap();
        first
    };
    let teach = &teach;
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(move || teach("Hòa", "so-giao-duc"));
        let other = scope.spawn(move || teach("Nam", "so-noi-vu"));
        (one.join().unwrap(), other.join().unwrap())
    });
    assert_ne!(one.is_some(), other.is_some(), "one of them was first");
    let all = Ledger::open(&path, at(NOON)).unwrap().read(|snapshot| snapshot.lessons(true)).unwrap();
    assert_eq!(all.len(), 3);
}

#[test]
fn an_extension_takes_the_place_of_an_excuse_and_both_can_be_lifted() {
    use crate::standing::Exception;
    let World { ledger, .. } = &world();
    let mut granted = Granted {
        unit: unit("so-y-te"),
        report: crate::plan::ReportId::new("6-thang").unwrap(),
        period: "2020-H1".parse().unwrap(),
        exception: Exception::Excused,
        at: at(NOON),
        by: "Hòa".to_owned(),
        why: "chống dịch".to_owned(),
    };
    ledger.write(|tx| tx.grant(&granted)).unwrap();
    granted.exception = Exception::Extended("2020-07-01".parse().unwrap());
    ledger.write(|tx| tx.grant(&granted)).unwrap();
    let board = ledger.read(|snapshot| snapshot.board(at(NOON))).unwrap();
    assert_eq!(board.exceptions.values().collect::<Vec<_>>(), [&granted.exception]);
    let obligation = (&granted.unit, &granted.report, granted.period);
    ledger.write(|tx| tx.lift(obligation, "Hòa", "thôi", at(NOON))).unwrap();
    assert!(ledger.write(|tx| tx.lift(obligation, "Hòa", "thôi", at(NOON))).is_err());
}

#[test]
fn a_file_sent_again_settles_the_mail_that_brought_none_and_no_other() {
    let World { ledger, .. } = &world();
    let empty_handed = |uid: u32, unit_id: &str, question: Question| {
        let mut scene = doubtful(uid, unit_id);
        scene.decision.question = Some(question);
        scene.hand_in(ledger, NOON).mail
    };
    let without_file = empty_handed(1, "so-y-te", Question::MissingFile);
    let unreadable = empty_handed(2, "so-y-te", Question::UnreadableFile);
    let unclear = empty_handed(3, "so-y-te", Question::PeriodUnclear);
    let of_another = empty_handed(4, "so-giao-duc", Question::MissingFile);
    report(5, "so-y-te").hand_in(ledger, NOON);
    let waiting: Vec<i64> =
        ledger.read(|snapshot| snapshot.reviews(true)).unwrap().iter().map(|review| review.mail.id).collect();
    assert_eq!(waiting, [unclear, of_another]);
    let settled = ledger.read(|snapshot| snapshot.review(without_file)).unwrap();
    assert_eq!(settled.outcome.as_deref(), Some("đơn vị đã gửi lại tệp, số tiếp nhận 0001/2020"));
    assert_eq!(ledger.read(|snapshot| snapshot.mail(unreadable)).unwrap().bucket, Bucket::NotReport);
}
