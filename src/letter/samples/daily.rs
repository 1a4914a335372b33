//! The letters that an office writes itself each day.

use serde_json::Value;

use super::{common, json};
use crate::letter::values::{Common, Desk, DeskGroup, Digest, DigestReport, DigestReview, DigestUnit};

pub(super) fn digest(full: bool) -> Value {
    let unit = |note: &str| DigestUnit {
        unit: "Hội Khuyến học tỉnh".into(),
        what: "báo cáo 6 tháng đầu năm 2020 (quá hạn 2 ngày)".into(),
        note: note.into(),
    };
    let list = || if full { vec![unit("đã nhắc 16/6, 18/6"), unit("")] } else { Vec::new() };
    json(&Digest {
        common: Common { to: "Đồng chí Trưởng phòng".into(), ..common(full) },
        reports: if full { vec![report("trước ngày 19/6/2020 (thứ Sáu)"), report("")] } else { Vec::new() },
        meetings: if full { vec![report("tuần cuối tháng 6/2020 (24/6 đến 30/6/2020)")] } else { Vec::new() },
        overdue: list(),
        overdue_count: if full { "02".into() } else { String::new() },
        overdue_brief: Vec::new(),
        changes: if full {
            vec!["Mới quá hạn từ 07 giờ 30 ngày 19/6/2020: Hội Khuyến học tỉnh.".into()]
        } else {
            Vec::new()
        },
        maybe: list(),
        maybe_brief: Vec::new(),
        due_soon: if full { vec![report("trước ngày 19/6/2020 (thứ Sáu)")] } else { Vec::new() },
        received: list(),
        received_brief: Vec::new(),
        incidents: list(),
        incident_count: if full { "02".into() } else { String::new() },
        received_since: "07 giờ 30 ngày 17/6/2020".into(),
        received_count: if full { "02".into() } else { String::new() },
        reviews: if full { vec![review()] } else { Vec::new() },
        review_count: if full { "49".into() } else { String::new() },
        reviews_more: if full { "48".into() } else { String::new() },
        enclosure: if full { "Tinh-hinh-gui-bao-cao-22-6-2020.xlsx".into() } else { String::new() },
    })
}

fn report(due: &str) -> DigestReport {
    DigestReport {
        activity: due.is_empty(),
        title: "Báo cáo 6 tháng đầu năm 2020".into(),
        due: due.into(),
        counts: "đã nhận 17/22 đơn vị".into(),
    }
}

fn review() -> DigestReview {
    DigestReview { what: "09 giờ 10 ngày 18/6/2020, Sở Y tế".into(), why: "chưa rõ kỳ báo cáo".into() }
}

/// A digest of more units than a letter can name one by one.
pub(super) fn crowded() -> Value {
    let mut value = digest(true);
    let report = |title: &str, counts: &str| DigestReport {
        activity: false,
        title: title.into(),
        due: String::new(),
        counts: counts.into(),
    };
    let names = "60 đơn vị: Sở Y tế; Hội Khuyến học tỉnh; và 58 đơn vị khác";
    if let Value::Object(fields) = &mut value {
        fields.insert("overdue_count".into(), "60".into());
        fields.insert("overdue_brief".into(), json(&[report("báo cáo tháng 6 năm 2020 (quá hạn 2 ngày)", names)]));
        fields.insert("maybe_brief".into(), json(&[report("báo cáo tháng 6 năm 2020 (chưa nhắc được)", names)]));
        fields.insert("received_brief".into(), json(&[report("báo cáo tháng 6 năm 2020", "58 lượt")]));
    }
    value
}

pub(super) fn desk(full: bool) -> Value {
    let list = |item: &str| if full { vec![item.to_owned()] } else { Vec::new() };
    let unit = |what: &str, note: &str| DigestUnit {
        unit: "Hội Khuyến học tỉnh".into(),
        what: what.into(),
        note: note.into(),
    };
    let mail = "Thư 12: 09 giờ 10 ngày 18/6/2020, Sở Y tế, “bc gửi Ban”, đã chờ 4 ngày";
    let calls =
        [unit("báo cáo tháng 6 năm 2020 (chưa nhắc được)", "địa chỉ thư không nhận được; liên hệ ĐT 0238 3 500 111")];
    let overdue = [
        unit("báo cáo tháng 5 năm 2020 (quá hạn 9 ngày)", "đã nhắc 10/6, 12/6"),
        unit("báo cáo quý I năm 2020 (quá hạn 8 ngày)", ""),
    ];
    json(&Desk {
        common: Common { to: "Cán bộ phụ trách".into(), ..common(full) },
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
