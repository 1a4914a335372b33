//! `init`: a folder with everything an office fills in, and the next steps.

mod letters;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Note, Workbook, XlsxError};

use crate::calendar::period;
use crate::config::{self, sample};
use crate::failure::{Exit, Failure};

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Init {
    /// The folder to fill; created when missing.
    pub folder: PathBuf,
    /// A sample office instead of the empty templates.
    pub sample: Option<String>,
    /// The built-in texts of letters as well, to be edited; in a folder that is an office already, only those.
    pub letters: bool,
}

/// A column of the roster: heading, what it means, width in characters, and a value for each sample unit.
struct Column {
    heading: &'static str,
    meaning: &'static str,
    width: f64,
    samples: [&'static str; 4],
}

const COLUMNS: &[Column] = &[
    Column {
        heading: "Mã",
        meaning: "Tên ngắn không dấu, không đổi về sau. Để trống thì chương trình đặt theo tên đơn vị.",
        width: 18.0,
        samples: ["so-y-te", "so-gddt", "", "tinh-doan"],
    },
    Column {
        heading: "Tên đơn vị",
        meaning: "Tên chính thức, có dấu (bắt buộc).",
        width: 38.0,
        samples: ["Sở Y tế", "Sở Giáo dục và Đào tạo", "Huyện ủy Đông Khê", "Tỉnh đoàn"],
    },
    Column {
        heading: "Nhóm",
        meaning: "Nhóm đơn vị (bắt buộc); kế hoạch giao báo cáo theo nhóm.",
        width: 24.0,
        samples: ["Sở, ngành", "Sở, ngành", "Huyện, thị, thành ủy", "MTTQ, đoàn thể"],
    },
    Column {
        heading: "Ký hiệu",
        meaning: "Chữ viết tắt, ký hiệu văn bản; nhiều ký hiệu cách nhau bằng dấu phẩy.",
        width: 22.0,
        samples: ["SYT", "SGDĐT, SGD&ĐT", "HUĐK", "TĐ, TĐTN"],
    },
    Column {
        heading: "Tên khác",
        meaning: "Các tên gọi khác đơn vị hay dùng; cách nhau bằng dấu chấm phẩy.",
        width: 34.0,
        samples: [
            "ngành Y tế tỉnh",
            "Sở GD và ĐT; Sở GDĐT",
            "Ban Tuyên giáo Huyện ủy Đông Khê",
            "Đoàn TNCS Hồ Chí Minh tỉnh",
        ],
    },
    Column {
        heading: "Thư điện tử",
        meaning: "Các địa chỉ đơn vị dùng để gửi, cách nhau bằng dấu phẩy. Thư nhắc gửi đến địa chỉ đầu tiên.",
        width: 44.0,
        samples: [
            "vanphong@syt.mau.example, lethuha.mau@gmail.example",
            "vanthu@sgddt.mau.example",
            "bantuyengiao@dongkhe.mau.example",
            "tinhdoan@doanthe.mau.example",
        ],
    },
    Column {
        heading: "Tên miền",
        meaning: "Chỉ ghi khi mọi hộp thư của tên miền đều thuộc đơn vị. Không ghi gmail.com, yahoo.com …",
        width: 24.0,
        samples: ["syt.mau.example", "sgddt.mau.example", "dongkhe.mau.example", ""],
    },
    Column {
        heading: "Từ ngày",
        meaning: "Ngày đơn vị bắt đầu có, hoặc bắt đầu mang tên này; để trống nếu từ trước đến nay.",
        width: 12.0,
        samples: ["", "", "", ""],
    },
    Column {
        heading: "Đến ngày",
        meaning: "Ngày cuối cùng khi sáp nhập, giải thể; để trống nếu còn. Đơn vị đổi tên, nhóm, hộp thư: ghi ngày cuối ở dòng cũ rồi thêm một dòng cùng mã, từ ngày hôm sau.",
        width: 12.0,
        samples: ["", "", "", ""],
    },
    Column {
        heading: "Kế thừa",
        meaning: "Mã hoặc tên đơn vị nhận nhiệm vụ khi đơn vị này thôi; nhiều đơn vị thì ghi cả lĩnh vực: so-gddt (dạy nghề); so-noi-vu (bình đẳng giới).",
        width: 18.0,
        samples: ["", "", "", ""],
    },
    Column {
        heading: "Kính gửi",
        meaning: "Cách xưng hô trong thư, nếu khác tên đơn vị.",
        width: 30.0,
        samples: ["", "", "Ban Tuyên giáo Huyện ủy Đông Khê", "Ban Thường vụ Tỉnh đoàn"],
    },
    Column {
        heading: "Người liên hệ",
        meaning: "Người cần gọi khi đơn vị chưa gửi.",
        width: 24.0,
        samples: ["", "", "", ""],
    },
    Column {
        heading: "Điện thoại", meaning: "Số điện thoại cần gọi.", width: 16.0, samples: ["", "", "", ""]
    },
];

/// The sample plan.
const PLAN: &str = include_str!("../../config/ke-hoach-mau.toml");

/// Runs the command.
///
/// # Errors
/// When a file of that name is there already (nothing is written then), or the disk refuses.
pub fn run(asked: &Init, now: Timestamp, out: &mut dyn Write) -> Result<Exit, Failure> {
    let folder = &asked.folder;
    if asked.letters && folder.join(config::FILE).exists() {
        return letters::run(folder, out);
    }
    if let Some(name) = &asked.sample {
        return sample_office(name, folder, out);
    }
    let today = TimeZone::get("Asia/Ho_Chi_Minh").map_err(Failure::outside)?.to_datetime(now).date();
    let files: Vec<(&str, Vec<u8>)> = vec![
        (config::FILE, settings(today, asked.letters).into_bytes()),
        ("don-vi.xlsx", workbook().map_err(Failure::outside)?),
        ("don-vi.csv", csv().map_err(Failure::outside)?),
        ("ke-hoach/ke-hoach-mau.toml", PLAN.replace("{năm}", &today.year().to_string()).into_bytes()),
    ];
    untouched(folder, files.iter().map(|(name, _)| *name))?;
    for (name, content) in files {
        write_new(&folder.join(name), &content)?;
    }
    inbox(folder)?;
    steps(folder, out)?;
    if asked.letters {
        writeln!(out)?;
        return letters::run(folder, out);
    }
    Ok(Exit::Fine)
}

/// Refuses when one of the files is there already.
fn untouched<'n>(folder: &Path, mut names: impl Iterator<Item = &'n str>) -> Result<(), Failure> {
    let Some(there) = names.find(|name| folder.join(name).exists()) else { return Ok(()) };
    Err(Failure::input(format!(
        "{} đã có; lệnh init không ghi đè lên tệp nào.\n    Cách sửa: chọn thư mục khác, hoặc chuyển tệp cũ đi chỗ khác.",
        folder.join(there).display()
    )))
}

fn inbox(folder: &Path) -> io::Result<()> {
    ["thu-den/new", "thu-den/cur", "thu-den/tmp"].iter().try_for_each(|name| fs::create_dir_all(folder.join(name)))
}

/// A whole invented office, to look at and to copy from.
fn sample_office(name: &str, folder: &Path, out: &mut dyn Write) -> Result<Exit, Failure> {
    let Some(sample) = sample::SAMPLES.iter().find(|sample| sample.name == name) else {
        let known = sample::SAMPLES.iter().map(|sample| format!("\n  {:<18} {}", sample.name, sample.about));
        return Err(Failure::input(format!(
            "không có cơ quan mẫu “{name}”. Các cơ quan mẫu:{}",
            known.collect::<String>()
        )));
    };
    untouched(folder, sample.files.iter().map(|(name, _)| *name))?;
    sample::write(name, folder)?;
    inbox(folder)?;
    let at = folder.display();
    writeln!(out, "Đã viết cơ quan mẫu {name} vào {at}:\n{}.", sample.about)?;
    for (file, _) in sample.files {
        writeln!(out, "  {file}")?;
    }
    writeln!(out, "Đơn vị, người và địa chỉ đều là giả định. Xem tiếp:")?;
    writeln!(out, "  tiepnhan check --config {at}\n  tiepnhan calendar --config {at}")?;
    Ok(Exit::Fine)
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(content)
}

/// The commented default, with an example where the office must fill in.
fn settings(today: jiff::civil::Date, letters: bool) -> String {
    let filled = [
        ("\nname = \"\"", "\nname = \"Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy (tên mẫu, hãy sửa)\"".to_owned()),
        ("\nshort_name = \"\"", "\nshort_name = \"Ban Tuyên giáo Tỉnh ủy\"".to_owned()),
        ("\nmailbox = \"\"", "\nmailbox = \"khoagiao@mau.example\"".to_owned()),
        ("\nstaff = []", "\nstaff = [\"chuyenvien@mau.example\"]".to_owned()),
        ("\nleaders = []", "\nleaders = [\"lanhdao@mau.example\"]".to_owned()),
        ("\nroster = \"don-vi.csv\"", "\nroster = \"don-vi.xlsx\"".to_owned()),
        ("\n# start_date = \"1/6/2020\"", format!("\nstart_date = \"{}\"", period::day_name(today))),
        ("\nletters = \"\"", format!("\nletters = \"{}\"", if letters { letters::FOLDER } else { "" })),
    ];
    filled.iter().fold(config::DEFAULT.to_owned(), |text, (blank, example)| text.replacen(blank, example, 1))
}

fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Danh sách đơn vị")?;
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00DD_E6F0))
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    for (at, column) in (0_u16..).zip(COLUMNS) {
        sheet.set_column_width(at, column.width)?;
        sheet.set_column_format(at, &body)?;
        sheet.write_string_with_format(0, at, column.heading, &head)?;
        sheet.insert_note(0, at, &Note::new(column.meaning).add_author_prefix(false))?;
        for (row, sample) in (1_u32..).zip(column.samples) {
            sheet.write_string_with_format(row, at, sample, &body)?;
        }
    }
    sheet.set_row_height(0, 24)?;
    sheet.set_freeze_panes(1, 2)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    book.save_to_buffer()
}

/// With a byte order mark, so that Excel takes it for UTF-8.
fn csv() -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(COLUMNS.iter().map(|column| column.heading))?;
    for row in 0..4_usize {
        writer.write_record(COLUMNS.iter().map(|column| column.samples.get(row).copied().unwrap_or_default()))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(io::Error::from(error.error().kind())))
}

fn steps(folder: &Path, out: &mut dyn Write) -> io::Result<()> {
    let at = folder.display();
    writeln!(out, "Đã tạo cấu hình trong {at}:")?;
    writeln!(out, "  tiepnhan.toml               cấu hình, mỗi khóa có giải thích")?;
    writeln!(out, "  don-vi.xlsx                 danh sách đơn vị (mẫu bốn dòng; don-vi.csv có cùng nội dung)")?;
    writeln!(out, "  ke-hoach/ke-hoach-mau.toml  kế hoạch: ai gửi báo cáo gì, khi nào")?;
    writeln!(out, "  thu-den/                    hộp thư thử trên máy này")?;
    writeln!(out)?;
    writeln!(out, "Các bước tiếp theo:")?;
    writeln!(out, "  1. Điền danh sách đơn vị vào don-vi.xlsx (thay bốn dòng mẫu).")?;
    writeln!(out, "  2. Sửa kế hoạch trong ke-hoach/ theo văn bản của cơ quan.")?;
    writeln!(out, "  3. Sửa tiepnhan.toml: mục [office]; [mailbox] và [delivery] khi dùng máy chủ thư thật.")?;
    writeln!(out, "  4. Xem đúng sai:            tiepnhan check --config {at}")?;
    writeln!(out, "  5. Thử kết nối máy chủ thư: tiepnhan check --online --config {at}")?;
    writeln!(out, "  6. Chạy:                    tiepnhan run --config {at}")
}

#[cfg(test)]
mod tests;
