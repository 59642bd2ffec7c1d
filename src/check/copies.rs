//! Copies inside a set, and clusters that are too large.

use super::CheckParams;
use super::subject::{KeyMaker, RELATED, Subject, finding, own_id};
use crate::document::ArticleKind;
use crate::findings::{Finding, Limit, Rule};
use crate::report::figure;
use crate::report::model::{ArticleEntry, CopiesEntry, Name, Relation, RemovalEntry, TextFingerprint};
use ahash::{AHashMap, AHashSet};
use std::collections::BTreeMap;

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

/// What `dedup` would remove of the sets that are checked, and what belongs together although nothing of it would be removed.
pub(super) fn find(subject: &Subject<'_>, params: &CheckParams, documents: u64) -> Vec<Finding> {
    // Who has the words of an earlier article is told of that one, whatever both are covered by.
    let mut first_of_text: AHashMap<(usize, TextFingerprint), &ArticleEntry> = AHashMap::new();
    for (article, _) in subject.checked_mains() {
        if let Some(text) = article.fingerprint {
            first_of_text.entry((subject.set(article), text)).or_insert(article);
        }
    }
    let twin = |article: &ArticleEntry| {
        let first = *first_of_text.get(&(subject.set(article), article.fingerprint?))?;
        (first.id != article.id).then_some(first)
    };
    let mut found: Vec<Finding> =
        subject.report.removals.iter().filter_map(|removal| copy(subject, removal, &twin)).collect();
    for group in groups(subject) {
        if params.is_asked(Rule::RewrittenCopies) {
            found.extend(rewritten(subject, &group));
        }
        found.extend(repeated(subject, &group));
        found.extend(large(subject, &group, params.limit(Rule::LargestGroup), documents));
    }
    found.extend(placeholders(subject));
    found.extend(losses(subject, params.limit(Rule::OutletLoss)));
    found
}

/// An article that another one of its set covers.
fn copy<'a>(
    subject: &Subject<'a>,
    removal: &RemovalEntry,
    twin: &dyn Fn(&ArticleEntry) -> Option<&'a ArticleEntry>,
) -> Option<Finding> {
    let (article, kept) = (subject.article(&removal.pair.a)?, subject.article(&removal.pair.b)?);
    let set = subject.set(article);
    // What two sets share is a leak, which another rule tells.
    if !subject.sets.is_checked(set) || set != subject.set(kept) {
        return None;
    }
    let earlier = twin(article).filter(|_| removal.pair.relation != Relation::Exact);
    if let Some(earlier) = earlier {
        let message = format!("has the same words as {}", subject.told(earlier));
        let related = vec![subject.related_by_headline(earlier)];
        return Some(finding(
            Rule::ExactCopies,
            subject.place(article),
            message,
            related,
            subject.identity(article),
        ));
    }
    let told = subject.told(kept);
    let figure = figure(&removal.pair);
    let (rule, message) = match removal.pair.relation {
        Relation::Exact => (Rule::ExactCopies, format!("has the same words as {told}")),
        Relation::Near => (Rule::NearCopies, format!("is nearly the same as {told}: {figure}")),
        Relation::Contained => (Rule::ContainedCopies, format!("is part of {told}: {figure}")),
        Relation::Contains => {
            (Rule::ContainedCopies, format!("holds {told}, which has most of it: {figure}"))
        }
        Relation::Rewritten => (Rule::RewrittenCopies, format!("is {told} written anew: {figure}")),
    };
    let related = vec![subject.related_by_headline(kept)];
    Some(finding(rule, subject.place(article), message, related, subject.identity(article)))
}

/// Members that are another one written anew.
fn rewritten(subject: &Subject<'_>, group: &Group<'_>) -> Vec<Finding> {
    let is_member = |id: &str| group.members.iter().any(|article| *article.id == *id);
    let pairs = group.entry.pairs.iter().filter(|pair| pair.relation == Relation::Rewritten);
    pairs
        .filter(|pair| is_member(&pair.a) && is_member(&pair.b))
        .filter_map(|pair| {
            let (other, article) = (subject.article(&pair.a)?, subject.article(&pair.b)?);
            let message = format!("is {} written anew: {}", subject.told(other), figure(pair));
            let related = vec![subject.related_by_headline(other)];
            let key = subject.identity(article);
            Some(finding(Rule::RewrittenCopies, subject.place(article), message, related, key))
        })
        .collect()
}

/// Texts that are none, each where it stands first.
fn placeholders(subject: &Subject<'_>) -> Vec<Finding> {
    let found = subject.report.placeholders.iter().filter_map(|placeholder| {
        let articles = placeholder.articles.iter().filter_map(|id| subject.article(id));
        let own: Vec<&ArticleEntry> =
            articles.filter(|article| subject.sets.is_checked(subject.set(article))).collect();
        let first = own.first()?;
        let message = format!(
            "is no text of its own: it stands in {} articles under {} headlines and says nothing of any",
            placeholder.articles.len(),
            placeholder.headlines
        );
        let related = own.iter().skip(1).take(RELATED).map(|article| subject.related_by_headline(article));
        let key = KeyMaker::default().with(&placeholder.fingerprint.to_string());
        Some(finding(Rule::PlaceholderText, subject.place(first), message, related.collect(), key))
    });
    found.collect()
}

/// Outlets that would lose more of their records than is allowed.
fn losses(subject: &Subject<'_>, limit: Limit) -> Vec<Finding> {
    let mut records: BTreeMap<&Name, u64> = BTreeMap::new();
    for (article, _) in subject.checked_mains() {
        if let Some(outlet) = &article.source {
            *records.entry(outlet).or_default() += 1;
        }
    }
    let mut gone: BTreeMap<&Name, Vec<&ArticleEntry>> = BTreeMap::new();
    for removal in &subject.report.removals {
        let Some(article) = subject.article(&removal.pair.a) else { continue };
        if let Some(outlet) =
            article.source.as_ref().filter(|_| subject.sets.is_checked(subject.set(article)))
        {
            gone.entry(outlet).or_default().push(article);
        }
    }
    let mut found = Vec::new();
    for (outlet, articles) in gone {
        let (lost, all) = (articles.len() as u64, records.get(outlet).copied().unwrap_or_default());
        if !limit.is_exceeded(lost, all) {
            continue;
        }
        let message =
            format!("{outlet} would lose {lost} of {all} records as copies, where {limit} are allowed");
        let related =
            articles.iter().skip(1).take(RELATED).map(|article| subject.related_by_headline(article));
        let key = KeyMaker::default().with(outlet);
        found.push(finding(Rule::OutletLoss, subject.place(articles[0]), message, related.collect(), key));
    }
    found
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
        if named.len() < 2 {
            continue;
        }
        // The newcomer is what somebody can still do something about.
        let age = |&at: &usize| (named[at].1.published, at);
        let newest = (0..named.len()).max_by_key(age).unwrap_or(0);
        let others: Vec<_> =
            named.iter().enumerate().filter(|(at, _)| *at != newest).map(|(_, it)| it).collect();
        let ids: Vec<&str> = named.iter().take(NAMED).map(|(id, _)| *id).collect();
        let more = if named.len() > NAMED { " and others" } else { "" };
        let message = format!("stands under {} ids: {}{more}", named.len(), ids.join(", "));
        let related = others
            .iter()
            .take(RELATED)
            .map(|(id, article)| subject.related(article, &format!("the same text under {id}")));
        let key = KeyMaker::default().with(&text.to_string());
        let place = subject.place(named[newest].1);
        found.push(finding(Rule::RepeatedText, place, message, related.collect(), key));
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
