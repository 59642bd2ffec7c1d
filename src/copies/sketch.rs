//! What is kept of an article between the one pass over the texts and the comparison: a fingerprint, the keys of its
//! bands, and a sample of its shingles. The texts and the shingles themselves go.

use super::bands::Banding;
use super::frequency::FrequencyCounter;
use super::minhash::{MinHasher, Signature};
use super::probe::{Probes, Sighting};
use super::sample::{LEAD, is_sampled};
use super::shingle::{ArticleTokens, Shingler, Words, sort_spread};
use super::{CopiesError, CopiesParams, SimilarityMeasure};
use crate::hash::{chain64, mix64};
use crate::spill::{Block, Memory, Spill, SpillError};
use ahash::AHashSet;
use rayon::prelude::*;
use std::ops::RangeInclusive;
use std::sync::{Mutex, PoisonError};

/// Two articles have one print when they have the same words in the same order. With 64 bits and the length, a false
/// match among a million articles has a probability of 3e-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Print {
    hash: u64,
    /// Number of tokens.
    pub tokens: u32,
}

impl Print {
    /// The print of tokens.
    pub fn of(hashes: &[u64]) -> Self {
        // Four chains at a time: each step of one waits for the step before.
        let (fours, rest) = hashes.as_chunks::<4>();
        let chains = fours.iter().fold([1, 2, 3, 4], |[w, x, y, z], [a, b, c, d]| {
            [chain64(w, *a), chain64(x, *b), chain64(y, *c), chain64(z, *d)]
        });
        let hash = chains.iter().chain(rest).fold(0, |state, &next| chain64(state, next));
        Self { hash, tokens: hashes.len() as u32 }
    }

    /// One number for both: the same in every run and on every machine. Nothing for an article without tokens.
    pub fn fingerprint(self) -> Option<u64> {
        (self.tokens > 0).then(|| mix64(self.hash ^ u64::from(self.tokens)))
    }
}

/// Makes sketches, from many threads.
#[derive(Debug)]
pub struct Sketcher {
    shingler: Shingler,
    banding: Banding,
    hasher: MinHasher,
    counter: Option<FrequencyCounter>,
    probes: Probes,
    /// Prints whose shingles have been counted.
    counted: Vec<Mutex<AHashSet<Print>>>,
    spill: Spill,
}

/// Parts of the sets of prints, so that threads seldom wait for each other.
const SHARDS: usize = 64;

/// The share of the budget that bands and samples may take before they go to disk.
const SHARE: u64 = 2;

/// Buffers of one thread.
#[derive(Debug, Default)]
pub struct SketchScratch {
    shingles: Vec<u64>,
    signature: Signature,
}

/// The sketches of a stretch of articles, in order, while they are made.
#[derive(Debug, Default)]
pub struct SketchPart {
    prints: Vec<Print>,
    keys: Vec<u64>,
    samples: Vec<u64>,
    sample_ends: Vec<u32>,
    sightings: Vec<Sighting>,
}

/// The sketches of a stretch of articles, put away.
#[derive(Debug)]
pub struct SketchBlock {
    prints: Vec<Print>,
    /// Keys by band, then article.
    keys: Block,
    samples: Block,
    sample_ends: Vec<u32>,
    sightings: Vec<Sighting>,
}

/// Shingles whose counts are looked up together.
const LOOKED_UP: usize = 64;

/// The sketches of all articles of a run, in canonical order.
#[derive(Debug)]
pub struct Sketches {
    sketcher: Sketcher,
    blocks: Vec<SketchBlock>,
    pub(super) prints: Vec<Print>,
}

impl Sketcher {
    /// A sketcher for about `bytes` bytes of text (0 when that is not known), with checked parameters. `heads` are the
    /// first articles of the run's files: the recall is measured on them.
    pub fn new(
        params: &CopiesParams,
        memory: &Memory,
        bytes: u64,
        heads: &[ArticleTokens],
    ) -> Result<Self, CopiesError> {
        params.validate()?;
        let banding = Banding::choose(params.threshold, params.recall);
        let shingler = Shingler::new(params);
        let counter =
            (params.similarity == SimilarityMeasure::Rarity).then(|| FrequencyCounter::expecting(bytes));
        Ok(Self {
            shingler,
            banding,
            hasher: MinHasher::new(banding.hashes()),
            counter,
            probes: Probes::new(heads, &shingler, params.threshold),
            counted: (0..SHARDS).map(|_| Mutex::default()).collect(),
            spill: Spill::new(memory, memory.budget / SHARE),
        })
    }

    /// How the bands were chosen.
    pub fn banding(&self) -> Banding {
        self.banding
    }

    /// Adds the next article to a part.
    pub fn add(&self, tokens: Words<'_>, scratch: &mut SketchScratch, part: &mut SketchPart) {
        let print = Print::of(tokens.hashes);
        let at = part.prints.len() as u32;
        part.prints.push(print);
        let SketchScratch { shingles, signature } = scratch;
        self.shingler.sequence(tokens.hashes, tokens.unspaced, shingles);
        self.hasher.fill(shingles, signature);
        part.keys.extend((0..self.banding.bands).map(|band| self.banding.key(signature, band)));
        self.probes.look(at, print, shingles, &mut part.sightings);
        if let Some(counter) = &self.counter {
            let lead = shingles.len().min(LEAD);
            let kept = shingles.iter().enumerate().filter(|&(place, &hash)| place < lead || is_sampled(hash));
            let from = part.samples.len();
            part.samples.extend(kept.map(|(_, &hash)| hash));
            sort_spread(&mut part.samples[from..]);
            part.sample_ends.push(part.samples.len() as u32);
            let shard = &self.counted[print.hash as usize % SHARDS];
            // A set is only ever added to, so a panic elsewhere leaves it whole.
            let new = shard.lock().unwrap_or_else(PoisonError::into_inner).insert(print);
            if new && print.tokens > 0 {
                sort_spread(shingles);
                shingles.dedup();
                counter.add(shingles);
            }
        }
    }

    /// Puts a finished part away.
    pub fn put(&self, part: SketchPart) -> Result<SketchBlock, SpillError> {
        let bands = self.banding.bands as usize;
        let mut by_band = Vec::with_capacity(part.keys.len());
        for band in 0..bands {
            by_band.extend(part.keys.iter().skip(band).step_by(bands));
        }
        Ok(SketchBlock {
            prints: part.prints,
            keys: self.spill.put(by_band)?,
            samples: self.spill.put(part.samples)?,
            sample_ends: part.sample_ends,
            sightings: part.sightings,
        })
    }

    /// All sketches of a run, from its blocks in canonical order.
    pub fn gather(self, mut blocks: Vec<SketchBlock>) -> Sketches {
        let prints = blocks.iter_mut().flat_map(|block| std::mem::take(&mut block.prints)).collect();
        Sketches { sketcher: self, blocks, prints }
    }
}

/// An entry of the index of sampled shingles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SampleEntry {
    pub(super) hash: u64,
    pub(super) article: u32,
}

impl Sketches {
    /// How the bands were chosen.
    pub fn banding(&self) -> Banding {
        self.sketcher.banding
    }

    /// The print of each article, in canonical order.
    pub fn prints(&self) -> &[Print] {
        &self.prints
    }

    pub(super) fn shingler(&self) -> Shingler {
        self.sketcher.shingler
    }

    /// In how many articles each shingle stands; nothing when that was not counted.
    pub(super) fn counter(&self) -> Option<&FrequencyCounter> {
        self.sketcher.counter.as_ref()
    }

    pub(super) fn probes(&self) -> &Probes {
        &self.sketcher.probes
    }

    /// Replaces `keys` by those of one band, an article after the other.
    pub(super) fn keys_of(&self, band: u32, keys: &mut Vec<u64>) -> Result<(), SpillError> {
        keys.clear();
        let mut some = Vec::new();
        for block in &self.blocks {
            let count = block.keys.len() / self.sketcher.banding.bands as usize;
            let from = band as usize * count;
            self.sketcher.spill.read(&block.keys, from..from + count, &mut some)?;
            keys.extend_from_slice(&some);
        }
        Ok(())
    }

    /// About how many shingles were sampled.
    pub(super) fn sampled(&self) -> usize {
        self.blocks.iter().map(|block| block.samples.len()).sum()
    }

    /// The sampled shingles that `wanted` accepts and that about as many articles have as `counts` says, by article.
    pub(super) fn samples(
        &self,
        wanted: impl Fn(u64) -> bool + Sync,
        counts: RangeInclusive<u32>,
    ) -> Result<Vec<SampleEntry>, SpillError> {
        let Some(counter) = self.counter() else { return Ok(Vec::new()) };
        let starts = self.blocks.iter().scan(0, |next, block| {
            let start = *next;
            *next += block.sample_ends.len() as u32;
            Some(start)
        });
        let starts: Vec<u32> = starts.collect();
        let found: Vec<Vec<SampleEntry>> = self
            .blocks
            .par_iter()
            .zip(starts)
            .map_init(<(Vec<u64>, Vec<u64>)>::default, |(hashes, own_hashes), (block, first)| {
                self.sketcher.spill.read(&block.samples, 0..block.samples.len(), hashes)?;
                let mut entries = Vec::new();
                let mut start = 0;
                for (&end, article) in block.sample_ends.iter().zip(first..) {
                    let own = &hashes[start..end as usize];
                    let distinct =
                        own.iter().enumerate().filter(|&(at, hash)| at == 0 || own[at - 1] != *hash);
                    own_hashes.clear();
                    own_hashes.extend(distinct.map(|(_, &hash)| hash).filter(|&hash| wanted(hash)));
                    for some in own_hashes.chunks(LOOKED_UP) {
                        // All counts before any decision: the processor then waits for several at a time.
                        let mut found = [0; LOOKED_UP];
                        found.iter_mut().zip(some).for_each(|(count, &hash)| *count = counter.of(hash));
                        let kept = some.iter().zip(found).filter(|(_, count)| counts.contains(count));
                        entries.extend(kept.map(|(&hash, _)| SampleEntry { hash, article }));
                    }
                    start = end as usize;
                }
                Ok(entries)
            })
            .collect::<Result<_, SpillError>>()?;
        Ok(found.concat())
    }

    /// What the probes saw, with the articles they saw.
    pub(super) fn sightings(&self) -> impl Iterator<Item = (u32, &Sighting)> {
        let mut before = 0;
        self.blocks.iter().flat_map(move |block| {
            let first = before;
            before += (block.keys.len() / self.sketcher.banding.bands as usize) as u32;
            block.sightings.iter().map(move |sighting| (first + sighting.article, sighting))
        })
    }
}
