//! The articles of one language beside each other: their vectors, what chance gives them, and their neighbours.

use super::calibrate::Chance;
use super::link::Edge;
use super::neighbours;
use super::template::TemplateJudge;
use super::terms::{TermSequence, Tongue};
use super::vector::{BackgroundTerms, PhraseFrequency, TermCounts, VectorSpace};
use super::{StoriesError, StoriesParams};
use crate::document::{ArticleIndex, Corpus};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Articles less similar than this do not share their phrases either, so they need not be asked for them.
pub(super) const ALIKE: f64 = 0.15;

/// The articles of one language. Within it they are numbered from 0, in canonical order.
pub(super) struct Region<'a> {
    pub(super) tongue: Tongue,
    /// Of each article its node in the landscape, ascending.
    pub(super) nodes: Vec<u32>,
    pub(super) background: BackgroundTerms,
    pub(super) counts: TermCounts,
    pub(super) space: VectorSpace,
    pub(super) chance: Chance,
    pub(super) templates: TemplateJudge<'a>,
    /// The outlet of each article, where it tells something.
    pub(super) outlets: Vec<Option<&'a str>>,
}

impl<'a> Region<'a> {
    /// `nodes` are places in `articles`.
    pub(super) fn of(
        corpus: &'a Corpus,
        tongue: Tongue,
        nodes: Vec<u32>,
        articles: &[ArticleIndex],
    ) -> Result<Self, StoriesError> {
        let own: Vec<ArticleIndex> = nodes.iter().map(|&node| articles[node as usize]).collect();
        let sequences: Vec<TermSequence> =
            own.par_iter().map(|&article| TermSequence::of(corpus, article, &tongue)).collect();
        let background = BackgroundTerms::of(tongue.language)?;
        let phrases = PhraseFrequency::count(&sequences);
        let counts = TermCounts::of(&sequences, &background, &phrases);
        let space = counts.space();
        let chance = Chance::estimate(&counts, &space, &background);
        let templates = TemplateJudge::new(corpus, own.clone(), tongue.language, &sequences, &phrases);
        let outlets = outlets(corpus, &own);
        Ok(Self { tongue, nodes, background, counts, space, chance, templates, outlets })
    }

    /// Neighbours with their similarity above chance, as nodes; instances of a series are none. Sorted by `a`, then
    /// `b`.
    pub(super) fn graph(&self, params: &StoriesParams) -> Vec<Edge> {
        let mut graph =
            neighbours::neighbours(&self.counts, &self.space, &self.chance, params.storyline_threshold);
        graph.retain(|edge| !self.are_instances(edge.a, edge.b, edge.similarity));
        for edge in &mut graph {
            (edge.a, edge.b) = (self.nodes[edge.a as usize], self.nodes[edge.b as usize]);
        }
        graph
    }

    fn are_instances(&self, a: u32, b: u32, similarity: f64) -> bool {
        similarity >= ALIKE && self.templates.are_instances(a as usize, b as usize)
    }

    /// The similarity above chance of two of its articles.
    pub(super) fn above(&self, a: u32, b: u32) -> f64 {
        let (x, y) = (a as usize, b as usize);
        self.chance.above(x, y, self.space.vectors[x].tempered_dot(&self.space.vectors[y]))
    }

    /// The same, where they are no instances of a series.
    pub(super) fn similarity(&self, a: u32, b: u32) -> Option<f64> {
        Some(self.above(a, b)).filter(|&similarity| !self.are_instances(a, b, similarity))
    }
}

/// The outlet of each article; nothing for one that a quarter of all articles come from, which is an aggregator.
fn outlets<'a>(corpus: &'a Corpus, articles: &[ArticleIndex]) -> Vec<Option<&'a str>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let outlet = |article: ArticleIndex| corpus.document_of(article).source.as_deref();
    articles
        .iter()
        .filter_map(|&article| outlet(article))
        .for_each(|name| *counts.entry(name).or_insert(0) += 1);
    let is_outlet = |name: &&str| 4 * counts.get(name).copied().unwrap_or(0) <= articles.len();
    articles.iter().map(|&article| outlet(article).filter(is_outlet)).collect()
}
