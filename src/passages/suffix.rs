//! The suffix array of a cluster's tokens, their longest common prefixes, and the walk over the groups of suffixes
//! that begin alike.
//!
//! Prefix doubling with counting sort (Manber and Myers 1993): O(n log m) for a longest repeat of m tokens, which for
//! articles is nine or ten rounds; prefixes by Kasai et al. 2001; the walk visits the inner nodes of the suffix tree
//! bottom-up without building it (Abouelhoda, Kurtz, Ohlebusch 2004).

/// The suffixes of a sequence in order, and how much each shares with the one before it.
#[derive(Clone, Debug)]
pub(super) struct SuffixOrder {
    /// Start of each suffix, in lexicographic order.
    pub(super) starts: Vec<u32>,
    /// `shared[i]` tokens are common to suffix `i` and suffix `i - 1`; `shared[0]` is 0.
    pub(super) shared: Vec<u32>,
}

impl SuffixOrder {
    /// Sorts the suffixes of `symbols`, all of which are below `alphabet`.
    pub(super) fn of(symbols: &[u32], alphabet: u32) -> Self {
        let starts = sort_suffixes(symbols, alphabet);
        let shared = shared_prefixes(symbols, &starts);
        Self { starts, shared }
    }

    /// Calls `visit(depth, first, last, summary)` for each maximal range `first..=last` of two or more suffixes that
    /// share exactly their first `depth` tokens, `depth >= 1`, inner ranges before the ranges that hold them.
    /// `leaf` summarises one suffix by its start and `merge` takes a second summary into a first.
    pub(super) fn walk<S: Copy>(
        &self,
        leaf: impl Fn(u32) -> S,
        merge: impl Fn(&mut S, S),
        mut visit: impl FnMut(u32, usize, usize, S),
    ) {
        let mut stack: Vec<(u32, usize, S)> = Vec::new();
        for end in 1..=self.starts.len() {
            let depth = self.shared.get(end).copied().unwrap_or(0);
            let mut first = end - 1;
            let mut summary = leaf(self.starts[first]);
            while let Some(&(top_depth, top_first, top)) = stack.last() {
                if top_depth < depth {
                    break;
                }
                let mut merged = top;
                merge(&mut merged, summary);
                stack.pop();
                if top_depth > depth {
                    visit(top_depth, top_first, end - 1, merged);
                }
                (first, summary) = (top_first, merged);
                if top_depth == depth {
                    break;
                }
            }
            if depth > 0 {
                stack.push((depth, first, summary));
            }
        }
    }
}

fn sort_suffixes(symbols: &[u32], alphabet: u32) -> Vec<u32> {
    let n = symbols.len();
    let mut starts = vec![0; n];
    let mut order: Vec<u32> = (0..n as u32).collect();
    let mut rank = symbols.to_vec();
    let mut next = vec![0_u32; n];
    sort_by_rank(&order, &rank, alphabet as usize, &mut starts);
    let mut classes = rank_again(&starts, &mut next, |a, b| symbols[a] == symbols[b]);
    std::mem::swap(&mut rank, &mut next);
    let mut width = 1;
    while classes < n && width < n {
        order.clear();
        order.extend(n as u32 - width as u32..n as u32);
        order.extend(starts.iter().filter(|&&at| at as usize >= width).map(|&at| at - width as u32));
        sort_by_rank(&order, &rank, classes, &mut starts);
        classes = rank_again(&starts, &mut next, |a, b| {
            rank[a] == rank[b] && rank.get(a + width) == rank.get(b + width)
        });
        std::mem::swap(&mut rank, &mut next);
        width *= 2;
    }
    starts
}

/// A stable counting sort of `order` by rank into `sorted`.
fn sort_by_rank(order: &[u32], rank: &[u32], classes: usize, sorted: &mut [u32]) {
    let mut place = vec![0_u32; classes + 1];
    for &at in order {
        place[rank[at as usize] as usize + 1] += 1;
    }
    for class in 1..=classes {
        place[class] += place[class - 1];
    }
    for &at in order {
        let slot = &mut place[rank[at as usize] as usize];
        sorted[*slot as usize] = at;
        *slot += 1;
    }
}

/// Numbers the classes of equal neighbours in `sorted`; returns how many there are.
fn rank_again(sorted: &[u32], rank: &mut [u32], equal: impl Fn(usize, usize) -> bool) -> usize {
    let mut class = 0;
    for (index, &at) in sorted.iter().enumerate() {
        if index > 0 && !equal(sorted[index - 1] as usize, at as usize) {
            class += 1;
        }
        rank[at as usize] = class;
    }
    if sorted.is_empty() { 0 } else { class as usize + 1 }
}

fn shared_prefixes(symbols: &[u32], starts: &[u32]) -> Vec<u32> {
    let mut place = vec![0_u32; starts.len()];
    for (index, &at) in starts.iter().enumerate() {
        place[at as usize] = index as u32;
    }
    let mut shared = vec![0; starts.len()];
    let mut length = 0;
    for at in 0..symbols.len() {
        let index = place[at] as usize;
        if index == 0 {
            length = 0;
            continue;
        }
        let before = starts[index - 1] as usize;
        let longest = symbols.len() - at.max(before);
        while length < longest && symbols[at + length] == symbols[before + length] {
            length += 1;
        }
        shared[index] = length as u32;
        length = length.saturating_sub(1);
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_sequence_has_no_suffixes() {
        let order = SuffixOrder::of(&[], 0);
        order.walk(|_| (), |(), ()| (), |_, _, _, ()| panic!("nothing to visit"));
        assert!(order.starts.is_empty() && order.shared.is_empty());
    }

    proptest! {
        #[test]
        fn suffixes_are_sorted_as_slices_are(symbols in prop::collection::vec(0_u32..4, 0..60)) {
            let order = SuffixOrder::of(&symbols, 4);
            let mut expected: Vec<u32> = (0..symbols.len() as u32).collect();
            expected.sort_by_key(|&at| &symbols[at as usize..]);
            prop_assert_eq!(&order.starts, &expected);
            for index in 1..expected.len() {
                let (a, b) = (&symbols[expected[index - 1] as usize..], &symbols[expected[index] as usize..]);
                let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
                prop_assert_eq!(order.shared[index] as usize, common);
            }
        }

        #[test]
        fn the_walk_visits_every_repeat_that_cannot_be_extended_to_the_right(
            symbols in prop::collection::vec(0_u32..3, 0..30),
        ) {
            let order = SuffixOrder::of(&symbols, 3);
            let mut seen = Vec::new();
            order.walk(|_| 1_usize, |sum, more| *sum += more, |depth, first, last, count| {
                assert_eq!(count, last - first + 1);
                let at = order.starts[first] as usize;
                seen.push((symbols[at..at + depth as usize].to_vec(), count));
            });
            seen.sort();
            let mut expected = Vec::new();
            for start in 0..symbols.len() {
                for end in start + 1..=symbols.len() {
                    let run = &symbols[start..end];
                    let places: Vec<usize> =
                        (0..symbols.len()).filter(|&at| symbols[at..].starts_with(run)).collect();
                    let next: std::collections::BTreeSet<Option<&u32>> =
                        places.iter().map(|&at| symbols.get(at + run.len())).collect();
                    if places.len() > 1 && next.len() > 1 {
                        expected.push((run.to_vec(), places.len()));
                    }
                }
            }
            expected.sort();
            expected.dedup();
            prop_assert_eq!(seen, expected);
        }
    }
}
