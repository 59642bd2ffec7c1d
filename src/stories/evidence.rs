//! What made a join: the terms with their share of the similarity, in the words of the articles.

use super::landscape::Landscape;
use super::link::Edge;
use super::terms::each_term;
use super::vector::SparseVector;
use super::{Story, Storyline};
use crate::document::ArticleIndex;
use crate::hash::hash64;
use ahash::AHashMap;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Terms that a join or a story shows.
const SHOWN_TERMS: usize = 12;

/// What a term is, as far as its spelling tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TermKind {
    /// Any word; in scripts without capitals also names.
    #[default]
    Word,
    /// Written with a capital in the middle of sentences.
    Name,
    /// A number.
    Number,
}

/// A word and its share of a similarity or a profile, in [0, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// As the articles write it most often.
    pub surface: String,
    /// Its share.
    pub weight: f64,
    /// What it is.
    pub kind: TermKind,
}

/// Why two things were joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Join<T> {
    /// The one.
    pub a: T,
    /// The other.
    pub b: T,
    /// Similarity above chance, the time between them taken into account for articles.
    pub similarity: f64,
    /// What the mean similarity had to reach.
    pub threshold: f64,
    /// What made it, strongest first.
    pub terms: Vec<Term>,
    /// Days between two articles, where both dates are known.
    pub days: Option<f64>,
    /// Cosine of the vectors that the user gave for two articles.
    pub vectors: Option<f64>,
}

/// A term of a region: the region's place, and the term's number there.
type TermKey = (u32, u32);

/// Terms with their shares, strongest first.
type Weighed = Vec<(TermKey, f64)>;

/// Tells why.
pub(super) struct Witness<'l, 'a> {
    pub(super) landscape: &'l Landscape<'a>,
}

impl Witness<'_, '_> {
    /// A story of `members` with the edges between them.
    pub(super) fn story(&self, members: &[u32], edges: &[Edge]) -> Story {
        let articles: Vec<ArticleIndex> = members.iter().map(|&node| self.article(node)).collect();
        if members.len() < 2 {
            return Story { representative: articles[0], articles, terms: Vec::new(), joins: Vec::new() };
        }
        let mut centrality: BTreeMap<u32, f64> = members.iter().map(|&node| (node, 0.0)).collect();
        for edge in edges {
            for node in [edge.a, edge.b] {
                centrality.entry(node).and_modify(|sum| *sum += edge.similarity);
            }
        }
        let central = centrality
            .iter()
            .max_by(|x, y| x.1.total_cmp(y.1).then(y.0.cmp(x.0)))
            .map_or(members[0], |it| *it.0);
        let tree: Vec<(Edge, Weighed)> =
            spanning_tree(edges).into_iter().map(|edge| (edge, self.shared(edge.a, edge.b))).collect();
        let profile = self.profile(members);
        let wanted = all_terms(tree.iter().map(|(_, terms)| terms).chain([&profile]));
        let surfaces = self.surfaces(members, &wanted);
        let joins = tree
            .iter()
            .map(|(edge, terms)| Join {
                a: self.article(edge.a),
                b: self.article(edge.b),
                similarity: edge.similarity,
                threshold: self.landscape.params.story_threshold,
                terms: self.named(terms, &surfaces),
                days: self.days(edge.a, edge.b),
                vectors: self.cosine(edge.a, edge.b),
            })
            .collect();
        Story {
            articles,
            representative: self.article(central),
            terms: self.named(&profile, &surfaces),
            joins,
        }
    }

    /// The storylines, each a list of nodes that is the union of some stories.
    pub(super) fn storylines(
        &self,
        stories: &[Vec<u32>],
        storylines: &[Vec<u32>],
        graph: &[Edge],
    ) -> Vec<Storyline> {
        let mut story_of = vec![0_u32; self.landscape.articles.len()];
        for (at, story) in stories.iter().enumerate() {
            story.iter().for_each(|&node| story_of[node as usize] = at as u32);
        }
        let mut found: Vec<Storyline> =
            storylines.par_iter().map(|nodes| self.storyline(nodes, stories, &story_of, graph)).collect();
        // A story stands between storylines of several stories; beside a single one it is just another story.
        let several: Vec<bool> = found.iter().map(|line| line.stories.len() > 1).collect();
        for (line, story, similarity) in self.links(stories, storylines, &story_of, graph, &several) {
            found[line as usize].links.push((story as usize, similarity));
        }
        found
    }

    /// Stories that are as near to another storyline as its own stories must be, as storyline, story and similarity; by
    /// storyline, strongest first. Only to storylines of `several` stories.
    fn links(
        &self,
        stories: &[Vec<u32>],
        storylines: &[Vec<u32>],
        story_of: &[u32],
        graph: &[Edge],
        several: &[bool],
    ) -> Vec<(u32, u32, f64)> {
        let mut line_of = vec![0_u32; self.landscape.articles.len()];
        for (at, line) in storylines.iter().enumerate() {
            line.iter().for_each(|&node| line_of[node as usize] = at as u32);
        }
        let mut sums: AHashMap<(u32, u32), f64> = AHashMap::new();
        for edge in graph {
            let (a, b) = (edge.a as usize, edge.b as usize);
            for (from, to) in [(a, b), (b, a)] {
                if line_of[from] != line_of[to] && several[line_of[to] as usize] {
                    *sums.entry((line_of[to], story_of[from])).or_insert(0.0) += edge.similarity;
                }
            }
        }
        let pairs = |line: u32, story: u32| storylines[line as usize].len() * stories[story as usize].len();
        let mut links: Vec<(u32, u32, f64)> = sums
            .into_iter()
            .map(|((line, story), sum)| (line, story, sum / pairs(line, story) as f64))
            .filter(|link| link.2 >= self.landscape.params.storyline_threshold)
            .collect();
        links.sort_unstable_by(|x, y| x.0.cmp(&y.0).then(y.2.total_cmp(&x.2)).then(x.1.cmp(&y.1)));
        links
    }

    fn storyline(&self, nodes: &[u32], stories: &[Vec<u32>], story_of: &[u32], graph: &[Edge]) -> Storyline {
        let mut own: Vec<usize> = nodes.iter().map(|&node| story_of[node as usize] as usize).collect();
        own.sort_unstable();
        own.dedup();
        if own.len() < 2 {
            return Storyline { stories: own, ..Storyline::default() };
        }
        let between = Self::between_stories(nodes, stories, story_of, graph);
        let tree: Vec<(Edge, Weighed)> = spanning_tree(&between)
            .into_iter()
            .map(|edge| {
                let (x, y) = (self.sum(&stories[edge.a as usize]), self.sum(&stories[edge.b as usize]));
                (edge, shared_sums(&x, &y))
            })
            .collect();
        let profile = self.profile(nodes);
        let wanted = all_terms(tree.iter().map(|(_, terms)| terms).chain([&profile]));
        let surfaces = self.surfaces(nodes, &wanted);
        let joins = tree
            .iter()
            .map(|(edge, terms)| Join {
                a: edge.a as usize,
                b: edge.b as usize,
                similarity: edge.similarity,
                threshold: self.landscape.params.storyline_threshold,
                terms: self.named(terms, &surfaces),
                days: None,
                vectors: None,
            })
            .collect();
        Storyline { stories: own, terms: self.named(&profile, &surfaces), joins, links: Vec::new() }
    }

    /// The mean similarity of each two stories of a storyline that have neighbours in each other.
    fn between_stories(nodes: &[u32], stories: &[Vec<u32>], story_of: &[u32], graph: &[Edge]) -> Vec<Edge> {
        let mut sums: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for edge in super::inside(graph, nodes) {
            let (x, y) = (story_of[edge.a as usize], story_of[edge.b as usize]);
            if x != y {
                *sums.entry((x.min(y), x.max(y))).or_insert(0.0) += edge.similarity;
            }
        }
        sums.into_iter()
            .map(|((a, b), sum)| {
                let pairs = stories[a as usize].len() * stories[b as usize].len();
                Edge { a, b, similarity: sum / pairs as f64 }
            })
            .collect()
    }

    /// The terms two articles share, strongest first.
    pub(super) fn shared_terms(&self, a: u32, b: u32) -> Vec<Term> {
        let terms = self.shared(a, b);
        let wanted = all_terms([&terms].into_iter());
        self.named(&terms, &self.surfaces(&[a, b], &wanted))
    }

    /// Days between two articles, where both dates are known.
    pub(super) fn days(&self, a: u32, b: u32) -> Option<f64> {
        let date = |node: u32| self.landscape.published[node as usize];
        Some(date(a)?.days_from(date(b)?))
    }

    /// The cosine of the user's vectors of two articles, where both have one.
    fn cosine(&self, a: u32, b: u32) -> Option<f64> {
        self.landscape.dense.as_ref()?.cosine(a, b)
    }

    fn article(&self, node: u32) -> ArticleIndex {
        self.landscape.articles[node as usize]
    }

    /// The terms of an article with their weights.
    fn vector(&self, node: u32) -> impl Iterator<Item = (TermKey, f64)> {
        let home = self.landscape.home(node);
        let vector: &SparseVector =
            &self.landscape.regions[home.region as usize].space.vectors[home.number as usize];
        vector.iter().map(move |(term, weight)| ((home.region, term), f64::from(weight)))
    }

    /// Each term's part of the similarity of two articles; nothing between languages.
    fn shared(&self, a: u32, b: u32) -> Weighed {
        shared_sums(&self.vector(a).collect(), &self.vector(b).collect())
    }

    fn sum(&self, members: &[u32]) -> BTreeMap<TermKey, f64> {
        let mut sum = BTreeMap::new();
        for &node in members {
            for (term, weight) in self.vector(node) {
                *sum.entry(term).or_insert(0.0) += weight;
            }
        }
        sum
    }

    /// What most of the members are about: each term's part of the squared length of the summed vectors, for terms that
    /// at least two members have.
    fn profile(&self, members: &[u32]) -> Weighed {
        let mut holders: BTreeMap<TermKey, (u32, f64)> = BTreeMap::new();
        for &node in members {
            for (term, weight) in self.vector(node) {
                let entry = holders.entry(term).or_insert((0, 0.0));
                entry.0 += 1;
                entry.1 += weight;
            }
        }
        let squares: f64 = holders.values().map(|(_, sum)| sum * sum).sum();
        let mut profile: Weighed = holders
            .into_iter()
            .filter(|(_, (count, _))| *count >= 2)
            .map(|(term, (_, sum))| (term, sum * sum / squares.max(f64::MIN_POSITIVE)))
            .collect();
        strongest(&mut profile);
        profile
    }

    fn named(&self, parts: &[(TermKey, f64)], surfaces: &BTreeMap<TermKey, String>) -> Vec<Term> {
        let term = |&(key, weight): &(TermKey, f64)| {
            let kind = self.landscape.regions[key.0 as usize].counts.kind(key.1);
            Some(Term { surface: surfaces.get(&key)?.clone(), weight, kind })
        };
        parts.iter().filter_map(term).collect()
    }

    /// How the members write each of the `wanted` terms (sorted): most often, then first in order of code point.
    fn surfaces(&self, members: &[u32], wanted: &[TermKey]) -> BTreeMap<TermKey, String> {
        let mut counts: BTreeMap<TermKey, BTreeMap<String, u32>> = BTreeMap::new();
        // Terms are numbered in order of their hashes, so the wanted hashes of a region are sorted as well.
        let term_hash = |&(region, term): &TermKey| {
            (region, self.landscape.regions[region as usize].counts.terms[term as usize])
        };
        let hashes: Vec<(u32, u64)> = wanted.iter().map(term_hash).collect();
        for &node in members {
            let region = self.landscape.home(node).region;
            let tongue = &self.landscape.regions[region as usize].tongue;
            each_term(self.landscape.corpus, self.article(node), tongue, |term, surface, _| {
                if let Ok(at) = hashes.binary_search(&(region, hash64(term.as_bytes()))) {
                    let forms = counts.entry(wanted[at]).or_default();
                    match forms.get_mut(surface) {
                        Some(count) => *count += 1,
                        None => {
                            forms.insert(surface.to_string(), 1);
                        }
                    }
                }
            });
        }
        counts
            .into_iter()
            .filter_map(|(term, forms)| {
                let best = forms.into_iter().max_by(|x, y| x.1.cmp(&y.1).then_with(|| y.0.cmp(&x.0)))?;
                Some((term, best.0))
            })
            .collect()
    }
}

/// All terms of some lists, sorted, without repeats.
fn all_terms<'a>(lists: impl Iterator<Item = &'a Weighed>) -> Vec<TermKey> {
    let mut terms: Vec<TermKey> = lists.flatten().map(|&(term, _)| term).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Each shared term's part of the dot product.
fn shared_sums(x: &BTreeMap<TermKey, f64>, y: &BTreeMap<TermKey, f64>) -> Weighed {
    let mut parts: Weighed =
        x.iter().filter_map(|(term, weight)| Some((*term, weight * y.get(term)?))).collect();
    let whole: f64 = parts.iter().map(|part| part.1).sum();
    parts.iter_mut().for_each(|part| part.1 /= whole.max(f64::MIN_POSITIVE));
    strongest(&mut parts);
    parts
}

fn strongest(parts: &mut Weighed) {
    parts.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    parts.truncate(SHOWN_TERMS);
}

/// The strongest edges that connect all nodes, strongest first (Kruskal).
fn spanning_tree(edges: &[Edge]) -> Vec<Edge> {
    let mut order: Vec<Edge> = edges.to_vec();
    order.sort_by(|x, y| y.similarity.total_cmp(&x.similarity).then_with(|| (x.a, x.b).cmp(&(y.a, y.b))));
    let mut root: BTreeMap<u32, u32> = BTreeMap::new();
    order.retain(|edge| {
        let (x, y) = (find(&root, edge.a), find(&root, edge.b));
        if x != y {
            root.insert(x.max(y), x.min(y));
        }
        x != y
    });
    order
}

/// The root of the tree that holds `node`.
fn find(root: &BTreeMap<u32, u32>, mut node: u32) -> u32 {
    while let Some(&next) = root.get(&node) {
        node = next;
    }
    node
}
