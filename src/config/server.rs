//! How servers are reached and logged in to, as the configuration says it.

use std::path::Path;

use super::read::filled;
use super::{Dkim, Login, SecretFile, Server, Tls};
use crate::office::form::{Put, Section};

/// Where the server is. `used`: whether it will really be asked.
pub(super) fn server(section: &Section<'_, '_>, folder: &Path, used: bool) -> Option<Server> {
    let host = section.required("host", "máy chủ thư")?;
    let port = section.number("port", 1..=65_535);
    let written = section.text("tls")?;
    let tls = match written.value.as_str() {
        "implicit" => Some(Tls::Implicit),
        "starttls" => Some(Tls::StartTls),
        "plain" => Some(Tls::Plain),
        other => {
            section.error(
                written.span.clone(),
                format!("{} = “{other}” không có", section.full("tls")),
                "tls là \"implicit\", \"starttls\" hoặc \"plain\"",
                "với hầu hết máy chủ ghi \"implicit\"",
            );
            None
        }
    };
    let plain_anywhere = section.flag("plain_anywhere")?;
    let ca_file = filled(section, "ca_file").map(|name| folder.join(name.value));
    let pin_sha256 = filled(section, "pin_sha256").map(|pin| pin.value.replace(':', "").to_lowercase());
    let loopback = matches!(host.value.as_str(), "localhost" | "::1") || host.value.starts_with("127.");
    if used && tls == Some(Tls::Plain) && !loopback && !plain_anywhere {
        section.error(
            written.span,
            format!("“{}” không mã hóa mà máy chủ ở ngoài máy này", section.full("tls")),
            "Không mã hóa thì mật khẩu và báo cáo đi qua mạng ai cũng đọc được",
            "dùng \"implicit\" hoặc \"starttls\"; nếu buộc phải vậy thì thêm plain_anywhere = true",
        );
    }
    let port = u16::try_from(port?.value).ok()?;
    Some(Server { host: host.value, port, tls: tls?, plain_anywhere, ca_file, pin_sha256 })
}

/// How to log in; the mailbox is the user where none is given. `data`: the office's data folder, where tokens are kept
/// that a server gives in place of the configured one.
pub(super) fn login(section: &Section<'_, '_>, folder: &Path, mailbox: &str, data: &Path) -> Option<Login> {
    let user = filled(section, "user").map_or_else(|| mailbox.to_owned(), |text| text.value);
    let auth = section.text("auth")?;
    let secret = |key: &'static str| {
        let name = filled(section, key)?;
        Some(SecretFile::new(folder, &name.value, &section.full(key)))
    };
    let password = secret("password_file");
    let token = secret("token_file");
    let (client_secret, refresh_token) = (secret("client_secret_file"), secret("refresh_token_file"));
    let (url, client_id) = (filled(section, "token_url"), filled(section, "client_id"));
    let (login, missing) = match auth.value.as_str() {
        "none" => (Some(Login::None), ""),
        "password" => (password.map(|password| Login::Password { user, password }), "password_file"),
        "xoauth2" => match (token, refresh_token, url, client_id) {
            (Some(token), ..) => (Some(Login::Token { user, token }), ""),
            (None, Some(refresh_token), Some(url), Some(id)) => {
                let (url, client_id) = (url.value, id.value);
                let kept = data.join("token");
                (Some(Login::Refresh { user, url, client_id, client_secret, refresh_token, kept }), "")
            }
            _ => (None, "token_file, hoặc cả client_id và refresh_token_file"),
        },
        other => {
            section.error(
                auth.span,
                format!("{} = “{other}” không có", section.full("auth")),
                "auth là \"password\", \"xoauth2\" hoặc \"none\"",
                "với mật khẩu ứng dụng của Gmail ghi \"password\"",
            );
            return None;
        }
    };
    if login.is_none() {
        section.error(
            auth.span,
            format!("{} = “{}” nhưng thiếu {missing}", section.full("auth"), auth.value),
            "Cách đăng nhập phải có đủ tệp chứa mật khẩu hoặc token",
            "ghi thêm khóa còn thiếu",
        );
    }
    login
}

/// How letters are signed: all three keys or none. `mailbox`: the address that letters come from.
pub(super) fn dkim(section: Section<'_, '_>, folder: &Path, mailbox: &str) -> Option<Option<Dkim>> {
    let written = ["domain", "selector", "key_file"].map(|key| filled(&section, key));
    let found = signature(&section, written, folder, mailbox);
    section.finish();
    found
}

fn signature(
    section: &Section<'_, '_>,
    written: [Option<Put<String>>; 3],
    folder: &Path,
    mailbox: &str,
) -> Option<Option<Dkim>> {
    let (domain, selector, key) = match written {
        [None, None, None] => return Some(None),
        [Some(domain), Some(selector), Some(key)] => (domain, selector, key),
        _ => {
            section.error(
                section.span(),
                "delivery.dkim chưa đủ domain, selector, key_file".to_owned(),
                "Chữ ký DKIM cần cả ba; để trống cả ba thì thư không được ký",
                "ghi thêm khóa còn thiếu, hoặc xóa cả mục",
            );
            return None;
        }
    };
    for text in [&domain, &selector] {
        let labels = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        };
        if !text.value.split('.').all(labels) {
            section.error(
                text.span.clone(),
                format!("“{}” không dùng được làm tên trong DNS", text.value),
                "domain và selector chỉ gồm chữ cái không dấu, chữ số, dấu gạch nối, dấu chấm",
                "ví dụ domain = \"songlam.example\", selector = \"tiepnhan\"",
            );
            return None;
        }
    }
    let own = mailbox.rsplit('@').next().unwrap_or_default();
    let (own, signing) = (own.to_lowercase(), domain.value.to_lowercase());
    if !own.is_empty() && own != signing && !own.ends_with(&format!(".{signing}")) {
        section.warning(
            domain.span,
            format!("thư đi từ {own} mà chữ ký DKIM mang tên {signing}"),
            "Nơi nhận chỉ tin chữ ký của đúng tên miền người gửi (DMARC)",
            &format!("ghi domain = \"{own}\""),
        );
    }
    let key = SecretFile::new(folder, &key.value, &section.full("key_file"));
    Some(Some(Dkim { domain: domain.value, selector: selector.value, key }))
}
