//! Reports that are none of the plans': on one matter, another board's field, an event, a school year.

use super::{Desk, Doubt, Question, matter};
use crate::dictionary::List;
use crate::evidence::{Claim, Clue, Source, Strength, Topic};
use crate::roster::UnitId;

/// "BÁO CÁO nhanh kết quả Đại hội …" is written in haste and yet on no incident.
pub(super) fn no_event(desk: &Desk<'_>, index: usize, unit: &UnitId) -> Result<(), Doubt> {
    let planned = |clue: &&Clue| clue.source == Source::Title && clue.claim == Claim::Topic(Topic::Event);
    match desk.about(index).find(planned) {
        Some(clue) => {
            Err(Doubt::new(Question::NotOwed, format!("Báo cáo nhanh về một sự kiện đã định: \"{}\".", clue.quote))
                .for_staff()
                .of_unit(Some(unit.clone())))
        }
        None => Ok(()),
    }
}

/// One matter or another board's field that the attachment is about. What its title says comes first; words of subject and
/// file name that nobody knows count only where no title is read.
fn other_field<'d>(desk: &'d Desk<'_>, index: usize) -> Option<&'d str> {
    let least = if desk.title(index).is_empty() { Strength::Weak } else { Strength::Fair };
    // Of several files the subject may speak of another, which is a report on a matter that a plan asks for.
    let files = 0..desk.message.attachments.len();
    let another = !desk.title(index).is_empty()
        && files.into_iter().any(|other| other != index && matter::is_titled(desk, other));
    let mail = desk.clues().filter(|clue| clue.attachment.is_none() && !another);
    let here = desk.about(index).chain(mail);
    let mut fields = here.filter(|clue| matches!(clue.claim, Claim::OtherField(_)) && clue.strength >= least);
    fields.next().map(|clue| clue.quote.as_str())
}

/// Another board's report beside the plan's, and the sender says that it is only for reading. Without such words somebody
/// has to pass it on.
pub(super) fn is_for_information(desk: &Desk<'_>, index: usize) -> bool {
    other_field(desk, index).is_some() && desk.rules.dictionary.says(&desk.message.body.own).has(List::ForReading)
}

/// "BÁO CÁO THẨM TRA", "BÁO CÁO THAM LUẬN" over the title of any work: no plan asks for such a paper, whatever matter or
/// period it names. Of the mail itself when no attachment is given.
pub(super) fn of_own_kind(desk: &Desk<'_>, attachment: Option<usize>, unit: &UnitId) -> Result<(), Doubt> {
    let mut here = desk.clues().filter(|clue| clue.attachment == attachment);
    match here.find(|clue| matches!(clue.claim, Claim::OtherKind(_))) {
        Some(clue) => {
            let why = format!("Văn bản là \"{}\": chưa chắc là báo cáo mà kế hoạch yêu cầu.", clue.quote);
            Err(Doubt::new(Question::NotOwed, why).for_staff().of_unit(Some(unit.clone())))
        }
        None => Ok(()),
    }
}

/// School years, themes, weeks and other offices' fields are not what the plans ask for.
pub(super) fn other_topic(desk: &Desk<'_>, index: usize, unit: &UnitId) -> Result<(), Doubt> {
    let doubt = |why: String| Err(Doubt::new(Question::NotOwed, why).for_staff().of_unit(Some(unit.clone())));
    if let Some(quote) = other_field(desk, index) {
        return doubt(format!("Báo cáo về một việc riêng, không phải báo cáo chung của đơn vị: \"{quote}\"."));
    }
    for source in [Source::Title, Source::FileName, Source::Subject] {
        let here = || {
            desk.clues().filter(move |clue| {
                clue.source == source && (clue.attachment.is_none() || clue.attachment == Some(index))
            })
        };
        let calendar = here().any(|clue| matches!(clue.claim, Claim::Period(_) | Claim::YearlessPeriod(_)));
        let topic = here().find(|clue| {
            let week = matches!(clue.claim, Claim::Topic(Topic::Week | Topic::Event));
            let other = matches!(clue.claim, Claim::Topic(Topic::SchoolYear | Topic::Span | Topic::Theme));
            week || (other && !calendar)
        });
        if let Some(topic) = topic {
            return doubt(format!("Không phải kỳ báo cáo theo kế hoạch: \"{}\".", topic.quote));
        }
        if calendar {
            return Ok(());
        }
    }
    Ok(())
}
