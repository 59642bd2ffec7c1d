//! How much of an article stands elsewhere too, and what stands only there.

use super::params::{PassagesParams, Script};
use super::punctuation::closed;
use super::sequence::unbroken;
use super::{Member, Passage, PassageKind};
use crate::document::ArticleIndex;
use crate::span::Span;
use crate::text::scripts_without_spaces;

/// A text of an article that no other article has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnText {
    /// Bytes of the document's text, from the first token to the marks behind the last.
    pub span: Span,
    /// Number of tokens.
    pub words: u32,
}

/// Which tokens of each article stand in passages.
#[derive(Clone, Debug, Default)]
pub struct CoveredTokens {
    /// By article: where shared text stands, as first token and one past the last; in order, no two touch.
    shared: Vec<Vec<(u32, u32)>>,
    /// The same for shared text and furniture.
    known: Vec<Vec<(u32, u32)>>,
}

impl CoveredTokens {
    /// Of a corpus of `articles` articles, in which these passages were found.
    pub fn of<'p>(passages: impl Iterator<Item = &'p Passage>, articles: usize) -> Self {
        let mut covered = Self { shared: vec![Vec::new(); articles], known: vec![Vec::new(); articles] };
        for passage in passages.filter(|passage| passage.kind != PassageKind::Formula) {
            for occurrence in &passage.occurrences {
                let (first, number) = occurrence.tokens;
                let at = occurrence.article.at();
                covered.known[at].push((first, first + number));
                if passage.kind.is_shared_text() {
                    covered.shared[at].push((first, first + number));
                }
            }
        }
        covered.shared.iter_mut().chain(&mut covered.known).for_each(merge);
        covered
    }

    /// The share of an article's tokens, of which there are so many, that stand in shared text (furniture and formulae are
    /// none), in [0, 1]. One without tokens shares nothing.
    pub fn share(&self, article: ArticleIndex, tokens: usize) -> f64 {
        if tokens == 0 {
            return 0.0;
        }
        let covered: u32 = self.shared[article.at()].iter().map(|(start, end)| end - start).sum();
        f64::from(covered) / tokens as f64
    }

    /// What only this article has: its stretches without shared text and furniture that are as long as a passage, in
    /// order. Nothing where it shares nothing: all of it is its own then.
    pub fn only_in(&self, member: &Member<'_>, params: &PassagesParams) -> Vec<OwnText> {
        let at = member.article.at();
        if self.shared[at].is_empty() {
            return Vec::new();
        }
        let all = member.tokens.len() as u32;
        let mut edges = vec![0];
        edges.extend(self.known[at].iter().flat_map(|&(start, end)| [start, end]));
        edges.push(all);
        edges
            .chunks_exact(2)
            .flat_map(|gap| unbroken(member.tokens, std::slice::from_ref(&(gap[0]..gap[1]))))
            .filter_map(|own| {
                let span = member.tokens.cover(own.start as usize, own.end as usize - 1);
                let unspaced = span.of(member.text).is_some_and(|text| scripts_without_spaces(text) > 0.5);
                let script = if unspaced { Script::Unspaced } else { Script::Spaced };
                let words = own.end - own.start;
                (words >= params.scaled(params.shortest, script))
                    .then(|| OwnText { span: closed(member.text, span), words })
            })
            .collect()
    }
}

/// Puts ranges in order, and those that overlap or touch together.
fn merge(ranges: &mut Vec<(u32, u32)>) {
    ranges.sort_unstable();
    ranges.dedup_by(|next, last| {
        let joins = next.0 <= last.1;
        if joins {
            last.1 = last.1.max(next.1);
        }
        joins
    });
}
