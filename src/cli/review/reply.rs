//! What a unit's answer to a reminder calls for: the very command that grants what it asks, and what is known of what
//! it says it has sent.

use jiff::civil::Date;

use crate::desk::Desk;
use crate::desk::reply::{Extension, Proposal};
use crate::ledger::MailRow;
use crate::letter::wording;

/// The proposals about a mail, each a line or a command.
pub(super) fn lines(desk: &Desk, mail: i64, proposals: &[Proposal]) -> Vec<String> {
    let one = |proposal: &Proposal| match proposal {
        Proposal::AlreadySent { before } => vec![seen(desk, before.as_deref())],
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

fn seen(desk: &Desk, before: Option<&MailRow>) -> String {
    match before {
        Some(mail) => format!(
            "Đơn vị báo đã gửi. Thư trước đó của đơn vị: thư {}, nhận lúc {}, “{}”.",
            mail.id,
            desk.rules().office.time_zone.to_datetime(mail.received_at).strftime("%H:%M ngày %-d/%-m/%Y"),
            wording::foreign(&mail.subject, 60)
        ),
        None => {
            let since = wording::date(desk.rules().office.start_date);
            format!(
                "Đơn vị báo đã gửi. Chưa thấy thư nào khác của đơn vị từ {since}; hãy xem thư rác, hỏi ngày giờ và địa chỉ đã gửi."
            )
        }
    }
}
