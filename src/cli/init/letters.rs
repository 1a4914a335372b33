//! `init --letters`: the built-in texts of letters, for an office to edit.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum as _;

use super::write_new;
use crate::cli::preview::Which;
use crate::config::letters::{self, Shelf};
use crate::config::{FILE, Fault};
use crate::failure::{Exit, Failure, told};
use crate::letter::template::shipped;

/// Where an office keeps its texts that has not named a folder.
pub(super) const FOLDER: &str = "mau-thu";

/// What became of the texts.
#[derive(Default)]
struct Outcome {
    written: Vec<&'static str>,
    /// Those that were there, and whether the office has changed them.
    kept: Vec<(&'static str, bool)>,
}

/// Writes the texts of an office that exists. What is there stays as it is.
pub(super) fn run(folder: &Path, out: &mut dyn Write) -> Result<Exit, Failure> {
    let shelf = letters::shelf(folder).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(Fault::to_string).collect();
        Failure::input(format!("chưa viết mẫu thư nào, vì cấu hình có lỗi:\n{}", faults.join("\n")))
    })?;
    let at = shelf.folder.clone().unwrap_or_else(|| folder.join(FOLDER));
    let outcome = write(&at, &shelf)
        .map_err(|error| Failure::outside(format!("không viết được vào {}: {}", at.display(), told(&error))))?;
    tell(&outcome, &at, out)?;
    steps(folder, shelf.folder.is_none(), out)?;
    Ok(Exit::Fine)
}

fn write(at: &Path, shelf: &Shelf) -> io::Result<Outcome> {
    let mut outcome = Outcome::default();
    for (name, text) in shipped(shelf.placing) {
        let path = at.join(name);
        match write_new(&path, text.as_bytes()) {
            Ok(()) => outcome.written.push(name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let own = fs::read_to_string(&path).unwrap_or_default();
                let own = own.trim_start_matches('\u{feff}').replace("\r\n", "\n");
                outcome.kept.push((name, own != text));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(outcome)
}

fn tell(outcome: &Outcome, at: &Path, out: &mut dyn Write) -> io::Result<()> {
    let Outcome { written, kept } = outcome;
    if written.is_empty() {
        writeln!(out, "Không viết thêm tệp nào: {} đã có đủ {} tệp mẫu thư.", at.display(), kept.len())?;
    } else {
        writeln!(out, "Đã viết {} tệp mẫu thư có sẵn vào {}:", written.len(), at.display())?;
    }
    let line = |out: &mut dyn Write, of: &str, means: &str| {
        let is_of = |name: &&&str| name.split('/').next() == Some(of);
        let files: Vec<&str> = written.iter().filter(is_of).filter_map(|name| name.split('/').next_back()).collect();
        match files.is_empty() {
            true => Ok(()),
            false if files == [of] => writeln!(out, "  {of:<36} {means}"),
            false => writeln!(out, "  {:<36} {means}", format!("{of}/ ({})", files.join(", "))),
        }
    };
    for which in Which::value_variants() {
        let Some(value) = which.to_possible_value() else { continue };
        let means = value.get_help().map(ToString::to_string).unwrap_or_default();
        line(out, value.get_name(), &means)?;
    }
    line(out, "signature.txt", "Phần cuối chung của các thư gửi đơn vị")?;
    let (changed, same): (Vec<_>, Vec<_>) = kept.iter().partition(|(_, changed)| *changed);
    let names = |kept: Vec<&(&'static str, bool)>| kept.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    if !changed.is_empty() {
        writeln!(out, "Đã có, khác mẫu có sẵn, giữ nguyên: {}.", names(changed))?;
    }
    if !same.is_empty() {
        writeln!(out, "Đã có, giống mẫu có sẵn: {}.", names(same))?;
    }
    Ok(())
}

fn steps(folder: &Path, unnamed: bool, out: &mut dyn Write) -> io::Result<()> {
    let at = folder.display();
    let mut steps = Vec::new();
    if unnamed {
        steps.push(format!(
            "Cho dùng thư mục này: ở mục [files] của {}, ghi  letters = \"{FOLDER}\"",
            folder.join(FILE).display()
        ));
    }
    steps.push(
        "Sửa mẫu cần sửa. Chữ trong {{ }} và {% %} là chỗ chương trình điền: giữ nguyên, hoặc bỏ cả cụm.".to_owned(),
    );
    steps.push(format!(
        "Kiểm tra và xem thư:  tiepnhan check --config {at}  rồi  tiepnhan preview --letter receipt --config {at}"
    ));
    steps.push("Xóa những tệp không sửa: thư ấy dùng mẫu có sẵn, và có mẫu mới của các phiên bản sau.".to_owned());
    writeln!(out, "\nCác bước tiếp theo:")?;
    for (number, step) in (1..).zip(steps) {
        writeln!(out, "  {number}. {step}")?;
    }
    writeln!(out, "Cần lại mẫu gốc của tệp nào thì chuyển tệp ấy ra khỏi thư mục mẫu thư rồi chạy lại lệnh này.")
}
