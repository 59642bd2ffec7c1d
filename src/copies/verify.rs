//! Candidate pairs to verified pairs, on exact similarities. Instances of a series are never copies, however similar.

use super::bands::CandidatePair;
use super::sets::{Sets, SourceError, WeighedSet};
use super::shingle::{ArticleTokens, shared_values};
use super::spread::{self, MEAN_WEIGHT};
use super::tally::Tally;
use super::{CopiesParams, SimilarityMeasure};
use crate::series::{Series, judge};
use ahash::AHashMap;
use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

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
    /// The same report, written anew: pieces of the one stand all over the other.
    Rewritten,
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
    /// Number of shared shingles.
    pub shared: u32,
    /// The sum of their weights.
    pub shared_weight: f64,
    /// Whether the first set is the lighter one.
    pub first_is_lighter: bool,
    /// Pieces that the shared text stands in, in the lighter article; counted for [`Relation::Rewritten`] alone.
    pub pieces: u32,
}

/// Two copies, as classes of articles with the same words, `a < b`. Made only by [`Verifier`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VerifiedPair {
    a: u32,
    b: u32,
    relation: Relation,
    similarity: PairSimilarity,
}

impl VerifiedPair {
    /// The smaller class.
    pub fn a(&self) -> u32 {
        self.a
    }

    /// The larger class.
    pub fn b(&self) -> u32 {
        self.b
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

/// A plain Jaccard similarity from which two articles are copies however many others carry the text. The rare shingles of
/// such a pair are those of its edits, so that weighed by rarity it is not similar at all when many articles are edited
/// each in its own way. Forms that are this similar are told by their facts (`crate::series`). It was .9 before they were:
/// that left 10 pairs of `SaudiNewsNet` with a Jaccard of .7 or more apart, which are one text each.
const SAME_TEXT: f64 = 0.7;

/// Judges pairs of the articles whose sets it is given.
pub struct Verifier<'a> {
    params: &'a CopiesParams,
    sets: &'a Sets<'a>,
    tally: &'a Tally,
    /// Which pairs are of a series: bands, groups and removal ask of the same ones.
    of_series: Mutex<AHashMap<[u32; 2], bool>>,
}

impl<'a> Verifier<'a> {
    pub(super) fn new(params: &'a CopiesParams, sets: &'a Sets<'a>, tally: &'a Tally) -> Self {
        Self { params, sets, tally, of_series: Mutex::default() }
    }

    pub(super) fn params(&self) -> &'a CopiesParams {
        self.params
    }

    /// Compares a candidate in full.
    pub fn verify(&self, pair: CandidatePair) -> Result<Option<VerifiedPair>, SourceError> {
        let (a, b) = (pair.a() as u32, pair.b() as u32);
        if self.params.similarity == SimilarityMeasure::Plain {
            // A set shares no more than all of itself.
            let [x, y] = [self.sets.get(a)?.shingles.len(), self.sets.get(b)?.shingles.len()];
            if (x.min(y) as f64) < self.params.threshold * x.max(y) as f64 {
                return Ok(None);
            }
        }
        let similarity = self.similarity(a, b)?;
        self.tally.add(measured(self.params, similarity));
        let judged = self.relation([a, b], similarity)?;
        Ok(judged.map(|(relation, similarity)| VerifiedPair { a, b, relation, similarity }))
    }

    /// Judges two classes that nobody took for candidates.
    pub(super) fn verify_classes(&self, a: u32, b: u32) -> Result<Option<VerifiedPair>, SourceError> {
        CandidatePair::new(a, b).map_or(Ok(None), |pair| self.verify(pair))
    }

    /// The exact similarities of two classes.
    pub fn similarity(&self, a: u32, b: u32) -> Result<PairSimilarity, SourceError> {
        Ok(similarity(&*self.sets.get(a)?, &*self.sets.get(b)?))
    }

    /// How two classes relate, with their similarity as the rule that says so sees it; nothing when they are no copies.
    pub fn relation(
        &self,
        pair: [u32; 2],
        similarity: PairSimilarity,
    ) -> Result<Option<(Relation, PairSimilarity)>, SourceError> {
        let relation = match by_share(self.params, similarity) {
            Some(relation) => Some((relation, similarity)),
            None => self.rewritten(pair, similarity)?,
        };
        if relation.is_some() && self.are_of_series(pair)? {
            return Ok(None);
        }
        Ok(relation)
    }

    /// Whether two classes are instances of a series.
    pub(super) fn are_of_series(&self, pair: [u32; 2]) -> Result<bool, SourceError> {
        let known = || self.of_series.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&are) = known().get(&pair) {
            return Ok(are);
        }
        let are = self.sets.may_be_of_series(pair) && self.series(pair)?.is_some();
        known().insert(pair, are);
        Ok(are)
    }

    /// What shows that two classes are instances of a series; nothing when they are not, or when their source has no
    /// texts.
    pub fn series(&self, [a, b]: [u32; 2]) -> Result<Option<Series>, SourceError> {
        let (Some(x), Some(y)) = (self.sets.text(a)?, self.sets.text(b)?) else { return Ok(None) };
        Ok(judge(x.form(), y.form()))
    }

    fn rewritten(
        &self,
        [a, b]: [u32; 2],
        similarity: PairSimilarity,
    ) -> Result<Option<(Relation, PairSimilarity)>, SourceError> {
        if !may_be_edited(self.params, similarity) {
            return Ok(None);
        }
        let reader = self.sets.reader;
        let mut texts = [ArticleTokens::default(), ArticleTokens::default()];
        for (class, text) in [a, b].into_iter().zip(&mut texts) {
            reader.source.tokens(self.sets.leader(class), text)?;
        }
        let sets = [self.sets.get(a)?, self.sets.get(b)?];
        let pieces = spread::edited_pieces(
            &reader.shingler,
            [&texts[0], &texts[1]],
            [&sets[0].shingles, &sets[1].shingles],
            similarity,
        );
        Ok(pieces.map(|pieces| (Relation::Rewritten, PairSimilarity { pieces, ..similarity })))
    }

    /// Whether two classes are half as similar as copies must be.
    pub(super) fn is_close(&self, similarity: PairSimilarity) -> bool {
        let params = self.params;
        match params.similarity {
            SimilarityMeasure::Plain => similarity.jaccard >= 0.5 * params.threshold,
            SimilarityMeasure::Rarity => {
                similarity.rarity >= 0.5 * params.threshold
                    || similarity.jaccard >= SAME_TEXT - 0.1
                    || similarity.containment >= 0.5 * params.containment
                    || similarity.containment >= 0.5 * params.edited && is_telling(similarity)
            }
        }
    }
}

/// What is held against the threshold.
pub(super) fn measured(params: &CopiesParams, similarity: PairSimilarity) -> f64 {
    match params.similarity {
        SimilarityMeasure::Plain => similarity.jaccard,
        SimilarityMeasure::Rarity => similarity.rarity,
    }
}

/// The relation that the shares alone make.
fn by_share(params: &CopiesParams, similarity: PairSimilarity) -> Option<Relation> {
    if measured(params, similarity) >= params.threshold {
        return Some(Relation::Near);
    }
    if similarity.jaccard >= SAME_TEXT {
        return Some(Relation::Near);
    }
    let contained =
        params.similarity == SimilarityMeasure::Rarity && similarity.containment >= params.containment;
    contained.then_some(if similarity.first_is_lighter { Relation::Contained } else { Relation::Contains })
}

/// Whether it is worth looking at where the shared text stands.
fn may_be_edited(params: &CopiesParams, similarity: PairSimilarity) -> bool {
    params.similarity == SimilarityMeasure::Rarity
        && similarity.containment >= params.edited
        && similarity.shared_weight >= spread::LEAST_WEIGHT
        && is_telling(similarity)
}

/// Whether the shared text is not what many articles share.
fn is_telling(similarity: PairSimilarity) -> bool {
    similarity.shared_weight >= MEAN_WEIGHT * f64::from(similarity.shared)
}

/// The exact similarities of two sets, by one merge of their sorted shingles.
pub(super) fn similarity(x: &WeighedSet, y: &WeighedSet) -> PairSimilarity {
    let (a, b) = (x.shingles.hashes(), y.shingles.hashes());
    let (mut i, mut j, mut shared, mut both) = (0, 0, 0_usize, 0.0);
    if x.weights.is_empty() {
        shared = shared_values(a, b);
        both = shared as f64;
        i = a.len();
    }
    while i < a.len() && j < b.len() {
        // Without a branch on which list is behind, which would be as good as random.
        let order = a[i].cmp(&b[j]);
        if order == Ordering::Equal {
            shared += 1;
            both += x.weights.get(i).map_or(1.0, |&weight| f64::from(weight));
        }
        i += usize::from(order != Ordering::Greater);
        j += usize::from(order != Ordering::Less);
    }
    let union = a.len() + b.len() - shared;
    let share = |part: f64, whole: f64| if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 };
    PairSimilarity {
        jaccard: share(shared as f64, union as f64),
        rarity: share(both, x.weight + y.weight - both),
        containment: share(both, x.weight.min(y.weight)),
        shared: shared as u32,
        shared_weight: both,
        first_is_lighter: x.weight <= y.weight,
        pieces: 0,
    }
}
