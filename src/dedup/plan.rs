//! What is removed, and what stays for it.

use super::DedupError;
use super::keep::Keep;
use crate::input::Fingerprint;
use crate::report::model::{ArticleEntry, DocumentEntry, Name, Relation, RemovalEntry, Report, Tool};
use ahash::AHashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The version of a saved plan.
const SCHEMA: &str = "retold-plan-2";

/// Which records of which files are removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// `retold-plan-2`.
    pub schema: String,
    /// What made it.
    pub tool: Tool,
    /// The rule by which one record of each group was kept.
    pub keep: String,
    /// The settings of the run.
    pub settings: serde_json::Value,
    /// Every file that was read, in order of path.
    pub files: Vec<PlannedFile>,
    /// How many records were read.
    pub documents: u64,
    /// Records whose text is a placeholder, such as a stub or an error page: they are copies only where their headlines are the
    /// same too.
    #[serde(default)]
    pub placeholders: u64,
    /// What each outlet loses, those that lose most records first.
    #[serde(default)]
    pub outlets: Vec<OutletLoss>,
    /// In order of path and record.
    pub removed: Vec<Removal>,
}

/// A file, as it was when the plan was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedFile {
    /// Where it is, as it was named.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The hash of its [`Fingerprint`]: 16 hexadecimal digits.
    pub fingerprint: String,
}

/// A record that is removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// Its file.
    pub path: Name,
    /// Its 1-based line, row or element; nothing for a file that is one document.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub record: Option<u64>,
    /// What it is called.
    pub id: Name,
    /// The record that stays for it.
    pub kept: Kept,
    /// The group of copies that both are in.
    pub group: Name,
    /// The outlet of the record that goes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<Name>,
    /// How the record that goes relates to the one that stays.
    pub relation: Relation,
    /// Plain Jaccard similarity of the two.
    pub jaccard: f64,
    /// Jaccard similarity with shingles weighed by rarity.
    pub rarity: f64,
    /// The share of the shorter one that stands in the other, weighed by rarity.
    pub containment: f64,
    /// Pieces that the shared text stands in, in the shorter one; of `rewritten` pairs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pieces: Option<u32>,
    /// The share of its runs of five words that stand in the record that stays as they are.
    pub covered: f64,
    /// Words of it that stand in no record that stays.
    pub lost_words: u32,
    /// Those words, in stretches as they stand in its text.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lost: Vec<String>,
}

/// What an outlet loses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutletLoss {
    /// The outlet; nothing for records that name none.
    pub source: Option<Name>,
    /// Records of it that were read.
    pub records: u64,
    /// Records of it that are removed.
    pub removed: u64,
    /// Their words that stand in no record that stays.
    pub lost_words: u64,
}

/// A record that stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Its file.
    pub path: Name,
    /// Its 1-based line, row or element.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub record: Option<u64>,
    /// What it is called.
    pub id: Name,
}

impl Plan {
    /// What a report says may go, for which `keep` chose what stays.
    pub fn new(report: &Report, keep: &Keep) -> Self {
        let places = Places::new(report);
        let mut removed: Vec<(usize, Removal)> =
            report.removals.iter().filter_map(|entry| places.removal(entry)).collect();
        removed.sort_by_key(|(document, _)| *document);
        let removed: Vec<Removal> = removed.into_iter().map(|(_, removal)| removal).collect();
        Self {
            schema: SCHEMA.to_string(),
            tool: Tool::own(),
            keep: keep.to_string(),
            settings: report.settings.clone(),
            files: Vec::new(),
            documents: report.documents.len() as u64,
            placeholders: report.placeholders.iter().map(|entry| entry.articles.len() as u64).sum(),
            outlets: outlets(report, &removed),
            removed,
        }
    }

    /// Words of removed records that stand in no record that stays.
    pub fn lost_words(&self) -> u64 {
        self.removed.iter().map(|removal| u64::from(removal.lost_words)).sum()
    }

    /// What the files are like now, for [`Plan::files`], in order of path.
    pub fn fingerprint(paths: &[String]) -> Result<Vec<PlannedFile>, DedupError> {
        let mut files = paths.par_iter().map(|path| PlannedFile::of(path)).collect::<Result<Vec<_>, _>>()?;
        files.sort_unstable_by(|x, y| x.path.cmp(&y.path));
        Ok(files)
    }

    /// Fails unless `read`, what was read of the file at `path`, is what the plan was made for.
    pub fn confirm(&self, path: &str, read: Fingerprint) -> Result<(), DedupError> {
        let planned = self.files.binary_search_by(|file| file.path.as_str().cmp(path));
        let same = planned.is_ok_and(|at| self.files[at] == PlannedFile::new(path, read));
        if same { Ok(()) } else { Err(DedupError::Unsteady(path.to_string())) }
    }

    /// Whether the files are what they were.
    pub fn check(&self) -> Result<(), DedupError> {
        for file in &self.files {
            if PlannedFile::of(&file.path)? != *file {
                return Err(DedupError::Changed(file.path.clone()));
            }
        }
        Ok(())
    }

    /// A saved plan.
    pub fn from_json(bytes: &[u8]) -> Result<Self, DedupError> {
        let plan: Self =
            serde_json::from_slice(bytes).map_err(|error| DedupError::NotAPlan(error.to_string()))?;
        if plan.schema != SCHEMA {
            return Err(DedupError::NotAPlan(format!("its schema is {:?}", plan.schema)));
        }
        // A removal in a file that nothing is known of would be done unchecked.
        if !plan.files.is_sorted_by(|x, y| x.path < y.path) {
            return Err(DedupError::NotAPlan("its files are not in order of path".to_string()));
        }
        let known: BTreeSet<&str> = plan.files.iter().map(|file| file.path.as_str()).collect();
        match plan.removed.iter().find(|removal| !known.contains(&*removal.path)) {
            Some(stray) => Err(DedupError::NotAPlan(format!("{} is not among its files", stray.path))),
            None => Ok(plan),
        }
    }
}

impl PlannedFile {
    fn of(path: &str) -> Result<Self, DedupError> {
        let fingerprint = Fingerprint::of(path)
            .map_err(|error| DedupError::Unreadable { path: path.to_string(), error })?;
        Ok(Self::new(path, fingerprint))
    }

    fn new(path: &str, Fingerprint { bytes, hash }: Fingerprint) -> Self {
        Self { path: path.to_string(), bytes, fingerprint: format!("{hash:016x}") }
    }
}

/// Where documents and articles stand in a report.
struct Places<'a> {
    documents: &'a [DocumentEntry],
    /// By article: its document, and its group.
    articles: AHashMap<&'a str, (usize, Option<&'a Name>)>,
}

impl<'a> Places<'a> {
    fn new(report: &'a Report) -> Self {
        let by_name: AHashMap<&str, usize> =
            report.documents.iter().enumerate().map(|(at, document)| (&*document.id, at)).collect();
        let place = |article: &'a ArticleEntry| {
            Some((&*article.id, (*by_name.get(&*article.document)?, article.copies.as_ref())))
        };
        Self { documents: &report.documents, articles: report.articles.iter().filter_map(place).collect() }
    }

    fn removal(&self, entry: &RemovalEntry) -> Option<(usize, Removal)> {
        let (document, group) = *self.articles.get(&*entry.pair.a)?;
        let (stays, _) = *self.articles.get(&*entry.pair.b)?;
        let (gone, stays) = (&self.documents[document], &self.documents[stays]);
        let removal = Removal {
            path: gone.path.clone(),
            record: gone.record,
            id: gone.id.clone(),
            source: gone.source.clone(),
            kept: Kept { path: stays.path.clone(), record: stays.record, id: stays.id.clone() },
            group: group.cloned().unwrap_or_else(|| Name::from("")),
            relation: entry.pair.relation,
            jaccard: entry.pair.jaccard,
            rarity: entry.pair.rarity,
            containment: entry.pair.containment,
            pieces: entry.pair.pieces,
            covered: entry.covered,
            lost_words: entry.lost_words,
            lost: entry.lost.clone(),
        };
        Some((document, removal))
    }
}

/// What each outlet loses, those that lose most records first.
fn outlets(report: &Report, removed: &[Removal]) -> Vec<OutletLoss> {
    let mut by_outlet: BTreeMap<Option<&Name>, OutletLoss> = BTreeMap::new();
    for document in &report.documents {
        let loss = by_outlet.entry(document.source.as_ref()).or_default();
        loss.source.clone_from(&document.source);
        loss.records += 1;
    }
    for removal in removed {
        if let Some(loss) = by_outlet.get_mut(&removal.source.as_ref()) {
            loss.removed += 1;
            loss.lost_words += u64::from(removal.lost_words);
        }
    }
    let mut losses: Vec<OutletLoss> = by_outlet.into_values().filter(|loss| loss.removed > 0).collect();
    losses.sort_by(|x, y| (Reverse(x.removed), &x.source).cmp(&(Reverse(y.removed), &y.source)));
    losses
}
