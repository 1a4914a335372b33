//! Sample letters: with them every template is tried at start, and `preview` shows what an office's texts look like.

mod daily;

use std::collections::BTreeSet;

use serde_json::Value;

use super::demand::Demand;
use super::template::{Fault, Kind, Templates};
use super::values::{
    Alert, Asking, Common, Correction, EntryValues, FileValues, Grant, MailValues, OfficeValues, Opening, Query,
    Receipt, ReportValues,
};

/// Tries every sample of every letter on the office's own texts.
pub(super) fn try_all(templates: &Templates, faults: &mut Vec<Fault>) {
    for kind in Kind::ALL {
        let fault = samples(kind).iter().find_map(|values| templates.own_words(kind, values).err());
        faults.extend(fault);
    }
}

/// The top-level names of the values of a letter.
pub(super) fn names(kind: Kind) -> BTreeSet<String> {
    let first = samples(kind).into_iter().next();
    first.and_then(|value| value.as_object().map(|map| map.keys().cloned().collect())).unwrap_or_default()
}

/// Sample values that together reach every branch of the shipped texts, the plainest first.
#[must_use]
pub fn samples(kind: Kind) -> Vec<Value> {
    match kind {
        Kind::Receipt | Kind::Settled => receipts(),
        Kind::Query => queries(),
        Kind::Correction => corrections(),
        Kind::Opening => openings(),
        Kind::Reminder => vec![asking(1, 0), asking(2, 0), doing()],
        Kind::Overdue => {
            vec![asking(0, 1), asking(1, 2), escalated(true, true), escalated(false, true), escalated(true, false)]
        }
        Kind::Grant => grants(),
        Kind::Digest => vec![daily::digest(true), daily::digest(false), daily::crowded()],
        Kind::Desk => vec![daily::desk(true), daily::desk(false)],
        Kind::Alert => vec![json(&alert())],
    }
}

fn json(values: &impl serde::Serialize) -> Value {
    serde_json::to_value(values).unwrap_or_default()
}

fn common(named: bool) -> Common {
    Common {
        office: OfficeValues {
            name: "Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Sông Lam".into(),
            short_name: "Ban Tuyên giáo Tỉnh ủy Sông Lam".into(),
            mailbox: "khoagiao@tinhuy.songlam.example".into(),
            person: named.then(|| "đồng chí Trần Minh Hòa, chuyên viên".into()),
            phone: named.then(|| "0238 3 844 100".into()),
        },
        contact: if named {
            "đồng chí Trần Minh Hòa, chuyên viên (điện thoại 0238 3 844 100)"
        } else {
            ""
        }
        .into(),
        to: "Sở Y tế".into(),
        reference: "TN-4F7K2Q9D".into(),
        as_of: "08 giờ 00 ngày 16/6/2020".into(),
    }
}

fn mail(files: usize) -> MailValues {
    let names = ["BC 6T 2020 SYT.docx", "Phu luc so lieu.xlsx"];
    let file = |(place, name): (usize, &&str)| {
        let trouble = if place == 0 { "" } else { "tệp đặt mật khẩu, chưa ghi nhận" };
        FileValues { name: (*name).into(), size: "86 KB".into(), trouble: trouble.into() }
    };
    MailValues {
        subject: if files == 0 { "" } else { "BC 6 tháng đầu năm" }.into(),
        received: "15 giờ 42, thứ Năm ngày 18/6/2020".into(),
        received_short: "15 giờ 42 ngày 18/6/2020".into(),
        files: names.iter().take(files).enumerate().map(file).collect(),
        file_count: if files == 0 { String::new() } else { format!("{files:02}") },
    }
}

fn entry(relation: &str, number: &str) -> EntryValues {
    EntryValues {
        number: number.into(),
        unit: "Sở Y tế".into(),
        title: "Báo cáo 6 tháng đầu năm 2020".into(),
        title_inside: "báo cáo 6 tháng đầu năm 2020".into(),
        relation: relation.into(),
        due: "trước ngày 19/6/2020 (thứ Sáu)".into(),
        standing: "đúng hạn".into(),
        late: false,
        missing: "bản đã ký (PDF)".into(),
        files: vec!["BC 6T 2020 SYT.docx".into()],
        document: "123/BC-SYT".into(),
        earlier_number: "0101".into(),
        earlier_received: "09 giờ 10 ngày 15/6/2020".into(),
        ad_hoc: false,
    }
}

fn receipt(entries: Vec<EntryValues>, all: bool) -> Receipt {
    Receipt {
        common: common(all),
        mail: mail(if all { 2 } else { 0 }),
        entry_count: format!("{:02}", entries.len()),
        numbers: if all { "0147".into() } else { String::new() },
        entries,
        paper: all,
        late: all,
        ad_hoc: all,
        unread: all,
    }
}

fn receipts() -> Vec<Value> {
    let undated = EntryValues {
        due: String::new(),
        standing: String::new(),
        document: String::new(),
        missing: String::new(),
        ..entry("first", "0148")
    };
    let relations = ["replacement", "supplement", "duplicate", "nil"].map(|relation| entry(relation, "0149"));
    [
        receipt(vec![entry("first", "0147")], true),
        receipt(vec![undated], false),
        receipt(relations.to_vec(), true),
        receipt(vec![entry("nil", "0149")], false),
    ]
    .iter()
    .map(json)
    .collect()
}

const TROUBLES: [&str; 7] = ["broken", "empty", "kind", "large", "password", "volume", "winmail"];

fn queries() -> Vec<Value> {
    let kinds = [
        "unit-unclear",
        "period-unclear",
        "contradiction",
        "unreadable-file",
        "missing-file",
        "incomplete",
        "not-owed",
        "unreadable-mail",
    ];
    let query = |question: &str, all: bool| Query {
        common: common(all),
        mail: mail(if all { 2 } else { 0 }),
        question: question.into(),
        troubles: if all { TROUBLES.map(Into::into).to_vec() } else { Vec::new() },
        bad_count: "01".into(),
        kept: all,
        link: all,
        store: if all { "Google Drive" } else { "" }.into(),
        owed: if all { vec![report(0, true), report(0, false)] } else { Vec::new() },
    };
    kinds.iter().flat_map(|kind| [json(&query(kind, true)), json(&query(kind, false))]).collect()
}

fn report(days: u32, dated: bool) -> ReportValues {
    ReportValues {
        title: "Báo cáo 6 tháng đầu năm 2020".into(),
        title_inside: "báo cáo 6 tháng đầu năm 2020".into(),
        due: if dated { "trước ngày 19/6/2020 (thứ Sáu)" } else { "" }.into(),
        due_short: if dated { "trước ngày 19/6/2020" } else { "" }.into(),
        basis: "Kế hoạch số 12-KH/TGTU ngày 5/1/2016".into(),
        days,
        workdays: format!("{days:02}"),
        extended: if dated { "ngày 23/6/2020 (thứ Ba)" } else { "" }.into(),
        demand: if dated { demand() } else { Demand::default() },
    }
}

fn demand() -> Demand {
    Demand {
        activity: false,
        fields: "môi trường".into(),
        figures: "từ ngày 20/5/2020 đến ngày 19/6/2020".into(),
        topics: "công tác quản lý nhà nước về môi trường".into(),
        needs: "bản đã ký (PDF) và tệp văn bản (Word), kèm bản giấy".into(),
        paper: true,
        addressee: "Thường trực Tỉnh ủy".into(),
        via: "Phòng Khoa giáo".into(),
    }
}

fn asking(upcoming: usize, overdue: usize) -> Value {
    let dated = |days: u32, place: usize| {
        let report = report(days, true);
        if place == 0 { report } else { ReportValues { extended: String::new(), ..report } }
    };
    let reports = |count: usize, days: u32| (0..count).map(|place| dated(days, place)).collect::<Vec<_>>();
    let count = if overdue == 0 { upcoming } else { overdue };
    json(&Asking {
        common: common(overdue == 1),
        upcoming: reports(upcoming, 0),
        overdue: reports(overdue, 2),
        report_count: format!("{count:02}"),
        wider: false,
        leader: false,
    })
}

/// An overdue notice after others that had no answer.
fn escalated(wider: bool, leader: bool) -> Value {
    let overdue = vec![ReportValues { extended: String::new(), ..report(9, true) }];
    json(&Asking { common: common(true), upcoming: Vec::new(), overdue, report_count: "01".into(), wider, leader })
}

/// A reminder of work that leaves no file.
fn doing() -> Value {
    let demand = Demand { activity: true, ..Demand::default() };
    let upcoming = vec![ReportValues { demand, ..report(0, true) }];
    let (common, overdue) = (common(true), Vec::new());
    json(&Asking { common, upcoming, overdue, report_count: "01".into(), wider: false, leader: false })
}

fn corrections() -> Vec<Value> {
    let correction = |change: &str, all: bool| {
        let new = |text: &str| if change == "withdrawn" { String::new() } else { text.to_owned() };
        let part = |text: &str| if change == "split" { text.to_owned() } else { String::new() };
        json(&Correction {
            common: common(all),
            change: change.into(),
            reviewed: !all,
            received: "15 giờ 42 ngày 18/6/2020".into(),
            number: "0147/2020".into(),
            title_inside: "báo cáo 6 tháng đầu năm 2020".into(),
            unit: "Sở Y tế".into(),
            new_number: new("0152/2020"),
            new_title: new("báo cáo tháng 6 năm 2020"),
            new_unit: new("Sở Y tế"),
            new_standing: if all { new("đúng hạn") } else { String::new() },
            part_number: part("0153/2020"),
            part_title: part("báo cáo tháng 6 năm 2020"),
            part_unit: part("Bảo hiểm xã hội tỉnh"),
            part_files: if change == "split" && all { vec!["Phu luc so lieu.xlsx".into()] } else { Vec::new() },
            missing: all && !matches!(change, "restored" | "split"),
            due: if all { "trước ngày 19/6/2020 (thứ Sáu)" } else { "" }.into(),
        })
    };
    let changes = ["corrected", "withdrawn", "merged", "split", "restored"];
    changes.into_iter().flat_map(|change| [correction(change, true), correction(change, false)]).collect()
}

fn openings() -> Vec<Value> {
    let opening = |reports: Vec<ReportValues>, whole: bool, all: bool| {
        json(&Opening {
            common: common(all),
            basis: "Kế hoạch số 12-KH/TGTU ngày 5/1/2016".into(),
            plan_title: if all { "Kế hoạch phối hợp thực hiện công tác khoa giáo" } else { "" }.into(),
            whole,
            report_count: format!("{:02}", reports.len()),
            reports,
            ad_hoc: if all { vec!["báo cáo đột xuất".into()] } else { Vec::new() },
            enclosures: if all { files(&["12-KH-TGTU.pdf", "Biểu số liệu.xlsx"]) } else { Vec::new() },
            left_out: if all { files(&["Tài liệu tham khảo.zip"]) } else { Vec::new() },
        })
    };
    let plain = || ReportValues { extended: String::new(), ..report(0, true) };
    let activity = Demand { activity: true, ..Demand::default() };
    let doing = |dated: bool| ReportValues { demand: activity.clone(), ..report(0, dated) };
    vec![
        opening(vec![plain()], false, true),
        opening(vec![plain(), report(0, true), report(0, false)], true, true),
        opening(vec![report(0, false)], true, false),
        opening(vec![plain(), doing(true)], false, false),
        opening(vec![doing(true)], false, true),
        opening(vec![doing(false)], false, false),
    ]
}

/// Files that go with a letter.
fn files(names: &[&str]) -> Vec<FileValues> {
    let file = |name: &&str| FileValues { name: (*name).into(), size: "86 KB".into(), trouble: String::new() };
    names.iter().map(file).collect()
}

fn grants() -> Vec<Value> {
    let grant = |decision: &str, all: bool, past: bool| {
        let extends = decision.starts_with("exten");
        json(&Grant {
            common: common(all),
            decision: decision.into(),
            title_inside: "báo cáo 6 tháng đầu năm 2020".into(),
            due: if all || extends { "trước ngày 19/6/2020 (thứ Sáu)" } else { "" }.into(),
            past,
            basis: "Kế hoạch số 12-KH/TGTU ngày 5/1/2016".into(),
            until: if extends { "ngày 23/6/2020 (thứ Ba)" } else { "" }.into(),
            until_short: if extends { "ngày 23/6/2020" } else { "" }.into(),
            authority: if all { "đề nghị tại Công văn số 45/CV-SYT ngày 12/6/2020" } else { "" }.into(),
        })
    };
    let decisions = ["extended", "excused", "extension-lifted", "exemption-lifted"];
    let each = decisions.into_iter().flat_map(|what| [grant(what, true, false), grant(what, false, true)]);
    each.chain([grant("exemption-lifted", true, true)]).collect()
}

fn alert() -> Alert {
    Alert {
        common: Common { to: "Cán bộ phụ trách".into(), ..common(true) },
        title: "thư có dấu hiệu chứa bí mật nhà nước".into(),
        paragraphs: vec!["Thư lúc 15 giờ 42 ngày 18/6/2020 có dấu hiệu chứa bí mật nhà nước.".into()],
    }
}
