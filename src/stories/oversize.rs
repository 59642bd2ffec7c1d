//! The guard against mega-clusters: a storyline of thousands of independent articles is no affair but a fault of the
//! corpus, a page that was crawled in a thousand variants or a text that stands in every article. It is linked again at
//! thresholds that grow, until its parts are small enough, and what was done is reported.

use super::link::{Edge, average_link};
use crate::document::ArticleIndex;

/// Independent articles that a storyline may have. The largest affairs seen in real corpora had 200 of 11,000.
pub(super) const MOST: usize = 2000;

/// What the threshold grows by, and how often.
const STEP: f64 = 1.25;
const STEPS: i32 = 8;

/// A storyline that was cut.
#[derive(Clone, Debug, PartialEq)]
pub struct Oversize {
    /// Its first article.
    pub first: ArticleIndex,
    /// Its independent articles.
    pub articles: usize,
    /// How many storylines it was cut into.
    pub parts: usize,
    /// The threshold at which they are small enough, or the strictest that was tried.
    pub threshold: f64,
}

/// What became of a storyline: its parts, and the threshold at which they were linked.
pub(super) struct Cut {
    pub(super) parts: Vec<Vec<u32>>,
    pub(super) threshold: f64,
}

/// Cuts a storyline with more than `most` members; `graph` is sorted by `a`, then `b`.
pub(super) fn cut(members: &[u32], graph: &[Edge], threshold: f64, most: usize) -> Option<Cut> {
    if members.len() <= most {
        return None;
    }
    let place = |node: u32| members.partition_point(|&other| other < node) as u32;
    let edges: Vec<Edge> = super::inside(graph, members)
        .into_iter()
        .map(|edge| Edge { a: place(edge.a), b: place(edge.b), ..edge })
        .collect();
    let mut stricter = threshold;
    let mut parts = Vec::new();
    for step in 1..=STEPS {
        stricter = (threshold * STEP.powi(step)).min(0.99);
        let singles = (0..members.len() as u32).map(|place| vec![place]).collect();
        parts = average_link(singles, &edges, stricter);
        if parts.iter().all(|part| part.len() <= most) {
            break;
        }
    }
    let named = |part: Vec<u32>| part.into_iter().map(|place| members[place as usize]).collect();
    Some(Cut { parts: parts.into_iter().map(named).collect(), threshold: stricter })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two groups of four that hang together by .1; inside, everything is .3 similar.
    fn graph() -> Vec<Edge> {
        let mut edges = Vec::new();
        for a in 0..8_u32 {
            for b in a + 1..8 {
                let similarity = if a / 4 == b / 4 { 0.3 } else { 0.1 };
                edges.push(Edge { a, b, similarity });
            }
        }
        edges
    }

    #[test]
    fn what_is_too_large_falls_into_what_hangs_together_more() {
        let members: Vec<u32> = (0..8).collect();
        let cut = cut(&members, &graph(), 0.08, 4).unwrap();
        assert_eq!(cut.parts, [vec![0, 1, 2, 3], vec![4, 5, 6, 7]]);
        assert!(cut.threshold > 0.1 && cut.threshold < 0.2, "{}", cut.threshold);
    }

    #[test]
    fn what_is_small_enough_is_left_alone() {
        assert!(cut(&[0, 1, 2, 3], &graph(), 0.08, 4).is_none());
    }

    #[test]
    fn what_nothing_tells_apart_stays_whole_and_says_so() {
        let members: Vec<u32> = (0..4).collect();
        let cut = cut(&members, &graph(), 0.02, 2).unwrap();
        assert_eq!(cut.parts, [vec![0, 1, 2, 3]]);
    }
}
