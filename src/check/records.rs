//! What is wrong with single records: no text, unreadable, an id that was there before, a date or a language that cannot be,
//! too much furniture.

use super::CheckParams;
use super::params::PathRules;
use super::subject::{KeyMaker, Subject, document_place, finding, line_of, quoted};
use crate::document::{Language, Timestamp};
use crate::findings::{Finding, Place, Related, Rule};
use crate::observe::{Skip, SkipReason};
use crate::report::model::{ArticleEntry, DocumentEntry, Name};

/// Seconds of a day but the last one.
const REST_OF_DAY: i64 = 86_399;

/// What is wrong with records that were read.
pub(super) fn find(subject: &Subject<'_>, params: &CheckParams, paths: &PathRules<'_>) -> Vec<Finding> {
    let looks = Looks { subject, params, paths };
    let mut found = Vec::new();
    for (article, document) in subject.checked_mains() {
        found.extend(looks.text(article, document));
        found.extend(looks.id(article, document));
        found.extend(looks.date(article));
        found.extend(looks.language(article, document));
        found.extend(looks.furniture(article, document));
    }
    found
}

/// What was left out, and texts of which bytes were replaced.
pub(super) fn find_skipped(subject: &Subject<'_>) -> Vec<Finding> {
    let checked = |skip: &&Skip| subject.sets.is_checked(subject.sets.of(&skip.path));
    subject.report.skipped.iter().filter(checked).filter_map(skipped).collect()
}

fn skipped(skip: &Skip) -> Option<Finding> {
    let rule = match skip.reason {
        SkipReason::Empty | SkipReason::MissingText => Rule::NoText,
        SkipReason::BadBytes => Rule::BadBytes,
        // Nothing is missing because of it, or it was never asked for.
        SkipReason::OtherMedia | SkipReason::Link | SkipReason::Ignored => return None,
        _ => Rule::Unreadable,
    };
    let place = Place { record: skip.record, lines: line_of(skip.record), ..Place::file(&skip.path) };
    let detail = if skip.detail.is_empty() { String::new() } else { format!(" ({})", skip.detail) };
    let message = format!("{}{detail}", skip.reason.words());
    // What could not be read has no text to be known by. The folder is left out, for it differs from machine to machine.
    let file = skip.path.rsplit(['/', '\\']).next().unwrap_or_default();
    // That of records which are not listed says how many they are, so that more of them are new.
    let key = KeyMaker::default().with(file).with(skip.reason.words()).with(&skip.detail);
    Some(Finding { records: skip.records, ..finding(rule, place, message, Vec::new(), key) })
}

struct Looks<'l> {
    subject: &'l Subject<'l>,
    params: &'l CheckParams,
    paths: &'l PathRules<'l>,
}

impl Looks<'_> {
    fn text(&self, article: &ArticleEntry, document: &DocumentEntry) -> Option<Finding> {
        if article.words > 0 {
            return None;
        }
        let message = "has no word that can be compared".to_string();
        let key = self.subject.identity(article);
        Some(finding(Rule::NoText, document_place(document), message, Vec::new(), key))
    }

    /// The id stands for another text elsewhere. A record that was read twice is a copy, and no more.
    fn id(&self, article: &ArticleEntry, document: &DocumentEntry) -> Option<Finding> {
        let id = document.repeats.as_ref()?;
        let first = self.subject.document_by_id(id)?;
        let sets = &self.subject.sets;
        let other = self.main_of(first)?;
        if other.fingerprint == article.fingerprint || sets.of(&first.path) != sets.of(&document.path) {
            return None;
        }
        let place = document_place(document);
        let message =
            format!("has the id {id}, which names another text at {}", document_place(first).shown());
        let related =
            Related { place: document_place(first), message: format!("the first record called {id}") };
        Some(finding(Rule::RepeatedId, place, message, vec![related], self.subject.identity(article)))
    }

    fn main_of(&self, document: &DocumentEntry) -> Option<&ArticleEntry> {
        // Most documents are one article.
        (1..=MOST_ARTICLES)
            .map_while(|number| self.subject.article(&format!("{}#{number}", document.id)))
            .find(|article| article.kind == crate::document::ArticleKind::Main)
    }

    fn date(&self, article: &ArticleEntry) -> Option<Finding> {
        let date = article.published?;
        let end = |latest: Timestamp| latest.seconds + if latest.has_time { 0 } else { REST_OF_DAY };
        let message = match (self.params.earliest, self.params.latest) {
            (Some(earliest), _) if date.seconds < earliest.seconds => {
                format!("is dated {date}, before {earliest}")
            }
            (_, Some(latest)) if date.seconds > end(latest) => format!("is dated {date}, after {latest}"),
            _ => return None,
        };
        let key = self.subject.identity(article).with(&date.to_string());
        Some(finding(Rule::DateRange, self.subject.place(article), message, Vec::new(), key))
    }

    fn language(&self, article: &ArticleEntry, document: &DocumentEntry) -> Option<Finding> {
        let language = article.lang?;
        let expected = self.paths.languages(&document.path);
        if expected.is_empty() || expected.contains(&language) {
            return None;
        }
        let expected: Vec<String> = expected.iter().map(Language::to_string).collect();
        let message = format!("is in {language}, where {} is expected", expected.join(" or "));
        let key = self.subject.identity(article).with(&language.to_string());
        Some(finding(Rule::Language, self.subject.place(article), message, Vec::new(), key))
    }

    fn furniture(&self, article: &ArticleEntry, document: &DocumentEntry) -> Option<Finding> {
        if document.furniture < self.params.furniture_share || article.words == 0 {
            return None;
        }
        let share = (document.furniture * 100.0).floor();
        let message = format!("is {share} % furniture: the article is {} words", article.words);
        let key = self.subject.identity(article);
        Some(finding(Rule::MostlyFurniture, self.subject.place(article), message, Vec::new(), key))
    }
}

/// Articles of a page that are looked at for its main one.
const MOST_ARTICLES: u32 = 1000;

/// Lines that recur.
pub(super) fn find_furniture(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for line in &subject.report.furniture {
        let Some(article) = subject.article(&line.article) else { continue };
        let place = subject.place_in(article, line.span, line.lines);
        let of = match &line.source {
            Some(outlet) => format!("of {} articles of {outlet}", line.of),
            None => format!("of all {} articles", line.of),
        };
        let message = format!("“{}” stands in {} different texts {of}", quoted(&line.text), line.texts);
        let outlet = line.source.as_ref().map(Name::clone).unwrap_or_default();
        let key = KeyMaker::default().with(&line.text).with(&outlet);
        found.push(finding(Rule::RepeatedFurniture, place, message, Vec::new(), key));
    }
    found
}
