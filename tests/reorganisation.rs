//! The reorganisation of 2025, as the sample office Tân Lâm lived it: departments merged and split in March, districts
//! gone and 130 communes come in July.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::date;
use tiepnhan::config;
use tiepnhan::decision::{self, Decision, Relation, Verdict};
use tiepnhan::evidence::{self, Facts, KnownReceipt, Register};
use tiepnhan::letter::wording;
use tiepnhan::message::{Attachment, Authenticity, Body, Message, Person, RobotSigns, Sha256};
use tiepnhan::office::Rules;
use tiepnhan::plan::obligation::{Obligation, obligations};
use tiepnhan::roster::UnitId;
use tiepnhan::standing::{self, BoardFacts};
use tiepnhan::text::{FileKind, FileText, Problem};

/// The office, and what `check` would say of it.
fn office() -> &'static (Rules, Vec<String>) {
    static OFFICE: OnceLock<(Rules, Vec<String>)> = OnceLock::new();
    OFFICE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        config::sample::write("tan-lam-2025", folder.path()).unwrap();
        let loaded = config::load(folder.path()).unwrap();
        let said = loaded.warnings.iter().map(|fault| format!("{} {}", fault.place, fault.what));
        (loaded.rules, said.collect())
    })
}

/// Who owes this report for this period.
fn owing(rules: &Rules, report: &str, period: &str) -> Vec<Obligation> {
    let first = period.parse::<tiepnhan::calendar::Period>().unwrap();
    let all = obligations(rules, first.first_day(), first.last_day());
    all.into_iter().filter(|owed| owed.report.as_str() == report && owed.period == first).collect()
}

/// How many units of each group owe it, by the groups of the day on which it is due.
fn by_group(rules: &Rules, report: &str, period: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for owed in owing(rules, report, period) {
        let unit = rules.roster.unit(&owed.unit).unwrap();
        let group = unit.group_on(owed.deadline.unwrap().nominal);
        *counts.entry(group.to_string()).or_default() += 1;
    }
    counts
}

fn counts(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected.iter().map(|(group, count)| ((*group).to_owned(), *count)).collect()
}

#[test]
fn the_list_of_units_has_no_fault_and_two_namesakes() {
    let (_, warnings) = office();
    assert_eq!(
        *warnings,
        [
            "dòng 120, cột 2 “Đảng ủy xã Hạ Lâm” và “Đảng ủy xã Hà Lam” cùng có cách viết không dấu “dang uy xa ha lam”",
            "dòng 135, cột 2 “Đảng ủy xã Đồng Tiến” và “Đảng ủy xã Đông Tiên” cùng có cách viết không dấu “dang uy xa dong tien”",
        ]
    );
}

#[test]
fn the_half_year_is_the_districts_and_the_third_quarter_the_communes() {
    let (rules, _) = office();
    assert_eq!(
        by_group(rules, "6-thang", "2025-H1"),
        counts(&[("so-nganh", 12), ("huyen-thi-thanh-uy", 10), ("dang-uy-truc-thuoc", 4), ("mttq-doan-the", 6)])
    );
    assert_eq!(
        by_group(rules, "quy-3", "2025-Q3"),
        counts(&[
            ("so-nganh", 9),
            ("dang-uy-truc-thuoc", 4),
            ("mttq-doan-the", 1),
            ("doan-the-hoi-thuoc-mttq", 8),
            ("xa-phuong-dac-khu", 130),
        ])
    );
}

#[test]
fn merged_and_split_departments_owe_up_to_their_last_day() {
    let (rules, _) = office();
    let who = |report: &str, period: &str| -> Vec<String> {
        let all = owing(rules, report, period).into_iter().map(|owed| owed.unit.to_string());
        all.filter(|unit| unit.starts_with("so-") || unit.starts_with("dang-uy-")).collect()
    };
    assert_eq!(
        who("thang", "2025-02"),
        [
            "so-y-te",
            "so-gddt",
            "so-khcn",
            "so-tnmt",
            "so-ldtbxh",
            "so-vhtt",
            "dang-uy-co-quan-dang",
            "dang-uy-ubnd",
            "dang-uy-cong-an",
            "dang-uy-quan-su",
            "dang-uy-bien-phong",
        ],
        "Khối ended on 14/2, before the day"
    );
    assert_eq!(
        who("quy-1", "2025-Q1"),
        [
            "so-y-te",
            "so-gddt",
            "so-khcn",
            "so-nnmt",
            "so-noi-vu",
            "so-vhttdl",
            "dang-uy-co-quan-dang",
            "dang-uy-ubnd",
            "dang-uy-cong-an",
            "dang-uy-quan-su",
        ]
    );
}

/// A mail that arrives on the morning of `day`, with a document of this letterhead, or a scan without words.
fn mail(rules: &Rules, day: &str, from: &str, subject: &str, issuer: Option<&str>) -> Message {
    let person = |address: &str| Person { name: String::new(), address: address.to_owned() };
    let text = issuer.map_or_else(
        || FileText::blank(FileKind::Pdf, Some(Problem::NoText)),
        |issuer| {
            let [year, month, day] = day.split('-').collect::<Vec<_>>()[..] else { panic!("{day}") };
            let date = format!("Tân Lâm, ngày {day} tháng {month} năm {year}");
            let text = format!("{issuer}\n*\n{date}\nBÁO CÁO\n{subject}\n-----\n1. Kết quả");
            FileText { text, ..FileText::blank(FileKind::Docx, None) }
        },
    );
    let file = Attachment {
        file_name: "bc.docx".into(),
        media_type: "application/octet-stream".into(),
        size: 40_000,
        sha256: Sha256::of(b"bc"),
        inline: false,
        text,
    };
    Message {
        sha256: Sha256::of(subject.as_bytes()),
        size: 1000,
        received_at: format!("{day}T09:00:00+07:00").parse().unwrap(),
        dated_at: None,
        message_id: None,
        references: vec![],
        from: Some(person(from)),
        reply_to: vec![],
        to: vec![person(&rules.office.mailbox)],
        cc: vec![],
        subject: subject.to_owned(),
        body: Body::default(),
        attachments: vec![file],
        robot: RobotSigns::default(),
        bounce: None,
        authenticity: Authenticity::default(),
        faults: vec![],
    }
}

/// What is decided, in one line, and the reasons.
fn decided(day: &str, from: &str, subject: &str, issuer: Option<&str>) -> (String, String) {
    let (rules, _) = office();
    let message = mail(rules, day, &format!("{from}.tanlam.example"), subject, issuer);
    let facts = Facts::default();
    let evidence = evidence::gather(&message, &facts, rules);
    let decision = decision::decide(&message, &evidence, &facts, rules);
    (line(&decision), decision.reasons.join(" "))
}

fn line(decision: &Decision) -> String {
    let entries: Vec<String> =
        decision.entries.iter().map(|entry| format!("{} {} {}", entry.unit, entry.report, entry.period)).collect();
    let answered = if decision.acknowledge { "" } else { ", unanswered" };
    match decision.verdict {
        Verdict::Accept => format!("accept {}{answered}", entries.join(" + ")),
        Verdict::Ask => format!("ask {:?}{answered}", decision.question.unwrap()),
        Verdict::Ignore => "ignore".to_owned(),
    }
}

#[test]
fn the_mailbox_of_a_merged_department_writes_for_its_successor_with_a_note() {
    let old = "vanthu@stnmt";
    let (line, why) = decided("2025-04-16", old, "Báo cáo tháng 4/2025", None);
    assert_eq!(line, "accept so-nnmt thang 2025-04");
    let note = "Sở Tài nguyên và Môi trường thôi từ sau ngày 28/2/2025, nay là Sở Nông nghiệp và Môi trường";
    assert!(why.contains(note), "{why}");
    let letterhead = Some("UBND TỈNH TÂN LÂM\nSỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG");
    let (line, why) = decided("2025-04-16", old, "Báo cáo tháng 4/2025", letterhead);
    assert_eq!(line, "accept so-nnmt thang 2025-04");
    assert!(why.contains(note), "{why}");
    let (line, _) = decided("2025-04-16", "vanthu@snnmt", "Báo cáo tháng 4/2025", letterhead);
    assert_eq!(line, "accept so-nnmt thang 2025-04", "its own clerk on old paper");
    let (line, _) = decided("2025-07-16", "vanthu@snnmt", "Báo cáo tháng 7/2025", letterhead);
    assert_eq!(line, "ask UnitUnclear, unanswered", "old paper after months");
    let own = "Sở Nông nghiệp và Môi trường báo cáo tháng 7/2025";
    let (line, why) = decided("2025-07-16", "vanthu@snnmt", own, letterhead);
    assert_eq!(line, "accept so-nnmt thang 2025-07", "the head of a template, under its own name: {why}");
    assert_eq!(decided("2025-07-16", old, own, letterhead).0, "ask UnitUnclear, unanswered", "from the old mailbox");
}

#[test]
fn a_year_after_the_merger_an_old_mailbox_alone_no_longer_speaks_for_the_successor() {
    let (old, title) = ("vanthu@stnmt", "Báo cáo tháng 4/2026");
    let (line, why) = decided("2026-04-16", old, title, None);
    assert_eq!(line, "ask UnitUnclear");
    assert!(why.contains("thôi từ sau ngày 28/2/2025, đã hơn một năm"), "{why}");
    let (line, _) = decided("2026-04-16", old, title, Some("UBND TỈNH TÂN LÂM\nSỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"));
    assert_eq!(line, "accept so-nnmt thang 2026-04", "the document says so too");
    let (line, _) = decided("2026-04-16", old, &format!("{title} của Sở Nông nghiệp và Môi trường"), None);
    assert_eq!(line, "accept so-nnmt thang 2026-04", "the mail says so too");
    let (line, _) = decided("2026-02-13", old, "Báo cáo tháng 2/2026", None);
    assert_eq!(line, "accept so-nnmt thang 2026-02", "within the year");
}

#[test]
fn old_periods_stay_with_old_units() {
    let (line, _) = decided("2025-03-05", "vanthu@stnmt", "Báo cáo tháng 2/2025", None);
    assert_eq!(line, "accept so-tnmt thang 2025-02");
    let letterhead = Some("UBND TỈNH TÂN LÂM\nSỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG");
    let (line, _) = decided("2025-03-05", "vanthu@snnmt", "Báo cáo tháng 2/2025", letterhead);
    assert_eq!(line, "accept so-tnmt thang 2025-02");
    let (line, why) = decided("2025-03-05", "vanthu@snnmt", "Báo cáo tháng 2/2025", None);
    assert_eq!(line, "ask UnitUnclear");
    assert!(why.contains("kỳ này do Sở Tài nguyên và Môi trường báo cáo"), "{why}");
    let (line, _) = decided("2025-07-03", "bantuyengiao@camson", "Báo cáo 6 tháng đầu năm 2025", None);
    assert_eq!(line, "accept huyen-uy-cam-son 6-thang 2025-H1, unanswered", "late, from an office that is no more");
}

#[test]
fn nothing_crosses_a_split_without_a_living_name_on_the_document() {
    let old = "vanthu@sldtbxh";
    let (line, why) = decided("2025-04-16", old, "Báo cáo tháng 4/2025", None);
    assert_eq!(line, "ask UnitUnclear");
    for part in ["Sở Giáo dục và Đào tạo (dạy nghề)", "Sở Nội vụ (bình đẳng giới, lao động)", "Sở Y tế (trẻ em)"]
    {
        assert!(why.contains(part), "{why}");
    }
    let named = "Sở Nội vụ báo cáo tháng 4/2025";
    assert_eq!(decided("2025-04-16", old, named, None).0, "ask UnitUnclear", "a subject is no document");
    let living = Some("UBND TỈNH TÂN LÂM\nSỞ NỘI VỤ");
    let (line, _) = decided("2025-04-16", old, "Báo cáo tháng 4/2025", living);
    assert_eq!(line, "accept so-noi-vu thang 2025-04");
    let dead = Some("UBND TỈNH TÂN LÂM\nSỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI");
    let (line, _) = decided("2025-04-16", "vanthu@snv", "Báo cáo tháng 4/2025", dead);
    assert_eq!(line, "ask UnitUnclear", "one heir of three on the old paper");
    let (line, _) = decided("2025-03-20", "bantuyengiao@dukhoi", "Báo cáo quý I/2025", None);
    assert_eq!(line, "ask UnitUnclear");
}

#[test]
fn a_place_is_the_district_before_july_and_the_commune_after() {
    let district = "bantuyengiao@camson";
    let (line, _) = decided("2025-06-17", district, "Cẩm Sơn báo cáo 6 tháng đầu năm 2025", None);
    assert_eq!(line, "accept huyen-uy-cam-son 6-thang 2025-H1");
    let (line, _) = decided("2025-09-17", "xacamson@dcs", "Cẩm Sơn báo cáo 9 tháng năm 2025", None);
    assert_eq!(line, "accept xa-cam-son quy-3 2025-Q3");
    let letterhead = Some("ĐẢNG BỘ TỈNH TÂN LÂM\nĐẢNG ỦY XÃ BẮC CẨM SƠN");
    let (line, _) = decided("2025-09-17", "xabaccamson@dcs", "Báo cáo 9 tháng năm 2025", letterhead);
    assert_eq!(line, "accept xa-bac-cam-son quy-3 2025-Q3", "the longest name");
    let (line, why) = decided("2025-09-17", district, "Cẩm Sơn báo cáo 9 tháng năm 2025", None);
    assert_eq!(line, "ask NotOwed, unanswered", "a dissolved office's mailbox speaks for nobody");
    assert!(why.contains("Huyện ủy Cẩm Sơn thôi từ sau ngày 30/6/2025"), "{why}");
}

#[test]
fn a_mailbox_that_two_units_had_after_each_other_speaks_for_the_one_of_the_period() {
    let both = "bantuyengiao@daoyen";
    let sent = |day: &str, subject: &str, issuer: Option<&str>| decided(day, both, subject, issuer).0;
    let half = "Báo cáo 6 tháng đầu năm 2025";
    assert_eq!(sent("2025-06-17", half, None), "accept huyen-uy-dao-yen 6-thang 2025-H1");
    assert_eq!(sent("2025-07-03", half, None), "accept huyen-uy-dao-yen 6-thang 2025-H1");
    let third = "Báo cáo 9 tháng năm 2025";
    assert_eq!(sent("2025-09-17", third, None), "accept dac-khu-dao-yen quy-3 2025-Q3");
    let letterhead = Some("ĐẢNG BỘ TỈNH TÂN LÂM\nHUYỆN ỦY ĐẢO YẾN");
    assert_eq!(sent("2025-09-17", third, letterhead), "accept dac-khu-dao-yen quy-3 2025-Q3");
}

#[test]
fn a_renamed_unit_is_known_by_every_name_it_had() {
    let (line, why) = decided("2025-04-16", "vanthu@bhxh", "Báo cáo tháng 4/2025 - BHXH tỉnh", None);
    assert_eq!(line, "accept bhxh thang 2025-04");
    assert!(why.contains("Ghi tên cũ “Bảo hiểm xã hội tỉnh”, nay là Bảo hiểm xã hội khu vực XL."), "{why}");
    let (line, why) = decided("2025-04-16", "vanthu@bhxhkv40", "Báo cáo tháng 4/2025", None);
    assert_eq!(line, "accept bhxh thang 2025-04");
    assert!(!why.contains("cũ"), "{why}");
    let (line, why) =
        decided("2026-06-16", "xavanhoi@dcs", "Đảng ủy phường Vân Hội báo cáo 6 tháng đầu năm 2026", None);
    assert_eq!(line, "accept xa-van-hoi 6-thang 2026-H1");
    assert!(!why.contains("cũ"), "{why}");
    let letterhead = Some("ĐẢNG BỘ TỈNH TÂN LÂM\nĐẢNG ỦY XÃ VÂN HỘI");
    let (line, why) = decided("2026-06-16", "xavanhoi@dcs", "Báo cáo 6 tháng đầu năm 2026", letterhead);
    assert_eq!(line, "accept xa-van-hoi 6-thang 2026-H1");
    assert!(why.contains("Ghi tên cũ “Đảng ủy xã Vân Hội”, nay là Đảng ủy phường Vân Hội."), "{why}");
}

#[test]
fn namesakes_are_asked_about_unless_the_mailbox_tells() {
    let named = "DU xa Ha Lam bao cao 9 thang 2025";
    assert_eq!(decided("2025-09-17", "xahalam@dcs", named, None).0, "accept xa-ha-lam quy-3 2025-Q3");
    assert_eq!(decided("2025-09-17", "canbo@chung", named, None).0, "ask SenderUnknown, unanswered");
}

#[test]
fn a_new_name_and_mailbox_that_are_entered_beforehand_wait_for_their_day() {
    let (rules, _) = office();
    let unit = rules.roster.unit(&UnitId::new("bhxh").unwrap()).unwrap();
    let facts = BoardFacts::default();
    let on = |day| (wording::greeting(unit, day), standing::address(unit, &facts, day).unwrap());
    assert_eq!(on(date(2025, 2, 28)), ("Bảo hiểm xã hội tỉnh".into(), "vanthu@bhxh.tanlam.example"));
    assert_eq!(on(date(2025, 3, 1)), ("Bảo hiểm xã hội khu vực XL".into(), "vanthu@bhxhkv40.tanlam.example"));
    assert_eq!(on(date(2025, 10, 1)), ("Bảo hiểm xã hội tỉnh".into(), "vanthu@bhxh.tanlam.example"));
}

#[test]
fn what_waits_from_a_split_office_accuses_none_of_its_heirs() {
    let roster = &office().0.roster;
    let may = |unit: &str| {
        let unit = roster.unit(&UnitId::new(unit).unwrap()).unwrap();
        roster.kin(unit).iter().any(|unit| unit.ever_wrote_from("vanthu@sldtbxh.tanlam.example"))
    };
    assert!(may("so-gddt") && may("so-noi-vu") && may("so-y-te"));
    assert!(!may("so-nnmt"));
    let ended = roster.unit(&UnitId::new("so-tnmt").unwrap()).unwrap();
    let heirs = roster.kin(ended).iter().any(|unit| unit.ever_wrote_from("vanthu@snnmt.tanlam.example"));
    assert!(heirs, "its heir may bring what it still owes");
}

#[test]
fn the_other_half_of_a_merged_department_does_not_replace_the_first() {
    let (rules, _) = office();
    let key =
        (UnitId::new("so-nnmt").unwrap(), tiepnhan::plan::ReportId::new("thang").unwrap(), "2025-04".parse().unwrap());
    let received = KnownReceipt {
        number: (2025, 41),
        version: 1,
        received_at: "2025-04-15T09:00:00+07:00".parse().unwrap(),
        files: vec![Sha256::of(b"another")],
        begins: true,
        pieces: vec![],
    };
    let register = Arc::new(Register { receipts: [(key, vec![received])].into() });
    let facts = Facts { register, ..Facts::default() };
    let sent = |from: &str, subject: &str| {
        let message = mail(rules, "2025-04-16", from, subject, None);
        let evidence = evidence::gather(&message, &facts, rules);
        let decision = decision::decide(&message, &evidence, &facts, rules);
        (line(&decision), decision.entries.first().map(|entry| entry.relation))
    };
    let (old, own) = ("vanthu@stnmt.tanlam.example", "vanthu@snnmt.tanlam.example");
    assert_eq!(sent(old, "Báo cáo tháng 4/2025").0, "ask UnitUnclear");
    let accepted = "accept so-nnmt thang 2025-04".to_owned();
    assert_eq!(sent(own, "Báo cáo tháng 4/2025"), (accepted.clone(), Some(Relation::Replacement)));
    assert_eq!(sent(old, "Bản thay thế báo cáo tháng 4/2025"), (accepted, Some(Relation::Replacement)));
}

#[test]
fn a_person_may_call_a_unit_by_any_of_its_names() {
    let meant = |text: &str| office().0.roster.meant(text).iter().map(|unit| unit.id.to_string()).collect::<Vec<_>>();
    assert_eq!(meant("Bảo hiểm xã hội khu vực XL"), ["bhxh"]);
    assert_eq!(meant("dang uy xa van hoi"), ["xa-van-hoi"]);
    assert_eq!(meant("Đảng ủy xã Hạ Lâm"), ["xa-ha-lam-nui"]);
    assert_eq!(meant("dang uy xa ha lam"), ["xa-ha-lam", "xa-ha-lam-nui"]);
    assert_eq!(meant("Sở Ngoại vụ"), Vec::<String>::new());
}

/// The communes with their mailboxes, as the list has them.
fn communes() -> Vec<(&'static str, &'static str, &'static str)> {
    let units = office().0.roster.units.iter().filter(|unit| unit.group.as_str() == "xa-phuong-dac-khu");
    let line = |unit: &'static tiepnhan::roster::Unit| {
        let (addresses, _) = unit.mailboxes_on(date(2025, 9, 17));
        let mailbox = addresses[0].strip_suffix(".tanlam.example").unwrap();
        (unit.id.as_str(), unit.name_on(date(2025, 9, 17)), mailbox)
    };
    units.map(line).collect()
}

#[test]
fn each_of_130_communes_is_known_however_its_clerk_writes_it() {
    let plain = |name: &str| tiepnhan::spelling::fold(name);
    let mut wrong = Vec::new();
    for (id, name, mailbox) in communes() {
        let short = name.replace("Đảng ủy phường", "ĐU P.").replace("Đảng ủy xã", "ĐU xã");
        let glued = plain(name).replace(' ', "_");
        for named in [name.to_owned(), name.to_uppercase(), plain(name), short, glued] {
            let got = decided("2025-09-17", mailbox, &format!("{named} báo cáo 9 tháng năm 2025"), None).0;
            if got != format!("accept {id} quy-3 2025-Q3") {
                wrong.push(format!("{named}: {got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of 650:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_commune_is_taken_for_its_neighbour() {
    let all = communes();
    let mut wrong = Vec::new();
    for (at, (id, name, _)) in all.iter().enumerate() {
        let letterhead = format!("ĐẢNG BỘ TỈNH TÂN LÂM\n{}", name.to_uppercase());
        let subject = "Báo cáo 9 tháng năm 2025";
        let (_, _, neighbour) = all[at.wrapping_add(1).checked_rem(all.len()).unwrap()];
        let got = decided("2025-09-17", neighbour, subject, Some(&letterhead)).0;
        if got != "ask SenderUnknown, unanswered" {
            wrong.push(format!("{name} from {neighbour}: {got}"));
        }
        let got = decided("2025-09-17", all[at].2, subject, Some(&letterhead)).0;
        if got != format!("accept {id} quy-3 2025-Q3") {
            wrong.push(format!("{name}: {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} of 260:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nobody_writes_for_a_successor_before_there_is_one() {
    let (line, _) = decided("2025-02-24", "vanthu@stnmt", "Báo cáo quý I/2025", None);
    assert_eq!(line, "ask NotOwed", "half of an office that begins in March");
    let heir = Some("UBND TỈNH TÂN LÂM\nSỞ Y TẾ");
    let (line, _) = decided("2025-02-17", "vanthu@sldtbxh", "Báo cáo tháng 2/2025", heir);
    assert_eq!(line, "ask SenderUnknown, unanswered", "they are two offices still");
}
