//! Which articles report one event, and which events belong together.
//!
//! **Owns** the content vectors, what similarity chance alone gives, the neighbour graph, the linking and the evidence
//! of each join.
//!
//! **Always holds**: only one article of each group of copies comes here, so reprints are no independent evidence;
//! articles of different languages are joined only by vectors that the user gives; every story of two or more articles
//! names the joins that made it; the result does not depend on threads or on the order of files.
//!
//! **Cost**: linear in tokens for the vectors; a bounded number of neighbours an article, found through the postings of
//! its rarer terms; `e log e` for linking `e` pairs of neighbours; all pairs inside a storyline.
//!
//! **Fails** when parameters are out of range or the compiled-in statistics are damaged ([`StoriesError`]).
//!
//! How similarity is measured: `s` is the cosine of two content vectors, `e = m_i m_j / m` what chance gives two such
//! articles, and `(s - e) / (1 - e)` what is compared with the thresholds. A fixed threshold on `s` serves no two
//! languages; on similarity above chance one serves all that were tried (`docs/accuracy.md`).

mod aliases;
mod calibrate;
mod dense;
mod evidence;
mod fragments;
mod headline;
mod landscape;
mod link;
mod neighbours;
mod oversize;
mod region;
mod spellings;
mod split;
mod template;
mod terms;
mod tune;
mod vector;

pub use aliases::{SAME, Verdict, VerdictError};
pub use evidence::{Join, Term, TermKind};
pub use oversize::Oversize;
pub use spellings::Spelling;
pub use tune::{BorderlinePair, Percolation, Tuning, tune};

use crate::copies::BINS;
use crate::document::{ArticleIndex, Corpus, Language, Timestamp};
use crate::text::BackgroundError;
use landscape::Landscape;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Parameters of the room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct StoriesParams {
    /// Mean similarity above chance, each term weighed by its rarity in the storyline, from which articles of one day
    /// are one story, in (0, 1).
    pub story_threshold: f64,
    /// Mean similarity above chance from which stories are one storyline, in (0, 1).
    pub storyline_threshold: f64,
    /// How much more similar articles must be that are far apart in time, in [0, 1].
    pub time_penalty: f64,
    /// Days over which the penalty grows: with 3, a day apart costs a twentieth of it and a week nearly all.
    pub time_scale_days: f64,
    /// How much less similar articles may be that were published at one time, in [0, 1]. An unknown date is neither
    /// bonus nor penalty.
    pub same_day_bonus: f64,
    /// How much the agreement of two headlines counts, in [0, 1]: what each one names stands in the other
    /// article, or does not.
    pub headline_weight: f64,
    /// How much more similar articles of one outlet must be, in [0, 1]. An outlet with a quarter of all articles is an
    /// aggregator and counts as none.
    pub outlet_penalty: f64,
    /// What the user's own vectors say in the similarity of two articles of one language, in [0, 1]; the rest is said
    /// by their words. Of articles of different languages only vectors speak.
    pub vectors_weight: f64,
    /// What the user says of spellings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spellings: Vec<Verdict>,
}

impl Default for StoriesParams {
    fn default() -> Self {
        Self {
            story_threshold: 0.15,
            storyline_threshold: 0.08,
            time_penalty: 0.3,
            time_scale_days: 3.0,
            same_day_bonus: 0.12,
            headline_weight: 0.8,
            outlet_penalty: 0.1,
            vectors_weight: 0.1,
            spellings: Vec::new(),
        }
    }
}

/// Days after which an event is no news any more: what is written of it then is of another one. Weeks later the
/// penalty reaches 1, which no similarity makes up for.
const NEWS_DAYS: f64 = 21.0;

/// What can go wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StoriesError {
    /// A threshold that must lie between 0 and 1.
    #[error("{name} is {value}, but must be above 0 and below 1")]
    Threshold {
        /// Of the parameter.
        name: &'static str,
        /// As given.
        value: f64,
    },
    /// Vectors of two models.
    #[error("the vector of {a} has {of_a} numbers and that of {b} has {of_b}; all must come from one model")]
    Dimensions {
        /// A document.
        a: String,
        /// How many numbers its vector has.
        of_a: usize,
        /// Another document.
        b: String,
        /// How many numbers that one's has.
        of_b: usize,
    },
    /// The data that was compiled in is damaged.
    #[error(transparent)]
    Background(#[from] BackgroundError),
}

impl StoriesParams {
    /// Checks every range.
    pub fn validate(&self) -> Result<(), StoriesError> {
        for (name, value) in
            [("story threshold", self.story_threshold), ("storyline threshold", self.storyline_threshold)]
        {
            if !(value > 0.0 && value < 1.0) {
                return Err(StoriesError::Threshold { name, value });
            }
        }
        for (name, value) in [
            ("time penalty", self.time_penalty),
            ("same-day bonus", self.same_day_bonus),
            ("outlet penalty", self.outlet_penalty),
            ("headline weight", self.headline_weight),
            ("vectors weight", self.vectors_weight),
        ] {
            if !(0.0..=1.0).contains(&value) {
                return Err(StoriesError::Threshold { name, value });
            }
        }
        if !(self.time_scale_days > 0.0 && self.time_scale_days.is_finite()) {
            return Err(StoriesError::Threshold { name: "time scale", value: self.time_scale_days });
        }
        Ok(())
    }

    /// What is taken from the similarity of two articles for the time between them. An unknown date is neither
    /// agreement nor conflict.
    fn penalty(&self, a: Option<Timestamp>, b: Option<Timestamp>) -> f64 {
        let (Some(a), Some(b)) = (a, b) else { return 0.0 };
        let days = a.days_from(b);
        let one_time = (-0.5 * (days / self.time_scale_days).powi(2)).exp();
        let still_news = (-0.5 * (days / NEWS_DAYS).powi(2)).exp();
        self.time_penalty * (1.0 - one_time) - self.same_day_bonus * one_time + (1.0 - still_news)
    }
}

/// Articles that report one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Of each group of copies the representative, in canonical order.
    pub articles: Vec<ArticleIndex>,
    /// The article most similar to the others.
    pub representative: ArticleIndex,
    /// What it is about, strongest first; empty for a story of one article.
    pub terms: Vec<Term>,
    /// The joins that hold it, strongest first: a spanning tree.
    pub joins: Vec<Join<ArticleIndex>>,
}

/// Stories that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Storyline {
    /// Indices into [`StoriesFound::stories`], ascending.
    pub stories: Vec<usize>,
    /// What it is about, strongest first; empty for a storyline of one story.
    pub terms: Vec<Term>,
    /// The joins that hold it, strongest first: a spanning tree.
    pub joins: Vec<Join<usize>>,
    /// Stories of other storylines whose mean similarity to all articles of this one reaches the threshold too, with that
    /// similarity, strongest first: they stand between both, and join neither to the other.
    pub links: Vec<(usize, f64)>,
}

/// Everything the room finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoriesFound {
    /// In order of their first article.
    pub stories: Vec<Story>,
    /// In order of their first story.
    pub storylines: Vec<Storyline>,
    /// Storylines that were too large to be one, in order of their first article.
    pub oversize: Vec<Oversize>,
    /// Names in several spellings, by language.
    pub spellings: Vec<Spelling>,
    /// Pairs of neighbours by similarity above chance, in [`BINS`] bins over [0, 1].
    pub neighbours: Vec<u64>,
    /// Pairs within storylines by what is held against the story threshold, in the same bins.
    pub within: Vec<u64>,
}

/// Finds the stories and storylines among `articles` (of each group of copies its representative; none of them
/// empty). `languages[i]` and the dates belong to article `i` of the corpus.
pub fn find_stories(
    corpus: &Corpus,
    languages: &[Option<Language>],
    articles: &[ArticleIndex],
    params: &StoriesParams,
) -> Result<StoriesFound, StoriesError> {
    params.validate()?;
    let mut found =
        StoriesFound { neighbours: vec![0; BINS], within: vec![0; BINS], ..StoriesFound::default() };
    for members in comparable(corpus, languages, articles) {
        let part = find_among(corpus, languages, &members, params)?;
        let offset = found.stories.len();
        found.neighbours.iter_mut().zip(part.neighbours).for_each(|(sum, pairs)| *sum += pairs);
        found.within.iter_mut().zip(part.within).for_each(|(sum, pairs)| *sum += pairs);
        found.stories.extend(part.stories);
        found.spellings.extend(part.spellings);
        found.oversize.extend(part.oversize);
        found.storylines.extend(part.storylines.into_iter().map(|mut storyline| {
            storyline.stories.iter_mut().for_each(|story| *story += offset);
            storyline.joins.iter_mut().for_each(|join| {
                join.a += offset;
                join.b += offset;
            });
            storyline.links.iter_mut().for_each(|link| link.0 += offset);
            storyline
        }));
    }
    Ok(found)
}

/// Lists of articles that may be joined with each other: those of one language, or all, when vectors speak for them.
fn comparable(
    corpus: &Corpus,
    languages: &[Option<Language>],
    articles: &[ArticleIndex],
) -> Vec<Vec<ArticleIndex>> {
    if corpus.documents.iter().any(|document| document.vector.is_some()) {
        return vec![articles.to_vec()];
    }
    by_language(languages, articles).into_values().collect()
}

fn by_language(
    languages: &[Option<Language>],
    articles: &[ArticleIndex],
) -> BTreeMap<Option<Language>, Vec<ArticleIndex>> {
    let mut by_language: BTreeMap<Option<Language>, Vec<ArticleIndex>> = BTreeMap::new();
    for &article in articles {
        by_language.entry(languages[article.at()]).or_default().push(article);
    }
    by_language
}

fn find_among(
    corpus: &Corpus,
    languages: &[Option<Language>],
    articles: &[ArticleIndex],
    params: &StoriesParams,
) -> Result<StoriesFound, StoriesError> {
    let landscape = Landscape::of(corpus, languages, articles, params)?;
    let splitter = landscape.splitter();
    let parts: Vec<split::Split> =
        landscape.storylines.par_iter().map(|members| splitter.split(members)).collect();
    let (mut neighbours, mut within) = (vec![0; BINS], vec![0; BINS]);
    tune::count(&landscape.graph, &mut neighbours);
    for part in &parts {
        within.iter_mut().zip(&part.similarities).for_each(|(sum, pairs)| *sum += pairs);
    }
    let mut stories: Vec<split::Part> = parts.into_iter().flat_map(|part| part.stories).collect();
    stories.sort_by_key(|story| story.members[0]);
    let witness = landscape.witness();
    let members: Vec<Vec<u32>> = stories.iter().map(|story| story.members.clone()).collect();
    Ok(StoriesFound {
        stories: stories.par_iter().map(|story| witness.story(&story.members, &story.edges)).collect(),
        storylines: witness.storylines(&members, &landscape.storylines, &landscape.graph),
        spellings: landscape.spellings(),
        oversize: landscape.oversize.clone(),
        neighbours,
        within,
    })
}

/// The edges inside a cluster. `edges` is sorted by `a`, then `b`.
fn inside(edges: &[link::Edge], members: &[u32]) -> Vec<link::Edge> {
    if members.len() < 2 {
        return Vec::new();
    }
    members
        .iter()
        .flat_map(|&a| {
            let from = edges.partition_point(|edge| edge.a < a);
            edges[from..].iter().take_while(move |edge| edge.a == a)
        })
        .filter(|edge| members.binary_search(&edge.b).is_ok())
        .copied()
        .collect()
}

/// How similar two articles are in content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContentSimilarity {
    /// Cosine of their vectors.
    pub cosine: f64,
    /// What chance gives two such articles.
    pub chance: f64,
    /// `(cosine - chance) / (1 - chance)`, of a cosine of which one term makes up at most half: held against the
    /// storyline threshold.
    pub above_chance: f64,
    /// Whether they came into one storyline, through other articles perhaps.
    pub one_storyline: bool,
    /// Their similarity within their storyline (or with each other alone), before the penalty.
    pub within: f64,
    /// The part of it that the headlines added, or took when they name different things.
    pub headlines: f64,
    /// Days between them, where both dates are known.
    pub days: Option<f64>,
    /// What is taken from it for the time between them and for coming from one outlet; the rest is held against the
    /// story threshold.
    pub penalty: f64,
    /// Whether they are instances of a series, which are never joined.
    pub instances: bool,
    /// The terms they share with their part of the cosine, strongest first.
    pub terms: Vec<Term>,
    /// Cosine of the vectors that the user gave for both.
    pub vectors: Option<f64>,
}

/// The similarity of two of `articles`, judged within them as [`find_stories`] does; nothing when they are in different
/// languages and no vectors speak for them.
pub fn compare(
    corpus: &Corpus,
    languages: &[Option<Language>],
    articles: &[ArticleIndex],
    pair: [ArticleIndex; 2],
    params: &StoriesParams,
) -> Result<Option<ContentSimilarity>, StoriesError> {
    params.validate()?;
    let of_pair = pair.map(|article| languages[article.at()]);
    let of_language = |article: &ArticleIndex| of_pair.contains(&languages[article.at()]);
    let all: Vec<ArticleIndex> = articles.iter().copied().filter(of_language).collect();
    let Some(articles) = comparable(corpus, languages, &all)
        .into_iter()
        .find(|articles| pair.iter().all(|article| articles.binary_search(article).is_ok()))
    else {
        return Ok(None);
    };
    let place = |article: ArticleIndex| articles.partition_point(|&other| other < article) as u32;
    let landscape = Landscape::of(corpus, languages, &articles, params)?;
    let (a, b) = (place(pair[0]), place(pair[1]));
    let found = landscape.compare(a, b);
    Ok((of_pair[0] == of_pair[1] || found.vectors.is_some()).then_some(found))
}

#[cfg(test)]
mod tests;
