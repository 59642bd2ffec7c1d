//! What can be typed behind `retold check`.

use super::{CopiesArgs, RunArgs, Target};
use anyhow::Result;
use clap::Args;
use retold::check::{CheckLevelsParams, CheckParams, CheckSectionParams, RuleChoice};
use retold::document::{Language, Timestamp};
use retold::findings::{FindingFormat, Limit, Rule};

/// Where findings go.
pub(crate) type FindingTarget = Target<FindingFormat>;

/// What `--strict` allows none of.
const STRICT: [Rule; 3] = [Rule::NoText, Rule::Unreadable, Rule::BadBytes];

/// `retold check`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that is given or not")]
pub(crate) struct CheckArgs {
    /// Files, folders, patterns, or - for standard input, as for `cluster`.
    #[arg(value_name = "INPUT", value_parser = super::names::name())]
    inputs: Vec<String>,
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
    /// A set that must not share text with the input: files, folders, patterns, all that follow up to the next option.
    /// Write the input before it.
    #[arg(long, value_name = "INPUT", num_args = 1.., value_parser = super::names::name(), help_heading = "Sets")]
    against: Vec<String>,
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
    splits: Vec<(String, String)>,
    /// Findings that are known: only others are reported.
    #[arg(long, value_name = "FILE", help_heading = "What is known")]
    baseline: Option<String>,
    /// Write all that is found into the baseline.
    #[arg(long, help_heading = "What is known")]
    pub(crate) update_baseline: bool,
    /// Report which clusters appeared, vanished, split or merged since this report, which `cluster --output json=FILE` wrote.
    #[arg(long, value_name = "REPORT", help_heading = "What is known")]
    base_ref: Option<String>,
    /// A folder in which runs leave what they saw, for the next run on the same files.
    #[arg(long, value_name = "FOLDER", help_heading = "What is known")]
    cache: Option<String>,
    /// Use no such folder.
    #[arg(long, conflicts_with = "cache", help_heading = "What is known")]
    no_cache: bool,
    /// Write the findings: FORMAT is text, json, sarif, junit, github, gitlab, markdown or openmetrics; PATH may be - for
    /// standard output. May be given several times.
    #[arg(long, short, value_name = "FORMAT=PATH", value_parser = super::names::target::<FindingFormat>())]
    output: Vec<FindingTarget>,
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
    /// The section of the file of settings, with what was typed in place of what it says. How strictly rules are taken,
    /// [`CheckArgs::params`] knows.
    pub(crate) fn section(&self) -> CheckSectionParams {
        self.section_over(&self.run.file.check)
    }

    /// The same with what was typed alone.
    pub(crate) fn bare_section(&self) -> CheckSectionParams {
        self.section_over(&CheckSectionParams::default())
    }

    fn section_over(&self, file: &CheckSectionParams) -> CheckSectionParams {
        let mut section = file.clone();
        if !self.inputs.is_empty() || !self.splits.is_empty() {
            section.input.clone_from(&self.inputs);
            section.splits.clear();
            for (name, input) in &self.splits {
                section.splits.entry(name.clone()).or_default().push(input.clone());
            }
        }
        if !self.against.is_empty() || !self.splits.is_empty() {
            section.against.clone_from(&self.against);
        }
        if !self.output.is_empty() {
            let typed = self.output.iter().map(|target| format!("{}={}", target.format, target.path));
            section.output = typed.collect();
        }
        if !self.language.is_empty() {
            section.language.clone_from(&self.language);
        }
        section.cache = self.cache.clone().or(section.cache).filter(|_| !self.no_cache);
        section.baseline = self.baseline.clone().or(section.baseline);
        section.base_ref = self.base_ref.clone().or(section.base_ref);
        section.earliest = self.earliest.or(section.earliest);
        section.latest = self.latest.or(section.latest);
        section.furniture_share = self.furniture_share.or(section.furniture_share);
        section.leak_words = self.leak_words.or(section.leak_words);
        section
    }

    /// What is looked for.
    pub(crate) fn params(&self, section: &CheckSectionParams) -> Result<CheckParams> {
        let mut params = CheckParams::default();
        section.apply(&mut params)?;
        if self.run.strict {
            let none = |rule: Rule| RuleChoice { rule: Some(rule), limit: Some(Limit::Count(0)) };
            let deny = STRICT.map(none).to_vec();
            CheckLevelsParams { deny, ..CheckLevelsParams::default() }.apply(&mut params.rules)?;
        }
        let typed =
            CheckLevelsParams { deny: self.deny.clone(), warn: self.warn.clone(), allow: self.allow.clone() };
        typed.apply(&mut params.rules)?;
        params.insist_on(&self.rules_typed());
        if !self.language.is_empty() {
            params.paths.iter_mut().for_each(|section| section.languages.clear());
        }
        params.validate()?;
        Ok(params)
    }

    /// The rules of which the command line says how strictly they are taken.
    pub(crate) fn rules_typed(&self) -> Vec<Rule> {
        let lists = self.deny.iter().chain(&self.warn).chain(&self.allow);
        let all = lists.clone().any(|choice| choice.rule.is_none());
        let mut rules: Vec<Rule> = lists.filter_map(|choice| choice.rule).collect();
        if self.run.is_strict_typed() {
            rules.extend(STRICT);
        }
        if all { Rule::ALL.to_vec() } else { rules }
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
