//! Texts that name nothing, which only a headline tells apart.

use super::FormArticle;
use super::facts::{Kind, Words, shares_of};
use ahash::AHashSet;

/// Tokens up to which a text may be one that its headline must tell: a notice, a stub, "video only". Characters of scripts
/// without spaces count half.
const SHORT_TEXT: usize = 60;

/// Different names that such a text has at most, and different numbers: a table of figures is known by them.
const FEW_NAMES: usize = 4;
const FEW_NUMBERS: usize = 6;

/// Share of its headline, by what its words tell, that stands in such a text at most.
const HEADLINE_IN_TEXT: f32 = 0.3;

/// Whether the text of an article says so little that another article with the same text may be about something else.
pub fn needs_headline(article: FormArticle<'_>) -> bool {
    let tokens = article.tokens;
    if article.headline.is_none() || tokens.len() - tokens.units as usize / 2 > SHORT_TEXT {
        return false;
    }
    let headline = article.headline_tokens();
    if headline.is_empty() {
        return false;
    }
    let shares = shares_of(&article, &article);
    let body = Words::body(&article, headline, &shares);
    let names: AHashSet<u64> =
        (0..tokens.len()).filter(|&at| body.kind(at) == Kind::Name).map(|at| tokens.hashes[at]).collect();
    let numbers: AHashSet<String> = body.numbers(0..tokens.len()).into_iter().collect();
    if names.len() >= FEW_NAMES || numbers.len() >= FEW_NUMBERS {
        return false;
    }
    let head = Words::headline(article.headline.unwrap_or_default(), headline, &shares);
    let own: AHashSet<u64> = tokens.hashes.iter().copied().collect();
    let (known, all) = head.told_of(|hash| own.contains(&hash));
    known < HEADLINE_IN_TEXT * all
}
