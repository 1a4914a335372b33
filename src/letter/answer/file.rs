//! What an answer says of each file of a mail: what is wrong with it, and whether it was entered.

use crate::evidence::Role;
use crate::letter::values::FileValues;
use crate::letter::wording;
use crate::message::{Attachment, Message};
use crate::text::{FileKind, Problem};

/// The files that people see in the mail, each with its place.
pub(super) fn seen(mail: &Message) -> impl Iterator<Item = (usize, &Attachment)> {
    mail.attachments.iter().enumerate().filter(|(_, file)| !file.inline)
}

/// A file as an answer names it.
pub(super) fn named(file: &Attachment) -> FileValues {
    let name = &file.file_name;
    FileValues {
        name: if name.is_empty() { "tệp không tên".into() } else { wording::foreign(name, 80) },
        size: wording::size(file.size),
        trouble: String::new(),
    }
}

/// What is wrong with a file: its key, for the advice in the letter, and its words beside the name.
pub(super) fn trouble(file: &Attachment) -> Option<(&'static str, &'static str)> {
    if file.text.kind == FileKind::Tnef {
        return Some(("winmail", "tệp do Outlook đóng gói (winmail.dat), không mở được bằng hộp thư thông thường"));
    }
    Some(match file.text.problem.as_ref()? {
        Problem::Empty => ("empty", "tệp rỗng"),
        Problem::Encrypted => ("password", "tệp đặt mật khẩu"),
        Problem::Volume => ("volume", "một phần của tệp nén chia nhỏ, thiếu các phần khác thì không mở được"),
        Problem::Broken(_) | Problem::Crashed => ("broken", "tệp bị hỏng, không mở được"),
        Problem::TooLarge(_) | Problem::TimedOut => ("large", "tệp quá lớn, không mở được"),
        Problem::Unsupported => ("kind", "loại tệp không đọc được"),
        Problem::NoText | Problem::Garbled | Problem::Continued => return None,
    })
}

/// Why nothing in a file can count as delivered; none for one that a person may open where the program does not.
pub(super) fn hindrance(file: &Attachment, role: Option<Role>) -> Option<&'static str> {
    match role {
        Some(Role::Dangerous) => Some("tệp chương trình hoặc có macro, không mở vì lý do an toàn"),
        Some(Role::Unreadable) => Some(trouble(file).map_or("không đọc được", |(_, words)| words)),
        _ => None,
    }
}

/// A file in a receipt. What `was_entered` and has a fault bears the fault alone: staff who entered it have seen it.
pub(super) fn received(file: &Attachment, role: Option<Role>, was_entered: bool) -> FileValues {
    let trouble = match (hindrance(file, role), was_entered) {
        (Some(why), true) => why.to_owned(),
        (Some(why), false) => format!("{why}, chưa ghi nhận"),
        (None, true) => String::new(),
        (None, false) => left(role).to_owned(),
    };
    FileValues { trouble, ..named(file) }
}

/// A file without fault that is no part of what was entered.
fn left(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Cover) => "công văn gửi kèm, lưu cùng thư",
        Some(Role::Picture) => "hình ảnh, lưu cùng thư",
        _ => "không thuộc báo cáo được ghi nhận, lưu cùng thư",
    }
}
