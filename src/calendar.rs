//! Civil time as offices live it: periods, holidays, working days, deadlines.

pub mod deadline;
pub mod holiday;

pub mod period;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use period::{Period, Span};

/// Which days are off and which Saturdays are worked: the office's dated table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Days off beside Saturdays and Sundays, with their name: "Tết Nguyên đán", "nghỉ bù".
    pub days_off: BTreeMap<Date, String>,
    /// Saturdays or Sundays that are worked, with the reason.
    pub worked: BTreeMap<Date, String>,
}
