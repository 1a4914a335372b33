//! Mails that the server never handed over: what staff must know at once, because in the mailbox a person may still open
//! them, and the list of the day may be a night away.

use crate::letter::alert::Event;
use crate::letter::wording;
use crate::message::{Fault, Message};
use crate::office::Rules;
use crate::roster::UnitId;

/// A mail that came and could not be read.
#[derive(Debug, Clone, Copy)]
pub struct Withheld<'a> {
    /// Its row, which is what staff call it by.
    pub mail: i64,
    /// What is known of it.
    pub message: &'a Message,
    /// Whose it probably is.
    pub unit: Option<&'a UnitId>,
    /// Why it could not be read, and where it lies.
    pub why: &'a str,
}

impl<'a> Withheld<'a> {
    /// The mail `mail`, if it is one.
    #[must_use]
    pub fn of(mail: i64, message: &'a Message, unit: Option<&'a UnitId>) -> Option<Self> {
        let why = message.faults.iter().find_map(|fault| match fault {
            Fault::Unreadable(why) => Some(why.as_str()),
            _ => None,
        });
        Some(Self { mail, message, unit, why: why? })
    }

    fn unit_name<'r>(&self, rules: &'r Rules) -> Option<&'r str> {
        self.unit.and_then(|unit| rules.roster.unit(unit)).map(|unit| unit.name.as_str())
    }

    /// "- Thư 12, nhận 08 giờ 00 ngày 19/6/2024, Sở Y tế, vanphong@…: máy chủ …."
    fn line(&self, rules: &Rules) -> String {
        let from = self.message.from.as_ref().map(|from| wording::foreign(&from.address, 80));
        let who: Vec<String> = self.unit_name(rules).map(str::to_owned).into_iter().chain(from).collect();
        let who = if who.is_empty() { "không rõ người gửi".to_owned() } else { who.join(", ") };
        let at = wording::short_moment(&self.message.received_at.to_zoned(rules.office.time_zone.clone()));
        format!("- Thư {}, nhận {at}, {who}: {}.", self.mail, wording::foreign(self.why, 300))
    }
}

/// So many are named one by one; the list of reviews has all.
const NAMED: usize = 10;

/// One event of the mails that were given up together: what ails a server seldom ails one mail. None of no mail.
#[must_use]
pub fn event(rules: &Rules, mails: &[Withheld<'_>]) -> Option<Event> {
    let first = mails.first()?;
    let mut lines: Vec<String> = mails.iter().take(NAMED).map(|mail| mail.line(rules)).collect();
    let more = mails.len().saturating_sub(NAMED);
    if more > 0 {
        lines.push(format!("- Và {more:02} thư khác (`tiepnhan review list`)."));
    }
    let (count, title) = match (mails.len(), first.unit_name(rules)) {
        (1, Some(unit)) => ("một".to_owned(), format!("chưa đọc được thư của {unit}")),
        (1, None) => ("một".to_owned(), "có thư đến chưa đọc được".to_owned()),
        (many, _) => (format!("{many:02}"), format!("có {many:02} thư đến chưa đọc được")),
    };
    let held = match mails.iter().filter(|mail| mail.unit.is_some()).count() {
        0 => "",
        1 => "Trong khi chờ, đơn vị gửi thư không bị nhắc và không bị coi là quá hạn. ",
        _ => "Trong khi chờ, các đơn vị gửi thư không bị nhắc và không bị coi là quá hạn. ",
    };
    let todo = format!(
        "{held}Đề nghị mở hộp thư của cơ quan để xem, rồi xử lý ở mục cần kiểm tra (`tiepnhan review show {}`). Nếu ở đó \
         cũng không mở được, đề nghị gọi điện để đơn vị gửi lại.",
        first.mail
    );
    Some(Event {
        key: format!("withheld:{}", first.message.sha256.as_str()),
        title,
        paragraphs: vec![format!("Có {count} thư đến mà hệ thống không đọc được:"), lines.join("\n"), todo],
    })
}
