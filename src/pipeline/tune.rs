//! What other thresholds would give, as a report.

use super::{Pipeline, Prepared};
use crate::document::ArticleIndex;
use crate::error::Error;
use crate::report::tuning::{LevelTuning, PairToLabel, ThresholdEntry, TuningReport};
use crate::stories::{self, Percolation};

impl Pipeline {
    /// Tries thresholds on what was prepared, every article by itself; `most` pairs to label are wanted.
    pub fn tune(&self, prepared: &Prepared, most: usize) -> Result<TuningReport, Error> {
        let corpus = &prepared.corpus;
        let spoken = |article: &ArticleIndex| !prepared.tokens[article.at()].is_empty();
        let articles: Vec<ArticleIndex> = corpus.article_indices().filter(spoken).collect();
        let params = &self.config.stories;
        let tuning = stories::tune(corpus, &prepared.languages, &articles, params, most)?;
        let name = |article: ArticleIndex| corpus.document_of(article).name.clone();
        let title = |article: ArticleIndex| corpus.articles[article.at()].title.clone();
        let entry = |it: &Percolation| ThresholdEntry {
            threshold: it.threshold,
            clusters: it.clusters,
            articles: it.articles,
            largest: it.largest,
        };
        let level = |threshold, histogram, points: &[Percolation]| {
            LevelTuning::new(threshold, histogram, points.iter().map(entry).collect())
        };
        let pairs = tuning.borderline.iter().map(|pair| PairToLabel {
            a: name(pair.a),
            b: name(pair.b),
            label: String::new(),
            similarity: pair.similarity,
            titles: [title(pair.a), title(pair.b)],
        });
        Ok(TuningReport {
            articles: articles.len() as u64,
            stories: level(params.story_threshold, tuning.within, &tuning.stories),
            storylines: level(params.storyline_threshold, tuning.neighbours, &tuning.storylines),
            pairs: pairs.collect(),
        })
    }
}
