//! The member that stands for a group: the one most like all others, so that a group never carries the headline of its odd
//! one out.

use super::RepresentativeRank;
use super::exact::ExactClasses;
use super::sets::SourceError;
use super::verify::{Verifier, measured};
use crate::document::ArticleIndex;
use std::cmp::Reverse;

/// Different texts of a group that each is compared with: of a larger group some at equal steps, so that a group of ten
/// thousand costs ten thousand times as many comparisons and not their square.
const COMPARED_WITH: usize = 24;

/// Similarities are summed in this unit, so that the order in which they were added decides nothing.
const UNIT: f64 = 1e9;

/// The article that stands for a group of classes, which are sorted, with its class: of the best kind on its page the one
/// whose similarities to all others add up to most, then by [`RepresentativeRank`].
pub(super) fn representative(
    members: &[(ArticleIndex, u32)],
    groups: &[u32],
    classes: &ExactClasses,
    verifier: &Verifier<'_>,
    rank: &dyn RepresentativeRank,
) -> Result<(ArticleIndex, u32), SourceError> {
    let sample: Vec<(u32, usize)> = groups
        .iter()
        .step_by(groups.len().div_ceil(COMPARED_WITH).max(1))
        .map(|&class| (class, classes.size(class)))
        .collect();
    let mut centralities = Vec::with_capacity(groups.len());
    for &class in groups {
        let mut sum = 0_u64;
        for &(other, size) in &sample {
            let similar = if other == class {
                1.0
            } else {
                measured(verifier.params(), verifier.similarity(class.min(other), class.max(other))?)
            };
            sum += size as u64 * (similar * UNIT).round() as u64;
        }
        centralities.push(sum);
    }
    let central = |class: u32| groups.binary_search(&class).map_or(0, |at| centralities[at]);
    let first = members.iter().min_by_key(|(article, class)| {
        let rank = rank.of(*article);
        (rank.kind, Reverse(central(*class)), rank)
    });
    Ok(*first.unwrap_or(&members[0]))
}
