//! How telling a word is, by how common it is in its language.

use super::background::{Background, BackgroundError};
use super::fold::fold_word;
use super::tokenize::word_hash;
use crate::document::Language;
use ahash::AHashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What a word tells that the statistics of its language do not have, and every word of a language without statistics.
pub const UNKNOWN_WORD: f32 = 6.0;

/// A word that makes up a thirtieth of all running words tells nothing: the logarithm of its share is taken from there.
const TELLS_NOTHING: f32 = 1.5;

/// The words of one language, each with how telling it is.
#[derive(Debug, Default)]
pub struct WordShares(AHashMap<u64, f32>);

impl WordShares {
    /// The statistics of a language, unpacked once a process; empty for a language that has none.
    pub fn of(language: Language) -> Result<Arc<Self>, BackgroundError> {
        type Known = Mutex<AHashMap<Language, Arc<WordShares>>>;
        static KNOWN: OnceLock<Known> = OnceLock::new();
        let known = KNOWN.get_or_init(Known::default);
        // A thread that panicked here has inserted nothing, or all of it.
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shares) = known.get(&language) {
            return Ok(Arc::clone(shares));
        }
        let shares = Arc::new(Self::unpack(language)?);
        known.insert(language, Arc::clone(&shares));
        Ok(shares)
    }

    fn unpack(language: Language) -> Result<Self, BackgroundError> {
        let Some(background) = Background::of(language)? else { return Ok(Self::default()) };
        let mut shares = AHashMap::new();
        let mut folded = String::new();
        for (word, share) in background.words() {
            folded.clear();
            fold_word(word, &mut folded);
            let tells = (-(share.log10() as f32) - TELLS_NOTHING).max(0.0);
            let known = shares.entry(word_hash(&folded)).or_insert(tells);
            *known = known.min(tells);
        }
        Ok(Self(shares))
    }

    /// How telling the word with this [`word_hash`] is: 0 for the commonest, 2.5 for one in ten thousand running words,
    /// [`UNKNOWN_WORD`] for one that the statistics do not have.
    pub fn tells(&self, hash: u64) -> f32 {
        self.0.get(&hash).copied().unwrap_or(UNKNOWN_WORD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarer_a_word_the_more_it_tells() {
        let shares = WordShares::of(Language::from_tag("en").unwrap()).unwrap();
        let tells = ["the", "government", "ferry", "balinga"].map(|word| shares.tells(word_hash(word)));
        assert!(tells.is_sorted() && tells[0] < 0.5, "{tells:?}");
        assert!((tells[3] - UNKNOWN_WORD).abs() < 1e-6);
    }

    #[test]
    fn a_language_without_statistics_knows_no_word() {
        let shares = WordShares::of(Language::from_tag("xx").unwrap()).unwrap();
        assert!((shares.tells(word_hash("the")) - UNKNOWN_WORD).abs() < 1e-6);
    }
}
