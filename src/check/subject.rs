//! A report, ready to be asked: who is whose, where it stands, and what it is known by.

use super::sets::Sets;
use crate::document::ArticleKind;
use crate::findings::{Finding, Level, Place, Related, Rule};
use crate::hash::{chain64, hash64, mix64};
use crate::input::default_name;
use crate::report::model::{ArticleEntry, DocumentEntry, Name, Report};
use crate::span::{Lines, Span};
use ahash::AHashMap;

/// Letters of a text that are quoted.
const QUOTED: usize = 60;

/// The beginning of a text, on one line.
pub(super) fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Places that are named beside a finding; how many there are in all, its message says.
pub(super) const RELATED: usize = 20;

/// The report of a run with its articles by name.
pub(super) struct Subject<'a> {
    pub(super) report: &'a Report,
    pub(super) sets: &'a Sets,
    /// By article id.
    articles: AHashMap<&'a str, &'a ArticleEntry>,
    /// By document id: its place in the report, and its set.
    documents: AHashMap<&'a str, (&'a DocumentEntry, usize)>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(report: &'a Report, sets: &'a Sets) -> Self {
        let articles = report.articles.iter().map(|article| (&*article.id, article)).collect();
        // Documents of one file stand together, and the name of the file is one text for all of them.
        let mut last: (Option<&Name>, usize) = (None, 0);
        let documents = report.documents.iter().map(|document| {
            if last.0.is_none_or(|path| *path != document.path) {
                last = (Some(&document.path), sets.of(&document.path));
            }
            (&*document.id, (document, last.1))
        });
        Self { documents: documents.collect(), report, sets, articles }
    }

    pub(super) fn article(&self, id: &str) -> Option<&'a ArticleEntry> {
        self.articles.get(id).copied()
    }

    pub(super) fn document(&self, article: &ArticleEntry) -> Option<&'a DocumentEntry> {
        self.documents.get(&*article.document).map(|(document, _)| *document)
    }

    pub(super) fn document_by_id(&self, id: &str) -> Option<&'a DocumentEntry> {
        self.documents.get(id).map(|(document, _)| *document)
    }

    pub(super) fn set(&self, article: &ArticleEntry) -> usize {
        self.documents.get(&*article.document).map_or(0, |(_, set)| *set)
    }

    /// Main articles of sets that are checked, with their documents.
    pub(super) fn checked_mains(&self) -> impl Iterator<Item = (&'a ArticleEntry, &'a DocumentEntry)> {
        let mains = self.report.articles.iter().filter(|article| article.kind == ArticleKind::Main);
        mains.filter_map(|article| {
            let (document, set) = self.documents.get(&*article.document)?;
            self.sets.is_checked(*set).then_some((article, *document))
        })
    }

    /// Where an article stands. Which of its lines are lines of its file, the caller finds out.
    pub(super) fn place(&self, article: &ArticleEntry) -> Place {
        self.place_in(article, article.span, article.lines)
    }

    /// Where a part of an article stands.
    pub(super) fn place_in(&self, article: &ArticleEntry, span: Span, lines: Lines) -> Place {
        let place = self.document(article).map_or_else(|| Place::file(&article.document), document_place);
        // A record is a line as a whole.
        Place { lines: place.lines.or(Some(lines)), span: Some(span), ..place }
    }

    /// How an article is named in a sentence: where it stands, with its id when it has one.
    pub(super) fn told(&self, article: &ArticleEntry) -> String {
        let Some(document) = self.document(article) else { return article.id.to_string() };
        let place = document_place(document);
        match own_id(document) {
            Some(id) if *id != *document.path => format!("{} ({id})", place.shown()),
            _ => place.shown(),
        }
    }

    pub(super) fn related(&self, article: &ArticleEntry, message: &str) -> Related {
        Related { place: self.place(article), message: message.to_string() }
    }

    /// An article with its headline, where it has one.
    pub(super) fn related_by_headline(&self, article: &ArticleEntry) -> Related {
        let headline = article.title.as_deref().map(quoted).filter(|title| !title.is_empty());
        self.related(article, &headline.unwrap_or_else(|| "the other article".to_string()))
    }

    /// What an article is known by in keys: its words and the id that its record has. Neither the file nor the line are
    /// part of it, for both change while the text does not.
    pub(super) fn identity(&self, article: &ArticleEntry) -> KeyMaker {
        let document = self.document(article);
        let id = document.and_then(own_id);
        let key = KeyMaker::default().with(id.unwrap_or_default());
        match (article.fingerprint, id) {
            (Some(fingerprint), _) => key.with(&fingerprint.to_string()),
            (None, Some(_)) => key,
            // Nothing else tells one text without words from another.
            (None, None) => key.with(document.map_or("", |document| &document.path)),
        }
    }
}

/// The id that a record has, and not the one that was made up for it.
pub(super) fn own_id(document: &DocumentEntry) -> Option<&str> {
    if let Some(id) = &document.repeats {
        return Some(id);
    }
    Some(&*document.id).filter(|id| !is_made_up(id, &document.path, document.record))
}

/// Whether an id is the one that a record without one was given.
pub(super) fn is_made_up(id: &str, path: &str, record: Option<u64>) -> bool {
    let rest = id.strip_prefix(&default_name(path, record));
    // A number behind it tells it from a record that is called so by itself.
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}

/// The line of a record, as far as a record is a line.
pub(super) fn line_of(record: Option<u64>) -> Option<Lines> {
    let line = u32::try_from(record?).ok()?;
    Some(Lines { first: line, last: line })
}

/// Where a document stands.
pub(super) fn document_place(document: &DocumentEntry) -> Place {
    Place {
        path: Name::clone(&document.path),
        record: document.record,
        lines: line_of(document.record),
        span: None,
        document: Some(Name::clone(&document.id)),
    }
}

/// Puts the key of a finding together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct KeyMaker(u64);

impl KeyMaker {
    pub(super) fn with(self, part: &str) -> Self {
        Self(chain64(self.0, hash64(part.as_bytes())))
    }

    /// 16 hexadecimal digits.
    pub(super) fn of(self, rule: Rule) -> String {
        format!("{:016x}", mix64(chain64(self.0, hash64(rule.code().as_bytes()))))
    }
}

/// A finding of which only the level is not known yet.
pub(super) fn finding(
    rule: Rule,
    place: Place,
    message: String,
    related: Vec<Related>,
    key: KeyMaker,
) -> Finding {
    Finding { rule, level: Level::Deny, place, message, related, records: 1, key: key.of(rule) }
}
