//! Why an obligation stands as it does, and what a person would do next, in sentences.

use jiff::civil::Date;

use crate::letter::{demand, wording};
use crate::office::Rules;
use crate::standing::pieces::lacking;
use crate::standing::{BoardFacts, Doubt, Row, Standing};

/// The sentences, the most important first. None: nobody owes it.
pub(super) fn reasons(row: Option<&Row>, rules: &Rules, facts: &BoardFacts, today: Date) -> Vec<String> {
    let Some(row) = row else {
        return vec![
            "Theo kế hoạch và danh sách đơn vị hiện nay, đơn vị không phải gửi báo cáo này cho kỳ này.".into(),
        ];
    };
    let mut said = Vec::new();
    said.extend(deadline(row));
    said.extend(came(row, rules));
    said.extend(doubt(row));
    let lacks = lacking(row, rules, facts);
    if !lacks.is_empty() {
        said.push(format!("Còn thiếu {}; báo cáo vẫn tính là đã nhận.", demand::pieces(&lacks)));
    }
    if !row.standing.is_received() && row.standing != Standing::Excused {
        said.extend(asked(row, today));
    }
    said
}

fn deadline(row: &Row) -> Option<String> {
    let due = row.deadline.as_ref()?;
    let last = wording::date_with_weekday(due.last_day());
    Some(match row.standing {
        Standing::Overdue { .. } => format!("Hạn cuối là hết {last}; đến nay chưa nhận được."),
        Standing::Extended { .. } => format!("Được gửi đến hết {last}."),
        _ if due.last_day_in_time() < due.last_day() => {
            let in_time = wording::date_with_weekday(due.last_day_in_time());
            format!("Đúng hạn đến hết {in_time}; nhận trong {last} chưa gọi là chậm.")
        }
        _ => format!("Nhận đến hết {last} là không chậm."),
    })
}

fn came(row: &Row, rules: &Rules) -> Option<String> {
    let first = row.first.as_ref()?;
    let at = wording::short_moment(&first.received_at.to_zoned(rules.office.time_zone.clone()));
    let (year, number) = first.number;
    let later = row.current.as_ref().filter(|current| current.number != first.number);
    let later = later.map(|current| {
        let at = wording::short_moment(&current.received_at.to_zoned(rules.office.time_zone.clone()));
        format!(" Bản đang dùng là số {}/{}, nhận {at}.", current.number.1, current.number.0)
    });
    Some(format!("Nhận lần đầu {at}, số {number}/{year}.{}", later.unwrap_or_default()))
}

fn doubt(row: &Row) -> Option<String> {
    let Standing::Maybe { why } = row.standing else { return None };
    let why = wording::upper_first(why.words()) + next(why);
    Some(why)
}

fn next(why: Doubt) -> &'static str {
    match why {
        Doubt::InReview => ": xem thư ấy trước khi nhắc đơn vị.",
        Doubt::Unanswered => ": trả lời thư ấy trước khi nhắc đơn vị.",
        Doubt::Stranger => ": xem thư ấy trước khi nhắc đơn vị; xử lý xong thì báo cáo này trở lại đúng tình trạng.",
        Doubt::Unread => ": mở hộp thư của cơ quan để xem trước khi nhắc đơn vị.",
        Doubt::MailFailed => ": báo người quản trị xử lý trước khi nhắc đơn vị.",
        Doubt::NotReached | Doubt::NotReminded => ": cần gọi điện cho đơn vị.",
        Doubt::Unrecorded => ": nếu đã thực hiện, ghi nhận ở bên cạnh.",
        Doubt::Unheard => ": mở hộp thư để xem trước khi nhắc đơn vị.",
        Doubt::BeforeStart => ": chương trình không biết đơn vị đã gửi hay chưa, và không nhắc.",
    }
}

/// When the unit was asked, and by letters that did not arrive.
fn asked(row: &Row, today: Date) -> Option<String> {
    let days = |days: &[Date]| days.iter().copied().map(wording::day_and_month).collect::<Vec<_>>().join(", ");
    let vain = if row.vain.is_empty() {
        String::new()
    } else {
        format!(" Thư nhắc ngày {} không đến được.", days(&row.vain))
    };
    if row.asked.is_empty() {
        // What was written longer ago stands in the list of letters beside.
        let due = (row.deadline.is_some() || !vain.is_empty()) && !row.is_beyond_memory(today);
        return due.then(|| format!("Chưa nhắc lần nào.{vain}"));
    }
    let waits = match row.unsent.as_slice() {
        [] => String::new(),
        unsent => format!(" Thư nhắc ngày {} đã lập, chưa gửi đi.", days(unsent)),
    };
    let sent: Vec<Date> = row.sent_days().collect();
    if sent.is_empty() {
        return Some(format!("Chưa có thư nhắc nào gửi đi.{waits}{vain}"));
    }
    Some(format!("Đã nhắc {} lần: {}.{waits}{vain}", sent.len(), days(&sent)))
}
