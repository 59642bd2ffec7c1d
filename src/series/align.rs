//! Two texts beside each other: what they have in common in one order, and what stands in the place of what.

use ahash::AHashMap;
use imara_diff::{Algorithm, Diff, Token};
use std::ops::Range;

/// Tokens that two gaps must have between them to be two, unless both are as small as [`SMALL_GAP`]: two texts on one
/// matter share many a lone word by chance.
const APART: usize = 3;
const SMALL_GAP: usize = 2;

/// What stands between two stretches of equal tokens: on either side perhaps nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) a: Range<usize>,
    pub(super) b: Range<usize>,
}

/// Tokens of a slot on either side at most: what is longer is another text, not a form that is filled in.
const SLOT: usize = 12;

impl Gap {
    /// Whether a few words stand in the place of a few others.
    pub(super) fn is_slot(&self) -> bool {
        !self.a.is_empty() && !self.b.is_empty() && self.longest() <= SLOT
    }

    fn longest(&self) -> usize {
        self.a.len().max(self.b.len())
    }
}

/// The gaps between two texts, in order. `apart` is how many equal tokens keep two gaps apart at least; smaller
/// ones become one.
fn gaps(a: &[u64], b: &[u64], apart: usize) -> Vec<Gap> {
    let mut numbers: AHashMap<u64, u32> = AHashMap::with_capacity(a.len() + b.len());
    let mut number = |&hash: &u64| {
        let next = numbers.len() as u32;
        Token(*numbers.entry(hash).or_insert(next))
    };
    let (before, after): (Vec<Token>, Vec<Token>) =
        (a.iter().map(&mut number).collect(), b.iter().map(&mut number).collect());
    let mut diff = Diff::default();
    // By rare words first. The shortest edit script (`Myers`), which was taken before, found the same groups and cost more.
    diff.compute_with(Algorithm::Histogram, &before, &after, numbers.len() as u32);
    let mut gaps: Vec<Gap> = Vec::new();
    for hunk in diff.hunks() {
        let range = |it: Range<u32>| it.start as usize..it.end as usize;
        let gap = Gap { a: range(hunk.before), b: range(hunk.after) };
        match gaps.last_mut() {
            Some(last)
                if gap.a.start - last.a.end < apart && last.longest().max(gap.longest()) > SMALL_GAP =>
            {
                last.a.end = gap.a.end;
                last.b.end = gap.b.end;
            }
            _ => gaps.push(gap),
        }
    }
    gaps
}

/// The gaps between two running texts.
pub(super) fn text_gaps(a: &[u64], b: &[u64]) -> Vec<Gap> {
    gaps(a, b, APART)
}

/// The gaps between two headlines, which are too short for chance.
pub(super) fn headline_gaps(a: &[u64], b: &[u64]) -> Vec<Gap> {
    gaps(a, b, 1)
}

/// The stretches of the first text that the second has too, given the gaps and the length of the first.
pub(super) fn equal_stretches(gaps: &[Gap], length: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(0).chain(gaps.iter().map(|gap| gap.a.end));
    let ends = gaps.iter().map(|gap| gap.a.start).chain(std::iter::once(length));
    starts.zip(ends).map(|(start, end)| start..end.max(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_what_stands_in_the_place_of_what() {
        let a = [1, 2, 3, 4, 5, 6, 7, 8];
        let b = [1, 2, 3, 40, 5, 6, 7, 8, 9];
        let found = text_gaps(&a, &b);
        assert_eq!(found, [Gap { a: 3..4, b: 3..4 }, Gap { a: 8..8, b: 8..9 }]);
        let equal: Vec<_> = equal_stretches(&found, a.len()).collect();
        assert_eq!(equal, [0..3, 4..8, 8..8]);
    }

    #[test]
    fn a_lone_word_between_two_long_gaps_is_chance() {
        let a = [1, 2, 3, 11, 12, 13, 4, 14, 15, 16, 5, 6, 7];
        let b = [1, 2, 3, 21, 22, 23, 4, 24, 25, 26, 5, 6, 7];
        assert_eq!(text_gaps(&a, &b), [Gap { a: 3..10, b: 3..10 }]);
        assert_eq!(headline_gaps(&a, &b).len(), 2);
    }
}
