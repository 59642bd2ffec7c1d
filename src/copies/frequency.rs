//! In how many articles a shingle stands, in bounded memory: a count-min sketch (Cormode, Muthukrishnan 2005) of
//! saturating bytes, two cells a shingle. Counts are never too small; a shingle's weight only needs them up to a few
//! dozen.

use super::shingle::Shingles;
use crate::hash::mix64;
use rayon::prelude::*;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

/// A shingle in up to this many articles is as good evidence as one can be; see the room's head.
pub(super) const RARE: u32 = 4;

/// Fewest and most cells of a sketch. The largest has 256 MiB; at a million articles of 400 words a count of one then
/// reads as three or four, which is still rare; beyond, weights fade.
const FEWEST_CELLS: u64 = 1 << 22;
const MOST_CELLS: u64 = 1 << 28;

/// Cells when nobody knows how much will come.
const UNKNOWN_CELLS: u64 = 1 << 26;

/// Bytes of news a cell: a word takes six to ten, and a shingle of its own one cell or two.
const BYTES_PER_CELL: u64 = 4;

/// Cells a shingle of a sketch that is told.
const CELLS_PER_SHINGLE: usize = 8;

/// Both cells of a shingle lie in one stretch of this size, which is one line of the processor's cache: a look-up waits
/// for memory once.
const LINE: usize = 64;

/// Cells that are allocated together, when the first of them is needed.
const PAGE: usize = 1 << 12;

/// Counts as articles come, from many threads.
#[derive(Debug)]
pub struct FrequencyCounter {
    pages: Vec<OnceLock<Box<[AtomicU8]>>>,
    lines: u64,
}

impl FrequencyCounter {
    /// A counter for about `bytes` bytes of text; 0 when that is not known.
    pub fn expecting(bytes: u64) -> Self {
        let cells = if bytes == 0 { UNKNOWN_CELLS } else { (bytes / BYTES_PER_CELL).next_power_of_two() };
        Self::with_cells(cells.clamp(FEWEST_CELLS, MOST_CELLS) as usize)
    }

    fn with_cells(cells: usize) -> Self {
        let pages = cells.div_ceil(PAGE);
        Self { pages: (0..pages).map(|_| OnceLock::new()).collect(), lines: (cells / LINE) as u64 }
    }

    /// Where the two cells of a shingle are.
    fn places(&self, shingle: u64) -> [usize; 2] {
        let mixed = mix64(shingle);
        let line = ((u128::from(mixed) * u128::from(self.lines)) >> 64) as usize * LINE;
        let first = (mixed & 63) as usize;
        // An odd step never leads back to the first cell.
        let second = (first + ((mixed >> 6) & 31) as usize * 2 + 1) % LINE;
        [line + first, line + second]
    }

    fn page(&self, place: usize) -> &[AtomicU8] {
        self.pages[place / PAGE].get_or_init(|| (0..PAGE).map(|_| AtomicU8::new(0)).collect())
    }

    /// Counts an article with these shingles, each given once. Saturating addition commutes, so the result does not
    /// depend on the order of threads.
    pub fn add(&self, shingles: &[u64]) {
        // Looking at all cells first lets the processor fetch many lines at a time; adding waits for each in turn.
        let mut touched = 0_u32;
        for &shingle in shingles {
            let [first, _] = self.places(shingle);
            touched = touched.wrapping_add(u32::from(self.page(first)[first % PAGE].load(Ordering::Relaxed)));
        }
        std::hint::black_box(touched);
        for &shingle in shingles {
            for place in self.places(shingle) {
                let cell = &self.page(place)[place % PAGE];
                if cell.load(Ordering::Relaxed) < u8::MAX {
                    let _ =
                        cell.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| count.checked_add(1));
                }
            }
        }
    }

    /// The number of articles with this shingle: at least the true one, at most 255.
    pub fn of(&self, shingle: u64) -> u32 {
        let count = |place: usize| {
            let page = self.pages[place / PAGE].get();
            page.map_or(0, |cells| u32::from(cells[place % PAGE].load(Ordering::Relaxed)))
        };
        let [first, second] = self.places(shingle);
        count(first).min(count(second))
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
        let cells = (total * CELLS_PER_SHINGLE).next_power_of_two().clamp(1 << 12, MOST_CELLS as usize);
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
