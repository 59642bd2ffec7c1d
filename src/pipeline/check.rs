//! A check: reads what its rules need, no more, and looks for what breaks them.

use super::{Details, LanguageList, PairList, Pipeline, Removing};
use crate::check::cache::CacheKey;
use crate::check::{CheckParams, Role, Sets, Sightings};
use crate::config::{Config, Levels};
use crate::dedup::Keep;
use crate::error::Error;
use crate::findings::{Place, Rule};
use crate::hash::hash64;
use crate::input::{Fingerprint, Numbering, Reading, is_file, numbering};
use crate::observe::Observer;
use crate::report::model::{Name, Report};
use ahash::AHashMap;
use rayon::prelude::*;
use serde::Serialize;

/// What is checked.
#[derive(Clone, Debug)]
pub struct CheckJob {
    /// What is read: one set, or several that must not share text.
    pub sets: Vec<SetInputs>,
    /// The rules.
    pub params: CheckParams,
    /// A run to compare with.
    pub base: Option<Report>,
}

/// A set of documents by the inputs that hold them.
#[derive(Clone, Debug)]
pub struct SetInputs {
    /// What it is called.
    pub name: String,
    /// What it is there for.
    pub role: Role,
    /// Files, folders, patterns.
    pub inputs: Vec<String>,
}

/// A set by what is in its files.
#[derive(Serialize)]
struct SetContent<'a> {
    name: &'a str,
    is_checked: bool,
    /// By path: size and hash.
    files: Vec<(String, u64, u64)>,
}

/// Everything that decides what a check sees.
#[derive(Serialize)]
struct Everything<'a> {
    version: &'a str,
    settings: &'a Config,
    params: &'a CheckParams,
    sets: Vec<SetContent<'a>>,
    vectors: Option<(u64, u64)>,
    base: Option<u64>,
}

impl Pipeline {
    /// Reads the sets and looks for what breaks the rules. Texts are kept only where a rule needs them.
    pub fn check(&self, job: &CheckJob, observer: &dyn Observer) -> Result<Sightings, Error> {
        let (params, input) = (&job.params, &self.config.input);
        params.validate()?;
        let mut sets = Sets::default();
        for set in &job.sets {
            sets.add(&set.name, set.role, &set.inputs, Reading::of(&set.inputs, input)?.paths())?;
        }
        let inputs: Vec<String> = job.sets.iter().flat_map(|set| set.inputs.iter().cloned()).collect();
        let leaks = sets.are_several() && params.is_asked(Rule::LeakedPassages);
        let set_of = |path: &str| sets.of(path) as u32;
        let removing = Removing { params: &self.config.removal, keep: &Keep::default(), set_of: &set_of };
        let needs_texts = params.needs_stories() || leaks || params.is_asked(Rule::RepeatedFurniture);
        let report = if needs_texts {
            let pipeline = self.checking(params);
            pipeline.run_removing(pipeline.read(&inputs, observer)?, Some(&removing), observer)?
        } else {
            let languages = if params.needs_languages() { LanguageList::All } else { LanguageList::None };
            let details = Details { pairs: PairList::None, languages, removing: Some(&removing) };
            self.assignments(&inputs, details, observer)?
        };
        let mut sightings = Sightings::of(&report, &sets, params, job.base.as_ref())?;
        let mut known: AHashMap<Name, Numbering> = AHashMap::new();
        sightings.locate(|place| {
            let path = Name::clone(&place.path);
            let meant = *known.entry(path).or_insert_with(|| numbering(&place.path, input));
            if !has_lines(place, meant) {
                place.lines = None;
            }
        });
        Ok(sightings)
    }

    /// What tells this check from others; nothing when standard input or a pipe is read, which can be read once only.
    pub fn check_key(&self, job: &CheckJob) -> Result<Option<CacheKey>, Error> {
        let mut sets = Vec::new();
        for set in &job.sets {
            let paths = Reading::of(&set.inputs, &self.config.input)?.paths().to_vec();
            if !paths.iter().all(|path| is_file(path)) {
                return Ok(None);
            }
            let prints: Vec<Option<Fingerprint>> =
                paths.par_iter().map(|path| Fingerprint::of(path).ok()).collect();
            let Some(prints) = prints.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
            let files = paths.into_iter().zip(prints);
            let files = files.map(|(path, print)| (path, print.bytes, print.hash)).collect();
            sets.push(SetContent { name: &set.name, is_checked: set.role == Role::Checked, files });
        }
        let vectors = self.config.input.vectors.as_deref().map(Fingerprint::of);
        let Ok(vectors) = vectors.transpose() else { return Ok(None) };
        let base = job.base.as_ref().map(serde_json::to_vec).transpose()?;
        let everything = Everything {
            version: env!("CARGO_PKG_VERSION"),
            settings: &self.config,
            params: &job.params,
            sets,
            vectors: vectors.map(|print| (print.bytes, print.hash)),
            base: base.map(|bytes| hash64(&bytes)),
        };
        Ok(Some(CacheKey::of(&serde_json::to_vec(&everything)?)))
    }

    /// The same pipeline with the levels and passages that the rules ask for.
    fn checking(&self, params: &CheckParams) -> Self {
        let mut config = self.config.clone();
        config.levels = if params.needs_stories() { Levels::Stories } else { Levels::Copies };
        let shortest = &mut config.passages.shortest_reused;
        *shortest = params.leak_words.min(*shortest);
        Self { config, memory: self.memory.clone() }
    }
}

/// Whether the lines of a place are lines of its file.
fn has_lines(place: &Place, meant: Numbering) -> bool {
    match meant {
        Numbering::RecordsAreLines => place.record.is_some(),
        Numbering::TextIsFile => place.record.is_none(),
        Numbering::Neither => false,
    }
}
