//! Which articles are looked at together for shared text, and the looking.

use super::Prepared;
use crate::copies::CopiesFound;
use crate::document::{ArticleIndex, Language};
use crate::observe::{Observer, Phase};
use crate::passages::{
    CommonWords, Member, Passage, PassageFinder, PassageKind, PassagesParams, ReuseFinder,
};
use crate::stories::StoriesFound;
use crate::text::BackgroundError;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// For each article the one that stands for it: the representative of its group of copies, or itself.
pub(super) fn stand_ins(prepared: &Prepared, copies: &CopiesFound) -> Vec<ArticleIndex> {
    let mut stand_in: Vec<ArticleIndex> = prepared.corpus.article_indices().collect();
    for group in &copies.copies.groups {
        for member in &group.members {
            stand_in[member.at()] = group.representative;
        }
    }
    stand_in
}

/// The widest clusters there are, each in canonical order, copies included: storylines, or stories, or groups of
/// copies, as far as the run went. Those of one article are left out: they share nothing.
pub(super) fn clusters(
    prepared: &Prepared,
    copies: &CopiesFound,
    stories: Option<&StoriesFound>,
) -> Vec<Vec<ArticleIndex>> {
    let Some(stories) = stories else {
        return copies.copies.groups.iter().map(|group| group.members.clone()).collect();
    };
    let alone: Vec<Vec<usize>> = (0..stories.stories.len()).map(|story| vec![story]).collect();
    let lines: Vec<&Vec<usize>> = match stories.storylines.as_slice() {
        // Storylines were not asked for: the stories are the widest clusters.
        [] => alone.iter().collect(),
        storylines => storylines.iter().map(|storyline| &storyline.stories).collect(),
    };
    let mut line_of = vec![usize::MAX; prepared.corpus.articles.len()];
    for (at, line) in lines.iter().enumerate() {
        for article in line.iter().flat_map(|&story| &stories.stories[story].articles) {
            line_of[article.at()] = at;
        }
    }
    let stand_in = stand_ins(prepared, copies);
    let mut clusters: Vec<Vec<ArticleIndex>> = vec![Vec::new(); lines.len()];
    for article in prepared.corpus.article_indices() {
        if let Some(cluster) = clusters.get_mut(line_of[stand_in[article.at()].at()]) {
            cluster.push(article);
        }
    }
    clusters.retain(|cluster| cluster.len() > 1);
    clusters
}

/// For each article its cluster, or a number of its own.
pub(super) fn parts(articles: usize, clusters: &[Vec<ArticleIndex>]) -> Vec<u32> {
    let mut parts: Vec<u32> = (clusters.len() as u32..).take(articles).collect();
    for (at, cluster) in (0..).zip(clusters) {
        cluster.iter().for_each(|article| parts[article.at()] = at);
    }
    parts
}

/// An article as the passages see it.
pub(super) fn member(prepared: &Prepared, article: ArticleIndex) -> Member<'_> {
    let document = prepared.corpus.document_of(article);
    let tokens = &prepared.tokens[article.at()];
    Member { article, text: &document.text, tokens, source: document.source.as_deref() }
}

/// The text that articles of different clusters share, and the passages of the clusters without those that are part of
/// it: a passage that stands in other clusters too has all its holders in one place.
pub(super) fn with_reused(
    prepared: &Prepared,
    mut passages: Vec<Vec<Passage>>,
    parts: &[u32],
    params: &PassagesParams,
) -> Vec<Vec<Passage>> {
    let members: Vec<Member<'_>> =
        prepared.corpus.article_indices().map(|article| member(prepared, article)).collect();
    let reused = ReuseFinder::new(params).find(&members, parts);
    let places = |passage: &Passage| -> BTreeSet<(ArticleIndex, (u32, u32))> {
        passage.occurrences.iter().map(|occurrence| (occurrence.article, occurrence.tokens)).collect()
    };
    let held: BTreeSet<(ArticleIndex, (u32, u32))> = reused.iter().flat_map(&places).collect();
    // Runs that were extended as far as all their holders agree: the same place is the same run.
    let is_part = |passage: &Passage| {
        matches!(passage.kind, PassageKind::Verbatim | PassageKind::Quote | PassageKind::Furniture)
            && places(passage).is_subset(&held)
    };
    passages.par_iter_mut().for_each(|list| list.retain(|passage| !is_part(passage)));
    passages.push(reused);
    passages
}

/// The passages of each cluster.
pub(super) fn passages(
    prepared: &Prepared,
    clusters: &[Vec<ArticleIndex>],
    params: &PassagesParams,
    observer: &dyn Observer,
) -> Result<Vec<Vec<Passage>>, BackgroundError> {
    let languages: BTreeSet<Language> = prepared.languages.iter().flatten().copied().collect();
    let finder = PassageFinder::new(params).with_common_words(CommonWords::of(languages)?);
    let found = clusters
        .par_iter()
        .map(|cluster| {
            let members: Vec<Member<'_>> = cluster.iter().map(|&article| member(prepared, article)).collect();
            let found = finder.find(&members);
            observer.advance(Phase::Passages, 1);
            found
        })
        .collect();
    Ok(found)
}
