//! Term sequences to content vectors.
//!
//! `w = sqrt(tf) · idf^.6 · 1.5 for names and numbers`, to unit length. What `tf` counts: an occurrence in the lead
//! counts three times (a news text says first what it is about), and one inside a phrase that many articles share
//! counts 4/n (the words of a telegram or a weather bulletin tell nothing apart). `idf` is blended with the language's
//! background, because a small batch's own counts turn the names of its one affair into stop words.

use super::evidence::TermKind;
use super::headline::Headlines;
use super::terms::{Mark, TermSequence};
use crate::copies::{ShingleFrequency, Shingles};
use crate::document::Language;
use crate::hash::{chain64, hash64, mix64};
use crate::text::{Background, BackgroundError, Stemmer, tokenize};
use ahash::AHashMap;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Terms of the lead, and how many times each counts.
const LEAD_TERMS: usize = 60;
const LEAD_COUNT: f64 = 3.0;

/// Exponents of the weight; plateaus of .4-.6 and .5-.8 give the same within .005.
const COUNT_POWER: f64 = 0.5;
const RARITY_POWER: f64 = 0.6;

/// What a name or a number counts against another word.
const NAME_BOOST: f64 = 1.5;

/// Terms a phrase; a phrase in up to [`PHRASE_RARE`] articles counts in full.
const PHRASE: usize = 3;

/// Background articles that the corpus is blended with, and how long they are.
const BACKGROUND_ARTICLES: f64 = 3000.0;
pub(super) const BACKGROUND_LENGTH: f64 = 300.0;

/// The share of running words of a term that the background does not know.
const UNKNOWN_SHARE: f64 = 1e-8;

/// Word frequencies of a language by term.
pub(super) struct BackgroundTerms {
    /// Share of running words, by hash of the stem; empty for a language without statistics.
    pub(super) share: AHashMap<u64, f64>,
    /// The same in order of term, for sums that must not depend on a map.
    pub(super) ordered: Vec<(u64, f64)>,
}

impl BackgroundTerms {
    /// Folds, stems and adds up the words of a language's list.
    pub(super) fn of(language: Option<Language>) -> Result<Self, BackgroundError> {
        let background = match language {
            Some(language) => Background::of(language)?,
            None => None,
        };
        let mut share: AHashMap<u64, f64> = AHashMap::new();
        if let Some(background) = &background {
            let stemmer = Stemmer::of(language);
            let mut term = String::new();
            for (word, of_word) in background.words() {
                background_terms(word, stemmer, &mut term, |term| {
                    *share.entry(term).or_insert(0.0) += of_word;
                });
            }
        }
        let mut ordered: Vec<(u64, f64)> = share.iter().map(|(&term, &of_term)| (term, of_term)).collect();
        ordered.sort_unstable_by_key(|&(term, _)| term);
        Ok(Self { share, ordered })
    }

    /// How many background articles stand behind an idf: none for a language without statistics.
    fn articles(&self) -> f64 {
        if self.share.is_empty() { 0.0 } else { BACKGROUND_ARTICLES }
    }

    /// The share of background articles that have a term.
    fn document_share(&self, term: u64, number: Option<f64>) -> f64 {
        let share = number.unwrap_or_else(|| self.share.get(&term).copied().unwrap_or(UNKNOWN_SHARE));
        -(BACKGROUND_LENGTH * (-share.min(0.5)).ln_1p()).exp_m1()
    }
}

/// A word of the list as terms: as the articles are cut, pairs of characters in scripts without spaces.
fn background_terms(word: &str, stemmer: Stemmer, term: &mut String, mut sink: impl FnMut(u64)) {
    let mut before: Option<String> = None;
    let mut pairs = 0;
    tokenize(word, |token| {
        if token.shape.unit {
            if let Some(before) = &before {
                sink(hash64(format!("{before}{}", token.word).as_bytes()));
                pairs += 1;
            }
            before = Some(token.word.to_string());
        } else {
            term.clear();
            stemmer.stem(token.word, term);
            sink(hash64(term.as_bytes()));
        }
    });
    if let (Some(alone), 0) = (before, pairs) {
        sink(hash64(alone.as_bytes()));
    }
}

/// One term makes up at most half of a similarity: a rare word that two short texts happen to share is no evidence
/// alone.
const ONE_TERM: f64 = 2.0;

/// A cosine of which `largest` comes from one term, as far as it counts.
pub(super) fn tempered(cosine: f64, largest: f64) -> f64 {
    cosine.min(ONE_TERM * (cosine - largest))
}

/// A content vector: terms in ascending order, weights of unit length.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SparseVector {
    pub(super) terms: Box<[u32]>,
    pub(super) weights: Box<[f32]>,
}

impl SparseVector {
    /// The cosine of two vectors.
    pub(super) fn dot(&self, other: &Self) -> f64 {
        self.sum_and_largest(other).0
    }

    /// The cosine of two vectors, as far as it counts when one term makes up most of it.
    pub(super) fn tempered_dot(&self, other: &Self) -> f64 {
        let (sum, largest) = self.sum_and_largest(other);
        tempered(sum, largest)
    }

    /// The sum of the products of common terms, and the largest of them.
    fn sum_and_largest(&self, other: &Self) -> (f64, f64) {
        let (mut i, mut j, mut sum, mut largest) = (0, 0, 0.0, 0.0_f64);
        while i < self.terms.len() && j < other.terms.len() {
            match self.terms[i].cmp(&other.terms[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    let product = f64::from(self.weights[i]) * f64::from(other.weights[j]);
                    sum += product;
                    largest = largest.max(product);
                    i += 1;
                    j += 1;
                }
            }
        }
        (sum, largest)
    }

    /// Terms with their weights.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, f32)> {
        self.terms.iter().copied().zip(self.weights.iter().copied())
    }
}

/// The terms of all articles of one language, and how often each article uses them.
pub(super) struct TermCounts {
    /// Hash of each term, ascending; a term's number is its place here.
    pub(super) terms: Vec<u64>,
    /// Number of articles with each term.
    pub(super) document_frequency: Vec<u32>,
    /// The share of articles, of this corpus and of the background together, that have each term.
    share: Vec<f64>,
    /// What each term is.
    kinds: Vec<TermKind>,
    /// What each term counts against a plain word: more for names and numbers.
    boost: Vec<f64>,
    /// For each article its terms in ascending order with the weight of their number of occurrences.
    articles: Vec<SparseVector>,
    /// The same, the lead not counted more than the rest.
    evenly: Vec<SparseVector>,
    /// For each article the different terms of its headline, ascending.
    headlines: Vec<Box<[u32]>>,
    /// Background articles behind the shares.
    background: f64,
}

impl TermCounts {
    pub(super) fn of(sequences: &[TermSequence], background: &BackgroundTerms, phrases: &PhraseFrequency) -> Self {
        let (terms, document_frequency, marks) = vocabulary(sequences);
        let (corpus, extra) = (sequences.len() as f64, background.articles());
        let share = terms
            .iter()
            .zip(&document_frequency)
            .zip(&marks)
            .map(|((&term, &frequency), marks)| {
                let number = (marks.numbers > 0).then_some(NUMBER_SHARE);
                let expected = extra * background.document_share(term, number);
                (f64::from(frequency) + expected + 0.5) / (corpus + extra + 1.0)
            })
            .collect();
        let kinds: Vec<TermKind> = marks.iter().map(MarkCounts::kind).collect();
        let boost = kinds.iter().map(|kind| if *kind == TermKind::Word { 1.0 } else { NAME_BOOST }).collect();
        let articles =
            sequences.par_iter().map(|sequence| counted(sequence, &terms, phrases, LEAD_COUNT)).collect();
        let evenly = sequences.par_iter().map(|sequence| counted(sequence, &terms, phrases, 1.0)).collect();
        let headlines = sequences.par_iter().map(|sequence| headline(sequence, &terms)).collect();
        Self {
            terms,
            document_frequency,
            share,
            kinds,
            boost,
            articles,
            evenly,
            headlines,
            background: extra,
        }
    }

    /// The vectors of all articles, each term weighed by its rarity in the corpus and the background.
    pub(super) fn space(&self) -> VectorSpace {
        let rarity: Vec<f64> = self
            .share
            .iter()
            .zip(&self.boost)
            .map(|(share, boost)| (-share.ln()).max(0.0).powf(RARITY_POWER) * boost)
            .collect();
        let vectors =
            self.articles.par_iter().map(|article| weighed(article, |term| rarity[term as usize])).collect();
        VectorSpace { vectors, rarity }
    }

    /// The vectors of some articles, each term weighed by its rarity among them: what all of them are about tells
    /// them apart no more. `worth` articles of the corpus and the background stand beside them, so that articles on one
    /// event keep what they have in common. Rarity counts in full here, and the lead no more than the rest: what tells
    /// two events of one affair apart stands anywhere (measured; see `docs/accuracy.md`).
    pub(super) fn local_space(&self, members: &[u32], worth: f64) -> LocalSpace {
        let mut frequency: BTreeMap<u32, u32> = BTreeMap::new();
        for &member in members {
            self.evenly[member as usize]
                .terms
                .iter()
                .for_each(|&term| *frequency.entry(term).or_insert(0) += 1);
        }
        let all = members.len() as f64 + worth;
        let rarity: BTreeMap<u32, f64> = frequency
            .into_iter()
            .map(|(term, count)| {
                let share = (f64::from(count) + worth * self.share[term as usize]) / all;
                (term, (-share.ln()).max(0.0) * self.boost[term as usize])
            })
            .collect();
        let vectors = members
            .iter()
            .map(|&member| {
                weighed(&self.evenly[member as usize], |term| rarity.get(&term).copied().unwrap_or(0.0))
            })
            .collect();
        LocalSpace { vectors, headlines: Headlines::of(self, members, &rarity) }
    }

    /// What a term is.
    pub(super) fn kind(&self, term: u32) -> TermKind {
        self.kinds[term as usize]
    }

    /// The different terms of an article's headline.
    pub(super) fn headline(&self, article: u32) -> &[u32] {
        &self.headlines[article as usize]
    }

    /// How many different terms an article has.
    pub(super) fn different_terms(&self, article: u32) -> usize {
        self.articles[article as usize].terms.len()
    }

    /// The number of a term.
    pub(super) fn number(&self, term: u64) -> Option<u32> {
        self.terms.binary_search(&term).ok().map(|at| at as u32)
    }

    /// Whether the language has background statistics.
    pub(super) fn has_background(&self) -> bool {
        self.background > 0.0
    }
}

/// Content vectors of all articles of one language.
pub(super) struct VectorSpace {
    pub(super) vectors: Vec<SparseVector>,
    /// Weight of each term's rarity.
    pub(super) rarity: Vec<f64>,
}

/// Content vectors of some articles, in their order.
pub(super) struct LocalSpace {
    pub(super) vectors: Vec<SparseVector>,
    pub(super) headlines: Headlines,
}

/// A number that is written out says much, but not as much as a name nobody has heard: one in a million words.
const NUMBER_SHARE: f64 = 1e-6;

/// How often a term was written in each way.
#[derive(Clone, Copy, Debug, Default)]
struct MarkCounts {
    plain: u32,
    capitals: u32,
    numbers: u32,
}

impl MarkCounts {
    fn kind(&self) -> TermKind {
        match self {
            Self { numbers: 1.., .. } => TermKind::Number,
            Self { capitals, plain, .. } if capitals > plain => TermKind::Name,
            _ => TermKind::Word,
        }
    }
}

fn vocabulary(sequences: &[TermSequence]) -> (Vec<u64>, Vec<u32>, Vec<MarkCounts>) {
    let mut counts: AHashMap<u64, (u32, u32, MarkCounts)> = AHashMap::new();
    for (article, sequence) in sequences.iter().enumerate() {
        let article = article as u32 + 1;
        for (&term, &mark) in sequence.terms.iter().zip(&sequence.marks) {
            let (last, frequency, marks) = counts.entry(term).or_default();
            if *last != article {
                *last = article;
                *frequency += 1;
            }
            match mark {
                Mark::Plain => marks.plain += 1,
                Mark::Capital => marks.capitals += 1,
                Mark::Number => marks.numbers += 1,
                Mark::SentenceStart => {}
            }
        }
    }
    let mut entries: Vec<(u64, u32, MarkCounts)> =
        counts.into_iter().map(|(term, (_, frequency, marks))| (term, frequency, marks)).collect();
    entries.sort_unstable_by_key(|entry| entry.0);
    let frequencies = entries.iter().map(|entry| entry.1).collect();
    let marks = entries.iter().map(|entry| entry.2).collect();
    (entries.into_iter().map(|entry| entry.0).collect(), frequencies, marks)
}

/// In how many articles each run of [`PHRASE`] terms stands.
pub(super) struct PhraseFrequency(ShingleFrequency);

impl PhraseFrequency {
    pub(super) fn count(sequences: &[TermSequence]) -> Self {
        let sets: Vec<Shingles> = sequences
            .par_iter()
            .map(|sequence| Shingles::from_hashes(phrases(&sequence.terms).collect()))
            .collect();
        Self(ShingleFrequency::count(&sets))
    }

    /// Whether more articles have a phrase than may have a rare one.
    pub(super) fn is_common(&self, phrase: u64) -> bool {
        self.0.weight(phrase) < 1.0
    }

    /// How much each occurrence counts: as much as the rarest phrase that covers it.
    fn shares(&self, terms: &[u64]) -> Vec<f64> {
        if terms.len() < PHRASE {
            return vec![1.0; terms.len()];
        }
        let mut shares = vec![0.0_f64; terms.len()];
        for (at, phrase) in phrases(terms).enumerate() {
            let weight = self.0.weight(phrase);
            for share in &mut shares[at..at + PHRASE] {
                *share = share.max(weight);
            }
        }
        shares
    }
}

/// The runs of [`PHRASE`] terms as hashes, in order.
pub(super) fn phrases(terms: &[u64]) -> impl Iterator<Item = u64> {
    terms.windows(PHRASE).map(|run| mix64(run.iter().fold(1, |state, &term| chain64(state, term))))
}

/// The terms of an article with the weight of their number of occurrences.
fn counted(sequence: &TermSequence, terms: &[u64], phrases: &PhraseFrequency, lead: f64) -> SparseVector {
    let shares = phrases.shares(&sequence.terms);
    let counts: Vec<(u32, f64)> = sequence
        .terms
        .iter()
        .zip(shares)
        .enumerate()
        .filter_map(|(at, (term, share))| {
            let times = if at < LEAD_TERMS { lead } else { 1.0 };
            Some((terms.binary_search(term).ok()? as u32, times * share))
        })
        .collect();
    summed(counts)
}

fn headline(sequence: &TermSequence, terms: &[u64]) -> Box<[u32]> {
    let own = sequence.terms.iter().take(sequence.headline);
    let mut numbers: Vec<u32> =
        own.filter_map(|term| terms.binary_search(term).ok()).map(|at| at as u32).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_boxed_slice()
}

fn summed(mut counts: Vec<(u32, f64)>) -> SparseVector {
    counts.sort_by_key(|&(number, _)| number);
    let summed: Vec<(u32, f64)> = counts
        .chunk_by(|x, y| x.0 == y.0)
        .map(|run| (run[0].0, run.iter().map(|entry| entry.1).sum()))
        .collect();
    SparseVector {
        terms: summed.iter().map(|&(number, _)| number).collect(),
        weights: summed.iter().map(|&(_, count): &(u32, f64)| count.powf(COUNT_POWER) as f32).collect(),
    }
}

/// A counted article with each term weighed, to unit length. Terms without weight go.
fn weighed(article: &SparseVector, rarity: impl Fn(u32) -> f64) -> SparseVector {
    let weights: Vec<(u32, f64)> = article
        .iter()
        .map(|(term, count)| (term, f64::from(count) * rarity(term)))
        .filter(|&(_, weight)| weight > 0.0)
        .collect();
    let length = weights.iter().map(|&(_, weight)| weight * weight).sum::<f64>().sqrt();
    SparseVector {
        terms: weights.iter().map(|&(term, _)| term).collect(),
        weights: weights.iter().map(|&(_, weight)| (weight / length.max(f64::MIN_POSITIVE)) as f32).collect(),
    }
}
