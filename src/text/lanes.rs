//! What each of 64 bytes is, as bit masks: one bit a byte, the first byte in the lowest bit.
//!
//! The portable code works on eight bytes at a time in a `u64` and is always there; on x86-64 machines with AVX2, which
//! is looked for once at run time, 32 bytes are looked at together. Both give the same masks, and a test says so.

/// Bytes a mask tells of.
pub(super) const LANES: usize = 64;

/// What a mask tells of.
pub(super) type Block = [u8; LANES];

/// The kinds of the bytes of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    /// `a` to `z`, `A` to `Z`.
    pub(super) letters: u64,
    /// `0` to `9`.
    pub(super) digits: u64,
    /// The apostrophe, which joins letters.
    pub(super) quotes: u64,
    /// Full stop and comma, which join digits.
    pub(super) points: u64,
    /// Part of a character beyond ASCII.
    pub(super) high: u64,
}

/// The way to masks that this machine is best at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lanes {
    /// Eight bytes at a time in an ordinary register.
    Portable,
    /// Thirty-two bytes at a time.
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

impl Lanes {
    /// Looks at the machine; the answer is kept by the standard library, so this costs a load.
    pub(super) fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("bmi2")
            && std::arch::is_x86_feature_detected!("lzcnt")
            && std::arch::is_x86_feature_detected!("popcnt")
        {
            return Self::Avx2;
        }
        Self::Portable
    }

    /// The masks of a block.
    #[inline]
    pub(super) fn masks(self, block: &Block) -> Masks {
        match self {
            Self::Portable => portable(block),
            #[cfg(target_arch = "x86_64")]
            // Measured with the bench `one_pass` on 100,000 articles: all up to the hashes of words 0.84 s against 0.94 s
            // portable.
            #[allow(unsafe_code, reason = "a measured gain; the call needs a feature that was looked for")]
            Self::Avx2 => {
                // SAFETY: `avx2` is a safe function on a processor that has AVX2. `Avx2` is made by `best` alone, after the
                // processor said that it has it, and a program stays on processors that have what it was told of.
                unsafe { avx2(block) }
            }
        }
    }
}

/// The bit that tells a capital letter from a small one. Digits, apostrophes and points have it set, so that setting it in
/// every byte of an ASCII word makes the word lower case and changes nothing else.
pub(super) const CASE: u8 = 0x20;

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

pub(super) fn portable(block: &Block) -> Masks {
    let mut masks = Masks::default();
    for (at, eight) in block.as_chunks::<8>().0.iter().enumerate() {
        let x = u64::from_le_bytes(*eight);
        let shift = 8 * at;
        let high = x & TOPS;
        let low = x & !TOPS;
        let among = |low: u64, first: u8, last: u8| -> u64 {
            // Of a byte below 128, the top bit of `byte + (128 - bound)` says whether it reaches the bound.
            let reaches = |bound: u8| low + ONES * u64::from(0x80 - bound);
            reaches(first) & !reaches(last + 1) & TOPS & !high
        };
        masks.letters |= gather(among(low | (ONES * u64::from(CASE)), b'a', b'z')) << shift;
        masks.digits |= gather(among(low, b'0', b'9')) << shift;
        masks.quotes |= gather(among(low, b'\'', b'\'')) << shift;
        masks.points |= gather(among(low, b',', b',') | among(low, b'.', b'.')) << shift;
        masks.high |= gather(high) << shift;
    }
    masks
}

/// The top bits of eight bytes as the lowest eight bits.
fn gather(tops: u64) -> u64 {
    ((tops >> 7).wrapping_mul(0x0102_0408_1020_4080)) >> 56
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn avx2(block: &Block) -> Masks {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8,
    };
    let load = |half: &[u8; LANES / 2]| {
        // Put together from numbers, which needs no promise, words take a twentieth longer.
        #[allow(unsafe_code, reason = "the instruction takes an address")]
        // SAFETY: the instruction reads 32 bytes from an address of any alignment. `half` borrows an array of 32 bytes, so all of
        // them are there, hold a value and are not written to while they are read.
        unsafe {
            _mm256_loadu_si256(half.as_ptr().cast())
        }
    };
    let bits = |lanes: __m256i| u64::from(_mm256_movemask_epi8(lanes).cast_unsigned());
    let half = |x: __m256i| -> Masks {
        // Signed comparison: bytes beyond ASCII are negative and in none of the ranges.
        let among = |x: __m256i, first: u8, last: u8| {
            let above = _mm256_cmpgt_epi8(x, _mm256_set1_epi8(first.cast_signed() - 1));
            let beyond = _mm256_cmpgt_epi8(x, _mm256_set1_epi8(last.cast_signed()));
            bits(above) & !bits(beyond)
        };
        let equal = |byte: u8| bits(_mm256_cmpeq_epi8(x, _mm256_set1_epi8(byte.cast_signed())));
        Masks {
            letters: among(_mm256_or_si256(x, _mm256_set1_epi8(CASE.cast_signed())), b'a', b'z'),
            digits: among(x, b'0', b'9'),
            quotes: equal(b'\''),
            points: equal(b',') | equal(b'.'),
            high: bits(x),
        }
    };
    let (halves, _) = block.as_chunks::<{ LANES / 2 }>();
    let (first, second) = (half(load(&halves[0])), half(load(&halves[1])));
    Masks {
        letters: first.letters | second.letters << 32,
        digits: first.digits | second.digits << 32,
        quotes: first.quotes | second.quotes << 32,
        points: first.points | second.points << 32,
        high: first.high | second.high << 32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix64;

    fn obvious(block: &[u8; LANES]) -> Masks {
        let of = |test: fn(u8) -> bool| {
            block.iter().enumerate().fold(0, |mask, (at, &byte)| mask | u64::from(test(byte)) << at)
        };
        Masks {
            letters: of(|b| b.is_ascii_alphabetic()),
            digits: of(|b| b.is_ascii_digit()),
            quotes: of(|b| b == b'\''),
            points: of(|b| b == b'.' || b == b','),
            high: of(|b| b >= 0x80),
        }
    }

    #[test]
    fn every_way_gives_the_obvious_masks() {
        for seed in 0..2000_u64 {
            let block: [u8; LANES] = std::array::from_fn(|at| mix64(seed * 64 + at as u64) as u8);
            let every: [u8; LANES] = std::array::from_fn(|at| (seed as usize + at) as u8);
            for block in [block, every] {
                assert_eq!(portable(&block), obvious(&block));
                assert_eq!(Lanes::best().masks(&block), obvious(&block));
            }
        }
    }
}
