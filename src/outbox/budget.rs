//! The brakes: how many letters may leave within a day. Pure.

use crate::letter::Priority;

use super::Tally;

/// Most letters within any 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// To one address: whatever goes wrong, nobody is flooded.
    pub per_address: u32,
    /// To one domain.
    pub per_domain: u32,
    /// In all; a free Gmail account may send to 500 recipients a day.
    pub total: u32,
    /// The part of `total`, in percent, that is kept for receipts, questions, alerts and the few digests.
    pub kept_for_answers: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { per_address: 30, per_domain: 300, total: 450, kept_for_answers: 20 }
    }
}

/// How long what waits will take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// Letters that wait.
    pub waiting: u32,
    /// Of these, how many may leave before the budget is used up.
    pub today: u32,
    /// On how many further days the rest leaves; 0 when everything fits.
    pub days: u32,
}

/// A brake that bites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Brake {
    /// Too many to this address.
    Address,
    /// Too many to its domain.
    Domain,
    /// Too many in all.
    Total,
    /// Too many in all for reminders.
    Share,
}

impl Brake {
    /// Whose brake it is: an address, a domain, or nobody's in particular.
    #[must_use]
    pub fn of(self, to: &str) -> String {
        match self {
            Self::Address => to.to_lowercase(),
            Self::Domain => to.rsplit('@').next().unwrap_or(to).to_lowercase(),
            Self::Total | Self::Share => String::new(),
        }
    }
}

impl Budget {
    /// Whether one more letter of this rank may leave after `tally` has left.
    ///
    /// # Errors
    /// The brake that forbids it.
    pub fn admit(&self, tally: &Tally, priority: Priority) -> Result<(), Brake> {
        let answers = priority != Priority::Reminder;
        if tally.to_address >= self.per_address {
            Err(Brake::Address)
        } else if tally.to_domain >= self.per_domain {
            Err(Brake::Domain)
        } else if tally.total >= self.total {
            Err(Brake::Total)
        } else if !answers && tally.total >= self.share() {
            Err(Brake::Share)
        } else {
            Ok(())
        }
    }

    /// How many letters may leave before reminders wait.
    fn share(&self) -> u32 {
        let free = 100_u32.saturating_sub(self.kept_for_answers);
        let share = u64::from(self.total).saturating_mul(u64::from(free)).checked_div(100).unwrap_or(0);
        u32::try_from(share).unwrap_or(u32::MAX)
    }

    /// How many more may leave after `sent`: in all, and of reminders.
    #[must_use]
    pub fn room(&self, sent: u32) -> (u32, u32) {
        (self.total.saturating_sub(sent), self.share().saturating_sub(sent))
    }

    /// When what waits will have left, after `sent` have left within the last day: `answers` (digests among them)
    /// go before `notices`, each kind as far as its part of the budget reaches.
    #[must_use]
    pub fn forecast(&self, sent: u32, answers: u32, notices: u32) -> Forecast {
        let now_answers = answers.min(self.room(sent).0);
        let now_notices = notices.min(self.room(sent.saturating_add(now_answers)).1);
        let rest = (answers.saturating_sub(now_answers), notices.saturating_sub(now_notices));
        // What is left of the answers takes from what the notices may have on the days after.
        let days = match rest {
            (0, 0) => 0,
            (answers, 0) => answers.div_ceil(self.total.max(1)),
            (answers, notices) => answers.saturating_add(notices).div_ceil(self.share().max(1)),
        };
        Forecast { waiting: answers.saturating_add(notices), today: now_answers.saturating_add(now_notices), days }
    }

    /// The brake in Vietnamese, for staff.
    #[must_use]
    pub fn words(&self, brake: Brake, to: &str) -> String {
        match brake {
            Brake::Address => {
                format!("đã gửi {} thư tới `{to}` trong 24 giờ, tạm hoãn thư tiếp theo", self.per_address)
            }
            Brake::Domain => {
                let domain = to.rsplit('@').next().unwrap_or(to);
                format!(
                    "đã gửi {} thư tới các địa chỉ `@{domain}` trong 24 giờ, tạm hoãn thư tiếp theo",
                    self.per_domain
                )
            }
            Brake::Total => format!("đã gửi {} thư trong 24 giờ (mức tối đa), tạm hoãn các thư còn lại", self.total),
            Brake::Share => format!(
                "đã gần hết {} thư được gửi trong 24 giờ, phần còn lại dành cho thư xác nhận, thư tổng hợp; thư nhắc \
                 tạm hoãn",
                self.total
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Brake, Budget, Forecast};
    use crate::letter::Priority;
    use crate::outbox::Tally;

    const BUDGET: Budget = Budget { per_address: 3, per_domain: 5, total: 10, kept_for_answers: 20 };

    #[test]
    fn each_brake_bites_at_its_number_and_not_before() {
        for (to_address, to_domain, total, expected) in [
            (0, 0, 0, Ok(())),
            (2, 4, 9, Ok(())),
            (3, 4, 9, Err(Brake::Address)),
            (2, 5, 9, Err(Brake::Domain)),
            (2, 4, 10, Err(Brake::Total)),
        ] {
            assert_eq!(BUDGET.admit(&Tally { to_address, to_domain, total }, Priority::Answer), expected);
        }
    }

    #[test]
    fn what_is_left_is_what_the_brakes_admit() {
        assert_eq!([0, 7, 8, 10, 12].map(|sent| BUDGET.room(sent)), [(10, 8), (3, 1), (2, 0), (0, 0), (0, 0)]);
    }

    #[test]
    fn a_hundred_and_thirty_letters_at_fifty_a_day_take_four_days() {
        let fifty = Budget { total: 50, ..Budget::default() };
        let seen = |sent, answers, notices| {
            let Forecast { waiting, today, days } = fifty.forecast(sent, answers, notices);
            (waiting, today, days)
        };
        assert_eq!(seen(0, 0, 130), (130, 40, 3), "40 a day, because ten are kept for receipts");
        assert_eq!(seen(0, 10, 30), (40, 40, 0));
        assert_eq!(seen(0, 20, 40), (60, 40, 1), "receipts first");
        assert_eq!(seen(45, 10, 10), (20, 5, 1));
        assert_eq!(seen(50, 120, 0), (120, 0, 3));
        assert_eq!(seen(0, 0, 0), (0, 0, 0));
    }

    #[test]
    fn reminders_leave_room_for_receipts() {
        let tally = Tally { total: 8, ..Tally::default() };
        assert_eq!(BUDGET.admit(&tally, Priority::Reminder), Err(Brake::Share));
        assert_eq!(BUDGET.admit(&tally, Priority::Digest), Ok(()), "it tells leaders why");
        assert_eq!(BUDGET.admit(&tally, Priority::Answer), Ok(()));
        assert_eq!(BUDGET.admit(&tally, Priority::Alert), Ok(()));
    }
}
