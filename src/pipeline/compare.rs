//! Two articles beside each other: the same judgements as in a run, one pair at a time.

use super::assemble::{Parts, TextFacts};
use super::{Pipeline, Prepared, clusters};
use crate::copies::{self, CopiesFound};
use crate::document::ArticleIndex;
use crate::error::Error;
use crate::observe::Silent;
use crate::page::LearnedFurniture;
use crate::report::comparison::{Comparison, CopiesComparison, StoriesComparison};
use crate::report::model;
use crate::stories;

impl Pipeline {
    /// Compares two articles of what was prepared, judged within all of it: what is rare, and what chance gives, is
    /// told by the whole corpus.
    pub fn compare(&self, prepared: &Prepared, pair: [ArticleIndex; 2]) -> Result<Comparison, Error> {
        let count = prepared.tokens.len() as u32;
        let judged = copies::compare(&prepared.tokens, count, pair, &self.config.copies)?;
        let report = self.entries(prepared, pair)?;
        let entry = |article: ArticleIndex| report.articles[article.at()].clone();
        let path = |article: ArticleIndex| {
            let document = prepared.corpus.document_of(article);
            document
                .record
                .map_or_else(|| document.path.clone(), |record| format!("{}:{record}", document.path))
        };
        Ok(Comparison {
            a: entry(pair[0]),
            path_a: path(pair[0]),
            b: entry(pair[1]),
            path_b: path(pair[1]),
            corpus: prepared.corpus.articles.len() as u64,
            copies: self.copies_comparison(&judged),
            stories: self.stories_comparison(prepared, pair)?,
            passages: report.passages,
        })
    }

    /// The articles and the passages of the pair, as a report has them.
    fn entries(&self, prepared: &Prepared, pair: [ArticleIndex; 2]) -> Result<model::Report, Error> {
        let mut cluster = pair.to_vec();
        cluster.sort_unstable();
        let clusters = [cluster];
        let passages = clusters::passages(prepared, &clusters, &self.config.passages, &Silent)?;
        let parts = Parts {
            config: &self.config,
            prepared,
            copies: &CopiesFound::default(),
            stories: None,
            passages: &passages,
            clusters: &clusters::parts(prepared.corpus.articles.len(), &clusters),
            facts: &TextFacts::of(prepared, &LearnedFurniture::default()),
        };
        parts.report(Vec::new(), Vec::new(), 0)
    }

    fn copies_comparison(&self, judged: &copies::PairJudgement) -> CopiesComparison {
        let params = &self.config.copies;
        let banding = judged.banding;
        CopiesComparison {
            jaccard: judged.similarity.jaccard,
            rarity: judged.similarity.rarity,
            containment: judged.similarity.containment,
            threshold: params.threshold,
            by_rarity: params.similarity == copies::SimilarityMeasure::Rarity,
            containment_threshold: params.containment,
            relation: judged.relation.map(super::entries::relation_entry),
            bands: banding.bands,
            rows: banding.rows,
            met: judged.met.clone(),
            probability: banding.probability(judged.similarity.jaccard),
            curve: (1..=10).map(|tenth| banding.probability(f64::from(tenth) / 10.0)).collect(),
        }
    }

    fn stories_comparison(
        &self,
        prepared: &Prepared,
        pair: [ArticleIndex; 2],
    ) -> Result<StoriesComparison, Error> {
        let params = &self.config.stories;
        let found = stories::compare(&prepared.corpus, &prepared.languages, pair, params)?;
        let empty = stories::ContentSimilarity::default();
        let similarity = found.as_ref().unwrap_or(&empty);
        Ok(StoriesComparison {
            comparable: found.is_some(),
            cosine: similarity.cosine,
            chance: similarity.chance,
            similarity: similarity.above_chance,
            one_storyline: similarity.one_storyline,
            within: similarity.within,
            headlines: similarity.headlines,
            vectors: similarity.vectors,
            days: similarity.days,
            penalty: similarity.penalty,
            instances: similarity.instances,
            story_threshold: params.story_threshold,
            storyline_threshold: params.storyline_threshold,
            terms: super::assemble::term_entries(&similarity.terms),
        })
    }
}
