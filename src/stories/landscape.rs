//! All articles of one language beside each other: what finding the stories and judging one pair both start from.

use super::calibrate::Chance;
use super::evidence::Witness;
use super::link::{self, Edge};
use super::spellings::{Spelling, spellings};
use super::split::StorySplitter;
use super::template::TemplateJudge;
use super::terms::TermSequence;
use super::vector::{BackgroundTerms, TermCounts, VectorSpace};
use super::{ContentSimilarity, StoriesError, StoriesParams, neighbours};
use crate::document::{ArticleIndex, Corpus, Language, Timestamp};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Articles less similar than this do not share their phrases either, so they need not be asked for them.
pub(super) const ALIKE: f64 = 0.15;

/// The articles of one language with everything that is known of each and of their neighbourhood.
pub(super) struct Landscape<'a> {
    corpus: &'a Corpus,
    language: Option<Language>,
    articles: &'a [ArticleIndex],
    params: &'a StoriesParams,
    background: BackgroundTerms,
    counts: TermCounts,
    space: VectorSpace,
    chance: Chance,
    templates: TemplateJudge,
    sources: Vec<Option<&'a str>>,
    published: Vec<Option<Timestamp>>,
    /// Neighbours with their similarity above chance; instances of a series are none. Sorted by `a`, then `b`.
    pub(super) graph: Vec<Edge>,
    /// The storylines, each sorted, in order of their first article.
    pub(super) storylines: Vec<Vec<u32>>,
}

impl<'a> Landscape<'a> {
    pub(super) fn of(
        corpus: &'a Corpus,
        language: Option<Language>,
        articles: &'a [ArticleIndex],
        params: &'a StoriesParams,
    ) -> Result<Self, StoriesError> {
        let sequences: Vec<TermSequence> =
            articles.par_iter().map(|&article| TermSequence::of(corpus, article, language)).collect();
        let background = BackgroundTerms::of(language)?;
        let counts = TermCounts::of(&sequences, &background);
        let space = counts.space();
        let chance = Chance::estimate(&counts, &space, &background);
        let published: Vec<Option<Timestamp>> =
            articles.iter().map(|&article| corpus.published(article)).collect();
        let templates = TemplateJudge::new(&sequences, &published);
        let mut graph = neighbours::neighbours(&counts, &space, &chance, params.storyline_threshold);
        graph.retain(|edge| {
            edge.similarity < ALIKE || !templates.are_instances(edge.a as usize, edge.b as usize)
        });
        let singles: Vec<Vec<u32>> = (0..articles.len() as u32).map(|node| vec![node]).collect();
        let storylines = link::average_link(singles, &graph, params.storyline_threshold);
        let sources = outlets(corpus, articles);
        Ok(Self {
            corpus,
            language,
            articles,
            params,
            background,
            counts,
            space,
            chance,
            templates,
            sources,
            published,
            graph,
            storylines,
        })
    }

    pub(super) fn splitter(&self) -> StorySplitter<'_> {
        StorySplitter {
            counts: &self.counts,
            chance: &self.chance,
            params: self.params,
            sources: &self.sources,
            published: &self.published,
            templates: &self.templates,
        }
    }

    pub(super) fn witness(&self) -> Witness<'_> {
        Witness {
            corpus: self.corpus,
            language: self.language,
            articles: self.articles,
            counts: &self.counts,
            space: &self.space,
            params: self.params,
        }
    }

    /// Names that the articles of one storyline spell in several ways.
    pub(super) fn spellings(&self) -> Vec<Spelling> {
        let named = |members: &Vec<u32>| members.iter().map(|&node| self.articles[node as usize]).collect();
        let storylines: Vec<Vec<ArticleIndex>> = self.storylines.iter().map(named).collect();
        spellings(self.corpus, self.language, &storylines, &self.background)
    }

    /// All that is known of one pair.
    pub(super) fn compare(&self, a: u32, b: u32) -> ContentSimilarity {
        let (x, y) = (a as usize, b as usize);
        let cosine = self.space.vectors[x].dot(&self.space.vectors[y]);
        let common = self
            .storylines
            .iter()
            .find(|line| line.binary_search(&a).is_ok() && line.binary_search(&b).is_ok());
        let alone = vec![a.min(b), a.max(b)];
        let members = common.unwrap_or(&alone);
        let place = |node: u32| members.partition_point(|&other| other < node);
        let splitter = self.splitter();
        let local = splitter.local(members);
        ContentSimilarity {
            cosine,
            chance: self.chance.expected(x, y),
            above_chance: self.chance.above(x, y, self.space.vectors[x].tempered_dot(&self.space.vectors[y])),
            one_storyline: common.is_some(),
            within: splitter.similarity(&local, members, place(a), place(b)),
            headlines: splitter.headlines(&local, place(a), place(b)),
            days: self.witness().days(a, b),
            penalty: splitter.penalty(a, b),
            instances: self.templates.are_instances(x, y),
            terms: self.witness().shared_terms(a, b),
        }
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
