//! A storyline into its stories.
//!
//! What all articles of an affair are about tells its events apart no more, so inside a storyline each term is weighed
//! again by how rare it is *there*. The larger the affair, the more its own names fade and what is new stands out; in
//! a storyline of two or three articles little changes. The rest of the corpus has no say, so an affair is cut the
//! same way alone and among a million other articles.

use super::StoriesParams;
use super::link::{Edge, average_link};
use super::vector::TermCounts;
use crate::document::Timestamp;
use rayon::prelude::*;

fn env(name: &str, default: f64) -> f64 { std::env::var(name).ok().and_then(|x| x.parse().ok()).unwrap_or(default) }

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
    pub(super) params: &'a StoriesParams,
    /// When each article was published.
    pub(super) published: &'a [Option<Timestamp>],
}

impl StorySplitter<'_> {
    /// The stories of a storyline, in order of their first article.
    pub(super) fn split(&self, members: &[u32]) -> Vec<Part> {
        if members.len() < 2 {
            return vec![Part { members: members.to_vec(), edges: Vec::new() }];
        }
        let edges = self.edges(members);
        let singles: Vec<Vec<u32>> = (0..members.len() as u32).map(|place| vec![place]).collect();
        let named = |edge: &Edge| Edge { a: members[edge.a as usize], b: members[edge.b as usize], ..*edge };
        average_link(singles, &edges, self.params.story_threshold)
            .into_iter()
            .map(|places| Part {
                edges: super::inside(&edges, &places).iter().map(named).collect(),
                members: places.into_iter().map(|place| members[place as usize]).collect(),
            })
            .collect()
    }

    /// The similarity of all pairs, between places in `members`.
    fn edges(&self, members: &[u32]) -> Vec<Edge> {
        let local = self.counts.local_space(members, env("SN0", 50.0), env("SPOW", 0.6));
        (0..members.len())
            .into_par_iter()
            .flat_map_iter(|a| {
                let local = &local;
                (a + 1..members.len()).map(move |b| {
                    let cosine = local.vectors[a].dot(&local.vectors[b]);
                    let date = |place: usize| self.published[members[place] as usize];
                    Edge { a: a as u32, b: b as u32, similarity: cosine - self.params.penalty(date(a), date(b)) }
                })
            })
            .collect()
    }
}
