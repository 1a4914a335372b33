//! The letters that an office writes itself each day.

use serde_json::Value;

use super::{common, json};
use crate::letter::values::{
    Common, Desk, DeskGroup, Digest, DigestGroup, DigestReport, DigestReview, DigestUnit, Screen,
};

fn unit(name: &str, what: &str, note: &str) -> DigestUnit {
    DigestUnit { unit: name.into(), what: what.into(), note: note.into() }
}

fn at(common: Common) -> Common {
    Common { as_of: "07 giờ 30 ngày 22/6/2020".into(), ..common }
}

/// A digest of a Monday: who was due on Friday, and on which a mail waits.
pub(super) fn digest() -> Digest {
    Digest {
        common: at(Common { to: "Đồng chí Trưởng phòng".into(), ..common(true) }),
        screen: Screen {
            late: late(),
            one_by_one: true,
            doubts: vec![report("Có thư của đơn vị đang chờ kiểm tra", "", "01 đơn vị nêu trên")],
            doubt_count: "01".into(),
            mails: vec!["18/6, Sở Y tế: chưa rõ kỳ báo cáo".into()],
            came: vec!["báo cáo 6 tháng đầu năm 2020 (01 lượt: Tỉnh đoàn)".into()],
            ..Screen::default()
        },
        reports: reports(),
        meetings: vec![meeting("chờ báo cáo 6 tháng đầu năm 2020, còn thiếu 03/22 đơn vị")],
        overdue: overdue(),
        overdue_count: "02".into(),
        changes: vec!["Tất cả mới quá hạn so với ngày 19/6.".into()],
        maybe: vec![unit(
            "Sở Y tế",
            "báo cáo 6 tháng đầu năm 2020 (có thể đã gửi)",
            "có thư của đơn vị đang chờ kiểm tra; đã nhắc 16/6",
        )],
        due_soon: vec![report(JUNE, JUNE_DUE, "02 đơn vị: Sở Công Thương; Tỉnh đoàn")],
        received: vec![unit(
            "Tỉnh đoàn",
            "báo cáo 6 tháng đầu năm 2020, nhận lúc 10 giờ 00 ngày 19/6/2020",
            "số tiếp nhận 0104",
        )],
        incidents: vec![unit("Sở Y tế", "ngộ độc thực phẩm tại trường học", "")],
        incident_count: "01".into(),
        received_count: "01".into(),
        reviews: vec![review()],
        review_count: "01".into(),
        enclosure: "Tinh-hinh-gui-bao-cao-22-6-2020.xlsx".into(),
        ..quiet()
    }
}

const HALF: &str = "Báo cáo 6 tháng đầu năm 2020";
const HALF_DUE: &str = "trước ngày 19/6/2020";
const JUNE: &str = "Báo cáo tháng 6 năm 2020";
const JUNE_DUE: &str = "trước ngày 26/6/2020 (thứ Sáu)";

fn meeting(counts: &str) -> DigestReport {
    let when = "dự kiến 24/6 đến 30/6/2020";
    report("Hội nghị giao ban công tác khoa giáo 6 tháng đầu năm 2020", when, counts)
}

fn reports() -> Vec<DigestReport> {
    vec![
        report(HALF, HALF_DUE, "đã nhận 19/22 đơn vị (đúng hạn 18, gửi chậm 1), quá hạn 2, chưa kết luận 1"),
        DigestReport {
            missing: "Sở Công Thương; Tỉnh đoàn".into(),
            ..report(JUNE, JUNE_DUE, "đã nhận 20/22 đơn vị (đúng hạn 20), chưa gửi 2")
        },
        report("Danh mục đầu việc cần phối hợp năm 2020", "", "đã nhận 17/22 đơn vị, chưa gửi 5"),
    ]
}

fn overdue() -> Vec<DigestUnit> {
    let half = "báo cáo 6 tháng đầu năm 2020 (quá hạn 3 ngày)";
    vec![
        unit("Hội Khuyến học tỉnh", half, "đã nhắc 16/6, 18/6; liên hệ ĐT 0238 3 500 111"),
        unit("Hội Đông y tỉnh", half, ""),
    ]
}

/// What two owe alike, and what one owes besides them.
fn late() -> Vec<DigestGroup> {
    let group = |about: &str, units: Vec<DigestUnit>| DigestGroup { about: about.into(), units };
    let half = "Báo cáo 6 tháng đầu năm 2020 (quá hạn 3 ngày)";
    vec![
        group(
            "",
            vec![unit(
                "Hội Khuyến học tỉnh",
                &format!("báo cáo{}; đã nhắc 16/6, 18/6", half.trim_start_matches("Báo cáo")),
                "ĐT 0238 3 500 111",
            )],
        ),
        group(half, vec![unit("Hội Đông y tỉnh", "", "")]),
    ]
}

/// A day on which nothing is open.
pub(super) fn quiet() -> Digest {
    Digest {
        common: at(Common { to: "Đồng chí Trưởng phòng".into(), ..common(false) }),
        screen: Screen::default(),
        silence: String::new(),
        reports: Vec::new(),
        meetings: Vec::new(),
        overdue: Vec::new(),
        overdue_count: String::new(),
        overdue_brief: Vec::new(),
        changes: Vec::new(),
        maybe: Vec::new(),
        maybe_brief: Vec::new(),
        due_soon: Vec::new(),
        received: Vec::new(),
        received_brief: Vec::new(),
        incidents: Vec::new(),
        incident_count: String::new(),
        received_since: "07 giờ 30 ngày 19/6/2020".into(),
        received_count: String::new(),
        reviews: Vec::new(),
        review_count: String::new(),
        reviews_more: String::new(),
        enclosure: String::new(),
        too_large: false,
    }
}

fn report(title: &str, due: &str, counts: &str) -> DigestReport {
    let (missing, activity) = (String::new(), due.starts_with("dự kiến"));
    DigestReport { activity, title: title.into(), due: due.into(), counts: counts.into(), missing }
}

fn review() -> DigestReview {
    DigestReview { what: "09 giờ 10 ngày 18/6/2020, Sở Y tế".into(), why: "chưa rõ kỳ báo cáo".into() }
}

/// A digest of more units than a letter can name one by one.
pub(super) fn crowded() -> Digest {
    let names = |count: u32, more: u32| format!("{count} đơn vị: Sở Y tế; Hội Khuyến học tỉnh; và {more} đơn vị khác");
    let half = "đã nhận 60/180 đơn vị (đúng hạn 58, gửi chậm 2), quá hạn 60, chưa kết luận 60";
    let may = "đã nhận 60/180 đơn vị (đúng hạn 60), quá hạn 60, chưa kết luận 60";
    let others: Vec<String> = (11..=60).map(commune).collect();
    Digest {
        screen: Screen {
            late: crowd(),
            one_by_one: true,
            late_more: "50".into(),
            late_names: others.join("; "),
            doubts: vec![report("Chưa nhắc được", "", "60 đơn vị")],
            doubt_count: "60".into(),
            mails: vec!["18/6, Hội Đông y tỉnh: đơn vị đề nghị gia hạn".into()],
            mails_since: "8/6".into(),
            came: vec!["báo cáo 6 tháng đầu năm 2020 (58 lượt)".into()],
        },
        reports: vec![report("Báo cáo tháng 5 năm 2020", "trước ngày 20/5/2020", may), report(HALF, HALF_DUE, half)],
        meetings: vec![meeting("chờ báo cáo 6 tháng đầu năm 2020, còn thiếu 120/180 đơn vị")],
        due_soon: Vec::new(),
        overdue_count: "60".into(),
        overdue_brief: vec![
            report("Báo cáo tháng 5 năm 2020 (quá hạn 33 ngày)", "", &names(60, 58)),
            report("Báo cáo 6 tháng đầu năm 2020 (quá hạn 3 ngày)", "", &names(60, 58)),
        ],
        changes: Vec::new(),
        maybe_brief: vec![report("Thư gửi đơn vị không đến được", "", &names(60, 58))],
        received_count: "58".into(),
        received_brief: vec![report(HALF, "", "58 lượt")],
        reviews: vec![review(); 15],
        review_count: "17".into(),
        reviews_more: "02".into(),
        enclosure: String::new(),
        too_large: true,
        ..digest()
    }
}

fn commune(place: u32) -> String {
    format!("Đảng ủy xã Tân Lâm {place}")
}

/// Ten who owe the same.
fn crowd() -> Vec<DigestGroup> {
    let both =
        "Báo cáo tháng 5 năm 2020 (quá hạn 33 ngày), báo cáo 6 tháng đầu năm 2020 (quá hạn 3 ngày); đã nhắc 18/6";
    let units = (1..=10).map(|place| unit(&commune(place), "", "ĐT 0238 3 500 111"));
    vec![DigestGroup { about: both.into(), units: units.collect() }]
}

/// What stands at the head of a letter while a mailbox is not read.
const SILENCE: &str = "Hộp thư khoagiao.songlam@gmail.example (máy chủ imap.gmail.example) chưa đọc được từ 16 giờ 40 ngày \
                       19/6/2020. Số liệu dưới đây tính theo thư đã đọc; đơn vị có thể đã gửi vào hộp thư này. Vì vậy chưa \
                       đơn vị nào bị coi là quá hạn, và không đơn vị nào được nhắc cho đến khi đọc lại được.";

/// A digest of a morning on which a mailbox is not read.
pub(super) fn unheard() -> Digest {
    Digest {
        screen: Screen {
            doubts: vec![report("Chưa thấy báo cáo", "", "Hội Khuyến học tỉnh; Hội Đông y tỉnh")],
            doubt_count: "02".into(),
            ..Screen::default()
        },
        silence: SILENCE.into(),
        reports: vec![
            report(HALF, HALF_DUE, "đã nhận 20/22 đơn vị (đúng hạn 20), chưa kết luận 2"),
            DigestReport {
                missing: "Sở Y tế; Tỉnh đoàn".into(),
                ..report(JUNE, JUNE_DUE, "đã nhận 20/22 đơn vị (đúng hạn 20), chưa thấy 2")
            },
        ],
        maybe: ["Hội Khuyến học tỉnh", "Hội Đông y tỉnh"]
            .map(|name| unit(name, "báo cáo 6 tháng đầu năm 2020 (chưa thấy báo cáo)", "đã nhắc 16/6, 18/6"))
            .to_vec(),
        due_soon: vec![report(JUNE, JUNE_DUE, "02 đơn vị: Sở Y tế; Tỉnh đoàn")],
        ..quiet()
    }
}

/// The staff's letter of such a morning.
pub(super) fn unheard_desk() -> Value {
    let mut value = desk(false);
    let todo = "Hộp thư khoagiao.songlam@gmail.example (máy chủ imap.gmail.example): Lý do: máy chủ báo sai mật khẩu. Đề nghị \
                kiểm tra mật khẩu, mạng, dung lượng; nếu không còn đơn vị nào gửi vào đây thì thôi chờ: `tiepnhan mailbox \
                let-go khoagiao.songlam@gmail.example@imap.gmail.example --why \"…\"`.";
    if let Value::Object(fields) = &mut value {
        fields.insert("silence".into(), format!("{SILENCE}\n{todo}").into());
    }
    value
}

pub(super) fn desk(full: bool) -> Value {
    let list = |item: &str| if full { vec![item.to_owned()] } else { Vec::new() };
    let mail = "Thư 12: 09 giờ 10 ngày 18/6/2020, Sở Y tế, “bc gửi Ban”, đã chờ 4 ngày";
    let calls = [unit(
        "Hội Đông y tỉnh",
        "báo cáo tháng 6 năm 2020 (chưa nhắc được)",
        "địa chỉ thư không nhận được; liên hệ ĐT 0238 3 500 112",
    )];
    let overdue = [
        unit("Hội Khuyến học tỉnh", "báo cáo tháng 5 năm 2020 (quá hạn 12 ngày)", "đã nhắc 11/6, 15/6"),
        unit("Sở Công Thương", "báo cáo tháng 5 năm 2020 (quá hạn 12 ngày)", ""),
    ];
    json(&Desk {
        common: Common { to: "Cán bộ phụ trách".into(), ..common(full) },
        silence: String::new(),
        day: "22/6/2020 (thứ Hai)".into(),
        reviews: if full {
            vec![DeskGroup { title: "Chưa rõ kỳ báo cáo".into(), items: list(mail) }]
        } else {
            Vec::new()
        },
        review_count: if full { "01" } else { "00" }.into(),
        wishes: list("Thư 15: 14 giờ 20 ngày 19/6/2020, Hội Khuyến học tỉnh, “Xin gia hạn”, đã chờ 3 ngày"),
        calls: if full { calls.to_vec() } else { Vec::new() },
        overdue: if full { overdue.to_vec() } else { Vec::new() },
        letters: list("12 thư còn chờ gửi, lâu nhất từ 08 giờ 00 ngày 19/6/2020"),
        health: "thư đến gần nhất lúc 07 giờ 12 ngày 22/6/2020".into(),
    })
}
