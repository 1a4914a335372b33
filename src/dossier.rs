//! What staff take away of a period: the register as a table, a sheet to print, a file for other programs.

pub mod agenda;
pub mod amendment;
pub mod bundle;
pub mod collation;
pub mod csv;
pub mod figures;
pub mod ical;
pub mod json;
pub mod line;
pub mod register;
pub mod search;
pub mod selection;
pub mod table;
pub mod texts;
pub mod workbook;
pub mod xlsx;

pub use amendment::ByHand;
pub use line::{Channel, Line, LineFile, Number, Withdrawal};
pub use register::{Extract, Filter, Order, Row, extract};
pub use search::Sought;
pub use selection::{Selection, Stood, Whose};

#[cfg(test)]
pub(crate) mod tests;
