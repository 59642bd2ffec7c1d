//! Candidates fall into components that have nothing to do with each other: each is read, compared and grouped alone, so
//! that only the shingles of the components at work are in memory.

use super::bands::{CandidatePair, Meetings};
use super::exact::ExactClasses;
use super::giant;
use super::group::{CopiesGroup, Grouping};
use super::removal::{Removal, RemovalChooser};
use super::sets::{SetReader, Sets, SourceError};
use super::tally::Tally;
use super::verify::{VerifiedPair, Verifier};
use super::{CopiesParams, Covering, RepresentativeRank};
use ahash::AHashMap;
use rayon::prelude::*;

/// Classes that hang together by candidates.
#[derive(Debug, Default)]
pub(super) struct Component {
    /// Sorted.
    classes: Vec<u32>,
    pairs: Vec<CandidatePair>,
    giants: Vec<Vec<u32>>,
}

/// What was found in one component.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) groups: Vec<CopiesGroup>,
    pub(super) verified: Vec<VerifiedPair>,
    pub(super) compared: u64,
    pub(super) removals: Vec<Removal>,
}

/// Disjoint sets with the smallest member as the root, by path halving.
pub(super) struct Forest(Vec<u32>);

impl Forest {
    /// Of so many sets of one member.
    pub(super) fn of(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// The smallest member of the set that `at` is in.
    pub(super) fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        at
    }

    /// Makes two sets one.
    pub(super) fn join(&mut self, x: u32, y: u32) {
        let (x, y) = (self.root(x), self.root(y));
        self.0[x.max(y) as usize] = x.min(y);
    }
}

/// Takes candidates apart into components, in order of their first class.
pub(super) fn components(meetings: Meetings, count: usize) -> Vec<Component> {
    let mut forest = Forest::of(count);
    for pair in &meetings.pairs {
        forest.join(pair.a() as u32, pair.b() as u32);
    }
    for bucket in &meetings.giants {
        bucket.windows(2).for_each(|two| forest.join(two[0], two[1]));
    }
    let mut place = vec![u32::MAX; count];
    let mut components: Vec<Component> = Vec::new();
    let mut seat = |root: u32, components: &mut Vec<Component>| {
        if place[root as usize] == u32::MAX {
            place[root as usize] = components.len() as u32;
            components.push(Component::default());
        }
        place[root as usize] as usize
    };
    // A class in no candidate is its own root and nobody else's, and gets no component.
    for pair in &meetings.pairs {
        let root = forest.root(pair.a() as u32);
        let at = seat(root, &mut components);
        components[at].pairs.push(*pair);
    }
    for bucket in meetings.giants {
        let root = forest.root(bucket[0]);
        let at = seat(root, &mut components);
        components[at].giants.push(bucket);
    }
    for component in &mut components {
        let paired = component.pairs.iter().flat_map(|pair| [pair.a() as u32, pair.b() as u32]);
        component.classes = paired.chain(component.giants.iter().flatten().copied()).collect();
        component.classes.sort_unstable();
        component.classes.dedup();
    }
    components
}

/// What components are resolved with.
pub(super) struct Resolver<'a> {
    pub(super) params: &'a CopiesParams,
    pub(super) reader: SetReader<'a>,
    pub(super) classes: &'a ExactClasses,
    pub(super) rank: &'a dyn RepresentativeRank,
    /// Whether it is asked what covers what.
    pub(super) covering: Option<Covering<'a>>,
    /// Bytes of shingles that each thread may keep.
    pub(super) room: u64,
    pub(super) tally: &'a Tally,
}

impl Resolver<'_> {
    /// Compares and groups every component, in order.
    pub(super) fn all(&self, components: Vec<Component>) -> Result<Vec<Resolved>, SourceError> {
        components.into_par_iter().map(|component| self.one(component)).collect()
    }

    fn one(&self, component: Component) -> Result<Resolved, SourceError> {
        let Component { classes, pairs, giants } = component;
        let members = classes.iter().map(|&class| (class, self.classes.leader(class))).collect();
        let sets = Sets::new(&self.reader, members, self.room);
        sets.prefetch()?;
        let verifier = Verifier::new(self.params, &sets, self.tally);
        let judged: Vec<Option<VerifiedPair>> =
            pairs.par_iter().map(|&pair| verifier.verify(pair)).collect::<Result<_, _>>()?;
        let mut resolved = Resolved { compared: pairs.len() as u64, ..Resolved::default() };
        let known: AHashMap<CandidatePair, bool> = if giants.is_empty() {
            AHashMap::new()
        } else {
            pairs.into_iter().zip(&judged).map(|(pair, verdict)| (pair, verdict.is_some())).collect()
        };
        resolved.verified.extend(judged.into_iter().flatten());
        if !giants.is_empty() {
            let tamed = giant::tame(giants, known, &verifier, &sets, self.params)?;
            resolved.compared += tamed.compared;
            resolved.verified.extend(tamed.verified);
            resolved.verified.sort_unstable_by_key(|pair| (pair.a(), pair.b()));
        }
        if !resolved.verified.is_empty() {
            let grouping = Grouping { verifier: &verifier, classes: self.classes, rank: self.rank };
            resolved.groups =
                grouping.groups(&sets.classes().collect::<Vec<_>>(), resolved.verified.clone())?;
            if let Some(covering) = self.covering {
                let chooser = RemovalChooser { reader: &self.reader, classes: self.classes, covering };
                let own: Vec<u32> = sets.classes().collect();
                let verify = |a: u32, b: u32| verifier.verify_classes(a, b);
                resolved.removals = chooser.choose(&own, &resolved.verified, &verify)?;
            }
        }
        Ok(resolved)
    }
}
