//! What is kept of a text to tell of most pairs that they are of no series, without their texts.

use super::FormArticle;
use super::headline::needs_headline;
use super::marks::MarkedTokens;
use crate::text::is_numeric;

/// Tokens up to which the shorter of two texts is a notice, whose subject need not stand in the same place as the other's.
const NOTICE: usize = 60;

/// A table of figures: numbers make up this share of its tokens, and are so many.
const TABLE: f64 = 0.15;
const NUMBERS_OF_A_TABLE: usize = 4;

/// A text without its words.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    pub(super) marks: MarkedTokens,
    /// Whether it has a headline, and whether it says so little that only that tells it from others.
    pub(super) has_headline: bool,
    pub(super) needs_headline: bool,
    /// Whether most that it tells is figures.
    pub(super) is_table: bool,
}

impl Outline {
    pub(super) fn of(article: &FormArticle<'_>) -> Self {
        let hashes = &article.tokens.hashes;
        let numbers = hashes.iter().filter(|&&hash| is_numeric(hash)).count();
        Self {
            marks: MarkedTokens::of(article.text, article.tokens),
            has_headline: article.headline.is_some(),
            needs_headline: needs_headline(*article),
            is_table: numbers >= NUMBERS_OF_A_TABLE && numbers as f64 >= TABLE * hashes.len() as f64,
        }
    }

    /// Whether both have headlines and one is a notice.
    pub(super) fn has_notice(&self, other: &Self) -> bool {
        self.has_headline && other.has_headline && self.marks.len().min(other.marks.len()) <= NOTICE
    }

    /// Facts that differ in two texts of one form at least, unless a day does.
    pub(super) fn enough(&self, other: &Self) -> usize {
        if self.has_headline && other.has_headline { 1 } else { 2 }
    }

    /// Whether two texts may be one form, filled in twice; most copies may not.
    pub(super) fn may_be_of_series(&self, other: &Self) -> bool {
        self.is_table && other.is_table
            || self.needs_headline
            || other.needs_headline
            || self.has_notice(other)
            || self.marks.may_differ(&other.marks, self.enough(other))
    }
}
