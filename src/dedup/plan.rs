//! What is removed, and what stays for it.

use super::DedupError;
use super::keep::{Candidate, Keep};
use crate::document::ArticleKind;
use crate::input::Fingerprint;
use crate::report::model::{
    ArticleEntry, CopiesEntry, DocumentEntry, Name, PairEntry, Relation, Report, Tool,
};
use ahash::AHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The version of a saved plan.
const SCHEMA: &str = "retold-plan-1";

/// Which records of which files are removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// `retold-plan-1`.
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
    /// How it relates to the record that stays or, where those two were not compared themselves, to the one that stands for
    /// the group.
    pub relation: Relation,
    /// Plain Jaccard similarity of the same two.
    pub jaccard: f64,
    /// Jaccard similarity with shingles weighed by rarity.
    pub rarity: f64,
    /// The share of the shorter one that stands in the other, weighed by rarity.
    pub containment: f64,
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
    /// What `keep` leaves of the groups of copies of a report. Pairs that the report lists are looked at for
    /// [`Keep::MostCentral`], and as reasons.
    pub fn of(report: &Report, keep: &Keep) -> Self {
        let places = Places::of(report);
        let mut listed: Listed<'_> = AHashMap::new();
        for pair in &report.pairs {
            listed.entry(&*pair.a).or_default().push(pair);
            listed.entry(&*pair.b).or_default().push(pair);
        }
        let mut removed = Vec::new();
        for group in &report.copies {
            places.remove_from(group, keep, &listed, &mut removed);
        }
        removed.sort_by_key(|(document, _)| *document);
        Self {
            schema: SCHEMA.to_string(),
            tool: Tool::own(),
            keep: keep.to_string(),
            settings: report.settings.clone(),
            files: Vec::new(),
            documents: report.documents.len() as u64,
            removed: removed.into_iter().map(|(_, removal)| removal).collect(),
        }
    }

    /// Notes what the files are like now.
    pub fn fingerprint(&mut self, paths: &[String]) -> Result<(), DedupError> {
        self.files = paths.iter().map(|path| PlannedFile::of(path)).collect::<Result<_, _>>()?;
        Ok(())
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
        let Fingerprint { bytes, hash } = fingerprint;
        Ok(Self { path: path.to_string(), bytes, fingerprint: format!("{hash:016x}") })
    }
}

/// Where documents and articles stand in a report.
struct Places<'a> {
    documents: &'a [DocumentEntry],
    /// By article, its document.
    document: AHashMap<&'a str, usize>,
    articles: AHashMap<&'a str, &'a ArticleEntry>,
}

impl<'a> Places<'a> {
    fn of(report: &'a Report) -> Self {
        let by_name: AHashMap<&str, usize> =
            report.documents.iter().enumerate().map(|(at, document)| (&*document.id, at)).collect();
        let of = |article: &'a ArticleEntry| Some((&*article.id, *by_name.get(&*article.document)?));
        Self {
            documents: &report.documents,
            document: report.articles.iter().filter_map(of).collect(),
            articles: report.articles.iter().map(|article| (&*article.id, article)).collect(),
        }
    }

    fn candidate(&self, id: &'a str, centrality: f64) -> Option<Candidate<'a>> {
        let (document, article) = (*self.document.get(id)?, self.articles.get(id)?);
        let source = self.documents[document].source.as_deref();
        let (words, published) = (article.words, article.published);
        Some(Candidate { document, words, published, source, centrality })
    }

    fn remove_from(
        &self,
        group: &'a CopiesEntry,
        keep: &Keep,
        listed: &Listed<'a>,
        removed: &mut Vec<(usize, Removal)>,
    ) {
        let main = |id: &&'a str| self.articles.get(id).is_some_and(|it| it.kind == ArticleKind::Main);
        let members: Vec<&'a str> = group.members.iter().map(|id| &**id).filter(main).collect();
        let pairs = PairsOf::new(group, &members, listed);
        let candidates: Vec<Candidate<'_>> =
            members.iter().filter_map(|id| self.candidate(id, pairs.centrality(id))).collect();
        if candidates.len() < 2 || candidates.len() != members.len() {
            return;
        }
        let kept = keep.choose(&candidates);
        let stays = &self.documents[candidates[kept].document];
        for (at, candidate) in candidates.iter().enumerate().filter(|(at, _)| *at != kept) {
            let Some((relation, pair)) = pairs.reason(members[at], members[kept]) else { continue };
            let document = &self.documents[candidate.document];
            let removal = Removal {
                path: document.path.clone(),
                record: document.record,
                id: document.id.clone(),
                kept: Kept { path: stays.path.clone(), record: stays.record, id: stays.id.clone() },
                group: group.id.clone(),
                relation,
                jaccard: pair.jaccard,
                rarity: pair.rarity,
                containment: pair.containment,
            };
            removed.push((candidate.document, removal));
        }
    }
}

/// The pairs that a report lists, by article.
type Listed<'a> = AHashMap<&'a str, Vec<&'a PairEntry>>;

/// The pairs of a group.
struct PairsOf<'g, 'a> {
    listed: &'g Listed<'a>,
    inside: BTreeSet<&'a str>,
    representative: &'a str,
    /// By member, the pair of the representative and it.
    own: AHashMap<&'a str, &'a PairEntry>,
}

impl<'g, 'a> PairsOf<'g, 'a> {
    fn new(group: &'a CopiesEntry, members: &[&'a str], listed: &'g Listed<'a>) -> Self {
        Self {
            listed,
            inside: members.iter().copied().collect(),
            representative: &group.representative,
            own: group.pairs.iter().map(|pair| (&*pair.b, pair)).collect(),
        }
    }

    fn of(&self, id: &str) -> &[&'a PairEntry] {
        self.listed.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    fn centrality(&self, id: &str) -> f64 {
        self.of(id).iter().filter(|pair| self.inside.contains(other(pair, id))).map(|pair| pair.jaccard).sum()
    }

    /// How `gone` relates to `stays` or, where these two were not compared, to the one that stands for the group.
    fn reason(&self, gone: &str, stays: &str) -> Option<(Relation, &'a PairEntry)> {
        let direct = match self.representative {
            representative if representative == stays => self.own.get(gone).copied(),
            representative if representative == gone => self.own.get(stays).copied(),
            _ => self.of(gone).iter().find(|pair| other(pair, gone) == stays).copied(),
        };
        let pair = direct.or_else(|| self.own.get(gone).copied())?;
        Some((if *pair.a == *gone { pair.relation } else { turned(pair.relation) }, pair))
    }
}

fn other<'a>(pair: &'a PairEntry, id: &str) -> &'a str {
    if *pair.a == *id { &pair.b } else { &pair.a }
}

/// The relation seen from the other side.
fn turned(relation: Relation) -> Relation {
    match relation {
        Relation::Contains => Relation::Contained,
        Relation::Contained => Relation::Contains,
        same => same,
    }
}
