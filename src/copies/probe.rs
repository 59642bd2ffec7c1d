//! Measures the recall of a run on the run itself, by brute force, in the one pass over the texts.
//!
//! The first articles of each file are the *probes*. Every article that passes is compared with all of them; which pairs
//! reach the threshold is then known exactly, and how many of them the bands met is counted afterwards. Brute force is
//! made cheap by looking up a sixteenth of an article's shingles among those of the probes, and comparing in full only
//! where at least a quarter is found of what a pair at the threshold is expected to share: which pairs are overlooked
//! has nothing to do with the bands: of two hundred shingles one in ten thousand, of seventy one in thirty. An article is compared with the four
//! probes it shares most with, so that a corpus in which all is alike costs no more than another.

use super::shingle::{ArticleTokens, Shingler, Shingles};
use super::sketch::Print;
use ahash::AHashMap;
use std::cmp::Reverse;

/// Shingles with these bits zero are looked up: one in sixteen.
const LOOKED_UP: u64 = 15;

/// Shingles that are looked at together.
const TOGETHER: usize = 64;

/// Of sets up to this size all shingles are looked up.
const SMALL: usize = 64;

/// Bits of the filter before the table: a few for each shingle.
const FILTER_BITS: u64 = 1 << 19;

/// Probes that are remembered of one shingle, and that one article is compared with in full: where hundreds are alike, a
/// few pairs measure as much as all of them.
const MOST_HOLDERS: usize = 8;
const MOST_COMPARED: usize = 4;

/// Probes of a run.
pub const PROBES: usize = 512;

/// Articles that everything is compared with.
#[derive(Debug, Default)]
pub(super) struct Probes {
    threshold: f64,
    sets: Vec<(Print, Shingles)>,
    /// The probes that have a shingle, as a range of `holders`.
    table: AHashMap<u64, (u32, u32)>,
    holders: Vec<u32>,
    filter: Vec<u64>,
}

/// A probe and an article whose plain Jaccard similarity reaches the threshold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sighting {
    /// Which probe.
    pub(super) probe: Print,
    /// Which article of its part.
    pub(super) article: u32,
}

impl Probes {
    pub(super) fn new(heads: &[ArticleTokens], shingler: &Shingler, threshold: f64) -> Self {
        let mut sets: Vec<(Print, Shingles)> = Vec::new();
        for tokens in heads.iter().filter(|tokens| !tokens.hashes.is_empty()).take(PROBES) {
            let print = Print::of(&tokens.hashes);
            if sets.iter().all(|(own, _)| *own != print) {
                sets.push((print, shingler.shingles(&tokens.hashes, tokens.unspaced)));
            }
        }
        let mut entries: Vec<(u64, u32)> = Vec::new();
        for (at, (_, set)) in sets.iter().enumerate() {
            let all = (set.len() as f64) < SMALL as f64 / threshold;
            let kept = set.hashes().iter().filter(|&&hash| all || hash & LOOKED_UP == 0);
            entries.extend(kept.map(|&hash| (hash, at as u32)));
        }
        entries.sort_unstable();
        let mut probes = Self { threshold, sets, ..Self::default() };
        if !entries.is_empty() {
            probes.filter = vec![0; (FILTER_BITS / 64) as usize];
        }
        for run in entries.chunk_by(|x, y| x.0 == y.0) {
            let first = probes.holders.len() as u32;
            probes.holders.extend(run.iter().map(|&(_, at)| at).take(MOST_HOLDERS));
            probes.table.insert(run[0].0, (first, run.len().min(MOST_HOLDERS) as u32));
            let bit = (run[0].0 >> 8) % FILTER_BITS;
            probes.filter[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        probes
    }

    /// Compares an article with all probes.
    pub(super) fn look(&self, article: u32, print: Print, shingles: &[u64], sightings: &mut Vec<Sighting>) {
        if self.filter.is_empty() {
            return;
        }
        let all = shingles.len() < SMALL;
        let mut seen: Vec<u32> = Vec::new();
        let mut before = 0;
        let mut picked = [0; TOGETHER];
        for some in shingles.chunks(TOGETHER) {
            // Without a branch for each: one in sixteen is too seldom to be foreseen and too often to be forgotten.
            let mut count = 0;
            for &hash in some {
                picked[count % TOGETHER] = hash;
                count += usize::from(all || hash & LOOKED_UP == 0);
            }
            for &hash in &picked[..count] {
                // A text may say one word a thousand times.
                if std::mem::replace(&mut before, hash) == hash {
                    continue;
                }
                let bit = (hash >> 8) % FILTER_BITS;
                if self.filter[(bit / 64) as usize] >> (bit % 64) & 1 == 0 {
                    continue;
                }
                if let Some(&(first, count)) = self.table.get(&hash) {
                    seen.extend(&self.holders[first as usize..(first + count) as usize]);
                }
            }
        }
        if seen.is_empty() {
            return;
        }
        seen.sort_unstable();
        let mut found: Vec<(Reverse<usize>, u32)> =
            seen.chunk_by(|x, y| x == y).map(|run| (Reverse(run.len()), run[0])).collect();
        found.sort_unstable();
        let mut own: Option<Shingles> = None;
        for (Reverse(count), at) in found.into_iter().take(MOST_COMPARED) {
            let (probe, set) = &self.sets[at as usize];
            let longer = set.len().max(shingles.len());
            let expected = self.threshold * longer as f64 / (LOOKED_UP + 1) as f64;
            if *probe == print || 4.0 * (count as f64) < expected.floor() {
                continue;
            }
            let own = own.get_or_insert_with(|| Shingles::from_hashes(shingles.to_vec()));
            if set.jaccard(own) >= self.threshold {
                sightings.push(Sighting { probe: *probe, article });
            }
        }
    }

    /// Number of probes.
    pub(super) fn len(&self) -> usize {
        self.sets.len()
    }

    /// The prints of the probes.
    pub(super) fn prints(&self) -> impl Iterator<Item = Print> {
        self.sets.iter().map(|(print, _)| *print)
    }
}
