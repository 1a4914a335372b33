//! Numbers as clerks write them: 1.234,5 – and what only looks like one.

use crate::spelling::tokens::plain;
use crate::text::sheet::cells::Value;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said {
    /// A number.
    Number(f64),
    /// A number, but written as text: a workbook does not add it up.
    Written(f64),
    /// "1,234": one and a bit in Vietnamese, over a thousand in English.
    Unclear,
    /// "-", "–": none, or not known.
    Dash,
    /// A day that Excel made of what was typed.
    Day,
    /// A formula that could not be computed.
    Fault,
    /// Anything else.
    Words,
}

/// What `value` says; `measure` is what the form counts in ("trường"): a clerk may repeat it behind the number.
#[must_use]
pub fn said(value: &Value, measure: &str) -> Said {
    match value {
        Value::Number(number) => Said::Number(*number),
        Value::Day(_) => Said::Day,
        Value::Fault(_) => Said::Fault,
        Value::Text(text) => written(text, measure),
    }
}

fn written(text: &str, measure: &str) -> Said {
    let text = text.trim().trim_start_matches(['\'', '’']).trim();
    if !text.is_empty() && text.chars().all(|c| matches!(c, '-' | '–' | '—' | '.' | '/' | 'x' | 'X' | ' ')) {
        return if text.contains(['-', '–', '—']) { Said::Dash } else { Said::Words };
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '-' | '+')));
    let (digits, words) = text.split_at_checked(end.unwrap_or(text.len())).unwrap_or((text, ""));
    if !words.trim().is_empty() && (measure.trim().is_empty() || plain(words) != plain(measure)) {
        return Said::Words;
    }
    parse(digits.trim())
}

/// Dots between thousands and a comma before decimals are ours; the English way is read where it cannot be ours.
fn parse(text: &str) -> Said {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let text: String = text.chars().map(|c| if c == '\u{a0}' { ' ' } else { c }).collect();
    let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let thousands = |part: &str, mark: char| is_grouped(part, mark).then(|| part.replace(mark, ""));
    let decimals = |whole: Option<String>, part: &str| {
        let all_digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        whole.filter(|_| all_digits).map(|whole| format!("{whole}.{part}"))
    };
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.to_owned());
    let read = match marks.as_slice() {
        [] => plain(&text),
        [','] => match text.split_once(',') {
            // Excel in English and Excel in Vietnamese mean different numbers by it.
            Some((whole, part)) if part.len() == 3 && !whole.starts_with('0') && whole.len() <= 3 => {
                return Said::Unclear;
            }
            Some((whole, part)) => decimals(plain(whole).filter(|whole| !whole.is_empty()), part),
            None => None,
        },
        ['.'] => match text.split_once('.') {
            Some((whole, part)) if part.len() == 3 && whole != "0" && whole.len() <= 3 => thousands(&text, '.'),
            Some((whole, part)) => decimals(plain(whole).filter(|whole| !whole.is_empty()), part),
            None => None,
        },
        marks if marks.iter().all(|mark| *mark == '.') => thousands(&text, '.'),
        marks if marks.iter().all(|mark| *mark == ',') => thousands(&text, ','),
        marks if marks.iter().all(|mark| *mark == ' ') => thousands(&text, ' '),
        [many @ .., ','] if many.iter().all(|mark| *mark == '.') => grouped_decimals(&text, '.', ','),
        [many @ .., '.'] if many.iter().all(|mark| *mark == ',') => grouped_decimals(&text, ',', '.'),
        [many @ .., ','] if many.iter().all(|mark| *mark == ' ') => grouped_decimals(&text, ' ', ','),
        _ => None,
    };
    let number = read.filter(|digits| !digits.is_empty()).and_then(|digits| digits.parse::<f64>().ok());
    number.map_or(Said::Words, |number| Said::Written(sign * number))
}

fn grouped_decimals(text: &str, mark: char, point: char) -> Option<String> {
    let (whole, part) = text.split_once(point)?;
    let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits && is_grouped(whole, mark)).then(|| format!("{}.{part}", whole.replace(mark, "")))
}

/// Groups of three digits behind a first of one to three that does not begin with a nought.
fn is_grouped(text: &str, mark: char) -> bool {
    let mut groups = text.split(mark);
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len())
        && digits(first)
        && !first.starts_with('0')
        && groups.all(|g| g.len() == 3 && digits(g))
}

/// A number as Vietnamese offices write it: "1.234,5"; at most three decimals.
#[must_use]
pub fn shown(number: f64) -> String {
    let text = format!("{:.3}", number.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && whole.len().saturating_sub(place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let part = part.trim_end_matches('0');
    let sign = if number < 0.0 && (part, whole) != ("", "0") { "-" } else { "" };
    if part.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped},{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Said {
        said(&Value::Text(text.to_owned()), "trường")
    }

    #[test]
    fn numbers_are_read_as_offices_write_them() {
        for (written, number) in [
            ("12", 12.0),
            ("1.234", 1234.0),
            ("1.234,5", 1234.5),
            ("1.234.567", 1_234_567.0),
            ("1 234", 1234.0),
            ("1 234,5", 1234.5),
            ("1,5", 1.5),
            ("0,125", 0.125),
            ("1234,5", 1234.5),
            ("1.5", 1.5),
            ("0.125", 0.125),
            ("1234.567", 1234.567),
            ("1,234.5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("-5", -5.0),
            ("'12", 12.0),
            ("12 trường", 12.0),
            ("12 TRUONG", 12.0),
        ] {
            assert_eq!(text(written), Said::Written(number), "{written}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_not_one() {
        assert_eq!(text("1,234"), Said::Unclear);
        for dash in ["-", "–", " — ", "--", "-/-"] {
            assert_eq!(text(dash), Said::Dash, "{dash}");
        }
        for words in [
            "12 lớp",
            "12 trường, 3 điểm",
            "khoảng 12",
            "12%",
            "1.23.4",
            "1,2,3",
            "12-15",
            "12/15",
            "1..234",
            "không",
            "",
            "12 nghìn",
            ".",
            "1.234.5",
            "01.234.567",
        ] {
            assert_eq!(text(words), Said::Words, "{words}");
        }
        assert_eq!(said(&Value::Day("01/02/2020".into()), ""), Said::Day);
        assert_eq!(said(&Value::Fault("#REF!".into()), ""), Said::Fault);
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(thousandths in -999_999_999_999_i64..999_999_999_999) {
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            let number = thousandths as f64 / 1000.0;
            let shown = shown(number);
            match text(&shown) {
                Said::Written(read) => prop_assert!((read - number).abs() < 1e-6, "{shown}"),
                Said::Unclear => prop_assert!(number.abs() < 1000.0 && thousandths % 10 != 0, "{shown}"),
                other => prop_assert!(false, "{shown}: {other:?}"),
            }
        }
    }
}
