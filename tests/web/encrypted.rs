//! The page with a certificate of its own, as an office has it that opens the page to its network.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::chromium::Seat;
use super::morning::at;
use super::{CLERK, PASSWORD, Site};

/// The office writes a certificate and its key beside its settings.
fn with_certificate(place: &Path) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    fs::write(place.join("trang.pem"), made.cert.pem()).unwrap();
    fs::write(place.join("trang.key"), made.signing_key.serialize_pem()).unwrap();
    fs::set_permissions(place.join("trang.key"), fs::Permissions::from_mode(0o600)).unwrap();
    let settings = place.join("tiepnhan.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let web = "\n[web]\ncertificate_file = \"trang.pem\"\nkey_file = \"trang.key\"\n";
    fs::write(settings, text + web).unwrap();
}

/// What a client that does not encrypt is answered.
fn plainly(place: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(place).unwrap();
    write!(stream, "{request}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn with_a_certificate_of_its_own_the_page_is_only_ever_read_encrypted() {
    let site = Site::changed(with_certificate);
    let place = site.base.strip_prefix("https://").unwrap_or_else(|| panic!("{}", site.base)).to_owned();

    let browser = at(&site, Seat::DESK, CLERK);
    let cookie = browser.cookie("__Host-tiepnhan");
    for said in ["secure", "httpOnly"] {
        assert_eq!(cookie[said], true, "{said}: {cookie}");
    }
    assert_eq!(cookie["sameSite"], "Strict", "{cookie}");
    browser.go(&format!("{}/can-kiem-tra/15", site.base));
    browser.press("Đúng: Sở Lao động");
    browser.comes(".flash", "Đã vào sổ số ");
    assert_eq!(browser.complaints(), Vec::<String>::new());

    // Who types the address without its s comes to the page all the same; nothing is said to who goes on without.
    browser.go(&format!("http://{place}/so?tim=y+te"));
    browser.sees("Bảng theo dõi");
    assert_eq!(browser.value("location.protocol"), "https:");
    let answer = plainly(&place, &format!("GET /so HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\r\n"));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
    assert!(head.starts_with("HTTP/1.1 303 ") && head.to_lowercase().contains(&format!("location: https://{place}")));
    assert!(body.contains(&format!("https://{place}")) && body.contains("mã hóa"), "{body}");
    let form = format!("ten={}&mat-khau={PASSWORD}", CLERK.0).replace(' ', "+");
    let posted = format!(
        "POST /dang-nhap HTTP/1.1\r\nHost: {place}\r\nOrigin: https://{place}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let answer = plainly(&place, &posted);
    assert!(answer.starts_with("HTTP/1.1 303 ") && !answer.to_lowercase().contains("set-cookie"), "{answer}");
}
