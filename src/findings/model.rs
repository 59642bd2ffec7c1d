//! What a check found, as data: what every renderer is given.

use super::rule::{Level, Limit, Rule};
use crate::report::model::{Name, Tool};
use crate::span::{Lines, Span};
use serde::{Deserialize, Serialize};

/// The version of the form of a check's result.
pub const SCHEMA: u32 = 1;

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// [`SCHEMA`] of the version that wrote it.
    pub schema: u32,
    /// Who wrote it.
    pub tool: Tool,
    /// Whether nothing that is denied was found.
    pub passed: bool,
    /// What was looked at.
    pub checked: Checked,
    /// What became of each rule that was not allowed, in the order of [`Rule::ALL`].
    pub rules: Vec<RuleOutcome>,
    /// What was found, in order of path, record, line, rule and key.
    pub findings: Vec<Finding>,
    /// What the baseline knows and the check no longer finds, in the order of the baseline.
    pub gone: Vec<KnownFinding>,
    /// The file of settings that was used, and what it made less strict.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub settings: Option<SettingsFile>,
}

/// A file of settings, as far as it decided a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SettingsFile {
    /// Where it is.
    pub path: Name,
    /// How it came to be used.
    pub chosen: Chosen,
    /// What the check looks at less strictly than it would without the file, in the order of the rules.
    pub weakened: Vec<Weakening>,
}

/// How a file of settings came to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Chosen {
    /// It was named on the command line.
    Named,
    /// It lay in the working directory, or above it in the same repository.
    Found,
}

/// What a file of settings made less strict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Weakening {
    /// The rule; nothing when all are concerned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule: Option<Rule>,
    /// How, without a full stop. It may quote the file.
    pub how: String,
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Checked {
    /// Files.
    pub files: u64,
    /// Records and files that were read.
    pub documents: u64,
    /// Articles in them.
    pub articles: u64,
    /// The sets, when there are several: with `--against`, `input` and `against`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sets: Vec<SetSize>,
}

/// A set of documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SetSize {
    /// What it is called.
    pub name: String,
    /// How many documents are in it.
    pub documents: u64,
}

/// What became of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RuleOutcome {
    /// Which.
    pub rule: Rule,
    /// How strictly it was taken; single paths may have been taken otherwise.
    pub level: Level,
    /// How much was allowed: findings, or the size that each finding exceeds.
    pub limit: Limit,
    /// How often it was broken.
    pub found: u64,
    /// Of these, how many somebody gave a reason for.
    pub suppressed: u64,
    /// Of the rest, how many the baseline knows.
    pub known: u64,
    /// Of the rest, how many stayed within the limit.
    pub tolerated: u64,
    /// The rest: those that are reported.
    pub reported: u64,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule that is broken.
    pub rule: Rule,
    /// Whether it makes the check fail: `warn` or `deny`.
    pub level: Level,
    /// Where.
    pub place: Place,
    /// What is wrong there, without a full stop. It may quote the input.
    pub message: String,
    /// Other places that have to do with it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub related: Vec<Related>,
    /// How many records it is about: 1, or of a file in which very many have the same fault, this one and all behind it that
    /// are not listed. A limit counts all of them.
    #[serde(skip_serializing_if = "is_one", default = "one")]
    pub records: u64,
    /// The same in every run that finds the same thing in the same text, wherever it stands.
    pub key: String,
}

fn one() -> u64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_one(records: &u64) -> bool {
    *records == 1
}

/// A place in the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The file.
    pub path: Name,
    /// The 1-based line, row or element, where a file holds many records.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub record: Option<u64>,
    /// Lines of the file, where they are known: of a page, or of a file with a record a line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lines: Option<Lines>,
    /// Bytes of the document's text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub span: Option<Span>,
    /// What the document is called.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document: Option<Name>,
}

/// A place that has to do with a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What stands there, without a full stop.
    pub message: String,
}

/// A finding that a baseline knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KnownFinding {
    /// The rule.
    pub rule: Rule,
    /// [`Finding::key`].
    pub key: String,
    /// Where it was when the baseline was written, for people.
    pub place: String,
}

impl CheckReport {
    /// How many findings of a level there are.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

impl Place {
    /// The file alone.
    pub fn file(path: &str) -> Self {
        Self { path: path.into(), record: None, lines: None, span: None, document: None }
    }

    /// `path`, `path:record` or `path:line`, as it stands in the input.
    pub fn shown(&self) -> String {
        match (self.record, self.lines) {
            (Some(record), _) => format!("{}:{record}", self.path),
            (None, Some(lines)) => format!("{}:{}", self.path, lines.first),
            (None, None) => self.path.to_string(),
        }
    }
}
