//! Hỏi lại người gửi: the letter is read before it is sent.

use minijinja::{Value, context};
use serde::Deserialize;

use super::super::Look;
use super::super::answer::Refusal;
use super::super::flash::Flash;
use super::super::guard::Posted;
use super::super::tried;
use super::LIST;
use super::act::sentence;
use crate::decision::{Question, explain};
use crate::desk::{self, Said, ask};
use crate::letter::answer::query::answerable;
use crate::letter::{Letter, wording};
use crate::mime;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Asked {
    /// The key of the question: `unit-unclear`.
    pub cau: String,
}

/// What can be asked, and the letter that would ask it.
pub(super) fn view(look: &Look<'_>, mail: i64, asked: &Asked) -> Result<Value, Refusal> {
    let review = look.read(|snapshot| snapshot.review(mail))?;
    let chosen = ask::question(&asked.cau).or_else(|| Some(review.question).filter(|one| answerable(*one).is_some()));
    let written = chosen.map(|question| ask::letter(&look.desk, mail, question)).transpose();
    let (letter, fault) = match written {
        Ok(letter) => (letter, String::new()),
        Err(desk::Refusal::Failed(failure)) => return Err(failure.into()),
        Err(refusal) => (None, sentence(&refusal)),
    };
    let questions: Vec<Value> = choices(chosen);
    Ok(context! {
        mail,
        subject => wording::foreign(&review.mail.subject, 160),
        questions,
        fault,
        key => chosen.and_then(answerable).unwrap_or_default(),
        letter => letter.map(|letter| context! {
            to => wording::foreign(&letter.to, 120),
            subject => letter.subject.as_str(),
            text => text(&letter),
        }),
    })
}

/// What a sender can be asked; `chosen` is marked.
pub(super) fn choices(chosen: Option<Question>) -> Vec<Value> {
    let one = |question: Question| {
        let key = answerable(question)?;
        let words = wording::upper_first(explain::question(question));
        Some(context! { key, words, chosen => chosen == Some(question) })
    };
    ask::QUESTIONS.into_iter().filter_map(one).collect()
}

/// Sends it.
///
/// # Errors
/// Why not, in a sentence.
pub(super) fn send(look: &Look<'_>, mail: i64, posted: &Posted) -> Result<(Flash, String), String> {
    let Some(question) = posted.text("cau").and_then(ask::question) else {
        return Err("Hãy chọn điều cần hỏi.".to_owned());
    };
    let why = posted.text("ly-do").unwrap_or("cần làm rõ để vào sổ");
    let sent =
        Said::new(&posted.who.account.full_name, why).and_then(|said| ask::send(&look.desk, mail, question, &said));
    match sent {
        Ok(letter) => {
            let flash = Flash::done(format!("Thư hỏi sẽ gửi đến {}. Thư này vẫn chờ.", letter.to));
            Ok((flash, format!("{LIST}/{mail}")))
        }
        Err(refusal @ desk::Refusal::Failed(_)) => Err(tried::sentence(refusal)),
        Err(refusal) => Err(sentence(&refusal)),
    }
}

/// The words of a letter.
fn text(letter: &Letter) -> String {
    let whole = mime::parse(&letter.mime.frame, &mime::Limits::default());
    let plain = whole.walk().into_iter().find(|part| part.media_type == "text/plain").map(|part| part.text());
    plain.unwrap_or_default().replace("\r\n", "\n")
}
