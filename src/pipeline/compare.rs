//! Two articles beside each other: what a run says of them, and why.

use super::assemble::{Parts, TextFacts};
use super::{Pipeline, Prepared, clusters};
use crate::copies::{self, CopiesFound, Sketches};
use crate::document::ArticleIndex;
use crate::error::Error;
use crate::observe::{Observer, Silent};
use crate::page::LearnedFurniture;
use crate::report::comparison::{Comparison, CopiesComparison, StoriesComparison};
use crate::report::model;
use crate::stories::{self, StoriesFound};

/// A corpus with what a run found in it: what pairs of its articles are asked about.
pub struct Judged {
    /// As copies are judged.
    prepared: Prepared,
    /// As stories are judged: without what the corpus shows to be furniture.
    told: Prepared,
    sketches: Sketches,
    /// Of each article the place of its group.
    group_of: Vec<Option<usize>>,
    /// Articles whose text is a placeholder, in order: copies only where their headlines are the same too.
    placeholders: Vec<ArticleIndex>,
    stories: Option<StoriesFound>,
    /// Of each article the place of its story.
    story_of: Vec<Option<usize>>,
    /// Of each article the one that stands for it.
    stand_in: Vec<ArticleIndex>,
}

impl Judged {
    /// The corpus.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// Whether two articles are in one group of copies.
    pub fn are_copies(&self, [a, b]: [ArticleIndex; 2]) -> bool {
        self.group_of[a.at()].is_some() && self.group_of[a.at()] == self.group_of[b.at()]
    }

    /// Whether two articles are in one story.
    pub fn are_one_story(&self, [a, b]: [ArticleIndex; 2]) -> bool {
        let story = |article: ArticleIndex| self.story_of[self.stand_in[article.at()].at()];
        story(a).is_some() && story(a) == story(b)
    }
}

impl Pipeline {
    /// Does what a run does, up to the stories, and keeps it to be asked.
    pub fn judge(&self, prepared: Prepared, bytes: u64, observer: &dyn Observer) -> Result<Judged, Error> {
        let (sketches, copies) = self.sketched_copies(&prepared, bytes, None, observer)?;
        let told = prepared.clone().without(&self.furniture(&prepared));
        let stories = self.stories(&told, &copies, observer)?;
        let mut group_of = vec![None; prepared.corpus.articles.len()];
        for (at, group) in copies.copies.groups.iter().enumerate() {
            group.members.iter().for_each(|member| group_of[member.at()] = Some(at));
        }
        let mut story_of = vec![None; prepared.corpus.articles.len()];
        for (at, story) in stories.iter().flat_map(|found| &found.stories).enumerate() {
            story.articles.iter().for_each(|article| story_of[article.at()] = Some(at));
        }
        let stand_in = clusters::stand_ins(&told, &copies);
        let placeholders = copies.placeholders;
        Ok(Judged { prepared, told, sketches, group_of, placeholders, stories, story_of, stand_in })
    }

    /// Compares two articles of a corpus that was judged: what is rare, and what chance gives, is told by all of it.
    pub fn compare(&self, judged: &Judged, pair: [ArticleIndex; 2]) -> Result<Comparison, Error> {
        let prepared = &judged.prepared;
        let report = self.entries(&judged.told, pair)?;
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
            copies: self.compare_copies(judged, pair)?,
            stories: self.stories_comparison(judged, pair)?,
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

    /// What is said of two articles as copies: a part of [`Pipeline::compare`] that costs no more than the two are long.
    pub fn compare_copies(
        &self,
        judged: &Judged,
        pair: [ArticleIndex; 2],
    ) -> Result<CopiesComparison, Error> {
        let params = &self.config.copies;
        let found = copies::compare(&judged.sketches, &judged.prepared, pair, params)?;
        let banding = found.banding;
        // The pair was judged in canonical order.
        let relation =
            found.relation.map(|relation| if pair[0] <= pair[1] { relation } else { relation.turned() });
        let placeholder = pair.iter().any(|article| judged.placeholders.binary_search(article).is_ok());
        let one_group = judged.are_copies(pair);
        let relation = relation.filter(|_| one_group || !placeholder);
        Ok(CopiesComparison {
            jaccard: found.similarity.jaccard,
            rarity: found.similarity.rarity,
            containment: found.similarity.containment,
            pieces: found.similarity.pieces,
            threshold: params.threshold,
            by_rarity: params.similarity == copies::SimilarityMeasure::Rarity,
            containment_threshold: params.containment,
            relation: relation.map(super::entries::relation_entry),
            one_group,
            placeholder,
            series: found.series.map(|series| series.differs).unwrap_or_default(),
            bands: banding.bands,
            rows: banding.rows,
            met: found.met.clone(),
            probability: banding.probability(found.similarity.jaccard),
            curve: (1..=10).map(|tenth| banding.probability(f64::from(tenth) / 10.0)).collect(),
        })
    }

    fn stories_comparison(
        &self,
        judged: &Judged,
        pair: [ArticleIndex; 2],
    ) -> Result<StoriesComparison, Error> {
        let params = &self.config.stories;
        let told = &judged.told;
        let stand_ins = pair.map(|article| judged.stand_in[article.at()]);
        let found = if stand_ins[0] == stand_ins[1] || judged.stories.is_none() {
            None
        } else {
            let articles = super::independent(told, &judged.stand_in);
            stories::compare(&told.corpus, &told.languages, &articles, stand_ins, params)?
        };
        let empty = stories::ContentSimilarity::default();
        let similarity = found.as_ref().unwrap_or(&empty);
        Ok(StoriesComparison {
            comparable: found.is_some() || stand_ins[0] == stand_ins[1],
            one_story: judged.are_one_story(pair),
            one_text: stand_ins[0] == stand_ins[1],
            cosine: similarity.cosine,
            chance: similarity.chance,
            similarity: similarity.above_chance,
            one_storyline: similarity.one_storyline || stand_ins[0] == stand_ins[1],
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
