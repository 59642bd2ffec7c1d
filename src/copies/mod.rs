//! Which articles are the same text, give or take editing.
//!
//! **Owns** shingles, sketches, bands, the sampled index, verification and the groups.
//!
//! **Always holds**: only verified pairs make groups, and the types say so: [`CandidatePair`] is made by the bands and
//! the sampled index alone, [`VerifiedPair`] by the [`Verifier`] alone, and [`Copies`] takes nothing else. Precision is
//! 1 by construction: every join stands on exact similarities. An article without tokens never enters the comparison.
//! The result does not depend on threads or on the order of files.
//!
//! **Cost**: linear in tokens for shingles and sketches, a sort for the bands and the index, and a merge of two sorted
//! lists a candidate. Articles with the same words in the same order are folded into one before anything is compared,
//! so a re-crawl costs one look-up. A bucket of more than [`GIANT_BUCKET`] articles is compared with its leaders, never
//! all against all.
//!
//! **Fails** when parameters are out of range ([`CopiesError`]); nothing else can.
//!
//! How a pair is judged (`rarity`, the default): shingles are weighed by how few articles have them, 1 up to 4 articles
//! and 4/n for n, so that the phrases of a royal telegram or a weather bulletin count for little, while a reprint that
//! fourteen papers carry keeps its score: all its shingles weigh alike.

mod bands;
mod frequency;
mod group;
mod minhash;
mod sample;
mod shingle;
mod verify;

pub use bands::{Banding, CandidatePair, GIANT_BUCKET};
pub use frequency::ShingleFrequency;
pub use group::{Copies, CopiesGroup};
pub use minhash::{MinHasher, Signature};
pub use shingle::{Shingler, Shingles};
pub use verify::{PairSimilarity, Relation, VerifiedPair, Verifier};

use crate::document::ArticleIndex;
use crate::hash::chain64;
use crate::text::TokenTable;
use ahash::AHashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// How a pair is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SimilarityMeasure {
    /// Shingles weighed by rarity; containment counts as well.
    #[default]
    Rarity,
    /// Plain Jaccard similarity of the shingle sets.
    Plain,
}

/// Parameters of the room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct CopiesParams {
    /// How a pair is judged.
    pub similarity: SimilarityMeasure,
    /// Jaccard similarity from which a pair is a copy, in (0, 1].
    pub threshold: f64,
    /// Share of the shorter article's weight that must stand in the longer one, in (0, 1]; `rarity` only.
    pub containment: f64,
    /// Probability with which a pair at `threshold` is met by the bands, in (0, 1).
    pub recall: f64,
    /// Tokens a shingle.
    pub shingle_words: u32,
    /// Characters a shingle in scripts without spaces: five Chinese words are about eight characters.
    pub shingle_characters: u32,
}

impl Default for CopiesParams {
    fn default() -> Self {
        Self {
            similarity: SimilarityMeasure::Rarity,
            threshold: 0.5,
            containment: 0.6,
            recall: 0.99,
            shingle_words: 5,
            shingle_characters: 8,
        }
    }
}

/// A parameter out of range.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CopiesError {
    /// A share that must lie in (0, 1].
    #[error("{name} is {value}, but must be above 0 and at most 1")]
    Share {
        /// Of the parameter.
        name: &'static str,
        /// As given.
        value: f64,
    },
    /// A recall of 1 would need infinitely many bands.
    #[error("recall is {0}, but must be above 0 and below 1: no number of bands promises certainty")]
    Recall(f64),
    /// A shingle needs a word.
    #[error("{name} is {value}, but must be between 1 and 64")]
    ShingleSize {
        /// Of the parameter.
        name: &'static str,
        /// As given.
        value: u32,
    },
}

impl CopiesParams {
    /// Checks every range.
    pub fn validate(&self) -> Result<(), CopiesError> {
        for (name, value) in
            [("copies threshold", self.threshold), ("containment threshold", self.containment)]
        {
            if !(value > 0.0 && value <= 1.0) {
                return Err(CopiesError::Share { name, value });
            }
        }
        if !(self.recall > 0.0 && self.recall < 1.0) {
            return Err(CopiesError::Recall(self.recall));
        }
        for (name, value) in
            [("shingle words", self.shingle_words), ("shingle characters", self.shingle_characters)]
        {
            if !(1..=64).contains(&value) {
                return Err(CopiesError::ShingleSize { name, value });
            }
        }
        Ok(())
    }
}

/// Everything the room finds, with the counts of the way there.
#[derive(Clone, Debug, Default)]
pub struct CopiesFound {
    /// Groups of two or more.
    pub copies: Copies,
    /// Pairs that were compared in full.
    pub candidate_pairs: u64,
    /// Pairs that are copies, re-crawls not counted.
    pub verified_pairs: u64,
    /// How the bands were chosen.
    pub banding: Banding,
}

/// Finds the copies among articles; `tokens[i]` belongs to article `i`, and `rank[i]` orders articles as
/// representatives, smallest first.
pub fn find_copies(
    tokens: &[TokenTable],
    rank: &[RepresentativeRank],
    params: &CopiesParams,
) -> Result<CopiesFound, CopiesError> {
    params.validate()?;
    let classes = ExactClasses::new(tokens);
    let shingler = Shingler::new(params);
    let shingles: Vec<Shingles> =
        classes.leaders.par_iter().map(|&article| shingler.shingles(&tokens[article.at()])).collect();
    let frequency = ShingleFrequency::count(&shingles);
    let banding = Banding::choose(params.threshold, params.recall);
    let verifier = Verifier::new(params, &shingles, &frequency);
    let mut candidates = bands::candidates(&shingles, banding);
    if params.similarity == SimilarityMeasure::Rarity {
        candidates.extend(sample::candidates(&shingles, &frequency));
    }
    let (candidate_pairs, verified) = verifier.verify_all(candidates);
    let verified_pairs = verified.len() as u64;
    let copies = group::group(verified, &verifier, &classes, rank);
    Ok(CopiesFound { copies, candidate_pairs, verified_pairs, banding })
}

/// What the room says of one pair.
#[derive(Clone, Debug, PartialEq)]
pub struct PairJudgement {
    /// Exact similarities.
    pub similarity: PairSimilarity,
    /// How the first relates to the second, when they are copies.
    pub relation: Option<Relation>,
    /// The banding of the run.
    pub banding: Banding,
    /// The bands in which they meet, from 1.
    pub met: Vec<u32>,
}

/// Judges one pair of articles within a corpus, as a run over all of it would.
pub fn compare(
    tokens: &[TokenTable],
    [a, b]: [usize; 2],
    params: &CopiesParams,
) -> Result<PairJudgement, CopiesError> {
    params.validate()?;
    let shingler = Shingler::new(params);
    let shingles: Vec<Shingles> = tokens.par_iter().map(|table| shingler.shingles(table)).collect();
    let frequency = ShingleFrequency::count(&shingles);
    let verifier = Verifier::new(params, &shingles, &frequency);
    let similarity = verifier.similarity(a, b);
    let banding = Banding::choose(params.threshold, params.recall);
    let hasher = MinHasher::new(banding.hashes());
    let same = fingerprint(&tokens[a]).is_some() && fingerprint(&tokens[a]) == fingerprint(&tokens[b]);
    let met = match (hasher.signature(&shingles[a]), hasher.signature(&shingles[b])) {
        (Some(x), Some(y)) => (0..banding.bands)
            .filter(|&band| banding.key(&x, band) == banding.key(&y, band))
            .map(|band| band + 1)
            .collect(),
        _ => Vec::new(),
    };
    let relation = if same { Some(Relation::Exact) } else { verifier.relation(similarity) };
    Ok(PairJudgement { similarity, relation, banding, met })
}

/// The order in which articles stand for their group: main articles before side articles before teasers, then the
/// longest, then the earliest, then canonical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepresentativeRank {
    /// What it is on its page.
    pub kind: crate::document::ArticleKind,
    /// Number of tokens, longest first.
    pub length: std::cmp::Reverse<u32>,
    /// Seconds since 1970; articles without a date come last.
    pub published: i64,
    /// Canonical order.
    pub article: ArticleIndex,
}

/// Articles with the same words in the same order, folded into one that goes on.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExactClasses {
    /// The first article of each class that has tokens, in canonical order.
    leaders: Vec<ArticleIndex>,
    /// All members of each class, the leader first.
    members: Vec<Vec<ArticleIndex>>,
}

impl ExactClasses {
    fn new(tokens: &[TokenTable]) -> Self {
        let prints: Vec<Option<(u64, u32)>> = tokens.par_iter().map(fingerprint).collect();
        let mut place: AHashMap<(u64, u32), usize> = AHashMap::with_capacity(prints.len());
        let mut classes = Self::default();
        for (at, print) in prints.iter().enumerate() {
            let Some(print) = print else { continue };
            let article = ArticleIndex(at as u32);
            let class = *place.entry(*print).or_insert(classes.leaders.len());
            if class == classes.leaders.len() {
                classes.leaders.push(article);
                classes.members.push(Vec::new());
            }
            classes.members[class].push(article);
        }
        classes
    }
}

/// Two articles have one fingerprint when they have the same words in the same order; nothing for an empty one. With
/// 64 bits and the length, a false match among a million articles has a probability of 3e-8.
fn fingerprint(tokens: &TokenTable) -> Option<(u64, u32)> {
    if tokens.is_empty() {
        return None;
    }
    Some((tokens.hashes.iter().fold(0, |state, &hash| chain64(state, hash)), tokens.len() as u32))
}

#[cfg(test)]
mod tests;
