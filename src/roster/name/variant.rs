//! Forms that offices make of an official name by themselves, so that rosters need not list them (vn-reporting §4.2).

use super::NameKind;

/// How offices write parts of official names: what the dictionary says about them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forms {
    /// Titles at the head of a name; the longer before those that begin alike.
    pub titles: Vec<Title>,
    /// Parts of names, and how they are written short: "Giáo dục và Đào tạo", "GDĐT".
    pub short: Vec<(String, Vec<String>)>,
}

/// A title at the head of names: "Huyện ủy".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// As official names have it.
    pub name: String,
    /// How else it is written: "HU", "BTGHU".
    pub short: Vec<String>,
    /// Whether what follows is the name of a place.
    pub place: bool,
    /// Administrative words before that place: "huyện", "UBND huyện".
    pub territory: Vec<String>,
}

/// The further forms of `name`.
pub(super) fn of(name: &str, known: &Forms) -> Vec<(String, NameKind)> {
    let mut forms: Vec<(String, NameKind)> = Vec::new();
    if let Some(short) = name.strip_suffix(" tỉnh") {
        forms.push((short.to_owned(), NameKind::Short));
    }
    if name.contains(" và ") {
        forms.push((name.replace(" và ", " "), NameKind::Alias));
    }
    for (words, short) in known.short.iter().filter(|(words, _)| name.contains(words)) {
        forms.extend(short.iter().map(|short| (name.replace(words, short), NameKind::Alias)));
    }
    let title = known.titles.iter().find_map(|title| Some((title, strip_title(name, &title.name)?)));
    if let Some((title, rest)) = title {
        // "UB …" and the like are forms of the whole name only when something is left to tell units apart.
        let specific = rest != "tỉnh";
        for form in title.short.iter().filter(|_| specific || !title.place) {
            let form = format!("{form} {rest}");
            if let Some(short) = form.strip_suffix(" tỉnh").filter(|_| specific) {
                forms.push((short.to_owned(), NameKind::Short));
            }
            forms.push((form, NameKind::Alias));
        }
        if let Some(initials) = initials(rest).filter(|_| !title.place) {
            let heads = std::iter::once(&title.name).chain(&title.short);
            forms.extend(heads.map(|head| (format!("{head} {initials}"), NameKind::Alias)));
        }
        if title.place {
            forms.extend(title.territory.iter().map(|word| (format!("{word} {rest}"), NameKind::Place)));
            forms.push((rest.to_owned(), NameKind::Place));
        }
    }
    forms
}

/// What follows a title, by its first letters: "Đảng ủy BĐBP", "Hội LHPN". Names of places are not shortened so, and of two
/// words too little is left.
fn initials(rest: &str) -> Option<String> {
    const FEWEST: usize = 3;
    const PLACES: [&str; 8] = ["xã", "phường", "thị", "huyện", "quận", "thành", "đặc", "các"];
    let rest = rest.strip_suffix(" tỉnh").unwrap_or(rest);
    let words: Vec<&str> = rest.split(' ').filter(|word| !matches!(*word, "và" | "-" | "")).collect();
    let place = words.first().is_some_and(|word| PLACES.contains(&crate::spelling::lower(word).as_str()));
    let is_word = |word: &&str| word.chars().all(char::is_alphabetic);
    (words.len() >= FEWEST && !place && words.iter().all(is_word))
        .then(|| words.iter().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect())
}

/// What follows `title` at the head of `name`, whatever the case ("Đảng ủy Phường Cửa Lam") and whether written ủy or
/// uỷ.
fn strip_title<'n>(name: &'n str, title: &str) -> Option<&'n str> {
    let mut rest = name;
    for word in title.split(' ') {
        let (head, tail) = rest.split_once(' ')?;
        if crate::spelling::lower(head) != crate::spelling::lower(word) {
            return None;
        }
        rest = tail.trim_start();
    }
    (!rest.is_empty()).then_some(rest)
}
