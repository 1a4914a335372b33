//! Sample letters: with them every template is tried at start, and `preview` shows what an office's texts look like.

mod answers;
mod daily;

use std::collections::BTreeSet;

use serde_json::Value;

use super::demand::Demand;
use super::template::{Fault, Kind, Templates};
use super::values::{Alert, Asking, Common, Correction, FileValues, Grant, OfficeValues, Opening, ReportValues};

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
        Kind::Receipt | Kind::Settled => answers::receipts(),
        Kind::Query => answers::queries(),
        Kind::Correction => corrections(),
        Kind::Opening => openings(),
        Kind::Reminder => reminders(),
        Kind::Overdue => overdue(),
        Kind::Grant => grants(),
        Kind::Digest => {
            [daily::digest(), daily::quiet(), daily::crowded(), daily::unheard()].iter().map(json).collect()
        }
        Kind::Desk => vec![daily::desk(true), daily::desk(false), daily::unheard_desk()],
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

/// The report of the half year, with all that a plan may ask where it is dated; so many days overdue: of the calendar,
/// and of work.
fn half((days, workdays): (u32, u32), dated: bool) -> ReportValues {
    ReportValues {
        title: "Báo cáo 6 tháng đầu năm 2020".into(),
        title_inside: "báo cáo 6 tháng đầu năm 2020".into(),
        due: if dated { "trước ngày 19/6/2020 (thứ Sáu)" } else { "" }.into(),
        due_short: if dated { "trước ngày 19/6/2020" } else { "" }.into(),
        basis: BASIS.into(),
        days,
        workdays: format!("{workdays:02}"),
        extended: String::new(),
        last_day: String::new(),
        demand: if dated { demand() } else { Demand::default() },
    }
}

/// The same, extended.
fn extended(days: (u32, u32)) -> ReportValues {
    ReportValues { extended: "ngày 23/6/2020 (thứ Ba)".into(), ..half(days, true) }
}

/// A monthly report, of which a plan asks nothing but paper.
fn monthly(days: (u32, u32)) -> ReportValues {
    ReportValues {
        title: "Báo cáo tháng 6 năm 2020".into(),
        title_inside: "báo cáo tháng 6 năm 2020".into(),
        demand: Demand { paper: true, ..Demand::default() },
        ..half(days, true)
    }
}

/// A report without a date.
fn list() -> ReportValues {
    ReportValues {
        title: "Danh mục đầu việc cần phối hợp năm 2020".into(),
        title_inside: "danh mục đầu việc cần phối hợp năm 2020".into(),
        ..half(NONE, false)
    }
}

/// Work that leaves no file.
fn work(days: (u32, u32), dated: bool) -> ReportValues {
    ReportValues {
        title: "Tổ chức giao ban công tác khoa giáo cấp huyện 6 tháng đầu năm 2020".into(),
        title_inside: "tổ chức giao ban công tác khoa giáo cấp huyện 6 tháng đầu năm 2020".into(),
        demand: Demand { activity: true, ..Demand::default() },
        ..half(days, dated)
    }
}

/// Not overdue.
const NONE: (u32, u32) = (0, 0);
/// From Friday 19 June to Thursday 25 June, in days of the calendar and of work.
const FRIDAY: (u32, u32) = (6, 4);

const BASIS: &str = "Kế hoạch số 12-KH/TGTU ngày 5/1/2016";

fn demand() -> Demand {
    Demand {
        activity: false,
        fields: "y tế dự phòng; dân số".into(),
        figures: "từ ngày 20/5/2020 đến ngày 19/6/2020".into(),
        topics: "công tác phòng, chống dịch bệnh ở cơ sở".into(),
        needs: "bản đã ký (PDF) và tệp văn bản (Word), kèm bản giấy".into(),
        paper: true,
        addressee: "Thường trực Tỉnh ủy".into(),
        via: "Phòng Khoa giáo".into(),
    }
}

fn asking(named: bool, upcoming: Vec<ReportValues>, overdue: Vec<ReportValues>) -> Asking {
    let count = if overdue.is_empty() { upcoming.len() } else { overdue.len() };
    let as_of = if overdue.is_empty() { "08 giờ 00 ngày 16/6/2020" } else { "08 giờ 00 ngày 25/6/2020" };
    let overdue_is_empty = overdue.is_empty();
    Asking {
        common: Common { as_of: as_of.into(), ..common(named) },
        upcoming,
        overdue,
        report_count: format!("{count:02}"),
        wider: false,
        leader: false,
        times: 1,
        notices_before: 0,
        day: if overdue_is_empty { "16/6/2020" } else { "25/6/2020" }.into(),
    }
}

const LAST_DAY: &str = "hôm nay là ngày cuối";

/// Of one report, of several under one plan and under two, of work that leaves no file, of both.
fn reminders() -> Vec<Value> {
    let other = ReportValues { basis: "Công văn số 90-CV/TGTU ngày 23/12/2015".into(), ..monthly(NONE) };
    let all = [
        vec![half(NONE, true)],
        vec![extended(NONE), monthly(NONE)],
        vec![half(NONE, true), other],
        vec![work(NONE, true)],
        vec![ReportValues { last_day: LAST_DAY.into(), ..half(NONE, true) }],
        vec![ReportValues { last_day: LAST_DAY.into(), ..half(NONE, true) }, monthly(NONE)],
    ];
    let both = vec![half(NONE, true), work(NONE, true)];
    all.into_iter().chain([both]).map(|reports| json(&asking(true, reports, Vec::new()))).collect()
}

/// The same after the date, and after others that had no answer.
fn overdue() -> Vec<Value> {
    let later = ReportValues {
        due: "trước ngày 30/6/2020 (thứ Ba)".into(),
        due_short: "trước ngày 30/6/2020".into(),
        ..monthly(NONE)
    };
    let other = ReportValues { basis: "Công văn số 90-CV/TGTU ngày 23/12/2015".into(), ..monthly(FRIDAY) };
    let mut all = vec![
        asking(true, Vec::new(), vec![half(FRIDAY, true)]),
        asking(false, vec![later], vec![extended((2, 2))]),
        asking(false, Vec::new(), vec![extended((2, 2)), monthly(FRIDAY)]),
        asking(true, Vec::new(), vec![half(FRIDAY, true), other]),
        asking(true, Vec::new(), vec![work(FRIDAY, true)]),
    ];
    for (wider, leader) in [(true, true), (false, true), (true, false)] {
        let asking = asking(true, Vec::new(), vec![half((12, 8), true)]);
        let common = Common { as_of: "08 giờ 00 ngày 1/7/2020".into(), ..asking.common };
        let (notices_before, times) = if leader { (2, 3) } else { (1, 2) };
        let day = "1/7/2020".to_owned();
        all.push(Asking { common, wider, leader, times, notices_before, day, ..asking });
    }
    all.iter().map(json).collect()
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
            new_title: new(if matches!(change, "restored" | "split") {
                "báo cáo 6 tháng đầu năm 2020"
            } else {
                "báo cáo tháng 6 năm 2020"
            }),
            new_unit: new("Sở Y tế"),
            new_standing: if all { new("đúng hạn") } else { String::new() },
            part_number: part("0153/2020"),
            part_title: part("báo cáo 6 tháng đầu năm 2020"),
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
            basis: BASIS.into(),
            plan_title: if all { "Kế hoạch phối hợp thực hiện công tác khoa giáo" } else { "" }.into(),
            whole,
            report_count: format!("{:02}", reports.len()),
            reports,
            ad_hoc: if all { vec!["báo cáo đột xuất".into()] } else { Vec::new() },
            enclosures: if all { files(&["12-KH-TGTU.pdf", "Biểu số liệu.xlsx"]) } else { Vec::new() },
            left_out: if all { large("Tài liệu tham khảo.zip") } else { Vec::new() },
        })
    };
    vec![
        opening(vec![half(NONE, true)], false, true),
        opening(vec![monthly(NONE)], false, false),
        opening(vec![extended(NONE), monthly(NONE), list()], true, true),
        opening(vec![list()], true, false),
        opening(vec![half(NONE, true), work(NONE, true)], false, false),
        opening(vec![work(NONE, true)], false, true),
        opening(vec![work(NONE, false)], false, false),
    ]
}

/// Files that go with a letter.
fn files(names: &[&str]) -> Vec<FileValues> {
    let file = |name: &&str| FileValues { name: (*name).into(), size: "86 KB".into(), trouble: String::new() };
    names.iter().map(file).collect()
}

fn large(name: &str) -> Vec<FileValues> {
    vec![FileValues { name: name.into(), size: "9,6 MB".into(), trouble: String::new() }]
}

fn grants() -> Vec<Value> {
    let grant_of = |decision: &str, (all, past): (bool, bool), came: bool| {
        let extends = decision.starts_with("exten");
        json(&Grant {
            common: common(all),
            decision: decision.into(),
            title_inside: "báo cáo 6 tháng đầu năm 2020".into(),
            due: if all || extends { "trước ngày 19/6/2020 (thứ Sáu)" } else { "" }.into(),
            past,
            basis: BASIS.into(),
            others: all,
            until: if extends { "ngày 23/6/2020 (thứ Ba)" } else { "" }.into(),
            until_short: if extends { "ngày 23/6/2020" } else { "" }.into(),
            authority: match all {
                false => "",
                true if decision.ends_with("lifted") => "ý kiến của lãnh đạo Ban ngày 15/6/2020",
                true => "đề nghị tại Công văn số 45/CV-SYT ngày 12/6/2020",
            }
            .into(),
            instead: if all && decision == "extended" { "ngày 20/6/2020 (thứ Bảy)" } else { "" }.into(),
            received: if came { "số tiếp nhận 0147/2020, nhận lúc 15 giờ 42 ngày 18/6/2020" } else { "" }.into(),
        })
    };
    let grant = |decision: &str, all: bool, past: bool| grant_of(decision, (all, past), false);
    let came = ["extended", "extension-lifted", "exemption-lifted"].map(|what| grant_of(what, (false, true), true));
    let decisions = ["extended", "excused", "extension-lifted", "exemption-lifted"];
    let each = decisions.into_iter().flat_map(|what| [grant(what, true, false), grant(what, false, true)]);
    each.chain([grant("exemption-lifted", true, true)]).chain(came).collect()
}

fn alert() -> Alert {
    let as_of = "15 giờ 43 ngày 18/6/2020".into();
    Alert {
        common: Common { to: "Cán bộ phụ trách".into(), as_of, ..common(true) },
        title: "thư có dấu hiệu chứa bí mật nhà nước".into(),
        paragraphs: vec![
            "Thư nhận lúc 15 giờ 42 ngày 18/6/2020 từ địa chỉ vanthu@so-y-te.example có dấu hiệu chứa bí mật nhà nước (tiêu \
             đề, tên tệp hoặc văn bản ghi độ mật). Hệ thống đã dừng xử lý, không chuyển tiếp và không trả lời thư."
                .into(),
            "Đề nghị liên hệ đơn vị gửi và xử lý theo quy định về bảo vệ bí mật nhà nước.".into(),
        ],
    }
}
