//! Puts what the rooms found together as a report: indices become names, and every list gets its order.

use super::entries::{
    ClusterNames, copies_entries, exact_pairs, funnel, measurement, placeholder_entries, removal_entries,
    similarity_entries,
};
use super::shared_text::Held;
use super::{Prepared, clusters};
use crate::config::Config;
use crate::copies::{CopiesFound, Print};
use crate::document::{Article, ArticleIndex, Timestamp};
use crate::error::Error;
use crate::observe::{Note, Skip};
use crate::page::{AgencyFinder, FurnitureShare, LearnedFurniture, LearnedLine, LeftOut};
use crate::passages::{CoveredTokens, Passage};
use crate::report::model::{self, Name};
use crate::span::LineIndex;
use crate::stories::{StoriesFound, Term, TermKind};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Letters of an article's text that stand in for a missing headline.
const HEADLINE: usize = 90;

/// What the rooms found.
pub(super) struct Parts<'a> {
    pub(super) config: &'a Config,
    pub(super) prepared: &'a Prepared,
    pub(super) copies: &'a CopiesFound,
    pub(super) stories: Option<&'a StoriesFound>,
    /// By cluster, and last those that reach over clusters; no passage stands in two of them.
    pub(super) passages: &'a [Vec<Passage>],
    /// For each article the cluster that was looked at for passages; its own number where it is in none.
    pub(super) clusters: &'a [u32],
    /// What was seen of the texts before learned furniture was taken from them.
    pub(super) facts: &'a TextFacts,
}

/// What is known of the texts as they are.
pub(super) struct TextFacts {
    /// Of each document what of its text is in no article.
    furniture: Vec<LeftOut>,
    /// Of each article.
    fingerprints: Vec<Option<model::TextFingerprint>>,
    /// What recurs.
    lines: Vec<LearnedLine>,
}

impl TextFacts {
    /// Looks at texts from which nothing was taken yet.
    pub(super) fn of(prepared: &Prepared, learned: &LearnedFurniture) -> Self {
        let corpus = &prepared.corpus;
        // Every document has a main article, so there is a chunk for each of them.
        let of_documents: Vec<&[Article]> =
            corpus.articles.chunk_by(|x, y| x.document == y.document).collect();
        let furniture = corpus.documents.par_iter().zip(of_documents).map(|(document, articles)| {
            let mut share = FurnitureShare::default();
            articles.iter().for_each(|article| share.add(article));
            share.take(&document.text, document.shown)
        });
        Self {
            furniture: furniture.collect(),
            fingerprints: prepared.tokens.par_iter().map(|table| fingerprint(&table.hashes)).collect(),
            lines: learned.lines(corpus),
        }
    }
}

/// What a text is known by.
fn fingerprint(hashes: &[u64]) -> Option<model::TextFingerprint> {
    Print::of(hashes).fingerprint().map(model::TextFingerprint)
}

/// Where each article belongs, as indices of the lists of the rooms.
pub(super) struct Places {
    pub(super) copies: Vec<Option<usize>>,
    pub(super) story: Vec<Option<usize>>,
    pub(super) storyline: Vec<Option<usize>>,
}

/// All articles of each story and storyline, copies included, in canonical order.
struct Members {
    stories: Vec<Vec<ArticleIndex>>,
    storylines: Vec<Vec<ArticleIndex>>,
}

/// Names of everything, in the order of the rooms' lists.
pub(super) struct Names {
    pub(super) articles: Vec<Name>,
    /// Of each article the agency that its byline names.
    pub(super) agencies: Vec<Option<&'static str>>,
    pub(super) copies: Vec<Name>,
    pub(super) stories: Vec<Name>,
    pub(super) storylines: Vec<Name>,
}

/// The agencies of some articles, sorted.
fn agencies(articles: &[ArticleIndex], names: &Names) -> Vec<String> {
    let found: BTreeSet<&str> = articles.iter().filter_map(|article| names.agencies[article.at()]).collect();
    found.into_iter().map(str::to_string).collect()
}

/// Articles that do not come from one agency; each is the representative of its copies.
fn independent(articles: &[ArticleIndex], names: &Names) -> u32 {
    let agency = |article: &ArticleIndex| names.agencies[article.at()];
    let agencies: BTreeSet<&str> = articles.iter().filter_map(agency).collect();
    let without = articles.iter().filter(|article| agency(article).is_none()).count();
    (without + agencies.len()) as u32
}

impl Parts<'_> {
    pub(super) fn report(
        &self,
        skips: Vec<Skip>,
        notes: Vec<Note>,
        files: u64,
    ) -> Result<model::Report, Error> {
        let places = self.places();
        let members = self.members(&places);
        let names = self.names(&members);
        let passages = self.passage_entries(&names);
        let held = self.held(&passages, &places, &names);
        let mut report = model::Report {
            schema: model::SCHEMA,
            tool: model::Tool::own(),
            settings: serde_json::to_value(self.config)?,
            funnel: model::Funnel::default(),
            recall: measurement(self.copies),
            documents: self.document_entries(),
            articles: self.article_entries(&places, &names),
            copies: copies_entries(
                &self.copies.copies.groups,
                &names.copies,
                &|article| names.articles[article.at()].clone(),
                |at| held.copies.get(&at).cloned().unwrap_or_default(),
            ),
            pairs: exact_pairs(self.copies, &|article| names.articles[article.at()].clone()),
            removals: removal_entries(self.copies, &|article| names.articles[article.at()].clone()),
            placeholders: placeholder_entries(
                self.copies,
                &|article| names.articles[article.at()].clone(),
                &|article| self.facts.fingerprints[article.at()],
                &|article| self.prepared.corpus.articles[article.at()].title.as_deref().map(Name::from),
            ),
            stories: self.story_entries(&members, &names, &held, &places),
            storylines: self.storyline_entries(&members, &names, &held),
            passages,
            reused: held.reused,
            similarities: similarity_entries(self.config, self.copies, self.stories),
            oversize: self.oversize_entries(&names),
            spellings: self.spelling_entries(),
            furniture: self.furniture_entries(&names),
            skipped: skips,
            notes,
        };
        report.funnel = funnel(&report, self.copies, files);
        Ok(report)
    }

    fn places(&self) -> Places {
        let count = self.prepared.corpus.articles.len();
        let mut places =
            Places { copies: vec![None; count], story: vec![None; count], storyline: vec![None; count] };
        for (at, group) in self.copies.copies.groups.iter().enumerate() {
            group.members.iter().for_each(|member| places.copies[member.at()] = Some(at));
        }
        let Some(found) = self.stories else { return places };
        let mut line_of_story: Vec<Option<usize>> = vec![None; found.stories.len()];
        for (at, storyline) in found.storylines.iter().enumerate() {
            storyline.stories.iter().for_each(|&story| line_of_story[story] = Some(at));
        }
        for (at, story) in found.stories.iter().enumerate() {
            story.articles.iter().for_each(|article| places.story[article.at()] = Some(at));
        }
        let stand_in = clusters::stand_ins(self.prepared, self.copies);
        for article in self.prepared.corpus.article_indices() {
            let story = places.story[stand_in[article.at()].at()];
            places.story[article.at()] = story;
            places.storyline[article.at()] = story.and_then(|story| line_of_story[story]);
        }
        places
    }

    fn members(&self, places: &Places) -> Members {
        let (stories, lines) = self.stories.map_or((0, 0), |it| (it.stories.len(), it.storylines.len()));
        let mut members = Members { stories: vec![Vec::new(); stories], storylines: vec![Vec::new(); lines] };
        for article in self.prepared.corpus.article_indices() {
            if let Some(story) = places.story[article.at()] {
                members.stories[story].push(article);
            }
            if let Some(line) = places.storyline[article.at()] {
                members.storylines[line].push(article);
            }
        }
        members
    }

    /// A cluster is called after what is in it.
    fn names(&self, members: &Members) -> Names {
        let corpus = &self.prepared.corpus;
        let articles: Vec<Name> =
            corpus.article_indices().map(|article| corpus.article_name(article).into()).collect();
        let called = |what: &'static str, clusters: &mut dyn Iterator<Item = &Vec<ArticleIndex>>| {
            let mut names = ClusterNames::new(what);
            let fingerprint = |article: &ArticleIndex| self.facts.fingerprints[article.at()];
            clusters.map(|members| names.name(members.iter().map(fingerprint))).collect::<Vec<Name>>()
        };
        let copies = called("copies", &mut self.copies.copies.groups.iter().map(|group| &group.members));
        let stories = called("story", &mut members.stories.iter());
        let storylines = called("storyline", &mut members.storylines.iter());
        let finder = AgencyFinder::built_in();
        let indices: Vec<ArticleIndex> = corpus.article_indices().collect();
        let agencies = indices.par_iter().map(|&article| finder.of_article(corpus, article)).collect();
        Names { articles, agencies, copies, stories, storylines }
    }

    fn document_entries(&self) -> Vec<model::DocumentEntry> {
        let documents = self.prepared.corpus.documents.iter().zip(&self.facts.furniture);
        documents
            .map(|(document, furniture)| model::DocumentEntry {
                id: document.name.as_str().into(),
                path: document.path.as_str().into(),
                record: document.record,
                source: document.source.as_deref().map(Name::from),
                url: document.url.clone(),
                repeats: document.repeats.as_deref().map(Name::from),
                furniture: furniture.share,
                furniture_count: furniture.count,
                furniture_lines: furniture.lines.clone(),
            })
            .collect()
    }

    fn furniture_entries(&self, names: &Names) -> Vec<model::FurnitureEntry> {
        let entry = |line: &LearnedLine| {
            let text = &self.prepared.corpus.document_of(line.article).text;
            model::FurnitureEntry {
                source: line.outlet.as_deref().map(Name::from),
                text: line.text.clone(),
                texts: line.texts,
                of: line.of,
                article: names.articles[line.article.at()].clone(),
                span: line.span,
                lines: LineIndex::new(text).lines(line.span),
            }
        };
        self.facts.lines.iter().map(entry).collect()
    }

    fn article_entries(&self, places: &Places, names: &Names) -> Vec<model::ArticleEntry> {
        let covered = CoveredTokens::of(self.passages.iter().flatten(), names.articles.len());
        let stand_in = clusters::stand_ins(self.prepared, self.copies);
        let indices: Vec<ArticleIndex> = self.prepared.corpus.article_indices().collect();
        indices
            .into_par_iter()
            .map(|index| {
                let article = &self.prepared.corpus.articles[index.at()];
                let document = self.prepared.corpus.document_of(index);
                let blocks = self.prepared.corpus.pieces(index);
                let language = self.prepared.known_languages[index.at()];
                model::ArticleEntry {
                    id: names.articles[index.at()].clone(),
                    document: document.name.as_str().into(),
                    number: article.number,
                    kind: article.kind,
                    span: article.span,
                    lines: article.lines,
                    title: article.title.as_deref().map(Name::from),
                    lang: language.known(),
                    lang_confidence: language.told.map(|told| told.confidence),
                    published: self.prepared.corpus.published(index),
                    source: document.source.as_deref().map(Name::from),
                    agency: names.agencies[index.at()].map(Name::from),
                    words: self.prepared.tokens[index.at()].len() as u32,
                    fingerprint: self.facts.fingerprints[index.at()],
                    copies: places.copies[index.at()].map(|at| names.copies[at].clone()),
                    story: places.story[index.at()].map(|at| names.stories[at].clone()),
                    storyline: places.storyline[index.at()].map(|at| names.storylines[at].clone()),
                    representative: stand_in[index.at()] == index,
                    coverage: covered.share(index, self.prepared.tokens[index.at()].len()),
                    only_here: self.only_here(&covered, index),
                    blocks: blocks
                        .map(|(span, text)| model::Block { start: span.start, text: text.to_string() })
                        .collect(),
                }
            })
            .collect()
    }

    fn story_entries(
        &self,
        members: &Members,
        names: &Names,
        held: &Held,
        places: &Places,
    ) -> Vec<model::StoryEntry> {
        let Some(found) = self.stories else { return Vec::new() };
        let name = |article: ArticleIndex| names.articles[article.at()].clone();
        let mut entries: Vec<model::StoryEntry> = found
            .stories
            .iter()
            .enumerate()
            .map(|(at, story)| {
                let all = &members.stories[at];
                let (first, last) = self.dates(all);
                model::StoryEntry {
                    id: names.stories[at].clone(),
                    representative: name(story.representative),
                    headline: self.headline(story.representative),
                    articles: self.by_date(all).into_iter().map(name).collect(),
                    independent: independent(&story.articles, names),
                    first,
                    last,
                    sources: self.sources(all),
                    agencies: agencies(all, names),
                    terms: term_entries(&story.terms),
                    joins: story
                        .joins
                        .iter()
                        .map(|join| model::JoinEntry {
                            a: name(join.a),
                            b: name(join.b),
                            similarity: join.similarity,
                            threshold: join.threshold,
                            terms: term_entries(&join.terms),
                            days: join.days,
                            vectors: join.vectors,
                            passages: held.shared(join.a, join.b),
                        })
                        .collect(),
                    passages: held.stories.get(&at).cloned().unwrap_or_default(),
                    storyline: places.storyline[story.representative.at()]
                        .map(|at| names.storylines[at].clone()),
                }
            })
            .collect();
        entries.sort_by(|x, y| (Reverse(x.articles.len()), &x.id).cmp(&(Reverse(y.articles.len()), &y.id)));
        entries
    }

    fn storyline_entries(&self, members: &Members, names: &Names, held: &Held) -> Vec<model::StorylineEntry> {
        let Some(found) = self.stories else { return Vec::new() };
        let mut entries: Vec<model::StorylineEntry> = found
            .storylines
            .iter()
            .enumerate()
            .map(|(at, storyline)| {
                let all = &members.storylines[at];
                let (first, last) = self.dates(all);
                let largest = storyline
                    .stories
                    .iter()
                    .copied()
                    .min_by_key(|&story| (Reverse(members.stories[story].len()), story));
                let mut stories = storyline.stories.clone();
                stories.sort_by_key(|&story| {
                    (self.dates(&members.stories[story]).0.map_or(i64::MAX, |it| it.seconds), story)
                });
                model::StorylineEntry {
                    id: names.storylines[at].clone(),
                    headline: largest.and_then(|story| self.headline(found.stories[story].representative)),
                    stories: stories.into_iter().map(|story| names.stories[story].clone()).collect(),
                    articles: all.len() as u32,
                    first,
                    last,
                    terms: term_entries(&storyline.terms),
                    joins: storyline
                        .joins
                        .iter()
                        .map(|join| model::JoinEntry {
                            a: names.stories[join.a].clone(),
                            b: names.stories[join.b].clone(),
                            similarity: join.similarity,
                            threshold: join.threshold,
                            terms: term_entries(&join.terms),
                            days: None,
                            vectors: None,
                            passages: Vec::new(),
                        })
                        .collect(),
                    passages: held.storylines.get(&at).cloned().unwrap_or_default(),
                    links: storyline
                        .links
                        .iter()
                        .map(|&(story, similarity)| model::LinkEntry {
                            story: names.stories[story].clone(),
                            similarity,
                        })
                        .collect(),
                }
            })
            .collect();
        entries.sort_by(|x, y| {
            (Reverse(x.stories.len()), Reverse(x.articles), &x.id).cmp(&(
                Reverse(y.stories.len()),
                Reverse(y.articles),
                &y.id,
            ))
        });
        entries
    }

    fn oversize_entries(&self, names: &Names) -> Vec<model::OversizeEntry> {
        let found = self.stories.map_or(&[][..], |stories| &stories.oversize);
        let mut entries: Vec<model::OversizeEntry> = found
            .iter()
            .map(|it| model::OversizeEntry {
                articles: it.articles as u64,
                parts: it.parts as u64,
                threshold: it.threshold,
                article: names.articles[it.first.at()].clone(),
            })
            .collect();
        entries.sort_by(|x, y| (Reverse(x.articles), &x.article).cmp(&(Reverse(y.articles), &y.article)));
        entries
    }

    fn spelling_entries(&self) -> Vec<model::SpellingEntry> {
        let found = self.stories.map_or(&[][..], |stories| &stories.spellings);
        let mut entries: Vec<model::SpellingEntry> = found
            .iter()
            .map(|spelling| model::SpellingEntry {
                forms: spelling.forms.iter().map(|(form, _)| form.clone()).collect(),
                articles: spelling.forms.iter().map(|(_, articles)| *articles).collect(),
            })
            .collect();
        let total = |entry: &model::SpellingEntry| Reverse(entry.articles.iter().sum::<u32>());
        entries.sort_by(|x, y| (total(x), &x.forms).cmp(&(total(y), &y.forms)));
        entries
    }

    fn dates(&self, articles: &[ArticleIndex]) -> (Option<Timestamp>, Option<Timestamp>) {
        let dates = || articles.iter().filter_map(|&article| self.prepared.corpus.published(article));
        (dates().min(), dates().max())
    }

    fn by_date(&self, articles: &[ArticleIndex]) -> Vec<ArticleIndex> {
        let mut order = articles.to_vec();
        order.sort_by_key(|&article| {
            (self.prepared.corpus.published(article).map_or(i64::MAX, |date| date.seconds), article)
        });
        order
    }

    fn sources(&self, articles: &[ArticleIndex]) -> Vec<String> {
        let sources: BTreeSet<&String> = articles
            .iter()
            .filter_map(|&article| self.prepared.corpus.document_of(article).source.as_ref())
            .collect();
        sources.into_iter().cloned().collect()
    }

    /// The article's headline, or how its text begins.
    fn headline(&self, article: ArticleIndex) -> Option<String> {
        let corpus = &self.prepared.corpus;
        if let Some(title) = &corpus.articles[article.at()].title {
            return Some(title.clone());
        }
        let (_, text) = corpus.pieces(article).next()?;
        let line = text.trim().lines().next()?;
        let Some((cut, _)) = line.char_indices().nth(HEADLINE) else { return Some(line.to_string()) };
        let end = line[..cut].rfind(char::is_whitespace).unwrap_or(cut);
        Some(format!("{}…", line[..end].trim_end()))
    }
}

pub(super) fn term_entries(terms: &[Term]) -> Vec<model::TermEntry> {
    let kind = |kind| match kind {
        TermKind::Word => model::TermKind::Word,
        TermKind::Name => model::TermKind::Name,
        TermKind::Number => model::TermKind::Number,
    };
    terms
        .iter()
        .map(|term| model::TermEntry {
            term: term.surface.clone(),
            weight: term.weight,
            kind: kind(term.kind),
        })
        .collect()
}
