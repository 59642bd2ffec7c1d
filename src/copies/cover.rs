//! How much of one article stands in another.

use super::sets::{ArticleText, SourceError, TokenSource};
use super::shingle::{ArticleTokens, Shingler, Shingles, shared_values};
use crate::document::ArticleIndex;
use crate::hash::hash64;
use crate::span::Span;

/// How much of one article stands in another, in [0, 1], by the shingles of both. Words are compared as they are written,
/// but for capitals and the vowel marks of endings: what is the same word to those who look for copies, such as another spelling of its
/// letters, is a word of its own to those who remove one.
///
/// Counted in shingles, as the share of the first one's that the other has: a word that is changed takes the five runs with it
/// that it stands in, so a text that is edited in every sentence is not covered. Tried and rejected: tokens in shared
/// runs, with gaps of up to three tokens filled as edits. Of 15,366 Arabic articles that removed 2,972, and 14 % of their
/// runs of five words stood nowhere in the output.
pub(super) fn cover(own: &Shingles, other: &Shingles) -> f64 {
    shared_values(own.hashes(), other.hashes()) as f64 / own.len().max(1) as f64
}

/// The tokens of an article as they are written, but for capitals; as they are compared where only those are known.
pub fn as_written(source: &dyn TokenSource, article: ArticleIndex) -> Result<ArticleTokens, SourceError> {
    if let Some(text) = source.text(article)? {
        return Ok(written(&text));
    }
    let mut tokens = ArticleTokens::default();
    source.tokens(article, &mut tokens)?;
    Ok(tokens)
}

/// The tokens of a text as they are written, but for capitals.
pub fn written(text: &ArticleText) -> ArticleTokens {
    let hash = |span: &Span| {
        let word = span.of(&text.text).unwrap_or_default().trim_end_matches(is_vowel_mark);
        // Most words are in lower case already.
        if word.chars().any(char::is_uppercase) {
            hash64(word.to_lowercase().as_bytes())
        } else {
            hash64(word.as_bytes())
        }
    };
    let hashes = text.tokens.spans.iter().map(hash).collect();
    ArticleTokens { hashes, unspaced: text.tokens.is_unspaced() }
}

/// Whether a mark tells how an Arabic or Hebrew word ends when it is read, or draws it out: writers add them or not.
fn is_vowel_mark(letter: char) -> bool {
    matches!(letter, '\u{0591}'..='\u{05BD}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

/// Indices of the tokens of a text that stand in no run of a shingle's length for which `stands` says that it stands
/// elsewhere.
pub fn uncovered(shingler: &Shingler, text: &ArticleTokens, stands: impl Fn(u64) -> bool) -> Vec<u32> {
    let mut sequence = Vec::new();
    shingler.sequence(&text.hashes, text.unspaced, &mut sequence);
    let size = shingler.size(text.unspaced).min(text.hashes.len());
    let mut covered = vec![false; text.hashes.len()];
    for (at, _) in sequence.iter().enumerate().filter(|&(_, &hash)| stands(hash)) {
        covered[at..at + size].fill(true);
    }
    (0..covered.len() as u32).filter(|&at| !covered[at as usize]).collect()
}
