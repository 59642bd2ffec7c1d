//! Buckets in which so many articles meet that not all their pairs can be compared.
//!
//! In rounds, the first article that is left in a bucket is compared with all others that are left, and those that are
//! its copies leave with it: a bucket of 10^5 bulletins that differ in a word costs 10^5 comparisons. What no leader takes
//! shares only what everybody there shares, a footer or a template. Two of those can still be copies, but only if they
//! share something rare as well: with plain similarity it is looked for by *prefix filtering* (Chaudhuri, Ganti, Kaushik
//! 2006; Bayardo, Ma, Srikant 2007), which loses no pair at the threshold but where even a rarest shingle is
//! in more than 64 of them; with rarity the sampled index has it already.

use super::bands::{CandidatePair, GIANT_BUCKET};
use super::frequency::FrequencyCounter;
use super::sets::{Sets, SourceError};
use super::verify::{VerifiedPair, Verifier};
use super::{CopiesParams, SimilarityMeasure};
use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

/// Rounds at most, and rounds before a bucket is given up whose leaders take almost nothing.
const ROUNDS: usize = 16;
const TRIAL_ROUNDS: usize = 3;
const ALMOST_NOTHING: usize = 32;

/// What was made of the giants of one component.
pub(super) struct Tamed {
    pub(super) verified: Vec<VerifiedPair>,
    pub(super) compared: u64,
}

/// Compares candidates once each and remembers how that went.
struct Judge<'a> {
    verifier: &'a Verifier<'a>,
    known: AHashMap<CandidatePair, bool>,
    verified: Vec<VerifiedPair>,
    compared: u64,
}

impl Judge<'_> {
    fn all(&mut self, mut pairs: Vec<CandidatePair>) -> Result<(), SourceError> {
        pairs.retain(|pair| !self.known.contains_key(pair));
        pairs.par_sort_unstable();
        pairs.dedup();
        let judged: Vec<Option<VerifiedPair>> =
            pairs.par_iter().map(|&pair| self.verifier.verify(pair)).collect::<Result<_, _>>()?;
        self.compared += pairs.len() as u64;
        for (pair, verdict) in pairs.into_iter().zip(judged) {
            self.known.insert(pair, verdict.is_some());
            self.verified.extend(verdict);
        }
        Ok(())
    }

    fn are_copies(&self, x: u32, y: u32) -> bool {
        CandidatePair::new(x, y).is_some_and(|pair| self.known.get(&pair).copied().unwrap_or(false))
    }
}

/// Finds the copies in giant buckets; `known` are pairs that were compared before, with the verdict.
pub(super) fn tame(
    mut buckets: Vec<Vec<u32>>,
    known: AHashMap<CandidatePair, bool>,
    verifier: &Verifier<'_>,
    sets: &Sets<'_>,
    params: &CopiesParams,
) -> Result<Tamed, SourceError> {
    let mut judge = Judge { verifier, known, verified: Vec::new(), compared: 0 };
    let sizes: Vec<usize> = buckets.iter().map(Vec::len).collect();
    for round in 0..ROUNDS {
        let open = |at: usize, bucket: &Vec<u32>| {
            let taken = sizes[at] - bucket.len();
            bucket.len() > GIANT_BUCKET && (round < TRIAL_ROUNDS || taken * ALMOST_NOTHING >= sizes[at])
        };
        let led: Vec<usize> = (0..buckets.len()).filter(|&at| open(at, &buckets[at])).collect();
        if led.is_empty() {
            break;
        }
        let pairs = led.iter().flat_map(|&at| {
            let (leader, others) = (buckets[at][0], &buckets[at][1..]);
            others.iter().filter_map(move |&other| CandidatePair::new(leader, other))
        });
        judge.all(pairs.collect())?;
        for at in led {
            let leader = buckets[at][0];
            buckets[at].retain(|&member| member != leader && !judge.are_copies(leader, member));
        }
    }
    let (small, large): (Vec<_>, Vec<_>) =
        buckets.into_iter().partition(|bucket| bucket.len() <= GIANT_BUCKET);
    let pairs = small.iter().flat_map(|bucket| all_pairs(bucket)).collect();
    judge.all(pairs)?;
    if params.similarity == SimilarityMeasure::Plain && !large.is_empty() {
        let mut members: Vec<u32> = large.into_iter().flatten().collect();
        members.sort_unstable();
        members.dedup();
        judge.all(by_prefix(&members, sets, params.threshold)?)?;
    }
    Ok(Tamed { verified: judge.verified, compared: judge.compared })
}

fn all_pairs(members: &[u32]) -> impl Iterator<Item = CandidatePair> {
    members
        .iter()
        .enumerate()
        .flat_map(|(at, &x)| members[at + 1..].iter().filter_map(move |&y| CandidatePair::new(x, y)))
}

/// All pairs that can reach the threshold. Two sets with a Jaccard of t share t of each, so that of the shingles of each,
/// in one order for all, the first 1 - t hold a shared one; the rarest come first in the order.
fn by_prefix(members: &[u32], sets: &Sets<'_>, threshold: f64) -> Result<Vec<CandidatePair>, SourceError> {
    let counter = FrequencyCounter::expecting(0);
    members.par_iter().try_for_each(|&member| {
        counter.add(sets.get(member)?.shingles.hashes());
        Ok(())
    })?;
    let prefixes: Vec<Vec<(u64, u32)>> = members
        .par_iter()
        .map(|&member| {
            let set = sets.get(member)?;
            let mut ranked: Vec<(u32, u64)> =
                set.shingles.hashes().iter().map(|&hash| (counter.of(hash), hash)).collect();
            ranked.sort_unstable();
            let must_share = (threshold * ranked.len() as f64).ceil() as usize;
            ranked.truncate(ranked.len() + 1 - must_share.clamp(1, ranked.len().max(1)));
            // Counts are never too small: a shingle that reads as one is in no other article.
            Ok(ranked.into_iter().filter(|&(count, _)| count > 1).map(|(_, hash)| (hash, member)).collect())
        })
        .collect::<Result<_, SourceError>>()?;
    let mut entries: Vec<(u64, u32)> = prefixes.into_iter().flatten().collect();
    entries.par_sort_unstable();
    let mut pairs: AHashSet<CandidatePair> = AHashSet::new();
    for run in entries.chunk_by(|x, y| x.0 == y.0) {
        let holders: Vec<u32> = run.iter().map(|&(_, member)| member).collect();
        if holders.len() <= GIANT_BUCKET {
            pairs.extend(all_pairs(&holders));
        } else {
            // Common even among what is left: each is compared with its neighbours and with some from all parts.
            let stride = holders.len() / (GIANT_BUCKET / 4);
            let leaders: Vec<u32> = holders.iter().copied().step_by(stride).collect();
            for (at, &x) in holders.iter().enumerate() {
                let near = holders[at + 1..].iter().take(GIANT_BUCKET / 4);
                pairs.extend(leaders.iter().chain(near).filter_map(|&y| CandidatePair::new(x, y)));
            }
        }
    }
    let mut pairs: Vec<CandidatePair> = pairs.into_iter().collect();
    pairs.sort_unstable();
    Ok(pairs)
}
