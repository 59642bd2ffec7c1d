//! Copies alone, for results that show no texts: one pass over the input, of which only sketches stay, and a second look at
//! what may be copies. Any number of articles goes through in bounded memory.

use super::catalogue::{Catalogue, Draft, Scratch, Tools};
use super::entries::{
    ClusterNames, copies_entries, exact_pairs, funnel, measurement, placeholder_entries, removal_entries,
    similarity_entries,
};
use super::making::{MakingScratch, articles};
use super::removing::{self, Records, Removing};
use super::{Pipeline, heads_per_file};
use crate::config::{Config, Levels};
use crate::copies::{ArticleTokens, CopiesFound, Covering, PROBES, Print, Shingler, Sketcher, find_copies};
use crate::document::ArticleIndex;
use crate::error::Error;
use crate::input::{Extent, Reading, UniqueNames, default_name};
use crate::observe::{Note, Observer, Phase, Silent, Skip};
use crate::page::PageSplitter;
use crate::report::model::{self, Name, Report};
use crate::spill::Spill;

/// The share of the budget for tokens that cannot be read again.
const SHARE_OF_TOKENS: u64 = 4;

/// What is told of copies and articles besides what every run finds out.
#[derive(Clone, Copy, Default)]
pub struct Details<'a> {
    /// Which pairs are listed.
    pub pairs: PairList,
    /// Of which articles the language is told.
    pub languages: LanguageList,
    /// Which articles others cover, where that is told.
    pub removing: Option<&'a Removing<'a>>,
}

/// Whether every pair of copies is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PairList {
    /// Each pair that was verified.
    All,
    /// None: groups name their members' relation to the representative anyway.
    #[default]
    None,
}

/// Whether languages are told, which takes longer than finding the copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LanguageList {
    /// Of each article.
    All,
    /// Of none.
    #[default]
    None,
}

impl Pipeline {
    /// Finds the copies among the articles of the inputs, and reports them without texts and passages: for renderers
    /// that show neither. Only [`Levels::Copies`] of the settings is done.
    pub fn assignments(
        &self,
        inputs: &[String],
        details: Details<'_>,
        observer: &dyn Observer,
    ) -> Result<Report, Error> {
        let reading = Reading::of(inputs, &self.config.input)?;
        let splitter = PageSplitter::new(&self.config.page);
        let heads = heads(&reading, &splitter);
        let sketcher = Sketcher::new(&self.config.copies, &self.memory, reading.expected_bytes(), &heads)?;
        let spill = Spill::new(&self.memory, self.memory.budget / SHARE_OF_TOKENS);
        let tools = Tools { splitter: &splitter, sketcher: &sketcher, languages: details.languages };
        let pass = reading.read(
            Extent::Whole,
            observer,
            Scratch::default,
            |scratch, draft: &mut Draft, record| draft.add(record, &tools, scratch),
            |draft| draft.finish(&sketcher, &spill),
        );
        observer.begin(Phase::Copies, None);
        let (mut catalogue, blocks) = Catalogue::new(pass.chunks, &reading, &splitter, spill)?;
        let sketches = sketcher.gather(blocks);
        catalogue.remember(sketches.prints().to_vec());
        let records = details.removing.map(|removing| Records::of_catalogue(removing, &catalogue));
        let covering = records.as_ref().map(|records| Covering { params: records.params(), order: records });
        let params = &self.config.copies;
        let mut found = find_copies(&sketches, &catalogue, &catalogue, params, &self.memory, covering)?;
        drop(sketches);
        if records.is_some() {
            removing::spare_side_articles(&mut found, &Records::articles_of_catalogue(&catalogue));
        }
        observer.end(Phase::Copies);
        observer.begin(Phase::Report, None);
        let config = Config { levels: Levels::Copies, ..self.config.clone() };
        let listing = Listing { catalogue: &catalogue, found: &found, pairs: details.pairs };
        let files = reading.paths().len() as u64;
        let mut report = listing.report(&config, files, pass.skips, Note::by_kind(pass.notes))?;
        if !found.removals.is_empty() {
            let lost = catalogue.lost(&found.removals, Shingler::new(params))?;
            for (entry, lost) in report.removals.iter_mut().zip(lost) {
                entry.lost_words = lost.words;
                entry.lost = lost.stretches;
            }
        }
        observer.end(Phase::Report);
        Ok(report)
    }
}

/// The first articles of each file.
fn heads(reading: &Reading<'_>, splitter: &PageSplitter) -> Vec<ArticleTokens> {
    let most = heads_per_file(reading.paths().len());
    let pass = reading.read(
        Extent::Heads(most),
        &Silent,
        MakingScratch::default,
        |scratch, tokens: &mut Vec<ArticleTokens>, record| {
            articles(splitter, record.layout, &record.fields, scratch, |made| {
                tokens.push(made.tokens.into());
            });
        },
        |tokens| tokens,
    );
    pass.chunks.into_iter().flat_map(|chunk| chunk.value).take(PROBES).collect()
}

/// What was found, as a report.
struct Listing<'a> {
    catalogue: &'a Catalogue<'a>,
    found: &'a CopiesFound,
    pairs: PairList,
}

impl Listing<'_> {
    fn report(
        &self,
        config: &Config,
        files: u64,
        skipped: Vec<Skip>,
        notes: Vec<Note>,
    ) -> Result<Report, Error> {
        let names = self.document_names();
        let documents = self.documents(&names);
        let articles = self.articles(&documents);
        let article_name = |article: ArticleIndex| articles[article.at()].id.clone();
        let groups = &self.found.copies.groups;
        let mut names = ClusterNames::new("copies");
        let fingerprint = |article: ArticleIndex| articles[article.at()].fingerprint;
        let group_names: Vec<Name> = groups
            .iter()
            .map(|group| names.name(group.members.iter().map(|&article| fingerprint(article))))
            .collect();
        let pairs =
            if self.pairs == PairList::All { exact_pairs(self.found, &article_name) } else { Vec::new() };
        let mut report = Report {
            schema: model::SCHEMA,
            tool: model::Tool::own(),
            settings: serde_json::to_value(config)?,
            funnel: model::Funnel::default(),
            recall: measurement(self.found),
            copies: copies_entries(groups, &group_names, &article_name, |_| Vec::new()),
            pairs,
            removals: removal_entries(self.found, &article_name),
            placeholders: placeholder_entries(self.found, &article_name, &fingerprint, &|article| {
                articles[article.at()].title.clone()
            }),
            stories: Vec::new(),
            storylines: Vec::new(),
            passages: Vec::new(),
            reused: Vec::new(),
            similarities: similarity_entries(config, self.found, None),
            oversize: Vec::new(),
            spellings: Vec::new(),
            furniture: Vec::new(),
            skipped,
            notes,
            documents,
            articles: Vec::new(),
        };
        report.articles = self.placed(articles, &group_names);
        report.funnel = funnel(&report, self.found, files);
        Ok(report)
    }

    /// Of each document what it is called, and the id that it has and an earlier one has too.
    fn document_names(&self) -> Vec<(Name, Option<Name>)> {
        let mut unique = UniqueNames::default();
        let documents = self.catalogue.documents.iter().enumerate();
        documents
            .map(|(at, listed)| {
                let Some(id) = &listed.id else {
                    let name = default_name(self.catalogue.path(at as u32), listed.number);
                    return (unique.unique(name.into()), None);
                };
                let name = unique.unique(Name::clone(id));
                let repeats = (name != *id).then(|| Name::clone(id));
                (name, repeats)
            })
            .collect()
    }

    fn documents(&self, names: &[(Name, Option<Name>)]) -> Vec<model::DocumentEntry> {
        let documents = self.catalogue.documents.iter().zip(names).enumerate();
        let mut path = Name::from("");
        documents
            .map(|(at, (listed, (name, repeats)))| {
                let own = self.catalogue.path(at as u32);
                if *path != *own {
                    path = own.into();
                }
                model::DocumentEntry {
                    id: Name::clone(name),
                    path: Name::clone(&path),
                    record: listed.number,
                    source: listed.source.clone(),
                    url: None,
                    repeats: repeats.clone(),
                    furniture: listed.furniture.share,
                    furniture_count: listed.furniture.count,
                    furniture_lines: listed.furniture.lines.clone(),
                }
            })
            .collect()
    }

    /// The articles, in no group yet.
    fn articles(&self, documents: &[model::DocumentEntry]) -> Vec<model::ArticleEntry> {
        let entries = self.catalogue.entries.iter().enumerate();
        entries
            .map(|(at, entry)| {
                let document = &documents[entry.document as usize];
                model::ArticleEntry {
                    id: format!("{}#{}", document.id, entry.number).into(),
                    document: Name::clone(&document.id),
                    number: entry.number,
                    kind: entry.kind,
                    span: entry.span,
                    lines: entry.lines,
                    title: entry.title.clone(),
                    lang: entry.language.as_ref().and_then(|language| language.known()),
                    lang_confidence: entry.language.as_ref().and_then(|it| Some(it.told?.confidence)),
                    published: entry.published,
                    source: document.source.clone(),
                    agency: None,
                    words: entry.words,
                    fingerprint: self
                        .catalogue
                        .print(at)
                        .and_then(Print::fingerprint)
                        .map(model::TextFingerprint),
                    copies: None,
                    story: None,
                    storyline: None,
                    representative: true,
                    coverage: 0.0,
                    only_here: Vec::new(),
                    blocks: Vec::new(),
                }
            })
            .collect()
    }

    /// Puts articles in their groups.
    fn placed(&self, mut articles: Vec<model::ArticleEntry>, names: &[Name]) -> Vec<model::ArticleEntry> {
        for (group, name) in self.found.copies.groups.iter().zip(names) {
            for &member in &group.members {
                let article = &mut articles[member.at()];
                article.copies = Some(Name::clone(name));
                article.representative = member == group.representative;
            }
        }
        articles
    }
}
