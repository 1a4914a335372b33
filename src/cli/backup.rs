//! `backup` and `restore`: a copy in one file, and the word that a copy is the office's ledger now.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::archive::Archive;
use crate::failure::{Exit, Failure};
use crate::ledger::Ledger;

/// Writes a copy of the ledger to `target` (a file, or a folder in which it gets a name of its own), and beside it the
/// list of archived mails with their hashes (`sha256sum -c` reads it).
///
/// The archive itself is not copied: its files never change once written, so any copying program (rsync, the office's
/// backup) keeps them with what is new each day, and the list says whether all are there.
///
/// # Errors
/// [`Exit::Outside`] when the copy cannot be written or is not whole.
pub fn run(
    target: &Path,
    ledger: &Ledger,
    archive: &Archive,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let target = if target.is_dir() { target.join(name(zone, now)) } else { target.to_owned() };
    ledger.backup(&target).map_err(Failure::from_ledger)?;
    let mails = ledger.read(|snapshot| snapshot.mails(None)).map_err(Failure::from_ledger)?;
    let list = target.with_extension("sha256");
    let lines: String = mails
        .iter()
        .map(|mail| format!("{}  {}\n", mail.sha256.as_str(), archive.path(&mail.sha256).display()))
        .collect();
    std::fs::write(&list, lines)
        .map_err(|error| Failure::outside(format!("không ghi được {}: {error}", list.display())))?;
    writeln!(out, "Đã sao lưu sổ vào {} và kiểm tra bản sao.", target.display())?;
    writeln!(out, "Thư gốc ({} tệp) cần sao chép riêng; danh sách để đối chiếu: {}.", mails.len(), list.display())?;
    writeln!(out, "Bản sao này không tự gửi thư cho đến khi chạy `tiepnhan restore --allow-sending`.")?;
    Ok(Exit::Fine)
}

fn name(zone: &jiff::tz::TimeZone, now: Timestamp) -> PathBuf {
    PathBuf::from(format!("tiepnhan-{}.db", zone.to_datetime(now).strftime("%Y%m%d-%H%M%S")))
}

/// Lets a restored copy send, when the person says that no other daemon runs on the old one.
///
/// # Errors
/// [`Exit::Outside`] when the ledger cannot be written.
pub fn restore(
    allow_sending: bool,
    by: &str,
    ledger: &Ledger,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let may = ledger.read(|snapshot| snapshot.may_send()).map_err(Failure::from_ledger)?;
    match (may, allow_sending) {
        (true, _) => writeln!(out, "Sổ này đang được phép gửi thư; không có gì phải làm.")?,
        (false, false) => {
            writeln!(out, "Đây là bản khôi phục: chương trình vẫn nhận và vào sổ, nhưng chưa gửi thư nào.")?;
            writeln!(out, "Khi chắc chắn máy cũ đã ngừng hẳn, chạy lại với --allow-sending.")?;
            return Ok(Exit::Attention);
        }
        (false, true) => {
            ledger.write(|tx| tx.allow_sending(by, now)).map_err(Failure::from_ledger)?;
            writeln!(out, "Từ nay sổ này được phép gửi thư. Việc này đã ghi vào nhật ký.")?;
        }
    }
    Ok(Exit::Fine)
}
