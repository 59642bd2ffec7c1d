//! Tokens as hashes: the same tokens as [`tokenize`](super::tokenize) gives, several times faster, for the passes that
//! need no spelling.
//!
//! The text is looked at in blocks of 64 bytes ([`Lanes`]). Bit arithmetic on the masks of
//! a block gives the runs of bytes between which a word must end ([`Runs`]): a run that is one ASCII word or number, or one
//! short word of letters of two bytes, is hashed where it stands. Any other goes the general way, a character at a time,
//! with a table of the characters whose folding is one look-up.

use super::class::{Class, Classes};
use super::fold::{QuickChar, QuickFold, fold_word};
use super::lanes::{LANES, Lanes};
use super::runs::Runs;
use super::tokenize::{
    SHORT_WORD, class_at, fold_number, hash_of_pair, hash_of_word, tokenize, unit_end, word_end, word_hash,
};
use std::cmp::Ordering;
use std::str::Chars;

/// Cuts texts into hashed tokens; keeps its buffers from one text to the next.
#[derive(Debug)]
pub struct TokenScanner {
    lanes: Lanes,
    general: General,
    long: Vec<u8>,
}

/// A token without its spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScannedToken {
    /// The [`word_hash`] of its folded word.
    pub hash: u64,
    /// First byte in the text that was given.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Whether it is a character of a script without spaces.
    pub unit: bool,
}

impl Default for TokenScanner {
    fn default() -> Self {
        Self { lanes: Lanes::best(), general: General::new(), long: Vec::new() }
    }
}

impl TokenScanner {
    /// Calls `sink` for each token of `text`, in order.
    pub fn scan(&mut self, text: &str, mut sink: impl FnMut(ScannedToken)) {
        let bytes = text.as_bytes();
        let Self { lanes, general, long } = self;
        let (blocks, tail) = bytes.as_chunks::<LANES>();
        let mut last = [b' '; LANES];
        last[..tail.len()].copy_from_slice(tail);
        let block_at = |at: usize| match at.cmp(&blocks.len()) {
            Ordering::Less => Some(&blocks[at]),
            Ordering::Equal => Some(&last),
            Ordering::Greater => None,
        };
        let mut runs = Runs::default();
        let quick = general.quick;
        let mut masks = lanes.masks(block_at(0).unwrap_or(&last));
        for at in 0..=blocks.len() {
            masks = runs.step(*lanes, at * LANES, &masks, block_at(at + 1));
            if at == blocks.len() {
                runs.close(bytes.len());
            }
            for &run in runs.closed() {
                let token = |hash, end: usize| ScannedToken {
                    hash,
                    start: run.start as u32,
                    end: end as u32,
                    unit: false,
                };
                if run.is_word() {
                    sink(token(run.word(bytes, long), run.end));
                } else if let Some(whole) = run.whole(bytes, quick, long) {
                    sink(token(whole.hash, whole.end));
                } else {
                    general.scan(text, run.start, run.end, &mut sink);
                }
            }
        }
    }
}

/// The general way, a character at a time.
#[derive(Debug)]
struct General {
    classes: Classes,
    quick: QuickFold,
    word: Word,
    slow: String,
}

/// The first sixteen bytes of a word, in registers: what was just written to memory byte by byte cannot be read from there
/// eight at a time without waiting.
#[derive(Clone, Copy, Debug, Default)]
struct Short {
    low: u64,
    high: u64,
}

impl Short {
    /// Adds two bytes, of which the second may be zero, as the bytes from `at` on; those from the sixteenth on are lost.
    #[inline]
    fn push(&mut self, bytes: [u8; 2], at: usize) {
        let value = u64::from(u16::from_le_bytes(bytes));
        match at {
            0..7 => self.low |= value << (8 * at),
            7 => {
                self.low |= value << 56;
                self.high |= value >> 8;
            }
            8..SHORT_WORD => self.high |= value << (8 * at - 64),
            _ => {}
        }
    }
}

/// A folded word while it is made.
#[derive(Debug)]
struct Word {
    bytes: [u8; Word::MOST + SHORT_WORD],
    short: Short,
    length: usize,
    numeric: bool,
}

impl Word {
    /// Longer words go the slow way.
    const MOST: usize = 96;

    fn hash(&self) -> Option<u64> {
        match self.length {
            0 => None,
            1..=SHORT_WORD => {
                let own = [self.short.low, self.short.high];
                Some(hash_of_pair(own, self.length) & !1 | u64::from(self.numeric))
            }
            _ => Some(hash_of_word(&self.bytes[..self.length], self.numeric)),
        }
    }
}

impl General {
    fn new() -> Self {
        Self {
            classes: Classes::get(),
            quick: QuickFold::get(),
            word: Word {
                bytes: [0; Word::MOST + SHORT_WORD],
                short: Short::default(),
                length: 0,
                numeric: false,
            },
            slow: String::new(),
        }
    }

    /// The tokens of `text[start..end]`, whose ends no word crosses.
    fn scan(&mut self, text: &str, start: usize, end: usize, sink: &mut impl FnMut(ScannedToken)) {
        let run = &text[start..end];
        let mut rest = run.chars();
        loop {
            let at = run.len() - rest.as_str().len();
            let Some(first) = rest.next() else { return };
            let kind = self.quick.of(first);
            let quick = match kind {
                QuickChar::End | QuickChar::Point => continue,
                QuickChar::Kept(_) => {
                    self.quick_word(&run[at..]).map(|behind| (run.len() - behind, self.word.hash(), false))
                }
                QuickChar::Unit(folded) => {
                    self.quick_unit(&rest, folded).map(|behind| (run.len() - behind, self.word.hash(), true))
                }
                _ => None,
            };
            let (stop, hash, unit) = if let Some(token) = quick {
                token
            } else {
                let crossing = kind == QuickChar::Crossing;
                let token = if crossing { (at, None, false) } else { self.slow_token(run, at) };
                if let Some(end) = self.crossing(run, at, token.0) {
                    expanded(&run[at..end], start + at, sink);
                    rest = run[end..].chars();
                    continue;
                }
                token
            };
            if let Some(hash) = hash {
                sink(ScannedToken { hash, start: (start + at) as u32, end: (start + stop) as u32, unit });
            }
            rest = run[stop..].chars();
        }
    }

    /// Folds the word that `rest` begins with, and says how many bytes are behind it: nothing when a character of it, or
    /// the one behind it, needs a look at its neighbours.
    fn quick_word(&mut self, rest: &str) -> Option<usize> {
        let (narrow, folded) = (self.quick.narrow(), &mut self.word.bytes);
        let (text, mut at, mut length, mut digits) = (rest.as_bytes(), 0, 0, 0);
        let mut short = Short::default();
        while let Some(&byte) = text.get(at) {
            let (code, width) = match byte {
                0..0x80 => (usize::from(byte), 1),
                0xC0..0xE0 => (usize::from(byte & 0x1F) << 6 | usize::from(text.get(at + 1)? & 0x3F), 2),
                _ => {
                    let c = rest[at..].chars().next()?;
                    match self.quick.of(c) {
                        QuickChar::Kept(code) | QuickChar::Mark(code) if length < Word::MOST => {
                            digits |= u8::from(is_digit(code));
                            let before = length;
                            length += encode(code, folded, length);
                            (before..length).for_each(|at| short.push([folded[at], 0], at));
                        }
                        QuickChar::Dropped => {}
                        QuickChar::End | QuickChar::Unit(_) => break,
                        // Behind a letter a point ends the word.
                        QuickChar::Point if digits == 0 => break,
                        _ => return None,
                    }
                    at += c.len_utf8();
                    continue;
                }
            };
            let entry = narrow[code & 0x7FF];
            if entry.stops() {
                if entry.ends() {
                    break;
                }
                return None;
            }
            *folded[length..].first_chunk_mut()? = entry.bytes;
            short.push(entry.bytes, length);
            length += usize::from(entry.length);
            digits |= entry.digit();
            if length >= Word::MOST {
                return None;
            }
            at += width;
        }
        (self.word.length, self.word.numeric, self.word.short) = (length, digits != 0, short);
        Some(rest.len() - at)
    }

    /// The same for a character that is a word alone.
    fn quick_unit(&mut self, rest: &Chars<'_>, folded: u16) -> Option<usize> {
        let alone = match rest.clone().next().map(|c| self.quick.of(c)) {
            None | Some(QuickChar::End | QuickChar::Point | QuickChar::Kept(_) | QuickChar::Unit(_)) => true,
            Some(_) => false,
        };
        self.word.length = encode(folded, &mut self.word.bytes, 0);
        self.word.short = Short::default();
        for at in 0..self.word.length {
            self.word.short.push([self.word.bytes[at], 0], at);
        }
        self.word.numeric = is_digit(folded);
        alone.then_some(rest.as_str().len())
    }

    /// The token that may begin at `at`, the slow way: where it ends, its hash when there is one, whether it is a unit.
    fn slow_token(&mut self, run: &str, at: usize) -> (usize, Option<u64>, bool) {
        let (class, width) = class_at(self.classes, run, at);
        let (stop, unit) = match class {
            Class::Letter | Class::Digit => (word_end(self.classes, run, at), false),
            Class::Unit => (unit_end(self.classes, run, at + width), true),
            _ => return (at + width, None, false),
        };
        (stop, self.slow_hash(&run[at..stop]), unit)
    }

    /// Whether the token at `at..stop` has a character that is cut otherwise when it is written out, or one stands behind it:
    /// then the end of what has to be written out with it, behind which a token begins in any case.
    fn crossing(&self, run: &str, at: usize, stop: usize) -> Option<usize> {
        let is = |c: char| self.quick.of(c) == QuickChar::Crossing;
        let joins = |c: &char| {
            !is(*c)
                && matches!(
                    self.classes.of(*c),
                    Class::Ignorable | Class::MidLetter | Class::MidNumber | Class::Mark
                )
        };
        let behind = || run[stop..].chars().find(|c| !joins(c)).is_some_and(is);
        if !run[at..stop].chars().any(is) && !behind() {
            return None;
        }
        let first = run[at..].find(is)?;
        let behind = &run[at + first..];
        let ends = |c: char| matches!(self.quick.of(c), QuickChar::Unit(_) | QuickChar::End);
        Some(behind.find(ends).map_or(run.len(), |end| at + first + end))
    }

    /// The hash of a folded word; nothing when nothing of it counts.
    fn slow_hash(&mut self, word: &str) -> Option<u64> {
        self.slow.clear();
        fold_word(word, &mut self.slow);
        fold_number(&mut self.slow);
        (!self.slow.is_empty()).then(|| word_hash(&self.slow))
    }
}

/// The tokens of a stretch that stands at `start` and has to be written out.
fn expanded(stretch: &str, start: usize, sink: &mut impl FnMut(ScannedToken)) {
    tokenize(stretch, |token| {
        sink(ScannedToken {
            hash: word_hash(token.word),
            start: start as u32 + token.span.start,
            end: start as u32 + token.span.end,
            unit: token.shape.unit,
        });
    });
}

fn is_digit(code: u16) -> bool {
    (u16::from(b'0')..=u16::from(b'9')).contains(&code)
}

/// Writes a character of the basic plane as UTF-8; there is room for three bytes.
#[inline]
fn encode(code: u16, bytes: &mut [u8], at: usize) -> usize {
    match code {
        0..0x80 => {
            bytes[at] = code as u8;
            1
        }
        0x80..0x800 => {
            bytes[at] = 0xC0 | (code >> 6) as u8;
            bytes[at + 1] = 0x80 | (code & 0x3F) as u8;
            2
        }
        _ => {
            bytes[at] = 0xE0 | (code >> 12) as u8;
            bytes[at + 1] = 0x80 | (code >> 6 & 0x3F) as u8;
            bytes[at + 2] = 0x80 | (code & 0x3F) as u8;
            3
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scanned(text: &str, lanes: Lanes) -> Vec<ScannedToken> {
        let mut out = Vec::new();
        TokenScanner { lanes, ..TokenScanner::default() }.scan(text, |token| out.push(token));
        out
    }

    fn obvious(text: &str) -> Vec<ScannedToken> {
        let mut out = Vec::new();
        tokenize(text, |token| {
            out.push(ScannedToken {
                hash: word_hash(token.word),
                start: token.span.start,
                end: token.span.end,
                unit: token.shape.unit,
            });
        });
        out
    }

    fn assert_same(text: &str) {
        let wanted = obvious(text);
        assert_eq!(scanned(text, Lanes::best()), wanted, "{text:?}");
        assert_eq!(scanned(text, Lanes::Portable), wanted, "{text:?}");
    }

    #[test]
    fn the_fast_way_finds_the_tokens_of_the_slow_one() {
        for text in [
            "",
            " ",
            "Don't panic: 3,500 men, 3.5 per cent. The U.S. said 'no'; it's 5'6 x'1 1'x a'b'c 1.2.3, 12,345.6!",
            "“In 2015,” she said—l’état c’est moi, d'état, état's, café's ’tis 'tis",
            "قال الرئيسُ إنّ 3,500 شخصٍ (٣٬٥٠٠) وصلوا.الى هنا،ثم",
            "हिन्दी में ३.५ समाचार 北京BBC新闻2024年 ที่นี่ ΑΘΗΝΆΣ пчёлы İstanbul Straße ＡＢＣ １２３",
            "ʼ ʼa aʼ aʼb 1٫5 ٫ · a·b",
            "น้ำท่วมทำให้ ຄຳໜຶ່ງ ｶﾞﾊﾟ ﷺ قالﷺ abﷺ 1½ m² a'Ⓐ a\u{AD}Ⓐ ３，５００ 3，① 北，① 5℃ ⼀⽇ ŉ",
            "a\u{AD}b a\u{200B}b \u{200B} co\u{AD}operate 1\u{AD},5 x\u{301}'y",
        ] {
            for pad in 0..70 {
                assert_same(&format!("{}{text}", " ".repeat(pad)));
                assert_same(&format!("{}{text}", "x".repeat(pad)));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_text_has_the_same_tokens(text in "\\PC{0,200}") {
            assert_same(&text);
        }

        #[test]
        fn news_has_the_same_tokens(
            text in "([a-zA-Z]{1,9}|[0-9]{1,4}|[.,' \n]|[أإآبتةكلمنهويىپگ\u{64B}\u{64E}\u{651}\u{653}\u{640}]{1,6}|[a-zéüßñ’]{1,6}|[अकनमदत\u{93F}\u{94D}\u{902}\u{93C}]{1,6}|[а-яёА-Я]{1,6}|[αάςΣΆ\u{301}]{1,4}|[北京が\u{3099}ก\u{E31}가힣]{1,3}|[٣۴५]{1,3}|[กนำ้ํา]{1,5}|[ໜຳຄ½²ﷺﾞｶ，．℃Ⓐ①ŉ]{1,3}){0,40}"
        ) {
            assert_same(&text);
        }
    }
}
