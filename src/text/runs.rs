//! The runs of bytes between which words must end, from the masks of 64 bytes, and the words that are one run: ASCII
//! words and numbers, and words of characters of two bytes each (Arabic, Cyrillic, Greek, Hebrew).

use super::fold::QuickFold;
use super::lanes::{self, Block, CASE, LANES, Lanes, Masks};
use super::tokenize::{SHORT_WORD, halves_of, hash_of_pair, hash_of_word};

/// A stretch of bytes at whose ends words end.
#[derive(Clone, Copy, Default)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    kinds: Kinds,
}

/// What stands in a run.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Kinds(u8);

impl Kinds {
    /// An ASCII letter, or an apostrophe between letters.
    const PLAIN: Self = Self(1);
    const DIGIT: Self = Self(2);
    /// A point or comma between digits.
    const POINT: Self = Self(4);
    /// Part of a character beyond ASCII.
    const HIGH: Self = Self(8);

    /// The kinds of the bytes in `own`, of a block that is not of plain words alone.
    #[inline]
    fn of(masks: &Masks, points: u64, own: u64) -> Self {
        if own & (masks.high | masks.digits | points) == 0 {
            return Self::PLAIN;
        }
        let some = |mask: u64, kind: Self| if mask & own == 0 { 0 } else { kind.0 };
        let plain = !(masks.high | masks.digits | points);
        Self(
            some(plain, Self::PLAIN)
                | some(masks.digits, Self::DIGIT)
                | some(points, Self::POINT)
                | some(masks.high, Self::HIGH),
        )
    }

    #[inline]
    fn has(self, kind: Self) -> bool {
        self.0 & kind.0 != 0
    }
}

/// A run as one token.
pub(super) struct Whole {
    pub(super) hash: u64,
    /// One past its last byte: what is behind it in the run is no word.
    pub(super) end: usize,
}

impl Run {
    /// Whether the run is one plain word, and no number with points.
    #[inline]
    pub(super) fn is_word(self) -> bool {
        self.kinds.0 & (Kinds::HIGH.0 | Kinds::POINT.0) == 0
    }

    /// The run as one token, when it is no plain word; nothing when it needs a look at each character. `long` is a buffer.
    pub(super) fn whole(self, text: &[u8], quick: QuickFold, long: &mut Vec<u8>) -> Option<Whole> {
        match (self.kinds.has(Kinds::HIGH), self.kinds.has(Kinds::PLAIN)) {
            (true, _) if self.kinds == Kinds::HIGH => self.pairs(text, quick, long),
            (false, false) => Some(self.number(text, long)),
            _ => None,
        }
    }

    /// Sixteen bytes from the start of the run, of which those behind it mean nothing; none for the last words of a text.
    #[inline]
    fn head(self, text: &[u8]) -> Option<[u64; 2]> {
        let bytes: &[u8; SHORT_WORD] = text[self.start..].first_chunk()?;
        Some(halves_of(*bytes))
    }

    /// The hash of a run that is one plain word; `long` is a buffer for words of more than sixteen bytes.
    #[inline]
    pub(super) fn word(self, text: &[u8], long: &mut Vec<u8>) -> u64 {
        const CASES: u64 = u64::from_ne_bytes([CASE; 8]);
        let numeric = self.kinds.has(Kinds::DIGIT);
        let length = self.end - self.start;
        match self.head(text) {
            Some([low, high]) if length <= SHORT_WORD => {
                let keep = KEEP[length];
                hash_of_pair([(low | CASES) & keep[0], (high | CASES) & keep[1]], length) & !1
                    | u64::from(numeric)
            }
            _ => {
                long.clear();
                long.extend(text[self.start..self.end].iter().map(|byte| byte | CASE));
                hash_of_word(long, numeric)
            }
        }
    }

    /// A run of digits with points between them is one number: see `fold_number`.
    fn number(self, text: &[u8], long: &mut Vec<u8>) -> Whole {
        let digits = &text[self.start..self.end];
        let is_point = |byte: &u8| matches!(byte, b'.' | b',');
        let mut groups = digits.split(is_point);
        let first = groups.next().map_or(0, <[u8]>::len);
        let thousands = first <= 3 && groups.all(|group| group.len() == 3);
        long.clear();
        if thousands {
            long.extend(digits.iter().filter(|byte| !is_point(byte)));
        } else {
            long.extend(digits.iter().map(|byte| if is_point(byte) { b'.' } else { *byte }));
        }
        Whole { hash: hash_of_word(long, true), end: self.end }
    }

    /// A run of up to sixteen letters of two bytes each that fold to two bytes each, with at most one mark behind them that
    /// ends a word.
    #[inline]
    fn pairs(self, text: &[u8], quick: QuickFold, long: &mut Vec<u8>) -> Option<Whole> {
        let mut end = self.end;
        let last = text.get(self.start.max(end.saturating_sub(2))..end)?;
        if let [lead @ 0xC0..0xE0, trail] = *last
            && quick.ends(usize::from(lead & 0x1F) << 6 | usize::from(trail & 0x3F))
        {
            end -= 2;
        }
        let length = end - self.start;
        if length == 0 || length > 2 * SHORT_WORD || !length.is_multiple_of(2) {
            return None;
        }
        let halves = pairs_of(text[self.start..].first_chunk()?, length.min(SHORT_WORD), quick)?;
        if length <= SHORT_WORD {
            return Some(Whole { hash: hash_of_pair(halves, length) & !1, end });
        }
        let hash = long_pairs(&text[self.start + SHORT_WORD..], length, halves, quick, long)?;
        Some(Whole { hash, end })
    }
}

/// The hash of a word of `length` bytes, of which the first sixteen fold to `halves` and the others begin `rest`.
#[inline(never)]
fn long_pairs(
    rest: &[u8],
    length: usize,
    halves: [u64; 2],
    quick: QuickFold,
    long: &mut Vec<u8>,
) -> Option<u64> {
    let more = pairs_of(rest.first_chunk()?, length - SHORT_WORD, quick)?;
    long.clear();
    long.extend(halves.into_iter().chain(more).flat_map(u64::to_le_bytes));
    Some(hash_of_word(&long[..length], false))
}

/// What the first `length` of sixteen bytes fold to, when they are letters of two bytes each that fold to two bytes each: all
/// eight are looked up, wanted or not, because guessing where a word ends costs more.
#[inline(always)]
#[allow(clippy::inline_always, reason = "a call costs a fifth of it, and there are two")]
fn pairs_of(bytes: &[u8; SHORT_WORD], length: usize, quick: QuickFold) -> Option<[u64; 2]> {
    const LEADS: u64 = 0xC0E0_C0E0_C0E0_C0E0;
    const WIDE: u64 = 0x80C0_80C0_80C0_80C0;
    let mut halves = halves_of(*bytes);
    let mut odd = 0;
    for (half, keep) in halves.iter_mut().zip(KEEP[length]) {
        odd |= (*half & LEADS ^ WIDE) & keep;
        let codes = (*half & 0x001F_001F_001F_001F) << 6 | *half >> 8 & 0x003F_003F_003F_003F;
        let [a, b, c, d] = [0, 16, 32, 48].map(|shift| u64::from(quick.pair((codes >> shift) as usize)));
        *half = (a | b << 16 | c << 32 | d << 48) & keep;
        // What does not fold to two bytes is 0 in the table.
        odd |= !*half & keep & 0x0080_0080_0080_0080;
    }
    (odd == 0).then_some(halves)
}

/// The bytes that count of a word of up to sixteen.
const KEEP: [[u64; 2]; SHORT_WORD + 1] = {
    let mut keep = [[0; 2]; SHORT_WORD + 1];
    let mut length = 1;
    while length <= SHORT_WORD {
        let bits = u128::MAX >> (8 * (SHORT_WORD - length));
        keep[length] = [bits as u64, (bits >> 64) as u64];
        length += 1;
    }
    keep
};

/// Runs from masks, across the borders of blocks.
pub(super) struct Runs {
    /// The last bits of the block before.
    letter: u64,
    digit: u64,
    inside: u64,
    /// Where the open run began, and what is in it.
    start: usize,
    kinds: Kinds,
    /// The runs that ended in this block. They are gathered first and hashed then, because one short loop after the other
    /// costs less than both in one.
    closed: [Run; MOST + TOGETHER],
    count: usize,
}

/// Every second byte of a block can end a run; and one is open at the end of the text.
const MOST: usize = LANES / 2 + 2;

/// Runs that are written together.
const TOGETHER: usize = 8;

impl Default for Runs {
    fn default() -> Self {
        Self {
            letter: 0,
            digit: 0,
            inside: 0,
            start: 0,
            kinds: Kinds::default(),
            closed: [Run::default(); MOST + TOGETHER],
            count: 0,
        }
    }
}

impl Runs {
    /// The runs that end in a block, whose masks are `masks`; `behind` is the block behind it, whose masks are returned.
    #[inline]
    pub(super) fn step(&mut self, lanes: Lanes, base: usize, masks: &Masks, behind: Option<&Block>) -> Masks {
        match lanes {
            Lanes::Portable => self.block(base, masks, behind.map_or_else(Masks::default, lanes::portable)),
            #[cfg(target_arch = "x86_64")]
            #[allow(unsafe_code, reason = "a measured gain; the call needs features that were looked for")]
            Lanes::Avx2 => {
                // SAFETY: `step_avx2` is a safe function on a processor that has AVX2, BMI1, BMI2, LZCNT and POPCNT.
                // `Lanes::Avx2` is made by `Lanes::best` alone, after the processor said that it has all five.
                unsafe { self.step_avx2(base, masks, behind) }
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn step_avx2(&mut self, base: usize, masks: &Masks, behind: Option<&Block>) -> Masks {
        let next = match behind {
            Some(block) => lanes::avx2(block),
            None => Masks::default(),
        };
        self.block(base, masks, next)
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each set of instructions")]
    fn block(&mut self, base: usize, masks: &Masks, next: Masks) -> Masks {
        self.count = 0;
        let letters = masks.letters | masks.high;
        let digits = masks.digits | masks.high;
        let beside = |own: u64, before: u64, after: u64| (own << 1 | before) & (own >> 1 | after << 63);
        let quotes = masks.quotes & beside(letters, self.letter, next.letters | next.high);
        let points = masks.points & beside(digits, self.digit, next.digits | next.high);
        let inside = letters | digits | quotes | points;
        let simple = (masks.high | masks.digits) == 0;
        let kinds = |own: u64| if simple { Kinds::PLAIN } else { Kinds::of(masks, points, own) };
        let before = inside << 1 | self.inside;
        let (starts, mut ends) = (inside & !before, !inside & before);
        if self.inside == 1 {
            // The run that the block before left open ends here, or goes on behind the block.
            let own = if ends == 0 { u64::MAX } else { below(ends.trailing_zeros()) };
            self.kinds = Kinds(self.kinds.0 | if own == 0 { 0 } else { kinds(own).0 });
            if ends != 0 {
                self.close(base + ends.trailing_zeros() as usize);
                ends &= ends - 1;
            }
        }
        if inside >> 63 == 1 && starts != 0 {
            let start = starts.ilog2();
            self.start = base + start as usize;
            self.kinds = kinds(!below(start));
        }
        if simple {
            self.put_all(base, [starts, ends], |_| Kinds::PLAIN);
        } else {
            self.put_all(base, [starts, ends], kinds);
        }
        self.letter = letters >> 63;
        self.digit = digits >> 63;
        self.inside = inside >> 63;
        next
    }

    /// Adds a run for each bit of `ends`, that begins at the same bit of `starts`. Eight at a time, wanted or not: how many
    /// words a block has is hard to foresee, and a wrong guess costs more than to write some in vain.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled once for each set of instructions")]
    fn put_all(&mut self, base: usize, [mut starts, mut ends]: [u64; 2], kinds: impl Fn(u64) -> Kinds) {
        let wanted = self.count + ends.count_ones() as usize;
        while self.count < wanted {
            let Some(eight) = self.closed[self.count.min(MOST)..].first_chunk_mut::<TOGETHER>() else {
                break;
            };
            for run in eight {
                let (start, end) = (starts.trailing_zeros(), ends.trailing_zeros());
                let own = below(end) & !below(start);
                *run = Run { start: base + start as usize, end: base + end as usize, kinds: kinds(own) };
                starts &= starts.wrapping_sub(1);
                ends &= ends.wrapping_sub(1);
            }
            self.count += TOGETHER;
        }
        self.count = wanted;
    }

    #[inline]
    fn put(&mut self, run: Run) {
        self.closed[self.count % MOST] = run;
        self.count += 1;
    }

    /// Closes the open run, if there is one, at `end`.
    #[inline]
    pub(super) fn close(&mut self, end: usize) {
        if self.inside == 1 {
            self.put(Run { start: self.start, end, kinds: self.kinds });
        }
    }

    /// The runs that were closed in the last block, in order.
    #[inline]
    pub(super) fn closed(&self) -> &[Run] {
        &self.closed[..self.count.min(MOST)]
    }
}

/// The bits below bit `at` of 64.
#[inline]
fn below(at: u32) -> u64 {
    1_u64.checked_shl(at).unwrap_or(0).wrapping_sub(1)
}
