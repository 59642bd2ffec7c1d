//! What other thresholds would give: how many clusters, and how large the largest becomes (its *percolation*); how the
//! similarities are spread; and which pairs a person would learn most from judging.
//!
//! Nothing here changes a setting. Cost: one landscape a language, and one linking a threshold and level.

use super::landscape::Landscape;
use super::link::{Edge, average_link};
use super::split::stories_of;
use super::{StoriesError, StoriesParams, comparable};
use crate::copies::{BINS, bin};
use crate::document::{ArticleIndex, ArticleKind, Corpus, Language};
use rayon::prelude::*;

/// Thresholds that are tried, as shares of the one that is set.
const SHARES: [f64; 9] = [0.5, 0.625, 0.75, 0.875, 1.0, 1.125, 1.25, 1.5, 2.0];

/// Pairs farther from the story threshold are not on its border.
const BORDER: f64 = 0.1;

/// What one threshold gives.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Percolation {
    /// The threshold.
    pub threshold: f64,
    /// Clusters of two or more articles.
    pub clusters: u64,
    /// Articles in them.
    pub articles: u64,
    /// Articles of the largest.
    pub largest: u64,
}

/// Two articles that the story threshold just joins or just keeps apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BorderlinePair {
    /// The one.
    pub a: ArticleIndex,
    /// The other.
    pub b: ArticleIndex,
    /// What is held against the story threshold.
    pub similarity: f64,
}

/// What there is to know before thresholds are changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tuning {
    /// Pairs of neighbours by similarity above chance, in [`BINS`] bins over [0, 1].
    pub neighbours: Vec<u64>,
    /// Pairs within storylines by what is held against the story threshold, in the same bins.
    pub within: Vec<u64>,
    /// By threshold, loosest first.
    pub storylines: Vec<Percolation>,
    /// By threshold, loosest first, within the storylines of the threshold that is set.
    pub stories: Vec<Percolation>,
    /// Main articles, which labels of documents are about; nearest to the story threshold first, no article in two of them.
    pub borderline: Vec<BorderlinePair>,
}

/// Tries thresholds on the articles; `most` borderline pairs are wanted.
pub fn tune(
    corpus: &Corpus,
    languages: &[Option<Language>],
    articles: &[ArticleIndex],
    params: &StoriesParams,
    most: usize,
) -> Result<Tuning, StoriesError> {
    params.validate()?;
    let points = |threshold: f64| {
        SHARES.map(|share| Percolation { threshold: share * threshold, ..Percolation::default() }).to_vec()
    };
    let mut tuning = Tuning {
        neighbours: vec![0; BINS],
        within: vec![0; BINS],
        storylines: points(params.storyline_threshold),
        stories: points(params.story_threshold),
        borderline: Vec::new(),
    };
    for members in comparable(corpus, languages, articles) {
        let landscape = Landscape::of(corpus, languages, &members, params)?;
        count(&landscape.graph, &mut tuning.neighbours);
        let singles: Vec<Vec<u32>> = (0..members.len() as u32).map(|node| vec![node]).collect();
        let parts: Vec<Vec<Vec<u32>>> = tuning
            .storylines
            .par_iter()
            .map(|point| average_link(singles.clone(), &landscape.graph, point.threshold))
            .collect();
        tuning.storylines.iter_mut().zip(&parts).for_each(|(point, parts)| point.add(parts));
        let splitter = landscape.splitter();
        for line in landscape.storylines.iter().filter(|line| line.len() > 1) {
            let edges = splitter.edges(line);
            count(&edges, &mut tuning.within);
            for point in &mut tuning.stories {
                point.add(&stories_of(line.len(), &edges, point.threshold));
            }
            let article = |place: u32| members[line[place as usize] as usize];
            let is_main = |place: u32| corpus.articles[article(place).at()].kind == ArticleKind::Main;
            let near = |edge: &&Edge| {
                (edge.similarity - params.story_threshold).abs() <= BORDER
                    && is_main(edge.a)
                    && is_main(edge.b)
            };
            tuning.borderline.extend(edges.iter().filter(near).map(|edge| BorderlinePair {
                a: article(edge.a),
                b: article(edge.b),
                similarity: edge.similarity,
            }));
        }
    }
    tuning.borderline = most_telling(tuning.borderline, params.story_threshold, most);
    Ok(tuning)
}

impl Percolation {
    fn add(&mut self, parts: &[Vec<u32>]) {
        for part in parts.iter().filter(|part| part.len() > 1) {
            self.clusters += 1;
            self.articles += part.len() as u64;
            self.largest = self.largest.max(part.len() as u64);
        }
    }
}

/// Counts pairs by similarity.
pub(super) fn count(edges: &[Edge], bins: &mut [u64]) {
    for edge in edges {
        bins[bin(edge.similarity)] += 1;
    }
}

/// The pairs nearest to the threshold, an article in one of them only: what is told of one pair of a story tells much of
/// the next.
fn most_telling(mut pairs: Vec<BorderlinePair>, threshold: f64, most: usize) -> Vec<BorderlinePair> {
    let distance = |pair: &BorderlinePair| (pair.similarity - threshold).abs();
    pairs.sort_by(|x, y| distance(x).total_cmp(&distance(y)).then_with(|| (x.a, x.b).cmp(&(y.a, y.b))));
    let mut used = ahash::AHashSet::new();
    pairs.retain(|pair| {
        used.len() < 2 * most && !used.contains(&pair.a) && !used.contains(&pair.b) && {
            used.insert(pair.a);
            used.insert(pair.b)
        }
    });
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_in_one_borderline_pair_only_and_the_nearest_come_first() {
        let pair = |a, b, similarity| BorderlinePair { a: ArticleIndex(a), b: ArticleIndex(b), similarity };
        let pairs = vec![pair(0, 1, 0.3), pair(0, 2, 0.16), pair(3, 4, 0.13), pair(5, 6, 0.9)];
        let found = most_telling(pairs, 0.15, 2);
        assert_eq!(found, [pair(0, 2, 0.16), pair(3, 4, 0.13)]);
    }
}
