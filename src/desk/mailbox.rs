//! The mailboxes that are read: how, and for which letters need not wait.

use super::{Desk, Refusal, Said};
use crate::ledger::Snapshot;
use crate::letter::wording;
use crate::standing::hearing::{LetGo, Mailbox};

/// Lets a mailbox go: letters do not wait for it any more, whether it is read or not. It, and whether that is news.
///
/// # Errors
/// A mailbox that is not read, or the office's own.
pub fn let_go(desk: &Desk, named: &str, said: &Said) -> Result<(Mailbox, bool), Refusal> {
    desk.ledger.write(|tx| {
        let mailbox = find(desk, tx, named)?;
        let word = LetGo { at: desk.now, by: said.by().to_owned(), why: said.why().to_owned() };
        let news = tx.let_mailbox_go(&mailbox.source, &word)?;
        Ok((find(desk, tx, named)?, news))
    })
}

/// Waits for a mailbox again. It, and whether that is news.
///
/// # Errors
/// A mailbox that is not read.
pub fn wait_for(desk: &Desk, named: &str, said: &Said) -> Result<(Mailbox, bool), Refusal> {
    desk.ledger.write(|tx| {
        let mailbox = find(desk, tx, named)?;
        let news = tx.await_mailbox(&mailbox.source, said.by(), said.why(), desk.now)?;
        Ok((find(desk, tx, named)?, news))
    })
}

/// The mailbox that a person means: by its source with or without "imap:", by its user, or by the address under which
/// it stands in the configuration.
fn find(desk: &Desk, snapshot: &Snapshot<'_>, named: &str) -> Result<Mailbox, Refusal> {
    let named = named.trim();
    let mailboxes = snapshot.mailboxes()?;
    let same = |text: &str| text.eq_ignore_ascii_case(named);
    let also = desk.config.also.iter().find(|also| same(&also.address));
    let means = |mailbox: &&Mailbox| {
        let account = mailbox.source.strip_prefix("imap:").unwrap_or(&mailbox.source);
        let user = account.rsplit_once('@').map_or(account, |(user, _)| user);
        let host = also.map(|also| also.imap.server.host.as_str());
        let there = host.is_some_and(|host| !mailbox.own && account.rsplit_once('@').is_some_and(|(_, at)| at == host));
        same(&mailbox.source) || same(account) || same(user) || there
    };
    let mut found = mailboxes.iter().filter(means);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.clone()),
        (Some(_), Some(_)) => Err(Refusal::impossible(format!(
            "có nhiều hộp thư tên “{named}”; hãy ghi cả máy chủ: {}",
            listed(mailboxes.iter().filter(means))
        ))),
        (None, _) => Err(Refusal::impossible(format!(
            "chương trình không đọc hộp thư “{named}”; đang đọc: {}",
            listed(mailboxes.iter())
        ))),
    }
}

fn listed<'m>(mailboxes: impl Iterator<Item = &'m Mailbox>) -> String {
    let names: Vec<String> = mailboxes.map(|mailbox| wording::mailbox(&mailbox.source)).collect();
    if names.is_empty() { "chưa có (chương trình chưa chạy lần nào)".to_owned() } else { names.join("; ") }
}
