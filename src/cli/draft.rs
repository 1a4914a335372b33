//! `draft`: the signed letter to units that were asked and have not sent, as a Word file for people to number and sign.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::log;
use super::review::{known_report, refused};
use crate::desk::Desk;
use crate::failure::{Exit, Failure};
use crate::letter::official::docx;
use crate::notice::{official, silence};
use crate::standing::grant::title;

/// Working days that the letter grants when the person names no day.
const GRANTED: u16 = 3;

/// For which report.
#[derive(Debug, Args)]
pub struct Draft {
    /// Mã loại báo cáo.
    #[arg(long, value_name = "MÃ")]
    report: String,
    /// Kỳ báo cáo: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020.
    #[arg(long, value_name = "KỲ")]
    period: String,
    /// Hạn ghi trong công văn (2020-06-25 hoặc 25/6/2020). Không ghi: sau ba ngày làm việc.
    #[arg(long, value_name = "NGÀY")]
    until: Option<String>,
    /// Tệp Word sẽ tạo. Không ghi: don-doc-MÃ-KỲ.docx trong thư mục hiện tại.
    #[arg(long, value_name = "TỆP.docx")]
    out: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// A report, period or day that does not exist, a report that nobody is overdue with, a file that is there already.
pub fn run(asked: &Draft, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let rules = desk.rules();
    let report = known_report(desk, &asked.report).map_err(refused)?;
    let period = log::period(&asked.period)?;
    let today = rules.office.time_zone.to_datetime(desk.now).date();
    let until = match &asked.until {
        Some(text) => log::day("--until", text)?,
        None => rules.calendar.add_workdays(today, GRANTED),
    };
    if until < today {
        return Err(Failure::input("--until: ngày ấy đã qua; hạn ghi trong công văn phải là hôm nay hoặc muộn hơn"));
    }
    let what = title(rules, &report, period);
    let Some((plan, _)) = rules.plans.report(&report) else {
        return Err(Failure::input(format!("không có báo cáo `{report}` trong kế hoạch nào")));
    };
    let facts = desk.ledger.read(|snapshot| snapshot.board(desk.now)).map_err(Failure::from_ledger)?;
    let letterhead = desk.config.letterhead.clone();
    let draft = official::draft((plan, &report, period), letterhead, until, rules, &facts, desk.now);
    let waiting = draft.in_review.join("; ");
    if let Some(which) = silence::mailboxes(rules, &facts) {
        return Err(Failure::outside(format!(
            "{which} Chưa thể nói đơn vị nào quá hạn; hãy soạn công văn khi đã đọc lại được"
        )));
    }
    let Some(letter) = draft.letter else {
        let review = if waiting.is_empty() { String::new() } else { format!("; chờ kiểm tra: {waiting}") };
        return Err(Failure::input(format!("{what}: không có đơn vị quá hạn{review}; không cần công văn đôn đốc")));
    };
    let path = asked.out.clone().unwrap_or_else(|| PathBuf::from(format!("don-doc-{report}-{period}.docx")));
    let bytes = docx(&letter).map_err(Failure::ours)?;
    let wrong = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::input(format!("{}: tệp đã có; chọn tên khác bằng --out", path.display()))
        }
        _ => Failure::outside(format!("{}: không ghi được ({})", path.display(), crate::failure::told(&error))),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(wrong)?;
    file.write_all(&bytes).map_err(wrong)?;
    let count = letter.addressees.len();
    writeln!(out, "{}: dự thảo công văn đôn đốc {what}, gửi {count:02} đơn vị:", path.display())?;
    letter.addressees.iter().try_for_each(|name| writeln!(out, "- {name}"))?;
    if !waiting.is_empty() {
        writeln!(out, "Không đưa vào, vì có thư đang chờ kiểm tra: {waiting}.")?;
    }
    writeln!(out, "Chương trình không gửi công văn này. Hoàn thiện, lấy số, trình ký rồi gửi theo đường văn thư.")?;
    Ok(Exit::Fine)
}
