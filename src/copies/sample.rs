//! Candidates that bands cannot see: an abridged or embedded article has a low Jaccard similarity, but shares many
//! rare shingles. They are found by an inverted index of rare shingles, thinned when there are too many to hold.

use super::bands::CandidatePair;
use super::frequency::ShingleFrequency;
use super::shingle::Shingles;
use rayon::prelude::*;

/// A shingle in more articles than this says little about any two of them. A reprint in more papers shares most of its
/// text, and the bands find it.
const RARE_ENOUGH: u32 = 24;

/// Most entries of the index; beyond, shingles are sampled by their hash, the same ones in every article.
const ENTRIES: usize = 48_000_000;

/// The share of the shorter article's shingles that must be seen in the other before the pair is compared in full.
const WORTH_COMPARING: f64 = 0.08;

/// All pairs that share enough rare shingles, sorted, without repeats.
pub(super) fn candidates(shingles: &[Shingles], frequency: &ShingleFrequency) -> Vec<CandidatePair> {
    let total: usize = shingles.iter().map(Shingles::len).sum();
    let keep_one_in = total.div_ceil(ENTRIES).next_power_of_two() as u64;
    let kept =
        |hash: u64| (hash >> 40) & (keep_one_in - 1) == 0 && (2..=RARE_ENOUGH).contains(&frequency.of(hash));
    let mut entries: Vec<(u64, u32)> = shingles
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, set)| {
            set.hashes().iter().filter(|&&hash| kept(hash)).map(move |&hash| (hash, at as u32))
        })
        .collect();
    entries.par_sort_unstable();
    let mut pairs: Vec<CandidatePair> = entries
        .par_chunk_by(|x, y| x.0 == y.0)
        .filter(|run| run.len() > 1 && run.len() <= RARE_ENOUGH as usize)
        .flat_map_iter(|run| {
            run.iter()
                .enumerate()
                .flat_map(move |(at, x)| run[at + 1..].iter().filter_map(|y| CandidatePair::new(x.1, y.1)))
        })
        .collect();
    pairs.par_sort_unstable();
    pairs
        .chunk_by(|x, y| x == y)
        .filter(|run| {
            let shorter = shingles[run[0].a()].len().min(shingles[run[0].b()].len());
            (run.len() as u64 * keep_one_in) as f64 >= WORTH_COMPARING * shorter as f64
        })
        .map(|run| run[0])
        .collect()
}
