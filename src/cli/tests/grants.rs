//! Extensions and excuses: who may have them, what they change, and how they are taken back.

use super::*;
use crate::ledger::LetterState;

const HALF: [&str; 4] = ["--report", "6-thang", "--period", "2024-H1"];

fn extend<'a>(who: [&'a str; 2], until: &'a str) -> Vec<&'a str> {
    [&["extend"], &who[..], &HALF, &["--until", until, "--why", "chống bão", "--by", "Nam"]].concat()
}

fn other<'a>(command: &'a str, who: [&'a str; 2]) -> Vec<&'a str> {
    [&[command], &who[..], &HALF, &["--why", "theo đề nghị của đơn vị", "--by", "Nam"]].concat()
}

fn record<'a>(unit: &'a str, received: &'a str) -> Vec<&'a str> {
    [&["record", "--unit", unit], &HALF[..], &["--received", received, "--by", "Nam"]].concat()
}

impl World {
    /// The one waiting letter of this kind: subject and text in one line.
    pub fn waiting_letter(&self, kind: &str) -> String {
        let ledger = self.desk().ledger;
        let waiting = ledger.read(|snapshot| snapshot.letters(LetterState::Queued, self.now)).unwrap();
        let of_kind: Vec<_> = waiting.iter().filter(|letter| letter.kind == kind).collect();
        assert_eq!(of_kind.len(), 1, "{waiting:?}");
        let bytes = ledger.read(|snapshot| snapshot.letter_bytes(of_kind[0].id)).unwrap();
        let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        let text = mail.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{} | {text}", mail.subject().unwrap())
    }
}

#[test]
fn an_extension_moves_the_date_of_one_unit_and_is_taken_back() {
    let mut world = World::on("2024-06-18T09:00");
    let said = world.done(&extend(["--unit", "so-y-te"], "24/6/2024"));
    assert_eq!(
        said,
        "Gia hạn đến hết ngày 24/6/2024 (thứ Hai): Báo cáo 6 tháng đầu năm 2024; Sở Y tế.\n\
         Thư báo đã xếp vào hàng chờ gửi: 01 đơn vị.\n"
    );
    world.later("2024-06-22T09:00");
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "gia hạn đến 24/6");
    assert_eq!(world.standing("bhxh", "6-thang", "2024-H1"), "quá hạn 2 ngày");
    let said = world.done(&other("lift", ["--unit", "so-y-te"]));
    assert_eq!(
        said,
        "Đã bỏ miễn, gia hạn: Báo cáo 6 tháng đầu năm 2024; Sở Y tế.\nThư báo chưa gửi, đã rút: Sở Y tế.\n"
    );
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "quá hạn 2 ngày");
    let said = world.refused(&other("lift", ["--unit", "so-y-te"]));
    assert!(said.contains("không có miễn hay gia hạn nào cho so-y-te"), "{said}");
    assert_eq!(
        world.journal(),
        [
            "Nam extended obligation so-y-te 6-thang 2024-H1: chống bão",
            "Nam exception-lifted obligation so-y-te 6-thang 2024-H1: theo đề nghị của đơn vị",
            "tiepnhan letter-dropped letter 1: quyết định đã được bỏ trước khi thư gửi đi"
        ]
    );
}

#[test]
fn nobody_decides_without_a_reason_and_a_name() {
    for blank in ["", "  "] {
        for line in [
            &["excuse", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1", "--why", blank][..],
            &["withdraw", "1/2024", "--why", blank],
            &["undo", "1/2024", "--why", "nhầm", "--by", blank],
            &["case", "note", "1", blank],
            &["case", "close", "1", "--why", blank],
            &["review", "dismiss", "1", "--why", blank],
        ] {
            let words = [&["tiepnhan"], line].concat();
            assert!(Arguments::try_parse_from(&words).is_err(), "{words:?}");
        }
    }
}

#[test]
fn a_group_is_excused_but_for_those_who_sent() {
    let world = World::on("2024-06-18T09:00");
    world.done(&record("mttq", "2024-06-17T08:00"));
    let said = world.done(&other("excuse", ["--group", "mttq-doan-the"]));
    assert!(
        said.contains("Bỏ qua: Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh đã gửi (đã vào sổ, số tiếp nhận 0001/2024)"),
        "{said}"
    );
    assert!(said.contains("Miễn: Báo cáo 6 tháng đầu năm 2024; "), "{said}");
    assert_eq!(world.standing("mttq", "6-thang", "2024-H1"), "đúng hạn");
    assert_eq!(world.standing("hoi-nong-dan", "6-thang", "2024-H1"), "miễn");
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "chưa gửi");
    world.done(&other("lift", ["--group", "mttq-doan-the"]));
    assert_eq!(world.standing("hoi-nong-dan", "6-thang", "2024-H1"), "chưa gửi");
}

#[test]
fn who_does_not_owe_it_is_told_who_does() {
    let world = World::on("2024-06-18T09:00");
    let said = world.refused(&extend(["--unit", "so-nnmt"], "24/6/2024"));
    assert!(said.starts_with("Sở Nông nghiệp và Môi trường không phải gửi Báo cáo 6 tháng đầu năm 2024; phải gửi: "));
    assert!(said.contains("Sở Y tế; Sở Giáo dục và Đào tạo") && said.contains("đơn vị khác"), "{said}");
    let said = world.refused(&extend(["--unit", "so-yte"], "24/6/2024"));
    assert!(said.contains("so-y-te"), "{said}");
    let said = world.refused(&extend(["--group", "so"], "24/6/2024"));
    assert!(said.contains("so-nganh, huyen-thi-thanh-uy"), "{said}");
    assert_eq!(world.journal(), Vec::<String>::new());
}

#[test]
fn days_that_change_nothing_are_refused() {
    let mut world = World::on("2024-06-18T09:00");
    let said = world.refused(&extend(["--unit", "so-y-te"], "19/6/2024"));
    assert!(said.contains("không muộn hơn hạn gửi: trước ngày 20/6/2024 (thứ Năm);"), "{said}");
    // "Trước ngày 20/6" ends on the 19th: the 20th is one day more.
    world.done(&extend(["--unit", "so-y-te"], "20/6/2024"));
    let said = world.refused(&extend(["--unit", "so-y-te"], "20/6/2024"));
    assert!(said.contains("đã được gia hạn đến hết ngày 20/6/2024"), "{said}");
    world.later("2024-06-27T09:00");
    let said = world.refused(&extend(["--unit", "bhxh"], "24/6/2024"));
    assert!(said.contains("đã qua"), "{said}");
    world.done(&record("so-gddt", "2024-06-18T08:00"));
    let said = world.refused(&extend(["--unit", "so-gddt"], "30/6/2024"));
    assert!(said.contains("đã gửi (đúng hạn, số tiếp nhận 0001/2024); gia hạn không còn tác dụng"), "{said}");
    let undated = ["extend", "--unit", "bhxh", "--report", "dot-xuat", "--period", "adhoc-2024-06-12"];
    let said = world.refused(&[&undated[..], &["--until", "30/6/2024", "--why", "x"]].concat());
    assert!(said.contains("không có hạn gửi"), "{said}");
}

#[test]
fn an_extension_agreed_on_the_telephone_is_entered_after_the_report_came() {
    let world = World::on("2024-06-24T09:00");
    world.done(&record("so-y-te", "2024-06-22T08:00"));
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "gửi chậm 2 ngày");
    let said = world.refused(&extend(["--unit", "so-y-te"], "21/6/2024"));
    assert!(said.contains("nhận sau hạn 02 ngày"), "{said}");
    world.done(&extend(["--unit", "so-y-te"], "22/6/2024"));
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "đúng hạn");
}

#[test]
fn what_was_granted_is_listed_with_how_it_ended() {
    let world = World::on("2024-06-18T09:00");
    assert_eq!(world.done(&["grants"]), "Không có gia hạn hay miễn nào đang áp dụng.\n");
    world.done(&extend(["--unit", "so-y-te,bhxh"], "24/6/2024"));
    world.done(&other("excuse", ["--unit", "so-y-te"]));
    let said = world.done(&["grants"]);
    assert_eq!(
        said,
        "\
Đang áp dụng (2):
- Bảo hiểm xã hội tỉnh: gia hạn đến hết ngày 24/6/2024 (thứ Hai)
  Báo cáo 6 tháng đầu năm 2024
  Nam, ngày 18/6/2024: chống bão
- Sở Y tế: miễn
  Báo cáo 6 tháng đầu năm 2024
  Nam, ngày 18/6/2024: theo đề nghị của đơn vị

Đã bỏ hoặc đã thay (1):
- Sở Y tế: gia hạn đến hết ngày 24/6/2024 (thứ Hai)
  Báo cáo 6 tháng đầu năm 2024
  Nam, ngày 18/6/2024: chống bão
  bỏ: Nam, ngày 18/6/2024: theo đề nghị của đơn vị
"
    );
    let rows: Vec<serde_json::Value> =
        world.done(&["grants", "--json"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows[0]["lifted"]["by"], "Nam");
    assert_eq!((&rows[1]["until"], &rows[1]["in_force"]), (&"2024-06-24".into(), &true.into()));
}

#[test]
fn the_unit_is_told_of_its_extension_and_of_its_end() {
    let mut world = World::on("2024-06-18T09:00");
    let basis = ["--basis", "đề nghị của đơn vị tại Công văn số 45/CV-SYT"];
    world.done(&[&extend(["--unit", "so-y-te"], "24/6/2024")[..], &basis].concat());
    let text = world.waiting_letter("granted");
    assert!(text.starts_with("Gia hạn gửi báo cáo 6 tháng đầu năm 2024 đến hết ngày 24/6/2024 | Kính gửi: Sở Y tế"));
    assert!(
        text.contains(
            "đồng ý gia hạn gửi báo cáo 6 tháng đầu năm 2024 của đơn vị đến hết ngày 24/6/2024 (thứ Hai), theo đề nghị \
             của đơn vị tại Công văn số 45/CV-SYT."
        ),
        "{text}"
    );
    assert_eq!(world.sends(), 1);
    world.later("2024-06-19T09:00");
    let said = world.done(&other("lift", ["--unit", "so-y-te"]));
    assert!(said.contains("Thư báo đã xếp vào hàng chờ gửi: 01 đơn vị."), "{said}");
    let text = world.waiting_letter("lifted");
    assert!(text.contains("việc gia hạn gửi báo cáo 6 tháng đầu năm 2024 của đơn vị đến hết ngày 24/6/2024"), "{text}");
    assert!(text.contains("thôi áp dụng. "), "{text}");
}

#[test]
fn a_later_extension_takes_the_place_of_the_letter_that_has_not_left() {
    let world = World::on("2024-06-18T09:00");
    world.done(&extend(["--unit", "so-y-te"], "24/6/2024"));
    world.done(&extend(["--unit", "so-y-te"], "26/6/2024"));
    let letter = world.waiting_letter("granted");
    assert!(letter.contains("26/6/2024"), "{letter}");
    assert!(!letter.contains("24/6/2024"), "{letter}");
}

#[test]
fn who_was_told_otherwise_gets_no_letter() {
    let world = World::on("2024-06-18T09:00");
    let said = world.done(&[&extend(["--unit", "so-y-te"], "24/6/2024")[..], &["--quiet"]].concat());
    assert!(!said.contains("Thư báo"), "{said}");
    let said = world.done(&other("lift", ["--unit", "so-y-te"]));
    assert!(!said.contains("Thư báo"), "{said}");
    assert_eq!(world.sends(), 0, "nobody is written to");
}
