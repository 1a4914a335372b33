//! The letters of a syllable with their shapes and tones apart, and where the tone stands.

use std::sync::LazyLock;

use smol_str::{SmolStr, SmolStrBuilder};
use unicode_normalization::char::{compose, decompose_canonical};

/// A letter of a syllable, its shape (circumflex, breve, horn) and its tone apart.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    pub(super) base: char,
    pub(super) shape: Option<char>,
    pub(super) tone: Option<char>,
}

impl Letter {
    fn is(self, base: char) -> bool {
        self.base == base && self.shape.is_none()
    }

    pub(super) fn is_vowel(self) -> bool {
        matches!(self.base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    }

    /// With a mark of Vietnamese on it; none where there is no room for that one.
    fn with(self, mark: char) -> Option<Self> {
        let tone = matches!(mark, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
        match (tone, self.tone, self.shape) {
            _ if !self.is_vowel() => None,
            (true, None, _) => Some(Self { tone: Some(mark), ..self }),
            (false, _, None) => Some(Self { shape: Some(mark), ..self }),
            _ => None,
        }
    }
}

/// Whether it is a shape or a tone that stands behind its letter, as macOS writes them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' | '\u{302}' | '\u{306}' | '\u{31b}')
}

/// Takes shapes and tones off the vowels that bear them. Other marks stay letters of their own.
pub(super) fn split(decomposed: impl Iterator<Item = char>) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for c in decomposed {
        match (c, letters.last_mut()) {
            ('\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}', Some(last))
                if last.tone.is_none() && last.is_vowel() =>
            {
                last.tone = Some(c);
            }
            ('\u{302}' | '\u{306}' | '\u{31b}', Some(last)) if last.shape.is_none() && last.is_vowel() => {
                last.shape = Some(c);
            }
            _ => letters.push(Letter { base: c, shape: None, tone: None }),
        }
    }
    letters
}

/// Puts the one tone of each run of vowels where the old style has it, wherever it was typed: on the vowel with a shape
/// (the last of two: `ươ`); without one on the second of three vowels, and of two on the second when a consonant
/// follows, else on the first. `u` after `q` and `i` after `g` are consonants when a vowel follows.
pub(super) fn placed(mut letters: Vec<Letter>) -> Vec<Letter> {
    place(&mut letters);
    letters
}

fn place(letters: &mut [Letter]) {
    let mut from = 0;
    while let Some(start) =
        letters.iter().skip(from).position(|letter| letter.is_vowel()).map(|at| at.saturating_add(from))
    {
        let length = letters.iter().skip(start).take_while(|letter| letter.is_vowel()).count();
        let end = start.saturating_add(length);
        let before = start.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let goes_on = letters.get(end).is_some_and(|next| next.base.is_alphabetic());
        if let Some(run) = letters.get_mut(start..end) {
            settle(run, before, goes_on);
        }
        from = end;
    }
}

fn settle(run: &mut [Letter], before: Option<Letter>, goes_on: bool) {
    let mut tones = run.iter().filter_map(|letter| letter.tone);
    let (Some(tone), None) = (tones.next(), tones.next()) else { return };
    let consonant = match (before, &*run) {
        (Some(q), [u, _, ..]) if q.is('q') => u.is('u'),
        (Some(g), [i, next, ..]) if g.is('g') => i.is('i') && !next.is('y'),
        _ => false,
    };
    let glide = usize::from(consonant);
    let vowels = run.len().saturating_sub(glide);
    let shaped = run.iter().rposition(|letter| letter.shape.is_some());
    let place = match (shaped, vowels) {
        (Some(shaped), _) => shaped,
        (None, 1) => glide,
        (None, 2) => glide.saturating_add(usize::from(goes_on)),
        (None, 3) => glide.saturating_add(1),
        _ => return,
    };
    for (at, letter) in run.iter_mut().enumerate() {
        letter.tone = (at == place).then_some(tone);
    }
}

/// The letters as base, shape and tone, each a character.
pub(super) fn parts(letters: Vec<Letter>) -> impl Iterator<Item = char> {
    letters.into_iter().flat_map(|letter| [Some(letter.base), letter.shape, letter.tone].into_iter().flatten())
}

/// What [`lower`](super::lower) makes of a text in which every letter is ASCII, Vietnamese and composed, or has no
/// marks to decompose; none for any other text. Nearly all text is such.
pub(super) fn composed(text: &str) -> Option<String> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    for c in text.chars() {
        letters.push(small(c)?);
    }
    place(&mut letters);
    let mut lower = String::with_capacity(text.len());
    for letter in letters {
        lower.push(whole(letter)?);
    }
    Some(lower)
}

fn whole(letter: Letter) -> Option<char> {
    if letter.shape.is_none() && letter.tone.is_none() {
        return Some(letter.base);
    }
    match place_in_whole(letter) {
        Some(place) => WHOLE.get(place).copied().flatten(),
        None => composed_of(letter),
    }
}

fn composed_of(Letter { base, shape, tone }: Letter) -> Option<char> {
    let shaped = shape.map_or(Some(base), |shape| compose(base, shape))?;
    tone.map_or(Some(shaped), |tone| compose(shaped, tone))
}

const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];
const SHAPES: [Option<char>; 4] = [None, Some('\u{302}'), Some('\u{306}'), Some('\u{31b}')];
const TONES: [Option<char>; 6] =
    [None, Some('\u{300}'), Some('\u{301}'), Some('\u{303}'), Some('\u{309}'), Some('\u{323}')];

/// Every vowel with every shape and tone, put together beforehand.
static WHOLE: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let shaped = VOWELS.iter().flat_map(|base| SHAPES.iter().map(move |shape| (*base, *shape)));
    let toned = shaped.flat_map(|(base, shape)| TONES.iter().map(move |tone| Letter { base, shape, tone: *tone }));
    toned.map(composed_of).collect()
});

fn place_in_whole(letter: Letter) -> Option<usize> {
    let base = VOWELS.iter().position(|base| *base == letter.base)?;
    let shape = SHAPES.iter().position(|shape| *shape == letter.shape)?;
    let tone = TONES.iter().position(|tone| *tone == letter.tone)?;
    base.checked_mul(SHAPES.len())?.checked_add(shape)?.checked_mul(TONES.len())?.checked_add(tone)
}

/// Letters of the longest word that is taken apart without allocating; a syllable has seven.
const SHORT: usize = 16;

/// What [`lower`](super::lower) and [`fold`](super::fold) make of one short word of letters and digits that are ASCII or
/// Vietnamese, composed or not; none for any other. Nearly every word of every mail is such, and its letters are looked
/// at once for both.
pub(super) fn both(word: &str) -> Option<(SmolStr, SmolStr)> {
    let mut letters = [Letter { base: ' ', shape: None, tone: None }; SHORT];
    let mut length = 0_usize;
    let mut folded = SmolStrBuilder::new();
    for c in word.chars() {
        if is_mark(c) {
            let last = letters.get_mut(length.checked_sub(1)?)?;
            *last = last.with(c)?;
            continue;
        }
        let letter = small(c)?;
        folded.push(match letter.base {
            'đ' => 'd',
            base if base.is_ascii_alphanumeric() => base,
            _ => return None,
        });
        *letters.get_mut(length)? = letter;
        length = length.saturating_add(1);
    }
    let letters = letters.get_mut(..length)?;
    place(letters);
    let mut lower = SmolStrBuilder::new();
    for letter in letters {
        lower.push(whole(*letter)?);
    }
    Some((lower.finish(), folded.finish()))
}

/// A composed letter in lower case, taken apart; none when that takes more than one look at one letter.
pub(super) fn small(c: char) -> Option<Letter> {
    let plain = |base| Some(Letter { base, shape: None, tone: None });
    match c {
        c if c.is_ascii() => plain(c.to_ascii_lowercase()),
        'đ' | 'Đ' | 'Ð' | 'ð' | 'Ɖ' | 'ɖ' => plain('đ'),
        FIRST..='\u{1b0}' => u32::from(c).checked_sub(u32::from(FIRST)).and_then(|at| in_table(&LATIN, at)),
        VIETNAMESE..='\u{1ef9}' => u32::from(c).checked_sub(u32::from(VIETNAMESE)).and_then(|at| in_table(&TONED, at)),
        // Dashes, quotation marks, bullets, spaces: no case, no marks.
        '\u{2010}'..='\u{2027}' | '\u{a0}' => plain(c),
        _ => None,
    }
}

/// Where the letters begin that have all the marks of the west, and those that only Vietnamese has.
const FIRST: char = '\u{c0}';
const VIETNAMESE: char = '\u{1ea0}';

/// Letters taken apart beforehand: every word of every mail is looked at.
type Table = LazyLock<Vec<Option<Letter>>>;
static LATIN: Table = LazyLock::new(|| (FIRST..='\u{1b0}').map(apart).collect());
static TONED: Table = LazyLock::new(|| (VIETNAMESE..='\u{1ef9}').map(apart).collect());

fn in_table(table: &Table, at: u32) -> Option<Letter> {
    table.get(usize::try_from(at).ok()?).copied().flatten()
}

fn apart(c: char) -> Option<Letter> {
    let mut letter: Option<Letter> = None;
    let mut fits = true;
    decompose_canonical(c, |part| match (&mut letter, part) {
        (None, base) if base.is_ascii_alphabetic() => {
            letter = Some(Letter { base: base.to_ascii_lowercase(), shape: None, tone: None });
        }
        (Some(letter), '\u{302}' | '\u{306}' | '\u{31b}') if letter.is_vowel() => letter.shape = Some(part),
        (Some(letter), '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}') if letter.is_vowel() => {
            letter.tone = Some(part);
        }
        _ => fits = false,
    });
    letter.filter(|_| fits)
}
