//! The values that templates may use: one struct a letter, every field always there, so that a misspelt name in an
//! office's template is a fault at start and never a gap in a letter.

use serde::Serialize;

use crate::letter::demand::Demand;
use crate::letter::wording;
use crate::office::Office;
use crate::plan::Plan;

/// Values of every letter.
#[derive(Debug, Clone, Serialize)]
pub struct Common {
    /// The office.
    pub office: OfficeValues,
    /// Whom to call, in one phrase; empty when the office names nobody.
    pub contact: String,
    /// Whom the letter addresses: "Sở Y tế".
    pub to: String,
    /// The reference of the letter: "TN-4F7K2Q9D".
    pub reference: String,
    /// When it is written: "08 giờ 00 ngày 16/9/2026".
    pub as_of: String,
}

/// The office as it signs.
#[derive(Debug, Clone, Serialize)]
pub struct OfficeValues {
    /// "Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Sông Lam".
    pub name: String,
    /// "Ban Tuyên giáo Tỉnh ủy Sông Lam".
    pub short_name: String,
    /// The mailbox.
    pub mailbox: String,
    /// Who answers questions.
    pub person: Option<String>,
    /// The number to call.
    pub phone: Option<String>,
}

/// A file in a mail.
#[derive(Debug, Clone, Serialize)]
pub struct FileValues {
    /// Its name.
    pub name: String,
    /// "86 KB".
    pub size: String,
    /// What is wrong with it, or why a receipt leaves it out: "tệp rỗng, chưa ghi nhận"; else empty.
    pub trouble: String,
}

/// The mail that is answered.
#[derive(Debug, Clone, Serialize)]
pub struct MailValues {
    /// Its subject; may be empty.
    pub subject: String,
    /// "15 giờ 42, thứ Năm ngày 18/6/2026".
    pub received: String,
    /// "15 giờ 42 ngày 18/6/2026".
    pub received_short: String,
    /// Its files.
    pub files: Vec<FileValues>,
    /// "02"; empty without files.
    pub file_count: String,
}

/// Receipt, and settled review.
#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    /// As in every letter.
    #[serde(flatten)]
    pub common: Common,
    /// The mail.
    pub mail: MailValues,
    /// What was entered.
    pub entries: Vec<EntryValues>,
    /// "02".
    pub entry_count: String,
    /// The numbers given: "0147, 0148"; empty when none was.
    pub numbers: String,
    /// Whether a signed original is still expected on paper.
    pub paper: bool,
    /// Whether one of them came late.
    pub late: bool,
    /// Whether one of them is about an incident.
    pub ad_hoc: bool,
    /// Whether a file was left out because it could not be read.
    pub unread: bool,
}

/// One line of the register, in a receipt.
#[derive(Debug, Clone, Serialize)]
pub struct EntryValues {
    /// "0147"; empty when the register gave none.
    pub number: String,
    /// Whose report.
    pub unit: String,
    /// "Báo cáo 6 tháng đầu năm 2026".
    pub title: String,
    /// "báo cáo 6 tháng đầu năm 2026".
    pub title_inside: String,
    /// `first`, `replacement`, `supplement`, `duplicate`, `nil`.
    pub relation: String,
    /// "trước ngày 20/6/2026 (thứ Bảy)"; empty without a date.
    pub due: String,
    /// "đúng hạn"; empty without a date.
    pub standing: String,
    /// Whether it came late.
    pub late: bool,
    /// What the plan asks for and has not come yet: "tệp văn bản (Word)"; empty when nothing is missing.
    pub missing: String,
    /// Names of its files.
    pub files: Vec<String>,
    /// The document's number and symbol; may be empty.
    pub document: String,
    /// The receipt it replaces, joins or repeats: number, or empty.
    pub earlier_number: String,
    /// When that came: "15 giờ 42 ngày 15/6/2026", or empty.
    pub earlier_received: String,
    /// A report on an incident.
    pub ad_hoc: bool,
}

/// Question back.
#[derive(Debug, Clone, Serialize)]
pub struct Query {
    /// As in every letter.
    #[serde(flatten)]
    pub common: Common,
    /// The mail.
    pub mail: MailValues,
    /// `unit-unclear`, `period-unclear`, `unreadable-file`, `missing-file`, `contradiction`, `incomplete`, `not-owed`,
    /// `unreadable-mail`.
    pub question: String,
    /// What is wrong with its files, each once: `broken`, `empty`, `kind`, `large`, `password`, `volume`, `winmail`.
    pub troubles: Vec<String>,
    /// How many of its files have something wrong: "01"; "00" when none is known.
    pub bad_count: String,
    /// Whether other files of it are as they should be.
    pub kept: bool,
    /// Whether the text holds a link where a file is meant.
    pub link: bool,
    /// The store that the link leads to, "Google Drive"; empty when it is none that is known.
    pub store: String,
    /// What the sender's unit still owes, to make the answer easy; may be empty.
    pub owed: Vec<ReportValues>,
}

/// A report that is asked for.
#[derive(Debug, Clone, Serialize)]
pub struct ReportValues {
    /// "Báo cáo quý III năm 2026".
    pub title: String,
    /// "báo cáo quý III năm 2026".
    pub title_inside: String,
    /// "trước ngày 20/9/2026 (Chủ nhật)"; empty without a date.
    pub due: String,
    /// "trước ngày 20/9/2026", for subjects; empty without a date.
    pub due_short: String,
    /// "Kế hoạch số 12-KH/TGTU ngày 5/1/2026".
    pub basis: String,
    /// Calendar days overdue; 0 before.
    pub days: u32,
    /// Working days overdue, "02"; "00" before.
    pub workdays: String,
    /// The day to which it was extended, with weekday; empty otherwise.
    pub extended: String,
    /// "hôm nay là ngày cuối" in a reminder of that day; else empty.
    pub last_day: String,
    /// What the plan asks of it beside the date.
    #[serde(flatten)]
    pub demand: Demand,
}

/// Reminder (`overdue` empty) and overdue notice.
#[derive(Debug, Clone, Serialize)]
pub struct Asking {
    /// As in every letter.
    #[serde(flatten)]
    pub common: Common,
    /// Due soon.
    pub upcoming: Vec<ReportValues>,
    /// Past their date.
    pub overdue: Vec<ReportValues>,
    /// Which notice this is for all that is overdue: 1 for the first.
    pub times: usize,
    /// How many notices went before about what has been overdue longest.
    pub notices_before: usize,
    /// The day of the letter: "22/6/2020".
    pub day: String,
    /// How many reports it asks for in the first place: overdue ones, else upcoming ones; "02".
    pub report_count: String,
    /// Whether a second address of the unit gets it too, because earlier notices had no answer.
    pub wider: bool,
    /// Whether the unit's leader gets a copy, for the same reason.
    pub leader: bool,
}

/// A receipt that was told and is true no more.
#[derive(Debug, Clone, Serialize)]
pub struct Correction {
    /// As in every letter.
    #[serde(flatten)]
    pub common: Common,
    /// `corrected`, `withdrawn`, `merged`, `split`, `restored`.
    pub change: String,
    /// Whether a person looks at the mail again.
    pub reviewed: bool,
    /// When the mail came: "15 giờ 42 ngày 18/6/2026".
    pub received: String,
    /// The number that was told: "0147/2026".
    pub number: String,
    /// "báo cáo quý III năm 2026", as it was told.
    pub title_inside: String,
    /// Whose it was told to be.
    pub unit: String,
    /// The number in its place; empty when there is none. So are the next three.
    pub new_number: String,
    /// "báo cáo tháng 9 năm 2026".
    pub new_title: String,
    /// Whose it is.
    pub new_unit: String,
    /// "đúng hạn"; empty without a date.
    pub new_standing: String,
    /// Of what was split off, the number; empty when nothing was. So are the next two.
    pub part_number: String,
    /// "báo cáo tháng 9 năm 2026".
    pub part_title: String,
    /// Whose it is.
    pub part_unit: String,
    /// Names of its files.
    pub part_files: Vec<String>,
    /// Whether what was told is missing now.
    pub missing: bool,
    /// When it is due; empty without a date.
    pub due: String,
}

/// What a unit owes under a plan, when the plan or a period of it begins.
#[derive(Debug, Clone, Serialize)]
pub struct Opening {
    /// As in every letter.
    #[serde(flatten)]
    pub common: Common,
    /// "Kế hoạch số 12-KH/TGTU ngày 5/1/2016".
    pub basis: String,
    /// The plan's title, when `basis` does not already say it; else empty.
    pub plan_title: String,
    /// Whether it is about the whole plan, not about one period.
    pub whole: bool,
    /// What the unit owes, by date.
    pub reports: Vec<ReportValues>,
    /// "02".
    pub report_count: String,
    /// Reports that are due whenever something happens; names.
    pub ad_hoc: Vec<String>,
    /// The plan, its form and whatever else goes with the letter.
    pub enclosures: Vec<FileValues>,
    /// What should have gone with it and is too large.
    pub left_out: Vec<FileValues>,
}

/// What people granted a unit, or took back.
#[derive(Debug, Clone, Serialize)]
pub struct Grant {
    /// As in every letter.
    #[serde(flatten)]
    pub common: Common,
    /// `extended`, `excused`, `extension-lifted`, `exemption-lifted`.
    pub decision: String,
    /// "báo cáo quý III năm 2026".
    pub title_inside: String,
    /// The plan's own date, "trước ngày 20/9/2026 (Chủ nhật)"; empty without a date.
    pub due: String,
    /// Whether that date has passed.
    pub past: bool,
    /// "Kế hoạch số 12-KH/TGTU ngày 5/1/2016".
    pub basis: String,
    /// Whether the unit has other reports to send under that plan.
    pub others: bool,
    /// The last day of an extension, "ngày 23/9/2026 (thứ Tư)"; empty for an exemption.
    pub until: String,
    /// "ngày 23/9/2026", for subjects.
    pub until_short: String,
    /// What the decision rests on, "Công văn số 15-CV/HKH"; empty when nobody named it.
    pub authority: String,
    /// The last day of the extension in whose place this one comes, "ngày 20/9/2026 (Chủ nhật)"; empty without one.
    pub instead: String,
    /// Of a report that has come: "số tiếp nhận 0147/2026, nhận lúc 15 giờ 42 ngày 18/9/2026"; else empty.
    pub received: String,
}

/// Alert to staff.
#[derive(Debug, Clone, Serialize)]
pub struct Alert {
    /// As in every letter.
    #[serde(flatten)]
    pub common: Common,
    /// What happened, in a line.
    pub title: String,
    /// What happened and what to do.
    pub paragraphs: Vec<String>,
}

/// The morning digest.
#[derive(Debug, Clone, Serialize)]
pub struct Digest {
    /// As in every letter.
    #[serde(flatten)]
    pub common: Common,
    /// The same as below, as short as a telephone's screen.
    #[serde(flatten)]
    pub screen: Screen,
    /// Which mailbox is not read, and what follows for what stands below; empty when all are.
    pub silence: String,
    /// Reports with an open or recent date.
    pub reports: Vec<DigestReport>,
    /// Meetings of the next two weeks: name, when, and how the reports stand that they wait for.
    pub meetings: Vec<DigestReport>,
    /// Who is overdue.
    pub overdue: Vec<DigestUnit>,
    /// "02"; empty when nobody is.
    pub overdue_count: String,
    /// Where there are too many for a letter: what is overdue, and under each the names; else empty.
    pub overdue_brief: Vec<DigestReport>,
    /// What changed among the overdue since the last digest, each a sentence; empty when nothing did.
    pub changes: Vec<String>,
    /// Who may have sent, or could not be reached.
    pub maybe: Vec<DigestUnit>,
    /// As `overdue_brief`.
    pub maybe_brief: Vec<DigestReport>,
    /// What is due within a week, with the names of those who have not sent it.
    pub due_soon: Vec<DigestReport>,
    /// What came since the last digest.
    pub received: Vec<DigestUnit>,
    /// Where that is too much for a letter: how much of what; else empty.
    pub received_brief: Vec<DigestReport>,
    /// Since when.
    pub received_since: String,
    /// "06"; empty when nothing came.
    pub received_count: String,
    /// What a person must settle.
    pub reviews: Vec<DigestReview>,
    /// "03"; empty when nothing waits.
    pub review_count: String,
    /// How many of them are not named here: "48"; empty when all are.
    pub reviews_more: String,
    /// Cases that are open: whose, what, since when.
    pub incidents: Vec<DigestUnit>,
    /// "02"; empty when none is open.
    pub incident_count: String,
    /// The file that goes with the letter: "Tinh-hinh-gui-bao-cao-22-6-2020.xlsx"; empty without one.
    pub enclosure: String,
    /// Whether there is a workbook that is larger than the mail server takes.
    pub too_large: bool,
}

/// What a leader must know of a morning, on one screen of a telephone; the workbook has the rest.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Screen {
    /// The worst of the overdue, those together who owe the same and were asked on the same days.
    pub late: Vec<DigestGroup>,
    /// Whether each of them has a line of its own, with whom to call.
    pub one_by_one: bool,
    /// How many are overdue besides: "50"; empty when all stand in `late`.
    pub late_more: String,
    /// Their names: "Sở Y tế; Tỉnh đoàn".
    pub late_names: String,
    /// Who may have sent, or could not be reached, by what hinders, with names: "Chưa nhắc được", "02 đơn vị: Sở Y tế; Tỉnh đoàn".
    pub doubts: Vec<DigestReport>,
    /// "04"; empty when there are none.
    pub doubt_count: String,
    /// The mails that a leader should know of, shortly: "17/6, Sở Y tế: chưa rõ kỳ báo cáo".
    pub mails: Vec<String>,
    /// Where these are not all: since when the oldest waits, "17/6".
    pub mails_since: String,
    /// What came since the last digest by reports, with the units where they are few: "báo cáo năm 2020 (02 lượt: Sở Y tế; Tỉnh đoàn)".
    pub came: Vec<String>,
}

/// One report and period, counted.
#[derive(Debug, Clone, Serialize)]
pub struct DigestReport {
    /// Whether it is something to be done that leaves no file.
    pub activity: bool,
    /// "Báo cáo 6 tháng đầu năm 2020".
    pub title: String,
    /// "trước ngày 19/6/2020 (thứ Sáu)".
    pub due: String,
    /// "đã nhận 17/22 đơn vị (đúng hạn 16, gửi chậm 1), quá hạn 3, miễn 1"; in the list of what is due soon the names
    /// of the units: "02 đơn vị: Sở Y tế; Hội Khuyến học tỉnh".
    pub counts: String,
    /// Who has not sent what is due within a week: "Sở Y tế; Tỉnh đoàn"; empty where nobody or too many.
    pub missing: String,
}

/// Units of which the same is to be said.
#[derive(Debug, Clone, Serialize)]
pub struct DigestGroup {
    /// "Báo cáo tháng 6 năm 2020 (quá hạn 3 ngày); đã nhắc 16/6"; empty where each unit has its own.
    pub about: String,
    /// The units; `what` is empty where `about` says it.
    pub units: Vec<DigestUnit>,
}

/// One unit in a list.
#[derive(Debug, Clone, Serialize)]
pub struct DigestUnit {
    /// "Hội Khuyến học tỉnh".
    pub unit: String,
    /// Its reports: "báo cáo 6 tháng đầu năm 2020 (quá hạn 2 ngày), báo cáo tháng 6 năm 2020 (quá hạn 1 ngày)".
    pub what: String,
    /// "đã nhắc 16/6, 18/6; ĐT 0238 3 844 100"; may be empty.
    pub note: String,
}

/// One mail that a person must settle.
#[derive(Debug, Clone, Serialize)]
pub struct DigestReview {
    /// When and from whom: "09 giờ 10 ngày 18/6/2020, Sở Y tế".
    pub what: String,
    /// "chưa rõ kỳ báo cáo".
    pub why: String,
}

/// The staff's letter of the day.
#[derive(Debug, Clone, Serialize)]
pub struct Desk {
    /// As in every letter.
    #[serde(flatten)]
    pub common: Common,
    /// As in [`Digest`], and what to do about it.
    pub silence: String,
    /// "22/6/2020 (thứ Hai)".
    pub day: String,
    /// Mails that a person must settle, by what is unclear.
    pub reviews: Vec<DeskGroup>,
    /// "05".
    pub review_count: String,
    /// Mails in which a unit asks for something: "Thư 15: …, đã chờ 2 ngày".
    pub wishes: Vec<String>,
    /// Units that no letter reaches.
    pub calls: Vec<DigestUnit>,
    /// Units that are overdue and were asked as often as the plan says.
    pub overdue: Vec<DigestUnit>,
    /// Letters that were given up or wait.
    pub letters: Vec<String>,
    /// The program itself: "thư đến gần nhất lúc …; thư gửi đi gần nhất lúc …".
    pub health: String,
}

/// Mails with the same question.
#[derive(Debug, Clone, Serialize)]
pub struct DeskGroup {
    /// "Chưa rõ đơn vị".
    pub title: String,
    /// "Thư 12: 09 giờ 10 ngày 17/6/2020, Sở Y tế, “bc gửi Ban”, đã chờ 5 ngày".
    pub items: Vec<String>,
}

impl OfficeValues {
    /// The values of `office`.
    #[must_use]
    pub fn of(office: &Office) -> Self {
        Self {
            name: office.name.clone(),
            short_name: office.short_name.clone(),
            mailbox: office.mailbox.clone(),
            person: office.contact.clone(),
            phone: office.phone.clone(),
        }
    }
}

impl Common {
    /// The values of a letter of `office` to somebody addressed as `to`.
    #[must_use]
    pub fn of(office: &Office, to: String, reference: String, now: jiff::Timestamp) -> Self {
        Self {
            office: OfficeValues::of(office),
            contact: wording::contact(office),
            to,
            reference,
            as_of: wording::short_moment(&now.to_zoned(office.time_zone.clone())),
        }
    }
}

/// How letters cite a plan: "Kế hoạch số 12-KH/TGTU ngày 5/1/2016", or its title when the number is lost.
#[must_use]
pub fn basis(plan: &Plan) -> String {
    const KINDS: [&str; 8] =
        ["Kế hoạch", "Công văn", "Hướng dẫn", "Quyết định", "Quy định", "Chương trình", "Thông báo", "Chỉ thị"];
    let Some(number) = &plan.number else { return plan.title.clone() };
    let lower = plan.title.to_lowercase();
    let kind = KINDS.into_iter().find(|kind| lower.starts_with(&kind.to_lowercase())).unwrap_or("Văn bản");
    let date = plan.date.map(|day| format!(" ngày {}", wording::date(day))).unwrap_or_default();
    format!("{kind} số {number}{date}")
}
