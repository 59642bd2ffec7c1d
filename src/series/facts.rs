//! What the words of a text are to a form: numbers, days and names are what it is filled in with.

use super::FormArticle;
use super::marks::Mark;
use super::numbers::numbers;
use crate::document::Language;
use crate::span::Span;
use crate::text::{CalendarWord, TokenTable, WordShares, calendar_word, fold_word, is_numeric, is_unit};
use std::sync::Arc;

/// What a word with a capital in the middle of a sentence must tell at least to be a name (`Monday` and `King` are common
/// words with a capital).
const NAME_TELLS: f32 = 1.5;

/// What it must tell where every word has a capital; and if the headline has it too, as it has what a report is about.
const FIRST_WORD_TELLS: f32 = 4.5;
const FIRST_WORD_OF_HEADLINE_TELLS: f32 = 2.0;

/// What a word of a script without capitals must tell to be a name.
const UNMARKED_NAME_TELLS: f32 = 4.0;

/// What a word is to a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Calendar(CalendarWord),
    Name,
    /// A character of a script without spaces.
    Unit,
    Word,
}

/// A text or a headline with its words by kind, looked at one by one.
#[derive(Debug)]
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) hashes: &'a [u64],
    spans: &'a [Span],
    shares: &'a WordShares,
    /// The words of its headline.
    head: &'a [u64],
    /// In a headline any word may have a capital, and the first one is as good as the others.
    is_headline: bool,
}

impl<'a> Words<'a> {
    pub(super) fn body(article: &FormArticle<'a>, head: &'a TokenTable, shares: &'a WordShares) -> Self {
        let tokens = article.tokens;
        Self {
            text: article.text,
            hashes: &tokens.hashes,
            spans: &tokens.spans,
            shares,
            head: &head.hashes,
            is_headline: false,
        }
    }

    pub(super) fn headline(text: &'a str, tokens: &'a TokenTable, shares: &'a WordShares) -> Self {
        Self { text, hashes: &tokens.hashes, spans: &tokens.spans, shares, head: &[], is_headline: true }
    }

    /// The word as it is written.
    pub(super) fn source(&self, at: usize) -> &'a str {
        self.spans[at].of(self.text).unwrap_or_default()
    }

    /// The word as it is compared.
    pub(super) fn folded(&self, at: usize) -> String {
        let mut folded = String::new();
        fold_word(self.source(at), &mut folded);
        folded
    }

    /// How telling a word is.
    pub(super) fn tells(&self, at: usize) -> f32 {
        let hash = self.hashes[at];
        if is_numeric(hash) {
            return UNMARKED_NAME_TELLS;
        }
        let tells = self.shares.tells(hash);
        let is_unit = self.source(at).chars().next().is_some_and(is_unit);
        // The statistics have words, and a character is a part of one.
        if is_unit { tells.min(UNMARKED_NAME_TELLS) } else { tells }
    }

    pub(super) fn kind(&self, at: usize) -> Kind {
        let hash = self.hashes[at];
        match Mark::of(hash, self.source(at)) {
            Mark::Number | Mark::Numbers => Kind::Number,
            Mark::Unit => Kind::Unit,
            Mark::Day => calendar_word(hash).map_or(Kind::Word, Kind::Calendar),
            Mark::Name if self.shares.tells(hash) >= self.name_tells(at) => Kind::Name,
            Mark::Name | Mark::Word => Kind::Word,
        }
    }

    /// What a word that has the form of a name must tell at least to be one.
    fn name_tells(&self, at: usize) -> f32 {
        match self.source(at).starts_with(char::is_uppercase) {
            false => UNMARKED_NAME_TELLS,
            true if !self.is_first_word(at) => NAME_TELLS,
            true if self.head.contains(&self.hashes[at]) => FIRST_WORD_OF_HEADLINE_TELLS,
            true => FIRST_WORD_TELLS,
        }
    }

    /// Whether a sentence begins here, so that a capital says nothing.
    fn is_first_word(&self, at: usize) -> bool {
        if self.is_headline {
            return false;
        }
        let Some(before) = at.checked_sub(1) else { return true };
        let gap = Span { start: self.spans[before].end, end: self.spans[at].start };
        gap.of(self.text)
            .unwrap_or("\n")
            .contains(['.', '!', '?', ':', ';', '\n', '«', '»', '"', '“', '”', '„', '…', '—', '•'])
    }

    /// The numbers of a stretch, as they are meant.
    pub(super) fn numbers(&self, range: std::ops::Range<usize>) -> Vec<String> {
        let mut found = Vec::new();
        for at in range.filter(|&at| is_numeric(self.hashes[at])) {
            numbers(self.source(at), |number| found.push(number));
        }
        found
    }

    /// The sum of what its words tell, those of `known` apart: `(known, all)`.
    pub(super) fn told_of(&self, known: impl Fn(u64) -> bool) -> (f32, f32) {
        (0..self.hashes.len()).fold((0.0, 0.0), |(some, all), at| {
            // No word tells nothing at all in a headline.
            let tells = self.tells(at).max(0.5);
            (some + if known(self.hashes[at]) { tells } else { 0.0 }, all + tells)
        })
    }
}

/// The statistics of the language that both are in.
pub(super) fn shares_of(a: &FormArticle<'_>, b: &FormArticle<'_>) -> Arc<WordShares> {
    let known = a.language.or(b.language);
    // A notice of a dozen words is too short to be told by; in plain Latin letters it is most often English.
    let english = || Language::from_tag("en").filter(|_| a.text.is_ascii() && b.text.is_ascii());
    let language: Option<Language> = known.or_else(|| a.language()).or_else(|| b.language()).or_else(english);
    // Damaged statistics are an error of every run that asks for stories; here numbers and capitals speak alone.
    language.and_then(|language| WordShares::of(language).ok()).unwrap_or_default()
}

/// Letters that two spellings of one name of eight letters may differ in. Scripts without capitals write foreign names by
/// ear, and an eighth more letters may differ there.
const SPELLING: usize = 4;
const SPELLING_BY_EAR: usize = 3;

/// Whether two words are spellings of one name, or one is the other with a slip of the pen.
pub(super) fn are_spellings(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (m, n) = (a.chars().count(), b.chars().count());
    let longest = m.max(n);
    let by_ear = a.chars().next().is_some_and(|first| !first.is_lowercase());
    let most = (longest / if by_ear { SPELLING_BY_EAR } else { SPELLING }).max(1);
    longest >= 4 && m.abs_diff(n) <= most && strsim::levenshtein(a, b) <= most
}
