//! What every report says of copies, whether their texts were kept or not.

use crate::config::Config;
use crate::copies::{CopiesFound, CopiesGroup, PairSimilarity, Relation, Removal};
use crate::document::{ArticleIndex, ArticleKind};
use crate::hash::{chain64, mix64, short_name};
use crate::observe::Skip;
use crate::report::model::{self, Name};
use crate::stories::StoriesFound;
use ahash::AHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What the bands promise and what they were measured to find.
pub(super) fn measurement(found: &CopiesFound) -> model::RecallPromise {
    let (banding, recall) = (found.banding, found.recall);
    model::RecallPromise {
        threshold: banding.threshold,
        promised: banding.promise,
        bands: banding.bands,
        rows: banding.rows,
        measured: (recall.pairs > 0).then_some(model::RecallMeasurement {
            articles: recall.probes,
            pairs: recall.pairs,
            met: recall.met,
        }),
    }
}

/// Groups of copies, largest first; `passages` gives the ids of those that a group holds.
pub(super) fn copies_entries(
    groups: &[CopiesGroup],
    names: &[Name],
    article: &dyn Fn(ArticleIndex) -> Name,
    passages: impl Fn(usize) -> Vec<Name>,
) -> Vec<model::CopiesEntry> {
    let mut entries: Vec<model::CopiesEntry> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            let pairs = group.pairs.iter();
            model::CopiesEntry {
                id: names[at].clone(),
                representative: article(group.representative),
                members: group.members.iter().map(|&member| article(member)).collect(),
                pairs: pairs
                    .map(|it| {
                        pair_entry(article(it.through), article(it.member), it.relation, &it.similarity)
                    })
                    .collect(),
                weakest: group
                    .weakest
                    .map(|(a, b, relation, it)| pair_entry(article(a), article(b), relation, &it)),
                passages: passages(at),
            }
        })
        .collect();
    entries.sort_by(|x, y| (Reverse(x.members.len()), &x.id).cmp(&(Reverse(y.members.len()), &y.id)));
    entries
}

/// Every verified pair, and those with the same words, in canonical order.
pub(super) fn exact_pairs(
    found: &CopiesFound,
    article: &dyn Fn(ArticleIndex) -> Name,
) -> Vec<model::PairEntry> {
    let same = PairSimilarity { jaccard: 1.0, rarity: 1.0, containment: 1.0, ..PairSimilarity::default() };
    let exact = found.exact.iter().map(|&(a, b)| (a, b, Relation::Exact, same));
    let mut pairs: Vec<_> = found.pairs.iter().copied().chain(exact).collect();
    pairs.sort_by_key(|&(a, b, ..)| (a, b));
    pairs.into_iter().map(|(a, b, relation, it)| pair_entry(article(a), article(b), relation, &it)).collect()
}

/// What others cover. Words that are lost are counted by those who know all that stays.
pub(super) fn removal_entries(
    found: &CopiesFound,
    article: &dyn Fn(ArticleIndex) -> Name,
) -> Vec<model::RemovalEntry> {
    let entry = |it: &Removal| model::RemovalEntry {
        pair: pair_entry(article(it.article), article(it.kept), it.relation, &it.similarity),
        covered: it.covered,
        lost_words: 0,
        lost: Vec::new(),
    };
    found.removals.iter().map(entry).collect()
}

/// Texts that are none, those of most articles first.
pub(super) fn placeholder_entries(
    found: &CopiesFound,
    article: &dyn Fn(ArticleIndex) -> Name,
    fingerprint: &dyn Fn(ArticleIndex) -> Option<model::TextFingerprint>,
    headline: &dyn Fn(ArticleIndex) -> Option<Name>,
) -> Vec<model::PlaceholderEntry> {
    let mut by_text: BTreeMap<model::TextFingerprint, (Vec<Name>, BTreeSet<Option<Name>>)> = BTreeMap::new();
    for &placeholder in &found.placeholders {
        let Some(fingerprint) = fingerprint(placeholder) else { continue };
        let (articles, headlines) = by_text.entry(fingerprint).or_default();
        articles.push(article(placeholder));
        headlines.insert(headline(placeholder));
    }
    let entry = |(fingerprint, (articles, headlines)): (_, (Vec<Name>, BTreeSet<_>))| {
        model::PlaceholderEntry { fingerprint, articles, headlines: headlines.len() as u32 }
    };
    let mut entries: Vec<model::PlaceholderEntry> = by_text.into_iter().map(entry).collect();
    entries.sort_by_key(|entry| (Reverse(entry.articles.len()), entry.fingerprint));
    entries
}

/// Names for clusters that come from what is in them: the fingerprints of their articles, whatever those are called and
/// wherever they stand. Two clusters with the same texts are numbered in their order.
#[derive(Debug)]
pub(super) struct ClusterNames {
    what: &'static str,
    given: AHashMap<u64, u32>,
}

impl ClusterNames {
    /// Names that begin with `what`.
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, given: AHashMap::new() }
    }

    /// The name of a cluster of articles with these fingerprints, in any order.
    pub(super) fn name(
        &mut self,
        fingerprints: impl Iterator<Item = Option<model::TextFingerprint>>,
    ) -> Name {
        let mut all: Vec<u64> = fingerprints.map(|it| it.map_or(0, |fingerprint| fingerprint.0)).collect();
        all.sort_unstable();
        let hash = mix64(all.iter().fold(all.len() as u64, |state, &next| chain64(state, next)));
        let times = self.given.entry(hash).or_default();
        *times += 1;
        let again = if *times > 1 { format!("-{times}") } else { String::new() };
        format!("{}-{}{again}", self.what, short_name(&format!("{hash:016x}"))).into()
    }
}

/// How similar the pairs of each level were that the run looked at.
pub(super) fn similarity_entries(
    config: &Config,
    copies: &CopiesFound,
    stories: Option<&StoriesFound>,
) -> Vec<model::SimilarityEntry> {
    use model::Level;
    let entry =
        |level, threshold, pairs: &[u64]| model::SimilarityEntry { level, threshold, pairs: pairs.to_vec() };
    let mut entries = vec![entry(Level::Copies, config.copies.threshold, &copies.similarities)];
    if let Some(found) = stories {
        entries.push(entry(Level::Story, config.stories.story_threshold, &found.within));
        entries.push(entry(Level::Storyline, config.stories.storyline_threshold, &found.neighbours));
    }
    entries
}

/// The counts of a report that is complete but for them.
pub(super) fn funnel(report: &model::Report, found: &CopiesFound, files: u64) -> model::Funnel {
    let of_kind = |kind| report.articles.iter().filter(|article| article.kind == kind).count() as u64;
    let groups = &found.copies.groups;
    let several = report.stories.iter().filter(|story| story.articles.len() > 1).count() as u64;
    model::Funnel {
        files,
        documents: report.documents.len() as u64,
        skipped: Skip::records(&report.skipped),
        main: of_kind(ArticleKind::Main),
        side: of_kind(ArticleKind::Side),
        teasers: of_kind(ArticleKind::Teaser),
        empty: report.articles.iter().filter(|article| article.words == 0).count() as u64,
        candidate_pairs: found.candidate_pairs,
        verified_pairs: found.pairs.len() as u64,
        copies_groups: groups.len() as u64,
        copies_articles: groups.iter().map(|group| group.members.len() as u64).sum(),
        stories: several,
        single_stories: report.stories.len() as u64 - several,
        storylines: report.storylines.iter().filter(|line| line.stories.len() > 1).count() as u64,
        passages: report.passages.len() as u64,
    }
}

fn pair_entry(a: Name, b: Name, relation: Relation, similarity: &PairSimilarity) -> model::PairEntry {
    model::PairEntry {
        a,
        b,
        relation: relation_entry(relation),
        jaccard: similarity.jaccard,
        rarity: similarity.rarity,
        containment: similarity.containment,
        pieces: (relation == Relation::Rewritten).then_some(similarity.pieces),
    }
}

pub(super) fn relation_entry(relation: Relation) -> model::Relation {
    match relation {
        Relation::Exact => model::Relation::Exact,
        Relation::Near => model::Relation::Near,
        Relation::Contains => model::Relation::Contains,
        Relation::Contained => model::Relation::Contained,
        Relation::Rewritten => model::Relation::Rewritten,
    }
}
