//! What a unit's answer to a reminder calls for: the very command that grants what it asks, and what is known of what
//! it says it has sent.

use jiff::civil::Date;

use crate::decision::{Decision, Question};
use crate::desk::Desk;
use crate::evidence::wish;
use crate::failure::Failure;
use crate::ledger::{LedgerError, Review};
use crate::letter::wording;
use crate::message::Message;
use crate::plan::obligation;
use crate::roster::UnitId;
use crate::spelling::fold;
use crate::standing::{self, Exception, Filter, Owed, Row, Standing, days_after, grant};

/// Words that ask for more time, folded.
const LATER: [&str; 5] = ["gia han", "gui cham", "gui muon", "nop cham", "lui"];
/// Words that say that it was sent, folded.
const SENT: [&str; 4] = ["da gui", "gui roi", "da nop", "da chuyen"];
/// An open report so many days around now may be meant when the mail answers no letter of ours.
const AROUND: (i32, i32) = (-30, 21);

/// What may be done, each a line or a command.
///
/// # Errors
/// What the ledger says.
pub(super) fn proposals(
    desk: &Desk,
    review: &Review,
    decision: &Decision,
    message: &Message,
) -> Result<Vec<String>, Failure> {
    if review.question != Question::PersonAsks {
        return Ok(Vec::new());
    }
    let answers = desk.ledger.read(|snapshot| snapshot.answers(message)).map_err(Failure::from_ledger)?;
    let answered = answers.iter().find_map(|letter| letter.unit.clone());
    let Some(unit) = decision.unit.clone().or_else(|| review.mail.unit.clone()).or(answered) else {
        return Ok(Vec::new());
    };
    let text = format!("{}\n{}", message.subject, message.body.own);
    let folded = fold(&text);
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    let about: Vec<_> = answers.into_iter().flat_map(|letter| letter.about).collect();
    let mut lines = Vec::new();
    if says(&SENT) {
        lines.push(seen(desk, review, &unit)?);
    }
    if says(&LATER) {
        let day = desk.rules().office.time_zone.to_datetime(review.mail.received_at).date();
        let until = wish::until(&text, day, &desk.rules().calendar);
        let open = open(desk, &unit)?;
        let meant = open.iter().filter(|row| about.is_empty() || about.contains(&(row.report.clone(), row.period)));
        let meant: Vec<Owed> = meant.map(|row| (unit.clone(), row.report.clone(), row.period)).collect();
        lines.extend(extension(desk, review.mail.id, &meant, until)?);
    }
    Ok(lines)
}

/// What of the unit has not come and is due around now.
fn open(desk: &Desk, unit: &UnitId) -> Result<Vec<Row>, Failure> {
    let today = desk.rules().office.time_zone.to_datetime(desk.now).date();
    let facts = desk.ledger.read(|snapshot| snapshot.board(desk.now)).map_err(Failure::from_ledger)?;
    let days = (days_after(today, AROUND.0), days_after(today, AROUND.1));
    let filter = Filter { unit: Some(unit.clone()), days: Some(days), ..Filter::default() };
    let mut rows = standing::board(desk.rules(), &facts, &filter, desk.now);
    let near = |row: &Row| row.deadline.as_ref().is_some_and(|due| (days.0..=days.1).contains(&due.nominal));
    rows.retain(|row| near(row) && !row.standing.is_received() && row.standing != Standing::Excused);
    Ok(rows)
}

fn extension(desk: &Desk, mail: i64, meant: &[Owed], until: Option<Date>) -> Result<Vec<String>, Failure> {
    let rules = desk.rules();
    let facts = desk.ledger.read(|snapshot| snapshot.board(desk.now)).map_err(Failure::from_ledger)?;
    let said = until.map_or_else(
        || "Đề nghị gia hạn; chưa đọc được đến ngày nào, hãy xem thư rồi thay NGÀY:".to_owned(),
        |day| format!("Đề nghị gia hạn đến hết {}; nếu đồng ý:", wording::date_with_weekday(day)),
    );
    let mut lines = vec![said];
    for (unit, report, period) in meant {
        let known = rules.roster.unit(unit);
        let owed = known.and_then(|unit| obligation::owed(rules, unit, report, *period));
        let refused = until
            .zip(owed)
            .and_then(|(day, owed)| grant::may_grant(rules, &owed, Exception::Extended(day), &facts, desk.now).err());
        let day = until.map_or_else(|| "NGÀY".to_owned(), |day| day.to_string());
        lines.push(match refused {
            Some(why) => format!("  {report} {period}: {why}"),
            None => format!(
                "  tiepnhan extend --unit {unit} --report {report} --period {period} --until {day} \
                 --why \"đơn vị đề nghị, thư {mail}\""
            ),
        });
    }
    if meant.is_empty() {
        lines.push("  Không có báo cáo nào của đơn vị đang chờ gửi quanh ngày này.".to_owned());
    }
    Ok(lines)
}

/// The mail of the unit that came before this one, if any did.
fn seen(desk: &Desk, review: &Review, unit: &UnitId) -> Result<String, Failure> {
    let mails =
        desk.ledger.read(|snapshot| snapshot.mails(None)).map_err(|error: LedgerError| Failure::from_ledger(error))?;
    let known = desk.rules().roster.unit(unit);
    let theirs = |mail: &&crate::ledger::MailRow| {
        mail.unit.as_ref() == Some(unit) || known.is_some_and(|unit| unit.ever_wrote_from(&mail.from_address))
    };
    let before = mails.iter().filter(|mail| mail.id != review.mail.id && mail.received_at <= review.mail.received_at);
    let zone = &desk.rules().office.time_zone;
    Ok(match before.filter(theirs).max_by_key(|mail| mail.received_at) {
        Some(mail) => format!(
            "Đơn vị báo đã gửi. Thư trước đó của đơn vị: thư {}, nhận lúc {}, “{}”.",
            mail.id,
            zone.to_datetime(mail.received_at).strftime("%H:%M ngày %-d/%-m/%Y"),
            wording::foreign(&mail.subject, 60)
        ),
        None => {
            let since = wording::date(desk.rules().office.start_date);
            format!(
                "Đơn vị báo đã gửi. Chưa thấy thư nào khác của đơn vị từ {since}; hãy xem thư rác, hỏi ngày giờ và địa chỉ đã gửi."
            )
        }
    })
}
