//! Domains as the eye takes them in: what somebody counts on who wants to be taken for another.

use crate::spelling;

/// How a domain looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Letters of other scripts and digits as the Latin ones they look like, punycode shown.
    pub skeleton: String,
    /// The same without dots and hyphens.
    pub bare: String,
    /// Its labels in order of the alphabet.
    pub labels: Vec<String>,
}

impl Look {
    /// How this domain looks.
    #[must_use]
    pub fn of(domain: &str) -> Self {
        let skeleton = skeleton(domain);
        let mut labels: Vec<String> = skeleton.split(['.', '-']).map(str::to_owned).collect();
        labels.sort();
        Self { bare: skeleton.replace(['.', '-'], ""), labels, skeleton }
    }
}

/// A domain as the eye takes it in: punycode shown, letters of other scripts and digits as the Latin ones they look like.
fn skeleton(domain: &str) -> String {
    let shown = idna::domain_to_unicode(domain).0;
    let mut plain = String::with_capacity(shown.len());
    for letter in spelling::fold(&shown).replace(' ', "-").chars() {
        plain.push(match letter {
            'а' | 'α' | 'ɑ' => 'a',
            'ь' | 'Ь' => 'b',
            'с' | 'ϲ' => 'c',
            'ԁ' => 'd',
            'е' | 'ҽ' => 'e',
            'ɡ' => 'g',
            'һ' | 'н' => 'h',
            'і' | 'ı' | 'ι' | 'l' | '1' | '|' => 'i',
            'ј' => 'j',
            'к' | 'κ' => 'k',
            'м' => 'm',
            'ո' | 'п' => 'n',
            'о' | 'ο' | '0' => 'o',
            'р' | 'ρ' => 'p',
            'ѕ' => 's',
            'т' | 'τ' => 't',
            'υ' => 'u',
            'ν' | 'ѵ' => 'v',
            'ԝ' => 'w',
            'х' | 'χ' => 'x',
            'у' | 'γ' => 'y',
            other => other,
        });
    }
    plain.replace("rn", "m").replace("vv", "w")
}
