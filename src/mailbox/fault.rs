//! What can go wrong between us and a mailbox, in words for the person who set it up.

use thiserror::Error;

/// Why a mailbox could not be read. The texts are for people and hold no secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MailboxError {
    /// Nobody answers at that address.
    #[error("không kết nối được tới {host}:{port} ({why}); xem lại địa chỉ, cổng và tường lửa")]
    Unreachable {
        /// Host name.
        host: String,
        /// Port.
        port: u16,
        /// What the system said.
        why: String,
    },
    /// The certificate is signed by nobody we trust.
    #[error(
        "chứng thư TLS của {host} không do tổ chức mà máy này tin cậy cấp; nếu là máy chủ nội bộ, đặt ca_file hoặc ghim \
         pin_sha256"
    )]
    CertificateUnknown {
        /// Host name.
        host: String,
    },
    /// The certificate's time is over (or has not begun).
    #[error(
        "chứng thư TLS của {host} đã hết hạn hoặc chưa có hiệu lực; báo quản trị máy chủ thư, xem lại đồng hồ máy này"
    )]
    CertificateExpired {
        /// Host name.
        host: String,
    },
    /// The certificate is for another name.
    #[error("chứng thư TLS không dành cho tên {host}; dùng đúng tên máy chủ ghi trong chứng thư")]
    CertificateName {
        /// Host name.
        host: String,
    },
    /// The certificate is not the pinned one.
    #[error(
        "chứng thư TLS của {host} không khớp mã đã ghim; mã hiện nay là {found}. Chỉ sửa pin_sha256 khi chắc máy chủ đã đổi chứng thư"
    )]
    CertificatePin {
        /// Host name.
        host: String,
        /// SHA-256 of the certificate that the server showed.
        found: String,
    },
    /// TLS failed otherwise, or the settings for it cannot be used.
    #[error("không thiết lập được TLS với {host}: {why}")]
    Tls {
        /// Host name.
        host: String,
        /// What the library said.
        why: String,
    },
    /// Plain text to another machine was not allowed.
    #[error(
        "không gửi mật khẩu không mã hóa tới {host}; dùng tls hoặc starttls, hoặc đặt plain = true nếu cơ quan chấp nhận"
    )]
    PlainForbidden {
        /// Host name.
        host: String,
    },
    /// User or password refused.
    #[error("máy chủ {host} từ chối đăng nhập của {user}: {said}{hint}")]
    LoginRefused {
        /// Host name.
        host: String,
        /// User name.
        user: String,
        /// What the server said.
        said: String,
        /// What to do.
        hint: String,
    },
    /// The server offers no way to log in that we may use.
    #[error("máy chủ {host} không cho cách đăng nhập nào dùng được (máy chủ có: {offered})")]
    NoLogin {
        /// Host name.
        host: String,
        /// Its capabilities.
        offered: String,
    },
    /// No token to log in with.
    #[error("không lấy được mã truy cập OAuth2: {why}")]
    Credentials {
        /// What happened.
        why: String,
    },
    /// A configured folder is not there.
    #[error("không mở được thư mục “{folder}”: {said}; xem tên thư mục bằng tiepnhan check --online")]
    FolderMissing {
        /// Decoded name.
        folder: String,
        /// What the server or the disk said.
        said: String,
    },
    /// The server answered NO.
    #[error("máy chủ từ chối lệnh {verb}: {said}")]
    Refused {
        /// The command's first words.
        verb: String,
        /// What the server said.
        said: String,
    },
    /// The server answered BAD.
    #[error("máy chủ không hiểu lệnh {verb}: {said}")]
    Bad {
        /// The command's first words.
        verb: String,
        /// What the server said.
        said: String,
    },
    /// The server took its leave.
    #[error("máy chủ chủ động ngắt kết nối: {said}")]
    Bye {
        /// What the server said.
        said: String,
    },
    /// The connection ended.
    #[error("kết nối bị đứt khi đang {doing}")]
    Closed {
        /// What was going on.
        doing: String,
    },
    /// No answer in time.
    #[error("máy chủ không trả lời khi đang {doing}")]
    TimedOut {
        /// What was going on.
        doing: String,
    },
    /// The network failed.
    #[error("lỗi mạng khi đang {doing}: {why}")]
    Io {
        /// What was going on.
        doing: String,
        /// What the system said.
        why: String,
    },
    /// The answer was not IMAP as we read it.
    #[error("không đọc được câu trả lời của máy chủ khi đang {doing}")]
    Garbled {
        /// What was going on.
        doing: String,
    },
    /// A command would have held a line break or a NUL.
    #[error("lệnh {verb} chứa ký tự xuống dòng, không gửi")]
    BrokenCommand {
        /// The command's first word.
        verb: String,
    },
    /// The ledger could not say what is known.
    #[error("không đọc được sổ để biết thư nào đã có: {why}")]
    Journal {
        /// What the ledger said.
        why: String,
    },
}

impl MailboxError {
    /// Whether trying again without a person's help can succeed.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Credentials { .. }
            | Self::Refused { .. }
            | Self::Bad { .. }
            | Self::Bye { .. }
            | Self::Closed { .. }
            | Self::TimedOut { .. }
            | Self::Io { .. }
            | Self::Garbled { .. }
            | Self::Journal { .. } => true,
            Self::CertificateUnknown { .. }
            | Self::CertificateExpired { .. }
            | Self::CertificateName { .. }
            | Self::CertificatePin { .. }
            | Self::Tls { .. }
            | Self::PlainForbidden { .. }
            | Self::LoginRefused { .. }
            | Self::NoLogin { .. }
            | Self::FolderMissing { .. }
            | Self::BrokenCommand { .. } => false,
        }
    }
}
