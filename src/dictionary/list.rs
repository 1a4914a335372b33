//! The lists of the dictionary, each with its key in the file.

macro_rules! lists {
    ($($(#[doc = $meaning:literal])* $name:ident = $key:literal,)*) => {
        /// A list of phrases that mean one thing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum List {
            $($(#[doc = $meaning])* $name,)*
        }

        impl List {
            /// Every list with its key.
            pub(super) const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $key),)*];
        }
    };
}

impl List {
    /// Whether its phrases are those of titles, where a mark that is missing makes no other word of them.
    pub(super) fn is_of_titles(self) -> bool {
        matches!(self, Self::OurField | Self::JointField | Self::FieldPart | Self::WholeWork | Self::Opening)
    }
}

lists! {
    /// Words that make a line speak of a report.
    Report = "report",
    /// Words for a report on one incident.
    Incident = "incident",
    /// Documents that are no reports.
    NotReport = "not_report",
    /// Headings of documents that are no reports.
    OtherDocument = "other_document",
    /// Headings of annexes.
    AnnexDocument = "annex_document",
    /// Files that go with a report.
    Annex = "annex",
    /// Names of covering letters.
    Cover = "cover",
    /// What a covering letter is about.
    Covers = "covers",
    /// What letters of other business are about.
    OtherLetter = "other_letter",
    /// It is a draft.
    Draft = "draft",
    /// It is no draft any more.
    NoDraft = "no_draft",
    /// Nothing happened in the period.
    Nil = "nil",
    /// Says that there will be no report: whether that is allowed, a person decides.
    Declines = "declines",
    /// Asks for time; with a report attached it only excuses a late one.
    Extends = "extends",
    /// Withdraws what was sent.
    Withdraws = "withdraws",
    /// May speak against the paper that is enclosed; what it says is read sentence by sentence.
    Disowns = "disowns",
    /// Inquires: a person has to answer, whatever is attached.
    Asks = "asks",
    /// Wants opinions: on a draft it is a question, under a finished report it is politeness.
    Opinions = "opinions",
    /// Says that it has been sent; means something only when nothing is attached.
    Sent = "sent",
    /// It replaces what was sent before.
    Replaces = "replaces",
    /// It supplements what was sent before.
    Supplements = "supplements",
    /// It is sent for another unit.
    OnBehalf = "on_behalf",
    /// The report itself comes later.
    Later = "later",
    /// A sentence about another delivery: one to come, one gone before, last year's.
    OtherDelivery = "other_delivery",
    /// Where files are left instead of being attached.
    Link = "link",
    /// A file is announced.
    Announced = "announced",
    /// A mailbox has changed.
    Moved = "moved",
    /// Sent along for reading only.
    ForReading = "for_reading",
    /// What opens a file is said next.
    Password = "password",
    /// Thanks, congratulations, "đã nhận".
    Courtesy = "courtesy",
    /// It is the soft copy of what has been signed.
    SoftCopy = "soft_copy",
    /// A machine writes; nobody reads answers.
    Machine = "machine",
    /// Advertising, when a stranger writes.
    Advert = "advert",
    /// A first page that wants macros.
    Bait = "bait",
    /// The field of the office that collects.
    OurField = "our_field",
    /// Fields that are the office's own only where its name or its plans say so.
    JointField = "joint_field",
    /// What the office's own field is made of: beside it in a title they are no other matter.
    FieldPart = "field_part",
    /// Words for a unit's work as a whole.
    WholeWork = "whole_work",
    /// Words that open a report on anything.
    Opening = "opening",
    /// Words that part one term from the next and say nothing about the matter.
    Filler = "filler",
    /// Words that say nothing alone, and may be part of a term.
    Weak = "weak",
    /// Fields on which offices report by the same calendar to someone else.
    OtherWork = "other_work",
    /// Matters that are never a report on a unit's work.
    NeverWork = "never_work",
}
