//! What people write, and what they are told about it.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::Workbook;
use tempfile::TempDir;
use tiepnhan::config::{self, Mailbox, Way};

/// An office of its own: the sample Sông Lam, to be spoilt.
fn office() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    config::sample::write("song-lam", folder.path()).unwrap();
    folder
}

fn spoil(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {file}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Everything that is said, as `check` prints it.
fn said(folder: &Path) -> String {
    let faults = match config::load(folder) {
        Ok(loaded) => loaded.warnings,
        Err(faults) => faults,
    };
    faults.iter().map(|fault| format!("{fault}\n")).collect()
}

#[test]
fn a_workbook_with_six_different_faults_is_answered_in_one_go() {
    let folder = office();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Danh sách").unwrap();
    let rows = [
        ["Mã", "Tên đơn vị", "Nhóm", "Thư điện tử", "Tên miền", "Từ ngày", "Đến ngày", "Kế thừa"],
        ["so-y-te", "Sở Y tế", "Sở, ngành", "vanphongsyt.songlam.example", "", "", "", ""],
        ["so-y-te", "Sở Giáo dục và Đào tạo", "Sở, ngành", "vp@sgddt.songlam.example", "gmail.com", "", "", ""],
        ["", "Hội Đông y tỉnh", "Hội", "ntthuy.btg@tinhuy.songlam.example", "", "1/7/2025", "30/6/2025", ""],
        ["", "Hội Khuyến học tỉnh", "Hội", "hkh@hoi.songlam.example", "", "", "30/6/2025", "hoi-moi"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    book.save(folder.path().join("don-vi.xlsx")).unwrap();
    spoil(folder.path(), "tiepnhan.toml", "[files]", "[files]\nroster = \"don-vi.xlsx\"");
    let expected = "\
don-vi.xlsx, Danh sách!D2: lỗi: địa chỉ “vanphongsyt.songlam.example” thiếu dấu @
    Địa chỉ thư phải đủ dạng ten@ten-mien; nhiều địa chỉ cách nhau bằng dấu phẩy. Cách sửa: hỏi lại đơn vị và ghi đủ dạng ten@ten-mien
don-vi.xlsx, Danh sách!E3: lỗi: “gmail.com” là nhà cung cấp thư công cộng
    Tên miền chỉ ghi khi mọi hộp thư của tên miền ấy đều thuộc đơn vị. Cách sửa: xóa khỏi cột tên miền; ghi hộp thư cụ thể vào cột thư điện tử
don-vi.xlsx, Danh sách!G4: lỗi: “đến ngày” (30/6/2025) trước “từ ngày” (1/7/2025)
    Ngày kết thúc không được trước ngày bắt đầu. Cách sửa: đổi lại hai ngày, hoặc để trống ngày chưa biết
don-vi.xlsx, Danh sách!D4: lỗi: “ntthuy.btg@tinhuy.songlam.example” là hộp thư hoặc cán bộ của chính cơ quan
    Thư của cơ quan không bao giờ là báo cáo của đơn vị. Cách sửa: xóa địa chỉ này khỏi danh sách đơn vị
don-vi.xlsx, Danh sách!A3: lỗi: mã “so-y-te” đã dùng ở dòng 2
    Mỗi đơn vị một mã riêng; một mã ghi nhiều dòng chỉ khi đơn vị đổi tên, và phải có ngày. Cách sửa: xóa dòng trùng, ghi mã khác, hoặc ghi “đến ngày” ở dòng cũ và “từ ngày” ở dòng mới
don-vi.xlsx, Danh sách!H5: lỗi: đơn vị kế thừa “hoi-moi” không có trong danh sách
    Cột “Kế thừa” ghi mã hoặc đúng tên đơn vị khác trong danh sách, nhiều đơn vị cách nhau bằng dấu chấm phẩy. Cách sửa: thêm đơn vị kế thừa vào danh sách, hoặc để trống
";
    assert_eq!(said(folder.path()), expected);
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_one() {
    let folder = office();
    spoil(folder.path(), "tiepnhan.toml", "start_date", "start_dates");
    let said = said(folder.path());
    assert!(said.contains("dòng 24: lỗi: khóa “times.start_dates” không có trong hệ thống"), "{said}");
    assert!(said.contains("có phải là “start_date”?"), "{said}");
    assert!(said.contains("thiếu times.start_date"), "both at once: {said}");
}

#[test]
fn faults_of_all_files_come_together() {
    let folder = office();
    spoil(folder.path(), "tiepnhan.toml", "[times]", "[times]\ndigest_at = \"sáng\"");
    spoil(folder.path(), "tiepnhan.toml", "phone =", "time_zone = \"Asia/Hanoi\"\nphone =");
    spoil(folder.path(), "don-vi.csv", "vanphong@syt.songlam.example", "vanphong@syt");
    spoil(folder.path(), "plans/12-kh-btgtu.toml", "\"ngày 20\"", "\"ngày 32\"");
    let said = said(folder.path());
    for part in ["không có múi giờ “Asia/Hanoi”", "times.digest_at", "“vanphong@syt”", "“ngày 32” không phải là hạn"]
    {
        assert!(said.contains(part), "{part}\nis not in\n{said}");
    }
}

#[test]
fn a_plan_that_names_a_group_nobody_has_is_refused() {
    let folder = office();
    spoil(folder.path(), "plans/12-kh-btgtu.toml", "\"so-nganh\"", "\"so-ban-nganh\"");
    let said = said(folder.path());
    assert!(said.contains("12-kh-btgtu.toml, báo cáo “thang”: lỗi: không có nhóm “so-ban-nganh”"), "{said}");
    assert!(said.contains("các nhóm hiện có: so-nganh, huyen-thi-thanh-uy"), "{said}");
}

#[test]
fn a_password_in_the_wrong_place_is_never_repeated() {
    let folder = office();
    let text = "[mailbox.imap]\nhost = \"imap.songlam.example\"\npassword = \"hoa-sen-2020\"\n[delivery]\nsmtp = \"hoa-sen-2020\n";
    spoil(folder.path(), "tiepnhan.toml", "[mailbox]\nsource = \"maildir\"\n\n[delivery]", text);
    let said = said(folder.path());
    assert!(said.contains("mailbox.imap.password"), "{said}");
    assert!(!said.contains("hoa-sen"), "{said}");
}

#[test]
fn a_broken_new_roster_is_an_error_once_and_a_mended_one_is_taken() {
    let folder = office();
    let loaded = config::load(folder.path()).unwrap();
    assert!(config::reload(folder.path(), &loaded.fingerprint).is_none(), "nothing changed");

    spoil(folder.path(), "don-vi.csv", "vanphong@syt.songlam.example", "vanphong-syt");
    let (faults, seen) = config::reload(folder.path(), &loaded.fingerprint).unwrap().unwrap_err();
    assert!(faults.iter().any(|fault| fault.what.contains("vanphong-syt")));
    assert!(config::reload(folder.path(), &seen).is_none(), "the same broken file is not told twice");

    spoil(folder.path(), "don-vi.csv", "vanphong-syt", "moi@syt.songlam.example");
    let mended = config::reload(folder.path(), &seen).unwrap().unwrap();
    assert_eq!(mended.rules.roster.units[0].addresses[0], "moi@syt.songlam.example");
    assert_eq!(loaded.rules.roster.units[0].addresses[0], "vanphong@syt.songlam.example", "the old one is untouched");
}

#[test]
fn lists_from_windows_are_read_whatever_their_coding() {
    let folder = office();
    let path = folder.path().join("don-vi.csv");
    let plain = config::load(folder.path()).unwrap().rules.roster;
    let text = fs::read_to_string(&path).unwrap();

    fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    assert_eq!(config::load(folder.path()).unwrap().rules.roster, plain, "UTF-8 with mark");

    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(&path, utf16).unwrap();
    assert_eq!(config::load(folder.path()).unwrap().rules.roster, plain, "UTF-16 (Unicode text)");

    let small = "Tên đơn vị;Nhóm;Email\nHội Đông y tỉnh;Sở, ngành;a@x.example\n";
    // windows-1258: ô 0xF4, Đ 0xD0, ê 0xEA, đ 0xF0, ơ 0xF5; marks follow their letter (dấu nặng 0xF2, hỏi 0xD2).
    let coded: Vec<u8> = small
        .chars()
        .flat_map(|c| match c {
            'ê' => vec![0xea],
            'đ' => vec![0xf0],
            'Đ' => vec![0xd0],
            'ơ' => vec![0xf5],
            'ô' => vec![0xf4],
            'ị' => vec![b'i', 0xf2],
            'ó' => vec![0xf3],
            'ộ' => vec![0xf4, 0xf2],
            'ỉ' => vec![b'i', 0xd2],
            'ở' => vec![0xf5, 0xd2],
            'à' => vec![0xe0],
            c => vec![u8::try_from(c).unwrap()],
        })
        .collect();
    fs::write(&path, coded).unwrap();
    spoil(folder.path(), "tiepnhan.toml", "plans = \"plans\"", "plans = \"kh\"");
    fs::create_dir(folder.path().join("kh")).unwrap();
    let plan = "title = \"K\"\n[[report]]\nid = \"a\"\nname = \"A\"\nperiod = \"year\"\ngroups = [\"Sở, ngành\"]\n";
    fs::write(folder.path().join("kh/k.toml"), plan).unwrap();
    let roster = config::load(folder.path()).unwrap().rules.roster;
    assert_eq!(roster.units[0].name, "Hội Đông y tỉnh", "windows-1258, semicolons");
}

#[test]
fn a_damaged_workbook_is_a_fault_and_no_crash() {
    let folder = office();
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "Tên đơn vị").unwrap();
    let whole = book.save_to_buffer().unwrap();
    spoil(folder.path(), "tiepnhan.toml", "[files]", "[files]\nroster = \"don-vi.xlsx\"");
    for bytes in [&whole[..whole.len() / 2], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", b"\xff\xfe\x00"] {
        fs::write(folder.path().join("don-vi.xlsx"), bytes).unwrap();
        let faults = config::load(folder.path()).unwrap_err();
        assert!(faults.iter().any(|fault| fault.file == "don-vi.xlsx"), "{faults:?}");
    }
}

#[test]
fn the_server_section_alone_says_which_way_is_meant() {
    let folder = office();
    let text = "[mailbox.imap]\nhost = \"imap.songlam.example\"\npassword_file = \"mk\"\n\n[delivery.smtp]\nhost = \"127.0.0.1\"\nport = 2525\ntls = \"plain\"\nauth = \"none\"";
    spoil(folder.path(), "tiepnhan.toml", "[mailbox]\nsource = \"maildir\"\n\n[delivery]\nway = \"maildir\"", text);
    let config = config::load(folder.path()).unwrap().config;
    let Mailbox::Imap(imap) = &config.mailbox else { panic!("{:?}", config.mailbox) };
    assert_eq!((imap.server.host.as_str(), imap.server.port), ("imap.songlam.example", 993));
    let Way::Smtp(smtp) = &config.delivery else { panic!("{:?}", config.delivery) };
    assert_eq!((smtp.server.port, smtp.login.secrets().len()), (2525, 0));
}

#[test]
fn a_second_mailbox_has_its_own_server_password_and_address() {
    let folder = office();
    let own = "[mailbox.imap]\nhost = \"imap.songlam.example\"\npassword_file = \"mk\"\n\n";
    let also = "[[mailbox.also]]\naddress = \"Cu@gmail.example\"\nhost = \"imap.gmail.example\"\n\
                password_file = \"mk-cu\"\nauthserv_id = \"mx.google.com\"\nmax_mail_mb = 20\n\n[delivery]";
    spoil(folder.path(), "tiepnhan.toml", "[mailbox]\nsource = \"maildir\"\n\n[delivery]", &format!("{own}{also}"));
    let loaded = config::load(folder.path()).unwrap();
    let [_, old] = loaded.config.accounts().collect::<Vec<_>>()[..] else { panic!("{:?}", loaded.config) };
    let secrets: Vec<_> = old.login.secrets().iter().map(|secret| secret.path.clone()).collect();
    assert_eq!((old.server.port, old.max_mail_bytes, secrets), (993, 20 << 20, vec![folder.path().join("mk-cu")]));
    assert!(loaded.rules.office.own_addresses.contains(&"cu@gmail.example".to_owned()), "it is one of our own");
    assert_eq!(loaded.rules.office.also_signed_by, [Some("mx.google.com".to_owned())]);

    let write = |from: &str, to: &str| spoil(folder.path(), "tiepnhan.toml", from, to);
    write("max_mail_mb = 20", "max_mail_bm = 20");
    assert!(said(folder.path()).contains("có phải là “max_mail_mb”?"), "{}", said(folder.path()));
    write("max_mail_bm = 20\n", "");
    write("password_file = \"mk-cu\"\n", "");
    assert!(said(folder.path()).contains("không dùng chung với [mailbox.imap]"), "{}", said(folder.path()));
    write(
        "host = \"imap.gmail.example\"\n",
        "host = \"imap.songlam.example\"\npassword_file = \"mk-cu\"\nuser = \"khoagiao@songlam.example\"\n",
    );
    write("[[mailbox.also]]", "user = \"khoagiao@songlam.example\"\n[[mailbox.also]]");
    assert!(said(folder.path()).contains("ghi hai lần"), "{}", said(folder.path()));
}

#[test]
fn passwords_cross_no_network_in_clear_by_mistake() {
    let folder = office();
    let text = "[mailbox.imap]\nhost = \"imap.songlam.example\"\ntls = \"plain\"\n\n[delivery]";
    spoil(folder.path(), "tiepnhan.toml", "[mailbox]\nsource = \"maildir\"\n\n[delivery]", text);
    assert!(said(folder.path()).contains("không mã hóa mà máy chủ ở ngoài máy này"));
    spoil(folder.path(), "tiepnhan.toml", "tls = \"plain\"", "tls = \"plain\"\nplain_anywhere = true");
    assert!(config::load(folder.path()).is_ok(), "the office insists");
}

#[test]
fn a_password_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    use secrecy::ExposeSecret;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mat-khau");
    fs::write(&path, "hoa-sen-2020\n").unwrap();
    let secret = config::SecretFile::new(folder.path(), "mat-khau", "mailbox.imap.password_file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let fault = secret.read().unwrap_err().to_string();
    assert!(fault.contains("chmod 600") && !fault.contains("hoa-sen"), "{fault}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(secret.read().unwrap().expose_secret(), "hoa-sen-2020");
    fs::remove_file(&path).unwrap();
    assert!(secret.read().unwrap_err().to_string().contains("không mở được"));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_said_so_and_a_maildir_is_counted() {
    let folder = office();
    for file in ["new/1.a", "new/2.b", "cur/3.c:2,S"] {
        let path = folder.path().join("thu-den").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let header =
            "Authentication-Results: mx.nhan.example; spf=pass\r\nReceived: from a.example by mx.nhan.example\r\n";
        fs::write(path, format!("{header}Subject: x\r\n\r\n")).unwrap();
    }
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let smtp = format!("[delivery.smtp]\nhost = \"127.0.0.1\"\nport = {closed}\ntls = \"plain\"\nauth = \"none\"");
    spoil(folder.path(), "tiepnhan.toml", "[delivery]\nway = \"maildir\"", &smtp);
    let mut out = Vec::new();
    let exit = tiepnhan::cli::check::online::run(folder.path(), false, &mut out).await.unwrap();
    let said = String::from_utf8(out).unwrap();
    assert_eq!(exit, tiepnhan::failure::Exit::Outside);
    assert!(said.contains("có 2 thư mới, 1 thư đã xem."), "{said}");
    assert!(said.contains("Gửi thư: KHÔNG ĐƯỢC."), "{said}");
    assert!(said.contains("\"mx.nhan.example\""), "{said}");
}

#[test]
fn the_key_for_signing_is_examined_and_what_dns_needs_is_printed() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = office();
    let dkim = "[delivery.dkim]\ndomain = \"songlam.example\"\nselector = \"tiepnhan\"\nkey_file = \"khoa.pem\"";
    let smtp = format!(
        "[delivery.smtp]\nhost = \"127.0.0.1\"\nport = 25\ntls = \"plain\"\nauth = \"none\"\nseconds = 20\n\n{dkim}"
    );
    spoil(folder.path(), "tiepnhan.toml", "[delivery]\nway = \"maildir\"", &smtp);
    let answer = || {
        let asked = tiepnhan::cli::check::Check { place: folder.path().to_owned(), json: false };
        let mut out = Vec::new();
        tiepnhan::cli::check::run(&asked, "2024-06-03T01:00:00Z".parse().unwrap(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let key = folder.path().join("khoa.pem");
    let mode = |mode| fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
    assert!(
        answer().contains("khoa.pem: lỗi: không mở được tệp của delivery.dkim.key_file (không có tệp"),
        "{}",
        answer()
    );
    fs::write(&key, "-----BEGIN PRIVATE KEY-----\nbmdvw6BpIHRyb25n\n-----END PRIVATE KEY-----\n").unwrap();
    mode(0o644);
    assert!(answer().contains("chmod 600"), "{}", answer());
    mode(0o600);
    let said = answer();
    assert!(said.contains("khóa không phải RSA 2048-4096 bit hoặc Ed25519") && !said.contains("bmdvw6Bp"), "{said}");

    let made = std::process::Command::new("openssl").args(["genpkey", "-algorithm", "ED25519"]).output().unwrap();
    fs::write(&key, made.stdout).unwrap();
    mode(0o600);
    let said = answer();
    assert!(said.contains("\n    tiepnhan._domainkey.songlam.example\n    v=DKIM1; k=ed25519; p="), "{said}");
    let Way::Smtp(smtp) = config::load(folder.path()).unwrap().config.delivery else { panic!("not by mail server") };
    assert_eq!(smtp.patience, std::time::Duration::from_secs(20));

    let write = |from: &str, to: &str| spoil(folder.path(), "tiepnhan.toml", from, to);
    write("domain = \"songlam.example\"", "domain = \"khac.example\"");
    assert!(answer().contains("mà chữ ký DKIM mang tên khac.example"), "{}", answer());
    write("domain = \"khac.example\"\n", "");
    assert!(answer().contains("delivery.dkim chưa đủ domain, selector, key_file"), "{}", answer());
}

#[test]
fn a_notice_to_more_people_that_can_never_come_is_warned_of() {
    let folder = office();
    let file = folder.path().join("tiepnhan.toml");
    let text = fs::read_to_string(&file).unwrap();
    let with = |section: &str| fs::write(&file, format!("{text}\n[reminders]\n{section}\n")).unwrap();
    with("escalate_after = 2\nescalate_to_leader = true");
    let said_of = |folder: &Path| said(folder).lines().filter(|line| line.contains("escalate")).count();
    assert!(said_of(folder.path()) >= 2, "{}", said(folder.path()));
    with("escalate_after = 1");
    assert_eq!(said_of(folder.path()), 0, "{}", said(folder.path()));
    with("escalate_after = 21");
    assert!(config::load(folder.path()).is_err());
}
