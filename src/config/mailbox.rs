//! Where mails come from: the office's mailbox, and those beside it that are read for a time, as after a move.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::read::{address, authserv_id, filled};
use super::server::{login, server};
use super::{Also, Imap, Login, Mailbox};
use crate::office::form::Section;

/// Which of two ways a section means: said by `key`, or by which sub-section the office wrote.
pub(super) fn choice(section: &Section<'_, '_>, key: &'static str, ways: [&'static str; 2]) -> Option<&'static str> {
    let said = section.text(key)?;
    let [_, server] = ways;
    if !section.has(key) && section.has(server) {
        return Some(server);
    }
    let found = ways.into_iter().find(|way| *way == said.value);
    let full = section.full(key);
    if found.is_none() {
        section.error(
            said.span,
            format!("{full} = “{}” không có", said.value),
            &format!("{full} là \"{}\"", ways.join("\" hoặc \"")),
            "chọn một trong hai",
        );
    }
    found
}

/// The section `[mailbox]`: the office's mailbox, and every `[[mailbox.also]]`.
pub(super) fn mailboxes(
    root: &Section<'_, '_>,
    folder: &Path,
    user: &str,
    data: &Path,
) -> Option<(Mailbox, Vec<Also>)> {
    let section = root.section("mailbox")?;
    let way = choice(&section, "source", ["maildir", "imap"]);
    let maildir = section.section("maildir").map(|section| path_of(section, folder));
    let used = way == Some("imap");
    let server = section.section("imap")?;
    let imap = imap(&server, used, (folder, user, data));
    server.finish();
    let written = section.sections_like("also", "imap");
    let wanted = written.len();
    let also: Vec<Also> = written.into_iter().filter_map(|one| also(one, folder, data)).collect();
    let mailbox = match way? {
        "imap" => imap.map(|imap| Mailbox::Imap(Box::new(imap))),
        _ => maildir.flatten().map(Mailbox::Maildir),
    };
    let first = match &mailbox {
        Some(Mailbox::Imap(imap)) => account(imap),
        _ => None,
    };
    let twice = twice(&section, first, &also);
    section.finish();
    (also.len() == wanted && !twice).then_some((mailbox?, also))
}

/// What the ledger knows an account by.
fn account(imap: &Imap) -> Option<(String, String)> {
    match &imap.login {
        Login::None => None,
        Login::Password { user, .. } | Login::Token { user, .. } | Login::Refresh { user, .. } => {
            Some((user.to_lowercase(), imap.server.host.to_lowercase()))
        }
    }
}

/// Whether an account is written down twice: its mails would be handed over by both.
fn twice(section: &Section<'_, '_>, first: Option<(String, String)>, also: &[Also]) -> bool {
    let mut seen: Vec<_> = first.into_iter().collect();
    for one in also {
        let account = account(&one.imap);
        if account.as_ref().is_some_and(|account| seen.contains(account)) {
            section.error(
                section.span(),
                format!("hộp thư {} ghi hai lần", one.address),
                "Mỗi hộp thư (tên đăng nhập và máy chủ) chỉ ghi một lần: trong [mailbox.imap] hoặc một mục [[mailbox.also]]",
                "bỏ mục thừa, hoặc sửa user, host",
            );
            return true;
        }
        seen.extend(account);
    }
    false
}

fn also(section: Section<'_, '_>, folder: &Path, data: &Path) -> Option<Also> {
    let written = section.required("address", "địa chỉ của hộp thư này").and_then(|text| address(&section, &text));
    let authserv_id = authserv_id(&section);
    // What is usual for the office's own mailbox would send its password to another server.
    let named = ["host", "password_file", "token_file", "refresh_token_file"].map(|key| section.has(key));
    let [host, secrets @ ..] = named;
    if !host || !secrets.contains(&true) {
        section.error(
            section.span(),
            "mục [[mailbox.also]] thiếu host hoặc tệp mật khẩu".to_owned(),
            "Hộp thư đọc thêm phải ghi riêng máy chủ và tệp mật khẩu (hoặc token), không dùng chung với [mailbox.imap]",
            "thêm dòng host = \"…\" và password_file = \"…\"",
        );
    }
    let user = written.clone().unwrap_or_default();
    let imap = imap(&section, true, (folder, &user, data));
    section.finish();
    let complete = host && secrets.contains(&true);
    complete.then_some(Also { address: written?, authserv_id, imap: imap? })
}

/// The keys of an account. `used`: whether it will really be read.
fn imap(section: &Section<'_, '_>, used: bool, (folder, user, data): (&Path, &str, &Path)) -> Option<Imap> {
    let server = server(section, folder, used);
    let login = login(section, folder, user, data);
    let folders: Vec<String> = section.texts("folders")?.into_iter().map(|text| text.value).collect();
    let junk = section.flag("junk");
    let sent = filled(section, "sent").map(|text| text.value);
    let poll = section.number("poll_seconds", 30..=3600);
    let max = section.number("max_mail_mb", 1..=500);
    let deaf = section.number("deaf_after_minutes", 5..=1440);
    if folders.is_empty() && used {
        section.error(
            section.span(),
            "chưa ghi thư mục nào để đọc".to_owned(),
            "Phải đọc ít nhất một thư mục",
            "ghi folders = [\"INBOX\"]",
        );
    }
    Some(Imap {
        server: server?,
        login: login?,
        folders,
        junk: junk?,
        sent,
        poll: Duration::from_secs(u64::from(poll?.value)),
        max_mail_bytes: u64::from(max?.value).saturating_mul(1 << 20),
        deaf_after: Duration::from_secs(u64::from(deaf?.value).saturating_mul(60)),
    })
}

/// The section of a Maildir.
pub(super) fn path_of(section: Section<'_, '_>, folder: &Path) -> Option<PathBuf> {
    let path = section.required("path", "thư mục Maildir");
    section.finish();
    Some(folder.join(path?.value))
}
