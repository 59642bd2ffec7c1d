//! What became of the clusters of an earlier run: which are new, gone, in pieces, or one.
//!
//! Articles are the same in both runs when they have the same document and words; else when they have the same words; else
//! when they have the same document. A cluster that only grew or shrank is no finding.

use super::CheckParams;
use super::sets::Sets;
use super::subject::{KeyMaker, RELATED, Subject, finding};
use crate::findings::{Finding, Rule};
use crate::report::model::{ArticleEntry, Name, Report, TextFingerprint};
use ahash::AHashMap;
use std::collections::BTreeSet;

/// Which clusters are compared.
struct Kind {
    /// In messages.
    one: &'static str,
    several: &'static str,
    /// Whether a run looked for them.
    is_told: fn(&Report) -> bool,
    clusters: fn(&Report) -> Vec<&[Name]>,
}

const KINDS: [Kind; 2] = [
    Kind {
        one: "group of copies",
        several: "groups of copies",
        is_told: |_| true,
        clusters: |report| report.copies.iter().map(|group| group.members.as_slice()).collect(),
    },
    Kind {
        one: "story",
        several: "stories",
        is_told: |report| !report.stories.is_empty(),
        clusters: |report| {
            let stories = report.stories.iter().map(|story| story.articles.as_slice());
            stories.filter(|articles| articles.len() > 1).collect()
        },
    },
];

/// Holds a run against an earlier one.
pub(super) fn find(subject: &Subject<'_>, params: &CheckParams, base: &Report) -> Vec<Finding> {
    let asked = Rule::ALL.into_iter().filter(|rule| rule.compares_runs()).any(|rule| params.is_asked(rule));
    if !asked {
        return Vec::new();
    }
    let sets = Sets::default();
    let old = Subject::new(base, &sets);
    let same = Same::of(base, subject.report);
    let mut found = Vec::new();
    for kind in KINDS.iter().filter(|kind| (kind.is_told)(base) && (kind.is_told)(subject.report)) {
        let changes = Changes { kind, before: Side::of(&old, kind), after: Side::of(subject, kind) };
        found.extend(changes.of_new(&same));
        found.extend(changes.of_old(&same));
    }
    found
}

/// Which article of one run is which of the other.
struct Same<'a> {
    new_of_old: AHashMap<&'a str, &'a str>,
    old_of_new: AHashMap<&'a str, &'a str>,
}

impl<'a> Same<'a> {
    fn of(base: &'a Report, now: &'a Report) -> Self {
        let mut same = Self { new_of_old: AHashMap::new(), old_of_new: AHashMap::new() };
        let by_id: AHashMap<&str, &ArticleEntry> =
            base.articles.iter().map(|article| (&*article.id, article)).collect();
        let unmoved = |article: &&ArticleEntry| {
            by_id
                .get(&*article.id)
                .is_some_and(|old| old.fingerprint.is_some() && old.fingerprint == article.fingerprint)
        };
        now.articles.iter().filter(unmoved).for_each(|article| same.join(&article.id, &article.id));
        let mut by_text: AHashMap<TextFingerprint, Vec<&str>> = AHashMap::new();
        for old in base.articles.iter().rev() {
            if let Some(text) = old.fingerprint.filter(|_| !same.new_of_old.contains_key(&*old.id)) {
                by_text.entry(text).or_default().push(&old.id);
            }
        }
        for article in &now.articles {
            let Some(text) = article.fingerprint.filter(|_| same.is_new(article)) else { continue };
            if let Some(old) = by_text.get_mut(&text).and_then(Vec::pop) {
                same.join(old, &article.id);
            }
        }
        for article in &now.articles {
            let left = by_id.contains_key(&*article.id) && !same.new_of_old.contains_key(&*article.id);
            if left && same.is_new(article) {
                same.join(&article.id, &article.id);
            }
        }
        same
    }

    fn is_new(&self, article: &ArticleEntry) -> bool {
        !self.old_of_new.contains_key(&*article.id)
    }

    fn join(&mut self, old: &'a str, new: &'a str) {
        self.new_of_old.insert(old, new);
        self.old_of_new.insert(new, old);
    }
}

/// The clusters of one run.
struct Side<'a> {
    subject: &'a Subject<'a>,
    clusters: Vec<Vec<&'a ArticleEntry>>,
    /// By article id.
    of_article: AHashMap<&'a str, usize>,
}

impl<'a> Side<'a> {
    /// The clusters of sets that are checked: what a reference joins is no concern of the corpus.
    fn of(subject: &'a Subject<'a>, kind: &Kind) -> Self {
        let own = |article: &&ArticleEntry| subject.sets.is_checked(subject.set(article));
        let members = |ids: &'a [Name]| -> Vec<&'a ArticleEntry> {
            ids.iter().filter_map(|id| subject.article(id)).filter(own).collect()
        };
        let clusters: Vec<Vec<&ArticleEntry>> = (kind.clusters)(subject.report)
            .into_iter()
            .map(members)
            .filter(|members| members.len() > 1)
            .collect();
        let numbered = clusters.iter().enumerate();
        let of_article = numbered
            .flat_map(|(at, members)| members.iter().map(move |article| (&*article.id, at)))
            .collect();
        Self { subject, clusters, of_article }
    }

    fn finding(&self, rule: Rule, cluster: usize, message: String) -> Option<Finding> {
        let members = &self.clusters[cluster];
        let (first, others) = members.split_first()?;
        let related =
            others.iter().take(RELATED).map(|article| self.subject.related(article, "of the same cluster"));
        // By what its members say, in whatever order they stand.
        let mut keys: Vec<String> =
            members.iter().map(|article| self.subject.identity(article).of(rule)).collect();
        keys.sort();
        let key = keys.iter().fold(KeyMaker::default(), |key, part| key.with(part));
        Some(finding(rule, self.subject.place(first), message, related.collect(), key))
    }
}

struct Changes<'a> {
    kind: &'a Kind,
    before: Side<'a>,
    after: Side<'a>,
}

impl Changes<'_> {
    /// Clusters that are new, or were several.
    fn of_new(&self, same: &Same<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for (at, members) in self.after.clusters.iter().enumerate() {
            let old = members.iter().filter_map(|article| same.old_of_new.get(&*article.id));
            let were: BTreeSet<usize> =
                old.filter_map(|old| self.before.of_article.get(old).copied()).collect();
            let size = members.len();
            let (one, several) = (self.kind.one, self.kind.several);
            found.extend(match were.len() {
                0 => {
                    let message = format!("heads a {one} of {size} articles that is new");
                    self.after.finding(Rule::ClusterAppeared, at, message)
                }
                1 => None,
                count => {
                    let message = format!("heads a {one} of {size} articles that was {count} {several}");
                    self.after.finding(Rule::ClusterMerged, at, message)
                }
            });
        }
        found
    }

    /// Clusters that are gone, or in pieces.
    fn of_old(&self, same: &Same<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for (at, members) in self.before.clusters.iter().enumerate() {
            let there: Vec<&str> =
                members.iter().filter_map(|article| same.new_of_old.get(&*article.id).copied()).collect();
            let mut sizes: AHashMap<usize, usize> = AHashMap::new();
            let mut alone = 0;
            for id in &there {
                match self.after.of_article.get(id) {
                    Some(cluster) => *sizes.entry(*cluster).or_insert(0) += 1,
                    None => alone += 1,
                }
            }
            let together = sizes.values().max().copied().unwrap_or(0);
            let parts = sizes.len() + alone;
            let (size, one) = (members.len(), self.kind.one);
            if together < 2 {
                let gone = size - there.len();
                let why = if gone > 0 { format!(", {gone} of them gone") } else { String::new() };
                let message = format!("headed a {one} of {size} articles that are no longer together{why}");
                found.extend(self.before.finding(Rule::ClusterVanished, at, message));
            } else if parts > 1 {
                let message = format!("headed a {one} of {size} articles that is now in {parts} parts");
                found.extend(self.before.finding(Rule::ClusterSplit, at, message));
            }
        }
        found
    }
}
