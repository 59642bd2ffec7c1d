//! Two articles beside each other, as data: how similar they are at each level, what they share, and why they were or
//! were not joined.

use super::model::{ArticleEntry, PassageEntry, Relation, TermEntry};
use serde::Serialize;

/// What `retold compare` finds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The first article.
    pub a: ArticleEntry,
    /// Where it is read from.
    pub path_a: String,
    /// The second article.
    pub b: ArticleEntry,
    /// Where it is read from.
    pub path_b: String,
    /// Articles of the corpus they were judged within, the two included.
    pub corpus: u64,
    /// As texts.
    pub copies: CopiesComparison,
    /// As reports of events.
    pub stories: StoriesComparison,
    /// What they share.
    pub passages: Vec<PassageEntry>,
}

/// How alike two articles are as texts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CopiesComparison {
    /// Plain Jaccard similarity of their shingles.
    pub jaccard: f64,
    /// The same, shingles weighed by rarity.
    pub rarity: f64,
    /// The share of the lighter one that stands in the other, weighed by rarity.
    pub containment: f64,
    /// Similarity from which a pair is a copy, and which of the two Jaccards is held against it.
    pub threshold: f64,
    /// Whether `rarity` (and containment) decide, or plain `jaccard`.
    pub by_rarity: bool,
    /// Containment from which a pair is a copy.
    pub containment_threshold: f64,
    /// Pieces that the shared text stands in, in the lighter one; of rewritten pairs.
    pub pieces: u32,
    /// How they relate, when they are copies.
    pub relation: Option<Relation>,
    /// Whether a run puts them into one group, through other articles perhaps.
    pub one_group: bool,
    /// Whether the text of either is a placeholder, which stands under many headlines and says nothing of them. Such articles
    /// are copies only where their headlines are the same too.
    #[serde(default)]
    pub placeholder: bool,
    /// Of instances of a series what stands in the same places, as either writes it. Such articles are no copies.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub series: Vec<[String; 2]>,
    /// Number of bands and hashes a band.
    pub bands: u32,
    /// Hashes a band.
    pub rows: u32,
    /// The bands they meet in, from 1.
    pub met: Vec<u32>,
    /// Probability that a pair of their plain Jaccard similarity meets.
    pub probability: f64,
    /// The S-curve: probability of meeting at plain Jaccard .1, .2, … 1.
    pub curve: Vec<f64>,
}

/// How alike two articles are as reports.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoriesComparison {
    /// Whether both are in one language or have vectors; others are never joined.
    pub comparable: bool,
    /// Whether a run puts them into one story.
    pub one_story: bool,
    /// Whether one article stands for both, because they are copies.
    pub one_text: bool,
    /// Cosine of their content vectors.
    pub cosine: f64,
    /// What chance gives two such articles.
    pub chance: f64,
    /// Similarity above chance, which is held against the storyline threshold.
    pub similarity: f64,
    /// Whether they came into one storyline, through other articles perhaps.
    pub one_storyline: bool,
    /// Similarity within their storyline, which is held against the story threshold less the penalty.
    pub within: f64,
    /// The part of it that the headlines added, or took when they name different things.
    pub headlines: f64,
    /// Cosine of the vectors that the user gave for both.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub vectors: Option<f64>,
    /// Days between them, where both dates are known.
    pub days: Option<f64>,
    /// What is taken from it for the time between them and for coming from one outlet.
    pub penalty: f64,
    /// Whether they are instances of a series: one form with other days, numbers or names, or the phrases of bulletins.
    pub instances: bool,
    /// Similarity from which articles are one story.
    pub story_threshold: f64,
    /// Similarity from which stories are one storyline.
    pub storyline_threshold: f64,
    /// The terms that make the similarity.
    pub terms: Vec<TermEntry>,
}

impl Comparison {
    /// Whether they are the same text, and why.
    pub fn copies_verdict(&self) -> String {
        let copies = &self.copies;
        let measure = if copies.by_rarity {
            ("rarity-weighted Jaccard", copies.rarity)
        } else {
            ("Jaccard", copies.jaccard)
        };
        if copies.relation.is_none() && copies.one_group {
            return "copies through other articles: each is a copy of another one in their group".into();
        }
        if copies.relation.is_none() && copies.placeholder {
            return "no copies: a placeholder for a text, which many headlines stand over".into();
        }
        if !copies.series.is_empty() {
            let differs: Vec<String> =
                copies.series.iter().take(2).map(|[a, b]| format!("{a} for {b}")).collect();
            return format!("no copies: instances of a series, with {}", differs.join(", "));
        }
        match copies.relation {
            Some(Relation::Exact) => "copies: the same words in the same order".into(),
            Some(Relation::Near) if measure.1 >= copies.threshold => {
                format!("copies: {} {:.2} reaches {:.2}", measure.0, measure.1, copies.threshold)
            }
            Some(Relation::Near) if copies.jaccard >= 0.9 => {
                format!("copies: but for a word or two the same text, Jaccard {:.2}", copies.jaccard)
            }
            Some(Relation::Near) => format!("copies: Jaccard {:.2}", copies.jaccard),
            Some(Relation::Rewritten) => format!(
                "copies: rewritten, {:.0} % of the shorter one in {} pieces all over both, or opening both",
                100.0 * copies.containment,
                copies.pieces
            ),
            Some(Relation::Contains) => {
                format!("copies: the first holds {:.0} % of the second", 100.0 * copies.containment)
            }
            Some(Relation::Contained) => {
                format!("copies: the second holds {:.0} % of the first", 100.0 * copies.containment)
            }
            None if copies.by_rarity => format!(
                "no copies: {} {:.2} is below {:.2}, and containment {:.2} below {:.2}",
                measure.0, measure.1, copies.threshold, copies.containment, copies.containment_threshold
            ),
            None => format!("no copies: {} {:.2} is below {:.2}", measure.0, measure.1, copies.threshold),
        }
    }

    /// Whether they are similar enough for one story, and why.
    pub fn story_verdict(&self) -> String {
        let stories = &self.stories;
        if !stories.comparable {
            return "not comparable: they are in different languages".into();
        }
        if stories.one_text {
            return "one story: they are copies".into();
        }
        if stories.instances && stories.one_story {
            return "one story, through other articles: by themselves they are instances of a series".into();
        }
        if stories.instances {
            return "not one story: instances of a series, one form with other days, numbers or names".into();
        }
        let left = stories.within - stories.penalty;
        let less = if stories.penalty >= 0.005 {
            format!(" less {:.2} for time and outlet", stories.penalty)
        } else if stories.penalty <= -0.005 {
            format!(" and {:.2} for the same day", -stories.penalty)
        } else {
            String::new()
        };
        let reaches = if left >= stories.story_threshold { "reaches" } else { "is below" };
        let word = match (stories.one_story, left >= stories.story_threshold) {
            (true, true) => "one story",
            (true, false) => "one story, through other articles",
            (false, true) => "not one story, for the articles around them are not similar",
            (false, false) => "not one story",
        };
        let within = stories.within;
        format!(
            "{word}: similarity {within:.2} within the storyline{less} {reaches} {:.2}",
            stories.story_threshold
        )
    }

    /// Whether they are similar enough for one storyline, and why.
    pub fn storyline_verdict(&self) -> String {
        let stories = &self.stories;
        if !stories.comparable {
            return "not comparable: they are in different languages".into();
        }
        let own = if stories.similarity >= stories.storyline_threshold { "reaches" } else { "is below" };
        let numbers =
            format!("similarity {:.2} {own} {:.2}", stories.similarity, stories.storyline_threshold);
        match (stories.one_storyline, own) {
            (true, "reaches") => format!("one storyline: {numbers}"),
            (true, _) => format!("one storyline, through other articles: {numbers}"),
            (false, "reaches") => {
                format!("not one storyline: {numbers}, but the articles around them are not similar")
            }
            (false, _) => format!("not one storyline: {numbers}"),
        }
    }
}
