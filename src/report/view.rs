//! A report with its cross-references resolved: what every renderer looks things up in.
//!
//! A saved report may have been edited by hand, so an id that names nothing is a `None`, never a panic.

use super::model::{
    ArticleEntry, Block, CopiesEntry, DocumentEntry, Name, OccurrenceEntry, PairEntry, PassageEntry,
    Relation, Report, StoryEntry, StorylineEntry, StretchEntry,
};
use crate::span::{Lines, Span};
use ahash::AHashMap;
use std::collections::BTreeMap;

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

    /// The text that articles of different clusters share, as [`Self::passages`] orders it, without what is seen already:
    /// a passage is left out when each of its places lies inside a place of one before it.
    pub(super) fn reused(&self) -> Vec<&'a PassageEntry> {
        let mut seen: AHashMap<&str, Covered> = AHashMap::new();
        let mut found = self.passages(&self.report.reused);
        found.retain(|passage| {
            let is_seen =
                |at: &OccurrenceEntry| seen.get(&*at.article).is_some_and(|known| known.holds(at.span));
            let adds = !passage.occurrences.iter().all(is_seen);
            for at in passage.occurrences.iter().filter(|_| adds) {
                seen.entry(&at.article).or_default().add(at.span);
            }
            adds
        });
        found
    }

    /// What an article says in a place of its document, as far as the report has its text.
    pub(super) fn text_in(article: &ArticleEntry, span: Span) -> String {
        let found = parts(&article.blocks, span).map(|(_, text, [from, to])| text[from..to].trim());
        found.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
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

    /// `path:line` of what only an article has.
    pub(super) fn place_in(&self, article: &ArticleEntry, own: &StretchEntry) -> String {
        self.place_of_lines(article, own.lines)
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

/// The parts of blocks that a span of the document's text covers: block, and bytes in it.
pub(super) fn parts(blocks: &[Block], span: Span) -> impl Iterator<Item = (usize, &str, [usize; 2])> {
    // Blocks stand in the order of the text; an edited report in which they do not finds less, and breaks nothing.
    let from = blocks.partition_point(|block| block.start as usize + block.text.len() <= span.start as usize);
    let found = blocks.iter().enumerate().skip(from).take_while(move |(_, block)| block.start < span.end);
    found.filter_map(move |(number, block)| {
        let within = |at: u32| boundary(&block.text, at.saturating_sub(block.start) as usize);
        let range = [within(span.start), within(span.end)];
        (range[0] < range[1]).then_some((number, block.text.as_str(), range))
    })
}

/// The last place at or before `at` where `text` can be cut.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether a passage is furniture or a fixed phrase, which say little about the texts that hold it.
pub(super) fn tells_little(passage: &PassageEntry) -> bool {
    use super::model::PassageKind::{Edited, Formula, Furniture, Quote, Verbatim};
    match passage.kind {
        Furniture | Formula => true,
        Verbatim | Edited | Quote => false,
    }
}

/// What each member of a group is a copy of. It is made once a group: a search through the pairs for each member costs the
/// square of a group's size, which was minutes for 50,000 copies of one text.
pub(super) struct Pairs<'g> {
    by_member: AHashMap<&'g str, &'g PairEntry>,
}

impl<'g> Pairs<'g> {
    pub(super) fn of(group: &'g CopiesEntry) -> Self {
        let mut by_member = AHashMap::with_capacity(group.pairs.len());
        for pair in &group.pairs {
            // In an edited report a member may have several pairs; the first one counts.
            by_member.entry(&*pair.b).or_insert(pair);
        }
        Self { by_member }
    }

    /// The pair of the representative, or of the member through whom it belongs, and this one.
    pub(super) fn of_member(&self, member: &str) -> Option<&'g PairEntry> {
        self.by_member.get(member).copied()
    }
}

/// Places of one article, of which it can be told whether one of them holds another place. No place is kept that lies
/// inside another one, so those that are kept begin and end in the same order.
#[derive(Default)]
struct Covered {
    /// Ends by beginnings.
    places: BTreeMap<u32, u32>,
}

impl Covered {
    fn holds(&self, span: Span) -> bool {
        self.places.range(..=span.start).next_back().is_some_and(|(_, &end)| span.end <= end)
    }

    fn add(&mut self, span: Span) {
        if self.holds(span) {
            return;
        }
        // Each place is taken away no more than once.
        while let Some((&start, _)) =
            self.places.range(span.start..).next().filter(|(_, end)| **end <= span.end)
        {
            self.places.remove(&start);
        }
        self.places.insert(span.start, span.end);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_place_is_covered_when_one_that_was_added_holds_it(
            places in prop::collection::vec((0_u32..12, 0_u32..12), 0..24),
            asked in (0_u32..12, 0_u32..12),
        ) {
            // In an edited report a place may end before it begins.
            let span = |(start, end): (u32, u32)| Span { start, end };
            let mut covered = Covered::default();
            places.iter().for_each(|&place| covered.add(span(place)));
            let held = places.iter().any(|place| place.0 <= asked.0 && asked.1 <= place.1);
            prop_assert_eq!(covered.holds(span(asked)), held);
        }
    }
}
