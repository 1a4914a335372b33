//! Who reports: the units of an office, and how to find the one that is meant.

pub mod check;
pub mod history;
mod look;
mod mailboxes;
pub mod name;
pub mod read;

use std::fmt;

use jiff::civil::Date;

pub use history::{Former, Outcome, Succession};
pub use look::Look;
pub use mailboxes::Mailboxes;

/// A short permanent name of a unit, such as `so-y-te`: lower-case letters, digits and hyphens.
///
/// It is the key in the ledger and the folder name in the archive, so it never changes, whatever the unit is
/// called later.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UnitId(String);

/// A group of units that share obligations (nhóm đơn vị), such as `so-nganh`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GroupId(String);

/// A name that is not a valid identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an identifier: use lower-case letters a-z, digits and hyphens, at most 64")]
pub struct BadId(pub String);

/// Whether `text` may serve as an identifier of units, groups, reports and plans.
#[must_use]
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

macro_rules! identifier {
    ($name:ident) => {
        impl $name {
            /// Checks and takes a written identifier.
            ///
            /// # Errors
            /// [`BadId`](crate::roster::BadId) when it is empty, too long, or has other characters than a-z, 0-9 and hyphens inside.
            pub fn new(text: &str) -> Result<Self, $crate::roster::BadId> {
                if $crate::roster::is_id(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::roster::BadId(text.to_owned()))
                }
            }

            /// The identifier as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::roster::BadId;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}
pub(crate) use identifier;

identifier!(UnitId);
identifier!(GroupId);

/// From when to when something holds; both ends included, an open end is unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Validity {
    /// First day, or none for "always was".
    pub from: Option<Date>,
    /// Last day, or none for "still is".
    pub to: Option<Date>,
}

impl Validity {
    /// Whether `day` lies inside.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether any day of `first..=last` lies inside.
    #[must_use]
    pub fn overlaps(&self, first: Date, last: Date) -> bool {
        self.from.is_none_or(|from| from <= last) && self.to.is_none_or(|to| first <= to)
    }
}

/// Who owes reports (đơn vị).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The permanent key.
    pub id: UnitId,
    /// The official name with its diacritics, NFC: "Sở Y tế".
    pub name: String,
    /// The group it belongs to.
    pub group: GroupId,
    /// Abbreviations and document symbols: "SYT", "SGD&ĐT".
    pub symbols: Vec<String>,
    /// Other names under which it writes: "ngành Y tế tỉnh".
    pub aliases: Vec<String>,
    /// Exact sender addresses, lower case. The first one is where letters to the unit go.
    pub addresses: Vec<String>,
    /// Domains of which every address belongs to this unit, lower case; never a public provider.
    pub domains: Vec<String>,
    /// How a letter addresses it, when not by its name ("Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh").
    pub greeting: Option<String>,
    /// The person to call, as the office writes it.
    pub contact: Option<String>,
    /// The telephone number to call, as the office writes it.
    pub phone: Option<String>,
    /// The address of its leader, lower case. Only a notice that earlier ones prepared goes there, in copy.
    pub leader: Option<String>,
    /// When the unit exists, under whatever name.
    pub validity: Validity,
    /// What it was before, oldest first and without gaps; everything above says what it is since.
    pub former: Vec<Former>,
    /// Who took over when it ended: nobody (dissolved), one (renamed, merged) or several (split by field).
    pub successors: Vec<Succession>,
}

/// A group of units (nhóm đơn vị).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The key used in rosters and plans.
    pub id: GroupId,
    /// What people call it: "Sở, ngành".
    pub name: String,
}

/// All units of the office, in the office's own order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// The groups, in the order in which boards list them.
    pub groups: Vec<Group>,
    /// The units, in the order of the office's list.
    pub units: Vec<Unit>,
}

impl Roster {
    /// The unit with this key.
    #[must_use]
    pub fn unit(&self, id: &UnitId) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == *id)
    }

    /// The units that exist on `day`.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| unit.validity.contains(day))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
