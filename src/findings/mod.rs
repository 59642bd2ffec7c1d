//! What a check found, and one pure renderer a format.
//!
//! **Owns** the form of a finding ([`CheckReport`]), the rules by name ([`Rule`]), and how findings are shown. **Always
//! holds**: a renderer sees the model and nothing else; every format has the same findings, in the same order (those
//! that have a part a rule, in the same order within it; [`openmetrics`] has their counts); whatever came from the input
//! is escaped for where it goes. **Cost**: linear in the findings. **Fails** only when writing fails.

pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod openmetrics;
pub mod sarif;
pub mod text;

mod escape;
mod model;
mod phrase;
mod rule;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;

pub use model::{
    CheckReport, Checked, Chosen, Finding, KnownFinding, Place, Related, RuleOutcome, SCHEMA, SetSize,
    SettingsFile, Weakening,
};
pub use rule::{Level, Limit, LimitError, Rule, RuleError};

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

/// A form in which the result of a check can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingFormat {
    /// As a compiler prints: a line a finding, and a summary.
    Text,
    /// The whole result; [`json::parse`] reads it back.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Test results as XML: a suite a rule, a case a finding.
    Junit,
    /// Commands that become annotations in GitHub Actions.
    Github,
    /// A report of GitLab on code quality.
    Gitlab,
    /// A summary for a comment or a job's page.
    Markdown,
    /// The counts, for monitoring.
    Openmetrics,
}

impl FindingFormat {
    /// All formats, in the order in which help names them.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Json,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
        Self::Markdown,
        Self::Openmetrics,
    ];

    /// How it is spelled in `--output FORMAT=PATH`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Markdown => "markdown",
            Self::Openmetrics => "openmetrics",
        }
    }
}

impl fmt::Display for FindingFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no format of findings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no format of findings; known are {known}", known = FindingFormat::ALL.map(FindingFormat::name).join(", "))]
pub struct FindingFormatError {
    /// The word.
    pub found: String,
}

impl FromStr for FindingFormat {
    type Err = FindingFormatError;

    fn from_str(name: &str) -> Result<Self, FindingFormatError> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| FindingFormatError { found: name.to_owned() })
    }
}

/// Writes `report` in `format`, in the format's default style.
///
/// Output is written in small pieces; give it a buffered writer.
pub fn render(report: &CheckReport, format: FindingFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        FindingFormat::Text => text::render(report, &text::TextStyle::default(), out),
        FindingFormat::Json => json::render(report, out),
        FindingFormat::Sarif => sarif::render(report, out),
        FindingFormat::Junit => junit::render(report, out),
        FindingFormat::Github => github::render(report, out),
        FindingFormat::Gitlab => gitlab::render(report, out),
        FindingFormat::Markdown => markdown::render(report, out),
        FindingFormat::Openmetrics => openmetrics::render(report, out),
    }
}
