//! Marks of secrecy (độ mật): MẬT, TỐI MẬT, TUYỆT MẬT in capitals on a line of their own.
//!
//! The rules put the mark under the number and symbol (Thông tư 24/2020/TT-BCA), clerks who type a report into a mail put
//! it wherever there is room. "Bí mật", "bảo mật", "mật độ" and "mật ong" share the line with other words, or the line
//! before ends with their first half.

use crate::spelling;

/// First halves of words whose second half is "mật": a narrow column breaks them apart.
const BROKEN: [&str; 4] = ["bí", "bảo", "cơ", "trang"];

/// The mark that stands alone on a line of `text`.
pub(in crate::evidence) fn alone(text: &str) -> Option<&str> {
    // Pages are long, and hardly any has the word in capitals.
    if !text.contains("MẬT") {
        return None;
    }
    let mut before = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if is_mark(line) && !is_broken(before) {
            return Some(line);
        }
        before = line;
    }
    None
}

fn is_mark(line: &str) -> bool {
    // A stamp may stand in brackets or between strokes: "(MẬT)", "- TỐI MẬT -".
    let words = line.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(words, "MẬT" | "TỐI MẬT" | "TUYỆT MẬT") || matches!(words, "ĐỘ MẬT: MẬT" | "Độ mật: MẬT" | "Độ mật: Mật")
}

fn is_broken(before: &str) -> bool {
    let last = before.split_whitespace().next_back().map(spelling::lower).unwrap_or_default();
    BROKEN.contains(&last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_alone_in_capitals() {
        for text in ["Nơi nhận: …\nMẬT", "Báo cáo\n  (TỐI MẬT)  \nhết", "- TUYỆT MẬT -", "x\nĐộ mật: MẬT"]
        {
            assert!(alone(text).is_some(), "{text}");
        }
        let others = [
            "CÔNG TÁC BẢO VỆ BÍ\nMẬT",
            "QUY CHẾ BẢO\nMẬT\n",
            "MẬT ONG",
            "Mật độ dân số",
            "mật",
            "Mật",
            "MẬT ĐỘ",
            "Không có văn bản MẬT.",
        ];
        for text in others {
            assert_eq!(alone(text), None, "{text}");
        }
    }
}
