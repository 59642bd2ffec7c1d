//! Candidates that bands cannot see: an abridged, embedded or edited article has a low Jaccard similarity, but shares
//! rare shingles. They are found by an inverted index of shingles: all of an article's first hundred words, where
//! teasers and abridgements are taken from, and a quarter of the rest, chosen by their hash, the same ones in every
//! article.
//!
//! **Promise**: two articles that share `n` rare shingles anywhere share a sampled one with a probability of
//! 1 - (3/4)^n: .99 from sixteen on, which is a sentence or two.

use super::bands::CandidatePair;
use super::exact::ExactClasses;
use super::sketch::{SampleEntry, Sketches};
use crate::hash::mix64;
use crate::spill::SpillError;
use rayon::prelude::*;

/// Shingles at the beginning of an article that are all in the index.
pub(super) const LEAD: usize = 96;

/// One of so many of the others.
const ONE_IN: u64 = 4;

/// A shingle in more articles than this says little about any two of them. A reprint in more papers shares most of its
/// text, and the bands find it.
const RARE_ENOUGH: u32 = 24;

/// The share of the shorter article's shingles that must be seen in the other before the pair is compared in full.
const WORTH_COMPARING: f64 = 0.08;

/// Most entries that are sorted at a time; a larger index is worked on in parts.
const ENTRIES: usize = 1 << 24;

/// Whether a shingle outside the lead is in the index. Its own bits also choose bins, so it is mixed first.
pub(super) fn is_sampled(shingle: u64) -> bool {
    mix64(shingle) >> 32 & (ONE_IN - 1) == 0
}

/// All pairs of classes that share enough rare shingles, sorted, without repeats.
pub(super) fn candidates(
    sketches: &Sketches,
    classes: &ExactClasses,
) -> Result<Vec<CandidatePair>, SpillError> {
    if sketches.counter().is_none() {
        return Ok(Vec::new());
    }
    let parts = (sketches.sampled() / ENTRIES + 1).next_power_of_two() as u64;
    // What two articles share, as pairs that stand once for each shingle: those of the sample for all it left out.
    let mut shared: Vec<(CandidatePair, u32)> = Vec::new();
    for part in 0..parts {
        let own = |hash: u64| hash >> 8 & (parts - 1) == part;
        let mut entries = sketches.samples(own, 2..=RARE_ENOUGH)?;
        entries.retain_mut(|entry| {
            let class = classes.led_by(entry.article as usize);
            entry.article = class.unwrap_or(u32::MAX);
            class.is_some()
        });
        entries.par_sort_unstable();
        let mut found: Vec<(CandidatePair, u32)> = entries
            .par_chunk_by(|x, y| x.hash == y.hash)
            .filter(|run| run.len() > 1 && run.len() <= RARE_ENOUGH as usize)
            .flat_map_iter(pairs_of)
            .collect();
        found.par_sort_unstable();
        shared = summed(shared, &found);
    }
    let length = |class: usize| sketches.prints[classes.leader(class as u32).at()].tokens;
    let worth = |pair: CandidatePair, seen: u32| {
        let shorter = length(pair.a()).min(length(pair.b()));
        f64::from(seen) >= WORTH_COMPARING * f64::from(shorter)
    };
    Ok(shared.into_iter().filter(|&(pair, seen)| worth(pair, seen)).map(|(pair, _)| pair).collect())
}

fn pairs_of(run: &[SampleEntry]) -> impl Iterator<Item = (CandidatePair, u32)> {
    let weight = if is_sampled(run[0].hash) { ONE_IN as u32 } else { 1 };
    run.iter().enumerate().flat_map(move |(at, x)| {
        let pair = |y: &SampleEntry| CandidatePair::new(x.article, y.article);
        run[at + 1..].iter().filter_map(pair).map(move |pair| (pair, weight))
    })
}

/// Adds up the weights of equal pairs of two sorted lists, of which the first has no repeats.
fn summed(known: Vec<(CandidatePair, u32)>, found: &[(CandidatePair, u32)]) -> Vec<(CandidatePair, u32)> {
    let sums =
        found.chunk_by(|x, y| x.0 == y.0).map(|run| (run[0].0, run.iter().map(|it| it.1).sum::<u32>()));
    if known.is_empty() {
        return sums.collect();
    }
    let mut all: Vec<(CandidatePair, u32)> = known.into_iter().chain(sums).collect();
    all.par_sort_unstable();
    all.chunk_by(|x, y| x.0 == y.0).map(|run| (run[0].0, run.iter().map(|it| it.1).sum())).collect()
}
