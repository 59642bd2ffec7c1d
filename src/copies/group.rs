//! Verified pairs to groups without bridges.
//!
//! Pairs are taken strongest first. Two groups become one when, of the pairs of members across them, at least two
//! thirds are at least half as similar as copies must be, and none of these are instances of a series. So a chain of edited versions holds together, while a live
//! blog that contains two reports does not make copies of the two reports. What a bridge would have joined stays
//! apart, and the pair is still known.

use super::RepresentativeRank;
use super::central::representative;
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
    /// The member that stands for the group: the one most like the others.
    pub representative: ArticleIndex,
    /// In canonical order.
    pub members: Vec<ArticleIndex>,
    /// Each other member, in order, with what it is a copy of.
    pub pairs: Vec<MemberPair>,
    /// The weakest of the pairs that joined the group.
    pub weakest: Option<(ArticleIndex, ArticleIndex, Relation, PairSimilarity)>,
}

/// Through whom an article belongs to its group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MemberPair {
    /// The representative; where that is no copy of the member, the member next to it on the way there.
    pub through: ArticleIndex,
    /// The member.
    pub member: ArticleIndex,
    /// How `through` relates to `member`.
    pub relation: Relation,
    /// Their similarity.
    pub similarity: PairSimilarity,
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
    pieces: 0,
};

/// The class that another one belongs through, how it relates to it, and their similarity.
type Way = (u32, Relation, PairSimilarity);

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
                let mut members = std::mem::take(&mut merging.members[root]);
                members.sort_unstable();
                groups.push(self.finish(&members, merging.weakest[root], &pairs)?);
            }
        }
        Ok(groups)
    }

    /// A group of sorted classes; `pairs` are all verified pairs of its component, strongest first.
    fn finish(
        &self,
        classes: &[u32],
        weakest: Option<VerifiedPair>,
        pairs: &[VerifiedPair],
    ) -> Result<CopiesGroup, SourceError> {
        let mut members = members(classes, self.classes);
        members.sort_unstable();
        let (representative, own) =
            representative(&members, classes, self.classes, self.verifier, self.rank)?;
        let ways = self.ways(classes, own, pairs)?;
        let leader = |class: u32| self.classes.leader(class);
        let pairs =
            members.iter().filter(|(article, _)| *article != representative).map(|&(member, class)| {
                if class == own {
                    return MemberPair {
                        through: representative,
                        member,
                        relation: Relation::Exact,
                        similarity: SAME,
                    };
                }
                // Members are joined by verified pairs, so there is a way to each; a group of its own would be no group.
                let way = classes.binary_search(&class).ok().and_then(|at| ways[at]);
                let (through, relation, similarity) = way.unwrap_or((own, Relation::Rewritten, SAME));
                let through = if through == own { representative } else { leader(through) };
                MemberPair { through, member, relation, similarity }
            });
        let pairs = pairs.collect();
        let weakest =
            weakest.map(|pair| (leader(pair.a()), leader(pair.b()), pair.relation(), pair.similarity()));
        let members = members.into_iter().map(|(article, _)| article).collect();
        Ok(CopiesGroup { representative, members, pairs, weakest })
    }

    /// For each of some sorted classes the class through which it hangs together with `own`, and how that one relates to
    /// it: `own` itself where the two are copies, else the next one on the shortest way of verified pairs, the strongest
    /// first.
    fn ways(
        &self,
        classes: &[u32],
        own: u32,
        pairs: &[VerifiedPair],
    ) -> Result<Vec<Option<Way>>, SourceError> {
        let place = |class: u32| classes.binary_search(&class).ok();
        let mut ways: Vec<Option<Way>> = vec![None; classes.len()];
        let mut reached: Vec<bool> = classes.iter().map(|&class| class == own).collect();
        for pair in pairs.iter().filter(|pair| pair.a() == own || pair.b() == own) {
            let (class, relation) = if pair.a() == own {
                (pair.b(), pair.relation())
            } else {
                (pair.a(), pair.relation().turned())
            };
            let Some(at) = place(class) else { continue };
            ways[at] = Some((own, relation, pair.similarity()));
            reached[at] = true;
        }
        for (at, &class) in classes.iter().enumerate() {
            if reached[at] {
                continue;
            }
            let similarity = self.verifier.similarity(own.min(class), own.max(class))?;
            if let Some((relation, similarity)) =
                self.verifier.relation([own.min(class), own.max(class)], similarity)?
            {
                let relation = if own < class { relation } else { relation.turned() };
                ways[at] = Some((own, relation, similarity));
                reached[at] = true;
            }
        }
        // Each round takes one step away from what was reached before it; pairs come strongest first.
        while reached.iter().any(|reached| !reached) {
            let mut next = reached.clone();
            for pair in pairs {
                let (Some(x), Some(y)) = (place(pair.a()), place(pair.b())) else { continue };
                if reached[x] && !next[y] {
                    ways[y] = Some((pair.a(), pair.relation(), pair.similarity()));
                    next[y] = true;
                } else if reached[y] && !next[x] {
                    ways[x] = Some((pair.b(), pair.relation().turned(), pair.similarity()));
                    next[x] = true;
                }
            }
            if next == reached {
                break;
            }
            reached = next;
        }
        Ok(ways)
    }
}

/// The group of a class that has no near copies.
pub(super) fn exact_group(class: u32, classes: &ExactClasses, rank: &dyn RepresentativeRank) -> CopiesGroup {
    let members = members(&[class], classes);
    let first = members.iter().map(|&(article, _)| article).min_by_key(|&article| rank.of(article));
    let representative = first.unwrap_or(members[0].0);
    let others = members.iter().filter(|(article, _)| *article != representative);
    let same = |&(member, _): &(ArticleIndex, u32)| MemberPair {
        through: representative,
        member,
        relation: Relation::Exact,
        similarity: SAME,
    };
    CopiesGroup {
        representative,
        pairs: others.map(same).collect(),
        weakest: Some((members[0].0, members[1].0, Relation::Exact, SAME)),
        members: members.iter().map(|&(article, _)| article).collect(),
    }
}

fn members(classes: &[u32], all: &ExactClasses) -> Vec<(ArticleIndex, u32)> {
    let of = |class: u32| std::iter::once(all.leader(class)).chain(all.others(class));
    classes.iter().flat_map(|&class| of(class).map(move |article| (article, class))).collect()
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
        // A digest of two notices is a copy of each, and they are none of each other.
        let sample = |root: usize| {
            let members = &self.members[root];
            members.iter().copied().step_by(members.len().div_ceil(QUORUM_SAMPLE))
        };
        let (mut holds, mut all) = (0_u32, 0_u32);
        for a in sample(x) {
            for b in sample(y) {
                all += 1;
                if (pair.a(), pair.b()) == (a.min(b), a.max(b)) {
                    holds += 1;
                    continue;
                }
                if !verifier.is_close(verifier.similarity(a.min(b), a.max(b))?) {
                    continue;
                }
                if verifier.are_of_series([a.min(b), a.max(b)])? {
                    return Ok(false);
                }
                holds += 1;
            }
        }
        Ok(f64::from(holds) >= QUORUM * f64::from(all))
    }
}
