//! Headlines as evidence: a headline names what the report is about, and a report of the same event mentions it.
//!
//! The *agreement* of two articles is the share of each one's headline, its terms weighed by their rarity in the
//! storyline, that stands anywhere in the other article; the mean of both. Reports of one event agree by about .7, those
//! of two events of one affair by about .3 (medians of labelled pairs in Vietnamese, and in Russian and English). Only titles that a record gives count:
//! first lines of texts and headings on pages are headlines often enough to be shown as such, and not to decide.

use super::vector::{SparseVector, TermCounts};
use std::collections::BTreeMap;

/// Agreement that speaks neither for nor against.
const NEUTRAL: f64 = 0.7;

/// What agreement adds or takes at most.
const MOST: f64 = 0.25;

/// Terms that a headline must have to be one.
const LEAST_TERMS: usize = 3;

/// The headlines of some articles, each term with its weight.
pub(super) struct Headlines(Vec<Vec<(u32, f64)>>);

impl Headlines {
    /// The headlines of `members`, each term weighed by `rarity`.
    pub(super) fn of(counts: &TermCounts, members: &[u32], rarity: &BTreeMap<u32, f64>) -> Self {
        let weighed = |&term: &u32| Some((term, *rarity.get(&term)?));
        let of_member = |&member: &u32| counts.headline(member).iter().filter_map(weighed).collect();
        Self(members.iter().map(of_member).collect())
    }

    /// What the headlines add to the similarity of two articles, given by their places and vectors; 0 when not both have
    /// one.
    pub(super) fn bonus(&self, places: [usize; 2], vectors: [&SparseVector; 2], weight: f64) -> f64 {
        let [a, b] = places;
        match (self.share_in(a, vectors[1]), self.share_in(b, vectors[0])) {
            (Some(x), Some(y)) => (weight * (0.5 * (x + y) - NEUTRAL)).clamp(-MOST, MOST),
            _ => 0.0,
        }
    }

    /// The share of a headline that stands in another article; nothing when it is too short to tell.
    fn share_in(&self, place: usize, other: &SparseVector) -> Option<f64> {
        let headline = &self.0[place];
        let all: f64 = headline.iter().map(|&(_, weight)| weight).sum();
        if headline.len() < LEAST_TERMS || all <= 0.0 {
            return None;
        }
        let found = headline.iter().filter(|(term, _)| other.terms.binary_search(term).is_ok());
        Some(found.map(|&(_, weight)| weight).sum::<f64>() / all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(terms: &[u32]) -> SparseVector {
        SparseVector { terms: terms.into(), weights: vec![1.0; terms.len()].into() }
    }

    fn bonus(headlines: [&[u32]; 2], texts: [&[u32]; 2]) -> f64 {
        let weighed = |terms: &[u32]| terms.iter().map(|&term| (term, 2.0)).collect();
        Headlines(headlines.map(weighed).to_vec()).bonus(
            [0, 1],
            [&article(texts[0]), &article(texts[1])],
            0.8,
        )
    }

    #[test]
    fn headlines_that_the_other_article_bears_out_speak_for_a_pair_and_others_against_it() {
        let full = bonus([&[1, 2, 3], &[1, 4, 5]], [&[1, 2, 3, 4, 5], &[1, 2, 3, 4, 5]]);
        assert!((full - 0.24).abs() < 1e-9, "{full}");
        let none = bonus([&[1, 2, 3], &[7, 8, 9]], [&[1, 2, 3], &[7, 8, 9]]);
        assert!((none + MOST).abs() < 1e-9, "{none}");
    }

    #[test]
    fn without_two_headlines_nothing_is_said() {
        assert!(bonus([&[], &[1, 2]], [&[1, 2], &[1, 2]]).abs() < 1e-9);
        assert!(bonus([&[], &[1, 2, 3]], [&[1, 2, 3], &[1, 2, 3]]).abs() < 1e-9);
    }
}
