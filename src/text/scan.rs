//! Tokens as hashes: the same tokens as [`tokenize`](super::tokenize) gives, several times faster, for the passes that
//! need no spelling.
//!
//! The text is lower-cased into a buffer and looked at in blocks of 64 bytes ([`Lanes`]). Bit arithmetic on the masks of
//! a block gives the runs of bytes between which a word must end: a run of ASCII letters and digits, with apostrophes
//! inside, is one token and is hashed where it stands. A run that holds a character beyond ASCII, or a point between
//! digits, goes the general way, a character at a time, with a table of the characters whose folding is one look-up.

use super::class::{Class, Classes};
use super::fold::{QuickChar, QuickFold, fold_word};
use super::lanes::{LANES, Lanes, Masks};
use super::tokenize::{
    SHORT_WORD, class_at, fold_number, hash_of_short, hash_of_word, unit_end, word_end, word_hash,
};

/// Cuts texts into hashed tokens; keeps its buffers from one text to the next.
#[derive(Debug)]
pub struct TokenScanner {
    lanes: Lanes,
    general: General,
    lower: Vec<u8>,
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
        Self { lanes: Lanes::best(), general: General::new(), lower: Vec::new() }
    }
}

impl TokenScanner {
    /// Calls `sink` for each token of `text`, in order.
    pub fn scan(&mut self, text: &str, mut sink: impl FnMut(ScannedToken)) {
        let bytes = text.as_bytes();
        self.lower.clear();
        self.lower.extend(bytes.iter().map(u8::to_ascii_lowercase));
        self.lower.resize(bytes.len().next_multiple_of(LANES) + SHORT_WORD, b' ');
        let Self { lanes, general, lower } = self;
        let (blocks, _) = lower.as_chunks::<LANES>();
        let masks_at = |at: usize| blocks.get(at).map_or_else(Masks::default, |block| lanes.masks(block));
        let mut runs = Runs::default();
        let mut masks = masks_at(0);
        for at in 0..blocks.len() {
            let next = masks_at(at + 1);
            runs.block(at * LANES, &masks, &next, |run| {
                if run.rough {
                    general.scan(text, run.start, run.end, &mut sink);
                } else {
                    let hash = run.hash(lower);
                    sink(ScannedToken { hash, start: run.start as u32, end: run.end as u32, unit: false });
                }
            });
            masks = next;
        }
        if let Some(run) = runs.last(bytes.len()) {
            if run.rough {
                general.scan(text, run.start, run.end, &mut sink);
            } else {
                let hash = run.hash(lower);
                sink(ScannedToken { hash, start: run.start as u32, end: run.end as u32, unit: false });
            }
        }
    }
}

/// A stretch of bytes at whose ends words end.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    /// It is not one plain ASCII word.
    rough: bool,
    /// It has an ASCII digit.
    numeric: bool,
}

impl Run {
    /// The hash of a run that is one plain word.
    fn hash(self, lower: &[u8]) -> u64 {
        let length = self.end - self.start;
        if length > SHORT_WORD {
            return hash_of_word(&lower[self.start..self.end], self.numeric);
        }
        // The buffer goes on behind its last word, so sixteen bytes can always be had; those of others are cut off.
        let bytes = lower[self.start..].first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes));
        let own = bytes & (u128::MAX >> (8 * (SHORT_WORD - length)));
        hash_of_short(own, length) & !1 | u64::from(self.numeric)
    }
}

/// Runs from masks, across the borders of blocks.
#[derive(Default)]
struct Runs {
    /// The last bits of the block before.
    letter: u64,
    digit: u64,
    inside: u64,
    /// Where the open run began, and whether something in it is rough or a digit.
    start: usize,
    rough: bool,
    numeric: bool,
}

impl Runs {
    #[inline]
    fn block(&mut self, base: usize, masks: &Masks, next: &Masks, mut close: impl FnMut(Run)) {
        let letters = masks.letters | masks.high;
        let digits = masks.digits | masks.high;
        let beside = |own: u64, before: u64, after: u64| (own << 1 | before) & (own >> 1 | after << 63);
        let quotes = masks.quotes & beside(letters, self.letter, next.letters | next.high);
        let points = masks.points & beside(digits, self.digit, next.digits | next.high);
        let inside = letters | digits | quotes | points;
        let rough = masks.high | points;
        let mut edges = inside ^ (inside << 1 | self.inside);
        let mut open = self.inside == 1;
        let mut from = 0_u32;
        while edges != 0 {
            let at = edges.trailing_zeros();
            edges &= edges - 1;
            if open {
                let within = |mask: u64| (mask & below(at)) >> from != 0;
                let (rough, numeric) = (self.rough | within(rough), self.numeric | within(masks.digits));
                close(Run { start: self.start, end: base + at as usize, rough, numeric });
            } else {
                self.start = base + at as usize;
                (self.rough, self.numeric) = (false, false);
                from = at;
            }
            open = !open;
        }
        if open {
            self.rough |= rough >> from != 0;
            self.numeric |= masks.digits >> from != 0;
        }
        self.letter = letters >> 63;
        self.digit = digits >> 63;
        self.inside = inside >> 63;
    }

    /// The run that reaches to the end of the text.
    fn last(&self, end: usize) -> Option<Run> {
        (self.inside == 1).then_some(Run {
            start: self.start,
            end,
            rough: self.rough,
            numeric: self.numeric,
        })
    }
}

/// The bits below bit `at` of 64.
#[inline]
fn below(at: u32) -> u64 {
    (1_u64 << at) - 1
}

/// The general way, a character at a time.
#[derive(Debug)]
struct General {
    classes: Classes,
    quick: QuickFold,
    word: Word,
    slow: String,
}

/// A folded word while it is made.
#[derive(Debug)]
struct Word {
    bytes: [u8; Word::MOST + SHORT_WORD],
    length: usize,
    numeric: bool,
}

impl Word {
    /// Longer words go the slow way.
    const MOST: usize = 96;

    fn clear(&mut self) {
        self.length = 0;
        self.numeric = false;
    }

    /// Appends a character; there is always room for one.
    #[inline]
    fn push(&mut self, folded: u16) {
        self.numeric |= (u16::from(b'0')..=u16::from(b'9')).contains(&folded);
        self.length += encode(folded, &mut self.bytes, self.length);
    }

    fn hash(&self) -> Option<u64> {
        match self.length {
            0 => None,
            1..=SHORT_WORD => {
                let bytes = self.bytes.first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes));
                let own = bytes & (u128::MAX >> (8 * (SHORT_WORD - self.length)));
                Some(hash_of_short(own, self.length) & !1 | u64::from(self.numeric))
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
            word: Word { bytes: [0; Word::MOST + SHORT_WORD], length: 0, numeric: false },
            slow: String::new(),
        }
    }

    /// The tokens of `text[start..end]`, whose ends no word crosses.
    fn scan(&mut self, text: &str, start: usize, end: usize, sink: &mut impl FnMut(ScannedToken)) {
        let run = &text[start..end];
        let mut at = 0;
        while let Some(first) = run[at..].chars().next() {
            let (stop, hash, unit) = match self.quick.of(first) {
                QuickChar::End => {
                    at += first.len_utf8();
                    continue;
                }
                QuickChar::Kept(_) => match self.quick_word(run, at) {
                    Some(stop) => (stop, self.word.hash(), false),
                    None => self.slow_token(run, at),
                },
                QuickChar::Unit(folded) => match self.quick_unit(run, at, first, folded) {
                    Some(stop) => (stop, self.word.hash(), true),
                    None => self.slow_token(run, at),
                },
                QuickChar::Mark(_) | QuickChar::Dropped | QuickChar::Slow => self.slow_token(run, at),
            };
            if let Some(hash) = hash {
                sink(ScannedToken { hash, start: (start + at) as u32, end: (start + stop) as u32, unit });
            }
            at = stop;
        }
    }

    /// Folds the word that begins at `at`, and says where it ends: nothing when a character of it, or the one behind it,
    /// needs a look at its neighbours.
    fn quick_word(&mut self, run: &str, at: usize) -> Option<usize> {
        let word = &mut self.word;
        word.clear();
        let mut end = at;
        for c in run[at..].chars() {
            match self.quick.of(c) {
                QuickChar::Kept(folded) | QuickChar::Mark(folded) if word.length < Word::MOST => word.push(folded),
                QuickChar::Dropped => {}
                QuickChar::End | QuickChar::Unit(_) => return Some(end),
                QuickChar::Kept(_) | QuickChar::Mark(_) | QuickChar::Slow => return None,
            }
            end += c.len_utf8();
        }
        Some(end)
    }

    /// The same for a character that is a word alone.
    fn quick_unit(&mut self, run: &str, at: usize, first: char, folded: u16) -> Option<usize> {
        let end = at + first.len_utf8();
        let alone = match run[end..].chars().next().map(|c| self.quick.of(c)) {
            None | Some(QuickChar::End | QuickChar::Kept(_) | QuickChar::Unit(_)) => true,
            Some(QuickChar::Mark(_) | QuickChar::Dropped | QuickChar::Slow) => false,
        };
        self.word.clear();
        self.word.push(folded);
        alone.then_some(end)
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

    /// The hash of a folded word; nothing when nothing of it counts.
    fn slow_hash(&mut self, word: &str) -> Option<u64> {
        self.slow.clear();
        fold_word(word, &mut self.slow);
        fold_number(&mut self.slow);
        (!self.slow.is_empty()).then(|| word_hash(&self.slow))
    }
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
    use super::super::tokenize::tokenize;
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
            text in "([a-zA-Z]{1,9}|[0-9]{1,4}|[.,' \n]|[أإآبتةكلمنهويىپگ\u{64B}\u{64E}\u{651}\u{653}\u{640}]{1,6}|[a-zéüßñ’]{1,6}|[अकनमदत\u{93F}\u{94D}\u{902}\u{93C}]{1,6}|[а-яёА-Я]{1,6}|[αάςΣΆ\u{301}]{1,4}|[北京が\u{3099}ก\u{E31}가힣]{1,3}|[٣۴५]{1,3}){0,40}"
        ) {
            assert_same(&text);
        }
    }
}
