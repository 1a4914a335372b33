//! Where the staff page is served: the section `[web]`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::SecretFile;
use super::read::filled;
use crate::office::form::Section;

/// How the staff page is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Web {
    /// Where we listen.
    pub listen: SocketAddr,
    /// Scheme, host and port as browsers see them, without a slash at the end: `https://baocao.songlam.example`.
    pub origin: String,
    /// Encryption of our own; none behind a reverse proxy, or when only this machine reads.
    pub tls: Option<Certificate>,
    /// Who brings it may fetch the calendar; none: nobody.
    pub calendar_token: Option<SecretFile>,
    /// Who brings it may ask how the program is; none: nobody.
    pub monitor_token: Option<SecretFile>,
}

/// A certificate and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// PEM, the server's own first.
    pub chain: PathBuf,
    /// PEM, readable for nobody else.
    pub key: SecretFile,
}

impl Web {
    /// Whether browsers speak TLS, to us or to what stands before us.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// The files in which its secrets are.
    #[must_use]
    pub fn secrets(&self) -> Vec<&SecretFile> {
        let key = self.tls.iter().map(|certificate| &certificate.key);
        key.chain(&self.calendar_token).chain(&self.monitor_token).collect()
    }

    /// The host (and port) of [`Self::origin`].
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }
}

/// None when misspelt, some of none when switched off.
pub(super) fn web(root: &Section<'_, '_>, folder: &Path) -> Option<Option<Web>> {
    let section = root.section("web")?;
    let listen = section.text("listen")?;
    let public = filled(&section, "address");
    let chain = filled(&section, "certificate_file").map(|name| folder.join(name.value));
    let secret = |key| filled(&section, key).map(|name| SecretFile::new(folder, &name.value, &section.full(key)));
    let key = secret("key_file");
    let (calendar_token, monitor_token) = (secret("calendar_token_file"), secret("monitor_token_file"));
    let web = (|| {
        if listen.value.is_empty() {
            return Some(None);
        }
        let Ok(at) = listen.value.parse::<SocketAddr>() else {
            section.error(
                listen.span.clone(),
                format!("web.listen = “{}” không phải địa chỉ và cổng", listen.value),
                "Ghi địa chỉ IP và cổng, ví dụ \"127.0.0.1:8480\"; để trống thì không mở trang",
                "sửa lại, hoặc xóa dòng này để dùng mặc định",
            );
            return None;
        };
        let tls = match (chain, key) {
            (Some(chain), Some(key)) => Some(Certificate { chain, key }),
            (None, None) => None,
            _ => {
                section.error(
                    section.span(),
                    "web: chỉ có một trong hai tệp certificate_file, key_file".to_owned(),
                    "Chứng thư và khóa luôn đi cùng nhau",
                    "ghi cả hai, hoặc bỏ cả hai",
                );
                return None;
            }
        };
        if tls.is_none() && !at.ip().is_loopback() {
            section.error(
                listen.span.clone(),
                format!("web.listen = “{}”: trang mở ra mạng mà không mã hóa", listen.value),
                "Không mã hóa thì mật khẩu và báo cáo đi qua mạng ai cũng đọc được",
                "để 127.0.0.1 sau một reverse proxy, hoặc ghi certificate_file và key_file",
            );
            return None;
        }
        let own = || format!("{}://{at}", if tls.is_some() { "https" } else { "http" });
        let origin = match &public {
            None => own(),
            Some(public) => match origin(&public.value) {
                Some(origin) => origin,
                None => {
                    section.error(
                        public.span.clone(),
                        format!("web.address = “{}” không dùng được", public.value),
                        "Ghi địa chỉ mà trình duyệt mở, không có đường dẫn phía sau: \"https://baocao.coquan.example\"",
                        "sửa lại, hoặc để trống nếu chỉ mở trên máy này",
                    );
                    return None;
                }
            },
        };
        Some(Some(Web { listen: at, origin, tls, calendar_token, monitor_token }))
    })();
    section.finish();
    web
}

/// Scheme and host of what people wrote; none when there is more to it, or it is not encrypted.
fn origin(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/').to_lowercase();
    let (scheme, host) = text.split_once("://")?;
    let local = host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
    let fits =
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'));
    (fits && (scheme == "https" || (scheme == "http" && local))).then_some(text)
}
