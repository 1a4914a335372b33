//! Who may open the staff page, and who is logged in.
//!
//! The ledger keeps hashes only: the password's from the shell, the token's of the session. Whoever reads the file or a
//! backup of it can log in with neither.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};
use crate::message::Sha256;

/// What a person may do on the staff page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Chuyên viên: reads and decides.
    Staff,
    /// Lãnh đạo: reads.
    Leader,
    /// Quản trị: reads, decides, and keeps the accounts.
    Admin,
}

impl Role {
    /// As people call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Staff => "chuyên viên",
            Self::Leader => "lãnh đạo (chỉ xem)",
            Self::Admin => "quản trị",
        }
    }

    /// Whether the person may change anything.
    #[must_use]
    pub fn decides(self) -> bool {
        self != Self::Leader
    }
}

/// A person who may open the staff page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What is typed at log-in; lower case.
    pub name: String,
    /// By which the journal knows the person.
    pub full_name: String,
    /// What the person may do.
    pub role: Role,
    /// Since when.
    pub created_at: Timestamp,
    /// Since when no more; none: may log in.
    pub closed_at: Option<Timestamp>,
}

/// A browser that is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub account: Account,
    /// Since when.
    pub opened_at: Timestamp,
    /// When it last asked for a page, to the minute.
    pub seen_at: Timestamp,
}

/// A session nobody used for so long has ended.
pub const IDLE: SignedDuration = SignedDuration::from_hours(4);
/// A session ends after so long, used or not: one working day.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// Log-ins in vain are counted over so long.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// So many in vain under one name, and so many from one address, and the next must wait. A clerk mistypes three times;
/// behind one address there may be a whole office.
const BRAKES: (u32, u32) = (5, 30);

/// SHA-256 of a session's token.
#[must_use]
pub fn token_hash(token: &str) -> Sha256 {
    Sha256::of(token.as_bytes())
}

const COLUMNS: &str = "name, full_name, role, created_at, closed_at";

fn account(row: &rusqlite::Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        name: row.get(0)?,
        full_name: row.get(1)?,
        role: row.get::<_, Word<Role>>(2)?.0,
        created_at: row.get::<_, Ms>(3)?.0,
        closed_at: row.get::<_, Option<Ms>>(4)?.map(|at| at.0),
    })
}

impl Snapshot<'_> {
    /// Everybody who has or had an account, by name.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn accounts(&self) -> Result<Vec<Account>, LedgerError> {
        const WHAT: &str = "liệt kê tài khoản";
        let mut select =
            self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM account ORDER BY name")).during(WHAT)?;
        let rows = select.query_map([], account).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// An account that may log in, with the hash of its password.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn credentials(&self, name: &str) -> Result<Option<(Account, String)>, LedgerError> {
        self.conn
            .prepare_cached(&format!("SELECT {COLUMNS}, password FROM account WHERE name = ?1 AND closed_at IS NULL"))
            .and_then(|mut select| select.query_row([name], |row| Ok((account(row)?, row.get(5)?))).optional())
            .during("đọc tài khoản")
    }

    /// The session of a token, while it lasts.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn session(&self, token: &Sha256, now: Timestamp) -> Result<Option<Session>, LedgerError> {
        let found = self
            .conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS}, opened_at, seen_at FROM session JOIN account ON account.name = session.account \
                 WHERE token = ?1 AND closed_at IS NULL"
            ))
            .and_then(|mut select| {
                select
                    .query_row([token.as_str()], |row| {
                        let (opened, seen) = (row.get::<_, Ms>(5)?.0, row.get::<_, Ms>(6)?.0);
                        Ok(Session { account: account(row)?, opened_at: opened, seen_at: seen })
                    })
                    .optional()
            })
            .during("đọc phiên làm việc")?;
        Ok(found.filter(|session| {
            now.duration_since(session.opened_at) < LONGEST && now.duration_since(session.seen_at) < IDLE
        }))
    }

    /// Whether a log-in must wait because too many were in vain; then until when.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn login_brake(&self, name: &str, origin: &str, now: Timestamp) -> Result<Option<Timestamp>, LedgerError> {
        const WHAT: &str = "đếm lần đăng nhập hỏng";
        let since = now.saturating_sub(WINDOW).unwrap_or(now);
        let nth = |column: &str, value: &str, most: u32| {
            self.conn
                .prepare_cached(&format!(
                    "SELECT at FROM login_failure WHERE {column} = ?1 AND at > ?2 ORDER BY at DESC LIMIT 1 OFFSET ?3"
                ))
                .and_then(|mut select| {
                    select
                        .query_row(params![value, Ms(since), most.saturating_sub(1)], |row| row.get::<_, Ms>(0))
                        .optional()
                })
                .during(WHAT)
        };
        let held = [nth("name", name, BRAKES.0)?, nth("origin", origin, BRAKES.1)?];
        Ok(held.into_iter().flatten().filter_map(|at| at.0.checked_add(WINDOW).ok()).max())
    }
}

impl Tx<'_> {
    /// Adds a person, or opens a closed account again, with a new password, role and name.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when the account is open already.
    pub fn add_account(
        &mut self,
        (name, full_name): (&str, &str),
        role: Role,
        password: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let changed = self
            .conn
            .prepare_cached(
                "INSERT INTO account (name, full_name, role, password, created_at, created_by) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO UPDATE SET full_name = ?2, role = ?3, \
                 password = ?4, created_at = ?5, created_by = ?6, closed_at = NULL WHERE closed_at IS NOT NULL",
            )
            .and_then(|mut insert| insert.execute(params![name, full_name, Word(role), password, Ms(now), by]))
            .during("thêm tài khoản")?;
        if changed == 0 {
            return Err(LedgerError::Refused(format!("tài khoản `{name}` đã có; đổi mật khẩu bằng `user password`")));
        }
        self.journal(now, by, "account-added", &subject(name), &format!("{full_name}, {}", role.words()))
    }

    /// Sets a new password and ends the person's sessions.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] for an account that is not open.
    pub fn set_password(&mut self, name: &str, password: &str, by: &str, now: Timestamp) -> Result<(), LedgerError> {
        let changed = self
            .conn
            .prepare_cached("UPDATE account SET password = ?2 WHERE name = ?1 AND closed_at IS NULL")
            .and_then(|mut update| update.execute(params![name, password]))
            .during("đổi mật khẩu")?;
        self.known(name, changed)?;
        self.end_sessions_of(name)?;
        self.journal(now, by, "account-password", &subject(name), "")
    }

    /// Gives a person another role; it holds from the next page that is asked for.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] for an account that is not open.
    pub fn set_role(&mut self, name: &str, role: Role, by: &str, why: &str, now: Timestamp) -> Result<(), LedgerError> {
        let changed = self
            .conn
            .prepare_cached("UPDATE account SET role = ?2 WHERE name = ?1 AND closed_at IS NULL")
            .and_then(|mut update| update.execute(params![name, Word(role)]))
            .during("đổi vai trò")?;
        self.known(name, changed)?;
        self.journal(now, by, "account-role", &subject(name), &format!("{}: {why}", role.words()))
    }

    /// Closes an account and ends its sessions; its name stays in the journal.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] for an account that is not open.
    pub fn close_account(&mut self, name: &str, by: &str, why: &str, now: Timestamp) -> Result<(), LedgerError> {
        let changed = self
            .conn
            .prepare_cached("UPDATE account SET closed_at = ?2 WHERE name = ?1 AND closed_at IS NULL")
            .and_then(|mut update| update.execute(params![name, Ms(now)]))
            .during("khóa tài khoản")?;
        self.known(name, changed)?;
        self.end_sessions_of(name)?;
        self.journal(now, by, "account-closed", &subject(name), why)
    }

    /// A browser logs in. Sessions that have ended, and failures that no brake counts any more, go.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open_session(
        &mut self,
        token: &Sha256,
        account: &Account,
        origin: &str,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        const WHAT: &str = "mở phiên làm việc";
        let over = [now.saturating_sub(LONGEST), now.saturating_sub(IDLE)].map(|at| at.unwrap_or(now));
        self.conn
            .prepare_cached("DELETE FROM session WHERE opened_at <= ?1 OR seen_at <= ?2")
            .and_then(|mut delete| delete.execute(params![Ms(over[0]), Ms(over[1])]))
            .during(WHAT)?;
        self.conn
            .prepare_cached("DELETE FROM login_failure WHERE name = ?1")
            .and_then(|mut delete| delete.execute([&account.name]))
            .during(WHAT)?;
        self.conn
            .prepare_cached(
                "INSERT INTO session (token, account, opened_at, seen_at, origin) VALUES (?1, ?2, ?3, ?3, ?4)",
            )
            .and_then(|mut insert| insert.execute(params![token.as_str(), account.name, Ms(now), origin]))
            .during(WHAT)?;
        self.journal(now, &account.full_name, "login", &subject(&account.name), origin)
    }

    /// The browser asked for a page: the session lasts on.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn touch_session(&mut self, token: &Sha256, now: Timestamp) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("UPDATE session SET seen_at = ?2 WHERE token = ?1")
            .and_then(|mut update| update.execute(params![token.as_str(), Ms(now)]))
            .during("kéo dài phiên làm việc")
            .map(drop)
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn end_sessions_of(&mut self, name: &str) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("DELETE FROM session WHERE account = ?1")
            .and_then(|mut delete| delete.execute([name]))
            .during("đóng phiên làm việc")
            .map(drop)
    }

    /// A log-in in vain: for the brake, and for whoever reads the journal.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn login_failed(&mut self, name: &str, origin: &str, now: Timestamp) -> Result<(), LedgerError> {
        const WHAT: &str = "ghi lần đăng nhập hỏng";
        let day = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now);
        self.conn
            .prepare_cached("DELETE FROM login_failure WHERE at < ?1")
            .and_then(|mut delete| delete.execute([Ms(day)]))
            .during(WHAT)?;
        self.conn
            .prepare_cached("INSERT INTO login_failure (name, origin, at) VALUES (?1, ?2, ?3)")
            .and_then(|mut insert| insert.execute(params![name, origin, Ms(now)]))
            .during(WHAT)
            .map(drop)
    }

    fn known(&self, name: &str, changed: usize) -> Result<(), LedgerError> {
        if changed == 0 { Err(LedgerError::Missing(format!("tài khoản `{name}`"))) } else { Ok(()) }
    }
}

fn subject(name: &str) -> String {
    format!("account {name}")
}
