//! How much of one article stands in another.

use super::sets::{Sets, SourceError};
use super::shingle::{ArticleTokens, Shingler};
use super::spread::Covered;
use crate::hash::hash64;
use crate::span::Span;

/// Tokens between two shared runs that count as an edit of them: a run has five tokens at least, so three quarters of such a
/// stretch are equal, as in an edited passage.
const EDIT: usize = 3;

/// Share of its shingles that must stand in the other one as they are: text that is edited in every sentence says
/// something else.
const LEAST_AS_IT_IS: f64 = 0.5;

/// What stands in another article.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cover {
    /// The share of its tokens that stands there as it is or with small edits, in [0, 1]; 0 when less than half of its
    /// shingles stand there as they are.
    pub(super) share: f64,
}

/// How much of class `a` stands in class `b`. Words are compared as they are written, but for capitals: what is the same word
/// to those who look for copies, such as another spelling of its letters, is a word of its own to those who remove one.
pub(super) fn cover(sets: &Sets<'_>, a: u32, b: u32) -> Result<Cover, SourceError> {
    let shingler = &sets.reader.shingler;
    let (own, other) = (as_written(sets, a)?, as_written(sets, b)?);
    let own_set = shingler.shingles(&own.hashes, own.unspaced);
    let other_set = shingler.shingles(&other.hashes, other.unspaced);
    let shared = super::shingle::shared_values(own_set.hashes(), other_set.hashes());
    if (shared as f64) < LEAST_AS_IT_IS * own_set.len() as f64 {
        return Ok(Cover::default());
    }
    let covered = with_edits(Covered::new(shingler, &own, &other_set).covered);
    let tokens = covered.iter().filter(|&&covered| covered).count();
    Ok(Cover { share: tokens as f64 / covered.len().max(1) as f64 })
}

fn as_written(sets: &Sets<'_>, class: u32) -> Result<ArticleTokens, SourceError> {
    let mut tokens = ArticleTokens::default();
    match sets.text(class)? {
        Some(text) => {
            tokens.unspaced = text.tokens.is_unspaced();
            let written = |span: &Span| {
                let word = span.of(&text.text).unwrap_or_default();
                // Most words are in lower case already.
                if word.chars().any(char::is_uppercase) {
                    hash64(word.to_lowercase().as_bytes())
                } else {
                    hash64(word.as_bytes())
                }
            };
            tokens.hashes = text.tokens.spans.iter().map(written).collect();
        }
        None => sets.reader.source.tokens(sets.leader(class), &mut tokens)?,
    }
    Ok(tokens)
}

/// The same with short gaps between two covered runs filled.
fn with_edits(mut covered: Vec<bool>) -> Vec<bool> {
    let mut end: Option<usize> = None;
    for at in 0..covered.len() {
        if !covered[at] {
            continue;
        }
        if let Some(end) = end.filter(|&end| at > end && at - end <= EDIT) {
            covered[end..at].fill(true);
        }
        end = Some(at + 1);
    }
    covered
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

#[cfg(test)]
mod tests {
    use super::with_edits;

    #[test]
    fn short_gaps_between_runs_are_edits_and_long_ones_are_not() {
        let of = |text: &str| text.chars().map(|c| c == '#').collect::<Vec<bool>>();
        assert_eq!(with_edits(of("#####..#####....#####..")), of("############....#####.."));
        assert_eq!(with_edits(of("..#####")), of("..#####"));
    }
}
