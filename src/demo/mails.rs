//! The sample mails, compiled in: invented people of an invented province.

use jiff::Timestamp;

use crate::mailbox;

/// A sample mail.
#[derive(Debug)]
pub(super) struct Sample {
    /// Its name in the Maildir.
    pub(super) name: &'static str,
    /// Its bytes.
    pub(super) bytes: &'static [u8],
}

macro_rules! samples {
    ($($name:literal),* $(,)?) => {
        &[$(Sample {
            name: $name,
            bytes: include_bytes!(concat!("../../config/offices/van-son-2020/thu-mau/", $name, ".eml")),
        }),*]
    };
}

/// In order of arrival.
pub(super) const MAILS: &[Sample] = samples![
    "01-ban-tin",
    "02-hoi-han-nop",
    "03-skhcn-som",
    "04-lhh-pdf",
    "05-ldld-tuyen-giao",
    "06-huyen-khong-dau",
    "07-syt-dung-han",
    "08-bhxh-vang-mat",
    "09-thu-khong-den",
    "10-sgddt-hai-ban",
    "11-ke-hoach",
    "12-hnd-quen-tep",
    "13-hnd-gui-kem",
    "14-stnmt-zip",
    "15-gmail-la",
    "16-huyen-tra-loi-nhac",
    "17-tcvn3",
    "18-congan-scan",
    "19-mttq-drive",
    "20-tep-rong",
    "21-tinh-doan-phut-chot",
    "22-gui-lai",
    "23-phu-nu-trong-ngay",
    "24-syt-thay-the",
    "25-huyen-cham",
    "26-ccb-gia-han",
    "27-can-bo-chuyen",
    "28-gia-mao",
];

/// When the office's server received it.
pub(super) fn received_at(mail: &Sample) -> Option<Timestamp> {
    mailbox::received_at(mail.bytes)
}
