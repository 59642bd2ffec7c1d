//! Signatures to candidate pairs, by bands of rows (Broder 1997; Leskovec, Rajaraman, Ullman, ch. 3).

use super::exact::ExactClasses;
use super::minhash::Signature;
use super::sketch::Sketches;
use crate::hash::{chain64, mix64};
use crate::spill::SpillError;
use rayon::prelude::*;

/// A bucket with more articles than this is not compared all against all; see `giant`.
pub const GIANT_BUCKET: usize = 64;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
        mix64(rows.iter().fold(u64::from(band), |state, &hash| chain64(state, hash)))
    }
}

/// What the bands found.
#[derive(Debug, Default)]
pub(super) struct Meetings {
    /// Pairs of classes, sorted, without repeats.
    pub(super) pairs: Vec<CandidatePair>,
    /// The members of each bucket that is too large for all its pairs, sorted, each list once.
    pub(super) giants: Vec<Vec<u32>>,
}

impl Meetings {
    /// Whether two classes meet in a band.
    pub(super) fn hold(&self, pair: CandidatePair) -> bool {
        let in_giant =
            |bucket: &Vec<u32>| [pair.a, pair.b].iter().all(|class| bucket.binary_search(class).is_ok());
        self.pairs.binary_search(&pair).is_ok() || self.giants.iter().any(in_giant)
    }
}

/// All pairs of classes that meet in a band.
pub(super) fn meetings(sketches: &Sketches, classes: &ExactClasses) -> Result<Meetings, SpillError> {
    let found: Vec<Meetings> = (0..sketches.banding().bands)
        .into_par_iter()
        .map_init(Vec::new, |keys, band| {
            sketches.keys_of(band, keys)?;
            Ok(in_band(keys, classes))
        })
        .collect::<Result<_, SpillError>>()?;
    let mut all = Meetings::default();
    for one in found {
        all.pairs.extend(one.pairs);
        all.giants.extend(one.giants);
    }
    all.pairs.par_sort_unstable();
    all.pairs.dedup();
    all.giants.sort_unstable();
    all.giants.dedup();
    Ok(all)
}

/// The meetings of one band; `keys` has one key an article.
fn in_band(keys: &[u64], classes: &ExactClasses) -> Meetings {
    let mut postings = repeated(keys, classes);
    postings.sort_unstable();
    let mut meetings = Meetings::default();
    for bucket in postings.chunk_by(|x, y| x.0 == y.0) {
        let members = bucket.iter().map(|&(_, class)| class);
        if bucket.len() > GIANT_BUCKET {
            meetings.giants.push(members.collect());
            continue;
        }
        for (at, &(_, x)) in bucket.iter().enumerate() {
            meetings.pairs.extend(bucket[at + 1..].iter().filter_map(|&(_, y)| CandidatePair::new(x, y)));
        }
    }
    meetings
}

/// The keys that may stand twice, with their classes. Most keys stand once, and two passes over a table of bits are
/// cheaper than sorting them.
fn repeated(keys: &[u64], classes: &ExactClasses) -> Vec<(u64, u32)> {
    let bits = (classes.len() as u64 * 16).next_power_of_two().max(64);
    let (mut once, mut twice) = (vec![0_u64; (bits / 64) as usize], vec![0_u64; (bits / 64) as usize]);
    let place = |key: u64| {
        let bit = key & (bits - 1);
        ((bit / 64) as usize, 1_u64 << (bit % 64))
    };
    let led = |article: usize| classes.led_by(article);
    for (article, &key) in keys.iter().enumerate() {
        if led(article).is_some() {
            let (word, bit) = place(key);
            twice[word] |= once[word] & bit;
            once[word] |= bit;
        }
    }
    let candidates = keys.iter().enumerate().filter(|&(_, &key)| {
        let (word, bit) = place(key);
        twice[word] & bit != 0
    });
    candidates.filter_map(|(article, &key)| Some((key, led(article)?))).collect()
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
}
