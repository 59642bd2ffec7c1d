//! Which units of a page say the same: exactly, or but for a word or two.

use super::blocks::{Blocks, Unit};
use crate::hash::chain64;
use ahash::{AHashMap, AHashSet};

/// Two units are one text when their words have at least this Jaccard: one word in twenty may differ, as when a caption
/// is printed once with and once without its date.
const NEAR_JACCARD: f64 = 0.9;
/// Shorter units repeat exactly or not at all: one word makes another headline of them.
const NEAR_LEAST_WORDS: usize = 6;
/// Words a shingle.
const SHINGLE: usize = 3;
/// Smallest shingles a unit is found by: units with a word Jaccard of [`NEAR_JACCARD`] share about three quarters of
/// their shingles and miss each other in four draws once in 250.
const KEYS: usize = 4;

/// For each unit the first unit that says the same.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    first: Vec<u32>,
    count: Vec<u32>,
}

/// Finds [`Repeats`]; keeps its maps from one text to the next.
#[derive(Debug, Default)]
pub(super) struct RepeatFinder {
    exact: AHashMap<u64, u32>,
    near: AHashMap<u64, u32>,
}

impl RepeatFinder {
    /// Compares all units of a text, each given by the hashes of its words; the work is linear in them. A unit without
    /// words repeats nothing.
    pub(super) fn repeats(&mut self, units: &[&[u64]]) -> Repeats {
        self.exact.clear();
        self.near.clear();
        let mut repeats = Repeats::default();
        for (at, words) in units.iter().enumerate() {
            let mut first = at as u32;
            if !words.is_empty() {
                first = *self.exact.entry(identity(words)).or_insert(first);
            }
            if first as usize == at && words.len() >= NEAR_LEAST_WORDS {
                first = self.nearest(units, at as u32);
            }
            repeats.first.push(first);
            repeats.count.push(0);
            repeats.count[first as usize] += 1;
        }
        repeats
    }

    /// The unit that is nearly unit `at`, found by its smallest shingles, or `at`, which then is found by them.
    fn nearest(&mut self, units: &[&[u64]], at: u32) -> u32 {
        let words = units[at as usize];
        let sketch = sketch(words);
        let mut tried = [u32::MAX; KEYS];
        for (slot, key) in sketch.iter().enumerate() {
            let Some(&other) = self.near.get(key) else { continue };
            if !tried.contains(&other) && jaccard(words, units[other as usize]) >= NEAR_JACCARD {
                return other;
            }
            tried[slot] = other;
        }
        for key in sketch.into_iter().filter(|&key| key != NO_SHINGLE) {
            self.near.insert(key, at);
        }
        at
    }
}

impl Repeats {
    /// The first unit that says what unit `at` says; `at` itself when it is the first.
    pub(super) fn first(&self, at: usize) -> usize {
        self.first[at] as usize
    }

    /// How often the text of unit `at` stands on the page, at least once.
    pub(super) fn count(&self, at: usize) -> u32 {
        self.count[self.first(at)]
    }

    /// Whether two units say the same.
    pub(super) fn same(&self, a: usize, b: usize) -> bool {
        self.first[a] == self.first[b]
    }
}

fn identity(words: &[u64]) -> u64 {
    words.iter().fold(words.len() as u64, |state, &word| chain64(state, word))
}

/// No shingle fell to this slot.
const NO_SHINGLE: u64 = u64::MAX;

/// The smallest shingle hash of each quarter of the hash range: one hash a shingle. A key tells its slot.
fn sketch(words: &[u64]) -> [u64; KEYS] {
    let mut smallest = [NO_SHINGLE; KEYS];
    for shingle in words.windows(SHINGLE) {
        let sum = shingle.iter().fold(0_u64, |sum, &word| sum.rotate_left(21).wrapping_add(word));
        let hash = sum.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let slot = &mut smallest[(hash >> 62) as usize];
        *slot = (*slot).min(hash);
    }
    smallest
}

fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let a: AHashSet<u64> = a.iter().copied().collect();
    let b: AHashSet<u64> = b.iter().copied().collect();
    let shared = a.intersection(&b).count();
    shared as f64 / (a.len() + b.len() - shared).max(1) as f64
}

/// Whether the whole of `part` stands in `whole`.
pub(super) fn contains(blocks: &Blocks, whole: &Unit, part: &Unit) -> bool {
    let (outer, inner) = (blocks.words_of(whole), blocks.words_of(part));
    let Some(first) = inner.first() else { return false };
    inner.len() <= outer.len()
        && outer.iter().enumerate().any(|(at, word)| {
            word.exact == first.exact
                && outer
                    .get(at..at + inner.len())
                    .is_some_and(|run| run.iter().zip(inner).all(|(a, b)| a.exact == b.exact))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeats_of(text: &str) -> Repeats {
        let blocks = Blocks::of(text);
        let units: Vec<&[u64]> = blocks.units.iter().map(|unit| blocks.hashes_of(unit)).collect();
        RepeatFinder::default().repeats(&units)
    }

    #[test]
    fn a_caption_that_lost_its_date_is_still_the_same() {
        let long = "The president of the republic receives the prime minister of the islands and his large \
                    delegation at the palace in the old capital";
        let text = format!("{long} (Reuters)\nsomething else\n{long}\n{long} (Reuters)");
        let repeats = repeats_of(&text);
        assert_eq!([0, 1, 2, 3].map(|at| repeats.first(at)), [0, 1, 0, 0]);
        assert_eq!(repeats.count(2), 3);
    }

    #[test]
    fn numbers_tell_bulletins_apart() {
        let repeats = repeats_of("Round 1 of 12\nRound 2 of 12");
        assert!(!repeats.same(0, 1));
    }
}
