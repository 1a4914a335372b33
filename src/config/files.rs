//! Opens what the configuration names: rosters in any usual form, plans, text.

mod figures;

use std::fs;
use std::io::{Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use calamine::{Data, Reader};

use super::Fault;
use crate::dictionary::Dictionary;
use crate::office::Office;
use crate::plan::{Plan, Plans, paper};
use crate::roster::Roster;
use crate::roster::name::Forms;
use crate::roster::read::{self, Table};
use crate::spelling;

/// A roster above this size is not one; bytes.
const LARGEST: u64 = 20 << 20;
/// Unpacked, a workbook may be so large; bytes.
const LARGEST_UNPACKED: u64 = 200 << 20;
/// Rows and columns beyond which a sheet is not a list of units.
const CELLS: (usize, usize) = (20_000, 100);

/// The last part of a path, for people.
pub(super) fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn unopened(file: &str, path: &Path, error: &std::io::Error) -> Vec<Fault> {
    vec![Fault::error(
        file,
        "",
        format!("không mở được ({})", reason(error)),
        "Tệp được nêu trong cấu hình phải có và đọc được",
        &format!("kiểm tra {}; tạo cấu hình mới bằng lệnh `tiepnhan init`", path.display()),
    )]
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "không có tệp này".to_owned(),
        std::io::ErrorKind::PermissionDenied => "không có quyền đọc".to_owned(),
        _ => crate::failure::told(error),
    }
}

/// The bytes of a file of sensible size.
pub(super) fn bytes(path: &Path, file: &str) -> Result<Vec<u8>, Vec<Fault>> {
    let size = fs::metadata(path).map_err(|error| unopened(file, path, &error))?.len();
    if size > LARGEST {
        return Err(vec![Fault::error(
            file,
            "",
            format!("tệp quá lớn ({} MB)", size >> 20),
            "Tệp cấu hình không quá 20 MB",
            "xem có nhầm tệp không",
        )]);
    }
    fs::read(path).map_err(|error| unopened(file, path, &error))
}

/// A text file in UTF-8, with or without byte order mark.
pub(super) fn text(path: &Path, file: &str) -> Result<String, Vec<Fault>> {
    utf8(&bytes(path, file)?, file)
}

/// Bytes as text.
pub(super) fn utf8(bytes: &[u8], file: &str) -> Result<String, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    String::from_utf8(bytes.to_vec()).map_err(|_| {
        vec![Fault::error(
            file,
            "",
            "không phải chữ UTF-8".to_owned(),
            "Tệp cấu hình lưu bằng mã UTF-8",
            "mở bằng trình soạn thảo và lưu lại với mã UTF-8",
        )]
    })
}

/// The dictionary built in, with the office's own laid over it when it has one.
pub(super) fn dictionary(path: Option<&Path>, faults: &mut Vec<Fault>) -> Arc<Dictionary> {
    let Some(path) = path else { return Dictionary::built_in() };
    let file = name(path);
    match text(path, &file) {
        Ok(text) => {
            let (dictionary, found) = Dictionary::with(&text, &file);
            faults.extend(found);
            dictionary
        }
        Err(found) => {
            faults.extend(found);
            Dictionary::built_in()
        }
    }
}

/// The roster of the office, its names written in these forms; none when it cannot be used.
pub(super) fn roster(path: &Path, office: Option<&Office>, forms: &Forms, faults: &mut Vec<Fault>) -> Option<Roster> {
    let file = name(path);
    let ours = |office: &Office| {
        let shared = std::iter::once(&office.mailbox).chain(&office.own_addresses);
        shared.chain(&office.staff).chain(&office.leaders).chain(&office.on_duty).cloned().collect::<Vec<String>>()
    };
    let ours = office.map(ours).unwrap_or_default();
    let read = bytes(path, &file).and_then(|bytes| tables(&bytes, &file));
    match read.and_then(|tables| read::read(&tables, &ours, forms)) {
        Ok((roster, warnings)) => {
            faults.extend(warnings);
            Some(roster)
        }
        Err(found) => {
            faults.extend(found);
            None
        }
    }
}

/// The tables of a list, whatever its form; told by its bytes, not its name.
pub(super) fn tables(bytes: &[u8], file: &str) -> Result<Vec<Table>, Vec<Fault>> {
    if bytes.starts_with(b"PK\x03\x04") {
        bounded(bytes, file)?;
        return workbook(bytes, file);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return workbook(bytes, file);
    }
    csv(bytes, file)
}

/// Looks into the directory of the container before anything is unpacked.
fn bounded(bytes: &[u8], file: &str) -> Result<(), Vec<Fault>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(file))?;
    let mut sum = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| damaged(file))?;
        sum = sum.saturating_add(entry.size());
    }
    if sum > LARGEST_UNPACKED || archive.len() > 2000 { Err(damaged(file)) } else { Ok(()) }
}

fn damaged(file: &str) -> Vec<Fault> {
    vec![Fault::error(
        file,
        "",
        "bảng tính hỏng, có mật khẩu hoặc lớn bất thường".to_owned(),
        "Danh sách đơn vị là tệp xlsx, xls, ods hoặc csv bình thường",
        "mở bằng Excel hoặc LibreOffice, lưu lại dạng .xlsx không mật khẩu",
    )]
}

/// calamine panics on some damaged files; this is the office's own file, so catching that suffices.
fn workbook(bytes: &[u8], file: &str) -> Result<Vec<Table>, Vec<Fault>> {
    let read = catch_unwind(AssertUnwindSafe(|| {
        let book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).ok()?;
        Some(sheets(book, file))
    }));
    match read {
        Ok(Some(tables)) => Ok(tables),
        Ok(None) | Err(_) => Err(damaged(file)),
    }
}

fn sheets<R: Read + Seek + Clone>(mut book: calamine::Sheets<R>, file: &str) -> Vec<Table> {
    let mut tables = Vec::new();
    for sheet in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&sheet) else { continue };
        let (top, left) = range.start().unwrap_or((0, 0));
        let left = usize::try_from(left).unwrap_or(0).min(CELLS.1);
        let mut rows = Vec::new();
        for (number, row) in (usize::try_from(top).unwrap_or(0).saturating_add(1)..).zip(range.rows()).take(CELLS.0) {
            let cells = row.iter().take(CELLS.1).map(cell);
            rows.push((number, std::iter::repeat_n(String::new(), left).chain(cells).collect()));
        }
        tables.push(Table { file: file.to_owned(), sheet: Some(sheet), rows });
    }
    tables
}

/// A cell as text; dates as ISO, whole numbers without a point (telephone numbers).
fn cell(data: &Data) -> String {
    match data {
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

fn csv(bytes: &[u8], file: &str) -> Result<Vec<Table>, Vec<Fault>> {
    let text = decode(bytes);
    let head: String = text.lines().take(20).collect::<Vec<_>>().join("\n");
    let count = |c: char| head.chars().filter(|found| *found == c).count();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|sign| count(char::from(*sign))).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records().take(CELLS.0) {
        let Ok(record) = record else { return Err(damaged(file)) };
        let line = record.position().map_or(0, csv::Position::line);
        rows.push((usize::try_from(line).unwrap_or(0), record.iter().map(ToOwned::to_owned).collect()));
    }
    Ok(vec![Table { file: file.to_owned(), sheet: None, rows }])
}

/// UTF-8 with or without mark, UTF-16 as Excel's "Unicode text", else windows-1258.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default());
        return spelling::nfc(&text);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => spelling::nfc(text),
        Err(_) => spelling::nfc(&encoding_rs::WINDOWS_1258.decode(bytes).0),
    }
}

/// The plans and the files beside them.
pub(super) fn beside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    entries.filter(|path| path.is_file() && fs::metadata(path).is_ok_and(|meta| meta.len() <= LARGEST)).collect()
}

/// Every plan of the folder, in the order of the file names, and those names.
pub(super) fn plans(folder: &Path, faults: &mut Vec<Fault>) -> (Plans, Vec<String>) {
    let (mut plans, mut names) = (Plans::default(), Vec::new());
    let label = name(folder);
    let paths = match plan_files(folder) {
        Ok(paths) => paths,
        Err(error) => {
            faults.extend(unopened(&label, folder, &error));
            return (plans, names);
        }
    };
    if paths.is_empty() {
        faults.push(Fault::error(
            &label,
            "",
            "thư mục kế hoạch chưa có tệp .toml nào".to_owned(),
            "Phải có ít nhất một kế hoạch để biết ai gửi gì, khi nào",
            "chép kế hoạch mẫu từ lệnh `tiepnhan init` và sửa lại",
        ));
    }
    for path in paths {
        let file = format!("{label}/{}", name(&path));
        match text(&path, &file).and_then(|text| crate::plan::read::read(&text, &file)) {
            Ok((mut plan, warnings)) => {
                faults.extend(papers(folder, &mut plan, &file));
                faults.extend(figures::forms(folder, &mut plan, &file));
                plans.plans.push(plan);
                names.push(file);
                faults.extend(warnings);
            }
            Err(found) => faults.extend(found),
        }
    }
    (plans, names)
}

/// Opens what goes with the notices of a plan.
fn papers(folder: &Path, plan: &mut Plan, file: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for paper in &mut plan.papers {
        let path = folder.join(&paper.name);
        match fs::metadata(&path).and_then(|meta| Ok((meta.len(), fs::read(&path)?))) {
            Ok((size, bytes)) if (1..=paper::LARGEST).contains(&size) => paper.bytes = bytes.into(),
            Ok((size, _)) => faults.push(Fault::error(
                file,
                "",
                format!("{}: {}", paper.name, if size == 0 { "tệp rỗng" } else { "tệp quá lớn để gửi kèm thư" }),
                "Tệp kèm thư mở kỳ báo cáo không quá 7 MB, vì nhiều hộp thư cơ quan chỉ nhận thư đến 10 MB",
                "thay bằng tệp khác (nén ảnh trong tệp PDF), hoặc bỏ dòng document, form",
            )),
            Err(error) => faults.push(Fault::error(
                file,
                "",
                format!("{}: không mở được ({})", paper.name, reason(&error)),
                "Tệp nêu ở document, form nằm cùng thư mục với tệp kế hoạch",
                &format!("chép tệp vào {}, hoặc bỏ dòng ấy", folder.display()),
            )),
        }
    }
    faults
}

fn plan_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
