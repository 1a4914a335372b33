//! What a unit's answer to a reminder calls for: the very command that grants what it asks, and what is known of what
//! it says it has sent.

use jiff::civil::Date;

use crate::desk::Desk;
use crate::desk::reply::{Extension, Proposal};
use crate::evidence::wish::said::Way;
use crate::ledger::MailRow;
use crate::letter::wording;
use crate::standing::Owed;

/// The proposals about a mail, each a line or a command.
pub(super) fn lines(desk: &Desk, mail: i64, proposals: &[Proposal]) -> Vec<String> {
    let one = |proposal: &Proposal| match proposal {
        Proposal::AlreadySent { before, way, on, of } => {
            let mut lines = vec![seen(desk, before.as_deref(), *way)];
            lines.extend(recording(mail, (*way, *on), of));
            lines
        }
        Proposal::Extend { until, of } => extension(mail, *until, of),
    };
    proposals.iter().flat_map(one).collect()
}

fn extension(mail: i64, until: Option<Date>, of: &[Extension]) -> Vec<String> {
    let mut lines = vec![until.map_or_else(
        || "Đề nghị gia hạn; chưa đọc được đến ngày nào, hãy xem thư rồi thay NGÀY:".to_owned(),
        |day| format!("Đề nghị gia hạn đến hết {}; nếu đồng ý:", wording::date_with_weekday(day)),
    )];
    let day = until.map_or_else(|| "NGÀY".to_owned(), |day| day.to_string());
    for Extension { owed: (unit, report, period), refusal } in of {
        lines.push(match refusal {
            Some(why) => format!("  {report} {period}: {why}"),
            None => format!(
                "  tiepnhan extend --unit {unit} --report {report} --period {period} --until {day} \
                 --why \"đơn vị đề nghị, thư {mail}\""
            ),
        });
    }
    if of.is_empty() {
        lines.push("  Không có báo cáo nào của đơn vị đang chờ gửi quanh ngày này.".to_owned());
    }
    lines
}

/// The commands that enter what came on another way, or ask for it.
fn recording(mail: i64, (way, on): (Option<Way>, Option<Date>), of: &[Owed]) -> Vec<String> {
    let channel = way.map_or("CÁCH", channel);
    let day = on.map_or_else(|| "NGÀY".to_owned(), |day| day.to_string());
    let told = way.map_or_else(String::new, |way| format!(" {}", way.words()));
    let mut lines = vec![match way {
        Some(_) => "Nếu đối chiếu thấy báo cáo đã đến, ghi nhận rồi bỏ qua thư này:".to_owned(),
        None => {
            "Nếu báo cáo đã đến bằng cách khác, ghi nhận rồi bỏ qua thư này; CÁCH là paper (bản giấy), phone (điện thoại), zalo \
             hoặc other (cách khác):"
                .to_owned()
        }
    }];
    lines.extend(of.iter().map(|(unit, report, period)| {
        format!(
            "  tiepnhan record --unit {unit} --report {report} --period {period} --channel {channel} --received {day} \
             --why \"đơn vị báo đã gửi{told}, thư {mail}\""
        )
    }));
    if of.is_empty() {
        return vec!["Không có báo cáo nào của đơn vị đang chờ gửi quanh ngày này.".to_owned()];
    }
    lines.push(format!("  tiepnhan review dismiss {mail} --why \"đã ghi nhận báo cáo\""));
    lines.push("Nếu không thấy, xem trước thư đề nghị gửi lại (thêm --send để gửi):".to_owned());
    lines.push(format!("  tiepnhan review ask {mail} --what missing-file"));
    lines
}

/// As `record` knows it.
fn channel(way: Way) -> &'static str {
    match way {
        Way::Exchange | Way::Register => "other",
        Way::Paper => "paper",
        Way::Zalo => "zalo",
        Way::Phone => "phone",
    }
}

fn seen(desk: &Desk, before: Option<&MailRow>, way: Option<Way>) -> String {
    let told = way.map_or_else(String::new, |way| format!(" {}", way.words()));
    match before {
        Some(mail) => format!(
            "Đơn vị báo đã gửi{told}. Thư trước đó của đơn vị: thư {}, nhận lúc {}, “{}”.",
            mail.id,
            desk.rules().office.time_zone.to_datetime(mail.received_at).strftime("%H:%M ngày %-d/%-m/%Y"),
            wording::foreign(&mail.subject, 60)
        ),
        None => {
            let since = wording::date(desk.rules().office.start_date);
            format!(
                "Đơn vị báo đã gửi{told}. Chưa thấy thư nào khác của đơn vị từ {since}; {}.",
                match way {
                    Some(_) => "hãy đối chiếu với văn thư",
                    None => "hãy xem thư rác, hỏi ngày giờ và địa chỉ đã gửi",
                }
            )
        }
    }
}
