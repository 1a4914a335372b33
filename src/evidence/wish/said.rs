//! What somebody says in answer to a reminder: that it was sent, and how and when; that it was not; that he needs more
//! time; that he need not send; that he takes something back. Several may be said at once, and none: then a person reads.

use jiff::Span;
use jiff::civil::Date;

use crate::spelling::tokens::{plain, says};

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// "đã gửi rồi".
    Sent,
    /// "chưa gửi được".
    NotYet,
    /// "xin gia hạn".
    Later,
    /// "không thuộc đối tượng báo cáo".
    NotOwed,
    /// "xin rút".
    Withdraws,
}

/// Another way than mail, on which it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The network on which offices exchange documents.
    Exchange,
    /// A system in which an office keeps its documents.
    Register,
    /// Paper, carried or by post.
    Paper,
    /// Zalo.
    Zalo,
    /// Told on the telephone.
    Phone,
}

const SENT: [&str; 16] = [
    "da gui",
    "gui roi",
    "da nop",
    "nop roi",
    "da chuyen",
    "chuyen roi",
    "gui tu ngay",
    "gui tu hom",
    "gui tu tuan",
    "gui hom qua",
    "gui hom truoc",
    "gui tuan truoc",
    "nop tu ngay",
    "nop tu hom",
    "nop hom qua",
    "nop hom truoc",
];
const NOT_YET: [&str; 10] = [
    "chua gui duoc",
    "chua the gui",
    "chua kip",
    "chua co bao cao",
    "chua xong",
    "chua lam xong",
    "chua hoan thanh",
    "chua hoan thien",
    "chua tong hop",
    "xin no",
];
const NOT_OWED: [&str; 7] = [
    "khong thuoc doi tuong",
    "khong thuoc khoi",
    "khong thuoc dien",
    "khong phai gui bao cao",
    "khong phai bao cao",
    "rut ten",
    "khoi danh sach",
];
/// Where these stand, nothing that was sent is taken back.
const NOTHING_BACK: [&str; 4] = ["rut kinh nghiem", "rut ten", "rut ngan", "khoi danh sach"];
const LATER: [&str; 7] = ["gia han", "gui cham", "gui muon", "nop cham", "nop muon", "lui han", "lui thoi gian"];
const WITHDRAWS: [&str; 4] = ["xin rut", "de nghi rut", "rut lai", "thu hoi"];
const WAYS: [(Way, &[&str]); 5] = [
    (Way::Exchange, &["truc lien thong", "lien thong van ban"]),
    (Way::Register, &["quan ly van ban", "dieu hanh tac nghiep", "e office", "eoffice", "qlvb"]),
    (Way::Paper, &["ban giay", "ban cung", "buu dien", "chuyen phat", "van thu"]),
    (Way::Zalo, &["zalo"]),
    (Way::Phone, &["goi dien", "qua dien thoai"]),
];

/// What `text` says, each once.
#[must_use]
pub fn said(text: &str) -> Vec<Said> {
    let words = plain(text);
    let withdraws = says(&words, &WITHDRAWS).is_some() && says(&words, &NOTHING_BACK).is_none();
    let sent = says(&words, &SENT).is_some();
    let found = [
        (Said::Sent, sent),
        (Said::NotYet, !sent && says(&words, &NOT_YET).is_some()),
        (Said::Later, says(&words, &LATER).is_some()),
        (Said::NotOwed, says(&words, &NOT_OWED).is_some()),
        (Said::Withdraws, withdraws),
    ];
    found.into_iter().filter(|(_, is)| *is).map(|(said, _)| said).collect()
}

/// Whether who writes `text`, and sends no report with it, may have sent one before.
#[must_use]
pub fn may_have_sent(text: &str) -> bool {
    said(text).iter().any(|said| matches!(said, Said::Sent | Said::Withdraws))
}

/// The one way beside mail on which `text` says that it was sent; none when it names none or several.
#[must_use]
pub fn way(text: &str) -> Option<Way> {
    let words = plain(text);
    let mut named = WAYS.into_iter().filter(|(_, phrases)| says(&words, phrases).is_some()).map(|(way, _)| way);
    named.next().filter(|_| named.next().is_none())
}

impl Way {
    /// As it stands in a sentence: "qua trục liên thông".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Exchange => "qua trục liên thông",
            Self::Register => "qua hệ thống quản lý văn bản",
            Self::Paper => "bằng bản giấy",
            Self::Zalo => "qua Zalo",
            Self::Phone => "qua điện thoại",
        }
    }
}

/// The one day on which `text`, written on `today`, says that it was sent: never one to come.
#[must_use]
pub fn sent_on(text: &str, today: Date) -> Option<Date> {
    let mut days = Vec::new();
    for sentence in text.replace(". ", "\n").split(['\n', ';', '!', '?']) {
        if says(&plain(sentence), &SENT).is_some() {
            days.extend(named(sentence, today));
        }
    }
    days.sort_unstable();
    days.dedup();
    match days.as_slice() {
        [day] => Some(*day),
        _ => None,
    }
}

fn named(sentence: &str, today: Date) -> Vec<Date> {
    let words = plain(sentence);
    let back = |days: i32| today.checked_sub(Span::new().days(days)).ok();
    let near: [(&[&str], i32); 3] = [
        (&["hom nay", "sang nay", "chieu nay", "trua nay", "vua gui"], 0),
        (&["hom qua", "chieu qua", "sang qua", "toi qua"], 1),
        (&["hom kia"], 2),
    ];
    let near = near.into_iter().filter(|(phrases, _)| says(&words, phrases).is_some());
    let near = near.filter_map(|(_, days)| back(days));
    let written = sentence.split_whitespace().filter_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        let parts: Vec<Option<i16>> = word.split('/').map(|part| part.parse().ok()).collect();
        match parts.as_slice() {
            [Some(day), Some(month)] => latest(*day, *month, today),
            [Some(day), Some(month), Some(year)] => civil(*year, *month, *day),
            _ => None,
        }
    });
    near.chain(written).filter(|day| *day <= today).collect()
}

/// The last such day that is not to come.
fn latest(day: i16, month: i16, today: Date) -> Option<Date> {
    let years = [today.year(), today.year().saturating_sub(1)];
    years.into_iter().filter_map(|year| civil(year, month, day)).find(|day| *day <= today)
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_said_is_told_apart() {
        for (text, meant, by, day) in [
            (
                "Báo cáo đơn vị đã gửi hôm qua qua trục liên thông rồi ạ.",
                vec![Said::Sent],
                Some(Way::Exchange),
                Some(date(2020, 6, 16)),
            ),
            (
                "Sở đã gửi từ hôm 14/6 rồi ạ, bằng bản giấy.",
                vec![Said::Sent],
                Some(Way::Paper),
                Some(date(2020, 6, 14)),
            ),
            ("Đã nộp ngày 30/12 qua Zalo", vec![Said::Sent], Some(Way::Zalo), Some(date(2019, 12, 30))),
            ("Đơn vị đã gửi bản giấy và gửi qua trục liên thông.", vec![Said::Sent], None, None),
            ("Đơn vị xin gia hạn đến 25/6.", vec![Said::Later], None, None),
            ("Đã gửi nhầm hôm qua, xin rút.", vec![Said::Sent, Said::Withdraws], None, Some(date(2020, 6, 16))),
            ("Đơn vị xin rút kinh nghiệm.", vec![], None, None),
            ("Hội đã có báo cáo gửi từ ngày 10/6, sao Ban vẫn nhắc?", vec![Said::Sent], None, Some(date(2020, 6, 10))),
            ("Sở không thuộc khối khoa giáo, đề nghị rút tên khỏi danh sách.", vec![Said::NotOwed], None, None),
            ("Do lũ lụt, Hội chưa gửi được, xin gia hạn.", vec![Said::NotYet, Said::Later], None, None),
            ("Ban cho hỏi mẫu biểu ở đâu ạ?", vec![], None, None),
        ] {
            assert_eq!((said(text), way(text), sent_on(text, date(2020, 6, 17))), (meant, by, day), "{text}");
        }
    }
}
