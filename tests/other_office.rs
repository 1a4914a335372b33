//! Mails to another office: other people, other units, other habits. What is decided here may not lean on the corpus.

mod crooked;
mod in_the_mail;
mod incidents;
mod matters;
mod of_another_kind;
mod packed;
mod party;
mod strangers;
mod twice;

use jiff::civil::date;
use tiepnhan::calendar::Calendar;
use tiepnhan::decision::{self, Verdict};
use tiepnhan::evidence::{self, Facts};
use tiepnhan::message::{Attachment, AuthResult, Authenticity, Body, Message, Person, RobotSigns, Sha256};
use tiepnhan::office::{Office, Rules};
use tiepnhan::plan::{OwedBy, PeriodRule, Piece, Plan, PlanId, Plans, Report, ReportId};
use tiepnhan::roster::{Group, GroupId, Roster, Succession, Unit, UnitId, Validity};
use tiepnhan::text::{FileKind, FileText, Member, Problem};

const US: &str = "btgdv@haxuyen.example";

fn unit(id: &str, name: &str, symbols: &[&str], addresses: &[&str], domains: &[&str]) -> Unit {
    let all = |list: &[&str]| list.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    Unit {
        symbols: all(symbols),
        addresses: all(addresses),
        domains: all(domains),
        ..Unit::new(
            UnitId::new(id).unwrap(),
            name,
            GroupId::new(if id.starts_with("xa-") || id.starts_with("phuong-") { "xa" } else { "so" }).unwrap(),
        )
    }
}

fn report(id: &str, name: &str, periods: PeriodRule, groups: &[&str]) -> Report {
    let groups = groups.iter().map(|group| GroupId::new(group).unwrap()).collect();
    Report::new(ReportId::new(id).unwrap(), name, periods, OwedBy { groups, ..OwedBy::default() })
}

fn rules() -> Rules {
    let clerk = "vanthu.chung@haxuyen.example";
    let mut units = vec![
        unit("so-y-te", "Sở Y tế", &["SYT"], &["vp@syt.haxuyen.example"], &["syt.haxuyen.example"]),
        unit(
            "so-gddt",
            "Sở Giáo dục và Đào tạo",
            &["SGDĐT", "SGD&ĐT"],
            &["vp@sgddt.haxuyen.example"],
            &["sgddt.haxuyen.example"],
        ),
        unit("so-nnmt", "Sở Nông nghiệp và Môi trường", &["SNNMT"], &[], &["snnmt.haxuyen.example"]),
        unit("hoi-dong-y", "Hội Đông y tỉnh", &["HĐY"], &["dongyhaxuyen@gmail.com"], &[]),
        unit("hoi-khuyen-hoc", "Hội Khuyến học tỉnh", &["HKH"], &["khuyenhochx@gmail.com"], &[]),
        unit("cd-su-pham", "Trường Cao đẳng Sư phạm", &["CĐSP"], &["vp@cdsp.haxuyen.example"], &[]),
        unit("mttq", "Ủy ban MTTQ Việt Nam tỉnh", &["MTTQ"], &["mttq@haxuyen.example"], &[]),
        unit(
            "cong-an",
            "Đảng ủy Công an tỉnh",
            &["ĐUCA", "ĐUCAT"],
            &["px03@ca.haxuyen.example"],
            &["ca.haxuyen.example"],
        ),
        unit("xa-cam-lam", "Đảng ủy xã Cam Lâm", &[], &["camlam@dcs.example", clerk], &[]),
        unit("xa-cam-an", "Đảng ủy xã Cam An", &[], &["xacaman.hx@gmail.com", clerk], &[]),
        unit("phuong-ninh-hoa", "Đảng ủy phường Ninh Hòa", &[], &["ninhhoa@dcs.example"], &[]),
        unit("phuong-dong-ninh-hoa", "Đảng ủy phường Đông Ninh Hòa", &[], &["dongninhhoa@dcs.example"], &[]),
        unit("xa-son-ha", "Đảng ủy xã Sơn Hà", &[], &["sonha@dcs.example"], &[]),
        unit("xa-son-ha-2", "Đảng ủy xã Sơn Hạ", &[], &["sonha2@dcs.example"], &[]),
    ];
    let mut old = unit("so-tnmt", "Sở Tài nguyên và Môi trường", &["STNMT"], &[], &["stnmt.haxuyen.example"]);
    old.validity = Validity { from: None, to: Some(date(2025, 2, 28)) };
    old.successors = vec![Succession { unit: UnitId::new("so-nnmt").unwrap(), fields: vec![] }];
    units.push(old);
    let both = ["so", "xa"];
    let reports = vec![
        report("thang", "Báo cáo tháng công tác khoa giáo", PeriodRule::Months(vec![1, 2, 4, 5, 7, 8, 10, 11]), &both),
        report("dlxh", "Báo cáo tháng dư luận xã hội", PeriodRule::Months((1..=12).collect()), &["xa"]),
        report("quy-1", "Báo cáo quý I", PeriodRule::Quarters(vec![1]), &both),
        report("6-thang", "Báo cáo 6 tháng đầu năm", PeriodRule::FirstHalf, &both),
        report("9-thang", "Báo cáo 9 tháng", PeriodRule::NineMonths, &both),
        report("nam", "Báo cáo năm", PeriodRule::Year, &both),
        report("dot-xuat", "Báo cáo đột xuất", PeriodRule::AdHoc, &both),
    ];
    Rules::new(
        office(),
        Roster {
            groups: vec![
                Group { id: GroupId::new("so").unwrap(), name: "Sở, ngành".into() },
                Group { id: GroupId::new("xa").unwrap(), name: "Xã, phường".into() },
            ],
            units,
        },
        Plans {
            plans: vec![Plan::new(PlanId::new("03-hd").unwrap(), "Hướng dẫn chế độ báo cáo", reports)]
        },
        Calendar::default(),
    )
}

fn office() -> Office {
    Office {
        name: "Ban Tuyên giáo và Dân vận Tỉnh ủy Hà Xuyên".into(),
        short_name: "Ban Tuyên giáo và Dân vận Tỉnh ủy".into(),
        mailbox: US.into(),
        own_addresses: vec![],
        staff: vec!["chuyenvien@haxuyen.example".into()],
        leaders: vec![],
        briefings: Vec::new(),
        contact: None,
        phone: None,
        time_zone: jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
        start_date: date(2020, 1, 1),
        working_hours: (jiff::civil::time(7, 0, 0, 0), jiff::civil::time(17, 0, 0, 0)),
        digest_at: jiff::civil::time(7, 0, 0, 0),
        on_duty: Vec::new(),
        due_day_counts: true,
        authserv_id: Some("mx.haxuyen.example".into()),
        also_signed_by: Vec::new(),
        largest_letter: 20_000_000,
        placing: tiepnhan::spelling::placing::Placing::default(),
        escalation: tiepnhan::office::Escalation::default(),
    }
}

fn person(address: &str) -> Person {
    Person { name: String::new(), address: address.to_owned() }
}

/// A mail that arrives on the morning of `day`.
fn mail(day: &str, from: &str, subject: &str, body: &str, files: Vec<Attachment>) -> Message {
    Message {
        sha256: Sha256::of(subject.as_bytes()),
        size: 1000,
        received_at: format!("{day}T09:00:00+07:00").parse().unwrap(),
        dated_at: None,
        message_id: None,
        references: vec![],
        from: Some(person(from)),
        reply_to: vec![],
        to: vec![person(US)],
        cc: vec![],
        subject: subject.to_owned(),
        body: Body { own: body.to_owned(), ..Body::default() },
        attachments: files,
        robot: RobotSigns::default(),
        bounce: None,
        authenticity: Authenticity::default(),
        faults: vec![],
    }
}

fn file(name: &str, kind: FileKind, text: &str, problem: Option<Problem>) -> Attachment {
    Attachment {
        file_name: name.to_owned(),
        media_type: "application/octet-stream".into(),
        size: 40_000,
        sha256: Sha256::of(name.as_bytes()),
        inline: false,
        text: FileText { text: text.to_owned(), ..FileText::blank(kind, problem) },
    }
}

fn doc(name: &str, text: &str) -> Attachment {
    file(name, FileKind::Docx, text, None)
}

fn scan(name: &str) -> Attachment {
    file(name, FileKind::Pdf, "", Some(Problem::NoText))
}

/// A document of the Party or the State, by its lines.
fn page(issuer: &str, number: &str, day: &str, title: &str) -> String {
    format!(
        "{issuer}\n{number}\nHà Xuyên, {day}\nBÁO CÁO\n{title}\n-----\nThực hiện Hướng dẫn 03-HD/BTGDVTU, đơn vị báo cáo như sau:\n1. Kết quả"
    )
}

#[track_caller]
fn judged(message: &Message, expected: &str) {
    judged_by(message, expected, &rules());
}

#[track_caller]
fn judged_by(message: &Message, expected: &str, rules: &Rules) {
    let facts = Facts::default();
    let evidence = evidence::gather(message, &facts, rules);
    let decision = decision::decide(message, &evidence, &facts, rules);
    let lines: Vec<String> =
        decision.entries.iter().map(|entry| format!("{} {} {}", entry.unit, entry.report, entry.period)).collect();
    let got = match decision.verdict {
        Verdict::Accept => format!("accept {}", lines.join(" + ")),
        Verdict::Ask => format!("ask {:?}", decision.question.unwrap()),
        Verdict::Ignore => "ignore".to_owned(),
    };
    let text = decision::explain::text(message, &evidence, &decision, rules);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_eq!(got, expected, "{text}\n{evidence:#?}");
}

#[track_caller]
fn subject_with_scan(day: &str, from: &str, subject: &str, expected: &str) {
    judged(&mail(day, from, subject, "Kính chuyển.", vec![scan("scan0001.pdf")]), expected);
}

#[test]
fn subjects_say_unit_and_period_when_the_file_is_a_scan() {
    let syt = "vp@syt.haxuyen.example";
    subject_with_scan("2026-06-17", syt, "BC 6T dau nam 2026 - So Y te", "accept so-y-te 6-thang 2026-H1");
    subject_with_scan(
        "2026-03-17",
        "vp@sgddt.haxuyen.example",
        "SGDĐT gửi BC công tác khoa giáo quý I/2026",
        "accept so-gddt quy-1 2026-Q1",
    );
    subject_with_scan(
        "2026-06-17",
        syt,
        "V/v báo cáo kết quả công tác 6 tháng đầu năm và phương hướng, nhiệm vụ 6 tháng cuối năm 2026",
        "accept so-y-te 6-thang 2026-H1",
    );
    subject_with_scan(
        "2026-05-19",
        "dongyhaxuyen@gmail.com",
        "BAO CAO THANG 5 CUA HOI DONG Y",
        "accept hoi-dong-y thang 2026-05",
    );
    subject_with_scan(
        "2026-12-03",
        "khuyenhochx@gmail.com",
        "Bao cao tong ket nam 2026, phuong huong 2027",
        "accept hoi-khuyen-hoc nam 2026",
    );
    subject_with_scan(
        "2026-09-18",
        "ninhhoa@dcs.example",
        "DU phuong Ninh Hoa - BC quy III 2026",
        "accept phuong-ninh-hoa 9-thang 2026-9M",
    );
    subject_with_scan(
        "2026-09-18",
        "dongninhhoa@dcs.example",
        "ĐU P. Đông Ninh Hòa bc Q3",
        "accept phuong-dong-ninh-hoa 9-thang 2026-9M",
    );
    subject_with_scan(
        "2026-09-18",
        "px03@ca.haxuyen.example",
        "Đảng ủy Công an tỉnh_BC 9 tháng TGDV",
        "accept cong-an 9-thang 2026-9M",
    );
    subject_with_scan("2026-05-19", syt, "Em gui bao cao thang 5 a", "accept so-y-te thang 2026-05");
}

#[test]
fn subjects_that_say_too_little_or_other_things_ask() {
    let syt = "vp@syt.haxuyen.example";
    subject_with_scan("2026-05-19", syt, "(không có tiêu đề)", "ask Unsure");
    subject_with_scan("2026-05-19", syt, "báo cáo", "ask PeriodUnclear");
    subject_with_scan("2026-05-19", syt, "Sở Y tế - BC số 15-BC/SYT", "ask PeriodUnclear");
    subject_with_scan("2026-08-10", "vp@sgddt.haxuyen.example", "Báo cáo tổng kết năm học 2025-2026", "ask NotOwed");
    subject_with_scan("2026-06-10", syt, "BC chuyên đề 5 năm thực hiện CT 42-CT/TW", "ask NotOwed");
    subject_with_scan("2026-06-10", syt, "Báo cáo tháng 6/2026 của Sở Y tế", "ask NotOwed");
    subject_with_scan("2026-06-10", syt, "Báo cáo quý II năm 2026", "ask NotOwed");
    subject_with_scan(
        "2026-06-17",
        "nguyenvana1990@gmail.com",
        "BC 6 tháng đầu năm 2026 - Sở Y tế",
        "ask SenderUnknown",
    );
    subject_with_scan("2026-06-17", syt, "BC 6 tháng đầu năm 2026 - Sở Giáo dục và Đào tạo", "ask UnitUnclear");
    subject_with_scan("2026-06-17", syt, "BC 6 tháng đầu năm 2025 - Sở Y tế", "ask PeriodUnclear");
    subject_with_scan("2026-05-19", "camlam@dcs.example", "BC tuần 3 tháng 5/2026", "ask NotOwed");
    subject_with_scan("2026-05-19", syt, "Giấy mời họp giao ban khoa giáo quý II", "ignore");
    subject_with_scan("2026-01-19", syt, "Kế hoạch công tác khoa giáo năm 2026", "ignore");
    subject_with_scan("2026-06-17", syt, "Góp ý dự thảo báo cáo 6 tháng", "ask PersonAsks");
    subject_with_scan("2026-06-17", syt, "[MẬT] BC tình hình 6 tháng", "ask Secret");
}

#[test]
fn one_address_for_two_communes_needs_the_words() {
    let clerk = "vanthu.chung@haxuyen.example";
    subject_with_scan("2026-04-17", clerk, "BC khoa giáo tháng 4/2026", "ask UnitUnclear");
    subject_with_scan("2026-04-17", clerk, "BC khoa giáo T4/2026 xã Cam An", "accept xa-cam-an thang 2026-04");
    judged(
        &mail(
            "2026-04-17",
            clerk,
            "BC khoa giáo T4/2026 hai xã",
            "Gửi 2 báo cáo.",
            vec![
                doc(
                    "xa_Cam_An_BC_T4.docx",
                    &page(
                        "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM AN\n*",
                        "Số 12-BC/ĐU",
                        "ngày 16 tháng 4 năm 2026",
                        "công tác khoa giáo tháng 4 năm 2026",
                    ),
                ),
                doc(
                    "xa_Cam_Lam_BC_T4.docx",
                    &page(
                        "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM LÂM\n*",
                        "Số 31-BC/ĐU",
                        "ngày 16 tháng 4 năm 2026",
                        "công tác khoa giáo tháng 4 năm 2026",
                    ),
                ),
            ],
        ),
        "accept xa-cam-an thang 2026-04 + xa-cam-lam thang 2026-04",
    );
}

#[test]
fn reports_of_one_period_are_told_apart_by_their_names() {
    let from = "camlam@dcs.example";
    subject_with_scan("2026-04-17", from, "BC dư luận xã hội tháng 4/2026", "accept xa-cam-lam dlxh 2026-04");
    subject_with_scan("2026-04-17", from, "BC tháng 4/2026", "ask PeriodUnclear");
    subject_with_scan(
        "2026-04-17",
        from,
        "Bao cao cong tac tuyen giao thang 4/2026",
        "accept xa-cam-lam thang 2026-04",
    );
}

#[test]
fn names_that_differ_by_one_mark_are_settled_by_the_sender_alone() {
    subject_with_scan(
        "2026-06-17",
        "sonha@dcs.example",
        "bao cao 6 thang dau nam 2026 xa son ha",
        "accept xa-son-ha 6-thang 2026-H1",
    );
    subject_with_scan("2026-06-17", "ai.do@yahoo.com", "bao cao 6 thang dau nam 2026 xa son ha", "ask SenderUnknown");
    subject_with_scan(
        "2026-06-17",
        "sonha@dcs.example",
        "Báo cáo 6 tháng đầu năm 2026 Đảng ủy xã Sơn Hạ",
        "ask UnitUnclear",
    );
}

#[test]
fn file_names_carry_the_period() {
    let syt = "vp@syt.haxuyen.example";
    let named = |day: &str, name: &str, expected: &str| {
        judged(&mail(day, syt, "Kính gửi Ban", "Sở gửi báo cáo.", vec![scan(name)]), expected);
    };
    named("2026-06-18", "Bao cao so ket khoa giao 6 thang dau nam 2026.pdf", "accept so-y-te 6-thang 2026-H1");
    named("2026-06-18", "BC 6T 2026 SYT.pdf", "accept so-y-te 6-thang 2026-H1");
    named("2026-03-18", "BC_CTKG_Q1_SYT.pdf", "accept so-y-te quy-1 2026-Q1");
    named("2026-06-18", "123_BC-SYT_18062026-signed.pdf", "ask PeriodUnclear");
    named("2026-05-18", "bc t5.pdf", "accept so-y-te thang 2026-05");
    named("2026-10-18", "BC_SYT_T10_2026_signed.pdf", "accept so-y-te thang 2026-10");
    named("2026-10-18", "261018_bc_thang10.pdf", "accept so-y-te thang 2026-10");
    named("2026-03-18", "BC quy I (ban chinh thuc).pdf", "accept so-y-te quy-1 2026-Q1");
    named("2026-12-05", "BC tong ket 2026 phuong huong 2027.pdf", "accept so-y-te nam 2026");
    named("2026-08-05", "Báo cáo tổng kết năm học 2025-2026.pdf", "ask NotOwed");
    named("2026-05-18", "2.GM 219.pdf", "ask Unsure");
    named("2026-06-18", "DỰ THẢO BC 6 tháng 2026.pdf", "ask Incomplete");
}

fn state(issuer: &str, number: &str, title: &str) -> String {
    page(issuer, number, "ngày 16 tháng 4 năm 2026", title)
}

const SYT: &str = "UBND TỈNH HÀ XUYÊN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ Y TẾ\tĐộc lập - Tự do - Hạnh phúc";

#[test]
fn the_title_decides_against_a_poor_subject() {
    let syt = "phong.nvy@syt.haxuyen.example";
    let sent = |subject: &str, name: &str, title: &str, expected: &str| {
        judged(&mail("2026-04-17", syt, subject, "", vec![doc(name, &state(SYT, "Số: 88/BC-SYT", title))]), expected);
    };
    sent(
        "Báo cáo",
        "Doc1.docx",
        "Kết quả công tác tháng 4 năm 2026; nhiệm vụ tháng 5 năm 2026",
        "accept so-y-te thang 2026-04",
    );
    sent("Gửi chị Lan", "bc.docx", "Kết quả công tác tháng 4, nhiệm vụ tháng 5/2026", "accept so-y-te thang 2026-04");
    sent("BC T4/2025", "BC T4.docx", "Kết quả công tác tháng 4 năm 2026", "accept so-y-te thang 2026-04");
    sent("BC T4/2026", "BC T4.docx", "Kết quả công tác tháng 3 năm 2026", "ask Contradiction");
    sent("BC", "BC quý I.docx", "Kết quả công tác tháng 4 năm 2026", "ask Contradiction");
    sent("BC T4/2026", "BC T2.docx", "Kết quả công tác tháng 4 năm 2026", "accept so-y-te thang 2026-04");
    sent("BC", "BC T2.docx", "Kết quả công tác tháng 4 năm 2026", "ask Contradiction");
    sent("BC T2/2026", "BC T2.docx", "Kết quả công tác tháng 4 năm 2026", "ask Contradiction");
    sent("BC", "x.docx", "Tổng kết 5 năm thực hiện Chỉ thị 42-CT/TW", "ask NotOwed");
    sent("BC", "x.docx", "Công tác cải cách hành chính quý I năm 2026", "ask NotOwed");
    sent("BC", "x.docx", "Kết quả công tác quý I năm 2024", "ask PeriodUnclear");
    sent("BC", "x.docx", "Kết quả công tác tháng 3 và tháng 4 năm 2026", "ask NotOwed");
    // One matter, and the title names no period: what the month has of it nobody knows.
    sent("Báo cáo T4", "x.docx", "Kết quả giám sát dịch bệnh", "ask NotOwed");
}

#[test]
fn the_old_year_in_january_is_a_slip_of_the_pen_and_in_june_a_question() {
    let sent = |today: &str, signed: &str, month: &str, expected: &str| {
        let text = page(SYT, "Số: 8/BC-SYT", signed, &format!("Kết quả công tác {month} năm 2026"));
        judged(
            &mail(today, "vp@syt.haxuyen.example", &format!("Báo cáo {month}/2026"), "", vec![doc("bc.docx", &text)]),
            expected,
        );
    };
    sent("2026-01-20", "ngày 19 tháng 01 năm 2025", "tháng 1", "accept so-y-te thang 2026-01");
    sent("2026-04-17", "ngày 16 tháng 4 năm 2025", "tháng 4", "ask Contradiction");
    sent("2026-01-20", "ngày 23 tháng 01 năm 2025", "tháng 1", "ask Contradiction");
}

#[test]
fn a_school_reports_on_all_its_work_by_naming_its_parts() {
    let judge = |title: &str, expected: &str| {
        let text = state("TRƯỜNG CAO ĐẲNG SƯ PHẠM", "Số: 8/BC-CĐSP", title);
        let mail = mail("2026-04-17", "vp@cdsp.haxuyen.example", "Gửi báo cáo", "", vec![doc("bc.docx", &text)]);
        judged(&mail, expected);
    };
    for whole in [
        "Kết quả công tác giáo dục chính trị, tư tưởng, đào tạo, khoa học tháng 4 năm 2026",
        "Công tác đào tạo và nghiên cứu khoa học tháng 4 năm 2026",
    ] {
        judge(whole, "accept cd-su-pham thang 2026-04");
    }
    judge("Công tác tuyển sinh liên thông tháng 4 năm 2026", "ask NotOwed");
}

#[test]
fn a_year_title_on_one_matter_is_not_the_report_of_the_year() {
    let sent = |title: &str, expected: &str| {
        let file = doc("bc.docx", &state(SYT, "Số: 288/BC-SYT", title));
        judged(&mail("2026-11-20", "phong.nvy@syt.haxuyen.example", "Gửi báo cáo", "", vec![file]), expected);
    };
    for whole in [
        "Kết quả công tác năm 2026; phương hướng, nhiệm vụ năm 2027",
        "Tổng kết công tác y tế năm 2026",
        "Kết quả hoạt động của ngành năm 2026",
        "Kết quả công tác 11 tháng, ước thực hiện cả năm 2026",
    ] {
        sent(whole, "accept so-y-te nam 2026");
    }
    for matter in [
        "Kết quả xây dựng nông thôn mới 6 tháng đầu năm 2026",
        "Kết quả xây dựng nông thôn mới năm 2026",
        "Kết quả công tác phòng, chống tham nhũng, tiêu cực năm 2026",
        "Tình hình thực hiện chuyển đổi số, cải cách thủ tục hành chính năm 2026",
    ] {
        sent(matter, "ask NotOwed");
    }
}

#[test]
fn our_field_as_a_place_and_the_work_of_others_are_one_matter() {
    let sent = |title: &str, expected: &str| {
        let file = doc("bc.docx", &state(SYT, "Số: 88/BC-SYT", title));
        judged(&mail("2026-04-17", "phong.nvy@syt.haxuyen.example", "Gửi báo cáo", "", vec![file]), expected);
    };
    for whole in [
        "Công tác khoa giáo tháng 4 năm 2026",
        "Kết quả thực hiện nhiệm vụ trong lĩnh vực y tế tháng 4 năm 2026",
        "Công tác y tế và dân số tháng 4 năm 2026",
        "Công tác y tế tháng 4 năm 2026 về lĩnh vực khoa giáo",
    ] {
        sent(whole, "accept so-y-te thang 2026-04");
    }
    for matter in [
        "Công tác phòng chống tham nhũng trong lĩnh vực khoa giáo tháng 4 năm 2026",
        "Kết quả chuyển đổi số trong công tác khoa giáo tháng 4 năm 2026",
        "CÔNG TÁC THANH TRA THUỘC LĨNH VỰC KHOA GIÁO THÁNG 4 NĂM 2026",
        "Công tác y tế tháng 4 năm 2026 về an toàn bức xạ",
        "Công tác Đoàn tháng 4 năm 2026",
        "Công tác đảng tháng 4 năm 2026",
        "Thu chi tháng 4 năm 2026",
    ] {
        sent(matter, "ask NotOwed");
    }
}

#[test]
fn another_issuer_than_the_sender_asks_unless_the_mail_says_so() {
    let from = "vp@syt.haxuyen.example";
    let school =
        state("UBND TỈNH HÀ XUYÊN\nSỞ GIÁO DỤC VÀ ĐÀO TẠO", "Số: 9/BC-SGDĐT", "Kết quả công tác tháng 4 năm 2026");
    judged(&mail("2026-04-17", from, "Báo cáo tháng 4", "", vec![doc("bc.docx", &school)]), "ask SenderUnknown");
    judged(
        &mail(
            "2026-04-17",
            from,
            "Báo cáo tháng 4",
            "Gửi hộ báo cáo của Sở Giáo dục và Đào tạo.",
            vec![doc("bc.docx", &school)],
        ),
        "accept so-gddt thang 2026-04",
    );
    let board = state(
        "HỘI KHUYẾN HỌC VIỆT NAM\nBAN THƯỜNG VỤ TỈNH HÀ XUYÊN",
        "Số: 9/BC-BTV",
        "Kết quả công tác tháng 4 năm 2026",
    );
    judged(
        &mail("2026-04-17", "khuyenhochx@gmail.com", "Báo cáo tháng 4", "", vec![doc("bc.docx", &board)]),
        "accept hoi-khuyen-hoc thang 2026-04",
    );
    let centre =
        state("SỞ Y TẾ HÀ XUYÊN\nTRUNG TÂM KIỂM SOÁT BỆNH TẬT", "Số: 9/BC-TTKSBT", "Kết quả công tác tháng 4 năm 2026");
    judged(&mail("2026-04-17", from, "Báo cáo tháng 4", "", vec![doc("bc.docx", &centre)]), "ask UnitUnclear");
    let successor = state(
        "UBND TỈNH HÀ XUYÊN\nSỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
        "Số: 9/BC-SNNMT",
        "Kết quả công tác tháng 4 năm 2026",
    );
    judged(
        &mail("2026-04-17", "ntb@stnmt.haxuyen.example", "Báo cáo tháng 4", "", vec![doc("bc.docx", &successor)]),
        "accept so-nnmt thang 2026-04",
    );
    let ended =
        state("UBND TỈNH HÀ XUYÊN\nSỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "Số: 9/BC-STNMT", "Kết quả công tác tháng 4 năm 2026");
    judged(
        &mail("2026-04-17", "ntb@stnmt.haxuyen.example", "Báo cáo tháng 4", "", vec![doc("bc.docx", &ended)]),
        "ask UnitUnclear",
    );
}

#[test]
fn words_without_a_file() {
    let from = "dongyhaxuyen@gmail.com";
    let wrote =
        |subject: &str, body: &str, expected: &str| judged(&mail("2026-07-17", from, subject, body, vec![]), expected);
    wrote(
        "Bao cao thang 7",
        "Kinh gui Ban. Thang 7 don vi khong phat sinh noi dung, xin bao cao de Ban biet.",
        "accept hoi-dong-y thang 2026-07",
    );
    wrote(
        "Xin gửi chậm",
        "Đơn vị xin gửi chậm báo cáo tháng 7 sang ngày 23/7 do lãnh đạo đi công tác.",
        "ask PersonAsks",
    );
    wrote("Về BC tháng 7", "Lãnh đạo đi họp chưa ký kịp, cho Hội xin gửi báo cáo vào sáng 23/7 ạ.", "ask PersonAsks");
    wrote("Xin nợ báo cáo tháng 7", "Mong anh chị thông cảm.", "ask PersonAsks");
    wrote(
        "Báo cáo tháng 7",
        "File nặng nên em để link: https://drive.google.com/file/d/abc (quyền xem)",
        "ask MissingFile",
    );
    wrote("Báo cáo tháng 7", "Em gửi báo cáo, file đính kèm ạ.", "ask MissingFile");
    wrote(
        "Re: Nhắc gửi báo cáo",
        "Báo cáo em đã gửi hôm qua rồi ạ, anh chị kiểm tra lại hộp thư giúp em.",
        "ask PersonAsks",
    );
    for body in [
        "Báo cáo tháng 7 Hội gửi chiều qua nhầm bản chưa duyệt. Đề nghị Ban chưa tổng hợp, Hội gửi bản đúng sau.",
        "Đề nghị phòng không sử dụng báo cáo hôm qua, có số liệu sai.",
    ] {
        wrote("Đề nghị chưa sử dụng BC tháng 7", body, "ask PersonAsks");
    }
    wrote("Hỏi", "Ban gửi cho Sở hạn nộp là ngày nào ạ? Sở chưa nhận được công văn.", "ask PersonAsks");
    wrote("Re: Xác nhận đã nhận", "Dạ em cảm ơn chị ạ.", "ignore");
    wrote(
        "Báo cáo",
        "Báo cáo nhanh: 7h30 ngày 12/7 tại xã Cam An xảy ra vụ ngộ độc. Sẽ có báo cáo tiếp.",
        "ask PersonAsks",
    );
}

#[test]
fn bodies_that_ask_beside_a_report_still_deliver_it_or_ask() {
    let from = "vp@syt.haxuyen.example";
    let report = || doc("BC T4.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"));
    let wrote =
        |body: &str, expected: &str| judged(&mail("2026-04-17", from, "BC tháng 4", body, vec![report()]), expected);
    wrote(
        "Nhờ anh/chị xác nhận giúp em đã nhận được báo cáo chưa ạ, em sợ mail bị lỗi.",
        "accept so-y-te thang 2026-04",
    );
    wrote("Phòng Khoa giáo cho em gửi BC, bản giấy em chuyển qua bưu điện sau ạ.", "accept so-y-te thang 2026-04");
    wrote("Xin hỏi hạn gửi báo cáo 6 tháng là ngày nào ạ?", "ask PersonAsks");
    wrote("Sở xin rút kinh nghiệm và đề nghị thu hồi báo cáo đã gửi tuần trước.", "ask PersonAsks");
    wrote(
        "Dạ chị ơi file trước em gửi nhầm bản dự thảo, chị lấy file này giúp em (bản chính thức, đã ký).",
        "accept so-y-te thang 2026-04",
    );
    wrote("Đề nghị không sử dụng bản gửi hôm qua, dùng bản này giúp Sở.", "accept so-y-te thang 2026-04");
    wrote("Báo cáo quý II Sở sẽ gửi sau.", "accept so-y-te thang 2026-04");
}

#[test]
fn a_picture_as_zalo_calls_it_says_nothing_by_its_name() {
    let claims = |name: &str| {
        let picture = file(name, FileKind::Picture, "", Some(Problem::NoText));
        let mail = mail("2026-04-17", "vp@syt.haxuyen.example", "Gửi Ban", "Kính chuyển.", vec![picture]);
        let evidence = evidence::gather(&mail, &Facts::default(), &rules());
        evidence.clues.iter().filter(|clue| clue.source == evidence::Source::FileName).count()
    };
    assert_eq!(claims("z5189342229031_77bc.jpg") + claims("z5189342229031_0d88bc1f6a (1).jpg"), 0);
    assert!(claims("77bc.jpg") > 0 && claims("BC thang 4_77bc.jpg") > 0);
}

#[test]
fn what_word_leaves_beside_an_open_document_is_called_so() {
    let left = file("~$ cao thang 4.docx", FileKind::Unknown, "", None);
    let mail = mail("2026-04-17", "vp@syt.haxuyen.example", "Báo cáo tháng 4/2026", "Sở gửi báo cáo.", vec![left]);
    judged(&mail, "ask Unsure");
    let (rules, facts) = (rules(), Facts::default());
    let evidence = evidence::gather(&mail, &facts, &rules);
    let decision = decision::decide(&mail, &evidence, &facts, &rules);
    let text = decision::explain::text(&mail, &evidence, &decision, &rules);
    assert!(text.contains("~$ cao thang 4.docx: tệp tạm của Word"), "{text}");
}

#[test]
fn files_that_cannot_be_trusted_ask() {
    let from = "vp@syt.haxuyen.example";
    let subject = "Báo cáo tháng 4/2026";
    let sent = |attachment: Attachment, expected: &str| {
        judged(&mail("2026-04-17", from, subject, "", vec![attachment]), expected)
    };
    sent(file("BC.docx", FileKind::Empty, "", Some(Problem::Empty)), "ask UnreadableFile");
    sent(file("BC.zip", FileKind::Zip, "", Some(Problem::Encrypted)), "ask UnreadableFile");
    sent(file("BC.pdf", FileKind::Pdf, "", Some(Problem::Broken("cắt ngang".into()))), "ask UnreadableFile");
    sent(file("winmail.dat", FileKind::Tnef, "", Some(Problem::Unsupported)), "ask UnreadableFile");
    sent(file("BC.docx.exe", FileKind::Program, "", None), "ask Dangerous");
    sent(file("BC.docm", FileKind::Docx, "BÁO CÁO\ntháng 4", None), "ask Dangerous");
    sent(doc("BC.docx", "MẬT\nSỞ Y TẾ\nBÁO CÁO\ntháng 4 năm 2026"), "ask Secret");
    sent(file("BC T4.rar", FileKind::Rar, "", Some(Problem::Unsupported)), "accept so-y-te thang 2026-04");
    // One volume of several: nobody can open it alone, whatever it is called and whatever came whole in it.
    sent(file("BC T4.part1.rar", FileKind::Rar, "", Some(Problem::Volume)), "ask UnreadableFile");
    let mut volume = file("BC T4.rar", FileKind::Rar, "", Some(Problem::Volume));
    let whole = doc("BC T4.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"));
    volume.text.members = vec![Member { name: whole.file_name, size: 1, file: whole.text }];
    sent(volume, "ask UnreadableFile");
    let bomb = |kind: FileKind, inside: FileKind| {
        let mut archive = file("BC T4.zip", kind, "", None);
        let too_large = Some(Problem::TooLarge("3 GB".into()));
        let member = Member { name: "bc.docx".into(), size: 3 << 30, file: FileText::blank(inside, too_large) };
        archive.text.members = vec![member];
        archive
    };
    sent(bomb(FileKind::Zip, FileKind::Unknown), "ask UnreadableFile");
    sent(bomb(FileKind::Rar, FileKind::Zip), "ask UnreadableFile");
    sent(bomb(FileKind::SevenZip, FileKind::SevenZip), "ask UnreadableFile");
    sent(file("BC T4.zip", FileKind::Zip, "", Some(Problem::TooLarge("100000".into()))), "ask UnreadableFile");
    sent(
        file("Bieu so lieu T4.xlsx", FileKind::Xlsx, "SỞ Y TẾ\nBIỂU SỐ LIỆU THÁNG 4 NĂM 2026", None),
        "ask Incomplete",
    );
}

#[test]
fn a_document_systems_broken_report_is_not_lost() {
    let broken = || vec![file("88_BC-SYT.pdf", FileKind::Pdf, "", Some(Problem::Broken("cut off".into())))];
    let sent = |answered: &str, expected: &str| {
        let mut mail = mail("2026-04-17", "vp@syt.haxuyen.example", "Báo cáo tháng 4/2026", "", broken());
        mail.robot.auto_submitted = Some(answered.to_owned());
        judged(&mail, expected);
    };
    sent("auto-generated", "ask UnreadableFile");
    sent("auto-replied", "ignore");
}

#[test]
fn a_report_in_any_wrapping_counts_as_if_it_had_come_bare() {
    let from = "vp@syt.haxuyen.example";
    let report = || doc("BC T4.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"));
    let sent = |files: Vec<Attachment>| {
        judged(&mail("2026-04-17", from, "Báo cáo tháng 4/2026", "", files), "accept so-y-te thang 2026-04");
    };
    for (name, kind) in
        [("BC T4.docx.p7m", FileKind::Signature), ("BC T4.7z", FileKind::SevenZip), ("BC T4.rar", FileKind::Rar)]
    {
        let inner = report();
        let mut outer = file(name, kind, "", None);
        outer.text.members.push(Member { name: inner.file_name, size: 1, file: inner.text });
        sent(vec![outer]);
    }
    // People's webmail does not open it: the report is proposed, and a file that opens is asked for.
    let inner = report();
    let mut outer = file("winmail.dat", FileKind::Tnef, "", None);
    outer.text.members.push(Member { name: inner.file_name, size: 1, file: inner.text });
    judged(&mail("2026-04-17", from, "Báo cáo tháng 4/2026", "", vec![outer]), "ask UnreadableFile");
    // Outlook repeats the text of the mail in a winmail.dat of its own: whole, and nobody's report.
    sent(vec![report(), file("winmail.dat", FileKind::Tnef, "Kính gửi Ban, Sở gửi báo cáo.", None)]);
}

#[test]
fn forged_and_borrowed_senders_are_never_believed() {
    let report = || vec![doc("BC T4.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"))];
    let mut forged = mail("2026-04-17", "vp@syt.haxuyen.example", "Báo cáo tháng 4/2026", "", report());
    let said = |server: &str, dmarc: &str| AuthResult {
        authserv_id: server.into(),
        dmarc: Some(dmarc.into()),
        ..AuthResult::default()
    };
    forged.authenticity.all = vec![said("mx.haxuyen.example", "fail")];
    judged(&forged, "ask Forged");
    forged.authenticity.all = vec![said("mx.la.example", "fail")];
    judged(&forged, "accept so-y-te thang 2026-04");
    let mut elsewhere = mail("2026-04-17", "vp@syt.haxuyen.example", "Báo cáo tháng 4/2026", "", report());
    elsewhere.reply_to = vec![person("sobaoyte@mail.example.net")];
    judged(&elsewhere, "ask Forged");
    elsewhere.authenticity.all = vec![said("mx.haxuyen.example", "pass")];
    judged(&elsewhere, "accept so-y-te thang 2026-04");
    let mut colleague = mail("2026-04-17", "ai.do@syt.haxuyen.example", "Báo cáo tháng 4/2026", "", report());
    colleague.reply_to = vec![person("sobaoyte@mail.example.net")];
    colleague.authenticity.all = vec![said("mx.haxuyen.example", "pass")];
    judged(&colleague, "ask Forged");
    let mut double = mail("2026-04-17", "vp@syt.haxuyen.example", "Báo cáo tháng 4/2026", "", report());
    double.authenticity.other_authors = vec![person("ai.do@gmail.com")];
    judged(&double, "ask Forged");
    let mut handed = mail("2026-04-17", "vp@syt.haxuyen.example", "Báo cáo tháng 4/2026", "", report());
    handed.authenticity.sender = Some(person("ai.do@gmail.com"));
    judged(&handed, "ask Forged");
    handed.authenticity.all = vec![said("mx.haxuyen.example", "pass")];
    judged(&handed, "accept so-y-te thang 2026-04");
    let near = mail("2026-04-17", "vp@syt-haxuyen.example", "Báo cáo tháng 4/2026", "", report());
    judged(&near, "ask SenderUnknown");
    let mut borrowed = mail("2026-04-17", "ai.do@gmail.com", "Báo cáo tháng 4/2026", "", report());
    borrowed.from = Some(Person { name: "Văn phòng Sở Y tế".into(), address: "ai.do@gmail.com".into() });
    judged(&borrowed, "ask SenderUnknown");
    judged(
        &mail("2026-04-17", "vp@syt.haxuyen.example.evil.net", "Báo cáo tháng 4/2026", "", report()),
        "ask SenderUnknown",
    );
}

#[test]
fn incidents_are_not_the_report_of_the_month() {
    let from = "px03@ca.haxuyen.example";
    subject_with_scan(
        "2026-04-12",
        from,
        "HỎA TỐC: BC nhanh tình hình dịch tay chân miệng",
        "accept cong-an dot-xuat adhoc-2026-04-12",
    );
    subject_with_scan(
        "2026-04-12",
        from,
        "Báo cáo đột xuất vụ ô nhiễm nguồn nước xã Cam An",
        "accept cong-an dot-xuat adhoc-2026-04-12",
    );
}

#[test]
fn copies_and_drafts_ask() {
    let report = || vec![doc("BC T4.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"))];
    let mut copy = mail("2026-04-17", "vp@syt.haxuyen.example", "Báo cáo tháng 4/2026", "", report());
    copy.to = vec![person("vanphong@ubnd.haxuyen.example")];
    copy.cc = vec![person(US)];
    judged(&copy, "ask Unsure");
    let open = doc(
        "BC T4.docx",
        "SỞ Y TẾ\nSố:      /BC-SYT\nHà Xuyên, ngày    tháng 4 năm 2026\nBÁO CÁO\nKết quả công tác tháng 4 năm 2026",
    );
    judged(&mail("2026-04-17", "vp@syt.haxuyen.example", "Báo cáo tháng 4/2026", "", vec![open]), "ask Incomplete");
}

#[test]
fn a_text_layer_that_lost_letters_is_still_read() {
    let text = "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM AN\n*\nSố 12-BC/ĐU\nHà Xuy n, ngày 17 tháng 9 n m 2026\nBÁO CÁO\n\
        kết quả c ng tác tuyên giáo 9 tháng đầu n m 2026, phư ng hướng, nhiệm vụ 3 tháng cuối n m 2026\nC n cứ Quy chế";
    judged(
        &mail("2026-09-18", "xacaman.hx@gmail.com", "Báo cáo", "", vec![file("BC.pdf", FileKind::Pdf, text, None)]),
        "accept xa-cam-an 9-thang 2026-9M",
    );
}

#[test]
fn staff_pass_on_what_reached_them() {
    let report = state("TỈNH HÀ XUYÊN\nHỘI KHUYẾN HỌC", "Số: 8/BC-HKH", "Kết quả công tác tháng 4 năm 2026");
    let mut passed = mail(
        "2026-04-17",
        "chuyenvien@haxuyen.example",
        "Fwd: Báo cáo tháng 4",
        "Vào sổ giúp.",
        vec![doc("BC.docx", &report)],
    );
    judged(&passed, "ask UnitUnclear");
    passed.body.forwarded =
        "---------- Forwarded message ---------\nTừ: Hội Khuyến học <khuyenhochx@gmail.com>\nSubject: BC".into();
    judged(&passed, "accept hoi-khuyen-hoc thang 2026-04");
}

#[test]
fn a_mail_that_lists_its_documents_by_number_is_for_each_of_their_units() {
    let from = "vp@syt.haxuyen.example";
    let month = "Kết quả công tác tháng 4 năm 2026";
    let own = || doc("88 BC So.docx", &state(SYT, "Số: 88/BC-SYT", month));
    let other = || doc("12 BC Hoi.docx", &state("TỈNH HÀ XUYÊN\nHỘI ĐÔNG Y", "Số: 12/BC-HĐY", month));
    let sent = |body: &str, files: Vec<Attachment>, expected: &str| {
        judged(&mail("2026-04-17", from, "Báo cáo tháng 4 năm 2026", body, files), expected);
    };
    let both = "accept hoi-dong-y thang 2026-04 + so-y-te thang 2026-04";
    sent("Gửi 02 báo cáo: của Sở (số 88/BC-SYT), của Hội (số 12/BC-HĐY).", vec![other(), own()], both);
    sent("Gửi 02 báo cáo: 88/BC-SYT và 12/bc-hđy.", vec![other(), own()], both);
    // The one not listed may have come along by mistake; what is to be read is not handed in; and who hands in nothing of
    // his own lists what others wrote.
    sent("Gửi 02 báo cáo: của Sở (số 88/BC-SYT), của Hội.", vec![other(), own()], "ask SenderUnknown");
    sent("Gửi 88/BC-SYT; kèm 12/BC-HĐY để tham khảo.", vec![other(), own()], "ask SenderUnknown");
    sent("Gửi báo cáo số 12/BC-HĐY.", vec![other()], "ask SenderUnknown");
    // The symbol must be that of the unit in the letterhead.
    let foreign = doc("12 BC Hoi.docx", &state("TỈNH HÀ XUYÊN\nHỘI ĐÔNG Y", "Số: 12/BC-CĐSP", month));
    sent("Gửi 88/BC-SYT và 12/BC-CĐSP.", vec![foreign, own()], "ask SenderUnknown");
    let open = doc("BC Hoi.docx", &state("TỈNH HÀ XUYÊN\nHỘI ĐÔNG Y", "Số:     /BC-HĐY", month));
    sent("Gửi 88/BC-SYT và BC-HĐY.", vec![open, own()], "ask SenderUnknown");
}

#[test]
fn titles_that_name_a_span_and_the_wider_one_are_the_wider_report() {
    let from = "vp@syt.haxuyen.example";
    let sent = |day: &str, title: &str, expected: &str| {
        let text = format!("{SYT}\nSố: 88/BC-SYT\nBÁO CÁO\n{title}\n-----");
        judged(&mail(day, from, "Gửi báo cáo", "", vec![doc("bc.docx", &text)]), expected);
    };
    sent(
        "2026-06-17",
        "Kết quả công tác quý II và 6 tháng đầu năm 2026; nhiệm vụ 6 tháng cuối năm",
        "accept so-y-te 6-thang 2026-H1",
    );
    sent("2026-03-17", "Kết quả công tác tháng 3 và quý I năm 2026", "accept so-y-te quy-1 2026-Q1");
    sent("2026-09-17", "Kết quả công tác tháng 9 và 9 tháng đầu năm 2026", "accept so-y-te 9-thang 2026-9M");
    // What is due in months without a year, beside nine months that have one.
    let text = format!("{SYT}\nSố: 88/BC-SYT\nBÁO CÁO\nKết quả công tác 9 tháng đầu năm 2026\n-----");
    let nine = vec![doc("BC 9T va 3 thang cuoi nam.docx", &text)];
    judged(&mail("2026-09-17", from, "BC 9 tháng, 3 tháng cuối năm", "", nine), "accept so-y-te 9-thang 2026-9M");
    sent("2026-11-20", "Kết quả công tác tháng 11, 11 tháng đầu năm 2026", "accept so-y-te thang 2026-11");
    sent("2026-12-05", "Kết quả công tác quý IV và cả năm 2026", "accept so-y-te nam 2026");
    subject_with_scan("2026-06-17", from, "BC quý II và 6 tháng đầu năm 2026", "accept so-y-te 6-thang 2026-H1");
}

#[test]
fn courtesies_and_excuses_do_not_stop_a_report() {
    let from = "vp@syt.haxuyen.example";
    let report = || doc("BC T4.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"));
    let wrote = |body: &str| {
        judged(&mail("2026-04-27", from, "BC tháng 4", body, vec![report()]), "accept so-y-te thang 2026-04")
    };
    wrote("Sở xin gửi chậm báo cáo do chờ số liệu, mong Ban thông cảm.");
    wrote("Rất mong nhận được ý kiến góp ý của quý Ban.");
    wrote("Sở gửi báo cáo tháng 4, xin rút kinh nghiệm về việc gửi chậm.");
    wrote("Trân trọng báo cáo./.");
}

#[test]
fn a_scan_and_a_cover_letter_go_with_the_report_beside_them() {
    let from = "vp@syt.haxuyen.example";
    let report = doc("BC khoa giao.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"));
    let cover = doc(
        "cv.docx",
        "SỞ Y TẾ\nSố: 901/SYT-VP\nV/v gửi báo cáo công tác khoa giáo\nHà Xuyên, ngày 16 tháng 4 năm 2026\nKính gửi: Ban Tuyên giáo và Dân vận Tỉnh ủy",
    );
    judged(
        &mail("2026-04-17", from, "Gửi Ban", "Báo cáo của Sở.", vec![scan("88.BC-SYT_signed.pdf"), report, cover]),
        "accept so-y-te thang 2026-04",
    );
}

#[test]
fn strangers_with_documents_are_seen_by_a_person_and_never_answered() {
    subject_with_scan("2026-04-17", "moi.toanh@gmail.com", "Kính gửi", "ask Unsure");
    judged(
        &mail("2026-04-17", "moi.toanh@gmail.com", "Hỏi", "Cho hỏi số điện thoại của Phòng?", vec![]),
        "ask PersonAsks",
    );
    judged(
        &mail("2026-04-17", "ads@shop.example.net", "Khuyến mãi", "Mua ngay tại http://shop.example.net", vec![]),
        "ignore",
    );
}

#[test]
fn a_flash_report_with_a_period_in_its_title_asks_which_it_is() {
    let text = format!("{SYT}\nSố: 88/BC-SYT\nBÁO CÁO NHANH\nKết quả công tác tháng 4 năm 2026\n-----");
    judged(
        &mail("2026-04-17", "vp@syt.haxuyen.example", "Gửi báo cáo", "", vec![doc("bc.docx", &text)]),
        "ask PeriodUnclear",
    );
}

#[test]
fn what_came_before_makes_it_a_copy_or_a_new_version() {
    use std::sync::Arc;
    use tiepnhan::decision::Relation;
    use tiepnhan::evidence::{KnownReceipt, Register};

    let rules = rules();
    let first = doc("BC T4.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"));
    let key = (UnitId::new("so-y-te").unwrap(), ReportId::new("thang").unwrap(), "2026-04".parse().unwrap());
    let receipt = KnownReceipt {
        number: (2026, 7),
        version: 1,
        received_at: "2026-04-16T02:00:00Z".parse().unwrap(),
        files: vec![first.sha256.clone()],
        begins: true,
        pieces: vec![Piece::Pdf],
    };
    let register = Register { receipts: [(key, vec![receipt])].into() };
    let facts = Facts { register: Arc::new(register), ..Facts::default() };
    let relation = |day: &str, name: &str| {
        let mut file = first.clone();
        file.sha256 = Sha256::of(name.as_bytes());
        let message = mail(day, "vp@syt.haxuyen.example", "BC tháng 4", "", vec![file]);
        let evidence = evidence::gather(&message, &facts, &rules);
        decision::decide(&message, &evidence, &facts, &rules).entries.first().map(|entry| entry.relation)
    };
    assert_eq!(relation("2026-04-17", "BC T4.docx"), Some(Relation::Duplicate));
    assert_eq!(relation("2026-04-17", "BC T4 (thay thế).docx"), Some(Relation::Replacement));
    let mut wanting = rules.clone();
    wanting.plans.plans[0].reports.iter_mut().for_each(|report| report.needs = vec![Piece::Pdf, Piece::Word]);
    let mut word = first.clone();
    word.sha256 = Sha256::of(b"word");
    let message = mail("2026-04-17", "vp@syt.haxuyen.example", "BC tháng 4", "", vec![word]);
    let evidence = evidence::gather(&message, &facts, &wanting);
    let entry = decision::decide(&message, &evidence, &facts, &wanting).entries.remove(0);
    assert_eq!(entry.relation, Relation::Supplement, "the Word file that the plan asks for, after the signed PDF");
    // Found in the junk folder after the inbox was read: it came first and replaces nothing.
    assert_eq!(relation("2026-04-15", "BC T4 ban dau.docx"), Some(Relation::First));
}

/// A scan in which an optical reader saw this page.
fn seen(name: &str, page: &str) -> Attachment {
    let mut file = scan(name);
    file.text.scanned = Some(page.to_owned());
    file
}

#[test]
fn what_a_machine_saw_in_a_scan_ends_an_acceptance_and_never_begins_one() {
    let number = "Số: 12/BC-SYT";
    let right = page("SỞ Y TẾ", number, "ngày 17 tháng 6 năm 2026", "Công tác y tế 6 tháng đầu năm 2026");
    let judge = |from: &str, subject: &str, page: &str, expected: &str| {
        judged(&mail("2026-06-17", from, subject, "Kính chuyển.", vec![seen("scan0001.pdf", page)]), expected);
    };
    let (syt, subject) = ("vp@syt.haxuyen.example", "BC 6T dau nam 2026 - So Y te");
    judge(syt, subject, &right, "accept so-y-te 6-thang 2026-H1");
    judge(syt, subject, "§ ~ l1I", "accept so-y-te 6-thang 2026-H1");
    judge(syt, subject, &right.replace("SỞ Y TẾ", "SỞ GIÁO DỤC VÀ ĐÀO TẠO"), "ask Contradiction");
    judge(syt, subject, &right.replace("6 tháng đầu năm 2026", "quý I năm 2026"), "ask Contradiction");
    judge(syt, subject, &right.replace("6 tháng đầu năm 2026", "6 tháng đầu năm 2025"), "ask Contradiction");
    // A year that lies ahead is a digit misread.
    judge(
        syt,
        subject,
        &right.replace("6 tháng đầu năm 2026", "6 tháng đầu năm 2036"),
        "accept so-y-te 6-thang 2026-H1",
    );
    judge(syt, subject, &right.replace("BÁO CÁO", "KẾ HOẠCH").replace("/BC-", "/KH-"), "ask Unsure");
    judge(syt, subject, &right.replace(number, &format!("{number}\nMẬT")), "ask Secret");
    // Nobody else says what it is, or who sends it: the same as unread.
    judge(syt, "Kính gửi", &right, "ask Unsure");
    judge("la@gmail.example", subject, &right, "ask SenderUnknown");
}

#[test]
fn what_a_machine_saw_shows_a_person_where_to_start() {
    let right = page("SỞ Y TẾ", "Số: 12/BC-SYT", "ngày 17 tháng 6 năm 2026", "Công tác y tế 6 tháng đầu năm 2026");
    let guess = |file: Attachment| {
        let (facts, rules) = (Facts::default(), rules());
        let message = mail("2026-06-17", "vp@syt.haxuyen.example", "Kính gửi", "Em gửi báo cáo.", vec![file]);
        decision::decide(&message, &evidence::gather(&message, &facts, &rules), &facts, &rules)
    };
    let (unread, read) = (guess(scan("scan0001.pdf")), guess(seen("scan0001.pdf", &right)));
    assert_eq!((unread.verdict, unread.entries.len()), (Verdict::Ask, 0));
    assert_eq!((read.verdict, read.question, read.acknowledge), (unread.verdict, unread.question, unread.acknowledge));
    let [entry] = read.entries.as_slice() else { panic!("{read:?}") };
    assert_eq!(
        (entry.unit.as_str(), entry.report.as_str(), &*entry.period.to_string()),
        ("so-y-te", "6-thang", "2026-H1")
    );
    assert_eq!(entry.document_number, None, "a misread digit would pass unnoticed");
    assert_eq!(
        read.reasons[1..],
        ["Máy đọc bản chụp thấy (chỉ để tham khảo): Sở Y tế; 12/BC-SYT; 6 tháng đầu năm 2026."]
    );
}

#[test]
fn what_a_unit_says_it_also_sends_to_another_room_stays_out_of_the_register() {
    let files = || {
        vec![
            doc(
                "BC DLXH.docx",
                &state(SYT, "Số: 87/BC-SYT", "Tình hình dư luận xã hội từ ngày 10/4 đến ngày 16/4/2026"),
            ),
            doc("BC thang 4.docx", &state(SYT, "Số: 88/BC-SYT", "Công tác tuyên giáo tháng 4 năm 2026")),
        ]
    };
    let from = "vp@syt.haxuyen.example";
    let sent = |body: &str, expected: &str| judged(&mail("2026-04-17", from, "Gửi báo cáo", body, files()), expected);
    sent(
        "Sở gửi báo cáo tháng 4 và báo cáo dư luận xã hội (đồng gửi phòng Tuyên truyền theo dõi).",
        "accept so-y-te thang 2026-04",
    );
    sent("Sở gửi 02 báo cáo.", "ask NotOwed");
}

#[test]
fn another_boards_matter_beside_our_field_asks() {
    let judge = |title: &str, expected: &str| {
        let file = doc("bc.docx", &state(SYT, "Số: 88/BC-SYT", title));
        judged(&mail("2026-04-17", "phong.nvy@syt.haxuyen.example", "Gửi báo cáo", "", vec![file]), expected);
    };
    for ours in [
        "Công tác tuyên giáo và khoa giáo tháng 4 năm 2026",
        "Công tác tuyên giáo và dân vận tháng 4 năm 2026",
        "Kết quả công tác khoa giáo, dân số, gia đình và trẻ em tháng 4 năm 2026",
        "Công tác y tế và công tác khoa giáo tháng 4 năm 2026",
        "Công tác khoa giáo tháng 4 năm 2026 và một số kiến nghị, đề xuất",
        "Công tác khoa giáo tháng 4 và phương hướng, nhiệm vụ tháng 5 năm 2026",
        "Kết quả thực hiện nhiệm vụ công tác khoa giáo của Sở Y tế và các đơn vị trực thuộc tháng 4 năm 2026",
        "Tình hình tư tưởng và công tác tuyên giáo tháng 4 năm 2026",
        "Công tác y tế (bản thay thế) tháng 4 năm 2026",
        "Công tác khoa giáo (kỳ báo cáo tháng 4 năm 2026)",
        // What the office waits for comes first; the unit writes to another board in the same report.
        "Công tác khoa giáo và chuyển đổi số tháng 4 năm 2026",
        "Báo cáo công tác khoa giáo và công tác phòng chống tham nhũng tháng 4 năm 2026",
        "Công tác khoa giáo, cải cách hành chính tháng 4 năm 2026",
        "Công tác khoa giáo tháng 4 năm 2026 và công tác thanh tra",
        "Công tác tuyên giáo, dân vận và thanh tra nhân dân tháng 4 năm 2026",
    ] {
        judge(ours, "accept so-y-te thang 2026-04");
    }
    for joint in [
        "Công tác chuyển đổi số và khoa giáo tháng 4 năm 2026",
        "Kết quả cải cách hành chính và công tác khoa giáo tháng 4 năm 2026",
        "Công tác y tế (HIV/AIDS) tháng 4 năm 2026",
        "Công tác khoa giáo (phòng chống ma túy) tháng 4 năm 2026",
    ] {
        judge(joint, "ask NotOwed");
    }
    let syt = "vp@syt.haxuyen.example";
    subject_with_scan("2026-04-17", syt, "BC công tác chuyển đổi số và khoa giáo tháng 4/2026", "ask NotOwed");
    subject_with_scan("2026-04-17", syt, "BC khoa giáo và phụ lục số liệu T4/2026", "accept so-y-te thang 2026-04");
    subject_with_scan("2026-04-17", syt, "BC khoa giáo T4/2026 và danh sách cán bộ", "accept so-y-te thang 2026-04");
}

#[test]
fn a_paper_of_an_office_inside_the_unit_is_not_the_units() {
    let judge = |from: &str, issuer: &str, expected: &str| {
        let text = state(issuer, "Số: 9/BC", "Kết quả công tác tháng 4 năm 2026");
        judged(&mail("2026-04-17", from, "Báo cáo tháng 4", "", vec![doc("bc.docx", &text)]), expected);
    };
    let (syt, sgd) = ("vp@syt.haxuyen.example", "vp@sgddt.haxuyen.example");
    for (from, issuer) in [
        (sgd, "SỞ GIÁO DỤC VÀ ĐÀO TẠO HÀ XUYÊN\nTRƯỜNG THPT LÊ QUÝ ĐÔN"),
        (sgd, "SỞ GIÁO DỤC VÀ ĐÀO TẠO HÀ XUYÊN\nTHPT LÊ QUÝ ĐÔN"),
        (sgd, "UBND TỈNH HÀ XUYÊN\nSỞ GIÁO DỤC VÀ ĐÀO TẠO\nPHÒNG GIÁO DỤC TRUNG HỌC"),
        (sgd, "SỞ GIÁO DỤC VÀ ĐÀO TẠO HÀ XUYÊN\nPTDTNT HUYỆN HÀ XUYÊN"),
        (syt, "SỞ Y TẾ HÀ XUYÊN\nTRUNG TÂM Y TẾ DỰ PHÒNG"),
        (syt, "SỞ Y TẾ HÀ XUYÊN\nBỆNH VIỆN ĐA KHOA TỈNH"),
        (syt, "SỞ Y TẾ HÀ XUYÊN\nCHI CỤC DÂN SỐ"),
        (syt, "SỞ Y TẾ HÀ XUYÊN\nTHANH TRA SỞ"),
        (syt, "UBND TỈNH HÀ XUYÊN\nTRUNG TÂM DỮ LIỆU SỞ Y TẾ"),
        (syt, "UBND TỈNH HÀ XUYÊN\nTRUNG TÂM Y TẾ"),
        ("px03@ca.haxuyen.example", "ĐẢNG ỦY CÔNG AN TỈNH\nPHÒNG CÔNG TÁC CHÍNH TRỊ"),
    ] {
        judge(from, issuer, "ask UnitUnclear");
    }
    for (from, issuer, unit) in [
        (syt, "UBND TỈNH HÀ XUYÊN\nSỞ Y TẾ", "so-y-te"),
        (sgd, "UBND TỈNH HÀ XUYÊN\nSỞ GIÁO DỤC\nVÀ ĐÀO TẠO", "so-gddt"),
        ("camlam@dcs.example", "ĐẢNG BỘ TỈNH HÀ XUYÊN\nĐẢNG ỦY XÃ CAM LÂM\nBAN XÂY DỰNG ĐẢNG", "xa-cam-lam"),
    ] {
        let report = "Kết quả công tác khoa giáo tháng 4 năm 2026";
        let text = state(issuer, "Số: 9/BC", report);
        let mail = mail("2026-04-17", from, "Báo cáo", "", vec![doc("bc.docx", &text)]);
        judged(&mail, &format!("accept {unit} thang 2026-04"));
    }
}

#[test]
fn a_secrecy_mark_on_a_line_of_its_own_is_seen_wherever_it_stands() {
    let from = "vp@syt.haxuyen.example";
    let text = state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026");
    let with = |end: &str| {
        let text = format!("{text}\n{}\n{end}", "Nội dung.\n".repeat(200));
        mail("2026-04-17", from, "Báo cáo tháng 4", "", vec![doc("bc.docx", &text)])
    };
    judged(&with("Nơi nhận:\n- Như trên.\nTỐI MẬT"), "ask Secret");
    judged(&with("(MẬT)"), "ask Secret");
    for harmless in ["CÔNG TÁC BẢO VỆ BÍ\nMẬT", "Mật độ dân số", "MẬT ONG", "mật", "Không có văn bản MẬT"]
    {
        judged(&with(harmless), "accept so-y-te thang 2026-04");
    }
    judged(&mail("2026-04-17", from, "Trao đổi", "Kính gửi Ban,\nNội dung.\nMẬT", vec![]), "ask Secret");
}

#[test]
fn a_scanned_plan_beside_a_good_report_is_left_out() {
    let from = "vp@syt.haxuyen.example";
    let plan = page("BAN TUYÊN GIÁO VÀ DÂN VẬN TỈNH ỦY", "Số 5-KH/BTGDVTU", "ngày 2 tháng 3 năm 2026", "Kiểm tra");
    let report = doc("BC T4.docx", &state(SYT, "Số: 88/BC-SYT", "Kết quả công tác tháng 4 năm 2026"));
    let scan = seen("scan0001.pdf", &plan.replace("BÁO CÁO", "KẾ HOẠCH"));
    let message = mail("2026-04-17", from, "Báo cáo tháng 4", "", vec![report, scan]);
    judged(&message, "accept so-y-te thang 2026-04");
    let (facts, rules) = (Facts::default(), rules());
    let decision = decision::decide(&message, &evidence::gather(&message, &facts, &rules), &facts, &rules);
    assert_eq!(decision.entries[0].attachments, [0], "{decision:?}");
}

#[test]
fn explain_says_of_a_scan_bare_or_packed_that_nobody_has_read_it() {
    let told = |file: Attachment| {
        let (facts, rules) = (Facts::default(), rules());
        let message = mail("2026-06-17", "vp@syt.haxuyen.example", "BC 6T dau nam 2026 - So Y te", "", vec![file]);
        let evidence = evidence::gather(&message, &facts, &rules);
        let decision = decision::decide(&message, &evidence, &facts, &rules);
        let text = decision::explain::text(&message, &evidence, &decision, &rules);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let words = "bản chụp, chưa đọc được";
    let mut packed = file("BC.zip", FileKind::Zip, "", None);
    let inner = scan("scan0001.pdf");
    packed.text.members.push(Member { name: inner.file_name, size: 1, file: inner.text });
    let mut beside = packed.clone();
    let annex = doc("Phu luc.docx", "Phụ lục\nSố liệu").text;
    beside.text.members.push(Member { name: "Phu luc.docx".to_owned(), size: 1, file: annex });
    for unread in [scan("scan0001.pdf"), packed, beside] {
        let text = told(unread);
        assert!(text.contains(words), "{text}");
    }
    let read = told(seen("scan0001.pdf", "§ ~ l1I"));
    assert!(!read.contains(words) && read.contains("bản chụp"), "{read}");
}

#[test]
fn what_staff_send_to_their_own_mailbox_is_hidden_only_when_it_is_their_circular() {
    let form = doc("Mau BC.docx", "BÁO CÁO\nCông tác khoa giáo tháng 4 năm 2026\nI. Kết quả ...");
    let circular = "Đề nghị các đơn vị gửi báo cáo theo mẫu kèm theo.";
    judged(&mail("2026-04-17", US, "Đôn đốc gửi báo cáo", circular, vec![form]), "ignore");
    let scanned = vec![scan("IMG_0001.pdf")];
    judged(&mail("2026-04-17", US, "Chuyển báo cáo", "Đơn vị nộp trực tiếp.", scanned), "ask UnitUnclear");
    let words = "Báo cáo của Sở Y tế nộp trực tiếp.";
    let own = doc("BC.docx", "BÁO CÁO\nCông tác khoa giáo tháng 4 năm 2026\nI. Kết quả");
    judged(&mail("2026-04-17", US, "Chuyển báo cáo", words, vec![own]), "ask UnitUnclear");
}
