//! Verified pairs to groups without bridges.
//!
//! Pairs are taken strongest first. Two groups become one when, of the pairs of members across them, at least two
//! thirds are at least half as similar as copies must be. So a chain of edited versions holds together, while a live
//! blog that contains two reports does not make copies of the two reports. What a bridge would have joined stays
//! apart, and the pair is still known.

use super::verify::{PairSimilarity, Relation, VerifiedPair, Verifier};
use super::{ExactClasses, RepresentativeRank};
use crate::document::ArticleIndex;
use std::cmp::Ordering;

/// Share of the pairs across two groups that must hold.
const QUORUM: f64 = 2.0 / 3.0;

/// How similar those pairs must be, as a share of what makes a copy.
const QUORUM_SIMILARITY: f64 = 0.5;

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
const SAME: PairSimilarity =
    PairSimilarity { jaccard: 1.0, rarity: 1.0, containment: 1.0, first_is_lighter: true };

pub(super) fn group(
    mut pairs: Vec<VerifiedPair>,
    verifier: &Verifier<'_>,
    classes: &ExactClasses,
    rank: &[RepresentativeRank],
) -> Copies {
    pairs.sort_by(strongest_first);
    let mut merging = Merging::new(classes.leaders.len());
    for pair in &pairs {
        merging.consider(pair, verifier);
    }
    let mut groups: Vec<CopiesGroup> = (0..classes.leaders.len())
        .filter(|&root| merging.root_of[root] == root)
        .filter_map(|root| merging.finish(root, verifier, classes, rank))
        .collect();
    groups.sort_by_key(|group| group.members[0]);
    Copies { groups }
}

fn strength(pair: &VerifiedPair) -> f64 {
    let similarity = pair.similarity();
    similarity.rarity.max(similarity.containment)
}

fn strongest_first(x: &VerifiedPair, y: &VerifiedPair) -> Ordering {
    strength(y).total_cmp(&strength(x)).then_with(|| (x.a(), x.b()).cmp(&(y.a(), y.b())))
}

/// Disjoint groups of classes; the root of a group is its smallest class.
struct Merging {
    root_of: Vec<usize>,
    members: Vec<Vec<usize>>,
    weakest: Vec<Option<VerifiedPair>>,
}

impl Merging {
    fn new(count: usize) -> Self {
        Self {
            root_of: (0..count).collect(),
            members: (0..count).map(|class| vec![class]).collect(),
            weakest: vec![None; count],
        }
    }

    fn consider(&mut self, pair: &VerifiedPair, verifier: &Verifier<'_>) {
        let (x, y) = (self.root_of[pair.a()], self.root_of[pair.b()]);
        if x == y || !self.has_quorum(x, y, verifier) {
            return;
        }
        let (root, gone) = (x.min(y), x.max(y));
        let moved = std::mem::take(&mut self.members[gone]);
        for &class in &moved {
            self.root_of[class] = root;
        }
        self.members[root].extend(moved);
        // Pairs come strongest first: the newest is the weakest.
        self.weakest[root] = Some(*pair);
    }

    fn has_quorum(&self, x: usize, y: usize, verifier: &Verifier<'_>) -> bool {
        let sample = |root: usize| {
            let members = &self.members[root];
            members.iter().copied().step_by(members.len().div_ceil(QUORUM_SAMPLE))
        };
        let (mut holds, mut all) = (0_u32, 0_u32);
        for a in sample(x) {
            for b in sample(y) {
                all += 1;
                holds += u32::from(verifier.is_close(verifier.similarity(a, b), QUORUM_SIMILARITY));
            }
        }
        f64::from(holds) >= QUORUM * f64::from(all)
    }

    fn finish(
        &self,
        root: usize,
        verifier: &Verifier<'_>,
        classes: &ExactClasses,
        rank: &[RepresentativeRank],
    ) -> Option<CopiesGroup> {
        let mut members: Vec<(ArticleIndex, usize)> = self.members[root]
            .iter()
            .flat_map(|&class| classes.members[class].iter().map(move |&article| (article, class)))
            .collect();
        if members.len() < 2 {
            return None;
        }
        members.sort_unstable();
        let (representative, own_class) = *members.iter().min_by_key(|(article, _)| rank[article.at()])?;
        let relate = |class: usize| {
            if class == own_class {
                return (Relation::Exact, SAME);
            }
            let similarity = verifier.similarity(own_class, class);
            // A member may be held by others than the representative: then it is near what the group says.
            (verifier.relation(similarity).unwrap_or(Relation::Near), similarity)
        };
        let pairs = members
            .iter()
            .filter(|(article, _)| *article != representative)
            .map(|&(article, class)| {
                let (relation, similarity) = relate(class);
                (article, relation, similarity)
            })
            .collect();
        let weakest = match &self.weakest[root] {
            Some(pair) => Some((
                classes.leaders[pair.a()],
                classes.leaders[pair.b()],
                pair.relation(),
                pair.similarity(),
            )),
            None => Some((members[0].0, members[1].0, Relation::Exact, SAME)),
        };
        Some(CopiesGroup {
            representative,
            members: members.iter().map(|&(article, _)| article).collect(),
            pairs,
            weakest,
        })
    }
}
