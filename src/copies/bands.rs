//! Signatures to candidate pairs, by bands of rows (Broder 1997; Leskovec, Rajaraman, Ullman, ch. 3).

use super::minhash::{MinHasher, Signature};
use super::shingle::Shingles;
use crate::hash::{chain64, mix64};
use rayon::prelude::*;

/// A bucket with more articles than this is compared with its leaders instead of all against all.
pub const GIANT_BUCKET: usize = 64;

/// How many members of a giant bucket each other member is compared with: its leaders and its neighbours in order of
/// length, among which near copies of one length stand.
const LEADERS: usize = 24;

/// The chance of meeting that unrelated articles may have: two news texts on different matters share less than a
/// twentieth of their shingles, and of those one pair in ten thousand may be compared for nothing.
const NOISE_SIMILARITY: f64 = 0.05;
const NOISE_LIMIT: f64 = 1e-3;

/// How a signature is cut into bands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Banding {
    /// Number of bands.
    pub bands: u32,
    /// Hashes a band.
    pub rows: u32,
    /// Similarity that the promise is made for.
    pub threshold: f64,
    /// Probability that a pair at `threshold` meets in at least one band.
    pub promise: f64,
}

/// Two articles that may be copies. `a < b`, as indices of what was compared; made only here and by the sampled index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CandidatePair {
    a: u32,
    b: u32,
}

impl CandidatePair {
    /// The pair in order, or nothing for an article and itself.
    pub(super) fn new(x: u32, y: u32) -> Option<Self> {
        (x != y).then_some(Self { a: x.min(y), b: x.max(y) })
    }

    /// The smaller index.
    pub fn a(self) -> usize {
        self.a as usize
    }

    /// The larger index.
    pub fn b(self) -> usize {
        self.b as usize
    }
}

impl Banding {
    /// The banding with the fewest hashes that meets a pair at `threshold` with at least `recall`, among those that
    /// let unrelated articles meet rarely enough. Wider bands are *stricter*, more bands are *looser*.
    pub fn choose(threshold: f64, recall: f64) -> Self {
        let mut best: Option<Self> = None;
        for rows in 1..=16_u32 {
            let hit = threshold.powi(rows as i32);
            let bands =
                if hit >= 1.0 { 1.0 } else { ((1.0 - recall).ln() / (1.0 - hit).ln()).ceil().max(1.0) };
            if bands * f64::from(rows) > 4096.0 {
                break;
            }
            let banding =
                Self { bands: bands as u32, rows, threshold, promise: 1.0 - (1.0 - hit).powf(bands) };
            let quiet = banding.probability(NOISE_SIMILARITY) <= NOISE_LIMIT;
            let fewer = best.is_none_or(|best| banding.hashes() < best.hashes());
            if best.is_none_or(|best| best.probability(NOISE_SIMILARITY) > NOISE_LIMIT) || (quiet && fewer) {
                best = Some(banding);
            }
        }
        best.unwrap_or(Self { bands: 1, rows: 1, threshold, promise: threshold })
    }

    /// The probability that a pair of Jaccard similarity `jaccard` meets in at least one band: the S-curve.
    pub fn probability(self, jaccard: f64) -> f64 {
        1.0 - (1.0 - jaccard.clamp(0.0, 1.0).powi(self.rows as i32)).powf(f64::from(self.bands))
    }

    /// Hashes a signature.
    pub fn hashes(self) -> u32 {
        self.bands * self.rows
    }

    /// The key of band `band` of a signature.
    pub fn key(self, signature: &Signature, band: u32) -> u64 {
        let rows = &signature.hashes()[(band * self.rows) as usize..((band + 1) * self.rows) as usize];
        mix64(rows.iter().fold(u64::from(band), |state, &hash| chain64(state, u64::from(hash))))
    }
}

/// All pairs that meet in a band, sorted, without repeats.
pub(super) fn candidates(shingles: &[Shingles], banding: Banding) -> Vec<CandidatePair> {
    let hasher = MinHasher::new(banding.hashes());
    let signatures: Vec<Option<Signature>> = shingles.par_iter().map(|set| hasher.signature(set)).collect();
    let mut pairs: Vec<CandidatePair> = (0..banding.bands)
        .into_par_iter()
        .flat_map_iter(|band| {
            let mut postings: Vec<(u64, u32)> = signatures
                .iter()
                .enumerate()
                .filter_map(|(at, signature)| Some((banding.key(signature.as_ref()?, band), at as u32)))
                .collect();
            postings.sort_unstable();
            let mut found = Vec::new();
            for bucket in postings.chunk_by(|x, y| x.0 == y.0) {
                let members: Vec<u32> = bucket.iter().map(|&(_, at)| at).collect();
                pair_up(members, |at| shingles[at as usize].len(), &mut found);
            }
            found
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Pairs the members of a bucket: all with all in a small one; in a giant one each with the leaders and with its
/// neighbours in order of length. Groups are put together from pairs, so what two members of a giant bucket share with
/// a leader or a neighbour joins them.
pub(super) fn pair_up(mut members: Vec<u32>, length: impl Fn(u32) -> usize, found: &mut Vec<CandidatePair>) {
    if members.len() <= GIANT_BUCKET {
        for (at, &x) in members.iter().enumerate() {
            found.extend(members[at + 1..].iter().filter_map(|&y| CandidatePair::new(x, y)));
        }
        return;
    }
    members.sort_unstable_by_key(|&member| (length(member), member));
    let stride = members.len() / LEADERS;
    let leaders: Vec<u32> = members.iter().copied().step_by(stride).collect();
    for (at, &x) in members.iter().enumerate() {
        let neighbours = members[at + 1..].iter().take(LEADERS);
        found.extend(leaders.iter().chain(neighbours).filter_map(|&y| CandidatePair::new(x, y)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_promise_is_kept_with_few_hashes() {
        for (threshold, recall) in [(0.5, 0.99), (0.7, 0.99), (0.8, 0.95), (0.9, 0.999)] {
            let banding = Banding::choose(threshold, recall);
            assert!(banding.promise >= recall, "{banding:?}");
            assert!((banding.probability(threshold) - banding.promise).abs() < 1e-12);
            assert!(banding.hashes() <= 320, "{banding:?}");
            assert!(banding.probability(0.02) < 0.01, "{banding:?}");
        }
    }

    #[test]
    fn more_bands_are_looser_and_more_rows_are_stricter() {
        let at = |bands, rows| Banding { bands, rows, threshold: 0.5, promise: 0.0 }.probability(0.5);
        assert!(at(20, 4) > at(10, 4));
        assert!(at(10, 5) < at(10, 4));
    }

    #[test]
    fn a_giant_bucket_costs_linear_many_pairs() {
        let mut found = Vec::new();
        pair_up((0..10_000).collect(), |_| 1, &mut found);
        assert!(found.len() < 10_000 * 3 * LEADERS);
        let mut small = Vec::new();
        pair_up((0..10).collect(), |_| 1, &mut small);
        assert_eq!(small.len(), 45);
    }
}
