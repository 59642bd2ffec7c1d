//! The language of each article: what its record declares, else what its text shows. Where neither says it, it stays
//! unknown, and the article is treated as what its page is in, else what most of the corpus in its script is in: a
//! headline and a sentence are too short to tell Persian from Arabic; the page around them is not.

use crate::document::{ArticleIndex, ArticleKind, Corpus, Language};
use crate::span::Span;
use crate::text::{ToldLanguage, identify};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What is known of an article's language.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ArticleLanguage {
    /// What its record declares.
    pub declared: Option<Language>,
    /// What its text shows, when nothing is declared.
    pub told: Option<ToldLanguage>,
}

impl ArticleLanguage {
    /// What a record declares, else what the pieces of an article of it show.
    pub(super) fn of(declared: Option<Language>, text: &str, pieces: &[Span]) -> Self {
        let told = if declared.is_some() { None } else { identify(&sample(text, pieces)) };
        Self { declared, told }
    }

    /// The language, when it is known.
    pub fn known(&self) -> Option<Language> {
        self.declared.or(self.told.map(|told| told.language))
    }
}

pub(super) fn known(corpus: &Corpus) -> Vec<ArticleLanguage> {
    let indices: Vec<ArticleIndex> = corpus.article_indices().collect();
    let of = |&article: &ArticleIndex| {
        let document = corpus.document_of(article);
        ArticleLanguage::of(document.language, &document.text, &corpus.articles[article.at()].pieces)
    };
    indices.par_iter().map(of).collect()
}

/// What each article is treated as.
pub(super) fn assumed(corpus: &Corpus, known: &[ArticleLanguage]) -> Vec<Option<Language>> {
    let indices: Vec<ArticleIndex> = corpus.article_indices().collect();
    let mut languages: Vec<Option<Language>> = known.iter().map(ArticleLanguage::known).collect();
    let of_page = main_languages(corpus, &languages);
    let scripts: Vec<u32> = indices.par_iter().map(|&article| script(&sample_of(corpus, article))).collect();
    let common = common_languages(&languages, &scripts);
    for article in indices {
        let document = corpus.articles[article.at()].document;
        if languages[article.at()].is_none() {
            languages[article.at()] =
                of_page.get(&document.0).or_else(|| common.get(&scripts[article.at()])).copied();
        }
    }
    languages
}

/// The beginning of an article's text: enough to tell a language by.
fn sample(text: &str, pieces: &[Span]) -> String {
    const ENOUGH: usize = 4096;
    let mut beginning = String::new();
    for piece in pieces.iter().filter_map(|piece| piece.of(text)) {
        beginning.extend(piece.chars().take(ENOUGH));
        beginning.push('\n');
        if beginning.len() >= ENOUGH {
            break;
        }
    }
    beginning
}

fn sample_of(corpus: &Corpus, article: ArticleIndex) -> String {
    sample(&corpus.document_of(article).text, &corpus.articles[article.at()].pieces)
}

fn main_languages(corpus: &Corpus, languages: &[Option<Language>]) -> BTreeMap<u32, Language> {
    corpus
        .articles
        .iter()
        .zip(languages)
        .filter(|(article, _)| article.kind == ArticleKind::Main)
        .filter_map(|(article, language)| Some((article.document.0, (*language)?)))
        .collect()
}

/// The block of 256 code points that most letters come from: near enough to a script to choose among languages.
fn script(text: &str) -> u32 {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for letter in text.chars().filter(|c| c.is_alphabetic()).take(400) {
        *counts.entry(letter as u32 >> 8).or_insert(0) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|&(block, count)| (count, std::cmp::Reverse(block)))
        .map_or(0, |(block, _)| block)
}

fn common_languages(languages: &[Option<Language>], scripts: &[u32]) -> BTreeMap<u32, Language> {
    let mut counts: BTreeMap<(u32, Language), u32> = BTreeMap::new();
    for (language, &script) in languages.iter().zip(scripts) {
        if let Some(language) = language {
            *counts.entry((script, *language)).or_insert(0) += 1;
        }
    }
    let mut best: BTreeMap<u32, (u32, Language)> = BTreeMap::new();
    for ((script, language), count) in counts {
        let entry = best.entry(script).or_insert((count, language));
        if count > entry.0 {
            *entry = (count, language);
        }
    }
    best.into_iter().map(|(script, (_, language))| (script, language)).collect()
}
