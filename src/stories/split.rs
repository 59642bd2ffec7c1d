//! A storyline into its stories.
//!
//! What all articles of an affair are about tells its events apart no more, so inside a storyline each term is weighed
//! again by how rare it is *there*: the affair's own names fade and what is new stands out. The rest of the corpus has
//! no say in it, so an affair is cut the same way alone and among a million other articles.

use super::fragments::join_fragments;
use super::landscape::Landscape;
use super::link::{Edge, average_link};
use super::region::{ALIKE, Region};
use super::tune::count;
use super::vector::LocalSpace;
use crate::copies::BINS;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How many articles of the corpus and the background each article of a storyline is set beside, and how many at
/// least. In proportion, because a story of twenty articles must not fade where one of two does not.
const BESIDE_EACH: f64 = 3.0;
const BESIDE_ALL: f64 = 10.0;

/// Different terms of a text at which half of the similarity of two texts on one event is lost to chance omissions:
/// two teasers cannot share what neither had room for (Spearman's correction for attenuation).
const ATTENUATION: f64 = 20.0;

/// Articles of a storyline up to which all pairs are looked at: two million of them. What the guard could not cut is
/// larger.
const ALL_PAIRS: usize = super::oversize::MOST;

/// A storyline cut into stories.
pub(super) struct Split {
    pub(super) stories: Vec<Part>,
    /// Pairs by similarity, in bins; nothing for a single article.
    pub(super) similarities: Vec<u64>,
}

/// A story and the edges inside it.
pub(super) struct Part {
    /// Sorted.
    pub(super) members: Vec<u32>,
    /// Sorted by `a`, then `b`.
    pub(super) edges: Vec<Edge>,
}

/// Cuts storylines into stories.
pub(super) struct StorySplitter<'l, 'a> {
    pub(super) landscape: &'l Landscape<'a>,
}

/// The vectors of a storyline's articles, a space a language.
pub(super) struct LocalSpaces {
    spaces: Vec<LocalSpace>,
    /// Of each place in the storyline its space and its place there.
    homes: Vec<(usize, usize)>,
    /// What all of them have in common by their vectors.
    common: f64,
}

impl StorySplitter<'_, '_> {
    /// The stories of a storyline, in order of their first article.
    pub(super) fn split(&self, members: &[u32]) -> Split {
        if members.len() < 2 {
            let alone = Part { members: members.to_vec(), edges: Vec::new() };
            return Split { stories: vec![alone], similarities: Vec::new() };
        }
        let edges = self.edges(members);
        let mut similarities = vec![0; BINS];
        count(&edges, &mut similarities);
        let named = |edge: &Edge| Edge { a: members[edge.a as usize], b: members[edge.b as usize], ..*edge };
        let stories = stories_of(members.len(), &edges, self.landscape.params.story_threshold)
            .into_iter()
            .map(|places| Part {
                edges: super::inside(&edges, &places).iter().map(named).collect(),
                members: places.into_iter().map(|place| members[place as usize]).collect(),
            })
            .collect();
        Split { stories, similarities }
    }

    /// The similarity of all pairs, between places in `members`, in order; of neighbours only where there are too many
    /// pairs to be looked at.
    pub(super) fn edges(&self, members: &[u32]) -> Vec<Edge> {
        let local = self.local(members);
        if members.len() > ALL_PAIRS {
            return self.edges_of_neighbours(members, &local);
        }
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

    fn edges_of_neighbours(&self, members: &[u32], local: &LocalSpaces) -> Vec<Edge> {
        let place = |node: u32| members.partition_point(|&other| other < node);
        super::inside(&self.landscape.graph, members)
            .par_iter()
            .map(|edge| {
                let (a, b) = (place(edge.a), place(edge.b));
                let similarity = self.similarity(local, members, a, b) - self.penalty(edge.a, edge.b);
                Edge { a: a as u32, b: b as u32, similarity }
            })
            .collect()
    }

    /// The vectors of a storyline's articles.
    pub(super) fn local(&self, members: &[u32]) -> LocalSpaces {
        let mut by_region: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut places = Vec::with_capacity(members.len());
        for &node in members {
            let home = self.landscape.home(node);
            let own = by_region.entry(home.region).or_default();
            places.push((home.region, own.len()));
            own.push(home.number);
        }
        let regions: Vec<u32> = by_region.keys().copied().collect();
        let space = |(region, own): (&u32, &Vec<u32>)| {
            let worth = (BESIDE_EACH * own.len() as f64).max(BESIDE_ALL);
            self.landscape.regions[*region as usize].counts.local_space(own, worth)
        };
        LocalSpaces {
            common: self.landscape.dense.as_ref().map_or(0.0, |dense| dense.common(members)),
            spaces: by_region.iter().map(space).collect(),
            homes: places
                .into_iter()
                .map(|(region, place)| (regions.partition_point(|&other| other < region), place))
                .collect(),
        }
    }

    /// How similar two articles are within their storyline, above chance, before the penalty.
    pub(super) fn similarity(&self, local: &LocalSpaces, members: &[u32], a: usize, b: usize) -> f64 {
        let pair = [members[a], members[b]];
        let by_words = self.landscape.common_region(pair[0], pair[1]).map(|(region, x, y)| {
            let (space, of_a) = local.homes[a];
            let (_, of_b) = local.homes[b];
            self.by_words(region, &local.spaces[space], [x, y], [of_a, of_b])
        });
        match (&self.landscape.dense, by_words) {
            (Some(dense), by_words) => {
                dense.mixed_within(by_words, pair, self.landscape.params.vectors_weight, local.common)
            }
            (None, by_words) => by_words.unwrap_or_default(),
        }
    }

    /// The same for two articles of one language, by their words alone.
    fn by_words(
        &self,
        region: &Region<'_>,
        local: &LocalSpace,
        numbers: [u32; 2],
        places: [usize; 2],
    ) -> f64 {
        let [x, y] = numbers.map(|number| number as usize);
        let [a, b] = places;
        let cosine = local.vectors[a].dot(&local.vectors[b]);
        let reliability = |number: u32| {
            let terms = region.counts.different_terms(number) as f64;
            terms / (terms + ATTENUATION)
        };
        let templates = &region.templates;
        // That they appeared on one day is nothing to two instances of a series.
        let instances = -self.landscape.params.same_day_bonus;
        if cosine >= ALIKE && templates.are_no_story(x, y) {
            return instances;
        }
        let above = region.chance.above(x, y, cosine);
        let both = reliability(numbers[0]) * reliability(numbers[1]);
        let similarity = above / both.sqrt().max(f64::MIN_POSITIVE) + self.bonus(local, places);
        // Two notices have so few words that one day and one form can join them.
        let may_join = similarity > instances;
        if may_join && cosine < ALIKE && templates.are_notices_of_a_series(x, y) {
            return instances;
        }
        similarity
    }

    /// What the headlines of two articles add to their similarity, or take from it.
    pub(super) fn headlines(&self, local: &LocalSpaces, a: usize, b: usize) -> f64 {
        let ((x, of_a), (y, of_b)) = (local.homes[a], local.homes[b]);
        if x == y { self.bonus(&local.spaces[x], [of_a, of_b]) } else { 0.0 }
    }

    fn bonus(&self, local: &LocalSpace, [a, b]: [usize; 2]) -> f64 {
        let vectors = [&local.vectors[a], &local.vectors[b]];
        local.headlines.bonus([a, b], vectors, self.landscape.params.headline_weight)
    }

    /// What is taken from the similarity of two articles for the time between them and for coming from one outlet,
    /// which seldom reports an event twice and often writes in the same words of another.
    pub(super) fn penalty(&self, a: u32, b: u32) -> f64 {
        let params = self.landscape.params;
        let one_outlet = self.landscape.common_region(a, b).is_some_and(|(region, x, y)| {
            let (x, y) = (region.outlets[x as usize], region.outlets[y as usize]);
            x.is_some() && x == y
        });
        let outlet = if one_outlet { params.outlet_penalty } else { 0.0 };
        let published = &self.landscape.published;
        params.penalty(published[a as usize], published[b as usize]) + outlet
    }
}

/// The stories of a storyline of `count` articles, whose pairs are in `edges`, in order. Fragments are looked for only
/// where all pairs are there.
pub(super) fn stories_of(count: usize, edges: &[Edge], threshold: f64) -> Vec<Vec<u32>> {
    let singles: Vec<Vec<u32>> = (0..count as u32).map(|place| vec![place]).collect();
    if edges.len() < count * count.saturating_sub(1) / 2 {
        return average_link(singles, edges, threshold);
    }
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
