//! Reads a dictionary: the one built in, or an office's own laid over it.

use super::list::List;
use super::{Dictionary, Phrase};
use crate::office::form::{Form, Put, Section};
use crate::roster::check::Fault;
use crate::roster::name::{Forms, Title};
use crate::spelling::tokens::plain;

/// Reads `text`, over `base` when there is one.
pub(super) fn read(text: &str, file: &str, base: Option<&Dictionary>) -> (Dictionary, Vec<Fault>) {
    let form = Form::parse(file, text);
    let root = form.root();
    let mut lists = base.map_or_else(Vec::new, |base| base.lists.clone());
    if let Some(section) = root.section("phrases") {
        for (list, key) in List::ALL {
            phrases(&section, *list, key, &mut lists);
            if let Some(base) = base {
                left(&section, *list, key, base, &lists);
            }
        }
        section.finish();
    }
    let mut forms = base.map_or_else(Forms::default, |base| base.forms.clone());
    for section in root.sections("abbreviation") {
        abbreviation(&section, &mut forms);
        section.finish();
    }
    for section in root.sections("title") {
        title(&section, &mut forms);
        section.finish();
    }
    let mut works = base.map_or_else(Vec::new, |base| base.works.clone());
    for section in root.sections("work") {
        work(&section, &mut works);
        section.finish();
    }
    // "Đảng ủy xã" before "Đảng ủy": the longer title says more.
    forms.titles.sort_by_key(|title| std::cmp::Reverse(title.name.split(' ').count()));
    root.finish();
    (Dictionary::of(lists, forms, works), form.into_faults())
}

/// Adds a list's phrases; one with a minus before it is taken out.
fn phrases(section: &Section<'_, '_>, list: List, key: &'static str, lists: &mut Vec<(List, Vec<Phrase>)>) {
    if !lists.iter().any(|(known, _)| *known == list) {
        lists.push((list, Vec::new()));
    }
    let Some((_, known)) = lists.iter_mut().find(|(known, _)| *known == list) else { return };
    let mut seen: Vec<(bool, String)> = Vec::new();
    for put in section.list(key).unwrap_or_default() {
        let (out, words) = match put.value.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, put.value.as_str()),
        };
        let Some(phrase) = Phrase::of(words) else {
            section.error(
                put.span,
                format!("“{}” không có chữ nào", put.value),
                "Mỗi mục của từ điển là một từ hay cụm từ",
                "bỏ mục này",
            );
            continue;
        };
        if is_both(section, key, &put, (out, &phrase), &mut seen) {
            continue;
        }
        let is_known = known.iter().any(|one| one.folded == phrase.folded);
        if out && !is_known {
            section.warning(
                put.span,
                format!("“{words}” không có trong danh sách “{key}” để bỏ"),
                "Dấu - đứng trước bỏ một từ có sẵn",
                "xem từ điển có sẵn, hoặc bỏ dòng này",
            );
        } else if out {
            known.retain(|one| one.folded != phrase.folded);
        } else if !is_known || !known.contains(&phrase) {
            known.push(phrase);
        }
    }
}

/// Whether a phrase that is now added was taken out before in the same list, or the other way round.
fn is_both(
    section: &Section<'_, '_>,
    key: &str,
    put: &Put<String>,
    (out, phrase): (bool, &Phrase),
    seen: &mut Vec<(bool, String)>,
) -> bool {
    let both = seen.iter().any(|(other, folded)| *other != out && *folded == phrase.folded);
    seen.push((out, phrase.folded.clone()));
    if both {
        section.error(
            put.span.clone(),
            format!("“{}” vừa thêm vừa bỏ trong danh sách “{key}”", put.value.trim_start_matches('-')),
            "Một từ chỉ được thêm, hoặc có dấu - để bỏ",
            "giữ một trong hai mục",
        );
    }
    both
}

/// Warns of what an office hardly means: a list with nothing left in it, and words that stand in any report there is, which
/// would make every mail a notice, or none a report.
fn left(section: &Section<'_, '_>, list: List, key: &str, base: &Dictionary, lists: &[(List, Vec<Phrase>)]) {
    const EVERYWHERE: [List; 4] = [List::Report, List::Opening, List::Filler, List::Weak];
    let of = |wanted: List| lists.iter().find(|(known, _)| *known == wanted).map_or(&[][..], |(_, phrases)| phrases);
    if of(list).is_empty() {
        section.warning(
            section.span(),
            format!("danh sách “{key}” không còn từ nào"),
            "Bỏ hết thì hệ thống không nhận ra điều đó trong thư nữa",
            "bỏ bớt các mục có dấu - đứng trước",
        );
    }
    if EVERYWHERE.contains(&list) {
        return;
    }
    let is_new = |phrase: &&Phrase| !base.list(list).iter().any(|known| known.folded == phrase.folded);
    for phrase in of(list).iter().filter(is_new) {
        let everywhere = EVERYWHERE.iter().any(|list| base.list(*list).iter().any(|one| one.folded == phrase.folded));
        if everywhere || phrase.folded.chars().count() == 1 {
            section.warning(
                section.span(),
                format!("“{}” trong danh sách “{key}” gặp ở hầu hết các báo cáo", phrase.lower),
                "Từ thường gặp làm thư nào cũng bị hiểu theo danh sách ấy",
                "ghi cụm từ dài hơn, hoặc bỏ mục này",
            );
        }
    }
}

/// "Giáo dục và Đào tạo" is also written "GDĐT".
fn abbreviation(section: &Section<'_, '_>, forms: &mut Forms) {
    let of = section.required("of", "cụm từ trong tên đơn vị");
    let short = texts(section, "short");
    let Some(of) = of else { return };
    if short.is_empty() {
        nothing_short(section);
    }
    match forms.short.iter_mut().find(|(known, _)| *known == of.value) {
        Some((_, known)) => known.extend(short),
        None => forms.short.push((of.value, short)),
    }
}

/// What the whole work of a kind of unit is called, or of several kinds that do the same.
fn work(section: &Section<'_, '_>, works: &mut Vec<(String, Vec<String>)>) {
    let mut of = section.texts("of").unwrap_or_default();
    of.retain(|of| !of.value.is_empty());
    if of.is_empty() {
        of.extend(section.required("of", "chữ trong tên đơn vị"));
    }
    let fold = |text: &str| plain(text).trim().to_owned();
    let words: Vec<String> = texts(section, "words").iter().map(|text| fold(text)).collect();
    if words.iter().all(String::is_empty) {
        section.error(
            section.span(),
            "chưa ghi công việc nào (words)".to_owned(),
            "Mỗi mục [[work]] cho biết công việc chung của một loại đơn vị",
            "thêm dòng words = [\"…\"]",
        );
        return;
    }
    let words: Vec<String> = words.into_iter().filter(|words| !words.is_empty()).collect();
    for of in of {
        let of = fold(&of.value);
        match works.iter_mut().find(|(known, _)| *known == of) {
            Some((_, known)) => known.extend(words.iter().cloned()),
            None => works.push((of, words.clone())),
        }
    }
}

fn title(section: &Section<'_, '_>, forms: &mut Forms) {
    let of = section.required("of", "tên đứng đầu tên đơn vị");
    let (short, territory) = (texts(section, "short"), texts(section, "territory"));
    let place = section.has("place") && section.flag("place").unwrap_or(false);
    let Some(of) = of else { return };
    match forms.titles.iter_mut().find(|known| known.name == of.value) {
        Some(known) => {
            known.short.extend(short);
            known.territory.extend(territory);
            known.place |= place;
        }
        None if short.is_empty() && territory.is_empty() => nothing_short(section),
        None => forms.titles.push(Title { name: of.value, short, place, territory }),
    }
}

fn nothing_short(section: &Section<'_, '_>) {
    section.error(
        section.span(),
        "chưa ghi cách viết tắt nào (short)".to_owned(),
        "Mỗi mục cho biết một tên còn được viết thế nào",
        "thêm dòng short = [\"…\"]",
    );
}

fn texts(section: &Section<'_, '_>, key: &'static str) -> Vec<String> {
    let put = section.list(key).unwrap_or_default();
    put.into_iter().map(|put| put.value).filter(|text| !text.is_empty()).collect()
}

/// The faults of the dictionary built in: there may be none.
#[cfg(test)]
pub(super) fn faults_built_in() -> Vec<Fault> {
    read(super::TABLE, "dictionary.toml", None).1
}
