//! Real servers for scenes: each in a folder of its own, on free loopback ports, gone when dropped.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;

/// The password of every user of every server here.
pub const PASSWORD: &str = "secret";

/// A port of the loopback that nobody uses, never the same twice in this process.
pub fn free_port() -> u16 {
    static GIVEN: Mutex<Option<HashSet<u16>>> = Mutex::new(None);
    loop {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        if GIVEN.lock().unwrap().get_or_insert_default().insert(port) {
            return port;
        }
    }
}

/// A certificate for `localhost`, signed by an authority of its own, in `folder`: ca.pem, cert.pem, key.pem.
pub fn certificate(folder: &Path, expired: bool) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let mut leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    if expired {
        leaf.not_before = rcgen::date_time_ymd(2019, 1, 1);
        leaf.not_after = rcgen::date_time_ymd(2020, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let leaf = leaf.signed_by(&key, &authority).unwrap();
    fs::write(folder.join("ca.pem"), authority.pem()).unwrap();
    fs::write(folder.join("cert.pem"), leaf.pem()).unwrap();
    fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
}

/// Dovecot: IMAP, IMAPS and LMTP for any user name (without a domain), password `PASSWORD`; junk is "Thư rác".
pub struct Dovecot {
    folder: TempDir,
    server: Child,
    /// Plain IMAP, also STARTTLS.
    pub imap: u16,
    /// IMAP over TLS.
    pub imaps: u16,
    /// LMTP.
    pub lmtp: u16,
}

impl Dovecot {
    /// Starts one; fails when Dovecot is not installed.
    pub fn start() -> Self {
        Self::start_with(false)
    }

    /// Starts one whose certificate ended in 2020.
    pub fn with_expired_certificate() -> Self {
        Self::start_with(true)
    }

    fn start_with(expired: bool) -> Self {
        assert!(
            program("dovecot").is_some() && Path::new("/usr/lib/dovecot/lmtp").exists(),
            "Dovecot is missing: apt-get install dovecot-imapd dovecot-lmtpd (tests/run does it)"
        );
        let mut tries = 3;
        loop {
            let ports = (free_port(), free_port(), free_port());
            let folder = tempfile::tempdir().unwrap();
            certificate(folder.path(), expired);
            configure(folder.path(), ports);
            let server = Command::new(program("dovecot").unwrap())
                .args(["-F", "-c"])
                .arg(folder.path().join("dovecot.conf"))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut started = Self { folder, server, imap: ports.0, imaps: ports.1, lmtp: ports.2 };
            if started.wait_for_ports() {
                return started;
            }
            tries -= 1;
            assert!(tries > 0, "Dovecot does not start: {}", started.log());
        }
    }

    fn wait_for_ports(&mut self) -> bool {
        let end = Instant::now() + Duration::from_secs(20);
        [self.imap, self.imaps, self.lmtp].into_iter().all(|port| {
            loop {
                if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return true;
                }
                if Instant::now() > end || self.server.try_wait().unwrap().is_some() {
                    return false;
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        })
    }

    /// The authority to trust.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The server's certificate.
    pub fn certificate_file(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// Where the mails of a user lie.
    pub fn maildir(&self, user: &str) -> PathBuf {
        self.folder.path().join("home").join(user).join("Maildir")
    }

    /// Lays a mail into a user's inbox behind the server's back, as a file with that name and time.
    pub fn lay(&self, user: &str, name: &str, mail: &[u8], received: SystemTime) {
        let maildir = self.maildir(user);
        let owner = account().2;
        let own = |path: &Path| {
            if let Some((uid, gid)) = owner {
                chown(path, Some(uid), Some(gid)).unwrap();
            }
        };
        if !maildir.exists() {
            fs::create_dir_all(&maildir).unwrap();
            own(maildir.parent().unwrap());
            own(&maildir);
            for part in ["new", "cur", "tmp"] {
                fs::create_dir(maildir.join(part)).unwrap();
                own(&maildir.join(part));
            }
        }
        let path = maildir.join("new").join(name);
        let mut file = fs::File::create(&path).unwrap();
        file.write_all(mail).unwrap();
        file.set_modified(received).unwrap();
        own(&path);
    }

    /// Makes the server forget how the mails of a user's inbox were numbered: a restored or moved mailbox.
    pub fn renumber(&self, user: &str) {
        for entry in fs::read_dir(self.maildir(user)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::remove_file(path).unwrap();
            }
        }
    }

    /// What the server wrote.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("dovecot.log")).unwrap_or_default()
    }

    /// Puts a mail into a folder of a user; `folder` as people read it.
    pub fn save(&self, user: &str, folder: &str, mail: &[u8]) {
        let (output, fine) = self.doveadm_with(&["save", "-u", user, "-m", folder], mail);
        assert!(fine, "doveadm save: {output}");
    }

    /// Runs doveadm, which must succeed; its output.
    pub fn doveadm(&self, arguments: &[&str]) -> String {
        let (output, fine) = self.doveadm_with(arguments, b"");
        assert!(fine, "doveadm {arguments:?}: {output}");
        output
    }

    fn doveadm_with(&self, arguments: &[&str], input: &[u8]) -> (String, bool) {
        let mut child = Command::new(program("doveadm").expect("doveadm comes with dovecot-core"))
            .arg("-c")
            .arg(self.folder.path().join("dovecot.conf"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (String::from_utf8_lossy(&text).into_owned(), output.status.success())
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let _ = self.doveadm_with(&["stop"], b"");
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end {
            if !matches!(self.server.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A program of the system, also where only root's path leads.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/bin".into(), "/sbin".into()])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// User, group, and their numbers when files must be given to them.
type Account = (String, String, Option<(u32, u32)>);

/// Whom the server runs as: the caller, or `nobody` when the caller is root.
fn account() -> &'static Account {
    static ONCE: OnceLock<Account> = OnceLock::new();
    ONCE.get_or_init(ask_for_account)
}

fn ask_for_account() -> Account {
    let ask = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    if ask(&["-u"]) != "0" {
        return (ask(&["-un"]), ask(&["-gn"]), None);
    }
    let number = |what| ask(&[what, "nobody"]).parse().unwrap();
    (ask(&["-un", "nobody"]), ask(&["-gn", "nobody"]), Some((number("-u"), number("-g"))))
}

fn configure(folder: &Path, (imap, imaps, lmtp): (u16, u16, u16)) {
    let (user, group, owner) = account();
    let owner = *owner;
    let at = folder.display();
    let text = format!(
        r#"
base_dir = {at}/run
state_dir = {at}/state
instance_name = scene-{imap}
log_path = {at}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
auth_failure_delay = 0
auth_username_format = %n
auth_mechanisms = plain login
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{at}/cert.pem
ssl_key = <{at}/key.pem
login_trusted_networks = 127.0.0.0/8
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={at}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox "Thư rác" {{
    special_use = \Junk
    auto = create
  }}
  mailbox "Thư đi" {{
    special_use = \Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  user = {user}
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
protocol lmtp {{
  postmaster_address = postmaster@localhost
  auth_username_format = %n
}}
"#
    );
    fs::write(folder.join("dovecot.conf"), text).unwrap();
    for name in ["run", "state", "home"] {
        fs::create_dir(folder.join(name)).unwrap();
    }
    fs::write(folder.join("dovecot.log"), "").unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    if let Some((uid, gid)) = owner {
        for entry in fs::read_dir(folder).unwrap() {
            chown(entry.unwrap().path(), Some(uid), Some(gid)).unwrap();
        }
        chown(folder, Some(uid), Some(gid)).unwrap();
    }
}
