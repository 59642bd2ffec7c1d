//! A report with its cross-references resolved: what every renderer looks things up in.
//!
//! A saved report may have been edited by hand, so an id that names nothing is a `None`, never a panic.

use super::model::{
    ArticleEntry, DocumentEntry, Name, OccurrenceEntry, PairEntry, PassageEntry, Relation, Report,
    StoryEntry, StorylineEntry,
};
use crate::span::Lines;
use ahash::AHashMap;

/// The report and its entries by id. The maps are only ever asked for one id, so their order reaches no result.
pub(super) struct View<'a> {
    pub(super) report: &'a Report,
    documents: AHashMap<&'a str, &'a DocumentEntry>,
    articles: AHashMap<&'a str, &'a ArticleEntry>,
    stories: AHashMap<&'a str, &'a StoryEntry>,
    passages: AHashMap<&'a str, &'a PassageEntry>,
}

impl<'a> View<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        Self {
            report,
            documents: report.documents.iter().map(|entry| (&*entry.id, entry)).collect(),
            articles: report.articles.iter().map(|entry| (&*entry.id, entry)).collect(),
            stories: report.stories.iter().map(|entry| (&*entry.id, entry)).collect(),
            passages: report.passages.iter().map(|entry| (&*entry.id, entry)).collect(),
        }
    }

    pub(super) fn article(&self, id: &str) -> Option<&'a ArticleEntry> {
        self.articles.get(id).copied()
    }

    pub(super) fn story(&self, id: &str) -> Option<&'a StoryEntry> {
        self.stories.get(id).copied()
    }

    pub(super) fn document(&self, article: &ArticleEntry) -> Option<&'a DocumentEntry> {
        self.documents.get(&*article.document).copied()
    }

    /// The articles behind a list of ids, in its order.
    pub(super) fn articles(&self, ids: &'a [Name]) -> impl Iterator<Item = &'a ArticleEntry> {
        ids.iter().filter_map(|id| self.article(id))
    }

    /// The passages behind a list of ids, widest reach first; fixed phrases and furniture only at the end, because
    /// they say least about why texts belong together.
    pub(super) fn passages(&self, ids: &[Name]) -> Vec<&'a PassageEntry> {
        let mut found: Vec<_> = ids.iter().filter_map(|id| self.passages.get(&**id).copied()).collect();
        found.sort_by_key(|passage| {
            let reach = u64::from(passage.words) * passage.occurrences.len() as u64;
            (tells_little(passage), std::cmp::Reverse(reach))
        });
        found
    }

    /// Stories of two or more articles, in the report's order.
    pub(super) fn shared_stories(&self) -> impl Iterator<Item = &'a StoryEntry> {
        self.report.stories.iter().filter(|story| story.articles.len() > 1)
    }

    /// Storylines of two or more stories, in the report's order.
    pub(super) fn shared_storylines(&self) -> impl Iterator<Item = &'a StorylineEntry> {
        self.report.storylines.iter().filter(|storyline| storyline.stories.len() > 1)
    }

    /// `path:line`, as an editor or a terminal opens it: the line of a record in its file, else of the article.
    pub(super) fn place(&self, article: &ArticleEntry) -> String {
        self.place_of_lines(article, article.lines)
    }

    /// `path:line` of a passage in one of its holders; nothing when the article is not in the report.
    pub(super) fn place_of(&self, occurrence: &OccurrenceEntry) -> Option<String> {
        self.article(&occurrence.article).map(|article| self.place_of_lines(article, occurrence.lines))
    }

    fn place_of_lines(&self, article: &ArticleEntry, lines: Lines) -> String {
        match self.document(article) {
            Some(DocumentEntry { path, record: Some(record), .. }) => format!("{path}:{record}"),
            Some(DocumentEntry { path, record: None, .. }) => format!("{path}:{}", lines.first),
            None => format!("{}:{}", article.document, lines.first),
        }
    }

    /// What an article is called: its headline, else its outlet, else its id.
    pub(super) fn name(&self, id: &'a str) -> &'a str {
        let Some(article) = self.article(id) else { return self.story_name(id) };
        article.title.as_deref().or(article.source.as_deref()).unwrap_or(&article.id)
    }

    /// The stories of other storylines that are near to one, strongest first.
    pub(super) fn linked(&self, storyline: &'a StorylineEntry) -> impl Iterator<Item = &'a StoryEntry> {
        storyline.links.iter().filter_map(|link| self.story(&link.story))
    }

    /// What a story is called: its headline, else its id.
    pub(super) fn headline(story: &'a StoryEntry) -> &'a str {
        story.headline.as_deref().unwrap_or(&story.id)
    }

    fn story_name(&self, id: &'a str) -> &'a str {
        self.story(id).and_then(|story| story.headline.as_deref()).unwrap_or(id)
    }
}

fn tells_little(passage: &PassageEntry) -> bool {
    use super::model::PassageKind::{Edited, Formula, Furniture, Quote, Verbatim};
    match passage.kind {
        Furniture | Formula => true,
        Verbatim | Edited | Quote => false,
    }
}

/// How `member` relates to the other article of a pair, whichever side of the pair it stands on.
pub(super) fn relation_of(member: &str, pair: &PairEntry) -> Relation {
    match (pair.relation, &*pair.a == member) {
        (Relation::Contains, false) => Relation::Contained,
        (Relation::Contained, false) => Relation::Contains,
        (relation, _) => relation,
    }
}
