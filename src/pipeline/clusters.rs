//! Which articles are looked at together for shared text, and the looking.

use super::Prepared;
use crate::copies::CopiesFound;
use crate::document::{ArticleIndex, Language};
use crate::observe::{Observer, Phase};
use crate::passages::{CommonWords, Member, Passage, PassageFinder, PassagesParams};
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
            let members: Vec<Member<'_>> = cluster
                .iter()
                .map(|&article| {
                    let document = prepared.corpus.document_of(article);
                    Member {
                        article,
                        text: &document.text,
                        tokens: &prepared.tokens[article.at()],
                        source: document.source.as_deref(),
                    }
                })
                .collect();
            let found = finder.find(&members);
            observer.advance(Phase::Passages, 1);
            found
        })
        .collect();
    Ok(found)
}
