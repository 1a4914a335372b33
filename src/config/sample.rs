//! The sample offices that are built in: for `demo`, for `init`, for a first look.

use std::fs;
use std::io;
use std::path::Path;

/// A sample office: its folder name and its files.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// "song-lam", "van-son-2020", "tan-lam-2025".
    pub name: &'static str,
    /// What it shows, for people who choose one.
    pub about: &'static str,
    /// Path inside the folder, and content.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! files {
    ($office:literal: $($file:literal),+ $(,)?) => {
        &[$(($file, include_str!(concat!("../../config/offices/", $office, "/", $file)))),+]
    };
}

/// All of them.
pub const SAMPLES: &[Sample] = &[
    Sample {
        name: "song-lam",
        about: "một kế hoạch dùng lâu dài cho bốn nhóm đơn vị",
        files: files!("song-lam": "tiepnhan.toml", "don-vi.csv", "plans/12-kh-btgtu.toml"),
    },
    Sample {
        name: "van-son-2020",
        about: "một kỳ giao ban, nội dung phải làm rõ, kết luận",
        files: files!(
            "van-son-2020": "tiepnhan.toml", "don-vi.csv", "plans/giao-ban-6-thang-2020.toml",
            "plans/ket-luan-30-6-2020.toml",
        ),
    },
    Sample {
        name: "khanh-hai",
        about: "đủ kỳ trong năm, lĩnh vực, kế hoạch thay kế hoạch",
        files: files!(
            "khanh-hai": "tiepnhan.toml", "don-vi.csv", "ngay-nghi.toml", "plans/12-kh-tgtu.toml",
            "plans/112-cv-tgtu-2019.toml", "plans/giao-ban-6-thang-2020.toml",
        ),
    },
    Sample {
        name: "dang-uy-khoi-2024",
        about: "Đảng ủy Khối và chi, đảng bộ; hạn được ghi sau",
        files: files!(
            "dang-uy-khoi-2024": "tiepnhan.toml", "don-vi.csv", "plans/31-kh-btgduk.toml", "plans/12-hd-btgduk.toml",
        ),
    },
    Sample {
        name: "ha-khe-2018",
        about: "công văn không ghi hạn; huyện ủy và UBND huyện",
        files: files!("ha-khe-2018": "tiepnhan.toml", "don-vi.csv", "plans/581-cv-btgtu.toml"),
    },
    Sample {
        name: "tan-lam-2025",
        about: "sắp xếp năm 2025: thôi cấp huyện, 130 xã, phường",
        files: files!("tan-lam-2025": "tiepnhan.toml", "don-vi.csv", "plans/12-kh-btgtu.toml"),
    },
];

/// Writes a sample office into `folder`, which is created. Files that are there already are not touched.
///
/// # Errors
/// When there is no such sample, or the disk refuses.
pub fn write(name: &str, folder: &Path) -> io::Result<()> {
    let Some(sample) = SAMPLES.iter().find(|sample| sample.name == name) else {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("không có cơ quan mẫu “{name}”")));
    };
    for (file, content) in sample.files {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut new) => io::Write::write_all(&mut new, content.as_bytes())?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
