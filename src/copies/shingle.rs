//! Tokens to shingles.

use super::CopiesParams;
use crate::hash::{chain64, stir64};
use crate::text::TokenTable;

/// The tokens of an article as the room takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleTokens {
    /// Hash of each word, in order.
    pub hashes: Vec<u64>,
    /// Whether most are characters of scripts without spaces.
    pub unspaced: bool,
}

/// The same, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// Hash of each word, in order.
    pub hashes: &'a [u64],
    /// Whether most are characters of scripts without spaces.
    pub unspaced: bool,
}

impl<'a> From<&'a TokenTable> for Words<'a> {
    fn from(table: &'a TokenTable) -> Self {
        Self { hashes: &table.hashes, unspaced: table.is_unspaced() }
    }
}

impl From<Words<'_>> for ArticleTokens {
    fn from(words: Words<'_>) -> Self {
        Self { hashes: words.hashes.to_vec(), unspaced: words.unspaced }
    }
}

impl From<&TokenTable> for ArticleTokens {
    fn from(table: &TokenTable) -> Self {
        Self { hashes: table.hashes.clone(), unspaced: table.is_unspaced() }
    }
}

/// Cuts tokens into overlapping runs of a fixed length.
#[derive(Clone, Copy, Debug)]
pub struct Shingler {
    words: usize,
    characters: usize,
}

/// The set of an article's shingles: sorted hashes without repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles(Box<[u64]>);

/// Odd, so that multiplying is a bijection.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

impl Shingler {
    /// Takes the sizes from validated parameters.
    pub fn new(params: &CopiesParams) -> Self {
        Self { words: params.shingle_words as usize, characters: params.shingle_characters as usize }
    }

    /// Tokens a shingle of a text.
    pub fn size(&self, unspaced: bool) -> usize {
        if unspaced { self.characters } else { self.words }
    }

    /// Replaces `into` by the shingles of an article in the order of the text, repeats included. A text shorter than a
    /// shingle is one shingle, tagged with its length, so that it matches only itself.
    ///
    /// The hash of a run is a polynomial of its words (Karp, Rabin 1987), so that the next run costs two products.
    pub fn sequence(&self, hashes: &[u64], unspaced: bool, into: &mut Vec<u64>) {
        into.clear();
        let size = self.size(unspaced);
        if hashes.is_empty() {
            return;
        }
        if hashes.len() < size {
            let whole = hashes.iter().fold(hashes.len() as u64, |state, &hash| chain64(state, hash));
            into.push(stir64(whole));
            return;
        }
        let leaving = (0..size).fold(1_u64, |power, _| power.wrapping_mul(BASE));
        let push = |state: u64, hash: u64| state.wrapping_mul(BASE).wrapping_add(hash);
        let mut state = hashes[..size].iter().fold(0, |state, &hash| push(state, hash));
        into.reserve(hashes.len() - size + 1);
        into.push(stir64(state));
        for (first, last) in hashes.iter().zip(&hashes[size..]) {
            state = push(state, *last).wrapping_sub(first.wrapping_mul(leaving));
            into.push(stir64(state));
        }
    }

    /// The set of an article's shingles.
    pub fn shingles(&self, hashes: &[u64], unspaced: bool) -> Shingles {
        let mut sequence = Vec::new();
        self.sequence(hashes, unspaced, &mut sequence);
        Shingles::from_hashes(sequence)
    }
}

impl Shingles {
    /// The hashes, sorted, without repeats.
    pub fn hashes(&self) -> &[u64] {
        &self.0
    }

    /// Number of distinct shingles.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A set from any hashes, for tests and for callers with their own shingles.
    pub fn from_hashes(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes.into_boxed_slice())
    }

    /// Plain Jaccard similarity with another set, in [0, 1]; 0 when both are empty.
    pub fn jaccard(&self, other: &Self) -> f64 {
        let shared = shared_values(&self.0, &other.0);
        let union = self.len() + other.len() - shared;
        if union == 0 { 0.0 } else { shared as f64 / union as f64 }
    }
}

/// How many values two sorted lists share. Without a branch that depends on the values: which list is behind is as good
/// as random, and a wrong guess costs more than the step.
pub(super) fn shared_values(x: &[u64], y: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < x.len() && j < y.len() {
        let (a, b) = (x[i], y[j]);
        shared += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix64;

    #[test]
    fn a_run_has_one_hash_wherever_it_stands() {
        let shingler = Shingler::new(&CopiesParams::default());
        let words: Vec<u64> = (0..40).map(|at| mix64(at % 13)).collect();
        let mut all = Vec::new();
        shingler.sequence(&words, false, &mut all);
        assert_eq!(all.len(), 36);
        let mut one = Vec::new();
        for at in 0..all.len() {
            shingler.sequence(&words[at..at + 5], false, &mut one);
            assert_eq!(one, [all[at]]);
        }
        assert_eq!(shingler.shingles(&words, false).len(), 13);
    }

    #[test]
    fn a_short_text_is_one_shingle_that_tells_its_length() {
        let shingler = Shingler::new(&CopiesParams::default());
        let four = shingler.shingles(&[0, 0, 0, 0], false);
        assert_eq!(four.len(), 1);
        assert_ne!(four, shingler.shingles(&[0, 0, 0], false));
        assert!(shingler.shingles(&[], false).is_empty());
    }
}
