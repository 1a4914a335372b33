//! Keystrokes of an input method that was switched off: Telex (`baso caso`), VNI (`ba1o ca1o`), VIQR (`Ba'o ca'o`).
//!
//! One such word alone may be anything (`this`, `has`), hence the whole line decides: two words that become syllables,
//! or one that becomes a word of our trade.

mod digits;
mod marks;
mod telex;
mod typing;

use std::collections::HashSet;
use std::sync::LazyLock;

use smol_str::StrExt as _;

use super::Edit;
use crate::spelling::{lower, syllable};

/// Words of subjects, titles and unit names; no English word is the keystrokes of one of them.
const TRADE: &str = " báo cáo tháng quý năm tổng kết sơ giáo tuyên đầu cuối huyện tỉnh thành thị đảng ủy sở hội \
    phường xã đào tạo dục tế nhiệm vụ phương hướng công tác kính gửi đơn vị số phụ lục bản liệu học đoàn đông ";

/// Keystrokes that are everyday words or names as they stand.
const PLAIN: &str = " as is us or of his has her hers for far bar car tar war was were how now new low law too two see \
    sees tees bees fees deer beer door doors poor floor room moon soon boot been teen seen keen max mix six tax fax box \
    gas bus this these those does docs doc maps tips pics i'm he's mr mrs dr ms ios os ok us usb uk max rex lex alex hers \
    hair hear heir our ours hour tour your their there pair air bear dear near year tear tears years cars bars ears eyes \
    boss miss mass pass less cows news laws rows row bow tow sow cow show low mow aw ow ew taxi axis oasis basis thesis \
    texas lotus virus bonus campus census status canvas tennis paris louis charles james nurse horse course source \
    force north sort port short sport part start chart smart hard ";

/// A word that may be keystrokes, and what they would have made.
struct Candidate {
    edit: Edit,
    /// The keys stand where no other reading puts them.
    sure: bool,
}

impl Candidate {
    fn is_trade(&self) -> bool {
        TRADE.contains(&format!(" {} ", lower(&self.edit.text)))
    }
}

/// The words of the line that are keystrokes, by the one method that was used.
pub(super) fn edits(line: &str) -> Vec<Edit> {
    [telex::candidates, digits::candidates, marks::candidates]
        .into_iter()
        .map(|method| accepted(line, method(line)))
        .max_by_key(Vec::len)
        .unwrap_or_default()
}

fn accepted(line: &str, candidates: Vec<Candidate>) -> Vec<Edit> {
    let sure = candidates.iter().filter(|candidate| candidate.sure).count();
    let trade = candidates.iter().any(|candidate| candidate.sure && candidate.is_trade());
    if trade || (sure >= 2 && !speaks_otherwise(line, &candidates)) {
        let most = candidates.len() >= 4;
        // What may be a plain word too goes with the line when most of it is keystrokes.
        let fits = |candidate: &Candidate| candidate.sure || sure >= 3 || most || candidate.is_trade();
        return candidates.into_iter().filter(fits).map(|candidate| candidate.edit).collect();
    }
    Vec::new()
}

/// Whether the line has everyday words of another language: words that are neither keystrokes nor syllables.
fn speaks_otherwise(line: &str, candidates: &[Candidate]) -> bool {
    super::runs(line, char::is_alphabetic).into_iter().any(|range| {
        let word = line.get(range.clone()).unwrap_or_default();
        let typed = candidates
            .iter()
            .any(|candidate| candidate.edit.range.start <= range.start && range.end <= candidate.edit.range.end);
        let file_type = line.get(..range.start).is_some_and(|head| head.ends_with('.')) && range.end == line.len();
        let symbol = file_type || word.chars().count() < 3 || word.chars().all(char::is_uppercase);
        is_plain(word) || !(typed || symbol || syllable::is_syllable(word) || syllable::is_plain_syllable(word))
    })
}

/// Whether these keystrokes are an everyday word.
fn is_plain(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| PLAIN.split_whitespace().collect());
    WORDS.contains(word.to_ascii_lowercase_smolstr().as_str())
}
