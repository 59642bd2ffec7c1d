//! What kind of text a passage is.

use super::edited::{Parallel, Stretch};
use super::exact::Run;
use super::sequence::Sequence;
use super::{Member, Passage, PassageKind};
use std::collections::BTreeMap;

/// Share of a run's tokens inside quotation marks that makes it a quotation.
const QUOTED: f64 = 0.8;
/// Articles of one source that must have a text before it can be that source's furniture.
const FURNITURE_HOLDERS: usize = 3;
/// A text that is more of an article than this is the article.
const FURNITURE_SHARE: f64 = 1.0 / 3.0;

/// The kind of a run of equal tokens, furniture apart: a quotation when at least half of the articles that have it
/// put four fifths of it inside quotation marks.
pub(super) fn kind_of_run(sequence: &Sequence, run: &Run) -> PassageKind {
    let mut holders: BTreeMap<u32, Marks> = BTreeMap::new();
    for &at in &run.places {
        let quoted = f64::from(sequence.quoted(at, run.length)) >= QUOTED * f64::from(run.length);
        let marks = holders.entry(sequence.member(at)).or_insert(Marks::Absent);
        if quoted {
            *marks = Marks::Present;
        }
    }
    let quoting = holders.values().filter(|&&marks| marks == Marks::Present).count();
    if 2 * quoting >= holders.len() { PassageKind::Quote } else { PassageKind::Verbatim }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Absent,
    Present,
}

/// Runs that are parts of edited passages say nothing that those do not say: drops each run whose first place stands
/// with every other in some edited passage, unless it is the whole of each. An edited passage ends at its last equal
/// token, so a run may stand out of it by `margin` tokens.
pub(super) fn without_fragments(
    sequence: &Sequence,
    runs: Vec<Run>,
    parallels: &[Parallel],
    margin: u32,
) -> Vec<Run> {
    let mut by_segment: Vec<Vec<(u32, &Stretch)>> = vec![Vec::new(); sequence.segments.len()];
    for (index, parallel) in parallels.iter().enumerate() {
        for stretch in &parallel.stretches {
            by_segment[sequence.segment_of[stretch.start as usize] as usize].push((index as u32, stretch));
        }
    }
    // The edited passages around a run at a place, and whether they are longer there.
    let around = |at: u32, length: u32| {
        by_segment[sequence.segment_of[at as usize] as usize]
            .iter()
            .filter(move |(_, s)| s.start <= at + margin && at + length <= s.start + s.length + margin)
            .map(move |&(index, s)| (index, s.length > length))
    };
    let is_fragment = |run: &Run| {
        let first: BTreeMap<u32, bool> = around(run.places[0], run.length).collect();
        !first.is_empty()
            && run.places[1..].iter().all(|&at| {
                around(at, run.length)
                    .any(|(index, longer)| first.get(&index).is_some_and(|&also| longer || also))
            })
    };
    runs.into_iter().filter(|run| !is_fragment(run)).collect()
}

/// Whether every stretch of an edited passage lies inside a place of one run.
pub(super) fn is_inside_run(parallel: &Parallel, runs: &[Run]) -> bool {
    // Runs come longest first.
    runs.iter().take_while(|run| run.length >= parallel.stretches[0].length).any(|run| {
        parallel.stretches.iter().all(|stretch| {
            let after = run.places.partition_point(|&at| at <= stretch.start);
            after > 0 && stretch.start + stretch.length <= run.places[after - 1] + run.length
        })
    })
}

/// Marks the passages that are furniture of a source.
///
/// A text is furniture when three or more articles have it, all of one known source, it is no more than a third of
/// any of them, and it either begins or ends three of them or is all that any two of them share. Anything less is left
/// as it is: a false passage is seen at once, a lost one never.
pub(super) fn mark_furniture(members: &[Member<'_>], passages: &mut [Passage]) {
    let by_article: BTreeMap<_, usize> =
        members.iter().enumerate().map(|(index, member)| (member.article, index)).collect();
    let holders: Vec<Vec<usize>> = passages.iter().map(|passage| holders(passage, &by_article)).collect();
    // For each article the passages it is in: needed only for candidates, but as cheap for all.
    let mut passages_of: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    for (index, holders) in holders.iter().enumerate() {
        for &member in holders {
            passages_of[member].push(index);
        }
    }
    let is_furniture = |index: usize| {
        let (passage, own) = (&passages[index], &holders[index]);
        let shares_more =
            || own.iter().any(|&member| shares_more(index, member, own, &holders, &passages_of));
        is_candidate(members, passage, own, &by_article)
            && (edge_holders(members, passage, &by_article) >= FURNITURE_HOLDERS || !shares_more())
    };
    let marked: Vec<usize> = (0..passages.len()).filter(|&index| is_furniture(index)).collect();
    for index in marked {
        passages[index].kind = PassageKind::Furniture;
    }
}

type ByArticle = BTreeMap<crate::document::ArticleIndex, usize>;

fn holders(passage: &Passage, by_article: &ByArticle) -> Vec<usize> {
    let mut holders: Vec<usize> =
        passage.occurrences.iter().filter_map(|place| by_article.get(&place.article).copied()).collect();
    holders.dedup();
    holders
}

fn is_candidate(members: &[Member<'_>], passage: &Passage, own: &[usize], by_article: &ByArticle) -> bool {
    let source = own.first().and_then(|&first| members[first].source);
    passage.kind != PassageKind::Quote
        && own.len() >= FURNITURE_HOLDERS
        && source.is_some()
        && own.iter().all(|&member| members[member].source == source)
        && passage.occurrences.iter().all(|place| {
            by_article.get(&place.article).is_some_and(|&member| {
                f64::from(place.tokens.1) <= FURNITURE_SHARE * members[member].tokens.len() as f64
            })
        })
}

/// How many articles the passage begins or ends.
fn edge_holders(members: &[Member<'_>], passage: &Passage, by_article: &ByArticle) -> usize {
    let mut at_edge: Vec<usize> = passage
        .occurrences
        .iter()
        .filter_map(|place| {
            let &member = by_article.get(&place.article)?;
            let (first, number) = place.tokens;
            let ends = first as usize + number as usize == members[member].tokens.len();
            (first == 0 || ends).then_some(member)
        })
        .collect();
    at_edge.dedup();
    at_edge.len()
}

/// Whether `member` shares another passage with one of the articles `own`.
fn shares_more(
    index: usize,
    member: usize,
    own: &[usize],
    holders: &[Vec<usize>],
    passages_of: &[Vec<usize>],
) -> bool {
    passages_of[member].iter().filter(|&&other| other != index).any(|&other| {
        holders[other].iter().any(|&holder| holder != member && own.binary_search(&holder).is_ok())
    })
}
