//! Forms that offices make of an official name by themselves, so that rosters need not list them (vn-reporting §4.2).

use super::NameKind;

/// A leading title, its abbreviations, and whether what follows it is a place.
const TITLES: &[(&str, &[&str], bool)] = &[
    ("Huyện ủy", &["HU", "BTG Huyện ủy", "BTGHU", "BTG HU", "Ban Tuyên giáo Huyện ủy", "Ban Tuyên giáo"], true),
    (
        "Thị ủy",
        &["ThU", "TXU", "Thị xã ủy", "BTG Thị ủy", "BTGThU", "BTGTXU", "Ban Tuyên giáo Thị ủy", "Ban Tuyên giáo"],
        true,
    ),
    ("Thành ủy", &["ThU", "TPU", "BTG Thành ủy", "BTGThU", "BTGTU", "Ban Tuyên giáo Thành ủy", "Ban Tuyên giáo"], true),
    ("Đảng ủy xã", &["ĐU xã", "ĐU X", "Đảng ủy X", "Ban Xây dựng Đảng xã"], true),
    ("Đảng ủy phường", &["ĐU phường", "ĐU P", "Đảng ủy P", "Ban Xây dựng Đảng phường"], true),
    ("Đảng ủy đặc khu", &["ĐU đặc khu", "ĐU ĐK", "Đảng ủy ĐK", "Ban Xây dựng Đảng đặc khu"], true),
    ("Đảng ủy", &["ĐU", "BTG Đảng ủy", "BTGĐU", "Ban Tuyên giáo Đảng ủy"], false),
    ("Ủy ban", &["UB"], false),
    ("Liên hiệp các Hội", &["Liên hiệp hội", "LHH"], false),
    ("Hội Liên hiệp Phụ nữ", &["Hội LHPN", "Hội Phụ nữ"], false),
    ("Liên đoàn Lao động", &["LĐLĐ"], false),
    ("Hội Cựu chiến binh", &["Hội CCB"], false),
    ("Tỉnh đoàn", &["Đoàn tỉnh", "Đoàn TNCS Hồ Chí Minh tỉnh", "Đoàn Thanh niên tỉnh"], false),
    ("Bảo hiểm xã hội", &["BHXH"], false),
];

/// Parts of names that are written short: "Sở GD&ĐT", "Liên hiệp các Hội KH&KT tỉnh".
const PHRASES: &[(&str, &[&str])] = &[
    ("Giáo dục và Đào tạo", &["GDĐT", "GD&ĐT"]),
    ("Khoa học và Công nghệ", &["KHCN", "KH&CN"]),
    ("Khoa học và Kỹ thuật", &["KHKT", "KH&KT"]),
    ("Tài nguyên và Môi trường", &["TNMT", "TN&MT"]),
    ("Nông nghiệp và Môi trường", &["NNMT", "NN&MT"]),
    ("Thông tin và Truyền thông", &["TTTT", "TT&TT"]),
    ("Lao động - Thương binh và Xã hội", &["LĐTBXH", "LĐ-TB&XH", "LĐTB&XH"]),
    ("Văn hóa, Thể thao và Du lịch", &["VHTTDL", "VHTT&DL", "VH,TT&DL"]),
    ("Văn hóa và Thể thao", &["VHTT", "VH&TT"]),
    ("Cao đẳng Sư phạm", &["CĐSP", "CĐ Sư phạm"]),
    ("Cao đẳng Y tế", &["CĐYT", "CĐ Y tế"]),
    ("Đại học", &["ĐH"]),
    ("Mặt trận Tổ quốc Việt Nam", &["MTTQ Việt Nam", "MTTQVN", "MTTQ"]),
];

/// Administrative words before a place, by the title of its committee.
const PLACES: &[(&str, &[&str])] = &[
    ("Huyện ủy", &["huyện", "UBND huyện"]),
    ("Thị ủy", &["thị xã", "TX", "UBND thị xã"]),
    ("Thành ủy", &["thành phố", "TP", "UBND thành phố"]),
    ("Đảng ủy xã", &["xã", "UBND xã"]),
    ("Đảng ủy phường", &["phường", "UBND phường"]),
    ("Đảng ủy đặc khu", &["đặc khu", "UBND đặc khu"]),
];

/// The further forms of `name`.
pub(super) fn of(name: &str) -> Vec<(String, NameKind)> {
    let mut forms: Vec<(String, NameKind)> = Vec::new();
    if let Some(short) = name.strip_suffix(" tỉnh") {
        forms.push((short.to_owned(), NameKind::Short));
    }
    if name.contains(" và ") {
        forms.push((name.replace(" và ", " "), NameKind::Alias));
    }
    for (words, short) in PHRASES.iter().filter(|(words, _)| name.contains(words)) {
        forms.extend(short.iter().map(|short| (name.replace(words, short), NameKind::Alias)));
    }
    let title = TITLES.iter().find_map(|(title, short, place)| {
        let rest = strip_title(name, title)?;
        Some((*title, *short, *place, rest))
    });
    if let Some((title, short, place, rest)) = title {
        // "UB …" and the like are forms of the whole name only when something is left to tell units apart.
        let specific = rest != "tỉnh";
        for form in short.iter().filter(|_| specific || !place) {
            let form = format!("{form} {rest}");
            if let Some(short) = form.strip_suffix(" tỉnh").filter(|_| specific) {
                forms.push((short.to_owned(), NameKind::Short));
            }
            forms.push((form, NameKind::Alias));
        }
        if place {
            let words = PLACES.iter().find(|(known, _)| *known == title).map_or(&[][..], |(_, words)| *words);
            forms.extend(words.iter().map(|word| (format!("{word} {rest}"), NameKind::Place)));
            forms.push((rest.to_owned(), NameKind::Place));
        }
    }
    forms
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
