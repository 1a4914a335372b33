//! A decision about a mail: done at the desk, then on to the next mail that waits.

use super::super::Look;
use super::super::answer::Refusal;
use super::super::flash::Flash;
use super::super::guard::Posted;
use super::super::obligation::Drafts;
use super::form::Typed;
use super::{LIST, person, reply};
use crate::desk::correct::{self, Amended, Amendment, Deed};
use crate::desk::settle::{self, Assigned, Assignment, Dismissal};
use crate::desk::{self, Said, Taken, queue};
use crate::dossier::register::number_name;
use crate::evidence::Role;
use crate::judgment::Unanswered;
use crate::ledger::{Number, Review};
use crate::letter::wording;
use crate::standing::grant;

/// What came of it.
pub(super) enum Done {
    /// It is done: what to say, where to go.
    Moved(Flash, String),
    /// It is not: the form again.
    Again(Typed),
    /// What would be done and sent, for the person to look at.
    Shown(Box<Before>),
}

/// What would be done: the letters, for whom, about what.
pub(super) struct Before {
    pub drafts: Drafts,
    pub name: String,
    pub title: String,
}

/// Does what a form asks.
///
/// # Errors
/// A mail that was never in review, a ledger that cannot be read.
pub(super) fn act(look: &Look<'_>, mail: i64, posted: &Posted) -> Result<Done, Refusal> {
    if posted.text("viec") == Some("mo-lai") {
        return reopen(look, mail, posted);
    }
    let review = look.read(|snapshot| snapshot.review(mail))?;
    let typed = Typed::of(posted);
    let doing = Doing { look, mail, posted, review: &review };
    let done = match posted.text("viec") {
        Some("vao-so") => doing.unchanged(&typed).and_then(|()| doing.assign(&typed)),
        Some("bo-qua") => doing.unchanged(&typed).and_then(|()| doing.dismiss(&typed)),
        Some("gia-han") if posted.text("buoc") == Some("sua") => return Ok(Done::Again(typed)),
        Some("gia-han") if posted.text("buoc") == Some("lam") => doing.unchanged(&typed).and_then(|()| doing.extend()),
        Some("gia-han") => match doing.unchanged(&typed).and_then(|()| reply::before(look, mail, posted)) {
            Ok((drafts, name, title)) => return Ok(Done::Shown(Box::new(Before { drafts, name, title }))),
            Err(refusal) => Err(refusal),
        },
        Some("bo-gia-han") => reply::take_back(look, mail, posted).map(|flash| (flash, doing.here())),
        Some("huy") => doing.withdraw(),
        Some("them-dong") => return Ok(Done::Again(typed.with_rows(true))),
        Some("bot-dong") => return Ok(Done::Again(typed.with_rows(false))),
        _ => return Ok(Done::Again(typed)),
    };
    match done {
        Ok((flash, there)) => Ok(Done::Moved(flash, there)),
        Err(desk::Refusal::Failed(failure)) => Err(failure.into()),
        Err(refusal) => Ok(Done::Again(typed.refused(sentence(&refusal)))),
    }
}

/// Lets a mail wait (again): one that a person settled, or that the program put aside.
fn reopen(look: &Look<'_>, mail: i64, posted: &Posted) -> Result<Done, Refusal> {
    let why = posted.text("ly-do").unwrap_or("cần xem lại");
    let done = Said::new(&posted.who.account.full_name, why).and_then(|said| settle::reopen(&look.desk, mail, &said));
    let reopened = match done {
        Ok(reopened) => reopened,
        Err(desk::Refusal::Failed(failure)) => return Err(failure.into()),
        Err(refusal) => return Ok(Done::Again(Typed::of(posted).refused(sentence(&refusal)))),
    };
    let untaught: String = reopened
        .taught
        .iter()
        .map(|row| format!(" Điều đã ghi nhớ (“{}”) cũng được bỏ.", row.lesson.taught.words()))
        .collect();
    let granted = reopened.granted.map_or_else(String::new, |(granted, done)| {
        let told = super::super::obligation::told(&done.told, look.rules());
        let again = super::super::obligation::holds_again(&done);
        format!(" Đã bỏ {}.{again} {told}", grant::words(granted.exception))
    });
    let flash = Flash::done(format!("Thư này chờ kiểm tra trở lại.{untaught}{granted}"));
    Ok(Done::Moved(flash, format!("{LIST}/{mail}")))
}

struct Doing<'a> {
    look: &'a Look<'a>,
    mail: i64,
    posted: &'a Posted,
    review: &'a Review,
}

type Outcome = Result<(Flash, String), desk::Refusal>;

impl Doing<'_> {
    /// The page that this mail has.
    fn here(&self) -> String {
        format!("{LIST}/{}", self.mail)
    }

    fn said(&self, why: &str) -> Result<Said, desk::Refusal> {
        Said::new(&self.posted.who.account.full_name, why)
    }

    /// What the person saw is what waits now; asked before anything that was typed is looked at, and again when it is
    /// done.
    fn unchanged(&self, typed: &Typed) -> Result<(), desk::Refusal> {
        settle::waits(&self.look.desk, self.mail, &typed.seen)
    }

    fn assign(&self, typed: &Typed) -> Outcome {
        let desk = &self.look.desk;
        let files = desk.ledger.read(|snapshot| snapshot.attachments(self.mail))?;
        let files = files.iter().filter(|file| file.role != Role::Dangerous).count();
        let why = match (typed.why.as_str(), self.posted.has("de-xuat")) {
            ("", true) => "đồng ý với đề xuất",
            ("", false) => "cán bộ xem thư và chọn",
            (why, _) => why,
        };
        let next = self.next()?;
        let assignment = Assignment {
            mail: self.mail,
            seen: Some(typed.seen.clone()),
            entries: typed.entries(desk, files)?,
            learn: typed.pick(),
            silent: typed.silent,
            said: self.said(why)?,
        };
        let done = settle::assign(desk, &assignment)?;
        let numbers: Vec<String> = done.lines.iter().map(|line| number_name(line.number)).collect();
        let mut fields = vec![("viec", "huy")];
        fields.extend(numbers.iter().map(|number| ("so", number.as_str())));
        let flash = Flash::done(self.entered(&done)).undoable(&self.here(), "Hoàn tác", &fields);
        Ok((flash, next))
    }

    fn entered(&self, done: &Assigned) -> String {
        let rules = self.look.rules();
        let lines: Vec<String> = done
            .lines
            .iter()
            .map(|line| {
                let (unit, title) = (grant::name(rules, &line.unit), grant::title(rules, &line.report, line.period));
                format!("Đã vào sổ số {}: {unit}, {}.", number_name(line.number), wording::lower_first(&title))
            })
            .collect();
        let told = match done.told.as_slice() {
            [] => untold(done.unanswered).to_owned(),
            told => format!("Thư xác nhận sẽ gửi đến {}.", told.join(", ")),
        };
        let shelf = done.off_shelf.as_ref().map(|_| " Bản sao tệp sẽ được xếp vào kho khi chương trình khởi động lại.");
        format!("{} {told}{}{}", lines.join(" "), learned(&done.taken), shelf.unwrap_or_default())
    }

    fn dismiss(&self, typed: &Typed) -> Outcome {
        let next = self.next()?;
        let said = self.said(&typed.why)?;
        let dismissal = Dismissal { mail: self.mail, seen: Some(typed.seen.clone()), learn: typed.pick(), said };
        let taken = settle::dismiss(&self.look.desk, &dismissal)?;
        let subject = wording::foreign(&self.review.mail.subject, 60);
        let text = format!("Đã đưa thư “{subject}” ra khỏi danh sách chờ: {}.{}", typed.why, learned(&taken));
        let undo = [("viec", "mo-lai"), ("ly-do", "hoàn tác")];
        Ok((Flash::done(text).undoable(&self.here(), "Hoàn tác", &undo), next))
    }

    /// Grants the time that the mail asks for.
    fn extend(&self) -> Outcome {
        let next = self.next()?;
        Ok((reply::grant_it(self.look, self.mail, self.posted)?, next))
    }

    /// Takes back what was just entered.
    fn withdraw(&self) -> Outcome {
        let why = self.posted.text("ly-do").unwrap_or("hoàn tác");
        let of = |number| Ok(Amendment { number, quiet: false, said: self.said(why)? });
        let all: Vec<Amendment> =
            self.posted.all("so").filter_map(number).map(of).collect::<Result<_, desk::Refusal>>()?;
        if all.is_empty() {
            return Err(desk::Refusal::Missing(desk::Field::Number));
        }
        let done = correct::amend_all(&self.look.desk, self.mail, &all, &Deed::Withdraw)?;
        let one = |(asked, done): (&Amendment, &Amended)| {
            let told: Vec<&str> = done.told.letters.iter().map(|letter| letter.to.as_str()).collect();
            match told.as_slice() {
                [] if done.told.taken_back => {
                    format!("Đã hủy số {}; thư xác nhận chưa gửi đi nên được giữ lại.", number_name(asked.number))
                }
                [] => format!("Đã hủy số {}.", number_name(asked.number)),
                told => format!("Đã hủy số {}; thư báo lại sẽ gửi đến {}.", number_name(asked.number), told.join(", ")),
            }
        };
        let back: Vec<String> = all.iter().zip(&done).map(one).collect();
        let waits =
            if done.iter().any(|one| one.waits.is_some()) { " Thư này chờ kiểm tra trở lại." } else { "" };
        let flash = Flash::done(format!("{}{waits}", back.join(" ")));
        let Some((year, number)) = all.first().map(|asked| asked.number) else { return Ok((flash, self.here())) };
        // Lines that were withdrawn at once come back at once.
        let undo = [("viec", "hoan-tac"), ("buoc", "lam"), ("ly-do", "hoàn tác việc hủy")];
        Ok((flash.undoable(&format!("/so/{year}/{number}"), "Hoàn tác", &undo), self.here()))
    }

    /// Where the next mail is: the one below this in the list, else the first, else the list that is empty.
    fn next(&self) -> Result<String, desk::Refusal> {
        let waiting: Vec<i64> = queue::waiting(&self.look.desk)?.into_iter().map(|one| one.review.mail.id).collect();
        let place = waiting.iter().position(|mail| *mail == self.mail);
        let below = place.and_then(|place| waiting.get(place.saturating_add(1)));
        let next = below.or_else(|| waiting.first().filter(|mail| **mail != self.mail));
        Ok(next.map_or_else(|| LIST.to_owned(), |mail| format!("{LIST}/{mail}")))
    }
}

/// Why nobody gets a receipt.
fn untold(why: Option<Unanswered>) -> &'static str {
    match why {
        Some(Unanswered::Stranger) => {
            "Không gửi thư xác nhận, vì địa chỉ người gửi chưa có trong danh sách đơn vị; hãy báo đơn vị bằng cách khác."
        }
        Some(Unanswered::NoPerson) => {
            "Không gửi thư xác nhận, vì thư do máy hoặc cơ quan gửi, hoặc đến trước ngày bắt đầu theo dõi."
        }
        None => "Không gửi thư xác nhận.",
    }
}

/// A refusal as a sentence; when the mail itself is no longer what the page shows, with what became of the typing.
pub(super) fn sentence(refusal: &desk::Refusal) -> String {
    let words = match refusal {
        desk::Refusal::Settled(_, by, at) => {
            format!("{} đã xử lý thư này lúc {at}; điều vừa nhập chưa ghi", person(by))
        }
        desk::Refusal::Changed(_) => {
            "thư này đã thay đổi từ khi mở trang (được mở lại, hoặc có thêm thư trả lời). Dưới đây là nội dung mới; \
             điều vừa nhập vẫn còn, chưa ghi gì"
                .to_owned()
        }
        other => other.to_string(),
    };
    wording::upper_first(&format!("{}.", words.trim_end_matches('.')))
}

fn learned(taken: &[Taken]) -> String {
    taken.iter().filter(|one| one.lesson.is_some()).map(|one| format!(" Đã ghi nhớ: {}", one.offer.does)).collect()
}

/// "21/2020" as a number.
fn number(text: &str) -> Option<Number> {
    let (number, year) = text.split_once('/')?;
    Some((year.parse().ok()?, number.parse().ok()?))
}
