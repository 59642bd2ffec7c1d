//! Instances of a series: the weather of two days, two closing reports of an exchange, two royal telegrams. They share
//! their phrases and differ in what counts, and no similarity of words tells them from two reports of one event.
//!
//! Two articles are taken for instances of a series when they are one form filled in twice (`crate::series`, which copies
//! ask too); or when they share a good part of their phrases without being copies, were published on different days, and do
//! not agree in their numbers.
//!
//! Bulletins without numbers are told by what recurs: phrases that stand in articles of [`SERIAL_DAYS`] days or more are
//! *serial*, and two articles of different days that share many of those and hardly any other phrase are of a series. An
//! affair's background paragraphs recur too, so this keeps stories apart and not storylines.

use super::terms::{Mark, TermSequence};
use super::vector::{PhraseFrequency, phrases};
use crate::copies::ArticleText;
use crate::document::{ArticleIndex, Corpus, Language, Timestamp};
use crate::series::{FormArticle, judge};
use ahash::AHashSet;
use rayon::prelude::*;
use std::sync::OnceLock;

/// Share of the shorter article's phrases of three terms that the other has too. Articles on one event reach it when
/// they quote the same words; then they agree in numbers or appear on one day.
const SHARED_PHRASES: f64 = 0.25;

/// The same for articles with fewer than [`ENOUGH_NUMBERS`] numbers, where only the phrases speak.
const SHARED_PHRASES_ALONE: f64 = 0.4;

/// Different numbers that an article must have before they are held against the other's.
const ENOUGH_NUMBERS: usize = 3;

/// Share of the numbers of the article with fewer that reports of one event have in common.
const AGREEING_NUMBERS: f64 = 2.0 / 3.0;

/// Days between two instances. A little under one: bulletins do not appear to the minute.
const DAYS_APART: f64 = 0.75;

/// Days on which a serial phrase stands.
const SERIAL_DAYS: usize = 4;

/// Share of the shorter article's phrases that are serial and in the other article too.
const SHARED_SERIAL: f64 = 0.2;

/// Share of what two articles of a series have in common that is serial.
const MOSTLY_SERIAL: f64 = 0.7;

/// Share of the shorter article's phrases from which it is worth looking at what stands in the same places of both. Where one
/// has few terms, or both are tables of figures, they are looked at anyway: a notice and a table are nearly all form.
const WORTH_LOOKING: f64 = 0.2;
const FEW_TERMS: u32 = 80;

/// Different numbers of a table of figures, and their share of its terms.
const NUMBERS_OF_A_TABLE: usize = 4;
const TABLE: f64 = 0.1;

/// Tells instances of a series.
pub(super) struct TemplateJudge<'a> {
    corpus: &'a Corpus,
    articles: Vec<ArticleIndex>,
    language: Option<Language>,
    /// The texts of articles that were looked at.
    forms: Vec<OnceLock<ArticleText>>,
    /// Number of terms of each article.
    terms: Vec<u32>,
    phrases: Vec<Box<[u64]>>,
    /// Of the phrases those that recur day after day.
    serial: Vec<Box<[u64]>>,
    numbers: Vec<Box<[u64]>>,
    published: Vec<Option<Timestamp>>,
}

impl<'a> TemplateJudge<'a> {
    pub(super) fn new(
        corpus: &'a Corpus,
        articles: Vec<ArticleIndex>,
        language: Option<Language>,
        sequences: &[TermSequence],
        frequency: &PhraseFrequency,
    ) -> Self {
        let published: Vec<Option<Timestamp>> = articles.iter().map(|&it| corpus.published(it)).collect();
        let set = |mut hashes: Vec<u64>| {
            hashes.sort_unstable();
            hashes.dedup();
            hashes.into_boxed_slice()
        };
        let numbers = |sequence: &TermSequence| {
            let marked = sequence.terms.iter().zip(&sequence.marks);
            marked.filter(|(_, mark)| **mark == Mark::Number).map(|(&term, _)| term).collect()
        };
        let phrases: Vec<Box<[u64]>> =
            sequences.par_iter().map(|sequence| set(phrases(&sequence.terms).collect())).collect();
        Self {
            corpus,
            language,
            forms: articles.iter().map(|_| OnceLock::new()).collect(),
            articles,
            terms: sequences.iter().map(|sequence| sequence.terms.len() as u32).collect(),
            serial: serial(&phrases, &published, frequency),
            phrases,
            numbers: sequences.par_iter().map(|sequence| set(numbers(sequence))).collect(),
            published,
        }
    }

    /// Whether two articles are instances of a series, so that they are no story. Storylines are not asked this: what is left
    /// of one without its forms would be cut into stories by other words.
    pub(super) fn are_no_story(&self, a: usize, b: usize) -> bool {
        self.are_instances(a, b) || self.are_of_a_series(a, b) || self.are_one_form(a, b)
    }

    /// Whether two articles of which one is a notice, or two tables, are instances of a series.
    pub(super) fn are_notices_of_a_series(&self, a: usize, b: usize) -> bool {
        self.are_mostly_form(a, b) && self.are_one_form(a, b)
    }

    fn are_mostly_form(&self, a: usize, b: usize) -> bool {
        let is_table = |at: usize| {
            let numbers = self.numbers[at].len();
            numbers >= NUMBERS_OF_A_TABLE && numbers as f64 >= TABLE * f64::from(self.terms[at])
        };
        self.terms[a].min(self.terms[b]) <= FEW_TERMS || is_table(a) && is_table(b)
    }

    /// Whether they are one form, filled in twice, as copies are judged too.
    fn are_one_form(&self, a: usize, b: usize) -> bool {
        if !self.are_mostly_form(a, b) && share_of_shorter(&self.phrases[a], &self.phrases[b]) < WORTH_LOOKING
        {
            return false;
        }
        let form = |at: usize| FormArticle { language: self.language, ..self.form(at).form() };
        judge(form(a), form(b)).is_some()
    }

    fn form(&self, at: usize) -> &ArticleText {
        self.forms[at].get_or_init(|| {
            let article = self.articles[at];
            ArticleText {
                headline: self.corpus.articles[article.at()].title.clone(),
                published: self.published[at],
                ..ArticleText::new(self.corpus.pieces(article).map(|(_, piece)| piece))
            }
        })
    }

    /// Whether they share phrases, on different days, and not the numbers.
    pub(super) fn are_instances(&self, a: usize, b: usize) -> bool {
        if !self.are_days_apart(a, b) {
            return false;
        }
        let enough = self.numbers[a].len().min(self.numbers[b].len()) >= ENOUGH_NUMBERS;
        let wanted = if enough { SHARED_PHRASES } else { SHARED_PHRASES_ALONE };
        share_of_shorter(&self.phrases[a], &self.phrases[b]) >= wanted
            && !(enough && share_of_shorter(&self.numbers[a], &self.numbers[b]) >= AGREEING_NUMBERS)
    }

    /// Whether two articles share hardly anything but what recurs day after day.
    pub(super) fn are_of_a_series(&self, a: usize, b: usize) -> bool {
        if !self.are_days_apart(a, b) {
            return false;
        }
        let serial = shared(&self.serial[a], &self.serial[b]) as f64;
        let shorter = self.phrases[a].len().min(self.phrases[b].len()) as f64;
        serial > 0.0
            && serial >= SHARED_SERIAL * shorter
            && serial >= MOSTLY_SERIAL * shared(&self.phrases[a], &self.phrases[b]) as f64
    }

    fn are_days_apart(&self, a: usize, b: usize) -> bool {
        let (Some(x), Some(y)) = (self.published[a], self.published[b]) else { return false };
        x.days_from(y) >= DAYS_APART
    }
}

/// Of each article the phrases that stand in articles of [`SERIAL_DAYS`] days or more.
fn serial(
    phrases: &[Box<[u64]>],
    published: &[Option<Timestamp>],
    frequency: &PhraseFrequency,
) -> Vec<Box<[u64]>> {
    let dated = phrases.iter().zip(published).filter_map(|(own, date)| Some((own, (*date)?)));
    let mut days: Vec<(u64, i64)> = dated
        .flat_map(|(own, date)| {
            // What few articles have does not recur; most phrases need not be looked at.
            let common = own.iter().copied().filter(|&phrase| frequency.is_common(phrase));
            common.map(move |phrase| (phrase, date.seconds.div_euclid(86_400)))
        })
        .collect();
    days.par_sort_unstable();
    days.dedup();
    let on_many = days.chunk_by(|x, y| x.0 == y.0).filter(|run| run.len() >= SERIAL_DAYS);
    let recurring: AHashSet<u64> = on_many.map(|run| run[0].0).collect();
    let of_article = |own: &[u64]| own.iter().copied().filter(|it| recurring.contains(it)).collect();
    phrases.par_iter().map(|own| of_article(own)).collect()
}

/// The share of the shorter sorted list that the other has too.
fn share_of_shorter(x: &[u64], y: &[u64]) -> f64 {
    shared(x, y) as f64 / x.len().min(y.len()).max(1) as f64
}

/// How many entries two sorted lists have in common.
fn shared(x: &[u64], y: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0_usize);
    while i < x.len() && j < y.len() {
        match x[i].cmp(&y[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared
}
