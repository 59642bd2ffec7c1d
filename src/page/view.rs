//! Everything that is known of one page's units before it is split.

use super::blocks::{Blocks, Form};
use super::furniture::{Role, roles};
use super::lexis::{Lexis, Term};
use super::repeats::{RepeatFinder, Repeats};
use super::words::Phrases;
use crate::document::Layout;
use crate::span::Span;
use std::cell::OnceCell;
use std::ops::Range;

/// A line that ends like a sentence and comes twice within so many units, once above a caption and once below, is a
/// headline with a full stop.
const DOUBLED_WITHIN: usize = 8;
/// Longer sentences are no headlines.
const HEADLINE_WORDS: f32 = 25.0;

/// One document, cut and judged.
pub(super) struct View<'a> {
    pub(super) text: &'a str,
    pub(super) layout: Layout,
    pub(super) blocks: Blocks,
    pub(super) roles: Vec<Role>,
    pub(super) repeats: Repeats,
    /// Made when a decision first needs it: most records need none.
    lexis: OnceCell<Lexis>,
    /// Whether any unit is running text with a sentence end; if none is, long lines are the text.
    pub(super) has_sentences: bool,
    unspaced: bool,
}

impl<'a> View<'a> {
    pub(super) fn of(text: &'a str, layout: Layout, phrases: &Phrases) -> Self {
        let blocks = Blocks::of(text);
        let units: Vec<&[u64]> = blocks.units.iter().map(|unit| blocks.hashes_of(unit)).collect();
        let repeats = RepeatFinder::default().repeats(&units);
        let roles = roles(text, &blocks, phrases);
        let has_sentences = blocks.units.iter().any(|unit| unit.form == Form::Sentence);
        let unspaced = 2 * blocks.words.iter().filter(|word| word.halves == 1).count() > blocks.words.len();
        let mut view =
            Self { text, layout, blocks, roles, repeats, lexis: OnceCell::new(), has_sentences, unspaced };
        view.find_headlines_with_a_stop();
        view
    }

    /// The first terms of a range of units.
    pub(super) fn terms(&self, units: Range<usize>) -> Vec<Term> {
        self.lexis().terms(self.text, self.blocks.units[units].iter())
    }

    fn lexis(&self) -> &Lexis {
        self.lexis.get_or_init(|| Lexis::of(self.text))
    }

    /// Whether most terms are pairs of what is less than a word: of characters, or of syllables.
    pub(super) fn has_pairs(&self) -> bool {
        self.unspaced || self.lexis().is_of_syllables()
    }

    /// Length in words of the units in `range`.
    pub(super) fn length(&self, range: Range<usize>) -> f32 {
        self.blocks.units[range].iter().map(|unit| unit.length).sum()
    }

    /// What a text without any running text comes to: all lines that are no known furniture, or, of a record and
    /// where there is nothing else, all lines with words.
    pub(super) fn lines(&self) -> Vec<Span> {
        let spans = |wanted: fn(Role) -> bool| -> Vec<Span> {
            let units = self.blocks.units.iter().zip(&self.roles);
            units
                .filter(|(unit, role)| unit.form != Form::Mark && wanted(**role))
                .map(|(unit, _)| unit.span)
                .collect()
        };
        let own = spans(|role| !role.is_furniture());
        if own.is_empty() || self.layout == Layout::Record { spans(|_| true) } else { own }
    }

    fn find_headlines_with_a_stop(&mut self) {
        let count = self.roles.len();
        for at in 0..count {
            if self.roles[at] != Role::Text || self.blocks.units[at].length > HEADLINE_WORDS {
                continue;
            }
            let twin = (at + 2..count.min(at + DOUBLED_WITHIN)).find(|&other| self.repeats.same(at, other));
            let Some(twin) = twin else { continue };
            if (at + 1..twin).all(|between| !self.roles[between].is_body()) {
                self.roles[at] = Role::Line;
                self.roles[twin] = Role::Line;
            }
        }
    }
}
