//! Characters whose NFKC form is cut otherwise than they are: Thai ำ is a mark of the character before it and a character of
//! its own, ﷺ is four words, ½ two numbers, ｶﾞ one character. They are written out before a text is cut, so that a text and
//! its NFKC form have the same tokens.

use super::class::{Class, classify};
use super::fold::{QuickChar, QuickFold};
use crate::span::Span;
use icu_normalizer::ComposingNormalizerBorrowed;

/// Whether a character is cut otherwise when it is written out.
pub(super) fn is_crossing(c: char) -> bool {
    let normalizer = ComposingNormalizerBorrowed::new_nfkc();
    let mut buffer = [0; 4];
    let own: &str = c.encode_utf8(&mut buffer);
    if c.is_ascii() || normalizer.is_normalized(own) {
        return false;
    }
    let form = normalizer.normalize(own);
    let classes: Vec<Class> = form.chars().map(classify).collect();
    let (first, rest) = classes.split_first().map_or((Class::Break, &[][..]), |(first, rest)| (*first, rest));
    let all = |of: &dyn Fn(Class) -> bool| classes.iter().all(|class| of(*class));
    match classify(c) {
        Class::Letter => {
            first != Class::Letter || !all(&|class| matches!(class, Class::Letter | Class::Mark))
        }
        Class::Unit => first != Class::Unit || !rest.iter().all(|class| *class == Class::Mark),
        // Points one after the other join nothing, and marks behind a break belong to nothing.
        Class::Break if classes.len() > 1 && all(&|class| class == Class::MidNumber) => false,
        Class::Break => first != Class::Break || !all(&|class| matches!(class, Class::Break | Class::Mark)),
        own => !all(&|class| class == own),
    }
}

/// A text with its crossing characters written out, and the way back.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) text: String,
    /// For each character written out: where it stands here, and where it stood.
    places: Vec<(Span, Span)>,
}

impl Expanded {
    /// Writes out the crossing characters of `text`; nothing when it has none.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.is_ascii() {
            return None;
        }
        let quick = QuickFold::get();
        text.chars().any(|c| quick.of(c) == QuickChar::Crossing).then(|| {
            let mut expanded = Self::default();
            expanded.fill(text);
            expanded
        })
    }

    /// Becomes `text` with its crossing characters written out.
    pub(super) fn fill(&mut self, text: &str) {
        let quick = QuickFold::get();
        self.text.clear();
        self.places.clear();
        for (at, c) in text.char_indices() {
            if quick.of(c) == QuickChar::Crossing {
                let start = self.text.len();
                let own = &text[at..at + c.len_utf8()];
                self.text.push_str(&ComposingNormalizerBorrowed::new_nfkc().normalize(own));
                let here = Span::new(start, self.text.len());
                self.places.push((here, Span::new(at, at + c.len_utf8())));
            } else {
                self.text.push(c);
            }
        }
    }

    /// Where a stretch stood: with all of a character that it has a part of.
    pub(super) fn source(&self, span: Span) -> Span {
        let start = self.around(span.start);
        let end = self.around(span.end.saturating_sub(1));
        let of = |at: u32, found: Option<usize>| {
            found.map_or_else(
                || {
                    let at = self.moved(at);
                    Span { start: at, end: at + 1 }
                },
                |found| self.places[found].1,
            )
        };
        Span { start: of(span.start, start).start, end: of(span.end.saturating_sub(1), end).end }
    }

    /// The character written out that the byte at `at` is part of.
    fn around(&self, at: u32) -> Option<usize> {
        let before = self.places.partition_point(|(here, _)| here.start <= at).checked_sub(1)?;
        (at < self.places[before].0.end).then_some(before)
    }

    /// Where a byte stood that is of no such character.
    fn moved(&self, at: u32) -> u32 {
        match self.places.partition_point(|(here, _)| here.end <= at).checked_sub(1) {
            Some(before) => {
                let (here, source) = self.places[before];
                source.end + (at - here.end)
            }
            None => at,
        }
    }
}

/// Parts of one character can be in several tokens. It is quoted with the token that begins in it first; those that only reach
/// into it end before it, and others that begin in it are empty behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Apart {
    end: u32,
}

impl Apart {
    /// The place of a token, given that of the next one as it would be if it were alone.
    pub(super) fn place(&mut self, own: Span, next: Option<Span>) -> Span {
        let start = own.start.max(self.end);
        let mut end = own.end.max(start);
        if let Some(next) = next.filter(|next| next.start < end && next.start > start) {
            end = next.start;
        }
        self.end = end;
        Span { start, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_are_several_or_part_of_one_are_written_out() {
        for c in ['ำ', 'ຳ', 'ໜ', 'ﷺ', '½', '²', '℃', 'ﾞ', 'ゟ', '⼀', 'Ⓐ', '№', 'ŉ', '①']
        {
            assert!(is_crossing(c), "{c}");
        }
        for c in [
            'a', 'é', 'ﬁ', 'Ａ', '１', 'ｶ', '…', '，', '：', '´', '\u{a0}', 'ﻻ', '가', 'ㄱ', '\u{1100}',
            '北', 'Ⅳ',
        ] {
            assert!(!is_crossing(c), "{c}");
        }
    }

    #[test]
    fn places_lead_back_to_whole_characters() {
        let text = "กำa½b";
        let expanded = Expanded::of(text).unwrap();
        assert_eq!(expanded.text, "ก\u{e4d}\u{e32}a1\u{2044}2b");
        let source = |part: &str| {
            let at = expanded.text.find(part).unwrap();
            expanded.source(Span::new(at, at + part.len())).of(text).unwrap()
        };
        for (part, want) in
            [("ก\u{e4d}", "กำ"), ("\u{e32}a", "ำa"), ("a1", "a½"), ("2", "½"), ("2b", "½b"), ("b", "b")]
        {
            assert_eq!(source(part), want);
        }
        assert!(Expanded::of("plain").is_none() && Expanded::of("é北").is_none());
    }
}
