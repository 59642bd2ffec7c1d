//! Runs of equal tokens: every one that stands in two or more articles and can be extended on neither side.

use super::edited::Parallel;
use super::params::PassagesParams;
use super::sequence::Sequence;
use super::suffix::SuffixOrder;
use ahash::AHashMap;
use std::collections::BTreeMap;

/// Places that are listed before the rule for the runs to report changes: see [`maximal_runs`].
const MOST_PLACES: usize = 1 << 16;

/// A run of equal tokens with every place it stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Number of tokens.
    pub(super) length: u32,
    /// Places in the sequence, ascending; in two or more articles.
    pub(super) places: Vec<u32>,
}

/// A range of suffixes that share their first `depth` tokens, in two or more articles and after different tokens.
#[derive(Clone, Copy, Debug)]
struct Node {
    depth: u32,
    first: u32,
    last: u32,
    /// Whether it may be reported; a node that may not still says that its places stand in something longer.
    standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It can be extended to the left.
    Extensible,
    /// All its places stand in one edited passage, or close to it.
    Fragment,
    /// Nothing longer holds all its places.
    Maximal,
}

/// What the suffixes of a range have in common. `None` is "differs".
#[derive(Clone, Copy)]
struct Summary {
    part: Option<u32>,
    left: Option<u32>,
    parallel: Option<u32>,
    /// Tokens to the end of the edited passage; the least.
    reach: u32,
    /// Tokens of the occurrence of the edited passage; the most.
    widest: u32,
}

impl Summary {
    fn merge(&mut self, other: Self) {
        if self.part != other.part {
            self.part = None;
        }
        if self.left != other.left {
            self.left = None;
        }
        if self.parallel != other.parallel {
            self.parallel = None;
        }
        self.reach = self.reach.min(other.reach);
        self.widest = self.widest.max(other.widest);
    }
}

/// Every run that two or more articles share.
pub(super) struct SharedRuns<'s> {
    sequence: &'s Sequence,
    suffixes: &'s SuffixOrder,
    params: &'s PassagesParams,
    /// Those that are long enough for a passage.
    long: Vec<Node>,
    /// Those that may be quotations.
    short: Vec<Node>,
}

impl<'s> SharedRuns<'s> {
    pub(super) fn of(
        sequence: &'s Sequence,
        suffixes: &'s SuffixOrder,
        parallels: &[Parallel],
        params: &'s PassagesParams,
    ) -> Self {
        let least = params.shortest.min(params.shortest_quote);
        let nodes = shared_nodes(sequence, suffixes, parallels, least, params.gap);
        let (long, short) = nodes.into_iter().partition(|node| {
            let at = suffixes.starts[node.first as usize];
            node.depth >= params.scaled(params.shortest, sequence.script(at, node.depth))
        });
        Self { sequence, suffixes, params, long, short }
    }

    /// The runs to report, longest first, then by place.
    ///
    /// All maximal runs are found; a run is left out when each of its places lies inside a longer run that the same
    /// articles hold, or inside the occurrences of one edited passage. In a cluster where the runs together have more
    /// than [`MOST_PLACES`] places (hundreds of reprints, each cut elsewhere) a run is left out already when none of its
    /// places has `shortest` tokens that are in no edited passage and no longer run that is reported: the number of runs
    /// then grows with the length of the text, not with the pairs of articles.
    pub(super) fn maximal(&self, parallels: &[Parallel]) -> Vec<Run> {
        let listed = |node: &&Node| node.standing == Standing::Maximal;
        let run = |node: &Node| run_of(self.suffixes, node);
        let places: usize =
            self.long.iter().filter(listed).map(|node| (node.last - node.first + 1) as usize).sum();
        let mut runs: Vec<Run> = if places <= MOST_PLACES {
            without_redundant(self.sequence, self.long.iter().filter(listed).map(run).collect())
        } else {
            let marked = parallels.iter().flat_map(|parallel| &parallel.stretches);
            let marked = marked.map(|stretch| (stretch.start, stretch.length));
            self.covering(marked, &[Standing::Maximal])
        };
        let quotes = self.short.iter().filter(listed).map(run);
        let quotes: Vec<Run> = quotes.filter(|run| is_short_quote(self.sequence, run, self.params)).collect();
        if !quotes.is_empty() {
            runs.extend(quotes);
            if places <= MOST_PLACES {
                runs = without_redundant(self.sequence, runs);
            }
        }
        sort_runs(&mut runs);
        runs
    }

    /// The runs that what is `marked` (first place and length) leaves out: one of their places has `shortest` tokens or
    /// more that are not marked. Longest first, then by place.
    pub(super) fn beside(&self, marked: impl Iterator<Item = (u32, u32)>) -> Vec<Run> {
        let mut runs = self.covering(marked, &[Standing::Maximal, Standing::Fragment]);
        sort_runs(&mut runs);
        runs
    }

    /// Longest first, a run is reported when one of its places adds as many tokens as a passage needs to what is marked
    /// and to what was reported before.
    ///
    /// Only the places that no deeper node has need a look: a deeper node was either reported, or its places add less
    /// than that, and those of a shorter run add less still. So every suffix is looked at once.
    fn covering(&self, marked: impl Iterator<Item = (u32, u32)>, standings: &[Standing]) -> Vec<Run> {
        let mut nodes: Vec<&Node> =
            self.long.iter().filter(|node| node.standing != Standing::Extensible).collect();
        nodes.sort_unstable_by_key(|node| (std::cmp::Reverse(node.depth), node.first));
        let mut unseen = Fresh::new(self.suffixes.starts.len());
        let mut unshared = Fresh::new(self.suffixes.starts.len());
        marked.for_each(|(start, length)| unshared.take(start, start + length - 1, |_| ()));
        let mut runs = Vec::new();
        for node in nodes {
            let mut adds = false;
            unseen.take(node.first, node.last, |index| {
                let start = self.suffixes.starts[index as usize];
                adds = adds || unshared.has(start, start + node.depth - 1, self.params.shortest);
            });
            if adds && standings.contains(&node.standing) {
                let run = run_of(self.suffixes, node);
                run.places.iter().for_each(|&at| unshared.take(at, at + run.length - 1, |_| ()));
                runs.push(run);
            }
        }
        runs
    }
}

fn sort_runs(runs: &mut [Run]) {
    runs.sort_unstable_by(|a, b| (b.length, &a.places).cmp(&(a.length, &b.places)));
}

fn run_of(suffixes: &SuffixOrder, node: &Node) -> Run {
    let mut places = suffixes.starts[node.first as usize..=node.last as usize].to_vec();
    places.sort_unstable();
    Run { length: node.depth, places }
}

/// The ranges of suffixes that stand in two or more articles, of `least` tokens or more.
fn shared_nodes(
    sequence: &Sequence,
    suffixes: &SuffixOrder,
    parallels: &[Parallel],
    least: u32,
    margin: u32,
) -> Vec<Node> {
    let inside = parallel_of_places(sequence, parallels, margin);
    let leaf = |at: u32| {
        let segment = sequence.segment(at);
        let left = (at > segment.start).then(|| sequence.symbols[at as usize - 1]);
        let (parallel, end, widest) = inside[at as usize];
        Summary { part: Some(sequence.part(at)), left, parallel, reach: end.saturating_sub(at), widest }
    };
    let mut nodes = Vec::new();
    suffixes.walk(leaf, Summary::merge, |depth, first, last, all| {
        if depth < least || all.part.is_some() {
            return;
        }
        let is_fragment = all.parallel.is_some() && all.reach >= depth && all.widest > depth;
        let standing = match all.left {
            Some(_) => Standing::Extensible,
            None if is_fragment => Standing::Fragment,
            None => Standing::Maximal,
        };
        nodes.push(Node { depth, first: first as u32, last: last as u32, standing });
    });
    nodes
}

/// For each place the edited passage that reaches furthest from there, with `margin` tokens at either end: which, where
/// that ends, how long the occurrence is.
fn parallel_of_places(
    sequence: &Sequence,
    parallels: &[Parallel],
    margin: u32,
) -> Vec<(Option<u32>, u32, u32)> {
    let mut inside = vec![(None, 0, 0); sequence.len()];
    for (index, parallel) in parallels.iter().enumerate() {
        for stretch in &parallel.stretches {
            let end = stretch.start + stretch.length;
            let segment = sequence.segment(stretch.start);
            let start = stretch.start.saturating_sub(margin).max(segment.start);
            let end = (end + margin).min(segment.end);
            for slot in &mut inside[start as usize..end as usize] {
                if end > slot.1 {
                    *slot = (Some(index as u32), end, stretch.length);
                }
            }
        }
    }
    inside
}

/// A run that is too short for a passage is one when two articles have it inside quotation marks.
fn is_short_quote(sequence: &Sequence, run: &Run, params: &PassagesParams) -> bool {
    let script = sequence.script(run.places[0], run.length);
    let least = params.scaled(params.shortest_quote, script);
    let mut holders = run
        .places
        .iter()
        .filter(|&&at| sequence.quoted(at, run.length) >= least)
        .map(|&at| sequence.member(at));
    let Some(first) = holders.next() else { return false };
    holders.any(|member| member != first)
}

/// Drops each run all of whose places lie inside longer runs that the same articles hold.
fn without_redundant(sequence: &Sequence, mut runs: Vec<Run>) -> Vec<Run> {
    sort_runs(&mut runs);
    let mut covers: AHashMap<Vec<u32>, Cover> = AHashMap::new();
    runs.retain(|run| {
        let mut members: Vec<u32> = run.places.iter().map(|&at| sequence.member(at)).collect();
        members.dedup();
        let cover = covers.entry(members).or_default();
        let adds = run.places.iter().any(|&at| !cover.holds(at, run.length));
        if adds {
            run.places.iter().for_each(|&at| cover.add(at, run.length));
        }
        adds
    });
    runs
}

/// Indices that were not taken yet; taking a range costs as much as it has of them.
struct Fresh {
    next: Vec<u32>,
}

impl Fresh {
    fn new(count: usize) -> Self {
        Self { next: (0..=count as u32).collect() }
    }

    /// The first index at or after `index` that was not taken.
    fn find(&mut self, index: u32) -> u32 {
        let mut root = index;
        while self.next[root as usize] != root {
            root = self.next[root as usize];
        }
        let mut at = index;
        while at != root {
            at = std::mem::replace(&mut self.next[at as usize], root);
        }
        root
    }

    /// Whether `wanted` indices of `first..=last` were not taken.
    fn has(&mut self, first: u32, last: u32, wanted: u32) -> bool {
        let mut index = self.find(first);
        for _ in 1..wanted {
            if index > last {
                return false;
            }
            index = self.find(index + 1);
        }
        index <= last
    }

    fn take(&mut self, first: u32, last: u32, mut sink: impl FnMut(u32)) {
        let mut index = self.find(first);
        while index <= last {
            sink(index);
            self.next[index as usize] = index + 1;
            index = self.find(index + 1);
        }
    }
}

/// A set of intervals none of which lies inside another.
#[derive(Default)]
struct Cover {
    ends: BTreeMap<u32, u32>,
}

impl Cover {
    /// Whether one interval holds all of `[start, start + length)`.
    fn holds(&self, start: u32, length: u32) -> bool {
        // Starts and ends ascend together, so the last interval that starts in time reaches furthest.
        self.ends.range(..=start).next_back().is_some_and(|(_, &end)| end >= start + length)
    }

    /// Adds `[start, start + length)`.
    fn add(&mut self, start: u32, length: u32) {
        if self.holds(start, length) {
            return;
        }
        while let Some((&inner, _)) =
            self.ends.range(start..).next().filter(|&(_, &end)| end <= start + length)
        {
            self.ends.remove(&inner);
        }
        self.ends.insert(start, start + length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::ArticleIndex;
    use crate::passages::Member;
    use crate::span::Span;
    use crate::text::TokenTable;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Articles as texts of one-letter words; `|` is a cut.
    fn sequence_of(texts: &[String]) -> Sequence {
        let tables: Vec<TokenTable> = texts.iter().map(|text| table(text)).collect();
        let members: Vec<Member<'_>> = texts
            .iter()
            .zip(&tables)
            .enumerate()
            .map(|(index, (text, tokens))| Member {
                article: ArticleIndex(index as u32),
                text,
                tokens,
                source: None,
            })
            .collect();
        Sequence::of(&members)
    }

    fn table(text: &str) -> TokenTable {
        let mut start = 0;
        let pieces: Vec<Span> = text
            .split('|')
            .map(|piece| {
                let span = Span::new(start, start + piece.len());
                start = span.end as usize + 1;
                span
            })
            .collect();
        TokenTable::of_pieces(text, pieces.iter().map(|&span| (span, span.of(text).unwrap())))
    }

    fn params(shortest: u32) -> PassagesParams {
        PassagesParams { shortest, shortest_quote: shortest, ..PassagesParams::default() }
    }

    fn places_of(sequence: &Sequence, run: &[u32]) -> Vec<u32> {
        (0..sequence.len())
            .filter(|&at| sequence.symbols[at..].starts_with(run))
            .map(|at| at as u32)
            .collect()
    }

    /// Every run, by trying all.
    fn by_brute_force(sequence: &Sequence, shortest: u32) -> Vec<Run> {
        let mut all: BTreeSet<(u32, Vec<u32>)> = BTreeSet::new();
        for segment in &sequence.segments {
            for start in segment.start..segment.end {
                for end in start + shortest..=segment.end {
                    let places = places_of(sequence, sequence.run(start, end - start));
                    let members: BTreeSet<u32> = places.iter().map(|&at| sequence.member(at)).collect();
                    let left: BTreeSet<Option<u32>> = places
                        .iter()
                        .map(|&at| at.checked_sub(1).map(|before| sequence.symbols[before as usize]))
                        .collect();
                    let right: BTreeSet<u32> =
                        places.iter().map(|&at| sequence.symbols[(at + end - start) as usize]).collect();
                    if members.len() > 1 && left.len() > 1 && right.len() > 1 {
                        all.insert((end - start, places));
                    }
                }
            }
        }
        let members =
            |places: &[u32]| -> BTreeSet<u32> { places.iter().map(|&at| sequence.member(at)).collect() };
        let redundant = |length: u32, places: &[u32]| {
            places.iter().all(|&at| {
                all.iter().any(|(longer, others)| {
                    *longer > length
                        && members(others) == members(places)
                        && others.iter().any(|&o| o <= at && at + length <= o + longer)
                })
            })
        };
        let mut runs: Vec<Run> = all
            .iter()
            .filter(|(length, places)| !redundant(*length, places))
            .map(|(length, places)| Run { length: *length, places: places.clone() })
            .collect();
        sort_runs(&mut runs);
        runs
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn the_runs_are_those_that_trying_all_finds(
            texts in prop::collection::vec("([a-c] ){0,9}(\\| )?([abc] ){0,9}", 2..5),
            shortest in 3_u32..6,
        ) {
            let sequence = sequence_of(&texts);
            let found = SharedRuns::of(&sequence, &sequence.suffixes(), &[], &params(shortest)).maximal(&[]);
            prop_assert_eq!(found, by_brute_force(&sequence, shortest));
        }

        #[test]
        fn the_rule_for_many_runs_leaves_no_shared_run_out(
            texts in prop::collection::vec("([a-c] ){0,30}", 2..6),
        ) {
            let sequence = sequence_of(&texts);
            let suffixes = sequence.suffixes();
            let all = by_brute_force(&sequence, 3);
            let params = params(3);
            let few = SharedRuns::of(&sequence, &suffixes, &[], &params).beside(std::iter::empty());
            let mut shared = Fresh::new(sequence.len());
            for run in &few {
                run.places.iter().for_each(|&at| shared.take(at, at + run.length - 1, |_| ()));
            }
            for run in &all {
                prop_assert!(run.places.iter().all(|&at| !shared.has(at, at + run.length - 1, 3)));
            }
        }

        #[test]
        fn a_cover_holds_what_one_of_its_intervals_holds(
            intervals in prop::collection::vec((0_u32..20, 1_u32..8), 0..12),
            start in 0_u32..20,
            length in 1_u32..8,
        ) {
            let mut cover = Cover::default();
            for &(at, len) in &intervals {
                cover.add(at, len);
            }
            let expected = intervals.iter().any(|&(at, len)| at <= start && start + length <= at + len);
            prop_assert_eq!(cover.holds(start, length), expected);
        }
    }
}
