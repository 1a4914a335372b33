//! Letters as they would leave, for the person to look at before they do.

use serde::Serialize;

use crate::desk::grant::Told;
use crate::letter::{Letter, wording};
use crate::mime;
use crate::office::Rules;
use crate::roster::UnitId;
use crate::standing::grant;
use crate::web::Look;
use crate::web::letters::fate::moment;

/// What would be done.
#[derive(Debug, Serialize)]
pub(in crate::web) struct Shown {
    title: String,
    /// What stands on the button that does it.
    button: &'static str,
    letters: Vec<Drafted>,
    /// What the register or the board would say.
    facts: Vec<String>,
    /// What must be known beside.
    remarks: Vec<String>,
}

/// A letter that has not left.
#[derive(Debug, Serialize)]
struct Drafted {
    to: String,
    subject: String,
    text: String,
    /// Before when it does not leave; empty: at once.
    not_before: String,
}

impl Shown {
    /// A decision and the letters that tell of it.
    pub(in crate::web) fn of_grant(title: String, button: &'static str, told: &Told, look: &Look<'_>) -> Self {
        let shown = Self::of_letters(title, button, &told.letters, look);
        let names = |units: &[UnitId]| named(units, look.rules());
        let mut remarks = Vec::new();
        if !told.unreached.is_empty() {
            remarks.push(format!("Không thư nào đến được {}; hãy gọi điện báo.", names(&told.unreached)));
        }
        if !told.taken_back.is_empty() {
            remarks.push(format!("Thư báo trước đây gửi {} chưa đi, nay được giữ lại.", names(&told.taken_back)));
        }
        if !told.faults.is_empty() {
            remarks.push("Mẫu thư của cơ quan có lỗi; thư dùng mẫu có sẵn của chương trình.".to_owned());
        }
        Self { remarks, ..shown }
    }

    /// Letters.
    pub(in crate::web) fn of_letters(title: String, button: &'static str, letters: &[Letter], look: &Look<'_>) -> Self {
        let zone = &look.rules().office.time_zone;
        let drafted = |letter: &Letter| Drafted {
            to: letter.to.clone(),
            subject: wording::foreign(&letter.subject, 300),
            text: mime::plain_text(&letter.mime.frame),
            not_before: letter.not_before.map(|at| moment(at, zone)).unwrap_or_default(),
        };
        Self { title, button, letters: letters.iter().map(drafted).collect(), facts: Vec::new(), remarks: Vec::new() }
    }

    /// With what would be, and what must be known beside.
    pub(in crate::web) fn with(self, facts: Vec<String>, remarks: Vec<String>) -> Self {
        Self { facts, remarks, ..self }
    }
}

/// Who is told of a decision, in a sentence.
pub(in crate::web) fn told(told: &Told, rules: &Rules) -> String {
    let to: Vec<&str> = told.letters.iter().map(|letter| letter.to.as_str()).collect();
    let mut said = match to.as_slice() {
        [] => "Không có thư nào gửi đi.".to_owned(),
        to => format!("Thư báo đã xếp để gửi {}.", to.join(", ")),
    };
    if !told.unreached.is_empty() {
        said.push_str(&format!(" Không thư nào đến được {}; hãy gọi điện báo.", named(&told.unreached, rules)));
    }
    said
}

fn named(units: &[UnitId], rules: &Rules) -> String {
    units.iter().map(|unit| grant::name(rules, unit)).collect::<Vec<_>>().join(", ")
}
