//! One-permutation `MinHash` with optimal densification (Li, Owen, Zhang 2012; Shrivastava 2017): one hash a shingle,
//! not one a permutation. The hash's high bits choose the bin and its low bits compete in it; an empty bin borrows
//! from a bin that a hash of its own number chooses, the same for every article, so that two signatures agree in a bin
//! with the probability of their Jaccard similarity.

use super::shingle::Shingles;
use crate::hash::mix64;

/// Makes signatures of a fixed number of hashes.
#[derive(Clone, Copy, Debug)]
pub struct MinHasher {
    bins: u32,
}

/// The sketch of an article: one 32-bit hash a bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(Box<[u32]>);

const EMPTY: u64 = u64::MAX;

impl MinHasher {
    /// Signatures of `bins` hashes, at least one.
    pub fn new(bins: u32) -> Self {
        Self { bins: bins.max(1) }
    }

    /// The signature of a set; nothing for the empty set, which is similar to nothing.
    pub fn signature(&self, shingles: &Shingles) -> Option<Signature> {
        if shingles.is_empty() {
            return None;
        }
        let count = self.bins as usize;
        // A value holds 32 bits; anything larger is the mark of an empty bin.
        let mut least = vec![EMPTY; count];
        for &hash in shingles.hashes() {
            let bin = ((u128::from(hash) * count as u128) >> 64) as usize;
            let value = hash & 0xffff_ffff;
            least[bin] = least[bin].min(value);
        }
        let filled: Box<[u32]> = (0..count).map(|bin| borrow(&least, bin)).collect();
        Some(Signature(filled))
    }
}

/// The value of `bin`, or of the first non-empty bin in the sequence that belongs to `bin`.
fn borrow(least: &[u64], bin: usize) -> u32 {
    let mut at = bin;
    let mut attempt = 0_u64;
    while least[at] == EMPTY {
        attempt += 1;
        let draw = mix64((bin as u64) << 32 ^ attempt);
        at = ((u128::from(draw) * least.len() as u128) >> 64) as usize;
    }
    least[at] as u32
}

impl Signature {
    /// The hashes.
    pub fn hashes(&self) -> &[u32] {
        &self.0
    }

    /// The share of bins in which two signatures of one [`MinHasher`] agree: an unbiased estimate of Jaccard.
    pub fn estimate(&self, other: &Self) -> f64 {
        let agree = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        agree as f64 / self.0.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(shared: u64, only: u64, seed: u64) -> (Shingles, Shingles) {
        let draw = |from: u64, n: u64| (0..n).map(move |i| mix64(mix64(seed) ^ (from + i)));
        let a = draw(0, shared).chain(draw(1 << 40, only)).collect();
        let b = draw(0, shared).chain(draw(1 << 41, only)).collect();
        (Shingles::from_hashes(a), Shingles::from_hashes(b))
    }

    #[test]
    fn the_estimate_is_unbiased_and_its_spread_is_the_binomial_one() {
        let hasher = MinHasher::new(128);
        for (shared, only) in [(3, 1), (20, 10), (300, 100), (5000, 2500)] {
            let truth = shared as f64 / (shared + 2 * only) as f64;
            let runs = 400;
            let (mut sum, mut squares) = (0.0, 0.0);
            for seed in 0..runs {
                let (a, b) = pair(shared, only, seed);
                let error = hasher.signature(&a).unwrap().estimate(&hasher.signature(&b).unwrap()) - truth;
                sum += error;
                squares += error * error;
            }
            let bias = sum / runs as f64;
            let variance = squares / runs as f64;
            let binomial = truth * (1.0 - truth) / 128.0;
            // A set with fewer elements than bins has fewer independent bins: then its size is what limits.
            let few = truth * (1.0 - truth) / (shared + 2 * only) as f64;
            let spread = (variance / runs as f64).sqrt();
            assert!(bias.abs() < 4.0 * spread + 1e-3, "{shared}+{only}: bias {bias}");
            assert!(
                variance < 1.5 * binomial + 2.0 * few,
                "{shared}+{only}: variance {variance}, binomial {binomial}"
            );
        }
    }

    #[test]
    fn the_empty_set_has_no_signature() {
        assert_eq!(MinHasher::new(16).signature(&Shingles::default()), None);
    }
}
