//! What similarity chance alone gives two articles.
//!
//! An article's mean similarity to unrelated others, `m_i`, is estimated from a sample of the corpus without the most
//! similar fifth (those may be related: in a small corpus a tenth of all pairs are) and blended with what the
//! language's word frequencies predict, because a handful of articles cannot tell chance from kinship. Two articles
//! are then expected to be `m_i m_j / m` similar, `m` being the mean of all `m_i`.

use super::vector::{BACKGROUND_LENGTH, BackgroundTerms, SparseVector, TermCounts, VectorSpace};
use crate::hash::mix64;
use rayon::prelude::*;

/// Articles that each article is compared with.
pub(super) const SAMPLE: usize = 400;

/// The share of most similar ones that is left out.
const TRIM: f64 = 0.2;

/// How many articles the background's prediction is worth.
const BACKGROUND_WORTH: f64 = 30.0;

/// What chance gives each article of a space.
pub(super) struct Chance {
    of_article: Vec<f64>,
    mean: f64,
}

impl Chance {
    pub(super) fn estimate(counts: &TermCounts, space: &VectorSpace, background: &BackgroundTerms) -> Self {
        let count = space.vectors.len();
        let expected = expected_vector(counts, background, |term| space.rarity[term as usize]);
        let sample = Sample::draw(counts, space);
        let of_article: Vec<f64> = (0..count)
            .into_par_iter()
            .map_init(
                || vec![0.0_f32; sample.articles.len()],
                |sums, article| {
                    let others = sample.articles.len().saturating_sub(usize::from(sample.holds(article)));
                    let observed = sample.trimmed_mean(article, &space.vectors[article], sums);
                    let predicted = dot_dense(&space.vectors[article], &expected);
                    let worth = if counts.has_background() { BACKGROUND_WORTH } else { 0.0 };
                    let whole = others as f64 + worth;
                    if whole > 0.0 { (observed * others as f64 + predicted * worth) / whole } else { 0.0 }
                },
            )
            .collect();
        Self::of(of_article.into_iter().map(Some).collect())
    }

    /// What chance gives articles whose mean similarity to unrelated others is known; nothing where it is not.
    pub(super) fn of(means: Vec<Option<f64>>) -> Self {
        let known: Vec<f64> = means.iter().flatten().copied().collect();
        let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
        Self { of_article: means.into_iter().map(Option::unwrap_or_default).collect(), mean }
    }

    /// What chance gives two articles, in [0, .9].
    pub(super) fn expected(&self, a: usize, b: usize) -> f64 {
        if self.mean <= 0.0 {
            return 0.0;
        }
        (self.of_article[a] * self.of_article[b] / self.mean).clamp(0.0, 0.9)
    }

    /// The similarity above chance of two articles whose cosine is known.
    pub(super) fn above(&self, a: usize, b: usize, cosine: f64) -> f64 {
        let expected = self.expected(a, b);
        (cosine - expected) / (1.0 - expected)
    }
}

/// The mean vector of background articles: a dense vector over the terms of the corpus.
fn expected_vector(
    counts: &TermCounts,
    background: &BackgroundTerms,
    rarity: impl Fn(u32) -> f64,
) -> Vec<f64> {
    let mut expected = vec![0.0; counts.terms.len()];
    let mut squares = 0.0;
    for &(term, share) in &background.ordered {
        let mean_count = BACKGROUND_LENGTH * share;
        let present = -(-mean_count).exp_m1();
        if present < 1e-5 {
            continue;
        }
        let count = (mean_count / present).sqrt();
        // A term the corpus does not have cannot be shared with it, but it takes its part of an article's length.
        let number = counts.number(term);
        let rarity = match number {
            Some(number) => rarity(number),
            None => (1.0 / present).ln().max(0.0).powf(0.6),
        };
        squares += present * (count * rarity).powi(2);
        if let Some(number) = number {
            expected[number as usize] = present * count * rarity;
        }
    }
    let length = squares.sqrt();
    if length > 0.0 {
        expected.iter_mut().for_each(|weight| *weight /= length);
    }
    expected
}

fn dot_dense(vector: &SparseVector, dense: &[f64]) -> f64 {
    vector.iter().map(|(term, weight)| f64::from(weight) * dense[term as usize]).sum()
}

/// The mean of some similarities without the highest ones, which may be those of related articles.
pub(super) fn trimmed_mean(mut similarities: Vec<f32>) -> f64 {
    similarities.sort_unstable_by(f32::total_cmp);
    let kept = (similarities.len() as f64 * (1.0 - TRIM)).ceil() as usize;
    similarities[..kept].iter().map(|&value| f64::from(value)).sum::<f64>() / kept.max(1) as f64
}

/// A sample of the corpus that every article can be compared with quickly.
struct Sample {
    /// Sorted.
    articles: Vec<usize>,
    /// For each term of the space, the members of the sample that have it, with weights.
    postings: Vec<Vec<(u32, f32)>>,
}

impl Sample {
    /// Draws by the hash of each article's terms, so that neither the order of files nor an added article that is not
    /// drawn changes who is.
    fn draw(counts: &TermCounts, space: &VectorSpace) -> Self {
        let mut drawn: Vec<(u64, usize)> = space
            .vectors
            .iter()
            .enumerate()
            .map(|(at, vector)| {
                let print =
                    vector.terms.iter().fold(0, |state, &term| mix64(state ^ counts.terms[term as usize]));
                (print, at)
            })
            .collect();
        drawn.sort_unstable();
        drawn.truncate(SAMPLE);
        let mut articles: Vec<usize> = drawn.into_iter().map(|(_, at)| at).collect();
        articles.sort_unstable();
        let mut postings = vec![Vec::new(); counts.terms.len()];
        for (place, &article) in articles.iter().enumerate() {
            for (term, weight) in space.vectors[article].iter() {
                postings[term as usize].push((place as u32, weight));
            }
        }
        Self { articles, postings }
    }

    fn holds(&self, article: usize) -> bool {
        self.articles.binary_search(&article).is_ok()
    }

    /// The mean similarity of an article to the sample without itself and without the most similar ones.
    fn trimmed_mean(&self, article: usize, vector: &SparseVector, sums: &mut [f32]) -> f64 {
        sums.fill(0.0);
        for (term, weight) in vector.iter() {
            for &(place, other) in &self.postings[term as usize] {
                sums[place as usize] += weight * other;
            }
        }
        let mut others: Vec<f32> = sums.to_vec();
        if let Ok(own) = self.articles.binary_search(&article) {
            others.swap_remove(own);
        }
        trimmed_mean(others)
    }
}
