//! Which articles may go because another one, which stays, covers them.
//!
//! An article goes only for one that stays, that it is itself a verified copy of, and that holds the promised share of it.
//! Grouping may follow chains; removing may not. Of the choices that leave no article uncovered the one with the fewest that
//! stay is taken: the best of all among few, found by looking at each, and the usual greedy one among many (a minimum dominating
//! set is hard to find; the greedy one is at most `1 + ln n` times as large, Chvátal 1979).

use super::{CopiesError, Covering};
use super::cover::cover;
use super::exact::ExactClasses;
use super::sets::{SetReader, Sets, SourceError};
use super::verify::{PairSimilarity, Relation, VerifiedPair, Verifier};
use crate::document::ArticleIndex;
use ahash::AHashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Copies up to which every choice is looked at: two thousand of them.
const ALL_CHOICES: usize = 11;

/// What goes although it is not covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AlsoRemoved {
    /// Copies that are a report written anew.
    Rewritten,
}

/// When an article may go.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RemovalParams {
    /// Share of its runs of five words that must stand in the article that stays as they are; in [0.8, 1].
    pub covered: f64,
    /// What goes although it is not covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove: Option<AlsoRemoved>,
}

impl Default for RemovalParams {
    fn default() -> Self {
        Self { covered: 0.83, remove: None }
    }
}

impl RemovalParams {
    /// Checks every range.
    pub fn validate(&self) -> Result<(), CopiesError> {
        if (0.8..=1.0).contains(&self.covered) { Ok(()) } else { Err(CopiesError::Covered(self.covered)) }
    }
}

/// How much an article is preferred to others that cover as much: the smallest stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Preference {
    /// What is wished first: the place of its outlet in a list, or nothing.
    pub wish: u64,
    /// Then this: a date, or a place from behind.
    pub then: i64,
    /// Then the longest.
    pub length: std::cmp::Reverse<u32>,
    /// Then the earliest.
    pub published: i64,
    /// Then the first in canonical order.
    pub article: ArticleIndex,
}

/// Which articles stand for their records, and which of them are kept rather than others.
pub trait RecordOrder: Sync {
    /// The set of records within which an article may be removed for another; nothing for one that its record is not
    /// judged by, which neither goes nor keeps others from staying.
    fn set(&self, article: ArticleIndex) -> Option<u32>;
    /// How much it is preferred. `centrality` is the sum of its similarities to its copies.
    fn preference(&self, article: ArticleIndex, centrality: f64) -> Preference;
}

/// An article that may go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Removal {
    /// The article.
    pub article: ArticleIndex,
    /// The one that stays for it.
    pub kept: ArticleIndex,
    /// How the one that goes relates to the one that stays.
    pub relation: Relation,
    /// Their similarity.
    pub similarity: PairSimilarity,
    /// The share of its runs of five words that stand in the one that stays as they are.
    pub covered: f64,
}

/// Chooses among the classes of one component.
pub(super) struct RemovalChooser<'a> {
    pub(super) verifier: &'a Verifier<'a>,
    pub(super) sets: &'a Sets<'a>,
    pub(super) classes: &'a ExactClasses,
    pub(super) covering: Covering<'a>,
}

/// How one class relates to another and how much of it stands there.
#[derive(Clone, Copy, Debug)]
struct Way {
    relation: Relation,
    similarity: PairSimilarity,
    covered: f64,
}

/// The classes of one set, numbered, and who covers whom.
struct Field {
    /// Sorted.
    classes: Vec<u32>,
    /// The article of each class that stays if the class does.
    standing: Vec<ArticleIndex>,
    preference: Vec<Preference>,
    /// Of each class the classes that it covers, with the way from the covered one to it.
    covers: Vec<BTreeMap<usize, Way>>,
}

impl RemovalChooser<'_> {
    /// The articles that may go, given all verified pairs of the component.
    pub(super) fn choose(&self, pairs: &[VerifiedPair]) -> Result<Vec<Removal>, SourceError> {
        let ways = self.ways(pairs)?;
        let mut of_set: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for class in self.sets.classes() {
            for article in self.articles(class) {
                if let Some(set) = self.covering.order.set(article) {
                    of_set.entry(set).or_default().push(class);
                }
            }
        }
        let mut removals = Vec::new();
        for (set, mut classes) in of_set {
            classes.dedup();
            let mut field = self.field(set, classes, pairs);
            field.add(&ways);
            for part in field.parts() {
                let kept = if part.len() <= ALL_CHOICES { field.fewest(&part) } else { field.greedy(&part) };
                let kept = self.preferred(&mut field, &part, kept)?;
                removals.extend(self.removals(set, &field, &part, &kept)?);
            }
        }
        Ok(removals)
    }

    fn articles(&self, class: u32) -> impl Iterator<Item = ArticleIndex> {
        std::iter::once(self.classes.leader(class)).chain(self.classes.others(class))
    }

    /// Of each pair of copies the ways in both directions, where there is enough to cover.
    fn ways(&self, pairs: &[VerifiedPair]) -> Result<Vec<(u32, u32, Way)>, SourceError> {
        let both = pairs.par_iter().map(|pair| self.ways_of(pair)).collect::<Result<Vec<_>, _>>()?;
        Ok(both.into_iter().flatten().flatten().collect())
    }

    /// `(covered, covering, way)`.
    fn ways_of(&self, pair: &VerifiedPair) -> Result<[Option<(u32, u32, Way)>; 2], SourceError> {
        let params = self.covering.params;
        let rewritten = pair.relation() == Relation::Rewritten;
        if rewritten && params.remove != Some(AlsoRemoved::Rewritten) {
            return Ok([None, None]);
        }
        let one = |a: u32, b: u32, relation: Relation| -> Result<_, SourceError> {
            let reader = self.sets.reader;
            let (own, other) = (self.sets.leader(a), self.sets.leader(b));
            let covered = cover(reader.source, &reader.shingler, own, other)?;
            let way = Way { relation, similarity: pair.similarity(), covered };
            Ok((covered >= params.covered || rewritten).then_some((a, b, way)))
        };
        Ok([
            one(pair.a(), pair.b(), pair.relation())?,
            one(pair.b(), pair.a(), pair.relation().turned())?,
        ])
    }

    fn field(&self, set: u32, classes: Vec<u32>, pairs: &[VerifiedPair]) -> Field {
        let mut central: AHashMap<u32, f64> = AHashMap::new();
        for pair in pairs {
            *central.entry(pair.a()).or_default() += pair.similarity().jaccard;
            *central.entry(pair.b()).or_default() += pair.similarity().jaccard;
        }
        let order = self.covering.order;
        let preferred = |&class: &u32| {
            let own = self.articles(class).filter(|&article| order.set(article) == Some(set));
            let centrality = central.get(&class).copied().unwrap_or_default();
            own.map(|article| order.preference(article, centrality)).min()
        };
        let preference: Vec<Preference> = classes.iter().filter_map(preferred).collect();
        let standing = preference.iter().map(|it| it.article).collect();
        let covers = vec![BTreeMap::new(); classes.len()];
        Field { classes, standing, preference, covers }
    }

    /// The same choice with a class that is preferred in the place of one that covers as much, where the two were not
    /// compared with all that are covered before.
    fn preferred(&self, field: &mut Field, part: &[usize], kept: Vec<usize>) -> Result<Vec<usize>, SourceError> {
        let mut kept = kept;
        let mut times = field.times(part, &kept);
        for at in 0..kept.len() {
            let own = kept[at];
            let alone = |it: &usize| times.get(it).is_some_and(|&times| times == 1);
            let mine: Vec<usize> = field.covers[own].keys().copied().filter(alone).collect();
            let Some(&wanted) = mine.iter().min_by_key(|&&it| field.preference[it]) else { continue };
            if field.preference[wanted] >= field.preference[own] {
                continue;
            }
            let others: Vec<usize> = mine.iter().copied().chain([own]).filter(|&it| it != wanted).collect();
            let unknown: Vec<usize> =
                others.iter().copied().filter(|it| !field.covers[wanted].contains_key(it)).collect();
            let found = unknown.par_iter().map(|&other| self.way(field, other, wanted)).collect::<Result<Vec<_>, _>>()?;
            for (other, way) in unknown.into_iter().zip(found) {
                if let Some(way) = way {
                    field.covers[wanted].insert(other, way);
                }
            }
            if others.iter().all(|other| field.covers[wanted].contains_key(other)) {
                kept[at] = wanted;
                field.reach(own).for_each(|it| _ = times.entry(it).and_modify(|times| *times -= 1));
                field.reach(wanted).for_each(|it| _ = times.entry(it).and_modify(|times| *times += 1));
            }
        }
        kept.sort_unstable();
        Ok(kept)
    }

    /// How much of `a` stands in `b`, where they are copies.
    fn way(&self, field: &Field, a: usize, b: usize) -> Result<Option<Way>, SourceError> {
        let (a, b) = (field.classes[a], field.classes[b]);
        let Some(pair) = self.verifier.verify_classes(a, b)? else { return Ok(None) };
        let both = self.ways_of(&pair)?;
        Ok(both.into_iter().flatten().find(|&(covered, ..)| covered == a).map(|(.., way)| way))
    }

    /// What goes of a part. The promise is held for each article by itself: two that are one text may be spelled in two ways.
    fn removals(&self, set: u32, field: &Field, part: &[usize], kept: &[usize]) -> Result<Vec<Removal>, SourceError> {
        let order = self.covering.order;
        let mut removals = Vec::new();
        for &node in part {
            let class = field.classes[node];
            let stays = kept.contains(&node);
            let best = kept.iter().filter_map(|&it| Some((it, field.covers[it].get(&node)?)));
            // Of several that cover it the one that holds most of it, then the one that is preferred.
            let best = best.max_by(|x, y| {
                x.1.covered.total_cmp(&y.1.covered).then(field.preference[y.0].cmp(&field.preference[x.0]))
            });
            for article in self.articles(class).filter(|&article| order.set(article) == Some(set)) {
                let standing = field.standing[node];
                let removal = if stays {
                    (article != standing).then(|| exact(article, standing))
                } else {
                    best.map(|(keeper, way)| Removal {
                        article,
                        kept: field.standing[keeper],
                        relation: way.relation,
                        similarity: way.similarity,
                        covered: way.covered,
                    })
                };
                if let Some(removal) = removal {
                    removals.extend(self.covering.promised(removal, self.sets.reader)?);
                }
            }
        }
        Ok(removals)
    }
}

impl Covering<'_> {
    /// A removal, if the one that stays covers the very article that goes.
    fn promised(&self, removal: Removal, reader: &SetReader<'_>) -> Result<Option<Removal>, SourceError> {
        let covered = cover(reader.source, &reader.shingler, removal.article, removal.kept)?;
        let goes = covered >= self.params.covered || removal.relation == Relation::Rewritten;
        Ok(goes.then_some(Removal { covered, ..removal }))
    }
}

/// Articles with the same words, which have no other copies: all but the one that is preferred go.
pub(super) fn of_one_class(
    class: u32,
    classes: &ExactClasses,
    covering: Covering<'_>,
    reader: &SetReader<'_>,
) -> Result<Vec<Removal>, SourceError> {
    let order = covering.order;
    let mut of_set: BTreeMap<u32, Vec<ArticleIndex>> = BTreeMap::new();
    for article in std::iter::once(classes.leader(class)).chain(classes.others(class)) {
        if let Some(set) = order.set(article) {
            of_set.entry(set).or_default().push(article);
        }
    }
    let mut removals = Vec::new();
    for articles in of_set.values() {
        let stays = articles.iter().copied().min_by_key(|&article| order.preference(article, 0.0));
        let Some(stays) = stays else { continue };
        for &article in articles.iter().filter(|&&article| article != stays) {
            removals.extend(covering.promised(exact(article, stays), reader)?);
        }
    }
    Ok(removals)
}

fn exact(article: ArticleIndex, kept: ArticleIndex) -> Removal {
    Removal { article, kept, relation: Relation::Exact, similarity: super::group::SAME, covered: 1.0 }
}

impl Field {
    fn add(&mut self, ways: &[(u32, u32, Way)]) {
        for &(covered, covering, way) in ways {
            let place = |class: u32| self.classes.binary_search(&class).ok();
            if let (Some(covered), Some(covering)) = (place(covered), place(covering)) {
                self.covers[covering].insert(covered, way);
            }
        }
    }

    /// The parts that have nothing to do with each other, those of one class left out unless its articles repeat.
    fn parts(&self) -> Vec<Vec<usize>> {
        let mut part_of: Vec<usize> = (0..self.classes.len()).collect();
        fn root(part_of: &mut [usize], mut at: usize) -> usize {
            while part_of[at] != at {
                part_of[at] = part_of[part_of[at]];
                at = part_of[at];
            }
            at
        }
        for (covering, covered) in self.covers.iter().enumerate() {
            for &other in covered.keys() {
                let (x, y) = (root(&mut part_of, covering), root(&mut part_of, other));
                part_of[x.max(y)] = x.min(y);
            }
        }
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.classes.len() {
            parts.entry(root(&mut part_of, at)).or_default().push(at);
        }
        parts.into_values().collect()
    }

    /// The smallest choice of a small part, of several the one that is preferred.
    fn fewest(&self, part: &[usize]) -> Vec<usize> {
        let reach: Vec<u32> = part
            .iter()
            .map(|&node| {
                let covered = |(at, other): (usize, &usize)| {
                    u32::from(*other == node || self.covers[node].contains_key(other)) << at
                };
                part.iter().enumerate().map(covered).sum()
            })
            .collect();
        let all = (1_u32 << part.len()) - 1;
        let chosen = |choice: u32| (0..part.len()).filter(move |at| choice >> at & 1 == 1);
        let covers_all = |&choice: &u32| chosen(choice).fold(0, |sum, at| sum | reach[at]) == all;
        let order = |&choice: &u32| {
            let mut preferences: Vec<Preference> = chosen(choice).map(|at| self.preference[part[at]]).collect();
            preferences.sort_unstable();
            (choice.count_ones(), preferences)
        };
        let best = (1..=all).filter(covers_all).min_by_key(order).unwrap_or(all);
        chosen(best).map(|at| part[at]).collect()
    }

    /// A small choice of a large part: always the class next that covers most of what is not covered yet.
    fn greedy(&self, part: &[usize]) -> Vec<usize> {
        let mut open: std::collections::BTreeSet<usize> = part.iter().copied().collect();
        let mut kept = Vec::new();
        let gain = |node: usize, open: &std::collections::BTreeSet<usize>| {
            usize::from(open.contains(&node)) + self.covers[node].keys().filter(|it| open.contains(it)).count()
        };
        let key = |gain: usize, node: usize| (gain, std::cmp::Reverse((self.preference[node], node)));
        // Gains only fall: the one on top is taken when its gain, counted anew, is still the largest.
        let mut queue: std::collections::BinaryHeap<_> = part.iter().map(|&node| key(gain(node, &open), node)).collect();
        while let Some((_, std::cmp::Reverse((_, node)))) = queue.pop() {
            let now = gain(node, &open);
            if now == 0 {
                continue;
            }
            let now = key(now, node);
            if queue.peek().is_some_and(|next| *next > now) {
                queue.push(now);
                continue;
            }
            open.remove(&node);
            self.covers[node].keys().for_each(|it| _ = open.remove(it));
            kept.push(node);
        }
        // What others cover by now need not stay.
        let mut times = self.times(part, &kept);
        for at in (0..kept.len()).rev() {
            let node = kept[at];
            if self.reach(node).all(|it| times.get(&it).is_none_or(|&times| times > 1)) {
                self.reach(node).for_each(|it| _ = times.entry(it).and_modify(|times| *times -= 1));
                kept.remove(at);
            }
        }
        kept.sort_unstable();
        kept
    }

    /// What a class covers, and itself.
    fn reach(&self, node: usize) -> impl Iterator<Item = usize> {
        self.covers[node].keys().copied().chain([node])
    }

    /// How many of those that stay cover each class of a part, or are it.
    fn times(&self, part: &[usize], kept: &[usize]) -> AHashMap<usize, u32> {
        let mut times: AHashMap<usize, u32> = part.iter().map(|&node| (node, 0)).collect();
        for &node in kept {
            for it in self.reach(node) {
                times.entry(it).and_modify(|times| *times += 1);
            }
        }
        times
    }
}
