//! All articles that may be joined, beside each other: what finding the stories and judging one pair both start from.
//!
//! Without vectors of the user's own, articles of different languages are never joined, and a landscape holds one
//! language. With them it holds all languages, a region each.

use super::aliases::Aliases;
use super::dense::DenseSpace;
use super::evidence::Witness;
use super::link::{self, Edge};
use super::neighbours::WORTH_KEEPING;
use super::oversize::{self, Oversize};
use super::region::Region;
use super::spellings::{Spelling, spellings};
use super::split::StorySplitter;
use super::terms::Tongue;
use super::{ContentSimilarity, StoriesError, StoriesParams, by_language};
use crate::document::{ArticleIndex, Corpus, Language, Timestamp};
use ahash::AHashSet;

/// Where a node belongs: the place of its region, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) region: u32,
    pub(super) number: u32,
}

/// Articles with everything that is known of each and of their neighbourhood. A node is the place of an article in the
/// list that was given.
pub(super) struct Landscape<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) articles: &'a [ArticleIndex],
    pub(super) params: &'a StoriesParams,
    pub(super) regions: Vec<Region<'a>>,
    homes: Vec<Home>,
    /// The user's own vectors, if there are any.
    pub(super) dense: Option<DenseSpace>,
    pub(super) published: Vec<Option<Timestamp>>,
    /// Neighbours with their similarity above chance; instances of a series are none. Sorted by `a`, then `b`.
    pub(super) graph: Vec<Edge>,
    /// The storylines, each sorted, in order of their first article.
    pub(super) storylines: Vec<Vec<u32>>,
    /// What was too large to be one of them.
    pub(super) oversize: Vec<Oversize>,
}

impl<'a> Landscape<'a> {
    pub(super) fn of(
        corpus: &'a Corpus,
        languages: &[Option<Language>],
        articles: &'a [ArticleIndex],
        params: &'a StoriesParams,
    ) -> Result<Self, StoriesError> {
        let place = |article: &ArticleIndex| articles.partition_point(|other| other < article) as u32;
        let mut regions = Vec::new();
        let mut homes = vec![Home { region: 0, number: 0 }; articles.len()];
        for (language, members) in by_language(languages, articles) {
            let nodes: Vec<u32> = members.iter().map(place).collect();
            let region = regions.len() as u32;
            for (number, &node) in nodes.iter().enumerate() {
                homes[node as usize] = Home { region, number: number as u32 };
            }
            let tongue = Tongue { language, aliases: Aliases::of(&params.spellings, language) };
            regions.push(Region::of(corpus, tongue, nodes, articles)?);
        }
        let published = articles.iter().map(|&article| corpus.published(article)).collect();
        let mut graph: Vec<Edge> = regions.iter().flat_map(|region| region.graph(params)).collect();
        if regions.len() > 1 {
            graph.sort_unstable_by_key(|edge| (edge.a, edge.b));
        }
        let dense = DenseSpace::of(corpus, articles)?;
        let mut landscape = Self {
            corpus,
            articles,
            params,
            regions,
            homes,
            dense: None,
            published,
            graph,
            storylines: Vec::new(),
            oversize: Vec::new(),
        };
        if let Some(dense) = dense {
            landscape.mix_in(dense);
        }
        landscape.link();
        Ok(landscape)
    }

    fn link(&mut self) {
        let threshold = self.params.storyline_threshold;
        let singles: Vec<Vec<u32>> = (0..self.articles.len() as u32).map(|node| vec![node]).collect();
        for members in link::average_link(singles, &self.graph, threshold) {
            let Some(cut) = oversize::cut(&members, &self.graph, threshold, oversize::MOST) else {
                self.storylines.push(members);
                continue;
            };
            self.oversize.push(Oversize {
                first: self.articles[members[0] as usize],
                articles: members.len(),
                parts: cut.parts.len(),
                threshold: cut.threshold,
            });
            self.storylines.extend(cut.parts);
        }
        self.storylines.sort_unstable();
    }

    /// Where a node belongs.
    pub(super) fn home(&self, node: u32) -> Home {
        self.homes[node as usize]
    }

    /// The region of two nodes, when it is one.
    pub(super) fn common_region(&self, a: u32, b: u32) -> Option<(&Region<'a>, u32, u32)> {
        let (a, b) = (self.home(a), self.home(b));
        (a.region == b.region).then(|| (&self.regions[a.region as usize], a.number, b.number))
    }

    /// The user's own vectors have their say: in the similarity of neighbours by words, of neighbours by vectors, and
    /// of articles of different languages, of which words say nothing.
    fn mix_in(&mut self, mut dense: DenseSpace) {
        dense.learn_scale(&self.graph, self.params.storyline_threshold);
        let weight = self.params.vectors_weight;
        let known: AHashSet<(u32, u32)> = self.graph.iter().map(|edge| (edge.a, edge.b)).collect();
        let near = dense.neighbours().into_iter().filter(|pair| !known.contains(pair));
        // Of neighbours by vectors alone the words are asked now; instances of a series are no neighbours either way.
        let mut found: Vec<Edge> = near
            .filter_map(|(a, b)| {
                let by_words = match self.common_region(a, b) {
                    Some((region, x, y)) => Some(region.similarity(x, y)?),
                    None => None,
                };
                Some(Edge { a, b, similarity: dense.mixed(by_words, [a, b], weight) })
            })
            .collect();
        found.extend(self.graph.drain(..).map(|edge| Edge {
            similarity: dense.mixed(Some(edge.similarity), [edge.a, edge.b], weight),
            ..edge
        }));
        found.retain(|edge| edge.similarity >= WORTH_KEEPING * self.params.storyline_threshold);
        found.sort_unstable_by_key(|edge| (edge.a, edge.b));
        found.dedup_by_key(|edge| (edge.a, edge.b));
        self.graph = found;
        self.dense = Some(dense);
    }

    pub(super) fn splitter(&self) -> StorySplitter<'_, 'a> {
        StorySplitter { landscape: self }
    }

    pub(super) fn witness(&self) -> Witness<'_, 'a> {
        Witness { landscape: self }
    }

    /// Names that the articles of one storyline spell in several ways.
    pub(super) fn spellings(&self) -> Vec<Spelling> {
        let of_region = |region: u32| {
            let named = |members: &Vec<u32>| {
                let own = members.iter().filter(|&&node| self.home(node).region == region);
                own.map(|&node| self.articles[node as usize]).collect()
            };
            let storylines: Vec<Vec<ArticleIndex>> = self.storylines.iter().map(named).collect();
            let region = &self.regions[region as usize];
            spellings(self.corpus, &region.tongue, &storylines, &region.background)
        };
        (0..self.regions.len() as u32).flat_map(of_region).collect()
    }

    /// All that is known of one pair.
    pub(super) fn compare(&self, a: u32, b: u32) -> ContentSimilarity {
        let common = self
            .storylines
            .iter()
            .find(|line| line.binary_search(&a).is_ok() && line.binary_search(&b).is_ok());
        let alone = vec![a.min(b), a.max(b)];
        let members = common.unwrap_or(&alone);
        let place = |node: u32| members.partition_point(|&other| other < node);
        let splitter = self.splitter();
        let local = splitter.local(members);
        let mut found = ContentSimilarity {
            one_storyline: common.is_some(),
            within: splitter.similarity(&local, members, place(a), place(b)),
            headlines: splitter.headlines(&local, place(a), place(b)),
            days: self.witness().days(a, b),
            penalty: splitter.penalty(a, b),
            terms: self.witness().shared_terms(a, b),
            vectors: self.dense.as_ref().and_then(|dense| dense.cosine(a, b)),
            ..ContentSimilarity::default()
        };
        let mut by_words = None;
        if let Some((region, x, y)) = self.common_region(a, b) {
            let (x_at, y_at) = (x as usize, y as usize);
            found.cosine = region.space.vectors[x_at].dot(&region.space.vectors[y_at]);
            found.chance = region.chance.expected(x_at, y_at);
            found.instances = region.templates.are_no_story(x_at, y_at);
            by_words = Some(region.above(x, y));
        }
        found.above_chance = match &self.dense {
            Some(dense) => dense.mixed(by_words, [a, b], self.params.vectors_weight),
            None => by_words.unwrap_or_default(),
        };
        found
    }
}
