//! The words, numbers and marks of a date.

use crate::text::fold_word;
use std::borrow::Cow;

/// A part of a date as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) kind: Kind,
    /// Whether it stands directly behind the part before it.
    pub(super) glued: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Its value and how many digits it has.
    Number(u64, usize),
    /// Letters, folded.
    Word(String),
    /// Anything else that is no white space.
    Mark(char),
}

/// Numbers of more digits are none of a date.
const MOST_DIGITS: usize = 18;

/// With the digits of ASCII, and a hyphen for the characters that Chinese, Japanese and Korean put behind year and month.
/// A colon stands for those behind hour and minute.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(plain_character).collect())
}

fn plain_character(c: char) -> char {
    // The first digit of Arabic, of Persian and Urdu, of Devanagari, of Bengali, of Thai and of full-width forms.
    const ZEROS: [u32; 6] = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10];
    if let Some(zero) = ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&u32::from(c))) {
        return char::from(b'0' + (u32::from(c) - zero) as u8);
    }
    match c {
        '年' | '月' | '년' | '월' => '-',
        '日' | '号' | '號' | '일' | '分' | '분' | '\u{a0}' | '\u{202f}' => ' ',
        '時' | '时' | '시' | '：' => ':',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '－' => '-',
        '／' => '/',
        '，' | '、' | '،' => ',',
        // Marks of direction, which say nothing.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        other => other,
    }
}

/// The parts of a date; nothing when it has a number that is too long.
pub(super) fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut glued = false;
    while let Some(first) = rest.chars().next() {
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let (kind, length) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else if first.is_ascii_digit() {
            let length = run(|c| c.is_ascii_digit());
            let value = rest[..length].parse().ok().filter(|_| length <= MOST_DIGITS)?;
            (Some(Kind::Number(value, length)), length)
        } else if is_letter(first) {
            let length = run(is_letter);
            let mut word = String::new();
            fold_word(&rest[..length], &mut word);
            (Some(Kind::Word(word)), length)
        } else {
            (Some(Kind::Mark(first)), first.len_utf8())
        };
        rest = &rest[length..];
        let behind = std::mem::replace(&mut glued, kind.is_some());
        parts.extend(kind.map(|kind| Part { kind, glued: behind }));
    }
    Some(parts)
}

/// Letters, and the signs that stand above or below letters.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() || !c.is_ascii() && !c.is_numeric() && !c.is_whitespace() && !is_mark(c)
}

fn is_mark(c: char) -> bool {
    matches!(c, '«' | '»' | '·' | '°' | 'º' | '\u{2010}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}')
}
