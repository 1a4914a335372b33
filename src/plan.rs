//! What is owed: reporting plans (kế hoạch), their reports, who owes them and when.

pub mod meeting;
pub mod obligation;
pub mod paper;
pub mod read;
pub mod upward;
pub mod window;

use jiff::civil::Date;

use crate::calendar::Period;
pub use crate::calendar::deadline::{DueDate, DueKind, DueRule, Roll};
use crate::roster::{GroupId, Unit, UnitId, Validity, identifier};

/// A short permanent name of a plan, such as `12-kh-tgtu`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlanId(String);
identifier!(PlanId);

/// A short permanent name of a kind of report, such as `6-thang`; unique over all plans of the office.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReportId(String);
identifier!(ReportId);

/// The document that asks for reports (căn cứ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The key.
    pub id: PlanId,
    /// Its title: "Kế hoạch tổ chức giao ban công tác khoa giáo 6 tháng đầu năm 2020".
    pub title: String,
    /// Number and symbol as written: "12-KH/TGTU"; none when the office has lost it.
    pub number: Option<String>,
    /// Date of the document.
    pub date: Option<Date>,
    /// The documents on which it rests (căn cứ), as it cites them.
    pub basis: Vec<String>,
    /// The days on which it is in force; a period is owed when it overlaps them.
    pub validity: Validity,
    /// Whether figures run from one report to the next ("số liệu được cập nhật giữa hai kỳ báo cáo") and not over the
    /// period that the report is called after.
    pub figures_between: bool,
    /// The fields (lĩnh vực) on which some units report under this plan; the others report on all of theirs.
    pub fields: Vec<UnitField>,
    /// What it asks for.
    pub reports: Vec<Report>,
    /// The meetings that it calls.
    pub meetings: Vec<meeting::Meeting>,
    /// What the office itself reports upward under it.
    pub own: Vec<upward::OwnReport>,
    /// The plan itself and its form, as files that go with an opening notice.
    pub papers: Vec<paper::Paper>,
    /// How many days before a due day the program itself tells the units of the report; none: only a person does.
    pub notice_days_before: Option<u8>,
}

/// One kind of report in a plan (loại báo cáo).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The key.
    pub id: ReportId,
    /// What people call it: "Báo cáo 6 tháng đầu năm".
    pub name: String,
    /// Other titles under which it arrives: "Báo cáo 9 tháng đầu năm".
    pub aliases: Vec<String>,
    /// Which periods exist.
    pub periods: PeriodRule,
    /// What fulfils it.
    pub asks: Asks,
    /// Who owes it.
    pub owed_by: OwedBy,
    /// When it is due; none for reports without a date.
    pub due: Option<DueRule>,
    /// The plan's words for a date that a later document will set ("sẽ có hướng dẫn cụ thể sau"); then `due` is none.
    pub due_later: Option<String>,
    /// Days before the nominal due date on which a missing report is reminded of, e.g. `[3, 1]`.
    pub remind_before: Vec<u8>,
    /// Working days after the due date on which a missing report is called overdue, e.g. `[1, 3]`.
    pub overdue_after: Vec<u8>,
    /// Whether the signed original is still expected on paper; receipts then say so.
    pub paper: bool,
    /// Whether one paper may be handed in for this report and for others of the same time, when its title names them all.
    pub joined: bool,
    /// What a whole delivery consists of; what is missing is asked for, the report counts as received without it.
    pub needs: Vec<Piece>,
    /// The empty form (biểu số liệu) in which units give figures, a workbook beside the plan; none when it asks for none.
    pub figures_form: Option<paper::Paper>,
    /// To whom it is addressed, when not to the office itself: "Ban Thường vụ Đảng ủy Khối".
    pub to: Option<String>,
    /// Through which office it goes ("qua Phòng Khoa giáo").
    pub via: Option<String>,
    /// What some units must treat in it ("báo cáo làm rõ").
    pub topics: Vec<Topic>,
    /// Shorter reports for which this longer one stands: the month, the quarter that holds its last on-time day.
    pub stands_for: Vec<ReportId>,
    /// Reports of older plans that this one takes the place of, for the same period.
    pub instead_of: Vec<ReportId>,
}

impl Report {
    /// A report without a date, of which nothing else is asked, reminded of 3 days and 1 day ahead, and called overdue
    /// after 1 and 3 working days.
    #[must_use]
    pub fn new(id: ReportId, name: &str, periods: PeriodRule, owed_by: OwedBy) -> Self {
        Self {
            id,
            name: name.to_owned(),
            aliases: Vec::new(),
            periods,
            asks: Asks::Report,
            owed_by,
            due: None,
            due_later: None,
            remind_before: vec![3, 1],
            overdue_after: vec![1, 3],
            paper: false,
            needs: Vec::new(),
            figures_form: None,
            to: None,
            via: None,
            topics: Vec::new(),
            joined: false,
            stands_for: Vec::new(),
            instead_of: Vec::new(),
        }
    }

    /// What is still missing of a delivery that has `brought` these pieces.
    #[must_use]
    pub fn lacks(&self, brought: &[Piece]) -> Vec<Piece> {
        self.needs.iter().copied().filter(|piece| !brought.contains(piece)).collect()
    }

    /// What `unit` must treat in it when it is due on `day`.
    pub fn topics_of<'r>(&'r self, unit: &'r Unit, day: Date) -> impl Iterator<Item = &'r str> {
        let theirs = self.topics.iter().filter(move |topic| topic.owed_by.includes_on(unit, day));
        theirs.map(|topic| topic.name.as_str())
    }
}

/// What fulfils an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Asks {
    /// A document that is sent.
    #[default]
    Report,
    /// Something that is done and leaves no file (holding a conference, attending one); a person records it.
    Activity,
}

/// A piece of a whole delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// The signed document as PDF.
    Pdf,
    /// The text for the office's own report: doc, docx, rtf, odt.
    Word,
    /// Figures as a workbook: xls, xlsx, ods.
    Sheet,
}

impl Piece {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Word, Self::Sheet];

    /// As a plan file writes it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Word => "word",
            Self::Sheet => "sheet",
        }
    }

    /// As people call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Pdf => "bản đã ký (PDF)",
            Self::Word => "tệp văn bản (Word)",
            Self::Sheet => "biểu số liệu (Excel)",
        }
    }

    /// The pieces that a file with this name holds. An archive may hold them all: nobody is told that something is
    /// missing which may lie in it.
    #[must_use]
    pub fn of(file_name: &str) -> &'static [Self] {
        let (stem, ending) = file_name.rsplit_once('.').unwrap_or_default();
        // What was cut into "x.zip.001", "x.zip.002" is what stands before.
        if ending.len() == 3 && ending.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::of(stem);
        }
        match ending.to_ascii_lowercase().as_str() {
            "pdf" => &[Self::Pdf],
            "doc" | "docx" | "rtf" | "odt" => &[Self::Word],
            "xls" | "xlsx" | "ods" => &[Self::Sheet],
            "zip" | "rar" | "7z" => &Self::ALL,
            _ => &[],
        }
    }

    /// The pieces in files of these names and sizes (bytes), each once. An empty file brings nothing.
    pub fn in_files<'n>(files: impl IntoIterator<Item = (&'n str, u64)>) -> Vec<Self> {
        let filled = files.into_iter().filter(|(_, size)| *size > 0);
        let mut pieces: Vec<Self> = filled.flat_map(|(name, _)| Self::of(name)).copied().collect();
        pieces.sort_unstable();
        pieces.dedup();
        pieces
    }
}

/// Something that named units must treat in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// In the plan's words: "công tác quản lý nhà nước về môi trường".
    pub name: String,
    /// Who.
    pub owed_by: OwedBy,
}

/// The fields on which a unit reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitField {
    /// Who.
    pub unit: UnitId,
    /// "dạy nghề", "bình đẳng giới".
    pub names: Vec<String>,
}

/// Which periods a report has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeriodRule {
    /// Monthly, in these months (1-12); a longer report stands for the others.
    Months(Vec<u8>),
    /// Quarterly, in these quarters (1-4).
    Quarters(Vec<u8>),
    /// The first half of each year.
    FirstHalf,
    /// The second half of each year.
    SecondHalf,
    /// The first nine months of each year, where the office calls them so.
    NineMonths,
    /// Each year.
    Year,
    /// Once, for exactly this period.
    Once(Period),
    /// Whenever something happens (đột xuất).
    AdHoc,
}

/// Who owes a report. A unit owes it when it is named, or its group is, and it is not excepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwedBy {
    /// Whole groups.
    pub groups: Vec<GroupId>,
    /// Single units beside them.
    pub units: Vec<UnitId>,
    /// Units of those groups that do not owe it.
    pub except: Vec<UnitId>,
}

impl OwedBy {
    /// Whether `unit` owes what is due on `day`, by the group it belonged to then (its validity is not looked at).
    #[must_use]
    pub fn includes_on(&self, unit: &Unit, day: Date) -> bool {
        !self.except.contains(&unit.id) && (self.units.contains(&unit.id) || self.groups.contains(unit.group_on(day)))
    }

    /// Whether `unit` owes it (its validity is not looked at).
    #[must_use]
    pub fn includes(&self, unit: &Unit) -> bool {
        !self.except.contains(&unit.id) && (self.units.contains(&unit.id) || self.groups.contains(&unit.group))
    }
}

/// All plans of the office.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plans {
    /// In the order of their files.
    pub plans: Vec<Plan>,
}

impl Plan {
    /// A plan without number and date, in force at all times.
    #[must_use]
    pub fn new(id: PlanId, title: &str, reports: Vec<Report>) -> Self {
        Self {
            id,
            title: title.to_owned(),
            number: None,
            date: None,
            basis: Vec::new(),
            validity: Validity::default(),
            figures_between: false,
            fields: Vec::new(),
            reports,
            meetings: Vec::new(),
            own: Vec::new(),
            papers: Vec::new(),
            notice_days_before: None,
        }
    }

    /// The fields on which `unit` reports under this plan; empty when it reports on all of its work.
    #[must_use]
    pub fn fields_of(&self, unit: &UnitId) -> &[String] {
        self.fields.iter().find(|field| field.unit == *unit).map_or(&[], |field| field.names.as_slice())
    }
}

impl Plans {
    /// The plan with this key.
    #[must_use]
    pub fn plan(&self, id: &PlanId) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.id == *id)
    }

    /// The report with this key and the plan that asks for it.
    #[must_use]
    pub fn report(&self, id: &ReportId) -> Option<(&Plan, &Report)> {
        self.reports().find(|(_, report)| report.id == *id)
    }

    /// Every report of every plan.
    pub fn reports(&self) -> impl Iterator<Item = (&Plan, &Report)> {
        self.plans.iter().flat_map(|plan| plan.reports.iter().map(move |report| (plan, report)))
    }
}
