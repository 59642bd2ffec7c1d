//! What can be typed behind `retold check`.

use super::{CopiesArgs, RunArgs};
use anyhow::Result;
use clap::Args;
use retold::check::{CheckLevelsParams, CheckParams, RuleChoice};
use retold::document::{Language, Timestamp};
use retold::findings::{FindingFormat, Rule};
use std::str::FromStr;

/// `retold check`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that is given or not")]
pub(crate) struct CheckArgs {
    /// Files, folders, patterns, or - for standard input, as for `cluster`.
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<String>,
    /// Rules that make the check fail, perhaps with how much of it is allowed: near-copies=2% or largest-group=10; `all` stands
    /// for all of them.
    #[arg(long, value_name = "CODE[=LIMIT]", value_delimiter = ',', help_heading = "Rules")]
    deny: Vec<RuleChoice>,
    /// Rules that are reported and do not make the check fail.
    #[arg(long, value_name = "CODE[=LIMIT]", value_delimiter = ',', help_heading = "Rules")]
    warn: Vec<RuleChoice>,
    /// Rules that are not looked at.
    #[arg(long, value_name = "CODE", value_delimiter = ',', help_heading = "Rules")]
    allow: Vec<RuleChoice>,
    /// List the rules with their levels and limits, as they are set, and check nothing.
    #[arg(long, help_heading = "Rules")]
    pub(crate) rules: bool,
    /// Languages that articles may be in, such as ar,en.
    #[arg(long, value_name = "LANG", value_delimiter = ',', value_parser = language, help_heading = "Rules")]
    language: Vec<Language>,
    /// The earliest date an article may have [default: 1970-01-02].
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Rules")]
    earliest: Option<Timestamp>,
    /// The latest.
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Rules")]
    latest: Option<Timestamp>,
    /// The share of a page in no article from which it is mostly furniture, in (0, 1] [default: 0.9].
    #[arg(long, value_name = "SHARE", help_heading = "Rules")]
    furniture_share: Option<f64>,
    /// Words that a passage must have to be a leak, at least 8 [default: 50].
    #[arg(long, value_name = "N", help_heading = "Rules")]
    leak_words: Option<u32>,
    /// A set that must not share text with the input: files, folders, patterns; may be given several times.
    #[arg(long, value_name = "INPUT", help_heading = "Sets")]
    pub(crate) against: Vec<String>,
    /// Sets that must not share text, such as train=train.jsonl test=test/; each is checked, and what it shares with a set
    /// named after it is a leak.
    #[arg(
        long,
        value_name = "NAME=INPUT",
        num_args = 1..,
        value_parser = split,
        conflicts_with_all = ["inputs", "against"],
        help_heading = "Sets"
    )]
    pub(crate) splits: Vec<(String, String)>,
    /// Findings that are known: only others are reported.
    #[arg(long, value_name = "FILE", help_heading = "What is known")]
    pub(crate) baseline: Option<String>,
    /// Write all that is found into the baseline.
    #[arg(long, help_heading = "What is known")]
    pub(crate) update_baseline: bool,
    /// Report which clusters appeared, vanished, split or merged since this report, which `cluster --output json=FILE` wrote.
    #[arg(long, value_name = "REPORT", help_heading = "What is known")]
    pub(crate) base_ref: Option<String>,
    /// A folder in which runs leave what they saw, for the next run on the same files.
    #[arg(long, value_name = "FOLDER", help_heading = "What is known")]
    pub(crate) cache: Option<String>,
    /// Use no such folder.
    #[arg(long, conflicts_with = "cache", help_heading = "What is known")]
    pub(crate) no_cache: bool,
    /// Write the findings: FORMAT is text, json, sarif, junit, github, gitlab, markdown or openmetrics; PATH may be - for
    /// standard output. May be given several times.
    #[arg(long, short, value_name = "FORMAT=PATH")]
    pub(crate) output: Vec<FindingTarget>,
    /// Exit with 0 whatever was found.
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Write all settings as a file of settings, and check nothing.
    #[arg(long)]
    pub(crate) dump_config: bool,
    #[command(flatten)]
    pub(crate) copies: CopiesArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

impl CheckArgs {
    /// What is looked for: what the file says, then what was typed.
    pub(crate) fn params(&self) -> Result<CheckParams> {
        let mut params = CheckParams::default();
        self.run.file.check.apply(&mut params)?;
        if self.run.strict {
            for rule in [Rule::NoText, Rule::Unreadable, Rule::BadBytes] {
                let choice = RuleChoice { rule: Some(rule), limit: rule.default_limit().into() };
                let deny = CheckLevelsParams { deny: vec![choice], ..CheckLevelsParams::default() };
                deny.apply(&mut params.rules)?;
            }
        }
        let typed =
            CheckLevelsParams { deny: self.deny.clone(), warn: self.warn.clone(), allow: self.allow.clone() };
        typed.apply(&mut params.rules)?;
        if !self.language.is_empty() {
            params.languages.clone_from(&self.language);
        }
        params.earliest = self.earliest.or(params.earliest);
        params.latest = self.latest.or(params.latest);
        params.furniture_share = self.furniture_share.unwrap_or(params.furniture_share);
        params.leak_words = self.leak_words.unwrap_or(params.leak_words);
        params.validate()?;
        Ok(params)
    }
}

fn language(text: &str) -> Result<Language, String> {
    Language::from_tag(text)
        .ok_or_else(|| format!("{text:?} is no language; write its ISO 639 code, such as ar"))
}

fn date(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| format!("{text:?} is no date; write 2026-03-04"))
}

fn split(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, input)) if !name.is_empty() && !input.is_empty() => {
            Ok((name.to_string(), input.to_string()))
        }
        _ => Err("expected NAME=INPUT, such as train=train.jsonl".to_string()),
    }
}

/// `FORMAT=PATH`.
#[derive(Clone, Debug)]
pub(crate) struct FindingTarget {
    pub(crate) format: FindingFormat,
    pub(crate) path: String,
}

impl FromStr for FindingTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((format, path)) = text.split_once('=') else {
            return Err("expected FORMAT=PATH, such as sarif=retold.sarif".to_string());
        };
        let format = format.parse::<FindingFormat>().map_err(|error| error.to_string())?;
        if path.is_empty() {
            return Err(format!("no path behind {format}="));
        }
        Ok(Self { format, path: path.to_string() })
    }
}
