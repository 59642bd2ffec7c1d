//! How well a result agrees with labels.
//!
//! **Owns** the measures for clusterings (B-cubed, pairwise, adjusted Rand) and for labelled pairs, and their bootstrap
//! intervals. **Always holds**: every measure is in [0, 1] but for the adjusted Rand index, which may fall below 0; the
//! same labels give the same figures, intervals included. **Costs** one pass over the items, and one over the clusters a
//! resample. **Cannot fail**: with nothing to judge every share is 1, as nothing was wrong.
//!
//! B-cubed: Bagga and Baldwin 1998. Adjusted Rand index: Hubert and Arabie 1985. What is resampled are the gold clusters
//! with all of their items, because items of one cluster stand and fall together.

mod resample;

use resample::resampled;
use std::collections::BTreeMap;

/// An item with its labels: where it belongs, and where it was put. An item without a cluster is one of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// Its gold cluster.
    pub gold: String,
    /// The cluster it was put in.
    pub found: Option<String>,
}

/// Precision, recall and their harmonic mean, each in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Agreement {
    /// Of what was joined, the share that belongs together.
    pub precision: f64,
    /// Of what belongs together, the share that was joined.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// The middle 95 of 100 resamples have an F1 in this range.
    pub f1_interval: [f64; 2],
}

/// How well a clustering agrees with gold labels.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct ClusteringScore {
    /// Items with a gold label.
    pub items: u64,
    /// Gold clusters.
    pub gold_clusters: u64,
    /// Clusters that were found.
    pub clusters: u64,
    /// Items of the largest of them.
    pub largest: u64,
    /// Mean over the items.
    pub b_cubed: Agreement,
    /// Over all pairs of items.
    pub pairwise: Agreement,
    /// Adjusted Rand index: 0 is what chance gives, 1 agreement.
    pub adjusted_rand: f64,
    /// The middle 95 of 100 resamples have an index in this range.
    pub adjusted_rand_interval: [f64; 2],
}

/// How well the judgements of pairs agree with labels.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct PairsScore {
    /// Pairs that were judged.
    pub pairs: u64,
    /// Pairs that belong together and were joined.
    pub true_joins: u64,
    /// Pairs that were joined and do not belong together.
    pub false_joins: u64,
    /// Pairs that belong together and were not joined.
    pub missed: u64,
    /// Precision, recall and F1.
    pub agreement: Agreement,
}

/// What one item, or several, add to each measure.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    items: f64,
    precision: f64,
    recall: f64,
    /// Pairs with another item, half of each: in both, where it was put, where it belongs.
    both: f64,
    found: f64,
    gold: f64,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.items += other.items;
        self.precision += other.precision;
        self.recall += other.recall;
        self.both += other.both;
        self.found += other.found;
        self.gold += other.gold;
    }

    /// B-cubed precision and recall.
    fn b_cubed(&self) -> [f64; 2] {
        [share(self.precision, self.items), share(self.recall, self.items)]
    }

    /// Pairwise precision and recall.
    fn pairwise(&self) -> [f64; 2] {
        [share(self.both, self.found), share(self.both, self.gold)]
    }

    fn adjusted_rand(&self) -> f64 {
        let all = self.items * (self.items - 1.0) / 2.0;
        let expected = if all > 0.0 { self.found * self.gold / all } else { 0.0 };
        let most = f64::midpoint(self.found, self.gold);
        if (most - expected).abs() < f64::EPSILON { 1.0 } else { (self.both - expected) / (most - expected) }
    }
}

/// Nothing of nothing is all of it.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 1.0 }
}

fn f1([precision, recall]: [f64; 2]) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

fn agreement(shares: [f64; 2], f1_interval: [f64; 2]) -> Agreement {
    Agreement { precision: shares[0], recall: shares[1], f1: f1(shares), f1_interval }
}

/// Scores a clustering; `resamples` of the gold clusters give the intervals.
pub fn score_clusters(items: &[Labelled], resamples: u32) -> ClusteringScore {
    let numbered = numbered(items);
    let mut sizes: [BTreeMap<(u32, u32), f64>; 3] = Default::default();
    for &(gold, found) in &numbered {
        for (sizes, key) in sizes.iter_mut().zip([(gold, found), (gold, 0), (0, found)]) {
            *sizes.entry(key).or_insert(0.0) += 1.0;
        }
    }
    let [both, of_gold, of_found] = sizes;
    let mut by_gold: BTreeMap<u32, Sums> = BTreeMap::new();
    for (&(gold, found), &common) in &both {
        let (belong, put) = (of_gold[&(gold, 0)], of_found[&(0, found)]);
        by_gold.entry(gold).or_default().add(&Sums {
            items: common,
            precision: common * common / put,
            recall: common * common / belong,
            both: common * (common - 1.0) / 2.0,
            found: common * (put - 1.0) / 2.0,
            gold: common * (belong - 1.0) / 2.0,
        });
    }
    let parts: Vec<Sums> = by_gold.into_values().collect();
    let total = |chosen: &mut dyn Iterator<Item = usize>| {
        chosen.fold(Sums::default(), |mut sum, at| {
            sum.add(&parts[at]);
            sum
        })
    };
    let all = total(&mut (0..parts.len()));
    let measures = |sums: &Sums| [f1(sums.b_cubed()), f1(sums.pairwise()), sums.adjusted_rand()];
    let [b_cubed, pairwise, adjusted_rand] =
        resampled(parts.len(), resamples, |chosen| measures(&total(chosen)));
    ClusteringScore {
        items: numbered.len() as u64,
        gold_clusters: parts.len() as u64,
        clusters: of_found.len() as u64,
        largest: of_found.values().fold(0.0, |most: f64, &size| most.max(size)) as u64,
        b_cubed: agreement(all.b_cubed(), b_cubed),
        pairwise: agreement(all.pairwise(), pairwise),
        adjusted_rand: all.adjusted_rand(),
        adjusted_rand_interval: adjusted_rand,
    }
}

/// Gold and found clusters as numbers from 1; an item without a cluster gets a number of its own.
fn numbered(items: &[Labelled]) -> Vec<(u32, u32)> {
    let mut gold: BTreeMap<&str, u32> = BTreeMap::new();
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    let mut alone = 0;
    items
        .iter()
        .map(|item| {
            let next = gold.len() as u32 + 1;
            let gold = *gold.entry(&item.gold).or_insert(next);
            let next = found.len() as u32 + alone + 1;
            let found = if let Some(cluster) = &item.found {
                *found.entry(cluster).or_insert(next)
            } else {
                alone += 1;
                next
            };
            (gold, found)
        })
        .collect()
}

/// Scores pairs, each given as whether it belongs together and whether it was joined.
pub fn score_pairs(pairs: &[(bool, bool)], resamples: u32) -> PairsScore {
    let count = |chosen: &mut dyn Iterator<Item = usize>| {
        chosen.fold([0.0; 3], |[hits, wrong, missed], at| match pairs[at] {
            (true, true) => [hits + 1.0, wrong, missed],
            (false, true) => [hits, wrong + 1.0, missed],
            (true, false) => [hits, wrong, missed + 1.0],
            (false, false) => [hits, wrong, missed],
        })
    };
    let shares = |[hits, wrong, missed]: [f64; 3]| [share(hits, hits + wrong), share(hits, hits + missed)];
    let all = count(&mut (0..pairs.len()));
    let [interval] = resampled(pairs.len(), resamples, |chosen| [f1(shares(count(chosen)))]);
    PairsScore {
        pairs: pairs.len() as u64,
        true_joins: all[0] as u64,
        false_joins: all[1] as u64,
        missed: all[2] as u64,
        agreement: agreement(shares(all), interval),
    }
}

#[cfg(test)]
mod tests;
