//! A passage ends with its full stop and stands in its quotation marks, where every holder has them.

use super::{Member, Passage};
use crate::span::Span;

/// More marks in a row than prose has are no punctuation of a sentence.
const MOST_MARKS: usize = 3;

/// Lengthens the spans of each passage by the marks that all its occurrences have before and behind it.
pub(super) fn extend(members: &[Member<'_>], passages: &mut [Passage]) {
    for passage in passages {
        let texts: Vec<(&str, Span)> = passage
            .occurrences
            .iter()
            .filter_map(|occurrence| {
                let at = members.binary_search_by_key(&occurrence.article, |member| member.article).ok()?;
                Some((members[at].text, occurrence.span))
            })
            .collect();
        if texts.len() < passage.occurrences.len() {
            continue;
        }
        let behind = common(texts.iter().map(|(text, span)| marks(text[span.end as usize..].chars())));
        let before =
            common(texts.iter().map(|(text, span)| marks(text[..span.start as usize].chars().rev())));
        for occurrence in &mut passage.occurrences {
            occurrence.span.end += behind as u32;
            occurrence.span.start -= before as u32;
        }
    }
}

/// `span` with the marks behind it.
pub(super) fn closed(text: &str, span: Span) -> Span {
    let behind = text.get(span.end as usize..).map(|rest| marks(rest.chars())).unwrap_or_default();
    let bytes: usize = behind.into_iter().map(char::len_utf8).sum();
    Span { end: span.end + bytes as u32, ..span }
}

/// The marks that follow without a space.
fn marks(text: impl Iterator<Item = char>) -> Vec<char> {
    let is_mark = |c: &char| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control();
    text.take_while(is_mark).take(MOST_MARKS).collect()
}

/// Bytes of the longest beginning that all lists have.
fn common(lists: impl Iterator<Item = Vec<char>>) -> usize {
    let shared = lists.reduce(|x, y| x.iter().zip(&y).take_while(|(a, b)| a == b).map(|(&a, _)| a).collect());
    shared.unwrap_or_default().into_iter().map(char::len_utf8).sum()
}
