//! What the big providers mean when they refuse a log-in, and what the office does then. Pure.
//!
//! Sources: Google's SMTP and IMAP error references (support.google.com/a/answer/3726730, /mail/answer/78754,
//! /accounts/answer/185833), RFC 6749 §5.2 for the token server's words.

/// What to do about a refused log-in, when the server's words tell more than that; in Vietnamese, to follow a
/// semicolon.
#[must_use]
pub fn advice(said: &str) -> Option<&'static str> {
    let said = said.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if says(&["application-specific password", "5.7.9 "]) {
        return Some(
            "tài khoản đã bật xác minh 2 bước nên không nhận mật khẩu thường: tạo mật khẩu ứng dụng (16 chữ) tại \
             myaccount.google.com/apppasswords và ghi vào tệp mật khẩu",
        );
    }
    if says(&["web browser", "web login required", "5.7.14", "webalert"]) {
        return Some(
            "Google tạm chặn vì thấy đăng nhập lạ: mở Gmail của hộp thư này trên trình duyệt, xác nhận đúng là mình rồi \
             chờ vài phút; nếu còn bị chặn thì mở accounts.google.com/DisplayUnlockCaptcha",
        );
    }
    if says(&["not enabled for imap", "imap is disabled", "imap access is disabled", "domain policy has disabled"]) {
        return Some(
            "hộp thư chưa bật IMAP: bật trong phần Cài đặt, mục Chuyển tiếp và POP/IMAP, hoặc nhờ quản trị tên miền",
        );
    }
    if says(&["too many login", "too many simultaneous", "exceeded command or bandwidth", "4.7.0 too many"]) {
        return Some("máy chủ tạm khóa vì đăng nhập quá nhiều lần; chương trình tự thử lại, không cần làm gì");
    }
    if says(&["basic authentication is disabled", "smtpclientauthentication is disabled", "5.7.139"]) {
        return Some(
            "Microsoft không còn nhận mật khẩu cho hộp thư này: dùng auth = \"xoauth2\", hoặc nhờ quản trị bật SMTP AUTH",
        );
    }
    None
}

/// What a token server's error code means (`error` of RFC 6749 §5.2) and what to do.
#[must_use]
pub fn token(error: &str) -> &'static str {
    match error {
        "invalid_grant" => {
            "refresh token không còn dùng được (đã bị thu hồi, đã đổi mật khẩu, quá 6 tháng không dùng, hoặc ứng dụng \
             OAuth còn ở chế độ thử nghiệm nên chỉ có hạn 7 ngày): cấp lại quyền, ghi token mới vào tệp refresh token"
        }
        "invalid_client" | "unauthorized_client" => {
            "client_id hoặc client_secret không đúng hoặc đã bị xóa: xem lại trong Google Cloud Console"
        }
        "invalid_scope" => "token được cấp không có quyền đọc và gửi thư: cấp lại với quyền https://mail.google.com/",
        "temporarily_unavailable" | "server_error" => "máy chủ cấp mã đang bận; chương trình tự thử lại",
        _ => "xem lại token_url, client_id và cấp lại refresh token",
    }
}

#[cfg(test)]
mod tests {
    use super::{advice, token};

    #[test]
    fn each_refusal_of_google_says_what_to_do() {
        for (said, expected) in [
            ("534 5.7.9 Application-specific password required. For more information, go to", "apppasswords"),
            ("[ALERT] Application-specific password required: https://support.google.com/x (Failure)", "apppasswords"),
            ("534 5.7.14 <https://accounts.google.com/x> Please log in via your web browser and", "trình duyệt"),
            ("[ALERT] Please log in via your web browser: https://support.google.com/x (Failure)", "trình duyệt"),
            ("[WEBALERT https://accounts.google.com/x] Web login required. (Failure)", "trình duyệt"),
            ("[ALERT] Your account is not enabled for IMAP use. Please visit", "bật IMAP"),
            ("454 4.7.0 Too many login attempts, please try again later.", "tự thử lại"),
            ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "xoauth2"),
        ] {
            assert!(advice(said).is_some_and(|advice| advice.contains(expected)), "{said}: {:?}", advice(said));
        }
        assert_eq!(advice("535 5.7.8 Username and Password not accepted"), None);
        assert!(token("invalid_grant").contains("cấp lại quyền"));
        assert!(token("invalid_client").contains("client_secret"));
    }
}
