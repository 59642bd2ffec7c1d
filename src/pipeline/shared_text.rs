//! Passages as a report says them, which of them each cluster holds, and what stands in one article only.

use super::assemble::{Names, Parts, Places};
use super::clusters;
use crate::document::ArticleIndex;
use crate::hash::short_name;
use crate::passages::{CoveredTokens, Passage, PassageKind};
use crate::report::model::{self, Name};
use crate::span::LineIndex;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Ids of passages, by what holds them.
#[derive(Default)]
pub(super) struct Held {
    pub(super) copies: BTreeMap<usize, Vec<Name>>,
    pub(super) stories: BTreeMap<usize, Vec<Name>>,
    pub(super) storylines: BTreeMap<usize, Vec<Name>>,
    articles: BTreeMap<usize, Vec<Name>>,
    /// Those whose holders are of different clusters.
    pub(super) reused: Vec<Name>,
}

impl Held {
    /// The passages that two articles share.
    pub(super) fn shared(&self, a: ArticleIndex, b: ArticleIndex) -> Vec<Name> {
        let of = |article: ArticleIndex| self.articles.get(&article.at()).map_or(&[][..], Vec::as_slice);
        let other: BTreeSet<&Name> = of(b).iter().collect();
        of(a).iter().filter(|id| other.contains(id)).cloned().collect()
    }
}

impl Parts<'_> {
    pub(super) fn passage_entries(&self, names: &Names) -> Vec<model::PassageEntry> {
        let mut entries: Vec<model::PassageEntry> = self
            .passages
            .par_iter()
            .flat_map_iter(|passages| {
                passages.iter().filter_map(|passage| self.passage_entry(passage, names))
            })
            .collect();
        let reach =
            |entry: &model::PassageEntry| Reverse(u64::from(entry.words) * entry.occurrences.len() as u64);
        entries.sort_by(|x, y| (reach(x), &x.id).cmp(&(reach(y), &y.id)));
        entries
    }

    fn passage_entry(&self, passage: &Passage, names: &Names) -> Option<model::PassageEntry> {
        let corpus = &self.prepared.corpus;
        let reference = passage.occurrences.first()?;
        let text = reference.span.of(&corpus.document_of(reference.article).text)?;
        let mut order: Vec<&crate::passages::Occurrence> = passage.occurrences.iter().collect();
        order.sort_by_key(|it| {
            (corpus.published(it.article).map_or(i64::MAX, |date| date.seconds), it.article, it.span)
        });
        let occurrences = order
            .into_iter()
            .filter_map(|occurrence| {
                let document = corpus.document_of(occurrence.article);
                let own = occurrence.span.of(&document.text)?;
                Some(model::OccurrenceEntry {
                    article: names.articles[occurrence.article.at()].clone(),
                    span: occurrence.span,
                    lines: LineIndex::new(&document.text).lines(occurrence.span),
                    text: (own != text).then(|| own.to_string()),
                    differs: occurrence.differs.clone(),
                })
            })
            .collect();
        Some(model::PassageEntry {
            id: format!(
                "passage-{}",
                short_name(&format!("{}\0{text}", names.articles[reference.article.at()]))
            )
            .into(),
            kind: kind_entry(passage.kind),
            text: text.to_string(),
            words: passage.words,
            occurrences,
        })
    }

    /// Which passages each group, story and storyline holds: those that two of its parts share.
    pub(super) fn held(&self, passages: &[model::PassageEntry], places: &Places, names: &Names) -> Held {
        let index: BTreeMap<&str, usize> =
            names.articles.iter().enumerate().map(|(at, name)| (&**name, at)).collect();
        let mut held = Held::default();
        for passage in passages {
            let holders: BTreeSet<usize> =
                passage.occurrences.iter().filter_map(|it| index.get(&*it.article).copied()).collect();
            let mut of_copies: BTreeMap<usize, u32> = BTreeMap::new();
            let mut of_story: BTreeMap<usize, u32> = BTreeMap::new();
            let mut of_line: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            for &at in &holders {
                if let Some(group) = places.copies[at] {
                    *of_copies.entry(group).or_insert(0) += 1;
                }
                if let Some(story) = places.story[at] {
                    *of_story.entry(story).or_insert(0) += 1;
                    if let Some(line) = places.storyline[at] {
                        of_line.entry(line).or_default().insert(story);
                    }
                }
            }
            let note = |list: &mut BTreeMap<usize, Vec<Name>>, at: usize| {
                list.entry(at).or_default().push(passage.id.clone());
            };
            let clusters: BTreeSet<u32> = holders.iter().map(|&at| self.clusters[at]).collect();
            if clusters.len() > 1 {
                held.reused.push(passage.id.clone());
            }
            holders.iter().for_each(|&at| note(&mut held.articles, at));
            of_copies.iter().filter(|(_, count)| **count > 1).for_each(|(&at, _)| note(&mut held.copies, at));
            of_story.iter().filter(|(_, count)| **count > 1).for_each(|(&at, _)| note(&mut held.stories, at));
            of_line
                .iter()
                .filter(|(_, stories)| stories.len() > 1)
                .for_each(|(&at, _)| note(&mut held.storylines, at));
        }
        held
    }

    pub(super) fn only_here(
        &self,
        covered: &CoveredTokens,
        article: ArticleIndex,
    ) -> Vec<model::StretchEntry> {
        let own = covered.only_in(&clusters::member(self.prepared, article), &self.config.passages);
        if own.is_empty() {
            return Vec::new();
        }
        let lines = LineIndex::new(&self.prepared.corpus.document_of(article).text);
        own.into_iter()
            .map(|own| model::StretchEntry { span: own.span, lines: lines.lines(own.span), words: own.words })
            .collect()
    }
}

fn kind_entry(kind: PassageKind) -> model::PassageKind {
    match kind {
        PassageKind::Verbatim => model::PassageKind::Verbatim,
        PassageKind::Edited => model::PassageKind::Edited,
        PassageKind::Quote => model::PassageKind::Quote,
        PassageKind::Furniture => model::PassageKind::Furniture,
        PassageKind::Formula => model::PassageKind::Formula,
    }
}
