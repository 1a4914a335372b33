//! What answers a mail: receipts, what was settled, questions.

use serde_json::Value;

use super::{NONE, common, half, json, monthly};
use crate::letter::values::{Common, EntryValues, FileValues, MailValues, Query, Receipt};

const REPORT: &str = "BC 6T 2020 SYT.docx";
const ANNEX: &str = "Phu luc so lieu.xlsx";

/// A mail of 18 June with these files, each with what is wrong with it.
fn mail(files: &[(&str, &str)]) -> MailValues {
    let file = |(name, trouble): &(&str, &str)| FileValues {
        name: (*name).into(),
        size: if trouble.contains("rỗng") { "0 byte" } else { "86 KB" }.into(),
        trouble: (*trouble).into(),
    };
    MailValues {
        subject: if files.is_empty() { "" } else { "BC 6 tháng đầu năm" }.into(),
        received: "15 giờ 42, thứ Năm ngày 18/6/2020".into(),
        received_short: "15 giờ 42 ngày 18/6/2020".into(),
        files: files.iter().map(file).collect(),
        file_count: if files.is_empty() { String::new() } else { format!("{:02}", files.len()) },
    }
}

fn entry(relation: &str) -> EntryValues {
    let follows = matches!(relation, "replacement" | "supplement" | "duplicate");
    EntryValues {
        number: "0147".into(),
        unit: "Sở Y tế".into(),
        title: "Báo cáo 6 tháng đầu năm 2020".into(),
        title_inside: "báo cáo 6 tháng đầu năm 2020".into(),
        relation: relation.into(),
        due: "trước ngày 19/6/2020 (thứ Sáu)".into(),
        standing: "đúng hạn".into(),
        late: false,
        missing: String::new(),
        files: vec![REPORT.into()],
        document: if relation == "first" { "123/BC-SYT" } else { "" }.into(),
        earlier_number: if follows { "0101" } else { "" }.into(),
        earlier_received: if follows { "09 giờ 10 ngày 15/6/2020" } else { "" }.into(),
        ad_hoc: false,
    }
}

fn receipt(mail: MailValues, entries: Vec<EntryValues>) -> Receipt {
    let numbers: Vec<String> = entries.iter().map(|entry| entry.number.clone()).collect();
    Receipt {
        common: common(true),
        unread: mail.files.iter().any(|file| file.trouble.ends_with("chưa ghi nhận")),
        mail,
        entry_count: format!("{:02}", entries.len()),
        numbers: numbers.join(", "),
        paper: entries.iter().any(|entry| entry.relation == "first" && !entry.ad_hoc),
        late: entries.iter().any(|entry| entry.late),
        ad_hoc: entries.iter().any(|entry| entry.ad_hoc),
        entries,
    }
}

/// In time; late; without a date from an office that names nobody; each relation; two at once; in part; an incident.
pub(super) fn receipts() -> Vec<Value> {
    let (alone, both) = ([(REPORT, "")], [(REPORT, ""), (ANNEX, "")]);
    let late = || {
        let late = EntryValues { standing: "nhận sau hạn 04 ngày".into(), late: true, ..entry("first") };
        let (received, short) = ("09 giờ 00, thứ Ba ngày 23/6/2020".into(), "09 giờ 00 ngày 23/6/2020".into());
        receipt(MailValues { received, received_short: short, ..mail(&alone) }, vec![late])
    };
    let undated = || {
        let none = String::new;
        let entry = EntryValues { due: none(), standing: none(), document: none(), ..entry("first") };
        let receipt = receipt(mail(&alone), vec![entry]);
        Receipt { common: common(false), numbers: none(), paper: false, ..receipt }
    };
    let month = EntryValues {
        number: "0148".into(),
        title: "Báo cáo tháng 6 năm 2020".into(),
        title_inside: "báo cáo tháng 6 năm 2020".into(),
        document: String::new(),
        files: vec![ANNEX.into()],
        ..entry("first")
    };
    let relations = ["replacement", "supplement", "duplicate"].map(|one| receipt(mail(&alone), vec![entry(one)]));
    let all = [receipt(mail(&both), vec![entry("first")]), late(), undated()].into_iter().chain(relations);
    let rest = [
        receipt(mail(&[]), vec![EntryValues { files: Vec::new(), ..entry("nil") }]),
        receipt(mail(&both), vec![entry("first"), month]),
        in_part(),
        incident(),
    ];
    all.chain(rest).map(|receipt| json(&receipt)).collect()
}

fn in_part() -> Receipt {
    let files = [
        (REPORT, ""),
        (ANNEX, "tệp đặt mật khẩu, chưa ghi nhận"),
        ("CV gui bao cao.pdf", "công văn gửi kèm, lưu cùng thư"),
    ];
    let missing = "biểu số liệu (Excel)".into();
    receipt(mail(&files), vec![EntryValues { missing, ..entry("first") }])
}

fn incident() -> Receipt {
    let title = |first: &str| format!("{first}áo cáo đột xuất ngày 18/6/2020");
    let none = String::new;
    let incident = EntryValues {
        title: title("B"),
        title_inside: title("b"),
        due: none(),
        standing: none(),
        document: none(),
        ad_hoc: true,
        ..entry("first")
    };
    receipt(mail(&[("BC nhanh.docx", "")]), vec![incident])
}

/// What may be wrong with a file, and how it is told beside its name.
const TROUBLES: [(&str, &str, &str); 7] = [
    ("broken", "Bieu so lieu.xlsx", "tệp bị hỏng, không mở được"),
    ("empty", "Phu luc 1.docx", "tệp rỗng"),
    ("kind", "Bao cao.pages", "loại tệp không đọc được"),
    ("large", "Anh hoat dong.pdf", "tệp quá lớn, không mở được"),
    ("password", ANNEX, "tệp đặt mật khẩu"),
    ("volume", "Tai lieu.part1.rar", "một phần của tệp nén chia nhỏ, thiếu các phần khác thì không mở được"),
    ("winmail", "winmail.dat", "tệp do Outlook đóng gói (winmail.dat), không mở được bằng hộp thư thông thường"),
];

fn query(question: &str, mail: MailValues) -> Query {
    let bad: Vec<&str> =
        mail.files.iter().filter(|file| !file.trouble.is_empty()).map(|file| file.name.as_str()).collect();
    Query {
        common: common(true),
        question: question.into(),
        troubles: TROUBLES
            .iter()
            .filter(|(_, name, _)| bad.contains(name))
            .map(|(trouble, ..)| (*trouble).into())
            .collect(),
        bad_count: format!("{:02}", bad.len()),
        kept: bad.len() < mail.files.len(),
        mail,
        link: false,
        store: String::new(),
        owed: Vec::new(),
    }
}

/// Every question, with files and without, with what is awaited and without.
pub(super) fn queries() -> Vec<Value> {
    let alone = || mail(&[(REPORT, "")]);
    let none = || mail(&[]);
    let nobody = |query: Query| Query { common: Common { to: "Quý đơn vị".into(), ..common(false) }, ..query };
    let awaited = |query: Query| Query { owed: vec![half(NONE, true), monthly(NONE)], ..query };
    let one = |query: Query| Query { owed: vec![half(NONE, true)], ..query };
    let troubled: Vec<(&str, &str)> =
        std::iter::once((REPORT, "")).chain(TROUBLES.iter().map(|(_, name, told)| (*name, *told))).collect();
    let linked = |store: &str| Query { link: true, store: store.into(), ..query("missing-file", none()) };
    let all = [
        nobody(query("unit-unclear", alone())),
        query("unit-unclear", none()),
        awaited(query("period-unclear", alone())),
        one(query("period-unclear", none())),
        query("contradiction", mail(&[(REPORT, ""), (ANNEX, "")])),
        query("unreadable-file", mail(&troubled)),
        query("unreadable-file", mail(&[(REPORT, ""), (ANNEX, "tệp đặt mật khẩu")])),
        query("unreadable-file", mail(&[(ANNEX, "tệp đặt mật khẩu")])),
        linked("Google Drive"),
        linked(""),
        one(query("missing-file", none())),
        query("incomplete", alone()),
        awaited(query("not-owed", alone())),
        query("unreadable-mail", none()),
    ];
    all.iter().map(json).collect()
}
