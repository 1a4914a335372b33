//! The same mail by another way: sent to two mailboxes that are both read, or forwarded from the one to the other. What
//! was said about it once is not said again.

use super::{Decision, Desk, Doubt, Question, Verdict, ask, ignore};
use crate::evidence::{Copied, Fate};

/// What is decided about a copy. The first to come stands; a better one takes the place of one that waits: what was
/// forwarded can look forged where the original does not.
pub(super) fn settled(desk: &Desk<'_>, decision: Decision) -> Decision {
    if decision.verdict == Verdict::Ignore {
        return decision;
    }
    let Some((mail, copied)) = desk.facts.copied() else { return decision };
    match copied.fate {
        Fate::Failed => decision,
        Fate::Waiting if decision.verdict == Verdict::Accept => {
            let mut reasons = decision.reasons;
            reasons.push(format!("Cùng một thư với thư số {mail} đang chờ kiểm tra: bản này đủ căn cứ để vào sổ."));
            Decision { reasons, ..decision }
        }
        Fate::Entered if came_earlier(desk, copied) => {
            let moment = desk.message.received_at.to_zoned(desk.rules.office.time_zone.clone());
            let why = format!(
                "Cùng một thư với thư số {mail} đã vào sổ, nhưng máy chủ này nhận từ {}, sớm hơn ngày ghi trong sổ: xem có \
                 phải sửa ngày nhận không.",
                moment.strftime("%H:%M ngày %d/%m/%Y")
            );
            let asked = ask(desk, Doubt::new(Question::Unsure, why));
            Decision { unit: decision.unit, entries: decision.entries, ..asked }
        }
        Fate::Entered | Fate::Waiting | Fate::Aside => ignore(
            decision.kind,
            &format!("Cùng một thư với thư số {mail}, đến thêm bằng đường khác: không vào sổ lần nữa."),
        ),
    }
}

/// Whether this way was quicker by a day of the calendar: only that can change how a report stands to its date.
fn came_earlier(desk: &Desk<'_>, copied: &Copied) -> bool {
    desk.today < copied.received_at.to_zoned(desk.rules.office.time_zone.clone()).date()
}
