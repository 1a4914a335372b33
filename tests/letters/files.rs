//! Names of enclosed files as somebody else's program reads them: in the old way and in the new.

use std::process::Command;

use tiepnhan::letter::mime::{Draft, Enclosure, render};
use tiepnhan::message::Person;

/// Prints, for each file: `filename` and `name` as `email` of Python reads them under its old and its new policy.
const PROGRAM: &str = "
import email, email.header, email.policy, sys
data = open(sys.argv[1], 'rb').read()
assert max(map(len, data.split(b'\\r\\n'))) <= 76 and data.isascii()
said = lambda text: str(email.header.make_header(email.header.decode_header(text)))
old = email.message_from_bytes(data)
new = email.message_from_bytes(data, policy=email.policy.default)
sys.stdout.reconfigure(encoding='utf-8')
for part, again in zip(old.walk(), new.walk()):
    where = again['content-disposition']
    assert not again.defects and not (where and where.defects), where.defects
    # RFC 2047 forbids encoded words in quotes; old Outlook and Zimbra read a name only so. Nothing else is amiss.
    assert all('encoded' in str(found) for found in again['content-type'].defects), again['content-type'].defects
    if part.get_filename() is None: continue
    print(part.get_filename(), said(part.get_param('name')), again.get_filename(), said(again.get_param('name')),
          len(again.get_payload(decode=True)), sep='|')
";

#[test]
fn vietnamese_file_names_are_read_by_old_and_new_programs() {
    let names = [
        "bao-cao.docx",
        "Báo cáo 6 tháng.docx",
        "Biểu số 01; \"phụ lục\" (bản 2).xlsx",
        "Báo cáo tổng hợp kết quả công tác khoa giáo 6 tháng đầu năm 2020 của các đơn vị, bản chính thức.xlsx",
        "50% ước thực hiện = đạt.pdf",
    ];
    let file = |name: &&str| Enclosure {
        name: (*name).into(),
        media_type: "application/octet-stream".into(),
        bytes: vec![0; name.len()].into(),
    };
    let person = |name: &str, address: &str| Person { name: name.into(), address: address.into() };
    let draft = Draft {
        from: person("Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Sông Lam", "khoagiao@songlam.example"),
        to: vec![person("", "vanthu@soyte.songlam.example")],
        cc: Vec::new(),
        reply_to: None,
        subject: "Thông báo kế hoạch".into(),
        text: "Kính gửi: Sở Y tế".into(),
        html: Some("<p>Kính gửi: Sở Y tế</p>".into()),
        message_id: "opening-1@songlam.example".into(),
        date: "2020-06-18T15:42:07+07:00[Asia/Ho_Chi_Minh]".parse().unwrap(),
        in_reply_to: None,
        references: Vec::new(),
        kind: "opening".into(),
        headers: Vec::new(),
        enclosures: names.iter().map(file).collect(),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thu.eml");
    std::fs::write(&path, render(&draft).whole()).unwrap();
    let out = Command::new("/usr/bin/python3").args(["-c", PROGRAM]).arg(&path).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let said = String::from_utf8(out.stdout).unwrap();
    let expected: Vec<String> =
        names.iter().map(|name| format!("{name}|{name}|{name}|{name}|{}", name.len())).collect();
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
}
