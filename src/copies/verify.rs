//! Candidate pairs to verified pairs, on exact similarities.

use super::bands::CandidatePair;
use super::frequency::ShingleFrequency;
use super::shingle::Shingles;
use super::{CopiesParams, SimilarityMeasure};
use rayon::prelude::*;

/// How two copies relate, seen from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The same words in the same order.
    Exact,
    /// Nearly the same words.
    Near,
    /// The first holds the second.
    Contains,
    /// The first is held by the second.
    Contained,
}

impl Relation {
    /// The same relation seen from the second.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Contains => Self::Contained,
            Self::Contained => Self::Contains,
            same => same,
        }
    }
}

/// Exact similarities of two articles' shingle sets, each in [0, 1].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairSimilarity {
    /// Plain Jaccard.
    pub jaccard: f64,
    /// Jaccard with shingles weighed by rarity.
    pub rarity: f64,
    /// Shared weight over the weight of the lighter set.
    pub containment: f64,
    /// Whether the first set is the lighter one.
    pub first_is_lighter: bool,
}

/// Two copies, as indices of what was compared, `a < b`. Made only by [`Verifier`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VerifiedPair {
    a: u32,
    b: u32,
    relation: Relation,
    similarity: PairSimilarity,
}

impl VerifiedPair {
    /// The smaller index.
    pub fn a(&self) -> usize {
        self.a as usize
    }

    /// The larger index.
    pub fn b(&self) -> usize {
        self.b as usize
    }

    /// How the first relates to the second.
    pub fn relation(&self) -> Relation {
        self.relation
    }

    /// The similarities.
    pub fn similarity(&self) -> PairSimilarity {
        self.similarity
    }
}

/// Judges pairs.
pub struct Verifier<'a> {
    params: &'a CopiesParams,
    shingles: &'a [Shingles],
    frequency: &'a ShingleFrequency,
}

impl<'a> Verifier<'a> {
    /// A verifier of the articles whose shingles are given.
    pub fn new(params: &'a CopiesParams, shingles: &'a [Shingles], frequency: &'a ShingleFrequency) -> Self {
        Self { params, shingles, frequency }
    }

    /// Compares all candidates: how many different ones there were, and those that are copies, in order.
    pub(super) fn verify_all(&self, mut candidates: Vec<CandidatePair>) -> (u64, Vec<VerifiedPair>) {
        candidates.par_sort_unstable();
        candidates.dedup();
        let verified = candidates.par_iter().filter_map(|&pair| self.verify(pair)).collect();
        (candidates.len() as u64, verified)
    }

    /// Compares a candidate in full.
    pub fn verify(&self, pair: CandidatePair) -> Option<VerifiedPair> {
        let similarity = self.similarity(pair.a(), pair.b());
        let relation = self.relation(similarity)?;
        Some(VerifiedPair { a: pair.a() as u32, b: pair.b() as u32, relation, similarity })
    }

    /// How two articles relate, or nothing when they are no copies.
    pub fn relation(&self, similarity: PairSimilarity) -> Option<Relation> {
        let near = match self.params.similarity {
            SimilarityMeasure::Plain => similarity.jaccard,
            SimilarityMeasure::Rarity => similarity.rarity,
        };
        if near >= self.params.threshold {
            return Some(Relation::Near);
        }
        let contained = self.params.similarity == SimilarityMeasure::Rarity
            && similarity.containment >= self.params.containment;
        contained.then_some(if similarity.first_is_lighter {
            Relation::Contained
        } else {
            Relation::Contains
        })
    }

    /// Whether two articles are at least `share` as similar as copies must be.
    pub(super) fn is_close(&self, similarity: PairSimilarity, share: f64) -> bool {
        match self.params.similarity {
            SimilarityMeasure::Plain => similarity.jaccard >= share * self.params.threshold,
            SimilarityMeasure::Rarity => {
                similarity.rarity >= share * self.params.threshold
                    || similarity.containment >= share * self.params.containment
            }
        }
    }

    /// The exact similarities of two articles, by one merge of their sorted shingles.
    pub fn similarity(&self, a: usize, b: usize) -> PairSimilarity {
        let (x, y) = (self.shingles[a].hashes(), self.shingles[b].hashes());
        let (mut i, mut j, mut shared) = (0, 0, 0_usize);
        let (mut both, mut only_x, mut only_y) = (0.0, 0.0, 0.0);
        while i < x.len() && j < y.len() {
            match x[i].cmp(&y[j]) {
                std::cmp::Ordering::Less => {
                    only_x += self.frequency.weight(x[i]);
                    i += 1;
                }
                std::cmp::Ordering::Greater => {
                    only_y += self.frequency.weight(y[j]);
                    j += 1;
                }
                std::cmp::Ordering::Equal => {
                    both += self.frequency.weight(x[i]);
                    shared += 1;
                    i += 1;
                    j += 1;
                }
            }
        }
        only_x += x[i..].iter().map(|&hash| self.frequency.weight(hash)).sum::<f64>();
        only_y += y[j..].iter().map(|&hash| self.frequency.weight(hash)).sum::<f64>();
        let union = x.len() + y.len() - shared;
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        PairSimilarity {
            jaccard: share(shared as f64, union as f64),
            rarity: share(both, both + only_x + only_y),
            containment: share(both, both + only_x.min(only_y)),
            first_is_lighter: only_x <= only_y,
        }
    }
}
