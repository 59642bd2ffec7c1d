//! Which units of a page say the same: exactly, or but for a word or two.

use super::blocks::{Blocks, Form, Unit};
use crate::hash::{chain64, hash64, mix64};
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

impl Repeats {
    /// Compares all units of a page; the work is linear in their words.
    pub(super) fn of(blocks: &Blocks) -> Self {
        let mut exact: AHashMap<u64, u32> = AHashMap::new();
        let mut near: AHashMap<u64, u32> = AHashMap::new();
        let mut repeats = Self::default();
        for (at, unit) in blocks.units.iter().enumerate() {
            let words = keys(blocks, unit);
            let identity = words.iter().fold(hash64(b""), |state, &key| chain64(state, key));
            let mut first = *exact.entry(identity).or_insert(at as u32);
            if first as usize == at && words.len() >= NEAR_LEAST_WORDS {
                first = nearest(blocks, &mut near, &words, at as u32);
            }
            if unit.form == Form::Mark {
                first = at as u32;
            }
            repeats.first.push(first);
            repeats.count.push(0);
            repeats.count[first as usize] += 1;
        }
        repeats
    }

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

/// The words of a unit with their numbers told apart.
fn keys(blocks: &Blocks, unit: &Unit) -> Vec<u64> {
    blocks.words_of(unit).iter().map(|word| word.exact).collect()
}

/// The unit that is nearly `words`, found by its smallest shingles, or `at`, which then is found by them.
fn nearest(blocks: &Blocks, near: &mut AHashMap<u64, u32>, words: &[u64], at: u32) -> u32 {
    let sketch = sketch(words);
    let mut tried = [u32::MAX; KEYS];
    for (slot, key) in sketch.iter().enumerate() {
        let Some(&other) = near.get(key) else { continue };
        if !tried.contains(&other)
            && jaccard(words, &keys(blocks, &blocks.units[other as usize])) >= NEAR_JACCARD
        {
            return other;
        }
        tried[slot] = other;
    }
    for key in sketch {
        near.insert(key, at);
    }
    at
}

fn sketch(words: &[u64]) -> [u64; KEYS] {
    let mut smallest = [u64::MAX; KEYS];
    for shingle in words.windows(SHINGLE) {
        let shingle = shingle.iter().fold(0, |state, &key| chain64(state, key));
        for (seed, slot) in smallest.iter_mut().enumerate() {
            *slot = (*slot).min(mix64(shingle ^ mix64(seed as u64 + 1)));
        }
    }
    smallest
}

fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    // Sets whose sizes differ that much cannot reach the threshold, repeated words aside.
    let a: AHashSet<u64> = a.iter().copied().collect();
    let b: AHashSet<u64> = b.iter().copied().collect();
    let shared = a.intersection(&b).count();
    shared as f64 / (a.len() + b.len() - shared).max(1) as f64
}

/// Whether the whole of `part`, of at least [`NEAR_LEAST_WORDS`] words, stands in `whole`.
pub(super) fn contains(blocks: &Blocks, whole: &Unit, part: &Unit) -> bool {
    let (outer, inner) = (blocks.words_of(whole), blocks.words_of(part));
    let Some(first) = inner.first() else { return false };
    inner.len() >= NEAR_LEAST_WORDS
        && inner.len() <= outer.len()
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

    #[test]
    fn a_caption_that_lost_its_date_is_still_the_same() {
        let long = "The president of the republic receives the prime minister of the islands and his large \
                    delegation at the palace in the old capital";
        let text = format!("{long} (Reuters)\nsomething else\n{long}\n{long} (Reuters)");
        let repeats = Repeats::of(&Blocks::of(&text));
        assert_eq!([0, 1, 2, 3].map(|at| repeats.first(at)), [0, 1, 0, 0]);
        assert_eq!(repeats.count(2), 3);
    }

    #[test]
    fn numbers_tell_bulletins_apart() {
        let repeats = Repeats::of(&Blocks::of("Round 1 of 12\nRound 2 of 12"));
        assert!(!repeats.same(0, 1));
    }
}
