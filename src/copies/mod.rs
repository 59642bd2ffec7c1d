//! Which articles are the same text, give or take editing.
//!
//! **Owns** shingles, sketches, bands, the sampled index, verification and the groups: [`Sketcher`] for the one pass over
//! the texts, [`find_copies`] for the rest, which asks a [`TokenSource`] again for the texts that may be copies.
//!
//! **Always holds**: only verified pairs make groups, and the types say so: [`CandidatePair`] is made by the bands and
//! the sampled index alone, [`VerifiedPair`] by the [`Verifier`] alone, and [`Copies`] takes nothing else. Precision is
//! 1 by construction: every join stands on exact similarities. Instances of a series (`crate::series`) are copies of
//! nothing, however similar. An article without tokens never enters the comparison.
//! The result does not depend on threads or on the order of files.
//!
//! **Cost**: linear in tokens for shingles and sketches, a sort for the bands and the index, and a merge of two sorted
//! lists a candidate. Articles with the same words in the same order are folded into one before anything is compared,
//! so a re-crawl costs one look-up. A bucket of more than [`GIANT_BUCKET`] articles is compared with its leaders, never
//! all against all. In memory: 8 bytes a band and article, and the shingles of the candidates at work; beyond the budget
//! both go to disk or are read again.
//!
//! **Fails** when parameters are out of range, when there is no room for temporary data, or when a text cannot be read
//! a second time ([`CopiesError`]).
//!
//! How a pair is judged (`rarity`, the default): shingles are weighed by how few articles have them, 1 up to 4 articles
//! and 4/n for n, so that the phrases of a royal telegram or a weather bulletin count for little, while a reprint that
//! fourteen papers carry keeps its score: all its shingles weigh alike. Below the thresholds the place of the shared text
//! decides (`spread`); a plain Jaccard of .7 is a copy whatever the weights say (`verify`).

mod bands;
mod central;
mod component;
mod cover;
mod exact;
mod frequency;
mod giant;
mod group;
mod minhash;
mod probe;
mod removal;
mod sample;
mod sets;
mod shingle;
mod sketch;
mod spread;
mod tally;
mod verify;

pub use bands::{Banding, CandidatePair, GIANT_BUCKET};
pub use cover::{as_written, uncovered, written};
pub use frequency::{FrequencyCounter, ShingleFrequency};
pub use group::{Copies, CopiesGroup, MemberPair};
pub use minhash::{MinHasher, Signature};
pub use probe::PROBES;
pub use removal::{AlsoRemoved, Preference, RecordOrder, Removal, RemovalParams};
pub use sets::{ArticleText, SourceError, TokenSource};
pub use shingle::{ArticleTokens, Shingler, Shingles, Words};
pub use sketch::{Print, SketchBlock, SketchPart, SketchScratch, Sketcher, Sketches};
pub use tally::{BINS, bin};
pub use verify::{PairSimilarity, Relation, VerifiedPair, Verifier};

use crate::document::ArticleIndex;
use crate::series::Series;
use crate::spill::{Memory, SpillError};
use crate::text::TokenTable;
use component::Resolver;
use exact::ExactClasses;
use rayon::prelude::*;
use removal::RemovalChooser;
use serde::{Deserialize, Serialize};
use sets::{SetReader, Sets};
use tally::Tally;

/// How a pair is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SimilarityMeasure {
    /// Shingles weighed by rarity; containment counts as well.
    #[default]
    Rarity,
    /// Plain Jaccard similarity of the shingle sets.
    Plain,
}

impl SimilarityMeasure {
    /// The threshold that is meant when none is given.
    pub fn usual_threshold(self) -> f64 {
        match self {
            Self::Rarity => 0.5,
            Self::Plain => 0.7,
        }
    }
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
    /// Share of the lighter article's weight that makes a copy when it stands in pieces all over both articles, or opens
    /// them, as that of a rewritten report does; in (0, 1]; `rarity` only.
    pub edited: f64,
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
            threshold: SimilarityMeasure::Rarity.usual_threshold(),
            containment: 0.6,
            edited: 0.25,
            recall: 0.99,
            shingle_words: 5,
            shingle_characters: 8,
        }
    }
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum CopiesError {
    /// A text could not be read a second time.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// There is no room for temporary data.
    #[error(transparent)]
    Spill(#[from] SpillError),
    /// A share that must lie in (0, 1].
    #[error("{name} is {value}, but must be above 0 and at most 1")]
    Share {
        /// Of the parameter.
        name: &'static str,
        /// As given.
        value: f64,
    },
    /// Less than most of a text is no cover for it.
    #[error("covered is {0}, but must be between 0.8 and 1: of what is removed most must stay elsewhere")]
    Covered(f64),
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
        for (name, value) in [
            ("copies threshold", self.threshold),
            ("containment threshold", self.containment),
            ("edited threshold", self.edited),
        ] {
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
    /// Pairs of articles that are copies, in canonical order: articles with the same words in the same order stand for
    /// each other, and only the first of them is named.
    pub pairs: Vec<(ArticleIndex, ArticleIndex, Relation, PairSimilarity)>,
    /// Articles with the same words in the same order: the first, and each other one.
    pub exact: Vec<(ArticleIndex, ArticleIndex)>,
    /// Pairs that were compared in full.
    pub candidate_pairs: u64,
    /// Pairs that were compared, by what was held against the threshold, in [`BINS`] bins of equal width over [0, 1]. Those
    /// that the sizes of their texts keep apart are not among them.
    pub similarities: Vec<u64>,
    /// How the bands were chosen.
    pub banding: Banding,
    /// What the bands were measured to find.
    pub recall: MeasuredRecall,
    /// Articles whose text stands under many headlines and says nothing of any: a stub, an error page. They are copies of
    /// each other only where their headlines are the same.
    pub placeholders: Vec<ArticleIndex>,
    /// Articles that another one covers, in canonical order; empty when that was not asked for.
    pub removals: Vec<Removal>,
}

/// The recall of the bands, measured on the run itself: of the pairs of a probe and any other article whose plain Jaccard
/// reaches the threshold, all known by brute force, how many were compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeasuredRecall {
    /// Articles that were compared with all others.
    pub probes: u64,
    /// Pairs at or above the threshold among them.
    pub pairs: u64,
    /// Of these, pairs that were compared.
    pub met: u64,
}

/// The order in which articles stand for their group, smallest first.
pub trait RepresentativeRank: Sync {
    /// The rank of an article: main articles before side articles before teasers, then the longest, then the earliest,
    /// then canonical order.
    fn of(&self, article: ArticleIndex) -> Rank;
}

/// Main articles before side articles before teasers, then the longest, then the earliest, then canonical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// What it is on its page.
    pub kind: crate::document::ArticleKind,
    /// Number of tokens, longest first.
    pub length: std::cmp::Reverse<u32>,
    /// Seconds since 1970; articles without a date come last.
    pub published: i64,
    /// Canonical order.
    pub article: ArticleIndex,
}

/// Articles that are sketched together.
const TOGETHER: usize = 1024;

/// Sketches of articles that are all in memory; see [`Sketcher::new`].
pub fn sketch_all(
    tables: &[TokenTable],
    params: &CopiesParams,
    memory: &Memory,
    bytes: u64,
    heads: &[ArticleTokens],
) -> Result<Sketches, CopiesError> {
    let sketcher = Sketcher::new(params, memory, bytes, heads)?;
    let blocks = tables
        .par_chunks(TOGETHER)
        .map_init(SketchScratch::default, |scratch, tables| {
            let mut part = SketchPart::default();
            tables.iter().for_each(|table| sketcher.add(table.into(), scratch, &mut part));
            sketcher.put(part)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(sketcher.gather(blocks))
}

/// What covers what: asked for by those who remove.
#[derive(Clone, Copy)]
pub struct Covering<'a> {
    /// When an article is covered.
    pub params: &'a RemovalParams,
    /// Which of two is kept, and which may go at all.
    pub order: &'a dyn RecordOrder,
}

/// How much of the budget shingles may take while they are compared.
const SHARE_OF_SETS: u64 = 4;

/// Finds the copies among the articles of `sketches`, whose tokens `source` gives again; and, where `covering` is given, which of
/// them others cover.
pub fn find_copies(
    sketches: &Sketches,
    source: &dyn TokenSource,
    rank: &dyn RepresentativeRank,
    params: &CopiesParams,
    memory: &Memory,
    covering: Option<Covering<'_>>,
) -> Result<CopiesFound, CopiesError> {
    let classes = ExactClasses::new(&sketches.prints, source)?;
    let mut meetings = bands::meetings(sketches, &classes)?;
    let recall = measured(sketches, &classes, &meetings);
    let sampled = sample::candidates(sketches, &classes)?;
    if !sampled.is_empty() {
        meetings.pairs.extend(sampled);
        meetings.pairs.par_sort_unstable();
        meetings.pairs.dedup();
    }
    let tally = Tally::default();
    let resolver = Resolver {
        params,
        tally: &tally,
        reader: SetReader { source, shingler: sketches.shingler(), counter: sketches.counter() },
        classes: &classes,
        rank,
        covering,
        room: memory.budget / SHARE_OF_SETS / rayon::current_num_threads() as u64,
    };
    let resolved = resolver.all(component::components(meetings, classes.len()))?;
    let mut found = CopiesFound { banding: sketches.banding(), recall, ..CopiesFound::default() };
    let mut grouped = vec![false; classes.len()];
    for one in resolved {
        found.candidate_pairs += one.compared;
        let named = |pair: VerifiedPair| {
            (classes.leader(pair.a()), classes.leader(pair.b()), pair.relation(), pair.similarity())
        };
        found.pairs.extend(one.verified.into_iter().map(named));
        found.removals.extend(one.removals);
        for group in one.groups {
            let of = group.members.iter().filter_map(|&member| classes.class_of(member));
            of.for_each(|class| grouped[class as usize] = true);
            found.copies.groups.push(group);
        }
    }
    for class in classes.repeated() {
        let leader = classes.leader(class);
        found.exact.extend(classes.others(class).map(|other| (leader, other)));
        if !grouped[class as usize] {
            found.copies.groups.push(group::exact_group(class, &classes, rank));
            if let Some(covering) = covering {
                let chooser = RemovalChooser { reader: &resolver.reader, classes: &classes, covering };
                found.removals.extend(chooser.choose(&[class], &[], &|_, _| Ok(None))?);
            }
        }
    }
    found.placeholders = classes.placeholders().collect();
    found.removals.sort_by_key(|removal| removal.article);
    // Articles with the same words that hang together with others by candidates alone were looked at there already.
    found.removals.dedup_by_key(|removal| removal.article);
    found.similarities = tally.into_counts();
    found.copies.groups.sort_by_key(|group| group.members[0]);
    found.pairs.sort_by_key(|&(a, b, ..)| (a, b));
    found.exact.sort_unstable();
    Ok(found)
}

fn measured(sketches: &Sketches, classes: &ExactClasses, meetings: &bands::Meetings) -> MeasuredRecall {
    let mut recall = MeasuredRecall { probes: sketches.probes().len() as u64, ..MeasuredRecall::default() };
    let places: ahash::AHashMap<Print, u32> = {
        let wanted: ahash::AHashSet<Print> = sketches.probes().prints().collect();
        let all = sketches.prints.iter().enumerate().filter(|(_, print)| wanted.contains(print));
        all.filter_map(|(at, print)| Some((*print, classes.class_of(ArticleIndex(at as u32))?))).collect()
    };
    let mut seen: Vec<CandidatePair> = sketches
        .sightings()
        .filter_map(|(article, sighting)| {
            let other = classes.class_of(ArticleIndex(article))?;
            CandidatePair::new(*places.get(&sighting.probe)?, other)
        })
        .collect();
    seen.sort_unstable();
    seen.dedup();
    recall.pairs = seen.len() as u64;
    recall.met = seen.iter().filter(|pair| meetings.hold(**pair)).count() as u64;
    recall
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
    /// What shows that they are instances of a series, and so never copies.
    pub series: Option<Series>,
}

/// Judges one pair of articles of a run, as the run itself does.
pub fn compare(
    sketches: &Sketches,
    source: &dyn TokenSource,
    pair: [ArticleIndex; 2],
    params: &CopiesParams,
) -> Result<PairJudgement, CopiesError> {
    let reader = SetReader { source, shingler: sketches.shingler(), counter: sketches.counter() };
    let pair = if pair[0] <= pair[1] { pair } else { [pair[1], pair[0]] };
    let sets = Sets::new(&reader, vec![(0, pair[0]), (1, pair[1])], u64::MAX);
    let tally = Tally::default();
    let verifier = Verifier::new(params, &sets, &tally);
    let similarity = verifier.similarity(0, 1)?;
    let banding = sketches.banding();
    let hasher = MinHasher::new(banding.hashes());
    let [a, b] = [sets.get(0)?, sets.get(1)?];
    let met = match (hasher.signature(a.shingles.hashes()), hasher.signature(b.shingles.hashes())) {
        (Some(x), Some(y)) => (0..banding.bands)
            .filter(|&band| banding.key(&x, band) == banding.key(&y, band))
            .map(|band| band + 1)
            .collect(),
        _ => Vec::new(),
    };
    let mut texts = [ArticleTokens::default(), ArticleTokens::default()];
    for (article, text) in pair.into_iter().zip(&mut texts) {
        source.tokens(article, text)?;
    }
    let same = !texts[0].hashes.is_empty() && texts[0] == texts[1];
    let (relation, similarity) = match verifier.relation([0, 1], similarity)? {
        Some((_, similarity)) if same => (Some(Relation::Exact), similarity),
        Some((relation, similarity)) => (Some(relation), similarity),
        None => (None, similarity),
    };
    let series = verifier.series([0, 1])?;
    Ok(PairJudgement { similarity, relation, banding, met, series })
}

#[cfg(test)]
mod tests;
