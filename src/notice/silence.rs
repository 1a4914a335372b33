//! What is said as long as a mailbox of the office is not read: whatever is told then is told with what is known, and
//! nobody is asked, because the answer may lie there.

use crate::letter::wording;
use crate::office::Rules;
use crate::standing::BoardFacts;
use crate::standing::hearing::{Mailbox, Silence};

/// Why a letter that asks may not leave now.
pub const HELD: &str = "chưa đọc hết hộp thư, báo cáo có thể đã đến";

/// Which mailboxes are not read, and since when: "Hộp thư khoagiao@… chưa đọc được từ 16 giờ 40 ngày 18/6/2020."; none
/// when all are.
#[must_use]
pub fn mailboxes(rules: &Rules, facts: &BoardFacts) -> Option<String> {
    let said: Vec<String> = facts.silent().map(|(mailbox, silence)| unread(rules, mailbox, silence)).collect();
    (!said.is_empty()).then(|| format!("{}.", wording::upper_first(&said.join("; "))))
}

fn unread(rules: &Rules, mailbox: &Mailbox, silence: &Silence) -> String {
    let at = wording::short_moment(&silence.since.to_zoned(rules.office.time_zone.clone()));
    let name = wording::mailbox(&mailbox.source);
    match mailbox.read_at {
        Some(_) => format!("hộp thư {name} chưa đọc được từ {at}"),
        None => format!("hộp thư {name} chưa đọc hết được lần nào"),
    }
}

/// What leaders and staff must know before they read on; none when all mailboxes are read.
pub(super) fn warning(rules: &Rules, facts: &BoardFacts) -> Option<String> {
    let which = mailboxes(rules, facts)?;
    let there = if facts.silent().count() == 1 { "hộp thư này" } else { "các hộp thư này" };
    Some(format!(
        "{which} Số liệu dưới đây tính theo thư đã đọc; đơn vị có thể đã gửi vào {there}. Vì vậy chưa đơn vị nào bị coi là \
         quá hạn, và không đơn vị nào được nhắc cho đến khi đọc lại được."
    ))
}

/// What staff can do about each of them.
pub(super) fn todo(facts: &BoardFacts) -> Option<String> {
    let why = |silence: &Silence| wording::foreign(&silence.why, 300).trim_end_matches('.').to_owned();
    let one = |(mailbox, silence): (&Mailbox, &Silence)| {
        let why = why(silence);
        let reason = if why.is_empty() { String::new() } else { format!(" Lý do: {why}.") };
        let name = wording::mailbox(&mailbox.source);
        match mailbox.own {
            true => format!(
                "Hộp thư {name}:{reason} Đề nghị kiểm tra mật khẩu, mạng, dung lượng; trong lúc chờ, cán bộ đọc hộp thư trực \
                 tiếp và ghi sổ bằng tay (`tiepnhan record`)."
            ),
            false => format!(
                "Hộp thư {name}:{reason} Đề nghị kiểm tra mật khẩu, mạng, dung lượng; nếu không còn đơn vị nào gửi vào đây thì \
                 thôi chờ: `{}`.",
                let_go(&mailbox.source)
            ),
        }
    };
    let said: Vec<String> = facts.silent().map(one).collect();
    (!said.is_empty()).then(|| said.join("\n"))
}

/// The command by which staff say that nothing is waited for in a mailbox.
#[must_use]
pub fn let_go(source: &str) -> String {
    format!("tiepnhan mailbox let-go {} --why \"…\"", source.strip_prefix("imap:").unwrap_or(source))
}
