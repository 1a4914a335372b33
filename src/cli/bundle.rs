//! `bundle`: the dossier of a period as one zip, for the officer who writes the office's own report.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::daemon::wiring;
use crate::desk::bundle::faults_in_words;
use crate::desk::texts::Reader;
use crate::desk::{Desk, named};
use crate::dossier::bundle::index::counted;
use crate::dossier::bundle::{Asked, Bundle as Packable};
use crate::failure::{Exit, Failure, told};

/// What is taken away.
#[derive(Debug, Args)]
pub struct Bundle {
    /// Kỳ báo cáo: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020.
    #[arg(long, value_name = "KỲ")]
    period: String,
    /// Chỉ loại báo cáo này (mã trong kế hoạch).
    #[arg(long, value_name = "MÃ")]
    report: Option<String>,
    /// Chỉ nhóm đơn vị này (mã hoặc tên).
    #[arg(long, value_name = "NHÓM")]
    group: Option<String>,
    /// Ghi mọi tệp đã tiếp nhận và mục lục vào tệp nén này.
    #[arg(long, value_name = "TỆP.zip", required_unless_present = "texts")]
    to: Option<PathBuf>,
    /// Ghi nội dung các báo cáo, theo thứ tự danh sách đơn vị, vào một tệp Word.
    #[arg(long, value_name = "TỆP.docx")]
    texts: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// A period, report or group that does not exist, a file that is there already or cannot be written.
pub async fn run(asked: &Bundle, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let of = self::asked((&asked.period, asked.report.as_deref(), asked.group.as_deref()), desk)?;
    let bundle = desk.bundle(&of)?;
    if bundle.entries.is_empty() {
        return Err(Failure::input(format!("kỳ {}: không có báo cáo nào phải gửi hoặc đã nhận", bundle.scope)));
    }
    if let Some(path) = asked.to.iter().chain(&asked.texts).find(|path| path.exists()) {
        return Err(Failure::input(format!("{}: tệp đã có; chọn tên khác", path.display())));
    }
    if let Some(path) = &asked.texts {
        let reader = Reader::new(wiring::whole_reader(&desk.config)?);
        let (bundle, bytes) = reader.document(desk, &of).await?;
        let wrong = |error| Failure::outside(format!("{}: không ghi được ({})", path.display(), told(&error)));
        let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(wrong)?;
        file.write_all(&bytes).map_err(wrong)?;
        writeln!(out, "{}: nội dung {}. {}.", path.display(), bundle.scope, counted(&bundle))?;
    }
    match &asked.to {
        Some(path) => pack(desk, &bundle, path, out),
        None => Ok(Exit::Fine),
    }
}

fn pack(desk: &Desk, bundle: &Packable, path: &Path, out: &mut dyn Write) -> Result<Exit, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let made = desk.pack(bundle, folder)?;
    made.file
        .persist_noclobber(path)
        .map_err(|error| Failure::outside(format!("{}: không ghi được ({})", path.display(), told(&error.error))))?;
    writeln!(out, "{}: {}. {}.", path.display(), bundle.scope, counted(bundle))?;
    if made.faults.is_empty() {
        return Ok(Exit::Fine);
    }
    writeln!(out, "Không đưa vào được {} tệp (mục lục cũng ghi):", made.faults.len())?;
    faults_in_words(&made.faults).iter().try_for_each(|line| writeln!(out, "- {line}"))?;
    writeln!(out, "Chạy `tiepnhan verify` để kiểm tra kho thư.")?;
    Ok(Exit::Attention)
}

/// What was typed, as values.
pub(super) fn asked(
    (period, report, group): (&str, Option<&str>, Option<&str>),
    desk: &Desk,
) -> Result<Asked, Failure> {
    let rules = desk.rules();
    Ok(Asked {
        period: named::period(period)?,
        report: report.map(|text| named::report(text, rules)).transpose()?,
        group: group.map(|text| named::group(text, rules)).transpose()?,
    })
}
