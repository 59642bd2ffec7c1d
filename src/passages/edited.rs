//! Edited passages of a cluster: who is compared with whom, and which pairwise alignments are one passage.

use super::anchor::{AnchorIndex, Grams, chains};
use super::extend::{Alignment, Bounds, align};
use super::params::PassagesParams;
use super::sequence::{Segment, Sequence};
use super::suffix::SuffixOrder;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Two stretches are one when they share this much of what they cover together, and one stretch is part of another
/// when the other covers this much of it.
const SAME: f64 = 0.8;

/// One place of an edited passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// First place in the sequence.
    pub(super) start: u32,
    /// Number of tokens.
    pub(super) length: u32,
    /// Tokens that the reference does not have there: first place, number.
    pub(super) differs: Vec<(u32, u32)>,
}

impl Stretch {
    fn end(&self) -> u32 {
        self.start + self.length
    }
}

/// A text that several articles have, with edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parallel {
    /// The reference, which stands in the earliest article, and the others in order of place.
    pub(super) stretches: Vec<Stretch>,
}

/// Two stretches that were found to be one text.
struct Pair {
    reference: Stretch,
    other: Stretch,
    edited: Edited,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edited {
    Not,
    Somewhere,
}

impl Pair {
    fn of(alignment: &Alignment) -> Self {
        let stretch = |start, length| Stretch { start, length, differs: Vec::new() };
        let edited =
            if alignment.equal() as usize == alignment.steps.len() { Edited::Not } else { Edited::Somewhere };
        Self {
            reference: stretch(alignment.a, alignment.length_a()),
            other: Stretch { differs: alignment.differing_b(), ..stretch(alignment.b, alignment.length_b()) },
            edited,
        }
    }
}

/// All edited passages, in order of their references.
///
/// Up to `all_pairs` articles, each is compared with every earlier one that shares an anchor with it. In larger
/// clusters each is compared with the text that is new in earlier articles: what an alignment explains is not offered
/// to later articles again. Five hundred reprints are so compared with one reference, not with each other.
pub(super) fn parallels(
    sequence: &Sequence,
    suffixes: &SuffixOrder,
    params: &PassagesParams,
) -> Vec<Parallel> {
    let grams = Grams::of(suffixes, params.anchor);
    let mut index = AnchorIndex::new(sequence, &grams, params.anchor);
    let mut pairs = Vec::new();
    let mut done = 0;
    while done < sequence.segments.len() {
        let member = sequence.segments[done].member;
        let own: Vec<&Segment> =
            sequence.segments[done..].iter().take_while(|segment| segment.member == member).collect();
        done += own.len();
        let found: Vec<Pair> =
            own.iter().flat_map(|segment| pairs_of(sequence, &index, segment, params)).collect();
        for segment in own {
            if sequence.members <= params.all_pairs {
                index.add(segment.start, segment.end);
            } else {
                for (start, end) in new_text(segment, &found) {
                    index.add(start, end);
                }
            }
        }
        pairs.extend(found);
    }
    merged(sequence, pairs)
}

fn pairs_of(
    sequence: &Sequence,
    index: &AnchorIndex<'_>,
    segment: &Segment,
    params: &PassagesParams,
) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (earlier, anchors) in index.anchors(segment) {
        let other = &sequence.segments[earlier as usize];
        let bounds = Bounds { a: (other.start, other.end), b: (segment.start, segment.end) };
        let found = align(&sequence.symbols, &chains(anchors, params), bounds, params);
        pairs.extend(found.iter().map(Pair::of));
    }
    pairs
}

/// The parts of a segment that no pair explains.
fn new_text(segment: &Segment, pairs: &[Pair]) -> Vec<(u32, u32)> {
    let mut explained: Vec<(u32, u32)> =
        pairs.iter().map(|pair| (pair.other.start, pair.other.end())).collect();
    explained.sort_unstable();
    let mut parts = Vec::new();
    let mut at = segment.start;
    for (start, end) in explained {
        if end <= at || start >= segment.end {
            continue;
        }
        if start > at {
            parts.push((at, start));
        }
        at = end;
    }
    if at < segment.end {
        parts.push((at, segment.end));
    }
    parts
}

/// Places to a bucket of [`Groups`].
const BUCKET: u32 = 64;

/// The passages so far, found by the places they stand at.
struct Groups {
    parallels: Vec<(Parallel, Edited)>,
    /// For each bucket of places the stretches that touch it: start, end, index of the passage.
    buckets: Vec<Vec<(u32, u32, u32)>>,
}

/// Makes one passage of pairs that have the same reference, and drops pairs that say nothing new.
///
/// Longest references first within each article, articles in order: so the reference of a passage is the longest
/// stretch of its earliest holder, whatever the order of discovery.
fn merged(sequence: &Sequence, mut pairs: Vec<Pair>) -> Vec<Parallel> {
    pairs.sort_unstable_by_key(|pair| {
        let (a, b) = (&pair.reference, &pair.other);
        (sequence.member(a.start), Reverse(a.length), a.start, b.start, b.length)
    });
    let buckets = vec![Vec::new(); sequence.len() / BUCKET as usize + 1];
    let mut groups = Groups { parallels: Vec::new(), buckets };
    for pair in pairs {
        if groups.hold_both(&pair) {
            continue;
        }
        let group = groups.with_reference(&pair.reference).unwrap_or_else(|| groups.open(pair.reference));
        groups.add(group, pair.other, pair.edited);
    }
    let edited = groups.parallels.into_iter().filter(|(_, edited)| *edited == Edited::Somewhere);
    let mut parallels: Vec<Parallel> = edited.map(|(parallel, _)| parallel).collect();
    for parallel in &mut parallels {
        parallel.stretches[1..].sort_unstable_by_key(|stretch| (stretch.start, stretch.length));
    }
    parallels.sort_by_key(|parallel| (parallel.stretches[0].start, Reverse(parallel.stretches[0].length)));
    parallels
}

impl Groups {
    /// The passages that have most of a stretch as a part. They all have its middle.
    fn around(&self, stretch: &Stretch) -> impl Iterator<Item = u32> {
        let middle = stretch.start + stretch.length / 2;
        let enough = SAME * f64::from(stretch.length);
        self.buckets[(middle / BUCKET) as usize]
            .iter()
            .filter(move |&&(start, end, _)| f64::from(shared(stretch, start, end)) >= enough)
            .map(|&(_, _, group)| group)
    }

    /// Whether one passage has both stretches of a pair already.
    fn hold_both(&self, pair: &Pair) -> bool {
        let with_other: BTreeSet<u32> = self.around(&pair.other).collect();
        self.around(&pair.reference).any(|group| with_other.contains(&group))
    }

    /// The passage whose reference is about this stretch.
    fn with_reference(&self, reference: &Stretch) -> Option<u32> {
        self.around(reference).find(|&group| {
            let own = &self.parallels[group as usize].0.stretches[0];
            let common = shared(reference, own.start, own.end());
            let whole = reference.length + own.length - common;
            f64::from(common) >= SAME * f64::from(whole)
        })
    }

    fn open(&mut self, reference: Stretch) -> u32 {
        let group = self.parallels.len() as u32;
        self.note(&reference, group);
        self.parallels.push((Parallel { stretches: vec![reference] }, Edited::Not));
        group
    }

    fn add(&mut self, group: u32, stretch: Stretch, edited: Edited) {
        self.note(&stretch, group);
        let (parallel, so_far) = &mut self.parallels[group as usize];
        if edited == Edited::Somewhere {
            *so_far = edited;
        }
        parallel.stretches.push(stretch);
    }

    fn note(&mut self, stretch: &Stretch, group: u32) {
        for bucket in stretch.start / BUCKET..=(stretch.end() - 1) / BUCKET {
            self.buckets[bucket as usize].push((stretch.start, stretch.end(), group));
        }
    }
}

/// Tokens of `stretch` that lie in `[start, end)`.
fn shared(stretch: &Stretch, start: u32, end: u32) -> u32 {
    stretch.end().min(end).saturating_sub(stretch.start.max(start))
}
