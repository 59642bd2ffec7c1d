//! What `tune` found, as data: figures for a person who thinks of other thresholds.

use serde::Serialize;

/// What one threshold gives.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThresholdEntry {
    /// The threshold.
    pub threshold: f64,
    /// Clusters of two or more articles.
    pub clusters: u64,
    /// Articles in them.
    pub articles: u64,
    /// Articles of the largest.
    pub largest: u64,
}

/// One level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelTuning {
    /// The threshold that is set.
    pub threshold: f64,
    /// Pairs by what is held against it, in bins of equal width over [0, 1].
    pub histogram: Vec<u64>,
    /// Loosest first.
    pub thresholds: Vec<ThresholdEntry>,
    /// The loosest of them before the largest cluster doubles from one to the next; nothing when it never does.
    pub proposed: Option<f64>,
}

/// A pair that is worth judging.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairToLabel {
    /// Id of a document.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// To be filled in: `same` or `different`.
    pub label: String,
    /// What is held against the story threshold.
    pub similarity: f64,
    /// The headlines.
    pub titles: [Option<String>; 2],
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TuningReport {
    /// Articles that were looked at.
    pub articles: u64,
    /// Events.
    pub stories: LevelTuning,
    /// Affairs.
    pub storylines: LevelTuning,
    /// Nearest to the story threshold first.
    pub pairs: Vec<PairToLabel>,
}

impl LevelTuning {
    /// A level; `thresholds` loosest first.
    pub fn new(threshold: f64, histogram: Vec<u64>, thresholds: Vec<ThresholdEntry>) -> Self {
        let doubles = |pair: &[ThresholdEntry]| pair[0].largest >= 2 * pair[1].largest.max(2);
        let last = thresholds.windows(2).rposition(doubles);
        let proposed = last.map(|at| thresholds[at + 1].threshold);
        Self { threshold, histogram, thresholds, proposed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(largest: &[u64]) -> LevelTuning {
        let entry = |(at, &largest): (usize, &u64)| ThresholdEntry {
            threshold: (at + 1) as f64 / 10.0,
            clusters: 1,
            articles: largest,
            largest,
        };
        LevelTuning::new(0.3, Vec::new(), largest.iter().enumerate().map(entry).collect())
    }

    #[test]
    fn the_threshold_before_the_largest_cluster_doubles_is_proposed() {
        assert_eq!(level(&[90, 40, 30, 28]).proposed, Some(0.2));
        assert_eq!(level(&[90, 40, 12, 11]).proposed, Some(0.3));
        assert_eq!(level(&[30, 29, 28]).proposed, None);
        assert_eq!(level(&[2, 1, 0]).proposed, None);
    }
}
