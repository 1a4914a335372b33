//! What `check` says of the staff page.

use crate::cli::desk::glance;
use crate::config::{Fault, Loaded};
use crate::web;

/// Where it is opened, and who may.
pub(super) fn told(loaded: &Loaded) -> String {
    let Some(settings) = &loaded.config.web else { return "không mở (web.listen để trống)".to_owned() };
    let accounts = glance(loaded, |snapshot| snapshot.accounts()).map(|glance| glance.said).unwrap_or_default();
    let open = accounts.iter().filter(|account| account.closed_at.is_none()).count();
    match open {
        0 => format!("{}; chưa có người dùng, thêm bằng `tiepnhan user add`", settings.origin),
        _ => format!("{}; {open} người dùng", settings.origin),
    }
}

/// A certificate that will not do.
pub(super) fn fault(loaded: &Loaded) -> Option<Box<Fault>> {
    let certificate = loaded.config.web.as_ref()?.tls.as_ref()?;
    let failure = web::usable(certificate).err()?;
    let rule = "Chứng thư và khóa của trang web phải là tệp PEM dùng được";
    let remedy = "sửa web.certificate_file, web.key_file trong tiepnhan.toml";
    Some(Box::new(Fault::error(crate::config::FILE, "[web]", failure.message, rule, remedy)))
}
