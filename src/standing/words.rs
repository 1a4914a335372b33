//! The words and marks for standings, the same in letters, on the board and in the register.

use jiff::civil::Date;

use super::facts::REMEMBERED_DAYS;
use super::{Doubt, Escalated, Row, Standing, days_after};
use crate::plan::Asks;

impl Standing {
    /// As people read it: "đúng hạn", "quá hạn 3 ngày".
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::OnTime => "đúng hạn".into(),
            Self::Received => "đã nhận".into(),
            Self::OnDueDay => "trong ngày hạn".into(),
            Self::Late { days } => format!("gửi chậm {days} ngày"),
            Self::Waiting => "chưa gửi".into(),
            Self::Overdue { days } => format!("quá hạn {days} ngày"),
            Self::Maybe { why: Doubt::NotReached | Doubt::NotReminded } => "chưa nhắc được".into(),
            Self::Maybe { why: Doubt::Unrecorded } => "chưa ghi nhận".into(),
            Self::Maybe { why: Doubt::Unread } => "thư đến chưa đọc được".into(),
            Self::Maybe { why: Doubt::BeforeStart } => "trước khi theo dõi".into(),
            Self::Maybe { why: Doubt::Stranger } => "có thể đã gửi (thư người lạ)".into(),
            Self::Maybe { why: Doubt::Unheard } => "chưa thấy báo cáo".into(),
            Self::Maybe { why: Doubt::Unanswered } => "chờ trả lời".into(),
            Self::Maybe { .. } => "có thể đã gửi".into(),
            Self::Excused => "miễn".into(),
            Self::Extended { until } => format!("gia hạn đến {}/{}", until.day(), until.month()),
            Self::Nil => "không phát sinh".into(),
            Self::NoDate => "không định hạn".into(),
        }
    }

    /// The same of something that is done and leaves no file: nobody sends it.
    #[must_use]
    pub fn words_of(self, asks: Asks) -> String {
        match (self, asks) {
            (Self::Waiting, Asks::Activity) => "chưa đến hạn".into(),
            _ => self.words(),
        }
    }

    /// The same without days and dates: "gửi chậm", "quá hạn", "gia hạn". For legends.
    #[must_use]
    pub fn kind_words(self) -> String {
        match self {
            Self::Late { .. } => "gửi chậm".into(),
            Self::Overdue { .. } => "quá hạn".into(),
            Self::Extended { .. } => "gia hạn".into(),
            other => other.words(),
        }
    }

    /// One sign for a narrow column, legible without colour: received signs are filled, open ones are not.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::OnTime | Self::Received => "●",
            Self::OnDueDay => "◉",
            Self::Late { .. } => "◐",
            Self::Waiting => "·",
            Self::Overdue { .. } => "✗",
            Self::Maybe { why: Doubt::BeforeStart } => "~",
            Self::Maybe { .. } => "?",
            Self::Excused => "–",
            Self::Extended { .. } => "…",
            Self::Nil => "0",
            Self::NoDate => "○",
        }
    }

    /// The key in JSON and CSV: `on-time`, `overdue`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::OnTime => "on-time",
            Self::Received => "received",
            Self::OnDueDay => "on-due-day",
            Self::Late { .. } => "late",
            Self::Waiting => "waiting",
            Self::Overdue { .. } => "overdue",
            Self::Maybe { .. } => "maybe",
            Self::Excused => "excused",
            Self::Extended { .. } => "extended",
            Self::Nil => "nil",
            Self::NoDate => "no-date",
        }
    }

    /// Days late or overdue.
    #[must_use]
    pub fn days(self) -> Option<u32> {
        match self {
            Self::Late { days } | Self::Overdue { days } => Some(days),
            _ => None,
        }
    }
}

/// A report is asked for from about so many days before its date on.
const ASKED_AHEAD: i32 = 30;

impl Row {
    /// Whether it was due so long ago that it may have been asked for by letters older than those known here: nobody may
    /// say then that it never was.
    #[must_use]
    pub fn is_beyond_memory(&self, today: Date) -> bool {
        let first = days_after(today, ASKED_AHEAD.saturating_sub(REMEMBERED_DAYS));
        self.deadline.as_ref().is_some_and(|due| due.nominal < first)
    }
}

impl Escalated {
    /// How a unit was asked at more than its first address: "từ 26/6 gửi cả địa chỉ thứ hai và lãnh đạo đơn vị"; none
    /// when it was not. `days` in any order.
    #[must_use]
    pub fn words<'d>(days: impl IntoIterator<Item = &'d Self>) -> Option<String> {
        let (mut first, mut second, mut leader) = (None, false, false);
        for one in days {
            first = Some(first.map_or(one.day, |day: jiff::civil::Date| day.min(one.day)));
            second |= one.second;
            leader |= one.leader;
        }
        let whom = match (second, leader) {
            (true, true) => "địa chỉ thứ hai và lãnh đạo đơn vị",
            (true, false) => "địa chỉ thứ hai của đơn vị",
            _ => "lãnh đạo đơn vị",
        };
        first.map(|day| format!("từ {}/{} gửi cả {whom}", day.day(), day.month()))
    }
}

impl Doubt {
    /// Whether a mail of the unit came that must be looked at before it is asked for anything.
    #[must_use]
    pub fn has_mail(self) -> bool {
        matches!(self, Self::InReview | Self::Stranger | Self::Unanswered | Self::Unread | Self::MailFailed)
    }

    /// Whether letters to the unit do not arrive.
    #[must_use]
    pub fn is_unreached(self) -> bool {
        matches!(self, Self::NotReached | Self::NotReminded)
    }

    /// Why nobody may call it overdue.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::InReview => "có thư của đơn vị đang chờ kiểm tra",
            Self::Unanswered => "đơn vị có thư hỏi, đề nghị, chưa được trả lời",
            Self::Stranger => "có thư của người lạ ghi tên đơn vị đang chờ kiểm tra",
            Self::Unread => "thư của đơn vị đã đến nhưng chưa đọc được",
            Self::MailFailed => "có thư của đơn vị chưa xử lý được",
            Self::NotReached | Self::NotReminded => "thư gửi đơn vị không đến được",
            Self::Unrecorded => "chưa có người ghi nhận đã thực hiện",
            Self::BeforeStart => "đến hạn trước ngày bắt đầu theo dõi",
            Self::Unheard => "hộp thư của cơ quan chưa đọc được, đơn vị có thể đã gửi",
        }
    }
}
