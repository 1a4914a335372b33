//! What staff do about an obligation, as a form of its page says it. What writes a letter shows it first.

mod shown;

use jiff::Timestamp;

use super::{Flash, Look, Owed, Posted};
use crate::desk::grant::{self, Done, Wish};
use crate::desk::record::{self, Recording};
use crate::desk::{Field, Refusal, Said, correct, named, note, remind};
use crate::dossier::amendment;
use crate::dossier::register::number_name;
use crate::ledger::{Channel, Number};
use crate::letter::wording;
use crate::notice::request::Wanted;
use crate::standing::Exception;
use crate::standing::grant::{Whose, words};

pub(in crate::web) use shown::{Shown, told};

/// What a form led to.
pub(super) enum Outcome {
    /// It is done.
    Done(Flash),
    /// What would be done and sent, for the person to look at.
    Shown(Shown),
    /// The person wants to change what was typed.
    Back,
}

/// What stands on the button that takes a decision back.
const UNDO: &str = "Hoàn tác";

/// Does it, or shows what it would do; else why not.
pub(super) fn done(look: &Look<'_>, owed: &Owed, posted: &Posted) -> Result<Outcome, Refusal> {
    let step = match posted.text("buoc") {
        Some("sua") => return Ok(Outcome::Back),
        Some("lam") => Step::Do,
        _ => Step::Show,
    };
    match posted.text("viec") {
        Some("ghi-chu") => noted(look, owed, posted),
        Some("gia-han") => {
            until(look, posted).and_then(|day| grant(look, owed, posted, Exception::Extended(day), step))
        }
        Some("mien") => grant(look, owed, posted, Exception::Excused, step),
        Some("bo") => lift(look, owed, posted, step),
        Some("hoan-tac") => undone(look, owed, posted),
        Some("ghi-nhan") => entered(look, owed, posted),
        Some("rut") => withdrawn(look, posted),
        Some("nhac") => reminded(look, owed, posted, step),
        _ => Err(Refusal::Impossible("không rõ việc cần làm; hãy mở lại trang".to_owned())),
    }
}

/// Whether a letter is only shown yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Show,
    Do,
}

/// The person, and the reason that was typed.
fn said(posted: &Posted) -> Result<Said, Refusal> {
    Said::new(&posted.who.account.full_name, posted.text("ly-do").unwrap_or_default())
}

fn until(look: &Look<'_>, posted: &Posted) -> Result<jiff::civil::Date, Refusal> {
    let text = posted.text("den").ok_or(Refusal::Missing(Field::Until))?;
    named::typed_day(text, look.today()).map_err(|why| Refusal::Wrong(Field::Until, why))
}

/// What is wished; what somebody else decided since the page was made stands.
fn wish((unit, report, period): &Owed, posted: &Posted) -> Result<Wish, Refusal> {
    let seen = posted.text("xem-luc").and_then(|ms| Timestamp::from_millisecond(ms.parse().ok()?).ok());
    Ok(Wish {
        whose: Whose::Units(vec![unit.clone()]),
        report: report.clone(),
        period: *period,
        basis: posted.text("can-cu").map(str::to_owned),
        quiet: posted.has("im-lang"),
        seen,
        said: said(posted)?,
    })
}

fn grant(look: &Look<'_>, owed: &Owed, posted: &Posted, exception: Exception, step: Step) -> Result<Outcome, Refusal> {
    let (wish, what) = (wish(owed, posted)?, words(exception));
    if step == Step::Show {
        let done = grant::preview(&look.desk, &wish, exception)?;
        let title = wording::upper_first(&what);
        return Ok(Outcome::Shown(Shown::of_grant(title, "Ghi quyết định", &done.told, look)));
    }
    let done = grant::grant(&look.desk, &wish, exception)?;
    let text = format!("Đã ghi: {what}. {}", shown::told(&done.told, look.rules()));
    let (unit, report, period) = owed;
    let fields = [("viec", "hoan-tac"), ("ly-do", "hoàn tác, ghi nhầm")];
    Ok(Outcome::Done(Flash::done(text).undoable(&format!("/nghia-vu/{unit}/{report}/{period}"), UNDO, &fields)))
}

fn lift(look: &Look<'_>, owed: &Owed, posted: &Posted, step: Step) -> Result<Outcome, Refusal> {
    let wish = wish(owed, posted)?;
    if step == Step::Show {
        let done = grant::preview_lift(&look.desk, &wish)?;
        let title = "Bỏ quyết định đang áp dụng".to_owned();
        return Ok(Outcome::Shown(Shown::of_grant(title, "Bỏ quyết định", &done.told, look)));
    }
    let done = grant::lift(&look.desk, &wish)?;
    Ok(Outcome::Done(Flash::done(format!("Đã bỏ quyết định. {}", shown::told(&done.told, look.rules())))))
}

/// Takes back what was granted a moment ago; what it took the place of holds again.
fn undone(look: &Look<'_>, owed: &Owed, posted: &Posted) -> Result<Outcome, Refusal> {
    let done = grant::undo(&look.desk, &wish(owed, posted)?)?;
    let told = shown::told(&done.told, look.rules());
    Ok(Outcome::Done(Flash::done(format!("Đã bỏ quyết định.{} {told}", holds_again(&done)))))
}

/// What holds again, as a sentence after another.
pub(in crate::web) fn holds_again(done: &Done) -> String {
    done.again.map_or_else(String::new, |exception| format!(" Có hiệu lực trở lại: {}.", words(exception)))
}

fn entered(look: &Look<'_>, (unit, report, period): &Owed, posted: &Posted) -> Result<Outcome, Refusal> {
    let channel = match posted.text("cach") {
        Some("giay") => Channel::Paper,
        Some("dien-thoai") => Channel::Phone,
        Some("zalo") => Channel::Zalo,
        _ => Channel::Other,
    };
    let local = posted.text("luc").map(|text| named::typed_moment(text, look.today())).transpose();
    let local = local.map_err(|why| Refusal::Wrong(Field::Received, why))?;
    let asked = Recording {
        unit: unit.clone(),
        report: report.clone(),
        period: *period,
        channel,
        received_at: local.map(|local| correct::moment(&look.desk, local)).transpose()?,
        document_number: posted.text("so-hieu").map(str::to_owned),
        nil: posted.has("khong-phat-sinh"),
        seen: posted.text("da-co").map(|numbers| numbers.split(' ').filter_map(number).collect()),
        said: said(posted)?,
    };
    let line = record::record(&look.desk, &asked)?;
    let number = number_name(line.number);
    let flash = Flash::done(format!("Đã vào sổ, số {number}. Không có thư nào gửi đơn vị về việc này."));
    let fields = [("viec", "rut"), ("so", number.as_str()), ("ly-do", "hoàn tác, ghi nhầm")];
    Ok(Outcome::Done(flash.undoable(&format!("/nghia-vu/{unit}/{report}/{period}"), UNDO, &fields)))
}

/// "24/2020" as a number of the register.
fn number(text: &str) -> Option<Number> {
    amendment::number(text, 0)
}

/// Takes back what was entered by hand a moment ago.
fn withdrawn(look: &Look<'_>, posted: &Posted) -> Result<Outcome, Refusal> {
    let number = correct::number(&look.desk, posted.text("so").unwrap_or_default())?;
    let asked = correct::Amendment { number, quiet: true, said: said(posted)? };
    correct::withdraw(&look.desk, &asked)?;
    Ok(Outcome::Done(Flash::done(format!("Đã rút số {} khỏi sổ.", number_name(number)))))
}

fn reminded(look: &Look<'_>, owed: &Owed, posted: &Posted, step: Step) -> Result<Outcome, Refusal> {
    let (unit, report, period) = owed;
    let wanted = Wanted { unit: unit.clone(), report: Some(report.clone()), period: Some(*period) };
    if step == Step::Show {
        let reminder = remind::preview(&look.desk, &wanted)?;
        return Ok(Outcome::Shown(Shown::of_letters("Nhắc ngay".to_owned(), "Nhắc", &reminder.letters, look)));
    }
    let reminder = remind::send(&look.desk, &wanted, &said(posted)?)?;
    let to: Vec<&str> = reminder.letters.iter().map(|letter| letter.to.as_str()).collect();
    Ok(Outcome::Done(Flash::done(format!("Thư nhắc đã xếp để gửi {}.", to.join(", ")))))
}

fn noted(look: &Look<'_>, owed: &Owed, posted: &Posted) -> Result<Outcome, Refusal> {
    note::obligation(&look.desk, owed, &said(posted)?)?;
    Ok(Outcome::Done(Flash::done("Đã ghi vào nhật ký.")))
}
