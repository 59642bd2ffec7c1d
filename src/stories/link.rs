//! Average link on a sparse graph: two clusters join while the mean similarity over *all* pairs across them is high
//! enough, where a pair without an edge counts as nothing. One shared phrase cannot make a blob, as it does with single
//! link, and one odd pair cannot keep a story apart, as it does with complete link.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Similarity of two nodes, `a < b`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) similarity: f64,
}

/// Goes on joining `start` (a partition of the nodes, each part sorted, in order of first nodes) while the mean
/// similarity across two clusters is at least `threshold`. The result has the same form.
///
/// Ties go to the clusters with the smaller numbers, so the result is the same for any order of edges.
pub(super) fn average_link(start: Vec<Vec<u32>>, edges: &[Edge], threshold: f64) -> Vec<Vec<u32>> {
    let mut clusters = Clusters::new(start, edges);
    let mut queue: BinaryHeap<Merge> = BinaryHeap::new();
    for cluster in 0..clusters.members.len() as u32 {
        let list = &clusters.sums[cluster as usize];
        let later = list.iter().filter(|&&(other, _)| other > cluster);
        queue.extend(later.filter_map(|&other| clusters.merge(cluster, other, threshold)));
    }
    while let Some(merge) = queue.pop() {
        if clusters.is_stale(&merge) {
            continue;
        }
        let kept = clusters.join(merge.a, merge.b);
        let around = &clusters.sums[kept as usize];
        queue.extend(around.iter().filter_map(|&other| clusters.merge(kept, other, threshold)));
    }
    clusters.members.into_iter().filter(|members| !members.is_empty()).map(sorted).collect()
}

fn sorted(mut members: Vec<u32>) -> Vec<u32> {
    members.sort_unstable();
    members
}

/// Two clusters that may join; it lapses when either has changed since.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Merge {
    mean: f64,
    a: u32,
    b: u32,
    versions: (u32, u32),
}

impl Eq for Merge {}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Merge {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

/// Clusters under the number of their first node, with the summed similarity to each neighbour.
struct Clusters {
    members: Vec<Vec<u32>>,
    /// Sorted by neighbour: short lists that are walked and merged far more often than they are changed in the middle.
    sums: Vec<Vec<(u32, f64)>>,
    version: Vec<u32>,
}

impl Clusters {
    fn new(start: Vec<Vec<u32>>, edges: &[Edge]) -> Self {
        let mut cluster_of = vec![0_u32; start.iter().map(Vec::len).sum()];
        for (cluster, members) in start.iter().enumerate() {
            members.iter().for_each(|&node| cluster_of[node as usize] = cluster as u32);
        }
        let mut sums = vec![Vec::new(); start.len()];
        for edge in edges {
            let (x, y) = (cluster_of[edge.a as usize], cluster_of[edge.b as usize]);
            if x != y {
                sums[x as usize].push((y, edge.similarity));
                sums[y as usize].push((x, edge.similarity));
            }
        }
        for list in &mut sums {
            // Stable, so that equal neighbours are added up in the order of the edges.
            list.sort_by_key(|&(other, _)| other);
            list.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0.0 };
                same
            });
        }
        let version = vec![0; start.len()];
        Self { members: start, sums, version }
    }

    /// Whether the neighbours `x` and `y` of summed similarity `sum` may join.
    fn merge(&self, x: u32, (y, sum): (u32, f64), threshold: f64) -> Option<Merge> {
        let (a, b) = (x.min(y), x.max(y));
        let (m, n) = (self.members[a as usize].len(), self.members[b as usize].len());
        let mean = sum / (m * n) as f64;
        (mean >= threshold).then(|| Merge {
            mean,
            a,
            b,
            versions: (self.version[a as usize], self.version[b as usize]),
        })
    }

    fn is_stale(&self, merge: &Merge) -> bool {
        (self.version[merge.a as usize], self.version[merge.b as usize]) != merge.versions
    }

    fn join(&mut self, a: u32, b: u32) -> u32 {
        let gone = std::mem::take(&mut self.members[b as usize]);
        self.members[a as usize].extend(gone);
        let (own, around) =
            (std::mem::take(&mut self.sums[a as usize]), std::mem::take(&mut self.sums[b as usize]));
        for &(other, _) in around.iter().filter(|&&(other, _)| other != a) {
            self.redirect(other, b, a);
        }
        self.sums[a as usize] = united(&own, &around, [a, b]);
        self.version[a as usize] += 1;
        self.version[b as usize] += 1;
        a
    }

    /// What `at` had in common with `gone` it now has in common with `kept`.
    fn redirect(&mut self, at: u32, gone: u32, kept: u32) {
        let list = &mut self.sums[at as usize];
        let Ok(from) = list.binary_search_by_key(&gone, |&(other, _)| other) else { return };
        let sum = list[from].1;
        match list.binary_search_by_key(&kept, |&(other, _)| other) {
            Ok(to) => {
                list[to].1 += sum;
                list.remove(from);
            }
            // `kept` is the smaller number: what lies between the two moves up by one.
            Err(to) => {
                list[to..=from].rotate_right(1);
                list[to] = (kept, sum);
            }
        }
    }
}

/// Two sorted lists as one, those of equal neighbours added up, without the two clusters that became one.
fn united(x: &[(u32, f64)], y: &[(u32, f64)], without: [u32; 2]) -> Vec<(u32, f64)> {
    let mut all = Vec::with_capacity(x.len() + y.len());
    let (mut i, mut j) = (0, 0);
    while i < x.len() || j < y.len() {
        let (from_x, from_y) = (x.get(i), y.get(j));
        let next = match (from_x, from_y) {
            (Some(&(a, s)), Some(&(b, t))) if a == b => (a, s + t),
            (Some(&first), Some(&(b, _))) if first.0 < b => first,
            (Some(&first), None) => first,
            (_, Some(&second)) => second,
            (None, None) => break,
        };
        i += usize::from(from_x.is_some_and(|it| it.0 == next.0));
        j += usize::from(from_y.is_some_and(|it| it.0 == next.0));
        if !without.contains(&next.0) {
            all.push(next);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn singles(count: u32) -> Vec<Vec<u32>> {
        (0..count).map(|node| vec![node]).collect()
    }

    fn edges(list: &[(u32, u32, f64)]) -> Vec<Edge> {
        list.iter().map(|&(a, b, similarity)| Edge { a, b, similarity }).collect()
    }

    #[test]
    fn a_bridge_does_not_make_a_blob() {
        let graph = edges(&[(0, 1, 0.9), (2, 3, 0.9), (1, 2, 0.6)]);
        assert_eq!(average_link(singles(4), &graph, 0.3), [vec![0, 1], vec![2, 3]]);
        assert_eq!(average_link(singles(4), &graph, 0.1), [vec![0, 1, 2, 3]]);
    }

    /// The slow way: look at all pairs of clusters each time.
    fn model(count: usize, graph: &[Edge], threshold: f64) -> Vec<Vec<u32>> {
        let mut clusters: Vec<Vec<u32>> = (0..count as u32).map(|node| vec![node]).collect();
        let similarity = |a: u32, b: u32| {
            graph.iter().find(|e| (e.a, e.b) == (a.min(b), a.max(b))).map_or(0.0, |e| e.similarity)
        };
        loop {
            let mut best: Option<(f64, usize, usize)> = None;
            for x in 0..clusters.len() {
                for y in x + 1..clusters.len() {
                    let sum: f64 = clusters[x]
                        .iter()
                        .flat_map(|&a| clusters[y].iter().map(move |&b| similarity(a, b)))
                        .sum();
                    let mean = sum / (clusters[x].len() * clusters[y].len()) as f64;
                    if mean >= threshold && best.is_none_or(|(top, _, _)| mean > top + 1e-12) {
                        best = Some((mean, x, y));
                    }
                }
            }
            let Some((_, x, y)) = best else { return clusters };
            let moved = clusters.remove(y);
            clusters[x].extend(moved);
            clusters[x].sort_unstable();
        }
    }

    proptest! {
        #[test]
        fn the_queue_gives_what_looking_at_all_pairs_gives(weights in prop::collection::vec(0_u32..1000, 28)) {
            let mut graph = Vec::new();
            let mut next = weights.iter();
            for a in 0..8_u32 {
                for b in a + 1..8 {
                    // Distinct similarities, so that the order of merges has no ties to break.
                    let weight = f64::from(*next.next().unwrap()) / 1000.0 + f64::from(a * 8 + b) * 1e-6;
                    if weight > 0.4 {
                        graph.push(Edge { a, b, similarity: weight });
                    }
                }
            }
            prop_assert_eq!(average_link(singles(8), &graph, 0.35), model(8, &graph, 0.35));
        }
    }
}
