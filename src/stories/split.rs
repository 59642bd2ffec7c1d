//! A storyline into its stories.
//!
//! What all articles of an affair are about tells its events apart no more, so inside a storyline each term is weighed
//! again by how rare it is *there*: the affair's own names fade and what is new stands out. The rest of the corpus has
//! no say in it, so an affair is cut the same way alone and among a million other articles.

use super::StoriesParams;
use super::calibrate::Chance;
use super::fragments::join_fragments;
use super::landscape::ALIKE;
use super::link::{Edge, average_link};
use super::template::TemplateJudge;
use super::vector::{LocalSpace, TermCounts};
use crate::document::Timestamp;
use rayon::prelude::*;

/// How many articles of the corpus and the background each article of a storyline is set beside, and how many at
/// least. In proportion, because a story of twenty articles must not fade where one of two does not.
const BESIDE_EACH: f64 = 3.0;
const BESIDE_ALL: f64 = 10.0;

/// Different terms of a text at which half of the similarity of two texts on one event is lost to chance omissions:
/// two teasers cannot share what neither had room for (Spearman's correction for attenuation).
const ATTENUATION: f64 = 20.0;

/// A story and the edges inside it.
pub(super) struct Part {
    /// Sorted.
    pub(super) members: Vec<u32>,
    /// Sorted by `a`, then `b`.
    pub(super) edges: Vec<Edge>,
}

/// Cuts storylines into stories.
pub(super) struct StorySplitter<'a> {
    pub(super) counts: &'a TermCounts,
    pub(super) chance: &'a Chance,
    pub(super) params: &'a StoriesParams,
    /// The outlet of each article, where it tells something.
    pub(super) sources: &'a [Option<&'a str>],
    /// When each article was published.
    pub(super) published: &'a [Option<Timestamp>],
    pub(super) templates: &'a TemplateJudge,
}

impl StorySplitter<'_> {
    /// The stories of a storyline, in order of their first article.
    pub(super) fn split(&self, members: &[u32]) -> Vec<Part> {
        if members.len() < 2 {
            return vec![Part { members: members.to_vec(), edges: Vec::new() }];
        }
        let edges = self.edges(members);
        let named = |edge: &Edge| Edge { a: members[edge.a as usize], b: members[edge.b as usize], ..*edge };
        stories_of(members.len(), &edges, self.params.story_threshold)
            .into_iter()
            .map(|places| Part {
                edges: super::inside(&edges, &places).iter().map(named).collect(),
                members: places.into_iter().map(|place| members[place as usize]).collect(),
            })
            .collect()
    }

    /// The similarity of all pairs, between places in `members`, in order.
    pub(super) fn edges(&self, members: &[u32]) -> Vec<Edge> {
        let local = self.local(members);
        (0..members.len())
            .into_par_iter()
            .flat_map_iter(|a| {
                let local = &local;
                (a + 1..members.len()).map(move |b| {
                    let similarity = self.similarity(local, members, a, b);
                    let penalty = self.penalty(members[a], members[b]);
                    Edge { a: a as u32, b: b as u32, similarity: similarity - penalty }
                })
            })
            .collect()
    }

    /// The vectors of a storyline's articles.
    pub(super) fn local(&self, members: &[u32]) -> LocalSpace {
        self.counts.local_space(members, (BESIDE_EACH * members.len() as f64).max(BESIDE_ALL))
    }

    /// How similar two articles are within their storyline, above chance, before the penalty.
    pub(super) fn similarity(&self, local: &LocalSpace, members: &[u32], a: usize, b: usize) -> f64 {
        let cosine = local.vectors[a].dot(&local.vectors[b]);
        let reliability = |place: usize| {
            let terms = self.counts.different_terms(members[place]) as f64;
            terms / (terms + ATTENUATION)
        };
        if cosine >= ALIKE && self.templates.are_instances(members[a] as usize, members[b] as usize) {
            return 0.0;
        }
        let above = self.chance.above(members[a] as usize, members[b] as usize, cosine);
        let headlines = self.headlines(local, a, b);
        above / (reliability(a) * reliability(b)).sqrt().max(f64::MIN_POSITIVE) + headlines
    }

    /// What the headlines of two articles add to their similarity, or take from it.
    pub(super) fn headlines(&self, local: &LocalSpace, a: usize, b: usize) -> f64 {
        let vectors = [&local.vectors[a], &local.vectors[b]];
        local.headlines.bonus([a, b], vectors, self.params.headline_weight)
    }

    /// What is taken from the similarity of two articles for the time between them and for coming from one outlet,
    /// which seldom reports an event twice and often writes in the same words of another.
    pub(super) fn penalty(&self, a: u32, b: u32) -> f64 {
        let (a, b) = (a as usize, b as usize);
        let one_outlet = self.sources[a].is_some() && self.sources[a] == self.sources[b];
        let outlet = if one_outlet { self.params.outlet_penalty } else { 0.0 };
        self.params.penalty(self.published[a], self.published[b]) + outlet
    }
}

/// The stories of a storyline of `count` articles, all of whose pairs are in `edges`, in order.
pub(super) fn stories_of(count: usize, edges: &[Edge], threshold: f64) -> Vec<Vec<u32>> {
    let singles: Vec<Vec<u32>> = (0..count as u32).map(|place| vec![place]).collect();
    let before = |a: usize| a * (2 * count - a - 1) / 2;
    let similarity = |x: u32, y: u32| {
        let (a, b) = (x.min(y) as usize, x.max(y) as usize);
        edges[before(a) + b - a - 1].similarity
    };
    join_fragments(average_link(singles, edges, threshold), similarity, threshold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_of_a_storyline_are_those_of_its_pairs() {
        let similar = |a: u32, b: u32| if (a < 2) == (b < 2) { 0.5 } else { 0.0 };
        let edges: Vec<Edge> =
            (0..4).flat_map(|a| (a + 1..4).map(move |b| Edge { a, b, similarity: similar(a, b) })).collect();
        assert_eq!(stories_of(4, &edges, 0.15), [vec![0, 1], vec![2, 3]]);
        assert_eq!(stories_of(4, &edges, 0.6).len(), 4);
    }
}
