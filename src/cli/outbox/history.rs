//! The single tries of a letter, as people read them.

use std::io::Write;

use serde_json::{Value, json};

use super::moment;
use crate::cli::preview::table::folded;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::ledger::{Try, TryEnd};
use crate::letter::wording;

/// One line a try, oldest first.
pub(super) fn tries(tries: &[Try], desk: &Desk, out: &mut dyn Write) -> Result<(), Failure> {
    for one in tries {
        let end = match one.end {
            None => "chưa biết kết quả (đang gửi, hoặc chương trình đã dừng giữa chừng)",
            Some((_, end)) => words(end),
        };
        let said = wording::foreign(&one.said, 300);
        let said = if said.is_empty() { said } else { format!(": {said}") };
        let line = format!("{} lần {}, {end}{said}", moment(desk, one.began_at), one.number);
        write!(out, "{}", folded("- ", 2, &line))?;
    }
    Ok(())
}

fn words(end: TryEnd) -> &'static str {
    match end {
        TryEnd::Sent => "đã gửi",
        TryEnd::Later => "tạm chưa gửi được",
        TryEnd::Quota => "máy chủ báo hết mức gửi",
        TryEnd::Never => "bị từ chối hẳn",
        TryEnd::Unknown => "không rõ máy chủ đã nhận hay chưa",
        TryEnd::Down => "không liên lạc được với máy chủ gửi thư",
    }
}

/// The same for programs.
pub(super) fn row(one: &Try) -> Value {
    json!({
        "try": one.number,
        "began_at": one.began_at.to_string(),
        "ended_at": one.end.map(|(at, _)| at.to_string()),
        "outcome": one.end.map(|(_, end)| end),
        "said": one.said,
    })
}
