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
        let run_at = |at: usize| hashes[at..at + size].iter().fold(0, |state, &hash| push(state, hash));
        // Two halves side by side: each step of one waits for the step before.
        let count = hashes.len() - size + 1;
        let half = count / 2;
        into.resize(count, 0);
        let (low, high) = into.split_at_mut(half);
        let (mut first, mut second) = (run_at(0), run_at(half));
        let (entering, leaving_high) = (&hashes[half + size - 1..], &hashes[half..]);
        for at in 0..half {
            (low[at], high[at]) = (stir64(first), stir64(second));
            first = push(first, hashes[at + size]).wrapping_sub(hashes[at].wrapping_mul(leaving));
            let next = entering.get(at + 1).copied().unwrap_or(0);
            second = push(second, next).wrapping_sub(leaving_high[at].wrapping_mul(leaving));
        }
        if let Some(last) = high.get_mut(half) {
            *last = stir64(second);
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
        sort_spread(&mut hashes);
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

/// Lists of more values are sorted in the ordinary way.
const MOST_SPREAD: usize = 4096;
/// So are shorter ones, and those with more values in one bucket.
const LEAST_SPREAD: usize = 32;

/// Sorts values that are spread evenly, as hashes are: each goes to the bucket of its highest bits, about one to a bucket,
/// and then a step or two back.
pub(super) fn sort_spread(values: &mut [u64]) {
    let count = values.len();
    if !(LEAST_SPREAD..=MOST_SPREAD).contains(&count) {
        return values.sort_unstable();
    }
    let shift = u64::BITS - count.ilog2();
    let mut ends = [0_u16; MOST_SPREAD];
    let ends = &mut ends[..1 << count.ilog2()];
    for value in &*values {
        ends[(value >> shift) as usize] += 1;
    }
    if ends.iter().any(|&own| usize::from(own) > LEAST_SPREAD) {
        return values.sort_unstable();
    }
    let mut sum = 0;
    for end in &mut *ends {
        sum += *end;
        *end = sum;
    }
    let mut sorted = vec![0; count];
    for value in &*values {
        let end = &mut ends[(value >> shift) as usize];
        *end -= 1;
        sorted[usize::from(*end)] = *value;
    }
    for at in 1..count {
        let value = sorted[at];
        let mut to = at;
        while to > 0 && sorted[to - 1] > value {
            sorted[to] = sorted[to - 1];
            to -= 1;
        }
        sorted[to] = value;
    }
    values.copy_from_slice(&sorted);
}

/// How many values two sorted lists share: both halves side by side, because each step of a merge waits for the one before.
pub(super) fn shared_values(x: &[u64], y: &[u64]) -> usize {
    let Some(&middle) = x.get(x.len() / 2) else { return 0 };
    let (x_low, x_high) = x.split_at(x.len() / 2);
    let (y_low, y_high) = y.split_at(y.partition_point(|&value| value < middle));
    let (mut low, mut high) = (Merge::default(), Merge::default());
    while low.goes_on(x_low, y_low) && high.goes_on(x_high, y_high) {
        low.step(x_low, y_low);
        high.step(x_high, y_high);
    }
    while low.goes_on(x_low, y_low) {
        low.step(x_low, y_low);
    }
    while high.goes_on(x_high, y_high) {
        high.step(x_high, y_high);
    }
    low.shared + high.shared
}

/// How far two sorted lists have been merged.
#[derive(Default)]
struct Merge {
    x: usize,
    y: usize,
    shared: usize,
}

impl Merge {
    #[inline]
    fn goes_on(&self, x: &[u64], y: &[u64]) -> bool {
        self.x < x.len() && self.y < y.len()
    }

    /// Without a branch that depends on the values: which list is behind is as good as random, and a wrong guess costs more
    /// than the step.
    #[inline]
    fn step(&mut self, x: &[u64], y: &[u64]) {
        let (a, b) = (x[self.x], y[self.y]);
        self.shared += usize::from(a == b);
        self.x += usize::from(a <= b);
        self.y += usize::from(b <= a);
    }
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
        for count in 5..40 {
            let mut some = Vec::new();
            shingler.sequence(&words[..count], false, &mut some);
            assert_eq!(some, all[..count - 4]);
        }
        let mut one = Vec::new();
        for at in 0..all.len() {
            shingler.sequence(&words[at..at + 5], false, &mut one);
            assert_eq!(one, [all[at]]);
        }
        assert_eq!(shingler.shingles(&words, false).len(), 13);
    }

    #[test]
    fn spread_values_are_sorted_and_shared_as_any_others() {
        for count in (0..200).chain([1000, 4096, 4097, 9000]) {
            for alike in [1, 2, 3, 50, 1 << 40] {
                let values =
                    |salt: u64| (0..count).map(move |at| mix64(mix64(at * salt) % alike)).collect::<Vec<_>>();
                let (mut x, mut y) = (values(3), values(7));
                let (a, b) = (Shingles::from_hashes(x.clone()), Shingles::from_hashes(y.clone()));
                x.sort_unstable();
                x.dedup();
                y.sort_unstable();
                y.dedup();
                assert_eq!((a.hashes(), b.hashes()), (&*x, &*y));
                let shared = x.iter().filter(|value| y.contains(value)).count();
                assert_eq!(shared_values(&x, &y), shared);
            }
        }
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
