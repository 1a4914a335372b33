//! Fonts from before Unicode: the letters look Vietnamese, the characters behind them are not.

use crate::spelling::legacy;

/// How characters under a font must be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// As they stand.
    Unicode,
    /// TCVN 5712:1993, the third table; fonts `.VnTime`, `.VnArial` …
    Tcvn3,
    /// The same in capitals; fonts `.VnTimeH` …
    Tcvn3Capitals,
    /// VNI for Windows; fonts `VNI-Times` …
    Vni,
}

impl Coding {
    /// By the name of the font, which says it.
    pub fn of(font: &str) -> Self {
        let font = font.trim();
        let begins = |begin: &str| font.get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin));
        if begins(".vn") {
            if font.ends_with('H') { Self::Tcvn3Capitals } else { Self::Tcvn3 }
        } else if begins("vni-") || begins("vni ") {
            Self::Vni
        } else {
            Self::Unicode
        }
    }

    /// The text behind the characters. Text with letters that only Unicode has was typed in Unicode whatever its font.
    pub fn decode(self, typed: &str) -> String {
        if self == Self::Unicode || Self::is_unicode(typed) {
            return typed.to_owned();
        }
        match self {
            Self::Unicode => typed.to_owned(),
            Self::Tcvn3 => legacy::from_tcvn3(typed),
            Self::Vni => legacy::from_vni(typed),
            Self::Tcvn3Capitals => legacy::from_tcvn3(typed).to_uppercase(),
        }
    }

    /// Whether letters stand in it that no old coding has.
    pub fn is_unicode(typed: &str) -> bool {
        typed.chars().any(|c| c > '\u{ff}' && c.is_alphabetic())
    }

    /// Its name, for people.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Unicode => None,
            Self::Tcvn3 | Self::Tcvn3Capitals => Some("TCVN3"),
            Self::Vni => Some("VNI"),
        }
    }
}
