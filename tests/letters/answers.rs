//! What is answered to a mail, to whom, and when nothing is.

use tiepnhan::decision::{Decision, Entry, Question, Relation, Verdict};
use tiepnhan::evidence::{Evidence, Facts, Fruitless, KnownReceipt, MailKind, Register, Role, Twin};
use tiepnhan::judgment::{self, Bucket, Judgment};
use tiepnhan::letter::{Letter, Purpose, Templates};
use tiepnhan::message::{Attachment, Authenticity, Body, Bounce, Message, Person, RobotSigns, Sha256};
use tiepnhan::mime;
use tiepnhan::office::Rules;
use tiepnhan::plan::Piece;
use tiepnhan::text::{FileKind, FileText, Problem};

use super::world::{at, golden, half_year, monthly, period, report, report_id, rules, shown, unit_id};

fn person(address: &str) -> Person {
    Person { name: "Văn thư".into(), address: address.into() }
}

fn file(name: &str, size: u64) -> Attachment {
    Attachment {
        file_name: name.into(),
        media_type: "application/octet-stream".into(),
        size,
        sha256: Sha256::of(name.as_bytes()),
        inline: false,
        text: FileText::blank(FileKind::Docx, None),
    }
}

/// A mail of Sở Y tế with a report and an annex.
pub fn mail(received: &str) -> Message {
    Message {
        sha256: Sha256::of(received.as_bytes()),
        size: 120_000,
        received_at: at(received),
        dated_at: None,
        message_id: Some("thu-1@so-y-te.example".into()),
        references: vec!["truoc@so-y-te.example".into()],
        from: Some(person("vanthu@so-y-te.example")),
        reply_to: Vec::new(),
        to: vec![person("khoagiao@tinhuy.songlam.example")],
        cc: Vec::new(),
        subject: "BC 6T 2020".into(),
        body: Body::default(),
        attachments: vec![file("BC 6T 2020 SYT.docx", 87_500), file("Phụ lục số liệu.xlsx", 31_000)],
        robot: RobotSigns::default(),
        bounce: None,
        authenticity: Authenticity::default(),
        faults: Vec::new(),
    }
}

fn entry(unit: &str, report: &str, of: &str, relation: Relation) -> Entry {
    Entry {
        unit: unit_id(unit),
        report: report_id(report),
        period: period(of),
        attachments: vec![0, 1],
        relation,
        document_number: None,
    }
}

fn first() -> Entry {
    Entry { document_number: Some("123/BC-SYT".into()), ..entry("so-y-te", "6-thang", "2020-H1", Relation::First) }
}

fn accept(entries: Vec<Entry>) -> Decision {
    Decision {
        verdict: Verdict::Accept,
        kind: MailKind::Submission,
        unit: entries.first().map(|entry| entry.unit.clone()),
        entries,
        question: None,
        acknowledge: true,
        reasons: Vec::new(),
    }
}

fn ask(question: Question) -> Decision {
    Decision { verdict: Verdict::Ask, question: Some(question), entries: Vec::new(), ..accept(vec![first()]) }
}

fn office() -> Rules {
    rules(vec![half_year(), monthly(), report("dot-xuat", "Báo cáo đột xuất", tiepnhan::plan::PeriodRule::AdHoc, None)])
}

fn facts() -> Facts {
    Facts { next_number: 147, ..Facts::default() }
}

/// A first delivery stands in the register already.
fn facts_with_first(received: &str) -> Facts {
    let known = KnownReceipt {
        number: (2020, 101),
        version: 1,
        received_at: at(received),
        files: Vec::new(),
        begins: true,
        pieces: vec![Piece::Pdf],
    };
    let mut register = Register::default();
    register.receipts.insert((unit_id("so-y-te"), report_id("6-thang"), period("2020-H1")), vec![known]);
    Facts { register: register.into(), ..facts() }
}

fn judged(mail: &Message, decision: Decision, facts: &Facts, rules: &Rules, now: &str) -> Judgment {
    let evidence = Evidence {
        kind: decision.kind,
        clues: Vec::new(),
        roles: vec![Role::Report, Role::Annex],
        titles: Vec::new(),
        written_title: String::new(),
        further_titles: std::collections::BTreeMap::new(),
        scans: Vec::new(),
    };
    let judgment = judgment::letters(mail, evidence, decision, facts, rules, &Templates::shipped().unwrap(), at(now));
    assert!(judgment.faults.is_empty(), "{:?}", judgment.faults);
    judgment
}

/// The letters to the sender, a minute after the mail.
fn answers(mail: &Message, decision: Decision, facts: &Facts) -> Vec<Letter> {
    let now = mail.received_at + jiff::SignedDuration::from_mins(1);
    let now = now.to_zoned(super::world::zone()).datetime().to_string();
    let letters = judged(mail, decision, facts, &office(), &now).letters;
    letters.into_iter().filter(|letter| !matches!(letter.purpose, Purpose::Alert(..))).collect()
}

fn only(letters: Vec<Letter>) -> Letter {
    assert_eq!(letters.len(), 1, "{letters:?}");
    letters.into_iter().next().unwrap()
}

#[test]
fn a_report_in_time_is_confirmed() {
    let letter = only(answers(&mail("2020-06-18 15:42"), accept(vec![first()]), &facts()));
    golden("tiep-nhan-dung-han", &shown(&letter));
}

#[test]
fn a_receipt_goes_on_in_the_senders_conversation_and_is_marked_as_automatic() {
    let letter = only(answers(&mail("2020-06-18 15:42"), accept(vec![first()]), &facts()));
    let sent = mime::parse(&letter.mime.frame, &mime::Limits::default());
    assert_eq!(sent.raw("in-reply-to"), Some("<thu-1@so-y-te.example>"));
    let references = sent.raw("references").unwrap();
    assert!(references.ends_with("<thu-1@so-y-te.example>") && references.contains("<truoc@so-y-te.example>"));
    assert_eq!(sent.raw("auto-submitted"), Some("auto-replied"));
    assert_eq!(sent.raw("message-id"), Some(format!("<{}>", letter.message_id).as_str()));
    assert!(sent.raw("x-tiepnhan").is_some());
    assert!(sent.raw("from").unwrap().ends_with("<khoagiao@tinhuy.songlam.example>"));
}

#[test]
fn a_report_on_the_due_day_and_a_late_one_are_named_so_without_reproach() {
    let on_the_day = only(answers(&mail("2020-06-19 09:00"), accept(vec![first()]), &facts()));
    golden("tiep-nhan-trong-ngay-han", &shown(&on_the_day));
    let late = only(answers(&mail("2020-06-23 09:00"), accept(vec![first()]), &facts()));
    golden("tiep-nhan-sau-han", &shown(&late));
}

#[test]
fn a_late_report_within_its_extension_is_on_time() {
    let mut facts = facts();
    let owed = (unit_id("so-y-te"), report_id("6-thang"), period("2020-H1"));
    facts.extended.insert(owed, jiff::civil::date(2020, 6, 24));
    let letter = only(answers(&mail("2020-06-23 09:00"), accept(vec![first()]), &facts));
    assert!(shown(&letter).contains("tình trạng: đúng hạn"), "{}", shown(&letter));
}

#[test]
fn a_replacement_counts_from_the_first_delivery() {
    let again = entry("so-y-te", "6-thang", "2020-H1", Relation::Replacement);
    let letter = only(answers(&mail("2020-06-23 09:00"), accept(vec![again]), &facts_with_first("2020-06-15 09:10")));
    golden("tiep-nhan-ban-thay-the", &shown(&letter));
}

#[test]
fn supplements_copies_and_nil_reports_are_named() {
    for (name, relation) in
        [("bo-sung", Relation::Supplement), ("ban-trung", Relation::Duplicate), ("khong-phat-sinh", Relation::Nil)]
    {
        let mut mail = mail("2020-06-18 15:42");
        if relation == Relation::Nil {
            mail.attachments.clear();
        }
        let entry = entry("so-y-te", "6-thang", "2020-H1", relation);
        let facts = if relation == Relation::Nil { facts() } else { facts_with_first("2020-06-15 09:10") };
        golden(&format!("tiep-nhan-{name}"), &shown(&only(answers(&mail, accept(vec![entry]), &facts))));
    }
}

/// A plan that wants the signed PDF and the Word file.
fn strict() -> Rules {
    let mut report = half_year();
    report.needs = vec![Piece::Pdf, Piece::Word];
    rules(vec![report])
}

#[test]
fn a_receipt_says_what_the_plan_asks_for_and_has_not_come() {
    let mail = mail("2020-06-18 15:42");
    let letters = judged(&mail, accept(vec![first()]), &facts(), &strict(), "2020-06-18 15:43").letters;
    golden("tiep-nhan-con-thieu", &shown(&only(letters)));
    let joined = entry("so-y-te", "6-thang", "2020-H1", Relation::Supplement);
    let known = facts_with_first("2020-06-15 09:10");
    let letters = judged(&mail, accept(vec![joined]), &known, &strict(), "2020-06-18 15:43").letters;
    let text = shown(&only(letters));
    assert!(!text.contains("Còn thiếu"), "the PDF came before, the Word file comes now:\n{text}");
}

/// A report, an annex that nobody can open, its cover letter, a program and a photograph.
fn mixed() -> (Message, Vec<Role>) {
    let mut mail = mail("2020-06-18 15:42");
    mail.attachments.push(file("CV gửi báo cáo.pdf", 20_000));
    mail.attachments.push(file("Biểu mẫu.xlsm", 40_000));
    mail.attachments.push(file("IMG_20200618.jpg", 900_000));
    mail.attachments.push(file("BC thi đua.docx", 30_000));
    mail.attachments[1].text = FileText::blank(FileKind::Xlsx, Some(Problem::Encrypted));
    (mail, vec![Role::Report, Role::Unreadable, Role::Cover, Role::Dangerous, Role::Picture, Role::Report])
}

#[test]
fn a_receipt_of_a_part_says_of_each_file_what_became_of_it() {
    let (mail, roles) = mixed();
    let taken = Entry { attachments: vec![0], ..first() };
    let mut report = half_year();
    (report.needs, report.paper) = (vec![Piece::Pdf, Piece::Word, Piece::Sheet], true);
    let decision = accept(vec![taken]);
    let evidence = Evidence {
        kind: decision.kind,
        clues: Vec::new(),
        roles,
        titles: Vec::new(),
        written_title: String::new(),
        further_titles: std::collections::BTreeMap::new(),
        scans: Vec::new(),
    };
    let (rules, templates) = (rules(vec![report]), Templates::shipped().unwrap());
    let judged = judgment::letters(&mail, evidence, decision, &facts(), &rules, &templates, at("2020-06-18 15:43"));
    assert!(judged.faults.is_empty(), "{:?}", judged.faults);
    let receipt = judged.letters.into_iter().find(|letter| matches!(letter.purpose, Purpose::Receipt(_)));
    golden("tiep-nhan-mot-phan", &shown(&receipt.unwrap()));
}

#[test]
fn an_empty_file_brings_nothing_that_the_plan_asks_for() {
    let mut mail = mail("2020-06-18 15:42");
    mail.attachments[0].size = 0;
    mail.attachments[0].text = FileText::blank(FileKind::Empty, Some(Problem::Empty));
    let mut report = half_year();
    report.needs = vec![Piece::Word, Piece::Sheet];
    let letters = judgment::settle(
        &mail,
        &[first()],
        1,
        &facts(),
        &rules(vec![report]),
        &Templates::shipped().unwrap(),
        at("2020-06-22 14:00"),
    );
    let text = shown(&only(letters));
    assert!(text.contains("BC 6T 2020 SYT.docx (0 byte): tệp rỗng;"), "{text}");
    assert!(text.contains("Còn thiếu tệp văn bản (Word)"), "{text}");
}

#[test]
fn a_question_about_one_bad_file_says_that_the_others_are_kept() {
    let mut mail = mail("2020-06-18 09:10");
    mail.attachments[1].text = FileText::blank(FileKind::Xlsx, Some(Problem::Encrypted));
    golden("hoi-tep-mot-phan", &shown(&only(answers(&mail, ask(Question::UnreadableFile), &facts()))));
}

#[test]
fn several_reports_in_one_mail_get_one_receipt() {
    let entries = vec![first(), entry("so-y-te", "thang", "2020-06", Relation::First)];
    let letter = only(answers(&mail("2020-06-18 15:42"), accept(entries), &facts()));
    assert_eq!(letter.about.len(), 2);
    golden("tiep-nhan-hai-bao-cao", &shown(&letter));
}

#[test]
fn an_incident_is_confirmed_and_rings_the_staff_and_the_leader_on_duty() {
    let entry = entry("so-y-te", "dot-xuat", "adhoc-2020-06-12", Relation::First);
    let mut mail = mail("2020-06-12 07:52");
    mail.subject = "HỎA TỐC: BC nhanh ngộ độc thực phẩm".into();
    let letters = judged(&mail, accept(vec![entry]), &facts(), &office(), "2020-06-12 07:53").letters;
    let to: Vec<&str> = letters[1..].iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to, ["tmhoa@tinhuy.songlam.example", "truongban@tinhuy.songlam.example"]);
    golden("tiep-nhan-dot-xuat", &shown(&letters[0]));
    golden("bao-dong-dot-xuat", &shown(&letters[1]));
    golden("bao-lanh-dao-truc", &shown(&letters[2]));
}

#[test]
fn each_question_that_a_sender_can_answer_is_asked_once_and_plainly() {
    let cases = [
        ("don-vi", Question::UnitUnclear),
        ("ky", Question::PeriodUnclear),
        ("tep-loi", Question::UnreadableFile),
        ("mau-thuan", Question::Contradiction),
        ("chua-du", Question::Incomplete),
        ("ngoai-ke-hoach", Question::NotOwed),
        ("thu-loi", Question::UnreadableMail),
    ];
    for (name, question) in cases {
        let mut mail = mail("2020-06-18 09:10");
        if question == Question::UnreadableFile {
            mail.attachments[0].size = 0;
            mail.attachments[0].text = FileText::blank(FileKind::Empty, Some(Problem::Empty));
        }
        if question == Question::UnreadableMail {
            mail.attachments.clear();
        }
        golden(&format!("hoi-{name}"), &shown(&only(answers(&mail, ask(question), &facts()))));
    }
}

#[test]
fn each_trouble_with_a_file_has_its_own_advice() {
    let troubles = [
        ("mat-khau", FileKind::Docx, Some(Problem::Encrypted)),
        ("chia-nho", FileKind::Rar, Some(Problem::Volume)),
        ("winmail", FileKind::Tnef, None),
        ("qua-lon", FileKind::Pdf, Some(Problem::TooLarge("300 MB".into()))),
        ("hong", FileKind::Docx, Some(Problem::Broken("no document".into()))),
    ];
    for (name, kind, problem) in troubles {
        let mut mail = mail("2020-06-18 09:10");
        mail.attachments[0].text = FileText::blank(kind, problem);
        golden(&format!("hoi-tep-{name}"), &shown(&only(answers(&mail, ask(Question::UnreadableFile), &facts()))));
    }
}

#[test]
fn a_missing_file_is_asked_for_and_a_link_is_not_followed() {
    let mut mail = mail("2020-06-18 09:10");
    mail.attachments.clear();
    golden("hoi-thieu-tep", &shown(&only(answers(&mail, ask(Question::MissingFile), &facts()))));
    mail.body.own = "Dạ file nặng nên em để link: https://kho.example/f/1".into();
    mail.body.own = "Gửi Ban: https://drive.google.com/file/d/1/view?usp=sharing".into();
    golden("hoi-google-drive", &shown(&only(answers(&mail, ask(Question::MissingFile), &facts()))));
    mail.body.own = "Dạ file nặng nên em để link: https://kho.example/f/1".into();
    golden("hoi-duong-dan", &shown(&only(answers(&mail, ask(Question::MissingFile), &facts()))));
}

#[test]
fn questions_for_staff_are_not_put_to_senders() {
    for question in [
        Question::Secret,
        Question::Dangerous,
        Question::Forged,
        Question::SenderUnknown,
        Question::PersonAsks,
        Question::Unsure,
    ] {
        assert!(answers(&mail("2020-06-18 09:10"), ask(question), &facts()).is_empty(), "{question:?}");
    }
}

#[test]
fn staff_hear_of_secrets_danger_and_forgery_without_the_words_of_the_mail() {
    for (name, question) in
        [("mat", Question::Secret), ("nguy-hiem", Question::Dangerous), ("gia-mao", Question::Forged)]
    {
        let mut mail = mail("2020-06-18 09:10");
        mail.subject = "[MẬT] BC tình hình".into();
        let letter = only(judged(&mail, ask(question), &facts(), &office(), "2020-06-18 09:11").letters);
        assert!(!shown(&letter).contains("[MẬT]"));
        golden(&format!("bao-dong-{name}"), &shown(&letter));
    }
}

#[test]
fn what_staff_settled_is_confirmed() {
    let letters = judgment::settle(
        &mail("2020-06-18 09:10"),
        &[first()],
        1,
        &facts(),
        &office(),
        &Templates::shipped().unwrap(),
        at("2020-06-22 14:00"),
    );
    golden("da-kiem-tra", &shown(&only(letters)));
}

#[test]
fn machines_strangers_and_our_own_people_get_no_answer() {
    type Change = fn(&mut Message);
    let silent: [(&str, Change); 11] = [
        ("auto-submitted", |m| m.robot.auto_submitted = Some("auto-replied".into())),
        ("list", |m| m.robot.bulk = Some("List-Id".into())),
        ("null sender", |m| m.robot.null_sender = true),
        ("no-reply", |m| m.robot.no_reply = true),
        ("wording", |m| m.robot.wording = Some("Trả lời tự động".into())),
        ("read receipt", |m| m.robot.read_receipt = true),
        ("own mail", |m| m.robot.own = true),
        ("bounce", |m| m.bounce = Some(Bounce { recipients: Vec::new(), original_message_id: None })),
        ("our mailbox", |m| m.from = Some(person("khoagiao@tinhuy.songlam.example"))),
        ("our staff", |m| m.from = Some(person("tmhoa@tinhuy.songlam.example"))),
        ("no author", |m| m.from = None),
    ];
    for (name, change) in silent {
        let mut mail = mail("2020-06-18 15:42");
        change(&mut mail);
        assert!(answers(&mail, accept(vec![first()]), &facts()).is_empty(), "{name}");
        assert!(answers(&mail, ask(Question::PeriodUnclear), &facts()).is_empty(), "{name}");
    }
    let mut stranger = mail("2020-06-18 15:42");
    stranger.from = Some(person("ai.do@thu.example"));
    assert!(answers(&stranger, ask(Question::PeriodUnclear), &facts()).is_empty());
}

#[test]
fn a_decision_that_forbids_an_answer_is_obeyed() {
    let decision = Decision { acknowledge: false, ..accept(vec![first()]) };
    assert!(answers(&mail("2020-06-18 15:42"), decision, &facts()).is_empty());
}

#[test]
fn answers_go_where_the_author_asks_only_within_the_unit() {
    let mut mail = mail("2020-06-18 15:42");
    mail.reply_to = vec![person("phong.tonghop@so-y-te.example")];
    assert_eq!(only(answers(&mail, accept(vec![first()]), &facts())).to, "phong.tonghop@so-y-te.example");
    mail.reply_to = vec![person("canbo.so-y-te@thu.example")];
    assert_eq!(only(answers(&mail, accept(vec![first()]), &facts())).to, "canbo.so-y-te@thu.example");
    mail.reply_to = vec![person("ke.gian@noi-khac.example")];
    assert_eq!(only(answers(&mail, accept(vec![first()]), &facts())).to, "vanthu@so-y-te.example");
}

#[test]
fn mails_from_before_the_start_are_registered_but_never_answered() {
    let mut rules = office();
    rules.office.start_date = jiff::civil::date(2020, 6, 19);
    let old = mail("2020-06-18 23:59");
    let judgment = judged(&old, accept(vec![first()]), &facts(), &rules, "2020-06-19 08:00");
    assert_eq!((judgment.letters.len(), judgment.bucket), (0, Bucket::Recorded));
    let judgment = judged(&old, ask(Question::PeriodUnclear), &facts(), &rules, "2020-06-19 08:00");
    assert_eq!((judgment.letters.len(), judgment.bucket), (0, Bucket::Earlier));
    let judgment = judged(&old, ask(Question::Secret), &facts(), &rules, "2020-06-19 08:00");
    assert_eq!(judgment.bucket, Bucket::Review);
}

#[test]
fn after_a_long_outage_receipts_and_questions_still_go() {
    let late = |decision: Decision| {
        judged(&mail("2020-06-10 09:00"), decision, &facts(), &office(), "2020-09-30 08:00").letters.len()
    };
    assert_eq!(late(accept(vec![first()])), 1);
    assert_eq!(late(ask(Question::PeriodUnclear)), 1);
}

#[test]
fn an_address_that_goes_round_in_circles_gets_no_more() {
    let busy = |count: u32| Facts {
        fruitless: Fruitless { to_address: count, ..Fruitless::default() },
        ..facts_with_first("2020-06-15 09:10")
    };
    let mail = mail("2020-06-18 15:42");
    let again = entry("so-y-te", "6-thang", "2020-H1", Relation::Replacement);
    assert_eq!(answers(&mail, accept(vec![again.clone()]), &busy(11)).len(), 1);
    assert!(answers(&mail, accept(vec![again.clone()]), &busy(12)).is_empty());
    assert_eq!(answers(&mail, ask(Question::PeriodUnclear), &busy(2)).len(), 1);
    assert!(answers(&mail, ask(Question::PeriodUnclear), &busy(3)).is_empty());
    assert_eq!(answers(&mail, accept(vec![again, first()]), &busy(99)).len(), 1, "what is new is always confirmed");
}

#[test]
fn changing_addresses_and_domains_do_not_keep_a_circle_going() {
    let mail = mail("2020-06-18 15:42");
    let again = || accept(vec![entry("so-y-te", "6-thang", "2020-H1", Relation::Replacement)]);
    let question = || ask(Question::PeriodUnclear);
    let none = Fruitless::default();
    for (fruitless, receipt, query) in [
        (Fruitless { to_domain: 19, to_anyone: 79, in_a_row: 2, ..none }, 1, 1),
        (Fruitless { to_domain: 20, ..none }, 1, 0),
        (Fruitless { to_domain: 40, ..none }, 0, 0),
        (Fruitless { to_anyone: 80, ..none }, 1, 0),
        (Fruitless { to_anyone: 150, ..none }, 0, 0),
        (Fruitless { in_a_row: 3, ..none }, 1, 0),
        (Fruitless { in_a_row: 8, ..none }, 0, 0),
    ] {
        let facts = Facts { fruitless, ..facts_with_first("2020-06-15 09:10") };
        assert_eq!(answers(&mail, again(), &facts).len(), receipt, "{fruitless:?}");
        assert_eq!(answers(&mail, question(), &facts).len(), query, "{fruitless:?}");
    }
    let mut worn = facts_with_first("2020-06-15 09:10");
    for known in std::sync::Arc::make_mut(&mut worn.register).receipts.values_mut() {
        *known = known.iter().cycle().take(8).cloned().collect();
    }
    assert!(answers(&mail, again(), &worn).is_empty(), "eight versions of one report are confirmed, no more");
}

#[test]
fn the_same_mail_from_a_second_folder_is_not_answered_again() {
    let twin = Facts {
        twins: vec![Twin { mail: 3, same_bytes: false, copied: None }],
        ..facts_with_first("2020-06-18 15:42")
    };
    let copy = entry("so-y-te", "6-thang", "2020-H1", Relation::Duplicate);
    assert!(answers(&mail("2020-06-18 15:43"), accept(vec![copy]), &twin).is_empty());
    assert!(answers(&mail("2020-06-18 15:43"), ask(Question::PeriodUnclear), &twin).is_empty());
}

#[test]
fn what_is_ignored_ends_among_machines_or_other_mail() {
    let ignored = |kind| Decision { verdict: Verdict::Ignore, kind, acknowledge: false, ..accept(Vec::new()) };
    let bucket =
        |kind| judged(&mail("2020-06-18 15:42"), ignored(kind), &facts(), &office(), "2020-06-18 15:43").bucket;
    assert_eq!(bucket(MailKind::Bounce), Bucket::Machine);
    assert_eq!(bucket(MailKind::Bulk), Bucket::Machine);
    assert_eq!(bucket(MailKind::Other), Bucket::NotReport);
}
