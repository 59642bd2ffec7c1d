//! Which articles may go because another one, which stays, covers them.
//!
//! An article goes only for one that stays, that it is itself a verified copy of, and that holds the promised share of it.
//! Grouping may follow chains; removing may not. Of the choices that leave no article uncovered, and in which none that stays
//! is covered by another that stays, the one with the fewest is taken: the best of all among few, found by looking at each,
//! and a greedy one among many (the smallest independent dominating set of a graph is hard to find).

use super::component::Forest;
use super::cover::{as_written, cover};
use super::exact::ExactClasses;
use super::sets::{SetReader, SourceError};
use super::shingle::Shingles;
use super::sketch::Print;
use super::verify::{PairSimilarity, Relation, VerifiedPair};
use super::{CopiesError, Covering};
use crate::document::ArticleIndex;
use ahash::AHashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

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

/// Chooses among articles that hang together.
pub(super) struct RemovalChooser<'a> {
    pub(super) reader: &'a SetReader<'a>,
    pub(super) classes: &'a ExactClasses,
    pub(super) covering: Covering<'a>,
}

/// How one article relates to another and how much of it stands there.
#[derive(Clone, Copy, Debug)]
struct Way {
    relation: Relation,
    similarity: PairSimilarity,
    covered: f64,
}

/// Articles of one set that are written alike to the letter, but for capitals.
struct Node {
    class: u32,
    /// The one that stays if any does, then the others.
    articles: Vec<ArticleIndex>,
    preference: Preference,
    /// Its runs of five words, where there is room for those of all.
    shingles: OnceLock<Shingles>,
}

/// The articles of one set by how they are written, and who covers whom.
struct Field {
    /// In order of class, then of their first article.
    nodes: Vec<Node>,
    /// Of each node the nodes that it covers, with the way from the covered one to it.
    covers: Vec<BTreeMap<usize, Way>>,
}

/// Nodes of a component whose shingles are all kept.
const KEPT: usize = 4096;

/// Ways of writing one text that are compared with each other: more are other texts that happen to fold alike.
const SPELLED: usize = 64;

/// A node that is covered, the one that covers it, and the way between them.
type Covered = (usize, usize, Way);

/// Two nodes that are copies, by number.
type Copies = (usize, usize, Relation, PairSimilarity);

impl RemovalChooser<'_> {
    /// The articles of `classes` that may go, given all verified pairs among them. `verify` judges two that nobody took for
    /// candidates.
    pub(super) fn choose(
        &self,
        classes: &[u32],
        pairs: &[VerifiedPair],
        verify: &(dyn Fn(u32, u32) -> Result<Option<VerifiedPair>, SourceError> + Sync),
    ) -> Result<Vec<Removal>, SourceError> {
        let mut of_set: BTreeMap<u32, Vec<(u32, ArticleIndex)>> = BTreeMap::new();
        for &class in classes {
            for article in self.articles(class) {
                if let Some(set) = self.covering.order.set(article) {
                    of_set.entry(set).or_default().push((class, article));
                }
            }
        }
        let mut removals = Vec::new();
        for articles in of_set.into_values().filter(|articles| articles.len() > 1) {
            let mut field = self.field(&articles, pairs)?;
            for part in field.parts() {
                let kept = if part.len() <= ALL_CHOICES { field.fewest(&part) } else { field.greedy(&part) };
                let kept = self.preferred(&mut field, &part, kept, verify)?;
                removals.extend(field.removals(&part, &kept));
            }
        }
        Ok(removals)
    }

    fn articles(&self, class: u32) -> impl Iterator<Item = ArticleIndex> {
        std::iter::once(self.classes.leader(class)).chain(self.classes.others(class))
    }

    fn field(&self, articles: &[(u32, ArticleIndex)], pairs: &[VerifiedPair]) -> Result<Field, SourceError> {
        // Of each class the sum of its similarities to all other articles, those with the same words among them.
        let mut central: AHashMap<u32, f64> = AHashMap::new();
        let size = |class: u32| self.classes.size(class) as f64;
        for pair in pairs {
            let similar = pair.similarity().jaccard;
            *central.entry(pair.a()).or_insert_with(|| size(pair.a()) - 1.0) += similar * size(pair.b());
            *central.entry(pair.b()).or_insert_with(|| size(pair.b()) - 1.0) += similar * size(pair.a());
        }
        let print = |&(class, article): &(u32, ArticleIndex)| {
            Ok((class, Print::of(&as_written(self.reader.source, article)?.hashes), article))
        };
        let prints = articles.par_iter().map(print).collect::<Result<Vec<_>, SourceError>>()?;
        let mut place: AHashMap<(u32, Print), usize> = AHashMap::new();
        let mut nodes: Vec<Node> = Vec::new();
        for (class, print, article) in prints {
            let centrality = central.get(&class).copied().unwrap_or_default();
            let preference = self.covering.order.preference(article, centrality);
            let at = *place.entry((class, print)).or_insert(nodes.len());
            match nodes.get_mut(at) {
                Some(node) if preference < node.preference => {
                    node.preference = preference;
                    node.articles.insert(0, article);
                }
                Some(node) => node.articles.push(article),
                None => {
                    let shingles = OnceLock::new();
                    nodes.push(Node { class, articles: vec![article], preference, shingles });
                }
            }
        }
        let copies = copies(&nodes, pairs);
        let keeps = nodes.len() <= KEPT;
        let mut field = Field { covers: vec![BTreeMap::new(); nodes.len()], nodes };
        let ways = copies.par_iter().map(|copies| self.ways(&field, *copies, keeps));
        for [forth, back] in ways.collect::<Result<Vec<_>, SourceError>>()? {
            for (covered, covering, way) in forth.into_iter().chain(back) {
                field.covers[covering].insert(covered, way);
            }
        }
        Ok(field)
    }

    /// Of two nodes that are copies the ways in both directions, where there is enough to cover: `(covered, covering, way)`.
    fn ways(
        &self,
        field: &Field,
        (a, b, relation, similarity): Copies,
        keeps: bool,
    ) -> Result<[Option<Covered>; 2], SourceError> {
        let params = self.covering.params;
        let rewritten = relation == Relation::Rewritten;
        if rewritten && params.remove != Some(AlsoRemoved::Rewritten) {
            return Ok([None, None]);
        }
        let (x, y) = (self.shingles(&field.nodes[a], keeps)?, self.shingles(&field.nodes[b], keeps)?);
        let way = |own: &Shingles, other: &Shingles, from: usize, to: usize, relation: Relation| {
            let covered = cover(own, other);
            let way = Way { relation, similarity, covered };
            (covered >= params.covered || rewritten).then_some((from, to, way))
        };
        Ok([way(&x, &y, a, b, relation), way(&y, &x, b, a, relation.turned())])
    }

    fn shingles<'n>(&self, node: &'n Node, keeps: bool) -> Result<Cow<'n, Shingles>, SourceError> {
        if let Some(shingles) = node.shingles.get() {
            return Ok(Cow::Borrowed(shingles));
        }
        let tokens = as_written(self.reader.source, node.articles[0])?;
        let shingles = self.reader.shingler.shingles(&tokens.hashes, tokens.unspaced);
        Ok(if keeps { Cow::Borrowed(node.shingles.get_or_init(|| shingles)) } else { Cow::Owned(shingles) })
    }

    /// The same choice with a node that is preferred in the place of one that covers as much, where the two were not
    /// compared with all that are covered before.
    fn preferred(
        &self,
        field: &mut Field,
        part: &[usize],
        mut kept: Vec<usize>,
        verify: &(dyn Fn(u32, u32) -> Result<Option<VerifiedPair>, SourceError> + Sync),
    ) -> Result<Vec<usize>, SourceError> {
        let mut times = field.times(part, &kept);
        for at in 0..kept.len() {
            let own = kept[at];
            let alone = |it: &usize| times.get(it).is_some_and(|&times| times == 1);
            let mine: Vec<usize> = field.covers[own].keys().copied().filter(alone).collect();
            let Some(&wanted) = mine.iter().min_by_key(|&&it| field.nodes[it].preference) else { continue };
            if field.nodes[wanted].preference >= field.nodes[own].preference {
                continue;
            }
            let others: Vec<usize> = mine.iter().copied().chain([own]).filter(|&it| it != wanted).collect();
            let unknown: Vec<usize> =
                others.iter().copied().filter(|it| !field.covers[wanted].contains_key(it)).collect();
            let way = |&other: &usize| self.way(field, other, wanted, verify);
            let found = unknown.par_iter().map(way).collect::<Result<Vec<_>, _>>()?;
            for (other, way) in unknown.into_iter().zip(found) {
                if let Some(way) = way {
                    field.covers[wanted].insert(other, way);
                }
            }
            let covers = |other: &usize| field.covers[wanted].contains_key(other);
            let alone = kept.iter().filter(|it| **it != own).all(|it| !covers(it));
            if alone && others.iter().all(covers) {
                kept[at] = wanted;
                field.reach(own).for_each(|it| _ = times.entry(it).and_modify(|times| *times -= 1));
                field.reach(wanted).for_each(|it| _ = times.entry(it).and_modify(|times| *times += 1));
            }
        }
        kept.sort_unstable();
        Ok(kept)
    }

    /// How much of `a` stands in `b`, where they are copies.
    fn way(
        &self,
        field: &Field,
        a: usize,
        b: usize,
        verify: &(dyn Fn(u32, u32) -> Result<Option<VerifiedPair>, SourceError> + Sync),
    ) -> Result<Option<Way>, SourceError> {
        let (x, y) = (field.nodes[a].class, field.nodes[b].class);
        if x == y {
            return Ok(None);
        }
        let Some(pair) = verify(x.min(y), x.max(y))? else { return Ok(None) };
        let relation = if x < y { pair.relation() } else { pair.relation().turned() };
        let [forth, _] = self.ways(field, (a, b, relation, pair.similarity()), false)?;
        Ok(forth.map(|(.., way)| way))
    }
}

/// All pairs of nodes that are copies: of one class, or of two that are a verified pair.
fn copies(nodes: &[Node], pairs: &[VerifiedPair]) -> Vec<Copies> {
    let mut of_class: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate() {
        of_class.entry(node.class).or_default().push(at);
    }
    let spelled = |class: u32| of_class.get(&class).into_iter().flatten().copied().take(SPELLED);
    let mut copies = Vec::new();
    for &class in of_class.keys() {
        for a in spelled(class) {
            copies.extend(
                spelled(class).filter(|&b| a < b).map(|b| (a, b, Relation::Exact, super::group::SAME)),
            );
        }
    }
    for pair in pairs {
        for a in spelled(pair.a()) {
            copies.extend(spelled(pair.b()).map(|b| (a, b, pair.relation(), pair.similarity())));
        }
    }
    copies
}

impl Field {
    /// The nodes in parts that cover nothing of each other; a node that covers nothing and is not covered is a part alone.
    fn parts(&self) -> Vec<Vec<usize>> {
        let mut forest = Forest::of(self.nodes.len());
        for (covering, covered) in self.covers.iter().enumerate() {
            covered.keys().for_each(|&other| forest.join(covering as u32, other as u32));
        }
        let mut parts: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for at in 0..self.nodes.len() {
            parts.entry(forest.root(at as u32)).or_default().push(at);
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
        // How many of those that stay others of them cover: of three that cover each other in a ring one may have to.
        let covered = |choice: u32| {
            let others = |at: usize| chosen(choice).filter(move |&other| other != at);
            chosen(choice).filter(|&at| others(at).any(|other| reach[other] >> at & 1 == 1)).count()
        };
        let order = |&choice: &u32| {
            let mut preferences: Vec<Preference> =
                chosen(choice).map(|at| self.nodes[part[at]].preference).collect();
            preferences.sort_unstable();
            (covered(choice), choice.count_ones(), preferences)
        };
        let best = (1..=all).filter(covers_all).min_by_key(order).unwrap_or(all);
        chosen(best).map(|at| part[at]).collect()
    }

    /// A small choice of a large part: always the one next that covers most of what is not covered yet, of those that are not
    /// covered themselves.
    fn greedy(&self, part: &[usize]) -> Vec<usize> {
        let mut open: std::collections::BTreeSet<usize> = part.iter().copied().collect();
        let mut kept = Vec::new();
        let gain = |node: usize, open: &std::collections::BTreeSet<usize>| {
            usize::from(open.contains(&node))
                + self.covers[node].keys().filter(|it| open.contains(it)).count()
        };
        let key = |gain: usize, node: usize| (gain, std::cmp::Reverse((self.nodes[node].preference, node)));
        // Gains only fall: the one on top is taken when its gain, counted anew, is still the largest.
        let mut queue: std::collections::BinaryHeap<_> =
            part.iter().map(|&node| key(gain(node, &open), node)).collect();
        while let Some((_, std::cmp::Reverse((_, node)))) = queue.pop() {
            // What is covered goes, and covers nobody any more.
            if !open.contains(&node) {
                continue;
            }
            let now = gain(node, &open);
            let now = key(now, node);
            if queue.peek().is_some_and(|next| *next > now) {
                queue.push(now);
                continue;
            }
            open.remove(&node);
            self.covers[node].keys().for_each(|it| _ = open.remove(it));
            kept.push(node);
        }
        kept.sort_unstable();
        kept
    }

    /// What goes of a part for those of it that stay.
    fn removals(&self, part: &[usize], kept: &[usize]) -> Vec<Removal> {
        let mut removals = Vec::new();
        for &node in part {
            let own = &self.nodes[node].articles;
            let best = kept.iter().filter_map(|&it| Some((it, self.covers[it].get(&node)?)));
            // Of several that cover it the one that holds most of it, then the one that is preferred.
            let best = best.max_by(|x, y| {
                let preference = |it: usize| self.nodes[it].preference;
                x.1.covered.total_cmp(&y.1.covered).then(preference(y.0).cmp(&preference(x.0)))
            });
            match best.filter(|_| !kept.contains(&node)) {
                Some((keeper, way)) => removals.extend(own.iter().map(|&article| Removal {
                    article,
                    kept: self.nodes[keeper].articles[0],
                    relation: way.relation,
                    similarity: way.similarity,
                    covered: way.covered,
                })),
                None => removals.extend(own[1..].iter().map(|&article| Removal {
                    article,
                    kept: own[0],
                    relation: Relation::Exact,
                    similarity: super::group::SAME,
                    covered: 1.0,
                })),
            }
        }
        removals
    }

    /// What a node covers, and itself.
    fn reach(&self, node: usize) -> impl Iterator<Item = usize> {
        self.covers[node].keys().copied().chain([node])
    }

    /// How many of those that stay cover each node of a part, or are it.
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
