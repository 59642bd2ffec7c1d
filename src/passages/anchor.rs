//! Where the search for edited passages starts: short equal runs, and chains of them in the same order.

use super::params::PassagesParams;
use super::sequence::{Segment, Sequence};
use super::suffix::SuffixOrder;

/// A run that stands at more places than this says nothing about where text was taken from.
const COMMONEST: usize = 128;
/// Anchors before an anchor that are tried as its predecessor in a chain.
const LOOK_BACK: usize = 64;
/// Chains of two segments that are followed; a pair with more is two tables or lists, and its equal runs say it all.
const MOST_CHAINS: usize = 256;
/// A shorter chain is a name or a phrase.
const SHORTEST_CHAIN: u32 = 6;

/// An equal run of two articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Anchor {
    /// Place in the later article.
    pub(super) b: u32,
    /// Place in the earlier article.
    pub(super) a: u32,
    /// Number of tokens.
    pub(super) length: u32,
}

/// For each place of a sequence the number of the run of `anchor` tokens that starts there.
pub(super) struct Grams {
    numbers: Vec<u32>,
    repeated: Vec<Repeated>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeated {
    No,
    Yes,
}

impl Grams {
    pub(super) fn of(suffixes: &SuffixOrder, anchor: u32) -> Self {
        let mut numbers = vec![0; suffixes.starts.len()];
        let mut repeated = Vec::new();
        for (&at, &shared) in suffixes.starts.iter().zip(&suffixes.shared) {
            if shared < anchor {
                repeated.push(Repeated::No);
            } else if let Some(last) = repeated.last_mut() {
                *last = Repeated::Yes;
            }
            numbers[at as usize] = repeated.len() as u32 - 1;
        }
        Self { numbers, repeated }
    }
}

/// The places of anchors in the articles that were seen so far.
pub(super) struct AnchorIndex<'a> {
    sequence: &'a Sequence,
    grams: &'a Grams,
    length: u32,
    postings: Vec<Vec<u32>>,
}

impl<'a> AnchorIndex<'a> {
    pub(super) fn new(sequence: &'a Sequence, grams: &'a Grams, length: u32) -> Self {
        Self { sequence, grams, length, postings: vec![Vec::new(); grams.repeated.len()] }
    }

    /// Adds the anchors that lie inside `[start, end)`, a part of one segment.
    pub(super) fn add(&mut self, start: u32, end: u32) {
        for at in start..(end + 1).saturating_sub(self.length).max(start) {
            let gram = self.grams.numbers[at as usize] as usize;
            if self.grams.repeated[gram] == Repeated::Yes && self.postings[gram].len() <= COMMONEST {
                self.postings[gram].push(at);
            }
        }
    }

    /// The anchors of a segment with each earlier segment, as `(index of the earlier segment, anchors)`.
    pub(super) fn anchors(&self, segment: &Segment) -> Vec<(u32, Vec<Anchor>)> {
        // (earlier segment, diagonal, place): equal runs that continue each other become neighbours.
        let mut hits: Vec<(u32, u32, u32)> = Vec::new();
        for b in segment.start..(segment.end + 1).saturating_sub(self.length).max(segment.start) {
            let places = &self.postings[self.grams.numbers[b as usize] as usize];
            if places.len() <= COMMONEST {
                hits.extend(places.iter().map(|&a| (self.sequence.segment_of[a as usize], b - a, b)));
            }
        }
        hits.sort_unstable();
        let mut found: Vec<(u32, Vec<Anchor>)> = Vec::new();
        let mut previous = None;
        for (earlier, diagonal, b) in hits {
            if found.last().is_none_or(|(last, _)| *last != earlier) {
                found.push((earlier, Vec::new()));
            }
            let Some((_, anchors)) = found.last_mut() else { continue };
            match anchors.last() {
                Some(last) if previous == Some((earlier, diagonal)) && last.b + last.length > b => {}
                _ => anchors.push(self.grown(b, b - diagonal, segment)),
            }
            previous = Some((earlier, diagonal));
        }
        found
    }

    /// The anchor at two places, grown to both sides as far as the tokens are equal: its neighbours may have been
    /// too common for the index, or belong to text that the index does not hold.
    fn grown(&self, b: u32, a: u32, segment: &Segment) -> Anchor {
        let other = self.sequence.segment(a);
        let symbol = |at: u32| self.sequence.symbols[at as usize];
        let room = (b - segment.start).min(a - other.start);
        let back = (1..=room).take_while(|&step| symbol(b - step) == symbol(a - step)).count() as u32;
        let room = (segment.end - b).min(other.end - a);
        let ahead =
            (self.length..room).take_while(|&step| symbol(b + step) == symbol(a + step)).count() as u32;
        Anchor { b: b - back, a: a - back, length: back + self.length + ahead }
    }
}

/// Chains of anchors that keep their order on both sides with at most `gap` tokens between neighbours: the best
/// of them, best first.
///
/// The weight of a chain is its tokens, less the tokens that neighbours share and a quarter of each gap (a weighted
/// longest increasing subsequence). Neighbours in a chain do not overlap: the later one is cut.
pub(super) fn chains(mut anchors: Vec<Anchor>, params: &PassagesParams) -> Vec<Vec<Anchor>> {
    anchors.sort_unstable();
    anchors.dedup();
    let mut best: Vec<(i64, Option<usize>)> = Vec::with_capacity(anchors.len());
    for (index, &anchor) in anchors.iter().enumerate() {
        let own = 4 * i64::from(anchor.length);
        let mut choice = (own, None);
        for before in (index.saturating_sub(LOOK_BACK)..index).rev() {
            let Some(cost) = link_cost(anchors[before], anchor, params.gap) else { continue };
            let weight = best[before].0 + own - cost;
            if weight > choice.0 {
                choice = (weight, Some(before));
            }
        }
        best.push(choice);
    }
    take_chains(&anchors, &best)
}

/// Four times what a link between two anchors costs, or nothing when they cannot be neighbours.
fn link_cost(before: Anchor, after: Anchor, gap: u32) -> Option<i64> {
    if after.a <= before.a {
        return None;
    }
    let (end_a, end_b) = (before.a + before.length, before.b + before.length);
    let overlap = end_a.saturating_sub(after.a).max(end_b.saturating_sub(after.b));
    if overlap >= after.length {
        return None;
    }
    let widest = (after.a + overlap - end_a).max(after.b + overlap - end_b);
    (widest <= gap).then(|| 4 * i64::from(overlap) + i64::from(widest))
}

fn take_chains(anchors: &[Anchor], best: &[(i64, Option<usize>)]) -> Vec<Vec<Anchor>> {
    let mut order: Vec<usize> = (0..anchors.len()).collect();
    order.sort_unstable_by_key(|&index| (std::cmp::Reverse(best[index].0), index));
    let mut used = vec![false; anchors.len()];
    let mut chains = Vec::new();
    for last in order {
        if chains.len() >= MOST_CHAINS {
            break;
        }
        let mut links = Vec::new();
        let mut at = Some(last);
        while let Some(index) = at.filter(|&index| !used[index]) {
            used[index] = true;
            links.push(anchors[index]);
            at = best[index].1;
        }
        links.reverse();
        cut_overlaps(&mut links);
        if links.iter().map(|anchor| anchor.length).sum::<u32>() >= SHORTEST_CHAIN {
            chains.push(links);
        }
    }
    chains
}

fn cut_overlaps(links: &mut [Anchor]) {
    for index in 1..links.len() {
        let before = links[index - 1];
        let after = &mut links[index];
        let overlap = (before.a + before.length)
            .saturating_sub(after.a)
            .max((before.b + before.length).saturating_sub(after.b));
        *after = Anchor {
            b: after.b + overlap,
            a: after.a + overlap,
            length: after.length.saturating_sub(overlap),
        };
    }
    debug_assert!(links.iter().all(|anchor| anchor.length > 0));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(a: u32, b: u32, length: u32) -> Anchor {
        Anchor { b, a, length }
    }

    #[test]
    fn a_chain_keeps_the_order_of_both_articles() {
        let anchors = vec![anchor(0, 100, 5), anchor(8, 107, 5), anchor(4, 115, 4), anchor(15, 114, 6)];
        let chains = chains(anchors, &PassagesParams::default());
        assert_eq!(chains[0], [anchor(0, 100, 5), anchor(8, 107, 5), anchor(15, 114, 6)]);
        assert_eq!(chains.len(), 1, "the anchor that is left is too short");
    }

    #[test]
    fn a_gap_on_either_side_ends_a_chain() {
        let anchors = vec![anchor(0, 100, 8), anchor(10, 121, 8), anchor(31, 130, 8)];
        assert_eq!(chains(anchors, &PassagesParams::default()).len(), 3);
    }

    #[test]
    fn neighbours_that_overlap_are_cut() {
        let chains = chains(vec![anchor(0, 100, 6), anchor(6, 104, 6)], &PassagesParams::default());
        assert_eq!(chains, [[anchor(0, 100, 6), anchor(8, 106, 4)]]);
    }
}
