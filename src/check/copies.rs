//! Copies inside a set, and clusters that are too large.

use super::CheckParams;
use super::subject::{KeyMaker, RELATED, Subject, finding, own_id};
use crate::document::ArticleKind;
use crate::findings::{Finding, Limit, Rule};
use crate::report::model::{ArticleEntry, CopiesEntry, PairEntry, Relation, TextFingerprint};
use ahash::{AHashMap, AHashSet};

/// Ids that a message names.
const NAMED: usize = 3;

/// Main articles of one set that are copies of each other, in canonical order.
struct Group<'a> {
    entry: &'a CopiesEntry,
    members: Vec<&'a ArticleEntry>,
    /// The one that the others are copies of: the representative where it is among them, else the first.
    kept: &'a ArticleEntry,
}

/// The groups of each set that is checked. A record is judged by its main article: that a page quotes another one in a side
/// bar makes no copy of it.
fn groups<'a>(subject: &'a Subject<'a>) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    for entry in &subject.report.copies {
        let mut by_set: Vec<Vec<&ArticleEntry>> = vec![Vec::new(); subject.sets.len()];
        let members = entry.members.iter().filter_map(|id| subject.article(id));
        for article in members.filter(|article| article.kind == ArticleKind::Main) {
            let set = subject.set(article);
            if subject.sets.is_checked(set) {
                by_set[set].push(article);
            }
        }
        for members in by_set.into_iter().filter(|members| members.len() > 1) {
            let stands = members.iter().find(|article| article.id == entry.representative);
            groups.push(Group { kept: stands.unwrap_or(&members[0]), entry, members });
        }
    }
    groups
}

/// Each member but the one that is kept, by how it relates to that one.
pub(super) fn find(subject: &Subject<'_>, params: &CheckParams, documents: u64) -> Vec<Finding> {
    let wanted =
        [Rule::ExactCopies, Rule::NearCopies, Rule::ContainedCopies, Rule::RepeatedText, Rule::LargestGroup];
    if !wanted.into_iter().any(|rule| params.is_asked(rule)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for group in groups(subject) {
        let of_member: AHashMap<&str, &PairEntry> =
            group.entry.pairs.iter().map(|pair| (&*pair.b, pair)).collect();
        // Who has the words of the one that is kept is told of that one, and of others the first with those words.
        let mut first_of_text: AHashMap<Option<TextFingerprint>, &ArticleEntry> =
            AHashMap::from_iter([(group.kept.fingerprint, group.kept)]);
        for &article in group.members.iter().filter(|article| article.id != group.kept.id) {
            let first = *first_of_text.entry(article.fingerprint).or_insert(article);
            found.push(if first.id == article.id {
                copy(subject, group.kept, article, of_member.get(&*article.id).copied())
            } else {
                exact(subject, first, article)
            });
        }
        found.extend(repeated(subject, &group));
        found.extend(large(subject, &group, params.limit(Rule::LargestGroup), documents));
    }
    found
}

/// An article with the words of another one.
fn exact(subject: &Subject<'_>, twin: &ArticleEntry, article: &ArticleEntry) -> Finding {
    let message = format!("has the same words as {}", subject.told(twin));
    let related = vec![subject.related_by_headline(twin)];
    finding(Rule::ExactCopies, subject.place(article), message, related, subject.identity(article))
}

/// An article with other words than the one that is kept; `pair` is how the one that stands for the group relates to it.
fn copy(
    subject: &Subject<'_>,
    kept: &ArticleEntry,
    article: &ArticleEntry,
    pair: Option<&PairEntry>,
) -> Finding {
    let pair = pair.filter(|pair| pair.a == kept.id);
    let told = subject.told(kept);
    let (rule, message) = match pair.map(|pair| (pair.relation, pair.jaccard)) {
        Some((Relation::Contains, _)) => (Rule::ContainedCopies, format!("is part of {told}")),
        Some((Relation::Contained, _)) => (Rule::ContainedCopies, format!("holds all of {told}")),
        Some((Relation::Near | Relation::Exact, jaccard)) => {
            (Rule::NearCopies, format!("is nearly the same as {told}, Jaccard {jaccard:.2}"))
        }
        // The one that stands for the group is in another set: how these two relate nobody looked at.
        None => (Rule::NearCopies, format!("is nearly the same as {told}")),
    };
    let related = vec![subject.related_by_headline(kept)];
    finding(rule, subject.place(article), message, related, subject.identity(article))
}

/// One text under several ids, each text once.
fn repeated(subject: &Subject<'_>, group: &Group<'_>) -> Vec<Finding> {
    let mut by_text: Vec<(TextFingerprint, Vec<&ArticleEntry>)> = Vec::new();
    let mut place_of: AHashMap<TextFingerprint, usize> = AHashMap::new();
    for &article in &group.members {
        let Some(text) = article.fingerprint else { continue };
        let at = *place_of.entry(text).or_insert_with(|| {
            by_text.push((text, Vec::new()));
            by_text.len() - 1
        });
        by_text[at].1.push(article);
    }
    let mut found = Vec::new();
    for (text, holders) in by_text.into_iter().filter(|(_, holders)| holders.len() > 1) {
        let mut seen = AHashSet::new();
        let named: Vec<(&str, &ArticleEntry)> = holders
            .into_iter()
            .filter_map(|article| Some((own_id(subject.document(article)?)?, article)))
            .filter(|(id, _)| seen.insert(*id))
            .collect();
        let [(_, first), others @ ..] = named.as_slice() else { continue };
        if others.is_empty() {
            continue;
        }
        let ids: Vec<&str> = named.iter().take(NAMED).map(|(id, _)| *id).collect();
        let more = if named.len() > NAMED { " and others" } else { "" };
        let message = format!("stands under {} ids: {}{more}", named.len(), ids.join(", "));
        let related = others
            .iter()
            .take(RELATED)
            .map(|(id, article)| subject.related(article, &format!("the same text under {id}")));
        let key = KeyMaker::default().with(&text.to_string());
        found.push(finding(Rule::RepeatedText, subject.place(first), message, related.collect(), key));
    }
    found
}

fn large(subject: &Subject<'_>, group: &Group<'_>, limit: Limit, documents: u64) -> Option<Finding> {
    let size = group.members.len() as u64;
    if !limit.is_exceeded(size, documents) {
        return None;
    }
    let message = format!("heads a group of {size} copies, where {limit} are allowed");
    let others = group.members.iter().filter(|article| article.id != group.kept.id).take(RELATED);
    let related = others.map(|article| subject.related(article, "a copy of it")).collect();
    let key = subject.identity(group.kept);
    Some(finding(Rule::LargestGroup, subject.place(group.kept), message, related, key))
}

/// Stories with more articles than are allowed.
pub(super) fn find_stories(subject: &Subject<'_>, params: &CheckParams, documents: u64) -> Vec<Finding> {
    if !params.is_asked(Rule::LargestStory) {
        return Vec::new();
    }
    let limit = params.limit(Rule::LargestStory);
    let mut found = Vec::new();
    for story in &subject.report.stories {
        let members: Vec<&ArticleEntry> = story
            .articles
            .iter()
            .filter_map(|id| subject.article(id))
            .filter(|article| subject.sets.is_checked(subject.set(article)))
            .collect();
        let size = members.len() as u64;
        let stands = members.iter().find(|article| article.id == story.representative).or(members.first());
        let Some(&stands) = stands.filter(|_| limit.is_exceeded(size, documents)) else { continue };
        let message = format!("heads a story of {size} articles, where {limit} are allowed");
        let others = members.iter().filter(|article| article.id != stands.id).take(RELATED);
        let related = others.map(|article| subject.related(article, "of the same story")).collect();
        found.push(finding(
            Rule::LargestStory,
            subject.place(stands),
            message,
            related,
            subject.identity(stands),
        ));
    }
    found
}
