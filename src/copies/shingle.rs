//! Tokens to a set of shingles.

use super::CopiesParams;
use crate::hash::{chain64, mix64};
use crate::text::TokenTable;

/// Cuts tokens into overlapping runs of a fixed length.
#[derive(Clone, Copy, Debug)]
pub struct Shingler {
    words: usize,
    characters: usize,
}

/// The set of an article's shingles: sorted hashes without repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles(Box<[u64]>);

impl Shingler {
    /// Takes the sizes from validated parameters.
    pub fn new(params: &CopiesParams) -> Self {
        Self { words: params.shingle_words as usize, characters: params.shingle_characters as usize }
    }

    /// The shingles of an article. A text shorter than a shingle is one shingle, tagged with its length, so that it
    /// matches only itself.
    pub fn shingles(&self, tokens: &TokenTable) -> Shingles {
        let size = if tokens.is_unspaced() { self.characters } else { self.words };
        let hashes = &tokens.hashes;
        if hashes.is_empty() {
            return Shingles::default();
        }
        if hashes.len() < size {
            let whole = hashes.iter().fold(hashes.len() as u64, |state, &hash| chain64(state, hash));
            return Shingles(Box::new([mix64(whole)]));
        }
        let mut set: Vec<u64> = hashes
            .windows(size)
            .map(|run| mix64(run.iter().fold(0, |state, &hash| chain64(state, hash))))
            .collect();
        set.sort_unstable();
        set.dedup();
        Shingles(set.into_boxed_slice())
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
}
