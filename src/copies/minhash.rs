//! Signatures by *fast similarity sketching* (Dahlgaard, Knudsen, Thorup 2017): about one hash a shingle, not one a
//! permutation.
//!
//! In the first round the high bits of a shingle's hash choose a bin, and its low bits compete in it. While bins are
//! empty there is another round with other hashes, whose values are larger than those of all rounds before; from round
//! `bins` on the round itself names the bin, so that every bin is full after twice as many rounds as there are bins. Two
//! signatures agree in a bin with the probability of the sets' Jaccard similarity, and their agreements are as
//! concentrated as those of independent hashes, for sets of any size. One-permutation hashing with densification
//! (Shrivastava 2017), which fills an empty bin from another, is as cheap but has fewer independent bins than shingles
//! where texts are short, and then bands miss more than they promise.

use crate::hash::stir64;

/// Makes signatures of a fixed number of hashes.
#[derive(Clone, Copy, Debug)]
pub struct MinHasher {
    bins: u32,
}

/// The sketch of an article: one hash a bin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature(Vec<u64>);

const EMPTY: u64 = u64::MAX;

impl MinHasher {
    /// Signatures of `bins` hashes, at least one.
    pub fn new(bins: u32) -> Self {
        Self { bins: bins.max(1) }
    }

    /// The signature of shingles, repeats allowed; nothing for none, which are similar to nothing.
    pub fn signature(&self, shingles: &[u64]) -> Option<Signature> {
        let mut signature = Signature::default();
        self.fill(shingles, &mut signature);
        (!shingles.is_empty()).then_some(signature)
    }

    /// Replaces `signature` by that of `shingles`, of which there is at least one.
    pub fn fill(&self, shingles: &[u64], signature: &mut Signature) {
        let bins = u64::from(self.bins);
        let least = &mut signature.0;
        least.clear();
        least.resize(bins as usize, EMPTY);
        if shingles.is_empty() {
            return;
        }
        for round in 0..=FEW_ROUNDS {
            self.round(round, shingles, least);
            if !least.contains(&EMPTY) {
                return;
            }
            if round == FEW_ROUNDS {
                // So many rounds are needed by few shingles only: a text may say one word a thousand times.
                let mut distinct = shingles.to_vec();
                distinct.sort_unstable();
                distinct.dedup();
                return self.more_rounds(&distinct, least);
            }
        }
    }
}

/// Rounds before repeats are looked for.
const FEW_ROUNDS: u64 = 8;

impl MinHasher {
    fn more_rounds(self, shingles: &[u64], least: &mut [u64]) {
        for round in FEW_ROUNDS + 1..2 * u64::from(self.bins) {
            self.round(round, shingles, least);
            if !least.contains(&EMPTY) {
                return;
            }
        }
    }

    fn round(self, round: u64, shingles: &[u64], least: &mut [u64]) {
        let bins = u64::from(self.bins);
        let tag = round << 32;
        let salt = round.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        if round < bins {
            for &shingle in shingles {
                let hash = if round == 0 { shingle } else { stir64(shingle ^ salt) };
                let slot = &mut least[(((hash >> 32) * bins) >> 32) as usize];
                *slot = (*slot).min(tag | hash & 0xffff_ffff);
            }
            return;
        }
        let own = (round % bins) as usize;
        if least[own] == EMPTY {
            let smallest = shingles.iter().map(|&shingle| stir64(shingle ^ salt) & 0xffff_ffff).min();
            least[own] = tag | smallest.unwrap_or(0);
        }
    }
}

impl Signature {
    /// The hashes.
    pub fn hashes(&self) -> &[u64] {
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
    use super::super::shingle::Shingles;
    use super::*;
    use crate::hash::mix64;

    fn pair(shared: u64, only: u64, seed: u64) -> (Shingles, Shingles) {
        let draw = |from: u64, n: u64| (0..n).map(move |i| mix64(mix64(seed) ^ (from + i)));
        let a = draw(0, shared).chain(draw(1 << 40, only)).collect();
        let b = draw(0, shared).chain(draw(1 << 41, only)).collect();
        (Shingles::from_hashes(a), Shingles::from_hashes(b))
    }

    /// Bias and variance of the estimate over many draws, against the binomial variance of independent hashes.
    fn spread(hasher: MinHasher, shared: u64, only: u64, runs: u64) -> (f64, f64, f64) {
        let truth = shared as f64 / (shared + 2 * only) as f64;
        let (mut sum, mut squares) = (0.0, 0.0);
        for seed in 0..runs {
            let (a, b) = pair(shared, only, seed);
            let [x, y] = [a, b].map(|set| hasher.signature(set.hashes()).unwrap());
            let error = x.estimate(&y) - truth;
            sum += error;
            squares += error * error;
        }
        let binomial = truth * (1.0 - truth) / f64::from(hasher.bins);
        (sum / runs as f64, squares / runs as f64, binomial)
    }

    #[test]
    fn the_estimate_is_unbiased_and_its_spread_is_the_binomial_one_from_three_shingles_to_a_million() {
        for (shared, only, runs) in [
            (2, 1, 3000),
            (3, 1, 3000),
            (20, 10, 2000),
            (300, 100, 800),
            (5000, 2500, 100),
            (500_000, 250_000, 12),
        ] {
            let (bias, variance, binomial) = spread(MinHasher::new(128), shared, only, runs);
            let of_mean = (variance / runs as f64).sqrt();
            assert!(bias.abs() < 4.0 * of_mean + 1e-3, "{shared}+{only}: bias {bias}");
            // The variance itself is estimated, the worse the fewer runs there are.
            let slack = 1.0 + 4.0 * (2.0 / runs as f64).sqrt();
            assert!(
                variance < 1.1 * slack * binomial,
                "{shared}+{only}: variance {variance}, binomial {binomial}"
            );
        }
    }

    #[test]
    fn the_empty_set_has_no_signature() {
        assert_eq!(MinHasher::new(16).signature(&[]), None);
    }

    #[test]
    fn repeats_change_nothing() {
        let hasher = MinHasher::new(64);
        let once: Vec<u64> = (0..90).map(mix64).collect();
        assert_eq!(hasher.signature(&once), hasher.signature(&[once.clone(), once.clone()].concat()));
    }
}
