//! What staff must know at once about the program itself: events of the daemon, worded and keyed.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::letter::alert::Event;
use crate::letter::wording;
use crate::office::Rules;

fn at(rules: &Rules, moment: Timestamp) -> String {
    wording::short_moment(&moment.to_zoned(rules.office.time_zone.clone()))
}

/// The mailbox has not been read through since `since`.
#[must_use]
pub fn deaf(rules: &Rules, source: &str, since: Timestamp, why: &str) -> Event {
    Event {
        key: format!("deaf:{source}:{}", since.as_second()),
        title: format!("không đọc được hộp thư {source}"),
        paragraphs: vec![
            format!("Từ {}, hệ thống không đọc được hộp thư {source}. Lý do: {why}.", at(rules, since)),
            "Thư gửi đến vẫn nằm trong hộp thư và sẽ được ghi nhận khi kết nối trở lại. Đề nghị kiểm tra mật khẩu, \
             mạng và dung lượng hộp thư; trong thời gian này cán bộ đọc hộp thư trực tiếp. Hệ thống tạm thời không \
             biết đơn vị nào đã gửi."
                .into(),
        ],
    }
}

/// It can be read again; `since` as in the event before.
#[must_use]
pub fn recovered(rules: &Rules, source: &str, since: Timestamp, now: Timestamp) -> Event {
    Event {
        key: format!("recovered:{source}:{}", since.as_second()),
        title: format!("đã đọc lại được hộp thư {source}"),
        paragraphs: vec![format!(
            "Hộp thư {source} không đọc được từ {} đã đọc lại được lúc {}. Các thư đến trong thời gian đó đang được ghi \
             nhận theo thời điểm máy chủ nhận thư.",
            at(rules, since),
            at(rules, now)
        )],
    }
}

/// A file of the configuration was changed and is not usable; the old one stays in force. `content` tells versions of
/// the file apart, so that the same mistake is told once.
#[must_use]
pub fn broken_file(file: &str, content: &str, faults: &[String]) -> Event {
    let mut paragraphs =
        vec![format!("Tệp {file} vừa thay đổi nhưng có lỗi nên chưa được áp dụng; bản cũ vẫn có hiệu lực.")];
    paragraphs.push(faults.iter().take(20).map(|fault| format!("- {fault}")).collect::<Vec<_>>().join("\n"));
    paragraphs.push("Đề nghị sửa tệp rồi chạy `tiepnhan check` để kiểm tra lại.".into());
    Event { key: format!("broken-file:{file}:{content}"), title: format!("tệp {file} có lỗi"), paragraphs }
}

/// A letter to a unit was refused for good.
#[must_use]
pub fn undeliverable(unit: &str, address: &str, why: &str, day: Date) -> Event {
    Event {
        key: format!("undeliverable:{address}:{day}"),
        title: format!("không gửi được thư đến {unit}"),
        paragraphs: vec![
            format!(
                "Thư gửi {unit} theo địa chỉ {address} không đến được. Máy chủ trả lời: {}.",
                wording::foreign(why, 300)
            ),
            "Đề nghị liên hệ đơn vị, sửa địa chỉ trong danh sách đơn vị. Cho đến khi đó đơn vị này không được nhắc và \
             không bị coi là quá hạn."
                .into(),
        ],
    }
}

/// Office texts that failed on a letter; the shipped text spoke.
#[must_use]
pub fn template_faults(faults: &[crate::letter::template::Fault], day: Date) -> Event {
    let lines: Vec<String> = faults.iter().map(|fault| format!("- {fault}")).collect();
    Event {
        key: format!("template:{day}"),
        title: "mẫu thư của cơ quan có lỗi".into(),
        paragraphs: vec![
            "Một số thư đã gửi theo mẫu gốc vì mẫu riêng của cơ quan có lỗi:".into(),
            lines.join("\n"),
            "Đề nghị sửa mẫu rồi chạy `tiepnhan check`.".into(),
        ],
    }
}
