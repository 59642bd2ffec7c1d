//! Verified pairs to groups without bridges.
//!
//! Pairs are taken strongest first. Two groups become one when, of the pairs of members across them, at least two
//! thirds are at least half as similar as copies must be. So a chain of edited versions holds together, while a live
//! blog that contains two reports does not make copies of the two reports. What a bridge would have joined stays
//! apart, and the pair is still known.

use super::RepresentativeRank;
use super::exact::ExactClasses;
use super::sets::SourceError;
use super::verify::{PairSimilarity, Relation, VerifiedPair, Verifier};
use crate::document::ArticleIndex;
use std::cmp::Ordering;

/// Share of the pairs across two groups that must hold.
const QUORUM: f64 = 2.0 / 3.0;

/// Members of each side that are looked at when groups are large; taken at equal steps, so that all parts of a group
/// are heard, at a bounded price.
const QUORUM_SAMPLE: usize = 8;

/// A group of two or more copies.
#[derive(Clone, Debug, PartialEq)]
pub struct CopiesGroup {
    /// The member that stands for the group, by [`RepresentativeRank`].
    pub representative: ArticleIndex,
    /// In canonical order.
    pub members: Vec<ArticleIndex>,
    /// How the representative relates to each other member, in order of member.
    pub pairs: Vec<(ArticleIndex, Relation, PairSimilarity)>,
    /// The weakest of the pairs that joined the group.
    pub weakest: Option<(ArticleIndex, ArticleIndex, Relation, PairSimilarity)>,
}

/// All groups of copies of a run, in order of their first member.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Copies {
    /// The groups.
    pub groups: Vec<CopiesGroup>,
}

/// What two articles of one class are to each other.
pub(super) const SAME: PairSimilarity = PairSimilarity {
    jaccard: 1.0,
    rarity: 1.0,
    containment: 1.0,
    shared: 0,
    shared_weight: 0.0,
    first_is_lighter: true,
};

/// What groups are made with.
pub(super) struct Grouping<'a> {
    pub(super) verifier: &'a Verifier<'a>,
    pub(super) classes: &'a ExactClasses,
    pub(super) rank: &'a dyn RepresentativeRank,
}

impl Grouping<'_> {
    /// The groups that verified pairs make among some classes, which are sorted.
    pub(super) fn groups(
        &self,
        classes: &[u32],
        mut pairs: Vec<VerifiedPair>,
    ) -> Result<Vec<CopiesGroup>, SourceError> {
        pairs.sort_by(strongest_first);
        let mut merging = Merging::new(classes);
        for pair in &pairs {
            merging.consider(pair, self.verifier)?;
        }
        let mut groups = Vec::new();
        for root in 0..classes.len() {
            if merging.members[root].len() > 1 {
                groups.push(self.finish(&merging.members[root], merging.weakest[root])?);
            }
        }
        Ok(groups)
    }

    fn finish(&self, classes: &[u32], weakest: Option<VerifiedPair>) -> Result<CopiesGroup, SourceError> {
        let mut members = members(classes, self.classes);
        members.sort_unstable();
        let (representative, own) = representative(&members, self.rank);
        let mut pairs = Vec::with_capacity(members.len() - 1);
        let mut before: Option<(u32, Relation, PairSimilarity)> = None;
        for &(article, class) in members.iter().filter(|(article, _)| *article != representative) {
            let (_, relation, similarity) = match before {
                Some(known) if known.0 == class => known,
                _ if class == own => (class, Relation::Exact, SAME),
                _ => {
                    let similarity = self.verifier.similarity(own, class)?;
                    // A member may be held by others than the representative: then it is near what the group says.
                    let relation = self.verifier.relation([own, class], similarity)?;
                    (class, relation.unwrap_or(Relation::Near), similarity)
                }
            };
            before = Some((class, relation, similarity));
            pairs.push((article, relation, similarity));
        }
        let leader = |class: u32| self.classes.leader(class);
        let weakest =
            weakest.map(|pair| (leader(pair.a()), leader(pair.b()), pair.relation(), pair.similarity()));
        let members = members.into_iter().map(|(article, _)| article).collect();
        Ok(CopiesGroup { representative, members, pairs, weakest })
    }
}

/// The group of a class that has no near copies.
pub(super) fn exact_group(class: u32, classes: &ExactClasses, rank: &dyn RepresentativeRank) -> CopiesGroup {
    let members = members(&[class], classes);
    let (representative, _) = representative(&members, rank);
    let others = members.iter().filter(|(article, _)| *article != representative);
    CopiesGroup {
        representative,
        pairs: others.map(|&(article, _)| (article, Relation::Exact, SAME)).collect(),
        weakest: Some((members[0].0, members[1].0, Relation::Exact, SAME)),
        members: members.iter().map(|&(article, _)| article).collect(),
    }
}

fn members(classes: &[u32], all: &ExactClasses) -> Vec<(ArticleIndex, u32)> {
    let of = |class: u32| std::iter::once(all.leader(class)).chain(all.others(class));
    classes.iter().flat_map(|&class| of(class).map(move |article| (article, class))).collect()
}

/// The member that stands for a group, and its class; there is at least one member.
fn representative(members: &[(ArticleIndex, u32)], rank: &dyn RepresentativeRank) -> (ArticleIndex, u32) {
    let first = members.iter().min_by_key(|(article, _)| rank.of(*article));
    *first.unwrap_or(&members[0])
}

fn strength(pair: &VerifiedPair) -> f64 {
    let similarity = pair.similarity();
    similarity.rarity.max(similarity.containment)
}

fn strongest_first(x: &VerifiedPair, y: &VerifiedPair) -> Ordering {
    strength(y).total_cmp(&strength(x)).then_with(|| (x.a(), x.b()).cmp(&(y.a(), y.b())))
}

/// Disjoint groups of some classes, by their places.
struct Merging<'c> {
    classes: &'c [u32],
    root_of: Vec<usize>,
    members: Vec<Vec<u32>>,
    weakest: Vec<Option<VerifiedPair>>,
}

impl<'c> Merging<'c> {
    fn new(classes: &'c [u32]) -> Self {
        Self {
            classes,
            root_of: (0..classes.len()).collect(),
            members: classes.iter().map(|&class| vec![class]).collect(),
            weakest: vec![None; classes.len()],
        }
    }

    fn place(&self, class: u32) -> usize {
        self.classes.binary_search(&class).unwrap_or(0)
    }

    fn consider(&mut self, pair: &VerifiedPair, verifier: &Verifier<'_>) -> Result<(), SourceError> {
        let (x, y) = (self.root_of[self.place(pair.a())], self.root_of[self.place(pair.b())]);
        if x == y || !self.has_quorum(x, y, pair, verifier)? {
            return Ok(());
        }
        // The smaller group moves, so that no class moves more often than the logarithm of their number.
        let stays = |at: usize| (std::cmp::Reverse(self.members[at].len()), at);
        let (root, gone) = if stays(x) <= stays(y) { (x, y) } else { (y, x) };
        let moved = std::mem::take(&mut self.members[gone]);
        for &class in &moved {
            let place = self.place(class);
            self.root_of[place] = root;
        }
        self.members[root].extend(moved);
        // Pairs come strongest first: the newest is the weakest.
        self.weakest[root] = Some(*pair);
        Ok(())
    }

    fn has_quorum(
        &self,
        x: usize,
        y: usize,
        pair: &VerifiedPair,
        verifier: &Verifier<'_>,
    ) -> Result<bool, SourceError> {
        if self.members[x].len() == 1 && self.members[y].len() == 1 {
            return Ok(true);
        }
        let sample = |root: usize| {
            let members = &self.members[root];
            members.iter().copied().step_by(members.len().div_ceil(QUORUM_SAMPLE))
        };
        let (mut holds, mut all) = (0_u32, 0_u32);
        for a in sample(x) {
            for b in sample(y) {
                all += 1;
                let known = (pair.a(), pair.b()) == (a.min(b), a.max(b));
                holds += u32::from(known || verifier.is_close(verifier.similarity(a, b)?));
            }
        }
        Ok(f64::from(holds) >= QUORUM * f64::from(all))
    }
}
