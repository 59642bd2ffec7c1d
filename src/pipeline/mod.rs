//! Runs the rooms in order: the path of an article from input to report.
//!
//! **Owns** the order of the stages and what each hands to the next, and nothing else: no rule about texts lives here.
//! **Always holds**: the report depends on the documents and the settings alone, not on threads, on the order of files
//! or on the time. **Cost**: the sum of the rooms. **Fails** when an input names nothing or a setting is out of range.

mod assemble;
mod assignments;
mod catalogue;
mod check;
mod clusters;
mod compare;
mod entries;
mod languages;
mod making;
mod removing;
mod shared_text;
mod tune;
mod weakened;

pub use assignments::{Details, LanguageList, PairList};
pub use check::{CheckJob, SetInputs};
pub use compare::Judged;
pub use languages::ArticleLanguage;
pub use removing::Removing;
pub use weakened::{CheckSettings, weakened};

use crate::config::{Config, Levels};
use crate::copies::{
    self, ArticleText, ArticleTokens, CopiesFound, Covering, PROBES, Rank, RepresentativeRank, Sketches,
    SourceError, TokenSource,
};
use crate::document::{Article, ArticleIndex, Corpus, Document, DocumentIndex, Language};
use crate::error::Error;
use crate::input::{self, Input, STANDARD_INPUT};
use crate::observe::{Observer, Phase};
use crate::page::{LearnedFurniture, PageSplitter, Splitting};
use crate::report::model::Report;
use crate::spill::Memory;
use crate::stories::{self, StoriesFound};
use crate::text::TokenTable;
use rayon::prelude::*;
use removing::Records;
use std::cmp::Reverse;

/// A run with fixed settings.
#[derive(Clone, Debug)]
pub struct Pipeline {
    config: Config,
    memory: Memory,
}

/// Documents as articles, tokens and languages: what every level starts from.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Documents and articles in canonical order.
    pub corpus: Corpus,
    /// The tokens of each article.
    pub tokens: Vec<TokenTable>,
    /// What is known of each article's language.
    pub known_languages: Vec<ArticleLanguage>,
    /// The language that each article is treated as: what is known, else what stands around it is in.
    pub languages: Vec<Option<Language>>,
}

impl Pipeline {
    /// A pipeline with checked settings.
    pub fn new(config: Config) -> Result<Self, Error> {
        config.validate()?;
        Ok(Self { config, memory: Memory::default() })
    }

    /// The same pipeline with a limit to what it remembers; the result does not depend on it.
    #[must_use]
    pub fn with_memory(self, memory: Memory) -> Self {
        Self { memory, ..self }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Reads all inputs: files, folders, patterns, `-` for standard input.
    pub fn read(&self, inputs: &[String], observer: &dyn Observer) -> Result<Input, Error> {
        Ok(input::read(inputs, &self.config.input, observer)?)
    }

    /// Splits documents into articles and cuts their text into tokens.
    pub fn prepare(&self, mut documents: Vec<Document>, observer: &dyn Observer) -> Prepared {
        observer.begin(Phase::Split, Some(documents.len() as u64));
        let splitter = PageSplitter::new(&self.config.page);
        let parts: Vec<Vec<Article>> = documents
            .par_iter_mut()
            .enumerate()
            .map(|(at, document)| {
                let articles = splitter.split(document, DocumentIndex(at as u32));
                document.published = document.published.or_else(|| splitter.published(document, &articles));
                observer.advance(Phase::Split, 1);
                articles
            })
            .collect();
        let corpus = Corpus { documents, articles: parts.into_iter().flatten().collect() };
        let indices: Vec<ArticleIndex> = corpus.article_indices().collect();
        let tokens: Vec<TokenTable> = indices
            .par_iter()
            .map(|&article| TokenTable::of_pieces(&corpus.document_of(article).text, corpus.pieces(article)))
            .collect();
        let known_languages = languages::known(&corpus);
        let languages = languages::assumed(&corpus, &known_languages);
        observer.end(Phase::Split);
        Prepared { corpus, tokens, known_languages, languages }
    }

    /// Does the whole job on what was read.
    pub fn run(&self, input: Input, observer: &dyn Observer) -> Result<Report, Error> {
        self.run_removing(input, None, observer)
    }

    /// The same, and tells which articles others cover where that is asked for.
    pub fn run_removing(
        &self,
        input: Input,
        removing: Option<&Removing<'_>>,
        observer: &dyn Observer,
    ) -> Result<Report, Error> {
        let Input { documents, skips, notes, files, bytes } = input;
        let prepared = self.prepare(documents, observer);
        let records = removing.map(|removing| Records::of_corpus(removing, &prepared));
        let mut copies = self.copies(&prepared, bytes, records.as_ref(), observer)?;
        if records.is_some() {
            removing::spare_side_articles(&mut copies, &Records::articles_of(&prepared));
        }
        let furniture = self.furniture(&prepared);
        let facts = assemble::TextFacts::of(&prepared, &furniture);
        let prepared = prepared.without(&furniture);
        let stories = self.stories(&prepared, &copies, observer)?;
        let clusters = clusters::clusters(&prepared, &copies, stories.as_ref());
        observer.begin(Phase::Passages, Some(clusters.len() as u64));
        let passages = clusters::passages(&prepared, &clusters, &self.config.passages, observer)?;
        let parts_of = clusters::parts(prepared.corpus.articles.len(), &clusters);
        let passages = clusters::with_reused(&prepared, passages, &parts_of, &self.config.passages);
        observer.end(Phase::Passages);
        observer.begin(Phase::Report, None);
        let parts = assemble::Parts {
            config: &self.config,
            prepared: &prepared,
            copies: &copies,
            stories: stories.as_ref(),
            passages: &passages,
            clusters: &parts_of,
            facts: &facts,
        };
        let report = parts.report(skips, notes, files)?;
        observer.end(Phase::Report);
        Ok(report)
    }

    /// What the corpus shows to be furniture; nothing where pages are taken whole.
    pub fn furniture(&self, prepared: &Prepared) -> LearnedFurniture {
        match self.config.page.splitting {
            Splitting::Whole => LearnedFurniture::default(),
            Splitting::Split => LearnedFurniture::learn(&prepared.corpus),
        }
    }

    fn copies(
        &self,
        prepared: &Prepared,
        bytes: u64,
        records: Option<&Records<'_>>,
        observer: &dyn Observer,
    ) -> Result<CopiesFound, Error> {
        Ok(self.sketched_copies(prepared, bytes, records, observer)?.1)
    }

    /// The copies, and the sketches that they were found by.
    fn sketched_copies(
        &self,
        prepared: &Prepared,
        bytes: u64,
        records: Option<&Records<'_>>,
        observer: &dyn Observer,
    ) -> Result<(Sketches, CopiesFound), Error> {
        observer.begin(Phase::Copies, None);
        let params = &self.config.copies;
        let sketches = copies::sketch_all(&prepared.tokens, params, &self.memory, bytes, &prepared.heads())?;
        let covering = records.map(|records| Covering { params: records.params(), order: records });
        let found = copies::find_copies(&sketches, prepared, prepared, params, &self.memory, covering)?;
        observer.end(Phase::Copies);
        Ok((sketches, found))
    }

    fn stories(
        &self,
        prepared: &Prepared,
        copies: &CopiesFound,
        observer: &dyn Observer,
    ) -> Result<Option<StoriesFound>, Error> {
        if self.config.levels == Levels::Copies {
            return Ok(None);
        }
        observer.begin(Phase::Stories, None);
        let stand_in = clusters::stand_ins(prepared, copies);
        let independent = independent(prepared, &stand_in);
        let mut found =
            stories::find_stories(&prepared.corpus, &prepared.languages, &independent, &self.config.stories)?;
        if self.config.levels == Levels::Stories {
            found.storylines.clear();
        }
        observer.end(Phase::Stories);
        Ok(Some(found))
    }
}

/// The articles that stories are made of: of each group of copies the one that stands for it, and none without words.
fn independent(prepared: &Prepared, stand_in: &[ArticleIndex]) -> Vec<ArticleIndex> {
    let stands = |article: &ArticleIndex| {
        stand_in[article.at()] == *article && !prepared.tokens[article.at()].is_empty()
    };
    prepared.corpus.article_indices().filter(stands).collect()
}

/// How many records at the beginning of each file are looked at to measure the recall on.
fn heads_per_file(files: usize) -> usize {
    PROBES.div_ceil(files.max(1))
}

impl Prepared {
    /// The same without what the corpus shows to be furniture. Copies are found before: they are judged on texts as they
    /// are, where a phrase weighs less the more articles have it, and so that a run that keeps no texts finds the same
    /// ones.
    #[must_use]
    pub fn without(mut self, furniture: &LearnedFurniture) -> Self {
        let indices: Vec<ArticleIndex> = self.corpus.article_indices().collect();
        let stripped: Vec<_> = indices
            .par_iter()
            .filter_map(|&article| {
                let pieces = furniture.strip(&self.corpus, article)?;
                let text = &self.corpus.document_of(article).text;
                let kept = pieces.iter().filter_map(|&span| Some((span, span.of(text)?)));
                let tokens = TokenTable::of_pieces(text, kept);
                (!tokens.is_empty()).then_some((article, pieces, tokens))
            })
            .collect();
        for (article, pieces, tokens) in stripped {
            self.corpus.articles[article.at()].pieces = pieces;
            self.tokens[article.at()] = tokens;
        }
        self
    }

    /// The first articles of each file; standard input is left out, for whoever reads it once cannot look ahead.
    fn heads(&self) -> Vec<ArticleTokens> {
        let documents = &self.corpus.documents;
        let files = documents.chunk_by(|x, y| x.path == y.path);
        let most = heads_per_file(files.clone().count());
        let mut wanted = vec![false; documents.len()];
        let mut first = 0;
        for file in files {
            if file[0].path != STANDARD_INPUT {
                wanted[first..first + file.len().min(most)].fill(true);
            }
            first += file.len();
        }
        let articles = self.corpus.articles.iter().zip(&self.tokens);
        let heads = articles.filter(|(article, _)| wanted[article.document.at()]);
        heads.map(|(_, table)| ArticleTokens::from(table)).take(PROBES).collect()
    }
}

impl TokenSource for Prepared {
    fn tokens(&self, article: ArticleIndex, into: &mut ArticleTokens) -> Result<(), SourceError> {
        self.tokens.tokens(article, into)
    }

    fn text(&self, article: ArticleIndex) -> Result<Option<ArticleText>, SourceError> {
        let pieces = self.corpus.pieces(article).map(|(_, piece)| piece);
        Ok(Some(ArticleText {
            headline: self.corpus.articles[article.at()].title.clone(),
            published: self.corpus.published(article),
            ..ArticleText::new(pieces)
        }))
    }
}

impl RepresentativeRank for Prepared {
    fn of(&self, article: ArticleIndex) -> Rank {
        Rank {
            kind: self.corpus.articles[article.at()].kind,
            length: Reverse(self.tokens[article.at()].len() as u32),
            published: self.corpus.published(article).map_or(i64::MAX, |time| time.seconds),
            article,
        }
    }
}
