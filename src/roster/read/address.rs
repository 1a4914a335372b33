//! Addresses as people type them into lists, and what is wrong with them.

/// Providers at which anybody may have an address: their domain never belongs to a unit.
pub(crate) const PUBLIC: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "ymail.com",
    "outlook.com",
    "outlook.com.vn",
    "hotmail.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "zoho.com",
    "gmx.com",
    "mail.com",
    "mail.ru",
    "yandex.com",
];

/// Suffixes under which whole administrations live: on their own they name nobody.
pub(crate) const BARE: &[&str] =
    &["gov.vn", "dcs.vn", "edu.vn", "com.vn", "org.vn", "net.vn", "vn", "com", "org", "net"];

/// What is wrong with an address: the finding and the remedy.
pub(super) type Complaint = (String, &'static str);

/// Checks one address, already lower case and without space at the ends.
///
/// # Errors
/// The finding and the remedy, in Vietnamese.
pub(super) fn check(address: &str) -> Result<(), Complaint> {
    if address.contains(char::is_whitespace) {
        return Err((
            format!("địa chỉ “{address}” có khoảng trắng"),
            "bỏ khoảng trắng, hoặc thêm dấu phẩy nếu là hai địa chỉ",
        ));
    }
    let Some((local, domain)) = address.split_once('@') else {
        return Err((format!("địa chỉ “{address}” thiếu dấu @"), "hỏi lại đơn vị và ghi đủ dạng ten@ten-mien"));
    };
    if domain.contains('@') {
        return Err((format!("địa chỉ “{address}” có hai dấu @"), "tách thành hai địa chỉ, cách nhau bằng dấu phẩy"));
    }
    if local.is_empty() {
        return Err((format!("địa chỉ “{address}” thiếu phần trước dấu @"), "ghi đủ tên hộp thư trước dấu @"));
    }
    let odd = |c: char| !(c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    if let Some(c) = local.chars().find(|c| odd(*c)) {
        return Err((format!("địa chỉ “{address}” có ký tự lạ “{c}”"), "gõ lại địa chỉ không dấu"));
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err((format!("địa chỉ “{address}” có dấu chấm sai chỗ"), "gõ lại phần trước dấu @"));
    }
    self::domain(domain).map_err(|(what, remedy)| (format!("địa chỉ “{address}”: {what}"), remedy))
}

/// Checks a domain.
///
/// # Errors
/// The finding and the remedy, in Vietnamese.
pub(super) fn domain(domain: &str) -> Result<(), Complaint> {
    if BARE.contains(&domain) {
        return Err((format!("“{domain}” chưa đủ để chỉ một đơn vị"), "ghi đủ tên miền, ví dụ syt.tinh.gov.vn"));
    }
    let labels: Vec<&str> = domain.split('.').collect();
    let fine = |label: &&str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if labels.len() < 2 || !labels.iter().all(fine) {
        return Err((format!("“{domain}” không phải là tên miền"), "ghi đủ tên miền, ví dụ syt.tinh.gov.vn"));
    }
    let last = labels.last().copied().unwrap_or_default();
    // Lists are full of cells cut off by a narrow column: "@laocai.go", "@gmail.co".
    let cut = matches!(last, "go" | "gov" | "v" | "ex" | "exampl")
        || domain.ends_with(".gov.v")
        || matches!(
            domain,
            "gmail.co" | "gmail.con" | "gmai.com" | "gmail.cm" | "gamil.com" | "yahoo.co" | "yahoo.con" | "yaho.com"
        )
        || !last.bytes().all(|b| b.is_ascii_alphabetic())
        || last.len() < 2;
    if cut {
        return Err((
            format!("tên miền “{domain}” có vẻ bị cụt hoặc gõ sai"),
            "đối chiếu với thư đơn vị đã gửi rồi ghi đủ",
        ));
    }
    Ok(())
}
