//! Telephone numbers as offices write them, each ready to be dialled.

use serde::Serialize;

/// Fewer digits are an extension or a room.
const FEWEST: usize = 6;

/// One number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Phone {
    /// As the office writes it.
    pub shown: String,
    /// What a telephone dials: `tel:02383844100`; none when it is no number.
    pub dial: Option<String>,
}

/// The numbers of a line: "0238 3 844 100 (máy lẻ 12); 0912 345 678".
pub(super) fn phones(line: Option<&str>) -> Vec<Phone> {
    let pieces = line.unwrap_or_default().split([';', ',', '/']).map(str::trim).filter(|piece| !piece.is_empty());
    pieces.map(|piece| Phone { shown: piece.to_owned(), dial: dial(piece) }).collect()
}

/// A sentence in pieces: what follows "ĐT" up to the next comma or semicolon is a number to dial.
pub(super) fn said(text: &str) -> Vec<Phone> {
    let mut pieces = Vec::new();
    for (nth, part) in text.split("ĐT ").enumerate() {
        let (number, rest) = match nth {
            0 => ("", part),
            _ => part.split_at_checked(part.find([';', ',']).unwrap_or(part.len())).unwrap_or(("", part)),
        };
        if nth > 0 {
            pieces.push(Phone { shown: "ĐT ".to_owned(), dial: None });
            pieces.push(Phone { shown: number.to_owned(), dial: dial(number) });
        }
        pieces.push(Phone { shown: rest.to_owned(), dial: None });
    }
    pieces.retain(|piece| !piece.shown.is_empty());
    pieces
}

/// What stands behind the number (an extension, a name) is not dialled.
fn dial(piece: &str) -> Option<String> {
    let begin = piece.find(|c: char| c.is_ascii_digit() || c == '+')?;
    let (_, number) = piece.split_at_checked(begin)?;
    let of_number = |c: &char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '(' | ')');
    let run: String = number.chars().take_while(of_number).collect();
    let digits: String = run.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (digits.len() >= FEWEST).then(|| format!("tel:{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialled(line: &str) -> Vec<Option<String>> {
        phones(Some(line)).into_iter().map(|phone| phone.dial).collect()
    }

    #[test]
    fn numbers_are_dialled_as_offices_write_them() {
        let number = |digits: &str| Some(format!("tel:{digits}"));
        assert_eq!(dialled("0238 3 844 100"), [number("02383844100")]);
        assert_eq!(dialled("(0238) 3.844.100 - máy lẻ 12"), [number("02383844100")]);
        assert_eq!(dialled("0912 345 678; +84 912-345-679"), [number("0912345678"), number("+84912345679")]);
        assert_eq!(dialled("0238 3 844 100 / 0912345678"), [number("02383844100"), number("0912345678")]);
    }

    #[test]
    fn a_number_in_a_sentence_is_dialled_and_the_sentence_stays() {
        for text in [
            "đã nhắc 16/6, 18/6; liên hệ đồng chí Lê Thị Hoa, ĐT 0238 3 844 100",
            "liên hệ đồng chí A, ĐT 0238 3 844 100; báo vắng đến hết 19/6",
            "liên hệ ĐT văn thư",
            "chưa nhắc",
            "",
        ] {
            let pieces = said(text);
            assert_eq!(pieces.iter().map(|piece| piece.shown.as_str()).collect::<String>(), text);
            let dialled: Vec<&str> = pieces.iter().filter_map(|piece| piece.dial.as_deref()).collect();
            assert_eq!(dialled, if text.contains("844") { vec!["tel:02383844100"] } else { vec![] }, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_shown_and_not_dialled() {
        assert_eq!(dialled("văn thư, phòng 12"), [None, None]);
        assert!(phones(None).is_empty() && phones(Some("  ")).is_empty());
    }
}
