//! In how many articles a shingle stands, in bounded memory: a count-min sketch (Cormode, Muthukrishnan 2005) of two
//! rows of saturating bytes. Counts are never too small; a shingle's weight only needs them up to a few dozen.

use super::shingle::Shingles;
use crate::hash::mix64;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU8, Ordering};

/// A shingle in up to this many articles is as good evidence as one can be; see the room's head.
const RARE: u32 = 4;

/// Cells a row: four a shingle keep the chance that both rows collide near 5 %, and the largest table is 64 MiB.
const CELLS_PER_SHINGLE: usize = 4;
const CELLS_LIMIT: usize = 1 << 25;

/// Document frequencies of shingles.
pub struct ShingleFrequency {
    rows: [Vec<AtomicU8>; 2],
    mask: u64,
}

impl ShingleFrequency {
    /// Counts the shingles of all articles.
    pub fn count(articles: &[Shingles]) -> Self {
        let total: usize = articles.iter().map(Shingles::len).sum();
        let cells = (total * CELLS_PER_SHINGLE).next_power_of_two().clamp(1 << 10, CELLS_LIMIT);
        let row = || (0..cells).map(|_| AtomicU8::new(0)).collect::<Vec<_>>();
        let sketch = Self { rows: [row(), row()], mask: cells as u64 - 1 };
        articles.par_iter().for_each(|set| set.hashes().iter().for_each(|&hash| sketch.add(hash)));
        sketch
    }

    fn cells(&self, shingle: u64) -> [&AtomicU8; 2] {
        let second = mix64(shingle ^ 0x5bd1_e995_9e37_79b9);
        [&self.rows[0][(shingle & self.mask) as usize], &self.rows[1][(second & self.mask) as usize]]
    }

    /// Saturating addition commutes, so the result does not depend on the order of threads.
    fn add(&self, shingle: u64) {
        for cell in self.cells(shingle) {
            let _ = cell.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| count.checked_add(1));
        }
    }

    /// The number of articles with this shingle: at least the true one, at most 255.
    pub fn of(&self, shingle: u64) -> u32 {
        let [a, b] = self.cells(shingle).map(|cell| cell.load(Ordering::Relaxed));
        u32::from(a.min(b))
    }

    /// The weight of a shingle in (0, 1]: 1 for a rare one, falling with the number of articles that have it.
    pub fn weight(&self, shingle: u64) -> f64 {
        let count = self.of(shingle).max(1);
        if count <= RARE { 1.0 } else { f64::from(RARE) / f64::from(count) }
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
        let frequency = ShingleFrequency::count(&sets);
        let mut over = 0;
        for shingle in 0..40_u64 {
            let truth = 40 - shingle as u32;
            assert!(frequency.of(mix64(shingle)) >= truth);
            over += u32::from(frequency.of(mix64(shingle)) > truth);
        }
        assert!(over <= 6, "{over} of 40 counts are too large");
        assert!((frequency.weight(mix64(0)) - 0.1).abs() < 0.01);
    }
}
