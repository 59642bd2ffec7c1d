//! Which articles are similar at all: a sparse graph, through the postings of the rarer terms.

use super::calibrate::Chance;
use super::link::Edge;
use super::vector::{TermCounts, VectorSpace, tempered};
use rayon::prelude::*;

/// A term in more articles than this share (but always up to [`ALWAYS_POSTED`], and never beyond [`MOST_POSTED`], so that
/// the work for an article does not grow with the corpus) finds no candidates: it still counts in the similarity of those
/// that rarer terms have found.
const POSTED_SHARE: f64 = 0.05;
const ALWAYS_POSTED: usize = 400;
const MOST_POSTED: usize = 1000;

/// Candidates that an article is compared with in full: those with the largest part of the similarity from posted
/// terms.
const CANDIDATES: usize = 128;

/// Edges below this share of the loosest threshold change no decision that matters: where a mean could reach the
/// threshold, its larger edges are there.
pub(super) const WORTH_KEEPING: f64 = 0.25;

/// All pairs of neighbours with their similarity above chance, sorted by `a`, then `b`.
pub(super) fn neighbours(
    counts: &TermCounts,
    space: &VectorSpace,
    chance: &Chance,
    loosest: f64,
) -> Vec<Edge> {
    let count = space.vectors.len();
    let limit = ((count as f64 * POSTED_SHARE) as usize).clamp(ALWAYS_POSTED, MOST_POSTED);
    let mut postings: Vec<Vec<(u32, f32)>> = vec![Vec::new(); counts.terms.len()];
    for (article, vector) in space.vectors.iter().enumerate() {
        for (term, weight) in vector.iter() {
            if counts.document_frequency[term as usize] as usize <= limit {
                postings[term as usize].push((article as u32, weight));
            }
        }
    }
    let mut edges: Vec<Edge> = (0..count)
        .into_par_iter()
        .map_init(
            || Scratch::new(count, counts.terms.len()),
            |scratch, article| {
                let found = candidates(space, &postings, article, scratch);
                scratch.spread(space, article);
                let mut edges: Vec<Edge> = found
                    .into_iter()
                    .map(|other| scratch.edge(space, chance, article, other as usize))
                    .collect();
                scratch.clear(space, article);
                edges.retain(|edge| edge.similarity >= WORTH_KEEPING * loosest);
                edges
            },
        )
        .flatten_iter()
        .collect();
    // A pair is found from either side, from both, or from the one whose list was not full.
    edges.par_sort_unstable_by_key(|edge| (edge.a, edge.b));
    edges.dedup_by_key(|edge| (edge.a, edge.b));
    edges
}

/// What one thread needs over and over.
struct Scratch {
    /// Similarity so far, by article.
    sums: Vec<f32>,
    /// Articles with a sum.
    touched: Vec<u32>,
    /// The weights of one article, by term: a look-up a term is several times faster than merging two sorted lists.
    weights: Vec<f32>,
}

impl Scratch {
    fn new(articles: usize, terms: usize) -> Self {
        Self { sums: vec![0.0; articles], touched: Vec::new(), weights: vec![0.0; terms] }
    }

    fn spread(&mut self, space: &VectorSpace, article: usize) {
        for (term, weight) in space.vectors[article].iter() {
            self.weights[term as usize] = weight;
        }
    }

    fn clear(&mut self, space: &VectorSpace, article: usize) {
        for (term, _) in space.vectors[article].iter() {
            self.weights[term as usize] = 0.0;
        }
    }

    /// The edge from the article that was spread to another. Both directions add the same products in the same order
    /// of terms, so the sum does not depend on which end asks.
    fn edge(&self, space: &VectorSpace, chance: &Chance, x: usize, y: usize) -> Edge {
        let products = space.vectors[y]
            .iter()
            .map(|(term, weight)| f64::from(weight) * f64::from(self.weights[term as usize]));
        let (sum, largest) =
            products.fold((0.0, 0.0), |(sum, largest), it| (sum + it, f64::max(largest, it)));
        let cosine = tempered(sum, largest);
        let (a, b) = (x.min(y), x.max(y));
        Edge { a: a as u32, b: b as u32, similarity: chance.above(a, b, cosine) }
    }
}

/// The articles that share the most weight in posted terms with `article`.
fn candidates(
    space: &VectorSpace,
    postings: &[Vec<(u32, f32)>],
    article: usize,
    scratch: &mut Scratch,
) -> Vec<u32> {
    for (term, weight) in space.vectors[article].iter() {
        for &(other, its) in &postings[term as usize] {
            let sum = &mut scratch.sums[other as usize];
            if *sum == 0.0 {
                scratch.touched.push(other);
            }
            *sum += weight * its;
        }
    }
    let mut found: Vec<(f32, u32)> = scratch
        .touched
        .drain(..)
        .map(|other| (std::mem::take(&mut scratch.sums[other as usize]), other))
        .filter(|&(_, other)| other as usize != article)
        .collect();
    if found.len() > CANDIDATES {
        found.select_nth_unstable_by(CANDIDATES, |x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        found.truncate(CANDIDATES);
    }
    found.into_iter().map(|(_, other)| other).collect()
}
