//! Text that two sets share: copies, and passages of articles that are none.

use super::CheckParams;
use super::subject::{RELATED, Subject, finding, quoted};
use crate::document::ArticleKind;
use crate::findings::{Finding, Related, Rule};
use crate::report::model::{ArticleEntry, OccurrenceEntry, PassageEntry, PassageKind};

/// What a member of a set named earlier shares with sets named later: to remove it there mends the leak.
pub(super) fn find(subject: &Subject<'_>, params: &CheckParams) -> Vec<Finding> {
    let mut found = Vec::new();
    if !subject.sets.are_several() {
        return found;
    }
    if params.is_asked(Rule::LeakedCopies) {
        for group in &subject.report.copies {
            let members: Vec<(usize, &ArticleEntry)> = group
                .members
                .iter()
                .filter_map(|id| subject.article(id))
                // Headlines with a sentence stand on every page of a site.
                .filter(|article| article.kind != ArticleKind::Teaser)
                .map(|article| (subject.set(article), article))
                .collect();
            // By set, what stands in sets named after it: looked for once, for groups can be large.
            let later: Vec<Later<'_>> =
                (0..subject.sets.len()).map(|set| Later::than(set, &members)).collect();
            found.extend(members.iter().filter_map(|(set, article)| copy(subject, article, &later[*set])));
        }
    }
    if params.is_asked(Rule::LeakedPassages) {
        let passages = subject.report.passages.iter();
        let leaks = passages.filter(|passage| passage.words >= params.leak_words && is_text(passage.kind));
        for passage in leaks {
            found.extend(passage_leaks(subject, passage));
        }
    }
    found
}

/// Whether what is shared is somebody's text, and not what an outlet puts around it or what everybody says.
fn is_text(kind: PassageKind) -> bool {
    matches!(kind, PassageKind::Verbatim | PassageKind::Edited | PassageKind::Quote)
}

/// Members of a group that stand in sets named after one.
struct Later<'a> {
    count: usize,
    /// The first of them, with their sets.
    first: Vec<(usize, &'a ArticleEntry)>,
}

impl<'a> Later<'a> {
    fn than(set: usize, members: &[(usize, &'a ArticleEntry)]) -> Self {
        let others = members.iter().filter(|(other, _)| *other > set);
        Self { count: others.clone().count(), first: others.take(RELATED).copied().collect() }
    }
}

fn copy(subject: &Subject<'_>, article: &ArticleEntry, later: &Later<'_>) -> Option<Finding> {
    let (other_set, first) = later.first.first()?;
    let name = subject.sets.name(*other_set);
    let more = match later.count - 1 {
        0 => String::new(),
        1 => ", and one more".to_string(),
        more => format!(", and {more} more"),
    };
    let message = format!("has a copy in {name}: {}{more}", subject.told(first));
    let related = later
        .first
        .iter()
        .map(|(set, article)| subject.related(article, &format!("the copy in {}", subject.sets.name(*set))));
    let key = subject.identity(article).with(name);
    Some(finding(Rule::LeakedCopies, subject.place(article), message, related.collect(), key))
}

fn passage_leaks(subject: &Subject<'_>, passage: &PassageEntry) -> Vec<Finding> {
    let holders: Vec<(usize, &ArticleEntry, &OccurrenceEntry)> = passage
        .occurrences
        .iter()
        .filter_map(|it| Some((it, subject.article(&it.article)?)))
        .map(|(it, article)| (subject.set(article), article, it))
        .collect();
    let mut found: Vec<Finding> = Vec::new();
    let group = holders.first().and_then(|(_, article, _)| article.copies.as_ref());
    if group.is_some() && holders.iter().all(|(_, article, _)| article.copies.as_ref() == group) {
        return found;
    }
    for (set, article, occurrence) in &holders {
        // Copies are told as such.
        let is_copy = |other: &ArticleEntry| article.copies.is_some() && article.copies == other.copies;
        let others: Vec<_> = holders.iter().filter(|(other, it, _)| other > set && !is_copy(it)).collect();
        let Some((other_set, first, _)) = others.first() else { continue };
        let name = subject.sets.name(*other_set);
        let message = format!(
            "shares {} words with {} in {name}: “{}”",
            passage.words,
            subject.told(first),
            quoted(&passage.text)
        );
        let related = others.iter().take(RELATED).map(|(set, article, it)| Related {
            place: subject.place_in(article, it.span, it.lines),
            message: format!("the same passage in {}", subject.sets.name(*set)),
        });
        let key = subject.identity(article).with(&passage.text).with(name);
        let place = subject.place_in(article, occurrence.span, occurrence.lines);
        found.push(finding(Rule::LeakedPassages, place, message, related.collect(), key));
    }
    found
}
