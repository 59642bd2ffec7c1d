//! What a character is to the tokenizer: one byte a character, from a table for the basic plane.
//!
//! The classes follow UAX #29 where it serves: marks never end a word (Hindi vowel signs, Arabic harakat, decomposed
//! accents), and scripts without spaces give one token a character, because dictionaries differ between releases and
//! a stored signature must not.

use std::sync::OnceLock;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// What a character does in the stream of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// Ends a word.
    Break,
    /// Part of a word.
    Letter,
    /// Part of a word or a number.
    Digit,
    /// Belongs to the character before it.
    Mark,
    /// A character of a script without spaces: a token of its own.
    Unit,
    /// Neither seen nor compared: soft hyphen, joiners, bidi controls, tatweel.
    Ignorable,
    /// Joins two letters: `don't`, `l’état`, `ג׳ורג׳`.
    MidLetter,
    /// Joins two digits: `3,500`, `3.5`, in full width too.
    MidNumber,
}

const BASIC_PLANE: usize = 0x1_0000;

fn table() -> &'static [Class] {
    static TABLE: OnceLock<Vec<Class>> = OnceLock::new();
    TABLE.get_or_init(|| {
        (0..BASIC_PLANE as u32).map(|code| char::from_u32(code).map_or(Class::Break, classify)).collect()
    })
}

/// The class table, fetched once a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Classes(&'static [Class]);

impl Classes {
    pub(super) fn get() -> Self {
        Self(table())
    }

    #[inline]
    pub(super) fn of(self, c: char) -> Class {
        match self.0.get(c as usize) {
            Some(&class) => class,
            None => classify(c),
        }
    }

    #[inline]
    pub(super) fn of_ascii(self, byte: u8) -> Class {
        self.0[byte as usize]
    }
}

/// Whether the character belongs to a script that is written without spaces between words.
pub(crate) fn is_unit(c: char) -> bool {
    matches!(c as u32,
        0x0E01..=0x0E3A | 0x0E40..=0x0E4E          // Thai
        | 0x0E80..=0x0ECE | 0x0EDC..=0x0EDF        // Lao
        | 0x1000..=0x103F | 0x1050..=0x108F        // Burmese
        | 0x1780..=0x17D3 | 0x17DC                 // Khmer
        | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3038..=0x303B
        | 0x3041..=0x309F | 0x30A1..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0xA9E0..=0xA9EF | 0xA9FA..=0xA9FE | 0xAA60..=0xAA7F
        | 0xFF66..=0xFF9F
        | 0x2_0000..=0x3_FFFF)
}

pub(super) fn classify(c: char) -> Class {
    use GeneralCategory as G;
    match c {
        '\'' | '\u{2019}' | '\u{02BC}' | '\u{00B7}' | '\u{05F3}' | '\u{05F4}' | '\u{FF07}' => {
            return Class::MidLetter;
        }
        '.' | ',' | '\u{066B}' | '\u{066C}' => return Class::MidNumber,
        // The same in other widths.
        '\u{2024}' | '\u{FE50}' | '\u{FE52}' | '\u{FF0C}' | '\u{FF0E}' => return Class::MidNumber,
        '\u{0640}' | '\u{00AD}' => return Class::Ignorable,
        _ => {}
    }
    match c.general_category() {
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark => Class::Mark,
        G::Format => Class::Ignorable,
        G::DecimalNumber => Class::Digit,
        G::UppercaseLetter
        | G::LowercaseLetter
        | G::TitlecaseLetter
        | G::ModifierLetter
        | G::OtherLetter
        | G::LetterNumber
        | G::OtherNumber => {
            if is_unit(c) {
                Class::Unit
            } else {
                Class::Letter
            }
        }
        _ => Class::Break,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_rule_it_was_made_from() {
        let classes = Classes::get();
        for c in ['a', 'é', 'ب', '\u{064E}', 'ि', '北', 'ก', '、', '٣', '\u{200D}', '\u{1F600}', '\u{20000}']
        {
            assert_eq!(classes.of(c), classify(c), "{c:?}");
        }
    }
}
