//! What staff must know at once about the program itself: events of the daemon, worded and keyed.

use jiff::Timestamp;
use jiff::civil::Date;

use super::silence;
use crate::letter::alert::Event;
use crate::letter::wording;
use crate::office::Rules;
use crate::roster::Unit;
use crate::standing::{BoardFacts, days_after};

fn at(rules: &Rules, moment: Timestamp) -> String {
    wording::short_moment(&moment.to_zoned(rules.office.time_zone.clone()))
}

/// The mailbox has not been read through since `since`; `own`: whether it is the office's own, which nothing replaces.
#[must_use]
pub fn deaf(rules: &Rules, (source, own): (&str, bool), since: Timestamp, why: &str) -> Event {
    let mailbox = wording::mailbox(source);
    let unless = match own {
        true => String::new(),
        false => format!(
            " Nếu không còn đơn vị nào gửi vào hộp thư này, cho chương trình thôi chờ: `{}`.",
            silence::let_go(source)
        ),
    };
    Event {
        key: format!("deaf:{source}:{}", since.as_second()),
        title: format!("không đọc được hộp thư {mailbox}"),
        paragraphs: vec![
            format!("Từ {}, hệ thống không đọc được hộp thư {mailbox}. Lý do: {why}.", at(rules, since)),
            format!(
                "Thư gửi đến vẫn nằm trong hộp thư và sẽ được ghi nhận khi kết nối trở lại. Đề nghị kiểm tra mật khẩu, mạng \
                 và dung lượng hộp thư; trong thời gian này cán bộ đọc hộp thư trực tiếp.{unless}"
            ),
            "Trong lúc chờ, hệ thống không biết đơn vị nào đã gửi nên không nhắc đơn vị nào và không coi đơn vị nào là \
             quá hạn; bản tổng hợp gửi lãnh đạo vẫn đi đúng giờ và nêu rõ điều này."
                .into(),
        ],
    }
}

/// It can be read again; `since` as in the event before.
#[must_use]
pub fn recovered(rules: &Rules, source: &str, since: Timestamp, now: Timestamp) -> Event {
    let mailbox = wording::mailbox(source);
    Event {
        key: format!("recovered:{source}:{}", since.as_second()),
        title: format!("đã đọc lại được hộp thư {mailbox}"),
        paragraphs: vec![format!(
            "Từ {}, hệ thống đọc lại được hộp thư {mailbox} (trước đó không đọc được từ {}). Các thư đến trong thời gian \
             đó đang được ghi nhận theo thời điểm máy chủ nhận thư.",
            at(rules, now),
            at(rules, since)
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

/// A letter to an address was refused for good or came back; `dead`: the addresses of which that is known.
#[must_use]
pub fn undeliverable(rules: &Rules, dead: &dyn Fn(&str) -> bool, address: &str, why: &str, day: Date) -> Event {
    let has = |unit: &&Unit| unit.mailboxes_on(day).0.iter().any(|own| own == address);
    let unit = rules.roster.units.iter().find(has);
    let name = unit.map_or(address, |unit| unit.name_on(day));
    let told = format!(
        "Thư gửi {name} theo địa chỉ {address} không đến được. Lý do: {}.",
        wording::foreign(why, 300).trim_end_matches('.')
    );
    let todo = unit.map_or_else(
        || "Đề nghị kiểm tra lại địa chỉ.".to_owned(),
        |unit| {
            let own = unit.mailboxes_on(day).0;
            let other = own.iter().find(|own| own.as_str() != address && !dead(own));
            let place = |wanted: &str| own.iter().position(|own| own == wanted);
            match other {
                // Its further addresses only get what the first one got too.
                Some(other) if place(other) < place(address) => format!(
                    "Thư nhắc vẫn gửi đến địa chỉ {other} của đơn vị. Đề nghị hỏi lại đơn vị{} và sửa danh sách đơn vị.",
                    call(unit)
                ),
                Some(other) => format!(
                    "Từ nay thư nhắc được gửi đến địa chỉ khác của đơn vị là {other}. Đề nghị gọi điện cho đơn vị{} để \
                     xác nhận và sửa danh sách đơn vị.",
                    call(unit)
                ),
                None => format!(
                    "Đơn vị không còn địa chỉ nào khác nên phải gọi điện{}. Cho đến khi sửa địa chỉ trong danh sách, đơn \
                     vị này không được nhắc bằng thư và không bị coi là quá hạn.",
                    call(unit)
                ),
            }
        },
    );
    Event {
        key: format!("undeliverable:{address}:{day}"),
        title: format!("không gửi được thư đến {name}"),
        paragraphs: vec![told, todo],
    }
}

/// A letter will not be tried again, and its address is not at fault. Letters that fail for the same reason on one day
/// are told of once: the daily list of work names each.
#[must_use]
pub fn given_up(rules: &Rules, letter: i64, address: &str, why: &str, day: Date) -> Event {
    let unit = rules.roster.units.iter().find(|unit| unit.mailboxes_on(day).0.iter().any(|own| own == address));
    let name = unit.map_or(address, |unit| unit.name_on(day));
    let why = wording::foreign(why, 300);
    let why = why.trim_end_matches('.');
    Event {
        key: format!("given-up:{why}:{day}"),
        title: format!("không gửi được thư đến {name}"),
        paragraphs: vec![
            format!(
                "Thư số {letter} gửi {name} theo địa chỉ {address} không gửi được và không gửi lại nữa. Lý do: {why}."
            ),
            format!(
                "Địa chỉ này vẫn dùng cho các thư sau. Xem thư: `tiepnhan outbox show {letter}`; xem các thư cùng bị dừng: \
                 `tiepnhan outbox list --state failed`. Sửa nguyên nhân xong thì gửi lại bằng `tiepnhan outbox retry {letter}`."
            ),
        ],
    }
}

/// " (đồng chí Lê Thị Hoa, ĐT 0238 3 844 100)"; nothing when the office's list names neither.
fn call(unit: &Unit) -> String {
    let phone = unit.phone.as_ref().map(|phone| format!("ĐT {phone}"));
    let known: Vec<String> = unit.contact.iter().cloned().chain(phone).collect();
    if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) }
}

/// Days for which a dead address is news.
const NEWS: i32 = 7;

/// The addresses of units that have been found dead of late.
#[must_use]
pub fn dead_addresses(rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Vec<Event> {
    let day = |at: Timestamp| rules.office.time_zone.to_datetime(at).date();
    let dead = |address: &str| facts.bounced.contains_key(address);
    let news = facts.bounced.iter().filter(|(_, at)| days_after(day(**at), NEWS) >= day(now));
    let of_units = news.filter(|(address, at)| {
        let day = day(**at);
        rules.roster.units.iter().any(|unit| unit.mailboxes_on(day).0.contains(address))
    });
    let why = "máy chủ của người nhận không nhận thư cho địa chỉ này, thư đã bị trả lại";
    of_units.map(|(address, at)| undeliverable(rules, &dead, address, why, day(*at))).collect()
}

/// Letters with files are larger than the mail server takes (`most` bytes); they were taken back.
#[must_use]
pub fn too_large(letters: usize, most: u64, day: Date) -> Event {
    Event {
        key: format!("size:{most}:{day}"),
        title: "thư kèm tệp lớn hơn mức máy chủ gửi thư nhận".into(),
        paragraphs: vec![
            format!(
                "Máy chủ gửi thư chỉ nhận thư đến {}. {letters:02} thư kèm tệp lớn hơn mức này chưa gửi và đã được giữ lại.",
                wording::size(most)
            ),
            "Thư do chương trình tự lập sẽ được lập lại không kèm tệp quá lớn, có ghi tên tệp; thư đã lập bằng lệnh \
             `send-notice` thì chạy lại lệnh đó. Đề nghị gửi tệp cho đơn vị bằng cách khác, hoặc nén tệp rồi ghi lại vào kế \
             hoạch; nên đặt [limits] letter_mb không lớn hơn mức của máy chủ."
                .into(),
        ],
    }
}

/// Which of our own brakes holds letters back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held<'a> {
    /// That of one address.
    Address(&'a str),
    /// That of one domain.
    Domain(&'a str),
    /// That of reminders, so that receipts have room.
    Notices,
    /// That of everything.
    All,
}

impl Held<'_> {
    fn title(self) -> String {
        match self {
            Self::Address(address) => format!("thư gửi {address} đã đến mức tối đa trong 24 giờ"),
            Self::Domain(domain) => format!("thư gửi các địa chỉ @{domain} đã đến mức tối đa trong 24 giờ"),
            Self::Notices => "thư nhắc tạm hoãn vì sắp đến mức gửi tối đa trong 24 giờ".to_owned(),
            Self::All => "thư gửi đi đã đến mức tối đa trong 24 giờ".to_owned(),
        }
    }

    /// Each is told of by itself, once a day.
    fn key(self) -> String {
        match self {
            Self::Address(of) | Self::Domain(of) => format!("braked-{of}"),
            Self::Notices => "braked-notices".to_owned(),
            Self::All => "braked".to_owned(),
        }
    }
}

/// One of our own brakes holds letters back; `forecast`: when what waits will have left.
#[must_use]
pub fn braked(held: Held<'_>, why: &str, forecast: Option<String>, day: Date) -> Event {
    let mut paragraphs = vec![format!("Chương trình tạm hoãn một số thư: {}.", wording::foreign(why, 300))];
    paragraphs.extend(forecast);
    paragraphs.push(match held {
        Held::Address(_) | Held::Domain(_) => {
            "Thư chờ không bị mất. Nhiều thư đến cùng một nơi như vậy có thể là bất thường: đề nghị xem `tiepnhan outbox \
             list`; cần thì dừng gửi bằng `tiepnhan outbox pause`."
                .into()
        }
        Held::Notices | Held::All => {
            "Thư chờ không bị mất. Xem các thư ấy: `tiepnhan outbox list`.".into()
        }
    });
    Event { key: format!("{}:{day}", held.key()), title: held.title(), paragraphs }
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
