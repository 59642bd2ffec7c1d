//! Settings from a file, `retold.toml`: the same keys as the options of the commands.

use super::{Config, Levels};
use crate::check::{CheckParams, CheckSectionParams};
use crate::copies::{AlsoRemoved, SimilarityMeasure};
use crate::input::{Extractor, Markup};
use crate::page::Splitting;
use crate::suggest::nearest;
use serde::{Deserialize, Deserializer, Serialize};
use std::path::Path;

/// What the file is called.
pub const FILE_NAME: &str = "retold.toml";

/// What a file says. What it does not say stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct FileConfig {
    /// Names of the field with the text, tried in order.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_several")]
    #[cfg_attr(test, schemars(schema_with = "names_schema"))]
    pub text_field: Vec<String>,
    /// Of the field with the headline.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_several")]
    #[cfg_attr(test, schemars(schema_with = "names_schema"))]
    pub title_field: Vec<String>,
    /// Of the field with the date of publication.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_several")]
    #[cfg_attr(test, schemars(schema_with = "names_schema"))]
    pub date_field: Vec<String>,
    /// Of the field with the address.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_several")]
    #[cfg_attr(test, schemars(schema_with = "names_schema"))]
    pub url_field: Vec<String>,
    /// Of the field with the outlet.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_several")]
    #[cfg_attr(test, schemars(schema_with = "names_schema"))]
    pub source_field: Vec<String>,
    /// Of the field with the language.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_several")]
    #[cfg_attr(test, schemars(schema_with = "names_schema"))]
    pub lang_field: Vec<String>,
    /// Of the field with the id.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_several")]
    #[cfg_attr(test, schemars(schema_with = "names_schema"))]
    pub id_field: Vec<String>,
    /// A field or a file with vectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vectors: Option<String>,
    /// Whether pages are split into articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Splitting>,
    /// How the article of an HTML page is told from the rest of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extractor: Option<Extractor>,
    /// What becomes of markup in the text or headline of a record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markup: Option<Markup>,
    /// Whether a bad record ends the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Whether a truncated archive is no error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lenient: Option<bool>,
    /// Threads to use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads: Option<usize>,
    /// Memory for what is remembered of the articles, such as `4G`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<String>,
    /// How far `cluster` goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<Levels>,
    /// How copies are judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies_similarity: Option<SimilarityMeasure>,
    /// Jaccard similarity from which two articles are copies, in (0, 1].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies_threshold: Option<f64>,
    /// Share of the shorter article that must stand in the longer one, in (0, 1].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub containment_threshold: Option<f64>,
    /// Probability with which a pair at the copies threshold is compared, in (0, 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
    /// Share of a record's runs of five words that must stand in one that stays before `dedup` removes it, in [0.8, 1].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered: Option<f64>,
    /// What `dedup` removes although it is not covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove: Option<AlsoRemoved>,
    /// Similarity within a storyline from which articles are one story, in (0, 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story_threshold: Option<f64>,
    /// Similarity above chance from which articles are one storyline, in (0, 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storyline_threshold: Option<f64>,
    /// What vectors say in the similarity of two articles, in [0, 1].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vectors_weight: Option<f64>,
    /// A file with spellings that were judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spellings: Option<String>,
    /// Of the check.
    pub check: CheckSectionParams,
}

/// A field has one name, or several that are tried in order.
fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        One(String),
        Several(Vec<String>),
    }
    let form = Form::deserialize(deserializer).map_err(|_| {
        serde::de::Error::custom("the name of a field is a text, several are a list of texts")
    })?;
    Ok(match form {
        Form::One(name) => vec![name],
        Form::Several(names) => names,
    })
}

#[cfg(test)]
fn names_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    })
}

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct FileError {
    /// From 1.
    pub line: usize,
    /// What is wrong, and what was meant.
    pub reason: String,
}

impl FileConfig {
    /// What `text` says. A key that is not known is an error that names the one that was meant.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
            FileError { line, reason: suggested(error.message()) }
        })
    }

    /// The same with names of files seen from where `folder`, in which the file lies, is named so.
    #[must_use]
    pub fn seen_from(mut self, folder: &Path) -> Self {
        let moved = |name: &mut String| {
            if name != "-" && !folder.as_os_str().is_empty() {
                *name = folder.join(&*name).to_string_lossy().into_owned();
            }
        };
        let check = &mut self.check;
        let lists = [&mut check.input, &mut check.against].into_iter().chain(check.splits.values_mut());
        lists.flatten().for_each(moved);
        let single = [&mut check.baseline, &mut check.base_ref, &mut check.cache, &mut self.spellings];
        single.into_iter().flatten().for_each(moved);
        self.vectors.iter_mut().filter(|name| is_file_of_vectors(name)).for_each(moved);
        for output in &mut check.output {
            if let Some((format, path)) = output.split_once('=') {
                let mut path = path.to_string();
                moved(&mut path);
                *output = format!("{format}={path}");
            }
        }
        self
    }

    /// Every name of a file or folder that the file gives, each with its key.
    pub fn files(&self) -> Vec<(&'static str, &str)> {
        let check = &self.check;
        let lists = [("input", &check.input), ("against", &check.against)];
        let splits = check.splits.values().map(|names| ("splits", names));
        let lists = lists.into_iter().chain(splits);
        let mut files: Vec<_> =
            lists.flat_map(|(key, names)| names.iter().map(move |name| (key, name.as_str()))).collect();
        let single = [
            ("baseline", &check.baseline),
            ("base-ref", &check.base_ref),
            ("cache", &check.cache),
            ("spellings", &self.spellings),
            ("vectors", &self.vectors),
        ];
        files.extend(single.into_iter().filter_map(|(key, name)| Some((key, name.as_deref()?))));
        files.extend(check.output.iter().filter_map(|output| Some(("output", output.split_once('=')?.1))));
        files.retain(|(_, name)| *name != "-");
        files
    }

    /// The settings with what the file says.
    pub fn apply(&self, config: &mut Config) {
        let fields = &mut config.input.fields;
        for (given, names) in [
            (&self.text_field, &mut fields.text),
            (&self.title_field, &mut fields.title),
            (&self.date_field, &mut fields.date),
            (&self.url_field, &mut fields.url),
            (&self.source_field, &mut fields.source),
            (&self.lang_field, &mut fields.lang),
            (&self.id_field, &mut fields.id),
        ] {
            if !given.is_empty() {
                names.clone_from(given);
            }
        }
        set(self.pages, &mut config.page.splitting);
        set(self.extractor, &mut config.input.extractor);
        set(self.markup, &mut config.input.markup);
        set(self.levels, &mut config.levels);
        if let Some(similarity) = self.copies_similarity {
            config.copies.similarity = similarity;
            config.copies.threshold = similarity.usual_threshold();
        }
        set(self.copies_threshold, &mut config.copies.threshold);
        set(self.containment_threshold, &mut config.copies.containment);
        set(self.recall, &mut config.copies.recall);
        set(self.covered, &mut config.removal.covered);
        if self.remove.is_some() {
            config.removal.remove = self.remove;
        }
        set(self.story_threshold, &mut config.stories.story_threshold);
        set(self.storyline_threshold, &mut config.stories.storyline_threshold);
        set(self.vectors_weight, &mut config.stories.vectors_weight);
    }

    /// The file that gives these settings, with every key; `self` says what they do not hold, such as names of files.
    #[must_use]
    pub fn with(self, config: &Config, check: &CheckParams) -> Self {
        let fields = config.input.fields.clone();
        Self {
            text_field: fields.text,
            title_field: fields.title,
            date_field: fields.date,
            url_field: fields.url,
            source_field: fields.source,
            lang_field: fields.lang,
            id_field: fields.id,
            pages: Some(config.page.splitting),
            extractor: Some(config.input.extractor),
            markup: Some(config.input.markup),
            levels: Some(config.levels),
            copies_similarity: Some(config.copies.similarity),
            copies_threshold: Some(config.copies.threshold),
            containment_threshold: Some(config.copies.containment),
            recall: Some(config.copies.recall),
            covered: Some(config.removal.covered),
            remove: config.removal.remove,
            story_threshold: Some(config.stories.story_threshold),
            storyline_threshold: Some(config.stories.storyline_threshold),
            vectors_weight: Some(config.stories.vectors_weight),
            check: self.check.with(check),
            ..self
        }
    }

    /// As TOML.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }
}

/// Whether what stands for vectors is called like a file, and not like a field: `embedding`, `article.embedding`.
pub fn is_file_of_vectors(name: &str) -> bool {
    name.contains(['/', '\\']) || name.ends_with(".npy") || name.contains(".jsonl")
}

fn set<T: Copy>(given: Option<T>, value: &mut T) {
    if let Some(given) = given {
        *value = given;
    }
}

/// What the parser says of a key or a word that it does not know, with the one that was meant.
fn suggested(message: &str) -> String {
    let what = match message.split_once(" `") {
        Some(("unknown field", _)) => "key",
        Some(("unknown variant", _)) => "word",
        _ => return message.to_string(),
    };
    // The first between backticks is what was typed, the others are what is known.
    let mut named = message.split('`').skip(1).step_by(2);
    let typed = named.next().unwrap_or_default();
    let known: Vec<&str> = named.collect();
    match nearest(typed, known.iter().copied()) {
        Some(meant) => format!("{typed:?} is no {what} that is known here; did you mean {meant:?}?"),
        None => format!("{typed:?} is no {what} that is known here; known are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_misspelt_is_told_which_was_meant_and_where() {
        for (text, line, said) in [
            ("recall = 0.9\ncopies-treshold = 0.5\n", 2, "\"copies-threshold\"?"),
            ("[check]\nlanguages = [\"ar\"]\n", 2, "\"language\"?"),
            ("[[check.path]]\npattern = \"a\"\nallows = []\n", 3, "\"allow\"?"),
            ("levels = \"story\"\n", 1, "\"stories\"?"),
            ("[check]\ndeny = [\"near-copy\"]\n", 2, "near-copies?"),
            ("qqq = 1\n", 1, "known are text-field"),
            ("recall = \"much\"\n", 1, "expected"),
            ("recall = \n", 1, ""),
        ] {
            let error = FileConfig::parse(text).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.reason.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn names_of_files_are_those_beside_the_file() {
        let text = "vectors = \"v.npy\"\n[check]\ninput = [\"a\", \"/b\", \"-\"]\nbaseline = \"known.txt\"\noutput = \
                    [\"sarif=r.sarif\", \"text=-\"]\n[check.splits]\ntrain = [\"t\"]\n";
        let file = FileConfig::parse(text).unwrap();
        let seen = file.clone().seen_from(Path::new("../.."));
        assert_eq!(seen.check.input, ["../../a", "/b", "-"]);
        assert_eq!(seen.check.baseline.as_deref(), Some("../../known.txt"));
        assert_eq!(seen.check.output, ["sarif=../../r.sarif", "text=-"]);
        assert_eq!(seen.check.splits["train"], ["../../t"]);
        assert_eq!(seen.vectors.as_deref(), Some("../../v.npy"));
        assert_eq!(file.clone().seen_from(Path::new("")), file);
        let field = FileConfig { vectors: Some("article.embedding".into()), ..FileConfig::default() };
        assert_eq!(field.clone().seen_from(Path::new("..")), field);
    }

    #[test]
    fn what_is_dumped_gives_the_same_settings_again() {
        let text = "text-field = \"body\"\ncopies-similarity = \"plain\"\nlevels = \"copies\"\n[check]\nlatest = \
                    \"2026-01-31\"\ndeny = [\"near-copies=2%\"]\n[check.splits]\ntrain = [\"a\"]\n";
        let file = FileConfig::parse(text).unwrap();
        let settings = |file: &FileConfig| {
            let (mut config, mut check) = (Config::default(), CheckParams::default());
            file.apply(&mut config);
            file.check.apply(&mut check).unwrap();
            (config, check)
        };
        let (config, check) = settings(&file);
        assert!((config.copies.threshold - 0.7).abs() < 1e-12);
        let dumped = file.clone().with(&config, &check).to_toml().unwrap();
        let again = FileConfig::parse(&dumped).unwrap();
        assert_eq!(again.check.splits, file.check.splits);
        let (config_again, check_again) = settings(&again);
        assert_eq!(config_again, config, "{dumped}");
        assert_eq!(again.with(&config_again, &check_again).to_toml().unwrap(), dumped);
    }

    #[test]
    fn the_published_schema_is_that_of_the_file() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/retold.schema.json");
        let settings = schemars::generate::SchemaSettings::draft2020_12();
        let mut schema = settings.into_generator().into_root_schema_for::<FileConfig>().to_value();
        schema["title"] = FILE_NAME.into();
        let mut made = serde_json::to_string_pretty(&schema).unwrap();
        made.push('\n');
        if std::env::var_os("RETOLD_UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        assert_eq!(made, std::fs::read_to_string(&path).unwrap_or_default(), "set RETOLD_UPDATE_GOLDEN=1");
        let validator = jsonschema::validator_for(&schema).unwrap();
        let (config, check) = (Config::default(), CheckParams::default());
        let whole = serde_json::to_value(FileConfig::default().with(&config, &check)).unwrap();
        let faults: Vec<String> = validator.iter_errors(&whole).map(|it| it.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
        assert!(!validator.is_valid(&serde_json::json!({"copies-treshold": 0.5})));
        assert!(!validator.is_valid(&serde_json::json!({"check": {"deny": ["near-copy"]}})));
    }
}
