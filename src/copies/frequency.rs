//! In how many articles a shingle stands, in bounded memory: a count-min sketch (Cormode, Muthukrishnan 2005) of
//! saturating bytes, two cells a shingle, both in one word of eight. Counts are never too small; a shingle's weight only
//! needs them up to a few dozen.

use super::shingle::Shingles;
use crate::hash::stir64;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// A shingle in up to this many articles is as good evidence as one can be; see the room's head.
pub(super) const RARE: u32 = 4;

/// Fewest and most cells of a sketch. The largest has 256 MiB; at a million articles of 400 words a count of one then
/// reads as three, for one in seven as more than four, which is no longer rare; beyond, weights fade.
const FEWEST_CELLS: u64 = 1 << 22;
const MOST_CELLS: u64 = 1 << 28;

/// Cells when nobody knows how much will come.
const UNKNOWN_CELLS: u64 = 1 << 26;

/// Bytes of news a cell: a word takes six to ten, and a shingle of its own one cell or two.
const BYTES_PER_CELL: u64 = 4;

/// Cells a shingle of a sketch that is told.
const CELLS_PER_SHINGLE: usize = 8;

/// Cells a word: a look-up waits for memory once, and both cells are counted up in one step.
const CELLS_A_WORD: u64 = 8;

/// Counts as articles come, from many threads.
#[derive(Debug)]
pub struct FrequencyCounter {
    /// Zeros take no memory before one of a page is counted up.
    words: Box<[AtomicU64]>,
}

/// The two cells of a shingle.
#[derive(Clone, Copy)]
struct Cells {
    word: usize,
    /// Bits by which each is shifted within the word; never the same.
    shifts: [u32; 2],
}

impl FrequencyCounter {
    /// A counter for about `bytes` bytes of text; 0 when that is not known.
    pub fn expecting(bytes: u64) -> Self {
        let cells = if bytes == 0 { UNKNOWN_CELLS } else { (bytes / BYTES_PER_CELL).next_power_of_two() };
        Self::with_cells(cells.clamp(FEWEST_CELLS, MOST_CELLS))
    }

    fn with_cells(cells: u64) -> Self {
        Self { words: bytemuck::zeroed_slice_box((cells / CELLS_A_WORD) as usize) }
    }

    #[inline]
    fn cells(&self, shingle: u64) -> Cells {
        // The shingle's own bits chose the bins of its signature, and which shingles are sampled.
        let mixed = stir64(shingle ^ 0x5851_f42d_4c95_7f2d);
        let word = ((u128::from(mixed) * self.words.len() as u128) >> 64) as usize;
        let first = mixed as u32 & 7;
        // One to seven steps on never lead back to the first cell.
        let second = (first + 1 + ((mixed >> 3) as u32 & 0xFFFF) * 7 / 0x1_0000) & 7;
        Cells { word, shifts: [8 * first, 8 * second] }
    }

    /// Counts an article with these shingles, each given once. Saturating addition commutes, so the result does not
    /// depend on the order of threads.
    pub fn add(&self, shingles: &[u64]) {
        // Looking at all words first lets the processor fetch many lines at a time; adding waits for each in turn.
        let touched = shingles.iter().fold(0, |touched, &shingle| {
            touched ^ self.words[self.cells(shingle).word].load(Ordering::Relaxed)
        });
        std::hint::black_box(touched);
        for &shingle in shingles {
            let Cells { word, shifts } = self.cells(shingle);
            let more = |counts: u64| {
                shifts.iter().fold(counts, |counts, shift| {
                    counts + if counts >> shift & 0xFF == 0xFF { 0 } else { 1 << shift }
                })
            };
            let word = &self.words[word];
            let mut counts = word.load(Ordering::Relaxed);
            while let Err(other) =
                word.compare_exchange_weak(counts, more(counts), Ordering::Relaxed, Ordering::Relaxed)
            {
                counts = other;
            }
        }
    }

    /// The number of articles with this shingle: at least the true one, at most 255.
    pub fn of(&self, shingle: u64) -> u32 {
        let Cells { word, shifts } = self.cells(shingle);
        let counts = self.words[word].load(Ordering::Relaxed);
        let [first, second] = shifts.map(|shift| (counts >> shift & 0xFF) as u32);
        first.min(second)
    }

    /// The weight of a shingle in (0, 1]: 1 for a rare one, falling with the number of articles that have it.
    pub fn weight(&self, shingle: u64) -> f64 {
        let count = self.of(shingle).max(1);
        if count <= RARE { 1.0 } else { f64::from(RARE) / f64::from(count) }
    }
}

/// Document frequencies of shingles that are all at hand.
#[derive(Debug)]
pub struct ShingleFrequency(FrequencyCounter);

impl ShingleFrequency {
    /// Counts the shingles of all articles.
    pub fn count(articles: &[Shingles]) -> Self {
        let total: usize = articles.iter().map(Shingles::len).sum();
        let cells =
            (total * CELLS_PER_SHINGLE).next_power_of_two().clamp(1 << 12, MOST_CELLS as usize) as u64;
        let counter = FrequencyCounter::with_cells(cells);
        articles.par_iter().for_each(|set| counter.add(set.hashes()));
        Self(counter)
    }

    /// The number of articles with this shingle: at least the true one, at most 255.
    pub fn of(&self, shingle: u64) -> u32 {
        self.0.of(shingle)
    }

    /// The weight of a shingle in (0, 1]: 1 for a rare one, falling with the number of articles that have it.
    pub fn weight(&self, shingle: u64) -> f64 {
        self.0.weight(shingle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix64;

    #[test]
    fn counts_are_never_too_small_and_seldom_too_large() {
        let sets: Vec<Shingles> = (0..40_u64)
            .map(|a| {
                Shingles::from_hashes(
                    (0..=a).map(mix64).chain((0..200).map(|i| mix64(1000 + a * 200 + i))).collect(),
                )
            })
            .collect();
        let counted = ShingleFrequency::count(&sets);
        let streamed = FrequencyCounter::expecting(0);
        sets.iter().for_each(|set| streamed.add(set.hashes()));
        let mut over = 0;
        for shingle in 0..40_u64 {
            let truth = 40 - shingle as u32;
            assert!(counted.of(mix64(shingle)) >= truth);
            over += u32::from(counted.of(mix64(shingle)) > truth);
            assert_eq!(streamed.of(mix64(shingle)), truth, "an almost empty sketch counts exactly");
        }
        assert!(over <= 6, "{over} of 40 counts are too large");
        assert!((counted.weight(mix64(0)) - 0.1).abs() < 0.01);
        assert_eq!(streamed.of(mix64(1 << 50)), 0);
    }
}
