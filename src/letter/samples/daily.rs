//! The letters that an office writes itself each day.

use serde_json::Value;

use super::{common, json};
use crate::letter::values::{Common, Desk, DeskGroup, Digest, DigestReport, DigestReview, DigestUnit};

fn unit(name: &str, what: &str, note: &str) -> DigestUnit {
    DigestUnit { unit: name.into(), what: what.into(), note: note.into() }
}

fn at(common: Common) -> Common {
    Common { as_of: "07 giờ 30 ngày 22/6/2020".into(), ..common }
}

pub(super) fn digest(full: bool) -> Value {
    if !full {
        return json(&quiet());
    }
    json(&Digest {
        common: at(Common { to: "Đồng chí Trưởng phòng".into(), ..common(true) }),
        reports: reports(),
        meetings: vec![report(
            "Hội nghị giao ban công tác khoa giáo 6 tháng đầu năm 2020",
            "tuần cuối tháng 6/2020, tức 24/6 đến 30/6/2020",
            "chờ báo cáo 6 tháng đầu năm 2020, còn thiếu 04/22 đơn vị",
        )],
        overdue: late(),
        overdue_count: "02".into(),
        changes: vec!["Tất cả đều mới quá hạn trong thời gian từ 07 giờ 30 ngày 19/6/2020 đến nay.".into()],
        maybe: vec![unit(
            "Sở Y tế",
            "báo cáo 6 tháng đầu năm 2020 (có thể đã gửi)",
            "có thư của đơn vị đang chờ kiểm tra",
        )],
        due_soon: vec![report("Báo cáo tháng 6 năm 2020", "trước ngày 26/6/2020 (thứ Sáu)", "12 đơn vị")],
        received: vec![unit(
            "Tỉnh đoàn",
            "báo cáo 6 tháng đầu năm 2020, nhận lúc 10 giờ 00 ngày 19/6/2020",
            "số tiếp nhận 0104",
        )],
        incidents: vec![unit("Sở Y tế", "ngộ độc thực phẩm tại trường học", "")],
        incident_count: "01".into(),
        received_since: "07 giờ 30 ngày 19/6/2020".into(),
        received_count: "01".into(),
        reviews: vec![review()],
        review_count: "16".into(),
        reviews_more: "15".into(),
        enclosure: "Tinh-hinh-gui-bao-cao-22-6-2020.xlsx".into(),
        ..quiet()
    })
}

fn reports() -> Vec<DigestReport> {
    vec![
        report("Báo cáo 6 tháng đầu năm 2020", "trước ngày 19/6/2020 (thứ Sáu)", "đã nhận 18/22 đơn vị, quá hạn 2"),
        report("Danh mục đầu việc cần phối hợp năm 2020", "", "đã nhận 17/22 đơn vị"),
    ]
}

fn late() -> Vec<DigestUnit> {
    let half = "báo cáo 6 tháng đầu năm 2020 (quá hạn 3 ngày)";
    vec![
        unit("Hội Khuyến học tỉnh", half, "đã nhắc 16/6, 18/6; liên hệ ĐT 0238 3 500 111"),
        unit("Hội Đông y tỉnh", half, ""),
    ]
}

/// A day on which nothing is open.
fn quiet() -> Digest {
    Digest {
        common: at(Common { to: "Đồng chí Trưởng phòng".into(), ..common(false) }),
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
    DigestReport { activity: due.starts_with("tuần"), title: title.into(), due: due.into(), counts: counts.into() }
}

fn review() -> DigestReview {
    DigestReview { what: "09 giờ 10 ngày 18/6/2020, Sở Y tế".into(), why: "chưa rõ kỳ báo cáo".into() }
}

/// A digest of more units than a letter can name one by one.
pub(super) fn crowded() -> Value {
    let mut value = digest(true);
    let names = "60 đơn vị: Sở Y tế; Hội Khuyến học tỉnh; và 58 đơn vị khác";
    if let Value::Object(fields) = &mut value {
        fields.insert("enclosure".into(), "".into());
        fields.insert("too_large".into(), true.into());
        fields.insert("overdue_count".into(), "60".into());
        let brief = |title: &str, counts: &str| json(&[report(title, "", counts)]);
        fields.insert("overdue_brief".into(), brief("Báo cáo tháng 5 năm 2020 (quá hạn 32 ngày)", names));
        fields.insert("maybe_brief".into(), brief("Thư gửi đơn vị không đến được", names));
        fields.insert("received_count".into(), "58".into());
        fields.insert("received_brief".into(), brief("Báo cáo 6 tháng đầu năm 2020", "58 lượt"));
    }
    value
}

/// What stands at the head of a letter while a mailbox is not read.
const SILENCE: &str = "Hộp thư khoagiao.songlam@gmail.example (máy chủ imap.gmail.example) chưa đọc được từ 16 giờ 40 ngày \
                       19/6/2020. Số liệu dưới đây tính theo thư đã đọc; đơn vị có thể đã gửi vào hộp thư này. Vì vậy chưa \
                       đơn vị nào bị coi là quá hạn, và không đơn vị nào được nhắc cho đến khi đọc lại được.";

/// A digest of a morning on which a mailbox is not read.
pub(super) fn unheard() -> Value {
    json(&Digest {
        silence: SILENCE.into(),
        reports: vec![report(
            "Báo cáo 6 tháng đầu năm 2020",
            "trước ngày 19/6/2020 (thứ Sáu)",
            "đã nhận 20/22 đơn vị (đúng hạn 20), chưa kết luận 2",
        )],
        maybe: ["Hội Khuyến học tỉnh", "Hội Đông y tỉnh"]
            .map(|name| unit(name, "báo cáo 6 tháng đầu năm 2020 (chưa thấy báo cáo)", "đã nhắc 16/6, 18/6"))
            .to_vec(),
        due_soon: vec![report(
            "Báo cáo tháng 6 năm 2020",
            "trước ngày 26/6/2020 (thứ Sáu)",
            "02 đơn vị: Sở Y tế; Tỉnh đoàn",
        )],
        ..quiet()
    })
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
    let unit = |what: &str, note: &str| unit("Hội Khuyến học tỉnh", what, note);
    let mail = "Thư 12: 09 giờ 10 ngày 18/6/2020, Sở Y tế, “bc gửi Ban”, đã chờ 4 ngày";
    let calls =
        [unit("báo cáo tháng 6 năm 2020 (chưa nhắc được)", "địa chỉ thư không nhận được; liên hệ ĐT 0238 3 500 111")];
    let overdue = [
        unit("báo cáo tháng 5 năm 2020 (quá hạn 9 ngày)", "đã nhắc 10/6, 12/6"),
        unit("báo cáo quý I năm 2020 (quá hạn 8 ngày)", ""),
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
        review_count: "01".into(),
        wishes: list("Thư 15: 14 giờ 20 ngày 19/6/2020, Hội Khuyến học tỉnh, “Xin gia hạn”, đã chờ 3 ngày"),
        calls: if full { calls.to_vec() } else { Vec::new() },
        overdue: if full { overdue.to_vec() } else { Vec::new() },
        letters: list("12 thư còn chờ gửi, lâu nhất từ 08 giờ 00 ngày 20/6/2020"),
        health: "thư đến gần nhất lúc 07 giờ 12 ngày 22/6/2020".into(),
    })
}
