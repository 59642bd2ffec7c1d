//! What the units of a page are about: enough to say whether a text goes with its headline or with the text before.

use super::blocks::Unit;
use crate::document::Language;
use crate::hash::{chain64, hash64};
use crate::text::{Background, Stemmer, identify, tokenize};
use ahash::{AHashMap, AHashSet};
use std::sync::{Arc, Mutex, OnceLock};

/// Words that make up more than this share of the language say nothing of the matter: about the 150 commonest.
const EMPTY_SHARE: f64 = 3e-3;
/// Words that are rarer than this share say all they can.
const FULL_SHARE: f64 = 1e-4;
/// Terms of a text that are looked at: the lead names what the rest is about.
const LEAD_TERMS: usize = 160;

/// Letters of a word that count: on one page two words of one beginning are seldom forms of one.
const LETTERS: usize = 8;

/// A term of a text and what it says, in (0, 1].
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    key: u64,
    weight: f32,
}

impl Term {
    /// What it is found by.
    pub(super) fn key(&self) -> u64 {
        self.key
    }

    /// What it says.
    pub(super) fn weight(&self) -> f32 {
        self.weight
    }
}

/// The terms of texts in one language.
pub(super) struct Lexis {
    stemmer: Stemmer,
    common: Arc<AHashMap<u64, f32>>,
    /// Its words are mostly two syllables with a space between. Syllables are few, and any two texts share many.
    syllables: bool,
}

impl Lexis {
    /// The lexis of the language that `text` is in, as far as it can be told.
    pub(super) fn of(text: &str) -> Self {
        let language = identify(text).map(|told| told.language);
        let syllables = language.is_some_and(|language| language.as_str() == "vi");
        Self { stemmer: Stemmer::of(language).keeping(LETTERS), common: common_words(language), syllables }
    }

    /// Whether its terms are pairs of syllables.
    pub(super) fn is_of_syllables(&self) -> bool {
        self.syllables
    }

    /// The first terms of some units, each term once, in order.
    pub(super) fn terms<'a>(&self, text: &str, units: impl Iterator<Item = &'a Unit>) -> Vec<Term> {
        let mut seen = AHashSet::new();
        let mut terms = Vec::new();
        for unit in units {
            if terms.len() >= LEAD_TERMS {
                break;
            }
            self.collect(unit.span.of(text).unwrap_or_default(), &mut |term| {
                if seen.insert(term.key) {
                    terms.push(term);
                }
            });
        }
        terms
    }

    fn collect(&self, line: &str, sink: &mut impl FnMut(Term)) {
        let mut stem = String::new();
        let mut previous: Option<(u32, u64)> = None;
        let mut syllable: Option<(u32, u64, f32)> = None;
        tokenize(line, |token| {
            if token.shape.unit {
                let key = hash64(token.word.as_bytes());
                // Characters of scripts without spaces mean little alone: adjacent pairs are the terms.
                if let Some((end, before)) = previous
                    && end == token.span.start
                {
                    sink(Term { key: chain64(before, key), weight: 1.0 });
                }
                previous = Some((token.span.end, key));
                return;
            }
            previous = None;
            stem.clear();
            self.stemmer.stem(token.word, &mut stem);
            let key = hash64(stem.as_bytes());
            let weight = self.common.get(&key).copied().unwrap_or_else(|| self.unlisted(&stem));
            if self.syllables {
                // A mark between two syllables is longer than the space inside a word.
                let before = syllable.replace((token.span.end, key, weight));
                if let Some((end, before, other)) = before
                    && token.span.start <= end + 1
                    && weight + other > 0.0
                {
                    sink(Term { key: chain64(before, key), weight: f32::midpoint(weight, other) });
                }
            } else if weight > 0.0 {
                sink(Term { key, weight });
            }
        });
    }

    /// What a word says that is not among the common ones; without statistics, by its length.
    fn unlisted(&self, stem: &str) -> f32 {
        match stem.chars().count() {
            _ if !self.common.is_empty() => 1.0,
            0..=2 => 0.0,
            3 => 0.5,
            _ => 1.0,
        }
    }
}

/// The share of `part`, by weight, that is in `whole`; nothing when `part` has no terms.
pub(super) fn share_in(part: &[Term], whole: &AHashSet<u64>) -> Option<f32> {
    let all: f32 = part.iter().map(|term| term.weight).sum();
    let shared: f32 = part.iter().filter(|term| whole.contains(&term.key)).map(|term| term.weight).sum();
    (all > 0.0).then(|| shared / all)
}

/// The terms as a set.
pub(super) fn set_of(terms: &[Term]) -> AHashSet<u64> {
    terms.iter().map(|term| term.key).collect()
}

/// Stems of the commonest words of a language with what they say, unpacked once a language.
fn common_words(language: Option<Language>) -> Arc<AHashMap<u64, f32>> {
    type Cache = Mutex<AHashMap<[u8; 3], Arc<AHashMap<u64, f32>>>>;
    static CACHE: OnceLock<Cache> = OnceLock::new();
    let Some(language) = language else { return Arc::default() };
    let mut code = [0; 3];
    code[..language.as_str().len()].copy_from_slice(language.as_str().as_bytes());
    let cache = CACHE.get_or_init(Mutex::default);
    // The map is only ever replaced whole, so a panic elsewhere cannot leave it half made.
    let mut cache = cache.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    cache.entry(code).or_insert_with(|| Arc::new(read_common(language))).clone()
}

fn read_common(language: Language) -> AHashMap<u64, f32> {
    // Without its statistics a language is judged by the length of words, as one that has none.
    let Ok(Some(background)) = Background::of(language) else { return AHashMap::new() };
    let stemmer = Stemmer::of(Some(language)).keeping(LETTERS);
    let mut shares: AHashMap<u64, f64> = AHashMap::new();
    let mut stem = String::new();
    for (word, share) in background.words().take_while(|&(_, share)| share >= FULL_SHARE / 4.0) {
        tokenize(word, |token| {
            stem.clear();
            stemmer.stem(token.word, &mut stem);
            *shares.entry(hash64(stem.as_bytes())).or_default() += share;
        });
    }
    let span = (EMPTY_SHARE / FULL_SHARE).ln();
    shares
        .into_iter()
        .map(|(key, share)| (key, ((EMPTY_SHARE / share).ln() / span).clamp(0.0, 1.0) as f32))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::blocks::Blocks;
    use super::*;

    #[test]
    fn a_headline_is_found_in_its_text_and_not_in_another() {
        let text = "Ice swimmers set record at Lake Marl\nMore than a thousand people swam in the icy lake on Thursday, a \
                    record that the swimmers of Marl are proud of.\nThe council will vote on the budget of the tram line on Monday, the mayor said.";
        let blocks = Blocks::of(text);
        let lexis = Lexis::of(text);
        let terms = |at: usize| lexis.terms(text, std::iter::once(&blocks.units[at]));
        assert!(share_in(&terms(0), &set_of(&terms(1))).unwrap() > 0.5);
        assert!(share_in(&terms(0), &set_of(&terms(2))).unwrap() < 0.1);
    }
}
