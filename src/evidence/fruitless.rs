//! What a loop is made of: answers that brought nothing new.

/// How many answers of the program went to mails without a first delivery of any report: questions, receipts of copies
/// and replacements. First deliveries are as many as there are obligations; nothing can go on for ever on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fruitless {
    /// To this sender's address, in the last 24 hours.
    pub to_address: u32,
    /// To its domain, in the last 24 hours.
    pub to_domain: u32,
    /// To anyone, in the last 24 hours.
    pub to_anyone: u32,
    /// One after the other in the conversation that this mail continues, whenever and whatever its addresses.
    pub in_a_row: u32,
}
