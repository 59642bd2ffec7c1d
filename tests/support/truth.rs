//! What an editor finds in a corpus (`expected.json`), held against a report.

use retold::document::ArticleKind;
use retold::report::model::{ArticleEntry, Name, Report};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// An article counts as found from this overlap of lines on.
const LEAST_OVERLAP: f64 = 0.6;

/// The truths about a corpus; what a corpus does not state is empty.
#[derive(Debug, Deserialize)]
pub(crate) struct Expected {
    pages: Vec<Page>,
    #[serde(default)]
    copies: Vec<Vec<String>>,
    #[serde(default)]
    contained: Vec<Vec<String>>,
    #[serde(default)]
    same_story: Vec<Vec<String>>,
    #[serde(default)]
    same_storyline: Vec<Vec<String>>,
    #[serde(default)]
    not_same_story: Vec<Vec<String>>,
    #[serde(default)]
    not_same_storyline: Vec<Vec<String>>,
    #[serde(default)]
    shared_passages: Vec<Shared>,
}

#[derive(Debug, Deserialize)]
struct Page {
    file: String,
    articles: Vec<Wanted>,
}

#[derive(Debug, Deserialize)]
struct Wanted {
    id: String,
    kind: ArticleKind,
    lines: [u32; 2],
}

#[derive(Debug, Deserialize)]
struct Shared {
    articles: Vec<String>,
    contains: String,
}

/// A kind of truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// An article with its lines.
    Article,
    /// Whether it is main, side or teaser.
    MainSideTeaser,
    /// The same text.
    Copies,
    /// An abridged or embedded article and the one that holds it.
    Contained,
    /// Copies that are none.
    NoCopies,
    /// One event.
    SameStory,
    /// One affair.
    SameStoryline,
    /// Two events.
    NotSameStory,
    /// Two affairs.
    NotSameStoryline,
    /// Shared text.
    SharedPassage,
}

/// What a report misses, by kind of truth.
#[derive(Debug, Default)]
pub(crate) struct Misses {
    by_kind: BTreeMap<Kind, Vec<String>>,
    /// How many articles were looked for.
    pub(crate) wanted: usize,
}

impl Misses {
    fn add(&mut self, kind: Kind, what: String) {
        self.by_kind.entry(kind).or_default().push(what);
    }

    /// The misses of one kind.
    pub(crate) fn of(&self, kind: Kind) -> &[String] {
        self.by_kind.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Every miss, one a line.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.by_kind
            .iter()
            .flat_map(|(kind, misses)| misses.iter().map(move |miss| format!("{kind:?}: {miss}")))
            .collect()
    }
}

impl Expected {
    /// Everything that `report` misses.
    pub(crate) fn misses(&self, report: &Report) -> Misses {
        let mut misses = Misses::default();
        let found = self.find(report, &mut misses);
        let both = |a: &String, b: &String| Some((*found.get(a.as_str())?, *found.get(b.as_str())?));
        let mut compare = |kind, groups: &[Vec<String>], level: fn(&ArticleEntry) -> Option<&Name>, same| {
            for (a, b) in groups.iter().flat_map(|group| pairs(group)) {
                if let Some((x, y)) = both(a, b)
                    && is_same(x, y, level) != same
                {
                    misses.add(kind, format!("{a} and {b}"));
                }
            }
        };
        compare(Kind::Copies, &self.copies, |article| article.copies.as_ref(), true);
        compare(Kind::Contained, &self.contained, |article| article.copies.as_ref(), true);
        compare(Kind::SameStory, &self.same_story, |article| article.story.as_ref(), true);
        compare(Kind::SameStoryline, &self.same_storyline, |article| article.storyline.as_ref(), true);
        compare(Kind::NotSameStory, &self.not_same_story, |article| article.story.as_ref(), false);
        compare(
            Kind::NotSameStoryline,
            &self.not_same_storyline,
            |article| article.storyline.as_ref(),
            false,
        );
        self.false_copies(report, &found, &mut misses);
        self.passages(report, &found, &mut misses);
        misses
    }

    /// The article of the report for each wanted one.
    fn find<'a>(&'a self, report: &'a Report, misses: &mut Misses) -> BTreeMap<&'a str, &'a ArticleEntry> {
        let mut found = BTreeMap::new();
        for page in &self.pages {
            let held: Vec<&ArticleEntry> =
                report.articles.iter().filter(|article| article.document.ends_with(&page.file)).collect();
            for want in &page.articles {
                misses.wanted += 1;
                let best =
                    held.iter().max_by(|a, b| overlap(a, want.lines).total_cmp(&overlap(b, want.lines)));
                let Some(article) = best.filter(|article| overlap(article, want.lines) >= LEAST_OVERLAP)
                else {
                    let [first, last] = want.lines;
                    let what = format!("{}: none at lines {first}-{last} of {}", want.id, page.file);
                    misses.add(Kind::Article, what);
                    continue;
                };
                found.insert(want.id.as_str(), *article);
                if article.kind != want.kind {
                    let what = format!("{}: {:?}, expected {:?}", want.id, article.kind, want.kind);
                    misses.add(Kind::MainSideTeaser, what);
                }
            }
        }
        found
    }

    /// Two articles in a group of copies must be joined by the listed copies and contained articles.
    fn false_copies(&self, report: &Report, found: &BTreeMap<&str, &ArticleEntry>, misses: &mut Misses) {
        let mut group_of: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, listed) in self.copies.iter().chain(&self.contained).enumerate() {
            let met: BTreeSet<usize> =
                listed.iter().filter_map(|id| group_of.get(id.as_str()).copied()).collect();
            let group = met.first().copied().unwrap_or(number);
            for old in group_of.values_mut().filter(|old| met.contains(old)) {
                *old = group;
            }
            for id in listed {
                group_of.insert(id, group);
            }
        }
        let names: BTreeMap<&str, &str> = found.iter().map(|(name, article)| (&*article.id, *name)).collect();
        for copies in &report.copies {
            let name = |member: &Name| names.get(&**member).copied().unwrap_or("");
            for (a, b) in pairs(&copies.members) {
                let (x, y) = (group_of.get(name(a)), group_of.get(name(b)));
                if x.is_none() || x != y {
                    misses.add(Kind::NoCopies, format!("{a} ({}) and {b} ({})", name(a), name(b)));
                }
            }
        }
    }

    fn passages(&self, report: &Report, found: &BTreeMap<&str, &ArticleEntry>, misses: &mut Misses) {
        for want in &self.shared_passages {
            let holders: Vec<&str> = want
                .articles
                .iter()
                .filter_map(|id| found.get(id.as_str()))
                .map(|article| &*article.id)
                .collect();
            let is_reported = report.passages.iter().any(|passage| {
                let holds = |id: &str| passage.occurrences.iter().any(|place| &*place.article == id);
                passage.text.contains(&want.contains) && holders.iter().all(|id| holds(id))
            });
            if !is_reported {
                misses.add(Kind::SharedPassage, format!("{}: {}", want.articles.join(", "), want.contains));
            }
        }
    }
}

fn pairs<T>(ids: &[T]) -> impl Iterator<Item = (&T, &T)> {
    ids.iter().enumerate().flat_map(|(at, a)| ids[at + 1..].iter().map(move |b| (a, b)))
}

/// Nothing is the same as nothing but itself.
fn is_same(x: &ArticleEntry, y: &ArticleEntry, level: fn(&ArticleEntry) -> Option<&Name>) -> bool {
    x.id == y.id || matches!((level(x), level(y)), (Some(a), Some(b)) if a == b)
}

/// The lines that both have, as a share of those of the longer one.
fn overlap(article: &ArticleEntry, [low, high]: [u32; 2]) -> f64 {
    let (first, last) = (article.lines.first, article.lines.last);
    let shared = (high.min(last) + 1).saturating_sub(low.max(first));
    f64::from(shared) / f64::from((high - low + 1).max(last - first + 1))
}
