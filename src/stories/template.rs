//! Instances of a series: the weather of two days, two closing reports of an exchange, two royal telegrams. They share
//! their phrases and differ in what counts, and no similarity of words tells them from two reports of one event.
//!
//! Two articles are taken for instances of a series when they share a good part of their phrases without being copies,
//! were published on different days, and do not agree in their numbers. An unknown date is no conflict: without one,
//! nothing is taken for an instance.

use super::terms::{Mark, TermSequence};
use super::vector::phrases;
use crate::document::Timestamp;
use rayon::prelude::*;

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

/// Tells instances of a series.
pub(super) struct TemplateJudge {
    phrases: Vec<Box<[u64]>>,
    numbers: Vec<Box<[u64]>>,
    published: Vec<Option<Timestamp>>,
}

impl TemplateJudge {
    pub(super) fn new(sequences: &[TermSequence], published: &[Option<Timestamp>]) -> Self {
        let set = |mut hashes: Vec<u64>| {
            hashes.sort_unstable();
            hashes.dedup();
            hashes.into_boxed_slice()
        };
        let numbers = |sequence: &TermSequence| {
            let marked = sequence.terms.iter().zip(&sequence.marks);
            marked.filter(|(_, mark)| **mark == Mark::Number).map(|(&term, _)| term).collect()
        };
        Self {
            phrases: sequences.par_iter().map(|sequence| set(phrases(&sequence.terms).collect())).collect(),
            numbers: sequences.par_iter().map(|sequence| set(numbers(sequence))).collect(),
            published: published.to_vec(),
        }
    }

    /// Whether two articles are instances of a series.
    pub(super) fn are_instances(&self, a: usize, b: usize) -> bool {
        let (Some(x), Some(y)) = (self.published[a], self.published[b]) else { return false };
        if x.days_from(y) < DAYS_APART {
            return false;
        }
        let enough = self.numbers[a].len().min(self.numbers[b].len()) >= ENOUGH_NUMBERS;
        let wanted = if enough { SHARED_PHRASES } else { SHARED_PHRASES_ALONE };
        share_of_shorter(&self.phrases[a], &self.phrases[b]) >= wanted
            && !(enough && share_of_shorter(&self.numbers[a], &self.numbers[b]) >= AGREEING_NUMBERS)
    }
}

/// The share of the shorter sorted list that the other has too.
fn share_of_shorter(x: &[u64], y: &[u64]) -> f64 {
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
    shared as f64 / x.len().min(y.len()).max(1) as f64
}
