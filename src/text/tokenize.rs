//! Cuts a text into tokens: one pass, an ASCII path and a general path that agree.

use super::class::{Class, Classes};
use super::expand::{Apart, Expanded};
use super::fold::fold_word;
use super::scan::TokenScanner;
use crate::hash::hash64;
use crate::span::Span;

/// What a token looked like in the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Its first letter is a capital.
    pub capitalised: bool,
    /// It has a digit.
    pub numeric: bool,
    /// It is one character of a script without spaces.
    pub unit: bool,
}

/// A word, a number, or a character of a script without spaces.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// The folded word; never empty.
    pub word: &'a str,
    /// Where it stands in the text that was given.
    pub span: Span,
    /// What it looked like there.
    pub shape: Shape,
}

/// The hash of a folded word, as token tables hold it. Its lowest bit says whether the word has a digit, the others are a
/// stable hash: of up to sixteen bytes, filled up with zeros to two numbers, the product of both (which costs less than
/// a general hash); of more bytes the crate's.
pub fn word_hash(word: &str) -> u64 {
    let numeric = word.bytes().any(|byte| byte.is_ascii_digit());
    hash_of_word(word.as_bytes(), numeric)
}

/// [`word_hash`] of the bytes of a word of which is known whether it has a digit.
#[inline]
pub(super) fn hash_of_word(word: &[u8], numeric: bool) -> u64 {
    let hash = if word.len() <= SHORT_WORD {
        let mut bytes = [0; SHORT_WORD];
        bytes[..word.len()].copy_from_slice(word);
        hash_of_pair(halves_of(bytes), word.len())
    } else {
        hash64(word)
    };
    hash & !1 | u64::from(numeric)
}

/// Bytes of a word that is hashed as two numbers.
pub(super) const SHORT_WORD: usize = 16;

/// Sixteen bytes as two numbers.
#[inline]
pub(super) fn halves_of(bytes: [u8; SHORT_WORD]) -> [u64; 2] {
    let both = u128::from_le_bytes(bytes);
    [both as u64, (both >> 64) as u64]
}

/// The hash of up to sixteen bytes, the others being zero, given as two numbers.
#[inline]
pub(super) fn hash_of_pair([low, high]: [u64; 2], length: usize) -> u64 {
    let product =
        u128::from(low ^ 0xa076_1d64_78bd_642f) * u128::from(high ^ 0xe703_7ed1_a0b4_28db ^ length as u64);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Whether the word with this [`word_hash`] has a digit.
pub fn is_numeric(hash: u64) -> bool {
    hash & 1 == 1
}

/// Calls `sink` for each token of `text`, in order.
pub fn tokenize(text: &str, mut sink: impl FnMut(Token<'_>)) {
    let Some(expanded) = Expanded::of(text) else { return cut(text, sink) };
    let mut apart = Apart::default();
    let mut held: Option<(String, Span, Shape)> = None;
    let mut send = |held: Option<(String, Span, Shape)>, next: Option<Span>| {
        if let Some((word, span, shape)) = held {
            sink(Token { word: &word, span: apart.place(span, next), shape });
        }
    };
    cut(&expanded.text, |token| {
        let span = expanded.source(token.span);
        send(held.take(), Some(span));
        held = Some((token.word.to_string(), span, token.shape));
    });
    send(held, None);
}

/// The tokens of a text whose characters are all cut as they stand.
pub(super) fn cut(text: &str, mut sink: impl FnMut(Token<'_>)) {
    let classes = Classes::get();
    let bytes = text.as_bytes();
    let mut word = String::with_capacity(32);
    let mut at = 0;
    while at < bytes.len() {
        let (class, width) = class_at(classes, text, at);
        let end = match class {
            Class::Letter | Class::Digit => word_end(classes, text, at),
            Class::Unit => unit_end(classes, text, at + width),
            _ => {
                at += width;
                continue;
            }
        };
        word.clear();
        let source = &text[at..end];
        fold_word(source, &mut word);
        let numeric = word.bytes().any(|b| b.is_ascii_digit());
        if numeric {
            fold_number(&mut word);
        }
        if !word.is_empty() {
            let capitalised = source.chars().next().is_some_and(char::is_uppercase);
            let shape = Shape { capitalised, numeric, unit: class == Class::Unit };
            sink(Token { word: &word, span: Span::new(at, end), shape });
        }
        at = end;
    }
}

#[inline]
pub(super) fn class_at(classes: Classes, text: &str, at: usize) -> (Class, usize) {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return (classes.of_ascii(byte), 1);
    }
    text[at..].chars().next().map_or((Class::Break, 1), |c| (classes.of(c), c.len_utf8()))
}

/// The end of the word that begins at `start`: past its last letter, digit or mark.
pub(super) fn word_end(classes: Classes, text: &str, start: usize) -> usize {
    let mut end = start;
    let mut at = start;
    let mut last = Class::Letter;
    while at < text.len() {
        let (class, width) = class_at(classes, text, at);
        match class {
            Class::Letter | Class::Digit => {
                at += width;
                end = at;
                last = class;
            }
            Class::Mark => {
                at += width;
                end = at;
            }
            Class::Ignorable => at += width,
            Class::MidLetter | Class::MidNumber => {
                if at + width >= text.len() || end != at {
                    break;
                }
                let wanted = if class == Class::MidLetter { Class::Letter } else { Class::Digit };
                if last != wanted || class_at(classes, text, at + width).0 != wanted {
                    break;
                }
                at += width;
            }
            Class::Unit | Class::Break => break,
        }
    }
    end
}

/// The end of a one-character token: past the marks that belong to it.
pub(super) fn unit_end(classes: Classes, text: &str, mut at: usize) -> usize {
    while at < text.len() {
        let (class, width) = class_at(classes, text, at);
        if class != Class::Mark {
            break;
        }
        at += width;
    }
    at
}

/// `3,500` and `3.500` and `3500` are one number, `3,5` and `3.5` another: a mark with exactly three digits behind it
/// groups thousands and goes, any other is the decimal point.
pub(super) fn fold_number(word: &mut String) {
    if !word.contains([',', '.']) || word.bytes().any(|b| !b.is_ascii_digit() && b != b',' && b != b'.') {
        return;
    }
    let groups: Vec<&str> = word.split([',', '.']).collect();
    let thousands = groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    *word = groups.join(if thousands { "" } else { "." });
}

/// The tokens of one article, compactly: a hash and a place a token.
#[derive(Clone, Debug, Default)]
pub struct TokenTable {
    /// The [`word_hash`] of each folded word.
    pub hashes: Vec<u64>,
    /// Where each stands in the document's text.
    pub spans: Vec<Span>,
    /// Indices of tokens with a cut before them: text between them and the token before was left out of the article.
    pub seams: Vec<u32>,
    /// How many tokens are characters of scripts without spaces.
    pub units: u32,
}

impl TokenTable {
    /// Cuts the pieces of an article (each with its place in the source) into tokens.
    ///
    /// `source` is the whole text of the document; it tells which gaps between pieces hold text that was left out.
    pub fn of_pieces<'a>(source: &str, pieces: impl Iterator<Item = (Span, &'a str)>) -> Self {
        let mut table = Self::default();
        let mut scanner = TokenScanner::default();
        let mut previous: Option<u32> = None;
        for (place, piece) in pieces {
            let left_out = previous.and_then(|end| source.get(end as usize..place.start as usize));
            if left_out.is_some_and(|gap| !gap.trim().is_empty()) {
                table.seams.push(table.hashes.len() as u32);
            }
            previous = Some(place.end);
            scanner.scan(piece, |token| {
                table.hashes.push(token.hash);
                table.spans.push(Span { start: place.start + token.start, end: place.start + token.end });
                table.units += u32::from(token.unit);
            });
        }
        table
    }

    /// The tokens of a whole text.
    pub fn of_text(text: &str, scanner: &mut TokenScanner) -> Self {
        let mut table = Self::default();
        table.fill(text, scanner);
        table
    }

    /// Becomes the table of all of `text`; keeps what it has allocated.
    pub fn fill(&mut self, text: &str, scanner: &mut TokenScanner) {
        self.hashes.clear();
        self.spans.clear();
        self.seams.clear();
        self.units = 0;
        // A word of news and the space behind it take six bytes.
        self.hashes.reserve(text.len() / 6);
        self.spans.reserve(text.len() / 6);
        scanner.scan(text, |token| {
            self.hashes.push(token.hash);
            self.spans.push(Span { start: token.start, end: token.end });
            self.units += u32::from(token.unit);
        });
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Whether most tokens are characters of scripts without spaces.
    pub fn is_unspaced(&self) -> bool {
        2 * self.units as usize > self.len()
    }

    /// The source range from token `first` to token `last`, both included.
    pub fn cover(&self, first: usize, last: usize) -> Span {
        Span { start: self.spans[first].start, end: self.spans[last].end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        tokenize(text, |token| out.push(token.word.to_string()));
        out
    }

    #[test]
    fn marks_do_not_split_words() {
        assert_eq!(words("हिन्दी में समाचार"), ["हिंदी", "में", "समाचार"]);
        assert_eq!(words("أَعْلَنَ رَئِيسُ الوُزَرَاءِ"), ["اعلن", "رييس", "الوزراء"]);
        assert_eq!(words("cafe\u{301} creme"), ["café", "creme"]);
    }

    #[test]
    fn scripts_without_spaces_give_a_token_a_character() {
        assert_eq!(words("北京BBC新闻"), ["北", "京", "bbc", "新", "闻"]);
        assert_eq!(words("ที่นี่"), ["ที่", "นี่"]);
    }

    #[test]
    fn what_is_one_in_its_normal_form_is_one_token_table() {
        for (a, b) in [
            ("น้ำท่วม", "น้ํ\u{e32}ท่วม"),
            ("ຄຳ", "ຄ\u{ecd}\u{eb2}"),
            ("ຫນຶ່ງ ໜຶ່ງ", "ຫນຶ່ງ ຫນຶ່ງ"),
            ("ﾃﾞﾝｼﾊﾞ", "デンシバ"),
            ("か\u{3099}", "が"),
            ("⼀⽇", "一日"),
            ("ﷺ", "صلى الله عليه وسلم"),
            ("ﻣﺪﺭﺳﺔ", "مدرسة"),
            ("\u{1112}\u{1161}\u{11ab}국", "한국"),
            ("３，５００", "3,500"),
            ("ＡＢＣ．", "ABC."),
            ("1½ m²", "11\u{2044}2 m2"),
            ("5℃ ①Ⓐ", "5°C 1A"),
        ] {
            assert_eq!(words(a), words(b), "{a} {b}");
        }
    }

    #[test]
    fn parts_of_one_character_are_quoted_once() {
        let quoted = |text: &str| {
            let mut out = Vec::new();
            tokenize(text, |token| out.push(token.span.of(text).unwrap().to_string()));
            out
        };
        assert_eq!(quoted("น้ำท"), ["น้", "ำ", "ท"]);
        assert_eq!(quoted("قال ﷺ هنا"), ["قال", "ﷺ", "", "", "", "هنا"]);
        assert_eq!(quoted("1½ m²"), ["1", "½", "m²"]);
        assert_eq!(quoted("ｶﾞス"), ["ｶﾞ", "ス"]);
    }

    #[test]
    fn numbers_keep_their_value() {
        assert_eq!(words("3,500 3.500 3500 3.5 3,5 1.2.3"), ["3500", "3500", "3500", "3.5", "3.5", "1.2.3"]);
        assert_eq!(words("end. Next, 5."), ["end", "next", "5"]);
    }

    #[test]
    fn hyphens_split_and_apostrophes_join() {
        assert_eq!(words("سون-هوي o'clock l’état 'quoted'"), ["سون", "هوي", "o'clock", "l'état", "quoted"]);
    }

    #[test]
    fn a_left_out_stretch_between_pieces_is_a_seam() {
        let source = "one two\nMENU\nthree\n\nfour";
        let pieces = [Span::new(0, 7), Span::new(13, 18), Span::new(20, 24)];
        let table = TokenTable::of_pieces(source, pieces.iter().map(|&s| (s, s.of(source).unwrap())));
        assert_eq!((table.len(), table.seams), (4, vec![2]));
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_and_on_character_boundaries(text in "\\PC{0,80}") {
            let mut end = 0;
            tokenize(&text, |token| {
                assert!(token.span.start >= end && !token.word.is_empty());
                assert!(token.span.of(&text).is_some());
                end = token.span.end;
            });
        }

        #[test]
        fn a_text_and_its_compatible_forms_have_the_same_words(
            text in "([\\PC]|[กนทำ้่ําຳໜຫມ]|[가힣ㄱㅏ\u{1100}\u{1161}\u{11a8}ﾡￂ]|[ｶﾞﾊﾟガかﾞ゙ゟ]|[ﷺﻻﺔﺭا ]|[０-９，．,.½²①]|[Ａ-Ｚa-z'’ŉ™℃]|[⼀一北]){0,30}"
        ) {
            let nfkc = icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize(&text).into_owned();
            prop_assert_eq!(words(&text), words(&nfkc));
            let nfkd = icu_normalizer::DecomposingNormalizerBorrowed::new_nfkd().normalize(&text).into_owned();
            prop_assert_eq!(words(&text), words(&nfkd));
        }

        #[test]
        fn decomposed_text_has_the_same_words(text in "[a-zA-Zéüßñçأإآبتěščřžάέήかがぱ ]{0,40}") {
            let nfd = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(&text).into_owned();
            prop_assert_eq!(words(&text), words(&nfd));
        }
    }
}
