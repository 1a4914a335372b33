//! What a writer says against the very paper that he sends: not to be used, sent by mistake, not yet approved, meant for
//! somebody else. A clerk who reads such a sentence lays the paper aside and asks, however good its letterhead.

mod astray;

use super::ground::Ground;
use super::subject::sentences;
use super::{Claim, Clue, Line, MailKind, Source, Strength, intent, shortened};
use crate::dictionary::List;
use crate::spelling::tokens::{plain, says};

/// Longer bodies are reports themselves: "hồ sơ chưa hoàn thiện" is a finding in them, not a word about the paper.
const WORDS: usize = 150;
/// What is sent.
const PAPERS: [&str; 13] =
    ["thu", "mail", "email", "gmail", "tep", "file", "cao", "bc", "ban", "van", "cong", "lieu", "phu"];
/// What points at the paper of this very mail.
const THIS: [&[&str]; 6] =
    [&["nay"], &["dinh", "kem"], &["kem", "theo"], &["kem", "thu"], &["em", "vua"], &["vua", "gui"]];
/// What points at another one.
const OTHER: [&str; 14] =
    ["truoc", "cu", "hom", "sang", "chieu", "toi", "qua", "da", "lan", "kia", "dau", "tuan", "thang", "nam"];
/// Acts by which a paper is taken out of use.
const DISCARDS: [&[&str]; 16] = [
    &["khoan"],
    &["bo", "qua"],
    &["huy"],
    &["xoa"],
    &["thu", "hoi"],
    &["rut"],
    &["khong", "su", "dung"],
    &["khong", "dung"],
    &["chua", "su", "dung"],
    &["chua", "dung"],
    &["dung", "su", "dung"],
    &["dung", "dung"],
    &["khong", "tinh"],
    &["khong", "tong", "hop"],
    &["dung", "tong", "hop"],
    &["chua", "tong", "hop"],
];
/// Words that may stand between the act and the paper ("bỏ qua giúp em thư này"), and between the paper and what points.
const BETWEEN: usize = 3;
/// It brings the right one. "Gửi nhầm" alone only owns up.
const CURES: [&str; 14] = [
    "gui lai",
    "ban dung",
    "ban moi",
    "dung la",
    "chinh xac la",
    "nay xin gui",
    "gui ban nay",
    "gui file nay",
    "file dung",
    "tep dung",
    "day la ban chuan",
    "day la bao cao nam nay",
    "day moi la",
    "day la bao cao moi",
];
/// The right one is still to come.
const TO_COME: [&str; 6] = ["se gui lai", "gui lai sau", "se gui sau", "se gui ban", "khac sau", "gui sau"];
/// Offices elsewhere: what is to be passed on to them is not for us.
const ELSEWHERE: [&[&str]; 20] = [
    &["so"],
    &["ubnd"],
    &["uy", "ban"],
    &["hoi"],
    &["dang", "uy"],
    &["huyen", "uy"],
    &["thanh", "uy"],
    &["thi", "uy"],
    &["tinh", "uy"],
    &["tinh", "doan"],
    &["cong", "an"],
    &["thuong", "truc"],
    &["mat", "tran"],
    &["mttq"],
    &["lien", "doan"],
    &["van", "phong"],
    &["bao"],
    &["dai"],
    &["truong"],
    &["ban"],
];

/// A file came, or the report stands in the mail.
fn delivers(ground: &Ground<'_>) -> bool {
    intent::has_files(ground) || ground.typed.written.is_some()
}

/// What the writer says against his own paper, sentence by sentence; nothing in a mail that brings none.
pub(super) fn clues(ground: &Ground<'_>, body: &Line<'_>) -> Vec<Clue> {
    // Our own people say of others' mail that it went astray, and how to book it.
    if is_colleague(ground) || !delivers(ground) || body.tokens.len() > WORDS || !body.has(List::Disowns) {
        return Vec::new();
    }
    let office = plain(&ground.rules.office.name);
    let cured = brings_another(body);
    let again = astray::comes_again(body);
    sentences(body.text)
        .filter_map(|sentence| {
            let claim = said_against(&Words::of(sentence), &office, (cured, again))?;
            Some(Clue {
                source: Source::Body,
                claim,
                strength: Strength::Fair,
                attachment: None,
                quote: shortened(sentence),
            })
        })
        .collect()
}

fn is_colleague(ground: &Ground<'_>) -> bool {
    let from = ground.message.from.as_ref();
    from.is_some_and(|from| super::sender::is_colleague(&ground.rules.office, &from.address))
}

/// Whether the text brings another paper in the place of the one it speaks against, and not only promises it.
pub(super) fn brings_another(line: &Line<'_>) -> bool {
    let words = line.words();
    let promised = says(words, &TO_COME).is_some();
    let replaces = line.said.of(List::Replaces).any(|hit| hit.phrase != "gui nham");
    !promised && (replaces || says(words, &CURES).is_some())
}

struct Words {
    line: String,
}

impl Words {
    fn of(sentence: &str) -> Self {
        Self { line: plain(sentence) }
    }

    fn all(&self) -> Vec<&str> {
        self.line.split_whitespace().collect()
    }

    fn say(&self, phrases: &[&str]) -> bool {
        says(&self.line, phrases).is_some()
    }
}

fn said_against(words: &Words, office: &str, (cured, again): (bool, bool)) -> Option<Claim> {
    // "Nếu Ban đã nhận rồi thì bỏ qua thư này", "có gì chưa chính xác mong Ban phản hồi": only in case.
    if words.say(&["neu", "co gi", "truong hop", "cho nao"]) {
        return None;
    }
    let all = words.all();
    if discards_this(&all) || passes_on(&all, office) {
        return Some(Claim::Kind(MailKind::Question));
    }
    if cured {
        return None;
    }
    if is_unfinished(words, &all) {
        return Some(Claim::Draft);
    }
    ((is_mistaken(words) && !again) || is_specimen(words)).then_some(Claim::Kind(MailKind::Question))
}

/// "bỏ qua giúp em thư này", "xin hủy báo cáo này", "không sử dụng báo cáo đính kèm": an act, the paper, and what points at
/// it; "bỏ qua bản gửi sáng nay" points elsewhere.
fn discards_this(all: &[&str]) -> bool {
    (0..all.len()).any(|at| {
        let rest = all.get(at..).unwrap_or_default();
        let Some(act) = DISCARDS.iter().find(|act| rest.starts_with(act)) else { return false };
        let rest = rest.get(act.len()..).unwrap_or_default();
        // "rút kinh nghiệm" takes nothing back.
        if rest.first() == Some(&"kinh") {
            return false;
        }
        let paper = rest.iter().take(BETWEEN.saturating_add(2)).position(|word| PAPERS.contains(word));
        paper.is_some_and(|at| {
            // "hủy và dùng bản này": what is to be used is another one.
            let used = rest.iter().take(at).any(|word| matches!(*word, "dung" | "lay" | "thay" | "nhan"));
            !used && points_here(rest.get(at.saturating_add(1)..).unwrap_or_default())
        })
    })
}

fn points_here(rest: &[&str]) -> bool {
    for at in 0..=BETWEEN {
        let here = rest.get(at..).unwrap_or_default();
        if here.first().is_some_and(|word| OTHER.contains(word)) {
            return false;
        }
        if let Some(this) = THIS.iter().find(|this| here.starts_with(this)) {
            let behind = here.get(this.len()..).unwrap_or_default();
            return !behind.iter().take(3).any(|word| OTHER.contains(word));
        }
    }
    false
}

/// "gửi nhầm địa chỉ", "đính kèm nhầm tệp".
fn is_mistaken(words: &Words) -> bool {
    words.say(&[
        "gui nham",
        "nham file",
        "nham tep",
        "nham dia chi",
        "nham hop thu",
        "nham noi",
        "nham nguoi",
        "kem nham",
    ])
}

/// "báo cáo cũ, để Ban tham khảo cách trình bày".
fn is_specimen(words: &Words) -> bool {
    words.say(&["tham khao"]) && words.say(&["mau", "cach", "cu", "truoc"])
}

/// Not approved, not signed off, not right yet. "Chưa" with a few words before "duyệt"; a draft that is called so.
fn is_unfinished(words: &Words, all: &[&str]) -> bool {
    const PHRASES: [&str; 11] = [
        "chua chinh thuc",
        "chua hoan thien",
        "chua hoan chinh",
        "chua chinh xac",
        "cho ban chinh thuc",
        "doi ban chinh thuc",
        "ban nhap",
        "file nhap",
        "ban du thao",
        "du thao bao cao",
        "du thao bc",
    ];
    // A draft of something else, or one sent before, is not what lies here.
    let to_come = words.say(&["se gui", "gui sau", "cho ban", "doi ban"]);
    let elsewhere =
        ["da gui", "hom", "tuan truoc", "ban truoc", "lan truoc", "thay", "du thao van kien", "gop y du thao"];
    if words.say(&elsewhere) || (!to_come && words.say(&["ban chinh thuc"])) {
        return false;
    }
    let unapproved = all.iter().enumerate().filter(|(_, word)| **word == "chua").any(|(at, _)| {
        let rest: Vec<&str> = all.iter().skip(at.saturating_add(1)).take(6).copied().collect();
        rest.contains(&"duyet") || rest.windows(2).any(|pair| matches!(pair, ["thong", "qua"] | ["phe", "chuan"]))
    });
    unapproved || words.say(&PHRASES)
}

/// "nhờ Ban chuyển báo cáo này giúp đơn vị sang Ban Dân vận": for another office. "Nhờ văn thư chuyển phòng Khoa giáo" is
/// for us.
fn passes_on(all: &[&str], office: &str) -> bool {
    const WISHES: [&str; 6] = ["nho", "nghi", "mong", "xin", "phien", "kinh"];
    const REACH: usize = 10;
    let Some(at) = all.iter().position(|word| *word == "chuyen") else { return false };
    if !all.iter().take(at).any(|word| WISHES.contains(word)) {
        return false;
    }
    let rest = all.get(at.saturating_add(1)..).unwrap_or_default();
    let to = rest.iter().take(REACH).position(|word| matches!(*word, "sang" | "den" | "toi" | "cho" | "len" | "qua"));
    let Some(target) = to.and_then(|to| rest.get(to.saturating_add(1)..)) else { return false };
    let ours = office.split_whitespace().take(3).collect::<Vec<_>>();
    let is_ours = target.starts_with(&ours) || target.iter().take(4).any(|word| matches!(*word, "khoa" | "tuyen"));
    !is_ours && ELSEWHERE.iter().any(|words| target.starts_with(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn against(sentence: &str) -> Option<Claim> {
        said_against(&Words::of(sentence), " ban tuyen giao tinh uy ", (false, false))
    }

    const QUESTION: Option<Claim> = Some(Claim::Kind(MailKind::Question));

    #[test]
    fn a_paper_that_is_not_to_be_used_is_laid_aside() {
        for sentence in [
            "Đề nghị Ban không sử dụng báo cáo đính kèm thư này",
            "Em gửi nhầm tệp, Ban bỏ qua giúp em thư này",
            "Xin hủy báo cáo này, đơn vị làm lại",
            "Đơn vị xin thu hồi báo cáo kèm theo vì số liệu sai",
            "Gửi nhầm địa chỉ, mong Ban thông cảm xóa giúp thư này",
            "Tệp kèm là báo cáo cũ, em gửi để Ban tham khảo cách trình bày",
        ] {
            assert_eq!(against(sentence), QUESTION, "{sentence}");
        }
    }

    #[test]
    fn one_sent_before_is_not_this_one() {
        for sentence in [
            "Ban bỏ qua thư trước giúp em",
            "Bản gửi ngày 17/5 sai số liệu, đề nghị Phòng hủy và dùng bản này",
            "Đề nghị hủy bản gửi sáng nay, lấy bản đính kèm",
            "Nếu Ban đã nhận được thì bỏ qua thư này",
            "Đơn vị xin rút kinh nghiệm về báo cáo này",
            "Có gì chưa chính xác mong Ban phản hồi",
        ] {
            assert_eq!(against(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn what_is_not_approved_is_no_report_yet() {
        for sentence in [
            "Báo cáo này chưa được lãnh đạo duyệt, đơn vị gửi để Ban biết",
            "Số liệu trong báo cáo này chưa chính xác",
            "Em gửi bản nháp để Ban xem trước",
            "Báo cáo chưa được Ban Thường vụ thông qua",
        ] {
            assert_eq!(against(sentence), Some(Claim::Draft), "{sentence}");
        }
        assert_eq!(against("Báo cáo đã được lãnh đạo đơn vị ký duyệt"), None);
        assert_eq!(against("Bản giấy chưa gửi kịp, xin gửi sau qua bưu điện"), None);
    }

    #[test]
    fn what_is_to_be_passed_on_is_for_another_office() {
        assert_eq!(against("Nhờ Ban chuyển báo cáo này giúp đơn vị sang Ban Dân vận Tỉnh ủy ạ"), QUESTION);
        assert_eq!(against("Kính nhờ văn thư chuyển giúp đến phòng Khoa giáo"), None);
        assert_eq!(against("Xin chuyển báo cáo đến Ban Tuyên giáo Tỉnh ủy"), None);
    }
}
