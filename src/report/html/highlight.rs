//! Shared text, marked where it stands.
//!
//! Passages overlap: a quotation stands inside a paragraph that was copied whole. Each stretch of text gets the look
//! of the strongest mark that covers it, so no marks are nested and no character is marked twice.

use super::escape::Text;
use crate::report::model::{OccurrenceEntry, PassageEntry, PassageKind};
use crate::report::view::boundary;
use crate::span::Span;
use std::fmt;

/// How a stretch of text looks, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Nobody else has it.
    Own,
    /// A fixed phrase or furniture: shared, and says little.
    Phrase,
    /// Shared.
    Shared,
    /// Inside shared text, but in other words.
    Edited,
}

const LOOKS: [Look; 4] = [Look::Own, Look::Phrase, Look::Shared, Look::Edited];

/// A byte range of a document's text and how it looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) look: Look,
}

/// The marks that a passage makes in one of its holders.
pub(super) fn marks(passage: &PassageEntry, occurrence: &OccurrenceEntry) -> Vec<Mark> {
    let look = match passage.kind {
        PassageKind::Verbatim | PassageKind::Edited | PassageKind::Quote => Look::Shared,
        PassageKind::Furniture | PassageKind::Formula => Look::Phrase,
    };
    let mut marks = vec![Mark { span: occurrence.span, look }];
    marks.extend(edits(occurrence));
    marks
}

/// The marks of the words in which a holder differs from the passage.
pub(super) fn edits(occurrence: &OccurrenceEntry) -> impl Iterator<Item = Mark> + '_ {
    occurrence.differs.iter().map(|&span| Mark { span, look: Look::Edited })
}

/// Text whose first byte is byte `start` of its document, with marks, as HTML.
pub(super) struct Marked<'a> {
    pub(super) text: &'a str,
    pub(super) start: u32,
    pub(super) marks: &'a [Mark],
}

impl fmt::Display for Marked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (look, text) in stretches(self) {
            let class = match look {
                Look::Own => {
                    write!(f, "{}", Text(text))?;
                    continue;
                }
                Look::Phrase => "phrase",
                Look::Shared => "shared",
                Look::Edited => "edited",
            };
            write!(f, "<mark class=\"{class}\">{}</mark>", Text(text))?;
        }
        Ok(())
    }
}

/// The text cut where its look changes.
fn stretches<'a>(marked: &Marked<'a>) -> Vec<(Look, &'a str)> {
    let text = marked.text;
    let mut changes: Vec<(usize, Look, i32)> = Vec::new();
    for mark in marked.marks {
        let within = |at: u32| boundary(text, at.saturating_sub(marked.start) as usize);
        let (start, end) = (within(mark.span.start), within(mark.span.end));
        if start < end {
            changes.push((start, mark.look, 1));
            changes.push((end, mark.look, -1));
        }
    }
    changes.sort_unstable();
    let mut open = [0; LOOKS.len()];
    let mut found: Vec<(Look, &str)> = Vec::new();
    let (mut from, mut look) = (0, Look::Own);
    // Marks that end where others begin are one change.
    for at_once in changes.chunk_by(|a, b| a.0 == b.0) {
        let at = at_once[0].0;
        for &(_, changed, by) in at_once {
            open[changed as usize] += by;
        }
        let now = LOOKS.into_iter().rev().find(|&look| open[look as usize] > 0).unwrap_or(Look::Own);
        if now != look {
            push(&mut found, look, &text[from..at]);
            (from, look) = (at, now);
        }
    }
    push(&mut found, look, &text[from..]);
    found
}

fn push<'a>(found: &mut Vec<(Look, &'a str)>, look: Look, text: &'a str) {
    if !text.is_empty() {
        found.push((look, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, start: u32, marks: &[(usize, usize, Look)]) -> String {
        let marks: Vec<_> = marks.iter().map(|&(a, b, look)| Mark { span: Span::new(a, b), look }).collect();
        let parts = stretches(&Marked { text, start, marks: &marks });
        parts
            .into_iter()
            .map(|(look, text)| match look {
                Look::Own => text.to_owned(),
                Look::Phrase => format!("({text})"),
                Look::Shared => format!("[{text}]"),
                Look::Edited => format!("{{{text}}}"),
            })
            .collect()
    }

    #[test]
    fn marks_that_overlap_or_touch_become_one() {
        use Look::Shared;
        assert_eq!(shown("abcdefgh", 0, &[(1, 4, Shared), (2, 6, Shared)]), "a[bcdef]gh");
        assert_eq!(shown("abcdefgh", 0, &[(1, 4, Shared), (4, 6, Shared)]), "a[bcdef]gh");
        assert_eq!(shown("abcdefgh", 0, &[(1, 7, Shared), (2, 4, Shared)]), "a[bcdefg]h");
    }

    #[test]
    fn the_strongest_mark_is_seen() {
        use Look::{Edited, Phrase, Shared};
        assert_eq!(shown("abcdefgh", 0, &[(1, 7, Shared), (2, 4, Edited)]), "a[b]{cd}[efg]h");
        assert_eq!(shown("abcdefgh", 0, &[(0, 4, Phrase), (2, 6, Shared)]), "(ab)[cdef]gh");
    }

    #[test]
    fn places_are_counted_from_the_start_of_the_document() {
        assert_eq!(shown("cdef", 2, &[(0, 4, Look::Shared)]), "[cd]ef");
        assert_eq!(shown("cdef", 2, &[(5, 99, Look::Shared)]), "cde[f]");
        assert_eq!(shown("cdef", 20, &[(5, 9, Look::Shared)]), "cdef");
    }

    #[test]
    fn a_place_inside_a_character_cuts_before_it() {
        assert_eq!(shown("aéb", 0, &[(0, 2, Look::Shared)]), "[a]éb");
    }
}
