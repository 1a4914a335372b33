//! Passwords and tokens: only from files that nobody else can read, or from the credentials of systemd.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::Fault;
use crate::failure::told;

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretFile {
    /// The file as the configuration names it.
    pub name: String,
    /// The file itself.
    pub path: PathBuf,
    /// The key of the configuration, for faults.
    pub key: String,
}

/// The longest secret we take; bytes. Refresh tokens stay below 4 kB.
const LONGEST: u64 = 16 * 1024;

impl SecretFile {
    /// A secret of the configuration in `folder`. When systemd passes a credential of that name
    /// (`LoadCredential=`), that is used.
    #[must_use]
    pub fn new(folder: &Path, name: &str, key: &str) -> Self {
        let credential = std::env::var_os("CREDENTIALS_DIRECTORY").map(|held| Path::new(&held).join(name));
        let path = credential.filter(|path| path.is_file()).unwrap_or_else(|| folder.join(name));
        Self { name: name.to_owned(), path, key: key.to_owned() }
    }

    /// Reads the secret; line ends behind it are cut off.
    ///
    /// # Errors
    /// A fault that names the file and never what is in it.
    pub fn read(&self) -> Result<SecretString, Box<Fault>> {
        let fault =
            |what: String, rule: &str, remedy: &str| Err(Box::new(Fault::error(&self.name, "", what, rule, remedy)));
        let rule = "Mật khẩu, token và khóa ký nằm trong tệp riêng, không nằm trong tiepnhan.toml";
        let known = match fs::metadata(&self.path) {
            Ok(known) => known,
            Err(error) => {
                let what = format!("không mở được tệp của {} ({})", self.key, told(&error));
                return fault(what, rule, &format!("tạo tệp {} chỉ chứa bí mật ấy, quyền 600", self.path.display()));
            }
        };
        let held_by_systemd = std::env::var_os("CREDENTIALS_DIRECTORY").is_some_and(|held| self.path.starts_with(held));
        if known.permissions().mode() & 0o077 != 0 && !held_by_systemd {
            return fault(
                "người khác trên máy đọc được tệp này".to_owned(),
                "Tệp mật khẩu, token, khóa ký chỉ chủ sở hữu được đọc (quyền 600)",
                &format!("chạy: chmod 600 {}", self.path.display()),
            );
        }
        if known.len() > LONGEST {
            return fault("tệp quá dài so với một mật khẩu".to_owned(), rule, "kiểm tra lại tên tệp");
        }
        let Ok(text) = fs::read_to_string(&self.path) else {
            return fault(
                "không đọc được tệp dưới dạng chữ".to_owned(),
                rule,
                "ghi lại mật khẩu vào tệp, không dấu cách thừa",
            );
        };
        let secret = text.trim_end_matches(['\r', '\n']);
        if secret.is_empty() {
            return fault("tệp trống".to_owned(), rule, "ghi mật khẩu vào tệp");
        }
        Ok(SecretString::from(secret.to_owned()))
    }
}
