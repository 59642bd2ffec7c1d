//! The user's own vectors, one a document: what makes clusters across languages possible.
//!
//! Models differ in what they call similar: unrelated texts have a cosine of .1 with one and of .8 with another. So their
//! cosine, too, is judged above what chance gives two such articles ([`super::calibrate`] says how), and then brought
//! to the scale of words: by the ratio that pairs of related articles have for which both are known. Within a storyline
//! what all its articles have in common is taken off first, as it is with words.
//!
//! **Cost**: all pairs up to [`ALL_PAIRS`] articles; beyond, each article is compared with those that are near to the
//! same of `2 sqrt(n)` centres as itself.

use super::StoriesError;
use super::calibrate::{Chance, SAMPLE, trimmed_mean};
use super::link::Edge;
use crate::document::{ArticleIndex, ArticleKind, Corpus};
use crate::hash::mix64;
use rayon::prelude::*;
use std::cmp::Reverse;

/// Articles up to which each is compared with each.
const ALL_PAIRS: usize = 8000;

/// Centres that an article is put to.
const NEAREST_CENTRES: usize = 4;

/// Neighbours that an article has by its vector.
const NEIGHBOURS: usize = 48;

/// What a similarity of vectors above chance counts in words, before pairs have told. One model gave .42 to .52 in
/// English, Arabic and Russian, .33 with a language among them that it was not made for.
const SCALE: f64 = 0.45;

/// Pairs that must have told, and how many the guess is worth.
const SCALE_WORTH: usize = 20;

/// Vectors of unit length, by node.
pub(super) struct DenseSpace {
    vectors: Vec<Option<Box<[f32]>>>,
    chance: Chance,
    scale: f64,
}

impl DenseSpace {
    /// The vectors of the main articles; nothing when no document has one.
    pub(super) fn of(corpus: &Corpus, articles: &[ArticleIndex]) -> Result<Option<Self>, StoriesError> {
        let vectors: Vec<Option<Box<[f32]>>> =
            articles.iter().map(|&article| unit(corpus, article)).collect();
        let mut lengths = vectors
            .iter()
            .zip(articles)
            .filter_map(|(vector, article)| Some((vector.as_ref()?.len(), article)));
        let Some((dimensions, first)) = lengths.next() else { return Ok(None) };
        if let Some((other, article)) = lengths.find(|(length, _)| *length != dimensions) {
            let name = |article: &ArticleIndex| corpus.document_of(*article).name.clone();
            return Err(StoriesError::Dimensions {
                a: name(first),
                of_a: dimensions,
                b: name(article),
                of_b: other,
            });
        }
        let chance = Chance::of(means(&vectors));
        Ok(Some(Self { vectors, chance, scale: SCALE }))
    }

    /// The cosine of two vectors, where both articles have one.
    pub(super) fn cosine(&self, a: u32, b: u32) -> Option<f64> {
        Some(dot(self.vectors[a as usize].as_deref()?, self.vectors[b as usize].as_deref()?))
    }

    /// The same above what chance gives two such articles.
    fn above(&self, a: u32, b: u32) -> Option<f64> {
        Some(self.chance.above(a as usize, b as usize, self.cosine(a, b)?))
    }

    /// Learns from pairs that are related by their words what a similarity of vectors counts.
    pub(super) fn learn_scale(&mut self, graph: &[Edge], related: f64) {
        let known = graph.iter().filter(|edge| edge.similarity >= related);
        let mut ratios: Vec<f64> = known
            .filter_map(|edge| Some((edge.similarity, self.above(edge.a, edge.b)?)))
            .filter(|&(_, dense)| dense > 0.05)
            .map(|(words, dense)| words / dense)
            .collect();
        ratios.extend([SCALE; SCALE_WORTH]);
        ratios.sort_unstable_by(f64::total_cmp);
        self.scale = ratios[ratios.len() / 2];
    }

    /// The similarity of two articles when vectors have a say of `weight`: that of words (nothing between languages)
    /// where not both have a vector.
    pub(super) fn mixed(&self, by_words: Option<f64>, [a, b]: [u32; 2], weight: f64) -> f64 {
        self.sum(by_words, self.above(a, b), weight)
    }

    /// What the articles of a storyline have in common by their vectors, which tells its events apart no more: their
    /// mean similarity above chance, as far as so many articles can tell it.
    pub(super) fn common(&self, members: &[u32]) -> f64 {
        let has_vector = |node: &u32| self.vectors[*node as usize].is_some();
        let own: Vec<u32> = members.iter().copied().filter(has_vector).collect();
        let of_article =
            |(at, &a): (usize, &u32)| own[at + 1..].iter().filter_map(|&b| self.above(a, b)).sum::<f64>();
        let sums: Vec<f64> = own.par_iter().enumerate().map(of_article).collect();
        let count = own.len() as f64;
        let pairs = count * (count - 1.0) / 2.0;
        if pairs > 0.0 { count / (count + 1.0) * sums.iter().sum::<f64>() / pairs } else { 0.0 }
    }

    /// [`Self::mixed`] within a storyline whose articles have `common` in common.
    pub(super) fn mixed_within(
        &self,
        by_words: Option<f64>,
        pair: [u32; 2],
        weight: f64,
        common: f64,
    ) -> f64 {
        let above = self.above(pair[0], pair[1]).map(|above| (above - common) / (1.0 - common));
        self.sum(by_words, above, weight)
    }

    fn sum(&self, by_words: Option<f64>, by_vectors: Option<f64>, weight: f64) -> f64 {
        match (by_words, by_vectors) {
            (Some(words), Some(vectors)) => words + weight * (self.scale * vectors - words),
            (Some(words), None) => words,
            (None, Some(vectors)) => self.scale * vectors,
            (None, None) => 0.0,
        }
    }

    /// Pairs of articles of which one is among the nearest of the other, each with the smaller node first.
    pub(super) fn neighbours(&self) -> Vec<(u32, u32)> {
        let nodes: Vec<u32> =
            (0..self.vectors.len() as u32).filter(|&node| self.vectors[node as usize].is_some()).collect();
        let groups = self.groups(&nodes);
        let nearest = |&node: &u32| {
            let mut found: Vec<(Reverse<u64>, u32)> = groups
                .around(node)
                .filter(|&other| other != node)
                .filter_map(|other| Some((Reverse(order(self.above(node, other)?)), other)))
                .collect();
            found.sort_unstable();
            found.dedup();
            found.truncate(NEIGHBOURS);
            found.into_iter().map(move |(_, other)| (node.min(other), node.max(other)))
        };
        nodes.par_iter().flat_map_iter(nearest).collect()
    }

    fn groups(&self, nodes: &[u32]) -> Groups {
        if nodes.len() <= ALL_PAIRS {
            return Groups { lists: vec![nodes.to_vec()], of_node: vec![vec![0]; self.vectors.len()] };
        }
        let centres = drawn(&self.vectors, 2 * nodes.len().isqrt());
        let near = |&node: &u32| {
            let mut found: Vec<(Reverse<u64>, u32)> = (0..centres.len() as u32)
                .filter_map(|at| Some((Reverse(order(self.cosine(node, centres[at as usize])?)), at)))
                .collect();
            found.sort_unstable();
            found.iter().take(NEAREST_CENTRES).map(|it| it.1).collect::<Vec<u32>>()
        };
        let own: Vec<Vec<u32>> = nodes.par_iter().map(near).collect();
        let mut groups =
            Groups { lists: vec![Vec::new(); centres.len()], of_node: vec![Vec::new(); self.vectors.len()] };
        for (&node, own) in nodes.iter().zip(own) {
            own.iter().for_each(|&list| groups.lists[list as usize].push(node));
            groups.of_node[node as usize] = own;
        }
        groups
    }
}

/// The mean similarity of each article to a sample of the others, without the most similar ones.
fn means(vectors: &[Option<Box<[f32]>>]) -> Vec<Option<f64>> {
    let sample = drawn(vectors, SAMPLE);
    let of_node = |node: usize| {
        let own = vectors[node].as_deref()?;
        let others = sample.iter().filter(|&&other| other as usize != node);
        let cosine = |&other: &u32| Some(dot(own, vectors[other as usize].as_deref()?) as f32);
        Some(trimmed_mean(others.filter_map(cosine).collect()))
    };
    (0..vectors.len()).into_par_iter().map(of_node).collect()
}

/// Some nodes, drawn by the hash of their vectors: neither the order of files nor an added article changes who is.
fn drawn(vectors: &[Option<Box<[f32]>>], count: usize) -> Vec<u32> {
    let print =
        |vector: &[f32]| vector.iter().fold(0, |state, value| mix64(state ^ u64::from(value.to_bits())));
    let mut drawn: Vec<(u64, u32)> = vectors
        .iter()
        .zip(0..)
        .filter_map(|(vector, node)| Some((print(vector.as_deref()?), node)))
        .collect();
    drawn.sort_unstable();
    drawn.truncate(count);
    drawn.into_iter().map(|(_, node)| node).collect()
}

/// Lists of nodes that are near to one centre.
struct Groups {
    lists: Vec<Vec<u32>>,
    of_node: Vec<Vec<u32>>,
}

impl Groups {
    fn around(&self, node: u32) -> impl Iterator<Item = u32> {
        self.of_node[node as usize].iter().flat_map(|&list| self.lists[list as usize].iter().copied())
    }
}

/// The vector of a document belongs to its main article: what else stands on a page was not embedded.
fn unit(corpus: &Corpus, article: ArticleIndex) -> Option<Box<[f32]>> {
    let of_document = corpus.document_of(article).vector.as_deref()?;
    let length = of_document.iter().map(|&it| f64::from(it) * f64::from(it)).sum::<f64>().sqrt();
    let main = corpus.articles[article.at()].kind == ArticleKind::Main;
    (main && length > 0.0 && length.is_finite())
        .then(|| of_document.iter().map(|&it| (f64::from(it) / length) as f32).collect())
}

fn dot(x: &[f32], y: &[f32]) -> f64 {
    // Eight sums, so that the compiler may keep them in one register; in a fixed order, so that the result is one.
    let mut sums = [0.0_f32; 8];
    let (xs, ys) = (x.chunks_exact(8), y.chunks_exact(8));
    let rest: f32 = xs.remainder().iter().zip(ys.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in xs.zip(ys) {
        for at in 0..8 {
            sums[at] += a[at] * b[at];
        }
    }
    f64::from(sums.iter().sum::<f32>() + rest)
}

/// A float as an integer of the same order.
fn order(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}
