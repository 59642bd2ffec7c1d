//! One file a command.

pub(crate) mod articles;
pub(crate) mod check;
pub(crate) mod cluster;
pub(crate) mod compare;
pub(crate) mod dedup;
pub(crate) mod report;
pub(crate) mod score;
pub(crate) mod shell;
pub(crate) mod tune;

use crate::args::{ColourChoice, LevelArgs, OutputTarget, RunArgs, SummaryArgs, Target};
use crate::exit::{self, Exit};
use crate::output::{self, Content, STANDARD_OUTPUT, overlap, say};
use crate::progress::Progress;
use anyhow::{Context, Result, bail};
use retold::config::Config;
use retold::input::{Input, Reading, without_documents};
use retold::observe::{Skip, SkipReason};
use retold::pipeline::Pipeline;
use retold::report::csv;
use retold::report::log_commands::Notation;
use retold::report::model::Report;
use retold::report::terminal::{self, TerminalStyle};
use retold::report::{self as formats, Format, printable};
use retold::stories::Verdict;
use std::io::Write;

/// Skipped records that are named on standard error; the report lists all.
const NAMED_SKIPS: usize = 10;

/// Starts the threads, and gives the settings that were typed.
fn settings(run: &RunArgs, levels: &LevelArgs) -> Result<Config> {
    run.start_threads()?;
    let mut config = Config::default();
    run.apply(&mut config);
    levels.apply(&mut config);
    let spellings = levels.spellings.clone().or(run.file.spellings.as_ref().map(Into::into));
    if let Some(path) = &spellings {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        config.stories.spellings = Verdict::list(&text).with_context(|| path.display().to_string())?;
    }
    Ok(config)
}

/// Reads the inputs, and ends the run when `--strict` was given and a record is bad.
fn read(pipeline: &Pipeline, inputs: &[String], run: &RunArgs, progress: &Progress) -> Result<Input> {
    let input = pipeline.read(inputs, progress)?;
    allow(&input.skips, run)?;
    Ok(input)
}

/// Ends the run when `--strict` was given and a record is bad.
fn allow(skips: &[Skip], run: &RunArgs) -> Result<()> {
    let bad = || skips.iter().filter(|skip| !skip.reason.is_note());
    let all: u64 = bad().map(|skip| skip.records).sum();
    match bad().next().filter(|_| run.strict) {
        Some(first) => bail!("{first}; {all} bad in all, and --strict allows none"),
        None => Ok(()),
    }
}

/// Says what was left out, and whether that makes the run incomplete: `inputs` were named, and `paths` are the files that gave
/// documents.
fn conclude<'p>(
    skips: &[Skip],
    inputs: &[String],
    paths: impl IntoIterator<Item = &'p str>,
    run: &RunArgs,
) -> Exit {
    let barren = without_documents(inputs, &paths.into_iter().collect());
    if !run.quiet {
        for skip in skips.iter().take(NAMED_SKIPS) {
            let kept = skip.reason.is_note() || skip.reason == SkipReason::BadBytes;
            let what = if kept { "note:" } else { "skipped" };
            say(&format!("retold: {what} {}", printable(&skip.to_string())));
        }
        if skips.len() > NAMED_SKIPS {
            let more = Skip::records(&skips[NAMED_SKIPS..]);
            say(&format!("retold: {more} more were skipped; the JSON report lists all"));
        }
    }
    for input in &barren {
        // Even of a quiet run that ends with 2 the reason is told.
        if !run.quiet || !run.lenient {
            say(&format!("retold: {}", printable(&gave_nothing(input, skips))));
        }
    }
    let lost = !barren.is_empty() || skips.iter().any(|skip| skip.reason.loses_unknown_records());
    if lost && !run.lenient { Exit::Incomplete } else { Exit::Done }
}

/// Why an input gave no document, by the first of what was left out of it.
fn gave_nothing(input: &str, skips: &[Skip]) -> String {
    let plain = input.strip_prefix("./").unwrap_or(input);
    let folder = format!("{}/", plain.trim_end_matches('/'));
    let own: Vec<&Skip> = skips
        .iter()
        .filter(|skip| skip.path == plain || plain == "." || skip.path.starts_with(&folder))
        .filter(|skip| skip.reason != SkipReason::BadBytes)
        .collect();
    let first = own.first().map(|skip| format!("; {skip}")).unwrap_or_default();
    let more = own.iter().map(|skip| skip.records).sum::<u64>().saturating_sub(1);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!("{input}: gave no document{first}{more}")
}

/// Writes a report in each format that was asked for, and the summary on standard output when nothing else goes there.
fn write(report: &Report, targets: &[OutputTarget], summary: &SummaryArgs) -> Result<()> {
    for target in targets {
        match output::write_file(&target.path, Content::of_report(target.format), |out| {
            render(report, target, summary, out)
        }) {
            // That nobody reads one report any more is no reason not to write the next.
            Err(error) if exit::is_broken_pipe(&error) => {}
            written => written?,
        }
    }
    if let Some(id) = &summary.cluster {
        let style = TerminalStyle { colour: ColourChoice::on_standard_output(), ..style() };
        let mut known = true;
        output::to_standard_output(Content::Told(Notation::Text), |out| {
            known = terminal::render_cluster(report, id, &style, out)?;
            Ok(())
        })?;
        if !known {
            bail!(
                "no cluster is called {id}; --details shows what they are called, and so does the JSON report"
            );
        }
        return Ok(());
    }
    if targets.iter().all(|target| target.path != STANDARD_OUTPUT) {
        let style = TerminalStyle { colour: ColourChoice::on_standard_output(), ..told(summary) };
        output::to_standard_output(Content::Told(Notation::Text), |out| {
            terminal::render(report, &style, out)
        })?;
    }
    Ok(())
}

fn render(
    report: &Report,
    target: &OutputTarget,
    summary: &SummaryArgs,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    match target.format {
        Format::Terminal => terminal::render(report, &told(summary), out),
        Format::Csv => csv::render(report, summary.csv_cells(), out),
        Format::Passages => csv::render_passages(report, summary.csv_cells(), out),
        format => formats::render(report, format, out),
    }
}

/// How much is shown.
fn told(summary: &SummaryArgs) -> TerminalStyle {
    let style = TerminalStyle { top: summary.top, ..style() };
    if summary.details { style.with_details() } else { style }
}

/// As wide as the terminal; 80 columns when there is none.
fn style() -> TerminalStyle {
    let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    TerminalStyle { width, ..TerminalStyle::default() }
}

fn check_targets<F>(targets: &[Target<F>]) -> Result<()> {
    for target in targets {
        output::check_writable(&target.path)?;
    }
    refuse_overlaps(targets, || Ok(Vec::new()))
}

/// Fails when a target is another one too, or among `inputs`.
fn refuse_overlaps<F>(targets: &[Target<F>], inputs: impl FnOnce() -> Result<Vec<String>>) -> Result<()> {
    let outputs: Vec<&str> = targets.iter().map(|target| target.path.as_str()).collect();
    overlap::refuse(&outputs, inputs)
}

/// Every file that a run reads: those of `inputs`, `others`, and what the settings name.
fn everything_read<'o>(
    inputs: &[String],
    config: &Config,
    run: &RunArgs,
    others: impl IntoIterator<Item = Option<&'o str>>,
) -> Result<Vec<String>> {
    let mut files = Reading::of(inputs, &config.input)?.paths().to_vec();
    files.extend(others.into_iter().flatten().map(str::to_string));
    files.extend(config.input.vectors.clone());
    files.extend(run.settings_file().map(str::to_string));
    Ok(files)
}
