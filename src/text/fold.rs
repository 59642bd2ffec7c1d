//! Folding: one spelling a word.
//!
//! NFKC first, then lower case, then the script's own habits. Folded are differences of spelling that do not change
//! which word it is; vowels of Arabic and Hebrew that are *letters*, accents of Latin script and tones of Vietnamese
//! stay, because dropping them merges different words. `docs/folding.md` lists every rule.

use super::class::{Class, classify};
use super::expand::is_crossing;
use icu_normalizer::ComposingNormalizerBorrowed;
use std::sync::OnceLock;

/// Where each script's run of ten decimal digits begins. NFKC has already turned compatibility digits into these.
const DIGIT_ZEROS: [u32; 33] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
    0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xAA50,
];

/// Appends the folded form of `word` to `out`. The result is empty when nothing of the word counts (a run of joiners).
///
/// Idempotent: folding a folded word changes nothing.
pub fn fold_word(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let start = out.len();
    if fold_simply(word, out).is_none() {
        out.truncate(start);
        fold_in_full(word, out);
    }
}

/// The word character by character, by table; nothing when a character has to be seen beside its neighbours.
fn fold_simply(word: &str, out: &mut String) -> Option<()> {
    let quick = QuickFold::get();
    let mut characters = word.chars();
    let mut push = |code: u16| char::from_u32(u32::from(code)).map(|c| out.push(c));
    match quick.of(characters.next()?) {
        QuickChar::Kept(code) => push(code)?,
        QuickChar::Unit(code) if characters.as_str().is_empty() => push(code)?,
        _ => return None,
    }
    for c in characters {
        match quick.of(c) {
            QuickChar::Kept(code) | QuickChar::Mark(code) => push(code)?,
            QuickChar::Dropped => {}
            QuickChar::End
            | QuickChar::Point
            | QuickChar::Crossing
            | QuickChar::Unit(_)
            | QuickChar::Slow => return None,
        }
    }
    Some(())
}

/// The model of folding: what [`fold_simply`] must agree with.
fn fold_in_full(word: &str, out: &mut String) {
    let start = out.len();
    let normal = ComposingNormalizerBorrowed::new_nfkc().normalize(word);
    for c in normal.chars().flat_map(char::to_lowercase) {
        fold_char(c, out, start);
    }
    fold_homorganic_nasals(out, start);
}

fn fold_char(c: char, out: &mut String, start: usize) {
    let folded = match c {
        // nothing a reader sees, or signs that only help to read aloud
        '\u{00AD}'
        | '\u{0640}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => {
            return;
        }
        '\u{FE00}'..='\u{FE0F}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' => return,
        '\u{0591}'..='\u{05BD}'
        | '\u{05BF}'
        | '\u{05C1}'
        | '\u{05C2}'
        | '\u{05C4}'
        | '\u{05C5}'
        | '\u{05C7}' => return,
        // a dot left over from lower-casing the Turkish İ; the dotless ı meets it
        '\u{0307}' if out.len() > start && out.ends_with('i') => return,
        'ı' => 'i',
        'ß' => {
            out.push_str("ss");
            return;
        }
        '’' | 'ʼ' | '＇' | '׳' => '\'',
        // Arabic script: carriers of hamza, alef maqsura, ta marbuta; Persian and Urdu forms of the same letters
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ئ' => 'ي',
        'ؤ' => 'و',
        'ة' | 'ۀ' | 'ہ' | 'ۂ' | 'ۃ' | 'ھ' | 'ە' => 'ه',
        'ک' | 'ڪ' => 'ك',
        // Greek accents are dropped in capitals, and sigma has a form for the end of a word
        'ά' | 'ἀ'..='ἇ' | 'ὰ' | 'ᾶ' => 'α',
        'έ' | 'ἐ'..='ἕ' | 'ὲ' => 'ε',
        'ή' | 'ἠ'..='ἧ' | 'ὴ' | 'ῆ' => 'η',
        'ί' | 'ϊ' | 'ΐ' | 'ἰ'..='ἷ' | 'ὶ' | 'ῖ' => 'ι',
        'ό' | 'ὀ'..='ὅ' | 'ὸ' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' | 'ὐ'..='ὗ' | 'ὺ' | 'ῦ' => 'υ',
        'ώ' | 'ὠ'..='ὧ' | 'ὼ' | 'ῶ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        // Devanagari and its relatives: nukta comes and goes, chandrabindu is written as anusvara
        '\u{093C}' | '\u{09BC}' | '\u{0A3C}' | '\u{0ABC}' => return,
        '\u{0901}' => '\u{0902}',
        // full stops and commas inside a number
        '\u{066B}' => '.',
        '\u{066C}' => ',',
        ' ' => return,
        other => match digit(other) {
            Some(value) => value,
            None => other,
        },
    };
    out.push(folded);
}

/// The folding of characters whose folding is one look-up whatever stands around them, for the basic plane: letters and
/// digits that are their own NFKC form and have one lower-case letter, and the marks that are dropped. A word of such
/// characters alone folds a character at a time; `fold_in_full` is the model, and a test compares the two.
#[derive(Clone, Copy, Debug)]
pub(super) struct QuickFold(&'static Tables);

#[derive(Debug)]
struct Tables {
    basic: Vec<QuickChar>,
    narrow: Box<[Narrow; 0x800]>,
    /// The two bytes that a letter of two bytes becomes, or 0.
    pairs: Box<[u16; 0x800]>,
}

/// What becomes of a character of up to two bytes, as bytes: Latin, Greek, Cyrillic, Hebrew, Arabic.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Narrow {
    /// What it is folded to.
    pub(super) bytes: [u8; 2],
    /// How many of these count.
    pub(super) length: u8,
    kind: u8,
}

impl Narrow {
    const END: u8 = 1;
    const SLOW: u8 = 2;
    const DIGIT: u8 = 4;

    fn of(quick: QuickChar) -> Self {
        let slow = Self { kind: Self::SLOW, ..Self::default() };
        match quick {
            QuickChar::Kept(code) | QuickChar::Mark(code) => {
                let Some(c) = char::from_u32(u32::from(code)).filter(|c| c.len_utf8() <= 2) else {
                    return slow;
                };
                let mut bytes = [0; 2];
                let length = c.encode_utf8(&mut bytes).len() as u8;
                let kind = if c.is_ascii_digit() { Self::DIGIT } else { 0 };
                Self { bytes, length, kind }
            }
            QuickChar::Dropped => Self::default(),
            QuickChar::End | QuickChar::Unit(_) => Self { kind: Self::END, ..Self::default() },
            QuickChar::Slow | QuickChar::Point | QuickChar::Crossing => slow,
        }
    }

    /// Whether the character is no simple part of the word.
    #[inline]
    pub(super) fn stops(self) -> bool {
        self.kind & (Self::END | Self::SLOW) != 0
    }

    /// Whether it ends the word; if it stops it without ending it, its neighbours decide.
    #[inline]
    pub(super) fn ends(self) -> bool {
        self.kind & Self::END != 0
    }

    /// Not zero for a digit.
    #[inline]
    pub(super) fn digit(self) -> u8 {
        self.kind & Self::DIGIT
    }
}

/// What becomes of a character inside a word, as far as it can be said without its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuickChar {
    /// It is folded to this one.
    Kept(u16),
    /// The same, but it belongs to the character before it and begins no word.
    Mark(u16),
    /// The same, and it is a word alone, in a script without spaces.
    Unit(u16),
    /// Nothing is left of it.
    Dropped,
    /// It ends the word.
    End,
    /// It ends the word, but between digits.
    Point,
    /// It is cut otherwise when it is written out.
    Crossing,
    /// Its neighbours decide.
    Slow,
}

impl QuickFold {
    /// The table, made at its first use.
    pub(super) fn get() -> Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        let of = |code| char::from_u32(code).map_or(QuickChar::Slow, quick);
        Self(TABLES.get_or_init(|| {
            let basic: Vec<QuickChar> = (0..0x1_0000).map(of).collect();
            let narrow: Box<[Narrow; 0x800]> = Box::new(std::array::from_fn(|code| Narrow::of(basic[code])));
            let pairs = Box::new(std::array::from_fn(|code| match basic[code] {
                QuickChar::Kept(_) if narrow[code].length == 2 => u16::from_le_bytes(narrow[code].bytes),
                _ => 0,
            }));
            Tables { basic, narrow, pairs }
        }))
    }

    /// What becomes of the characters below U+0800.
    #[inline]
    pub(super) fn narrow(self) -> &'static [Narrow; 0x800] {
        &self.0.narrow
    }

    /// The two bytes that a letter becomes, or 0 for any other character below U+0800 (of which the lowest bits are taken).
    #[inline]
    pub(super) fn pair(self, code: usize) -> u16 {
        self.0.pairs[code & 0x7FF]
    }

    /// Whether a character below U+0800 is no part of a word.
    #[inline]
    pub(super) fn ends(self, code: usize) -> bool {
        matches!(self.0.basic[code & 0x7FF], QuickChar::End)
    }

    /// What becomes of a character.
    #[inline]
    pub(super) fn of(self, c: char) -> QuickChar {
        self.0.basic.get(c as usize).copied().unwrap_or_else(|| beyond(c))
    }
}

/// What becomes of a character beyond the basic plane: of those that have another NFKC form only the ones in circles, squares
/// and brackets are no letters or digits themselves.
fn beyond(c: char) -> QuickChar {
    let enclosed = matches!(c, '\u{1F100}'..='\u{1F2FF}');
    if enclosed && is_crossing(c) { QuickChar::Crossing } else { QuickChar::Slow }
}

/// What a character folds to alone and in any company.
fn quick(c: char) -> QuickChar {
    let class = classify(c);
    if is_crossing(c) {
        return QuickChar::Crossing;
    }
    let free = match c {
        _ if class == Class::MidNumber && !c.is_ascii() => return QuickChar::Point,
        _ if class == Class::Break => return QuickChar::End,
        _ if matches!(class, Class::MidLetter | Class::MidNumber | Class::Ignorable) => {
            return QuickChar::Slow;
        }
        // Arabic vowel signs are dropped in any order; the carriers' marks (U+0653 to U+0655) compose and are not here.
        '\u{064B}'..='\u{0652}' | '\u{0670}' => return QuickChar::Dropped,
        // Devanagari vowel signs that compose with nothing; the nukta and the virama look at their neighbours.
        '\u{0901}'..='\u{0903}' | '\u{093E}'..='\u{094C}' => true,
        // Hangul in parts composes, sigma and the dotted i need their neighbours.
        '\u{1100}'..='\u{11FF}' | 'İ' | 'ß' => false,
        _ => c.is_ascii_alphanumeric() || (c as u32 >= 0x80 && c.is_alphanumeric() && is_own_form(c)),
    };
    let mut lower = c.to_lowercase();
    let (Some(one), None, true) = (lower.next(), lower.next(), free) else { return QuickChar::Slow };
    let mut out = String::new();
    fold_char(one, &mut out, 0);
    let mut folded = out.chars();
    match (folded.next().map(|one| u16::try_from(one as u32)), folded.next()) {
        (Some(Ok(one)), None) if class == Class::Unit => QuickChar::Unit(one),
        (Some(Ok(one)), None) if class == Class::Mark => QuickChar::Mark(one),
        (Some(Ok(one)), None) => QuickChar::Kept(one),
        _ => QuickChar::Slow,
    }
}

fn is_own_form(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    let mut buffer = [0; 4];
    let text: &str = c.encode_utf8(&mut buffer);
    // Marks stay out: those that are kept have an order, or compose with the letter before.
    c.general_category_group() != GeneralCategoryGroup::Mark
        && ComposingNormalizerBorrowed::new_nfkc().is_normalized(text)
}

/// The Latin digit that a digit of another script stands for.
pub(crate) fn digit(c: char) -> Option<char> {
    let code = c as u32;
    if code < 0x0660 {
        return None;
    }
    let at = DIGIT_ZEROS.partition_point(|&zero| zero <= code).checked_sub(1)?;
    let value = code - DIGIT_ZEROS[at];
    (value < 10).then(|| char::from(b'0' + value as u8))
}

/// Hindi writes a nasal before a consonant of its own row as a half letter or as anusvara: हिन्दी and हिंदी.
fn fold_homorganic_nasals(out: &mut String, start: usize) {
    const VIRAMA: char = '\u{094D}';
    if !out[start..].contains(VIRAMA) {
        return;
    }
    let word: Vec<char> = out[start..].chars().collect();
    out.truncate(start);
    let mut at = 0;
    while at < word.len() {
        let row = match word[at] {
            'ङ' => 'क'..='घ',
            'ञ' => 'च'..='झ',
            'ण' => 'ट'..='ढ',
            'न' => 'त'..='ध',
            'म' => 'प'..='भ',
            other => {
                out.push(other);
                at += 1;
                continue;
            }
        };
        if word.get(at + 1) == Some(&VIRAMA) && word.get(at + 2).is_some_and(|c| row.contains(c)) {
            out.push('\u{0902}');
            at += 2;
        } else {
            out.push(word[at]);
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(word: &str) -> String {
        let mut out = String::new();
        fold_word(word, &mut out);
        out
    }

    #[test]
    fn spellings_of_one_word_fold_to_one() {
        for (a, b) in [
            ("Straße", "STRASSE"),
            ("café", "cafe\u{301}"),
            ("İstanbul", "istanbul"),
            ("الْإِسْلَامُ", "الاسلام"),
            ("مدرسة", "مدرسه"),
            ("كتـــاب", "كتاب"),
            ("می\u{200C}خواهم", "ميخواهم"),
            ("हिन्दी", "हिंदी"),
            ("सड़क", "सडक"),
            ("ΑΘΗΝΆΣ", "αθηνας"),
            ("пчёлы", "пчелы"),
            ("٢٠٢٤", "2024"),
            ("１２３", "123"),
            ("ﬁnance", "finance"),
            ("co\u{AD}operate", "cooperate"),
        ] {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_table_folds_as_the_rules_do(
            word in "[a-zA-Z0-9أإآبتةكلمنهويىپگ\u{64B}\u{64E}\u{651}\u{653}\u{640}éüßñ’अकनमदत\u{93F}\u{94D}\u{902}\u{93C}а-яёА-ЯαάςΣΆ\u{301}北が\u{3099}ก\u{E31}가힣٣۴५İ]{1,8}"
        ) {
            let mut full = String::new();
            fold_in_full(&word, &mut full);
            let mut simple = String::new();
            if fold_simply(&word, &mut simple).is_some() {
                prop_assert_eq!(simple, full);
            }
        }

        #[test]
        fn the_table_folds_any_character_as_the_rules_do(word in "\\PC{1,4}") {
            let (mut full, mut simple) = (String::new(), String::new());
            fold_in_full(&word, &mut full);
            if fold_simply(&word, &mut simple).is_some() {
                prop_assert_eq!(simple, full);
            }
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in [("má", "ma"), ("روسيا", "رئيس"), ("über", "uber"), ("कमल", "कलम")]
        {
            assert_ne!(folded(a), folded(b), "{a} {b}");
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for word in ["İSTANBUL", "الْإِسْلَامُ", "हिन्दी", "ΑΘΗΝΆΣ", "Straße", "ＡＢＣ"]
        {
            let once = folded(word);
            assert_eq!(folded(&once), once, "{word}");
        }
    }
}
